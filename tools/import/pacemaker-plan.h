/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_PACEMAKER_PLAN_H
#define RESAPID_IMPORT_PACEMAKER_PLAN_H

/*
 * The Pacemaker configuration that a Windows cluster becomes: what the mapping decides and the writers
 * spell. No text of any tool's, only what the CIB knows. All ids are XML ids and unique. Everything
 * belongs to the plan; what points back into the Windows cluster is only borrowed.
 */

#include <stdbool.h>
#include <glib.h>

#include "windows-cluster.h"

/* Name and value, both texts. */
struct plan_pair {
    char *name;
    char *value;
};

struct plan_operation {
    char *id;
    char *name;            /* start, stop, monitor */
    char *interval;        /* "0s", "10s" */
    char *timeout;         /* NULL: none */
    GPtrArray *options;    /* of struct plan_pair: other attributes, on-fail ... */
    GPtrArray *parameters; /* of struct plan_pair: its instance attributes, OCF_CHECK_LEVEL */
};

struct plan_primitive {
    char *id;
    char *class;    /* "ocf", "systemd" */
    char *provider; /* NULL for systemd */
    char *agent;
    char *description;     /* NULL: none */
    GPtrArray *parameters; /* of struct plan_pair */
    GPtrArray *meta;       /* of struct plan_pair */
    GPtrArray *operations; /* of struct plan_operation */
    const struct windows_resource *windows;
    bool
        stays_off; /* was off on Windows while its group was not: it is not started with the others */
};

/* What a group of the Windows cluster became: a Pacemaker group if a chain of dependencies orders its
 * members, else primitives that stand by themselves and constraints. */
struct plan_group {
    char *id; /* of the Pacemaker group, or of the tag */
    bool is_chain;
    GPtrArray *members;            /* of struct plan_primitive, providers first */
    struct plan_primitive *anchor; /* whose place all others follow; the first of a chain */
    GPtrArray *meta;               /* of struct plan_pair; of a chain */
    const struct windows_group *windows;
    bool starts;    /* is to be started behind the cut-over; else it stays stopped, as on Windows */
    bool has_moved; /* runs on Linux: no target-role is written, and nothing is left to be done */
};

enum plan_constraint_kind { PLAN_ORDER, PLAN_ORDER_SETS, PLAN_COLOCATION, PLAN_LOCATION };

/* For PLAN_ORDER_SETS: `any` (require-all=false, sequential=false) before `then`. */
struct plan_constraint {
    enum plan_constraint_kind kind;
    char *id;
    char *resource; /* order: first; colocation: what follows; location: what */
    char *other;    /* order: then; colocation: what is followed; location: the node */
    char *score;    /* of a colocation or location: "INFINITY", "-INFINITY", "100"; of an order: its
                     * kind, "Mandatory" */
    GPtrArray *any; /* order sets: ids of the ORs */
};

typedef struct pacemaker_plan {
    GPtrArray *nodes;        /* names, char *, as on the Linux side */
    GPtrArray *properties;   /* of struct plan_pair: cluster options */
    GPtrArray *rsc_defaults; /* of struct plan_pair */
    GPtrArray *op_defaults;  /* of struct plan_pair */
    GPtrArray *primitives;   /* of struct plan_primitive, in the order of groups and members */
    GPtrArray *groups;       /* of struct plan_group, by name */
    GPtrArray *constraints;  /* of struct plan_constraint */
    GHashTable *agents;      /* const struct windows_type to char *, its agent in ocf:resapi: of the
                              * custom types that there are primitives of */
} pacemaker_plan_t;

pacemaker_plan_t *pacemaker_plan_new(void);
void pacemaker_plan_free(pacemaker_plan_t *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pacemaker_plan_t, pacemaker_plan_free)

GPtrArray *plan_pairs_new(void);
/* Replaces the value of a name that is there. */
void plan_pairs_set(GPtrArray *pairs, const char *name, const char *value);
/* NULL if it is not there. */
const char *plan_pairs_find(const GPtrArray *pairs, const char *name);

/* Whether a tag tells what belonged together. */
bool plan_group_is_tag(const struct plan_group *group);

/* Each gives what was added. */
struct plan_primitive *plan_add_primitive(pacemaker_plan_t *plan, const char *id);
struct plan_operation *plan_add_operation(struct plan_primitive *primitive, const char *name,
                                          const char *interval, const char *timeout);
struct plan_group *plan_add_group(pacemaker_plan_t *plan, const char *id);
struct plan_constraint *plan_add_constraint(pacemaker_plan_t *plan, enum plan_constraint_kind kind,
                                            const char *id, const char *resource, const char *other,
                                            const char *score);

#endif
