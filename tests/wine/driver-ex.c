/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * driver-ex.dll: the resource DLL of all versions that channel-driver loads; it exports StartupEx, and
 * a Startup that must not be called. A type's name says which table it gets:
 *
 *     Ex VERSION SIZE [NULL]   both hexadecimal: Version and TableSize; NULL is an entry point that is
 *                              missing in it, or "slow": StartupEx takes 300 ms
 *     Ex error NUMBER, Ex null, Ex wild, Ex crash
 *
 * A resource's name says what an entry point does, as in "Arbitrate=slow": crash (and whatever begins
 * so), hang (until there has been Terminate or Cancel), slow (300 ms), error (1234). "event" and
 * "manual" give Online's an event, which "manual" resets by hand. Every entry point writes itself and
 * its arguments to the log.
 *
 * Its file's name is of meaning too: one with "dllmain-crash", "dllmain-throw" or "dllmain-refuses" in
 * it.
 */

#include "driver-ex.h"

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

CLRES_CALLBACK_FUNCTION_TABLE callbacks;
RESOURCE_HANDLE closed_handle;

static void
crash(void)
{
    volatile int *volatile nowhere = NULL;

    *nowhere = 1;
}

/* The action of an entry point; 0, or the error to return. */
static DWORD
act(const struct instance *instance, const WCHAR *entry)
{
    size_t length = wcslen(entry);
    const WCHAR *action = instance->name + length + 1;

    if (wcsncmp(instance->name, entry, length) != 0 || instance->name[length] != L'=') {
        return ERROR_SUCCESS;
    }
    if (wcsncmp(action, L"crash", 5) == 0) {
        crash();
    } else if (wcscmp(action, L"hang") == 0) {
        WaitForSingleObject(instance->stop, INFINITE);
    } else if (wcscmp(action, L"slow") == 0) {
        Sleep(300);
    } else if (wcscmp(action, L"error") == 0) {
        return 1234;
    }
    return ERROR_SUCCESS;
}

#define SAY(instance, ...) callbacks.LogEvent((instance)->handle, LOG_INFORMATION, __VA_ARGS__)

static RESID
make_instance(LPCWSTR name, RESOURCE_HANDLE handle)
{
    struct instance *instance = calloc(1, sizeof(*instance));

    instance->self = instance;
    instance->handle = handle;
    instance->event = CreateEventW(NULL, wcscmp(name, L"manual") == 0, FALSE, NULL);
    instance->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    wcsncpy(instance->name, name, ARRAYSIZE(instance->name) - 1);
    if (act(instance, L"Open") != ERROR_SUCCESS) {
        SetLastError(1234);
        return NULL;
    }
    return instance;
}

static RESID WINAPI
ex_open(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle)
{
    callbacks.LogEvent(handle, LOG_INFORMATION, L"called Open key %1!d!", key != NULL);
    return make_instance(name, handle);
}

static RESID WINAPI
ex_open_v2(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle, DWORD flags)
{
    callbacks.LogEvent(handle, LOG_INFORMATION, L"called OpenV2 key %1!d! flags %2!u!", key != NULL,
                       flags);
    return make_instance(name, handle);
}

static VOID WINAPI
ex_close(RESID id)
{
    struct instance *instance = id;

    SAY(instance, L"called Close");
    act(instance, L"Close");
    closed_handle = instance->handle;
}

static DWORD
go_online(struct instance *instance, LPHANDLE event)
{
    if (wcscmp(instance->name, L"event") == 0 || wcscmp(instance->name, L"manual") == 0) {
        *event = instance->event;
    }
    return act(instance, L"Online");
}

static DWORD WINAPI
ex_online(RESID id, LPHANDLE event)
{
    SAY((struct instance *)id, L"called Online");
    return go_online(id, event);
}

static DWORD WINAPI
ex_online_v2(RESID id, LPHANDLE event, DWORD flags, PBYTE in, DWORD in_size, DWORD reserved)
{
    SAY((struct instance *)id, L"called OnlineV2 flags %1!u! in %2!d! %3!u! reserved %4!u!", flags,
        in != NULL, in_size, reserved);
    return go_online(id, event);
}

static DWORD WINAPI
ex_offline(RESID id)
{
    SAY((struct instance *)id, L"called Offline");
    return act(id, L"Offline");
}

static DWORD WINAPI
ex_offline_v2(RESID id, LPCWSTR node, DWORD flags, PBYTE in, DWORD in_size, DWORD reserved)
{
    SAY((struct instance *)id,
        L"called OfflineV2 node %1!d! flags %2!u! in %3!d! %4!u! reserved %5!u!", node != NULL,
        flags, in != NULL, in_size, reserved);
    return act(id, L"Offline");
}

static VOID WINAPI
ex_terminate(RESID id)
{
    struct instance *instance = id;

    SAY(instance, L"called Terminate");
    act(instance, L"Terminate");
    SetEvent(instance->stop);
}

static BOOL WINAPI
ex_looks_alive(RESID id)
{
    SAY((struct instance *)id, L"called LooksAlive");
    return act(id, L"LooksAlive") == ERROR_SUCCESS;
}

static BOOL WINAPI
ex_is_alive(RESID id)
{
    SAY((struct instance *)id, L"called IsAlive");
    return act(id, L"IsAlive") == ERROR_SUCCESS;
}

static DWORD WINAPI
ex_arbitrate(RESID id, PQUORUM_RESOURCE_LOST lost)
{
    struct instance *instance = id;
    DWORD error;

    SAY(instance, L"called Arbitrate");
    instance->lost = lost;
    error = act(instance, L"Arbitrate");
    SAY(instance, L"left Arbitrate");
    return error;
}

static DWORD WINAPI
ex_release(RESID id)
{
    SAY((struct instance *)id, L"called Release");
    return act(id, L"Release");
}

static DWORD WINAPI
ex_cancel(RESID id, DWORD flags)
{
    struct instance *instance = id;

    SAY(instance, L"called Cancel flags %1!u!", flags);
    act(instance, L"Cancel");
    SetEvent(instance->stop);
    return ERROR_SUCCESS;
}

DWORD
ex_give(const struct ex_control *control, const void *data, DWORD length)
{
    *control->returned = length;
    if (length > control->out_size) {
        return ERROR_MORE_DATA;
    }
    memcpy(control->out, data, length);
    return ERROR_SUCCESS;
}

static DWORD
do_control(const struct ex_control *control)
{
    char where[128];

    switch (control->code) {
    case EX_CALLBACK:
        return ex_call_back(control);
    case EX_ASYNC:
        return ex_answer_later(control);
    case EX_WHERE:
        snprintf(where, sizeof(where), "%s %s", control->entry,
                 control->instance != NULL ? "resource" : "type");
        return ex_give(control, where, (DWORD)strlen(where));
    case EX_SIGNAL:
        SetEvent(control->instance->event);
        return ERROR_SUCCESS;
    case EX_NOTE:
    case CLUSCTL_RESOURCE_ENUM_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_GET_RO_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES:
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS:
    case CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS:
    case CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_PROPERTIES:
        return ex_note(control);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

static DWORD WINAPI
ex_resource_control(RESID id, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                    LPDWORD returned)
{
    (void)in_size;
    return do_control(
        &(struct ex_control){ id, "ResourceControl", code, in, out, out_size, returned, 0, NULL });
}

static DWORD WINAPI
ex_type_control(LPCWSTR type, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                LPDWORD returned)
{
    (void)type;
    (void)in_size;
    return do_control(&(struct ex_control){ NULL, "ResourceTypeControl", code, in, out, out_size,
                                            returned, 0, NULL });
}

static DWORD WINAPI
ex_begin_control(RESID id, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                 LPDWORD returned, INT64 context, PBOOL asynchronous)
{
    DWORD error = act(id, L"BeginResourceControl");

    (void)in_size;
    return error != ERROR_SUCCESS
               ? error
               : do_control(&(struct ex_control){ id, "BeginResourceControl", code, in, out,
                                                  out_size, returned, context, asynchronous });
}

static DWORD WINAPI
ex_begin_type_control(LPCWSTR type, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                      LPDWORD returned, INT64 context, PBOOL asynchronous)
{
    (void)type;
    (void)in_size;
    return do_control(&(struct ex_control){ NULL, "BeginResourceTypeControl", code, in, out,
                                            out_size, returned, context, asynchronous });
}

/* NULL, or what is wrong with an AsUser's token. */
static const char *
check_token(HANDLE token)
{
    TOKEN_TYPE type = TokenPrimary;
    DWORD size = 0;

    if (!GetTokenInformation(token, TokenType, &type, sizeof(type), &size)) {
        return "no token";
    }
    if (type != TokenImpersonation) {
        return "no impersonation token";
    }
    if (!ImpersonateLoggedOnUser(token)) {
        return "cannot impersonate";
    }
    return RevertToSelf() ? NULL : "cannot revert";
}

static DWORD WINAPI
ex_begin_control_as_user(RESID id, HANDLE token, DWORD code, PVOID in, DWORD in_size, PVOID out,
                         DWORD out_size, LPDWORD returned, INT64 context, PBOOL asynchronous)
{
    const char *wrong = check_token(token);

    (void)in_size;
    return do_control(
        &(struct ex_control){ id, wrong != NULL ? wrong : "BeginResourceControlAsUser", code, in,
                              out, out_size, returned, context, asynchronous });
}

static DWORD WINAPI
ex_begin_type_control_as_user(LPCWSTR type, HANDLE token, DWORD code, PVOID in, DWORD in_size,
                              PVOID out, DWORD out_size, LPDWORD returned, INT64 context,
                              PBOOL asynchronous)
{
    const char *wrong = check_token(token);

    (void)type;
    (void)in_size;
    return do_control(
        &(struct ex_control){ NULL, wrong != NULL ? wrong : "BeginResourceTypeControlAsUser", code,
                              in, out, out_size, returned, context, asynchronous });
}

/* The union's versions differ in three members and in what comes behind Release. */
static void
fill_table(CLRES_FUNCTION_TABLE *table)
{
    table->V4Functions = (CLRES_V4_FUNCTIONS){
        .Open = ex_open_v2,
        .Close = ex_close,
        .Online = ex_online_v2,
        .Offline = ex_offline_v2,
        .Terminate = ex_terminate,
        .LooksAlive = ex_looks_alive,
        .IsAlive = ex_is_alive,
        .Arbitrate = ex_arbitrate,
        .Release = ex_release,
        .BeginResourceControl = ex_begin_control,
        .BeginResourceTypeControl = ex_begin_type_control,
        .Cancel = ex_cancel,
        .BeginResourceControlAsUser = ex_begin_control_as_user,
        .BeginResourceTypeControlAsUser = ex_begin_type_control_as_user,
    };
    if (table->Version < CLRES_VERSION_V3_00) {
        table->V2Functions.ResourceControl = ex_resource_control;
        table->V2Functions.ResourceTypeControl = ex_type_control;
    }
    if (table->Version < CLRES_VERSION_V2_00) {
        table->V1Functions.Open = ex_open;
        table->V1Functions.Online = ex_online;
        table->V1Functions.Offline = ex_offline;
    }
}

static void
leave_out(CLRES_FUNCTION_TABLE *table, const WCHAR *entry)
{
    CLRES_V4_FUNCTIONS *functions = &table->V4Functions;

    if (wcscmp(entry, L"IsAlive") == 0) {
        functions->IsAlive = NULL;
    } else if (wcscmp(entry, L"Optional") == 0) {
        functions->Arbitrate = NULL;
        functions->Release = NULL;
        functions->BeginResourceControl = NULL;
        functions->BeginResourceTypeControl = NULL;
        functions->Cancel = NULL;
        functions->BeginResourceControlAsUser = NULL;
        functions->BeginResourceTypeControlAsUser = NULL;
    }
}

static BOOL
is_filled(const CLRES_CALLBACK_FUNCTION_TABLE *table)
{
    void *pointers[17];

    memcpy(pointers, table, sizeof(pointers));
    for (size_t i = 0; i < ARRAYSIZE(pointers); i++) {
        if (pointers[i] == NULL) {
            return FALSE;
        }
    }
    return sizeof(*table) == sizeof(pointers);
}

/* TRUE the first time only: a type is to be started once. */
static BOOL
is_new(LPCWSTR type)
{
    static WCHAR started[32][64];
    static size_t n_started;

    for (size_t i = 0; i < n_started; i++) {
        if (wcscmp(started[i], type) == 0) {
            return FALSE;
        }
    }
    wcsncpy(started[n_started++], type, 63);
    return TRUE;
}

static DWORD
make_table(LPCWSTR type, PCLRES_FUNCTION_TABLE *result)
{
    CLRES_FUNCTION_TABLE *table = calloc(1, sizeof(*table));
    WCHAR missing[32] = L"";

    if (swscanf(type, L"Ex %lx %lx %31ls", &table->Version, &table->TableSize, missing) < 2) {
        return ERROR_CLUSTER_RESNAME_NOT_FOUND;
    }
    if (wcscmp(missing, L"slow") == 0) {
        callbacks.LogEvent(NULL, LOG_INFORMATION, L"called StartupEx");
        Sleep(300);
        callbacks.LogEvent(NULL, LOG_INFORMATION, L"left StartupEx");
    }
    fill_table(table);
    leave_out(table, missing);
    *result = table;
    return ERROR_SUCCESS;
}

DWORD WINAPI
StartupEx(LPCWSTR type, DWORD least, DWORD most, PCLRES_CALLBACK_FUNCTION_TABLE given,
          PCLRES_FUNCTION_TABLE *result)
{
    unsigned int error;

    if (least != CLRES_VERSION_V1_00 || most != CLRES_VERSION_V4_00 || !is_filled(given)) {
        return ERROR_INVALID_PARAMETER;
    }
    if (!is_new(type)) {
        return 1235;
    }
    callbacks = *given;
    if (swscanf(type, L"Ex error %u", &error) == 1) {
        return error;
    }
    if (wcscmp(type, L"Ex null") == 0) {
        return ERROR_SUCCESS;
    }
    if (wcscmp(type, L"Ex wild") == 0) {
        *result = (PCLRES_FUNCTION_TABLE)(ULONG_PTR)0x10;
        return ERROR_SUCCESS;
    }
    if (wcscmp(type, L"Ex crash") == 0) {
        crash();
    }
    return make_table(type, result);
}

DWORD WINAPI
Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
        PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result)
{
    (void)type;
    (void)least;
    (void)most;
    (void)status;
    (void)log;
    (void)result;
    return 1234;
}

BOOL WINAPI
DllMain(HINSTANCE self, DWORD reason, LPVOID reserved)
{
    WCHAR path[2 * MAX_PATH] = L"";

    (void)reserved;
    GetModuleFileNameW(self, path, ARRAYSIZE(path));
    if (reason == DLL_PROCESS_ATTACH && wcsstr(path, L"dllmain-crash") != NULL) {
        crash();
    }
    if (reason == DLL_PROCESS_ATTACH && wcsstr(path, L"dllmain-throw") != NULL) {
        RaiseException(0x20474343, 0, 0, NULL);
    }
    return wcsstr(path, L"dllmain-refuses") == NULL;
}
