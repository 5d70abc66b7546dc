/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REPORT_DATA_H
#define RESAPID_IMPORT_REPORT_DATA_H

/*
 * The report for programs, in the tables
 *
 *     notes       what became of each object and property
 *     groups      groups of Windows, and what they became
 *     resources   resources of Pacemaker, and what they were; those that became nothing, with it alone
 *     dlls        resource DLLs to copy
 *     places      of the simulation, if there was one: a resource, the node that is lost, the node
 *                 where it would run
 *     steps       of the runbook
 *     commands    of its steps: part is command, check, back or back-check
 */

#include "conversion.h"
#include "tools/output.h"

void report_data_fill(struct output *output, const struct conversion *conversion);

#endif
