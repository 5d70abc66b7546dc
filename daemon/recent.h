/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_RECENT_H
#define RESAPID_RECENT_H

/*
 * The last lines that were said about one thing, so that they can be shown without the journal. Bounded
 * in number and in bytes: the oldest make room.
 */

#include <stddef.h>
#include <stdint.h>
#include <glib.h>

#define RECENT_LINES_MAX 100U
#define RECENT_BYTES_MAX 16384U
/* A longer line is cut, at the end of a character. */
#define RECENT_LINE_MAX 1024U

struct recent_line {
    int64_t time_us;  /* as g_get_real_time() */
    uint32_t source;  /* enum line_source of protocol/client.h */
    uint8_t priority; /* syslog's */
    char text[];
};

struct recent {
    GQueue lines; /* struct recent_line, the oldest first; to be read only */
    size_t bytes; /* of their texts */
};

void recent_init(struct recent *recent);
void recent_clear(struct recent *recent);

/* text is UTF-8. */
void recent_add(struct recent *recent, int64_t time_us, uint32_t source, uint8_t priority,
                const char *text);

#endif
