/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_LOG_H
#define RESAPID_LOG_H

/*
 * resapid's log, over libqb's. Only resapid uses it: tools and tests that share its rooms get a log
 * without targets. Messages are one line and name their object first.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <syslog.h>
#include <qb/qbdefs.h>
#include <qb/qblog.h>

#include "config.h"
#include "subject.h"

#define log_error(...)   qb_log(LOG_ERR, __VA_ARGS__)
#define log_warning(...) qb_log(LOG_WARNING, __VA_ARGS__)
#define log_notice(...)  qb_log(LOG_NOTICE, __VA_ARGS__)
#define log_info(...)    qb_log(LOG_INFO, __VA_ARGS__)
#define log_debug(...)   qb_log(LOG_DEBUG, __VA_ARGS__)
#define log_trace(...)   qb_log(LOG_TRACE, __VA_ARGS__)

/* Before the configuration is known: warnings and worse to stderr. */
void log_begin(void);
/* As the configuration says; but where stderr is the journal's, into that, and with fields of what a line is
 * about (subject.h). */
void log_configure(const struct config *config);
void log_end(void);

/* The types of resources, for those fields; NULL for none. */
void log_set_lookup(subject_lookup lookup, void *user);
/* Whoever reads stderr sees the log. */
bool log_has_stderr(const struct config *config);

/* What a peer sent must not forge lines: control characters become blanks. Free with g_free(). */
char *log_one_line(const char *text);
/* The same of what a format makes. */
char *log_format_line(const char *format, va_list arguments) G_GNUC_PRINTF(1, 0);

#endif
