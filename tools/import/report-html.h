/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REPORT_HTML_H
#define RESAPID_IMPORT_REPORT_HTML_H

#include "conversion.h"

/* The report as one HTML page, UTF-8, that loads nothing and runs nothing. dot is graphviz's program for
 * its pictures; without it the page says what to install. The caller ignores SIGPIPE. g_free(). */
char *report_html(const struct conversion *conversion, const char *dot);

#endif
