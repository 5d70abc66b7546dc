/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Files as they come: encodings, formats, and what is none. */

#include "unit.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <CUnit/CUnit.h>
#include <glib/gstdio.h>

#include "import-fixture.h"
#include "tools/import/input.h"

static void
must_become(const char *data, size_t size, const char *encoding, const char *expected,
            guint problems)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
    g_autoptr(notes_t) notes = notes_new();
    g_autofree char *text = input_text(bytes, "file", encoding, notes);

    CU_ASSERT_EQUAL(g_strcmp0(text, expected), 0);
    CU_ASSERT_EQUAL(notes_count(notes), problems);
}

#define MUST_BECOME(literal, expected, problems)                                                   \
    must_become(literal, sizeof(literal) - 1, NULL, expected, problems)

static void
test_encodings(void)
{
    MUST_BECOME("", "", 0);
    MUST_BECOME("plain\r\n", "plain\r\n", 0);
    MUST_BECOME("\xef\xbb\xbfJ\xc3\xa4r", "J\xc3\xa4r", 0);
    MUST_BECOME("\xff\xfe"
                "J\0\xe4\0r\0",
                "J\xc3\xa4r", 0);
    MUST_BECOME("\xfe\xff\0J\0\xe4\0r", "J\xc3\xa4r", 0);
    MUST_BECOME("J\0\xe4\0r\0", "J\xc3\xa4r", 0);
}

static void
test_mixed(void)
{
    MUST_BECOME("\xc3\xa4\n\xe4\n\xc3\xbc", "\xc3\xa4\n\xc3\xa4\n\xc3\xbc", 1);
}

/* What the user has said needs no note; what is wrong all the same does. */
static void
test_given(void)
{
    must_become("\x84\n", 2, "IBM850", "\xc3\xa4\n", 0);
    must_become("\x84\n", 2, NULL, "\xe2\x80\x9e\n", 1);
    must_become("a\xff\n", 3, "US-ASCII", "a\xef\xbf\xbd\n", 1);
}

static void
test_damaged(void)
{
    /* Half a pair, an odd byte, and a zero. */
    MUST_BECOME("\xff\xfe"
                "a\0\x00\xd8"
                "b\0",
                "a\xef\xbf\xbd"
                "b",
                1);
    MUST_BECOME("\xff\xfe"
                "a\0b",
                "a\xef\xbf\xbd", 1);
    MUST_BECOME("\xff\xfe"
                "a\0\0\0b\0",
                "a b", 1);
    MUST_BECOME("ab\0c", "ab c", 1);
}

static void
test_no_encoding(void)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_TRUE(input_check_encoding("IBM850", NULL));
    CU_ASSERT_FALSE(input_check_encoding("no-such", &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "--encoding=no-such"));
}

/* Files: each by what is in it. */

static char *folder;

static void
make_folder(void)
{
    folder = g_dir_make_tmp("import-input-XXXXXX", NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
}

static void
remove_below(const char *path)
{
    GDir *entries = g_dir_open(path, 0, NULL);
    const char *name;

    while (entries != NULL && (name = g_dir_read_name(entries)) != NULL) {
        g_autofree char *below = g_build_filename(path, name, NULL);

        remove_below(below);
    }
    g_clear_pointer(&entries, g_dir_close);
    g_remove(path);
}

static void
remove_folder(void)
{
    remove_below(folder);
    g_clear_pointer(&folder, g_free);
}

/* g_free(). */
static char *
write_file(const char *name, const char *data, gssize size)
{
    char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);

    CU_ASSERT_EQUAL_FATAL(g_mkdir_with_parents(parent, 0700), 0);
    CU_ASSERT_TRUE_FATAL(g_file_set_contents(path, data, size, NULL));
    return path;
}

static const char json_text[] = " [{\"Name\":\"web\",\"ResourceType\":\"Y\",\"OwnerGroup\":\"G\"}]";
static const char reg_text[] =
    "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\Cluster\\Resources\\"
    "11111111-0000-4000-8000-00000000000a]\r\n\"Name\"=\"web\"\r\n\"Type\"=\"Y\"\r\n";
static const char xml_text[] =
    "<Objs><Obj RefId=\"0\"><MS><S N=\"Name\">web</S><S N=\"ResourceType\">Y</S></MS></Obj></Objs>";
static const char listing_text[] = "Resource Group Node Status\n"
                                   "-------- ----- ---- ------\n"
                                   "web      G     N1   Online\n";

static void
must_detect(const char *data, gssize size)
{
    g_autofree char *path = write_file("whatever.txt", data, size);
    const char *const paths[] = { path, NULL };
    g_autoptr(notes_t) notes = notes_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(windows_cluster_t) cluster = input_read(paths, "WINDOWS-1252", notes, &error);

    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cluster);
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_PTR_NOT_NULL(windows_cluster_find(cluster, WINDOWS_RESOURCE, "web"));
}

static void
test_detection(void)
{
    static const char *const texts[] = { json_text, reg_text, xml_text, listing_text };

    make_folder();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        gsize size = 0;
        g_autofree char *wide = g_convert(texts[i], -1, "UTF-16LE", "UTF-8", NULL, &size, NULL);
        GByteArray *marked = g_byte_array_new();

        must_detect(texts[i], -1);
        g_byte_array_append(marked, (const guint8 *)"\xff\xfe", 2);
        g_byte_array_append(marked, (const guint8 *)wide, (guint)size);
        must_detect((const char *)marked->data, (gssize)marked->len);
        g_byte_array_unref(marked);
    }
    remove_folder();
}

/* The error of reading what cannot be read; the notes are of what was wrong before it. */
static void
must_fail(const char *const *paths, notes_t *notes, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(windows_cluster_t) cluster = input_read(paths, "WINDOWS-1252", notes, &error);

    CU_ASSERT_PTR_NULL(cluster);
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, part));
}

static void
test_refused(void)
{
    g_autofree char *rubbish = NULL;
    g_autofree char *empty = NULL;
    g_autofree char *hive = NULL;
    g_autofree char *gone = NULL;
    g_autoptr(notes_t) notes = notes_new();

    make_folder();
    rubbish = write_file("rubbish", "rubbish\n", -1);
    empty = write_file("empty", "", 0);
    hive = write_file("hive", "regf and no more", -1);
    gone = g_build_filename(folder, "gone", NULL);
    must_fail((const char *const[]){ rubbish, NULL }, notes, "is nothing that is read here");
    must_fail((const char *const[]){ empty, NULL }, notes, "empty: is empty");
    must_fail((const char *const[]){ hive, NULL }, notes, "hive: is");
    must_fail((const char *const[]){ folder, NULL }, notes, "no file CLUSDB in this folder");
    must_fail((const char *const[]){ "/dev/null", NULL }, notes, "neither a file nor a folder");
    must_fail((const char *const[]){ rubbish, gone, NULL }, notes, "ENOENT (2)");
    must_fail((const char *const[]){ hive, rubbish, NULL }, notes, "the first one: ");
    must_fail((const char *const[]){ hive, rubbish, NULL }, notes, "hive: is");
    must_fail((const char *const[]){ NULL }, notes, "in any of the files");
    remove_folder();
}

static void
set_time(const char *path, time_t seconds, long nanoseconds)
{
    const struct timespec times[] = { { .tv_sec = seconds, .tv_nsec = nanoseconds },
                                      { .tv_sec = seconds, .tv_nsec = nanoseconds } };

    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void
must_read_folder(const char *newest)
{
    const char *const paths[] = { folder, NULL };
    g_autoptr(notes_t) notes = notes_new();
    g_autoptr(windows_cluster_t) cluster = input_read(paths, "WINDOWS-1252", notes, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(cluster);
    CU_ASSERT_EQUAL(cluster->resources->len, 1);
    CU_ASSERT_TRUE(import_fixture_has_note(notes, NOTE_PROBLEM, folder, newest));
}

/* A folder has its CLUSDB anywhere below; of several the newest counts, by parts of a second too. */
static void
test_folders(void)
{
    g_autofree char *one = NULL;
    g_autofree char *other = NULL;

    make_folder();
    one = write_file("a/Windows/Cluster/CLUSDB", json_text, -1);
    other = write_file("b/clusdb", json_text, -1);
    set_time(one, 1000000, 1);
    set_time(other, 1000000, 2);
    must_read_folder(other);
    set_time(one, 1000000, 3);
    must_read_folder(one);
    set_time(other, 1000001, 0);
    must_read_folder(other);
    remove_folder();
}

/* What is wrong with one of several is noted, of the file that it is. */
static void
test_several(void)
{
    g_autofree char *bad = NULL;
    g_autofree char *backup = NULL;
    g_autofree char *one = NULL;
    g_autofree char *other = NULL;
    g_autoptr(notes_t) notes = notes_new();
    g_autoptr(windows_cluster_t) cluster = NULL;

    make_folder();
    bad = write_file("backup/Windows/Cluster/CLUSDB", "rubbish", -1);
    backup = g_build_filename(folder, "backup", NULL);
    one = write_file("one", json_text, -1);
    other = write_file("other", "{\"Name\":\"db\",\"ResourceType\":\"Y\"}", -1);
    cluster =
        input_read((const char *const[]){ backup, one, other, NULL }, "WINDOWS-1252", notes, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cluster);
    CU_ASSERT_EQUAL(cluster->resources->len, 2);
    CU_ASSERT_EQUAL(notes_count(notes), 1);
    CU_ASSERT_STRING_EQUAL(notes_at(notes, 0)->object, bad);
    CU_ASSERT_TRUE(g_str_has_prefix(notes_at(notes, 0)->why, "is nothing that is read here"));
    remove_folder();
}

void
suite_import_input(void)
{
    CU_pSuite suite = CU_add_suite("import_input", NULL, NULL);

    CU_add_test(suite, "encodings: told by marks, and by zeros", test_encodings);
    CU_add_test(suite, "encodings: several in one file", test_mixed);
    CU_add_test(suite, "encodings: one that is given", test_given);
    CU_add_test(suite, "encodings: damaged", test_damaged);
    CU_add_test(suite, "encodings: one that does not exist", test_no_encoding);
    CU_add_test(suite, "files: each by what is in it", test_detection);
    CU_add_test(suite, "files: none that is understood", test_refused);
    CU_add_test(suite, "files: folders of a backup", test_folders);
    CU_add_test(suite, "files: several", test_several);
}
