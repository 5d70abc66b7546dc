/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

/* All that is given is passed on, and judged there; names on Windows are UTF-8, whatever the locale is. */
static char **output_directories;
static char **dll_directories;
static char **encodings;
static char **settings;
static char **nodes;
static char **moved;
static gboolean simulates;
static gboolean is_forced;

static const GOptionEntry import_options[] = {
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &output_directories,
      "Write all that is made into this new or empty folder", "DIR" },
    { "force", 0, 0, G_OPTION_ARG_NONE, &is_forced,
      "Replace what an earlier import has written into DIR", NULL },
    { "dll-dir", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &dll_directories,
      "Where the resource DLLs are, to be inspected", "DIR" },
    { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &settings,
      "Decide a parameter of what a resource becomes, or with 'type TYPE' in its place those of a "
      "type; may be given more than once",
      "RESOURCE:PARAMETER=VALUE" },
    { "node", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &nodes,
      "Say what a node is called in the Pacemaker cluster; may be given more than once",
      "WINDOWS=LINUX" },
    { "moved", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &moved,
      "A group that runs on Linux already: write nothing that would stop it; may be given more "
      "than once",
      "GROUP" },
    { "simulate", 0, 0, G_OPTION_ARG_NONE, &simulates,
      "Show what would start where, also after each node's loss", NULL },
    { "encoding", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &encodings,
      "What text is in that is neither UTF-16 nor UTF-8; WINDOWS-1252 if it is not given", "NAME" },
    { 0 },
};

static void
add_option(GPtrArray *words, const char *name, const char *value)
{
    if (value != NULL) {
        g_ptr_array_add(words, g_strdup_printf("--%s=%s", name, value));
    }
}

static void
add_options(GPtrArray *words, const char *name, char *const *values)
{
    for (; values != NULL && *values != NULL; values++) {
        add_option(words, name, *values);
    }
}

static bool
run_import(struct command *command, GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(words, g_strdup(command->config->import_program));
    add_option(words, "output-as", command->output_as);
    add_options(words, "output-dir", output_directories);
    add_options(words, "dll-dir", dll_directories);
    add_options(words, "encoding", encodings);
    add_options(words, "set", settings);
    add_options(words, "node", nodes);
    add_options(words, "moved", moved);
    if (simulates) {
        g_ptr_array_add(words, g_strdup("--simulate"));
    }
    if (is_forced) {
        g_ptr_array_add(words, g_strdup("--force"));
    }
    g_ptr_array_add(words, g_strdup("--"));
    for (char **path = command->arguments; *path != NULL; path++) {
        g_ptr_array_add(words, g_strdup(*path));
    }
    g_ptr_array_add(words, NULL);
    return command_run_program(command, "[import] program", (const char *const *)words->pdata,
                               command->arguments[0], error);
}

const struct verb import_verbs[] = {
    { NULL, "import", "FILE... [--output-dir=DIR]",
      "Make a Pacemaker configuration and a report of a Windows cluster's; nothing is applied", 1,
      -1, import_options, run_import },
    { 0 },
};
