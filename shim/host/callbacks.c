/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "callbacks.h"

#include "event-text.h"
#include "log.h"
#include "resources.h"

#include <stdlib.h>

/* The DLL made these pointers; reading them must not be what crashes. */
DWORD WINAPI
callback_set_resource_status(RESOURCE_HANDLE handle, PRESOURCE_STATUS status)
{
    struct resource *resource = resource_of_handle(handle);

    if (resource == NULL) {
        log_line(LOG_WARNING,
                 "SetResourceStatus with %p, which is no handle of a resource; a resource DLL must "
                 "use the one that Open gave it",
                 handle);
        return ResourceExitStateTerminate;
    }
    if (IsBadReadPtr(status, sizeof(*status))) {
        log_text(resource_number(resource), LOG_WARNING,
                 "SetResourceStatus with a status that cannot be read; the report is lost");
        return ResourceExitStateTerminate;
    }
    return resource_reports(resource, (DWORD)status->ResourceState, status->CheckPoint,
                            status->EventHandle);
}

VOID __cdecl callback_log_event(RESOURCE_HANDLE handle, LOG_LEVEL level, LPCWSTR format, ...)
{
    struct resource *resource = resource_of_handle(handle);
    DWORD saved_error = GetLastError();
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = event_text(format, arguments);
    va_end(arguments);
    if (text != NULL) {
        log_text(resource != NULL ? resource_number(resource) : 0, (uint32_t)level, text);
    }
    free(text);
    SetLastError(saved_error);
}
