/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Batches: ClusterRegCreateBatch, ClusterRegBatchAddCommand, ClusterRegCloseBatch and
 * ClusterRegCloseBatchEx of the Failover Cluster reference. What commands mean is told best where the
 * cluster service's protocol is documented (MS-CMRP, "ApiExecuteBatch" and
 * "CLUSTER_REG_BATCH_COMMAND").
 *
 * Every command becomes one message, so that resapid counts them as the caller does.
 */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "bytes.h"
#include "clusapi.h"
#include "database.h"
#include "handle.h"
#include "text.h"

/* resapid has been restarted while a batch was on its way so often: give up. */
#define TRIES 5

struct batch {
    struct handle_data head;
    SRWLOCK lock;
    WCHAR *root; /* the path of the key that it was created for */
    WCHAR
    *current; /* that of CLUSREG_CREATE_KEY, see add_value(); NULL behind CLUSREG_DELETE_KEY */
    struct bytes commands;
};

/* One command as it was given. */
struct command {
    CLUSTER_REG_COMMAND command;
    const WCHAR *name;
    DWORD type;
    struct wire_bytes data;
};

/* A command whose name and data are copies: a batch's lock is not held over the caller's memory, which
 * may fault, or have a guard page whose handler uses the batch. */
struct own_command {
    struct command command;
    WCHAR *name;
    uint8_t *data;
};

static void
free_batch(struct handle_data *data)
{
    struct batch *batch = (struct batch *)data;

    free(batch->root);
    free(batch->current);
    bytes_free(&batch->commands);
    free(batch);
}

LONG WINAPI
ClusterRegCreateBatch(HKEY hKey, HREGBATCH *pHREGBATCH)
{
    struct batch *batch;
    WCHAR *path = NULL;
    void *handle = NULL;
    DWORD error;

    if (hKey == NULL || pHREGBATCH == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    *pHREGBATCH = NULL;
    error = handle_name(hKey, HANDLE_KEY, &path);
    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    batch = calloc(1, sizeof(*batch));
    if (batch == NULL) {
        free(path);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    batch->head.free = free_batch;
    batch->root = path;
    batch->current = _wcsdup(path);
    if (batch->current == NULL) {
        free_batch(&batch->head);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = handle_open_data(HANDLE_BATCH, &batch->head, &handle);
    *pHREGBATCH = handle;
    return (LONG)error;
}

/* Where a command's path and name go in its message. */
struct fields {
    const char **path;
    const char **name; /* NULL if it has none */
};

/* Encodes a message behind the others, with path and name in UTF-8. */
static DWORD
add_message(struct batch *batch, struct channel_message *message, const struct fields *fields,
            const WCHAR *path, const WCHAR *name)
{
    char *utf8_path = text_to_utf8(path);
    char *utf8_name = utf8_path != NULL ? text_to_utf8(name) : NULL;
    DWORD error = utf8_name != NULL ? ERROR_SUCCESS : GetLastError();

    if (error == ERROR_SUCCESS) {
        *fields->path = utf8_path;
        if (fields->name != NULL) {
            *fields->name = utf8_name;
        }
        error = bytes_add(&batch->commands, message);
    }
    free(utf8_path);
    free(utf8_name);
    return error;
}

/* A command that has no effect, or that cannot be done. */
static DWORD
add_mark(struct batch *batch, enum key_condition condition)
{
    const struct channel_message message = { .header.type = CHANNEL_KEY_CONDITION,
                                             .key_condition.condition = condition };

    return bytes_add(&batch->commands, &message);
}

static DWORD
add_condition(struct batch *batch, const struct command *command, enum key_condition condition,
              const WCHAR *path, const WCHAR *name)
{
    struct channel_message message = {
        .header.type = CHANNEL_KEY_CONDITION,
        .key_condition = { .condition = condition, .type = command->type, .data = command->data },
    };
    const struct fields fields = { &message.key_condition.path, &message.key_condition.name };

    return add_message(batch, &message, &fields, path, name);
}

static DWORD
add_key_message(struct batch *batch, const struct command *command, const WCHAR *path)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_CREATE };
    struct fields fields = { &message.key_create.path, NULL };

    if (command->command == CLUSREG_CONDITION_KEY_EXISTS) {
        return add_condition(batch, command, CONDITION_KEY_EXISTS, path, L"");
    }
    if (command->command == CLUSREG_CONDITION_KEY_NOT_EXISTS) {
        return add_condition(batch, command, CONDITION_KEY_MISSING, path, L"");
    }
    if (command->command == CLUSREG_DELETE_KEY) {
        message.header.type = CHANNEL_KEY_DELETE;
        fields.path = &message.key_delete.path;
    }
    return add_message(batch, &message, &fields, path, L"");
}

/* Names of keys are relative to the key that the batch was created for. */
static DWORD
add_key(struct batch *batch, const struct command *command)
{
    WCHAR *path = NULL;
    DWORD error = database_join(batch->root, command->name, &path);

    if (error == ERROR_SUCCESS && command->command == CLUSREG_DELETE_KEY && command->name[0] == 0) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = add_key_message(batch, command, path);
    }
    if (error != ERROR_SUCCESS || command->command == CLUSREG_CONDITION_KEY_EXISTS ||
        command->command == CLUSREG_CONDITION_KEY_NOT_EXISTS) {
        free(path);
        return error;
    }
    free(batch->current);
    batch->current = path;
    if (command->command == CLUSREG_DELETE_KEY) {
        free(path);
        batch->current = NULL;
    }
    return ERROR_SUCCESS;
}

static DWORD
add_set(struct batch *batch, const struct command *command, const WCHAR *name)
{
    struct channel_message message = {
        .header.type = CHANNEL_VALUE_SET,
        .value_set = { .type = command->type, .data = command->data },
    };
    const struct fields fields = { &message.value_set.path, &message.value_set.name };

    return add_message(batch, &message, &fields, batch->current, name);
}

static DWORD
add_delete(struct batch *batch, const WCHAR *name)
{
    struct channel_message message = { .header.type = CHANNEL_VALUE_DELETE };
    const struct fields fields = { &message.value_delete.path, &message.value_delete.name };

    return add_message(batch, &message, &fields, batch->current, name);
}

/* Values are those of the key in the last CLUSREG_CREATE_KEY, or else of the batch's own. Behind a
 * CLUSREG_DELETE_KEY there is none, and the batch fails with ERROR_INVALID_PARAMETER at this command. */
static DWORD
add_value(struct batch *batch, const struct command *command)
{
    static const enum key_condition conditions[] = {
        [CLUSREG_CONDITION_EXISTS] = CONDITION_VALUE_EXISTS,
        [CLUSREG_CONDITION_NOT_EXISTS] = CONDITION_VALUE_MISSING,
        [CLUSREG_CONDITION_IS_EQUAL] = CONDITION_VALUE_EQUAL,
        [CLUSREG_CONDITION_IS_NOT_EQUAL] = CONDITION_VALUE_NOT_EQUAL,
        [CLUSREG_CONDITION_IS_GREATER_THAN] = CONDITION_VALUE_GREATER,
        [CLUSREG_CONDITION_IS_LESS_THAN] = CONDITION_VALUE_LESS,
    };
    const WCHAR *name = command->name != NULL ? command->name : L"";

    if (batch->current == NULL) {
        return add_mark(batch, CONDITION_NEVER);
    }
    if (command->command == CLUSREG_SET_VALUE) {
        return add_set(batch, command, name);
    }
    if (command->command == CLUSREG_DELETE_VALUE) {
        return add_delete(batch, name);
    }
    return add_condition(batch, command, conditions[command->command], batch->current, name);
}

/* On Windows it says how far a batch is to be synchronized; here every batch is. */
static DWORD
add_control(struct batch *batch, const struct command *command)
{
    (void)command;
    return add_mark(batch, CONDITION_NONE);
}

static DWORD (*const adders[])(struct batch *, const struct command *) = {
    [CLUSREG_SET_VALUE] = add_value,
    [CLUSREG_CREATE_KEY] = add_key,
    [CLUSREG_DELETE_KEY] = add_key,
    [CLUSREG_DELETE_VALUE] = add_value,
    [CLUSREG_CONTROL_COMMAND] = add_control,
    [CLUSREG_CONDITION_EXISTS] = add_value,
    [CLUSREG_CONDITION_NOT_EXISTS] = add_value,
    [CLUSREG_CONDITION_IS_EQUAL] = add_value,
    [CLUSREG_CONDITION_IS_NOT_EQUAL] = add_value,
    [CLUSREG_CONDITION_IS_GREATER_THAN] = add_value,
    [CLUSREG_CONDITION_IS_LESS_THAN] = add_value,
    [CLUSREG_CONDITION_KEY_EXISTS] = add_key,
    [CLUSREG_CONDITION_KEY_NOT_EXISTS] = add_key,
};

static DWORD
copy_command(const struct command *given, struct own_command *own)
{
    uint32_t length = given->data.length;

    own->command = *given;
    if (length > WIRE_MESSAGE_MAX) {
        return ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    }
    own->name = given->name != NULL ? _wcsdup(given->name) : NULL;
    own->data = malloc((size_t)length + 1);
    if (own->data == NULL || (given->name != NULL && own->name == NULL)) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (length > 0) {
        memcpy(own->data, given->data.data, length);
    }
    own->command.name = own->name;
    own->command.data.data = own->data;
    return ERROR_SUCCESS;
}

static DWORD
add_copy(struct batch *batch, const struct command *given)
{
    struct own_command own = { .name = NULL };
    DWORD error = copy_command(given, &own);

    if (error == ERROR_SUCCESS) {
        AcquireSRWLockExclusive(&batch->lock);
        error = adders[given->command](batch, &own.command);
        ReleaseSRWLockExclusive(&batch->lock);
    }
    free(own.name);
    free(own.data);
    return error;
}

LONG WINAPI
ClusterRegBatchAddCommand(HREGBATCH hRegBatch, CLUSTER_REG_COMMAND dwCommand, LPCWSTR wzName,
                          DWORD dwOptions, const VOID *lpData, DWORD cbData)
{
    const struct command command = { dwCommand, wzName, dwOptions, { lpData, cbData } };
    struct handle_data *data = NULL;
    DWORD error = handle_hold(hRegBatch, HANDLE_BATCH, &data);

    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    if ((unsigned int)dwCommand >= ARRAYSIZE(adders) || adders[dwCommand] == NULL) {
        error = ERROR_INVALID_FUNCTION;
    } else if (lpData == NULL && cbData != 0) {
        error = ERROR_INVALID_PARAMETER;
    } else {
        error = add_copy((struct batch *)data, &command);
    }
    handle_drop(data);
    return (LONG)error;
}

/* Asks for one part of the batch; *failed is the command that failed, -1 for none of them. */
static DWORD
send_part(const struct bytes *commands, uint32_t number, size_t offset, size_t length, INT *failed)
{
    struct channel_message question = {
        .header.type = CHANNEL_KEY_BATCH,
        .key_batch = { .batch = number,
                       .offset = (uint32_t)offset,
                       .more = offset + length < commands->length,
                       .commands = { commands->data + offset, (uint32_t)length } },
    };
    struct host_answer *answer = NULL;
    DWORD error = database_exchange(&question, CHANNEL_BATCH_DONE, &answer);

    *failed = -1;
    if (error == ERROR_SUCCESS) {
        *failed = (INT)answer->message.batch_done.failed;
        error = answer->message.batch_done.error;
    }
    database_forget(answer);
    return error;
}

static DWORD
send_once(const struct bytes *commands, INT *failed)
{
    static LONG last_number;
    uint32_t number = (uint32_t)InterlockedIncrement(&last_number);
    size_t offset = 0;
    DWORD error = ERROR_SUCCESS;

    do {
        size_t length = commands->length - offset;

        if (length > BYTES_PART_MAX) {
            length = BYTES_PART_MAX;
        }
        error = send_part(commands, number, offset, length, failed);
        offset += length;
    } while (error == ERROR_SUCCESS && offset < commands->length);
    return error;
}

static DWORD
commit(const struct bytes *commands, INT *failed)
{
    DWORD error = ERROR_RETRY;

    for (int i = 0; i < TRIES && error == ERROR_RETRY; i++) {
        error = send_once(commands, failed);
    }
    return error;
}

static DWORD
close_batch(HREGBATCH handle, BOOL wanted, INT *failed)
{
    struct handle_data *data = NULL;
    struct batch *batch;
    INT place = -1;
    DWORD error = handle_hold(handle, HANDLE_BATCH, &data);

    if (error == ERROR_SUCCESS) {
        error = handle_close(handle, HANDLE_BATCH);
    }
    if (error == ERROR_SUCCESS && wanted) {
        batch = (struct batch *)data;
        AcquireSRWLockExclusive(&batch->lock);
        error = commit(&batch->commands, &place);
        ReleaseSRWLockExclusive(&batch->lock);
    }
    handle_drop(data);
    if (error != ERROR_SUCCESS && failed != NULL) {
        *failed = place;
    }
    return error;
}

LONG WINAPI
ClusterRegCloseBatch(HREGBATCH hRegBatch, BOOL bCommit, INT *failedCommandNumber)
{
    return (LONG)close_batch(hRegBatch, bCommit, failedCommandNumber);
}

/* The documentation names no flags. They stand in bCommit's place, so 0 is taken for a batch that is to
 * be ignored, and anything else for one that is to be executed. */
LONG WINAPI
ClusterRegCloseBatchEx(HREGBATCH hRegBatch, DWORD flags, INT *failedCommandNumber)
{
    return (LONG)close_batch(hRegBatch, flags != 0, failedCommandNumber);
}
