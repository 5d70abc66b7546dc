/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What the user has decided of groups and nodes: which have moved, and what they are called. */

#include <string.h>

#include "mapping-private.h"
#include "protocol/client.h"
#include "quote.h"

/* No longer than Linux' own name can be. */
#define LONGEST_NAME 64

/* Names go into files of commands, and a command's words are letters, digits and a few signs. */
static bool
is_node_name(const char *name)
{
    size_t length = strlen(name);

    return length > 0 && length <= LONGEST_NAME && (g_ascii_isalnum(name[0]) || name[0] == '_') &&
           strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._") == length;
}

/* RFC 1123. */
static bool
is_host_name(const char *name)
{
    return is_node_name(name) && strchr(name, '_') == NULL &&
           g_ascii_isalnum(name[strlen(name) - 1]);
}

static bool
take_moved(struct mapping *mapping, const char *name, GError **error)
{
    struct windows_group *group = windows_cluster_find(mapping->cluster, WINDOWS_GROUP, name);

    if (group == NULL) {
        g_set_error(
            error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
            "--moved=%s: no group of the Windows cluster has this name: give the group's name "
            "on Windows",
            name);
        return false;
    }
    g_hash_table_add(mapping->moved, group);
    return true;
}

static bool
take_node(struct mapping *mapping, const char *word, GError **error)
{
    const char *equals = strrchr(word, '=');
    g_autofree char *name = equals != NULL ? g_strndup(word, (gsize)(equals - word)) : NULL;
    struct windows_node *node =
        name != NULL ? windows_cluster_find(mapping->cluster, WINDOWS_NODE, name) : NULL;

    if (node != NULL && g_hash_table_contains(mapping->nodes, node)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--node='%s': was given before as '%s=%s': remove one", word, name,
                    (const char *)g_hash_table_lookup(mapping->nodes, node));
        return false;
    }
    if (node != NULL && is_node_name(equals + 1)) {
        g_hash_table_insert(mapping->nodes, node, g_strdup(equals + 1));
        return true;
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--node=%s: %s: write WINDOWS=LINUX with the name on Windows and what 'uname -n' "
                "prints on Linux",
                word,
                name == NULL   ? "it has no '='"
                : node == NULL ? "no node of the Windows cluster has this name"
                               : "what stands behind '=' is no name of a host");
    return false;
}

static bool
check_unique(const char *name, GHashTable *names, GError **error)
{
    if (g_hash_table_add(names, g_ascii_strdown(name, -1))) {
        return true;
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "node %s: two nodes of the Windows cluster would have this name: give each its own "
                "with --node=WINDOWS=LINUX",
                name);
    return false;
}

/* What is no name of a host never gets into the plan as it is. */
static char *
name_of_its_own(struct mapping *mapping, const struct windows_node *node)
{
    g_autofree char *name = mapping_id_wanted(&node->object);

    if (is_host_name(node->object.name)) {
        g_free(name);
        name = g_strdup(node->object.name);
        notes_add(mapping->notes, NOTE_MAPPED, &node->object, NULL, name,
                  "it has to be what 'uname -n' prints on the node");
    } else {
        g_autofree char *option = g_strdup_printf("%s=NAME", node->object.name);
        g_autofree char *word = quote_shell(option);

        name[MIN(strlen(name), LONGEST_NAME)] = '\0';
        notes_add(mapping->notes, NOTE_DECIDE, &node->object, NULL, name,
                  "on Windows it has no name of a host: name the node of the Linux cluster with "
                  "--node=%s",
                  word);
    }
    return g_steal_pointer(&name);
}

static const char *
name_node(struct mapping *mapping, struct windows_node *node)
{
    char *name = g_hash_table_lookup(mapping->nodes, node);

    if (name != NULL) {
        notes_add(mapping->notes, NOTE_MAPPED, &node->object, NULL, name,
                  "it has to be what 'uname -n' prints on the node");
        return name;
    }
    name = name_of_its_own(mapping, node);
    g_hash_table_insert(mapping->nodes, node, name);
    return name;
}

static bool
name_nodes(struct mapping *mapping, GError **error)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < mapping->cluster->nodes->len; i++) {
        const char *name = name_node(mapping, g_ptr_array_index(mapping->cluster->nodes, i));

        if (!check_unique(name, names, error)) {
            return false;
        }
        g_ptr_array_add(mapping->plan->nodes, g_strdup(name));
    }
    return true;
}

bool
mapping_take_options(struct mapping *mapping, GError **error)
{
    const char *const *node = mapping->options->nodes;
    const char *const *group = mapping->options->moved;

    if (!mapping_take_settings(mapping, error)) {
        return false;
    }
    for (; group != NULL && *group != NULL; group++) {
        if (!take_moved(mapping, *group, error)) {
            return false;
        }
    }
    for (; node != NULL && *node != NULL; node++) {
        if (!take_node(mapping, *node, error)) {
            return false;
        }
    }
    return name_nodes(mapping, error);
}

bool
mapping_has_moved(const struct mapping *mapping, const struct windows_group *group)
{
    return group != NULL && g_hash_table_contains(mapping->moved, group);
}

const char *
mapping_node_name(const struct mapping *mapping, const struct windows_node *node)
{
    return g_hash_table_lookup(mapping->nodes, node);
}
