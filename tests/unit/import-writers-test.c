/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What resapi-import writes. That the tools understand it is import-writers.sh's. */

#include "unit.h"

#include <string.h>
#include <CUnit/Basic.h>

#include "import-fixture.h"
#include "tools/import/cib-text.h"
#include "tools/import/crm-text.h"
#include "tools/import/pcs-text.h"
#include "tools/import/plan-texts.h"

static pacemaker_plan_t *plan;
static windows_cluster_t *cluster;
static notes_t *notes;

static void
setup(void)
{
    plan = pacemaker_plan_new();
    cluster = windows_cluster_new("cluster.reg");
    notes = notes_new();
}

static void
teardown(void)
{
    notes_free(notes);
    windows_cluster_free(cluster);
    pacemaker_plan_free(plan);
}

static struct plan_primitive *
add_primitive(const char *id)
{
    struct plan_primitive *primitive = plan_add_primitive(plan, id);

    primitive->class = g_strdup("ocf");
    primitive->provider = g_strdup("heartbeat");
    primitive->agent = g_strdup("Dummy");
    return primitive;
}

/* ---- texts that Pacemaker cannot hold */

static void
test_faults(void)
{
    CU_ASSERT_PTR_NULL(plan_text_fault(""));
    CU_ASSERT_PTR_NULL(plan_text_fault("\"a\" & <b> C:\\x\\ $HOME 'y'"));
    CU_ASSERT_PTR_NULL(plan_text_fault("\"B\" & <b>: B\xc3\xbcro's > x"));
    import_expect(plan_text_fault("a\nb"), "line break");
    import_expect(plan_text_fault("a\rb"), "line break");
    import_expect(plan_text_fault("a\tb"), "control");
    import_expect(plan_text_fault("a\x01"), "control");
    import_expect(plan_text_fault("B\xc3\xbcro \"x\""), "double quote");
    import_expect(plan_text_fault("B\xc3\xbcro & x"), "double quote");
    import_expect(plan_text_fault("B\xc3\xbcro < x"), "double quote");
    import_expect(plan_text_fault("a\xff"), "UTF-8");
    import_expect(plan_text_fault("a\xef\xbf\xbf"), "XML");
}

static void
test_clean(void)
{
    struct plan_primitive *primitive = add_primitive("web");
    struct windows_resource *resource =
        windows_cluster_add(cluster, WINDOWS_RESOURCE, NULL, "Web", "x");

    primitive->windows = resource;
    primitive->description = g_strdup("line one\nline two");
    plan_pairs_set(primitive->parameters, "bad", "a\nb");
    plan_pairs_set(primitive->parameters, "worse", "\xc3\xbc&");
    plan_pairs_set(primitive->parameters, "good", "a b");
    plan_texts_clean(plan, notes);
    CU_ASSERT_STRING_EQUAL(primitive->description, "line one line two");
    CU_ASSERT_EQUAL(primitive->parameters->len, 1);
    CU_ASSERT_STRING_EQUAL(plan_pairs_find(primitive->parameters, "good"), "a b");
    CU_ASSERT_EQUAL(notes_count_of(notes, NOTE_DECIDE), 2);
    import_expect_note(notes, NOTE_DECIDE, "bad", "a line break");
    import_expect_note(notes, NOTE_DECIDE, "worse", "a double quote");
}

static void
test_clean_descriptions(void)
{
    struct plan_primitive *foreign = add_primitive("foreign");
    struct plan_primitive *broken = add_primitive("broken");
    struct plan_primitive *good = add_primitive("good");

    foreign->description = g_strdup("B\xc3\xbcro \"x\"");
    broken->description = g_strdup("a\xff\x01");
    good->description = g_strdup("a \"b\" & <c>");
    plan_texts_clean(plan, notes);
    CU_ASSERT_STRING_EQUAL(foreign->description, "B\xc3\xbcro  x");
    CU_ASSERT_STRING_EQUAL(broken->description, "a\xef\xbf\xbd");
    CU_ASSERT_STRING_EQUAL(good->description, "a \"b\" & <c>");
    CU_ASSERT_EQUAL(notes_count(notes), 0);
}

/* ---- what the plan is spelt as */

static void
add_group(const char *id, bool is_chain, guint count)
{
    struct plan_group *group = plan_add_group(plan, id);

    group->is_chain = is_chain;
    for (guint i = 0; i < count; i++) {
        g_autofree char *member = g_strdup_printf("%s-%u", id, i);

        g_ptr_array_add(group->members, add_primitive(member));
    }
}

static void
test_cib(void)
{
    struct plan_primitive *web = add_primitive("web");
    g_autofree char *text = NULL;

    plan_pairs_set(web->parameters, "path", "\"a\" & <b>");
    plan_pairs_set(plan->properties, "no-quorum-policy", "stop");
    g_ptr_array_add(plan->nodes, g_strdup("node-1"));
    text = cib_text(plan);
    import_expect(text,
                  "<primitive id=\"web\" class=\"ocf\" provider=\"heartbeat\" type=\"Dummy\">");
    import_expect(text, "<nvpair id=\"web-instance_attributes-path\" name=\"path\" "
                        "value=\"&quot;a&quot; &amp; &lt;b&gt;\"/>");
    import_expect(text, "name=\"no-quorum-policy\" value=\"stop\"");
    import_expect_not(text, "node-1");
    import_expect_not(text, "stonith");
    import_expect_not(text, "rsc_defaults");
    import_expect_not(text, "meta_attributes");
}

static void
test_cib_whole(void)
{
    g_autofree char *text = NULL;

    g_ptr_array_add(plan->nodes, g_strdup("node-1"));
    plan_pairs_set(plan->properties, "stonith-enabled", "true");
    text = cib_whole_text(plan);
    import_expect(text, "<node id=\"1\" uname=\"node-1\"/>");
    import_expect(text, "<node_state id=\"1\" uname=\"node-1\"");
    import_expect(text, "name=\"stonith-enabled\" value=\"false\"");
    import_expect_not(text, "name=\"stonith-enabled\" value=\"true\"");
    CU_ASSERT_STRING_EQUAL(plan_pairs_find(plan->properties, "stonith-enabled"), "true");
}

static void
test_cib_simulation(void)
{
    g_autofree char *text = NULL;

    plan_add_operation(add_primitive("web"), "monitor", "10s", "20s");
    plan_pairs_set(plan->properties, "enable-startup-probes", "true");
    text = cib_simulation_text(plan);
    import_expect(text, "name=\"enable-startup-probes\" value=\"false\"");
    import_expect(text, "<primitive id=\"web\"");
    import_expect_not(text, "value=\"true\"");
    import_expect_not(text, "operations");
    import_expect_not(text, "monitor");
}

static void
test_groups(void)
{
    g_autofree char *cib = NULL;
    g_autofree char *crm = NULL;
    g_autofree char *pcs = NULL;

    add_group("chain", true, 2);
    add_group("tag", false, 2);
    add_group("one", false, 1);
    add_group("none", false, 0);
    add_group("empty", true, 0);
    cib = cib_text(plan);
    crm = crm_text(plan, NULL);
    pcs = pcs_text(plan);
    import_expect(cib, "<tag id=\"tag\">");
    import_expect(cib, "<group id=\"chain\">");
    import_expect(crm, "group chain chain-0 chain-1\n");
    import_expect(crm, "tag tag: tag-0 tag-1\n");
    import_expect(pcs, "edit resource group add chain chain-0 chain-1\n");
    import_expect(pcs, "edit tag create tag tag-0 tag-1\n");
    for (guint i = 0; i < 3; i++) {
        const char *text = i == 0 ? cib : i == 1 ? crm : pcs;

        import_expect(text, "one-0");
        import_expect_not(text, "none");
        import_expect_not(text, "empty");
    }
    import_expect_not(cib, "\"one\"");
    import_expect_not(crm, " one:");
    import_expect_not(pcs, " one\n");
}

static void
test_crm_quotes(void)
{
    struct plan_primitive *web = add_primitive("web");
    struct plan_operation *check = plan_add_operation(web, "monitor", "10s", "20s");
    g_autofree char *text = NULL;

    plan_pairs_set(web->parameters, "plain", "192.0.2.1/24");
    plan_pairs_set(web->parameters, "path", "C:\\a b\\it's");
    plan_pairs_set(web->parameters, "none", "");
    plan_pairs_set(check->parameters, "OCF_CHECK_LEVEL", "10");
    plan_pairs_set(check->options, "on-fail", "restart");
    text = crm_text(plan, NULL);
    import_expect(text, "params plain=192.0.2.1/24 path='C:\\a b\\it'\\''s' none=''");
    import_expect(text, "op monitor interval=10s timeout=20s on-fail=restart OCF_CHECK_LEVEL=10\n");
    import_expect_not(text, "#");
}

static void
test_crm_foreign(void)
{
    struct plan_primitive *web = add_primitive("web");
    g_autofree char *text = NULL;

    plan_pairs_set(web->parameters, "path", "B\xc3\xbcro  x");
    text = crm_text(plan, NULL);
    import_expect(text, "xml <primitive id=\"web\"");
    import_expect(text, "value=\"B&#xFC;ro &#32;x\"");
    CU_ASSERT_TRUE(g_str_is_ascii(text));
    CU_ASSERT_PTR_EQUAL(strchr(text, '\n'), text + strlen(text) - 1);
}

static void
expect_refused(const char *value, bool is_refused)
{
    g_autoptr(GError) error = NULL;
    struct plan_primitive *web = g_ptr_array_index(plan->primitives, 0);
    g_autofree char *text = NULL;

    plan_pairs_set(web->parameters, "path", value);
    text = crm_text(plan, &error);
    CU_ASSERT_EQUAL(text == NULL, is_refused);
    CU_ASSERT_EQUAL(error != NULL, is_refused);
    if (error != NULL) {
        import_expect(error->message, "web: path: crmsh");
    }
}

static void
test_crm_backslashes(void)
{
    add_primitive("web");
    expect_refused("C:\\a", false);
    expect_refused("\\\\server\\share", false);
    expect_refused("C:\\a\\", true);
    expect_refused("\"C:\\a\\\" /x", true);
    expect_refused("\xc3\xbc\\", true);
}

/* Each value that keeps crm.txt from being written is a finding. */
static void
test_crm_findings(void)
{
    struct plan_primitive *web = add_primitive("web");
    g_autofree char *none = crm_text_fault(plan);
    g_autofree char *fault = NULL;

    web->windows = windows_cluster_add(cluster, WINDOWS_RESOURCE, NULL, "Web", "x");
    web->description = g_strdup("in C:\\");
    plan_pairs_set(web->parameters, "one", "C:\\a\\");
    plan_pairs_set(web->parameters, "two", "C:\\a");
    plan_pairs_set(web->parameters, "three", "a\\\"b");
    crm_text_note(plan, notes);
    fault = crm_text_fault(plan);
    CU_ASSERT_PTR_NULL(none);
    import_expect(fault, "web: description: crmsh cannot read");
    CU_ASSERT_EQUAL(notes_count(notes), 3);
    import_expect_note(notes, NOTE_DECIDE, "description", "crm.txt is not written");
    import_expect_note(notes, NOTE_DECIDE, "one", "crm.txt is not written");
    import_expect_note(notes, NOTE_DECIDE, "three", "crm.txt is not written");
}

static void
test_constraints(void)
{
    struct plan_constraint *sets =
        plan_add_constraint(plan, PLAN_ORDER_SETS, "any", NULL, "c", "Mandatory");
    g_autofree char *cib = NULL;
    g_autofree char *crm = NULL;
    g_autofree char *pcs = NULL;

    g_ptr_array_add(sets->any, g_strdup("a"));
    g_ptr_array_add(sets->any, g_strdup("b"));
    plan_add_constraint(plan, PLAN_LOCATION, "not", "c", "n2", "-INFINITY");
    cib = cib_text(plan);
    crm = crm_text(plan, NULL);
    pcs = pcs_text(plan);
    import_expect(
        cib, "<resource_set id=\"any-resource_set-0\" sequential=\"false\" require-all=\"false\">");
    import_expect(cib, "<rsc_location id=\"not\" rsc=\"c\" node=\"n2\" score=\"-INFINITY\"/>");
    import_expect(crm, "order any Mandatory: [ a b ] c\n");
    import_expect(crm, "location not c -INFINITY: n2\n");
    import_expect(pcs, "constraint order set a b sequential=false require-all=false");
    import_expect(pcs, "location add not c n2 -- -INFINITY\n");
}

static void
test_pcs(void)
{
    struct plan_primitive *web = add_primitive("web");
    g_autofree char *text = NULL;

    web->description = g_strdup("it's <\"x\">");
    plan_pairs_set(web->parameters, "path", "$HOME `x` it's");
    plan_pairs_set(web->parameters, "none", "");
    text = pcs_text(plan);
    import_expect(text, "has web || {\n    edit resource create web ocf:heartbeat:Dummy");
    import_expect(text, "'path=$HOME `x` it'\\''s'");
    import_expect_not(text, "none= ");
    import_expect(text, "name=\"none\" value=\"\"");
    import_expect(text, "description=\"it&apos;s &lt;&quot;x&quot;&gt;\"/>'");
    import_expect(text, "edit resource op remove web monitor\n");
}

void
suite_import_writers(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import_writers", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_faults);
    CU_ADD_TEST(suite, test_clean);
    CU_ADD_TEST(suite, test_clean_descriptions);
    CU_ADD_TEST(suite, test_cib);
    CU_ADD_TEST(suite, test_cib_whole);
    CU_ADD_TEST(suite, test_cib_simulation);
    CU_ADD_TEST(suite, test_groups);
    CU_ADD_TEST(suite, test_crm_quotes);
    CU_ADD_TEST(suite, test_crm_foreign);
    CU_ADD_TEST(suite, test_crm_backslashes);
    CU_add_test(suite, "findings for crmsh", test_crm_findings);
    CU_ADD_TEST(suite, test_constraints);
    CU_ADD_TEST(suite, test_pcs);
}
