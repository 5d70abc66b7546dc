/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The OCF resource agent of a resource type: made from what its DLL says, shown, and removed.
 */

#include <errno.h>

#include "daemon/builtin-types.h"
#include "daemon/error.h"
#include "ocf-agents/agent-file.h"
#include "ocf-agents/agent-files.h"
#include "ocf-agents/builtin-agents.h"
#include "ocf-agents/names.h"
#include "resapictl.h"
#include "survey.h"

/* The administrator's own choice, else the name the agent has, else one made from the type's. */
static char *
choose_name(const char *wanted, const char *present, const char *type, GError **error)
{
    if (wanted != NULL) {
        return agent_name_check(wanted, error) ? g_strdup(wanted) : NULL;
    }
    return present != NULL ? g_strdup(present) : agent_name_of_type(type, error);
}

/* Pacemaker runs the agent by its name, also for the stop of what runs now. */
static bool
may_be_renamed(struct command *command, const char *type, const char *present, const char *name,
               GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPES };
    struct client_message record;
    struct client_reply reply;

    if (present == NULL || g_str_equal(present, name)) {
        return true;
    }
    request.types.name = type;
    request.types.after = "";
    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return false;
    }
    while (client_next_record(command->client, &record)) {
        if (record.header.type == CLIENT_TYPE && record.type.resources > 0) {
            g_set_error(error, RESAPID_ERROR, OUTCOME_BUSY,
                        "resource type %s: has %u resources, which may run by its agent "
                        "ocf:resapi:%s: remove them first, or leave out --agent",
                        type, record.type.resources, present);
            return false;
        }
    }
    return true;
}

static bool
remove_other(const char *folder, const char *present, const char *name, GError **error)
{
    return present == NULL || g_str_equal(present, name) ||
           agent_files_remove(folder, present, error);
}

/* A misspelled one would be as good as any, but the DLL would not know it. */
static char *
describe_handwritten(const struct agent_description *description)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < description->parameters->len; i++) {
        const struct agent_parameter *parameter = description->parameters->pdata[i];

        if (parameter->by_hand) {
            g_string_append_printf(text, "%s'%s'", text->len > 0 ? ", " : "", parameter->property);
        }
    }
    if (text->len > 0) {
        g_string_prepend(text, "; the DLL does not tell, but types.d does: ");
    }
    return g_string_free(text, FALSE);
}

static bool
tell_reopen(struct command *command, const struct agent_description *description, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPE_ADD };
    struct client_reply reply;

    request.type_add.name = description->type;
    request.type_add.dll = description->dll;
    request.type_add.isolation = "";
    request.type_add.reopen = description->reopen;
    return description->reopen == NULL ||
           command_request(command, &request, QUICK_REQUEST_MS, &reply, error);
}

/* NULL for a built-in type, whose page type_agent_page() makes. */
static char *
page_of(const struct agent_description *description, const char *folder)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();

    return builtin_type_find(description->type) == NULL
               ? agent_description_page(description, folder, now)
               : NULL;
}

static bool
write_agent(struct command *command, const struct agent_description *description, GError **error)
{
    const char *folder = command->config->agent_directory;
    g_autofree char *page = page_of(description, folder);

    return agent_files_write(folder, command->config->agent_program, description, page, error);
}

char *
type_agent_make(struct command *command, const char *type, const char *dll, const char *wanted,
                GError **error)
{
    const char *folder = command->config->agent_directory;
    g_autofree char *present = agent_files_find(folder, type);
    g_autofree char *name = choose_name(wanted, present, type, error);
    g_autofree char *handwritten = NULL;
    bool told = true;
    g_autoptr(agent_description_t) description =
        name != NULL && may_be_renamed(command, type, present, name, error)
            ? survey_type(command, type, dll, name, &told, error)
            : NULL;

    if (description == NULL || !tell_reopen(command, description, error) ||
        !write_agent(command, description, error) || !remove_other(folder, present, name, error)) {
        return NULL;
    }
    handwritten = describe_handwritten(description);
    return g_strdup_printf(
        "made the agent ocf:resapi:%s; its parameters: crm ra info ocf:resapi:%s%s%s%s", name, name,
        told ? "" : "; the DLL tells no private properties: write them into types.d/",
        told ? "" : name, handwritten);
}

bool
type_agent_remove(struct command *command, const char *type, GError **error)
{
    g_autofree char *present = agent_files_find(command->config->agent_directory, type);

    return present == NULL || agent_files_remove(command->config->agent_directory, present, error);
}

/* Says why there is no agent to show the page of: resapid knows whether there is such a type. */
static void
tell_no_agent(struct command *command, const char *type, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPES };
    struct client_reply reply;

    request.types.name = type;
    request.types.after = "";
    if (command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    "resource type '%s': it has no agent on this node: make one with 'resapictl "
                    "type agent', or see ocf_resapi_ResourceDLL(7)",
                    type);
    }
}

/* Its agent is installed with resapid, wherever others are made. */
static char *
page_of_builtin(const char *type)
{
    g_autoptr(agent_description_t) description = builtin_agent_describe(type);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();

    return agent_description_page(description, RESAPID_AGENT_DIRECTORY, now);
}

/* As meta-data, it is there without resapid. */
char *
type_agent_page(struct command *command, const char *type, GError **error)
{
    const char *folder = command->config->agent_directory;
    g_autofree char *agent = folder[0] != '\0' ? agent_files_find(folder, type) : NULL;
    g_autofree char *path = agent != NULL ? agent_file_path(folder, agent, AGENT_FILE_PAGE) : NULL;
    char *page = NULL;

    if (builtin_type_find(type) != NULL) {
        return page_of_builtin(type);
    }
    if (agent == NULL) {
        tell_no_agent(command, type, error);
        return NULL;
    }
    if (!g_file_get_contents(path, &page, NULL, NULL)) {
        set_system_error(error, errno,
                         "%s cannot be read: make it anew with 'resapictl type agent'", path);
    }
    return page;
}
