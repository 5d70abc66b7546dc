/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "changes.h"

#include "catalog.h"

struct follower {
    void (*then)(void *user);
    void *user;
};

struct change {
    struct changes *changes;
    char *name; /* or NULL */
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

void
changes_free(struct changes *changes)
{
    g_assert(changes->list == NULL);
    g_free(changes);
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

static void
call_followers(GList *followers)
{
    for (GList *item = followers; item != NULL; item = item->next) {
        const struct follower *follower = item->data;

        follower->then(follower->user);
    }
}

static void
on_landed(void *user, const GError *error)
{
    struct change *change = user;

    change->changes->list = g_list_remove(change->changes->list, change);
    change->done(change->user, error, change->followers != NULL);
    call_followers(change->followers);
    g_list_free_full(change->followers, g_free);
    g_free(change->name);
    g_free(change);
}

void
changes_commit(struct changes *changes, const char *name, struct clusdb_batch *batch,
               change_done done, void *user)
{
    struct change *change = g_new0(struct change, 1);

    change->changes = changes;
    change->name = g_strdup(name);
    change->done = done;
    change->user = user;
    changes->list = g_list_prepend(changes->list, change);
    clusdb_commit(changes->db, batch, on_landed, change);
}

bool
changes_pending(const struct changes *changes, const char *name)
{
    return find(changes, name) != NULL;
}

void
changes_overtake(struct changes *changes, const char *name, void (*then)(void *user), void *user)
{
    struct change *change = find(changes, name);
    struct follower *follower = g_new0(struct follower, 1);

    follower->then = then;
    follower->user = user;
    change->followers = g_list_append(change->followers, follower);
}
