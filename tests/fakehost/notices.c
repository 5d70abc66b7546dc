/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "notices.h"

#include "sender.h"
#include "timers.h"

#include <stdio.h>
#include <string.h>

/* resapi.md 7 */
#define SYNTAX_NAME     0x00040003
#define SYNTAX_LIST_SZ  0x00010003
#define STATUS_NAME     "ResourceSpecificStatus"
#define FORMAT_DWORD    2
#define FORMAT_LONG     7
#define LIST_LENGTH_MAX 512
#define NOTIFICATION    "what the type tells"

struct list {
    uint8_t data[LIST_LENGTH_MAX];
    uint32_t length;
};

static void
add_u32(struct list *list, uint32_t value)
{
    for (unsigned int i = 0; i < 4; i++) {
        list->data[list->length++] = (uint8_t)(value >> (8 * i));
    }
}

/* An SZ value of ASCII text, padded to four bytes. */
static void
add_text(struct list *list, uint32_t syntax, const char *text)
{
    uint32_t characters = (uint32_t)strlen(text) + 1;

    add_u32(list, syntax);
    add_u32(list, characters * 2);
    for (uint32_t i = 0; i < characters; i++) {
        list->data[list->length++] = (uint8_t)text[i];
        list->data[list->length++] = 0;
    }
    while (list->length % 4 != 0) {
        list->data[list->length++] = 0;
    }
}

static void
send_local_properties(uint32_t resource, struct wire_bytes list)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_LOCAL_PROPERTIES },
        .local_properties = { resource, list },
    };

    send_message(&message);
}

static void
send_status_text(uint32_t resource, const char *text)
{
    struct list list = { .length = 0 };

    add_u32(&list, 1);
    add_text(&list, SYNTAX_NAME, STATUS_NAME);
    add_text(&list, SYNTAX_LIST_SZ, text);
    add_u32(&list, 0);
    send_local_properties(resource, (struct wire_bytes){ list.data, list.length });
}

/* It promises more properties than it holds, and a name that is longer than the list. */
static void
send_garbage_list(uint32_t resource)
{
    static const uint8_t garbage[] = { 0xff, 0xff, 0, 0, 3, 0, 4, 0, 0xff, 0xff, 0xff, 0x7f, 'x' };

    send_local_properties(resource, (struct wire_bytes){ garbage, sizeof(garbage) });
}

static void
send_failure(uint32_t resource, uint32_t kind)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_FAILURE },
        .failure = { resource, kind, 0 },
    };

    send_message(&message);
}

static void
send_information(struct resource *resource, uint32_t bits)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_INFORMATION },
        .information = { resource->number, bits, 0 },
    };

    resource->information = bits;
    send_message(&message);
}

static void
send_type_notification(const struct type *type)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_TYPE_NOTIFICATION },
        .type_notification = { type->name,
                               { (const uint8_t *)NOTIFICATION, sizeof(NOTIFICATION) } },
    };

    send_message(&message);
}

static void
send_item(const struct type *type, uint32_t number)
{
    static const uint8_t minus_two[] = { 0xfe, 0xff, 0xff, 0xff };
    char name[16];
    struct channel_message message = {
        .header = { .type = CHANNEL_PROPERTY_ITEM },
        .property_item = { .type_name = type->name,
                           .name = name,
                           .key = number == 3 ? "Sub" : "",
                           .format = number == 4 ? FORMAT_LONG : FORMAT_DWORD,
                           .flags = number == 1   ? PROPERTY_ITEM_REQUIRED
                                    : number == 2 ? PROPERTY_ITEM_READ_ONLY
                                                  : 0,
                           .is_signed = number == 4,
                           .has_bounds = 1,
                           .least = number == 4 ? (uint64_t)-10 : 1,
                           .most = 10,
                           .has_preset = number == 4,
                           .preset = { minus_two, sizeof(minus_two) } },
    };

    snprintf(name, sizeof(name), "P%lu", (unsigned long)number);
    send_message(&message);
}

void
notices_tell_again(const struct resource *resource)
{
    if (resource->local_properties[0] != 0) {
        send_status_text(resource->number, resource->local_properties);
    }
}

void
notices_at_begin(const struct call *call)
{
    const struct behaviour *behaviour = &call->behaviour;
    struct resource *resource = call->resource;

    if (resource == NULL) {
        return;
    }
    if (behaviour->failure.set) {
        send_failure(resource->number, behaviour->failure.value);
    }
    if (behaviour->information.set) {
        send_information(resource, behaviour->information.value);
    }
    if (behaviour->local_properties[0] != 0) {
        memcpy(resource->local_properties, behaviour->local_properties,
               sizeof(resource->local_properties));
        notices_tell_again(resource);
    }
    if (behaviour->local_garbage.set) {
        send_garbage_list(resource->number);
    }
    if (behaviour->type_notification.set) {
        send_type_notification(resource->type);
    }
    for (uint32_t i = 0; i < behaviour->locks.value; i++) {
        send_information(resource, i % 2 == 0 ? INFORMATION_LOCKED_MODE : 0);
    }
    for (uint32_t i = 0; i < behaviour->notifies.value; i++) {
        send_type_notification(resource->type);
    }
    for (uint32_t i = 1; i <= behaviour->items.value; i++) {
        send_item(resource->type, i);
    }
    for (uint32_t i = 0; i < behaviour->failures.value; i++) {
        send_failure(resource->number, FAILURE_GENERAL);
    }
}

static void
lose_quorum(void *data)
{
    struct resource *resource = data;
    struct channel_message message = {
        .header = { .type = CHANNEL_QUORUM_LOST },
        .quorum_lost = { resource->number },
    };

    resource->lost = true;
    send_message(&message);
}

/* Names the timers of lost quorums: Terminate, which ends those of the resource, leaves them. */
static const void *
owner_of(const struct resource *resource)
{
    return &resource->lost;
}

void
notices_at_return(const struct call *call)
{
    if (call->resource != NULL && call->behaviour.quorum_lost.set) {
        timer_add(call->behaviour.quorum_lost.value, lose_quorum, call->resource,
                  owner_of(call->resource));
    }
}

static void
keep(void *data)
{
    (void)data;
}

void
forget_notices(const struct resource *resource)
{
    timers_cancel(owner_of(resource), keep);
}
