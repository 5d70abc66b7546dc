/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Which common properties of Windows clusters are left out when they are read. */

#include "unit.h"

#include <CUnit/Basic.h>

#include "common-tables.h"
#include "tools/import/common-defaults.h"

static bool
takes_number(enum windows_kind kind, const char *name, guint64 number)
{
    struct windows_value *value = windows_value_number(number);
    bool result = common_default_is(kind, name, value);

    windows_value_free(value);
    return result;
}

static bool
takes_text(enum windows_kind kind, const char *name, const char *text)
{
    struct windows_value *value = windows_value_text(text);
    bool result = common_default_is(kind, name, value);

    windows_value_free(value);
    return result;
}

static bool
takes_texts(enum windows_kind kind, const char *name, const char *const *texts)
{
    struct windows_value *value = windows_value_texts(texts);
    bool result = common_default_is(kind, name, value);

    windows_value_free(value);
    return result;
}

static void
test_defaults(void)
{
    CU_ASSERT_TRUE(takes_number(WINDOWS_GROUP, "failoverperiod", 6));
    CU_ASSERT_FALSE(takes_number(WINDOWS_GROUP, "FailoverPeriod", 7));
    CU_ASSERT_TRUE(takes_number(WINDOWS_GROUP, "FailoverThreshold", G_MAXUINT32));
    CU_ASSERT_FALSE(takes_number(WINDOWS_GROUP, "FailoverThreshold", 0));
    CU_ASSERT_TRUE(takes_text(WINDOWS_GROUP, "Priority", "2000"));
    CU_ASSERT_TRUE(takes_text(WINDOWS_GROUP, "Priority", "0x7d0"));
    CU_ASSERT_FALSE(takes_text(WINDOWS_GROUP, "Priority", "2000 "));
    CU_ASSERT_FALSE(takes_number(WINDOWS_NODE, "Priority", 2000));
}

static void
test_the_types_value(void)
{
    CU_ASSERT_TRUE(takes_number(WINDOWS_RESOURCE, "IsAlivePollInterval", G_MAXUINT32));
    CU_ASSERT_TRUE(takes_number(WINDOWS_RESOURCE, "IsAlivePollInterval", 0));
    CU_ASSERT_FALSE(takes_number(WINDOWS_RESOURCE, "IsAlivePollInterval", 60000));
    CU_ASSERT_TRUE(takes_number(WINDOWS_TYPE, "IsAlivePollInterval", 60000));
    CU_ASSERT_FALSE(takes_number(WINDOWS_TYPE, "IsAlivePollInterval", G_MAXUINT32));
    CU_ASSERT_TRUE(takes_number(WINDOWS_RESOURCE, "PendingTimeout", G_MAXUINT32));
    CU_ASSERT_TRUE(takes_number(WINDOWS_RESOURCE, "PendingTimeout", 180000));
    CU_ASSERT_FALSE(takes_number(WINDOWS_RESOURCE, "PendingTimeout", 0));
}

static void
test_what_is_never_left_out(void)
{
    CU_ASSERT_FALSE(takes_number(WINDOWS_RESOURCE, "RestartThreshold", 1));
    CU_ASSERT_FALSE(takes_number(WINDOWS_RESOURCE, "RestartThreshold", 3));
    CU_ASSERT_FALSE(takes_number(WINDOWS_RESOURCE, "PersistentState", 0));
    CU_ASSERT_TRUE(takes_number(WINDOWS_RESOURCE, "PersistentState", G_MAXUINT32));
    CU_ASSERT_FALSE(takes_number(WINDOWS_GROUP, "PersistentState", 0));
    CU_ASSERT_FALSE(takes_number(WINDOWS_CLUSTER, "SameSubnetThreshold", 20));
    CU_ASSERT_FALSE(takes_number(WINDOWS_RESOURCE, "Mine", 0));
}

static void
test_empty_texts(void)
{
    static const char *const names[] = { "web", NULL };

    CU_ASSERT_TRUE(takes_text(WINDOWS_TYPE, "Description", ""));
    CU_ASSERT_FALSE(takes_text(WINDOWS_TYPE, "Description", " "));
    CU_ASSERT_FALSE(takes_number(WINDOWS_TYPE, "Description", 0));
    CU_ASSERT_TRUE(takes_texts(WINDOWS_GROUP, "AntiAffinityClassNames", NULL));
    CU_ASSERT_TRUE(takes_text(WINDOWS_GROUP, "AntiAffinityClassNames", ""));
    CU_ASSERT_FALSE(takes_texts(WINDOWS_GROUP, "AntiAffinityClassNames", names));
    CU_ASSERT_FALSE(takes_texts(WINDOWS_GROUP, "FailoverPeriod", NULL));
    CU_ASSERT_FALSE(takes_text(WINDOWS_RESOURCE, "Unknown", ""));
}

static void
test_state(void)
{
    CU_ASSERT_TRUE(common_is_state(WINDOWS_RESOURCE, "MONITORPROCESSID"));
    CU_ASSERT_TRUE(common_is_state(WINDOWS_RESOURCE, "State"));
    CU_ASSERT_TRUE(common_is_state(WINDOWS_NODE, "BuildNumber"));
    CU_ASSERT_TRUE(common_is_state(WINDOWS_TYPE, "DllName"));
    CU_ASSERT_FALSE(common_is_state(WINDOWS_RESOURCE, "DllName"));
    CU_ASSERT_FALSE(common_is_state(WINDOWS_GROUP, "Priority"));
    CU_ASSERT_FALSE(common_is_state(WINDOWS_RESOURCE, "Anything"));
    CU_ASSERT_FALSE(takes_text(WINDOWS_RESOURCE, "State", ""));
}

/* What resapid takes for the default of a property, and what is left out here, must be the same. */
static void
test_same_as_resapid(void)
{
    static const enum windows_kind kinds[] = {
        [COMMON_OF_RESOURCE] = WINDOWS_RESOURCE, [COMMON_OF_TYPE] = WINDOWS_TYPE,
        [COMMON_OF_GROUP] = WINDOWS_GROUP,       [COMMON_OF_NODE] = WINDOWS_NODE,
        [COMMON_OF_CLUSTER] = WINDOWS_CLUSTER,   [COMMON_OF_NETWORK] = WINDOWS_NETWORK,
    };
    guint checked = 0;

    for (size_t object = 0; object < G_N_ELEMENTS(kinds); object++) {
        const struct common_table *table = &common_tables[object];

        for (size_t i = 0; i < table->count; i++) {
            const struct common_property *property = &table->properties[i];
            bool differs = g_strcmp0(property->name, "RestartThreshold") == 0 ||
                           g_strcmp0(property->name, "Metric") == 0 ||
                           g_strcmp0(property->name, "PersistentState") == 0;

            if (property->format == CLUSPROP_FORMAT_DWORD && property->read_only == NULL &&
                !differs) {
                CU_ASSERT_TRUE(takes_number(kinds[object], property->name, property->preset));
                CU_ASSERT_FALSE(common_is_state(kinds[object], property->name));
                checked++;
            }
        }
    }
    CU_ASSERT_TRUE(checked > 30);
}

static void
test_known(void)
{
    CU_ASSERT_TRUE(common_is_known(WINDOWS_RESOURCE, "restartthreshold"));
    CU_ASSERT_FALSE(common_is_state(WINDOWS_RESOURCE, "RestartThreshold"));
    CU_ASSERT_FALSE(takes_number(WINDOWS_RESOURCE, "RestartThreshold", 1));
    CU_ASSERT_TRUE(common_is_known(WINDOWS_GROUP, "State"));
    CU_ASSERT_TRUE(common_is_known(WINDOWS_CLUSTER, "CrossSubnetThreshold"));
    CU_ASSERT_FALSE(common_is_known(WINDOWS_GROUP, "RestartThreshold"));
    CU_ASSERT_FALSE(common_is_known(WINDOWS_RESOURCE, "PSComputerName"));
}

void
suite_import_common(void)
{
    CU_pSuite suite = CU_add_suite("import: common properties", NULL, NULL);

    CU_add_test(suite, "documented defaults", test_defaults);
    CU_add_test(suite, "values that stand for the type's", test_the_types_value);
    CU_add_test(suite, "what is never left out", test_what_is_never_left_out);
    CU_add_test(suite, "empty texts", test_empty_texts);
    CU_add_test(suite, "state", test_state);
    CU_add_test(suite, "the same defaults as resapid's", test_same_as_resapid);
    CU_ADD_TEST(suite, test_known);
}
