/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "batches.h"

#include "record.h"
#include "sender.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REG_SZ     1
#define FIRST_PART 1000
#define PATH_SIZE  4096

/* As they stand in the file. */
struct numbers {
    uint32_t begun;
    uint32_t acknowledged;
};

struct commands {
    uint8_t data[WIRE_MESSAGE_MAX];
    size_t length;
};

static struct numbers numbers;
static struct commands commands;
static uint32_t batch; /* KEY_BATCH's */

static int
open_file(const struct call *call)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s.batches", call->dll->path);
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
}

static void
read_numbers(const struct call *call)
{
    int fd = open_file(call);

    if (pread(fd, &numbers, sizeof(numbers), 0) != sizeof(numbers)) {
        numbers = (struct numbers){ 0, 0 };
    }
    close(fd);
}

static void
write_numbers(const struct call *call)
{
    int fd = open_file(call);

    if (pwrite(fd, &numbers, sizeof(numbers), 0) != sizeof(numbers)) {
        violation(call->resource, "the numbers of the batches cannot be written");
    }
    close(fd);
}

static void
add(const struct channel_message *command)
{
    size_t length = 0;

    if (wire_encode(&channel_schema, command, commands.data + commands.length,
                    sizeof(commands.data) - commands.length, &length) == WIRE_OK) {
        commands.length += length;
    }
}

static void
add_value(const char *path, uint32_t index, const char *digits)
{
    uint8_t text[32];
    char name[16];
    struct channel_message set = { .header.type = CHANNEL_VALUE_SET };

    for (size_t i = 0; i <= strlen(digits); i++) {
        text[2 * i] = (uint8_t)digits[i];
        text[2 * i + 1] = 0;
    }
    snprintf(name, sizeof(name), "V%lu", (unsigned long)index);
    set.value_set.path = path;
    set.value_set.name = name;
    set.value_set.type = REG_SZ;
    set.value_set.data = (struct wire_bytes){ text, (uint32_t)(2 * strlen(digits) + 2) };
    add(&set);
}

static void
make_commands(const struct call *call, uint32_t number)
{
    char path[PATH_SIZE];
    char child[PATH_SIZE + 32];
    char digits[16];
    struct channel_message creation = { .header.type = CHANNEL_KEY_CREATE,
                                        .key_create.path = child };
    struct channel_message deletion = { .header.type = CHANNEL_KEY_DELETE,
                                        .key_delete.path = child };

    commands.length = 0;
    snprintf(path, sizeof(path), "%s\\Parameters", call->resource->key);
    snprintf(child, sizeof(child), "%s\\Batch %lu", path, (unsigned long)number);
    add(&creation);
    snprintf(child, sizeof(child), "%s\\Batch %lu", path, (unsigned long)number - 1);
    add(&deletion);
    snprintf(digits, sizeof(digits), "%lu", (unsigned long)number);
    for (uint32_t i = 0; i < call->behaviour.batches.value; i++) {
        add_value(path, i, digits);
    }
}

static void
send_part(struct call *call, size_t offset, size_t end)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_KEY_BATCH, .id = next_request_id() },
        .key_batch = { .batch = batch,
                       .offset = (uint32_t)offset,
                       .more = end < commands.length,
                       .commands = { commands.data + offset, (uint32_t)(end - offset) } },
    };

    call->key_id = message.header.id;
    send_message(&message);
}

static size_t
first_length(void)
{
    return FIRST_PART < commands.length ? FIRST_PART : commands.length / 2;
}

static void
send_first_part(struct call *call)
{
    numbers.begun++;
    write_numbers(call);
    make_commands(call, numbers.begun);
    batch++;
    call->key_step = 0;
    send_part(call, 0, first_length());
}

bool
batch_work_wanted(const struct call *call)
{
    return call->resource != NULL && call->behaviour.batches.set;
}

bool
batch_work_begin(struct call *call)
{
    if (!batch_work_wanted(call)) {
        return false;
    }
    read_numbers(call);
    send_first_part(call);
    return true;
}

bool
batch_work_answer(struct call *call, const struct channel_message *answer, uint32_t *error)
{
    if (answer->header.type != CHANNEL_BATCH_DONE) {
        violation(call->resource, "%s as an answer to a batch",
                  wire_type_name(&channel_schema, answer->header.type));
        *error = ERROR_INVALID_DATA;
        return false;
    }
    *error = answer->batch_done.error;
    if (*error != ERROR_SUCCESS) {
        return false;
    }
    if (call->key_step++ == 0) {
        send_part(call, first_length(), commands.length);
        return true;
    }
    numbers.acknowledged = numbers.begun;
    write_numbers(call);
    send_first_part(call);
    return true;
}
