/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "callbacks.h"
#include "connection.h"
#include "crash.h"
#include "log.h"
#include "own-dlls.h"
#include "pe-file.h"
#include "text.h"

#define DETAIL_MAX 512

struct library {
    struct library *next;
    HMODULE module;
    char *name; /* of the file, for people */
    struct lane lane;
};

struct type {
    struct type *next;
    char *name;
    WCHAR *wide_name;
    struct library *library;
    const CLRES_FUNCTION_TABLE *table; /* NULL until started */
};

/* A LOAD on its way: first in the loading lane, then, as Startup, in its DLL's. */
struct load_call {
    struct call call;
    char *type_name;
    char *dll;
    struct library *library;
};

/* How far a LOAD came, which is what LOADED says. */
struct outcome {
    enum load_stage stage;
    DWORD error;
    DWORD table_version;
    char detail[DETAIL_MAX];
};

/* Guards both lists; entries are only added. */
static SRWLOCK lists_lock = SRWLOCK_INIT;
static struct library *libraries;
static struct type *types;

/* LoadLibrary calls, DllMain and all, one after the other. */
static struct lane loading_lane;

void
loader_start(void)
{
    DWORD error;

    own_dlls_load();
    error = lane_open(&loading_lane);
    if (error != ERROR_SUCCESS) {
        log_and_leave("resapi-host.exe cannot make a thread: error %lu; raise the limit on "
                      "processes",
                      error);
    }
}

DWORD
loader_make_key(const WCHAR *path, HKEY *key)
{
    return own_dlls_make_key(path, key);
}

void
loader_close_key(HKEY key)
{
    own_dlls_close_key(key);
}

const char *
loader_library_at(const void *base)
{
    for (const struct library *library = libraries; library != NULL; library = library->next) {
        if ((const void *)library->module == base) {
            return library->name;
        }
    }
    return NULL;
}

static struct type *
find_type(const char *name)
{
    struct type *type;

    AcquireSRWLockShared(&lists_lock);
    type = types;
    while (type != NULL && strcmp(type->name, name) != 0) {
        type = type->next;
    }
    ReleaseSRWLockShared(&lists_lock);
    return type;
}

struct type *
loader_find_type(const char *name)
{
    struct type *type = find_type(name);

    return type != NULL && type->table != NULL ? type : NULL;
}

const WCHAR *
type_name(const struct type *type)
{
    return type->wide_name;
}

const CLRES_V1_FUNCTIONS *
type_functions(const struct type *type)
{
    return &type->table->V1Functions;
}

struct lane *
type_lane(const struct type *type)
{
    return &type->library->lane;
}

static void
fail(struct outcome *outcome, enum load_stage stage, DWORD error, const char *detail)
{
    outcome->stage = stage;
    outcome->error = error;
    snprintf(outcome->detail, sizeof(outcome->detail), "%s", detail);
}

static void
answer(const struct call *call, const struct outcome *outcome)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_LOADED, .id = call->id },
        .loaded = { .error = outcome->error,
                    .stage = outcome->stage,
                    .table_version = outcome->table_version,
                    .detail = outcome->detail },
    };

    connection_send(&message);
}

static void
free_load(struct load_call *load)
{
    free(load->type_name);
    free(load->dll);
    load->type_name = NULL;
    load->dll = NULL;
}

/* A Unix path as Windows programs see it; Wine alone knows how its drives are mapped. Anything else
 * is a Windows path or a name to be searched for. free() it. */
static WCHAR *
windows_path(const char *dll)
{
    typedef WCHAR *(__cdecl * dos_name_function)(const char *unix_path);
    dos_name_function dos_name =
        (dos_name_function)(void *)GetProcAddress(GetModuleHandleW(L"kernel32.dll"),
                                                  "wine_get_dos_file_name");
    WCHAR *dos;
    WCHAR *copy;

    if (dll[0] != '/' || dos_name == NULL) {
        return text_to_wide(dll);
    }
    dos = dos_name(dll);
    if (dos == NULL) {
        return NULL;
    }
    copy = _wcsdup(dos);
    HeapFree(GetProcessHeap(), 0, dos);
    return copy;
}

/* The full path of a file that has only a name; path itself when it has more. */
static WCHAR *
search_path(WCHAR *path)
{
    WCHAR *found;
    DWORD length;

    if (wcspbrk(path, L"\\/:") != NULL) {
        return path;
    }
    length = SearchPathW(NULL, path, L".dll", 0, NULL, NULL);
    found = length != 0 ? malloc(length * sizeof(WCHAR)) : NULL;
    if (found == NULL) {
        return path;
    }
    SearchPathW(NULL, path, L".dll", length, found, NULL);
    free(path);
    return found;
}

static const char *
file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *backslash = strrchr(path, '\\');
    const char *last = slash > backslash ? slash : backslash;

    return last != NULL ? last + 1 : path;
}

static struct library *
find_library(HMODULE module)
{
    struct library *library = libraries;

    while (library != NULL && library->module != module) {
        library = library->next;
    }
    return library;
}

/* Only the loading lane adds libraries. NULL when memory or threads run out. */
static struct library *
add_library(HMODULE module, const char *dll)
{
    struct library *library = calloc(1, sizeof(*library));

    if (library == NULL) {
        return NULL;
    }
    library->module = module;
    library->name = _strdup(file_name(dll));
    if (library->name == NULL || lane_open(&library->lane) != ERROR_SUCCESS) {
        free(library->name);
        free(library);
        return NULL;
    }
    AcquireSRWLockExclusive(&lists_lock);
    library->next = libraries;
    libraries = library;
    ReleaseSRWLockExclusive(&lists_lock);
    return library;
}

/* With the altered search path, what the DLL imports is looked for in its own folder first, as if
 * it lay in the Resource Monitor's, where Windows' resource DLLs are. */
static HMODULE
map_library(const WCHAR *path, struct outcome *outcome)
{
    HMODULE module;

    SetLastError(ERROR_SUCCESS);
    module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (module == NULL) {
        DWORD error = GetLastError();

        fail(outcome, LOAD_MAP, error != ERROR_SUCCESS ? error : ERROR_DLL_INIT_FAILED,
             error == ERROR_MOD_NOT_FOUND ? "a DLL that it imports was not found"
                                          : "LoadLibrary failed");
    }
    return module;
}

static void
load_library(struct load_call *load, struct outcome *outcome)
{
    WCHAR *path = windows_path(load->dll);
    HMODULE module = NULL;
    DWORD error = ERROR_SUCCESS;

    if (path == NULL) {
        fail(outcome, LOAD_FIND, GetLastError(), "no Windows path leads to the file");
        return;
    }
    path = search_path(path);
    outcome->stage = pe_check(path, &error, outcome->detail, sizeof(outcome->detail));
    outcome->error = error;
    if (outcome->stage == LOAD_DONE) {
        module = map_library(path, outcome);
    }
    free(path);
    if (module == NULL) {
        return;
    }
    load->library = find_library(module);
    if (load->library == NULL) {
        load->library = add_library(module, load->dll);
    }
    if (load->library == NULL) {
        fail(outcome, LOAD_MAP, ERROR_NOT_ENOUGH_MEMORY, "no memory or threads for its calls");
    }
}

/* The entry points that no resource can do without (resapi.md 2.3). */
static const char *
missing_entry_point(const CLRES_V1_FUNCTIONS *functions)
{
    return functions->Open == NULL         ? "Open"
           : functions->Close == NULL      ? "Close"
           : functions->Online == NULL     ? "Online"
           : functions->Offline == NULL    ? "Offline"
           : functions->Terminate == NULL  ? "Terminate"
           : functions->LooksAlive == NULL ? "LooksAlive"
           : functions->IsAlive == NULL    ? "IsAlive"
                                           : NULL;
}

/* TableSize is documented in two ways and says nothing beyond a lower bound (resapi.md 1.2). */
static void
check_table(const CLRES_FUNCTION_TABLE *table, struct outcome *outcome)
{
    const char *missing;

    if (table == NULL) {
        fail(outcome, LOAD_TABLE, ERROR_INVALID_DATA, "Startup returned no function table");
        return;
    }
    outcome->table_version = table->Version;
    if (table->Version != CLRES_VERSION_V1_00) {
        fail(outcome, LOAD_TABLE, ERROR_REVISION_MISMATCH,
             "Startup returned a function table of a version that was not offered");
        return;
    }
    if (table->TableSize < CLRES_V1_FUNCTION_SIZE) {
        fail(outcome, LOAD_TABLE, ERROR_INVALID_DATA,
             "the function table's TableSize is too small for its version");
        return;
    }
    missing = missing_entry_point(&table->V1Functions);
    if (missing != NULL) {
        fail(outcome, LOAD_TABLE, ERROR_INVALID_DATA, missing);
    }
}

/* Version 1's Startup. */
static const CLRES_FUNCTION_TABLE *
start_v1(PSTARTUP_ROUTINE startup, const WCHAR *name, struct outcome *outcome)
{
    PCLRES_FUNCTION_TABLE table = NULL;
    DWORD error = startup(name, CLRES_VERSION_V1_00, CLRES_VERSION_V1_00,
                          callback_set_resource_status, callback_log_event, &table);

    if (error != ERROR_SUCCESS) {
        fail(outcome, LOAD_STARTUP, error, "Startup returned an error");
        return NULL;
    }
    check_table(table, outcome);
    return outcome->stage == LOAD_DONE ? table : NULL;
}

static struct type *
add_type(const char *name, struct library *library)
{
    struct type *type = calloc(1, sizeof(*type));

    if (type == NULL) {
        return NULL;
    }
    type->library = library;
    type->name = _strdup(name);
    type->wide_name = text_to_wide(name);
    if (type->name == NULL || type->wide_name == NULL) {
        free(type->name);
        free(type->wide_name);
        free(type);
        return NULL;
    }
    AcquireSRWLockExclusive(&lists_lock);
    type->next = types;
    types = type;
    ReleaseSRWLockExclusive(&lists_lock);
    return type;
}

static void
start_type(struct type *type, struct outcome *outcome)
{
    HMODULE module = type->library->module;
    FARPROC startup = GetProcAddress(module, STARTUP_ROUTINE);

    if (startup == NULL) {
        fail(outcome, LOAD_EXPORT, ERROR_PROC_NOT_FOUND,
             GetProcAddress(module, STARTUP_EX_ROUTINE) != NULL
                 ? "the DLL exports StartupEx only, which this resapid does not speak yet"
                 : "the DLL exports no Startup: it is no resource DLL");
        return;
    }
    type->table = start_v1((PSTARTUP_ROUTINE)(void *)startup, type->wide_name, outcome);
}

static void
run_startup(struct call *call)
{
    struct load_call *load = (struct load_call *)call;
    struct type *type = find_type(load->type_name);
    struct outcome outcome = { .stage = LOAD_DONE };

    if (type == NULL) {
        type = add_type(load->type_name, load->library);
    }
    if (type == NULL) {
        fail(&outcome, LOAD_STARTUP, ERROR_NOT_ENOUGH_MEMORY, "no memory for the type");
    } else if (type->library != load->library && type->table != NULL) {
        fail(&outcome, LOAD_STARTUP, ERROR_ALREADY_EXISTS,
             "the type was started from another DLL in this host");
    } else if (type->table == NULL) {
        type->library = load->library;
        crash_enter(call);
        start_type(type, &outcome);
        crash_leave();
    } else {
        outcome.table_version = type->table->Version;
    }
    answer(call, &outcome);
    free_load(load);
}

static void
run_load(struct call *call)
{
    struct load_call *load = (struct load_call *)call;
    struct load_call *startup = calloc(1, sizeof(*startup));
    struct outcome outcome = { .stage = LOAD_DONE };

    crash_enter(call);
    load_library(load, &outcome);
    crash_leave();
    if (outcome.stage == LOAD_DONE && startup == NULL) {
        fail(&outcome, LOAD_STARTUP, ERROR_NOT_ENOUGH_MEMORY, "no memory to call Startup");
    }
    if (outcome.stage != LOAD_DONE) {
        answer(call, &outcome);
        free_load(load);
        free(startup);
        return;
    }
    *startup = *load;
    startup->call.entry_point = ENTRY_STARTUP;
    startup->call.run = run_startup;
    lane_submit(&startup->library->lane, &startup->call);
}

void
loader_load(const struct channel_message *request)
{
    struct load_call *load = calloc(1, sizeof(*load));
    struct outcome outcome = { .stage = LOAD_DONE };
    struct call unanswered = { .id = request->header.id };

    if (load != NULL) {
        load->call.entry_point = ENTRY_DLL_MAIN;
        load->call.id = request->header.id;
        load->call.run = run_load;
        load->type_name = _strdup(request->load.type_name);
        load->dll = _strdup(request->load.dll);
    }
    if (load == NULL || load->type_name == NULL || load->dll == NULL) {
        fail(&outcome, LOAD_FIND, ERROR_NOT_ENOUGH_MEMORY, "no memory to load it");
        answer(&unanswered, &outcome);
        if (load != NULL) {
            free_load(load);
        }
        free(load);
        return;
    }
    lane_submit(&loading_lane, &load->call);
}
