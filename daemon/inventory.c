/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inventory.h"

#include <string.h>

#include "catalog.h"
#include "checkpoint-list.h"
#include "host.h"
#include "log.h"
#include "news.h"
#include "paths.h"

struct inventory {
    const struct resource_world *world;
    GPtrArray *resources; /* struct resource, in the order of names */
    uint64_t serial;      /* another one whenever they or their names are others */
    GPtrArray *strays;    /* struct stray */
};

/* A host of a resource that nobody knows any more. */
struct stray {
    struct inventory *inventory;
    char *socket;
    struct host *host;
};

/* 0 for equal names only, which collation by itself does not promise. */
static int
name_order(const char *one, const char *other)
{
    int order = g_utf8_collate(one, other);

    return order != 0 ? order : strcmp(one, other);
}

static int
compare_names(gconstpointer one, gconstpointer other)
{
    return name_order(resource_name(*(struct resource *const *)one),
                      resource_name(*(struct resource *const *)other));
}

static void
free_resource(gpointer data)
{
    resource_free(data);
}

static void
tell(const struct inventory *inventory, const struct resource *resource, enum news_kind kind,
     const char *text)
{
    const struct client_news happened = { .kind = kind,
                                          .name = resource_name(resource),
                                          .type = resource_type(resource),
                                          .state = resource_state(resource),
                                          .text = text };

    news_tell(inventory->world->news, &happened);
}

struct resource *
inventory_add(struct inventory *inventory, const char *key)
{
    struct resource *resource = resource_new(inventory->world, key);

    g_ptr_array_add(inventory->resources, resource);
    g_ptr_array_sort(inventory->resources, compare_names);
    inventory->serial++;
    tell(inventory, resource, NEWS_ADDED, NULL);
    return resource;
}

void
inventory_remove(struct inventory *inventory, struct resource *resource)
{
    tell(inventory, resource, NEWS_REMOVED, NULL);
    g_ptr_array_remove(inventory->resources, resource);
    inventory->serial++;
}

void
inventory_rename(struct inventory *inventory, struct resource *resource, const char *name)
{
    tell(inventory, resource, NEWS_RENAMED, name);
    resource_rename(resource, name);
    g_ptr_array_sort(inventory->resources, compare_names);
    inventory->serial++;
}

struct resource *
inventory_at(const struct inventory *inventory, uint32_t index)
{
    return index < inventory->resources->len ? g_ptr_array_index(inventory->resources, index)
                                             : NULL;
}

uint32_t
inventory_behind(const struct inventory *inventory, const char *name)
{
    const struct resource *resource;
    uint32_t index = 0;

    while ((resource = inventory_at(inventory, index)) != NULL &&
           name_order(resource_name(resource), name) <= 0) {
        index++;
    }
    return index;
}

struct resource *
inventory_find(const struct inventory *inventory, const char *name)
{
    struct resource *resource;

    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        if (catalog_same_name(resource_name(resource), name)) {
            return resource;
        }
    }
    return NULL;
}

struct resource *
inventory_find_key(const struct inventory *inventory, const char *key)
{
    struct resource *resource;

    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        if (g_str_equal(resource_key(resource), key)) {
            return resource;
        }
    }
    return NULL;
}

/* The serial, then the states in the order of names. */
GArray *
inventory_seen_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(uint64_t));
}

void
inventory_see(const struct inventory *inventory, GArray *seen)
{
    const struct resource *resource;
    uint64_t number = inventory->serial;

    g_array_set_size(seen, 0);
    g_array_append_val(seen, number);
    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        number = resource_state(resource);
        g_array_append_val(seen, number);
    }
}

bool
inventory_is_as_seen(const struct inventory *inventory, const GArray *seen)
{
    const struct resource *resource;

    if (seen->len == 0 || g_array_index(seen, uint64_t, 0) != inventory->serial) {
        return false;
    }
    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        if (g_array_index(seen, uint64_t, i + 1) != resource_state(resource)) {
            return false;
        }
    }
    return true;
}

unsigned int
inventory_count_of_type(const struct inventory *inventory, const char *type)
{
    const struct resource *resource;
    unsigned int count = 0;

    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        count += catalog_same_name(resource_type(resource), type) ? 1 : 0;
    }
    return count;
}

bool
inventory_is_idle(const struct inventory *inventory)
{
    const struct resource *resource;

    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        if (!resource_is_down(resource)) {
            return false;
        }
    }
    return inventory->strays->len == 0;
}

/* Strays */

static void
free_stray(gpointer data)
{
    struct stray *stray = data;

    host_free(stray->host);
    g_free(stray->socket);
    g_free(stray);
}

static void
ignore_ready(void *owner)
{
    (void)owner;
}

static void
ignore_message(void *owner, const struct channel_message *message)
{
    (void)owner;
    (void)message;
}

static void
on_stray_died(void *owner, const char *cause)
{
    struct stray *stray = owner;

    log_notice("%s: the host of a resource that is not known here %s", stray->socket, cause);
}

static void
on_stray_empty(void *owner)
{
    struct stray *stray = owner;

    g_ptr_array_remove(stray->inventory->strays, stray);
}

static const struct host_events stray_events = {
    .ready = ignore_ready,
    .message = ignore_message,
    .died = on_stray_died,
    .empty = on_stray_empty,
};

static bool
is_ours(const struct inventory *inventory, const char *socket)
{
    const struct config *config = inventory->world->config;
    g_autofree char *anchor = paths_host_socket(config, "");
    const struct resource *resource;

    if (g_str_equal(anchor, socket)) {
        return true;
    }
    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        g_autofree char *its = paths_host_socket(config, resource_name(resource));
        g_autofree char *type_key = catalog_type_key(resource_type(resource));
        g_autofree char *shared = paths_host_socket(config, type_key);

        if (g_str_equal(its, socket) || g_str_equal(shared, socket)) {
            return true;
        }
    }
    return false;
}

static void
end_stray(struct inventory *inventory, const char *socket)
{
    const struct resource_world *world = inventory->world;
    struct stray *stray = g_new0(struct stray, 1);

    log_warning("%s: a host of a resource that is not known here: it is killed", socket);
    stray->inventory = inventory;
    stray->socket = g_strdup(socket);
    stray->host = host_find_at(world->loop, world->config, socket, &stray_events, stray);
    if (stray->host == NULL) {
        free_stray(stray);
        return;
    }
    g_ptr_array_add(inventory->strays, stray);
    host_kill(stray->host, "belonged to no resource");
}

static void
end_strays(struct inventory *inventory)
{
    g_autofree char *folder = paths_hosts(inventory->world->config);
    g_autoptr(GDir) hosts = g_dir_open(folder, 0, NULL);
    const char *name;

    while (hosts != NULL && (name = g_dir_read_name(hosts)) != NULL) {
        g_autofree char *socket = g_build_filename(folder, name, NULL);

        if (!is_ours(inventory, socket)) {
            end_stray(inventory, socket);
        }
    }
}

void
inventory_landed(const struct inventory *inventory, const struct clusdb_change *change)
{
    g_autofree char *key = checkpoint_list_changed(change);
    struct resource *resource;

    if (key == NULL) {
        return;
    }
    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL; i++) {
        if (key[0] == '\0' || catalog_same_name(resource_key(resource), key)) {
            resource_checkpoints_changed(resource);
        }
    }
}

/* What other nodes write */

bool
inventory_uses(const struct inventory *inventory, const char *key)
{
    const struct resource *resource = inventory_find_key(inventory, key);

    return resource != NULL &&
           (!resource_is_down(resource) || resource_state(resource) != RESOURCE_OFFLINE);
}

static void
follow_resource(struct inventory *inventory, struct resource *resource)
{
    const struct clusdb *db = inventory->world->db;
    g_autofree char *name = catalog_resource_name(db, resource_key(resource));

    if (!resource_is_down(resource)) {
        return;
    }
    if (name == NULL) {
        log_notice("resource %s: removed by another node", resource_name(resource));
        inventory_remove(inventory, resource);
    } else if (strcmp(name, resource_name(resource)) != 0) {
        log_notice("resource %s: renamed to %s by another node", resource_name(resource), name);
        inventory_rename(inventory, resource, name);
    }
}

/* Places change where one goes or is renamed: begin anew. */
static void
follow_known(struct inventory *inventory)
{
    uint64_t serial = inventory->serial;
    struct resource *resource;

    for (uint32_t i = 0; (resource = inventory_at(inventory, i)) != NULL;) {
        follow_resource(inventory, resource);
        i = serial != inventory->serial ? 0 : i + 1;
        serial = inventory->serial;
    }
}

static void
add_known(struct inventory *inventory, const char *key)
{
    const struct clusdb *db = inventory->world->db;
    g_autofree char *name = catalog_resource_name(db, key);
    g_autofree char *type = catalog_resource_type(db, key);

    if (name == NULL || type == NULL || inventory_find_key(inventory, key) != NULL) {
        return;
    }
    if (inventory_find(inventory, name) != NULL) {
        log_error("cluster database: %s, of another node, has the name %s of another resource and "
                  "is left alone: resapictl resource remove",
                  key, name);
        return;
    }
    inventory_add(inventory, key);
}

void
inventory_follow(struct inventory *inventory)
{
    const char *guid;

    follow_known(inventory);
    for (uint32_t i = 0; clusdb_subkey(inventory->world->db, "Resources", i, &guid) == 0; i++) {
        g_autofree char *key = g_strconcat("Resources\\", guid, NULL);

        add_known(inventory, key);
    }
}

/* Life */

struct inventory *
inventory_new(const struct resource_world *world)
{
    struct inventory *inventory = g_new0(struct inventory, 1);
    const char *guid;

    inventory->world = world;
    inventory->resources = g_ptr_array_new_with_free_func(free_resource);
    inventory->strays = g_ptr_array_new_with_free_func(free_stray);
    for (uint32_t i = 0; clusdb_subkey(world->db, "Resources", i, &guid) == 0; i++) {
        g_autofree char *key = g_strconcat("Resources\\", guid, NULL);
        g_autofree char *name = catalog_resource_name(world->db, key);
        g_autofree char *type = catalog_resource_type(world->db, key);

        if (name == NULL || type == NULL) {
            log_warning("cluster database: %s has no Name or no Type and is left alone", key);
        } else if (inventory_find(inventory, name) != NULL) {
            log_error("cluster database: %s has the name %s of another resource and is left alone",
                      key, name);
        } else {
            resource_adopt(inventory_add(inventory, key));
        }
    }
    end_strays(inventory);
    return inventory;
}

void
inventory_free(struct inventory *inventory)
{
    if (inventory != NULL) {
        for (guint i = 0; i < inventory->resources->len; i++) {
            resource_end_visit(g_ptr_array_index(inventory->resources, i));
        }
        g_ptr_array_unref(inventory->resources);
        g_ptr_array_unref(inventory->strays);
        g_free(inventory);
    }
}
