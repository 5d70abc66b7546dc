/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAULT_RECORD_H
#define FAULT_RECORD_H

#include <windows.h>

#include "entry.h"

/*
 * The record of what really happened in the DLL, in UTF-8, one line per event, appended:
 *
 *   TIME THREAD WHAT begin|end RESULT [KEY=VALUE]... process=ID resource=NAME
 *   TIME THREAD VIOLATION ENTRY begin while OTHER runs process=ID resource=NAME
 *
 * or type=NAME where there is no resource. TIME is in milliseconds since 1970. WHAT is
 *
 *   an entry point, named as in its version (entry.h)
 *   Worker               a worker thread of a pending Online or Offline
 *   Event                an event handle that is signaled
 *   a callback that is called: SetResourceStatus, EndControlCall, ...; LostQuorumResource
 *
 * RESULT of an end is what was returned, in decimal: a Win32 error (Open: of the NULL; 0 if there is a
 * RESID), TRUE or FALSE, "-" for no result; of a begin "-", the control code (0x...), the reported
 * state, or other arguments. KEY=VALUE are further arguments.
 *
 * A begin without an end is a call that never returned. Several processes may append to one
 * file, also from different Wine prefixes.
 */
typedef struct RECORD {
    HANDLE File;  /* NULL: nothing is recorded */
    LPCWSTR Kind; /* "resource" or "type" */
    WCHAR *Name;
} RECORD;

/* path may be NULL or empty, kind is not copied. Returns a Win32 error; on success RecordClose() it. */
DWORD RecordOpen(RECORD *record, LPCWSTR path, LPCWSTR kind, LPCWSTR name);
void RecordClose(RECORD *record);

/* NULL when there is no memory; LocalFree() it. */
WCHAR *RecordCopyString(LPCWSTR text);

/* One line. */
void RecordLine(const RECORD *record, LPCWSTR what, LPCWSTR begin_or_end, LPCWSTR result);

/*
 * Brackets every call of an entry point, with record NULL where there is none. They also note
 * which entry points run in this DLL; RecordBegin records a violation for each that it should
 * not have met.
 */
void RecordBegin(const RECORD *record, ENTRY entry, LPCWSTR detail);
void RecordEnd(const RECORD *record, ENTRY entry, LPCWSTR result);
void RecordEndNumber(const RECORD *record, ENTRY entry, DWORD result);

#endif
