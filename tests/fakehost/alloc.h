/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_ALLOC_H
#define FAKE_HOST_ALLOC_H

/* Allocation that ends the fake host instead of failing: a test cannot go on without memory. */

#include <stddef.h>

/* Zeroed. */
void *must_alloc(size_t size);

char *must_copy(const char *text);

#endif
