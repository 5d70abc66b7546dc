/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The versions of a resource DLL: how a host gets its function table, and what it calls in it. */

#include "channel-tests.h"

#include <stdio.h>
#include <string.h>

#define REQUIRED                                                                                   \
    (ENTRY_BIT(ENTRY_OPEN) | ENTRY_BIT(ENTRY_CLOSE) | ENTRY_BIT(ENTRY_ONLINE) |                    \
     ENTRY_BIT(ENTRY_OFFLINE) | ENTRY_BIT(ENTRY_TERMINATE) | ENTRY_BIT(ENTRY_LOOKS_ALIVE) |        \
     ENTRY_BIT(ENTRY_IS_ALIVE))
#define OPTIONAL                                                                                   \
    (ENTRY_BIT(ENTRY_ARBITRATE) | ENTRY_BIT(ENTRY_RELEASE) | ENTRY_BIT(ENTRY_RESOURCE_CONTROL) |   \
     ENTRY_BIT(ENTRY_RESOURCE_TYPE_CONTROL))
#define AS_USER                                                                                    \
    (ENTRY_BIT(ENTRY_RESOURCE_CONTROL_AS_USER) | ENTRY_BIT(ENTRY_RESOURCE_TYPE_CONTROL_AS_USER))

static const uint32_t entries_of_version[] = {
    [1] = REQUIRED | OPTIONAL,
    [2] = REQUIRED | OPTIONAL | ENTRY_BIT(ENTRY_CANCEL),
    [3] = REQUIRED | OPTIONAL | ENTRY_BIT(ENTRY_CANCEL),
    [4] = REQUIRED | OPTIONAL | ENTRY_BIT(ENTRY_CANCEL) | AS_USER,
};

static bool
accepts(uint32_t version, uint32_t size)
{
    char type[64];
    const struct channel_message *loaded;

    snprintf(type, sizeof(type), "Ex %x %x", version, size);
    for (int i = 0; i < 2; i++) {
        loaded = load(type, driver_ex());
        CHECK(loaded != NULL && loaded->loaded.stage == LOAD_DONE, "%s: stage %u error %u %s", type,
              loaded->loaded.stage, loaded->loaded.error, loaded->loaded.detail);
        CHECK(loaded->loaded.table_version == version, "%s: version %#x", type,
              loaded->loaded.table_version);
        CHECK(loaded->loaded.entries == entries_of_version[version >> 8], "%s: entries %#x", type,
              loaded->loaded.entries);
    }
    return true;
}

/* Both readings of TableSize, and the whole structure with the union of every version. */
bool
accepts_table_sizes(void)
{
    return greet() && accepts(0x100, 88) && accepts(0x100, 96) && accepts(0x100, 104) &&
           accepts(0x100, 120) && accepts(0x200, 96) && accepts(0x200, 104) &&
           accepts(0x200, 120) && accepts(0x300, 96) && accepts(0x300, 104) &&
           accepts(0x400, 112) && accepts(0x400, 120) && count_seen(CHANNEL_LOG) == 2 &&
           await_log(0, "of version 3") != NULL;
}

bool
refuses_tables(void)
{
    const char *dll = driver_ex();

    return greet() && expect_load("Ex 100 50", dll, LOAD_TABLE, W_INVALID_DATA, "TableSize") &&
           expect_load("Ex 200 58", dll, LOAD_TABLE, W_INVALID_DATA, "TableSize") &&
           expect_load("Ex 300 58", dll, LOAD_TABLE, W_INVALID_DATA, "TableSize") &&
           expect_load("Ex 300 70", dll, LOAD_TABLE, W_INVALID_DATA, "TableSize") &&
           expect_load("Ex 300 78", dll, LOAD_TABLE, W_INVALID_DATA, "TableSize") &&
           expect_load("Ex 400 60", dll, LOAD_TABLE, W_INVALID_DATA, "TableSize") &&
           expect_load("Ex 500 78", dll, LOAD_TABLE, W_REVISION_MISMATCH, "not offered") &&
           expect_load("Ex 0 78", dll, LOAD_TABLE, W_REVISION_MISMATCH, "not offered") &&
           expect_load("Ex 250 78", dll, LOAD_TABLE, W_REVISION_MISMATCH, "not offered") &&
           expect_load("Ex 400 70 IsAlive", dll, LOAD_TABLE, W_INVALID_DATA, "no IsAlive") &&
           expect_load("Ex null", dll, LOAD_TABLE, W_INVALID_DATA, "no function table") &&
           expect_load("Ex wild", dll, LOAD_TABLE, W_INVALID_DATA, "cannot be read");
}

bool
tells_refusals_apart(void)
{
    return greet() &&
           expect_load("Ex error 1306", driver_ex(), LOAD_STARTUP, W_REVISION_MISMATCH,
                       "none of the versions") &&
           expect_load("Ex error 5080", driver_ex(), LOAD_STARTUP, W_RESNAME_NOT_FOUND,
                       "no resource type of this name") &&
           expect_load("Ex error 42", driver_ex(), LOAD_STARTUP, 42, "returned an error") &&
           expect_load(EX_V4, driver_ex(), LOAD_DONE, 0, "");
}

bool
startup_ex_crash_is_told(void)
{
    NEED(greet());
    CHECK(load("Ex crash", driver_ex()) == NULL, "LOADED after a crash");
    CHECK(await_log(0, "in StartupEx") != NULL, "the LOG does not name StartupEx");
    CHECK(await_type(CHANNEL_BYE) != NULL && await_end(), "the host goes on");
    return true;
}

/* A copy of a DLL in which every `from` has become `to`, of the same length. */
static const char *
copied_dll(const char *dll, const char *name, const char *from, const char *to)
{
    static char content[4 << 20];
    FILE *in = fopen(dll, "rb");
    FILE *out = fopen(temporary(name), "wb");
    size_t length = fread(content, 1, sizeof(content), in);

    for (size_t i = 0; from != NULL && i + strlen(from) <= length; i++) {
        if (memcmp(content + i, from, strlen(from)) == 0) {
            memcpy(content + i, to, strlen(to));
        }
    }
    fwrite(content, 1, length, out);
    fclose(in);
    fclose(out);
    return temporary(name);
}

bool
tells_missing_import(void)
{
    return greet() &&
           expect_load("Driver",
                       copied_dll(driver_dll(), "import.dll", "clusapi.dll", "nowhere.dll"),
                       LOAD_MAP, 126, "imports");
}

bool
tells_dll_main_refusal(void)
{
    return greet() && expect_load(EX_V4, copied_dll(driver_ex(), "dllmain-refuses.dll", NULL, NULL),
                                  LOAD_MAP, 1114, "DllMain");
}

/* An exception in DllMain goes no farther than to the loader; it is told as what it is nevertheless. */
bool
tells_dll_main_crash(void)
{
    return greet() &&
           expect_load(EX_V4, copied_dll(driver_ex(), "dllmain-crash.dll", NULL, NULL), LOAD_MAP,
                       998, "crashed: EXCEPTION_ACCESS_VIOLATION (0xC0000005)") &&
           load(EX_V4, driver_ex())->loaded.stage == LOAD_DONE;
}

/* So is a C++ exception of mingw-w64, whose number has not the bits of an error. */
bool
tells_dll_main_throw(void)
{
    const struct channel_message *loaded;

    NEED(greet());
    loaded = load(EX_V4, copied_dll(driver_ex(), "dllmain-throw.dll", NULL, NULL));
    CHECK(loaded != NULL && loaded->loaded.stage == LOAD_MAP &&
              strstr(loaded->loaded.detail, "crashed: an uncaught C++ exception (0x20474343)") !=
                  NULL,
          "%s", loaded != NULL ? loaded->loaded.detail : "no LOADED");
    return true;
}

/* At 200 and at 300 bytes each of these names is in the midst of a character. */
#define TEN_UMLAUTS                                                                                \
    "\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244"
#define HUNDRED_UMLAUTS                                                                            \
    TEN_UMLAUTS TEN_UMLAUTS TEN_UMLAUTS TEN_UMLAUTS TEN_UMLAUTS TEN_UMLAUTS TEN_UMLAUTS            \
        TEN_UMLAUTS TEN_UMLAUTS TEN_UMLAUTS

bool
cuts_names_between_characters(void)
{
    static const char name[] = "Online=crash-" HUNDRED_UMLAUTS HUNDRED_UMLAUTS;
    static const char library[] = "x" HUNDRED_UMLAUTS ".dll";
    const struct channel_message *bye;

    NEED(greet());
    NEED(expect_load(EX_V4, copied_dll(driver_ex(), library, NULL, NULL), LOAD_DONE, 0, ""));
    CHECK(result_of(ask_open(1, EX_V4, name)) == 0, "Open");
    CHECK(control(1, EX_CALLBACK, "bad-status", 4) != NULL, "control");
    CHECK(await_log(0, "\303\244 with a status that cannot be read") != NULL, "no LOG");
    ask_call(1, ENTRY_ONLINE);
    bye = await_type(CHANNEL_BYE);
    CHECK(bye != NULL, "no BYE");
    CHECK(strstr(bye->bye.reason, "\303\244+0x") != NULL &&
              strstr(bye->bye.reason, "in Online of resource Online=crash-\303\244") != NULL,
          "BYE says %s", bye->bye.reason);
    return true;
}

static bool
has_output(const struct channel_message *answer, const char *text)
{
    CHECK(answer != NULL && answer->header.type == CHANNEL_CONTROLLED &&
              answer->controlled.result == 0,
          "%s: error %u", text, answer != NULL ? answer->controlled.result : UINT32_MAX);
    CHECK(answer->controlled.out.length == strlen(text) &&
              memcmp(answer->controlled.out.data, text, strlen(text)) == 0,
          "'%.*s' instead of %s", (int)answer->controlled.out.length,
          (const char *)answer->controlled.out.data, text);
    return true;
}

static const struct channel_message *
control_as_user(uint32_t resource)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL },
        .control = { .resource = resource, .code = EX_WHERE, .out_size = 100, .as_user = 1 },
    };

    return answer_to(ask(&message));
}

static const struct channel_message *
type_control_as_user(const char *type)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_TYPE_CONTROL },
        .type_control = { .type_name = type, .code = EX_WHERE, .out_size = 100, .as_user = 1 },
    };

    return answer_to(ask(&message));
}

/* The entry points that all versions have alike; with the flags that OPEN and CALL give. */
static bool
calls_them(const char *const *said)
{
    static const struct {
        uint32_t entry_point;
        uint32_t flags;
        uint32_t result;
    } calls[] = {
        { ENTRY_ARBITRATE, 0, 0 }, { ENTRY_ONLINE, 8, 0 },     { ENTRY_LOOKS_ALIVE, 0, 1 },
        { ENTRY_IS_ALIVE, 0, 1 },  { ENTRY_OFFLINE, 0x41, 0 }, { ENTRY_RELEASE, 0, 0 },
        { ENTRY_TERMINATE, 0, 0 }, { ENTRY_CLOSE, 0, 0 },
    };

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        uint32_t result = result_of(ask_call_with(1, calls[i].entry_point, calls[i].flags));

        CHECK(result == calls[i].result, "entry point %u returned %u", calls[i].entry_point,
              result);
    }
    for (; *said != NULL; said++) {
        CHECK(await_log(1, *said) != NULL, "the DLL does not say '%s'", *said);
    }
    return true;
}

bool
calls_version_1(void)
{
    static const char *const said[] = { "called Open key 1", "called Arbitrate",
                                        "called Online",     "called LooksAlive",
                                        "called IsAlive",    "called Offline",
                                        "called Release",    "called Terminate",
                                        "called Close",      NULL };

    NEED(begin_ex(EX_V1, "one"));
    NEED(has_output(control(1, EX_WHERE, "", 100), "ResourceControl resource"));
    NEED(has_output(answer_to(ask_type_control(EX_V1, EX_WHERE, "", 100)),
                    "ResourceTypeControl type"));
    CHECK(call(1, ENTRY_CANCEL) == W_INVALID_FUNCTION, "Cancel");
    CHECK(control_as_user(1)->controlled.result == W_INVALID_FUNCTION, "AsUser");
    CHECK(type_control_as_user(EX_V1)->controlled.result == W_INVALID_FUNCTION, "AsUser of type");
    return calls_them(said);
}

static const char *const said_from_version_2[] = {
    "called OpenV2 key 1 flags 0",
    "called Arbitrate",
    "called OnlineV2 flags 8 in 0 0 reserved 0",
    "called LooksAlive",
    "called IsAlive",
    "called OfflineV2 node 0 flags 65 in 0 0 reserved 0",
    "called Release",
    "called Terminate",
    "called Close",
    NULL,
};

bool
calls_version_2(void)
{
    NEED(begin_ex(EX_V2, "two"));
    NEED(has_output(control(1, EX_WHERE, "", 100), "ResourceControl resource"));
    NEED(has_output(answer_to(ask_type_control(EX_V2, EX_WHERE, "", 100)),
                    "ResourceTypeControl type"));
    CHECK(call(1, ENTRY_CANCEL) == 0 && await_log(1, "called Cancel flags 0") != NULL, "Cancel");
    CHECK(control_as_user(1)->controlled.result == W_INVALID_FUNCTION, "AsUser");
    return calls_them(said_from_version_2);
}

bool
calls_version_3(void)
{
    NEED(begin_ex(EX_V3, "three"));
    NEED(has_output(control(1, EX_WHERE, "", 100), "BeginResourceControl resource"));
    NEED(has_output(answer_to(ask_type_control(EX_V3, EX_WHERE, "", 100)),
                    "BeginResourceTypeControl type"));
    CHECK(call(1, ENTRY_CANCEL) == 0 && await_log(1, "called Cancel flags 0") != NULL, "Cancel");
    CHECK(control_as_user(1)->controlled.result == W_INVALID_FUNCTION, "AsUser");
    return calls_them(said_from_version_2);
}

bool
calls_version_4(void)
{
    NEED(begin_ex(EX_V4, "four"));
    NEED(has_output(control(1, EX_WHERE, "", 100), "BeginResourceControl resource"));
    NEED(has_output(answer_to(ask_type_control(EX_V4, EX_WHERE, "", 100)),
                    "BeginResourceTypeControl type"));
    NEED(has_output(control_as_user(1), "BeginResourceControlAsUser resource"));
    NEED(has_output(type_control_as_user(EX_V4), "BeginResourceTypeControlAsUser type"));
    CHECK(call(1, ENTRY_CANCEL) == 0 && await_log(1, "called Cancel flags 0") != NULL, "Cancel");
    return calls_them(said_from_version_2);
}

bool
passes_open_flags(void)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_OPEN },
        .open = { .resource = 2,
                  .type_name = EX_V4,
                  .name = "two",
                  .key = "Resources\\2",
                  .flags = 2 },
    };

    NEED(begin_ex(EX_V4, "one"));
    CHECK(result_of(ask(&message)) == 0, "Open");
    CHECK(await_log(2, "called OpenV2 key 1 flags 2") != NULL, "flags of OpenV2");
    return true;
}

bool
tolerates_missing_entries(void)
{
    static const char type[] = "Ex 400 70 Optional";

    NEED(begin_ex(type, "one"));
    CHECK(load(type, driver_ex())->loaded.entries == REQUIRED, "entries");
    CHECK(call(1, ENTRY_CANCEL) == W_INVALID_FUNCTION, "Cancel");
    CHECK(call(1, ENTRY_ARBITRATE) == W_INVALID_FUNCTION, "Arbitrate");
    CHECK(call(1, ENTRY_RELEASE) == W_INVALID_FUNCTION, "Release");
    CHECK(control(1, EX_WHERE, "", 9)->controlled.result == W_INVALID_FUNCTION, "control");
    CHECK(control_as_user(1)->controlled.result == W_INVALID_FUNCTION, "AsUser");
    CHECK(type_control_as_user(type)->controlled.result == W_INVALID_FUNCTION, "AsUser of type");
    CHECK(answer_to(ask_type_control(type, EX_WHERE, "", 9))->controlled.result ==
              W_INVALID_FUNCTION,
          "type control");
    CHECK(call(1, ENTRY_ONLINE) == 0 && call(1, ENTRY_IS_ALIVE) == 1, "the rest");
    return true;
}

/* Types of several versions from one DLL side by side, and from another one. */
bool
hosts_several_types(void)
{
    NEED(begin_ex(EX_V4, "four"));
    NEED(expect_load(EX_V1, driver_ex(), LOAD_DONE, 0, ""));
    NEED(expect_load("Driver", driver_dll(), LOAD_DONE, 0, ""));
    CHECK(result_of(ask_open(2, EX_V1, "one")) == 0, "Open of version 1");
    CHECK(result_of(ask_open(3, "Driver", "ok")) == 0, "Open in another DLL");
    CHECK(call(2, ENTRY_ONLINE) == 0 && call(1, ENTRY_ONLINE) == 0 && call(3, ENTRY_ONLINE) == 0,
          "Online");
    CHECK(await_log(2, "called Online") != NULL && await_log(1, "called OnlineV2") != NULL, "LOG");
    NEED(has_output(control(2, EX_WHERE, "", 100), "ResourceControl resource"));
    NEED(has_output(control(1, EX_WHERE, "", 100), "BeginResourceControl resource"));
    CHECK(call(1, ENTRY_CLOSE) == 0 && call(2, ENTRY_IS_ALIVE) == 1, "one closes, one stays");
    return true;
}
