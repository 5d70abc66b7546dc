/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <stddef.h>
#include <wchar.h>

#include "callbacks.h"
#include "properties.h"

/* The parameter block. */
typedef struct FAULT_PROPERTIES {
    LPWSTR Behaviours[ENTRY_OF_RESOURCE];
    LPWSTR Record;
    DWORD ControlCode;
    DWORD Characteristics;
} FAULT_PROPERTIES;

#define ITEM(name, format, offset)                                                                 \
    {                                                                                              \
        .Name = (name), .Format = (format), .Offset = (offset)                                     \
    }
#define BEHAVIOUR_ITEM(name, entry)                                                                \
    ITEM(name, CLUSPROP_FORMAT_SZ,                                                                 \
         offsetof(FAULT_PROPERTIES, Behaviours) + (entry) * sizeof(LPWSTR))

static RESUTIL_PROPERTY_ITEM k_property_table[] = {
    BEHAVIOUR_ITEM(L"Open", ENTRY_OPEN),
    BEHAVIOUR_ITEM(L"Close", ENTRY_CLOSE),
    BEHAVIOUR_ITEM(L"Online", ENTRY_ONLINE),
    BEHAVIOUR_ITEM(L"Offline", ENTRY_OFFLINE),
    BEHAVIOUR_ITEM(L"Terminate", ENTRY_TERMINATE),
    BEHAVIOUR_ITEM(L"LooksAlive", ENTRY_LOOKS_ALIVE),
    BEHAVIOUR_ITEM(L"IsAlive", ENTRY_IS_ALIVE),
    BEHAVIOUR_ITEM(L"Arbitrate", ENTRY_ARBITRATE),
    BEHAVIOUR_ITEM(L"Release", ENTRY_RELEASE),
    BEHAVIOUR_ITEM(L"ResourceControl", ENTRY_RESOURCE_CONTROL),
    BEHAVIOUR_ITEM(L"ResourceControlAsUser", ENTRY_RESOURCE_CONTROL_AS_USER),
    BEHAVIOUR_ITEM(L"Cancel", ENTRY_CANCEL),
    ITEM(L"Record", CLUSPROP_FORMAT_SZ, offsetof(FAULT_PROPERTIES, Record)),
    { .Name = L"ControlCode",
      .Format = CLUSPROP_FORMAT_DWORD,
      .Maximum = MAXDWORD,
      .Offset = offsetof(FAULT_PROPERTIES, ControlCode) },
    { .Name = L"Characteristics",
      .Format = CLUSPROP_FORMAT_DWORD,
      .Maximum = MAXDWORD,
      .Offset = offsetof(FAULT_PROPERTIES, Characteristics) },
    { .Name = NULL },
};

static void
free_properties(FAULT_PROPERTIES *properties)
{
    ENTRY entry;

    for (entry = 0; entry < ENTRY_OF_RESOURCE; entry++) {
        LocalFree(properties->Behaviours[entry]);
    }
    LocalFree(properties->Record);
}

static DWORD
parse_steering(const FAULT_RESOURCE *resource, const FAULT_PROPERTIES *properties,
               BEHAVIOUR *steering)
{
    ENTRY entry;

    for (entry = 0; entry < ENTRY_OF_RESOURCE; entry++) {
        if (!BehaviourParse(entry, properties->Behaviours[entry], &steering[entry])) {
            g_callbacks.LogEvent(resource->Handle, LOG_ERROR, L"'%1' is no behaviour for %2.\n",
                                 properties->Behaviours[entry], EntryProperty(entry));
            return ERROR_INVALID_PARAMETER;
        }
    }
    return ERROR_SUCCESS;
}

static DWORD
read_properties(const FAULT_RESOURCE *resource, FAULT_PROPERTIES *properties)
{
    LPWSTR name_in_error = NULL;

    ZeroMemory(properties, sizeof(*properties));
    return ResUtilGetPropertiesToParameterBlock(resource->Parameters, k_property_table,
                                                (LPBYTE)properties, FALSE, &name_in_error);
}

DWORD
PropertiesReadSteering(FAULT_RESOURCE *resource)
{
    BEHAVIOUR steering[ENTRY_OF_RESOURCE];
    FAULT_PROPERTIES properties;
    DWORD error = read_properties(resource, &properties);

    if (error == ERROR_SUCCESS) {
        error = parse_steering(resource, &properties, steering);
    }
    if (error == ERROR_SUCCESS) {
        AcquireSRWLockExclusive(&resource->SteeringLock);
        CopyMemory(resource->Steering, steering, sizeof(steering));
        ReleaseSRWLockExclusive(&resource->SteeringLock);
        resource->ControlCode = properties.ControlCode;
        resource->Characteristics = properties.Characteristics;
    }
    free_properties(&properties);
    return error;
}

DWORD
PropertiesOpenRecord(FAULT_RESOURCE *resource, LPCWSTR resource_name)
{
    FAULT_PROPERTIES properties;
    DWORD error = read_properties(resource, &properties);

    if (error == ERROR_SUCCESS) {
        error = RecordOpen(&resource->Record, properties.Record, L"resource", resource_name);
    }
    if (error != ERROR_SUCCESS) {
        g_callbacks.LogEvent(resource->Handle, LOG_ERROR,
                             L"The record '%1' cannot be opened: error %2!u!.\n",
                             properties.Record != NULL ? properties.Record : L"", error);
    }
    free_properties(&properties);
    return error;
}

DWORD
PropertiesValidate(const FAULT_RESOURCE *resource, PVOID in, DWORD cb_in)
{
    BEHAVIOUR steering[ENTRY_OF_RESOURCE];
    FAULT_PROPERTIES properties = { 0 };
    DWORD error =
        ResUtilVerifyPropertyTable(k_property_table, NULL, FALSE, in, cb_in, (LPBYTE)&properties);

    if (error == ERROR_SUCCESS) {
        error = parse_steering(resource, &properties, steering);
    }
    free_properties(&properties);
    return error;
}

DWORD
PropertiesSet(FAULT_RESOURCE *resource, PVOID in, DWORD cb_in)
{
    DWORD error = PropertiesValidate(resource, in, cb_in);

    if (error == ERROR_SUCCESS) {
        error = ResUtilSetPropertyTable(resource->Parameters, k_property_table, NULL, FALSE, in,
                                        cb_in, NULL);
    }
    return error == ERROR_SUCCESS ? PropertiesReadSteering(resource) : error;
}

DWORD
PropertiesGetFormats(PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD result =
        ResUtilGetPropertyFormats(k_property_table, out, cb_out, bytes_returned, &required);

    if (result == ERROR_MORE_DATA) {
        *bytes_returned = required;
    }
    return result;
}
