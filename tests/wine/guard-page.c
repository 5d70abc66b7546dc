/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guard-page.h"

static struct {
    void (*touched)(void *context);
    void *context;
    ULONG_PTR page;
    PVOID handler;
    LONG touches;
} guard;

/* The system has taken the guard away already. */
static LONG CALLBACK
on_exception(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;

    if (record->ExceptionCode != STATUS_GUARD_PAGE_VIOLATION || record->NumberParameters < 2 ||
        record->ExceptionInformation[1] - guard.page >= GUARD_PAGE_SIZE) {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    InterlockedIncrement(&guard.touches);
    guard.touched(guard.context);
    return EXCEPTION_CONTINUE_EXECUTION;
}

void *
guard_page_make(void (*touched)(void *context), void *context)
{
    void *page =
        VirtualAlloc(NULL, GUARD_PAGE_SIZE, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE | PAGE_GUARD);

    guard.touched = touched;
    guard.context = context;
    guard.page = (ULONG_PTR)page;
    guard.touches = 0;
    guard.handler = AddVectoredExceptionHandler(1, on_exception);
    return page;
}

BOOL
guard_page_free(void *page)
{
    RemoveVectoredExceptionHandler(guard.handler);
    VirtualFree(page, 0, MEM_RELEASE);
    return guard.touches == 1;
}
