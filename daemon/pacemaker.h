/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PACEMAKER_H
#define RESAPID_PACEMAKER_H

/*
 * What resapid tells the cluster, through child processes that never block the loop.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "config.h"

struct host;
struct pacemaker;

struct pacemaker *pacemaker_new(const struct config *config);
/* Takes a line about how Pacemaker is told of a resource's failure, into the log too. False if there is no
 * such resource, as it was renamed or removed meanwhile: then this room puts the line into the log. */
typedef bool (*pacemaker_line)(void *user, const char *resource, uint8_t priority,
                               const char *line);
/* NULL for nobody; pacemaker may be NULL. */
void pacemaker_on_line(struct pacemaker *pacemaker, pacemaker_line on_line, void *user);
/* Nobody is told. */
void pacemaker_free(struct pacemaker *pacemaker);

/* `crm_resource --fail`: Pacemaker recovers now instead of at its next monitor. It is a shortcut
 * and no more: without it, or when it fails, the next monitor still finds the failure. So what fails
 * again and again is pushed some times a minute only, as resapid(8) says. */
void pacemaker_push_failure(struct pacemaker *pacemaker, const char *resource);
/* A request for the resource has come: a failure that is not pushed yet would be taken for one of what it
 * brings about. */
void pacemaker_drop_failure(struct pacemaker *pacemaker, const char *resource);

/* `crm_resource OPTION...` for what a resource DLL of host has asked for; options are
 * NULL-terminated. It goes on by itself, for as long as an hour; the log says how it ended. Who asks
 * for the same as long as it runs waits for that one. False, with an error: it could not be started. */
typedef void (*pacemaker_done)(void *user);
bool pacemaker_crm_resource(struct pacemaker *pacemaker, struct host *host,
                            const char *const *options, pacemaker_done done, void *user,
                            GError **error);
/* Before a host is freed: what it has asked for goes on. */
void pacemaker_forget_host(struct pacemaker *pacemaker, const struct host *host);

#endif
