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

static bool
any_is_in_range(const RESUTIL_PROPERTY_ITEM *item, ValueBytes bytes)
{
    (void)item;
    (void)bytes;
    return true;
}

static bool
long_is_in_range(const RESUTIL_PROPERTY_ITEM *item, ValueBytes bytes)
{
    LONG value;

    memcpy(&value, bytes.data, sizeof(value));
    return (item->Minimum == 0 && item->Maximum == 0) ||
           (value >= (LONG)item->Minimum && value <= (LONG)item->Maximum);
}

/* The page of ResUtilGetDwordProperty: a minimum and a maximum of 0 are no limits. */
static bool
dword_is_in_range(const RESUTIL_PROPERTY_ITEM *item, ValueBytes bytes)
{
    DWORD value;

    if ((item->Flags & RESUTIL_PROPITEM_SIGNED) != 0) {
        return long_is_in_range(item, bytes);
    }
    memcpy(&value, bytes.data, sizeof(value));
    return (item->Minimum == 0 && item->Maximum == 0) ||
           (value >= item->Minimum && value <= item->Maximum);
}

static bool
large_integer_is_in_range(const RESUTIL_PROPERTY_ITEM *item, ValueBytes bytes)
{
    const RESUTIL_LARGEINT_DATA *limits = item->LargeIntData;
    LONGLONG value;

    memcpy(&value, bytes.data, sizeof(value));
    return limits == NULL || (limits->Minimum.QuadPart == 0 && limits->Maximum.QuadPart == 0) ||
           (value >= limits->Minimum.QuadPart && value <= limits->Maximum.QuadPart);
}

static bool
ularge_integer_is_in_range(const RESUTIL_PROPERTY_ITEM *item, ValueBytes bytes)
{
    const RESUTIL_ULARGEINT_DATA *limits = item->ULargeIntData;
    ULONGLONG value;

    memcpy(&value, bytes.data, sizeof(value));
    return limits == NULL || (limits->Minimum.QuadPart == 0 && limits->Maximum.QuadPart == 0) ||
           (value >= limits->Minimum.QuadPart && value <= limits->Maximum.QuadPart);
}

static ULONGLONG
filetime_value(FILETIME time)
{
    return ((ULONGLONG)time.dwHighDateTime << 32) | time.dwLowDateTime;
}

static bool
filetime_is_in_range(const RESUTIL_PROPERTY_ITEM *item, ValueBytes bytes)
{
    const RESUTIL_FILETIME_DATA *limits = item->FileTimeData;
    FILETIME time;
    ULONGLONG value;

    memcpy(&time, bytes.data, sizeof(time));
    value = filetime_value(time);
    return limits == NULL ||
           (filetime_value(limits->Minimum) == 0 && filetime_value(limits->Maximum) == 0) ||
           (value >= filetime_value(limits->Minimum) && value <= filetime_value(limits->Maximum));
}

/*
 * The types of 64-bit values in the cluster database are nowhere documented. The first format of a
 * registry type is the one its values are shown in.
 */
static const PropertyFormat formats[] = {
    { CLUSPROP_FORMAT_SZ, REG_SZ, REG_EXPAND_SZ, VALUE_TEXT, 0, text_is_well_formed,
      any_is_in_range },
    { CLUSPROP_FORMAT_EXPAND_SZ, REG_EXPAND_SZ, REG_SZ, VALUE_TEXT, 0, text_is_well_formed,
      any_is_in_range },
    { CLUSPROP_FORMAT_MULTI_SZ, REG_MULTI_SZ, REG_MULTI_SZ, VALUE_COUNTED, 0,
      multi_text_is_well_formed, any_is_in_range },
    { CLUSPROP_FORMAT_BINARY, REG_BINARY, REG_NONE, VALUE_COUNTED, 0, any_is_well_formed,
      any_is_in_range },
    { CLUSPROP_FORMAT_SECURITY_DESCRIPTOR, REG_BINARY, REG_NONE, VALUE_COUNTED, 0,
      any_is_well_formed, any_is_in_range },
    { CLUSPROP_FORMAT_DWORD, REG_DWORD, REG_DWORD, VALUE_FIXED, sizeof(DWORD), fixed_is_well_formed,
      dword_is_in_range },
    { CLUSPROP_FORMAT_LONG, REG_DWORD, REG_DWORD, VALUE_FIXED, sizeof(LONG), fixed_is_well_formed,
      long_is_in_range },
    { CLUSPROP_FORMAT_ULARGE_INTEGER, REG_QWORD, REG_BINARY, VALUE_FIXED, sizeof(ULONGLONG),
      fixed_is_well_formed, ularge_integer_is_in_range },
    { CLUSPROP_FORMAT_LARGE_INTEGER, REG_QWORD, REG_BINARY, VALUE_FIXED, sizeof(LONGLONG),
      fixed_is_well_formed, large_integer_is_in_range },
    { CLUSPROP_FORMAT_FILETIME, REG_QWORD, REG_BINARY, VALUE_FIXED, sizeof(FILETIME),
      fixed_is_well_formed, filetime_is_in_range },
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
