/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_HUMAN_H
#define RESAPID_TOOLS_HUMAN_H

/*
 * Numbers and texts as people read them. Pure; g_free() what is returned.
 */

#include <stdint.h>
#include <glib.h>

/* "0s", "250ms", "1.5s", "42s", "3m12s", "2h05m", "11d03h"; what the unit does not show is cut off. */
char *human_duration(uint64_t ms);

/* "812B", "6.4K", "71M", "1.2G", as ls -h has them: 1K is 1024 bytes. */
char *human_size(uint64_t bytes);

/* Wall clock's microseconds since 1970, in UTC; NULL for 0, which is none, and what no calendar has. */
GDateTime *human_date(uint64_t us);
/* "2026-11-29 22:14:05", local; NULL for no date. */
char *human_time(GDateTime *date);
/* Time from then until now; NULL for no date. A clock that was put back makes it 0. */
char *human_age(uint64_t then_us, uint64_t now_us);

/* What a terminal or an XML parser could not take is replaced by U+FFFD. */
char *human_printable(const char *text);

#endif
