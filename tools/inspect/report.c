/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

static const struct column file_columns[] = {
    { "path", "FILE", VALUE_STRING },
    { "machine", "MACHINE", VALUE_STRING },
    { "format", "FORMAT", VALUE_STRING },
    { "kind", "KIND", VALUE_STRING },
    { NULL, "ENTRY POINTS", VALUE_STRING },
    { "entry_points", NULL, VALUE_LIST },
    { "versions", "FUNCTION TABLE", VALUE_STRING },
};

static const struct column dll_columns[] = {
    { NULL, "FILE", VALUE_STRING },           { "file", NULL, VALUE_STRING },
    { "name", "IMPORTS FROM", VALUE_STRING }, { "delayed", NULL, VALUE_BOOLEAN },
    { NULL, "WHEN", VALUE_STRING },           { "functions", "FUNCTIONS", VALUE_NUMBER },
    { "place", "PLACE", VALUE_STRING },       { "path", "PATH", VALUE_STRING },
    { "reason", NULL, VALUE_STRING },
};

static const struct column import_columns[] = {
    { NULL, "FILE", VALUE_STRING },     { "file", NULL, VALUE_STRING },
    { "dll", "DLL", VALUE_STRING },     { NULL, "FUNCTION", VALUE_STRING },
    { "function", NULL, VALUE_STRING }, { "ordinal", NULL, VALUE_NUMBER },
    { "delayed", NULL, VALUE_BOOLEAN }, { "status", "STATUS", VALUE_STRING },
};

static const struct column verdict_columns[] = {
    { "file", NULL, VALUE_STRING },    { "runs", NULL, VALUE_BOOLEAN },
    { "refused", NULL, VALUE_NUMBER }, { "stubs", NULL, VALUE_NUMBER },
    { "missing", NULL, VALUE_NUMBER }, { "missing_dlls", NULL, VALUE_NUMBER },
    { "verdict", NULL, VALUE_STRING },
};

static const char *
boolean_word(bool value)
{
    return value ? "true" : "false";
}

/* The versions of the function table that it can return: resapi-dll(7). StartupEx goes first. */
static const char *
versions_of(const char *entry_points)
{
    return g_str_has_suffix(entry_points, "StartupEx") ? "V1 to V4"
           : entry_points[0] != '\0'                   ? "V1"
                                                       : NULL;
}

static void
add_files(struct output *output, const struct inspection *inspection)
{
    output_table(output, "files", "file", file_columns, G_N_ELEMENTS(file_columns));
    for (guint i = 0; i < inspection->files->len; i++) {
        const struct pe_file *file = g_ptr_array_index(inspection->files, i);
        g_autofree char *machine = pe_machine_name(file->machine);
        const char *entry_points = inspection_entry_points(file);
        const char *values[G_N_ELEMENTS(file_columns)] = { file->path,
                                                           machine,
                                                           file->is_64 ? "PE32+" : "PE32",
                                                           file->is_dll ? "DLL" : "EXE",
                                                           entry_points,
                                                           entry_points,
                                                           versions_of(entry_points) };

        output_record(output, values);
    }
    output_line(output, "%s", "");
}

static const char *
place_word(enum dll_place place)
{
    static const char *const words[] = {
        [DLL_OWN] = "resapid", [DLL_BESIDE] = "beside",   [DLL_PREFIX] = "prefix",
        [DLL_WINE] = "Wine",   [DLL_NOWHERE] = "missing", [DLL_UNCHECKED] = "unknown",
    };

    return words[place];
}

static void
add_dlls(struct output *output, const struct inspection *inspection)
{
    output_table(output, "dlls", "dll", dll_columns, G_N_ELEMENTS(dll_columns));
    for (guint i = 0; i < inspection->imports->len; i++) {
        const struct inspected_import *import = g_ptr_array_index(inspection->imports, i);
        g_autofree char *name = g_path_get_basename(import->importer->path);
        g_autofree char *count = g_strdup_printf("%u", import->import->functions->len);
        bool is_delayed = import->import->is_delayed;
        const char *values[G_N_ELEMENTS(dll_columns)] = { name,
                                                          import->importer->path,
                                                          import->import->dll,
                                                          boolean_word(is_delayed),
                                                          is_delayed ? "called" : "loaded",
                                                          count,
                                                          place_word(import->dll->place),
                                                          import->dll->path,
                                                          import->dll->reason };

        output_record(output, values);
    }
    output_line(output, "%s", "");
}

static void
add_functions(struct output *output, const struct inspected_import *import)
{
    g_autofree char *file = g_path_get_basename(import->importer->path);

    for (guint i = 0; i < import->statuses->len; i++) {
        const struct pe_function *function =
            &g_array_index(import->import->functions, struct pe_function, i);
        g_autofree char *shown = function_name(function);
        g_autofree char *ordinal = g_strdup_printf("%u", function->ordinal);
        const char *values[G_N_ELEMENTS(import_columns)] = {
            file,
            import->importer->path,
            import->import->dll,
            shown,
            function->name,
            function->name == NULL ? ordinal : NULL,
            boolean_word(import->import->is_delayed),
            function_status_word(g_array_index(import->statuses, enum function_status, i)),
        };

        output_record(output, values);
    }
}

static void
add_imports(struct output *output, const struct inspection *inspection)
{
    output_table(output, "imports", "import", import_columns, G_N_ELEMENTS(import_columns));
    for (guint i = 0; i < inspection->imports->len; i++) {
        add_functions(output, g_ptr_array_index(inspection->imports, i));
    }
    output_line(output, "%s", "");
}

static void
add_verdict(struct output *output, const struct inspection *inspection,
            const struct verdict *verdict)
{
    g_autofree char *refused = g_strdup_printf("%u", verdict->refused);
    g_autofree char *stubs = g_strdup_printf("%u", verdict->stubs);
    g_autofree char *missing = g_strdup_printf("%u", verdict->missing);
    g_autofree char *missing_dlls = g_strdup_printf("%u", verdict->missing_dlls);
    const char *values[G_N_ELEMENTS(verdict_columns)] = {
        inspection->file->path, boolean_word(verdict->runs), refused, stubs, missing,
        missing_dlls,           verdict->text->str
    };

    output_table(output, "verdicts", "verdict", verdict_columns, G_N_ELEMENTS(verdict_columns));
    output_record(output, values);
    output_line(output, "%s: %s", inspection->file->path, verdict->text->str);
}

void
report_fill(struct output *output, const struct inspection *inspection,
            const struct verdict *verdict)
{
    add_files(output, inspection);
    add_dlls(output, inspection);
    add_imports(output, inspection);
    add_verdict(output, inspection, verdict);
}
