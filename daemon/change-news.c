/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change-news.h"

#include <string.h>

#include "catalog.h"

#define RESOURCES  "Resources\\"
#define TYPES      "ResourceTypes\\"
#define PARAMETERS "\\Parameters"

/* KEY of "FOLDER\KEY" and "FOLDER\KEY\Parameters"; NULL for any other path. g_free(). */
static char *
object_of(const char *path, const char *folder)
{
    const char *name, *end;

    if (g_ascii_strncasecmp(path, folder, strlen(folder)) != 0) {
        return NULL;
    }
    name = path + strlen(folder);
    end = strchr(name, '\\');
    if (end == NULL) {
        return g_strdup(name);
    }
    return g_ascii_strcasecmp(end, PARAMETERS) == 0 ? g_strndup(name, (gsize)(end - name)) : NULL;
}

static bool
is_type(const char *path)
{
    return g_ascii_strncasecmp(path, TYPES, strlen(TYPES)) == 0 &&
           strchr(path + strlen(TYPES), '\\') == NULL;
}

/* The key of a type, itself or with what is below it, has come into being. */
static char *
created_type(const struct clusdb_change *change)
{
    g_autofree char *type =
        change->kind == CLUSDB_CREATE_KEY ? object_of(change->path, TYPES) : NULL;

    return type != NULL && change->created >= (is_type(change->path) ? 1U : 2U)
               ? g_steal_pointer(&type)
               : NULL;
}

/* What resapid notes for itself, or tells otherwise. */
static bool
is_property(const char *name)
{
    static const char *const others[] = { "Name", CATALOG_MANAGED, CATALOG_OPENED };

    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        if (g_ascii_strcasecmp(name, others[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void
tell_of_type(struct news *news, enum news_kind kind, const char *type, const char *text)
{
    const struct client_news happened = { .kind = kind, .type = type, .text = text };

    news_tell(news, &happened);
}

static void
tell_of_resource(struct news *news, const struct inventory *inventory,
                 const struct clusdb_change *change)
{
    g_autofree char *id = object_of(change->path, RESOURCES);
    g_autofree char *key = id != NULL ? g_strconcat(RESOURCES, id, NULL) : NULL;
    struct resource *resource = key != NULL ? inventory_find_key(inventory, key) : NULL;

    if (resource != NULL && is_property(change->name)) {
        const struct client_news happened = { .kind = NEWS_CHANGED,
                                              .name = resource_name(resource),
                                              .type = resource_type(resource),
                                              .state = resource_state(resource),
                                              .text = change->name };

        news_tell(news, &happened);
    }
}

/* The values that a new type begins with are no changes. */
static bool
is_created_with(const struct clusdb_batch *batch, size_t index, const char *type)
{
    for (size_t i = 0; i < index; i++) {
        const struct clusdb_change change = clusdb_batch_change(batch, i);
        g_autofree char *created = created_type(&change);

        if (created != NULL && catalog_same_name(created, type)) {
            return true;
        }
    }
    return false;
}

static void
tell_of_value(struct news *news, const struct inventory *inventory,
              const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);
    g_autofree char *type = object_of(change.path, TYPES);

    if (type == NULL) {
        tell_of_resource(news, inventory, &change);
    } else if (!is_created_with(batch, index, type)) {
        tell_of_type(news, NEWS_TYPE_CHANGED, type, change.name);
    }
}

void
change_news_landed(struct news *news, const struct inventory *inventory,
                   const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);
    g_autofree char *type = NULL;

    if (!news_is_heard(news) || !change.effective) {
        return;
    }
    if (change.name != NULL) {
        tell_of_value(news, inventory, batch, index);
        return;
    }
    if (change.kind == CLUSDB_CREATE_KEY) {
        type = created_type(&change);
        if (type != NULL) {
            tell_of_type(news, NEWS_TYPE_ADDED, type, NULL);
        }
    } else if (change.kind == CLUSDB_DELETE_KEY && is_type(change.path)) {
        tell_of_type(news, NEWS_TYPE_REMOVED, change.path + strlen(TYPES), NULL);
    }
}
