/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_IMPORT_PICTURE_H
#define RESAPID_IMPORT_PICTURE_H

/*
 * The dependencies as pictures, in the language of graphviz's dot: of the Windows cluster, with arrows
 * from what needs to what is needed, and of the Pacemaker plan, with arrows from what is first to what is
 * then. Pure.
 */

#include "conversion.h"

/* How much is drawn: dot takes more than linear time. */
enum picture_detail {
    PICTURE_RESOURCES, /* each resource and each dependency */
    PICTURE_GROUPS,    /* a node for each group, and arrows between groups */
    PICTURE_NONE,      /* even that would be too much */
};

/* Above these numbers of nodes and arrows the next lesser detail is taken. */
#define PICTURE_MAX_NODES 600
#define PICTURE_MAX_EDGES 1500
/* Above this number of arrows they are straight lines. */
#define PICTURE_COARSE_EDGES 150

struct picture {
    enum picture_detail detail;
    char *dot; /* NULL for PICTURE_NONE */
};

struct picture *picture_before(const windows_cluster_t *cluster);
struct picture *picture_after(const pacemaker_plan_t *plan);
void picture_free(struct picture *picture);

/* A quoted string for dot that is shown as the text is; line feeds begin a new line, what is not
 * printable besides becomes U+FFFD. g_free(). */
char *picture_quote(const char *text);

#endif
