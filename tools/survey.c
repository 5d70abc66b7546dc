/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "survey.h"

#include <string.h>

#include "daemon/error.h"
#include "daemon/property-list.h"
#include "daemon/properties.h"
#include "ocf-agents/builtin-agents.h"
#include "scratch.h"
#include "types-d.h"

/* The first time the Wine prefix is made meanwhile, which takes up to a minute. */
#define CONTROL_MS 120000

/* resapi.md 3.5. */
enum {
    RESOURCE_ENUM_PRIVATE_PROPERTIES = 0x01000079,
    RESOURCE_GET_PRIVATE_PROPERTIES = 0x01000081,
    RESOURCE_GET_PRIVATE_PROPERTY_FMTS = 0x0100008d,
    TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS = 0x02000091,
};

struct survey {
    struct command *command;
    const char *type;
    struct scratch scratch;
    struct agent_description *description;
    bool told;     /* the DLL has answered any of its codes */
    GError *error; /* the first that makes the description useless */
};

/* In NAME:FORMAT=VALUE, and in the cluster database. */
static bool
can_be_written(const char *name)
{
    return name[0] != '\0' && strpbrk(name, "=\\") == NULL;
}

/* Adds what is not known yet. */
static struct agent_parameter *
find_or_add(struct survey *survey, const char *name, uint32_t format)
{
    const struct agent_parameter *known = agent_description_find(survey->description, name);
    struct agent_parameter *parameter;

    if (known != NULL || survey->error != NULL || !can_be_written(name)) {
        return (struct agent_parameter *)known;
    }
    parameter = agent_description_add(survey->description, name, property_type_of_format(format),
                                      &survey->error);
    if (parameter != NULL) {
        parameter->format = format;
    }
    return parameter;
}

/* A line of a list of formats. */
static void
take_format(void *user, const struct property_value *value)
{
    uint32_t format;

    if (value->length >= sizeof(uint16_t)) {
        format = (uint32_t)(value->data[0] | value->data[1] << 8);
        find_or_add(user, value->name, format);
    }
}

static void
take_value(void *user, const struct property_value *value)
{
    uint32_t type = property_type_of_format(value->format);
    struct agent_parameter *parameter = find_or_add(user, value->name, value->format);

    if (parameter != NULL && parameter->type == type) {
        g_free(parameter->preset);
        parameter->preset = property_decode(type, value->data, (uint32_t)value->length);
    }
}

/* A DLL that fails a code, or cannot open a resource without properties, may answer another one; but one
 * that was not asked at all must not be taken for one without properties. */
static void
take_failure(struct survey *survey, const struct client_reply *reply, GError *error)
{
    bool asked = error->domain == RESAPID_ERROR && reply->win32_error != WIN32_SUCCESS;

    if (survey->error == NULL && !asked) {
        survey->error = error;
    } else {
        g_error_free(error);
    }
}

static bool
ask(struct survey *survey, struct client_message *request,
    void (*each)(void *user, const struct property_value *value))
{
    struct client_message record;
    struct client_reply reply = { 0 };
    GError *error = NULL;

    if (!command_wait(survey->command, request, CONTROL_MS, &reply, &error)) {
        take_failure(survey, &reply, error);
        return false;
    }
    survey->told = true;
    while (client_next_record(survey->command->client, &record)) {
        if (record.header.type == CLIENT_OUTPUT) {
            return property_list_read(&record.output.data, each, survey) == WIN32_SUCCESS;
        }
    }
    return false;
}

static void
ask_type(struct survey *survey)
{
    struct client_message request = { .header.type = CLIENT_TYPE_CONTROL };

    request.type_control.type = survey->type;
    request.type_control.code = TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS;
    request.type_control.timeout_ms = CONTROL_MS;
    ask(survey, &request, take_format);
}

static bool
ask_resource(struct survey *survey, uint32_t code,
             void (*each)(void *user, const struct property_value *value))
{
    struct client_message request = { .header.type = CLIENT_CONTROL };

    request.control.name = survey->scratch.name;
    request.control.code = code;
    request.control.timeout_ms = CONTROL_MS;
    return ask(survey, &request, each);
}

static bool
request_of_scratch(void *user, struct client_message *request, GError **error)
{
    struct survey *survey = user;
    struct client_reply reply;

    return command_request(survey->command, request, CLIENT_NO_LIMIT, &reply, error);
}

static void
ask_new_resource(struct survey *survey)
{
    if (!scratch_make(&survey->scratch, &survey->error)) {
        return;
    }
    ask_resource(survey, RESOURCE_GET_PRIVATE_PROPERTY_FMTS, take_format);
    ask_resource(survey, RESOURCE_GET_PRIVATE_PROPERTIES, take_value);
    if (!scratch_remove(&survey->scratch, survey->error == NULL ? &survey->error : NULL)) {
        g_prefix_error(&survey->error, "the resource that the DLL was asked with is left: ");
    }
}

/* What the table says goes before the value that the new resource had. A required property has to be
 * stored even if there is a default (bCheckForRequiredProperties of
 * ResUtilGetPropertiesToParameterBlock). */
static void
fill_parameter(struct agent_parameter *parameter, const struct client_item *item)
{
    bool preset = item->has_preset != 0 && item->required == 0;

    parameter->required = item->required != 0;
    parameter->is_signed = item->is_signed != 0;
    parameter->has_bounds = item->has_bounds != 0;
    parameter->least = item->least;
    parameter->most = item->most;
    if (preset || property_is_number(item->format)) {
        g_free(parameter->preset);
        parameter->preset = preset ? g_strdup(item->preset) : NULL;
    }
}

/* What stands below a key of its own in Parameters is nothing that NAME=VALUE could set. */
static void
take_item(struct survey *survey, const struct client_item *item)
{
    bool can_be_set = item->read_only == 0 && item->key[0] == '\0';
    struct agent_parameter *parameter;

    if (can_be_set) {
        parameter = find_or_add(survey, item->name, item->format);
        if (parameter != NULL) {
            fill_parameter(parameter, item);
        }
        return;
    }
    parameter = (struct agent_parameter *)agent_description_find(survey->description, item->name);
    if (parameter != NULL) {
        agent_description_remove(survey->description, parameter);
    }
}

static bool
forget_items(struct survey *survey)
{
    struct client_message request = { .header.type = CLIENT_TYPE_ITEMS_FORGET };
    struct client_reply reply;

    request.type_items_forget.name = survey->type;
    return command_request(survey->command, &request, QUICK_REQUEST_MS, &reply, &survey->error);
}

/* One answer's worth, behind *after, which becomes the last name; NULL behind the last. */
static void
ask_items_behind(struct survey *survey, char **after)
{
    struct client_message request = { .header.type = CLIENT_TYPE_ITEMS };
    struct client_message record;
    struct client_reply reply;
    g_autofree char *last = NULL;

    request.type_items.name = survey->type;
    request.type_items.after = *after;
    if (command_request(survey->command, &request, QUICK_REQUEST_MS, &reply, &survey->error)) {
        while (client_next_record(survey->command->client, &record)) {
            if (record.header.type == CLIENT_ITEM) {
                take_item(survey, &record.item);
                g_free(last);
                last = g_strdup(record.item.name);
            }
        }
    }
    g_free(*after);
    *after = survey->error == NULL && reply.more != 0 ? g_steal_pointer(&last) : NULL;
}

/* What resapid has seen of the DLL's property tables while it was asked. */
static void
ask_items(struct survey *survey)
{
    char *after = g_strdup("");

    while (survey->error == NULL && after != NULL) {
        ask_items_behind(survey, &after);
    }
    g_free(after);
}

static uint32_t *
time_named(struct agent_times *times, const char *name)
{
    const struct {
        const char *name;
        uint32_t *time;
    } known[] = {
        { "PendingTimeout", &times->pending },
        { "DeadlockTimeout", &times->deadlock },
        { "LooksAlivePollInterval", &times->looks_alive },
        { "IsAlivePollInterval", &times->is_alive },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_str_equal(known[i].name, name)) {
            return known[i].time;
        }
    }
    return NULL;
}

static bool
ask_times(struct survey *survey)
{
    struct client_message request = { .header.type = CLIENT_TYPE_COMMON };
    struct client_message record;
    struct client_reply reply;

    request.type_common.name = survey->type;
    request.type_common.after = "";
    if (!command_request(survey->command, &request, QUICK_REQUEST_MS, &reply, &survey->error)) {
        return false;
    }
    while (client_next_record(survey->command->client, &record)) {
        uint32_t *time = record.header.type == CLIENT_PROPERTY
                             ? time_named(&survey->description->times, record.property.name)
                             : NULL;
        guint64 number;

        if (time != NULL &&
            g_ascii_string_to_unsigned(record.property.value, 10, 0, G_MAXUINT32, &number, NULL)) {
            *time = (uint32_t)number;
        }
    }
    return true;
}

struct agent_description *
survey_type(struct command *command, const char *type, const char *dll, const char *agent,
            bool *told, GError **error)
{
    g_autofree char *name = scratch_name("properties", type);
    struct survey survey = { .command = command, .type = type };

    survey.scratch = (struct scratch){
        .name = name, .type = type, .request = request_of_scratch, .user = &survey
    };
    survey.description = agent_description_new(agent, type, dll);
    if (ask_times(&survey) && forget_items(&survey)) {
        ask_type(&survey);
    }
    if (survey.error == NULL) {
        ask_new_resource(&survey);
        ask_items(&survey);
    }
    if (survey.error == NULL) {
        types_d_read(command->config->file, survey.description, &survey.error);
    }
    if (survey.error != NULL) {
        g_propagate_error(error, survey.error);
        agent_description_free(survey.description);
        return NULL;
    }
    *told = survey.told || survey.description->parameters->len > 0;
    builtin_agent_explain(survey.description);
    agent_description_add_common(survey.description);
    return survey.description;
}
