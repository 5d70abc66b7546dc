/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <windows.h>
#include <clusapi.h>
#include <resapi.h>
#include <stddef.h>
#include <wchar.h>

#include "properties.h"

#define AT(member) offsetof(DOCSERVICE_PROPERTIES, member)

static RESUTIL_ULARGEINT_DATA k_capacity = { .Maximum.QuadPart = 1ULL << 40 };

/* clang-format off */
static const RESUTIL_PROPERTY_ITEM k_table[] = {
    { .Name = L"Record", .Format = CLUSPROP_FORMAT_SZ,
      .Flags = RESUTIL_PROPITEM_REQUIRED, .Offset = AT(Record) },
    { .Name = L"Service", .Format = CLUSPROP_FORMAT_SZ,
      .Flags = RESUTIL_PROPITEM_REQUIRED, .Offset = AT(Service) },
    { .Name = L"Program", .Format = CLUSPROP_FORMAT_SZ,
      .Flags = RESUTIL_PROPITEM_REQUIRED, .Offset = AT(Program) },
    { .Name = L"Title", .Format = CLUSPROP_FORMAT_EXPAND_SZ, .Offset = AT(Title) },
    { .Name = L"Steps", .Format = CLUSPROP_FORMAT_DWORD,
      .Default = 3, .Minimum = 1, .Maximum = 200, .Offset = AT(Steps) },
    { .Name = L"Shift", .Format = CLUSPROP_FORMAT_LONG,
      .Default = (DWORD)-2, .Minimum = (DWORD)-10, .Maximum = 10,
      .Flags = RESUTIL_PROPITEM_SIGNED, .Offset = AT(Shift) },
    { .Name = L"Seal", .Format = CLUSPROP_FORMAT_BINARY, .Offset = AT(Seal) },
    { .Name = L"Peers", .Format = CLUSPROP_FORMAT_MULTI_SZ, .Offset = AT(Peers) },
    { .Name = L"Capacity", .Format = CLUSPROP_FORMAT_ULARGE_INTEGER,
      .ULargeIntData = &k_capacity, .Offset = AT(Capacity) },
    { .Name = NULL },
};

/* Of the type, and of what is read-only, there are none. */
static const RESUTIL_PROPERTY_ITEM k_none[] = { { .Name = NULL } };
/* clang-format on */

DWORD
PropertiesRead(HKEY parameters, BOOL required, DOCSERVICE_PROPERTIES *properties,
               LPWSTR *name_in_error)
{
    *name_in_error = NULL;
    return ResUtilGetPropertiesToParameterBlock(parameters, k_table, (LPBYTE)properties, required,
                                                name_in_error);
}

void
PropertiesFree(DOCSERVICE_PROPERTIES *properties)
{
    ResUtilFreeParameterBlock((LPBYTE)properties, NULL, k_table);
    ZeroMemory(properties, sizeof(*properties));
}

LPWSTR
PropertiesTitle(const DOCSERVICE_PROPERTIES *properties)
{
    if (properties->Title == NULL || properties->Title[0] == L'\0') {
        return ResUtilDupString(properties->Service);
    }
    return ResUtilExpandEnvironmentStrings(properties->Title);
}

/* The list, checked as a whole, on top of what is in force: for PropertiesFree(). */
static DWORD
verify(const DOCSERVICE_PROPERTIES *properties, const VOID *in, DWORD cb_in,
       DOCSERVICE_PROPERTIES *fresh)
{
    DWORD error = ResUtilDupParameterBlock((LPBYTE)fresh, (const BYTE *)properties, k_table);

    if (error == ERROR_SUCCESS) {
        error = ResUtilVerifyPropertyTable(k_table, NULL, FALSE, in, cb_in, (LPBYTE)fresh);
    }
    if (error == ERROR_SUCCESS && fresh->Service != NULL && wcschr(fresh->Service, L'\\') != NULL) {
        error = ERROR_INVALID_PARAMETER; /* a service cannot have it in its name */
    }
    return error;
}

static DWORD
validate(const DOCSERVICE_PROPERTIES *properties, const VOID *in, DWORD cb_in)
{
    DOCSERVICE_PROPERTIES fresh = { 0 };
    DWORD error = verify(properties, in, cb_in, &fresh);

    PropertiesFree(&fresh);
    return error;
}

static DWORD
set(HKEY parameters, DOCSERVICE_PROPERTIES *properties, const VOID *in, DWORD cb_in)
{
    DOCSERVICE_PROPERTIES fresh = { 0 };
    DWORD error = verify(properties, in, cb_in, &fresh);

    if (error == ERROR_SUCCESS) {
        error = ResUtilSetPropertyParameterBlock(parameters, k_table, NULL, (const BYTE *)&fresh,
                                                 in, cb_in, (LPBYTE)properties);
    }
    PropertiesFree(&fresh);
    return error;
}

DWORD
PropertiesControl(HKEY parameters, DOCSERVICE_PROPERTIES *properties, DWORD code, PVOID in,
                  DWORD cb_in, PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD error;

    switch (code) {
    case CLUSCTL_RESOURCE_ENUM_PRIVATE_PROPERTIES:
        error = ResUtilEnumProperties(k_table, out, cb_out, bytes_returned, &required);
        break;
    case CLUSCTL_RESOURCE_GET_RO_PRIVATE_PROPERTIES:
        error = ResUtilGetProperties(parameters, k_none, out, cb_out, bytes_returned, &required);
        break;
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES:
        error =
            ResUtilGetAllProperties(parameters, k_table, out, cb_out, bytes_returned, &required);
        break;
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS:
        error = ResUtilGetPropertyFormats(k_table, out, cb_out, bytes_returned, &required);
        break;
    case CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES:
        return validate(properties, in, cb_in);
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
        return set(parameters, properties, in, cb_in);
    default:
        return ERROR_INVALID_FUNCTION;
    }
    if (error == ERROR_MORE_DATA) {
        *bytes_returned = required;
    }
    return error;
}

DWORD
PropertiesTypeControl(DWORD code, PVOID out, DWORD cb_out, LPDWORD bytes_returned)
{
    DWORD required = 0;
    DWORD error;

    switch (code) {
    case CLUSCTL_RESOURCE_TYPE_ENUM_PRIVATE_PROPERTIES:
        error = ResUtilEnumProperties(k_none, out, cb_out, bytes_returned, &required);
        break;
    case CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_PROPERTY_FMTS:
        error = ResUtilGetPropertyFormats(k_none, out, cb_out, bytes_returned, &required);
        break;
    case CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS:
        error = ResUtilGetPropertyFormats(k_table, out, cb_out, bytes_returned, &required);
        break;
    default:
        return ERROR_INVALID_FUNCTION;
    }
    if (error == ERROR_MORE_DATA) {
        *bytes_returned = required;
    }
    return error;
}
