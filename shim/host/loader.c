/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "connection.h"
#include "crash.h"
#include "entry-table.h"
#include "log.h"
#include "own-dlls.h"
#include "pe-file.h"
#include "startup.h"
#include "text.h"

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
    uint32_t entries;
};

/* A LOAD on its way: first in the loading lane, then, as Startup, in its DLL's. */
struct load_call {
    struct call call;
    char *type_name;
    char *dll;
    struct library *library;
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

/* A DLL may write the name as it likes: its own comparisons ignore the case (resapi.md 1.1). It is
 * copied first: where reading it faults after all, no lock is held. */
const struct type *
loader_find_named_type(const WCHAR *name)
{
    const struct type *type;
    WCHAR *copy;

    if (name == NULL || IsBadStringPtrW(name, MAXUINT)) {
        return NULL;
    }
    copy = _wcsdup(name);
    if (copy == NULL) {
        return NULL;
    }
    AcquireSRWLockShared(&lists_lock);
    type = types;
    while (type != NULL && _wcsicmp(type->wide_name, copy) != 0) {
        type = type->next;
    }
    ReleaseSRWLockShared(&lists_lock);
    free(copy);
    return type;
}

const char *
type_utf8_name(const struct type *type)
{
    return type->name;
}

const WCHAR *
type_name(const struct type *type)
{
    return type->wide_name;
}

const CLRES_FUNCTION_TABLE *
type_table(const struct type *type)
{
    return type->table;
}

uint32_t
type_entries(const struct type *type)
{
    return type->entries;
}

struct lane *
type_lane(const struct type *type)
{
    return &type->library->lane;
}

static void
answer(const struct call *call, const struct load_outcome *outcome)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_LOADED, .id = call->id },
        .loaded = { .error = outcome->error,
                    .stage = outcome->stage,
                    .table_version = outcome->table_version,
                    .entries = outcome->entries,
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
    if (library->name == NULL) {
        free(library);
        return NULL;
    }
    /* One that is not opened whole is not freed: the threads that could be made wait in it. */
    if (lane_open(&library->lane) != ERROR_SUCCESS) {
        return NULL;
    }
    AcquireSRWLockExclusive(&lists_lock);
    library->next = libraries;
    libraries = library;
    ReleaseSRWLockExclusive(&lists_lock);
    return library;
}

/* Why LoadLibrary failed. A DLL that handles an exception of its own and then refuses did refuse. */
static void
fail_map(struct load_outcome *outcome, DWORD error, const char *exception)
{
    char detail[LOAD_DETAIL_MAX];
    const char *text = "LoadLibrary failed";

    if (error == ERROR_MOD_NOT_FOUND) {
        text = "a DLL that it imports was not found";
    } else if (error == ERROR_DLL_INIT_FAILED) {
        text = "its DllMain, or that of a DLL that it imports, refused";
    } else if (exception != NULL) {
        snprintf(detail, sizeof(detail),
                 "its DllMain, or that of a DLL that it imports, crashed: %s", exception);
        text = detail;
    }
    load_fail(outcome, LOAD_MAP, error, text);
}

/* With the altered search path, what the DLL imports is looked for in its own folder first, as if
 * it lay in the Resource Monitor's, where Windows' resource DLLs are. */
static HMODULE
map_library(const WCHAR *path, struct load_outcome *outcome)
{
    HMODULE module;
    DWORD error;
    const char *exception;

    crash_watch_load();
    SetLastError(ERROR_SUCCESS);
    module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    error = GetLastError();
    exception = crash_unwatch_load();
    if (module == NULL) {
        fail_map(outcome, error != ERROR_SUCCESS ? error : ERROR_DLL_INIT_FAILED, exception);
    }
    return module;
}

static void
load_library(struct load_call *load, struct load_outcome *outcome)
{
    WCHAR *path = windows_path(load->dll);
    HMODULE module = NULL;
    DWORD error = ERROR_SUCCESS;

    if (path == NULL) {
        load_fail(outcome, LOAD_FIND, GetLastError(), "no Windows path leads to the file");
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
        load_fail(outcome, LOAD_MAP, ERROR_NOT_ENOUGH_MEMORY, "no memory or threads for its calls");
    }
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
run_startup(struct call *call)
{
    struct load_call *load = (struct load_call *)call;
    struct type *type = find_type(load->type_name);
    struct load_outcome outcome = { .stage = LOAD_DONE };

    if (type == NULL) {
        type = add_type(load->type_name, load->library);
    }
    if (type == NULL) {
        load_fail(&outcome, LOAD_STARTUP, ERROR_NOT_ENOUGH_MEMORY, "no memory for the type");
    } else if (type->library != load->library && type->table != NULL) {
        load_fail(&outcome, LOAD_STARTUP, ERROR_ALREADY_EXISTS,
                  "the type was started from another DLL in this host");
    } else if (type->table == NULL) {
        type->library = load->library;
        crash_enter(call);
        type->table = startup_call(type->library->module, type->wide_name, &outcome);
        crash_leave();
        type->entries = outcome.entries;
    } else {
        outcome.table_version = type->table->Version;
        outcome.entries = type->entries;
    }
    answer(call, &outcome);
    free_load(load);
}

static void
run_load(struct call *call)
{
    struct load_call *load = (struct load_call *)call;
    struct load_call *startup = calloc(1, sizeof(*startup));
    struct load_outcome outcome = { .stage = LOAD_DONE };

    crash_enter(call);
    load_library(load, &outcome);
    crash_leave();
    if (outcome.stage == LOAD_DONE && startup == NULL) {
        load_fail(&outcome, LOAD_STARTUP, ERROR_NOT_ENOUGH_MEMORY, "no memory to call Startup");
    }
    if (outcome.stage != LOAD_DONE) {
        answer(call, &outcome);
        free_load(load);
        free(startup);
        return;
    }
    *startup = *load;
    startup->call.entry_point = startup_entry_point(startup->library->module);
    startup->call.run = run_startup;
    lane_submit(&startup->library->lane, &startup->call);
}

void
loader_load(const struct channel_message *request)
{
    struct load_call *load = calloc(1, sizeof(*load));
    struct load_outcome outcome = { .stage = LOAD_DONE };
    struct call unanswered = { .id = request->header.id };

    if (load != NULL) {
        load->call.entry_point = ENTRY_DLL_MAIN;
        load->call.id = request->header.id;
        load->call.run = run_load;
        load->type_name = _strdup(request->load.type_name);
        load->dll = _strdup(request->load.dll);
    }
    if (load == NULL || load->type_name == NULL || load->dll == NULL) {
        load_fail(&outcome, LOAD_FIND, ERROR_NOT_ENOUGH_MEMORY, "no memory to load it");
        answer(&unanswered, &outcome);
        if (load != NULL) {
            free_load(load);
        }
        free(load);
        return;
    }
    lane_submit(&loading_lane, &load->call);
}
