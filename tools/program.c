/* SPDX-License-Identifier: GPL-2.0-or-later */
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

bool
command_run_program(struct command *command, const char *const *words, const char *input,
                    GError **error)
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
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: %s: install resapid again", words[0],
                    cause->message);
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
