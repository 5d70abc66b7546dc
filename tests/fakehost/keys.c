/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys.h"

#include "record.h"
#include "sender.h"

#include <stdio.h>
#include <string.h>

#define VALUE_NAME "FakeHost \xc3\xa4"
#define REG_SZ     1

/* UTF-16LE text that no other call has written: the id of the request that set it. */
static struct wire_bytes
value_data(uint64_t set_id)
{
    static uint8_t data[64];
    char digits[24];
    uint32_t length = 0;

    snprintf(digits, sizeof(digits), "%llu", (unsigned long long)set_id);
    data[length++] = 0xe4; /* a umlaut */
    data[length++] = 0x00;
    for (size_t i = 0; i <= strlen(digits); i++) {
        data[length++] = (uint8_t)digits[i];
        data[length++] = 0x00;
    }
    return (struct wire_bytes){ data, length };
}

static void
ask_create(struct channel_message *message, const char *path)
{
    message->header.type = CHANNEL_KEY_CREATE;
    message->key_create.path = path;
}

static void
ask_delete(struct channel_message *message, const char *path)
{
    message->header.type = CHANNEL_KEY_DELETE;
    message->key_delete.path = path;
}

static void
ask_name_set(struct channel_message *message, const char *path)
{
    message->header.type = CHANNEL_VALUE_SET;
    message->value_set.path = path;
    message->value_set.name = "Name";
    message->value_set.type = REG_SZ;
    message->value_set.data = value_data(message->header.id);
}

static void
ask_set(struct channel_message *message, const char *path)
{
    message->header.type = CHANNEL_VALUE_SET;
    message->value_set.path = path;
    message->value_set.name = VALUE_NAME;
    message->value_set.type = REG_SZ;
    message->value_set.data = value_data(message->header.id);
}

static void
ask_get(struct channel_message *message, const char *path)
{
    message->header.type = CHANNEL_VALUE_GET;
    message->value_get.path = path;
    message->value_get.name = VALUE_NAME;
}

static void
ask_drop(struct channel_message *message, const char *path)
{
    message->header.type = CHANNEL_VALUE_DELETE;
    message->value_delete.path = path;
    message->value_delete.name = VALUE_NAME;
}

static bool
is_written_value(const struct call *call, const struct channel_value *value)
{
    struct wire_bytes written = value_data(call->set_id);

    return value->type == REG_SZ && value->data.length == written.length &&
           memcmp(value->data.data, written.data, written.length) == 0;
}

static uint32_t
check_done(const struct call *call, const struct channel_message *answer)
{
    (void)call;
    return answer->done.error;
}

static uint32_t
check_value(const struct call *call, const struct channel_message *answer)
{
    if (answer->value.error != ERROR_SUCCESS) {
        return answer->value.error;
    }
    return is_written_value(call, &answer->value) ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

static uint32_t
check_missing(const struct call *call, const struct channel_message *answer)
{
    (void)call;
    return answer->done.error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

struct key_step {
    void (*ask)(struct channel_message *message, const char *path);
    uint32_t answer_type;
    uint32_t (*check)(const struct call *call, const struct channel_message *answer);
};

#define STEPS_MAX 4

/* Ends with a step that asks nothing. */
struct key_work {
    const char *below; /* the resource's key */
    struct key_step steps[STEPS_MAX];
};

static const struct key_work writing = { "\\Parameters",
                                         { { ask_create, CHANNEL_DONE, check_done },
                                           { ask_set, CHANNEL_DONE, check_done },
                                           { ask_get, CHANNEL_VALUE, check_value } } };
static const struct key_work deletion = { "", { { ask_delete, CHANNEL_DONE, check_done } } };
static const struct key_work naming = { "", { { ask_name_set, CHANNEL_DONE, check_done } } };
static const struct key_work dropping = { "", { { ask_drop, CHANNEL_DONE, check_missing } } };

/* NULL if the call has nothing to do with the cluster database. */
static const struct key_work *
work_of(const struct call *call)
{
    const struct behaviour *behaviour = &call->behaviour;

    if (behaviour->key_write.set) {
        return &writing;
    }
    if (behaviour->key_delete.set) {
        return &deletion;
    }
    if (behaviour->drops.set) {
        return &dropping;
    }
    return behaviour->name_set.set ? &naming : NULL;
}

static void
send_step(struct call *call)
{
    const struct key_work *work = work_of(call);
    struct channel_message message = { .header = { .id = next_request_id() } };
    char path[4096];

    snprintf(path, sizeof(path), "%s%s", call->resource->key, work->below);
    call->key_id = message.header.id;
    if (work->steps[call->key_step].ask == ask_set) {
        call->set_id = message.header.id;
    }
    work->steps[call->key_step].ask(&message, path);
    send_message(&message);
}

bool
key_work_begin(struct call *call)
{
    if (call->resource == NULL || work_of(call) == NULL) {
        return false;
    }
    call->key_step = 0;
    call->key_rounds = 0;
    send_step(call);
    return true;
}

bool
key_work_answer(struct call *call, const struct channel_message *answer, uint32_t *error)
{
    const struct key_step *steps = work_of(call)->steps;
    const struct key_step *step = &steps[call->key_step];

    if (answer->header.type != step->answer_type) {
        violation(call->resource, "%s as an answer to request %llu",
                  wire_type_name(&channel_schema, answer->header.type),
                  (unsigned long long)call->key_id);
        *error = ERROR_INVALID_DATA;
        return false;
    }
    *error = step->check(call, answer);
    if (*error != ERROR_SUCCESS) {
        return false;
    }
    if (steps[++call->key_step].ask == NULL) {
        call->key_step = 0;
        call->key_rounds++;
        if (call->key_rounds >= call->behaviour.drops.value) {
            return false;
        }
    }
    send_step(call);
    return true;
}
