/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_CIB_TEXT_H
#define RESAPID_IMPORT_CIB_TEXT_H

/*
 * The plan as XML of the CIB. Its texts have been cleaned (plan-texts.h). Ids follow from the plan, so that
 * the same plan has the same ids; but for sets of an order they are those that crmsh makes.
 */

#include "pacemaker-plan.h"

/*
 * What adds the fragment to a cluster's CIB, or updates what is there of it, with the file's name behind.
 * It leaves what else is there, also attributes that a plan had and has no more, and values that the plan
 * does not have. Twice is as once; but where a group was started in between, its target-role is what the plan
 * has again, Stopped, unless the plan knows that it has moved (plan_group.has_moved).
 */
#define CIB_APPLY_COMMAND "cibadmin --modify --allow-create --xml-file"

/* A <configuration> without nodes: the cluster has its own. g_free(). */
char *cib_text(const pacemaker_plan_t *plan);

/*
 * A whole CIB for crm_verify, with the plan's nodes, all of them online. Never to be loaded: it says
 * stonith-enabled=false, as crm_verify refuses a configuration without fencing devices, which are for the user
 * to add and which the plan leaves on. g_free().
 */
char *cib_whole_text(const pacemaker_plan_t *plan);

/*
 * The same for crm_simulate, which takes minutes for hundreds of resources if it has to play their probes and
 * monitors: without operations, which have no say in where a resource runs. g_free().
 */
char *cib_simulation_text(const pacemaker_plan_t *plan);

/* A primitive as XML in one line of ASCII without two blanks in a row, as crmsh reads it. g_free(). */
char *cib_primitive_line(const struct plan_primitive *primitive);

#endif
