/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * ResourceControl for clients.
 */

#include "error.h"
#include "resource-private.h"

/* A control under way. */
struct control {
    struct resource *resource;
    resource_controlled done;
    void *user;
};

static void
finish_control(struct control *control, const GError *error, uint32_t result,
               const struct wire_bytes *out)
{
    control->resource->controls = g_list_remove(control->resource->controls, control);
    control->done(control->user, error, result, out);
    g_free(control);
}

void
controls_fail(struct resource *resource, const char *cause)
{
    g_autoptr(GError) error = g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                          "resource %s: its host process %d %s before "
                                          "ResourceControl returned",
                                          resource->name, (int)host_pid(resource->host), cause);
    const struct wire_bytes nothing = { NULL, 0 };

    resource_add_complaint(resource, error);
    while (resource->controls != NULL) {
        finish_control(resource->controls->data, error, 0, &nothing);
    }
}

static void
on_controlled(void *user, const struct channel_message *reply)
{
    struct control *control = user;
    struct resource *resource = control->resource;
    const struct wire_bytes nothing = { NULL, 0 };

    if (reply == NULL) {
        g_autoptr(GError) error = g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                              "resource %s: ResourceControl did not return "
                                              "(DeadlockTimeout)",
                                              resource->name);

        finish_control(control, error, 0, &nothing);
        resource_call_hung(resource, "ResourceControl");
    } else {
        finish_control(control, NULL, reply->controlled.result, &reply->controlled.out);
        resource_call_returned(resource);
    }
}

void
resource_control(struct resource *resource, uint32_t code, struct wire_bytes in,
                 resource_controlled done, void *user)
{
    struct channel_message message = {
        .header.type = CHANNEL_CONTROL,
        .control = { .resource = RESOURCE_NUMBER, .code = code, .out_size = 65536, .in = in },
    };
    uint32_t deadlock_ms = resource_number(resource, COMMON_DEADLOCK_TIMEOUT);
    struct wire_bytes nothing = { NULL, 0 };
    struct control *control;

    if (!resource->open) {
        g_autoptr(GError) error =
            g_error_new(RESAPID_ERROR, OUTCOME_NOT_RUNNING,
                        "resource %s: is %s: its DLL is not loaded: bring it online first",
                        resource->name, machine_state_name(resource->state));

        done(user, error, 0, &nothing);
        return;
    }
    control = g_new0(struct control, 1);
    control->resource = resource;
    control->done = done;
    control->user = user;
    resource->controls = g_list_prepend(resource->controls, control);
    host_call(resource->host, &message, deadlock_ms, on_controlled, control);
}
