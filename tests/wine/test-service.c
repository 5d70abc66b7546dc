/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service for the tests of resutils.dll. Its command line says how it behaves:
 *   good      starts and stops in a few steps
 *   fails     stops while it starts
 *   stays     takes no stop
 *   hangs     begins to stop and never does
 */
#include <windows.h>
#include <winsvc.h>

#define STEP_MS    100
#define STEPS      3
#define WAIT_HINT  1000
#define EXIT_ERROR 1234

static SERVICE_STATUS_HANDLE service;
static HANDLE told_to_stop;
static const WCHAR *behaviour;

static void
report(DWORD state, DWORD checkpoint, DWORD error)
{
    SERVICE_STATUS status = { .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
                              .dwCurrentState = state,
                              .dwWin32ExitCode = error,
                              .dwCheckPoint = checkpoint };

    if (state == SERVICE_RUNNING && lstrcmpW(behaviour, L"stays") != 0) {
        status.dwControlsAccepted = SERVICE_ACCEPT_STOP;
    }
    status.dwWaitHint = checkpoint == 0 ? 0 : WAIT_HINT;
    SetServiceStatus(service, &status);
}

static void
step(DWORD state)
{
    DWORD checkpoint;

    for (checkpoint = 1; checkpoint <= STEPS; checkpoint++) {
        report(state, checkpoint, NO_ERROR);
        Sleep(STEP_MS);
    }
}

static DWORD WINAPI
on_control(DWORD control, DWORD event_type, void *event, void *context)
{
    (void)event_type;
    (void)event;
    (void)context;
    if (control == SERVICE_CONTROL_STOP) {
        report(SERVICE_STOP_PENDING, 1, NO_ERROR);
        if (lstrcmpW(behaviour, L"hangs") != 0) {
            SetEvent(told_to_stop);
        }
        return NO_ERROR;
    }
    return control == SERVICE_CONTROL_INTERROGATE ? NO_ERROR : ERROR_CALL_NOT_IMPLEMENTED;
}

static void WINAPI
run(DWORD count, WCHAR **arguments)
{
    (void)count;
    told_to_stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    service = RegisterServiceCtrlHandlerExW(arguments[0], on_control, NULL);
    step(SERVICE_START_PENDING);
    if (lstrcmpW(behaviour, L"fails") == 0) {
        report(SERVICE_STOPPED, 0, EXIT_ERROR);
        return;
    }
    report(SERVICE_RUNNING, 0, NO_ERROR);
    WaitForSingleObject(told_to_stop, INFINITE);
    step(SERVICE_STOP_PENDING);
    report(SERVICE_STOPPED, 0, NO_ERROR);
}

int WINAPI
wWinMain(HINSTANCE instance, HINSTANCE previous, WCHAR *line, int show)
{
    static WCHAR no_name[] = L"";
    SERVICE_TABLE_ENTRYW services[] = { { no_name, run }, { NULL, NULL } };

    (void)instance;
    (void)previous;
    (void)show;
    behaviour = line;
    return StartServiceCtrlDispatcherW(services) ? 0 : 1;
}
