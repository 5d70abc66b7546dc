/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVERYCALL_FRAME_H
#define EVERYCALL_FRAME_H

/*
 * The arguments of one call. What is passed by its address ends at a page that cannot be read or written,
 * so that a function that goes beyond it crashes. One thread at a time has a frame.
 */

#include <clusapi.h>
#include <resapi.h>

#include "functions.h"

#define ROOM 0x20000 /* bytes for what an argument points to */
#define OUTPUT_LENGTH                                                                              \
    512 /* characters, or twice as many bytes, that there is room for in an output */

typedef BOOL(WINAPI *CLOSER)(void *handle);

/* What functions are called about. */
typedef struct SCENE {
    LPCWSTR Type;      /* the resource type of the DLL */
    LPCWSTR OtherType; /* one of another DLL */
    LPCWSTR Self;      /* "@" among the names in rules */
    LPCWSTR Other;     /* online, of OtherType */
    LPCWSTR Idle;      /* offline, of OtherType */
    LPCWSTR Group;     /* of both */
    BOOL Beside;       /* an entry point waits: its DLL cannot be asked, not even as one of all */
    LPCWSTR Suffix;    /* of names that this thread alone uses */
    LPCWSTR Network;   /* names that the cluster has */
    LPCWSTR Interface;
    LPCWSTR File; /* of the DLL, with its folder */
} SCENE;

typedef struct FRAME {
    const SCENE *Scene;
    const FUNCTION *Function;
    HCLUSTER Cluster;
    uint64_t Arguments[MAX_PARAMETERS];
    CLOSER Closers[MAX_PARAMETERS]; /* of handles made for the call */
    BYTE *Pages;
    BOOL UsesSelf;              /* the resource Self of the scene is among the arguments */
    CHAR Unknown[2 * MAX_NAME]; /* a parameter that no rule has an argument for */
} FRAME;

BOOL FrameOpen(FRAME *frame, const SCENE *scene);
void FrameClose(FRAME *frame);

/* So many bytes, zeroed, in front of the page that cannot be used. */
void *FramePlace(FRAME *frame, UINT parameter, size_t size);

/* Arguments that mean something to the function. */
void FrameFill(FRAME *frame, const FUNCTION *function);
/* Closes what FrameFill() has opened and what the call has. */
void FrameEmpty(FRAME *frame, uint64_t result);

#endif
