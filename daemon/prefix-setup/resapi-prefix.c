/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Creates or updates the Wine prefix that hosts run in, as the user they run as. Started by resapid
 * before its first host, or by hand; a prefix that is up to date takes milliseconds.
 *
 * DIR/.resapid-stamp tells how far it came, and is written last: "creating" and "updating" while
 * that is under way, then a format number and Wine's version. So an end at any point, also of the
 * machine, is noticed by the next run: a prefix that was never complete is made from nothing, an
 * update begins again. DIR.lock keeps a second run waiting.
 */

#include "wine-files.h"
#include "wine.h"

#include "daemon/error.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Raise it when a prefix that an older resapi-prefix made must be updated. */
#define STAMP_FORMAT   "2"
#define STAMP_NAME     ".resapid-stamp"
#define STAMP_CREATING "creating\n"
#define STAMP_UPDATING "updating\n"

/* wineboot copies all of Wine before the links replace it, 0.7 GB with Wine 8.0. */
#define ROOM_NEEDED_MB 1000
#define ROOM_LEFT_MB   16 /* less than this is a disk that got full */

/* Wine starts the debugger of AeDebug for a crash whatever SetErrorMode() says, and even with
 * Auto=0, where it asks in a window first (measured, Wine 8.0): half a second, a hundred lines of
 * log and another process. With an empty command it writes its one line with the address and ends
 * the program. Without a display no window can be created, hidden ones included, unless Wine is told
 * that the display is none. */
static const char settings[] =
    "Windows Registry Editor Version 5.00\r\n\r\n"
    "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\AeDebug]\r\n"
    "\"Auto\"=\"1\"\r\n"
    "\"Debugger\"=\"\"\r\n\r\n"
    "[HKEY_CURRENT_USER\\Software\\Wine\\WineDbg]\r\n"
    "\"ShowCrashDialog\"=dword:00000000\r\n\r\n"
    "[HKEY_CURRENT_USER\\Software\\Wine\\Drivers]\r\n"
    "\"Graphics\"=\"null\"\r\n";

static struct {
    char *prefix, *wine, *dll_directory;
    int wineboot_timeout_s;
    gboolean verbose;
} options = { .wineboot_timeout_s = 300 };

static void progress(const char *format, ...) G_GNUC_PRINTF(1, 2);

static void
progress(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (options.verbose) {
        vprintf(format, arguments);
        putchar('\n');
        fflush(stdout);
    }
    va_end(arguments);
}

static char *
in_prefix(const char *name)
{
    return g_build_filename(options.prefix, name, NULL);
}

/* Durable and whole, or not at all. */
static bool
write_file(const char *name, const char *text, GError **error)
{
    g_autofree char *path = in_prefix(name);

    if (!g_file_set_contents_full(path, text, -1,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  0600, error)) {
        g_prefix_error(error, "prefix %s: ", options.prefix);
        return false;
    }
    return true;
}

static bool
open_prefix(GError **error)
{
    struct stat facts;

    if (mkdir(options.prefix, 0700) != 0 && errno != EEXIST) {
        set_system_error(error, errno, "prefix %s: cannot be created", options.prefix);
        return false;
    }
    if (lstat(options.prefix, &facts) != 0) {
        set_system_error(error, errno, "prefix %s: cannot be used", options.prefix);
        return false;
    }
    if (!S_ISDIR(facts.st_mode)) {
        set_system_error(error, ENOTDIR, "prefix %s: is no folder: move it away", options.prefix);
        return false;
    }
    if (facts.st_uid != geteuid()) {
        set_system_error(error, EPERM,
                         "prefix %s: belongs to user %u, not to user %u who runs "
                         "this: run it as its owner, or chown it",
                         options.prefix, facts.st_uid, geteuid());
        return false;
    }
    if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        set_system_error(error, EPERM, "prefix %s: others may write to it: chmod go-w it",
                         options.prefix);
        return false;
    }
    return true;
}

/* The lock ends with the process; nothing that it starts inherits it. */
static bool
lock_prefix(GError **error)
{
    g_autofree char *path = g_strconcat(options.prefix, ".lock", NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        progress("another set-up of %s is under way: waiting", options.prefix);
        while (flock(fd, LOCK_EX) != 0 && errno == EINTR) {}
    } else if (fd < 0) {
        set_system_error(error, errno, "prefix %s: cannot lock %s", options.prefix, path);
    }
    return fd >= 0;
}

static bool
has_room(uint64_t needed_mb, GError **error)
{
    struct statvfs facts;
    uint64_t room_mb;

    if (statvfs(options.prefix, &facts) != 0) {
        set_system_error(error, errno, "prefix %s: cannot be used", options.prefix);
        return false;
    }
    room_mb = (uint64_t)facts.f_bavail * facts.f_frsize >> 20;
    if (room_mb < needed_mb) {
        set_system_error(error, ENOSPC,
                         "prefix %s: its disk has %ju MB free, the set-up needs %d MB for a while: "
                         "make room",
                         options.prefix, (uintmax_t)room_mb, ROOM_NEEDED_MB);
        return false;
    }
    return true;
}

/* All but the stamp, which says that it may go. */
static bool
empty_prefix(GError **error)
{
    char *const roots[] = { options.prefix, NULL };
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    FTSENT *entry;
    bool done = true;

    while (done && tree != NULL && (entry = fts_read(tree)) != NULL) {
        bool keep = entry->fts_level == 0 || entry->fts_info == FTS_D ||
                    (entry->fts_level == 1 && strcmp(entry->fts_name, STAMP_NAME) == 0);

        if (!keep && remove(entry->fts_path) != 0) {
            set_system_error(error, errno, "%s: cannot be removed", entry->fts_path);
            done = false;
        }
    }
    if (tree != NULL) {
        fts_close(tree);
    }
    return done;
}

static bool
is_empty(void)
{
    g_autoptr(GDir) folder = g_dir_open(options.prefix, 0, NULL);

    const char *name;

    /* A stamp that was being written when the first run was interrupted is nothing either. */
    do {
        name = folder != NULL ? g_dir_read_name(folder) : NULL;
    } while (name != NULL && g_str_has_prefix(name, STAMP_NAME));
    return folder != NULL && name == NULL;
}

static bool
create(const struct wine *wine, GError **error)
{
    g_autofree char *home = in_prefix(".home");

    progress("creating %s with wineboot", options.prefix);
    if (!write_file(STAMP_NAME, STAMP_CREATING, error)) {
        return false;
    }
    wine_end(wine, NULL); /* what an interrupted set-up left */
    if (!empty_prefix(error) || !has_room(ROOM_NEEDED_MB, error)) {
        return false;
    }
    if (mkdir(home, 0700) != 0) {
        set_system_error(error, errno, "%s: cannot be created", home);
        return false;
    }
    return wine_create_prefix(wine, error);
}

static bool
update(const struct wine *wine, bool interrupted, GError **error)
{
    g_autofree char *windows = in_prefix("drive_c/windows");
    g_autofree char *home = in_prefix(".home");

    progress("updating %s with wineboot", options.prefix);
    if (!interrupted && wine_is_running(wine)) {
        set_system_error(error, EBUSY,
                         "prefix %s: is in use, and must be updated for another Wine: "
                         "take its resources offline first",
                         options.prefix);
        return false;
    }
    if (!write_file(STAMP_NAME, STAMP_UPDATING, error)) {
        return false;
    }
    wine_end(wine, NULL);
    mkdir(home, 0700); /* a prefix made by hand has none */
    return wine_files_remove(windows, error) && has_room(ROOM_NEEDED_MB, error) &&
           wine_update_prefix(wine, error);
}

static bool
apply_settings(const struct wine *wine, GError **error)
{
    g_autofree char *path = in_prefix("drive_c/resapid-settings.reg");
    bool done = write_file("drive_c/resapid-settings.reg", settings, error) &&
                wine_import_registry(wine, "C:\\resapid-settings.reg", error);

    unlink(path);
    return done;
}

/* Wine would update the prefix by itself when it is upgraded, in the middle of whatever runs there
 * and through the links. "disable" is what wineboot takes for leaving that to others. */
static bool
disable_automatic_update(GError **error)
{
    return write_file(".update-timestamp", "disable\n", error);
}

static bool
replace_copies(const char *dll_directory, GError **error)
{
    g_autofree char *windows = in_prefix("drive_c/windows");
    unsigned int linked = 0;
    bool done = wine_files_link(windows, dll_directory, &linked, error);

    progress("%u copies of Wine's own files replaced by links to %s", linked, dll_directory);
    return done;
}

static bool
is_whole(GError **error)
{
    static const char *const needed[] = { "system.reg", "user.reg", "dosdevices/c:",
                                          "drive_c/windows/system32/kernel32.dll" };

    for (size_t i = 0; i < G_N_ELEMENTS(needed); i++) {
        g_autofree char *path = in_prefix(needed[i]);
        struct stat facts;

        if (stat(path, &facts) != 0 || facts.st_size == 0) {
            set_system_error(error, ENOENT,
                             "prefix %s: wineboot left no %s: check its disk and "
                             "that Wine is complete",
                             options.prefix, needed[i]);
            return false;
        }
    }
    return true;
}

/* The stamp must not be on the disk before what it speaks for. */
static bool
flush(GError **error)
{
    int fd = open(options.prefix, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && syncfs(fd) == 0;

    if (!done) {
        set_system_error(error, errno, "prefix %s: cannot be written", options.prefix);
    }
    if (fd >= 0) {
        close(fd);
    }
    return done;
}

static bool
complete(const struct wine *wine, const char *stamp, GError **error)
{
    g_autofree char *dll_directory = g_strdup(options.dll_directory);

    progress("switching crash dialogs and the debugger off");
    if (!apply_settings(wine, error)) {
        return false;
    }
    if (dll_directory == NULL) {
        dll_directory = wine_dll_directory(wine, error);
    }
    return dll_directory != NULL && wine_end(wine, error) && disable_automatic_update(error) &&
           replace_copies(dll_directory, error) && is_whole(error) && flush(error) &&
           write_file(STAMP_NAME, stamp, error);
}

/* Wine's programs do not tell when a disk is full. */
static void
explain_full_disk(GError **error)
{
    GError *full = NULL;

    if (!has_room(ROOM_LEFT_MB, &full)) {
        g_clear_error(error);
        g_propagate_error(error, full);
    }
}

static bool
bring_up_to_date(const struct wine *wine, const char *found, const char *stamp, GError **error)
{
    g_autofree char *registry = in_prefix("system.reg");
    bool interrupted_creation = g_strcmp0(found, STAMP_CREATING) == 0;
    bool is_prefix = g_file_test(registry, G_FILE_TEST_IS_REGULAR);
    bool done;

    if (!interrupted_creation && !is_prefix && !is_empty()) {
        set_system_error(error, ENOTEMPTY,
                         "prefix %s: holds something, but no system.reg, so it is no Wine prefix: "
                         "move it away or restore it, or set another folder",
                         options.prefix);
        return false;
    }
    if (interrupted_creation || !is_prefix) {
        done = create(wine, error);
    } else {
        done = update(wine, g_strcmp0(found, STAMP_UPDATING) == 0, error);
    }
    done = done && complete(wine, stamp, error);
    if (!done) {
        explain_full_disk(error);
        wine_end(wine, NULL);
    }
    return done;
}

static bool
set_up(const struct wine *wine, GError **error)
{
    g_autofree char *version = wine_version(wine, error);
    g_autofree char *path = in_prefix(STAMP_NAME);
    g_autofree char *stamp = g_strdup_printf("%s %s\n", STAMP_FORMAT, version);
    g_autofree char *found = NULL;

    if (version == NULL || !open_prefix(error) || !lock_prefix(error)) {
        return false;
    }
    g_file_get_contents(path, &found, NULL, NULL);
    if (g_strcmp0(found, stamp) == 0) {
        progress("%s is up to date with %s", options.prefix, version);
        return true;
    }
    return bring_up_to_date(wine, found, stamp, error);
}

static bool
parse_arguments(int argc, char *argv[], GError **error)
{
    const GOptionEntry entries[] = {
        { "prefix", 0, 0, G_OPTION_ARG_FILENAME, &options.prefix, "The prefix's folder", "DIR" },
        { "wine", 0, 0, G_OPTION_ARG_FILENAME, &options.wine, "The wine to use [wine]", "PATH" },
        { "wine-dll-directory", 0, 0, G_OPTION_ARG_FILENAME, &options.dll_directory,
          "Where Wine's x86_64-windows is [as Wine tells]", "DIR" },
        { "wineboot-timeout", 0, 0, G_OPTION_ARG_INT, &options.wineboot_timeout_s,
          "How long each of Wine's programs may take [300]", "SECONDS" },
        { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose, "Tell what is done", NULL },
        { 0 }
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- set up the hosts' Wine prefix");

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, error)) {
        return false;
    }
    if (argc > 1 || options.prefix == NULL || options.wineboot_timeout_s < 1 ||
        options.wineboot_timeout_s > 86400) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--prefix=DIR is needed, a timeout has 1 to 86400 s, nothing else is allowed");
        return false;
    }
    return true;
}

static void
make_absolute(char **path)
{
    char *absolute = g_canonicalize_filename(*path, NULL);

    g_free(*path);
    *path = absolute;
}

int
main(int argc, char *argv[])
{
    g_autoptr(GError) error = NULL;
    struct wine wine = { 0 };
    bool done;

    umask(077);
    if (!parse_arguments(argc, argv, &error)) {
        g_printerr("resapi-prefix: %s\n", error->message);
        return 2;
    }
    make_absolute(&options.prefix);
    done = wine_init(&wine, options.wine != NULL ? options.wine : "wine", options.prefix,
                     (unsigned int)options.wineboot_timeout_s, &error) &&
           set_up(&wine, &error);
    if (!done) {
        g_printerr("resapi-prefix: %s\n", error->message);
    }
    wine_clear(&wine);
    g_free(options.prefix);
    g_free(options.wine);
    g_free(options.dll_directory);
    return done ? 0 : 1;
}
