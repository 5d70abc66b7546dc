/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "functions.h"

#include <string.h>

static const struct {
    const WCHAR *Dll;
    const char *Prototype;
} k_rows[] = {
#include "everycall-functions.inc"
};

static FUNCTION g_functions[ARRAYSIZE(k_rows)];
static INIT_ONCE g_once = INIT_ONCE_STATIC_INIT;

static BOOL
is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Text of which the last word is a name; spaces around both are dropped. */
static void
split_name(const char *text, size_t length, char *before, char *name)
{
    size_t end = length;
    size_t begin;

    if (length > 2 && text[length - 1] == ']') {
        end -= 2; /* an array without a size */
    }
    begin = end;
    while (begin > 0 && is_of_name(text[begin - 1])) {
        begin--;
    }
    memcpy(name, text + begin, end - begin);
    name[end - begin] = '\0';
    while (begin > 0 && text[begin - 1] == ' ') {
        begin--;
    }
    memcpy(before, text, begin);
    before[begin] = '\0';
    if (end < length) {
        strcat(before, "[]");
    }
}

static void
read_parameters(FUNCTION *function, const char *text)
{
    while (*text != ')') {
        PARAMETER *parameter = &function->Parameters[function->Count++];
        size_t length = strcspn(text, ",)");

        split_name(text, length, parameter->Type, parameter->Name);
        text += length;
        text += strspn(text, ", ");
    }
}

static BOOL CALLBACK
read_all(PINIT_ONCE once, PVOID parameter, PVOID *context)
{
    UINT i;

    UNREFERENCED_PARAMETER(once);
    UNREFERENCED_PARAMETER(parameter);
    UNREFERENCED_PARAMETER(context);
    for (i = 0; i < ARRAYSIZE(k_rows); i++) {
        FUNCTION *function = &g_functions[i];
        size_t length = strcspn(k_rows[i].Prototype, "(");

        split_name(k_rows[i].Prototype, length, function->Result, function->Name);
        read_parameters(function, k_rows[i].Prototype + length + 1);
        function->Address = GetProcAddress(GetModuleHandleW(k_rows[i].Dll), function->Name);
        if (function->Address == NULL) {
            return FALSE;
        }
    }
    return TRUE;
}

const FUNCTION *
Functions(UINT *count)
{
    *count = ARRAYSIZE(k_rows);
    return InitOnceExecuteOnce(&g_once, read_all, NULL, NULL) ? g_functions : NULL;
}

uint64_t
FunctionCall(const FUNCTION *function, const uint64_t *a)
{
    typedef uint64_t(WINAPI * ANY)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                                   uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                                   uint64_t, uint64_t);
    ANY call = (ANY)(void *)function->Address;

    return call(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12],
                a[13]);
}

/* Handles and texts are pointers, and states are -1 when they are not known. */
BOOL
FunctionSucceeded(const FUNCTION *function, uint64_t result, DWORD *error)
{
    const char *type = function->Result;

    *error = GetLastError();
    if (strcmp(type, "VOID") == 0) {
        return TRUE;
    }
    if (strcmp(type, "BOOL") == 0 || NameFits("*EnumCount*", function->Name)) {
        return (DWORD)result != 0;
    }
    if (NameFits("*_STATE", type)) {
        return (DWORD)result != MAXDWORD;
    }
    if (strcmp(type, "DWORD") == 0 || strcmp(type, "LONG") == 0) {
        *error = (DWORD)result;
        return *error == ERROR_SUCCESS;
    }
    return result != 0;
}

BOOL
NameFits(const char *pattern, const char *name)
{
    if (*pattern == '*') {
        return NameFits(pattern + 1, name) || (*name != '\0' && NameFits(pattern, name + 1));
    }
    return *pattern == *name && (*name == '\0' || NameFits(pattern + 1, name + 1));
}
