/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text, environment strings and paths. */
#include "resapi.h"

#include <stdbool.h>
#include <string.h>

LPWSTR WINAPI
ResUtilDupString(LPCWSTR pszInString)
{
    size_t size;
    LPWSTR copy;

    if (pszInString == NULL) {
        SetLastError(ERROR_BAD_ARGUMENTS);
        return NULL;
    }
    size = (wcslen(pszInString) + 1) * sizeof(*pszInString);
    copy = LocalAlloc(LMEM_FIXED, size);
    if (copy == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    memcpy(copy, pszInString, size);
    return copy;
}

/* The environment can change between asking for the length and expanding. */
LPWSTR WINAPI
ResUtilExpandEnvironmentStrings(LPCWSTR pszSrc)
{
    DWORD room = 0;
    LPWSTR expanded = NULL;
    DWORD length;

    if (pszSrc == NULL) {
        SetLastError(ERROR_BAD_ARGUMENTS);
        return NULL;
    }
    for (;;) {
        length = ExpandEnvironmentStringsW(pszSrc, expanded, room);
        if (length != 0 && length <= room) {
            return expanded;
        }
        LocalFree(expanded);
        if (length == 0) {
            return NULL;
        }
        room = length;
        expanded = LocalAlloc(LMEM_FIXED, room * sizeof(*expanded));
        if (expanded == NULL) {
            SetLastError(ERROR_NOT_ENOUGH_MEMORY);
            return NULL;
        }
    }
}

static bool
is_separator(WCHAR character)
{
    return character == L'\\' || character == L'/';
}

static bool
is_letter(WCHAR character)
{
    return (character >= L'A' && character <= L'Z') || (character >= L'a' && character <= L'z');
}

/* Of a path behind its drive or "\\?\": the rules for names in "Naming Files, Paths". */
static bool
has_only_name_characters(LPCWSTR path)
{
    for (; *path != L'\0'; path++) {
        if (*path < L' ' || wcschr(L"<>:\"|?*", *path) != NULL) {
            return false;
        }
    }
    return true;
}

/* "\\server\share", both not empty. */
static bool
has_server_and_share(LPCWSTR path)
{
    LPCWSTR server = path + 2;
    size_t length = wcscspn(server, L"\\/");

    return length > 0 && server[length] != L'\0' && server[length + 1] != L'\0' &&
           !is_separator(server[length + 1]);
}

BOOL WINAPI
ResUtilIsPathValid(LPCWSTR pszPath)
{
    if (pszPath == NULL || pszPath[0] == L'\0') {
        return FALSE;
    }
    if (wcsncmp(pszPath, L"\\\\?\\", 4) == 0) {
        pszPath += 4;
    } else if (is_separator(pszPath[0]) && is_separator(pszPath[1])) {
        return has_server_and_share(pszPath) && has_only_name_characters(pszPath);
    }
    if (is_letter(pszPath[0]) && pszPath[1] == L':') {
        pszPath += 2;
    }
    return has_only_name_characters(pszPath);
}

/* How much of a path exists without anybody creating it: a drive, or a server and share. */
static size_t
root_length(LPCWSTR path)
{
    size_t length = 0;

    if (is_letter(path[0]) && path[1] == L':') {
        return is_separator(path[2]) ? 3 : 2;
    }
    if (is_separator(path[0]) && is_separator(path[1])) {
        length = 2 + wcscspn(path + 2, L"\\/");
        length += path[length] == L'\0' ? 0 : 1;
        length += wcscspn(path + length, L"\\/");
    }
    return length + (is_separator(path[length]) ? 1 : 0);
}

static DWORD
create_directory(LPCWSTR path)
{
    DWORD attributes;

    if (CreateDirectoryW(path, NULL)) {
        return ERROR_SUCCESS;
    }
    if (GetLastError() != ERROR_ALREADY_EXISTS) {
        return GetLastError();
    }
    attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        return GetLastError();
    }
    return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? ERROR_SUCCESS : ERROR_ALREADY_EXISTS;
}

/* Cuts path short at each separator in turn, then creates the whole of it. */
static DWORD
create_tree(LPWSTR path)
{
    LPWSTR at = path + root_length(path);
    DWORD error = ERROR_SUCCESS;
    WCHAR separator;

    while (error == ERROR_SUCCESS && *at != L'\0') {
        at += wcscspn(at, L"\\/");
        separator = *at;
        *at = L'\0';
        error = create_directory(path);
        *at = separator;
        at += wcsspn(at, L"\\/");
    }
    return error;
}

DWORD WINAPI
ResUtilCreateDirectoryTree(LPCWSTR pszPath)
{
    LPWSTR path;
    DWORD error;

    if (pszPath == NULL || pszPath[0] == L'\0') {
        return ERROR_BAD_ARGUMENTS;
    }
    path = ResUtilDupString(pszPath);
    if (path == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = create_tree(path);
    LocalFree(path);
    return error;
}
