/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "requests.h"

#include <string.h>

#include "error.h"
#include "properties.h"
#include "requests-private.h"

/* A longer value is shown cut, so that any fits an answer. */
#define SHOWN_VALUE_MAX 32768

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
    g_free(wish);
}

struct wish *
wish_new(struct answer *answer, struct resource *resource)
{
    struct wish *wish = g_new0(struct wish, 1);

    wish->answer = answer;
    wish->resource = resource;
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
        answer_send_message(change->answer, state, change->message);
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

/* The strings of a wire list as a NULL-terminated vector that points into it. */
static const char **
list_words(const struct wire_list *list)
{
    GPtrArray *words = g_ptr_array_new();

    for (const char *word = wire_list_next(list, NULL); word != NULL;
         word = wire_list_next(list, word)) {
        g_ptr_array_add(words, (gpointer)word);
    }
    g_ptr_array_add(words, NULL);
    return (const char **)g_ptr_array_free(words, FALSE);
}

/* A change that makes or removes a resource. */
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
    g_autofree const char **words = list_words(&add->properties);
    g_autofree char *key = NULL;
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    if (requests_pending_and_answered(requests, answer, add->name)) {
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
        catalog_put_properties(batch, db, key, words, &error);
    }
    if (error != NULL) {
        clusdb_batch_free(batch);
        answer_send(answer, error, 0);
        return;
    }
    changes_commit(requests->changes, add->name, batch, on_resource_added,
                   resource_change_new(requests, answer, key));
}

static void
serve_resource_set(struct requests *requests, struct answer *answer,
                   const struct client_message *request)
{
    const struct client_resource_set *set = &request->resource_set;
    const struct resource *resource = requests_find_or_answer(requests, answer, set->name);
    g_autofree const char **words = list_words(&set->properties);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    if (resource == NULL || requests_pending_and_answered(requests, answer, set->name)) {
        return;
    }
    batch = clusdb_batch_new();
    if (catalog_put_properties(batch, requests->world->db, resource_key(resource), words, &error) <
        0) {
        clusdb_batch_free(batch);
        answer_send(answer, error, resource_state(resource));
        return;
    }
    requests_commit(requests, answer, set->name, batch,
                    resource_is_down(resource)
                        ? NULL
                        : "stored; takes effect when the resource is next brought online");
}

static void
on_resource_removed(void *user, const GError *error, bool overtaken)
{
    struct resource_change *change = user;
    struct resource *resource = inventory_find_key(change->requests->inventory, change->key);

    (void)overtaken;
    if (error == NULL && resource != NULL) {
        inventory_remove(change->requests->inventory, resource);
    }
    answer_send(change->answer, error, 0);
    resource_change_free(change);
}

static void
serve_resource_remove(struct requests *requests, struct answer *answer,
                      const struct client_message *request)
{
    const char *name = request->resource_remove.name;
    const struct resource *resource = requests_find_or_answer(requests, answer, name);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    if (resource == NULL || requests_pending_and_answered(requests, answer, name)) {
        return;
    }
    if (!resource_is_down(resource)) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_BUSY,
                    "resource %s: is not offline: bring it offline first", name);
        answer_send(answer, error, resource_state(resource));
        return;
    }
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, resource_key(resource));
    changes_commit(requests->changes, name, batch, on_resource_removed,
                   resource_change_new(requests, answer, resource_key(resource)));
}

static bool
add_property_record(struct answer *answer, const struct clusdb_value *value)
{
    g_autofree char *format = property_format_name(value->type);
    g_autofree char *text = property_decode(value->type, value->data, value->length);
    g_autofree char *shown =
        g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), SHOWN_VALUE_MAX));
    struct client_message record = {
        .header.type = CLIENT_PROPERTY,
        .property = { .name = value->name, .format = format, .value = shown },
    };

    return answer_add(answer, &record);
}

static void
serve_properties(struct requests *requests, struct answer *answer,
                 const struct client_message *request)
{
    const struct client_properties *properties = &request->properties;
    const struct resource *resource = requests_find_or_answer(requests, answer, properties->name);
    bool behind = properties->after[0] == '\0';
    g_autofree char *parameters = NULL;
    struct clusdb_value value;

    if (resource == NULL) {
        return;
    }
    parameters = catalog_resource_parameters(resource_key(resource));
    for (uint32_t i = 0; clusdb_value_at(requests->world->db, parameters, i, &value) == 0; i++) {
        if (behind && !add_property_record(answer, &value)) {
            break;
        }
        behind = behind || strcmp(value.name, properties->after) == 0;
    }
    answer_send(answer, NULL, resource_state(resource));
}

static bool
add_resource_record(struct answer *answer, const struct resource *resource)
{
    struct client_message record = { .header.type = CLIENT_RESOURCE };

    resource_describe(resource, &record.resource);
    return answer_add(answer, &record);
}

static void
serve_status(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_status *status = &request->status;
    const struct resource *resource;
    bool behind = status->after[0] == '\0';

    if (status->name[0] != '\0') {
        resource = requests_find_or_answer(requests, answer, status->name);
        if (resource != NULL) {
            add_resource_record(answer, resource);
            answer_send(answer, NULL, resource_state(resource));
        }
        return;
    }
    for (uint32_t i = 0; (resource = inventory_at(requests->inventory, i)) != NULL; i++) {
        if (behind && !add_resource_record(answer, resource)) {
            break;
        }
        behind = behind || strcmp(resource_name(resource), status->after) == 0;
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

/* A stop, which may have to wait until a change of that resource has landed. */
struct stop {
    struct requests *requests;
    struct answer *answer;
    enum machine_event event;
    char *name;
    uint32_t timeout_ms;
};

static void
carry_out_stop(void *user)
{
    struct stop *stop = user;
    struct resource *resource = requests_find_or_answer(stop->requests, stop->answer, stop->name);

    if (resource != NULL) {
        resource_request(resource, stop->event, stop->timeout_ms, wish_done,
                         wish_new(stop->answer, resource));
    }
    g_free(stop->name);
    g_free(stop);
}

static void
serve_stop(struct requests *requests, struct answer *answer, enum machine_event event,
           const char *name, uint32_t timeout_ms)
{
    struct stop *stop = g_new0(struct stop, 1);

    stop->requests = requests;
    stop->answer = answer;
    stop->event = event;
    stop->name = g_strdup(name);
    stop->timeout_ms = timeout_ms;
    if (changes_pending(requests->changes, name)) {
        changes_overtake(requests->changes, name, carry_out_stop, stop);
    } else {
        carry_out_stop(stop);
    }
}

static void
serve_offline(struct requests *requests, struct answer *answer,
              const struct client_message *request)
{
    serve_stop(requests, answer, EVENT_OFFLINE, request->offline.name, request->offline.timeout_ms);
}

static void
serve_terminate(struct requests *requests, struct answer *answer,
                const struct client_message *request)
{
    serve_stop(requests, answer, EVENT_TERMINATE, request->terminate.name,
               request->terminate.timeout_ms);
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

static void
on_control_done(void *user, const GError *error, uint32_t result, const struct wire_bytes *out)
{
    struct wish *wish = user;
    struct client_message record = { .header.type = CLIENT_OUTPUT, .output.data = *out };
    GError *refused = NULL;

    if (error == NULL && result != WIN32_SUCCESS) {
        set_win32_error(&refused, result, "resource %s: ResourceControl failed",
                        resource_name(wish->resource));
    } else if (error == NULL) {
        answer_add(wish->answer, &record);
    }
    answer_send(wish->answer, error != NULL ? error : refused, resource_state(wish->resource));
    g_clear_error(&refused);
    g_free(wish);
}

static void
serve_control(struct requests *requests, struct answer *answer,
              const struct client_message *request)
{
    struct resource *resource = requests_find_or_answer(requests, answer, request->control.name);

    if (resource != NULL) {
        resource_control(resource, request->control.code, request->control.in, on_control_done,
                         wish_new(answer, resource));
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
    { CLIENT_VALIDATE, serve_validate },
    { CLIENT_CONTROL, serve_control },
    { CLIENT_TYPE_ADD, serve_type_add },
    { CLIENT_TYPE_REMOVE, serve_type_remove },
    { CLIENT_TYPES, serve_types },
    { CLIENT_RESOURCE_ADD, serve_resource_add },
    { CLIENT_RESOURCE_SET, serve_resource_set },
    { CLIENT_RESOURCE_REMOVE, serve_resource_remove },
    { CLIENT_PROPERTIES, serve_properties },
};

void
requests_handle(void *owner, struct ipc_call *call, const struct client_message *request)
{
    struct requests *requests = owner;
    struct answer *answer = answer_new(call);
    g_autoptr(GError) error = NULL;

    if (requests->ending) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_FAILED,
                    "resapid is ending: try again when it has been started again");
        answer_send(answer, error, 0);
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

/* Life */

struct requests *
requests_new(const struct resource_world *world, struct inventory *inventory)
{
    struct requests *requests = g_new0(struct requests, 1);

    requests->world = world;
    requests->inventory = inventory;
    requests->changes = changes_new(world->db);
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
        changes_free(requests->changes);
        g_free(requests);
    }
}
