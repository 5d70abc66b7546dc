/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_ASYNC_H
#define FAKE_HOST_ASYNC_H

/* Controls that return before they are answered (ReturnedAsynchronously). */

#include "host.h"

bool async_wanted(const struct call *call);

/* The control has returned; takes the call over and answers with result, if the script does. */
void async_begin(struct call *call, uint32_t result);

/* Answers all that are left of the resource. */
void async_end(const struct resource *resource, uint32_t result);

#endif
