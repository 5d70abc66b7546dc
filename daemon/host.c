/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "allowance.h"
#include "build-id.h"
#include "channel-link.h"
#include "child.h"
#include "error.h"
#include "log.h"
#include "marker.h"
#include "paths.h"
#include "sweep.h"

#define FINISH_GRACE_MS   1000
#define EXIT_GRACE_MS     1000
#define KILL_REPEAT_MS    1000
#define FIND_AGAIN_MS     500
#define SWEEP_INTERVAL_MS 50

struct host {
    qb_loop_t *loop;
    const struct config *config;
    const struct host_events *events;
    void *owner;
    char *name;   /* for log lines */
    char *marker; /* of its processes, see sweep.h */
    char *socket; /* the keeper's, which a killed one leaves */
    struct keeper_link *keeper;
    pid_t keeper_pid;
    pid_t pid;
    struct channel_link *channel;
    struct calls *calls;
    bool found; /* started by an earlier resapid, whom it has said HELLO to */
    bool ready;
    bool ending; /* asked to leave, being killed, or known to be lost */
    bool dead;
    bool blames;     /* guilty is known */
    uint32_t guilty; /* see host_guilty() */
    char *cause;
    char *last_output;
    unsigned int empty_scans;
    qb_loop_timer_handle timer; /* for HELLO, for FINISH, for the next sweep; one at a time */
    qb_loop_timer_handle kill_timer;
    struct allowance allowance; /* of lines that its DLLs are the cause of */
};

static void
stop_timer(struct host *host, qb_loop_timer_handle *timer)
{
    if (*timer != 0) {
        qb_loop_timer_del(host->loop, *timer);
        *timer = 0;
    }
}

static void
start_timer(struct host *host, qb_loop_timer_handle *timer, uint32_t ms, void (*expired)(void *))
{
    stop_timer(host, timer);
    qb_loop_timer_add(host->loop, QB_LOOP_MED, (uint64_t)ms * QB_TIME_NS_IN_MSEC, host, expired,
                      timer);
}

/* The first cause is the true one. */
static void
set_cause(struct host *host, const char *cause)
{
    if (host->cause == NULL && cause != NULL) {
        host->cause = g_strdup(cause);
    }
}

/* The channel */

static void
become_ready(struct host *host)
{
    if (!host->ready) {
        stop_timer(host, &host->timer);
        host->ready = true;
        host->events->ready(host->owner);
    }
}

static void
greet(struct host *host, const struct channel_hello *hello)
{
    struct channel_message welcome = {
        .header.type = CHANNEL_WELCOME,
        .welcome = { .version = CHANNEL_VERSION, .build_id = RESAPID_BUILD_ID },
    };

    if (hello->version != CHANNEL_VERSION || strcmp(hello->build_id, RESAPID_BUILD_ID) != 0) {
        g_autofree char *why =
            g_strdup_printf("is of build %s, resapid of build %s: install both from one package",
                            hello->build_id, RESAPID_BUILD_ID);

        host_kill(host, why);
        return;
    }
    channel_link_send(host->channel, &welcome);
    become_ready(host);
}

static void
on_no_exit(void *data)
{
    struct host *host = data;

    host->timer = 0;
    host_kill(host, "closed its channel");
}

/* The first to say so is believed: BYE knows better than what was in flight. */
static void
blame(struct host *host, uint32_t resource)
{
    if (!host->blames) {
        host->blames = true;
        host->guilty = resource;
    }
}

static void
take_bye(struct host *host, const struct channel_bye *bye)
{
    log_debug("host %s: BYE: %s", host->name, bye->reason);
    host->ending = true;
    blame(host, bye->resource);
    if (host->cause == NULL) {
        host->cause = g_strdup_printf("said BYE (%s)", bye->reason);
    }
    start_timer(host, &host->timer, EXIT_GRACE_MS, on_no_exit);
}

static void
take_unasked(struct host *host, const struct channel_message *message)
{
    if (message->header.type == CHANNEL_LOG && !host_may_log(host, strlen(message->log.text))) {
        return;
    }
    if (!host->ready && message->header.type != CHANNEL_LOG) {
        host_kill(host, "spoke before its HELLO");
        return;
    }
    host->events->message(host->owner, message);
}

static void
on_message(void *owner, const struct channel_message *message)
{
    struct host *host = owner;
    bool wrong;

    if (message->header.type == CHANNEL_HELLO) {
        greet(host, &message->hello);
    } else if (message->header.type == CHANNEL_BYE) {
        take_bye(host, &message->bye);
    } else if (calls_note(host->calls, message)) {
        return;
    } else if (!calls_take(host->calls, message, &wrong)) {
        take_unasked(host, message);
    } else if (wrong) {
        g_autofree char *why =
            g_strdup_printf("answered with %s, which was not asked for",
                            wire_type_name(&channel_schema, message->header.type));

        host_kill(host, why);
    }
}

static void
on_channel_closed(void *owner, const char *why)
{
    struct host *host = owner;

    if (why != NULL) {
        host_kill(host, why);
    } else if (host->keeper != NULL && !host->dead) {
        /* No proof of death (practice.md 0.2): that is the keeper's to tell, and mostly follows. */
        host->ending = true;
        start_timer(host, &host->timer, EXIT_GRACE_MS, on_no_exit);
    }
}

static const struct channel_link_events channel_events = {
    .message = on_message,
    .closed = on_channel_closed,
};

/* The keeper */

static char *
describe_death(const struct host *host, const char *cause)
{
    if (host->cause != NULL) {
        return g_strdup(host->cause);
    }
    if (!host->ready && host->last_output != NULL) {
        return g_strdup_printf("%s: %s", cause, host->last_output);
    }
    return g_strdup(cause);
}

static void
host_died(struct host *host, const char *cause)
{
    g_autofree char *whole = NULL;

    if (host->dead) {
        return;
    }
    /* Its last words, such as why it crashed, may wait in the channel. */
    if (host->channel != NULL) {
        channel_link_drain(host->channel);
        channel_link_close(host->channel);
    }
    whole = describe_death(host, cause);
    blame(host, host_guilty(host));
    host->ending = true;
    host->dead = true;
    host->ready = false;
    stop_timer(host, &host->timer);
    calls_forget(host->calls);
    allowance_end(&host->allowance);
    host->events->died(host->owner, whole);
}

static void
host_is_empty(struct host *host)
{
    stop_timer(host, &host->kill_timer);
    host->events->empty(host->owner);
}

static void
sweep(void *data)
{
    struct host *host = data;

    host->timer = 0;
    host->empty_scans = sweep_kill(host->marker) == 0 ? host->empty_scans + 1 : 0;
    if (host->empty_scans < 2) {
        start_timer(host, &host->timer, SWEEP_INTERVAL_MS, sweep);
        return;
    }
    /* To whoever finds it, the socket says that processes may be left. */
    unlink(host->socket);
    host_died(host, "was killed with its keeper");
    host_is_empty(host);
}

static void
on_here(void *owner, int channel_fd, pid_t keeper_pid, pid_t pid)
{
    struct host *host = owner;

    if (host->channel != NULL) {
        close(channel_fd);
        return;
    }
    host->keeper_pid = keeper_pid;
    host->pid = pid;
    host->channel = channel_link_new(host->loop, channel_fd, host->name, &channel_events, host);
    if (host->found) {
        become_ready(host);
    }
}

static void
on_host_output(void *owner, const char *line)
{
    struct host *host = owner;

    g_free(host->last_output);
    host->last_output = log_one_line(line);
    log_info("host %s: %s", host->name, host->last_output);
    if (host->events->output != NULL) {
        host->events->output(host->owner, host->last_output);
    }
}

static void
on_exited(void *owner, int wait_status)
{
    struct host *host = owner;
    g_autofree char *status = child_describe_status(wait_status);

    host_died(host, status);
}

static void
on_gone(void *owner, bool empty)
{
    struct host *host = owner;

    if (empty) {
        host_died(host, "ended");
        host_is_empty(host);
        return;
    }
    if (host->keeper_pid == 0) {
        set_cause(host, "has no keeper, which could not start: its message is on resapid's "
                        "stderr");
    } else {
        log_error("host %s: its keeper %d was killed: its processes are searched and killed",
                  host->name, (int)host->keeper_pid);
    }
    /* From here on only the sweep tells: the end of the channel must not take its timer. */
    if (host->channel != NULL) {
        channel_link_drain(host->channel);
        channel_link_close(host->channel);
    }
    host->ending = true;
    host->ready = false;
    stop_timer(host, &host->kill_timer);
    start_timer(host, &host->timer, SWEEP_INTERVAL_MS, sweep);
}

static const struct keeper_link_events keeper_events = {
    .here = on_here,
    .output = on_host_output,
    .exited = on_exited,
    .gone = on_gone,
};

static void
on_no_hello(void *data)
{
    struct host *host = data;

    host->timer = 0;
    host_kill(host, "did not say HELLO in time ([host] start_timeout)");
}

/* Life */

static struct host *
new_host(qb_loop_t *loop, const struct config *config, const char *label, const char *socket,
         const struct host_events *events, void *owner)
{
    struct host *host = g_new0(struct host, 1);

    host->loop = loop;
    host->config = config;
    host->events = events;
    host->owner = owner;
    host->name = g_strdup(label[0] != '\0' ? label : "(prefix)");
    host->marker = marker_new(socket);
    host->socket = g_strdup(socket);
    host->calls = calls_new(loop, host->name);
    allowance_init(&host->allowance, loop, host->name, config->host_output_limit);
    return host;
}

struct host *
host_start(qb_loop_t *loop, const struct config *config, const char *label,
           const struct keeper_command *command, const struct host_events *events, void *owner,
           GError **error)
{
    g_autofree char *socket = paths_host_socket(config, label);
    struct host *host = new_host(loop, config, label, socket, events, owner);

    host->keeper = keeper_link_start(loop, config, label, command, &keeper_events, host, error);
    if (host->keeper == NULL) {
        host_free(host);
        return NULL;
    }
    start_timer(host, &host->timer, config->host_start_ms, on_no_hello);
    return host;
}

static void on_find_again(void *data);

/* Returns false if there is no such keeper. One that cannot be asked now may still hold the resource:
 * it is tried again until it answers. */
static bool
find(struct host *host)
{
    g_autoptr(GError) cause = NULL;

    host->keeper = keeper_link_find(host->loop, host->socket, &keeper_events, host, &cause);
    if (host->keeper != NULL) {
        host->found = true;
        start_timer(host, &host->timer, host->config->host_start_ms, on_no_hello);
        return true;
    }
    if (g_error_matches(cause, RESAPID_SYSTEM_ERROR, ENOENT)) {
        return false;
    }
    if (g_error_matches(cause, RESAPID_SYSTEM_ERROR, ECONNREFUSED)) {
        host->ending = true;
        start_timer(host, &host->timer, 0, sweep);
    } else {
        log_error("host %s: %s; trying again", host->name, cause->message);
        start_timer(host, &host->timer, FIND_AGAIN_MS, on_find_again);
    }
    return true;
}

static void
on_find_again(void *data)
{
    struct host *host = data;

    host->timer = 0;
    if (find(host)) {
        return;
    }
    host_died(host, "ended while resapid was away");
    host_is_empty(host);
}

static struct host *
find_new(struct host *host)
{
    if (!find(host)) {
        host_free(host);
        return NULL;
    }
    return host;
}

struct host *
host_find(qb_loop_t *loop, const struct config *config, const char *label,
          const struct host_events *events, void *owner)
{
    g_autofree char *socket = paths_host_socket(config, label);

    return find_new(new_host(loop, config, label, socket, events, owner));
}

struct host *
host_find_at(qb_loop_t *loop, const struct config *config, const char *socket,
             const struct host_events *events, void *owner)
{
    return find_new(new_host(loop, config, socket, socket, events, owner));
}

void
host_free(struct host *host)
{
    if (host == NULL) {
        return;
    }
    stop_timer(host, &host->timer);
    stop_timer(host, &host->kill_timer);
    channel_link_free(host->channel);
    keeper_link_free(host->keeper);
    calls_free(host->calls);
    allowance_end(&host->allowance);
    g_free(host->cause);
    g_free(host->last_output);
    g_free(host->marker);
    g_free(host->socket);
    g_free(host->name);
    g_free(host);
}

/* Calls */

void
host_call(struct host *host, struct channel_message *request, uint32_t limit_ms, host_reply reply,
          void *user)
{
    if (!host->dead && host->channel != NULL) {
        calls_add(host->calls, request, limit_ms, reply, user);
        channel_link_send(host->channel, request);
    }
}

static void
send_message(struct host *host, struct channel_message *message, uint64_t id)
{
    message->header.id = id;
    if (host->channel != NULL) {
        channel_link_send(host->channel, message);
    }
}

void
host_answer(struct host *host, struct channel_message *answer, uint64_t id)
{
    send_message(host, answer, id);
}

void
host_tell(struct host *host, struct channel_message *message)
{
    send_message(host, message, 0);
}

bool
host_may_log(struct host *host, size_t length)
{
    return allowance_take(&host->allowance, length);
}

size_t
host_backlog(const struct host *host)
{
    return host->channel != NULL ? channel_link_backlog(host->channel) : 0;
}

bool
host_is_ready(const struct host *host)
{
    return host->ready;
}

bool
host_is_ending(const struct host *host)
{
    return host->ending;
}

unsigned int
host_calls(const struct host *host, uint32_t resource)
{
    return calls_count(host->calls, resource);
}

uint32_t
host_guilty(const struct host *host)
{
    return host->blames ? host->guilty : calls_running(host->calls);
}

bool
host_is_urgent(const struct host *host, uint32_t resource)
{
    return calls_is_urgent(host->calls, resource);
}

bool
host_has_begun(const struct host *host, const void *user)
{
    return calls_has_begun(host->calls, user);
}

/* Ends */

static void
on_no_bye(void *data)
{
    struct host *host = data;

    host->timer = 0;
    host_kill(host, NULL);
}

void
host_finish(struct host *host)
{
    struct channel_message finish = { .header.type = CHANNEL_FINISH };

    if (!host->ready) {
        host_kill(host, NULL);
        return;
    }
    host->ending = true;
    finish.header.id = calls_next_id(host->calls);
    channel_link_send(host->channel, &finish);
    start_timer(host, &host->timer, FINISH_GRACE_MS, on_no_bye);
}

static void
on_kill_again(void *data)
{
    struct host *host = data;

    host->kill_timer = 0;
    host_kill(host, NULL);
}

/* Asked again until the tree is empty: a keeper that was stopped or short of memory hears it later. */
void
host_kill(struct host *host, const char *why)
{
    host->ending = true;
    set_cause(host, why);
    if (host->keeper != NULL) {
        keeper_link_kill(host->keeper);
    }
    start_timer(host, &host->kill_timer, KILL_REPEAT_MS, on_kill_again);
}

const char *
host_name(const struct host *host)
{
    return host->name;
}

pid_t
host_pid(const struct host *host)
{
    return host->pid;
}

pid_t
host_keeper_pid(const struct host *host)
{
    return host->keeper_pid;
}
