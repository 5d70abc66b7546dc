/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "registry-fixture.h"
#include "resource-fixture.h"

#include "asks.h"
#include "listeners.h"
#include "object-events.h"

/* What hosts are told of changes in the cluster: every field of every event. */

static struct resource_world world;
static struct object_events *events;
static struct cluster *now; /* as the source has it */
static bool away;           /* the source does not answer */
static bool slow;           /* the main loop goes on between two changes */
static unsigned int early;  /* askings while a batch is told */
static bool late;           /* the first one listens behind the last change, before its done */
static cluster_told waiting;
static void *waiting_user;

/* A cluster_source. */
static void
ask(void *unused, cluster_told told, void *user)
{
    (void)unused;
    early += clusdb_is_telling(db) ? 1 : 0;
    if (away) {
        waiting = told;
        waiting_user = user;
    } else {
        told(user, now, NULL);
    }
}

static void
cancel(void *unused, void *user)
{
    (void)unused;
    if (user == waiting_user) {
        waiting = NULL;
    }
}

static const struct cluster_source source = { .ask = ask, .cancel = cancel };

/* Another cluster, of which nothing is told until look(). */
static void
begin_cluster(void)
{
    struct cluster_node *node = g_new0(struct cluster_node, 1);

    cluster_unref(now);
    now = cluster_new();
    now->name = g_strdup("Alpha");
    now->id = g_strdup("0");
    node->id = g_strdup("1");
    node->name = g_strdup("NODE");
    node->local = true;
    g_ptr_array_add(now->nodes, node);
}

static void
add_group(const char *id, const char *name, uint32_t state, const char *node)
{
    struct cluster_group *group = g_new0(struct cluster_group, 1);

    group->id = g_strdup(id);
    group->name = g_strdup(name);
    group->state = state;
    group->node = g_strdup(node);
    group->owners = g_new0(char *, 1);
    g_ptr_array_add(now->groups, group);
}

static struct cluster_resource *
add_resource(const char *id, const char *name, const char *group, uint32_t state)
{
    struct cluster_resource *resource = g_new0(struct cluster_resource, 1);

    resource->id = g_strdup(id);
    resource->name = g_strdup(name);
    resource->type = g_strdup("Fake");
    resource->group = g_strdup(group);
    resource->node = g_strdup("1");
    resource->state = state;
    resource->dependencies = g_strdup("");
    g_ptr_array_add(now->resources, resource);
    return resource;
}

static void
add_interface(const char *id, const char *name)
{
    struct cluster_interface *interface = g_new0(struct cluster_interface, 1);

    interface->id = g_strdup(id);
    interface->name = g_strdup(name);
    interface->node = g_strdup("1");
    interface->network = g_strdup("n");
    interface->state = CLUSTER_INTERFACE_UP;
    g_ptr_array_add(now->interfaces, interface);
}

/* Groups g and h, and in g the resource r, which is offline. */
static void
usual_cluster(void)
{
    begin_cluster();
    add_group("g", "group", CLUSTER_GROUP_OFFLINE, "1");
    add_group("h", "other group", CLUSTER_GROUP_OFFLINE, "1");
}

static void
listen(struct host *of, bool on)
{
    struct channel_message question = { .header = { .type = CHANNEL_LISTEN, .id = 7 },
                                        .listen.on = on ? 1 : 0 };

    CU_ASSERT_TRUE(object_events_serve(events, of, &question));
}

static void
on_change(void *unused, const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);

    (void)unused;
    object_events_landed(events, &change);
    g_usleep(slow ? 3000 : 0); /* longer than one turn of the database's */
    if (late && index + 1 == clusdb_batch_size(batch)) {
        listen(host, true);
    }
}

static void
setup(void)
{
    hosts_setup();
    resources_setup();
    away = false;
    slow = false;
    late = false;
    early = 0;
    world = (struct resource_world){ .loop = fixture_loop, .db = db };
    events = object_events_new(&world, &source);
    clusdb_observe(db, on_change, NULL);
    usual_cluster();
    add_resource("r", "res", "g", CLUSTER_RESOURCE_OFFLINE);
    listen(host, true);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_SUCCESS);
}

static void
teardown(void)
{
    object_events_forget(events, host);
    object_events_forget(events, other);
    asks_forget(host);
    asks_forget(other);
    clusdb_observe(db, NULL, NULL);
    object_events_free(events);
    g_clear_pointer(&now, cluster_unref);
    resources_teardown();
    hosts_teardown();
}

static void
look(void)
{
    cluster_sort(now);
    object_events_look(events);
    hosts_run_for(1);
}

static void
told(enum object_kind kind, enum object_change change, const char *id, const char *name,
     const char *parent, uint32_t state)
{
    const struct channel_event *event = &hosts_next_of_type(host, CHANNEL_EVENT)->event;

    CU_ASSERT_EQUAL(event->kind, kind);
    CU_ASSERT_EQUAL(event->change, change);
    CU_ASSERT_STRING_EQUAL(event->id, id);
    CU_ASSERT_STRING_EQUAL(event->name, name);
    CU_ASSERT_STRING_EQUAL(event->parent, parent);
    CU_ASSERT_EQUAL(event->state, state);
}

static void
told_no_more(void)
{
    CU_ASSERT_TRUE(g_queue_is_empty(&host->sent));
}

static void
test_added(void)
{
    usual_cluster();
    add_resource("r", "res", "g", CLUSTER_RESOURCE_OFFLINE);
    add_resource("s", "new", "h", CLUSTER_RESOURCE_ONLINE);
    add_group("i", "third group", CLUSTER_GROUP_OFFLINE, "1");
    add_interface("k", "lan");
    look();
    told(OBJECT_NETINTERFACE, OBJECT_ADDED, "k", "lan", "1", CLUSTER_INTERFACE_UP);
    told(OBJECT_GROUP, OBJECT_ADDED, "i", "third group", "1", CLUSTER_GROUP_OFFLINE);
    told(OBJECT_RESOURCE, OBJECT_ADDED, "s", "new", "h", CLUSTER_RESOURCE_ONLINE);
    told(OBJECT_GROUP, OBJECT_MEMBER_CHANGED, "h", "other group", "s", 1);
    told_no_more();
}

static void
test_deleted(void)
{
    begin_cluster();
    add_group("h", "other group", CLUSTER_GROUP_OFFLINE, "1");
    look();
    told(OBJECT_GROUP, OBJECT_MEMBER_CHANGED, "g", "group", "r", 0);
    told(OBJECT_RESOURCE, OBJECT_DELETED, "r", "res", "g", CLUSTER_RESOURCE_OFFLINE);
    told(OBJECT_GROUP, OBJECT_DELETED, "g", "group", "1", CLUSTER_GROUP_OFFLINE);
    told_no_more();
}

static void
test_moved(void)
{
    usual_cluster();
    add_resource("r", "res", "h", CLUSTER_RESOURCE_OFFLINE);
    look();
    told(OBJECT_GROUP, OBJECT_MEMBER_CHANGED, "g", "group", "r", 0);
    told(OBJECT_GROUP, OBJECT_MEMBER_CHANGED, "h", "other group", "r", 1);
    told_no_more();
}

static void
test_changed(void)
{
    struct cluster_resource *resource;

    begin_cluster();
    g_free(now->name);
    now->name = g_strdup("Beta");
    add_group("g", "group", CLUSTER_GROUP_ONLINE, "");
    add_group("h", "other group", CLUSTER_GROUP_OFFLINE, "1");
    resource = add_resource("r", "renamed", "g", CLUSTER_RESOURCE_FAILED);
    g_free(resource->node);
    resource->node = g_strdup("2");
    g_free(resource->dependencies);
    resource->dependencies = g_strdup("[x]");
    look();
    told(OBJECT_CLUSTER, OBJECT_RENAMED, "0", "Beta", "", 0);
    told(OBJECT_GROUP, OBJECT_OWNER_CHANGED, "g", "group", "", CLUSTER_GROUP_ONLINE);
    told(OBJECT_GROUP, OBJECT_STATE_CHANGED, "g", "group", "", CLUSTER_GROUP_ONLINE);
    told(OBJECT_RESOURCE, OBJECT_RENAMED, "r", "renamed", "g", CLUSTER_RESOURCE_FAILED);
    told(OBJECT_RESOURCE, OBJECT_OWNER_CHANGED, "r", "renamed", "2", CLUSTER_RESOURCE_FAILED);
    told(OBJECT_RESOURCE, OBJECT_STATE_CHANGED, "r", "renamed", "2", CLUSTER_RESOURCE_FAILED);
    told(OBJECT_RESOURCE, OBJECT_DEPENDENCY_CHANGED, "r", "renamed", "g", CLUSTER_RESOURCE_FAILED);
    told_no_more();
}

/* At once, and not again when the cluster shows it; that one has come to rest is no change. */
static void
test_state(void)
{
    struct resource *resource = resources_add("r", "g", "");

    resources_become("r", RESOURCE_ONLINE);
    object_events_state(events, resource);
    told(OBJECT_RESOURCE, OBJECT_STATE_CHANGED, "r", "res", "1", CLUSTER_RESOURCE_ONLINE);
    object_events_state(events, resource);
    told_no_more();
    usual_cluster();
    add_resource("r", "res", "g", CLUSTER_RESOURCE_ONLINE);
    look();
    told_no_more();
    resources_add("s", "g", "");
    object_events_state(events, resources_find("s"));
    told_no_more();
}

static void
test_properties(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    usual_cluster();
    add_resource("r", "renamed", "g", CLUSTER_RESOURCE_OFFLINE);
    cluster_sort(now);
    clusdb_batch_create_key(batch, "Resources\\r\\Parameters");
    clusdb_batch_set_string(batch, "Resources\\r\\Parameters", "Mine", "1");
    clusdb_batch_set_string(batch, "Resources\\r", "Name", "renamed");
    clusdb_batch_create_key(batch, "Groups\\none");
    clusdb_batch_set_dword(batch, "Groups\\none", "Priority", 1);
    clusdb_batch_set_dword(batch, "", "DrainOnShutdown", 1);
    fixture_must_commit(db, batch);
    hosts_run_for(1);
    told(OBJECT_RESOURCE, OBJECT_RENAMED, "r", "renamed", "g", CLUSTER_RESOURCE_OFFLINE);
    for (int i = 0; i < 2; i++) {
        const struct channel_event *event = &hosts_next_of_type(host, CHANNEL_EVENT)->event;
        bool of_cluster = event->kind == OBJECT_CLUSTER;

        CU_ASSERT_EQUAL(event->change, OBJECT_PROPERTY_CHANGED);
        CU_ASSERT_STRING_EQUAL(event->id, of_cluster ? "0" : "r");
        CU_ASSERT_STRING_EQUAL(event->name, of_cluster ? "Alpha" : "renamed");
        CU_ASSERT_STRING_EQUAL(event->parent, of_cluster ? "" : "g");
    }
    told_no_more();
}

/* What the done of a batch changes. */
static void
on_added(void *user, const GError *error)
{
    CU_ASSERT_PTR_NULL(error);
    usual_cluster();
    add_resource("r", "res", "g", CLUSTER_RESOURCE_OFFLINE);
    add_resource("s", "new", "g", CLUSTER_RESOURCE_OFFLINE);
    cluster_sort(now);
    *(bool *)user = true;
}

/* Looks come while the batch is told, and somebody begins to listen. */
static void
test_cut_batch(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    bool added = false;

    clusdb_batch_create_key(batch, "Resources\\r\\Parameters");
    clusdb_batch_set_string(batch, "Resources\\r\\Parameters", "First", "1");
    clusdb_batch_create_key(batch, "Resources\\s\\Parameters");
    clusdb_batch_set_string(batch, "Resources\\s\\Parameters", "First", "1");
    for (int i = 0; i < 20; i++) {
        clusdb_batch_set_dword(batch, "Resources\\s\\Parameters", "Number", (uint32_t)i);
    }
    clusdb_batch_set_string(batch, "Resources\\r\\Parameters", "Last", "1");
    slow = true;
    clusdb_commit(db, batch, on_added, &added);
    for (int i = 0; i < 60000 && early == 0; i++) {
        hosts_run_for(1);
    }
    CU_ASSERT_TRUE(early > 0);
    CU_ASSERT_FALSE(added);
    told_no_more();
    listen(other, true);
    CU_ASSERT_EQUAL(hosts_next_of_type(other, CHANNEL_DONE)->done.error, WIN32_SUCCESS);
    told(OBJECT_RESOURCE, OBJECT_ADDED, "s", "new", "g", CLUSTER_RESOURCE_OFFLINE);
    CU_ASSERT_TRUE(added);
    told(OBJECT_GROUP, OBJECT_MEMBER_CHANGED, "g", "group", "s", 1);
    told(OBJECT_RESOURCE, OBJECT_PROPERTY_CHANGED, "r", "res", "g", CLUSTER_RESOURCE_OFFLINE);
    look();
    told_no_more();
    CU_ASSERT_EQUAL(g_queue_get_length(&other->sent), 3);
}

/* Nobody listened when its changes were told. */
static void
test_listening_behind_the_last_change(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    bool added = false;

    listen(host, false);
    hosts_next_of_type(host, CHANNEL_DONE);
    clusdb_batch_create_key(batch, "Resources\\s");
    late = true;
    clusdb_commit(db, batch, on_added, &added);
    CU_ASSERT_EQUAL(hosts_next_of_type(host, CHANNEL_DONE)->done.error, WIN32_SUCCESS);
    told(OBJECT_RESOURCE, OBJECT_ADDED, "s", "new", "g", CLUSTER_RESOURCE_OFFLINE);
    CU_ASSERT_TRUE(added);
    told(OBJECT_GROUP, OBJECT_MEMBER_CHANGED, "g", "group", "s", 1);
    told_no_more();
}

static void
test_listening(void)
{
    listen(other, true);
    hosts_next_of_type(other, CHANNEL_DONE);
    listen(host, false);
    hosts_next_of_type(host, CHANNEL_DONE);
    begin_cluster();
    look();
    told_no_more();
    CU_ASSERT_EQUAL(g_queue_get_length(&other->sent), 4);
    object_events_forget(events, other);
    usual_cluster();
    look();
    CU_ASSERT_EQUAL(g_queue_get_length(&other->sent), 4);
    CU_ASSERT_FALSE(listeners_any());
}

/* A host that asks to listen and ends before the cluster is there. */
static void
test_listener_ends(void)
{
    g_autoptr(GError) error = NULL;

    away = true;
    listen(other, true);
    asks_forget(other);
    object_events_forget(events, other);
    waiting(waiting_user, now, NULL);
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
    listen(other, true);
    set_win32_error(&error, WIN32_RPC_SERVER_UNAVAILABLE, "no cluster");
    waiting(waiting_user, NULL, error);
    CU_ASSERT_EQUAL(hosts_next_of_type(other, CHANNEL_DONE)->done.error,
                    WIN32_RPC_SERVER_UNAVAILABLE);
    g_clear_error(&error);
    g_set_error(&error, RESAPID_ERROR, OUTCOME_FAILED, "no cluster either");
    listen(other, true);
    waiting(waiting_user, NULL, error);
    CU_ASSERT_EQUAL(hosts_next_of_type(other, CHANNEL_DONE)->done.error,
                    WIN32_RESOURCE_NOT_AVAILABLE);
    begin_cluster();
    away = false;
    look();
    CU_ASSERT_TRUE(g_queue_is_empty(&other->sent));
}

static void
test_slow(void)
{
    host->backlog = 1 << 20;
    begin_cluster();
    look();
    told_no_more();
    host->backlog = 0;
    hosts_run_for(300);
    told(OBJECT_CLUSTER, OBJECT_EVENTS_LOST, "", "", "", 0);
    told_no_more();
}

void
suite_object_events(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("object events", NULL, NULL, setup, teardown);

    CU_add_test(suite, "what is added", test_added);
    CU_add_test(suite, "what is deleted", test_deleted);
    CU_add_test(suite, "a resource in another group", test_moved);
    CU_add_test(suite, "what has changed", test_changed);
    CU_add_test(suite, "a state is told once", test_state);
    CU_add_test(suite, "properties", test_properties);
    CU_add_test(suite, "a batch whose telling is cut", test_cut_batch);
    CU_add_test(suite, "who listens before the done", test_listening_behind_the_last_change);
    CU_add_test(suite, "who listens", test_listening);
    CU_add_test(suite, "who asks to listen and ends", test_listener_ends);
    CU_add_test(suite, "who is slow", test_slow);
}
