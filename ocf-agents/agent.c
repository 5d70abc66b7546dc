/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agent.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "daemon/marker.h"
#include "daemon/paths.h"
#include "daemon/reopen-note.h"
#include "names.h"
#include "tools/words.h"

/* Pacemaker's default-action-timeout. */
#define DEFAULT_TIMEOUT_MS  20000
#define SHORTEST_TIMEOUT_MS 500
#define LONGEST_MARGIN_MS   5000
#define LONGEST_PAUSE_MS    500
/* A restart of resapid takes about a second; a monitor must not make a failure of it. */
#define RESTART_GRACE_MS 5000

static const char *
environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL ? value : "";
}

static uint32_t
environment_number(const char *name, uint32_t preset)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(environment(name), 10, 0, G_MAXINT32, &number, NULL)) {
        return preset;
    }
    return (uint32_t)number;
}

bool
agent_is_of_one_type(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);

    return !g_str_equal(name, AGENT_OF_ALL_TYPES) && !g_str_equal(name, AGENT_PROGRAM);
}

static void
take_parameters(struct agent *agent)
{
    agent->type = environment("OCF_RESKEY_type");
    agent->dll = environment("OCF_RESKEY_dll");
    agent->properties = g_strdup(environment("OCF_RESKEY_properties"));
    agent->common = g_strdup("");
}

static void
take_file(struct agent *agent, const char *path)
{
    agent->file = agent_file_read(path, &agent->file_error);
    if (agent->file == NULL) {
        agent->type = "";
        agent->dll = "";
        agent->properties = g_strdup("");
        agent->common = g_strdup("");
        return;
    }
    agent->type = agent_file_type(agent->file);
    agent->dll = agent_file_dll(agent->file);
    agent->properties = agent_file_properties(agent->file, false);
    agent->common = agent_file_properties(agent->file, true);
}

enum ocf_code
agent_init(struct agent *agent, const char *path)
{
    agent->began = g_get_monotonic_time();
    agent->instance = environment("OCF_RESOURCE_INSTANCE");
    agent->check_level = environment_number("OCF_CHECK_LEVEL", 0);
    agent->is_probe = environment_number("OCF_RESKEY_CRM_meta_interval", 0) == 0;
    agent->timeout_ms = environment_number("OCF_RESKEY_CRM_meta_timeout", DEFAULT_TIMEOUT_MS);
    agent->timeout_ms = MAX(agent->timeout_ms, SHORTEST_TIMEOUT_MS);
    if (agent->instance[0] == '\0') {
        return agent_end(OCF_ERR_ARGS, "OCF_RESOURCE_INSTANCE is not set: run this agent through "
                                       "Pacemaker, crm_resource or ocf-tester");
    }
    if (agent_is_of_one_type(path)) {
        take_file(agent, path);
    } else {
        take_parameters(agent);
    }
    return OCF_SUCCESS;
}

void
agent_clear(struct agent *agent)
{
    client_free(agent->client);
    g_clear_pointer(&agent->records, g_array_unref);
    config_free(agent->config);
    g_free(agent->properties);
    g_free(agent->common);
    agent_file_free(agent->file);
    g_clear_error(&agent->file_error);
    for (size_t i = 0; i < N_HOSTS; i++) {
        g_free(agent->hosts[i].label);
        g_free(agent->hosts[i].socket);
    }
}

/* Takes label over. */
static void
set_host(struct agent *agent, size_t which, char *label)
{
    agent->hosts[which].label = label;
    agent->hosts[which].socket = paths_host_socket(agent->config, label);
}

bool
agent_configure(struct agent *agent)
{
    g_autoptr(GError) error = NULL;

    if (agent->config != NULL) {
        return true;
    }
    agent->config = config_load_way(&error);
    if (agent->config == NULL) {
        agent_end(OCF_ERR_GENERIC, "%s", error->message);
        return false;
    }
    set_host(agent, HOST_OF_RESOURCE, g_strdup(agent->instance));
    /* The type's key in the cluster database. */
    set_host(agent, HOST_OF_TYPE, g_strconcat("ResourceTypes\\", agent->type, NULL));
    return true;
}

static uint32_t
margin_ms(const struct agent *agent)
{
    return MIN(agent->timeout_ms / 5, LONGEST_MARGIN_MS);
}

static uint32_t
ms_until(const struct agent *agent, uint32_t end_ms)
{
    int64_t passed_ms = (g_get_monotonic_time() - agent->began) / 1000;

    return passed_ms < end_ms ? end_ms - (uint32_t)passed_ms : 0;
}

uint32_t
agent_ms_for_resapid(const struct agent *agent)
{
    return ms_until(agent, agent->timeout_ms - margin_ms(agent));
}

uint32_t
agent_ms_left(const struct agent *agent)
{
    return ms_until(agent, agent->timeout_ms - margin_ms(agent) / 2);
}

bool
agent_daemon_is_gone(const GError *error)
{
    return g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_NO_DAEMON) ||
           g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_DIED);
}

bool
agent_host_may_live(const struct agent_host *host)
{
    struct stat info;

    /* Another error than "no such file" proves nothing. */
    return lstat(host->socket, &info) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* Whoever empties run_directory removes the socket of a host that lives. One look can miss a process that
 * is being forked. */
pid_t
agent_host_process(const struct agent_host *host)
{
    g_autofree char *marker = marker_new(host->socket);
    pid_t pid = marker_find(marker);

    return pid != 0 ? pid : marker_find(marker);
}

/* The host that keeps the Wine prefix has no label. */
static bool
is_of_no_type(const struct agent *agent, const char *socket)
{
    g_autofree char *of_prefix = paths_host_socket(agent->config, "");

    return g_str_equal(socket, of_prefix) ||
           g_str_equal(socket, agent->hosts[HOST_OF_RESOURCE].socket);
}

bool
agent_may_run_unknown(const struct agent *agent)
{
    g_autofree char *folder = paths_hosts(agent->config);
    g_autoptr(GDir) sockets = agent->file_error != NULL ? g_dir_open(folder, 0, NULL) : NULL;
    const char *name;

    while (sockets != NULL && (name = g_dir_read_name(sockets)) != NULL) {
        g_autofree char *socket = g_build_filename(folder, name, NULL);

        if (!is_of_no_type(agent, socket)) {
            return true;
        }
    }
    return false;
}

bool
agent_is_unproven(const struct agent *agent)
{
    return reopen_note_is_there(agent->config, agent->instance);
}

bool
agent_may_run(const struct agent *agent)
{
    if (agent_is_unproven(agent)) {
        return true;
    }
    for (size_t i = 0; i < N_HOSTS; i++) {
        if (agent_host_may_live(&agent->hosts[i]) || agent_host_process(&agent->hosts[i]) != 0) {
            return true;
        }
    }
    return agent_may_run_unknown(agent);
}

static void
disconnect(struct agent *agent)
{
    client_free(agent->client);
    agent->client = NULL;
}

static void
take_records(struct agent *agent, struct answer *answer)
{
    struct client_message record;

    if (agent->records == NULL) {
        agent->records = g_array_new(FALSE, FALSE, sizeof(record));
    }
    g_array_set_size(agent->records, 0);
    answer->records = agent->records;
    while (client_next_record(agent->client, &record)) {
        g_array_append_val(agent->records, record);
        if (record.header.type == CLIENT_RESOURCE) {
            answer->resource = record.resource;
            answer->has_resource = true;
        }
    }
}

bool
agent_ask_once(struct agent *agent, struct client_message *request, uint32_t *timeout_ms,
               struct answer *answer, GError **error)
{
    *answer = (struct answer){ 0 };
    if (agent->client == NULL) {
        agent->client = client_connect(agent->config->ipc_name, (int)agent_ms_left(agent), error);
    }
    if (agent->client == NULL) {
        return false;
    }
    if (timeout_ms != NULL) {
        *timeout_ms = MAX(agent_ms_for_resapid(agent), 1); /* 0 would mean no limit */
    }
    if (!client_request(agent->client, request, (int)agent_ms_left(agent), &answer->reply, error)) {
        disconnect(agent);
        return false;
    }
    take_records(agent, answer);
    return true;
}

static bool
is_transient(uint32_t state)
{
    return state == RESOURCE_INITIALIZING || state == RESOURCE_ONLINE_PENDING ||
           state == RESOURCE_OFFLINE_PENDING;
}

bool
agent_is_settled(const struct answer *answer)
{
    if (answer->reply.outcome == OUTCOME_BUSY) {
        return !is_transient(answer->reply.state);
    }
    return !answer->has_resource || !is_transient(answer->resource.state);
}

void
agent_pause(const struct agent *agent, uint32_t *pause_ms)
{
    g_usleep(MIN(*pause_ms, agent_ms_for_resapid(agent)) * 1000UL);
    *pause_ms = MIN(*pause_ms * 2, LONGEST_PAUSE_MS);
}

bool
agent_hopes_for_daemon(const struct agent *agent)
{
    return ms_until(agent, RESTART_GRACE_MS) > 0 && agent_ms_for_resapid(agent) > 0;
}

/* Of a resapid that is gone it is worth asking again only where something of the resource may run
 * that a new resapid will adopt, or where one is needed to go on. */
static bool
waits_for_daemon(const struct agent *agent, const struct client_message *request)
{
    bool is_question =
        request->header.type == CLIENT_STATUS || request->header.type == CLIENT_CHECK;

    return agent_hopes_for_daemon(agent) && (!is_question || agent_may_run(agent));
}

bool
agent_ask(struct agent *agent, struct client_message *request, uint32_t *timeout_ms,
          struct answer *answer, GError **error)
{
    uint32_t pause_ms = AGENT_FIRST_PAUSE_MS;

    for (;;) {
        g_autoptr(GError) cause = NULL;
        bool answered = agent_ask_once(agent, request, timeout_ms, answer, &cause);
        bool again = answered ? !agent_is_settled(answer) && agent_ms_for_resapid(agent) > 0
                              : agent_daemon_is_gone(cause) && waits_for_daemon(agent, request);

        if (!again) {
            if (!answered) {
                g_propagate_error(error, g_steal_pointer(&cause));
            }
            return answered;
        }
        agent_pause(agent, &pause_ms);
    }
}

enum ocf_code
agent_end(enum ocf_code code, const char *format, ...)
{
    const char *prefix = getenv("OCF_EXIT_REASON_PREFIX");
    g_autofree char *reason = NULL;
    va_list arguments;

    va_start(arguments, format);
    reason = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "%s%s\n",
            prefix != NULL ? prefix : "ocf-exit-reason:", g_strdelimit(reason, "\r\n", ' '));
    return code;
}
