/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PLAN_H
#define RESAPID_PLAN_H

/*
 * In which order resources come online and go offline (resapi.md 2.14, 3.5): providers come online
 * before what depends on them, dependents go offline before what they depend on. Of an OR one provider
 * is enough: those that are online or on their way count, else the first that can be had is brought
 * online. Pure: a plan is asked again whenever a state has changed.
 */

#include "cluster.h"

enum plan_state {
    PLAN_DOWN,   /* offline or failed */
    PLAN_UP,     /* online */
    PLAN_MOVING, /* on its way, wherever to */
    PLAN_LOST,   /* down, and the plan does not begin with it (again) */
    PLAN_STAYS, /* up, and the plan does not begin with it (again): it keeps up what it depends on */
};

/* What a resource is now, by its id. */
typedef enum plan_state (*plan_look)(void *user, const char *id);

struct plan;

/* Resources by their ids. The states in the cluster do not matter, its dependencies do. */
struct plan *plan_online(struct cluster *cluster, const char *const *ids);
/* With them goes what could not be online without them. */
struct plan *plan_offline(struct cluster *cluster, const char *const *ids);
void plan_free(struct plan *plan);

/* Ids of those that are to be begun now, which are the cluster's strings; g_free(). None, and nothing
 * moves: the plan has ended. */
const char **plan_next(const struct plan *plan, plan_look look, void *user);
/* Something that belongs to the plan is on its way. */
bool plan_moves(const struct plan *plan, plan_look look, void *user);
/* Those that were asked for are where they are to be. */
bool plan_is_met(const struct plan *plan, plan_look look, void *user);

#endif
