/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_RESOURCE_PRIVATE_H
#define RESAPID_RESOURCE_PRIVATE_H

/*
 * A resource as resources.c, which knows them all, and resource-state.c, which knows what they do,
 * share it.
 */

#include "resources.h"

#include <stdbool.h>

#include "watch.h"

#define N_ENTRY_POINTS 32

struct resource {
    struct resource *next;
    uint32_t number;
    struct type *type;
    char *name;
    WCHAR *wide_name;
    WCHAR *key_path;
    RESID id;
    HKEY key;

    /* Guards what follows, and keeps the channel's order of what is said of the resource that of the
     * facts. Never held while an entry point runs. */
    SRWLOCK lock;
    uint32_t state;         /* enum fact_state or CLUSTER_RESOURCE_STATE */
    bool given_up;          /* Terminate was asked for since Online or Offline began */
    bool outlived;          /* Online succeeded while its Terminate ran */
    uint32_t terminates;    /* how often Terminate was asked for */
    uint32_t information;   /* enum status_information */
    uint32_t locked_reason; /* of the locked mode; 0 when it is not on */
    bool owns;              /* Arbitrate succeeded and Release was not called since */
    struct watch *watch;
    bool armed;                         /* the watch has not fired */
    struct wire_bytes local_properties; /* the last list; no data if there was none */
    uint16_t asked[N_ENTRY_POINTS];
};

/* ENTRY_BIT()s of the entry points that were asked for and not answered. With the lock held. */
uint32_t resource_asked_bits(const struct resource *resource);

#endif
