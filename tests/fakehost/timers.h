/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_TIMERS_H
#define FAKE_HOST_TIMERS_H

/* Timers of the one event loop. Times are milliseconds of CLOCK_MONOTONIC. */

#include <stdint.h>

/* Called once when the time has come; data stays the caller's. */
typedef void (*timer_function)(void *data);

int64_t now_ms(void);

/* owner names the timer for timers_cancel and may be NULL. */
void timer_add(uint32_t delay_ms, timer_function run, void *data, const void *owner);

/* Drops all timers of this owner; release is called on the data of each. */
void timers_cancel(const void *owner, timer_function release);

/* Runs what is due. */
void timers_run(void);

/* Milliseconds until the next timer, -1 without any; for poll(). */
int timers_timeout(void);

#endif
