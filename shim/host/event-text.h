/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_EVENT_TEXT_H
#define RESAPID_EVENT_TEXT_H

/*
 * The text of a LogEvent call.
 */

#include <stdarg.h>

#include <windows.h>

/* The documented limit, in UTF-16 characters after formatting. */
#define EVENT_TEXT_MAX 500

/*
 * format with its FormatMessage inserts filled in, as UTF-8, at most EVENT_TEXT_MAX characters,
 * without line ends behind it. Whatever format and arguments are, this raises nothing: inserts that
 * cannot be read say so, and a format that cannot be used is returned as it is. The caller's to
 * free(); NULL when memory runs out. Any thread.
 */
char *event_text(const WCHAR *format, va_list arguments);

#endif
