/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/cib-private.h"

#include <string.h>

#include "error.h"
#include "log.h"
#include "clusdb/cib-text.h"
#include "clusdb/merge.h"

/* So often others may change the rest of the configuration while one of our changes is on its way. */
#define TRIES_MAX 20

void
cib_finish_joining(struct cib_backend *cib)
{
    if (!cib->is_joined) {
        log_notice("cluster database: shared with the cluster from now on");
    }
    cib->is_joined = true;
    g_clear_pointer(&cib->blocked_by, g_free);
}

/* Takes the batch, which may be NULL. */
static void
hand_out(struct cib_backend *cib, struct clusdb_batch *batch)
{
    struct backend_news news = { .owes = cib->owes, .joined = !cib->is_joined };

    cib->marks = !cib->was_joined && !cib->owes;
    if (cib->marks) {
        batch = batch != NULL ? batch : clusdb_batch_new();
        clusdb_batch_create_key(batch, CIB_JOINED_KEY);
        clusdb_batch_set_dword(batch, CIB_JOINED_KEY, CIB_JOINED_NAME, 1);
    }
    if (batch != NULL && clusdb_batch_size(batch) > 0) {
        clusdb_batch_keep_local(batch);
        cib->foreign = batch;
        news.foreign = batch;
        cib_finish(cib, NULL, &news);
        return;
    }
    clusdb_batch_free(batch);
    cib->foreign = NULL;
    cib_finish_joining(cib);
    if (cib->stores) {
        cib_store(cib);
    } else {
        cib_finish(cib, NULL, &news);
    }
}

void
cib_mark_joined(struct cib_backend *cib)
{
    hand_out(cib, NULL);
}

/* Says so once. */
static void
block(struct cib_backend *cib, char *used)
{
    g_autoptr(GError) error = NULL;

    if (g_strcmp0(cib->blocked_by, used) != 0) {
        log_warning("cluster database: not shared yet: %s is not offline on this node, and the CIB "
                    "has another resource of its name: take it offline (resapictl offline NAME)",
                    used);
    }
    g_free(cib->blocked_by);
    cib->blocked_by = used;
    set_win32_error(&error, WIN32_CLUSTER_NODE_DOWN,
                    "cluster database: not shared until %s is offline on this node", used);
    cib->is_known = false;
    cib_finish_with_error(cib, error);
}

/* Names that differ in case alone are the same (merge.h): otherwise two nodes would go on writing theirs. */
static bool
is_same_text(const char *one, const char *other)
{
    g_autofree char *folded = g_utf8_casefold(one, -1);
    g_autofree char *other_folded = g_utf8_casefold(other, -1);

    return strcmp(folded, other_folded) == 0;
}

/* Whether the tree has, behind the batch, what the CIB has not. */
static bool
would_owe(const struct cib_backend *cib, struct clusdb_batch *batch)
{
    struct tree_key *tree = tree_apply(cib->job.before, batch, NULL);
    g_autofree char *text = tree != NULL ? cib_text_write(tree, NULL) : NULL;
    bool owes = text != NULL && !is_same_text(text, cib->text);

    if (tree != NULL) {
        tree_unref(tree);
    }
    return owes;
}

static void
take_tree(struct cib_backend *cib, const struct tree_key *theirs)
{
    const struct clusdb_follower *follower = cib->backend.follower;
    const struct merge merge = {
        .mode = cib->was_joined ? MERGE_TAKE : MERGE_JOIN,
        .is_own = cib_text_is_own,
        .is_used = follower != NULL ? follower->is_used : NULL,
        .user = follower != NULL ? follower->user : NULL,
    };
    char *used = NULL;
    struct clusdb_batch *batch = merge_trees(&merge, cib->job.before, theirs, &used);

    if (batch == NULL) {
        block(cib, used);
        return;
    }
    g_free(cib->text);
    cib->text = cib_text_write(theirs, &cib->packed);
    cib->has_set = true;
    cib->is_known = true;
    cib->owes = would_owe(cib, batch);
    hand_out(cib, batch);
}

/* A set that has disappeared is written anew. */
static void
take_absence(struct cib_backend *cib)
{
    if (cib->was_joined) {
        log_warning("cluster database: the CIB has no " CIB_TEXT_SET
                    " any more: it gets what this node has");
    }
    g_clear_pointer(&cib->text, g_free);
    g_clear_pointer(&cib->others, g_free);
    cib->packed = 0;
    cib->has_set = false;
    cib->is_known = true;
    cib->owes = true;
    hand_out(cib, NULL);
}

static void
give_up(struct cib_backend *cib)
{
    g_autoptr(GError) error = NULL;

    set_win32_error(&error, WIN32_RETRY,
                    "cluster database: the CIB was changed by others %u times: try again",
                    cib->tries);
    cib_finish_with_error(cib, error);
}

void
cib_look_again(struct cib_backend *cib)
{
    cib->is_known = false;
    if (++cib->tries > TRIES_MAX) {
        give_up(cib);
    } else {
        cib_look(cib);
    }
}

/* A cib_called: of the whole, as it was when the version was asked. */
static void
on_presence(void *user, enum cib_outcome outcome, const GByteArray *output, const GError *error)
{
    struct cib_backend *cib = user;

    (void)output;
    if (!cib_is_answer(cib, outcome, error)) {
        return;
    }
    if (outcome == CIB_DONE) {
        take_absence(cib);
    } else {
        cib_look_again(cib);
    }
}

/* It is not there, or it is there in another version. */
static void
ask_presence(struct cib_backend *cib)
{
    g_autofree char *path = cib_path_of_version(&cib->version);
    const char *const arguments[] = { "--query", "--no-children", "--xpath", path, NULL };

    cib_run(cib, arguments, NULL, on_presence);
}

/* A cib_called. */
static void
on_set(void *user, enum cib_outcome outcome, const GByteArray *output, const GError *error)
{
    struct cib_backend *cib = user;
    g_autoptr(GError) cause = NULL;
    struct tree_key *theirs = NULL;

    if (!cib_is_answer(cib, outcome, error)) {
        return;
    }
    if (outcome != CIB_DONE) {
        ask_presence(cib);
        return;
    }
    g_clear_pointer(&cib->others, g_free);
    theirs = cib_text_read((const char *)output->data, output->len, cib->job.before, &cib->others,
                           &cause);
    if (theirs != NULL) {
        take_tree(cib, theirs);
        tree_unref(theirs);
    } else {
        g_autoptr(GError) failure = NULL;

        set_win32_error(&failure, WIN32_CLUSTER_NODE_DOWN, "%s", cause->message);
        cib_fail(cib, failure);
    }
}

static void
ask_set(struct cib_backend *cib)
{
    g_autofree char *path = cib_path_of_set(&cib->version);
    const char *const arguments[] = { "--query", "--xpath", path, NULL };

    cib_run(cib, arguments, NULL, on_set);
}

/* Of what is known, nothing is to be read. */
static void
take_version(struct cib_backend *cib, const struct cib_version *version)
{
    const struct backend_news news = { .owes = cib->owes };
    bool is_new = !cib->is_known || cib->foreign != NULL || !cib->is_joined ||
                  version->epoch != cib->version.epoch ||
                  version->admin_epoch != cib->version.admin_epoch;

    cib->version = *version;
    if (is_new) {
        cib->is_known = false;
        ask_set(cib);
    } else if (cib->stores) {
        cib_store(cib);
    } else {
        cib_finish(cib, NULL, &news);
    }
}

/* A cib_called. */
static void
on_version(void *user, enum cib_outcome outcome, const GByteArray *output, const GError *error)
{
    struct cib_backend *cib = user;
    struct cib_version version;
    g_autoptr(GError) cause = NULL;

    if (!cib_is_answer(cib, outcome, error)) {
        return;
    }
    if (outcome == CIB_DONE && cib_version_read(output, &version, &cause)) {
        cib_note_success(cib);
        take_version(cib, &version);
        return;
    }
    if (cause == NULL) {
        set_win32_error(&cause, WIN32_CLUSTER_NODE_DOWN, "cibadmin: there is no CIB");
    }
    cib_fail(cib, cause);
}

void
cib_look(struct cib_backend *cib)
{
    static const char *const arguments[] = { "--query", "--no-children", NULL };

    cib_run(cib, arguments, NULL, on_version);
}
