/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "property-bytes.h"

#include <string.h>
#include <wchar.h>

#define LIST_MAX     4096                /* strings of a MULTI_SZ */
#define LARGEST_REAL 0x20000000000000ULL /* the largest whole numbers that a double tells apart */

static HRESULT
text_value(const WCHAR *text, VARIANT *value)
{
    V_VT(value) = VT_BSTR;
    V_BSTR(value) = SysAllocString(text);
    if (V_BSTR(value) == NULL) {
        V_VT(value) = VT_EMPTY;
        return E_OUTOFMEMORY;
    }
    return S_OK;
}

/* VBScript knows no unsigned and no 64-bit numbers. */
static HRESULT
number_value(ULONGLONG number, VARIANT *value)
{
    if (number <= (ULONGLONG)LONG_MAX) {
        V_VT(value) = VT_I4;
        V_I4(value) = (LONG)number;
        return S_OK;
    }
    if (number <= LARGEST_REAL) {
        V_VT(value) = VT_R8;
        V_R8(value) = (double)number;
        return S_OK;
    }
    V_VT(value) = VT_UI8;
    V_UI8(value) = number;
    return VariantChangeTypeEx(value, value, LOCALE_INVARIANT, 0, VT_BSTR);
}

static ULONG
count_texts(const WCHAR *list)
{
    ULONG count = 0;

    for (const WCHAR *text = list; *text != L'\0'; text += wcslen(text) + 1) {
        count++;
    }
    return count;
}

/* Of VARIANTs, as VBScript takes no other arrays. */
static HRESULT
list_value(const WCHAR *list, VARIANT *value)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_VARIANT, 0, count_texts(list));
    VARIANT *at;
    HRESULT result;

    if (array == NULL) {
        return E_OUTOFMEMORY;
    }
    result = SafeArrayAccessData(array, (void **)&at);
    for (const WCHAR *text = list; SUCCEEDED(result) && *text != L'\0'; text += wcslen(text) + 1) {
        result = text_value(text, at++);
    }
    SafeArrayUnaccessData(array);
    if (FAILED(result)) {
        SafeArrayDestroy(array);
        return result;
    }
    V_VT(value) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(value) = array;
    return S_OK;
}

static HRESULT
binary_value(const struct property_bytes *bytes, VARIANT *value)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_UI1, 0, bytes->size);
    void *data;
    HRESULT result;

    if (array == NULL) {
        return E_OUTOFMEMORY;
    }
    result = SafeArrayAccessData(array, &data);
    if (FAILED(result)) {
        SafeArrayDestroy(array);
        return result;
    }
    memcpy(data, bytes->data, bytes->size);
    SafeArrayUnaccessData(array);
    V_VT(value) = VT_ARRAY | VT_UI1;
    V_ARRAY(value) = array;
    return S_OK;
}

HRESULT
property_bytes_to_value(const struct property_bytes *bytes, VARIANT *value)
{
    ULONGLONG number = 0;

    switch (bytes->type) {
    case REG_SZ:
    case REG_EXPAND_SZ:
        return text_value((const WCHAR *)(const void *)bytes->data, value);
    case REG_MULTI_SZ:
        return list_value((const WCHAR *)(const void *)bytes->data, value);
    case REG_BINARY:
        return binary_value(bytes, value);
    case REG_DWORD:
    case REG_QWORD:
        memcpy(&number, bytes->data,
               min(bytes->size, bytes->type == REG_DWORD ? sizeof(DWORD) : sizeof(number)));
        return number_value(number, value);
    default:
        return DISP_E_TYPEMISMATCH;
    }
}

static HRESULT
set_bytes(struct property_bytes *bytes, DWORD type, const void *data, size_t size)
{
    bytes->data = LocalAlloc(LMEM_FIXED, size + 1);
    if (bytes->data == NULL) {
        return E_OUTOFMEMORY;
    }
    memcpy(bytes->data, data, size);
    bytes->type = type;
    bytes->size = (DWORD)size;
    return S_OK;
}

/* A NUL inside would cut it short. */
static HRESULT
check_text(const BSTR text)
{
    return SysStringLen(text) == (text != NULL ? wcslen(text) : 0) ? S_OK : DISP_E_TYPEMISMATCH;
}

/* A Boolean becomes the word that VBScript has for it. */
static HRESULT
to_text(VARIANT *value, VARIANT *text)
{
    HRESULT result;

    VariantInit(text);
    result = V_VT(value) == VT_NULL || V_VT(value) == VT_ERROR || V_VT(value) == VT_DISPATCH ||
                     V_VT(value) == VT_UNKNOWN
                 ? DISP_E_TYPEMISMATCH
                 : VariantChangeTypeEx(text, value, LOCALE_INVARIANT, VARIANT_ALPHABOOL, VT_BSTR);
    if (SUCCEEDED(result)) {
        result = check_text(V_BSTR(text));
        if (FAILED(result)) {
            VariantClear(text);
        }
    }
    return result;
}

static HRESULT
put_text(VARIANT *value, DWORD type, struct property_bytes *bytes)
{
    VARIANT text;
    HRESULT result = to_text(value, &text);
    const WCHAR *characters;

    if (FAILED(result)) {
        return result;
    }
    characters = V_BSTR(&text) != NULL ? V_BSTR(&text) : L"";
    result = set_bytes(bytes, type, characters, (wcslen(characters) + 1) * sizeof(WCHAR));
    VariantClear(&text);
    return result;
}

/* Negative numbers are stored as LONGs are: &HFFFFFFFF is -1 to VBScript. */
static HRESULT
put_number(VARIANT *value, DWORD type, struct property_bytes *bytes)
{
    double least = type == REG_DWORD ? LONG_MIN : -(double)LARGEST_REAL;
    double most = type == REG_DWORD ? MAXDWORD : (double)LARGEST_REAL;
    VARIANT real;
    LONGLONG number;

    if (V_VT(value) == VT_BOOL) {
        number = V_BOOL(value) != VARIANT_FALSE;
        return set_bytes(bytes, type, &number, type == REG_DWORD ? sizeof(DWORD) : sizeof(number));
    }
    VariantInit(&real);
    if (V_VT(value) == VT_EMPTY || V_VT(value) == VT_NULL || V_VT(value) == VT_DISPATCH ||
        FAILED(VariantChangeTypeEx(&real, value, LOCALE_INVARIANT, 0, VT_R8)) ||
        !(V_R8(&real) >= least && V_R8(&real) <= most)) {
        return DISP_E_TYPEMISMATCH;
    }
    number = (LONGLONG)V_R8(&real);
    if ((double)number != V_R8(&real)) {
        return DISP_E_TYPEMISMATCH;
    }
    return set_bytes(bytes, type, &number, type == REG_DWORD ? sizeof(DWORD) : sizeof(number));
}

/* A MULTI_SZ that grows. */
struct text_list {
    WCHAR *texts;
    size_t length; /* characters, without the NUL that ends the list */
};

static HRESULT
add_text(struct text_list *list, VARIANT *element)
{
    VARIANT text;
    WCHAR *grown;
    size_t more;
    HRESULT result = to_text(element, &text);

    if (FAILED(result)) {
        return result;
    }
    more = SysStringLen(V_BSTR(&text)) + 1;
    /* An empty one would end the list. */
    grown = more > 1 ? LocalAlloc(LPTR, (list->length + more + 1) * sizeof(WCHAR)) : NULL;
    result = more == 1 ? DISP_E_TYPEMISMATCH : grown == NULL ? E_OUTOFMEMORY : S_OK;
    if (SUCCEEDED(result)) {
        if (list->texts != NULL) {
            wmemcpy(grown, list->texts, list->length);
        }
        wmemcpy(grown + list->length, V_BSTR(&text), more);
        LocalFree(list->texts);
        list->texts = grown;
        list->length += more;
    }
    VariantClear(&text);
    return result;
}

static HRESULT
add_array(struct text_list *list, SAFEARRAY *array, VARTYPE type)
{
    LONG first = 0;
    LONG last = -1;
    HRESULT result;

    if (SafeArrayGetDim(array) != 1 || (type != VT_VARIANT && type != VT_BSTR)) {
        return DISP_E_TYPEMISMATCH;
    }
    result = SafeArrayGetLBound(array, 1, &first);
    if (SUCCEEDED(result)) {
        result = SafeArrayGetUBound(array, 1, &last);
    }
    if (SUCCEEDED(result) && (LONGLONG)last - first >= LIST_MAX) {
        return DISP_E_OVERFLOW;
    }
    for (LONG i = first; SUCCEEDED(result) && i <= last; i++) {
        VARIANT element;

        VariantInit(&element);
        V_VT(&element) = type == VT_BSTR ? VT_BSTR : VT_EMPTY;
        result =
            SafeArrayGetElement(array, &i,
                                type == VT_BSTR ? (void *)&V_BSTR(&element) : (void *)&element);
        if (SUCCEEDED(result)) {
            result = add_text(list, &element);
        }
        VariantClear(&element);
    }
    return result;
}

static HRESULT
get_member(IDispatch *object, const WCHAR *name, VARIANT *value)
{
    DISPPARAMS none = { NULL, NULL, 0, 0 };
    WCHAR buffer[16];
    LPOLESTR names = buffer;
    DISPID id;
    HRESULT result;

    VariantInit(value);
    wcsncpy(buffer, name, ARRAYSIZE(buffer) - 1);
    buffer[ARRAYSIZE(buffer) - 1] = L'\0';
    result = IDispatch_GetIDsOfNames(object, &IID_NULL, &names, 1, LOCALE_INVARIANT, &id);
    if (FAILED(result)) {
        return DISP_E_TYPEMISMATCH;
    }
    return IDispatch_Invoke(object, id, &IID_NULL, LOCALE_INVARIANT, DISPATCH_PROPERTYGET, &none,
                            value, NULL, NULL);
}

/* JScript's arrays are objects. */
static HRESULT
add_object(struct text_list *list, IDispatch *object)
{
    VARIANT length;
    HRESULT result;

    VariantInit(&length);
    result = object != NULL ? get_member(object, L"length", &length) : DISP_E_TYPEMISMATCH;
    if (SUCCEEDED(result)) {
        result = VariantChangeTypeEx(&length, &length, LOCALE_INVARIANT, 0, VT_I4);
    }
    if (FAILED(result) || V_I4(&length) < 0) {
        VariantClear(&length);
        return DISP_E_TYPEMISMATCH;
    }
    if (V_I4(&length) > LIST_MAX) {
        return DISP_E_OVERFLOW;
    }
    for (LONG i = 0; SUCCEEDED(result) && i < V_I4(&length); i++) {
        WCHAR name[16];
        VARIANT element;

        _itow(i, name, 10);
        result = get_member(object, name, &element);
        if (SUCCEEDED(result)) {
            result = add_text(list, &element);
            VariantClear(&element);
        }
    }
    return result;
}

static HRESULT
put_list(VARIANT *value, struct property_bytes *bytes)
{
    struct text_list list = { NULL, 0 };
    HRESULT result;

    if ((V_VT(value) & VT_ARRAY) != 0) {
        result = add_array(&list, V_ARRAY(value), V_VT(value) & VT_TYPEMASK);
    } else if (V_VT(value) == VT_DISPATCH) {
        result = add_object(&list, V_DISPATCH(value));
    } else {
        result = add_text(&list, value);
    }
    if (SUCCEEDED(result)) {
        result = set_bytes(bytes, REG_MULTI_SZ, list.texts != NULL ? list.texts : L"",
                           (list.length + 1) * sizeof(WCHAR));
    }
    LocalFree(list.texts);
    return result;
}

static HRESULT
put_binary(VARIANT *value, struct property_bytes *bytes)
{
    SAFEARRAY *array = V_ARRAY(value);
    void *data;
    HRESULT result;

    if (V_VT(value) != (VT_ARRAY | VT_UI1) || SafeArrayGetDim(array) != 1) {
        return DISP_E_TYPEMISMATCH;
    }
    result = SafeArrayAccessData(array, &data);
    if (SUCCEEDED(result)) {
        result = set_bytes(bytes, REG_BINARY, data, array->rgsabound[0].cElements);
        SafeArrayUnaccessData(array);
    }
    return result;
}

static HRESULT
put_as(DWORD type, VARIANT *value, struct property_bytes *bytes)
{
    switch (type) {
    case REG_SZ:
    case REG_EXPAND_SZ:
        return put_text(value, type, bytes);
    case REG_DWORD:
    case REG_QWORD:
        return put_number(value, type, bytes);
    case REG_MULTI_SZ:
        return put_list(value, bytes);
    case REG_BINARY:
        return put_binary(value, bytes);
    default:
        return DISP_E_TYPEMISMATCH;
    }
}

static DWORD
own_type(VARIANT *value)
{
    switch (V_VT(value)) {
    case VT_EMPTY:
    case VT_BSTR:
    case VT_DATE:
        return REG_SZ;
    case VT_ARRAY | VT_UI1:
        return REG_BINARY;
    case VT_ARRAY | VT_VARIANT:
    case VT_ARRAY | VT_BSTR:
    case VT_DISPATCH:
        return REG_MULTI_SZ;
    default:
        return REG_DWORD;
    }
}

HRESULT
property_bytes_from_value(VARIANT *value, struct property_bytes *bytes)
{
    VARIANT plain;
    HRESULT result;

    VariantInit(&plain);
    bytes->data = NULL;
    result = VariantCopyInd(&plain, value);
    if (FAILED(result)) {
        return DISP_E_TYPEMISMATCH;
    }
    result = put_as(bytes->type, &plain, bytes);
    if (result == DISP_E_TYPEMISMATCH && (bytes->type == REG_SZ || bytes->type == REG_NONE)) {
        result =
            put_as(own_type(&plain), &plain, bytes); /* as AddProperty's, which are text at first */
    }
    VariantClear(&plain);
    return result;
}
