/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "source.h"

#include <string.h>
#include <wchar.h>

#define CP_WESTERN 1252

static const BYTE k_utf8_mark[] = { 0xEF, 0xBB, 0xBF };
static const BYTE k_utf16le_mark[] = { 0xFF, 0xFE };
static const BYTE k_utf16be_mark[] = { 0xFE, 0xFF };

static BOOL
begins_with(const BYTE *bytes, DWORD size, const BYTE *mark, DWORD mark_size)
{
    return size >= mark_size && memcmp(bytes, mark, mark_size) == 0;
}

static WCHAR *
new_text(DWORD length)
{
    return LocalAlloc(LPTR, ((size_t)length + 1) * sizeof(WCHAR));
}

static DWORD
from_code_page(UINT code_page, DWORD flags, const BYTE *bytes, DWORD size, WCHAR **text)
{
    int length;

    if (size == 0) {
        *text = new_text(0);
        return *text != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    }
    length = MultiByteToWideChar(code_page, flags, (LPCCH)bytes, (int)size, NULL, 0);
    if (length <= 0) {
        return ERROR_NO_UNICODE_TRANSLATION;
    }
    *text = new_text((DWORD)length);
    if (*text == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    MultiByteToWideChar(code_page, flags, (LPCCH)bytes, (int)size, *text, length);
    /* Shorter: there is a NUL in it. */
    return wcslen(*text) == (size_t)length ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

static DWORD
from_utf16(const BYTE *bytes, DWORD size, BOOL big_endian, WCHAR **text)
{
    DWORD length = size / 2;
    DWORD high = big_endian ? 0 : 1;

    if (size % 2 != 0) {
        return ERROR_NO_UNICODE_TRANSLATION;
    }
    *text = new_text(length);
    if (*text == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    for (DWORD i = 0; i < length; i++) {
        (*text)[i] = (WCHAR)(bytes[2 * i + high] << 8 | bytes[2 * i + 1 - high]);
    }
    return wcslen(*text) == length ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

static DWORD
from_unmarked(const BYTE *bytes, DWORD size, WCHAR **text)
{
    UINT ansi = GetACP();
    DWORD error = from_code_page(CP_UTF8, MB_ERR_INVALID_CHARS, bytes, size, text);

    if (error != ERROR_NO_UNICODE_TRANSLATION) {
        return error;
    }
    /* Where the ANSI code page is UTF-8 itself, there is nothing left to say what it could be. */
    return from_code_page(ansi == CP_UTF8 ? CP_WESTERN : ansi, 0, bytes, size, text);
}

DWORD
source_decode(const BYTE *bytes, DWORD size, WCHAR **text)
{
    DWORD error;

    *text = NULL;
    if (begins_with(bytes, size, k_utf8_mark, sizeof(k_utf8_mark))) {
        error = from_code_page(CP_UTF8, MB_ERR_INVALID_CHARS, bytes + sizeof(k_utf8_mark),
                               size - (DWORD)sizeof(k_utf8_mark), text);
    } else if (begins_with(bytes, size, k_utf16le_mark, sizeof(k_utf16le_mark))) {
        error = from_utf16(bytes + 2, size - 2, FALSE, text);
    } else if (begins_with(bytes, size, k_utf16be_mark, sizeof(k_utf16be_mark))) {
        error = from_utf16(bytes + 2, size - 2, TRUE, text);
    } else {
        error = from_unmarked(bytes, size, text);
    }
    if (error != ERROR_SUCCESS) {
        LocalFree(*text);
        *text = NULL;
    }
    return error;
}

static DWORD
read_all(HANDLE file, WCHAR **text)
{
    LARGE_INTEGER size;
    BYTE *bytes;
    DWORD got = 0;
    DWORD error;

    if (GetFileType(file) != FILE_TYPE_DISK) {
        return ERROR_BAD_FILE_TYPE;
    }
    if (!GetFileSizeEx(file, &size)) {
        return GetLastError();
    }
    if (size.QuadPart > SOURCE_MAX) {
        return ERROR_FILE_TOO_LARGE;
    }
    bytes = LocalAlloc(LMEM_FIXED, (size_t)size.QuadPart + 1);
    if (bytes == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = ReadFile(file, bytes, (DWORD)size.QuadPart, &got, NULL)
                ? source_decode(bytes, got, text)
                : GetLastError();
    LocalFree(bytes);
    return error;
}

static WCHAR *
copy_text(const WCHAR *text)
{
    WCHAR *copy = new_text((DWORD)wcslen(text));

    return copy != NULL ? wcscpy(copy, text) : NULL;
}

/* A path of Unix as Windows programs see it; Wine alone knows how its drives are mapped. */
static WCHAR *
windows_path(const WCHAR *path)
{
    typedef WCHAR *(__cdecl * dos_name_function)(const char *unix_path);
    dos_name_function dos_name =
        (dos_name_function)(void *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"),
                                                  "wine_get_dos_file_name");
    char unix_path[4 * MAX_PATH];
    WCHAR *dos = NULL;
    WCHAR *copy;

    if (*path == L'/' && dos_name != NULL &&
        WideCharToMultiByte(CP_UTF8, 0, path, -1, unix_path, sizeof(unix_path), NULL, NULL) > 0) {
        dos = dos_name(unix_path);
    }
    copy = copy_text(dos != NULL ? dos : path);
    if (dos != NULL) {
        HeapFree(GetProcessHeap(), 0, dos);
    }
    return copy;
}

DWORD
source_read(const WCHAR *path, WCHAR **text)
{
    WCHAR *windows = windows_path(path);
    HANDLE file;
    DWORD error;

    *text = NULL;
    if (windows == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    /* Whoever edits the script may go on doing so. */
    file =
        CreateFileW(windows, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    NULL, OPEN_EXISTING, 0, NULL);
    error = file != INVALID_HANDLE_VALUE ? ERROR_SUCCESS : GetLastError();
    if (error == ERROR_SUCCESS) {
        error = read_all(file, text);
        CloseHandle(file);
    }
    LocalFree(windows);
    return error;
}

const WCHAR *
source_extension(const WCHAR *path)
{
    const WCHAR *dot = wcsrchr(path, L'.');

    return dot != NULL && wcspbrk(dot, L"\\/:") == NULL ? dot : L"";
}

static BOOL
is_line_end(WCHAR character)
{
    return character == L'\r' || character == L'\n';
}

static const WCHAR *
find_line(const WCHAR *text, ULONG line)
{
    while (line > 0 && *text != L'\0') {
        if (is_line_end(*text)) {
            line--;
            text += text[0] == L'\r' && text[1] == L'\n' ? 1 : 0;
        }
        text++;
    }
    return text;
}

void
source_line(const WCHAR *text, ULONG line, WCHAR *buffer, size_t room)
{
    const WCHAR *at = find_line(text, line);
    size_t length = 0;

    while (*at == L' ' || *at == L'\t') {
        at++;
    }
    while (length < room - 1 && at[length] != L'\0' && !is_line_end(at[length])) {
        buffer[length] = at[length];
        length++;
    }
    while (length > 0 && (buffer[length - 1] == L' ' || buffer[length - 1] == L'\t')) {
        length--;
    }
    buffer[length] = L'\0';
}
