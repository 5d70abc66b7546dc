/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Common properties of resources and types in a real cluster database. */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "catalog.h"
#include "common.h"
#include "properties.h"

#define TYPE_KEY "ResourceTypes\\Fake"

static struct clusdb *db;
static char *key;

static void
setup(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    fixture_setup();
    db = fixture_open();
    catalog_put_type(batch, "Fake", "/a.dll", NULL);
    key = catalog_put_resource(batch, "web", "Fake");
    fixture_must_commit(db, batch);
}

static void
teardown(void)
{
    g_clear_pointer(&key, g_free);
    clusdb_close(db);
    fixture_teardown();
}

static void
store(const char *path, const char *name, uint32_t number)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_set_dword(batch, path, name, number);
    fixture_must_commit(db, batch);
}

static void
test_presets(void)
{
    static const uint32_t presets[] = {
        [COMMON_LOOKS_ALIVE_POLL_INTERVAL] = 5000,
        [COMMON_IS_ALIVE_POLL_INTERVAL] = 60000,
        [COMMON_PENDING_TIMEOUT] = 180000,
        [COMMON_DEADLOCK_TIMEOUT] = 300000,
        [COMMON_SEPARATE_MONITOR] = 0,
        [COMMON_EMBEDDED_FAILURE_ACTION] = 2,
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(presets); i++) {
        CU_ASSERT_EQUAL(common_number(db, key, (enum common_number)i), presets[i]);
        CU_ASSERT_EQUAL(common_type_number(db, TYPE_KEY, (enum common_number)i), presets[i]);
    }
    CU_ASSERT_EQUAL(common_number(db, "Resources\\none", COMMON_PENDING_TIMEOUT), 180000);
}

static void
test_numbers(void)
{
    store(TYPE_KEY, "IsAlivePollInterval", 1000);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_IS_ALIVE_POLL_INTERVAL), 1000);
    CU_ASSERT_EQUAL(common_type_number(db, TYPE_KEY, COMMON_IS_ALIVE_POLL_INTERVAL), 1000);
    store(key, "IsAlivePollInterval", 2000);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_IS_ALIVE_POLL_INTERVAL), 2000);
    /* CLUSTER_RESOURCE_DEFAULT_..._POLL: the type's (resapi.md 3.2). */
    store(key, "IsAlivePollInterval", UINT32_MAX);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_IS_ALIVE_POLL_INTERVAL), 1000);
    /* But a PendingTimeout of that length is one. */
    store(key, "PendingTimeout", UINT32_MAX);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_PENDING_TIMEOUT), UINT32_MAX);
    store(TYPE_KEY, "DeadlockTimeout", 4000);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_DEADLOCK_TIMEOUT), 4000);
}

static void
test_stored_out_of_bounds(void)
{
    store(TYPE_KEY, "IsAlivePollInterval", 1000);
    /* Zero is illegal for an interval, and no time to wait. */
    store(key, "IsAlivePollInterval", 0);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_IS_ALIVE_POLL_INTERVAL), 1000);
    store(key, "IsAlivePollInterval", 1);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_IS_ALIVE_POLL_INTERVAL), 10);
    store(key, "PendingTimeout", 0);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_PENDING_TIMEOUT), 10);
    store(key, "DeadlockTimeout", 0);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_DEADLOCK_TIMEOUT), 1000);
    store(TYPE_KEY, "DeadlockTimeout", 0);
    CU_ASSERT_EQUAL(common_type_number(db, TYPE_KEY, COMMON_DEADLOCK_TIMEOUT), 1000);
    store(TYPE_KEY, "LooksAlivePollInterval", 1);
    CU_ASSERT_EQUAL(common_type_number(db, TYPE_KEY, COMMON_LOOKS_ALIVE_POLL_INTERVAL), 1);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_LOOKS_ALIVE_POLL_INTERVAL), 10);
    store(key, "SeparateMonitor", 7);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_SEPARATE_MONITOR), 1);
    store(key, "EmbeddedFailureAction", 7);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_EMBEDDED_FAILURE_ACTION), 2);
}

/* Returns the number of changes; a batch without an error is committed. */
static int
put(enum common_object object, const char *word, GError **error)
{
    const char *const words[] = { word, NULL };
    struct clusdb_batch *batch = clusdb_batch_new();
    int changes =
        common_put(batch, db, object == COMMON_OF_TYPE ? TYPE_KEY : key, object, words, error);

    if (changes < 0) {
        clusdb_batch_free(batch);
    } else {
        fixture_must_commit(db, batch);
    }
    return changes;
}

static void
must_put(enum common_object object, const char *word, int changes)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_EQUAL(put(object, word, &error), changes);
    CU_ASSERT_PTR_NULL(error);
}

/* The error names the property, and the remedy in which hint is. */
static void
must_refuse(enum common_object object, const char *word, const char *name, const char *hint)
{
    g_autofree char *begin = g_strdup_printf("property %s", name);
    GError *error = NULL;

    CU_ASSERT_EQUAL(put(object, word, &error), -1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_TRUE(g_error_matches(error, RESAPID_ERROR, OUTCOME_INVALID));
    CU_ASSERT_TRUE(g_str_has_prefix(error->message, begin));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, hint));
    g_error_free(error);
}

static void
test_put(void)
{
    g_autofree char *description = NULL;
    g_autofree char *display = NULL;
    struct clusdb_value value;
    uint32_t number = 0;

    must_put(COMMON_OF_RESOURCE, "pendingTIMEOUT=5000", 1);
    must_put(COMMON_OF_RESOURCE, "PendingTimeout=5000", 0);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_PENDING_TIMEOUT), 5000);
    CU_ASSERT_EQUAL(clusdb_value(db, key, "PendingTimeout", &value), WIN32_SUCCESS);
    CU_ASSERT_STRING_EQUAL(value.name, "PendingTimeout");
    must_put(COMMON_OF_RESOURCE, "PendingTimeout=", 1);
    must_put(COMMON_OF_RESOURCE, "PendingTimeout=", 0);
    CU_ASSERT_FALSE(clusdb_dword(db, key, "PendingTimeout", &number));

    /* A text that looks like a number is one nevertheless. */
    must_put(COMMON_OF_RESOURCE, "Description=42", 1);
    description = clusdb_string(db, key, "Description");
    CU_ASSERT_STRING_EQUAL(description, "42");
    must_put(COMMON_OF_RESOURCE, "LooksAlivePollInterval=-1", 1);
    CU_ASSERT_TRUE(clusdb_dword(db, key, "LooksAlivePollInterval", &number));
    CU_ASSERT_EQUAL(number, UINT32_MAX);

    must_put(COMMON_OF_TYPE, "Name=Shown", 1);
    display = clusdb_string(db, TYPE_KEY, "Name");
    CU_ASSERT_STRING_EQUAL(display, "Shown");
    must_put(COMMON_OF_TYPE, "AdminExtensions:MULTI_SZ=a;b", 1);
    must_put(COMMON_OF_TYPE, "DumpPolicy=0x100000000", 1);
    CU_ASSERT_EQUAL(clusdb_value(db, TYPE_KEY, "DumpPolicy", &value), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(value.type, REG_QWORD);
}

static void
test_bounds(void)
{
    must_put(COMMON_OF_RESOURCE, "LooksAlivePollInterval=10", 1);
    must_refuse(COMMON_OF_RESOURCE, "LooksAlivePollInterval=9", "LooksAlivePollInterval",
                "from 10 to 4294967295 milliseconds");
    must_refuse(COMMON_OF_RESOURCE, "IsAlivePollInterval=0", "IsAlivePollInterval", "from 10");
    must_refuse(COMMON_OF_RESOURCE, "PendingTimeout=9", "PendingTimeout", "from 10");
    must_put(COMMON_OF_RESOURCE, "DeadlockTimeout=1000", 1);
    must_refuse(COMMON_OF_RESOURCE, "DeadlockTimeout=999", "DeadlockTimeout", "from 1000");
    must_put(COMMON_OF_RESOURCE, "RestartAction=2", 1);
    must_refuse(COMMON_OF_RESOURCE, "RestartAction=3", "RestartAction", "from 0 to 2");
    must_refuse(COMMON_OF_RESOURCE, "SeparateMonitor=2", "SeparateMonitor", "from 0 to 1");
    must_refuse(COMMON_OF_RESOURCE, "EmbeddedFailureAction=3", "EmbeddedFailureAction", "to 2");
    must_refuse(COMMON_OF_RESOURCE, "RestartThreshold=many", "RestartThreshold", "DWORD");
    must_refuse(COMMON_OF_RESOURCE, "RestartPeriod=4294967296", "RestartPeriod", "DWORD");

    must_put(COMMON_OF_TYPE, "LooksAlivePollInterval=1", 1);
    must_refuse(COMMON_OF_TYPE, "LooksAlivePollInterval=0", "LooksAlivePollInterval", "from 1 to");
    must_refuse(COMMON_OF_TYPE, "DeadlockTimeout=999", "DeadlockTimeout", "from 1000");
    must_refuse(COMMON_OF_TYPE, "Name=", "Name", "give a text");
}

static void
test_refused(void)
{
    must_refuse(COMMON_OF_RESOURCE, "Port=80", "Port", "Description, LooksAlivePollInterval, ");
    must_refuse(COMMON_OF_TYPE, "RestartAction=0", "RestartAction", "a resource type: use Name, ");
    must_refuse(COMMON_OF_RESOURCE, "name=other", "Name", "resource rename");
    must_refuse(COMMON_OF_RESOURCE, "Type=other", "Type", "read-only");
    must_refuse(COMMON_OF_RESOURCE, "Type=", "Type", "read-only");
    must_refuse(COMMON_OF_RESOURCE, "MonitorProcessId=1", "MonitorProcessId", "read-only");
    must_refuse(COMMON_OF_RESOURCE, "ResourceSpecificData1=1", "ResourceSpecificData1", "DLL");
    must_refuse(COMMON_OF_TYPE, "DllName=/b.dll", "DllName", "read-only");
    must_refuse(COMMON_OF_RESOURCE, "Description:DWORD=1", "Description", "is a SZ");
    must_refuse(COMMON_OF_RESOURCE, "PendingTimeout", "'PendingTimeout'", "NAME=VALUE");
}

static void
test_nothing_of_a_bad_request(void)
{
    const char *const words[] = { "PendingTimeout=5000", "pendingtimeout=6000", NULL };
    struct clusdb_batch *batch = clusdb_batch_new();
    g_autoptr(GError) error = NULL;

    CU_ASSERT_EQUAL(common_put(batch, db, key, COMMON_OF_RESOURCE, words, &error), -1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "given twice"));
    clusdb_batch_free(batch);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_PENDING_TIMEOUT), 180000);
}

/* "Name=value|" of what common_each() gives; numbers are decimal. */
static void
describe(void *user, const struct property_value *value)
{
    g_autofree char *text = property_decode(property_type_of_format(value->format), value->data,
                                            (uint32_t)value->length);

    CU_ASSERT_TRUE(property_is_well_formed(value->format, value->data, value->length));
    g_string_append_printf(user, "%s=%s|", value->name, text);
}

static void
must_have(enum common_object object, const struct common_runtime *runtime, bool read_only,
          const char *expected)
{
    g_autoptr(GString) all = g_string_new(NULL);

    common_each(db, object == COMMON_OF_TYPE ? TYPE_KEY : key, object, runtime, read_only, describe,
                all);
    CU_ASSERT_STRING_EQUAL(all->str, expected);
    if (strcmp(all->str, expected) != 0) {
        fprintf(stderr, "\n%s\nis not\n%s\n", all->str, expected);
    }
}

static void
test_each(void)
{
    must_have(COMMON_OF_RESOURCE, NULL, false,
              "Description=|LooksAlivePollInterval=4294967295|IsAlivePollInterval=4294967295|"
              "PendingTimeout=180000|DeadlockTimeout=300000|RestartAction=2|RestartThreshold=1|"
              "RestartPeriod=900000|RetryPeriodOnFailure=3600000|SeparateMonitor=0|"
              "PersistentState=0|EmbeddedFailureAction=2|");
    must_have(COMMON_OF_TYPE, NULL, false,
              "Name=Fake|Description=|AdminExtensions=|LooksAlivePollInterval=5000|"
              "IsAlivePollInterval=60000|PendingTimeout=180000|DeadlockTimeout=300000|"
              "MaximumMonitors=0|DumpPolicy=0|DumpServices=|DumpLogQuery=|EnabledEventLogs=|"
              "WprProfiles=|WprStartAfter=0|");
    must_have(COMMON_OF_TYPE, NULL, true, "DllName=/a.dll|");
    must_have(COMMON_OF_RESOURCE, NULL, true,
              "Name=web|Type=Fake|RestartDelay=500|MonitorProcessId=0|StatusInformation=0|"
              "LastOperationStatusCode=0|ResourceSpecificData1=0|ResourceSpecificData2=0|"
              "ResourceSpecificStatus=|");
}

static void
test_each_in_force(void)
{
    store(TYPE_KEY, "PendingTimeout", 7000);
    store(TYPE_KEY, "IsAlivePollInterval", 8000);
    store(key, "LooksAlivePollInterval", 1);
    store(key, "RestartAction", 9);
    /* Not what their formats say. */
    store(key, "Description", 5);
    store(TYPE_KEY, "Name", 5);
    must_have(COMMON_OF_RESOURCE, NULL, false,
              "Description=|LooksAlivePollInterval=10|IsAlivePollInterval=4294967295|"
              "PendingTimeout=7000|DeadlockTimeout=300000|RestartAction=2|RestartThreshold=1|"
              "RestartPeriod=900000|RetryPeriodOnFailure=3600000|SeparateMonitor=0|"
              "PersistentState=0|EmbeddedFailureAction=2|");
    must_have(COMMON_OF_TYPE, NULL, false,
              "Name=|Description=|AdminExtensions=|LooksAlivePollInterval=5000|"
              "IsAlivePollInterval=8000|PendingTimeout=7000|DeadlockTimeout=300000|"
              "MaximumMonitors=0|DumpPolicy=0|DumpServices=|DumpLogQuery=|EnabledEventLogs=|"
              "WprProfiles=|WprStartAfter=0|");
}

static void
test_runtime(void)
{
    struct property_list *list = property_list_new();
    struct common_runtime runtime = {
        .monitor_process_id = 77,
        .status_information = 0x41,
        .last_operation_status = UINT64_C(0x100000002),
    };

    property_list_add_string(list, "resourcespecificstatus", "warm");
    property_list_add(list, &(struct property_value){ "ResourceSpecificData2",
                                                      CLUSPROP_FORMAT_ULARGE_INTEGER,
                                                      (const uint8_t *)"\3\0\0\0\0\0\0", 8 });
    /* Not of the property's format, and not the DLL's to say. */
    property_list_add_dword(list, "ResourceSpecificData1", 1);
    property_list_add_string(list, "Name", "stolen");
    property_list_add_dword(list, "MonitorProcessId", 1);
    property_list_add_string(list, "Mine", "yes");
    runtime.local_properties = property_list_finish(list);
    must_have(COMMON_OF_RESOURCE, &runtime, true,
              "Name=web|Type=Fake|RestartDelay=500|MonitorProcessId=77|StatusInformation=65|"
              "LastOperationStatusCode=4294967298|ResourceSpecificData1=0|"
              "ResourceSpecificData2=3|ResourceSpecificStatus=warm|Mine=yes|");
    must_have(COMMON_OF_TYPE, &runtime, true, "DllName=/a.dll|");
    g_bytes_unref(runtime.local_properties);

    /* A DLL's list that breaks off. */
    runtime.local_properties = g_bytes_new_static("\1\0\0\0\3", 5);
    must_have(COMMON_OF_RESOURCE, &runtime, true,
              "Name=web|Type=Fake|RestartDelay=500|MonitorProcessId=77|StatusInformation=65|"
              "LastOperationStatusCode=4294967298|ResourceSpecificData1=0|"
              "ResourceSpecificData2=0|ResourceSpecificStatus=|");
    g_bytes_unref(runtime.local_properties);
}

static void
must_list(enum common_object object, const char *names)
{
    g_autoptr(GBytes) encoded = common_names(object);
    g_autoptr(GBytes) formats = common_formats(object);
    g_autoptr(GString) listed = g_string_new(NULL);
    g_autofree char *text = NULL;
    struct wire_bytes list;
    gsize length;
    gconstpointer data = g_bytes_get_data(encoded, &length);

    text = property_decode(REG_MULTI_SZ, data, (uint32_t)length);
    CU_ASSERT_STRING_EQUAL(text, names);
    list.data = g_bytes_get_data(formats, &length);
    list.length = (uint32_t)length;
    CU_ASSERT_EQUAL(property_list_read(&list, describe, listed), WIN32_SUCCESS);
    CU_ASSERT_TRUE(g_str_has_prefix(listed->str, object == COMMON_OF_TYPE
                                                     ? "Name=0300|Description=0300|"
                                                       "AdminExtensions=0500|"
                                                     : "Description=0300|"
                                                       "LooksAlivePollInterval=0200|"));
}

static void
test_names(void)
{
    must_list(COMMON_OF_RESOURCE,
              "Description;LooksAlivePollInterval;IsAlivePollInterval;PendingTimeout;"
              "DeadlockTimeout;RestartAction;RestartThreshold;RestartPeriod;RetryPeriodOnFailure;"
              "SeparateMonitor;PersistentState;EmbeddedFailureAction");
    must_list(COMMON_OF_TYPE,
              "Name;Description;AdminExtensions;LooksAlivePollInterval;IsAlivePollInterval;"
              "PendingTimeout;DeadlockTimeout;MaximumMonitors;DumpPolicy;DumpServices;"
              "DumpLogQuery;EnabledEventLogs;WprProfiles;WprStartAfter");
}

/* Takes list; a batch without an error is committed. Checking alone must come to the same result.
 */
static uint32_t
put_list(enum common_object object, struct property_list *list)
{
    const char *path = object == COMMON_OF_TYPE ? TYPE_KEY : key;
    g_autoptr(GBytes) encoded = property_list_finish(list);
    struct clusdb_batch *batch = clusdb_batch_new();
    struct wire_bytes in;
    uint32_t result;
    gsize length;

    in.data = g_bytes_get_data(encoded, &length);
    in.length = (uint32_t)length;
    result = common_put_list(batch, db, path, object, &in);
    CU_ASSERT_EQUAL(common_put_list(NULL, db, path, object, &in), result);
    if (result == WIN32_SUCCESS) {
        fixture_must_commit(db, batch);
    } else {
        clusdb_batch_free(batch);
    }
    return result;
}

static uint32_t
put_number(enum common_object object, const char *name, uint32_t number)
{
    struct property_list *list = property_list_new();

    property_list_add_dword(list, name, number);
    return put_list(object, list);
}

static uint32_t
put_text(enum common_object object, const char *name, const char *text)
{
    struct property_list *list = property_list_new();

    property_list_add_string(list, name, text);
    return put_list(object, list);
}

static uint32_t
reset(enum common_object object, const char *name)
{
    struct property_list *list = property_list_new();

    property_list_add(list, &(struct property_value){ name, CLUSPROP_FORMAT_UNKNOWN, NULL, 0 });
    return put_list(object, list);
}

static void
test_put_list(void)
{
    g_autofree char *description = NULL;
    uint32_t number;

    CU_ASSERT_EQUAL(put_list(COMMON_OF_RESOURCE, property_list_new()), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(put_number(COMMON_OF_RESOURCE, "pendingtimeout", 5000), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_PENDING_TIMEOUT), 5000);
    CU_ASSERT_EQUAL(put_text(COMMON_OF_RESOURCE, "Description", "a web"), WIN32_SUCCESS);
    description = clusdb_string(db, key, "Description");
    CU_ASSERT_STRING_EQUAL(description, "a web");
    CU_ASSERT_EQUAL(reset(COMMON_OF_RESOURCE, "PendingTimeout"), WIN32_SUCCESS);
    CU_ASSERT_FALSE(clusdb_dword(db, key, "PendingTimeout", &number));
    CU_ASSERT_EQUAL(reset(COMMON_OF_RESOURCE, "PendingTimeout"), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(put_number(COMMON_OF_TYPE, "LooksAlivePollInterval", 1), WIN32_SUCCESS);
    CU_ASSERT_EQUAL(common_type_number(db, TYPE_KEY, COMMON_LOOKS_ALIVE_POLL_INTERVAL), 1);
}

static void
test_refused_lists(void)
{
    struct property_list *list = property_list_new();

    CU_ASSERT_EQUAL(put_number(COMMON_OF_RESOURCE, "Port", 1), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(put_text(COMMON_OF_RESOURCE, "Name", "x"), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(reset(COMMON_OF_RESOURCE, "Type"), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(put_text(COMMON_OF_RESOURCE, "PendingTimeout", "1"), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(put_number(COMMON_OF_RESOURCE, "PendingTimeout", 9), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(put_number(COMMON_OF_RESOURCE, "RestartAction", 3), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(put_number(COMMON_OF_RESOURCE, "IsAlivePollInterval", 0),
                    WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(put_text(COMMON_OF_TYPE, "Name", ""), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(reset(COMMON_OF_TYPE, "Name"), WIN32_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(put_text(COMMON_OF_TYPE, "DllName", "/b.dll"), WIN32_INVALID_PARAMETER);

    property_list_add_dword(list, "PendingTimeout", 100);
    property_list_add_dword(list, "pendingTimeout", 200);
    CU_ASSERT_EQUAL(put_list(COMMON_OF_RESOURCE, list), WIN32_INVALID_DATA);
    CU_ASSERT_EQUAL(common_put_list(NULL, db, key, COMMON_OF_RESOURCE, &(struct wire_bytes){ 0 }),
                    WIN32_INVALID_DATA);
}

static void
add_to_list(void *user, const struct property_value *value)
{
    property_list_add(user, value);
}

/* What was read can be written back, and pins nothing of the poll intervals. */
static void
test_read_and_write_back(void)
{
    enum common_object objects[] = { COMMON_OF_RESOURCE, COMMON_OF_TYPE };

    for (size_t i = 0; i < G_N_ELEMENTS(objects); i++) {
        struct property_list *list = property_list_new();

        common_each(db, objects[i] == COMMON_OF_TYPE ? TYPE_KEY : key, objects[i], NULL, false,
                    add_to_list, list);
        CU_ASSERT_EQUAL(put_list(objects[i], list), WIN32_SUCCESS);
    }
    store(TYPE_KEY, "IsAlivePollInterval", 1234);
    CU_ASSERT_EQUAL(common_number(db, key, COMMON_IS_ALIVE_POLL_INTERVAL), 1234);
}

void
suite_common(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("common", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_presets);
    CU_ADD_TEST(suite, test_numbers);
    CU_ADD_TEST(suite, test_stored_out_of_bounds);
    CU_ADD_TEST(suite, test_put);
    CU_ADD_TEST(suite, test_bounds);
    CU_ADD_TEST(suite, test_refused);
    CU_ADD_TEST(suite, test_nothing_of_a_bad_request);
    CU_ADD_TEST(suite, test_each);
    CU_ADD_TEST(suite, test_each_in_force);
    CU_ADD_TEST(suite, test_runtime);
    CU_ADD_TEST(suite, test_names);
    CU_ADD_TEST(suite, test_put_list);
    CU_ADD_TEST(suite, test_refused_lists);
    CU_ADD_TEST(suite, test_read_and_write_back);
}
