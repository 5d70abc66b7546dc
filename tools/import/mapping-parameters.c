/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdarg.h>
#include <string.h>

#include "mapping-private.h"
#include "secrets.h"

static const struct windows_object *
object_of(const struct parameter *parameter)
{
    return &parameter->primitive->windows->object;
}

static const char *
setting_of(const struct parameter *parameter)
{
    return mapping_setting(parameter->mapping, parameter->primitive->windows, parameter->name);
}

/* "web-ip: ip=192.0.2.7" */
static char *
shown(const struct parameter *parameter, const char *value)
{
    struct windows_value text = { .kind = WINDOWS_TEXT, .text = (char *)(uintptr_t)value };

    if (secret_is(parameter->name, &text)) {
        value = "(hidden)";
    }
    return g_strdup_printf("%s: %s=%s", parameter->primitive->id, parameter->name, value);
}

static void
give(const struct parameter *parameter, enum note_kind kind, const char *value, const char *why)
{
    g_autofree char *to = shown(parameter, value);

    plan_pairs_set(parameter->primitive->parameters, parameter->name, value);
    notes_add(parameter->mapping->notes, kind, object_of(parameter), parameter->property, to,
              why != NULL ? "%s" : NULL, why);
}

/* Whether the user has decided it. */
static bool
give_setting(const struct parameter *parameter)
{
    const char *setting = setting_of(parameter);

    if (setting != NULL) {
        give(parameter, NOTE_MAPPED, setting, "as it was set");
    }
    return setting != NULL;
}

static bool
begins_drive(const char *text)
{
    return g_ascii_isalpha(text[0]) && text[1] == ':' && (text[2] == '\\' || text[2] == '/') &&
           g_ascii_toupper(text[0]) != 'Z';
}

/* A drive's letter, or a share: neither is there under Wine, where Z: is Linux' root (ocf_resapi(7)). */
static bool
names_windows_place(const char *value)
{
    if (g_str_has_prefix(value, "\\\\")) {
        return true;
    }
    for (const char *at = value; *at != '\0'; at++) {
        if (begins_drive(at) && (at == value || !g_ascii_isalnum(at[-1]))) {
            return true;
        }
    }
    return false;
}

void
parameter_give(const struct parameter *parameter, const char *value)
{
    if (g_strcmp0(parameter->primitive->provider, "resapi") == 0 && names_windows_place(value)) {
        parameter_decide(
            parameter, value,
            "it names a place that Windows has: copy what is there, and name it as Wine "
            "does, where Z:\\ is / of Linux");
    } else if (!give_setting(parameter)) {
        give(parameter, NOTE_MAPPED, value, NULL);
    }
}

void
parameter_give_changed(const struct parameter *parameter, const char *value, const char *why)
{
    if (!give_setting(parameter)) {
        give(parameter, NOTE_CHANGED, value, why);
    }
}

void
parameter_decide(const struct parameter *parameter, const char *value, const char *format, ...)
{
    g_autofree char *why = NULL;
    g_autofree char *to = NULL;
    va_list arguments;

    if (give_setting(parameter)) {
        return;
    }
    va_start(arguments, format);
    why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (value != NULL) {
        plan_pairs_set(parameter->primitive->parameters, parameter->name, value);
    }
    to = g_strdup_printf("%s: %s=%s", parameter->primitive->id, parameter->name,
                         value != NULL ? value : "");
    notes_add(parameter->mapping->notes, NOTE_DECIDE, object_of(parameter), parameter->property, to,
              "%s: --set='%s:%s=VALUE'", why, object_of(parameter)->name, parameter->name);
}

void
parameter_hide(const struct parameter *parameter)
{
    if (give_setting(parameter)) {
        return;
    }
    notes_add(parameter->mapping->notes, NOTE_DECIDE, object_of(parameter), parameter->property,
              NULL,
              "is or may be a secret and is shown nowhere: set it by hand with 'crm_resource "
              "--resource %s --set-parameter %s --parameter-value VALUE'",
              parameter->primitive->id, parameter->name);
}

void
mapping_add_settings(struct mapping *mapping, struct plan_primitive *primitive)
{
    const GPtrArray *pairs = g_hash_table_lookup(mapping->settings, primitive->windows);

    for (guint i = 0; pairs != NULL && i < pairs->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(pairs, i);
        const struct parameter parameter = { mapping, primitive, NULL, pair->name };

        if (!mapping_parameter_is_known(primitive->windows, pair->name)) {
            notes_add(mapping->notes, NOTE_PROBLEM, &primitive->windows->object, pair->name, NULL,
                      "is no parameter of %s that is known here: --set sets it all the same; see "
                      "what the agent's meta-data names",
                      primitive->agent);
        }
        if (plan_pairs_find(primitive->parameters, pair->name) == NULL) {
            parameter_give(&parameter, pair->value);
        }
    }
}

static void
note_lost(struct mapping *mapping, const struct windows_resource *resource)
{
    const GPtrArray *pairs = g_hash_table_lookup(mapping->settings, resource);

    for (guint i = 0; pairs != NULL && i < pairs->len; i++) {
        const struct plan_pair *pair = g_ptr_array_index(pairs, i);

        notes_add(mapping->notes, NOTE_PROBLEM, &resource->object, pair->name, NULL,
                  "--set does nothing: the resource is not converted");
    }
}

void
mapping_note_lost_settings(struct mapping *mapping)
{
    const GPtrArray *resources = mapping->cluster->resources;

    for (guint i = 0; i < resources->len; i++) {
        const struct windows_resource *resource = g_ptr_array_index(resources, i);

        if (!g_hash_table_contains(mapping->primitives, resource)) {
            note_lost(mapping, resource);
        }
    }
}

/* daemon/properties.h: texts have a `;` between them, and none inside. */
static char *
join_texts(char **texts)
{
    for (char **text = texts; *text != NULL; text++) {
        if (strchr(*text, ';') != NULL) {
            return NULL;
        }
    }
    return g_strjoinv(";", texts);
}

char *
parameter_text(const struct windows_value *value)
{
    return value->kind == WINDOWS_TEXTS ? join_texts(value->texts) : windows_value_show(value);
}
