/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command.h"

#include <string.h>
#include <wchar.h>

#include "../error-text.h"
#include "../monitor.h"
#include "launch.h"
#include "linux-command.h"

#define PATH_MAX_CHARACTERS 32768

static LPCWSTR
skip_blanks(LPCWSTR text)
{
    return text + wcsspn(text, L" \t");
}

static BOOL
is_linux(LPCWSTR line)
{
    line = skip_blanks(line);
    return line[0] == L'/' || ((line[0] == L'"' || line[0] == L'\'') && line[1] == L'/');
}

static DWORD
complain(RESOURCE_HANDLE handle, DWORD error, LPCWSTR what, LPCWSTR value, LPCWSTR remedy)
{
    monitor_log(handle, LOG_ERROR, L"%1 '%2': %3: %4.\n", what, value, remedy,
                error_text(error).text);
    return error;
}

static LPWSTR
copy_text(LPCWSTR text, size_t length)
{
    LPWSTR copy = LocalAlloc(LPTR, (length + 1) * sizeof(*copy));

    if (copy != NULL) {
        CopyMemory(copy, text, length * sizeof(*copy));
    }
    return copy;
}

static BOOL
is_file(LPCWSTR path)
{
    DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

/* The first length characters name a program: its path is written to found. */
static BOOL
finds_program(LPCWSTR text, size_t length, LPWSTR found)
{
    LPWSTR name = copy_text(text, length);
    DWORD written = 0;

    if (name != NULL) {
        written = SearchPathW(NULL, name, L".exe", PATH_MAX_CHARACTERS, found, NULL);
    }
    LocalFree(name);
    return written > 0 && written < PATH_MAX_CHARACTERS && is_file(found);
}

/* Without quotes blanks may be a part of the path: as CreateProcess does, the shortest beginning that
 * names a file counts. */
static BOOL
finds_unquoted(LPCWSTR line, LPWSTR found)
{
    size_t length = 0;

    do {
        length += wcsspn(line + length, L" \t");
        length += wcscspn(line + length, L" \t");
        if (finds_program(line, length, found)) {
            return TRUE;
        }
    } while (line[length + wcsspn(line + length, L" \t")] != L'\0');
    return FALSE;
}

static BOOL
is_batch(LPCWSTR path)
{
    LPCWSTR extension = wcsrchr(path, L'.');

    return extension != NULL &&
           (CompareStringOrdinal(extension, -1, L".bat", -1, TRUE) == CSTR_EQUAL ||
            CompareStringOrdinal(extension, -1, L".cmd", -1, TRUE) == CSTR_EQUAL);
}

static DWORD
read_windows_program(RESOURCE_HANDLE handle, struct command *command)
{
    LPCWSTR line = skip_blanks(command->line);
    LPCWSTR quote = line[0] == L'"' ? wcschr(line + 1, L'"') : NULL;
    LPWSTR found = LocalAlloc(LPTR, PATH_MAX_CHARACTERS * sizeof(*found));
    DWORD type;

    if (found == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    command->program = found;
    if (line[0] == L'"' && quote == NULL) {
        return complain(handle, ERROR_INVALID_PARAMETER, L"CommandLine", command->line,
                        L"the quotation mark that it begins with is never closed");
    }
    if (quote != NULL ? !finds_program(line + 1, (size_t)(quote - line - 1), found)
                      : !finds_unquoted(line, found)) {
        return complain(
            handle, ERROR_FILE_NOT_FOUND, L"CommandLine", command->line,
            L"its program is not there: name an existing file, and put a path with blanks "
            L"between quotation marks");
    }
    if (!is_batch(found) && !GetBinaryTypeW(found, &type)) {
        return complain(
            handle, ERROR_BAD_EXE_FORMAT, L"CommandLine: the file", found,
            L"it is no Windows program; a Linux program is named by its path from / on");
    }
    return ERROR_SUCCESS;
}

/* An environment variable would be another on each node. */
static BOOL
has_variable(LPCWSTR text)
{
    LPCWSTR first = wcschr(text, L'%');

    return first != NULL && wcschr(first + 1, L'%') != NULL;
}

static BOOL
is_absolute(LPCWSTR path, BOOL linux_program)
{
    return (path[0] != L'\0' && path[1] == L':' && (path[2] == L'\\' || path[2] == L'/')) ||
           (path[0] == L'\\' && path[1] == L'\\') || (linux_program && path[0] == L'/');
}

static DWORD
read_directory(RESOURCE_HANDLE handle, LPCWSTR path, struct command *command)
{
    DWORD attributes;

    /* The documents' dot is the folder of the cluster service; ours is where hosts run. */
    if (path == NULL || *path == L'\0' || wcscmp(path, L".") == 0) {
        command->directory = NULL;
        return ERROR_SUCCESS;
    }
    if (has_variable(path)) {
        return complain(handle, ERROR_INVALID_PARAMETER, L"CurrentDirectory", path,
                        L"an environment variable is not allowed here: write the path itself");
    }
    if (!is_absolute(path, command->request != NULL)) {
        return complain(handle, ERROR_BAD_PATHNAME, L"CurrentDirectory", path,
                        command->request != NULL
                            ? L"it has to begin with / or a drive"
                            : L"it has to begin with a drive, as Z:\\ for what Linux calls /");
    }
    command->directory = path;
    attributes = path[0] == L'/' ? FILE_ATTRIBUTE_DIRECTORY /* for the launcher to see */
                                 : GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        return complain(handle, ERROR_DIRECTORY, L"CurrentDirectory", path,
                        L"there is no such folder: create it, or name another one");
    }
    return ERROR_SUCCESS;
}

DWORD
command_read(RESOURCE_HANDLE handle, const struct application_settings *settings,
             struct command *command)
{
    DWORD error;

    *command = (struct command){ .line = settings->command_line };
    error = is_linux(command->line) ? linux_command_split(handle, command)
                                    : read_windows_program(handle, command);
    if (error == ERROR_SUCCESS) {
        error = read_directory(handle, settings->current_directory, command);
    }
    if (error == ERROR_SUCCESS && command->request != NULL) {
        error = linux_command_finish(handle, command);
    }
    if (error != ERROR_SUCCESS) {
        command_free(command);
    }
    return error;
}

void
command_free(struct command *command)
{
    LocalFree(command->program);
    LocalFree(command->request);
    *command = (struct command){ .line = NULL };
}
