/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/batch.h"

#include <string.h>

#include "error.h"

#define KEY_NAME_MAX   255
#define VALUE_NAME_MAX 16383

static void
clear_change(void *data)
{
    struct change *change = data;

    g_free(change->path);
    g_free(change->name);
    g_clear_pointer(&change->data, g_bytes_unref);
    g_clear_pointer(&change->old_data, g_bytes_unref);
}

struct clusdb_batch *
clusdb_batch_new(void)
{
    struct clusdb_batch *batch = g_new0(struct clusdb_batch, 1);

    batch->changes = g_array_new(FALSE, FALSE, sizeof(struct change));
    g_array_set_clear_func(batch->changes, clear_change);
    batch->failed = UINT32_MAX;
    return batch;
}

void
clusdb_batch_free(struct clusdb_batch *batch)
{
    if (batch == NULL) {
        return;
    }
    g_array_unref(batch->changes);
    g_free(batch);
}

static uint32_t
check_text(const char *text)
{
    if (text == NULL || !g_utf8_validate(text, -1, NULL)) {
        return WIN32_INVALID_PARAMETER;
    }
    return WIN32_SUCCESS;
}

/* Of the characters before end. */
static uint32_t
count_units(const char *name, const char *end)
{
    uint32_t length = 0;

    for (; name < end; name = g_utf8_next_char(name)) {
        length += g_utf8_get_char(name) > 0xffff ? 2 : 1;
    }
    return length;
}

uint32_t
name_length(const char *name)
{
    return count_units(name, name + strlen(name));
}

static uint32_t
check_path(const char *path)
{
    uint32_t rc = check_text(path);
    const char *name = path;
    bool ended = rc != WIN32_SUCCESS || path[0] == '\0';

    for (unsigned int depth = 0; !ended; depth++) {
        const char *end = name + strcspn(name, "\\");

        if (end == name || count_units(name, end) > KEY_NAME_MAX || depth == CLUSDB_DEPTH_MAX) {
            return WIN32_INVALID_NAME;
        }
        ended = *end == '\0';
        name = end + 1;
    }
    return rc;
}

static uint32_t
check_value_name(const char *name)
{
    uint32_t rc = check_text(name);

    if (rc == WIN32_SUCCESS && name_length(name) > VALUE_NAME_MAX) {
        return WIN32_INVALID_NAME;
    }
    return rc;
}

static uint32_t
check_data(const void *data, size_t length)
{
    if (data == NULL && length > 0) {
        return WIN32_INVALID_PARAMETER;
    }
    return length > CLUSDB_VALUE_MAX ? WIN32_BUFFER_OVERFLOW : WIN32_SUCCESS;
}

/* The strings are copied, the data are taken over. */
static void
add_change(struct clusdb_batch *batch, struct change change, const char *path, const char *name)
{
    batch->bytes += sizeof(change) + strlen(path) + (name != NULL ? strlen(name) : 0) +
                    (change.data != NULL ? g_bytes_get_size(change.data) : 0);
    change.path = g_strdup(path);
    change.name = g_strdup(name);
    g_array_append_val(batch->changes, change);
}

uint32_t
clusdb_batch_create_below(struct clusdb_batch *batch, const char *path, unsigned int there)
{
    const struct change change = { .kind = CLUSDB_CREATE_KEY, .there = there };
    uint32_t rc = check_path(path);

    if (rc == WIN32_SUCCESS) {
        add_change(batch, change, path, NULL);
    }
    return rc;
}

uint32_t
clusdb_batch_create_key(struct clusdb_batch *batch, const char *path)
{
    return clusdb_batch_create_below(batch, path, 0);
}

static uint32_t
delete_key(struct clusdb_batch *batch, enum deletion deletion, const char *path)
{
    const struct change change = { .kind = CLUSDB_DELETE_KEY, .deletion = deletion };
    uint32_t rc = check_path(path);

    if (rc == WIN32_SUCCESS && path[0] == '\0') {
        rc = WIN32_INVALID_PARAMETER;
    }
    if (rc == WIN32_SUCCESS) {
        add_change(batch, change, path, NULL);
    }
    return rc;
}

uint32_t
clusdb_batch_delete_key(struct clusdb_batch *batch, const char *path)
{
    return delete_key(batch, DELETION_STRICT, path);
}

uint32_t
clusdb_batch_delete_leaf(struct clusdb_batch *batch, const char *path)
{
    return delete_key(batch, DELETION_OF_LEAF, path);
}

uint32_t
clusdb_batch_drop_key(struct clusdb_batch *batch, const char *path)
{
    return delete_key(batch, DELETION_IF_THERE, path);
}

static uint32_t
add_data(struct clusdb_batch *batch, struct change change, const char *path, const char *name,
         const void *data, size_t length)
{
    uint32_t rc = check_path(path);

    if (rc == WIN32_SUCCESS) {
        rc = check_value_name(name);
    }
    if (rc == WIN32_SUCCESS) {
        rc = check_data(data, length);
    }
    if (rc == WIN32_SUCCESS) {
        change.data = g_bytes_new(data, length);
        add_change(batch, change, path, name);
    }
    return rc;
}

uint32_t
clusdb_batch_set(struct clusdb_batch *batch, const char *path, const char *name, uint32_t type,
                 const void *data, size_t length)
{
    const struct change change = { .kind = CLUSDB_SET_VALUE, .type = type };

    return add_data(batch, change, path, name, data, length);
}

static uint32_t
delete_value(struct clusdb_batch *batch, enum deletion deletion, const char *path, const char *name)
{
    const struct change change = { .kind = CLUSDB_DELETE_VALUE, .deletion = deletion };
    uint32_t rc = check_path(path);

    if (rc == WIN32_SUCCESS) {
        rc = check_value_name(name);
    }
    if (rc == WIN32_SUCCESS) {
        add_change(batch, change, path, name);
    }
    return rc;
}

uint32_t
clusdb_batch_delete_value(struct clusdb_batch *batch, const char *path, const char *name)
{
    return delete_value(batch, DELETION_STRICT, path, name);
}

uint32_t
clusdb_batch_drop_value(struct clusdb_batch *batch, const char *path, const char *name)
{
    return delete_value(batch, DELETION_IF_THERE, path, name);
}

uint32_t
clusdb_batch_require(struct clusdb_batch *batch, enum clusdb_condition condition, const char *path,
                     const char *name, uint32_t type, const void *data, size_t length)
{
    const struct change change = { .kind = CLUSDB_REQUIRE, .condition = condition, .type = type };

    return add_data(batch, change, path, name, data, length);
}

void
clusdb_batch_refuse(struct clusdb_batch *batch, uint32_t error)
{
    add_change(batch, (struct change){ .kind = CLUSDB_REFUSE, .refusal = error }, "", NULL);
}

void
clusdb_batch_mark(struct clusdb_batch *batch)
{
    batch->marked = true;
}

bool
clusdb_batch_is_marked(const struct clusdb_batch *batch)
{
    return batch->marked;
}

void
clusdb_batch_keep_local(struct clusdb_batch *batch)
{
    batch->local = true;
}

uint32_t
clusdb_batch_failed(const struct clusdb_batch *batch)
{
    return batch->failed;
}

size_t
clusdb_batch_bytes(const struct clusdb_batch *batch)
{
    return batch->bytes;
}

uint64_t
clusdb_batch_generation(const struct clusdb_batch *batch)
{
    return batch->generation;
}

size_t
clusdb_batch_size(const struct clusdb_batch *batch)
{
    return batch->changes->len;
}

static const uint8_t *
show_bytes(GBytes *bytes, uint32_t *length)
{
    gsize size = 0;
    const uint8_t *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;

    *length = (uint32_t)size;
    return data;
}

struct clusdb_change
clusdb_batch_change(const struct clusdb_batch *batch, size_t index)
{
    const struct change *change = &g_array_index(batch->changes, struct change, index);
    struct clusdb_change shown = {
        .kind = change->kind,
        .effective = change->effective,
        .created = change->created,
        .path = change->path,
        .name = change->name,
        .type = change->type,
        .replaces = change->old_data != NULL,
        .old_type = change->old_type,
    };

    shown.data = show_bytes(change->data, &shown.length);
    shown.old_data = show_bytes(change->old_data, &shown.old_length);
    return shown;
}
