/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/clusdb.h"

#include <string.h>
#include <qb/qbloop.h>

#include "error.h"
#include "clusdb/backend.h"

#define REG_SZ       1
#define REG_DWORD    4
#define REG_MULTI_SZ 7

/* So that the callbacks of one group do not keep the main loop for long. */
#define GROUP_MAX 64

struct commit {
    struct clusdb_batch *batch;
    clusdb_done done;
    void *user;
    struct tree_key *outcome; /* the tree after it; NULL if it cannot be applied */
    GError *error;            /* why it cannot be applied */
};

/*
 * Commits wait until the back end is free and are then taken as a group, which becomes durable in
 * one transaction. A batch is checked when its group is made, by applying it to the outcome of the
 * batch before it: only then is it certain what it will find, since all earlier groups have
 * succeeded or failed by then. Checked earlier, at clusdb_commit(), a batch could build on one that
 * the disk then has no room for. The outcomes are taken over one by one when the group is durable.
 * If it cannot be made durable, each of its commits is tried alone, so that none fails for
 * another's size.
 */
struct clusdb {
    struct backend *backend;
    struct tree_key *tree;
    uint64_t generation;
    GQueue waiting;     /* struct commit */
    GQueue group;       /* those under way */
    GPtrArray *batches; /* of the group, without those that cannot be applied */
    guint alone;        /* the first of waiting, which are to be tried alone */
    qb_loop_timer_handle timer;
    bool scheduled; /* the timer is running */
    clusdb_observer observer;
    void *observer_user;
};

static void schedule(struct clusdb *db);

static void
free_commit(struct commit *commit)
{
    clusdb_batch_free(commit->batch);
    g_clear_error(&commit->error);
    tree_unref(commit->outcome);
    g_free(commit);
}

static void
try_alone(struct clusdb *db)
{
    struct commit *commit = NULL;

    db->alone = db->group.length;
    while ((commit = g_queue_pop_tail(&db->group)) != NULL) {
        g_clear_error(&commit->error);
        g_clear_pointer(&commit->outcome, tree_unref);
        g_queue_push_head(&db->waiting, commit);
    }
}

static void
finish_commit(struct clusdb *db, struct commit *commit, const GError *error)
{
    if (commit->outcome == NULL) {
        error = commit->error;
    } else if (error == NULL) {
        tree_unref(db->tree);
        db->tree = g_steal_pointer(&commit->outcome);
        db->generation++;
        if (db->observer != NULL) {
            db->observer(db->observer_user, commit->batch);
        }
    }
    commit->done(commit->user, error);
}

static void
finish_group(void *user, const GError *error)
{
    struct clusdb *db = user;

    if (error != NULL && db->batches->len > 1) {
        try_alone(db);
    }
    /* A commit leaves the group after its callback: what that commits waits for the next group. */
    while (!g_queue_is_empty(&db->group)) {
        finish_commit(db, g_queue_peek_head(&db->group), error);
        free_commit(g_queue_pop_head(&db->group));
    }
    schedule(db);
}

static guint
group_size(struct clusdb *db)
{
    if (db->alone > 0) {
        db->alone--;
        return 1;
    }
    return MIN(db->waiting.length, GROUP_MAX);
}

static void
make_group(struct clusdb *db)
{
    struct tree_key *tree = db->tree;

    g_ptr_array_set_size(db->batches, 0);
    for (guint n = group_size(db); n > 0; n--) {
        struct commit *commit = g_queue_pop_head(&db->waiting);

        g_queue_push_tail(&db->group, commit);
        commit->outcome = tree_apply(tree, commit->batch, &commit->error);
        if (commit->outcome != NULL) {
            tree = commit->outcome;
            g_ptr_array_add(db->batches, commit->batch);
        }
    }
}

static void
start_group(struct clusdb *db)
{
    make_group(db);
    if (db->batches->len == 0) {
        finish_group(db, NULL);
        return;
    }
    db->backend->class->persist(db->backend, (struct clusdb_batch *const *)db->batches->pdata,
                                db->batches->len, finish_group, db);
}

static void
on_scheduled(void *data)
{
    struct clusdb *db = data;

    db->scheduled = false;
    start_group(db);
}

/* Not a job: where nothing else is to do, libqb lets jobs wait for 50 ms. */
static void
schedule(struct clusdb *db)
{
    if (!db->scheduled && g_queue_is_empty(&db->group) && !g_queue_is_empty(&db->waiting)) {
        db->scheduled = qb_loop_timer_add(NULL, QB_LOOP_HIGH, 0, db, on_scheduled, &db->timer) == 0;
    }
}

void
clusdb_commit(struct clusdb *db, struct clusdb_batch *batch, clusdb_done done, void *user)
{
    struct commit *commit = g_new0(struct commit, 1);

    commit->batch = batch;
    commit->done = done;
    commit->user = user;
    g_queue_push_tail(&db->waiting, commit);
    schedule(db);
}

struct clusdb *
clusdb_open_file(const char *path, GError **error)
{
    struct clusdb *db = NULL;
    struct tree_key *tree = NULL;
    struct backend *backend = file_backend_open(path, error);

    if (backend == NULL) {
        return NULL;
    }
    tree = backend->class->load(backend, error);
    if (tree == NULL) {
        backend->class->close(backend);
        return NULL;
    }
    db = g_new0(struct clusdb, 1);
    db->backend = backend;
    db->tree = tree;
    db->batches = g_ptr_array_new();
    return db;
}

static void
drain(struct clusdb *db)
{
    while (!g_queue_is_empty(&db->group) || !g_queue_is_empty(&db->waiting)) {
        if (g_queue_is_empty(&db->group)) {
            start_group(db);
        } else {
            db->backend->class->wait(db->backend);
        }
    }
}

void
clusdb_close(struct clusdb *db)
{
    if (db == NULL) {
        return;
    }
    drain(db);
    if (db->scheduled) {
        qb_loop_timer_del(NULL, db->timer);
    }
    db->backend->class->close(db->backend);
    tree_unref(db->tree);
    g_ptr_array_unref(db->batches);
    g_free(db);
}

uint64_t
clusdb_generation(const struct clusdb *db)
{
    return db->generation;
}

void
clusdb_observe(struct clusdb *db, clusdb_observer observer, void *user)
{
    db->observer = observer;
    db->observer_user = user;
}

/* A moment is a reference to a version of the tree. */
struct clusdb_moment *
clusdb_moment_take(const struct clusdb *db)
{
    return (struct clusdb_moment *)tree_ref(db->tree);
}

void
clusdb_moment_free(struct clusdb_moment *moment)
{
    tree_unref((struct tree_key *)moment);
}

static uint32_t
show_key(const struct tree_key *root, const char *path, struct clusdb_facts *facts)
{
    const struct tree_key *key = tree_find(root, path);

    if (key == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    if (facts != NULL) {
        tree_facts(key, facts);
    }
    return WIN32_SUCCESS;
}

uint32_t
clusdb_key(const struct clusdb *db, const char *path, struct clusdb_facts *facts)
{
    return show_key(db->tree, path, facts);
}

uint32_t
clusdb_moment_key(const struct clusdb_moment *moment, const char *path, struct clusdb_facts *facts)
{
    return show_key((const struct tree_key *)moment, path, facts);
}

static uint32_t
show_subkey(const struct tree_key *root, const char *path, uint32_t index, const char **name)
{
    const struct tree_key *key = tree_find(root, path);

    if (key == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    if (index >= key->subkeys->len) {
        return WIN32_NO_MORE_ITEMS;
    }
    key = g_ptr_array_index(key->subkeys, index);
    *name = key->entry.name;
    return WIN32_SUCCESS;
}

uint32_t
clusdb_subkey(const struct clusdb *db, const char *path, uint32_t index, const char **name)
{
    return show_subkey(db->tree, path, index, name);
}

uint32_t
clusdb_moment_subkey(const struct clusdb_moment *moment, const char *path, uint32_t index,
                     const char **name)
{
    return show_subkey((const struct tree_key *)moment, path, index, name);
}

static void
show_value(const struct tree_value *stored, struct clusdb_value *value)
{
    gsize length = 0;

    value->name = stored->entry.name;
    value->type = stored->type;
    value->data = g_bytes_get_data(stored->data, &length);
    value->length = (uint32_t)length;
}

static uint32_t
find_value(const struct tree_key *root, const char *path, const char *name,
           struct clusdb_value *value)
{
    const struct tree_key *key = tree_find(root, path);
    const struct tree_value *stored = key != NULL ? tree_find_value(key, name) : NULL;

    if (stored == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    show_value(stored, value);
    return WIN32_SUCCESS;
}

uint32_t
clusdb_value(const struct clusdb *db, const char *path, const char *name,
             struct clusdb_value *value)
{
    return find_value(db->tree, path, name, value);
}

uint32_t
clusdb_moment_value(const struct clusdb_moment *moment, const char *path, const char *name,
                    struct clusdb_value *value)
{
    return find_value((const struct tree_key *)moment, path, name, value);
}

static uint32_t
show_value_at(const struct tree_key *root, const char *path, uint32_t index,
              struct clusdb_value *value)
{
    const struct tree_key *key = tree_find(root, path);

    if (key == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    if (index >= key->values->len) {
        return WIN32_NO_MORE_ITEMS;
    }
    show_value(g_ptr_array_index(key->values, index), value);
    return WIN32_SUCCESS;
}

uint32_t
clusdb_value_at(const struct clusdb *db, const char *path, uint32_t index,
                struct clusdb_value *value)
{
    return show_value_at(db->tree, path, index, value);
}

uint32_t
clusdb_moment_value_at(const struct clusdb_moment *moment, const char *path, uint32_t index,
                       struct clusdb_value *value)
{
    return show_value_at((const struct tree_key *)moment, path, index, value);
}

/* A DLL may have stored any bytes as REG_SZ: with or without NUL, of odd length. NULs stand behind
 * them; *length is without those. */
static gunichar2 *
text_of(const struct clusdb *db, const char *path, const char *name, uint32_t type, size_t *length)
{
    struct clusdb_value value;
    gunichar2 *text;

    if (clusdb_value(db, path, name, &value) != WIN32_SUCCESS || value.type != type) {
        return NULL;
    }
    *length = value.length / sizeof(*text);
    text = g_new0(gunichar2, *length + 1);
    for (size_t i = 0; i < *length; i++) {
        text[i] = (gunichar2)(value.data[2 * i] | value.data[2 * i + 1] << 8);
    }
    return text;
}

char *
clusdb_string(const struct clusdb *db, const char *path, const char *name)
{
    size_t length;
    g_autofree gunichar2 *text = text_of(db, path, name, REG_SZ, &length);

    return text != NULL ? g_utf16_to_utf8(text, -1, NULL, NULL, NULL) : NULL;
}

static size_t
units_in(const gunichar2 *text)
{
    size_t length = 0;

    while (text[length] != 0) {
        length++;
    }
    return length;
}

char **
clusdb_strings(const struct clusdb *db, const char *path, const char *name)
{
    size_t length;
    g_autofree gunichar2 *text = text_of(db, path, name, REG_MULTI_SZ, &length);
    GPtrArray *strings;

    if (text == NULL) {
        return NULL;
    }
    strings = g_ptr_array_new();
    for (size_t at = 0; at < length; at += units_in(text + at) + 1) {
        char *string = g_utf16_to_utf8(text + at, -1, NULL, NULL, NULL);

        if (string != NULL && string[0] != '\0') {
            g_ptr_array_add(strings, string);
        } else {
            g_free(string);
        }
    }
    g_ptr_array_add(strings, NULL);
    return (char **)g_ptr_array_free(strings, FALSE);
}

bool
clusdb_dword(const struct clusdb *db, const char *path, const char *name, uint32_t *number)
{
    struct clusdb_value value;
    uint32_t stored = 0;

    if (clusdb_value(db, path, name, &value) != WIN32_SUCCESS || value.type != REG_DWORD ||
        value.length != sizeof(stored)) {
        return false;
    }
    memcpy(&stored, value.data, sizeof(stored));
    *number = GUINT32_FROM_LE(stored);
    return true;
}

uint32_t
clusdb_batch_set_string(struct clusdb_batch *batch, const char *path, const char *name,
                        const char *text)
{
    g_autofree gunichar2 *units = NULL;
    glong length = 0;

    if (text != NULL) {
        units = g_utf8_to_utf16(text, -1, NULL, &length, NULL);
    }
    if (units == NULL) {
        return WIN32_INVALID_PARAMETER;
    }
    for (glong i = 0; i < length; i++) {
        units[i] = GUINT16_TO_LE(units[i]);
    }
    return clusdb_batch_set(batch, path, name, REG_SZ, units,
                            ((size_t)length + 1) * sizeof(*units));
}

static bool
append_units(GArray *units, const char *text)
{
    glong length = 0;
    g_autofree gunichar2 *added = g_utf8_to_utf16(text, -1, NULL, &length, NULL);

    for (glong i = 0; added != NULL && i < length; i++) {
        added[i] = GUINT16_TO_LE(added[i]);
    }
    if (added == NULL || length == 0) {
        return false;
    }
    g_array_append_vals(units, added, (guint)length + 1);
    return true;
}

uint32_t
clusdb_batch_set_strings(struct clusdb_batch *batch, const char *path, const char *name,
                         const char *const *texts)
{
    const gunichar2 end[] = { 0, 0 };
    g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(gunichar2));

    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++) {
        if (!append_units(units, texts[i])) {
            return WIN32_INVALID_PARAMETER;
        }
    }
    g_array_append_vals(units, end, units->len > 0 ? 1 : 2);
    return clusdb_batch_set(batch, path, name, REG_MULTI_SZ, units->data,
                            units->len * sizeof(gunichar2));
}

uint32_t
clusdb_batch_set_dword(struct clusdb_batch *batch, const char *path, const char *name,
                       uint32_t number)
{
    uint32_t stored = GUINT32_TO_LE(number);

    return clusdb_batch_set(batch, path, name, REG_DWORD, &stored, sizeof(stored));
}
