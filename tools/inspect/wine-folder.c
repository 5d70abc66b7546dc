/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wine-folder.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/error.h"
#include "daemon/paths.h"

/* Every Wine has it. */
#define LANDMARK "x86_64-windows/ntdll.dll"

/* Below the folder that has bin/wine. */
static const char *const beside[] = { "lib/x86_64-linux-gnu/wine", "lib64/wine", "lib/wine" };
static const char *const roots[] = { "/usr", "/opt/wine-stable", "/opt/wine-staging",
                                     "/opt/wine-devel", "/usr/local" };

static bool
is_wine_folder(const char *folder)
{
    g_autofree char *landmark = g_build_filename(folder, LANDMARK, NULL);

    return g_file_test(landmark, G_FILE_TEST_IS_REGULAR);
}

static char *
below(const char *root)
{
    for (size_t i = 0; i < G_N_ELEMENTS(beside); i++) {
        g_autofree char *folder = g_build_filename(root, beside[i], NULL);

        if (is_wine_folder(folder)) {
            return g_steal_pointer(&folder);
        }
    }
    return NULL;
}

/* resapi-prefix links its files of system32 to Wine's. */
static char *
of_prefix(const struct config *config)
{
    g_autofree char *prefix = paths_prefix(config);
    g_autofree char *link = g_build_filename(prefix, "drive_c/windows/system32/ntdll.dll", NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    g_autofree char *machine = target != NULL ? g_path_get_dirname(target) : NULL;
    g_autofree char *folder = machine != NULL ? g_path_get_dirname(machine) : NULL;

    return folder != NULL && is_wine_folder(folder) ? g_steal_pointer(&folder) : NULL;
}

static char *
beside_program(const struct config *config)
{
    g_autofree char *program = g_find_program_in_path(config->wine_program);
    g_autofree char *resolved = program != NULL ? realpath(program, NULL) : NULL;
    g_autofree char *bin = resolved != NULL ? g_path_get_dirname(resolved) : NULL;
    g_autofree char *root = bin != NULL ? g_path_get_dirname(bin) : NULL;

    return root != NULL ? below(root) : NULL;
}

char *
wine_folder_find(const struct config *config, const char *given, GError **error)
{
    char *found;

    if (given != NULL) {
        if (!is_wine_folder(given)) {
            set_system_error(error, ENOENT,
                             "--wine-dll-directory=%s: has no " LANDMARK
                             ": give the folder in which Wine has its x86_64-windows",
                             given);
            return NULL;
        }
        return g_strdup(given);
    }
    found = of_prefix(config);
    found = found != NULL ? found : beside_program(config);
    for (size_t i = 0; found == NULL && i < G_N_ELEMENTS(roots); i++) {
        found = below(roots[i]);
    }
    if (found == NULL) {
        set_system_error(
            error, ENOENT,
            "Wine's folder of DLLs is not found: install Wine, or name the folder that "
            "has its x86_64-windows with --wine-dll-directory");
    }
    return found;
}
