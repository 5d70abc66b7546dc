/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told of property tables to a host, which is this program for the length of a test. */
#include "resutils-test.h"

#include "host-interface.h"

#define MAX_NOTES 1000

typedef struct Note {
    char name[64];
    char key[64];
    char preset[64];
    struct channel_property_item item; /* without what it points to */
} Note;

static Note notes[MAX_NOTES];
static unsigned note_count;
static bool is_host;
static bool is_wanted;
static unsigned times_asked;

static bool
wants_properties(void)
{
    times_asked++;
    return is_wanted;
}

static void
note_property(const struct channel_property_item *item)
{
    Note *note = &notes[note_count++ % MAX_NOTES];

    memset(note, 0, sizeof(*note));
    note->item = *item;
    snprintf(note->name, sizeof(note->name), "%s", item->name);
    snprintf(note->key, sizeof(note->key), "%s", item->key);
    memcpy(note->preset, item->preset.data,
           item->preset.length < sizeof(note->preset) ? item->preset.length : 0);
}

__declspec(dllexport) const struct host_interface *ResapidHostInterface(uint32_t version);

const struct host_interface *
ResapidHostInterface(uint32_t version)
{
    static const struct host_interface own = {
        .version = HOST_INTERFACE_VERSION,
        .build_id = RESAPID_BUILD_ID,
        .wants_properties = wants_properties,
        .note_property = note_property,
    };

    return is_host && version == HOST_INTERFACE_VERSION ? &own : NULL;
}

static void
begin(bool wanted)
{
    note_count = 0;
    times_asked = 0;
    is_wanted = wanted;
    is_host = true;
}

static const Note *
note_of(const char *name)
{
    unsigned i;

    for (i = 0; i < note_count && i < MAX_NOTES; i++) {
        if (strcmp(notes[i].name, name) == 0) {
            return &notes[i];
        }
    }
    return NULL;
}

static void
tell(const RESUTIL_PROPERTY_ITEM *of)
{
    DWORD returned;
    DWORD required;

    ResUtilEnumProperties(of, NULL, 0, &returned, &required);
    is_host = false;
}

static bool
has_limits(const char *name, bool is_signed, uint64_t least, uint64_t most)
{
    const Note *note = note_of(name);

    return note != NULL && note->item.has_bounds && note->item.is_signed == is_signed &&
           note->item.least == least && note->item.most == most;
}

static bool
has_preset(const char *name, const void *preset, uint32_t length)
{
    const Note *note = note_of(name);

    return note != NULL && note->item.has_preset && note->item.preset.length == length &&
           memcmp(note->preset, preset, length) == 0;
}

static bool
has_no_preset(const char *name)
{
    const Note *note = note_of(name);

    return note != NULL && !note->item.has_preset && !note->item.has_bounds;
}

static void
test_each_format(void)
{
    static const uint64_t large = 7;

    begin(true);
    tell(table);
    EXPECT(note_count == 9 && times_asked == 1);
    EXPECT(note_of("Text") != NULL && note_of("Text")->item.flags == RESUTIL_PROPITEM_REQUIRED);
    EXPECT(has_preset("Text", L"hello", sizeof(L"hello")) && !note_of("Text")->item.has_bounds);
    EXPECT(has_no_preset("Expandable"));
    EXPECT(note_of("Multi")->item.format == CLUSPROP_FORMAT_MULTI_SZ);
    EXPECT(has_preset("Multi", multi_default, sizeof(multi_default)));
    EXPECT(has_preset("Large", &large, sizeof(large)) && has_limits("Large", false, 1, 99));
    EXPECT(notes[0].key[0] == '\0' && strcmp(note_of("Below")->key, "Sub") == 0);
}

static void
test_limits(void)
{
    static RESUTIL_LARGEINT_DATA data = { { .QuadPart = -5 },
                                          { .QuadPart = -9 },
                                          { .QuadPart = 9 } };
    static const LONG minus_two = -2;
    static const LONGLONG minus_five = -5;
    const RESUTIL_PROPERTY_ITEM of[] = {
        { .Name = L"Long",
          .Format = CLUSPROP_FORMAT_LONG,
          .Default = (DWORD)-2,
          .Minimum = (DWORD)-10,
          .Maximum = 10 },
        { .Name = L"Signed",
          .Format = CLUSPROP_FORMAT_DWORD,
          .Flags = RESUTIL_PROPITEM_SIGNED,
          .Minimum = (DWORD)-1 },
        { .Name = L"Unset", .Format = CLUSPROP_FORMAT_DWORD, .Minimum = 1, .Maximum = 65535 },
        { .Name = L"Any", .Format = CLUSPROP_FORMAT_DWORD, .Default = 4 },
        { .Name = L"LargeInt", .Format = CLUSPROP_FORMAT_LARGE_INTEGER, .LargeIntData = &data },
        { .Name = NULL },
    };

    begin(true);
    tell(of);
    EXPECT(has_limits("Long", true, (uint64_t)-10, 10) && has_preset("Long", &minus_two, 4));
    EXPECT(has_limits("Signed", true, (uint64_t)-1, 0));
    EXPECT(has_limits("Unset", false, 1, 65535) && !note_of("Unset")->item.has_preset);
    EXPECT(note_of("Any")->item.has_preset && !note_of("Any")->item.has_bounds);
    EXPECT(has_limits("LargeInt", true, (uint64_t)-9, 9));
    EXPECT(has_preset("LargeInt", &minus_five, sizeof(minus_five)));
}

/* What the function that the table is for need not look at, and what is too long. */
static void
test_bad_tables(void)
{
    static WCHAR long_name[PROPERTY_ITEM_NAME_MAX + 2];
    static WCHAR long_default[PROPERTY_ITEM_PRESET_MAX];
    const LPCWSTR wild = (LPCWSTR)(DWORD_PTR)0x40;
    const RESUTIL_PROPERTY_ITEM of[] = {
        { .Name = L"WildText", .Format = CLUSPROP_FORMAT_SZ, .lpDefault = (LPVOID)wild },
        { .Name = L"WildBinary",
          .Format = CLUSPROP_FORMAT_BINARY,
          .lpDefault = (LPVOID)wild,
          .Minimum = 8 },
        { .Name = L"WildLarge",
          .Format = CLUSPROP_FORMAT_ULARGE_INTEGER,
          .lpDefault = (LPVOID)wild },
        { .Name = L"WildKey", .KeyName = wild, .Format = CLUSPROP_FORMAT_DWORD },
        { .Name = long_name, .Format = CLUSPROP_FORMAT_DWORD },
        { .Name = L"Half\xd800", .Format = CLUSPROP_FORMAT_DWORD },
        { .Name = L"LongText", .Format = CLUSPROP_FORMAT_SZ, .lpDefault = long_default },
        { .Name = L"LongBinary",
          .Format = CLUSPROP_FORMAT_BINARY,
          .lpDefault = long_default,
          .Minimum = PROPERTY_ITEM_PRESET_MAX + 1 },
        { .Name = L"NoFormat", .Format = 99, .Minimum = 1, .lpDefault = (LPVOID)wild },
        { .Name = L"Last", .Format = CLUSPROP_FORMAT_DWORD },
        { .Name = NULL },
    };
    size_t i;

    for (i = 0; i < ARRAYSIZE(long_default) - 1; i++) {
        long_default[i] = L'x';
    }
    memcpy(long_name, long_default, (PROPERTY_ITEM_NAME_MAX + 1) * sizeof(WCHAR));
    begin(true);
    tell(of);
    EXPECT(note_count == 7 && note_of("WildKey") == NULL && note_of("Last") != NULL);
    EXPECT(has_no_preset("WildText") && has_no_preset("WildBinary") && has_no_preset("WildLarge"));
    EXPECT(has_no_preset("LongText") && has_no_preset("LongBinary") && has_no_preset("NoFormat"));
}

/* It has no end in its page, and no other page follows. */
static void
test_endless_table(void)
{
    SYSTEM_INFO system;
    RESUTIL_PROPERTY_ITEM *of;
    BYTE *pages;
    PVOID out = NULL;
    DWORD size = 0;

    GetSystemInfo(&system);
    pages = VirtualAlloc(NULL, 2 * system.dwPageSize, MEM_RESERVE, PAGE_NOACCESS);
    EXPECT(VirtualAlloc(pages, system.dwPageSize, MEM_COMMIT, PAGE_READWRITE) != NULL);
    of = (RESUTIL_PROPERTY_ITEM *)(void *)(pages + system.dwPageSize) - 1;
    *of = (RESUTIL_PROPERTY_ITEM){ .Name = L"Only", .Format = CLUSPROP_FORMAT_DWORD };
    begin(true);
    EXPECT(ResUtilVerifyPropertyTable(of, NULL, TRUE, NULL, 0, NULL) != ERROR_BAD_ARGUMENTS);
    EXPECT(note_count == 1 && note_of("Only") != NULL);
    EXPECT(ResUtilGetProperty(database(), of, &out, &size) == ERROR_MORE_DATA);
    EXPECT(note_count == 2);
    is_host = false;
    VirtualFree(pages, 0, MEM_RELEASE);
}

static void
test_long_table(void)
{
    static RESUTIL_PROPERTY_ITEM of[PROPERTY_ITEMS_MAX + 2];
    size_t i;

    for (i = 0; i <= PROPERTY_ITEMS_MAX; i++) {
        of[i] = (RESUTIL_PROPERTY_ITEM){ .Name = L"One", .Format = CLUSPROP_FORMAT_DWORD };
    }
    begin(true);
    tell(of);
    EXPECT(note_count == PROPERTY_ITEMS_MAX);
}

static void
test_each_function(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    Block block = { 0 };
    BYTE out[2048];
    DWORD size = sizeof(out);
    DWORD used = 0;
    DWORD required;

    begin(true);
    put_number(&list, L"Unknown", 1);
    ResUtilGetProperties(key, table, out, sizeof(out), &used, &required);
    EXPECT(note_count == 9);
    ResUtilGetAllProperties(key, table, out, sizeof(out), &used, &required);
    EXPECT(note_count == 18);
    ResUtilAddUnknownProperties(key, table, out, sizeof(out), &used, &required);
    EXPECT(note_count == 27);
    ResUtilGetPropertyFormats(table, out, sizeof(out), &used, &required);
    EXPECT(note_count == 36);
    ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size, NULL);
    EXPECT(note_count == 45);
    ResUtilSetUnknownProperties(key, table, list.bytes, list.size);
    EXPECT(note_count == 54);
    ResUtilSetPropertyTable(key, table, NULL, TRUE, list.bytes, list.size, NULL);
    EXPECT(note_count == 63);
    ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, NULL);
    EXPECT(note_count == 72);
    ResUtilPropertyListFromParameterBlock(table, out, &size, (const BYTE *)&block, &used,
                                          &required);
    EXPECT(note_count == 81);
    ResUtilSetPropertyParameterBlock(key, table, NULL, (const BYTE *)&block, NULL, 0, NULL);
    EXPECT(note_count == 90);
    used = 0;
    ResUtilGetPropertySize(key, table, &used, &required);
    EXPECT(note_count == 91);
    is_host = false;
    release(&block);
}

/* Neither outside of a host, nor in a call for something else. */
static void
test_nobody_listens(void)
{
    begin(true);
    is_host = false;
    tell(table);
    EXPECT(note_count == 0 && times_asked == 0);
    begin(false);
    tell(table);
    EXPECT(note_count == 0 && times_asked == 1);
}

const Test note_tests[] = {
    { "notes: each format", test_each_format },
    { "notes: limits", test_limits },
    { "notes: bad tables", test_bad_tables },
    { "notes: a table without an end", test_endless_table },
    { "notes: a table that is too long", test_long_table },
    { "notes: each function", test_each_function },
    { "notes: nobody listens", test_nobody_listens },
    { NULL, NULL },
};
