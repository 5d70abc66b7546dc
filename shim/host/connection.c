/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "connection.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#define LAST_WORDS_WAIT_MS 1000

/* A request of ours that waits for its reply. The packet is kept for connection_ask_again(). */
struct question {
    struct question *next;
    uint64_t id;
    uint32_t expected;
    struct host_answer *answer;
    bool answered;
    CONDITION_VARIABLE changed;
    uint8_t *packet;
    size_t length;
};

static HANDLE channel = INVALID_HANDLE_VALUE;

/* Guards outgoing. SOCK_SEQPACKET keeps messages apart by itself. */
static SRWLOCK write_lock = SRWLOCK_INIT;
static uint8_t outgoing[WIRE_MESSAGE_MAX];

/* One byte more than a message may have: what fills it is too long. */
static uint8_t incoming[WIRE_MESSAGE_MAX + 1];
static struct channel_message received;

/* Told of each EVENT; set by clusapi.dll. */
static connection_heard volatile listener;

static SRWLOCK questions_lock = SRWLOCK_INIT;
static struct question *questions;
static uint64_t last_id;

void
connection_open(HANDLE handle)
{
    channel = handle;
}

static _Noreturn void
leave(UINT exit_code)
{
    TerminateProcess(GetCurrentProcess(), exit_code);
    for (;;) {
        Sleep(INFINITE);
    }
}

static bool
write_packet(const uint8_t *packet, size_t length)
{
    DWORD written = 0;

    return WriteFile(channel, packet, (DWORD)length, &written, NULL) && written == length;
}

void
connection_send(const struct channel_message *message)
{
    size_t length;
    enum wire_result result;

    AcquireSRWLockExclusive(&write_lock);
    result = wire_encode(&channel_schema, message, outgoing, sizeof(outgoing), &length);
    if (result == WIRE_OK && !write_packet(outgoing, length)) {
        leave(EXIT_CHANNEL);
    }
    ReleaseSRWLockExclusive(&write_lock);
    if (result != WIRE_OK) {
        log_and_leave("resapi-host.exe cannot send %s: %s; this is a fault of resapid's own",
                      wire_type_name(&channel_schema, message->header.type),
                      wire_result_text(result));
    }
}

static bool
lock_soon(SRWLOCK *lock)
{
    for (DWORD waited_ms = 0; waited_ms < LAST_WORDS_WAIT_MS; waited_ms++) {
        if (TryAcquireSRWLockExclusive(lock)) {
            return true;
        }
        Sleep(1);
    }
    return false;
}

void
connection_last_words(const struct channel_message *messages, size_t count, UINT exit_code)
{
    /* Without the lock its owner hangs or is dead. It may still be about to write from outgoing,
     * so these words have a buffer of their own. */
    static uint8_t packet[8192];
    size_t length;

    lock_soon(&write_lock);
    for (size_t i = 0; i < count; i++) {
        if (wire_encode(&channel_schema, &messages[i], packet, sizeof(packet), &length) ==
            WIRE_OK) {
            write_packet(packet, length);
        }
    }
    leave(exit_code);
}

static void
encode_question(struct question *question, const struct channel_message *message,
                enum wire_result *result)
{
    /* Without a lock: the message points to a DLL's memory, and where reading that faults, a DLL that
     * catches the exception goes on. */
    question->packet = malloc(WIRE_MESSAGE_MAX);
    *result = question->packet == NULL ? WIRE_OK
                                       : wire_encode(&channel_schema, message, question->packet,
                                                     WIRE_MESSAGE_MAX, &question->length);
}

static void
send_packet(const uint8_t *packet, size_t length)
{
    AcquireSRWLockExclusive(&write_lock);
    if (!write_packet(packet, length)) {
        leave(EXIT_CHANNEL);
    }
    ReleaseSRWLockExclusive(&write_lock);
}

static void
unlink_question(struct question *question)
{
    struct question **link = &questions;

    while (*link != question) {
        link = &(*link)->next;
    }
    *link = question->next;
}

static struct host_answer *
ask_and_wait(struct question *question)
{
    AcquireSRWLockExclusive(&questions_lock);
    question->next = questions;
    questions = question;
    ReleaseSRWLockExclusive(&questions_lock);

    send_packet(question->packet, question->length);

    AcquireSRWLockExclusive(&questions_lock);
    while (!question->answered) {
        SleepConditionVariableSRW(&question->changed, &questions_lock, INFINITE, 0);
    }
    unlink_question(question);
    ReleaseSRWLockExclusive(&questions_lock);
    return question->answer;
}

static uint64_t
next_id(void)
{
    uint64_t id;

    AcquireSRWLockExclusive(&questions_lock);
    id = ++last_id;
    ReleaseSRWLockExclusive(&questions_lock);
    return id;
}

DWORD
connection_ask(struct channel_message *message, uint32_t expected, struct host_answer **answer)
{
    struct question question = { .id = next_id(),
                                 .expected = expected,
                                 .changed = CONDITION_VARIABLE_INIT };
    enum wire_result result;

    *answer = NULL;
    message->header.id = question.id;
    encode_question(&question, message, &result);
    if (result != WIRE_OK) {
        free(question.packet);
        return result == WIRE_BAD_STRING ? ERROR_NO_UNICODE_TRANSLATION
                                         : ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    }
    if (question.packet == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    *answer = ask_and_wait(&question);
    free(question.packet);
    return *answer != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
}

void
connection_forget(struct host_answer *answer)
{
    free(answer);
}

/* id 0: there is nothing to wait for. */
static void
send_listen(void)
{
    const struct channel_message listen = { .header = { .type = CHANNEL_LISTEN },
                                            .listen = { .on = 1 } };

    connection_send(&listen);
}

void
connection_listen(connection_heard heard)
{
    listener = heard;
    send_listen();
}

void
connection_take_event(const struct channel_event *event)
{
    connection_heard heard = listener;

    if (heard != NULL) {
        heard(event);
    }
}

void
connection_ask_again(void)
{
    AcquireSRWLockExclusive(&questions_lock);
    for (struct question *question = questions; question != NULL; question = question->next) {
        if (!question->answered) {
            send_packet(question->packet, question->length);
        }
    }
    ReleaseSRWLockExclusive(&questions_lock);
    if (listener != NULL) {
        send_listen();
        listener(NULL);
    }
}

static struct question *
find_question(uint64_t id)
{
    for (struct question *question = questions; question != NULL; question = question->next) {
        if (question->id == id && !question->answered) {
            return question;
        }
    }
    return NULL;
}

/* The message is decoded again from the copy, so that its strings lie there. */
static struct host_answer *
keep_answer(const uint8_t *packet, size_t length)
{
    struct host_answer *answer = malloc(sizeof(*answer) + length);

    if (answer == NULL) {
        return NULL;
    }
    memcpy(answer->data, packet, length);
    if (wire_decode(&channel_schema, answer->data, length, &answer->message) != WIRE_OK) {
        free(answer);
        return NULL;
    }
    return answer;
}

/* A reply nobody waits for is one to a question that connection_ask_again() repeated. */
static void
take_reply(const struct channel_message *message, size_t length)
{
    struct question *question;
    uint32_t expected = message->header.type;

    AcquireSRWLockExclusive(&questions_lock);
    question = find_question(message->header.id);
    if (question != NULL) {
        expected = question->expected;
    }
    if (question != NULL && expected == message->header.type) {
        question->answer = keep_answer(incoming, length);
        question->answered = true;
        WakeConditionVariable(&question->changed);
    }
    ReleaseSRWLockExclusive(&questions_lock);
    if (expected != message->header.type) {
        log_and_leave("the channel carries %s in reply to a request that %s answers; resapid and "
                      "resapi-host.exe do not fit: install both from one build",
                      wire_type_name(&channel_schema, message->header.type),
                      wire_type_name(&channel_schema, expected));
    }
}

static bool
is_reply(uint32_t type)
{
    return type >= CHANNEL_DONE;
}

static size_t
receive(void)
{
    DWORD length = 0;
    enum wire_result result;

    if (!ReadFile(channel, incoming, sizeof(incoming), &length, NULL) || length == 0) {
        leave(EXIT_CHANNEL);
    }
    result = length > WIRE_MESSAGE_MAX ? WIRE_TOO_LONG
                                       : wire_decode(&channel_schema, incoming, length, &received);
    if (result != WIRE_OK) {
        log_and_leave("the channel carries %lu bytes that are no message: %s; resapid and "
                      "resapi-host.exe do not fit: install both from one build",
                      (unsigned long)length, wire_result_text(result));
    }
    return length;
}

const struct channel_message *
connection_receive(void)
{
    receive();
    return &received;
}

void
connection_run(void (*handle)(const struct channel_message *message))
{
    for (;;) {
        size_t length = receive();

        if (is_reply(received.header.type)) {
            take_reply(&received, length);
        } else {
            handle(&received);
        }
    }
}
