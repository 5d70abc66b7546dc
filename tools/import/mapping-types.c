/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Resources to primitives, by the table of types; custom types are in mapping-custom.c. */

#include <string.h>

#include "mapping-type-table.h"
#include "secrets.h"

/* The DLLs that Windows and its roles bring: Get-ClusterResourceType tells them. clusres.dll has
 * successors with a number. */
static const char *const windows_dlls[] = {
    "clnetres.dll", "dfsrclus.dll",  "isnsclusres.dll",     "mqclus.dll",   "mqtgclus.dll",
    "mtxclu.dll",   "nfsres.dll",    "sddcres.dll",         "vmclusex.dll", "vmclusres.dll",
    "vsstask.dll",  "wtclusres.dll", "cauresourcetype.dll",
};

static bool
is_windows_dll(const char *path)
{
    const char *slash = strrchr(path, '\\');
    g_autofree char *name = g_ascii_strdown(slash != NULL ? slash + 1 : path, -1);

    for (size_t i = 0; i < G_N_ELEMENTS(windows_dlls); i++) {
        if (strcmp(name, windows_dlls[i]) == 0) {
            return true;
        }
    }
    return g_str_has_prefix(name, "clusres") && g_str_has_suffix(name, ".dll");
}

bool
mapping_type_is_known(const char *name)
{
    return type_rule_find(name) != NULL;
}

bool
mapping_type_is_custom(const struct windows_type *type)
{
    return type->dll != NULL && type->dll[0] != '\0' && !mapping_type_is_known(type->object.name) &&
           !is_windows_dll(type->dll);
}

static const struct private_rule *
find_rule(const struct type_rule *type, const char *property)
{
    const struct private_rule *rule = type->rules;

    while (rule != NULL && rule->property != NULL) {
        if (g_ascii_strcasecmp(rule->property, property) == 0) {
            return rule;
        }
        rule++;
    }
    return NULL;
}

static bool
is_zero(const struct windows_value *value)
{
    guint64 number = 1;

    switch (value->kind) {
    case WINDOWS_NUMBER:
        return value->number == 0;
    case WINDOWS_TEXT:
        return value->text[0] == '\0' ||
               (g_ascii_string_to_unsigned(value->text, 10, 0, 1, &number, NULL) && number == 0);
    case WINDOWS_TEXTS:
        return value->texts[0] == NULL;
    case WINDOWS_BINARY:
        break;
    }
    return false;
}

/* A second property of the same parameter, and one without a value, give nothing. */
static bool
gives_nothing(const struct parameter *parameter, const struct windows_value *value)
{
    const char *why = NULL;

    if (value->kind != WINDOWS_NUMBER && is_zero(value) && value->kind != WINDOWS_BINARY) {
        why = "it is empty";
    } else if (plan_pairs_find(parameter->primitive->parameters, parameter->name) != NULL) {
        why = "another property gives the same parameter";
    }
    if (why != NULL) {
        notes_add(parameter->mapping->notes, NOTE_DROPPED, &parameter->primitive->windows->object,
                  parameter->property, NULL, "%s", why);
    }
    return why != NULL;
}

static void
give(const struct parameter *parameter, const struct private_rule *rule,
     const struct windows_value *value)
{
    g_autofree char *text = NULL;

    if (gives_nothing(parameter, value)) {
        return;
    }
    if (secret_is(parameter->property, value)) {
        parameter_hide(parameter);
        return;
    }
    text = rule->convert != NULL ? rule->convert(parameter, value) : windows_value_show(value);
    if (text == NULL) {
        g_autofree char *shown = windows_value_show(value);

        parameter_decide(parameter, "CHANGE-ME", "'%s' cannot be converted", shown);
    } else if (rule->kind == NOTE_CHANGED) {
        parameter_give_changed(parameter, text, rule->why);
    } else {
        parameter_give(parameter, text);
    }
}

static void
apply_rule(struct mapping *mapping, struct plan_primitive *primitive,
           const struct private_rule *rule, const struct windows_property *property)
{
    const struct parameter parameter = { mapping, primitive, property->name, rule->parameter };

    if (rule->parameter != NULL) {
        give(&parameter, rule, property->value);
    } else if (rule->decided_by != NULL &&
               mapping_setting(mapping, primitive->windows, rule->decided_by) != NULL) {
        notes_add(mapping->notes, NOTE_MAPPED, &primitive->windows->object, property->name, NULL,
                  "%s was set", rule->decided_by);
    } else if (rule->unless_zero && is_zero(property->value)) {
        notes_add(mapping->notes, NOTE_DROPPED, &primitive->windows->object, property->name, NULL,
                  "it is not used");
    } else {
        notes_add(mapping->notes, rule->kind, &primitive->windows->object, property->name, NULL,
                  "%s", rule->why);
    }
}

static void
take_properties(struct mapping *mapping, struct plan_primitive *primitive,
                const struct type_rule *type)
{
    const windows_properties_t *private = primitive->windows->object.private;

    for (guint i = 0; i < windows_properties_count(private); i++) {
        const struct windows_property *property = windows_properties_at(private, i);
        const struct private_rule *rule = find_rule(type, property->name);

        if (rule != NULL) {
            apply_rule(mapping, primitive, rule, property);
        } else if (type->finish != finish_script) {
            notes_add(mapping->notes, NOTE_DROPPED, &primitive->windows->object, property->name,
                      NULL, "%s has nothing like it", type->agent);
        }
    }
}

static void
take_needed(struct mapping *mapping, struct plan_primitive *primitive, const struct type_rule *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(type->needed) && type->needed[i].parameter != NULL; i++) {
        const struct needed_parameter *needed = &type->needed[i];
        const struct parameter parameter = { mapping, primitive, NULL, needed->parameter };
        g_auto(GStrv) parts = g_strsplit(needed->value, "%s", 2);
        g_autofree char *value = g_strjoinv(primitive->id, parts);

        if (plan_pairs_find(primitive->parameters, needed->parameter) != NULL) {
            continue;
        }
        if (needed->why != NULL) {
            parameter_decide(&parameter, value, "%s", needed->why);
        } else if (mapping_setting(mapping, primitive->windows, needed->parameter) == NULL) {
            plan_pairs_set(primitive->parameters, needed->parameter, value);
        }
    }
}

static void
add_operations(struct plan_primitive *primitive, const struct type_rule *type)
{
    g_autofree char *start = g_strdup_printf("%us", type->start);
    g_autofree char *stop = g_strdup_printf("%us", type->stop);
    g_autofree char *interval = g_strdup_printf("%us", type->interval);
    g_autofree char *timeout = g_strdup_printf("%us", type->timeout);

    if (type->interval != 0) {
        plan_add_operation(primitive, "start", "0s", start);
        plan_add_operation(primitive, "stop", "0s", stop);
        plan_add_operation(primitive, "monitor", interval, timeout);
    }
}

static struct plan_primitive *
new_primitive(struct mapping *mapping, const struct windows_resource *resource, const char *class,
              const char *provider, const char *agent)
{
    g_autofree char *id = mapping_id_of(mapping, &resource->object);
    struct plan_primitive *primitive = plan_add_primitive(mapping->plan, id);

    primitive->class = g_strdup(class);
    primitive->provider = g_strdup(provider);
    primitive->agent = g_strdup(agent);
    primitive->windows = resource;
    g_hash_table_insert(mapping->primitives, (void *)(uintptr_t)resource, primitive);
    return primitive;
}

static void
note_primitive(struct mapping *mapping, const struct plan_primitive *primitive, enum note_kind kind,
               const char *why)
{
    g_autofree char *to =
        g_strdup_printf("%s (%s%s%s:%s)", primitive->id, primitive->class,
                        primitive->provider != NULL ? ":" : "",
                        primitive->provider != NULL ? primitive->provider : "", primitive->agent);

    notes_add(mapping->notes, kind, &primitive->windows->object, NULL, to,
              why != NULL ? "%s" : NULL, why);
}

static struct plan_primitive *
make_known(struct mapping *mapping, const struct windows_resource *resource,
           const struct type_rule *type)
{
    struct plan_primitive *primitive =
        new_primitive(mapping, resource, type->class, type->provider, type->agent);

    note_primitive(mapping, primitive, type->kind, type->why);
    take_properties(mapping, primitive, type);
    if (type->finish != NULL) {
        type->finish(mapping, primitive);
    }
    take_needed(mapping, primitive, type);
    add_operations(primitive, type);
    return primitive;
}

static struct plan_primitive *
make_custom(struct mapping *mapping, const struct windows_resource *resource)
{
    struct plan_primitive *primitive = new_primitive(mapping, resource, "ocf", PROVIDER_RESAPI,
                                                     mapping_agent_of(mapping, resource->type));

    note_primitive(mapping, primitive, NOTE_MAPPED, NULL);
    mapping_fill_custom(mapping, primitive);
    return primitive;
}

static void
leave_out(struct mapping *mapping, const struct windows_resource *resource, enum note_kind kind,
          const char *why)
{
    static const char because[] = "the resource is not converted";

    notes_add(mapping->notes, kind, &resource->object, NULL, NULL, "%s", why);
    mapping_drop_properties(mapping, &resource->object, resource->object.private, because);
    mapping_drop_properties(mapping, &resource->object, resource->object.common, because);
}

struct plan_primitive *
mapping_make_primitive(struct mapping *mapping, const struct windows_resource *resource)
{
    const struct type_rule *rule = type_rule_find(resource->type_name);
    struct plan_primitive *primitive = NULL;
    g_autofree char *unknown = NULL;

    if (rule != NULL && rule->agent != NULL) {
        primitive = make_known(mapping, resource, rule);
    } else if (rule != NULL) {
        leave_out(mapping, resource, rule->kind, rule->why);
    } else if (resource->type != NULL && mapping_type_is_custom(resource->type)) {
        primitive = make_custom(mapping, resource);
    } else {
        unknown = g_strdup_printf("resource type %s is not known here, and nothing tells its DLL: "
                                  "add DllName to what is read, or convert it by hand",
                                  resource->type_name);
        leave_out(mapping, resource, NOTE_NO_EQUIVALENT, unknown);
    }
    if (primitive != NULL) {
        mapping_apply_policy(mapping, primitive);
        mapping_add_settings(mapping, primitive);
    }
    return primitive;
}

void
mapping_note_core(struct mapping *mapping, const struct windows_resource *resource)
{
    static const struct {
        const char *type;
        const char *why;
    } reasons[] = {
        { "Network Name", "Pacemaker has no name of its own: it is administered on any node; if "
                          "clients use this name, give it a group of its own" },
        { "IP Address", "Pacemaker has no address of its own: it is administered on any node; if "
                        "clients use this address, give it a group of its own" },
        { "IPv6 Address", "Pacemaker has no address of its own" },
        { "Physical Disk", "no group uses it: quorum comes from votes, corosync-qdevice or sbd" },
    };
    const struct type_rule *rule = type_rule_find(resource->type_name);

    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        if (g_ascii_strcasecmp(reasons[i].type, resource->type_name) == 0) {
            leave_out(mapping, resource, NOTE_DROPPED, reasons[i].why);
            return;
        }
    }
    if (rule != NULL && rule->agent == NULL) {
        leave_out(mapping, resource, rule->kind, rule->why);
    } else {
        leave_out(
            mapping, resource, NOTE_DECIDE,
            "it is in the cluster's own group, which is not converted: move it to a group of its "
            "own on Windows");
    }
}
