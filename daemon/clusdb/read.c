/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What clusdb.h has of reads: from a version of the tree, the database's or a moment's. */

#include "clusdb/read.h"

#include "error.h"

/* A moment is a reference to a version of the tree. */
struct clusdb_moment *
clusdb_moment_take(const struct clusdb *db)
{
    return (struct clusdb_moment *)tree_ref((struct tree_key *)(uintptr_t)clusdb_tree(db));
}

void
clusdb_moment_free(struct clusdb_moment *moment)
{
    tree_unref((struct tree_key *)moment);
}

static uint32_t
show_key(const struct tree_key *root, const char *path, struct clusdb_facts *facts)
{
    const struct tree_key *key = tree_find(root, path);

    if (key == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    if (facts != NULL) {
        tree_facts(key, facts);
    }
    return WIN32_SUCCESS;
}

uint32_t
clusdb_key(const struct clusdb *db, const char *path, struct clusdb_facts *facts)
{
    return show_key(clusdb_tree(db), path, facts);
}

uint32_t
clusdb_moment_key(const struct clusdb_moment *moment, const char *path, struct clusdb_facts *facts)
{
    return show_key((const struct tree_key *)moment, path, facts);
}

static uint32_t
show_subkey(const struct tree_key *root, const char *path, uint32_t index, const char **name)
{
    const struct tree_key *key = tree_find(root, path);

    if (key == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    if (index >= key->subkeys->len) {
        return WIN32_NO_MORE_ITEMS;
    }
    key = g_ptr_array_index(key->subkeys, index);
    *name = key->entry.name;
    return WIN32_SUCCESS;
}

uint32_t
clusdb_subkey(const struct clusdb *db, const char *path, uint32_t index, const char **name)
{
    return show_subkey(clusdb_tree(db), path, index, name);
}

uint32_t
clusdb_moment_subkey(const struct clusdb_moment *moment, const char *path, uint32_t index,
                     const char **name)
{
    return show_subkey((const struct tree_key *)moment, path, index, name);
}

static void
show_value(const struct tree_value *stored, struct clusdb_value *value)
{
    gsize length = 0;

    value->name = stored->entry.name;
    value->type = stored->type;
    value->data = g_bytes_get_data(stored->data, &length);
    value->length = (uint32_t)length;
}

static uint32_t
find_value(const struct tree_key *root, const char *path, const char *name,
           struct clusdb_value *value)
{
    const struct tree_key *key = tree_find(root, path);
    const struct tree_value *stored = key != NULL ? tree_find_value(key, name) : NULL;

    if (stored == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    show_value(stored, value);
    return WIN32_SUCCESS;
}

uint32_t
clusdb_value(const struct clusdb *db, const char *path, const char *name,
             struct clusdb_value *value)
{
    return find_value(clusdb_tree(db), path, name, value);
}

uint32_t
clusdb_moment_value(const struct clusdb_moment *moment, const char *path, const char *name,
                    struct clusdb_value *value)
{
    return find_value((const struct tree_key *)moment, path, name, value);
}

static uint32_t
show_value_at(const struct tree_key *root, const char *path, uint32_t index,
              struct clusdb_value *value)
{
    const struct tree_key *key = tree_find(root, path);

    if (key == NULL) {
        return WIN32_FILE_NOT_FOUND;
    }
    if (index >= key->values->len) {
        return WIN32_NO_MORE_ITEMS;
    }
    show_value(g_ptr_array_index(key->values, index), value);
    return WIN32_SUCCESS;
}

uint32_t
clusdb_value_at(const struct clusdb *db, const char *path, uint32_t index,
                struct clusdb_value *value)
{
    return show_value_at(clusdb_tree(db), path, index, value);
}

uint32_t
clusdb_moment_value_at(const struct clusdb_moment *moment, const char *path, uint32_t index,
                       struct clusdb_value *value)
{
    return show_value_at((const struct tree_key *)moment, path, index, value);
}
