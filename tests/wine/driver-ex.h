/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DRIVER_EX_H
#define DRIVER_EX_H

/* What the parts of driver-ex.dll share; see driver-ex.c. */

#include <windows.h>

#include "clusapi.h"
#include "resapi.h"

/* Control codes. The input is ASCII text. */
#define EX_CALLBACK 0x101 /* calls a callback; see driver-ex-callbacks.c */
#define EX_ASYNC    0x102 /* answers later; see driver-ex-async.c */
#define EX_WHERE    0x103 /* answers with the name of the entry point */
#define EX_SIGNAL   0x104 /* sets the event */
#define EX_NOTE                                                                                    \
    0x105 /* tells of a property, as all that ask for properties; see driver-ex-notes.c */

struct instance {
    struct instance *self;
    RESOURCE_HANDLE handle;
    HANDLE event;
    HANDLE stop; /* set by Terminate and Cancel: ends what hangs */
    PQUORUM_RESOURCE_LOST lost;
    WCHAR name[64];
};

/* One control; instance is NULL for one of the type, asynchronous where there is no such thing. */
struct ex_control {
    struct instance *instance;
    const char *entry;
    DWORD code;
    const char *in;
    char *out;
    DWORD out_size;
    LPDWORD returned;
    INT64 context;
    BOOL *asynchronous;
};

extern CLRES_CALLBACK_FUNCTION_TABLE callbacks;

/* The handle of the resource that was closed last. */
extern RESOURCE_HANDLE closed_handle;

/* Gives data as an answer, with the ERROR_MORE_DATA protocol. */
DWORD ex_give(const struct ex_control *control, const void *data, DWORD length);

DWORD ex_call_back(const struct ex_control *control);
DWORD ex_answer_later(const struct ex_control *control);
DWORD ex_note(const struct ex_control *control);

#endif
