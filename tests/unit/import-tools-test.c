/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What resapi-import asks other programs, which are scripts here, and what it makes of resource types. */

#include "unit.h"

#include <string.h>
#include <unistd.h>
#include <CUnit/Basic.h>
#include <glib/gstdio.h>

#include "import-fixture.h"
#include "tools/import/dll-list.h"
#include "tools/import/simulation.h"
#include "tools/import/tool-run.h"
#include "tools/import/types-files.h"
#include "tools/types-d.h"

static pacemaker_plan_t *plan;
static windows_cluster_t *cluster;
static notes_t *notes;
static char *folder;

static void
setup(void)
{
    plan = pacemaker_plan_new();
    cluster = windows_cluster_new("cluster.reg");
    notes = notes_new();
    folder = g_dir_make_tmp("import-tools-XXXXXX", NULL);
}

static void
teardown(void)
{
    const char *const arguments[] = { "rm", "-rf", "--", folder, NULL };
    struct tool_result result;

    if (tool_run(arguments, 60, 1000, &result, NULL)) {
        tool_result_clear(&result);
    }
    g_free(folder);
    notes_free(notes);
    windows_cluster_free(cluster);
    pacemaker_plan_free(plan);
}

static void
add_primitive(const char *id)
{
    plan_add_primitive(plan, id)->class = g_strdup("ocf");
}

static char *
path_of(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void
write_file(const char *name, const char *text, int mode)
{
    g_autofree char *path = path_of(name);
    g_autofree char *parent = g_path_get_dirname(path);

    g_mkdir_with_parents(parent, 0700);
    CU_ASSERT_TRUE(
        g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, mode, NULL));
}

/* ---- other programs */

static bool
run_script(const char *script, unsigned int timeout_s, struct tool_result *result, GError **error)
{
    const char *const arguments[] = { "sh", "-c", script, NULL };

    return tool_run(arguments, timeout_s, 1000, result, error);
}

static void
expect_reason(const char *script, const char *output, const char *reason)
{
    struct tool_result result;
    g_autofree char *told = NULL;

    CU_ASSERT_TRUE_FATAL(run_script(script, 60, &result, NULL));
    CU_ASSERT_STRING_EQUAL(result.output->str, output);
    told = tool_result_reason(&result);
    CU_ASSERT_STRING_EQUAL(told, reason);
    tool_result_clear(&result);
}

static void
test_run(void)
{
    expect_reason("echo out; exit 3", "out\n", "ended with status 3");
    expect_reason("kill -9 $$", "", "ended by signal 9");
    expect_reason("echo 'prog: what is wrong' >&2; echo more >&2", "", "what is wrong");
    expect_reason("echo 'what is: wrong' >&2", "", "what is: wrong");
    /* More than a pipe holds, of errors. */
    expect_reason("yes | head -c 300000 >&2; echo out", "out\n", "y");
}

static void
expect_run_error(const char *script, unsigned int timeout_s, const char *part)
{
    g_autoptr(GError) error = NULL;
    struct tool_result result;

    CU_ASSERT_FALSE_FATAL(run_script(script, timeout_s, &result, &error));
    CU_ASSERT_PTR_NULL(result.output);
    import_expect(error->message, part);
}

static void
test_run_errors(void)
{
    const char *const missing[] = { "/nonexistent/program", NULL };
    struct tool_result result;
    g_autoptr(GError) error = NULL;

    expect_run_error("exec sleep 60", 1, "sh: did not end in time: ETIMEDOUT");
    /* It lives on without an output. */
    expect_run_error("exec sleep 60 >/dev/null 2>&1", 1, "did not end in time");
    expect_run_error("exec yes", 60, "prints too much");
    CU_ASSERT_FALSE(tool_run(missing, 1, 10, &result, &error));
    CU_ASSERT_TRUE(g_error_matches(error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT));
}

/* ---- simulation, with a crm_simulate of our own in PATH */

#define STATUS(places)                                                                             \
    "<pacemaker-result><revised_cluster_status><nodes/><resources>" places                         \
    "</resources></revised_cluster_status></pacemaker-result>"

static struct simulation *
simulate(const char *script, GError **error)
{
    g_autofree char *before = g_strdup(g_getenv("PATH"));
    g_autofree char *path = g_strdup_printf("%s:%s", folder, before);
    struct simulation *simulation;

    if (script != NULL) {
        write_file("crm_simulate", script, 0700);
    }
    g_setenv("PATH", script != NULL ? path : folder, TRUE);
    simulation = simulation_run(plan, error);
    g_setenv("PATH", before, TRUE);
    return simulation;
}

static const char *
place_in(const struct simulation *simulation, guint index, guint resource)
{
    const struct simulation_case *one = g_ptr_array_index(simulation->cases, index);
    const struct simulation_place *place = g_ptr_array_index(one->places, resource);

    return place->node;
}

static void
test_simulation(void)
{
    static const char script[] =
        "#!/bin/sh\n"
        "case \"$*\" in\n"
        "*--node-down=n1*) echo '" STATUS(
            "<resource id=\"a\"><node name=\"n2\"/></resource>") "';;\n"
                                                                 "*--save-output*) echo '" STATUS(
                                                                     "<group id=\"g\"><resource "
                                                                     "id=\"a\"><node name=\"n1\"/>"
                                                                     "</resource></group><resource "
                                                                     "id=\"b\"/>") "';;\n"
                                                                                   "*) echo "
                                                                                   "'" STATUS(
                                                                                       "") "';;\n"
                                                                                           "esac\n";
    struct simulation *simulation;

    g_ptr_array_add(plan->nodes, g_strdup("n1"));
    g_ptr_array_add(plan->nodes, g_strdup("n2"));
    add_primitive("b");
    add_primitive("a");
    simulation = simulate(script, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(simulation);
    CU_ASSERT_EQUAL_FATAL(simulation->cases->len, 3);
    CU_ASSERT_PTR_NULL(((struct simulation_case *)simulation->cases->pdata[0])->lost_node);
    CU_ASSERT_STRING_EQUAL(((struct simulation_case *)simulation->cases->pdata[2])->lost_node,
                           "n2");
    CU_ASSERT_PTR_NULL(place_in(simulation, 0, 0));
    CU_ASSERT_STRING_EQUAL(place_in(simulation, 0, 1), "n1");
    CU_ASSERT_STRING_EQUAL(place_in(simulation, 1, 1), "n2");
    CU_ASSERT_PTR_NULL(place_in(simulation, 2, 1));
    simulation_free(simulation);
}

static void
expect_no_simulation(const char *script, const char *part)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL_FATAL(simulate(script, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    import_expect(error->message, part);
}

static void
test_simulation_errors(void)
{
    g_ptr_array_add(plan->nodes, g_strdup("n1"));
    expect_no_simulation(NULL, "crm_simulate: cannot be run: install pacemaker-cli-utils");
    expect_no_simulation("#!/bin/sh\necho 'crm_simulate: bad CIB' >&2\nexit 78\n",
                         "crm_simulate: bad CIB");
    expect_no_simulation("#!/bin/sh\necho '<x>'\n", "shows no resources");
    expect_no_simulation("#!/bin/sh\necho '<pacemaker-result/>'\n", "shows no resources");
    expect_no_simulation("#!/bin/sh\ncase \"$*\" in *down*) exit 1;; esac\necho '" STATUS("") "'\n",
                         "the loss of node n1: crm_simulate: ended with status 1");
}

/* ---- DLLs and types.d */

static struct windows_type *
add_type(const char *name, const char *dll)
{
    struct windows_type *type = windows_cluster_add(cluster, WINDOWS_TYPE, NULL, name, "c.reg");

    type->dll = g_strdup(dll);
    return type;
}

static windows_properties_t *
add_resource(const char *name, struct windows_type *type)
{
    struct windows_resource *resource =
        windows_cluster_add(cluster, WINDOWS_RESOURCE, NULL, name, "c.reg");

    resource->type = type;
    return resource->object.private;
}

static void
add_dll_types(void)
{
    add_resource("1", add_type("Web", "C:\\Cluster\\Web.DLL"));
    add_resource("2", add_type("Web Site", "web.dll"));
    add_resource("3", add_type("Data", "%SystemRoot%\\data.dll"));
    add_resource("4", add_type("IP Address", "clusres.dll"));
    add_type("Unused", "unused.dll");
}

static void
test_dlls(void)
{
    g_autoptr(GPtrArray) dlls = NULL;
    const struct dll_entry *web;

    add_dll_types();
    dlls = dll_list_make(cluster, NULL, NULL, notes);
    CU_ASSERT_EQUAL_FATAL(dlls->len, 2);
    web = dlls->pdata[1];
    CU_ASSERT_STRING_EQUAL(((struct dll_entry *)dlls->pdata[0])->name, "data.dll");
    CU_ASSERT_STRING_EQUAL(web->name, "Web.DLL");
    CU_ASSERT_STRING_EQUAL(web->windows_path, "C:\\Cluster\\Web.DLL");
    CU_ASSERT_EQUAL(web->types->len, 2);
    CU_ASSERT_EQUAL(web->verdict, DLL_NOT_LOOKED_AT);
    CU_ASSERT_PTR_NULL(web->path);
    CU_ASSERT_PTR_NULL(web->detail);
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static void
test_dlls_without_a_name(void)
{
    g_autoptr(GPtrArray) dlls = NULL;

    add_resource("1", add_type("Folder", "C:\\x\\"));
    dlls = dll_list_make(cluster, NULL, NULL, notes);
    CU_ASSERT_EQUAL(dlls->len, 0);
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_DECIDE), 1);
    import_expect_note(notes, NOTE_DECIDE, "DllName", "which DLL it has is not told");
}

/* The list with files and an inspect of one's own; the entry of web.dll. */
static const struct dll_entry *
look_at(GPtrArray **dlls, const char *inspect)
{
    g_autofree char *directory = path_of("dlls");
    g_autofree char *program = path_of("inspect");

    add_dll_types();
    if (inspect != NULL) {
        write_file("inspect", inspect, 0700);
    }
    *dlls = dll_list_make(cluster, directory, program, notes);
    CU_ASSERT_EQUAL_FATAL((*dlls)->len, 2);
    return (*dlls)->pdata[1];
}

static void
test_dlls_found(void)
{
    g_autoptr(GPtrArray) dlls = NULL;
    g_autofree char *directory = path_of("dlls");
    g_autofree char *round = path_of("dlls/round");
    const struct dll_entry *web;

    write_file("dlls/deep/er/WEB.dll", "", 0600);
    write_file("dlls/z/web.dll", "", 0600);
    CU_ASSERT_EQUAL(symlink(directory, round), 0);
    web = look_at(&dlls,
                  "#!/bin/sh\n"
                  "echo '{\"verdicts\": [{\"runs\": true, \"verdict\": \"runs; \\u00fc\"}]}'\n");
    CU_ASSERT_TRUE(g_str_has_suffix(web->path, "dlls/z/web.dll"));
    CU_ASSERT_EQUAL(web->verdict, DLL_RUNS);
    CU_ASSERT_STRING_EQUAL(web->detail, "runs; \xc3\xbc");
    import_expect_note(notes, NOTE_PROBLEM, "DllName", "2 files of that name");
    import_expect_note(notes, NOTE_DECIDE, "DllName",
                       "not below --dll-dir: copy %SystemRoot%\\data.dll");
    CU_ASSERT_EQUAL(notes_count(notes), 2);
}

static void
expect_verdict(const char *inspect, const char *detail)
{
    g_autoptr(GPtrArray) dlls = NULL;
    const struct dll_entry *web;

    write_file("dlls/web.dll", "", 0600);
    web = look_at(&dlls, inspect);
    CU_ASSERT_EQUAL(web->verdict, DLL_RUNS_NOT);
    import_expect(web->detail, detail);
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_NO_EQUIVALENT), 1);
    import_expect_note(notes, NOTE_NO_EQUIVALENT, "DllName", detail);
}

static void
test_dlls_that_do_not_run(void)
{
    expect_verdict(
        "#!/bin/sh\necho '{\"verdicts\": [{\"runs\": false, \"verdict\": \"is none\"}]}'\n"
        "exit 1\n",
        "is none");
}

static void
test_dlls_that_fail(void)
{
    expect_verdict("#!/bin/sh\necho 'inspect: web.dll: is no PE file' >&2\nexit 1\n",
                   "cannot be inspected: web.dll: is no PE file");
}

static void
test_dlls_that_crash(void)
{
    expect_verdict("#!/bin/sh\nkill -XCPU $$\n", "cannot be inspected: ended by signal");
}

static void
test_dlls_nonsense(void)
{
    expect_verdict("#!/bin/sh\necho '{\"verdicts\": [1, 2]}'\n", "cannot be inspected");
}

static void
test_dlls_without_inspect(void)
{
    g_autoptr(GPtrArray) dlls = NULL;
    const struct dll_entry *web;

    write_file("dlls/web.dll", "", 0600);
    web = look_at(&dlls, NULL);
    CU_ASSERT_EQUAL(web->verdict, DLL_NOT_LOOKED_AT);
    CU_ASSERT_PTR_NOT_NULL(web->path);
    CU_ASSERT_PTR_NULL(web->detail);
    import_expect_note(notes, NOTE_PROBLEM, NULL, "was not inspected");
}

/* What types_d_read() makes of the file; NULL where it fails. */
static agent_description_t *
read_back(const struct types_file *file)
{
    g_autofree char *name = g_strdup_printf("types.d/%s", file->agent);
    g_autofree char *config = path_of("resapid.conf");
    agent_description_t *description = agent_description_new(file->agent, "x", "x.dll");
    g_autoptr(GError) error = NULL;

    write_file(name, file->text, 0600);
    if (!types_d_read(config, description, &error)) {
        printf("\n%s\n%s\n", error->message, file->text);
        CU_FAIL("types.d cannot be read");
    }
    return description;
}

static void
name_agent(struct windows_type *type, const char *agent)
{
    g_hash_table_insert(plan->agents, type, g_strdup(agent));
}

static void
expect_format(const agent_description_t *description, const char *property, uint32_t type)
{
    const struct agent_parameter *parameter = agent_description_find(description, property);

    CU_ASSERT_PTR_NOT_NULL_FATAL(parameter);
    CU_ASSERT_EQUAL(parameter->type, type);
}

static void
test_types(void)
{
    const char *const texts[] = { "a", "b", NULL };
    struct windows_type *type = add_type("Web \xc3\x9c Site", "web.dll");
    windows_properties_t *one = add_resource("1", type);
    windows_properties_t *two = add_resource("2", type);
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(agent_description_t) description = NULL;

    name_agent(type, "WebUSite");
    windows_properties_set(one, "Data Folder", windows_value_text("secret-value"));
    windows_properties_set(one, "Port", windows_value_number(80));
    windows_properties_set(two, "port", windows_value_number(G_MAXUINT64));
    windows_properties_set(two, "Hosts", windows_value_texts(texts));
    windows_properties_set(two, "Key", windows_value_binary("xy", 2));
    windows_properties_set(two, "Count", windows_value_number(G_MAXUINT32));
    windows_properties_set(add_resource("3", add_type("IP Address", "clusres.dll")), "Address",
                           windows_value_text("192.0.2.1"));
    files = types_files_make(cluster, plan, notes);
    CU_ASSERT_EQUAL_FATAL(files->len, 1);
    description = read_back(files->pdata[0]);
    CU_ASSERT_EQUAL(description->parameters->len, 5);
    /* REG_SZ, REG_QWORD, REG_MULTI_SZ, REG_BINARY, REG_DWORD */
    expect_format(description, "Data Folder", 1);
    expect_format(description, "Port", 11);
    expect_format(description, "Hosts", 7);
    expect_format(description, "Key", 3);
    expect_format(description, "Count", 4);
    import_expect_not(((struct types_file *)files->pdata[0])->text, "secret-value");
    import_expect(((struct types_file *)files->pdata[0])->text, "from c.reg");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

static void
test_types_that_lie(void)
{
    struct windows_type *type = add_type("Evil\n[type]", "evil.dll");
    windows_properties_t *one = add_resource("1", type);
    windows_properties_t *two = add_resource("2", g_ptr_array_index(cluster->types, 0));
    g_autoptr(GPtrArray) files = NULL;
    g_autoptr(agent_description_t) description = NULL;

    name_agent(type, "EvilType");
    windows_properties_set(one, "a]\n[type", windows_value_number(1));
    windows_properties_set(one, "a=b", windows_value_number(1));
    windows_properties_set(one, "", windows_value_number(1));
    windows_properties_set(one, " x ", windows_value_number(1));
    windows_properties_set(one, "Data Folder", windows_value_number(1));
    windows_properties_set(one, "Data_Folder", windows_value_number(1));
    windows_properties_set(two, "Data Folder", windows_value_text("1"));
    windows_properties_set(two, "#c", windows_value_text("1"));
    files = types_files_make(cluster, plan, notes);
    CU_ASSERT_EQUAL_FATAL(files->len, 1);
    description = read_back(files->pdata[0]);
    CU_ASSERT_EQUAL(description->parameters->len, 2);
    expect_format(description, "Data Folder", 4);
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_PROBLEM), 6);
    import_expect_note(notes, NOTE_PROBLEM, "a=b", "cannot be in a file of types.d");
    import_expect_note(notes, NOTE_PROBLEM, "Data_Folder", "would be the parameter Data_Folder");
    import_expect_note(notes, NOTE_PROBLEM, "Data Folder", "more than one format");
}

/* The names are those of the plan's, whatever can be made of the types' names. */
static void
test_types_agents(void)
{
    struct windows_type *spaced = add_type("My DB", "a.dll");
    struct windows_type *dashed = add_type("My-DB", "b.dll");
    struct windows_type *bare = add_type("Bare", "c.dll");
    struct windows_type *left_out = add_type("Left Out", "d.dll");
    g_autoptr(GPtrArray) files = NULL;

    windows_properties_set(add_resource("1", spaced), "x", windows_value_text("1"));
    windows_properties_set(add_resource("2", dashed), "x", windows_value_text("1"));
    add_resource("3", bare);
    windows_properties_set(add_resource("4", left_out), "x", windows_value_text("1"));
    name_agent(spaced, "MyDB");
    name_agent(dashed, "MyDB2");
    name_agent(bare, "Bare");
    files = types_files_make(cluster, plan, notes);
    CU_ASSERT_EQUAL_FATAL(files->len, 2);
    CU_ASSERT_STRING_EQUAL(((struct types_file *)files->pdata[0])->agent, "MyDB");
    CU_ASSERT_STRING_EQUAL(((struct types_file *)files->pdata[1])->agent, "MyDB2");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

void
suite_import_tools(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import_tools", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_run);
    CU_ADD_TEST(suite, test_run_errors);
    CU_ADD_TEST(suite, test_simulation);
    CU_ADD_TEST(suite, test_simulation_errors);
    CU_ADD_TEST(suite, test_dlls);
    CU_ADD_TEST(suite, test_dlls_without_a_name);
    CU_ADD_TEST(suite, test_dlls_found);
    CU_ADD_TEST(suite, test_dlls_that_do_not_run);
    CU_ADD_TEST(suite, test_dlls_that_fail);
    CU_ADD_TEST(suite, test_dlls_that_crash);
    CU_ADD_TEST(suite, test_dlls_nonsense);
    CU_ADD_TEST(suite, test_dlls_without_inspect);
    CU_ADD_TEST(suite, test_types);
    CU_ADD_TEST(suite, test_types_that_lie);
    CU_ADD_TEST(suite, test_types_agents);
}
