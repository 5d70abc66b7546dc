/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What resapi-inspect makes of files that are put together here, without libyara. */

#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <CUnit/Basic.h>

#include "tools/inspect/api-functions.h"
#include "tools/inspect/api-sets.h"
#include "tools/inspect/delayed-imports.h"
#include "tools/inspect/verdict.h"
#include "tools/inspect/wine-stubs.h"

#define SECTION 0x1000U /* in memory; in the file it begins at 0 */
#define SIZE    0x400U

static uint8_t bytes[SIZE];
static struct pe_file file;

static void
clear_import(void *data)
{
    struct pe_import *import = data;

    g_array_unref(import->functions);
    g_free(import->dll);
}

static void
setup(void)
{
    const struct pe_section section = { .address = SECTION, .offset = 0, .size = SIZE };

    memset(bytes, 0, sizeof(bytes));
    file = (struct pe_file){ .path = (char *)"/opt/x.dll",
                             .machine = PE_MACHINE_X86_64,
                             .is_dll = true,
                             .is_64 = true,
                             .dll_name = (char *)"x.dll" };
    file.imports = g_array_new(FALSE, TRUE, sizeof(struct pe_import));
    g_array_set_clear_func(file.imports, clear_import);
    file.exports = g_array_new(FALSE, TRUE, sizeof(struct pe_export));
    file.sections = g_array_new(FALSE, TRUE, sizeof(struct pe_section));
    g_array_append_val(file.sections, section);
    file.bytes = g_bytes_new_static(bytes, sizeof(bytes));
}

static void
teardown(void)
{
    g_array_unref(file.imports);
    g_array_unref(file.exports);
    g_array_unref(file.sections);
    pe_file_drop_bytes(&file);
}

static void
put(size_t at, uint32_t number)
{
    for (size_t i = 0; i < 4; i++) {
        bytes[at + i] = (uint8_t)(number >> (8 * i));
    }
}

static void
put_text(size_t at, const char *text)
{
    memcpy(bytes + at, text, strlen(text) + 1);
}

static void
add_export(const char *name, unsigned int ordinal, int64_t offset)
{
    const struct pe_export export = { .name = (char *)name, .ordinal = ordinal, .offset = offset };

    g_array_append_val(file.exports, export);
}

/* ---- functions of resapid's own DLLs */

static void
test_own_functions(void)
{
    CU_ASSERT_TRUE(api_is_own("CLUSAPI.DLL"));
    CU_ASSERT_TRUE(api_is_own("resutils.dll"));
    CU_ASSERT_FALSE(api_is_own("kernel32.dll"));
    CU_ASSERT_EQUAL(api_status("ClusApi.dll", "OpenCluster"), API_IMPLEMENTED);
    CU_ASSERT_EQUAL(api_status("clusapi.dll", "AddClusterGroupDependency"), API_REFUSED);
    CU_ASSERT_EQUAL(api_status("resutils.dll", "ResUtilVerifyShutdownSafe"), API_REFUSED);
    CU_ASSERT_EQUAL(api_status("resutils.dll", "OpenCluster"), API_UNKNOWN);
    CU_ASSERT_EQUAL(api_status("clusapi.dll", "opencluster"), API_UNKNOWN);
    CU_ASSERT_EQUAL(api_status("clusapi.dll", NULL), API_UNKNOWN);
}

/* ---- API sets */

static void
put_wide(size_t at, const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        bytes[at + 2 * i] = (uint8_t)text[i];
        bytes[at + 2 * i + 1] = 0;
    }
}

/* One set, api-ms-x-l1-1-0, of k.dll. */
static void
put_schema(void)
{
    put(0, 6);
    put(12, 1);
    put(16, 28);
    put(28 + 4, 100);
    put(28 + 12, 2 * (uint32_t)strlen("api-ms-x-l1-1"));
    put(28 + 16, 60);
    put(28 + 20, 1);
    put(60 + 12, 200);
    put(60 + 16, 2 * (uint32_t)strlen("k.dll"));
    put_wide(100, "api-ms-x-l1-1-0");
    put_wide(200, "k.dll");
}

static void
expect_set(const char *name, const char *dll)
{
    struct api_sets *sets = api_sets_new(file.bytes);
    g_autofree char *found = api_sets_find(sets, name);

    CU_ASSERT_PTR_NOT_NULL_FATAL(sets);
    CU_ASSERT_EQUAL(g_strcmp0(found, dll), 0);
    api_sets_free(sets);
}

static void
test_sets(void)
{
    put_schema();
    expect_set("API-MS-X-L1-1-0.DLL", "k.dll");
    expect_set("api-ms-x-l1-1-7", "k.dll");
    expect_set("api-ms-x-l1-2-0.dll", NULL);
    expect_set("kernel32.dll", NULL);
    put(28 + 20, 0);
    expect_set("api-ms-x-l1-1-0.dll", "");
}

static void
test_sets_that_lie(void)
{
    put_schema();
    put(60 + 12, SIZE - 2);
    expect_set("api-ms-x-l1-1-0.dll", NULL);
    put(28 + 16, 0xfffffff0);
    expect_set("api-ms-x-l1-1-0.dll", NULL);
    put(28 + 4, 0xfffffff0);
    expect_set("api-ms-x-l1-1-0.dll", NULL);
    put(12, 0xffffffff);
    CU_ASSERT_PTR_NULL(api_sets_new(file.bytes));
    put(12, 1);
    put(0, 2);
    CU_ASSERT_PTR_NULL(api_sets_new(file.bytes));
}

/* ---- delay-loaded imports */

/* At 0: one DLL, a function by name and one by its ordinal. */
static void
put_delayed(void)
{
    put(0, 1);
    put(4, SECTION + 0x100);
    put(16, SECTION + 0x140);
    put_text(0x100, "late.dll");
    put(0x140, SECTION + 0x180);
    put(0x148, 7);
    put(0x14c, 0x80000000);
    put_text(0x182, "Late");
}

static void
test_delayed(void)
{
    const struct pe_import *import;

    put_delayed();
    CU_ASSERT_TRUE_FATAL(delayed_imports_read(&file, SECTION));
    CU_ASSERT_EQUAL_FATAL(file.imports->len, 1);
    import = &g_array_index(file.imports, struct pe_import, 0);
    CU_ASSERT_STRING_EQUAL(import->dll, "late.dll");
    CU_ASSERT_TRUE(import->is_delayed);
    CU_ASSERT_EQUAL_FATAL(import->functions->len, 2);
    CU_ASSERT_STRING_EQUAL(g_array_index(import->functions, struct pe_function, 0).name, "Late");
    CU_ASSERT_PTR_NULL(g_array_index(import->functions, struct pe_function, 1).name);
    CU_ASSERT_EQUAL(g_array_index(import->functions, struct pe_function, 1).ordinal, 7);
}

static void
refuse_delayed(size_t at, uint32_t number)
{
    memset(bytes, 0, sizeof(bytes));
    put_delayed();
    put(at, number);
    CU_ASSERT_FALSE(delayed_imports_read(&file, SECTION));
    g_array_set_size(file.imports, 0);
}

static void
test_delayed_that_lie(void)
{
    refuse_delayed(4, 0x7fffffff);
    refuse_delayed(16, SECTION + SIZE - 4);
    refuse_delayed(0x140, 0x7fffffff);
    refuse_delayed(0, 0); /* addresses, in a file for x86_64 */
    CU_ASSERT_FALSE(delayed_imports_read(&file, 0));
    CU_ASSERT_FALSE(delayed_imports_read(&file, 0xffffffff));
    memset(bytes, 'A', sizeof(bytes));
    CU_ASSERT_FALSE(delayed_imports_read(&file, SECTION));
}

/* ---- stubs */

static void
put_stub(size_t at, size_t dll, size_t name)
{
    static const uint8_t code[] = { 0x48, 0x83, 0xec, 0x28, 0x48, 0x8d, 0x0d, 0, 0,   0,
                                    0,    0x48, 0x8d, 0x15, 0,    0,    0,    0, 0xe8 };

    memcpy(bytes + at, code, sizeof(code));
    put(at + 7, (uint32_t)(dll - (at + 11)));
    put(at + 14, (uint32_t)(name - (at + 18)));
}

static bool
marks(guint index)
{
    wine_stubs_mark(&file);
    return g_array_index(file.exports, struct pe_export, index).is_stub;
}

static void
test_stubs(void)
{
    put_text(0x200, "x.dll");
    put_text(0x220, "Thing");
    put_stub(0, 0x200, 0x220);
    add_export("Thing", 1, 0);
    add_export("Other", 2, 0);
    add_export(NULL, 3, 0);
    add_export("Thing", 4, SIZE - 4);
    add_export("Thing", 5, -1);
    CU_ASSERT_TRUE(marks(0));
    CU_ASSERT_FALSE(marks(1));
    CU_ASSERT_TRUE(marks(2));
    CU_ASSERT_FALSE(marks(3));
    CU_ASSERT_FALSE(marks(4));
    put_text(0x200, "y.dll");
    CU_ASSERT_FALSE(marks(0));
}

static void
test_stub_by_ordinal(void)
{
    put_text(0x200, "x.dll");
    put_stub(0, 0x200, 0);
    bytes[11] = 0x48;
    bytes[12] = 0xc7;
    bytes[13] = 0xc2;
    put(14, 9);
    add_export(NULL, 9, 0);
    add_export(NULL, 10, 0);
    CU_ASSERT_TRUE(marks(0));
    CU_ASSERT_FALSE(marks(1));
}

static void
test_made_by_wine(void)
{
    CU_ASSERT_FALSE(wine_made(&file));
    put_text(0x40, "Wine placeholder DLL");
    CU_ASSERT_TRUE(wine_made(&file));
}

/* ---- verdicts */

/* One import of one function, from a DLL in that place. */
static void
expect_verdict(enum dll_place place, enum function_status status, bool is_delayed, bool runs,
               const char *text)
{
    struct dll dll = { .place = place };
    struct pe_function function = { .name = (char *)"F" };
    struct pe_import import = { .dll = (char *)"a.dll", .is_delayed = is_delayed };
    struct inspected_import inspected = { .importer = &file, .import = &import, .dll = &dll };
    struct inspection inspection = { .file = &file, .imports = g_ptr_array_new() };
    struct verdict *verdict;

    import.functions = g_array_new(FALSE, FALSE, sizeof(struct pe_function));
    g_array_append_val(import.functions, function);
    inspected.statuses = g_array_new(FALSE, FALSE, sizeof(enum function_status));
    g_array_append_val(inspected.statuses, status);
    g_ptr_array_add(inspection.imports, &inspected);
    verdict = verdict_new(&inspection);
    CU_ASSERT_EQUAL(verdict->runs, runs);
    if (strncmp(verdict->text->str, text, strlen(text)) != 0) {
        fprintf(stderr, "# verdict: %s\n", verdict->text->str);
        CU_FAIL("another verdict");
    }
    verdict_free(verdict);
    g_array_unref(import.functions);
    g_array_unref(inspected.statuses);
    g_ptr_array_unref(inspection.imports);
}

static void
test_verdicts(void)
{
    add_export("StartupEx", 1, 0);
    expect_verdict(DLL_WINE, FUNCTION_FOUND, false, true, "runs");
    expect_verdict(DLL_OWN, FUNCTION_REFUSED, false, true,
                   "runs; 1 function that it imports is refused");
    expect_verdict(DLL_WINE, FUNCTION_STUB, true, true,
                   "runs; 1 function that it imports is only a stub in Wine");
    expect_verdict(DLL_WINE, FUNCTION_MISSING, true, true,
                   "runs; 1 function that it looks for when needed is missing");
    expect_verdict(DLL_WINE, FUNCTION_MISSING, false, false, "loads, but is not to be trusted: 1 ");
    expect_verdict(DLL_NOWHERE, FUNCTION_NO_DLL, false, false,
                   "does not load: a DLL that it imports is not found: a.dll;");
    expect_verdict(DLL_NOWHERE, FUNCTION_NO_DLL, true, true,
                   "runs; 1 DLL that it loads when needed is not found");
    file.machine = PE_MACHINE_I386;
    expect_verdict(DLL_WINE, FUNCTION_FOUND, false, false, "does not load: it is for i386");
    file.is_dll = false;
    expect_verdict(DLL_WINE, FUNCTION_FOUND, false, false, "is no resource DLL: it is a program");
}

static void
test_no_entry_points(void)
{
    add_export("startup", 1, 0);
    expect_verdict(DLL_WINE, FUNCTION_FOUND, false, false,
                   "is no resource DLL: it exports neither");
    CU_ASSERT_STRING_EQUAL(inspection_entry_points(&file), "");
    add_export("Startup", 2, 0);
    CU_ASSERT_STRING_EQUAL(inspection_entry_points(&file), "Startup");
    add_export("StartupEx", 3, 0);
    CU_ASSERT_STRING_EQUAL(inspection_entry_points(&file), "Startup StartupEx");
}

void
suite_inspect(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("inspect", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_own_functions);
    CU_ADD_TEST(suite, test_sets);
    CU_ADD_TEST(suite, test_sets_that_lie);
    CU_ADD_TEST(suite, test_delayed);
    CU_ADD_TEST(suite, test_delayed_that_lie);
    CU_ADD_TEST(suite, test_stubs);
    CU_ADD_TEST(suite, test_stub_by_ordinal);
    CU_ADD_TEST(suite, test_made_by_wine);
    CU_ADD_TEST(suite, test_verdicts);
    CU_ADD_TEST(suite, test_no_entry_points);
}
