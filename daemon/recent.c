/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recent.h"

#include <string.h>

void
recent_init(struct recent *recent)
{
    g_queue_init(&recent->lines);
    recent->bytes = 0;
}

void
recent_clear(struct recent *recent)
{
    g_queue_clear_full(&recent->lines, g_free);
    recent->bytes = 0;
}

static size_t
cut_length(const char *text)
{
    size_t length = strnlen(text, RECENT_LINE_MAX + 1);

    if (length <= RECENT_LINE_MAX) {
        return length;
    }
    return (size_t)(g_utf8_find_prev_char(text, text + RECENT_LINE_MAX + 1) - text);
}

static void
drop_oldest(struct recent *recent)
{
    struct recent_line *oldest = g_queue_pop_head(&recent->lines);

    recent->bytes -= strlen(oldest->text);
    g_free(oldest);
}

void
recent_add(struct recent *recent, int64_t time_us, uint32_t source, uint8_t priority,
           const char *text)
{
    size_t length = cut_length(text);
    struct recent_line *line = g_malloc(sizeof(*line) + length + 1);

    *line = (struct recent_line){ .time_us = time_us, .source = source, .priority = priority };
    memcpy(line->text, text, length);
    line->text[length] = '\0';
    g_queue_push_tail(&recent->lines, line);
    recent->bytes += length;
    while (recent->lines.length > RECENT_LINES_MAX || recent->bytes > RECENT_BYTES_MAX) {
        drop_oldest(recent);
    }
}
