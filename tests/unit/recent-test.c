/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The last lines about something, and that they stay as few as they are. */

#include "unit.h"

#include <string.h>
#include <CUnit/CUnit.h>

#include "recent.h"

static struct recent recent;

static void
setup(void)
{
    recent_init(&recent);
}

static void
teardown(void)
{
    recent_clear(&recent);
}

static const struct recent_line *
line_at(guint index)
{
    return g_queue_peek_nth(&recent.lines, index);
}

static size_t
bytes_kept(void)
{
    size_t bytes = 0;

    for (guint i = 0; i < recent.lines.length; i++) {
        bytes += strlen(line_at(i)->text);
    }
    return bytes;
}

static void
test_order(void)
{
    recent_add(&recent, 5, 1, 3, "first");
    recent_add(&recent, 6, 2, 6, "second");
    CU_ASSERT_EQUAL(recent.lines.length, 2);
    CU_ASSERT_STRING_EQUAL(line_at(0)->text, "first");
    CU_ASSERT_EQUAL(line_at(0)->time_us, 5);
    CU_ASSERT_EQUAL(line_at(0)->source, 1);
    CU_ASSERT_EQUAL(line_at(0)->priority, 3);
    CU_ASSERT_STRING_EQUAL(line_at(1)->text, "second");
    recent_clear(&recent);
    CU_ASSERT_EQUAL(recent.lines.length, 0);
    CU_ASSERT_EQUAL(recent.bytes, 0);
}

static void
test_many(void)
{
    for (int i = 1; i <= 100000; i++) {
        g_autofree char *text = g_strdup_printf("line %d", i);

        recent_add(&recent, i, 0, 6, text);
    }
    CU_ASSERT_EQUAL(recent.lines.length, RECENT_LINES_MAX);
    CU_ASSERT_EQUAL(recent.bytes, bytes_kept());
    CU_ASSERT_STRING_EQUAL(line_at(RECENT_LINES_MAX - 1)->text, "line 100000");
    CU_ASSERT_STRING_EQUAL(line_at(0)->text, "line 99901");
}

static void
test_long(void)
{
    g_autofree char *text = g_strnfill(100000, 'x');

    for (int i = 0; i < 1000; i++) {
        recent_add(&recent, i, 0, 6, text);
        CU_ASSERT_TRUE_FATAL(recent.bytes <= RECENT_BYTES_MAX);
    }
    CU_ASSERT_EQUAL(recent.lines.length, RECENT_BYTES_MAX / RECENT_LINE_MAX);
    CU_ASSERT_EQUAL(strlen(line_at(0)->text), RECENT_LINE_MAX);
    CU_ASSERT_EQUAL(recent.bytes, bytes_kept());
}

/* A character of two bytes stands astride the limit. */
static void
test_cut(void)
{
    g_autofree char *most = g_strnfill(RECENT_LINE_MAX - 1, 'x');
    g_autofree char *text = g_strconcat(most, "\u00e4\u00e4", NULL);

    recent_add(&recent, 1, 0, 6, text);
    CU_ASSERT_TRUE(g_utf8_validate(line_at(0)->text, -1, NULL));
    CU_ASSERT_STRING_EQUAL(line_at(0)->text, most);
    recent_add(&recent, 1, 0, 6, "");
    CU_ASSERT_STRING_EQUAL(line_at(1)->text, "");
}

void
suite_recent(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("recent", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_order);
    CU_ADD_TEST(suite, test_many);
    CU_ADD_TEST(suite, test_long);
    CU_ADD_TEST(suite, test_cut);
}
