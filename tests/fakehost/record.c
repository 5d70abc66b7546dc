/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include "codes.h"
#include "timers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
append(const char *path, const char *line)
{
    size_t length = strlen(line);
    int file;

    if (*path == 0) {
        return;
    }
    file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0 || write(file, line, length) != (ssize_t)length) {
        fprintf(stderr, "fake-host: the record %s cannot be written: %s\n", path, strerror(errno));
        exit(EXIT_FAILURE);
    }
    close(file);
}

#define LINE_MAX_LENGTH 1024
#define INPUT_SHOWN     64

/* Appends to a line that is long enough for what records hold, or cuts. */
static void __attribute__((format(printf, 2, 3))) add(char *line, const char *format, ...)
{
    size_t length = strlen(line);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line + length, LINE_MAX_LENGTH - length, format, arguments);
    va_end(arguments);
}

static void
add_subject(char *line, const struct call *call)
{
    add(line, " %s=%s", call->resource != NULL ? "resource" : "type", name_of(call));
}

static void
begin_line(char *line, const struct call *call, const char *what)
{
    line[0] = 0;
    add(line, "%lld %s", (long long)now_ms(), entry_name(call->entry));
    if (entry_is_control(call->entry) && is_originated(call->code)) {
        add(line, " 0x%08lx", (unsigned long)call->code);
    }
    add(line, " %s", what);
    add_subject(line, call);
}

static void
add_code(char *line, const struct call *call)
{
    if (entry_is_control(call->entry) && !is_originated(call->code)) {
        add(line, " code=0x%08lx", (unsigned long)call->code);
    }
}

void
record_begin(const struct call *call)
{
    char line[LINE_MAX_LENGTH];

    begin_line(line, call, "begin -");
    if (call->flags != 0) {
        add(line, " flags=0x%lx", (unsigned long)call->flags);
    }
    add_code(line, call);
    for (uint32_t i = 0; i < call->in_length && i < INPUT_SHOWN; i++) {
        add(line, "%s%02x", i == 0 ? " in=" : "", (unsigned int)call->in[i]);
    }
    add(line, "\n");
    append(call->dll->record, line);
}

static void
record_result(const struct call *call, const char *verb, uint32_t result)
{
    char line[LINE_MAX_LENGTH];
    char what[32];

    snprintf(what, sizeof(what), "%s %lu", verb, (unsigned long)result);
    begin_line(line, call, what);
    add_code(line, call);
    add(line, "\n");
    append(call->dll->record, line);
}

void
record_end(const struct call *call, uint32_t result)
{
    record_result(call, "end", result);
}

void
record_answered(const struct call *call, uint32_t result)
{
    record_result(call, "answered", result);
}

void
record_watch_again(const struct resource *resource)
{
    char line[LINE_MAX_LENGTH] = "";

    add(line, "%lld WATCH_AGAIN - - resource=%s\n", (long long)now_ms(), resource->name);
    append(resource->dll->record, line);
}

void
record_finish(const struct dll *dll)
{
    char line[128];
    long long now = now_ms();

    snprintf(line, sizeof(line), "%lld Finish begin -\n%lld Finish end 0\n", now, now);
    append(dll->record, line);
}

void
record_text(const struct dll *dll, const char *format, ...)
{
    char line[LINE_MAX_LENGTH] = "";
    size_t length;
    va_list arguments;

    add(line, "%lld ", (long long)now_ms());
    length = strlen(line);
    va_start(arguments, format);
    vsnprintf(line + length, sizeof(line) - length - 1, format, arguments);
    va_end(arguments);
    strcat(line, "\n");
    append(dll->record, line);
}

void
violation(const struct resource *resource, const char *format, ...)
{
    char text[512];
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    snprintf(line, sizeof(line), "%lld VIOLATION %s resource=%s\n", (long long)now_ms(), text,
             resource != NULL ? resource->name : "-");
    fprintf(stderr, "fake-host: %s", line);
    for (const struct dll *dll = dlls; dll != NULL; dll = dll->next) {
        if (resource == NULL || resource->dll == dll) {
            append(dll->record, line);
        }
    }
}
