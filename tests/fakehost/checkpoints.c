/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "checkpoints.h"

#include "alloc.h"
#include "record.h"
#include "sender.h"
#include "timers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOK_MS    20
#define ROOM       4096
#define REG_BINARY 3

struct checkpoint {
    struct checkpoint *next;
    const struct resource *resource;
    char *key;
    char *subtree;
    char saved[ROOM]; /* what was saved last */
    bool watched;
};

/* What waits for an answer of resapid's. */
struct work {
    struct work *next;
    struct checkpoint *checkpoint;
    uint64_t id;    /* of our question */
    uint64_t reply; /* the request that is answered then, or 0 */
};

static struct checkpoint *checkpoints;
static struct work *works;

static void
reply_done(uint64_t id, uint32_t error)
{
    struct channel_message done = { .header = { CHANNEL_DONE, id }, .done = { .error = error } };

    if (id != 0) {
        send_message(&done);
    }
}

static void
file_of(const struct checkpoint *checkpoint, char *path, size_t size)
{
    size_t length = (size_t)snprintf(path, size, "%s.", checkpoint->resource->dll->path);

    snprintf(path + length, size - length, "%s", checkpoint->subtree);
    for (char *at = path + length; *at != '\0'; at++) {
        *at = *at == '\\' ? '_' : *at;
    }
}

static bool
read_text(const char *path, char *text)
{
    FILE *file = fopen(path, "re");
    size_t length;

    if (file == NULL) {
        return false;
    }
    length = fread(text, 1, ROOM - 1, file);
    text[length] = '\0';
    fclose(file);
    return true;
}

static bool
read_subtree(const struct checkpoint *checkpoint, char *text)
{
    char path[ROOM];

    file_of(checkpoint, path, sizeof(path));
    return read_text(path, text);
}

static void
write_subtree(const struct checkpoint *checkpoint, const struct wire_bytes *data)
{
    char path[ROOM];
    FILE *file;

    file_of(checkpoint, path, sizeof(path));
    file = fopen(path, "we");
    if (file != NULL) {
        fwrite(data->data, 1, data->length, file);
        fclose(file);
    }
}

static struct checkpoint *
find_or_add(const struct resource *resource, const char *key, const char *subtree)
{
    struct checkpoint *checkpoint = checkpoints;

    while (checkpoint != NULL &&
           (checkpoint->resource != resource || strcmp(checkpoint->key, key) != 0)) {
        checkpoint = checkpoint->next;
    }
    if (checkpoint == NULL) {
        checkpoint = must_alloc(sizeof(*checkpoint));
        *checkpoint = (struct checkpoint){ .next = checkpoints, .resource = resource };
        checkpoint->key = must_copy(key);
        checkpoint->subtree = must_copy(subtree);
        checkpoints = checkpoint;
    }
    return checkpoint;
}

static uint64_t
begin_work(struct checkpoint *checkpoint, uint64_t reply)
{
    struct work *work = must_alloc(sizeof(*work));

    *work = (struct work){ works, checkpoint, next_request_id(), reply };
    works = work;
    return work->id;
}

static size_t
append(const struct channel_message *command, uint8_t *commands, size_t length)
{
    size_t added = 0;

    wire_encode(&channel_schema, command, commands + length, 3 * ROOM - length, &added);
    return length + added;
}

/* Replies at once if there is nothing to save. */
static void
save(struct checkpoint *checkpoint, uint64_t reply)
{
    static uint8_t commands[3 * ROOM];
    char tree[ROOM];
    size_t length = 0;
    struct channel_message create = { .header.type = CHANNEL_KEY_CREATE, .key_create.path = tree };
    struct channel_message set = { .header.type = CHANNEL_VALUE_SET,
                                   .value_set = { .path = tree, .name = "", .type = REG_BINARY } };
    struct channel_message batch = { .header.type = CHANNEL_KEY_BATCH };

    if (!read_subtree(checkpoint, checkpoint->saved)) {
        reply_done(reply, ERROR_SUCCESS);
        return;
    }
    snprintf(tree, sizeof(tree), "%s\\Tree", checkpoint->key);
    set.value_set.data.data = (const uint8_t *)checkpoint->saved;
    set.value_set.data.length = (uint32_t)strlen(checkpoint->saved);
    length = append(&create, commands, length);
    length = append(&set, commands, length);
    batch.header.id = begin_work(checkpoint, reply);
    batch.key_batch.batch = KEY_BATCH_OF_HOST | (uint32_t)batch.header.id;
    batch.key_batch.commands = (struct wire_bytes){ commands, (uint32_t)length };
    send_message(&batch);
}

static void
look(void *data)
{
    struct checkpoint *checkpoint = data;
    char text[ROOM];

    if (!checkpoint->watched) {
        return;
    }
    if (read_subtree(checkpoint, text) && strcmp(text, checkpoint->saved) != 0) {
        save(checkpoint, 0);
    }
    timer_add(LOOK_MS, look, checkpoint, NULL);
}

/* What stands behind the word in the file SCRIPT.checkpoints, read into text; NULL without it. */
static const char *
read_word(const struct resource *resource, const char *word, char *text)
{
    char path[ROOM];

    snprintf(path, sizeof(path), "%s.checkpoints", resource->dll->path);
    if (!read_text(path, text) || strncmp(text, word, strlen(word)) != 0) {
        return NULL;
    }
    return text + strlen(word);
}

/* The resource that a request is about, or NULL: it has been answered. */
static struct resource *
resource_of(const struct channel_message *message, uint32_t number)
{
    struct resource *resource = find_resource(number);

    if (resource == NULL || !resource->opened) {
        violation(resource, "%s for the resource %lu, which is not open",
                  wire_type_name(&channel_schema, message->header.type), (unsigned long)number);
        reply_done(message->header.id, ERROR_RESOURCE_NOT_FOUND);
        return NULL;
    }
    return resource;
}

/* Whether the script lets the restoring fail or hang; then all is said. */
static bool
is_scripted(const struct resource *resource, uint64_t id)
{
    char text[ROOM];
    const char *what = read_word(resource, "restore=", text);

    if (what != NULL && strncmp(what, "hang", 4) != 0) {
        reply_done(id, (uint32_t)strtoul(what, NULL, 10));
    }
    return what != NULL;
}

void
request_checkpoint_restore(const struct channel_message *message)
{
    const struct channel_checkpoint_restore *asked = &message->checkpoint_restore;
    struct resource *resource = resource_of(message, asked->resource);
    struct channel_message question = { .header.type = CHANNEL_VALUE_GET };
    struct checkpoint *checkpoint;
    char tree[ROOM];

    if (resource == NULL) {
        return;
    }
    record_text(resource->dll, "Restore begin - resource=%s subtree=%s view=%lu", resource->name,
                asked->subtree, (unsigned long)asked->view);
    if (resource->online) {
        violation(resource, "a checkpoint is restored while it is online");
    }
    checkpoint = find_or_add(resource, asked->key, asked->subtree);
    if (checkpoint->watched) {
        violation(resource, "a checkpoint is restored while it is watched");
    }
    if (is_scripted(resource, message->header.id)) {
        return;
    }
    snprintf(tree, sizeof(tree), "%s\\Tree", asked->key);
    question.header.id = begin_work(checkpoint, message->header.id);
    question.value_get.path = tree;
    send_message(&question);
}

/* A watch that is asked for. */
struct asked {
    struct checkpoint *checkpoint;
    uint64_t reply;
    bool save;
};

static void
begin_watch(void *data)
{
    const struct asked *asked = data;
    struct checkpoint *checkpoint = asked->checkpoint;
    char text[ROOM];

    if (read_word(checkpoint->resource, "watch=hold", text) != NULL) {
        timer_add(LOOK_MS, begin_watch, data, NULL);
        return;
    }
    checkpoint->watched = true;
    timer_add(LOOK_MS, look, checkpoint, NULL);
    if (asked->save) {
        save(checkpoint, asked->reply);
    } else {
        reply_done(asked->reply, ERROR_SUCCESS);
    }
    free(data);
}

void
request_checkpoint_watch(const struct channel_message *message)
{
    const struct channel_checkpoint_watch *asked = &message->checkpoint_watch;
    struct resource *resource = resource_of(message, asked->resource);
    struct checkpoint *checkpoint;
    struct asked *watch;

    if (resource == NULL) {
        return;
    }
    record_text(resource->dll, "Watch begin - resource=%s subtree=%s view=%lu save=%lu",
                resource->name, asked->subtree, (unsigned long)asked->view,
                (unsigned long)asked->save);
    checkpoint = find_or_add(resource, asked->key, asked->subtree);
    if (checkpoint->watched) {
        reply_done(message->header.id, ERROR_SUCCESS);
        return;
    }
    watch = must_alloc(sizeof(*watch));
    *watch = (struct asked){ checkpoint, message->header.id, asked->save != 0 };
    begin_watch(watch);
}

/* The answer comes with the last that is saved. */
void
request_checkpoint_end(const struct channel_message *message)
{
    const struct channel_checkpoint_end *asked = &message->checkpoint_end;
    struct resource *resource = resource_of(message, asked->resource);
    struct checkpoint *last = NULL;

    if (resource == NULL) {
        return;
    }
    record_text(resource->dll, "End begin - resource=%s all=%d save=%lu", resource->name,
                asked->key[0] == '\0', (unsigned long)asked->save);
    for (struct checkpoint *item = checkpoints; item != NULL; item = item->next) {
        if (item->resource == resource && item->watched &&
            (asked->key[0] == '\0' || strcmp(item->key, asked->key) == 0)) {
            item->watched = false;
            if (last != NULL && asked->save != 0) {
                save(last, 0);
            }
            last = item;
        }
    }
    if (last != NULL && asked->save != 0) {
        save(last, message->header.id);
    } else {
        reply_done(message->header.id, ERROR_SUCCESS);
    }
}

static uint32_t
restore(struct checkpoint *checkpoint, const struct channel_value *value)
{
    if (value->error == ERROR_SUCCESS) {
        write_subtree(checkpoint, &value->data);
        read_subtree(checkpoint, checkpoint->saved);
    }
    return value->error;
}

bool
checkpoint_answer(const struct channel_message *message)
{
    struct work **place = &works;
    struct work *work;
    uint32_t error =
        message->header.type == CHANNEL_BATCH_DONE ? message->batch_done.error : ERROR_SUCCESS;

    while (*place != NULL && (*place)->id != message->header.id) {
        place = &(*place)->next;
    }
    work = *place;
    if (work == NULL) {
        return false;
    }
    *place = work->next;
    if (message->header.type == CHANNEL_VALUE) {
        error = restore(work->checkpoint, &message->value);
    } else {
        record_text(work->checkpoint->resource->dll, "Save end %lu resource=%s",
                    (unsigned long)error, work->checkpoint->resource->name);
    }
    reply_done(work->reply, error);
    free(work);
    return true;
}
