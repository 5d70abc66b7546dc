/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/tree.h"

#include <string.h>

#include "clusdb/condition.h"
#include "error.h"

static void
clear_entry(struct tree_entry *entry)
{
    g_free(entry->name);
    g_free(entry->folded);
}

static void
value_unref(void *data)
{
    struct tree_value *value = data;

    if (--value->entry.references > 0) {
        return;
    }
    clear_entry(&value->entry);
    g_bytes_unref(value->data);
    g_free(value);
}

static void
key_unref(void *data)
{
    struct tree_key *key = data;

    if (--key->entry.references > 0) {
        return;
    }
    clear_entry(&key->entry);
    g_ptr_array_unref(key->subkeys);
    g_ptr_array_unref(key->values);
    g_free(key);
}

static void *
entry_ref(const void *source, void *unused)
{
    struct tree_entry *entry = (struct tree_entry *)(uintptr_t)source;

    (void)unused;
    entry->references++;
    return entry;
}

static struct tree_key *
key_new(const char *name, const char *folded)
{
    struct tree_key *key = g_new0(struct tree_key, 1);

    key->entry = (struct tree_entry){ 1, g_strdup(name), g_strdup(folded) };
    key->subkeys = g_ptr_array_new_with_free_func(key_unref);
    key->values = g_ptr_array_new_with_free_func(value_unref);
    return key;
}

static struct tree_key *
key_copy(const struct tree_key *key)
{
    struct tree_key *copy = g_new0(struct tree_key, 1);

    copy->entry = (struct tree_entry){ 1, g_strdup(key->entry.name), g_strdup(key->entry.folded) };
    copy->subkeys = g_ptr_array_copy(key->subkeys, entry_ref, NULL);
    copy->values = g_ptr_array_copy(key->values, entry_ref, NULL);
    return copy;
}

struct tree_key *
tree_new(void)
{
    return key_new("", "");
}

struct tree_key *
tree_ref(struct tree_key *root)
{
    return entry_ref(root, NULL);
}

void
tree_unref(struct tree_key *root)
{
    if (root != NULL) {
        key_unref(root);
    }
}

/* Whether an entry has that name; *index is its place, or where it would have to be inserted. */
static bool
search(const GPtrArray *entries, const char *folded, guint *index)
{
    guint low = 0;
    guint high = entries->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        const struct tree_entry *entry = g_ptr_array_index(entries, middle);
        int order = strcmp(entry->folded, folded);

        if (order == 0) {
            *index = middle;
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *index = low;
    return false;
}

/* Folding maps character by character and never makes or unmakes a `\`, so a path may be folded as
 * a whole. */
const struct tree_key *
tree_find(const struct tree_key *root, const char *path)
{
    g_autofree char *folded = NULL;
    const struct tree_key *key = root;
    char *name = NULL;

    if (path == NULL || !g_utf8_validate(path, -1, NULL)) {
        return NULL;
    }
    if (path[0] == '\0') {
        return root;
    }
    folded = g_utf8_casefold(path, -1);
    for (char *rest = folded; rest != NULL;) {
        guint index = 0;

        name = strsep(&rest, "\\");
        if (!search(key->subkeys, name, &index)) {
            return NULL;
        }
        key = g_ptr_array_index(key->subkeys, index);
    }
    return key;
}

const struct tree_value *
tree_find_value(const struct tree_key *key, const char *name)
{
    g_autofree char *folded = NULL;
    guint index = 0;

    if (name == NULL || !g_utf8_validate(name, -1, NULL)) {
        return NULL;
    }
    folded = g_utf8_casefold(name, -1);
    return search(key->values, folded, &index) ? g_ptr_array_index(key->values, index) : NULL;
}

static uint32_t
longest_name(const GPtrArray *entries)
{
    uint32_t longest = 0;

    for (guint i = 0; i < entries->len; i++) {
        const struct tree_entry *entry = g_ptr_array_index(entries, i);

        longest = MAX(longest, name_length(entry->name));
    }
    return longest;
}

void
tree_facts(const struct tree_key *key, struct clusdb_facts *facts)
{
    *facts = (struct clusdb_facts){
        .subkeys = key->subkeys->len,
        .longest_subkey = longest_name(key->subkeys),
        .values = key->values->len,
        .longest_value_name = longest_name(key->values),
    };
    for (guint i = 0; i < key->values->len; i++) {
        const struct tree_value *value = g_ptr_array_index(key->values, i);
        uint32_t length = (uint32_t)g_bytes_get_size(value->data);

        facts->longest_value = MAX(facts->longest_value, length);
    }
}

void
tree_count(const struct tree_key *key, size_t *keys, size_t *values)
{
    *keys = key->subkeys->len;
    *values = key->values->len;
    for (guint i = 0; i < key->subkeys->len; i++) {
        size_t keys_below = 0;
        size_t values_below = 0;

        tree_count(g_ptr_array_index(key->subkeys, i), &keys_below, &values_below);
        *keys += keys_below;
        *values += values_below;
    }
}

/* A key with one reference that is reached through such keys only belongs to the version being made
 * and may be changed; any other is also part of an older version and is replaced by its copy. */
static struct tree_key *
own(struct tree_key **slot)
{
    if ((*slot)->entry.references > 1) {
        struct tree_key *copy = key_copy(*slot);

        key_unref(*slot);
        *slot = copy;
    }
    return *slot;
}

static struct tree_key *
own_subkey(struct tree_key *key, guint index)
{
    return own((struct tree_key **)&g_ptr_array_index(key->subkeys, index));
}

/* What to do about a subkey that is not there: make it at that place or return NULL. */
typedef struct tree_key *(*missing_subkey)(struct tree_key *key, const char *name,
                                           const char *folded, guint index);

static struct tree_key *
fail_missing(struct tree_key *key, const char *name, const char *folded, guint index)
{
    (void)key;
    (void)name;
    (void)folded;
    (void)index;
    return NULL;
}

static struct tree_key *
create_missing(struct tree_key *key, const char *name, const char *folded, guint index)
{
    struct tree_key *subkey = key_new(name, folded);

    g_ptr_array_insert(key->subkeys, (gint)index, subkey);
    return subkey;
}

static void
append_name(GString *path, const char *name)
{
    if (path->len > 0) {
        g_string_append_c(path, '\\');
    }
    g_string_append(path, name);
}

/* The key at *path, ready to be changed; *path is replaced by its path in the keys' own case. */
static struct tree_key *
own_key(struct tree_key **root, char **path, missing_subkey missing)
{
    g_autofree char *names = g_strdup(*path);
    g_autofree char *folded_names = g_utf8_casefold(*path, -1);
    g_autoptr(GString) own_path = g_string_new(NULL);
    struct tree_key *key = own(root);
    char *rest = names[0] != '\0' ? names : NULL;
    char *folded_rest = folded_names;

    while (rest != NULL && key != NULL) {
        const char *name = strsep(&rest, "\\");
        const char *folded = strsep(&folded_rest, "\\");
        guint index = 0;

        key = search(key->subkeys, folded, &index) ? own_subkey(key, index)
                                                   : missing(key, name, folded, index);
        if (key != NULL) {
            append_name(own_path, key->entry.name);
        }
    }
    if (key != NULL) {
        g_free(*path);
        *path = g_string_free(g_steal_pointer(&own_path), FALSE);
    }
    return key;
}

static bool
key_not_found(const char *path, GError **error)
{
    set_win32_error(error, WIN32_FILE_NOT_FOUND, "cluster database: no key \"%s\"", path);
    return false;
}

static bool
value_not_found(const struct change *change, GError **error)
{
    set_win32_error(error, WIN32_FILE_NOT_FOUND, "cluster database: no value \"%s\" in key \"%s\"",
                    change->name, change->path);
    return false;
}

/* How many of the path's names there are, and of the first ones, how many are keys already. */
static guint
count_names(const struct tree_key *root, const char *path, guint *there)
{
    g_autofree char *folded = g_utf8_casefold(path, -1);
    char *rest = folded[0] != '\0' ? folded : NULL;
    const struct tree_key *key = root;
    guint names = 0;

    *there = 0;
    for (; rest != NULL; names++) {
        const char *name = strsep(&rest, "\\");
        guint index = 0;

        if (key != NULL && search(key->subkeys, name, &index)) {
            key = g_ptr_array_index(key->subkeys, index);
            ++*there;
        } else {
            key = NULL;
        }
    }
    return names;
}

static bool
create_key(struct tree_key **root, struct change *change, GError **error)
{
    guint there = 0;
    guint names = count_names(*root, change->path, &there);

    if (there < MIN(names, change->there)) {
        set_win32_error(error, WIN32_ACCESS_DENIED,
                        "cluster database: key \"%s\" is not to be created", change->path);
        return false;
    }
    change->created = names - there;
    change->effective = change->created > 0;
    own_key(root, &change->path, create_missing);
    return true;
}

/* Whether the key may go as the change wants it. */
static bool
check_deletion(const struct change *change, const struct tree_key *key, GError **error)
{
    if (change->deletion == DELETION_OF_LEAF && key->subkeys->len > 0) {
        set_win32_error(error, WIN32_ACCESS_DENIED, "cluster database: key \"%s\" has subkeys",
                        change->path);
        return false;
    }
    return true;
}

static bool
delete_key(struct tree_key **root, struct change *change, GError **error)
{
    const char *separator = strrchr(change->path, '\\');
    const char *name = separator != NULL ? separator + 1 : change->path;
    g_autofree char *folded = g_utf8_casefold(name, -1);
    g_autofree char *parent_path = separator != NULL
                                       ? g_strndup(change->path, (size_t)(separator - change->path))
                                       : g_strdup("");
    struct tree_key *parent = own_key(root, &parent_path, fail_missing);
    guint index = 0;
    g_autoptr(GString) own_path = NULL;
    const struct tree_entry *entry = NULL;

    if (parent == NULL || !search(parent->subkeys, folded, &index)) {
        return change->deletion == DELETION_IF_THERE || key_not_found(change->path, error);
    }
    if (!check_deletion(change, g_ptr_array_index(parent->subkeys, index), error)) {
        return false;
    }
    entry = g_ptr_array_index(parent->subkeys, index);
    own_path = g_string_new(parent_path);
    append_name(own_path, entry->name);
    g_free(change->path);
    change->path = g_string_free(g_steal_pointer(&own_path), FALSE);
    g_ptr_array_remove_index(parent->subkeys, index);
    change->effective = true;
    return true;
}

/* The value that the change replaces or deletes. */
static void
take_old_value(struct change *change, const struct tree_value *value)
{
    g_free(change->name);
    change->name = g_strdup(value->entry.name);
    change->old_type = value->type;
    change->old_data = g_bytes_ref(value->data);
}

static struct tree_value *
value_new(const struct change *change, const char *folded)
{
    struct tree_value *value = g_new0(struct tree_value, 1);

    value->entry = (struct tree_entry){ 1, g_strdup(change->name), g_strdup(folded) };
    value->type = change->type;
    value->data = g_bytes_ref(change->data);
    return value;
}

static bool
set_value(struct tree_key **root, struct change *change, GError **error)
{
    struct tree_key *key = own_key(root, &change->path, fail_missing);
    g_autofree char *folded = g_utf8_casefold(change->name, -1);
    guint index = 0;

    if (key == NULL) {
        return key_not_found(change->path, error);
    }
    if (search(key->values, folded, &index)) {
        take_old_value(change, g_ptr_array_index(key->values, index));
        g_ptr_array_remove_index(key->values, index);
    }
    g_ptr_array_insert(key->values, (gint)index, value_new(change, folded));
    change->effective = true;
    return true;
}

static bool
delete_value(struct tree_key **root, struct change *change, GError **error)
{
    struct tree_key *key = own_key(root, &change->path, fail_missing);
    g_autofree char *folded = g_utf8_casefold(change->name, -1);
    guint index = 0;

    if (change->deletion == DELETION_IF_THERE &&
        (key == NULL || !search(key->values, folded, &index))) {
        return true;
    }
    if (key == NULL) {
        return key_not_found(change->path, error);
    }
    if (!search(key->values, folded, &index)) {
        return value_not_found(change, error);
    }
    take_old_value(change, g_ptr_array_index(key->values, index));
    g_ptr_array_remove_index(key->values, index);
    change->effective = true;
    return true;
}

static bool
require(struct tree_key **root, struct change *change, GError **error)
{
    if (condition_holds(*root, change)) {
        return true;
    }
    set_win32_error(error, WIN32_CLUSTER_DATABASE_UPDATE_CONDITION_FAILED,
                    "cluster database: a condition on key \"%s\"", change->path);
    return false;
}

static bool
refuse(struct tree_key **root, struct change *change, GError **error)
{
    (void)root;
    if (change->refusal == WIN32_SUCCESS) {
        return true;
    }
    set_win32_error(error, change->refusal, "cluster database: a change that cannot be made");
    return false;
}

static bool (*const appliers[])(struct tree_key **, struct change *, GError **) = {
    [CLUSDB_CREATE_KEY] = create_key, [CLUSDB_DELETE_KEY] = delete_key,
    [CLUSDB_SET_VALUE] = set_value,   [CLUSDB_DELETE_VALUE] = delete_value,
    [CLUSDB_REQUIRE] = require,       [CLUSDB_REFUSE] = refuse,
};

bool
tree_apply_some(struct tree_key **tree, struct clusdb_batch *batch, guint first, guint count,
                GError **error)
{
    guint end = MIN(first + count, batch->changes->len);

    batch->failed = UINT32_MAX;
    for (guint i = first; i < end; i++) {
        struct change *change = &g_array_index(batch->changes, struct change, i);

        /* It may be applied a second time, to another tree. */
        change->effective = false;
        g_clear_pointer(&change->old_data, g_bytes_unref);
        if (!appliers[change->kind](tree, change, error)) {
            batch->failed = i;
            return false;
        }
    }
    return true;
}

struct tree_key *
tree_apply(struct tree_key *root, struct clusdb_batch *batch, GError **error)
{
    struct tree_key *next = tree_ref(root);

    if (!tree_apply_some(&next, batch, 0, batch->changes->len, error)) {
        g_clear_pointer(&next, tree_unref);
    }
    return next;
}
