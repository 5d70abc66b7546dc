/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "property-format.h"

#include <string.h>

static bool
fixed_is_well_formed(const PropertyFormat *format, ValueBytes bytes)
{
    return bytes.length == format->size;
}

static bool
ends_with_nul(ValueBytes bytes)
{
    WCHAR last;

    if (bytes.length < sizeof(last) || bytes.length % sizeof(last) != 0) {
        return false;
    }
    memcpy(&last, bytes.data + bytes.length - sizeof(last), sizeof(last));
    return last == L'\0';
}

static bool
text_is_well_formed(const PropertyFormat *format, ValueBytes bytes)
{
    (void)format;
    return ends_with_nul(bytes);
}

/* An empty multi-text is nothing at all or one NUL; any other one ends with two. */
static bool
multi_text_is_well_formed(const PropertyFormat *format, ValueBytes bytes)
{
    ValueBytes without_last = { bytes.data, bytes.length - (DWORD)sizeof(WCHAR) };

    (void)format;
    if (bytes.length == 0) {
        return true;
    }
    return ends_with_nul(bytes) && (without_last.length == 0 || ends_with_nul(without_last));
}

static bool
any_is_well_formed(const PropertyFormat *format, ValueBytes bytes)
{
    (void)format;
    (void)bytes;
    return true;
}

/* The page of ResUtilGetDwordProperty: a minimum and a maximum of 0 are no limits. */
static bool
set_limits(PropertyLimits *limits, bool is_signed, ULONGLONG least, ULONGLONG most)
{
    limits->is_signed = is_signed;
    limits->least = least;
    limits->most = most;
    return least != 0 || most != 0;
}

static bool
find_no_limits(const RESUTIL_PROPERTY_ITEM *item, PropertyLimits *limits)
{
    (void)item;
    return set_limits(limits, false, 0, 0);
}

static bool
find_long_limits(const RESUTIL_PROPERTY_ITEM *item, PropertyLimits *limits)
{
    return set_limits(limits, true, (ULONGLONG)(LONG)item->Minimum, (ULONGLONG)(LONG)item->Maximum);
}

static bool
find_dword_limits(const RESUTIL_PROPERTY_ITEM *item, PropertyLimits *limits)
{
    if ((item->Flags & RESUTIL_PROPITEM_SIGNED) != 0) {
        return find_long_limits(item, limits);
    }
    return set_limits(limits, false, item->Minimum, item->Maximum);
}

static bool
find_large_integer_limits(const RESUTIL_PROPERTY_ITEM *item, PropertyLimits *limits)
{
    const RESUTIL_LARGEINT_DATA *data = item->LargeIntData;

    return data == NULL ? set_limits(limits, true, 0, 0)
                        : set_limits(limits, true, (ULONGLONG)data->Minimum.QuadPart,
                                     (ULONGLONG)data->Maximum.QuadPart);
}

static bool
find_ularge_integer_limits(const RESUTIL_PROPERTY_ITEM *item, PropertyLimits *limits)
{
    const RESUTIL_ULARGEINT_DATA *data = item->ULargeIntData;

    return data == NULL ? set_limits(limits, false, 0, 0)
                        : set_limits(limits, false, data->Minimum.QuadPart, data->Maximum.QuadPart);
}

static ULONGLONG
filetime_value(FILETIME time)
{
    return ((ULONGLONG)time.dwHighDateTime << 32) | time.dwLowDateTime;
}

static bool
find_filetime_limits(const RESUTIL_PROPERTY_ITEM *item, PropertyLimits *limits)
{
    const RESUTIL_FILETIME_DATA *data = item->FileTimeData;

    return data == NULL ? set_limits(limits, false, 0, 0)
                        : set_limits(limits, false, filetime_value(data->Minimum),
                                     filetime_value(data->Maximum));
}

bool
property_limits(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item,
                PropertyLimits *limits)
{
    return format->find_limits(item, limits);
}

/* A number with its sign carried up to 64 bits. */
static ULONGLONG
number_of(ValueBytes bytes, bool is_signed)
{
    DWORD number = 0;
    ULONGLONG large = 0;

    if (bytes.length == sizeof(large)) {
        memcpy(&large, bytes.data, sizeof(large));
        return large;
    }
    memcpy(&number, bytes.data, sizeof(number));
    return is_signed ? (ULONGLONG)(LONG)number : number;
}

bool
property_is_in_range(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item,
                     ValueBytes bytes)
{
    PropertyLimits limits;
    ULONGLONG number;

    if (!property_limits(format, item, &limits)) {
        return true;
    }
    number = number_of(bytes, limits.is_signed);
    return limits.is_signed ? (LONGLONG)number >= (LONGLONG)limits.least &&
                                  (LONGLONG)number <= (LONGLONG)limits.most
                            : number >= limits.least && number <= limits.most;
}

/*
 * The types of 64-bit values in the cluster database are nowhere documented. The first format of a
 * registry type is the one its values are shown in.
 */
static const PropertyFormat formats[] = {
    { CLUSPROP_FORMAT_SZ, REG_SZ, REG_EXPAND_SZ, VALUE_TEXT, 0, text_is_well_formed,
      find_no_limits },
    { CLUSPROP_FORMAT_EXPAND_SZ, REG_EXPAND_SZ, REG_SZ, VALUE_TEXT, 0, text_is_well_formed,
      find_no_limits },
    { CLUSPROP_FORMAT_MULTI_SZ, REG_MULTI_SZ, REG_MULTI_SZ, VALUE_COUNTED, 0,
      multi_text_is_well_formed, find_no_limits },
    { CLUSPROP_FORMAT_BINARY, REG_BINARY, REG_NONE, VALUE_COUNTED, 0, any_is_well_formed,
      find_no_limits },
    { CLUSPROP_FORMAT_SECURITY_DESCRIPTOR, REG_BINARY, REG_NONE, VALUE_COUNTED, 0,
      any_is_well_formed, find_no_limits },
    { CLUSPROP_FORMAT_DWORD, REG_DWORD, REG_DWORD, VALUE_FIXED, sizeof(DWORD), fixed_is_well_formed,
      find_dword_limits },
    { CLUSPROP_FORMAT_LONG, REG_DWORD, REG_DWORD, VALUE_FIXED, sizeof(LONG), fixed_is_well_formed,
      find_long_limits },
    { CLUSPROP_FORMAT_ULARGE_INTEGER, REG_QWORD, REG_BINARY, VALUE_FIXED, sizeof(ULONGLONG),
      fixed_is_well_formed, find_ularge_integer_limits },
    { CLUSPROP_FORMAT_LARGE_INTEGER, REG_QWORD, REG_BINARY, VALUE_FIXED, sizeof(LONGLONG),
      fixed_is_well_formed, find_large_integer_limits },
    { CLUSPROP_FORMAT_FILETIME, REG_QWORD, REG_BINARY, VALUE_FIXED, sizeof(FILETIME),
      fixed_is_well_formed, find_filetime_limits },
};

const PropertyFormat *
property_format_find(DWORD format)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(formats); i++) {
        if (formats[i].format == format) {
            return &formats[i];
        }
    }
    return NULL;
}

const PropertyFormat *
property_format_of_registry_type(DWORD registry_type)
{
    size_t i;

    for (i = 0; i < ARRAYSIZE(formats); i++) {
        if (formats[i].registry_type == registry_type) {
            return &formats[i];
        }
    }
    return NULL;
}

ValueBytes
text_bytes(LPCWSTR text)
{
    ValueBytes bytes = { (const BYTE *)text, 0 };

    if (text != NULL) {
        bytes.length = (DWORD)((wcslen(text) + 1) * sizeof(WCHAR));
    }
    return bytes;
}

static ValueBytes
fixed_default(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item)
{
    static const BYTE zeros[sizeof(ULONGLONG)];
    ValueBytes bytes = { (const BYTE *)&item->Default, format->size };

    if (format->size > sizeof(DWORD)) {
        /* Default is the first member of all three kinds of data an item can point to. */
        bytes.data = item->lpDefault == NULL ? zeros : item->lpDefault;
    }
    return bytes;
}

ValueBytes
property_default(const PropertyFormat *format, const RESUTIL_PROPERTY_ITEM *item)
{
    ValueBytes counted = { item->lpDefault, item->Minimum };
    ValueBytes nothing = { NULL, 0 };

    if (format->shape == VALUE_FIXED) {
        return fixed_default(format, item);
    }
    if (item->lpDefault == NULL) {
        return nothing;
    }
    return format->shape == VALUE_TEXT ? text_bytes(item->lpDefault) : counted;
}

const RESUTIL_PROPERTY_ITEM *
property_table_find(const RESUTIL_PROPERTY_ITEM *table, LPCWSTR name)
{
    const RESUTIL_PROPERTY_ITEM *item;

    for (item = table; item != NULL && item->Name != NULL; item++) {
        if (CompareStringOrdinal(item->Name, -1, name, -1, TRUE) == CSTR_EQUAL) {
            return item;
        }
    }
    return NULL;
}
