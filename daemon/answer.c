/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "answer.h"

#include "error.h"
#include "log.h"

/* Left for REPLY itself, whose message can be long. */
#define REPLY_ROOM 16384

struct answer {
    struct ipc_call *call; /* or NULL, and then done */
    answer_done done;
    void *user;
    GByteArray *records;
    bool more;
};

struct answer *
answer_new(struct ipc_call *call)
{
    struct answer *answer = g_new0(struct answer, 1);

    answer->call = call;
    answer->records = g_byte_array_new();
    return answer;
}

struct answer *
answer_new_inside(answer_done done, void *user)
{
    struct answer *answer = answer_new(NULL);

    answer->done = done;
    answer->user = user;
    return answer;
}

bool
answer_add(struct answer *answer, const struct client_message *record)
{
    static uint8_t packet[WIRE_MESSAGE_MAX - REPLY_ROOM];
    size_t length;

    if (wire_encode(&client_schema, record, packet, sizeof(packet), &length) != WIRE_OK ||
        answer->records->len + length > sizeof(packet)) {
        answer->more = true;
        return false;
    }
    g_byte_array_append(answer->records, packet, (guint)length);
    return true;
}

static void
answer_free(struct answer *answer)
{
    g_byte_array_unref(answer->records);
    g_free(answer);
}

static void
finish_inside(struct answer *answer, const GError *error)
{
    answer_done done = answer->done;
    void *user = answer->user;

    answer_free(answer);
    done(user, error);
}

static void
finish(struct answer *answer, const struct client_reply *fields)
{
    struct client_message reply = { .header.type = CLIENT_REPLY, .reply = *fields };
    GByteArray *bytes = g_byte_array_new();
    uint8_t packet[REPLY_ROOM];
    size_t length;

    reply.reply.more = answer->more;
    if (wire_encode(&client_schema, &reply, packet, sizeof(packet), &length) != WIRE_OK) {
        reply.reply.message = "the message is too long to be sent; see resapid's log";
        wire_encode(&client_schema, &reply, packet, sizeof(packet), &length);
    }
    g_byte_array_append(bytes, packet, (guint)length);
    g_byte_array_append(bytes, answer->records->data, answer->records->len);
    ipc_answer(answer->call, bytes);
    g_byte_array_unref(bytes);
    answer_free(answer);
}

void
answer_send(struct answer *answer, const GError *error, enum resource_state state)
{
    struct client_reply reply = {
        .outcome = error_outcome(error),
        .state = state,
        .win32_error = error_win32(error),
        .message = error != NULL ? error->message : "",
    };

    if (answer->call == NULL) {
        finish_inside(answer, error);
        return;
    }
    finish(answer, &reply);
}

void
answer_send_message(struct answer *answer, enum resource_state state, const char *message)
{
    struct client_reply reply = { .outcome = OUTCOME_OK, .state = state, .message = message };

    if (answer->call == NULL) {
        finish_inside(answer, NULL);
        return;
    }
    finish(answer, &reply);
}
