/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "objects.h"

#include <string.h>

#include "asks.h"
#include "dependencies.h"
#include "error.h"
#include "log.h"

/* What the other fields and the header of an answer take at most. */
#define ANSWER_ROOM 256

/* A question that waits for the cluster; fields as in the messages. */
struct question {
    struct objects *objects;
    struct ask *ask;
    void (*answer)(const struct question *question, const struct cluster *cluster, uint32_t error);
    enum object_kind kind;
    char *name;
    uint32_t what;
    uint32_t index;
};

struct objects {
    const struct cluster_source *source;
    GList *questions;
};

/* What the documentation of each kind's Open function has for a name that there is none of; of
 * OpenCluster, which says nothing, what connecting to a node that is not there gives. */
static uint32_t
not_found(enum object_kind kind)
{
    switch (kind) {
    case OBJECT_CLUSTER:
        return WIN32_RPC_SERVER_UNAVAILABLE;
    case OBJECT_NODE:
        return WIN32_CLUSTER_NODE_NOT_FOUND;
    case OBJECT_GROUP:
        return WIN32_GROUP_NOT_FOUND;
    case OBJECT_RESOURCE:
        return WIN32_RESOURCE_NOT_FOUND;
    case OBJECT_RESOURCE_TYPE:
        return WIN32_CLUSTER_RESOURCE_TYPE_NOT_FOUND;
    case OBJECT_NETWORK:
        return WIN32_CLUSTER_NETWORK_NOT_FOUND;
    case OBJECT_NETINTERFACE:
        return WIN32_CLUSTER_NETINTERFACE_NOT_FOUND;
    case OBJECT_KEY:
        break;
    }
    return WIN32_INVALID_PARAMETER;
}

/* OBJECT_FIND */

static void
answer_find(const struct question *question, const struct cluster *cluster, uint32_t error)
{
    struct channel_message answer = { .header.type = CHANNEL_OBJECT, .object.error = error };
    struct cluster_object object;

    if (error == WIN32_SUCCESS && !cluster_find(cluster, question->kind, question->name, &object)) {
        answer.object.error = not_found(question->kind);
    } else if (error == WIN32_SUCCESS) {
        answer.object.id = object.id;
        answer.object.name = object.name;
        answer.object.state = object.state;
        answer.object.node = object.node;
        answer.object.group = object.group;
    }
    ask_answer(question->ask, &answer);
}

/* OBJECT_LIST */

struct page {
    GByteArray *strings;
    uint32_t left_out; /* entries that come before the page */
    uint32_t count;    /* strings */
    bool full;
};

static void
add_string(struct page *page, const char *string)
{
    g_byte_array_append(page->strings, (const guint8 *)string, (guint)strlen(string) + 1);
    page->count++;
}

/* An entry that fits no answer is none: the next index would be behind it for ever. */
static void
add_entry(void *user, uint32_t bit, const char *id, const char *name)
{
    struct page *page = user;
    g_autofree char *number = g_strdup_printf("%" G_GUINT32_FORMAT, bit);
    size_t length = strlen(number) + strlen(id) + strlen(name) + 3;

    if (page->full || length > WIRE_MESSAGE_MAX - ANSWER_ROOM) {
        return;
    }
    if (page->left_out > 0) {
        page->left_out--;
        return;
    }
    if (page->strings->len + length > WIRE_MESSAGE_MAX - ANSWER_ROOM) {
        page->full = true;
        return;
    }
    add_string(page, number);
    add_string(page, id);
    add_string(page, name);
}

static void
answer_list(const struct question *question, const struct cluster *cluster, uint32_t error)
{
    struct channel_message answer = { .header.type = CHANNEL_OBJECTS, .objects.error = error };
    struct page page = { .strings = g_byte_array_new(), .left_out = question->index };

    if (error == WIN32_SUCCESS &&
        !cluster_list(cluster, question->kind, question->name, question->what, add_entry, &page)) {
        answer.objects.error = not_found(question->kind);
    }
    answer.objects.more = page.full ? 1 : 0;
    answer.objects.entries = (struct wire_list){ .strings = (const char *)page.strings->data,
                                                 .length = page.strings->len,
                                                 .count = page.count };
    ask_answer(question->ask, &answer);
    g_byte_array_unref(page.strings);
}

/* OBJECT_EXPRESSION */

static char *
name_of(void *user, const char *id)
{
    const struct cluster_resource *resource = cluster_resource(user, id);

    return g_strdup(resource != NULL ? resource->name : id);
}

static char *
expression_of(const struct question *question, const struct cluster *cluster, uint32_t *error)
{
    const struct cluster_resource *resource = cluster_resource(cluster, question->name);
    char *text;

    if (question->kind != OBJECT_RESOURCE) {
        *error = WIN32_INVALID_PARAMETER;
        return NULL;
    }
    if (resource == NULL) {
        *error = WIN32_RESOURCE_NOT_FOUND;
        return NULL;
    }
    text = dependencies_rewrite(resource->dependencies, name_of, (void *)cluster, NULL);
    if (text == NULL || strlen(text) > WIRE_MESSAGE_MAX - ANSWER_ROOM) {
        *error = text == NULL ? WIN32_INVALID_DATA : WIN32_BUFFER_OVERFLOW;
    }
    return text;
}

static void
answer_expression(const struct question *question, const struct cluster *cluster, uint32_t error)
{
    struct channel_message answer = { .header.type = CHANNEL_NAME };
    g_autofree char *text =
        error == WIN32_SUCCESS ? expression_of(question, cluster, &error) : NULL;

    answer.name.error = error;
    answer.name.name = error == WIN32_SUCCESS ? text : "";
    ask_answer(question->ask, &answer);
}

/* Asking */

static void
free_question(struct question *question)
{
    g_free(question->name);
    g_free(question);
}

static void
on_told(void *user, struct cluster *cluster, const GError *error)
{
    struct question *question = user;
    uint32_t code = error_win32(error);

    question->objects->questions = g_list_remove(question->objects->questions, question);
    if (error != NULL) {
        log_debug("the cluster's objects: %s", error->message); /* the source has told it once */
        code = code != WIN32_SUCCESS ? code : WIN32_GEN_FAILURE;
    }
    question->answer(question, cluster, code);
    free_question(question);
}

static void
read_question(struct question *question, const struct channel_message *message)
{
    const struct channel_object_list *list = &message->object_list;

    if (message->header.type == CHANNEL_OBJECT_LIST) {
        question->answer = answer_list;
        question->kind = (enum object_kind)list->kind;
        question->name = g_strdup(list->id);
        question->what = list->what;
        question->index = list->index;
    } else if (message->header.type == CHANNEL_OBJECT_FIND) {
        question->answer = answer_find;
        question->kind = (enum object_kind)message->object_find.kind;
        question->name = g_strdup(message->object_find.name);
    } else {
        question->answer = answer_expression;
        question->kind = (enum object_kind)message->object_expression.kind;
        question->name = g_strdup(message->object_expression.id);
    }
}

bool
objects_serve(struct objects *objects, struct host *host, const struct channel_message *message)
{
    const struct cluster_source *source = objects->source;
    struct question *question;
    struct ask *ask;

    if (message->header.type != CHANNEL_OBJECT_FIND &&
        message->header.type != CHANNEL_OBJECT_LIST &&
        message->header.type != CHANNEL_OBJECT_EXPRESSION) {
        return false;
    }
    ask = ask_new(host, message->header.id);
    if (ask == NULL) {
        return true;
    }
    question = g_new0(struct question, 1);
    question->objects = objects;
    question->ask = ask;
    read_question(question, message);
    objects->questions = g_list_prepend(objects->questions, question);
    source->ask(source->source, on_told, question);
    return true;
}

/* Life */

struct objects *
objects_new(const struct cluster_source *source)
{
    struct objects *objects = g_new0(struct objects, 1);

    objects->source = source;
    return objects;
}

void
objects_free(struct objects *objects)
{
    if (objects == NULL) {
        return;
    }
    for (GList *item = objects->questions; item != NULL; item = item->next) {
        struct question *question = item->data;

        objects->source->cancel(objects->source->source, question);
        question->answer(question, NULL, WIN32_GEN_FAILURE);
        free_question(question);
    }
    g_list_free(objects->questions);
    g_free(objects);
}
