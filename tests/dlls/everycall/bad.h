/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVERYCALL_BAD_H
#define EVERYCALL_BAD_H

#include "frame.h"

/*
 * Calls every function once for each thing that can be wrong with one of its arguments, all others being
 * right: bad.c has the table of what that is, expected.inc what it leads to. An unexpected result is
 * recorded: `FUNCTION(PARAMETER), WHAT: error N, expected N`. The last line is `bad input: N functions, N
 * calls, N unexpected`. What an argument points to ends at a page that cannot be used.
 */
void BadInput(LPCWSTR record, const SCENE *scene);

#endif
