/* SPDX-License-Identifier: GPL-2.0-or-later */

/* How resapictl shows numbers and tables. */

#include "unit.h"

#include <CUnit/CUnit.h>

#include <string.h>

#include "event-text.h"
#include "fit.h"
#include "human.h"
#include "openmetrics.h"

static void
expect(char *made, const char *expected)
{
    CU_ASSERT_STRING_EQUAL(made, expected);
    g_free(made);
}

static void
test_durations(void)
{
    static const struct {
        uint64_t ms;
        const char *text;
    } cases[] = {
        { 0, "0s" },
        { 999, "999ms" },
        { 1000, "1s" },
        { 1050, "1s" },
        { 1500, "1.5s" },
        { 9999, "9.9s" },
        { 10500, "10s" },
        { 59999, "59s" },
        { 60000, "1m00s" },
        { 192000, "3m12s" },
        { 3599999, "59m59s" },
        { 3600000, "1h00m" },
        { 7500000, "2h05m" },
        { 86400000, "1d00h" },
        { UINT64_C(961200000), "11d03h" },
        { UINT64_MAX, "213503982334d14h" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        expect(human_duration(cases[i].ms), cases[i].text);
    }
}

static void
test_sizes(void)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {
        { 0, "0B" },
        { 999, "999B" },
        { 1000, "0.9K" },
        { 1024, "1.0K" },
        { 6553, "6.3K" },
        { 10240, "10K" },
        { UINT64_C(74448896), "71M" },
        { UINT64_C(1288490188), "1.1G" },
        { UINT64_MAX, "15E" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        expect(human_size(cases[i].bytes), cases[i].text);
    }
}

static void
test_dates(void)
{
    g_autoptr(GDateTime) date = human_date(UINT64_C(1700000000123456));
    g_autofree char *iso = g_date_time_format_iso8601(date);

    CU_ASSERT_STRING_EQUAL(iso, "2023-11-14T22:13:20.123456Z");
    CU_ASSERT_PTR_NULL(human_date(0));
    CU_ASSERT_PTR_NULL(human_date(UINT64_MAX));
    CU_ASSERT_PTR_NULL(human_time(NULL));
    CU_ASSERT_PTR_NULL(human_age(0, 5));
    expect(human_age(1000000, 8500000), "7s");
    expect(human_age(2000000, 1000000), "0s");
}

static void
test_fitting(void)
{
    static const struct fit fits[] = { { 0, 8 }, { 2, 0 }, { 1, 6 }, { 0, 0 }, { 0, 0 } };
    static const struct {
        int room;
        int widths[5];
    } cases[] = {
        { 100, { 20, 10, 9, 5, 0 } }, { 50, { 20, 10, 9, 5, 0 } }, { 49, { 19, 10, 9, 5, 0 } },
        { 36, { 8, 10, 7, 5, 0 } },   { 34, { 8, 10, 0, 5, 0 } },  { 20, { 8, 0, 0, 5, 0 } },
        { 3, { 8, 0, 0, 5, 0 } },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        int widths[] = { 20, 10, 9, 5, 0 };

        fit_columns(widths, fits, G_N_ELEMENTS(widths), 2, cases[i].room);
        CU_ASSERT_EQUAL(memcmp(widths, cases[i].widths, sizeof(widths)), 0);
    }
}

static void
test_shortening(void)
{
    expect(fit_text("resource", 8), "resource");
    expect(fit_text("resource", 5), "reso\u2026");
    expect(fit_text("K\u00e4sekuchen", 4), "K\u00e4s\u2026");
    expect(fit_text("", 4), "");
}

static void
test_printable(void)
{
    expect(human_printable("plain, \u00e4\u4e2d"), "plain, \u00e4\u4e2d");
    expect(human_printable("a\033[2Jb\nc\td\177"), "a\ufffd[2Jb\ufffdc\ufffdd\ufffd");
    expect(human_printable("\xc2\x9b"), "\ufffd"); /* CSI in one character */
    expect(human_printable("\xff"), "\ufffd");
}

static void
expect_event(const struct client_news *news, enum output_format format, const char *end)
{
    g_autofree char *text = event_text(news, format);

    CU_ASSERT_TRUE(g_str_has_suffix(text, end));
    CU_ASSERT_PTR_NULL(strchr(text, '\n'));
    CU_ASSERT_PTR_NULL(strchr(text, '\033'));
}

static void
test_events(void)
{
    static const struct client_news state = { .time_us = UINT64_C(1700000000123456),
                                              .kind = NEWS_STATE,
                                              .name = "w\"b",
                                              .type = "T",
                                              .from = RESOURCE_OFFLINE,
                                              .state = RESOURCE_INITIALIZING,
                                              .from_activity = "offline",
                                              .activity = "opening",
                                              .text = "online asked for" };

    expect_event(&state, OUTPUT_TEXT, "  w\"b: offline -> opening: online asked for");
    expect_event(
        &state, OUTPUT_JSON,
        "{\"time\":\"2023-11-14T22:13:20.123456Z\",\"event\":\"state\",\"resource\":\"w\\\"b\","
        "\"type\":\"T\",\"from\":\"offline\",\"from_activity\":\"offline\","
        "\"state\":\"initializing\",\"activity\":\"opening\",\"reason\":\"online asked for\"}");
    expect_event(
        &state, OUTPUT_XML,
        "<event time=\"2023-11-14T22:13:20.123456Z\" event=\"state\" resource=\"w&quot;b\" "
        "type=\"T\" from=\"offline\" from_activity=\"offline\" state=\"initializing\" "
        "activity=\"opening\" reason=\"online asked for\"/>");
}

static void
test_event_kinds(void)
{
    static const struct {
        struct client_news news;
        const char *text;
        const char *json;
    } cases[] = {
        { { .kind = NEWS_FAILURE, .name = "r", .text = "\033[31m\n" },
          "r: FAILED: \ufffd[31m\ufffd",
          "\"event\":\"failure\",\"resource\":\"r\",\"reason\":\"\ufffd[31m\ufffd\"}" },
        { { .kind = NEWS_CHECKPOINT, .name = "r", .activity = "online pending", .checkpoint = 7 },
          "r: online pending, checkpoint 7",
          "\"checkpoint\":7}" },
        { { .kind = NEWS_RENAMED, .name = "r", .text = "s" },
          "r: renamed to s",
          "\"new_name\":\"s\"}" },
        { { .kind = NEWS_CHANGED, .name = "r", .text = "Port" },
          "r: Port changed",
          "\"property\":\"Port\"}" },
        { { .kind = NEWS_TYPE_ADDED, .name = "", .type = "T" },
          "type T: added",
          "\"event\":\"type-added\",\"type\":\"T\"}" },
        { { .kind = NEWS_LOST, .name = "", .type = "", .lost = 5 },
          "5 events were lost here: they were not read in time",
          "\"lost\":5}" },
        { { .kind = NEWS_GONE },
          "resapid has gone: waiting for it",
          "{\"event\":\"resapid-gone\"}" },
        { { .kind = 77, .name = "r", .text = "news" },
          "r: news",
          "\"event\":\"unknown\",\"resource\":\"r\",\"reason\":\"news\"}" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        expect_event(&cases[i].news, OUTPUT_TEXT, cases[i].text);
        expect_event(&cases[i].news, OUTPUT_JSON, cases[i].json);
    }
}

static void
test_metrics(void)
{
    static const char *const none[] = { NULL };
    static const char *const labels[] = { "resource", "a\\b\"c\nd\033[m\u00e4", "type", "", NULL };
    GString *text = g_string_new(NULL);

    metrics_family(text, "x_seconds", "gauge", "seconds", "Help.");
    metrics_sample_seconds(text, "x_seconds", none, UINT64_C(1700000000000123));
    metrics_family(text, "y", "counter", NULL, "More.");
    metrics_sample(text, "y_total", labels, UINT64_MAX);
    metrics_end(text);
    expect(g_string_free(text, FALSE),
           "# TYPE x_seconds gauge\n"
           "# UNIT x_seconds seconds\n"
           "# HELP x_seconds Help.\n"
           "x_seconds 1700000000.000123\n"
           "# TYPE y counter\n"
           "# HELP y More.\n"
           "y_total{resource=\"a\\\\b\\\"c\\nd\ufffd[m\u00e4\",type=\"\"} "
           "18446744073709551615\n"
           "# EOF\n");
}

void
suite_show(void)
{
    CU_pSuite suite = CU_add_suite("show", NULL, NULL);

    CU_ADD_TEST(suite, test_durations);
    CU_ADD_TEST(suite, test_sizes);
    CU_ADD_TEST(suite, test_dates);
    CU_ADD_TEST(suite, test_fitting);
    CU_ADD_TEST(suite, test_shortening);
    CU_ADD_TEST(suite, test_printable);
    CU_ADD_TEST(suite, test_events);
    CU_ADD_TEST(suite, test_metrics);
    CU_ADD_TEST(suite, test_event_kinds);
}
