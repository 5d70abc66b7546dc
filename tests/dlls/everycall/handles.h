/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVERYCALL_HANDLES_H
#define EVERYCALL_HANDLES_H

/* Handles of every kind. */

#include "frame.h"

/* A new one of this type for a frame's call; name is of what it stands for, where it needs one. NULL for
 * types that are none. *closer closes it. */
void *HandleMake(FRAME *frame, const char *type, LPCWSTR name, CLOSER *closer);

/* What closes a handle of this type, or one that stands where a pointer of this type points to. */
CLOSER HandleCloser(const char *type);
CLOSER HandleCloserOfOutput(const char *type);

#endif
