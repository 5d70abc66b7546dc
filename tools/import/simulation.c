/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "simulation.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <libxml/parser.h>

#include "cib-text.h"
#include "daemon/error.h"
#include "tool-run.h"

#define PROGRAM "crm_simulate"

/* For one run: 500 resources on 16 nodes take some seconds. */
#define TIMEOUT_S  300
#define OUTPUT_MAX (256U << 20)

/* Files of its own, since what it says of a Windows cluster is nobody else's to read. */
struct folder {
    char *path;
    char *stopped; /* the CIB as it is written */
    char *running; /* with everything in its place */
};

static void
free_place(void *pointer)
{
    struct simulation_place *place = pointer;

    g_free(place->resource);
    g_free(place->node);
    g_free(place);
}

static void
free_case(void *pointer)
{
    struct simulation_case *one = pointer;

    g_free(one->lost_node);
    g_ptr_array_unref(one->places);
    g_free(one);
}

void
simulation_free(struct simulation *simulation)
{
    if (simulation != NULL) {
        g_ptr_array_unref(simulation->cases);
        g_free(simulation);
    }
}

static bool
make_folder(struct folder *folder, const pacemaker_plan_t *plan, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = cib_simulation_text(plan);

    folder->path = g_build_filename(g_get_tmp_dir(), "resapi-import-XXXXXX", NULL);
    if (g_mkdtemp(folder->path) == NULL) {
        set_system_error(error, errno, "%s: cannot be created", folder->path);
        return false;
    }
    folder->stopped = g_build_filename(folder->path, "stopped.xml", NULL);
    folder->running = g_build_filename(folder->path, "running.xml", NULL);
    if (!g_file_set_contents(folder->stopped, text, -1, &cause)) {
        g_set_error_literal(error, RESAPID_ERROR, OUTCOME_FAILED, cause->message);
        return false;
    }
    return true;
}

static void
remove_folder(struct folder *folder)
{
    if (folder->stopped != NULL) {
        g_unlink(folder->stopped);
        g_unlink(folder->running);
    }
    g_rmdir(folder->path);
    g_free(folder->path);
    g_free(folder->stopped);
    g_free(folder->running);
}

/* The first node of a resource that the program shows. */
static void
note_place(GHashTable *places, xmlNode *resource)
{
    xmlChar *id = xmlGetProp(resource, BAD_CAST "id");

    for (xmlNode *node = resource->children; id != NULL && node != NULL; node = node->next) {
        if (xmlStrEqual(node->name, BAD_CAST "node")) {
            xmlChar *name = xmlGetProp(node, BAD_CAST "name");

            g_hash_table_insert(places, g_strdup((char *)id), g_strdup((char *)name));
            xmlFree(name);
            break;
        }
    }
    xmlFree(id);
}

/* Resources stand in the list, or in a group there. */
static void
note_places(GHashTable *places, xmlNode *list)
{
    for (xmlNode *node = list->children; node != NULL; node = node->next) {
        if (xmlStrEqual(node->name, BAD_CAST "resource")) {
            note_place(places, node);
        } else if (xmlStrEqual(node->name, BAD_CAST "group")) {
            note_places(places, node);
        }
    }
}

static xmlNode *
find_child(xmlNode *parent, const char *name)
{
    xmlNode *node = parent != NULL ? parent->children : NULL;

    while (node != NULL && !xmlStrEqual(node->name, BAD_CAST name)) {
        node = node->next;
    }
    return node;
}

/* Ids of resources to names of nodes; without those that run nowhere. */
static GHashTable *
read_places(const GString *output, GError **error)
{
    xmlDoc *document =
        output->len <= INT_MAX
            ? xmlReadMemory(output->str, (int)output->len, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
            : NULL;
    xmlNode *root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    xmlNode *resources = find_child(find_child(root, "revised_cluster_status"), "resources");
    GHashTable *places = NULL;

    if (resources != NULL) {
        places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        note_places(places, resources);
    } else {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    PROGRAM ": shows no resources: Pacemaker 2.1 or later is needed");
    }
    xmlFreeDoc(document);
    return places;
}

static bool
run_program(const char *const *arguments, struct tool_result *result, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (tool_run(arguments, TIMEOUT_S, OUTPUT_MAX, result, &cause)) {
        return true;
    }
    if (g_error_matches(cause, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)) {
        set_system_error(error, ENOENT,
                         PROGRAM ": cannot be run: install pacemaker-cli-utils, or pacemaker-cli "
                                 "where rpm is used");
    } else {
        error_append(cause, "import without --simulate");
        g_propagate_error(error, g_steal_pointer(&cause));
    }
    return false;
}

static GHashTable *
run_case(const char *const *arguments, GError **error)
{
    struct tool_result result;
    GHashTable *places = NULL;

    if (!run_program(arguments, &result, error)) {
        return NULL;
    }
    if (WIFEXITED(result.status) && WEXITSTATUS(result.status) == 0) {
        places = read_places(result.output, error);
    } else {
        g_autofree char *reason = tool_result_reason(&result);

        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    PROGRAM ": %s: see what crm_verify says of the configuration", reason);
    }
    tool_result_clear(&result);
    return places;
}

/* Takes places; in the order of the plan. */
static void
add_case(struct simulation *simulation, const pacemaker_plan_t *plan, const char *lost_node,
         GHashTable *places)
{
    struct simulation_case *one = g_new0(struct simulation_case, 1);

    one->lost_node = g_strdup(lost_node);
    one->places = g_ptr_array_new_with_free_func(free_place);
    for (guint i = 0; i < plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);
        struct simulation_place *place = g_new0(struct simulation_place, 1);

        place->resource = g_strdup(primitive->id);
        place->node = g_strdup(g_hash_table_lookup(places, primitive->id));
        g_ptr_array_add(one->places, place);
    }
    g_ptr_array_add(simulation->cases, one);
    g_hash_table_unref(places);
}

static bool
simulate_start(struct simulation *simulation, const pacemaker_plan_t *plan,
               const struct folder *folder, GError **error)
{
    const char *arguments[] = { PROGRAM,         "--simulate",    "--output-as=xml", "--xml-file",
                                folder->stopped, "--save-output", folder->running,   NULL };
    GHashTable *places = run_case(arguments, error);

    if (places != NULL) {
        add_case(simulation, plan, NULL, places);
    }
    return places != NULL;
}

/* With fencing, which is not known here, a node that fails comes to the same a little later. */
static bool
simulate_loss(struct simulation *simulation, const pacemaker_plan_t *plan, const char *node,
              const struct folder *folder, GError **error)
{
    g_autofree char *down = g_strdup_printf("--node-down=%s", node);
    const char *arguments[] = { PROGRAM,      "--simulate",    "--output-as=xml",
                                "--xml-file", folder->running, down,
                                NULL };
    GHashTable *places = run_case(arguments, error);

    if (places == NULL) {
        g_prefix_error(error, "the loss of node %s: ", node);
        return false;
    }
    add_case(simulation, plan, node, places);
    return true;
}

static bool
simulate_all(struct simulation *simulation, const pacemaker_plan_t *plan,
             const struct folder *folder, GError **error)
{
    bool done = simulate_start(simulation, plan, folder, error);

    for (guint i = 0; done && i < plan->nodes->len; i++) {
        done = simulate_loss(simulation, plan, g_ptr_array_index(plan->nodes, i), folder, error);
    }
    return done;
}

/* Its first line is "Pacemaker 2.1.5". */
char *
simulation_version(void)
{
    static const char *const arguments[] = { PROGRAM, "--version", NULL };
    static const char title[] = "Pacemaker ";
    struct tool_result result;
    char *version = NULL;

    if (!tool_run(arguments, TIMEOUT_S, OUTPUT_MAX, &result, NULL)) {
        return NULL;
    }
    if (g_str_has_prefix(result.output->str, title)) {
        const char *number = result.output->str + strlen(title);

        version = g_strndup(number, strcspn(number, " \n"));
    }
    tool_result_clear(&result);
    return version;
}

struct simulation *
simulation_run(const pacemaker_plan_t *plan, GError **error)
{
    struct simulation *simulation = g_new0(struct simulation, 1);
    struct folder folder = { 0 };
    bool done;

    simulation->cases = g_ptr_array_new_with_free_func(free_case);
    done = make_folder(&folder, plan, error) && simulate_all(simulation, plan, &folder, error);
    remove_folder(&folder);
    if (!done) {
        simulation_free(simulation);
        return NULL;
    }
    return simulation;
}
