/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "service.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"
#include "log.h"

/* Until the service manager has taken READY, which its full socket may keep it from. */
#define READY_AGAIN_MS 200

struct service {
    int fd; /* connected to the service manager, -1 without one */
    uint64_t watchdog_us;
    qb_loop_t *loop;
    qb_loop_timer_handle timer;
    bool is_told; /* READY */
};

/* Never waits: a datagram that does not fit is lost, which for all but READY is no harm. */
static bool
tell(const struct service *service, const char *text)
{
    return service->fd >= 0 &&
           send(service->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

/* A path, or with '@' in front a name in the abstract namespace; unix(7) leaves little room for either. */
static bool
fill_address(const char *name, struct sockaddr_un *address, socklen_t *length, GError **error)
{
    size_t bytes = strlen(name);

    if ((name[0] != '/' && name[0] != '@') || bytes < 2 || bytes > sizeof(address->sun_path) - 1) {
        set_system_error(error, EAFNOSUPPORT,
                         "NOTIFY_SOCKET=%s: give an absolute path or @NAME, or unset it", name);
        return false;
    }
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, name, bytes);
    if (name[0] == '@') {
        address->sun_path[0] = '\0';
    }
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + bytes);
    return true;
}

static bool
open_socket(struct service *service, const char *name, GError **error)
{
    struct sockaddr_un address = { 0 };
    socklen_t length;

    if (!fill_address(name, &address, &length, error)) {
        return false;
    }
    service->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (service->fd >= 0 && connect(service->fd, (const struct sockaddr *)&address, length) == 0) {
        return true;
    }
    set_system_error(error, errno, "NOTIFY_SOCKET=%s: the service manager cannot be told anything",
                     name);
    if (service->fd >= 0) {
        close(service->fd);
        service->fd = -1;
    }
    return false;
}

/* 0 for none: the variables may be meant for the process that started this one. */
static uint64_t
watchdog_from_environment(void)
{
    const char *pid = g_getenv("WATCHDOG_PID");
    const char *limit = g_getenv("WATCHDOG_USEC");
    g_autofree char *own = g_strdup_printf("%d", (int)getpid());
    guint64 limit_us;

    if (limit == NULL || (pid != NULL && !g_str_equal(pid, own)) ||
        !g_ascii_string_to_unsigned(limit, 10, 1000, G_MAXINT64 / 1000, &limit_us, NULL)) {
        return 0;
    }
    return limit_us;
}

struct service *
service_new(void)
{
    struct service *service = g_new0(struct service, 1);
    g_autofree char *name = g_strdup(g_getenv("NOTIFY_SOCKET"));
    g_autoptr(GError) error = NULL;

    service->fd = -1;
    service->watchdog_us = watchdog_from_environment();
    g_unsetenv("NOTIFY_SOCKET");
    g_unsetenv("WATCHDOG_PID");
    g_unsetenv("WATCHDOG_USEC");
    if (name != NULL && !open_socket(service, name, &error)) {
        log_warning("%s", error->message);
    }
    return service;
}

void
service_free(struct service *service)
{
    if (service == NULL) {
        return;
    }
    if (service->fd >= 0) {
        close(service->fd);
    }
    g_free(service);
}

void
service_status(struct service *service, const char *format, ...)
{
    g_autofree char *text = NULL;
    g_autofree char *line = NULL;
    g_autofree char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    line = log_one_line(text);
    message = g_strconcat("STATUS=", line, NULL);
    tell(service, message);
}

static void on_turn(void *user);

static void
wait_for_turn(struct service *service, uint64_t pause_us)
{
    qb_loop_timer_add(service->loop, QB_LOOP_MED, pause_us * QB_TIME_NS_IN_USEC, service, on_turn,
                      &service->timer);
}

/* Twice in each period of the watchdog, as sd_watchdog_enabled(3) recommends. */
static void
on_turn(void *user)
{
    struct service *service = user;

    service->is_told = service->is_told || tell(service, "READY=1");
    if (!service->is_told) {
        wait_for_turn(service, (uint64_t)READY_AGAIN_MS * 1000);
    } else if (service->watchdog_us > 0) {
        tell(service, "WATCHDOG=1");
        wait_for_turn(service, service->watchdog_us / 2);
    }
}

void
service_ready(struct service *service, qb_loop_t *loop)
{
    if (service->fd < 0) {
        return;
    }
    service->loop = loop;
    wait_for_turn(service, 0);
}

void
service_stopping(struct service *service)
{
    /* What was not told by now need not be. */
    service->is_told = true;
    tell(service, "STOPPING=1");
}
