/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "common-tables.h"

#include <string.h>

#include "catalog.h"
#include "error.h"
#include "properties.h"

static const char *const number_names[] = {
    [COMMON_LOOKS_ALIVE_POLL_INTERVAL] = "LooksAlivePollInterval",
    [COMMON_IS_ALIVE_POLL_INTERVAL] = "IsAlivePollInterval",
    [COMMON_PENDING_TIMEOUT] = "PendingTimeout",
    [COMMON_DEADLOCK_TIMEOUT] = "DeadlockTimeout",
    [COMMON_SEPARATE_MONITOR] = "SeparateMonitor",
    [COMMON_EMBEDDED_FAILURE_ACTION] = "EmbeddedFailureAction",
};

static const struct common_property *
find_property(enum common_object object, const char *name)
{
    const struct common_table *table = &common_tables[object];

    for (size_t i = 0; i < table->count; i++) {
        if (catalog_same_name(table->properties[i].name, name)) {
            return &table->properties[i];
        }
    }
    return NULL;
}

/* A default may lie beyond the bounds: it then stands for no value. */
static bool
is_in_bounds(const struct common_property *property, uint32_t number)
{
    return (number >= property->least && number <= property->most) || number == property->preset;
}

/* A DLL may have stored any number. */
static uint32_t
into_bounds(const struct common_property *property, uint32_t number)
{
    return is_in_bounds(property, number) ? number : CLAMP(number, property->least, property->most);
}

static bool
stored_dword(const struct clusdb *db, const char *key, const struct common_property *property,
             uint32_t *number)
{
    return clusdb_dword(db, key, property->name, number) &&
           !(property->types_if_unset && (*number == TYPES_INTERVAL || *number == 0));
}

static uint32_t
own_dword(const struct clusdb *db, const char *key, const struct common_property *property)
{
    uint32_t number;

    if (!stored_dword(db, key, property, &number)) {
        number = (uint32_t)property->preset;
    }
    return into_bounds(property, number);
}

static uint32_t
types_dword(const struct clusdb *db, const char *key, const struct common_property *property)
{
    const struct common_property *of_type = find_property(COMMON_OF_TYPE, property->name);
    g_autofree char *type = catalog_resource_type(db, key);
    g_autofree char *type_key = catalog_type_key(type != NULL ? type : "");

    return of_type != NULL ? own_dword(db, type_key, of_type) : (uint32_t)property->preset;
}

static uint32_t
resource_dword(const struct clusdb *db, const char *key, const struct common_property *property)
{
    uint32_t number;

    if (!stored_dword(db, key, property, &number)) {
        number = types_dword(db, key, property);
    }
    return into_bounds(property, number);
}

uint32_t
common_number(const struct clusdb *db, const char *key, enum common_number which)
{
    return resource_dword(db, key, find_property(COMMON_OF_RESOURCE, number_names[which]));
}

uint32_t
common_type_number(const struct clusdb *db, const char *type_key, enum common_number which)
{
    const struct common_property *of_type = find_property(COMMON_OF_TYPE, number_names[which]);
    const struct common_property *of_resource =
        find_property(COMMON_OF_RESOURCE, number_names[which]);

    return of_type != NULL ? own_dword(db, type_key, of_type) : (uint32_t)of_resource->preset;
}

static void
set_unknown_error(GError **error, const struct common_table *table, const char *name)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < table->count; i++) {
        if (table->properties[i].read_only == NULL) {
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   table->properties[i].name);
        }
    }
    g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                "property %s: is no common property of a %s: use %s", name, table->object,
                names->str);
}

static bool
check_bounds(const struct common_property *known, const struct property *property, GError **error)
{
    uint32_t type;
    uint32_t number = 0;
    g_autoptr(GBytes) bytes = property_encode(property, 0, &type, error);

    if (bytes == NULL) {
        return false;
    }
    memcpy(&number, g_bytes_get_data(bytes, NULL), sizeof(number));
    if (!is_in_bounds(known, GUINT32_FROM_LE(number))) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "property %s='%s': give a number from %u to %u%s", known->name, property->text,
                    known->least, known->most, known->unit != NULL ? known->unit : "");
        return false;
    }
    return true;
}

static bool
check_format(const struct common_property *known, struct property *property, GError **error)
{
    uint32_t type = property_type_of_format(known->format);

    if (property->type != 0 && property->type != type) {
        g_autofree char *format = property_format_name(type);

        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "property %s: is a %s: leave the format out", known->name, format);
        return false;
    }
    property->type = type;
    return known->format != CLUSPROP_FORMAT_DWORD || property->text[0] == '\0' ||
           check_bounds(known, property, error);
}

/* A catalog_prepare. */
static bool
prepare_property(void *user, struct property *property, GError **error)
{
    const struct common_table *table = user;
    const struct common_property *known =
        find_property((enum common_object)(table - common_tables), property->name);

    if (known == NULL) {
        set_unknown_error(error, table, property->name);
        return false;
    }
    if (known->read_only != NULL) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "property %s: is read-only: %s",
                    known->name, known->read_only);
        return false;
    }
    if (known->required && property->text[0] == '\0') {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID,
                    "property %s: cannot be taken away: give a text", known->name);
        return false;
    }
    g_free(property->name);
    property->name = g_strdup(known->name);
    return check_format(known, property, error);
}

int
common_put(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
           enum common_object object, const char *const *words, GError **error)
{
    return catalog_put_values(batch, db, key, words, prepare_property,
                              (void *)&common_tables[object], error);
}

/* A property list being checked and put into a batch. */
struct put_list {
    struct clusdb_batch *batch; /* or NULL */
    const struct clusdb *db;
    const char *key;
    enum common_object object;
    GHashTable *seen; /* const struct common_property */
    uint32_t result;  /* of the values so far */
};

static bool
is_allowed(const struct common_property *known, const struct property_value *value)
{
    uint32_t number = 0;

    if (property_value_is_reset(value)) {
        return !known->required;
    }
    if (value->format != known->format) {
        return false;
    }
    if (known->format == CLUSPROP_FORMAT_DWORD) {
        memcpy(&number, value->data, sizeof(number));
        return is_in_bounds(known, GUINT32_FROM_LE(number));
    }
    return !known->required || value->length > 2;
}

static uint32_t
put_value(const struct put_list *put, const struct common_property *known,
          const struct property_value *value)
{
    if (put->batch == NULL) {
        return WIN32_SUCCESS;
    }
    if (!property_value_is_reset(value)) {
        return clusdb_batch_set(put->batch, put->key, known->name,
                                property_type_of_format(known->format), value->data, value->length);
    }
    if (clusdb_value(put->db, put->key, known->name, &(struct clusdb_value){ 0 }) != 0) {
        return WIN32_SUCCESS;
    }
    return clusdb_batch_delete_value(put->batch, put->key, known->name);
}

static void
check_and_put(void *user, const struct property_value *value)
{
    struct put_list *put = user;
    const struct common_property *known = find_property(put->object, value->name);

    if (put->result != WIN32_SUCCESS) {
        return;
    }
    if (known == NULL || known->read_only != NULL || !is_allowed(known, value)) {
        put->result = WIN32_INVALID_PARAMETER;
    } else if (!g_hash_table_add(put->seen, (void *)known)) {
        put->result = WIN32_INVALID_DATA;
    } else {
        put->result = put_value(put, known, value);
    }
}

uint32_t
common_put_list(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                enum common_object object, const struct wire_bytes *list)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    struct put_list put = { batch, db, key, object, seen, WIN32_SUCCESS };
    uint32_t result = property_list_read(list, check_and_put, &put);

    return result != WIN32_SUCCESS ? result : put.result;
}

typedef void (*value_reader)(void *user, const struct property_value *value);

static void
give_number(const struct common_property *property, uint64_t number, value_reader each, void *user)
{
    uint64_t little = GUINT64_TO_LE(number);
    size_t length = property->format == CLUSPROP_FORMAT_DWORD ? 4 : 8;

    each(user, &(struct property_value){ property->name, property->format, (const uint8_t *)&little,
                                         length });
}

/* What a property without a value is. */
static void
give_preset(const struct common_property *property, value_reader each, void *user)
{
    static const uint8_t no_text[2];

    if (property->format == CLUSPROP_FORMAT_SZ || property->format == CLUSPROP_FORMAT_MULTI_SZ) {
        each(user, &(struct property_value){ property->name, property->format, no_text,
                                             sizeof(no_text) });
    } else {
        give_number(property, property->preset, each, user);
    }
}

static void
give_stored(const struct clusdb *db, const char *key, const struct common_property *property,
            value_reader each, void *user)
{
    struct clusdb_value value;

    if (clusdb_value(db, key, property->name, &value) == WIN32_SUCCESS &&
        value.type == property_type_of_format(property->format) &&
        property_is_well_formed(property->format, value.data, value.length)) {
        each(user, &(struct property_value){ property->name, property->format, value.data,
                                             value.length });
    } else {
        give_preset(property, each, user);
    }
}

static void
give_told(const struct common_property *property, const char *text, value_reader each, void *user)
{
    g_autoptr(GBytes) encoded = property_text_encode(text);
    gsize length;
    gconstpointer data = g_bytes_get_data(encoded, &length);

    each(user, &(struct property_value){ property->name, property->format, data, length });
}

/* A search in the DLL's list. */
struct search {
    const struct common_property *property;
    value_reader each;
    void *user;
    bool found;
};

static void
give_if_searched(void *user, const struct property_value *value)
{
    struct search *search = user;

    if (!search->found && value->format == search->property->format &&
        catalog_same_name(value->name, search->property->name)) {
        search->found = true;
        search->each(search->user, &(struct property_value){ search->property->name, value->format,
                                                             value->data, value->length });
    }
}

static void
read_local(const struct common_runtime *runtime, value_reader each, void *user)
{
    gsize length;
    gconstpointer data;

    if (runtime->local_properties != NULL) {
        data = g_bytes_get_data(runtime->local_properties, &length);
        property_list_read(&(struct wire_bytes){ data, (uint32_t)length }, each, user);
    }
}

static void
give_local(const struct common_property *property, const struct common_runtime *runtime,
           value_reader each, void *user)
{
    struct search search = { property, each, user, false };

    read_local(runtime, give_if_searched, &search);
    if (!search.found) {
        give_preset(property, each, user);
    }
}

struct receiver {
    value_reader each;
    void *user;
};

/* Those that the table knows have been given in its order, or are not the DLL's. */
static void
give_if_unknown(void *user, const struct property_value *value)
{
    const struct receiver *receiver = user;

    if (find_property(COMMON_OF_RESOURCE, value->name) == NULL) {
        receiver->each(receiver->user, value);
    }
}

static uint32_t
dword_to_show(const struct clusdb *db, const char *key, enum common_object object,
              const struct common_property *property)
{
    return object != COMMON_OF_RESOURCE || property->types_if_unset
               ? own_dword(db, key, property)
               : resource_dword(db, key, property);
}

void
common_each(const struct clusdb *db, const char *key, enum common_object object,
            const struct common_runtime *runtime, bool read_only, value_reader each, void *user)
{
    static const struct common_runtime nothing_runs;
    const struct common_runtime *seen = runtime != NULL ? runtime : &nothing_runs;

    for (size_t i = 0; i < common_tables[object].count; i++) {
        const struct common_property *property = &common_tables[object].properties[i];

        if ((property->read_only != NULL) != read_only) {
            continue;
        }
        if (property->runtime != NULL) {
            give_number(property, property->runtime(seen), each, user);
        } else if (property->told != NULL && property->told(seen) != NULL) {
            give_told(property, property->told(seen), each, user);
        } else if (property->local) {
            give_local(property, seen, each, user);
        } else if (property->format == CLUSPROP_FORMAT_DWORD) {
            give_number(property, dword_to_show(db, key, object, property), each, user);
        } else {
            give_stored(db, key, property, each, user);
        }
    }
    if (object == COMMON_OF_RESOURCE && read_only) {
        read_local(seen, give_if_unknown, &(struct receiver){ each, user });
    }
}

GBytes *
common_names(enum common_object object)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (size_t i = 0; i < common_tables[object].count; i++) {
        if (common_tables[object].properties[i].read_only == NULL) {
            g_ptr_array_add(names, (void *)common_tables[object].properties[i].name);
        }
    }
    g_ptr_array_add(names, NULL);
    return property_names_encode((const char *const *)names->pdata);
}

GBytes *
common_formats(enum common_object object)
{
    struct property_list *list = property_list_new();

    for (size_t i = 0; i < common_tables[object].count; i++) {
        const struct common_property *property = &common_tables[object].properties[i];

        if (property->read_only == NULL) {
            property_list_add_format(list, property->name, property->format);
        }
    }
    return property_list_finish(list);
}

bool
common_is_property(enum common_object object, const char *name)
{
    return find_property(object, name) != NULL;
}
