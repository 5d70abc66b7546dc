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

/* What GetCurrentProcess(), GetCurrentThread() and the like return: DuplicateHandle would take them
 * for the host's own process and threads. */
static BOOL
is_pseudo_handle(HANDLE handle)
{
    return (LONG_PTR)handle < 0;
}

static BOOL
begin_wait(struct watch *watch, HANDLE event)
{
    HANDLE self = GetCurrentProcess();

    if (is_pseudo_handle(event)) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
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

static BOOL
takes_signal(const struct watch *watch)
{
    return WaitForSingleObject(watch->event, 0) == WAIT_OBJECT_0;
}

/* What kind an event is of cannot be asked for by a handle for waiting alone: one that a wait has not
 * reset is reset by hand. */
enum watch_signal
watch_look(const struct watch *watch)
{
    if (!takes_signal(watch)) {
        return WATCH_UNSIGNALED;
    }
    return takes_signal(watch) ? WATCH_STAYS_SIGNALED : WATCH_SIGNALED_AGAIN;
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
