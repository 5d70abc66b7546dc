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

#define NAMES_LOGGED_MAX 400

/* What a run has done with a resource: it has one try at each. */
enum fate {
    FATE_NONE,
    FATE_BEGUN,
    FATE_REACHED, /* was where the run wants it: what it does from then on is not the run's */
    FATE_LOST,
};

struct run {
    struct runs *runs;
    struct cluster *cluster;
    struct plan *plan;
    char *group;
    char **wanted;
    bool online;
    uint32_t flags;
    GHashTable *fates; /* id -> enum fate */
    GError *cause;
    GList *steps; /* struct step, whose end is awaited */
    bool advancing;
    bool cancelled;
    GList *waiting; /* struct run_waiter */
};

struct run_waiter {
    run_done done;
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
    g_list_free_full(run->waiting, g_free);
    plan_free(run->plan);
    cluster_unref(run->cluster);
    g_hash_table_unref(run->fates);
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

static enum fate
fate_of(const struct run *run, const char *id)
{
    return (enum fate)GPOINTER_TO_INT(g_hash_table_lookup(run->fates, id));
}

static void
set_fate(struct run *run, const char *id, enum fate fate)
{
    g_hash_table_insert(run->fates, g_strdup(id), GINT_TO_POINTER(fate));
}

/* CLUSTER_RESOURCE_STATE. What has failed is down once Terminate or the end of its processes has made it
 * so; what was removed meanwhile is offline. */
static uint32_t
state_of(const struct run *run, const struct cluster_resource *known)
{
    const struct resource *resource = find_resource(run, known);
    uint32_t state = resource != NULL ? resource_state(resource) : CLUSTER_RESOURCE_OFFLINE;

    return state == CLUSTER_RESOURCE_FAILED && !resource_is_at_rest(resource)
               ? CLUSTER_RESOURCE_PENDING
               : state;
}

/* Not begun yet. */
static enum plan_state
fresh_state(const struct run *run, const char *id, uint32_t state)
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

/* Not to be begun any more: resapid starts nothing again that has fallen, and stops nothing again that
 * somebody else has started. */
static enum plan_state
settled_state(const struct run *run, const char *id, uint32_t state)
{
    switch (state) {
    case CLUSTER_RESOURCE_ONLINE:
        return run->online ? PLAN_UP : PLAN_STAYS;
    case CLUSTER_RESOURCE_OFFLINE:
        return run->online ? PLAN_LOST : PLAN_DOWN;
    case CLUSTER_RESOURCE_FAILED:
        return run->online || is_wanted(run, id) ? PLAN_LOST : PLAN_DOWN;
    default:
        return PLAN_MOVING;
    }
}

/* Nobody tells how it moves. */
static enum plan_state
foreign_state(const struct run *run, const char *id, uint32_t state)
{
    enum plan_state settled = settled_state(run, id, state);

    if (settled != PLAN_MOVING) {
        return settled;
    }
    return run->online ? PLAN_LOST : PLAN_STAYS;
}

/* Those that the run asks for, and to come online all that they need: what it has once seen there has
 * reached it. What only goes offline with others may come and go until its turn. */
static void
note_reached(struct run *run, const char *id, enum plan_state state)
{
    if (run->online ? state == PLAN_UP : state == PLAN_DOWN && is_wanted(run, id)) {
        set_fate(run, id, FATE_REACHED);
    }
}

/* A plan_look. */
static enum plan_state
look(void *user, const char *id)
{
    struct run *run = user;
    const struct cluster_resource *known = cluster_resource(run->cluster, id);
    enum plan_state state;

    if (known == NULL) {
        return PLAN_LOST;
    }
    if (known->key == NULL) {
        return foreign_state(run, id, known->state);
    }
    switch (fate_of(run, id)) {
    case FATE_BEGUN:
        return PLAN_MOVING;
    case FATE_NONE:
        break;
    default:
        return settled_state(run, id, state_of(run, known));
    }
    state = fresh_state(run, id, state_of(run, known));
    note_reached(run, id, state);
    return state;
}

/* Steps */

/* Who waits logs the first cause; a resource that fails logs that itself. */
static void
lose(struct run *run, const char *id, const GError *error)
{
    set_fate(run, id, FATE_LOST);
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
        set_fate(run, step->id, FATE_REACHED);
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
    set_fate(run, id, FATE_BEGUN);
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
    if (run->cancelled) {
        set_win32_error(&error, WIN32_OPERATION_ABORTED, "what was asked for was cancelled");
        return error;
    }
    set_win32_error(&error, run->online ? WIN32_RESOURCE_NOT_AVAILABLE : WIN32_INVALID_STATE,
                    "what was asked for depends on what cannot be had, or has not stayed");
    return error;
}

static void
tell_waiting(struct run *run, const GError *error)
{
    GList *waiting = g_steal_pointer(&run->waiting);

    for (GList *item = waiting; item != NULL; item = item->next) {
        const struct run_waiter *waiter = item->data;

        waiter->done(waiter->user, error);
    }
    g_list_free_full(waiting, g_free);
}

static void
tell(struct run *run)
{
    bool met = !run->cancelled && plan_is_met(run->plan, look, run);
    g_autoptr(GError) error = met ? NULL : why_not(run);

    tell_waiting(run, error);
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

/* The last wish counts: what is to go the other way now is not begun any more. */
static void
give_way(struct run *run, const struct cluster_resource *known)
{
    g_autoptr(GError) error = NULL;

    if (fate_of(run, known->id) != FATE_NONE) {
        return;
    }
    if (!is_wanted(run, known->id)) {
        set_fate(run, known->id, FATE_LOST); /* what needs it cannot have it */
        return;
    }
    set_win32_error(&error, WIN32_OPERATION_ABORTED,
                    "resource %s: was to be %s, and something else is asked of it now", known->name,
                    run->online ? "online" : "offline");
    lose(run, known->id, error);
}

static void
overrule(struct runs *runs, struct cluster *cluster, const char *const *ids, bool online)
{
    for (GList *item = runs->list; item != NULL; item = item->next) {
        struct run *run = item->data;

        for (size_t i = 0; run->online != online && ids[i] != NULL; i++) {
            const struct cluster_resource *known = cluster_resource(cluster, ids[i]);

            if (known != NULL) {
                give_way(run, known);
            }
        }
    }
    runs_look(runs);
}

static struct run *
run_new(struct runs *runs, struct cluster *cluster, const char *group, const char *const *ids,
        bool online, uint32_t flags)
{
    struct run *run = g_new0(struct run, 1);

    run->runs = runs;
    run->cluster = cluster_ref(cluster);
    run->plan = online ? plan_online(cluster, ids) : plan_offline(cluster, ids);
    run->group = g_strdup(group);
    run->wanted = g_strdupv((char **)ids);
    run->online = online;
    run->flags = flags;
    run->fates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    runs->list = g_list_append(runs->list, run);
    return run;
}

/* One that cannot get there any more has had its tries; who asks anew wants another. */
static bool
is_hopeful(struct run *run)
{
    for (size_t i = 0; !run->cancelled && run->wanted[i] != NULL; i++) {
        enum fate fate = fate_of(run, run->wanted[i]);
        enum plan_state state = look(run, run->wanted[i]);

        if (fate == FATE_LOST || state == PLAN_LOST || (state == PLAN_STAYS && !run->online)) {
            return false;
        }
    }
    return !run->cancelled && run->cause == NULL;
}

/* Of other dependencies it would be another plan. */
static bool
same_dependencies(const struct cluster *one, const struct cluster *other)
{
    bool same = one->resources->len == other->resources->len;

    for (guint i = 0; same && i < one->resources->len; i++) {
        const struct cluster_resource *resource = g_ptr_array_index(one->resources, i);
        const struct cluster_resource *twin = cluster_resource(other, resource->id);

        same = twin != NULL && g_str_equal(resource->dependencies, twin->dependencies);
    }
    return same;
}

static struct run *
find_equal(const struct runs *runs, const struct cluster *cluster, const char *group,
           const char *const *ids, bool online, uint32_t flags)
{
    for (GList *item = runs->list; item != NULL; item = item->next) {
        struct run *run = item->data;

        if (run->online == online && run->flags == flags && catalog_same_name(run->group, group) &&
            g_strv_equal((const char *const *)run->wanted, ids) &&
            same_dependencies(run->cluster, cluster) && is_hopeful(run)) {
            return run;
        }
    }
    return NULL;
}

static void
wait_for(struct run *run, run_done done, void *user)
{
    struct run_waiter *waiter = g_new0(struct run_waiter, 1);

    waiter->done = done;
    waiter->user = user;
    run->waiting = g_list_append(run->waiting, waiter);
}

static void
begin(struct runs *runs, struct cluster *cluster, const char *group, const char *const *ids,
      bool online, uint32_t flags, run_done done, void *user)
{
    struct run *run = find_equal(runs, cluster, group, ids, online, flags);

    if (run == NULL) {
        overrule(runs, cluster, ids, online);
        run = run_new(runs, cluster, group, ids, online, flags);
    }
    wait_for(run, done, user);
    advance(run);
}

void
runs_online(struct runs *runs, struct cluster *cluster, const char *group, const char *const *ids,
            run_done done, void *user)
{
    begin(runs, cluster, group, ids, true, 0, done, user);
}

void
runs_offline(struct runs *runs, struct cluster *cluster, const char *group, const char *const *ids,
             uint32_t flags, run_done done, void *user)
{
    begin(runs, cluster, group, ids, false, flags, done, user);
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

/* Ending */

/* The names of those that are not where they were to be. */
static void
add_unmet(struct run *run, GString *names)
{
    enum plan_state met = run->online ? PLAN_UP : PLAN_DOWN;

    for (size_t i = 0; run->wanted[i] != NULL; i++) {
        const struct cluster_resource *known = cluster_resource(run->cluster, run->wanted[i]);

        if (known != NULL && look(run, known->id) != met && names->len < NAMES_LOGGED_MAX) {
            g_string_append_printf(names, "%s%s %s", names->len > 0 ? ", " : "", known->name,
                                   run->online ? "online" : "offline");
        }
    }
}

/* Steps of a run that is there still come back to it. */
void
runs_end(struct runs *runs)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    for (GList *item = runs->list; item != NULL; item = item->next) {
        struct run *run = item->data;

        if (!run->cancelled) {
            add_unmet(run, names);
        }
        run->cancelled = true;
    }
    if (names->len > 0) {
        log_notice("what resource DLLs asked for is given up: %s; nothing more of it is begun",
                   names->str);
    }
    set_win32_error(&error, WIN32_SHUTDOWN_IN_PROGRESS, "resapid ends");
    for (GList *item = runs->list; item != NULL; item = item->next) {
        tell_waiting(item->data, error);
    }
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
