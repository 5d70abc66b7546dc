/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "actions.h"

#include <errno.h>
#include <string.h>

#include "daemon/builtin-types.h"
#include "daemon/dll-file.h"
#include "daemon/error.h"
#include "keeper-stop.h"
#include "tools/words.h"

/* resapid's own words, or as much as is known without them. */
static enum ocf_code
end_with_answer(enum ocf_code code, const struct agent *agent, const struct answer *answer)
{
    const struct client_reply *reply = &answer->reply;

    if (reply->message[0] != '\0') {
        return agent_end(code, "%s", reply->message);
    }
    return agent_end(code, "%s: %s: resapid gave no reason: see its log", agent->instance,
                     outcome_word(reply->outcome));
}

static enum ocf_code
end_with_error(const struct agent *agent, const GError *error)
{
    return agent_end(OCF_ERR_GENERIC, "%s: %s", agent->instance, error->message);
}

static bool
is_property(const char *word)
{
    const char *equals = strchr(word, '=');

    return equals != NULL && equals != word;
}

static enum ocf_code
check_properties(const struct agent *agent)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = NULL;

    if (!g_shell_parse_argv(agent->properties, NULL, &words, &error)) {
        if (g_error_matches(error, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)) {
            return OCF_SUCCESS;
        }
        return agent_end(OCF_ERR_CONFIGURED, "%s: parameter properties: %s", agent->instance,
                         error->message);
    }
    for (size_t i = 0; words[i] != NULL; i++) {
        if (!is_property(words[i])) {
            return agent_end(OCF_ERR_CONFIGURED,
                             "%s: parameter properties: '%s' is not NAME=VALUE: write NAME=VALUE "
                             "or NAME=\"VALUE WITH SPACES\", with blanks between them",
                             agent->instance, words[i]);
        }
    }
    return OCF_SUCCESS;
}

/* What can be wrong without looking at this node, and so is wrong on each: hence "configured". */
enum ocf_code
action_check_parameters(const struct agent *agent)
{
    const char *missing;

    if (agent->file_error != NULL) {
        return agent_end(OCF_ERR_INSTALLED, "%s: %s", agent->instance, agent->file_error->message);
    }
    if (agent->type[0] == '\0') {
        return agent_end(OCF_ERR_CONFIGURED,
                         "%s: parameter type is missing: give the resource type's name",
                         agent->instance);
    }
    if (agent->dll[0] == '\0') {
        return agent_end(OCF_ERR_CONFIGURED,
                         "%s: parameter dll is missing: give the path of the resource DLL",
                         agent->instance);
    }
    if (agent->dll[0] != '/' && g_ascii_strcasecmp(agent->dll, BUILTIN_DLL) != 0) {
        return agent_end(OCF_ERR_CONFIGURED,
                         "%s: parameter dll: '%s' is no absolute path: begin it with /",
                         agent->instance, agent->dll);
    }
    if (!g_utf8_validate(agent->type, -1, NULL) || !g_utf8_validate(agent->dll, -1, NULL) ||
        !g_utf8_validate(agent->properties, -1, NULL)) {
        return agent_end(OCF_ERR_CONFIGURED, "%s: a parameter is not UTF-8: write it again",
                         agent->instance);
    }
    missing = agent->file != NULL ? agent_file_find_missing(agent->file) : NULL;
    if (missing != NULL) {
        return agent_end(OCF_ERR_CONFIGURED, "%s: parameter %s is missing: give it a value",
                         agent->instance, missing);
    }
    return check_properties(agent);
}

/* Of start and validate-all. That a value is wrong was found by this node's DLL, and another node
 * may have another DLL: "arguments", not "configured". */
static enum ocf_code
code_of_outcome(uint32_t outcome)
{
    switch (outcome) {
    case OUTCOME_OK:
        return OCF_SUCCESS;
    case OUTCOME_INVALID:
        return OCF_ERR_ARGS;
    case OUTCOME_NOT_INSTALLED:
        return OCF_ERR_INSTALLED;
    default:
        return OCF_ERR_GENERIC;
    }
}

enum ocf_code
agent_end_with_outcome(const struct agent *agent, const struct answer *answer)
{
    enum ocf_code code = code_of_outcome(answer->reply.outcome);

    return code == OCF_SUCCESS ? code : end_with_answer(code, agent, answer);
}

/* Looked for here, where waiting for a slow file system holds up nobody else. resapid's host finds out
 * the rest, and has it in its reason. */
static enum ocf_code
check_dll(const struct agent *agent)
{
    g_autofree char *path = dll_file_path(agent->config, agent->dll);
    g_autoptr(GError) error = NULL;

    if (dll_file_check(path, &error)) {
        return OCF_SUCCESS;
    }
    return agent_end(code_of_outcome(error_outcome(error)), "%s: %s", agent->instance,
                     error->message);
}

enum ocf_code
action_start(struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_START };
    g_autoptr(GError) error = NULL;
    struct answer answer;
    enum ocf_code code = action_check_parameters(agent);

    if (code != OCF_SUCCESS) {
        return code;
    }
    if (!agent_configure(agent)) {
        return OCF_ERR_GENERIC;
    }
    code = check_dll(agent);
    if (code != OCF_SUCCESS) {
        return code;
    }
    request.start.name = agent->instance;
    request.start.type = agent->type;
    request.start.dll = agent->dll;
    request.start.properties = agent->properties;
    request.start.common = agent->common;
    if (!agent_ask(agent, &request, &request.start.timeout_ms, &answer, &error)) {
        return end_with_error(agent, error);
    }
    return agent_end_with_outcome(agent, &answer);
}

/* A resapid that knows the type knows who is in its host. */
static bool
daemon_knows_type(struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_TYPES };
    struct answer answer;

    request.types.name = agent->type;
    return agent_ask_once(agent, &request, NULL, &answer, NULL) &&
           answer.reply.outcome == OUTCOME_OK;
}

/* The host in which a resource may run that resapid does not know, or NULL. */
static const struct agent_host *
find_unknown_host(struct agent *agent)
{
    if (agent_host_may_live(&agent->hosts[HOST_OF_RESOURCE])) {
        return &agent->hosts[HOST_OF_RESOURCE];
    }
    if (agent_host_may_live(&agent->hosts[HOST_OF_TYPE]) && !daemon_knows_type(agent)) {
        return &agent->hosts[HOST_OF_TYPE];
    }
    return NULL;
}

/* resapid takes over the keepers of what it knows and ends all others when it starts. A keeper of
 * what it does not know is either being ended or a sign that something went wrong; nobody may say
 * then that nothing runs. */
static enum ocf_code
end_unknown(struct agent *agent, enum ocf_code nothing_runs)
{
    const struct agent_host *host = find_unknown_host(agent);

    if (host == NULL) {
        return nothing_runs;
    }
    return agent_end(OCF_ERR_GENERIC,
                     "%s: resapid does not know it, but %s is there, so its processes may still "
                     "run: restart resapid, or end them and remove that file",
                     agent->instance, host->socket);
}

/* No keeper is left, which proves little where its socket was removed by somebody else. */
static enum ocf_code
end_without_keeper(const struct agent *agent)
{
    for (size_t i = 0; i < N_HOSTS; i++) {
        pid_t pid = agent_host_process(&agent->hosts[i]);

        if (pid != 0) {
            return agent_end(OCF_ERR_GENERIC,
                             "%s: resapid does not run, and process %d of '%s' runs without a "
                             "resapi-keeper that can be reached: end it",
                             agent->instance, (int)pid, agent->hosts[i].label);
        }
    }
    if (agent_may_run_unknown(agent)) {
        return agent_end(OCF_ERR_GENERIC,
                         "%s: resapid does not run, and in which host the resource is cannot be "
                         "told: %s",
                         agent->instance, agent->file_error->message);
    }
    if (agent_is_unproven(agent)) {
        return agent_end(
            OCF_ERR_GENERIC,
            "%s: resapid does not run, and what the resource's DLL has started outside of "
            "its processes, as a service is, may still run: start resapid, which ends that",
            agent->instance);
    }
    return OCF_SUCCESS;
}

/* Of a host that could not be ended. */
static enum ocf_code
end_keeper(const struct agent *agent, const struct agent_host *host, enum keeper_answer answer)
{
    switch (answer) {
    case KEEPER_TREE_IS_EMPTY:
    case KEEPER_ABSENT:
        return end_without_keeper(agent);
    case KEEPER_DEAD:
        return agent_end(OCF_ERR_GENERIC,
                         "%s: resapid and the resapi-keeper of '%s' died (%s: ECONNREFUSED (%d)), "
                         "so its processes may still run: start resapid, or end them and remove "
                         "that file",
                         agent->instance, host->label, host->socket, ECONNREFUSED);
    case KEEPER_TOO_SLOW:
    case KEEPER_LOST:
        return agent_end(OCF_ERR_GENERIC,
                         "%s: resapid does not run, and the resapi-keeper of '%s' did not end the "
                         "processes in time: ETIMEDOUT (%d): start resapid",
                         agent->instance, host->label, ETIMEDOUT);
    case KEEPER_NONSENSE:
        return agent_end(OCF_ERR_GENERIC,
                         "%s: resapid does not run, and who listens on %s is not the "
                         "resapi-keeper of '%s' of this version: start resapid",
                         agent->instance, host->socket, host->label);
    case KEEPER_ERROR:
        break;
    }
    return agent_end(OCF_ERR_GENERIC,
                     "%s: resapid does not run, and %s cannot be connected to: %s (%d): start "
                     "resapid",
                     agent->instance, host->socket,
                     strerrorname_np(errno) != NULL ? strerrorname_np(errno) : "error", errno);
}

/* Ends every host that the resource may be in, also the one that it may share with others: without
 * resapid nobody knows who is in it. *host is the one that the answer is about. */
static enum keeper_answer
stop_hosts(const struct agent *agent, const struct agent_host **host)
{
    enum keeper_answer answer = KEEPER_ABSENT;

    for (size_t i = 0; i < N_HOSTS; i++) {
        *host = &agent->hosts[i];
        answer = keeper_stop((*host)->socket, (*host)->label, agent_ms_left(agent));
        if (answer != KEEPER_TREE_IS_EMPTY && answer != KEEPER_ABSENT) {
            break;
        }
    }
    return answer;
}

/* Where no process is left, a resapid that comes back proves the rest. */
static bool
is_worth_another_try(const struct agent *agent, enum keeper_answer keeper)
{
    switch (keeper) {
    case KEEPER_LOST:
        return agent_ms_for_resapid(agent) > 0;
    case KEEPER_TREE_IS_EMPTY:
    case KEEPER_ABSENT:
        return agent_is_unproven(agent) && agent_hopes_for_daemon(agent);
    default:
        return false;
    }
}

static enum ocf_code
end_stop(struct agent *agent, const struct answer *answer)
{
    switch (answer->reply.outcome) {
    case OUTCOME_OK:
    case OUTCOME_NOT_RUNNING:
        return OCF_SUCCESS;
    case OUTCOME_NO_SUCH_OBJECT:
        return end_unknown(agent, OCF_SUCCESS);
    default:
        return end_with_answer(OCF_ERR_GENERIC, agent, answer);
    }
}

/* Whoever of resapid and the keeper can be reached ends the resource. A resapid that comes back
 * takes the keeper away from us, and a second stop joins the first, so it is safe to ask again. */
enum ocf_code
action_stop(struct agent *agent)
{
    uint32_t pause_ms = AGENT_FIRST_PAUSE_MS;

    if (!agent_configure(agent)) {
        return OCF_ERR_GENERIC;
    }
    for (;;) {
        struct client_message request = { .header.type = CLIENT_OFFLINE };
        g_autoptr(GError) error = NULL;
        struct answer answer;
        const struct agent_host *host;
        enum keeper_answer keeper;

        request.offline.name = agent->instance;
        /* A stop that fails has the node fenced: locked mode cannot hold it up. */
        request.offline.flags = OFFLINE_IGNORE_STATUS;
        if (agent_ask_once(agent, &request, &request.offline.timeout_ms, &answer, &error)) {
            if (!agent_is_settled(&answer) && agent_ms_for_resapid(agent) > 0) {
                agent_pause(agent, &pause_ms);
                continue;
            }
            return end_stop(agent, &answer);
        }
        if (!agent_daemon_is_gone(error)) {
            return end_with_error(agent, error);
        }
        keeper = stop_hosts(agent, &host);
        if (!is_worth_another_try(agent, keeper)) {
            return end_keeper(agent, host, keeper);
        }
        agent_pause(agent, &pause_ms);
    }
}

static enum ocf_code
end_without_daemon(const struct agent *agent, const GError *error)
{
    if (agent_daemon_is_gone(error) && !agent_may_run(agent)) {
        return OCF_NOT_RUNNING;
    }
    return end_with_error(agent, error);
}

static enum ocf_code
end_with_state(const struct agent *agent, const struct answer *answer)
{
    const struct client_resource *resource = &answer->resource;

    switch (resource->state) {
    case RESOURCE_ONLINE:
        return OCF_SUCCESS;
    case RESOURCE_OFFLINE:
        return OCF_NOT_RUNNING;
    default:
        return agent_end(OCF_ERR_GENERIC, "%s: %s: %s", agent->instance,
                         resource_state_word(resource->state),
                         resource->reason[0] != '\0' ? resource->reason : resource->activity);
    }
}

/* As it is known: a probe calls no entry point and loads no DLL. */
enum ocf_code
action_probe(struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_STATUS };
    g_autoptr(GError) error = NULL;
    struct answer answer;

    request.status.name = agent->instance;
    if (!agent_ask(agent, &request, NULL, &answer, &error)) {
        return end_without_daemon(agent, error);
    }
    if (answer.reply.outcome == OUTCOME_NO_SUCH_OBJECT) {
        return end_unknown(agent, OCF_NOT_RUNNING);
    }
    if (answer.reply.outcome != OUTCOME_OK || !answer.has_resource) {
        return end_with_answer(OCF_ERR_GENERIC, agent, &answer);
    }
    return end_with_state(agent, &answer);
}

static enum ocf_code
check(struct agent *agent)
{
    struct client_message request = { .header.type = CLIENT_CHECK };
    g_autoptr(GError) error = NULL;
    struct answer answer;

    request.check.name = agent->instance;
    request.check.level = agent->check_level >= CHECK_IS_ALIVE ? CHECK_IS_ALIVE : CHECK_LOOKS_ALIVE;
    if (!agent_ask(agent, &request, &request.check.timeout_ms, &answer, &error)) {
        return end_without_daemon(agent, error);
    }
    switch (answer.reply.outcome) {
    case OUTCOME_OK:
        return OCF_SUCCESS;
    case OUTCOME_NOT_RUNNING:
        return end_with_answer(OCF_NOT_RUNNING, agent, &answer);
    case OUTCOME_NO_SUCH_OBJECT:
        return end_unknown(agent, OCF_NOT_RUNNING);
    default:
        return end_with_answer(OCF_ERR_GENERIC, agent, &answer);
    }
}

enum ocf_code
action_monitor(struct agent *agent)
{
    if (!agent_configure(agent)) {
        return OCF_ERR_GENERIC;
    }
    return agent->is_probe ? action_probe(agent) : check(agent);
}
