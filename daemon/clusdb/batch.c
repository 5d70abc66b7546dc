/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clusdb/batch.h"

#include "error.h"

#define KEY_NAME_MAX   255
#define VALUE_NAME_MAX 16383

uint32_t
name_length(const char *name)
{
    uint32_t length = 0;

    for (const char *p = name; *p != '\0'; p = g_utf8_next_char(p)) {
        length += g_utf8_get_char(p) > 0xffff ? 2 : 1;
    }
    return length;
}

static void
clear_change(void *data)
{
    struct change *change = data;

    g_free(change->path);
    g_free(change->name);
    g_clear_pointer(&change->data, g_bytes_unref);
}

struct clusdb_batch *
clusdb_batch_new(void)
{
    struct clusdb_batch *batch = g_new0(struct clusdb_batch, 1);

    batch->changes = g_array_new(FALSE, FALSE, sizeof(struct change));
    g_array_set_clear_func(batch->changes, clear_change);
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

static uint32_t
check_path(const char *path)
{
    g_auto(GStrv) names = NULL;
    uint32_t rc = check_text(path);

    if (rc != WIN32_SUCCESS) {
        return rc;
    }
    names = g_strsplit(path, "\\", -1);
    if (g_strv_length(names) > CLUSDB_DEPTH_MAX) {
        return WIN32_INVALID_NAME;
    }
    for (size_t i = 0; names[i] != NULL; i++) {
        if (names[i][0] == '\0' || name_length(names[i]) > KEY_NAME_MAX) {
            return WIN32_INVALID_NAME;
        }
    }
    return WIN32_SUCCESS;
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

static void
add_change(struct clusdb_batch *batch, enum change_kind kind, const char *path, const char *name,
           uint32_t type, GBytes *data)
{
    struct change change = {
        .kind = kind, .path = g_strdup(path), .name = g_strdup(name), .type = type, .data = data
    };

    g_array_append_val(batch->changes, change);
}

uint32_t
clusdb_batch_create_key(struct clusdb_batch *batch, const char *path)
{
    uint32_t rc = check_path(path);

    if (rc == WIN32_SUCCESS) {
        add_change(batch, CHANGE_CREATE_KEY, path, NULL, 0, NULL);
    }
    return rc;
}

uint32_t
clusdb_batch_delete_key(struct clusdb_batch *batch, const char *path)
{
    uint32_t rc = check_path(path);

    if (rc == WIN32_SUCCESS && path[0] == '\0') {
        rc = WIN32_INVALID_PARAMETER;
    }
    if (rc == WIN32_SUCCESS) {
        add_change(batch, CHANGE_DELETE_KEY, path, NULL, 0, NULL);
    }
    return rc;
}

uint32_t
clusdb_batch_set(struct clusdb_batch *batch, const char *path, const char *name, uint32_t type,
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
        add_change(batch, CHANGE_SET_VALUE, path, name, type, g_bytes_new(data, length));
    }
    return rc;
}

uint32_t
clusdb_batch_delete_value(struct clusdb_batch *batch, const char *path, const char *name)
{
    uint32_t rc = check_path(path);

    if (rc == WIN32_SUCCESS) {
        rc = check_value_name(name);
    }
    if (rc == WIN32_SUCCESS) {
        add_change(batch, CHANGE_DELETE_VALUE, path, name, 0, NULL);
    }
    return rc;
}
