/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "moment-walk.h"

#include <string.h>

#include "error.h"

/* The values of a key whose subkeys have begun are told. */
#define NO_MORE_VALUES UINT32_MAX

struct moment_walk {
    struct clusdb_moment *moment;
    GString *path;
    GArray *subkeys; /* uint32_t: which comes next, for each key from the root to this one */
    uint32_t value;  /* which comes next */
};

struct moment_walk *
moment_walk_new(struct clusdb_moment *moment)
{
    struct moment_walk *walk = g_new0(struct moment_walk, 1);

    walk->moment = moment;
    walk->path = g_string_new(NULL);
    walk->subkeys = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return walk;
}

void
moment_walk_free(struct moment_walk *walk)
{
    if (walk == NULL) {
        return;
    }
    clusdb_moment_free(walk->moment);
    g_string_free(walk->path, TRUE);
    g_array_unref(walk->subkeys);
    g_free(walk);
}

static void
enter(struct moment_walk *walk, struct channel_message *message)
{
    static const uint32_t first;

    g_array_append_val(walk->subkeys, first);
    walk->value = 0;
    *message = (struct channel_message){ .header.type = CHANNEL_KEY_CREATE,
                                         .key_create.path = walk->path->str };
}

static void
leave(struct moment_walk *walk)
{
    const char *separator = strrchr(walk->path->str, '\\');

    g_string_truncate(walk->path, separator != NULL ? (gsize)(separator - walk->path->str) : 0);
    g_array_set_size(walk->subkeys, walk->subkeys->len - 1);
    walk->value = NO_MORE_VALUES;
}

static bool
next_value(struct moment_walk *walk, struct channel_message *message)
{
    struct clusdb_value value;

    if (walk->value == NO_MORE_VALUES ||
        clusdb_moment_value_at(walk->moment, walk->path->str, walk->value, &value) !=
            WIN32_SUCCESS) {
        return false;
    }
    walk->value++;
    *message = (struct channel_message){ .header.type = CHANNEL_VALUE_SET,
                                         .value_set = { .path = walk->path->str,
                                                        .name = value.name,
                                                        .type = value.type,
                                                        .data = { value.data, value.length } } };
    return true;
}

static bool
next_subkey(struct moment_walk *walk)
{
    uint32_t *next = &g_array_index(walk->subkeys, uint32_t, walk->subkeys->len - 1);
    const char *name;

    if (clusdb_moment_subkey(walk->moment, walk->path->str, *next, &name) != WIN32_SUCCESS) {
        return false;
    }
    (*next)++;
    if (walk->path->len > 0) {
        g_string_append_c(walk->path, '\\');
    }
    g_string_append(walk->path, name);
    return true;
}

bool
moment_walk_next(struct moment_walk *walk, struct channel_message *message)
{
    if (walk->moment == NULL) {
        return false;
    }
    if (walk->subkeys->len == 0) {
        enter(walk, message);
        return true;
    }
    if (next_value(walk, message)) {
        return true;
    }
    while (walk->subkeys->len > 0) {
        if (next_subkey(walk)) {
            enter(walk, message);
            return true;
        }
        leave(walk);
    }
    g_clear_pointer(&walk->moment, clusdb_moment_free);
    return false;
}
