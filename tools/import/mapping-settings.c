/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What --set gives: parameters of resources, or of all resources of a type. */

#include <string.h>

#include "mapping-type-table.h"
#include "secrets.h"

#define TYPE_WORD     "type "
#define PLACE_HOLDER  "CHANGE-ME"
#define REMEDY_S_WORD "VALUE"

/* What one --set is about. */
struct target {
    const struct windows_resource *resource; /* NULL: all of the type */
    const struct windows_type *type;
    char *parameter;
    const char *value;
};

void
mapping_free_setting(void *pointer)
{
    struct setting *setting = pointer;

    g_free(setting->parameter);
    g_free(setting);
}

static struct setting *
find_in(const GPtrArray *settings, const char *parameter)
{
    for (guint i = 0; settings != NULL && i < settings->len; i++) {
        struct setting *setting = g_ptr_array_index(settings, i);

        if (g_ascii_strcasecmp(setting->parameter, parameter) == 0) {
            return setting;
        }
    }
    return NULL;
}

static GPtrArray *
settings_of(struct mapping *mapping, const void *object)
{
    GPtrArray *settings = g_hash_table_lookup(mapping->settings, object);

    if (settings == NULL) {
        settings = g_ptr_array_new_with_free_func(mapping_free_setting);
        g_hash_table_insert(mapping->settings, (void *)(uintptr_t)object, settings);
    }
    return settings;
}

static bool
is_needed(const struct type_rule *rule, const char *parameter)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rule->needed) && rule->needed[i].parameter != NULL; i++) {
        if (strcmp(rule->needed[i].parameter, parameter) == 0) {
            return true;
        }
    }
    return false;
}

/* To an agent of ocf:resapi it is as good as not set. */
static bool
can_be_empty(const char *type, const char *parameter)
{
    const struct type_rule *rule = type_rule_find(type);

    return rule == NULL ||
           (g_strcmp0(rule->provider, PROVIDER_RESAPI) == 0 && !is_needed(rule, parameter));
}

/* What the report has in the place of a value is none. */
static bool
is_open(const char *type, const char *parameter, const char *value)
{
    return strstr(value, PLACE_HOLDER) != NULL || strcmp(value, REMEDY_S_WORD) == 0 ||
           (value[0] == '\0' && !can_be_empty(type, parameter));
}

static struct setting *
add_setting(struct mapping *mapping, const void *object, const char *type, const char *parameter,
            const char *value)
{
    struct setting *setting = g_new0(struct setting, 1);

    setting->parameter = g_strdup(parameter);
    setting->value = value;
    setting->is_open = is_open(type, parameter, value);
    g_ptr_array_add(settings_of(mapping, object), setting);
    return setting;
}

/* --- which resource or type is meant */

/* As an agent's parameter is named; ids of the CIB are made of it. */
static bool
is_parameter(const char *name)
{
    return (g_ascii_isalpha(name[0]) || name[0] == '_') &&
           name[strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-")] == '\0';
}

/* What stands behind a colon: PARAMETER=VALUE. */
static bool
take_pair(const struct mapping *mapping, struct target *target, const char *pair)
{
    const char *equals = strchr(pair, '=');
    g_autofree char *name = equals != NULL ? g_strndup(pair, (gsize)(equals - pair)) : NULL;
    g_autofree char *parameter =
        name != NULL
            ? mapping_parameter_name(mapping, target->resource, target->type->object.name, name)
            : NULL;

    if (parameter == NULL || !is_parameter(parameter)) {
        return false;
    }
    target->parameter = g_steal_pointer(&parameter);
    target->value = equals + 1;
    return true;
}

static bool
name_target(const struct mapping *mapping, enum windows_kind kind, const char *name,
            struct target *target)
{
    void *object = windows_cluster_find(mapping->cluster, kind, name);

    target->resource = kind == WINDOWS_RESOURCE ? object : NULL;
    target->type = target->resource != NULL ? target->resource->type : object;
    return object != NULL;
}

/* A name may have colons, and a value as well: the longest name that there is. */
static bool
find_target(const struct mapping *mapping, enum windows_kind kind, const char *setting,
            struct target *target, bool *is_named)
{
    for (const char *colon = setting + strlen(setting); colon > setting; colon--) {
        g_autofree char *name = *colon == ':' ? g_strndup(setting, (gsize)(colon - setting)) : NULL;

        if (name != NULL && name_target(mapping, kind, name, target)) {
            *is_named = true;
            if (take_pair(mapping, target, colon + 1)) {
                return true;
            }
        }
    }
    return false;
}

/* A resource may be named as if it were a type: its own name goes before. */
static bool
parse_setting(const struct mapping *mapping, const char *setting, struct target *target,
              GError **error)
{
    bool is_named = false;

    if (find_target(mapping, WINDOWS_RESOURCE, setting, target, &is_named) ||
        (g_str_has_prefix(setting, TYPE_WORD) &&
         find_target(mapping, WINDOWS_TYPE, setting + strlen(TYPE_WORD), target, &is_named))) {
        return true;
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--set=%s: %s: write RESOURCE:PARAMETER=VALUE with the resource's name on Windows, "
                "or 'type TYPE:PARAMETER=VALUE' with that of a resource type",
                setting,
                is_named ? "no parameter is named behind the resource or the type"
                         : "no resource and no type of the Windows cluster begins it");
    return false;
}

static void
set_repeated_error(GError **error, const struct target *target, const struct setting *before)
{
    struct windows_value text = { .kind = WINDOWS_TEXT, .text = (char *)(uintptr_t)target->value };
    bool is_secret = secret_is(target->parameter, &text);

    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--set='%s%s:%s=%s': was given before as '%s=%s': remove one",
                target->resource != NULL ? "" : TYPE_WORD,
                target->resource != NULL ? target->resource->object.name
                                         : target->type->object.name,
                target->parameter, is_secret ? "(hidden)" : target->value, before->parameter,
                is_secret ? "(hidden)" : before->value);
}

static bool
take_setting(struct mapping *mapping, const char *word, GError **error)
{
    struct target target = { 0 };
    const void *object;
    const struct setting *before;

    if (!parse_setting(mapping, word, &target, error)) {
        return false;
    }
    object = target.resource != NULL ? (const void *)target.resource : target.type;
    before = find_in(g_hash_table_lookup(mapping->settings, object), target.parameter);
    if (before != NULL) {
        set_repeated_error(error, &target, before);
    } else {
        add_setting(mapping, object, target.type->object.name, target.parameter, target.value);
    }
    g_free(target.parameter);
    return before == NULL;
}

/* --- a type's are those of its resources, but for what they have themselves */

static void
spread_to(struct mapping *mapping, const struct windows_resource *resource)
{
    const GPtrArray *settings = g_hash_table_lookup(mapping->settings, resource->type);

    for (guint i = 0; settings != NULL && i < settings->len; i++) {
        struct setting *of_type = g_ptr_array_index(settings, i);

        if (find_in(g_hash_table_lookup(mapping->settings, resource), of_type->parameter) == NULL) {
            add_setting(mapping, resource, resource->type_name, of_type->parameter, of_type->value)
                ->of_type = of_type;
        }
    }
}

bool
mapping_take_settings(struct mapping *mapping, GError **error)
{
    const char *const *setting = mapping->options->settings;
    const GPtrArray *resources = mapping->cluster->resources;

    if (setting == NULL || *setting == NULL) {
        return true;
    }
    mapping_index_properties(mapping);
    for (; *setting != NULL; setting++) {
        if (!take_setting(mapping, *setting, error)) {
            return false;
        }
    }
    for (guint i = 0; i < resources->len; i++) {
        spread_to(mapping, g_ptr_array_index(resources, i));
    }
    return true;
}

/* --- what was set */

struct setting *
mapping_find_setting(const struct mapping *mapping, const struct windows_resource *resource,
                     const char *parameter)
{
    return find_in(g_hash_table_lookup(mapping->settings, resource), parameter);
}

const char *
mapping_setting(const struct mapping *mapping, const struct windows_resource *resource,
                const char *parameter)
{
    const struct setting *setting = mapping_find_setting(mapping, resource, parameter);

    return setting != NULL && !setting->is_open ? setting->value : NULL;
}

void
mapping_add_settings(struct mapping *mapping, struct plan_primitive *primitive)
{
    const GPtrArray *settings = g_hash_table_lookup(mapping->settings, primitive->windows);

    for (guint i = 0; settings != NULL && i < settings->len; i++) {
        const struct setting *setting = g_ptr_array_index(settings, i);
        const struct parameter parameter = { mapping, primitive, NULL, setting->parameter };

        if (!setting->is_told) {
            parameter_set(&parameter);
        }
    }
}

static void
note_lost(struct mapping *mapping, const struct windows_object *object, const char *why)
{
    const GPtrArray *settings = g_hash_table_lookup(mapping->settings, object);

    for (guint i = 0; settings != NULL && i < settings->len; i++) {
        const struct setting *setting = g_ptr_array_index(settings, i);

        /* A type's is noted as the type's. */
        if (!setting->is_told && setting->of_type == NULL) {
            notes_add(mapping->notes, NOTE_PROBLEM, object, setting->parameter, NULL,
                      "--set does nothing: %s", why);
        }
    }
}

void
mapping_note_lost_settings(struct mapping *mapping)
{
    const GPtrArray *resources = mapping->cluster->resources;
    const GPtrArray *types = mapping->cluster->types;

    for (guint i = 0; i < resources->len; i++) {
        note_lost(mapping, g_ptr_array_index(resources, i), "the resource is not converted");
    }
    for (guint i = 0; i < types->len; i++) {
        note_lost(mapping, g_ptr_array_index(types, i),
                  "no resource of the type is converted that has no --set of its own");
    }
}
