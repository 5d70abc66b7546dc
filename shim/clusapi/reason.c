/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Why the cluster is changed: ClusapiSetReasonHandler of the Failover Cluster reference, which tells
 * its prototype and no more. Read as: the handler is asked for what a function was not given, and
 * lpSize counts characters.
 */

#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "clusapi.h"
#include "text.h"

#define REASON_MAX 256

static PCLUSAPI_REASON_HANDLER volatile handler;

PCLUSAPI_REASON_HANDLER WINAPI
ClusapiSetReasonHandler(PCLUSAPI_REASON_HANDLER lpHandler)
{
    return InterlockedExchangePointer((void *volatile *)&handler, lpHandler);
}

/* The cluster handle is good for the time of the call. */
static BOOL
ask_handler(WCHAR *reason)
{
    const CLUSAPI_REASON_HANDLER *asked = handler;
    DWORD size = REASON_MAX;
    void *cluster = NULL;
    BOOL given;

    if (asked == NULL || asked->pfnHandler == NULL ||
        handle_open(HANDLE_CLUSTER, L"", &cluster) != ERROR_SUCCESS) {
        return FALSE;
    }
    given = asked->pfnHandler(asked->lpParameter, cluster, reason, &size);
    handle_close(cluster, HANDLE_CLUSTER);
    return given;
}

char *
change_reason(const WCHAR *reason)
{
    WCHAR asked[REASON_MAX + 1] = L"";

    if (reason != NULL) {
        return text_to_utf8_lossy(reason);
    }
    return text_to_utf8_lossy(ask_handler(asked) ? asked : L"");
}
