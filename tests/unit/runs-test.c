/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include "registry-fixture.h"
#include "resource-fixture.h"

#include "catalog.h"
#include "runs.h"

/* Plans that are carried out on resources. */

static struct resource_world world;
static struct runs *runs;

/* How a run has ended. */
struct end {
    unsigned int count;
    uint32_t code;
};

static void
setup(void)
{
    hosts_setup();
    resources_setup();
    world = (struct resource_world){ .loop = fixture_loop, .db = db };
    runs = runs_new(&world, NULL);
}

static void
teardown(void)
{
    runs_free(runs);
    resources_teardown();
    hosts_teardown();
}

/* A run_done. */
static void
on_end(void *user, const GError *error)
{
    struct end *end = user;

    end->count++;
    end->code = error_win32(error);
}

static void
online(const char *ids, struct end *end)
{
    g_auto(GStrv) each = g_strsplit(ids, " ", -1);

    cluster_sort(resources_cluster);
    *end = (struct end){ 0 };
    runs_online(runs, resources_cluster, "g", (const char *const *)each, on_end, end);
}

static void
offline(const char *ids, uint32_t flags, struct end *end)
{
    g_auto(GStrv) each = g_strsplit(ids, " ", -1);

    cluster_sort(resources_cluster);
    *end = (struct end){ 0 };
    runs_offline(runs, resources_cluster, "g", (const char *const *)each, flags, on_end, end);
}

static void
asked_is(const char *expected)
{
    g_autofree char *asked = resources_asked();

    CU_ASSERT_STRING_EQUAL(asked, expected);
}

/* A state has changed, and runs look. */
static void
becomes(const char *id, enum resource_state state)
{
    resources_become(id, state);
    runs_look(runs);
    hosts_run_for(1);
}

static void
ended(const struct end *end, uint32_t code)
{
    CU_ASSERT_EQUAL(end->count, 1);
    CU_ASSERT_EQUAL(end->code, code);
}

static void
test_online(void)
{
    struct end end;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    online("a", &end);
    asked_is("b");
    resources_end("b", WIN32_SUCCESS);
    asked_is("a");
    CU_ASSERT_EQUAL(end.count, 0);
    resources_end("a", WIN32_SUCCESS);
    ended(&end, WIN32_SUCCESS);
    online("a", &end);
    ended(&end, WIN32_SUCCESS);
    asked_is("");
}

static void
test_online_fails(void)
{
    struct end end;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    online("a", &end);
    resources_become("b", RESOURCE_FAILED);
    resources_end("b", WIN32_GEN_FAILURE);
    ended(&end, WIN32_GEN_FAILURE);
    asked_is("");
}

/* What follows a failure is Pacemaker's to say. */
static void
test_fallen_is_left(void)
{
    struct end end;

    resources_add("a", "g", "[b] and [c]");
    resources_add("b", "g", "");
    resources_add("c", "g", "");
    online("a b", &end);
    asked_is("b c");
    resources_end("b", WIN32_SUCCESS);
    becomes("b", RESOURCE_FAILED);
    asked_is("c");
    resources_end("c", WIN32_SUCCESS);
    ended(&end, WIN32_RESOURCE_NOT_AVAILABLE);
    CU_ASSERT_EQUAL(resources_find("b")->requests, 1);
    CU_ASSERT_EQUAL(resources_find("a")->requests, 0);
}

/* The same for what was online before the run began. */
static void
test_online_before_is_left(void)
{
    struct end end;

    resources_add("a", "g", "[b] and [c]");
    resources_add("b", "g", "");
    resources_add("c", "g", "");
    resources_become("b", RESOURCE_ONLINE);
    online("a", &end);
    asked_is("c");
    becomes("b", RESOURCE_OFFLINE);
    resources_end("c", WIN32_SUCCESS);
    ended(&end, WIN32_RESOURCE_NOT_AVAILABLE);
    CU_ASSERT_EQUAL(resources_find("b")->requests, 0);
}

/* Somebody else has brought it online where the run could not. */
static void
test_online_by_others(void)
{
    struct end end;

    resources_add("a", "g", "[b] and [c]");
    resources_add("b", "g", "");
    resources_add("c", "g", "");
    online("a", &end);
    resources_become("b", RESOURCE_FAILED);
    resources_end("b", WIN32_GEN_FAILURE);
    becomes("b", RESOURCE_ONLINE);
    resources_end("c", WIN32_SUCCESS);
    asked_is("a");
    resources_end("a", WIN32_SUCCESS);
    ended(&end, WIN32_SUCCESS);
}

static void
test_offline(void)
{
    struct end end;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    resources_become("a", RESOURCE_ONLINE);
    resources_become("b", RESOURCE_ONLINE);
    offline("b", 1, &end);
    asked_is("a");
    CU_ASSERT_EQUAL(resources_find("a")->flags, 1);
    resources_end("a", WIN32_SUCCESS);
    asked_is("b");
    resources_end("b", WIN32_SUCCESS);
    ended(&end, WIN32_SUCCESS);
}

/* A dependent in locked mode stays online, and so does what it needs. */
static void
test_offline_refused(void)
{
    struct end end;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "[c]");
    resources_add("c", "g", "");
    resources_become("a", RESOURCE_ONLINE);
    resources_become("b", RESOURCE_ONLINE);
    resources_become("c", RESOURCE_ONLINE);
    offline("a b c", 0, &end);
    asked_is("a");
    resources_become("a", RESOURCE_ONLINE);
    resources_end("a", WIN32_CLUSTER_RESOURCE_LOCKED_STATUS);
    ended(&end, WIN32_CLUSTER_RESOURCE_LOCKED_STATUS);
    asked_is("");
    CU_ASSERT_EQUAL(resources_find("b")->requests, 0);
    CU_ASSERT_EQUAL(resources_find("c")->requests, 0);
}

/* One whose Offline failed is down only when nothing of it runs any more. */
static void
test_offline_fails(void)
{
    struct end end;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    resources_become("a", RESOURCE_ONLINE);
    resources_become("b", RESOURCE_ONLINE);
    offline("b", 0, &end);
    resources_become("a", RESOURCE_FAILED);
    resources_find("a")->failing = true;
    resources_end("a", WIN32_GEN_FAILURE);
    asked_is("");
    CU_ASSERT_EQUAL(end.count, 0);
    resources_find("a")->failing = false;
    becomes("a", RESOURCE_FAILED);
    asked_is("b");
    resources_end("b", WIN32_SUCCESS);
    ended(&end, WIN32_SUCCESS);
}

/* A failed one that is asked for goes offline, or else the run fails; nobody needs it. */
static void
test_offline_of_failed(void)
{
    struct end end;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    resources_become("a", RESOURCE_FAILED);
    resources_become("b", RESOURCE_ONLINE);
    offline("a b", 0, &end);
    asked_is("a");
    resources_become("a", RESOURCE_FAILED);
    resources_end("a", WIN32_GEN_FAILURE);
    asked_is("b");
    resources_end("b", WIN32_SUCCESS);
    ended(&end, WIN32_GEN_FAILURE);
}

static void
test_offline_started_again(void)
{
    struct end end;

    resources_add("a", "g", "");
    resources_add("b", "g", "");
    resources_become("a", RESOURCE_ONLINE);
    resources_become("b", RESOURCE_ONLINE);
    offline("a b", 0, &end);
    resources_end("a", WIN32_SUCCESS);
    becomes("a", RESOURCE_ONLINE);
    asked_is("b");
    resources_end("b", WIN32_SUCCESS);
    ended(&end, WIN32_INVALID_STATE);
    CU_ASSERT_EQUAL(resources_find("a")->requests, 1);
}

/* The last wish counts. */
static void
test_opposite(void)
{
    struct end first;
    struct end second;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    resources_add("c", "g", "[b]");
    online("a b c", &first);
    asked_is("b");
    offline("a b c", 0, &second);
    hosts_run_for(1);
    CU_ASSERT_EQUAL(first.count + second.count, 0);
    resources_end("b", WIN32_SUCCESS);
    ended(&first, WIN32_OPERATION_ABORTED);
    runs_look(runs);
    hosts_run_for(1);
    asked_is("b");
    CU_ASSERT_EQUAL(resources_find("b")->request, EVENT_OFFLINE);
    resources_end("b", WIN32_SUCCESS);
    ended(&second, WIN32_SUCCESS);
    CU_ASSERT_EQUAL(resources_find("a")->requests + resources_find("c")->requests, 0);
}

static void
test_opposite_of_one(void)
{
    struct end first;
    struct end second;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    resources_add("c", "g", "[b]");
    online("a b c", &first);
    offline("a", 0, &second);
    ended(&second, WIN32_SUCCESS);
    resources_end("b", WIN32_SUCCESS);
    asked_is("c");
    resources_end("c", WIN32_SUCCESS);
    ended(&first, WIN32_OPERATION_ABORTED);
    CU_ASSERT_EQUAL(resources_find("a")->requests, 0);
}

static void
test_same(void)
{
    struct end first;
    struct end second;
    struct end third;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    online("a b", &first);
    online("a b", &second);
    resources_end("b", WIN32_SUCCESS);
    online("a", &third);
    resources_end("a", WIN32_SUCCESS);
    ended(&first, WIN32_SUCCESS);
    ended(&second, WIN32_SUCCESS);
    runs_look(runs);
    hosts_run_for(1);
    ended(&third, WIN32_SUCCESS);
    CU_ASSERT_EQUAL(resources_find("a")->requests + resources_find("b")->requests, 2);
}

/* Who asks again wants another try. */
static void
test_same_without_hope(void)
{
    struct end first;
    struct end second;

    resources_add("a", "g", "");
    resources_add("b", "g", "");
    online("a b", &first);
    resources_become("a", RESOURCE_FAILED);
    resources_end("a", WIN32_GEN_FAILURE);
    online("a b", &second);
    asked_is("a b");
    CU_ASSERT_EQUAL(resources_find("a")->requests, 2);
    CU_ASSERT_EQUAL(resources_find("b")->requests, 1);
    resources_end("a", WIN32_SUCCESS);
    resources_end("b", WIN32_SUCCESS);
    runs_look(runs);
    hosts_run_for(1);
    ended(&first, WIN32_SUCCESS);
    ended(&second, WIN32_SUCCESS);
}

static void
test_cancel(void)
{
    struct end end;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    CU_ASSERT_FALSE(runs_cancel(runs, "g"));
    online("a", &end);
    CU_ASSERT_FALSE(runs_cancel(runs, "other"));
    CU_ASSERT_TRUE(runs_cancel(runs, "g"));
    CU_ASSERT_EQUAL(end.count, 0);
    resources_end("b", WIN32_SUCCESS);
    ended(&end, WIN32_OPERATION_ABORTED);
    asked_is("");
}

/* resapid ends with a run under way, whose step comes back or not. */
static void
test_end(void)
{
    struct end first;
    struct end second;

    resources_add("a", "g", "[b]");
    resources_add("b", "g", "");
    resources_add("c", "h", "");
    online("a", &first);
    online("c", &second);
    runs_end(runs);
    ended(&first, WIN32_SHUTDOWN_IN_PROGRESS);
    ended(&second, WIN32_SHUTDOWN_IN_PROGRESS);
    resources_end("b", WIN32_SUCCESS);
    asked_is("c");
    runs_look(runs);
    hosts_run_for(1);
    runs_end(runs);
    CU_ASSERT_EQUAL(first.count + second.count, 2);
    CU_ASSERT_EQUAL(resources_find("a")->requests, 0);
}

static void
test_not_ours(void)
{
    struct clusdb_batch *batch = clusdb_batch_new();
    struct end end;

    resources_add("a", "g", "[b] or [c]");
    resources_add("b", "g", "");
    resources_add_foreign("c", "g", CLUSTER_RESOURCE_OFFLINE);
    clusdb_batch_create_key(batch, "b");
    catalog_put_managed(batch, "b");
    fixture_must_commit(db, batch);
    online("a", &end);
    ended(&end, WIN32_ACCESS_DENIED);
    asked_is("");
    resources_add("d", "g", "[e]");
    resources_add_foreign("e", "g", CLUSTER_RESOURCE_ONLINE);
    online("d", &end);
    asked_is("d");
    resources_end("d", WIN32_SUCCESS);
    ended(&end, WIN32_SUCCESS);
}

void
suite_runs(void)
{
    CU_pSuite suite = CU_add_suite_with_setup_and_teardown("runs", NULL, NULL, setup, teardown);

    CU_add_test(suite, "online, providers first", test_online);
    CU_add_test(suite, "a provider fails", test_online_fails);
    CU_add_test(suite, "what falls is not started again", test_fallen_is_left);
    CU_add_test(suite, "nor what was online before", test_online_before_is_left);
    CU_add_test(suite, "what others bring online counts", test_online_by_others);
    CU_add_test(suite, "offline, dependents first", test_offline);
    CU_add_test(suite, "a dependent that refuses keeps its providers", test_offline_refused);
    CU_add_test(suite, "a dependent that fails is waited for", test_offline_fails);
    CU_add_test(suite, "what has failed goes offline", test_offline_of_failed);
    CU_add_test(suite, "what others start again is not stopped again", test_offline_started_again);
    CU_add_test(suite, "the opposite overrules", test_opposite);
    CU_add_test(suite, "of one resource too", test_opposite_of_one);
    CU_add_test(suite, "the same is asked for twice", test_same);
    CU_add_test(suite, "and again when it has failed", test_same_without_hope);
    CU_add_test(suite, "a cancelled run begins nothing more", test_cancel);
    CU_add_test(suite, "resapid ends", test_end);
    CU_add_test(suite, "what is not resapid's is left alone", test_not_ours);
}
