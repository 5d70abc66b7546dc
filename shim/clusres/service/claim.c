/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "claim.h"
#include "scm.h"

#include <wchar.h>

#define PREFIX L"Global\\resapid service "

typedef WCHAR object_name[ARRAYSIZE(PREFIX) + SCM_MAX_NAME];

/* Names of objects differ by case, those of services do not. No service's name has a slash of either
 * kind, by the page of CreateService; in an object's, one ends the name of a folder. */
static DWORD
make_name(LPCWSTR service_name, object_name name)
{
    size_t length = wcslen(service_name);

    if (length > SCM_MAX_NAME || wcspbrk(service_name, L"\\/") != NULL) {
        return ERROR_INVALID_NAME;
    }
    wcscpy(name, PREFIX);
    wcscat(name, service_name);
    CharUpperBuffW(name + ARRAYSIZE(PREFIX) - 1, (DWORD)length);
    return ERROR_SUCCESS;
}

/* An event and not a mutex: it belongs to a process, while a mutex would be the worker's that took
 * it. Signaled, it says that its holder wants the service online. */
DWORD
claim_take(LPCWSTR service_name, HANDLE *claim)
{
    object_name name;
    DWORD error = make_name(service_name, name);

    *claim = NULL;
    if (error != ERROR_SUCCESS) {
        return error;
    }
    *claim = CreateEventW(NULL, TRUE, FALSE, name);
    if (*claim == NULL) {
        return GetLastError();
    }
    if (GetLastError() != ERROR_ALREADY_EXISTS) {
        return ERROR_SUCCESS;
    }
    error = WaitForSingleObject(*claim, 0) == WAIT_OBJECT_0 ? ERROR_BUSY : ERROR_RETRY;
    CloseHandle(*claim);
    *claim = NULL;
    return error;
}

void
claim_for_online(HANDLE claim)
{
    SetEvent(claim);
}

void
claim_drop(HANDLE claim)
{
    /* Somebody may look at it at this moment, who then keeps the object for a moment longer. */
    ResetEvent(claim);
    CloseHandle(claim);
}

BOOL
claim_is_taken(LPCWSTR service_name)
{
    object_name name;
    HANDLE claim = NULL;

    if (make_name(service_name, name) == ERROR_SUCCESS) {
        claim = OpenEventW(SYNCHRONIZE, FALSE, name);
    }
    if (claim != NULL) {
        CloseHandle(claim);
    }
    return claim != NULL;
}
