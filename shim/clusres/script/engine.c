/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define COBJMACROS
#include "engine.h"

#include <wchar.h>

#include "../error-text.h"
#include "engine-class.h"
#include "../monitor.h"
#include "resource-object.h"
#include "result.h"
#include "site.h"
#include "source.h"

/* The headers name the interface after the machine, the libraries have the 32-bit one only. */
#ifdef _WIN64
static const IID k_parser_id = {
    0xC7EF7658, 0xE1EE, 0x480E, { 0x97, 0xEA, 0xD5, 0x2C, 0xB4, 0xD7, 0x6D, 0x17 }
};
#else
static const IID k_parser_id = {
    0xBB1A2AE2, 0xA4F9, 0x11CF, { 0x8F, 0x20, 0x00, 0x80, 0x5F, 0x2C, 0xD0, 0x64 }
};
#endif

static const WCHAR *const k_required[] = { L"LooksAlive", L"IsAlive" };

struct engine {
    const struct engine_owner *owner;
    WCHAR *path;
    WCHAR *text;
    struct engine_class class;
    IActiveScript *script;
    IActiveScriptParse *parser;
    struct site *site;
    struct resource_object *resource;
    IDispatch *functions;
};

/* Makes the engine, empty. One in which nothing will run has no `Resource`. */
static HRESULT
prepare(struct engine *engine, BOOL runs)
{
    HRESULT result;

    if (runs) {
        engine->resource = resource_object_new(engine->owner);
        if (engine->resource == NULL) {
            return E_OUTOFMEMORY;
        }
    }
    engine->site = site_new(engine->owner, engine->path, engine->text,
                            runs ? resource_object_dispatch(engine->resource) : NULL);
    if (engine->site == NULL) {
        return E_OUTOFMEMORY;
    }
    result = CoCreateInstance(&engine->class.id, NULL, CLSCTX_INPROC_SERVER, &IID_IActiveScript,
                              (void **)&engine->script);
    if (SUCCEEDED(result)) {
        result =
            IActiveScript_QueryInterface(engine->script, &k_parser_id, (void **)&engine->parser);
    }
    if (SUCCEEDED(result)) {
        result = engine->parser->lpVtbl->InitNew(engine->parser);
    }
    if (SUCCEEDED(result)) {
        result = IActiveScript_SetScriptSite(engine->script, &engine->site->iface);
    }
    if (SUCCEEDED(result)) {
        result = IActiveScript_AddNamedItem(engine->script, L"Resource", SCRIPTITEM_ISVISIBLE);
    }
    return result;
}

/* An engine that is not started compiles the text, and runs nothing. */
static HRESULT
parse(struct engine *engine, const WCHAR *text)
{
    EXCEPINFO exception = { 0 };
    HRESULT result =
        engine->parser->lpVtbl->ParseScriptText(engine->parser, text, NULL, NULL, NULL, 0, 0,
                                                SCRIPTTEXT_ISVISIBLE, NULL, &exception);

    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrHelpFile);
    return result;
}

static void
dispose(struct engine *engine)
{
    if (engine->functions != NULL) {
        IDispatch_Release(engine->functions);
    }
    if (engine->script != NULL) {
        IActiveScript_Close(engine->script);
    }
    if (engine->parser != NULL) {
        engine->parser->lpVtbl->Release(engine->parser);
    }
    if (engine->script != NULL) {
        IActiveScript_Release(engine->script);
    }
    if (engine->site != NULL) {
        site_detach(engine->site);
    }
    if (engine->resource != NULL) {
        resource_object_detach(engine->resource);
    }
    engine->functions = NULL;
    engine->script = NULL;
    engine->parser = NULL;
    engine->site = NULL;
    engine->resource = NULL;
}

void
engine_unload(struct engine *engine)
{
    if (engine == NULL) {
        return;
    }
    dispose(engine);
    LocalFree(engine->path);
    LocalFree(engine->text);
    LocalFree(engine);
}

static DWORD
log_unusable(const struct engine *engine, HRESULT result)
{
    const struct engine_owner *owner = engine->owner;

    monitor_log(
        owner->handle, (LOG_LEVEL)owner->level,
        L"The script engine '%1' for '%2' cannot be used: error 0x%3!08x!: check that the Wine "
        L"prefix has it; Wine's own are vbscript.dll and jscript.dll.\n",
        engine->class.name, engine->path, (DWORD)result);
    return ERROR_NO_ASSOCIATION;
}

static DWORD
log_unreadable(const struct engine_owner *owner, const WCHAR *path, DWORD error)
{
    switch (error) {
    case ERROR_FILE_TOO_LARGE:
        monitor_log(owner->handle, (LOG_LEVEL)owner->level,
                    L"The script '%1' is larger than %2!u! bytes, more than a script may be: "
                    L"%3.\n",
                    path, SOURCE_MAX, error_text(error).text);
        break;
    case ERROR_NO_UNICODE_TRANSLATION:
    case ERROR_INVALID_DATA:
        monitor_log(owner->handle, (LOG_LEVEL)owner->level,
                    L"The script '%1' is no text: %2. Save it as UTF-8, or as UTF-16 with a "
                    L"byte order mark.\n",
                    path, error_text(error).text);
        break;
    default:
        monitor_log(owner->handle, (LOG_LEVEL)owner->level,
                    L"The script '%1' cannot be read: %2; check the property "
                    L"ScriptFilepath, and that the user of the hosts may read the file and enter "
                    L"its folders.\n",
                    path, error_text(error).text);
        break;
    }
    return error;
}

/* The engine with its text and class, of which nothing has been made yet. */
static DWORD
read_script(struct engine *engine, const WCHAR *path)
{
    const struct engine_owner *owner = engine->owner;
    DWORD error;

    engine->path = ResUtilDupString(path);
    if (engine->path == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = source_read(path, &engine->text);
    if (error != ERROR_SUCCESS) {
        return log_unreadable(engine->owner, path, error);
    }
    error = engine_class_find(source_extension(path), &engine->class);
    if (error != ERROR_SUCCESS) {
        monitor_log(owner->handle, (LOG_LEVEL)owner->level,
                    L"The script '%1' has no engine: %2. A script's name ends with .vbs or "
                    L".js, or with what an installed script engine is registered for.\n",
                    path, error_text(error).text);
    }
    return error;
}

static DWORD
start(struct engine *engine)
{
    HRESULT result = prepare(engine, TRUE);

    if (FAILED(result)) {
        return log_unusable(engine, result);
    }
    result = parse(engine, engine->text);
    if (SUCCEEDED(result)) {
        /* Errors of the top level are told to the site alone. */
        engine->site->function = L"its top level";
        result = IActiveScript_SetScriptState(engine->script, SCRIPTSTATE_STARTED);
    }
    engine->site->function = NULL;
    if (engine->site->errors > 0) {
        return ERROR_RESOURCE_FAILED;
    }
    if (SUCCEEDED(result)) {
        result = IActiveScript_GetScriptDispatch(engine->script, NULL, &engine->functions);
    }
    return SUCCEEDED(result) ? ERROR_SUCCESS : log_unusable(engine, result);
}

DWORD
engine_load(const struct engine_owner *owner, const WCHAR *path, struct engine **engine)
{
    struct engine *loaded = LocalAlloc(LPTR, sizeof(*loaded));
    DWORD error;

    *engine = NULL;
    if (loaded == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    loaded->owner = owner;
    error = read_script(loaded, path);
    if (error == ERROR_SUCCESS) {
        error = start(loaded);
    }
    if (error != ERROR_SUCCESS) {
        engine_unload(loaded);
        return error;
    }
    *engine = loaded;
    return ERROR_SUCCESS;
}

static BOOL
find_function(struct engine *engine, const WCHAR *name, DISPID *id)
{
    WCHAR buffer[16];
    LPOLESTR names = buffer;

    wcsncpy(buffer, name, ARRAYSIZE(buffer) - 1);
    buffer[ARRAYSIZE(buffer) - 1] = L'\0';
    return SUCCEEDED(
        IDispatch_GetIDsOfNames(engine->functions, &IID_NULL, &names, 1, LOCALE_USER_DEFAULT, id));
}

static DWORD
log_missing(const struct engine *engine, const WCHAR *name)
{
    monitor_log(engine->owner->handle, (LOG_LEVEL)engine->owner->level,
                L"The script '%1' has no function %2, which it must have: %3.\n", engine->path,
                name, error_text(ERROR_PROC_NOT_FOUND).text);
    return ERROR_PROC_NOT_FOUND;
}

DWORD
engine_require_functions(struct engine *engine)
{
    DISPID id;

    for (size_t i = 0; i < ARRAYSIZE(k_required); i++) {
        if (!find_function(engine, k_required[i], &id)) {
            return log_missing(engine, k_required[i]);
        }
    }
    return ERROR_SUCCESS;
}

static DWORD
judge(const struct engine *engine, const WCHAR *name, VARIANT *result)
{
    struct verdict verdict;

    result_judge(result, &verdict);
    if (verdict.is_good) {
        return ERROR_SUCCESS;
    }
    monitor_log(engine->owner->handle, (LOG_LEVEL)engine->owner->level,
                L"%1 of '%2' returned %3: a failure; success is True, 0 or nothing.\n", name,
                engine->path, verdict.text);
    return ERROR_RESOURCE_FAILED;
}

DWORD
engine_call(struct engine *engine, const WCHAR *name)
{
    DISPPARAMS none = { NULL, NULL, 0, 0 };
    ULONG errors = engine->site->errors;
    VARIANT value;
    DISPID id;
    HRESULT result;
    DWORD error;

    if (!find_function(engine, name, &id)) {
        return ERROR_SUCCESS;
    }
    VariantInit(&value);
    engine->site->function = name;
    result = IDispatch_Invoke(engine->functions, id, &IID_NULL, LOCALE_USER_DEFAULT,
                              DISPATCH_METHOD, &none, &value, NULL, NULL);
    engine->site->function = NULL;
    if (engine->site->errors != errors) {
        error = ERROR_RESOURCE_FAILED;
    } else if (FAILED(result)) {
        monitor_log(engine->owner->handle, (LOG_LEVEL)engine->owner->level,
                    L"%1 of '%2' cannot be called: error 0x%3!08x!: check that it is a function "
                    L"without parameters.\n",
                    name, engine->path, (DWORD)result);
        error = ERROR_RESOURCE_FAILED;
    } else {
        error = judge(engine, name, &value);
    }
    VariantClear(&value);
    return error;
}

/* Whether the script declares the function. What nothing tells is taken for yes: JScript can make
 * functions while it runs, and of other engines nothing is known. */
static BOOL
may_have(struct engine *disarmed, const WCHAR *name, const WCHAR *text)
{
    DISPID id;

    return find_function(disarmed, name, &id) ||
           (disarmed->class.language != LANGUAGE_VBSCRIPT && wcsstr(text, name) != NULL);
}

static DWORD
check_functions(struct engine *engine)
{
    WCHAR *disarmed = engine_class_disarm(engine->class.language, engine->text);
    DWORD error = ERROR_SUCCESS;

    if (disarmed == NULL) {
        return ERROR_SUCCESS;
    }
    dispose(engine);
    if (SUCCEEDED(prepare(engine, FALSE))) {
        engine->site->path = NULL; /* the error that ends it is none of the script's */
        if (SUCCEEDED(parse(engine, disarmed)) &&
            SUCCEEDED(IActiveScript_SetScriptState(engine->script, SCRIPTSTATE_STARTED)) &&
            SUCCEEDED(IActiveScript_GetScriptDispatch(engine->script, NULL, &engine->functions))) {
            for (size_t i = 0; i < ARRAYSIZE(k_required) && error == ERROR_SUCCESS; i++) {
                error = may_have(engine, k_required[i], engine->text)
                            ? ERROR_SUCCESS
                            : log_missing(engine, k_required[i]);
            }
        }
    }
    LocalFree(disarmed);
    return error;
}

static DWORD
check_script(struct engine *engine, const WCHAR *path)
{
    DWORD error = read_script(engine, path);
    HRESULT result;

    if (error != ERROR_SUCCESS) {
        return error;
    }
    result = prepare(engine, FALSE);
    if (FAILED(result)) {
        return log_unusable(engine, result);
    }
    result = parse(engine, engine->text);
    if (engine->site->errors > 0) {
        return ERROR_BAD_FORMAT;
    }
    return SUCCEEDED(result) ? check_functions(engine) : log_unusable(engine, result);
}

DWORD
engine_check(const struct engine_owner *owner, const WCHAR *path)
{
    struct engine *engine = LocalAlloc(LPTR, sizeof(*engine));
    DWORD error;

    if (engine == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    engine->owner = owner;
    error = check_script(engine, path);
    engine_unload(engine);
    return error;
}
