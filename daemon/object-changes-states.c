/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Verbs that change states: of resources, groups and this node.
 */

#include "log.h"
#include "object-changes-private.h"

/* A duration as in ISO 8601. */
#define MOVE_LIFETIME       "PT15M"
#define MOVE_LIFETIME_WORDS "15 minutes"

/* CLUSAPI_RESOURCE_ONLINE_DO_NOT_UPDATE_PERSISTENT_STATE,
 * CLUSAPI_RESOURCE_OFFLINE_DO_NOT_UPDATE_PERSISTENT_STATE and
 * CLUSAPI_NODE_PAUSE_REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR. */
#define ONLINE_KEEP_WISH  0x02U
#define OFFLINE_KEEP_WISH 0x04U
#define PAUSE_REMAIN      0x01U

static uint32_t
state_of(const struct job *job, const struct cluster_resource *resource)
{
    const struct resource *own = job_resource(job, resource);

    return own != NULL ? (uint32_t)resource_state(own) : resource->state;
}

/* Runs */

static void
on_run_done(void *user, const GError *error)
{
    job_end_error(user, error);
}

/* A run may have ended the job already. */
static void
go_on(struct object_changes *changes, struct job *job)
{
    if (g_list_find(changes->list, job) != NULL) {
        job_goes_on(job);
    }
}

static void
begin_online(struct job *job, const char *group, const char *const *ids)
{
    struct object_changes *changes = job->changes;

    runs_online(changes->runs, job->cluster, group, ids, on_run_done, job);
    go_on(changes, job);
}

static void
begin_offline(struct job *job, const char *group, const char *const *ids)
{
    struct object_changes *changes = job->changes;

    runs_offline(changes->runs, job->cluster, group, ids, job->flags & OFFLINE_IGNORE_STATUS,
                 on_run_done, job);
    go_on(changes, job);
}

/* Pacemaker */

/* A pacemaker_done: the log has it, and the asker was answered. */
static void
on_asked(void *user)
{
    job_end(user, WIN32_SUCCESS);
}

static void
ask_pacemaker(struct job *job, const char *const *options)
{
    g_autoptr(GError) error = NULL;

    if (job_asks_too_much(job)) {
        return;
    }
    job->asks_pacemaker = true;
    if (pacemaker_crm_resource(job->changes->world->pacemaker, job->host, options, on_asked, job,
                               &error)) {
        job_goes_on(job);
    } else {
        job_end_error(job, error);
    }
}

static void
ask_pacemaker_about(struct job *job, const char *verb, const struct cluster_resource *resource)
{
    g_autofree char *about = g_strconcat("--resource=", resource->name, NULL);
    const char *const options[] = { verb, about, NULL };

    ask_pacemaker(job, options);
}

static void
refuse_role(struct job *job, const struct cluster_resource *resource, const char *role)
{
    g_autofree char *command = g_strdup_printf(
        "crm_resource --resource=%s --meta --set-parameter=target-role --parameter-value=%s",
        resource->name, role);

    job_refuse_managed(job, command);
}

/* Resources */

static bool
is_owner(const struct cluster_resource *resource, const struct cluster_node *node)
{
    return resource->owners == NULL ||
           g_strv_contains((const char *const *)resource->owners, node->id);
}

/* Whether this node may bring a resource online. */
static uint32_t
check_node(const struct job *job)
{
    const struct cluster_node *node = cluster_local_node(job->cluster);

    if (node == NULL) {
        return WIN32_CLUSTER_NODE_NOT_FOUND;
    }
    return node->state == CLUSTER_NODE_PAUSED ? WIN32_CLUSTER_NODE_PAUSED : WIN32_SUCCESS;
}

static uint32_t
check_online(const struct job *job, const struct cluster_resource *resource)
{
    uint32_t code = check_node(job);

    if (code != WIN32_SUCCESS) {
        return code;
    }
    if (!is_owner(resource, cluster_local_node(job->cluster))) {
        return WIN32_HOST_NODE_NOT_AVAILABLE;
    }
    return changes_pending(requests_changes(job->changes->requests), resource->name)
               ? WIN32_INVALID_STATE
               : WIN32_SUCCESS;
}

static void
bring_online(struct job *job, const struct cluster_resource *resource)
{
    const char *const ids[] = { resource->id, NULL };
    uint32_t code = check_online(job, resource);

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
        return;
    }
    if ((job->flags & ONLINE_KEEP_WISH) == 0) {
        job_keep_wish(job, resource->key, true);
    }
    begin_online(job, resource->group, ids);
}

void
change_resource_online(struct job *job, const struct cluster_resource *resource)
{
    uint32_t state = state_of(job, resource);
    bool managed = job_is_managed(job, resource);

    if (state == CLUSTER_RESOURCE_ONLINE) {
        job_end(job, WIN32_SUCCESS);
    } else if (state != CLUSTER_RESOURCE_OFFLINE && state != CLUSTER_RESOURCE_FAILED) {
        job_end(job, WIN32_INVALID_STATE);
    } else if (!managed) {
        bring_online(job, resource);
    } else if (state == CLUSTER_RESOURCE_FAILED) {
        /* Pacemaker starts again what has failed once the failure is forgotten. */
        ask_pacemaker_about(job, "--cleanup", resource);
    } else {
        refuse_role(job, resource, "Started");
    }
}

/* A failed resource is taken offline, and that is success at once: so OfflineClusterResource's own page
 * has it, where MS-CMRP 3.1.4.2.19 says ERROR_RESOURCE_FAILED. */
static void
take_failed_offline(struct job *job, const struct cluster_resource *resource)
{
    const char *const ids[] = { resource->id, NULL };
    struct object_changes *changes = job->changes;

    runs_offline(changes->runs, job->cluster, resource->group, ids,
                 job->flags & OFFLINE_IGNORE_STATUS, on_run_done, job);
    if (g_list_find(changes->list, job) != NULL && job->ask != NULL) {
        ask_answer_done(g_steal_pointer(&job->ask), WIN32_SUCCESS);
    }
}

static void
take_offline(struct job *job, const struct cluster_resource *resource)
{
    const char *const ids[] = { resource->id, NULL };

    if ((job->flags & OFFLINE_KEEP_WISH) == 0) {
        job_keep_wish(job, resource->key, false);
    }
    if (state_of(job, resource) == CLUSTER_RESOURCE_FAILED) {
        take_failed_offline(job, resource);
    } else {
        begin_offline(job, resource->group, ids);
    }
}

void
change_resource_offline(struct job *job, const struct cluster_resource *resource)
{
    uint32_t state = state_of(job, resource);

    if (state == CLUSTER_RESOURCE_OFFLINE) {
        job_end(job, WIN32_SUCCESS);
    } else if (state != CLUSTER_RESOURCE_ONLINE && state != CLUSTER_RESOURCE_FAILED) {
        job_end(job, WIN32_INVALID_STATE);
    } else if (job_is_managed(job, resource)) {
        refuse_role(job, resource, "Stopped");
    } else {
        take_offline(job, resource);
    }
}

static void
fail_foreign(struct job *job, const struct cluster_resource *resource)
{
    const struct cluster_node *node = cluster_node(job->cluster, resource->node);
    g_autofree char *about = g_strconcat("--resource=", resource->name, NULL);
    g_autofree char *where = g_strconcat("--node=", node != NULL ? node->name : "", NULL);
    const char *const options[] = { "--fail", about, where, NULL };

    ask_pacemaker(job, options);
}

/* A failure of resapid's own is pushed to Pacemaker with crm_resource --fail. */
void
change_resource_fail(struct job *job, const struct cluster_resource *resource)
{
    struct resource *own = job_resource(job, resource);

    if (state_of(job, resource) != CLUSTER_RESOURCE_ONLINE) {
        job_end(job, WIN32_RESMON_INVALID_STATE);
    } else if (own == NULL) {
        fail_foreign(job, resource);
    } else {
        resource_inject_failure(own, "was failed on demand (FailClusterResource)");
        job_end(job, WIN32_SUCCESS);
    }
}

static void
on_down_to_restart(void *user, const GError *error)
{
    struct job *job = user;
    struct object_changes *changes = job->changes;

    if (error != NULL) {
        job_end_error(job, error);
        return;
    }
    runs_online(changes->runs, job->cluster, job->text, (const char *const *)job->left, on_run_done,
                job);
}

/* With the resource come back those that went with it. */
static void
restart(struct job *job, const struct cluster_resource *resource)
{
    const GPtrArray *resources = job->cluster->resources;
    const char *const ids[] = { resource->id, NULL };
    struct object_changes *changes = job->changes;
    g_autoptr(GPtrArray) up = g_ptr_array_new();

    g_ptr_array_add(up, resource->id);
    for (guint i = 0; i < resources->len; i++) {
        struct cluster_resource *other = g_ptr_array_index(resources, i);

        if (other != resource && state_of(job, other) == CLUSTER_RESOURCE_ONLINE &&
            cluster_depends(job->cluster, other->id, resource->id)) {
            g_ptr_array_add(up, other->id);
        }
    }
    g_ptr_array_add(up, NULL);
    job->left = g_strdupv((char **)up->pdata);
    g_free(job->text);
    job->text = g_strdup(resource->group);
    runs_offline(changes->runs, job->cluster, resource->group, ids,
                 job->flags & OFFLINE_IGNORE_STATUS, on_down_to_restart, job);
    go_on(changes, job);
}

void
change_resource_restart(struct job *job, const struct cluster_resource *resource)
{
    if (state_of(job, resource) != CLUSTER_RESOURCE_ONLINE) {
        job_end(job, WIN32_INVALID_STATE);
    } else if (job_is_managed(job, resource)) {
        ask_pacemaker_about(job, "--restart", resource);
    } else {
        restart(job, resource);
    }
}

/* Groups */

void
change_group_offline(struct job *job, const struct cluster_group *group)
{
    const struct cluster_resource *managed = job_managed_of(job, group->id);
    g_autofree char *key = job_group_key(group->id);
    g_autofree const char **members = NULL;

    if (managed != NULL) {
        refuse_role(job, managed, "Stopped");
        return;
    }
    members = job_members(job, group->id);
    job_keep_wish(job, key, false);
    begin_offline(job, group->id, members);
}

static void
bring_group_online(struct job *job, const struct cluster_group *group)
{
    const struct cluster_resource *managed = job_managed_of(job, group->id);
    g_autofree char *key = job_group_key(group->id);
    g_autofree const char **members = NULL;
    uint32_t code = check_node(job);

    if (managed != NULL) {
        refuse_role(job, managed, "Started");
    } else if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else {
        members = job_members(job, group->id);
        job_keep_wish(job, key, true);
        begin_online(job, group->id, members);
    }
}

/* Whether a group can be brought to the node that was asked for; "" is any. */
static uint32_t
check_destination(const struct cluster_node *node)
{
    if (node == NULL) {
        return WIN32_CLUSTER_NODE_NOT_FOUND;
    }
    switch (node->state) {
    case CLUSTER_NODE_UP:
        return WIN32_SUCCESS;
    case CLUSTER_NODE_PAUSED:
        return node->local ? WIN32_SUCCESS : WIN32_CLUSTER_NODE_PAUSED;
    default:
        return WIN32_CLUSTER_NODE_DOWN;
    }
}

/* With crm_resource's own words: a member takes its group with it; without a node it goes away from
 * where it is. A move on Windows binds nothing, so the location constraint that makes it has an end, late
 * enough for a long stop and a long start. */
static void
move_managed(struct job *job, const struct cluster_resource *member,
             const struct cluster_node *node)
{
    g_autofree char *about = g_strconcat("--resource=", member->name, NULL);
    g_autofree char *where = node != NULL ? g_strconcat("--node=", node->name, NULL) : NULL;
    const char *const options[] = { "--move", "--lifetime=" MOVE_LIFETIME, about, where, NULL };

    host_log(job->host, LOG_NOTICE,
             "resource %s: the location constraint of its move ends in " MOVE_LIFETIME_WORDS
             "; 'crm_resource --resource=%s --clear' removes it before",
             member->name, member->name);
    ask_pacemaker(job, options);
}

/* Only Pacemaker has other nodes to move a group to. */
void
change_group_move(struct job *job, const struct cluster_group *group)
{
    bool any = job->other[0] == '\0';
    const struct cluster_node *node = any ? NULL : cluster_node(job->cluster, job->other);
    const struct cluster_resource *managed = job_managed_of(job, group->id);
    uint32_t code = any ? WIN32_SUCCESS : check_destination(node);

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else if (node != NULL && catalog_same_name(node->id, group->node)) {
        job_end(job, WIN32_SUCCESS);
    } else if (managed != NULL) {
        move_managed(job, managed, node);
    } else {
        job_end(job, WIN32_HOST_NODE_NOT_AVAILABLE);
    }
}

void
change_group_online(struct job *job, const struct cluster_group *group)
{
    const struct cluster_node *node =
        job->other[0] != '\0' ? cluster_node(job->cluster, job->other) : NULL;
    uint32_t code = job->other[0] != '\0' ? check_destination(node) : WIN32_SUCCESS;

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else if (node == NULL || catalog_same_name(node->id, group->node)) {
        bring_group_online(job, group);
    } else {
        change_group_move(job, group);
    }
}

/* What is under way nowhere needs no end. */
void
change_group_cancel(struct job *job, const struct cluster_group *group)
{
    runs_cancel(job->changes->runs, group->id);
    job_end(job, WIN32_SUCCESS);
}

/* Nodes */

static bool
any_managed(const struct job *job)
{
    const struct clusdb *db = job->changes->world->db;
    const struct resource *resource;

    for (uint32_t i = 0; (resource = inventory_at(job->changes->inventory, i)) != NULL; i++) {
        if (catalog_resource_managed(db, resource_key(resource))) {
            return true;
        }
    }
    return false;
}

static uint32_t
check_pause(const struct job *job, const struct cluster_node *node)
{
    if (job->verb == CHANGE_RESUME) {
        return node->state == CLUSTER_NODE_PAUSED ? WIN32_SUCCESS : WIN32_CLUSTER_NODE_NOT_PAUSED;
    }
    return node->state == CLUSTER_NODE_DOWN ? WIN32_CLUSTER_NODE_DOWN : WIN32_SUCCESS;
}

static bool
any_is_up(const struct job *job, const struct cluster_node *node)
{
    const GPtrArray *groups = job->cluster->groups;

    for (guint i = 0; i < groups->len; i++) {
        const struct cluster_group *group = g_ptr_array_index(groups, i);

        if (catalog_same_name(group->node, node->id) && group->state != CLUSTER_GROUP_OFFLINE &&
            group->state != CLUSTER_GROUP_FAILED) {
            return true;
        }
    }
    return false;
}

static bool
drains(const struct job *job)
{
    return job->verb == CHANGE_PAUSE && (job->flags & CHANGE_DRAIN) != 0;
}

/* Draining moves groups to another node, or to the one that was named. This is the only node: what is
 * online stays there if the caller allows that, or else the node is not paused, as no group is moved. The
 * page of PauseClusterNodeEx names the flag only; nobody expects resources to be stopped. */
static uint32_t
check_drain(const struct job *job, const struct cluster_node *node)
{
    const struct cluster_node *target = cluster_node(job->cluster, job->other);

    if (target == NULL) {
        return WIN32_CLUSTER_NODE_NOT_FOUND;
    }
    if (job->other[0] != '\0' && target == node) {
        return WIN32_INVALID_PARAMETER;
    }
    return any_is_up(job, node) && (job->flags & PAUSE_REMAIN) == 0 ? WIN32_HOST_NODE_NOT_AVAILABLE
                                                                    : WIN32_SUCCESS;
}

static void
put_paused(struct job *job, const struct cluster_node *node)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *key = g_strconcat("Nodes\\", node->id, NULL);

    clusdb_batch_create_key(batch, key);
    clusdb_batch_set_dword(batch, key, LAYOUT_PAUSED, job->verb == CHANGE_PAUSE ? 1 : 0);
    job_commit(job, NULL, NULL, batch);
}

static void
refuse_standby(struct job *job, const struct cluster_node *node)
{
    g_autofree char *command =
        g_strdup_printf("crm_attribute --node=%s --name=standby --update=%s", node->name,
                        job->verb == CHANGE_PAUSE ? "on" : "off");

    job_refuse_managed(job, command);
}

/* Pacemaker's standby stops resources, which pausing does not. */
void
change_node(struct job *job, const struct cluster_node *node)
{
    uint32_t code = check_pause(job, node);

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
        return;
    }
    if (!drains(job) && job->verb == CHANGE_PAUSE && node->state == CLUSTER_NODE_PAUSED) {
        job_end(job, WIN32_SUCCESS);
        return;
    }
    if (!node->local || job->cluster->managed || any_managed(job)) {
        refuse_standby(job, node);
        return;
    }
    code = drains(job) ? check_drain(job, node) : WIN32_SUCCESS;
    if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else {
        put_paused(job, node);
    }
}
