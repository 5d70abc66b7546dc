/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dll-file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

static bool
lasts(int code)
{
    return code == ENOENT || code == ENOTDIR || code == EACCES || code == ELOOP ||
           code == ENAMETOOLONG;
}

static void
set_file_error(GError **error, int code, const char *dll)
{
    if (lasts(code)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_NOT_INSTALLED,
                    "resource DLL %s: %s (%d): %s: copy it to this node, readable for the hosts' "
                    "user",
                    dll, strerrorname_np(code), code, g_strerror(code));
    } else {
        set_system_error(error, code, "resource DLL %s", dll);
    }
}

bool
dll_file_check(const char *dll, GError **error)
{
    struct stat facts;

    if (dll[0] == '\0') {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "the resource DLL's path is missing");
        return false;
    }
    if (dll[0] != '/') {
        return true;
    }
    if (stat(dll, &facts) != 0 || access(dll, R_OK) != 0) {
        set_file_error(error, errno, dll);
        return false;
    }
    if (!S_ISREG(facts.st_mode)) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_NOT_INSTALLED,
                    "resource DLL %s: is not a file: give the path of the DLL itself", dll);
        return false;
    }
    return true;
}
