/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "checkpoints.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checkpoint-copy.h"
#include "connection.h"
#include "log.h"
#include "resapi.h"
#include "text.h"

/* What changes in so short a time is saved at once. */
#define COALESCE_MS 200

/* A request, and what it is about: a restoring or a watched checkpoint. */
struct checkpoint {
    struct checkpoint *next;
    uint64_t id;
    uint32_t resource;
    char *key;
    char *subtree;
    WCHAR *wide_subtree;
    REGSAM view;

    bool save_first;
    bool save_last;
    HANDLE thread;
    HANDLE stop;
    HANDLE changed;
    HKEY watched; /* the subtree, or NULL while it is not there */
    HKEY above;   /* the nearest key above it that is there */
    struct batch saved;
    DWORD error; /* of the last saving */
};

/* What an END ends. */
struct ending {
    uint64_t id;
    bool save;
    struct checkpoint *checkpoints;
};

static SRWLOCK list_lock = SRWLOCK_INIT;
static struct checkpoint *list; /* the watched ones */

/* One is read or written at a time: nothing is saved that is half restored, and resapid has room for one
 * long batch of a host's (KEY_BATCH_BYTES_MAX). */
static SRWLOCK copy_lock = SRWLOCK_INIT;

static void
answer(uint64_t id, DWORD error)
{
    const struct channel_message done = { .header = { .type = CHANNEL_DONE, .id = id },
                                          .done = { .error = error } };

    connection_send(&done);
}

static void
free_checkpoint(struct checkpoint *checkpoint)
{
    HANDLE handles[] = { checkpoint->thread, checkpoint->stop, checkpoint->changed };

    for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        if (handles[i] != NULL) {
            CloseHandle(handles[i]);
        }
    }
    batch_clear(&checkpoint->saved);
    free(checkpoint->wide_subtree);
    free(checkpoint->subtree);
    free(checkpoint->key);
    free(checkpoint);
}

static REGSAM
view_flags(uint32_t view)
{
    return view == VIEW_64BIT ? KEY_WOW64_64KEY : view == VIEW_32BIT ? KEY_WOW64_32KEY : 0;
}

/* NULL without memory, and without events. */
static struct checkpoint *
new_checkpoint(uint64_t id, uint32_t resource, const char *key, const char *subtree, uint32_t view)
{
    struct checkpoint *checkpoint = calloc(1, sizeof(*checkpoint));

    if (checkpoint == NULL) {
        return NULL;
    }
    checkpoint->id = id;
    checkpoint->resource = resource;
    checkpoint->key = strdup(key);
    checkpoint->subtree = strdup(subtree);
    checkpoint->wide_subtree = text_to_wide(subtree);
    checkpoint->view = view_flags(view);
    checkpoint->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    checkpoint->changed = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (checkpoint->key == NULL || checkpoint->subtree == NULL ||
        checkpoint->wide_subtree == NULL || checkpoint->stop == NULL ||
        checkpoint->changed == NULL) {
        free_checkpoint(checkpoint);
        return NULL;
    }
    return checkpoint;
}

static struct copy_place
place_of(const struct checkpoint *checkpoint)
{
    return (struct copy_place){ checkpoint->key, checkpoint->wide_subtree, checkpoint->view };
}

static void
complain(const struct checkpoint *checkpoint, const char *what, DWORD error, const char *why)
{
    char line[COPY_WHY_MAX + 512];

    snprintf(line, sizeof(line), "the checkpoint of HKLM\\%.*s is not %s: error %lu%s%s",
             TEXT_CUT(checkpoint->subtree, 300), what, (unsigned long)error,
             why[0] != '\0' ? ": " : "", why);
    log_text(checkpoint->resource, LOG_ERROR, line);
}

/* Restoring */

static DWORD WINAPI
restore(void *argument)
{
    struct checkpoint *checkpoint = argument;
    struct copy_place place = place_of(checkpoint);
    char why[COPY_WHY_MAX];
    DWORD error;

    AcquireSRWLockExclusive(&copy_lock);
    error = copy_restore(&place, why);
    ReleaseSRWLockExclusive(&copy_lock);
    if (error != ERROR_SUCCESS) {
        complain(checkpoint, "restored", error, why);
    }
    answer(checkpoint->id, error);
    free_checkpoint(checkpoint);
    return 0;
}

void
checkpoints_restore(const struct channel_message *request)
{
    const struct channel_checkpoint_restore *asked = &request->checkpoint_restore;
    struct checkpoint *checkpoint = new_checkpoint(request->header.id, asked->resource, asked->key,
                                                   asked->subtree, asked->view);
    HANDLE thread = checkpoint != NULL ? CreateThread(NULL, 0, restore, checkpoint, 0, NULL) : NULL;

    if (thread != NULL) {
        CloseHandle(thread);
        return;
    }
    answer(request->header.id, ERROR_NOT_ENOUGH_MEMORY);
    if (checkpoint != NULL) {
        free_checkpoint(checkpoint);
    }
}

/* Watching */

/* The same failure again and again is told once. */
static void
save(struct checkpoint *checkpoint)
{
    struct copy_place place = place_of(checkpoint);
    char why[COPY_WHY_MAX];
    DWORD error;

    AcquireSRWLockExclusive(&copy_lock);
    error = copy_save(&place, &checkpoint->saved, why);
    ReleaseSRWLockExclusive(&copy_lock);
    if (error != ERROR_SUCCESS && error != checkpoint->error) {
        complain(checkpoint, "saved", error, why);
    }
    checkpoint->error = error;
}

/* The nearest key above the subtree that is there; *length is how much of the path it has. */
static HKEY
open_above(const struct checkpoint *checkpoint, size_t *length)
{
    WCHAR *path = _wcsdup(checkpoint->wide_subtree);
    HKEY key = NULL;

    while (path != NULL && key == NULL) {
        WCHAR *end = wcsrchr(path, L'\\');

        *(end != NULL ? end : path) = L'\0';
        *length = wcslen(path);
        if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ | checkpoint->view, &key) !=
            ERROR_SUCCESS) {
            key = NULL;
            if (end == NULL) {
                break;
            }
        }
    }
    free(path);
    return key;
}

static void
close_key(HKEY *key)
{
    if (*key != NULL) {
        RegCloseKey(*key);
        *key = NULL;
    }
}

static void
notify(const struct checkpoint *checkpoint, HKEY key, BOOL below, DWORD what)
{
    LONG error = key != NULL ? RegNotifyChangeKeyValue(key, below, what, checkpoint->changed, TRUE)
                             : ERROR_SUCCESS;

    if (error != ERROR_SUCCESS) {
        log_line(
            LOG_WARNING,
            "changes of HKLM\\%.*s cannot be waited for: error %ld: it is saved behind Offline",
            TEXT_CUT(checkpoint->subtree, 300), error);
    }
}

/* The key above is watched too: its subtree may be deleted and made again. What is closed signals the
 * event. */
static void
arm_once(struct checkpoint *checkpoint, size_t *length)
{
    close_key(&checkpoint->watched);
    close_key(&checkpoint->above);
    ResetEvent(checkpoint->changed);
    checkpoint->above = open_above(checkpoint, length);
    notify(checkpoint, checkpoint->above, FALSE, REG_NOTIFY_CHANGE_NAME);
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, checkpoint->wide_subtree, 0, KEY_READ | checkpoint->view,
                      &checkpoint->watched) != ERROR_SUCCESS) {
        checkpoint->watched = NULL;
    }
    notify(checkpoint, checkpoint->watched, TRUE,
           REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET);
}

/* A key between the two may have come before the one above was watched. */
static void
arm(struct checkpoint *checkpoint)
{
    size_t armed = 0;
    size_t now = 0;

    do {
        HKEY key;

        arm_once(checkpoint, &armed);
        key = open_above(checkpoint, &now);
        close_key(&key);
    } while (now != armed);
}

/* False: it is to end. */
static bool
wait_for_change(const struct checkpoint *checkpoint)
{
    const HANDLE events[] = { checkpoint->stop, checkpoint->changed };

    return WaitForMultipleObjects(2, events, FALSE, INFINITE) != WAIT_OBJECT_0 &&
           WaitForSingleObject(checkpoint->stop, COALESCE_MS) != WAIT_OBJECT_0;
}

/* The notifications of a thread end with it, so it is one that stays. */
static DWORD WINAPI
watch(void *argument)
{
    struct checkpoint *checkpoint = argument;

    arm(checkpoint);
    if (checkpoint->save_first) {
        save(checkpoint);
    }
    answer(checkpoint->id, ERROR_SUCCESS);
    while (wait_for_change(checkpoint)) {
        arm(checkpoint);
        save(checkpoint);
    }
    close_key(&checkpoint->watched);
    close_key(&checkpoint->above);
    if (checkpoint->save_last) {
        save(checkpoint);
    }
    return 0;
}

/* With the lock held. */
static bool
is_watched(uint32_t resource, const char *key)
{
    for (const struct checkpoint *item = list; item != NULL; item = item->next) {
        if (item->resource == resource && strcmp(item->key, key) == 0) {
            return true;
        }
    }
    return false;
}

/* Only the main thread adds, so what is not there now is not there later. */
static bool
begin_watch(struct checkpoint *checkpoint)
{
    checkpoint->thread = CreateThread(NULL, 0, watch, checkpoint, CREATE_SUSPENDED, NULL);
    if (checkpoint->thread == NULL) {
        return false;
    }
    AcquireSRWLockExclusive(&list_lock);
    checkpoint->next = list;
    list = checkpoint;
    ReleaseSRWLockExclusive(&list_lock);
    ResumeThread(checkpoint->thread);
    return true;
}

void
checkpoints_watch(const struct channel_message *request)
{
    const struct channel_checkpoint_watch *asked = &request->checkpoint_watch;
    struct checkpoint *checkpoint;
    bool watched;

    AcquireSRWLockExclusive(&list_lock);
    watched = is_watched(asked->resource, asked->key);
    ReleaseSRWLockExclusive(&list_lock);
    if (watched) {
        answer(request->header.id, ERROR_SUCCESS);
        return;
    }
    checkpoint = new_checkpoint(request->header.id, asked->resource, asked->key, asked->subtree,
                                asked->view);
    if (checkpoint == NULL) {
        answer(request->header.id, ERROR_NOT_ENOUGH_MEMORY);
        return;
    }
    checkpoint->save_first = asked->save != 0;
    if (!begin_watch(checkpoint)) {
        answer(request->header.id, ERROR_NOT_ENOUGH_MEMORY);
        free_checkpoint(checkpoint);
    }
}

/* Ending */

static DWORD WINAPI
end(void *argument)
{
    struct ending *ending = argument;

    for (struct checkpoint *item = ending->checkpoints; item != NULL;) {
        struct checkpoint *next = item->next;

        item->save_last = ending->save;
        SetEvent(item->stop);
        WaitForSingleObject(item->thread, INFINITE);
        free_checkpoint(item);
        item = next;
    }
    answer(ending->id, ERROR_SUCCESS);
    free(ending);
    return 0;
}

/* Out of the list, so that they can be watched again. */
static struct checkpoint *
take(uint32_t resource, const char *key)
{
    struct checkpoint *taken = NULL;
    struct checkpoint **link = &list;

    AcquireSRWLockExclusive(&list_lock);
    while (*link != NULL) {
        struct checkpoint *item = *link;

        if (item->resource == resource && (key[0] == '\0' || strcmp(item->key, key) == 0)) {
            *link = item->next;
            item->next = taken;
            taken = item;
        } else {
            link = &item->next;
        }
    }
    ReleaseSRWLockExclusive(&list_lock);
    return taken;
}

/* Without a thread that could wait for them, their threads go on: a host that is so poor ends soon. */
void
checkpoints_end(const struct channel_message *request)
{
    const struct channel_checkpoint_end *asked = &request->checkpoint_end;
    struct ending *ending = calloc(1, sizeof(*ending));
    HANDLE thread = NULL;

    if (ending != NULL) {
        ending->id = request->header.id;
        ending->save = asked->save != 0;
        ending->checkpoints = take(asked->resource, asked->key);
        thread = CreateThread(NULL, 0, end, ending, 0, NULL);
    }
    if (thread != NULL) {
        CloseHandle(thread);
        return;
    }
    answer(request->header.id, ERROR_NOT_ENOUGH_MEMORY);
    free(ending);
}
