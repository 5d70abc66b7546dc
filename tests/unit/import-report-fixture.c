/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import-report-fixture.h"

static void
free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

static void
free_dll(gpointer pointer)
{
    struct dll_entry *dll = pointer;

    g_free(dll->name);
    g_free(dll->windows_path);
    g_free(dll->path);
    g_free(dll->detail);
    g_ptr_array_unref(dll->types);
    g_free(dll);
}

static void
free_place(gpointer pointer)
{
    struct simulation_place *place = pointer;

    g_free(place->resource);
    g_free(place->node);
    g_free(place);
}

static void
free_case(gpointer pointer)
{
    struct simulation_case *which = pointer;

    g_free(which->lost_node);
    g_ptr_array_unref(which->places);
    g_free(which);
}

struct import_fixture *
import_fixture_new(void)
{
    static const char *const inputs[] = { "cluster.reg", NULL };
    struct import_fixture *fixture = g_new0(struct import_fixture, 1);

    fixture->cluster = windows_cluster_new("cluster.reg");
    g_free(fixture->cluster->object.name);
    fixture->cluster->object.name = g_strdup("CLU");
    windows_cluster_add(fixture->cluster, WINDOWS_NODE, NULL, "NODE1", "cluster.reg");
    windows_cluster_add(fixture->cluster, WINDOWS_NODE, NULL, "NODE2", "cluster.reg");
    fixture->plan = pacemaker_plan_new();
    g_ptr_array_add(fixture->plan->nodes, g_strdup("node1"));
    g_ptr_array_add(fixture->plan->nodes, g_strdup("node2"));
    fixture->notes = notes_new();
    fixture->dlls = g_ptr_array_new_with_free_func(free_dll);
    fixture->conversion = (struct conversion){ .inputs = inputs,
                                               .cluster = fixture->cluster,
                                               .plan = fixture->plan,
                                               .notes = fixture->notes,
                                               .dlls = fixture->dlls };
    return fixture;
}

void
import_fixture_free(struct import_fixture *fixture)
{
    if (fixture->simulation != NULL) {
        g_ptr_array_unref(fixture->simulation->cases);
        g_free(fixture->simulation);
    }
    g_ptr_array_unref(fixture->dlls);
    notes_free(fixture->notes);
    pacemaker_plan_free(fixture->plan);
    windows_cluster_free(fixture->cluster);
    g_free(fixture);
}

struct windows_group *
report_fixture_group(struct import_fixture *fixture, const char *name)
{
    struct windows_group *group =
        windows_cluster_add(fixture->cluster, WINDOWS_GROUP, NULL, name, "cluster.reg");

    group->resources = g_ptr_array_new();
    return group;
}

struct windows_resource *
report_fixture_resource(struct import_fixture *fixture, struct windows_group *group,
                        const char *name, const char *type)
{
    struct windows_resource *resource =
        windows_cluster_add(fixture->cluster, WINDOWS_RESOURCE, NULL, name, "cluster.reg");

    resource->type_name = g_strdup(type);
    resource->group = group;
    resource->providers = g_ptr_array_new_with_free_func(free_array);
    if (group != NULL) {
        g_ptr_array_add(group->resources, resource);
    }
    return resource;
}

void
report_fixture_depend(struct windows_resource *resource, struct windows_resource *one,
                      struct windows_resource *other)
{
    GPtrArray *any = g_ptr_array_new();

    g_ptr_array_add(any, one);
    if (other != NULL) {
        g_ptr_array_add(any, other);
    }
    g_ptr_array_add(resource->providers, any);
}

struct plan_group *
report_fixture_plan_group(struct import_fixture *fixture, const char *id,
                          const struct windows_group *windows, bool is_chain)
{
    struct plan_group *group = plan_add_group(fixture->plan, id);

    group->windows = windows;
    group->is_chain = is_chain;
    group->starts = true;
    return group;
}

struct plan_primitive *
report_fixture_primitive(struct import_fixture *fixture, struct plan_group *group, const char *id,
                         const char *provider, const char *agent,
                         const struct windows_resource *windows)
{
    struct plan_primitive *primitive = plan_add_primitive(fixture->plan, id);

    primitive->class = g_strdup(provider != NULL ? "ocf" : "systemd");
    primitive->provider = g_strdup(provider);
    primitive->agent = g_strdup(agent);
    primitive->windows = windows;
    g_ptr_array_add(group->members, primitive);
    group->anchor = group->anchor != NULL ? group->anchor : primitive;
    return primitive;
}

void
report_fixture_dll(struct import_fixture *fixture, const char *name, const char *type,
                   enum dll_verdict verdict, const char *detail)
{
    struct dll_entry *dll = g_new0(struct dll_entry, 1);

    dll->name = g_strdup(name);
    dll->windows_path = g_strdup_printf("C:\\Windows\\Cluster\\%s", name);
    dll->verdict = verdict;
    dll->detail = g_strdup(detail);
    dll->types = g_ptr_array_new();
    g_ptr_array_add(dll->types,
                    windows_cluster_add(fixture->cluster, WINDOWS_TYPE, NULL, type, "cluster.reg"));
    g_ptr_array_add(fixture->dlls, dll);
}

static struct simulation_case *
make_case(const pacemaker_plan_t *plan, const char *lost_node, const char *node)
{
    struct simulation_case *which = g_new0(struct simulation_case, 1);

    which->lost_node = g_strdup(lost_node);
    which->places = g_ptr_array_new_with_free_func(free_place);
    for (guint i = 0; i < plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);
        struct simulation_place *place = g_new0(struct simulation_place, 1);

        place->resource = g_strdup(primitive->id);
        place->node = lost_node != NULL && i == 0 ? NULL : g_strdup(node);
        g_ptr_array_add(which->places, place);
    }
    return which;
}

void
report_fixture_simulate(struct import_fixture *fixture)
{
    fixture->simulation = g_new0(struct simulation, 1);
    fixture->simulation->cases = g_ptr_array_new_with_free_func(free_case);
    g_ptr_array_add(fixture->simulation->cases, make_case(fixture->plan, NULL, "node1"));
    g_ptr_array_add(fixture->simulation->cases, make_case(fixture->plan, "node1", "node2"));
    fixture->conversion.simulation = fixture->simulation;
}

static void
add_files(struct import_fixture *fixture)
{
    struct windows_group *group = report_fixture_group(fixture, "Files");
    struct windows_resource *one = report_fixture_resource(fixture, group, "IP one", "IP Address");
    struct windows_resource *two = report_fixture_resource(fixture, group, "IP two", "IP Address");
    struct windows_resource *share = report_fixture_resource(fixture, group, "Share", "File Share");
    struct plan_group *planned = report_fixture_plan_group(fixture, "files", group, false);
    struct plan_constraint *order;

    report_fixture_depend(share, one, two);
    report_fixture_primitive(fixture, planned, "ip-one", "heartbeat", "IPaddr2", one);
    report_fixture_primitive(fixture, planned, "ip-two", "heartbeat", "IPaddr2", two);
    planned->anchor = report_fixture_primitive(fixture, planned, "share", NULL, "smb", share);
    order = plan_add_constraint(fixture->plan, PLAN_ORDER_SETS, "order-share", NULL, "share",
                                "Mandatory");
    g_ptr_array_add(order->any, g_strdup("ip-one"));
    g_ptr_array_add(order->any, g_strdup("ip-two"));
    plan_add_constraint(fixture->plan, PLAN_COLOCATION, "with-one", "ip-one", "share", "INFINITY");
    plan_add_constraint(fixture->plan, PLAN_COLOCATION, "with-two", "ip-two", "share", "INFINITY");
    notes_add(fixture->notes, NOTE_MAPPED, &one->object, "Address", "ip-one: ip=192.0.2.7", NULL);
    notes_add(fixture->notes, NOTE_NO_EQUIVALENT, &share->object, "ShareSubDirs", NULL,
              "Samba has nothing like it");
    notes_add(fixture->notes, NOTE_DECIDE, &share->object, NULL, NULL,
              "say who may read it, which Windows keeps in a security descriptor that is not read");
}

static void
add_sql(struct import_fixture *fixture)
{
    struct windows_group *group = report_fixture_group(fixture, "SQL");
    struct windows_resource *address =
        report_fixture_resource(fixture, group, "SQL IP", "IP Address");
    struct windows_resource *disk =
        report_fixture_resource(fixture, group, "SQL Disk", "Physical Disk");
    struct windows_resource *engine =
        report_fixture_resource(fixture, group, "SQL Engine", "Acme SQL");
    struct plan_group *planned = report_fixture_plan_group(fixture, "sql", group, true);
    struct plan_primitive *primitive;

    report_fixture_depend(disk, address, NULL);
    report_fixture_depend(engine, disk, NULL);
    windows_properties_set(group->object.common, "AutoFailbackType", windows_value_number(1));
    windows_properties_set(engine->object.private, "Password", windows_value_text("hunter2"));
    primitive =
        report_fixture_primitive(fixture, planned, "sql-ip", "heartbeat", "IPaddr2", address);
    plan_pairs_set(primitive->parameters, "ip", "192.0.2.9");
    primitive =
        report_fixture_primitive(fixture, planned, "sql-disk", "heartbeat", "Filesystem", disk);
    plan_pairs_set(primitive->parameters, "device", "/dev/disk/by-id/x y");
    report_fixture_primitive(fixture, planned, "sql-engine", "resapi", "AcmeSQL", engine);
    notes_add(fixture->notes, NOTE_CHANGED, &engine->object, "RestartPeriod",
              "failure-timeout=900s", "Pacemaker counts from the last failure");
    notes_add(fixture->notes, NOTE_DROPPED, &group->object, "FailoverThreshold", NULL,
              "each node is tried once");
    notes_add_file(fixture->notes, "cluster.reg", "line 7: no value");
    report_fixture_dll(fixture, "acmesql.dll", "Acme SQL", DLL_RUNS, "runs");
}

struct import_fixture *
import_fixture_two_groups(void)
{
    struct import_fixture *fixture = import_fixture_new();

    report_fixture_group(fixture, "Cluster Group");
    add_files(fixture);
    add_sql(fixture);
    return fixture;
}
