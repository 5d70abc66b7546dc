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

/* A resource's value of resapid's own making: Pacemaker started it. */
#define CATALOG_MANAGED "PacemakerManaged"

/* Common properties, in milliseconds, with Windows' defaults (resapi.md 3.2, 3.3). */
enum common_number {
    COMMON_LOOKS_ALIVE_POLL_INTERVAL,
    COMMON_IS_ALIVE_POLL_INTERVAL,
    COMMON_PENDING_TIMEOUT,
    COMMON_DEADLOCK_TIMEOUT,
};

/* 1 to 255 characters, none of them `\` or a control character. kind is for the error message. */
bool catalog_check_name(const char *kind, const char *name, GError **error);

/* Names of objects are one without regard to case. */
bool catalog_same_name(const char *one, const char *other);

/* Free with g_free(); NULL if there is none. */
char *catalog_type_key(const char *type);
char *catalog_type_dll(const struct clusdb *db, const char *type);
char *catalog_resource_parameters(const char *key);
char *catalog_resource_name(const struct clusdb *db, const char *key);
char *catalog_resource_type(const struct clusdb *db, const char *key);
bool catalog_resource_managed(const struct clusdb *db, const char *key);

/* The resource's value, else its type's, else the default. */
uint32_t catalog_number(const struct clusdb *db, const char *key, enum common_number which);

/* Changes, put into a batch. */
void catalog_put_type(struct clusdb_batch *batch, const char *type, const char *dll);
/* Returns the new resource's key; free with g_free(). */
char *catalog_put_resource(struct clusdb_batch *batch, const char *name, const char *type);
/* A resource that Pacemaker started: its failures are pushed. */
void catalog_put_managed(struct clusdb_batch *batch, const char *key);
/* words are NULL-terminated; returns how many values change, or -1 with an error. */
int catalog_put_properties(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                           const char *const *words, GError **error);

#endif
