/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Control codes of objects that have no DLL.
 */

#include <string.h>
#include <unistd.h>

#include "error.h"
#include "object-controls-private.h"

static void
answer_plain(struct asked *asked, enum common_object kind, const char *key,
             const struct common_runtime *runtime)
{
    const struct defaults_object object = {
        .db = asked->controls->world->db, .kind = kind, .key = key, .runtime = runtime
    };
    struct defaults_answer taken = { .result = WIN32_SUCCESS };
    struct wire_bytes in = asked_view(asked->in);

    if (!defaults_alone(&object, asked->code, &in, &taken)) {
        taken.result = WIN32_INVALID_FUNCTION;
    }
    asked_finish_with(asked, &taken);
}

void
asked_group(struct asked *asked, const struct cluster *cluster)
{
    const struct cluster_group *group = cluster_group(cluster, asked->id);
    struct common_runtime runtime = { .name = NULL };
    g_autofree char *key = NULL;

    if (group == NULL) {
        asked_refuse(asked, WIN32_GROUP_NOT_FOUND);
        return;
    }
    key = g_strconcat("Groups\\", group->id, NULL);
    runtime.name = group->name;
    runtime.group_type = group->type;
    answer_plain(asked, COMMON_OF_GROUP, key, &runtime);
}

void
asked_node(struct asked *asked, const struct cluster *cluster)
{
    const struct cluster_node *node = cluster_node(cluster, asked->id);
    struct common_runtime runtime = { .name = NULL };
    g_autofree char *key = NULL;

    if (node == NULL) {
        asked_refuse(asked, WIN32_CLUSTER_NODE_NOT_FOUND);
        return;
    }
    key = g_strconcat("Nodes\\", node->id, NULL);
    runtime.name = node->name;
    answer_plain(asked, COMMON_OF_NODE, key, &runtime);
}

/* In the domain that this node's own name is in, if it is in one: asking DNS would take its time. */
static char *
domain_name(const char *cluster)
{
    char host[256] = "";
    const char *dot;

    gethostname(host, sizeof(host) - 1);
    dot = strchr(host, '.');
    return g_strconcat(cluster, dot, NULL);
}

void
asked_cluster(struct asked *asked, const struct cluster *cluster)
{
    g_autofree char *name = domain_name(cluster->name);
    const struct common_runtime runtime = { .name = cluster->name, .domain_name = name };

    answer_plain(asked, COMMON_OF_CLUSTER, "", &runtime);
}

/* By id or name; NULL if there is none. */
static const struct cluster_network *
find_network(const struct cluster *cluster, const char *id)
{
    struct cluster_object object;

    for (guint i = 0;
         cluster_find(cluster, OBJECT_NETWORK, id, &object) && i < cluster->networks->len; i++) {
        const struct cluster_network *network = g_ptr_array_index(cluster->networks, i);

        if (network->id == object.id) {
            return network;
        }
    }
    return NULL;
}

static const struct cluster_interface *
find_interface(const struct cluster *cluster, const char *id)
{
    struct cluster_object object;

    for (guint i = 0;
         cluster_find(cluster, OBJECT_NETINTERFACE, id, &object) && i < cluster->interfaces->len;
         i++) {
        const struct cluster_interface *interface = g_ptr_array_index(cluster->interfaces, i);

        if (interface->id == object.id) {
            return interface;
        }
    }
    return NULL;
}

void
asked_network(struct asked *asked, const struct cluster *cluster)
{
    const struct cluster_network *network = find_network(cluster, asked->id);
    struct common_runtime runtime = { .name = NULL };
    g_autofree char *key = NULL;

    if (network == NULL) {
        asked_refuse(asked, WIN32_CLUSTER_NETWORK_NOT_FOUND);
        return;
    }
    key = g_strconcat("Networks\\", network->id, NULL);
    runtime.name = network->name;
    runtime.address = network->address;
    runtime.mask = network->mask;
    answer_plain(asked, COMMON_OF_NETWORK, key, &runtime);
}

void
asked_interface(struct asked *asked, const struct cluster *cluster)
{
    const struct cluster_interface *interface = find_interface(cluster, asked->id);
    struct cluster_object node = { .name = "" };
    struct cluster_object network = { .name = "" };
    struct common_runtime runtime = { .name = NULL };
    g_autofree char *key = NULL;

    if (interface == NULL) {
        asked_refuse(asked, WIN32_CLUSTER_NETINTERFACE_NOT_FOUND);
        return;
    }
    cluster_find(cluster, OBJECT_NODE, interface->node, &node);
    cluster_find(cluster, OBJECT_NETWORK, interface->network, &network);
    key = g_strconcat("NetworkInterfaces\\", interface->id, NULL);
    runtime.name = interface->name;
    runtime.address = interface->address;
    runtime.adapter = interface->adapter;
    runtime.node = node.name;
    runtime.network = network.name;
    answer_plain(asked, COMMON_OF_NETINTERFACE, key, &runtime);
}
