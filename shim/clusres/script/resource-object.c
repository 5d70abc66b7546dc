/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "resource-object.h"

#include <stdio.h>
#include <wchar.h>

#include "log-text.h"
#include "stored-property.h"

#define NAME_MAX_LENGTH 255
#define NAMES_MAX       4096 /* that one load of a script may use */
#define FIRST_PROPERTY  100  /* DISPID */

enum method {
    METHOD_NAME = 1,
    METHOD_LOG_INFORMATION,
    METHOD_ADD_PROPERTY,
    METHOD_REMOVE_PROPERTY,
    METHOD_PROPERTY_EXISTS,
    METHOD_END,
};

static const WCHAR *const k_methods[METHOD_END] = {
    [METHOD_NAME] = L"Name",
    [METHOD_LOG_INFORMATION] = L"LogInformation",
    [METHOD_ADD_PROPERTY] = L"AddProperty",
    [METHOD_REMOVE_PROPERTY] = L"RemoveProperty",
    [METHOD_PROPERTY_EXISTS] = L"PropertyExists",
};

struct resource_object {
    IDispatch iface;
    LONG references;
    const struct engine_owner *owner; /* NULL: detached */

    /* What the script has called properties; the DISPID is the index behind FIRST_PROPERTY. */
    WCHAR **names;
    ULONG count;
};

static struct resource_object *
object_of(IDispatch *iface)
{
    return CONTAINING_RECORD(iface, struct resource_object, iface);
}

static HRESULT STDMETHODCALLTYPE
object_query_interface(IDispatch *iface, REFIID iid, void **object)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IDispatch)) {
        *object = NULL;
        return E_NOINTERFACE;
    }
    *object = iface;
    IDispatch_AddRef(iface);
    return S_OK;
}

static ULONG STDMETHODCALLTYPE
object_add_ref(IDispatch *iface)
{
    return (ULONG)InterlockedIncrement(&object_of(iface)->references);
}

static ULONG STDMETHODCALLTYPE
object_release(IDispatch *iface)
{
    struct resource_object *object = object_of(iface);
    LONG references = InterlockedDecrement(&object->references);

    if (references == 0) {
        for (ULONG i = 0; i < object->count; i++) {
            LocalFree(object->names[i]);
        }
        LocalFree(object->names);
        LocalFree(object);
    }
    return (ULONG)references;
}

static HRESULT STDMETHODCALLTYPE
object_get_info_count(IDispatch *iface, UINT *count)
{
    UNREFERENCED_PARAMETER(iface);
    *count = 0;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE
object_get_info(IDispatch *iface, UINT index, LCID lcid, ITypeInfo **info)
{
    UNREFERENCED_PARAMETER(iface);
    UNREFERENCED_PARAMETER(index);
    UNREFERENCED_PARAMETER(lcid);
    *info = NULL;
    return DISP_E_BADINDEX;
}

static BOOL
is_same_name(const WCHAR *one, const WCHAR *other)
{
    return CompareStringOrdinal(one, -1, other, -1, TRUE) == CSTR_EQUAL;
}

/* 0 for none. */
static DISPID
find_method(const WCHAR *name)
{
    for (DISPID id = METHOD_NAME; id < METHOD_END; id++) {
        if (is_same_name(k_methods[id], name)) {
            return id;
        }
    }
    return 0;
}

static HRESULT
add_name(struct resource_object *object, const WCHAR *name)
{
    if (object->names == NULL) {
        object->names = LocalAlloc(LPTR, NAMES_MAX * sizeof(object->names[0]));
    }
    if (object->names == NULL || object->count == NAMES_MAX) {
        return E_OUTOFMEMORY;
    }
    object->names[object->count] = ResUtilDupString(name);
    if (object->names[object->count] == NULL) {
        return E_OUTOFMEMORY;
    }
    object->count++;
    return S_OK;
}

/* Every name has an id, whether there is a property of that name, or will be, is for Invoke to say. */
static HRESULT
find_property(struct resource_object *object, const WCHAR *name, DISPID *id)
{
    ULONG index = 0;
    HRESULT result = S_OK;

    if (*name == L'\0' || wcslen(name) > NAME_MAX_LENGTH) {
        return DISP_E_UNKNOWNNAME;
    }
    while (index < object->count && !is_same_name(object->names[index], name)) {
        index++;
    }
    if (index == object->count) {
        result = add_name(object, name);
    }
    *id = SUCCEEDED(result) ? (DISPID)(FIRST_PROPERTY + index) : DISPID_UNKNOWN;
    return result;
}

static HRESULT STDMETHODCALLTYPE
object_get_ids(IDispatch *iface, REFIID iid, LPOLESTR *names, UINT count, LCID lcid, DISPID *ids)
{
    (void)iid; /* its type is a const one, which UNREFERENCED_PARAMETER assigns to */
    UNREFERENCED_PARAMETER(lcid);
    if (count == 0) {
        return S_OK;
    }
    for (UINT i = 0; i < count; i++) {
        ids[i] = DISPID_UNKNOWN;
    }
    ids[0] = find_method(names[0]);
    if (ids[0] != 0) {
        return count == 1 ? S_OK : DISP_E_UNKNOWNNAME; /* of arguments */
    }
    return count == 1 ? find_property(object_of(iface), names[0], &ids[0]) : DISP_E_UNKNOWNNAME;
}

/* The number that scripts know an error by, which they may compare with. */
static HRESULT
as_script_error(HRESULT result)
{
    switch (result) {
    case E_INVALIDARG:
        return MAKE_HRESULT(SEVERITY_ERROR, FACILITY_CONTROL, 5);
    case DISP_E_TYPEMISMATCH:
        return MAKE_HRESULT(SEVERITY_ERROR, FACILITY_CONTROL, 13);
    case DISP_E_MEMBERNOTFOUND:
        return MAKE_HRESULT(SEVERITY_ERROR, FACILITY_CONTROL, 438);
    case DISP_E_BADPARAMCOUNT:
        return MAKE_HRESULT(SEVERITY_ERROR, FACILITY_CONTROL, 450);
    default:
        return result;
    }
}

/* What the script is told; the text is what becomes of it in its error message. */
static HRESULT
fail(EXCEPINFO *exception, HRESULT result, const WCHAR *what, const WCHAR *name)
{
    WCHAR text[400];

    if (exception == NULL) {
        return result;
    }
    swprintf(text, ARRAYSIZE(text), L"Resource.%ls: %ls", name, what);
    ZeroMemory(exception, sizeof(*exception));
    exception->scode = as_script_error(result);
    exception->bstrSource = SysAllocString(L"Resource");
    exception->bstrDescription = SysAllocString(text);
    return DISP_E_EXCEPTION;
}

static HRESULT
fail_for_property(EXCEPINFO *exception, HRESULT result, const WCHAR *name)
{
    WCHAR text[80];

    switch (result) {
    case DISP_E_MEMBERNOTFOUND:
        return fail(exception, result, L"there is no such property", name);
    case DISP_E_TYPEMISMATCH:
        return fail(exception, result, L"a value of this type cannot be a property's", name);
    default:
        swprintf(text, ARRAYSIZE(text), L"the cluster database refuses: error 0x%08lx",
                 (unsigned long)result);
        return fail(exception, result, text, name);
    }
}

/* The one argument of a method, as text in a VARIANT that the caller clears. */
static HRESULT
text_argument(const DISPPARAMS *arguments, VARIANT *text)
{
    VariantInit(text);
    if (arguments->cArgs != 1) {
        return DISP_E_BADPARAMCOUNT;
    }
    return VariantChangeTypeEx(text, &arguments->rgvarg[0], LOCALE_USER_DEFAULT, VARIANT_ALPHABOOL,
                               VT_BSTR);
}

static HRESULT
log_information(const struct engine_owner *owner, const VARIANT *text)
{
    log_text(owner->handle, V_BSTR(text) != NULL ? V_BSTR(text) : L"", SysStringLen(V_BSTR(text)));
    return S_OK;
}

/* What it would be with a name that cannot be a property's. NULL if it can. */
static const WCHAR *
refusal_of(enum method method, const WCHAR *name, size_t length)
{
    if (*name == L'\0') {
        return L"the name of the property is empty";
    }
    if (length > NAME_MAX_LENGTH) {
        return L"the name of the property is longer than 255 characters";
    }
    if (wcslen(name) != length) {
        return L"the name of the property has a NUL in it";
    }
    if (method == METHOD_ADD_PROPERTY && find_method(name) != 0) {
        return L"the property would have the name of a member of Resource";
    }
    return NULL;
}

static HRESULT
call_for_property(const struct engine_owner *owner, enum method method, const VARIANT *argument,
                  VARIANT *returned, EXCEPINFO *exception)
{
    const WCHAR *name = V_BSTR(argument) != NULL ? V_BSTR(argument) : L"";
    const WCHAR *refusal = refusal_of(method, name, SysStringLen(V_BSTR(argument)));
    HRESULT result;

    if (refusal != NULL) {
        return fail(exception, E_INVALIDARG, refusal, k_methods[method]);
    }
    if (method == METHOD_ADD_PROPERTY) {
        result = stored_property_add(owner->parameters, name);
    } else if (method == METHOD_REMOVE_PROPERTY) {
        result = stored_property_remove(owner->parameters, name);
    } else {
        result = stored_property_exists(owner->parameters, name);
        if (SUCCEEDED(result) && returned != NULL) {
            V_VT(returned) = VT_BOOL;
            V_BOOL(returned) = result == S_OK ? VARIANT_TRUE : VARIANT_FALSE;
        }
    }
    return SUCCEEDED(result) ? S_OK : fail_for_property(exception, result, name);
}

static HRESULT
get_name(const struct engine_owner *owner, const DISPPARAMS *arguments, VARIANT *returned)
{
    if (arguments->cArgs != 0) {
        return DISP_E_BADPARAMCOUNT;
    }
    if (returned == NULL) {
        return S_OK;
    }
    V_VT(returned) = VT_BSTR;
    V_BSTR(returned) = SysAllocString(owner->name);
    return V_BSTR(returned) != NULL ? S_OK : E_OUTOFMEMORY;
}

static HRESULT
call_method(const struct engine_owner *owner, enum method method, WORD flags,
            const DISPPARAMS *arguments, VARIANT *returned, EXCEPINFO *exception)
{
    VARIANT text;
    HRESULT result;

    if ((flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) != 0) {
        return fail(exception, DISP_E_MEMBERNOTFOUND, L"cannot be set", k_methods[method]);
    }
    if (method == METHOD_NAME) {
        return get_name(owner, arguments, returned);
    }
    result = text_argument(arguments, &text);
    if (FAILED(result)) {
        return fail(exception, result, L"takes one text", k_methods[method]);
    }
    result = method == METHOD_LOG_INFORMATION
                 ? log_information(owner, &text)
                 : call_for_property(owner, method, &text, returned, exception);
    VariantClear(&text);
    return result;
}

static HRESULT
access_property(const struct engine_owner *owner, const WCHAR *name, WORD flags,
                const DISPPARAMS *arguments, VARIANT *returned, EXCEPINFO *exception)
{
    BOOL puts = (flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) != 0;
    VARIANT unused;
    HRESULT result;

    if (arguments->cArgs != (puts ? 1U : 0U)) {
        return fail(exception, DISP_E_BADPARAMCOUNT, L"a property takes no arguments", name);
    }
    VariantInit(&unused);
    result =
        puts ? stored_property_put(owner->parameters, name, &arguments->rgvarg[0])
             : stored_property_get(owner->parameters, name, returned != NULL ? returned : &unused);
    VariantClear(&unused);
    return SUCCEEDED(result) ? S_OK : fail_for_property(exception, result, name);
}

static HRESULT STDMETHODCALLTYPE
object_invoke(IDispatch *iface, DISPID id, REFIID iid, LCID lcid, WORD flags, DISPPARAMS *arguments,
              VARIANT *returned, EXCEPINFO *exception, UINT *wrong)
{
    struct resource_object *object = object_of(iface);

    (void)iid;
    UNREFERENCED_PARAMETER(lcid);
    UNREFERENCED_PARAMETER(wrong);
    if (returned != NULL) {
        VariantInit(returned);
    }
    if (object->owner == NULL) {
        return CO_E_OBJNOTCONNECTED;
    }
    if (id >= METHOD_NAME && id < METHOD_END) {
        return call_method(object->owner, (enum method)id, flags, arguments, returned, exception);
    }
    if (id < FIRST_PROPERTY || (ULONG)(id - FIRST_PROPERTY) >= object->count) {
        return DISP_E_MEMBERNOTFOUND;
    }
    return access_property(object->owner, object->names[id - FIRST_PROPERTY], flags, arguments,
                           returned, exception);
}

struct resource_object *
resource_object_new(const struct engine_owner *owner)
{
    static IDispatchVtbl methods = {
        object_query_interface, object_add_ref, object_release, object_get_info_count,
        object_get_info,        object_get_ids, object_invoke,
    };
    struct resource_object *object = LocalAlloc(LPTR, sizeof(*object));

    if (object != NULL) {
        object->iface.lpVtbl = &methods;
        object->references = 1;
        object->owner = owner;
    }
    return object;
}

IDispatch *
resource_object_dispatch(struct resource_object *object)
{
    return &object->iface;
}

void
resource_object_detach(struct resource_object *object)
{
    object->owner = NULL;
    IDispatch_Release(&object->iface);
}
