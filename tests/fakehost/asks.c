/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "asks.h"

#include "record.h"
#include "sender.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRINGS_OF_ENTRY 3

#define FIELDS_MAX 8
#define LINE_SIZE  2048
#define ROOM       65536

/* The question on its way, cut into fields. */
struct question {
    char line[LINE_SIZE];
    char cut[LINE_SIZE];
    const char *fields[FIELDS_MAX];
};

static uint32_t
number(const char *text)
{
    return (uint32_t)strtoul(text, NULL, 0);
}

static void
cut(struct question *question)
{
    char *rest = question->cut;

    memcpy(question->cut, question->line, sizeof(question->cut));
    for (size_t i = 0; i < FIELDS_MAX; i++) {
        question->fields[i] = rest != NULL ? strsep(&rest, "|") : "";
    }
}

/* Reads line number `index` of those that are questions; false behind the last. */
static bool
read_question(const struct call *call, int index, struct question *question)
{
    char path[4096];
    FILE *file;
    bool found = false;

    snprintf(path, sizeof(path), "%s.asks", call->dll->path);
    file = fopen(path, "re");
    while (file != NULL && !found && fgets(question->line, sizeof(question->line), file) != NULL) {
        question->line[strcspn(question->line, "\n#")] = 0;
        found = question->line[0] != 0 && index-- == 0;
    }
    if (file != NULL) {
        fclose(file);
    }
    if (found) {
        cut(question);
    }
    return found;
}

static struct wire_bytes
bytes_of(const char *hex)
{
    static uint8_t bytes[LINE_SIZE / 2];
    uint32_t length = 0;

    for (; hex[0] != 0 && hex[1] != 0; hex += 2) {
        char digits[3] = { hex[0], hex[1], 0 };

        bytes[length++] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return (struct wire_bytes){ bytes, length };
}

/* Commas become the ends of strings. */
static struct wire_list
list_of(const char *text)
{
    static char strings[LINE_SIZE];
    struct wire_list list = { strings, 0, 0 };

    if (*text == 0) {
        return list;
    }
    snprintf(strings, sizeof(strings), "%s", text);
    list.length = (uint32_t)strlen(strings) + 1;
    list.count = 1;
    for (char *comma = strchr(strings, ','); comma != NULL; comma = strchr(comma + 1, ',')) {
        *comma = 0;
        list.count++;
    }
    return list;
}

static uint32_t
caller_of(const struct call *call)
{
    return call->resource != NULL ? call->resource->number : CHANNEL_CALLER_TYPE;
}

static void
fill_control(struct channel_message *message, const struct question *question,
             const struct call *call)
{
    const char *const *fields = question->fields;
    bool outside = strcmp(fields[0], "outside") == 0;

    message->header.type = CHANNEL_OBJECT_CONTROL;
    message->object_control = (struct channel_object_control){
        .kind = number(fields[1]),
        .id = fields[2],
        .node = "",
        .code = number(fields[3]),
        .caller = outside ? 0 : caller_of(call),
        .out_size = strcmp(fields[0], "small") == 0 ? 0 : ROOM,
        .in = bytes_of(fields[4]),
    };
}

static void
fill_change(struct channel_message *message, const struct question *question)
{
    const char *const *fields = question->fields;

    message->header.type = CHANNEL_OBJECT_CHANGE;
    message->object_change = (struct channel_object_change){
        .kind = number(fields[1]),
        .id = fields[2],
        .verb = number(fields[3]),
        .flags = number(fields[4]),
        .other = fields[5],
        .text = fields[6],
        .nodes = list_of(fields[7]),
    };
}

static void
fill_creation(struct channel_message *message, const struct question *question)
{
    const char *const *fields = question->fields;

    message->header.type = CHANNEL_OBJECT_CREATE;
    message->object_create = (struct channel_object_create){
        .kind = number(fields[1]),
        .name = fields[2],
        .type = fields[3],
        .group = fields[4],
        .dll = fields[5],
        .flags = number(fields[6]),
    };
}

static void
fill_list(struct channel_message *message, const struct question *question)
{
    const char *const *fields = question->fields;

    message->header.type = CHANNEL_OBJECT_LIST;
    message->object_list = (struct channel_object_list){
        .kind = number(fields[1]),
        .id = fields[2],
        .what = number(fields[3]),
        .index = number(fields[4]),
    };
}

static void
send_question(struct call *call, const struct question *question)
{
    struct channel_message message = { .header = { .id = next_request_id() } };
    const char *word = question->fields[0];

    if (strcmp(word, "find") == 0) {
        message.header.type = CHANNEL_OBJECT_FIND;
        message.object_find.kind = number(question->fields[1]);
        message.object_find.name = question->fields[2];
    } else if (strcmp(word, "list") == 0) {
        fill_list(&message, question);
    } else if (strcmp(word, "expression") == 0) {
        message.header.type = CHANNEL_OBJECT_EXPRESSION;
        message.object_expression.kind = number(question->fields[1]);
        message.object_expression.id = question->fields[2];
    } else if (strcmp(word, "change") == 0) {
        fill_change(&message, question);
    } else if (strcmp(word, "create") == 0) {
        fill_creation(&message, question);
    } else if (strcmp(word, "listen") == 0) {
        message.header.type = CHANNEL_LISTEN;
        message.listen.on = number(question->fields[1]);
    } else {
        fill_control(&message, question, call);
    }
    call->key_id = message.header.id;
    send_message(&message);
}

static bool
send_next(struct call *call)
{
    static struct question question;

    if (!read_question(call, call->key_step, &question)) {
        return false;
    }
    send_question(call, &question);
    return true;
}

bool
ask_work_wanted(const struct call *call)
{
    return call->behaviour.ask.set;
}

bool
ask_work_begin(struct call *call)
{
    call->key_step = 0;
    return ask_work_wanted(call) && send_next(call);
}

static void
describe(const struct channel_message *answer, char *text, size_t size)
{
    size_t length;

    switch (answer->header.type) {
    case CHANNEL_DONE:
        snprintf(text, size, "error=%lu", (unsigned long)answer->done.error);
        return;
    case CHANNEL_OBJECT:
        snprintf(text, size, "error=%lu id=%s", (unsigned long)answer->object.error,
                 answer->object.id);
        return;
    case CHANNEL_OBJECTS:
        snprintf(text, size, "error=%lu more=%lu entries=%lu", (unsigned long)answer->objects.error,
                 (unsigned long)answer->objects.more,
                 (unsigned long)(answer->objects.entries.count / STRINGS_OF_ENTRY));
        return;
    case CHANNEL_NAME:
        snprintf(text, size, "error=%lu text=%s", (unsigned long)answer->name.error,
                 answer->name.name);
        return;
    case CHANNEL_OBJECT_CONTROLLED:
        length = (size_t)snprintf(text, size, "error=%lu needed=%lu out=",
                                  (unsigned long)answer->object_controlled.error,
                                  (unsigned long)answer->object_controlled.needed);
        for (uint32_t i = 0; i < answer->object_controlled.out.length && length + 3 < size; i++) {
            length += (size_t)snprintf(text + length, size - length, "%02x",
                                       (unsigned int)answer->object_controlled.out.data[i]);
        }
        return;
    default:
        snprintf(text, size, "%s", wire_type_name(&channel_schema, answer->header.type));
    }
}

static void
record_entries(const struct dll *dll, const struct wire_list *entries)
{
    const char *strings[STRINGS_OF_ENTRY];
    const char *string = NULL;
    size_t count = 0;

    while ((string = wire_list_next(entries, string)) != NULL) {
        strings[count++ % STRINGS_OF_ENTRY] = string;
        if (count % STRINGS_OF_ENTRY == 0) {
            record_text(dll, "ENTRY %s %s %s", strings[0], strings[1], strings[2]);
        }
    }
}

static void
record_answer(const struct dll *dll, const struct question *question,
              const struct channel_message *answer)
{
    char text[1024];

    if (answer->header.type == CHANNEL_OBJECTS) {
        record_entries(dll, &answer->objects.entries);
    }
    describe(answer, text, sizeof(text));
    record_text(dll, "ASKED %s %s", question->line, text);
    if (answer->header.type == CHANNEL_OBJECT && strcmp(question->fields[0], "find") == 0 &&
        answer->object.error == ERROR_SUCCESS) {
        record_text(dll, "FOUND state=%lu node=%s group=%s name=%s",
                    (unsigned long)answer->object.state, answer->object.node, answer->object.group,
                    answer->object.name);
    }
}

bool
ask_work_answer(struct call *call, const struct channel_message *answer)
{
    static struct question question;

    if (read_question(call, call->key_step, &question)) {
        record_answer(call->dll, &question, answer);
    }
    call->key_step++;
    return send_next(call);
}

void
take_event(const struct channel_message *message)
{
    const struct channel_event *event = &message->event;

    for (const struct dll *dll = dlls; dll != NULL; dll = dll->next) {
        record_text(dll, "EVENT %lu %lu %lu id=%s name=%s parent=%s", (unsigned long)event->kind,
                    (unsigned long)event->change, (unsigned long)event->state, event->id,
                    event->name, event->parent);
    }
}
