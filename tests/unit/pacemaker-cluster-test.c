/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The cluster that a resapid under Pacemaker makes of recorded answers, its database and its resources. */

#include "unit.h"

#include "world-fixture.h"

#include <string.h>

#include "catalog.h"
#include "groups.h"
#include "layout.h"
#include "pacemaker-cluster.h"
#include "pacemaker-fixture.h"

static struct pacemaker_status *status;
static struct pacemaker_configuration *configuration;

static void
setup(void)
{
    fixture_setup_world("");
}

static void
teardown(void)
{
    pacemaker_status_free(status);
    pacemaker_configuration_free(configuration);
    status = NULL;
    configuration = NULL;
    fixture_teardown_world();
}

/* configuration may be another recording's: what they do not share is not there. */
static void
use(const char *of_status, const char *of_configuration)
{
    status = fixture_status(of_status);
    configuration = fixture_configuration(of_configuration);
}

static struct cluster *
make(const char *node, const char *name)
{
    const struct pacemaker_view view = { status, configuration,    node,
                                         name,   fixture_world.db, fixture_inventory };
    struct cluster *cluster = pacemaker_cluster_make(&view, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(cluster);
    return cluster;
}

static char *
add_own(const char *name, const char *type)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    char *key = catalog_put_resource(batch, name, type);

    groups_put_own(batch, name, key);
    fixture_must_commit(fixture_world.db, batch);
    inventory_add(fixture_inventory, key);
    return key;
}

static const struct cluster_resource *
resource(const struct cluster *cluster, const char *name)
{
    const struct cluster_resource *found = cluster_resource(cluster, name);

    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

static const struct cluster_group *
group_of(const struct cluster *cluster, const char *name)
{
    const struct cluster_group *found = cluster_group(cluster, resource(cluster, name)->group);

    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

static void
test_nodes(void)
{
    struct cluster *cluster;

    use("degraded", "three");
    cluster = make("node2", "");
    CU_ASSERT_STRING_EQUAL(cluster->name, "resapi");
    CU_ASSERT_TRUE(cluster->managed);
    CU_ASSERT_EQUAL(cluster->nodes->len, 3);
    CU_ASSERT_STRING_EQUAL(cluster_local_node(cluster)->id, "2");
    CU_ASSERT_EQUAL(cluster_local_node(cluster)->state, CLUSTER_NODE_PAUSED);
    CU_ASSERT_EQUAL(cluster_node(cluster, "NODE3")->state, CLUSTER_NODE_DOWN);
    CU_ASSERT_FALSE(cluster_node(cluster, "1")->local);
    cluster_unref(cluster);
    cluster = make("node2", "Named");
    CU_ASSERT_STRING_EQUAL(cluster->name, "Named");
    cluster_unref(cluster);
}

static void
test_unknown_node(void)
{
    g_autoptr(GError) error = NULL;
    struct pacemaker_view view = { .node = "node4", .name = "", .db = fixture_world.db };

    use("three", "three");
    view.status = status;
    view.configuration = configuration;
    view.inventory = fixture_inventory;
    CU_ASSERT_PTR_NULL(pacemaker_cluster_make(&view, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "node4"));
}

static void
test_groups(void)
{
    struct cluster *cluster;

    use("three", "three");
    cluster = make("node1", "");
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "web")->name, "shop");
    CU_ASSERT_PTR_EQUAL(group_of(cluster, "ip"), group_of(cluster, "web"));
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "web")->node, "2");
    CU_ASSERT_EQUAL(group_of(cluster, "web")->state, CLUSTER_GROUP_ONLINE);
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "disk")->name, "disk");
    CU_ASSERT_EQUAL(group_of(cluster, "broken")->state, CLUSTER_GROUP_FAILED);
    CU_ASSERT_EQUAL(group_of(cluster, "off")->state, CLUSTER_GROUP_OFFLINE);
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "off")->node, "");
    CU_ASSERT_EQUAL(cluster->groups->len, 7);
    cluster_unref(cluster);
}

static void
test_foreign(void)
{
    struct cluster *cluster;
    g_autofree char *id = NULL;

    use("three", "three");
    cluster = make("node1", "");
    CU_ASSERT_STRING_EQUAL(resource(cluster, "ip")->type, "ocf:pacemaker:Dummy");
    CU_ASSERT_STRING_EQUAL(resource(cluster, "web")->type, "Sample Web");
    CU_ASSERT_PTR_NOT_NULL(cluster_type(cluster, "ocf:pacemaker:Dummy"));
    CU_ASSERT_PTR_NOT_NULL(cluster_type(cluster, "Sample Web"));
    CU_ASSERT_PTR_NULL(resource(cluster, "web")->key);
    CU_ASSERT_TRUE(resource(cluster, "web")->managed);
    CU_ASSERT_TRUE(g_uuid_string_is_valid(resource(cluster, "web")->id));
    CU_ASSERT_EQUAL(cluster->resources->len, 8);
    id = g_strdup(resource(cluster, "web")->id);
    cluster_unref(cluster);
    cluster = make("node3", "");
    CU_ASSERT_STRING_EQUAL(resource(cluster, "web")->id, id);
    CU_ASSERT_STRING_NOT_EQUAL(resource(cluster, "ip")->id, id);
    cluster_unref(cluster);
}

static void
test_dependencies(void)
{
    struct cluster *cluster;
    g_autofree char *on_ip = NULL;

    use("three", "three");
    cluster = make("node1", "");
    on_ip = g_strdup_printf("[%s]", resource(cluster, "ip")->id);
    CU_ASSERT_STRING_EQUAL(resource(cluster, "web")->dependencies, on_ip);
    CU_ASSERT_TRUE(cluster_depends(cluster, "site", "disk"));
    CU_ASSERT_FALSE(cluster_depends(cluster, "disk", "site"));
    CU_ASSERT_STRING_EQUAL(resource(cluster, "slow")->dependencies, "");
    cluster_unref(cluster);
}

/* Alternatives, one of which is not there; the same dependency twice; one on what is not there. */
static void
test_expressions(void)
{
    struct cluster *cluster;
    g_autofree char *expected = NULL;
    const char *disk;

    status = fixture_status("three");
    configuration = fixture_configuration_of(
        "<configuration><resources><primitive id='disk'/><primitive id='ip'/><primitive id='gone'/>"
        "<primitive id='site'/></resources><constraints><rsc_order><resource_set "
        "sequential='false' "
        "require-all='false'><resource_ref id='disk'/><resource_ref id='gone'/><resource_ref "
        "id='ip'/>"
        "</resource_set><resource_set><resource_ref id='site'/></resource_set></rsc_order>"
        "<rsc_colocation rsc='site' with-rsc='disk'/><rsc_colocation rsc='site' with-rsc='gone'/>"
        "<rsc_order first='gone' then='site'/><rsc_order first='disk' then='site'/>"
        "<rsc_order first='disk' then='site'/><rsc_order first='disk' then='gone'/></constraints>"
        "</configuration>");
    cluster = make("node1", "");
    disk = resource(cluster, "disk")->id;
    expected = g_strdup_printf("([%s] or [%s]) and [%s]", disk, resource(cluster, "ip")->id, disk);
    CU_ASSERT_STRING_EQUAL(resource(cluster, "site")->dependencies, expected);
    cluster_unref(cluster);
}

static void
expect_owners(char *const *owners, const char *expected)
{
    g_autofree char *text = owners != NULL ? g_strjoinv(",", (char **)owners) : NULL;

    CU_ASSERT_EQUAL(g_strcmp0(text, expected), 0);
}

static void
test_owners(void)
{
    struct cluster *cluster;

    use("three", "three");
    cluster = make("node1", "");
    expect_owners(group_of(cluster, "web")->owners, "2,1");
    expect_owners(group_of(cluster, "disk")->owners, "1");
    expect_owners(group_of(cluster, "slow")->owners, "");
    expect_owners(resource(cluster, "site")->owners, "1,2");
    expect_owners(resource(cluster, "disk")->owners, NULL);
    cluster_unref(cluster);
    configuration->opt_in = true;
    cluster = make("node1", "");
    expect_owners(resource(cluster, "web")->owners, "1,2");
    expect_owners(resource(cluster, "slow")->owners, "");
    cluster_unref(cluster);
}

/* The instance here, or the one that runs. */
static void
test_clones(void)
{
    struct cluster *cluster;

    use("three", "three");
    cluster = make("node1", "");
    CU_ASSERT_STRING_EQUAL(resource(cluster, "each")->node, "1");
    cluster_unref(cluster);
    cluster = make("node3", "");
    CU_ASSERT_STRING_EQUAL(resource(cluster, "each")->node, "2");
    cluster_unref(cluster);
    pacemaker_status_free(status);
    pacemaker_configuration_free(configuration);
    use("pending", "pending");
    cluster = make("node1", "");
    CU_ASSERT_STRING_EQUAL(resource(cluster, "one")->node, "1");
    CU_ASSERT_PTR_EQUAL(group_of(cluster, "one"), group_of(cluster, "other"));
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "one")->name, "two");
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "one")->node, "1");
    CU_ASSERT_EQUAL(group_of(cluster, "lazy")->state, CLUSTER_GROUP_PENDING);
    cluster_unref(cluster);
}

/* What resapid has here is the same resource; its database knows the id, and its group's. */
static void
test_own(void)
{
    g_autofree char *web = add_own("web", "Other Type");
    g_autofree char *site = add_own("site", "Sample Web");
    g_autofree char *site_group = groups_of_resource(fixture_world.db, site);
    struct cluster *cluster;

    use("three", "three");
    cluster = make("node2", "");
    CU_ASSERT_EQUAL(cluster->resources->len, 8);
    CU_ASSERT_EQUAL(cluster->groups->len, 7);
    CU_ASSERT_STRING_EQUAL(resource(cluster, "web")->id, catalog_id(web));
    CU_ASSERT_STRING_EQUAL(resource(cluster, "web")->key, web);
    CU_ASSERT_STRING_EQUAL(resource(cluster, "web")->type, "Other Type");
    CU_ASSERT_TRUE(resource(cluster, "web")->managed);
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "web")->name, "shop");
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "site")->id, catalog_id(site_group));
    /* crm_mon says that web runs here, but it does not any more; site runs on another node */
    CU_ASSERT_EQUAL(resource(cluster, "web")->state, CLUSTER_RESOURCE_OFFLINE);
    CU_ASSERT_EQUAL(resource(cluster, "site")->state, CLUSTER_RESOURCE_ONLINE);
    CU_ASSERT_STRING_EQUAL(resource(cluster, "site")->node, "1");
    cluster_unref(cluster);
}

/* A resource of another agent is none of resapid's, whatever its name is. */
static void
test_same_name(void)
{
    g_autofree char *ip = add_own("ip", "Fake");
    struct cluster *cluster;

    use("three", "three");
    cluster = make("node1", "");
    CU_ASSERT_EQUAL(cluster->resources->len, 9);
    CU_ASSERT_FALSE(resource(cluster, catalog_id(ip))->managed);
    cluster_unref(cluster);
}

/* What was made here without Pacemaker is here and nowhere else. */
static void
test_own_alone(void)
{
    g_autofree char *local = add_own("local", "Fake");
    struct clusdb_batch *batch = clusdb_batch_new();
    struct cluster *cluster;

    g_free(groups_put(batch, "Empty", GROUP_TYPE_UNKNOWN));
    catalog_put_owners(batch, fixture_world.db, local, (const char *[]){ "1", NULL });
    catalog_put_type(batch, "Fake", "/a.dll", NULL);
    fixture_must_commit(fixture_world.db, batch);
    use("three", "three");
    cluster = make("node2", "");
    CU_ASSERT_FALSE(resource(cluster, "local")->managed);
    CU_ASSERT_STRING_EQUAL(resource(cluster, "local")->node, "2");
    expect_owners(resource(cluster, "local")->owners, "2");
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "local")->name, "local");
    CU_ASSERT_PTR_NOT_NULL(cluster_group(cluster, "Empty"));
    CU_ASSERT_PTR_NOT_NULL(cluster_type(cluster, "Fake"));
    CU_ASSERT_EQUAL(cluster->groups->len, 9);
    cluster_unref(cluster);
}

/* A property of Pacemaker's group makes a key for it. */
static void
test_group_with_key(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    struct cluster *cluster;
    g_autofree char *key = NULL;

    use("three", "three");
    cluster = make("node1", "");
    key = g_strconcat("Groups\\", group_of(cluster, "web")->id, NULL);
    cluster_unref(cluster);
    clusdb_batch_create_key(batch, key);
    clusdb_batch_set_dword(batch, key, "Priority", 1);
    fixture_must_commit(fixture_world.db, batch);
    cluster = make("node1", "");
    CU_ASSERT_EQUAL(cluster->groups->len, 7);
    CU_ASSERT_STRING_EQUAL(group_of(cluster, "web")->name, "shop");
    cluster_unref(cluster);
}

/* What there is in one answer alone. */
static void
test_mismatch(void)
{
    struct cluster *cluster;

    use("pending", "three");
    cluster = make("node1", "");
    CU_ASSERT_EQUAL(cluster->resources->len, 6);
    CU_ASSERT_STRING_EQUAL(resource(cluster, "other")->dependencies, "");
    cluster_unref(cluster);
}

void
suite_pacemaker_cluster(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("pacemaker_cluster", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_nodes);
    CU_ADD_TEST(suite, test_unknown_node);
    CU_ADD_TEST(suite, test_groups);
    CU_ADD_TEST(suite, test_foreign);
    CU_ADD_TEST(suite, test_dependencies);
    CU_ADD_TEST(suite, test_expressions);
    CU_ADD_TEST(suite, test_owners);
    CU_ADD_TEST(suite, test_clones);
    CU_ADD_TEST(suite, test_own);
    CU_ADD_TEST(suite, test_same_name);
    CU_ADD_TEST(suite, test_own_alone);
    CU_ADD_TEST(suite, test_group_with_key);
    CU_ADD_TEST(suite, test_mismatch);
}
