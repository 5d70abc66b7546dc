/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_PCS_TEXT_H
#define RESAPID_IMPORT_PCS_TEXT_H

/*
 * The plan as a POSIX shell script of pcs commands (0.11), which edits a copy of the CIB and gives it to the
 * cluster when all has been done: an error changes nothing. What has its id in the CIB already is left as it
 * is, whatever was changed by hand and whatever has moved meanwhile; options are set again. Twice is as
 * once.
 *
 * Each argument of the script's goes to `pcs resource create` and `pcs property set` as well: `--force` is
 * for agents that are not installed where it runs. With CIB_file in the environment, it is that file that is
 * changed, as Pacemaker's own tools do.
 *
 * pcs takes seconds for each resource: cib_text() and crm_text() are the ways for hundreds.
 */

#include "pacemaker-plan.h"

/* The plan's texts have been cleaned (plan-texts.h). g_free(). */
char *pcs_text(const pacemaker_plan_t *plan);

#endif
