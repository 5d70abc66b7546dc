/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * libhivex checks what it follows: offsets have to be those of blocks, and lengths within them. What it
 * does not check is that no key is below itself, so each is read once here; and registry-key.h bounds the
 * number of keys and levels.
 */

#include "hive.h"

#include <errno.h>
#include <fcntl.h>
#include <hivex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/error.h"
#include "file-faults.h"
#include "registry-cluster.h"
#include "registry-key.h"
#include "registry-value.h"

#define COPY_AGAIN                                                                                 \
    "export it with 'reg export HKLM\\Cluster', or copy CLUSDB again while the Cluster service "   \
    "is "                                                                                          \
    "stopped, or from a backup"

/* The base block: where its fields are, and what is behind it. */
#define BASE_SIZE     4096U
#define SEQUENCE_1_AT 4U
#define SEQUENCE_2_AT 8U
#define SIZE_AT       40U /* of all that is behind the base block */

/* No cluster database comes near this; what a header says beyond it is a lie. */
#define HIVE_SIZE_MAX (256U << 20)

struct hive {
    hive_h *handle;
    GHashTable *seen; /* keys that have been read */
    bool is_full;
    struct file_faults faults;
};

/* ---- the file */

struct base {
    guint32 sequence_1, sequence_2;
    guint64 told_size; /* of the file */
    guint64 size;      /* of the file, as it is */
};

static guint32
number_at(const guint8 *bytes)
{
    return (guint32)bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 |
           (guint32)bytes[3] << 24;
}

static bool
read_base_of(int file, const char *path, struct base *base, GError **error)
{
    guint8 bytes[SIZE_AT + 4];
    struct stat status;
    ssize_t length = pread(file, bytes, sizeof(bytes), 0);

    if (length < 0 || fstat(file, &status) != 0) {
        set_system_error(error, errno, "%s: cannot read", path);
        return false;
    }
    if (length < (ssize_t)sizeof(bytes) || memcmp(bytes, "regf", 4) != 0) {
        set_system_error(error, EBADMSG, "%s: is no registry hive: " COPY_AGAIN, path);
        return false;
    }
    base->sequence_1 = number_at(bytes + SEQUENCE_1_AT);
    base->sequence_2 = number_at(bytes + SEQUENCE_2_AT);
    base->told_size = BASE_SIZE + (guint64)number_at(bytes + SIZE_AT);
    base->size = (guint64)status.st_size;
    return true;
}

static bool
read_base(const char *path, struct base *base, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool result;

    if (file < 0) {
        set_system_error(error, errno, "%s: cannot open", path);
        return false;
    }
    result = read_base_of(file, path, base, error);
    close(file);
    return result;
}

static bool
copy_to(int file, const char *path, guint64 size)
{
    g_autofree char *content = NULL;
    size_t length = 0;
    size_t written = 0;

    if (ftruncate(file, (off_t)size) != 0 || !g_file_get_contents(path, &content, &length, NULL)) {
        return false;
    }
    while (written < length) {
        ssize_t count = pwrite(file, content + written, length - written, (off_t)written);

        if (count < 0) {
            return false;
        }
        written += (size_t)count;
    }
    return true;
}

/* libhivex refuses a hive whose last page is cut off, but not, if told so, one with pages of zeros: a copy
 * in memory has as many as are missing. */
static hive_h *
open_filled(const char *path, const struct base *base)
{
    int file = memfd_create("hive", MFD_CLOEXEC);
    g_autofree char *copy = g_strdup_printf("/proc/self/fd/%d", file);
    hive_h *handle = NULL;

    if (file >= 0 && copy_to(file, path, base->told_size)) {
        handle = hivex_open(copy, HIVEX_OPEN_UNSAFE);
    }
    if (file >= 0) {
        close(file);
    }
    return handle;
}

static hive_h *
open_damaged(const char *path, const struct base *base)
{
    if (base->size < base->told_size && base->told_size <= HIVE_SIZE_MAX) {
        return open_filled(path, base);
    }
    return hivex_open(path, HIVEX_OPEN_UNSAFE);
}

static void
say_what_is_wrong(const struct base *base, const char *path, const GError *refusal, notes_t *notes)
{
    if (base->size < base->told_size) {
        notes_add_file(notes, path,
                       "is cut off: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                       " bytes are there: what can be read is converted: " COPY_AGAIN,
                       base->size, base->told_size);
    } else if (refusal != NULL) {
        notes_add_file(notes, path, "is damaged (%s): what can be read is converted: " COPY_AGAIN,
                       refusal->message);
    }
    /* What is missing is in a log beside the hive, which libhivex does not read. */
    if (base->sequence_1 != base->sequence_2) {
        notes_add_file(notes, path,
                       "was in use when it was copied: what had been changed last may be "
                       "missing: " COPY_AGAIN);
    }
}

static hive_h *
open_hive(const char *path, const struct base *base, notes_t *notes, GError **error)
{
    hive_h *handle = hivex_open(path, 0);
    g_autoptr(GError) refusal = NULL;
    int code = errno;

    if (handle == NULL) {
        set_system_error(&refusal, code, "libhivex refuses it");
        handle = open_damaged(path, base);
    }
    if (handle != NULL) {
        say_what_is_wrong(base, path, refusal, notes);
    } else {
        set_system_error(error, code, "%s: is damaged, and nothing of it can be read: " COPY_AGAIN,
                         path);
    }
    return handle;
}

/* ---- the tree */

static void
say_unreadable(struct hive *hive, const registry_key_t *key, const char *what)
{
    g_autoptr(GError) why = NULL;

    set_system_error(&why, errno != 0 ? errno : EBADMSG, "%s cannot be read", what);
    file_faults_add(&hive->faults, "key %s: %s: the rest is converted", key->name, why->message);
}

static void
say_full(struct hive *hive)
{
    if (!hive->is_full) {
        hive->is_full = true;
        file_faults_add(&hive->faults,
                        "there are more than %u keys and values, or keys in more than %d levels: "
                        "the rest of them is left out",
                        REGISTRY_COUNT_MAX, REGISTRY_DEPTH_MAX);
    }
}

static bool
read_value(struct hive *hive, registry_key_t *key, hive_value_h value)
{
    hive_type type = hive_t_REG_NONE;
    size_t size = 0;
    const char *problem = NULL;
    char *name = hivex_value_key(hive->handle, value);
    char *bytes = name != NULL ? hivex_value_value(hive->handle, value, &type, &size) : NULL;
    bool result = bytes != NULL && g_utf8_validate(name, -1, NULL);

    if (result &&
        !registry_key_set(key, name, registry_value_decode((guint32)type, bytes, size, &problem),
                          problem)) {
        say_full(hive);
    }
    free(name);
    free(bytes);
    return result;
}

static void
read_values(struct hive *hive, registry_key_t *key, hive_node_h node)
{
    hive_value_h *values;

    errno = 0;
    values = hivex_node_values(hive->handle, node);
    if (values == NULL) {
        say_unreadable(hive, key, "its values");
    }
    for (size_t i = 0; values != NULL && values[i] != 0 && !hive->is_full; i++) {
        errno = 0;
        if (!read_value(hive, key, values[i])) {
            say_unreadable(hive, key, "a value");
        }
    }
    free(values);
}

static void read_key(struct hive *hive, registry_key_t *key, hive_node_h node);

static void
read_child(struct hive *hive, registry_key_t *key, hive_node_h node)
{
    char *name;
    registry_key_t *child = NULL;

    errno = 0;
    name = hivex_node_name(hive->handle, node);
    if (name == NULL || !g_utf8_validate(name, -1, NULL)) {
        say_unreadable(hive, key, "the name of a sub-key");
    } else if (!g_hash_table_add(hive->seen, GSIZE_TO_POINTER(node))) {
        file_faults_add(&hive->faults, "key %s: is in two places, in key %s too: it is read once",
                        name, key->name);
    } else {
        child = registry_key_add(key, name);
        if (child == NULL) {
            say_full(hive);
        } else {
            read_key(hive, child, node);
        }
    }
    free(name);
}

static void
read_key(struct hive *hive, registry_key_t *key, hive_node_h node)
{
    hive_node_h *children;

    read_values(hive, key, node);
    errno = 0;
    children = hivex_node_children(hive->handle, node);
    if (children == NULL || errno != 0) {
        say_unreadable(hive, key, children == NULL ? "its sub-keys" : "some of its sub-keys");
    }
    for (size_t i = 0; children != NULL && children[i] != 0 && !hive->is_full; i++) {
        read_child(hive, key, children[i]);
    }
    free(children);
}

/* NULL with errno: there is not even a root. *is_damaged: something in it cannot be read. */
static registry_key_t *
read_tree(hive_h *handle, const char *path, notes_t *notes, bool *is_damaged)
{
    struct hive hive = { .handle = handle, .faults = { .notes = notes, .path = path } };
    hive_node_h node = hivex_root(handle);
    registry_key_t *root = NULL;

    if (node != 0) {
        root = registry_key_new("Cluster"); /* what the root key is called means nothing */
        hive.seen = g_hash_table_new(NULL, NULL);
        g_hash_table_add(hive.seen, GSIZE_TO_POINTER(node));
        read_key(&hive, root, node);
        g_hash_table_unref(hive.seen);
        file_faults_end(&hive.faults);
    }
    *is_damaged = hive.faults.count > 0;
    return root;
}

static bool
read_cluster(windows_cluster_t *cluster, hive_h *handle, const char *path, notes_t *notes,
             GError **error)
{
    bool is_damaged = false;
    g_autoptr(registry_key_t) root = read_tree(handle, path, notes, &is_damaged);

    if (root == NULL) {
        set_system_error(error, errno, "%s: has no root key: " COPY_AGAIN, path);
        return false;
    }
    if (registry_cluster_read(cluster, root, path, notes, error)) {
        return true;
    }
    if (is_damaged) {
        g_clear_error(error);
        set_system_error(error, EBADMSG,
                         "%s: is damaged, and no cluster is in what can be read: " COPY_AGAIN,
                         path);
    }
    return false;
}

bool
hive_read(windows_cluster_t *cluster, const char *path, notes_t *notes, GError **error)
{
    struct base base;
    hive_h *handle;
    bool result;

    if (!read_base(path, &base, error)) {
        return false;
    }
    handle = open_hive(path, &base, notes, error);
    if (handle == NULL) {
        return false;
    }
    result = read_cluster(cluster, handle, path, notes, error);
    hivex_close(handle);
    return result;
}
