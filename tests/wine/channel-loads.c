/* SPDX-License-Identifier: GPL-2.0-or-later */

/* How a host starts, and what LOAD says about files, DLLs and their Startup. */

#include "channel-tests.h"

#include <stdio.h>
#include <string.h>

bool
starts_fast(void)
{
    uint64_t began_us = now_us();

    CHECK(await_type(CHANNEL_HELLO) != NULL, "no HELLO within %d ms", PATIENCE_MS);
    fprintf(stderr, "# HELLO after %.1f ms\n", (double)(now_us() - began_us) / 1000);
    CHECK(now_us() - began_us < 2000000, "HELLO took %.1f ms",
          (double)(now_us() - began_us) / 1000);
    return true;
}

bool
refuses_other_build(void)
{
    struct channel_message welcome = {
        .header = { .type = CHANNEL_WELCOME },
        .welcome = { .version = CHANNEL_VERSION, .build_id = "another" },
    };

    CHECK(await_type(CHANNEL_HELLO) != NULL, "no HELLO");
    send_message(&welcome);
    CHECK(await_log(0, "build another") != NULL, "no LOG about the builds");
    CHECK(await_end(), "the host goes on");
    return true;
}

bool
expect_load(const char *type_name, const char *dll, uint32_t stage, uint32_t error,
            const char *detail)
{
    const struct channel_message *loaded = load(type_name, dll);

    CHECK(loaded != NULL && loaded->header.type == CHANNEL_LOADED, "%s: no LOADED", dll);
    CHECK(loaded->loaded.stage == stage && loaded->loaded.error == error &&
              strstr(loaded->loaded.detail, detail) != NULL,
          "%s as %s: stage %u error %u %s", dll, type_name, loaded->loaded.stage,
          loaded->loaded.error, loaded->loaded.detail);
    return true;
}

/* driver-dll.dll with two bytes changed, at an offset from its COFF header. */
static const char *
changed_dll(const char *name, size_t offset, uint16_t value)
{
    static uint8_t dll[4 << 20];
    FILE *from = fopen(driver_dll(), "rb");
    FILE *to = fopen(temporary(name), "wb");
    size_t length = fread(dll, 1, sizeof(dll), from);
    size_t header = dll[0x3c] + (size_t)dll[0x3d] * 256 + 4 + offset;

    dll[header] = (uint8_t)value;
    dll[header + 1] = (uint8_t)(value >> 8);
    fwrite(dll, 1, length, to);
    fclose(from);
    fclose(to);
    return temporary(name);
}

bool
tells_files_apart(void)
{
    FILE *text = fopen(temporary("text.dll"), "w");

    fputs("MZ is how this text begins, and no more than that\n", text);
    fclose(text);
    return greet() &&
           expect_load("Driver", temporary("none.dll"), LOAD_FIND, W_FILE_NOT_FOUND, "") &&
           expect_load("Driver", "no-such-name.dll", LOAD_FIND, W_FILE_NOT_FOUND, "") &&
           expect_load("Driver", temporary("text.dll"), LOAD_FORMAT, W_BAD_EXE_FORMAT, "no Win") &&
           expect_load("Driver", changed_dll("other.dll", 0, 0x14c), LOAD_MACHINE, W_BAD_EXE_FORMAT,
                       "i386") &&
           expect_load("Driver", changed_dll("program.dll", 18, 0x22), LOAD_FORMAT,
                       W_BAD_EXE_FORMAT, "program, not a DLL");
}

bool
checks_startup(void)
{
    return greet() &&
           expect_load("Any", "clusapi.dll", LOAD_EXPORT, 127, "neither StartupEx nor Startup") &&
           expect_load("Driver Error", driver_dll(), LOAD_STARTUP, 5080, "") &&
           expect_load("Driver NoTable", driver_dll(), LOAD_TABLE, 13, "no function table") &&
           expect_load("Driver Version", driver_dll(), LOAD_TABLE, 1306, "version") &&
           expect_load("Driver Size", driver_dll(), LOAD_TABLE, 13, "TableSize") &&
           expect_load("Driver NoOnline", driver_dll(), LOAD_TABLE, 13, "Online") &&
           load_driver() && load_driver() && expect_load("Driver", driver_dll(), LOAD_DONE, 0, "");
}

bool
startup_crash_is_told(void)
{
    NEED(greet());
    CHECK(load("Driver Crash", driver_dll()) == NULL, "LOADED after a crash");
    CHECK(await_log(0, "EXCEPTION_ACCESS_VIOLATION (0xC0000005)") != NULL, "no LOG");
    CHECK(await_log(0, "in Startup") != NULL, "the LOG does not name Startup");
    CHECK(await_end(), "the host goes on");
    return true;
}
