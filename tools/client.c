/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <qb/qbipcc.h>

#define BUFFER_SIZE WIRE_MESSAGE_MAX

/* libqb notices a dead server between two waits only. */
#define LIVENESS_MS 250
/* Between two attempts on a server that is too busy just now. */
#define RETRY_MS 10

struct client {
    char *ipc_name;
    qb_ipcc_connection_t *connection; /* NULL once it has been dropped */
    uint8_t *request;
    uint8_t *answer; /* a qb_ipc_response_header, then messages */
    size_t capacity; /* of each of the two */
    size_t length;   /* of the answer */
    size_t next;     /* where its next record begins */
    void (*waiting)(void *user);
    void *waiting_user;
};

G_DEFINE_QUARK(resapid - client - error - quark, client_error)

static const char *
error_name(int code)
{
    const char *name = strerrorname_np(code);

    return name != NULL ? name : "error";
}

static void
set_connect_error(GError **error, const char *ipc_name, int code)
{
    switch (code) {
    case ECONNREFUSED:
    case ENOENT:
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_NO_DAEMON,
                    "resapid does not run (IPC name '%s'): %s (%d): start it, see resapid(8)",
                    ipc_name, error_name(code), code);
        return;
    case EACCES:
    case EPERM:
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_DENIED,
                    "resapid (IPC name '%s') refuses this user: %s (%d): run this as root or as "
                    "the user that resapid runs as",
                    ipc_name, error_name(code), code);
        return;
    case EAGAIN:
    case ETIMEDOUT:
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT,
                    "resapid (IPC name '%s') does not accept connections: %s (%d): see its log, "
                    "and restart it if it hangs",
                    ipc_name, error_name(ETIMEDOUT), ETIMEDOUT);
        return;
    case ENOTCONN:
    case ECONNRESET:
    case EPIPE:
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_DIED,
                    "resapid (IPC name '%s') ended while it was being connected to: %s (%d): see "
                    "its log",
                    ipc_name, error_name(code), code);
        return;
    default:
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_SYSTEM,
                    "cannot connect to resapid (IPC name '%s'): %s (%d): %s: look for full memory "
                    "or a full /dev/shm",
                    ipc_name, error_name(code), code, g_strerror(code));
    }
}

static void
drop_connection(struct client *client)
{
    if (client->connection != NULL) {
        qb_ipcc_disconnect(client->connection);
        client->connection = NULL;
    }
}

static int64_t
deadline_after(int timeout_ms)
{
    if (timeout_ms < 0) {
        return INT64_MAX;
    }
    return g_get_monotonic_time() + (int64_t)timeout_ms * 1000;
}

/* Rounded up, so that 0 means that the time is up. */
static int
ms_left(int64_t deadline)
{
    int64_t left = deadline == INT64_MAX ? INT64_MAX : deadline - g_get_monotonic_time();

    if (left <= 0) {
        return 0;
    }
    return left / 1000 >= INT32_MAX ? INT32_MAX : (int)((left + 999) / 1000);
}

static bool
is_trusted(uid_t uid)
{
    return uid == 0 || uid == geteuid();
}

/* Asked before libqb maps the shared memory that the server names. */
static bool
listener_is_trusted(int fd, uid_t *uid)
{
    struct ucred peer = { 0 };
    socklen_t length = sizeof(peer);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) {
        *uid = (uid_t)-1;
        return false;
    }
    *uid = peer.uid;
    return is_trusted(peer.uid);
}

static bool
server_is_trusted(qb_ipcc_connection_t *connection, uid_t *uid)
{
    pid_t pid;
    gid_t gid;

    if (qb_ipcc_auth_get(connection, &pid, uid, &gid) != 0) {
        *uid = (uid_t)-1;
        return false;
    }
    return is_trusted(*uid);
}

static void
set_untrusted_error(GError **error, const char *ipc_name, uid_t uid)
{
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_UNTRUSTED,
                "the IPC name '%s' is held by user id %lu, who is neither root nor the caller: "
                "end that process, then start resapid",
                ipc_name, (unsigned long)uid);
}

/* The server answers the set-up when its loop comes to it, which a hung one never does. */
static bool
wait_for_setup(int fd, int64_t deadline)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    int result;

    do {
        result = poll(&ready, 1, ms_left(deadline));
    } while (result < 0 && errno == EINTR);
    return result > 0;
}

/* One attempt: 0, -EAGAIN if it is worth another, or -errno. uid is set with -EBADE: who is there
 * instead of resapid. */
static int
attempt(struct client *client, int64_t deadline, uid_t *uid)
{
    int fd = -1;
    qb_ipcc_connection_t *connection;
    bool trusted, ready;
    int result;

    connection = qb_ipcc_connect_async(client->ipc_name, BUFFER_SIZE, &fd);
    if (connection == NULL) {
        return -errno;
    }
    trusted = listener_is_trusted(fd, uid);
    ready = trusted && wait_for_setup(fd, deadline);
    if (!ready) {
        /* Only libqb can free a connection that is half made, and does so when this fails. */
        shutdown(fd, SHUT_RDWR);
    }
    result = qb_ipcc_connect_continue(connection);
    if (result == 0 && ready && server_is_trusted(connection, uid)) {
        client->connection = connection;
        return 0;
    }
    if (result == 0) {
        qb_ipcc_disconnect(connection);
        return trusted && !ready ? -ETIMEDOUT : -EBADE;
    }
    if (!trusted) {
        return -EBADE;
    }
    /* libqb gives the server's refusal with either sign. */
    return ready ? -abs(result) : -ETIMEDOUT;
}

static bool
allocate_buffers(struct client *client, GError **error)
{
    int32_t size = qb_ipcc_get_buffer_size(client->connection);

    if (size < BUFFER_SIZE) {
        set_connect_error(error, client->ipc_name, EMSGSIZE);
        return false;
    }
    client->capacity = (size_t)size;
    client->request = g_malloc(client->capacity);
    client->answer = g_malloc(client->capacity);
    return true;
}

struct client *
client_connect(const char *ipc_name, int timeout_ms, GError **error)
{
    int64_t deadline = deadline_after(timeout_ms);
    g_autoptr(client_t) client = g_new0(struct client, 1);
    uid_t uid = 0;
    int result;

    client->ipc_name = g_strdup(ipc_name);
    result = attempt(client, deadline, &uid);
    /* The socket's backlog is short, and resapid answers EAGAIN until it is ready. */
    while (result == -EAGAIN && ms_left(deadline) > 0) {
        g_usleep(RETRY_MS * 1000);
        result = attempt(client, deadline, &uid);
    }
    if (result == -EBADE) {
        set_untrusted_error(error, ipc_name, uid);
        return NULL;
    }
    if (result != 0) {
        set_connect_error(error, ipc_name, -result);
        return NULL;
    }
    return allocate_buffers(client, error) ? g_steal_pointer(&client) : NULL;
}

void
client_free(struct client *client)
{
    if (client == NULL) {
        return;
    }
    drop_connection(client);
    g_free(client->ipc_name);
    g_free(client->request);
    g_free(client->answer);
    g_free(client);
}

void
client_on_wait(struct client *client, void (*waiting)(void *user), void *user)
{
    client->waiting = waiting;
    client->waiting_user = user;
}

static bool
encode_request(struct client *client, struct client_message *request, size_t *size, GError **error)
{
    struct qb_ipc_request_header header = { .id = CLIENT_IPC_ID };
    enum wire_result result;
    size_t length;

    request->header.id = 1; /* an answer is expected (wire.h) */
    result = wire_encode(&client_schema, request, client->request + sizeof(header),
                         client->capacity - sizeof(header), &length);
    if (result != WIRE_OK) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_TOO_LONG,
                    "the request %s cannot be sent: %s: resapid takes %d bytes in all, shorten the "
                    "values",
                    wire_type_name(&client_schema, request->header.type), wire_result_text(result),
                    WIRE_MESSAGE_MAX);
        return false;
    }
    *size = sizeof(header) + length;
    header.size = (int32_t)*size;
    memcpy(client->request, &header, sizeof(header));
    return true;
}

static void
set_wait_error(GError **error, const struct client *client, int code)
{
    if (code == ETIMEDOUT || code == EAGAIN) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_TIMEOUT,
                    "resapid (IPC name '%s') did not answer in time: %s (%d): it may still be at "
                    "it, 'resapictl status' tells",
                    client->ipc_name, error_name(ETIMEDOUT), ETIMEDOUT);
        return;
    }
    if (code == EMSGSIZE || code == EINVAL) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_PROTOCOL,
                    "resapid (IPC name '%s') sent an answer of an impossible size: %s (%d): are "
                    "resapid and this program of one version?",
                    client->ipc_name, error_name(code), code);
        return;
    }
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_DIED,
                "resapid (IPC name '%s') ended before it answered: %s (%d): see its log; "
                "'resapictl status' tells what was done",
                client->ipc_name, error_name(code), code);
}

/* 0 or -errno. -EAGAIN is libqb's flow control: the server is behind with its requests. */
static int
send_request(struct client *client, size_t size, int64_t deadline)
{
    ssize_t sent = qb_ipcc_send(client->connection, client->request, size);

    while (sent == -EAGAIN && ms_left(deadline) > 0 && qb_ipcc_is_connected(client->connection)) {
        g_usleep(RETRY_MS * 1000);
        sent = qb_ipcc_send(client->connection, client->request, size);
    }
    return sent < 0 ? (int)sent : 0;
}

/* The answer's length, or -errno. */
static int
receive_answer(struct client *client, int64_t deadline)
{
    for (;;) {
        int left = ms_left(deadline);
        int wait = left < LIVENESS_MS ? left : LIVENESS_MS;
        ssize_t length = qb_ipcc_recv(client->connection, client->answer, client->capacity, wait);

        if (length != -EAGAIN && length != -ETIMEDOUT && length != -EINTR) {
            return (int)length;
        }
        if (!qb_ipcc_is_connected(client->connection)) {
            return -ENOTCONN;
        }
        if (left == 0) {
            return -ETIMEDOUT;
        }
        if (client->waiting != NULL) {
            client->waiting(client->waiting_user);
        }
    }
}

static bool
refuse_answer(const struct client *client, const char *what, GError **error)
{
    g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_PROTOCOL,
                "resapid (IPC name '%s') sent an answer that makes no sense (%s): are resapid and "
                "this program of one version?",
                client->ipc_name, what);
    return false;
}

/* libqb 2.0.6 does not compare the header's size with what arrived. */
static bool
check_header(const struct client *client, GError **error)
{
    struct qb_ipc_response_header header;

    if (client->length < sizeof(header)) {
        return refuse_answer(client, "shorter than its header", error);
    }
    memcpy(&header, client->answer, sizeof(header));
    if (header.id != CLIENT_IPC_ID) {
        return refuse_answer(client, "wrong message id", error);
    }
    if (header.size < 0 || (size_t)header.size != client->length) {
        return refuse_answer(client, "wrong size", error);
    }
    if (header.error != 0) {
        int code = abs(header.error);

        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_PROTOCOL,
                    "resapid (IPC name '%s') did not understand the request: %s (%d): are resapid "
                    "and this program of one version?",
                    client->ipc_name, error_name(code), code);
        return false;
    }
    return true;
}

static enum wire_result
decode_next(const struct client *client, size_t offset, struct client_message *message,
            size_t *consumed)
{
    return wire_decode_next(&client_schema, client->answer + offset, client->length - offset,
                            message, consumed);
}

static bool
check_records(const struct client *client, GError **error)
{
    size_t offset = client->next;

    while (offset < client->length) {
        struct client_message record;
        size_t consumed;
        enum wire_result result = decode_next(client, offset, &record, &consumed);

        if (result != WIRE_OK) {
            return refuse_answer(client, wire_result_text(result), error);
        }
        offset += consumed;
    }
    return true;
}

static bool
decode_answer(struct client *client, struct client_reply *reply, GError **error)
{
    struct client_message message;
    enum wire_result result;
    size_t consumed;

    if (!check_header(client, error)) {
        return false;
    }
    result = decode_next(client, sizeof(struct qb_ipc_response_header), &message, &consumed);
    if (result != WIRE_OK) {
        return refuse_answer(client, wire_result_text(result), error);
    }
    if (message.header.type != CLIENT_REPLY) {
        return refuse_answer(client, "no REPLY", error);
    }
    client->next = sizeof(struct qb_ipc_response_header) + consumed;
    *reply = message.reply;
    return check_records(client, error);
}

static bool
exchange(struct client *client, struct client_message *request, int64_t deadline, GError **error)
{
    size_t size;
    int result;

    if (!encode_request(client, request, &size, error)) {
        return false;
    }
    result = send_request(client, size, deadline);
    if (result == 0) {
        result = receive_answer(client, deadline);
    }
    if (result < 0) {
        set_wait_error(error, client, -result);
        return false;
    }
    client->length = (size_t)result;
    return true;
}

bool
client_request(struct client *client, struct client_message *request, int timeout_ms,
               struct client_reply *reply, GError **error)
{
    client->length = client->next = 0;
    if (client->connection == NULL) {
        set_connect_error(error, client->ipc_name, ENOENT);
        return false;
    }
    if (exchange(client, request, deadline_after(timeout_ms), error) &&
        decode_answer(client, reply, error)) {
        return true;
    }
    client->length = client->next = 0;
    drop_connection(client);
    return false;
}

bool
client_next_record(struct client *client, struct client_message *record)
{
    size_t consumed;

    if (client->next >= client->length ||
        decode_next(client, client->next, record, &consumed) != WIRE_OK) {
        return false;
    }
    client->next += consumed;
    return true;
}

/* The length of what has come, or -errno. */
static int
receive_event(struct client *client, int64_t deadline)
{
    for (;;) {
        int left = ms_left(deadline);
        int wait = left < LIVENESS_MS ? left : LIVENESS_MS;
        ssize_t length =
            qb_ipcc_event_recv(client->connection, client->answer, client->capacity, wait);

        if (length != -EAGAIN && length != -ETIMEDOUT && length != -EINTR) {
            return (int)length;
        }
        if (!qb_ipcc_is_connected(client->connection)) {
            return -ENOTCONN;
        }
        if (left == 0) {
            return -ETIMEDOUT;
        }
    }
}

static bool
decode_news(struct client *client, struct client_news *news, GError **error)
{
    struct client_message message;
    enum wire_result result;
    size_t consumed;

    if (!check_header(client, error)) {
        return false;
    }
    result = decode_next(client, sizeof(struct qb_ipc_response_header), &message, &consumed);
    if (result != WIRE_OK) {
        return refuse_answer(client, wire_result_text(result), error);
    }
    if (message.header.type != CLIENT_NEWS) {
        return refuse_answer(client, "no NEWS", error);
    }
    *news = message.news;
    return true;
}

bool
client_next_news(struct client *client, int timeout_ms, struct client_news *news, GError **error)
{
    int length;

    client->length = client->next = 0;
    if (client->connection == NULL) {
        set_connect_error(error, client->ipc_name, ENOENT);
        return false;
    }
    length = receive_event(client, deadline_after(timeout_ms));
    if (length < 0) {
        set_wait_error(error, client, -length);
    } else {
        client->length = (size_t)length;
        if (decode_news(client, news, error)) {
            client->next = client->length;
            return true;
        }
    }
    if (length != -ETIMEDOUT) {
        drop_connection(client);
    }
    client->length = client->next = 0;
    return false;
}
