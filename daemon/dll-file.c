/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dll-file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtin-types.h"
#include "error.h"

char *
dll_file_path(const struct config *config, const char *dll)
{
    g_autofree char *folder = g_path_get_dirname(config->host_program);

    return g_ascii_strcasecmp(dll, BUILTIN_DLL) == 0 ? g_build_filename(folder, BUILTIN_DLL, NULL)
                                                     : g_strdup(dll);
}

bool
dll_file_is_same(const struct config *config, const char *dll, const char *other)
{
    g_autofree char *path = dll_file_path(config, dll);
    g_autofree char *other_path = dll_file_path(config, other);

    return strcmp(path, other_path) == 0;
}

static bool
lasts(int code)
{
    return code == ENOENT || code == ENOTDIR || code == EACCES || code == ELOOP ||
           code == ENAMETOOLONG;
}

static void
set_file_error(GError **error, int code, const char *path)
{
    if (lasts(code)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_NOT_INSTALLED,
                    "resource DLL %s: %s (%d): %s: copy it to this node, readable for the hosts' "
                    "user",
                    path, strerrorname_np(code), code, g_strerror(code));
    } else {
        set_system_error(error, code, "resource DLL %s", path);
    }
}

bool
dll_file_check(const char *path, GError **error)
{
    struct stat facts;

    if (path[0] == '\0') {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "the resource DLL's path is missing");
        return false;
    }
    if (path[0] != '/') {
        return true;
    }
    if (stat(path, &facts) != 0 || access(path, R_OK) != 0) {
        set_file_error(error, errno, path);
        return false;
    }
    if (!S_ISREG(facts.st_mode)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_NOT_INSTALLED,
                    "resource DLL %s: is not a file: give the path of the DLL itself", path);
        return false;
    }
    return true;
}
