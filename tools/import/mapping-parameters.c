/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdarg.h>
#include <string.h>

#include "mapping-private.h"
#include "quote.h"
#include "secrets.h"

static const struct windows_object *
object_of(const struct parameter *parameter)
{
    return &parameter->primitive->windows->object;
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
note(const struct parameter *parameter, enum note_kind kind, const char *value, const char *why)
{
    g_autofree char *to = shown(parameter, value);

    notes_add(parameter->mapping->notes, kind, object_of(parameter), parameter->property, to,
              why != NULL ? "%s" : NULL, why);
}

static void
give(const struct parameter *parameter, enum note_kind kind, const char *value, const char *why)
{
    plan_pairs_set(parameter->primitive->parameters, parameter->name, value);
    note(parameter, kind, value, why);
}

/* value is what stands for it until it is decided; NULL: nothing. */
static void
leave_open(const struct parameter *parameter, const char *value, const char *why)
{
    if (value != NULL) {
        plan_pairs_set(parameter->primitive->parameters, parameter->name, value);
    }
    note(parameter, NOTE_DECIDE, value != NULL ? value : "", why);
}

/* What is wrong with a type's setting is said once. True: it was said of the resource, as all there is. */
static bool
note_fault(const struct parameter *parameter, const struct setting *setting)
{
    struct setting *of_type = setting->of_type;
    g_autofree char *fault = of_type == NULL || !of_type->is_faulted
                                 ? mapping_fault_of(parameter, setting->value)
                                 : NULL;
    const struct windows_object *object =
        of_type != NULL ? &parameter->primitive->windows->type->object : object_of(parameter);
    g_autofree char *to = shown(parameter, setting->value);

    if (fault == NULL) {
        return false;
    }
    notes_add(parameter->mapping->notes, NOTE_PROBLEM, object,
              of_type == NULL && parameter->property != NULL ? parameter->property
                                                             : parameter->name,
              of_type == NULL ? to : NULL, "%s", fault);
    if (of_type != NULL) {
        of_type->is_faulted = true;
    }
    return of_type == NULL;
}

static void
set(const struct parameter *parameter, const struct setting *setting)
{
    plan_pairs_set(parameter->primitive->parameters, parameter->name, setting->value);
    if (!note_fault(parameter, setting)) {
        note(parameter, NOTE_MAPPED, setting->value,
             setting->of_type != NULL ? "as it was set for its type" : "as it was set");
    }
}

static char *
why_open(const struct setting *setting, const char *why)
{
    g_autofree char *given =
        setting->value[0] != '\0' ? g_strdup_printf("'%s'", setting->value) : g_strdup("nothing");

    return g_strdup_printf("--set gives %s: give the real one%s%s", given, why != NULL ? ": " : "",
                           why != NULL ? why : "");
}

/* Whether the user has said something of it; if that decides nothing, value stands, and why says what is to be
 * decided. */
static bool
take_setting(const struct parameter *parameter, const char *value, const char *why)
{
    struct setting *setting =
        mapping_find_setting(parameter->mapping, parameter->primitive->windows, parameter->name);
    g_autofree char *open = NULL;

    if (setting == NULL) {
        return false;
    }
    if (setting->is_open) {
        open = why_open(setting, why);
        leave_open(parameter, value, open);
    } else {
        set(parameter, setting);
    }
    setting->is_told = true;
    if (setting->of_type != NULL) {
        setting->of_type->is_told = true;
    }
    return true;
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
    } else if (!take_setting(parameter, value, NULL)) {
        give(parameter, NOTE_MAPPED, value, NULL);
    }
}

void
parameter_give_changed(const struct parameter *parameter, const char *value, const char *why)
{
    if (!take_setting(parameter, value, why)) {
        give(parameter, NOTE_CHANGED, value, why);
    }
}

void
parameter_decide(const struct parameter *parameter, const char *value, const char *format, ...)
{
    g_autofree char *why = NULL;
    va_list arguments;

    va_start(arguments, format);
    why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (!take_setting(parameter, value, why)) {
        g_autofree char *setting =
            g_strdup_printf("%s:%s=VALUE", object_of(parameter)->name, parameter->name);
        g_autofree char *word = quote_shell(setting);
        g_autofree char *remedy = g_strdup_printf("%s: --set=%s", why, word);

        leave_open(parameter, value, remedy);
    }
}

void
parameter_hide(const struct parameter *parameter)
{
    if (take_setting(parameter, NULL, "it is or may be a secret")) {
        return;
    }
    notes_add(parameter->mapping->notes, NOTE_DECIDE, object_of(parameter), parameter->property,
              NULL,
              "is or may be a secret and is shown nowhere: set it by hand with 'crm_resource "
              "--resource %s --set-parameter %s --parameter-value VALUE'",
              parameter->primitive->id, parameter->name);
}

void
parameter_set(const struct parameter *parameter)
{
    take_setting(parameter, NULL, NULL);
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
