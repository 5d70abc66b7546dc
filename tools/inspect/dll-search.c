/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dll-search.h"

#include <string.h>

#include "api-functions.h"
#include "api-sets.h"
#include "daemon/error.h"
#include "daemon/paths.h"
#include "daemon/wine-overrides.h"
#include "wine-folder.h"
#include "wine-stubs.h"

/* A folder and the names in it, by their small letters: Windows does not tell case apart. */
struct folder {
    char *path;
    GHashTable *names;
};

struct dll_search {
    uint32_t machine;
    bool has_wine; /* for this machine */
    struct folder beside, system, wine;
    char *own;
    struct api_sets *sets;
    GHashTable *dlls;  /* small letters -> struct dll */
    GHashTable *files; /* path -> struct pe_file; those that can be read */
};

static void
folder_open(struct folder *folder, char *path)
{
    GDir *directory = g_dir_open(path, 0, NULL);
    const char *name;

    folder->path = path;
    folder->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_hash_table_insert(folder->names, g_ascii_strdown(name, -1), g_strdup(name));
    }
    g_clear_pointer(&directory, g_dir_close);
}

static void
folder_close(struct folder *folder)
{
    g_free(folder->path);
    g_clear_pointer(&folder->names, g_hash_table_unref);
}

/* NULL if it is not there. */
static char *
folder_find(const struct folder *folder, const char *name)
{
    const char *spelled = g_hash_table_lookup(folder->names, name);

    return spelled != NULL ? g_build_filename(folder->path, spelled, NULL) : NULL;
}

static void
dll_free(void *data)
{
    struct dll *dll = data;

    g_free(dll->path);
    g_free(dll->reason);
    g_free(dll);
}

static void
free_file(void *data)
{
    pe_file_free(data);
}

/* NULL with an error; the search's. */
static const struct pe_file *
read_once(struct dll_search *search, const char *path, GError **error)
{
    struct pe_file *file = g_hash_table_lookup(search->files, path);

    if (file == NULL) {
        file = pe_file_read(path, error);
        if (file != NULL) {
            g_hash_table_insert(search->files, g_strdup(path), file);
        }
    }
    return file;
}

static void
read_api_sets(struct dll_search *search)
{
    g_autofree char *path = folder_find(&search->wine, "apisetschema.dll");
    const struct pe_file *file = path != NULL ? read_once(search, path, NULL) : NULL;

    for (guint i = 0; file != NULL && i < file->sections->len; i++) {
        const struct pe_section *section = &g_array_index(file->sections, struct pe_section, i);

        if (search->sets == NULL && g_strcmp0(section->name, ".apiset") == 0) {
            g_autoptr(GBytes) schema =
                g_bytes_new_from_bytes(file->bytes, section->offset, section->size);

            search->sets = api_sets_new(schema);
        }
    }
}

static const char *
folder_of_machine(uint32_t machine)
{
    return machine == PE_MACHINE_X86_64 ? "x86_64-windows"
           : machine == PE_MACHINE_I386 ? "i386-windows"
                                        : "none";
}

struct dll_search *
dll_search_new(const struct config *config, const char *folder, const char *wine, uint32_t machine,
               GError **error)
{
    g_autofree char *base = wine_folder_find(config, wine, error);
    g_autofree char *prefix = paths_prefix(config);
    struct dll_search *search;

    if (base == NULL) {
        return NULL;
    }
    search = g_new0(struct dll_search, 1);
    search->machine = machine;
    search->own = g_path_get_dirname(config->host_program);
    folder_open(&search->beside, g_strdup(folder));
    folder_open(&search->wine, g_build_filename(base, folder_of_machine(machine), NULL));
    folder_open(&search->system,
                g_build_filename(prefix, "drive_c/windows",
                                 machine == PE_MACHINE_I386 ? "syswow64" : "system32", NULL));
    search->has_wine = g_hash_table_contains(search->wine.names, "ntdll.dll");
    search->dlls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, dll_free);
    search->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_file);
    read_api_sets(search);
    return search;
}

void
dll_search_free(struct dll_search *search)
{
    if (search == NULL) {
        return;
    }
    folder_close(&search->beside);
    folder_close(&search->system);
    folder_close(&search->wine);
    api_sets_free(search->sets);
    g_hash_table_unref(search->dlls);
    g_hash_table_unref(search->files);
    g_free(search->own);
    g_free(search);
}

/* Takes path. */
static void
set_found(struct dll *dll, enum dll_place place, char *path, const struct pe_file *file)
{
    dll->place = place;
    dll->path = path;
    dll->file = file;
    g_clear_pointer(&dll->reason, g_free);
}

/* resapi-host.exe has loaded them before any resource DLL, so that no other of the name is looked for. */
static void
find_own(const struct dll_search *search, const char *name, struct dll *dll)
{
    g_autofree char *path = g_build_filename(search->own, name, NULL);

    if (search->machine == PE_MACHINE_X86_64 && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        dll->reason =
            g_strdup_printf("resapid's own is not in %s: install resapid again", search->own);
        return;
    }
    set_found(dll, DLL_OWN, g_steal_pointer(&path), NULL);
}

/* Windows' search goes on behind a file for another machine; so does Wine's. Files that are damaged end it. */
static bool
find_in(struct dll_search *search, const struct folder *folder, enum dll_place place,
        const char *name, struct dll *dll)
{
    g_autofree char *path = folder_find(folder, name);
    g_autoptr(GError) error = NULL;
    const struct pe_file *file = path != NULL ? read_once(search, path, &error) : NULL;

    if (path == NULL) {
        return false;
    }
    if (file == NULL) {
        dll->reason = g_strdup(error->message);
        return true;
    }
    if (file->machine != search->machine) {
        g_autofree char *machine = pe_machine_name(file->machine);

        g_free(dll->reason);
        dll->reason = g_strdup_printf("%s is for %s", path, machine);
        return false;
    }
    set_found(dll, place, g_steal_pointer(&path), file);
    return true;
}

/* A link, or what Wine has made, stands for the file in Wine's own folder. */
static bool
find_in_prefix(struct dll_search *search, const char *name, struct dll *dll)
{
    g_autofree char *path = folder_find(&search->system, name);
    const struct pe_file *file = NULL;

    if (path == NULL || g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
        return false;
    }
    file = read_once(search, path, NULL);
    return (file == NULL || !wine_made(file)) &&
           find_in(search, &search->system, DLL_PREFIX, name, dll);
}

static bool
find_in_wine(struct dll_search *search, const char *name, struct dll *dll)
{
    g_autofree char *path = folder_find(&search->wine, name);
    struct pe_file *known = path != NULL ? g_hash_table_lookup(search->files, path) : NULL;
    struct pe_file *file = NULL;

    if (!find_in(search, &search->wine, DLL_WINE, name, dll)) {
        return false;
    }
    file = g_hash_table_lookup(search->files, path);
    if (file != NULL && known == NULL) {
        wine_stubs_mark(file);
        pe_file_drop_bytes(file);
    }
    return true;
}

/* "mscoree=d": the host's Wine finds none. */
static bool
is_switched_off(const char *name)
{
    g_auto(GStrv) overrides = g_strsplit(WINE_OVERRIDES, ";", -1);

    for (size_t i = 0; overrides[i] != NULL; i++) {
        g_autofree char *stem = g_strndup(overrides[i], strcspn(overrides[i], "="));
        g_autofree char *file =
            strchr(stem, '.') == NULL ? g_strconcat(stem, ".dll", NULL) : g_strdup(stem);

        if (g_str_equal(file, name) && g_str_has_suffix(overrides[i], "=d")) {
            return true;
        }
    }
    return false;
}

/* Every process has them before anything is looked for. */
static bool
is_always_wines(const char *name)
{
    return g_str_equal(name, "ntdll.dll") || g_str_equal(name, "kernel32.dll") ||
           g_str_equal(name, "kernelbase.dll");
}

static void
find(struct dll_search *search, const char *name, struct dll *dll)
{
    g_autofree char *host = api_sets_find(search->sets, name);

    if (api_is_own(name)) {
        find_own(search, name, dll);
    } else if (!search->has_wine) {
        if (!find_in(search, &search->beside, DLL_BESIDE, name, dll) && dll->reason == NULL) {
            dll->place = DLL_UNCHECKED;
        }
    } else if (is_switched_off(name)) {
        dll->reason =
            g_strdup("resapid switches it off in Wine, as no .NET and no browser are there");
    } else if (host != NULL && host[0] == '\0') {
        dll->reason = g_strdup("an API set that Wine has no DLL for");
    } else if (host != NULL) {
        find_in_wine(search, host, dll);
    } else if (is_always_wines(name)) {
        find_in_wine(search, name, dll);
    } else if (!find_in(search, &search->beside, DLL_BESIDE, name, dll) &&
               !find_in_prefix(search, name, dll)) {
        find_in_wine(search, name, dll);
    }
}

/* A path in an import would lead out of the folders. ".dll" is Windows' when a name has no ending. */
static char *
file_name(const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);

    if (lower[0] == '\0' || lower[0] == '.' || strpbrk(lower, "/\\:") != NULL) {
        return NULL;
    }
    return strchr(lower, '.') == NULL ? g_strconcat(lower, ".dll", NULL) : g_steal_pointer(&lower);
}

const struct dll *
dll_search_find(struct dll_search *search, const char *name)
{
    g_autofree char *key = file_name(name);
    struct dll *dll = g_hash_table_lookup(search->dlls, key != NULL ? key : name);

    if (dll == NULL) {
        dll = g_new0(struct dll, 1);
        dll->place = DLL_NOWHERE;
        g_hash_table_insert(search->dlls, g_strdup(key != NULL ? key : name), dll);
        if (key != NULL) {
            find(search, key, dll);
        } else {
            dll->reason = g_strdup("it is imported by a path, not by a name");
        }
    }
    return dll;
}
