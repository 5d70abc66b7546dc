/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A cluster of two nodes, made by hand. */

#include "unit.h"

#include <CUnit/CUnit.h>
#include <string.h>

#include "cluster.h"

static struct cluster *cluster;

static char **
strings(const char *joined)
{
    return joined != NULL ? g_strsplit(joined, ",", -1) : NULL;
}

static void
add_node(const char *id, const char *name, bool local)
{
    struct cluster_node *node = g_new0(struct cluster_node, 1);

    node->id = g_strdup(id);
    node->name = g_strdup(name);
    node->local = local;
    g_ptr_array_add(cluster->nodes, node);
}

static void
add_group(const char *id, const char *name, const char *node, const char *owners)
{
    struct cluster_group *group = g_new0(struct cluster_group, 1);

    group->id = g_strdup(id);
    group->name = g_strdup(name);
    group->node = g_strdup(node);
    group->owners = strings(owners);
    g_ptr_array_add(cluster->groups, group);
}

static void
add_resource(const char *id, const char *name, const char *group, const char *dependencies,
             const char *owners)
{
    struct cluster_resource *resource = g_new0(struct cluster_resource, 1);

    resource->id = g_strdup(id);
    resource->name = g_strdup(name);
    resource->type = g_strdup("Fake");
    resource->state = CLUSTER_RESOURCE_ONLINE;
    resource->group = g_strdup(group);
    resource->node = g_strdup("1");
    resource->dependencies = g_strdup(dependencies);
    resource->owners = strings(owners);
    g_ptr_array_add(cluster->resources, resource);
}

static void
add_type(const char *name, const char *owners)
{
    struct cluster_type *type = g_new0(struct cluster_type, 1);

    type->name = g_strdup(name);
    type->display_name = g_strdup(name);
    type->owners = strings(owners);
    g_ptr_array_add(cluster->types, type);
}

static void
add_network(const char *id, const char *name, uint32_t role)
{
    struct cluster_network *network = g_new0(struct cluster_network, 1);

    network->id = g_strdup(id);
    network->name = g_strdup(name);
    network->role = role;
    network->address = g_strdup("10.0.0.0");
    network->mask = g_strdup("255.0.0.0");
    g_ptr_array_add(cluster->networks, network);
}

static void
add_interface(const char *id, const char *node, const char *network)
{
    struct cluster_interface *interface = g_new0(struct cluster_interface, 1);

    interface->id = g_strdup(id);
    interface->name = g_strdup(id);
    interface->node = g_strdup(node);
    interface->network = g_strdup(network);
    interface->state = CLUSTER_INTERFACE_UP;
    interface->adapter = g_strdup("eth0");
    interface->address = g_strdup("10.0.0.1");
    g_ptr_array_add(cluster->interfaces, interface);
}

static void
setup(void)
{
    cluster = cluster_new();
    cluster->name = g_strdup("ALPHA");
    cluster->id = g_strdup("guid-cluster");
    add_node("10", "TEN", false);
    add_node("2", "TWO", true);
    add_group("guid-g", "web", "2", "10,2,77");
    add_group("guid-h", "Empty", "10", "");
    add_resource("guid-b", "b", "guid-g", "[guid-a]", NULL);
    add_resource("guid-a", "A", "guid-g", "", "10,nobody");
    add_resource("guid-c", "c", "guid-g", "[guid-a] and ([guid-b] or [guid-gone])", "");
    add_type("Fake", NULL);
    add_type("Other", "2");
    add_network("guid-n", "Net 1", CLUSTER_ROLE_INTERNAL_AND_CLIENT);
    add_network("guid-m", "Net 2", CLUSTER_ROLE_CLIENT);
    add_interface("guid-i", "2", "guid-n");
    add_interface("guid-j", "10", "guid-n");
    cluster_sort(cluster);
}

static void
teardown(void)
{
    cluster_unref(cluster);
}

static void
expect_found(enum object_kind kind, const char *name, const char *id)
{
    struct cluster_object object;
    bool found = cluster_find(cluster, kind, name, &object);

    CU_ASSERT_EQUAL(found, id != NULL);
    if (found && id != NULL) {
        CU_ASSERT_STRING_EQUAL(object.id, id);
    }
}

static void
test_finding(void)
{
    expect_found(OBJECT_CLUSTER, "", "guid-cluster");
    expect_found(OBJECT_CLUSTER, "alpha", "guid-cluster");
    expect_found(OBJECT_CLUSTER, "GUID-Cluster", "guid-cluster");
    expect_found(OBJECT_CLUSTER, "beta", NULL);
    expect_found(OBJECT_NODE, "", "2");
    expect_found(OBJECT_NODE, "ten", "10");
    expect_found(OBJECT_NODE, "10", "10");
    expect_found(OBJECT_NODE, "1", NULL);
    expect_found(OBJECT_GROUP, "WEB", "guid-g");
    expect_found(OBJECT_GROUP, "", NULL);
    expect_found(OBJECT_RESOURCE, "a", "guid-a");
    expect_found(OBJECT_RESOURCE, "GUID-A", "guid-a");
    expect_found(OBJECT_RESOURCE, "web", NULL);
    expect_found(OBJECT_RESOURCE_TYPE, "fake", "Fake");
    expect_found(OBJECT_NETWORK, "net 2", "guid-m");
    expect_found(OBJECT_NETINTERFACE, "guid-i", "guid-i");
    expect_found(OBJECT_KEY, "web", NULL);
    expect_found((enum object_kind)0, "web", NULL);
    expect_found((enum object_kind)UINT32_MAX, "web", NULL);
}

static void
test_object(void)
{
    struct cluster_object object;

    CU_ASSERT_TRUE(cluster_find(cluster, OBJECT_RESOURCE, "a", &object));
    CU_ASSERT_STRING_EQUAL(object.name, "A");
    CU_ASSERT_EQUAL(object.state, CLUSTER_RESOURCE_ONLINE);
    CU_ASSERT_STRING_EQUAL(object.node, "1");
    CU_ASSERT_STRING_EQUAL(object.group, "guid-g");
    CU_ASSERT_TRUE(cluster_find(cluster, OBJECT_NETINTERFACE, "guid-i", &object));
    CU_ASSERT_STRING_EQUAL(object.node, "2");
    CU_ASSERT_STRING_EQUAL(object.group, "guid-n");
    CU_ASSERT_EQUAL(object.state, CLUSTER_INTERFACE_UP);
    CU_ASSERT_TRUE(cluster_find(cluster, OBJECT_RESOURCE_TYPE, "Fake", &object));
    CU_ASSERT_STRING_EQUAL(object.node, "");
    CU_ASSERT_STRING_EQUAL(object.group, "");
}

static void
test_typed_finding(void)
{
    CU_ASSERT_STRING_EQUAL(cluster_node(cluster, "two")->id, "2");
    CU_ASSERT_STRING_EQUAL(cluster_local_node(cluster)->id, "2");
    CU_ASSERT_STRING_EQUAL(cluster_group(cluster, "empty")->id, "guid-h");
    CU_ASSERT_STRING_EQUAL(cluster_resource(cluster, "B")->id, "guid-b");
    CU_ASSERT_STRING_EQUAL(cluster_type(cluster, "OTHER")->name, "Other");
    CU_ASSERT_PTR_NULL(cluster_node(cluster, "three"));
    CU_ASSERT_PTR_NULL(cluster_group(cluster, "a"));
    CU_ASSERT_PTR_NULL(cluster_resource(cluster, ""));
    CU_ASSERT_PTR_NULL(cluster_type(cluster, "a"));
}

/* Whoever names a resource like another's id does not come before it. */
static void
test_ids_go_before_names(void)
{
    add_resource("guid-z", "guid-a", "guid-g", "", NULL);
    add_node("3", "2", false);
    cluster_sort(cluster);
    expect_found(OBJECT_RESOURCE, "guid-a", "guid-a");
    expect_found(OBJECT_RESOURCE, "guid-z", "guid-z");
    expect_found(OBJECT_NODE, "2", "2");
}

static void
test_names_that_differ_in_case_only(void)
{
    add_resource("guid-1",
                 "Gr\xc3\xb6\xc3\x9f"
                 "e",
                 "guid-g", "", NULL);
    add_resource("guid-2", "GR\xc3\x96SSE", "guid-g", "", NULL);
    expect_found(OBJECT_RESOURCE, "gr\xc3\xb6sse", "guid-1");
    expect_found(OBJECT_RESOURCE, "guid-2", "guid-2");
}

static void
note(void *user, uint32_t bit, const char *id, const char *name)
{
    CU_ASSERT_TRUE(name[0] != '\0');
    g_string_append_printf(user, "%s%x:%s", ((GString *)user)->len > 0 ? " " : "", bit, id);
}

static void
expect_listed(enum object_kind kind, const char *id, uint32_t what, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);

    CU_ASSERT_TRUE(cluster_list(cluster, kind, id, what, note, text));
    if (strcmp(text->str, expected) != 0) {
        fprintf(stderr, "kind %d, %s: %s\n", (int)kind, id, text->str);
        CU_FAIL("listed otherwise");
    }
}

static void
test_listing(void)
{
    expect_listed(OBJECT_CLUSTER, "", CLUSTER_LIST_NODES, "1:2 1:10");
    expect_listed(OBJECT_CLUSTER, "alpha", CLUSTER_LIST_RESOURCES | CLUSTER_LIST_TYPES,
                  "2:Fake 2:Other 4:guid-a 4:guid-b 4:guid-c");
    expect_listed(OBJECT_CLUSTER, "", CLUSTER_LIST_GROUPS, "8:guid-h 8:guid-g");
    expect_listed(OBJECT_CLUSTER, "", CLUSTER_LIST_NETWORKS | CLUSTER_LIST_INTERFACES,
                  "10:guid-n 10:guid-m 20:guid-i 20:guid-j");
    expect_listed(OBJECT_CLUSTER, "", CLUSTER_LIST_INTERNAL_NETWORKS, "80000000:guid-n");
    expect_listed(OBJECT_CLUSTER, "", 0x60000000, "");
    expect_listed(OBJECT_CLUSTER, "", 0, "");
    expect_listed(OBJECT_NODE, "", 7, "1:guid-i 2:guid-g 4:guid-g");
    expect_listed(OBJECT_NODE, "TEN", NODE_LIST_GROUPS, "2:guid-h");
    expect_listed(OBJECT_GROUP, "web", 3, "1:guid-a 1:guid-b 1:guid-c 2:10 2:2");
    expect_listed(OBJECT_GROUP, "empty", 3, "");
    expect_listed(OBJECT_RESOURCE, "c", RESOURCE_LIST_DEPENDS, "1:guid-a 1:guid-b");
    expect_listed(OBJECT_RESOURCE, "a", UINT32_MAX, "2:guid-b 2:guid-c 4:10");
    expect_listed(OBJECT_RESOURCE, "b", RESOURCE_LIST_NODES, "4:2 4:10");
    expect_listed(OBJECT_RESOURCE, "c", RESOURCE_LIST_NODES, "");
    expect_listed(OBJECT_RESOURCE_TYPE, "fake", 3, "1:2 1:10 2:guid-a 2:guid-b 2:guid-c");
    expect_listed(OBJECT_RESOURCE_TYPE, "other", 3, "1:2");
    expect_listed(OBJECT_NETWORK, "Net 1", 1, "1:guid-i 1:guid-j");
    expect_listed(OBJECT_NETWORK, "Net 2", 1, "");
    expect_listed(OBJECT_NETINTERFACE, "guid-i", 1, "");
}

static void
test_listing_of_nothing(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    CU_ASSERT_FALSE(cluster_list(cluster, OBJECT_GROUP, "none", 3, note, text));
    CU_ASSERT_FALSE(cluster_list(cluster, OBJECT_GROUP, "", 3, note, text));
    CU_ASSERT_FALSE(cluster_list(cluster, OBJECT_KEY, "web", 3, note, text));
    CU_ASSERT_FALSE(cluster_list(cluster, (enum object_kind)1000, "web", 3, note, text));
    CU_ASSERT_EQUAL(text->len, 0);
}

/* What the data say is a circle is told as it is, and ends. */
static void
test_circles(void)
{
    add_resource("guid-x", "x", "guid-x", "[guid-y]", NULL);
    add_resource("guid-y", "y", "guid-x", "[guid-x]", NULL);
    add_resource("guid-s", "s", "guid-x", "[guid-s] and garbage", NULL);
    add_resource("guid-t", "t", "guid-x", "[guid-t]", NULL);
    expect_listed(OBJECT_RESOURCE, "x", 3, "1:guid-y 2:guid-y");
    expect_listed(OBJECT_RESOURCE, "s", 3, "");
    expect_listed(OBJECT_RESOURCE, "t", 3, "1:guid-t 2:guid-t");
    CU_ASSERT_TRUE(cluster_depends(cluster, "x", "y"));
    CU_ASSERT_TRUE(cluster_depends(cluster, "x", "x"));
    CU_ASSERT_FALSE(cluster_depends(cluster, "x", "a"));
}

static void
test_dependence(void)
{
    CU_ASSERT_TRUE(cluster_depends(cluster, "b", "guid-a"));
    CU_ASSERT_TRUE(cluster_depends(cluster, "guid-c", "A"));
    CU_ASSERT_FALSE(cluster_depends(cluster, "a", "b"));
    CU_ASSERT_FALSE(cluster_depends(cluster, "a", "a"));
    CU_ASSERT_FALSE(cluster_depends(cluster, "a", "gone"));
    CU_ASSERT_FALSE(cluster_depends(cluster, "", "a"));
}

static void
count(void *user, uint32_t bit, const char *id, const char *name)
{
    (void)bit;
    (void)id;
    (void)name;
    ++*(int *)user;
}

/* Each depends on the one before: a chain as long as a stack cannot be deep. */
static void
test_many(void)
{
    int counted = 0;

    for (int i = 0; i < 5000; i++) {
        g_autofree char *id = g_strdup_printf("guid-%d", i);
        g_autofree char *name = g_strdup_printf("Resource %d", 4999 - i);
        g_autofree char *dependencies = g_strdup_printf("[guid-%d]", i - 1);

        add_resource(id, name, "guid-h", dependencies, NULL);
    }
    cluster_sort(cluster);
    for (int i = 0; i < 5000; i++) {
        g_autofree char *name = g_strdup_printf("resource %d", i);
        g_autofree char *id = g_strdup_printf("guid-%d", 4999 - i);

        expect_found(OBJECT_RESOURCE, name, id);
    }
    CU_ASSERT_TRUE(cluster_list(cluster, OBJECT_GROUP, "empty", 1, count, &counted));
    CU_ASSERT_EQUAL(counted, 5000);
    CU_ASSERT_TRUE(cluster_depends(cluster, "guid-4999", "guid-0"));
    CU_ASSERT_FALSE(cluster_depends(cluster, "guid-0", "guid-4999"));
}

static void
test_references(void)
{
    struct cluster *other = cluster_new();

    CU_ASSERT_PTR_EQUAL(cluster_ref(other), other);
    cluster_unref(other);
    CU_ASSERT_EQUAL(other->nodes->len, 0);
    CU_ASSERT_PTR_NULL(cluster_local_node(other));
    CU_ASSERT_PTR_NULL(cluster_node(other, ""));
    cluster_unref(other);
    cluster_unref(NULL);
}

#define STATE_OF(...)                                                                              \
    cluster_group_state((const uint32_t[]){ __VA_ARGS__ },                                         \
                        G_N_ELEMENTS(((const uint32_t[]){ __VA_ARGS__ })))

static void
test_group_states(void)
{
    CU_ASSERT_EQUAL(cluster_group_state(NULL, 0), CLUSTER_GROUP_OFFLINE);
    CU_ASSERT_EQUAL(STATE_OF(2, 2), CLUSTER_GROUP_ONLINE);
    CU_ASSERT_EQUAL(STATE_OF(3, 3), CLUSTER_GROUP_OFFLINE);
    CU_ASSERT_EQUAL(STATE_OF(2, 3), CLUSTER_GROUP_PARTIAL_ONLINE);
    CU_ASSERT_EQUAL(STATE_OF(2, 3, 129), CLUSTER_GROUP_PENDING);
    CU_ASSERT_EQUAL(STATE_OF(2, 130), CLUSTER_GROUP_PENDING);
    CU_ASSERT_EQUAL(STATE_OF(3, 1), CLUSTER_GROUP_PENDING);
    CU_ASSERT_EQUAL(STATE_OF(128), CLUSTER_GROUP_PENDING);
    CU_ASSERT_EQUAL(STATE_OF(2, 129, 4, 3), CLUSTER_GROUP_FAILED);
    CU_ASSERT_EQUAL(STATE_OF(UINT32_MAX, UINT32_MAX), CLUSTER_STATE_UNKNOWN);
    CU_ASSERT_EQUAL(STATE_OF(UINT32_MAX, 2), CLUSTER_GROUP_PARTIAL_ONLINE);
    CU_ASSERT_EQUAL(STATE_OF(UINT32_MAX, 3), CLUSTER_GROUP_OFFLINE);
}

void
suite_cluster(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("cluster", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_finding);
    CU_ADD_TEST(suite, test_object);
    CU_ADD_TEST(suite, test_typed_finding);
    CU_ADD_TEST(suite, test_ids_go_before_names);
    CU_ADD_TEST(suite, test_names_that_differ_in_case_only);
    CU_ADD_TEST(suite, test_listing);
    CU_ADD_TEST(suite, test_listing_of_nothing);
    CU_ADD_TEST(suite, test_circles);
    CU_ADD_TEST(suite, test_dependence);
    CU_ADD_TEST(suite, test_many);
    CU_ADD_TEST(suite, test_references);
    CU_ADD_TEST(suite, test_group_states);
}
