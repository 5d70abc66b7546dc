/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry-private.h"

#include <string.h>

#include "catalog.h"
#include "error.h"
#include "groups.h"
#include "layout.h"
#include "key-watch.h"
#include "listeners.h"
#include "log.h"

/* A DLL has a thread for each write that it waits for; more than this is a flood. */
#define PENDINGS_MAX 256
/* What all of them may hold in memory. */
#define PENDING_BYTES_MAX (8 * 1024 * 1024)

/* Commits whose durability is awaited. */
static GList *pendings; /* struct registry_pending */

bool
registry_is_flooded(const struct host *host)
{
    unsigned int count = 0;

    for (GList *item = pendings; item != NULL; item = item->next) {
        count += ((struct registry_pending *)item->data)->host == host ? 1 : 0;
    }
    return count >= PENDINGS_MAX;
}

static bool
has_room(const struct host *host, const struct clusdb_batch *batch)
{
    size_t bytes = clusdb_batch_bytes(batch);

    for (GList *item = pendings; item != NULL; item = item->next) {
        const struct registry_pending *pending = item->data;

        bytes += pending->host == host ? clusdb_batch_bytes(pending->batch) : 0;
    }
    return bytes <= PENDING_BYTES_MAX;
}

static void
answer_done(struct host *host, uint64_t id, uint32_t error, bool created)
{
    struct channel_message answer = { .header.type = CHANNEL_DONE,
                                      .done = { .error = error, .created = created } };

    host_answer(host, &answer, id);
}

uint32_t
registry_code(const GError *error)
{
    if (error == NULL) {
        return WIN32_SUCCESS;
    }
    return error->domain == RESAPID_WIN32_ERROR ? (uint32_t)error->code : WIN32_GEN_FAILURE;
}

static void
on_committed(void *user, const GError *error)
{
    struct registry_pending *pending = user;

    pendings = g_list_remove(pendings, pending);
    if (pending->host != NULL) {
        pending->answer(pending, error);
    }
    g_free(pending);
}

void
registry_commit(struct clusdb *db, const struct registry_pending *wanted,
                struct clusdb_batch *batch)
{
    struct registry_pending *pending = g_new(struct registry_pending, 1);

    *pending = *wanted;
    pending->batch = batch;
    if (!has_room(pending->host, batch)) {
        g_autoptr(GError) error = NULL;

        set_win32_error(&error, WIN32_NOT_ENOUGH_QUOTA, "too much of it waits for the disk");
        pending->answer(pending, error);
        clusdb_batch_free(batch);
        g_free(pending);
        return;
    }
    pendings = g_list_prepend(pendings, pending);
    clusdb_commit(db, batch, on_committed, pending);
}

void
registry_forget(const struct host *host)
{
    for (GList *item = pendings; item != NULL; item = item->next) {
        struct registry_pending *pending = item->data;

        if (pending->host == host) {
            pending->host = NULL;
        }
    }
    registry_forget_batches(host);
    registry_forget_read(host);
    key_watch_forget(host);
    listeners_forget(host);
}

static void
tell_of_key(const char *path)
{
    const struct channel_event event = { .kind = OBJECT_KEY,
                                         .change = OBJECT_KEY_CHANGED,
                                         .id = path };

    listeners_tell(&event);
}

/* Those that were created above the key for its sake, the uppermost first. */
static void
tell_of_ancestors(const char *path, uint32_t count)
{
    g_autofree char *above = g_strdup(path);
    char *separator = count > 0 ? strrchr(above, '\\') : NULL;

    if (separator != NULL) {
        *separator = '\0';
        tell_of_ancestors(above, count - 1);
        tell_of_key(above);
    }
}

/* The deletion of a key is told of that key alone, not of those that were below it. */
void
registry_landed(const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);
    const struct channel_event event = {
        .kind = OBJECT_KEY,
        .change = change.name != NULL ? OBJECT_VALUE_CHANGED : OBJECT_KEY_CHANGED,
        .id = change.path,
        .name = change.name,
    };

    if (change.created > 1 && listeners_any()) {
        tell_of_ancestors(change.path, change.created - 1);
    }
    if (change.effective) {
        listeners_tell(&event);
    }
    if (clusdb_batch_is_marked(batch)) {
        key_watch_tell(batch, index);
    }
}

/* What resapid itself knows objects by is not a host's to change: their keys as such, and these values of
 * theirs and of the root. Everything else is as open to a DLL as on Windows. */
static const char *const own_values[] = { "Name",
                                          "Type",
                                          "DllName",
                                          CATALOG_MANAGED,
                                          CATALOG_OPENED,
                                          CATALOG_ISOLATION,
                                          CATALOG_REOPEN,
                                          CATALOG_DEPENDENCIES,
                                          CATALOG_OWNERS,
                                          "Contains",
                                          "GroupType",
                                          GROUPS_OWN,
                                          GROUPS_OWNERS,
                                          LAYOUT_CLUSTER_NAME,
                                          LAYOUT_CLUSTER_ID,
                                          LAYOUT_NODE_NAME,
                                          LAYOUT_PAUSED };

static const char *const own_keys[] = { "Resources", "ResourceTypes", "Groups",
                                        "Nodes",     "Networks",      "NetworkInterfaces" };

/* "Resources\\{guid}" and the like. */
#define OWN_DEPTH 2

static bool
is_below_own(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(own_keys); i++) {
        if (catalog_same_name(name, own_keys[i])) {
            return true;
        }
    }
    return false;
}

/* Those, and what lies above them. */
static bool
is_own_key(const char *path)
{
    const char *separator = strchr(path, '\\');
    g_autofree char *first = NULL;

    if (path[0] == '\0') {
        return true;
    }
    if (separator != NULL && strchr(separator + 1, '\\') != NULL) {
        return false;
    }
    first = separator != NULL ? g_strndup(path, (size_t)(separator - path)) : g_strdup(path);
    return is_below_own(first);
}

static bool
is_own_value(const char *path, const char *name)
{
    if (!is_own_key(path)) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(own_values); i++) {
        if (catalog_same_name(own_values[i], name)) {
            return true;
        }
    }
    return false;
}

/* To create a key that is there is to open it, and below it a DLL may have its own: only when the batch's
 * turn has come is it known whether it would make one of resapid's, be it as an ancestor. */
uint32_t
registry_create(struct clusdb_batch *batch, const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "\\", 2);
    bool own = names[0] != NULL && is_below_own(names[0]);

    return clusdb_batch_create_below(batch, path, own ? OWN_DEPTH : 0);
}

bool
registry_allows(const struct channel_message *question)
{
    switch (question->header.type) {
    case CHANNEL_KEY_DELETE:
        return !is_own_key(question->key_delete.path);
    case CHANNEL_VALUE_SET:
        return !is_own_value(question->value_set.path, question->value_set.name);
    case CHANNEL_VALUE_DELETE:
        return !is_own_value(question->value_delete.path, question->value_delete.name);
    default:
        return true;
    }
}

void
registry_log(const struct registry_pending *pending, const GError *error)
{
    if (error != NULL && clusdb_batch_failed(pending->batch) == UINT32_MAX) {
        host_log(pending->host, LOG_WARNING, "host %s: cluster database: %s",
                 host_name(pending->host), error->message);
    }
}

static void
answer_commit(const struct registry_pending *pending, const GError *error)
{
    registry_log(pending, error);
    answer_done(pending->host, pending->id, registry_code(error), pending->created);
}

/* Commits a batch of one change; checked is what the batch said to it. */
static void
commit(struct clusdb *db, struct host *host, uint64_t id, struct clusdb_batch *batch,
       uint32_t checked, bool created)
{
    const struct registry_pending pending = {
        .host = host, .id = id, .answer = answer_commit, .created = created
    };

    if (checked != WIN32_SUCCESS) {
        clusdb_batch_free(batch);
        answer_done(host, id, checked, false);
        return;
    }
    registry_commit(db, &pending, batch);
}

static void
serve_change(struct clusdb *db, struct host *host, const struct channel_message *question)
{
    const struct channel_value_set *set = &question->value_set;
    struct clusdb_batch *batch;
    uint32_t checked = WIN32_SUCCESS;
    bool created = false;

    if (!registry_allows(question)) {
        answer_done(host, question->header.id, WIN32_ACCESS_DENIED, false);
        return;
    }
    if (registry_is_flooded(host)) {
        host_kill(host, REGISTRY_FLOOD);
        return;
    }
    batch = clusdb_batch_new();

    switch (question->header.type) {
    case CHANNEL_KEY_CREATE:
        created = clusdb_key(db, question->key_create.path, NULL) != WIN32_SUCCESS;
        checked = registry_create(batch, question->key_create.path);
        break;
    case CHANNEL_KEY_DELETE:
        checked = clusdb_batch_delete_leaf(batch, question->key_delete.path);
        break;
    case CHANNEL_VALUE_SET:
        checked = clusdb_batch_set(batch, set->path, set->name, set->type, set->data.data,
                                   set->data.length);
        break;
    case CHANNEL_VALUE_DELETE:
        checked = clusdb_batch_delete_value(batch, question->value_delete.path,
                                            question->value_delete.name);
        break;
    default:
        g_assert_not_reached();
    }
    commit(db, host, question->header.id, batch, checked, created);
}

static void
answer_value(struct host *host, uint64_t id, uint32_t error, const struct clusdb_value *value)
{
    struct channel_message answer = { .header.type = CHANNEL_VALUE, .value.error = error };

    if (error == WIN32_SUCCESS) {
        answer.value.name = value->name;
        answer.value.type = value->type;
        answer.value.data = (struct wire_bytes){ value->data, value->length };
    }
    host_answer(host, &answer, id);
}

static void
serve_key_query(struct clusdb *db, struct host *host, const struct channel_message *question)
{
    struct clusdb_facts facts = { 0 };
    uint32_t error = clusdb_key(db, question->key_query.path, &facts);
    struct channel_message answer = {
        .header.type = CHANNEL_KEY_FACTS,
        .key_facts = { .error = error,
                       .subkeys = facts.subkeys,
                       .longest_subkey = facts.longest_subkey,
                       .values = facts.values,
                       .longest_value_name = facts.longest_value_name,
                       .longest_value = facts.longest_value },
    };

    host_answer(host, &answer, question->header.id);
}

static void
serve_key_enum(struct clusdb *db, struct host *host, const struct channel_message *question)
{
    struct channel_message answer = { .header.type = CHANNEL_NAME };

    answer.name.error =
        clusdb_subkey(db, question->key_enum.path, question->key_enum.index, &answer.name.name);
    host_answer(host, &answer, question->header.id);
}

bool
registry_serve(struct clusdb *db, struct host *host, const struct channel_message *question)
{
    struct clusdb_value value = { 0 };
    uint64_t id = question->header.id;
    uint32_t error;

    switch (question->header.type) {
    case CHANNEL_KEY_OPEN:
        answer_done(host, id, clusdb_key(db, question->key_open.path, NULL), false);
        return true;
    case CHANNEL_KEY_CREATE:
    case CHANNEL_KEY_DELETE:
    case CHANNEL_VALUE_SET:
    case CHANNEL_VALUE_DELETE:
        serve_change(db, host, question);
        return true;
    case CHANNEL_KEY_ENUM:
        serve_key_enum(db, host, question);
        return true;
    case CHANNEL_KEY_QUERY:
        serve_key_query(db, host, question);
        return true;
    case CHANNEL_VALUE_GET:
        error = clusdb_value(db, question->value_get.path, question->value_get.name, &value);
        answer_value(host, id, error, &value);
        return true;
    case CHANNEL_VALUE_ENUM:
        error = clusdb_value_at(db, question->value_enum.path, question->value_enum.index, &value);
        answer_value(host, id, error, &value);
        return true;
    case CHANNEL_KEY_BATCH:
        registry_serve_batch(db, host, question);
        return true;
    case CHANNEL_KEY_READ:
        registry_serve_read(db, host, question);
        return true;
    case CHANNEL_KEY_WATCH:
        key_watch_serve(db, host, question);
        return true;
    case CHANNEL_KEY_NEXT:
        key_watch_serve_next(host, question);
        return true;
    default:
        return false;
    }
}
