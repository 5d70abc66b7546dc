/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "log-text.h"

#include <wchar.h>

#include "../monitor.h"

#define PIECE_MAX 480

static void
log_piece(RESOURCE_HANDLE handle, const WCHAR *text, size_t length)
{
    WCHAR piece[PIECE_MAX + 1];

    for (size_t i = 0; i < length; i++) {
        piece[i] = text[i] != L'\0' ? text[i] : L' ';
    }
    piece[length] = L'\0';
    monitor_log(handle, LOG_INFORMATION, L"%1\n", piece);
}

static size_t
line_length(const WCHAR *text, size_t length)
{
    size_t line = 0;

    while (line < length && text[line] != L'\n' && text[line] != L'\r') {
        line++;
    }
    return line;
}

/* A long line is cut between characters, not in one that is a pair. */
static size_t
piece_length(const WCHAR *text, size_t line)
{
    if (line <= PIECE_MAX) {
        return line;
    }
    return IS_HIGH_SURROGATE(text[PIECE_MAX - 1]) ? PIECE_MAX - 1 : PIECE_MAX;
}

void
log_text(RESOURCE_HANDLE handle, const WCHAR *text, size_t length)
{
    size_t left = min(length, LOG_TEXT_MAX);

    while (left > 0) {
        size_t line = line_length(text, left);
        size_t piece = piece_length(text, line);

        if (piece > 0) {
            log_piece(handle, text, piece);
        } else {
            piece = 1; /* the line's end */
        }
        text += piece;
        left -= piece;
    }
    if (length > LOG_TEXT_MAX) {
        monitor_log(handle, LOG_WARNING, L"%1!u! more characters of this text are left out.\n",
                    (DWORD)min(length - LOG_TEXT_MAX, MAXDWORD));
    }
}
