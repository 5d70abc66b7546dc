/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "site.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "../monitor.h"
#include "source.h"

#define TEXT_MAX 160 /* of a line of source, and of a description: a log line has 500 in all */

static struct site *
site_of(IActiveScriptSite *iface)
{
    return CONTAINING_RECORD(iface, struct site, iface);
}

static HRESULT STDMETHODCALLTYPE
site_query_interface(IActiveScriptSite *iface, REFIID iid, void **object)
{
    /* No IActiveScriptSiteWindow: where nobody looks at windows, MsgBox is an error that returns. */
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IActiveScriptSite)) {
        *object = NULL;
        return E_NOINTERFACE;
    }
    *object = iface;
    IActiveScriptSite_AddRef(iface);
    return S_OK;
}

static ULONG STDMETHODCALLTYPE
site_add_ref(IActiveScriptSite *iface)
{
    return (ULONG)InterlockedIncrement(&site_of(iface)->references);
}

static ULONG STDMETHODCALLTYPE
site_release(IActiveScriptSite *iface)
{
    LONG references = InterlockedDecrement(&site_of(iface)->references);

    if (references == 0) {
        LocalFree(site_of(iface));
    }
    return (ULONG)references;
}

static HRESULT STDMETHODCALLTYPE
site_get_lcid(IActiveScriptSite *iface, LCID *lcid)
{
    UNREFERENCED_PARAMETER(iface);
    UNREFERENCED_PARAMETER(lcid);
    return E_NOTIMPL; /* the user's */
}

static HRESULT STDMETHODCALLTYPE
site_get_item(IActiveScriptSite *iface, LPCOLESTR name, DWORD wanted, IUnknown **item,
              ITypeInfo **info)
{
    struct site *site = site_of(iface);

    if (info != NULL) {
        *info = NULL;
    }
    if (item != NULL) {
        *item = NULL;
    }
    if (site->resource == NULL || _wcsicmp(name, L"Resource") != 0 ||
        (wanted & SCRIPTINFO_IUNKNOWN) == 0 || item == NULL) {
        return TYPE_E_ELEMENTNOTFOUND;
    }
    *item = (IUnknown *)site->resource;
    IDispatch_AddRef(site->resource);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE
site_get_version(IActiveScriptSite *iface, BSTR *version)
{
    UNREFERENCED_PARAMETER(iface);
    UNREFERENCED_PARAMETER(version);
    return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE
site_on_terminate(IActiveScriptSite *iface, const VARIANT *result, const EXCEPINFO *exception)
{
    UNREFERENCED_PARAMETER(iface);
    UNREFERENCED_PARAMETER(result);
    UNREFERENCED_PARAMETER(exception);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE
site_on_state_change(IActiveScriptSite *iface, SCRIPTSTATE state)
{
    UNREFERENCED_PARAMETER(iface);
    UNREFERENCED_PARAMETER(state);
    return S_OK;
}

static void
cut(WCHAR *buffer, const WCHAR *text)
{
    wcsncpy(buffer, text, TEXT_MAX - 1);
    buffer[TEXT_MAX - 1] = L'\0';
    for (WCHAR *at = buffer; *at != L'\0'; at++) {
        *at = *at < L' ' ? L' ' : *at;
    }
    for (size_t length = wcslen(buffer); length > 0 && wcschr(L" .", buffer[length - 1]) != NULL;) {
        buffer[--length] = L'\0';
    }
}

/* Engines leave some of it out. */
static void
describe(const EXCEPINFO *exception, WCHAR *buffer)
{
    WCHAR text[TEXT_MAX] = L"";

    if (exception->bstrDescription != NULL && *exception->bstrDescription != L'\0') {
        cut(buffer, exception->bstrDescription);
    } else if (exception->bstrSource != NULL && wcsstr(exception->bstrSource, L"compilation")) {
        wcscpy(buffer, L"Syntax error");
    } else if (FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
                              (DWORD)exception->scode, 0, text, TEXT_MAX, NULL) > 0) {
        cut(buffer, text);
    } else {
        wcscpy(buffer, L"Unknown error");
    }
}

static void
describe_source(const struct site *site, IActiveScriptError *error, ULONG line, WCHAR *buffer)
{
    WCHAR text[TEXT_MAX];
    BSTR given = NULL;

    if (FAILED(IActiveScriptError_GetSourceLineText(error, &given)) || given == NULL) {
        source_line(site->text, line, text, TEXT_MAX);
    } else {
        source_line(given, 0, text, TEXT_MAX);
    }
    SysFreeString(given);
    cut(buffer, text);
}

static void
tell(const struct site *site, IActiveScriptError *error, const EXCEPINFO *exception)
{
    WCHAR where[TEXT_MAX] = L"";
    WCHAR description[TEXT_MAX];
    WCHAR source[TEXT_MAX] = L"";
    DWORD context = 0;
    ULONG line = 0;
    LONG column = 0;

    describe(exception, description);
    if (SUCCEEDED(IActiveScriptError_GetSourcePosition(error, &context, &line, &column))) {
        swprintf(where, ARRAYSIZE(where), L", line %lu, column %ld", line + 1, column + 1);
        describe_source(site, error, line, source);
    }
    monitor_log(site->owner->handle, (LOG_LEVEL)site->owner->level,
                L"%1%2%3%4: %5 (0x%6!08x!): %7\n", site->path, where,
                site->function != NULL ? L", in " : L"",
                site->function != NULL ? site->function : L"", description, (DWORD)exception->scode,
                source);
}

static HRESULT STDMETHODCALLTYPE
site_on_error(IActiveScriptSite *iface, IActiveScriptError *error)
{
    struct site *site = site_of(iface);
    EXCEPINFO exception = { 0 };

    site->errors++;
    if (site->path == NULL || FAILED(IActiveScriptError_GetExceptionInfo(error, &exception))) {
        return S_OK;
    }
    if (exception.pfnDeferredFillIn != NULL) {
        exception.pfnDeferredFillIn(&exception);
    }
    tell(site, error, &exception);
    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrHelpFile);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE
site_on_enter(IActiveScriptSite *iface)
{
    UNREFERENCED_PARAMETER(iface);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE
site_on_leave(IActiveScriptSite *iface)
{
    UNREFERENCED_PARAMETER(iface);
    return S_OK;
}

struct site *
site_new(const struct engine_owner *owner, const WCHAR *path, const WCHAR *text,
         IDispatch *resource)
{
    static IActiveScriptSiteVtbl methods = {
        site_query_interface, site_add_ref,     site_release,      site_get_lcid,
        site_get_item,        site_get_version, site_on_terminate, site_on_state_change,
        site_on_error,        site_on_enter,    site_on_leave,
    };
    struct site *site = LocalAlloc(LPTR, sizeof(*site));

    if (site != NULL) {
        site->iface.lpVtbl = &methods;
        site->references = 1;
        site->owner = owner;
        site->path = path;
        site->text = text;
        site->resource = resource;
    }
    return site;
}

void
site_detach(struct site *site)
{
    site->owner = NULL;
    site->path = NULL;
    site->text = NULL;
    site->resource = NULL;
    IActiveScriptSite_Release(&site->iface);
}
