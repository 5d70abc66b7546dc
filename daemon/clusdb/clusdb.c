/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/clusdb.h"

#include <qb/qbloop.h>

#include "error.h"
#include "log.h"
#include "clusdb/backend.h"
#include "clusdb/cib.h"
#include "clusdb/read.h"

/* A group is no larger, so that others do not wait for it for long; a batch that is larger is a group by
 * itself. */
#define GROUP_COMMITS 64
#define GROUP_CHANGES 2048
#define GROUP_BYTES   (1024 * 1024)

/* The main loop goes on after so much work. */
#define SLICE_US     2000
#define STEP_CHANGES 16

/* So often a commit is tried again because others have written meanwhile. */
#define TRIES_MAX 30

enum commit_kind {
    COMMIT_BATCH,
    COMMIT_FOREIGN, /* what others have written */
    COMMIT_OWED,    /* an empty batch: others do not have all that is in the tree */
    COMMIT_REFRESH, /* an empty batch: others are to be asked */
    COMMIT_FRESH,   /* they have been */
};

struct commit {
    enum commit_kind kind;
    unsigned int tries;
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
    STAGE_PERSIST, /* the back end has them, or is asked for news */
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
 *
 * Where others write too, what they have written comes in between as a batch of theirs, and the group that
 * it came in the way of is made anew: its conditions, and what it finds, are judged by the new tree.
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
    GError *foreign_error; /* why what others have written could not be stored here */
    qb_loop_timer_handle timer;
    bool scheduled; /* the timer is running */
    qb_loop_timer_handle look;
    bool looking; /* likewise */
    bool closing;
    struct clusdb_follower follower;
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

/* The group waits again, in front of all others. */
static void
requeue(struct clusdb *db)
{
    struct commit *commit = NULL;

    while ((commit = g_queue_pop_tail(&db->group)) != NULL) {
        if (commit->kind != COMMIT_FRESH) {
            g_clear_error(&commit->error);
        }
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

static void
note_foreign(struct clusdb *db, const GError *error)
{
    g_clear_error(&db->foreign_error);
    if (error != NULL) {
        db->foreign_error = g_error_copy(error);
        log_warning("cluster database: what other nodes have written cannot be stored here: %s",
                    error->message);
    } else if (db->follower.followed != NULL && !db->closing) {
        db->follower.followed(db->follower.user);
    }
}

/* A commit leaves the group after its callback: what that commits waits for the next group. */
static void
finish_commit(struct clusdb *db, struct commit *commit)
{
    const GError *error = commit->error != NULL ? commit->error : db->error;

    if (commit->kind == COMMIT_FOREIGN) {
        note_foreign(db, error);
    } else if (commit->kind == COMMIT_FRESH && error == NULL) {
        error = db->foreign_error;
    }
    if (commit->done != NULL) {
        commit->done(commit->user, error);
    }
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

static void
finish_group(struct clusdb *db, const GError *error)
{
    db->error = error != NULL ? g_error_copy(error) : NULL;
    db->stage = STAGE_FINISH;
}

static void
put_first(struct clusdb *db, enum commit_kind kind, struct clusdb_batch *batch)
{
    struct commit *commit = g_new0(struct commit, 1);

    commit->kind = kind;
    commit->batch = batch;
    g_queue_push_head(&db->waiting, commit);
    db->alone += db->alone > 0 ? 1 : 0;
}

/* Others have been faster. Each commit that waits again has been tried once more. */
static void
give_way(struct clusdb *db, struct clusdb_batch *foreign)
{
    g_autoptr(GError) error = NULL;
    unsigned int tries = 0;

    for (GList *item = db->group.head; item != NULL; item = item->next) {
        tries = MAX(tries, ++((struct commit *)item->data)->tries);
    }
    if (db->foreign_error != NULL) {
        error = g_error_copy(db->foreign_error);
    } else if (tries > TRIES_MAX) {
        set_win32_error(&error, WIN32_RETRY,
                        "cluster database: other nodes were faster %u times: try again", tries);
    }
    if (error != NULL) {
        finish_group(db, error);
    } else {
        requeue(db);
        db->stage = STAGE_IDLE;
    }
    put_first(db, COMMIT_FOREIGN, foreign);
}

/* A backend_done. */
static void
on_persisted(void *user, const GError *error, const struct backend_news *news)
{
    struct clusdb *db = user;

    if (error != NULL && db->batches->len > 1) {
        db->alone = db->group.length;
        requeue(db);
        db->stage = STAGE_IDLE;
    } else if (error == NULL && news->foreign != NULL) {
        give_way(db, news->foreign);
    } else {
        finish_group(db, error);
    }
    schedule(db);
}

/* A backend_done: those who asked are answered behind what others have written. */
static void
on_refreshed(void *user, const GError *error, const struct backend_news *news)
{
    struct clusdb *db = user;

    for (GList *item = db->group.head; item != NULL; item = item->next) {
        struct commit *commit = item->data;

        commit->kind = COMMIT_FRESH;
        commit->error = error != NULL ? g_error_copy(error) : NULL;
    }
    requeue(db);
    if (error == NULL && news->owes) {
        put_first(db, COMMIT_OWED, clusdb_batch_new());
    }
    if (error == NULL && news->foreign != NULL) {
        put_first(db, COMMIT_FOREIGN, news->foreign);
    } else if (error == NULL) {
        g_clear_error(&db->foreign_error); /* they have taken it back */
        if (news->joined) {
            note_foreign(db, NULL);
        }
    }
    db->stage = STAGE_IDLE;
    schedule(db);
}

static void
persist(struct clusdb *db)
{
    const struct backend_job job = {
        .batches = (struct clusdb_batch *const *)db->batches->pdata,
        .n_batches = db->batches->len,
        .before = db->tree,
        .after = db->base,
    };

    if (db->batches->len == 0) {
        db->stage = STAGE_FINISH;
        return;
    }
    db->stage = STAGE_PERSIST;
    db->backend->class->persist(db->backend, &job, on_persisted, db);
}

static void
refresh(struct clusdb *db)
{
    db->stage = STAGE_PERSIST;
    db->backend->class->refresh(db->backend, db->tree, on_refreshed, db);
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

/* It is a group by itself. */
static bool
is_single(const struct commit *commit)
{
    return commit->kind != COMMIT_BATCH || commit->batch->local;
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
    if (is_single(g_queue_peek_head(&db->waiting))) {
        return 1;
    }
    for (const GList *item = db->waiting.head; item != NULL; item = item->next) {
        const struct commit *commit = item->data;

        changes += clusdb_batch_size(commit->batch);
        bytes += clusdb_batch_bytes(commit->batch);
        if (commits == GROUP_COMMITS || is_single(commit) ||
            (commits > 0 && (changes > GROUP_CHANGES || bytes > GROUP_BYTES))) {
            break;
        }
        commits++;
    }
    return commits;
}

/* Whoever waits right behind is answered by the same look. */
static void
begin_refresh(struct clusdb *db)
{
    const struct commit *next;

    while ((next = g_queue_peek_head(&db->waiting)) != NULL && next->kind == COMMIT_REFRESH) {
        g_queue_push_tail(&db->group, g_queue_pop_head(&db->waiting));
    }
    if (db->closing || db->backend->class->refresh == NULL) {
        db->stage = STAGE_FINISH;
    } else {
        refresh(db);
    }
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
    switch (((struct commit *)db->group.head->data)->kind) {
    case COMMIT_FRESH:
        db->stage = STAGE_FINISH;
        return true;
    case COMMIT_REFRESH:
        begin_refresh(db);
        return true;
    default:
        break;
    }
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

static void
wait_for_turn(struct clusdb *db, enum commit_kind kind, struct clusdb_batch *batch,
              clusdb_done done, void *user)
{
    struct commit *commit = g_new0(struct commit, 1);

    commit->kind = kind;
    commit->batch = batch;
    commit->done = done;
    commit->user = user;
    g_queue_push_tail(&db->waiting, commit);
    if (db->stage == STAGE_IDLE) {
        schedule(db);
    }
}

void
clusdb_commit(struct clusdb *db, struct clusdb_batch *batch, clusdb_done done, void *user)
{
    wait_for_turn(db, COMMIT_BATCH, batch, done, user);
}

void
clusdb_refresh(struct clusdb *db, clusdb_done done, void *user)
{
    wait_for_turn(db, COMMIT_REFRESH, clusdb_batch_new(), done, user);
}

bool
clusdb_is_shared(const struct clusdb *db)
{
    return db->backend->class->refresh != NULL;
}

static void look_in(struct clusdb *db, uint32_t delay_ms);

static void
on_look(void *user)
{
    struct clusdb *db = user;

    db->looking = false;
    clusdb_refresh(db, NULL, NULL);
    look_in(db, db->backend->look_ms);
}

static void
look_in(struct clusdb *db, uint32_t delay_ms)
{
    if (db->backend->look_ms != 0 && !db->looking) {
        db->looking = qb_loop_timer_add(NULL, QB_LOOP_LOW, (uint64_t)delay_ms * QB_TIME_NS_IN_MSEC,
                                        db, on_look, &db->look) == 0;
    }
}

static void
stop_looking(struct clusdb *db)
{
    if (db->looking) {
        qb_loop_timer_del(NULL, db->look);
    }
    db->looking = false;
}

/* Takes the back end, which is NULL if it did not open. */
static struct clusdb *
open_backend(struct backend *backend, GError **error)
{
    struct clusdb *db = NULL;
    struct tree_key *tree = NULL;

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
    backend->follower = &db->follower;
    return db;
}

struct clusdb *
clusdb_open_file(const char *path, GError **error)
{
    return open_backend(file_backend_open(path, error), error);
}

struct clusdb *
clusdb_open_cib(const char *path, const struct clusdb_cib *cib, GError **error)
{
    return open_backend(cib_backend_open(path, cib, error), error);
}

void
clusdb_follow(struct clusdb *db, const struct clusdb_follower *follower)
{
    db->follower = follower != NULL ? *follower : (struct clusdb_follower){ .user = NULL };
    if (follower != NULL) {
        look_in(db, 0);
    } else {
        stop_looking(db);
    }
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
    db->closing = true;
    drain(db);
    if (db->scheduled) {
        qb_loop_timer_del(NULL, db->timer);
    }
    stop_looking(db);
    g_clear_error(&db->foreign_error);
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

const struct tree_key *
clusdb_tree(const struct clusdb *db)
{
    return db->tree;
}
