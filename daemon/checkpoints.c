/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Registry checkpoints (resapi.md 4): subtrees of the registry that are restored before Online, saved
 * at every change while the resource is online, and once more behind Offline or Terminate. When is
 * decided here, the host reads and writes. One command at a time for a resource, beside its entry points.
 *
 * A change that comes before Online has returned is saved too: it may be what Online makes.
 */

#include "checkpoint-list.h"
#include "error.h"
#include "log.h"
#include "resource-private.h"

struct checkpoint_command {
    uint32_t type; /* CHANNEL_CHECKPOINT_... */
    char *key;     /* "" for all of the resource's */
    char *subtree; /* "" for all */
    uint32_t view;
    bool save;
};

static void
free_command(void *data)
{
    struct checkpoint_command *command = data;

    g_free(command->key);
    g_free(command->subtree);
    g_free(command);
}

static void
drop_waiting(struct resource *resource)
{
    g_queue_clear_full(&resource->checkpoints.waiting, free_command);
}

static void
add_command(struct resource *resource, uint32_t type, const char *key, const char *subtree,
            uint32_t view, bool save)
{
    struct checkpoint_command *command = g_new0(struct checkpoint_command, 1);

    command->type = type;
    command->key = g_strdup(key);
    command->subtree = g_strdup(subtree);
    command->view = view;
    command->save = save;
    g_queue_push_tail(&resource->checkpoints.waiting, command);
}

static void
fill_message(const struct checkpoint_command *command, struct channel_message *message)
{
    *message = (struct channel_message){ .header.type = command->type };
    switch (command->type) {
    case CHANNEL_CHECKPOINT_RESTORE:
        message->checkpoint_restore.key = command->key;
        message->checkpoint_restore.subtree = command->subtree;
        message->checkpoint_restore.view = command->view;
        return;
    case CHANNEL_CHECKPOINT_WATCH:
        message->checkpoint_watch.key = command->key;
        message->checkpoint_watch.subtree = command->subtree;
        message->checkpoint_watch.view = command->view;
        message->checkpoint_watch.save = command->save;
        return;
    default:
        message->checkpoint_end.key = command->key;
        message->checkpoint_end.save = command->save;
    }
}

/* For messages; g_free(). */
static char *
describe(const struct checkpoint_command *command)
{
    switch (command->type) {
    case CHANNEL_CHECKPOINT_RESTORE:
        return g_strdup_printf("restoring the checkpoint of HKLM\\%s", command->subtree);
    case CHANNEL_CHECKPOINT_WATCH:
        return g_strdup_printf("watching the checkpoint of HKLM\\%s", command->subtree);
    default:
        return g_strdup("saving its checkpoints");
    }
}

static void on_done(void *user, const struct channel_message *reply);

/* The next command, or what waits for the last one. */
static void
go_on(struct resource *resource)
{
    struct checkpoint_command *command = g_queue_pop_head(&resource->checkpoints.waiting);
    struct channel_message message;
    checkpoints_next next;

    if (command != NULL) {
        resource->checkpoints.running = command;
        fill_message(command, &message);
        tenant_call(resource->tenant, &message, resource_number(resource, COMMON_DEADLOCK_TIMEOUT),
                    on_done, resource);
        return;
    }
    next = g_steal_pointer(&resource->checkpoints.next);
    if (next != NULL) {
        next(resource);
    } else if (resource->checkpoints.stale) {
        resource->checkpoints.stale = false;
        resource_checkpoints_changed(resource);
    }
}

static void
start(struct resource *resource)
{
    if (resource->checkpoints.running == NULL) {
        go_on(resource);
    }
}

/* Online is not called for what is not as it was saved. */
static void
fail_restore(struct resource *resource, const struct checkpoint_command *command, uint32_t result)
{
    g_autofree char *what = describe(command);
    GError *error = NULL;

    drop_waiting(resource);
    g_clear_pointer(&resource->checkpoints.watched, g_hash_table_unref);
    resource->checkpoints.next = NULL;
    resource->last_status = result;
    set_win32_error(&error, result, "resource %s: %s failed", resource->name, what);
    resource_fail(resource, EVENT_RETURNED_ERROR, error);
}

static void
take_result(struct resource *resource, const struct checkpoint_command *command, uint32_t result)
{
    bool restores = command->type == CHANNEL_CHECKPOINT_RESTORE;
    g_autofree char *what = describe(command);

    if (result != WIN32_SUCCESS && restores && resource->state == STATE_ONLINE_CALLED) {
        fail_restore(resource, command, result);
        return;
    }
    if (result != WIN32_SUCCESS) {
        resource_log_limited(resource, LOG_WARNING, "%s failed: %s (%u)", what,
                             win32_error_name(result), result);
    }
    go_on(resource);
}

static void
on_done(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;
    struct checkpoint_command *command = g_steal_pointer(&resource->checkpoints.running);
    g_autofree char *what = describe(command);

    if (reply != NULL) {
        take_result(resource, command, reply->done.error);
    } else {
        drop_waiting(resource);
        resource->checkpoints.next = NULL;
        resource_call_hung(resource, what);
    }
    free_command(command);
}

/* From now on what is added is watched. */
static void
begin_watching(struct resource *resource)
{
    if (resource->checkpoints.watched == NULL) {
        resource->checkpoints.watched =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
}

static void
add_watch(struct resource *resource, const struct checkpoint *checkpoint)
{
    if (g_hash_table_add(resource->checkpoints.watched, g_strdup(checkpoint->key))) {
        add_command(resource, CHANNEL_CHECKPOINT_WATCH, checkpoint->key, checkpoint->subtree,
                    checkpoint->view, !checkpoint->saved);
    }
}

static void
add_watches(struct resource *resource, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        add_watch(resource, g_ptr_array_index(list, i));
    }
}

void
checkpoints_restore(struct resource *resource, checkpoints_next next)
{
    g_autoptr(GPtrArray) list = checkpoint_list(resource->world->db, resource->key);

    for (guint i = 0; i < list->len; i++) {
        const struct checkpoint *checkpoint = g_ptr_array_index(list, i);

        if (checkpoint->saved) {
            add_command(resource, CHANNEL_CHECKPOINT_RESTORE, checkpoint->key, checkpoint->subtree,
                        checkpoint->view, false);
        }
    }
    begin_watching(resource);
    add_watches(resource, list);
    resource->checkpoints.next = next;
    start(resource);
}

void
checkpoints_settle(struct resource *resource, checkpoints_next next)
{
    if (resource->checkpoints.next == NULL) {
        next(resource);
        return;
    }
    drop_waiting(resource);
    resource->checkpoints.next = next;
}

static const struct checkpoint *
find_key(const GPtrArray *list, const char *key)
{
    for (guint i = 0; i < list->len; i++) {
        const struct checkpoint *checkpoint = g_ptr_array_index(list, i);

        if (g_str_equal(checkpoint->key, key)) {
            return checkpoint;
        }
    }
    return NULL;
}

static void
end_deleted(struct resource *resource, const GPtrArray *list)
{
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, resource->checkpoints.watched);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        if (find_key(list, key) == NULL) {
            add_command(resource, CHANNEL_CHECKPOINT_END, key, "", VIEW_OWN, false);
            g_hash_table_iter_remove(&iter);
        }
    }
}

static bool
is_waiting(const struct resource *resource, const char *key)
{
    for (const GList *link = resource->checkpoints.waiting.head; link != NULL; link = link->next) {
        const struct checkpoint_command *command = link->data;

        if (g_str_equal(command->key, key)) {
            return true;
        }
    }
    return false;
}

/* The subtrees as they are now, of a resource that is open and not online. */
static void
save_new(struct resource *resource, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const struct checkpoint *checkpoint = g_ptr_array_index(list, i);

        if (!checkpoint->saved && !is_waiting(resource, checkpoint->key)) {
            add_command(resource, CHANNEL_CHECKPOINT_WATCH, checkpoint->key, checkpoint->subtree,
                        checkpoint->view, true);
            add_command(resource, CHANNEL_CHECKPOINT_END, checkpoint->key, "", VIEW_OWN, false);
        }
    }
}

static void
look(struct resource *resource, bool saves)
{
    g_autoptr(GPtrArray) list = checkpoint_list(resource->world->db, resource->key);

    resource->checkpoints.stale = false;
    if (resource->checkpoints.watched != NULL) {
        end_deleted(resource, list);
        add_watches(resource, list);
    } else if (saves) {
        save_new(resource, list);
    }
}

void
checkpoints_end(struct resource *resource, checkpoints_next next)
{
    g_autoptr(GHashTable) watched = NULL;

    if (resource->checkpoints.stale) {
        look(resource, true);
    }
    watched = g_steal_pointer(&resource->checkpoints.watched);
    if (watched != NULL && g_hash_table_size(watched) > 0) {
        add_command(resource, CHANNEL_CHECKPOINT_END, "", "", VIEW_OWN, true);
    }
    resource->checkpoints.next = next;
    start(resource);
}

/* Open or offline, and nothing is under way that Terminate would have to end. */
static bool
is_at_rest(const struct resource *resource)
{
    uint32_t state = resource->facts.state;

    return (state == FACT_OPENED || state == RESOURCE_OFFLINE) && !adoption_is_busy(resource);
}

/* Whatever it was doing, its host may be watching. What is at rest may be brought online with no Close
 * before it, and is watched anew then. */
void
checkpoints_adopted(struct resource *resource)
{
    g_autoptr(GPtrArray) list = checkpoint_list(resource->world->db, resource->key);

    if (!is_at_rest(resource)) {
        begin_watching(resource);
        add_watches(resource, list);
        if (resource->facts.state != RESOURCE_ONLINE) {
            drop_waiting(resource); /* the end behind Terminate is all that follows */
        }
    } else if (list->len > 0) {
        add_command(resource, CHANNEL_CHECKPOINT_END, "", "", VIEW_OWN, true);
    }
    start(resource);
}

/* What is about to be restored, or to go, is seen to then. While commands wait no more are added: a DLL
 * may change its checkpoints faster than they are saved. */
void
resource_checkpoints_changed(struct resource *resource)
{
    if (!resource->open || resource->checkpoints.next != NULL) {
        return;
    }
    if (resource->checkpoints.running != NULL) {
        resource->checkpoints.stale = true;
        return;
    }
    look(resource, machine_takes_controls(resource->state));
    start(resource);
}

void
checkpoints_forget(struct resource *resource)
{
    drop_waiting(resource);
    g_clear_pointer(&resource->checkpoints.running, free_command);
    g_clear_pointer(&resource->checkpoints.watched, g_hash_table_unref);
    resource->checkpoints.next = NULL;
    resource->checkpoints.stale = false;
}
