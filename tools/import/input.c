/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clixml.h"
#include "daemon/error.h"
#include "hive.h"
#include "input.h"
#include "json.h"
#include "listing.h"
#include "merge.h"
#include "own-output.h"
#include "reg-file.h"

/* A backup of a node has its CLUSDB in Windows\Cluster, one of the quorum disk in MSCS or Cluster. */
#define FOLDER_DEPTH_MAX 8

typedef bool (*read_text)(windows_cluster_t *cluster, const char *text, const char *path,
                          notes_t *notes, GError **error);

static bool
begins_with(const char *text, const char *word)
{
    return g_ascii_strncasecmp(text, word, strlen(word)) == 0;
}

/* What stands at its beginning tells what a text is; a listing has lines of dashes. NULL: it is nothing
 * of all that. */
static read_text
reader_of_text(const char *text)
{
    while (g_ascii_isspace(*text)) {
        text++;
    }
    if (begins_with(text, "REGEDIT4") || begins_with(text, "Windows Registry Editor ")) {
        return reg_file_read;
    }
    if (*text == '{' || *text == '[') {
        return json_read;
    }
    return strstr(text, "--") != NULL ? listing_read : NULL;
}

/* XML says itself how it is encoded. */
static bool
is_xml(const char *data, size_t size)
{
    static const char *const begins[] = { "<", "\xef\xbb\xbf<" };

    for (size_t i = 0; i < G_N_ELEMENTS(begins); i++) {
        if (size >= strlen(begins[i]) && memcmp(data, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return size >= 4 &&
           (memcmp(data, "\xff\xfe<\0", 4) == 0 || memcmp(data, "\xfe\xff\0<", 4) == 0);
}

static bool
is_hive(const char *data, size_t size)
{
    return size >= 4 && memcmp(data, "regf", 4) == 0;
}

static bool
read_bytes(windows_cluster_t *cluster, GBytes *bytes, const char *path, const char *encoding,
           notes_t *notes, GError **error)
{
    size_t size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = NULL;
    read_text read;

    if (size == 0) {
        set_system_error(error, ENODATA, "%s: is empty: export it once more", path);
        return false;
    }
    if (!own_output_check(data, size, path, error)) {
        return false;
    }
    if (is_hive(data, size)) {
        return hive_read(cluster, path, notes, error);
    }
    if (is_xml(data, size)) {
        return clixml_read(cluster, bytes, path, notes, error);
    }
    text = input_text(bytes, path, encoding, notes);
    read = reader_of_text(text);
    if (read == NULL) {
        set_system_error(error, EINVAL,
                         "%s: is nothing that is read here: give CLUSDB, or what 'reg export "
                         "HKLM\\Cluster', resapi-export.ps1 or cluster.exe has written",
                         path);
        return false;
    }
    return read(cluster, text, path, notes, error);
}

/* Files */

/* A device or a FIFO would be read for ever. */
static bool
check_file(int file, const char *path, GError **error)
{
    struct stat facts;

    if (fstat(file, &facts) != 0) {
        set_system_error(error, errno, "%s: cannot be read", path);
        return false;
    }
    if (!S_ISREG(facts.st_mode)) {
        set_system_error(error, EINVAL,
                         "%s: is neither a file nor a folder: give what was exported", path);
        return false;
    }
    if (facts.st_size > INPUT_BYTES_MAX) {
        set_system_error(error, EFBIG, "%s: has more than %d MB: it is no cluster's configuration",
                         path, INPUT_BYTES_MAX / 1024 / 1024);
        return false;
    }
    return true;
}

static GBytes *
load(const char *path, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GMappedFile) mapped = NULL;
    GBytes *bytes = NULL;

    if (file < 0) {
        set_system_error(error, errno, "%s: cannot be read", path);
        return NULL;
    }
    if (check_file(file, path, error)) {
        mapped = g_mapped_file_new_from_fd(file, FALSE, &cause);
        bytes = mapped != NULL ? g_mapped_file_get_bytes(mapped) : NULL;
        if (bytes == NULL) {
            g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s: cannot be read: %s", path,
                        cause->message);
        }
    }
    close(file);
    return bytes;
}

/* Folders */

struct newest {
    char *path;
    struct timespec changed;
    guint count;
};

static bool
is_later(const struct timespec *time, const struct timespec *other)
{
    return time->tv_sec != other->tv_sec ? time->tv_sec > other->tv_sec
                                         : time->tv_nsec > other->tv_nsec;
}

static void
take_if_newer(struct newest *newest, const char *path, const struct stat *facts)
{
    newest->count++;
    if (newest->path == NULL || is_later(&facts->st_mtim, &newest->changed)) {
        g_free(newest->path);
        newest->path = g_strdup(path);
        newest->changed = facts->st_mtim;
    }
}

static void
look_into(const char *folder, struct newest *newest, int depth)
{
    g_autoptr(GDir) entries = depth < FOLDER_DEPTH_MAX ? g_dir_open(folder, 0, NULL) : NULL;
    const char *name;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct stat facts;

        if (lstat(path, &facts) != 0) {
            continue;
        }
        if (S_ISDIR(facts.st_mode)) {
            look_into(path, newest, depth + 1);
        } else if (S_ISREG(facts.st_mode) && g_ascii_strcasecmp(name, "CLUSDB") == 0) {
            take_if_newer(newest, path, &facts);
        }
    }
}

/* The CLUSDB that a folder has below it; of several the newest. */
static char *
find_hive(const char *folder, notes_t *notes, GError **error)
{
    struct newest newest = { 0 };

    look_into(folder, &newest, 0);
    if (newest.path == NULL) {
        set_system_error(
            error, ENOENT,
            "%s: there is no file CLUSDB in this folder: it is Windows\\Cluster\\CLUSDB in "
            "a backup of a node",
            folder);
    } else if (newest.count > 1) {
        notes_add_file(notes, folder, "it has %u files CLUSDB: the newest was read, %s",
                       newest.count, newest.path);
    }
    return newest.path;
}

/* All of them */

/* found is the file that path stands for, for g_free(). */
static bool
read_path(windows_cluster_t *cluster, const char *path, const char *encoding, notes_t *notes,
          char **found, bool *is_readable, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;

    *found = g_file_test(path, G_FILE_TEST_IS_DIR) ? find_hive(path, notes, error) : g_strdup(path);
    bytes = *found != NULL ? load(*found, error) : NULL;
    *is_readable = bytes != NULL;
    return bytes != NULL && read_bytes(cluster, bytes, *found, encoding, notes, error);
}

/* The message begins with the path, as it would stand alone. */
static void
note_cause(const char *path, const GError *cause, notes_t *notes)
{
    g_autofree char *begin = g_strconcat(path, ": ", NULL);
    bool has_path = g_str_has_prefix(cause->message, begin);

    notes_add_file(notes, path, "%s", cause->message + (has_path ? strlen(begin) : 0));
}

/* What was said of the first tells more than that none was understood. */
static void
set_none_error(GError **error, const GError *first)
{
    g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                "nothing was understood in any of the files: see resapi-migration(7) for how to "
                "export a cluster%s%s",
                first != NULL ? "; the first one: " : "", first != NULL ? first->message : "");
}

static void
note_nothing(const windows_cluster_t *cluster, notes_t *notes)
{
    if (cluster->groups->len == 0 && cluster->resources->len == 0) {
        notes_add_file(notes, cluster->object.source,
                       "neither a group nor a resource is in what was read: give the whole export");
    }
}

/* Not even the name of the cluster. */
static bool
is_blank(const windows_cluster_t *cluster)
{
    bool blank = cluster->object.name[0] == '\0';

    for (int kind = WINDOWS_NODE; kind < WINDOWS_KINDS; kind++) {
        blank &= windows_cluster_objects(cluster, (enum windows_kind)kind)->len == 0;
    }
    return blank;
}

windows_cluster_t *
input_read(const char *const *paths, const char *encoding, notes_t *notes, GError **error)
{
    bool is_only = paths[0] != NULL && paths[1] == NULL;
    g_autoptr(windows_cluster_t) whole = NULL;
    g_autoptr(GError) first = NULL;

    if (encoding != NULL && !input_check_encoding(encoding, error)) {
        return NULL;
    }
    for (; *paths != NULL; paths++) {
        g_autoptr(windows_cluster_t) cluster = windows_cluster_new(*paths);
        g_autoptr(GError) cause = NULL;
        g_autofree char *found = NULL;
        bool is_readable = false;

        if (read_path(cluster, *paths, encoding, notes, &found, &is_readable, &cause)) {
            if (whole == NULL) {
                whole = g_steal_pointer(&cluster);
            } else {
                cluster_merge(whole, cluster, notes);
            }
            continue;
        }
        if (is_only || !is_readable) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return NULL;
        }
        note_cause(found, cause, notes);
        if (first == NULL) {
            first = g_steal_pointer(&cause);
        }
    }
    if (whole == NULL || is_blank(whole)) {
        set_none_error(error, first);
        return NULL;
    }
    note_nothing(whole, notes);
    return g_steal_pointer(&whole);
}
