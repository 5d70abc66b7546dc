/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture-svg.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <gio/gio.h>
#include <libxml/parser.h>

#include "daemon/error.h"

/* One run of dot. */
struct run {
    GSubprocess *process;
    GBytes *output;
    GError *error;
    bool ended;
    bool timed_out;
};

static void
on_end(GObject *source, GAsyncResult *result, gpointer data)
{
    struct run *run = data;

    run->ended = true;
    g_subprocess_communicate_finish(G_SUBPROCESS(source), result, &run->output, NULL, &run->error);
}

static gboolean
on_timeout(gpointer data)
{
    struct run *run = data;

    run->timed_out = true;
    g_subprocess_force_exit(run->process);
    return G_SOURCE_REMOVE;
}

/* Iterates a context of its own: what else the program waits for is not disturbed. */
static void
wait_for(struct run *run, GBytes *input)
{
    GMainContext *context = g_main_context_new();
    GSource *timeout = g_timeout_source_new_seconds(PICTURE_TIMEOUT_S);

    g_main_context_push_thread_default(context);
    g_source_set_callback(timeout, on_timeout, run, NULL);
    g_source_attach(timeout, context);
    g_subprocess_communicate_async(run->process, input, NULL, on_end, run);
    while (!run->ended) {
        g_main_context_iteration(context, TRUE);
    }
    g_source_destroy(timeout);
    g_source_unref(timeout);
    g_main_context_pop_thread_default(context);
    g_main_context_unref(context);
}

/* What the program says of its end tells more than that it has not read or written everything. One that
 * has only closed its standard input is not waited for. */
static bool
check_end(struct run *run, const char *program, GError **error)
{
    if (run->timed_out) {
        set_system_error(error, ETIMEDOUT, "%s has not ended after %d seconds", program,
                         PICTURE_TIMEOUT_S);
        return false;
    }
    if (run->error != NULL) {
        g_subprocess_force_exit(run->process);
    }
    if (!g_subprocess_wait_check(run->process, NULL, error)) {
        g_prefix_error(error, "%s: ", program);
        return false;
    }
    if (run->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&run->error));
        return false;
    }
    return true;
}

static GBytes *
run_dot(const char *dot, const char *program, GError **error)
{
    g_autoptr(GBytes) input = g_bytes_new(dot, strlen(dot));
    struct run run = { 0 };
    bool done;

    run.process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                       G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                   error, program, "-Tsvg", NULL);
    if (run.process == NULL) {
        return NULL;
    }
    wait_for(&run, input);
    done = check_end(&run, program, error);
    g_clear_error(&run.error);
    g_object_unref(run.process);
    if (!done) {
        g_clear_pointer(&run.output, g_bytes_unref);
    }
    return run.output;
}

/* dot says in comments and titles what its nodes are called, which are numbers here, and its ids would
 * be those of two pictures in one page. */
static bool
is_needless(const xmlNode *node)
{
    return node->type == XML_COMMENT_NODE ||
           (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, "title") == 0);
}

/* libxml2 has refused what is nested deeper than 256 elements. */
static void
drop_needless(xmlNode *parent)
{
    xmlNode *next;

    xmlUnsetProp(parent, BAD_CAST "id");
    for (xmlNode *node = parent->children; node != NULL; node = next) {
        next = node->next;
        if (is_needless(node)) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        } else if (node->type == XML_ELEMENT_NODE) {
            drop_needless(node);
        }
    }
}

/* Without its XML declaration and document type, which have no place inside a page. */
static xmlNode *
svg_of(GBytes *output, xmlDoc *document)
{
    size_t size = 0;
    const char *text = g_bytes_get_data(output, &size);
    xmlDoc *parsed = size <= G_MAXINT
                         ? xmlReadMemory(text, (int)size, NULL, "UTF-8",
                                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
                         : NULL;
    xmlNode *root = parsed != NULL ? xmlDocGetRootElement(parsed) : NULL;
    xmlNode *svg = NULL;

    if (root != NULL && strcmp((const char *)root->name, "svg") == 0) {
        drop_needless(root);
        svg = xmlDocCopyNode(root, document, 1);
    }
    xmlFreeDoc(parsed);
    return svg;
}

xmlNode *
picture_svg(const char *dot, const char *program, xmlDoc *document, GError **error)
{
    g_autoptr(GBytes) output = run_dot(dot, program, error);
    xmlNode *svg = output != NULL ? svg_of(output, document) : NULL;

    if (output != NULL && svg == NULL) {
        set_system_error(error, EINVAL, "%s has written what is no SVG", program);
    }
    return svg;
}
