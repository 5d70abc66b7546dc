/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "frame.h"

#include <string.h>

#include "arguments.h"
#include "handles.h"

#define PAGE 0x1000
#define SLOT (ROOM + PAGE)

BOOL
FrameOpen(FRAME *frame, const SCENE *scene)
{
    UINT i;

    ZeroMemory(frame, sizeof(*frame));
    frame->Scene = scene;
    frame->Pages = VirtualAlloc(NULL, (size_t)SLOT * MAX_PARAMETERS, MEM_RESERVE, PAGE_NOACCESS);
    for (i = 0; frame->Pages != NULL && i < MAX_PARAMETERS; i++) {
        VirtualAlloc(frame->Pages + (size_t)i * SLOT, ROOM, MEM_COMMIT, PAGE_READWRITE);
    }
    frame->Cluster = OpenCluster(NULL);
    return frame->Pages != NULL && frame->Cluster != NULL;
}

void
FrameClose(FRAME *frame)
{
    CloseCluster(frame->Cluster);
    VirtualFree(frame->Pages, 0, MEM_RELEASE);
}

void *
FramePlace(FRAME *frame, UINT parameter, size_t size)
{
    BYTE *place = frame->Pages + (size_t)parameter * SLOT + ROOM - size;

    ZeroMemory(place, size);
    return place;
}

void
FrameFill(FRAME *frame, const FUNCTION *function)
{
    UINT i;

    frame->Function = function;
    frame->UsesSelf = FALSE;
    ZeroMemory(frame->Arguments, sizeof(frame->Arguments));
    ZeroMemory(frame->Closers, sizeof(frame->Closers));
    for (i = 0; i < function->Count; i++) {
        ArgumentMake(frame, i);
    }
}

/* What it closes may be another thread's handle already. */
static BOOL
closes_its_first(const FUNCTION *function)
{
    return NameFits("*Close*", function->Name) || strcmp(function->Name, "FreeClusterCrypt") == 0;
}

static void
close_output(const FRAME *frame, UINT parameter)
{
    const char *type = frame->Function->Parameters[parameter].Type;
    void *const *output = (void *const *)(uintptr_t)frame->Arguments[parameter];
    CLOSER closer = HandleCloserOfOutput(type);

    if (closer != NULL && output != NULL && *output != NULL) {
        closer(*output);
    }
}

void
FrameEmpty(FRAME *frame, uint64_t result)
{
    CLOSER closer = HandleCloser(frame->Function->Result);
    UINT i;

    if (closer != NULL && result != 0) {
        closer((void *)(uintptr_t)result);
    }
    for (i = 0; i < frame->Function->Count; i++) {
        close_output(frame, i);
        if (frame->Closers[i] != NULL && (i > 0 || !closes_its_first(frame->Function))) {
            frame->Closers[i]((void *)(uintptr_t)frame->Arguments[i]);
        }
    }
}
