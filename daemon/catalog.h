/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CATALOG_H
#define RESAPID_CATALOG_H

/*
 * Resource types and resources as the cluster database holds them, in the documented layout:
 *
 *     ResourceTypes\NAME          Name, DllName, common properties; Parameters
 *     Resources\{GUID}            Name, Type, common properties; Parameters
 *
 * Resource names are unique without regard to case, as on Windows.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "clusdb/clusdb.h"
#include "properties.h"

/* Values of resapid's own making: a resource that Pacemaker started, and one that was ever opened
 * (DWORD 1); whether the resources of a type share a host (REG_SZ "type") or not ("resource"). */
#define CATALOG_MANAGED   "PacemakerManaged"
#define CATALOG_OPENED    "Initialized"
#define CATALOG_ISOLATION "Isolation"
/* Whether a resource of the type is opened once more when its host did not end in order (REG_SZ "yes" or "no",
 * reopen-note.h); without it as builtin-types.h has it, and else not. */
#define CATALOG_REOPEN "Reopen"
/* What a resource depends on, an expression of ids (REG_SZ, dependencies.h), and the ids of the nodes
 * that can host it (REG_MULTI_SZ); without them nothing, and every node. */
#define CATALOG_DEPENDENCIES "DependencyExpression"
#define CATALOG_OWNERS       "PossibleOwners"

/* 1 to 255 characters, none of them `\` or a control character. kind is for the error message. */
bool catalog_check_name(const char *kind, const char *name, GError **error);

/* Names of objects are one without regard to case. */
bool catalog_same_name(const char *one, const char *other);

/* Free with g_free(); NULL if there is none. */
char *catalog_type_key(const char *type);
char *catalog_type_dll(const struct clusdb *db, const char *type);
/* Of any object; "" is the cluster's key. */
char *catalog_resource_parameters(const char *key);
char *catalog_resource_name(const struct clusdb *db, const char *key);
char *catalog_resource_type(const struct clusdb *db, const char *key);
bool catalog_resource_managed(const struct clusdb *db, const char *key);
/* The id: what stands behind the last `\` of the key. */
const char *catalog_id(const char *key);
/* "" for none. */
char *catalog_resource_dependencies(const struct clusdb *db, const char *key);

/* INITIALIZE has been sent, so DELETE will have to be. */
bool catalog_resource_was_open(const struct clusdb *db, const char *key);
/* isolation=type; a type that does not say is isolation=resource. */
bool catalog_type_is_shared(const struct clusdb *db, const char *type);
bool catalog_type_reopens(const struct clusdb *db, const char *type);

/* Changes, put into a batch; what cannot be stored lets the whole batch fail with its error.
 * isolation is "resource" or "type"; NULL leaves what is there. */
void catalog_put_type(struct clusdb_batch *batch, const char *type, const char *dll,
                      const char *isolation);
/* reopen is "yes" or "no". */
void catalog_put_reopen(struct clusdb_batch *batch, const char *type, const char *reopen);
/* Returns the new resource's key; free with g_free(). */
char *catalog_put_resource(struct clusdb_batch *batch, const char *name, const char *type);
/* A resource that Pacemaker started: its failures are pushed. */
void catalog_put_managed(struct clusdb_batch *batch, const char *key);
void catalog_put_unmanaged(struct clusdb_batch *batch, const char *key);
void catalog_put_opened(struct clusdb_batch *batch, const char *key);
void catalog_put_name(struct clusdb_batch *batch, const char *key, const char *new_name);
/* "" and NULL remove what there is. */
void catalog_put_dependencies(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                              const char *expression);
void catalog_put_owners(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                        const char *const *nodes);
/* Behind the removal of a resource: no other depends on it any more. */
void catalog_forget_provider(struct clusdb_batch *batch, const struct clusdb *db, const char *id);
/* Private properties. words are NULL-terminated; returns how many values change, or -1 with an
 * error. */
int catalog_put_properties(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                           const char *const *words, GError **error);

/* The same for the values of any key. prepare, which may be NULL, sees each property before it is
 * stored and may set its name and type, or refuse it with an error. */
typedef bool (*catalog_prepare)(void *user, struct property *property, GError **error);
int catalog_put_values(struct clusdb_batch *batch, const struct clusdb *db, const char *path,
                       const char *const *words, catalog_prepare prepare, void *user,
                       GError **error);

#endif
