/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "catalog.h"

#include <string.h>

#include "error.h"
#include "properties.h"

#define KEY_TYPES     "ResourceTypes"
#define KEY_RESOURCES "Resources"

static const struct {
    const char *name;
    uint32_t preset;
    bool unset_means_type; /* 0xFFFFFFFF on a resource stands for its type's value; 0 is illegal */
    uint32_t least;
} numbers[] = {
    [COMMON_LOOKS_ALIVE_POLL_INTERVAL] = { "LooksAlivePollInterval", 5000, true, 10 },
    [COMMON_IS_ALIVE_POLL_INTERVAL] = { "IsAlivePollInterval", 60000, true, 10 },
    [COMMON_PENDING_TIMEOUT] = { "PendingTimeout", 180000, false, 10 },
    [COMMON_DEADLOCK_TIMEOUT] = { "DeadlockTimeout", 300000, false, 1000 },
};

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
    return g_strconcat(key, "\\Parameters", NULL);
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

uint32_t
catalog_number(const struct clusdb *db, const char *key, enum common_number which)
{
    g_autofree char *type = catalog_resource_type(db, key);
    g_autofree char *type_key = catalog_type_key(type != NULL ? type : "");
    uint32_t number = numbers[which].preset;

    if (!clusdb_dword(db, key, numbers[which].name, &number) ||
        (numbers[which].unset_means_type && (number == G_MAXUINT32 || number == 0))) {
        number = numbers[which].preset;
        clusdb_dword(db, type_key, numbers[which].name, &number);
    }
    return MAX(number, numbers[which].least);
}

void
catalog_put_type(struct clusdb_batch *batch, const char *type, const char *dll)
{
    g_autofree char *key = catalog_type_key(type);
    g_autofree char *parameters = catalog_resource_parameters(key);

    clusdb_batch_create_key(batch, parameters);
    clusdb_batch_set_string(batch, key, "Name", type);
    clusdb_batch_set_string(batch, key, "DllName", dll);
}

char *
catalog_put_resource(struct clusdb_batch *batch, const char *name, const char *type)
{
    g_autofree char *guid = g_uuid_string_random();
    char *key = g_strconcat(KEY_RESOURCES "\\", guid, NULL);
    g_autofree char *parameters = catalog_resource_parameters(key);

    /* Resource DLLs fail Open when Parameters is absent (resapi.md 2.1). */
    clusdb_batch_create_key(batch, parameters);
    clusdb_batch_set_string(batch, key, "Name", name);
    clusdb_batch_set_string(batch, key, "Type", type);
    return key;
}

void
catalog_put_managed(struct clusdb_batch *batch, const char *key)
{
    clusdb_batch_set_dword(batch, key, CATALOG_MANAGED, 1);
}

/* Returns 1 if the property changes, 0 if not, -1 with an error. */
static int
put_property(struct clusdb_batch *batch, const struct clusdb *db, const char *parameters,
             const struct property *property, GError **error)
{
    struct clusdb_value present = { .type = 0 };
    bool exists = clusdb_value(db, parameters, property->name, &present) == WIN32_SUCCESS;
    g_autoptr(GBytes) bytes = NULL;
    gconstpointer data;
    uint32_t code;
    uint32_t type;
    gsize length;

    if (property->text[0] == '\0') {
        return exists && clusdb_batch_delete_value(batch, parameters, property->name) == 0 ? 1 : 0;
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
    code = clusdb_batch_set(batch, parameters, property->name, type, data, length);
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
catalog_put_properties(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                       const char *const *words, GError **error)
{
    g_autofree char *parameters = catalog_resource_parameters(key);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    int changes = 0;

    for (size_t i = 0; words[i] != NULL; i++) {
        struct property property;
        int change = -1;

        if (property_parse(words[i], &property, error) &&
            is_new_name(names, property.name, error)) {
            change = put_property(batch, db, parameters, &property, error);
        }
        property_clear(&property);
        if (change < 0) {
            return -1;
        }
        changes += change;
    }
    return changes;
}
