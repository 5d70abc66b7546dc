/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "cib-text.h"
#include "crm-text.h"
#include "daemon/error.h"
#include "pcs-text.h"
#include "report-data.h"
#include "report-html.h"
#include "report-text.h"
#include "tools/human.h"

/* --- the formats */

static char *
make_data(const struct conversion *conversion, enum output_format format, GError **error)
{
    g_autoptr(output_t) output = output_new(format);
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    bool printed;
    char *copy;

    if (stream == NULL) {
        set_system_error(error, errno, "cannot make the report");
        return NULL;
    }
    report_data_fill(output, conversion);
    printed = output_print(output, stream);
    if (fclose(stream) != 0 || !printed) {
        set_system_error(error, errno, "cannot make the report");
        free(text);
        return NULL;
    }
    /* It is malloc()'s, and everything else here GLib's. */
    copy = g_strdup(text);
    free(text);
    return copy;
}

static char *
make_json(const struct conversion *conversion, GError **error)
{
    return make_data(conversion, OUTPUT_JSON, error);
}

static char *
make_xml(const struct conversion *conversion, GError **error)
{
    return make_data(conversion, OUTPUT_XML, error);
}

static char *
make_text(const struct conversion *conversion, G_GNUC_UNUSED GError **error)
{
    return report_text(conversion);
}

static char *
make_html(const struct conversion *conversion, G_GNUC_UNUSED GError **error)
{
    return report_html(conversion, "dot");
}

static char *
make_cib(const struct conversion *conversion, G_GNUC_UNUSED GError **error)
{
    return cib_text(conversion->plan);
}

static char *
make_crm(const struct conversion *conversion, GError **error)
{
    return crm_text(conversion->plan, error);
}

static char *
make_pcs(const struct conversion *conversion, G_GNUC_UNUSED GError **error)
{
    return pcs_text(conversion->plan);
}

static const struct format {
    const char *word;
    const char *file; /* in the folder; NULL: it is not among them */
    char *(*make)(const struct conversion *conversion, GError **error);
} formats[] = {
    { "text", "report.txt", make_text },  { "html", "report.html", make_html },
    { "json", "report.json", make_json }, { "xml", NULL, make_xml },
    { "cib", "cib.xml", make_cib },       { "crm", "crm.txt", make_crm },
    { "pcs", "pcs.sh", make_pcs },
};

char *
import_format(const struct conversion *conversion, const char *format, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(formats[i].word, format) == 0) {
            return formats[i].make(conversion, error);
        }
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--output-as=%s: give text, html, json, xml, cib, crm or pcs", format);
    return NULL;
}

/* --- the folder */

static bool
is_empty(const char *folder)
{
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);

    return entries == NULL || g_dir_read_name(entries) == NULL;
}

static bool
make_folder(const char *folder, GError **error)
{
    if (g_mkdir_with_parents(folder, 0755) != 0) {
        set_system_error(error, errno, "%s: the folder cannot be made: name another", folder);
        return false;
    }
    return true;
}

/* Whole or not at all. */
static bool
write_file(const char *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) cause = NULL;

    if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &cause)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: cannot be written: %s", path,
                    cause->message);
        return false;
    }
    return true;
}

/* What one tool cannot express the others can. An older file must not be taken for the new one. */
static void
leave_out(const char *folder, const char *name, const GError *cause)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *line = human_printable(cause->message);

    fprintf(stderr, "%s: %s is not written: %s\n", g_get_prgname(), path, line);
    g_unlink(path);
}

static bool
write_formats(const struct conversion *conversion, const char *folder, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_autoptr(GError) cause = NULL;
        g_autofree char *text = NULL;

        if (formats[i].file == NULL) {
            continue;
        }
        text = formats[i].make(conversion, &cause);
        if (text == NULL) {
            leave_out(folder, formats[i].file, cause);
        } else if (!write_file(folder, formats[i].file, text, error)) {
            return false;
        }
    }
    return true;
}

static bool
write_types(const GPtrArray *types, const char *folder, GError **error)
{
    g_autofree char *below = g_build_filename(folder, "types.d", NULL);

    if (types->len > 0 && !make_folder(below, error)) {
        return false;
    }
    for (guint i = 0; i < types->len; i++) {
        const struct types_file *file = g_ptr_array_index(types, i);

        if (!write_file(below, file->agent, file->text, error)) {
            return false;
        }
    }
    return true;
}

static bool
write_dlls(const GPtrArray *dlls, const char *folder, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < dlls->len; i++) {
        const struct dll_entry *dll = g_ptr_array_index(dlls, i);

        g_string_append_printf(text, "%s\n", dll->windows_path);
    }
    return write_file(folder, "dlls.txt", text->str, error);
}

bool
import_files_write(const struct conversion *conversion, const GPtrArray *types, const char *folder,
                   bool forced, GError **error)
{
    if (!forced && !is_empty(folder)) {
        set_system_error(
            error, ENOTEMPTY,
            "--output-dir=%s: has files that may be yours: give a new folder, or --force to "
            "replace those of an earlier import",
            folder);
        return false;
    }
    return make_folder(folder, error) && write_formats(conversion, folder, error) &&
           write_types(types, folder, error) && write_dlls(conversion->dlls, folder, error);
}
