/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "properties.h"

#include "error-text.h"
#include "monitor.h"
#include "other-properties.h"

DWORD
properties_open(struct property_owner *owner, HKEY resource_key)
{
    return (DWORD)ClusterRegOpenKey(resource_key, L"Parameters", KEY_ALL_ACCESS,
                                    &owner->parameters);
}

static DWORD
read_stored(const struct property_owner *owner, void *block, BOOL check_required)
{
    LPWSTR wrong = NULL;
    DWORD error;

    ZeroMemory(block, owner->set->block_size);
    error = ResUtilGetPropertiesToParameterBlock(owner->parameters, owner->set->table, block,
                                                 check_required, &wrong);
    if (error != ERROR_SUCCESS) {
        monitor_log(owner->handle, LOG_ERROR,
                    error == ERROR_FILE_NOT_FOUND
                        ? L"The property '%1' is required, and is not set: %2.\n"
                        : L"The property '%1' has a value that cannot be used: %2.\n",
                    wrong != NULL ? wrong : L"", error_text(error).text);
        properties_free(owner->set, block);
    }
    return error;
}

DWORD
properties_read(const struct property_owner *owner, void *block)
{
    properties_free(owner->set, block);
    return read_stored(owner, block, TRUE);
}

void
properties_free(const struct property_set *set, void *block)
{
    ResUtilFreeParameterBlock(block, NULL, set->table);
    ZeroMemory(block, set->block_size);
}

/* What a call that lacks room needs goes where what it wrote would go. */
static DWORD
sized(DWORD result, DWORD required, const struct control_call *call)
{
    if (result == ERROR_MORE_DATA) {
        *call->returned = required;
    }
    return result;
}

static DWORD
enumerate(const struct property_owner *owner, const struct control_call *call)
{
    DWORD required = 0;
    DWORD result = ResUtilEnumProperties(owner->set->table, call->out, call->out_size,
                                         call->returned, &required);

    if (owner->set->takes_others) {
        result = other_properties_add_names(owner, call, result, &required);
    }
    return sized(result, required, call);
}

static DWORD
formats(const struct property_set *set, const struct control_call *call)
{
    DWORD required = 0;
    DWORD result =
        ResUtilGetPropertyFormats(set->table, call->out, call->out_size, call->returned, &required);

    return sized(result, required, call);
}

static DWORD
all_formats(const struct property_owner *owner, const struct control_call *call)
{
    DWORD required = 0;
    DWORD result = ResUtilGetPropertyFormats(owner->set->table, call->out, call->out_size,
                                             call->returned, &required);

    if (owner->set->takes_others) {
        result = other_properties_add_formats(owner, call, result, &required);
    }
    return sized(result, required, call);
}

/* The table's, and whatever else the key holds. */
static DWORD
get(const struct property_owner *owner, const struct control_call *call)
{
    DWORD required = 0;
    DWORD result = ResUtilGetAllProperties(owner->parameters, owner->set->table, call->out,
                                           call->out_size, call->returned, &required);

    return sized(result, required, call);
}

/* No built-in type has read-only private properties; an empty table makes an empty list. */
static DWORD
get_read_only(const struct property_owner *owner, const struct control_call *call)
{
    static const RESUTIL_PROPERTY_ITEM none[] = { { .Name = NULL } };
    DWORD required = 0;
    DWORD result = ResUtilGetProperties(owner->parameters, none, call->out, call->out_size,
                                        call->returned, &required);

    return sized(result, required, call);
}

/* Whether a property list names a property of the table. */
static BOOL
names_own(const struct property_set *set, const struct control_call *call)
{
    for (const RESUTIL_PROPERTY_ITEM *item = set->table; item->Name != NULL; item++) {
        if (ResUtilFindSzProperty(call->in, call->in_size, item->Name, NULL) !=
            ERROR_FILE_NOT_FOUND) {
            return TRUE;
        }
    }
    return FALSE;
}

static DWORD
set(const struct property_owner *owner, const struct control_call *call, BOOL online)
{
    DWORD error = ResUtilSetPropertyTable(owner->parameters, owner->set->table, NULL,
                                          owner->set->takes_others, call->in, call->in_size, NULL);

    if (error == ERROR_SUCCESS && online && names_own(owner->set, call)) {
        return ERROR_RESOURCE_PROPERTIES_STORED;
    }
    return error;
}

/* The required ones of the built-in types are text, and empty text is as good as none. */
static DWORD
check_required(const struct property_owner *owner, const BYTE *block)
{
    for (const RESUTIL_PROPERTY_ITEM *item = owner->set->table; item->Name != NULL; item++) {
        LPCWSTR text;

        if ((item->Flags & RESUTIL_PROPITEM_REQUIRED) == 0) {
            continue;
        }
        CopyMemory(&text, block + item->Offset, sizeof(text));
        if (text == NULL || *text == L'\0') {
            monitor_log(owner->handle, LOG_ERROR, L"The property '%1' is required: %2: set it.\n",
                        item->Name, error_text(ERROR_INVALID_PARAMETER).text);
            return ERROR_INVALID_PARAMETER;
        }
    }
    return ERROR_SUCCESS;
}

static DWORD
validate_into(const struct property_owner *owner, const struct control_call *call, BYTE *block)
{
    DWORD error = ResUtilVerifyPropertyTable(owner->set->table, NULL, owner->set->takes_others,
                                             call->in, call->in_size, block);

    if (error == ERROR_SUCCESS) {
        error = check_required(owner, block);
    }
    return error == ERROR_SUCCESS ? owner->set->check(owner->handle, block) : error;
}

/* The properties as they would be: what is stored, and over it what the list has. */
static DWORD
validate(const struct property_owner *owner, const struct control_call *call)
{
    BYTE *stored = LocalAlloc(LPTR, 2 * owner->set->block_size);
    BYTE *wanted;
    DWORD error;

    if (stored == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    wanted = stored + owner->set->block_size;
    error = read_stored(owner, stored, FALSE);
    if (error == ERROR_SUCCESS) {
        error = ResUtilDupParameterBlock(wanted, stored, owner->set->table);
        if (error == ERROR_SUCCESS) {
            error = validate_into(owner, call, wanted);
            ResUtilFreeParameterBlock(wanted, stored, owner->set->table);
        }
        properties_free(owner->set, stored);
    }
    LocalFree(stored);
    return error;
}

DWORD
properties_control(const struct property_owner *owner, const struct control_call *call, BOOL online)
{
    *call->returned = 0;
    switch (call->code) {
    case CLUSCTL_RESOURCE_UNKNOWN:
        return ERROR_SUCCESS;
    case CLUSCTL_RESOURCE_ENUM_PRIVATE_PROPERTIES:
        return enumerate(owner, call);
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS:
        return all_formats(owner, call);
    case CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES:
        return get(owner, call);
    case CLUSCTL_RESOURCE_GET_RO_PRIVATE_PROPERTIES:
        return get_read_only(owner, call);
    case CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES:
        return validate(owner, call);
    case CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES:
        return set(owner, call, online);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}

DWORD
properties_type_control(const struct property_set *set, const struct control_call *call)
{
    *call->returned = 0;
    switch (call->code) {
    case CLUSCTL_RESOURCE_TYPE_UNKNOWN:
        return ERROR_SUCCESS;
    case CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS:
        return formats(set, call);
    default:
        return ERROR_INVALID_FUNCTION;
    }
}
