/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The verbs that speak to a resource DLL by control codes: CONTROL, TYPE_CONTROL, and what a resource is
 * told of a new name and of its removal.
 */

#include "checkpoint-list.h"
#include "error.h"
#include "log.h"
#include "network-name.h"
#include "requests-private.h"

/* CLUSCTL_RESOURCE_..., resapi.md 2.12. */
enum {
    CODE_DELETE = 0x01500006,
    CODE_SET_NAME = 0x01500026,
};

/* CONTROL, TYPE_CONTROL */

struct control_wish {
    const struct requests *requests;
    struct answer *answer;
    char *id;   /* of the resource whose network name is asked for */
    char *what; /* for messages: "resource web" */
    enum resource_state state;
};

static void
control_wish_free(void *data)
{
    struct control_wish *wish = data;

    if (wish->id != NULL) {
        const struct cluster_source *source = wish->requests->world->cluster;

        source->cancel(source->source, wish);
    }
    g_free(wish->id);
    g_free(wish->what);
    g_free(wish);
}

static struct control_wish *
control_wish_new(struct answer *answer, const char *kind, const char *name,
                 enum resource_state state)
{
    struct control_wish *wish = g_new0(struct control_wish, 1);

    wish->answer = answer;
    wish->what = g_strdup_printf("%s %s", kind, name);
    wish->state = state;
    answer_attach(answer, wish, control_wish_free);
    return wish;
}

static void
answer_output(struct control_wish *wish, const struct wire_bytes *out)
{
    const struct client_message record = { .header.type = CLIENT_OUTPUT, .output.data = *out };
    g_autoptr(GError) error = NULL;

    if (!answer_add(wish->answer, &record)) {
        set_win32_error(&error, WIN32_MORE_DATA,
                        "%s: the control gave %u bytes, and an answer takes less than %u: ask for "
                        "less",
                        wish->what, out->length, (unsigned int)ANSWER_RECORDS_MAX);
    }
    answer_send(wish->answer, error, wish->state);
}

/* A DLL tells its log why it fails, and its caller a number. */
static void
answer_refused(struct control_wish *wish, uint32_t result, const char *complaint)
{
    g_autoptr(GError) error = NULL;

    set_win32_error(&error, result, "%s: the control failed", wish->what);
    error_append(error, complaint);
    answer_send_refusal(wish->answer, error, wish->state);
}

static void
on_control_done(void *user, const GError *error, uint32_t result, const struct wire_bytes *out,
                const char *complaint)
{
    struct control_wish *wish = user;

    if (error != NULL) {
        answer_send(wish->answer, error, wish->state);
    } else if (result == WIN32_RESOURCE_PROPERTIES_STORED) {
        answer_send_message(wish->answer, wish->state, result,
                            "stored; takes effect when the resource is next brought online");
    } else if (result != WIN32_SUCCESS) {
        answer_refused(wish, result, complaint);
    } else {
        answer_output(wish, out);
    }
}

/* A cluster_told. The resource may be gone by now. */
static void
on_cluster(void *user, struct cluster *cluster, const GError *error)
{
    struct control_wish *wish = user;
    const struct cluster_resource *resource =
        cluster != NULL ? cluster_resource(cluster, wish->id) : NULL;
    struct defaults_answer name = { .result = WIN32_RESOURCE_NOT_FOUND };
    struct wire_bytes out = { NULL, 0 };
    gsize length = 0;

    if (resource != NULL) {
        network_name_answer(cluster, wish->requests->world->db, resource, &name);
    }
    if (name.out != NULL) {
        out.data = g_bytes_get_data(name.out, &length);
        out.length = (uint32_t)length;
    }
    on_control_done(wish, error, name.result, &out, NULL);
    defaults_answer_clear(&name);
}

static void
ask_network_name(struct requests *requests, struct control_wish *wish,
                 const struct resource *resource)
{
    const struct cluster_source *source = requests->world->cluster;

    wish->requests = requests;
    wish->id = g_strdup(catalog_id(resource_key(resource)));
    source->ask(source->source, on_cluster, wish);
}

void
serve_control(struct requests *requests, struct answer *answer,
              const struct client_message *request)
{
    const struct client_control *asked = &request->control;
    struct resource *resource = requests_find_or_answer(requests, answer, asked->name);
    struct control_request control = { .code = asked->code,
                                       .as_user = asked->as_user != 0,
                                       .timeout_ms = asked->timeout_ms,
                                       .in = asked->in };

    struct control_wish *wish;

    if (resource == NULL || requests_pending_and_answered(requests, answer, asked->name)) {
        return;
    }
    wish = control_wish_new(answer, "resource", asked->name, resource_state(resource));
    if (asked->code == NETWORK_NAME_CODE) {
        ask_network_name(requests, wish, resource);
    } else {
        resource_control(resource, &control, on_control_done, wish);
    }
}

void
serve_type_control(struct requests *requests, struct answer *answer,
                   const struct client_message *request)
{
    const struct client_type_control *asked = &request->type_control;
    g_autofree char *dll = catalog_type_dll(requests->world->db, asked->type);
    struct control_request control = { .code = asked->code,
                                       .as_user = asked->as_user != 0,
                                       .timeout_ms = asked->timeout_ms,
                                       .in = asked->in };
    g_autoptr(GError) error = NULL;

    if (dll == NULL) {
        requests_set_no_type(&error, asked->type);
        answer_send(answer, error, 0);
        return;
    }
    type_control(requests->type_controls, asked->type, dll, &control, on_control_done,
                 control_wish_new(answer, "resource type", asked->type, 0));
}

/* RESOURCE_REMOVE */

struct removal {
    struct requests *requests;
    struct answer *answer;
    struct change *change;
    char *key;
};

static void
removal_free(void *data)
{
    struct removal *removal = data;

    g_free(removal->key);
    g_free(removal);
}

static struct removal *
removal_new(struct requests *requests, struct answer *answer, const struct resource *resource,
            const char *group)
{
    struct removal *removal = g_new0(struct removal, 1);

    removal->requests = requests;
    removal->answer = answer;
    removal->change = changes_announce(requests->changes, resource_name(resource));
    removal->key = g_strdup(resource_key(resource));
    answer_attach(answer, removal, removal_free);
    if (group != NULL) {
        changes_concern_group(removal->change, group);
    }
    return removal;
}

static void
on_removed(void *user, const GError *error, bool overtaken)
{
    struct removal *removal = user;
    struct resource *resource = inventory_find_key(removal->requests->inventory, removal->key);

    (void)overtaken;
    if (error == NULL && resource != NULL) {
        inventory_remove(removal->requests->inventory, resource);
    }
    answer_send(removal->answer, error, 0);
}

static void
answer_not_down(struct answer *answer, const struct resource *resource)
{
    g_autoptr(GError) error =
        g_error_new(RESAPID_ERROR, OUTCOME_BUSY,
                    "resource %s: is not offline: take it offline first", resource_name(resource));

    answer_send(answer, error, resource_state(resource));
}

/* A stop may have come while its DLL was told. */
static void
remove_now(struct removal *removal)
{
    struct requests *requests = removal->requests;
    const struct resource *resource = inventory_find_key(requests->inventory, removal->key);
    struct clusdb_batch *batch;

    if (!resource_is_down(resource)) {
        changes_give_up(removal->change);
        answer_not_down(removal->answer, resource);
        return;
    }
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, removal->key);
    checkpoint_list_drop(batch, removal->key);
    groups_forget_member(batch, requests->world->db, removal->key);
    catalog_forget_provider(batch, requests->world->db, catalog_id(removal->key));
    changes_commit_announced(removal->change, batch, on_removed, removal);
}

/* A DLL cannot refuse DELETE, nor can one that is not there any more. */
static void
on_delete_told(void *user, const GError *error, uint32_t result, const struct wire_bytes *out,
               const char *complaint)
{
    struct removal *removal = user;

    (void)result;
    (void)out;
    (void)complaint;
    if (error != NULL) {
        log_warning("%s; it is removed without its DLL having been told", error->message);
    }
    remove_now(removal);
}

void
serve_resource_remove(struct requests *requests, struct answer *answer,
                      const struct client_message *request)
{
    const char *name = request->resource_remove.name;
    struct resource *resource = requests_find_or_answer(requests, answer, name);
    const struct control_request delete = { .code = CODE_DELETE };
    g_autofree char *group = resource != NULL ? requests_group_of(requests, resource) : NULL;
    struct removal *removal;

    if (resource == NULL || requests_pending_and_answered(requests, answer, name) ||
        requests_group_pending_and_answered(requests, answer, group)) {
        return;
    }
    if (!resource_is_down(resource)) {
        answer_not_down(answer, resource);
        return;
    }
    removal = removal_new(requests, answer, resource, group);
    if (catalog_resource_was_open(requests->world->db, removal->key)) {
        resource_control(resource, &delete, on_delete_told, removal);
    } else {
        remove_now(removal);
    }
}

/* RENAME */

struct renaming {
    struct requests *requests;
    struct answer *answer;
    struct change *of_old_name; /* until the new one is written, nothing may begin under either */
    char *key;
    char *new_name;
};

static void
renaming_free(void *data)
{
    struct renaming *renaming = data;

    g_free(renaming->key);
    g_free(renaming->new_name);
    g_free(renaming);
}

static struct renaming *
renaming_new(struct requests *requests, struct answer *answer, const struct resource *resource,
             const char *new_name)
{
    struct renaming *renaming = g_new0(struct renaming, 1);

    renaming->requests = requests;
    renaming->answer = answer;
    renaming->of_old_name = changes_announce(requests->changes, resource_name(resource));
    renaming->key = g_strdup(resource_key(resource));
    renaming->new_name = g_strdup(new_name);
    answer_attach(answer, renaming, renaming_free);
    return renaming;
}

/* The name is changed already: what the DLL says to it changes nothing (resapi.md 2.12). */
static void
on_name_told(void *user, const GError *error, uint32_t result, const struct wire_bytes *out,
             const char *complaint)
{
    struct renaming *renaming = user;

    (void)result;
    (void)out;
    (void)complaint;
    if (error != NULL) {
        log_warning("%s; it is renamed without its DLL having been told", error->message);
    }
    answer_send(renaming->answer, NULL, RESOURCE_OFFLINE);
}

static void
tell_name(struct renaming *renaming, struct resource *resource)
{
    glong units = 0;
    g_autofree gunichar2 *name = g_utf8_to_utf16(renaming->new_name, -1, NULL, &units, NULL);
    const struct control_request set_name = {
        .code = CODE_SET_NAME,
        .in = { (const uint8_t *)name, (uint32_t)(units + 1) * 2 },
    };

    resource_control(resource, &set_name, on_name_told, renaming);
}

static void
on_renamed(void *user, const GError *error, bool overtaken)
{
    struct renaming *renaming = user;
    struct requests *requests = renaming->requests;
    struct resource *resource = inventory_find_key(requests->inventory, renaming->key);

    (void)overtaken;
    changes_give_up(renaming->of_old_name);
    if (error == NULL && resource != NULL) {
        inventory_rename(requests->inventory, resource, renaming->new_name);
        if (catalog_resource_was_open(requests->world->db, renaming->key)) {
            tell_name(renaming, resource);
            return;
        }
    }
    answer_send(renaming->answer, error, RESOURCE_OFFLINE);
}

static bool
check_rename(const struct requests *requests, const struct resource *resource, const char *new_name,
             GError **error)
{
    const struct resource *other = inventory_find(requests->inventory, new_name);

    if (!catalog_check_name("resource", new_name, error)) {
        return false;
    }
    if (other != NULL && other != resource) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource %s: exists already: choose another name", new_name);
        return false;
    }
    return true;
}

static void
commit_renaming(struct renaming *renaming, const char *group)
{
    const struct requests *requests = renaming->requests;
    struct clusdb_batch *batch = clusdb_batch_new();
    struct change *change = changes_announce(requests->changes, renaming->new_name);
    g_autofree char *new_group =
        groups_put_name_of_resource(batch, requests->world->db, renaming->key, renaming->new_name,
                                    requests_group_taken, renaming->requests);

    if (new_group != NULL) {
        changes_concern_group(change, group);
        changes_concern_group(change, new_group);
    }
    catalog_put_name(batch, renaming->key, renaming->new_name);
    changes_commit_announced(change, batch, on_renamed, renaming);
}

/* Its host goes by its name: only what has none can get another. */
void
serve_rename(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_rename *rename = &request->rename;
    const struct resource *resource = requests_find_or_answer(requests, answer, rename->name);
    g_autofree char *group = resource != NULL ? requests_group_of(requests, resource) : NULL;
    struct renaming *renaming;
    g_autoptr(GError) error = NULL;

    if (resource == NULL || requests_pending_and_answered(requests, answer, rename->name) ||
        requests_pending_and_answered(requests, answer, rename->new_name) ||
        requests_group_pending_and_answered(requests, answer, group)) {
        return;
    }
    if (!resource_is_down(resource)) {
        answer_not_down(answer, resource);
        return;
    }
    if (!check_rename(requests, resource, rename->new_name, &error)) {
        answer_send(answer, error, resource_state(resource));
        return;
    }
    renaming = renaming_new(requests, answer, resource, rename->new_name);
    commit_renaming(renaming, group);
}
