/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "startup.h"

#include <stdio.h>

#include "callbacks.h"
#include "entry-table.h"
#include "lane.h"
#include "log.h"

void
load_fail(struct load_outcome *outcome, enum load_stage stage, DWORD error, const char *detail)
{
    outcome->stage = stage;
    outcome->error = error;
    snprintf(outcome->detail, sizeof(outcome->detail), "%s", detail);
}

uint32_t
startup_entry_point(HMODULE module)
{
    return GetProcAddress(module, STARTUP_EX_ROUTINE) != NULL ? ENTRY_STARTUP_EX : ENTRY_STARTUP;
}

static const char *
refusal_text(DWORD error)
{
    switch (error) {
    case ERROR_REVISION_MISMATCH:
        return "the DLL's startup routine accepts none of the versions that were offered";
    case ERROR_CLUSTER_RESNAME_NOT_FOUND:
        return "the DLL's startup routine knows no resource type of this name";
    default:
        return "the DLL's startup routine returned an error";
    }
}

static const CLRES_FUNCTION_TABLE *
judge(const CLRES_FUNCTION_TABLE *table, DWORD highest, struct load_outcome *outcome)
{
    const char *problem;
    DWORD error = table_check(table, highest, &problem);

    if (error != ERROR_SUCCESS) {
        load_fail(outcome, LOAD_TABLE, error, problem);
        return NULL;
    }
    outcome->table_version = table->Version;
    outcome->entries = table_entries(table);
    if (table->Version == CLRES_VERSION_V3_00) {
        log_line(
            LOG_INFORMATION,
            "the resource DLL's function table is of version 3, whose controls were documented "
            "in two ways: they are called with the parameters of Windows Server 2016");
    }
    return table;
}

static const CLRES_FUNCTION_TABLE *
call_startup_ex(PSTARTUP_EX_ROUTINE startup, const WCHAR *type, struct load_outcome *outcome)
{
    PCLRES_FUNCTION_TABLE table = NULL;
    CLRES_CALLBACK_FUNCTION_TABLE *callbacks = callbacks_table();
    DWORD error = startup(type, CLRES_VERSION_V1_00, CLRES_VERSION_V4_00, callbacks, &table);

    if (error != ERROR_SUCCESS) {
        load_fail(outcome, LOAD_STARTUP, error, refusal_text(error));
        return NULL;
    }
    return judge(table, CLRES_VERSION_V4_00, outcome);
}

/* Its two callbacks are version 1's, and so is all that it may return. */
static const CLRES_FUNCTION_TABLE *
call_startup(PSTARTUP_ROUTINE startup, const WCHAR *type, struct load_outcome *outcome)
{
    PCLRES_FUNCTION_TABLE table = NULL;
    DWORD error = startup(type, CLRES_VERSION_V1_00, CLRES_VERSION_V1_00,
                          callback_set_resource_status, callback_log_event, &table);

    if (error != ERROR_SUCCESS) {
        load_fail(outcome, LOAD_STARTUP, error, refusal_text(error));
        return NULL;
    }
    return judge(table, CLRES_VERSION_V1_00, outcome);
}

const CLRES_FUNCTION_TABLE *
startup_call(HMODULE module, const WCHAR *type, struct load_outcome *outcome)
{
    FARPROC startup_ex = GetProcAddress(module, STARTUP_EX_ROUTINE);
    FARPROC startup = GetProcAddress(module, STARTUP_ROUTINE);

    if (startup_ex != NULL) {
        return call_startup_ex((PSTARTUP_EX_ROUTINE)(void *)startup_ex, type, outcome);
    }
    if (startup != NULL) {
        return call_startup((PSTARTUP_ROUTINE)(void *)startup, type, outcome);
    }
    load_fail(outcome, LOAD_EXPORT, ERROR_PROC_NOT_FOUND,
              "the DLL exports neither StartupEx nor Startup: it is no resource DLL");
    return NULL;
}
