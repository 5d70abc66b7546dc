/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reopen-note.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "error.h"
#include "paths.h"

bool
reopen_note_is_there(const struct config *config, const char *resource)
{
    g_autofree char *path = paths_reopen_note(config, resource);
    struct stat info;

    /* Another error than "no such file" proves nothing. */
    return lstat(path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

bool
reopen_note_make(const struct config *config, const char *resource, GError **error)
{
    g_autofree char *path = paths_reopen_note(config, resource);
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = -1;

    if (g_mkdir_with_parents(folder, 0755) == 0) {
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    }
    if (fd < 0) {
        set_system_error(error, errno, "%s: cannot be made", path);
        return false;
    }
    close(fd);
    return true;
}

bool
reopen_note_remove(const struct config *config, const char *resource, GError **error)
{
    g_autofree char *path = paths_reopen_note(config, resource);

    if (g_unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR) {
        return true;
    }
    set_system_error(error, errno, "%s: cannot be removed", path);
    return false;
}
