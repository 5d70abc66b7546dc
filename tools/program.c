/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "daemon/error.h"
#include "resapictl.h"

/* The limits that such a program sets itself end it by SIGXCPU and SIGABRT, what a library does wrong by
 * others. */
static void
set_signal_error(GError **error, const char *program, const char *input, int number)
{
    g_autofree char *name = g_path_get_basename(program);

    g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                "%s: cannot be read: %s was ended by SIG%s%s: do not trust the file; copy it again "
                "from where it came from",
                input, name, sigabbrev_np(number) != NULL ? sigabbrev_np(number) : "?",
                number == SIGXCPU ? ", as it took too long" : "");
}

/* GLib tells errors by codes of its own. */
static void
set_start_error(GError **error, const char *option, const char *program, const GError *cause)
{
    g_autofree char *remedy =
        g_strdup_printf("correct %s in resapid.conf, or install resapid", option);
    GError *own = NULL;

    if (g_error_matches(cause, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)) {
        set_system_error(&own, ENOENT, "%s", program);
    } else if (g_error_matches(cause, G_SPAWN_ERROR, G_SPAWN_ERROR_ACCES)) {
        set_system_error(&own, EACCES, "%s", program);
    } else {
        g_set_error(&own, RESAPID_ERROR, OUTCOME_FAILED, "%s: %s", program, cause->message);
    }
    error_append(own, remedy);
    g_propagate_error(error, own);
}

bool
command_run_program(struct command *command, const char *option, const char *const *words,
                    const char *input, GError **error)
{
    g_autoptr(GPtrArray) line = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) cause = NULL;
    bool is_one = command->arguments[0] == NULL || command->arguments[1] == NULL;
    int status = 0;

    /* The program calls itself by what the user has typed. */
    g_ptr_array_add(line, g_strdup(words[0]));
    g_ptr_array_add(line, g_strdup_printf("resapictl %s", command->verb->name));
    for (const char *const *word = words + 1; *word != NULL; word++) {
        g_ptr_array_add(line, g_strdup(*word));
    }
    g_ptr_array_add(line, NULL);
    if (!g_spawn_sync(NULL, (char **)line->pdata, NULL,
                      G_SPAWN_CHILD_INHERITS_STDIN | G_SPAWN_FILE_AND_ARGV_ZERO, NULL, NULL, NULL,
                      NULL, &status, &cause)) {
        set_start_error(error, option, words[0], cause);
        return false;
    }
    if (WIFSIGNALED(status)) {
        set_signal_error(error, words[0], is_one ? input : "one of the files", WTERMSIG(status));
        return false;
    }
    command->printed = true;
    command->exit_status = WEXITSTATUS(status);
    return true;
}
