/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What `resapictl import` runs: reads what was exported of a Windows cluster, and writes a Pacemaker
 * configuration and a report. Nothing is applied, and no cluster is asked. The exit status is 0 if all
 * that was read has its place, 1 if it failed, 2 for a wrong command line, and 5 if there are findings:
 * what is wrong in the input, has no equivalent, or is to be decided.
 */

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "crm-text.h"
#include "daemon/config.h"
#include "daemon/error.h"
#include "import-files.h"
#include "input.h"
#include "mapping.h"
#include "plan-texts.h"
#include "resolve.h"
#include "tools/human.h"
#include "tools/output.h"
#include "tools/process-limits.h"

#define SECONDS_MAX 300

enum exit_status { EXIT_COMPLETE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_FINDINGS = 5 };

static struct {
    char *output_as;
    /* Of each but one may be given; NULL: none is. */
    char **output_directories;
    char **dll_directories;
    char **encodings;
    char **settings;
    char **nodes;
    char **moved;
    char **files;
    gboolean simulates;
    gboolean is_forced;
    const char *output_directory;
    const char *dll_directory;
    const char *encoding;
} options;

static const GOptionEntry entries[] = {
    { "output-as", 0, 0, G_OPTION_ARG_FILENAME, &options.output_as, "What to show",
      "text|html|json|xml|cib|crm|pcs" },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.output_directories,
      "Where to write all", "DIR" },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.is_forced, "Replace files of DIR", NULL },
    { "dll-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.dll_directories, "Where the DLLs are",
      "DIR" },
    { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.settings, "Decide a parameter",
      "RESOURCE:PARAMETER=VALUE" },
    { "node", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.nodes, "Name a node", "WINDOWS=LINUX" },
    { "moved", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.moved, "Runs on Linux already",
      "GROUP" },
    { "simulate", 0, 0, G_OPTION_ARG_NONE, &options.simulates, "Run crm_simulate", NULL },
    { "encoding", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.encodings, "Of text", "NAME" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, "FILE..." },
    { 0 },
};

/* Of two, one would be lost in silence. */
static bool
take_one(const char *name, char *const *values, const char **value, GError **error)
{
    if (values == NULL) {
        return true;
    }
    if (values[1] != NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--%s=%s: was given before as '%s': remove one", name, values[1], values[0]);
        return false;
    }
    if (values[0][0] == '\0') {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--%s=: nothing is given: name something, or leave the option out", name);
        return false;
    }
    *value = values[0];
    return true;
}

/* Names on Windows, and what gets into the configuration, are UTF-8, whatever the locale is. */
static bool
check_texts(const char *name, char *const *values, GError **error)
{
    for (; values != NULL && *values != NULL; values++) {
        if (!g_utf8_validate(*values, -1, NULL)) {
            g_autofree char *shown = g_utf8_make_valid(*values, -1);

            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "--%s=%s: is not UTF-8: type it in a terminal that is, or in a script",
                        name, shown);
            return false;
        }
    }
    return true;
}

static bool
take_options(GError **error)
{
    return take_one("output-dir", options.output_directories, &options.output_directory, error) &&
           take_one("dll-dir", options.dll_directories, &options.dll_directory, error) &&
           take_one("encoding", options.encodings, &options.encoding, error) &&
           check_texts("set", options.settings, error) &&
           check_texts("node", options.nodes, error) && check_texts("moved", options.moved, error);
}

static bool
parse(int argc, char **argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error)) {
        return false;
    }
    if (options.files == NULL || options.files[0] == NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "give a FILE");
        return false;
    }
    if (options.is_forced && options.output_directories == NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--force is about --output-dir: give that too");
        return false;
    }
    return take_options(error);
}

/* --- from what was read to what is shown */

struct import {
    windows_cluster_t *cluster;
    notes_t *notes;
    pacemaker_plan_t *plan;
    GPtrArray *dlls;
    GPtrArray *types;
    struct simulation *simulation;
    char *pacemaker; /* the version that simulates; NULL */
};

static bool
make_plan(struct import *import, GError **error)
{
    struct mapping_options mapping = { .settings = (const char *const *)options.settings,
                                       .nodes = (const char *const *)options.nodes,
                                       .moved = (const char *const *)options.moved,
                                       .pacemaker = import->pacemaker };

    import->plan = mapping_make(import->cluster, &mapping, import->notes, error);
    if (import->plan != NULL) {
        plan_texts_clean(import->plan, import->notes);
        crm_text_note(import->plan, import->notes);
    }
    return import->plan != NULL;
}

/* The same once more, as it is when all is started; what there is to be noted has been. */
static bool
simulate(struct import *import, GError **error)
{
    struct mapping_options mapping = { .settings = (const char *const *)options.settings,
                                       .nodes = (const char *const *)options.nodes,
                                       .moved = (const char *const *)options.moved,
                                       .started = true };
    g_autoptr(notes_t) notes = notes_new();
    g_autoptr(pacemaker_plan_t) plan = mapping_make(import->cluster, &mapping, notes, error);

    if (plan != NULL) {
        plan_texts_clean(plan, notes);
        import->simulation = simulation_run(plan, error);
    }
    return import->simulation != NULL;
}

/* Else every DLL would be missed in it. */
static bool
check_dll_directory(GError **error)
{
    if (options.dll_directory == NULL || g_file_test(options.dll_directory, G_FILE_TEST_IS_DIR)) {
        return true;
    }
    set_system_error(error,
                     g_file_test(options.dll_directory, G_FILE_TEST_EXISTS) ? ENOTDIR : ENOENT,
                     "--dll-dir=%s: give the folder that has the resource DLLs",
                     options.dll_directory);
    return false;
}

static bool
list_dlls(struct import *import, GError **error)
{
    g_autoptr(config_t) config = options.dll_directory != NULL ? config_load(error) : NULL;

    if (options.dll_directory != NULL && config == NULL) {
        return false;
    }
    import->dlls =
        dll_list_make(import->cluster, options.dll_directory,
                      config != NULL ? config->wine_inspect_program : NULL, import->notes);
    return true;
}

static bool
make(struct import *import, GError **error)
{
    if (!check_dll_directory(error)) {
        return false;
    }
    import->notes = notes_new();
    import->cluster =
        input_read((const char *const *)options.files, options.encoding, import->notes, error);
    if (import->cluster == NULL) {
        return false;
    }
    cluster_resolve(import->cluster, import->notes);
    import->pacemaker = options.simulates ? simulation_version() : NULL;
    if (!make_plan(import, error) || !list_dlls(import, error)) {
        return false;
    }
    import->types = types_files_make(import->cluster, import->plan, import->notes);
    return !options.simulates || simulate(import, error);
}

static void
clear(struct import *import)
{
    if (import->simulation != NULL) {
        simulation_free(import->simulation);
    }
    g_clear_pointer(&import->pacemaker, g_free);
    g_clear_pointer(&import->types, g_ptr_array_unref);
    g_clear_pointer(&import->dlls, g_ptr_array_unref);
    g_clear_pointer(&import->plan, pacemaker_plan_free);
    g_clear_pointer(&import->cluster, windows_cluster_free);
    g_clear_pointer(&import->notes, notes_free);
}

static bool
print(const struct conversion *conversion, GError **error)
{
    const char *format = options.output_as != NULL ? options.output_as : "text";
    g_autofree char *text = import_format(conversion, format, error);

    if (text == NULL) {
        return false;
    }
    if (!output_print_text(text, stdout)) {
        set_system_error(error, errno, "cannot write the output");
        return false;
    }
    return true;
}

/* With a folder, something is shown only if it was asked for. */
static bool
write_all(const struct import *import, GError **error)
{
    struct conversion conversion = { .inputs = (const char *const *)options.files,
                                     .cluster = import->cluster,
                                     .plan = import->plan,
                                     .notes = import->notes,
                                     .dlls = import->dlls,
                                     .types = import->types,
                                     .simulation = import->simulation };

    if (options.output_directory != NULL &&
        !import_files_write(&conversion, import->types, options.output_directory, options.is_forced,
                            error)) {
        return false;
    }
    return (options.output_directory != NULL && options.output_as == NULL) ||
           print(&conversion, error);
}

/* Whoever redirects stdout has to see that there is something to read. */
static void
tell_findings(guint count)
{
    g_autofree char *report = options.output_directory != NULL
                                  ? g_build_filename(options.output_directory, "report.txt", NULL)
                                  : g_strdup("the report");
    g_autofree char *shown = human_printable(report);

    if (count > 0) {
        fprintf(stderr, "%s: %u finding%s: read %s before anything is applied\n", g_get_prgname(),
                count, count == 1 ? "" : "s", shown);
    }
}

static enum exit_status
import_all(GError **error)
{
    struct import import = { 0 };
    enum exit_status status = EXIT_FAILED;

    if (make(&import, error) && write_all(&import, error)) {
        guint findings = notes_count_findings(import.notes);

        tell_findings(findings);
        status = findings > 0 ? EXIT_FINDINGS : EXIT_COMPLETE;
    }
    clear(&import);
    return status;
}

static void
print_error(const GError *error)
{
    g_autofree char *line = human_printable(error->message);

    fprintf(stderr, "%s: %s\n", g_get_prgname(), line);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    enum exit_status status = EXIT_USAGE;

    /* A reader that has enough, such as head(1), is no crash and no failure: output_print_text(). */
    signal(SIGPIPE, SIG_IGN);
    /* For the letters of GLib's help. Numbers and messages are the same everywhere. */
    setlocale(LC_CTYPE, "");
    limits_set(SECONDS_MAX);
    if (parse(argc, argv, &error)) {
        status = import_all(&error);
    }
    if (error != NULL) {
        print_error(error);
        status = error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
    }
    g_free(options.output_as);
    g_strfreev(options.output_directories);
    g_strfreev(options.dll_directories);
    g_strfreev(options.encodings);
    g_strfreev(options.settings);
    g_strfreev(options.nodes);
    g_strfreev(options.moved);
    g_strfreev(options.files);
    return (int)status;
}
