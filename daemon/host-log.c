/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "host.h"
#include "log.h"

void
host_log(struct host *host, uint8_t level, const char *format, ...)
{
    g_autofree char *line = NULL;
    va_list arguments;

    va_start(arguments, format);
    line = log_format_line(format, arguments);
    va_end(arguments);
    if (host == NULL || host_may_log(host, strlen(line))) {
        qb_log(level, "%s", line);
    }
}
