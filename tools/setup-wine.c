/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup-private.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/paths.h"

/* Wine */

/* Its 64-bit side, where distributions put it, or beside the program. */
static bool
is_64_bit(const char *program)
{
    g_autofree char *resolved = realpath(program, NULL);
    g_autofree char *folder = g_path_get_dirname(resolved != NULL ? resolved : program);
    g_autofree char *own = g_path_get_dirname(folder);
    const char *const roots[] = { own, "/usr", NULL };
    static const char *const places[] = { "lib/wine", "lib64/wine", "lib/x86_64-linux-gnu/wine",
                                          NULL };

    for (size_t i = 0; roots[i] != NULL; i++) {
        for (size_t j = 0; places[j] != NULL; j++) {
            g_autofree char *library =
                g_build_filename(roots[i], places[j], "x86_64-windows", "ntdll.dll", NULL);

            if (g_file_test(library, G_FILE_TEST_EXISTS)) {
                return true;
            }
        }
    }
    return false;
}

void
setup_check_wine(struct setup *setup, struct finding *finding)
{
    g_autofree char *program = g_find_program_in_path(setup->config->wine_program);
    char *version;

    if (setup_is_native(setup)) {
        setup_found(finding, "not needed: [host] runtime=native");
        return;
    }
    if (program == NULL) {
        setup_found(finding, "%s: no such program", setup->config->wine_program);
        setup_lacks(finding, CHECK_FAILED, "install Wine, 64-bit, or set [wine] program");
        return;
    }
    version = setup_first_line_of((const char *const[]){ program, "--version", NULL });
    if (version == NULL || !g_str_has_prefix(version, "wine-")) {
        setup_found(finding, "%s does not tell its version", program);
        setup_lacks(finding, CHECK_FAILED, "see what 'wine --version' says, or set [wine] program");
        g_free(version);
        return;
    }
    setup->wine_version = version;
    setup_found(finding, "%s, %s", program, version);
    if (!is_64_bit(program)) {
        setup_found(finding, "%s, %s, without a 64-bit side that is known", program, version);
        setup_lacks(finding, CHECK_WARNING, "install 64-bit Wine, in Debian the package wine64");
    }
}

/* The stamp that resapi-prefix leaves ends with the version of the Wine that it was made by. */
static bool
is_current(const struct setup *setup, const char *stamp)
{
    g_autofree char *line = g_strchomp(g_strdup(stamp));
    const char *version = strchr(line, ' ');

    return version != NULL && g_strcmp0(version + 1, setup->wine_version) == 0;
}

static void
check_stamp(const struct setup *setup, const char *prefix, struct finding *finding)
{
    g_autofree char *path = g_build_filename(prefix, ".resapid-stamp", NULL);
    g_autofree char *stamp = NULL;
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents(path, &stamp, NULL, &error) &&
        g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES)) {
        setup_found_error(finding, path, EACCES);
        setup_lacks(finding, CHECK_WARNING, SETUP_AS_ROOT);
    } else if (stamp == NULL) {
        setup_found(finding, "%s is not set up, or not by resapid", prefix);
        setup_lacks(finding, CHECK_WARNING,
                    "start resapid as root: it sets the prefix up, and logs why not");
    } else if (!is_current(setup, stamp)) {
        setup_found(finding, "%s is not as of this Wine", prefix);
        setup_lacks(finding, CHECK_WARNING, "restart resapid: it brings the prefix up to date");
    } else {
        setup_found(finding, "%s", prefix);
    }
}

void
setup_check_prefix(struct setup *setup, struct finding *finding)
{
    g_autofree char *prefix = paths_prefix(setup->config);
    const struct passwd *user = getpwnam(setup->config->host_user);
    struct stat status;

    if (setup_is_native(setup)) {
        setup_found(finding, "not needed: [host] runtime=native");
    } else if (stat(prefix, &status) != 0 && errno == EACCES) {
        setup_found_error(finding, prefix, EACCES);
        setup_lacks(finding, CHECK_WARNING, SETUP_AS_ROOT);
    } else if (stat(prefix, &status) != 0) {
        setup_found(finding, "%s is not there", prefix);
        setup_lacks(finding, CHECK_WARNING,
                    "start resapid: it makes it, which takes up to a minute");
    } else if (!S_ISDIR(status.st_mode)) {
        setup_found(finding, "%s is no folder", prefix);
        setup_lacks(finding, CHECK_FAILED, "move it away");
    } else if (user != NULL && geteuid() == 0 && status.st_uid != user->pw_uid) {
        setup_found(finding, "%s does not belong to %s", prefix, setup->config->host_user);
        setup_lacks(finding, CHECK_FAILED, "chown it, with all that is in it");
    } else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        setup_found(finding, "others may write to %s", prefix);
        setup_lacks(finding, CHECK_FAILED, "chmod go-w it");
    } else {
        check_stamp(setup, prefix, finding);
    }
}
