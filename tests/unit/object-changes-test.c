/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What becomes of what a DLL has asked for when the cluster that it was to be begun with is known late. */

#include "unit.h"

#include "world-fixture.h"

#include "object-changes-private.h"

static struct requests *requests;
static struct object_changes *changes;
static struct cluster *cluster;

/* A cluster_source that never answers. */
static void
ask(void *source, cluster_told told, void *user)
{
    (void)source;
    (void)told;
    (void)user;
}

static void
cancel(void *source, void *user)
{
    (void)source;
    (void)user;
}

static const struct cluster_source silent = { .ask = ask, .cancel = cancel };

static void
setup(void)
{
    fixture_setup_world("");
    requests = requests_new(&fixture_world, fixture_inventory);
    changes = object_changes_new(&fixture_world, fixture_inventory, requests, &silent);
    cluster = cluster_new();
    cluster->name = g_strdup("Alpha");
    cluster->id = g_strdup("0");
}

static void
teardown(void)
{
    cluster_unref(cluster);
    fixture_close_world();
    requests_free(requests);
    object_changes_free(changes);
    fixture_teardown_world();
}

/* As object_changes_serve() makes it: the cluster is to have another name. Its host is gone. */
static struct job *
new_job(const char *name)
{
    struct job *job = g_new0(struct job, 1);

    job->changes = changes;
    job->groups = g_ptr_array_new_with_free_func(g_free);
    job->kind = OBJECT_CLUSTER;
    job->verb = CHANGE_NAME;
    job->id = g_strdup("");
    job->text = g_strdup(name);
    changes->list = g_list_prepend(changes->list, job);
    return job;
}

/* Behind all that was committed before. */
static void
expect_name(const char *name)
{
    g_autofree char *stored = NULL;
    struct clusdb_batch *batch = clusdb_batch_new();

    clusdb_batch_create_key(batch, "Last");
    fixture_must_commit(fixture_world.db, batch);
    stored = clusdb_string(fixture_world.db, "", LAYOUT_CLUSTER_NAME);
    CU_ASSERT_EQUAL(g_strcmp0(stored, name), 0);
}

static void
test_cluster_is_known(void)
{
    job_take_cluster(new_job("Beta"), cluster, NULL);
    CU_ASSERT_PTR_NOT_NULL(changes->list);
    expect_name("Beta");
    CU_ASSERT_PTR_NULL(changes->list);
}

static void
test_cluster_is_known_at_the_end(void)
{
    struct job *job = new_job("Beta");

    object_changes_end(changes);
    job_take_cluster(job, cluster, NULL);
    CU_ASSERT_PTR_NULL(changes->list);
    expect_name(NULL);
}

static void
test_cluster_is_not_known(void)
{
    g_autoptr(GError) error = g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "no cluster");

    job_take_cluster(new_job("Beta"), NULL, error);
    CU_ASSERT_PTR_NULL(changes->list);
    expect_name(NULL);
}

void
suite_object_changes(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("object changes", NULL, NULL, setup, teardown);

    CU_ADD_TEST(suite, test_cluster_is_known);
    CU_ADD_TEST(suite, test_cluster_is_known_at_the_end);
    CU_ADD_TEST(suite, test_cluster_is_not_known);
}
