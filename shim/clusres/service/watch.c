/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watch.h"

#include "scm.h"

#define INTERVAL_MS 1000

static BOOL
runs(SC_HANDLE service)
{
    struct scm_status status;

    return scm_query(service, &status) == ERROR_SUCCESS && status.state == SERVICE_RUNNING;
}

static DWORD WINAPI
watch_thread(LPVOID context)
{
    struct watch *watch = context;
    HANDLE handles[] = { watch->end, watch->process };
    DWORD count = watch->process != NULL ? 2 : 1;
    DWORD waited;

    do {
        waited = WaitForMultipleObjects(count, handles, FALSE, INTERVAL_MS);
    } while (waited == WAIT_TIMEOUT && runs(watch->service));
    if (waited != WAIT_OBJECT_0) {
        SetEvent(watch->failed);
    }
    return 0;
}

DWORD
watch_begin(struct watch *watch, SC_HANDLE service, HANDLE process)
{
    DWORD error = ERROR_SUCCESS;

    watch_end(watch);
    watch->service = service;
    watch->process = process;
    watch->end = CreateEventW(NULL, TRUE, FALSE, NULL);
    watch->failed = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (watch->end != NULL && watch->failed != NULL) {
        watch->thread = CreateThread(NULL, 0, watch_thread, watch, 0, NULL);
    }
    if (watch->thread == NULL) {
        error = GetLastError();
        watch_end(watch);
    }
    return error;
}

static void
close(HANDLE *handle)
{
    if (*handle != NULL) {
        CloseHandle(*handle);
        *handle = NULL;
    }
}

void
watch_end(struct watch *watch)
{
    if (watch->thread != NULL) {
        SetEvent(watch->end);
        WaitForSingleObject(watch->thread, INFINITE);
    }
    close(&watch->thread);
    close(&watch->end);
    close(&watch->failed);
}
