/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalog.h"

#include <string.h>

#include "builtin-types.h"
#include "dependencies.h"
#include "error.h"
#include "log.h"

#define KEY_TYPES     "ResourceTypes"
#define KEY_RESOURCES "Resources"

bool
catalog_check_name(const char *kind, const char *name, GError **error)
{
    glong characters = g_utf8_strlen(name, -1);
    bool good = characters >= 1 && characters <= 255;

    for (const char *at = name; good && *at != '\0'; at = g_utf8_next_char(at)) {
        good = *at != '\\' && !g_unichar_iscntrl(g_utf8_get_char(at));
    }
    if (!good) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "%s name '%s': give 1 to 255 characters without backslash and control "
                    "characters",
                    kind, name);
    }
    return good;
}

char *
catalog_type_key(const char *type)
{
    return g_strconcat(KEY_TYPES "\\", type, NULL);
}

char *
catalog_type_dll(const struct clusdb *db, const char *type)
{
    g_autofree char *key = catalog_type_key(type);

    return clusdb_string(db, key, "DllName");
}

bool
catalog_same_name(const char *one, const char *other)
{
    g_autofree char *folded_one = g_utf8_casefold(one, -1);
    g_autofree char *folded_other = g_utf8_casefold(other, -1);

    return strcmp(folded_one, folded_other) == 0;
}

char *
catalog_resource_parameters(const char *key)
{
    return key[0] != '\0' ? g_strconcat(key, "\\Parameters", NULL) : g_strdup("Parameters");
}

char *
catalog_resource_name(const struct clusdb *db, const char *key)
{
    return clusdb_string(db, key, "Name");
}

char *
catalog_resource_type(const struct clusdb *db, const char *key)
{
    return clusdb_string(db, key, "Type");
}

bool
catalog_resource_managed(const struct clusdb *db, const char *key)
{
    uint32_t managed;

    return clusdb_dword(db, key, CATALOG_MANAGED, &managed) && managed != 0;
}

const char *
catalog_id(const char *key)
{
    const char *separator = strrchr(key, '\\');

    return separator != NULL ? separator + 1 : key;
}

char *
catalog_resource_dependencies(const struct clusdb *db, const char *key)
{
    char *expression = clusdb_string(db, key, CATALOG_DEPENDENCIES);

    return expression != NULL ? expression : g_strdup("");
}

bool
catalog_resource_was_open(const struct clusdb *db, const char *key)
{
    uint32_t opened;

    return clusdb_dword(db, key, CATALOG_OPENED, &opened) && opened != 0;
}

bool
catalog_type_is_shared(const struct clusdb *db, const char *type)
{
    g_autofree char *key = catalog_type_key(type);
    g_autofree char *isolation = clusdb_string(db, key, CATALOG_ISOLATION);

    return g_strcmp0(isolation, "type") == 0;
}

bool
catalog_type_reopens(const struct clusdb *db, const char *type)
{
    g_autofree char *key = catalog_type_key(type);
    g_autofree char *reopen = clusdb_string(db, key, CATALOG_REOPEN);
    const struct builtin_type *builtin = builtin_type_find(type);

    return reopen != NULL ? strcmp(reopen, "yes") == 0 : builtin != NULL && builtin->reopens;
}

/* What cannot be stored fails the whole batch, so that whoever commits it hears of it. */
static void
need(struct clusdb_batch *batch, uint32_t code)
{
    if (code != WIN32_SUCCESS) {
        clusdb_batch_refuse(batch, code);
    }
}

void
catalog_put_type(struct clusdb_batch *batch, const char *type, const char *dll,
                 const char *isolation)
{
    g_autofree char *key = catalog_type_key(type);
    g_autofree char *parameters = catalog_resource_parameters(key);

    need(batch, clusdb_batch_create_key(batch, parameters));
    need(batch, clusdb_batch_set_string(batch, key, "Name", type));
    need(batch, clusdb_batch_set_string(batch, key, "DllName", dll));
    if (isolation != NULL) {
        need(batch, clusdb_batch_set_string(batch, key, CATALOG_ISOLATION, isolation));
    }
}

void
catalog_put_reopen(struct clusdb_batch *batch, const char *type, const char *reopen)
{
    g_autofree char *key = catalog_type_key(type);

    need(batch, clusdb_batch_set_string(batch, key, CATALOG_REOPEN, reopen));
}

char *
catalog_put_resource(struct clusdb_batch *batch, const char *name, const char *type)
{
    g_autofree char *guid = g_uuid_string_random();
    char *key = g_strconcat(KEY_RESOURCES "\\", guid, NULL);
    g_autofree char *parameters = catalog_resource_parameters(key);

    /* Resource DLLs fail Open when Parameters is absent (resapi.md 2.1). */
    need(batch, clusdb_batch_create_key(batch, parameters));
    need(batch, clusdb_batch_set_string(batch, key, "Name", name));
    need(batch, clusdb_batch_set_string(batch, key, "Type", type));
    return key;
}

void
catalog_put_managed(struct clusdb_batch *batch, const char *key)
{
    need(batch, clusdb_batch_set_dword(batch, key, CATALOG_MANAGED, 1));
}

void
catalog_put_unmanaged(struct clusdb_batch *batch, const char *key)
{
    need(batch, clusdb_batch_delete_value(batch, key, CATALOG_MANAGED));
}

void
catalog_put_opened(struct clusdb_batch *batch, const char *key)
{
    need(batch, clusdb_batch_set_dword(batch, key, CATALOG_OPENED, 1));
}

void
catalog_put_name(struct clusdb_batch *batch, const char *key, const char *new_name)
{
    need(batch, clusdb_batch_set_string(batch, key, "Name", new_name));
}

static void
delete_value(struct clusdb_batch *batch, const struct clusdb *db, const char *key, const char *name)
{
    struct clusdb_value present;

    if (clusdb_value(db, key, name, &present) == WIN32_SUCCESS) {
        need(batch, clusdb_batch_delete_value(batch, key, name));
    }
}

void
catalog_put_dependencies(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                         const char *expression)
{
    if (expression[0] == '\0') {
        delete_value(batch, db, key, CATALOG_DEPENDENCIES);
    } else {
        need(batch, clusdb_batch_set_string(batch, key, CATALOG_DEPENDENCIES, expression));
    }
}

void
catalog_put_owners(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                   const char *const *nodes)
{
    if (nodes == NULL) {
        delete_value(batch, db, key, CATALOG_OWNERS);
    } else {
        need(batch, clusdb_batch_set_strings(batch, key, CATALOG_OWNERS, nodes));
    }
}

void
catalog_forget_provider(struct clusdb_batch *batch, const struct clusdb *db, const char *id)
{
    const char *other;

    for (uint32_t i = 0; clusdb_subkey(db, KEY_RESOURCES, i, &other) == WIN32_SUCCESS; i++) {
        g_autofree char *key = g_strconcat(KEY_RESOURCES "\\", other, NULL);
        g_autofree char *before = catalog_resource_dependencies(db, key);
        g_autofree char *after = dependencies_without(before, id);

        if (after == NULL) {
            log_warning("%s: its dependencies '%s' are no expression and stay as they are", key,
                        before);
        } else if (strcmp(before, after) != 0 && g_ascii_strcasecmp(other, id) != 0) {
            catalog_put_dependencies(batch, db, key, after);
        }
    }
}

/* Returns 1 if the property changes, 0 if not, -1 with an error. */
static int
put_property(struct clusdb_batch *batch, const struct clusdb *db, const char *path,
             const struct property *property, GError **error)
{
    struct clusdb_value present = { .type = 0 };
    bool exists = clusdb_value(db, path, property->name, &present) == WIN32_SUCCESS;
    g_autoptr(GBytes) bytes = NULL;
    gconstpointer data;
    uint32_t code;
    uint32_t type;
    gsize length;

    if (property->text[0] == '\0') {
        return exists && clusdb_batch_delete_value(batch, path, property->name) == 0 ? 1 : 0;
    }
    bytes = property_encode(property, present.type, &type, error);
    if (bytes == NULL) {
        return -1;
    }
    data = g_bytes_get_data(bytes, &length);
    if (exists && present.type == type && present.length == length &&
        memcmp(present.data, data, length) == 0) {
        return 0;
    }
    code = clusdb_batch_set(batch, path, property->name, type, data, length);
    if (code != WIN32_SUCCESS) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "property %s: %s (%u)", property->name,
                    win32_error_name(code), code);
        return -1;
    }
    return 1;
}

static bool
is_new_name(GHashTable *names, const char *name, GError **error)
{
    if (!g_hash_table_add(names, g_utf8_casefold(name, -1))) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "property %s: is given twice", name);
        return false;
    }
    return true;
}

int
catalog_put_values(struct clusdb_batch *batch, const struct clusdb *db, const char *path,
                   const char *const *words, catalog_prepare prepare, void *user, GError **error)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    int changes = 0;

    for (size_t i = 0; words[i] != NULL; i++) {
        struct property property;
        int change = -1;

        if (property_parse(words[i], &property, error) &&
            is_new_name(names, property.name, error) &&
            (prepare == NULL || prepare(user, &property, error))) {
            change = put_property(batch, db, path, &property, error);
        }
        property_clear(&property);
        if (change < 0) {
            return -1;
        }
        changes += change;
    }
    return changes;
}

int
catalog_put_properties(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                       const char *const *words, GError **error)
{
    g_autofree char *parameters = catalog_resource_parameters(key);

    return catalog_put_values(batch, db, parameters, words, NULL, NULL, error);
}
