/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wine-files.h"

#include "daemon/error.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What winebuild writes behind the DOS header of every PE file of Wine's. */
#define SIGNATURE_OFFSET 0x40
static const char builtin[] = "Wine builtin DLL";
static const char placeholder[] = "Wine placeholder DLL";

static bool
has_signature(const char *path, const char *signature)
{
    char text[sizeof(placeholder)] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* whatever it may be a link to */
    bool found = fd >= 0 && pread(fd, text, sizeof(text) - 1, SIGNATURE_OFFSET) > 0 &&
                 g_str_has_prefix(text, signature);

    if (fd >= 0) {
        close(fd);
    }
    return found;
}

/* What a walk does with each file and link. */
typedef bool visit_function(const FTSENT *entry, void *data, GError **error);

static bool
walk(const char *directory, visit_function *visit, void *data, GError **error)
{
    char *const roots[] = { (char *)directory, NULL };
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    FTSENT *entry;
    bool done = tree != NULL;

    errno = tree != NULL ? 0 : errno;
    while (done && (entry = fts_read(tree)) != NULL) {
        bool is_file = entry->fts_info == FTS_F || entry->fts_info == FTS_SL;
        bool failed =
            entry->fts_info == FTS_ERR || entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS;

        if (failed) {
            set_system_error(error, entry->fts_errno, "%s: cannot be read", entry->fts_path);
        }
        done = !failed && (!is_file || visit(entry, data, error));
        errno = 0;
    }
    if (done && errno != 0) {
        set_system_error(error, errno, "%s: cannot be read", directory);
        done = false;
    }
    if (tree != NULL) {
        fts_close(tree);
    } else {
        set_system_error(error, errno, "%s: cannot be read", directory);
    }
    return done;
}

struct linking {
    GPtrArray *folders; /* of Wine's own files */
    unsigned int linked;
};

static bool
same_content(const char *one, const char *other)
{
    g_autoptr(GMappedFile) first = g_mapped_file_new(one, FALSE, NULL);
    g_autoptr(GMappedFile) second = g_mapped_file_new(other, FALSE, NULL);

    return first != NULL && second != NULL &&
           g_mapped_file_get_length(first) == g_mapped_file_get_length(second) &&
           memcmp(g_mapped_file_get_contents(first), g_mapped_file_get_contents(second),
                  g_mapped_file_get_length(first)) == 0;
}

/* Atomically: a reader finds the file or the link. */
static bool
replace_by_link(const char *path, const char *target, GError **error)
{
    g_autofree char *temporary = g_strconcat(path, ".resapid-new", NULL);

    unlink(temporary);
    if (symlink(target, temporary) != 0 || rename(temporary, path) != 0) {
        set_system_error(error, errno, "%s: cannot be made a link to %s", path, target);
        return false;
    }
    return true;
}

static bool
link_file(const FTSENT *entry, void *data, GError **error)
{
    struct linking *linking = data;
    bool cut_off = false;

    for (guint i = 0; i < linking->folders->len && entry->fts_info == FTS_F; i++) {
        g_autofree char *own =
            g_build_filename(g_ptr_array_index(linking->folders, i), entry->fts_name, NULL);
        struct stat facts;

        if (stat(own, &facts) != 0) {
            continue;
        }
        if (facts.st_size == entry->fts_statp->st_size && same_content(entry->fts_path, own)) {
            linking->linked++;
            return replace_by_link(entry->fts_path, own, error);
        }
        cut_off = entry->fts_statp->st_size == 0 || (entry->fts_statp->st_size < facts.st_size &&
                                                     has_signature(entry->fts_path, builtin));
    }
    if (cut_off) {
        set_system_error(error, ENOSPC, "%s: is cut off: make room on its disk", entry->fts_path);
    }
    return !cut_off;
}

static GPtrArray *
find_folders(const char *dll_directory)
{
    static const char *const names[] = { "x86_64-windows", "i386-windows", "aarch64-windows" };
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *folder = g_build_filename(dll_directory, names[i], NULL);

        if (g_file_test(folder, G_FILE_TEST_IS_DIR)) {
            g_ptr_array_add(folders, folder);
        } else {
            g_free(folder);
        }
    }
    return folders;
}

bool
wine_files_link(const char *windows, const char *dll_directory, unsigned int *linked,
                GError **error)
{
    g_autoptr(GPtrArray) folders = find_folders(dll_directory);
    struct linking linking = { folders, 0 };
    bool done = folders->len > 0;

    if (done) {
        done = walk(windows, link_file, &linking, error);
    } else {
        set_system_error(error, ENOENT,
                         "%s: holds no x86_64-windows folder of Wine's; set "
                         "--wine-dll-directory",
                         dll_directory);
    }
    *linked = linking.linked;
    return done;
}

/* Empty as an interrupted wineboot leaves them; other programs' empty files are none of ours. */
static bool
is_empty_module(const FTSENT *entry)
{
    static const char *const suffixes[] = { ".dll", ".exe", ".drv", ".sys", ".ocx",
                                            ".cpl", ".acm", ".ax",  ".tlb" };

    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        if (g_str_has_suffix(entry->fts_name, suffixes[i])) {
            return entry->fts_info == FTS_F && entry->fts_statp->st_size == 0;
        }
    }
    return false;
}

static bool
leads_nowhere(const FTSENT *entry)
{
    return entry->fts_info == FTS_SL && access(entry->fts_path, F_OK) != 0 && errno == ENOENT;
}

static bool
remove_file(const FTSENT *entry, void *data, GError **error)
{
    (void)data;
    if ((has_signature(entry->fts_path, builtin) || has_signature(entry->fts_path, placeholder) ||
         is_empty_module(entry) || leads_nowhere(entry)) &&
        unlink(entry->fts_path) != 0) {
        set_system_error(error, errno, "%s: cannot be removed", entry->fts_path);
        return false;
    }
    return true;
}

bool
wine_files_remove(const char *windows, GError **error)
{
    return walk(windows, remove_file, NULL, error);
}
