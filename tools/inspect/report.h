/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_REPORT_H
#define RESAPID_INSPECT_REPORT_H

#include "inspection.h"
#include "tools/output.h"
#include "verdict.h"

/* The tables `files`, `dlls`, `imports` and `verdicts`, as resapictl(8) documents them. */
void report_fill(struct output *output, const struct inspection *inspection,
                 const struct verdict *verdict);

#endif
