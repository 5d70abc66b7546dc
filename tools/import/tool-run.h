/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_TOOL_RUN_H
#define RESAPID_IMPORT_TOOL_RUN_H

/* Another program, run to its end. */

#include <stdbool.h>
#include <glib.h>

struct tool_result {
    GString *output; /* never NULL behind a success */
    GString *errors; /* the beginning of it */
    int status;      /* as waitpid() tells it */
};

/*
 * The first of arguments is looked for in PATH. False with an error that begins with its name where it cannot
 * be started, which is a G_SPAWN_ERROR, is not done within timeout_s, or prints more than output_max bytes:
 * then it is killed. How it ended is for the caller to judge.
 */
bool tool_run(const char *const *arguments, unsigned int timeout_s, size_t output_max,
              struct tool_result *result, GError **error);
void tool_result_clear(struct tool_result *result);

/* The first line of what it said of its failure, without its own name, or how it ended. g_free(). */
char *tool_result_reason(const struct tool_result *result);

#endif
