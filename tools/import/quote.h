/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_QUOTE_H
#define RESAPID_IMPORT_QUOTE_H

/*
 * Names out of a Windows cluster, as people read them and as they type them: any character may be in
 * one. Pure; g_free() what is returned.
 */

#include <glib.h>

/* What moves a cursor, breaks a line or turns the direction of what follows becomes U+FFFD, and so do
 * bytes that are no UTF-8. */
char *quote_printable(const char *text);

/* One word for a POSIX shell, printable. A name that has what is not printable is not found there. */
char *quote_shell(const char *word);

/* An expression for PowerShell, printable, that gives the text exactly. */
char *quote_powershell(const char *text);

/* One argument for cmd.exe; NULL for a text that cannot be one: cmd.exe has no way to write a quotation
 * mark or a percent sign at its prompt that every program understands. */
char *quote_cmd(const char *text);

#endif
