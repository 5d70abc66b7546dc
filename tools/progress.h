/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_PROGRESS_H
#define RESAPID_TOOLS_PROGRESS_H

/*
 * One line on standard error that says how far a resource has got, while a request about it is waited
 * for. Only where that is a terminal on which a line can be taken back; it is gone behind the end.
 */

#include "resapictl.h"

/* As command_wait(). */
bool progress_wait(struct command *command, struct client_message *request, const char *name,
                   uint32_t timeout_ms, struct client_reply *reply, GError **error);

/* The line's text; g_free(). */
char *progress_text(const struct client_detail *detail, int64_t elapsed_us);

#endif
