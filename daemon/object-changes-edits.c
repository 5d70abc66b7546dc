/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Verbs that change what the cluster database says: names, members, dependencies, owners.
 */

#include "dependencies.h"
#include "log.h"
#include "object-changes-private.h"

/* Answers for what is Pacemaker's. */
static bool
is_managed_and_answered(struct job *job, const struct cluster_resource *resource)
{
    g_autofree char *command = NULL;

    if (!job_is_managed(job, resource)) {
        return false;
    }
    command = g_strdup_printf("cibadmin --query --xpath \"//*[@id='%s' or @rsc='%s']\"",
                              resource->name, resource->name);
    job_refuse_managed(job, command);
    return true;
}

static bool
is_group_managed_and_answered(struct job *job, const struct cluster_group *group)
{
    const struct cluster_resource *managed = job_managed_of(job, group->id);
    g_autofree char *key = job_group_key(group->id);

    if (managed != NULL) {
        return is_managed_and_answered(job, managed);
    }
    /* A group that the database does not know is Pacemaker's, with resources or without. */
    if (clusdb_key(job->changes->world->db, key, NULL) != WIN32_SUCCESS) {
        job_refuse_managed(job, "cibadmin --query --scope=resources");
        return true;
    }
    return false;
}

static uint32_t
check_new_name(const struct job *job, enum object_kind kind, const char *id)
{
    struct cluster_object other;

    if (!catalog_check_name("object", job->text, NULL)) {
        return WIN32_INVALID_NAME;
    }
    if (cluster_find(job->cluster, kind, job->text, &other) && !catalog_same_name(other.id, id)) {
        return WIN32_OBJECT_ALREADY_EXISTS;
    }
    return WIN32_SUCCESS;
}

/* Names */

/* Its host goes by its name: unlike on Windows, only what is down can get another. */
void
change_resource_name(struct job *job, const struct cluster_resource *resource)
{
    const struct resource *own = job_resource(job, resource);
    uint32_t code = check_new_name(job, OBJECT_RESOURCE, resource->id);
    struct client_message rename = { .header.type = CLIENT_RENAME,
                                     .rename = { .name = resource->name, .new_name = job->text } };

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else if (is_managed_and_answered(job, resource)) {
        return;
    } else if (!resource_is_down(own)) {
        job_end(job, WIN32_RESOURCE_ONLINE);
    } else {
        requests_carry_out(job->changes->requests, &rename, job_carried_out, job);
    }
}

void
change_group_name(struct job *job, const struct cluster_group *group)
{
    uint32_t code = check_new_name(job, OBJECT_GROUP, group->id);
    g_autofree char *key = job_group_key(group->id);
    struct clusdb_batch *batch;

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else if (!is_group_managed_and_answered(job, group)) {
        batch = clusdb_batch_new();
        groups_put_name(batch, key, job->text);
        job_concern_group(job, job->text);
        job_commit(job, NULL, group->name, batch);
    }
}

/* The cluster's and a network's; names of network interfaces are made of others. */
void
change_other_name(struct job *job)
{
    struct cluster_object object;
    struct clusdb_batch *batch;
    uint32_t code;

    if (!cluster_find(job->cluster, job->kind, job->id, &object)) {
        job_end(job, WIN32_CLUSTER_NETWORK_NOT_FOUND);
        return;
    }
    code = check_new_name(job, job->kind, object.id);
    if (code != WIN32_SUCCESS || job->kind == OBJECT_NETINTERFACE) {
        job_end(job, code != WIN32_SUCCESS ? code : WIN32_INVALID_PARAMETER);
        return;
    }
    batch = clusdb_batch_new();
    if (job->kind == OBJECT_CLUSTER) {
        clusdb_batch_set_string(batch, "", LAYOUT_CLUSTER_NAME, job->text);
    } else {
        g_autofree char *key = g_strconcat("Networks\\", object.id, NULL);

        clusdb_batch_create_key(batch, key);
        clusdb_batch_set_string(batch, key, "Name", job->text);
    }
    job_commit(job, NULL, NULL, batch);
}

/* Members */

/* All that depend on one another stay together (ChangeClusterResourceGroup). */
static GPtrArray *
tree_of(const struct job *job, const struct cluster_resource *resource)
{
    const GPtrArray *resources = job->cluster->resources;
    GPtrArray *tree = g_ptr_array_new();

    g_ptr_array_add(tree, (void *)resource);
    for (guint i = 0; i < tree->len; i++) {
        const struct cluster_resource *one = g_ptr_array_index(tree, i);

        for (guint k = 0; k < resources->len; k++) {
            struct cluster_resource *other = g_ptr_array_index(resources, k);

            if (!g_ptr_array_find(tree, other, NULL) &&
                (cluster_depends(job->cluster, one->id, other->id) ||
                 cluster_depends(job->cluster, other->id, one->id))) {
                g_ptr_array_add(tree, other);
            }
        }
    }
    return tree;
}

/* Clients' changes of the groups it is in do not come between: of what they contain, and of what there
 * is in them. */
static void
concern_group_of(struct job *job, const struct cluster_resource *resource)
{
    const struct cluster_group *group = cluster_group(job->cluster, resource->group);

    if (group != NULL) {
        job_concern_group(job, group->name);
    }
}

static void
move_tree(struct job *job, const struct cluster_resource *resource,
          const struct cluster_group *group)
{
    g_autofree char *key = job_group_key(group->id);
    g_autoptr(GPtrArray) tree = tree_of(job, resource);
    struct clusdb_batch *batch = clusdb_batch_new();
    uint32_t code = WIN32_SUCCESS;

    for (guint i = 0; code == WIN32_SUCCESS && i < tree->len; i++) {
        const struct cluster_resource *one = g_ptr_array_index(tree, i);

        concern_group_of(job, one);
        code = one->key != NULL ? groups_put_member(batch, job->changes->world->db, key, one->key)
                                : WIN32_ACCESS_DENIED;
    }
    if (code != WIN32_SUCCESS) {
        clusdb_batch_free(batch);
        job_end(job, code);
        return;
    }
    job_commit(job, resource->name, group->name, batch);
}

void
change_resource_group(struct job *job, const struct cluster_resource *resource)
{
    const struct cluster_group *group = cluster_group(job->cluster, job->other);
    const struct cluster_group *present = cluster_group(job->cluster, resource->group);

    if (group == NULL) {
        job_end(job, WIN32_GROUP_NOT_FOUND);
    } else if (group == present) {
        job_end(job, WIN32_ALREADY_EXISTS);
    } else if (present != NULL && !catalog_same_name(present->node, group->node)) {
        job_end(job, WIN32_HOST_NODE_NOT_GROUP_OWNER);
    } else if (!is_managed_and_answered(job, resource) &&
               !is_group_managed_and_answered(job, group)) {
        move_tree(job, resource, group);
    }
}

/* Dependencies */

/* Whether the resource may depend on the other one (AddClusterResourceDependency, MS-CMRP
 * 3.1.4.2.22). */
static uint32_t
check_provider(const struct job *job, const struct cluster_resource *resource,
               const struct cluster_resource *provider)
{
    if (provider == NULL) {
        return WIN32_RESOURCE_NOT_FOUND;
    }
    if (provider == resource || cluster_depends(job->cluster, provider->id, resource->id)) {
        return WIN32_CIRCULAR_DEPENDENCY;
    }
    return catalog_same_name(provider->group, resource->group) ? WIN32_SUCCESS
                                                               : WIN32_INVALID_PARAMETER;
}

static bool
is_provider(const struct cluster_resource *resource, const char *id)
{
    g_auto(GStrv) providers = dependencies_list(resource->dependencies);

    for (size_t i = 0; providers[i] != NULL; i++) {
        if (catalog_same_name(providers[i], id)) {
            return true;
        }
    }
    return false;
}

/* The expression with or without the other resource. */
static uint32_t
edit_dependencies(const struct job *job, const struct cluster_resource *resource, char **expression)
{
    const struct cluster_resource *other = cluster_resource(job->cluster, job->other);
    bool adds = job->verb == CHANGE_ADD_PROVIDER;
    uint32_t code = adds ? check_provider(job, resource, other) : WIN32_SUCCESS;

    if (other == NULL) {
        return WIN32_RESOURCE_NOT_FOUND;
    }
    if (adds == is_provider(resource, other->id)) {
        return adds ? WIN32_DEPENDENCY_ALREADY_EXISTS : WIN32_DEPENDENCY_NOT_FOUND;
    }
    *expression = adds ? dependencies_with(resource->dependencies, other->id)
                       : dependencies_without(resource->dependencies, other->id);
    if (*expression == NULL) {
        host_log(job->host, LOG_WARNING,
                 "resource '%s': its dependencies '%s' are no expression: set a new one",
                 resource->name, resource->dependencies);
        return WIN32_INVALID_DATA;
    }
    return code;
}

/* A dependencies_name. */
static char *
id_of(void *user, const char *bracketed)
{
    const struct job *job = user;
    const struct cluster_resource *resource = cluster_resource(job->cluster, bracketed);

    return resource != NULL ? g_strdup(resource->id) : NULL;
}

static uint32_t
read_dependencies(struct job *job, const struct cluster_resource *resource, char **expression)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) providers = NULL;
    uint32_t code = WIN32_SUCCESS;

    *expression = dependencies_rewrite(job->text, id_of, job, &error);
    if (*expression == NULL) {
        return error_for_dll(error);
    }
    providers = dependencies_list(*expression);
    for (size_t i = 0; code == WIN32_SUCCESS && providers[i] != NULL; i++) {
        code = check_provider(job, resource, cluster_resource(job->cluster, providers[i]));
    }
    return code;
}

void
change_resource_dependencies(struct job *job, const struct cluster_resource *resource)
{
    g_autofree char *expression = NULL;
    uint32_t code = job->verb == CHANGE_DEPENDENCIES
                        ? read_dependencies(job, resource, &expression)
                        : edit_dependencies(job, resource, &expression);
    struct clusdb_batch *batch;

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else if (!is_managed_and_answered(job, resource)) {
        batch = clusdb_batch_new();
        catalog_put_dependencies(batch, job->changes->world->db, resource->key, expression);
        concern_group_of(job, resource);
        job_commit(job, resource->name, NULL, batch);
    }
}

/* Owners */

static bool
is_possible_owner(const struct cluster_resource *resource, const struct cluster_node *node)
{
    return resource->owners == NULL ||
           g_strv_contains((const char *const *)resource->owners, node->id);
}

/* NULL-terminated ids; g_ptr_array_unref(). The strings are the cluster's. */
static GPtrArray *
owners_with(const struct job *job, const struct cluster_resource *resource,
            const struct cluster_node *node, bool adds)
{
    const GPtrArray *nodes = job->cluster->nodes;
    GPtrArray *owners = g_ptr_array_new();

    for (guint i = 0; i < nodes->len; i++) {
        struct cluster_node *each = g_ptr_array_index(nodes, i);

        if (each == node ? adds : is_possible_owner(resource, each)) {
            g_ptr_array_add(owners, each->id);
        }
    }
    g_ptr_array_add(owners, NULL);
    return owners;
}

/* What runs on a node would have nowhere to be without it. */
static uint32_t
check_owner(const struct job *job, const struct cluster_resource *resource,
            const struct cluster_node *node)
{
    const struct resource *own = job_resource(job, resource);
    bool adds = job->verb == CHANGE_ADD_OWNER;

    if (node == NULL || (!adds && !is_possible_owner(resource, node))) {
        return WIN32_CLUSTER_NODE_NOT_FOUND;
    }
    if (adds) {
        return is_possible_owner(resource, node) ? WIN32_OBJECT_ALREADY_EXISTS : WIN32_SUCCESS;
    }
    return node->local && own != NULL && !resource_is_down(own) ? WIN32_INVALID_STATE
                                                                : WIN32_SUCCESS;
}

void
change_resource_owners(struct job *job, const struct cluster_resource *resource)
{
    const struct cluster_node *node = cluster_node(job->cluster, job->other);
    uint32_t code = check_owner(job, resource, node);
    g_autoptr(GPtrArray) owners = NULL;
    struct clusdb_batch *batch;

    if (code != WIN32_SUCCESS) {
        job_end(job, code);
    } else if (!is_managed_and_answered(job, resource)) {
        owners = owners_with(job, resource, node, job->verb == CHANGE_ADD_OWNER);
        batch = clusdb_batch_new();
        catalog_put_owners(batch, job->changes->world->db, resource->key,
                           (const char *const *)owners->pdata);
        job_commit(job, resource->name, NULL, batch);
    }
}

void
change_group_owners(struct job *job, const struct cluster_group *group)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autofree char *key = job_group_key(group->id);
    struct clusdb_batch *batch;
    uint32_t code = WIN32_SUCCESS;

    for (size_t i = 0; job->nodes[i] != NULL; i++) {
        const struct cluster_node *node = cluster_node(job->cluster, job->nodes[i]);

        if (node == NULL || job->nodes[i][0] == '\0') {
            job_end(job, WIN32_CLUSTER_NODE_NOT_FOUND);
            return;
        }
        g_ptr_array_add(ids, node->id);
    }
    g_ptr_array_add(ids, NULL);
    if (is_group_managed_and_answered(job, group)) {
        return;
    }
    batch = clusdb_batch_new();
    code = groups_put_owners(batch, key, (const char *const *)ids->pdata);
    if (code != WIN32_SUCCESS) {
        clusdb_batch_free(batch);
        job_end(job, code);
        return;
    }
    job_commit(job, NULL, group->name, batch);
}
