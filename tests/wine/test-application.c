/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * test-application.exe RECORD ROLE [WORD...]: an application for generic-application.sh. What it does is
 * told by lines in RECORD, a file that it appends to: first its words and its directory, then "ready".
 *
 *   works             until it is ended
 *   exits CODE        at once, when there is a file RECORD.go
 *   console           ends in order on a console event
 *   window            ends in order when its window is closed
 *   both              has a window and a console, and ends in order when its window is closed
 *   stubborn          ignores all that asks it to end
 *   tree DEPTH        starts itself twice, DEPTH levels deep, each time in another way; then works
 *   orphan            starts a tree, and ends with code 7 when there is a file RECORD.go
 *   environment       records what it takes the computer's name to be
 */

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define GO_INTERVAL_MS 20
#define WINDOW_CLASS   L"test-application"

static LPCWSTR record_path;
static HANDLE asked; /* by console */
static BOOL ignores_all;

static void
record(LPCWSTR format, ...)
{
    WCHAR text[1024];
    char bytes[3072];
    va_list arguments;
    DWORD written;
    HANDLE file;
    int length;

    va_start(arguments, format);
    vswprintf(text, ARRAYSIZE(text), format, arguments);
    va_end(arguments);
    length = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, (int)sizeof(bytes), NULL, NULL);
    bytes[length - 1] = '\n';
    file = CreateFileW(record_path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_ALWAYS, 0, NULL);
    WriteFile(file, bytes, (DWORD)length, &written, NULL);
    CloseHandle(file);
}

static BOOL WINAPI
on_console_event(DWORD event)
{
    record(L"console event %lu", event);
    if (!ignores_all) {
        SetEvent(asked);
    }
    return TRUE;
}

static LRESULT CALLBACK
on_message(HWND window, UINT message, WPARAM first, LPARAM second)
{
    if (message == WM_CLOSE) {
        record(L"WM_CLOSE");
        if (ignores_all) {
            return 0;
        }
        Sleep(300); /* saves something */
        DestroyWindow(window);
        return 0;
    }
    if (message == WM_DESTROY) {
        PostQuitMessage(0);
    }
    return DefWindowProcW(window, message, first, second);
}

static BOOL
open_window(void)
{
    WNDCLASSW class = { .lpfnWndProc = on_message,
                        .hInstance = GetModuleHandleW(NULL),
                        .lpszClassName = WINDOW_CLASS };

    RegisterClassW(&class);
    return CreateWindowExW(0, WINDOW_CLASS, WINDOW_CLASS, WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0,
                           100, 100, NULL, NULL, class.hInstance, NULL) != NULL;
}

static void
serve_windows(void)
{
    MSG message;

    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        DispatchMessageW(&message);
    }
}

static void
wait_for_go(void)
{
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls.go", record_path);
    while (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) {
        Sleep(GO_INTERVAL_MS);
    }
}

static void
start_branch(int depth, DWORD flags)
{
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION created;
    WCHAR program[MAX_PATH], line[1024];

    GetModuleFileNameW(NULL, program, MAX_PATH);
    swprintf(line, ARRAYSIZE(line), L"\"%ls\" \"%ls\" tree %d", program, record_path, depth);
    if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &created)) {
        record(L"branch failed %lu", GetLastError());
    }
}

static void
grow(int depth)
{
    if (depth > 0) {
        start_branch(depth - 1, CREATE_NEW_PROCESS_GROUP | DETACHED_PROCESS);
        start_branch(depth - 1, CREATE_BREAKAWAY_FROM_JOB | CREATE_NO_WINDOW);
        start_branch(depth - 1, CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
    }
}

static void
record_environment(void)
{
    static const LPCWSTR names[] = { L"COMPUTERNAME", L"_CLUSTER_NETWORK_NAME_",
                                     L"_CLUSTER_NETWORK_HOSTNAME_" };
    WCHAR value[256];

    for (size_t i = 0; i < ARRAYSIZE(names); i++) {
        if (GetEnvironmentVariableW(names[i], value, ARRAYSIZE(value)) > 0) {
            record(L"%ls=%ls", names[i], value);
        }
    }
}

static void
work(void)
{
    record(L"ready");
    Sleep(INFINITE);
}

static int
play_window(void)
{
    if (!open_window()) {
        record(L"no window: error %lu", GetLastError());
        return 1;
    }
    record(L"ready");
    serve_windows();
    record(L"ended in order");
    return 0;
}

static int
play_console(void)
{
    record(L"ready");
    WaitForSingleObject(asked, INFINITE);
    Sleep(300); /* saves something */
    record(L"ended in order");
    return 0;
}

static int
play(LPCWSTR role, LPCWSTR word)
{
    if (wcscmp(role, L"exits") == 0 || wcscmp(role, L"orphan") == 0) {
        BOOL orphans = wcscmp(role, L"orphan") == 0;

        grow(orphans ? 2 : 0);
        record(L"ready");
        wait_for_go();
        return orphans ? 7 : (int)wcstoul(word, NULL, 0);
    }
    if (wcscmp(role, L"console") == 0) {
        return play_console();
    }
    if (wcscmp(role, L"window") == 0 || wcscmp(role, L"both") == 0) {
        return play_window();
    }
    if (wcscmp(role, L"stubborn") == 0) {
        ignores_all = TRUE;
        return play_window();
    }
    if (wcscmp(role, L"environment") == 0) {
        record_environment();
    } else if (wcscmp(role, L"tree") == 0) {
        grow((int)wcstol(word, NULL, 10));
    }
    work();
    return 0;
}

int
wmain(int argc, WCHAR **argv)
{
    WCHAR directory[MAX_PATH];

    if (argc < 3) {
        return 2;
    }
    record_path = argv[1];
    asked = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (wcscmp(argv[2], L"console") == 0 || wcscmp(argv[2], L"stubborn") == 0) {
        SetConsoleCtrlHandler(on_console_event, TRUE);
    }
    GetCurrentDirectoryW(MAX_PATH, directory);
    for (int i = 2; i < argc; i++) {
        record(L"<%ls>", argv[i]);
    }
    record(L"in %ls", directory);
    wprintf(L"output of %ls\n", argv[2]);
    fflush(stdout);
    return play(argv[2], argc > 3 ? argv[3] : L"");
}
