/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_APPLICATION_WINDOWS_PROGRAM_H
#define CLUSRES_APPLICATION_WINDOWS_PROGRAM_H

/*
 * A Windows program in a job of its own. resapi-close.exe asks it to end: first its windows, and if
 * it has none, or they did not help, its consoles.
 */

#include "program.h"

DWORD windows_program_start(const struct program_start *start, struct program **program);

#endif
