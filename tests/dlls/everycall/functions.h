/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVERYCALL_FUNCTIONS_H
#define EVERYCALL_FUNCTIONS_H

/*
 * Every function that clusapi.dll and resutils.dll export, with its prototype: functions.sh makes the
 * list from what the two DLLs export, so that none is forgotten.
 */

#include <windows.h>

#include <stdint.h>

#define MAX_PARAMETERS 14
#define MAX_NAME       64

typedef struct PARAMETER {
    char Type[MAX_NAME]; /* "const BYTE *" */
    char Name[MAX_NAME];
} PARAMETER;

typedef struct FUNCTION {
    char Name[MAX_NAME];
    char Result[MAX_NAME]; /* its type */
    UINT Count;
    PARAMETER Parameters[MAX_PARAMETERS];
    FARPROC Address;
} FUNCTION;

/* The functions, read once; any thread. NULL when one of them is exported no more. */
const FUNCTION *Functions(UINT *count);

/*
 * Calls it. x64 knows one calling convention, and a structure of another size than 1, 2, 4 or 8 bytes is
 * passed by its address: so every argument is a number.
 */
uint64_t FunctionCall(const FUNCTION *function, const uint64_t *arguments);

/* What its documentation has for success; *error is what it says otherwise. */
BOOL FunctionSucceeded(const FUNCTION *function, uint64_t result, DWORD *error);

/* Whether the name fits a pattern, in which a star stands for any text. */
BOOL NameFits(const char *pattern, const char *name);

#endif
