/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * validate-all: resapid checks the parameters, and at OCF_CHECK_LEVEL 10 the DLL does what it does before an
 * administration tool stores properties (CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES, resapi.md 2.12).
 */

#include "actions.h"
#include "daemon/dll-file.h"
#include "daemon/error.h"
#include "private-list.h"
#include "tools/scratch.h"
#include "tools/words.h"

/* resapi.md 3.5. */
#define RESOURCE_VALIDATE_PRIVATE_PROPERTIES 0x01000089

/* Of the agent's time, what is kept for ending and removing the resource that the DLL was asked with: a
 * third, and not more than this. */
#define LONGEST_REMOVAL_MS 10000

/* What a DLL's refusal means to Pacemaker. All others: a value is wrong. */
static enum ocf_code
code_of_refusal(uint32_t win32_error)
{
    switch (win32_error) {
    case WIN32_INVALID_FUNCTION: /* it does not know the code */
    case WIN32_NOT_SUPPORTED:
    case WIN32_CALL_NOT_IMPLEMENTED:
        return OCF_SUCCESS;
    case WIN32_FILE_NOT_FOUND: /* this node lacks something */
    case WIN32_PATH_NOT_FOUND:
    case WIN32_MOD_NOT_FOUND:
    case WIN32_PROC_NOT_FOUND:
    case WIN32_BAD_EXE_FORMAT:
    case WIN32_SERVICE_DISABLED:
    case WIN32_SERVICE_DOES_NOT_EXIST:
        return OCF_ERR_INSTALLED;
    case WIN32_NOT_ENOUGH_MEMORY: /* it can be otherwise in a moment */
    case WIN32_OUTOFMEMORY:
    case WIN32_NOT_READY:
    case WIN32_DISK_FULL:
    case WIN32_BUSY:
    case WIN32_OPERATION_ABORTED:
    case WIN32_SHUTDOWN_IN_PROGRESS:
    case WIN32_RETRY:
    case WIN32_NO_SYSTEM_RESOURCES:
    case WIN32_TIMEOUT:
    case WIN32_RPC_SERVER_UNAVAILABLE:
    case WIN32_NOT_ENOUGH_QUOTA:
        return OCF_ERR_GENERIC;
    default:
        return OCF_ERR_ARGS;
    }
}

static enum ocf_code
end_with_error(const struct agent *agent, const GError *error)
{
    return agent_end(OCF_ERR_GENERIC, "%s: %s", agent->instance, error->message);
}

static enum ocf_code
end_with_verdict(const struct agent *agent, const struct answer *answer)
{
    enum ocf_code code;

    if (answer->reply.outcome != OUTCOME_REFUSED) {
        return agent_end_with_outcome(agent, answer);
    }
    code = code_of_refusal(answer->reply.win32_error);
    return code == OCF_SUCCESS ? code : agent_end(code, "%s", answer->reply.message);
}

/* The DLL has not come to it: there is no such resource, it has failed and its host is gone, or Open
 * failed, by whose error alone a failure has a number. */
static bool
was_not_asked(const struct answer *answer)
{
    const struct client_reply *reply = &answer->reply;

    return reply->outcome == OUTCOME_NO_SUCH_OBJECT || reply->outcome == OUTCOME_NOT_RUNNING ||
           (reply->outcome == OUTCOME_FAILED && reply->win32_error != WIN32_SUCCESS);
}

static bool
ask_resource(struct agent *agent, const char *name, GBytes *list, uint32_t timeout_ms,
             struct answer *answer, GError **error)
{
    struct client_message request = { .header.type = CLIENT_CONTROL };
    gsize length;

    request.control.name = name;
    request.control.code = RESOURCE_VALIDATE_PRIVATE_PROPERTIES;
    request.control.timeout_ms = MAX(timeout_ms, 1); /* 0 would mean no limit */
    request.control.in.data = g_bytes_get_data(list, &length);
    request.control.in.length = (uint32_t)length;
    return agent_ask(agent, &request, NULL, answer, error);
}

static bool
request_of_scratch(void *user, struct client_message *request, GError **error)
{
    struct agent *agent = user;
    const struct client_reply *reply;
    struct answer answer;

    if (!agent_ask(agent, request, NULL, &answer, error)) {
        return false;
    }
    reply = &answer.reply;
    if (reply->outcome != OUTCOME_OK) {
        g_set_error_literal(error, RESAPID_ERROR, (int)reply->outcome,
                            reply->message[0] != '\0' ? reply->message
                                                      : outcome_word(reply->outcome));
    }
    return reply->outcome == OUTCOME_OK;
}

/* What is open for a control that does not return is not removed before DeadlockTimeout. */
static void
end_control(const struct scratch *scratch, struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_OFFLINE };

    request.offline.name = scratch->name;
    request.offline.timeout_ms = MAX(agent_ms_for_resapid(agent) / 2, 1);
    request.offline.flags = OFFLINE_IGNORE_STATUS;
    request_of_scratch(agent, &request, NULL);
}

/* A DLL that cannot open a resource without properties cannot be asked; that says nothing of those that the
 * resource will have. */
static enum ocf_code
judge_scratch(struct agent *agent, const struct scratch *scratch, GBytes *list)
{
    g_autoptr(GError) error = NULL;
    uint32_t left_ms = agent_ms_for_resapid(agent);
    uint32_t limit_ms = left_ms - MIN(left_ms / 3, LONGEST_REMOVAL_MS);
    struct answer answer;
    enum ocf_code code;

    if (!ask_resource(agent, scratch->name, list, limit_ms, &answer, &error)) {
        code = end_with_error(agent, error);
        end_control(scratch, agent);
        return code;
    }
    if (was_not_asked(&answer)) {
        return OCF_SUCCESS;
    }
    code = end_with_verdict(agent, &answer);
    if (answer.reply.outcome == OUTCOME_TIMEOUT) {
        end_control(scratch, agent);
    }
    return code;
}

static enum ocf_code
ask_with_scratch(struct agent *agent, GBytes *list)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = scratch_name("validation", agent->instance);
    struct scratch scratch = {
        .name = name, .type = agent->type, .request = request_of_scratch, .user = agent
    };
    enum ocf_code code;

    if (!scratch_make(&scratch, &error)) {
        return end_with_error(agent, error);
    }
    code = judge_scratch(agent, &scratch, list);
    if (!scratch_remove(&scratch, &error) && code == OCF_SUCCESS) {
        return agent_end(OCF_ERR_GENERIC,
                         "%s: the resource that its DLL was asked with is left: %s",
                         agent->instance, error->message);
    }
    return code;
}

/* By the parameters, which may not be those of the last start; false with or without an error. */
static bool
has_dll(struct agent *agent, GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPES };
    struct answer answer;

    request.types.name = agent->type;
    if (!agent_ask(agent, &request, NULL, &answer, error)) {
        return false;
    }
    for (guint i = 0; i < answer.records->len; i++) {
        const struct client_message *record =
            &g_array_index(answer.records, struct client_message, i);

        if (record->header.type == CLIENT_TYPE) {
            return dll_file_is_same(agent->config, record->type.dll, agent->dll);
        }
    }
    return false;
}

static enum ocf_code
ask_dll(struct agent *agent)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) list = NULL;
    unsigned int count;
    struct answer answer;

    if (!has_dll(agent, &error)) {
        return error != NULL ? end_with_error(agent, error) : OCF_SUCCESS;
    }
    list = private_list_new(agent, NULL, NULL, &count, &error);
    if (list == NULL ||
        !ask_resource(agent, agent->instance, list, agent_ms_for_resapid(agent), &answer, &error)) {
        return end_with_error(agent, error);
    }
    return was_not_asked(&answer) ? ask_with_scratch(agent, list)
                                  : end_with_verdict(agent, &answer);
}

static enum ocf_code
ask_resapid(struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_VALIDATE };
    g_autoptr(GError) error = NULL;
    struct answer answer;

    request.validate.name = agent->instance;
    request.validate.type = agent->type;
    request.validate.dll = agent->dll;
    request.validate.properties = agent->properties;
    request.validate.common = agent->common;
    if (!agent_ask(agent, &request, NULL, &answer, &error)) {
        return end_with_error(agent, error);
    }
    return agent_end_with_outcome(agent, &answer);
}

enum ocf_code
action_validate_all(struct agent *agent)
{
    enum ocf_code code = action_check_parameters(agent);

    /* Level 0 must not depend on the node (OCF 1.1, "Check levels"). */
    if (code != OCF_SUCCESS || agent->check_level < 10) {
        return code;
    }
    if (!agent_configure(agent)) {
        return OCF_ERR_GENERIC;
    }
    code = ask_resapid(agent);
    return code == OCF_SUCCESS ? ask_dll(agent) : code;
}
