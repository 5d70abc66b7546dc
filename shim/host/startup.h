/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_STARTUP_H
#define RESAPID_STARTUP_H

/*
 * Starting a resource type in a DLL that is loaded: StartupEx, or Startup where a DLL has no
 * StartupEx (resapi.md 1.1; which of the two comes first is stated nowhere).
 */

#include <stdint.h>

#include <windows.h>

#include "channel.h"
#include "resapi.h"

#define LOAD_DETAIL_MAX 512

/* How far a LOAD came, which is what LOADED says. */
struct load_outcome {
    enum load_stage stage;
    DWORD error;
    DWORD table_version;
    uint32_t entries;
    char detail[LOAD_DETAIL_MAX];
};

void load_fail(struct load_outcome *outcome, enum load_stage stage, DWORD error,
               const char *detail);

/* ENTRY_STARTUP_EX or ENTRY_STARTUP: what startup_call() will call. */
uint32_t startup_entry_point(HMODULE module);

/* The function table, after it was checked; NULL when outcome says why not. */
const CLRES_FUNCTION_TABLE *startup_call(HMODULE module, const WCHAR *type,
                                         struct load_outcome *outcome);

#endif
