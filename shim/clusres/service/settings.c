/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "settings.h"

#include <stddef.h>
#include <wchar.h>
#include <shellapi.h>

#include "../error-text.h"
#include "../monitor.h"
#include "scm.h"

static DWORD check(RESOURCE_HANDLE handle, const void *block);

/* clang-format off */
static const RESUTIL_PROPERTY_ITEM k_table[] = {
    { .Name = L"ServiceName", .Format = CLUSPROP_FORMAT_SZ,
      .Flags = RESUTIL_PROPITEM_REQUIRED, .Offset = offsetof(struct settings, service_name) },
    { .Name = L"StartupParameters", .Format = CLUSPROP_FORMAT_SZ,
      .Offset = offsetof(struct settings, startup_parameters) },
    { .Name = L"UseNetworkName", .Format = CLUSPROP_FORMAT_DWORD, .Maximum = 1,
      .Offset = offsetof(struct settings, use_network_name) },
    { .Name = NULL },
};
/* clang-format on */

const struct property_set settings_set = {
    .table = k_table,
    .block_size = sizeof(struct settings),
    .check = check,
};

/* The first word of a command line follows other rules than arguments, so one is put in front. */
DWORD
settings_words(const struct settings *settings, LPWSTR **words, DWORD *count)
{
    LPCWSTR text = settings->startup_parameters;
    LPWSTR line;
    int all;

    *words = NULL;
    *count = 0;
    if (text == NULL || *text == L'\0') {
        return ERROR_SUCCESS;
    }
    line = LocalAlloc(LMEM_FIXED, (wcslen(text) + 3) * sizeof(*line));
    if (line == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    wcscpy(line, L"s ");
    wcscat(line, text);
    *words = CommandLineToArgvW(line, &all);
    LocalFree(line);
    if (*words == NULL) {
        return GetLastError();
    }
    *count = (DWORD)all - 1;
    MoveMemory(*words, *words + 1, *count * sizeof(**words));
    return ERROR_SUCCESS;
}

static BOOL
is_file(LPCWSTR path)
{
    DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

/* As CreateProcess looks for a program: by its path, with .exe behind it, in the folders of the
 * system and of PATH. */
static BOOL
is_program(LPCWSTR name)
{
    WCHAR found[MAX_PATH];

    return is_file(name) || SearchPathW(NULL, name, NULL, ARRAYSIZE(found), found, NULL) != 0 ||
           SearchPathW(NULL, name, L".exe", ARRAYSIZE(found), found, NULL) != 0;
}

/* Without quotes, the name may end at any of the blanks. */
static BOOL
names_program(LPWSTR line)
{
    LPWSTR end;

    if (*line == L'"') {
        end = wcschr(line + 1, L'"');
        if (end != NULL) {
            *end = L'\0';
        }
        return is_program(line + 1);
    }
    for (end = wcschr(line, L' '); end != NULL; end = wcschr(end + 1, L' ')) {
        BOOL found;

        *end = L'\0';
        found = is_program(line);
        *end = L' ';
        if (found) {
            return TRUE;
        }
    }
    return is_program(line);
}

static DWORD
check_program(LPCWSTR command_line)
{
    DWORD size = ExpandEnvironmentStringsW(command_line, NULL, 0);
    LPWSTR line = LocalAlloc(LPTR, (size + 1) * sizeof(*line));
    BOOL found;

    if (line == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    ExpandEnvironmentStringsW(command_line, line, size);
    found = names_program(line);
    LocalFree(line);
    return found ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND;
}

static DWORD
refuse(RESOURCE_HANDLE handle, LPCWSTR name, LPCWSTR what, DWORD error, LPCWSTR remedy)
{
    monitor_log(handle, LOG_ERROR, L"The service '%1' %2: %3; %4.\n", name, what,
                error_text(error).text, remedy);
    return error;
}

static DWORD
check_config(RESOURCE_HANDLE handle, LPCWSTR name, const QUERY_SERVICE_CONFIGW *config)
{
    if ((config->dwServiceType & SERVICE_WIN32) == 0) {
        return refuse(handle, name, L"is a driver", ERROR_INVALID_PARAMETER,
                      L"name a service that is a program");
    }
    if (config->dwStartType == SERVICE_DISABLED) {
        return refuse(handle, name, L"is disabled", ERROR_SERVICE_DISABLED,
                      scm_remedy(ERROR_SERVICE_DISABLED));
    }
    if (config->lpBinaryPathName == NULL ||
        check_program(config->lpBinaryPathName) != ERROR_SUCCESS) {
        monitor_log(handle, LOG_ERROR,
                    L"The program '%1' of the service '%2' is not there: %3; install it, "
                    L"or correct the service's ImagePath.\n",
                    config->lpBinaryPathName != NULL ? config->lpBinaryPathName : L"", name,
                    error_text(ERROR_FILE_NOT_FOUND).text);
        return ERROR_FILE_NOT_FOUND;
    }
    return ERROR_SUCCESS;
}

/* StartupParameters cannot be wrong: CommandLineToArgvW takes a quote that is not closed for one
 * that ends with the text. */
static DWORD
check(RESOURCE_HANDLE handle, const void *block)
{
    const struct settings *settings = block;
    LPCWSTR name = settings->service_name;
    QUERY_SERVICE_CONFIGW *config;
    SC_HANDLE service;
    DWORD error = scm_open(name, &service);

    if (error != ERROR_SUCCESS) {
        return refuse(handle, name, L"cannot be opened", error, scm_remedy(error));
    }
    error = scm_read_config(service, &config);
    CloseServiceHandle(service);
    if (error != ERROR_SUCCESS) {
        return refuse(handle, name, L"does not tell its configuration", error, scm_remedy(error));
    }
    error = check_config(handle, name, config);
    LocalFree(config);
    return error;
}
