/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single values and parameter blocks. */
#include "resutils-test.h"

static void
test_text_values(void)
{
    HKEY key = database();
    LPWSTR text;
    LPWSTR copy = NULL;

    SetLastError(0);
    EXPECT(ResUtilGetSzValue(key, L"T") == NULL && GetLastError() == ERROR_FILE_NOT_FOUND);
    EXPECT(ResUtilSetSzValue(key, L"T", L"first", &copy) == ERROR_SUCCESS);
    EXPECT(ResUtilSetSzValue(key, L"T", L"second", &copy) == ERROR_SUCCESS);
    EXPECT(copy != NULL && wcscmp(copy, L"second") == 0);
    LocalFree(copy);
    text = ResUtilGetSzValue(key, L"T");
    EXPECT(text != NULL && wcscmp(text, L"second") == 0);
    LocalFree(text);
    EXPECT(ResUtilSetSzValue(key, L"T", NULL, NULL) == ERROR_BAD_ARGUMENTS);
    store(&parameters, L"NoNul", REG_SZ, L"abc", 2 * sizeof(WCHAR));
    text = ResUtilGetSzValue(key, L"NoNul");
    EXPECT(text != NULL && wcscmp(text, L"ab") == 0);
    LocalFree(text);
    store_dword(&parameters, L"D", 1);
    EXPECT(ResUtilGetSzValue(key, L"D") == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    EXPECT(ResUtilSetExpandSzValue(key, L"E", L"<%RESUTILS_TEST%>", NULL) == ERROR_SUCCESS);
    EXPECT(is_text(&parameters, L"E", REG_EXPAND_SZ, L"<%RESUTILS_TEST%>"));
    text = ResUtilGetExpandSzValue(key, L"E", TRUE);
    EXPECT(text != NULL && wcscmp(text, L"<value>") == 0);
    LocalFree(text);
    text = ResUtilGetExpandSzValue(key, L"E", FALSE);
    EXPECT(text != NULL && wcscmp(text, L"<%RESUTILS_TEST%>") == 0);
    LocalFree(text);
    write_error = ERROR_ACCESS_DENIED;
    copy = NULL;
    EXPECT(ResUtilSetSzValue(key, L"T", L"x", &copy) == ERROR_ACCESS_DENIED && copy == NULL);
}

static void
test_number_values(void)
{
    HKEY key = database();
    DWORD number = 0;
    ULONGLONG large = 0;

    EXPECT(ResUtilGetDwordValue(key, L"D", &number, 42) == ERROR_SUCCESS && number == 42);
    EXPECT(ResUtilSetDwordValue(key, L"D", 7, &number) == ERROR_SUCCESS && number == 7);
    EXPECT(ResUtilGetDwordValue(key, L"D", &number, 42) == ERROR_SUCCESS && number == 7);
    EXPECT(ResUtilGetDwordValue(key, L"D", NULL, 0) == ERROR_BAD_ARGUMENTS);
    store_text(&parameters, L"T", REG_SZ, L"x");
    EXPECT(ResUtilGetDwordValue(key, L"T", &number, 42) == ERROR_INVALID_PARAMETER && number == 42);
    EXPECT(ResUtilGetQwordValue(key, L"Q", &large, 43) == ERROR_SUCCESS && large == 43);
    EXPECT(ResUtilSetQwordValue(key, L"Q", 1ull << 40, &large) == ERROR_SUCCESS);
    EXPECT(ResUtilGetQwordValue(key, L"Q", &large, 43) == ERROR_SUCCESS && large == 1ull << 40);
    EXPECT(ResUtilGetQwordValue(key, L"D", &large, 43) == ERROR_INVALID_PARAMETER);
    write_error = ERROR_ACCESS_DENIED;
    EXPECT(ResUtilSetDwordValue(key, L"D", 8, &number) == ERROR_ACCESS_DENIED && number == 42);
    EXPECT(ResUtilSetQwordValue(key, L"Q", 8, &large) == ERROR_ACCESS_DENIED);
}

static void
test_counted_values(void)
{
    static const BYTE data[] = { 1, 2, 3 };
    HKEY key = database();
    LPBYTE bytes = NULL;
    LPWSTR multi = NULL;
    DWORD size = 1;

    EXPECT(ResUtilGetBinaryValue(key, L"B", &bytes, &size) == ERROR_FILE_NOT_FOUND && size == 0);
    EXPECT(ResUtilSetBinaryValue(key, L"B", data, 3, &bytes, &size) == ERROR_SUCCESS && size == 3);
    LocalFree(bytes);
    EXPECT(ResUtilGetBinaryValue(key, L"B", &bytes, &size) == ERROR_SUCCESS);
    EXPECT(size == 3 && memcmp(bytes, data, 3) == 0);
    LocalFree(bytes);
    EXPECT(ResUtilSetBinaryValue(key, L"B", NULL, 3, NULL, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilSetBinaryValue(key, L"B", NULL, 0, NULL, NULL) == ERROR_SUCCESS);
    EXPECT(find(&parameters, L"B")->size == 0);
    EXPECT(ResUtilSetMultiSzValue(key, L"M", L"a\0b\0", 10, &multi, &size) == ERROR_SUCCESS);
    EXPECT(size == 10 && memcmp(multi, L"a\0b\0", 10) == 0);
    LocalFree(multi);
    EXPECT(find(&parameters, L"M")->type == REG_MULTI_SZ);
    EXPECT(ResUtilGetMultiSzValue(key, L"M", &multi, &size) == ERROR_SUCCESS && size == 10);
    LocalFree(multi);
    EXPECT(ResUtilSetValueEx(key, L"V", REG_BINARY, data, 2, 0) == ERROR_SUCCESS);
    EXPECT(find(&parameters, L"V")->size == 2);
    EXPECT(ResUtilSetValueEx(key, NULL, REG_BINARY, data, 2, 0) == ERROR_BAD_ARGUMENTS);
}

static void
test_defaults(void)
{
    HKEY key = database();
    Block block = { 0 };
    LPWSTR name = NULL;

    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, &name) ==
           ERROR_SUCCESS);
    EXPECT(name == NULL);
    EXPECT(block.text != NULL && wcscmp(block.text, L"hello") == 0);
    EXPECT(block.expandable == NULL && block.binary == NULL && block.binary_size == 0);
    EXPECT(block.multi_size == sizeof(multi_default));
    EXPECT(block.multi != NULL && memcmp(block.multi, multi_default, sizeof(multi_default)) == 0);
    EXPECT(block.number == 5 && block.signed_number == 0 && block.large.QuadPart == 7);
    EXPECT(block.read_only == 3 && block.below == 1);
    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_FILE_NOT_FOUND);
    EXPECT(name != NULL && wcscmp(name, L"Text") == 0);
    EXPECT(ResUtilGetPropertiesToParameterBlock(NULL, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_BAD_ARGUMENTS);
    release(&block);
    EXPECT(block.text == NULL && block.multi == NULL);
}

static void
test_stored_properties(void)
{
    static const BYTE large[] = { 1, 0, 0, 0, 0, 1, 0, 0 };
    HKEY key = database();
    Block block = { 0 };
    LPWSTR name = NULL;

    store_text(&parameters, L"text", REG_SZ, L"from the database");
    store_text(&parameters, L"Expandable", REG_EXPAND_SZ, L"%A%");
    store(&parameters, L"Multi", REG_MULTI_SZ, L"x\0", 6);
    store(&parameters, L"Binary", REG_BINARY, "abc", 3);
    store_dword(&parameters, L"Number", 9);
    store_dword(&parameters, L"Signed", (DWORD)-3);
    store(&parameters, L"Large", REG_QWORD, large, sizeof(large));
    parameters.child = &subkey;
    wcscpy(subkey.name, L"Sub");
    store_dword(&subkey, L"Below", 77);
    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_SUCCESS);
    EXPECT(block.text != NULL && wcscmp(block.text, L"from the database") == 0);
    EXPECT(block.expandable != NULL && wcscmp(block.expandable, L"%A%") == 0);
    EXPECT(block.multi_size == 6 && block.binary_size == 3 && memcmp(block.binary, "abc", 3) == 0);
    EXPECT(block.number == 9 && block.signed_number == -3 && block.below == 77);
    EXPECT(block.large.QuadPart == 0x10000000001ull && open_keys == 0);
    store_text(&parameters, L"Number", REG_SZ, L"nine");
    EXPECT(ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, TRUE, &name) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(name != NULL && wcscmp(name, L"Number") == 0);
    release(&block);
}

static void
test_duplicate(void)
{
    HKEY key = database();
    Block block = { 0 };
    Block copy;
    RESUTIL_PROPERTY_ITEM bad[2] = { table[0], { 0 } };

    ResUtilGetPropertiesToParameterBlock(key, table, (LPBYTE)&block, FALSE, NULL);
    copy = block;
    EXPECT(ResUtilDupParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table) == ERROR_SUCCESS);
    EXPECT(LocalSize(block.text) >= sizeof(L"hello"));
    EXPECT(copy.text != block.text && wcscmp(copy.text, block.text) == 0);
    EXPECT(copy.multi != block.multi && copy.multi_size == block.multi_size);
    EXPECT(copy.number == 5 && copy.large.QuadPart == 7 && copy.binary == NULL);
    LocalFree(copy.text);
    copy.text = block.text;
    ResUtilFreeParameterBlock((LPBYTE)&copy, (LPBYTE)&block, table);
    EXPECT(copy.multi == NULL && copy.text == block.text && wcscmp(block.text, L"hello") == 0);
    EXPECT(ResUtilDupParameterBlock(NULL, (LPBYTE)&block, table) == ERROR_BAD_ARGUMENTS);
    bad[0].Format = 99;
    EXPECT(ResUtilDupParameterBlock((LPBYTE)&copy, (LPBYTE)&block, bad) == ERROR_INVALID_PARAMETER);
    release(&block);
}

static void
test_list_from_block(void)
{
    static const RESUTIL_PROPERTY_ITEM one[] = {
        { L"A", NULL, CLUSPROP_FORMAT_DWORD, { 0 }, 0, 0, 0, 0 }, { 0 }
    };
    static const BYTE wanted[] = { 1, 0, 0, 0, 3, 0, 4, 0, 4, 0, 0, 0, 'A', 0, 0, 0,
                                   2, 0, 1, 0, 4, 0, 0, 0, 5, 0, 0, 0, 0,   0, 0, 0 };
    BYTE list[64];
    DWORD five = 5;
    DWORD size = sizeof(list);
    DWORD returned = 0;
    DWORD required = 0;

    EXPECT(ResUtilPropertyListFromParameterBlock(one, list, &size, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_SUCCESS);
    EXPECT(returned == sizeof(wanted) && required == 0);
    EXPECT(memcmp(list, wanted, sizeof(wanted)) == 0);
    size = 31;
    memset(list, 0xee, sizeof(list));
    EXPECT(ResUtilPropertyListFromParameterBlock(one, list, &size, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_MORE_DATA);
    EXPECT(returned == 0 && required == 32 && list[0] == 0 && list[31] == 0xee);
    size = 0;
    EXPECT(ResUtilPropertyListFromParameterBlock(one, NULL, &size, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_MORE_DATA);
    EXPECT(required == 32);
    EXPECT(ResUtilPropertyListFromParameterBlock(one, list, NULL, (LPBYTE)&five, &returned,
                                                 &required) == ERROR_BAD_ARGUMENTS);
}

const Test value_tests[] = {
    { "text values", test_text_values },
    { "number values", test_number_values },
    { "counted values", test_counted_values },
    { "parameter block defaults", test_defaults },
    { "parameter block from the database", test_stored_properties },
    { "parameter block duplicate and free", test_duplicate },
    { "property list from parameter block", test_list_from_block },
    { NULL, NULL },
};
