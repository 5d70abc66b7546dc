/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_ENTRY_TABLE_H
#define RESAPID_ENTRY_TABLE_H

/*
 * A resource DLL's function table. In what the four versions differ (resapi.md 1.2, 1.3) is known
 * here and nowhere else; only Version tells which one a table is of. A table stays the DLL's. Any
 * thread.
 */

#include <stdint.h>

#include <windows.h>

#include "channel.h"
#include "resapi.h"

/* What a control is called with. For a version that knows no asynchronous controls context and
 * *asynchronous do not count. */
struct control_arguments {
    DWORD code;
    void *in;
    DWORD in_length;
    void *out;
    DWORD out_size;
    DWORD *returned;
    INT64 context;
    BOOL *asynchronous;
    HANDLE token; /* NULL unless AsUser */
};

/* ERROR_SUCCESS when the table, of a version up to the highest that was offered, can be used;
 * otherwise *problem says why not. table may point anywhere. */
DWORD table_check(const CLRES_FUNCTION_TABLE *table, DWORD highest, const char **problem);

/* ENTRY_BIT()s of the entry points that it has. */
uint32_t table_entries(const CLRES_FUNCTION_TABLE *table);

/* All of these need the entry point to be there. */
RESID table_open(const CLRES_FUNCTION_TABLE *table, const WCHAR *name, HKEY key,
                 RESOURCE_HANDLE handle, DWORD flags);
DWORD table_control(const CLRES_FUNCTION_TABLE *table, RESID id,
                    const struct control_arguments *arguments);
DWORD table_type_control(const CLRES_FUNCTION_TABLE *table, const WCHAR *type,
                         const struct control_arguments *arguments);

/* Whether table_call() knows the entry point: one whose only arguments are these. */
BOOL table_can_call(uint32_t entry_point);

/* Its DWORD or BOOL, 0 for void. event is Online's, flags are Online's and Offline's. */
DWORD table_call(const CLRES_FUNCTION_TABLE *table, uint32_t entry_point, RESID id, DWORD flags,
                 HANDLE *event);

#endif
