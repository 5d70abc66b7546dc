/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ipc.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <qb/qbipcs.h>

#include "error.h"
#include "log.h"

/* Room for the longest message and libqb's header. */
#define IPC_BUFFER_SIZE (WIRE_MESSAGE_MAX + 4096)
/* libqb keeps a connection's rings in SHARED_MEMORY/qb-SERVER-CLIENT-NUMBER-XXXXXX/, by pids. */
#define SHARED_MEMORY "/dev/shm"

struct ipc {
    qb_loop_t *loop;
    qb_ipcs_service_t *service;
    ipc_handler handler;
    void *owner;
    GList *calls; /* struct ipc_call, not answered */
};

struct belonging {
    void *data;
    GDestroyNotify free;
};

struct ipc_call {
    struct ipc *ipc;
    qb_ipcs_connection_t *connection;
    GList *belongings; /* struct belonging, the youngest first */
};

struct ipc_peer {
    qb_ipcs_connection_t *connection;
    void (*gone)(void *user);
    void *user;
};

/* libqb's poll callbacks carry no context of ours; a process has one service. */
static qb_loop_t *service_loop;

static int32_t
job_add(enum qb_loop_priority priority, void *data, qb_loop_job_dispatch_fn function)
{
    return qb_loop_job_add(service_loop, priority, data, function);
}

static int32_t
dispatch_add(enum qb_loop_priority priority, int32_t fd, int32_t events, void *data,
             qb_ipcs_dispatch_fn_t function)
{
    return qb_loop_poll_add(service_loop, priority, fd, events, data, function);
}

static int32_t
dispatch_mod(enum qb_loop_priority priority, int32_t fd, int32_t events, void *data,
             qb_ipcs_dispatch_fn_t function)
{
    return qb_loop_poll_mod(service_loop, priority, fd, events, data, function);
}

static int32_t
dispatch_del(int32_t fd)
{
    return qb_loop_poll_del(service_loop, fd);
}

static int32_t
on_accept(qb_ipcs_connection_t *connection, uid_t uid, gid_t gid)
{
    (void)connection;
    (void)gid;
    if (uid == 0 || uid == geteuid()) {
        return 0;
    }
    log_warning("a client of uid %u was refused: only root and uid %u may connect", uid, geteuid());
    return -EACCES;
}

static int32_t
on_closed(qb_ipcs_connection_t *connection)
{
    struct ipc_peer *peer = qb_ipcs_context_get(connection);

    if (peer != NULL) {
        qb_ipcs_context_set(connection, NULL);
        peer->gone(peer->user);
        g_free(peer);
    }
    return 0;
}

static void
on_destroyed(qb_ipcs_connection_t *connection)
{
    (void)connection;
}

static void
refuse(struct ipc_call *call, const char *why)
{
    struct client_message reply = { .header.type = CLIENT_REPLY,
                                    .reply = { .outcome = OUTCOME_INVALID, .message = why } };
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    uint8_t packet[512];
    size_t length;

    if (wire_encode(&client_schema, &reply, packet, sizeof(packet), &length) == WIRE_OK) {
        g_byte_array_append(bytes, packet, (guint)length);
    }
    ipc_answer(call, bytes);
}

/* The ring is shared with the client, who could change it while it is read: hence the copy. libqb
 * 2.0.6 does not check the header's size (practice.md 0.8). */
static int32_t
on_message(qb_ipcs_connection_t *connection, void *data, size_t size)
{
    struct ipc *ipc = qb_ipcs_connection_service_context_get(connection);
    size_t header_size = sizeof(struct qb_ipc_request_header);
    static uint8_t copy[WIRE_MESSAGE_MAX];
    struct ipc_call *call = g_new0(struct ipc_call, 1);
    struct client_message request;
    enum wire_result result = WIRE_TRUNCATED;

    call->ipc = ipc;
    call->connection = connection;
    qb_ipcs_connection_ref(connection);
    ipc->calls = g_list_prepend(ipc->calls, call);
    if (size > header_size && size - header_size <= sizeof(copy)) {
        memcpy(copy, (const uint8_t *)data + header_size, size - header_size);
        result = wire_decode(&client_schema, copy, size - header_size, &request);
    }
    if (result != WIRE_OK) {
        g_autofree char *why = g_strdup_printf(
            "resapid does not understand the request (%s): install resapid and its tools from one "
            "package",
            wire_result_text(result));

        refuse(call, why);
        return 0;
    }
    ipc->handler(ipc->owner, call, &request);
    return 0;
}

void
ipc_attach(struct ipc_call *call, void *belonging, GDestroyNotify free)
{
    struct belonging *attached = g_new0(struct belonging, 1);

    attached->data = belonging;
    attached->free = free;
    call->belongings = g_list_prepend(call->belongings, attached);
}

static void
free_belonging(void *data)
{
    struct belonging *belonging = data;

    belonging->free(belonging->data);
    g_free(belonging);
}

static void
free_call(void *data)
{
    struct ipc_call *call = data;

    g_list_free_full(call->belongings, free_belonging);
    qb_ipcs_connection_unref(call->connection);
    g_free(call);
}

void
ipc_answer(struct ipc_call *call, const GByteArray *messages)
{
    struct qb_ipc_response_header header = { .id = CLIENT_IPC_ID };
    struct iovec parts[] = { { &header, sizeof(header) }, { messages->data, messages->len } };
    ssize_t sent;

    header.size = (int32_t)(sizeof(header) + messages->len);
    sent = qb_ipcs_response_sendv(call->connection, parts, 2);
    if (sent < 0 && sent != -ENOTCONN && sent != -EPIPE) {
        log_warning("a client's answer could not be sent: %s", g_strerror((int)-sent));
    }
    call->ipc->calls = g_list_remove(call->ipc->calls, call);
    free_call(call);
}

struct ipc_peer *
ipc_peer_new(struct ipc_call *call, void (*gone)(void *user), void *user)
{
    struct ipc_peer *peer;

    if (qb_ipcs_context_get(call->connection) != NULL) {
        return NULL;
    }
    peer = g_new0(struct ipc_peer, 1);
    peer->connection = call->connection;
    peer->gone = gone;
    peer->user = user;
    qb_ipcs_context_set(call->connection, peer);
    return peer;
}

bool
ipc_peer_send(const struct ipc_peer *peer, const struct client_message *message)
{
    static uint8_t packet[WIRE_MESSAGE_MAX];
    struct qb_ipc_response_header header = { .id = CLIENT_IPC_ID };
    struct iovec parts[] = { { &header, sizeof(header) }, { packet, 0 } };

    if (wire_encode(&client_schema, message, packet, sizeof(packet), &parts[1].iov_len) !=
        WIRE_OK) {
        return false;
    }
    header.size = (int32_t)(sizeof(header) + parts[1].iov_len);
    return qb_ipcs_event_sendv(peer->connection, parts, 2) >= 0;
}

static bool
is_of_ended_server(const char *folder)
{
    pid_t server;

    if (sscanf(folder, "qb-%d-%*d-", &server) != 1 || server <= 0) {
        return false;
    }
    return server == getpid() || (kill(server, 0) != 0 && errno == ESRCH);
}

static void
remove_ring(const char *directory, const char *ring, const char *name)
{
    g_autofree char *header = g_strdup_printf("%s/qb-%s-%s-header", directory, ring, name);
    g_autofree char *data = g_strdup_printf("%s/qb-%s-%s-data", directory, ring, name);

    unlink(header);
    unlink(data);
}

static void
remove_rings(const char *folder, const char *name)
{
    g_autofree char *directory = g_build_filename(SHARED_MEMORY, folder, NULL);

    remove_ring(directory, "request", name);
    remove_ring(directory, "response", name);
    remove_ring(directory, "event", name);
    /* Another service's folder is not empty now, and stays. */
    if (rmdir(directory) == 0) {
        log_info("IPC %s: removed %s, which a killed resapid had left", name, directory);
    }
}

/* A client removes the rings of a server that died, but not those that it had not opened yet: a
 * resapid that is killed while one connects leaves them. */
static void
remove_leftovers(const char *name)
{
    g_autoptr(GDir) shared = g_dir_open(SHARED_MEMORY, 0, NULL);
    const char *folder;

    while (shared != NULL && (folder = g_dir_read_name(shared)) != NULL) {
        if (is_of_ended_server(folder)) {
            remove_rings(folder, name);
        }
    }
}

struct ipc *
ipc_new(qb_loop_t *loop, const char *name, ipc_handler handler, void *owner, GError **error)
{
    static struct qb_ipcs_service_handlers handlers = {
        .connection_accept = on_accept,
        .connection_created = NULL,
        .msg_process = on_message,
        .connection_closed = on_closed,
        .connection_destroyed = on_destroyed,
    };
    static struct qb_ipcs_poll_handlers poll_handlers = {
        .job_add = job_add,
        .dispatch_add = dispatch_add,
        .dispatch_mod = dispatch_mod,
        .dispatch_del = dispatch_del,
    };
    struct ipc *ipc = g_new0(struct ipc, 1);
    int32_t result;

    ipc->loop = loop;
    ipc->handler = handler;
    ipc->owner = owner;
    service_loop = loop;
    ipc->service = qb_ipcs_create(name, 0, QB_IPC_SHM, &handlers);
    qb_ipcs_service_context_set(ipc->service, ipc);
    qb_ipcs_poll_handlers_set(ipc->service, &poll_handlers);
    qb_ipcs_enforce_buffer_size(ipc->service, IPC_BUFFER_SIZE);
    result = qb_ipcs_run(ipc->service);
    if (result != 0) {
        set_system_error(error, -result, "IPC %s: is another resapid running? Cannot serve", name);
        g_free(ipc); /* libqb has destroyed the service */
        return NULL;
    }
    remove_leftovers(name);
    return ipc;
}

void
ipc_free(struct ipc *ipc)
{
    if (ipc != NULL) {
        g_list_free_full(ipc->calls, free_call);
        qb_ipcs_destroy(ipc->service);
        g_free(ipc);
    }
}
