/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mapping-private.h"

static void
begin(struct mapping *mapping)
{
    GDestroyNotify free_array = (GDestroyNotify)g_ptr_array_unref;

    mapping->plan = pacemaker_plan_new();
    mapping->primitives = g_hash_table_new(NULL, NULL);
    mapping->settings = g_hash_table_new_full(NULL, NULL, NULL, free_array);
    mapping->properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    mapping->moved = g_hash_table_new(NULL, NULL);
    mapping->offline = g_hash_table_new(NULL, NULL);
    mapping->nodes = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    mapping->agents_used = g_hash_table_new(g_str_hash, g_str_equal);
    mapping->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    mapping->named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void
end(struct mapping *mapping)
{
    g_hash_table_unref(mapping->primitives);
    g_hash_table_unref(mapping->settings);
    g_hash_table_unref(mapping->properties);
    g_hash_table_unref(mapping->moved);
    g_hash_table_unref(mapping->offline);
    g_hash_table_unref(mapping->nodes);
    g_hash_table_unref(mapping->agents_used);
    g_hash_table_unref(mapping->ids);
    g_hash_table_unref(mapping->named);
}

static void
make(struct mapping *mapping)
{
    for (guint i = 0; i < mapping->cluster->groups->len; i++) {
        mapping_make_group(mapping, g_ptr_array_index(mapping->cluster->groups, i));
    }
    mapping_rank_groups(mapping);
    mapping_keep_apart(mapping);
    mapping_part_services(mapping);
    mapping_note_untold(mapping);
    mapping_note_lost_settings(mapping);
    mapping_note_cluster(mapping);
}

pacemaker_plan_t *
mapping_make(const windows_cluster_t *cluster, const struct mapping_options *options,
             notes_t *notes, GError **error)
{
    struct mapping mapping = { .cluster = cluster, .options = options, .notes = notes };

    begin(&mapping);
    if (mapping_take_options(&mapping, error)) {
        make(&mapping);
    } else {
        g_clear_pointer(&mapping.plan, pacemaker_plan_free);
    }
    end(&mapping);
    return mapping.plan;
}
