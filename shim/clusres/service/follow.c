/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "follow.h"

#define LOOK_INTERVAL_MS 100

void
follow_begin(struct follow *follow, RESOURCE_HANDLE handle, struct pending *pending,
             DWORD patience_ms)
{
    ZeroMemory(follow, sizeof(*follow));
    follow->handle = handle;
    follow->pending = pending;
    follow->patience_ms = patience_ms;
    follow->since_ms = GetTickCount64();
}

void
follow_next(struct follow *follow)
{
    follow->state = 0;
    follow->checkpoint = 0;
}

/* A service counts its checkpoints anew in every state. */
static BOOL
has_moved(struct follow *follow, const struct scm_status *status)
{
    BOOL first = follow->state == 0;
    BOOL other_state = follow->state != status->state;
    BOOL moved = other_state || status->reported.dwCheckPoint > follow->checkpoint;

    if (moved) {
        follow->state = status->state;
        follow->checkpoint = status->reported.dwCheckPoint;
    }
    return moved && !first;
}

DWORD
follow_wait(struct follow *follow, const struct scm_status *status)
{
    BOOL moved = has_moved(follow, status);

    if (follow->pending != NULL) {
        if (!(moved ? pending_progress(follow->pending) : pending_is_wanted(follow->pending))) {
            return ERROR_OPERATION_ABORTED;
        }
        if (moved) {
            follow->since_ms = GetTickCount64();
        }
    }
    if (follow->patience_ms != 0 && GetTickCount64() - follow->since_ms >= follow->patience_ms) {
        return ERROR_TIMEOUT;
    }
    Sleep(LOOK_INTERVAL_MS);
    return ERROR_SUCCESS;
}
