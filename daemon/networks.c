/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "networks.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#include "catalog.h"
#include "error.h"
#include "guid.h"

#define KEY_NETWORKS   "Networks"
#define KEY_INTERFACES "NetworkInterfaces"

#define NETWORKS_MAX 8

/* Addresses */

static uint32_t
number_of(const struct sockaddr *address)
{
    struct sockaddr_in copy;

    memcpy(&copy, address, sizeof(copy));
    return ntohl(copy.sin_addr.s_addr);
}

static bool
is_usable(const struct ifaddrs *entry)
{
    return entry->ifa_addr != NULL && entry->ifa_addr->sa_family == AF_INET &&
           entry->ifa_netmask != NULL && (entry->ifa_flags & IFF_UP) != 0;
}

GArray *
networks_addresses(void)
{
    GArray *addresses = g_array_new(FALSE, TRUE, sizeof(struct network_address));
    struct ifaddrs *list = NULL;

    if (getifaddrs(&list) != 0) {
        return addresses;
    }
    for (const struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next) {
        struct network_address address = { .running = (entry->ifa_flags & IFF_RUNNING) != 0,
                                           .loopback = (entry->ifa_flags & IFF_LOOPBACK) != 0 };

        if (is_usable(entry)) {
            g_strlcpy(address.adapter, entry->ifa_name, sizeof(address.adapter));
            address.address = number_of(entry->ifa_addr);
            address.mask = number_of(entry->ifa_netmask);
            g_array_append_val(addresses, address);
        }
    }
    freeifaddrs(list);
    return addresses;
}

static const struct network_address *
address_at(const GArray *addresses, guint index)
{
    return &g_array_index(addresses, struct network_address, index);
}

static bool
is_first_of_network(const GArray *addresses, guint index)
{
    const struct network_address *address = address_at(addresses, index);

    for (guint i = 0; i < index; i++) {
        const struct network_address *before = address_at(addresses, i);

        if (before->mask == address->mask &&
            (before->address & before->mask) == (address->address & address->mask)) {
            return false;
        }
    }
    return true;
}

static bool
only_loopback(const GArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        if (!address_at(addresses, i)->loopback) {
            return false;
        }
    }
    return true;
}

void
networks_choose(GArray *addresses)
{
    bool loopback = only_loopback(addresses);
    guint kept = 0;

    for (guint i = 0; i < addresses->len && kept < NETWORKS_MAX; i++) {
        const struct network_address address = *address_at(addresses, i);

        if (address.loopback == loopback) {
            g_array_index(addresses, struct network_address, kept) = address;
            kept += is_first_of_network(addresses, kept) ? 1 : 0;
        }
    }
    g_array_set_size(addresses, kept);
}

static char *
dotted(uint32_t address)
{
    return g_strdup_printf("%u.%u.%u.%u", address >> 24, address >> 16 & 0xff, address >> 8 & 0xff,
                           address & 0xff);
}

/* Identity */

static char *
network_id(const char *cluster_id, const struct network_address *address)
{
    g_autofree char *what =
        g_strdup_printf(" network %08x/%08x", address->address & address->mask, address->mask);

    return guid_of_name(cluster_id, what);
}

static char *
interface_id(const char *cluster_id, const char *node_name, const struct network_address *address)
{
    g_autofree char *what = g_strdup_printf(" interface %s %s %08x", node_name, address->adapter,
                                            address->address & address->mask);

    return guid_of_name(cluster_id, what);
}

static char *
interface_name(const char *node_name, const struct network_address *address)
{
    return g_strdup_printf("%s - %s", node_name, address->adapter);
}

/* Names, with numbers as Windows gives them */

static void
note_name(GHashTable *names, const char *name)
{
    g_hash_table_add(names, g_utf8_casefold(name, -1));
}

static GHashTable *
stored_names(const struct clusdb *db)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *guid;

    for (uint32_t i = 0; clusdb_subkey(db, KEY_NETWORKS, i, &guid) == WIN32_SUCCESS; i++) {
        g_autofree char *key = g_strconcat(KEY_NETWORKS "\\", guid, NULL);
        g_autofree char *name = clusdb_string(db, key, "Name");

        if (name != NULL) {
            note_name(names, name);
        }
    }
    return names;
}

static char *
new_name(GHashTable *names)
{
    for (unsigned int i = 1;; i++) {
        g_autofree char *name = g_strdup_printf("Cluster Network %u", i);
        g_autofree char *folded = g_utf8_casefold(name, -1);

        if (g_hash_table_add(names, g_steal_pointer(&folded))) {
            return g_steal_pointer(&name);
        }
    }
}

/* The database */

static bool
put_network(struct clusdb_batch *batch, const struct clusdb *db, const char *cluster_id,
            const struct network_address *address, GHashTable *names)
{
    g_autofree char *id = network_id(cluster_id, address);
    g_autofree char *key = g_strconcat(KEY_NETWORKS "\\", id, NULL);
    g_autofree char *network = dotted(address->address & address->mask);
    g_autofree char *mask = dotted(address->mask);
    g_autofree char *name = NULL;

    if (clusdb_key(db, key, NULL) == WIN32_SUCCESS) {
        return false;
    }
    name = new_name(names);
    clusdb_batch_create_key(batch, key);
    clusdb_batch_set_string(batch, key, "Name", name);
    clusdb_batch_set_string(batch, key, "Address", network);
    clusdb_batch_set_string(batch, key, "AddressMask", mask);
    clusdb_batch_set_dword(batch, key, "Role", CLUSTER_ROLE_INTERNAL_AND_CLIENT);
    return true;
}

static bool
put_interface(struct clusdb_batch *batch, const struct clusdb *db, const char *cluster_id,
              const char *node_name, const struct network_address *address)
{
    g_autofree char *id = interface_id(cluster_id, node_name, address);
    g_autofree char *key = g_strconcat(KEY_INTERFACES "\\", id, NULL);
    g_autofree char *name = interface_name(node_name, address);
    g_autofree char *dots = dotted(address->address);
    g_autofree char *stored = clusdb_string(db, key, "Address");

    if (g_strcmp0(stored, dots) == 0) {
        return false;
    }
    clusdb_batch_create_key(batch, key);
    clusdb_batch_set_string(batch, key, "Name", name);
    clusdb_batch_set_string(batch, key, "Adapter", address->adapter);
    clusdb_batch_set_string(batch, key, "Address", dots);
    return true;
}

unsigned int
networks_put_missing(struct clusdb_batch *batch, const struct clusdb *db, const char *cluster_id,
                     const char *node_name, const GArray *addresses)
{
    g_autoptr(GHashTable) names = stored_names(db);
    unsigned int put = 0;

    for (guint i = 0; i < addresses->len; i++) {
        const struct network_address *address = address_at(addresses, i);

        put += put_network(batch, db, cluster_id, address, names) ? 1 : 0;
        put += put_interface(batch, db, cluster_id, node_name, address) ? 1 : 0;
    }
    return put;
}

/* The cluster */

static char *
add_network(struct cluster *cluster, const struct clusdb *db, const struct network_address *address,
            GHashTable *names)
{
    struct cluster_network *network = g_new0(struct cluster_network, 1);
    g_autofree char *key = NULL;

    network->id = network_id(cluster->id, address);
    key = g_strconcat(KEY_NETWORKS "\\", network->id, NULL);
    network->name = clusdb_string(db, key, "Name");
    if (network->name == NULL || network->name[0] == '\0') {
        g_free(network->name);
        network->name = new_name(names);
    }
    network->state = address->running ? CLUSTER_NETWORK_UP : CLUSTER_NETWORK_DOWN;
    if (!clusdb_dword(db, key, "Role", &network->role) ||
        network->role > CLUSTER_ROLE_INTERNAL_AND_CLIENT) {
        network->role = CLUSTER_ROLE_INTERNAL_AND_CLIENT;
    }
    network->address = dotted(address->address & address->mask);
    network->mask = dotted(address->mask);
    g_ptr_array_add(cluster->networks, network);
    return network->id;
}

static void
add_interface(struct cluster *cluster, const char *network, const struct cluster_node *node,
              const struct network_address *address)
{
    struct cluster_interface *interface = g_new0(struct cluster_interface, 1);

    interface->id = interface_id(cluster->id, node->name, address);
    interface->name = interface_name(node->name, address);
    interface->node = g_strdup(node->id);
    interface->network = g_strdup(network);
    interface->state = address->running ? CLUSTER_INTERFACE_UP : CLUSTER_INTERFACE_FAILED;
    interface->adapter = g_strdup(address->adapter);
    interface->address = dotted(address->address);
    g_ptr_array_add(cluster->interfaces, interface);
}

void
networks_fill(struct cluster *cluster, const struct clusdb *db, const struct cluster_node *node,
              const GArray *addresses)
{
    g_autoptr(GHashTable) names = stored_names(db);

    for (guint i = 0; i < addresses->len; i++) {
        const struct network_address *address = address_at(addresses, i);

        add_interface(cluster, add_network(cluster, db, address, names), node, address);
    }
}
