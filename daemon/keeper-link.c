/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keeper-link.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "log.h"
#include "paths.h"
#include "protocol/keeper.h"

#define KEEPER_SOCKET_FD 3
/* A keeper passes one descriptor; room for more, so that they can be closed. */
#define PASSED_MAX 2U

struct keeper_link {
    qb_loop_t *loop;
    const struct keeper_link_events *events;
    void *owner;
    int fd;
    bool empty;
};

static void
end_link(struct keeper_link *link)
{
    if (link->fd >= 0) {
        qb_loop_poll_del(link->loop, link->fd);
        close(link->fd);
        link->fd = -1;
    }
}

static void
link_gone(struct keeper_link *link)
{
    end_link(link);
    link->events->gone(link->owner, link->empty);
}

/* Takes over passed_fd. */
static void
take_here(struct keeper_link *link, const struct keeper_here *here, int passed_fd)
{
    if (here->version != KEEPER_VERSION || passed_fd < 0) {
        log_error("keeper of %s: is of version %u, resapid of version %u: its tree is killed",
                  here->label, here->version, KEEPER_VERSION);
        if (passed_fd >= 0) {
            close(passed_fd);
        }
        link_gone(link);
        return;
    }
    link->events->here(link->owner, passed_fd, (pid_t)here->keeper_pid, (pid_t)here->host_pid);
}

static void
dispatch(struct keeper_link *link, const struct keeper_message *message)
{
    switch (message->header.type) {
    case KEEPER_OUTPUT:
        link->events->output(link->owner, message->output.line);
        return;
    case KEEPER_EXITED:
        link->events->exited(link->owner, (int)message->exited.wait_status);
        return;
    case KEEPER_EMPTY_TREE:
        link->empty = true;
        return;
    default:
        log_error("keeper: unexpected %s", wire_type_name(&keeper_schema, message->header.type));
    }
}

/* The first passed descriptor; any other is closed. -1 if there is none. */
static int
take_fd(struct msghdr *header)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    size_t count = 0;
    int fds[PASSED_MAX] = { -1 };

    if (control != NULL && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS) {
        count = MIN((control->cmsg_len - CMSG_LEN(0)) / sizeof(int), PASSED_MAX);
        memcpy(fds, CMSG_DATA(control), count * sizeof(int));
    }
    for (size_t i = 1; i < count; i++) {
        close(fds[i]);
    }
    return fds[0];
}

static void
take_packet(struct keeper_link *link, const uint8_t *packet, size_t length, int passed_fd)
{
    struct keeper_message message;
    enum wire_result result = wire_decode(&keeper_schema, packet, length, &message);

    if (result == WIRE_OK && message.header.type == KEEPER_HERE) {
        take_here(link, &message.here, passed_fd);
        return;
    }
    if (passed_fd >= 0) {
        close(passed_fd);
    }
    if (result != WIRE_OK) {
        log_error("keeper: a message that is no message: %s", wire_result_text(result));
        link_gone(link);
        return;
    }
    dispatch(link, &message);
}

static int32_t
on_readable(int32_t fd, int32_t revents, void *user)
{
    struct keeper_link *link = user;
    static uint8_t packet[WIRE_MESSAGE_MAX];
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(PASSED_MAX * sizeof(int))];
    } control;
    struct iovec part = { packet, sizeof(packet) };
    struct msghdr header = { .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control) };
    ssize_t length = recvmsg(fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    (void)revents;
    /* ECONNRESET is told once, before what the peer sent last can be read, if it left something
     * unread: a second KILL, say. */
    if (length < 0 && (errno == EAGAIN || errno == EINTR || errno == ECONNRESET)) {
        return 0;
    }
    if (length <= 0) {
        link_gone(link);
    } else {
        take_packet(link, packet, (size_t)length, take_fd(&header));
    }
    return 0;
}

static bool
fill_address(struct sockaddr_un *address, const char *path, GError **error)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (g_strlcpy(address->sun_path, path, sizeof(address->sun_path)) >=
        sizeof(address->sun_path)) {
        set_system_error(error, ENAMETOOLONG, "%s: choose a shorter run_directory", path);
        return false;
    }
    return true;
}

static int
listen_at(const char *path, GError **error)
{
    struct sockaddr_un address;
    int fd;

    if (!fill_address(&address, path, error)) {
        return -1;
    }
    /* A socket that is there already is a living keeper's, or says that one was killed and that its
     * tree is not known to be empty: it is not replaced, but looked after when resapid starts. */
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fd, 4) != 0) {
        set_system_error(error, errno,
                         "%s: cannot listen: if a keeper's socket is there, restart resapid", path);
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

struct keeper_link *
keeper_link_find(qb_loop_t *loop, const char *path, const struct keeper_link_events *events,
                 void *owner, GError **error)
{
    struct sockaddr_un address;
    struct keeper_link *link;
    int fd;

    if (!fill_address(&address, path, error)) {
        return NULL;
    }
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        set_system_error(error, errno, "%s: no keeper answers", path);
        if (fd >= 0) {
            close(fd);
        }
        return NULL;
    }
    link = g_new0(struct keeper_link, 1);
    link->loop = loop;
    link->events = events;
    link->owner = owner;
    link->fd = fd;
    qb_loop_poll_add(loop, QB_LOOP_MED, fd, POLLIN, link, on_readable);
    return link;
}

static pid_t
spawn(const struct config *config, const char *label, const char *path, int listening,
      const struct keeper_command *command, GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
    struct child_spec spec = { .environment = command->environment, .pass_fd = listening };

    g_ptr_array_add(arguments, g_strdup(config->keeper_program));
    g_ptr_array_add(arguments, g_strdup_printf("--label=%s", label));
    g_ptr_array_add(arguments, g_strdup_printf("--socket=%s", path));
    g_ptr_array_add(arguments, g_strdup_printf("--socket-fd=%d", KEEPER_SOCKET_FD));
    if (config->host_user[0] != '\0' && geteuid() == 0) {
        g_ptr_array_add(arguments, g_strdup_printf("--user=%s", config->host_user));
    }
    g_ptr_array_add(arguments, g_strdup_printf("--limit=nofile=%u", config->host_open_files));
    g_ptr_array_add(arguments, g_strdup("--limit=core=0"));
    g_ptr_array_add(arguments, g_strdup_printf("--output-limit=%u", config->host_output_limit));
    g_ptr_array_add(arguments, g_strdup("--"));
    for (size_t i = 0; command->arguments[i] != NULL; i++) {
        g_ptr_array_add(arguments, g_strdup(command->arguments[i]));
    }
    g_ptr_array_add(arguments, NULL);
    spec.arguments = (const char *const *)arguments->pdata;
    return child_start(&spec, NULL, NULL, error);
}

struct keeper_link *
keeper_link_start(qb_loop_t *loop, const struct config *config, const char *label,
                  const struct keeper_command *command, const struct keeper_link_events *events,
                  void *owner, GError **error)
{
    g_autofree char *path = paths_host_socket(config, label);
    struct keeper_link *link;
    int listening = listen_at(path, error);

    if (listening < 0) {
        return NULL;
    }
    /* Connected before the keeper runs: one whose host ends at once may be gone soon after. */
    link = keeper_link_find(loop, path, events, owner, error);
    if (link == NULL || spawn(config, label, path, listening, command, error) == 0) {
        g_clear_pointer(&link, keeper_link_free);
        unlink(path);
    }
    close(listening);
    return link;
}

void
keeper_link_kill(struct keeper_link *link)
{
    struct keeper_message message = { .header.type = KEEPER_KILL };
    uint8_t packet[64];
    size_t length;

    if (link->fd < 0 ||
        wire_encode(&keeper_schema, &message, packet, sizeof(packet), &length) != WIRE_OK) {
        return;
    }
    if (send(link->fd, packet, length, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EPIPE &&
        errno != ECONNRESET) {
        log_warning("keeper: cannot ask for a kill: %s", g_strerror(errno));
    }
}

void
keeper_link_free(struct keeper_link *link)
{
    if (link != NULL) {
        end_link(link);
        g_free(link);
    }
}
