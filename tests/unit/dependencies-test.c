/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Dependency expressions, with resources a, b, c and ones whose names have brackets. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>

#include "dependencies.h"

static const struct {
    const char *name;
    const char *id;
} known[] = {
    { "a", "id-a" },          { "b", "id-b" },     { "c", "id-c" },          { "x[1]", "id-x1" },
    { "x] and [y", "id-xy" }, { "and", "id-and" }, { "w 1 (test)", "id-w" },
};

static char *
id_of(void *user, const char *bracketed)
{
    ++*(int *)user;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_ascii_strcasecmp(known[i].name, bracketed) == 0 ||
            g_ascii_strcasecmp(known[i].id, bracketed) == 0) {
            return g_strdup(known[i].id);
        }
    }
    return NULL;
}

static void
expect(const char *expression, const char *rewritten)
{
    GError *error = NULL;
    int asked = 0;
    g_autofree char *text = dependencies_rewrite(expression, id_of, &asked, &error);

    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    if (strcmp(text, rewritten) != 0) {
        fprintf(stderr, "%s: %s\n", expression, text);
        CU_FAIL("rewritten otherwise");
    }
}

static void
expect_error(const char *expression, uint32_t code)
{
    GError *error = NULL;
    int asked = 0;
    g_autofree char *text = dependencies_rewrite(expression, id_of, &asked, &error);

    CU_ASSERT_PTR_NULL(text);
    if (!g_error_matches(error, RESAPID_WIN32_ERROR, (int)code)) {
        fprintf(stderr, "%s: %s\n", expression, error != NULL ? error->message : "no error");
        CU_FAIL("another error");
    }
    g_clear_error(&error);
}

static void
test_rewriting(void)
{
    expect("", "");
    expect("  ", "");
    expect("[a]", "[id-a]");
    expect("[ID-A]", "[id-a]");
    expect("[A] AND [b]", "[id-a] and [id-b]");
    expect("[a]and[b]", "[id-a] and [id-b]");
    expect("[a] and ([b] or [c])", "[id-a] and ([id-b] or [id-c])");
    expect("([a] OR\t[b])  And ( [c] )", "([id-a] or [id-b]) and [id-c]");
    expect("([a])", "[id-a]");
    expect("[w 1 (test)] or [and]", "([id-w] or [id-and])");
}

/* Beyond the documented grammar, and without another meaning. */
static void
test_tolerance(void)
{
    expect("[a] or [b] or [c]", "([id-a] or [id-b] or [id-c])");
    expect("((([a] or [b])) and ([c]))", "([id-a] or [id-b]) and [id-c]");
    expect("([a] or ([b] or [c]))", "([id-a] or [id-b] or [id-c])");
    expect("([a] and [b]) and [c]", "[id-a] and [id-b] and [id-c]");
    expect("[a] and [a]", "[id-a]");
    expect("([a] or [A]) and [b]", "[id-a] and [id-b]");
    expect("([a] or [b]) and ([a] or [b])", "([id-a] or [id-b])");
}

static void
test_brackets_in_names(void)
{
    expect("[x[1]]", "[id-x1]");
    expect("[x[1]] and [a]", "[id-x1] and [id-a]");
    expect("([x[1]] or [a])", "([id-x1] or [id-a])");
    expect("[x] and [y]", "[id-xy]");
    expect_error("[x[2]]", WIN32_RESOURCE_NOT_FOUND);
}

static void
test_refusals(void)
{
    static const char *const wrong[] = {
        "a",
        "[a",
        "[]",
        "[a] [b]",
        "[a] and",
        "and [a]",
        "[a] xor [b]",
        "()",
        "([a]",
        "[a])",
        "[a] or [b] and [c]",
        "([a] and [b]) or [c]",
        "[a] or ([b] and [c])",
        "[a] and or [b]",
        "([a] or [b]) [c]",
        "(",
        ")",
        "[",
        "]",
        "[a] an",
        "[a] & [b]",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        expect_error(wrong[i], WIN32_INVALID_PARAMETER);
    }
    expect_error("[d]", WIN32_RESOURCE_NOT_FOUND);
    expect_error("[a] and ([b] or [ ])", WIN32_RESOURCE_NOT_FOUND);
}

static char *
nested(size_t depth)
{
    g_autofree char *before = g_strnfill(depth, '(');
    g_autofree char *behind = g_strnfill(depth, ')');

    return g_strconcat(before, "[a]", behind, NULL);
}

static void
test_depth(void)
{
    g_autofree char *deepest = nested(100);
    g_autofree char *too_deep = nested(101);
    g_autofree char *absurd = g_strnfill(100000, '(');

    expect(deepest, "[id-a]");
    expect_error(too_deep, WIN32_INVALID_PARAMETER);
    expect_error(absurd, WIN32_INVALID_PARAMETER);
}

/* As long as a message can be: neither time nor stack grows beyond measure. */
static void
test_length(void)
{
    g_autoptr(GString) many = g_string_new("[a]");
    g_autofree char *brackets = g_strnfill(100000, ']');
    g_autofree char *hostile = g_strconcat("[", brackets, NULL);
    g_autofree char *long_name = g_strnfill(100000, 'n');
    g_autofree char *long_one = g_strconcat("[", long_name, "]", NULL);
    g_auto(GStrv) list = NULL;
    GError *error = NULL;
    int asked = 0;

    for (int i = 0; i < 5000; i++) {
        g_string_append_printf(many, " and [r%d]", i);
    }
    list = dependencies_list(many->str);
    CU_ASSERT_EQUAL(g_strv_length(list), 5001);
    CU_ASSERT_STRING_EQUAL(list[5000], "r4999");
    CU_ASSERT_PTR_NULL(dependencies_rewrite(hostile, id_of, &asked, &error));
    CU_ASSERT_TRUE(asked <= 1024);
    g_clear_error(&error);
    CU_ASSERT_PTR_NULL(dependencies_rewrite(long_one, id_of, &asked, &error));
    CU_ASSERT_TRUE(strlen(error->message) < 1500);
    g_clear_error(&error);
}

static void
expect_list(const char *expression, const char *joined)
{
    g_auto(GStrv) list = dependencies_list(expression);
    g_autofree char *text = g_strjoinv(",", list);

    CU_ASSERT_STRING_EQUAL(text, joined);
}

static void
test_list(void)
{
    expect_list("", "");
    expect_list("[a]", "a");
    expect_list("[b] and ([a] or [c])", "b,a,c");
    expect_list("([a] or [b]) and ([B] or [c])", "a,b,c");
    expect_list("no expression", "");
}

static void
expect_with(const char *expression, const char *resource, const char *result)
{
    g_autofree char *text = dependencies_with(expression, resource);

    CU_ASSERT_EQUAL(g_strcmp0(text, result), 0);
}

static void
expect_without(const char *expression, const char *resource, const char *result)
{
    g_autofree char *text = dependencies_without(expression, resource);

    CU_ASSERT_EQUAL(g_strcmp0(text, result), 0);
}

static void
test_with_and_without(void)
{
    expect_with("", "a", "[a]");
    expect_with("[a]", "b", "[a] and [b]");
    expect_with("[a] and [b]", "A", "[a] and [b]");
    expect_with("([a] or [b])", "a", "([a] or [b]) and [a]");
    expect_with("garbage", "a", NULL);
    expect_without("[a]", "a", "");
    expect_without("[a] and ([b] or [A]) and [c]", "a", "[b] and [c]");
    expect_without("([a] or [b] or [c])", "b", "([a] or [c])");
    expect_without("[a]", "b", "[a]");
    expect_without("", "b", "");
    expect_without("garbage", "b", NULL);
}

void
suite_dependencies(void)
{
    CU_pSuite suite = CU_add_suite("dependencies", NULL, NULL);

    CU_ADD_TEST(suite, test_rewriting);
    CU_ADD_TEST(suite, test_tolerance);
    CU_ADD_TEST(suite, test_brackets_in_names);
    CU_ADD_TEST(suite, test_refusals);
    CU_ADD_TEST(suite, test_depth);
    CU_ADD_TEST(suite, test_length);
    CU_ADD_TEST(suite, test_list);
    CU_ADD_TEST(suite, test_with_and_without);
}
