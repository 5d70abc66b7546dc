/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/cib.h"

#include <string.h>

#include "child.h"
#include "error.h"
#include "log.h"
#include "clusdb/cib-private.h"
#include "clusdb/cib-text.h"

/* Stores that come within ROW_US are in a row: behind so many of them there is a break. */
#define ROW          8
#define ROW_US       G_USEC_PER_SEC
#define BREAK_MAX_US (2 * G_USEC_PER_SEC)
/* So long behind a conflict each of them has one. */
#define CONTENDED_US (10 * G_USEC_PER_SEC)

#define REMEDY "see 'cibadmin --query' on this node"

/* The end */

/* The receiver may begin anew, and so may the error be of what it throws away. */
void
cib_finish(struct cib_backend *cib, const GError *error, const struct backend_news *news)
{
    backend_done done = cib->done;

    cib->done = NULL;
    g_clear_pointer(&cib->new_text, g_free);
    done(cib->user, error, news);
}

void
cib_finish_with_error(struct cib_backend *cib, const GError *error)
{
    const struct backend_news none = { .foreign = NULL };

    cib_finish(cib, error, &none);
}

static void
on_later(void *user)
{
    struct cib_backend *cib = user;
    void (*then)(struct cib_backend *) = cib->then;

    cib->then = NULL;
    then(cib);
}

static void
go_on_later(struct cib_backend *cib, int64_t delay_us, void (*then)(struct cib_backend *))
{
    cib->then = then;
    qb_loop_timer_add(NULL, QB_LOOP_HIGH, (uint64_t)delay_us * QB_TIME_NS_IN_USEC, cib, on_later,
                      &cib->later);
}

static void
tell_error(struct cib_backend *cib)
{
    g_autoptr(GError) error = g_steal_pointer(&cib->later_error);

    cib_finish_with_error(cib, error);
}

/* Takes the error: done is not called from within. */
static void
cib_finish_later(struct cib_backend *cib, GError *error)
{
    cib->later_error = error;
    go_on_later(cib, 0, tell_error);
}

/* Reaching the CIB */

static void
cib_note_failure(struct cib_backend *cib, const GError *error)
{
    if (cib->failure != NULL) {
        log_debug("cluster database: %s", error->message);
    } else if (cib->is_joined) {
        log_warning("cluster database: the CIB cannot be reached, and until it can the database is "
                    "there to be read: %s; " REMEDY,
                    error->message);
    } else {
        log_notice("cluster database: to be read until Pacemaker's CIB can be reached: %s",
                   error->message);
    }
    g_clear_error(&cib->failure);
    cib->failure = g_error_copy(error);
}

void
cib_note_success(struct cib_backend *cib)
{
    if (cib->failure != NULL && cib->is_joined) {
        log_notice("cluster database: the CIB can be reached again");
    }
    g_clear_error(&cib->failure);
}

void
cib_fail(struct cib_backend *cib, const GError *error)
{
    cib_note_failure(cib, error);
    cib_finish_with_error(cib, error);
}

void
cib_run(struct cib_backend *cib, const char *const *arguments, GBytes *input, cib_called done)
{
    const struct cib_call call = { .arguments = arguments,
                                   .input = input,
                                   .timeout_ms = cib->options.timeout_ms,
                                   .done = done,
                                   .user = cib };
    GError *error = NULL;

    cib->called_us = g_get_monotonic_time();
    cib->pid = cib_call_start(&call, &error);
    if (cib->pid == 0) {
        cib_note_failure(cib, error);
        cib_finish_later(cib, error);
    }
}

/* True if there is an outcome to be looked at. */
bool
cib_is_answer(struct cib_backend *cib, enum cib_outcome outcome, const GError *error)
{
    cib->pid = 0;
    cib->call_us = g_get_monotonic_time() - cib->called_us;
    if (outcome == CIB_FAILED) {
        cib->is_known = false;
        cib_fail(cib, error);
        return false;
    }
    return true;
}

/* Storing */

/* A backend_done of the file's. */
static void
on_filed(void *user, const GError *error, const struct backend_news *news)
{
    struct cib_backend *cib = user;

    cib->in_file = false;
    if (error != NULL) {
        /* The CIB may have what this node now has not: it comes back from there. */
        cib->is_known = false;
    }
    if (cib->foreign != NULL && cib->job.batches[0] == cib->foreign) {
        cib->foreign = NULL;
        if (error == NULL) {
            cib->was_joined |= cib->marks;
            cib_finish_joining(cib);
        }
    }
    cib_finish(cib, error, news);
}

static void
file_batches(struct cib_backend *cib)
{
    cib->in_file = true;
    cib->file->class->persist(cib->file, &cib->job, on_filed, cib);
}

static void
take_stored(struct cib_backend *cib)
{
    cib_note_success(cib);
    cib->stored_us = g_get_monotonic_time();
    /* Each change makes it one more. After the first one it is read again. */
    cib->is_known = cib->has_set;
    cib->version.epoch++;
    cib->has_set = true;
    cib->owes = false;
    g_free(cib->text);
    cib->text = g_steal_pointer(&cib->new_text);
    cib->packed = cib->new_packed;
    if (cib->was_joined) {
        file_batches(cib);
    } else {
        cib_mark_joined(cib); /* what was stored is filed behind that: it is the CIB's already */
    }
}

/* A cib_called. */
static void
on_stored(void *user, enum cib_outcome outcome, const GByteArray *output, const GError *error)
{
    struct cib_backend *cib = user;

    (void)output;
    if (!cib_is_answer(cib, outcome, error)) {
        return;
    }
    switch (outcome) {
    case CIB_DONE:
        take_stored(cib);
        break;
    case CIB_TOO_LARGE:
        if (cib->job.n_batches == 1) {
            log_warning("%s", error->message);
        }
        cib_finish_with_error(cib, error);
        break;
    default:
        cib->contended_us = g_get_monotonic_time();
        cib_look_again(cib);
        break;
    }
}

/* A node that has to read before it can try again takes three calls, one that goes on writing one: without
 * breaks the first would never come to it. Where nobody else writes they are rare. */
static int64_t
break_us(struct cib_backend *cib)
{
    int64_t now_us = g_get_monotonic_time();
    int64_t longest_us = MIN(4 * cib->call_us, BREAK_MAX_US);

    if (cib->stored_us == 0 || now_us - cib->stored_us > ROW_US) {
        cib->in_a_row = 0;
        return 0;
    }
    if (cib->contended_us != 0 && now_us - cib->contended_us < CONTENDED_US) {
        return g_random_int_range(0, (gint32)longest_us + 1);
    }
    return ++cib->in_a_row % ROW == 0 ? longest_us : 0;
}

static void
replace_or_create(struct cib_backend *cib)
{
    g_autofree char *path = cib_path_of_set(&cib->version);
    const char *const replace[] = { "--replace", "--xpath", path, "--xml-pipe", NULL };
    static const char *const create[] = { "--create", "--scope=crm_config", "--xml-pipe", NULL };
    char *set = cib_text_with(cib->new_text, cib->others != NULL ? cib->others : "");
    g_autoptr(GBytes) input = g_bytes_new_take(set, strlen(set));

    cib_run(cib, cib->has_set ? replace : create, input, on_stored);
}

/* One change of the CIB, if it is as it was. */
void
cib_store(struct cib_backend *cib)
{
    if (!cib->is_known || cib->foreign != NULL) {
        cib_look(cib);
        return;
    }
    replace_or_create(cib);
}

/* Limits */

static bool
check_values(const struct cib_backend *cib, const struct clusdb_batch *batch, GError **error)
{
    for (guint i = 0; i < batch->changes->len; i++) {
        const struct change *change = &g_array_index(batch->changes, struct change, i);
        gsize length = change->kind == CLUSDB_SET_VALUE ? g_bytes_get_size(change->data) : 0;

        if (length > cib->options.value_limit && !cib_text_is_own(change->path)) {
            set_win32_error(
                error, WIN32_NOT_ENOUGH_QUOTA,
                "cluster database: value \"%.80s\" in key \"%.200s\" has %zu bytes, more "
                "than the %u of [database] value_limit",
                change->name, change->path, (size_t)length, cib->options.value_limit);
            return false;
        }
    }
    return true;
}

/* Than what this node has, of which the CIB may not have all. */
static bool
makes_it_less(const struct cib_backend *cib)
{
    size_t before = 0;

    g_free(cib_text_write(cib->job.before, &before));
    return cib->new_packed <= MAX(before, cib->packed);
}

/* What makes it less is always possible. */
static bool
check_total(const struct cib_backend *cib, GError **error)
{
    const struct clusdb_batch *batch = cib->job.batches[0];
    const struct change *change =
        batch->changes->len > 0 ? &g_array_index(batch->changes, struct change, 0) : NULL;

    if (cib->new_packed <= cib->options.total_limit || makes_it_less(cib)) {
        return true;
    }
    set_win32_error(error, WIN32_NOT_ENOUGH_QUOTA,
                    "cluster database: with what is written to key \"%.200s\" it would take %zu "
                    "bytes, more than the %u of [database] total_limit",
                    change != NULL ? change->path : "", cib->new_packed, cib->options.total_limit);
    return false;
}

static bool
check_limits(const struct cib_backend *cib, GError **error)
{
    for (size_t i = 0; i < cib->job.n_batches; i++) {
        if (!check_values(cib, cib->job.batches[i], error)) {
            return false;
        }
    }
    return check_total(cib, error);
}

/* The back end */

static struct tree_key *
cib_load(struct backend *backend, GError **error)
{
    struct cib_backend *cib = (struct cib_backend *)backend;
    struct tree_key *tree = cib->file->class->load(cib->file, error);
    const struct tree_key *key = tree != NULL ? tree_find(tree, CIB_JOINED_KEY) : NULL;

    cib->was_joined = key != NULL && tree_find_value(key, CIB_JOINED_NAME) != NULL;
    return tree;
}

static void
begin(struct cib_backend *cib, bool stores, backend_done done, void *user)
{
    cib->stores = stores;
    cib->done = done;
    cib->user = user;
    cib->tries = 0;
}

static GError *
unreachable_error(const struct cib_backend *cib)
{
    GError *error = NULL;

    if (cib->failure != NULL) {
        return g_error_copy(cib->failure);
    }
    if (cib->blocked_by != NULL) {
        set_win32_error(
            &error, WIN32_CLUSTER_NODE_DOWN,
            "cluster database: this node does not share it yet: %s is not offline: take it "
            "offline (resapictl offline NAME)",
            cib->blocked_by);
    } else {
        set_win32_error(
            &error, WIN32_CLUSTER_NODE_DOWN,
            "cluster database: this node does not share it yet: it has not read the CIB");
    }
    return error;
}

/* A commit that is tried alone behind others is logged then. */
static void
refuse(struct cib_backend *cib, GError *error)
{
    if (cib->job.n_batches == 1) {
        log_warning("%s", error->message);
    }
    cib_finish_later(cib, error);
}

static void
cib_persist(struct backend *backend, const struct backend_job *job, backend_done done, void *user)
{
    struct cib_backend *cib = (struct cib_backend *)backend;
    GError *error = NULL;

    begin(cib, true, done, user);
    cib->job = *job;
    if (job->batches[0]->local) {
        file_batches(cib);
        return;
    }
    cib->new_text = cib_text_write(job->after, &cib->new_packed);
    if (cib->is_joined && cib->foreign == NULL && g_strcmp0(cib->text, cib->new_text) == 0) {
        file_batches(cib); /* what this node has for itself */
    } else if (!cib->is_joined || cib->failure != NULL) {
        cib_finish_later(cib, unreachable_error(cib));
    } else if (!check_limits(cib, &error)) {
        refuse(cib, error);
    } else {
        int64_t delay_us = break_us(cib);

        if (delay_us > 0) {
            go_on_later(cib, delay_us, cib_store);
        } else {
            cib_store(cib);
        }
    }
}

static void
cib_refresh(struct backend *backend, struct tree_key *tree, backend_done done, void *user)
{
    struct cib_backend *cib = (struct cib_backend *)backend;

    begin(cib, false, done, user);
    cib->job = (struct backend_job){ .before = tree };
    cib_look(cib);
}

static void
cib_wait(struct backend *backend)
{
    struct cib_backend *cib = (struct cib_backend *)backend;

    if (cib->then != NULL) {
        qb_loop_timer_del(NULL, cib->later);
        on_later(cib);
    } else if (cib->in_file) {
        cib->file->class->wait(cib->file);
    } else {
        child_wait(cib->pid);
    }
}

static void
cib_close(struct backend *backend)
{
    struct cib_backend *cib = (struct cib_backend *)backend;

    cib->file->class->close(cib->file);
    g_free(cib->text);
    g_free(cib->others);
    g_free(cib->blocked_by);
    g_clear_error(&cib->failure);
    g_free(cib);
}

static const struct backend_class cib_class = {
    .load = cib_load,
    .persist = cib_persist,
    .refresh = cib_refresh,
    .wait = cib_wait,
    .close = cib_close,
};

struct backend *
cib_backend_open(const char *path, const struct clusdb_cib *options, GError **error)
{
    struct backend *file = file_backend_open(path, error);
    struct cib_backend *cib;

    if (file == NULL) {
        return NULL;
    }
    cib = g_new0(struct cib_backend, 1);
    cib->backend.class = &cib_class;
    cib->backend.look_ms = options->look_ms;
    cib->file = file;
    cib->options = *options;
    return &cib->backend;
}
