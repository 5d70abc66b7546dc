/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "allowance.h"

#include <qb/qbutil.h>

#include "log.h"

#define WINDOW_MS UINT64_C(10000)

static uint64_t left_out_in_all;

void
allowance_init(struct allowance *allowance, qb_loop_t *loop, const char *name, size_t limit)
{
    *allowance = (struct allowance){ .loop = loop, .name = name, .limit = limit };
}

static void
end_window(struct allowance *allowance)
{
    if (allowance->left_out > 0) {
        log_warning("host %s: %u lines left out: it has more than %zu bytes to say in ten seconds "
                    "([host] output_limit)",
                    allowance->name, allowance->left_out, allowance->limit);
    }
    allowance->used = 0;
    allowance->left_out = 0;
}

static void
on_window_over(void *data)
{
    struct allowance *allowance = data;

    allowance->timer = 0;
    end_window(allowance);
}

void
allowance_end(struct allowance *allowance)
{
    if (allowance->timer != 0) {
        qb_loop_timer_del(allowance->loop, allowance->timer);
        allowance->timer = 0;
    }
    end_window(allowance);
}

bool
allowance_take(struct allowance *allowance, size_t length)
{
    if (allowance->timer == 0) {
        qb_loop_timer_add(allowance->loop, QB_LOOP_LOW, WINDOW_MS * QB_TIME_NS_IN_MSEC, allowance,
                          on_window_over, &allowance->timer);
    }
    /* Behind one that is left out none comes, however short: what is told is told without gaps. */
    if (allowance->left_out > 0 || length >= allowance->limit - allowance->used) {
        allowance->left_out++;
        left_out_in_all++;
        return false;
    }
    allowance->used += length + 1;
    return true;
}

uint64_t
allowance_left_out_in_all(void)
{
    return left_out_in_all;
}
