/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_SETUP_PRIVATE_H
#define RESAPID_TOOLS_SETUP_PRIVATE_H

/* What the files setup-*.c share: the checks by their rooms, and how one says what it has found. */

#include "setup-checks.h"

/* The remedy where a user may not look at something, which may be as it should. */
#define SETUP_AS_ROOT "run this as root: this user may not look at it"

/* Replaces what was said before. */
void setup_found(struct finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The same, "what: EACCES (13): Permission denied". */
void setup_found_error(struct finding *finding, const char *what, int code);
/* That is not as it should be; the remedy is a literal. */
void setup_lacks(struct finding *finding, enum finding_result result, const char *remedy);

/* The first line that it prints, or NULL if it is not there, fails or does not end. */
char *setup_first_line_of(const char *const *arguments);
/* It runs here, and starts services. */
bool setup_has_systemd(void);
/* Hosts do without Wine. */
bool setup_is_native(const struct setup *setup);

/* setup-wine.c */
void setup_check_wine(struct setup *setup, struct finding *finding);
void setup_check_prefix(struct setup *setup, struct finding *finding);

/* setup-daemon.c; the second needs the connection that the first has made. */
void setup_check_daemon(struct setup *setup, struct finding *finding);
void setup_check_dlls(struct setup *setup, struct finding *finding);

#endif
