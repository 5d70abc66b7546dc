/* SPDX-License-Identifier: GPL-2.0-or-later */

/* How a host is run. */

#include "prefix-private.h"

#include <string.h>

#include "launch.h"
#include "marker.h"
#include "paths.h"
#include "wine-overrides.h"

bool
prefix_is_native(const struct config *config)
{
    return strcmp(config->host_runtime, "native") == 0;
}

/* It lies beside the keeper. */
static char *
launcher_path(const struct config *config)
{
    g_autofree char *directory = g_path_get_dirname(config->keeper_program);

    return g_build_filename(directory, LAUNCH_PROGRAM, NULL);
}

static char **
host_environment(const struct config *config, const char *label)
{
    g_autofree char *directory = paths_prefix(config);
    /* Beside the disks: wineboot links folders of C: to HOME. */
    g_autofree char *home = g_build_filename(directory, ".home", NULL);
    g_autofree char *socket = paths_host_socket(config, label);
    g_autofree char *marker = marker_new(socket);
    g_autofree char *launcher = launcher_path(config);
    char **environment = g_strdupv((char *[]){ marker, NULL });

    environment =
        g_environ_setenv(environment, "PATH",
                         "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", TRUE);
    environment = g_environ_setenv(environment, "LC_ALL", "C.UTF-8", TRUE);
    environment = g_environ_setenv(environment, "HOME", home, TRUE);
    environment = g_environ_setenv(environment, "WINEPREFIX", directory, TRUE);
    environment = g_environ_setenv(environment, "WINEARCH", "win64", TRUE);
    environment = g_environ_setenv(environment, "WINEDEBUG", config->wine_debug, TRUE);
    /* Our clusapi.dll and resutils.dll need no override, which would reach the programs that DLLs start:
     * the host loads them first, by their paths. */
    environment = g_environ_setenv(environment, "WINEDLLOVERRIDES", WINE_OVERRIDES, TRUE);
    environment = g_environ_setenv(environment, LAUNCH_VARIABLE, launcher, TRUE);
    return environment;
}

void
prefix_command_init(struct prefix_command *command, const struct config *config, const char *label)
{
    char *native[] = { config->host_program, NULL };
    char *wine[] = { config->wine_program, config->host_program, NULL };

    command->arguments = g_strdupv(prefix_is_native(config) ? native : wine);
    command->environment = host_environment(config, label);
}

void
prefix_command_clear(struct prefix_command *command)
{
    g_strfreev(command->arguments);
    g_strfreev(command->environment);
}
