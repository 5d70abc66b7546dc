/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What clusapi.dll tells of the objects of the cluster; driver-objects.h has the checks. */

#include "channel-tests.h"

#include <stdio.h>
#include <string.h>

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

static unsigned int
count_logs(const char *text)
{
    unsigned int count = 0;

    for (size_t i = 0; i < host.n_seen; i++) {
        const struct channel_message *message = &host.seen[i]->message;

        count += message->header.type == CHANNEL_LOG && strstr(message->log.text, text) != NULL;
    }
    return count;
}

/* The check calls each twice. */
bool
refusals_are_logged_once(void)
{
    NEED(passes(CHECK_refused));
    CHECK(count_logs("clusapi.dll: AddClusterNode is not implemented") == 1, "AddClusterNode: %u",
          count_logs("clusapi.dll: AddClusterNode is not implemented"));
    CHECK(count_logs("resutils.dll: ResUtilVerifyShutdownSafe is not implemented") == 1,
          "ResUtilVerifyShutdownSafe: %u",
          count_logs("resutils.dll: ResUtilVerifyShutdownSafe is not implemented"));
    return true;
}
