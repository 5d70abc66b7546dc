/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Online and Offline that end later, and what else is reported of a resource. */

#include <windows.h>
#include <stdio.h>

#include "callbacks.h"
#include "work.h"

#define SHORT_WHILE_MS    100
#define TERMINATE_WAIT_MS 20000

static CLUSTER_RESOURCE_STATE
wanted_state(const FAULT_CALL *call)
{
    return call->Entry == ENTRY_ONLINE ? ClusterResourceOnline : ClusterResourceOffline;
}

static CLUSTER_RESOURCE_STATE
pending_state(const FAULT_CALL *call)
{
    return call->Entry == ENTRY_ONLINE ? ClusterResourceOnlinePending
                                       : ClusterResourceOfflinePending;
}

static BOOL
report_checkpoints(const WORK *work)
{
    const BEHAVIOUR *behaviour = &work->Call.Behaviour;
    DWORD step_ms = behaviour->Number / (behaviour->Checkpoints + 1);
    DWORD checkpoint;

    for (checkpoint = 1; checkpoint <= behaviour->Checkpoints; checkpoint++) {
        if (!WorkWait(work, step_ms) ||
            !StatusReport(work->Call.Resource, pending_state(&work->Call), checkpoint, NULL)) {
            return FALSE;
        }
    }
    return WorkWait(work, behaviour->Number - step_ms * behaviour->Checkpoints);
}

static void
finish_pending(WORK *work, CLUSTER_RESOURCE_STATE state)
{
    const RECORD *record = &work->Call.Resource->Record;
    BOOL wanted;

    RecordLine(record, L"Worker", L"begin", EntryName(work->Call.Entry));
    wanted = report_checkpoints(work);
    if (wanted) {
        StatusReport(work->Call.Resource, state, work->Call.Behaviour.Checkpoints + 1, NULL);
    }
    RecordLine(record, L"Worker", L"end", wanted ? L"reported" : L"cancelled");
}

static void
succeed_later(WORK *work)
{
    finish_pending(work, wanted_state(&work->Call));
}

static void
fail_later(WORK *work)
{
    finish_pending(work, ClusterResourceFailed);
}

static DWORD
pend(const FAULT_CALL *call, void (*run)(WORK *work))
{
    DWORD error = WorkStart(call, run);

    return error == ERROR_SUCCESS ? ERROR_IO_PENDING : error;
}

DWORD
ActPending(FAULT_CALL *call)
{
    return pend(call, succeed_later);
}

DWORD
ActPendingFail(FAULT_CALL *call)
{
    return pend(call, fail_later);
}

DWORD
ActPendingNever(FAULT_CALL *call)
{
    UNREFERENCED_PARAMETER(call);
    return ERROR_IO_PENDING;
}

DWORD
ActEarly(FAULT_CALL *call)
{
    StatusReport(call->Resource, wanted_state(call), 1, NULL);
    return ERROR_IO_PENDING;
}

static void
report_now(WORK *work)
{
    StatusReport(work->Call.Resource, wanted_state(&work->Call), 1, NULL);
}

DWORD
ActEarlyThread(FAULT_CALL *call)
{
    DWORD error = WorkStartAndWait(call, report_now);

    return error == ERROR_SUCCESS ? ERROR_IO_PENDING : error;
}

static void
report_after_each(WORK *work, const DWORD *waits_ms, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        Sleep(waits_ms[i]);
        StatusReport(work->Call.Resource, wanted_state(&work->Call), (DWORD)i + 1, NULL);
    }
}

static void
report_twice(WORK *work)
{
    static const DWORD waits_ms[] = { SHORT_WHILE_MS, 0 };

    report_after_each(work, waits_ms, ARRAYSIZE(waits_ms));
}

DWORD
ActTwice(FAULT_CALL *call)
{
    return pend(call, report_twice);
}

static void
report_again_and_again(WORK *work)
{
    static const DWORD waits_ms[] = { SHORT_WHILE_MS, 200, 500 };

    report_after_each(work, waits_ms, ARRAYSIZE(waits_ms));
}

DWORD
ActLate(FAULT_CALL *call)
{
    return pend(call, report_again_and_again);
}

static void
report_beside_terminate(WORK *work)
{
    const LONG terminates = WorkTerminates();

    Sleep(SHORT_WHILE_MS);
    StatusReport(work->Call.Resource, wanted_state(&work->Call), 1, NULL);
    if (WorkAwaitTerminate(terminates, TERMINATE_WAIT_MS)) {
        StatusReport(work->Call.Resource, wanted_state(&work->Call), 2, NULL);
    }
}

DWORD
ActLateInTerminate(FAULT_CALL *call)
{
    return pend(call, report_beside_terminate);
}

static void
signal_later(WORK *work)
{
    const RECORD *record = &work->Call.Resource->Record;

    if (WorkWait(work, work->Call.Behaviour.Number)) {
        RecordLine(record, L"Event", L"begin", L"-");
        SetEvent(work->Call.Resource->Event);
        RecordLine(record, L"Event", L"end", L"signaled");
    }
}

/* A new event: the documentation leaves open whether one may be used for several Online calls. */
static DWORD
new_event(FAULT_RESOURCE *resource, BOOL manual_reset)
{
    HANDLE event = CreateEventW(NULL, manual_reset, FALSE, NULL);

    if (event == NULL) {
        return GetLastError();
    }
    if (resource->Event != NULL) {
        CloseHandle(resource->Event);
    }
    resource->Event = event;
    return ERROR_SUCCESS;
}

static DWORD
give_event(FAULT_CALL *call, BOOL manual_reset)
{
    DWORD error = new_event(call->Resource, manual_reset);

    if (error == ERROR_SUCCESS) {
        error = WorkStart(call, signal_later);
    }
    if (error == ERROR_SUCCESS) {
        *call->EventHandle = call->Resource->Event;
    }
    return error;
}

DWORD
ActEvent(FAULT_CALL *call)
{
    return give_event(call, FALSE);
}

DWORD
ActEventManual(FAULT_CALL *call)
{
    return give_event(call, TRUE);
}

static void
report_event(WORK *work)
{
    FAULT_RESOURCE *resource = work->Call.Resource;

    if (WorkWait(work, SHORT_WHILE_MS) &&
        StatusReport(resource, ClusterResourceOnline, 1, resource->Event)) {
        signal_later(work);
    }
}

DWORD
ActPendingEvent(FAULT_CALL *call)
{
    DWORD error = new_event(call->Resource, FALSE);

    return error == ERROR_SUCCESS ? pend(call, report_event) : error;
}

static void
report_failure(WORK *work)
{
    Sleep(work->Call.Behaviour.Number);
    StatusReport(work->Call.Resource, ClusterResourceFailed, 1, NULL);
}

DWORD
ActReportAfter(FAULT_CALL *call)
{
    return WorkStart(call, report_failure);
}
