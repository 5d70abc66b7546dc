/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What is answered in place of a resource DLL (resapi.md 2.12). */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "catalog.h"
#include "defaults.h"
#include "properties.h"
#include "property-list.h"
#include "protocol/channel.h"

#define TYPE_KEY "ResourceTypes\\Fake"

/* Function numbers; OF() adds the object. */
enum {
    UNKNOWN = 0,
    GET_CHARACTERISTICS = 0x05,
    GET_FLAGS = 0x09,
    GET_CLASS_INFO = 0x0d,
    GET_REQUIRED_DEPENDENCIES = 0x11,
    GET_NAME = 0x29,
    GET_RESOURCE_TYPE = 0x2d,
    GET_ID = 0x39,
    ENUM_COMMON = 0x51,
    GET_RO_COMMON = 0x55,
    GET_COMMON = 0x59,
    VALIDATE_COMMON = 0x61,
    COMMON_FMTS = 0x65,
    COMMON_RESOURCE_FMTS = 0x69,
    SET_COMMON = 0x40005e,
    ENUM_PRIVATE = 0x79,
    GET_RO_PRIVATE = 0x7d,
    GET_PRIVATE = 0x81,
    VALIDATE_PRIVATE = 0x89,
    PRIVATE_FMTS = 0x8d,
    SET_PRIVATE = 0x400086,
    GET_NETWORK_NAME = 0x169,
    DELETE = 0x500006,
};

static struct clusdb *db;
static struct defaults_object resource;
static struct defaults_object type;
static struct defaults_answer answer;
static const struct wire_bytes nothing;

static void
setup(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    fixture_setup();
    db = fixture_open();
    catalog_put_type(batch, "Fake", "/a.dll", NULL);
    resource = (struct defaults_object){ .db = db, .kind = COMMON_OF_RESOURCE };
    resource.key = catalog_put_resource(batch,
                                        "w\xc3\xa4"
                                        "b",
                                        "Fake");
    type = (struct defaults_object){ .db = db, .kind = COMMON_OF_TYPE, .key = TYPE_KEY };
    fixture_must_commit(db, batch);
}

static void
teardown(void)
{
    defaults_answer_clear(&answer);
    g_free((void *)resource.key);
    clusdb_close(db);
    fixture_teardown();
}

static uint32_t
code_for(const struct defaults_object *object, uint32_t function)
{
    return (object->kind == COMMON_OF_RESOURCE ? 0x01000000U : 0x02000000U) | function;
}

static bool
ask_before(const struct defaults_object *object, uint32_t function)
{
    defaults_answer_clear(&answer);
    return defaults_before(object, code_for(object, function), &nothing, &answer);
}

static bool
ask_after(const struct defaults_object *object, uint32_t function, const struct wire_bytes *in,
          uint32_t dll_result)
{
    defaults_answer_clear(&answer);
    return defaults_after(object, code_for(object, function), in, dll_result, &answer);
}

/* After ERROR_INVALID_FUNCTION, with success. */
static void
must_answer(const struct defaults_object *object, uint32_t function)
{
    CU_ASSERT_TRUE_FATAL(ask_after(object, function, &nothing, WIN32_INVALID_FUNCTION));
    CU_ASSERT_EQUAL(answer.result, WIN32_SUCCESS);
    CU_ASSERT_PTR_NULL(answer.batch);
}

static void
must_give(const void *expected, size_t length)
{
    gsize actual = 0;
    gconstpointer data;

    CU_ASSERT_PTR_NOT_NULL_FATAL(answer.out);
    data = g_bytes_get_data(answer.out, &actual);
    CU_ASSERT_EQUAL_FATAL(actual, length);
    CU_ASSERT_EQUAL(memcmp(data, expected, length), 0);
}

static void
must_give_text(uint32_t reg_type, const char *expected)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    gconstpointer data;

    CU_ASSERT_PTR_NOT_NULL_FATAL(answer.out);
    data = g_bytes_get_data(answer.out, &length);
    text = property_decode(reg_type, data, (uint32_t)length);
    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void
describe(void *user, const struct property_value *value)
{
    g_autofree char *text = property_decode(property_type_of_format(value->format), value->data,
                                            (uint32_t)value->length);

    g_string_append_printf(user, "%s:%u=%s|", value->name, value->format, text);
}

static struct wire_bytes
bytes_of(GBytes *bytes)
{
    gsize length = 0;
    const uint8_t *data = g_bytes_get_data(bytes, &length);

    return (struct wire_bytes){ data, (uint32_t)length };
}

static void
must_give_list(const char *expected)
{
    g_autoptr(GString) all = g_string_new(NULL);
    struct wire_bytes out;

    CU_ASSERT_PTR_NOT_NULL_FATAL(answer.out);
    out = bytes_of(answer.out);
    CU_ASSERT_EQUAL(property_list_read(&out, describe, all), WIN32_SUCCESS);
    CU_ASSERT_STRING_EQUAL(all->str, expected);
}

static void
test_names(void)
{
    CU_ASSERT_TRUE(ask_before(&resource, GET_NAME));
    CU_ASSERT_EQUAL(answer.result, WIN32_SUCCESS);
    must_give("w\0\xe4\0b\0\0", 8);
    CU_ASSERT_TRUE(ask_before(&resource, GET_RESOURCE_TYPE));
    must_give("F\0a\0k\0e\0\0", 10);
    CU_ASSERT_TRUE(ask_before(&resource, GET_ID));
    must_give_text(REG_SZ, resource.key + strlen("Resources\\"));
    CU_ASSERT_EQUAL(g_bytes_get_size(answer.out), 2 * (36 + 1));
}

static void
test_checkpoints(void)
{
    static const uint32_t crypto[] = { 0x4000ae, 0x4000b2, 0x0000b5 };
    static const uint32_t registry[] = { 0x4000a2, 0x4000a6, 0x0000a9, 0x4000be, 0x4000c2 };
    static const uint32_t results[] = { 87, 87, 0, 87, 87 };

    for (size_t i = 0; i < G_N_ELEMENTS(crypto); i++) {
        CU_ASSERT_TRUE(ask_before(&resource, crypto[i]));
        CU_ASSERT_EQUAL(answer.result, 120);
        CU_ASSERT_TRUE(ask_before(&type, crypto[i]));
        CU_ASSERT_EQUAL(answer.result, 120);
        CU_ASSERT_PTR_NULL(answer.out);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(registry); i++) {
        CU_ASSERT_TRUE(ask_before(&resource, registry[i]));
        CU_ASSERT_EQUAL(answer.result, results[i]);
        CU_ASSERT_PTR_NULL(answer.batch);
        CU_ASSERT_TRUE(ask_before(&type, registry[i]));
        CU_ASSERT_EQUAL(answer.result, 120);
    }
}

/* Everything else reaches the DLL, the codes with another object among it. */
static void
test_not_before(void)
{
    static const uint32_t functions[] = {
        UNKNOWN,        GET_CHARACTERISTICS, GET_FLAGS,
        GET_CLASS_INFO, GET_COMMON,          SET_COMMON,
        ENUM_COMMON,    GET_PRIVATE,         SET_PRIVATE,
        DELETE,         0x600000 | GET_NAME,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
        CU_ASSERT_FALSE(ask_before(&resource, functions[i]));
        CU_ASSERT_FALSE(ask_before(&type, functions[i]));
    }
    CU_ASSERT_FALSE(ask_before(&type, GET_NAME));
    CU_ASSERT_FALSE(ask_before(&type, GET_ID));
    CU_ASSERT_FALSE(defaults_before(&resource, 0x02000000 | GET_NAME, &nothing, &answer));
    CU_ASSERT_FALSE(defaults_before(&resource, 0x81000000 | GET_NAME, &nothing, &answer));
    CU_ASSERT_FALSE(defaults_before(&resource, GET_NAME, &nothing, &answer));
}

static void
test_characteristics(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    must_answer(&resource, GET_CHARACTERISTICS);
    must_give("\0\0\0", 4);
    resource.entries = ENTRY_BIT(ENTRY_ARBITRATE);
    must_answer(&resource, GET_CHARACTERISTICS);
    must_give("\0\0\0", 4);
    resource.entries |= ENTRY_BIT(ENTRY_RELEASE);
    must_answer(&resource, GET_CHARACTERISTICS);
    must_give("\1\0\0", 4);

    type.entries = resource.entries;
    must_answer(&type, GET_CHARACTERISTICS);
    must_give("\0\0\0", 4);
    clusdb_batch_set_dword(batch, TYPE_KEY, "Characteristics", 0x41);
    fixture_must_commit(db, batch);
    must_answer(&type, GET_CHARACTERISTICS);
    must_give("\x41\0\0", 4);
}

static void
test_flags_and_class(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    must_answer(&resource, GET_FLAGS);
    must_give("\0\0\0", 4);
    clusdb_batch_set_dword(batch, resource.key, "Flags", 1);
    fixture_must_commit(db, batch);
    must_answer(&resource, GET_FLAGS);
    must_give("\1\0\0", 4);
    must_answer(&type, GET_FLAGS);
    must_give("\0\0\0", 4);
    must_answer(&resource, GET_CLASS_INFO);
    must_give("\0\0\0\0\0\0\0", 8);
    must_answer(&type, GET_CLASS_INFO);
    must_give("\0\0\0\0\0\0\0", 8);
}

static void
test_unknown(void)
{
    must_answer(&resource, UNKNOWN);
    CU_ASSERT_PTR_NULL(answer.out);
    must_answer(&type, UNKNOWN);
    CU_ASSERT_PTR_NULL(answer.out);
}

/* There is no default, the code is another object's, or the DLL has spoken. */
static void
test_stands(void)
{
    CU_ASSERT_FALSE(
        ask_after(&resource, GET_REQUIRED_DEPENDENCIES, &nothing, WIN32_INVALID_FUNCTION));
    CU_ASSERT_FALSE(ask_after(&resource, DELETE, &nothing, WIN32_INVALID_FUNCTION));
    CU_ASSERT_FALSE(ask_after(&resource, 0x200000, &nothing, WIN32_INVALID_FUNCTION));
    CU_ASSERT_FALSE(ask_after(&resource, COMMON_RESOURCE_FMTS, &nothing, WIN32_INVALID_FUNCTION));
    CU_ASSERT_FALSE(defaults_after(&resource, 0x02000000 | GET_FLAGS, &nothing,
                                   WIN32_INVALID_FUNCTION, &answer));
    CU_ASSERT_FALSE(ask_after(&resource, GET_FLAGS, &nothing, WIN32_SUCCESS));
    CU_ASSERT_FALSE(ask_after(&resource, GET_FLAGS, &nothing, WIN32_GEN_FAILURE));
    CU_ASSERT_FALSE(ask_after(&resource, GET_COMMON, &nothing, WIN32_SUCCESS));
    CU_ASSERT_FALSE(ask_after(&resource, SET_PRIVATE, &nothing, WIN32_SUCCESS));
    CU_ASSERT_FALSE(ask_after(&resource, SET_PRIVATE, &nothing, WIN32_RESOURCE_PROPERTIES_STORED));
    CU_ASSERT_FALSE(ask_after(&resource, UNKNOWN, &nothing, WIN32_GEN_FAILURE));
    CU_ASSERT_PTR_NULL(answer.batch);
    CU_ASSERT_PTR_NULL(answer.out);
}

static void
test_common(void)
{
    struct common_runtime runtime = { .monitor_process_id = 7 };

    resource.runtime = &runtime;
    must_answer(&type, GET_RO_COMMON);
    must_give_list("DllName:3=/a.dll|");
    must_answer(&resource, GET_RO_COMMON);
    must_give_list("Name:3=w\xc3\xa4"
                   "b|Type:3=Fake|RestartDelay:2=500|MonitorProcessId:2=7|"
                   "StatusInformation:6=0|LastOperationStatusCode:6=0|"
                   "ResourceSpecificData1:6=0|ResourceSpecificData2:6=0|"
                   "ResourceSpecificStatus:3=|");
    must_answer(&resource, GET_COMMON);
    must_give_list("Description:3=|LooksAlivePollInterval:2=4294967295|"
                   "IsAlivePollInterval:2=4294967295|PendingTimeout:2=180000|"
                   "DeadlockTimeout:2=300000|RestartAction:2=2|RestartThreshold:2=1|"
                   "RestartPeriod:2=900000|RetryPeriodOnFailure:2=3600000|SeparateMonitor:2=0|"
                   "PersistentState:2=0|EmbeddedFailureAction:2=2|");
    must_answer(&type, ENUM_COMMON);
    must_give_text(REG_MULTI_SZ,
                   "Name;Description;AdminExtensions;LooksAlivePollInterval;IsAlivePollInterval;"
                   "PendingTimeout;DeadlockTimeout;MaximumMonitors;DumpPolicy;DumpServices;"
                   "DumpLogQuery;EnabledEventLogs;WprProfiles;WprStartAfter");
}

static void
test_common_formats(void)
{
    static const char of_resource[] =
        "Description:11=0300|LooksAlivePollInterval:11=0200|IsAlivePollInterval:11=0200|"
        "PendingTimeout:11=0200|DeadlockTimeout:11=0200|RestartAction:11=0200|"
        "RestartThreshold:11=0200|RestartPeriod:11=0200|RetryPeriodOnFailure:11=0200|"
        "SeparateMonitor:11=0200|PersistentState:11=0200|EmbeddedFailureAction:11=0200|";

    must_answer(&resource, COMMON_FMTS);
    must_give_list(of_resource);
    must_answer(&type, COMMON_RESOURCE_FMTS);
    must_give_list(of_resource);
    must_answer(&type, COMMON_FMTS);
    must_give_list("Name:11=0300|Description:11=0300|AdminExtensions:11=0500|"
                   "LooksAlivePollInterval:11=0200|IsAlivePollInterval:11=0200|"
                   "PendingTimeout:11=0200|DeadlockTimeout:11=0200|MaximumMonitors:11=0200|"
                   "DumpPolicy:11=0600|DumpServices:11=0500|DumpLogQuery:11=0500|"
                   "EnabledEventLogs:11=0500|WprProfiles:11=0500|WprStartAfter:11=0200|");
}

/* Asks with a list of one number. */
static bool
ask_number(const struct defaults_object *object, uint32_t function, const char *name,
           uint32_t number, uint32_t dll_result)
{
    struct property_list *list = property_list_new();
    g_autoptr(GBytes) bytes = NULL;
    struct wire_bytes in;

    property_list_add_dword(list, name, number);
    bytes = property_list_finish(list);
    in = bytes_of(bytes);
    return ask_after(object, function, &in, dll_result);
}

static void
must_commit_answer(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(answer.batch);
    fixture_must_commit(db, g_steal_pointer(&answer.batch));
}

static void
test_set_common(void)
{
    static const uint32_t going_on[] = { WIN32_SUCCESS, WIN32_INVALID_FUNCTION, 5024 };

    for (uint32_t i = 0; i < G_N_ELEMENTS(going_on); i++) {
        CU_ASSERT_TRUE(ask_number(&resource, SET_COMMON, "PendingTimeout", 100 + i, going_on[i]));
        CU_ASSERT_EQUAL(answer.result, going_on[i] == 5024 ? 5024 : WIN32_SUCCESS);
        CU_ASSERT_PTR_NULL(answer.out);
        CU_ASSERT_NOT_EQUAL(common_number(db, resource.key, COMMON_PENDING_TIMEOUT), 100 + i);
        must_commit_answer();
        CU_ASSERT_EQUAL(common_number(db, resource.key, COMMON_PENDING_TIMEOUT), 100 + i);
    }
    CU_ASSERT_TRUE(ask_number(&type, SET_COMMON, "DeadlockTimeout", 1000, WIN32_INVALID_FUNCTION));
    must_commit_answer();
    CU_ASSERT_EQUAL(common_type_number(db, TYPE_KEY, COMMON_DEADLOCK_TIMEOUT), 1000);

    /* The DLL's veto, and the table's. */
    CU_ASSERT_FALSE(ask_number(&resource, SET_COMMON, "PendingTimeout", 50, WIN32_ACCESS_DENIED));
    CU_ASSERT_PTR_NULL(answer.batch);
    CU_ASSERT_TRUE(ask_number(&resource, SET_COMMON, "PendingTimeout", 1, WIN32_SUCCESS));
    CU_ASSERT_EQUAL(answer.result, WIN32_INVALID_PARAMETER);
    CU_ASSERT_PTR_NULL(answer.batch);
    CU_ASSERT_TRUE(ask_number(&resource, SET_COMMON, "PendingTimeout", 1, 5024));
    CU_ASSERT_EQUAL(answer.result, WIN32_INVALID_PARAMETER);
    CU_ASSERT_TRUE(ask_after(&resource, SET_COMMON, &nothing, WIN32_SUCCESS));
    CU_ASSERT_EQUAL(answer.result, WIN32_INVALID_DATA);
    CU_ASSERT_PTR_NULL(answer.batch);
}

static void
test_validate_common(void)
{
    CU_ASSERT_TRUE(
        ask_number(&resource, VALIDATE_COMMON, "PendingTimeout", 10, WIN32_INVALID_FUNCTION));
    CU_ASSERT_EQUAL(answer.result, WIN32_SUCCESS);
    CU_ASSERT_PTR_NULL(answer.batch);
    CU_ASSERT_TRUE(ask_number(&resource, VALIDATE_COMMON, "PendingTimeout", 9, WIN32_SUCCESS));
    CU_ASSERT_EQUAL(answer.result, WIN32_INVALID_PARAMETER);
    CU_ASSERT_FALSE(
        ask_number(&resource, VALIDATE_COMMON, "PendingTimeout", 9, WIN32_INVALID_DATA));
}

static void
store_private(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autofree char *parameters = catalog_resource_parameters(resource.key);

    clusdb_batch_set_dword(batch, parameters, "Port", 80);
    clusdb_batch_set_string(batch, parameters, "Root", "/srv");
    clusdb_batch_set(batch, parameters, "Wild", 2, "%\0\0", 4);
    /* A text of three bytes, a value without a name, and a type that has no format. */
    clusdb_batch_set(batch, parameters, "Odd", 1, "a\0b", 3);
    clusdb_batch_set(batch, parameters, "", 4, "\1\0\0", 4);
    clusdb_batch_set(batch, parameters, "Rare", 9, "\7", 1);
    fixture_must_commit(db, batch);
}

static void
test_get_private(void)
{
    must_answer(&resource, GET_PRIVATE);
    must_give("\0\0\0", 4);
    must_answer(&resource, ENUM_PRIVATE);
    must_give("\0", 2);
    store_private();
    must_answer(&resource, GET_PRIVATE);
    must_give_list("Odd:1=610062|Port:2=80|Rare:1=07|Root:3=/srv|Wild:4=%|");
    must_answer(&resource, ENUM_PRIVATE);
    must_give_text(REG_MULTI_SZ, "Odd;Port;Rare;Root;Wild");
    must_answer(&resource, PRIVATE_FMTS);
    must_give_list("Odd:11=0100|Port:11=0200|Rare:11=0100|Root:11=0300|Wild:11=0400|");
    must_answer(&resource, GET_RO_PRIVATE);
    must_give("\0\0\0", 4);
    must_answer(&type, GET_PRIVATE);
    must_give("\0\0\0", 4);
}

static void
test_set_private(void)
{
    struct property_list *list = property_list_new();
    g_autoptr(GBytes) bytes = NULL;
    struct wire_bytes in;

    store_private();
    property_list_add_dword(list, "port", 81);
    property_list_add(list, &(struct property_value){ "Root", CLUSPROP_FORMAT_UNKNOWN, NULL, 0 });
    property_list_add(list, &(struct property_value){ "None", CLUSPROP_FORMAT_UNKNOWN, NULL, 0 });
    property_list_add(list, &(struct property_value){ "User", 0x8000, (const uint8_t *)"x", 1 });
    bytes = property_list_finish(list);
    in = bytes_of(bytes);
    CU_ASSERT_TRUE(ask_after(&resource, SET_PRIVATE, &in, WIN32_INVALID_FUNCTION));
    CU_ASSERT_EQUAL(answer.result, WIN32_SUCCESS);
    CU_ASSERT_PTR_NULL(answer.out);
    must_commit_answer();
    must_answer(&resource, GET_PRIVATE);
    must_give_list("Odd:1=610062|Port:2=81|Rare:1=07|User:1=78|Wild:4=%|");

    CU_ASSERT_TRUE(ask_number(&type, SET_PRIVATE, "Limit", 5, WIN32_INVALID_FUNCTION));
    must_commit_answer();
    must_answer(&type, GET_PRIVATE);
    must_give_list("Limit:2=5|");
}

static void
must_refuse_private(struct property_list *list, uint32_t set_result, uint32_t validate_result)
{
    g_autoptr(GBytes) bytes = property_list_finish(list);
    struct wire_bytes in = bytes_of(bytes);

    CU_ASSERT_TRUE(ask_after(&resource, SET_PRIVATE, &in, WIN32_INVALID_FUNCTION));
    CU_ASSERT_EQUAL(answer.result, set_result);
    CU_ASSERT_PTR_NULL(answer.batch);
    CU_ASSERT_TRUE(ask_after(&resource, VALIDATE_PRIVATE, &in, WIN32_INVALID_FUNCTION));
    CU_ASSERT_EQUAL(answer.result, validate_result);
    CU_ASSERT_PTR_NULL(answer.batch);
}

static void
test_refused_private(void)
{
    struct property_list *list = property_list_new();

    property_list_add_dword(list, "A", 1);
    property_list_add_dword(list, "a", 2);
    must_refuse_private(list, WIN32_INVALID_DATA, WIN32_SUCCESS);
    list = property_list_new();
    property_list_add_dword(list, "Sub\\A", 1);
    must_refuse_private(list, WIN32_INVALID_PARAMETER, WIN32_SUCCESS);
    list = property_list_new();
    property_list_add(list, &(struct property_value){ "A", CLUSPROP_FORMAT_DWORD,
                                                      (const uint8_t *)"\1\2", 2 });
    must_refuse_private(list, WIN32_INVALID_DATA, WIN32_INVALID_DATA);
}

/* Objects without a DLL */

static const struct common_runtime facts = { .name = "n\xc3\xa4me",
                                             .group_type = 9999,
                                             .address = "10.0.0.0",
                                             .mask = "255.0.0.0",
                                             .node = "one",
                                             .network = "net",
                                             .domain_name = "cluster.example" };

static struct defaults_object
plain(enum common_object kind, const char *key)
{
    return (struct defaults_object){ .db = db, .kind = kind, .key = key, .runtime = &facts };
}

static bool
ask_alone(const struct defaults_object *object, uint32_t code, const struct wire_bytes *in)
{
    defaults_answer_clear(&answer);
    return defaults_alone(object, code, in, &answer);
}

static void
set_alone(const struct defaults_object *object, uint32_t code, const char *name, uint32_t number)
{
    struct property_list *list = property_list_new();
    g_autoptr(GBytes) bytes = NULL;
    struct wire_bytes in;

    property_list_add_dword(list, name, number);
    bytes = property_list_finish(list);
    in = bytes_of(bytes);
    CU_ASSERT_TRUE(ask_alone(object, code, &in));
}

static void
test_groups(void)
{
    struct defaults_object group = plain(COMMON_OF_GROUP, "Groups\\g");

    CU_ASSERT_TRUE(ask_alone(&group, 0x03000029, &nothing));
    must_give_text(REG_SZ, facts.name);
    CU_ASSERT_TRUE(ask_alone(&group, 0x03000039, &nothing));
    must_give_text(REG_SZ, "g");
    CU_ASSERT_TRUE(ask_alone(&group, 0x03000055, &nothing));
    must_give_list("Name:3=n\xc3\xa4me|GroupType:2=9999|StatusInformation:6=0|");
    CU_ASSERT_TRUE(ask_alone(&group, 0x03000005, &nothing));
    must_give("\0\0\0", 4);
    set_alone(&group, 0x0340005e, "FailbackWindowStart", 24);
    CU_ASSERT_EQUAL(answer.result, WIN32_INVALID_PARAMETER);
    set_alone(&group, 0x0340005e, "FailbackWindowStart", UINT32_MAX);
    CU_ASSERT_EQUAL(answer.result, WIN32_SUCCESS);
    set_alone(&group, 0x0340005e, "GroupType", 1);
    CU_ASSERT_EQUAL(answer.result, WIN32_INVALID_PARAMETER);
    set_alone(&group, 0x0340005e, "FailbackWindowStart", 23);
    must_commit_answer();
    CU_ASSERT_TRUE(ask_alone(&group, 0x03000059, &nothing));
    must_give_list("Description:3=|PersistentState:2=0|FailoverThreshold:2=4294967295|"
                   "FailoverPeriod:2=6|AutoFailbackType:2=0|FailbackWindowStart:2=23|"
                   "FailbackWindowEnd:2=4294967295|AntiAffinityClassNames:5=|Priority:2=2000|"
                   "DefaultOwner:2=4294967295|ColdStartSetting:2=0|GroupStartDelay:2=0|"
                   "ResiliencyPeriod:2=0|");
    CU_ASSERT_FALSE(ask_alone(&group, 0x0300002d, &nothing));
    CU_ASSERT_FALSE(ask_alone(&group, 0x04000029, &nothing));
}

static void
test_private_of_plain(void)
{
    struct defaults_object cluster = plain(COMMON_OF_CLUSTER, "");
    struct defaults_object node = plain(COMMON_OF_NODE, "Nodes\\1");

    set_alone(&cluster, 0x07400086, "Mine", 7);
    must_commit_answer();
    CU_ASSERT_TRUE(ask_alone(&cluster, 0x07000081, &nothing));
    must_give_list("Mine:2=7|");
    CU_ASSERT_EQUAL(clusdb_key(db, "Parameters", NULL), WIN32_SUCCESS);
    CU_ASSERT_TRUE(ask_alone(&node, 0x04000081, &nothing));
    must_give_list("");
    set_alone(&node, 0x04400086, "Mine", 8);
    must_commit_answer();
    CU_ASSERT_TRUE(ask_alone(&node, 0x04000079, &nothing));
    must_give_text(REG_MULTI_SZ, "Mine");
}

static void
test_other_plain(void)
{
    struct defaults_object cluster = plain(COMMON_OF_CLUSTER, "");
    struct defaults_object node = plain(COMMON_OF_NODE, "Nodes\\1");
    struct defaults_object network = plain(COMMON_OF_NETWORK, "Networks\\n");
    struct defaults_object interface = plain(COMMON_OF_NETINTERFACE, "NetworkInterfaces\\i");

    CU_ASSERT_TRUE(ask_alone(&cluster, 0x0700003d, &nothing));
    must_give_text(REG_SZ, "cluster.example");
    CU_ASSERT_FALSE(ask_alone(&cluster, 0x07000029, &nothing));
    CU_ASSERT_TRUE(ask_alone(&node, 0x04000041, &nothing));
    must_give_text(REG_SZ, "NT AUTHORITY\\SYSTEM");
    CU_ASSERT_TRUE(ask_alone(&network, 0x05000055, &nothing));
    must_give_list("Name:3=n\xc3\xa4me|Address:3=10.0.0.0|AddressMask:3=255.0.0.0|");
    set_alone(&network, 0x05000061, "Metric", 0);
    CU_ASSERT_EQUAL(answer.result, WIN32_INVALID_PARAMETER);
    set_alone(&network, 0x05000061, "Metric", 1);
    CU_ASSERT_EQUAL(answer.result, WIN32_SUCCESS);
    CU_ASSERT_PTR_NULL(answer.batch);
    CU_ASSERT_TRUE(ask_alone(&interface, 0x06000031, &nothing));
    must_give_text(REG_SZ, "one");
    CU_ASSERT_TRUE(ask_alone(&interface, 0x06000035, &nothing));
    must_give_text(REG_SZ, "net");
    CU_ASSERT_FALSE(ask_alone(&node, 0x04000031, &nothing));
}

/* As for a resource whose DLL cannot be asked. */
static void
test_alone(void)
{
    CU_ASSERT_TRUE(ask_alone(&resource, 0x01000000 | GET_NAME, &nothing));
    CU_ASSERT_TRUE(ask_alone(&resource, 0x01000000 | GET_COMMON, &nothing));
    CU_ASSERT_FALSE(ask_alone(&resource, 0x01000000 | DELETE, &nothing));
    CU_ASSERT_FALSE(ask_alone(&resource, 0x01000000 | GET_REQUIRED_DEPENDENCIES, &nothing));
}

void
suite_defaults(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("defaults", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_names);
    CU_ADD_TEST(suite, test_checkpoints);
    CU_ADD_TEST(suite, test_not_before);
    CU_ADD_TEST(suite, test_characteristics);
    CU_ADD_TEST(suite, test_flags_and_class);
    CU_ADD_TEST(suite, test_unknown);
    CU_ADD_TEST(suite, test_stands);
    CU_ADD_TEST(suite, test_common);
    CU_ADD_TEST(suite, test_common_formats);
    CU_ADD_TEST(suite, test_set_common);
    CU_ADD_TEST(suite, test_validate_common);
    CU_ADD_TEST(suite, test_get_private);
    CU_ADD_TEST(suite, test_set_private);
    CU_ADD_TEST(suite, test_refused_private);
    CU_ADD_TEST(suite, test_groups);
    CU_ADD_TEST(suite, test_private_of_plain);
    CU_ADD_TEST(suite, test_other_plain);
    CU_ADD_TEST(suite, test_alone);
}
