/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "requests.h"

#include <string.h>

#include "builtin-types.h"
#include "dll-file.h"
#include "error.h"
#include "requests-private.h"

/* Finding */

static void
set_no_resource(GError **error, const char *name)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_NO_SUCH_OBJECT,
                "resource %s: there is none of that name: see resapictl resource list", name);
}

void
requests_set_no_type(GError **error, const char *type)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_NO_SUCH_OBJECT,
                "resource type '%s': there is none of that name: see resapictl type list", type);
}

bool
requests_check_builtin(const struct requests *requests, const char *type, const char *dll,
                       GError **error)
{
    if (dll_file_is_same(requests->world->config, dll, BUILTIN_DLL)) {
        return true;
    }
    g_set_error(
        error, RESAPID_ERROR, OUTCOME_INVALID,
        "resource type '%s': is built in, with resapid's own %s: give %s another type's name", type,
        BUILTIN_DLL, dll);
    return false;
}

struct resource *
requests_find_or_answer(const struct requests *requests, struct answer *answer, const char *name)
{
    struct resource *resource = inventory_find(requests->inventory, name);
    g_autoptr(GError) error = NULL;

    if (resource == NULL) {
        set_no_resource(&error, name);
        answer_send(answer, error, 0);
    }
    return resource;
}

bool
requests_pending_and_answered(const struct requests *requests, struct answer *answer,
                              const char *name)
{
    g_autoptr(GError) error = NULL;

    if (!changes_pending(requests->changes, name)) {
        return false;
    }
    g_set_error(&error, RESAPID_ERROR, OUTCOME_BUSY,
                "resource %s: another request is being written to the cluster database: try again",
                name);
    answer_send(answer, error, RESOURCE_INITIALIZING);
    return true;
}

/* Answers for one resource */

void
wish_done(void *user, const GError *error)
{
    struct wish *wish = user;

    answer_send(wish->answer, error, resource_state(wish->resource));
}

struct wish *
wish_new(struct answer *answer, struct resource *resource)
{
    struct wish *wish = g_new0(struct wish, 1);

    wish->answer = answer;
    wish->resource = resource;
    answer_attach(answer, wish, g_free);
    return wish;
}

/* Changes that only need an answer once they have landed */

struct plain_change {
    struct requests *requests;
    struct answer *answer;
    char *name;          /* of the resource concerned, or NULL */
    const char *message; /* said after success, or NULL */
};

static void
on_plain_change_done(void *user, const GError *error, bool overtaken)
{
    struct plain_change *change = user;
    const struct resource *resource =
        change->name != NULL ? inventory_find(change->requests->inventory, change->name) : NULL;
    enum resource_state state = resource != NULL ? resource_state(resource) : 0;

    (void)overtaken;
    if (error == NULL && change->message != NULL) {
        answer_send_message(change->answer, state, WIN32_SUCCESS, change->message);
    } else {
        answer_send(change->answer, error, state);
    }
    g_free(change->name);
    g_free(change);
}

void
requests_commit(struct requests *requests, struct answer *answer, const char *name,
                struct clusdb_batch *batch, const char *message)
{
    struct plain_change *change = g_new0(struct plain_change, 1);

    change->requests = requests;
    change->answer = answer;
    change->name = g_strdup(name);
    change->message = message;
    changes_commit(requests->changes, name, batch, on_plain_change_done, change);
}

/* Verbs: resources */

/* A change that makes a resource. */
struct resource_change {
    struct requests *requests;
    struct answer *answer;
    char *key;
};

static struct resource_change *
resource_change_new(struct requests *requests, struct answer *answer, const char *key)
{
    struct resource_change *change = g_new0(struct resource_change, 1);

    change->requests = requests;
    change->answer = answer;
    change->key = g_strdup(key);
    return change;
}

static void
resource_change_free(struct resource_change *change)
{
    g_free(change->key);
    g_free(change);
}

static void
on_resource_added(void *user, const GError *error, bool overtaken)
{
    struct resource_change *change = user;

    (void)overtaken;
    if (error == NULL) {
        inventory_add(change->requests->inventory, change->key);
    }
    answer_send(change->answer, error, error == NULL ? RESOURCE_OFFLINE : 0);
    resource_change_free(change);
}

static void
serve_resource_add(struct requests *requests, struct answer *answer,
                   const struct client_message *request)
{
    const struct client_resource_add *add = &request->resource_add;
    struct clusdb *db = requests->world->db;
    g_autofree char *dll = catalog_type_dll(db, add->type);
    g_autofree const char **words = requests_words(&add->properties);
    g_autofree char *group = NULL;
    g_autofree char *key = NULL;
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;
    struct change *change;

    if (requests_pending_and_answered(requests, answer, add->name)) {
        return;
    }
    group = requests_group_name(requests, add->name, add->group);
    if (requests_group_pending_and_answered(requests, answer, group)) {
        return;
    }
    batch = clusdb_batch_new();
    if (!catalog_check_name("resource", add->name, &error)) {
        /* error is set */
    } else if (inventory_find(requests->inventory, add->name) != NULL) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource %s: exists already: choose another name or use resapictl resource "
                    "set",
                    add->name);
    } else if (dll == NULL) {
        requests_set_no_type(&error, add->type);
    } else {
        key = catalog_put_resource(batch, add->name, add->type);
        if (requests_put_in_group(requests, batch, key, group, add->group[0] == '\0', &error)) {
            catalog_put_properties(batch, db, key, words, &error);
        }
    }
    if (error != NULL) {
        clusdb_batch_free(batch);
        answer_send(answer, error, 0);
        return;
    }
    change = changes_announce(requests->changes, add->name);
    changes_concern_group(change, group);
    changes_commit_announced(change, batch, on_resource_added,
                             resource_change_new(requests, answer, key));
}

static bool
add_resource_record(const struct requests *requests, struct answer *answer, GHashTable *groups,
                    const struct resource *resource)
{
    struct client_message record = { .header.type = CLIENT_RESOURCE };
    const char *key = groups_table_find(groups, catalog_id(resource_key(resource)));
    g_autofree char *group = key != NULL ? groups_name(requests->world->db, key) : NULL;

    resource_describe(resource, &record.resource);
    record.resource.group = group;
    return answer_add(answer, &record);
}

static void
serve_status(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_status *status = &request->status;
    g_autoptr(GHashTable) groups = groups_table(requests->world->db);
    const struct resource *resource;

    if (status->name[0] != '\0') {
        resource = requests_find_or_answer(requests, answer, status->name);
        if (resource != NULL) {
            add_resource_record(requests, answer, groups, resource);
            answer_send(answer, NULL, resource_state(resource));
        }
        return;
    }
    for (uint32_t i = inventory_behind(requests->inventory, status->after);
         (resource = inventory_at(requests->inventory, i)) != NULL; i++) {
        if (!add_resource_record(requests, answer, groups, resource)) {
            break;
        }
    }
    answer_send(answer, NULL, 0);
}

/* Verbs: operations */

static void
serve_online(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_online *online = &request->online;
    struct resource *resource = requests_find_or_answer(requests, answer, online->name);

    if (resource != NULL && !requests_pending_and_answered(requests, answer, online->name)) {
        resource_request(resource, EVENT_ONLINE, online->timeout_ms, wish_done,
                         wish_new(answer, resource));
    }
}

/* A stop. Of what is not known here yet it waits for the change that may make it; all else stops at once,
 * however long the database takes: Pacemaker fences a node that does not stop in time. */
struct stop {
    struct requests *requests;
    struct answer *answer;
    enum machine_event event;
    char *name;
    uint32_t timeout_ms;
    uint32_t flags; /* of OFFLINE */
    int64_t began_us;
};

/* 0 is without a limit; what has waited too long is tried all the same. */
static uint32_t
time_left(const struct stop *stop)
{
    int64_t spent_ms = (g_get_monotonic_time() - stop->began_us) / 1000;

    if (stop->timeout_ms == 0) {
        return 0;
    }
    return spent_ms < stop->timeout_ms ? stop->timeout_ms - (uint32_t)spent_ms : 1;
}

static void
carry_out_stop(void *user)
{
    struct stop *stop = user;
    struct resource *resource = requests_find_or_answer(stop->requests, stop->answer, stop->name);

    if (resource != NULL && stop->event == EVENT_OFFLINE) {
        resource_offline(resource, time_left(stop), stop->flags, wish_done,
                         wish_new(stop->answer, resource));
    } else if (resource != NULL) {
        resource_request(resource, stop->event, time_left(stop), wish_done,
                         wish_new(stop->answer, resource));
    }
    g_free(stop->name);
    g_free(stop);
}

static void
serve_stop(struct requests *requests, struct answer *answer, enum machine_event event,
           const char *name, uint32_t timeout_ms, uint32_t flags)
{
    struct stop *stop = g_new0(struct stop, 1);

    stop->requests = requests;
    stop->answer = answer;
    stop->event = event;
    stop->name = g_strdup(name);
    stop->timeout_ms = timeout_ms;
    stop->flags = flags;
    stop->began_us = g_get_monotonic_time();
    if (!changes_being_written(requests->changes, name)) {
        carry_out_stop(stop);
    } else if (inventory_find(requests->inventory, name) == NULL) {
        changes_overtake_and_wait(requests->changes, name, carry_out_stop, stop);
    } else {
        changes_overtake(requests->changes, name);
        carry_out_stop(stop);
    }
}

static void
serve_offline(struct requests *requests, struct answer *answer,
              const struct client_message *request)
{
    serve_stop(requests, answer, EVENT_OFFLINE, request->offline.name, request->offline.timeout_ms,
               request->offline.flags);
}

static void
serve_terminate(struct requests *requests, struct answer *answer,
                const struct client_message *request)
{
    serve_stop(requests, answer, EVENT_TERMINATE, request->terminate.name,
               request->terminate.timeout_ms, 0);
}

static void
serve_release(struct requests *requests, struct answer *answer,
              const struct client_message *request)
{
    serve_stop(requests, answer, EVENT_RELEASE, request->release.name, request->release.timeout_ms,
               0);
}

static void
serve_arbitrate(struct requests *requests, struct answer *answer,
                const struct client_message *request)
{
    const struct client_arbitrate *arbitrate = &request->arbitrate;
    struct resource *resource = requests_find_or_answer(requests, answer, arbitrate->name);

    if (resource != NULL && !requests_pending_and_answered(requests, answer, arbitrate->name)) {
        resource_request(resource, EVENT_ARBITRATE, arbitrate->timeout_ms, wish_done,
                         wish_new(answer, resource));
    }
}

static void
serve_check(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_check *check = &request->check;
    struct resource *resource = requests_find_or_answer(requests, answer, check->name);

    if (resource != NULL) {
        resource_check(resource,
                       check->level >= CHECK_IS_ALIVE ? CHECK_IS_ALIVE : CHECK_LOOKS_ALIVE,
                       check->timeout_ms, wish_done, wish_new(answer, resource));
    }
}

/* Dispatch */

static const struct {
    enum client_verb verb;
    void (*serve)(struct requests *requests, struct answer *answer,
                  const struct client_message *request);
} verbs[] = {
    { CLIENT_START, serve_start },
    { CLIENT_ONLINE, serve_online },
    { CLIENT_OFFLINE, serve_offline },
    { CLIENT_TERMINATE, serve_terminate },
    { CLIENT_CHECK, serve_check },
    { CLIENT_STATUS, serve_status },
    { CLIENT_DETAILS, serve_details },
    { CLIENT_LINES, serve_lines },
    { CLIENT_LISTEN, serve_listen },
    { CLIENT_ABOUT, serve_about },
    { CLIENT_VALIDATE, serve_validate },
    { CLIENT_CONTROL, serve_control },
    { CLIENT_TYPE_CONTROL, serve_type_control },
    { CLIENT_ARBITRATE, serve_arbitrate },
    { CLIENT_RELEASE, serve_release },
    { CLIENT_TYPE_ADD, serve_type_add },
    { CLIENT_TYPE_REMOVE, serve_type_remove },
    { CLIENT_TYPES, serve_types },
    { CLIENT_TYPE_ITEMS, serve_type_items },
    { CLIENT_TYPE_ITEMS_FORGET, serve_type_items_forget },
    { CLIENT_RESOURCE_ADD, serve_resource_add },
    { CLIENT_RESOURCE_SET, serve_resource_set },
    { CLIENT_RESOURCE_REMOVE, serve_resource_remove },
    { CLIENT_PROPERTIES, serve_properties },
    { CLIENT_COMMON_SET, serve_common_set },
    { CLIENT_COMMON, serve_common },
    { CLIENT_TYPE_COMMON_SET, serve_type_common_set },
    { CLIENT_TYPE_COMMON, serve_type_common },
    { CLIENT_RENAME, serve_rename },
};

void
requests_answer_ending(struct answer *answer)
{
    g_autoptr(GError) error = NULL;

    g_set_error(&error, RESAPID_ERROR, OUTCOME_BUSY,
                "resapid is ending: try again when it has been started again");
    answer_send(answer, error, RESOURCE_INITIALIZING);
}

void
requests_serve(struct requests *requests, struct answer *answer,
               const struct client_message *request)
{
    g_autoptr(GError) error = NULL;

    if (requests->ending) {
        requests_answer_ending(answer);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (verbs[i].verb == request->header.type) {
            verbs[i].serve(requests, answer, request);
            return;
        }
    }
    g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID, "resapid serves no %s",
                wire_type_name(&client_schema, request->header.type));
    answer_send(answer, error, 0);
}

void
requests_handle(void *owner, struct ipc_call *call, const struct client_message *request)
{
    struct answer *answer = answer_new(call);

    if (!requests_managed_and_taken(owner, answer, request)) {
        requests_serve(owner, answer, request);
    }
}

void
requests_carry_out(struct requests *requests, const struct client_message *request,
                   answer_done done, void *user)
{
    requests_serve(requests, answer_new_inside(done, user), request);
}

struct changes *
requests_changes(struct requests *requests)
{
    return requests->changes;
}

struct type_controls *
requests_type_controls(struct requests *requests)
{
    return requests->type_controls;
}

/* Life */

struct requests *
requests_new(const struct resource_world *world, struct inventory *inventory)
{
    struct requests *requests = g_new0(struct requests, 1);

    requests->world = world;
    requests->inventory = inventory;
    requests->began_us = g_get_real_time();
    requests->changes = changes_new(world->db);
    requests->type_controls = type_controls_new(world);
    return requests;
}

void
requests_end(struct requests *requests)
{
    requests->ending = true;
}

void
requests_free(struct requests *requests)
{
    if (requests != NULL) {
        answers_end_inside();
        requests_end_held(requests);
        type_controls_free(requests->type_controls);
        changes_free(requests->changes);
        g_free(requests);
    }
}
