/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "bad.h"

#include <stddef.h>
#include <string.h>
#include <wchar.h>

#include "../docrecord.h"
#include "arguments.h"
#include "handles.h"

#define ANY         MAXDWORD /* whatever the function makes of it, as long as it returns */
#define LONG_LENGTH 32767

/* One thing that can be wrong with a parameter of a type. False: this function cannot be given it. */
typedef struct BAD {
    const char *What;
    const char *Type;
    BOOL (*Spoil)(FRAME *frame, UINT parameter);
    DWORD Expected; /* unless expected.inc says otherwise */
} BAD;

static void
set_pointer(FRAME *frame, UINT parameter, const void *pointer)
{
    frame->Arguments[parameter] = (uint64_t)(uintptr_t)pointer;
}

static BOOL
make_null(FRAME *frame, UINT parameter)
{
    BOOL was_null = frame->Arguments[parameter] == 0;

    set_pointer(frame, parameter, NULL);
    return !was_null;
}

/* Handles. What was made for the call is closed here, since it does not get it. */

static void
drop_handle(FRAME *frame, UINT parameter)
{
    if (frame->Closers[parameter] != NULL) {
        frame->Closers[parameter]((void *)(uintptr_t)frame->Arguments[parameter]);
        frame->Closers[parameter] = NULL;
    }
}

static BOOL
make_no_handle(FRAME *frame, UINT parameter)
{
    BOOL was_null = frame->Arguments[parameter] == 0;

    drop_handle(frame, parameter);
    set_pointer(frame, parameter, NULL);
    return !was_null;
}

static BOOL
make_closed(FRAME *frame, UINT parameter)
{
    BOOL was_made = frame->Closers[parameter] != NULL;

    drop_handle(frame, parameter);
    return was_made;
}

/* An enumeration where anything else is expected, and a key where that is. */
static BOOL
make_other_kind(FRAME *frame, UINT parameter)
{
    const char *type = frame->Function->Parameters[parameter].Type;
    const char *other = strcmp(type, "HCLUSENUM") == 0 ? "HKEY" : "HCLUSENUM";

    drop_handle(frame, parameter);
    set_pointer(frame, parameter, HandleMake(frame, other, NULL, &frame->Closers[parameter]));
    return TRUE;
}

static BOOL
make_memory(FRAME *frame, UINT parameter)
{
    drop_handle(frame, parameter);
    set_pointer(frame, parameter, FramePlace(frame, parameter, sizeof(void *)));
    return TRUE;
}

/* Texts, with their sizes where these come behind. */

static BOOL
make_text(FRAME *frame, UINT parameter, size_t length)
{
    const PARAMETER *next = &frame->Function->Parameters[parameter + 1];
    size_t size = (length + 1) * sizeof(WCHAR);
    WCHAR *text = FramePlace(frame, parameter, size);

    wmemset(text, L'x', length);
    set_pointer(frame, parameter, text);
    if (parameter + 1 < frame->Function->Count && NameFits("cb*", next->Name)) {
        frame->Arguments[parameter + 1] = size;
    }
    return TRUE;
}

static BOOL
make_long(FRAME *frame, UINT parameter)
{
    return make_text(frame, parameter, LONG_LENGTH);
}

static BOOL
make_empty(FRAME *frame, UINT parameter)
{
    return make_text(frame, parameter, 0);
}

/* Outputs with room for one character, or two bytes, where the size comes behind. */
static BOOL
make_small(FRAME *frame, UINT parameter)
{
    const PARAMETER *size = &frame->Function->Parameters[parameter + 1];
    DWORD units = NameFits("*cch*", size->Name) || strcmp(size->Name, "nSize") == 0 ? 1 : 2;

    if (parameter + 1 == frame->Function->Count || frame->Arguments[parameter + 1] == 0) {
        return FALSE;
    }
    if (strcmp(size->Type, "DWORD") == 0) {
        frame->Arguments[parameter + 1] = units;
    } else if (strcmp(size->Type, "LPDWORD") == 0 || strcmp(size->Type, "DWORD *") == 0) {
        *(DWORD *)(uintptr_t)frame->Arguments[parameter + 1] = units;
    } else {
        return FALSE;
    }
    set_pointer(frame, parameter, FramePlace(frame, parameter, sizeof(WCHAR)));
    return TRUE;
}

/* Property lists */

static ONE_PROPERTY *
list_of(FRAME *frame, UINT parameter)
{
    return NameFits("*List", frame->Function->Parameters[parameter].Name)
               ? (ONE_PROPERTY *)(uintptr_t)frame->Arguments[parameter]
               : NULL;
}

static BOOL
make_count(FRAME *frame, UINT parameter)
{
    ONE_PROPERTY *list = list_of(frame, parameter);

    if (list != NULL) {
        list->Count = 0x7fffffff;
    }
    return list != NULL;
}

static BOOL
make_length(FRAME *frame, UINT parameter)
{
    ONE_PROPERTY *list = list_of(frame, parameter);

    if (list != NULL) {
        list->ValueSize = 0xfffffff0;
    }
    return list != NULL;
}

static BOOL
make_unterminated(FRAME *frame, UINT parameter)
{
    ONE_PROPERTY *list = list_of(frame, parameter);

    if (list != NULL) {
        wmemset(list->Name, L'x', ARRAYSIZE(list->Name));
    }
    return list != NULL;
}

/* It ends within the value. */
static BOOL
make_cut(FRAME *frame, UINT parameter)
{
    const size_t size = offsetof(ONE_PROPERTY, Value) + 2;
    ONE_PROPERTY *list = list_of(frame, parameter);
    ONE_PROPERTY copy;

    if (list == NULL) {
        return FALSE;
    }
    copy = *list;
    set_pointer(frame, parameter, memcpy(FramePlace(frame, parameter, size), &copy, size));
    frame->Arguments[parameter + 1] = size;
    return TRUE;
}

static const BAD k_bad[] = {
    { "NULL", "H*", make_no_handle, ERROR_INVALID_HANDLE },
    { "closed", "H*", make_closed, ERROR_INVALID_HANDLE },
    { "of another kind", "H*", make_other_kind, ERROR_INVALID_HANDLE },
    { "none at all", "H*", make_memory, ERROR_INVALID_HANDLE },
    { "NULL", "LPCWSTR", make_null, ERROR_INVALID_PARAMETER },
    { "empty", "LPCWSTR", make_empty, ANY },
    { "of 32767 characters", "LPCWSTR", make_long, ANY },
    { "too small", "LPWSTR", make_small, ERROR_MORE_DATA },
    { "too small", "LPVOID", make_small, ERROR_MORE_DATA },
    { "too small", "PVOID", make_small, ERROR_MORE_DATA },
    { "too small", "LPBYTE", make_small, ERROR_MORE_DATA },
    { "too small", "P*ENUM_ITEM", make_small, ERROR_MORE_DATA },
    { "NULL", "LPDWORD", make_null, ERROR_INVALID_PARAMETER },
    { "NULL", "PDWORD", make_null, ERROR_INVALID_PARAMETER },
    { "NULL", "DWORD *", make_null, ERROR_INVALID_PARAMETER },
    { "NULL", "PHKEY", make_null, ERROR_INVALID_PARAMETER },
    { "NULL", "H* *", make_null, ERROR_INVALID_PARAMETER },
    { "NULL", "const VOID *", make_null, ERROR_INVALID_PARAMETER },
    { "NULL", "const RESUTIL_PROPERTY_ITEM *", make_null, ERROR_INVALID_PARAMETER },
    { "of too many", "const VOID *", make_count, ERROR_INVALID_DATA },
    { "with too long a value", "const VOID *", make_length, ERROR_INVALID_DATA },
    { "with an unterminated name", "const VOID *", make_unterminated, ERROR_INVALID_DATA },
    { "cut", "const VOID *", make_cut, ERROR_INVALID_DATA },
};

/* The first that fits counts. */
static const struct {
    const char *Function;
    const char *Parameter;
    const char *What;
    DWORD Error;
} k_expected[] = {
#include "expected.inc"
};

static DWORD
expected_of(const BAD *bad, const FUNCTION *function, const PARAMETER *parameter)
{
    UINT i;

    for (i = 0; i < ARRAYSIZE(k_expected); i++) {
        if (NameFits(k_expected[i].Function, function->Name) &&
            NameFits(k_expected[i].Parameter, parameter->Name) &&
            NameFits(k_expected[i].What, bad->What)) {
            return k_expected[i].Error;
        }
    }
    return bad->Expected;
}

/* A pattern of a handle's type is none of a pointer's to one. */
static BOOL
concerns(const BAD *bad, const PARAMETER *parameter)
{
    BOOL of_pointers = strchr(bad->Type, ' ') != NULL;

    return NameFits(bad->Type, parameter->Type) &&
           of_pointers == (strpbrk(parameter->Type, " []") != NULL);
}

typedef struct RUN {
    LPCWSTR Record;
    FRAME Frame;
    DWORD Calls;
    DWORD Unexpected;
} RUN;

static void
try_bad(RUN *run, const FUNCTION *function, UINT parameter, const BAD *bad)
{
    const PARAMETER *of = &function->Parameters[parameter];
    DWORD expected = expected_of(bad, function, of);
    DWORD error = ERROR_SUCCESS;
    uint64_t result = 0;

    FrameFill(&run->Frame, function);
    if (bad->Spoil(&run->Frame, parameter)) {
        run->Calls++;
        SetLastError(ERROR_SUCCESS);
        result = FunctionCall(function, run->Frame.Arguments);
        if (FunctionSucceeded(function, result, &error)) {
            error = ERROR_SUCCESS;
        }
        if (expected != ANY && error != expected) {
            run->Unexpected++;
            DocRecord(run->Record, L"%hs(%hs), %hs: error %lu, expected %lu", function->Name,
                      of->Name, bad->What, error, expected);
        }
    }
    FrameEmpty(&run->Frame, result);
}

void
BadInput(LPCWSTR record, const SCENE *scene)
{
    RUN run = { .Record = record };
    UINT count;
    const FUNCTION *functions = Functions(&count);
    UINT i;

    if (functions == NULL || !FrameOpen(&run.Frame, scene)) {
        return;
    }
    for (i = 0; i < count; i++) {
        UINT k;

        for (k = 0; k < functions[i].Count * ARRAYSIZE(k_bad); k++) {
            UINT parameter = k / ARRAYSIZE(k_bad);
            const BAD *bad = &k_bad[k % ARRAYSIZE(k_bad)];

            /* The host's way in is for it alone. */
            if (concerns(bad, &functions[i].Parameters[parameter]) &&
                strcmp(functions[i].Name, "ResapidMakeKey") != 0) {
                try_bad(&run, &functions[i], parameter, bad);
            }
        }
    }
    FrameClose(&run.Frame);
    DocRecord(record, L"bad input: %u functions, %lu calls, %lu unexpected", count, run.Calls,
              run.Unexpected);
}
