/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What crm_mon says, as data. */

#include "unit.h"

#include <string.h>

#include "cluster.h"
#include "pacemaker-fixture.h"

static const struct pacemaker_node *
node(const struct pacemaker_status *status, const char *name)
{
    for (guint i = 0; i < status->nodes->len; i++) {
        const struct pacemaker_node *each = g_ptr_array_index(status->nodes, i);

        if (strcmp(each->name, name) == 0) {
            return each;
        }
    }
    CU_FAIL_FATAL("there is no such node");
    return NULL;
}

/* The first instance. */
static const struct pacemaker_resource *
resource(const struct pacemaker_status *status, const char *name)
{
    for (guint i = 0; i < status->resources->len; i++) {
        const struct pacemaker_resource *each = g_ptr_array_index(status->resources, i);

        if (strcmp(each->name, name) == 0) {
            return each;
        }
    }
    CU_FAIL_FATAL("there is no such resource");
    return NULL;
}

static void
expect_resource(const struct pacemaker_status *status, const char *name, const char *group,
                const char *on, uint32_t state)
{
    const struct pacemaker_resource *found = resource(status, name);

    CU_ASSERT_EQUAL(g_strcmp0(found->group, group), 0);
    CU_ASSERT_STRING_EQUAL(found->node, on);
    CU_ASSERT_EQUAL(found->state, state);
}

static void
test_three(void)
{
    g_autoptr(pacemaker_status_t) status = fixture_status("three");

    CU_ASSERT_TRUE(status->quorate);
    CU_ASSERT_EQUAL(status->nodes->len, 3);
    CU_ASSERT_STRING_EQUAL(node(status, "node2")->id, "2");
    CU_ASSERT_EQUAL(node(status, "node3")->state, CLUSTER_NODE_UP);
    CU_ASSERT_EQUAL(status->resources->len, 10);
    expect_resource(status, "ip", "shop", "node2", CLUSTER_RESOURCE_ONLINE);
    expect_resource(status, "web", "shop", "node2", CLUSTER_RESOURCE_ONLINE);
    expect_resource(status, "disk", NULL, "node1", CLUSTER_RESOURCE_ONLINE);
    expect_resource(status, "broken", NULL, "node3", CLUSTER_RESOURCE_FAILED);
    expect_resource(status, "off", NULL, "", CLUSTER_RESOURCE_OFFLINE);
    expect_resource(status, "each", NULL, "node2", CLUSTER_RESOURCE_ONLINE);
    CU_ASSERT_STRING_EQUAL(resource(status, "web")->agent, "ocf:resapi:ResourceDLL");
}

static void
test_degraded(void)
{
    g_autoptr(pacemaker_status_t) status = fixture_status("degraded");

    CU_ASSERT_TRUE(status->quorate);
    CU_ASSERT_EQUAL(node(status, "node1")->state, CLUSTER_NODE_UP);
    CU_ASSERT_EQUAL(node(status, "node2")->state, CLUSTER_NODE_PAUSED);
    CU_ASSERT_EQUAL(node(status, "node3")->state, CLUSTER_NODE_DOWN);
    expect_resource(status, "broken", NULL, "", CLUSTER_RESOURCE_OFFLINE);
}

static void
test_pending(void)
{
    g_autoptr(pacemaker_status_t) status = fixture_status("pending");

    expect_resource(status, "lazy", NULL, "", CLUSTER_RESOURCE_OFFLINE_PENDING);
    expect_resource(status, "slow", NULL, "node1", CLUSTER_RESOURCE_ONLINE_PENDING);
    expect_resource(status, "never", NULL, "", CLUSTER_RESOURCE_FAILED);
    expect_resource(status, "state", NULL, "node2", CLUSTER_RESOURCE_ONLINE);
    expect_resource(status, "one", "two", "node2", CLUSTER_RESOURCE_ONLINE);
}

static void
test_inquorate(void)
{
    g_autoptr(pacemaker_status_t) status = fixture_status("inquorate");

    CU_ASSERT_FALSE(status->quorate);
    CU_ASSERT_EQUAL(node(status, "node2")->state, CLUSTER_NODE_DOWN);
}

#define HEAD "<pacemaker-result><nodes><node name='a' id='1' online='true'/>"

static struct pacemaker_status *
parse(const char *xml)
{
    return pacemaker_status_parse(xml, strlen(xml), NULL);
}

static void
expect_node_state(const char *attributes, uint32_t state)
{
    g_autofree char *xml =
        g_strdup_printf("<pacemaker-result><nodes><node name='a' %s/></nodes></pacemaker-result>",
                        attributes);
    g_autoptr(pacemaker_status_t) status = parse(xml);

    CU_ASSERT_PTR_NOT_NULL_FATAL(status);
    CU_ASSERT_EQUAL(node(status, "a")->state, state);
}

static void
test_nodes(void)
{
    g_autoptr(pacemaker_status_t) status =
        parse(HEAD "<node name='remote1' id='remote1' online='true' type='remote'/>"
                   "<node id='7'/><node name='' id='8'/></nodes></pacemaker-result>");
    guint64 number;

    expect_node_state("id='1' online='true'", CLUSTER_NODE_UP);
    expect_node_state("id='1' online='true' pending='true'", CLUSTER_NODE_JOINING);
    expect_node_state("id='1' online='false' pending='true'", CLUSTER_NODE_JOINING);
    expect_node_state("id='1' online='true' standby='true'", CLUSTER_NODE_PAUSED);
    expect_node_state("id='1' online='true' standby_onfail='true'", CLUSTER_NODE_PAUSED);
    expect_node_state("id='1' online='true' unclean='true'", CLUSTER_NODE_PAUSED);
    expect_node_state("id='1' online='false' unclean='true'", CLUSTER_NODE_DOWN);
    expect_node_state("", CLUSTER_NODE_DOWN);
    CU_ASSERT_PTR_NOT_NULL_FATAL(status);
    CU_ASSERT_EQUAL(status->nodes->len, 2);
    CU_ASSERT_TRUE(
        g_ascii_string_to_unsigned(node(status, "remote1")->id, 10, 1, UINT32_MAX, &number, NULL));
}

static void
expect_state(const char *attributes, uint32_t state)
{
    g_autofree char *xml = g_strdup_printf(
        HEAD "</nodes><resources><resource id='a_b' %s/></resources><failures>"
             "<failure op_key='a_b_start_0' task='start'/></failures></pacemaker-result>",
        attributes);
    g_autoptr(pacemaker_status_t) status = parse(xml);

    CU_ASSERT_PTR_NOT_NULL_FATAL(status);
    CU_ASSERT_EQUAL(resource(status, "a_b")->state, state);
}

static void
test_states(void)
{
    expect_state("role='Started'", CLUSTER_RESOURCE_ONLINE);
    expect_state("role='Promoted'", CLUSTER_RESOURCE_ONLINE);
    expect_state("role='Started' pending='Monitoring'", CLUSTER_RESOURCE_ONLINE);
    expect_state("role='Started' pending='Migrating'", CLUSTER_RESOURCE_OFFLINE_PENDING);
    expect_state("role='Stopped' pending='Starting'", CLUSTER_RESOURCE_ONLINE_PENDING);
    expect_state("role='Started' failed='true'", CLUSTER_RESOURCE_FAILED);
    expect_state("role='Started' failed='true' failure_ignored='true'", CLUSTER_RESOURCE_ONLINE);
    expect_state("role='Stopped' blocked='true'", CLUSTER_RESOURCE_FAILED);
    expect_state("role='Stopped'", CLUSTER_RESOURCE_FAILED);
    expect_state("role='Stopped' target_role='Stopped'", CLUSTER_RESOURCE_OFFLINE);
    expect_state("role='Dancing'", CLUSTER_STATE_UNKNOWN);
    expect_state("", CLUSTER_STATE_UNKNOWN);
}

/* The failure of another resource whose name begins alike. */
static void
test_failures_of_others(void)
{
    g_autoptr(pacemaker_status_t) status =
        parse(HEAD "</nodes><resources><resource id='a' role='Stopped'/></resources><failures>"
                   "<failure op_key='a_b_start_0' task='start'/></failures></pacemaker-result>");

    CU_ASSERT_PTR_NOT_NULL_FATAL(status);
    CU_ASSERT_EQUAL(resource(status, "a")->state, CLUSTER_RESOURCE_OFFLINE);
}

static void
test_orphans(void)
{
    g_autoptr(pacemaker_status_t) status =
        parse(HEAD "</nodes><resources><resource id='a' orphaned='true'/>"
                   "<resource id='b' orphaned='false'/><resource id='c'/></resources>"
                   "</pacemaker-result>");

    CU_ASSERT_PTR_NOT_NULL_FATAL(status);
    CU_ASSERT_TRUE(resource(status, "a")->orphaned);
    CU_ASSERT_FALSE(resource(status, "b")->orphaned);
    CU_ASSERT_FALSE(resource(status, "c")->orphaned);
}

static void
test_nesting(void)
{
    g_autoptr(pacemaker_status_t) status = parse(
        HEAD "</nodes><resources><bundle id='b'><replica id='0'><resource id='in'/></replica>"
             "</bundle><clone id='c' unique='true'><group id='g:0'><resource id='r:0'/></group>"
             "</clone><resource/><group><resource id='odd'/></group></resources>"
             "</pacemaker-result>");

    CU_ASSERT_PTR_NOT_NULL_FATAL(status);
    CU_ASSERT_EQUAL(status->resources->len, 3);
    expect_resource(status, "in", NULL, "", CLUSTER_STATE_UNKNOWN);
    expect_resource(status, "r:0", "g:0", "", CLUSTER_STATE_UNKNOWN);
}

static void
must_be_refused(const char *xml, size_t length, const char *words)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(pacemaker_status_parse(xml, length, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "crm_mon"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, words));
    CU_ASSERT_PTR_NULL(strchr(error->message, '\n'));
}

static void
test_nonsense(void)
{
    static const char garbage[] = "\x01\xff garbage <\n";
    static const char doctype[] = "<!DOCTYPE r [<!ENTITY e 'x'>]><pacemaker-result>&e;"
                                  "</pacemaker-result>";
    g_autoptr(GString) deep = g_string_new("<pacemaker-result>");

    must_be_refused(NULL, 0, "not understood");
    must_be_refused("", 0, "not understood");
    must_be_refused(garbage, sizeof(garbage), "not understood");
    must_be_refused(HEAD, strlen(HEAD), "not understood");
    must_be_refused(doctype, strlen(doctype), "document type");
    must_be_refused("<html/>", 7, "another document");
    must_be_refused("<pacemaker-result/>", 19, "no node");
    for (int i = 0; i < 100000; i++) {
        g_string_append(deep, "<resources>");
    }
    must_be_refused(deep->str, deep->len, "not understood");
}

static void
test_problem(void)
{
    static const char problem[] =
        "<pacemaker-result><status code='102' message='Not&#10;connected'/></pacemaker-result>";
    g_autofree char *words = pacemaker_status_problem(problem, strlen(problem));

    CU_ASSERT_EQUAL(g_strcmp0(words, "Not connected"), 0);
    CU_ASSERT_PTR_NULL(pacemaker_status_problem("<pacemaker-result/>", 19));
    CU_ASSERT_PTR_NULL(pacemaker_status_problem("no", 2));
}

void
suite_pacemaker_status(void)
{
    CU_pSuite suite = CU_add_suite("pacemaker_status", NULL, NULL);

    CU_ADD_TEST(suite, test_three);
    CU_ADD_TEST(suite, test_degraded);
    CU_ADD_TEST(suite, test_pending);
    CU_ADD_TEST(suite, test_inquorate);
    CU_ADD_TEST(suite, test_nodes);
    CU_ADD_TEST(suite, test_states);
    CU_ADD_TEST(suite, test_failures_of_others);
    CU_ADD_TEST(suite, test_orphans);
    CU_ADD_TEST(suite, test_nesting);
    CU_ADD_TEST(suite, test_nonsense);
    CU_ADD_TEST(suite, test_problem);
}
