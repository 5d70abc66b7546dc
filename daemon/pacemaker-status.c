/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker-status.h"

#include <string.h>

#include "cluster.h"
#include "error.h"
#include "log.h"
#include "pacemaker-xml.h"

/* Above corosync's own, which are small unless somebody chose them otherwise. */
#define REMOTE_ID UINT32_C(0x80000000)

static void
free_node(void *data)
{
    struct pacemaker_node *node = data;

    g_free(node->name);
    g_free(node->id);
    g_free(node);
}

static void
free_resource(void *data)
{
    struct pacemaker_resource *resource = data;

    g_free(resource->name);
    g_free(resource->agent);
    g_free(resource->group);
    g_free(resource->node);
    g_free(resource);
}

void
pacemaker_status_free(struct pacemaker_status *status)
{
    if (status != NULL) {
        g_ptr_array_unref(status->nodes);
        g_ptr_array_unref(status->resources);
        g_free(status);
    }
}

/* Nodes */

static char *
node_id(const xmlNode *element, const char *name)
{
    char *id = pacemaker_xml_attribute(element, "id");
    guint64 number;

    if (id != NULL && g_ascii_string_to_unsigned(id, 10, 1, UINT32_MAX, &number, NULL)) {
        return id;
    }
    g_free(id);
    return g_strdup_printf("%" G_GUINT32_FORMAT, REMOTE_ID | g_str_hash(name));
}

/* A node that no resource is brought to is paused, as the cluster API has it: also one that is to be
 * fenced. */
static uint32_t
node_state(const xmlNode *element)
{
    if (!pacemaker_xml_is_true(element, "online")) {
        return pacemaker_xml_is_true(element, "pending") ? CLUSTER_NODE_JOINING : CLUSTER_NODE_DOWN;
    }
    if (pacemaker_xml_is_true(element, "pending")) {
        return CLUSTER_NODE_JOINING;
    }
    return pacemaker_xml_is_true(element, "standby") ||
                   pacemaker_xml_is_true(element, "standby_onfail") ||
                   pacemaker_xml_is_true(element, "maintenance") ||
                   pacemaker_xml_is_true(element, "unclean")
               ? CLUSTER_NODE_PAUSED
               : CLUSTER_NODE_UP;
}

static void
read_nodes(struct pacemaker_status *status, const xmlNode *nodes)
{
    for (const xmlNode *each = pacemaker_xml_child(nodes, "node"); each != NULL;
         each = pacemaker_xml_next(each, "node")) {
        struct pacemaker_node *node;
        char *name = pacemaker_xml_attribute(each, "name");

        if (name == NULL || name[0] == '\0') {
            g_free(name);
            continue;
        }
        node = g_new0(struct pacemaker_node, 1);
        node->name = name;
        node->id = node_id(each, name);
        node->state = node_state(each);
        g_ptr_array_add(status->nodes, node);
    }
}

/* Resources */

static const struct {
    const char *word;
    uint32_t state;
} words[] = {
    { "Started", CLUSTER_RESOURCE_ONLINE },
    { "Promoted", CLUSTER_RESOURCE_ONLINE },
    { "Unpromoted", CLUSTER_RESOURCE_ONLINE },
    { "Master", CLUSTER_RESOURCE_ONLINE },
    { "Slave", CLUSTER_RESOURCE_ONLINE },
    { "Stopped", CLUSTER_RESOURCE_OFFLINE },
    { "Starting", CLUSTER_RESOURCE_ONLINE_PENDING },
    { "Stopping", CLUSTER_RESOURCE_OFFLINE_PENDING },
    { "Migrating", CLUSTER_RESOURCE_OFFLINE_PENDING },
};

static bool
find_state(const char *word, uint32_t *state)
{
    for (size_t i = 0; word != NULL && i < G_N_ELEMENTS(words); i++) {
        if (strcmp(words[i].word, word) == 0) {
            *state = words[i].state;
            return true;
        }
    }
    return false;
}

/* What is under way changes the role only when it is done; a monitor that is under way changes nothing. */
static uint32_t
role_state(const xmlNode *element)
{
    g_autofree char *role = pacemaker_xml_attribute(element, "role");
    g_autofree char *pending = pacemaker_xml_attribute(element, "pending");
    uint32_t state = CLUSTER_STATE_UNKNOWN;

    if (!find_state(pending, &state)) {
        find_state(role, &state);
    }
    return state;
}

/* Whether an operation of the resource is among the failures. A key is NAME_OPERATION_INTERVAL; names and
 * operations may have the character too. */
static bool
has_failed(const xmlNode *failures, const char *name)
{
    g_autofree char *start = g_strconcat(name, "_", NULL);

    for (const xmlNode *each = pacemaker_xml_child(failures, "failure"); each != NULL;
         each = pacemaker_xml_next(each, "failure")) {
        g_autofree char *key = pacemaker_xml_attribute_or(each, "op_key", "");
        g_autofree char *task = pacemaker_xml_attribute_or(each, "task", "");
        g_autofree char *task_key = g_strconcat(start, task, "_", NULL);

        if (g_str_has_prefix(key, task[0] != '\0' ? task_key : start)) {
            return true;
        }
    }
    return false;
}

/* What was to run and has failed so that it runs nowhere is failed, as it is on Windows, although
 * Pacemaker has stopped it. */
static uint32_t
resource_state_of(const xmlNode *element, const xmlNode *failures, const char *name)
{
    g_autofree char *target = pacemaker_xml_attribute_or(element, "target_role", "Started");
    uint32_t state = role_state(element);

    if (pacemaker_xml_is_true(element, "failure_ignored")) {
        return state;
    }
    if (pacemaker_xml_is_true(element, "failed") || pacemaker_xml_is_true(element, "blocked")) {
        return CLUSTER_RESOURCE_FAILED;
    }
    return state == CLUSTER_RESOURCE_OFFLINE && strcmp(target, "Stopped") != 0 &&
                   has_failed(failures, name)
               ? CLUSTER_RESOURCE_FAILED
               : state;
}

static char *
owner_of(const xmlNode *element)
{
    const xmlNode *node = pacemaker_xml_child(element, "node");

    return node != NULL ? pacemaker_xml_attribute_or(node, "name", "") : g_strdup("");
}

static void
read_resource(struct pacemaker_status *status, const xmlNode *element, const char *group,
              const xmlNode *failures)
{
    struct pacemaker_resource *resource;
    char *name = pacemaker_xml_attribute(element, "id");

    if (name == NULL || name[0] == '\0') {
        g_free(name);
        return;
    }
    resource = g_new0(struct pacemaker_resource, 1);
    resource->name = name;
    resource->agent = pacemaker_xml_attribute_or(element, "resource_agent", "");
    resource->group = g_strdup(group);
    resource->node = owner_of(element);
    resource->orphaned = pacemaker_xml_is_true(element, "orphaned");
    resource->state = resource_state_of(element, failures, name);
    g_ptr_array_add(status->resources, resource);
}

/* In an anonymous clone each instance of a group is the same group, with a number behind its name. */
static char *
group_name(const xmlNode *element)
{
    char *name = pacemaker_xml_attribute_or(element, "id", "");
    char *colon = strrchr(name, ':');

    if (pacemaker_xml_is(element->parent, "clone") &&
        !pacemaker_xml_is_true(element->parent, "unique") && colon != NULL) {
        *colon = '\0';
    }
    return name;
}

/* Groups, clones, bundles and their replicas hold others; no deeper than that document goes. */
static void
read_resources(struct pacemaker_status *status, const xmlNode *parent, const char *group,
               const xmlNode *failures)
{
    for (const xmlNode *each = pacemaker_xml_child(parent, NULL); each != NULL;
         each = pacemaker_xml_next(each, NULL)) {
        g_autofree char *inner = NULL;

        if (pacemaker_xml_is(each, "resource")) {
            read_resource(status, each, group, failures);
            continue;
        }
        inner = pacemaker_xml_is(each, "group") ? group_name(each) : NULL;
        read_resources(status, each, inner != NULL ? inner : group, failures);
    }
}

struct pacemaker_status *
pacemaker_status_parse(const char *xml, size_t length, GError **error)
{
    g_autoptr(xmlDoc) document =
        pacemaker_xml_read(xml, length, "pacemaker-result", "crm_mon", error);
    g_autoptr(pacemaker_status_t) status = NULL;
    const xmlNode *root;
    const xmlNode *dc;

    if (document == NULL) {
        return NULL;
    }
    root = xmlDocGetRootElement(document);
    dc = pacemaker_xml_child(pacemaker_xml_child(root, "summary"), "current_dc");
    status = g_new0(struct pacemaker_status, 1);
    status->nodes = g_ptr_array_new_with_free_func(free_node);
    status->resources = g_ptr_array_new_with_free_func(free_resource);
    status->quorate = dc != NULL && pacemaker_xml_is_true(dc, "with_quorum");
    read_nodes(status, pacemaker_xml_child(root, "nodes"));
    read_resources(status, pacemaker_xml_child(root, "resources"), NULL,
                   pacemaker_xml_child(root, "failures"));
    if (status->nodes->len == 0) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "crm_mon: it knows no node");
        return NULL;
    }
    return g_steal_pointer(&status);
}

char *
pacemaker_status_problem(const char *xml, size_t length)
{
    g_autoptr(xmlDoc) document =
        pacemaker_xml_read(xml, length, "pacemaker-result", "crm_mon", NULL);
    const xmlNode *status;
    g_autofree char *message = NULL;

    if (document == NULL) {
        return NULL;
    }
    status = pacemaker_xml_child(xmlDocGetRootElement(document), "status");
    message = status != NULL ? pacemaker_xml_attribute(status, "message") : NULL;
    return message != NULL ? log_one_line(message) : NULL;
}
