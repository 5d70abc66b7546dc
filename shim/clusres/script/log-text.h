/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_LOG_TEXT_H
#define CLUSRES_SCRIPT_LOG_TEXT_H

/*
 * Text of any length in the log, whose lines have 500 characters at most (resapi.md 2.10): one log line
 * for each of its lines, long ones in several. What a script reads from a command's output arrives whole.
 */

#include <windows.h>

#include "resapi.h"

#define LOG_TEXT_MAX 65536 /* characters of one text; of a longer one the rest is counted */

void log_text(RESOURCE_HANDLE handle, const WCHAR *text, size_t length);

#endif
