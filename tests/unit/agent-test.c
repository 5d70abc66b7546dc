/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The agents of resource types: names, meta-data, and the files by which an agent knows itself. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "ocf-agents/agent-file.h"
#include "ocf-agents/agent-files.h"
#include "ocf-agents/names.h"
#include "properties.h"

#define PROGRAM "/usr/libexec/resapid/ocf-resapi"

static char *folder;

static void
setup(void)
{
    folder = g_dir_make_tmp("resapid-agents-XXXXXX", NULL);
}

static void
remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *inside = g_build_filename(path, name, NULL);

        if (g_unlink(inside) != 0) {
            remove_all(inside);
        }
    }
    g_rmdir(path);
}

static void
teardown(void)
{
    remove_all(folder);
    g_clear_pointer(&folder, g_free);
}

static void
test_names_of_types(void)
{
    static const struct {
        const char *type;
        const char *agent; /* NULL: none */
    } cases[] = {
        { "File Share", "FileShare" },
        { "generic script", "GenericScript" },
        { "MSMQ", "MSMQ" },
        { "SQL-Server (2019)", "SQLServer2019" },
        { "B\303\274ro Drucker", "BuroDrucker" },
        { "3270 Gateway", NULL },             /* begins with a digit */
        { "\346\226\207\344\273\266", NULL }, /* nothing is left of it */
        { "Resource DLL", NULL },             /* the agent of all types */
        { "", NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = agent_name_of_type(cases[i].type, &error);

        if (cases[i].agent != NULL) {
            CU_ASSERT_STRING_EQUAL(name, cases[i].agent);
        } else {
            CU_ASSERT_PTR_NULL(name);
            CU_ASSERT_PTR_NOT_NULL_FATAL(error);
            CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "--agent=NAME"));
        }
    }
}

static void
test_names_of_ones_own(void)
{
    g_autofree char *longest = g_strnfill(AGENT_NAME_LONGEST, 'a');
    g_autofree char *longer = g_strnfill(AGENT_NAME_LONGEST + 1, 'a');

    CU_ASSERT_TRUE(agent_name_check("my-agent_2", NULL));
    CU_ASSERT_TRUE(agent_name_check(longest, NULL));
    CU_ASSERT_FALSE(agent_name_check(longer, NULL));
    CU_ASSERT_FALSE(agent_name_check("", NULL));
    CU_ASSERT_FALSE(agent_name_check("2nd", NULL));
    CU_ASSERT_FALSE(agent_name_check("../x", NULL));
    CU_ASSERT_FALSE(agent_name_check(".x", NULL));
    CU_ASSERT_FALSE(agent_name_check("a b", NULL));
    CU_ASSERT_FALSE(agent_name_check("ResourceDLL", NULL));
}

static void
test_names_of_parameters(void)
{
    static const struct {
        const char *property;
        const char *parameter;
    } cases[] = {
        { "Port", "Port" },
        { "Share Name", "Share_Name" },
        { "Gr\303\266\303\237e", "Grosse" },
        { "a.b-c", "a_b_c" },
        { "64bit", "_64bit" },
        { "CRM_meta_timeout", "_CRM_meta_timeout" },
        { "crm_feature_set", "_crm_feature_set" },
        { "\346\226\207", "_" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *parameter = agent_parameter_of_property(cases[i].property);

        CU_ASSERT_STRING_EQUAL(parameter, cases[i].parameter);
    }
}

static struct agent_description *
new_description(const char *agent, const char *type)
{
    struct agent_description *description = agent_description_new(agent, type, "/opt/share.dll");
    struct agent_parameter *port;
    struct agent_parameter *name;

    description->times = (struct agent_times){ 180000, 300000, 5000, 60000 };
    port = agent_description_add(description, "Port", REG_DWORD, NULL);
    name = agent_description_add(description, "Share Name", REG_SZ, NULL);
    port->preset = g_strdup("80");
    port->has_bounds = true;
    port->least = 1;
    port->most = 65535;
    name->required = true;
    return description;
}

static void
test_collisions(void)
{
    g_autoptr(agent_description_t) description = new_description("FileShare", "File Share");
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(agent_description_add(description, "Share.Name", REG_SZ, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "Share Name"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "Share.Name"));
    CU_ASSERT_EQUAL(description->parameters->len, 2);
    CU_ASSERT_PTR_NOT_NULL(agent_description_find(description, "PORT"));
    CU_ASSERT_PTR_NULL(agent_description_find(description, "Share_Name"));
}

static char *
evaluate(const char *xml, const char *expression)
{
    xmlDoc *document = xmlReadMemory(xml, (int)strlen(xml), "meta-data", NULL, XML_PARSE_NONET);
    xmlXPathContext *context = xmlXPathNewContext(document);
    xmlXPathObject *object;
    xmlChar *text;
    char *result;

    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    object = xmlXPathEvalExpression((const xmlChar *)expression, context);
    CU_ASSERT_PTR_NOT_NULL_FATAL(object);
    text = xmlXPathCastToString(object);
    result = g_strdup((const char *)text);
    xmlFree(text);
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    xmlFreeDoc(document);
    return result;
}

static void
expect(const char *xml, const char *expression, const char *value)
{
    g_autofree char *result = evaluate(xml, expression);

    CU_ASSERT_STRING_EQUAL(result, value);
    if (strcmp(result, value) != 0) {
        fprintf(stderr, "%s is '%s', not '%s'\n", expression, result, value);
    }
}

static void
test_metadata(void)
{
    g_autoptr(agent_description_t) description =
        new_description("FileShare", "File <Share> & \"more\"\001");
    g_autofree char *xml = NULL;

    agent_description_add(description, "Odd", REG_SZ, NULL)->preset =
        g_strdup("a\001b\357\277\277");
    description->times.looks_alive = description->times.is_alive;
    agent_description_add_common(description);
    xml = agent_description_metadata(description);
    expect(xml, "string(/resource-agent/@name)", "FileShare");
    /* No XML could hold it. */
    expect(xml, "count(//parameter[@name='Odd']/content/@default)", "0");
    expect(xml, "string(//action[@name='monitor'][@depth='0']/@interval)", "60s");
    expect(xml, "string(/resource-agent/shortdesc)",
           "Windows failover cluster resource type 'File <Share> & \"more\" '");
    expect(xml, "string(//parameter[@name='Port']/content/@type)", "integer");
    expect(xml, "string(//parameter[@name='Port']/content/@default)", "80");
    expect(xml, "string(//parameter[@name='Port']/@required)", "0");
    expect(xml, "contains(//parameter[@name='Port']/longdesc, 'From 1 to 65535')", "true");
    expect(xml, "string(//parameter[@name='Share_Name']/@required)", "1");
    expect(xml, "string(//parameter[@name='Share_Name']/shortdesc)", "Share Name");
    expect(xml, "string(//parameter[@name='PendingTimeout']/content/@default)", "180000");
    expect(xml, "count(//parameter[@name='MonitorProcessId'])", "0"); /* is read-only */
    expect(xml, "string(//action[@name='start']/@timeout)", "500s");
    expect(xml, "string(//action[@name='monitor'][@depth='10']/@interval)", "61s");
    expect(xml, "count(//action[@name='reload-agent'])", "1");
}

static void
test_signed_bounds(void)
{
    g_autoptr(agent_description_t) description = new_description("FileShare", "File Share");
    struct agent_parameter *shift = agent_description_add(description, "Shift", REG_DWORD, NULL);
    g_autofree char *xml = NULL;
    g_autofree char *without = NULL;

    shift->has_bounds = true;
    shift->is_signed = true;
    shift->least = (uint64_t)-10;
    shift->most = 10;
    xml = agent_description_metadata(description);
    expect(xml, "contains(//parameter[@name='Shift']/longdesc, 'From -10 to 10.')", "true");
    agent_description_remove(description, shift);
    without = agent_description_metadata(description);
    expect(without, "count(//parameter)", "2");
    expect(without, "count(//parameter[@name='Shift'])", "0");
    CU_ASSERT_PTR_NOT_NULL(agent_description_add(description, "Shift", REG_SZ, NULL));
}

static void
set_parameter(const char *name, const char *value)
{
    g_autofree char *variable = g_strconcat("OCF_RESKEY_", name, NULL);

    if (value != NULL) {
        setenv(variable, value, 1);
    } else {
        unsetenv(variable);
    }
}

static void
test_files(void)
{
    g_autoptr(agent_description_t) description = new_description("FileShare", "File Share");
    g_autofree char *path = g_build_filename(folder, "FileShare", NULL);
    g_autofree char *page = agent_file_path(folder, "FileShare", AGENT_FILE_PAGE);
    g_autofree char *link = NULL;
    g_autofree char *found = NULL;
    g_autofree char *words = NULL;
    g_autofree char *common = NULL;
    g_autoptr(agent_file_t) file = NULL;

    agent_description_add_common(description);
    CU_ASSERT_TRUE_FATAL(agent_files_write(folder, PROGRAM, description, NULL, NULL));
    CU_ASSERT_FALSE(g_file_test(page, G_FILE_TEST_EXISTS));
    CU_ASSERT_TRUE(agent_files_write(folder, PROGRAM, description, ".Dd\n", NULL)); /* anew */
    CU_ASSERT_TRUE(g_file_test(page, G_FILE_TEST_EXISTS));
    link = g_file_read_link(path, NULL);
    CU_ASSERT_STRING_EQUAL(link, PROGRAM);
    found = agent_files_find(folder, "File Share");
    CU_ASSERT_STRING_EQUAL(found, "FileShare");
    CU_ASSERT_PTR_NULL(agent_files_find(folder, "FileShare"));

    file = agent_file_read(path, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_STRING_EQUAL(agent_file_type(file), "File Share");
    CU_ASSERT_STRING_EQUAL(agent_file_dll(file), "/opt/share.dll");
    CU_ASSERT_STRING_EQUAL(agent_file_find_missing(file), "Share_Name");
    set_parameter("Share_Name", "it's \"new\"");
    set_parameter("Port", "");
    set_parameter("PendingTimeout", "1000");
    CU_ASSERT_PTR_NULL(agent_file_find_missing(file));
    words = agent_file_properties(file, false);
    common = agent_file_properties(file, true);
    set_parameter("Share_Name", NULL);
    set_parameter("Port", NULL);
    set_parameter("PendingTimeout", NULL);
    {
        g_auto(GStrv) split = properties_split(words, NULL);

        CU_ASSERT_EQUAL(g_strv_length(split), 1);
        CU_ASSERT_STRING_EQUAL(split[0], "Share Name:SZ=it's \"new\"");
    }
    CU_ASSERT_STRING_EQUAL(common, "'PendingTimeout:DWORD=1000'");
    CU_ASSERT_TRUE(agent_files_remove(folder, "FileShare", NULL));
    CU_ASSERT_FALSE(g_file_test(page, G_FILE_TEST_EXISTS));
    CU_ASSERT_TRUE(agent_files_remove(folder, "FileShare", NULL));
    CU_ASSERT_PTR_NULL(agent_file_read(path, NULL));
}

/* Neither another type's agent nor somebody else's program is replaced. */
static void
test_taken_names(void)
{
    g_autoptr(agent_description_t) first = new_description("FileShare", "File Share");
    g_autoptr(agent_description_t) second = new_description("FileShare", "FileShare");
    g_autoptr(agent_description_t) third = new_description("Dummy", "Dummy");
    g_autofree char *dummy = g_build_filename(folder, "Dummy", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) other_error = NULL;

    CU_ASSERT_TRUE(agent_files_write(folder, PROGRAM, first, NULL, NULL));
    CU_ASSERT_FALSE(agent_files_write(folder, PROGRAM, second, NULL, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "the agent of the resource type 'File Share'"));
    g_file_set_contents(dummy, "#!/bin/sh\n", -1, NULL);
    CU_ASSERT_FALSE(agent_files_write(folder, PROGRAM, third, NULL, &other_error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(other_error);
    CU_ASSERT_PTR_NOT_NULL(strstr(other_error->message, "no resource type's agent"));
}

static void
test_unusable_folder(void)
{
    g_autoptr(agent_description_t) description = new_description("FileShare", "File Share");
    g_autofree char *file = g_build_filename(folder, "file", NULL);
    g_autoptr(GError) error = NULL;

    g_file_set_contents(file, "", -1, NULL);
    CU_ASSERT_FALSE(agent_files_write(file, PROGRAM, description, NULL, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "ENOTDIR (20)"));
    CU_ASSERT_PTR_NULL(agent_files_find(file, "File Share"));
}

void
suite_agent(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("agent", NULL, NULL, setup, teardown);

    CU_add_test(suite, "names of types", test_names_of_types);
    CU_add_test(suite, "names of one's own", test_names_of_ones_own);
    CU_add_test(suite, "names of parameters", test_names_of_parameters);
    CU_add_test(suite, "collisions of parameters", test_collisions);
    CU_add_test(suite, "meta-data", test_metadata);
    CU_add_test(suite, "bounds with a sign", test_signed_bounds);
    CU_add_test(suite, "files", test_files);
    CU_add_test(suite, "names that are taken", test_taken_names);
    CU_add_test(suite, "a folder that cannot be used", test_unusable_folder);
}
