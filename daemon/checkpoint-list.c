/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checkpoint-list.h"

#include <string.h>

#include "catalog.h"
#include "error.h"
#include "property-list.h"

#define KEY_CHECKPOINTS "Checkpoints"
#define NAME_SUBTREE    "SubTree"
#define NAME_VIEW       "View"
#define KEY_TREE        "Tree"

/* Of the names of keys, hexadecimal. */
#define NUMBER_DIGITS 8
#define NUMBER_MAX    0x7fffffff

/* "Registry element size limits", Microsoft's Win32 documentation. */
#define KEY_NAME_MAX 255

static char *
list_key(const char *resource)
{
    return g_strconcat(KEY_CHECKPOINTS "\\", catalog_id(resource), NULL);
}

/* UTF-16LE up to its NUL; NULL without one, and for what is no UTF-16. */
static char *
decode_text(const struct wire_bytes *in)
{
    g_autofree gunichar2 *units = g_new(gunichar2, in->length / 2 + 1);
    glong count = 0;

    if (in->length % 2 != 0) {
        return NULL;
    }
    while ((uint32_t)count < in->length / 2) {
        units[count] = (gunichar2)(in->data[2 * count] | in->data[2 * count + 1] << 8);
        if (units[count] == 0) {
            return g_utf16_to_utf8(units, count, NULL, NULL, NULL);
        }
        count++;
    }
    return NULL;
}

static bool
is_key_name(const char *name)
{
    glong length = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16(name, -1, NULL, &length, NULL);

    return units != NULL && length >= 1 && length <= KEY_NAME_MAX;
}

static bool
is_subtree(const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "\\", -1);

    for (size_t i = 0; names[i] != NULL; i++) {
        if (!is_key_name(names[i])) {
            return false;
        }
    }
    return names[0] != NULL && !catalog_same_name(names[0], "Cluster");
}

static char *
decode_subtree(const struct wire_bytes *in)
{
    g_autofree char *path = decode_text(in);

    return path != NULL && is_subtree(path) ? g_steal_pointer(&path) : NULL;
}

static void
free_checkpoint(void *data)
{
    struct checkpoint *checkpoint = data;

    g_free(checkpoint->key);
    g_free(checkpoint->subtree);
    g_free(checkpoint);
}

static struct checkpoint *
read_checkpoint(const struct clusdb *db, const char *key)
{
    struct checkpoint *checkpoint = g_new0(struct checkpoint, 1);
    g_autofree char *tree = g_strconcat(key, "\\" KEY_TREE, NULL);

    checkpoint->key = g_strdup(key);
    checkpoint->subtree = clusdb_string(db, key, NAME_SUBTREE);
    clusdb_dword(db, key, NAME_VIEW, &checkpoint->view);
    checkpoint->saved = clusdb_key(db, tree, NULL) == WIN32_SUCCESS;
    return checkpoint;
}

/* A DLL may write below Checkpoints too: what is no subtree is none. */
GPtrArray *
checkpoint_list(const struct clusdb *db, const char *resource)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(free_checkpoint);
    g_autofree char *parent = list_key(resource);
    const char *name;

    for (uint32_t i = 0;
         list->len < CHECKPOINTS_MAX && clusdb_subkey(db, parent, i, &name) == WIN32_SUCCESS; i++) {
        g_autofree char *key = g_strconcat(parent, "\\", name, NULL);
        struct checkpoint *checkpoint = read_checkpoint(db, key);

        if (checkpoint->subtree != NULL && is_subtree(checkpoint->subtree)) {
            g_ptr_array_add(list, checkpoint);
        } else {
            free_checkpoint(checkpoint);
        }
    }
    return list;
}

/* The number in a key's name; 0 for what is none of ours. A DLL may have made any key: the highest
 * numbers, which ours do not come to, are taken for a DLL's. */
static uint32_t
number_of(const char *name)
{
    uint64_t number = strlen(name) == NUMBER_DIGITS ? g_ascii_strtoull(name, NULL, 16) : 0;

    return number <= NUMBER_MAX ? (uint32_t)number : 0;
}

/* Behind all that there are, and never one that was given before: what is on its way to the old one
 * must not land in a new one. */
static char *
new_key(const struct clusdb *db, const char *resource)
{
    static uint32_t last_number;
    g_autofree char *parent = list_key(resource);
    g_autofree char *key = NULL;
    const char *name;

    for (uint32_t i = 0; clusdb_subkey(db, parent, i, &name) == WIN32_SUCCESS; i++) {
        last_number = MAX(last_number, number_of(name));
    }
    do {
        g_free(key);
        key = g_strdup_printf("%s\\%08x", parent, ++last_number);
    } while (clusdb_key(db, key, NULL) == WIN32_SUCCESS);
    return g_steal_pointer(&key);
}

static bool
has(const GPtrArray *list, const char *subtree, uint32_t view)
{
    for (guint i = 0; i < list->len; i++) {
        const struct checkpoint *checkpoint = g_ptr_array_index(list, i);

        if (checkpoint->view == view && catalog_same_name(checkpoint->subtree, subtree)) {
            return true;
        }
    }
    return false;
}

uint32_t
checkpoint_list_add(struct clusdb_batch *batch, const struct clusdb *db, const char *resource,
                    const struct wire_bytes *in, uint32_t view)
{
    g_autofree char *subtree = decode_subtree(in);
    g_autoptr(GPtrArray) list = checkpoint_list(db, resource);
    g_autofree char *key = NULL;

    if (subtree == NULL) {
        return WIN32_INVALID_PARAMETER;
    }
    if (has(list, subtree, view)) {
        return WIN32_ALREADY_EXISTS;
    }
    if (list->len >= CHECKPOINTS_MAX) {
        return WIN32_NOT_ENOUGH_QUOTA;
    }
    key = new_key(db, resource);
    clusdb_batch_create_key(batch, key);
    clusdb_batch_set_dword(batch, key, NAME_VIEW, view);
    return clusdb_batch_set_string(batch, key, NAME_SUBTREE, subtree);
}

uint32_t
checkpoint_list_delete(struct clusdb_batch *batch, const struct clusdb *db, const char *resource,
                       const struct wire_bytes *in)
{
    g_autofree char *subtree = decode_subtree(in);
    g_autoptr(GPtrArray) list = checkpoint_list(db, resource);
    uint32_t result = WIN32_FILE_NOT_FOUND;

    if (subtree == NULL) {
        return WIN32_INVALID_PARAMETER;
    }
    for (guint i = 0; i < list->len; i++) {
        const struct checkpoint *checkpoint = g_ptr_array_index(list, i);

        if (catalog_same_name(checkpoint->subtree, subtree)) {
            result = clusdb_batch_drop_key(batch, checkpoint->key);
        }
    }
    return result;
}

GBytes *
checkpoint_list_encode(const struct clusdb *db, const char *resource)
{
    g_autoptr(GPtrArray) list = checkpoint_list(db, resource);
    g_autoptr(GPtrArray) subtrees = g_ptr_array_new();

    for (guint i = 0; i < list->len; i++) {
        const struct checkpoint *checkpoint = g_ptr_array_index(list, i);

        g_ptr_array_add(subtrees, checkpoint->subtree);
    }
    g_ptr_array_add(subtrees, NULL);
    return property_names_encode((const char *const *)subtrees->pdata);
}

void
checkpoint_list_drop(struct clusdb_batch *batch, const char *resource)
{
    g_autofree char *key = list_key(resource);

    clusdb_batch_drop_key(batch, key);
}

/* A checkpoint is added by its SubTree, and is gone with any key above it. */
char *
checkpoint_list_changed(const struct clusdb_change *change)
{
    g_auto(GStrv) names = g_strsplit(change->path, "\\", 4);
    guint depth = g_strv_length(names);
    bool adds = change->kind == CLUSDB_SET_VALUE && depth == 3 &&
                catalog_same_name(change->name, NAME_SUBTREE);
    bool deletes = change->kind == CLUSDB_DELETE_KEY && depth >= 1 && depth <= 3;

    if (!change->effective || (!adds && !deletes) ||
        !catalog_same_name(names[0], KEY_CHECKPOINTS)) {
        return NULL;
    }
    return depth == 1 ? g_strdup("") : g_strconcat("Resources\\", names[1], NULL);
}
