/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inspection.h"

#include <errno.h>
#include <string.h>

#include "api-functions.h"
#include "daemon/error.h"

/* Exports that are forwarded to forwarded exports: Wine has two. */
#define FORWARDS_MAX 8

static void
import_free(void *data)
{
    struct inspected_import *import = data;

    g_array_unref(import->statuses);
    g_free(import);
}

static enum function_status status_in(struct dll_search *search, const struct dll *dll,
                                      const char *name, const struct pe_function *function,
                                      unsigned int forwards);

/* "DLL.function" or "DLL.#ordinal"; the last dot parts them. */
static enum function_status
status_of_forward(struct dll_search *search, const char *forward, unsigned int forwards)
{
    const char *dot = strrchr(forward, '.');
    g_autofree char *dll = dot != NULL ? g_strndup(forward, (size_t)(dot - forward)) : NULL;
    g_autofree char *name = dot != NULL ? g_strdup(dot + 1) : NULL;
    struct pe_function function = { .name = name };
    guint64 ordinal = 0;

    if (dot == NULL || forwards >= FORWARDS_MAX) {
        return FUNCTION_MISSING;
    }
    if (name[0] == '#' && g_ascii_string_to_unsigned(name + 1, 10, 0, 65535, &ordinal, NULL)) {
        function.name = NULL;
        function.ordinal = (unsigned int)ordinal;
    }
    return status_in(search, dll_search_find(search, dll), dll, &function, forwards + 1);
}

static enum function_status
own_status(const char *dll, const struct pe_function *function)
{
    static const enum function_status statuses[] = {
        [API_IMPLEMENTED] = FUNCTION_IMPLEMENTED,
        [API_REFUSED] = FUNCTION_REFUSED,
        [API_UNKNOWN] = FUNCTION_MISSING,
    };
    g_autofree char *file = g_str_has_suffix(dll, ".dll") || strchr(dll, '.') != NULL
                                ? g_strdup(dll)
                                : g_strconcat(dll, ".dll", NULL);

    return statuses[api_status(file, function->name)];
}

static enum function_status
status_in(struct dll_search *search, const struct dll *dll, const char *name,
          const struct pe_function *function, unsigned int forwards)
{
    const struct pe_export *export;

    if (dll->place == DLL_UNCHECKED || dll->place == DLL_NOWHERE) {
        return dll->place == DLL_NOWHERE ? FUNCTION_NO_DLL : FUNCTION_UNCHECKED;
    }
    if (dll->place == DLL_OWN) {
        return own_status(name, function);
    }
    export = pe_file_export(dll->file, function);
    if (export == NULL) {
        return dll->file->exports->len < PE_EXPORTS_MAX ? FUNCTION_MISSING : FUNCTION_UNCHECKED;
    }
    if (export->forward != NULL) {
        enum function_status status = status_of_forward(search, export->forward, forwards);

        return status == FUNCTION_NO_DLL ? FUNCTION_MISSING : status;
    }
    return export->is_stub ? FUNCTION_STUB : FUNCTION_FOUND;
}

static void
inspect_import(struct inspection *inspection, const struct pe_file *importer,
               const struct pe_import *import)
{
    struct inspected_import *inspected = g_new0(struct inspected_import, 1);

    inspected->importer = importer;
    inspected->import = import;
    inspected->dll = dll_search_find(inspection->search, import->dll);
    inspected->statuses = g_array_new(FALSE, FALSE, sizeof(enum function_status));
    for (guint i = 0; i < import->functions->len; i++) {
        const struct pe_function *function =
            &g_array_index(import->functions, struct pe_function, i);
        enum function_status status =
            status_in(inspection->search, inspected->dll, import->dll, function, 0);

        g_array_append_val(inspected->statuses, status);
    }
    g_ptr_array_add(inspection->imports, inspected);
}

/* A DLL of the file's own, each once: they may import one another, and the file. */
static void
follow(struct inspection *inspection, const struct dll *dll)
{
    if (dll->place != DLL_BESIDE && dll->place != DLL_PREFIX) {
        return;
    }
    for (guint i = 0; i < inspection->files->len; i++) {
        const struct pe_file *known = g_ptr_array_index(inspection->files, i);

        if (known == dll->file || g_str_equal(known->path, dll->path)) {
            return;
        }
    }
    if (inspection->files->len >= INSPECTION_FILES_MAX) {
        inspection->is_cut = true;
        return;
    }
    g_ptr_array_add(inspection->files, (void *)dll->file);
}

static guint
count_functions(const struct pe_file *file)
{
    guint count = 0;

    for (guint i = 0; i < file->imports->len; i++) {
        count += g_array_index(file->imports, struct pe_import, i).functions->len;
    }
    return count;
}

static void
inspect_file(struct inspection *inspection, const struct pe_file *file)
{
    for (guint i = 0; i < file->imports->len; i++) {
        inspect_import(inspection, file, &g_array_index(file->imports, struct pe_import, i));
    }
    for (guint i = 0; i < file->imports->len; i++) {
        const struct pe_import *import = &g_array_index(file->imports, struct pe_import, i);

        follow(inspection, dll_search_find(inspection->search, import->dll));
    }
}

struct inspection *
inspection_new(const struct pe_file *file, struct dll_search *search, GError **error)
{
    struct inspection *inspection = g_new0(struct inspection, 1);
    guint count = 0;

    inspection->file = file;
    inspection->search = search;
    inspection->files = g_ptr_array_new();
    inspection->imports = g_ptr_array_new_with_free_func(import_free);
    g_ptr_array_add(inspection->files, (void *)file);
    for (guint i = 0; i < inspection->files->len; i++) {
        count += count_functions(g_ptr_array_index(inspection->files, i));
        if (count > INSPECTION_IMPORTS_MAX) {
            set_system_error(error, E2BIG,
                             "%s: imports more than %d functions with the DLLs beside it: give a "
                             "resource DLL",
                             file->path, INSPECTION_IMPORTS_MAX);
            inspection_free(inspection);
            return NULL;
        }
        inspect_file(inspection, g_ptr_array_index(inspection->files, i));
    }
    return inspection;
}

void
inspection_free(struct inspection *inspection)
{
    if (inspection != NULL) {
        g_ptr_array_unref(inspection->files);
        g_ptr_array_unref(inspection->imports);
        g_free(inspection);
    }
}

const char *
function_status_word(enum function_status status)
{
    static const char *const words[FUNCTION_STATUSES] = {
        [FUNCTION_FOUND] = "found",       [FUNCTION_IMPLEMENTED] = "implemented",
        [FUNCTION_REFUSED] = "refused",   [FUNCTION_STUB] = "stub",
        [FUNCTION_MISSING] = "missing",   [FUNCTION_NO_DLL] = "no-dll",
        [FUNCTION_UNCHECKED] = "unknown",
    };

    return words[status];
}

char *
function_name(const struct pe_function *function)
{
    return function->name != NULL ? g_strdup(function->name)
                                  : g_strdup_printf("#%u", function->ordinal);
}

const char *
inspection_entry_points(const struct pe_file *file)
{
    const struct pe_function startup = { .name = (char *)"Startup" };
    const struct pe_function startup_ex = { .name = (char *)"StartupEx" };
    bool has_startup = pe_file_export(file, &startup) != NULL;
    bool has_startup_ex = pe_file_export(file, &startup_ex) != NULL;

    return has_startup && has_startup_ex ? "Startup StartupEx"
           : has_startup                 ? "Startup"
           : has_startup_ex              ? "StartupEx"
                                         : "";
}
