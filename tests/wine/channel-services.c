/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What a resource DLL gets from its host: LogEvent, controls, the cluster database, its
 * surroundings.
 */

#include "channel-tests.h"

#include <stdio.h>
#include <string.h>

bool
formats_log(void)
{
    static const char *const texts[] = {
        "plain one 2 0000beef four f\303\274nf 100%",
        "swapped b -5",
        "narrow abc def",
        "bad pointer (unreadable)",
        "null (unreadable) end",
        "percent n %1!n!",
        "open %1!u",
        "star    42",
        "cannot be read",
    };
    static const char *const others[] = { "no handle", "odd handle", "wild handle" };
    const struct channel_message *last;

    NEED(begin("ok"));
    CHECK(control(1, CONTROL_LOG, "", 0) != NULL, "the host did not survive the formats");
    CHECK(await_log(1, "all formats done") != NULL, "the last line is missing");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        CHECK(await_log(1, texts[i]) != NULL, "no line '%s'", texts[i]);
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        CHECK(await_log(0, others[i]) != NULL, "no line '%s'", others[i]);
    }
    last = await_log(1, "xxxxxx");
    CHECK(last != NULL && strlen(last->log.text) == 500 && last->log.level == 3,
          "the long line has %zu characters", last != NULL ? strlen(last->log.text) : 0);
    return true;
}

static bool
has_output(const struct channel_message *answer, const char *text)
{
    CHECK(answer != NULL && answer->controlled.result == 0, "control: error %u",
          answer != NULL ? answer->controlled.result : UINT32_MAX);
    CHECK(answer->controlled.out.length == strlen(text) &&
              memcmp(answer->controlled.out.data, text, strlen(text)) == 0,
          "'%.*s'", (int)answer->controlled.out.length, (const char *)answer->controlled.out.data);
    return true;
}

bool
controls(void)
{
    const struct channel_message *answer;

    NEED(begin("ok"));
    NEED(has_output(control(1, CONTROL_ECHO, "echo", 100), "echo"));
    NEED(has_output(control(1, CONTROL_ECHO, "echo", UINT32_MAX), "echo"));
    answer = control(1, CONTROL_ECHO, "echo", 2);
    CHECK(answer->controlled.result == W_MORE_DATA && answer->controlled.needed == 4 &&
              answer->controlled.out.length == 0,
          "ERROR_MORE_DATA");
    answer = control(1, 4711, "", 10);
    CHECK(answer->controlled.result == W_INVALID_FUNCTION, "unknown code");
    return true;
}

bool
controls_type(void)
{
    static const uint8_t name[] = "D\0r\0i\0v\0e\0r\0";
    const struct channel_message *answer;
    struct channel_message type_control = {
        .header = { .type = CHANNEL_TYPE_CONTROL },
        .type_control = { .type_name = "Driver", .code = CONTROL_ECHO, .out_size = 100 },
    };

    NEED(greet() && load_driver());
    answer = answer_to(ask(&type_control));
    CHECK(answer != NULL && answer->controlled.result == 0 && answer->controlled.out.length == 12 &&
              memcmp(answer->controlled.out.data, name, 12) == 0,
          "the answer");
    type_control.type_control.type_name = "None";
    answer = answer_to(ask(&type_control));
    CHECK(answer != NULL && answer->controlled.result == W_TYPE_NOT_FOUND, "a type that is none");
    NEED(expect_load("Driver NoControl", driver_dll(), LOAD_DONE, 0, ""));
    CHECK(result_of(ask_open(3, "Driver NoControl", "ok")) == 0, "Open");
    answer = control(3, CONTROL_ECHO, "", 0);
    CHECK(answer != NULL && answer->controlled.result == W_INVALID_FUNCTION,
          "NULL ResourceControl");
    return true;
}

bool
uses_registry(void)
{
    NEED(begin("ok"));
    return has_output(control(1, CONTROL_REGISTRY, "", 1000), "");
}

bool
uses_cluster(void)
{
    NEED(begin("ok"));
    return has_output(control(1, CONTROL_CLUSTER, "", 1000), "");
}

bool
asks_concurrently(void)
{
    const struct channel_message *answer;

    NEED(begin("ok"));
    answer = control(1, CONTROL_CONCURRENT, "", 4);
    CHECK(answer != NULL && answer->controlled.result == 0 && answer->controlled.out.length == 4,
          "no answer");
    CHECK(answer->controlled.out.data[0] == 0 && answer->controlled.out.data[1] == 0,
          "%u requests went wrong", answer->controlled.out.data[0]);
    return true;
}

/* A restarted resapid has not what its predecessor read: FACTS makes the host ask again. */
bool
asks_again(void)
{
    struct channel_message facts = { .header = { .type = CHANNEL_FACTS } };
    const struct channel_message *fact;
    uint64_t open;
    uint64_t id;

    NEED(begin("ok"));
    host.mute = true;
    open = ask_open(2, "Driver", "ok");
    CHECK(await_type(CHANNEL_KEY_OPEN) != NULL, "Open asks for no key");
    id = ask(&facts);
    CHECK(answer_to(id) != NULL && answer_to(id)->header.type == CHANNEL_FACTS_END, "FACTS_END");
    for (int tries = 0; count_seen(CHANNEL_KEY_OPEN) < 2 && tries < PATIENCE_MS / 100; tries++) {
        receive(100);
    }
    /* Nor does it ask any more. */
    receive(500);
    CHECK(count_seen(CHANNEL_KEY_OPEN) == 2, "%zu KEY_OPEN", count_seen(CHANNEL_KEY_OPEN));
    host.mute = false;
    id = ask(&facts);
    CHECK(result_of(open) == 0, "Open did not end");
    fact = await_type(CHANNEL_FACT);
    CHECK(fact != NULL && fact->header.id != 0, "FACT");
    return true;
}

bool
uses_own_dlls(void)
{
    const struct channel_message *answer;
    char text[1024] = "";

    NEED(begin("ok"));
    answer = control(1, CONTROL_MODULES, "", 1000);
    CHECK(answer != NULL && answer->controlled.result == 0, "control");
    snprintf(text, sizeof(text), "%.*s", (int)answer->controlled.out.length,
             (const char *)answer->controlled.out.data);
    fprintf(stderr, "# %s\n", text);
    CHECK(strstr(text, "system32") == NULL && strstr(text, "clusapi.dll|") != NULL &&
              strstr(text, "resutils.dll|") != NULL,
          "%s", text);
    CHECK(strstr(text, "stdin is empty|getchar -1") != NULL, "%s", text);
    return true;
}

bool
prints_to_log(void)
{
    char text[8192] = "";
    FILE *file;
    size_t length;

    NEED(begin("ok"));
    CHECK(control(1, CONTROL_PRINT, "", 0) != NULL, "control");
    file = fopen(temporary("stderr"), "r");
    length = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[length] = '\0';
    CHECK(strstr(text, "printed by the DLL-raw") != NULL, "stderr has '%s'", text);
    return true;
}
