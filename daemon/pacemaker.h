/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_H
#define RESAPID_PACEMAKER_H

/*
 * What resapid tells the cluster, through child processes that never block the loop.
 */

#include "config.h"

struct pacemaker;

struct pacemaker *pacemaker_new(const struct config *config);
void pacemaker_free(struct pacemaker *pacemaker);

/* `crm_resource --fail`: Pacemaker recovers now instead of at its next monitor. It is a shortcut
 * and no more: without it, or when it fails, the next monitor still finds the failure. */
void pacemaker_push_failure(struct pacemaker *pacemaker, const char *resource);

#endif
