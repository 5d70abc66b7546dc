/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_GROUPS_H
#define RESAPID_GROUPS_H

/*
 * Groups as the cluster database holds them (resapi.md 4): Groups\{GUID} with Name, GroupType and
 * Contains, a REG_MULTI_SZ of the GUIDs of its resources. Every resource is in one group. Who does not
 * say which gets a group of its own with the resource's name, which ends with it: so Pacemaker sees a
 * resource, and so does the cluster API of a standalone resapid.
 */

#include <stdbool.h>
#include <stdint.h>

#include "clusdb/clusdb.h"

/* CLUSGROUP_TYPE: 1 is the core cluster group, 9999 is unknown. */
#define GROUP_TYPE_UNKNOWN 9999U

/* Keys; g_free(). NULL if there is none. */
char *groups_find(const struct clusdb *db, const char *name);
char *groups_of_resource(const struct clusdb *db, const char *resource_key);
/* GUIDs of its resources; g_strfreev(). */
char **groups_members(const struct clusdb *db, const char *key);

/* Changes, put into a batch. */
char *groups_put(struct clusdb_batch *batch, const char *name, uint32_t type); /* its key */
void groups_put_name(struct clusdb_batch *batch, const char *key, const char *name);
void groups_put_owners(struct clusdb_batch *batch, const char *key, const char *const *nodes);
/* Takes the resource out of the group it was in, which goes too if it was made for the resource. */
void groups_put_member(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                       const char *resource_key);
/* Behind the removal of a resource: its group, or the resource's place in it, goes too. */
void groups_forget_member(struct clusdb_batch *batch, const struct clusdb *db,
                          const char *resource_key);
void groups_remove(struct clusdb_batch *batch, const char *key);

#endif
