/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "defaults.h"

#include <string.h>

#include "catalog.h"
#include "checkpoint-list.h"
#include "error.h"
#include "protocol/channel.h"

/* Without the object in the top byte (resapi.md 2.12). */
enum control_function {
    FUNCTION_UNKNOWN = 0x000000,
    FUNCTION_GET_CHARACTERISTICS = 0x000005,
    FUNCTION_GET_FLAGS = 0x000009,
    FUNCTION_GET_CLASS_INFO = 0x00000d,
    FUNCTION_GET_NAME = 0x000029,
    FUNCTION_GET_RESOURCE_TYPE = 0x00002d,
    FUNCTION_GET_NODE = 0x000031,
    FUNCTION_GET_NETWORK = 0x000035,
    FUNCTION_GET_ID = 0x000039,
    FUNCTION_GET_FQDN = 0x00003d,
    FUNCTION_GET_CLUSTER_SERVICE_ACCOUNT_NAME = 0x000041,
    FUNCTION_ENUM_COMMON_PROPERTIES = 0x000051,
    FUNCTION_GET_RO_COMMON_PROPERTIES = 0x000055,
    FUNCTION_GET_COMMON_PROPERTIES = 0x000059,
    FUNCTION_SET_COMMON_PROPERTIES = 0x40005e,
    FUNCTION_VALIDATE_COMMON_PROPERTIES = 0x000061,
    FUNCTION_GET_COMMON_PROPERTY_FMTS = 0x000065,
    FUNCTION_GET_COMMON_RESOURCE_PROPERTY_FMTS = 0x000069,
    FUNCTION_ENUM_PRIVATE_PROPERTIES = 0x000079,
    FUNCTION_GET_RO_PRIVATE_PROPERTIES = 0x00007d,
    FUNCTION_GET_PRIVATE_PROPERTIES = 0x000081,
    FUNCTION_SET_PRIVATE_PROPERTIES = 0x400086,
    FUNCTION_VALIDATE_PRIVATE_PROPERTIES = 0x000089,
    FUNCTION_GET_PRIVATE_PROPERTY_FMTS = 0x00008d,
    FUNCTION_ADD_REGISTRY_CHECKPOINT = 0x4000a2,
    FUNCTION_DELETE_REGISTRY_CHECKPOINT = 0x4000a6,
    FUNCTION_GET_REGISTRY_CHECKPOINTS = 0x0000a9,
    FUNCTION_ADD_CRYPTO_CHECKPOINT = 0x4000ae,
    FUNCTION_DELETE_CRYPTO_CHECKPOINT = 0x4000b2,
    FUNCTION_GET_CRYPTO_CHECKPOINTS = 0x0000b5,
    FUNCTION_ADD_REGISTRY_CHECKPOINT_64BIT = 0x4000be,
    FUNCTION_ADD_REGISTRY_CHECKPOINT_32BIT = 0x4000c2,
};

#define FUNCTION_MASK UINT32_C(0x00ffffff)
#define OBJECT_SHIFT  24

#define CHARACTERISTIC_QUORUM UINT32_C(1)

enum {
    OF_RESOURCE = 1 << COMMON_OF_RESOURCE,
    OF_TYPE = 1 << COMMON_OF_TYPE,
    OF_GROUP = 1 << COMMON_OF_GROUP,
    OF_NODE = 1 << COMMON_OF_NODE,
    OF_CLUSTER = 1 << COMMON_OF_CLUSTER,
    OF_NETWORK = 1 << COMMON_OF_NETWORK,
    OF_NETINTERFACE = 1 << COMMON_OF_NETINTERFACE,
};
#define OF_BOTH    (OF_RESOURCE | OF_TYPE)
#define OF_PLAIN   (OF_GROUP | OF_NODE | OF_NETWORK | OF_NETINTERFACE)
#define OF_NO_DLLS (OF_PLAIN | OF_CLUSTER)
#define OF_ALL     (OF_BOTH | OF_NO_DLLS)

/* In the top byte of a code (resapi.md 2.12). */
static const uint32_t object_codes[COMMON_OBJECTS] = {
    [COMMON_OF_RESOURCE] = 1, [COMMON_OF_TYPE] = 2,    [COMMON_OF_GROUP] = 3,
    [COMMON_OF_NODE] = 4,     [COMMON_OF_NETWORK] = 5, [COMMON_OF_NETINTERFACE] = 6,
    [COMMON_OF_CLUSTER] = 7,
};

typedef void (*answerer)(const struct defaults_object *object, const struct wire_bytes *in,
                         struct defaults_answer *answer);

struct control {
    uint32_t function;
    unsigned int kinds;
    answerer answer;
};

static void
answer_text(struct defaults_answer *answer, const char *text)
{
    answer->out = property_text_encode(text != NULL ? text : "");
}

static void
answer_dword(struct defaults_answer *answer, uint32_t number)
{
    uint32_t little = GUINT32_TO_LE(number);

    answer->out = g_bytes_new(&little, sizeof(little));
}

/* Nothing of what is refused is to be stored. */
static void
drop_batch_on_error(struct defaults_answer *answer)
{
    if (answer->result != WIN32_SUCCESS) {
        g_clear_pointer(&answer->batch, clusdb_batch_free);
    }
}

static const struct common_runtime *
told(const struct defaults_object *object)
{
    static const struct common_runtime nothing;

    return object->runtime != NULL ? object->runtime : &nothing;
}

static void
get_name(const struct defaults_object *object, const struct wire_bytes *in,
         struct defaults_answer *answer)
{
    g_autofree char *name = catalog_resource_name(object->db, object->key);

    (void)in;
    answer_text(answer, name != NULL ? name : told(object)->name);
}

static void
get_resource_type(const struct defaults_object *object, const struct wire_bytes *in,
                  struct defaults_answer *answer)
{
    g_autofree char *type = catalog_resource_type(object->db, object->key);

    (void)in;
    answer_text(answer, type != NULL ? type : told(object)->type);
}

static void
get_id(const struct defaults_object *object, const struct wire_bytes *in,
       struct defaults_answer *answer)
{
    const char *separator = strrchr(object->key, '\\');

    (void)in;
    answer_text(answer, separator != NULL ? separator + 1 : object->key);
}

static void
get_told_name(const struct defaults_object *object, const struct wire_bytes *in,
              struct defaults_answer *answer)
{
    (void)in;
    answer_text(answer, told(object)->name);
}

static void
get_node(const struct defaults_object *object, const struct wire_bytes *in,
         struct defaults_answer *answer)
{
    (void)in;
    answer_text(answer, told(object)->node);
}

static void
get_network(const struct defaults_object *object, const struct wire_bytes *in,
            struct defaults_answer *answer)
{
    (void)in;
    answer_text(answer, told(object)->network);
}

static void
get_domain_name(const struct defaults_object *object, const struct wire_bytes *in,
                struct defaults_answer *answer)
{
    (void)in;
    answer_text(answer, told(object)->domain_name);
}

/* The cluster service's since Windows Server 2008: a DLL asks for it to know what it is run as. */
static void
get_account(const struct defaults_object *object, const struct wire_bytes *in,
            struct defaults_answer *answer)
{
    (void)object;
    (void)in;
    answer_text(answer, "NT AUTHORITY\\SYSTEM");
}

static void
add_checkpoint(const struct defaults_object *object, const struct wire_bytes *in, uint32_t view,
               struct defaults_answer *answer)
{
    answer->batch = clusdb_batch_new();
    answer->result = checkpoint_list_add(answer->batch, object->db, object->key, in, view);
    drop_batch_on_error(answer);
}

static void
add_own_checkpoint(const struct defaults_object *object, const struct wire_bytes *in,
                   struct defaults_answer *answer)
{
    add_checkpoint(object, in, VIEW_OWN, answer);
}

static void
add_64bit_checkpoint(const struct defaults_object *object, const struct wire_bytes *in,
                     struct defaults_answer *answer)
{
    add_checkpoint(object, in, VIEW_64BIT, answer);
}

static void
add_32bit_checkpoint(const struct defaults_object *object, const struct wire_bytes *in,
                     struct defaults_answer *answer)
{
    add_checkpoint(object, in, VIEW_32BIT, answer);
}

static void
delete_checkpoint(const struct defaults_object *object, const struct wire_bytes *in,
                  struct defaults_answer *answer)
{
    answer->batch = clusdb_batch_new();
    answer->result = checkpoint_list_delete(answer->batch, object->db, object->key, in);
    drop_batch_on_error(answer);
}

static void
get_checkpoints(const struct defaults_object *object, const struct wire_bytes *in,
                struct defaults_answer *answer)
{
    (void)in;
    answer->out = checkpoint_list_encode(object->db, object->key);
}

/* Of key containers; and of types, for which the codes are reserved. */
static void
refuse_checkpoint(const struct defaults_object *object, const struct wire_bytes *in,
                  struct defaults_answer *answer)
{
    (void)object;
    (void)in;
    answer->result = WIN32_CALL_NOT_IMPLEMENTED;
}

static void
answer_nothing(const struct defaults_object *object, const struct wire_bytes *in,
               struct defaults_answer *answer)
{
    (void)object;
    (void)in;
    (void)answer;
}

static void
answer_stored_dword(const struct defaults_object *object, const char *name,
                    struct defaults_answer *answer)
{
    uint32_t number = 0;

    clusdb_dword(object->db, object->key, name, &number);
    answer_dword(answer, number);
}

static void
get_characteristics(const struct defaults_object *object, const struct wire_bytes *in,
                    struct defaults_answer *answer)
{
    const uint32_t both = ENTRY_BIT(ENTRY_ARBITRATE) | ENTRY_BIT(ENTRY_RELEASE);

    (void)in;
    answer_dword(answer, (object->entries & both) == both ? CHARACTERISTIC_QUORUM : 0);
}

static void
get_type_characteristics(const struct defaults_object *object, const struct wire_bytes *in,
                         struct defaults_answer *answer)
{
    (void)in;
    answer_stored_dword(object, "Characteristics", answer);
}

static void
get_no_characteristics(const struct defaults_object *object, const struct wire_bytes *in,
                       struct defaults_answer *answer)
{
    (void)object;
    (void)in;
    answer_dword(answer, 0);
}

static void
get_flags(const struct defaults_object *object, const struct wire_bytes *in,
          struct defaults_answer *answer)
{
    (void)in;
    answer_stored_dword(object, "Flags", answer);
}

/* CLUS_RESCLASS_UNKNOWN, subclass 0. */
static void
get_class_info(const struct defaults_object *object, const struct wire_bytes *in,
               struct defaults_answer *answer)
{
    static const uint8_t class_info[8];

    (void)object;
    (void)in;
    answer->out = g_bytes_new_static(class_info, sizeof(class_info));
}

static void
enum_common(const struct defaults_object *object, const struct wire_bytes *in,
            struct defaults_answer *answer)
{
    (void)in;
    answer->out = common_names(object->kind);
}

static void
add_to_list(void *user, const struct property_value *value)
{
    property_list_add(user, value);
}

static void
answer_common(const struct defaults_object *object, bool read_only, struct defaults_answer *answer)
{
    struct property_list *list = property_list_new();

    common_each(object->db, object->key, object->kind, object->runtime, read_only, add_to_list,
                list);
    answer->out = property_list_finish(list);
}

static void
get_ro_common(const struct defaults_object *object, const struct wire_bytes *in,
              struct defaults_answer *answer)
{
    (void)in;
    answer_common(object, true, answer);
}

static void
get_common(const struct defaults_object *object, const struct wire_bytes *in,
           struct defaults_answer *answer)
{
    (void)in;
    answer_common(object, false, answer);
}

static void
get_common_formats(const struct defaults_object *object, const struct wire_bytes *in,
                   struct defaults_answer *answer)
{
    (void)in;
    answer->out = common_formats(object->kind);
}

static void
get_common_resource_formats(const struct defaults_object *object, const struct wire_bytes *in,
                            struct defaults_answer *answer)
{
    (void)object;
    (void)in;
    answer->out = common_formats(COMMON_OF_RESOURCE);
}

/* Resources and types have their keys from the start; of the other objects the database may know
 * nothing yet. */
static struct clusdb_batch *
begin_batch(const struct defaults_object *object, const char *key)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    if ((1U << object->kind & OF_NO_DLLS) != 0 && key[0] != '\0') {
        clusdb_batch_create_key(batch, key);
    }
    return batch;
}

static void
set_common(const struct defaults_object *object, const struct wire_bytes *in,
           struct defaults_answer *answer)
{
    answer->batch = begin_batch(object, object->key);
    answer->result = common_put_list(answer->batch, object->db, object->key, object->kind, in);
    drop_batch_on_error(answer);
}

static void
validate_common(const struct defaults_object *object, const struct wire_bytes *in,
                struct defaults_answer *answer)
{
    answer->result = common_put_list(NULL, object->db, object->key, object->kind, in);
}

/* A DLL may have stored any bytes under any type; what is not what it claims to be is binary. The
 * key's default value has no name and so is no property. */
static void
each_private(const struct defaults_object *object,
             void (*each)(void *user, const struct property_value *value), void *user)
{
    g_autofree char *parameters = catalog_resource_parameters(object->key);
    struct clusdb_value stored;

    for (uint32_t i = 0; clusdb_value_at(object->db, parameters, i, &stored) == WIN32_SUCCESS;
         i++) {
        struct property_value value = { stored.name, property_format_of_type(stored.type),
                                        stored.data, stored.length };

        if (!property_is_well_formed(value.format, value.data, value.length)) {
            value.format = CLUSPROP_FORMAT_BINARY;
        }
        if (stored.name[0] != '\0') {
            each(user, &value);
        }
    }
}

static void
add_name(void *user, const struct property_value *value)
{
    g_ptr_array_add(user, (void *)value->name);
}

static void
enum_private(const struct defaults_object *object, const struct wire_bytes *in,
             struct defaults_answer *answer)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    (void)in;
    each_private(object, add_name, names);
    g_ptr_array_add(names, NULL);
    answer->out = property_names_encode((const char *const *)names->pdata);
}

static void
get_ro_private(const struct defaults_object *object, const struct wire_bytes *in,
               struct defaults_answer *answer)
{
    (void)object;
    (void)in;
    answer->out = property_list_finish(property_list_new());
}

/* An EXPAND_SZ comes without its EXPANDED_SZ: the variables are those of the host's environment. */
static void
get_private(const struct defaults_object *object, const struct wire_bytes *in,
            struct defaults_answer *answer)
{
    struct property_list *list = property_list_new();

    (void)in;
    each_private(object, add_to_list, list);
    answer->out = property_list_finish(list);
}

static void
add_format(void *user, const struct property_value *value)
{
    property_list_add_format(user, value->name, value->format);
}

static void
get_private_formats(const struct defaults_object *object, const struct wire_bytes *in,
                    struct defaults_answer *answer)
{
    struct property_list *list = property_list_new();

    (void)in;
    each_private(object, add_format, list);
    answer->out = property_list_finish(list);
}

/* A property list being put under Parameters. */
struct put_private {
    const struct clusdb *db;
    const char *parameters;
    struct clusdb_batch *batch;
    GHashTable *seen; /* names, case folded */
    uint32_t result;  /* of the values so far */
};

static uint32_t
put_value(const struct put_private *put, const struct property_value *value)
{
    if (!property_value_is_reset(value)) {
        return clusdb_batch_set(put->batch, put->parameters, value->name,
                                property_type_of_format(value->format), value->data, value->length);
    }
    if (clusdb_value(put->db, put->parameters, value->name, &(struct clusdb_value){ 0 }) != 0) {
        return WIN32_SUCCESS;
    }
    return clusdb_batch_delete_value(put->batch, put->parameters, value->name);
}

/* A name with backslashes would mean a subkey (ResUtilSetPrivatePropertyList), which no default
 * code reads back. */
static void
check_and_put(void *user, const struct property_value *value)
{
    struct put_private *put = user;

    if (put->result != WIN32_SUCCESS) {
        return;
    }
    if (strchr(value->name, '\\') != NULL) {
        put->result = WIN32_INVALID_PARAMETER;
    } else if (!g_hash_table_add(put->seen, g_utf8_casefold(value->name, -1))) {
        put->result = WIN32_INVALID_DATA;
    } else {
        put->result = put_value(put, value);
    }
}

static void
set_private(const struct defaults_object *object, const struct wire_bytes *in,
            struct defaults_answer *answer)
{
    g_autofree char *parameters = catalog_resource_parameters(object->key);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct put_private put = { object->db, parameters, begin_batch(object, parameters), seen,
                               WIN32_SUCCESS };

    answer->result = property_list_read(in, check_and_put, &put);
    if (answer->result == WIN32_SUCCESS) {
        answer->result = put.result;
    }
    answer->batch = put.batch;
    drop_batch_on_error(answer);
}

static void
validate_private(const struct defaults_object *object, const struct wire_bytes *in,
                 struct defaults_answer *answer)
{
    (void)object;
    answer->result = property_list_read(in, NULL, NULL);
}

static const struct control before_dll[] = {
    { FUNCTION_GET_NAME, OF_RESOURCE, get_name },
    { FUNCTION_GET_NAME, OF_PLAIN, get_told_name },
    { FUNCTION_GET_RESOURCE_TYPE, OF_RESOURCE, get_resource_type },
    { FUNCTION_GET_ID, OF_RESOURCE | OF_PLAIN, get_id },
    { FUNCTION_GET_NODE, OF_NETINTERFACE, get_node },
    { FUNCTION_GET_NETWORK, OF_NETINTERFACE, get_network },
    { FUNCTION_GET_FQDN, OF_CLUSTER, get_domain_name },
    { FUNCTION_GET_CLUSTER_SERVICE_ACCOUNT_NAME, OF_NODE, get_account },
    { FUNCTION_ADD_REGISTRY_CHECKPOINT, OF_RESOURCE, add_own_checkpoint },
    { FUNCTION_DELETE_REGISTRY_CHECKPOINT, OF_RESOURCE, delete_checkpoint },
    { FUNCTION_GET_REGISTRY_CHECKPOINTS, OF_RESOURCE, get_checkpoints },
    { FUNCTION_ADD_REGISTRY_CHECKPOINT_64BIT, OF_RESOURCE, add_64bit_checkpoint },
    { FUNCTION_ADD_REGISTRY_CHECKPOINT_32BIT, OF_RESOURCE, add_32bit_checkpoint },
    { FUNCTION_ADD_REGISTRY_CHECKPOINT, OF_TYPE, refuse_checkpoint },
    { FUNCTION_DELETE_REGISTRY_CHECKPOINT, OF_TYPE, refuse_checkpoint },
    { FUNCTION_GET_REGISTRY_CHECKPOINTS, OF_TYPE, refuse_checkpoint },
    { FUNCTION_ADD_REGISTRY_CHECKPOINT_64BIT, OF_TYPE, refuse_checkpoint },
    { FUNCTION_ADD_REGISTRY_CHECKPOINT_32BIT, OF_TYPE, refuse_checkpoint },
    { FUNCTION_ADD_CRYPTO_CHECKPOINT, OF_BOTH, refuse_checkpoint },
    { FUNCTION_DELETE_CRYPTO_CHECKPOINT, OF_BOTH, refuse_checkpoint },
    { FUNCTION_GET_CRYPTO_CHECKPOINTS, OF_BOTH, refuse_checkpoint },
};

/* After ERROR_INVALID_FUNCTION. */
static const struct control after_dll[] = {
    { FUNCTION_UNKNOWN, OF_ALL, answer_nothing },
    { FUNCTION_GET_CHARACTERISTICS, OF_RESOURCE, get_characteristics },
    { FUNCTION_GET_CHARACTERISTICS, OF_TYPE, get_type_characteristics },
    { FUNCTION_GET_CHARACTERISTICS, OF_PLAIN, get_no_characteristics },
    { FUNCTION_GET_FLAGS, OF_BOTH | OF_PLAIN, get_flags },
    { FUNCTION_GET_CLASS_INFO, OF_BOTH, get_class_info },
    { FUNCTION_ENUM_COMMON_PROPERTIES, OF_ALL, enum_common },
    { FUNCTION_GET_RO_COMMON_PROPERTIES, OF_ALL, get_ro_common },
    { FUNCTION_GET_COMMON_PROPERTIES, OF_ALL, get_common },
    { FUNCTION_GET_COMMON_PROPERTY_FMTS, OF_ALL, get_common_formats },
    { FUNCTION_GET_COMMON_RESOURCE_PROPERTY_FMTS, OF_TYPE, get_common_resource_formats },
    { FUNCTION_ENUM_PRIVATE_PROPERTIES, OF_ALL, enum_private },
    { FUNCTION_GET_RO_PRIVATE_PROPERTIES, OF_ALL, get_ro_private },
    { FUNCTION_GET_PRIVATE_PROPERTIES, OF_ALL, get_private },
    { FUNCTION_SET_PRIVATE_PROPERTIES, OF_ALL, set_private },
    { FUNCTION_VALIDATE_PRIVATE_PROPERTIES, OF_ALL, validate_private },
    { FUNCTION_GET_PRIVATE_PROPERTY_FMTS, OF_ALL, get_private_formats },
};

/* Unless the DLL has vetoed; it succeeds, does not know the code, or lets the change wait for the
 * next online. */
static const struct control beside_dll[] = {
    { FUNCTION_SET_COMMON_PROPERTIES, OF_ALL, set_common },
    { FUNCTION_VALIDATE_COMMON_PROPERTIES, OF_ALL, validate_common },
};

static const struct control *
find_control(const struct control *controls, size_t count, enum common_object kind, uint32_t code)
{
    for (size_t i = 0; i < count; i++) {
        if (controls[i].function == (code & FUNCTION_MASK) &&
            (controls[i].kinds & 1U << kind) != 0 && code >> OBJECT_SHIFT == object_codes[kind]) {
            return &controls[i];
        }
    }
    return NULL;
}

static bool
carry_out(const struct control *control, const struct defaults_object *object,
          const struct wire_bytes *in, struct defaults_answer *answer)
{
    *answer = (struct defaults_answer){ .result = WIN32_SUCCESS };
    if (control == NULL) {
        return false;
    }
    control->answer(object, in, answer);
    return true;
}

bool
defaults_before(const struct defaults_object *object, uint32_t code, const struct wire_bytes *in,
                struct defaults_answer *answer)
{
    return carry_out(find_control(before_dll, G_N_ELEMENTS(before_dll), object->kind, code), object,
                     in, answer);
}

bool
defaults_alone(const struct defaults_object *object, uint32_t code, const struct wire_bytes *in,
               struct defaults_answer *answer)
{
    return defaults_before(object, code, in, answer) ||
           defaults_after(object, code, in, WIN32_INVALID_FUNCTION, answer);
}

static bool
vetoes(uint32_t dll_result)
{
    return dll_result != WIN32_SUCCESS && dll_result != WIN32_INVALID_FUNCTION &&
           dll_result != WIN32_RESOURCE_PROPERTIES_STORED;
}

bool
defaults_after(const struct defaults_object *object, uint32_t code, const struct wire_bytes *in,
               uint32_t dll_result, struct defaults_answer *answer)
{
    const struct control *control =
        find_control(beside_dll, G_N_ELEMENTS(beside_dll), object->kind, code);

    if (control == NULL && dll_result == WIN32_INVALID_FUNCTION) {
        control = find_control(after_dll, G_N_ELEMENTS(after_dll), object->kind, code);
    } else if (vetoes(dll_result)) {
        control = NULL;
    }
    if (!carry_out(control, object, in, answer)) {
        return false;
    }
    if (answer->result == WIN32_SUCCESS && dll_result == WIN32_RESOURCE_PROPERTIES_STORED) {
        answer->result = dll_result;
    }
    return true;
}

void
defaults_answer_clear(struct defaults_answer *answer)
{
    g_clear_pointer(&answer->out, g_bytes_unref);
    g_clear_pointer(&answer->batch, clusdb_batch_free);
}
