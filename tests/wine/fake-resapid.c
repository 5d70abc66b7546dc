/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake-resapid.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct host host;
char why[512];
static char folder[] = "/tmp/channel-driver-XXXXXX";

bool
wrong(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(why, sizeof(why), format, arguments);
    va_end(arguments);
    return false;
}

uint64_t
now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

const char *
setting(const char *name, const char *fallback)
{
    const char *value = getenv(name);

    if (value == NULL && fallback == NULL) {
        fprintf(stderr, "channel-driver: %s is not set; see the head of channel-driver.c\n", name);
        exit(2);
    }
    return value != NULL ? value : fallback;
}

const char *
temporary(const char *name)
{
    static char path[256];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

void
make_temporary_folder(void)
{
    if (mkdtemp(folder) == NULL) {
        fprintf(stderr, "channel-driver: %s: %s\n", folder, strerror(errno));
        exit(2);
    }
}

void
remove_temporary_folder(void)
{
    static const char *const names[] = { "stderr",      "text.dll",          "other.dll",
                                         "program.dll", "dllmain-crash.dll", "dllmain-refuses.dll",
                                         "import.dll" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        unlink(temporary(names[i]));
    }
    rmdir(folder);
}

/* The host process: the channel is 0, the log file is 2, and 1 goes nowhere. */
static void
become_host(int channel)
{
    int null = open("/dev/null", O_RDWR);
    int log = open(temporary("stderr"), O_WRONLY | O_CREAT | O_APPEND, 0600);

    dup2(channel, 0);
    dup2(null, 1);
    dup2(log, 2);
    setenv("WINEDEBUG", "-all", 1);
    execlp(setting("RESAPI_WINE", "wine"), "wine", setting("RESAPI_HOST", NULL), (char *)NULL);
    _exit(127);
}

bool
start_host(void)
{
    int ends[2];

    memset(&host, 0, sizeof(host));
    key_store_init(&host.keys);
    object_store_init(&host.objects, &host.keys);
    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0, "socketpair: %s",
          strerror(errno));
    host.pid = fork();
    CHECK(host.pid >= 0, "fork: %s", strerror(errno));
    if (host.pid == 0) {
        become_host(ends[1]);
    }
    close(ends[1]);
    host.channel = ends[0];
    return true;
}

void
end_host(void)
{
    close(host.channel);
    kill(host.pid, SIGKILL);
    waitpid(host.pid, NULL, 0);
    for (size_t i = 0; i < host.n_seen; i++) {
        free(host.seen[i]);
    }
    key_store_free(&host.keys);
}

static void
trace(const char *direction, const struct channel_message *message)
{
    char text[400];

    if (getenv("RESAPI_TRACE") != NULL) {
        wire_describe(&channel_schema, message, text, sizeof(text));
        fprintf(stderr, "# %s %s\n", direction, text);
    }
}

bool
send_bytes(const void *data, size_t length)
{
    CHECK(send(host.channel, data, length, MSG_NOSIGNAL) == (ssize_t)length, "send: %s",
          strerror(errno));
    return true;
}

bool
send_message(const struct channel_message *message)
{
    static uint8_t buffer[WIRE_MESSAGE_MAX];
    size_t length;
    enum wire_result result =
        wire_encode(&channel_schema, message, buffer, sizeof(buffer), &length);

    trace(">", message);
    CHECK(result == WIRE_OK, "encode %s: %s", wire_type_name(&channel_schema, message->header.type),
          wire_result_text(result));
    return send_bytes(buffer, length);
}

/* Receives one message into host.seen, or answers it if it is a request of the host's. */
bool
receive(int timeout_ms)
{
    static uint8_t buffer[WIRE_MESSAGE_MAX + 1];
    struct pollfd poller = { .fd = host.channel, .events = POLLIN };
    struct channel_message reply = { 0 };
    struct packet *packet;
    ssize_t length;
    enum wire_result result;

    if (host.ended || poll(&poller, 1, timeout_ms) <= 0) {
        return false;
    }
    length = recv(host.channel, buffer, sizeof(buffer), 0);
    if (length <= 0) {
        host.ended = true;
        return false;
    }
    packet = calloc(1, sizeof(*packet) + (size_t)length);
    memcpy(packet->data, buffer, (size_t)length);
    result = wire_decode(&channel_schema, packet->data, (size_t)length, &packet->message);
    if (result != WIRE_OK || host.n_seen == N_SEEN) {
        fprintf(stderr, "channel-driver: the host sent something %s\n", wire_result_text(result));
        exit(1);
    }
    trace("<", &packet->message);
    if (!host.mute &&
        (key_store_answer(&host.keys, &packet->message, &reply) ||
         (!host.objects_by_test && object_store_answer(&host.objects, &packet->message, &reply)))) {
        send_message(&reply);
        free(packet);
    } else {
        host.seen[host.n_seen++] = packet;
    }
    return true;
}

typedef bool (*match)(const struct channel_message *message, uint64_t id, const char *text);

static const struct channel_message *
find_seen(size_t *from, match matches, uint64_t id, const char *text)
{
    for (; *from < host.n_seen; (*from)++) {
        if (matches(&host.seen[*from]->message, id, text)) {
            return &host.seen[*from]->message;
        }
    }
    return NULL;
}

/* Waits for a message among those seen since the host's start. */
static const struct channel_message *
await(match matches, uint64_t id, const char *text, int timeout_ms)
{
    uint64_t end_us = now_us() + (uint64_t)timeout_ms * 1000;
    size_t from = 0;

    for (;;) {
        const struct channel_message *found = find_seen(&from, matches, id, text);
        uint64_t time_us = now_us();

        if (found != NULL || time_us >= end_us) {
            return found;
        }
        if (!receive((int)((end_us - time_us) / 1000) + 1) && host.ended) {
            return find_seen(&from, matches, id, text);
        }
    }
}

static bool
is_type(const struct channel_message *message, uint64_t type, const char *text)
{
    (void)text;
    return message->header.type == type;
}

static bool
is_answer(const struct channel_message *message, uint64_t id, const char *text)
{
    (void)text;
    uint32_t kind = message->header.type;

    return message->header.id == id && kind != CHANNEL_FACT && kind != CHANNEL_CONTROL_PENDING &&
           kind != CHANNEL_CONTROL_EXTENDED && kind < CHANNEL_KEY_OPEN;
}

static bool
is_extension(const struct channel_message *message, uint64_t id, const char *text)
{
    (void)text;
    return message->header.type == CHANNEL_CONTROL_EXTENDED && message->header.id == id;
}

static bool
is_pending(const struct channel_message *message, uint64_t id, const char *text)
{
    (void)text;
    return message->header.type == CHANNEL_CONTROL_PENDING && message->header.id == id;
}

static bool
is_status(const struct channel_message *message, uint64_t state, const char *text)
{
    (void)text;
    return message->header.type == CHANNEL_STATUS && message->status.state == state;
}

static bool
is_log(const struct channel_message *message, uint64_t resource, const char *text)
{
    return message->header.type == CHANNEL_LOG && message->log.resource == resource &&
           strstr(message->log.text, text) != NULL;
}

const struct channel_message *
await_type(uint32_t type)
{
    return await(is_type, type, NULL, PATIENCE_MS);
}

const struct channel_message *
take(uint32_t type)
{
    const struct channel_message *found = await_type(type);

    if (found != NULL) {
        host.seen[position(found)]->message.header.type = 0;
    }
    return found;
}

const struct channel_message *
await_pending(uint64_t id)
{
    return await(is_pending, id, NULL, PATIENCE_MS);
}

const struct channel_message *
await_extension(uint64_t id)
{
    return await(is_extension, id, NULL, PATIENCE_MS);
}

size_t
count_seen(uint32_t type)
{
    size_t count = 0;

    for (size_t i = 0; i < host.n_seen; i++) {
        count += host.seen[i]->message.header.type == type;
    }
    return count;
}

const struct channel_message *
await_log(uint32_t resource, const char *text)
{
    return await(is_log, resource, text, PATIENCE_MS);
}

const struct channel_message *
await_status(uint32_t state)
{
    return await(is_status, state, NULL, PATIENCE_MS);
}

size_t
position(const struct channel_message *message)
{
    size_t i = 0;

    while (i < host.n_seen && &host.seen[i]->message != message) {
        i++;
    }
    return i;
}

bool
await_end(void)
{
    uint64_t end_us = now_us() + PATIENCE_MS * 1000;

    while (!host.ended && now_us() < end_us) {
        receive(100);
    }
    return host.ended;
}

/* Sends a request with a fresh id and returns the id. */
uint64_t
ask(struct channel_message *message)
{
    message->header.id = ++host.last_id;
    send_message(message);
    return message->header.id;
}

const struct channel_message *
answer_to(uint64_t id)
{
    return await(is_answer, id, NULL, PATIENCE_MS);
}

bool
greet(void)
{
    const struct channel_message *hello = await_type(CHANNEL_HELLO);
    struct channel_message welcome = { .header = { .type = CHANNEL_WELCOME } };

    CHECK(hello != NULL, "no HELLO within %d ms", PATIENCE_MS);
    CHECK(hello->hello.version == CHANNEL_VERSION, "HELLO of version %u", hello->hello.version);
    welcome.welcome.version = CHANNEL_VERSION;
    welcome.welcome.build_id = hello->hello.build_id;
    return send_message(&welcome);
}

const struct channel_message *
load(const char *type_name, const char *dll)
{
    struct channel_message message = { .header = { .type = CHANNEL_LOAD },
                                       .load = { .type_name = type_name, .dll = dll } };

    return answer_to(ask(&message));
}

const char *
driver_dll(void)
{
    static char path[4096];

    snprintf(path, sizeof(path), "%s/driver-dll.dll", setting("RESAPI_DLLS", NULL));
    return path;
}

const char *
driver_ex(void)
{
    static char path[4096];

    snprintf(path, sizeof(path), "%s/driver-ex.dll", setting("RESAPI_DLLS", NULL));
    return path;
}

bool
load_driver(void)
{
    const struct channel_message *loaded = load("Driver", driver_dll());

    CHECK(loaded != NULL && loaded->header.type == CHANNEL_LOADED, "no LOADED");
    CHECK(loaded->loaded.stage == LOAD_DONE && loaded->loaded.error == 0, "stage %u error %u: %s",
          loaded->loaded.stage, loaded->loaded.error, loaded->loaded.detail);
    CHECK(loaded->loaded.table_version == 0x100, "version %#x", loaded->loaded.table_version);
    return true;
}

uint64_t
ask_open(uint32_t resource, const char *type_name, const char *name)
{
    char key[128];
    struct channel_message message = {
        .header = { .type = CHANNEL_OPEN },
        .open = { .resource = resource, .type_name = type_name, .name = name, .key = key },
    };

    snprintf(key, sizeof(key), "Resources\\%u", resource);
    key_store_add_resource(&host.keys, key, name);
    object_store_add_resource(&host.objects, resource, name);
    return ask(&message);
}

const struct channel_message *
open_resource(uint32_t resource, const char *name)
{
    return answer_to(ask_open(resource, "Driver", name));
}

uint64_t
ask_call(uint32_t resource, uint32_t entry_point)
{
    return ask_call_with(resource, entry_point, 0);
}

uint64_t
ask_call_with(uint32_t resource, uint32_t entry_point, uint32_t flags)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CALL },
        .call = { .resource = resource, .entry_point = entry_point, .flags = flags },
    };

    return ask(&message);
}

/* The result, or UINT32_MAX when none came. */
uint32_t
result_of(uint64_t id)
{
    const struct channel_message *returned = answer_to(id);

    return returned != NULL && returned->header.type == CHANNEL_RETURNED ? returned->returned.result
                                                                         : UINT32_MAX;
}

uint32_t
call(uint32_t resource, uint32_t entry_point)
{
    return result_of(ask_call(resource, entry_point));
}

uint64_t
ask_control(uint32_t resource, uint32_t code, const char *in, uint32_t out_size)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL },
        .control = { .resource = resource,
                     .code = code,
                     .out_size = out_size,
                     .in = { .data = (const uint8_t *)in, .length = (uint32_t)strlen(in) } },
    };

    return ask(&message);
}

const struct channel_message *
control(uint32_t resource, uint32_t code, const char *in, uint32_t out_size)
{
    const struct channel_message *answer = answer_to(ask_control(resource, code, in, out_size));

    return answer != NULL && answer->header.type == CHANNEL_CONTROLLED ? answer : NULL;
}

/* A greeted host with the driver DLL and resource 1 of this name opened. */
bool
begin(const char *name)
{
    const struct channel_message *opened;

    if (!greet() || !load_driver()) {
        return false;
    }
    opened = open_resource(1, name);
    CHECK(opened != NULL && opened->header.type == CHANNEL_RETURNED, "no answer to OPEN");
    CHECK(opened->returned.result == 0, "Open: error %u", opened->returned.result);
    return true;
}

bool
begin_ex(const char *type, const char *name)
{
    const struct channel_message *loaded;

    if (!greet()) {
        return false;
    }
    loaded = load(type, driver_ex());
    CHECK(loaded != NULL && loaded->header.type == CHANNEL_LOADED, "%s: no LOADED", type);
    CHECK(loaded->loaded.stage == LOAD_DONE, "%s: stage %u error %u: %s", type,
          loaded->loaded.stage, loaded->loaded.error, loaded->loaded.detail);
    CHECK(result_of(ask_open(1, type, name)) == 0, "%s: Open", type);
    return true;
}

uint64_t
ask_type_control(const char *type, uint32_t code, const char *in, uint32_t out_size)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_TYPE_CONTROL },
        .type_control = { .type_name = type,
                          .code = code,
                          .out_size = out_size,
                          .in = { .data = (const uint8_t *)in, .length = (uint32_t)strlen(in) } },
    };

    return ask(&message);
}

bool
host_runs(void)
{
    return waitpid(host.pid, NULL, WNOHANG) == 0;
}

void
shutdown_channel(void)
{
    shutdown(host.channel, SHUT_RDWR);
}
