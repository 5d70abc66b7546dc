/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_RESOURCE_FIXTURE_H
#define RESAPID_RESOURCE_FIXTURE_H

/*
 * Resources and a cluster of them for the tests of what stands above daemon/resource.h. They are played:
 * what is asked of one waits until the test ends it.
 */

#include "cluster.h"
#include "inventory.h"

struct resource {
    char *key;
    enum resource_state state;
    bool failing; /* its processes are not gone yet */
    enum machine_event request;
    uint32_t flags;
    unsigned int requests;
    resource_done done; /* of the last request, which is under way; NULL: none is */
    void *user;
};

/* With a node, id 1. Ids of resources are their names, keys too. */
extern struct cluster *resources_cluster;

void resources_setup(void);
void resources_teardown(void);

/* In that group; dependencies are an expression of ids. */
struct resource *resources_add(const char *id, const char *group, const char *dependencies);
/* Another agent's, which is in no inventory. */
void resources_add_foreign(const char *id, const char *group, uint32_t state);
struct resource *resources_find(const char *id);

/* Ends what is asked of it. error 0 is success, with the state that was asked for. */
void resources_end(const char *id, uint32_t error);
/* By itself, or by somebody else. */
void resources_become(const char *id, enum resource_state state);
/* The ids of those of which something is asked that has not ended, in the order of names. */
char *resources_asked(void);

#endif
