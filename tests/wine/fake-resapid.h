/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_RESAPID_H
#define FAKE_RESAPID_H

/*
 * resapid's end of the channel for channel-driver: one host process at a time, with a key store
 * and an object store that answer its requests. Functions that return false have said why in `why`.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "channel.h"
#include "key-store.h"
#include "object-store.h"

#define PATIENCE_MS 60000
#define N_SEEN      4096

/* Values of Windows' headers. */
#define STATE_ONLINE         2
#define STATE_OFFLINE        3
#define STATE_FAILED         4
#define STATE_ONLINE_PENDING 129
#define W_FILE_NOT_FOUND     2
#define W_INVALID_FUNCTION   1
#define W_MORE_DATA          234
#define W_BAD_EXE_FORMAT     193
#define W_IO_PENDING         997
#define W_OPERATION_ABORTED  995
#define W_INVALID_HANDLE     6
#define W_INVALID_DATA       13
#define W_INVALID_PARAMETER  87
#define W_NOT_FOUND          1168
#define W_REVISION_MISMATCH  1306
#define W_RESNAME_NOT_FOUND  5080
#define W_RESOURCE_NOT_FOUND 5007
#define W_RESOURCE_FAILED    5038
#define W_TYPE_NOT_FOUND     5078
#define W_ALREADY_EXISTS     5010

/* driver-dll.c's control codes. */
enum {
    CONTROL_ECHO = 1,
    CONTROL_LOG,
    CONTROL_CONCURRENT,
    CONTROL_REGISTRY,
    CONTROL_MODULES,
    CONTROL_PRINT,
    CONTROL_CHILD,
    CONTROL_SIGNAL,
    CONTROL_REPORT,
    CONTROL_CLUSTER,
    CONTROL_LATE,
    CONTROL_WATCH,
};

/* driver-ex.h's. */
enum {
    EX_CALLBACK = 0x101,
    EX_ASYNC,
    EX_WHERE,
    EX_SIGNAL,
    EX_NOTE,
};

/* Types of driver-ex.dll with the tables that a DLL of that version has. */
#define EX_V1 "Ex 100 58"
#define EX_V2 "Ex 200 60"
#define EX_V3 "Ex 300 60"
#define EX_V4 "Ex 400 70"

struct packet {
    struct channel_message message;
    uint8_t data[];
};

struct host {
    pid_t pid;
    int channel;
    uint64_t last_id;
    struct key_store keys;
    struct object_store objects;
    bool mute;            /* leave the host's requests unanswered */
    bool objects_by_test; /* leave those about objects to the test */
    struct packet *seen[N_SEEN];
    size_t n_seen;
    bool ended; /* EOF on the channel */
};

extern struct host host;
extern char why[512];

__attribute__((format(printf, 1, 2))) bool wrong(const char *format, ...);

#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            return wrong(__VA_ARGS__);                                                             \
        }                                                                                          \
    } while (0)

/* For a condition that has filled `why` itself. */
#define NEED(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            return false;                                                                          \
        }                                                                                          \
    } while (0)

uint64_t now_us(void);

/* An environment variable; ends the program when it is not set and fallback is NULL. */
const char *setting(const char *name, const char *fallback);

/* A path in a folder of this run's own. */
const char *temporary(const char *name);
void make_temporary_folder(void);
void remove_temporary_folder(void);

bool start_host(void);
void end_host(void);
bool await_end(void);
bool host_runs(void);
void shutdown_channel(void);

/* Reads one message, or answers the host's request, within timeout_ms. False: nothing came. */
bool receive(int timeout_ms);
bool send_message(const struct channel_message *message);
bool send_bytes(const void *data, size_t length);

/* The first message of all that the host sent which is like this; NULL after PATIENCE_MS. They
 * live until end_host(). */
const struct channel_message *await_type(uint32_t type);
const struct channel_message *await_log(uint32_t resource, const char *text);
const struct channel_message *await_status(uint32_t state);
const struct channel_message *answer_to(uint64_t id);
const struct channel_message *await_pending(uint64_t id);
const struct channel_message *await_extension(uint64_t id);

/* The first of this type, which nothing finds a second time; its header.type is 0 then. */
const struct channel_message *take(uint32_t type);

/* How many messages of this type have arrived. */
size_t count_seen(uint32_t type);

/* Where in the order of their arrival a message stands. */
size_t position(const struct channel_message *message);

/* ask...() sends a request and returns its id; the others wait for the answer, NULL or UINT32_MAX
 * when there is none. */
uint64_t ask(struct channel_message *message);
bool greet(void);
const struct channel_message *load(const char *type_name, const char *dll);
const char *driver_dll(void);
const char *driver_ex(void);
bool load_driver(void);
uint64_t ask_open(uint32_t resource, const char *type_name, const char *name);
const struct channel_message *open_resource(uint32_t resource, const char *name);
uint64_t ask_call(uint32_t resource, uint32_t entry_point);
uint64_t ask_call_with(uint32_t resource, uint32_t entry_point, uint32_t flags);
uint32_t result_of(uint64_t id);
uint32_t call(uint32_t resource, uint32_t entry_point);
uint64_t ask_control(uint32_t resource, uint32_t code, const char *in, uint32_t out_size);
const struct channel_message *control(uint32_t resource, uint32_t code, const char *in,
                                      uint32_t out_size);

uint64_t ask_type_control(const char *type, uint32_t code, const char *in, uint32_t out_size);

/* A greeted host with the driver DLL and resource 1 of this name opened. */
bool begin(const char *name);

/* The same with a type of driver-ex.dll. */
bool begin_ex(const char *type, const char *name);

#endif
