/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVERYCALL_SWEEP_H
#define EVERYCALL_SWEEP_H

#include "frame.h"

/*
 * Calls every function, and records one line: `WHO: N functions, N calls, N succeeded, at most N ms,
 * FUNCTION`. A function that uses the resource Self is called once for each scene, any other for the first
 * one alone. A call that has not returned within SWEEP_BOUND_MS is recorded by another thread: `WHO: FUNCTION
 * has not returned`, and a parameter that there is no argument for: `WHO: no argument for ...`.
 */
#define SWEEP_BOUND_MS 30000

void Sweep(LPCWSTR record, LPCWSTR who, const SCENE *scenes, UINT count);

#endif
