/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_CONFIGURATION_H
#define RESAPID_PACEMAKER_CONFIGURATION_H

/*
 * What the CIB's configuration section (cibadmin --query --scope=configuration) says that the cluster API
 * shows, as data. Pure. Names are Pacemaker's; resources are primitives, whatever they are in.
 *
 * A resource depends on another one if it is mandatory that it starts behind it and runs beside it: as
 * members of an ordered group do, and what a rsc_order and rsc_colocation of score INFINITY put together.
 * Orders of other actions than start, without symmetry, or of promoted instances are no dependencies. A
 * resource_set with require-all=false makes alternatives, for which nothing can demand colocation
 * (resapi.md 3.5). Rules, tags and resource patterns are passed over.
 */

#include <stdbool.h>
#include <stddef.h>
#include <glib.h>

#define PACEMAKER_INFINITY 1000000

struct pacemaker_dependency {
    char *resource;
    char **providers; /* one of them is enough */
};

/* A rsc_location with a node; those of crm_resource --move and --ban, which pass, are left out. */
struct pacemaker_location {
    char *resource;
    char *node;
    int score; /* -PACEMAKER_INFINITY to PACEMAKER_INFINITY */
};

struct pacemaker_configuration {
    char *cluster_name; /* NULL if it has none */
    bool opt_in; /* symmetric-cluster=false: a resource runs only where a location allows it */
    GHashTable *types;       /* name of a primitive -> its parameter type, if it has one */
    GPtrArray *dependencies; /* struct pacemaker_dependency */
    GPtrArray *locations;    /* struct pacemaker_location */
};

/* NULL with an error for what is no such document. */
struct pacemaker_configuration *pacemaker_configuration_parse(const char *xml, size_t length,
                                                              GError **error);
void pacemaker_configuration_free(struct pacemaker_configuration *configuration);
typedef struct pacemaker_configuration pacemaker_configuration_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pacemaker_configuration_t, pacemaker_configuration_free)

#endif
