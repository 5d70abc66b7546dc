/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * channel-driver: plays resapid to a real resapi-host.exe under Wine and checks what the host does
 * on the channel. Environment:
 *
 *     RESAPI_WINE   the command that runs Wine ("wine" if not set)
 *     RESAPI_HOST   resapi-host.exe, with clusapi.dll and resutils.dll beside it
 *     RESAPI_DLLS   the folder of driver-dll.dll
 *     RESAPI_TRACE  if set, every message is shown on stderr
 *
 * With arguments, only the tests of those names run.
 */

#include <stdio.h>
#include <string.h>

#include "channel-tests.h"

static const struct {
    const char *name;
    bool (*run)(void);
} tests[] = {
#define TEST(name) { #name, name },
    CHANNEL_TESTS
#undef TEST
};

static bool
is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return true;
        }
    }
    return argc == 1;
}

static bool
run_test(bool (*test)(void))
{
    bool passed = start_host() && test();

    end_host();
    return passed;
}

int
main(int argc, char **argv)
{
    unsigned passed = 0;
    unsigned failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    make_temporary_folder();
    for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        if (!is_wanted(tests[i].name, argc, argv)) {
            continue;
        }
        if (run_test(tests[i].run)) {
            passed++;
            printf("ok - %s\n", tests[i].name);
        } else {
            failed++;
            printf("not ok - %s: %s\n", tests[i].name, why);
        }
    }
    remove_temporary_folder();
    printf("channel-driver: %u passed, %u failed, 0 skipped\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
