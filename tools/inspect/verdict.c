/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

#include <string.h>

/* So many names of functions or DLLs stand in the verdict, the others in the tables. */
#define NAMES_MAX 5

/* "A, B and 3 more" */
static void
append_names(GString *text, const GPtrArray *names)
{
    for (guint i = 0; i < names->len && i < NAMES_MAX; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(names, i));
    }
    if (names->len > NAMES_MAX) {
        g_string_append_printf(text, " and %u more", names->len - NAMES_MAX);
    }
}

/* Names, each once, in the order in which they were found. */
struct names {
    GPtrArray *list;
    GHashTable *known;
};

static struct names
names_new(void)
{
    return (struct names){ g_ptr_array_new_with_free_func(g_free),
                           g_hash_table_new(g_str_hash, g_str_equal) };
}

/* Takes name. */
static void
names_add(struct names *names, char *name)
{
    if (g_hash_table_add(names->known, name)) {
        g_ptr_array_add(names->list, name);
    } else {
        g_free(name);
    }
}

static GPtrArray *
names_end(struct names *names)
{
    g_hash_table_unref(names->known);
    return names->list;
}

/* Imports that are resolved when a DLL is loaded, or when a function is called first; both. */
enum when { AT_LOAD = 1, AT_CALL = 2, EVER = AT_LOAD | AT_CALL };

static bool
is_when(const struct inspected_import *import, enum when when)
{
    return (when & (import->import->is_delayed ? AT_CALL : AT_LOAD)) != 0;
}

/* " (imported by NAME)" for what the file itself does not import; free with g_free(). */
static char *
importer_of(const struct inspection *inspection, const struct inspected_import *import)
{
    g_autofree char *name = g_path_get_basename(import->importer->path);

    return import->importer == inspection->file ? g_strdup("")
                                                : g_strdup_printf(" (imported by %s)", name);
}

static char *
qualified_name(const struct inspected_import *import, guint index, const char *importer)
{
    g_autofree char *function =
        function_name(&g_array_index(import->import->functions, struct pe_function, index));

    return g_strdup_printf("%s!%s%s", import->import->dll, function, importer);
}

/* "DLL!FUNCTION" of the imports with that status. */
static GPtrArray *
functions_with(const struct inspection *inspection, enum function_status status, enum when when)
{
    struct names names = names_new();

    for (guint i = 0; i < inspection->imports->len; i++) {
        const struct inspected_import *import = g_ptr_array_index(inspection->imports, i);
        g_autofree char *importer = importer_of(inspection, import);

        for (guint j = 0; is_when(import, when) && j < import->statuses->len; j++) {
            if (g_array_index(import->statuses, enum function_status, j) == status) {
                names_add(&names, qualified_name(import, j, importer));
            }
        }
    }
    return names_end(&names);
}

static GPtrArray *
missing_dlls(const struct inspection *inspection, enum when when)
{
    struct names names = names_new();

    for (guint i = 0; i < inspection->imports->len; i++) {
        const struct inspected_import *import = g_ptr_array_index(inspection->imports, i);
        const char *reason = import->dll->reason;
        g_autofree char *importer = importer_of(inspection, import);

        if (import->dll->place == DLL_NOWHERE && is_when(import, when)) {
            names_add(&names,
                      g_strdup_printf("%s%s%s%s%s", import->import->dll, importer,
                                      reason != NULL ? " (" : "", reason != NULL ? reason : "",
                                      reason != NULL ? ")" : ""));
        }
    }
    return names_end(&names);
}

/* What it is that cannot be a resource DLL for this resapid whatever it imports. */
static bool
is_other_file(struct verdict *verdict, const struct pe_file *file)
{
    g_autofree char *machine = pe_machine_name(file->machine);

    if (!file->is_dll) {
        g_string_append(verdict->text, "is no resource DLL: it is a program");
    } else if (inspection_entry_points(file)[0] == '\0') {
        g_string_append(verdict->text,
                        "is no resource DLL: it exports neither Startup nor StartupEx");
    } else if (file->machine != PE_MACHINE_X86_64 || !file->is_64) {
        g_string_append_printf(verdict->text,
                               "does not load: it is for %s, and resapid runs DLLs for x86_64 only",
                               machine);
    } else {
        return false;
    }
    return true;
}

/* Wine 8.0: the loader fails with STATUS_DLL_NOT_FOUND. */
static bool
lacks_dlls(struct verdict *verdict, const GPtrArray *dlls)
{
    if (dlls->len > 0) {
        g_string_append_printf(verdict->text, "does not load: %s not found: ",
                               dlls->len > 1 ? "DLLs that it imports are"
                                             : "a DLL that it imports is");
        append_names(verdict->text, dlls);
        g_string_append(verdict->text, "; copy it beside the file, for x86_64");
    }
    return dlls->len > 0;
}

/* Wine 8.0 loads the DLL, as Windows would not, with a stub of its own in the function's place. */
static bool
lacks_functions(struct verdict *verdict, const GPtrArray *functions)
{
    if (functions->len > 0) {
        g_string_append_printf(verdict->text,
                               "loads, but is not to be trusted: %u function%s that it imports %s "
                               "missing, and the first call of one ends its host: ",
                               functions->len, functions->len > 1 ? "s" : "",
                               functions->len > 1 ? "are" : "is");
        append_names(verdict->text, functions);
    }
    return functions->len > 0;
}

static void
append_warning(struct verdict *verdict, const GPtrArray *names, const char *format_one,
               const char *format_more)
{
    if (names->len == 0) {
        return;
    }
    g_string_append_printf(verdict->text, "; %u %s", names->len,
                           names->len == 1 ? format_one : format_more);
    g_string_append(verdict->text, ": ");
    append_names(verdict->text, names);
}

struct verdict *
verdict_new(const struct inspection *inspection)
{
    struct verdict *verdict = g_new0(struct verdict, 1);
    g_autoptr(GPtrArray) dlls = missing_dlls(inspection, AT_LOAD);
    g_autoptr(GPtrArray) late_dlls = missing_dlls(inspection, AT_CALL);
    g_autoptr(GPtrArray) functions = functions_with(inspection, FUNCTION_MISSING, AT_LOAD);
    g_autoptr(GPtrArray) late_functions = functions_with(inspection, FUNCTION_MISSING, AT_CALL);
    g_autoptr(GPtrArray) refused = functions_with(inspection, FUNCTION_REFUSED, EVER);
    g_autoptr(GPtrArray) stubs = functions_with(inspection, FUNCTION_STUB, EVER);

    verdict->text = g_string_new(NULL);
    verdict->refused = refused->len;
    verdict->stubs = stubs->len;
    verdict->missing = functions->len + late_functions->len;
    verdict->missing_dlls = dlls->len + late_dlls->len;
    if (is_other_file(verdict, inspection->file) || lacks_dlls(verdict, dlls) ||
        lacks_functions(verdict, functions)) {
        return verdict;
    }
    if (inspection->is_cut) {
        g_string_append_printf(verdict->text,
                               "imports more than %d DLLs of its own: not all are inspected",
                               INSPECTION_FILES_MAX);
        return verdict;
    }
    verdict->runs = true;
    g_string_append(verdict->text, "runs");
    append_warning(verdict, refused,
                   "function that it imports is refused with ERROR_CALL_NOT_IMPLEMENTED",
                   "functions that it imports are refused with ERROR_CALL_NOT_IMPLEMENTED");
    append_warning(verdict, stubs,
                   "function that it imports is only a stub in Wine, whose call ends its host",
                   "functions that it imports are only stubs in Wine, whose call ends its host");
    append_warning(verdict, late_dlls,
                   "DLL that it loads when needed is not found, which then ends its host",
                   "DLLs that it loads when needed are not found, which then ends its host");
    append_warning(verdict, late_functions,
                   "function that it looks for when needed is missing, which then ends its host",
                   "functions that it looks for when needed are missing, which then ends its host");
    if (strcmp(verdict->text->str, "runs") != 0) {
        g_string_append(verdict->text, "; it may not need them");
    }
    return verdict;
}

void
verdict_free(struct verdict *verdict)
{
    if (verdict != NULL) {
        g_string_free(verdict->text, TRUE);
        g_free(verdict);
    }
}
