/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <wchar.h>

#include "callbacks.h"
#include "type.h"
#include "work.h"

#define MAX_TYPES 64
#define MAX_TEXT  1024

static struct {
    SRWLOCK lock;
    FAULT_RESOURCE types[MAX_TYPES];
    size_t count;
} g_types = { .lock = SRWLOCK_INIT };

/* The value in the ini file, or "". */
static void
read_ini(LPCWSTR type_name, LPCWSTR name, WCHAR *value)
{
    WCHAR path[MAX_TEXT];
    HMODULE dll = NULL;

    value[0] = L'\0';
    if (WorkHoldDll(&dll)) {
        DWORD length = GetModuleFileNameW(dll, path, ARRAYSIZE(path));

        FreeLibrary(dll);
        if (length > 0 && length < ARRAYSIZE(path) - ARRAYSIZE(L".ini")) {
            wcscat(path, L".ini");
            GetPrivateProfileStringW(type_name, name, L"", value, MAX_TEXT, path);
        }
    }
}

static BOOL
init_type(FAULT_RESOURCE *type, LPCWSTR name)
{
    WCHAR path[MAX_TEXT];

    type->TypeName = RecordCopyString(name);
    if (type->TypeName == NULL) {
        return FALSE;
    }
    type->References = 1;
    read_ini(name, L"Record", path);
    RecordOpen(&type->Record, path, L"type", name);
    return TRUE;
}

static FAULT_RESOURCE *
find_type(LPCWSTR name)
{
    size_t i;

    for (i = 0; i < g_types.count; i++) {
        if (_wcsicmp(g_types.types[i].TypeName, name) == 0) {
            return &g_types.types[i];
        }
    }
    if (g_types.count == MAX_TYPES || !init_type(&g_types.types[g_types.count], name)) {
        return NULL;
    }
    return &g_types.types[g_types.count++];
}

FAULT_RESOURCE *
TypeFind(LPCWSTR name)
{
    FAULT_RESOURCE *type;

    AcquireSRWLockExclusive(&g_types.lock);
    type = find_type(name);
    ReleaseSRWLockExclusive(&g_types.lock);
    return type;
}

DWORD
TypeReadSteering(FAULT_RESOURCE *type, ENTRY entry, BEHAVIOUR *behaviour)
{
    WCHAR value[MAX_TEXT];

    read_ini(type->TypeName, L"ControlCode", value);
    type->ControlCode = wcstoul(value, NULL, 0);
    read_ini(type->TypeName, EntryProperty(entry), value);
    if (!BehaviourParse(entry, value, behaviour)) {
        g_callbacks.LogEvent(NULL, LOG_ERROR, L"'%1' is no behaviour for %2.\n", value,
                             EntryProperty(entry));
        return ERROR_INVALID_PARAMETER;
    }
    return ERROR_SUCCESS;
}
