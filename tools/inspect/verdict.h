/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_INSPECT_VERDICT_H
#define RESAPID_INSPECT_VERDICT_H

#include "inspection.h"

/* What an inspection means, in words. */
struct verdict {
    bool
        runs; /* resapid can load it as a resource DLL, and no function that it imports is missing */
    guint refused, stubs, missing, missing_dlls;
    GString *text;
};

struct verdict *verdict_new(const struct inspection *inspection);
void verdict_free(struct verdict *verdict);

#endif
