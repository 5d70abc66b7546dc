/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Properties: from the database to lists, checked, and back. */
#include "resutils-test.h"

static void
test_get_properties(void)
{
    HKEY key = database();
    BYTE list[1024];
    DWORD returned = 1;
    DWORD required = 1;
    DWORD number = 0;
    LPWSTR text = NULL;

    store_text(&parameters, L"Expandable", REG_EXPAND_SZ, L"<%RESUTILS_TEST%>");
    store_dword(&parameters, L"Unknown", 11);
    store(&parameters, L"", REG_SZ, L"", 2);
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    EXPECT(ResUtilGetAllProperties(key, table, list, 16, &returned, &required) == ERROR_MORE_DATA);
    EXPECT(returned == 0 && required > 16 && required <= sizeof(list));
    EXPECT(ResUtilGetAllProperties(key, table, list, required, &returned, &number) ==
           ERROR_SUCCESS);
    EXPECT(returned == required && number == 0 && list[0] == 10);
    EXPECT(ResUtilVerifyPrivatePropertyList(list, returned) == ERROR_SUCCESS);
    EXPECT(ResUtilFindDwordProperty(list, returned, L"unknown", &number) == ERROR_SUCCESS);
    EXPECT(number == 11);
    EXPECT(ResUtilFindExpandSzProperty(list, returned, L"Expandable", &text) == ERROR_SUCCESS);
    EXPECT(text != NULL && wcscmp(text, L"<%RESUTILS_TEST%>") == 0);
    LocalFree(text);
    EXPECT(ResUtilFindExpandedSzProperty(list, returned, L"Expandable", &text) == ERROR_SUCCESS);
    EXPECT(text != NULL && wcscmp(text, L"<value>") == 0);
    LocalFree(text);
    EXPECT(ResUtilGetProperties(key, table, list, sizeof(list), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(list[0] == 9);
    EXPECT(ResUtilFindDwordProperty(list, returned, L"Unknown", NULL) == ERROR_FILE_NOT_FOUND);
    EXPECT(ResUtilGetPrivateProperties(key, list, sizeof(list), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(list[0] == 2 && open_keys == 0);
    EXPECT(ResUtilGetPrivateProperties(NULL, list, 9, &returned, &required) == ERROR_BAD_ARGUMENTS);
    store(&parameters, L"Number", REG_SZ, L"x", 4);
    EXPECT(ResUtilGetProperties(key, table, list, sizeof(list), &returned, &required) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(returned == 0 && required == 0);
}

static void
test_add_unknown(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    DWORD used;
    DWORD required = 0;
    DWORD number = 0;

    put_number(&list, L"Given", 1);
    used = list.size;
    store_dword(&parameters, L"Number", 2);
    store_dword(&parameters, L"Added", 3);
    EXPECT(ResUtilAddUnknownProperties(key, table, list.bytes, used + 4, &used, &required) ==
           ERROR_MORE_DATA);
    EXPECT(used == list.size && required > used && list.bytes[0] == 1);
    EXPECT(ResUtilAddUnknownProperties(key, table, list.bytes, required, &used, &number) ==
           ERROR_SUCCESS);
    EXPECT(used == required && list.bytes[0] == 2);
    EXPECT(ResUtilFindDwordProperty(list.bytes, used, L"Given", &number) == 0 && number == 1);
    EXPECT(ResUtilFindDwordProperty(list.bytes, used, L"Added", &number) == 0 && number == 3);
    used = 2000;
    EXPECT(ResUtilAddUnknownProperties(key, table, list.bytes, 1000, &used, &required) ==
           ERROR_INVALID_DATA);
}

/* A list built property by property, as the two functions are for. */
static void
test_single_properties(void)
{
    HKEY key = database();
    BYTE list[1024];
    BYTE whole[1024];
    PVOID at = list + sizeof(DWORD);
    DWORD size = sizeof(DWORD);
    DWORD count = 0;
    DWORD left;
    DWORD returned;
    DWORD required;
    size_t i;

    store_text(&parameters, L"Expandable", REG_EXPAND_SZ, L"<%RESUTILS_TEST%>");
    SetEnvironmentVariableW(L"RESUTILS_TEST", L"value");
    EXPECT(ResUtilGetProperties(key, table, whole, sizeof(whole), &returned, &required) == 0);
    for (i = 0; table[i].Name != NULL; i++) {
        EXPECT(ResUtilGetPropertySize(key, &table[i], &size, &count) == ERROR_SUCCESS);
    }
    EXPECT(size == returned && count == 9);
    left = size - (DWORD)sizeof(DWORD);
    for (i = 0; table[i].Name != NULL; i++) {
        EXPECT(ResUtilGetProperty(key, &table[i], &at, &left) == ERROR_SUCCESS);
    }
    memcpy(list, &count, sizeof(count));
    EXPECT(left == 0 && at == list + size && memcmp(list, whole, size) == 0);
    at = list;
    left = 35;
    EXPECT(ResUtilGetProperty(key, &table[8], &at, &left) == ERROR_MORE_DATA);
    EXPECT(at == list && left == 36);
    EXPECT(ResUtilGetProperty(key, &table[8], &at, &left) == ERROR_SUCCESS);
    EXPECT(at == list + 36 && left == 0);
    EXPECT(open_keys == 0);
}

static void
test_single_property_errors(void)
{
    HKEY key = database();
    RESUTIL_PROPERTY_ITEM bad = table[4];
    BYTE list[64];
    PVOID at = list;
    DWORD size = sizeof(list);
    DWORD count = 3;

    EXPECT(ResUtilGetProperty(NULL, &table[4], &at, &size) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetProperty(key, NULL, &at, &size) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetProperty(key, &table[4], NULL, &size) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetProperty(key, &table[4], &at, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetPropertySize(key, &table[4], NULL, &count) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilGetPropertySize(key, &table[4], &size, NULL) == ERROR_BAD_ARGUMENTS);
    store_text(&parameters, L"Number", REG_SZ, L"x");
    EXPECT(ResUtilGetProperty(key, &table[4], &at, &size) == ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilGetPropertySize(key, &table[4], &size, &count) == ERROR_INVALID_PARAMETER);
    bad.Format = 99;
    EXPECT(ResUtilGetPropertySize(key, &bad, &size, &count) == ERROR_INVALID_PARAMETER);
    EXPECT(at == list && size == sizeof(list) && count == 3);
    size = MAXDWORD - 8;
    EXPECT(ResUtilGetPropertySize(key, &table[0], &size, &count) == ERROR_ARITHMETIC_OVERFLOW);
}

static void
test_names_and_formats(void)
{
    HKEY key = database();
    static const WCHAR wanted[] = L"Text\0Expandable\0Multi\0Binary\0Number\0Signed\0Large\0"
                                  L"ReadOnly\0Below\0";
    WCHAR names[128];
    BYTE formats[1024];
    DWORD returned = 0;
    DWORD required = 0;

    EXPECT(ResUtilEnumProperties(table, NULL, 0, &returned, &required) == ERROR_MORE_DATA);
    EXPECT(required == sizeof(wanted) && returned == 0);
    EXPECT(ResUtilEnumProperties(table, names, sizeof(names), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(returned == sizeof(wanted) && memcmp(names, wanted, sizeof(wanted)) == 0);
    EXPECT(ResUtilEnumProperties(NULL, names, sizeof(names), &returned, &required) ==
           ERROR_BAD_ARGUMENTS);
    store_dword(&parameters, L"P", 1);
    EXPECT(ResUtilEnumPrivateProperties(key, names, sizeof(names), &returned, &required) ==
           ERROR_SUCCESS);
    EXPECT(returned == 6 && memcmp(names, L"P\0", 6) == 0);
    EXPECT(ResUtilEnumPrivateProperties(key, names, 5, &returned, &required) == ERROR_MORE_DATA);
    EXPECT(required == 6);
    EXPECT(ResUtilGetPropertyFormats(table + 8, formats, sizeof(formats), &returned, &required) ==
           ERROR_SUCCESS);
    /* Count, "Below" padded, value {LIST_VALUE_WORD, 2, DWORD format}, ENDMARK. */
    EXPECT(returned == 4 + 8 + 12 + 12 + 4 && formats[24] == 0x0b && formats[28] == 2);
    EXPECT(formats[32] == CLUSPROP_FORMAT_DWORD);
    EXPECT(ResUtilGetPropertyFormats(table, formats, 8, &returned, &required) == ERROR_MORE_DATA);
}

static void
test_verify_table(void)
{
    List list = { .size = 0 };
    Block block = { 0 };
    DWORD minus = (DWORD)-4;

    put_text(&list, L"TEXT", L"new");
    put_number(&list, L"Number", 10);
    put_property(&list, L"Signed", 0x00010007, &minus, 4);
    put_property(&list, L"Binary", 0x00010001, "xyz", 3);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, FALSE, list.bytes, list.size, (LPBYTE)&block) ==
           ERROR_SUCCESS);
    EXPECT(block.text != NULL && wcscmp(block.text, L"new") == 0);
    EXPECT(block.number == 10 && block.signed_number == -4 && block.binary_size == 3);
    put_number(&list, L"Other", 1);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size, NULL) ==
           ERROR_SUCCESS);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, FALSE, list.bytes, list.size, NULL) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, TRUE, NULL, 0, NULL) == ERROR_INVALID_DATA);
    EXPECT(ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size - 1, NULL) ==
           ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilVerifyPropertyTable(NULL, NULL, TRUE, list.bytes, 9, NULL) ==
           ERROR_BAD_ARGUMENTS);
    release(&block);
}

static DWORD
verify_one(LPCWSTR name, DWORD syntax, const void *data, size_t size)
{
    List list = { .size = 0 };

    put_property(&list, name, syntax, data, size);
    return ResUtilVerifyPropertyTable(table, NULL, TRUE, list.bytes, list.size, NULL);
}

static void
test_verify_refuses(void)
{
    DWORD eleven = 11;
    DWORD five = 5;
    DWORD minus = (DWORD)-5;
    ULONGLONG hundred = 100;
    static const WCHAR no_nul[] = { L'a', L'b' };

    EXPECT(verify_one(L"Number", 0x00010002, &five, 4) == ERROR_SUCCESS);
    EXPECT(verify_one(L"Number", 0x00010002, &eleven, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Number", 0x00010002, &five, 3) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Number", 0x00010003, L"5", 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Number", 0x00020002, &five, 4) == ERROR_INVALID_DATA);
    EXPECT(verify_one(L"Signed", 0x00010007, &minus, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Large", 0x00010006, &hundred, 8) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"ReadOnly", 0x00010002, &five, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Text", 0x00010003, no_nul, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Text", 0x00010003, no_nul, 0) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Text", 0x00010003, L"a", 3) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Multi", 0x00010005, L"a", 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"Multi", 0x00010005, L"a\0", 6) == ERROR_SUCCESS);
    EXPECT(verify_one(L"Multi", 0x00010005, L"", 2) == ERROR_SUCCESS);
    EXPECT(verify_one(L"Other", 0x00010063, &five, 4) == ERROR_INVALID_PARAMETER);
    EXPECT(verify_one(L"", 0x00010002, &five, 4) == ERROR_INVALID_DATA);
}

static void
test_set_table(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    List bad = { .size = 0 };
    Block block = { 0 };

    put_text(&list, L"Text", L"new");
    put_number(&list, L"Number", 4);
    put_number(&list, L"Below", 8);
    put_number(&list, L"Other", 6);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, FALSE, list.bytes, list.size, NULL) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(writes == 0);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, list.bytes, list.size, (LPBYTE)&block) ==
           ERROR_SUCCESS);
    EXPECT(writes == 4 && is_text(&parameters, L"Text", REG_SZ, L"new"));
    EXPECT(is_dword(&parameters, L"Number", 4) && is_dword(&parameters, L"Other", 6));
    EXPECT(is_dword(&subkey, L"Below", 8) && open_keys == 0);
    EXPECT(block.number == 4 && block.below == 8 && wcscmp(block.text, L"new") == 0);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, list.bytes, list.size, NULL) ==
           ERROR_SUCCESS);
    EXPECT(writes == 4);
    EXPECT(ResUtilSetPropertyTableEx(key, table, NULL, TRUE, list.bytes, list.size, TRUE, NULL) ==
           ERROR_SUCCESS);
    EXPECT(writes == 7);
    put_number(&bad, L"Other", 9);
    put_number(&bad, L"Number", 99);
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, bad.bytes, bad.size, NULL) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(writes == 7 && is_dword(&parameters, L"Other", 6));
    release(&block);
}

static void
test_reset_property(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    Block block = { 0 };

    store_dword(&parameters, L"Number", 9);
    store_dword(&parameters, L"Other", 9);
    put_property(&list, L"Number", 0x00010000, "", 0);
    put_property(&list, L"Other", 0x00010000, "", 0);
    put_property(&list, L"Below", 0x00010000, "", 0);
    block.number = 9;
    EXPECT(ResUtilSetPropertyTable(key, table, NULL, TRUE, list.bytes, list.size, (LPBYTE)&block) ==
           ERROR_SUCCESS);
    EXPECT(parameters.count == 0 && block.number == 5 && block.below == 1);
}

static void
test_set_block(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    WCHAR text[] = L"from block";
    Block in = { .text = text, .number = 6, .read_only = 12, .below = 2 };
    Block out = { 0 };

    put_number(&list, L"Other", 3);
    put_number(&list, L"Number", 8);
    store_text(&parameters, L"Expandable", REG_EXPAND_SZ, L"old");
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, list.bytes, list.size,
                                            (LPBYTE)&out) == ERROR_SUCCESS);
    EXPECT(is_text(&parameters, L"Text", REG_SZ, L"from block"));
    EXPECT(is_dword(&parameters, L"Number", 6) && is_dword(&parameters, L"Other", 3));
    EXPECT(find(&parameters, L"ReadOnly") == NULL && find(&parameters, L"Expandable") == NULL);
    EXPECT(find(&parameters, L"Multi") == NULL);
    EXPECT(out.text != NULL && out.text != in.text && wcscmp(out.text, L"from block") == 0);
    EXPECT(out.number == 6 && out.read_only == 12);
    writes = 0;
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, NULL, 0, NULL) ==
           ERROR_SUCCESS);
    EXPECT(writes == 0);
    EXPECT(ResUtilSetPropertyParameterBlockEx(key, table, NULL, (LPBYTE)&in, NULL, 0, TRUE,
                                              (LPBYTE)&in) == ERROR_SUCCESS);
    EXPECT(writes == 5 && in.text == text);
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, list.bytes, 9, NULL) ==
           ERROR_INSUFFICIENT_BUFFER);
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, NULL, NULL, 0, NULL) ==
           ERROR_BAD_ARGUMENTS);
    write_error = ERROR_ACCESS_DENIED;
    in.number = 7;
    EXPECT(ResUtilSetPropertyParameterBlock(key, table, NULL, (LPBYTE)&in, NULL, 0, (LPBYTE)&out) ==
           ERROR_ACCESS_DENIED);
    EXPECT(out.number == 6);
    release(&out);
}

static void
test_set_unknown(void)
{
    HKEY key = database();
    List list = { .size = 0 };
    ULONGLONG large = 5;

    put_number(&list, L"Number", 4);
    put_text(&list, L"Other", L"x");
    put_property(&list, L"Big", 0x00010006, &large, sizeof(large));
    EXPECT(ResUtilSetUnknownProperties(key, table, list.bytes, list.size) == ERROR_SUCCESS);
    EXPECT(parameters.count == 2 && is_text(&parameters, L"Other", REG_SZ, L"x"));
    EXPECT(find(&parameters, L"Big")->type == REG_QWORD);
    EXPECT(ResUtilSetPrivatePropertyList(key, list.bytes, list.size) == ERROR_SUCCESS);
    EXPECT(is_dword(&parameters, L"Number", 4));
    EXPECT(ResUtilSetPrivatePropertyList(NULL, list.bytes, list.size) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilSetPrivatePropertyList(key, list.bytes, 20) == ERROR_INSUFFICIENT_BUFFER);
}

const Test property_tests[] = {
    { "get properties", test_get_properties },
    { "add unknown properties", test_add_unknown },
    { "single properties", test_single_properties },
    { "single property errors", test_single_property_errors },
    { "names and formats", test_names_and_formats },
    { "verify property table", test_verify_table },
    { "verify refuses", test_verify_refuses },
    { "set property table", test_set_table },
    { "reset property", test_reset_property },
    { "set parameter block", test_set_block },
    { "set unknown properties", test_set_unknown },
    { NULL, NULL },
};
