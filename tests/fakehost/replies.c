/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replies.h"

#include "notices.h"
#include "sender.h"

#define TABLE_VERSION_4 0x400

static const uint32_t entry_points[N_SCRIPT_ENTRIES] = {
    [SCRIPT_OPEN] = ENTRY_OPEN,
    [SCRIPT_CLOSE] = ENTRY_CLOSE,
    [SCRIPT_ONLINE] = ENTRY_ONLINE,
    [SCRIPT_OFFLINE] = ENTRY_OFFLINE,
    [SCRIPT_TERMINATE] = ENTRY_TERMINATE,
    [SCRIPT_LOOKS_ALIVE] = ENTRY_LOOKS_ALIVE,
    [SCRIPT_IS_ALIVE] = ENTRY_IS_ALIVE,
    [SCRIPT_ARBITRATE] = ENTRY_ARBITRATE,
    [SCRIPT_RELEASE] = ENTRY_RELEASE,
    [SCRIPT_CANCEL] = ENTRY_CANCEL,
    [SCRIPT_RESOURCE_CONTROL] = ENTRY_RESOURCE_CONTROL,
    [SCRIPT_RESOURCE_TYPE_CONTROL] = ENTRY_RESOURCE_TYPE_CONTROL,
    [SCRIPT_RESOURCE_CONTROL_AS_USER] = ENTRY_RESOURCE_CONTROL_AS_USER,
    [SCRIPT_RESOURCE_TYPE_CONTROL_AS_USER] = ENTRY_RESOURCE_TYPE_CONTROL_AS_USER,
};

enum entry
entry_called(uint32_t entry_point)
{
    for (int entry = SCRIPT_CLOSE; entry <= SCRIPT_CANCEL; entry++) {
        if (entry_points[entry] == entry_point) {
            return (enum entry)entry;
        }
    }
    return N_SCRIPT_ENTRIES;
}

uint32_t
reply_entry_point(enum entry entry)
{
    return entry_points[entry];
}

static bool
exists(const struct script *script, enum entry entry)
{
    switch (entry) {
    case SCRIPT_ARBITRATE:
    case SCRIPT_RELEASE:
        return script->quorum;
    case SCRIPT_CANCEL:
    case SCRIPT_RESOURCE_CONTROL_AS_USER:
    case SCRIPT_RESOURCE_TYPE_CONTROL_AS_USER:
        return script_has(script, entry);
    default:
        return entry_points[entry] != 0;
    }
}

uint32_t
reply_entries(const struct script *script)
{
    uint32_t entries = 0;

    for (int entry = 0; entry < N_SCRIPT_ENTRIES; entry++) {
        if (exists(script, (enum entry)entry)) {
            entries |= ENTRY_BIT(entry_points[entry]);
        }
    }
    return entries;
}

static void
send_returned(uint64_t id, uint32_t result, uint32_t has_event)
{
    struct channel_message message = {
        .header = { CHANNEL_RETURNED, id },
        .returned = { .result = result, .has_event = has_event },
    };

    send_message(&message);
}

static void
send_loaded(uint64_t id, uint32_t error, uint32_t stage, uint32_t entries, const char *detail)
{
    struct channel_message message = {
        .header = { CHANNEL_LOADED, id },
        .loaded = { error, stage, error == ERROR_SUCCESS ? TABLE_VERSION_4 : 0,
                    error == ERROR_SUCCESS ? entries : 0, detail },
    };

    send_message(&message);
}

static void
send_controlled(uint64_t id, uint32_t result, uint32_t needed, struct wire_bytes out)
{
    struct channel_message message = {
        .header = { CHANNEL_CONTROLLED, id },
        .controlled = { result, needed, out },
    };

    send_message(&message);
}

static void
send_load_result(const struct call *call, uint32_t error)
{
    const struct behaviour *load = &call->behaviour;

    if (error == ERROR_SUCCESS) {
        send_loaded(call->id, error, LOAD_DONE, call->entries, "");
    } else if (call->entry == SCRIPT_STARTUP) {
        send_loaded(call->id, error, LOAD_STARTUP, 0, "");
    } else {
        send_loaded(call->id, error, load->stage.set ? load->stage.value : LOAD_MAP, 0,
                    "as scripted");
    }
}

/* What a control that succeeds gives. */
static struct wire_bytes
output_of(const struct call *call)
{
    static uint8_t characteristics[4];
    static const uint8_t zeros[WIRE_MESSAGE_MAX];

    if (call->behaviour.out.set && call->behaviour.out.value <= sizeof(zeros)) {
        return (struct wire_bytes){ zeros, call->behaviour.out.value };
    }
    if (!call->characteristics.set) {
        return (struct wire_bytes){ call->in, call->in_length };
    }
    for (unsigned int i = 0; i < sizeof(characteristics); i++) {
        characteristics[i] = (uint8_t)(call->characteristics.value >> (8 * i));
    }
    return (struct wire_bytes){ characteristics, sizeof(characteristics) };
}

static void
send_control_result(const struct call *call, uint32_t result)
{
    struct wire_bytes out = output_of(call);
    struct wire_bytes nothing = { NULL, 0 };

    if (result != ERROR_SUCCESS) {
        send_controlled(call->id, result, 0, nothing);
    } else if (out.length > call->out_size) {
        send_controlled(call->id, ERROR_MORE_DATA, out.length, nothing);
    } else {
        send_controlled(call->id, result, out.length, out);
    }
}

/* A request that is answered with LOADED is answered with RETURNED, any other with LOADED. */
static void
send_wrong_reply(const struct call *call)
{
    if (call->entry == SCRIPT_LOAD || call->entry == SCRIPT_STARTUP) {
        send_returned(call->id, ERROR_SUCCESS, 0);
    } else {
        send_loaded(call->id, ERROR_SUCCESS, LOAD_DONE, 0, "");
    }
}

static bool
gives_event(const struct call *call, uint32_t result)
{
    return (result == ERROR_SUCCESS && call->behaviour.signal.set) ||
           ((result == ERROR_SUCCESS || result == ERROR_IO_PENDING) &&
            call->behaviour.signal_early.set);
}

void
reply_to(const struct call *call, uint32_t result)
{
    if (call->behaviour.wrong_reply.set) {
        send_wrong_reply(call);
        return;
    }
    if (entry_is_control(call->entry)) {
        send_control_result(call, result);
        return;
    }
    switch (call->entry) {
    case SCRIPT_LOAD:
    case SCRIPT_STARTUP:
        send_load_result(call, result);
        break;
    case SCRIPT_ONLINE:
        send_returned(call->id, result, gives_event(call, result));
        break;
    default:
        send_returned(call->id, result, 0);
        break;
    }
}

void
reply_not_loaded(const struct call *call, enum script_result result, const char *problem)
{
    if (result == SCRIPT_MISSING) {
        send_loaded(call->id, ERROR_MOD_NOT_FOUND, LOAD_FIND, 0, problem);
    } else {
        send_loaded(call->id, ERROR_BAD_EXE_FORMAT, LOAD_FORMAT, 0, problem);
    }
}

void
reply_returned(uint64_t id, uint32_t result)
{
    send_returned(id, result, 0);
}

void
reply_controlled(uint64_t id, uint32_t result)
{
    send_controlled(id, result, 0, (struct wire_bytes){ NULL, 0 });
}

void
reply_facts(uint64_t id)
{
    struct channel_message message = {
        .header = { CHANNEL_FACTS_END, id },
        .facts_end = { CHANNEL_VERSION },
    };

    for (const struct resource *resource = resources; resource != NULL; resource = resource->next) {
        struct channel_message fact = {
            .header = { CHANNEL_FACT, id },
            .fact = { resource->number, resource->name, resource->state, resource->has_event,
                      resource->running, resource->type->entries, resource->information,
                      resource->owns },
        };

        if (resource->number != 0) {
            send_message(&fact);
        }
    }
    for (const struct resource *resource = resources; resource != NULL; resource = resource->next) {
        if (resource->number != 0) {
            notices_tell_again(resource);
        }
    }
    send_message(&message);
}
