/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Objects made and removed.
 */

#include "log.h"
#include "object-changes-private.h"

/* CLUSTER_RESOURCE_SEPARATE_MONITOR */
#define CREATE_SEPARATE_MONITOR 1U

/* Creating */

/* job->text is the id that is answered, job->group the group's id. */
static void
take_id(struct job *job, const char *key)
{
    g_free(job->text);
    job->text = g_strdup(catalog_id(key));
}

static void
create_group(struct job *job)
{
    g_autofree char *key = NULL;
    struct clusdb_batch *batch;

    if (cluster_group(job->cluster, job->id) != NULL) {
        job_end(job, WIN32_OBJECT_ALREADY_EXISTS);
        return;
    }
    batch = clusdb_batch_new();
    key = groups_put(batch, job->id, job->flags != 0 ? job->flags : GROUP_TYPE_UNKNOWN);
    take_id(job, key);
    job_commit(job, NULL, job->id, batch);
}

static void
on_resource_made(void *user, const GError *error)
{
    struct job *job = user;
    const struct resource *made = inventory_find(job->changes->inventory, job->id);
    struct clusdb_batch *batch;

    if (error != NULL || made == NULL) {
        job_end_error(job, error);
        return;
    }
    take_id(job, resource_key(made));
    if ((job->flags & CREATE_SEPARATE_MONITOR) == 0) {
        job_end(job, WIN32_SUCCESS);
        return;
    }
    batch = clusdb_batch_new();
    clusdb_batch_set_dword(batch, resource_key(made), "SeparateMonitor", 1);
    job_commit(job, job->id, NULL, batch);
}

static void
create_resource(struct job *job)
{
    const struct cluster_group *group = cluster_group(job->cluster, job->group);
    g_autofree char *key = group != NULL ? job_group_key(group->id) : NULL;
    struct client_message add = { .header.type = CLIENT_RESOURCE_ADD,
                                  .resource_add = { .name = job->id, .type = job->type } };

    if (cluster_resource(job->cluster, job->id) != NULL) {
        job_end(job, WIN32_OBJECT_ALREADY_EXISTS);
    } else if (cluster_type(job->cluster, job->type) == NULL) {
        job_end(job, WIN32_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    } else if (group == NULL) {
        job_end(job, WIN32_GROUP_NOT_FOUND);
    } else if (job_managed_of(job, group->id) != NULL ||
               clusdb_key(job->changes->world->db, key, NULL) != WIN32_SUCCESS) {
        job_refuse_managed(job, "cibadmin --create --scope=resources");
    } else {
        add.resource_add.group = group->name;
        g_free(job->group);
        job->group = g_strdup(group->id);
        requests_carry_out(job->changes->requests, &add, on_resource_made, job);
    }
}

static void
on_type_made(void *user, const GError *error)
{
    struct job *job = user;
    g_autofree char *key = catalog_type_key(job->id);
    struct clusdb_batch *batch;

    if (error != NULL) {
        job_end_error(job, error);
        return;
    }
    g_free(job->text);
    job->text = g_strdup(job->id);
    batch = clusdb_batch_new();
    if (job->type[0] != '\0') {
        clusdb_batch_set_string(batch, key, "Name", job->type);
    }
    if (job->looks_alive_ms != 0) {
        clusdb_batch_set_dword(batch, key, "LooksAlivePollInterval", job->looks_alive_ms);
    }
    if (job->is_alive_ms != 0) {
        clusdb_batch_set_dword(batch, key, "IsAlivePollInterval", job->is_alive_ms);
    }
    job_commit(job, NULL, NULL, batch);
}

/* type is the display name. */
static void
create_type(struct job *job)
{
    const struct client_message add = {
        .header.type = CLIENT_TYPE_ADD,
        .type_add = { .name = job->id, .dll = job->dll, .isolation = "", .reopen = "" }
    };

    if (cluster_type(job->cluster, job->id) != NULL) {
        job_end(job, WIN32_ALREADY_EXISTS);
    } else {
        requests_carry_out(job->changes->requests, &add, on_type_made, job);
    }
}

void
create_object(struct job *job)
{
    if (!catalog_check_name("object", job->id, NULL)) {
        job_end(job, WIN32_INVALID_NAME);
        return;
    }
    switch (job->kind) {
    case OBJECT_GROUP:
        create_group(job);
        return;
    case OBJECT_RESOURCE:
        create_resource(job);
        return;
    case OBJECT_RESOURCE_TYPE:
        create_type(job);
        return;
    default:
        job_end(job, WIN32_INVALID_PARAMETER);
    }
}

/* Deleting */

static bool
is_offline(const struct job *job, const struct cluster_resource *resource)
{
    const struct resource *own = job_resource(job, resource);

    return own != NULL && resource_state(own) == RESOURCE_OFFLINE;
}

static void
refuse_delete(struct job *job, const struct cluster_resource *resource)
{
    g_autofree char *command =
        g_strdup_printf("crm_resource --resource=%s --resource-type=primitive --delete",
                        resource->name);

    job_refuse_managed(job, command);
}

static void
remove_resource(struct job *job, const char *name, answer_done done)
{
    const struct client_message remove = { .header.type = CLIENT_RESOURCE_REMOVE,
                                           .resource_remove.name = name };

    requests_carry_out(job->changes->requests, &remove, done, job);
}

/* A run_done. What has come to depend on it meanwhile is seen then. */
static void
on_down(void *user, const GError *error)
{
    struct job *job = user;

    if (error != NULL) {
        job_end_error(job, error);
    } else {
        job_begin_again(job);
    }
}

/* Once: what comes back meanwhile is wanted. */
static void
take_down(struct job *job, const char *id, const char *group, const char *const *ids)
{
    if (job->tried) {
        job_end(job, WIN32_INVALID_STATE);
        return;
    }
    job->tried = true;
    job_leave_turn(job, id);
    runs_offline(job->changes->runs, job->cluster, group, ids, 0, on_down, job);
}

/* A failed resource, whose host may live still, is taken offline first. */
static void
delete_resource(struct job *job, const struct cluster_resource *resource)
{
    const char *const ids[] = { resource->id, NULL };

    if (is_offline(job, resource)) {
        remove_resource(job, resource->name, job_carried_out);
    } else {
        take_down(job, resource->id, resource->group, ids);
    }
}

static bool
has_dependent(const struct job *job, const struct cluster_resource *resource)
{
    const GPtrArray *resources = job->cluster->resources;

    for (guint i = 0; i < resources->len; i++) {
        const struct cluster_resource *other = g_ptr_array_index(resources, i);

        if (other != resource && cluster_depends(job->cluster, other->id, resource->id)) {
            return true;
        }
    }
    return false;
}

/* Offline or failed, and nothing depends on it (MS-CMRP 3.1.4.2.11). */
void
change_resource_delete(struct job *job, const struct cluster_resource *resource)
{
    const struct resource *own = job_resource(job, resource);
    enum resource_state state = own != NULL ? resource_state(own) : RESOURCE_INITIALIZING;

    if (job_is_managed(job, resource)) {
        refuse_delete(job, resource);
    } else if (state != RESOURCE_OFFLINE && state != RESOURCE_FAILED) {
        job_end(job, WIN32_INVALID_STATE);
    } else if (has_dependent(job, resource)) {
        job_end(job, WIN32_DEPENDENT_RESOURCE_EXISTS);
    } else {
        delete_resource(job, resource);
    }
}

static bool
has_members(const struct clusdb *db, const char *group_key)
{
    g_auto(GStrv) members = groups_members(db, group_key);

    for (size_t i = 0; members[i] != NULL; i++) {
        g_autofree char *key = g_strconcat("Resources\\", members[i], NULL);

        if (clusdb_key(db, key, NULL) == WIN32_SUCCESS) {
            return true;
        }
    }
    return false;
}

static void
remove_group(struct job *job, const char *id, const char *name)
{
    const struct clusdb *db = job->changes->world->db;
    g_autofree char *key = job_group_key(id);
    struct clusdb_batch *batch;

    if (has_members(db, key)) {
        job_end(job, WIN32_DIR_NOT_EMPTY); /* a client has put something in */
        return;
    }
    if (clusdb_key(db, key, NULL) != WIN32_SUCCESS) {
        job_end(job, WIN32_SUCCESS); /* it went with its last resource */
        return;
    }
    batch = clusdb_batch_new();
    groups_remove(batch, key);
    job_commit(job, NULL, name, batch);
}

void
change_group_delete(struct job *job, const struct cluster_group *group)
{
    g_autofree const char **members = job_members(job, group->id);
    g_autofree char *key = job_group_key(group->id);

    if (members[0] != NULL) {
        job_end(job, WIN32_DIR_NOT_EMPTY);
    } else if (clusdb_key(job->changes->world->db, key, NULL) != WIN32_SUCCESS) {
        job_refuse_managed(job, "cibadmin --delete --scope=resources");
    } else {
        remove_group(job, group->id, group->name);
    }
}

/* Destroying */

static void destroy_next(struct job *job);

static void
on_member_removed(void *user, const GError *error)
{
    if (error != NULL) {
        job_end_error(user, error);
    } else {
        destroy_next(user);
    }
}

/* From the last name to the first; then the group itself. */
static void
destroy_next(struct job *job)
{
    const struct cluster_group *group = cluster_group(job->cluster, job->id);
    guint count = g_strv_length(job->left);
    g_autofree char *name = NULL;

    if (count == 0) {
        remove_group(job, group->id, group->name);
        return;
    }
    name = g_steal_pointer(&job->left[count - 1]);
    remove_resource(job, name, on_member_removed);
}

static char **
names_of(const struct job *job, const char *const *ids)
{
    GPtrArray *names = g_ptr_array_new();

    for (size_t i = 0; ids[i] != NULL; i++) {
        g_ptr_array_add(names, g_strdup(cluster_resource(job->cluster, ids[i])->name));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static bool
are_offline(const struct job *job, const char *const *ids)
{
    for (size_t i = 0; ids[i] != NULL; i++) {
        if (!is_offline(job, cluster_resource(job->cluster, ids[i]))) {
            return false;
        }
    }
    return true;
}

void
change_group_destroy(struct job *job, const struct cluster_group *group)
{
    const struct cluster_resource *managed = job_managed_of(job, group->id);
    g_autofree const char **members = NULL;

    if (managed != NULL) {
        refuse_delete(job, managed);
        return;
    }
    members = job_members(job, group->id);
    if (!are_offline(job, members)) {
        take_down(job, group->id, group->id, members);
        return;
    }
    job->left = names_of(job, members);
    destroy_next(job);
}

/* Types */

void
change_type_delete(struct job *job)
{
    const struct cluster_type *type = cluster_type(job->cluster, job->id);
    struct client_message remove = { .header.type = CLIENT_TYPE_REMOVE };

    if (type == NULL) {
        job_end(job, WIN32_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    } else if (inventory_count_of_type(job->changes->inventory, type->name) > 0) {
        job_end(job, WIN32_DIR_NOT_EMPTY);
    } else {
        remove.type_remove.name = type->name;
        requests_carry_out(job->changes->requests, &remove, job_carried_out, job);
    }
}
