/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What --set gives: of whom, whether it decides, and whether the agent can take it. */

#include "unit.h"

#include <CUnit/Basic.h>
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

static void
map(const char *const *settings)
{
    fixture_map(&fixture, settings, NULL, false);
}

/* The notes of this kind whose text begins so. */
static guint
count(enum note_kind kind, const char *object, const char *why)
{
    guint found = 0;

    for (guint i = 0; i < notes_count(fixture.notes); i++) {
        const struct note *note = notes_at(fixture.notes, i);

        found += note->kind == kind && strcmp(note->object, object) == 0 && note->why != NULL &&
                         g_str_has_prefix(note->why, why)
                     ? 1
                     : 0;
    }
    return found;
}

static bool
parameter_is(const char *id, const char *name, const char *value)
{
    return g_strcmp0(fixture_parameter(&fixture, id, name), value) == 0;
}

static void
test_settings(void)
{
    static const char *const settings[] = { "a:b:Port=1", "a:ServiceName=x:y=z", NULL };

    add("a", "Generic Service");
    fixture_type(&fixture, "Sample", "sample.dll");
    add("a:b", "Sample");
    fixture.pacemaker = "2.1.6";
    map(settings);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "a-b", "Port"), "1");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "a", "ServiceName"), "x:y=z");
    /* That the service is to be installed. */
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_DECIDE), 1);
}

/* Whatever is set is heeded, or it is said that it is not. */
static void
test_settings_that_lose(void)
{
    static const char *const settings[] = { "service:EmbeddedFailureAction=1",
                                            "name:type=A",
                                            "disk:Device=/dev/x",
                                            "disk:devcie=/dev/y",
                                            "ip:ip=2001:db8::1",
                                            "web:data folder=x",
                                            "dtc:x=1",
                                            "files:x=1",
                                            NULL };
    struct windows_resource *service = add("service", "Generic Service");
    struct windows_resource *name = add("name", "Network Name");
    struct windows_resource *ip = add("ip", "IP Address");
    struct windows_resource *web;

    add("disk", "Physical Disk");
    add("dtc", "DTC");
    add("files", "File Server");
    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    web = add("web", "Sample Web");
    fixture_text(web->object.private, "Data Folder", "y");
    fixture_number(service->object.common, "EmbeddedFailureAction", 2);
    fixture_number(ip->object.private, "EnableDhcp", 1);
    fixture_depend(name, ip, NULL);
    map(settings);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "service", "EmbeddedFailureAction"), "1");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "name", "ip"), "2001:db8::1");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "name", "type"), "A");
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "disk", "device"), "/dev/x");
    CU_ASSERT_PTR_NULL(fixture_parameter(&fixture, "disk", "Device"));
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "disk", "devcie"), "/dev/y");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "disk", "devcie"), NOTE_PROBLEM);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "ip", "EnableDhcp"), NOTE_MAPPED);
    CU_ASSERT_STRING_EQUAL(fixture_parameter(&fixture, "web", "Data_Folder"), "x");
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "dtc", "x"), NOTE_PROBLEM);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "files", "x"), NOTE_PROBLEM);
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_PROBLEM), 3);
}

static void
check_fails(const char *const *settings, const char *word)
{
    map(settings);
    CU_ASSERT_PTR_NULL(fixture.plan);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture.error);
    CU_ASSERT_PTR_NOT_NULL(strstr(fixture.error->message, word));
    g_clear_error(&fixture.error);
}

static void
test_wrong_settings(void)
{
    add("a", "Generic Service");
    check_fails((const char *const[]){ "b:x=1", NULL }, "b:x=1");
    check_fails((const char *const[]){ "a:x", NULL }, "a:x");
    check_fails((const char *const[]){ "type a:x=1", NULL }, "no type of the Windows cluster");
    check_fails((const char *const[]){ "type Generic Service:x", NULL }, "no parameter");
    check_fails((const char *const[]){ "Generic Service:ServiceName=1", NULL }, "no resource");
}

/* One of two would be lost. */
static void
test_repeated_settings(void)
{
    add("a", "Generic Service");
    check_fails((const char *const[]){ "a:ServiceName=x", "A:servicename=y", NULL },
                "--set='a:ServiceName=y': was given before as 'ServiceName=x': remove one");
    check_fails((const char *const[]){ "type Generic Service:ServiceName=x",
                                       "type generic service:servicename=y", NULL },
                "--set='type Generic Service:ServiceName=y': was given before");
    check_fails((const char *const[]){ "a:Password=x", "a:Password=y", NULL },
                "--set='a:Password=(hidden)': was given before as 'Password=(hidden)'");
}

/* What the report has in the place of a value decides nothing. */
static void
test_place_holders(void)
{
    static const char *const settings[] = { "disk:fstype=CHANGE-ME",
                                            "disk:device=VALUE",
                                            "disk:directory=",
                                            "disk:run_fsck=VALUE",
                                            "disk:options=CHANGE-ME",
                                            "ip:ip=CHANGE-ME",
                                            "name:keyfile=/etc/CHANGE-ME.key",
                                            "service:ServiceName=",
                                            "service:StartupParameters=",
                                            "web:Port=VALUE",
                                            "web:Folder=",
                                            NULL };
    struct windows_resource *disk = add("disk", "Physical Disk");
    struct windows_resource *ip = add("ip", "IP Address");
    struct windows_resource *service = add("service", "Generic Service");
    struct windows_resource *web;

    add("name", "Network Name");
    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    web = add("web", "Sample Web");
    fixture_number(disk->object.private, "DiskRunChkDsk", 2);
    fixture_number(ip->object.private, "EnableDhcp", 1);
    fixture_text(service->object.private, "StartupParameters", "-d D:\\x");
    fixture_number(web->object.private, "Port", 80);
    fixture_text(web->object.private, "Folder", "D:\\x");
    map(settings);
    CU_ASSERT_TRUE(parameter_is("disk", "fstype", "CHANGE-ME"));
    CU_ASSERT_TRUE(parameter_is("disk", "device", "/dev/disk/by-id/CHANGE-ME-disk"));
    CU_ASSERT_TRUE(parameter_is("disk", "directory", "/srv/disk"));
    CU_ASSERT_TRUE(parameter_is("disk", "run_fsck", "force"));
    CU_ASSERT_PTR_NULL(fixture_parameter(&fixture, "disk", "options"));
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "disk", "DiskRunChkDsk"), NOTE_DECIDE);
    CU_ASSERT_EQUAL(count(NOTE_DECIDE, "disk", "--set gives 'CHANGE-ME': give the real one"), 2);
    CU_ASSERT_EQUAL(count(NOTE_DECIDE, "disk", "--set gives 'VALUE': give the real one: the par"),
                    1);
    CU_ASSERT_EQUAL(count(NOTE_DECIDE, "disk", "--set gives nothing: give the real one: where"), 1);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "ip", "EnableDhcp"), NOTE_DECIDE);
    CU_ASSERT_EQUAL(count(NOTE_DECIDE, "name", "--set gives '/etc/CHANGE-ME.key'"), 1);
    CU_ASSERT_TRUE(parameter_is("service", "ServiceName", "CHANGE-ME"));
    CU_ASSERT_EQUAL(count(NOTE_DECIDE, "service", "--set gives nothing"), 1);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Port"), NOTE_DECIDE);
    CU_ASSERT_TRUE(parameter_is("web", "Port", "80"));
    /* To what resapid hosts it is as good as not set. */
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Folder"), NOTE_MAPPED);
    CU_ASSERT_TRUE(parameter_is("web", "Folder", ""));
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "service", "StartupParameters"), NOTE_MAPPED);
    CU_ASSERT_TRUE(parameter_is("service", "StartupParameters", ""));
}

/* An agent may know more than is known here: what looks wrong is set, and told of. */
static void
test_faults(void)
{
    static const char *const settings[] = {
        "ip:ip=999.1.1.1",     "v4:cidr_netmask=99",        "v6:cidr_netmask=99",
        "v6:ip=2001:db8::1",   "v4:ip=192.0.2.1",           "disk:run_fsck=banana",
        "disk:directory=srv",  "disk:fast_stop=2",          "disk:force_clones=YES",
        "name:ttl=1h",         "service:UseNetworkName=ja", "service:RestartAction=0x2",
        "name:type=no matter", "disk:device=tmpfs",         "v4:unique_clone_address=Yes",
        "v4:flush_routes=ja",  "v4:lvs_support=NO",         NULL
    };

    add("ip", "IP Address");
    add("v4", "IP Address");
    add("v6", "IPv6 Address");
    add("disk", "Physical Disk");
    add("name", "Network Name");
    add("service", "Generic Service");
    map(settings);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "ip", "ip is an IP address: '999.1.1.1' is none"), 1);
    CU_ASSERT_TRUE(parameter_is("ip", "ip", "999.1.1.1"));
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "v4", "cidr_netmask is a number of bits"), 1);
    /* To the agents this spelling is no yes. */
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "v4", "unique_clone_address is true or false: 'Yes'"), 1);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "disk", "run_fsck is auto, force or no: 'banana'"), 1);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "disk", "directory is a path from the root: 'srv'"), 1);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "disk", "fast_stop is true or false: '2'"), 1);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "name", "ttl is a number: '1h'"), 1);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "service", "UseNetworkName is a DWORD: 'ja'"), 1);
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_PROBLEM), 8);
}

/* As the file of types.d that is written beside has them. */
static void
test_faults_of_hosted(void)
{
    static const char *const settings[] = { "web:Port=abc",      "web:Prot=1",
                                            "web:Size=-1",       "web:Blob=0g",
                                            "web:Name=anything", "web:List=a;b",
                                            "web:Pass Code=abc", "web:RestartAction=x",
                                            "other:port=0x50",   "other:Size=4294967296",
                                            "web:Empty=",        NULL };
    static const char *const texts[] = { "a", NULL };
    struct windows_resource *web;

    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    web = add("web", "Sample Web");
    add("other", "Sample Web");
    fixture_number(web->object.private, "Port", 80);
    fixture_number(web->object.private, "Size", 1);
    fixture_number(web->object.private, "Empty", 1);
    fixture_number(web->object.private, "Pass Code", 4711);
    fixture_text(web->object.private, "Name", "web");
    windows_properties_set(web->object.private, "List", windows_value_texts(texts));
    windows_properties_set(web->object.private, "Blob", windows_value_binary("\1", 1));
    map(settings);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "web", "Port is a DWORD: 'abc' is no number"), 1);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Port"), NOTE_PROBLEM);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "web",
                          "Prot is no property that the export has of type Sample Web"),
                    1);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Prot"), NOTE_PROBLEM);
    CU_ASSERT_EQUAL(fixture_kind_of(&fixture, "web", "Blob"), NOTE_PROBLEM);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "web", "Pass Code is a DWORD: '(hidden)'"), 1);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "web", "RestartAction is a DWORD: 'x'"), 1);
    /* By what another resource of the type has. */
    CU_ASSERT_TRUE(parameter_is("other", "Port", "0x50"));
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "other", "Size is a DWORD"), 1);
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_PROBLEM), 6);
}

static void
test_settings_of_types(void)
{
    static const char *const settings[] = { "two:server=192.0.2.2",
                                            "type network name:Server=192.0.2.1",
                                            "type Network Name:keyfile=/etc/one.key",
                                            "type Network Name:ttl=1h",
                                            "type Sample Web:data folder=Z:\\srv",
                                            NULL };
    struct windows_resource *web;

    add("one", "Network Name");
    add("two", "Network Name");
    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    web = add("web", "Sample Web");
    add("bare", "Sample Web");
    fixture_text(web->object.private, "Data Folder", "D:\\x");
    map(settings);
    CU_ASSERT_TRUE(parameter_is("one", "server", "192.0.2.1"));
    CU_ASSERT_TRUE(parameter_is("two", "server", "192.0.2.2"));
    CU_ASSERT_TRUE(parameter_is("one", "keyfile", "/etc/one.key"));
    CU_ASSERT_TRUE(parameter_is("two", "keyfile", "/etc/one.key"));
    CU_ASSERT_TRUE(parameter_is("web", "Data_Folder", "Z:\\srv"));
    CU_ASSERT_TRUE(parameter_is("bare", "Data_Folder", "Z:\\srv"));
    CU_ASSERT_EQUAL(count(NOTE_MAPPED, "one", "as it was set for its type"), 3);
    CU_ASSERT_EQUAL(count(NOTE_MAPPED, "two", "as it was set for its type"), 2);
    /* Once, and not of each resource. */
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "Network Name", "ttl is a number: '1h' is none"), 1);
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_PROBLEM), 1);
}

static void
test_settings_of_types_that_lose(void)
{
    static const char *const settings[] = { "type Network Name:server=192.0.2.1",
                                            "name:server=192.0.2.2", "type DTC:x=1",
                                            "type IP Address:nic=eth0", NULL };

    add("name", "Network Name");
    add("dtc", "DTC");
    add("ip", "IP Address");
    fixture_resource(&fixture, fixture_group(&fixture, "Cluster Group"), "core ip", "IP Address");
    map(settings);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "Network Name", "--set does nothing: no resource of"), 1);
    CU_ASSERT_EQUAL(count(NOTE_PROBLEM, "DTC", "--set does nothing: no resource of"), 1);
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_PROBLEM), 2);
    CU_ASSERT_TRUE(parameter_is("ip", "nic", "eth0"));
}

/* A resource may be named as if it were a type. */
static void
test_resource_named_as_type(void)
{
    static const char *const settings[] = { "type IP Address:nic=eth0", NULL };

    add("type IP Address", "IP Address");
    add("ip", "IP Address");
    map(settings);
    CU_ASSERT_TRUE(parameter_is("type-IP-Address", "nic", "eth0"));
    CU_ASSERT_PTR_NULL(fixture_parameter(&fixture, "ip", "nic"));
}

/* What is to be typed is one word of a shell, whatever the name is. */
static void
test_remedies(void)
{
    static const char mount[] = "where the file system is to be mounted: --set=";

    add("Bob's $HOME", "Physical Disk");
    map(NULL);
    CU_ASSERT_EQUAL(count(NOTE_DECIDE, "Bob's $HOME", mount), 1);
    for (guint i = 0; i < notes_count(fixture.notes); i++) {
        const struct note *note = notes_at(fixture.notes, i);

        if (note->why != NULL && g_str_has_prefix(note->why, mount)) {
            CU_ASSERT_STRING_EQUAL(note->why + sizeof(mount) - 1,
                                   "'Bob'\\''s $HOME:directory=VALUE'");
        }
    }
}

/* 5,000 resources of a type, of which only the last has the property that is set for all of them. */
static void
test_many(void)
{
    static const char *const settings[] = { "type Sample Web:Port=81", NULL };
    static const char *const names[] = { "A", "B", "C", "D", "E", "F" };
    gint64 began = fixture_cpu_us();
    struct windows_resource *web = NULL;

    fixture_type(&fixture, "Sample Web", "sampleweb.dll");
    for (guint i = 0; i < 5000; i++) {
        g_autofree char *name = g_strdup_printf("r%04u", i);

        if (i % 10 == 0) {
            group = fixture_group(&fixture, name);
        }
        web = add(name, "Sample Web");
        for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
            fixture_text(web->object.private, names[n], "x");
        }
    }
    fixture_number(web->object.private, "Port", 80);
    map(settings);
    CU_ASSERT_TRUE(parameter_is("r0001", "Port", "81"));
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_PROBLEM), 0);
    CU_ASSERT_TRUE(fixture_cpu_us() - began < 10 * G_USEC_PER_SEC);
}

void
suite_import_settings(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import settings", NULL, NULL, setup, teardown);

    CU_add_test(suite, "settings", test_settings);
    CU_add_test(suite, "settings that would be lost", test_settings_that_lose);
    CU_add_test(suite, "wrong settings", test_wrong_settings);
    CU_add_test(suite, "repeated settings", test_repeated_settings);
    CU_add_test(suite, "what stands for a value", test_place_holders);
    CU_add_test(suite, "values that an agent cannot take", test_faults);
    CU_add_test(suite, "values that a resource DLL cannot take", test_faults_of_hosted);
    CU_add_test(suite, "settings of types", test_settings_of_types);
    CU_add_test(suite, "settings of types that would be lost", test_settings_of_types_that_lose);
    CU_add_test(suite, "a resource that is named as a type", test_resource_named_as_type);
    CU_add_test(suite, "remedies", test_remedies);
    CU_add_test(suite, "a setting of many resources", test_many);
}
