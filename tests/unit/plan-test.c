/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The order in which resources come online and go offline. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>

#include "plan.h"

static struct cluster *cluster;
static GHashTable *states; /* id -> enum plan_state; not in it: PLAN_DOWN */
static struct plan *plan;

static void
setup(void)
{
    cluster = cluster_new();
    cluster->name = g_strdup("cluster");
    cluster->id = g_strdup("0");
    states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void
teardown(void)
{
    g_clear_pointer(&plan, plan_free);
    cluster_unref(cluster);
    g_hash_table_unref(states);
}

static void
add(const char *id, const char *dependencies)
{
    struct cluster_resource *resource = g_new0(struct cluster_resource, 1);

    resource->id = g_strdup(id);
    resource->name = g_strconcat("name of ", id, NULL);
    resource->type = g_strdup("Fake");
    resource->group = g_strdup("g");
    resource->node = g_strdup("1");
    resource->dependencies = g_strdup(dependencies);
    g_ptr_array_add(cluster->resources, resource);
}

static void
be(const char *id, enum plan_state state)
{
    g_hash_table_insert(states, g_strdup(id), GINT_TO_POINTER(state));
}

static enum plan_state
look(void *user, const char *id)
{
    (void)user;
    return (enum plan_state)GPOINTER_TO_INT(g_hash_table_lookup(states, id));
}

#define MANY 1000

static unsigned int looks;

/* Each is where the plan has begun to bring it. */
static enum plan_state
count_look(void *user, const char *id)
{
    looks++;
    return look(user, id);
}

static void
carry_out(enum plan_state end)
{
    unsigned int turns = 0;
    bool any = true;

    while (any && turns < MANY) {
        g_autofree const char **next = NULL;

        looks = 0;
        next = plan_next(plan, count_look, NULL);
        CU_ASSERT_TRUE_FATAL(looks <= MANY);
        for (size_t i = 0; next[i] != NULL; i++) {
            be(next[i], end);
        }
        any = next[0] != NULL;
        turns++;
    }
    CU_ASSERT_TRUE(plan_is_met(plan, look, NULL));
}

static void
begin_plan(struct plan *(*make)(struct cluster *, const char *const *), const char *ids)
{
    g_auto(GStrv) each = g_strsplit(ids, " ", -1);

    cluster_sort(cluster);
    g_clear_pointer(&plan, plan_free);
    plan = make(cluster, (const char *const *)each);
}

static void
next_is(const char *expected)
{
    g_autofree const char **next = plan_next(plan, look, NULL);
    g_autofree char *joined = g_strjoinv(" ", (char **)next);

    CU_ASSERT_STRING_EQUAL(joined, expected);
}

static void
test_online_alone(void)
{
    add("a", "");
    begin_plan(plan_online, "a");
    CU_ASSERT_FALSE(plan_is_met(plan, look, NULL));
    CU_ASSERT_FALSE(plan_moves(plan, look, NULL));
    next_is("a");
    be("a", PLAN_MOVING);
    next_is("");
    CU_ASSERT_TRUE(plan_moves(plan, look, NULL));
    be("a", PLAN_UP);
    next_is("");
    CU_ASSERT_TRUE(plan_is_met(plan, look, NULL));
}

static void
test_online_chain(void)
{
    add("a", "[b] and [c]");
    add("b", "[d]");
    add("c", "");
    add("d", "");
    begin_plan(plan_online, "a");
    next_is("d c");
    be("d", PLAN_UP);
    be("c", PLAN_MOVING);
    next_is("b");
    be("b", PLAN_UP);
    next_is("");
    CU_ASSERT_TRUE(plan_moves(plan, look, NULL));
    be("c", PLAN_UP);
    next_is("a");
}

static void
test_online_diamond(void)
{
    add("a", "[b] and [c]");
    add("b", "[d]");
    add("c", "[d]");
    add("d", "");
    begin_plan(plan_online, "a");
    next_is("d");
    be("d", PLAN_UP);
    next_is("b c");
}

static void
test_online_or(void)
{
    add("a", "[x] and ([b] or [c])");
    add("b", "");
    add("c", "");
    add("x", "");
    begin_plan(plan_online, "a");
    next_is("x b");
    be("c", PLAN_UP);
    next_is("x");
    be("c", PLAN_DOWN);
    be("b", PLAN_LOST);
    next_is("x c");
    be("x", PLAN_UP);
    be("c", PLAN_MOVING);
    next_is("");
    be("c", PLAN_UP);
    next_is("a");
}

static void
test_online_lost(void)
{
    add("a", "[b] and [c]");
    add("b", "");
    add("c", "[d]");
    add("d", "");
    be("d", PLAN_LOST);
    begin_plan(plan_online, "a");
    next_is("");
    CU_ASSERT_FALSE(plan_moves(plan, look, NULL));
    CU_ASSERT_FALSE(plan_is_met(plan, look, NULL));
}

/* However many paths lead to a resource, it is looked at once. */
static void
test_many(void)
{
    g_autoptr(GString) ids = g_string_new("0");

    add("0", "");
    for (int i = 1; i < MANY; i++) {
        g_autofree char *id = g_strdup_printf("%d", i);
        g_autofree char *dependencies =
            g_strdup_printf("[%d] and ([%d] or [%d])", (i - 1) / 2, i / 3, i / 4);

        add(id, dependencies);
        g_string_append_printf(ids, " %s", id);
    }
    begin_plan(plan_online, ids->str);
    carry_out(PLAN_UP);
    begin_plan(plan_offline, ids->str);
    carry_out(PLAN_DOWN);
}

static void
test_online_nonsense(void)
{
    add("a", "[b]");
    add("b", "[a]");
    add("c", "[none]");
    begin_plan(plan_online, "a");
    next_is("");
    begin_plan(plan_online, "c");
    next_is("");
    begin_plan(plan_online, "none");
    next_is("");
    CU_ASSERT_TRUE(plan_is_met(plan, look, NULL));
}

static void
test_offline_order(void)
{
    add("a", "[b]");
    add("b", "[c]");
    add("c", "");
    add("d", "[c]");
    add("e", "");
    be("a", PLAN_UP);
    be("b", PLAN_UP);
    be("c", PLAN_UP);
    be("e", PLAN_UP);
    begin_plan(plan_offline, "c");
    next_is("a");
    be("a", PLAN_MOVING);
    next_is("");
    CU_ASSERT_TRUE(plan_moves(plan, look, NULL));
    be("a", PLAN_DOWN);
    next_is("b");
    be("b", PLAN_DOWN);
    next_is("c");
    CU_ASSERT_FALSE(plan_is_met(plan, look, NULL));
    be("c", PLAN_DOWN);
    next_is("");
    CU_ASSERT_TRUE(plan_is_met(plan, look, NULL));
}

static void
test_offline_or(void)
{
    add("a", "[b] or [c]");
    add("b", "");
    add("c", "");
    be("a", PLAN_UP);
    be("b", PLAN_UP);
    be("c", PLAN_UP);
    begin_plan(plan_offline, "b");
    next_is("b");
    be("c", PLAN_DOWN);
    next_is("a");
    be("c", PLAN_UP);
    begin_plan(plan_offline, "b c");
    next_is("a");
}

static void
test_offline_lost(void)
{
    add("a", "[b]");
    add("b", "");
    be("a", PLAN_LOST);
    be("b", PLAN_UP);
    begin_plan(plan_offline, "a b");
    next_is("b");
    CU_ASSERT_FALSE(plan_is_met(plan, look, NULL));
}

/* It is up still, and what it stands on stays, however far below. */
static void
test_offline_stays(void)
{
    add("a", "[b]");
    add("b", "[c]");
    add("c", "");
    add("d", "");
    be("a", PLAN_STAYS);
    be("b", PLAN_UP);
    be("c", PLAN_UP);
    be("d", PLAN_UP);
    begin_plan(plan_offline, "c d");
    next_is("d");
    be("d", PLAN_DOWN);
    next_is("");
    CU_ASSERT_FALSE(plan_moves(plan, look, NULL));
    CU_ASSERT_FALSE(plan_is_met(plan, look, NULL));
}

static void
test_online_stays(void)
{
    add("a", "[b]");
    add("b", "");
    be("b", PLAN_STAYS);
    begin_plan(plan_online, "a");
    next_is("a");
}

/* What is lost is down: of an OR it holds nothing. */
static void
test_offline_or_lost(void)
{
    add("a", "[b] or [c]");
    add("b", "");
    add("c", "");
    be("a", PLAN_UP);
    be("b", PLAN_UP);
    be("c", PLAN_LOST);
    begin_plan(plan_offline, "b");
    next_is("a");
}

static void
test_offline_nonsense(void)
{
    add("a", "[b]");
    add("b", "[a]");
    be("a", PLAN_UP);
    be("b", PLAN_UP);
    begin_plan(plan_offline, "a");
    next_is("a b");
}

void
suite_plan(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("plan", NULL, NULL, setup, teardown);

    CU_add_test(suite, "online alone", test_online_alone);
    CU_add_test(suite, "online after its providers", test_online_chain);
    CU_add_test(suite, "a provider of two begins once", test_online_diamond);
    CU_add_test(suite, "of an OR one is enough", test_online_or);
    CU_add_test(suite, "a provider that is lost ends it", test_online_lost);
    CU_add_test(suite, "a thousand resources", test_many);
    CU_add_test(suite, "circles and what is not there", test_online_nonsense);
    CU_add_test(suite, "offline behind its dependents", test_offline_order);
    CU_add_test(suite, "an OR that another provider holds", test_offline_or);
    CU_add_test(suite, "a dependent that is lost holds nobody up", test_offline_lost);
    CU_add_test(suite, "a dependent that stays up holds its providers up", test_offline_stays);
    CU_add_test(suite, "a provider that stays up is one", test_online_stays);
    CU_add_test(suite, "a provider that is lost is none", test_offline_or_lost);
    CU_add_test(suite, "a circle goes offline", test_offline_nonsense);
}
