/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_GROUPS_H
#define RESAPID_GROUPS_H

/*
 * Groups as the cluster database holds them (resapi.md 4): Groups\{GUID} with Name, GroupType and
 * Contains, a REG_MULTI_SZ of the GUIDs of its resources. Every resource is in one group. Who does not
 * say which gets a group of its own with the resource's name, which ends with its last resource: so
 * Pacemaker sees a resource, and so does the cluster API of a standalone resapid.
 *
 * Group names are unique without regard to case. Changes are made of what the database shows: only one
 * that concerns a group may be under way at a time (changes.h), or the later one undoes the earlier.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "clusdb/clusdb.h"

/* CLUSGROUP_TYPE: 1 is the core cluster group, 9999 is unknown. */
#define GROUP_TYPE_UNKNOWN 9999U

/* Values of resapid's own making: a group that ends with its last resource (DWORD 1), and the ids of
 * the nodes that the group prefers (REG_MULTI_SZ). */
#define GROUPS_OWN    "OfResource"
#define GROUPS_OWNERS "PreferredOwners"

/* Keys; g_free(). NULL if there is none. name may be the GUID too, which goes first. */
char *groups_find(const struct clusdb *db, const char *name);
char *groups_of_resource(const struct clusdb *db, const char *resource_key);
char *groups_name(const struct clusdb *db, const char *key);
uint32_t groups_type(const struct clusdb *db, const char *key);
/* GUIDs of its resources and ids of its preferred owners; never NULL; g_strfreev(). */
char **groups_members(const struct clusdb *db, const char *key);
char **groups_owners(const struct clusdb *db, const char *key);
/* It ends with its last resource. */
bool groups_is_own(const struct clusdb *db, const char *key);

/* Where many are looked up: the key of the group of each resource by its GUID, which
 * groups_table_find() takes in any case. A resource that stands in several is in the first of them. */
GHashTable *groups_table(const struct clusdb *db);
const char *groups_table_find(GHashTable *table, const char *resource);

/* A name that no group has: the given one if possible, or else with a number behind it. taken(), which
 * may be NULL, says of further names that they are not free. g_free(). */
typedef bool (*groups_taken)(void *user, const char *name);
char *groups_free_name(const struct clusdb *db, const char *name, groups_taken taken, void *user);

/* Changes, put into a batch. Those that can fail return a Win32 error, ERROR_BUFFER_OVERFLOW for a group
 * of more than some 1300 resources; the batch is then of no use. */

/* Returns its key; g_free(). */
char *groups_put(struct clusdb_batch *batch, const char *name, uint32_t type);
/* A new group of its own for a resource that is in none; name as groups_free_name() gives it. */
void groups_put_own(struct clusdb_batch *batch, const char *name, const char *resource_key);
/* The resource has got a new name: its own group takes it too, if it had the old one. Returns the
 * group's new name, or NULL if it keeps its name; g_free(). taken as in groups_free_name(). */
char *groups_put_name_of_resource(struct clusdb_batch *batch, const struct clusdb *db,
                                  const char *resource_key, const char *new_name,
                                  groups_taken taken, void *user);
void groups_put_name(struct clusdb_batch *batch, const char *key, const char *name);
uint32_t groups_put_owners(struct clusdb_batch *batch, const char *key, const char *const *nodes);
/* Takes the resource out of the group it was in, which goes too if it was made for a resource and this
 * was its last. key may be of a group that the same batch makes. */
uint32_t groups_put_member(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                           const char *resource_key);
/* Behind the removal of a resource: its group, or the resource's place in it, goes too. */
void groups_forget_member(struct clusdb_batch *batch, const struct clusdb *db,
                          const char *resource_key);
void groups_remove(struct clusdb_batch *batch, const char *key);

/* Each resource of the database that is in no group gets one of its own. Returns how many. */
unsigned int groups_put_missing(struct clusdb_batch *batch, const struct clusdb *db);

#endif
