/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mirror.h"

#include "error.h"
#include "log.h"
#include "moment-walk.h"

/* How much one message has, unless a single command is longer: what a host writes in 20 ms or so. */
#define PART_BYTES 32768
/* MIRROR itself is this much longer than what it carries, or less. */
#define COMMAND_MAX (WIRE_MESSAGE_MAX - 64)
/* What may wait. */
#define WAITING_MAX (4 * 1024 * 1024)

struct command {
    uint64_t generation; /* of the batch that it is of */
    GBytes *bytes;
};

/* Those that wait for being told: struct command. */
struct commands {
    GQueue list;
    gsize bytes;
};

struct mirror {
    const struct clusdb *db;
    const struct mirror_events *events;
    void *owner;
    bool runs;
    bool in_flight;
    uint32_t error; /* the last one, which is not logged again */
    bool cut;       /* something was left out, which is not logged again */

    struct moment_walk *walk; /* of what is copied as a whole; NULL unless it is */
    struct commands copy;     /* of the walk */
    bool begun;               /* the copy's first message was sent */
    bool ended;               /* its last message was sent */
    bool copied;              /* this host has written a whole copy */

    struct commands changes; /* behind that moment */
    bool lost;               /* some were forgotten */

    /* Batches, by the generation of the database that each has made. */
    uint64_t landed;      /* the last one, of which changes may still be told */
    uint64_t told;        /* the last one of which all were */
    uint64_t walk_landed; /* the last one when the walk's moment was taken */
    uint64_t sent;        /* up to this one with the message in flight, or before it */
    uint64_t written;     /* up to this one, whole */
};

static void
free_command(void *data)
{
    struct command *command = data;

    g_bytes_unref(command->bytes);
    g_free(command);
}

static void
clear(struct commands *commands)
{
    g_queue_clear_full(&commands->list, free_command);
    commands->bytes = 0;
}

/* What is too long for a message, by its path, is left out. */
static void
push(struct mirror *mirror, struct commands *commands, uint64_t generation,
     const struct channel_message *message)
{
    static uint8_t buffer[COMMAND_MAX];
    struct command *command = NULL;
    size_t length = 0;

    if (wire_encode(&channel_schema, message, buffer, sizeof(buffer), &length) != WIRE_OK) {
        if (!mirror->cut) {
            log_warning("HKLM\\Cluster: keys and values whose paths are too long are not copied "
                        "there");
        }
        mirror->cut = true;
        return;
    }
    command = g_new(struct command, 1);
    command->generation = generation;
    command->bytes = g_bytes_new(buffer, length);
    g_queue_push_tail(&commands->list, command);
    commands->bytes += length;
}

/* As many as one message has. */
static void
pop(struct commands *commands, GByteArray *part)
{
    const struct command *first = g_queue_peek_head(&commands->list);

    while (first != NULL &&
           (part->len == 0 || part->len + g_bytes_get_size(first->bytes) <= PART_BYTES)) {
        gsize length = 0;
        const uint8_t *data = g_bytes_get_data(first->bytes, &length);

        g_byte_array_append(part, data, (guint)length);
        commands->bytes -= length;
        free_command(g_queue_pop_head(&commands->list));
        first = g_queue_peek_head(&commands->list);
    }
}

/* The last batch of which nothing waits any more. */
static uint64_t
last_taken(const struct mirror *mirror)
{
    const struct command *first = g_queue_peek_head((GQueue *)&mirror->changes.list);

    return first != NULL ? first->generation - 1 : mirror->told;
}

static void
send(struct mirror *mirror, const GByteArray *part, uint32_t flags)
{
    struct channel_message message = {
        .header.type = CHANNEL_MIRROR,
        .mirror = { .flags = flags, .commands = { part->data, part->len } },
    };

    mirror->in_flight = true;
    mirror->events->send(mirror->owner, &message);
}

static void
begin_copy(struct mirror *mirror)
{
    clear(&mirror->changes);
    mirror->lost = false;
    mirror->begun = false;
    mirror->ended = false;
    mirror->walk_landed = mirror->landed;
    mirror->walk = moment_walk_new(clusdb_moment_take(mirror->db));
}

/* As much as one message has; false: nothing comes behind it. */
static bool
walk_on(struct mirror *mirror)
{
    struct channel_message command;

    while (mirror->copy.bytes <= PART_BYTES) {
        if (!moment_walk_next(mirror->walk, &command)) {
            return false;
        }
        push(mirror, &mirror->copy, mirror->walk_landed, &command);
    }
    return true;
}

static void
send_copy(struct mirror *mirror)
{
    g_autoptr(GByteArray) part = g_byte_array_new();
    uint32_t flags = mirror->begun ? 0 : MIRROR_BEGINS;
    bool more = walk_on(mirror);

    pop(&mirror->copy, part);
    mirror->begun = true;
    mirror->ended = !more && g_queue_is_empty(&mirror->copy.list);
    send(mirror, part, flags | (mirror->ended ? MIRROR_ENDS : 0));
}

static void
send_changes(struct mirror *mirror)
{
    g_autoptr(GByteArray) part = g_byte_array_new();

    pop(&mirror->changes, part);
    mirror->sent = last_taken(mirror);
    send(mirror, part, 0);
}

static void
go_on(struct mirror *mirror)
{
    if (!mirror->runs || mirror->in_flight) {
        return;
    }
    if (mirror->walk == NULL && mirror->lost) {
        begin_copy(mirror);
    }
    if (mirror->walk != NULL) {
        send_copy(mirror);
    } else if (!g_queue_is_empty(&mirror->changes.list)) {
        send_changes(mirror);
    } else {
        mirror->written = MAX(mirror->written, last_taken(mirror));
        mirror->events->advanced(mirror->owner);
    }
}

/* Life */

struct mirror *
mirror_new(const struct clusdb *db, const struct mirror_events *events, void *owner)
{
    struct mirror *mirror = g_new0(struct mirror, 1);

    mirror->db = db;
    mirror->events = events;
    mirror->owner = owner;
    g_queue_init(&mirror->copy.list);
    g_queue_init(&mirror->changes.list);
    return mirror;
}

void
mirror_free(struct mirror *mirror)
{
    if (mirror != NULL) {
        mirror_end(mirror);
        g_free(mirror);
    }
}

void
mirror_begin(struct mirror *mirror)
{
    mirror_end(mirror);
    mirror->runs = true;
    begin_copy(mirror);
    go_on(mirror);
}

void
mirror_end(struct mirror *mirror)
{
    mirror->runs = false;
    mirror->in_flight = false;
    mirror->copied = false;
    mirror->error = WIN32_SUCCESS;
    mirror->cut = false;
    g_clear_pointer(&mirror->walk, moment_walk_free);
    clear(&mirror->copy);
    clear(&mirror->changes);
}

static void
take_error(struct mirror *mirror, uint32_t error)
{
    if (error != WIN32_SUCCESS && error != mirror->error) {
        log_warning("HKLM\\Cluster: not all of the cluster database can be copied there: %s (%u)",
                    win32_error_name(error), error);
    }
    mirror->error = error;
}

/* A part of a copy shows nothing yet: what was deleted before is gone behind the last. */
void
mirror_answered(struct mirror *mirror, uint32_t error)
{
    take_error(mirror, error);
    mirror->in_flight = false;
    if (mirror->walk == NULL) {
        mirror->written = MAX(mirror->written, mirror->sent);
    } else if (mirror->ended) {
        g_clear_pointer(&mirror->walk, moment_walk_free);
        mirror->written = mirror->walk_landed;
        mirror->copied = true;
    }
    go_on(mirror);
    mirror->events->advanced(mirror->owner);
}

/* Changes */

static bool
to_command(const struct clusdb_change *change, struct channel_message *command)
{
    switch (change->kind) {
    case CLUSDB_CREATE_KEY:
        command->header.type = CHANNEL_KEY_CREATE;
        command->key_create.path = change->path;
        return true;
    case CLUSDB_DELETE_KEY:
        command->header.type = CHANNEL_KEY_DELETE;
        command->key_delete.path = change->path;
        return true;
    case CLUSDB_SET_VALUE:
        command->header.type = CHANNEL_VALUE_SET;
        command->value_set.path = change->path;
        command->value_set.name = change->name;
        command->value_set.type = change->type;
        command->value_set.data = (struct wire_bytes){ change->data, change->length };
        return true;
    case CLUSDB_DELETE_VALUE:
        command->header.type = CHANNEL_VALUE_DELETE;
        command->value_delete.path = change->path;
        command->value_delete.name = change->name;
        return true;
    default:
        return false;
    }
}

static void
add_change(struct mirror *mirror, const struct clusdb_change *change)
{
    struct channel_message command = { .header.id = 0 };

    if (mirror->lost || !change->effective || !to_command(change, &command)) {
        return;
    }
    push(mirror, &mirror->changes, mirror->landed, &command);
    if (mirror->changes.bytes > WAITING_MAX) {
        clear(&mirror->changes);
        mirror->lost = true;
    }
}

void
mirror_landed(struct mirror *mirror, const struct clusdb_batch *batch, size_t index)
{
    const struct clusdb_change change = clusdb_batch_change(batch, index);
    bool last = index + 1 == clusdb_batch_size(batch);

    mirror->landed = clusdb_batch_generation(batch);
    mirror->told = last ? mirror->landed : mirror->told;
    if (!mirror->runs) {
        return;
    }
    if (mirror->landed > mirror->walk_landed) { /* else the moment has it */
        add_change(mirror, &change);
    }
    if (last) {
        go_on(mirror);
    }
}

uint64_t
mirror_mark(const struct mirror *mirror)
{
    return mirror->landed;
}

bool
mirror_shows(const struct mirror *mirror, uint64_t mark)
{
    return mirror->copied && mirror->written >= mark;
}
