/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Control EX_ASYNC: "HOW STATUS BYTES" answers asynchronously. BYTES is what *BytesReturned becomes,
 * and as many letters are written as fit. HOW:
 *
 *     later    EndControlCall with STATUS after 100 ms
 *     late     the same after 600 ms
 *     early    before the entry point returns, on another thread
 *     twice    like early, then again; the log has what the second call returned
 *     never    never
 *     extend   ExtendControlCall with STATUS as ms, 50 ms later as "later" with success
 *     sync     does not say that it answers later
 *     wrong    like later, after trying the call of the other kind; the log has what that returned
 *
 * The context is in the log.
 */

#include "driver-ex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    struct ex_control control;
    char how[16];
    DWORD status;
    DWORD bytes;
};

static DWORD
end_call(const struct job *job, BOOL wrong_kind)
{
    BOOL of_type = job->control.instance == NULL;

    return of_type != wrong_kind ? callbacks.EndTypeControlCall(job->control.context, job->status)
                                 : callbacks.EndControlCall(job->control.context, job->status);
}

static DWORD
extend_call(const struct job *job)
{
    return job->control.instance == NULL
               ? callbacks.ExtendTypeControlCall(job->control.context, job->status)
               : callbacks.ExtendControlCall(job->control.context, job->status);
}

static void
say(const struct job *job, const WCHAR *what, DWORD number)
{
    RESOURCE_HANDLE handle = job->control.instance != NULL ? job->control.instance->handle : NULL;

    callbacks.LogEvent(handle, LOG_INFORMATION, L"%1 %2!u!", what, number);
}

static void
write_answer(const struct job *job)
{
    const struct ex_control *control = &job->control;
    DWORD length = job->bytes < control->out_size ? job->bytes : control->out_size;

    memset(control->out, 'x', length);
    *control->returned = job->bytes;
}

static BOOL
is_early(const struct job *job)
{
    return strcmp(job->how, "early") == 0 || strcmp(job->how, "twice") == 0;
}

static DWORD WINAPI
work(void *argument)
{
    struct job *job = argument;

    if (!is_early(job)) {
        Sleep(strcmp(job->how, "late") == 0 ? 1500 : 250);
    }
    if (strcmp(job->how, "extend") == 0) {
        say(job, L"extended", extend_call(job));
        Sleep(50);
        job->status = ERROR_SUCCESS;
    }
    if (strcmp(job->how, "wrong") == 0) {
        say(job, L"wrong kind", end_call(job, TRUE));
    }
    write_answer(job);
    say(job, L"ended", end_call(job, FALSE));
    if (strcmp(job->how, "twice") == 0) {
        say(job, L"ended twice", end_call(job, FALSE));
    }
    free(job);
    return 0;
}

DWORD
ex_answer_later(const struct ex_control *control)
{
    struct job *job = calloc(1, sizeof(*job));
    HANDLE thread;
    BOOL early;

    job->control = *control;
    sscanf(control->in, "%15s %lu %lu", job->how, &job->status, &job->bytes);
    say(job, L"context", (DWORD)control->context);
    if (strcmp(job->how, "sync") == 0) {
        DWORD status = job->status;

        write_answer(job);
        free(job);
        return status;
    }
    *control->asynchronous = TRUE;
    if (strcmp(job->how, "never") == 0) {
        return ERROR_IO_PENDING;
    }
    early = is_early(job);
    thread = CreateThread(NULL, 0, work, job, 0, NULL);
    if (early) {
        WaitForSingleObject(thread, INFINITE);
    }
    CloseHandle(thread);
    return ERROR_IO_PENDING;
}
