/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker-configuration.h"

#include <stdlib.h>
#include <string.h>

#include "pacemaker-xml.h"

#define WHAT "cibadmin"

/* While it is read. */
struct reading {
    struct pacemaker_configuration *configuration;
    GHashTable *
        members; /* id of a primitive, group, clone or bundle -> names of its primitives, in order */
    GHashTable *beside; /* name of a primitive -> one that runs beside it, and so on */
};

static void
free_dependency(void *data)
{
    struct pacemaker_dependency *dependency = data;

    g_free(dependency->resource);
    g_strfreev(dependency->providers);
    g_free(dependency);
}

static void
free_location(void *data)
{
    struct pacemaker_location *location = data;

    g_free(location->resource);
    g_free(location->node);
    g_free(location);
}

void
pacemaker_configuration_free(struct pacemaker_configuration *configuration)
{
    if (configuration != NULL) {
        g_free(configuration->cluster_name);
        g_hash_table_unref(configuration->types);
        g_ptr_array_unref(configuration->dependencies);
        g_ptr_array_unref(configuration->locations);
        g_free(configuration);
    }
}

/* Name-value pairs */

/* The first that is met, as Pacemaker has it where no score says otherwise. */
static char *
pair_value(const xmlNode *parent, const char *set, const char *name)
{
    for (const xmlNode *each = pacemaker_xml_child(parent, set); each != NULL;
         each = pacemaker_xml_next(each, set)) {
        for (const xmlNode *pair = pacemaker_xml_child(each, "nvpair"); pair != NULL;
             pair = pacemaker_xml_next(pair, "nvpair")) {
            g_autofree char *pair_name = pacemaker_xml_attribute_or(pair, "name", "");

            if (strcmp(pair_name, name) == 0) {
                return pacemaker_xml_attribute(pair, "value");
            }
        }
    }
    return NULL;
}

static bool
is_denied(const xmlNode *parent, const char *set, const char *name)
{
    g_autofree char *value = pair_value(parent, set, name);

    return value != NULL && !pacemaker_xml_truth(value);
}

static int
read_score(const xmlNode *element, const char *otherwise)
{
    g_autofree char *text = pacemaker_xml_attribute_or(element, "score", otherwise);
    long score;

    if (strcmp(text, "INFINITY") == 0 || strcmp(text, "+INFINITY") == 0) {
        return PACEMAKER_INFINITY;
    }
    if (strcmp(text, "-INFINITY") == 0) {
        return -PACEMAKER_INFINITY;
    }
    score = strtol(text, NULL, 10);
    return (int)CLAMP(score, -PACEMAKER_INFINITY, PACEMAKER_INFINITY);
}

/* What runs beside what */

static const char *
leader(const struct reading *reading, const char *name)
{
    const char *next;

    while ((next = g_hash_table_lookup(reading->beside, name)) != NULL) {
        name = next;
    }
    return name;
}

static void
put_beside(const struct reading *reading, const char *name, const char *other)
{
    const char *one = leader(reading, name);
    const char *another = leader(reading, other);

    if (strcmp(one, another) != 0) {
        g_hash_table_insert(reading->beside, g_strdup(one), g_strdup(another));
    }
}

static bool
are_beside(const struct reading *reading, const char *name, const char *other)
{
    return strcmp(leader(reading, name), leader(reading, other)) == 0;
}

/* Resources */

static const GPtrArray *
members_of(const struct reading *reading, const char *id)
{
    return id != NULL ? g_hash_table_lookup(reading->members, id) : NULL;
}

static const char *
first_of(const GPtrArray *members)
{
    return g_ptr_array_index(members, 0);
}

static const char *
last_of(const GPtrArray *members)
{
    return g_ptr_array_index(members, members->len - 1);
}

static void
add_dependency(const struct reading *reading, const char *resource, char **providers)
{
    struct pacemaker_dependency *dependency = g_new0(struct pacemaker_dependency, 1);

    dependency->resource = g_strdup(resource);
    dependency->providers = providers;
    g_ptr_array_add(reading->configuration->dependencies, dependency);
}

static void
add_simple_dependency(const struct reading *reading, const char *resource, const char *provider)
{
    const char *const providers[] = { provider, NULL };

    if (strcmp(resource, provider) != 0) {
        add_dependency(reading, resource, g_strdupv((char **)providers));
    }
}

static char *
template_type(const xmlNode *resources, const xmlNode *primitive)
{
    g_autofree char *name = pacemaker_xml_attribute(primitive, "template");

    for (const xmlNode *each = pacemaker_xml_child(resources, "template");
         name != NULL && each != NULL; each = pacemaker_xml_next(each, "template")) {
        g_autofree char *id = pacemaker_xml_attribute_or(each, "id", "");

        if (strcmp(id, name) == 0) {
            return pair_value(each, "instance_attributes", "type");
        }
    }
    return NULL;
}

static void
read_primitive(const struct reading *reading, const xmlNode *resources, const xmlNode *primitive,
               GPtrArray *members)
{
    char *name = pacemaker_xml_attribute(primitive, "id");
    char *type = pair_value(primitive, "instance_attributes", "type");

    if (type == NULL) {
        type = template_type(resources, primitive);
    }
    if (name == NULL || name[0] == '\0') {
        g_free(name);
        g_free(type);
        return;
    }
    if (type != NULL) {
        g_hash_table_insert(reading->configuration->types, g_strdup(name), type);
    }
    g_ptr_array_add(members, name);
}

/* Members start in order and run on one node, unless the group's own meta attributes say otherwise. */
static void
tie_group(const struct reading *reading, const xmlNode *group, const GPtrArray *members)
{
    bool ordered = !is_denied(group, "meta_attributes", "ordered");
    bool colocated = !is_denied(group, "meta_attributes", "colocated");

    for (guint i = 1; i < members->len; i++) {
        const char *name = g_ptr_array_index(members, i);
        const char *before = g_ptr_array_index(members, i - 1);

        if (colocated) {
            put_beside(reading, name, before);
        }
        if (colocated && ordered) {
            add_simple_dependency(reading, name, before);
        }
    }
}

static void
copy_member(void *name, void *members)
{
    g_ptr_array_add(members, g_strdup(name));
}

static void read_members(const struct reading *reading, const xmlNode *resources,
                         const xmlNode *parent, GPtrArray *members);

/* A primitive, or what others are in. */
static void
read_resource(const struct reading *reading, const xmlNode *resources, const xmlNode *element,
              GPtrArray *outer)
{
    GPtrArray *members = g_ptr_array_new_with_free_func(g_free);
    char *id = pacemaker_xml_attribute(element, "id");

    if (pacemaker_xml_is(element, "primitive")) {
        read_primitive(reading, resources, element, members);
    } else {
        read_members(reading, resources, element, members);
    }
    if (pacemaker_xml_is(element, "group")) {
        tie_group(reading, element, members);
    }
    g_ptr_array_foreach(members, copy_member, outer);
    if (id == NULL || members->len == 0) {
        g_free(id);
        g_ptr_array_unref(members);
    } else {
        g_hash_table_insert(reading->members, id, members);
    }
}

static void
read_members(const struct reading *reading, const xmlNode *resources, const xmlNode *parent,
             GPtrArray *members)
{
    static const char *const names[] = { "primitive", "group", "clone", "master", "bundle" };

    for (const xmlNode *each = pacemaker_xml_child(parent, NULL); each != NULL;
         each = pacemaker_xml_next(each, NULL)) {
        for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
            if (pacemaker_xml_is(each, names[i])) {
                read_resource(reading, resources, each, members);
            }
        }
    }
}

static void
read_resources(const struct reading *reading, const xmlNode *resources)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

    read_members(reading, resources, resources, all);
}

/* Sets of resources in constraints */

struct set {
    GPtrArray *names; /* of primitives, in order */
    bool sequential;
    bool all;   /* all of them are required */
    bool plain; /* of starts, of instances that are not promoted */
};

static void
free_set(void *data)
{
    struct set *set = data;

    g_ptr_array_unref(set->names);
    g_free(set);
}

/* An attribute that is not there, or has one of the two words. */
static bool
is_plain(const xmlNode *element, const char *name, const char *word)
{
    g_autofree char *value = pacemaker_xml_attribute_or(element, name, word);

    return g_ascii_strcasecmp(value, word) == 0;
}

static bool
is_denied_by(const xmlNode *element, const char *name)
{
    g_autofree char *value = pacemaker_xml_attribute_or(element, name, "true");

    return !pacemaker_xml_truth(value);
}

static struct set *
read_set(const struct reading *reading, const xmlNode *element)
{
    struct set *set = g_new0(struct set, 1);

    set->names = g_ptr_array_new_with_free_func(g_free);
    set->sequential = !is_denied_by(element, "sequential");
    set->all = !is_denied_by(element, "require-all");
    set->plain = is_plain(element, "action", "start") && is_plain(element, "role", "Started");
    for (const xmlNode *each = pacemaker_xml_child(element, "resource_ref"); each != NULL;
         each = pacemaker_xml_next(each, "resource_ref")) {
        g_autofree char *id = pacemaker_xml_attribute(each, "id");
        const GPtrArray *members = members_of(reading, id);

        if (members != NULL) {
            g_ptr_array_foreach((GPtrArray *)members, copy_member, set->names);
        }
    }
    return set;
}

/* What is empty, or of other actions, ties nothing. */
static GPtrArray *
read_sets(const struct reading *reading, const xmlNode *constraint)
{
    GPtrArray *sets = g_ptr_array_new_with_free_func(free_set);

    for (const xmlNode *each = pacemaker_xml_child(constraint, "resource_set"); each != NULL;
         each = pacemaker_xml_next(each, "resource_set")) {
        struct set *set = read_set(reading, each);

        if (set->plain && set->names->len > 0) {
            g_ptr_array_add(sets, set);
        } else {
            free_set(set);
        }
    }
    return sets;
}

/* Colocation */

static void
read_colocation_sets(const struct reading *reading, const xmlNode *constraint)
{
    g_autoptr(GPtrArray) sets = read_sets(reading, constraint);
    const char *one = NULL;

    for (guint i = 0; i < sets->len; i++) {
        const struct set *set = g_ptr_array_index(sets, i);

        for (guint k = 0; (set->sequential || sets->len > 1) && k < set->names->len; k++) {
            const char *name = g_ptr_array_index(set->names, k);

            put_beside(reading, name, one != NULL ? one : name);
            one = one != NULL ? one : name;
        }
    }
}

static void
read_colocation(const struct reading *reading, const xmlNode *constraint)
{
    g_autofree char *id = pacemaker_xml_attribute(constraint, "rsc");
    g_autofree char *with_id = pacemaker_xml_attribute(constraint, "with-rsc");
    const GPtrArray *members = members_of(reading, id);
    const GPtrArray *with = members_of(reading, with_id);

    if (read_score(constraint, "INFINITY") < PACEMAKER_INFINITY) {
        return;
    }
    read_colocation_sets(reading, constraint);
    if (members != NULL && with != NULL && is_plain(constraint, "rsc-role", "Started") &&
        is_plain(constraint, "with-rsc-role", "Started")) {
        put_beside(reading, first_of(members), last_of(with));
    }
}

/* Orders */

static bool
is_mandatory(const xmlNode *constraint)
{
    g_autofree char *kind = pacemaker_xml_attribute(constraint, "kind");

    if (is_denied_by(constraint, "symmetrical")) {
        return false;
    }
    return kind != NULL ? g_ascii_strcasecmp(kind, "Mandatory") == 0
                        : read_score(constraint, "INFINITY") > 0;
}

static void
depend_if_beside(const struct reading *reading, const char *name, const char *before)
{
    if (are_beside(reading, name, before)) {
        add_simple_dependency(reading, name, before);
    }
}

/* Behind all of what stands before it, or behind any. */
static void
depend_on_set(const struct reading *reading, const char *name, const struct set *before)
{
    g_autoptr(GPtrArray) providers = g_ptr_array_new();

    if (before->sequential) {
        depend_if_beside(reading, name, last_of(before->names));
        return;
    }
    for (guint i = 0; i < before->names->len; i++) {
        if (before->all || before->names->len == 1) {
            depend_if_beside(reading, name, g_ptr_array_index(before->names, i));
        } else {
            g_ptr_array_add(providers, g_ptr_array_index(before->names, i));
        }
    }
    if (providers->len > 0) {
        g_ptr_array_add(providers, NULL);
        add_dependency(reading, name, g_strdupv((char **)providers->pdata));
    }
}

static void
order_set(const struct reading *reading, const struct set *set, const struct set *before)
{
    for (guint i = 0; i < set->names->len; i++) {
        const char *name = g_ptr_array_index(set->names, i);

        if (i > 0 && set->sequential) {
            depend_if_beside(reading, name, g_ptr_array_index(set->names, i - 1));
        } else if (before != NULL) {
            depend_on_set(reading, name, before);
        }
    }
}

static void
read_order(const struct reading *reading, const xmlNode *constraint)
{
    g_autofree char *first_id = pacemaker_xml_attribute(constraint, "first");
    g_autofree char *then_id = pacemaker_xml_attribute(constraint, "then");
    g_autoptr(GPtrArray) sets = read_sets(reading, constraint);
    const GPtrArray *first = members_of(reading, first_id);
    const GPtrArray *then = members_of(reading, then_id);

    if (!is_mandatory(constraint)) {
        return;
    }
    for (guint i = 0; i < sets->len; i++) {
        order_set(reading, g_ptr_array_index(sets, i),
                  i > 0 ? g_ptr_array_index(sets, i - 1) : NULL);
    }
    if (first != NULL && then != NULL && is_plain(constraint, "first-action", "start") &&
        is_plain(constraint, "then-action", "start")) {
        depend_if_beside(reading, first_of(then), last_of(first));
    }
}

/* Locations */

static void
read_location(const struct reading *reading, const xmlNode *constraint)
{
    g_autofree char *id = pacemaker_xml_attribute_or(constraint, "id", "");
    g_autofree char *resource = pacemaker_xml_attribute(constraint, "rsc");
    g_autofree char *node = pacemaker_xml_attribute(constraint, "node");
    const GPtrArray *members = members_of(reading, resource);

    if (node == NULL || members == NULL || g_str_has_prefix(id, "cli-") ||
        !is_plain(constraint, "role", "Started")) {
        return;
    }
    for (guint i = 0; i < members->len; i++) {
        struct pacemaker_location *location = g_new0(struct pacemaker_location, 1);

        location->resource = g_strdup(g_ptr_array_index(members, i));
        location->node = g_strdup(node);
        location->score = read_score(constraint, "0");
        g_ptr_array_add(reading->configuration->locations, location);
    }
}

/* All */

static void
read_each(const struct reading *reading, const xmlNode *constraints, const char *name,
          void (*read_one)(const struct reading *reading, const xmlNode *constraint))
{
    for (const xmlNode *each = pacemaker_xml_child(constraints, name); each != NULL;
         each = pacemaker_xml_next(each, name)) {
        read_one(reading, each);
    }
}

/* What runs beside what has to be known before orders mean anything. */
static void
read_all(struct reading *reading, const xmlNode *root)
{
    const xmlNode *options = pacemaker_xml_child(root, "crm_config");
    const xmlNode *constraints = pacemaker_xml_child(root, "constraints");

    reading->configuration->cluster_name =
        pair_value(options, "cluster_property_set", "cluster-name");
    reading->configuration->opt_in =
        is_denied(options, "cluster_property_set", "symmetric-cluster");
    read_resources(reading, pacemaker_xml_child(root, "resources"));
    read_each(reading, constraints, "rsc_colocation", read_colocation);
    read_each(reading, constraints, "rsc_order", read_order);
    read_each(reading, constraints, "rsc_location", read_location);
}

static struct pacemaker_configuration *
configuration_new(void)
{
    struct pacemaker_configuration *configuration = g_new0(struct pacemaker_configuration, 1);

    configuration->types = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    configuration->dependencies = g_ptr_array_new_with_free_func(free_dependency);
    configuration->locations = g_ptr_array_new_with_free_func(free_location);
    return configuration;
}

struct pacemaker_configuration *
pacemaker_configuration_parse(const char *xml, size_t length, GError **error)
{
    g_autoptr(xmlDoc) document = pacemaker_xml_read(xml, length, "configuration", WHAT, error);
    struct reading reading = { NULL, NULL, NULL };

    if (document == NULL) {
        return NULL;
    }
    reading.configuration = configuration_new();
    reading.members =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    reading.beside = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_all(&reading, xmlDocGetRootElement(document));
    g_hash_table_unref(reading.members);
    g_hash_table_unref(reading.beside);
    return reading.configuration;
}
