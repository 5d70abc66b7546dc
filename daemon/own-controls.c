/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The control codes that the Resource Monitor itself sends to a resource (resapi.md 2.12): what it asks
 * behind Open, and why it is about to take the resource down. When Windows sends the first ones is
 * stated nowhere; they come behind Open and before anything else here.
 */

#include "error.h"
#include "log.h"
#include "resource-private.h"

/* CLUSCTL_RESOURCE_..., resapi.md 2.12. */
enum {
    CODE_GET_CHARACTERISTICS = 0x01000005,
    CODE_GET_REQUIRED_DEPENDENCIES = 0x01000011,
    CODE_INITIALIZE = 0x0150004a,
    CODE_STATE_CHANGE_REASON = 0x0150004e,
};

#define REQUIRES_STATE_CHANGE_REASON 0x10U /* CLUS_CHAR_..., resapi.md 1.6 */

#define OUT_SIZE 4096

static void
on_own_controlled(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;
    own_controlled then = g_steal_pointer(&resource->own_then);

    if (reply == NULL) {
        resource_call_hung(resource, "ResourceControl");
        return;
    }
    if (then != NULL) {
        then(resource, &reply->controlled);
    }
    resource_call_returned(resource);
}

static void
ask(struct resource *resource, uint32_t code, struct wire_bytes in, own_controlled then)
{
    struct channel_message control = {
        .header.type = CHANNEL_CONTROL,
        .control = { .code = code, .out_size = OUT_SIZE, .in = in },
    };

    resource->own_then = then;
    tenant_call(resource->tenant, &control, resource_number(resource, COMMON_DEADLOCK_TIMEOUT),
                on_own_controlled, resource);
}

/* Behind Open */

static void
end_opening(struct resource *resource, const struct channel_controlled *controlled)
{
    (void)controlled;
    opening_end(resource);
}

static void
on_opened_stored(void *user, const GError *error)
{
    g_autofree char *name = user;

    if (error != NULL) {
        log_warning("resource %s: that its DLL was told INITIALIZE could not be stored: %s", name,
                    error->message);
    }
}

/* Once in a resource's life; DLLs are told not to support it. */
static void
initialize(struct resource *resource, const struct channel_controlled *controlled)
{
    const struct wire_bytes nothing = { NULL, 0 };
    struct clusdb_batch *batch;

    (void)controlled;
    if (catalog_resource_was_open(resource->world->db, resource->key)) {
        opening_end(resource);
        return;
    }
    batch = clusdb_batch_new();
    catalog_put_opened(batch, resource->key);
    clusdb_commit(resource->world->db, batch, on_opened_stored, g_strdup(resource->name));
    ask(resource, CODE_INITIALIZE, nothing, end_opening);
}

static uint32_t
dword_of(const uint8_t *data, size_t length)
{
    return length < 4 ? 0
                      : (uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 |
                            (uint32_t)data[3] << 24;
}

static void
take_characteristics(struct resource *resource, const struct channel_controlled *controlled)
{
    resource->characteristics = controlled->result == WIN32_SUCCESS
                                    ? dword_of(controlled->out.data, controlled->out.length)
                                    : 0;
}

static void
ask_dependencies(struct resource *resource, const struct channel_controlled *controlled)
{
    const struct wire_bytes nothing = { NULL, 0 };

    take_characteristics(resource, controlled);
    /* What it depends on is Pacemaker's business; a DLL may count on being asked. */
    ask(resource, CODE_GET_REQUIRED_DEPENDENCIES, nothing, initialize);
}

void
own_controls_opened(struct resource *resource)
{
    const struct wire_bytes nothing = { NULL, 0 };

    ask(resource, CODE_GET_CHARACTERISTICS, nothing, ask_dependencies);
}

/* It was opened by an earlier resapid, which knew them. */
void
own_controls_adopted(struct resource *resource)
{
    const struct wire_bytes nothing = { NULL, 0 };

    ask(resource, CODE_GET_CHARACTERISTICS, nothing, take_characteristics);
}

/* Before Offline and Terminate */

void
own_controls_reason(struct resource *resource, enum state_change_reason reason, own_controlled next)
{
    /* CLUSCTL_RESOURCE_STATE_CHANGE_REASON_STRUCT: dwSize, dwVersion, eReason. */
    const uint8_t in[12] = { sizeof(in), 0, 0, 0, 1, 0, 0, 0, (uint8_t)reason, 0, 0, 0 };

    if ((resource->characteristics & REQUIRES_STATE_CHANGE_REASON) == 0 ||
        tenant_calls(resource->tenant) > 0) {
        next(resource, NULL);
        return;
    }
    ask(resource, CODE_STATE_CHANGE_REASON, (struct wire_bytes){ in, sizeof(in) }, next);
}
