/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The environment in which a program takes the network name of its resource for the computer's.
 * GetComputerName and gethostname of Windows answer with _CLUSTER_NETWORK_NAME_; others of the
 * family are for the host name and the fully qualified name.
 */
#include "environment.h"

#include <stdbool.h>
#include <string.h>

#define NAME_CHARACTERS 256

static LPWSTR
network_name_of(HRESOURCE resource)
{
    DWORD room = NAME_CHARACTERS;
    LPWSTR name = NULL;
    DWORD length;
    DWORD error = ERROR_MORE_DATA;

    while (error == ERROR_MORE_DATA && room <= MAXWORD) {
        LocalFree(name);
        name = LocalAlloc(LPTR, room * sizeof(*name));
        if (name == NULL) {
            SetLastError(ERROR_NOT_ENOUGH_MEMORY);
            return NULL;
        }
        length = room;
        if (GetClusterResourceNetworkName(resource, name, &length)) {
            return name;
        }
        error = GetLastError();
        room *= 2;
    }
    LocalFree(name);
    SetLastError(error);
    return NULL;
}

typedef LPWSTR Variable; /* NAME=VALUE */

/* In the order a block has them in. */
enum { COMPUTER_NAME, CLUSTER_FQDN, CLUSTER_HOST_NAME, CLUSTER_NAME, VARIABLES };

static const LPCWSTR variable_names[VARIABLES] = {
    L"COMPUTERNAME",
    L"_CLUSTER_NETWORK_FQDN_",
    L"_CLUSTER_NETWORK_HOSTNAME_",
    L"_CLUSTER_NETWORK_NAME_",
};

static LPWSTR
join(LPCWSTR first, LPCWSTR between, LPCWSTR last)
{
    size_t room = wcslen(first) + wcslen(between) + wcslen(last) + 1;
    LPWSTR text = LocalAlloc(LMEM_FIXED, room * sizeof(*text));

    if (text != NULL) {
        wcscpy(text, first);
        wcscat(text, between);
        wcscat(text, last);
    }
    return text;
}

/* The network name in the DNS domain of this computer, or by itself when that has none. */
static LPWSTR
qualified_name(LPCWSTR name)
{
    WCHAR domain[NAME_CHARACTERS];
    DWORD room = ARRAYSIZE(domain);

    if (!GetComputerNameExW(ComputerNameDnsDomain, domain, &room) || domain[0] == L'\0') {
        return join(name, L"", L"");
    }
    return join(name, L".", domain);
}

static void
free_variables(Variable *variables)
{
    size_t i;

    for (i = 0; i < VARIABLES; i++) {
        LocalFree(variables[i]);
    }
}

static bool
make_variables(LPCWSTR name, Variable *variables)
{
    LPWSTR qualified = qualified_name(name);
    bool made = qualified != NULL;
    size_t i;

    for (i = 0; i < VARIABLES; i++) {
        variables[i] =
            made ? join(variable_names[i], L"=", i == CLUSTER_FQDN ? qualified : name) : NULL;
        made = variables[i] != NULL;
    }
    LocalFree(qualified);
    return made;
}

/* Names in front of "=" in the order of a block: without regard to case, by code unit. */
static int
compare_names(LPCWSTR variable, LPCWSTR name)
{
    /* The hidden variables of the drives begin with "=". */
    LPCWSTR end = wcschr(variable + 1, L'=');
    int length = end == NULL ? (int)wcslen(variable) : (int)(end - variable);

    return CompareStringOrdinal(variable, length, name, -1, TRUE);
}

size_t
environment_length(LPCWSTR block)
{
    LPCWSTR at = block;

    while (*at != L'\0') {
        at += wcslen(at) + 1;
    }
    return (size_t)(at - block) + 1;
}

static LPWSTR
append(LPWSTR end, LPCWSTR variable)
{
    size_t length = wcslen(variable) + 1;

    memcpy(end, variable, length * sizeof(*variable));
    return end + length;
}

static bool
is_ours(LPCWSTR variable)
{
    size_t i;

    for (i = 0; i < VARIABLES; i++) {
        if (compare_names(variable, variable_names[i]) == CSTR_EQUAL) {
            return true;
        }
    }
    return false;
}

/* Ours in place of those of the same names, each in front of the first that comes after it. */
static void
merge(LPWSTR result, LPCWSTR block, const Variable *variables)
{
    size_t next = 0;

    for (; *block != L'\0'; block += wcslen(block) + 1) {
        if (is_ours(block)) {
            continue;
        }
        while (next < VARIABLES &&
               compare_names(block, variable_names[next]) == CSTR_GREATER_THAN) {
            result = append(result, variables[next++]);
        }
        result = append(result, block);
    }
    while (next < VARIABLES) {
        result = append(result, variables[next++]);
    }
    *result = L'\0';
}

static LPWSTR
merged(LPCWSTR block, const Variable *variables)
{
    size_t room = environment_length(block);
    LPWSTR result;
    size_t i;

    for (i = 0; i < VARIABLES; i++) {
        room += wcslen(variables[i]) + 1;
    }
    result = LocalAlloc(LPTR, room * sizeof(*result));
    if (result != NULL) {
        merge(result, block, variables);
    }
    return result;
}

static LPWSTR
make_block(LPCWSTR network_name)
{
    Variable variables[VARIABLES] = { NULL };
    LPWSTR own = GetEnvironmentStringsW();
    LPWSTR result = NULL;

    if (own != NULL && make_variables(network_name, variables)) {
        result = merged(own, variables);
    }
    free_variables(variables);
    if (own != NULL) {
        FreeEnvironmentStringsW(own);
    }
    if (result == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    }
    return result;
}

LPVOID WINAPI
ResUtilGetEnvironmentWithNetName(HRESOURCE hResource)
{
    LPWSTR name = network_name_of(hResource);
    LPWSTR block;

    if (name == NULL) {
        return NULL;
    }
    block = make_block(name);
    LocalFree(name);
    return block;
}

DWORD WINAPI
ResUtilFreeEnvironment(LPVOID lpEnvironment)
{
    LocalFree(lpEnvironment);
    return ERROR_SUCCESS;
}
