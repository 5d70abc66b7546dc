/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resource-fixture.h"

#include <CUnit/CUnit.h>

#include "error.h"

struct cluster *resources_cluster;
static GPtrArray *all; /* struct resource */

static void
free_resource(void *data)
{
    struct resource *resource = data;

    g_free(resource->key);
    g_free(resource);
}

void
resources_setup(void)
{
    struct cluster_node *node = g_new0(struct cluster_node, 1);

    resources_cluster = cluster_new();
    resources_cluster->name = g_strdup("cluster");
    resources_cluster->id = g_strdup("0");
    node->id = g_strdup("1");
    node->name = g_strdup("NODE");
    node->local = true;
    g_ptr_array_add(resources_cluster->nodes, node);
    all = g_ptr_array_new_with_free_func(free_resource);
}

void
resources_teardown(void)
{
    cluster_unref(resources_cluster);
    g_ptr_array_unref(all);
}

static struct cluster_resource *
add_known(const char *id, const char *group, const char *dependencies)
{
    struct cluster_resource *known = g_new0(struct cluster_resource, 1);

    known->id = g_strdup(id);
    known->name = g_strconcat("name of ", id, NULL);
    known->type = g_strdup("Fake");
    known->group = g_strdup(group);
    known->node = g_strdup("1");
    known->dependencies = g_strdup(dependencies);
    known->state = CLUSTER_RESOURCE_OFFLINE;
    g_ptr_array_add(resources_cluster->resources, known);
    return known;
}

struct resource *
resources_add(const char *id, const char *group, const char *dependencies)
{
    struct resource *resource = g_new0(struct resource, 1);

    resource->key = g_strdup(id);
    resource->state = RESOURCE_OFFLINE;
    g_ptr_array_add(all, resource);
    add_known(id, group, dependencies)->key = g_strdup(id);
    return resource;
}

void
resources_add_foreign(const char *id, const char *group, uint32_t state)
{
    add_known(id, group, "")->state = state;
}

struct resource *
resources_find(const char *id)
{
    return inventory_find_key(NULL, id);
}

void
resources_end(const char *id, uint32_t code)
{
    struct resource *resource = resources_find(id);
    resource_done done = resource->done;
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(done);
    if (code != WIN32_SUCCESS) {
        set_win32_error(&error, code, "resource %s", id);
    } else {
        resource->state = resource->request == EVENT_ONLINE ? RESOURCE_ONLINE : RESOURCE_OFFLINE;
    }
    resource->done = NULL;
    done(resource->user, error);
}

void
resources_become(const char *id, enum resource_state state)
{
    resources_find(id)->state = state;
}

char *
resources_asked(void)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++) {
        const struct resource *resource = g_ptr_array_index(all, i);

        if (resource->done != NULL) {
            g_ptr_array_add(ids, resource->key);
        }
    }
    g_ptr_array_add(ids, NULL);
    return g_strjoinv(" ", (char **)ids->pdata);
}

/* These stand in the place of inventory.c's and resource.c's. */

struct resource *
inventory_find_key(const struct inventory *inventory, const char *key)
{
    (void)inventory;
    for (guint i = 0; i < all->len; i++) {
        struct resource *resource = g_ptr_array_index(all, i);

        if (g_str_equal(resource->key, key)) {
            return resource;
        }
    }
    return NULL;
}

const char *
resource_key(const struct resource *resource)
{
    return resource->key;
}

enum resource_state
resource_state(const struct resource *resource)
{
    return resource->state;
}

bool
resource_is_at_rest(const struct resource *resource)
{
    return !resource->failing;
}

void
resource_request(struct resource *resource, enum machine_event request, uint32_t timeout_ms,
                 resource_done done, void *user)
{
    (void)timeout_ms;
    CU_ASSERT_PTR_NULL(resource->done);
    resource->request = request;
    resource->state = request == EVENT_ONLINE ? RESOURCE_ONLINE_PENDING : RESOURCE_OFFLINE_PENDING;
    resource->requests++;
    resource->done = done;
    resource->user = user;
}

void
resource_offline(struct resource *resource, uint32_t timeout_ms, uint32_t flags, resource_done done,
                 void *user)
{
    resource->flags = flags;
    resource_request(resource, EVENT_OFFLINE, timeout_ms, done, user);
}
