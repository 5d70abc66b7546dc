/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_REGISTRY_KEY_H
#define RESAPID_IMPORT_REGISTRY_KEY_H

/*
 * A tree of registry keys. Names are UTF-8 and compared without regard to case. The tree is bounded, since
 * what it is read from is hostile: functions that add to it say so when it is full.
 */

#include <stdbool.h>
#include <glib.h>

#include "windows-cluster.h"

/* "Registry Element Size Limits" of Windows: a tree has 512 levels. */
#define REGISTRY_DEPTH_MAX 512
/* Of keys and values together; a cluster of 5,000 resources has less than 200,000. */
#define REGISTRY_COUNT_MAX 1000000U

struct registry_value {
    char *name; /* "": the key's default value */
    struct windows_value *value;
    const char *problem; /* as registry_value_decode() says it */
};

typedef struct registry_key {
    char *name;
    GQueue keys;   /* of struct registry_key, as they were added */
    GQueue values; /* of struct registry_value, too */

    /* For registry-key.c alone. */
    struct registry_key *root;
    guint depth;
    guint count;             /* of the root: what the whole tree has had */
    GHashTable *key_links;   /* the folded name to the GList; NULL: there are none */
    GHashTable *value_links; /* the same */
} registry_key_t;

/* The root of a tree; everything in it belongs to it. */
registry_key_t *registry_key_new(const char *name);
void registry_key_free(registry_key_t *root);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(registry_key_t, registry_key_free)

/* The sub-key of that name, which is made if it is not there; NULL: the tree is full or too deep. */
registry_key_t *registry_key_add(registry_key_t *key, const char *name);
/* NULL: it is not there. */
registry_key_t *registry_key_find(const registry_key_t *key, const char *name);
/* With all that is in it. */
void registry_key_remove(registry_key_t *key, const char *name);

/* Takes value, and replaces one of that name. problem is borrowed, and may be NULL. false: the tree is
 * full. */
bool registry_key_set(registry_key_t *key, const char *name, struct windows_value *value,
                      const char *problem);
const struct registry_value *registry_key_value(const registry_key_t *key, const char *name);
void registry_key_unset(registry_key_t *key, const char *name);

#endif
