/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Groups of a Windows cluster: order, place, owners and policies. */

#include "unit.h"

#include <CUnit/Basic.h>
#include <string.h>

#include "import-mapping-fixture.h"

static struct mapping_fixture fixture;

static void
setup(void)
{
    mapping_fixture_begin(&fixture);
}

static void
teardown(void)
{
    mapping_fixture_end(&fixture);
}

static struct windows_resource *
add(struct windows_group *group, const char *name)
{
    return fixture_resource(&fixture, group, name, "Generic Service");
}

/* The ids of the members with a blank between; g_free(). */
static char *
members(const struct plan_group *group)
{
    GString *ids = g_string_new(NULL);

    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        g_string_append_printf(ids, "%s%s", i > 0 ? " " : "", member->id);
    }
    return g_string_free(ids, FALSE);
}

static void
test_chain(void)
{
    struct windows_group *group = fixture_group(&fixture, "Sales");
    struct windows_resource *a = add(group, "a");
    struct windows_resource *b = add(group, "b");
    struct windows_resource *c = add(group, "c");
    const struct plan_group *plan;
    g_autofree char *order = NULL;

    fixture_depend(a, c, NULL);
    fixture_depend(b, a, NULL);
    fixture_depend(b, c, NULL);
    fixture_map(&fixture, NULL, NULL, false);
    plan = fixture_plan_group(&fixture, "Sales");
    CU_ASSERT_PTR_NOT_NULL_FATAL(plan);
    order = members(plan);
    CU_ASSERT_STRING_EQUAL(order, "c a b");
    CU_ASSERT_TRUE(plan->is_chain);
    CU_ASSERT_STRING_EQUAL(plan->anchor->id, "c");
    CU_ASSERT_EQUAL(fixture.plan->constraints->len, 0);
    CU_ASSERT_STRING_EQUAL(plan_pairs_find(plan->meta, "target-role"), "Stopped");
    CU_ASSERT_TRUE(plan->starts);
}

static void
test_no_chain(void)
{
    struct windows_group *group = fixture_group(&fixture, "Sales");
    struct windows_resource *a = add(group, "a");
    struct windows_resource *c = add(group, "c");
    const struct plan_group *plan;
    const struct plan_constraint *order;

    add(group, "b");
    fixture_depend(c, a, NULL);
    fixture_map(&fixture, NULL, NULL, false);
    plan = fixture_plan_group(&fixture, "Sales");
    CU_ASSERT_FALSE(plan->is_chain);
    CU_ASSERT_STRING_EQUAL(plan->anchor->id, "a");
    order = fixture_constraint(&fixture, PLAN_ORDER, "a", "c");
    CU_ASSERT_PTR_NOT_NULL_FATAL(order);
    CU_ASSERT_STRING_EQUAL(order->score, "Mandatory");
    CU_ASSERT_PTR_NOT_NULL(fixture_constraint(&fixture, PLAN_COLOCATION, "b", "a"));
    CU_ASSERT_PTR_NOT_NULL(fixture_constraint(&fixture, PLAN_COLOCATION, "c", "a"));
    CU_ASSERT_EQUAL(fixture.plan->constraints->len, 3);
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "b", "target-role"), "Stopped");
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "a", "critical"));
}

static void
test_or(void)
{
    struct windows_group *group = fixture_group(&fixture, "Files");
    struct windows_resource *one = add(group, "a-one");
    struct windows_resource *other = add(group, "a-other");
    struct windows_resource *disk = add(group, "disk");
    struct windows_resource *share = add(group, "share");
    const struct plan_constraint *order;
    const struct note *note = NULL;

    fixture_depend(share, disk, NULL);
    fixture_depend(share, one, other);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "resource", "share", "dependencies", &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_CHANGED);
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "critical=false"));
    CU_ASSERT_STRING_EQUAL(fixture_plan_group(&fixture, "Files")->anchor->id, "disk");
    order = fixture_constraint(&fixture, PLAN_ORDER_SETS, NULL, "share");
    CU_ASSERT_PTR_NOT_NULL_FATAL(order);
    CU_ASSERT_EQUAL_FATAL(order->any->len, 2);
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(order->any, 1), "a-other");
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "a-one", "critical"), "false");
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "share", "critical"));
    CU_ASSERT_PTR_NOT_NULL(fixture_constraint(&fixture, PLAN_ORDER, "disk", "share"));
    CU_ASSERT_PTR_NOT_NULL(fixture_constraint(&fixture, PLAN_COLOCATION, "a-one", "disk"));
}

static void
allow(struct windows_resource *resource, const char *one, const char *other)
{
    resource->possible_owners = g_ptr_array_new();
    g_ptr_array_add(resource->possible_owners, fixture_node(&fixture, one));
    if (other != NULL) {
        g_ptr_array_add(resource->possible_owners, fixture_node(&fixture, other));
    }
}

/* Where no branch of an OR can be, what needs one cannot be either. */
static void
test_or_owners(void)
{
    struct windows_group *group = fixture_group(&fixture, "Files");
    struct windows_resource *one = add(group, "a-one");
    struct windows_resource *other = add(group, "a-other");
    struct windows_resource *share = add(group, "share");
    const struct plan_constraint *location;

    fixture_depend(share, one, other);
    allow(one, "N1", NULL);
    allow(other, "N1", "N2");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_PTR_NOT_NULL(fixture_constraint(&fixture, PLAN_LOCATION, "a-one", "N2"));
    CU_ASSERT_PTR_NULL(fixture_constraint(&fixture, PLAN_LOCATION, "share", "N2"));
    location = fixture_constraint(&fixture, PLAN_LOCATION, "share", "N3");
    CU_ASSERT_PTR_NOT_NULL_FATAL(location);
    CU_ASSERT_STRING_EQUAL(location->score, "-INFINITY");
}

/* What follows a resource that is off would be off as well. */
static void
test_anchor_runs(void)
{
    struct windows_group *group = fixture_group(&fixture, "Sales");
    struct windows_resource *off = add(group, "a-off");
    struct windows_resource *never = add(group, "b-never");
    struct windows_resource *behind = add(group, "c-behind");
    const struct note *note = NULL;

    add(group, "d");
    add(group, "e");
    fixture_depend(behind, off, NULL);
    fixture_number(off->object.common, "PersistentState", 0);
    fixture_number(never->object.common, "RestartAction", 0);
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_STRING_EQUAL(fixture_plan_group(&fixture, "Sales")->anchor->id, "d");
    CU_ASSERT_PTR_NOT_NULL(fixture_constraint(&fixture, PLAN_COLOCATION, "a-off", "d"));
    CU_ASSERT_TRUE(fixture_primitive(&fixture, "a-off")->stays_off);
    CU_ASSERT_FALSE(fixture_primitive(&fixture, "d")->stays_off);
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "a-off", "target-role"), "Stopped");
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "d", "target-role"));
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "group", "Sales", NULL, &note), 1);
}

static void
test_no_anchor_runs(void)
{
    struct windows_group *group = fixture_group(&fixture, "Sales");
    struct windows_resource *a = add(group, "a");
    const struct note *note = NULL;

    fixture_depend(add(group, "b"), a, NULL);
    fixture_depend(add(group, "c"), a, NULL);
    fixture_number(a->object.common, "RestartAction", 0);
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_STRING_EQUAL(fixture_plan_group(&fixture, "Sales")->anchor->id, "a");
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "group", "Sales", NULL, &note), 2);
    /* And the services, their names, and how their failures count. */
    CU_ASSERT_EQUAL(notes_count_of(fixture.notes, NOTE_DECIDE), 1 + 3 + 3 + 1);
}

/* A group that was off as a whole is started as a whole, whatever each member's state tells. */
static void
test_offline_group(void)
{
    struct windows_group *group = fixture_group(&fixture, "Sales");
    struct windows_resource *a = add(group, "a");

    fixture_number(a->object.common, "PersistentState", 0);
    fixture_number(add(group, "b")->object.common, "PersistentState", 0);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_FALSE(fixture_plan_group(&fixture, "Sales")->starts);
    CU_ASSERT_FALSE(fixture_primitive(&fixture, "a")->stays_off);
    CU_ASSERT_STRING_EQUAL(fixture_plan_group(&fixture, "Sales")->anchor->id, "a");
}

/* Without a resource that has no equivalent, its dependents wait for its providers. */
static void
test_bridge(void)
{
    struct windows_group *group = fixture_group(&fixture, "Old");
    struct windows_resource *a = add(group, "a");
    struct windows_resource *dtc = fixture_resource(&fixture, group, "dtc", "DTC");
    struct windows_resource *c = add(group, "c");
    struct windows_resource *d = add(group, "d");
    const struct plan_group *plan;
    g_autofree char *order = NULL;

    fixture_depend(dtc, a, NULL);
    fixture_depend(c, dtc, NULL);
    fixture_depend(d, c, dtc);
    fixture_map(&fixture, NULL, NULL, false);
    plan = fixture_plan_group(&fixture, "Old");
    order = members(plan);
    CU_ASSERT_STRING_EQUAL(order, "a c d");
    CU_ASSERT_TRUE(plan->is_chain);
    CU_ASSERT_PTR_NULL(fixture_primitive(&fixture, "dtc"));
}

static void
test_single_and_empty(void)
{
    struct windows_group *single = fixture_group(&fixture, "One");
    struct windows_group *none = fixture_group(&fixture, "None");
    const struct note *note = NULL;

    add(single, "One");
    fixture_resource(&fixture, none, "dtc", "DTC");
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_FALSE(fixture_plan_group(&fixture, "One")->is_chain);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture_primitive(&fixture, "One-2"));
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "One-2", "target-role"));
    CU_ASSERT_PTR_NULL(fixture_plan_group(&fixture, "None"));
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "group", "None", NULL, &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DROPPED);
}

static void
test_owners(void)
{
    struct windows_group *group = fixture_group(&fixture, "Sales");
    struct windows_resource *a = add(group, "a");
    const struct plan_constraint *location;

    group->preferred_owners = g_ptr_array_new();
    g_ptr_array_add(group->preferred_owners, fixture_node(&fixture, "N2"));
    g_ptr_array_add(group->preferred_owners, fixture_node(&fixture, "N1"));
    a->possible_owners = g_ptr_array_new();
    g_ptr_array_add(a->possible_owners, fixture_node(&fixture, "N1"));
    g_ptr_array_add(a->possible_owners, fixture_node(&fixture, "N2"));
    fixture_number(group->object.common, "DefaultOwner", 3);
    fixture_map(&fixture, NULL, (const char *const[]){ "n2=lnx2", NULL }, false);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture.plan);
    location = fixture_constraint(&fixture, PLAN_LOCATION, "a", "lnx2");
    CU_ASSERT_PTR_NOT_NULL_FATAL(location);
    CU_ASSERT_STRING_EQUAL(location->score, "200");
    location = fixture_constraint(&fixture, PLAN_LOCATION, "a", "N1");
    CU_ASSERT_STRING_EQUAL(location->score, "100");
    location = fixture_constraint(&fixture, PLAN_LOCATION, "a", "N3");
    CU_ASSERT_STRING_EQUAL(location->score, "-INFINITY");
    CU_ASSERT_EQUAL(fixture.plan->constraints->len, 3);
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(fixture.plan->nodes, 1), "lnx2");
}

static void
test_no_priority(void)
{
    add(fixture_group(&fixture, "Sales"), "a");
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "a", "priority"));
}

static void
test_default_owner(void)
{
    struct windows_group *group = fixture_group(&fixture, "Sales");

    add(group, "a");
    fixture_number(group->object.common, "DefaultOwner", 3);
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_STRING_EQUAL(fixture_constraint(&fixture, PLAN_LOCATION, "a", "N3")->score, "50");
    CU_ASSERT_PTR_NULL(fixture_constraint(&fixture, PLAN_LOCATION, "a", "N1"));
}

static void
test_policies(void)
{
    struct windows_group *back = fixture_group(&fixture, "Back");
    struct windows_group *idle = fixture_group(&fixture, "Idle");
    struct windows_group *stays = fixture_group(&fixture, "Stays");
    const struct note *note = NULL;

    add(back, "a");
    add(idle, "b");
    add(stays, "c");
    fixture_number(back->object.common, "AutoFailbackType", 1);
    fixture_number(back->object.common, "FailbackWindowStart", 22);
    fixture_number(back->object.common, "Priority", 3000);
    fixture_number(idle->object.common, "Priority", 0);
    fixture_number(stays->object.common, "PersistentState", 0);
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "a", "resource-stickiness"), "0");
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "a", "priority"), "3000");
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "c", "priority"), "2000");
    CU_ASSERT_PTR_NULL(plan_pairs_find(fixture.plan->rsc_defaults, "priority"));
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "a", "target-role"));
    CU_ASSERT_FALSE(fixture_plan_group(&fixture, "Idle")->starts);
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "b", "target-role"), "Stopped");
    CU_ASSERT_FALSE(fixture_plan_group(&fixture, "Stays")->starts);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "group", "Back", "FailbackWindowStart", &note),
                          1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DECIDE);
}

/* What is applied again must not stop what runs on Linux already. */
static void
test_moved(void)
{
    struct windows_group *chain = fixture_group(&fixture, "Chain");
    struct windows_group *tag = fixture_group(&fixture, "Tag");
    struct windows_resource *a = add(chain, "a");
    struct windows_resource *d = add(tag, "d");
    const struct note *note = NULL;

    fixture_depend(add(chain, "b"), a, NULL);
    add(tag, "c");
    add(fixture_group(&fixture, "Waits"), "e");
    fixture_number(tag->object.common, "PersistentState", 0);
    fixture_number(d->object.common, "PersistentState", 0);
    fixture.moved = (const char *const[]){ "chain", "Tag", NULL };
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture.plan);
    CU_ASSERT_TRUE(fixture_plan_group(&fixture, "Chain")->has_moved);
    CU_ASSERT_FALSE(fixture_plan_group(&fixture, "Waits")->has_moved);
    /* It runs on Linux, whatever Windows has left of it. */
    CU_ASSERT_TRUE(fixture_plan_group(&fixture, "Tag")->starts);
    CU_ASSERT_PTR_NULL(plan_pairs_find(fixture_plan_group(&fixture, "Chain")->meta, "target-role"));
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "a", "target-role"));
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "c", "target-role"));
    CU_ASSERT_PTR_NULL(fixture_meta(&fixture, "d", "target-role"));
    CU_ASSERT_STRING_EQUAL(fixture_meta(&fixture, "e", "target-role"), "Stopped");
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "group", "Chain", NULL, &note), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "has moved"));
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "group", "Tag", "PersistentState", &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DROPPED);
}

static void
test_moved_unknown(void)
{
    add(fixture_group(&fixture, "Sales"), "a");
    fixture.moved = (const char *const[]){ "a", NULL };
    fixture_map(&fixture, NULL, NULL, false);
    CU_ASSERT_PTR_NULL(fixture.plan);
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixture.error);
    CU_ASSERT_PTR_NOT_NULL(strstr(fixture.error->message, "--moved=a"));
}

static void
test_anti_affinity(void)
{
    static const char *const classes[] = { "Twins", "Others", NULL };
    static const char *const names[] = { "A", "B", "C" };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        struct windows_group *group = fixture_group(&fixture, names[i]);
        g_autofree char *member = g_strdup_printf("r%zu", i);

        add(group, member);
        windows_properties_set(group->object.common, "AntiAffinityClassNames",
                               i < 2 ? windows_value_texts(classes) : windows_value_text("Alone"));
    }
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_STRING_EQUAL(fixture_constraint(&fixture, PLAN_COLOCATION, "r1", "r0")->score,
                           "-950");
    CU_ASSERT_EQUAL(fixture.plan->constraints->len, 1);
}

/* One unit is one process of the host, whatever group has it. */
static void
test_services(void)
{
    static const char *const names[] = { "A", "B", "C" };
    const struct plan_constraint *apart;
    const struct note *note = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        struct windows_group *group = fixture_group(&fixture, names[i]);
        g_autofree char *files = g_strdup_printf("files %s", names[i]);
        g_autofree char *nfs = g_strdup_printf("nfs %s", names[i]);

        fixture_resource(&fixture, group, files, i < 2 ? "File Server" : "Generic Service");
        fixture_resource(&fixture, group, nfs, i < 2 ? "Network File System" : "IP Address");
    }
    fixture_resource(&fixture, g_ptr_array_index(fixture.cluster->groups, 0), "twice",
                     "File Server");
    fixture_map(&fixture, NULL, NULL, true);
    apart = fixture_constraint(&fixture, PLAN_COLOCATION, "files-B", "files-A");
    CU_ASSERT_PTR_NOT_NULL_FATAL(apart);
    CU_ASSERT_STRING_EQUAL(apart->score, "-INFINITY");
    /* One between the groups, and those within. */
    CU_ASSERT_EQUAL(fixture.plan->constraints->len, 1 + 2 + 1 + 1);
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "resource", "files A", "service", &note), 0);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "resource", "twice", "service", &note), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "same group"));
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "resource", "nfs B", "service", &note), 1);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "resource", "files B", "service", &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DECIDE);
    CU_ASSERT_PTR_NOT_NULL(strstr(note->why, "clone"));
}

static void
test_many_services(void)
{
    const struct note *note = NULL;

    for (guint i = 0; i < 100; i++) {
        g_autofree char *name = g_strdup_printf("g%02u", i);
        g_autofree char *member = g_strdup_printf("r%02u", i);

        fixture_resource(&fixture, fixture_group(&fixture, name), member, "Print Spooler");
    }
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_EQUAL(fixture.plan->constraints->len, 0);
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "resource", "r00", "service", &note), 1);
    CU_ASSERT_EQUAL(fixture_notes(&fixture, "resource", "r99", "service", &note), 1);
}

static void
test_core_groups(void)
{
    struct windows_group *core = fixture_group(&fixture, "Clustergruppe");
    struct windows_group *storage = fixture_group(&fixture, "Available Storage");
    const struct note *note = NULL;

    fixture_number(core->object.common, "GroupType", 1);
    fixture_resource(&fixture, core, "Name", "Network Name");
    add(core, "stray");
    fixture_resource(&fixture, storage, "Disk", "Physical Disk");
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_EQUAL(fixture.plan->primitives->len, 0);
    CU_ASSERT_EQUAL(fixture.plan->groups->len, 0);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "resource", "Name", NULL, &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DROPPED);
    CU_ASSERT_EQUAL_FATAL(fixture_notes(&fixture, "resource", "stray", NULL, &note), 1);
    CU_ASSERT_EQUAL(note->kind, NOTE_DECIDE);
}

/* 5,000 resources in one group, each behind the one before. */
static void
test_many(void)
{
    struct windows_group *group = fixture_group(&fixture, "Many");
    struct windows_resource *last = NULL;
    gint64 began = fixture_cpu_us();

    for (guint i = 0; i < 5000; i++) {
        g_autofree char *name = g_strdup_printf("r%04u", i);
        struct windows_resource *resource = add(group, name);

        if (last != NULL) {
            fixture_depend(resource, last, NULL);
        }
        last = resource;
    }
    fixture_map(&fixture, NULL, NULL, true);
    CU_ASSERT_TRUE(fixture_plan_group(&fixture, "Many")->is_chain);
    CU_ASSERT_EQUAL(fixture.plan->primitives->len, 5000);
    CU_ASSERT_TRUE(fixture_cpu_us() - began < 10 * G_USEC_PER_SEC);
}

void
suite_import_groups(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("import groups", NULL, NULL, setup, teardown);

    CU_add_test(suite, "a chain", test_chain);
    CU_add_test(suite, "no chain", test_no_chain);
    CU_add_test(suite, "an OR", test_or);
    CU_add_test(suite, "owners of an OR", test_or_owners);
    CU_add_test(suite, "an anchor that runs", test_anchor_runs);
    CU_add_test(suite, "no anchor that runs", test_no_anchor_runs);
    CU_add_test(suite, "a group that is off", test_offline_group);
    CU_add_test(suite, "a bridge", test_bridge);
    CU_add_test(suite, "one member and none", test_single_and_empty);
    CU_add_test(suite, "owners", test_owners);
    CU_add_test(suite, "default owner", test_default_owner);
    CU_add_test(suite, "no priority", test_no_priority);
    CU_add_test(suite, "policies", test_policies);
    CU_add_test(suite, "groups that have moved", test_moved);
    CU_add_test(suite, "a moved group that is none", test_moved_unknown);
    CU_add_test(suite, "anti-affinity", test_anti_affinity);
    CU_add_test(suite, "services of the host", test_services);
    CU_add_test(suite, "too many of a service", test_many_services);
    CU_add_test(suite, "the cluster's own groups", test_core_groups);
    CU_add_test(suite, "5000 resources", test_many);
}
