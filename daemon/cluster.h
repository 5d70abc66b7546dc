/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSTER_H
#define RESAPID_CLUSTER_H

/*
 * The cluster as the cluster API shows it, at one moment: data alone, which does not change any more.
 * A source makes it: standalone.h from the cluster database and the inventory, pacemaker-facts.h from
 * the CIB and the cluster's status. States are those of the cluster API's own enumerations; ids are
 * those of protocol/channel.h (enum object_kind). No string is NULL unless it says so.
 *
 * All strings and structures are the cluster's. Data may be nonsense, such as owners and groups that
 * there are none of, or dependencies in a circle: what does not exist is left out.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "protocol/channel.h"

/* CLUSTER_NODE_STATE, CLUSTER_GROUP_STATE, CLUSTER_RESOURCE_STATE, CLUSTER_NETWORK_STATE,
 * CLUSTER_NETINTERFACE_STATE, CLUSTER_NETWORK_ROLE (resapi.md 1.6; clusapi.h as documented). */
#define CLUSTER_STATE_UNKNOWN UINT32_MAX

enum {
    CLUSTER_NODE_UP = 0,
    CLUSTER_NODE_DOWN = 1,
    CLUSTER_NODE_PAUSED = 2,
    CLUSTER_NODE_JOINING = 3
};
enum { CLUSTER_NETWORK_DOWN = 1, CLUSTER_NETWORK_UP = 3 };
enum { CLUSTER_INTERFACE_FAILED = 1, CLUSTER_INTERFACE_UNREACHABLE = 2, CLUSTER_INTERFACE_UP = 3 };
enum {
    CLUSTER_ROLE_NONE = 0,
    CLUSTER_ROLE_INTERNAL = 1,
    CLUSTER_ROLE_CLIENT = 2,
    CLUSTER_ROLE_INTERNAL_AND_CLIENT = 3
};
enum {
    CLUSTER_GROUP_ONLINE = 0,
    CLUSTER_GROUP_OFFLINE = 1,
    CLUSTER_GROUP_FAILED = 2,
    CLUSTER_GROUP_PARTIAL_ONLINE = 3,
    CLUSTER_GROUP_PENDING = 4
};
enum {
    CLUSTER_RESOURCE_INITIALIZING = 1,
    CLUSTER_RESOURCE_ONLINE = 2,
    CLUSTER_RESOURCE_OFFLINE = 3,
    CLUSTER_RESOURCE_FAILED = 4,
    CLUSTER_RESOURCE_PENDING = 128, /* and above, but for unknown */
    CLUSTER_RESOURCE_ONLINE_PENDING = 129,
    CLUSTER_RESOURCE_OFFLINE_PENDING = 130
};

/* Bits of what belongs to an object: CLUSTER_ENUM and those of each kind, as documented. */
enum {
    CLUSTER_LIST_NODES = 0x01,
    CLUSTER_LIST_TYPES = 0x02,
    CLUSTER_LIST_RESOURCES = 0x04,
    CLUSTER_LIST_GROUPS = 0x08,
    CLUSTER_LIST_NETWORKS = 0x10,
    CLUSTER_LIST_INTERFACES = 0x20
};
#define CLUSTER_LIST_INTERNAL_NETWORKS UINT32_C(0x80000000)
enum { NODE_LIST_INTERFACES = 1, NODE_LIST_GROUPS = 2, NODE_LIST_PREFERRED_GROUPS = 4 };
enum { GROUP_LIST_RESOURCES = 1, GROUP_LIST_NODES = 2 };
enum { RESOURCE_LIST_DEPENDS = 1, RESOURCE_LIST_PROVIDES = 2, RESOURCE_LIST_NODES = 4 };
enum { TYPE_LIST_NODES = 1, TYPE_LIST_RESOURCES = 2 };
enum { NETWORK_LIST_INTERFACES = 1 };

struct cluster_node {
    char *id; /* a decimal number */
    char *name;
    uint32_t state; /* CLUSTER_NODE_STATE */
    bool local;     /* this node */
};

struct cluster_group {
    char *id;
    char *name;
    uint32_t state; /* CLUSTER_GROUP_STATE */
    uint32_t type;  /* CLUSGROUP_TYPE */
    char *node;     /* the owner's id, "" for none */
    char **owners;  /* ids of the preferred owners, the first one first; never NULL */
};

struct cluster_resource {
    char *id;
    char *name;
    char *type;
    uint32_t state;     /* CLUSTER_RESOURCE_STATE */
    char *group;        /* an id */
    char *node;         /* the owner's id, "" for none */
    char *dependencies; /* an expression of ids (dependencies.h), "" for none */
    char **owners;      /* ids of the possible owners; NULL: every node */
    char *key;          /* of a resource of resapid's on this node, else NULL */
    bool managed;       /* it is in Pacemaker's configuration */
};

struct cluster_type {
    char *name; /* also its id */
    char *display_name;
    char **owners; /* ids of the nodes that can host it; NULL: every node */
};

struct cluster_network {
    char *id;
    char *name;
    uint32_t state; /* CLUSTER_NETWORK_STATE */
    uint32_t role;  /* CLUSTER_NETWORK_ROLE */
    char *address;
    char *mask;
};

struct cluster_interface {
    char *id;
    char *name;
    char *node;     /* an id */
    char *network;  /* an id */
    uint32_t state; /* CLUSTER_NETINTERFACE_STATE */
    char *adapter;
    char *address;
};

/* Arrays of pointers to the structures above, each in the order of names (nodes: of ids). */
struct cluster {
    char *name;
    char *id;        /* ClusterInstanceID, a GUID */
    bool managed;    /* by Pacemaker, so nodes are its */
    int64_t told_us; /* then it has said so, as g_get_monotonic_time(); 0 if it is not managed */
    GPtrArray *nodes;
    GPtrArray *groups;
    GPtrArray *resources;
    GPtrArray *types;
    GPtrArray *networks;
    GPtrArray *interfaces;
    struct cluster_index *index; /* cluster.c's own */
    unsigned int references;
};

/* Empty, name and id NULL; the arrays free what is put into them. Whoever fills it sorts it then. */
struct cluster *cluster_new(void);
void cluster_sort(struct cluster *cluster);
struct cluster *cluster_ref(struct cluster *cluster);
void cluster_unref(struct cluster *cluster);

/* One object, whatever its kind; strings belong to the cluster. state, node and group as OBJECT has
 * them in channel.h. */
struct cluster_object {
    const char *id;
    const char *name;
    uint32_t state;
    const char *node;
    const char *group;
};

/* By id or name, without regard to case; "" is this node, or the cluster. An id goes before another
 * object's name: who has opened an object holds its id. False: there is none. */
bool cluster_find(const struct cluster *cluster, enum object_kind kind, const char *name,
                  struct cluster_object *object);
/* The same, of one kind; NULL if there is none. */
const struct cluster_node *cluster_node(const struct cluster *cluster, const char *name);
const struct cluster_node *cluster_local_node(const struct cluster *cluster);
const struct cluster_group *cluster_group(const struct cluster *cluster, const char *name);
const struct cluster_resource *cluster_resource(const struct cluster *cluster, const char *name);
const struct cluster_type *cluster_type(const struct cluster *cluster, const char *name);

/* What belongs to an object: each() for every one, in the order of the bits, bit being that of the
 * enumeration that the object's kind has in the cluster API; bits that mean nothing are ignored. False:
 * there is no such object. */
typedef void (*cluster_each)(void *user, uint32_t bit, const char *id, const char *name);
bool cluster_list(const struct cluster *cluster, enum object_kind kind, const char *id,
                  uint32_t what, cluster_each each, void *user);

/* Whether the resource depends on the other one, directly or through others. */
bool cluster_depends(const struct cluster *cluster, const char *resource, const char *other);

/* What a group is whose resources are in these states (resapi.md 1.6): failed before pending before
 * partly online before online; empty is offline. What initializes is pending; what is unknown is not
 * online, and a group of nothing else is unknown. */
uint32_t cluster_group_state(const uint32_t *states, size_t count);

/* Where a cluster comes from. told is called with the cluster as it is now, possibly before ask()
 * returns, or with an error in place of it; the cluster is the source's: take a reference to keep it. */
typedef void (*cluster_told)(void *user, struct cluster *cluster, const GError *error);
struct cluster_source {
    void (*ask)(void *source, cluster_told told, void *user);
    /* user asks no more: nothing is told that it waits for. */
    void (*cancel)(void *source, void *user);
    void *source;
};

#endif
