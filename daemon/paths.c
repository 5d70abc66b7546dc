/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "paths.h"

char *
paths_hosts(const struct config *config)
{
    return g_build_filename(config->run_directory, "hosts", NULL);
}

/* Names are one without regard to case. sun_path holds 108 bytes, folder included. */
static char *
digest_of(const char *name)
{
    g_autofree char *folded = g_utf8_casefold(name, -1);
    char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, folded, -1);

    digest[20] = '\0';
    return digest;
}

char *
paths_host_socket(const struct config *config, const char *label)
{
    g_autofree char *digest = digest_of(label);

    return g_build_filename(config->run_directory, "hosts", digest, NULL);
}

char *
paths_reopen_note(const struct config *config, const char *resource)
{
    g_autofree char *digest = digest_of(resource);

    return g_build_filename(config->run_directory, "reopen", digest, NULL);
}

char *
paths_clusdb(const struct config *config)
{
    return g_build_filename(config->state_directory, "clusdb", NULL);
}

char *
paths_prefix(const struct config *config)
{
    if (config->wine_prefix[0] != '\0') {
        return g_strdup(config->wine_prefix);
    }
    return g_build_filename(config->state_directory, "prefix", NULL);
}

char *
paths_lock(const struct config *config)
{
    return g_build_filename(config->run_directory, "resapid.lock", NULL);
}
