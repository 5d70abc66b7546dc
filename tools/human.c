/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "human.h"

#include <stdbool.h>

#define SECOND UINT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define PRINT(...) g_strdup_printf(__VA_ARGS__)

char *
human_duration(uint64_t ms)
{
    if (ms > 0 && ms < SECOND) {
        return PRINT("%" G_GUINT64_FORMAT "ms", ms);
    }
    if (ms < 10 * SECOND && ms % SECOND >= SECOND / 10) {
        return PRINT("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "s", ms / SECOND,
                     ms % SECOND / (SECOND / 10));
    }
    if (ms < MINUTE) {
        return PRINT("%" G_GUINT64_FORMAT "s", ms / SECOND);
    }
    if (ms < HOUR) {
        return PRINT("%" G_GUINT64_FORMAT "m%02" G_GUINT64_FORMAT "s", ms / MINUTE,
                     ms % MINUTE / SECOND);
    }
    if (ms < DAY) {
        return PRINT("%" G_GUINT64_FORMAT "h%02" G_GUINT64_FORMAT "m", ms / HOUR,
                     ms % HOUR / MINUTE);
    }
    return PRINT("%" G_GUINT64_FORMAT "d%02" G_GUINT64_FORMAT "h", ms / DAY, ms % DAY / HOUR);
}

/* Three characters and the unit at most, so one decimal only below ten. */
char *
human_size(uint64_t bytes)
{
    static const char units[] = "BKMGTPE";
    uint64_t whole = bytes, tenths = 0;
    size_t unit = 0;

    while (whole >= 1000 && unit + 2 < sizeof(units)) {
        tenths = whole % 1024 * 10 / 1024;
        whole /= 1024;
        unit++;
    }
    return unit > 0 && whole < 10
               ? PRINT("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "%c", whole, tenths, units[unit])
               : PRINT("%" G_GUINT64_FORMAT "%c", whole, units[unit]);
}

GDateTime *
human_date(uint64_t us)
{
    g_autoptr(GDateTime) seconds = NULL;

    if (us == 0 || us / G_USEC_PER_SEC > G_MAXINT64 / 2) {
        return NULL;
    }
    seconds = g_date_time_new_from_unix_utc((gint64)(us / G_USEC_PER_SEC));
    return seconds != NULL ? g_date_time_add(seconds, (GTimeSpan)(us % G_USEC_PER_SEC)) : NULL;
}

char *
human_time(GDateTime *date)
{
    g_autoptr(GDateTime) local = date != NULL ? g_date_time_to_local(date) : NULL;

    return local != NULL ? g_date_time_format(local, "%F %T") : NULL;
}

char *
human_age(uint64_t then_us, uint64_t now_us)
{
    if (then_us == 0) {
        return NULL;
    }
    return human_duration(now_us > then_us ? (now_us - then_us) / G_USEC_PER_SEC * SECOND : 0);
}

/* Control characters move a terminal's cursor and are no XML 1.0 (section 2.2) characters. */
char *
human_printable(const char *text)
{
    GString *printable = g_string_new(NULL);
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        bool shown = !g_unichar_iscntrl(character) && character != 0xfffe && character != 0xffff;

        g_string_append_unichar(printable, shown ? character : 0xfffd);
    }
    return g_string_free(printable, FALSE);
}
