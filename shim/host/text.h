/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_TEXT_H
#define RESAPID_TEXT_H

/*
 * UTF-8, as the channel carries it, and UTF-16, as Windows wants it. The result is the caller's to
 * free(); NULL with GetLastError() ERROR_NO_UNICODE_TRANSLATION or ERROR_NOT_ENOUGH_MEMORY. Any
 * thread.
 */

#include <stddef.h>

#include <windows.h>

WCHAR *text_to_wide(const char *utf8);

/* Refuses unpaired surrogates: two names that differ in Windows must differ in the channel. */
char *text_to_utf8(const WCHAR *wide);

/* Replaces unpaired surrogates: for text that people read. */
char *text_to_utf8_lossy(const WCHAR *wide);

/* How many bytes of the text, at most `most`, are whole characters: what is cut elsewhere is no UTF-8
 * and would be refused by the other side. Allocates nothing. */
size_t text_cut(const char *utf8, size_t most);

/* The two arguments of a "%.*s" that shows at most so many bytes. */
#define TEXT_CUT(utf8, most) (int)text_cut(utf8, most), (utf8)

#endif
