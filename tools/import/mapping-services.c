/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Services that a Linux host has once. Windows runs an instance for each group; on Linux two resources
 * of the same unit are one process, and a probe of the one finds, and stops, what the other has started.
 */

#include <string.h>

#include "mapping-private.h"

/* Each pair of groups is a constraint of its own. */
#define MOST_APART 64

static bool
is_of_host(const struct plan_primitive *primitive)
{
    static const char *const agents[] = { "dhcpd", "nfsserver" };

    if (strcmp(primitive->class, "systemd") == 0) {
        return true;
    }
    if (g_strcmp0(primitive->provider, PROVIDER_HEARTBEAT) != 0) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(agents); i++) {
        if (strcmp(primitive->agent, agents[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* One service: the groups that have it, and the first resource of each. */
struct service {
    GPtrArray *groups;    /* of struct plan_group */
    GPtrArray *resources; /* of struct plan_primitive, as groups */
};

static void
free_service(void *pointer)
{
    struct service *service = pointer;

    g_ptr_array_unref(service->groups);
    g_ptr_array_unref(service->resources);
    g_free(service);
}

static struct service *
service_of(GHashTable *services, const struct plan_primitive *primitive)
{
    struct service *service = g_hash_table_lookup(services, primitive->agent);

    if (service == NULL) {
        service = g_new0(struct service, 1);
        service->groups = g_ptr_array_new();
        service->resources = g_ptr_array_new();
        g_hash_table_insert(services, primitive->agent, service);
    }
    return service;
}

static void
keep_apart(struct mapping *mapping, const struct plan_group *group, const struct plan_group *other)
{
    const char *handle = mapping_group_handle(group);
    const char *other_handle = mapping_group_handle(other);
    g_autofree char *wanted = g_strdup_printf("%s-never-with-%s", handle, other_handle);
    g_autofree char *id = mapping_id_new(mapping, wanted);

    plan_add_constraint(mapping->plan, PLAN_COLOCATION, id, handle, other_handle, "-INFINITY");
}

static void
note_twice(struct mapping *mapping, const struct plan_primitive *primitive,
           const struct plan_primitive *first)
{
    notes_add(mapping->notes, NOTE_DECIDE, &primitive->windows->object, "service", NULL,
              "%s is one service of the host, and %s of the same group is it already: remove this "
              "one from the configuration",
              primitive->agent, first->id);
}

static void
note_shared(struct mapping *mapping, const struct plan_primitive *primitive,
            const struct plan_primitive *first)
{
    notes_add(mapping->notes, NOTE_DECIDE, &primitive->windows->object, "service", NULL,
              "%s is one service of the host, and %s of another group is it already: the groups "
              "never share a node, and one is stopped where no other node is left; for both on a "
              "node make the service a clone, or an instance of its own for each group",
              primitive->agent, first->id);
}

static void
add(struct mapping *mapping, GHashTable *services, struct plan_group *group,
    struct plan_primitive *primitive)
{
    struct service *service = service_of(services, primitive);
    guint count = service->groups->len;

    if (count > 0 && g_ptr_array_index(service->groups, count - 1) == group) {
        note_twice(mapping, primitive, g_ptr_array_index(service->resources, count - 1));
        return;
    }
    if (count > 0) {
        note_shared(mapping, primitive, g_ptr_array_index(service->resources, 0));
    }
    g_ptr_array_add(service->groups, group);
    g_ptr_array_add(service->resources, primitive);
}

/* Two groups may have more than one service in common. */
static void
part_groups(struct mapping *mapping, const struct service *service, GHashTable *pairs)
{
    for (guint i = 0; i < service->groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(service->groups, i);

        for (guint j = 0; j < i; j++) {
            const struct plan_group *other = g_ptr_array_index(service->groups, j);

            if (g_hash_table_add(pairs, g_strdup_printf("%s %s", group->id, other->id))) {
                keep_apart(mapping, group, other);
            }
        }
    }
}

static void
note_many(struct mapping *mapping, const struct service *service)
{
    const struct plan_primitive *first = g_ptr_array_index(service->resources, 0);

    notes_add(mapping->notes, NOTE_DECIDE, &first->windows->object, "service", NULL,
              "%u groups have %s, too many for a constraint between each two: make it a clone, or "
              "an instance of its own for each group",
              service->groups->len, first->agent);
}

static void
part(struct mapping *mapping, GHashTable *services)
{
    g_autoptr(GHashTable) pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GList) names = g_hash_table_get_keys(services);

    names = g_list_sort(names, (GCompareFunc)(void (*)(void))strcmp);
    for (const GList *name = names; name != NULL; name = name->next) {
        const struct service *service = g_hash_table_lookup(services, name->data);

        if (service->groups->len > MOST_APART) {
            note_many(mapping, service);
        } else {
            part_groups(mapping, service, pairs);
        }
    }
}

void
mapping_part_services(struct mapping *mapping)
{
    g_autoptr(GHashTable) services =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_service);

    for (guint i = 0; i < mapping->plan->groups->len; i++) {
        struct plan_group *group = g_ptr_array_index(mapping->plan->groups, i);

        for (guint j = 0; j < group->members->len; j++) {
            struct plan_primitive *member = g_ptr_array_index(group->members, j);

            if (is_of_host(member)) {
                add(mapping, services, group, member);
            }
        }
    }
    part(mapping, services);
}
