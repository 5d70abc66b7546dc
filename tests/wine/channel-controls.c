/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The functions of clusapi.dll that act: driver-controls.dll calls them, and what resapid gets is told
 * back to it in words. A control is answered with itself; the object "refused" is refused everything,
 * "far" is slow.
 */

#include "channel-tests.h"

#include <stdio.h>
#include <string.h>

#define W_INVALID_STATE  5023
#define W_ALREADY_THERE  5010
#define N_HANDLED        8192
#define USER_FUNCTION(n) (0x07200000u | (n) << 2)

static char sent[1024];
static char answer_text[1024];
static uint64_t handled[N_HANDLED];
static size_t n_handled;

static uint32_t
error_for(const char *id)
{
    if (strcmp(id, "refused") == 0) {
        return W_INVALID_STATE;
    }
    return strcmp(id, "far") == 0 ? W_IO_PENDING : 0;
}

/* "KIND CHANGE STATE ID PARENT NAME", of which - is "". */
static void
send_event(const struct wire_bytes *text)
{
    char words[256] = "";
    char id[128] = "";
    char parent[64] = "";
    char name[64] = "";
    struct channel_message message = { .header = { .type = CHANNEL_EVENT } };
    struct channel_event *event = &message.event;

    snprintf(words, sizeof(words), "%.*s", (int)text->length, (const char *)text->data);
    sscanf(words, "%u %u %u %127s %63s %63s", &event->kind, &event->change, &event->state, id,
           parent, name);
    event->id = strcmp(id, "-") != 0 ? id : "";
    event->parent = strcmp(parent, "-") != 0 ? parent : "";
    event->name = strcmp(name, "-") != 0 ? name : "";
    send_message(&message);
}

static void
answer_control(const struct channel_object_control *asked, struct channel_message *reply)
{
    struct channel_message facts = { .header = { .type = CHANNEL_FACTS } };
    struct channel_object_controlled *controlled = &reply->object_controlled;

    reply->header.type = CHANNEL_OBJECT_CONTROLLED;
    answer_text[0] = '\0';
    if (asked->code == USER_FUNCTION(1)) {
        snprintf(answer_text, sizeof(answer_text), "%s", sent);
    } else if (asked->code == USER_FUNCTION(2)) {
        send_event(&asked->in);
    } else if (asked->code == USER_FUNCTION(3)) {
        ask(&facts);
    } else {
        snprintf(answer_text, sizeof(answer_text), "%u|%s|%s|%#x|%u|%u|%.*s", asked->kind,
                 asked->id, asked->node, asked->code, asked->as_user, asked->caller,
                 (int)asked->in.length, (const char *)asked->in.data);
    }
    controlled->error = error_for(asked->id);
    controlled->needed = (uint32_t)strlen(answer_text);
    if (controlled->error == 0 && controlled->needed > asked->out_size) {
        controlled->error = W_MORE_DATA;
    } else if (controlled->error == 0) {
        controlled->out.data = (const uint8_t *)answer_text;
        controlled->out.length = controlled->needed;
    }
}

static void
answer_change(const struct channel_object_change *asked, struct channel_message *reply)
{
    size_t length =
        (size_t)snprintf(sent, sizeof(sent), "%u|%s|%u|%#x|%s|%s|", asked->kind, asked->id,
                         asked->verb, asked->flags, asked->other, asked->text);

    for (const char *node = wire_list_next(&asked->nodes, NULL); node != NULL;
         node = wire_list_next(&asked->nodes, node)) {
        length += (size_t)snprintf(sent + length, sizeof(sent) - length, "%s,", node);
    }
    reply->header.type = CHANNEL_DONE;
    reply->done.error = error_for(asked->id);
}

static void
answer_create(const struct channel_object_create *asked, struct channel_message *reply)
{
    snprintf(sent, sizeof(sent), "%u|%s|%s|%s|%s|%u|%u|%u", asked->kind, asked->name, asked->type,
             asked->group, asked->dll, asked->flags, asked->looks_alive_ms, asked->is_alive_ms);
    snprintf(answer_text, sizeof(answer_text), "new-%s", asked->name);
    reply->header.type = CHANNEL_OBJECT;
    reply->object.error = strcmp(asked->name, "taken") == 0 ? W_ALREADY_THERE : 0;
    reply->object.id = answer_text;
}

/* r1 depends on r2 and r3, r2 on r3; one comes at a time. */
static void
answer_list(const struct channel_object_list *asked, struct channel_message *reply)
{
    static const char r2[] = "1\0r2\0Two";
    static const char r3[] = "1\0r3\0Three";
    bool of_1 = strcmp(asked->id, "r1") == 0;
    bool of_2 = strcmp(asked->id, "r2") == 0;

    reply->header.type = CHANNEL_OBJECTS;
    if (of_1 && asked->index == 0) {
        reply->objects.entries = (struct wire_list){ r2, sizeof(r2), 3 };
        reply->objects.more = 1;
    } else if ((of_1 && asked->index == 1) || (of_2 && asked->index == 0)) {
        reply->objects.entries = (struct wire_list){ r3, sizeof(r3), 3 };
    }
}

static bool
answer_query(const struct channel_message *asked, struct channel_message *reply)
{
    switch (asked->header.type) {
    case CHANNEL_OBJECT_FIND:
        reply->header.type = CHANNEL_OBJECT;
        reply->object.error =
            strcmp(asked->object_find.name, "refused") == 0 ? W_RESOURCE_NOT_FOUND : 0;
        reply->object.id = asked->object_find.name;
        reply->object.group = strcmp(asked->object_find.name, "far") == 0 ? "g2" : "g1";
        return true;
    case CHANNEL_OBJECT_LIST:
        answer_list(&asked->object_list, reply);
        return true;
    case CHANNEL_OBJECT_EXPRESSION:
        reply->header.type = CHANNEL_NAME;
        reply->name.error =
            strcmp(asked->object_expression.id, "refused") == 0 ? W_RESOURCE_NOT_FOUND : 0;
        reply->name.name = strcmp(asked->object_expression.id, "r1") == 0 ? "[r2]" : "";
        return true;
    default:
        return false;
    }
}

static bool
is_handled(uint64_t id)
{
    for (size_t i = 0; i < n_handled; i++) {
        if (handled[i] == id) {
            return true;
        }
    }
    return false;
}

/* After FACTS the host asks again what it waits for: a question is acted on once. */
static void
answer(const struct channel_message *asked)
{
    struct channel_message reply = { .header = { .id = asked->header.id } };

    if (is_handled(asked->header.id) || n_handled == N_HANDLED) {
        return;
    }
    if (asked->header.type == CHANNEL_OBJECT_CONTROL) {
        handled[n_handled++] = asked->header.id;
        answer_control(&asked->object_control, &reply);
    } else if (asked->header.type == CHANNEL_OBJECT_CHANGE) {
        handled[n_handled++] = asked->header.id;
        answer_change(&asked->object_change, &reply);
    } else if (asked->header.type == CHANNEL_OBJECT_CREATE) {
        handled[n_handled++] = asked->header.id;
        answer_create(&asked->object_create, &reply);
    } else if (!answer_query(asked, &reply)) {
        return;
    }
    send_message(&reply);
}

static const struct channel_message *
find_answer(uint64_t id)
{
    for (size_t i = 0; i < host.n_seen; i++) {
        const struct channel_message *message = &host.seen[i]->message;

        if (message->header.type == CHANNEL_CONTROLLED && message->header.id == id) {
            return message;
        }
    }
    return NULL;
}

/* Answers what the host asks until it answers the control. */
static const struct channel_message *
serve(uint64_t id)
{
    uint64_t end_us = now_us() + UINT64_C(6) * PATIENCE_MS * 1000;
    const struct channel_message *found = NULL;
    size_t from = 0;

    while (found == NULL && !host.ended && now_us() < end_us) {
        receive(100);
        for (; from < host.n_seen; from++) {
            answer(&host.seen[from]->message);
        }
        found = find_answer(id);
    }
    return found;
}

/* The DLL is there, and one resource is open. */
static bool
begins(void)
{
    const struct channel_message *loaded;
    char path[4096];

    host.objects_by_test = true;
    n_handled = 0;
    sent[0] = '\0';
    NEED(greet());
    snprintf(path, sizeof(path), "%s/driver-controls.dll", setting("RESAPI_DLLS", NULL));
    loaded = load("Controls", path);
    CHECK(loaded != NULL && loaded->loaded.stage == LOAD_DONE, "not loaded: %s",
          loaded != NULL ? loaded->loaded.detail : "no answer");
    CHECK(result_of(ask_open(1, "Controls", "one")) == 0, "not opened");
    return true;
}

static bool
passes(uint64_t id)
{
    const struct channel_message *result = serve(id);

    CHECK(result != NULL, "no answer");
    CHECK(result->controlled.result == 0, "error %u", result->controlled.result);
    CHECK(result->controlled.out.length == 0, "%.*s", (int)result->controlled.out.length,
          (const char *)result->controlled.out.data);
    return true;
}

static bool
runs(const char *test)
{
    return begins() && passes(ask_control(1, 1, test, 512));
}

bool
controls_objects(void)
{
    return runs("controls");
}

bool
controls_objects_in_type_control(void)
{
    return begins() && passes(ask_type_control("Controls", 1, "type_control", 512));
}

bool
changes_resources(void)
{
    return runs("resource_changes");
}

bool
changes_groups(void)
{
    return runs("group_changes");
}

bool
changes_nodes(void)
{
    return runs("node_changes");
}

bool
gives_reasons(void)
{
    return runs("reasons");
}

bool
creates_objects(void)
{
    return runs("creation");
}

bool
knows_dependencies(void)
{
    return runs("dependencies");
}

bool
notifies(void)
{
    NEED(runs("notify"));
    CHECK(count_seen(CHANNEL_LISTEN) == 2, "%zu LISTEN", count_seen(CHANNEL_LISTEN));
    return true;
}

bool
notifies_of_objects(void)
{
    return runs("notify_objects");
}

bool
notifies_of_keys(void)
{
    return runs("notify_keys");
}

bool
notifies_of_depths(void)
{
    return runs("notify_depths");
}

bool
notifies_v2(void)
{
    return runs("notify_v2");
}

bool
notify_queue_ends(void)
{
    NEED(runs("notify_limits"));
    CHECK(await_log(0, "notifications are lost") != NULL, "the log does not say so");
    return true;
}

bool
notify_port_is_free_while_it_gives(void)
{
    return runs("notify_guarded");
}

bool
notify_waits(void)
{
    return runs("notify_waiting");
}
