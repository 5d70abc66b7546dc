/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/clusdb.h"

#include <qb/qbloop.h>

#include "error.h"
#include "clusdb/backend.h"

/* A group is no larger, so that others do not wait for it for long; a batch that is larger is a group by
 * itself. */
#define GROUP_COMMITS 64
#define GROUP_CHANGES 2048
#define GROUP_BYTES   (1024 * 1024)

/* The main loop goes on after so much work. */
#define SLICE_US     2000
#define STEP_CHANGES 16

struct commit {
    struct clusdb_batch *batch;
    clusdb_done done;
    void *user;
    guint applied; /* changes */
    struct tree_key
        *outcome;  /* the tree after them; NULL once it has landed or cannot be applied */
    GError *error; /* why it cannot be applied */
    bool landed;
    size_t told; /* changes */
};

enum stage {
    STAGE_IDLE,
    STAGE_APPLY,   /* the group's batches, one by one */
    STAGE_PERSIST, /* the back end has them */
    STAGE_FINISH,  /* they land, one by one */
};

/*
 * Commits wait until the back end is free and are then taken as a group, which becomes durable in
 * one transaction. A batch is checked when its group is made, by applying it to the outcome of the
 * batch before it: only then is it certain what it will find, since all earlier groups have
 * succeeded or failed by then. Checked earlier, at clusdb_commit(), a batch could build on one that
 * the disk then has no room for. The outcomes are taken over one by one when the group is durable.
 * If it cannot be made durable, each of its commits is tried alone, so that none fails for
 * another's size. All that is not the back end's is done in small steps.
 */
struct clusdb {
    struct backend *backend;
    struct tree_key *tree;
    uint64_t generation;
    enum stage stage;
    GQueue waiting;        /* struct commit */
    GQueue group;          /* those under way */
    GList *applying;       /* the place in it; NULL behind the last */
    struct tree_key *base; /* what that is applied to: the tree, or an outcome */
    GPtrArray *batches;    /* of the group, without those that cannot be applied */
    GError *error;         /* of the whole group */
    guint alone;           /* the first of waiting, which are to be tried alone */
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
        commit->applied = 0;
        g_queue_push_head(&db->waiting, commit);
    }
}

static void
land(struct clusdb *db, struct commit *commit)
{
    tree_unref(db->tree);
    db->tree = g_steal_pointer(&commit->outcome);
    commit->landed = true;
    commit->batch->generation = ++db->generation;
}

/* A commit leaves the group after its callback: what that commits waits for the next group. */
static void
finish_commit(struct clusdb *db, struct commit *commit)
{
    commit->done(commit->user, commit->error != NULL ? commit->error : db->error);
    free_commit(g_queue_pop_head(&db->group));
}

static void
finish_next(struct clusdb *db, struct commit *commit)
{
    if (commit->outcome != NULL && db->error == NULL) {
        land(db, commit);
    }
    if (commit->landed && db->observer != NULL && commit->told < clusdb_batch_size(commit->batch)) {
        db->observer(db->observer_user, commit->batch, commit->told++);
    } else {
        finish_commit(db, commit);
    }
}

static void
finish_some(struct clusdb *db)
{
    struct commit *commit = g_queue_peek_head(&db->group);

    if (commit != NULL) {
        finish_next(db, commit);
    } else {
        g_clear_error(&db->error);
        db->stage = STAGE_IDLE;
    }
}

/* A backend_done. */
static void
on_persisted(void *user, const GError *error)
{
    struct clusdb *db = user;

    if (error != NULL && db->batches->len > 1) {
        try_alone(db);
        db->stage = STAGE_IDLE;
    } else {
        db->error = error != NULL ? g_error_copy(error) : NULL;
        db->stage = STAGE_FINISH;
    }
    schedule(db);
}

static void
persist(struct clusdb *db)
{
    if (db->batches->len == 0) {
        db->stage = STAGE_FINISH;
        return;
    }
    db->stage = STAGE_PERSIST;
    db->backend->class->persist(db->backend, (struct clusdb_batch *const *)db->batches->pdata,
                                db->batches->len, on_persisted, db);
}

static void
apply_some(struct clusdb *db)
{
    struct commit *commit = NULL;

    if (db->applying == NULL) {
        persist(db);
        return;
    }
    commit = db->applying->data;
    if (commit->outcome == NULL) {
        commit->outcome = tree_ref(db->base);
    }
    if (!tree_apply_some(&commit->outcome, commit->batch, commit->applied, STEP_CHANGES,
                         &commit->error)) {
        g_clear_pointer(&commit->outcome, tree_unref);
        db->applying = db->applying->next;
        return;
    }
    commit->applied += STEP_CHANGES;
    if (commit->applied >= clusdb_batch_size(commit->batch)) {
        db->base = commit->outcome;
        g_ptr_array_add(db->batches, commit->batch);
        db->applying = db->applying->next;
    }
}

/* How many of those that wait. */
static guint
group_size(struct clusdb *db)
{
    size_t changes = 0;
    size_t bytes = 0;
    guint commits = 0;

    if (db->alone > 0) {
        db->alone--;
        return 1;
    }
    for (const GList *item = db->waiting.head; item != NULL; item = item->next) {
        const struct commit *commit = item->data;

        changes += clusdb_batch_size(commit->batch);
        bytes += clusdb_batch_bytes(commit->batch);
        if (commits == GROUP_COMMITS ||
            (commits > 0 && (changes > GROUP_CHANGES || bytes > GROUP_BYTES))) {
            break;
        }
        commits++;
    }
    return commits;
}

static bool
begin_group(struct clusdb *db)
{
    if (g_queue_is_empty(&db->waiting)) {
        return false;
    }
    for (guint n = group_size(db); n > 0; n--) {
        g_queue_push_tail(&db->group, g_queue_pop_head(&db->waiting));
    }
    g_ptr_array_set_size(db->batches, 0);
    db->applying = db->group.head;
    db->base = db->tree;
    db->stage = STAGE_APPLY;
    return true;
}

/* Does a little of what there is to do; false if there is nothing for now. */
static bool
step(struct clusdb *db)
{
    switch (db->stage) {
    case STAGE_IDLE:
        return begin_group(db);
    case STAGE_APPLY:
        apply_some(db);
        return true;
    case STAGE_FINISH:
        finish_some(db);
        return true;
    default:
        return false;
    }
}

static void
on_scheduled(void *data)
{
    struct clusdb *db = data;
    gint64 end = g_get_monotonic_time() + SLICE_US;
    bool more = true;

    db->scheduled = false;
    while (more && g_get_monotonic_time() < end) {
        more = step(db);
    }
    if (more) {
        schedule(db);
    }
}

/* Not a job: where nothing else is to do, libqb lets jobs wait for 50 ms. */
static void
schedule(struct clusdb *db)
{
    if (!db->scheduled) {
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
    if (db->stage == STAGE_IDLE) {
        schedule(db);
    }
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
    while (db->stage != STAGE_IDLE || !g_queue_is_empty(&db->waiting)) {
        if (!step(db)) {
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

/* One that has landed leaves the group behind its done. */
bool
clusdb_is_telling(const struct clusdb *db)
{
    const struct commit *commit = g_queue_peek_head((GQueue *)&db->group);

    return commit != NULL && commit->landed;
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
