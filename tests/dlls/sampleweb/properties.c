/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <stddef.h>

#include "properties.h"

#define PORT_MIN        1
#define PORT_MAX        65535
#define START_DELAY_MAX 600000

/* clang-format off */
static RESUTIL_PROPERTY_ITEM k_property_table[] = {
    { .Name = L"Port", .Format = CLUSPROP_FORMAT_DWORD, .Minimum = PORT_MIN, .Maximum = PORT_MAX,
      .Flags = RESUTIL_PROPITEM_REQUIRED, .Offset = offsetof(SAMPLEWEB_PROPERTIES, Port) },
    { .Name = L"Document", .Format = CLUSPROP_FORMAT_SZ,
      .Flags = RESUTIL_PROPITEM_REQUIRED, .Offset = offsetof(SAMPLEWEB_PROPERTIES, Document) },
    { .Name = L"StartDelay", .Format = CLUSPROP_FORMAT_DWORD, .Maximum = START_DELAY_MAX,
      .Offset = offsetof(SAMPLEWEB_PROPERTIES, StartDelay) },
    { .Name = L"LockFile", .Format = CLUSPROP_FORMAT_SZ,
      .Offset = offsetof(SAMPLEWEB_PROPERTIES, LockFile) },
    { .Name = NULL },
};
/* clang-format on */

/* This type has no read-only private properties; an empty table makes an empty list. */
static RESUTIL_PROPERTY_ITEM k_no_properties[] = { { .Name = NULL } };

/* The table's limits bind only property lists; a value in the key may be anything. */
static DWORD
check_ranges(const SAMPLEWEB_PROPERTIES *properties, LPWSTR *name_in_error)
{
    static WCHAR port_name[] = L"Port";
    static WCHAR start_delay_name[] = L"StartDelay";

    if (properties->Port < PORT_MIN || properties->Port > PORT_MAX) {
        *name_in_error = port_name;
        return ERROR_INVALID_DATA;
    }
    if (properties->StartDelay > START_DELAY_MAX) {
        *name_in_error = start_delay_name;
        return ERROR_INVALID_DATA;
    }
    return ERROR_SUCCESS;
}

DWORD
PropertiesRead(HKEY parameters, SAMPLEWEB_PROPERTIES *properties, LPWSTR *name_in_error)
{
    DWORD error;

    ZeroMemory(properties, sizeof(*properties));
    *name_in_error = NULL;
    error = ResUtilGetPropertiesToParameterBlock(parameters, k_property_table, (LPBYTE)properties,
                                                 TRUE, name_in_error);
    if (error == ERROR_SUCCESS) {
        error = check_ranges(properties, name_in_error);
    }
    if (error != ERROR_SUCCESS) {
        PropertiesFree(properties);
    }
    return error;
}

void
PropertiesFree(SAMPLEWEB_PROPERTIES *properties)
{
    /* LocalFree, because ResUtil allocates the strings of a parameter block with LocalAlloc. */
    LocalFree(properties->Document);
    LocalFree(properties->LockFile);
    ZeroMemory(properties, sizeof(*properties));
}

static DWORD
report_size(DWORD result, DWORD required, LPDWORD bytes_returned)
{
    if (result == ERROR_MORE_DATA) {
        *bytes_returned = required;
    }
    return result;
}

DWORD
PropertiesEnum(PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD result = ResUtilEnumProperties(k_property_table, out, cb_out, bytes_returned, &required);

    return report_size(result, required, bytes_returned);
}

DWORD
PropertiesFormats(PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD result =
        ResUtilGetPropertyFormats(k_property_table, out, cb_out, bytes_returned, &required);

    return report_size(result, required, bytes_returned);
}

DWORD
PropertiesGet(HKEY parameters, PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD result = ResUtilGetAllProperties(parameters, k_property_table, out, cb_out,
                                           bytes_returned, &required);

    return report_size(result, required, bytes_returned);
}

DWORD
PropertiesGetReadOnly(HKEY parameters, PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD result =
        ResUtilGetProperties(parameters, k_no_properties, out, cb_out, bytes_returned, &required);

    return report_size(result, required, bytes_returned);
}

/* Unknown properties are refused: accepting them would hide a misspelt name. */
DWORD
PropertiesValidate(PVOID in, DWORD cb_in)
{
    return ResUtilVerifyPropertyTable(k_property_table, NULL, FALSE, in, cb_in, NULL);
}

DWORD
PropertiesSet(HKEY parameters, PVOID in, DWORD cb_in)
{
    return ResUtilSetPropertyTable(parameters, k_property_table, NULL, FALSE, in, cb_in, NULL);
}
