/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "object-events.h"

#include <string.h>
#include <qb/qbutil.h>

#include "asks.h"
#include "catalog.h"
#include "common.h"
#include "error.h"
#include "listeners.h"

/* A LISTEN that waits for the cluster to compare with. */
struct listening {
    struct object_events *events;
    struct ask *ask;
};

struct object_events {
    const struct resource_world *world;
    const struct cluster_source *source;
    GList *waiting;         /* struct listening */
    struct cluster *told;   /* what is known to the listeners; NULL without any */
    GHashTable *states;     /* id of a resource -> state, where told later than that */
    GHashTable *properties; /* "KIND id" of objects whose properties have changed */
    qb_loop_timer_handle timer;
    bool asking;
};

/* Telling */

/* What an object stands below; where it is the owner that counts, that. */
static const char *
parent_of(enum object_kind kind, enum object_change change, const struct cluster_object *object)
{
    bool of_owner = change == OBJECT_STATE_CHANGED || change == OBJECT_OWNER_CHANGED;

    return kind == OBJECT_RESOURCE && !of_owner ? object->group : object->node;
}

static void
tell_of(enum object_kind kind, enum object_change change, const struct cluster_object *object)
{
    listeners_tell(&(struct channel_event){ .kind = kind,
                                            .change = change,
                                            .id = object->id,
                                            .name = object->name,
                                            .parent = parent_of(kind, change, object),
                                            .state = object->state });
}

/* Comparing */

/* A kind of object and its bit of CLUSTER_ENUM. */
static const struct {
    enum object_kind kind;
    uint32_t bit;
} kinds[] = {
    { OBJECT_NODE, CLUSTER_LIST_NODES },       { OBJECT_RESOURCE_TYPE, CLUSTER_LIST_TYPES },
    { OBJECT_NETWORK, CLUSTER_LIST_NETWORKS }, { OBJECT_NETINTERFACE, CLUSTER_LIST_INTERFACES },
    { OBJECT_GROUP, CLUSTER_LIST_GROUPS },     { OBJECT_RESOURCE, CLUSTER_LIST_RESOURCES },
};

struct comparison {
    struct object_events *events;
    enum object_kind kind;
    const struct cluster *before;
    const struct cluster *after;
};

/* By its id: a name is another object's. */
static bool
find(const struct cluster *cluster, enum object_kind kind, const char *id,
     struct cluster_object *object)
{
    return cluster_find(cluster, kind, id, object) && catalog_same_name(object->id, id);
}

/* The resource is in its group, as the cluster shows it, since now or no more. */
static void
tell_member(const struct cluster *cluster, const struct cluster_object *resource, bool came)
{
    struct cluster_object group;

    if (resource->group[0] != '\0' && find(cluster, OBJECT_GROUP, resource->group, &group)) {
        listeners_tell(&(struct channel_event){ .kind = OBJECT_GROUP,
                                                .change = OBJECT_MEMBER_CHANGED,
                                                .id = group.id,
                                                .name = group.name,
                                                .parent = resource->id,
                                                .state = came ? 1 : 0 });
    }
}

static uint32_t
told_state(const struct object_events *events, enum object_kind kind,
           const struct cluster_object *before)
{
    gpointer state;

    if (kind == OBJECT_RESOURCE &&
        g_hash_table_lookup_extended(events->states, before->id, NULL, &state)) {
        return GPOINTER_TO_UINT(state);
    }
    return before->state;
}

static void
compare_objects(const struct comparison *comparison, const struct cluster_object *before,
                const struct cluster_object *after)
{
    if (strcmp(before->name, after->name) != 0) {
        tell_of(comparison->kind, OBJECT_RENAMED, after);
    }
    if (!catalog_same_name(before->node, after->node)) {
        tell_of(comparison->kind, OBJECT_OWNER_CHANGED, after);
    }
    if (told_state(comparison->events, comparison->kind, before) != after->state) {
        tell_of(comparison->kind, OBJECT_STATE_CHANGED, after);
    }
}

static void
compare_resources(const struct comparison *comparison, const struct cluster_object *before,
                  const struct cluster_object *after)
{
    const struct cluster_resource *old = cluster_resource(comparison->before, before->id);
    const struct cluster_resource *new = cluster_resource(comparison->after, after->id);

    if (!catalog_same_name(before->group, after->group)) {
        tell_member(comparison->before, before, false);
        tell_member(comparison->after, after, true);
    }
    if (!catalog_same_name(old->dependencies, new->dependencies)) {
        tell_of(OBJECT_RESOURCE, OBJECT_DEPENDENCY_CHANGED, after);
    }
}

static void
tell_added(const struct comparison *comparison, const struct cluster_object *object)
{
    tell_of(comparison->kind, OBJECT_ADDED, object);
    if (comparison->kind == OBJECT_RESOURCE) {
        tell_member(comparison->after, object, true);
    }
}

/* A cluster_each over what is there now. */
static void
compare_present(void *user, uint32_t bit, const char *id, const char *name)
{
    const struct comparison *comparison = user;
    struct cluster_object before;
    struct cluster_object after;

    (void)bit;
    (void)name;
    if (!find(comparison->after, comparison->kind, id, &after)) {
        return;
    }
    if (!find(comparison->before, comparison->kind, id, &before)) {
        tell_added(comparison, &after);
        return;
    }
    compare_objects(comparison, &before, &after);
    if (comparison->kind == OBJECT_RESOURCE) {
        compare_resources(comparison, &before, &after);
    }
}

/* The same over what was there. */
static void
tell_if_gone(void *user, uint32_t bit, const char *id, const char *name)
{
    const struct comparison *comparison = user;
    struct cluster_object before;
    struct cluster_object after;

    (void)bit;
    (void)name;
    if (find(comparison->after, comparison->kind, id, &after) ||
        !find(comparison->before, comparison->kind, id, &before)) {
        return;
    }
    if (comparison->kind == OBJECT_RESOURCE) {
        tell_member(comparison->before, &before, false);
    }
    tell_of(comparison->kind, OBJECT_DELETED, &before);
}

static void
compare_cluster(const struct comparison *comparison)
{
    struct cluster_object before;
    struct cluster_object after;

    if (cluster_find(comparison->before, OBJECT_CLUSTER, "", &before) &&
        cluster_find(comparison->after, OBJECT_CLUSTER, "", &after) &&
        strcmp(before.name, after.name) != 0) {
        tell_of(OBJECT_CLUSTER, OBJECT_RENAMED, &after);
    }
}

/* Groups come before their resources, and go behind them. */
static void
compare(struct object_events *events, const struct cluster *before, const struct cluster *after)
{
    struct comparison comparison = { events, OBJECT_CLUSTER, before, after };

    compare_cluster(&comparison);
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        comparison.kind = kinds[i].kind;
        cluster_list(after, OBJECT_CLUSTER, "", kinds[i].bit, compare_present, &comparison);
    }
    for (size_t i = G_N_ELEMENTS(kinds); i > 0; i--) {
        comparison.kind = kinds[i - 1].kind;
        cluster_list(before, OBJECT_CLUSTER, "", kinds[i - 1].bit, tell_if_gone, &comparison);
    }
}

static bool
is_known(const struct cluster *cluster, enum object_kind kind, const char *id,
         struct cluster_object *object)
{
    return kind == OBJECT_CLUSTER ? cluster_find(cluster, kind, id, object)
                                  : find(cluster, kind, id, object);
}

/* Properties of what is new are no change, nor are those of what is gone. */
static void
tell_properties(struct object_events *events, const struct cluster *before,
                const struct cluster *after)
{
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, events->properties);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        char *id;
        enum object_kind kind = (enum object_kind)g_ascii_strtoull(key, &id, 10);
        struct cluster_object object;

        if (is_known(before, kind, id + 1, &object) && is_known(after, kind, id + 1, &object)) {
            tell_of(kind, OBJECT_PROPERTY_CHANGED, &object);
        }
    }
    g_hash_table_remove_all(events->properties);
}

/* Looking */

static void
stop_listening(struct object_events *events)
{
    g_clear_pointer(&events->told, cluster_unref);
    g_hash_table_remove_all(events->states);
    g_hash_table_remove_all(events->properties);
}

/* Of a batch that is being told neither all properties are known nor what its done changes: both are told
 * when they are, to whoever has begun to listen meanwhile too. The look comes back here until then. */
static void
take_cluster(struct object_events *events, struct cluster *cluster)
{
    struct cluster *before = events->told;

    if (clusdb_is_telling(events->world->db)) {
        events->told = before != NULL ? before : cluster_ref(cluster);
        object_events_look(events);
        return;
    }
    events->told = cluster_ref(cluster);
    if (before != NULL) {
        compare(events, before, cluster);
        tell_properties(events, before, cluster);
        cluster_unref(before);
    }
    g_hash_table_remove_all(events->states);
}

/* A cluster_told. What cannot be known now shows at the next look. */
static void
on_cluster(void *user, struct cluster *cluster, const GError *error)
{
    struct object_events *events = user;

    events->asking = false;
    if (error == NULL && events->told != NULL) {
        take_cluster(events, cluster);
    }
}

static void
on_look(void *data)
{
    struct object_events *events = data;

    events->timer = 0;
    if (events->told != NULL && !events->asking) {
        events->asking = true;
        events->source->ask(events->source->source, on_cluster, events);
    }
}

void
object_events_look(struct object_events *events)
{
    if (events->told != NULL && events->timer == 0) {
        qb_loop_timer_add(events->world->loop, QB_LOOP_MED, 0, events, on_look, &events->timer);
    }
}

void
object_events_state(struct object_events *events, const struct resource *resource)
{
    const char *id = catalog_id(resource_key(resource));
    struct cluster_object object;

    if (events->told == NULL) {
        return;
    }
    if (find(events->told, OBJECT_RESOURCE, id, &object) &&
        told_state(events, OBJECT_RESOURCE, &object) != (uint32_t)resource_state(resource)) {
        object.state = (uint32_t)resource_state(resource);
        g_hash_table_insert(events->states, g_strdup(object.id), GUINT_TO_POINTER(object.state));
        tell_of(OBJECT_RESOURCE, OBJECT_STATE_CHANGED, &object);
    }
    object_events_look(events);
}

/* The database */

static const struct {
    const char *key;
    enum object_kind kind;
    enum common_object common;
} places[] = {
    { "Resources", OBJECT_RESOURCE, COMMON_OF_RESOURCE },
    { "ResourceTypes", OBJECT_RESOURCE_TYPE, COMMON_OF_TYPE },
    { "Groups", OBJECT_GROUP, COMMON_OF_GROUP },
    { "Nodes", OBJECT_NODE, COMMON_OF_NODE },
    { "Networks", OBJECT_NETWORK, COMMON_OF_NETWORK },
    { "NetworkInterfaces", OBJECT_NETINTERFACE, COMMON_OF_NETINTERFACE },
};

/* A common property, the name aside, stands in an object's key, a private one in Parameters below. */
static bool
is_property(enum common_object common, char *const *names, guint depth, const char *value)
{
    if (names[depth] == NULL) {
        return !catalog_same_name(value, "Name") && common_is_property(common, value);
    }
    return catalog_same_name(names[depth], "Parameters") && names[depth + 1] == NULL;
}

static void
note_property(struct object_events *events, const char *path, const char *value)
{
    g_auto(GStrv) names = g_strsplit(path, "\\", 4);
    guint depth = g_strv_length(names);

    if (is_property(COMMON_OF_CLUSTER, names, 0, value)) {
        g_hash_table_add(events->properties, g_strdup_printf("%d ", OBJECT_CLUSTER));
    }
    for (size_t i = 0; depth >= 2 && i < G_N_ELEMENTS(places); i++) {
        if (catalog_same_name(names[0], places[i].key) &&
            is_property(places[i].common, names, 2, value)) {
            g_hash_table_add(events->properties,
                             g_strdup_printf("%d %s", places[i].kind, names[1]));
        }
    }
}

void
object_events_landed(struct object_events *events, const struct clusdb_change *change)
{
    if (events->told == NULL) {
        return;
    }
    if (change->effective && change->name != NULL) {
        note_property(events, change->path, change->name);
    }
    object_events_look(events);
}

/* Listening */

/* A cluster_told. */
static void
on_cluster_to_listen(void *user, struct cluster *cluster, const GError *error)
{
    struct listening *listening = user;
    struct object_events *events = listening->events;
    struct host *host = ask_host(listening->ask);

    events->waiting = g_list_remove(events->waiting, listening);
    if (error == NULL && host != NULL) {
        take_cluster(events, cluster);
        listeners_set(host, true);
    }
    ask_answer_done(listening->ask, error_for_dll(error));
    g_free(listening);
}

static void
listen(struct object_events *events, struct host *host, uint64_t id)
{
    struct listening *listening;
    struct ask *ask = ask_new(host, id);

    if (ask == NULL) {
        return;
    }
    listening = g_new0(struct listening, 1);
    listening->events = events;
    listening->ask = ask;
    events->waiting = g_list_prepend(events->waiting, listening);
    events->source->ask(events->source->source, on_cluster_to_listen, listening);
}

bool
object_events_serve(struct object_events *events, struct host *host,
                    const struct channel_message *question)
{
    struct channel_message answer = { .header.type = CHANNEL_DONE };

    if (question->header.type != CHANNEL_LISTEN) {
        return false;
    }
    if (question->listen.on != 0) {
        listen(events, host, question->header.id);
    } else {
        object_events_forget(events, host);
        host_answer(host, &answer, question->header.id);
    }
    return true;
}

void
object_events_forget(struct object_events *events, const struct host *host)
{
    listeners_forget(host);
    if (!listeners_any()) {
        stop_listening(events);
    }
}

struct object_events *
object_events_new(const struct resource_world *world, const struct cluster_source *source)
{
    struct object_events *events = g_new0(struct object_events, 1);

    events->world = world;
    events->source = source;
    events->states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    events->properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return events;
}

void
object_events_free(struct object_events *events)
{
    if (events == NULL) {
        return;
    }
    if (events->timer != 0) {
        qb_loop_timer_del(events->world->loop, events->timer);
    }
    events->source->cancel(events->source->source, events);
    for (GList *item = events->waiting; item != NULL; item = item->next) {
        events->source->cancel(events->source->source, item->data);
    }
    g_list_free_full(events->waiting, g_free);
    stop_listening(events);
    g_hash_table_unref(events->states);
    g_hash_table_unref(events->properties);
    g_free(events);
}
