/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "property-items.h"

#include <string.h>

#include "catalog.h"
#include "property-list.h"

/* A UTF-16 code unit has three bytes of UTF-8 at most. */
#define NAME_BYTES_MAX (3 * PROPERTY_ITEM_NAME_MAX)

struct property_items {
    GHashTable *types; /* the type's key, folded -> GPtrArray of struct property_item */
};

static void
free_item(void *data)
{
    struct property_item *item = data;

    g_free(item->name);
    g_free(item->key);
    g_free(item->preset);
    g_free(item);
}

static void
free_type(void *data)
{
    g_ptr_array_unref(data);
}

struct property_items *
property_items_new(void)
{
    struct property_items *items = g_new0(struct property_items, 1);

    items->types = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_type);
    return items;
}

void
property_items_free(struct property_items *items)
{
    if (items != NULL) {
        g_hash_table_unref(items->types);
        g_free(items);
    }
}

static GPtrArray *
find_type(const struct property_items *items, const char *type)
{
    g_autofree char *key = catalog_type_key(type);
    g_autofree char *folded = g_utf8_casefold(key, -1);

    return g_hash_table_lookup(items->types, folded);
}

static GPtrArray *
find_or_add_type(struct property_items *items, const char *type)
{
    GPtrArray *known = find_type(items, type);

    if (known == NULL) {
        g_autofree char *key = catalog_type_key(type);

        known = g_ptr_array_new_with_free_func(free_item);
        g_hash_table_insert(items->types, g_utf8_casefold(key, -1), known);
    }
    return known;
}

/* Where the property is, or would be. */
static guint
place_of(const GPtrArray *type, const char *name)
{
    guint i = 0;

    while (i < type->len &&
           !catalog_same_name(((const struct property_item *)type->pdata[i])->name, name)) {
        i++;
    }
    return i;
}

static char *
signed_text(const struct wire_bytes *number)
{
    uint64_t little = 0;
    unsigned int shift = 64 - 8 * number->length;

    memcpy(&little, number->data, number->length);
    return g_strdup_printf("%" G_GINT64_FORMAT,
                           (gint64)(GUINT64_FROM_LE(little) << shift) >> shift);
}

static char *
preset_text(const struct channel_property_item *told)
{
    const struct wire_bytes *preset = &told->preset;

    if (told->has_preset == 0 || preset->length > PROPERTY_ITEM_PRESET_MAX ||
        !property_is_well_formed(told->format, preset->data, preset->length)) {
        return NULL;
    }
    return told->is_signed != 0 && property_is_number(told->format)
               ? signed_text(preset)
               : property_decode(property_type_of_format(told->format), preset->data,
                                 preset->length);
}

static struct property_item *
new_item(const struct channel_property_item *told)
{
    struct property_item *item = g_new0(struct property_item, 1);

    item->name = g_strdup(told->name);
    item->key = g_strdup(told->key);
    item->format = told->format;
    item->read_only = (told->flags & PROPERTY_ITEM_READ_ONLY) != 0;
    item->required = (told->flags & PROPERTY_ITEM_REQUIRED) != 0;
    item->is_signed = told->is_signed != 0 && property_is_number(told->format);
    item->has_bounds = told->has_bounds != 0 && property_is_number(told->format);
    item->least = told->least;
    item->most = told->most;
    item->preset = preset_text(told);
    return item;
}

static bool
is_fit(const struct channel_property_item *told)
{
    return told->name[0] != '\0' && strlen(told->name) <= NAME_BYTES_MAX &&
           strlen(told->key) <= NAME_BYTES_MAX;
}

bool
property_items_take(struct property_items *items, const struct clusdb *db,
                    const struct channel_property_item *told)
{
    g_autofree char *dll = catalog_type_dll(db, told->type_name);
    GPtrArray *type;
    guint place;

    if (dll == NULL || !is_fit(told)) {
        return false;
    }
    type = find_or_add_type(items, told->type_name);
    place = place_of(type, told->name);
    if (place < type->len) {
        free_item(type->pdata[place]);
        type->pdata[place] = new_item(told);
        return true;
    }
    if (type->len == PROPERTY_ITEMS_MAX) {
        return false;
    }
    g_ptr_array_add(type, new_item(told));
    return true;
}

const struct property_item *
property_items_at(const struct property_items *items, const char *type, guint index)
{
    const GPtrArray *known = find_type(items, type);

    return known != NULL && index < known->len ? known->pdata[index] : NULL;
}

static void
forget_key(struct property_items *items, const char *key)
{
    g_autofree char *folded = g_utf8_casefold(key, -1);

    g_hash_table_remove(items->types, folded);
}

void
property_items_forget(struct property_items *items, const char *type)
{
    g_autofree char *key = catalog_type_key(type);

    forget_key(items, key);
}

static bool
is_another_dll(const struct clusdb_change *change)
{
    return change->kind == CLUSDB_SET_VALUE && g_ascii_strcasecmp(change->name, "DllName") == 0 &&
           !(change->replaces && change->length == change->old_length &&
             memcmp(change->data, change->old_data, change->length) == 0);
}

void
property_items_landed(struct property_items *items, const struct clusdb_change *change)
{
    if (change->kind == CLUSDB_DELETE_KEY || is_another_dll(change)) {
        forget_key(items, change->path);
    }
}
