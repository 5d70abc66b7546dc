/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CLUSTER_H
#define RESAPID_CLUSTER_H

/*
 * The cluster as the cluster API shows it, at one moment: data alone, which does not change any more.
 * A source makes it: standalone.h from the cluster database and the inventory, pacemaker-facts.h from
 * the CIB and the cluster's status. States are those of the cluster API's own enumerations; ids are
 * those of protocol/channel.h (enum object_kind). No string is NULL unless it says so.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>

#include "protocol/channel.h"

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
    char *id; /* ClusterInstanceID, a GUID */
    GPtrArray *nodes;
    GPtrArray *groups;
    GPtrArray *resources;
    GPtrArray *types;
    GPtrArray *networks;
    GPtrArray *interfaces;
};

/* Empty; the arrays free what is put into them. */
struct cluster *cluster_new(void);
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

/* By name or id, without regard to case; "" is this node, or the cluster. False: there is none. */
bool cluster_find(const struct cluster *cluster, enum object_kind kind, const char *name,
                  struct cluster_object *object);
/* The same, of one kind; NULL if there is none. */
const struct cluster_node *cluster_node(const struct cluster *cluster, const char *name);
const struct cluster_node *cluster_local_node(const struct cluster *cluster);
const struct cluster_group *cluster_group(const struct cluster *cluster, const char *name);
const struct cluster_resource *cluster_resource(const struct cluster *cluster, const char *name);
const struct cluster_type *cluster_type(const struct cluster *cluster, const char *name);

/* What belongs to an object: each() for every one, bit being that of the enumeration that the object's
 * kind has in the cluster API. False: there is no such object. */
typedef void (*cluster_each)(void *user, uint32_t bit, const char *id, const char *name);
bool cluster_list(const struct cluster *cluster, enum object_kind kind, const char *id,
                  uint32_t what, cluster_each each, void *user);

/* What a group is whose resources are in these states (resapi.md 1.6): failed before pending before
 * partly online before online; empty is offline. */
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
