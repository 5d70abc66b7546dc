/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUARD_PAGE_H
#define GUARD_PAGE_H

/*
 * Memory whose first touch calls a function on the thread that touches it, as a garbage collector or a
 * stack that grows does it. Who touches it under a lock that the function needs waits for ever. One at a
 * time.
 */

#include <windows.h>

#define GUARD_PAGE_SIZE 4096

/* A page of zeros; NULL when there is none. */
void *guard_page_make(void (*touched)(void *context), void *context);
/* Returns whether it was touched. */
BOOL guard_page_free(void *page);

#endif
