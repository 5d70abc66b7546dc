/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_SOURCE_H
#define CLUSRES_SCRIPT_SOURCE_H

/*
 * A script's file: from its bytes to its text. What a function allocates is the caller's, with
 * LocalFree(). Functions return Win32 errors and log nothing. Any thread.
 */

#include <windows.h>

#define SOURCE_MAX (16 * 1024 * 1024) /* bytes of a file */

/*
 * A byte order mark says which Unicode it is. Without one no file says what it is written in: bytes
 * that are UTF-8 throughout are hardly ever anything else, so they are that; other bytes are text of the
 * ANSI code page, which is all that Windows takes a file without a mark for.
 *
 * ERROR_NO_UNICODE_TRANSLATION: half a character of UTF-16, or not UTF-8 behind its mark.
 * ERROR_INVALID_DATA: a NUL, at which an engine would take the script for ended.
 */
DWORD source_decode(const BYTE *bytes, DWORD size, WCHAR **text);

/* path is a Windows path, or a Unix path that begins with a slash. ERROR_FILE_TOO_LARGE from
 * SOURCE_MAX on; ERROR_BAD_FILE_TYPE for what is no file; otherwise as source_decode(). */
DWORD source_read(const WCHAR *path, WCHAR **text);

/* The extension with its dot, or "". Points into path. */
const WCHAR *source_extension(const WCHAR *path);

/* A line, counted from 0, without the blanks around it and cut to room - 1 characters. "" where the
 * text has none. */
void source_line(const WCHAR *text, ULONG line, WCHAR *buffer, size_t room);

#endif
