/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "linux-command.h"

#include <string.h>

#include "../error-text.h"
#include "../monitor.h"
#include "launch.h"

/* Of Wine's kernel32; no header declares it. */
typedef char *(CDECL *unix_file_name)(LPCWSTR dos);

static char *
to_utf8(LPCWSTR text)
{
    int size = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text, -1, NULL, 0, NULL, NULL);
    char *bytes = size > 0 ? LocalAlloc(LPTR, (SIZE_T)size) : NULL;

    if (bytes != NULL) {
        WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, size, NULL, NULL);
    }
    return bytes;
}

static LPWSTR
from_utf8(const char *bytes)
{
    int size = MultiByteToWideChar(CP_UTF8, 0, bytes, -1, NULL, 0);
    LPWSTR text = size > 0 ? LocalAlloc(LPTR, (SIZE_T)size * sizeof(*text)) : NULL;

    if (text != NULL) {
        MultiByteToWideChar(CP_UTF8, 0, bytes, -1, text, size);
    }
    return text;
}

static DWORD
refuse_line(RESOURCE_HANDLE handle, LPCWSTR line, LPCWSTR why)
{
    monitor_log(handle, LOG_ERROR, L"CommandLine '%1': %2: %3.\n", line, why,
                error_text(ERROR_INVALID_PARAMETER).text);
    return ERROR_INVALID_PARAMETER;
}

static DWORD
take_words(RESOURCE_HANDLE handle, struct command *command, const char *bytes)
{
    size_t length = 0;

    switch (launch_split(bytes, command->request, &length)) {
    case LAUNCH_SPLIT_OPEN_QUOTE:
        return refuse_line(handle, command->line, L"a quotation mark is never closed");
    case LAUNCH_SPLIT_LAST_BACKSLASH:
        return refuse_line(handle, command->line, L"nothing follows its last backslash");
    default:
        command->request_length = (DWORD)length;
        command->program = from_utf8(command->request);
        return command->program != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    }
}

DWORD
linux_command_split(RESOURCE_HANDLE handle, struct command *command)
{
    char *bytes = to_utf8(command->line);
    DWORD error;

    if (bytes == NULL) {
        return refuse_line(handle, command->line, L"it is no valid text");
    }
    command->request = LocalAlloc(LPTR, strlen(bytes) + 1);
    error = command->request != NULL ? take_words(handle, command, bytes) : ERROR_NOT_ENOUGH_MEMORY;
    LocalFree(bytes);
    return error;
}

static char *
unix_path(LPCWSTR path)
{
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
    FARPROC convert = kernel != NULL ? GetProcAddress(kernel, "wine_get_unix_file_name") : NULL;
    char *wines, *copy = NULL;

    if (path == NULL || path[0] == L'/') {
        return to_utf8(path == NULL ? L"/" : path);
    }
    wines = convert != NULL ? ((unix_file_name)(void *)convert)(path) : NULL;
    if (wines != NULL) {
        copy = LocalAlloc(LPTR, strlen(wines) + 1);
        if (copy != NULL) {
            strcpy(copy, wines);
        }
        HeapFree(GetProcessHeap(), 0, wines);
    }
    return copy;
}

DWORD
linux_command_finish(RESOURCE_HANDLE handle, struct command *command)
{
    char *directory = unix_path(command->directory);
    size_t length = directory != NULL ? strlen(directory) + 1 : 0;
    char *request;

    if (directory == NULL) {
        monitor_log(handle, LOG_ERROR,
                    L"CurrentDirectory '%1': it has no Unix path: name one from / on: %2.\n",
                    command->directory, error_text(ERROR_BAD_PATHNAME).text);
        return ERROR_BAD_PATHNAME;
    }
    if (length + command->request_length + 1 > LAUNCH_REQUEST_MAX) {
        LocalFree(directory);
        return refuse_line(handle, command->line, L"it is too long");
    }
    request = LocalAlloc(LPTR, length + command->request_length);
    if (request == NULL) {
        LocalFree(directory);
        monitor_log(handle, LOG_ERROR,
                    L"CommandLine '%1' cannot be used: %2: end what uses up memory.\n",
                    command->line, error_text(ERROR_NOT_ENOUGH_MEMORY).text);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    CopyMemory(request, directory, length);
    CopyMemory(request + length, command->request, command->request_length);
    LocalFree(directory);
    LocalFree(command->request);
    command->request = request;
    command->request_length += (DWORD)length;
    return ERROR_SUCCESS;
}
