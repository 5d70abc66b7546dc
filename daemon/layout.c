/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "layout.h"

#include <string.h>

#include "builtin-types.h"
#include "catalog.h"
#include "dll-file.h"
#include "error.h"
#include "groups.h"
#include "log.h"
#include "networks.h"
#include "protocol/windows-version.h"

#define CLUSTER_NAME_MAX 15

static const char *const keys[] = {
    "Groups", "Resources",    "ResourceTypes", "Networks",  "NetworkInterfaces",
    "Quorum", "Dependencies", "Checkpoints",   LAYOUT_NODE,
};

static const struct {
    const char *name;
    uint32_t number;
} versions[] = {
    { "NodeHighestVersion", WINDOWS_CLUSTER_HIGHEST },
    { "NodeLowestVersion", WINDOWS_CLUSTER_LOWEST },
    { "MajorVersion", WINDOWS_MAJOR },
    { "MinorVersion", WINDOWS_MINOR },
    { "BuildNumber", WINDOWS_BUILD },
};

char *
layout_node_name(void)
{
    g_auto(GStrv) parts = g_strsplit(g_get_host_name(), ".", 2);

    return g_utf8_strup(parts[0] != NULL && parts[0][0] != '\0' ? parts[0] : "localhost", -1);
}

char *
layout_default_cluster_name(void)
{
    g_autofree char *name = layout_node_name();

    return g_utf8_strlen(name, -1) > CLUSTER_NAME_MAX ? g_utf8_substring(name, 0, CLUSTER_NAME_MAX)
                                                      : g_steal_pointer(&name);
}

static unsigned int
put_keys(struct clusdb_batch *batch, const struct clusdb *db)
{
    unsigned int put = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (clusdb_key(db, keys[i], NULL) != WIN32_SUCCESS) {
            clusdb_batch_create_key(batch, keys[i]);
            put++;
        }
    }
    return put;
}

static unsigned int
put_string(struct clusdb_batch *batch, const struct clusdb *db, const char *key, const char *name,
           const char *text)
{
    g_autofree char *stored = clusdb_string(db, key, name);

    if (g_strcmp0(stored, text) == 0) {
        return 0;
    }
    clusdb_batch_set_string(batch, key, name, text);
    return 1;
}

/* A DLL may have changed the name that the configuration leaves open. */
static unsigned int
put_cluster_name(struct clusdb_batch *batch, const struct clusdb *db, const struct config *config)
{
    g_autofree char *stored = clusdb_string(db, "", LAYOUT_CLUSTER_NAME);
    g_autofree char *preset = layout_default_cluster_name();

    if (config->cluster_name[0] != '\0') {
        return put_string(batch, db, "", LAYOUT_CLUSTER_NAME, config->cluster_name);
    }
    return stored == NULL || stored[0] == '\0'
               ? put_string(batch, db, "", LAYOUT_CLUSTER_NAME, preset)
               : 0;
}

/* Sets *id to what it is from now on. */
static unsigned int
put_cluster_id(struct clusdb_batch *batch, const struct clusdb *db, char **id)
{
    *id = clusdb_string(db, "", LAYOUT_CLUSTER_ID);
    if (*id != NULL && g_uuid_string_is_valid(*id)) {
        return 0;
    }
    g_free(*id);
    *id = g_uuid_string_random();
    return put_string(batch, db, "", LAYOUT_CLUSTER_ID, *id);
}

static unsigned int
put_versions(struct clusdb_batch *batch, const struct clusdb *db)
{
    unsigned int put = put_string(batch, db, LAYOUT_NODE, "CSDVersion", WINDOWS_SERVICE_PACK);

    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        uint32_t stored;

        if (!clusdb_dword(db, LAYOUT_NODE, versions[i].name, &stored) ||
            stored != versions[i].number) {
            clusdb_batch_set_dword(batch, LAYOUT_NODE, versions[i].name, versions[i].number);
            put++;
        }
    }
    return put;
}

/* Of a type that was added by hand before it was built in, the resources and the common properties stay. */
static unsigned int
put_builtin_type(struct clusdb_batch *batch, const struct clusdb *db, const struct config *config,
                 const char *name)
{
    g_autofree char *dll = catalog_type_dll(db, name);

    if (g_strcmp0(dll, BUILTIN_DLL) == 0) {
        return 0;
    }
    if (dll != NULL && !dll_file_is_same(config, dll, BUILTIN_DLL)) {
        log_warning(
            "resource type '%s': is built in: from now on its resource DLL is resapid's own "
            "%s, and %s no more: add that under another name (resapictl type add)",
            name, BUILTIN_DLL, dll);
    }
    catalog_put_type(batch, name, BUILTIN_DLL, NULL);
    return 1;
}

static unsigned int
put_builtin_types(struct clusdb_batch *batch, const struct clusdb *db, const struct config *config)
{
    unsigned int put = 0;

    for (const struct builtin_type *type = builtin_types; type->name != NULL; type++) {
        put += put_builtin_type(batch, db, config, type->name);
    }
    return put;
}

bool
layout_needs(const char *path)
{
    bool needed = false;

    for (const struct builtin_type *type = builtin_types; type->name != NULL && !needed; type++) {
        g_autofree char *key = catalog_type_key(type->name);

        needed = catalog_same_name(key, path);
    }
    return needed;
}

unsigned int
layout_put_missing(struct clusdb_batch *batch, const struct clusdb *db, const struct config *config)
{
    g_autoptr(GArray) addresses = networks_addresses();
    g_autofree char *node_name = layout_node_name();
    g_autofree char *id = NULL;
    unsigned int put = put_keys(batch, db);

    networks_choose(addresses);
    put += put_cluster_name(batch, db, config);
    put += put_cluster_id(batch, db, &id);
    put += put_string(batch, db, LAYOUT_NODE, LAYOUT_NODE_NAME, node_name);
    put += put_versions(batch, db);
    put += put_builtin_types(batch, db, config);
    put += networks_put_missing(batch, db, id, node_name, addresses);
    return put + groups_put_missing(batch, db);
}
