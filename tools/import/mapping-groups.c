/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Groups, and their common properties (resapi.md 3.4). */

#include <string.h>

#include "mapping-private.h"
#include "secrets.h"

/* ClusGroupTypeCoreCluster, ClusGroupTypeAvailableStorage (CLUSGROUP_TYPE). */
#define TYPE_CORE    1
#define TYPE_STORAGE 2

#define HAS_MOVED                                                                                  \
    "the group has moved: no target-role is written, so that it stays as it is on Linux"
#define DEFAULT_PRIORITY "2000"
/* More than any preferred owner is worth, less than staying. */
#define APART "-950"
/* Each pair is a constraint of its own. */
#define MOST_APART 64

static guint64
number_of(const struct windows_group *group, const char *name, guint64 preset)
{
    guint64 number = preset;

    return windows_properties_number(group->object.common, name, &number) ? number : preset;
}

static bool
is_of_type(const struct windows_group *group, guint64 type, const char *word, const char *name)
{
    const char *told = windows_properties_text(group->object.common, "GroupType");

    if (windows_properties_find(group->object.common, "GroupType") == NULL) {
        return g_ascii_strcasecmp(group->object.name, name) == 0;
    }
    return number_of(group, "GroupType", 0) == type ||
           (told != NULL && g_ascii_strcasecmp(told, word) == 0);
}

static bool
is_core(const struct windows_group *group)
{
    return is_of_type(group, TYPE_CORE, "Cluster", "Cluster Group");
}

static bool
is_storage(const struct windows_group *group)
{
    return is_of_type(group, TYPE_STORAGE, "AvailableStorage", "Available Storage");
}

static void
leave_out(struct mapping *mapping, const struct windows_group *group, const char *why)
{
    notes_add(mapping->notes, NOTE_DROPPED, &group->object, NULL, NULL, "%s", why);
    mapping_drop_properties(mapping, &group->object, group->object.common,
                            "the group is not converted");
    mapping_drop_properties(mapping, &group->object, group->object.private,
                            "the group is not converted");
    if (mapping_has_moved(mapping, group)) {
        notes_add(mapping->notes, NOTE_PROBLEM, &group->object, NULL, NULL,
                  "--moved does nothing, as the group is not converted: %s", why);
    }
}

static void
leave_out_core(struct mapping *mapping, const struct windows_group *group)
{
    leave_out(mapping, group,
              is_core(group) ? "Pacemaker's own parts need no group: nothing moves with the "
                               "cluster's name"
                             : "disks that no group uses need nothing in Pacemaker");
    for (guint i = 0; i < group->resources->len; i++) {
        mapping_note_core(mapping, g_ptr_array_index(group->resources, i));
    }
}

static bool
all_are_offline(const struct windows_group *group)
{
    for (guint i = 0; i < group->resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(group->resources, i);
        guint64 state;

        if (!windows_properties_number(resource->object.common, "PersistentState", &state) ||
            state != 0) {
            return false;
        }
    }
    return true;
}

static bool
is_offline(const struct windows_group *group)
{
    return number_of(group, "PersistentState", 1) == 0 || all_are_offline(group);
}

const char *
mapping_group_handle(const struct plan_group *group)
{
    return group->is_chain ? group->id : group->anchor->id;
}

/* On a chain, what holds for all members; else on each. */
static void
set_meta(const struct plan_group *group, const char *name, const char *value)
{
    if (group->is_chain) {
        plan_pairs_set(group->meta, name, value);
        return;
    }
    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        plan_pairs_set(member->meta, name, value);
    }
}

struct group_note {
    struct mapping *mapping;
    struct plan_group *group;
    const struct windows_property *property;
};

static void
note(const struct group_note *of, enum note_kind kind, const char *what, const char *why)
{
    g_autofree char *to =
        what != NULL ? g_strdup_printf("%s: %s", mapping_group_handle(of->group), what) : NULL;

    notes_add(of->mapping->notes, kind, &of->group->windows->object, of->property->name, to,
              why != NULL ? "%s" : NULL, why);
}

static void
note_failback(const struct group_note *of)
{
    const GPtrArray *owners = of->group->windows->preferred_owners;

    if (number_of(of->group->windows, "AutoFailbackType", 0) == 0) {
        note(of, NOTE_MAPPED, "resource-stickiness", "it stays where it is, as all do by default");
        return;
    }
    set_meta(of->group, "resource-stickiness", "0");
    note(of, NOTE_MAPPED, "resource-stickiness=0",
         owners == NULL || owners->len == 0
             ? "without preferred owners there is nothing to go back to"
             : NULL);
}

static void
note_window(const struct group_note *of)
{
    if (number_of(of->group->windows, "AutoFailbackType", 0) == 0) {
        note(of, NOTE_DROPPED, NULL, "the group does not fail back");
        return;
    }
    note(of, NOTE_DECIDE, NULL,
         "it fails back at any hour: where that must not be, give it resource-stickiness=1000 in a "
         "meta_attributes with a rule for the other hours: date_spec hours=FROM-TO");
}

static void
note_failover(const struct group_note *of)
{
    note(of, NOTE_DROPPED, NULL,
         "Pacemaker counts failures of each resource on each node: where migration-threshold is "
         "reached the group does not run until failure-timeout is over");
}

static void
note_priority(const struct group_note *of)
{
    guint64 priority = number_of(of->group->windows, "Priority", 2000);
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, priority);
    g_autofree char *what = g_strdup_printf("priority=%s", text);

    if (priority == 0 && of->group->has_moved) {
        note(of, NOTE_DROPPED, NULL, HAS_MOVED);
        return;
    }
    if (priority == 0) {
        note(of, NOTE_MAPPED, "target-role=Stopped", "it does not start by itself");
        return;
    }
    set_meta(of->group, "priority", text);
    note(of, NOTE_CHANGED, what,
         "it decides what is stopped where not everything can run; the order of starts is not its; "
         "all groups that have none get " DEFAULT_PRIORITY
         ", and what was there before keeps its 0");
}

static void
note_state(const struct group_note *of)
{
    if (of->group->has_moved) {
        note(of, NOTE_DROPPED, NULL, HAS_MOVED);
        return;
    }
    note(of, NOTE_MAPPED, of->group->starts ? "it is started" : "target-role=Stopped", NULL);
}

static void
note_anti_affinity(const struct group_note *of)
{
    note(of, NOTE_MAPPED, "colocation of score " APART,
         "with each group that has a class in common");
}

static bool
has_default_owner(const struct group_note *of)
{
    g_autofree char *number =
        g_strdup_printf("%" G_GUINT64_FORMAT, number_of(of->group->windows, "DefaultOwner", 0));

    for (guint i = 0; i < of->mapping->cluster->nodes->len; i++) {
        const struct windows_node *node = g_ptr_array_index(of->mapping->cluster->nodes, i);

        if (g_strcmp0(node->number, number) == 0) {
            return true;
        }
    }
    return false;
}

static void
note_default_owner(const struct group_note *of)
{
    const GPtrArray *owners = of->group->windows->preferred_owners;

    if (owners != NULL && owners->len > 0) {
        note(of, NOTE_DROPPED, NULL, "preferred owners go before it");
    } else if (!has_default_owner(of)) {
        note(of, NOTE_DROPPED, NULL, "no node has that number");
    } else {
        note(of, NOTE_CHANGED, "location of score 50",
             "it stays as it is; Windows changes it by itself");
    }
}

static void
note_lock(const struct group_note *of)
{
    note(of, number_of(of->group->windows, "LockedFromMoving", 0) == 0 ? NOTE_DROPPED : NOTE_DECIDE,
         NULL,
         "Windows locks a group while something works on it, such as a backup: wait for its "
         "end, or set is-managed=false");
}

static void
note_description(const struct group_note *of)
{
    struct plan_primitive *anchor = of->group->anchor;

    if (secret_is(of->property->name, of->property->value)) {
        note(of, NOTE_DECIDE, NULL,
             "may have a secret in it, and is shown nowhere: describe the group anew");
        return;
    }
    if (anchor->description != NULL) {
        note(of, NOTE_DROPPED, NULL,
             "a Pacemaker group has none, and its first member has its own");
        return;
    }
    anchor->description = windows_value_show(of->property->value);
    note(of, NOTE_CHANGED, "description", "a Pacemaker group has none: its first member has it");
}

static void
note_site(const struct group_note *of)
{
    note(of, NOTE_DECIDE, NULL,
         "give the nodes of the site an attribute, and write a location rule with it");
}

static void
note_start(const struct group_note *of)
{
    note(of, NOTE_DROPPED, NULL, "Pacemaker starts a group as soon as it may");
}

static void
note_kind(const struct group_note *of)
{
    note(of, NOTE_DROPPED, NULL, "it chooses what Windows' tools show");
}

static const struct {
    const char *property;
    void (*note)(const struct group_note *of);
} rules[] = {
    { "AutoFailbackType", note_failback },
    { "FailbackWindowStart", note_window },
    { "FailbackWindowEnd", note_window },
    { "FailoverThreshold", note_failover },
    { "FailoverPeriod", note_failover },
    { "Priority", note_priority },
    { "PersistentState", note_state },
    { "AntiAffinityClassNames", note_anti_affinity },
    { "DefaultOwner", note_default_owner },
    { "PreferredSite", note_site },
    { "LockedFromMoving", note_lock },
    { "Description", note_description },
    { "ColdStartSetting", note_start },
    { "GroupStartDelay", note_start },
    { "GroupType", note_kind },
    { "AdminExtensions", note_kind },
};

static void
note_property(const struct group_note *of)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (g_ascii_strcasecmp(rules[i].property, of->property->name) == 0) {
            rules[i].note(of);
            return;
        }
    }
    note(of, NOTE_DROPPED, NULL, "Pacemaker knows nothing like it");
}

static void
note_properties(struct mapping *mapping, struct plan_group *group)
{
    const struct windows_object *object = &group->windows->object;

    for (guint i = 0; i < windows_properties_count(object->common); i++) {
        const struct group_note of = { mapping, group, windows_properties_at(object->common, i) };

        note_property(&of);
    }
    mapping_drop_properties(mapping, object, object->private, "Pacemaker's groups have no such");
}

static void
note_group(struct mapping *mapping, const struct plan_group *group)
{
    g_autofree char *to = NULL;

    if (group->is_chain) {
        to = g_strdup_printf("%s (group of %u)", group->id, group->members->len);
    } else if (group->members->len == 1) {
        to = g_strdup_printf("%s (a resource by itself)", group->anchor->id);
    } else {
        to = g_strdup_printf("%s (tag of %u, placed with %s)", group->id, group->members->len,
                             group->anchor->id);
    }
    notes_add(mapping->notes, NOTE_MAPPED, &group->windows->object, NULL, to,
              group->has_moved ? HAS_MOVED : NULL);
}

static void
finish_group(struct mapping *mapping, struct plan_group *group)
{
    mapping_order_members(mapping, group);
    group->has_moved = mapping_has_moved(mapping, group->windows);
    group->starts = group->has_moved || (number_of(group->windows, "Priority", 1) != 0 &&
                                         !g_hash_table_contains(mapping->offline, group->windows));
    note_group(mapping, group);
    note_properties(mapping, group);
    if (!group->has_moved && (!mapping->options->started || !group->starts)) {
        set_meta(group, "target-role", "Stopped");
    }
    mapping_place_group(mapping, group);
}

void
mapping_make_group(struct mapping *mapping, const struct windows_group *windows)
{
    g_autoptr(GPtrArray) order = NULL;
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autofree char *id = NULL;
    struct plan_group *group;

    if (is_core(windows) || is_storage(windows)) {
        leave_out_core(mapping, windows);
        return;
    }
    if (is_offline(windows)) {
        g_hash_table_add(mapping->offline, (void *)(uintptr_t)windows);
    }
    id = mapping_id_of(mapping, &windows->object);
    order = mapping_order(windows);
    for (guint i = 0; i < order->len; i++) {
        struct plan_primitive *member =
            mapping_make_primitive(mapping, g_ptr_array_index(order, i));

        if (member != NULL) {
            g_ptr_array_add(members, member);
        }
    }
    if (members->len == 0) {
        leave_out(mapping, windows, "it has no member that can be converted");
        return;
    }
    group = plan_add_group(mapping->plan, id);
    group->windows = windows;
    g_ptr_array_extend(group->members, members, NULL, NULL);
    finish_group(mapping, group);
}

static const char *
priority_of(const struct plan_group *group)
{
    return plan_pairs_find(group->is_chain ? group->meta : group->anchor->meta, "priority");
}

/* Windows' default is between the others, and Pacemaker's below them. It is given to each that needs it,
 * as a default of the cluster would raise what was there before. */
void
mapping_rank_groups(struct mapping *mapping)
{
    const GPtrArray *groups = mapping->plan->groups;
    bool any = false;

    for (guint i = 0; !any && i < groups->len; i++) {
        any = priority_of(g_ptr_array_index(groups, i)) != NULL;
    }
    for (guint i = 0; any && i < groups->len; i++) {
        struct plan_group *group = g_ptr_array_index(groups, i);

        if (priority_of(group) == NULL) {
            set_meta(group, "priority", DEFAULT_PRIORITY);
        }
    }
}

/* The class names of a group, as text that one can look up; free with g_strfreev(). */
static char **
classes_of(const struct windows_group *group)
{
    const struct windows_value *value =
        windows_properties_find(group->object.common, "AntiAffinityClassNames");
    g_autofree char *text = value != NULL ? windows_value_show(value) : g_strdup("");
    g_autofree char *folded = g_utf8_casefold(text, -1);

    return g_strsplit_set(folded, ";", -1);
}

/* Classes to the groups that have them. */
static GHashTable *
collect_classes(const pacemaker_plan_t *plan)
{
    GHashTable *classes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < plan->groups->len; i++) {
        struct plan_group *group = g_ptr_array_index(plan->groups, i);
        g_auto(GStrv) names = classes_of(group->windows);

        for (char **name = names; *name != NULL; name++) {
            GPtrArray *groups = g_hash_table_lookup(classes, g_strstrip(*name));

            if ((*name)[0] == '\0') {
                continue;
            }
            if (groups == NULL) {
                groups = g_ptr_array_new();
                g_hash_table_insert(classes, g_strdup(*name), groups);
            }
            g_ptr_array_add(groups, group);
        }
    }
    return classes;
}

static void
keep_apart(struct mapping *mapping, const struct plan_group *one, const struct plan_group *other,
           GHashTable *pairs)
{
    const char *handle = mapping_group_handle(one);
    const char *other_handle = mapping_group_handle(other);
    g_autofree char *wanted = g_strdup_printf("%s-apart-from-%s", handle, other_handle);
    g_autofree char *id = NULL;

    if (one == other || !g_hash_table_add(pairs, g_strdup(wanted))) {
        return;
    }
    id = mapping_id_new(mapping, wanted);
    plan_add_constraint(mapping->plan, PLAN_COLOCATION, id, handle, other_handle, APART);
}

static void
keep_class_apart(struct mapping *mapping, const GPtrArray *groups, GHashTable *pairs)
{
    if (groups->len > MOST_APART) {
        const struct plan_group *first = g_ptr_array_index(groups, 0);

        notes_add(
            mapping->notes, NOTE_DECIDE, &first->windows->object, NULL, NULL,
            "%u groups have an anti-affinity class with it, too many for a constraint between "
            "each two: place them by preferred nodes, or by utilization",
            groups->len);
        return;
    }
    for (guint i = 0; i < groups->len; i++) {
        for (guint j = 0; j < i; j++) {
            keep_apart(mapping, g_ptr_array_index(groups, i), g_ptr_array_index(groups, j), pairs);
        }
    }
}

static gint
compare_texts(gconstpointer left, gconstpointer right)
{
    return strcmp(left, right);
}

void
mapping_keep_apart(struct mapping *mapping)
{
    g_autoptr(GHashTable) classes = collect_classes(mapping->plan);
    g_autoptr(GHashTable) pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(classes), compare_texts);

    for (const GList *name = names; name != NULL; name = name->next) {
        keep_class_apart(mapping, g_hash_table_lookup(classes, name->data), pairs);
    }
}
