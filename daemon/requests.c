/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "requests.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "catalog.h"
#include "error.h"
#include "log.h"
#include "properties.h"

struct requests {
    const struct resource_world *world;
    GSequence *resources; /* struct resource, in the order of their names */
};

/* A change of the cluster database on its way, and what is to follow it. */
struct change {
    struct requests *requests;
    struct answer *answer;
    char *key; /* of the resource concerned, or NULL */
    uint32_t timeout_ms;
    const char *message; /* said after success, or NULL */
    /* NULL: the answer follows at once. */
    void (*next)(struct change *change);
};

/* Resources */

static int
compare_names(gconstpointer one, gconstpointer other, gpointer user)
{
    (void)user;
    return g_utf8_collate(resource_name(one), resource_name(other));
}

static struct resource *
find_by_key(const struct requests *requests, const char *key)
{
    for (GSequenceIter *at = g_sequence_get_begin_iter(requests->resources);
         !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        struct resource *resource = g_sequence_get(at);

        if (strcmp(resource_key(resource), key) == 0) {
            return resource;
        }
    }
    return NULL;
}

static struct resource *
find_by_name(const struct requests *requests, const char *name)
{
    g_autofree char *key = catalog_resource_key(requests->world->db, name);

    return key != NULL ? find_by_key(requests, key) : NULL;
}

static void
set_no_resource(GError **error, const char *name)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_NO_SUCH_OBJECT,
                "resource %s: there is none of that name: see resapictl resource list", name);
}

static struct resource *
add_resource(struct requests *requests, const char *key)
{
    struct resource *resource = resource_new(requests->world, key);

    g_sequence_insert_sorted(requests->resources, resource, compare_names, NULL);
    return resource;
}

static void
free_resource(gpointer data)
{
    resource_free(data);
}

static void
drop_resource(struct requests *requests, struct resource *resource)
{
    for (GSequenceIter *at = g_sequence_get_begin_iter(requests->resources);
         !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        if (g_sequence_get(at) == resource) {
            g_sequence_remove(at);
            return;
        }
    }
}

/* Answers for one resource */

struct wish {
    struct answer *answer;
    struct resource *resource;
};

static void
on_wish_done(void *user, const GError *error)
{
    struct wish *wish = user;

    answer_send(wish->answer, error, resource_state(wish->resource));
    g_free(wish);
}

static struct wish *
wish_new(struct answer *answer, struct resource *resource)
{
    struct wish *wish = g_new0(struct wish, 1);

    wish->answer = answer;
    wish->resource = resource;
    return wish;
}

static void
request_event(struct requests *requests, struct answer *answer, const char *name,
              enum machine_event event, uint32_t timeout_ms)
{
    struct resource *resource = find_by_name(requests, name);
    g_autoptr(GError) error = NULL;

    if (resource == NULL) {
        set_no_resource(&error, name);
        answer_send(answer, error, 0);
        return;
    }
    resource_request(resource, event, timeout_ms, on_wish_done, wish_new(answer, resource));
}

/* Changes of the cluster database */

static void
change_free(struct change *change)
{
    g_free(change->key);
    g_free(change);
}

static void
change_answer(struct change *change, const GError *error)
{
    const struct resource *resource =
        change->key != NULL ? find_by_key(change->requests, change->key) : NULL;
    enum resource_state state = resource != NULL ? resource_state(resource) : 0;

    if (error == NULL && change->message != NULL) {
        answer_send_message(change->answer, state, change->message);
    } else {
        answer_send(change->answer, error, state);
    }
    change_free(change);
}

static void
change_done(void *user, const GError *error)
{
    struct change *change = user;

    if (error == NULL && change->next != NULL) {
        change->next(change);
    } else {
        change_answer(change, error);
    }
}

static struct change *
change_new(struct requests *requests, struct answer *answer, const char *key)
{
    struct change *change = g_new0(struct change, 1);

    change->requests = requests;
    change->answer = answer;
    change->key = g_strdup(key);
    return change;
}

static void
add_changed_resource(struct change *change)
{
    if (find_by_key(change->requests, change->key) == NULL) {
        add_resource(change->requests, change->key);
    }
    change_answer(change, NULL);
}

static void
remove_changed_resource(struct change *change)
{
    struct resource *resource = find_by_key(change->requests, change->key);

    if (resource != NULL) {
        drop_resource(change->requests, resource);
    }
    change_answer(change, NULL);
}

/* A Unix path must name a file that can be read; another name is for Windows' search in the prefix.
 */
static bool
check_dll(const char *dll, GError **error)
{
    struct stat facts;

    if (dll[0] == '\0') {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "the resource DLL's path is missing");
        return false;
    }
    if (dll[0] != '/') {
        return true;
    }
    if (stat(dll, &facts) != 0 || access(dll, R_OK) != 0) {
        set_system_error(error, errno, "resource DLL %s", dll);
    } else if (!S_ISREG(facts.st_mode)) {
        set_system_error(error, EINVAL, "resource DLL %s is not a file", dll);
    } else {
        return true;
    }
    (*error)->domain = RESAPID_ERROR;
    (*error)->code = OUTCOME_NOT_INSTALLED;
    return false;
}

/* Verbs: types */

static void
serve_type_add(struct requests *requests, struct answer *answer,
               const struct client_message *request)
{
    const struct client_type_add *add = &request->type_add;
    g_autofree char *present = catalog_type_dll(requests->world->db, add->name);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    if (catalog_check_name("resource type", add->name, &error) && check_dll(add->dll, &error) &&
        present != NULL && strcmp(present, add->dll) != 0) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource type '%s': exists already with the resource DLL %s: remove it first",
                    add->name, present);
    }
    if (error != NULL) {
        answer_send(answer, error, 0);
        return;
    }
    batch = clusdb_batch_new();
    catalog_put_type(batch, add->name, add->dll);
    clusdb_commit(requests->world->db, batch, change_done, change_new(requests, answer, NULL));
}

static unsigned int
count_resources(const struct requests *requests, const char *type)
{
    unsigned int count = 0;

    for (GSequenceIter *at = g_sequence_get_begin_iter(requests->resources);
         !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        if (strcmp(resource_type(g_sequence_get(at)), type) == 0) {
            count++;
        }
    }
    return count;
}

static void
set_no_type(GError **error, const char *type)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_NO_SUCH_OBJECT,
                "resource type '%s': there is none of that name: see resapictl type list", type);
}

static void
serve_type_remove(struct requests *requests, struct answer *answer,
                  const struct client_message *request)
{
    const char *name = request->type_remove.name;
    g_autofree char *dll = catalog_type_dll(requests->world->db, name);
    g_autofree char *key = catalog_type_key(name);
    unsigned int users = count_resources(requests, name);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;

    if (dll == NULL) {
        set_no_type(&error, name);
    } else if (users > 0) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_BUSY,
                    "resource type '%s': %u resources are of it: remove them first", name, users);
    }
    if (error != NULL) {
        answer_send(answer, error, 0);
        return;
    }
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, key);
    clusdb_commit(requests->world->db, batch, change_done, change_new(requests, answer, NULL));
}

static bool
add_type_record(struct requests *requests, struct answer *answer, const char *name)
{
    g_autofree char *dll = catalog_type_dll(requests->world->db, name);
    struct client_message record = {
        .header.type = CLIENT_TYPE,
        .type = { .name = name, .dll = dll, .resources = count_resources(requests, name) },
    };

    return answer_add(answer, &record);
}

static void
serve_types(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_types *types = &request->types;
    g_autofree char *dll = catalog_type_dll(requests->world->db, types->name);
    bool behind = types->after[0] == '\0';
    g_autoptr(GError) error = NULL;
    const char *name;

    if (types->name[0] != '\0' && dll == NULL) {
        set_no_type(&error, types->name);
    } else if (types->name[0] != '\0') {
        add_type_record(requests, answer, types->name);
    }
    for (uint32_t i = 0; types->name[0] == '\0' &&
                         clusdb_subkey(requests->world->db, "ResourceTypes", i, &name) == 0;
         i++) {
        if (behind && !add_type_record(requests, answer, name)) {
            break;
        }
        behind = behind || strcmp(name, types->after) == 0;
    }
    answer_send(answer, error, 0);
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

static void
serve_resource_add(struct requests *requests, struct answer *answer,
                   const struct client_message *request)
{
    const struct client_resource_add *add = &request->resource_add;
    struct clusdb *db = requests->world->db;
    g_autofree char *present = catalog_resource_key(db, add->name);
    g_autofree char *dll = catalog_type_dll(db, add->type);
    g_autofree const char **words = list_words(&add->properties);
    g_autofree char *key = NULL;
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch = clusdb_batch_new();
    struct change *change;

    if (!catalog_check_name("resource", add->name, &error)) {
    } else if (present != NULL) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_INVALID,
                    "resource %s: exists already: choose another name or use resapictl resource "
                    "set",
                    add->name);
    } else if (dll == NULL) {
        set_no_type(&error, add->type);
    } else {
        key = catalog_put_resource(batch, add->name, add->type);
        catalog_put_properties(batch, db, key, words, &error);
    }
    if (error != NULL) {
        clusdb_batch_free(batch);
        answer_send(answer, error, 0);
        return;
    }
    change = change_new(requests, answer, key);
    change->next = add_changed_resource;
    clusdb_commit(db, batch, change_done, change);
}

static void
serve_resource_set(struct requests *requests, struct answer *answer,
                   const struct client_message *request)
{
    const struct client_resource_set *set = &request->resource_set;
    const struct resource *resource = find_by_name(requests, set->name);
    g_autofree const char **words = list_words(&set->properties);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch = clusdb_batch_new();
    struct change *change;

    if (resource == NULL) {
        set_no_resource(&error, set->name);
    } else {
        catalog_put_properties(batch, requests->world->db, resource_key(resource), words, &error);
    }
    if (error != NULL) {
        clusdb_batch_free(batch);
        answer_send(answer, error, resource != NULL ? resource_state(resource) : 0);
        return;
    }
    change = change_new(requests, answer, resource_key(resource));
    if (!resource_is_down(resource)) {
        change->message = "stored; takes effect when the resource is next brought online";
    }
    clusdb_commit(requests->world->db, batch, change_done, change);
}

static void
serve_resource_remove(struct requests *requests, struct answer *answer,
                      const struct client_message *request)
{
    const char *name = request->resource_remove.name;
    const struct resource *resource = find_by_name(requests, name);
    g_autoptr(GError) error = NULL;
    struct clusdb_batch *batch;
    struct change *change;

    if (resource == NULL) {
        set_no_resource(&error, name);
    } else if (!resource_is_down(resource)) {
        g_set_error(&error, RESAPID_ERROR, OUTCOME_BUSY,
                    "resource %s: is not offline: bring it offline first", name);
    }
    if (error != NULL) {
        answer_send(answer, error, resource != NULL ? resource_state(resource) : 0);
        return;
    }
    batch = clusdb_batch_new();
    clusdb_batch_delete_key(batch, resource_key(resource));
    change = change_new(requests, answer, resource_key(resource));
    change->next = remove_changed_resource;
    clusdb_commit(requests->world->db, batch, change_done, change);
}

static bool
add_property_record(struct answer *answer, const struct clusdb_value *value)
{
    g_autofree char *format = property_format_name(value->type);
    g_autofree char *text = property_decode(value->type, value->data, value->length);
    struct client_message record = {
        .header.type = CLIENT_PROPERTY,
        .property = { .name = value->name, .format = format, .value = text },
    };

    return answer_add(answer, &record);
}

static void
serve_properties(struct requests *requests, struct answer *answer,
                 const struct client_message *request)
{
    const struct client_properties *properties = &request->properties;
    const struct resource *resource = find_by_name(requests, properties->name);
    bool behind = properties->after[0] == '\0';
    g_autofree char *parameters = NULL;
    g_autoptr(GError) error = NULL;
    struct clusdb_value value;

    if (resource == NULL) {
        set_no_resource(&error, properties->name);
        answer_send(answer, error, 0);
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
    g_autoptr(GError) error = NULL;

    if (status->name[0] != '\0') {
        resource = find_by_name(requests, status->name);
        if (resource == NULL) {
            set_no_resource(&error, status->name);
        } else {
            add_resource_record(answer, resource);
        }
        answer_send(answer, error, resource != NULL ? resource_state(resource) : 0);
        return;
    }
    for (GSequenceIter *at = g_sequence_get_begin_iter(requests->resources);
         !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        resource = g_sequence_get(at);
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
    request_event(requests, answer, request->online.name, EVENT_ONLINE, request->online.timeout_ms);
}

static void
serve_offline(struct requests *requests, struct answer *answer,
              const struct client_message *request)
{
    request_event(requests, answer, request->offline.name, EVENT_OFFLINE,
                  request->offline.timeout_ms);
}

static void
serve_terminate(struct requests *requests, struct answer *answer,
                const struct client_message *request)
{
    request_event(requests, answer, request->terminate.name, EVENT_TERMINATE,
                  request->terminate.timeout_ms);
}

static void
serve_check(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_check *check = &request->check;
    struct resource *resource = find_by_name(requests, check->name);
    g_autoptr(GError) error = NULL;

    if (resource == NULL) {
        set_no_resource(&error, check->name);
        answer_send(answer, error, 0);
        return;
    }
    resource_check(resource, check->level >= CHECK_IS_ALIVE ? CHECK_IS_ALIVE : CHECK_LOOKS_ALIVE,
                   check->timeout_ms, on_wish_done, wish_new(answer, resource));
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
    struct resource *resource = find_by_name(requests, request->control.name);
    g_autoptr(GError) error = NULL;

    if (resource == NULL) {
        set_no_resource(&error, request->control.name);
        answer_send(answer, error, 0);
        return;
    }
    resource_control(resource, request->control.code, request->control.in, on_control_done,
                     wish_new(answer, resource));
}

/* Verbs: the agents' */

static void
bring_online(struct change *change)
{
    struct resource *resource = find_by_key(change->requests, change->key);

    if (resource == NULL) {
        resource = add_resource(change->requests, change->key);
    }
    resource_request(resource, EVENT_ONLINE, change->timeout_ms, on_wish_done,
                     wish_new(change->answer, resource));
    change_free(change);
}

static bool
check_start(const char *name, const char *type, const char *dll, GError **error)
{
    return catalog_check_name("resource", name, error) &&
           catalog_check_name("resource type", type, error) && check_dll(dll, error);
}

/* What START asks for goes into the batch where the database has it otherwise: Pacemaker's
 * configuration wins. Returns the number of changes, or -1 with an error. */
static int
put_start(struct requests *requests, struct clusdb_batch *batch, const struct client_start *start,
          char **key, GError **error)
{
    const struct clusdb *db = requests->world->db;
    g_auto(GStrv) words = properties_split(start->properties, error);
    g_autofree char *dll = catalog_type_dll(db, start->type);
    g_autofree char *present = catalog_resource_key(db, start->name);
    g_autofree char *type = present != NULL ? catalog_resource_type(db, present) : NULL;
    int changes = 0;
    int properties;

    if (words == NULL) {
        return -1;
    }
    if (dll == NULL || strcmp(dll, start->dll) != 0) {
        catalog_put_type(batch, start->type, start->dll);
        changes++;
    }
    if (present != NULL && strcmp(type != NULL ? type : "", start->type) != 0) {
        g_set_error(
            error, RESAPID_ERROR, OUTCOME_FAILED,
            "resource %s: is of type '%s' on this node, not '%s': resapictl resource remove",
            start->name, type, start->type);
        return -1;
    }
    if (present == NULL) {
        *key = catalog_put_resource(batch, start->name, start->type);
        changes++;
    } else {
        *key = g_steal_pointer(&present);
    }
    if (!catalog_resource_managed(db, *key)) {
        catalog_put_managed(batch, *key);
        changes++;
    }
    properties = catalog_put_properties(batch, db, *key, (const char *const *)words, error);
    return properties < 0 ? -1 : changes + properties;
}

static void
serve_start(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_start *start = &request->start;
    const struct resource *resource = find_by_name(requests, start->name);
    struct clusdb_batch *batch;
    g_autofree char *key = NULL;
    g_autoptr(GError) error = NULL;
    struct change *change;
    int changes = -1;

    /* A start of what runs or starts already changes nothing under its feet. */
    if (resource != NULL && !resource_is_down(resource) &&
        resource_state(resource) != RESOURCE_FAILED) {
        request_event(requests, answer, start->name, EVENT_ONLINE, start->timeout_ms);
        return;
    }
    batch = clusdb_batch_new();
    if (check_start(start->name, start->type, start->dll, &error)) {
        changes = put_start(requests, batch, start, &key, &error);
    }
    if (changes < 0) {
        clusdb_batch_free(batch);
        answer_send(answer, error, resource != NULL ? resource_state(resource) : 0);
        return;
    }
    change = change_new(requests, answer, key);
    change->timeout_ms = start->timeout_ms;
    change->next = bring_online;
    if (changes == 0) {
        clusdb_batch_free(batch);
        bring_online(change);
    } else {
        clusdb_commit(requests->world->db, batch, change_done, change);
    }
}

/* All that START would do, into a batch that is thrown away. */
static void
serve_validate(struct requests *requests, struct answer *answer,
               const struct client_message *request)
{
    const struct client_validate *validate = &request->validate;
    const struct client_start start = { .name = validate->name,
                                        .type = validate->type,
                                        .dll = validate->dll,
                                        .properties = validate->properties };
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key = NULL;
    g_autoptr(GError) error = NULL;

    if (check_start(start.name, start.type, start.dll, &error)) {
        put_start(requests, batch, &start, &key, &error);
    }
    clusdb_batch_free(batch);
    answer_send(answer, error, 0);
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
requests_new(const struct resource_world *world)
{
    struct requests *requests = g_new0(struct requests, 1);
    const char *guid;

    requests->world = world;
    requests->resources = g_sequence_new(free_resource);
    for (uint32_t i = 0; clusdb_subkey(world->db, "Resources", i, &guid) == 0; i++) {
        g_autofree char *key = g_strconcat("Resources\\", guid, NULL);
        g_autofree char *name = catalog_resource_name(world->db, key);
        g_autofree char *type = catalog_resource_type(world->db, key);

        if (name == NULL || type == NULL) {
            log_warning("cluster database: %s has no Name or no Type and is left alone", key);
        } else {
            resource_adopt(add_resource(requests, key));
        }
    }
    return requests;
}

void
requests_free(struct requests *requests)
{
    if (requests != NULL) {
        g_sequence_free(requests->resources);
        g_free(requests);
    }
}

void
requests_lose_hosts(struct requests *requests)
{
    for (GSequenceIter *at = g_sequence_get_begin_iter(requests->resources);
         !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        resource_lose_host(g_sequence_get(at));
    }
}

bool
requests_is_idle(const struct requests *requests)
{
    for (GSequenceIter *at = g_sequence_get_begin_iter(requests->resources);
         !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        if (!resource_is_down(g_sequence_get(at))) {
            return false;
        }
    }
    return true;
}
