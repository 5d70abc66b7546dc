/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MACHINE_CONTRACT_H
#define MACHINE_CONTRACT_H

/*
 * The machine's side of the world: its actions as actions.c carries them out, and the rules that
 * they and its states must keep.
 */

#include "machine-world.h"

void world_must(struct walk *walk, bool holds, const char *rule);
/* A call that changes what the resource is, is in flight. */
bool world_has_changing_call(const struct world *world);

/* resource_event() */
void world_raise(struct walk *walk, enum machine_event event);
/* No process of it is left. */
void world_raise_empty(struct walk *walk);
/* resource_fail() */
void world_fail(struct walk *walk, enum machine_event event);
/* opening_end() */
void world_end_opening(struct walk *walk);
/* The action. */
void world_terminate(struct walk *walk);
/* resource_call_returned() */
void world_call_returned(struct walk *walk);
/* controls_update() */
void world_update_controls(struct walk *walk);

#endif
