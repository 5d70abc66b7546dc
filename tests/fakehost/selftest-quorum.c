/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Proves the fake host's Arbitrate, Release and Cancel, and what it holds resapid to about them. */

#include "unit.h"

#include "driver.h"
#include "host.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#define ALWAYS                                                                                     \
    (ENTRY_BIT(ENTRY_OPEN) | ENTRY_BIT(ENTRY_CLOSE) | ENTRY_BIT(ENTRY_ONLINE) |                    \
     ENTRY_BIT(ENTRY_OFFLINE) | ENTRY_BIT(ENTRY_TERMINATE) | ENTRY_BIT(ENTRY_LOOKS_ALIVE) |        \
     ENTRY_BIT(ENTRY_IS_ALIVE) | ENTRY_BIT(ENTRY_RESOURCE_CONTROL) |                               \
     ENTRY_BIT(ENTRY_RESOURCE_TYPE_CONTROL))

static void
expect_entries(const char *type_name, uint32_t entries)
{
    driver_send_load(type_name, driver_script_path());
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_LOADED)->loaded.entries, entries);
}

static void
test_entries(void)
{
    const uint32_t quorum = ENTRY_BIT(ENTRY_ARBITRATE) | ENTRY_BIT(ENTRY_RELEASE);
    const uint32_t as_user =
        ENTRY_BIT(ENTRY_RESOURCE_CONTROL_AS_USER) | ENTRY_BIT(ENTRY_RESOURCE_TYPE_CONTROL_AS_USER);

    driver_script("");
    driver_start_opened();
    expect_entries("Fake", ALWAYS);
    CU_ASSERT_EQUAL(driver_fact(1).entries, ALWAYS);
    driver_script("Quorum = yes\nCancel = ok\nBeginResourceControlAsUser = ok\n"
                  "res:BeginResourceTypeControlAsUser = ok\n");
    expect_entries("Fake", ALWAYS);
    expect_entries("Other", ALWAYS | quorum | ENTRY_BIT(ENTRY_CANCEL) | as_user);
    driver_script("Startup = error=5\n");
    expect_entries("Refused", 0);
}

static void
test_what_does_not_exist(void)
{
    driver_script("Arbitrate = ok\nRelease = ok\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), ERROR_INVALID_FUNCTION);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_RELEASE), ERROR_INVALID_FUNCTION);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_CANCEL), ERROR_INVALID_FUNCTION);
    CU_ASSERT_EQUAL(driver_count("Arbitrate"), 0);
    CU_ASSERT_EQUAL(driver_count("Cancel"), 0);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_quorum_life(void)
{
    driver_script("Quorum = yes\nArbitrate = error=5\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), 5);
    CU_ASSERT_EQUAL(driver_fact(1).owns, 0);
    driver_script("Release = error=6\n");
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), 0);
    CU_ASSERT_EQUAL(driver_fact(1).owns, 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_OFFLINE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 0);
    driver_call(1, ENTRY_TERMINATE);
    CU_ASSERT_EQUAL(driver_fact(1).owns, 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_RELEASE), 6);
    CU_ASSERT_EQUAL(driver_fact(1).owns, 0);
    driver_call(1, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_count("Release end 6 resource=res"), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    driver_finish();
}

static void
test_quorum_lost(void)
{
    int64_t begin;

    driver_script("Quorum = yes\nArbitrate = quorum-lost=400\n");
    driver_start_opened();
    begin = driver_now_ms();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 0);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_QUORUM_LOST)->quorum_lost.resource, 1);
    CU_ASSERT_TRUE(driver_now_ms() - begin >= 399);
    driver_call(1, ENTRY_TERMINATE);
    CU_ASSERT_EQUAL(driver_fact(1).owns, 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_RELEASE), 0);

    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_RELEASE), 0);
    driver_expect_silence(600);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    driver_finish();
}

/* With the ownership gone, Release is no longer owed. */
static void
test_close_after_loss(void)
{
    driver_script("Quorum = yes\nArbitrate = quorum-lost=0\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), 0);
    driver_expect(CHANNEL_QUORUM_LOST);
    driver_call(1, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_cancel_overlaps(void)
{
    uint64_t control;
    uint64_t terminate;
    uint64_t cancel;

    driver_script("ResourceControl = sleep=1000\nTerminate = sleep=400\nCancel = ok\n");
    driver_start_opened();
    control = driver_send_code(1, 0x01000081);
    driver_await("ResourceControl begin");
    terminate = driver_send_call(1, ENTRY_TERMINATE);
    driver_await("Terminate begin");
    cancel = driver_send_call(1, ENTRY_CANCEL);
    CU_ASSERT_EQUAL(driver_returned(cancel), 0);
    CU_ASSERT_EQUAL(driver_returned(terminate), 0);
    CU_ASSERT_EQUAL(driver_controlled(control), 0);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

/* Not even what may overlap other entry points, of another resource: the lock is the DLL's. */
static void
test_nothing_overlaps_arbitrate(void)
{
    uint64_t arbitrate;
    uint64_t terminate;

    driver_script("Quorum = yes\nArbitrate = sleep=150\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(2, "two")), 0);
    arbitrate = driver_send_call(1, ENTRY_ARBITRATE);
    driver_await("Arbitrate begin");
    terminate = driver_send_call(2, ENTRY_TERMINATE);
    CU_ASSERT_EQUAL(driver_returned(arbitrate), 0);
    CU_ASSERT_EQUAL(driver_returned(terminate), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(driver_record(), "Arbitrate end 0 resource=res\n"
                                                   "Terminate begin - resource=two\n"));
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

/* Every case begins with a host of its own, with the resource 1 open. All calls but the last return
 * before the next is made, unless the script has a sleep. */
struct violation_case {
    const char *text;
    const char *script;
    uint32_t calls[4];
};

static const struct violation_case cases[] = {
    { "Online without Arbitrate", "", { ENTRY_ONLINE } },
    { "Online without Arbitrate", "Arbitrate = error=5", { ENTRY_ARBITRATE, ENTRY_ONLINE } },
    { "Online without Arbitrate", "", { ENTRY_ARBITRATE, ENTRY_RELEASE, ENTRY_ONLINE } },
    { "Release without Arbitrate", "", { ENTRY_RELEASE } },
    { "Release without Arbitrate", "", { ENTRY_ARBITRATE, ENTRY_RELEASE, ENTRY_RELEASE } },
    { "Release while online", "", { ENTRY_ARBITRATE, ENTRY_ONLINE, ENTRY_RELEASE } },
    { "Release while Online or Offline is in flight",
      "Offline = pending=9999",
      { ENTRY_ARBITRATE, ENTRY_ONLINE, ENTRY_OFFLINE, ENTRY_RELEASE } },
    { "Arbitrate while Online or Offline is in flight",
      "Online = pending=9999",
      { ENTRY_ARBITRATE, ENTRY_ONLINE, ENTRY_ARBITRATE } },
    { "Arbitrate while Terminate is in flight",
      "Terminate = sleep=150",
      { ENTRY_TERMINATE, ENTRY_ARBITRATE } },
    { "Arbitrate while Arbitrate or Release is in flight",
      "Arbitrate = sleep=150",
      { ENTRY_ARBITRATE, ENTRY_ARBITRATE } },
    { "Terminate while Arbitrate or Release is in flight",
      "Arbitrate = sleep=150",
      { ENTRY_ARBITRATE, ENTRY_TERMINATE } },
    { "Close while Arbitrate or Release is in flight",
      "Arbitrate = sleep=150",
      { ENTRY_ARBITRATE, ENTRY_CLOSE } },
    { "Close while it owns the quorum, without Release", "", { ENTRY_ARBITRATE, ENTRY_CLOSE } },
    { "Cancel while Open or Close is in flight",
      "Close = sleep=150",
      { ENTRY_CLOSE, ENTRY_CANCEL } },
};

static void
run_case(const struct violation_case *violation)
{
    bool waits = strstr(violation->script, "sleep") == NULL;
    char script[256];
    char line[256];
    size_t sent = 0;

    snprintf(script, sizeof(script), "Quorum = yes\nCancel = ok\n%s\n", violation->script);
    driver_script(script);
    driver_start_opened();
    for (; sent < 4 && violation->calls[sent] != 0; sent++) {
        uint64_t id = driver_send_call(1, violation->calls[sent]);

        if (waits) {
            driver_returned(id);
        }
    }
    for (; !waits && sent > 0; sent--) {
        driver_expect(CHANNEL_RETURNED);
    }
    snprintf(line, sizeof(line), "VIOLATION %s resource=", violation->text);
    CU_ASSERT_EQUAL(driver_count(line), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 1);
    if (driver_count(line) != 1 || driver_count("VIOLATION") != 1) {
        fprintf(stderr, "expected: %s; the record:\n%s", line, driver_record());
    }
}

static void
test_violations(void)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (i > 0) {
            driver_tear_down();
            driver_set_up();
        }
        run_case(&cases[i]);
    }
}

/* A quorum that was lost must be won again. */
static void
test_violation_after_loss(void)
{
    driver_script("Quorum = yes\nArbitrate = quorum-lost=0\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ARBITRATE), 0);
    driver_expect(CHANNEL_QUORUM_LOST);
    driver_call(1, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_count("VIOLATION Online without Arbitrate"), 1);
}

static CU_TestInfo tests[] = {
    { "entries", test_entries },
    { "what does not exist", test_what_does_not_exist },
    { "Arbitrate, Online, Release", test_quorum_life },
    { "quorum-lost=MS", test_quorum_lost },
    { "Close after the quorum was lost", test_close_after_loss },
    { "Cancel overlaps", test_cancel_overlaps },
    { "nothing overlaps Arbitrate", test_nothing_overlaps_arbitrate },
    { "violations of the order of calls", test_violations },
    { "violation after the quorum was lost", test_violation_after_loss },
    CU_TEST_INFO_NULL,
};

void
suite_fakehost_quorum(void)
{
    static CU_SuiteInfo suites[] = {
        { "fakehost_quorum", NULL, NULL, driver_set_up, driver_tear_down, tests },
        CU_SUITE_INFO_NULL,
    };

    CU_register_suites(suites);
}
