/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_DRIVER_H
#define FAKE_HOST_DRIVER_H

/*
 * resapid's end of a fake host, for tests of one host at a time. What does not go as expected is a
 * fatal CUnit failure. The program is the environment's FAKE_HOST, or tests/fakehost/fake-host in
 * the working folder.
 */

#include "channel.h"

#include <stdbool.h>
#include <sys/types.h>

/* For every test's set-up and tear-down. The latter kills a host that is still there. */
void driver_set_up(void);
void driver_tear_down(void);

/* Replaces the script; a Record line is added. */
void driver_script(const char *text);

const char *driver_script_path(void);

/* Starts the host with one argument or NULL. */
void driver_start(const char *argument);

/* Starts it, takes HELLO, sends WELCOME, loads the script as type "Fake". */
void driver_start_loaded(void);

/* The same, and opens the resource 1, "res". */
void driver_start_opened(void);

/* The same, and brings it online. */
void driver_start_online(void);

pid_t driver_pid(void);

/* Gives the message a new id and sends it; returns the id. */
uint64_t driver_send(struct channel_message *message);
void driver_send_bytes(const void *bytes, size_t length);
uint64_t driver_send_load(const char *type_name, const char *dll);
uint64_t driver_send_open(uint32_t resource, const char *name);
uint64_t driver_send_call(uint32_t resource, uint32_t entry_point);
uint64_t driver_send_control(uint32_t resource, const char *in, uint32_t out_size);

/* The same with any code, without input, for 100 bytes of output. */
uint64_t driver_send_code(uint32_t resource, uint32_t code);
uint64_t driver_send_type_code(const char *type_name, uint32_t code);

/* CONTROLLED to this request, as the next message; returns its result. */
uint32_t driver_controlled(uint64_t id);

void driver_send_done(uint64_t id, uint32_t error);

/* Sends the message with the id that it has. */
void driver_send_answer(const struct channel_message *message);

/* Closes resapid's end. */
void driver_hang_up(void);

/* The next packet as it is, -1 if none comes within the time. 0 is the end of the channel. */
ssize_t driver_receive_bytes(uint8_t *bytes, size_t size, int timeout_ms);

/* The next message, which must have this type. It stays valid until the next one. */
const struct channel_message *driver_expect(uint32_t type);

/* RETURNED to this call, as the next message; returns its result. */
uint32_t driver_returned(uint64_t id);

/* Calls and waits for the result. */
uint32_t driver_call(uint32_t resource, uint32_t entry_point);

/* STATUS of resource 1 with this state and checkpoint, as the next message. */
void driver_expect_status(uint32_t state, uint32_t checkpoint);

/* Nothing comes within this time. */
void driver_expect_silence(int milliseconds);

/* Sends FINISH, expects BYE and exit status 0. */
void driver_finish(void);

/* The next FACT, which must be of this resource, with FACTS_END behind it. Its strings are void. */
struct channel_fact driver_fact(uint32_t resource);

/* Waits for the host to end; returns its wait status. */
int driver_wait(void);

/* Whether the host is still running. */
bool driver_is_alive(void);

/* Lines of the record that contain text. */
unsigned int driver_count(const char *text);

/* Waits for a line of the record that contains text. */
void driver_await(const char *text);

/* The record without its times. */
const char *driver_record(void);

/* What the host wrote to stdout or stderr so far. */
size_t driver_output(char *text, size_t size);

/* Milliseconds of a steady clock. */
int64_t driver_now_ms(void);

#endif
