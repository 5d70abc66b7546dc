/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker.h"

#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>

#include "child.h"
#include "host.h"
#include "log.h"

#define PUSH_LIMIT_MS 20000
/* A resource that fails as fast as it is started keeps Pacemaker busy with nothing else; where all fail at
 * once, as without a wineserver, crm_resource itself would take the time that recovery needs. */
#define PUSH_WINDOW_US       (60 * G_USEC_PER_SEC)
#define PUSHES_OF_A_RESOURCE 5
#define PUSHES_OF_ALL        60
#define PUSHES_AT_ONCE       4
/* crm_resource --restart waits for what it asked for. */
#define REQUEST_LIMIT_MS 3600000
#define CRM_NODE         "crm_node"

struct pacemaker {
    const struct config *config;
    pacemaker_line on_line; /* or NULL */
    void *on_line_user;
    char *node;      /* Pacemaker's name for this node, once known */
    pid_t asking;    /* for it */
    GList *waiting;  /* names of resources whose failures wait for it, or for their turn */
    GList *pushes;   /* struct push */
    GList *recent;   /* struct recent, the youngest first */
    GList *requests; /* struct request */
};

/* One crm_resource that a resource DLL has asked for. */
struct request {
    struct pacemaker *pacemaker;
    struct host *host; /* of the first that asked; NULL once it is gone */
    pid_t pid;
    char *command;
    GList *waiting; /* struct request_waiter */
};

struct request_waiter {
    pacemaker_done done;
    void *user;
};

/* One crm_resource that runs. */
struct push {
    struct pacemaker *pacemaker;
    pid_t pid;
    char *resource;
    bool dropped;
};

/* A push of the last minute. */
struct recent {
    char *resource;
    int64_t at_us;
};

static void push_waiting(struct pacemaker *pacemaker);

static void
recent_free(void *data)
{
    struct recent *recent = data;

    g_free(recent->resource);
    g_free(recent);
}

static void
push_free(void *data)
{
    struct push *push = data;

    g_free(push->resource);
    g_free(push);
}

static void
request_free(void *data)
{
    struct request *request = data;

    g_list_free_full(request->waiting, g_free);
    g_free(request->command);
    g_free(request);
}

struct pacemaker *
pacemaker_new(const struct config *config)
{
    struct pacemaker *pacemaker = g_new0(struct pacemaker, 1);

    pacemaker->config = config;
    return pacemaker;
}

void
pacemaker_free(struct pacemaker *pacemaker)
{
    if (pacemaker == NULL) {
        return;
    }
    if (pacemaker->asking != 0) {
        child_forget(pacemaker->asking);
    }
    for (GList *item = pacemaker->pushes; item != NULL; item = item->next) {
        child_forget(((struct push *)item->data)->pid);
    }
    for (GList *item = pacemaker->requests; item != NULL; item = item->next) {
        child_forget(((struct request *)item->data)->pid);
    }
    g_list_free_full(pacemaker->requests, request_free);
    g_list_free_full(pacemaker->pushes, push_free);
    g_list_free_full(pacemaker->waiting, g_free);
    g_list_free_full(pacemaker->recent, recent_free);
    g_free(pacemaker->node);
    g_free(pacemaker);
}

void
pacemaker_on_line(struct pacemaker *pacemaker, pacemaker_line on_line, void *user)
{
    if (pacemaker != NULL) {
        pacemaker->on_line = on_line;
        pacemaker->on_line_user = user;
    }
}

static void say(const struct pacemaker *pacemaker, const char *resource, uint8_t priority,
                const char *format, ...) G_GNUC_PRINTF(4, 5);

static void
say(const struct pacemaker *pacemaker, const char *resource, uint8_t priority, const char *format,
    ...)
{
    g_autofree char *line = NULL;
    va_list arguments;

    va_start(arguments, format);
    line = log_format_line(format, arguments);
    va_end(arguments);
    if (pacemaker->on_line == NULL ||
        !pacemaker->on_line(pacemaker->on_line_user, resource, priority, line)) {
        qb_log(priority, "resource %s: %s", resource, line);
    }
}

static void
on_pushed(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct push *push = user;
    struct pacemaker *pacemaker = push->pacemaker;
    g_autofree char *status = child_describe_status(wait_status);

    if (push->dropped) {
        log_debug("resource %s: crm_resource --fail %s", push->resource, status);
    } else if (timed_out || !WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
        say(pacemaker, push->resource, LOG_WARNING,
            "crm_resource --fail %s%s%s; the next monitor tells Pacemaker", status,
            last_line[0] != '\0' ? ": " : "", last_line);
    } else {
        say(pacemaker, push->resource, LOG_INFO, "Pacemaker was told of the failure");
    }
    pacemaker->pushes = g_list_remove(pacemaker->pushes, push);
    push_free(push);
    push_waiting(pacemaker);
}

static void
begin_push(struct pacemaker *pacemaker, const char *resource)
{
    g_autofree char *resource_option = g_strconcat("--resource=", resource, NULL);
    g_autofree char *node_option = g_strconcat("--node=", pacemaker->node, NULL);
    const char *const arguments[] = { pacemaker->config->crm_resource_program, "--fail",
                                      resource_option, node_option, NULL };
    struct child_spec spec = {
        .arguments = arguments, .pass_fd = -1, .capture = true, .timeout_ms = PUSH_LIMIT_MS
    };
    g_autoptr(GError) error = NULL;
    struct push *push = g_new0(struct push, 1);

    push->pacemaker = pacemaker;
    push->resource = g_strdup(resource);
    push->pid = child_start(&spec, on_pushed, push, &error);
    if (push->pid == 0) {
        say(pacemaker, resource, LOG_WARNING, "%s; the next monitor tells Pacemaker",
            error->message);
        push_free(push);
        return;
    }
    pacemaker->pushes = g_list_prepend(pacemaker->pushes, push);
}

static void
push_waiting(struct pacemaker *pacemaker)
{
    while (pacemaker->waiting != NULL && g_list_length(pacemaker->pushes) < PUSHES_AT_ONCE) {
        g_autofree char *resource = pacemaker->waiting->data;

        pacemaker->waiting = g_list_delete_link(pacemaker->waiting, pacemaker->waiting);
        begin_push(pacemaker, resource);
    }
}

/* Without the node's name nobody is told of what waits for it. */
static void
give_up_waiting(struct pacemaker *pacemaker, const char *why)
{
    GList *waiting = g_steal_pointer(&pacemaker->waiting);

    for (const GList *item = waiting; item != NULL; item = item->next) {
        say(pacemaker, item->data, LOG_WARNING, "%s; the next monitor tells Pacemaker", why);
    }
    g_list_free_full(waiting, g_free);
}

/* Pacemaker's name for this node need not be the host's name. */
static void
on_node_name(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct pacemaker *pacemaker = user;

    pacemaker->asking = 0;
    if (!timed_out && WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) {
        pacemaker->node = g_strdup(last_line);
        push_waiting(pacemaker);
    } else {
        g_autofree char *status = child_describe_status(wait_status);
        g_autofree char *why = g_strdup_printf("%s --name %s%s%s", CRM_NODE, status,
                                               last_line[0] != '\0' ? ": " : "", last_line);

        give_up_waiting(pacemaker, why);
    }
}

static void
ask_node_name(struct pacemaker *pacemaker)
{
    const char *const arguments[] = { CRM_NODE, "--name", NULL };
    struct child_spec spec = {
        .arguments = arguments, .pass_fd = -1, .capture = true, .timeout_ms = PUSH_LIMIT_MS
    };
    g_autoptr(GError) error = NULL;

    pacemaker->asking = child_start(&spec, on_node_name, pacemaker, &error);
    if (pacemaker->asking == 0) {
        give_up_waiting(pacemaker, error->message);
    }
}

static void
forget_old_pushes(struct pacemaker *pacemaker)
{
    int64_t oldest_us = g_get_monotonic_time() - PUSH_WINDOW_US;

    for (GList *last = g_list_last(pacemaker->recent);
         last != NULL && ((struct recent *)last->data)->at_us < oldest_us;
         last = g_list_last(pacemaker->recent)) {
        recent_free(last->data);
        pacemaker->recent = g_list_delete_link(pacemaker->recent, last);
    }
}

static unsigned int
count_pushes(const struct pacemaker *pacemaker, const char *resource)
{
    unsigned int count = 0;

    for (GList *item = pacemaker->recent; item != NULL; item = item->next) {
        count += g_str_equal(((struct recent *)item->data)->resource, resource) ? 1 : 0;
    }
    return count;
}

/* And counts it. */
static bool
may_push(struct pacemaker *pacemaker, const char *resource)
{
    struct recent *recent;

    forget_old_pushes(pacemaker);
    if (count_pushes(pacemaker, resource) >= PUSHES_OF_A_RESOURCE ||
        g_list_length(pacemaker->recent) >= PUSHES_OF_ALL) {
        return false;
    }
    recent = g_new0(struct recent, 1);
    recent->resource = g_strdup(resource);
    recent->at_us = g_get_monotonic_time();
    pacemaker->recent = g_list_prepend(pacemaker->recent, recent);
    return true;
}

void
pacemaker_push_failure(struct pacemaker *pacemaker, const char *resource)
{
    if (!pacemaker->config->push_failures) {
        return;
    }
    if (!may_push(pacemaker, resource)) {
        say(pacemaker, resource, LOG_WARNING,
            "Pacemaker was told of too many failures within a minute; its next monitor finds this "
            "one");
        return;
    }
    pacemaker->waiting = g_list_append(pacemaker->waiting, g_strdup(resource));
    if (pacemaker->node != NULL) {
        push_waiting(pacemaker);
    } else if (pacemaker->asking == 0) {
        ask_node_name(pacemaker);
    }
}

void
pacemaker_drop_failure(struct pacemaker *pacemaker, const char *resource)
{
    for (GList *item = pacemaker->waiting, *next; item != NULL; item = next) {
        next = item->next;
        if (g_str_equal(item->data, resource)) {
            g_free(item->data);
            pacemaker->waiting = g_list_delete_link(pacemaker->waiting, item);
        }
    }
    for (GList *item = pacemaker->pushes; item != NULL; item = item->next) {
        struct push *push = item->data;

        if (!push->dropped && g_str_equal(push->resource, resource)) {
            push->dropped = true;
            kill(push->pid, SIGKILL);
        }
    }
}

static void
on_request_done(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct request *request = user;
    g_autofree char *status = child_describe_status(wait_status);

    if (timed_out || !WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
        host_log(request->host, LOG_WARNING, "%s %s%s%s", request->command, status,
                 last_line[0] != '\0' ? ": " : "", last_line);
    } else {
        host_log(request->host, LOG_INFO, "%s has succeeded", request->command);
    }
    request->pacemaker->requests = g_list_remove(request->pacemaker->requests, request);
    for (GList *item = request->waiting; item != NULL; item = item->next) {
        const struct request_waiter *waiter = item->data;

        waiter->done(waiter->user);
    }
    request_free(request);
}

static void
wait_for_request(struct request *request, pacemaker_done done, void *user)
{
    struct request_waiter *waiter = g_new0(struct request_waiter, 1);

    waiter->done = done;
    waiter->user = user;
    request->waiting = g_list_append(request->waiting, waiter);
}

static struct request *
find_request(const struct pacemaker *pacemaker, const char *command)
{
    for (GList *item = pacemaker->requests; item != NULL; item = item->next) {
        struct request *request = item->data;

        if (g_str_equal(request->command, command)) {
            return request;
        }
    }
    return NULL;
}

/* Takes command. NULL with an error. */
static struct request *
begin_request(struct pacemaker *pacemaker, struct host *host, const char *const *arguments,
              char *command, GError **error)
{
    struct child_spec spec = {
        .arguments = arguments, .pass_fd = -1, .capture = true, .timeout_ms = REQUEST_LIMIT_MS
    };
    struct request *request = g_new0(struct request, 1);

    request->pacemaker = pacemaker;
    request->host = host;
    request->command = command;
    request->pid = child_start(&spec, on_request_done, request, error);
    if (request->pid == 0) {
        request_free(request);
        return NULL;
    }
    host_log(host, LOG_NOTICE, "%s, since a resource DLL asks for it", request->command);
    pacemaker->requests = g_list_prepend(pacemaker->requests, request);
    return request;
}

bool
pacemaker_crm_resource(struct pacemaker *pacemaker, struct host *host, const char *const *options,
                       pacemaker_done done, void *user, GError **error)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autofree char *command = NULL;
    struct request *request;

    g_ptr_array_add(arguments, pacemaker->config->crm_resource_program);
    for (size_t i = 0; options[i] != NULL; i++) {
        g_ptr_array_add(arguments, (void *)options[i]);
    }
    g_ptr_array_add(arguments, NULL);
    command = g_strjoinv(" ", (char **)arguments->pdata);
    request = find_request(pacemaker, command);
    if (request == NULL) {
        request = begin_request(pacemaker, host, (const char *const *)arguments->pdata,
                                g_steal_pointer(&command), error);
    }
    if (request == NULL) {
        return false;
    }
    wait_for_request(request, done, user);
    return true;
}

void
pacemaker_forget_host(struct pacemaker *pacemaker, const struct host *host)
{
    for (GList *item = pacemaker->requests; item != NULL; item = item->next) {
        struct request *request = item->data;

        if (request->host == host) {
            request->host = NULL;
        }
    }
}
