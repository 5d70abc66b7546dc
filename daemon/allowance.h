/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_ALLOWANCE_H
#define RESAPID_ALLOWANCE_H

/*
 * What may go to the log because a host has said so: a DLL that speaks in a loop must not fill the disk.
 * So many bytes within ten seconds; what is more is left out, and one line tells how much that was, when
 * the ten seconds are over or the allowance ends.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <qb/qbloop.h>

struct allowance {
    qb_loop_t *loop;
    const char *name; /* the host's */
    size_t limit;     /* bytes */
    size_t used;
    unsigned int left_out; /* lines */
    qb_loop_timer_handle timer;
};

/* name has to stay. */
void allowance_init(struct allowance *allowance, qb_loop_t *loop, const char *name, size_t limit);
void allowance_end(struct allowance *allowance);

/* Whether a line of that length may be logged; one that may not is counted. */
bool allowance_take(struct allowance *allowance, size_t length);

/* Lines that were left out since resapid began, of all allowances. */
uint64_t allowance_left_out_in_all(void);

#endif
