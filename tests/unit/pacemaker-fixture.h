/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_FIXTURE_H
#define RESAPID_PACEMAKER_FIXTURE_H

/*
 * What Pacemaker 2.1.5 wrote, recorded in tests/unit/pacemaker from clusters of tests/cluster/cluster.sh:
 *
 *     three       three nodes; a group, a template, a clone, dependencies, locations, a failed start
 *     degraded    the same: node2 in maintenance, node3 gone while in standby
 *     pending     two nodes; one resource stops, one starts, one failed for good; clones of groups and
 *                 promoted ones
 *     inquorate   of three nodes one is left
 */

#include <CUnit/CUnit.h>

#include "pacemaker-configuration.h"
#include "pacemaker-status.h"

/* Both count a failure if it cannot be read. */
struct pacemaker_status *fixture_status(const char *name);
struct pacemaker_configuration *fixture_configuration(const char *name);
/* The same of a text. */
struct pacemaker_configuration *fixture_configuration_of(const char *xml);

#endif
