/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Proves each behaviour of the fake host that daemon tests rely on. */

#include "unit.h"

#include "driver.h"
#include "host.h"

#include <CUnit/CUnit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
expect_hello(const char *argument, const char *build_id, uint32_t version)
{
    const struct channel_message *message;

    driver_start(argument);
    message = driver_expect(CHANNEL_HELLO);
    CU_ASSERT_EQUAL(message->header.id, 0);
    CU_ASSERT_EQUAL(message->hello.version, version);
    CU_ASSERT_STRING_EQUAL(message->hello.build_id, build_id);
    CU_ASSERT_STRING_EQUAL(message->hello.machine, "x86_64");
}

static void
test_hello(void)
{
    expect_hello("resapi-host.exe", RESAPID_BUILD_ID, CHANNEL_VERSION);
}

static void
test_hello_of_other_builds(void)
{
    setenv("FAKE_HOST_BUILD_ID", "from the environment", 1);
    expect_hello(NULL, "from the environment", CHANNEL_VERSION);
    driver_tear_down();
    driver_set_up();
    expect_hello("--build-id=from an option", "from an option", CHANNEL_VERSION);
    driver_tear_down();
    driver_set_up();
    unsetenv("FAKE_HOST_BUILD_ID");
    expect_hello("--version=77", RESAPID_BUILD_ID, 77);
}

static void
test_no_hello(void)
{
    struct channel_message message = { .header = { .type = CHANNEL_FACTS } };

    driver_start("--no-hello");
    driver_send(&message);
    driver_expect_silence(200);
    CU_ASSERT_TRUE(driver_is_alive());
}

static void
test_unknown_option(void)
{
    int status;

    driver_start("--frobnicate");
    status = driver_wait();
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 2);
}

static void
test_life_cycle(void)
{
    driver_script("");
    driver_start_online();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_LOOKS_ALIVE), 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_OFFLINE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_TERMINATE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_CLOSE), 0);
    driver_finish();
    CU_ASSERT_STRING_EQUAL(driver_record(), "Load begin - type=Fake\n"
                                            "Load end 0 type=Fake\n"
                                            "Startup begin - type=Fake\n"
                                            "Startup end 0 type=Fake\n"
                                            "Open begin - resource=res\n"
                                            "Open end 0 resource=res\n"
                                            "Online begin - resource=res\n"
                                            "Online end 0 resource=res\n"
                                            "LooksAlive begin - resource=res\n"
                                            "LooksAlive end 1 resource=res\n"
                                            "IsAlive begin - resource=res\n"
                                            "IsAlive end 1 resource=res\n"
                                            "Offline begin - resource=res\n"
                                            "Offline end 0 resource=res\n"
                                            "Terminate begin - resource=res\n"
                                            "Terminate end 0 resource=res\n"
                                            "Close begin - resource=res\n"
                                            "Close end 0 resource=res\n"
                                            "Finish begin -\n"
                                            "Finish end 0\n");
}

static void
test_end_of_channel(void)
{
    struct channel_message message = { .header = { .type = CHANNEL_WELCOME } };
    int status;

    driver_start("--no-hello");
    driver_send(&message);
    driver_hang_up();
    status = driver_wait();
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
}

static void
expect_load(const char *type_name, const char *dll, uint32_t error, uint32_t stage)
{
    uint64_t id = driver_send_load(type_name, dll);
    const struct channel_message *message = driver_expect(CHANNEL_LOADED);

    CU_ASSERT_EQUAL(message->header.id, id);
    CU_ASSERT_EQUAL(message->loaded.error, error);
    CU_ASSERT_EQUAL(message->loaded.stage, stage);
    CU_ASSERT_EQUAL(message->loaded.table_version, error == 0 ? 0x400 : 0);
}

static void
test_load(void)
{
    driver_script("");
    driver_start_loaded();
    expect_load("Fake", driver_script_path(), 0, LOAD_DONE);
    CU_ASSERT_EQUAL(driver_count("Startup begin"), 1);
    expect_load("Missing", "/nonexistent/script", ERROR_MOD_NOT_FOUND, LOAD_FIND);

    driver_script("Load = error=998");
    expect_load("Refused", driver_script_path(), 998, LOAD_MAP);
    driver_script("Load = stage=3 error=216");
    expect_load("Refused", driver_script_path(), 216, LOAD_MACHINE);
    CU_ASSERT_EQUAL(driver_count("Startup begin"), 1);
    driver_script("Startup = error=87");
    expect_load("Refused", driver_script_path(), 87, LOAD_STARTUP);
    CU_ASSERT_EQUAL(driver_count("Startup end 87 type=Refused"), 1);
    driver_script("");
    expect_load("Refused", driver_script_path(), 0, LOAD_DONE);
    driver_finish();
}

static void
test_wrong_scripts(void)
{
    static const char *const wrong[] = {
        "Online",
        "Online =",
        "Online = frobnicate",
        "Frobnicate = ok",
        "Online = error",
        "Online = hang=1",
        "Online = error=x",
        "Online = error=-1",
        "Online = sleep=",
        "Record =",
        "Online = ok error=1 2",
        "Online = error=4294967296",
        ":Online = ok",
        "Online@1 = ok",
        "web:Online: = ok",
        "ResourceControl@ = ok",
        "Quorum = perhaps",
        "Characteristics = many",
        "Online = local-properties=",
        "web:Record = /x",
        "Online = local-properties",
        "ResourceControl@x = ok",
    };

    driver_script("");
    driver_start_loaded();
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        driver_script(wrong[i]);
        expect_load("Wrong", driver_script_path(), ERROR_BAD_EXE_FORMAT, LOAD_FORMAT);
    }
    driver_script("\n \t\n# all of it\n  Online=error=5,sleep=1  # ok\nOffline = ok,\tlog=0x0\n"
                  "a:b:Online=ok\nweb@1:ResourceControl@0x1=ok\nQuorum=no\nCharacteristics=0x10\n");
    expect_load("Right", driver_script_path(), 0, LOAD_DONE);
}

static void
test_errors(void)
{
    driver_script("Open = error=2\nOnline = error=1062\nOffline = error=21\n"
                  "LooksAlive = error=1\nIsAlive = error=1\n");
    driver_start_loaded();
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(9, "res")), 2);
    driver_script("Online = error=1062\nOffline = error=21\n"
                  "LooksAlive = error=1\nIsAlive = error=1\n");
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(1, "res")), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 1062);
    CU_ASSERT_EQUAL(driver_count("Online end 1062"), 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_OFFLINE), 21);
    driver_script("LooksAlive = error=1\nIsAlive = error=1\n");
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_LOOKS_ALIVE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 0);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_fail_after(void)
{
    driver_script("LooksAlive = fail-after=2\nIsAlive = fail-after=0\n");
    driver_start_online();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_LOOKS_ALIVE), 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_LOOKS_ALIVE), 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_LOOKS_ALIVE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_LOOKS_ALIVE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 0);
    driver_call(1, ENTRY_TERMINATE);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_LOOKS_ALIVE), 1);
}

static void
test_script_is_read_at_each_call(void)
{
    driver_script("");
    driver_start_online();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 1);
    driver_script("IsAlive = error=1");
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 0);
    driver_script("IsAlive = ok");
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 1);
}

static void
expect_fact(uint32_t state, uint32_t has_event, uint32_t calls)
{
    struct channel_fact fact = driver_fact(1);

    CU_ASSERT_EQUAL(fact.state, state);
    CU_ASSERT_EQUAL(fact.has_event, has_event);
    CU_ASSERT_EQUAL(fact.calls, calls);
}

/* What stays the same while the resource is open. */
static void
expect_name_and_versions(void)
{
    struct channel_message ask = { .header = { .type = CHANNEL_FACTS } };
    const struct channel_message *message;

    driver_send(&ask);
    message = driver_expect(CHANNEL_FACT);
    CU_ASSERT_STRING_EQUAL(message->fact.name, "res");
    CU_ASSERT_EQUAL(message->fact.owns, 0);
    CU_ASSERT_EQUAL(message->fact.information, 0);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_FACTS_END)->facts_end.version, CHANNEL_VERSION);
}

static void
expect_no_facts(void)
{
    struct channel_message ask = { .header = { .type = CHANNEL_FACTS } };
    uint64_t id = driver_send(&ask);

    CU_ASSERT_EQUAL(driver_expect(CHANNEL_FACTS_END)->header.id, id);
}

static void
test_facts(void)
{
    driver_script("Online = signal=100000\nOffline = pending-never\nTerminate = sleep=100\n");
    driver_start_loaded();
    expect_no_facts();
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(1, "res")), 0);
    expect_fact(FACT_OPENED, 0, 0);
    expect_name_and_versions();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 0);
    expect_fact(STATE_ONLINE, 1, 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_OFFLINE), ERROR_IO_PENDING);
    expect_fact(STATE_OFFLINE_PENDING, 0, 0);
    driver_call(1, ENTRY_TERMINATE);
    driver_script("Online = error=5");
    driver_call(1, ENTRY_ONLINE);
    expect_fact(STATE_FAILED, 0, 0);
    driver_script("Online = pending=100000");
    driver_call(1, ENTRY_ONLINE);
    expect_fact(STATE_ONLINE_PENDING, 0, 0);
    driver_call(1, ENTRY_TERMINATE);
    driver_call(1, ENTRY_CLOSE);
    expect_no_facts();
    driver_finish();
}

static void
test_hang(void)
{
    driver_script("Online = hang");
    driver_start_opened();
    driver_send_call(1, ENTRY_ONLINE);
    driver_await("Online begin");
    expect_fact(STATE_ONLINE_PENDING, 0, 1U << ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_TERMINATE), 0);
    driver_send_call(1, ENTRY_OFFLINE);
    driver_expect_silence(200);
    CU_ASSERT_EQUAL(driver_count("Online end"), 0);
    CU_ASSERT_EQUAL(driver_count("Offline begin"), 0);
    driver_finish();
}

static void
test_crash(void)
{
    int status;

    driver_script("IsAlive = sleep=50, crash");
    driver_start_online();
    driver_send_call(1, ENTRY_IS_ALIVE);
    status = driver_wait();
    CU_ASSERT_TRUE(WIFSIGNALED(status));
    CU_ASSERT_EQUAL(WTERMSIG(status), SIGSEGV);
    CU_ASSERT_EQUAL(driver_count("IsAlive begin"), 1);
    CU_ASSERT_EQUAL(driver_count("IsAlive end"), 0);
}

static void
test_exit(void)
{
    uint8_t bytes[64];
    int status;

    driver_script("Startup = exit=5");
    driver_start(NULL);
    driver_expect(CHANNEL_HELLO);
    driver_send_load("Fake", driver_script_path());
    CU_ASSERT_EQUAL(driver_receive_bytes(bytes, sizeof(bytes), 20000), 0);
    status = driver_wait();
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 5);
}

static void
test_close_channel(void)
{
    uint8_t bytes[64];

    driver_script("Close = close-channel");
    driver_start_opened();
    driver_send_call(1, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_receive_bytes(bytes, sizeof(bytes), 20000), 0);
    usleep(100000);
    CU_ASSERT_TRUE(driver_is_alive());
}

static void
test_sleep(void)
{
    int64_t begin;

    driver_script("Online = sleep=150, error=7");
    driver_start_opened();
    begin = driver_now_ms();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 7);
    CU_ASSERT_TRUE(driver_now_ms() - begin >= 149);
}

static void
test_serialization(void)
{
    uint64_t online;
    uint64_t looks_alive;

    driver_script("LooksAlive = sleep=150");
    driver_start_online();
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(2, "other")), 0);
    looks_alive = driver_send_call(1, ENTRY_LOOKS_ALIVE);
    online = driver_send_call(2, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_returned(looks_alive), 1);
    CU_ASSERT_EQUAL(driver_returned(online), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(driver_record(), "LooksAlive begin - resource=res\n"
                                                   "LooksAlive end 1 resource=res\n"
                                                   "Online begin - resource=other\n"));
}

static void
test_terminate_overlaps(void)
{
    uint64_t online;
    uint64_t terminate;

    driver_script("Online = sleep=500\nTerminate = sleep=20\n");
    driver_start_opened();
    online = driver_send_call(1, ENTRY_ONLINE);
    driver_await("Online begin");
    terminate = driver_send_call(1, ENTRY_TERMINATE);
    driver_returned(terminate);
    driver_returned(online);
    CU_ASSERT_PTR_NOT_NULL(strstr(driver_record(), "Online begin - resource=res\n"
                                                   "Terminate begin - resource=res\n"
                                                   "Terminate end 0 resource=res\n"
                                                   "Online end 0 resource=res\n"));
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_terminate_waits_for_open_and_close(void)
{
    uint64_t open;
    uint64_t terminate;
    uint64_t close;

    driver_script("Open = sleep=150\nTerminate = sleep=150\n");
    driver_start_opened();
    open = driver_send_open(2, "other");
    terminate = driver_send_call(1, ENTRY_TERMINATE);
    CU_ASSERT_EQUAL(driver_returned(open), 0);
    driver_await("Terminate begin");
    close = driver_send_call(2, ENTRY_CLOSE);
    driver_returned(terminate);
    driver_returned(close);
    CU_ASSERT_PTR_NOT_NULL(strstr(driver_record(), "Open end 0 resource=other\n"
                                                   "Terminate begin - resource=res\n"
                                                   "Terminate end 0 resource=res\n"
                                                   "Close begin - resource=other\n"));
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static CU_TestInfo tests[] = {
    { "HELLO has the build's id", test_hello },
    { "HELLO of other builds and versions", test_hello_of_other_builds },
    { "--no-hello is silent and alive", test_no_hello },
    { "an unknown option is refused", test_unknown_option },
    { "a whole life is recorded", test_life_cycle },
    { "the end of the channel ends the host", test_end_of_channel },
    { "LOAD succeeds and fails in each stage", test_load },
    { "wrong scripts are refused", test_wrong_scripts },
    { "error=N", test_errors },
    { "fail-after=N", test_fail_after },
    { "the script is read at each call", test_script_is_read_at_each_call },
    { "FACTS", test_facts },
    { "hang", test_hang },
    { "crash", test_crash },
    { "exit=N", test_exit },
    { "close-channel", test_close_channel },
    { "sleep=MS", test_sleep },
    { "one entry point of a DLL runs at a time", test_serialization },
    { "Terminate overlaps Online", test_terminate_overlaps },
    { "Terminate overlaps neither Open nor Close", test_terminate_waits_for_open_and_close },
    CU_TEST_INFO_NULL,
};

void
suite_fakehost(void)
{
    static CU_SuiteInfo suites[] = {
        { "fakehost", NULL, NULL, driver_set_up, driver_tear_down, tests },
        CU_SUITE_INFO_NULL,
    };

    CU_register_suites(suites);
}
