/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/merge.h"

#include <string.h>

#define REG_SZ 1

struct merging {
    const struct merge *merge;
    struct clusdb_batch *batch;
    char **used;
};

static char *
path_below(const char *path, const struct tree_key *key)
{
    return path[0] == '\0' ? g_strdup(key->entry.name)
                           : g_strconcat(path, "\\", key->entry.name, NULL);
}

static bool
is_own(const struct merging *merging, const char *path)
{
    return merging->merge->is_own != NULL && merging->merge->is_own(path);
}

static bool
is_used(const struct merging *merging, const char *path)
{
    return merging->merge->is_used != NULL && merging->merge->is_used(merging->merge->user, path);
}

/* What they have alone */

static void
put_value(const struct merging *merging, const char *path, const struct tree_value *value)
{
    gsize length = 0;
    const void *data = g_bytes_get_data(value->data, &length);

    clusdb_batch_set(merging->batch, path, value->entry.name, value->type, data, length);
}

static void
put_key(const struct merging *merging, const char *path, const struct tree_key *key)
{
    clusdb_batch_create_key(merging->batch, path);
    for (guint i = 0; i < key->values->len; i++) {
        put_value(merging, path, g_ptr_array_index(key->values, i));
    }
    for (guint i = 0; i < key->subkeys->len; i++) {
        const struct tree_key *subkey = g_ptr_array_index(key->subkeys, i);
        g_autofree char *below = path_below(path, subkey);

        put_key(merging, below, subkey);
    }
}

/* What we have alone */

/* A key of those that must stay, or above one. */
static bool
must_stay(const struct merging *merging, const char *path, const struct tree_key *key)
{
    bool stays = is_own(merging, path) || is_used(merging, path);

    for (guint i = 0; i < key->subkeys->len && !stays; i++) {
        const struct tree_key *subkey = g_ptr_array_index(key->subkeys, i);
        g_autofree char *below = path_below(path, subkey);

        stays = must_stay(merging, below, subkey);
    }
    return stays;
}

static void
drop_values(const struct merging *merging, const char *path, const struct tree_key *key)
{
    for (guint i = 0; i < key->values->len; i++) {
        const struct tree_value *value = g_ptr_array_index(key->values, i);

        clusdb_batch_drop_value(merging->batch, path, value->entry.name);
    }
}

static void
drop_key(const struct merging *merging, const char *path, const struct tree_key *key)
{
    if (is_own(merging, path) || is_used(merging, path)) {
        return;
    }
    if (!must_stay(merging, path, key)) {
        clusdb_batch_drop_key(merging->batch, path);
        return;
    }
    drop_values(merging, path, key);
    for (guint i = 0; i < key->subkeys->len; i++) {
        const struct tree_key *subkey = g_ptr_array_index(key->subkeys, i);
        g_autofree char *below = path_below(path, subkey);

        drop_key(merging, below, subkey);
    }
}

/* Objects by their names: those below Resources and Groups */

static bool
has_objects(const char *path)
{
    return g_ascii_strcasecmp(path, "Resources") == 0 || g_ascii_strcasecmp(path, "Groups") == 0;
}

/* Case folded, g_free(); NULL without. */
static char *
object_name(const struct tree_key *key)
{
    const struct tree_value *value = tree_find_value(key, "Name");
    gsize length = 0;
    const guint8 *data = value != NULL ? g_bytes_get_data(value->data, &length) : NULL;
    g_autofree gunichar2 *units = g_new0(gunichar2, length / 2 + 1);
    g_autofree char *name = NULL;

    if (value == NULL || value->type != REG_SZ) {
        return NULL;
    }
    for (size_t i = 0; i < length / 2; i++) {
        units[i] = (gunichar2)(data[2 * i] | data[2 * i + 1] << 8);
    }
    name = g_utf16_to_utf8(units, -1, NULL, NULL, NULL);
    return name != NULL ? g_utf8_casefold(name, -1) : NULL;
}

static GHashTable *
object_names(const char *path, const struct tree_key *theirs)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; has_objects(path) && i < theirs->subkeys->len; i++) {
        char *name = object_name(g_ptr_array_index(theirs->subkeys, i));

        if (name != NULL) {
            g_hash_table_add(names, name);
        }
    }
    return names;
}

/* A key that they do not have. */
static void
merge_ours(const struct merging *merging, const char *path, const struct tree_key *key,
           GHashTable *their_names)
{
    g_autofree char *name = NULL;

    if (merging->merge->mode == MERGE_TAKE) {
        drop_key(merging, path, key);
        return;
    }
    name = object_name(key);
    if (name == NULL || !g_hash_table_contains(their_names, name)) {
        return;
    }
    if (is_used(merging, path) && *merging->used == NULL) {
        *merging->used = g_strdup(path);
    }
    clusdb_batch_drop_key(merging->batch, path);
}

/* What both have */

/* The order of two entries in sorted arrays, behind whose ends there is NULL. */
static int
compare(const struct tree_entry *one, const struct tree_entry *other)
{
    if (one == NULL || other == NULL) {
        return one != NULL ? -1 : 1;
    }
    return strcmp(one->folded, other->folded);
}

static void *
entry_at(const GPtrArray *entries, guint index)
{
    return index < entries->len ? g_ptr_array_index(entries, index) : NULL;
}

static bool
are_equal(const struct tree_value *one, const struct tree_value *other)
{
    return one->type == other->type && g_bytes_equal(one->data, other->data);
}

static void
merge_values(const struct merging *merging, const char *path, const struct tree_key *ours,
             const struct tree_key *theirs)
{
    guint i = 0;
    guint j = 0;

    while (i < ours->values->len || j < theirs->values->len) {
        const struct tree_value *our = entry_at(ours->values, i);
        const struct tree_value *their = entry_at(theirs->values, j);
        int order = compare((const struct tree_entry *)our, (const struct tree_entry *)their);

        if (order < 0 && merging->merge->mode == MERGE_TAKE) {
            clusdb_batch_drop_value(merging->batch, path, our->entry.name);
        }
        if (order > 0 || (order == 0 && !are_equal(our, their))) {
            put_value(merging, path, their);
        }
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
    }
}

static void merge_key(const struct merging *merging, const char *path, const struct tree_key *ours,
                      const struct tree_key *theirs);

static void
merge_subkey(const struct merging *merging, const char *path, const struct tree_key *our,
             const struct tree_key *their, GHashTable *their_names)
{
    g_autofree char *below = path_below(path, our != NULL ? our : their);

    if (is_own(merging, below) || our == their) {
        return;
    }
    if (our == NULL) {
        put_key(merging, below, their);
    } else if (their == NULL) {
        merge_ours(merging, below, our, their_names);
    } else {
        merge_key(merging, below, our, their);
    }
}

static void
merge_key(const struct merging *merging, const char *path, const struct tree_key *ours,
          const struct tree_key *theirs)
{
    g_autoptr(GHashTable) their_names = object_names(path, theirs);
    guint i = 0;
    guint j = 0;

    merge_values(merging, path, ours, theirs);
    while (i < ours->subkeys->len || j < theirs->subkeys->len) {
        const struct tree_key *our = entry_at(ours->subkeys, i);
        const struct tree_key *their = entry_at(theirs->subkeys, j);
        int order = compare((const struct tree_entry *)our, (const struct tree_entry *)their);

        merge_subkey(merging, path, order <= 0 ? our : NULL, order >= 0 ? their : NULL,
                     their_names);
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
    }
}

struct clusdb_batch *
merge_trees(const struct merge *merge, const struct tree_key *ours, const struct tree_key *theirs,
            char **used)
{
    struct merging merging = { .merge = merge, .batch = clusdb_batch_new(), .used = used };

    *used = NULL;
    merge_key(&merging, "", ours, theirs);
    if (*used != NULL) {
        g_clear_pointer(&merging.batch, clusdb_batch_free);
    }
    return merging.batch;
}
