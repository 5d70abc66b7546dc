/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry-private.h"

#include "error.h"
#include "log.h"

/* How many batches of one host may be unfinished (finished ones are bounded by registry_commit()). With
 * KEY_BATCH_BYTES_MAX it cannot fill resapid's memory, and with KEY_BATCH_COMMANDS_MAX it cannot keep the
 * main loop. */
#define BATCHES_MAX 64

_Static_assert(VALUE_DATA_MAX == CLUSDB_VALUE_MAX, "hosts are told what the database takes");

#define NO_COMMAND UINT32_MAX

/* A batch of which more is to come. */
struct parts {
    struct host *host;
    uint32_t number;
    GByteArray *commands;
};

static GList *unfinished; /* struct parts */

static void
answer_batch(struct host *host, uint64_t id, uint32_t error, uint32_t failed)
{
    struct channel_message answer = { .header.type = CHANNEL_BATCH_DONE,
                                      .batch_done = { .error = error, .failed = failed } };

    host_answer(host, &answer, id);
}

static struct parts *
find_parts(const struct host *host, uint32_t number)
{
    for (GList *item = unfinished; item != NULL; item = item->next) {
        struct parts *parts = item->data;

        if (parts->host == host && parts->number == number) {
            return parts;
        }
    }
    return NULL;
}

static void
free_parts(struct parts *parts)
{
    unfinished = g_list_remove(unfinished, parts);
    g_byte_array_unref(parts->commands);
    g_free(parts);
}

static bool
has_room(const struct host *host, uint32_t length)
{
    gsize size = length;
    guint count = 0;

    for (GList *item = unfinished; item != NULL; item = item->next) {
        const struct parts *parts = item->data;

        size += parts->host == host ? parts->commands->len : 0;
        count += parts->host == host ? 1 : 0;
    }
    return size <= KEY_BATCH_BYTES_MAX && count <= BATCHES_MAX;
}

static struct parts *
begin_parts(struct host *host, uint32_t number)
{
    struct parts *parts = g_new0(struct parts, 1);

    parts->host = host;
    parts->number = number;
    parts->commands = g_byte_array_new();
    unfinished = g_list_prepend(unfinished, parts);
    return parts;
}

void
registry_forget_batches(const struct host *host)
{
    GList *next = NULL;

    for (GList *item = unfinished; item != NULL; item = next) {
        struct parts *parts = item->data;

        next = item->next;
        if (parts->host == host) {
            free_parts(parts);
        }
    }
}

static uint32_t
add_condition(struct clusdb_batch *batch, const struct channel_key_condition *asked)
{
    static const enum clusdb_condition conditions[] = {
        [CONDITION_KEY_EXISTS] = CLUSDB_KEY_EXISTS,
        [CONDITION_KEY_MISSING] = CLUSDB_KEY_MISSING,
        [CONDITION_VALUE_EXISTS] = CLUSDB_VALUE_EXISTS,
        [CONDITION_VALUE_MISSING] = CLUSDB_VALUE_MISSING,
        [CONDITION_VALUE_EQUAL] = CLUSDB_VALUE_EQUAL,
        [CONDITION_VALUE_NOT_EQUAL] = CLUSDB_VALUE_NOT_EQUAL,
        [CONDITION_VALUE_GREATER] = CLUSDB_VALUE_GREATER,
        [CONDITION_VALUE_LESS] = CLUSDB_VALUE_LESS,
    };

    if (asked->condition == CONDITION_NONE) {
        clusdb_batch_refuse(batch, WIN32_SUCCESS);
        return WIN32_SUCCESS;
    }
    if (asked->condition >= G_N_ELEMENTS(conditions)) {
        return WIN32_INVALID_PARAMETER;
    }
    return clusdb_batch_require(batch, conditions[asked->condition], asked->path, asked->name,
                                asked->type, asked->data.data, asked->data.length);
}

static uint32_t
add_command(struct clusdb_batch *batch, const struct channel_message *command)
{
    const struct channel_value_set *set = &command->value_set;

    if (!registry_allows(command)) {
        return WIN32_ACCESS_DENIED;
    }
    switch (command->header.type) {
    case CHANNEL_KEY_CREATE:
        return registry_create(batch, command->key_create.path);
    case CHANNEL_KEY_DELETE:
        return clusdb_batch_drop_key(batch, command->key_delete.path);
    case CHANNEL_VALUE_SET:
        return clusdb_batch_set(batch, set->path, set->name, set->type, set->data.data,
                                set->data.length);
    case CHANNEL_VALUE_DELETE:
        return clusdb_batch_drop_value(batch, command->value_delete.path,
                                       command->value_delete.name);
    case CHANNEL_KEY_CONDITION:
        return add_condition(batch, &command->key_condition);
    default:
        return WIN32_INVALID_PARAMETER;
    }
}

/* False if they are no messages. A command that cannot be done is the batch's last: those before it
 * may fail first. */
static bool
add_commands(struct clusdb_batch *batch, const GByteArray *commands)
{
    static struct channel_message command;
    size_t consumed = 0;

    for (size_t done = 0; done < commands->len; done += consumed) {
        uint32_t error = WIN32_BUFFER_OVERFLOW;

        if (wire_decode_next(&channel_schema, commands->data + done, commands->len - done, &command,
                             &consumed) != WIRE_OK) {
            return false;
        }
        if (clusdb_batch_size(batch) < KEY_BATCH_COMMANDS_MAX) {
            error = add_command(batch, &command);
        }
        if (error != WIN32_SUCCESS) {
            clusdb_batch_refuse(batch, error);
            return true;
        }
    }
    return true;
}

static void
answer_commit(const struct registry_pending *pending, const GError *error)
{
    uint32_t failed = error != NULL ? clusdb_batch_failed(pending->batch) : NO_COMMAND;

    registry_log(pending, error);
    answer_batch(pending->host, pending->id, registry_code(error), failed);
}

static void
commit(struct clusdb *db, struct host *host, uint64_t id, const GByteArray *commands)
{
    const struct registry_pending pending = { .host = host, .id = id, .answer = answer_commit };
    struct clusdb_batch *batch = clusdb_batch_new();

    if (!add_commands(batch, commands)) {
        clusdb_batch_free(batch);
        host_kill(host, "sent a batch that holds what is no message");
        return;
    }
    clusdb_batch_mark(batch);
    registry_commit(db, &pending, batch);
}

/* A part whose forerunners are unknown must not be taken for a whole batch. */
static uint32_t
add_part(struct parts *parts, const struct channel_key_batch *part)
{
    if (part->offset != parts->commands->len) {
        return WIN32_RETRY;
    }
    if (!has_room(parts->host, part->commands.length)) {
        return WIN32_BUFFER_OVERFLOW;
    }
    g_byte_array_append(parts->commands, part->commands.data, part->commands.length);
    return WIN32_SUCCESS;
}

void
registry_serve_batch(struct clusdb *db, struct host *host, const struct channel_message *question)
{
    const struct channel_key_batch *part = &question->key_batch;
    uint64_t id = question->header.id;
    struct parts *parts = find_parts(host, part->batch);
    uint32_t error;

    if (registry_is_flooded(host)) {
        host_kill(host, REGISTRY_FLOOD);
        return;
    }
    /* From its beginning again. */
    if (parts != NULL && part->offset == 0) {
        free_parts(parts);
        parts = NULL;
    }
    if (parts == NULL) {
        parts = begin_parts(host, part->batch);
    }
    error = add_part(parts, part);
    if (error == WIN32_SUCCESS && part->more != 0) {
        answer_batch(host, id, WIN32_SUCCESS, NO_COMMAND);
        return;
    }
    if (error == WIN32_SUCCESS) {
        commit(db, host, id, parts->commands);
    } else {
        answer_batch(host, id, error, NO_COMMAND);
    }
    free_parts(parts);
}
