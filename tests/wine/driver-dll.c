/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * driver-dll.dll: the resource DLL that channel-driver loads. A resource's name says what is to
 * happen: "ENTRY=ACTION", as in "Online=crash". Needs nothing but kernel32 and clusapi.dll.
 *
 * Actions: crash, throw (as mingw-w64's C++ does), threadcrash, overflow, exit, exitthread, hang, null,
 * error (1234), log, and for Online also pending (three checkpoints and Online), early (Online before
 * 997), wild (a number that is no state before 997), event (an event that control CONTROL_SIGNAL sets),
 * signaled (an event that is set), eventlater (the same with the report), process and thread (the
 * handles that GetCurrentProcess() and GetCurrentThread() return), slow (300 ms), and outlive: Online
 * succeeds when Terminate says so, which ends 500 ms later.
 */

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "clusapi.h"
#include "resapi.h"

#define CONTROL_ECHO       1
#define CONTROL_LOG        2
#define CONTROL_CONCURRENT 3
#define CONTROL_REGISTRY   4
#define CONTROL_MODULES    5
#define CONTROL_PRINT      6
#define CONTROL_CHILD      7
#define CONTROL_SIGNAL     8
#define CONTROL_REPORT     9
#define CONTROL_CLUSTER    10
#define CONTROL_LATE       11
#define CONTROL_WATCH      12

#define NO_STATE ((CLUSTER_RESOURCE_STATE)0x100)

#define N_THREADS 20
#define N_ROUNDS  10

struct instance {
    struct instance *self;
    RESOURCE_HANDLE handle;
    HKEY parameters;
    HANDLE event;
    HANDLE stop;
    HANDLE worker;
    const WCHAR *action;
    WCHAR name[64];
};

static PSET_RESOURCE_STATUS_ROUTINE set_status;
static PLOG_EVENT_ROUTINE log_event;

static void
crash(void)
{
    volatile int *volatile nowhere = NULL;

    *nowhere = 1;
}

static DWORD WINAPI
crash_in_thread(void *unused)
{
    (void)unused;
    crash();
    return 0;
}

static DWORD
overflow(DWORD depth)
{
    volatile char frame[4096];

    frame[depth % sizeof(frame)] = 1;
    return overflow(depth + 1) + (DWORD)frame[0];
}

/* What every entry point does first; 0, or the error to return. */
static DWORD
misbehave(const struct instance *instance, const WCHAR *entry)
{
    size_t length = wcslen(entry);

    if (wcsncmp(instance->name, entry, length) != 0 || instance->name[length] != L'=') {
        return ERROR_SUCCESS;
    }
    if (wcscmp(instance->action, L"crash") == 0) {
        crash();
    } else if (wcscmp(instance->action, L"throw") == 0) {
        RaiseException(0x20474343, 0, 0, NULL);
    } else if (wcscmp(instance->action, L"threadcrash") == 0) {
        WaitForSingleObject(CreateThread(NULL, 0, crash_in_thread, NULL, 0, NULL), INFINITE);
    } else if (wcscmp(instance->action, L"overflow") == 0) {
        return overflow(0);
    } else if (wcscmp(instance->action, L"exit") == 0) {
        ExitProcess(0);
    } else if (wcscmp(instance->action, L"exitthread") == 0) {
        ExitThread(0);
    } else if (wcscmp(instance->action, L"hang") == 0 ||
               wcscmp(instance->action, L"outlive") == 0) {
        log_event(instance->handle, LOG_INFORMATION, L"%1 hangs", entry);
        WaitForSingleObject(instance->stop, INFINITE);
    } else if (wcscmp(instance->action, L"slow") == 0) {
        log_event(instance->handle, LOG_INFORMATION, L"%1 is slow", entry);
        Sleep(300);
    } else if (wcscmp(instance->action, L"error") == 0) {
        return 1234;
    } else if (wcscmp(instance->action, L"log") == 0) {
        log_event(instance->handle, LOG_INFORMATION, L"%1 was called", entry);
    }
    return ERROR_SUCCESS;
}

static BOOL
acts(const struct instance *instance, const WCHAR *name)
{
    return wcscmp(instance->name, name) == 0;
}

static DWORD
report(const struct instance *instance, CLUSTER_RESOURCE_STATE state, DWORD checkpoint,
       HANDLE event)
{
    RESOURCE_STATUS status = { .ResourceState = state, .CheckPoint = checkpoint };

    status.EventHandle = event;
    return set_status(instance->handle, &status);
}

static RESID WINAPI
driver_open(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle)
{
    struct instance *instance = calloc(1, sizeof(*instance));
    LONG error = ClusterRegOpenKey(key, L"Parameters", KEY_ALL_ACCESS, &instance->parameters);

    if (error != ERROR_SUCCESS) {
        SetLastError((DWORD)error);
        return NULL;
    }
    instance->self = instance;
    instance->handle = handle;
    instance->event = CreateEventW(NULL, FALSE, FALSE, NULL);
    instance->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    wcsncpy(instance->name, name, ARRAYSIZE(instance->name) - 1);
    instance->action = wcschr(instance->name, L'=');
    instance->action = instance->action != NULL ? instance->action + 1 : L"";
    if (acts(instance, L"Open=null")) {
        SetLastError(ERROR_SUCCESS);
        return NULL;
    }
    if (misbehave(instance, L"Open") != ERROR_SUCCESS) {
        SetLastError(1234);
        return NULL;
    }
    return instance;
}

static VOID WINAPI
driver_close(RESID id)
{
    misbehave(id, L"Close");
}

static DWORD WINAPI
pending_worker(void *argument)
{
    struct instance *instance = argument;

    for (DWORD checkpoint = 1; checkpoint <= 3; checkpoint++) {
        Sleep(20);
        report(instance, ClusterResourceOnlinePending, checkpoint, NULL);
    }
    report(instance, ClusterResourceOnline, 4,
           acts(instance, L"Online=eventlater") ? instance->event : NULL);
    return 0;
}

static DWORD WINAPI
driver_online(RESID id, LPHANDLE event)
{
    struct instance *instance = id;
    DWORD error;

    if (*event != NULL) {
        return ERROR_INVALID_DATA;
    }
    ResetEvent(instance->stop);
    error = misbehave(instance, L"Online");
    if (acts(instance, L"Online=signaled")) {
        SetEvent(instance->event);
    }
    if (acts(instance, L"Online=event") || acts(instance, L"Online=signaled")) {
        *event = instance->event;
    } else if (acts(instance, L"Online=process")) {
        *event = GetCurrentProcess();
    } else if (acts(instance, L"Online=thread")) {
        *event = GetCurrentThread();
    }
    if (acts(instance, L"Online=wild")) {
        report(instance, NO_STATE, 1, NULL);
        return ERROR_IO_PENDING;
    }
    if (acts(instance, L"Online=early")) {
        report(instance, ClusterResourceOnline, 1, NULL);
        return ERROR_IO_PENDING;
    }
    if (acts(instance, L"Online=pending") || acts(instance, L"Online=eventlater")) {
        CloseHandle(CreateThread(NULL, 0, pending_worker, instance, 0, NULL));
        return ERROR_IO_PENDING;
    }
    return error;
}

static DWORD WINAPI
driver_offline(RESID id)
{
    return misbehave(id, L"Offline");
}

/* As the samples do it: Terminate waits for the worker, whose last word is a report. */
static VOID WINAPI
driver_terminate(RESID id)
{
    struct instance *instance = id;
    DWORD answer;

    misbehave(instance, L"Terminate");
    answer = report(instance, ClusterResourceFailed, 9, NULL);
    log_event(instance->handle, LOG_WARNING, L"in Terminate: report answered %1!u!", answer);
    SetEvent(instance->stop);
    if (acts(instance, L"Online=outlive")) {
        Sleep(1000);
    }
}

static BOOL WINAPI
driver_looks_alive(RESID id)
{
    return misbehave(id, L"LooksAlive") == ERROR_SUCCESS;
}

static BOOL WINAPI
driver_is_alive(RESID id)
{
    return misbehave(id, L"IsAlive") == ERROR_SUCCESS;
}

/* Gives text as an answer, with the ERROR_MORE_DATA protocol. */
static DWORD
give(const void *data, DWORD length, void *out, DWORD out_size, LPDWORD returned)
{
    *returned = length;
    if (length > out_size) {
        return ERROR_MORE_DATA;
    }
    memcpy(out, data, length);
    return ERROR_SUCCESS;
}

static DWORD
log_formats(const struct instance *instance)
{
    WCHAR long_text[2000];

    wmemset(long_text, L'x', ARRAYSIZE(long_text) - 1);
    long_text[ARRAYSIZE(long_text) - 1] = 0;
    log_event(instance->handle, LOG_INFORMATION, L"plain %1 %2!u! %3!08x! %4!s! %5!ws! 100%%%n",
              L"one", 2, 0xbeef, L"four", L"f\u00fcnf");
    log_event(instance->handle, LOG_ERROR, L"swapped %2 %1!d!", -5, L"b");
    log_event(instance->handle, LOG_WARNING, L"narrow %1!hs! %2!S!", "abc", "def");
    log_event(instance->handle, LOG_SEVERE, long_text);
    log_event(instance->handle, LOG_INFORMATION, L"bad pointer %1", (const WCHAR *)(ULONG_PTR)0x10);
    log_event(instance->handle, LOG_INFORMATION, L"null %1 end", (const WCHAR *)NULL);
    log_event(instance->handle, LOG_INFORMATION, L"percent n %1!n!", 1);
    log_event(instance->handle, LOG_INFORMATION, L"open %1!u", 1);
    log_event(instance->handle, LOG_INFORMATION, L"tail %");
    log_event(instance->handle, LOG_INFORMATION, L"star %1!*d!", 5, 42);
    log_event(instance->handle, LOG_INFORMATION, NULL);
    log_event(instance->handle, LOG_INFORMATION, (const WCHAR *)(ULONG_PTR)0x30);
    log_event(NULL, LOG_INFORMATION, L"no handle");
    log_event((HANDLE)(ULONG_PTR)0x1234, LOG_INFORMATION, L"odd handle");
    log_event((HANDLE) ~(ULONG_PTR)0, LOG_INFORMATION, L"wild handle");
    for (DWORD i = 1; i <= 99; i++) {
        WCHAR format[32];

        swprintf(format, ARRAYSIZE(format), L"insert %%%lu", i);
        log_event(instance->handle, LOG_INFORMATION, format);
    }
    log_event(instance->handle, LOG_INFORMATION, L"all formats done");
    return ERROR_SUCCESS;
}

struct round {
    const struct instance *instance;
    DWORD number;
    DWORD failures;
};

static DWORD WINAPI
set_and_get(void *argument)
{
    struct round *round = argument;

    for (DWORD i = 0; i < N_ROUNDS; i++) {
        WCHAR name[32];
        DWORD value = round->number * 1000 + i;
        DWORD got = 0;
        DWORD size = sizeof(got);

        swprintf(name, ARRAYSIZE(name), L"value-%lu-%lu", round->number, i);
        if (ClusterRegSetValue(round->instance->parameters, name, REG_DWORD, (BYTE *)&value,
                               sizeof(value)) != ERROR_SUCCESS ||
            ClusterRegQueryValue(round->instance->parameters, name, NULL, (BYTE *)&got, &size) !=
                ERROR_SUCCESS ||
            got != value) {
            round->failures++;
        }
    }
    return 0;
}

/* Returns the number of requests that went wrong. */
static DWORD
ask_concurrently(const struct instance *instance)
{
    struct round rounds[N_THREADS];
    HANDLE threads[N_THREADS];
    DWORD failures = 0;

    for (DWORD i = 0; i < N_THREADS; i++) {
        rounds[i] = (struct round){ .instance = instance, .number = i };
        threads[i] = CreateThread(NULL, 0, set_and_get, &rounds[i], 0, NULL);
    }
    WaitForMultipleObjects(N_THREADS, threads, TRUE, INFINITE);
    for (DWORD i = 0; i < N_THREADS; i++) {
        failures += rounds[i].failures;
    }
    return failures;
}

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            snprintf(wrong, size, "line %d: %s", __LINE__, #condition);                            \
            return;                                                                                \
        }                                                                                          \
    } while (0)

static void
check_values(HKEY key, char *wrong, size_t size)
{
    static const WCHAR text[] = L"some text";
    WCHAR name[8];
    BYTE data[64];
    DWORD type = 0;
    DWORD length = sizeof(data);
    DWORD count = ARRAYSIZE(name);

    EXPECT(ClusterRegSetValue(key, L"Text", REG_SZ, (const BYTE *)text, sizeof(text)) == 0);
    EXPECT(ClusterRegQueryValue(key, L"text", &type, data, &length) == 0);
    EXPECT(type == REG_SZ && length == sizeof(text) && memcmp(data, text, length) == 0);
    length = 4;
    EXPECT(ClusterRegQueryValue(key, L"Text", NULL, data, &length) == ERROR_MORE_DATA);
    EXPECT(length == sizeof(text));
    length = 0;
    EXPECT(ClusterRegQueryValue(key, L"Text", NULL, NULL, &length) == 0 && length == sizeof(text));
    EXPECT(ClusterRegQueryValue(key, L"Text", &type, NULL, NULL) == 0);
    EXPECT(ClusterRegQueryValue(key, L"Text", NULL, data, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegQueryValue(key, L"none", NULL, NULL, &length) == ERROR_FILE_NOT_FOUND);
    EXPECT(ClusterRegSetValue(key, L"x", REG_BINARY, NULL, 1) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegSetValue(key, L"\xd800", REG_BINARY, data, 1) == ERROR_NO_UNICODE_TRANSLATION);
    length = sizeof(data);
    EXPECT(ClusterRegEnumValue(key, 0, name, &count, &type, data, &length) == 0);
    EXPECT(count == 4 && wcscmp(name, L"Text") == 0 && length == sizeof(text));
    count = 4;
    length = 3;
    EXPECT(ClusterRegEnumValue(key, 0, name, &count, &type, data, &length) == ERROR_MORE_DATA);
    EXPECT(count == 4 && length == sizeof(text));
    count = ARRAYSIZE(name);
    EXPECT(ClusterRegEnumValue(key, 1, name, &count, NULL, NULL, NULL) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegDeleteValue(key, L"Text") == 0);
    EXPECT(ClusterRegDeleteValue(key, L"Text") == ERROR_FILE_NOT_FOUND);
}

static void
check_big_values(HKEY key, char *wrong, size_t size)
{
    static BYTE big[200000];
    DWORD length = sizeof(big);

    EXPECT(ClusterRegSetValue(key, L"Big", REG_BINARY, big, 100000) == 0);
    EXPECT(ClusterRegQueryValue(key, L"Big", NULL, big, &length) == 0 && length == 100000);
    EXPECT(ClusterRegSetValue(key, L"Bigger", REG_BINARY, big, 131072) ==
           ERROR_MESSAGE_EXCEEDS_MAX_SIZE);
    EXPECT(ClusterRegDeleteValue(key, L"Big") == 0);
}

static void
check_keys(HKEY key, char *wrong, size_t size)
{
    HKEY child = NULL;
    HKEY again = NULL;
    WCHAR name[16];
    DWORD count = ARRAYSIZE(name);
    DWORD disposition = 0;
    DWORD subkeys = 9;
    DWORD longest = 9;

    EXPECT(ClusterRegCreateKey(key, L"Sub", 0, KEY_ALL_ACCESS, NULL, &child, &disposition) == 0);
    EXPECT(disposition == REG_CREATED_NEW_KEY);
    EXPECT(ClusterRegCreateKey(key, L"sub", 0, KEY_READ, NULL, &again, &disposition) == 0);
    EXPECT(disposition == REG_OPENED_EXISTING_KEY);
    EXPECT(ClusterRegCloseKey(again) == 0);
    EXPECT(ClusterRegCloseKey(again) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegOpenKey(key, L"", KEY_READ, &again) == 0 && ClusterRegCloseKey(again) == 0);
    EXPECT(ClusterRegOpenKey(key, L"none", KEY_READ, &again) == ERROR_FILE_NOT_FOUND);
    EXPECT(again == NULL);
    EXPECT(ClusterRegOpenKey(key, L"\\Sub", KEY_READ, &again) == ERROR_BAD_PATHNAME);
    EXPECT(ClusterRegOpenKey(key, NULL, KEY_READ, &again) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegOpenKey(key, L"Sub", KEY_READ, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegOpenKey(NULL, L"Sub", KEY_READ, &again) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegOpenKey(HKEY_LOCAL_MACHINE, L"Sub", 0, &again) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegCloseKey((HKEY)(ULONG_PTR)0x12345678) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterRegEnumKey(key, 0, name, &count, NULL) == 0 && count == 3);
    count = 3;
    EXPECT(ClusterRegEnumKey(key, 0, name, &count, NULL) == ERROR_MORE_DATA && count == 3);
    count = ARRAYSIZE(name);
    EXPECT(ClusterRegEnumKey(key, 1, name, &count, NULL) == ERROR_NO_MORE_ITEMS);
    EXPECT(ClusterRegQueryInfoKey(key, &subkeys, &longest, NULL, NULL, NULL, NULL, NULL) == 0);
    EXPECT(subkeys == 1 && longest == 3);
    check_values(child, wrong, size);
    check_big_values(child, wrong, size);
    EXPECT(ClusterRegDeleteKey(key, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterRegDeleteKey(key, L"Sub") == 0);
    EXPECT(ClusterRegDeleteKey(key, L"Sub") == ERROR_FILE_NOT_FOUND);
    EXPECT(ClusterRegCloseKey(child) == 0);
}

/* A handle that was closed does not come alive again with the next ones. */
static void
check_many_handles(HKEY key, char *wrong, size_t size)
{
    HKEY first = NULL;

    EXPECT(ClusterRegOpenKey(key, L"", KEY_READ, &first) == 0 && ClusterRegCloseKey(first) == 0);
    for (DWORD i = 0; i < 200; i++) {
        HKEY other = NULL;

        EXPECT(ClusterRegOpenKey(key, L"", KEY_READ, &other) == 0 && other != first);
        EXPECT(ClusterRegCloseKey(first) == ERROR_INVALID_HANDLE);
        EXPECT(ClusterRegCloseKey(other) == 0);
    }
}

static void
check_cluster(char *wrong, size_t size)
{
    HCLUSTER cluster = OpenCluster(NULL);
    HRESOURCE resource;
    HKEY root;
    HKEY key;
    DWORD state = 0;

    EXPECT(cluster != NULL);
    EXPECT(OpenCluster(L"elsewhere") == NULL && GetLastError() == RPC_S_SERVER_UNAVAILABLE);
    root = GetClusterKey(cluster, KEY_READ);
    EXPECT(root != NULL && ClusterRegCloseKey(root) == 0);
    EXPECT(GetClusterKey((HCLUSTER)(void *)root, KEY_READ) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE);
    resource = OpenClusterResource(cluster, L"ok");
    EXPECT(resource != NULL);
    key = GetClusterResourceKey(resource, KEY_READ);
    EXPECT(key != NULL);
    EXPECT(ClusterRegQueryValue(key, L"Name", NULL, NULL, NULL) == 0);
    EXPECT(ClusterRegCloseKey(key) == 0);
    EXPECT(OpenClusterResource(cluster, L"none") == NULL);
    EXPECT(GetLastError() == ERROR_RESOURCE_NOT_FOUND);
    EXPECT(ClusterRegCloseKey((HKEY)(void *)resource) == ERROR_INVALID_HANDLE);
    EXPECT(CloseClusterResource(resource) && !CloseClusterResource(resource));
    EXPECT(GetNodeClusterState(NULL, &state) == 0 && state == ClusterStateRunning);
    EXPECT(CloseCluster(cluster) && CloseCluster(cluster));
    EXPECT(OpenClusterResource(cluster, L"ok") == NULL && GetLastError() == ERROR_INVALID_HANDLE);
}

/* Where clusapi.dll and resutils.dll come from, and whether the channel can be reached by
 * accident. */
static DWORD
describe_modules(char *text, size_t size)
{
    char clusapi[MAX_PATH] = "";
    char resutils[MAX_PATH] = "";
    HMODULE module = NULL;
    DWORD got = 0;
    BYTE byte;
    BOOL read;

    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                           GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (LPCWSTR)(void *)GetProcAddress(GetModuleHandleW(L"clusapi.dll"),
                                                       "ClusterRegOpenKey"),
                       &module);
    GetModuleFileNameA(module, clusapi, sizeof(clusapi));
    GetModuleFileNameA(LoadLibraryW(L"resutils.dll"), resutils, sizeof(resutils));
    read = ReadFile(GetStdHandle(STD_INPUT_HANDLE), &byte, 1, &got, NULL);
    return (DWORD)snprintf(text, size, "%s|%s|stdin %s|getchar %d", clusapi, resutils,
                           read && got > 0 ? "has data" : "is empty", getchar());
}

/* What rundll32 runs in the child. */
__declspec(dllexport) void CALLBACK Linger(HWND window, HINSTANCE self, char *line, int show);

void CALLBACK
Linger(HWND window, HINSTANCE self, char *line, int show)
{
    (void)window;
    (void)self;
    (void)line;
    (void)show;
    Sleep(20000);
}

/* Starts a child that inherits what there is to inherit, and makes sure that it lives. */
static DWORD
start_child(void)
{
    WCHAR command[2 * MAX_PATH];
    WCHAR path[MAX_PATH];
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;

    GetModuleFileNameW(GetModuleHandleW(L"driver-dll.dll"), path, ARRAYSIZE(path));
    swprintf(command, ARRAYSIZE(command), L"rundll32.exe %ls,Linger", path);
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) {
        return GetLastError();
    }
    return WaitForSingleObject(process.hProcess, 1500) == WAIT_TIMEOUT ? ERROR_SUCCESS
                                                                       : ERROR_PROCESS_ABORTED;
}

static DWORD WINAPI
driver_resource_control(RESID id, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                        LPDWORD returned)
{
    struct instance *instance = id;
    char text[1024] = "";
    DWORD number;

    if (misbehave(instance, L"ResourceControl") != ERROR_SUCCESS) {
        return 1234;
    }
    switch (code) {
    case CONTROL_ECHO:
        return give(in, in_size, out, out_size, returned);
    case CONTROL_LOG:
        return log_formats(instance);
    case CONTROL_CONCURRENT:
        number = ask_concurrently(instance);
        return give(&number, sizeof(number), out, out_size, returned);
    case CONTROL_REGISTRY:
        check_keys(instance->parameters, text, sizeof(text));
        check_many_handles(instance->parameters, text, sizeof(text));
        return give(text, (DWORD)strlen(text), out, out_size, returned);
    case CONTROL_CLUSTER:
        check_cluster(text, sizeof(text));
        return give(text, (DWORD)strlen(text), out, out_size, returned);
    case CONTROL_MODULES:
        describe_modules(text, sizeof(text));
        return give(text, (DWORD)strlen(text), out, out_size, returned);
    case CONTROL_PRINT:
        printf("printed by the DLL");
        WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "-raw", 4, &number, NULL);
        return ERROR_SUCCESS;
    case CONTROL_CHILD:
        return start_child();
    case CONTROL_SIGNAL:
        SetEvent(instance->event);
        return ERROR_SUCCESS;
    case CONTROL_REPORT:
        number = report(instance, ClusterResourceFailed, 1, NULL);
        return give(&number, sizeof(number), out, out_size, returned);
    case CONTROL_LATE:
        number = report(instance, ClusterResourceOnline, 1, NULL);
        return give(&number, sizeof(number), out, out_size, returned);
    case CONTROL_WATCH:
        number = report(instance, ClusterResourceOnline, 1, instance->event);
        return give(&number, sizeof(number), out, out_size, returned);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

static DWORD WINAPI
driver_type_control(LPCWSTR type, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                    LPDWORD returned)
{
    (void)in;
    (void)in_size;
    if (code != CONTROL_ECHO) {
        return ERROR_INVALID_FUNCTION;
    }
    return give(type, (DWORD)(wcslen(type) * sizeof(WCHAR)), out, out_size, returned);
}

static void
fill_table(CLRES_FUNCTION_TABLE *filled)
{
    filled->TableSize = CLRES_V1_FUNCTION_SIZE;
    filled->Version = CLRES_VERSION_V1_00;
    filled->V1Functions = (CLRES_V1_FUNCTIONS){
        .Open = driver_open,
        .Close = driver_close,
        .Online = driver_online,
        .Offline = driver_offline,
        .Terminate = driver_terminate,
        .LooksAlive = driver_looks_alive,
        .IsAlive = driver_is_alive,
        .ResourceControl = driver_resource_control,
        .ResourceTypeControl = driver_type_control,
    };
}

DWORD WINAPI
Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
        PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result)
{
    static CLRES_FUNCTION_TABLE good;
    static CLRES_FUNCTION_TABLE bad;

    if (least > CLRES_VERSION_V1_00 || most < CLRES_VERSION_V1_00) {
        return ERROR_REVISION_MISMATCH;
    }
    set_status = status;
    log_event = log;
    fill_table(&good);
    fill_table(&bad);
    *result = &bad;
    if (wcscmp(type, L"Driver Error") == 0) {
        return ERROR_CLUSTER_RESNAME_NOT_FOUND;
    }
    if (wcscmp(type, L"Driver NoTable") == 0) {
        *result = NULL;
    } else if (wcscmp(type, L"Driver Version") == 0) {
        bad.Version = CLRES_VERSION_V4_00;
    } else if (wcscmp(type, L"Driver Size") == 0) {
        bad.TableSize = 8;
    } else if (wcscmp(type, L"Driver NoOnline") == 0) {
        bad.V1Functions.Online = NULL;
    } else if (wcscmp(type, L"Driver NoControl") == 0) {
        bad.V1Functions.ResourceControl = NULL;
    } else if (wcscmp(type, L"Driver Crash") == 0) {
        crash();
    } else {
        *result = &good;
    }
    return ERROR_SUCCESS;
}
