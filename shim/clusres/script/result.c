/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "result.h"

#include <wchar.h>

static void
say(struct verdict *verdict, BOOL is_good, const WCHAR *text)
{
    verdict->is_good = is_good;
    wcsncpy(verdict->text, text, ARRAYSIZE(verdict->text) - 1);
    verdict->text[ARRAYSIZE(verdict->text) - 1] = L'\0';
}

static BOOL
is_number(VARTYPE type)
{
    switch (type) {
    case VT_I1:
    case VT_I2:
    case VT_I4:
    case VT_I8:
    case VT_INT:
    case VT_UI1:
    case VT_UI2:
    case VT_UI4:
    case VT_UI8:
    case VT_UINT:
    case VT_R4:
    case VT_R8:
    case VT_CY:
    case VT_DECIMAL:
        return TRUE;
    default:
        return FALSE;
    }
}

static const WCHAR *
name_of_type(VARTYPE type)
{
    if ((type & VT_ARRAY) != 0) {
        return L"an array";
    }
    switch (type) {
    case VT_NULL:
        return L"Null";
    case VT_BSTR:
        return L"text";
    case VT_DATE:
        return L"a date";
    case VT_DISPATCH:
    case VT_UNKNOWN:
        return L"an object";
    case VT_ERROR:
        return L"an error value";
    default:
        return L"a value of a type that is no result";
    }
}

static void
judge_number(VARIANT *number, struct verdict *verdict)
{
    VARIANT real;
    VARIANT text;

    VariantInit(&real);
    VariantInit(&text);
    if (FAILED(VariantChangeTypeEx(&real, number, LOCALE_INVARIANT, 0, VT_R8))) {
        say(verdict, FALSE, L"a number that cannot be read");
        return;
    }
    if (FAILED(VariantChangeTypeEx(&text, number, LOCALE_INVARIANT, 0, VT_BSTR))) {
        say(verdict, V_R8(&real) == 0.0, L"a number");
        return;
    }
    say(verdict, V_R8(&real) == 0.0, V_BSTR(&text));
    VariantClear(&text);
}

static void
judge_value(VARIANT *value, struct verdict *verdict)
{
    if (V_VT(value) == VT_EMPTY) {
        say(verdict, TRUE, L"nothing");
    } else if (V_VT(value) == VT_BOOL) {
        say(verdict, V_BOOL(value) != VARIANT_FALSE, V_BOOL(value) ? L"True" : L"False");
    } else if (is_number(V_VT(value))) {
        judge_number(value, verdict);
    } else {
        say(verdict, FALSE, name_of_type(V_VT(value)));
    }
}

void
result_judge(VARIANT *result, struct verdict *verdict)
{
    VARIANT value;

    VariantInit(&value);
    /* Also a reference to a VARIANT that is one itself. */
    if (FAILED(VariantCopyInd(&value, result))) {
        say(verdict, FALSE, L"a value that cannot be read");
        return;
    }
    judge_value(&value, verdict);
    VariantClear(&value);
}
