/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "build-id.h"
#include "child.h"
#include "error.h"
#include "log.h"
#include "paths.h"
#include "sweep.h"

#define FINISH_GRACE_MS   1000
#define EXIT_GRACE_MS     1000
#define SWEEP_INTERVAL_MS 50

struct call {
    struct host *host;
    uint64_t id;
    uint32_t type;
    host_reply reply;
    void *user;
    qb_loop_timer_handle timer;
};

struct host {
    qb_loop_t *loop;
    const struct host_events *events;
    void *owner;
    char *label;
    char *marker; /* of its processes, see sweep.h */
    struct keeper_link *link;
    pid_t keeper_pid;
    pid_t pid;
    int channel;
    GQueue outbox;     /* GBytes that the socket did not take yet */
    GHashTable *calls; /* id -> struct call */
    uint64_t last_id;
    bool found; /* started by an earlier resapid, whom it has said HELLO to */
    bool ready;
    bool dead;
    char *cause;
    unsigned int empty_scans;
    qb_loop_timer_handle timer; /* for HELLO, for FINISH, for the next sweep; one at a time */
};

static void
arm(struct host *host, uint32_t ms, void (*expired)(void *))
{
    if (host->timer != 0) {
        qb_loop_timer_del(host->loop, host->timer);
        host->timer = 0;
    }
    if (expired != NULL) {
        qb_loop_timer_add(host->loop, QB_LOOP_MED, (uint64_t)ms * QB_TIME_NS_IN_MSEC, host, expired,
                          &host->timer);
    }
}

static void
free_call(void *data)
{
    struct call *call = data;

    if (call->timer != 0) {
        qb_loop_timer_del(call->host->loop, call->timer);
    }
    g_free(call);
}

static void
close_channel(struct host *host)
{
    if (host->channel >= 0) {
        qb_loop_poll_del(host->loop, host->channel);
        close(host->channel);
        host->channel = -1;
    }
}

/* The channel */

static void
trace(const struct host *host, const char *direction, const struct channel_message *message)
{
    char text[256];

    wire_describe(&channel_schema, message, text, sizeof(text));
    log_trace("host %s: %s %s", host->label, direction, text);
}

/* Returns false when the socket takes no more for now. */
static bool
send_packet(struct host *host, const void *data, size_t length)
{
    if (send(host->channel, data, length, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) {
        return true;
    }
    if (errno == EAGAIN || errno == ENOBUFS) {
        return false;
    }
    /* A host that ended is the keeper's to report. */
    log_debug("host %s: cannot send: %s", host->label, g_strerror(errno));
    return true;
}

static int32_t on_channel(int32_t fd, int32_t revents, void *user);

static void
watch_channel(struct host *host)
{
    int32_t wanted = POLLIN | (g_queue_is_empty(&host->outbox) ? 0 : POLLOUT);

    qb_loop_poll_mod(host->loop, QB_LOOP_MED, host->channel, wanted, host, on_channel);
}

static void
send_message(struct host *host, const struct channel_message *message)
{
    static uint8_t packet[WIRE_MESSAGE_MAX];
    size_t length;
    enum wire_result result =
        wire_encode(&channel_schema, message, packet, sizeof(packet), &length);

    if (host->channel < 0) {
        return;
    }
    if (result != WIRE_OK) {
        log_error("host %s: cannot send %s: %s", host->label,
                  wire_type_name(&channel_schema, message->header.type), wire_result_text(result));
        return;
    }
    trace(host, "<", message);
    if (!g_queue_is_empty(&host->outbox) || !send_packet(host, packet, length)) {
        g_queue_push_tail(&host->outbox, g_bytes_new(packet, length));
        watch_channel(host);
    }
}

static void
flush_outbox(struct host *host)
{
    while (!g_queue_is_empty(&host->outbox)) {
        GBytes *bytes = g_queue_peek_head(&host->outbox);
        gsize length;
        const void *data = g_bytes_get_data(bytes, &length);

        if (!send_packet(host, data, length)) {
            return;
        }
        g_bytes_unref(g_queue_pop_head(&host->outbox));
    }
    watch_channel(host);
}

static void
become_ready(struct host *host)
{
    if (!host->ready) {
        arm(host, 0, NULL);
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
    send_message(host, &welcome);
    become_ready(host);
}

/* A reply that nobody waits for belongs to a call that exceeded its limit, or to an earlier
 * resapid. */
static void
take_reply(struct host *host, const struct channel_message *message)
{
    struct call *call = g_hash_table_lookup(host->calls, &message->header.id);
    host_reply reply;
    void *user;

    if (call == NULL) {
        log_debug("host %s: late %s", host->label,
                  wire_type_name(&channel_schema, message->header.type));
        return;
    }
    reply = call->reply;
    user = call->user;
    g_hash_table_remove(host->calls, &message->header.id);
    reply(user, message);
}

static void
take_bye(struct host *host, const struct channel_bye *bye)
{
    log_debug("host %s: BYE: %s", host->label, bye->reason);
    if (host->cause == NULL) {
        host->cause = g_strdup_printf("said BYE (%s)", bye->reason);
    }
}

static void
take_message(struct host *host, const struct channel_message *message)
{
    trace(host, ">", message);
    switch (message->header.type) {
    case CHANNEL_HELLO:
        greet(host, &message->hello);
        return;
    case CHANNEL_BYE:
        take_bye(host, &message->bye);
        return;
    case CHANNEL_LOADED:
    case CHANNEL_RETURNED:
    case CHANNEL_CONTROLLED:
    case CHANNEL_FACTS_END:
        take_reply(host, message);
        return;
    default:
        host->events->message(host->owner, message);
    }
}

static void
on_no_exit(void *data)
{
    struct host *host = data;

    host->timer = 0;
    host_kill(host, "closed its channel");
}

/* Takes one message, if there is one now; returns whether there may be more. */
static bool
receive(struct host *host)
{
    static uint8_t packet[WIRE_MESSAGE_MAX + 1];
    struct channel_message message;
    enum wire_result result;
    ssize_t length = recv(host->channel, packet, sizeof(packet), MSG_DONTWAIT);

    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        return false;
    }
    /* Told once, before what the host sent last can be read, if it left something unread. */
    if (length < 0 && errno == ECONNRESET) {
        return true;
    }
    if (length <= 0) {
        /* No proof of death (practice.md 0.2): that is the keeper's to tell, and mostly follows. */
        close_channel(host);
        arm(host, EXIT_GRACE_MS, on_no_exit);
        return false;
    }
    result = wire_decode(&channel_schema, packet, (size_t)length, &message);
    if (result != WIRE_OK) {
        g_autofree char *why =
            g_strdup_printf("sent what is no message (%s)", wire_result_text(result));

        close_channel(host);
        host_kill(host, why);
        return false;
    }
    take_message(host, &message);
    return host->channel >= 0;
}

static int32_t
on_channel(int32_t fd, int32_t revents, void *user)
{
    struct host *host = user;

    (void)fd;
    if ((revents & POLLOUT) != 0) {
        flush_outbox(host);
    }
    if ((revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        receive(host);
    }
    return 0;
}

static void
open_channel(struct host *host, int fd)
{
    if (host->channel >= 0) {
        close(fd);
        return;
    }
    host->channel = fd;
    qb_loop_poll_add(host->loop, QB_LOOP_MED, fd, POLLIN, host, on_channel);
}

/* The keeper */

static void
host_died(struct host *host, const char *cause)
{
    if (host->dead) {
        return;
    }
    /* Its last words, such as why it crashed, may wait in the channel. */
    while (host->channel >= 0 && receive(host)) {}
    host->dead = true;
    host->ready = false;
    arm(host, 0, NULL);
    close_channel(host);
    g_hash_table_remove_all(host->calls);
    host->events->died(host->owner, host->cause != NULL ? host->cause : cause);
}

static void
sweep(void *data)
{
    struct host *host = data;

    host->timer = 0;
    host->empty_scans = sweep_kill(host->marker) == 0 ? host->empty_scans + 1 : 0;
    if (host->empty_scans < 2) {
        arm(host, SWEEP_INTERVAL_MS, sweep);
        return;
    }
    host_died(host, "was killed with its keeper");
    host->events->empty(host->owner);
}

static void
on_here(void *owner, int channel_fd, pid_t keeper_pid, pid_t pid)
{
    struct host *host = owner;

    host->keeper_pid = keeper_pid;
    host->pid = pid;
    open_channel(host, channel_fd);
    if (host->found) {
        become_ready(host);
    }
}

static void
on_host_output(void *owner, const char *line)
{
    struct host *host = owner;

    g_autofree char *clean = log_one_line(line);

    log_info("host %s: %s", host->label, clean);
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
        host->events->empty(host->owner);
        return;
    }
    log_error("host %s: its keeper (pid %d) was killed: searching what is left", host->label,
              (int)host->keeper_pid);
    arm(host, SWEEP_INTERVAL_MS, sweep);
}

static const struct keeper_link_events link_events = {
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

static struct host *
new_host(qb_loop_t *loop, const struct config *config, const char *label,
         const struct host_events *events, void *owner)
{
    struct host *host = g_new0(struct host, 1);

    host->loop = loop;
    host->events = events;
    host->owner = owner;
    host->label = g_strdup(label);
    host->marker = sweep_marker(config, label);
    host->channel = -1;
    /* Never an id of an earlier resapid's, whose replies may still come. */
    host->last_id = (uint64_t)g_get_real_time();
    host->calls = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_call);
    g_queue_init(&host->outbox);
    return host;
}

struct host *
host_start(qb_loop_t *loop, const struct config *config, const char *label,
           const struct keeper_command *command, const struct host_events *events, void *owner,
           GError **error)
{
    struct host *host = new_host(loop, config, label, events, owner);

    host->link = keeper_link_start(loop, config, label, command, &link_events, host, error);
    if (host->link == NULL) {
        host_free(host);
        return NULL;
    }
    arm(host, config->host_start_ms, on_no_hello);
    return host;
}

struct host *
host_find(qb_loop_t *loop, const struct config *config, const char *label,
          const struct host_events *events, void *owner, GError **error)
{
    g_autofree char *path = paths_host_socket(config, label);
    g_autoptr(GError) cause = NULL;
    struct host *host = new_host(loop, config, label, events, owner);

    host->link = keeper_link_find(loop, path, &link_events, host, &cause);
    if (host->link != NULL) {
        host->found = true;
        arm(host, config->host_start_ms, on_no_hello);
        return host;
    }
    if (g_error_matches(cause, RESAPID_SYSTEM_ERROR, ECONNREFUSED)) {
        unlink(path);
        arm(host, 0, sweep);
        return host;
    }
    host_free(host);
    if (!g_error_matches(cause, RESAPID_SYSTEM_ERROR, ENOENT)) {
        g_propagate_error(error, g_steal_pointer(&cause));
    }
    return NULL;
}

void
host_free(struct host *host)
{
    if (host == NULL) {
        return;
    }
    arm(host, 0, NULL);
    close_channel(host);
    keeper_link_free(host->link);
    g_hash_table_unref(host->calls);
    g_queue_clear_full(&host->outbox, (GDestroyNotify)g_bytes_unref);
    g_free(host->cause);
    g_free(host->marker);
    g_free(host->label);
    g_free(host);
}

/* Calls */

static void
on_call_limit(void *data)
{
    struct call *call = data;
    struct host *host = call->host;
    host_reply reply = call->reply;
    void *user = call->user;

    call->timer = 0;
    log_debug("host %s: %s exceeds its limit", host->label,
              wire_type_name(&channel_schema, call->type));
    g_hash_table_remove(host->calls, &call->id);
    reply(user, NULL);
}

void
host_call(struct host *host, struct channel_message *request, uint32_t limit_ms, host_reply reply,
          void *user)
{
    struct call *call;

    if (host->dead) {
        return;
    }
    call = g_new0(struct call, 1);
    call->host = host;
    call->id = ++host->last_id;
    call->type = request->header.type;
    call->reply = reply;
    call->user = user;
    g_hash_table_insert(host->calls, &call->id, call);
    if (limit_ms != 0) {
        qb_loop_timer_add(host->loop, QB_LOOP_MED, (uint64_t)limit_ms * QB_TIME_NS_IN_MSEC, call,
                          on_call_limit, &call->timer);
    }
    request->header.id = call->id;
    send_message(host, request);
}

void
host_answer(struct host *host, struct channel_message *answer, uint64_t id)
{
    answer->header.id = id;
    send_message(host, answer);
}

bool
host_is_ready(const struct host *host)
{
    return host->ready;
}

unsigned int
host_calls(const struct host *host)
{
    return g_hash_table_size(host->calls);
}

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
    finish.header.id = ++host->last_id;
    send_message(host, &finish);
    arm(host, FINISH_GRACE_MS, on_no_bye);
}

void
host_kill(struct host *host, const char *why)
{
    if (host->cause == NULL && why != NULL) {
        host->cause = g_strdup(why);
    }
    if (host->link != NULL) {
        keeper_link_kill(host->link);
    }
}

const char *
host_label(const struct host *host)
{
    return host->label;
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
