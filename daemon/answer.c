/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "answer.h"

#include "error.h"
#include "log.h"

struct answer {
    struct ipc_call *call; /* or NULL, and then done */
    answer_done done;
    void *user;
    GByteArray *records;
    bool more;
    GList *belongings; /* struct belonging, the youngest first */
};

struct belonging {
    void *data;
    GDestroyNotify free;
};

/* Those that no call will take along when resapid ends. */
static GList *inside;

static void
free_belonging(void *data)
{
    struct belonging *belonging = data;

    belonging->free(belonging->data);
    g_free(belonging);
}

static void
answer_free(void *data)
{
    struct answer *answer = data;

    g_list_free_full(answer->belongings, free_belonging);
    g_byte_array_unref(answer->records);
    g_free(answer);
}

static struct answer *
new_answer(void)
{
    struct answer *answer = g_new0(struct answer, 1);

    answer->records = g_byte_array_new();
    return answer;
}

struct answer *
answer_new(struct ipc_call *call)
{
    struct answer *answer = new_answer();

    answer->call = call;
    ipc_attach(call, answer, answer_free);
    return answer;
}

struct answer *
answer_new_inside(answer_done done, void *user)
{
    struct answer *answer = new_answer();

    answer->done = done;
    answer->user = user;
    inside = g_list_prepend(inside, answer);
    return answer;
}

void
answers_end_inside(void)
{
    g_list_free_full(g_steal_pointer(&inside), answer_free);
}

void
answer_attach(struct answer *answer, void *data, GDestroyNotify free)
{
    struct belonging *belonging = g_new0(struct belonging, 1);

    belonging->data = data;
    belonging->free = free;
    answer->belongings = g_list_prepend(answer->belongings, belonging);
}

bool
answer_add(struct answer *answer, const struct client_message *record)
{
    static uint8_t packet[ANSWER_RECORDS_MAX];
    size_t length;

    if (wire_encode(&client_schema, record, packet, sizeof(packet), &length) != WIRE_OK ||
        answer->records->len + length > sizeof(packet)) {
        answer->more = true;
        return false;
    }
    g_byte_array_append(answer->records, packet, (guint)length);
    return true;
}

struct ipc_call *
answer_call(const struct answer *answer)
{
    return answer->call;
}

void
answer_more(struct answer *answer)
{
    answer->more = true;
}

static void
finish_inside(struct answer *answer, const GError *error)
{
    answer_done done = answer->done;
    void *user = answer->user;

    inside = g_list_remove(inside, answer);
    answer_free(answer);
    done(user, error);
}

static void
finish(struct answer *answer, const struct client_reply *fields)
{
    struct client_message reply = { .header.type = CLIENT_REPLY, .reply = *fields };
    GByteArray *bytes = g_byte_array_new();
    uint8_t packet[WIRE_MESSAGE_MAX - ANSWER_RECORDS_MAX];
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
}

static void
send_outcome(struct answer *answer, enum client_outcome outcome, const GError *error,
             enum resource_state state)
{
    struct client_reply reply = {
        .outcome = outcome,
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
answer_send(struct answer *answer, const GError *error, enum resource_state state)
{
    send_outcome(answer, error_outcome(error), error, state);
}

void
answer_send_refusal(struct answer *answer, const GError *error, enum resource_state state)
{
    send_outcome(answer, OUTCOME_REFUSED, error, state);
}

void
answer_send_message(struct answer *answer, enum resource_state state, uint32_t win32_error,
                    const char *message)
{
    struct client_reply reply = {
        .outcome = OUTCOME_OK, .state = state, .win32_error = win32_error, .message = message
    };

    if (answer->call == NULL) {
        finish_inside(answer, NULL);
        return;
    }
    finish(answer, &reply);
}
