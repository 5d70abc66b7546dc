/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "database.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "handle.h"
#include "host-access.h"
#include "text.h"

/* Every reply of resapid's to a question begins with its error. */
static DWORD
error_of(const struct channel_message *message)
{
    switch (message->header.type) {
    case CHANNEL_DONE:
        return message->done.error;
    case CHANNEL_NAME:
        return message->name.error;
    case CHANNEL_VALUE:
        return message->value.error;
    case CHANNEL_BATCH_DONE:
        return message->batch_done.error;
    case CHANNEL_READ_ANSWERS:
        return message->read_answers.error;
    case CHANNEL_OBJECT:
        return message->object.error;
    case CHANNEL_OBJECTS:
        return message->objects.error;
    case CHANNEL_KEY_CHANGES:
        return message->key_changes.error;
    case CHANNEL_OBJECT_CONTROLLED:
        return message->object_controlled.error;
    default:
        return message->key_facts.error;
    }
}

DWORD
database_exchange(struct channel_message *question, uint32_t expected, struct host_answer **answer)
{
    const struct host_interface *host = host_access();

    *answer = NULL;
    return host != NULL ? host->ask(question, expected, answer) : RPC_S_SERVER_UNAVAILABLE;
}

DWORD
database_ask(struct channel_message *question, uint32_t expected, struct host_answer **answer)
{
    DWORD error = database_exchange(question, expected, answer);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = error_of(&(*answer)->message);
    if (error != ERROR_SUCCESS) {
        database_forget(*answer);
        *answer = NULL;
    }
    return error;
}

void
database_forget(struct host_answer *answer)
{
    if (answer != NULL) {
        host_access()->forget(answer);
    }
}

/* One backslash at the end is let pass, as the registry does. */
static DWORD
check_child(const WCHAR *child, size_t *length)
{
    *length = wcslen(child);
    if (*length > 0 && child[*length - 1] == L'\\') {
        (*length)--;
    }
    if (child[0] == L'\\' || wcsstr(child, L"\\\\") != NULL) {
        return ERROR_BAD_PATHNAME;
    }
    return ERROR_SUCCESS;
}

DWORD
database_join(const WCHAR *parent, const WCHAR *child, WCHAR **path)
{
    size_t parent_length = wcslen(parent);
    size_t child_length;
    size_t separator;
    DWORD error;

    if (child == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    error = check_child(child, &child_length);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    separator = parent_length > 0 && child_length > 0 ? 1 : 0;
    *path = malloc((parent_length + separator + child_length + 1) * sizeof(WCHAR));
    if (*path == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    wmemcpy(*path, parent, parent_length);
    wmemcpy(*path + parent_length, L"\\", separator);
    wmemcpy(*path + parent_length + separator, child, child_length);
    (*path)[parent_length + separator + child_length] = 0;
    return ERROR_SUCCESS;
}

DWORD
database_open_key(const WCHAR *path, HKEY *key)
{
    void *handle = NULL;
    DWORD error = handle_open(HANDLE_KEY, path, &handle);

    *key = handle;
    return error;
}

DWORD
database_enum_key(const WCHAR *path, DWORD index, WCHAR **name)
{
    struct channel_message question = { .header = { .type = CHANNEL_KEY_ENUM } };
    struct host_answer *answer = NULL;
    char *utf8 = text_to_utf8(path);
    DWORD error;

    if (utf8 == NULL) {
        return GetLastError();
    }
    question.key_enum.path = utf8;
    question.key_enum.index = index;
    error = database_ask(&question, CHANNEL_NAME, &answer);
    free(utf8);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    *name = text_to_wide(answer->message.name.name);
    database_forget(answer);
    return *name != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

DWORD
database_get_value(const WCHAR *path, const WCHAR *name, struct host_answer **answer)
{
    struct channel_message question = { .header = { .type = CHANNEL_VALUE_GET } };
    char *utf8_path = text_to_utf8(path);
    char *utf8_name = text_to_utf8(name);
    DWORD error = GetLastError();

    *answer = NULL;
    if (utf8_path != NULL && utf8_name != NULL) {
        question.value_get.path = utf8_path;
        question.value_get.name = utf8_name;
        error = database_ask(&question, CHANNEL_VALUE, answer);
    }
    free(utf8_path);
    free(utf8_name);
    return error;
}

/* Strings need not be terminated in the database. */
static WCHAR *
string_of(const struct wire_bytes *data)
{
    size_t length = data->length / sizeof(WCHAR);
    WCHAR *text = calloc(length + 1, sizeof(WCHAR));

    if (text != NULL && length > 0) {
        memcpy(text, data->data, length * sizeof(WCHAR));
    }
    return text;
}

DWORD
database_get_text(const WCHAR *path, const WCHAR *name, WCHAR **text)
{
    struct host_answer *answer = NULL;
    DWORD error = database_get_value(path, name, &answer);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    *text = string_of(&answer->message.value.data);
    database_forget(answer);
    return *text != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}
