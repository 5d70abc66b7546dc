/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <clusapi.h>

#include "callbacks.h"
#include "control.h"
#include "properties.h"
#include "work.h"

#define WITHOUT_OBJECT(code) ((code)&0xFFFFFF)

BOOL
ControlIsSteered(DWORD code, DWORD wanted)
{
    if (wanted != 0) {
        return code == wanted;
    }
    switch (WITHOUT_OBJECT(code)) {
    case CLCTL_GET_CHARACTERISTICS:
    case CLCTL_GET_FLAGS:
    case CLCTL_GET_CLASS_INFO:
    case CLCTL_GET_REQUIRED_DEPENDENCIES:
        return FALSE;
    default:
        return (code & CLCTL_INTERNAL_MASK) == 0;
    }
}

static DWORD
write_answer(const CONTROL *control, const void *answer, DWORD cb_answer)
{
    *control->BytesReturned = cb_answer;
    if (control->cbOut < cb_answer) {
        return ERROR_MORE_DATA;
    }
    CopyMemory(control->Out, answer, cb_answer);
    return ERROR_SUCCESS;
}

static DWORD
answer_type(const CONTROL *control)
{
    switch (WITHOUT_OBJECT(control->Code)) {
    case CLCTL_GET_PRIVATE_RESOURCE_PROPERTY_FMTS:
        return PropertiesGetFormats(control->Out, control->cbOut, control->BytesReturned);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

static DWORD
answer_resource(FAULT_RESOURCE *resource, const CONTROL *control)
{
    switch (WITHOUT_OBJECT(control->Code)) {
    case CLCTL_GET_CHARACTERISTICS:
        return resource->Characteristics == 0 ? ERROR_INVALID_FUNCTION
                                              : write_answer(control, &resource->Characteristics,
                                                             sizeof(resource->Characteristics));
    case CLCTL_GET_PRIVATE_PROPERTY_FMTS:
        return PropertiesGetFormats(control->Out, control->cbOut, control->BytesReturned);
    case CLCTL_VALIDATE_PRIVATE_PROPERTIES:
        return PropertiesValidate(resource, control->In, control->cbIn);
    case CLCTL_SET_PRIVATE_PROPERTIES:
        return PropertiesSet(resource, control->In, control->cbIn);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

DWORD
ControlAnswer(FAULT_RESOURCE *resource, const CONTROL *control)
{
    static const char answer[] = { 'f', 'a', 'u', 'l', 't' };

    if (WITHOUT_OBJECT(control->Code) == CLCTL_UNKNOWN) {
        return ERROR_SUCCESS;
    }
    if ((control->Code & CLCTL_USER_MASK) != 0) {
        return write_answer(control, answer, sizeof(answer));
    }
    return control->OfType ? answer_type(control) : answer_resource(resource, control);
}

static BOOL
wait_uncancelled(const WORK *work, LONG cancels)
{
    const DWORD step_ms = 20;
    DWORD waited_ms;

    for (waited_ms = 0; waited_ms < work->Call.Behaviour.Number; waited_ms += step_ms) {
        if (work->Call.Resource->Cancels != cancels) {
            return FALSE;
        }
        Sleep(step_ms);
    }
    return TRUE;
}

/* The input is gone by now, the output buffer is not. */
static DWORD
answer_later(WORK *work)
{
    CONTROL control = work->Call.Control;

    control.In = NULL;
    control.cbIn = 0;
    return work->Call.Behaviour.Status != ERROR_SUCCESS
               ? work->Call.Behaviour.Status
               : ControlAnswer(work->Call.Resource, &control);
}

static void
end_later(WORK *work)
{
    const LONG cancels = work->Call.Resource->Cancels;

    if (work->Call.Behaviour.Extend > 0) {
        ControlExtend(&work->Call, work->Call.Behaviour.Extend);
    }
    if (wait_uncancelled(work, cancels)) {
        ControlEnd(&work->Call, answer_later(work));
    } else {
        ControlEnd(&work->Call, ERROR_OPERATION_ABORTED);
    }
}

static DWORD
return_asynchronously(FAULT_CALL *call, void (*run)(WORK *work))
{
    DWORD error = WorkStart(call, run);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    *call->Control.ReturnedAsynchronously = TRUE;
    return ERROR_IO_PENDING;
}

DWORD
ActAsync(FAULT_CALL *call)
{
    return return_asynchronously(call, end_later);
}

static void
end_twice(WORK *work)
{
    Sleep(100);
    ControlEnd(&work->Call, answer_later(work));
    ControlEnd(&work->Call, ERROR_SUCCESS);
}

DWORD
ActAsyncTwice(FAULT_CALL *call)
{
    return return_asynchronously(call, end_twice);
}

DWORD
ActAsyncEarly(FAULT_CALL *call)
{
    *call->Control.ReturnedAsynchronously = TRUE;
    ControlEnd(call, ControlAnswer(call->Resource, &call->Control));
    return ERROR_IO_PENDING;
}

DWORD
ActAsyncNever(FAULT_CALL *call)
{
    *call->Control.ReturnedAsynchronously = TRUE;
    return ERROR_IO_PENDING;
}
