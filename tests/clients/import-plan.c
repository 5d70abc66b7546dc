/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * import-plan HOW [mapped|RESOURCES NODES]: spells a plan for import-writers.sh, as cib, whole, crm or pcs,
 * or shows what simulate makes of it. The plan is one that has something of everything; what Windows groups
 * are mapped to whose members come and go by themselves; or as large as it is told to be.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/import-mapping-fixture.h"
#include "tools/import/cib-text.h"
#include "tools/import/crm-text.h"
#include "tools/import/pcs-text.h"
#include "tools/import/simulation.h"

static struct plan_primitive *
add_dummy(pacemaker_plan_t *plan, const char *id)
{
    struct plan_primitive *primitive = plan_add_primitive(plan, id);

    primitive->class = g_strdup("ocf");
    primitive->provider = g_strdup("pacemaker");
    primitive->agent = g_strdup("Dummy");
    plan_pairs_set(primitive->meta, "target-role", "Stopped");
    plan_add_operation(primitive, "start", "0s", "30s");
    plan_add_operation(primitive, "monitor", "10s", "20s");
    return primitive;
}

static struct plan_group *
add_group(pacemaker_plan_t *plan, const char *id, bool is_chain)
{
    struct plan_group *group = plan_add_group(plan, id);

    group->is_chain = is_chain;
    return group;
}

static void
add_texts(pacemaker_plan_t *plan)
{
    struct plan_primitive *plain = add_dummy(plan, "plain");
    struct plan_primitive *foreign = add_dummy(plan, "foreign");

    plain->description = g_strdup("The  \"plain\" one's <$HOME> & 100%; #1");
    plan_pairs_set(plain->parameters, "fake", "  two  blanks, 'one' \"two\" $HOME `id` a\\nb !x ");
    plan_pairs_set(plain->parameters, "state", "\\\\server\\share$\\x=y;z&1|2>3<4*?[a]{b}~");
    plan_pairs_set(plain->parameters, "op_sleep", "");
    plan_pairs_set(plain->parameters, "passwd", "--force");
    foreign->description = g_strdup("\"B&uuml;ro\"  Düsseldorf 日本  語");
    plan_pairs_set(foreign->parameters, "fake", "<a> \"b\"  C:\\Büro's\\x  $y 日本語");
}

static void
add_operations(pacemaker_plan_t *plan)
{
    struct plan_primitive *bare = plan_add_primitive(plan, "bare");
    struct plan_primitive *deep = add_dummy(plan, "deep");
    struct plan_operation *check = plan_add_operation(deep, "monitor", "60s", "40s");

    plan_pairs_set(check->options, "on-fail", "restart");
    plan_pairs_set(check->parameters, "OCF_CHECK_LEVEL", "10");
    bare->class = g_strdup("systemd");
    bare->agent = g_strdup("no-such-unit");
}

static void
add_groups(pacemaker_plan_t *plan)
{
    struct plan_group *chain = add_group(plan, "chain", true);
    struct plan_group *tag = add_group(plan, "tag", false);
    struct plan_group *one = add_group(plan, "one", false);

    add_group(plan, "none", false);
    g_ptr_array_add(chain->members, add_dummy(plan, "chain-b"));
    g_ptr_array_add(chain->members, add_dummy(plan, "chain-a"));
    plan_pairs_set(chain->meta, "target-role", "Stopped");
    plan_pairs_set(chain->meta, "priority", "2000");
    for (guint i = 0; i < 4; i++) {
        g_autofree char *id = g_strdup_printf("tag-%u", i);

        g_ptr_array_add(tag->members, add_dummy(plan, id));
    }
    g_ptr_array_add(one->members, add_dummy(plan, "one-member"));
}

static void
add_constraints(pacemaker_plan_t *plan)
{
    struct plan_constraint *sets =
        plan_add_constraint(plan, PLAN_ORDER_SETS, "sets", NULL, "tag-2", "Mandatory");

    g_ptr_array_add(sets->any, g_strdup("tag-0"));
    g_ptr_array_add(sets->any, g_strdup("tag-1"));
    plan_add_constraint(plan, PLAN_ORDER, "order", "tag-2", "tag-3", "Mandatory");
    plan_add_constraint(plan, PLAN_COLOCATION, "with", "tag-3", "tag-2", "INFINITY");
    plan_add_constraint(plan, PLAN_COLOCATION, "apart", "chain", "plain", "-INFINITY");
    plan_add_constraint(plan, PLAN_COLOCATION, "rather", "deep", "plain", "-1000");
    plan_add_constraint(plan, PLAN_LOCATION, "prefer", "chain", "node-1", "200");
    plan_add_constraint(plan, PLAN_LOCATION, "never", "chain", "node-2", "-INFINITY");
}

static pacemaker_plan_t *
make_plan(void)
{
    pacemaker_plan_t *plan = pacemaker_plan_new();

    g_ptr_array_add(plan->nodes, g_strdup("node-1"));
    g_ptr_array_add(plan->nodes, g_strdup("node-2"));
    plan_pairs_set(plan->properties, "no-quorum-policy", "stop");
    plan_pairs_set(plan->properties, "start-failure-is-fatal", "false");
    plan_pairs_set(plan->rsc_defaults, "resource-stickiness", "100");
    plan_pairs_set(plan->op_defaults, "timeout", "60s");
    add_operations(plan);
    add_texts(plan);
    add_groups(plan);
    add_constraints(plan);
    return plan;
}

/* Groups of four, each with a node that it prefers. */
static pacemaker_plan_t *
make_large_plan(int resources, int nodes)
{
    pacemaker_plan_t *plan = pacemaker_plan_new();
    struct plan_group *group = NULL;

    for (int i = 0; i < nodes; i++) {
        g_ptr_array_add(plan->nodes, g_strdup_printf("node-%d", i));
    }
    for (int i = 0; i < resources; i++) {
        g_autofree char *id = g_strdup_printf("resource-%d", i);
        g_autofree char *group_id = g_strdup_printf("group-%d", i / 4);
        g_autofree char *place = g_strdup_printf("place-%d", i / 4);

        if (i % 4 == 0) {
            group = add_group(plan, group_id, true);
            plan_add_constraint(plan, PLAN_LOCATION, place, group_id,
                                g_ptr_array_index(plan->nodes, i / 4 % nodes), "100");
        }
        g_ptr_array_add(group->members, add_dummy(plan, id));
    }
    return plan;
}

static struct windows_resource *
add_service(struct mapping_fixture *fixture, struct windows_group *group, const char *name)
{
    return fixture_resource(fixture, group, name, "Generic Service");
}

/* Members without dependencies, of which the first that all others would follow is off, or is not
 * restarted. */
static void
add_weak_groups(struct mapping_fixture *fixture)
{
    struct windows_group *off = fixture_group(fixture, "Off");
    struct windows_group *never = fixture_group(fixture, "Never");

    fixture_number(add_service(fixture, off, "off-1")->object.common, "PersistentState", 0);
    add_service(fixture, off, "off-2");
    add_service(fixture, off, "off-3");
    fixture_number(add_service(fixture, never, "never-1")->object.common, "RestartAction", 0);
    add_service(fixture, never, "never-2");
    add_service(fixture, never, "never-3");
}

/* What needs one of two. With an owner, both can only be there. */
static void
add_or_group(struct mapping_fixture *fixture, const char *name, const char *owner)
{
    struct windows_group *group = fixture_group(fixture, name);
    struct windows_resource *members[3];

    for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
        g_autofree char *member = g_strdup_printf("%s-%u", name, i + 1);

        members[i] = add_service(fixture, group, member);
    }
    for (guint i = 0; owner != NULL && i < 2; i++) {
        members[i]->possible_owners = g_ptr_array_new();
        g_ptr_array_add(members[i]->possible_owners, fixture_node(fixture, owner));
    }
    fixture_depend(members[2], members[0], members[1]);
}

/* As it is when all is started. */
static pacemaker_plan_t *
make_mapped_plan(GError **error)
{
    struct mapping_fixture fixture;
    pacemaker_plan_t *plan;

    mapping_fixture_begin(&fixture);
    add_weak_groups(&fixture);
    add_or_group(&fixture, "any", NULL);
    add_or_group(&fixture, "only", "N1");
    fixture_map(&fixture, NULL, NULL, true);
    plan = g_steal_pointer(&fixture.plan);
    *error = g_steal_pointer(&fixture.error);
    mapping_fixture_end(&fixture);
    return plan;
}

static void
start_all(pacemaker_plan_t *plan)
{
    for (guint i = 0; i < plan->primitives->len; i++) {
        struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);

        plan_pairs_set(primitive->meta, "target-role", "Started");
    }
    for (guint i = 0; i < plan->groups->len; i++) {
        struct plan_group *group = g_ptr_array_index(plan->groups, i);

        plan_pairs_set(group->meta, "target-role", "Started");
    }
}

static void
show_case(GString *text, const struct simulation_case *one)
{
    for (guint i = 0; i < one->places->len; i++) {
        const struct simulation_place *place = g_ptr_array_index(one->places, i);

        g_string_append_printf(text, "%s %s %s\n", one->lost_node != NULL ? one->lost_node : "none",
                               place->resource, place->node != NULL ? place->node : "nowhere");
    }
}

static char *
simulate(pacemaker_plan_t *plan, GError **error)
{
    struct simulation *simulation;
    GString *text;

    simulation = simulation_run(plan, error);
    if (simulation == NULL) {
        return NULL;
    }
    text = g_string_new(NULL);
    for (guint i = 0; i < simulation->cases->len; i++) {
        show_case(text, g_ptr_array_index(simulation->cases, i));
    }
    simulation_free(simulation);
    return g_string_free(text, FALSE);
}

static char *
spell(pacemaker_plan_t *plan, const char *how, GError **error)
{
    if (strcmp(how, "cib") == 0) {
        return cib_text(plan);
    }
    if (strcmp(how, "whole") == 0) {
        return cib_whole_text(plan);
    }
    if (strcmp(how, "simulate") == 0) {
        return simulate(plan, error);
    }
    return strcmp(how, "crm") == 0 ? crm_text(plan, error) : pcs_text(plan);
}

static pacemaker_plan_t *
make(int argc, char **argv, GError **error)
{
    pacemaker_plan_t *plan;

    if (argc == 3) {
        return make_mapped_plan(error);
    }
    plan = argc == 4 ? make_large_plan(atoi(argv[2]), atoi(argv[3])) : make_plan();
    if (argc > 1 && strcmp(argv[1], "simulate") == 0) {
        start_all(plan);
    }
    return plan;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(pacemaker_plan_t) plan = make(argc, argv, &error);
    g_autofree char *text = argc > 1 && plan != NULL ? spell(plan, argv[1], &error) : NULL;

    if (text == NULL) {
        fprintf(stderr, "import-plan: %s\n",
                error != NULL ? error->message : "give cib, whole, crm, pcs or simulate");
        return 1;
    }
    fputs(text, stdout);
    return 0;
}
