/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REPORT_TEXT_H
#define RESAPID_IMPORT_REPORT_TEXT_H

#include "conversion.h"

/* The report as plain text: UTF-8, lines of 80 columns but for commands, which stay whole so that they
 * can be copied. The same for the same conversion. g_free(). */
char *report_text(const struct conversion *conversion);

#endif
