/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_WINDOWS_CLUSTER_H
#define RESAPID_IMPORT_WINDOWS_CLUSTER_H

/*
 * A Windows failover cluster's configuration, as it was read, whatever it was read from. The readers
 * fill it: they know formats, and nothing of what the words mean. resolve.h then makes references
 * pointers; what stands below "resolved" is NULL before. Everything belongs to the cluster.
 *
 * Objects and properties are those of the failover cluster API: the properties that a control code
 * CLUSCTL_..._GET_COMMON_PROPERTIES tells are common, what lies below Parameters is private. Names of
 * objects and properties are compared without regard to case, as the Cluster service does. An id is a
 * GUID in lower case without braces; nodes and resource types have none.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

enum windows_value_kind {
    WINDOWS_NUMBER, /* DWORD, LONG, QWORD */
    WINDOWS_TEXT,   /* SZ, EXPAND_SZ */
    WINDOWS_TEXTS,  /* MULTI_SZ */
    WINDOWS_BINARY,
};

struct windows_value {
    enum windows_value_kind kind;
    guint64 number; /* a negative DWORD is what it is without a sign, 4294967295 for -1 */
    char *text;     /* UTF-8, as what follows */
    char **texts;
    GBytes *bytes;
};

struct windows_value *windows_value_number(guint64 number);
struct windows_value *windows_value_text(const char *text);
struct windows_value *windows_value_texts(const char *const *texts);
struct windows_value *windows_value_binary(const void *bytes, size_t size);
void windows_value_free(struct windows_value *value);
bool windows_value_equal(const struct windows_value *value, const struct windows_value *other);
/* False for what is no number; a text that is one in decimal or 0x form is, since listings have only texts. */
bool windows_value_to_number(const struct windows_value *value, guint64 *number);
/* For people and for parameters: a number in decimal, texts with "; " between, bytes as hexadecimal
 * digits. g_free(). */
char *windows_value_show(const struct windows_value *value);
/* "DWORD", "QWORD", "SZ", "MULTI_SZ", "BINARY": as daemon/properties.h has it. */
const char *windows_value_format(const struct windows_value *value);

struct windows_property {
    char *name; /* as it was spelt first */
    struct windows_value *value;
};

/* Sorted by name without regard to case, so that each format gives the same order. */
typedef struct windows_properties windows_properties_t;

windows_properties_t *windows_properties_new(void);
void windows_properties_free(windows_properties_t *properties);
/* Takes value; one of that name that is there already is replaced. */
void windows_properties_set(windows_properties_t *properties, const char *name,
                            struct windows_value *value);
const struct windows_value *windows_properties_find(const windows_properties_t *properties,
                                                    const char *name);
/* NULL and false where it is not there or of another kind. */
const char *windows_properties_text(const windows_properties_t *properties, const char *name);
bool windows_properties_number(const windows_properties_t *properties, const char *name,
                               guint64 *number);
guint windows_properties_count(const windows_properties_t *properties);
const struct windows_property *windows_properties_at(const windows_properties_t *properties,
                                                     guint index);

enum windows_kind {
    WINDOWS_CLUSTER,
    WINDOWS_NODE,
    WINDOWS_NETWORK,
    WINDOWS_GROUP,
    WINDOWS_TYPE,
    WINDOWS_RESOURCE,
    WINDOWS_KINDS,
};

/* What inputs have told of an object: bits, since several of them add up. Those of the cluster hold for each
 * object that is in it. */
enum windows_told {
    WINDOWS_TOLD_COMMON = 1 << 0,     /* common properties */
    WINDOWS_TOLD_PRIVATE = 1 << 1,    /* private properties; it may have none */
    WINDOWS_TOLD_NO_PRIVATE = 1 << 2, /* none, where those of others are told: it may have none */
    WINDOWS_TOLD_OWNERS =
        1 << 3, /* of a group the preferred ones, of a resource the possible ones */
    WINDOWS_TOLD_CHECKPOINTS = 1 << 4,
};
#define WINDOWS_TOLD_ALL                                                                           \
    (WINDOWS_TOLD_COMMON | WINDOWS_TOLD_PRIVATE | WINDOWS_TOLD_OWNERS | WINDOWS_TOLD_CHECKPOINTS)

/* "resource", "resource type", ...: as messages name it. */
const char *windows_kind_word(enum windows_kind kind);

/* What all objects have, and what each has to begin with. */
struct windows_object {
    enum windows_kind kind;
    char *id;                      /* NULL where it has or tells none */
    char *name;                    /* never NULL; the id where no name is told */
    windows_properties_t *common;  /* without the name, and without what has a field of its own */
    windows_properties_t *private; /* of a resource, type, group ...: below Parameters */
    char *source;                  /* the file it was read from */
    unsigned int told;             /* of enum windows_told */
};

struct windows_node {
    struct windows_object object;
    char *number; /* "1", ..., which owner lists of the registry use; NULL where it is not told */
};

struct windows_network {
    struct windows_object object;
};

struct windows_type {
    struct windows_object object;
    char *dll; /* DllName, as it is told; NULL where it is not */
};

struct windows_group {
    struct windows_object object;
    char *
        *preferred_owner_names; /* names or numbers of nodes, in order; NULL where it is not told */

    /* resolved */
    GPtrArray *preferred_owners; /* of struct windows_node */
    GPtrArray *resources;        /* of struct windows_resource, by name */
};

struct windows_resource {
    struct windows_object object;
    char *type_name;             /* never NULL behind resolve.h */
    char *group_name;            /* name or id */
    char **possible_owner_names; /* names or numbers of nodes; NULL: all nodes */
    /* Of names or ids, as GetClusterResourceDependencyExpression has it; "": it is told that there is
     * none; NULL: nothing is told of it. */
    char *dependency;
    bool is_dependency_a_list; /* of names: it does not tell AND from OR */
    char **
        checkpoints; /* registry checkpoints, below HKEY_LOCAL_MACHINE; NULL where it is not told */

    /* resolved */
    struct windows_type *type;
    struct windows_group *group;
    GPtrArray *possible_owners; /* of struct windows_node; NULL: all nodes */
    /* An AND of ORs: an array of arrays of struct windows_resource. Never NULL behind resolve.h. */
    GPtrArray *providers;
};

typedef struct windows_cluster {
    struct windows_object object; /* the cluster itself */
    GPtrArray *nodes; /* of struct windows_node; by name behind resolve.h, as the others */
    GPtrArray *networks;
    GPtrArray *groups;
    GPtrArray *types;
    GPtrArray *resources;
    GHashTable *found[WINDOWS_KINDS]; /* names, folded, and ids to the first object that has it */
} windows_cluster_t;

windows_cluster_t *windows_cluster_new(const char *source);
void windows_cluster_free(windows_cluster_t *cluster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(windows_cluster_t, windows_cluster_free)

/* A new object of this kind, in its array; id and name may be NULL, not both. The id may have braces and
 * capitals. The result begins with a struct windows_object. */
void *windows_cluster_add(windows_cluster_t *cluster, enum windows_kind kind, const char *id,
                          const char *name, const char *source);
/* The array of a kind; NULL for WINDOWS_CLUSTER. */
GPtrArray *windows_cluster_objects(const windows_cluster_t *cluster, enum windows_kind kind);
/* By name or id, with or without braces; the first of several; NULL if there is none. */
void *windows_cluster_find(const windows_cluster_t *cluster, enum windows_kind kind,
                           const char *name_or_id);

/* Tells more of an object: an id where it has none, a name where it has only its id. */
void windows_cluster_know(windows_cluster_t *cluster, struct windows_object *object, const char *id,
                          const char *name);

/* Whether this has been told of the object, or of all. */
bool windows_cluster_is_told(const windows_cluster_t *cluster, const struct windows_object *object,
                             enum windows_told what);

/* By name or number. */
struct windows_node *windows_cluster_node(const windows_cluster_t *cluster,
                                          const char *name_or_number);

/* An id in the form that objects have: NULL for what is no GUID. g_free(). */
char *windows_id(const char *text);

#endif
