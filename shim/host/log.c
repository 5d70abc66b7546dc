/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>

#include "connection.h"
#include "resapi.h"
#include "text.h"

#define LINE_MAX 1024

void
log_text(uint32_t resource, uint32_t level, const char *text)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_LOG },
        .log = { .resource = resource, .level = level, .text = text },
    };

    connection_send(&message);
}

static void
format_line(char *line, size_t size, const char *format, va_list arguments)
{
    vsnprintf(line, size, format, arguments);
    line[text_cut(line, size - 1)] = '\0';
}

void
log_line(uint32_t level, const char *format, ...)
{
    char line[LINE_MAX];
    va_list arguments;

    va_start(arguments, format);
    format_line(line, sizeof(line), format, arguments);
    va_end(arguments);
    log_text(0, level, line);
}

void
log_and_leave(const char *format, ...)
{
    static char line[LINE_MAX];
    struct channel_message message = {
        .header = { .type = CHANNEL_LOG },
        .log = { .resource = 0, .level = LOG_SEVERE, .text = line },
    };
    va_list arguments;

    va_start(arguments, format);
    format_line(line, sizeof(line), format, arguments);
    va_end(arguments);
    connection_last_words(&message, 1, EXIT_FAULT);
}
