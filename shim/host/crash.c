/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crash.h"

#include <stdbool.h>
#include <stdio.h>

#include "connection.h"
#include "loader.h"
#include "log.h"
#include "resapi.h"
#include "resources.h"
#include "text.h"

/* Enough for the filter, which does nothing but wake the reporter. */
#define STACK_GUARANTEE_BYTES 16384

#define REPORT_MAX_MS 5000

/* ExitProcess ends all other threads at once, but the wait for one of them may be over before its own
 * thread has ended. */
#define EXIT_PROCESS_MS 500

/* What mingw-w64's runtime raises; without the bits of an error. */
#define MINGW_CPP_EXCEPTION 0x20474343

static const struct {
    DWORD code;
    const char *name;
} exceptions[] = {
    { EXCEPTION_ACCESS_VIOLATION, "EXCEPTION_ACCESS_VIOLATION" },
    { EXCEPTION_ARRAY_BOUNDS_EXCEEDED, "EXCEPTION_ARRAY_BOUNDS_EXCEEDED" },
    { EXCEPTION_BREAKPOINT, "EXCEPTION_BREAKPOINT" },
    { EXCEPTION_DATATYPE_MISALIGNMENT, "EXCEPTION_DATATYPE_MISALIGNMENT" },
    { EXCEPTION_FLT_DIVIDE_BY_ZERO, "EXCEPTION_FLT_DIVIDE_BY_ZERO" },
    { EXCEPTION_FLT_INVALID_OPERATION, "EXCEPTION_FLT_INVALID_OPERATION" },
    { EXCEPTION_FLT_OVERFLOW, "EXCEPTION_FLT_OVERFLOW" },
    { EXCEPTION_GUARD_PAGE, "EXCEPTION_GUARD_PAGE" },
    { EXCEPTION_ILLEGAL_INSTRUCTION, "EXCEPTION_ILLEGAL_INSTRUCTION" },
    { EXCEPTION_IN_PAGE_ERROR, "EXCEPTION_IN_PAGE_ERROR" },
    { EXCEPTION_INT_DIVIDE_BY_ZERO, "EXCEPTION_INT_DIVIDE_BY_ZERO" },
    { EXCEPTION_INT_OVERFLOW, "EXCEPTION_INT_OVERFLOW" },
    { EXCEPTION_INVALID_HANDLE, "EXCEPTION_INVALID_HANDLE" },
    { EXCEPTION_NONCONTINUABLE_EXCEPTION, "EXCEPTION_NONCONTINUABLE_EXCEPTION" },
    { EXCEPTION_PRIV_INSTRUCTION, "EXCEPTION_PRIV_INSTRUCTION" },
    { EXCEPTION_STACK_OVERFLOW, "EXCEPTION_STACK_OVERFLOW" },
    { STATUS_HEAP_CORRUPTION, "STATUS_HEAP_CORRUPTION" },
    { STATUS_STACK_BUFFER_OVERRUN, "STATUS_STACK_BUFFER_OVERRUN" },
    { 0xe06d7363, "an uncaught C++ exception" },
    { MINGW_CPP_EXCEPTION, "an uncaught C++ exception" },
    { 0x80000100, "EXCEPTION_WINE_STUB, an export or import that Wine lacks" },
};

/* Written once, by the thread that crashes first. */
static struct {
    DWORD code;
    const void *address;
    const struct call *call;
} crash;
static LONG crashed;
static HANDLE reporter_wake;
static DWORD call_slot;

static const char *
exception_name(DWORD code)
{
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++) {
        if (exceptions[i].code == code) {
            return exceptions[i].name;
        }
    }
    return "an exception";
}

/* "in Online of resource web1", or what else is known of where it happened. */
static void
describe_place(const struct call *call, char *text, size_t size)
{
    if (call == NULL) {
        snprintf(text, size, "on a thread of the resource DLL's own");
    } else if (call->resource == NULL) {
        snprintf(text, size, "in %s", entry_point_name(call->entry_point));
    } else {
        snprintf(text, size, "in %s of resource %.*s", entry_point_name(call->entry_point),
                 TEXT_CUT(resource_name(call->resource), 300));
    }
}

static void
describe_address(const void *address, char *text, size_t size)
{
    MEMORY_BASIC_INFORMATION memory;
    const char *library = NULL;

    if (VirtualQuery(address, &memory, sizeof(memory)) != 0) {
        library = loader_library_at(memory.AllocationBase);
    }
    if (library != NULL) {
        snprintf(text, size, "%.*s+0x%llx", TEXT_CUT(library, 200),
                 (unsigned long long)((uintptr_t)address - (uintptr_t)memory.AllocationBase));
    } else {
        snprintf(text, size, "address 0x%llx", (unsigned long long)(uintptr_t)address);
    }
}

static _Noreturn void
end_with(const struct call *call, const char *what, UINT exit_code)
{
    static char line[1100];
    uint32_t resource =
        call != NULL && call->resource != NULL ? resource_number(call->resource) : 0;
    struct channel_message messages[] = {
        { .header = { .type = CHANNEL_LOG },
          .log = { .resource = resource, .level = LOG_SEVERE, .text = line } },
        { .header = { .type = CHANNEL_BYE }, .bye = { .reason = what, .resource = resource } },
    };

    snprintf(line, sizeof(line), "%s; its host ends", what);
    connection_last_words(messages, ARRAYSIZE(messages), exit_code);
}

/* A thread of its own, because the one that crashed may have no stack left and hold any lock. */
static DWORD WINAPI
report(void *unused)
{
    static char place[400];
    static char where[300];
    static char line[1024];

    (void)unused;
    WaitForSingleObject(reporter_wake, INFINITE);
    describe_place(crash.call, place, sizeof(place));
    describe_address(crash.address, where, sizeof(where));
    snprintf(line, sizeof(line), "the resource DLL crashed: %s (0x%08lX) at %s %s",
             exception_name(crash.code), crash.code, where, place);
    end_with(crash.call, line, EXIT_CRASH);
    return 0;
}

static LONG WINAPI
on_exception(EXCEPTION_POINTERS *exception)
{
    if (InterlockedExchange(&crashed, 1) == 0) {
        crash.code = exception->ExceptionRecord->ExceptionCode;
        crash.address = exception->ExceptionRecord->ExceptionAddress;
        crash.call = TlsGetValue(call_slot);
        SetEvent(reporter_wake);
    }
    /* The reporter ends the process. If it faults too, or nobody reads the channel, the DLL's other
     * threads must not go on working. */
    Sleep(REPORT_MAX_MS);
    TerminateProcess(GetCurrentProcess(), EXIT_CRASH);
    return EXCEPTION_EXECUTE_HANDLER;
}

void
crash_start(void)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    call_slot = TlsAlloc();
    reporter_wake = CreateEventW(NULL, FALSE, FALSE, NULL);
    if (call_slot == TLS_OUT_OF_INDEXES || reporter_wake == NULL ||
        CreateThread(NULL, 0, report, NULL, 0, NULL) == NULL) {
        log_and_leave("resapi-host.exe cannot prepare for crashes: error %lu; free some memory",
                      GetLastError());
    }
    SetUnhandledExceptionFilter(on_exception);
}

void
crash_enter(const struct call *call)
{
    ULONG guarantee = STACK_GUARANTEE_BYTES;

    TlsSetValue(call_slot, (void *)(uintptr_t)call);
    SetThreadStackGuarantee(&guarantee);
    /* A resource DLL's own runtime may have put its filter there. */
    SetUnhandledExceptionFilter(on_exception);
}

void
crash_leave(void)
{
    TlsSetValue(call_slot, NULL);
}

uint32_t
crash_caller(void)
{
    const struct call *call = TlsGetValue(call_slot);

    if (call == NULL) {
        return 0;
    }
    return call->resource != NULL ? resource_number(call->resource) : CHANNEL_CALLER_TYPE;
}

static struct {
    void *handler;
    DWORD thread;
    DWORD code;
    char text[100];
} load_watch;

/* Debug output and thread names are exceptions as well, but no errors. */
static LONG CALLBACK
on_exception_in_load(EXCEPTION_POINTERS *exception)
{
    DWORD code = exception->ExceptionRecord->ExceptionCode;

    if (GetCurrentThreadId() == load_watch.thread &&
        (code >> 30 == 3 || code == MINGW_CPP_EXCEPTION)) {
        load_watch.code = code;
    }
    return EXCEPTION_CONTINUE_SEARCH;
}

void
crash_watch_load(void)
{
    load_watch.thread = GetCurrentThreadId();
    load_watch.code = 0;
    load_watch.handler = AddVectoredExceptionHandler(1, on_exception_in_load);
}

const char *
crash_unwatch_load(void)
{
    if (load_watch.handler != NULL) {
        RemoveVectoredExceptionHandler(load_watch.handler);
    }
    if (load_watch.code == 0) {
        return NULL;
    }
    snprintf(load_watch.text, sizeof(load_watch.text), "%s (0x%08lX)",
             exception_name(load_watch.code), load_watch.code);
    return load_watch.text;
}

static void CALLBACK
on_thread_end(void *argument, BOOLEAN timed_out)
{
    static char place[400];
    static char line[1024];
    const struct call *call = *(struct call *const *)argument;

    (void)timed_out;
    Sleep(EXIT_PROCESS_MS);
    describe_place(call, place, sizeof(place));
    snprintf(line, sizeof(line),
             "the resource DLL ended the host's thread %s: it called ExitThread or exhausted the "
             "stack",
             place);
    end_with(call, line, EXIT_CRASH);
}

void
crash_watch_thread(HANDLE thread, struct call *const *running)
{
    HANDLE wait;

    if (!RegisterWaitForSingleObject(&wait, thread, on_thread_end, (void *)(uintptr_t)running,
                                     INFINITE, WT_EXECUTEONLYONCE)) {
        log_and_leave("resapi-host.exe cannot watch its threads: error %lu; free some memory",
                      GetLastError());
    }
}

void
crash_process_exits(void)
{
    static char place[400];
    static char line[1024];
    const struct call *call = TlsGetValue(call_slot);

    describe_place(call, place, sizeof(place));
    snprintf(line, sizeof(line),
             "the resource DLL ended its host: it called ExitProcess %s, which a resource DLL must "
             "not do",
             place);
    end_with(call, line, EXIT_DLL_EXITS);
}
