/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The man page of a resource type's agent, whatever a DLL says. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>

#include "ocf-agents/builtin-agents.h"
#include "ocf-agents/description.h"
#include "ocf-agents/roff.h"
#include "properties.h"

#define LONGEST_LINE 80
#define NASTY                                                                                      \
    ".Sh EVIL\n.Sh EVIL\n'so /etc/passwd\n\\*[x] \\fB\" OpenBSD f() -- a. B\t\001\377 "            \
    "\342\200\256"

static char *
argument_of(const char *text)
{
    struct roff roff = { .text = g_string_new(NULL) };

    roff_put_argument(&roff, text);
    return g_string_free(roff.text, FALSE);
}

static void
test_escapes(void)
{
    static const struct {
        const char *text;
        const char *source;
    } cases[] = {
        { "Port", "Port" },
        { "", "" },
        { ".Sh", ".Sh" }, /* behind what prints nothing */
        { "'so", "\\(aqso" },
        { "a\\fBb", "a\\(rsfBb" },
        { "\"x\"", "\\(dqx\\(dq" },
        { "a-b^~`", "a\\-b\\(ha\\(ti\\(ga" },
        { "f()", "f(\\&)" },
        { "a\nb\tc\001\177", "a b c  " },
        { "Gr\303\266\303\237e", "Gr\\[u00F6]\\[u00DF]e" },
        { "\360\237\222\276", "\\[u1F4BE]" },
        { "a\377\300", "a\\[uFFFD]\\[uFFFD]" },
        { "a\342\200\256b\302\205", "a b " }, /* RIGHT-TO-LEFT OVERRIDE, NEXT LINE */
        { "\357\277\277", " " },              /* no character */
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *source = argument_of(cases[i].text);
        g_autofree char *expected = g_strdup_printf("\"\\&%s\\&\"", cases[i].source);

        CU_ASSERT_STRING_EQUAL(source, expected);
    }
}

static bool
is_short(const char *source)
{
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        if (strlen(lines[i]) > LONGEST_LINE || g_str_has_suffix(lines[i], " ")) {
            fprintf(stderr, "%s: too long, or a blank at its end\n", lines[i]);
            return false;
        }
    }
    return true;
}

/* Each continuation taken back is what a short line would have had. */
static void
test_long_lines(void)
{
    GString *text = g_string_new(NULL);
    GString *joined = g_string_new("\"\\&");
    g_autofree char *source = NULL;
    g_auto(GStrv) parts = NULL;
    g_autofree char *whole = NULL;

    for (int i = 0; i < 300; i++) {
        g_string_append(text, "\303\244\\x ");
        g_string_append(joined, "\\[u00E4]\\(rsx ");
    }
    g_string_append(joined, "\\&\"");
    source = argument_of(text->str);
    CU_ASSERT_TRUE(is_short(source));
    parts = g_strsplit(source, "\\\n", -1);
    CU_ASSERT(g_strv_length(parts) > 30);
    whole = g_strjoinv("", parts);
    CU_ASSERT_STRING_EQUAL(whole, joined->str);
    g_string_free(text, TRUE);
    g_string_free(joined, TRUE);
}

/* A continued line does not begin with what would be a request if it were none. */
static void
test_continued_lines(void)
{
    g_autofree char *dots = g_strnfill(500, '.');
    g_autofree char *source = argument_of(dots);
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);

    CU_ASSERT(g_strv_length(lines) > 5);
    for (size_t i = 1; lines[i] != NULL; i++) {
        CU_ASSERT_TRUE(g_str_has_prefix(lines[i], "\\&."));
    }
}

static void
test_prose(void)
{
    struct roff roff = { .text = g_string_new(NULL) };

    roff_put_prose(&roff,
                   "One sentence. Another one, with '.a' in it, that is longer than a line of "
                   "a page's source may be.");
    CU_ASSERT_STRING_EQUAL(roff.text->str,
                           "One sentence.\n"
                           "Another one, with \\(aq.a\\(aq in it, that is longer than a line of a "
                           "page\\(aqs\nsource may be.\n");
    roff_put_prose(&roff, "");
    CU_ASSERT_TRUE(g_str_has_suffix(roff.text->str, "may be.\n"));
    g_string_free(roff.text, TRUE);
}

/* The page */

static char *
page_of(const struct agent_description *description)
{
    g_autoptr(GDateTime) made = g_date_time_new_utc(2026, 11, 30, 1, 2, 3);

    return agent_description_page(description, "/usr/lib/ocf/resource.d/resapi", made);
}

static void
has(const char *page, const char *source)
{
    bool there = strstr(page, source) != NULL;

    CU_ASSERT_TRUE(there);
    if (!there) {
        fprintf(stderr, "the page lacks: %s\n", source);
    }
}

static struct agent_description *
nasty_description(void)
{
    g_autofree char *long_name = g_strnfill(300, 'n');
    struct agent_description *description = agent_description_new("Op", NASTY, NASTY);
    struct agent_parameter *port = agent_description_add(description, "Port", REG_DWORD, NULL);
    struct agent_parameter *odd = agent_description_add(description, NASTY, REG_SZ, NULL);

    port->has_bounds = true;
    port->is_signed = true;
    port->least = (uint64_t)-1;
    port->most = 65535;
    port->required = true;
    odd->preset = g_strdup(".Sh EVIL\n\\*[x]");
    agent_description_add(description, long_name, REG_MULTI_SZ, NULL)->required = true;
    agent_description_add(description, "Sy", REG_BINARY, NULL)->preset = g_strdup("");
    agent_description_add_common(description);
    return description;
}

static bool
begins_well(const char *line)
{
    static const char *const macros[] = { "Bd", "Bl", "Cm", "Dd", "Dq", "Dt", "Ed",
                                          "El", "It", "Nd", "Nm", "Os", "Pa", "Pp",
                                          "Pq", "Ql", "Sh", "Ss", "Va", "Xr", NULL };
    g_autofree char *macro = line[0] == '.' ? g_strndup(line + 1, 2) : NULL;

    return line[0] != '\'' && (macro == NULL || g_strv_contains(macros, macro));
}

static unsigned int
count_lines(const char *page, const char *prefix)
{
    g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
    unsigned int count = 0;

    for (size_t i = 0; lines[i] != NULL; i++) {
        CU_ASSERT_TRUE(begins_well(lines[i]));
        count += g_str_has_prefix(lines[i], prefix) ? 1 : 0;
    }
    return count;
}

static bool
escapes_are_ours(const char *page)
{
    for (const char *at = strchr(page, '\\'); at != NULL; at = strchr(at + 1, '\\')) {
        if (strchr("&([-e\n", at[1]) == NULL) {
            return false;
        }
    }
    return true;
}

static void
test_hostile_page(void)
{
    g_autoptr(agent_description_t) description = nasty_description();
    g_autofree char *page = page_of(description);

    CU_ASSERT_TRUE(is_short(page));
    CU_ASSERT_TRUE(g_str_is_ascii(page));
    CU_ASSERT_TRUE(escapes_are_ours(page));
    CU_ASSERT_EQUAL(count_lines(page, ".Sh "), 9);
    CU_ASSERT_EQUAL(count_lines(page, ".Sh EVIL"), 0);
    CU_ASSERT_EQUAL(count_lines(page, ".It Sy \""), description->parameters->len);
    CU_ASSERT_PTR_NULL(strpbrk(page, "\t\001\177"));
    has(page, ".Dq \"\\&.Sh EVIL .Sh EVIL \\(aqso /etc/passwd \\(rs*[x]");
    /* Its line ends are in no XML and so no default of the meta-data. */
    has(page, ".It Sy \"\\&Sy\\&\" Pq string\n");
}

static void
test_page(void)
{
    g_autoptr(agent_description_t) description = nasty_description();
    g_autofree char *page = page_of(description);

    CU_ASSERT_TRUE(g_str_has_prefix(page, ".Dd November 30, 2026\n.Dt OCF_RESAPI_OP 7\n.Os\n"));
    has(page, ".Nm \"\\&ocf:resapi:Op\\&\"\n");
    has(page, ".Cm start | stop | monitor | reload-agent | validate-all | meta-data\n");
    has(page, ".It Sy \"\\&Port\\&\" Pq integer , required\nPrivate property\n.Va \"\\&Port\\&\"\n"
              ".Pq DWORD .\nMinimum:\n.Ql \"\\&\\-1\\&\" .\nMaximum:\n.Ql \"\\&65535\\&\" .\n"
              "A change restarts the resource.\n");
    has(page, ".Pq BINARY .\nPairs of hexadecimal digits.\nDefault: empty.\n");
    has(page, "Default:\n.Ql \"\\&180000\\&\" .\n");
    has(page, "The unit is milliseconds.\nA change takes effect while the resource runs.\n");
    has(page, "Port=\\-1 \\e\n");
    has(page, "=\\(aqONE;ANOTHER\\(aq \\e\n    op start timeout=20s \\e\n");
    has(page, ".It monitor Ta 20s Ta 1s Ta 0\n");
    has(page, "    op monitor interval=2s timeout=20s OCF_CHECK_LEVEL=10\n.Ed\n");
    has(page, ".It Pa \"\\&/usr/lib/ocf/resource.d/resapi/Op\\&\"\n");
}

static void
test_page_of_no_properties(void)
{
    g_autoptr(agent_description_t) description = agent_description_new("None", "None", "/n.dll");
    g_autofree char *page = page_of(description);

    has(page, ".Ss Private properties\nNone is known.\n");
    has(page, "primitive NAME ocf:resapi:None \\e\n    op start");
    CU_ASSERT_EQUAL(count_lines(page, ".It Sy \""), 0);
}

static void
test_page_of_builtin(void)
{
    g_autoptr(agent_description_t) description = builtin_agent_describe("Generic Script");
    g_autofree char *page = page_of(description);

    CU_ASSERT_TRUE(is_short(page));
    has(page, "The type is built in.\n");
    has(page, ".It Sy \"\\&ScriptFilepath\\&\" Pq string , required\nThe script, in VBScript");
    has(page, ".It Sy \"\\&properties\\&\" Pq string\nPrivate properties that the script adds");
    has(page, "\\(aqC:\\(rsFOLDER\\(rsFILE\\(aq");
    has(page, "params ScriptFilepath=\\(aqVALUE\\(aq \\e\n");
    CU_ASSERT_PTR_NULL(strstr(page, "type add"));
}

void
suite_agent_page(void)
{
    CU_pSuite suite = CU_add_suite("agent_page", NULL, NULL);

    CU_add_test(suite, "escapes", test_escapes);
    CU_add_test(suite, "long lines", test_long_lines);
    CU_add_test(suite, "continued lines", test_continued_lines);
    CU_add_test(suite, "prose", test_prose);
    CU_add_test(suite, "a page of hostile texts", test_hostile_page);
    CU_add_test(suite, "a page", test_page);
    CU_add_test(suite, "a page of no properties", test_page_of_no_properties);
    CU_add_test(suite, "a page of a built-in type", test_page_of_builtin);
}
