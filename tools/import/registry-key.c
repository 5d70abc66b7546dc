/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry-key.h"

static registry_key_t *
new_key(const char *name, registry_key_t *parent)
{
    registry_key_t *key = g_new0(registry_key_t, 1);

    key->name = g_strdup(name);
    g_queue_init(&key->keys);
    g_queue_init(&key->values);
    key->root = parent != NULL ? parent->root : key;
    key->depth = parent != NULL ? parent->depth + 1 : 0;
    return key;
}

registry_key_t *
registry_key_new(const char *name)
{
    return new_key(name, NULL);
}

static void
free_value(void *data)
{
    struct registry_value *value = data;

    g_free(value->name);
    windows_value_free(value->value);
    g_free(value);
}

static void
free_key(void *data)
{
    registry_key_t *key = data;

    g_queue_clear_full(&key->keys, free_key);
    g_queue_clear_full(&key->values, free_value);
    g_clear_pointer(&key->key_links, g_hash_table_unref);
    g_clear_pointer(&key->value_links, g_hash_table_unref);
    g_free(key->name);
    g_free(key);
}

void
registry_key_free(registry_key_t *root)
{
    if (root != NULL) {
        free_key(root);
    }
}

static GList *
find(GHashTable *links, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);

    return links != NULL ? g_hash_table_lookup(links, folded) : NULL;
}

static void
add(GQueue *queue, GHashTable **links, const char *name, void *item)
{
    if (*links == NULL) {
        *links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
    g_queue_push_tail(queue, item);
    g_hash_table_insert(*links, g_utf8_casefold(name, -1), queue->tail);
}

static void *
take(GQueue *queue, GHashTable *links, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    GList *link = find(links, name);
    void *item = NULL;

    if (link != NULL) {
        item = link->data;
        g_queue_delete_link(queue, link);
        g_hash_table_remove(links, folded);
    }
    return item;
}

registry_key_t *
registry_key_find(const registry_key_t *key, const char *name)
{
    GList *link = find(key->key_links, name);

    return link != NULL ? link->data : NULL;
}

registry_key_t *
registry_key_add(registry_key_t *key, const char *name)
{
    registry_key_t *child = registry_key_find(key, name);

    if (child != NULL || key->depth >= REGISTRY_DEPTH_MAX ||
        key->root->count >= REGISTRY_COUNT_MAX) {
        return child;
    }
    child = new_key(name, key);
    add(&key->keys, &key->key_links, name, child);
    key->root->count++;
    return child;
}

void
registry_key_remove(registry_key_t *key, const char *name)
{
    registry_key_free(take(&key->keys, key->key_links, name));
}

const struct registry_value *
registry_key_value(const registry_key_t *key, const char *name)
{
    GList *link = find(key->value_links, name);

    return link != NULL ? link->data : NULL;
}

static struct registry_value *
add_value(registry_key_t *key, const char *name)
{
    struct registry_value *value = g_new0(struct registry_value, 1);

    value->name = g_strdup(name);
    add(&key->values, &key->value_links, name, value);
    key->root->count++;
    return value;
}

bool
registry_key_set(registry_key_t *key, const char *name, struct windows_value *value,
                 const char *problem)
{
    GList *link = find(key->value_links, name);
    struct registry_value *item = link != NULL ? link->data : NULL;

    if (item == NULL && key->root->count >= REGISTRY_COUNT_MAX) {
        windows_value_free(value);
        return false;
    }
    if (item == NULL) {
        item = add_value(key, name);
    }
    windows_value_free(item->value);
    item->value = value;
    item->problem = problem;
    return true;
}

void
registry_key_unset(registry_key_t *key, const char *name)
{
    struct registry_value *value = take(&key->values, key->value_links, name);

    if (value != NULL) {
        free_value(value);
    }
}
