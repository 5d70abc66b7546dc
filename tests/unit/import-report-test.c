/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What people and programs read of an import: text, HTML, pictures, tables. */

#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <CUnit/Basic.h>
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include "import-report-fixture.h"
#include "tools/import/picture.h"
#include "tools/import/picture-svg.h"
#include "tools/import/report-data.h"
#include "tools/import/report-html.h"
#include "tools/import/report-text.h"
#include "tools/import/text-page.h"

#define NO_DOT "/nonexistent/dot"

static void
expect_part(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fprintf(stderr, "# there is no %s in\n%s\n", part, text);
        CU_FAIL("a part is missing");
    }
}

static void
expect_no_part(const char *text, const char *part)
{
    if (strstr(text, part) != NULL) {
        fprintf(stderr, "# there is a %s in\n%s\n", part, text);
        CU_FAIL("a part is there");
    }
}

/* ---- text */

static void
expect_widths(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        bool is_command = g_str_has_prefix(lines[i], "      ");

        if (g_utf8_strlen(lines[i], -1) > TEXT_PAGE_COLUMNS && !is_command) {
            fprintf(stderr, "# too wide: %s\n", lines[i]);
            CU_FAIL("a line is too wide");
        }
    }
}

static void
test_text(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autofree char *text = NULL;
    g_autofree char *again = NULL;

    report_fixture_simulate(fixture);
    text = report_text(&fixture->conversion);
    again = report_text(&fixture->conversion);
    CU_ASSERT_STRING_EQUAL(text, again);
    expect_widths(text);
    expect_part(text,
                "Import of the Windows failover cluster CLU\n"
                "==========================================\n"
                "  read:          cluster.reg\n"
                "  on Windows:    3 groups, 6 resources, 1 resource type, 2 nodes, 0 networks\n"
                "  in Pacemaker:  resources: 6, constraints: 3\n"
                "  properties and objects:\n"
                "                 1 mapped, 1 changed, 1 dropped\n"
                "  findings:      1 without an equivalent, 1 to decide, 1 problem\n");
    expect_part(text, "\n  no equivalent  resource Share: ShareSubDirs\n"
                      "                   Samba has nothing like it\n");
    expect_part(text, "\n  problem        file cluster.reg\n"
                      "                   line 7: no value\n");
    expect_part(text, "\nFiles\n-----\n"
                      "  became         resources with constraints, and the tag files\n");
    expect_part(text, "\nSQL\n---\n"
                      "  became         the group sql\n"
                      "  dropped        FailoverThreshold\n"
                      "                   each node is tried once\n");
    expect_part(text, "\n  SQL Engine (Acme SQL)\n"
                      "    became         sql-engine, ocf:resapi:AcmeSQL\n"
                      "    changed        RestartPeriod -> failure-timeout=900s\n"
                      "                     Pacemaker counts from the last failure\n");
    expect_part(text, "\nCluster Group\n-------------\n  became         nothing\n");
    expect_part(text, "\n  acmesql.dll\n    types          Acme SQL\n");
    expect_part(text, "\n  ip-one                            nowhere\n");
    expect_part(text, "\n    Check:\n");
    expect_part(text, "\n      Get-ClusterGroup -Name 'SQL' | Stop-ClusterGroup\n");
    import_fixture_free(fixture);
}

static void
test_text_wraps(void)
{
    g_autoptr(GString) page = g_string_new(NULL);
    g_autofree char *long_word = g_strnfill(100, 'x');

    text_labelled(page, 2, 10, "key", "%s", "one two");
    CU_ASSERT_STRING_EQUAL(page->str, "  key     one two\n");
    g_string_truncate(page, 0);
    text_labelled(page, 2, 6, "longer than that", "%s", "one");
    CU_ASSERT_STRING_EQUAL(page->str, "  longer than that\n      one\n");
    g_string_truncate(page, 0);
    text_paragraph(page, 4, "%s and more", long_word);
    expect_widths(page->str);
    expect_part(page->str, "\n    xxxxxxxxxxxxxxxxxxxxxxxx and more\n");
    g_string_truncate(page, 0);
    /* U+4E2D is two columns wide. */
    for (int i = 0; i < 6; i++) {
        g_string_append(page, "\xe4\xb8\xad");
    }
    g_free(long_word);
    long_word = g_strdup(page->str);
    g_string_truncate(page, 0);
    text_heading(page, 1, "%s", long_word);
    expect_part(page->str, "\n============\n");
}

/* What is pasted has no line feed in it. */
static void
test_text_quotes(void)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        { "where the file system is to be mounted: give it with --set='Orders Disk:device=VALUE' "
          "now",
          "    where the file system is to be mounted: give it with\n"
          "    --set='Orders Disk:device=VALUE' now\n" },
        { "the cluster's own file systems, and the nodes' names are to be decided: use "
          "--set='it'\\''s a disk:a=b'",
          "    the cluster's own file systems, and the nodes' names are to be decided: use\n"
          "    --set='it'\\''s a disk:a=b'\n" },
        { "on Windows Server 2003 and 2008 it is written so: cluster.exe group \"SQL Server\" "
          "/offline",
          "    on Windows Server 2003 and 2008 it is written so: cluster.exe group\n"
          "    \"SQL Server\" /offline\n" },
        { "a quotation that nobody ends, 'as people write when they are in haste, ends where the "
          "line "
          "does",
          "    a quotation that nobody ends, 'as people write when they are in haste, ends\n"
          "    where the line does\n" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) page = g_string_new(NULL);

        text_paragraph(page, 4, "%s", cases[i].text);
        CU_ASSERT_STRING_EQUAL(page->str, cases[i].expected);
    }
}

static void
test_text_long_option(void)
{
    g_autoptr(GString) page = g_string_new(NULL);
    g_autofree char *name = g_strnfill(90, 'x');
    g_autofree char *line = g_strdup_printf("\n    --set='%s %s:a=b'\n", name, name);
    g_autofree char *plain = g_strdup_printf("\n    --set=%s:a=b\n    more\n", name);

    text_paragraph(page, 4, "one --set='%s %s:a=b' two --set=%s:a=b more", name, name, name);
    expect_part(page->str, line);
    expect_part(page->str, plain);
}

static void
test_nothing(void)
{
    struct import_fixture *fixture = import_fixture_new();
    g_autofree char *text = report_text(&fixture->conversion);
    g_autofree char *html = report_html(&fixture->conversion, NO_DOT);

    expect_part(text, "Findings\n========\n  There are none.\n");
    expect_part(html, "<p>There are none.</p>");
    expect_no_part(text, "Resource DLLs to copy");
    import_fixture_free(fixture);
}

/* A resource whose name is an attack on whoever shows it, and notes that are. */
static struct import_fixture *
hostile_fixture(void)
{
    static const char name[] = "<script>alert(\"1\")</script>&lt;\x1b[2J\xe2\x80\xaetxt'";
    struct import_fixture *fixture = import_fixture_new();
    struct windows_group *group = report_fixture_group(fixture, name);
    struct windows_resource *resource = report_fixture_resource(fixture, group, name, name);
    struct plan_group *planned = report_fixture_plan_group(fixture, "x", group, false);

    report_fixture_primitive(fixture, planned, "x-1", "heartbeat", "IPaddr2", resource);
    notes_add(fixture->notes, NOTE_DECIDE, &resource->object, name, name, "%s", name);
    notes_add(fixture->notes, NOTE_MAPPED, &group->object, name, name, NULL);
    report_fixture_dll(fixture, name, name, DLL_RUNS, name);
    g_free(fixture->cluster->object.name);
    fixture->cluster->object.name = g_strdup(name);
    return fixture;
}

static void
expect_harmless(const char *text)
{
    CU_ASSERT_TRUE(g_utf8_validate(text, -1, NULL));
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        if ((g_unichar_iscntrl(character) && character != '\n') || character == 0x202e) {
            CU_FAIL_FATAL("a control character");
        }
    }
}

static void
test_hostile_text(void)
{
    struct import_fixture *fixture = hostile_fixture();
    g_autofree char *text = report_text(&fixture->conversion);

    expect_harmless(text);
    expect_widths(text);
    import_fixture_free(fixture);
}

/* The value of the property Password is in no note, and so in no report. */
static void
test_secrets(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autofree char *text = report_text(&fixture->conversion);
    g_autofree char *html = report_html(&fixture->conversion, NO_DOT);

    expect_no_part(text, "hunter2");
    expect_no_part(html, "hunter2");
    import_fixture_free(fixture);
}

/* ---- HTML */

static guint
count_nodes(xmlDoc *document, const char *path)
{
    xmlXPathContext *context = xmlXPathNewContext(document);
    xmlXPathObject *found = xmlXPathEvalExpression(BAD_CAST path, context);
    guint count = found != NULL && found->nodesetval != NULL ? (guint)found->nodesetval->nodeNr : 0;

    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return count;
}

/* libxml2 knows HTML 4, and so no elements of SVG. */
static void
count_error(void *data, xmlError *error)
{
    guint *errors = data;

    if (error->code != XML_HTML_UNKNOWN_TAG) {
        fprintf(stderr, "# line %d: %s", error->line, error->message);
        (*errors)++;
    }
}

static xmlDoc *
parse(const char *html)
{
    guint errors = 0;
    xmlDoc *document;

    xmlSetStructuredErrorFunc(&errors, count_error);
    document = htmlReadMemory(html, (int)strlen(html), NULL, NULL, HTML_PARSE_NONET);
    xmlSetStructuredErrorFunc(NULL, NULL);
    CU_ASSERT_EQUAL(errors, 0);
    return document;
}

/* Every link goes to an element of the page, and each of these has its name for itself. */
static void
expect_links(xmlDoc *document)
{
    xmlXPathContext *context = xmlXPathNewContext(document);
    xmlXPathObject *found = xmlXPathEvalExpression(BAD_CAST "//a/@href", context);

    CU_ASSERT_TRUE_FATAL(found->nodesetval->nodeNr > 0);
    for (int i = 0; i < found->nodesetval->nodeNr; i++) {
        xmlChar *target = xmlNodeGetContent(found->nodesetval->nodeTab[i]);
        g_autofree char *path = g_strdup_printf("//*[@id='%s']", (const char *)target + 1);

        CU_ASSERT_EQUAL(target[0], '#');
        CU_ASSERT_EQUAL(count_nodes(document, path), 1);
        xmlFree(target);
    }
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
}

static void
test_html(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autofree char *html = NULL;
    g_autofree char *again = NULL;
    xmlDoc *document;

    report_fixture_simulate(fixture);
    html = report_html(&fixture->conversion, NO_DOT);
    again = report_html(&fixture->conversion, NO_DOT);
    CU_ASSERT_STRING_EQUAL(html, again);
    CU_ASSERT_TRUE(g_str_has_prefix(html, "<!DOCTYPE html>\n"));
    document = parse(html);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    expect_links(document);
    CU_ASSERT_EQUAL(count_nodes(document, "//div[@id='runbook']/ol/li[@id='step-1']"), 1);
    CU_ASSERT_EQUAL(count_nodes(document, "//h4[starts-with(., 'SQL Engine (Acme SQL)')]"), 1);
    CU_ASSERT_EQUAL(count_nodes(document, "//div[@id='findings']/table/tbody/tr"), 3);
    CU_ASSERT_EQUAL(count_nodes(document, "//div[@id='findings']//a[.='Share']"), 2);
    CU_ASSERT_EQUAL(count_nodes(document, "//div[@id='simulation']//tbody/tr[td='nowhere']"), 1);
    CU_ASSERT_EQUAL(count_nodes(document, "//div[@class='contents']//a[.='SQL']"), 1);
    CU_ASSERT_EQUAL(count_nodes(document, "//script | //link | //img | //iframe | //object"), 0);
    CU_ASSERT_EQUAL(count_nodes(document, "//@src | //@style | //@onclick"), 0);
    /* Lines of commands stay as they are. */
    expect_part(html, "<pre>Get-ClusterGroup -Name 'SQL' | Stop-ClusterGroup\n"
                      "(Get-ClusterGroup -Name 'SQL').AutoFailbackType = 0\n");
    xmlFreeDoc(document);
    import_fixture_free(fixture);
}

static void
test_hostile_html(void)
{
    struct import_fixture *fixture = hostile_fixture();
    g_autofree char *html = report_html(&fixture->conversion, "dot");
    xmlDoc *document = parse(html);

    expect_harmless(html);
    expect_no_part(html, "<script");
    CU_ASSERT_EQUAL(count_nodes(document, "//script"), 0);
    CU_ASSERT_EQUAL(count_nodes(document, "//h3[starts-with(., '<script>alert(\"1\")')]"), 1);
    expect_links(document);
    xmlFreeDoc(document);
    import_fixture_free(fixture);
}

/* ---- pictures */

static void
test_quotes_of_dot(void)
{
    g_autofree char *plain = picture_quote("a b");
    g_autofree char *hostile = picture_quote("\"]; x [label=\\N&lt;\nb\x1b");

    CU_ASSERT_STRING_EQUAL(plain, "\"a b\"");
    CU_ASSERT_STRING_EQUAL(hostile, "\"\\\"]; x [label=\\\\N&amp;lt;\\nb\xef\xbf\xbd\"");
}

static void
test_pictures(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct picture *before = picture_before(fixture->cluster);
    struct picture *after = picture_after(fixture->plan);

    CU_ASSERT_EQUAL(before->detail, PICTURE_RESOURCES);
    expect_part(before->dot, "label=\"Files\"");
    expect_part(before->dot, "n3 [label=\"Share\\nFile Share\"];");
    expect_part(before->dot, "n3 -> n1 [style=dashed, label=\"or\"];");
    expect_part(before->dot, "n3 -> n2 [style=dashed, label=\"or\"];");
    expect_part(before->dot, "n6 -> n5 [style=solid];");
    expect_part(after->dot, "n1 -> n3 [style=dashed, label=\"or\"];");
    expect_part(after->dot, "n4 -> n5 [style=bold];");
    expect_part(after->dot, "n1 -> n3 [style=dotted, color=gray, constraint=false];");
    picture_free(before);
    picture_free(after);
    import_fixture_free(fixture);
}

/* Groups of one resource each, one behind the other. */
static struct import_fixture *
many_groups(guint count)
{
    struct import_fixture *fixture = import_fixture_new();
    struct windows_resource *last = NULL;

    for (guint i = 0; i < count; i++) {
        g_autofree char *name = g_strdup_printf("g%u", i);
        g_autofree char *id = g_strdup_printf("r%u", i);
        struct windows_group *group = report_fixture_group(fixture, name);
        struct windows_resource *resource = report_fixture_resource(fixture, group, id, "T");
        struct plan_group *planned = report_fixture_plan_group(fixture, name, group, false);

        if (last != NULL) {
            report_fixture_depend(resource, last, NULL);
        }
        report_fixture_primitive(fixture, planned, id, "heartbeat", "Dummy", resource);
        last = resource;
    }
    plan_add_constraint(fixture->plan, PLAN_ORDER, "o", "r0", "r1", "Mandatory");
    plan_add_constraint(fixture->plan, PLAN_ORDER, "o2", "r0", "r1", "Mandatory");
    return fixture;
}

static void
expect_detail(struct picture *picture, enum picture_detail detail, const char *part)
{
    CU_ASSERT_EQUAL(picture->detail, detail);
    CU_ASSERT_EQUAL(picture->dot == NULL, detail == PICTURE_NONE);
    if (part != NULL) {
        expect_part(picture->dot, part);
    }
    picture_free(picture);
}

static void
test_coarse_pictures(void)
{
    struct import_fixture *fixture = many_groups(PICTURE_COARSE_EDGES);

    expect_detail(picture_after(fixture->plan), PICTURE_RESOURCES, "splines=line;");
    import_fixture_free(fixture);
    fixture = many_groups(2);
    expect_detail(picture_after(fixture->plan), PICTURE_RESOURCES, "fontsize=9];\n    subgraph");
    import_fixture_free(fixture);
}

static void
test_large_pictures(void)
{
    struct import_fixture *fixture = many_groups(400);

    expect_detail(picture_before(fixture->cluster), PICTURE_GROUPS,
                  "n1 [label=\"g0\\nresources: 1\"];");
    expect_detail(picture_before(fixture->cluster), PICTURE_GROUPS, "n2 -> n1 [style=solid];");
    expect_detail(picture_after(fixture->plan), PICTURE_GROUPS, "    n1 -> n2 [style=solid];\n}");
    import_fixture_free(fixture);
    fixture = many_groups(PICTURE_MAX_NODES + 1);
    expect_detail(picture_before(fixture->cluster), PICTURE_NONE, NULL);
    expect_detail(picture_after(fixture->plan), PICTURE_NONE, NULL);
    import_fixture_free(fixture);
}

static void
refuse_svg(const char *program, const char *why)
{
    g_autoptr(GError) error = NULL;
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");

    CU_ASSERT_PTR_NULL(picture_svg("digraph g { a -> b }", program, document, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    expect_part(error->message, why);
    xmlFreeDoc(document);
}

static void
test_no_svg(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autofree char *html = report_html(&fixture->conversion, NO_DOT);

    refuse_svg(NO_DOT, NO_DOT);
    refuse_svg("false", "false: ");
    refuse_svg("sort", "what is no SVG"); /* takes -Tsvg for a folder, and reads everything */
    expect_part(html, "<p>No picture: ");
    expect_part(html, "; install graphviz.</p>");
    expect_no_part(html, "<svg");
    import_fixture_free(fixture);
}

/* Where graphviz is there. */
static void
test_svg(void)
{
    g_autofree char *dot = g_find_program_in_path("dot");
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autofree char *html = dot != NULL ? report_html(&fixture->conversion, dot) : NULL;

    if (html != NULL) {
        xmlDoc *document = parse(html);

        CU_ASSERT_EQUAL(count_nodes(document, "//div[@class='picture']/svg"), 2);
        CU_ASSERT_EQUAL(count_nodes(document, "//div[@class='picture']/svg//text[.='SQL Engine']"),
                        1);
        expect_no_part(html, "<?xml");
        CU_ASSERT_EQUAL(count_nodes(document, "//svg//@id | //svg//title"), 0);
        expect_no_part(html, "<!--");
        expect_no_part(html, "svg11.dtd");
        xmlFreeDoc(document);
    }
    import_fixture_free(fixture);
}

/* ---- tables */

static char *
print(const struct import_fixture *fixture, enum output_format format)
{
    g_autoptr(output_t) output = output_new(format);
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    char *copy;

    report_data_fill(output, &fixture->conversion);
    CU_ASSERT_TRUE(output_print(output, stream));
    fclose(stream);
    copy = g_strdup(text);
    free(text);
    return copy;
}

static void
test_data(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autofree char *xml = NULL;
    xmlDoc *document;

    report_fixture_simulate(fixture);
    xml = print(fixture, OUTPUT_XML);
    document = xmlReadMemory(xml, (int)strlen(xml), NULL, NULL, XML_PARSE_NONET);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    CU_ASSERT_EQUAL(count_nodes(document, "/resapictl/notes/note"), 6);
    CU_ASSERT_EQUAL(count_nodes(document, "//note[@kind='no equivalent'][@finding='true']"
                                          "[@object='Share'][@property='ShareSubDirs']"),
                    1);
    CU_ASSERT_EQUAL(count_nodes(document,
                                "//group[@group='SQL'][@id='sql'][@form='group']/members"),
                    3);
    CU_ASSERT_EQUAL(count_nodes(document, "//group[@group='Cluster Group'][@form='nothing']"), 1);
    CU_ASSERT_EQUAL(count_nodes(document, "//resource[@resource='Share'][@agent='systemd:smb']"),
                    1);
    CU_ASSERT_EQUAL(count_nodes(document, "//dll[@type='Acme SQL'][@verdict='runs']"), 1);
    CU_ASSERT_EQUAL(count_nodes(document, "//place"), 12);
    CU_ASSERT_EQUAL(count_nodes(document, "//place[@lost_node='node1'][not(@node)]"), 1);
    CU_ASSERT_EQUAL(count_nodes(document, "//command[@side='Windows'][@part='command'][@command="
                                          "\"Get-ClusterGroup -Name 'SQL' | Stop-ClusterGroup\"]"),
                    1);
    CU_ASSERT_EQUAL(count_nodes(document, "//step[@group='SQL'][@side='Windows']"), 1);
    xmlFreeDoc(document);
    import_fixture_free(fixture);
}

static void
test_data_without(void)
{
    struct import_fixture *fixture = import_fixture_new();
    g_autofree char *json = print(fixture, OUTPUT_JSON);

    expect_part(json, "\"notes\" : [],");
    expect_part(json, "\"steps\" : [");
    expect_no_part(json, "\"places\"");
    import_fixture_free(fixture);
}

static int
ignore_pipes(void)
{
    return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? 1 : 0;
}

void
suite_import_report(void)
{
    CU_pSuite suite = CU_add_suite("import-report", ignore_pipes, NULL);

    CU_add_test(suite, "text", test_text);
    CU_add_test(suite, "text is wrapped", test_text_wraps);
    CU_add_test(suite, "no line ends in quotation marks", test_text_quotes);
    CU_add_test(suite, "an option that is longer than a line", test_text_long_option);
    CU_add_test(suite, "nothing to report", test_nothing);
    CU_add_test(suite, "hostile names in text", test_hostile_text);
    CU_add_test(suite, "secrets", test_secrets);
    CU_add_test(suite, "HTML", test_html);
    CU_add_test(suite, "hostile names in HTML", test_hostile_html);
    CU_add_test(suite, "quotation marks of dot", test_quotes_of_dot);
    CU_add_test(suite, "pictures", test_pictures);
    CU_add_test(suite, "pictures with many arrows", test_coarse_pictures);
    CU_add_test(suite, "large pictures", test_large_pictures);
    CU_add_test(suite, "no SVG", test_no_svg);
    CU_add_test(suite, "SVG", test_svg);
    CU_add_test(suite, "tables", test_data);
    CU_add_test(suite, "tables without anything", test_data_without);
}
