/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * PersistentState: what is wanted of a resource or group, kept even if it is not reached (resapi.md
 * 2.14). Written when it changes; however often that is, one write of each is under way.
 */

#include "log.h"
#include "object-changes-private.h"

#define VALUE_PERSISTENT_STATE "PersistentState"

/* One that is being written. */
struct wish {
    struct object_changes *changes;
    char *key;
    bool written;
    bool wanted; /* by now */
};

static void
free_wish(void *data)
{
    struct wish *wish = data;

    g_free(wish->key);
    g_free(wish);
}

GHashTable *
wishes_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_wish);
}

static void on_kept(void *user, const GError *error);

static void
write_wish(struct wish *wish)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    wish->written = wish->wanted;
    clusdb_batch_set_dword(batch, wish->key, VALUE_PERSISTENT_STATE, wish->wanted ? 1 : 0);
    clusdb_commit(wish->changes->world->db, batch, on_kept, wish);
}

/* A clusdb_done. */
static void
on_kept(void *user, const GError *error)
{
    struct wish *wish = user;

    if (error != NULL) {
        log_debug("PersistentState is not kept: %s", error->message);
    } else if (wish->written != wish->wanted) {
        write_wish(wish);
        return;
    }
    g_hash_table_remove(wish->changes->wishes, wish->key);
}

static bool
is_kept(const struct clusdb *db, const char *key, bool online)
{
    uint32_t kept;

    return clusdb_dword(db, key, VALUE_PERSISTENT_STATE, &kept) && kept == (online ? 1 : 0);
}

void
job_keep_wish(const struct job *job, const char *key, bool online)
{
    struct object_changes *changes = job->changes;
    struct wish *wish = g_hash_table_lookup(changes->wishes, key);

    if (wish != NULL) {
        wish->wanted = online;
    } else if (!is_kept(changes->world->db, key, online)) {
        wish = g_new0(struct wish, 1);
        wish->changes = changes;
        wish->key = g_strdup(key);
        wish->wanted = online;
        g_hash_table_insert(changes->wishes, wish->key, wish);
        write_wish(wish);
    }
}
