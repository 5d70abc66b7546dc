/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Resources of a Windows cluster: types, parameters, policies and ids. */

#include "unit.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "import-mapping-fixture.h"
#include "tools/import/cib-text.h"

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

static const char *
why_of(const char *object, const char *property)
{
    const struct note *note = NULL;

    CU_ASSERT_EQUAL(fixture_notes(&fixture, "resource", object, property, &note), 1);
    return note != NULL && note->why != NULL ? note->why : "";
}

static const struct plan_operation *
operation(const char *id, const char *operation_id)
{
    const struct plan_primitive *primitive = fixture_primitive(&fixture, id);

    for (guint i = 0; primitive != NULL && i < primitive->operations->len; i++) {
        const struct plan_operation *candidate = g_ptr_array_index(primitive->operations, i);

        if (strcmp(candidate->id, operation_id) == 0) {
            return candidate;
        }
    }
    return NULL;
}

static void
test_address(void)
{
    struct windows_resource *ip = add("Web IP", "IP Address");
    struct windows_resource *odd = add("Odd IP", "IP Address");

    fixture_text(ip->object.private, "Address", "192.0.2.7");
    fixture_text(ip->object.private, "SubnetMask", "255.255.254.0");
    fixture_text(ip->object.private, "Network", "Cluster Network 1");
    fixture_number(ip->object.private, "EnableDhcp", 0);
    fixture_text(odd->object.private, "SubnetMask", "255.0.255.0");
    fixture_number(odd->object.private, "EnableDhcp", 1);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_primitive(&fixture, "Web-IP")->agent, "IPaddr2");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Web-IP", "ip"), "192.0.2.7");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Web-IP", "cidr_netmask"), "23");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "Web IP", "Address"), NOTE_MAPPED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "Web IP", "Network"), NOTE_DROPPED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "Web IP", "EnableDhcp"), NOTE_DROPPED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "Odd IP", "SubnetMask"), NOTE_DECIDE);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "Odd IP", "EnableDhcp"), NOTE_DECIDE);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Odd-IP", "ip"), "CHANGE-ME");
    CU_ASSERT_STRING_EQUAL(operation("Web-IP", "Web-IP-monitor-10s")->timeout, "20s");
}

static void
test_name(void)
{
    struct windows_resource *ip = add("ip", "IPv6 Address");
    struct windows_resource *name = add("name", "Network Name");

    fixture_text(ip->object.private, "Address", "2001:db8::7");
    fixture_number(ip->object.private, "PrefixLength", 64);
    fixture_text(name->object.private, "Name", "FILES");
    fixture_text(name->object.private, "DnsName", "Files");
    fixture_text(name->object.private, "DnsSuffix", "example.com");
    windows_properties_set(name->object.private, "ResourceData", windows_value_binary("\1", 1));
    fixture_depend(name, ip, NULL);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "ip", "cidr_netmask"), "64");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "name", "hostname"), "files.example.com");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "name", "ip"), "2001:db8::7");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "name", "type"), "AAAA");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "name", "DnsName"), NOTE_MAPPED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "name", "Name"), NOTE_DROPPED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "name", "ResourceData"), NOTE_DROPPED);
}

static void
test_name_of_addresses(void)
{
    struct windows_resource *one = add("one", "IP Address");
    struct windows_resource *other = add("other", "IP Address");
    struct windows_resource *name = add("name", "Network Name");
    struct windows_resource *single = add("single", "Network Name");
    const struct note *note = NULL;

    fixture_text(one->object.private, "Address", "192.0.2.1");
    fixture_text(other->object.private, "Address", "198.51.100.1");
    fixture_depend(name, one, other);
    fixture_depend(single, other, NULL);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "name", "ip"), "192.0.2.1");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "name", "addresses"), NOTE_CHANGED);
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "resource", "single", "addresses", &note), 0);
}

static void
test_disk_and_share(void)
{
    static const char *const settings[] = { "Cluster Disk 1:fstype=xfs",
                                            "Cluster Disk 1:device=/dev/vg/files",
                                            "Cluster Disk 1:directory=/files", NULL };
    struct windows_resource *disk = add("Cluster Disk 1", "Physical Disk");
    struct windows_resource *share = add("share", "File Share");
    struct windows_resource *lost = add("lost", "File Share");

    fixture_number(disk->object.private, "DiskSignature", 0x1a2b3c4d);
    fixture_number(disk->object.private, "DiskRunChkDsk", 2);
    fixture_text(share->object.private, "ShareName", "data");
    fixture_text(share->object.private, "Path", "E:\\Data\\x");
    fixture_text(lost->object.private, "Path", "E:\\Data\\x");
    fixture_depend(share, disk, NULL);
    fixture_map(&fixture, settings, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Cluster-Disk-1", "device"),
                           "/dev/vg/files");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Cluster-Disk-1", "fstype"), "xfs");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Cluster-Disk-1", "run_fsck"), "force");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "share", "path"), "/files/Data/x");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "share", "outfile"),
                           "/etc/samba/conf.d/share.conf");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "share", "Path"), NOTE_CHANGED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "lost", "Path"), NOTE_DECIDE);
}

static void
test_disk_to_decide(void)
{
    struct windows_resource *disk = add("Disk", "Physical Disk");
    guint found = 0;

    fixture_number(disk->object.private, "DiskSignature", 0x1a2b3c4d);
    fixture_text(disk->object.private, "DiskPath", "E:");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Disk", "device"),
                           "/dev/disk/by-id/CHANGE-ME-Disk");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "Disk", "directory"), "/srv/Disk");
    for (guint i = 0; i < notes_count(fixture.notes); i++) {
        const struct note *note = notes_at(fixture.notes, i);

        found += note->kind == NOTE_DECIDE && strstr(note->to, "device=") != NULL &&
                         strstr(note->why, "1a2b3c4d") != NULL && strstr(note->why, "E:") != NULL
                     ? 1
                     : 0;
    }
    CU_ASSERT_EQUAL(found, 1);
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_DECIDE), 3);
}

static void
test_generic(void)
{
    struct windows_resource *script = add("script", "Generic Script");
    struct windows_resource *service = add("service", "generic service");

    fixture_text(script->object.private, "ScriptFilepath", "C:\\a b\\x.vbs");
    fixture_text(script->object.private, "Program", "it's");
    fixture_number(script->object.private, "Port", 80);
    fixture_text(script->object.private, "Password", "x");
    fixture_text(service->object.private, "ServiceName", "Ledger");
    fixture_number(service->object.private, "UseNetworkName", 1);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_primitive(&fixture, "script")->provider, "resapi");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "script", "ScriptFilepath"),
                           "C:\\a b\\x.vbs");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "script", "properties"),
                           "Port:DWORD='80' Program:SZ='it'\\''s'");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "script", "Password"), NOTE_DECIDE);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "script", "Program"), NOTE_MAPPED);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "service", "ServiceName"), "Ledger");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "service", "UseNetworkName"), "1");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "service", NULL), NOTE_DECIDE);
    CU_ASSERT_PTR_NOT_NULL(strstr(why_of("service", NULL), "ocf_resapi_GenericService(7)"));
}

static void
test_custom(void)
{
    static const char *const texts[] = { "a", "b", NULL };
    static const char *const bad[] = { "a;b", NULL };
    struct windows_resource *web;

    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    web = add("web", "Sample Web");
    fixture_number(web->object.private, "Port", 8080);
    fixture_text(web->object.private, "Data Folder", "C:\\data");
    fixture_text(web->object.private, "Empty", "");
    fixture_text(web->object.private, "Password", "x");
    windows_properties_set(web->object.private, "Blob", windows_value_binary("\1", 1));
    windows_properties_set(web->object.private, "List", windows_value_texts(texts));
    windows_properties_set(web->object.private, "Odd", windows_value_texts(bad));
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_primitive(&fixture, "web")->agent, "SampleWeb");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "web", "Port"), "8080");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "web", "Data_Folder"), "C:\\data");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "web", "List"), "a;b");
    CU_ASSERT_PTR_NULL(fixture_parameter(&fixture, "web", "Password"));
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Empty"), NOTE_DROPPED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Password"), NOTE_DECIDE);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Blob"), NOTE_DECIDE);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Odd"), NOTE_DECIDE);
}

/* Types whose names have the same letters, or none, have agents of their own. */
static void
test_agents(void)
{
    struct windows_type *spaced = fixture_type(&fixture, "My DB", "a.dll");
    struct windows_type *dashed = fixture_type(&fixture, "My-DB", "b.dll");
    struct windows_type *foreign = fixture_type(&fixture, "\xe6\x97\xa5", "c.dll");
    const struct note *note = NULL;

    add("one", "My DB");
    add("two", "My-DB");
    add("three", "\xe6\x97\xa5");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(g_hash_table_lookup(fixture.plan->agents, spaced), "MyDB");
    CU_ASSERT_STRING_EQUAL(fixture_primitive(&fixture, "one")->agent, "MyDB");
    CU_ASSERT_STRING_EQUAL(g_hash_table_lookup(fixture.plan->agents, dashed), "MyDB2");
    CU_ASSERT_STRING_EQUAL(g_hash_table_lookup(fixture.plan->agents, foreign), "Type");
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "resource type", "My DB", "agent", &note), 0);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "resource type", "My-DB", "agent", &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_CHANGED);
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "--agent=MyDB2"));
}

/* Where it is on Linux, only the administrator knows. */
static void
test_windows_places(void)
{
    static const char *const settings[] = { "web:Log=Z:\\var\\log\\web", NULL };
    struct windows_resource *web;

    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    web = add("web", "Sample Web");
    fixture_text(web->object.private, "Folder", "\"d:/data\" -x");
    fixture_text(web->object.private, "Share", "\\\\server\\share");
    fixture_text(web->object.private, "Log", "C:\\logs");
    fixture_text(web->object.private, "Root", "Z:\\srv");
    fixture_text(web->object.private, "Url", "http://host/x, tcp:/y");
    fixture_map(&fixture, settings, NULL, false);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Folder"), NOTE_DECIDE);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "web", "Folder"), "\"d:/data\" -x");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Share"), NOTE_DECIDE);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Log"), NOTE_MAPPED);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "web", "Log"), "Z:\\var\\log\\web");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Root"), NOTE_MAPPED);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Url"), NOTE_MAPPED);
}

static void
test_which_types_are_custom(void)
{
    CU_ASSERT_TRUE(mapping_type_is_custom(fixture_type(&fixture, "a", "C:\\x\\sqsrvres.dll")));
    CU_ASSERT_FALSE(mapping_type_is_custom(fixture_type(&fixture, "b", "C:\\x\\ClusRes2.DLL")));
    CU_ASSERT_FALSE(mapping_type_is_custom(fixture_type(&fixture, "c", "mqclus.dll")));
    CU_ASSERT_FALSE(mapping_type_is_custom(fixture_type(&fixture, "IP Address", "other.dll")));
    CU_ASSERT_FALSE(mapping_type_is_custom(fixture_type(&fixture, "d", NULL)));
    add("r", "Unheard Of");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_EQUAL(fixture.plan->primitives->len, 0);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "r", NULL), NOTE_NO_EQUIVALENT);
}

static void
test_policy(void)
{
    struct windows_resource *plain = add("plain", "Generic Service");
    struct windows_resource *slow = add("slow", "Generic Service");
    struct windows_resource *ip = add("ip", "IP Address");
    const struct plan_operation *monitor;

    fixture_number(plain->type->object.common, "IsAlivePollInterval", 30000);
    fixture_number(slow->object.common, "DeadlockTimeout", 600000);
    fixture_number(slow->object.common, "LooksAlivePollInterval", 15500);
    fixture_number(slow->object.common, "IsAlivePollInterval", 16000);
    fixture_number(slow->object.common, "RestartAction", 0);
    fixture_number(slow->object.common, "RestartPeriod", 60000);
    fixture_number(ip->object.common, "RestartThreshold", 3);
    fixture_number(ip->object.common, "LooksAlivePollInterval", 1000);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(operation("plain", "plain-start-0s")->timeout, "400s");
    CU_ASSERT_STRING_EQUAL(operation("plain", "plain-stop-0s")->timeout, "520s");
    CU_ASSERT_PTR_NOT_NULL(operation("plain", "plain-monitor-10s"));
    monitor = operation("plain", "plain-monitor-30s");
    CU_ASSERT_PTR_NOT_NULL_FATAL(monitor);
    CU_ASSERT_STRING_EQUAL(plan_pairs_find(monitor->parameters, "OCF_CHECK_LEVEL"), "10");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "plain", "IsAlivePollInterval"), "30000");
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "plain", "migration-threshold"));
    CU_ASSERT_PTR_NOT_NULL(operation("slow", "slow-monitor-16s"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(operation("slow", "slow-monitor-17s"));
    CU_ASSERT_STRING_EQUAL(operation("slow", "slow-monitor-17s")->timeout, "620s");
    CU_ASSERT_STRING_EQUAL(plan_pairs_find(operation("slow", "slow-monitor-16s")->options,
                                           "on-fail"),
                           "stop");
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "slow", "failure-timeout"), "60s");
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "ip", "migration-threshold"), "4");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "ip", "LooksAlivePollInterval"), NOTE_DROPPED);
    CU_ASSERT_EQUAL(fixture_primitive(&fixture, "ip")->operations->len, 3);
}

static void
test_timeouts(void)
{
    static const char *const settings[] = { "set:PendingTimeout=900000", "odd:DeadlockTimeout=soon",
                                            NULL };
    struct windows_resource *slow = add("slow", "Physical Disk");
    struct windows_resource *quick = add("quick", "Physical Disk");

    add("set", "Generic Service");
    add("odd", "Generic Service");
    fixture_number(slow->object.common, "PendingTimeout", 600000);
    fixture_number(quick->object.common, "PendingTimeout", 30000);
    fixture_map(&fixture, settings, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "set", "PendingTimeout"), "900000");
    CU_ASSERT_STRING_EQUAL(operation("set", "set-start-0s")->timeout, "1150s");
    CU_ASSERT_STRING_EQUAL(operation("set", "set-stop-0s")->timeout, "1520s");
    CU_ASSERT_STRING_EQUAL(operation("set", "set-reload-agent-0s")->timeout, "2670s");
    CU_ASSERT_STRING_EQUAL(operation("odd", "odd-start-0s")->timeout, "400s");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "odd", "DeadlockTimeout"), NOTE_PROBLEM);
    CU_ASSERT_EQUAL(fixture.plan->op_defaults->len, 0);
    CU_ASSERT_STRING_EQUAL(operation("slow", "slow-start-0s")->timeout, "600s");
    CU_ASSERT_STRING_EQUAL(operation("slow", "slow-stop-0s")->timeout, "600s");
    CU_ASSERT_STRING_EQUAL(operation("slow", "slow-monitor-20s")->timeout, "40s");
    CU_ASSERT_STRING_EQUAL(operation("quick", "quick-start-0s")->timeout, "60s");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "slow", "PendingTimeout"), NOTE_CHANGED);
}

static void
test_ids(void)
{
    add("a b", "Generic Service");
    add("A-B", "Generic Service");
    add("1st (B\xc3\xbcro)", "Generic Service");
    add("\xe6\x97\xa5\xe6\x9c\xac", "Generic Service");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_PTR_NOT_NULL(fixture_primitive(&fixture, "a-b"));
    CU_ASSERT_PTR_NOT_NULL(fixture_primitive(&fixture, "A-B-2"));
    CU_ASSERT_PTR_NOT_NULL(fixture_primitive(&fixture, "_1st-Buro"));
    CU_ASSERT_PTR_NOT_NULL(fixture_primitive(&fixture, "resource-1"));
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "A-B", "Name"), NOTE_CHANGED);
    CU_ASSERT_STRING_EQUAL(why_of("A-B", "Name"), "the resource a b has the id A-B");
}

/* A name that is another object's too: which one is said. */
static void
test_ids_of_whom(void)
{
    add("Sales", "IP Address");
    add("web-start-0s", "IP Address");
    add("other", "IP Address");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_PTR_NOT_NULL(fixture_primitive(&fixture, "Sales-2"));
    CU_ASSERT_STRING_EQUAL(why_of("Sales", "Name"),
                           "the group Sales has the id Sales, which its tag or group in Pacemaker "
                           "is called by");
    CU_ASSERT_PTR_NOT_NULL(strstr(why_of("web-start-0s", "Name"), "a part of another object"));
}

static guint
count_thresholds(const struct note **last)
{
    guint count = 0;

    for (guint i = 0; i < notes_count(fixture.notes); i++) {
        const struct note *note = notes_at(fixture.notes, i);

        if (g_strcmp0(note->to, "migration-threshold") == 0 && note->property == NULL) {
            *last = note;
            count++;
        }
    }
    return count;
}

/* Of how many resources ever, one finding. */
static void
test_threshold(void)
{
    const struct note *note = NULL;

    fixture_type(&fixture, "Sample", "sample.dll");
    add("one", "Sample");
    add("two", "Sample");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_EQUAL_FATAL(count_thresholds(&note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DECIDE);
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "push_failures=no"));
}

static guint
count_thresholds_for(const char *pacemaker, guint64 restart_action)
{
    const struct note *note = NULL;
    guint count;

    teardown();
    setup();
    fixture_type(&fixture, "Sample", "sample.dll");
    fixture_number(add("one", "Sample")->object.common, "RestartAction", restart_action);
    fixture.pacemaker = pacemaker;
    fixture_map(&fixture, NULL, NULL, false);
    count = count_thresholds(&note);
    return count;
}

static void
test_threshold_that_fits(void)
{
    const struct note *note = NULL;

    CU_ASSERT_EQUAL(count_thresholds_for(NULL, 2), 1);
    CU_ASSERT_EQUAL(count_thresholds_for("2.1.5-8.el9", 2), 1);
    CU_ASSERT_EQUAL(count_thresholds_for("2.1.6", 2), 0);
    CU_ASSERT_EQUAL(count_thresholds_for("2.1.10", 2), 0);
    CU_ASSERT_EQUAL(count_thresholds_for(NULL, 1), 0);
    teardown();
    setup();
    add("ip", "IP Address");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_EQUAL(count_thresholds(&note), 0);
}

/* What has no equal is not told to have an agent. */
static void
test_types_of_windows(void)
{
    const struct note *note = NULL;

    add("queue", "MSMQ");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "queue", NULL), NOTE_NO_EQUIVALENT);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "resource type", "MSMQ", NULL, &note), 1);
    CU_ASSERT_STRING_EQUAL(note->why, "resapid is not asked to host it; see each resource");
}

/* The id that a line of a CIB defines; NULL: none. g_free(). */
static char *
defined_id(const char *line)
{
    const char *id = strstr(line, " id=\"");

    if (id == NULL || strstr(line, "<resource_ref") != NULL || strstr(line, "<obj_ref") != NULL) {
        return NULL;
    }
    id += strlen(" id=\"");
    return g_strndup(id, strcspn(id, "\""));
}

static void
check_unique_ids(void)
{
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *text = cib_text(fixture.plan);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line != NULL; line++) {
        char *id = defined_id(*line);

        if (id != NULL && !g_hash_table_add(ids, id)) {
            fprintf(stderr, "# twice: %s\n", *line);
            CU_FAIL("an id that two have");
        }
    }
    CU_ASSERT_TRUE(g_hash_table_size(ids) > 40);
}

/* Resources that are named as what is inside others. */
static void
test_ids_of_parts(void)
{
    static const char *const names[] = {
        "web-meta_attributes",
        "web-meta_attributes-target-role",
        "web-instance_attributes",
        "web-instance_attributes-ServiceName",
        "web-start-0s",
        "WEB-monitor-10s",
        "cib-bootstrap-options",
        "rsc-options-priority",
        "op-options",
        "any-before-web-resource_set-0",
    };
    struct windows_resource *web = add("web", "Generic Service");
    struct windows_resource *again = add("web-1", "Generic Service");
    struct windows_resource *one = add("one", "Generic Service");
    struct windows_resource *other = add("other", "Generic Service");

    fixture_number(web->object.common, "IsAlivePollInterval", 10000);
    fixture_text(web->object.private, "ServiceName", "web");
    fixture_number(group->object.common, "Priority", 3000);
    fixture_depend(web, one, other);
    fixture_depend(again, one, other);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        add(names[i], "Generic Service");
    }
    fixture_map(&fixture, NULL, NULL, false);
    check_unique_ids();
    CU_ASSERT_PTR_NOT_NULL(fixture_primitive(&fixture, "web-meta-attributes"));
    CU_ASSERT_PTR_NOT_NULL(fixture_primitive(&fixture, "web-start-0s-2"));
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web-start-0s", "Name"), NOTE_CHANGED);
}

static void
check_fails(const char *const *nodes, const char *word)
{
    fixture_map(&fixture, NULL, nodes, false);
    CU_ASSERT_PTR_NULL(fixture.plan);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture.error);
    CU_ASSERT_PTR_NOT_NULL(strstr(fixture.error->message, word));
    g_clear_error(&fixture.error);
}

static void
test_wrong_nodes(void)
{
    add("a", "Generic Service");
    check_fails((const char *const[]){ "N9=n", NULL }, "N9=n");
    check_fails((const char *const[]){ "N1=", NULL }, "N1=");
    check_fails((const char *const[]){ "N1=n2", NULL }, "2");
    check_fails((const char *const[]){ "N1=a\nproperty", NULL }, "no name of a host");
    check_fails((const char *const[]){ "N1=-f", NULL }, "no name of a host");
    check_fails((const char *const[]){ "N1=a", "n1=b", NULL }, "given before as 'n1=a': remove");
}

/* Nothing is written of such a group that could stop it. */
static void
test_moved_for_nothing(void)
{
    const struct note *note = NULL;

    fixture_group(&fixture, "Available Storage");
    fixture.moved = (const char *const[]){ "available storage", NULL };
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "group", "Available Storage", NULL, &note), 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(note);
    CU_ASSERT_EQUAL(note->kind, NOTE_PROBLEM);
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "--moved does nothing"));
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "disks that no group uses"));
}

/* A name of a node would be lines of commands. */
static void
test_node_names(void)
{
    static const char hostile[] = "FS2\nproperty stonith-enabled=false";
    const struct note *note = NULL;

    windows_cluster_add(fixture.cluster, WINDOWS_NODE, NULL, hostile, "test");
    windows_cluster_add(fixture.cluster, WINDOWS_NODE, NULL, "\xe6\x97\xa5", "test");
    fixture_map(&fixture, NULL, (const char *const[]){ "N1=lnx_1", NULL }, false);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture.plan);
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(fixture.plan->nodes, 0), "lnx_1");
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(fixture.plan->nodes, 1), "N2");
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(fixture.plan->nodes, 3),
                           "FS2-property-stonith-enabled-false");
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(fixture.plan->nodes, 4), "node-1");
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "node", hostile, NULL, &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DECIDE);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "node", "N1", NULL, &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_MAPPED);
}

/* Windows' names that come to the same do not make one node of two. */
static void
test_node_names_alike(void)
{
    windows_cluster_add(fixture.cluster, WINDOWS_NODE, NULL, "n 3", "test");
    windows_cluster_add(fixture.cluster, WINDOWS_NODE, NULL, "n-3", "test");
    check_fails(NULL, "--node=");
    fixture_map(&fixture, NULL, (const char *const[]){ "n-3=n4", NULL }, false);
    CU_ASSERT_PTR_NOT_NULL(fixture.plan);
}

void
suite_import_mapping(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import mapping", NULL, NULL, setup, teardown);

    CU_add_test(suite, "addresses", test_address);
    CU_add_test(suite, "names", test_name);
    CU_add_test(suite, "names of several addresses", test_name_of_addresses);
    CU_add_test(suite, "disks and shares", test_disk_and_share);
    CU_add_test(suite, "a disk to decide", test_disk_to_decide);
    CU_add_test(suite, "generic types", test_generic);
    CU_add_test(suite, "custom types", test_custom);
    CU_add_test(suite, "agents of custom types", test_agents);
    CU_add_test(suite, "places that only Windows has", test_windows_places);
    CU_add_test(suite, "which types are custom", test_which_types_are_custom);
    CU_add_test(suite, "policies of resources", test_policy);
    CU_add_test(suite, "timeouts", test_timeouts);
    CU_add_test(suite, "ids", test_ids);
    CU_add_test(suite, "ids of parts", test_ids_of_parts);
    CU_add_test(suite, "ids and whose they are", test_ids_of_whom);
    CU_add_test(suite, "failures that count twice", test_threshold);
    CU_add_test(suite, "failures that count once", test_threshold_that_fits);
    CU_add_test(suite, "types that are Windows' own", test_types_of_windows);
    CU_add_test(suite, "wrong nodes", test_wrong_nodes);
    CU_add_test(suite, "a group that has moved for nothing", test_moved_for_nothing);
    CU_add_test(suite, "names of nodes", test_node_names);
    CU_add_test(suite, "names of nodes that are alike", test_node_names_alike);
}
