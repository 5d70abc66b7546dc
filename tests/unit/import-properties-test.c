/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Each property of each object is told of once, whatever its type and value are. */

#include "unit.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "import-mapping-fixture.h"

static struct mapping_fixture fixture;
static struct windows_group *group;

static void
setup(void)
{
    mapping_fixture_begin(&fixture);
    group = fixture_group(&fixture, "Sales");
}

static void
teardown(void)
{
    mapping_fixture_end(&fixture);
}

static struct windows_resource *
add(const char *name, const char *type)
{
    return fixture_resource(&fixture, group, name, type);
}

/* One resource of each type, with a property of each name that means something, and some that do not. */
static const char *const all_types[] = {
    "IP Address",
    "IPv6 Address",
    "Network Name",
    "Physical Disk",
    "File Share",
    "File Server",
    "NFS Share",
    "Network File System",
    "Generic Service",
    "Generic Script",
    "DHCP Service",
    "Generic Application",
    "WINS Service",
    "Print Spooler",
    "Virtual Machine",
    "Cloud Witness",
    "Storage Pool",
    "iSCSI Target Server",
    "DTC",
    "Sample",
    "Unheard Of",
};

static const char *const all_private[] = {
    "Address",
    "SubnetMask",
    "Network",
    "EnableDhcp",
    "ProbePort",
    "PrefixLength",
    "Name",
    "DnsName",
    "DnsSuffix",
    "HostRecordTTL",
    "Aliases",
    "DiskRunChkDsk",
    "DiskSignature",
    "DiskIdGuid",
    "DiskPath",
    "ShareName",
    "Path",
    "Remark",
    "MaxUsers",
    "Security Descriptor",
    "CommandLine",
    "CurrentDirectory",
    "ServiceName",
    "StartupParameters",
    "UseNetworkName",
    "ScriptFilepath",
    "ScriptPath",
    "DatabasePath",
    "DefaultSpoolDirectory",
    "AdminPassword",
    "No Such Thing",
};

static const char *const all_common[] = {
    "LooksAlivePollInterval",
    "IsAlivePollInterval",
    "PendingTimeout",
    "DeadlockTimeout",
    "RestartAction",
    "RestartThreshold",
    "RestartPeriod",
    "RestartDelay",
    "RetryPeriodOnFailure",
    "SeparateMonitor",
    "PersistentState",
    "EmbeddedFailureAction",
    "Description",
    "AutoFailbackType",
    "FailbackWindowStart",
    "FailbackWindowEnd",
    "FailoverThreshold",
    "FailoverPeriod",
    "Priority",
    "AntiAffinityClassNames",
    "DefaultOwner",
    "PreferredSite",
    "LockedFromMoving",
    "ColdStartSetting",
    "GroupStartDelay",
    "GroupType",
    "ShutdownTimeoutInMinutes",
    "SameSubnetDelay",
    "DrainOnShutdown",
    "NodeWeight",
    "Role",
    "Metric",
    "No Such Thing",
};

static void
fill(struct windows_object *object, bool numbers)
{
    for (size_t i = 0; i < G_N_ELEMENTS(all_common); i++) {
        fixture_number(object->common, all_common[i], 2);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(all_private); i++) {
        windows_properties_set(object->private, all_private[i],
                               numbers ? windows_value_number(7) : windows_value_text("s3cr3t"));
    }
}

static void
check_properties(const struct windows_object *object, const windows_properties_t *properties)
{
    const char *word = windows_kind_word(object->kind);
    const struct note *note = NULL;

    for (guint i = 0; i < windows_properties_count(properties); i++) {
        const char *name = windows_properties_at(properties, i)->name;
        /* The one name that both kinds of properties have here. */
        guint wanted = strcmp(name, "No Such Thing") == 0 ? 2 : 1;
        guint count = fixture_notes(&fixture, word, object->name, name, &note);

        if (count != wanted) {
            CU_FAIL("a property without exactly one note");
            printf("%s %s: %s: %u notes\n", word, object->name, name, count);
        }
    }
}

static void
check_objects(const GPtrArray *objects)
{
    for (guint i = 0; i < objects->len; i++) {
        const struct windows_object *object = g_ptr_array_index(objects, i);

        check_properties(object, object->common);
        check_properties(object, object->private);
    }
}

static void
fill_all(bool numbers)
{
    windows_cluster_add(fixture.cluster, WINDOWS_NETWORK, NULL, "Net", "test");
    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        GPtrArray *objects = windows_cluster_objects(fixture.cluster, (enum windows_kind)kind);

        for (guint i = 0; i < objects->len; i++) {
            fill(g_ptr_array_index(objects, i), numbers);
        }
    }
    fill(&fixture.cluster->object, numbers);
}

static void
check_one_note_each(bool numbers)
{
    struct windows_group *core = fixture_group(&fixture, "Cluster Group");

    fixture_type(&fixture, "Sample", "sample.dll");
    for (size_t i = 0; i < G_N_ELEMENTS(all_types); i++) {
        g_autofree char *name = g_strdup_printf("r %zu", i);
        g_autofree char *core_name = g_strdup_printf("core %zu", i);

        fixture_resource(&fixture, core, core_name, all_types[i]);
        if (i > 0) {
            fixture_depend(add(name, all_types[i]), g_ptr_array_index(group->resources, 0), NULL);
        } else {
            add(name, all_types[i]);
        }
    }
    fill_all(numbers);
    fixture_number(core->object.common, "GroupType", 1);
    fixture_map(&fixture, NULL, NULL, false);
    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        check_objects(windows_cluster_objects(fixture.cluster, (enum windows_kind)kind));
    }
    check_properties(&fixture.cluster->object, fixture.cluster->object.common);
    check_properties(&fixture.cluster->object, fixture.cluster->object.private);
}

/* Group, type and resource names differ, so a note cannot be counted for another object. */
static void
test_one_note_each_text(void)
{
    guint shown = 0;

    check_one_note_each(false);
    for (guint i = 0; i < notes_count(fixture.notes); i++) {
        const struct note *note = notes_at(fixture.notes, i);

        shown += g_strcmp0(note->property, "AdminPassword") == 0 &&
                         ((note->to != NULL && strstr(note->to, "s3cr3t") != NULL) ||
                          (note->why != NULL && strstr(note->why, "s3cr3t") != NULL))
                     ? 1
                     : 0;
    }
    CU_ASSERT_EQUAL(shown, 0);
}

static void
test_one_note_each_number(void)
{
    check_one_note_each(true);
}

void
suite_import_properties(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import properties", NULL, NULL, setup, teardown);

    CU_add_test(suite, "one note for each property: texts", test_one_note_each_text);
    CU_add_test(suite, "one note for each property: numbers", test_one_note_each_number);
}
