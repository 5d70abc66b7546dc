/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "changes.h"

#include "catalog.h"

struct follower {
    void (*then)(void *user);
    void *user;
};

struct change {
    struct changes *changes;
    char *name;        /* or NULL */
    GPtrArray *groups; /* names */
    bool written;
    bool overtaken;
    change_done done;
    void *user;
    GList *followers; /* struct follower */
};

struct changes {
    struct clusdb *db;
    GList *list; /* struct change */
};

struct changes *
changes_new(struct clusdb *db)
{
    struct changes *changes = g_new0(struct changes, 1);

    changes->db = db;
    return changes;
}

static struct change *
find(const struct changes *changes, const char *name)
{
    for (GList *item = changes->list; item != NULL; item = item->next) {
        struct change *change = item->data;

        if (change->name != NULL && catalog_same_name(change->name, name)) {
            return change;
        }
    }
    return NULL;
}

static bool
concerns_group(const struct change *change, const char *group)
{
    for (guint i = 0; i < change->groups->len; i++) {
        if (catalog_same_name(g_ptr_array_index(change->groups, i), group)) {
            return true;
        }
    }
    return false;
}

static void
call_followers(GList *followers)
{
    for (GList *item = followers; item != NULL; item = item->next) {
        const struct follower *follower = item->data;

        follower->then(follower->user);
    }
}

static void
free_change(struct change *change)
{
    g_list_free_full(change->followers, g_free);
    g_ptr_array_unref(change->groups);
    g_free(change->name);
    g_free(change);
}

static void
on_landed(void *user, const GError *error)
{
    struct change *change = user;

    change->changes->list = g_list_remove(change->changes->list, change);
    change->done(change->user, error, change->overtaken);
    call_followers(change->followers);
    free_change(change);
}

struct change *
changes_announce(struct changes *changes, const char *name)
{
    struct change *change = g_new0(struct change, 1);

    change->changes = changes;
    change->name = g_strdup(name);
    change->groups = g_ptr_array_new_with_free_func(g_free);
    changes->list = g_list_prepend(changes->list, change);
    return change;
}

void
changes_concern_group(struct change *change, const char *group)
{
    g_ptr_array_add(change->groups, g_strdup(group));
}

void
changes_commit_announced(struct change *change, struct clusdb_batch *batch, change_done done,
                         void *user)
{
    change->written = true;
    change->done = done;
    change->user = user;
    clusdb_commit(change->changes->db, batch, on_landed, change);
}

void
changes_give_up(struct change *change)
{
    change->changes->list = g_list_remove(change->changes->list, change);
    free_change(change);
}

void
changes_commit(struct changes *changes, const char *name, struct clusdb_batch *batch,
               change_done done, void *user)
{
    changes_commit_announced(changes_announce(changes, name), batch, done, user);
}

void
changes_refresh(struct changes *changes, const char *name, change_done done, void *user)
{
    struct change *change = changes_announce(changes, name);

    change->written = true;
    change->done = done;
    change->user = user;
    clusdb_refresh(changes->db, on_landed, change);
}

bool
changes_pending(const struct changes *changes, const char *name)
{
    return find(changes, name) != NULL;
}

bool
changes_group_pending(const struct changes *changes, const char *group)
{
    for (GList *item = changes->list; item != NULL; item = item->next) {
        if (concerns_group(item->data, group)) {
            return true;
        }
    }
    return false;
}

bool
changes_being_written(const struct changes *changes, const char *name)
{
    const struct change *change = find(changes, name);

    return change != NULL && change->written;
}

void
changes_overtake(struct changes *changes, const char *name)
{
    find(changes, name)->overtaken = true;
}

void
changes_overtake_and_wait(struct changes *changes, const char *name, void (*then)(void *user),
                          void *user)
{
    struct change *change = find(changes, name);
    struct follower *follower = g_new0(struct follower, 1);

    change->overtaken = true;
    follower->then = then;
    follower->user = user;
    change->followers = g_list_append(change->followers, follower);
}

void
changes_free(struct changes *changes)
{
    /* What was announced only is of no more use. */
    while (changes->list != NULL) {
        g_assert(!((struct change *)changes->list->data)->written);
        changes_give_up(changes->list->data);
    }
    g_free(changes);
}
