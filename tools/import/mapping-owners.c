/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Preferred and possible owners to locations. resource-discovery stays what it is without one, always: a
 * resource that somebody has started by hand on a node where it must not run is found and stopped, which
 * never would hide; and a probe costs nothing where the agent is missing.
 */

#include "mapping-private.h"

#define HIGHEST_SCORE 900 /* below the stickiness of one resource */
#define COMMON_STEP   100

static void
add_location(struct mapping *mapping, const char *resource, const char *word, const char *node,
             const char *score)
{
    g_autofree char *wanted = g_strdup_printf("%s-%s-%s", resource, word, node);
    g_autofree char *id =
        mapping_id_new(mapping,
                       g_strcanon(wanted, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-", '-'));

    plan_add_constraint(mapping->plan, PLAN_LOCATION, id, resource, node, score);
}

static void
prefer(struct mapping *mapping, const struct plan_group *group)
{
    const GPtrArray *owners = group->windows->preferred_owners;
    guint count = owners != NULL ? owners->len : 0;
    guint step = count > 0 ? CLAMP(HIGHEST_SCORE / count, 1, COMMON_STEP) : 0;
    g_autoptr(GString) to = g_string_new(NULL);

    for (guint i = 0; i < count; i++) {
        const char *node = mapping_node_name(mapping, g_ptr_array_index(owners, i));
        g_autofree char *score = g_strdup_printf("%u", (count - i) * step);

        add_location(mapping, mapping_group_handle(group), "prefers", node, score);
        g_string_append_printf(to, "%s%s=%s", i > 0 ? ", " : "", node, score);
    }
    if (count > 0) {
        notes_add(mapping->notes, NOTE_MAPPED, &group->windows->object, "preferred owners", to->str,
                  NULL);
    }
}

/* The node that Windows moved the group back to by itself; preferred owners go before it. */
static void
prefer_default(struct mapping *mapping, const struct plan_group *group)
{
    const windows_properties_t *common = group->windows->object.common;
    const GPtrArray *owners = group->windows->preferred_owners;
    guint64 number;
    g_autofree char *wanted = NULL;

    if (!windows_properties_number(common, "DefaultOwner", &number) ||
        (owners != NULL && owners->len > 0)) {
        return;
    }
    wanted = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    for (guint i = 0; i < mapping->cluster->nodes->len; i++) {
        const struct windows_node *node = g_ptr_array_index(mapping->cluster->nodes, i);

        if (g_strcmp0(node->number, wanted) == 0) {
            add_location(mapping, mapping_group_handle(group), "defaults-to",
                         mapping_node_name(mapping, node), "50");
        }
    }
}

static bool
is_possible(const struct windows_resource *resource, const struct windows_node *node)
{
    return resource->possible_owners == NULL ||
           g_ptr_array_find(resource->possible_owners, node, NULL);
}

static void
note_possible(struct mapping *mapping, const struct plan_primitive *member)
{
    const struct windows_resource *resource = member->windows;
    g_autoptr(GString) to = g_string_new(NULL);

    if (resource->possible_owners == NULL) {
        return;
    }
    for (guint i = 0; i < mapping->cluster->nodes->len; i++) {
        const struct windows_node *node = g_ptr_array_index(mapping->cluster->nodes, i);

        if (!is_possible(resource, node)) {
            g_string_append_printf(to, "%s%s=-INFINITY", to->len > 0 ? ", " : "",
                                   mapping_node_name(mapping, node));
        }
    }
    if (to->len > 0) {
        notes_add(mapping->notes, NOTE_MAPPED, &resource->object, "possible owners", to->str, NULL);
    }
}

static bool
is_none_possible(const GPtrArray *any, const struct windows_node *node)
{
    for (guint i = 0; i < any->len; i++) {
        const struct plan_primitive *branch = g_ptr_array_index(any, i);

        if (is_possible(branch->windows, node)) {
            return false;
        }
    }
    return true;
}

/* Whether a member would be there without all of those that one is enough of. */
static bool
lacks_all_of_an_or(const GPtrArray *providers, const struct windows_node *node)
{
    for (guint i = 0; i < providers->len; i++) {
        const GPtrArray *of_member = g_ptr_array_index(providers, i);

        for (guint j = 0; j < of_member->len; j++) {
            const GPtrArray *any = g_ptr_array_index(of_member, j);

            if (any->len > 1 && is_none_possible(any, node)) {
                return true;
            }
        }
    }
    return false;
}

/* The group goes nowhere where one of its members cannot, except one of several that are enough. */
static void
forbid(struct mapping *mapping, const struct plan_group *group, const GPtrArray *providers,
       const struct windows_node *node)
{
    bool forbidden = lacks_all_of_an_or(providers, node);

    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (is_possible(member->windows, node)) {
            continue;
        }
        if (plan_pairs_find(member->meta, "critical") == NULL) {
            forbidden = true;
        } else {
            add_location(mapping, member->id, "never-on", mapping_node_name(mapping, node),
                         "-INFINITY");
        }
    }
    if (forbidden) {
        add_location(mapping, mapping_group_handle(group), "never-on",
                     mapping_node_name(mapping, node), "-INFINITY");
    }
}

void
mapping_place_group(struct mapping *mapping, const struct plan_group *group)
{
    g_autoptr(GPtrArray) providers = mapping_all_providers(mapping, group);

    prefer(mapping, group);
    prefer_default(mapping, group);
    for (guint i = 0; i < mapping->cluster->nodes->len; i++) {
        forbid(mapping, group, providers, g_ptr_array_index(mapping->cluster->nodes, i));
    }
    for (guint i = 0; i < group->members->len; i++) {
        note_possible(mapping, g_ptr_array_index(group->members, i));
    }
}
