/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "network-name.h"

#include "catalog.h"
#include "dependencies.h"
#include "error.h"
#include "property-list.h"

static void
meet(GPtrArray *met, const struct cluster_resource *resource)
{
    if (resource != NULL && !g_ptr_array_find(met, resource, NULL)) {
        g_ptr_array_add(met, (void *)resource);
    }
}

/* Breadth first; NULL if there is none. */
static const struct cluster_resource *
find(const struct cluster *cluster, const struct cluster_resource *resource)
{
    g_autoptr(GPtrArray) met = g_ptr_array_new();

    meet(met, resource);
    for (guint i = 0; i < met->len; i++) {
        const struct cluster_resource *at = g_ptr_array_index(met, i);
        g_auto(GStrv) providers = dependencies_list(at->dependencies);

        if (catalog_same_name(at->type, "Network Name")) {
            return at;
        }
        for (size_t k = 0; providers[k] != NULL; k++) {
            meet(met, cluster_resource(cluster, providers[k]));
        }
    }
    return NULL;
}

void
network_name_answer(const struct cluster *cluster, const struct clusdb *db,
                    const struct cluster_resource *resource, struct defaults_answer *answer)
{
    const struct cluster_resource *found = find(cluster, resource);
    g_autofree char *parameters =
        found != NULL && found->key != NULL ? catalog_resource_parameters(found->key) : NULL;
    g_autofree char *name = parameters != NULL ? clusdb_string(db, parameters, "Name") : NULL;

    *answer = (struct defaults_answer){ .result = WIN32_DEPENDENCY_NOT_FOUND };
    if (name != NULL) {
        answer->result = WIN32_SUCCESS;
        answer->out = property_text_encode(name);
    }
}
