/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "entry-table.h"

#include <stddef.h>

#include "callbacks.h"

#define HEAD_SIZE offsetof(CLRES_FUNCTION_TABLE, V1Functions)

/* The size of the functions alone; 0 for a version that there is not. */
static size_t
functions_size(DWORD version)
{
    switch (version) {
    case CLRES_VERSION_V1_00:
        return CLRES_V1_FUNCTION_SIZE;
    case CLRES_VERSION_V2_00:
        return CLRES_V2_FUNCTION_SIZE;
    case CLRES_VERSION_V3_00:
        return CLRES_V3_FUNCTION_SIZE;
    case CLRES_VERSION_V4_00:
        return CLRES_V4_FUNCTION_SIZE;
    default:
        return 0;
    }
}

/* TableSize is documented both as the functions' and as the whole structure's, which depends on the
 * header that the DLL was built with: no more than a lower bound. Version 3 was documented with two
 * parameter lists for its controls; its size is all that speaks for the one we know (resapi.md
 * 1.2). */
static BOOL
size_is_right(const CLRES_FUNCTION_TABLE *table)
{
    size_t size = functions_size(table->Version);

    return table->Version == CLRES_VERSION_V3_00
               ? table->TableSize == size || table->TableSize == HEAD_SIZE + size
               : table->TableSize >= size;
}

/* The entry points that no resource can do without (resapi.md 2.3). From Close to Release the
 * versions are alike. */
static const char *
missing_entry_point(const CLRES_V1_FUNCTIONS *functions)
{
    return functions->Open == NULL         ? "the function table has no Open"
           : functions->Close == NULL      ? "the function table has no Close"
           : functions->Online == NULL     ? "the function table has no Online"
           : functions->Offline == NULL    ? "the function table has no Offline"
           : functions->Terminate == NULL  ? "the function table has no Terminate"
           : functions->LooksAlive == NULL ? "the function table has no LooksAlive"
           : functions->IsAlive == NULL    ? "the function table has no IsAlive"
                                           : NULL;
}

DWORD
table_check(const CLRES_FUNCTION_TABLE *table, DWORD highest, const char **problem)
{
    *problem = NULL;
    if (table == NULL) {
        *problem = "it returned no function table";
    } else if (IsBadReadPtr(table, HEAD_SIZE)) {
        *problem = "the function table cannot be read";
    }
    if (*problem != NULL) {
        return ERROR_INVALID_DATA;
    }
    if (functions_size(table->Version) == 0 || table->Version > highest) {
        *problem = "the function table is of a version that was not offered";
        return ERROR_REVISION_MISMATCH;
    }
    if (!size_is_right(table)) {
        *problem = "the function table's TableSize does not fit its version";
    } else if (IsBadReadPtr(table, HEAD_SIZE + functions_size(table->Version))) {
        *problem = "the function table cannot be read";
    } else {
        *problem = missing_entry_point(&table->V1Functions);
    }
    return *problem != NULL ? ERROR_INVALID_DATA : ERROR_SUCCESS;
}

static uint32_t
bit_if(BOOL present, enum entry_point entry_point)
{
    return present ? ENTRY_BIT(entry_point) : 0;
}

uint32_t
table_entries(const CLRES_FUNCTION_TABLE *table)
{
    const CLRES_V1_FUNCTIONS *common = &table->V1Functions;
    const CLRES_V4_FUNCTIONS *all = &table->V4Functions;
    uint32_t entries = ENTRY_BIT(ENTRY_OPEN) | ENTRY_BIT(ENTRY_CLOSE) | ENTRY_BIT(ENTRY_ONLINE) |
                       ENTRY_BIT(ENTRY_OFFLINE) | ENTRY_BIT(ENTRY_TERMINATE) |
                       ENTRY_BIT(ENTRY_LOOKS_ALIVE) | ENTRY_BIT(ENTRY_IS_ALIVE);

    entries |= bit_if(common->Arbitrate != NULL, ENTRY_ARBITRATE) |
               bit_if(common->Release != NULL, ENTRY_RELEASE) |
               bit_if(common->ResourceControl != NULL, ENTRY_RESOURCE_CONTROL) |
               bit_if(common->ResourceTypeControl != NULL, ENTRY_RESOURCE_TYPE_CONTROL);
    if (table->Version >= CLRES_VERSION_V2_00) {
        entries |= bit_if(all->Cancel != NULL, ENTRY_CANCEL);
    }
    if (table->Version >= CLRES_VERSION_V4_00) {
        entries |= bit_if(all->BeginResourceControlAsUser != NULL, ENTRY_RESOURCE_CONTROL_AS_USER) |
                   bit_if(all->BeginResourceTypeControlAsUser != NULL,
                          ENTRY_RESOURCE_TYPE_CONTROL_AS_USER);
    }
    return entries;
}

RESID
table_open(const CLRES_FUNCTION_TABLE *table, const WCHAR *name, HKEY key, RESOURCE_HANDLE handle,
           DWORD flags)
{
    return table->Version >= CLRES_VERSION_V2_00 ? table->V2Functions.Open(name, key, handle, flags)
                                                 : table->V1Functions.Open(name, key, handle);
}

static DWORD
call_close(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)flags;
    (void)event;
    table->V1Functions.Close(id);
    return ERROR_SUCCESS;
}

static DWORD
call_online(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    return table->Version >= CLRES_VERSION_V2_00
               ? table->V2Functions.Online(id, event, flags, NULL, 0, 0)
               : table->V1Functions.Online(id, event);
}

/* Where to the resource goes is the cluster's business and not known here. */
static DWORD
call_offline(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)event;
    return table->Version >= CLRES_VERSION_V2_00
               ? table->V2Functions.Offline(id, NULL, flags, NULL, 0, 0)
               : table->V1Functions.Offline(id);
}

static DWORD
call_terminate(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)flags;
    (void)event;
    table->V1Functions.Terminate(id);
    return ERROR_SUCCESS;
}

static DWORD
call_looks_alive(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)flags;
    (void)event;
    return (DWORD)table->V1Functions.LooksAlive(id);
}

static DWORD
call_is_alive(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)flags;
    (void)event;
    return (DWORD)table->V1Functions.IsAlive(id);
}

static DWORD
call_arbitrate(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)flags;
    (void)event;
    return table->V1Functions.Arbitrate(id, callback_quorum_resource_lost);
}

static DWORD
call_release(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)flags;
    (void)event;
    return table->V1Functions.Release(id);
}

static DWORD
call_cancel(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags, HANDLE *event)
{
    (void)flags;
    (void)event;
    return table->V2Functions.Cancel(id, 0);
}

typedef DWORD (*entry_call)(const CLRES_FUNCTION_TABLE *table, RESID id, DWORD flags,
                            HANDLE *event);

static const entry_call entry_calls[] = {
    [ENTRY_CLOSE] = call_close,
    [ENTRY_ONLINE] = call_online,
    [ENTRY_OFFLINE] = call_offline,
    [ENTRY_TERMINATE] = call_terminate,
    [ENTRY_LOOKS_ALIVE] = call_looks_alive,
    [ENTRY_IS_ALIVE] = call_is_alive,
    [ENTRY_ARBITRATE] = call_arbitrate,
    [ENTRY_RELEASE] = call_release,
    [ENTRY_CANCEL] = call_cancel,
};

BOOL
table_can_call(uint32_t entry_point)
{
    return entry_point < ARRAYSIZE(entry_calls) && entry_calls[entry_point] != NULL;
}

DWORD
table_call(const CLRES_FUNCTION_TABLE *table, uint32_t entry_point, RESID id, DWORD flags,
           HANDLE *event)
{
    return entry_calls[entry_point](table, id, flags, event);
}

DWORD
table_control(const CLRES_FUNCTION_TABLE *table, RESID id,
              const struct control_arguments *arguments)
{
    const struct control_arguments *a = arguments;

    if (a->token != NULL) {
        return table->V4Functions.BeginResourceControlAsUser(id, a->token, a->code, a->in,
                                                             a->in_length, a->out, a->out_size,
                                                             a->returned, a->context,
                                                             a->asynchronous);
    }
    return table->Version >= CLRES_VERSION_V3_00
               ? table->V3Functions.BeginResourceControl(id, a->code, a->in, a->in_length, a->out,
                                                         a->out_size, a->returned, a->context,
                                                         a->asynchronous)
               : table->V1Functions.ResourceControl(id, a->code, a->in, a->in_length, a->out,
                                                    a->out_size, a->returned);
}

DWORD
table_type_control(const CLRES_FUNCTION_TABLE *table, const WCHAR *type,
                   const struct control_arguments *arguments)
{
    const struct control_arguments *a = arguments;

    if (a->token != NULL) {
        return table->V4Functions.BeginResourceTypeControlAsUser(type, a->token, a->code, a->in,
                                                                 a->in_length, a->out, a->out_size,
                                                                 a->returned, a->context,
                                                                 a->asynchronous);
    }
    return table->Version >= CLRES_VERSION_V3_00
               ? table->V3Functions.BeginResourceTypeControl(type, a->code, a->in, a->in_length,
                                                             a->out, a->out_size, a->returned,
                                                             a->context, a->asynchronous)
               : table->V1Functions.ResourceTypeControl(type, a->code, a->in, a->in_length, a->out,
                                                        a->out_size, a->returned);
}
