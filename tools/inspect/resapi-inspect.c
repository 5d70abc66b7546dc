/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What `resapictl inspect` runs: reads a file that is to be a resource DLL, and the DLLs that it imports,
 * runs none of them, and says what resapid makes of it. The exit status is 0 for a file that resapid can
 * load, 1 for another or for an error, 2 for a wrong command line.
 */

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "daemon/error.h"
#include "report.h"
#include "tools/human.h"
#include "tools/process-limits.h"

#define SECONDS_MAX 20

enum exit_status { EXIT_RUNS = 0, EXIT_RUNS_NOT = 1, EXIT_USAGE = 2 };

static char *output_as;
static char *wine_directory;
static char **files;

static const GOptionEntry entries[] = {
    { "output-as", 0, 0, G_OPTION_ARG_FILENAME, &output_as, "How to show what is shown",
      "text|json|xml" },
    { "wine-dll-directory", 0, 0, G_OPTION_ARG_FILENAME, &wine_directory,
      "The folder that has Wine's x86_64-windows", "DIR" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "FILE" },
    { 0 },
};

static bool
parse(int argc, char **argv, enum output_format *format, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error)) {
        return false;
    }
    if (files == NULL || files[0] == NULL || files[1] != NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "give one FILE");
        return false;
    }
    if (output_as != NULL && !output_format_parse(output_as, format)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--output-as=%s: give text, json or xml", output_as);
        return false;
    }
    return true;
}

static bool
show(const struct inspection *inspection, enum output_format format, bool *runs, GError **error)
{
    struct verdict *verdict = verdict_new(inspection);
    g_autoptr(output_t) output = output_new(format);
    bool done;

    report_fill(output, inspection, verdict);
    *runs = verdict->runs;
    done = output_print(output, stdout);
    if (!done) {
        set_system_error(error, errno, "cannot write the output");
    }
    verdict_free(verdict);
    return done;
}

static bool
inspect(const char *path, enum output_format format, bool *runs, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autofree char *folder = g_path_get_dirname(absolute);
    g_autoptr(config_t) config = config_load(error);
    g_autoptr(pe_file_t) file = config != NULL ? pe_file_read(absolute, error) : NULL;
    struct dll_search *search =
        file != NULL ? dll_search_new(config, folder, wine_directory, file->machine, error) : NULL;
    struct inspection *inspection = search != NULL ? inspection_new(file, search, error) : NULL;
    bool done = inspection != NULL && show(inspection, format, runs, error);

    inspection_free(inspection);
    dll_search_free(search);
    return done;
}

/* Names in a hostile file must not reach the terminal as they are. */
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
    enum output_format format = OUTPUT_TEXT;
    bool runs = false;

    /* A reader that has enough, such as head(1), is no crash. */
    signal(SIGPIPE, SIG_IGN);
    /* For the letters of GLib's help. Numbers and messages are the same everywhere. */
    setlocale(LC_CTYPE, "");
    limits_set(SECONDS_MAX);
    if (parse(argc, argv, &format, &error) && pe_files_open(&error)) {
        inspect(files[0], format, &runs, &error);
        pe_files_close();
    }
    if (error != NULL) {
        print_error(error);
    }
    g_free(output_as);
    g_free(wine_directory);
    g_strfreev(files);
    if (error != NULL && error->domain == G_OPTION_ERROR) {
        return EXIT_USAGE;
    }
    return error == NULL && runs ? EXIT_RUNS : EXIT_RUNS_NOT;
}
