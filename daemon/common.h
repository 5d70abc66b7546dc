/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_COMMON_H
#define RESAPID_COMMON_H

/*
 * Common properties of the objects of a cluster (resapi.md 3.2 to 3.4): for each kind one table with
 * name, format, default, bounds and who may write. Values live in the cluster database, in the
 * object's key.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "clusdb/clusdb.h"
#include "property-list.h"

enum common_object {
    COMMON_OF_RESOURCE,
    COMMON_OF_TYPE,
    COMMON_OF_GROUP,
    COMMON_OF_NODE,
    COMMON_OF_CLUSTER,
    COMMON_OF_NETWORK,
    COMMON_OF_NETINTERFACE,
    COMMON_OBJECTS,
};

/* What is known of an object beside the database, for its read-only properties; what is not known, or of
 * another kind of object, is 0 or NULL. */
struct common_runtime {
    uint32_t monitor_process_id;
    uint32_t status_information; /* enum status_information */
    uint64_t last_operation_status;
    GBytes *local_properties; /* the DLL's SetResourceInMemoryNodeLocalProperties list, or NULL */
    /* of what the database does not know: not of resapid's own resources and types */
    const char *name;
    const char *type;
    uint32_t group_type;
    const char *address;
    const char *mask;
    const char *adapter;
    const char *node;
    const char *network;
    const char *domain_name; /* the cluster's, fully qualified */
};

/* Numbers, in milliseconds unless the name says otherwise. */
enum common_number {
    COMMON_LOOKS_ALIVE_POLL_INTERVAL,
    COMMON_IS_ALIVE_POLL_INTERVAL,
    COMMON_PENDING_TIMEOUT,
    COMMON_DEADLOCK_TIMEOUT,
    COMMON_SEPARATE_MONITOR,        /* 0 or 1 */
    COMMON_EMBEDDED_FAILURE_ACTION, /* 0 none, 1 log only, 2 recover */
};

/* The resource's value, else its type's, else the default; never below the minimum. key is the
 * resource's. */
uint32_t common_number(const struct clusdb *db, const char *key, enum common_number which);
/* The same for a resource type. */
uint32_t common_type_number(const struct clusdb *db, const char *type_key,
                            enum common_number which);

/* Puts NAME=VALUE words (as catalog_put_properties) into batch, checked against the table; NAME=
 * takes the value away. Returns how many values change, or -1 with an error that names property
 * and remedy (unknown: the names there are; read-only; out of bounds: the bounds; wrong format). */
int common_put(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
               enum common_object object, const char *const *words, GError **error);
/* The same for a property list, as SET_COMMON_PROPERTIES brings it: WIN32_SUCCESS;
 * WIN32_INVALID_DATA for a list that is not well-formed or has two values for a property;
 * WIN32_INVALID_PARAMETER for a property that is unknown, read-only, of another format or out of
 * bounds. batch may then hold a part. batch NULL only checks (VALIDATE_COMMON_PROPERTIES). */
uint32_t common_put_list(struct clusdb_batch *batch, const struct clusdb *db, const char *key,
                         enum common_object object, const struct wire_bytes *list);

/* The common properties that can be written, or with read_only those that cannot, in the order of
 * the table; behind the latter the DLL's own local properties. Values are those in force, but a
 * resource's poll interval that is its type's is given as 0xFFFFFFFF, as on Windows. runtime may
 * be NULL. What each gets holds during the call. */
void common_each(const struct clusdb *db, const char *key, enum common_object object,
                 const struct common_runtime *runtime, bool read_only,
                 void (*each)(void *user, const struct property_value *value), void *user);
bool common_is_property(enum common_object object, const char *name);
/* Names and CLUSPROP formats of those that can be written, for ENUM_COMMON_PROPERTIES and
 * GET_COMMON_PROPERTY_FMTS (MS-CMRP 3.1.4.3.1.9, 3.1.4.3.1.14). */
GBytes *common_names(enum common_object object);
GBytes *common_formats(enum common_object object);

#endif
