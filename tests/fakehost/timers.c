/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timers.h"

#include "alloc.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

struct timer {
    int64_t due_ms;
    timer_function run;
    void *data;
    const void *owner;
    struct timer *next;
};

static struct timer *timers; /* the next one first */

int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
timer_add(uint32_t delay_ms, timer_function run, void *data, const void *owner)
{
    struct timer *timer = must_alloc(sizeof(*timer));
    struct timer **place = &timers;

    *timer = (struct timer){ now_ms() + delay_ms, run, data, owner, NULL };
    while (*place != NULL && (*place)->due_ms <= timer->due_ms) {
        place = &(*place)->next;
    }
    timer->next = *place;
    *place = timer;
}

void
timers_cancel(const void *owner, timer_function release)
{
    struct timer **place = &timers;

    while (*place != NULL) {
        struct timer *timer = *place;

        if (timer->owner != owner) {
            place = &timer->next;
            continue;
        }
        *place = timer->next;
        release(timer->data);
        free(timer);
    }
}

void
timers_run(void)
{
    int64_t now = now_ms();

    while (timers != NULL && timers->due_ms <= now) {
        struct timer *timer = timers;

        timers = timer->next;
        timer->run(timer->data);
        free(timer);
    }
}

int
timers_timeout(void)
{
    int64_t left;

    if (timers == NULL) {
        return -1;
    }
    left = timers->due_ms - now_ms();
    return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}
