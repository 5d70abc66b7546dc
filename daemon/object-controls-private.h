/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_OBJECT_CONTROLS_PRIVATE_H
#define RESAPID_OBJECT_CONTROLS_PRIVATE_H

/* Shared by object-controls.c and object-controls-plain.c alone. */

#include "asks.h"
#include "defaults.h"
#include "object-controls.h"

struct object_controls {
    const struct resource_world *world;
    struct inventory *inventory;
    struct type_controls *type_controls;
    const struct cluster_source *source;
    GList *list; /* struct asked */
};

/* One OBJECT_CONTROL. */
struct asked {
    struct object_controls *controls;
    struct ask *ask; /* NULL once it is answered */
    enum object_kind kind;
    char *id;
    char *node;
    uint32_t code;
    bool as_user;
    uint32_t caller;
    bool alone;
    uint32_t out_size;
    GBytes *in;
    uint32_t result; /* of what waits for the database, with out */
    GBytes *out;
    qb_loop_timer_handle timer;
};

struct wire_bytes asked_view(GBytes *bytes);
/* Both answer, and free it; the latter takes what is in taken. */
void asked_refuse(struct asked *asked, uint32_t result);
void asked_finish_with(struct asked *asked, struct defaults_answer *taken);

/* object-controls-plain.c */
void asked_group(struct asked *asked, const struct cluster *cluster);
void asked_node(struct asked *asked, const struct cluster *cluster);
void asked_cluster(struct asked *asked, const struct cluster *cluster);
void asked_network(struct asked *asked, const struct cluster *cluster);
void asked_interface(struct asked *asked, const struct cluster *cluster);

#endif
