/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Proves what the fake host sends besides replies, and that it notices what resapid must not do. */

#include "unit.h"

#include "driver.h"
#include "host.h"

#include <CUnit/CUnit.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
test_pending(void)
{
    int64_t begin;

    driver_script("Online = pending=150\nOffline = pending=150 checkpoints=2\n");
    driver_start_opened();
    begin = driver_now_ms();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), ERROR_IO_PENDING);
    driver_expect_status(STATE_ONLINE, 1);
    CU_ASSERT_TRUE(driver_now_ms() - begin >= 149);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_OFFLINE), ERROR_IO_PENDING);
    driver_expect_status(STATE_OFFLINE_PENDING, 1);
    driver_expect_status(STATE_OFFLINE_PENDING, 2);
    driver_expect_status(STATE_OFFLINE, 3);
    driver_call(1, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_count("Online end 997"), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    driver_finish();
}

static void
test_pending_fail(void)
{
    driver_script("Online = pending-fail=100 checkpoints=1");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), ERROR_IO_PENDING);
    driver_expect_status(STATE_ONLINE_PENDING, 1);
    driver_expect_status(STATE_FAILED, 2);
    driver_expect_silence(200);
}

static void
test_pending_never(void)
{
    driver_script("Online = pending-never");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), ERROR_IO_PENDING);
    driver_expect_silence(300);
    driver_script("Online = pending-never, pending=100, checkpoints=1");
    driver_call(1, ENTRY_TERMINATE);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), ERROR_IO_PENDING);
    driver_expect_status(STATE_ONLINE_PENDING, 1);
    driver_expect_silence(200);
}

static void
test_terminate_ends_pending(void)
{
    driver_script("Online = pending=200 checkpoints=3");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), ERROR_IO_PENDING);
    driver_call(1, ENTRY_TERMINATE);
    driver_expect_silence(400);
    driver_finish();
}

static void
test_early(void)
{
    uint64_t id;
    int64_t begin;

    driver_script("Online = early=150");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    driver_expect_status(STATE_ONLINE, 1);
    begin = driver_now_ms();
    CU_ASSERT_EQUAL(driver_returned(id), ERROR_IO_PENDING);
    CU_ASSERT_TRUE(driver_now_ms() - begin >= 100);
    driver_expect_silence(200);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_early_fail(void)
{
    uint64_t id;

    driver_script("Online = early-fail=150, progress, flags=0x20");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    driver_expect_status(STATE_FAILED, 1);
    driver_expect_status(STATE_ONLINE_PENDING, 2);
    CU_ASSERT_EQUAL(driver_returned(id), ERROR_IO_PENDING);
    driver_expect_silence(200);
    driver_call(1, ENTRY_TERMINATE);
    id = driver_send_call(1, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_STATUS)->status.flags, 0x20);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_STATUS)->status.flags, 0);
    CU_ASSERT_EQUAL(driver_returned(id), ERROR_IO_PENDING);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_signal_early(void)
{
    const struct channel_message *message;
    uint64_t id;

    driver_script("Online = pending=150, signal-early");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    message = driver_expect(CHANNEL_RETURNED);
    CU_ASSERT_EQUAL(message->header.id, id);
    CU_ASSERT_EQUAL(message->returned.result, ERROR_IO_PENDING);
    CU_ASSERT_EQUAL(message->returned.has_event, 1);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_SIGNALED)->signaled.still, 0);
    driver_expect_status(STATE_ONLINE, 1);
    driver_script("Online = signal-early error=5");
    driver_call(1, ENTRY_TERMINATE);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), 5);
    driver_expect_silence(200);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_late(void)
{
    driver_script("Online = pending=10, late=150\nOffline = late=100\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_ONLINE), ERROR_IO_PENDING);
    driver_expect_status(STATE_ONLINE, 1);
    driver_call(1, ENTRY_TERMINATE);
    driver_expect_status(STATE_ONLINE, 1);
    driver_call(1, ENTRY_ONLINE);
    driver_expect_status(STATE_ONLINE, 1);
    driver_expect_status(STATE_ONLINE, 1);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_OFFLINE), 0);
    driver_call(1, ENTRY_CLOSE);
    driver_expect_status(STATE_OFFLINE, 1);
    driver_expect_silence(150);
    driver_finish();
}

static void
test_signal(void)
{
    int64_t begin;
    uint64_t id;
    const struct channel_message *message;

    driver_script("Online = signal=150");
    driver_start_opened();
    begin = driver_now_ms();
    id = driver_send_call(1, ENTRY_ONLINE);
    message = driver_expect(CHANNEL_RETURNED);
    CU_ASSERT_EQUAL(message->header.id, id);
    CU_ASSERT_EQUAL(message->returned.has_event, 1);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_SIGNALED)->signaled.resource, 1);
    CU_ASSERT_TRUE(driver_now_ms() - begin >= 149);
    driver_call(1, ENTRY_OFFLINE);

    driver_script("Online = pending=10 signal=10");
    driver_send_call(1, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_RETURNED)->returned.has_event, 0);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_STATUS)->status.has_event, 1);
    driver_expect(CHANNEL_SIGNALED);
    driver_call(1, ENTRY_OFFLINE);

    driver_script("Online = signal=150");
    driver_call(1, ENTRY_ONLINE);
    driver_call(1, ENTRY_OFFLINE);
    driver_expect_silence(300);
    driver_finish();
}

/* The process that has this parent, 0 if there is none. */
static pid_t
child_of(pid_t parent)
{
    DIR *proc = opendir("/proc");
    pid_t child = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(proc);
    for (struct dirent *entry = readdir(proc); entry != NULL && child == 0; entry = readdir(proc)) {
        char path[300];
        int its_parent = 0;
        FILE *stat;

        snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
        stat = fopen(path, "re");
        if (stat == NULL) {
            continue;
        }
        if (fscanf(stat, "%*d (%*[^)]) %*c %d", &its_parent) == 1 && its_parent == parent) {
            child = (pid_t)atoi(entry->d_name);
        }
        fclose(stat);
    }
    closedir(proc);
    return child;
}

static void
test_spawn(void)
{
    uint8_t bytes[64];
    pid_t child;
    pid_t host;

    driver_script("Online = spawn");
    driver_start_online();
    host = driver_pid();
    child = child_of(host);
    CU_ASSERT_TRUE_FATAL(child > 0);
    for (int i = 0; i < 2000 && getsid(child) != child; i++) {
        usleep(10000);
    }
    CU_ASSERT_EQUAL(getsid(child), child);
    kill(host, SIGKILL);
    driver_wait();
    CU_ASSERT_EQUAL(driver_receive_bytes(bytes, sizeof(bytes), 20000), 0);
    CU_ASSERT_EQUAL(kill(child, 0), 0);
    kill(child, SIGKILL);
}

static void
test_bad_packets(void)
{
    static uint8_t bytes[WIRE_MESSAGE_MAX + 65536];
    struct channel_message message;
    ssize_t length;
    uint64_t id;

    driver_script("Online = garbage, truncated, oversized");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    length = driver_receive_bytes(bytes, sizeof(bytes), 20000);
    CU_ASSERT_TRUE_FATAL(length > 0);
    CU_ASSERT_EQUAL(wire_decode(&channel_schema, bytes, (size_t)length, &message),
                    WIRE_UNKNOWN_TYPE);
    length = driver_receive_bytes(bytes, sizeof(bytes), 20000);
    CU_ASSERT_TRUE_FATAL(length > 0);
    CU_ASSERT_EQUAL(wire_decode(&channel_schema, bytes, (size_t)length, &message), WIRE_TRUNCATED);
    length = driver_receive_bytes(bytes, sizeof(bytes), 20000);
    CU_ASSERT_TRUE_FATAL(length > WIRE_MESSAGE_MAX);
    CU_ASSERT_EQUAL(wire_decode(&channel_schema, bytes, (size_t)length, &message), WIRE_TOO_LONG);
    CU_ASSERT_EQUAL(driver_returned(id), 0);
}

static void
test_print_and_log(void)
{
    char text[8192];
    uint64_t id;

    driver_script("Online = print=5000, log=3");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    for (int i = 1; i <= 3; i++) {
        const struct channel_message *message = driver_expect(CHANNEL_LOG);
        char expected[64];

        snprintf(expected, sizeof(expected), "Online: log message %d of 3", i);
        CU_ASSERT_EQUAL(message->log.resource, 1);
        CU_ASSERT_STRING_EQUAL(message->log.text, expected);
    }
    CU_ASSERT_EQUAL(driver_returned(id), 0);
    CU_ASSERT_EQUAL(driver_output(text, sizeof(text)), 5000);
    CU_ASSERT_EQUAL(text[4999], '\n');
}

/* Answers what key-write asks, up to VALUE_GET's answer, for which it returns a message. */
static struct channel_message
answer_key_write(uint8_t *data)
{
    const struct channel_message *message = driver_expect(CHANNEL_KEY_CREATE);
    struct channel_message answer = { .header = { .type = CHANNEL_VALUE } };

    CU_ASSERT_STRING_EQUAL(message->key_create.path, "Resources\\0\\Parameters");
    driver_send_done(message->header.id, 0);
    message = driver_expect(CHANNEL_VALUE_SET);
    CU_ASSERT_STRING_EQUAL(message->value_set.path, "Resources\\0\\Parameters");
    CU_ASSERT_TRUE_FATAL(message->value_set.data.length <= 64);
    answer.value.type = message->value_set.type;
    answer.value.data.length = message->value_set.data.length;
    answer.value.data.data = memcpy(data, message->value_set.data.data, answer.value.data.length);
    driver_send_done(message->header.id, 0);
    answer.header.id = driver_expect(CHANNEL_VALUE_GET)->header.id;
    return answer;
}

static void
test_key_write(void)
{
    struct channel_message answer;
    uint8_t data[64];
    uint64_t id;

    driver_script("Online = key-write\nIsAlive = key-write\n");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    answer = answer_key_write(data);
    driver_send_answer(&answer);
    CU_ASSERT_EQUAL(driver_returned(id), 0);

    id = driver_send_call(1, ENTRY_IS_ALIVE);
    answer = answer_key_write(data);
    data[2] ^= 1;
    driver_send_answer(&answer);
    CU_ASSERT_EQUAL(driver_returned(id), 0);

    driver_call(1, ENTRY_TERMINATE);
    id = driver_send_call(1, ENTRY_ONLINE);
    answer = answer_key_write(data);
    answer.value.type = 3;
    driver_send_answer(&answer);
    CU_ASSERT_EQUAL(driver_returned(id), ERROR_INVALID_DATA);

    id = driver_send_call(1, ENTRY_ONLINE);
    answer = answer_key_write(data);
    answer.value.error = 2;
    driver_send_answer(&answer);
    CU_ASSERT_EQUAL(driver_returned(id), 2);

    id = driver_send_call(1, ENTRY_ONLINE);
    driver_send_done(driver_expect(CHANNEL_KEY_CREATE)->header.id, 5);
    CU_ASSERT_EQUAL(driver_returned(id), 5);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);

    id = driver_send_call(1, ENTRY_ONLINE);
    answer.header.id = driver_expect(CHANNEL_KEY_CREATE)->header.id;
    driver_send_answer(&answer);
    CU_ASSERT_EQUAL(driver_returned(id), ERROR_INVALID_DATA);
    CU_ASSERT_EQUAL(driver_count("VIOLATION VALUE as an answer"), 1);
    driver_finish();
}

static void
test_drops(void)
{
    uint64_t id;

    driver_script("Online = drops=2\nIsAlive = drops=2\n");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    for (int i = 0; i < 2; i++) {
        const struct channel_message *message = driver_expect(CHANNEL_VALUE_DELETE);

        CU_ASSERT_STRING_EQUAL(message->value_delete.path, "Resources\\0");
        driver_send_done(message->header.id, ERROR_FILE_NOT_FOUND);
    }
    CU_ASSERT_EQUAL(driver_returned(id), 0);

    driver_call(1, ENTRY_TERMINATE);
    id = driver_send_call(1, ENTRY_ONLINE);
    driver_send_done(driver_expect(CHANNEL_VALUE_DELETE)->header.id, 0);
    CU_ASSERT_EQUAL(driver_returned(id), ERROR_INVALID_DATA);
    driver_finish();
}

static void
answer_part(bool more, uint32_t error)
{
    const struct channel_message *part = driver_expect(CHANNEL_KEY_BATCH);
    struct channel_message answer = { .header = { CHANNEL_BATCH_DONE, part->header.id },
                                      .batch_done = { error, UINT32_MAX } };

    CU_ASSERT_EQUAL(part->key_batch.more != 0, more);
    CU_ASSERT_EQUAL(part->key_batch.offset == 0, more);
    driver_send_answer(&answer);
}

static void
test_batches(void)
{
    uint64_t id;

    driver_script("Online = batches=3\n");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    for (int i = 0; i < 3; i++) {
        answer_part(true, 0);
        answer_part(false, 0);
    }
    answer_part(true, 0);
    answer_part(false, 5);
    CU_ASSERT_EQUAL(driver_returned(id), 5);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    driver_finish();
}

static void
test_own_key(void)
{
    const struct channel_message *message;
    uint64_t id;

    driver_script("Online = key-delete\nOffline = name-set\n");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    message = driver_expect(CHANNEL_KEY_DELETE);
    CU_ASSERT_STRING_EQUAL(message->key_delete.path, "Resources\\0");
    driver_send_done(message->header.id, 0);
    CU_ASSERT_EQUAL(driver_returned(id), 0);

    id = driver_send_call(1, ENTRY_OFFLINE);
    message = driver_expect(CHANNEL_VALUE_SET);
    CU_ASSERT_STRING_EQUAL(message->value_set.path, "Resources\\0");
    CU_ASSERT_STRING_EQUAL(message->value_set.name, "Name");
    driver_send_done(message->header.id, 5);
    CU_ASSERT_EQUAL(driver_returned(id), 5);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    driver_finish();
}

static void
test_wrong_reply(void)
{
    uint64_t id;

    driver_script("Startup = wrong-reply\n");
    driver_start("resapi-host.exe");
    driver_expect(CHANNEL_HELLO);
    id = driver_send_load("Fake", driver_script_path());
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_RETURNED)->header.id, id);
    driver_tear_down();

    driver_set_up();
    driver_script("ResourceControl = wrong-reply\n");
    driver_start_opened();
    id = driver_send_control(1, "in", 2);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_LOADED)->header.id, id);
}

static void
test_flood(void)
{
    uint64_t id;

    driver_script("Online = flood=3\n");
    driver_start_opened();
    id = driver_send_call(1, ENTRY_ONLINE);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_STRING_EQUAL(driver_expect(CHANNEL_VALUE_GET)->value_get.path, "Resources\\0");
    }
    CU_ASSERT_EQUAL(driver_returned(id), 0);
}

static void
expect_violation(const char *text)
{
    char line[256];

    snprintf(line, sizeof(line), "VIOLATION %s resource=", text);
    CU_ASSERT_EQUAL(driver_count(line), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 1);
    if (driver_count(line) != 1 || driver_count("VIOLATION") != 1) {
        fprintf(stderr, "expected: %s; the record:\n%s", line, driver_record());
    }
}

/* Every case begins with a host of its own, with the resource 1 open or online. */
struct violation_case {
    const char *text;
    const char *script;
    uint32_t calls[3];
    uint32_t sleeps; /* the entry point that the script has sleep, 0: none */
};

static const struct violation_case cases[] = {
    { "Online while online", "", { ENTRY_ONLINE, ENTRY_ONLINE }, 0 },
    { "Online while online",
      "IsAlive = error=1",
      { ENTRY_ONLINE, ENTRY_IS_ALIVE, ENTRY_ONLINE },
      0 },
    { "Online while Online is in flight",
      "Online = pending=9999",
      { ENTRY_ONLINE, ENTRY_ONLINE },
      0 },
    { "Online while Online is in flight",
      "Online = sleep=250, error=5",
      { ENTRY_ONLINE, ENTRY_ONLINE },
      ENTRY_ONLINE },
    { "Offline while Offline is in flight",
      "Offline = pending=9999",
      { ENTRY_ONLINE, ENTRY_OFFLINE, ENTRY_OFFLINE },
      0 },
    { "Close while online, without Offline or Terminate", "", { ENTRY_ONLINE, ENTRY_CLOSE }, 0 },
    { "Close while Online or Offline is in flight",
      "Online = pending=9999",
      { ENTRY_ONLINE, ENTRY_CLOSE },
      0 },
    { "Close while Online or Offline is in flight",
      "Offline = sleep=250",
      { ENTRY_ONLINE, ENTRY_OFFLINE, ENTRY_CLOSE },
      ENTRY_OFFLINE },
    { "Close while Terminate is in flight",
      "Terminate = sleep=250",
      { ENTRY_TERMINATE, ENTRY_CLOSE },
      ENTRY_TERMINATE },
    { "Close while Close is in flight",
      "Close = sleep=250",
      { ENTRY_CLOSE, ENTRY_CLOSE },
      ENTRY_CLOSE },
    { "Terminate while Open or Close is in flight",
      "Close = sleep=250",
      { ENTRY_CLOSE, ENTRY_TERMINATE },
      ENTRY_CLOSE },
    { "LooksAlive while not online", "", { ENTRY_LOOKS_ALIVE }, 0 },
    { "IsAlive while not online", "", { ENTRY_ONLINE, ENTRY_OFFLINE, ENTRY_IS_ALIVE }, 0 },
    { "IsAlive while not online", "", { ENTRY_ONLINE, ENTRY_TERMINATE, ENTRY_IS_ALIVE }, 0 },
    { "LooksAlive while not online",
      "Online = pending=9999",
      { ENTRY_ONLINE, ENTRY_LOOKS_ALIVE },
      0 },
    { "LooksAlive while not online", "Online = error=5", { ENTRY_ONLINE, ENTRY_LOOKS_ALIVE }, 0 },
    { "IsAlive for the resource 1, which is not open", "", { ENTRY_CLOSE, ENTRY_IS_ALIVE }, 0 },
    { "CALL of entry point 1", "", { ENTRY_OPEN }, 0 },
    { "CALL of entry point 10", "", { ENTRY_RESOURCE_CONTROL }, 0 },
    { "CALL of entry point 99", "", { 99 }, 0 },
};

/*
 * The record is written before the reply, a violation at arrival. What comes before the call that
 * sleeps is over when the next is sent: two threads would race for the state.
 */
static void
run_case(const struct violation_case *violation)
{
    unsigned int awaited = 0;
    bool waits = true;

    driver_script(violation->script);
    driver_start_opened();
    for (size_t sent = 0; sent < 3 && violation->calls[sent] != 0; sent++) {
        uint64_t id = driver_send_call(1, violation->calls[sent]);

        waits = waits && violation->calls[sent] != violation->sleeps;
        if (waits) {
            driver_returned(id);
        } else {
            awaited++;
        }
    }
    for (; awaited > 0; awaited--) {
        driver_expect(CHANNEL_RETURNED);
    }
    expect_violation(violation->text);
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

static void
test_violations_of_open(void)
{
    uint64_t open;

    driver_script("Open = sleep=100");
    driver_start_loaded();
    CU_ASSERT_EQUAL(driver_call(7, ENTRY_ONLINE), ERROR_RESOURCE_NOT_FOUND);
    expect_violation("Online for the resource 7, which is not open");
    open = driver_send_open(1, "res");
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(1, "again")), ERROR_OBJECT_ALREADY_EXISTS);
    driver_send_call(1, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_returned(open), 0);
    driver_expect(CHANNEL_RETURNED);
    CU_ASSERT_EQUAL(driver_count("VIOLATION Open for the number 1, which is taken"), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION Online before Open has returned"), 1);
}

static void
test_violations_of_numbers(void)
{
    driver_script("");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(3, "three")), 0);
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(2, "two")), 0);
    driver_call(2, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(2, "again")), 0);
    expect_violation("Open for the number 2, which was used before");
}

static void
test_no_violation_after_own_failure(void)
{
    driver_script("Online = pending=10 late=10");
    driver_start_opened();
    driver_call(1, ENTRY_ONLINE);
    driver_expect_status(STATE_ONLINE, 1);
    driver_expect_status(STATE_ONLINE, 1);
    driver_call(1, ENTRY_TERMINATE);
    driver_call(1, ENTRY_ONLINE);
    driver_call(1, ENTRY_TERMINATE);
    driver_call(1, ENTRY_TERMINATE);
    driver_call(1, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(2, "res")), 0);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

/* What the DLL says after Terminate was asked for counts for nothing. */
static void
test_no_violation_after_giving_up(void)
{
    uint64_t online;
    uint64_t terminate;

    driver_script("Online = sleep=150");
    driver_start_opened();
    online = driver_send_call(1, ENTRY_ONLINE);
    terminate = driver_send_call(1, ENTRY_TERMINATE);
    driver_returned(terminate);
    CU_ASSERT_EQUAL(driver_returned(online), 0);
    driver_call(1, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
}

static void
test_bad_requests(void)
{
    struct channel_message log = { .header = { .type = CHANNEL_LOG } };

    driver_script("");
    driver_start_loaded();
    driver_send_bytes("nonsense, and long enough", 25);
    driver_send(&log);
    driver_send_done(4711, 0);
    driver_send_open(0, "null");
    driver_returned(101 + 3);
    CU_ASSERT_EQUAL(driver_count("VIOLATION a packet of 25 bytes is no message"), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION LOG, which only a host may send"), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION DONE answers a request 4711"), 1);
    CU_ASSERT_EQUAL(driver_count("VIOLATION Open for the number 0"), 1);
    driver_finish();
}

static CU_TestInfo tests[] = {
    { "pending=MS, checkpoints=N", test_pending },
    { "pending-fail=MS", test_pending_fail },
    { "pending-never", test_pending_never },
    { "Terminate ends what is pending", test_terminate_ends_pending },
    { "early=MS", test_early },
    { "early-fail=MS, progress, flags=N", test_early_fail },
    { "late=MS", test_late },
    { "signal=MS", test_signal },
    { "signal-early", test_signal_early },
    { "spawn", test_spawn },
    { "garbage, truncated, oversized", test_bad_packets },
    { "print=N, log=N", test_print_and_log },
    { "key-write", test_key_write },
    { "drops=N", test_drops },
    { "batches=N", test_batches },
    { "key-delete, name-set", test_own_key },
    { "wrong-reply", test_wrong_reply },
    { "flood=N", test_flood },
    { "violations of the order of calls", test_violations },
    { "violations around Open", test_violations_of_open },
    { "numbers are never used again", test_violations_of_numbers },
    { "no violation where there is none", test_no_violation_after_own_failure },
    { "no violation after giving up", test_no_violation_after_giving_up },
    { "requests that are none", test_bad_requests },
    CU_TEST_INFO_NULL,
};

void
suite_fakehost_reports(void)
{
    static CU_SuiteInfo suites[] = {
        { "fakehost_reports", NULL, NULL, driver_set_up, driver_tear_down, tests },
        CU_SUITE_INFO_NULL,
    };

    CU_register_suites(suites);
}
