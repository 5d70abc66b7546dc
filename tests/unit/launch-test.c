/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What clusres.dll and resapi-launch tell each other, and how a Linux command line is split. */

#include <CUnit/CUnit.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "launch.h"
#include "unit.h"

/* The words joined by |, or the reason why not. */
static char *
split(const char *line)
{
    /* Exactly the room that is promised to be enough, for the sanitizers. */
    g_autofree char *words = g_malloc(strlen(line) + 1);
    size_t length = 0;

    switch (launch_split(line, words, &length)) {
    case LAUNCH_SPLIT_OPEN_QUOTE:
        return g_strdup("open quote");
    case LAUNCH_SPLIT_LAST_BACKSLASH:
        return g_strdup("last backslash");
    default:
        break;
    }
    for (size_t i = 0; i < length; i++) {
        words[i] = words[i] == '\0' ? '|' : words[i];
    }
    return g_strndup(words, length);
}

static void
check_split(const char *line, const char *expected)
{
    g_autofree char *words = split(line);

    if (strcmp(words, expected) != 0) {
        g_printerr("split <%s>: <%s>, expected <%s>\n", line, words, expected);
    }
    CU_ASSERT_STRING_EQUAL(words, expected);
}

static void
words_are_separated(void)
{
    check_split("", "");
    check_split(" \t\r\n ", "");
    check_split("/bin/true", "/bin/true|");
    check_split("  /bin/a  b\tc\nd ", "/bin/a|b|c|d|");
    check_split("/bin/ä größe", "/bin/ä|größe|");
}

static void
quotes_hold_together(void)
{
    check_split("/usr/sbin/nginx -g 'daemon off;'", "/usr/sbin/nginx|-g|daemon off;|");
    check_split("a 'b \"c\\' d", "a|b \"c\\|d|");
    check_split("a \"b 'c' \\\" \\\\ \\n $x `y`\"", "a|b 'c' \" \\ \\n $x `y`|");
    check_split("a'b 'c\" d\"e", "ab c de|");
    check_split("a '' \"\" b", "a|||b|");
    check_split("''", "|");
}

static void
backslash_takes_the_next_literally(void)
{
    check_split("a\\ b c\\\\d \\'e \\\"f", "a b|c\\d|'e|\"f|");
    check_split("\\ ", " |");
    check_split("a \\\nb", "a|\nb|");
}

static void
nothing_is_expanded(void)
{
    check_split("/bin/echo $HOME * ~ a|b >c ;d &e #f {g,h}",
                "/bin/echo|$HOME|*|~|a|b|>c|;d|&e|#f|{g,h}|");
}

static void
malformed_lines_are_refused(void)
{
    check_split("a 'b", "open quote");
    check_split("a \"b", "open quote");
    check_split("a \"b\\\"", "open quote");
    check_split("'", "open quote");
    check_split("a b\\", "last backslash");
    check_split("\\", "last backslash");
}

static void
check_status(struct launch_status status, const char *expected)
{
    char line[LAUNCH_LINE_MAX] = "";
    struct launch_status back;

    CU_ASSERT_TRUE(launch_write_status(&status, line));
    CU_ASSERT_STRING_EQUAL(line, expected);
    CU_ASSERT_TRUE_FATAL(launch_read_status(line, &back));
    CU_ASSERT_EQUAL(back.event, status.event);
    CU_ASSERT_EQUAL(back.number, status.number);
    CU_ASSERT_STRING_EQUAL(back.name, status.name);
}

static void
status_lines_go_there_and_back(void)
{
    check_status((struct launch_status){ .event = LAUNCH_STARTED, .number = 4711 },
                 "started 4711\n");
    check_status((struct launch_status){ LAUNCH_NO_PROGRAM, 2, "ENOENT" },
                 "refused program 2 ENOENT\n");
    check_status((struct launch_status){ LAUNCH_NO_DIRECTORY, 20, "ENOTDIR" },
                 "refused directory 20 ENOTDIR\n");
    check_status((struct launch_status){ .event = LAUNCH_EXITED, .number = 0 }, "exited 0\n");
    check_status((struct launch_status){ LAUNCH_KILLED, 11, "SIGSEGV" }, "killed 11 SIGSEGV\n");
    check_status((struct launch_status){ .event = LAUNCH_EMPTY }, "empty\n");
}

static void
other_lines_are_refused(void)
{
    static const char *const lines[] = {
        "",
        "\n",
        "started",
        "started ",
        "started x",
        "started 1x",
        "started 1 2",
        "started -1",
        "startled 1",
        "refused 2 ENOENT",
        "exited",
        "killed 9",
        "killed 9 ",
        "killed 9 A B",
        "empty 1",
        "emptyy",
        " empty",
        "exited 99999999999999999999",
        "killed 9 ANAMETHATISMUCHTOOLONGTOBETRUE",
    };
    g_autofree char *huge = g_strnfill(100000, 'x');
    struct launch_status status;

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (launch_read_status(lines[i], &status)) {
            g_printerr("taken for a status: <%s>\n", lines[i]);
            CU_FAIL("a line that is none");
        }
    }
    CU_ASSERT_FALSE(launch_read_status(huge, &status));
    CU_ASSERT_FALSE(
        launch_write_status(&(struct launch_status){ .event = (enum launch_event)99 }, huge));
}

static void
requests_are_counted(void)
{
    static const char request[] = "/srv\0/bin/a\0\0b";

    CU_ASSERT_EQUAL(launch_count_words(request, sizeof(request)), 3);
    CU_ASSERT_EQUAL(launch_count_words(request, 12), 1);
    CU_ASSERT_EQUAL(launch_count_words(request, 5), 0);
    CU_ASSERT_EQUAL(launch_count_words(request, 8), 0);
    CU_ASSERT_EQUAL(launch_count_words(request, 0), 0);
    CU_ASSERT_EQUAL(launch_count_words(request, LAUNCH_REQUEST_MAX + 1), 0);
}

void
suite_launch(void)
{
    CU_pSuite suite = CU_add_suite("launch", NULL, NULL);

    CU_add_test(suite, "words are separated", words_are_separated);
    CU_add_test(suite, "quotes hold together", quotes_hold_together);
    CU_add_test(suite, "a backslash takes the next literally", backslash_takes_the_next_literally);
    CU_add_test(suite, "nothing is expanded", nothing_is_expanded);
    CU_add_test(suite, "malformed lines are refused", malformed_lines_are_refused);
    CU_add_test(suite, "status lines go there and back", status_lines_go_there_and_back);
    CU_add_test(suite, "other lines are refused", other_lines_are_refused);
    CU_add_test(suite, "requests are counted", requests_are_counted);
}
