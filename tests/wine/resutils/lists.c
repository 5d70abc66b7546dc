/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding and taking values in lists, and lists that lie. */
#include "resutils-test.h"

static void
test_find(void)
{
    List list = { .size = 0 };
    LPWSTR text = NULL;
    LPBYTE bytes = NULL;
    DWORD number = 0;
    LONG signed_number = -2;
    DWORD size = 0;
    ULONGLONG large = 0x1122334455667788ull;
    FILETIME time = { 1, 2 };
    FILETIME found_time = { 0, 0 };

    put_text(&list, L"S", L"text");
    put_number(&list, L"D", 9);
    put_property(&list, L"L", 0x00010007, &signed_number, 4);
    put_property(&list, L"U", 0x00010006, &large, 8);
    put_property(&list, L"F", 0x0001000c, &time, 8);
    put_property(&list, L"M", 0x00010005, L"a\0", 6);
    put_property(&list, L"B", 0x00010001, "12345", 5);
    put_property(&list, L"Short", 0x00010002, "123", 3);
    put_property(&list, L"Long", 0x00010002, "12345678", 8);
    put_property(&list, L"Open", 0x00010003, L"x", 2);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"Short", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"Long", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"Open", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"s", &text) == ERROR_SUCCESS);
    EXPECT(text != NULL && wcscmp(text, L"text") == 0);
    LocalFree(text);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"D", &number) == 0 && number == 9);
    signed_number = 0;
    EXPECT(ResUtilFindLongProperty(list.bytes, list.size, L"L", &signed_number) == 0);
    large = 0;
    EXPECT(ResUtilFindULargeIntegerProperty(list.bytes, list.size, L"U", &large) == 0);
    EXPECT(signed_number == -2 && large == 0x1122334455667788ull);
    EXPECT(ResUtilFindFileTimeProperty(list.bytes, list.size, L"F", &found_time) == 0);
    EXPECT(found_time.dwLowDateTime == 1 && found_time.dwHighDateTime == 2);
    EXPECT(ResUtilFindMultiSzProperty(list.bytes, list.size, L"M", &text, &size) == 0 && size == 6);
    LocalFree(text);
    EXPECT(ResUtilFindBinaryProperty(list.bytes, list.size, L"B", &bytes, &size) == 0);
    EXPECT(size == 5 && memcmp(bytes, "12345", 5) == 0);
    LocalFree(bytes);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"S", NULL) == ERROR_SUCCESS);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"D", &text) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, L"X", &text) == ERROR_FILE_NOT_FOUND);
    EXPECT(ResUtilFindExpandSzProperty(list.bytes, list.size, L"S", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindExpandedSzProperty(list.bytes, list.size, L"S", NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(NULL, 0, L"S", &text) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, 6, L"S", &text) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindSzProperty(list.bytes, list.size, NULL, &text) == ERROR_BAD_ARGUMENTS);
}

static void
test_take(void)
{
    List list = { .size = 0 };
    LPBYTE at = list.bytes;
    LPWSTR text = NULL;
    DWORD number = 0;
    DWORD left;
    DWORD dword = 6;
    LONG minus = -1;
    LONG taken = 0;
    FILETIME time = { 3, 0 };
    FILETIME low = { 1, 0 };
    FILETIME high = { 4, 0 };
    FILETIME taken_time = { 0, 0 };
    LPBYTE bytes = NULL;
    DWORD size = 0;

    put_value(&list, 0x00010003, L"text", 10);
    put_dword(&list, 0);
    put_value(&list, 0x00010002, &dword, 4);
    put_value(&list, 0x00010007, &minus, 4);
    put_value(&list, 0x0001000c, &time, 8);
    put_value(&list, 0x00010001, "abc", 3);
    put_value(&list, 0x00010005, L"m\0", 6);
    left = list.size;
    EXPECT(ResUtilGetDwordProperty(&number, (PCLUSPROP_DWORD)(void *)at, 0, 0, 0, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilGetSzProperty(&text, (PCLUSPROP_SZ)(void *)at, L"old", &at, &left) == 0);
    EXPECT(text != NULL && wcscmp(text, L"text") == 0 && at == list.bytes + 24);
    EXPECT(left == list.size - 24);
    EXPECT(ResUtilGetDwordProperty(&number, (PCLUSPROP_DWORD)(void *)at, 0, 1, 5, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(at == list.bytes + 24 && number == 0);
    EXPECT(ResUtilGetDwordProperty(&number, (PCLUSPROP_DWORD)(void *)at, 0, 1, 6, &at, &left) == 0);
    EXPECT(number == 6);
    EXPECT(ResUtilGetLongProperty(&taken, (PCLUSPROP_LONG)(void *)at, 0, -1, 1, &at, &left) == 0);
    EXPECT(taken == -1);
    EXPECT(ResUtilGetFileTimeProperty(&taken_time, (PCLUSPROP_FILETIME)(void *)at, low, low, high,
                                      &at, &left) == 0);
    EXPECT(taken_time.dwLowDateTime == 3);
    EXPECT(ResUtilGetBinaryProperty(&bytes, &size, (PCLUSPROP_BINARY)(void *)at, NULL, 0, &at,
                                    &left) == 0);
    EXPECT(size == 3 && bytes != NULL && memcmp(bytes, "abc", 3) == 0);
    EXPECT(ResUtilGetMultiSzProperty(&text, &size, (PCLUSPROP_SZ)(void *)at, NULL, 0, &at, &left) ==
           0);
    EXPECT(size == 6 && left == 0 && at == list.bytes + list.size);
    EXPECT(ResUtilGetSzProperty(&text, (PCLUSPROP_SZ)(void *)at, NULL, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    at = list.bytes;
    left = 12;
    EXPECT(ResUtilGetSzProperty(&text, (PCLUSPROP_SZ)(void *)at, NULL, &at, &left) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilGetSzProperty(&text, NULL, NULL, &at, &left) == ERROR_BAD_ARGUMENTS);
    LocalFree(text);
    LocalFree(bytes);
}

#define PAGE 4096

static BYTE *
before_guard_page(const BYTE *bytes, DWORD size)
{
    static BYTE *pages;
    DWORD old;

    if (pages == NULL) {
        pages = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        VirtualProtect(pages + PAGE, PAGE, PAGE_NOACCESS, &old);
    }
    memcpy(pages + PAGE - size, bytes, size);
    return pages + PAGE - size;
}

static void
one_of_each(List *list)
{
    ULONGLONG large = 7;

    put_text(list, L"Text", L"text");
    put_property(list, L"Multi", 0x00010005, L"a\0b\0", 10);
    put_property(list, L"Binary", 0x00010001, "12345", 5);
    put_property(list, L"Large", 0x00010006, &large, 8);
    put_number(list, L"Number", 5);
}

/* Every function that reads a list; says whether the strictest of them takes it. */
static bool
read_in_every_way(const BYTE *list, DWORD size)
{
    HKEY key = database();
    Block block = { 0 };
    DWORD number;
    DWORD multi_size = 0;
    DWORD binary_size = 0;
    DWORD verified = ResUtilVerifyPrivatePropertyList(list, size);

    ResUtilVerifyPropertyTable(table, NULL, TRUE, list, size, (LPBYTE)&block);
    ResUtilSetPropertyTable(key, table, NULL, TRUE, list, size, (LPBYTE)&block);
    ResUtilFindSzProperty(list, size, L"Text", NULL);
    ResUtilFindMultiSzProperty(list, size, L"Multi", NULL, &multi_size);
    ResUtilFindBinaryProperty(list, size, L"Binary", NULL, &binary_size);
    EXPECT(multi_size <= size && binary_size <= size);
    ResUtilFindDwordProperty(list, size, L"Number", &number);
    ResUtilFindDwordProperty(list, size, L"None", &number);
    release(&block);
    EXPECT(verified == ERROR_SUCCESS || writes == 0);
    return verified == ERROR_SUCCESS;
}

static void
test_truncated_lists(void)
{
    List list = { .size = 0 };
    DWORD size;

    one_of_each(&list);
    EXPECT(read_in_every_way(before_guard_page(list.bytes, list.size), list.size));
    for (size = 0; size < list.size; size++) {
        EXPECT(!read_in_every_way(before_guard_page(list.bytes, size), size));
    }
}

static void
test_corrupted_lists(void)
{
    static const DWORD poison[] = { 0, 1, 3, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };
    List list = { .size = 0 };
    List bad;
    DWORD at;
    size_t i;

    one_of_each(&list);
    for (at = 0; at < list.size; at += sizeof(DWORD)) {
        for (i = 0; i < ARRAYSIZE(poison); i++) {
            bad = list;
            memcpy(bad.bytes + at, &poison[i], sizeof(poison[i]));
            read_in_every_way(before_guard_page(bad.bytes, bad.size), bad.size);
        }
    }
}

static void
test_wrong_counts(void)
{
    List list = { .size = 0 };
    DWORD number = 0;

    put_number(&list, L"A", 1);
    put_number(&list, L"B", 2);
    list.bytes[0] = 3;
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, list.size) == ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"C", &number) == ERROR_INVALID_DATA);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"B", &number) == 0 && number == 2);
    list.bytes[0] = 1;
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, list.size) == ERROR_SUCCESS);
    EXPECT(ResUtilFindDwordProperty(list.bytes, list.size, L"B", NULL) == ERROR_FILE_NOT_FOUND);
    list.bytes[0] = 0;
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, 4) == ERROR_SUCCESS);
    EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, 3) == ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilVerifyPrivatePropertyList(NULL, 4) == ERROR_INVALID_DATA);
}

/* Padded to whole DWORDs such a length is 0, and the data behind it looks like an ENDMARK. */
static void
test_overflowing_length(void)
{
    List list = { .size = 0 };
    DWORD length;
    DWORD found = 0;

    put_property(&list, L"B", 0x00010001, "\0\0\0", 4);
    for (length = 0xffffffff; length >= 0xfffffff8; length--) {
        memcpy(list.bytes + 20, &length, sizeof(length));
        EXPECT(ResUtilVerifyPrivatePropertyList(list.bytes, list.size) ==
               ERROR_INSUFFICIENT_BUFFER);
        EXPECT(ResUtilFindBinaryProperty(list.bytes, list.size, L"B", NULL, &found) ==
               ERROR_INVALID_DATA);
    }
    length = 4;
    memcpy(list.bytes + 20, &length, sizeof(length));
    EXPECT(ResUtilFindBinaryProperty(list.bytes, list.size, L"B", NULL, &found) == 0 && found == 4);
}

static DWORD
verify_name(const void *name, size_t size)
{
    List list = { .size = 0 };
    DWORD number = 1;

    put_dword(&list, 1);
    put_value(&list, 0x00040003, name, size);
    put_value(&list, 0x00010002, &number, sizeof(number));
    put_dword(&list, 0);
    return ResUtilVerifyPrivatePropertyList(list.bytes, list.size);
}

static void
test_wrong_names(void)
{
    EXPECT(verify_name(L"AB", 6) == ERROR_SUCCESS);
    EXPECT(verify_name(L"AB", 4) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"AB", 5) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"A\0B", 8) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"", 2) == ERROR_INVALID_DATA);
    EXPECT(verify_name(L"", 0) == ERROR_INVALID_DATA);
}

/* LocalAlloc takes from the process heap. */
size_t
allocated_blocks(void)
{
    PROCESS_HEAP_ENTRY entry = { 0 };
    size_t count = 0;

    while (HeapWalk(GetProcessHeap(), &entry)) {
        count += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0 ? 1 : 0;
    }
    return count;
}

static void
use_everything_once(void)
{
    List list = { .size = 0 };
    Block block = { 0 };
    Block copy;
    HKEY key = database();
    BYTE out[1024];
    LPWSTR text = NULL;
    DWORD returned;
    DWORD required;

    ResUtilSetSzValue(key, L"Text", L"one", &text);
    ResUtilSetSzValue(key, L"Text", L"two", &text);
    LocalFree(text);
    one_of_each(&list);
    ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, NULL);
    ResUtilDupParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table);
    ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size, (LPBYTE)&copy);
    ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&copy, list.bytes, list.size,
                                     (LPBYTE)&block);
    ResUtilGetAllProperties(key, table, out, sizeof(out), &returned, &required);
    ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, NULL);
    ResUtilFreeParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table);
    release(&block);
}

static void
test_no_leaks(void)
{
    size_t before;
    int i;

    use_everything_once();
    before = allocated_blocks();
    EXPECT(before > 0);
    for (i = 0; i < 50; i++) {
        use_everything_once();
    }
    EXPECT(allocated_blocks() < before + 50);
}

const Test list_tests[] = {
    { "find properties", test_find },
    { "take values", test_take },
    { "truncated lists", test_truncated_lists },
    { "corrupted lists", test_corrupted_lists },
    { "wrong counts", test_wrong_counts },
    { "overflowing length", test_overflowing_length },
    { "wrong names", test_wrong_names },
    { "no leaks", test_no_leaks },
    { NULL, NULL },
};
