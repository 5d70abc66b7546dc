/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/store-aside.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "clusdb/store-create.h"
#include "clusdb/store-error.h"

#define ASIDE ".damaged-"

static const char *const suffixes[] = { "", "-wal", "-journal" };

static bool
is_free(const char *aside)
{
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *name = g_strconcat(aside, suffixes[i], NULL);
        struct stat status;

        if (lstat(name, &status) == 0) {
            return false;
        }
    }
    return true;
}

static char *
choose_name(const char *path)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y%m%dT%H%M%SZ");
    char *aside = g_strconcat(path, ASIDE, time, NULL);

    for (int i = 2; !is_free(aside); i++) {
        g_free(aside);
        aside = g_strdup_printf("%s" ASIDE "%s-%d", path, time, i);
    }
    return aside;
}

/* The file itself first: whoever finds the "-wal" alone does not take it for another's. link() and not
 * rename(): what came to have that name in the meantime is not overwritten. */
static bool
move_all(const char *path, const char *aside)
{
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *from = g_strconcat(path, suffixes[i], NULL);
        g_autofree char *to = g_strconcat(aside, suffixes[i], NULL);

        if ((link(from, to) != 0 || unlink(from) != 0) && (i == 0 || errno != ENOENT)) {
            return false;
        }
    }
    return true;
}

void
store_put_aside(const char *path, GError **error)
{
    g_autofree char *aside = choose_name(path);
    g_autofree char *remedy = NULL;

    if (move_all(path, aside)) {
        store_sync_directory(path, NULL);
        remedy = g_strdup_printf(
            "it is kept, with its \"-wal\", as \"%s\": put a backup in its place, or "
            "move \"%s*\" elsewhere to begin with an empty one",
            aside, aside);
    } else {
        remedy =
            g_strdup_printf("it cannot be kept as \"%s\" (%s): put a backup in its place, or move "
                            "it and its \"-wal\" elsewhere to begin with an empty one",
                            aside, g_strerror(errno));
    }
    store_remedy(error, remedy);
}

static char *
find_aside(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *prefix = g_strconcat(name, ASIDE, NULL);
    GDir *entries = g_dir_open(folder, 0, NULL);
    const char *entry = NULL;
    char *found = NULL;

    while (entries != NULL && found == NULL && (entry = g_dir_read_name(entries)) != NULL) {
        found = g_str_has_prefix(entry, prefix) ? g_build_filename(folder, entry, NULL) : NULL;
    }
    g_clear_pointer(&entries, g_dir_close);
    return found;
}

bool
store_check_aside(const char *path, GError **error)
{
    g_autofree char *aside = find_aside(path);

    if (aside == NULL) {
        return true;
    }
    set_system_error(error, ENOENT,
                     "cluster database \"%s\" is missing since it was found damaged and kept as "
                     "\"%s\"",
                     path, aside);
    store_remedy(error,
                 "put a backup in its place, or move the damaged file elsewhere to begin with "
                 "an empty one");
    return false;
}
