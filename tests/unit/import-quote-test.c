/* SPDX-License-Identifier: GPL-2.0-or-later */

/* How names are written for people and for shells. */

#include "unit.h"

#include <stdio.h>
#include <CUnit/Basic.h>

#include "tools/import/quote.h"

/* Takes text. */
static void
expect_text(char *text, const char *expected)
{
    if (g_strcmp0(text, expected) != 0) {
        fprintf(stderr, "# %s\n# instead of %s\n", text != NULL ? text : "NULL", expected);
        CU_FAIL("another text");
    }
    g_free(text);
}

static void
test_printable(void)
{
    expect_text(quote_printable("web \xc3\xa4 1"), "web \xc3\xa4 1");
    expect_text(quote_printable("a\x1b[2J\nb"), "a\xef\xbf\xbd[2J\xef\xbf\xbd"
                                                "b");
    expect_text(quote_printable("a\xe2\x80\xae"
                                "b"),
                "a\xef\xbf\xbd"
                "b"); /* U+202E */
    expect_text(quote_printable("a\xff"), "a\xef\xbf\xbd");
}

static void
test_shell_words(void)
{
    expect_text(quote_shell("web-ip"), "web-ip");
    expect_text(quote_shell("a b"), "'a b'");
    expect_text(quote_shell("it's; rm -rf /"), "'it'\\''s; rm -rf /'");
    expect_text(quote_shell("$(reboot)"), "'$(reboot)'");
    expect_text(quote_shell("a\nreboot"), "'a\xef\xbf\xbdreboot'");
    expect_text(quote_shell(""), "''");
}

static void
test_powershell(void)
{
    expect_text(quote_powershell("SQL"), "'SQL'");
    expect_text(quote_powershell("it's $(Stop-Computer)"), "'it''s $(Stop-Computer)'");
    /* U+2019 ends a string there too. */
    expect_text(quote_powershell("it\xe2\x80\x99s"), "'it\xe2\x80\x99\xe2\x80\x99s'");
    expect_text(quote_powershell("a\nb"), "('a' + [char]0x000a + 'b')");
    expect_text(quote_powershell("\xe2\x80\xaex"), "('' + [char]0x202e + 'x')");
}

static void
test_cmd(void)
{
    expect_text(quote_cmd("SQL Server & more"), "\"SQL Server & more\"");
    CU_ASSERT_PTR_NULL(quote_cmd("a\"b"));
    CU_ASSERT_PTR_NULL(quote_cmd("%PATH%"));
    CU_ASSERT_PTR_NULL(quote_cmd("a\nb"));
    CU_ASSERT_PTR_NULL(quote_cmd("a\\"));
}

void
suite_import_quote(void)
{
    CU_pSuite suite = CU_add_suite("import-quote", NULL, NULL);

    CU_add_test(suite, "what is not printable", test_printable);
    CU_add_test(suite, "words for a shell", test_shell_words);
    CU_add_test(suite, "texts for PowerShell", test_powershell);
    CU_add_test(suite, "arguments for cmd.exe", test_cmd);
}
