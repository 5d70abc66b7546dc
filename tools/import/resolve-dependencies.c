/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "daemon/dependencies.h"
#include "resolve.h"
#include "untold.h"

struct lookup {
    const windows_cluster_t *cluster;
    GHashTable *numbers;   /* a resource to its place in the array, and one more */
    GHashTable *strangers; /* names of no resource; NULL: not to be taken */
};

/* Resources stand in the rewritten expression by their numbers, those that are not there as 0. */
static char *
number_of(void *user, const char *bracketed)
{
    const struct lookup *lookup = user;
    const void *resource = windows_cluster_find(lookup->cluster, WINDOWS_RESOURCE, bracketed);

    if (resource != NULL) {
        return g_strdup_printf("%u",
                               GPOINTER_TO_UINT(g_hash_table_lookup(lookup->numbers, resource)));
    }
    if (lookup->strangers == NULL) {
        return NULL;
    }
    g_hash_table_add(lookup->strangers, g_strdup(bracketed));
    return g_strdup("0");
}

static void
note_strangers(const struct windows_resource *resource, GHashTable *strangers, notes_t *notes)
{
    GList *names = g_list_sort(g_hash_table_get_keys(strangers), (GCompareFunc)strcmp);

    for (GList *at = names; at != NULL; at = at->next) {
        notes_add(notes, NOTE_PROBLEM, &resource->object, "Dependencies", NULL,
                  "it depends on '%s', which is not there: that is left out",
                  (const char *)at->data);
    }
    g_list_free(names);
}

/* Strictly first, as a name may have brackets in it, and then with what is not there. NULL: noted. */
static char *
rewrite(const struct windows_resource *resource, struct lookup *lookup, notes_t *notes)
{
    g_autoptr(GHashTable) strangers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GError) error = NULL;
    char *expression = dependencies_rewrite(resource->dependency, number_of, lookup, &error);

    if (expression == NULL &&
        g_error_matches(error, RESAPID_WIN32_ERROR, WIN32_RESOURCE_NOT_FOUND)) {
        g_clear_error(&error);
        lookup->strangers = strangers;
        expression = dependencies_rewrite(resource->dependency, number_of, lookup, &error);
        lookup->strangers = NULL;
        note_strangers(resource, strangers, notes);
    }
    if (expression == NULL) {
        notes_add(notes, NOTE_PROBLEM, &resource->object, "Dependencies", NULL,
                  "%s: it depends on nothing now", error->message);
    }
    return expression;
}

static void
add_provider(GPtrArray *alternatives, struct windows_resource *resource,
             struct windows_resource *provider, notes_t *notes)
{
    if (provider == resource) {
        notes_add(notes, NOTE_PROBLEM, &resource->object, "Dependencies", NULL,
                  "it depends on itself: that is left out");
    } else if (provider->group != resource->group) {
        notes_add(
            notes, NOTE_PROBLEM, &resource->object, "Dependencies", NULL,
            "it depends on '%s' of another group, which Windows does not allow: that is left out",
            provider->object.name);
    } else {
        g_ptr_array_add(alternatives, provider);
    }
}

/* By name, so that it is the same from each format. */

static int
compare_providers(gconstpointer one, gconstpointer other)
{
    const struct windows_object *left = *(struct windows_object *const *)one;
    const struct windows_object *right = *(struct windows_object *const *)other;
    g_autofree char *left_name = g_utf8_casefold(left->name, -1);
    g_autofree char *right_name = g_utf8_casefold(right->name, -1);
    int order = strcmp(left_name, right_name);

    return order != 0 ? order : g_strcmp0(left->id, right->id);
}

/* None is empty. */
static int
compare_clauses(gconstpointer one, gconstpointer other)
{
    const GPtrArray *left = *(GPtrArray *const *)one;
    const GPtrArray *right = *(GPtrArray *const *)other;
    int order = 0;

    for (guint i = 0; order == 0 && i < left->len && i < right->len; i++) {
        order = compare_providers(&left->pdata[i], &right->pdata[i]);
    }
    return order != 0 ? order : (left->len > right->len) - (left->len < right->len);
}

static void
resolve_one(const windows_cluster_t *cluster, struct windows_resource *resource,
            struct lookup *lookup, notes_t *notes)
{
    g_autofree char *expression = NULL;
    g_autoptr(GPtrArray) clauses = NULL;

    resource->providers = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    if (resource->dependency == NULL || (expression = rewrite(resource, lookup, notes)) == NULL) {
        return;
    }
    clauses = dependencies_clauses(expression);
    for (guint i = 0; i < clauses->len; i++) {
        const GPtrArray *numbers = g_ptr_array_index(clauses, i);
        g_autoptr(GPtrArray) alternatives = g_ptr_array_new();

        for (guint j = 0; j < numbers->len; j++) {
            guint64 number = g_ascii_strtoull(g_ptr_array_index(numbers, j), NULL, 10);

            if (number > 0) {
                add_provider(alternatives, resource,
                             g_ptr_array_index(cluster->resources, number - 1), notes);
            }
        }
        g_ptr_array_sort(alternatives, compare_providers);
        if (alternatives->len > 0) {
            g_ptr_array_add(resource->providers, g_steal_pointer(&alternatives));
        }
    }
    g_ptr_array_sort(resource->providers, compare_clauses);
}

static void
note_list(const struct windows_resource *resource, notes_t *notes)
{
    if (resource->is_dependency_a_list && resource->providers->len > 1) {
        notes_add(notes, NOTE_DECIDE, &resource->object, "Dependencies", NULL,
                  "/listdep does not tell AND from OR: taken as if it needs all %u; if one is "
                  "enough, give what resapi-export.ps1 has written, too",
                  resource->providers->len);
    }
}

/* Circles: a walk along the providers, without recursion, as a hostile file may have a long way. */

enum walk_state { WALK_NEW, WALK_UNDER_WAY, WALK_DONE };

struct step {
    struct windows_resource *resource;
    guint clause;
    guint alternative;
};

struct walk {
    GHashTable *states; /* a resource to its enum walk_state */
    GArray *way;        /* of struct step */
    notes_t *notes;
};

static enum walk_state
state_of(const struct walk *walk, const struct windows_resource *resource)
{
    return (enum walk_state)GPOINTER_TO_INT(g_hash_table_lookup(walk->states, resource));
}

static void
set_state(struct walk *walk, struct windows_resource *resource, enum walk_state state)
{
    g_hash_table_insert(walk->states, resource, GINT_TO_POINTER(state));
}

static void
enter(struct walk *walk, struct windows_resource *resource)
{
    struct step step = { .resource = resource };

    set_state(walk, resource, WALK_UNDER_WAY);
    g_array_append_val(walk->way, step);
}

/* "a, b and a": from the resource where the circle begins. Long ones are cut. */
static char *
circle_text(const struct walk *walk, const struct windows_resource *begin)
{
    GString *text = g_string_new(NULL);
    guint first = walk->way->len;

    while (first > 0 && g_array_index(walk->way, struct step, first - 1).resource != begin) {
        first--;
    }
    first -= first > 0 ? 1 : 0;
    for (guint i = first; i < walk->way->len && i < first + 8; i++) {
        const struct step *step = &g_array_index(walk->way, struct step, i);

        g_string_append_printf(text, "%s on ", step->resource->object.name);
    }
    g_string_append_printf(text, "%s%s", walk->way->len > first + 8 ? "... on " : "",
                           begin->object.name);
    return g_string_free(text, FALSE);
}

static void
cut_circle(struct walk *walk, struct step *step, GPtrArray *alternatives)
{
    const struct windows_resource *provider = g_ptr_array_index(alternatives, step->alternative);
    g_autofree char *circle = circle_text(walk, provider);

    notes_add(walk->notes, NOTE_PROBLEM, &step->resource->object, "Dependencies", NULL,
              "dependencies lead in a circle (%s): that on '%s' is left out", circle,
              provider->object.name);
    g_ptr_array_remove_index(alternatives, step->alternative);
    if (alternatives->len == 0) {
        g_ptr_array_remove_index(step->resource->providers, step->clause);
    }
}

/* Takes one step on; false when the resource on top has no provider left to look at. */
static bool
go_on(struct walk *walk)
{
    struct step *step = &g_array_index(walk->way, struct step, walk->way->len - 1);
    GPtrArray *clauses = step->resource->providers;
    GPtrArray *alternatives;
    struct windows_resource *provider;

    if (step->clause >= clauses->len) {
        return false;
    }
    alternatives = g_ptr_array_index(clauses, step->clause);
    if (step->alternative >= alternatives->len) {
        step->clause++;
        step->alternative = 0;
        return true;
    }
    provider = g_ptr_array_index(alternatives, step->alternative);
    if (state_of(walk, provider) == WALK_UNDER_WAY) {
        cut_circle(walk, step, alternatives);
        return true;
    }
    step->alternative++;
    if (state_of(walk, provider) == WALK_NEW) {
        enter(walk, provider);
    }
    return true;
}

static void
walk_from(struct walk *walk, struct windows_resource *resource)
{
    if (state_of(walk, resource) != WALK_NEW) {
        return;
    }
    enter(walk, resource);
    while (walk->way->len > 0) {
        if (!go_on(walk)) {
            guint top = walk->way->len - 1;

            set_state(walk, g_array_index(walk->way, struct step, top).resource, WALK_DONE);
            g_array_set_size(walk->way, top);
        }
    }
}

static void
cut_circles(const windows_cluster_t *cluster, notes_t *notes)
{
    struct walk walk = { .states = g_hash_table_new(NULL, NULL),
                         .way = g_array_new(FALSE, FALSE, sizeof(struct step)),
                         .notes = notes };

    for (guint i = 0; i < cluster->resources->len; i++) {
        walk_from(&walk, g_ptr_array_index(cluster->resources, i));
    }
    g_array_unref(walk.way);
    g_hash_table_unref(walk.states);
}

/* Nothing may be told of what a resource depends on, in any of the files. It says so for those that could
 * depend on something. */

static bool
may_depend(const struct windows_resource *resource)
{
    return resource->group->resources->len > 1;
}

static void
note_untold(const windows_cluster_t *cluster, notes_t *notes)
{
    static const struct untold what = {
        NOTE_PROBLEM, "Dependencies",
        "what its resources depend on is not told, so that nothing orders them (registries and "
        "plain listings do not have it): give what resapi-export.ps1 has written, too",
        "what it depends on is not told: taken as nothing; give what resapi-export.ps1 has "
        "written, "
        "too"
    };
    g_autoptr(GPtrArray) untold = g_ptr_array_new();
    guint may = 0;

    for (guint i = 0; i < cluster->resources->len; i++) {
        struct windows_resource *resource = g_ptr_array_index(cluster->resources, i);

        if (may_depend(resource)) {
            may++;
            if (resource->dependency == NULL) {
                g_ptr_array_add(untold, resource);
            }
        }
    }
    untold_note(cluster, &what, untold, may, notes);
}

void
cluster_resolve_dependencies(windows_cluster_t *cluster, notes_t *notes)
{
    g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
    struct lookup lookup = { .cluster = cluster, .numbers = numbers };

    for (guint i = 0; i < cluster->resources->len; i++) {
        g_hash_table_insert(numbers, g_ptr_array_index(cluster->resources, i),
                            GUINT_TO_POINTER(i + 1));
    }
    for (guint i = 0; i < cluster->resources->len; i++) {
        struct windows_resource *resource = g_ptr_array_index(cluster->resources, i);

        resolve_one(cluster, resource, &lookup, notes);
        note_list(resource, notes);
    }
    cut_circles(cluster, notes);
    note_untold(cluster, notes);
}
