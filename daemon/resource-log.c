/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The one place where a line about a resource is said: it goes to the log and to the last lines that
 * clients are shown.
 */

#include <stdarg.h>
#include <string.h>

#include "log.h"
#include "resource-private.h"

static void
keep(struct resource *resource, enum line_source source, uint8_t priority, const char *text)
{
    recent_add(&resource->recent, g_get_real_time(), source, priority, text);
}

static void
say(struct resource *resource, uint8_t priority, const char *line)
{
    qb_log(priority, "resource %s: %s", resource->name, line);
    keep(resource, LINE_RESAPID, priority, line);
}

void
resource_log(struct resource *resource, uint8_t priority, const char *format, ...)
{
    g_autofree char *line = NULL;
    va_list arguments;

    va_start(arguments, format);
    line = log_format_line(format, arguments);
    va_end(arguments);
    say(resource, priority, line);
}

void
resource_take_line(struct resource *resource, uint8_t priority, const char *line)
{
    say(resource, priority, line);
}

void
resource_log_limited(struct resource *resource, uint8_t priority, const char *format, ...)
{
    struct host *host = tenant_host(resource->tenant);
    g_autofree char *line = NULL;
    va_list arguments;

    va_start(arguments, format);
    line = log_format_line(format, arguments);
    va_end(arguments);
    if (host == NULL || host_may_log(host, strlen(line))) {
        say(resource, priority, line);
    }
}

/* Messages begin with the resource's name, which whoever is shown its lines knows. */
static const char *
behind_name(const struct resource *resource, const char *message)
{
    g_autofree char *name = g_strdup_printf("resource %s: ", resource->name);

    return g_str_has_prefix(message, name) ? message + strlen(name) : message;
}

void
resource_log_error(struct resource *resource, const GError *error)
{
    log_warning("%s", error->message);
    keep(resource, LINE_RESAPID, LOG_WARNING, behind_name(resource, error->message));
}

void
resource_log_dll(struct resource *resource, uint8_t priority, const char *line)
{
    /* A resource DLL's own words: "<type> <name>: text", as the cluster log has them. */
    qb_log(priority, "<%s> %s: %s", resource->type, resource->name, line);
    keep(resource, LINE_DLL, priority, line);
}

void
resource_take_output(void *owner, const char *line)
{
    keep(owner, LINE_HOST, LOG_INFO, line);
}
