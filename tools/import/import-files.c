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
        set_system_error(error, errno,
                         "%s: the folder cannot be made: name another with --output-dir", folder);
        return false;
    }
    return true;
}

/* 0: it is none of these. */
static int
errno_of(const GError *cause)
{
    static const int numbers[] = { EACCES, EFBIG,  EIO,    EISDIR,  ELOOP, EMFILE, ENAMETOOLONG,
                                   ENFILE, ENOMEM, ENOSPC, ENOTDIR, EPERM, EROFS };

    for (size_t i = 0; cause->domain == G_FILE_ERROR && i < G_N_ELEMENTS(numbers); i++) {
        if (cause->code == (int)g_file_error_from_errno(numbers[i])) {
            return numbers[i];
        }
    }
    return 0;
}

/* GLib's text has no number, and the name of a temporary file. */
static void
set_write_error(GError **error, const char *path, const GError *cause)
{
    int number = errno_of(cause);

    if (number != 0) {
        set_system_error(error, number,
                         "%s: cannot be written: give --output-dir a folder that can be", path);
    } else {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: cannot be written: %s", path,
                    cause->message);
    }
}

/* Whole or not at all. */
static bool
write_file(const char *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) cause = NULL;

    if (!g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &cause)) {
        set_write_error(error, path, cause);
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
is_wanted(const GPtrArray *types, const char *name)
{
    for (guint i = 0; i < types->len; i++) {
        const struct types_file *file = g_ptr_array_index(types, i);

        if (strcmp(file->agent, name) == 0) {
            return true;
        }
    }
    return false;
}

/* An administrator's own file does not begin like that. */
static bool
is_imported(const char *path)
{
    struct stat status;
    FILE *file = NULL;
    char *line = NULL;
    size_t size = 0;
    bool is_ours;

    /* Not what would wait for a writer. */
    if (lstat(path, &status) == 0 && S_ISREG(status.st_mode)) {
        file = fopen(path, "re");
    }
    if (file == NULL) {
        return false;
    }
    is_ours = getline(&line, &size, file) > 0 && getline(&line, &size, file) > 0 &&
              g_str_has_prefix(line, TYPES_FILE_MARK);
    free(line);
    fclose(file);
    return is_ours;
}

/* All of the folder is copied to the nodes: another import's types are not among this one's. */
static void
remove_older_types(const GPtrArray *types, const char *folder)
{
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *name = entries != NULL ? g_dir_read_name(entries) : NULL;

    for (; name != NULL; name = g_dir_read_name(entries)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        if (!is_wanted(types, name) && is_imported(path)) {
            g_unlink(path);
        }
    }
    /* Only if it is empty now. */
    g_rmdir(folder);
}

static bool
write_types(const GPtrArray *types, const char *folder, GError **error)
{
    g_autofree char *below = g_build_filename(folder, "types.d", NULL);

    remove_older_types(types, below);
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
