/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "key-watch.h"

#include <string.h>

#include "error.h"

#define WATCHES_MAX 64
/* What may wait in all watches of one host. */
#define WAITING_MAX (4 * 1024 * 1024)
/* KEY_CHANGES itself is this much longer than what it carries, or less. */
#define CHANGES_MAX (WIRE_MESSAGE_MAX - 64)

struct watch {
    struct host *host;
    uint32_t number;
    char *folded;     /* the key's path */
    guint depth;      /* the number of names in it */
    GQueue batches;   /* GBytes: messages one behind the other; the first one's begin may be told */
    gsize told;       /* bytes of the first one */
    gsize size;       /* of all */
    bool lost;        /* behind those that wait */
    uint64_t waiting; /* KEY_NEXT's id, or 0 */
};

static GList *watches;

static struct watch *
find(const struct host *host, uint32_t number)
{
    for (GList *item = watches; item != NULL; item = item->next) {
        struct watch *watch = item->data;

        if (watch->host == host && watch->number == number) {
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

static void
free_watch(struct watch *watch)
{
    watches = g_list_remove(watches, watch);
    g_queue_clear_full(&watch->batches, (GDestroyNotify)g_bytes_unref);
    g_free(watch->folded);
    g_free(watch);
}

void
key_watch_forget(const struct host *host)
{
    GList *next = NULL;

    for (GList *item = watches; item != NULL; item = next) {
        struct watch *watch = item->data;

        next = item->next;
        if (watch->host == host) {
            free_watch(watch);
        }
    }
}

static guint
count_watches(const struct host *host)
{
    guint count = 0;

    for (GList *item = watches; item != NULL; item = item->next) {
        count += ((struct watch *)item->data)->host == host ? 1 : 0;
    }
    return count;
}

static gsize
count_waiting(const struct host *host)
{
    gsize size = 0;

    for (GList *item = watches; item != NULL; item = item->next) {
        const struct watch *watch = item->data;

        size += watch->host == host ? watch->size : 0;
    }
    return size;
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

static uint32_t
begin(const struct clusdb *db, struct host *host, const struct channel_key_watch *asked)
{
    struct watch *watch = NULL;
    uint32_t error = clusdb_key(db, asked->path, NULL);

    if (error != WIN32_SUCCESS) {
        return error;
    }
    if (count_watches(host) >= WATCHES_MAX) {
        return WIN32_NOT_ENOUGH_QUOTA;
    }
    watch = g_new0(struct watch, 1);
    watch->host = host;
    watch->number = asked->watch;
    watch->folded = g_utf8_casefold(asked->path, -1);
    watch->depth = count_names(asked->path);
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
        answer_error(watch->host, watch->waiting, WIN32_INVALID_HANDLE);
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

    host_answer(watch->host, &answer, id);
    watch->told += part;
    if (watch->told == length) {
        watch->told = 0;
        watch->size -= length;
        g_bytes_unref(g_queue_pop_head(&watch->batches));
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

/* What one batch has done to one key. */
struct notes {
    GByteArray *messages;
    char *key;  /* whose values are spoken of; NULL behind a KEY_DELETE */
    bool whole; /* every message fits an answer */
};

static void
note(struct notes *notes, const struct channel_message *message)
{
    static uint8_t buffer[CHANGES_MAX];
    size_t length = 0;

    if (wire_encode(&channel_schema, message, buffer, sizeof(buffer), &length) != WIRE_OK) {
        notes->whole = false;
        return;
    }
    g_byte_array_append(notes->messages, buffer, (guint)length);
}

static void
note_key(struct notes *notes, const char *path)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_CREATE, .key_create.path = path };

    note(notes, &message);
    g_free(notes->key);
    notes->key = g_strdup(path);
}

static void
note_deletion(struct notes *notes, const char *path)
{
    struct channel_message message = { .header.type = CHANNEL_KEY_DELETE, .key_delete.path = path };

    note(notes, &message);
    g_clear_pointer(&notes->key, g_free);
}

static void
note_old_value(struct notes *notes, const struct clusdb_change *change)
{
    struct channel_message message = {
        .header.type = CHANNEL_VALUE,
        .value = { .name = change->name,
                   .type = change->old_type,
                   .data = { change->old_data, change->old_length } },
    };

    if (change->replaces) {
        note(notes, &message);
    }
}

static void
note_value(struct notes *notes, const char *path, const struct clusdb_change *change)
{
    struct channel_message message = { .header.type = CHANNEL_VALUE_DELETE };

    if (notes->key == NULL || strcmp(notes->key, path) != 0) {
        note_key(notes, path);
    }
    note_old_value(notes, change);
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
    note(notes, &message);
}

static bool
is_below(const char *folded, const char *above)
{
    size_t length = strlen(above);

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

static void
note_change(struct notes *notes, const struct watch *watch, const struct clusdb_change *change)
{
    g_autofree char *folded = g_utf8_casefold(change->path, -1);
    const char *path = relative(change->path, watch->depth);

    if (!is_below(folded, watch->folded)) {
        if (change->kind == CLUSDB_DELETE_KEY && is_below(watch->folded, folded)) {
            note_deletion(notes, "");
        }
        return;
    }
    switch (change->kind) {
    case CLUSDB_CREATE_KEY:
        note_key(notes, path);
        break;
    case CLUSDB_DELETE_KEY:
        note_deletion(notes, path);
        break;
    case CLUSDB_SET_VALUE:
    case CLUSDB_DELETE_VALUE:
        note_value(notes, path, change);
        break;
    default:
        break;
    }
}

static void
keep(struct watch *watch, GBytes *batch, bool whole)
{
    gsize size = g_bytes_get_size(batch);

    if (watch->lost || !whole || count_waiting(watch->host) + size > WAITING_MAX) {
        watch->lost = true;
        g_bytes_unref(batch);
        return;
    }
    g_queue_push_tail(&watch->batches, batch);
    watch->size += size;
}

static void
wake(struct watch *watch)
{
    uint64_t id = watch->waiting;
    struct channel_message next = { .header = { .type = CHANNEL_KEY_NEXT, .id = id },
                                    .key_next.watch = watch->number };

    if (id != 0) {
        watch->waiting = 0;
        key_watch_serve_next(watch->host, &next);
    }
}

static void
tell(struct watch *watch, const struct clusdb_batch *batch)
{
    struct notes notes = { g_byte_array_new(), g_strdup(""), true };

    for (size_t i = 0; i < clusdb_batch_size(batch); i++) {
        struct clusdb_change change = clusdb_batch_change(batch, i);

        note_change(&notes, watch, &change);
    }
    g_free(notes.key);
    if (notes.messages->len == 0 && notes.whole) {
        g_byte_array_unref(notes.messages);
        return;
    }
    keep(watch, g_byte_array_free_to_bytes(notes.messages), notes.whole);
    wake(watch);
}

void
key_watch_tell(const struct clusdb_batch *batch)
{
    for (GList *item = watches; item != NULL; item = item->next) {
        tell(item->data, batch);
    }
}
