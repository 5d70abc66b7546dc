/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "driver.h"

#include <CUnit/CUnit.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Far more than anything takes, even under valgrind: only a test that fails waits for it. */
#define PATIENCE_MS 20000

static char folder[256];
static char script_path[300];
static char record_path[300];
static pid_t host;
static int channel = -1;
static int output = -1;
static uint64_t last_id;
static struct channel_message received;
static uint8_t packet[WIRE_MESSAGE_MAX + 65536];

int64_t
driver_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
driver_set_up(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(folder, sizeof(folder), "%s/fake-host-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(folder) == NULL) {
        fprintf(stderr, "driver: %s cannot be made: %s\n", folder, strerror(errno));
        exit(EXIT_FAILURE);
    }
    snprintf(script_path, sizeof(script_path), "%s/script", folder);
    snprintf(record_path, sizeof(record_path), "%s/record", folder);
    last_id = 100;
}

static void
close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

void
driver_tear_down(void)
{
    if (host > 0) {
        kill(host, SIGKILL);
        waitpid(host, NULL, 0);
        host = 0;
    }
    close_fd(&channel);
    close_fd(&output);
    unlink(script_path);
    unlink(record_path);
    rmdir(folder);
}

void
driver_script(const char *text)
{
    char path[320];
    FILE *file;

    snprintf(path, sizeof(path), "%s.new", script_path);
    file = fopen(path, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fprintf(file, "# made by the test\nRecord = %s\n%s", record_path, text);
    CU_ASSERT_EQUAL_FATAL(fclose(file), 0);
    CU_ASSERT_EQUAL_FATAL(rename(path, script_path), 0);
}

const char *
driver_script_path(void)
{
    return script_path;
}

static _Noreturn void
become_host(int fd, int out, const char *argument)
{
    const char *program = getenv("FAKE_HOST");

    if (program == NULL) {
        program = "tests/fakehost/fake-host";
    }
    dup2(fd, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execl(program, "fake-host", argument, (char *)NULL);
    fprintf(stderr, "driver: %s does not start: %s; set FAKE_HOST\n", program, strerror(errno));
    _exit(127);
}

void
driver_start(const char *argument)
{
    int ends[2];
    int outputs[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
    CU_ASSERT_EQUAL_FATAL(pipe(outputs), 0);
    fcntl(outputs[0], F_SETFD, FD_CLOEXEC);
    fcntl(outputs[1], F_SETFD, FD_CLOEXEC);
    fcntl(outputs[0], F_SETFL, O_NONBLOCK);
    fflush(stdout);
    host = fork();
    CU_ASSERT_TRUE_FATAL(host >= 0);
    if (host == 0) {
        become_host(ends[1], outputs[1], argument);
    }
    close(ends[1]);
    close(outputs[1]);
    channel = ends[0];
    output = outputs[0];
}

void
driver_start_loaded(void)
{
    struct channel_message message = {
        .header = { CHANNEL_WELCOME, 0 },
        .welcome = { CHANNEL_VERSION, "the test's" },
    };
    uint64_t id;

    driver_start(NULL);
    driver_expect(CHANNEL_HELLO);
    driver_send(&message);
    id = driver_send_load("Fake", script_path);
    CU_ASSERT_EQUAL_FATAL(driver_expect(CHANNEL_LOADED)->header.id, id);
    CU_ASSERT_EQUAL_FATAL(received.loaded.error, 0);
}

void
driver_start_opened(void)
{
    driver_start_loaded();
    CU_ASSERT_EQUAL_FATAL(driver_returned(driver_send_open(1, "res")), 0);
}

void
driver_start_online(void)
{
    driver_start_opened();
    CU_ASSERT_EQUAL_FATAL(driver_call(1, ENTRY_ONLINE), 0);
}

pid_t
driver_pid(void)
{
    return host;
}

void
driver_send_bytes(const void *bytes, size_t length)
{
    CU_ASSERT_EQUAL_FATAL(send(channel, bytes, length, MSG_NOSIGNAL), (ssize_t)length);
}

void
driver_send_answer(const struct channel_message *message)
{
    size_t length = 0;

    CU_ASSERT_EQUAL_FATAL(wire_encode(&channel_schema, message, packet, sizeof(packet), &length),
                          WIRE_OK);
    driver_send_bytes(packet, length);
}

uint64_t
driver_send(struct channel_message *message)
{
    message->header.id = ++last_id;
    driver_send_answer(message);
    return message->header.id;
}

uint64_t
driver_send_load(const char *type_name, const char *dll)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_LOAD },
        .load = { type_name, dll },
    };

    return driver_send(&message);
}

uint64_t
driver_send_open(uint32_t resource, const char *name)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_OPEN },
        .open = { resource, "Fake", name, "Resources\\0", 0 },
    };

    return driver_send(&message);
}

uint64_t
driver_send_call(uint32_t resource, uint32_t entry_point)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CALL },
        .call = { resource, entry_point, 0 },
    };

    return driver_send(&message);
}

uint64_t
driver_send_control(uint32_t resource, const char *in, uint32_t out_size)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL },
        .control = { resource,
                     0x01000081,
                     out_size,
                     0,
                     { (const uint8_t *)in, (uint32_t)strlen(in) } },
    };

    return driver_send(&message);
}

uint64_t
driver_send_code(uint32_t resource, uint32_t code)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_CONTROL },
        .control = { .resource = resource, .code = code, .out_size = 100 },
    };

    return driver_send(&message);
}

uint64_t
driver_send_type_code(const char *type_name, uint32_t code)
{
    struct channel_message message = {
        .header = { .type = CHANNEL_TYPE_CONTROL },
        .type_control = { .type_name = type_name, .code = code, .out_size = 100 },
    };

    return driver_send(&message);
}

void
driver_send_done(uint64_t id, uint32_t error)
{
    struct channel_message message = {
        .header = { CHANNEL_DONE, id },
        .done = { error, 0 },
    };

    driver_send_answer(&message);
}

void
driver_hang_up(void)
{
    close_fd(&channel);
}

ssize_t
driver_receive_bytes(uint8_t *bytes, size_t size, int timeout_ms)
{
    struct pollfd ready = { .fd = channel, .events = POLLIN };

    if (poll(&ready, 1, timeout_ms) <= 0) {
        return -1;
    }
    return recv(channel, bytes, size, 0);
}

const struct channel_message *
driver_expect(uint32_t type)
{
    ssize_t length = driver_receive_bytes(packet, sizeof(packet), PATIENCE_MS);

    CU_ASSERT_TRUE_FATAL(length > 0);
    CU_ASSERT_EQUAL_FATAL(wire_decode(&channel_schema, packet, (size_t)length, &received), WIRE_OK);
    CU_ASSERT_EQUAL_FATAL(received.header.type, type);
    return &received;
}

uint32_t
driver_returned(uint64_t id)
{
    CU_ASSERT_EQUAL_FATAL(driver_expect(CHANNEL_RETURNED)->header.id, id);
    return received.returned.result;
}

uint32_t
driver_controlled(uint64_t id)
{
    CU_ASSERT_EQUAL_FATAL(driver_expect(CHANNEL_CONTROLLED)->header.id, id);
    return received.controlled.result;
}

uint32_t
driver_call(uint32_t resource, uint32_t entry_point)
{
    return driver_returned(driver_send_call(resource, entry_point));
}

void
driver_expect_status(uint32_t state, uint32_t checkpoint)
{
    driver_expect(CHANNEL_STATUS);
    CU_ASSERT_EQUAL(received.header.id, 0);
    CU_ASSERT_EQUAL(received.status.resource, 1);
    CU_ASSERT_EQUAL(received.status.state, state);
    CU_ASSERT_EQUAL(received.status.checkpoint, checkpoint);
}

void
driver_expect_silence(int milliseconds)
{
    CU_ASSERT_EQUAL_FATAL(driver_receive_bytes(packet, sizeof(packet), milliseconds), -1);
}

void
driver_finish(void)
{
    struct channel_message message = { .header = { .type = CHANNEL_FINISH } };
    uint64_t id = driver_send(&message);
    int status;

    CU_ASSERT_EQUAL(driver_expect(CHANNEL_BYE)->header.id, id);
    CU_ASSERT_EQUAL(driver_receive_bytes(packet, sizeof(packet), PATIENCE_MS), 0);
    status = driver_wait();
    CU_ASSERT_TRUE(WIFEXITED(status));
    CU_ASSERT_EQUAL(WEXITSTATUS(status), 0);
}

struct channel_fact
driver_fact(uint32_t resource)
{
    struct channel_message ask = { .header = { .type = CHANNEL_FACTS } };
    uint64_t id = driver_send(&ask);
    struct channel_fact fact = driver_expect(CHANNEL_FACT)->fact;

    CU_ASSERT_EQUAL(received.header.id, id);
    CU_ASSERT_EQUAL(fact.resource, resource);
    CU_ASSERT_EQUAL(driver_expect(CHANNEL_FACTS_END)->header.id, id);
    return fact;
}

int
driver_wait(void)
{
    int64_t until = driver_now_ms() + PATIENCE_MS;
    const struct timespec pause = { 0, 2000000 };
    int status = 0;
    pid_t ended = waitpid(host, &status, WNOHANG);

    while (ended == 0 && driver_now_ms() < until) {
        nanosleep(&pause, NULL);
        ended = waitpid(host, &status, WNOHANG);
    }
    CU_ASSERT_EQUAL_FATAL(ended, host);
    host = 0;
    return status;
}

bool
driver_is_alive(void)
{
    return waitpid(host, NULL, WNOHANG) == 0;
}

static size_t
read_file(int fd, char *text, size_t size)
{
    size_t length = 0;
    ssize_t got = 1;

    while (got > 0 && length + 1 < size) {
        got = read(fd, text + length, size - length - 1);
        length += got > 0 ? (size_t)got : 0;
    }
    text[length] = 0;
    return length;
}

const char *
driver_record(void)
{
    static char raw[65536];
    static char text[65536];
    int fd = open(record_path, O_RDONLY | O_CLOEXEC);
    char *rest = NULL;

    text[0] = 0;
    if (fd < 0) {
        return text;
    }
    read_file(fd, raw, sizeof(raw));
    close(fd);
    for (char *line = strtok_r(raw, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *behind_time = strchr(line, ' ');

        CU_ASSERT_PTR_NOT_NULL_FATAL(behind_time);
        strcat(text, behind_time + 1);
        strcat(text, "\n");
    }
    return text;
}

unsigned int
driver_count(const char *text)
{
    const char *at = driver_record();
    unsigned int count = 0;

    while ((at = strstr(at, text)) != NULL) {
        count++;
        at += strcspn(at, "\n");
    }
    return count;
}

/* Calls return by themselves: only what was begun before a question is in its answer. */
void
driver_await(const char *text)
{
    int64_t until = driver_now_ms() + PATIENCE_MS;
    const struct timespec pause = { 0, 2000000 };

    while (driver_count(text) == 0 && driver_now_ms() < until) {
        nanosleep(&pause, NULL);
    }
    CU_ASSERT_TRUE_FATAL(driver_count(text) > 0);
}

size_t
driver_output(char *text, size_t size)
{
    return read_file(output, text, size);
}
