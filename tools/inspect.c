/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "daemon/error.h"
#include "resapictl.h"

static char *wine_option;

static const GOptionEntry inspect_options[] = {
    { "wine-dll-directory", 0, 0, G_OPTION_ARG_FILENAME, &wine_option,
      "The folder that has Wine's x86_64-windows, if it is not found by itself", "DIR" },
    { 0 },
};

static const char *
format_word(const struct command *command)
{
    return command->output_as != NULL ? command->output_as : "text";
}

static char **
make_arguments(const struct command *command)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    /* The program calls itself by what the user has typed. */
    g_ptr_array_add(words, g_strdup(command->config->wine_inspect_program));
    g_ptr_array_add(words, g_strdup("resapictl inspect"));
    g_ptr_array_add(words, g_strdup_printf("--output-as=%s", format_word(command)));
    if (wine_option != NULL) {
        g_ptr_array_add(words, g_strdup_printf("--wine-dll-directory=%s", wine_option));
    }
    g_ptr_array_add(words, g_strdup("--"));
    g_ptr_array_add(words, g_strdup(command->arguments[0]));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

/* The limits that it sets itself end it by these two signals, what libyara does wrong by others. */
static void
set_signal_error(GError **error, const char *path, int number)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                "%s: cannot be inspected: resapi-inspect was ended by SIG%s%s: do not trust the "
                "file; copy it again from where it came from",
                path, sigabbrev_np(number) != NULL ? sigabbrev_np(number) : "?",
                number == SIGXCPU ? ", as it took too long" : "");
}

static bool
take_end(struct command *command, int status, GError **error)
{
    if (WIFSIGNALED(status)) {
        set_signal_error(error, command->arguments[0], WTERMSIG(status));
        return false;
    }
    command->printed = true;
    command->exit_status = WEXITSTATUS(status);
    return true;
}

static bool
run_inspect(struct command *command, GError **error)
{
    g_auto(GStrv) arguments = make_arguments(command);
    g_autoptr(GError) cause = NULL;
    int status = 0;

    if (!g_spawn_sync(NULL, arguments, NULL,
                      G_SPAWN_CHILD_INHERITS_STDIN | G_SPAWN_FILE_AND_ARGV_ZERO, NULL, NULL, NULL,
                      NULL, &status, &cause)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: %s: install resapid again",
                    arguments[0], cause->message);
        return false;
    }
    return take_end(command, status, error);
}

const struct verb inspect_verbs[] = {
    { NULL, "inspect", "FILE [--wine-dll-directory=DIR]",
      "Say whether a file is a resource DLL that can run here, without running any of it", 1, 1,
      inspect_options, run_inspect },
    { 0 },
};
