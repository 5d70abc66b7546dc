/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "key-watch.h"

#include <string.h>

#include "error.h"

#define WATCHES_MAX 64
/* What may wait in all watches of one host. */
#define WAITING_MAX (4 * 1024 * 1024)
/* KEY_CHANGES itself is this much longer than what it carries, or less. */
#define CHANGES_MAX (WIRE_MESSAGE_MAX - 64)

/* A host that watches. */
struct watcher {
    struct host *host;
    guint watches;
    gsize size; /* of what waits in them, and of what is being noted */
};

/* What the batch that is being told has done to a key. */
struct notes {
    GByteArray *messages;
    char *key; /* whose values are spoken of; NULL behind a KEY_DELETE */
    bool lost; /* it is more than there is room for */
};

struct watch {
    struct watcher *watcher;
    uint32_t number;
    char *folded;   /* the key's path */
    size_t length;  /* its */
    guint depth;    /* the number of names in it */
    uint64_t begun; /* the database's generation then: what is older is not told */
    struct notes notes;
    GQueue batches;   /* GBytes: messages one behind the other; the first one's begin may be told */
    gsize told;       /* bytes of the first one */
    bool lost;        /* behind those that wait */
    uint64_t waiting; /* KEY_NEXT's id, or 0 */
};

static GList *watches;
static GList *watchers;

static struct watch *
find(const struct host *host, uint32_t number)
{
    for (GList *item = watches; item != NULL; item = item->next) {
        struct watch *watch = item->data;

        if (watch->watcher->host == host && watch->number == number) {
            return watch;
        }
    }
    return NULL;
}

static void
answer_done(struct host *host, uint64_t id, uint32_t error)
{
    struct channel_message answer = { .header.type = CHANNEL_DONE, .done.error = error };

    host_answer(host, &answer, id);
}

static void
answer_error(struct host *host, uint64_t id, uint32_t error)
{
    struct channel_message answer = { .header.type = CHANNEL_KEY_CHANGES,
                                      .key_changes.error = error };

    host_answer(host, &answer, id);
}

static struct watcher *
find_watcher(const struct host *host)
{
    for (GList *item = watchers; item != NULL; item = item->next) {
        if (((struct watcher *)item->data)->host == host) {
            return item->data;
        }
    }
    return NULL;
}

static struct watcher *
add_watcher(struct host *host)
{
    struct watcher *watcher = g_new0(struct watcher, 1);

    watcher->host = host;
    watchers = g_list_prepend(watchers, watcher);
    return watcher;
}

static void
drop_notes(struct watch *watch)
{
    watch->watcher->size -= watch->notes.messages->len;
    g_byte_array_set_size(watch->notes.messages, 0);
}

static void
drop_first(struct watch *watch)
{
    GBytes *batch = g_queue_pop_head(&watch->batches);

    watch->told = 0;
    watch->watcher->size -= g_bytes_get_size(batch);
    g_bytes_unref(batch);
}

static void
free_watch(struct watch *watch)
{
    struct watcher *watcher = watch->watcher;

    watches = g_list_remove(watches, watch);
    drop_notes(watch);
    while (!g_queue_is_empty(&watch->batches)) {
        drop_first(watch);
    }
    g_byte_array_unref(watch->notes.messages);
    g_free(watch->notes.key);
    g_free(watch->folded);
    g_free(watch);
    if (--watcher->watches == 0) {
        watchers = g_list_remove(watchers, watcher);
        g_free(watcher);
    }
}

void
key_watch_forget(const struct host *host)
{
    GList *next = NULL;

    for (GList *item = watches; item != NULL; item = next) {
        struct watch *watch = item->data;

        next = item->next;
        if (watch->watcher->host == host) {
            free_watch(watch);
        }
    }
}

static guint
count_names(const char *path)
{
    guint count = path[0] != '\0' ? 1 : 0;

    for (const char *p = path; *p != '\0'; p++) {
        count += *p == '\\' ? 1 : 0;
    }
    return count;
}

static void
begin_notes(struct watch *watch)
{
    watch->notes.lost = false;
    g_free(watch->notes.key);
    watch->notes.key = g_strdup("");
}

static uint32_t
begin(const struct clusdb *db, struct host *host, const struct channel_key_watch *asked)
{
    struct watcher *watcher = find_watcher(host);
    struct watch *watch = NULL;
    uint32_t error = clusdb_key(db, asked->path, NULL);

    if (error != WIN32_SUCCESS) {
        return error;
    }
    if (watcher != NULL && watcher->watches >= WATCHES_MAX) {
        return WIN32_NOT_ENOUGH_QUOTA;
    }
    watch = g_new0(struct watch, 1);
    watch->watcher = watcher != NULL ? watcher : add_watcher(host);
    watch->watcher->watches++;
    watch->number = asked->watch;
    watch->folded = g_utf8_casefold(asked->path, -1);
    watch->length = strlen(watch->folded);
    watch->depth = count_names(asked->path);
    watch->begun = clusdb_generation(db);
    watch->notes.messages = g_byte_array_new();
    begin_notes(watch);
    watches = g_list_append(watches, watch);
    return WIN32_SUCCESS;
}

static uint32_t
end(struct watch *watch)
{
    if (watch == NULL) {
        return WIN32_INVALID_HANDLE;
    }
    if (watch->waiting != 0) {
        answer_error(watch->watcher->host, watch->waiting, WIN32_INVALID_HANDLE);
    }
    free_watch(watch);
    return WIN32_SUCCESS;
}

void
key_watch_serve(const struct clusdb *db, struct host *host, const struct channel_message *question)
{
    const struct channel_key_watch *asked = &question->key_watch;
    struct watch *watch = find(host, asked->watch);
    uint32_t error = WIN32_SUCCESS;

    if (asked->on == 0) {
        error = end(watch);
    } else if (watch == NULL) {
        error = begin(db, host, asked);
    }
    answer_done(host, question->header.id, error);
}

/* As many whole messages as one answer carries. */
static gsize
part_of(const uint8_t *data, gsize length)
{
    static struct channel_message message;
    gsize part = 0;
    size_t consumed = 0;

    if (length <= CHANGES_MAX) {
        return length;
    }
    while (wire_decode_next(&channel_schema, data + part, length - part, &message, &consumed) ==
               WIRE_OK &&
           part + consumed <= CHANGES_MAX) {
        part += consumed;
    }
    return part;
}

static void
answer_first(struct watch *watch, uint64_t id)
{
    gsize length = 0;
    GBytes *batch = g_queue_peek_head(&watch->batches);
    const uint8_t *data = g_bytes_get_data(batch, &length);
    gsize part = part_of(data + watch->told, length - watch->told);
    struct channel_message answer = {
        .header.type = CHANNEL_KEY_CHANGES,
        .key_changes = { .more = watch->told + part < length,
                         .changes = { data + watch->told, (uint32_t)part } },
    };

    host_answer(watch->watcher->host, &answer, id);
    watch->told += part;
    if (watch->told == length) {
        drop_first(watch);
    }
}

void
key_watch_serve_next(struct host *host, const struct channel_message *question)
{
    struct watch *watch = find(host, question->key_next.watch);
    uint64_t id = question->header.id;

    if (watch == NULL) {
        answer_error(host, id, WIN32_INVALID_HANDLE);
    } else if (watch->waiting != 0) {
        answer_error(host, id, WIN32_BUSY);
    } else if (!g_queue_is_empty(&watch->batches)) {
        answer_first(watch, id);
    } else if (watch->lost) {
        watch->lost = false;
        answer_error(host, id, WIN32_INVALID_DATA);
    } else {
        watch->waiting = id;
    }
}

static void
note(struct watch *watch, const struct channel_message *message)
{
    static uint8_t buffer[CHANGES_MAX];
    size_t length = 0;

    /* What a host has missed and does not know yet is followed by nothing. */
    if (watch->lost || watch->notes.lost ||
        wire_encode(&channel_schema, message, buffer, sizeof(buffer), &length) != WIRE_OK ||
        watch->watcher->size + length > WAITING_MAX) {
        watch->notes.lost = true;
        drop_notes(watch);
        return;
    }
    g_byte_array_append(watch->notes.messages, buffer, (guint)length);
    watch->watcher->size += length;
}

static void
note_key(struct watch *watch, const char *path)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_CREATE, .key_create.path = path };

    note(watch, &message);
    g_free(watch->notes.key);
    watch->notes.key = g_strdup(path);
}

static void
note_deletion(struct watch *watch, const char *path)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_DELETE, .key_delete.path = path };

    note(watch, &message);
    g_clear_pointer(&watch->notes.key, g_free);
}

static void
note_old_value(struct watch *watch, const struct clusdb_change *change)
{
    struct channel_message message = {
        .header.type = CHANNEL_VALUE,
        .value = { .name = change->name,
                   .type = change->old_type,
                   .data = { change->old_data, change->old_length } },
    };

    if (change->replaces) {
        note(watch, &message);
    }
}

static void
note_value(struct watch *watch, const char *path, const struct clusdb_change *change)
{
    struct channel_message message = { .header.type = CHANNEL_VALUE_DELETE };

    if (watch->notes.key == NULL || strcmp(watch->notes.key, path) != 0) {
        note_key(watch, path);
    }
    note_old_value(watch, change);
    if (change->kind == CLUSDB_SET_VALUE) {
        message.header.type = CHANNEL_VALUE_SET;
        message.value_set.path = path;
        message.value_set.name = change->name;
        message.value_set.type = change->type;
        message.value_set.data = (struct wire_bytes){ change->data, change->length };
    } else {
        message.value_delete.path = path;
        message.value_delete.name = change->name;
    }
    note(watch, &message);
}

static bool
is_below(const char *folded, const char *above, size_t length)
{
    return length == 0 || (strncmp(folded, above, length) == 0 &&
                           (folded[length] == '\0' || folded[length] == '\\'));
}

/* The path from the watched key on, which is depth names above it. */
static const char *
relative(const char *path, guint depth)
{
    for (; depth > 0 && path != NULL; depth--) {
        const char *separator = strchr(path, '\\');

        path = separator != NULL ? separator + 1 : "";
    }
    return path;
}

/* folded is the change's path. */
static void
note_change(struct watch *watch, const struct clusdb_change *change, const char *folded)
{
    const char *path = NULL;

    if (!is_below(folded, watch->folded, watch->length)) {
        if (change->kind == CLUSDB_DELETE_KEY && is_below(watch->folded, folded, strlen(folded))) {
            note_deletion(watch, "");
        }
        return;
    }
    path = relative(change->path, watch->depth);
    switch (change->kind) {
    case CLUSDB_CREATE_KEY:
        note_key(watch, path);
        break;
    case CLUSDB_DELETE_KEY:
        note_deletion(watch, path);
        break;
    case CLUSDB_SET_VALUE:
    case CLUSDB_DELETE_VALUE:
        note_value(watch, path, change);
        break;
    default:
        break;
    }
}

static void
wake(struct watch *watch)
{
    uint64_t id = watch->waiting;
    struct channel_message next = { .header = { .type = CHANNEL_KEY_NEXT, .id = id },
                                    .key_next.watch = watch->number };

    if (id != 0) {
        watch->waiting = 0;
        key_watch_serve_next(watch->watcher->host, &next);
    }
}

/* Behind the last change of a batch. */
static void
end_notes(struct watch *watch)
{
    struct notes *notes = &watch->notes;
    bool any = notes->lost || notes->messages->len > 0;

    watch->lost = watch->lost || notes->lost;
    if (notes->messages->len > 0) {
        g_queue_push_tail(&watch->batches, g_byte_array_free_to_bytes(notes->messages));
        notes->messages = g_byte_array_new();
    }
    begin_notes(watch);
    if (any) {
        wake(watch);
    }
}

void
key_watch_tell(const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);
    uint64_t generation = clusdb_batch_generation(batch);
    bool last = index + 1 == clusdb_batch_size(batch);
    g_autofree char *folded = watches != NULL ? g_utf8_casefold(change.path, -1) : NULL;

    for (GList *item = watches; item != NULL; item = item->next) {
        struct watch *watch = item->data;

        if (watch->begun < generation) {
            note_change(watch, &change, folded);
            if (last) {
                end_notes(watch);
            }
        }
    }
}
