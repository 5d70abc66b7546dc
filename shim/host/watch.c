/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <stdlib.h>

#include "log.h"
#include "resapi.h"

struct watch {
    HANDLE event;
    HANDLE wait;
    watch_signaled signaled;
    void *argument;
};

static void CALLBACK
on_wait_ends(void *argument, BOOLEAN timed_out)
{
    struct watch *watch = argument;

    (void)timed_out;
    watch->signaled(watch->argument, watch);
}

static BOOL
begin_wait(struct watch *watch, HANDLE event)
{
    HANDLE self = GetCurrentProcess();

    if (!DuplicateHandle(self, event, self, &watch->event, SYNCHRONIZE, FALSE, 0)) {
        return FALSE;
    }
    if (!RegisterWaitForSingleObject(&watch->wait, watch->event, on_wait_ends, watch, INFINITE,
                                     WT_EXECUTEONLYONCE)) {
        CloseHandle(watch->event);
        return FALSE;
    }
    return TRUE;
}

struct watch *
watch_begin(HANDLE event, watch_signaled signaled, void *argument)
{
    struct watch *watch = calloc(1, sizeof(*watch));

    if (watch != NULL) {
        watch->signaled = signaled;
        watch->argument = argument;
    }
    if (watch == NULL || !begin_wait(watch, event)) {
        log_line(LOG_WARNING,
                 "the event handle %p that a resource DLL gave cannot be waited for: error %lu; "
                 "the resource is polled instead",
                 event, watch == NULL ? ERROR_NOT_ENOUGH_MEMORY : GetLastError());
        free(watch);
        return NULL;
    }
    return watch;
}

BOOL
watch_is_signaled(const struct watch *watch)
{
    return WaitForSingleObject(watch->event, 0) == WAIT_OBJECT_0;
}

HANDLE
watch_event(const struct watch *watch)
{
    return watch->event;
}

void
watch_end(struct watch *watch)
{
    if (watch == NULL) {
        return;
    }
    UnregisterWaitEx(watch->wait, INVALID_HANDLE_VALUE);
    CloseHandle(watch->event);
    free(watch);
}
