/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mirror.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "connection.h"
#include "log.h"
#include "name-set.h"
#include "text.h"

#define ROOT L"Cluster"

/* With their NULs ("Registry element size limits", Microsoft's Win32 documentation). */
#define KEY_NAME_ROOM   256
#define VALUE_NAME_ROOM 16384

/* What commands have named since MIRROR_BEGINS: of keys their path, of values that, two backslashes,
 * which are in no key's path, and their name. */
static struct name_set named;
static bool names;  /* between MIRROR_BEGINS and MIRROR_ENDS */
static bool forgot; /* not all of them are there */

/* one, separator and other in one; NULL without memory. */
static WCHAR *
join(const WCHAR *one, const WCHAR *separator, const WCHAR *other)
{
    size_t size = wcslen(one) + wcslen(separator) + wcslen(other) + 1;
    WCHAR *joined = malloc(size * sizeof(*joined));

    if (joined != NULL) {
        wcscpy(joined, one);
        wcscat(joined, separator);
        wcscat(joined, other);
    }
    return joined;
}

/* From HKLM on; free() it. NULL without memory. */
static WCHAR *
key_path(const char *path)
{
    WCHAR *wide = text_to_wide(path);
    WCHAR *whole = NULL;

    if (wide != NULL) {
        whole = join(ROOT, wide[0] != L'\0' ? L"\\" : L"", wide);
    }
    free(wide);
    return whole;
}

/* A copy that has lost a name deletes nothing. */
static void
add_name(const WCHAR *path, const WCHAR *value)
{
    WCHAR *name = NULL;

    if (!names) {
        return;
    }
    name = value != NULL ? join(path, L"\\\\", value) : _wcsdup(path);
    if (name == NULL || !name_set_add(&named, name)) {
        forgot = true;
    }
    free(name);
}

/* Commands */

static DWORD
create_key(const WCHAR *path)
{
    HKEY key = NULL;
    DWORD error = (DWORD)RegCreateKeyExW(HKEY_LOCAL_MACHINE, path, 0, NULL, REG_OPTION_VOLATILE,
                                         KEY_ALL_ACCESS, NULL, &key, NULL);

    add_name(path, NULL);
    if (error == ERROR_SUCCESS) {
        RegCloseKey(key);
    }
    return error;
}

static DWORD
delete_key(const WCHAR *path)
{
    DWORD error = (DWORD)RegDeleteTreeW(HKEY_LOCAL_MACHINE, path);

    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

/* Whoever waits for changes is not to be told of what has not changed. */
static bool
is_equal(HKEY key, const WCHAR *name, const struct channel_value_set *set)
{
    static BYTE data[VALUE_DATA_MAX];
    DWORD length = sizeof(data);
    DWORD type = REG_NONE;

    return RegQueryValueExW(key, name, NULL, &type, data, &length) == ERROR_SUCCESS &&
           type == set->type && length == set->data.length &&
           (length == 0 || memcmp(data, set->data.data, length) == 0);
}

static DWORD
set_value(const WCHAR *path, const WCHAR *name, const struct channel_value_set *set)
{
    HKEY key = NULL;
    DWORD error = (DWORD)RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ | KEY_WRITE, &key);

    add_name(path, name);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (!is_equal(key, name, set)) {
        error = (DWORD)RegSetValueExW(key, name, 0, set->type, set->data.data, set->data.length);
    }
    RegCloseKey(key);
    return error;
}

static DWORD
delete_value(const WCHAR *path, const WCHAR *name)
{
    HKEY key = NULL;
    DWORD error = (DWORD)RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_WRITE, &key);

    if (error == ERROR_SUCCESS) {
        error = (DWORD)RegDeleteValueW(key, name);
        RegCloseKey(key);
    }
    return error == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : error;
}

static DWORD
write_key(const char *path, DWORD (*write)(const WCHAR *path))
{
    WCHAR *wide = key_path(path);
    DWORD error = wide != NULL ? write(wide) : ERROR_NOT_ENOUGH_MEMORY;

    free(wide);
    return error;
}

/* set is NULL for a deletion. */
static DWORD
write_value(const char *path, const char *name, const struct channel_value_set *set)
{
    WCHAR *wide_path = key_path(path);
    WCHAR *wide_name = text_to_wide(name);
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;

    if (wide_path != NULL && wide_name != NULL) {
        error =
            set != NULL ? set_value(wide_path, wide_name, set) : delete_value(wide_path, wide_name);
    }
    free(wide_name);
    free(wide_path);
    return error;
}

static DWORD
write_command(const struct channel_message *command)
{
    switch (command->header.type) {
    case CHANNEL_KEY_CREATE:
        return write_key(command->key_create.path, create_key);
    case CHANNEL_KEY_DELETE:
        return write_key(command->key_delete.path, delete_key);
    case CHANNEL_VALUE_SET:
        return write_value(command->value_set.path, command->value_set.name, &command->value_set);
    case CHANNEL_VALUE_DELETE:
        return write_value(command->value_delete.path, command->value_delete.name, NULL);
    default:
        return ERROR_INVALID_DATA;
    }
}

/* The error of the first that fails. */
static DWORD
write_commands(const struct wire_bytes *commands)
{
    static struct channel_message command;
    DWORD first_error = ERROR_SUCCESS;
    size_t consumed = 0;

    for (size_t done = 0; done < commands->length; done += consumed) {
        DWORD error;

        if (wire_decode_next(&channel_schema, commands->data + done, commands->length - done,
                             &command, &consumed) != WIRE_OK) {
            return ERROR_INVALID_DATA;
        }
        error = write_command(&command);
        if (first_error == ERROR_SUCCESS) {
            first_error = error;
        }
    }
    return first_error;
}

/* The end of a copy */

/* Backwards, so that the deletion of one moves none that comes. */
static void
prune_values(HKEY key, const WCHAR *path, WCHAR *name)
{
    DWORD count = 0;

    RegQueryInfoKeyW(key, NULL, NULL, NULL, NULL, NULL, NULL, &count, NULL, NULL, NULL, NULL);
    while (count > 0) {
        DWORD length = VALUE_NAME_ROOM;
        WCHAR *value = NULL;

        count--;
        if (RegEnumValueW(key, count, name, &length, NULL, NULL, NULL, NULL) == ERROR_SUCCESS) {
            value = join(path, L"\\\\", name);
        }
        if (value != NULL && !name_set_has(&named, value)) {
            RegDeleteValueW(key, name);
        }
        free(value);
    }
}

static void prune(const WCHAR *path, WCHAR *name);

static void
prune_subkeys(HKEY key, const WCHAR *path, WCHAR *name)
{
    DWORD count = 0;

    RegQueryInfoKeyW(key, NULL, NULL, NULL, &count, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    while (count > 0) {
        DWORD length = KEY_NAME_ROOM;
        WCHAR *subkey = NULL;

        count--;
        if (RegEnumKeyExW(key, count, name, &length, NULL, NULL, NULL, NULL) == ERROR_SUCCESS) {
            subkey = join(path, L"\\", name);
        }
        if (subkey != NULL && name_set_has(&named, subkey)) {
            prune(subkey, name);
        } else if (subkey != NULL) {
            RegDeleteTreeW(HKEY_LOCAL_MACHINE, subkey);
        }
        free(subkey);
    }
}

/* Deletes what no command has named. name is room for one. */
static void
prune(const WCHAR *path, WCHAR *name)
{
    HKEY key = NULL;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ | KEY_WRITE, &key) == ERROR_SUCCESS) {
        prune_values(key, path, name);
        prune_subkeys(key, path, name);
        RegCloseKey(key);
    }
}

static DWORD
end_copy(void)
{
    WCHAR *name = malloc(VALUE_NAME_ROOM * sizeof(*name));
    bool whole = name != NULL && names && !forgot;

    if (whole) {
        prune(ROOT, name);
    }
    free(name);
    name_set_clear(&named);
    names = false;
    return whole ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

/* A copy that an earlier resapid has begun and not ended is forgotten. */
static void
begin_copy(void)
{
    name_set_clear(&named);
    names = true;
    forgot = false;
}

void
mirror_write(const struct channel_message *request)
{
    const struct channel_mirror *asked = &request->mirror;
    struct channel_message done = { .header = { .type = CHANNEL_DONE, .id = request->header.id } };
    DWORD end_error = ERROR_SUCCESS;

    if ((asked->flags & MIRROR_BEGINS) != 0) {
        begin_copy();
    }
    done.done.error = write_commands(&asked->commands);
    if ((asked->flags & MIRROR_ENDS) != 0) {
        end_error = end_copy();
    }
    if (done.done.error == ERROR_SUCCESS) {
        done.done.error = end_error;
    }
    connection_send(&done);
}
