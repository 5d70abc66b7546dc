/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "object-changes.h"

#include <qb/qbutil.h>

#include "log.h"
#include "object-changes-private.h"

/* What is not done soon goes on without the asker, who may be what it waits for: never as long as a
 * third of his DeadlockTimeout. */
#define PATIENCE_MS 3000
#define SHARE       3

/* Flags */

/* Those of clusapi.h, all that are documented for a function (those of OfflineClusterResourceEx are on its
 * page). Of the verbs that are not here no flags are documented, or they mean nothing here. */
static const struct {
    enum object_kind kind;
    enum object_verb verb;
    uint32_t flags;
} known_flags[] = {
    { OBJECT_RESOURCE, CHANGE_ONLINE, 0x2f },
    { OBJECT_RESOURCE, CHANGE_OFFLINE, 0x07 },
    { OBJECT_GROUP, CHANGE_ONLINE, 0x0f },
    { OBJECT_GROUP, CHANGE_OFFLINE, 0x01 },
    { OBJECT_GROUP, CHANGE_MOVE, 0x3f },
    { OBJECT_NODE, CHANGE_PAUSE, 0x07 | CHANGE_DRAIN },
    { OBJECT_NODE, CHANGE_RESUME, 0x07 | 0x3 * CHANGE_FAILBACK },
};

/* clusapi.dll refuses them too, but who speaks the protocol need not be clusapi.dll. */
static bool
has_unknown_flags(const struct job *job)
{
    for (size_t i = 0; !job->creates && i < G_N_ELEMENTS(known_flags); i++) {
        if (known_flags[i].kind == job->kind && known_flags[i].verb == job->verb) {
            return (job->flags & ~known_flags[i].flags) != 0;
        }
    }
    return false;
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

void
job_take_cluster(void *user, struct cluster *cluster, const GError *error)
{
    struct job *job = user;

    if (error != NULL) {
        job_end_error(job, error);
        return;
    }
    if (job->changes->ending) { /* it may have waited long for the cluster */
        job_end(job, WIN32_SHUTDOWN_IN_PROGRESS);
        return;
    }
    job->cluster = cluster_ref(cluster);
    if (job->creates) {
        create_object(job);
    } else if (has_unknown_flags(job) || job->kind >= G_N_ELEMENTS(changers) ||
               changers[job->kind] == NULL) {
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
    job->host = host;
    job->groups = g_ptr_array_new_with_free_func(g_free);
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

/* What the callers of some functions say besides (OfflineClusterResourceEx2, PauseClusterNodeEx2, ...). */
static void
log_reason(const struct job *job)
{
    static const struct {
        enum object_verb verb;
        const char *words;
    } verbs[] = {
        { CHANGE_ONLINE, "online" },   { CHANGE_OFFLINE, "offline" },
        { CHANGE_FAIL, "failed" },     { CHANGE_RESTART, "restarted" },
        { CHANGE_MOVE, "moved" },      { CHANGE_CANCEL, "left as it is" },
        { CHANGE_DELETE, "deleted" },  { CHANGE_DESTROY, "destroyed" },
        { CHANGE_GROUP, "regrouped" }, { CHANGE_ADD_PROVIDER, "made dependent" },
        { CHANGE_PAUSE, "paused" },    { CHANGE_REMOVE_PROVIDER, "made less dependent" },
        { CHANGE_RESUME, "resumed" },
    };
    g_autofree char *id = log_one_line(job->id);
    g_autofree char *why = job->text != NULL ? log_one_line(job->text) : g_strdup("");

    for (size_t i = 0; why[0] != '\0' && i < G_N_ELEMENTS(verbs); i++) {
        if (verbs[i].verb == job->verb) {
            host_log(job->host, LOG_NOTICE, "host %s: '%s' is to be %s, and the reason is: %.400s",
                     host_name(job->host), id, verbs[i].words, why);
        }
    }
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
    if (changes->ending) {
        job_end(job, WIN32_SHUTDOWN_IN_PROGRESS);
    } else if (job_is_one_too_many(job)) {
        job_end(job, WIN32_NOT_ENOUGH_QUOTA);
    } else {
        log_reason(job);
        job_begin(job);
    }
    return true;
}

void
object_changes_forget(struct object_changes *changes, const struct host *host)
{
    for (GList *item = changes->list; item != NULL; item = item->next) {
        struct job *job = item->data;

        if (job->host == host) {
            job->host = NULL;
        }
    }
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
    g_queue_init(&changes->waiting);
    changes->wishes = wishes_new();
    changes->runs = runs_new(world, inventory);
    return changes;
}

void
object_changes_end(struct object_changes *changes)
{
    struct job *job;

    changes->ending = true;
    while ((job = g_queue_peek_head(&changes->waiting)) != NULL) {
        job_end(job, WIN32_SHUTDOWN_IN_PROGRESS);
    }
    runs_end(changes->runs);
}

void
object_changes_free(struct object_changes *changes)
{
    if (changes == NULL) {
        return;
    }
    runs_free(changes->runs);
    changes->ending = true;
    g_queue_clear(&changes->waiting);
    while (changes->list != NULL) {
        changes->source->cancel(changes->source->source, changes->list->data);
        job_end(changes->list->data, WIN32_SHUTDOWN_IN_PROGRESS);
    }
    g_hash_table_unref(changes->wishes);
    g_free(changes);
}
