/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OBJECT_CHANGES_H
#define RESAPID_OBJECT_CHANGES_H

/*
 * What a DLL changes in the cluster through clusapi.dll: OBJECT_CHANGE and OBJECT_CREATE. The rules are
 * those of the functions' documentation and of the protocol behind them (MS-CMRP 3.1.4.2; resapi.md
 * 2.14); what a client could ask too is done as for a client.
 *
 * No answer waits for an entry point: it may be the asker's own. What goes on is answered with
 * ERROR_IO_PENDING.
 *
 * A resource that Pacemaker has started is changed through crm_resource, where that does the same;
 * other changes of it are refused with ERROR_ACCESS_DENIED, and the log names the command to use.
 */

#include "cluster.h"
#include "inventory.h"
#include "requests.h"

struct object_changes;

struct object_changes *object_changes_new(const struct resource_world *world,
                                          struct inventory *inventory, struct requests *requests,
                                          const struct cluster_source *source);
/* resapid ends. What waits for a turn or a resource fails with ERROR_SHUTDOWN_IN_PROGRESS, as all that is
 * asked from now on; what is being written lands with clusdb_close(). */
void object_changes_end(struct object_changes *changes);
/* Behind clusdb_close(). Who waits still is told the same error. */
void object_changes_free(struct object_changes *changes);

/* False if the message is no such question. Hosts that end meanwhile: asks_forget(). A host that has too
 * much under way is refused more with ERROR_NOT_ENOUGH_QUOTA. */
bool object_changes_serve(struct object_changes *changes, struct host *host,
                          const struct channel_message *question);
/* Before a host is freed: what it asked for goes on. */
void object_changes_forget(struct object_changes *changes, const struct host *host);
/* Whenever a resource's state has changed. */
void object_changes_look(struct object_changes *changes);

#endif
