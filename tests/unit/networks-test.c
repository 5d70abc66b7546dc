/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Networks and network interfaces, of addresses made by hand. */

#include "unit.h"

#include "clusdb-fixture.h"

#include <string.h>

#include "networks.h"

#define CLUSTER "11111111-2222-3333-4444-555555555555"

static struct clusdb *db;
static GArray *addresses;

static void
setup(void)
{
    fixture_setup();
    db = fixture_open();
    addresses = g_array_new(FALSE, TRUE, sizeof(struct network_address));
}

static void
teardown(void)
{
    g_array_unref(addresses);
    clusdb_close(db);
    fixture_teardown();
}

static void
add(const char *adapter, uint32_t address, uint32_t mask, bool loopback)
{
    struct network_address added = {
        .address = address, .mask = mask, .loopback = loopback, .running = true
    };

    g_strlcpy(added.adapter, adapter, sizeof(added.adapter));
    g_array_append_val(addresses, added);
}

static void
expect_chosen(const char *adapters)
{
    g_autoptr(GString) text = g_string_new(NULL);

    networks_choose(addresses);
    for (guint i = 0; i < addresses->len; i++) {
        g_string_append_printf(text, "%s ",
                               g_array_index(addresses, struct network_address, i).adapter);
    }
    CU_ASSERT_STRING_EQUAL(text->str, adapters);
}

static void
test_choice(void)
{
    expect_chosen("");
    add("lo", 0x7f000001, 0xff000000, true);
    expect_chosen("lo ");
    add("eth0", 0x0a000005, 0xffffff00, false);
    add("eth1", 0x0a000006, 0xffffff00, false);
    add("eth2", 0x0a000007, 0xffff0000, false);
    add("eth0", 0xc0a80101, 0xffffff00, false);
    expect_chosen("eth0 eth2 eth0 ");
}

static void
test_choice_of_many(void)
{
    for (uint32_t i = 0; i < 1000; i++) {
        add("x", i << 8, 0xffffff00, false);
    }
    expect_chosen("x x x x x x x x ");
}

static void
test_own_addresses(void)
{
    g_autoptr(GArray) own = networks_addresses();

    for (guint i = 0; i < own->len; i++) {
        const struct network_address *address = &g_array_index(own, struct network_address, i);

        CU_ASSERT_TRUE(address->adapter[0] != '\0' && address->address != 0);
        CU_ASSERT_EQUAL(address->loopback, address->address >> 24 == 127);
    }
}

static struct cluster *
fill(const char *id)
{
    struct cluster *cluster = cluster_new();
    struct cluster_node *node = g_new0(struct cluster_node, 1);

    cluster->id = g_strdup(id);
    cluster->name = g_strdup("C");
    node->id = g_strdup("1");
    node->name = g_strdup("NODE");
    g_ptr_array_add(cluster->nodes, node);
    networks_fill(cluster, db, node, addresses);
    cluster_sort(cluster);
    return cluster;
}

static unsigned int
put_missing(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    unsigned int put = networks_put_missing(batch, db, CLUSTER, "NODE", addresses);

    fixture_must_commit(db, batch);
    return put;
}

/* The database need not have a key for a network, nor sense in it. */
static void
test_without_keys(void)
{
    struct cluster *cluster;
    const struct cluster_network *network;
    const struct cluster_interface *interface;

    add("eth0", 0x0a000005, 0xffffff00, false);
    add("eth1", 0xc0a80101, 0xffff0000, false);
    g_array_index(addresses, struct network_address, 1).running = false;
    cluster = fill(CLUSTER);
    CU_ASSERT_EQUAL_FATAL(cluster->networks->len, 2);
    network = cluster->networks->pdata[0];
    interface = cluster->interfaces->pdata[0];
    CU_ASSERT_STRING_EQUAL(network->name, "Cluster Network 1");
    CU_ASSERT_STRING_EQUAL(network->address, "10.0.0.0");
    CU_ASSERT_STRING_EQUAL(network->mask, "255.255.255.0");
    CU_ASSERT_EQUAL(network->state, CLUSTER_NETWORK_UP);
    CU_ASSERT_EQUAL(network->role, CLUSTER_ROLE_INTERNAL_AND_CLIENT);
    CU_ASSERT_TRUE(g_uuid_string_is_valid(network->id));
    CU_ASSERT_STRING_EQUAL(interface->name, "NODE - eth0");
    CU_ASSERT_STRING_EQUAL(interface->address, "10.0.0.5");
    CU_ASSERT_STRING_EQUAL(interface->network, network->id);
    CU_ASSERT_STRING_EQUAL(interface->node, "1");
    network = cluster->networks->pdata[1];
    interface = cluster->interfaces->pdata[1];
    CU_ASSERT_STRING_EQUAL(network->address, "192.168.0.0");
    CU_ASSERT_EQUAL(network->state, CLUSTER_NETWORK_DOWN);
    CU_ASSERT_EQUAL(interface->state, CLUSTER_INTERFACE_FAILED);
    cluster_unref(cluster);
}

static void
test_with_keys(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    const struct cluster_network *network;
    g_autofree char *id = NULL;
    g_autofree char *key = NULL;
    struct cluster *cluster;

    add("eth0", 0x0a000005, 0xffffff00, false);
    CU_ASSERT_EQUAL(put_missing(), 2);
    CU_ASSERT_EQUAL(put_missing(), 0);
    cluster = fill(CLUSTER);
    network = cluster->networks->pdata[0];
    id = g_strdup(network->id);
    key = g_strconcat("Networks\\", id, NULL);
    cluster_unref(cluster);
    clusdb_batch_set_string(batch, key, "Name", "Cluster Network 2");
    clusdb_batch_set_dword(batch, key, "Role", 1);
    fixture_must_commit(db, batch);

    add("eth1", 0x0b000005, 0xffffff00, false);
    add("eth2", 0x0c000005, 0xffffff00, false);
    CU_ASSERT_EQUAL(put_missing(), 4);
    cluster = fill(CLUSTER);
    network = cluster->networks->pdata[1];
    CU_ASSERT_STRING_EQUAL(network->name, "Cluster Network 2");
    CU_ASSERT_STRING_EQUAL(network->id, id);
    CU_ASSERT_EQUAL(network->role, 1);
    network = cluster->networks->pdata[2];
    CU_ASSERT_STRING_EQUAL(network->name, "Cluster Network 3");
    cluster_unref(cluster);

    batch = clusdb_batch_new();
    clusdb_batch_set_dword(batch, key, "Name", 5);
    clusdb_batch_set_dword(batch, key, "Role", 77);
    fixture_must_commit(db, batch);
    cluster = fill(CLUSTER);
    CU_ASSERT_TRUE(cluster_list(cluster, OBJECT_NETWORK, id, 0, NULL, NULL));
    network = cluster->networks->pdata[1];
    CU_ASSERT_EQUAL(network->role, CLUSTER_ROLE_INTERNAL_AND_CLIENT);
    cluster_unref(cluster);
}

static void
test_ids(void)
{
    struct cluster *one;
    struct cluster *other;

    add("eth0", 0x0a000005, 0xffffff00, false);
    one = fill(CLUSTER);
    /* Another address in the same network is another one of the same interface. */
    g_array_index(addresses, struct network_address, 0).address = 0x0a000006;
    other = fill(CLUSTER);
    CU_ASSERT_STRING_EQUAL(((struct cluster_network *)one->networks->pdata[0])->id,
                           ((struct cluster_network *)other->networks->pdata[0])->id);
    CU_ASSERT_STRING_EQUAL(((struct cluster_interface *)one->interfaces->pdata[0])->id,
                           ((struct cluster_interface *)other->interfaces->pdata[0])->id);
    cluster_unref(other);
    other = fill("99999999-2222-3333-4444-555555555555");
    CU_ASSERT_STRING_NOT_EQUAL(((struct cluster_network *)one->networks->pdata[0])->id,
                               ((struct cluster_network *)other->networks->pdata[0])->id);
    cluster_unref(other);
    cluster_unref(one);
}

void
suite_networks(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("networks", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_choice);
    CU_ADD_TEST(suite, test_choice_of_many);
    CU_ADD_TEST(suite, test_own_addresses);
    CU_ADD_TEST(suite, test_without_keys);
    CU_ADD_TEST(suite, test_with_keys);
    CU_ADD_TEST(suite, test_ids);
}
