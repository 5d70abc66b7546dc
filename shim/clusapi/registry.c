/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The ClusterReg functions: documented on the pages of the same names in the Failover Cluster
 * reference, "Cluster Registry Access Functions". Two things are not as on Windows: access rights
 * are accepted and not checked, and times of last writing are 0, because the cluster database keeps
 * neither.
 */

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "clusapi.h"
#include "database.h"
#include "give.h"
#include "handle.h"
#include "security.h"
#include "text.h"

/* What most requests carry: a key's path and one name, as UTF-8. */
struct place {
    char *path;
    char *name;
};

static void
leave_place(struct place *place)
{
    free(place->path);
    free(place->name);
}

static DWORD
fill_place(struct place *place, const WCHAR *path, const WCHAR *name)
{
    place->path = text_to_utf8(path);
    place->name = place->path != NULL ? text_to_utf8(name) : NULL;
    if (place->name == NULL) {
        DWORD error = GetLastError();

        free(place->path);
        return error;
    }
    return ERROR_SUCCESS;
}

/* The place of a value; a NULL name is that of the key's default value, as in the registry. */
static DWORD
find_value(HKEY key, const WCHAR *name, struct place *place)
{
    WCHAR *path = NULL;
    DWORD error = handle_name(key, HANDLE_KEY, &path);

    if (error == ERROR_SUCCESS) {
        error = fill_place(place, path, name != NULL ? name : L"");
    }
    free(path);
    return error;
}

/* The full path of a subkey, wide for a handle and UTF-8 for a message. */
static DWORD
find_subkey(HKEY key, const WCHAR *subkey, WCHAR **wide, char **utf8)
{
    WCHAR *parent = NULL;
    DWORD error = handle_name(key, HANDLE_KEY, &parent);

    *wide = NULL;
    if (error == ERROR_SUCCESS) {
        error = database_join(parent, subkey, wide);
    }
    free(parent);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    *utf8 = text_to_utf8(*wide);
    if (*utf8 == NULL) {
        error = GetLastError();
        free(*wide);
    }
    return error;
}

/* Asks for a key and makes a handle for it when it is there. */
static DWORD
ask_for_key(struct channel_message *question, const WCHAR *path, HKEY *key, DWORD *created)
{
    struct host_answer *answer = NULL;
    DWORD error = database_ask(question, CHANNEL_DONE, &answer);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    *created = answer->message.done.created;
    database_forget(answer);
    return database_open_key(path, key);
}

LONG WINAPI
ClusterRegOpenKey(HKEY hKey, LPCWSTR lpszSubKey, REGSAM samDesired, PHKEY phkResult)
{
    struct channel_message question = { .header = { .type = CHANNEL_KEY_OPEN } };
    WCHAR *path = NULL;
    char *utf8 = NULL;
    DWORD created;
    DWORD error;

    (void)samDesired;
    if (phkResult == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    *phkResult = NULL;
    error = find_subkey(hKey, lpszSubKey, &path, &utf8);
    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    question.key_open.path = utf8;
    error = ask_for_key(&question, path, phkResult, &created);
    free(path);
    free(utf8);
    return (LONG)error;
}

LONG WINAPI
ClusterRegCreateKey(HKEY hKey, LPCWSTR lpszSubKey, DWORD dwOptions, REGSAM samDesired,
                    LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult,
                    LPDWORD lpdwDisposition)
{
    struct channel_message question = { .header = { .type = CHANNEL_KEY_CREATE } };
    WCHAR *path = NULL;
    char *utf8 = NULL;
    DWORD created = 0;
    DWORD error;

    (void)samDesired;
    (void)lpSecurityAttributes;
    if (phkResult == NULL || dwOptions != REG_OPTION_NON_VOLATILE) {
        return ERROR_INVALID_PARAMETER;
    }
    *phkResult = NULL;
    error = find_subkey(hKey, lpszSubKey, &path, &utf8);
    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    question.key_create.path = utf8;
    error = ask_for_key(&question, path, phkResult, &created);
    if (error == ERROR_SUCCESS && lpdwDisposition != NULL) {
        *lpdwDisposition = created != 0 ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
    }
    free(path);
    free(utf8);
    return (LONG)error;
}

LONG WINAPI
ClusterRegCloseKey(HKEY hKey)
{
    return (LONG)handle_close(hKey, HANDLE_KEY);
}

static DWORD
ask_done(struct channel_message *question)
{
    struct host_answer *answer = NULL;
    DWORD error = database_ask(question, CHANNEL_DONE, &answer);

    database_forget(answer);
    return error;
}

LONG WINAPI
ClusterRegDeleteKey(HKEY hKey, LPCWSTR lpszSubKey)
{
    struct channel_message question = { .header = { .type = CHANNEL_KEY_DELETE } };
    WCHAR *path = NULL;
    char *utf8 = NULL;
    DWORD error;

    if (lpszSubKey != NULL && lpszSubKey[0] == 0) {
        return ERROR_INVALID_PARAMETER;
    }
    error = find_subkey(hKey, lpszSubKey, &path, &utf8);
    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    question.key_delete.path = utf8;
    error = ask_done(&question);
    free(path);
    free(utf8);
    return (LONG)error;
}

/* *count is the room in bytes and then the size, whether there was room or not. Without a buffer
 * the size is all that is asked for. */
static DWORD
give_data(const struct wire_bytes *data, BYTE *buffer, DWORD *count)
{
    DWORD room;

    if (count == NULL) {
        return buffer == NULL ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
    }
    room = *count;
    *count = data->length;
    if (buffer == NULL) {
        return ERROR_SUCCESS;
    }
    if (data->length > room) {
        return ERROR_MORE_DATA;
    }
    if (data->length > 0) {
        memcpy(buffer, data->data, data->length);
    }
    return ERROR_SUCCESS;
}

static void
give_no_time(FILETIME *time)
{
    if (time != NULL) {
        *time = (FILETIME){ 0 };
    }
}

LONG WINAPI
ClusterRegEnumKey(HKEY hKey, DWORD dwIndex, LPWSTR lpszName, LPDWORD lpcchName,
                  PFILETIME lpftLastWriteTime)
{
    WCHAR *path = NULL;
    WCHAR *name = NULL;
    DWORD error = handle_name(hKey, HANDLE_KEY, &path);

    if (error == ERROR_SUCCESS && lpcchName == NULL) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = database_enum_key(path, dwIndex, &name);
    }
    if (error == ERROR_SUCCESS) {
        give_no_time(lpftLastWriteTime);
        error = give_name(name, lpszName, lpcchName);
    }
    free(path);
    free(name);
    return (LONG)error;
}

LONG WINAPI
ClusterRegQueryInfoKey(HKEY hKey, LPDWORD lpcSubKeys, LPDWORD lpcchMaxSubKeyLen, LPDWORD lpcValues,
                       LPDWORD lpcchMaxValueNameLen, LPDWORD lpcbMaxValueLen,
                       LPDWORD lpcbSecurityDescriptor, PFILETIME lpftLastWriteTime)
{
    struct channel_message question = { .header = { .type = CHANNEL_KEY_QUERY } };
    struct host_answer *answer = NULL;
    struct place place;
    DWORD error = find_value(hKey, NULL, &place);

    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    question.key_query.path = place.path;
    error = database_ask(&question, CHANNEL_KEY_FACTS, &answer);
    leave_place(&place);
    if (error != ERROR_SUCCESS) {
        return (LONG)error;
    }
    give_number(lpcSubKeys, answer->message.key_facts.subkeys);
    give_number(lpcchMaxSubKeyLen, answer->message.key_facts.longest_subkey);
    give_number(lpcValues, answer->message.key_facts.values);
    give_number(lpcchMaxValueNameLen, answer->message.key_facts.longest_value_name);
    give_number(lpcbMaxValueLen, answer->message.key_facts.longest_value);
    give_number(lpcbSecurityDescriptor, security_size());
    give_no_time(lpftLastWriteTime);
    database_forget(answer);
    return ERROR_SUCCESS;
}

LONG WINAPI
ClusterRegQueryValue(HKEY hKey, LPCWSTR lpszValueName, LPDWORD lpdwValueType, LPBYTE lpData,
                     LPDWORD lpcbData)
{
    struct host_answer *answer = NULL;
    WCHAR *path = NULL;
    DWORD error = handle_name(hKey, HANDLE_KEY, &path);

    if (error == ERROR_SUCCESS && lpData != NULL && lpcbData == NULL) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = database_get_value(path, lpszValueName != NULL ? lpszValueName : L"", &answer);
    }
    if (error == ERROR_SUCCESS) {
        give_number(lpdwValueType, answer->message.value.type);
        error = give_data(&answer->message.value.data, lpData, lpcbData);
    }
    database_forget(answer);
    free(path);
    return (LONG)error;
}

DWORD WINAPI
ClusterRegSetValue(HKEY hKey, LPCWSTR lpszValueName, DWORD dwType, const BYTE *lpData, DWORD cbData)
{
    struct channel_message question = { .header = { .type = CHANNEL_VALUE_SET } };
    struct place place;
    DWORD error;

    if (lpData == NULL && cbData != 0) {
        return ERROR_INVALID_PARAMETER;
    }
    error = find_value(hKey, lpszValueName, &place);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    question.value_set.path = place.path;
    question.value_set.name = place.name;
    question.value_set.type = dwType;
    question.value_set.data = (struct wire_bytes){ .data = lpData, .length = cbData };
    error = ask_done(&question);
    leave_place(&place);
    return error;
}

DWORD WINAPI
ClusterRegDeleteValue(HKEY hKey, LPCWSTR lpszValueName)
{
    struct channel_message question = { .header = { .type = CHANNEL_VALUE_DELETE } };
    struct place place;
    DWORD error = find_value(hKey, lpszValueName, &place);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    question.value_delete.path = place.path;
    question.value_delete.name = place.name;
    error = ask_done(&question);
    leave_place(&place);
    return error;
}

/* Gives name, type and data; ERROR_MORE_DATA when either buffer is too small, with both sizes. */
static DWORD
give_value(const struct channel_value *value, WCHAR *name_buffer, DWORD *name_count, DWORD *type,
           BYTE *data_buffer, DWORD *data_count)
{
    WCHAR *name = text_to_wide(value->name);
    DWORD name_error;
    DWORD data_error;

    if (name == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    name_error = give_name(name, name_buffer, name_count);
    data_error = give_data(&value->data, data_buffer, data_count);
    give_number(type, value->type);
    free(name);
    return name_error != ERROR_SUCCESS ? name_error : data_error;
}

DWORD WINAPI
ClusterRegEnumValue(HKEY hKey, DWORD dwIndex, LPWSTR lpszValueName, LPDWORD lpcchValueName,
                    LPDWORD lpdwType, LPBYTE lpData, LPDWORD lpcbData)
{
    struct channel_message question = { .header = { .type = CHANNEL_VALUE_ENUM } };
    struct host_answer *answer = NULL;
    struct place place;
    DWORD error = find_value(hKey, NULL, &place);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (lpcchValueName == NULL || (lpData != NULL && lpcbData == NULL)) {
        leave_place(&place);
        return ERROR_INVALID_PARAMETER;
    }
    question.value_enum.path = place.path;
    question.value_enum.index = dwIndex;
    error = database_ask(&question, CHANNEL_VALUE, &answer);
    leave_place(&place);
    if (error == ERROR_SUCCESS) {
        error = give_value(&answer->message.value, lpszValueName, lpcchValueName, lpdwType, lpData,
                           lpcbData);
    }
    database_forget(answer);
    return error;
}

/* Every write is durable before it is answered: nothing is left to synchronize. flags are reserved. */
LONG WINAPI
ClusterRegSyncDatabase(HCLUSTER hCluster, DWORD flags)
{
    (void)flags;
    return (LONG)handle_check(hCluster, HANDLE_CLUSTER);
}
