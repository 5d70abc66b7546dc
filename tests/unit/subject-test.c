/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What a line of the log is about, and how an entry of the journal is written. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>

#include "journal.h"
#include "subject.h"

/* There are the resources "web", "a", "a: b" and "x: y". */
static const char *
type_of(void *user, const char *resource)
{
    static const char *const known[] = { "web", "a", "a: b", "x: y", NULL };

    CU_ASSERT_STRING_EQUAL(user, "user");
    return g_strv_contains(known, resource) ? "Sample Web" : NULL;
}

static void
must_be(const char *line, const char *resource, const char *type, const char *win32_error)
{
    struct subject subject;

    subject_init(&subject, line, type_of, (void *)"user");
    CU_ASSERT_EQUAL(g_strcmp0(subject.resource, resource), 0);
    CU_ASSERT_EQUAL(g_strcmp0(subject.type, type), 0);
    CU_ASSERT_EQUAL(g_strcmp0(subject.win32_error, win32_error), 0);
    subject_clear(&subject);
    CU_ASSERT_PTR_NULL(subject.resource);
}

static void
test_objects(void)
{
    must_be("resource web: offline -> online", "web", "Sample Web", NULL);
    must_be("<Sample Web> web: listens on port 80", "web", "Sample Web", NULL);
    must_be("host web: started", "web", "Sample Web", NULL);
    must_be("resource type 'Sample Web': its DLL is older", NULL, "Sample Web", NULL);
    must_be("resource gone: removed by another node", "gone", NULL, NULL);
    must_be("<Other> gone: says this", "gone", "Other", NULL);
    must_be("signal 15: ending", NULL, NULL, NULL);
    /* A host that resources share is none of them. */
    must_be("host resourcetypes\\sample web: started", NULL, NULL, NULL);
    must_be("resource ", NULL, NULL, NULL);
    must_be("resource", NULL, NULL, NULL);
    must_be("<", NULL, NULL, NULL);
    must_be("<> ", NULL, "", NULL);
    must_be("resource type 'x", NULL, NULL, NULL);
    must_be("", NULL, NULL, NULL);
}

static const char *
count_lookup(void *user, const char *resource)
{
    (void)resource;
    ++*(int *)user;
    return NULL;
}

/* What a host prints must not keep resapid busy. */
static void
test_colons_without_end(void)
{
    g_autoptr(GString) line = g_string_new("host resourcetypes\\shared: ");
    struct subject subject;
    int lookups = 0;

    for (int i = 0; i < 1000; i++) {
        g_string_append(line, ": ");
    }
    subject_init(&subject, line->str, count_lookup, &lookups);
    CU_ASSERT_PTR_NULL(subject.resource);
    CU_ASSERT_TRUE(lookups > 0 && lookups <= 4);
    subject_clear(&subject);
}

static void
test_names_that_hold_colons(void)
{
    must_be("resource x: y: online", "x: y", "Sample Web", NULL);
    /* What a DLL says may look like the rest of another one's name. */
    must_be("<Sample Web> a: b: said the DLL", "a", "Sample Web", NULL);
    must_be("resource p: q: r", "p", NULL, NULL);
}

static void
test_errors(void)
{
    must_be("resource web: Online failed: ERROR_FILE_NOT_FOUND (2)", "web", "Sample Web", "2");
    must_be("resource web: failed: Win32 error (4711): more", "web", "Sample Web", "4711");
    must_be("ERROR_ACCESS_DENIED (5), then ERROR_BUSY (170)", NULL, NULL, "5");
    must_be("resource web: ERROR_ without a number", "web", "Sample Web", NULL);
    must_be("resource web: MYERROR_X (5)", "web", "Sample Web", NULL);
    must_be("resource web: ENOENT (2): No such file", "web", "Sample Web", NULL);
    must_be("resource web: ERROR_X (12345678901)", "web", "Sample Web", NULL);
    must_be("resource web: \xff ERROR_BUSY (170)", "web", "Sample Web", NULL);
}

static void
test_without_lookup(void)
{
    struct subject subject;

    subject_init(&subject, "resource web: online", NULL, NULL);
    CU_ASSERT_STRING_EQUAL(subject.resource, "web");
    CU_ASSERT_PTR_NULL(subject.type);
    subject_clear(&subject);
}

static void
test_entries(void)
{
    static const char expected[] = "A=1\nB\n\3\0\0\0\0\0\0\0x\ny\nC=\n";
    GString *entry = g_string_new(NULL);

    journal_add(entry, "A", "1");
    journal_add(entry, "NONE", NULL);
    journal_add(entry, "B", "x\ny");
    journal_add(entry, "C", "");
    CU_ASSERT_EQUAL(entry->len, sizeof(expected) - 1);
    CU_ASSERT_EQUAL(memcmp(entry->str, expected, sizeof(expected) - 1), 0);
    CU_ASSERT_FALSE(journal_send(-1, entry));
    g_string_free(entry, TRUE);
}

static void
test_stream(void)
{
    g_unsetenv("JOURNAL_STREAM");
    CU_ASSERT_FALSE(journal_has_stderr());
    g_setenv("JOURNAL_STREAM", "0:0", TRUE);
    CU_ASSERT_FALSE(journal_has_stderr());
    g_unsetenv("JOURNAL_STREAM");
}

void
suite_subject(void)
{
    CU_pSuite suite = CU_add_suite("subject", NULL, NULL);

    CU_ADD_TEST(suite, test_objects);
    CU_ADD_TEST(suite, test_colons_without_end);
    CU_ADD_TEST(suite, test_names_that_hold_colons);
    CU_ADD_TEST(suite, test_errors);
    CU_ADD_TEST(suite, test_without_lookup);
    CU_ADD_TEST(suite, test_entries);
    CU_ADD_TEST(suite, test_stream);
}
