/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SERVICE_FOLLOW_H
#define CLUSRES_SERVICE_FOLLOW_H

/* Waiting for services, one after the other, with what they tell of their progress passed on. */

#include <windows.h>

#include "../pending.h"
#include "scm.h"

struct follow {
    RESOURCE_HANDLE handle;  /* for the log */
    struct pending *pending; /* NULL: nobody is told, and progress gains no time */
    ULONGLONG patience_ms;   /* from the last progress on; 0 for no end */
    ULONGLONG since_ms;
    DWORD state; /* 0 before the first look at a service */
    DWORD checkpoint;
};

void follow_begin(struct follow *follow, RESOURCE_HANDLE handle, struct pending *pending,
                  DWORD patience_ms);

/* Another service is followed from now on. Says nothing of progress. */
void follow_next(struct follow *follow);

/*
 * Another look at the same service, which has not got where it is wanted: sleeps, and returns
 * ERROR_SUCCESS when there is to be one more. ERROR_TIMEOUT: the patience is over.
 * ERROR_OPERATION_ABORTED: the work is not wanted any more.
 */
DWORD follow_wait(struct follow *follow, const struct scm_status *status);

#endif
