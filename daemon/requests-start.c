/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The agents' verbs: START, which makes of Pacemaker's configuration what it needs, and VALIDATE.
 */

#include <string.h>

#include "builtin-types.h"
#include "common.h"
#include "dll-file.h"
#include "error.h"
#include "properties.h"
#include "requests-private.h"

struct start {
    struct requests *requests;
    struct answer *answer;
    char *name;
    char *key;
    uint32_t timeout_ms;
    int64_t began_us;
};

static void
set_not_started(GError **error, const struct start *start, const char *why)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "resource %s: not started: %s", start->name,
                why);
}

/* What is left of the client's time; the database may have taken some. */
static bool
take_time_left(struct start *start)
{
    int64_t spent_ms = (g_get_monotonic_time() - start->began_us) / 1000;

    if (start->timeout_ms != 0 && spent_ms >= start->timeout_ms) {
        return false;
    }
    start->timeout_ms -= start->timeout_ms != 0 ? (uint32_t)spent_ms : 0;
    return true;
}

/* What the database has is in the inventory, even if it is not to be brought online any more. */
static struct resource *
find_or_add(const struct start *start)
{
    struct inventory *inventory = start->requests->inventory;
    struct resource *resource = inventory_find(inventory, start->name);

    return resource != NULL ? resource : inventory_add(inventory, start->key);
}

static void
on_start_stored(void *user, const GError *cause, bool overtaken)
{
    struct start *start = user;
    struct resource *resource = cause == NULL ? find_or_add(start) : NULL;
    g_autoptr(GError) error = cause != NULL ? g_error_copy(cause) : NULL;

    if (error == NULL && overtaken) {
        set_not_started(&error, start, "it was asked to stop meanwhile");
    } else if (error == NULL && !take_time_left(start)) {
        set_not_started(&error, start, "writing the cluster database took all of its time");
    }
    if (error == NULL && start->requests->ending) {
        requests_answer_ending(start->answer);
    } else if (error == NULL) {
        resource_request(resource, EVENT_ONLINE, start->timeout_ms, wish_done,
                         wish_new(start->answer, resource));
    } else {
        answer_send(start->answer, error, resource != NULL ? resource_state(resource) : 0);
    }
    g_free(start->name);
    g_free(start->key);
    g_free(start);
}

/* Returns the number of changes, or -1 with an error. */
static int
put_properties(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
               const struct client_start *start, GError **error)
{
    g_auto(GStrv) words = properties_split(start->properties, error);
    g_auto(GStrv) common = words != NULL ? properties_split(start->common, error) : NULL;
    int changes;
    int common_changes;

    if (common == NULL) {
        return -1;
    }
    changes = catalog_put_properties(batch, db, key, (const char *const *)words, error);
    if (changes < 0) {
        return -1;
    }
    common_changes =
        common_put(batch, db, key, COMMON_OF_RESOURCE, (const char *const *)common, error);
    return common_changes < 0 ? -1 : changes + common_changes;
}

/* resource NULL: there is none yet. */
static bool
is_of_type(const struct resource *resource, const struct client_start *start, GError **error)
{
    if (resource == NULL || catalog_same_name(resource_type(resource), start->type)) {
        return true;
    }
    g_set_error(
        error, RESAPID_ERROR, OUTCOME_FAILED,
        "resource %s: is of type '%s' on this node, not '%s': resapictl resource remove --force",
        start->name, resource_type(resource), start->type);
    return false;
}

/* Pacemaker's configuration names the type's DLL; a built-in one's is what it is. */
static bool
put_type(const struct requests *requests, struct clusdb_batch *batch,
         const struct client_start *start, int *changes, GError **error)
{
    const struct builtin_type *builtin = builtin_type_find(start->type);
    g_autofree char *dll = catalog_type_dll(requests->world->db, start->type);

    if (builtin != NULL && !requests_check_builtin(requests, start->type, start->dll, error)) {
        return false;
    }
    if (dll == NULL || !dll_file_is_same(requests->world->config, dll, start->dll)) {
        catalog_put_type(batch, builtin != NULL ? builtin->name : start->type,
                         builtin != NULL ? BUILTIN_DLL : start->dll, NULL);
        (*changes)++;
    }
    return true;
}

/* What START asks for goes into the batch where the database has it otherwise: Pacemaker's
 * configuration wins. Returns the number of changes, or -1 with an error. group is set to the name of a
 * new resource's group. */
static int
put_start(struct requests *requests, struct clusdb_batch *batch, const struct client_start *start,
          char **key, char **group, GError **error)
{
    const struct clusdb *db = requests->world->db;
    const struct resource *resource = inventory_find(requests->inventory, start->name);
    int changes = 0;
    int properties;

    if (!is_of_type(resource, start, error)) {
        return -1;
    }
    if (!put_type(requests, batch, start, &changes, error)) {
        return -1;
    }
    if (resource == NULL) {
        *key = catalog_put_resource(batch, start->name, start->type);
        *group = requests_group_name(requests, start->name, "");
        requests_put_in_group(requests, batch, *key, *group, true, NULL);
        changes++;
    } else {
        *key = g_strdup(resource_key(resource));
    }
    if (!catalog_resource_managed(db, *key)) {
        catalog_put_managed(batch, *key);
        changes++;
    }
    properties = put_properties(batch, db, *key, start, error);
    return properties < 0 ? -1 : changes + properties;
}

static bool
check_start(const char *name, const char *type, GError **error)
{
    return catalog_check_name("resource", name, error) &&
           catalog_check_name("resource type", type, error);
}

static void
begin_start(struct requests *requests, struct answer *answer, const struct client_start *request,
            struct clusdb_batch *batch, const char *key, const char *group, int changes)
{
    struct start *start = g_new0(struct start, 1);
    struct change *change;

    start->requests = requests;
    start->answer = answer;
    start->name = g_strdup(request->name);
    start->key = g_strdup(key);
    start->timeout_ms = request->timeout_ms;
    start->began_us = g_get_monotonic_time();
    if (changes == 0) {
        clusdb_batch_free(batch);
        on_start_stored(start, NULL, false);
    } else {
        change = changes_announce(requests->changes, request->name);
        if (group != NULL) {
            changes_concern_group(change, group);
        }
        changes_commit_announced(change, batch, on_start_stored, start);
    }
}

/* As Pacemaker's configuration and the database have it now. */
static void
put_and_start(struct requests *requests, struct answer *answer, const struct client_start *start)
{
    const struct resource *resource = inventory_find(requests->inventory, start->name);
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key = NULL;
    g_autofree char *group = NULL;
    g_autoptr(GError) error = NULL;
    int changes = -1;

    if (check_start(start->name, start->type, &error)) {
        changes = put_start(requests, batch, start, &key, &group, &error);
    }
    if (changes < 0) {
        clusdb_batch_free(batch);
        answer_send(answer, error, resource != NULL ? resource_state(resource) : 0);
        return;
    }
    begin_start(requests, answer, start, batch, key, group, changes);
}

/* A start that waits for what other nodes have written: another one may have run the resource last. */
struct reading {
    struct start start;
    char *type;
    char *dll;
    char *properties;
    char *common;
};

static void
free_reading(struct reading *reading)
{
    g_free(reading->start.name);
    g_free(reading->type);
    g_free(reading->dll);
    g_free(reading->properties);
    g_free(reading->common);
    g_free(reading);
}

static void
on_database_read(void *user, const GError *cause, bool overtaken)
{
    struct reading *reading = user;
    struct start *start = &reading->start;
    g_autoptr(GError) error = cause != NULL ? g_error_copy(cause) : NULL;

    if (error != NULL) {
        g_prefix_error(&error, "resource %s: not started: ", start->name);
    } else if (overtaken) {
        set_not_started(&error, start, "it was asked to stop meanwhile");
    } else if (!take_time_left(start)) {
        set_not_started(&error, start, "reading the cluster database took all of its time");
    }
    if (error == NULL && start->requests->ending) {
        requests_answer_ending(start->answer);
    } else if (error != NULL) {
        answer_send(start->answer, error, 0);
    } else {
        const struct client_start request = { .name = start->name,
                                              .type = reading->type,
                                              .dll = reading->dll,
                                              .properties = reading->properties,
                                              .common = reading->common,
                                              .timeout_ms = start->timeout_ms };

        put_and_start(start->requests, start->answer, &request);
    }
    free_reading(reading);
}

static void
read_and_start(struct requests *requests, struct answer *answer, const struct client_start *request)
{
    struct reading *reading = g_new0(struct reading, 1);

    reading->start.requests = requests;
    reading->start.answer = answer;
    reading->start.name = g_strdup(request->name);
    reading->start.timeout_ms = request->timeout_ms;
    reading->start.began_us = g_get_monotonic_time();
    reading->type = g_strdup(request->type);
    reading->dll = g_strdup(request->dll);
    reading->properties = g_strdup(request->properties);
    reading->common = g_strdup(request->common);
    changes_refresh(requests->changes, request->name, on_database_read, reading);
}

/* What is shown OFFLINE may be open, for a control or as the owner of a quorum, and is started as
 * any other that is offline. */
static bool
runs_or_starts(const struct resource *resource)
{
    enum resource_state state = resource_state(resource);

    return state != RESOURCE_OFFLINE && state != RESOURCE_FAILED;
}

/* The resource DLL's file is not looked for here: it may lie where looking takes long, and the
 * host, which runs as another user, finds out. */
void
serve_start(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    const struct client_start *start = &request->start;
    struct resource *resource = inventory_find(requests->inventory, start->name);
    g_autoptr(GError) error = NULL;

    if (requests_pending_and_answered(requests, answer, start->name)) {
        return;
    }
    if (!is_of_type(resource, start, &error)) {
        answer_send(answer, error, resource_state(resource));
        return;
    }
    /* A start of what runs or starts already changes nothing under its feet. */
    if (resource != NULL && runs_or_starts(resource)) {
        resource_request(resource, EVENT_ONLINE, start->timeout_ms, wish_done,
                         wish_new(answer, resource));
        return;
    }
    if (clusdb_is_shared(requests->world->db)) {
        read_and_start(requests, answer, start);
    } else {
        put_and_start(requests, answer, start);
    }
}

/* All that START would do, into a batch that is thrown away. */
void
serve_validate(struct requests *requests, struct answer *answer,
               const struct client_message *request)
{
    const struct client_validate *validate = &request->validate;
    const struct client_start start = { .name = validate->name,
                                        .type = validate->type,
                                        .dll = validate->dll,
                                        .properties = validate->properties,
                                        .common = validate->common };
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *dll = dll_file_path(requests->world->config, validate->dll);
    g_autofree char *key = NULL;
    g_autofree char *group = NULL;
    g_autoptr(GError) error = NULL;

    if (check_start(start.name, start.type, &error) && dll_file_check(dll, &error)) {
        put_start(requests, batch, &start, &key, &group, &error);
    }
    clusdb_batch_free(batch);
    answer_send(answer, error, 0);
}
