/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REGISTRY_RELATIONS_H
#define RESAPID_IMPORT_REGISTRY_RELATIONS_H

/* What objects of the cluster's registry have to do with each other: membership, owners, dependencies,
 * and the registry checkpoints of resources. */

#include "notes.h"
#include "registry-key.h"
#include "windows-cluster.h"

/* A tree being read. */
struct registry_reading {
    windows_cluster_t *cluster;
    const char *path;
    notes_t *notes;
    GHashTable *resources; /* the name of its key, folded, to the struct windows_resource */
    guint dependencies;    /* how many values tell of them, be it that there are none */
    bool is_unread;        /* a value that should tell of them cannot be read */
    guint unknown; /* keys that should have dependencies or checkpoints, and cannot be read */
};

/* An id without its braces, any other name of a key without capitals. g_free(). */
char *registry_fold_name(const char *name);

/* Whether a value of an object's key is read here, and so is no property. */
bool registry_relation_is(const char *value);
/* Whether a sub-key of a resource's key is. */
bool registry_relation_is_key(const char *name);

void registry_relations_of_resource(struct registry_reading *reading,
                                    struct windows_resource *resource, const registry_key_t *key);
/* All resources have been read. */
void registry_relations_of_group(struct registry_reading *reading, struct windows_group *group,
                                 const registry_key_t *key);
/* What the cluster's key has of its resources; and which of them depend on nothing. The last. */
void registry_relations_of_cluster(struct registry_reading *reading, const registry_key_t *key);

#endif
