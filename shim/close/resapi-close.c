/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * resapi-close.exe WAY JOB: asks the processes of a job to end, for clusres.dll. JOB is the number of
 * an inherited handle of the job. WAY is "windows", for WM_CLOSE to every window that has no owner, or
 * "consoles", for Ctrl-C to every console: Wine sends no other console event (measured, Wine 8.0).
 * The exit code is how many windows or consoles were asked.
 */

#include <windows.h>

#include <stdlib.h>
#include <wchar.h>

#define PROCESSES_MAX 1024

/* JOBOBJECT_BASIC_PROCESS_ID_LIST, whose array of one compilers take at its word. */
struct processes {
    DWORD assigned;
    DWORD listed;
    ULONG_PTR ids[PROCESSES_MAX];
};

static struct {
    struct processes list;
    UINT asked;
} closer;

static DWORD
count(void)
{
    return closer.list.listed < PROCESSES_MAX ? closer.list.listed : PROCESSES_MAX;
}

static BOOL
is_in_job(DWORD process)
{
    for (DWORD i = 0; i < count(); i++) {
        if (closer.list.ids[i] == process) {
            return TRUE;
        }
    }
    return FALSE;
}

static void
remove_from_list(DWORD process)
{
    for (DWORD i = 0; i < count(); i++) {
        if (closer.list.ids[i] == process) {
            closer.list.ids[i] = 0;
        }
    }
}

static BOOL CALLBACK
close_window(HWND window, LPARAM argument)
{
    DWORD process = 0;

    UNREFERENCED_PARAMETER(argument);
    GetWindowThreadProcessId(window, &process);
    if (is_in_job(process) && GetWindow(window, GW_OWNER) == NULL &&
        PostMessageW(window, WM_CLOSE, 0, 0)) {
        closer.asked++;
    }
    return TRUE;
}

/* Each console once, whatever number of processes it has: to many programs a second Ctrl-C means not
 * to care any more. */
static void
interrupt_console(DWORD process)
{
    DWORD sharing[PROCESSES_MAX];
    DWORD sharers;

    if (process == 0 || !AttachConsole(process)) {
        return;
    }
    sharers = GetConsoleProcessList(sharing, PROCESSES_MAX);
    for (DWORD i = 0; i < sharers && i < PROCESSES_MAX; i++) {
        remove_from_list(sharing[i]);
    }
    if (GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) {
        closer.asked++;
    }
    FreeConsole();
}

int WINAPI
wWinMain(HINSTANCE instance, HINSTANCE previous, LPWSTR line, int show)
{
    HANDLE job;

    UNREFERENCED_PARAMETER(instance);
    UNREFERENCED_PARAMETER(previous);
    UNREFERENCED_PARAMETER(line);
    UNREFERENCED_PARAMETER(show);
    if (__argc != 3) {
        return 0;
    }
    job = (HANDLE)(ULONG_PTR)_wcstoui64(__wargv[2], NULL, 10);
    /* More processes than there is room for: those that fit are asked. */
    if (!QueryInformationJobObject(job, JobObjectBasicProcessIdList, &closer.list,
                                   sizeof(closer.list), NULL) &&
        GetLastError() != ERROR_MORE_DATA) {
        return 0;
    }
    SetConsoleCtrlHandler(NULL, TRUE); /* it comes to us, too */
    if (wcscmp(__wargv[1], L"windows") == 0) {
        EnumWindows(close_window, 0);
    } else {
        for (DWORD i = 0; i < count(); i++) {
            interrupt_console((DWORD)closer.list.ids[i]);
        }
    }
    return (int)closer.asked;
}
