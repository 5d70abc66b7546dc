/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_SCRIPT_RESULT_H
#define CLUSRES_SCRIPT_RESULT_H

/*
 * What a function of a script returned, as the documentation of scripting entry points reads it: zero,
 * True and nothing at all are success. A Boolean counts by its value and a number by being zero, so that
 * True, which is -1 inside, is told from the number -1. Pure.
 */

#include <windows.h>
#include <oleauto.h>

struct verdict {
    BOOL is_good;
    WCHAR text[48]; /* what it was, as it stands behind "returned" */
};

void result_judge(VARIANT *result, struct verdict *verdict);

#endif
