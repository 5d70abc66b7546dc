/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_SIMULATION_H
#define RESAPID_IMPORT_SIMULATION_H

/*
 * What crm_simulate(8) says would start where: with all nodes online, and after the loss of each single
 * one. The plan is one whose groups are started.
 */

#include <glib.h>

#include "pacemaker-plan.h"

struct simulation_place {
    char *resource; /* id of the primitive */
    char *node;     /* NULL: it runs nowhere */
};

struct simulation_case {
    char *lost_node;   /* NULL: all nodes are online */
    GPtrArray *places; /* of struct simulation_place, in the order of the plan */
};

struct simulation {
    GPtrArray *cases; /* of struct simulation_case; the first without a loss */
};

/* "2.1.5", of the crm_simulate that is installed; NULL where there is none. g_free(). */
char *simulation_version(void);

/* NULL with an error where crm_simulate is not there or fails. */
struct simulation *simulation_run(const pacemaker_plan_t *plan, GError **error);
void simulation_free(struct simulation *simulation);

#endif
