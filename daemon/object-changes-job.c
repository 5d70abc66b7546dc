/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Jobs: their turns, their answers, what they commit, and what they have to look up.
 */

#include <qb/qbutil.h>

#include "log.h"
#include "object-changes-private.h"

/* Turns */

static bool
needs_turn(const struct job *job)
{
    static const enum object_verb without[] = {
        CHANGE_ONLINE, CHANGE_OFFLINE, CHANGE_FAIL,  CHANGE_RESTART,
        CHANGE_MOVE,   CHANGE_CANCEL,  CHANGE_PAUSE, CHANGE_RESUME,
    };

    for (size_t i = 0; !job->creates && i < G_N_ELEMENTS(without); i++) {
        if (without[i] == job->verb) {
            return false;
        }
    }
    return true;
}

static void
ask(struct job *job)
{
    const struct cluster_source *source = job->changes->source;

    source->ask(source->source, job_take_cluster, job);
}

/* A job may end before ask() returns, and comes back here. */
static void
give_turns(struct object_changes *changes)
{
    if (changes->giving) {
        return;
    }
    changes->giving = true;
    while (changes->turn == NULL && !g_queue_is_empty(&changes->waiting)) {
        changes->turn = g_queue_pop_head(&changes->waiting);
        ask(changes->turn);
    }
    changes->giving = false;
}

void
job_begin(struct job *job)
{
    if (needs_turn(job)) {
        g_queue_push_tail(&job->changes->waiting, job);
        give_turns(job->changes);
    } else {
        ask(job);
    }
}

static void
leave_turn(struct job *job)
{
    struct object_changes *changes = job->changes;

    g_queue_remove(&changes->waiting, job);
    if (changes->turn == job) {
        changes->turn = NULL;
        give_turns(changes);
    }
}

void
job_leave_turn(struct job *job, const char *id)
{
    char *kept = g_strdup(id);

    g_free(job->id);
    job->id = kept;
    leave_turn(job);
}

void
job_begin_again(struct job *job)
{
    g_clear_pointer(&job->cluster, cluster_unref);
    job_begin(job);
}

/* Limits */

/* What one host can have under way at once: a DLL that looks after a hundred others stays below. */
#define JOBS_MAX     128
#define COMMANDS_MAX 16

bool
job_is_one_too_many(const struct job *job)
{
    unsigned int count = 0;

    for (GList *item = job->changes->list; item != NULL; item = item->next) {
        count += ((const struct job *)item->data)->host == job->host ? 1 : 0;
    }
    return count > JOBS_MAX;
}

bool
job_asks_too_much(struct job *job)
{
    unsigned int count = 0;

    for (GList *item = job->changes->list; item != NULL; item = item->next) {
        const struct job *other = item->data;

        count += other->host == job->host && other->asks_pacemaker ? 1 : 0;
    }
    if (count < COMMANDS_MAX) {
        return false;
    }
    job_end(job, WIN32_NOT_ENOUGH_QUOTA);
    return true;
}

/* Answers and ends */

static void
job_free(struct job *job)
{
    if (job->timer != 0) {
        qb_loop_timer_del(job->changes->world->loop, job->timer);
    }
    g_clear_pointer(&job->cluster, cluster_unref);
    g_ptr_array_unref(job->groups);
    g_strfreev(job->nodes);
    g_strfreev(job->left);
    g_free(job->id);
    g_free(job->other);
    g_free(job->text);
    g_free(job->type);
    g_free(job->group);
    g_free(job->dll);
    g_free(job);
}

/* What the new object is told as; all but its id is known to whoever made it. */
static void
answer_object(struct job *job, uint32_t error)
{
    struct channel_message message = { .header.type = CHANNEL_OBJECT, .object.error = error };

    if (error == WIN32_SUCCESS) {
        message.object.id = job->text;
        message.object.name = job->id;
        message.object.group = job->group;
        message.object.state =
            job->kind == OBJECT_GROUP ? CLUSTER_GROUP_OFFLINE : CLUSTER_RESOURCE_OFFLINE;
    }
    ask_answer(g_steal_pointer(&job->ask), &message);
}

static void
answer(struct job *job, uint32_t error)
{
    if (job->ask == NULL) {
        return;
    }
    if (job->creates) {
        answer_object(job, error);
    } else {
        ask_answer_done(g_steal_pointer(&job->ask), error);
    }
}

void
job_end(struct job *job, uint32_t error)
{
    struct object_changes *changes = job->changes;

    answer(job, error);
    changes->list = g_list_remove(changes->list, job);
    leave_turn(job);
    job_free(job);
}

void
job_end_error(struct job *job, const GError *error)
{
    if (error != NULL && !job->changes->ending) {
        host_log(job->host, LOG_INFO, "what a resource DLL asked for: %s", error->message);
    }
    job_end(job, error_for_dll(error));
}

void
job_goes_on(struct job *job)
{
    answer(job, WIN32_IO_PENDING);
}

void
job_landed(void *user, const GError *error, bool overtaken)
{
    (void)overtaken;
    job_end_error(user, error);
}

void
job_carried_out(void *user, const GError *error)
{
    job_end_error(user, error);
}

void
job_concern_group(struct job *job, const char *group)
{
    g_ptr_array_add(job->groups, g_strdup(group));
}

/* A client's change is under way. */
static bool
is_pending(const struct job *job, const char *resource)
{
    const struct changes *changes = requests_changes(job->changes->requests);
    bool pending = resource != NULL && changes_pending(changes, resource);

    for (guint i = 0; !pending && i < job->groups->len; i++) {
        pending = changes_group_pending(changes, g_ptr_array_index(job->groups, i));
    }
    return pending;
}

void
job_commit(struct job *job, const char *resource, const char *group, struct clusdb_batch *batch)
{
    struct change *change;

    if (group != NULL) {
        job_concern_group(job, group);
    }
    if (is_pending(job, resource)) {
        clusdb_batch_free(batch);
        job_end(job, WIN32_INVALID_STATE);
        return;
    }
    change = changes_announce(requests_changes(job->changes->requests), resource);
    for (guint i = 0; i < job->groups->len; i++) {
        changes_concern_group(change, g_ptr_array_index(job->groups, i));
    }
    changes_commit_announced(change, batch, job_landed, job);
}

void
job_refuse_managed(struct job *job, const char *command)
{
    host_log(job->host, LOG_NOTICE,
             "a resource DLL asked for a change of what Pacemaker manages: use '%s'", command);
    job_end(job, WIN32_ACCESS_DENIED);
}

/* Looking things up */

struct resource *
job_resource(const struct job *job, const struct cluster_resource *resource)
{
    return resource->key != NULL ? inventory_find_key(job->changes->inventory, resource->key)
                                 : NULL;
}

/* Pacemaker need not have started it yet. */
bool
job_is_managed(const struct job *job, const struct cluster_resource *resource)
{
    return resource->managed || job_resource(job, resource) == NULL ||
           catalog_resource_managed(job->changes->world->db, resource->key);
}

const struct cluster_resource *
job_managed_of(const struct job *job, const char *group)
{
    const GPtrArray *resources = job->cluster->resources;

    for (guint i = 0; i < resources->len; i++) {
        const struct cluster_resource *resource = g_ptr_array_index(resources, i);

        if (catalog_same_name(resource->group, group) && job_is_managed(job, resource)) {
            return resource;
        }
    }
    return NULL;
}

const char **
job_members(const struct job *job, const char *group)
{
    const GPtrArray *resources = job->cluster->resources;
    GPtrArray *members = g_ptr_array_new();

    for (guint i = 0; i < resources->len; i++) {
        struct cluster_resource *resource = g_ptr_array_index(resources, i);

        if (catalog_same_name(resource->group, group)) {
            g_ptr_array_add(members, resource->id);
        }
    }
    g_ptr_array_add(members, NULL);
    return (const char **)g_ptr_array_free(members, FALSE);
}

char *
job_group_key(const char *id)
{
    return g_strconcat("Groups\\", id, NULL);
}
