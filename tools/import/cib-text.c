/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib-text.h"

#include <string.h>
#include <libxml/tree.h>

/* The schema and feature set of Pacemaker 2.0.0, which later versions read as well. */
#define SCHEMA      "pacemaker-3.0"
#define FEATURE_SET "3.1.0"

#define PROPERTY_SET "cib-bootstrap-options"
#define RSC_DEFAULTS "rsc-options"
#define OP_DEFAULTS  "op-options"

static xmlNode *
add(xmlNode *parent, const char *tag)
{
    return xmlNewChild(parent, NULL, BAD_CAST tag, NULL);
}

static void
set(xmlNode *node, const char *name, const char *value)
{
    if (value != NULL) {
        xmlNewProp(node, BAD_CAST name, BAD_CAST value);
    }
}

static xmlNode *
add_with_id(xmlNode *parent, const char *tag, const char *id)
{
    xmlNode *node = add(parent, tag);

    set(node, "id", id);
    return node;
}

/* A set of nvpairs; none without pairs. */
static void
add_pairs(xmlNode *parent, const char *tag, const char *id, const GPtrArray *pairs)
{
    xmlNode *node = pairs->len > 0 ? add_with_id(parent, tag, id) : NULL;

    for (guint i = 0; i < pairs->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(pairs, i);
        g_autofree char *pair_id = g_strdup_printf("%s-%s", id, pair->name);
        xmlNode *nvpair = add_with_id(node, "nvpair", pair_id);

        set(nvpair, "name", pair->name);
        set(nvpair, "value", pair->value);
    }
}

static void
add_pairs_of(xmlNode *parent, const char *tag, const char *owner, const GPtrArray *pairs)
{
    g_autofree char *id = g_strdup_printf("%s-%s", owner, tag);

    add_pairs(parent, tag, id, pairs);
}

static void
add_operation(xmlNode *parent, const struct plan_operation *operation)
{
    xmlNode *node = add_with_id(parent, "op", operation->id);

    set(node, "name", operation->name);
    set(node, "interval", operation->interval);
    set(node, "timeout", operation->timeout);
    for (guint i = 0; i < operation->options->len; i++) {
        const struct plan_pair *option = g_ptr_array_index(operation->options, i);

        set(node, option->name, option->value);
    }
    add_pairs_of(node, "instance_attributes", operation->id, operation->parameters);
}

static void
add_operations(xmlNode *parent, const GPtrArray *operations)
{
    xmlNode *node = operations->len > 0 ? add(parent, "operations") : NULL;

    for (guint i = 0; i < operations->len; i++) {
        add_operation(node, g_ptr_array_index(operations, i));
    }
}

static void
add_primitive(xmlNode *parent, const struct plan_primitive *primitive)
{
    xmlNode *node = add_with_id(parent, "primitive", primitive->id);

    set(node, "class", primitive->class);
    set(node, "provider", primitive->provider);
    set(node, "type", primitive->agent);
    set(node, "description", primitive->description);
    add_pairs_of(node, "instance_attributes", primitive->id, primitive->parameters);
    add_pairs_of(node, "meta_attributes", primitive->id, primitive->meta);
    add_operations(node, primitive->operations);
}

static void
add_group(xmlNode *parent, const struct plan_group *group)
{
    xmlNode *node = add_with_id(parent, "group", group->id);

    add_pairs_of(node, "meta_attributes", group->id, group->meta);
    for (guint i = 0; i < group->members->len; i++) {
        add_primitive(node, g_ptr_array_index(group->members, i));
    }
}

/* Members of chains to their groups. */
static GHashTable *
find_chains(const pacemaker_plan_t *plan)
{
    GHashTable *chains = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < plan->groups->len; i++) {
        struct plan_group *group = g_ptr_array_index(plan->groups, i);

        for (guint j = 0; group->is_chain && j < group->members->len; j++) {
            g_hash_table_insert(chains, g_ptr_array_index(group->members, j), group);
        }
    }
    return chains;
}

/* A group stands where the first of its members stands in the plan. */
static void
add_resources(xmlNode *parent, const pacemaker_plan_t *plan)
{
    xmlNode *node = add(parent, "resources");
    g_autoptr(GHashTable) chains = find_chains(plan);
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);
        struct plan_group *group = g_hash_table_lookup(chains, primitive);

        if (group == NULL) {
            add_primitive(node, primitive);
        } else if (g_hash_table_add(done, group)) {
            add_group(node, group);
        }
    }
}

static xmlNode *
add_resource_set(xmlNode *parent, const char *order, const char *number)
{
    g_autofree char *id = g_strdup_printf("%s-resource_set-%s", order, number);

    return add_with_id(parent, "resource_set", id);
}

static void
add_order_sets(xmlNode *parent, const struct plan_constraint *constraint)
{
    xmlNode *node = add_with_id(parent, "rsc_order", constraint->id);
    xmlNode *any;

    set(node, "kind", constraint->score);
    any = add_resource_set(node, constraint->id, "0");
    set(any, "sequential", "false");
    set(any, "require-all", "false");
    for (guint i = 0; i < constraint->any->len; i++) {
        add_with_id(any, "resource_ref", g_ptr_array_index(constraint->any, i));
    }
    add_with_id(add_resource_set(node, constraint->id, "1"), "resource_ref", constraint->other);
}

static void
add_pairwise(xmlNode *parent, const struct plan_constraint *constraint)
{
    static const struct {
        const char *tag, *resource, *other, *score;
    } words[] = {
        [PLAN_ORDER] = { "rsc_order", "first", "then", "kind" },
        [PLAN_COLOCATION] = { "rsc_colocation", "rsc", "with-rsc", "score" },
        [PLAN_LOCATION] = { "rsc_location", "rsc", "node", "score" },
    };
    xmlNode *node = add_with_id(parent, words[constraint->kind].tag, constraint->id);

    set(node, words[constraint->kind].resource, constraint->resource);
    set(node, words[constraint->kind].other, constraint->other);
    set(node, words[constraint->kind].score, constraint->score);
}

static void
add_constraints(xmlNode *parent, const pacemaker_plan_t *plan)
{
    xmlNode *node = add(parent, "constraints");

    for (guint i = 0; i < plan->constraints->len; i++) {
        const struct plan_constraint *constraint = g_ptr_array_index(plan->constraints, i);

        if (constraint->kind == PLAN_ORDER_SETS) {
            add_order_sets(node, constraint);
        } else {
            add_pairwise(node, constraint);
        }
    }
}

static void
add_tags(xmlNode *parent, const pacemaker_plan_t *plan)
{
    xmlNode *tags = NULL;

    for (guint i = 0; i < plan->groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(plan->groups, i);
        xmlNode *tag;

        if (!plan_group_is_tag(group)) {
            continue;
        }
        tags = tags != NULL ? tags : add(parent, "tags");
        tag = add_with_id(tags, "tag", group->id);
        for (guint j = 0; j < group->members->len; j++) {
            const struct plan_primitive *member = g_ptr_array_index(group->members, j);

            add_with_id(tag, "obj_ref", member->id);
        }
    }
}

static void
add_defaults(xmlNode *parent, const char *tag, const char *id, const GPtrArray *pairs)
{
    if (pairs->len > 0) {
        add_pairs(add(parent, tag), "meta_attributes", id, pairs);
    }
}

/* Behind the nodes, as the schema has it. */
static void
add_objects(xmlNode *configuration, const pacemaker_plan_t *plan)
{
    add_resources(configuration, plan);
    add_constraints(configuration, plan);
    add_tags(configuration, plan);
    add_defaults(configuration, "rsc_defaults", RSC_DEFAULTS, plan->rsc_defaults);
    add_defaults(configuration, "op_defaults", OP_DEFAULTS, plan->op_defaults);
}

static char *
print_document(xmlDoc *document)
{
    xmlChar *text = NULL;
    int length = 0;
    char *copy;

    xmlDocDumpFormatMemoryEnc(document, &text, &length, "UTF-8", 1);
    copy = g_strndup((const char *)text, (gsize)length);
    xmlFree(text);
    xmlFreeDoc(document);
    return copy;
}

static xmlNode *
new_document(const char *root)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *node = xmlNewDocNode(document, NULL, BAD_CAST root, NULL);

    xmlDocSetRootElement(document, node);
    return node;
}

char *
cib_text(const pacemaker_plan_t *plan)
{
    xmlNode *configuration = new_document("configuration");

    add_pairs(add(configuration, "crm_config"), "cluster_property_set", PROPERTY_SET,
              plan->properties);
    add_objects(configuration, plan);
    return print_document(configuration->doc);
}

static char *
spell_blanks(const char *text)
{
    GString *line = g_string_sized_new(strlen(text));

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == ' ' && at > text && at[-1] == ' ') {
            g_string_append(line, "&#32;");
        } else {
            g_string_append_c(line, *at);
        }
    }
    return g_string_free(line, FALSE);
}

char *
cib_primitive_line(const struct plan_primitive *primitive)
{
    xmlNode *root = new_document("resources");
    xmlBuffer *buffer = xmlBufferCreate();
    xmlOutputBuffer *output =
        xmlOutputBufferCreateBuffer(buffer, xmlFindCharEncodingHandler("ASCII"));
    char *line;

    add_primitive(root, primitive);
    xmlNodeDumpOutput(output, root->doc, root->children, 0, 0, "ASCII");
    xmlOutputBufferClose(output);
    line = spell_blanks((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    xmlFreeDoc(root->doc);
    return line;
}

/* The plan's, but for fencing. */
static GPtrArray *
make_scratch_properties(const pacemaker_plan_t *plan)
{
    GPtrArray *properties = plan_pairs_new();

    for (guint i = 0; i < plan->properties->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(plan->properties, i);

        plan_pairs_set(properties, pair->name, pair->value);
    }
    plan_pairs_set(properties, "stonith-enabled", "false");
    return properties;
}

static void
add_nodes(xmlNode *configuration, const pacemaker_plan_t *plan)
{
    xmlNode *nodes = add(configuration, "nodes");

    for (guint i = 0; i < plan->nodes->len; i++) {
        g_autofree char *number = g_strdup_printf("%u", i + 1);

        set(add_with_id(nodes, "node", number), "uname", g_ptr_array_index(plan->nodes, i));
    }
}

static void
add_status(xmlNode *cib, const pacemaker_plan_t *plan)
{
    xmlNode *status = add(cib, "status");

    for (guint i = 0; i < plan->nodes->len; i++) {
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        xmlNode *state = add_with_id(status, "node_state", number);

        set(state, "uname", g_ptr_array_index(plan->nodes, i));
        set(state, "in_ccm", "true");
        set(state, "crmd", "online");
        set(state, "join", "member");
        set(state, "expected", "member");
        add(add_with_id(state, "lrm", number), "lrm_resources");
    }
}

static xmlNode *
new_whole(const pacemaker_plan_t *plan, const GPtrArray *properties)
{
    xmlNode *cib = new_document("cib");
    xmlNode *configuration;

    set(cib, "crm_feature_set", FEATURE_SET);
    set(cib, "validate-with", SCHEMA);
    set(cib, "epoch", "1");
    set(cib, "num_updates", "0");
    set(cib, "admin_epoch", "0");
    set(cib, "have-quorum", "1");
    configuration = add(cib, "configuration");
    add_pairs(add(configuration, "crm_config"), "cluster_property_set", PROPERTY_SET, properties);
    add_nodes(configuration, plan);
    add_objects(configuration, plan);
    add_status(cib, plan);
    return cib;
}

char *
cib_whole_text(const pacemaker_plan_t *plan)
{
    g_autoptr(GPtrArray) properties = make_scratch_properties(plan);

    return print_document(new_whole(plan, properties)->doc);
}

static void
remove_operations(xmlNode *parent)
{
    for (xmlNode *node = parent->children, *next; node != NULL; node = next) {
        next = node->next;
        if (xmlStrEqual(node->name, BAD_CAST "operations")) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        } else {
            remove_operations(node);
        }
    }
}

char *
cib_simulation_text(const pacemaker_plan_t *plan)
{
    g_autoptr(GPtrArray) properties = make_scratch_properties(plan);
    xmlNode *cib;

    plan_pairs_set(properties, "enable-startup-probes", "false");
    cib = new_whole(plan, properties);
    remove_operations(cib);
    return print_document(cib->doc);
}
