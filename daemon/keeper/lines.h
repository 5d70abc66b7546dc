/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_LINES_H
#define RESAPID_LINES_H

/*
 * Makes log lines of whatever a host writes: valid UTF-8 without control characters, never empty,
 * at most LINE_LENGTH_MAX bytes; a longer line comes in pieces that do not split a character.
 */

#include <stddef.h>

#define LINE_LENGTH_MAX 4096

struct lines {
    char text[LINE_LENGTH_MAX + 1]; /* of the line that is not complete yet */
    size_t length;
};

typedef void lines_function(const char *line);

/* Calls each for every line that is complete with these bytes. */
void lines_take(struct lines *lines, const char *bytes, size_t length, lines_function *each);

/* Ends the line that is not complete. */
void lines_end(struct lines *lines, lines_function *each);

#endif
