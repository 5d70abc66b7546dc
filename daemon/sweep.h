/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_SWEEP_H
#define RESAPID_SWEEP_H

/*
 * The last resort when a keeper was killed: its host process dies with it (PR_SET_PDEATHSIG), but
 * not what the host had started. Those processes are found by their marker (marker.h), and, if this
 * resapid started the keeper, because they become its own children.
 */

#include <glib.h>

/* Sends SIGKILL to every process that carries the marker, and to every orphan of a keeper's; returns
 * how many there were, zombies not counted: two zeros in a row are the proof that none is left, as
 * one scan can miss a process that is being forked. 1 if /proc cannot be read: then nothing is
 * proven. Bounded by one scan of /proc. */
unsigned int sweep_kill(const char *marker);

#endif
