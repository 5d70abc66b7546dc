/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker.h"

#include <sys/utsname.h>
#include <sys/wait.h>

#include "child.h"
#include "log.h"

#define PUSH_LIMIT_MS 20000

struct pacemaker {
    const struct config *config;
};

struct push {
    char *resource;
};

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
    g_free(pacemaker);
}

static void
on_pushed(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct push *push = user;
    g_autofree char *status = child_describe_status(wait_status);

    if (timed_out || !WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
        log_warning("resource %s: crm_resource --fail %s%s%s; the next monitor tells Pacemaker",
                    push->resource, status, last_line[0] != '\0' ? ": " : "", last_line);
    } else {
        log_info("resource %s: Pacemaker was told of the failure", push->resource);
    }
    g_free(push->resource);
    g_free(push);
}

void
pacemaker_push_failure(struct pacemaker *pacemaker, const char *resource)
{
    struct utsname names;
    g_autofree char *resource_option = g_strconcat("--resource=", resource, NULL);
    g_autofree char *node_option = NULL;
    const char *arguments[5] = { pacemaker->config->crm_resource_program, "--fail", resource_option,
                                 NULL, NULL };
    struct child_spec spec = {
        .arguments = arguments, .pass_fd = -1, .capture = true, .timeout_ms = PUSH_LIMIT_MS
    };
    g_autoptr(GError) error = NULL;
    struct push *push;

    if (!pacemaker->config->push_failures || uname(&names) != 0) {
        return;
    }
    node_option = g_strconcat("--node=", names.nodename, NULL);
    arguments[3] = node_option;
    push = g_new0(struct push, 1);
    push->resource = g_strdup(resource);
    if (child_start(&spec, on_pushed, push, &error) == 0) {
        log_warning("resource %s: %s; the next monitor tells Pacemaker", resource, error->message);
        g_free(push->resource);
        g_free(push);
    }
}
