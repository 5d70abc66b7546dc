/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_STATUS_H
#define RESAPID_PACEMAKER_STATUS_H

/*
 * What crm_mon says of the cluster, in XML (Pacemaker's crm_mon-2.*.rng), as data. Pure. States are the
 * cluster API's (cluster.h); names are Pacemaker's.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>

struct pacemaker_node {
    char *name;
    char *
        id; /* a decimal number; a remote node, which has none, gets one that follows from its name */
    uint32_t state;
};

struct pacemaker_resource {
    char *name;
    char *agent; /* class:provider:type, or class:type */
    char *group; /* a name; NULL if it is in none */
    char *node;  /* name of the one that it runs on, "" for none */
    uint32_t state;
    bool orphaned; /* it is not in the configuration any more */
};

struct pacemaker_status {
    bool quorate;
    GPtrArray *nodes;     /* struct pacemaker_node */
    GPtrArray *resources; /* struct pacemaker_resource; each instance of a clone is one */
};

/* NULL with an error for what is no such document, or has no node. */
struct pacemaker_status *pacemaker_status_parse(const char *xml, size_t length, GError **error);
void pacemaker_status_free(struct pacemaker_status *status);
typedef struct pacemaker_status pacemaker_status_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pacemaker_status_t, pacemaker_status_free)

/* What crm_mon that has failed says of it, in one line; g_free(). NULL if it says nothing. */
char *pacemaker_status_problem(const char *xml, size_t length);

#endif
