/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Proves what the fake host does for controls, and what it tells through the other callbacks. */

#include "unit.h"

#include "codes.h"
#include "driver.h"
#include "host.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define CODE      0x01000081
#define TYPE_CODE 0x02000081

static uint32_t
control(uint32_t resource, uint32_t code)
{
    return driver_controlled(driver_send_code(resource, code));
}

static void
expect_control(uint32_t out_size, uint32_t result, uint32_t needed, uint32_t out)
{
    uint64_t id = driver_send_control(1, "input", out_size);
    const struct channel_message *message = driver_expect(CHANNEL_CONTROLLED);

    CU_ASSERT_EQUAL(message->header.id, id);
    CU_ASSERT_EQUAL(message->controlled.result, result);
    CU_ASSERT_EQUAL(message->controlled.needed, needed);
    CU_ASSERT_EQUAL_FATAL(message->controlled.out.length, out);
    CU_ASSERT_EQUAL(memcmp(message->controlled.out.data, "input", out), 0);
}

static void
test_control(void)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_TYPE_CONTROL },
        .type_control = { .type_name = "Fake", .code = 0x02000001 },
    };

    driver_script("");
    driver_start_opened();
    expect_control(100, ERROR_INVALID_FUNCTION, 0, 0);
    driver_script("ResourceControl = ok\nResourceTypeControl = error=50\n");
    expect_control(100, 0, 5, 5);
    expect_control(5, 0, 5, 5);
    expect_control(4, ERROR_MORE_DATA, 5, 0);
    driver_send(&message);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_CONTROLLED)->controlled.result, 50);
    CU_ASSERT_EQUAL(driver_count("ResourceTypeControl end 50 type=Fake"), 1);
    driver_finish();
}

static void
test_out(void)
{
    uint64_t id;

    driver_script("ResourceControl = out=90\n");
    driver_start_opened();
    id = driver_send_control(1, "input", 100);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_CONTROLLED)->controlled.out.length, 90);
    id = driver_send_control(1, "input", 89);
    CU_ASSERT_EQUAL(driver_controlled(id), ERROR_MORE_DATA);
    driver_script("ResourceControl = out=90 error=5\n");
    id = driver_send_control(1, "input", 100);
    CU_ASSERT_EQUAL(driver_controlled(id), 5);
    driver_finish();
}

static void
test_originated_codes(void)
{
    static const uint32_t of_resource[] = {
        RESOURCE_GET_CHARACTERISTICS,
        RESOURCE_GET_REQUIRED_DEPENDENCIES,
        RESOURCE_INITIALIZE,
        RESOURCE_STATE_CHANGE_REASON,
        RESOURCE_SET_NAME,
        RESOURCE_DELETE,
    };

    driver_script("ResourceControl = error=50\nResourceTypeControl = error=51\n"
                  "ResourceControl@0x01000011 = error=52\nResourceTypeControl@0x02500036 = ok\n");
    driver_start_opened();
    for (size_t i = 0; i < sizeof(of_resource) / sizeof(of_resource[0]); i++) {
        bool scripted = of_resource[i] == RESOURCE_GET_REQUIRED_DEPENDENCIES;

        CU_ASSERT_EQUAL(control(1, of_resource[i]), scripted ? 52 : ERROR_INVALID_FUNCTION);
    }
    CU_ASSERT_EQUAL(driver_controlled(driver_send_type_code("Fake", TYPE_STARTING_PHASE1)), 0);
    CU_ASSERT_EQUAL(driver_controlled(driver_send_type_code("Fake", TYPE_STARTING_PHASE2)),
                    ERROR_INVALID_FUNCTION);
    CU_ASSERT_EQUAL(driver_count("Control begin"), 0);
    CU_ASSERT_EQUAL(driver_count("ResourceControl 0x01000011 begin - resource=res\n"), 1);
    CU_ASSERT_EQUAL(driver_count("ResourceControl 0x01000011 end 52 resource=res\n"), 1);
    CU_ASSERT_EQUAL(driver_count("ResourceTypeControl 0x02500036 end 0 type=Fake\n"), 1);
    CU_ASSERT_EQUAL(control(1, CODE), 50);
    CU_ASSERT_EQUAL(control(1, 0x01000009), 50);
    CU_ASSERT_EQUAL(driver_controlled(driver_send_type_code("Fake", TYPE_CODE)), 51);
    CU_ASSERT_EQUAL(driver_count("ResourceControl begin - resource=res code=0x01000081\n"), 1);
    CU_ASSERT_EQUAL(driver_count("ResourceControl end 50 resource=res code=0x01000081\n"), 1);
}

static uint64_t
ask_characteristics(uint32_t out_size)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL },
        .control = { .resource = 1, .code = RESOURCE_GET_CHARACTERISTICS, .out_size = out_size },
    };

    return driver_send(&message);
}

static void
test_characteristics(void)
{
    static const uint8_t expected[] = { 0x01, 0x02, 0x00, 0x80 };
    const struct channel_message *message;

    driver_script("Characteristics = 0x80000201\n");
    driver_start_opened();
    ask_characteristics(4);
    message = driver_expect(CHANNEL_CONTROLLED);
    CU_ASSERT_EQUAL(message->controlled.result, 0);
    CU_ASSERT_EQUAL_FATAL(message->controlled.out.length, 4);
    CU_ASSERT_EQUAL(memcmp(message->controlled.out.data, expected, 4), 0);
    ask_characteristics(3);
    message = driver_expect(CHANNEL_CONTROLLED);
    CU_ASSERT_EQUAL(message->controlled.result, ERROR_MORE_DATA);
    CU_ASSERT_EQUAL(message->controlled.needed, 4);
    driver_script("Characteristics = 1\nResourceControl@0x01000005 = error=5\n");
    CU_ASSERT_EQUAL(control(1, RESOURCE_GET_CHARACTERISTICS), 5);
    driver_script("ResourceControl = ok\n");
    CU_ASSERT_EQUAL(control(1, RESOURCE_GET_CHARACTERISTICS), ERROR_INVALID_FUNCTION);
}

static void
test_names(void)
{
    driver_script("Fake:Startup = ok\nOther:Startup = error=3\n"
                  "IsAlive = error=1\nweb:IsAlive = fail-after=1\n"
                  "ResourceControl = error=6\nweb:ResourceControl = error=7\n"
                  "ResourceControl@0x01000081 = error=8\n"
                  "web:ResourceControl@0x01000081 = error=9\n"
                  "ResourceControl@0x01000082 = error=11\n"
                  "Fake:ResourceTypeControl = error=10\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(2, "web")), 0);
    driver_call(1, ENTRY_ONLINE);
    driver_call(2, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 0);
    CU_ASSERT_EQUAL(driver_call(2, ENTRY_IS_ALIVE), 1);
    CU_ASSERT_EQUAL(driver_call(2, ENTRY_IS_ALIVE), 0);
    CU_ASSERT_EQUAL(control(1, 1), 6);
    CU_ASSERT_EQUAL(control(2, 1), 7);
    CU_ASSERT_EQUAL(control(1, CODE), 8);
    CU_ASSERT_EQUAL(control(2, CODE), 9);
    CU_ASSERT_EQUAL(control(2, 0x01000082), 11);
    CU_ASSERT_EQUAL(driver_controlled(driver_send_type_code("Fake", TYPE_CODE)), 10);
    driver_send_load("Other", driver_script_path());
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_LOADED)->loaded.error, 3);
}

static void
test_async(void)
{
    const struct channel_message *message;
    uint64_t id;
    int64_t begin;

    driver_script("ResourceControl = async=150\n");
    driver_start_online();
    begin = driver_now_ms();
    id = driver_send_control(1, "input", 100);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_CONTROL_PENDING)->header.id, id);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_IS_ALIVE), 1);
    message = driver_expect(CHANNEL_CONTROLLED);
    CU_ASSERT_EQUAL(message->header.id, id);
    CU_ASSERT_EQUAL(message->controlled.result, 0);
    CU_ASSERT_EQUAL_FATAL(message->controlled.out.length, 5);
    CU_ASSERT_EQUAL(memcmp(message->controlled.out.data, "input", 5), 0);
    CU_ASSERT_TRUE(driver_now_ms() - begin >= 149);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(driver_record(),
               "ResourceControl begin - resource=res code=0x01000081 in=696e707574\n"
               "ResourceControl end 997 resource=res code=0x01000081\n"
               "IsAlive begin - resource=res\n"
               "IsAlive end 1 resource=res\n"
               "ResourceControl answered 0 resource=res code=0x01000081\n"));
    driver_finish();
}

static void
test_async_failure_and_extension(void)
{
    uint64_t id;
    const struct channel_message *message;

    driver_script("ResourceTypeControl = sleep=50 async=10 error=31 extend=60000\n");
    driver_start_loaded();
    id = driver_send_type_code("Fake", TYPE_CODE);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_CONTROL_PENDING)->header.id, id);
    message = driver_expect(CHANNEL_CONTROL_EXTENDED);
    CU_ASSERT_EQUAL(message->header.id, id);
    CU_ASSERT_EQUAL(message->control_extended.timeout_ms, 60000);
    CU_ASSERT_EQUAL(driver_controlled(id), 31);
    driver_finish();
}

static void
test_async_lost(void)
{
    uint64_t id;

    driver_script("ResourceControl = async-lost\nCancel = ok\n");
    driver_start_opened();
    id = driver_send_code(1, CODE);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_CONTROL_PENDING)->header.id, id);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_CANCEL), 0);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_CLOSE), 0);
    driver_expect_silence(100);
    driver_finish();
}

/* Two resources' controls: Cancel and Close end those of their own. */
static void
test_async_never(void)
{
    uint64_t first;
    uint64_t second;
    uint64_t cancel;
    uint64_t close;

    driver_script("ResourceControl = async-never\nCancel = ok\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(driver_returned(driver_send_open(2, "two")), 0);
    first = driver_send_code(1, CODE);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_CONTROL_PENDING)->header.id, first);
    second = driver_send_code(2, CODE);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_CONTROL_PENDING)->header.id, second);
    driver_expect_silence(100);
    cancel = driver_send_call(1, ENTRY_CANCEL);
    CU_ASSERT_EQUAL(driver_returned(cancel), 0);
    CU_ASSERT_EQUAL(driver_controlled(first), ERROR_CANCELLED);
    driver_expect_silence(50);
    close = driver_send_call(2, ENTRY_CLOSE);
    CU_ASSERT_EQUAL(driver_controlled(second), ERROR_OPERATION_ABORTED);
    driver_returned(close);
    CU_ASSERT_EQUAL(driver_count("ResourceControl answered 995 resource=two"), 1);

    driver_script("ResourceControl = async-never\nCancel = error=50\n");
    first = driver_send_code(1, CODE);
    driver_expect(CHANNEL_CONTROL_PENDING);
    CU_ASSERT_EQUAL(driver_call(1, ENTRY_CANCEL), 50);
    driver_expect_silence(50);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    driver_finish();
}

static uint32_t
control_as_user(void)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL },
        .control = { .resource = 1, .code = CODE, .as_user = 1 },
    };

    return driver_controlled(driver_send(&message));
}

static uint32_t
type_control_as_user(void)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_TYPE_CONTROL },
        .type_control = { .type_name = "Fake", .code = TYPE_CODE, .as_user = 1 },
    };

    return driver_controlled(driver_send(&message));
}

static void
test_as_user(void)
{
    driver_script("ResourceControl = ok\nResourceTypeControl = ok\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(control_as_user(), ERROR_INVALID_FUNCTION);
    CU_ASSERT_EQUAL(type_control_as_user(), ERROR_INVALID_FUNCTION);
    CU_ASSERT_EQUAL(driver_count("Control"), 0);
    driver_tear_down();

    driver_set_up();
    driver_script("BeginResourceControlAsUser = error=5\nBeginResourceTypeControlAsUser = error=6\n"
                  "ResourceControl = ok\n");
    driver_start_opened();
    CU_ASSERT_EQUAL(control_as_user(), 5);
    CU_ASSERT_EQUAL(type_control_as_user(), 6);
    CU_ASSERT_EQUAL(control(1, CODE), 0);
    CU_ASSERT_EQUAL(driver_count("BeginResourceControlAsUser end 5 resource=res"), 1);
    CU_ASSERT_EQUAL(driver_count("BeginResourceTypeControlAsUser end 6 type=Fake"), 1);
    driver_finish();
}

static void
test_flags(void)
{
    struct channel_message open = {
        .header = { .type = CHANNEL_OPEN },
        .open = { 1, "Fake", "res", "Resources\\0", 0x10 },
    };
    struct channel_message offline = {
        .header = { .type = CHANNEL_CALL },
        .call = { 1, ENTRY_OFFLINE, 1 },
    };

    driver_script("");
    driver_start_loaded();
    CU_ASSERT_EQUAL(driver_returned(driver_send(&open)), 0);
    driver_call(1, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_returned(driver_send(&offline)), 0);
    CU_ASSERT_EQUAL(driver_count("Open begin - resource=res flags=0x10\n"), 1);
    CU_ASSERT_EQUAL(driver_count("Online begin - resource=res\n"), 1);
    CU_ASSERT_EQUAL(driver_count("Offline begin - resource=res flags=0x1\n"), 1);
}

static void
test_failure_and_information(void)
{
    const struct channel_message *message;
    uint64_t id;

    driver_script("IsAlive = failure=2\nLooksAlive = information=0x21\n");
    driver_start_online();
    id = driver_send_call(1, ENTRY_IS_ALIVE);
    message = driver_expect(CHANNEL_FAILURE);
    CU_ASSERT_EQUAL(message->failure.resource, 1);
    CU_ASSERT_EQUAL(message->failure.kind, FAILURE_NETWORK_LOSS);
    CU_ASSERT_EQUAL(driver_returned(id), 1);
    CU_ASSERT_EQUAL(driver_fact(1).information, 0);

    id = driver_send_call(1, ENTRY_LOOKS_ALIVE);
    message = driver_expect(CHANNEL_INFORMATION);
    CU_ASSERT_EQUAL(message->information.resource, 1);
    CU_ASSERT_EQUAL(message->information.bits,
                    INFORMATION_LOCKED_MODE | INFORMATION_NETWORK_FAILURE);
    CU_ASSERT_EQUAL(driver_returned(id), 1);
    CU_ASSERT_EQUAL(driver_fact(1).information, 0x21);
}

static void
test_local_properties(void)
{
    /* resapi.md 7: count, name, value, end mark */
    static const uint8_t expected[] = {
        1,   0, 0,   0, 3,   0, 4,   0, 46,  0, 0,   0, 'R', 0, 'e', 0, 's', 0, 'o', 0,
        'u', 0, 'r', 0, 'c', 0, 'e', 0, 'S', 0, 'p', 0, 'e', 0, 'c', 0, 'i', 0, 'f', 0,
        'i', 0, 'c', 0, 'S', 0, 't', 0, 'a', 0, 't', 0, 'u', 0, 's', 0, 0,   0, 0,   0,
        3,   0, 1,   0, 6,   0, 0,   0, 'o', 0, 'k', 0, 0,   0, 0,   0, 0,   0, 0,   0,
    };
    const struct channel_message *message;

    driver_script("Open = local-properties=ok\nOnline = local-garbage\n");
    driver_start_loaded();
    driver_send_open(1, "res");
    message = driver_expect(CHANNEL_LOCAL_PROPERTIES);
    CU_ASSERT_EQUAL(message->local_properties.resource, 1);
    CU_ASSERT_EQUAL_FATAL(message->local_properties.list.length, sizeof(expected));
    CU_ASSERT_EQUAL(memcmp(message->local_properties.list.data, expected, sizeof(expected)), 0);
    driver_expect(CHANNEL_RETURNED);
    driver_send_call(1, ENTRY_ONLINE);
    message = driver_expect(CHANNEL_LOCAL_PROPERTIES);
    CU_ASSERT_EQUAL(message->local_properties.list.length, 13);
    driver_expect(CHANNEL_RETURNED);
}

static void
test_type_notification(void)
{
    const struct channel_message *message;

    driver_script("Online = type-notification\n");
    driver_start_opened();
    driver_send_call(1, ENTRY_ONLINE);
    message = driver_expect(CHANNEL_TYPE_NOTIFICATION);
    CU_ASSERT_STRING_EQUAL(message->type_notification.type_name, "Fake");
    CU_ASSERT_TRUE(message->type_notification.payload.length > 0);
    driver_expect(CHANNEL_RETURNED);
}

static void
test_items(void)
{
    const struct channel_message *message;

    driver_script("Online = items=2\n");
    driver_start_opened();
    driver_send_call(1, ENTRY_ONLINE);
    message = driver_expect(CHANNEL_PROPERTY_ITEM);
    CU_ASSERT_STRING_EQUAL(message->property_item.type_name, "Fake");
    CU_ASSERT_STRING_EQUAL(message->property_item.name, "P1");
    CU_ASSERT_EQUAL(message->property_item.flags, PROPERTY_ITEM_REQUIRED);
    message = driver_expect(CHANNEL_PROPERTY_ITEM);
    CU_ASSERT_EQUAL(message->property_item.flags, PROPERTY_ITEM_READ_ONLY);
    driver_expect(CHANNEL_RETURNED);
}

static void
test_many_notices(void)
{
    driver_script("Online = locks=3,notifies=2,failures=2\n");
    driver_start_opened();
    driver_send_call(1, ENTRY_ONLINE);
    for (uint32_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(driver_expect(CHANNEL_INFORMATION)->information.bits,
                        i % 2 == 0 ? INFORMATION_LOCKED_MODE : 0);
    }
    driver_expect(CHANNEL_TYPE_NOTIFICATION);
    driver_expect(CHANNEL_TYPE_NOTIFICATION);
    for (uint32_t i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(driver_expect(CHANNEL_FAILURE)->failure.kind, FAILURE_GENERAL);
    }
    driver_expect(CHANNEL_RETURNED);
}

static void
watch_again(uint32_t resource)
{
    struct channel_message message = {
        .header = { CHANNEL_WATCH_AGAIN, 0 },
        .watch_again = { resource },
    };

    driver_send_answer(&message);
}

static void
test_watch_again(void)
{
    const struct channel_message *message;

    driver_script("Online = signal=10 still\n");
    driver_start_online();
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_SIGNALED)->signaled.still, 0);
    watch_again(1);
    message = driver_expect(CHANNEL_SIGNALED);
    CU_ASSERT_EQUAL(message->signaled.resource, 1);
    CU_ASSERT_EQUAL(message->signaled.still, 1);
    driver_call(1, ENTRY_TERMINATE);

    driver_script("Online = signal=10\n");
    driver_call(1, ENTRY_ONLINE);
    driver_expect(CHANNEL_SIGNALED);
    watch_again(1);
    driver_expect_silence(100);
    CU_ASSERT_EQUAL(driver_count("WATCH_AGAIN - - resource=res\n"), 2);
    CU_ASSERT_EQUAL(driver_count("VIOLATION"), 0);
    watch_again(1);
    driver_await("VIOLATION WATCH_AGAIN without SIGNALED resource=res");
    watch_again(7);
    driver_await("VIOLATION WATCH_AGAIN without SIGNALED resource=-");
    driver_finish();
}

static void
test_bye(void)
{
    const struct channel_message *message;
    int status;

    driver_script("Online = crash bye\n");
    driver_start_opened();
    driver_send_call(1, ENTRY_ONLINE);
    message = driver_expect(CHANNEL_BYE);
    CU_ASSERT_EQUAL(message->bye.resource, 1);
    CU_ASSERT_TRUE(strlen(message->bye.reason) > 0);
    status = driver_wait();
    CU_ASSERT_TRUE(WIFSIGNALED(status));
    driver_tear_down();

    driver_set_up();
    driver_script("Online = exit=3 bye\nClose = bye\n");
    driver_start_opened();
    driver_send_call(1, ENTRY_ONLINE);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_BYE)->bye.resource, 1);
    status = driver_wait();
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 3);
}

static CU_TestInfo tests[] = {
    { "controls", test_control },
    { "out=N", test_out },
    { "codes that resapid sends of its own accord", test_originated_codes },
    { "Characteristics = N", test_characteristics },
    { "NAME:KEY and KEY@CODE", test_names },
    { "async=MS", test_async },
    { "async=MS with error=N, extend=MS", test_async_failure_and_extension },
    { "async-never, Cancel", test_async_never },
    { "async-lost", test_async_lost },
    { "controls as user", test_as_user },
    { "flags are recorded", test_flags },
    { "failure=KIND, information=BITS", test_failure_and_information },
    { "local-properties=TEXT, local-garbage", test_local_properties },
    { "type-notification", test_type_notification },
    { "items", test_items },
    { "locks=N, notifies=N, failures=N", test_many_notices },
    { "still", test_watch_again },
    { "bye", test_bye },
    CU_TEST_INFO_NULL,
};

void
suite_fakehost_controls(void)
{
    static CU_SuiteInfo suites[] = {
        { "fakehost_controls", NULL, NULL, driver_set_up, driver_tear_down, tests },
        CU_SUITE_INFO_NULL,
    };

    CU_register_suites(suites);
}
