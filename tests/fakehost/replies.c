/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replies.h"

#include "sender.h"

#define TABLE_VERSION_1 1

static const uint32_t entry_points[N_SCRIPT_ENTRIES] = {
    [SCRIPT_OPEN] = ENTRY_OPEN,           [SCRIPT_CLOSE] = ENTRY_CLOSE,
    [SCRIPT_ONLINE] = ENTRY_ONLINE,       [SCRIPT_OFFLINE] = ENTRY_OFFLINE,
    [SCRIPT_TERMINATE] = ENTRY_TERMINATE, [SCRIPT_LOOKS_ALIVE] = ENTRY_LOOKS_ALIVE,
    [SCRIPT_IS_ALIVE] = ENTRY_IS_ALIVE,   [SCRIPT_RESOURCE_CONTROL] = ENTRY_RESOURCE_CONTROL,
};

enum entry
entry_called(uint32_t entry_point)
{
    for (int entry = SCRIPT_CLOSE; entry <= SCRIPT_IS_ALIVE; entry++) {
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
send_loaded(uint64_t id, uint32_t error, uint32_t stage, const char *detail)
{
    struct channel_message message = {
        .header = { CHANNEL_LOADED, id },
        .loaded = { error, stage, error == ERROR_SUCCESS ? TABLE_VERSION_1 : 0, detail },
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
    const struct behaviour *load = &call->script.entries[SCRIPT_LOAD];

    if (error == ERROR_SUCCESS) {
        send_loaded(call->id, error, LOAD_DONE, "");
    } else if (call->entry == SCRIPT_STARTUP) {
        send_loaded(call->id, error, LOAD_STARTUP, "");
    } else {
        send_loaded(call->id, error, load->stage.set ? load->stage.value : LOAD_MAP, "as scripted");
    }
}

/* Success gives back what came in. */
static void
send_control_result(const struct call *call, uint32_t result)
{
    struct wire_bytes echo = { call->in, call->in_length };
    struct wire_bytes nothing = { NULL, 0 };

    if (result != ERROR_SUCCESS) {
        send_controlled(call->id, result, 0, nothing);
    } else if (echo.length > call->out_size) {
        send_controlled(call->id, ERROR_MORE_DATA, echo.length, nothing);
    } else {
        send_controlled(call->id, result, echo.length, echo);
    }
}

/* A request that is answered with LOADED is answered with RETURNED, any other with LOADED. */
static void
send_wrong_reply(const struct call *call)
{
    if (call->entry == SCRIPT_LOAD || call->entry == SCRIPT_STARTUP) {
        send_returned(call->id, ERROR_SUCCESS, 0);
    } else {
        send_loaded(call->id, ERROR_SUCCESS, LOAD_DONE, "");
    }
}

void
reply_to(const struct call *call, uint32_t result)
{
    if (behaviour_of(call)->wrong_reply.set) {
        send_wrong_reply(call);
        return;
    }
    switch (call->entry) {
    case SCRIPT_LOAD:
    case SCRIPT_STARTUP:
        send_load_result(call, result);
        break;
    case SCRIPT_RESOURCE_CONTROL:
    case SCRIPT_RESOURCE_TYPE_CONTROL:
        send_control_result(call, result);
        break;
    case SCRIPT_ONLINE:
        send_returned(call->id, result, result == ERROR_SUCCESS && behaviour_of(call)->signal.set);
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
        send_loaded(call->id, ERROR_MOD_NOT_FOUND, LOAD_FIND, problem);
    } else {
        send_loaded(call->id, ERROR_BAD_EXE_FORMAT, LOAD_FORMAT, problem);
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
    struct channel_message message = { .header = { CHANNEL_FACTS_END, id } };

    for (const struct resource *resource = resources; resource != NULL; resource = resource->next) {
        struct channel_message fact = {
            .header = { CHANNEL_FACT, id },
            .fact = { resource->number, resource->name, resource->state, resource->has_event,
                      resource->running },
        };

        if (resource->number != 0) {
            send_message(&fact);
        }
    }
    send_message(&message);
}
