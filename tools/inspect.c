/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resapictl.h"

static char *wine_option;

static const GOptionEntry inspect_options[] = {
    { "wine-dll-directory", 0, 0, G_OPTION_ARG_FILENAME, &wine_option,
      "The folder that has Wine's x86_64-windows, if it is not found by itself", "DIR" },
    { 0 },
};

static bool
run_inspect(struct command *command, GError **error)
{
    g_autofree char *format =
        g_strdup_printf("--output-as=%s", command->output_as != NULL ? command->output_as : "text");
    g_autofree char *wine =
        wine_option != NULL ? g_strdup_printf("--wine-dll-directory=%s", wine_option) : NULL;
    const char *const words[] = { command->config->wine_inspect_program,
                                  format,
                                  wine != NULL ? wine : "--",
                                  wine != NULL ? "--" : command->arguments[0],
                                  wine != NULL ? command->arguments[0] : NULL,
                                  NULL };

    return command_run_program(command, "[wine] inspect_program", words, command->arguments[0],
                               error);
}

const struct verb inspect_verbs[] = {
    { NULL, "inspect", "FILE [--wine-dll-directory=DIR]",
      "Say whether a file is a resource DLL that can run here, without running any of it", 1, 1,
      inspect_options, run_inspect },
    { 0 },
};
