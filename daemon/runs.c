/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "runs.h"

#include "catalog.h"
#include "error.h"
#include "log.h"
#include "plan.h"

struct runs {
    const struct resource_world *world;
    struct inventory *inventory;
    GList *list; /* struct run */
    qb_loop_timer_handle timer;
};

/* begun: id -> one of these; what is not in it is as its state says. */
enum fate { FATE_BEGUN = 1, FATE_LOST = 2 };

struct run {
    struct runs *runs;
    struct cluster *cluster;
    struct plan *plan;
    char *group;
    char **wanted;
    bool online;
    uint32_t flags;
    GHashTable *begun;
    GError *cause;
    GList *steps; /* struct step, whose end is awaited */
    bool advancing;
    bool cancelled;
    run_done done; /* NULL once told */
    void *user;
};

/* One request of a run's. */
struct step {
    struct run *run;
    char *id;
};

static void advance(struct run *run);

static void
free_step(void *data)
{
    struct step *step = data;

    g_free(step->id);
    g_free(step);
}

static void
run_free(struct run *run)
{
    g_list_free_full(run->steps, free_step);
    plan_free(run->plan);
    cluster_unref(run->cluster);
    g_hash_table_unref(run->begun);
    g_strfreev(run->wanted);
    g_clear_error(&run->cause);
    g_free(run->group);
    g_free(run);
}

/* What resources are */

static struct resource *
find_resource(const struct run *run, const struct cluster_resource *known)
{
    return known->key != NULL ? inventory_find_key(run->runs->inventory, known->key) : NULL;
}

static bool
is_wanted(const struct run *run, const char *id)
{
    return g_strv_contains((const char *const *)run->wanted, id);
}

static enum plan_state
plan_state_of(const struct run *run, const char *id, uint32_t state)
{
    switch (state) {
    case CLUSTER_RESOURCE_ONLINE:
        return PLAN_UP;
    case CLUSTER_RESOURCE_OFFLINE:
        return PLAN_DOWN;
    case CLUSTER_RESOURCE_FAILED:
        /* To be offline is more than not to be online. */
        return !run->online && is_wanted(run, id) ? PLAN_UP : PLAN_DOWN;
    default:
        return PLAN_MOVING;
    }
}

/* What is not resapid's is as it was when the cluster was asked for. */
static enum plan_state
foreign_state(const struct cluster_resource *known)
{
    return known->state == CLUSTER_RESOURCE_ONLINE ? PLAN_UP : PLAN_LOST;
}

/* A plan_look. */
static enum plan_state
look(void *user, const char *id)
{
    const struct run *run = user;
    const struct cluster_resource *known = cluster_resource(run->cluster, id);
    const struct resource *resource = known != NULL ? find_resource(run, known) : NULL;
    int fate = GPOINTER_TO_INT(g_hash_table_lookup(run->begun, id));

    if (fate != 0) {
        return fate == FATE_BEGUN ? PLAN_MOVING : PLAN_LOST;
    }
    if (resource != NULL) {
        return plan_state_of(run, id, resource_state(resource));
    }
    if (known != NULL && known->key == NULL) {
        return foreign_state(known);
    }
    return run->online ? PLAN_LOST : PLAN_DOWN; /* it was removed meanwhile */
}

/* Steps */

static void
lose(struct run *run, const char *id, const GError *error)
{
    log_info("%s", error->message);
    g_hash_table_insert(run->begun, g_strdup(id), GINT_TO_POINTER(FATE_LOST));
    if (run->cause == NULL) {
        run->cause = g_error_copy(error);
    }
}

/* A resource_done. */
static void
on_step_done(void *user, const GError *error)
{
    struct step *step = user;
    struct run *run = step->run;

    run->steps = g_list_remove(run->steps, step);
    if (error != NULL) {
        lose(run, step->id, error);
    } else {
        g_hash_table_remove(run->begun, step->id);
    }
    free_step(step);
    advance(run);
}

static void
refuse_step(struct run *run, const char *id)
{
    const struct cluster_resource *known = cluster_resource(run->cluster, id);
    g_autoptr(GError) error = NULL;

    set_win32_error(&error, WIN32_ACCESS_DENIED,
                    "resource %s: is Pacemaker's: use 'crm_resource --resource=%s --meta "
                    "--set-parameter=target-role --parameter-value=%s'",
                    known->name, known->name, run->online ? "Started" : "Stopped");
    lose(run, id, error);
}

static void
begin_step(struct run *run, const char *id)
{
    const struct cluster_resource *known = cluster_resource(run->cluster, id);
    struct resource *resource = find_resource(run, known);
    struct step *step;

    if (resource == NULL || catalog_resource_managed(run->runs->world->db, known->key)) {
        refuse_step(run, id);
        return;
    }
    step = g_new0(struct step, 1);
    step->run = run;
    step->id = g_strdup(id);
    run->steps = g_list_prepend(run->steps, step);
    g_hash_table_insert(run->begun, g_strdup(id), GINT_TO_POINTER(FATE_BEGUN));
    if (run->online) {
        resource_request(resource, EVENT_ONLINE, 0, on_step_done, step);
    } else {
        resource_offline(resource, 0, run->flags, on_step_done, step);
    }
}

/* The run */

static GError *
why_not(const struct run *run)
{
    GError *error = NULL;

    if (run->cause != NULL) {
        return g_error_copy(run->cause);
    }
    set_win32_error(&error, run->online ? WIN32_RESOURCE_NOT_AVAILABLE : WIN32_INVALID_STATE,
                    "what was asked for depends on what cannot be had");
    return error;
}

static void
tell(struct run *run)
{
    bool met = !run->cancelled && plan_is_met(run->plan, look, run);
    g_autoptr(GError) error = met ? NULL : why_not(run);
    run_done done = run->done;

    run->done = NULL;
    if (done != NULL) {
        done(run->user, error);
    }
}

static bool
begin_next(struct run *run)
{
    g_autofree const char **next =
        run->cancelled ? g_new0(const char *, 1) : plan_next(run->plan, look, run);

    for (size_t i = 0; next[i] != NULL; i++) {
        begin_step(run, next[i]);
    }
    return next[0] != NULL;
}

/* A step may end before it has begun, and comes back here. */
static void
advance(struct run *run)
{
    if (run->advancing) {
        return;
    }
    run->advancing = true;
    while (begin_next(run)) {}
    run->advancing = false;
    if (run->steps != NULL || (!run->cancelled && plan_moves(run->plan, look, run))) {
        return;
    }
    run->runs->list = g_list_remove(run->runs->list, run);
    tell(run);
    run_free(run);
}

static struct run *
run_new(struct runs *runs, struct cluster *cluster, const char *group, const char *const *ids,
        bool online)
{
    struct run *run = g_new0(struct run, 1);

    run->runs = runs;
    run->cluster = cluster_ref(cluster);
    run->plan = online ? plan_online(cluster, ids) : plan_offline(cluster, ids);
    run->group = g_strdup(group);
    run->wanted = g_strdupv((char **)ids);
    run->online = online;
    run->begun = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    runs->list = g_list_append(runs->list, run);
    return run;
}

void
runs_online(struct runs *runs, struct cluster *cluster, const char *group, const char *const *ids,
            run_done done, void *user)
{
    struct run *run = run_new(runs, cluster, group, ids, true);

    run->done = done;
    run->user = user;
    advance(run);
}

void
runs_offline(struct runs *runs, struct cluster *cluster, const char *group, const char *const *ids,
             uint32_t flags, run_done done, void *user)
{
    struct run *run = run_new(runs, cluster, group, ids, false);

    run->flags = flags;
    run->done = done;
    run->user = user;
    advance(run);
}

bool
runs_cancel(struct runs *runs, const char *group)
{
    bool any = false;

    for (GList *item = runs->list; item != NULL; item = item->next) {
        struct run *run = item->data;

        if (catalog_same_name(run->group, group) && !run->cancelled) {
            run->cancelled = true;
            any = true;
        }
    }
    if (any) {
        runs_look(runs);
    }
    return any;
}

static void
on_look(void *data)
{
    struct runs *runs = data;
    GList *list = g_list_copy(runs->list);

    runs->timer = 0;
    for (GList *item = list; item != NULL; item = item->next) {
        if (g_list_find(runs->list, item->data) != NULL) {
            advance(item->data);
        }
    }
    g_list_free(list);
}

void
runs_look(struct runs *runs)
{
    if (runs->list != NULL && runs->timer == 0) {
        qb_loop_timer_add(runs->world->loop, QB_LOOP_MED, 0, runs, on_look, &runs->timer);
    }
}

struct runs *
runs_new(const struct resource_world *world, struct inventory *inventory)
{
    struct runs *runs = g_new0(struct runs, 1);

    runs->world = world;
    runs->inventory = inventory;
    return runs;
}

void
runs_free(struct runs *runs)
{
    if (runs == NULL) {
        return;
    }
    if (runs->timer != 0) {
        qb_loop_timer_del(runs->world->loop, runs->timer);
    }
    g_list_free_full(runs->list, (GDestroyNotify)run_free);
    g_free(runs);
}
