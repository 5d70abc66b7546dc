/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log.h"

#include <string.h>
#include <unistd.h>

#include "journal.h"

#define JOURNAL_LINE_MAX 4096

static struct {
    int fd; /* -1 if the log does not go there */
    unsigned int lost;
    subject_lookup lookup;
    void *user;
} journal = { .fd = -1 };

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

static GString *
new_entry(uint8_t priority)
{
    GString *entry = g_string_new("SYSLOG_IDENTIFIER=resapid\n");

    g_string_append_printf(entry, "SYSLOG_FACILITY=%d\nPRIORITY=%u\n", LOG_FAC(LOG_DAEMON),
                           MIN(priority, LOG_DEBUG));
    return entry;
}

/* What did not get there is told as soon as something does. */
static void
send_entry(GString *entry)
{
    g_autofree char *loss = NULL;
    GString *told;

    if (!journal_send(journal.fd, entry)) {
        journal.lost++;
    } else if (journal.lost > 0) {
        told = new_entry(LOG_WARNING);
        loss = g_strdup_printf("%u lines of the log were lost: the journal did not take them",
                               journal.lost);
        journal_add(told, "MESSAGE", loss);
        journal.lost = journal_send(journal.fd, told) ? 0 : journal.lost;
        g_string_free(told, TRUE);
    }
    g_string_free(entry, TRUE);
}

/* A qb_log_logger_fn. */
static void
log_to_journal(int32_t target, struct qb_log_callsite *site, struct timespec *time,
               const char *message)
{
    g_autofree char *line_number = g_strdup_printf("%u", site->lineno);
    /* libqb cuts where its limit is, and journalctl shows what is no UTF-8 as a blob. */
    g_autofree char *text = g_utf8_make_valid(message, -1);
    GString *entry = new_entry(site->priority);
    struct subject subject;

    (void)target;
    (void)time;
    subject_init(&subject, text, journal.lookup, journal.user);
    journal_add(entry, "MESSAGE", text);
    journal_add(entry, "CODE_FILE", site->filename);
    journal_add(entry, "CODE_LINE", line_number);
    journal_add(entry, "CODE_FUNC", site->function);
    journal_add(entry, "RESAPI_RESOURCE", subject.resource);
    journal_add(entry, "RESAPI_TYPE", subject.type);
    journal_add(entry, "WIN32_ERROR", subject.win32_error);
    send_entry(entry);
    subject_clear(&subject);
}

/* False leaves the log where it would go without a journal. */
static bool
use_journal(uint8_t priority)
{
    g_autoptr(GError) error = NULL;
    int32_t target;

    if (!journal_has_stderr()) {
        return false;
    }
    journal.fd = journal_open(&error);
    if (journal.fd < 0) {
        log_warning("%s", error->message);
        return false;
    }
    target = qb_log_custom_open(log_to_journal, NULL, NULL, NULL);
    qb_log_ctl(target, QB_LOG_CONF_MAX_LINE_LEN, JOURNAL_LINE_MAX);
    qb_log_ctl(QB_LOG_STDERR, QB_LOG_CONF_ENABLED, QB_FALSE);
    enable((enum qb_log_target_slot)target, priority);
    return true;
}

void
log_configure(const struct config *config)
{
    uint8_t priority = priority_of(config->log_level);

    if (use_journal(priority)) {
        return;
    }
    if (strcmp(config->log_target, "stderr") == 0) {
        qb_log_format_set(QB_LOG_STDERR, "%T %7p %b");
        enable(QB_LOG_STDERR, priority);
    } else {
        qb_log_ctl(QB_LOG_STDERR, QB_LOG_CONF_ENABLED, QB_FALSE);
        enable(QB_LOG_SYSLOG, priority);
    }
}

void
log_set_lookup(subject_lookup lookup, void *user)
{
    journal.lookup = lookup;
    journal.user = user;
}

bool
log_has_stderr(const struct config *config)
{
    return journal.fd >= 0 || strcmp(config->log_target, "stderr") == 0;
}

void
log_end(void)
{
    qb_log_fini();
    if (journal.fd >= 0) {
        close(journal.fd);
        journal.fd = -1;
    }
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

char *
log_format_line(const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    return log_one_line(text);
}
