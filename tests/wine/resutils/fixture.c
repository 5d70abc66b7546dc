/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists put together by hand, not by the code under test, and a table with one property of each. */
#include "resutils-test.h"

#include <stddef.h>

void
put(List *list, const void *data, size_t size)
{
    memcpy(list->bytes + list->size, data, size);
    list->size += (DWORD)size;
    while (list->size % sizeof(DWORD) != 0) {
        list->bytes[list->size++] = 0;
    }
}

void
put_dword(List *list, DWORD number)
{
    put(list, &number, sizeof(number));
}

void
put_value(List *list, DWORD syntax, const void *data, size_t size)
{
    put_dword(list, syntax);
    put_dword(list, (DWORD)size);
    put(list, data, size);
}

void
put_property(List *list, LPCWSTR name, DWORD syntax, const void *data, size_t size)
{
    DWORD count;

    if (list->size == 0) {
        put_dword(list, 0);
    }
    memcpy(&count, list->bytes, sizeof(count));
    count++;
    memcpy(list->bytes, &count, sizeof(count));
    put_value(list, 0x00040003, name, (wcslen(name) + 1) * sizeof(WCHAR));
    put_value(list, syntax, data, size);
    put_dword(list, 0);
}

void
put_text(List *list, LPCWSTR name, LPCWSTR text)
{
    put_property(list, name, 0x00010003, text, (wcslen(text) + 1) * sizeof(WCHAR));
}

void
put_number(List *list, LPCWSTR name, DWORD number)
{
    put_property(list, name, 0x00010002, &number, sizeof(number));
}

const WCHAR multi_default[MULTI_DEFAULT_LENGTH] = L"one\0two\0";
static RESUTIL_ULARGEINT_DATA large_data = { { .QuadPart = 7 },
                                             { .QuadPart = 1 },
                                             { .QuadPart = 99 } };

const RESUTIL_PROPERTY_ITEM table[] = {
    { L"Text",
      NULL,
      CLUSPROP_FORMAT_SZ,
      { (DWORD_PTR)L"hello" },
      0,
      0,
      RESUTIL_PROPITEM_REQUIRED,
      offsetof(Block, text) },
    { L"Expandable", NULL, CLUSPROP_FORMAT_EXPAND_SZ, { 0 }, 0, 0, 0, offsetof(Block, expandable) },
    { L"Multi",
      NULL,
      CLUSPROP_FORMAT_MULTI_SZ,
      { (DWORD_PTR)multi_default },
      sizeof(multi_default),
      0,
      0,
      offsetof(Block, multi) },
    { L"Binary", NULL, CLUSPROP_FORMAT_BINARY, { 0 }, 0, 0, 0, offsetof(Block, binary) },
    { L"Number", NULL, CLUSPROP_FORMAT_DWORD, { 5 }, 1, 10, 0, offsetof(Block, number) },
    { L"Signed",
      NULL,
      CLUSPROP_FORMAT_LONG,
      { 0 },
      (DWORD)-4,
      4,
      0,
      offsetof(Block, signed_number) },
    { L"Large",
      NULL,
      CLUSPROP_FORMAT_ULARGE_INTEGER,
      { (DWORD_PTR)&large_data },
      0,
      0,
      0,
      offsetof(Block, large) },
    { L"ReadOnly",
      NULL,
      CLUSPROP_FORMAT_DWORD,
      { 3 },
      0,
      0,
      RESUTIL_PROPITEM_READ_ONLY,
      offsetof(Block, read_only) },
    { L"Below", L"Sub", CLUSPROP_FORMAT_DWORD, { 1 }, 0, 0, 0, offsetof(Block, below) },
    { NULL, NULL, 0, { 0 }, 0, 0, 0, 0 },
};

void
release(Block *block)
{
    ResUtilFreeParameterBlock((LPBYTE)block, NULL, table);
}
