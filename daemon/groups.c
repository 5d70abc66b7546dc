/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "groups.h"

#include <string.h>

#include "catalog.h"
#include "error.h"

#define KEY_GROUPS    "Groups"
#define KEY_RESOURCES "Resources"

#define VALUE_NAME     "Name"
#define VALUE_TYPE     "GroupType"
#define VALUE_CONTAINS "Contains"

/* The key of the group numbered so; NULL behind the last. */
static char *
key_at(const struct clusdb *db, uint32_t index)
{
    const char *guid;

    if (clusdb_subkey(db, KEY_GROUPS, index, &guid) != WIN32_SUCCESS) {
        return NULL;
    }
    return g_strconcat(KEY_GROUPS "\\", guid, NULL);
}

static char **
strings(const struct clusdb *db, const char *key, const char *name)
{
    char **list = clusdb_strings(db, key, name);

    return list != NULL ? list : g_new0(char *, 1);
}

static bool
contains(char *const *guids, const char *guid)
{
    for (size_t i = 0; guids[i] != NULL; i++) {
        if (g_ascii_strcasecmp(guids[i], guid) == 0) {
            return true;
        }
    }
    return false;
}

/* Reading */

static char *
find_id(const struct clusdb *db, const char *id)
{
    char *key;

    for (uint32_t i = 0; (key = key_at(db, i)) != NULL; i++) {
        if (g_ascii_strcasecmp(catalog_id(key), id) == 0) {
            return key;
        }
        g_free(key);
    }
    return NULL;
}

static char *
find_name(const struct clusdb *db, const char *name)
{
    char *key;

    for (uint32_t i = 0; (key = key_at(db, i)) != NULL; i++) {
        g_autofree char *its = groups_name(db, key);

        if (its != NULL && catalog_same_name(its, name)) {
            return key;
        }
        g_free(key);
    }
    return NULL;
}

char *
groups_find(const struct clusdb *db, const char *name)
{
    char *key = find_id(db, name);

    return key != NULL ? key : find_name(db, name);
}

char *
groups_of_resource(const struct clusdb *db, const char *resource_key)
{
    char *key;

    for (uint32_t i = 0; (key = key_at(db, i)) != NULL; i++) {
        g_auto(GStrv) members = groups_members(db, key);

        if (contains(members, catalog_id(resource_key))) {
            return key;
        }
        g_free(key);
    }
    return NULL;
}

char *
groups_name(const struct clusdb *db, const char *key)
{
    return clusdb_string(db, key, VALUE_NAME);
}

uint32_t
groups_type(const struct clusdb *db, const char *key)
{
    uint32_t type;

    return clusdb_dword(db, key, VALUE_TYPE, &type) ? type : GROUP_TYPE_UNKNOWN;
}

char **
groups_members(const struct clusdb *db, const char *key)
{
    return strings(db, key, VALUE_CONTAINS);
}

char **
groups_owners(const struct clusdb *db, const char *key)
{
    return strings(db, key, GROUPS_OWNERS);
}

bool
groups_is_own(const struct clusdb *db, const char *key)
{
    uint32_t own;

    return clusdb_dword(db, key, GROUPS_OWN, &own) && own != 0;
}

static void
add_members(GHashTable *table, const struct clusdb *db, const char *key)
{
    g_auto(GStrv) members = groups_members(db, key);

    for (size_t i = 0; members[i] != NULL; i++) {
        g_autofree char *guid = g_ascii_strdown(members[i], -1);

        if (!g_hash_table_contains(table, guid)) {
            g_hash_table_insert(table, g_steal_pointer(&guid), g_strdup(key));
        }
    }
}

GHashTable *
groups_table(const struct clusdb *db)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    char *key;

    for (uint32_t i = 0; (key = key_at(db, i)) != NULL; i++) {
        add_members(table, db, key);
        g_free(key);
    }
    return table;
}

const char *
groups_table_find(GHashTable *table, const char *resource)
{
    g_autofree char *guid = g_ascii_strdown(resource, -1);

    return g_hash_table_lookup(table, guid);
}

/* Names */

static bool
is_free(const struct clusdb *db, const char *name, groups_taken taken, void *user)
{
    g_autofree char *key = groups_find(db, name);

    return key == NULL && (taken == NULL || !taken(user, name));
}

char *
groups_free_name(const struct clusdb *db, const char *name, groups_taken taken, void *user)
{
    char *free_name = g_strdup(name);

    for (unsigned int i = 2; !is_free(db, free_name, taken, user); i++) {
        g_free(free_name);
        free_name = g_strdup_printf("%s (%u)", name, i);
    }
    return free_name;
}

/* Changes */

static uint32_t
put_members(struct clusdb_batch *batch, const char *key, char *const *members)
{
    return clusdb_batch_set_strings(batch, key, VALUE_CONTAINS, (const char *const *)members);
}

char *
groups_put(struct clusdb_batch *batch, const char *name, uint32_t type)
{
    g_autofree char *guid = g_uuid_string_random();
    char *key = g_strconcat(KEY_GROUPS "\\", guid, NULL);

    clusdb_batch_create_key(batch, key);
    clusdb_batch_set_string(batch, key, VALUE_NAME, name);
    clusdb_batch_set_dword(batch, key, VALUE_TYPE, type);
    put_members(batch, key, (char *[]){ NULL });
    return key;
}

void
groups_put_own(struct clusdb_batch *batch, const char *name, const char *resource_key)
{
    g_autofree char *key = groups_put(batch, name, GROUP_TYPE_UNKNOWN);
    g_autofree char *guid = g_strdup(catalog_id(resource_key));

    clusdb_batch_set_dword(batch, key, GROUPS_OWN, 1);
    put_members(batch, key, (char *[]){ guid, NULL });
}

void
groups_put_name(struct clusdb_batch *batch, const char *key, const char *name)
{
    clusdb_batch_set_string(batch, key, VALUE_NAME, name);
}

char *
groups_put_name_of_resource(struct clusdb_batch *batch, const struct clusdb *db,
                            const char *resource_key, const char *new_name, groups_taken taken,
                            void *user)
{
    g_autofree char *key = groups_of_resource(db, resource_key);
    g_autofree char *old_name = catalog_resource_name(db, resource_key);
    g_autofree char *group = key != NULL ? groups_name(db, key) : NULL;
    char *name;

    if (group == NULL || old_name == NULL || !groups_is_own(db, key) ||
        !catalog_same_name(group, old_name)) {
        return NULL;
    }
    if (catalog_same_name(group, new_name)) {
        name = g_strdup(new_name);
    } else {
        name = groups_free_name(db, new_name, taken, user);
    }
    groups_put_name(batch, key, name);
    return name;
}

uint32_t
groups_put_owners(struct clusdb_batch *batch, const char *key, const char *const *nodes)
{
    return clusdb_batch_set_strings(batch, key, GROUPS_OWNERS, nodes);
}

static void
remove_from(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
            const char *resource_key)
{
    g_auto(GStrv) members = groups_members(db, key);
    g_autofree char **rest = g_new0(char *, g_strv_length(members) + 1);
    size_t count = 0;

    for (size_t i = 0; members[i] != NULL; i++) {
        if (g_ascii_strcasecmp(members[i], catalog_id(resource_key)) != 0) {
            rest[count++] = members[i];
        }
    }
    if (count == 0 && groups_is_own(db, key)) {
        groups_remove(batch, key);
    } else {
        put_members(batch, key, rest);
    }
}

uint32_t
groups_put_member(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                  const char *resource_key)
{
    g_autofree char *before = groups_of_resource(db, resource_key);
    g_auto(GStrv) members = groups_members(db, key);
    g_autofree char **all = NULL;
    guint count = g_strv_length(members);

    if (before != NULL && catalog_same_name(before, key)) {
        return WIN32_SUCCESS;
    }
    if (before != NULL) {
        remove_from(batch, db, before, resource_key);
    }
    all = g_new0(char *, count + 2);
    memcpy(all, members, count * sizeof(*all));
    all[count] = (char *)catalog_id(resource_key);
    return put_members(batch, key, all);
}

void
groups_forget_member(struct clusdb_batch *batch, const struct clusdb *db, const char *resource_key)
{
    char *key;

    for (uint32_t i = 0; (key = key_at(db, i)) != NULL; i++) {
        g_auto(GStrv) members = groups_members(db, key);

        if (contains(members, catalog_id(resource_key))) {
            remove_from(batch, db, key, resource_key);
        }
        g_free(key);
    }
}

void
groups_remove(struct clusdb_batch *batch, const char *key)
{
    clusdb_batch_delete_key(batch, key);
}

static bool
is_in_batch(void *user, const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);

    return g_hash_table_contains(user, folded);
}

unsigned int
groups_put_missing(struct clusdb_batch *batch, const struct clusdb *db)
{
    g_autoptr(GHashTable) table = groups_table(db);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    unsigned int made = 0;
    const char *guid;

    for (uint32_t i = 0; clusdb_subkey(db, KEY_RESOURCES, i, &guid) == WIN32_SUCCESS; i++) {
        g_autofree char *key = g_strconcat(KEY_RESOURCES "\\", guid, NULL);
        g_autofree char *name = catalog_resource_name(db, key);
        g_autofree char *group = NULL;

        if (name == NULL || groups_table_find(table, guid) != NULL) {
            continue;
        }
        group = groups_free_name(db, name, is_in_batch, names);
        groups_put_own(batch, group, key);
        g_hash_table_add(names, g_utf8_casefold(group, -1));
        made++;
    }
    return made;
}
