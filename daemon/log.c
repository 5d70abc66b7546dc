/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log.h"

#include <string.h>

static const struct {
    const char *name;
    uint8_t priority;
} levels[] = {
    { "error", LOG_ERR }, { "warning", LOG_WARNING }, { "notice", LOG_NOTICE },
    { "info", LOG_INFO }, { "debug", LOG_DEBUG },     { "trace", LOG_TRACE },
};

static void
enable(enum qb_log_target_slot target, uint8_t priority)
{
    /* libqb's own call sites say much below info, which is not about resources. */
    qb_log_filter_ctl((int32_t)target, QB_LOG_FILTER_ADD, QB_LOG_FILTER_FILE, "*",
                      MIN(priority, LOG_INFO));
    qb_log_filter_ctl((int32_t)target, QB_LOG_FILTER_ADD, QB_LOG_FILTER_FILE_REGEX, "daemon/",
                      priority);
    qb_log_ctl((int32_t)target, QB_LOG_CONF_ENABLED, QB_TRUE);
}

void
log_begin(void)
{
    qb_log_init("resapid", LOG_DAEMON, LOG_WARNING);
    qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, QB_FALSE);
    qb_log_format_set(QB_LOG_STDERR, "resapid: %b");
    enable(QB_LOG_STDERR, LOG_WARNING);
}

static uint8_t
priority_of(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(levels); i++) {
        if (strcmp(levels[i].name, name) == 0) {
            return levels[i].priority;
        }
    }
    return LOG_INFO;
}

void
log_configure(const struct config *config)
{
    uint8_t priority = priority_of(config->log_level);

    if (strcmp(config->log_target, "stderr") == 0) {
        qb_log_format_set(QB_LOG_STDERR, "%T %7p %b");
        enable(QB_LOG_STDERR, priority);
    } else {
        qb_log_ctl(QB_LOG_STDERR, QB_LOG_CONF_ENABLED, QB_FALSE);
        enable(QB_LOG_SYSLOG, priority);
    }
}

void
log_end(void)
{
    qb_log_fini();
}

char *
log_one_line(const char *text)
{
    char *line = g_strdup(text);

    for (char *at = line; *at != '\0'; at++) {
        if (g_ascii_iscntrl(*at)) {
            *at = ' ';
        }
    }
    return g_strchomp(line);
}
