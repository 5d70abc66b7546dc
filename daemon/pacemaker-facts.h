/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_FACTS_H
#define RESAPID_PACEMAKER_FACTS_H

/*
 * The source of clusters for a node under Pacemaker. It asks crm_mon, crm_node and cibadmin, one after the
 * other, when somebody wants to know and what is known is more than a second old.
 *
 * When they fail or do not answer, what was known goes on being told for [pacemaker] status_kept; then, or
 * if nothing was known, it is ERROR_CLUSTER_NODE_DOWN (5050). The log has one line when that begins, one
 * when what was known is too old, and one when it is over.
 */

#include "cluster.h"
#include "config.h"
#include "inventory.h"

struct pacemaker_facts;

struct pacemaker_facts_world {
    qb_loop_t *loop;
    const struct config *config;
    const struct clusdb *db;
    const struct inventory *inventory;
    /* The source as long as no cluster runs here: Pacemaker is not installed, or not started since
     * resapid was. NULL: that is an error. */
    const struct cluster_source *otherwise;
    /* Every few seconds once Pacemaker has answered: whoever follows the cluster is to ask anew. */
    void (*look)(void *user);
    void *user;
};

/* What it is given has to outlive it. */
struct pacemaker_facts *pacemaker_facts_new(const struct pacemaker_facts_world *world);
/* Nobody may wait any more. */
void pacemaker_facts_free(struct pacemaker_facts *facts);

/* Its source, which ends with it. */
const struct cluster_source *pacemaker_facts_source(const struct pacemaker_facts *facts);

#endif
