/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What the CIB's configuration says, as data. */

#include "unit.h"

#include <string.h>

#include "pacemaker-fixture.h"

/* "a<b a<c|d": a depends on b, and on c or d; in the order in which they were found. */
static char *
written(const struct pacemaker_configuration *configuration)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < configuration->dependencies->len; i++) {
        const struct pacemaker_dependency *each = g_ptr_array_index(configuration->dependencies, i);
        g_autofree char *providers = g_strjoinv("|", each->providers);

        g_string_append_printf(text, "%s%s<%s", i > 0 ? " " : "", each->resource, providers);
    }
    return g_string_free(text, FALSE);
}

static void
expect_written(const struct pacemaker_configuration *configuration, const char *expected)
{
    g_autofree char *text = written(configuration);

    if (strcmp(text, expected) != 0) {
        g_printerr("dependencies: %s, expected %s\n", text, expected);
    }
    CU_ASSERT_STRING_EQUAL(text, expected);
}

#define PRIMITIVE(id) "<primitive id='" id "' class='ocf' provider='p' type='t'/>"

static void
expect_dependencies(const char *constraints, const char *expected)
{
    g_autofree char *xml =
        g_strdup_printf("<configuration><resources>" PRIMITIVE("a") PRIMITIVE("b") PRIMITIVE("c")
                            PRIMITIVE("d") "<group id='g'>" PRIMITIVE("g1") PRIMITIVE(
                                "g2") "</group>"
                                      "<clone id='k'>" PRIMITIVE(
                                          "k1") "</clone></resources>"
                                                "<constraints>%s</constraints></configuration>",
                        constraints);
    g_autofree char *all = g_strconcat("g2<g1", expected[0] != '\0' ? " " : "", expected, NULL);
    g_autoptr(pacemaker_configuration_t) configuration = fixture_configuration_of(xml);

    expect_written(configuration, all);
}

#define BESIDE(one, other) "<rsc_colocation rsc='" one "' with-rsc='" other "' score='INFINITY'/>"

static void
test_three(void)
{
    g_autoptr(pacemaker_configuration_t) configuration = fixture_configuration("three");
    const struct pacemaker_location *location;

    CU_ASSERT_STRING_EQUAL(configuration->cluster_name, "resapi");
    CU_ASSERT_FALSE(configuration->opt_in);
    CU_ASSERT_EQUAL(g_strcmp0(g_hash_table_lookup(configuration->types, "web"), "Sample Web"), 0);
    CU_ASSERT_EQUAL(g_strcmp0(g_hash_table_lookup(configuration->types, "site"), "Sample Web"), 0);
    CU_ASSERT_FALSE(g_hash_table_contains(configuration->types, "disk"));
    expect_written(configuration, "web<ip site<disk");
    CU_ASSERT_EQUAL_FATAL(configuration->locations->len, 6);
    location = g_ptr_array_index(configuration->locations, 1);
    CU_ASSERT_STRING_EQUAL(location->resource, "web");
    CU_ASSERT_STRING_EQUAL(location->node, "node2");
    CU_ASSERT_EQUAL(location->score, 100);
    location = g_ptr_array_index(configuration->locations, 4);
    CU_ASSERT_STRING_EQUAL(location->resource, "site");
    CU_ASSERT_EQUAL(location->score, -PACEMAKER_INFINITY);
}

static void
test_pending(void)
{
    g_autoptr(pacemaker_configuration_t) configuration = fixture_configuration("pending");

    expect_written(configuration, "other<one");
}

static void
test_pairs(void)
{
    expect_dependencies("<rsc_order first='a' then='b'/>" BESIDE("b", "a"), "b<a");
    expect_dependencies("<rsc_order first='a' then='b'/>" BESIDE("a", "b"), "b<a");
    expect_dependencies("<rsc_order first='a' then='b'/>", "");
    expect_dependencies(BESIDE("a", "b"), "");
    expect_dependencies("<rsc_order first='a' then='b'/>" BESIDE("a", "c") BESIDE("b", "c"), "b<a");
    expect_dependencies("<rsc_order first='a' then='b'/>"
                        "<rsc_colocation rsc='b' with-rsc='a' score='1000'/>",
                        "");
    expect_dependencies("<rsc_order first='a' then='b'/>"
                        "<rsc_colocation rsc='b' with-rsc='a' score='-INFINITY'/>",
                        "");
    expect_dependencies("<rsc_order first='a' then='a'/>" BESIDE("a", "a"), "");
    expect_dependencies("<rsc_order first='none' then='a'/>" BESIDE("a", "none"), "");
}

static void
test_kinds(void)
{
    expect_dependencies("<rsc_order first='a' then='b' kind='Mandatory'/>" BESIDE("b", "a"), "b<a");
    expect_dependencies("<rsc_order first='a' then='b' kind='Optional'/>" BESIDE("b", "a"), "");
    expect_dependencies("<rsc_order first='a' then='b' kind='Serialize'/>" BESIDE("b", "a"), "");
    expect_dependencies("<rsc_order first='a' then='b' score='0'/>" BESIDE("b", "a"), "");
    expect_dependencies("<rsc_order first='a' then='b' score='INFINITY'/>" BESIDE("b", "a"), "b<a");
    expect_dependencies("<rsc_order first='a' then='b' symmetrical='false'/>" BESIDE("b", "a"), "");
    expect_dependencies("<rsc_order first='a' first-action='promote' then='b'/>" BESIDE("b", "a"),
                        "");
    expect_dependencies("<rsc_order first='a' then='b' then-action='stop'/>" BESIDE("b", "a"), "");
    expect_dependencies("<rsc_order first='a' then='b'/><rsc_colocation rsc='b' with-rsc='a' "
                        "with-rsc-role='Promoted' score='INFINITY'/>",
                        "");
}

static void
test_groups(void)
{
    expect_dependencies("<rsc_order first='g' then='a'/>" BESIDE("a", "g"), "a<g2");
    expect_dependencies("<rsc_order first='a' then='g'/>" BESIDE("g", "a"), "g1<a");
    expect_dependencies("<rsc_order first='k' then='a'/>" BESIDE("a", "k"), "a<k1");
    expect_dependencies("<rsc_order first='g1' then='a'/>" BESIDE("a", "g2"), "a<g1");
}

#define REF(id)               "<resource_ref id='" id "'/>"
#define SET(attributes, refs) "<resource_set " attributes ">" refs "</resource_set>"
#define ALL_BESIDE                                                                                 \
    "<rsc_colocation score='INFINITY'>" SET("", REF("a") REF("b") REF("c")                         \
                                                    REF("d")) "</rsc_colocation>"

static void
expect_ordered_sets(const char *sets, const char *expected)
{
    g_autofree char *xml = g_strdup_printf("<rsc_order>%s</rsc_order>" ALL_BESIDE, sets);

    expect_dependencies(xml, expected);
}

static void
test_sets(void)
{
    expect_ordered_sets(SET("", REF("a") REF("b") REF("c")), "b<a c<b");
    expect_ordered_sets(SET("sequential='false'", REF("a") REF("b")), "");
    expect_ordered_sets(SET("sequential='false'", REF("a") REF("b")) SET("", REF("c") REF("d")),
                        "c<a c<b d<c");
    expect_ordered_sets(SET("", REF("a") REF("b")) SET("sequential='false'", REF("c") REF("d")),
                        "b<a c<b d<b");
    expect_ordered_sets(SET("action='stop'", REF("a") REF("b")), "");
    expect_ordered_sets(SET("", REF("none")) SET("", REF("a")), "");
    expect_dependencies("<rsc_order>" SET("", REF("a") REF("b")) "</rsc_order>", "");
    expect_dependencies("<rsc_order first='a' then='b'/><rsc_colocation score='INFINITY'>" SET(
                            "sequential='false'", REF("a") REF("b")) "</rsc_colocation>",
                        "");
    expect_dependencies("<rsc_order first='a' then='b'/><rsc_colocation score='INFINITY'>" SET(
                            "sequential='false'", REF("a") REF("b"))
                            SET("", REF("c")) "</rsc_colocation>",
                        "b<a");
}

/* Nothing demands colocation with one of several. */
static void
test_alternatives(void)
{
    expect_dependencies("<rsc_order>" SET("sequential='false' require-all='false'",
                                          REF("a") REF("b")) SET("", REF("c")) "</rsc_order>",
                        "c<a|b");
    expect_dependencies("<rsc_order>" SET("sequential='false' require-all='false'", REF("a"))
                            SET("", REF("c")) "</rsc_order>",
                        "");
}

static void
test_loose_groups(void)
{
    static const char *const loose[] = { "ordered", "colocated" };

    for (size_t i = 0; i < G_N_ELEMENTS(loose); i++) {
        g_autofree char *xml = g_strdup_printf(
            "<configuration><resources><group id='g'><meta_attributes><nvpair name='%s' "
            "value='false'/></meta_attributes>" PRIMITIVE("a")
                PRIMITIVE("b") "</group>"
                               "</resources></configuration>",
            loose[i]);
        g_autoptr(pacemaker_configuration_t) configuration = fixture_configuration_of(xml);

        expect_written(configuration, "");
    }
}

static void
test_locations(void)
{
    g_autoptr(pacemaker_configuration_t) configuration = fixture_configuration_of(
        "<configuration><crm_config><cluster_property_set><nvpair name='symmetric-cluster' "
        "value='false'/></cluster_property_set></crm_config><resources>" PRIMITIVE(
            "a") "</resources><constraints>"
                 "<rsc_location id='one' rsc='a' node='n' score='99999999999999999999'/>"
                 "<rsc_location id='cli-prefer-a' rsc='a' node='n' score='INFINITY'/>"
                 "<rsc_location id='two' rsc='none' node='n' score='1'/>"
                 "<rsc_location id='three' rsc='a' node='n' score='-5'/>"
                 "<rsc_location id='four' rsc='a' score='1'/>"
                 "<rsc_location id='five' rsc='a' node='n' role='Promoted' score='1'/>"
                 "<rsc_location id='six' rsc='a' node='n' score='much'/>"
                 "</constraints></configuration>");
    const int scores[] = { PACEMAKER_INFINITY, -5, 0 };

    CU_ASSERT_TRUE(configuration->opt_in);
    CU_ASSERT_PTR_NULL(configuration->cluster_name);
    CU_ASSERT_EQUAL_FATAL(configuration->locations->len, G_N_ELEMENTS(scores));
    for (guint i = 0; i < G_N_ELEMENTS(scores); i++) {
        const struct pacemaker_location *each = g_ptr_array_index(configuration->locations, i);

        CU_ASSERT_EQUAL(each->score, scores[i]);
    }
}

static void
test_nonsense(void)
{
    static const char *const refused[] = { "", "no", "<configuration>", "<cib/>" };
    static const char *const odd[] = {
        "<configuration/>",
        "<configuration><resources><primitive/><group><primitive id=''/></group><clone/>"
        "</resources></configuration>",
        "<configuration><constraints><rsc_order/><rsc_colocation/><rsc_location/></constraints>"
        "</configuration>",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;

        CU_ASSERT_PTR_NULL(pacemaker_configuration_parse(refused[i], strlen(refused[i]), &error));
        CU_ASSERT_PTR_NOT_NULL(error);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_autoptr(pacemaker_configuration_t) configuration = fixture_configuration_of(odd[i]);

        CU_ASSERT_EQUAL(configuration->dependencies->len, 0);
        CU_ASSERT_EQUAL(configuration->locations->len, 0);
    }
}

void
suite_pacemaker_configuration(void)
{
    CU_pSuite suite = CU_add_suite("pacemaker_configuration", NULL, NULL);

    CU_ADD_TEST(suite, test_three);
    CU_ADD_TEST(suite, test_pending);
    CU_ADD_TEST(suite, test_pairs);
    CU_ADD_TEST(suite, test_kinds);
    CU_ADD_TEST(suite, test_groups);
    CU_ADD_TEST(suite, test_sets);
    CU_ADD_TEST(suite, test_alternatives);
    CU_ADD_TEST(suite, test_loose_groups);
    CU_ADD_TEST(suite, test_locations);
    CU_ADD_TEST(suite, test_nonsense);
}
