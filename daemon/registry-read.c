/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry-private.h"

#include "error.h"

/* READ_ANSWERS itself is this much longer than what it carries, or less. */
#define ANSWERS_MAX (WIRE_MESSAGE_MAX - 64)

/* A read of which more is to come. */
struct reading {
    struct host *host;
    uint32_t number;
    struct clusdb_moment *moment;
};

static GList *readings; /* one for each host at most */

static struct reading *
find(const struct host *host)
{
    for (GList *item = readings; item != NULL; item = item->next) {
        if (((struct reading *)item->data)->host == host) {
            return item->data;
        }
    }
    return NULL;
}

void
registry_forget_read(const struct host *host)
{
    struct reading *reading = find(host);

    if (reading != NULL) {
        readings = g_list_remove(readings, reading);
        clusdb_moment_free(reading->moment);
        g_free(reading);
    }
}

static struct reading *
begin(const struct clusdb *db, struct host *host, uint32_t number)
{
    struct reading *reading = NULL;

    registry_forget_read(host);
    reading = g_new0(struct reading, 1);
    reading->host = host;
    reading->number = number;
    reading->moment = clusdb_moment_take(db);
    readings = g_list_prepend(readings, reading);
    return reading;
}

static void
answer_key(const struct clusdb_moment *moment, const char *path, struct channel_message *answer)
{
    struct clusdb_facts facts = { 0 };

    answer->header.type = CHANNEL_KEY_FACTS;
    answer->key_facts.error = clusdb_moment_key(moment, path, &facts);
    answer->key_facts.subkeys = facts.subkeys;
    answer->key_facts.longest_subkey = facts.longest_subkey;
    answer->key_facts.values = facts.values;
    answer->key_facts.longest_value_name = facts.longest_value_name;
    answer->key_facts.longest_value = facts.longest_value;
}

static void
answer_value(const struct clusdb_moment *moment, const struct channel_value_get *asked,
             struct channel_message *answer)
{
    struct clusdb_value value = { 0 };

    answer->header.type = CHANNEL_VALUE;
    answer->value.error = clusdb_moment_value(moment, asked->path, asked->name, &value);
    answer->value.name = value.name;
    answer->value.type = value.type;
    answer->value.data = (struct wire_bytes){ value.data, value.length };
}

static void
answer_question(const struct clusdb_moment *moment, const struct channel_message *question,
                struct channel_message *answer)
{
    *answer = (struct channel_message){ .header.type = CHANNEL_DONE };
    switch (question->header.type) {
    case CHANNEL_KEY_OPEN:
        answer->done.error = clusdb_moment_key(moment, question->key_open.path, NULL);
        break;
    case CHANNEL_KEY_QUERY:
        answer_key(moment, question->key_query.path, answer);
        break;
    case CHANNEL_VALUE_GET:
        answer_value(moment, &question->value_get, answer);
        break;
    default:
        answer->done.error = WIN32_INVALID_PARAMETER;
        break;
    }
}

/* A value that no answer can carry beside its name is an error of its own. */
static bool
add_answer(const struct channel_message *answer, uint8_t *buffer, size_t *used)
{
    const struct channel_message refusal = { .header.type = CHANNEL_VALUE,
                                             .value.error = WIN32_BUFFER_OVERFLOW };
    size_t length = 0;

    if (wire_encode(&channel_schema, answer, buffer + *used, ANSWERS_MAX - *used, &length) !=
            WIRE_OK &&
        (*used > 0 ||
         wire_encode(&channel_schema, &refusal, buffer, ANSWERS_MAX, &length) != WIRE_OK)) {
        return false;
    }
    *used += length;
    return true;
}

/* False if they are no messages. */
static bool
answer_questions(const struct clusdb_moment *moment, const struct wire_bytes *questions,
                 struct channel_read_answers *answers, bool *all)
{
    static uint8_t buffer[ANSWERS_MAX];
    static struct channel_message question;
    size_t used = 0;
    size_t consumed = 0;
    size_t done = 0;

    for (; done < questions->length; done += consumed) {
        struct channel_message answer;

        if (wire_decode_next(&channel_schema, questions->data + done, questions->length - done,
                             &question, &consumed) != WIRE_OK) {
            return false;
        }
        answer_question(moment, &question, &answer);
        if (!add_answer(&answer, buffer, &used)) {
            break;
        }
        answers->answered++;
    }
    *all = done >= questions->length;
    answers->answers = (struct wire_bytes){ buffer, (uint32_t)used };
    return true;
}

void
registry_serve_read(struct clusdb *db, struct host *host, const struct channel_message *question)
{
    const struct channel_key_read *asked = &question->key_read;
    struct channel_message answer = { .header.type = CHANNEL_READ_ANSWERS };
    struct reading *reading = asked->index == 0 ? begin(db, host, asked->read) : find(host);
    bool all = false;

    if (reading == NULL || reading->number != asked->read) {
        answer.read_answers.error = WIN32_RETRY;
    } else if (!answer_questions(reading->moment, &asked->questions, &answer.read_answers, &all)) {
        host_kill(host, "asks with what is no message");
        return;
    }
    host_answer(host, &answer, question->header.id);
    if (all && asked->more == 0) {
        registry_forget_read(host);
    }
}
