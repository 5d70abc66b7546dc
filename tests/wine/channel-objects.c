/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What clusapi.dll tells of the objects of the cluster; driver-objects.h has the checks. */

#include "channel-tests.h"

#include <stdio.h>

#include "driver-objects.h"

static bool
passes(uint32_t check)
{
    char dll[4096];
    const struct channel_message *answer;

    snprintf(dll, sizeof(dll), "%s/driver-objects.dll", setting("RESAPI_DLLS", NULL));
    NEED(greet() && expect_load("Objects", dll, LOAD_DONE, 0, ""));
    CHECK(result_of(ask_open(1, "Objects", "ok")) == 0, "Open");
    answer = control(1, check, "", 1000);
    CHECK(answer != NULL && answer->controlled.result == 0, "control: error %u",
          answer != NULL ? answer->controlled.result : UINT32_MAX);
    CHECK(answer->controlled.out.length == 0, "%.*s", (int)answer->controlled.out.length,
          (const char *)answer->controlled.out.data);
    return true;
}

/* One test for each check; this one has its lists cut. */
static void
prepare(uint32_t check)
{
    host.objects.cuts = check == CHECK_cut_properties;
}

#define CHECK_NAMED(name)                                                                          \
    bool objects_##name(void)                                                                      \
    {                                                                                              \
        prepare(CHECK_##name);                                                                     \
        return passes(CHECK_##name);                                                               \
    }
OBJECT_CHECKS
#undef CHECK_NAMED
