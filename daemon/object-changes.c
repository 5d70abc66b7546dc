/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "object-changes.h"

#include <qb/qbutil.h>

#include "log.h"
#include "object-changes-private.h"

/* What is not done soon goes on without the asker, who may be what it waits for: never as long as a
 * third of his DeadlockTimeout. */
#define PATIENCE_MS 3000
#define SHARE       3

/* Jobs */

static void
free_job(void *data)
{
    struct job *job = data;

    if (job->timer != 0) {
        qb_loop_timer_del(job->changes->world->loop, job->timer);
    }
    g_clear_pointer(&job->cluster, cluster_unref);
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
    answer(job, error);
    job->changes->list = g_list_remove(job->changes->list, job);
    free_job(job);
}

/* What a client would be told in words. */
uint32_t
job_code(const GError *error)
{
    uint32_t code = error_win32(error);

    if (error == NULL || code != WIN32_SUCCESS) {
        return code;
    }
    switch (error_outcome(error)) {
    case OUTCOME_INVALID:
        return WIN32_INVALID_PARAMETER;
    case OUTCOME_BUSY:
        return WIN32_INVALID_STATE;
    case OUTCOME_NO_SUCH_OBJECT:
        return WIN32_RESOURCE_NOT_FOUND;
    case OUTCOME_NOT_INSTALLED:
        return WIN32_FILE_NOT_FOUND;
    default:
        return WIN32_RESOURCE_NOT_AVAILABLE;
    }
}

void
job_end_error(struct job *job, const GError *error)
{
    if (error != NULL) {
        log_info("what a resource DLL asked for: %s", error->message);
    }
    job_end(job, job_code(error));
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
job_commit(struct job *job, const char *resource, const char *group, struct clusdb_batch *batch)
{
    struct changes *changes = requests_changes(job->changes->requests);
    struct change *change;

    if ((resource != NULL && changes_pending(changes, resource)) ||
        (group != NULL && changes_group_pending(changes, group))) {
        clusdb_batch_free(batch);
        job_end(job, WIN32_INVALID_STATE);
        return;
    }
    change = changes_announce(changes, resource);
    if (group != NULL) {
        changes_concern_group(change, group);
    }
    changes_commit_announced(change, batch, job_landed, job);
}

void
job_refuse_managed(struct job *job, const char *command)
{
    log_notice("a resource DLL asked for a change of what Pacemaker manages: use '%s'", command);
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

/* Verbs */

static const struct {
    enum object_verb verb;
    void (*change)(struct job *job, const struct cluster_resource *resource);
} resource_verbs[] = {
    { CHANGE_ONLINE, change_resource_online },
    { CHANGE_OFFLINE, change_resource_offline },
    { CHANGE_FAIL, change_resource_fail },
    { CHANGE_RESTART, change_resource_restart },
    { CHANGE_NAME, change_resource_name },
    { CHANGE_DELETE, change_resource_delete },
    { CHANGE_GROUP, change_resource_group },
    { CHANGE_ADD_PROVIDER, change_resource_dependencies },
    { CHANGE_REMOVE_PROVIDER, change_resource_dependencies },
    { CHANGE_DEPENDENCIES, change_resource_dependencies },
    { CHANGE_ADD_OWNER, change_resource_owners },
    { CHANGE_REMOVE_OWNER, change_resource_owners },
};

static const struct {
    enum object_verb verb;
    void (*change)(struct job *job, const struct cluster_group *group);
} group_verbs[] = {
    { CHANGE_ONLINE, change_group_online }, { CHANGE_OFFLINE, change_group_offline },
    { CHANGE_MOVE, change_group_move },     { CHANGE_CANCEL, change_group_cancel },
    { CHANGE_NAME, change_group_name },     { CHANGE_DELETE, change_group_delete },
    { CHANGE_OWNERS, change_group_owners }, { CHANGE_DESTROY, change_group_destroy },
};

static void
change_resource(struct job *job)
{
    const struct cluster_resource *resource = cluster_resource(job->cluster, job->id);

    if (resource == NULL) {
        job_end(job, WIN32_RESOURCE_NOT_FOUND);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(resource_verbs); i++) {
        if (resource_verbs[i].verb == job->verb) {
            resource_verbs[i].change(job, resource);
            return;
        }
    }
    job_end(job, WIN32_INVALID_PARAMETER);
}

static void
change_group(struct job *job)
{
    const struct cluster_group *group = cluster_group(job->cluster, job->id);

    if (group == NULL) {
        job_end(job, WIN32_GROUP_NOT_FOUND);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(group_verbs); i++) {
        if (group_verbs[i].verb == job->verb) {
            group_verbs[i].change(job, group);
            return;
        }
    }
    job_end(job, WIN32_INVALID_PARAMETER);
}

static void
change_a_node(struct job *job)
{
    const struct cluster_node *node = cluster_node(job->cluster, job->id);

    if (node == NULL) {
        job_end(job, WIN32_CLUSTER_NODE_NOT_FOUND);
    } else if (job->verb != CHANGE_PAUSE && job->verb != CHANGE_RESUME) {
        job_end(job, WIN32_INVALID_PARAMETER);
    } else {
        change_node(job, node);
    }
}

static void
change_type(struct job *job)
{
    if (job->verb == CHANGE_DELETE) {
        change_type_delete(job);
    } else {
        job_end(job, WIN32_INVALID_PARAMETER);
    }
}

static void
change_other(struct job *job)
{
    if (job->verb == CHANGE_NAME) {
        change_other_name(job);
    } else {
        job_end(job, WIN32_INVALID_PARAMETER);
    }
}

static void (*const changers[])(struct job *job) = {
    [OBJECT_CLUSTER] = change_other,      [OBJECT_NODE] = change_a_node,
    [OBJECT_GROUP] = change_group,        [OBJECT_RESOURCE] = change_resource,
    [OBJECT_RESOURCE_TYPE] = change_type, [OBJECT_NETWORK] = change_other,
    [OBJECT_NETINTERFACE] = change_other,
};

/* A cluster_told. */
static void
on_cluster(void *user, struct cluster *cluster, const GError *error)
{
    struct job *job = user;

    if (error != NULL) {
        job_end_error(job, error);
        return;
    }
    job->cluster = cluster_ref(cluster);
    if (job->creates) {
        create_object(job);
    } else if (job->kind >= G_N_ELEMENTS(changers) || changers[job->kind] == NULL) {
        job_end(job, WIN32_INVALID_PARAMETER);
    } else {
        changers[job->kind](job);
    }
}

/* Serving */

static void
on_patience_over(void *data)
{
    struct job *job = data;

    job->timer = 0;
    job_goes_on(job);
}

static uint32_t
patience_ms(const struct object_changes *changes, const struct host *host)
{
    const struct resource *resource;
    uint32_t least_ms = PATIENCE_MS;

    for (uint32_t i = 0; (resource = inventory_at(changes->inventory, i)) != NULL; i++) {
        if (resource_is_called_in(resource, host)) {
            least_ms = MIN(least_ms, resource_deadlock_ms(resource) / SHARE);
        }
    }
    return least_ms;
}

static struct job *
job_new(struct object_changes *changes, struct host *host, struct ask *ask)
{
    struct job *job = g_new0(struct job, 1);

    job->changes = changes;
    job->ask = ask;
    qb_loop_timer_add(changes->world->loop, QB_LOOP_MED,
                      (uint64_t)patience_ms(changes, host) * QB_TIME_NS_IN_MSEC, job,
                      on_patience_over, &job->timer);
    changes->list = g_list_prepend(changes->list, job);
    return job;
}

static char **
strings_of(const struct wire_list *list)
{
    GPtrArray *strings = g_ptr_array_new();

    for (const char *each = wire_list_next(list, NULL); each != NULL;
         each = wire_list_next(list, each)) {
        g_ptr_array_add(strings, g_strdup(each));
    }
    g_ptr_array_add(strings, NULL);
    return (char **)g_ptr_array_free(strings, FALSE);
}

static void
take_change(struct job *job, const struct channel_object_change *change)
{
    job->kind = (enum object_kind)change->kind;
    job->id = g_strdup(change->id);
    job->verb = (enum object_verb)change->verb;
    job->flags = change->flags;
    job->other = g_strdup(change->other);
    job->text = g_strdup(change->text);
    job->nodes = strings_of(&change->nodes);
}

static void
take_creation(struct job *job, const struct channel_object_create *create)
{
    job->creates = true;
    job->kind = (enum object_kind)create->kind;
    job->id = g_strdup(create->name);
    job->flags = create->flags;
    job->type = g_strdup(create->type);
    job->group = g_strdup(create->group);
    job->dll = g_strdup(create->dll);
    job->looks_alive_ms = create->looks_alive_ms;
    job->is_alive_ms = create->is_alive_ms;
}

bool
object_changes_serve(struct object_changes *changes, struct host *host,
                     const struct channel_message *question)
{
    uint32_t type = question->header.type;
    struct ask *ask;
    struct job *job;

    if (type != CHANNEL_OBJECT_CHANGE && type != CHANNEL_OBJECT_CREATE) {
        return false;
    }
    ask = ask_new(host, question->header.id);
    if (ask == NULL) {
        return true;
    }
    job = job_new(changes, host, ask);
    if (type == CHANNEL_OBJECT_CHANGE) {
        take_change(job, &question->object_change);
    } else {
        take_creation(job, &question->object_create);
    }
    changes->source->ask(changes->source->source, on_cluster, job);
    return true;
}

void
object_changes_look(struct object_changes *changes)
{
    runs_look(changes->runs);
}

struct object_changes *
object_changes_new(const struct resource_world *world, struct inventory *inventory,
                   struct requests *requests, const struct cluster_source *source)
{
    struct object_changes *changes = g_new0(struct object_changes, 1);

    changes->world = world;
    changes->inventory = inventory;
    changes->requests = requests;
    changes->source = source;
    changes->runs = runs_new(world, inventory);
    return changes;
}

void
object_changes_free(struct object_changes *changes)
{
    if (changes == NULL) {
        return;
    }
    runs_free(changes->runs);
    for (GList *item = changes->list; item != NULL; item = item->next) {
        changes->source->cancel(changes->source->source, item->data);
    }
    g_list_free_full(changes->list, free_job);
    g_free(changes);
}
