/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "launch.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *words;
    enum launch_event event;
    bool has_number, has_name;
} lines[] = {
    { "started", LAUNCH_STARTED, true, false },
    { "refused program", LAUNCH_NO_PROGRAM, true, true },
    { "refused directory", LAUNCH_NO_DIRECTORY, true, true },
    { "exited", LAUNCH_EXITED, true, false },
    { "killed", LAUNCH_KILLED, true, true },
    { "empty", LAUNCH_EMPTY, false, false },
};

#define N_LINES (sizeof(lines) / sizeof(lines[0]))

static bool
read_number(const char **at, int *number)
{
    const char *digit = *at;

    *number = 0;
    while (*digit >= '0' && *digit <= '9' && *number <= 99999999) {
        *number = *number * 10 + (*digit++ - '0');
    }
    if (digit == *at || (*digit != ' ' && *digit != '\0')) {
        return false;
    }
    *at = *digit == ' ' ? digit + 1 : digit;
    return true;
}

static bool
read_name(const char **at, char *name)
{
    size_t length = strcspn(*at, " ");

    if (length == 0 || length > LAUNCH_NAME_MAX) {
        return false;
    }
    memcpy(name, *at, length);
    *at += length;
    return true;
}

static bool
read_line(const char *line, size_t which, struct launch_status *status)
{
    size_t length = strlen(lines[which].words);
    const char *at = line + length;

    if (strncmp(line, lines[which].words, length) != 0 || (*at != ' ' && *at != '\0')) {
        return false;
    }
    at += *at == ' ';
    *status = (struct launch_status){ .event = lines[which].event };
    return (!lines[which].has_number || read_number(&at, &status->number)) &&
           (!lines[which].has_name || read_name(&at, status->name)) && *at == '\0';
}

bool
launch_read_status(const char *line, struct launch_status *status)
{
    char text[LAUNCH_LINE_MAX];
    size_t length = strcspn(line, "\n");

    if (length >= sizeof(text)) {
        return false;
    }
    memcpy(text, line, length);
    text[length] = '\0';
    for (size_t i = 0; i < N_LINES; i++) {
        if (read_line(text, i, status)) {
            return true;
        }
    }
    return false;
}

bool
launch_write_status(const struct launch_status *status, char line[LAUNCH_LINE_MAX])
{
    for (size_t i = 0; i < N_LINES; i++) {
        if (lines[i].event == status->event) {
            char number[16] = "";

            if (lines[i].has_number) {
                snprintf(number, sizeof(number), " %d", status->number);
            }
            snprintf(line, LAUNCH_LINE_MAX, "%s%s%s%s\n", lines[i].words, number,
                     lines[i].has_name ? " " : "", lines[i].has_name ? status->name : "");
            return true;
        }
    }
    return false;
}

/* Where in a command line a character stands. */
enum place { BETWEEN_WORDS, IN_WORD, IN_SINGLE_QUOTES, IN_DOUBLE_QUOTES };

static bool
is_separator(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

static enum place
open_quote(char quote)
{
    return quote == '"' ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES;
}

/* Whether the quotes around it end here. */
static bool
closes(enum place place, char character)
{
    return (place == IN_SINGLE_QUOTES && character == '\'') ||
           (place == IN_DOUBLE_QUOTES && character == '"');
}

static bool
escapes(enum place place, const char *at)
{
    return *at == '\\' &&
           (place <= IN_WORD || (place == IN_DOUBLE_QUOTES && (at[1] == '"' || at[1] == '\\')));
}

enum launch_split_result
launch_split(const char *line, char *words, size_t *length)
{
    enum place place = BETWEEN_WORDS;
    char *end = words;

    for (const char *at = line; *at != '\0'; at++) {
        if (escapes(place, at)) {
            if (at[1] == '\0') {
                return LAUNCH_SPLIT_LAST_BACKSLASH;
            }
            *end++ = *++at;
            place = place == IN_DOUBLE_QUOTES ? place : IN_WORD;
        } else if (closes(place, *at)) {
            place = IN_WORD;
        } else if (place > IN_WORD) {
            *end++ = *at;
        } else if (*at == '"' || *at == '\'') {
            place = open_quote(*at);
        } else if (!is_separator(*at)) {
            *end++ = *at;
            place = IN_WORD;
        } else if (place == IN_WORD) {
            *end++ = '\0';
            place = BETWEEN_WORDS;
        }
    }
    if (place > IN_WORD) {
        return LAUNCH_SPLIT_OPEN_QUOTE;
    }
    if (place == IN_WORD) {
        *end++ = '\0';
    }
    *length = (size_t)(end - words);
    return LAUNCH_SPLIT_DONE;
}

size_t
launch_count_words(const char *request, size_t length)
{
    size_t strings = 0;

    if (length == 0 || length > LAUNCH_REQUEST_MAX || request[length - 1] != '\0') {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        strings += request[i] == '\0';
    }
    return strings - 1;
}
