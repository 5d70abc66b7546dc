/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

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

static void
record_call(const struct call *call, const char *what)
{
    char line[1024];
    bool has_resource = call->resource != NULL;

    snprintf(line, sizeof(line), "%lld %s %s %s=%s\n", (long long)now_ms(), entry_name(call->entry),
             what, has_resource ? "resource" : "type",
             has_resource ? call->resource->name : call->type_name);
    append(call->dll->record, line);
}

void
record_begin(const struct call *call)
{
    record_call(call, "begin -");
}

void
record_end(const struct call *call, uint32_t result)
{
    char what[32];

    snprintf(what, sizeof(what), "end %lu", (unsigned long)result);
    record_call(call, what);
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
