/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_CRM_TEXT_H
#define RESAPID_IMPORT_CRM_TEXT_H

/*
 * The plan in the words of crmsh (4.4), for `crm configure load update FILE`, which replaces resources and
 * constraints of the same name, merges options, and leaves what else is there. Twice is as once; but what
 * was changed by hand in between is lost: a resource's parameters are the plan's again, and a group that was
 * started is stopped, unless the plan knows that it has moved (plan_group.has_moved): then nothing is said of
 * its target-role, and what of it was stopped by hand starts. There are no comments in it, as crmsh would put
 * them into the CIB.
 *
 * crmsh wants the agents to be installed where it runs, and fencing devices, or a cluster that does without:
 * `crm -F` does not mind.
 */

#include "notes.h"
#include "pacemaker-plan.h"

/* What loads the file whose name follows. */
#define CRM_APPLY_COMMAND "crm configure load update"

/*
 * The plan's texts have been cleaned (plan-texts.h). NULL with an error for a value in which a backslash is
 * the last character or stands before a double quote: crmsh fails on any CIB that has one. g_free().
 */
char *crm_text(const pacemaker_plan_t *plan, GError **error);

/* Why crm_text() gives NULL; NULL if it does not. g_free(). */
char *crm_text_fault(const pacemaker_plan_t *plan);

/* Notes each value that crmsh would fail on. */
void crm_text_note(const pacemaker_plan_t *plan, notes_t *notes);

#endif
