/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handles of providers, and the keys behind them. */
#include "crypt-blob.h"

#include <string.h>

#define CONTAINER_PREFIX L"resapid-"
#define KEY_BITS         2048u
#define MAKE_KEY_MS      60000

/* A handle is one of these for as long as it is in the list, which holds it; so does who uses it, and
 * the last one to drop it frees it. */
struct _HCLUSCRYPTPROVIDER {
    struct _HCLUSCRYPTPROVIDER *next;
    LONG holders;
    HCRYPTPROV provider;
};

/* Of the list; not held while a provider works, which takes its time and touches a DLL's memory. */
static SRWLOCK providers_lock = SRWLOCK_INIT;
static HCLUSCRYPTPROVIDER providers;

static HCLUSCRYPTPROVIDER *
find_link(HCLUSCRYPTPROVIDER handle)
{
    HCLUSCRYPTPROVIDER *link = &providers;

    while (*link != NULL && *link != handle) {
        link = &(*link)->next;
    }
    return *link == NULL ? NULL : link;
}

static BOOL
hold(HCLUSCRYPTPROVIDER handle)
{
    BOOL found;

    AcquireSRWLockShared(&providers_lock);
    found = find_link(handle) != NULL;
    if (found) {
        InterlockedIncrement(&handle->holders);
    }
    ReleaseSRWLockShared(&providers_lock);
    return found;
}

static DWORD
drop(HCLUSCRYPTPROVIDER handle)
{
    DWORD error = ERROR_SUCCESS;

    if (InterlockedDecrement(&handle->holders) > 0) {
        return ERROR_SUCCESS;
    }
    if (!CryptReleaseContext(handle->provider, 0)) {
        error = GetLastError();
    }
    LocalFree(handle);
    return error;
}

static DWORD
check_key(HCRYPTPROV provider)
{
    HCRYPTKEY key;

    if (!CryptGetUserKey(provider, AT_KEYEXCHANGE, &key)) {
        return GetLastError();
    }
    CryptDestroyKey(key);
    return ERROR_SUCCESS;
}

/* The machine's key store, since the hosts of one prefix can run as different users. */
static DWORD
acquire(LPCWSTR container, LPCWSTR csp, DWORD type, DWORD flags, HCRYPTPROV *provider)
{
    return CryptAcquireContextW(provider, container, csp, type, CRYPT_MACHINE_KEYSET | flags)
               ? ERROR_SUCCESS
               : GetLastError();
}

static DWORD
open_existing(LPCWSTR container, LPCWSTR csp, DWORD type, HCRYPTPROV *provider)
{
    DWORD error = acquire(container, csp, type, 0, provider);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = check_key(*provider);
    if (error != ERROR_SUCCESS) {
        CryptReleaseContext(*provider, 0);
    }
    return error;
}

/* Wine stores a container when its provider is released, and not when the process just ends. */
static DWORD
make_key(LPCWSTR container, LPCWSTR csp, DWORD type)
{
    HCRYPTPROV provider;
    HCRYPTKEY key;
    DWORD error = acquire(container, csp, type, CRYPT_NEWKEYSET, &provider);

    if (error == (DWORD)NTE_EXISTS) {
        error = acquire(container, csp, type, 0, &provider);
    }
    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (CryptGenKey(provider, AT_KEYEXCHANGE, KEY_BITS << 16, &key)) {
        CryptDestroyKey(key);
    } else {
        error = GetLastError();
    }
    CryptReleaseContext(provider, 0);
    return error;
}

static DWORD
open_or_make(LPCWSTR container, LPCWSTR csp, DWORD type, HCRYPTPROV *provider)
{
    DWORD error = open_existing(container, csp, type, provider);

    if (error != (DWORD)NTE_BAD_KEYSET && error != (DWORD)NTE_NO_KEY) {
        return error;
    }
    error = make_key(container, csp, type);
    return error == ERROR_SUCCESS ? open_existing(container, csp, type, provider) : error;
}

/* One process at a time makes keys: two for one container would each encrypt with their own. */
static DWORD
open_or_make_alone(LPCWSTR container, LPCWSTR csp, DWORD type, HCRYPTPROV *provider)
{
    HANDLE mutex = CreateMutexW(NULL, FALSE, L"Global\\resapid-cluster-crypt");
    DWORD waited;
    DWORD error;

    if (mutex == NULL) {
        return GetLastError();
    }
    waited = WaitForSingleObject(mutex, MAKE_KEY_MS);
    if (waited == WAIT_OBJECT_0 || waited == WAIT_ABANDONED) {
        error = open_or_make(container, csp, type, provider);
        ReleaseMutex(mutex);
    } else {
        error = waited == WAIT_TIMEOUT ? ERROR_TIMEOUT : GetLastError();
    }
    CloseHandle(mutex);
    return error;
}

typedef DWORD (*OpenContainer)(LPCWSTR container, LPCWSTR csp, DWORD type, HCRYPTPROV *provider);

static DWORD
open_provider(LPCWSTR container, LPCWSTR csp, DWORD type, OpenContainer open,
              HCLUSCRYPTPROVIDER *handle)
{
    HCRYPTPROV provider;
    DWORD error = open(container, csp, type, &provider);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    *handle = LocalAlloc(LPTR, sizeof(**handle));
    if (*handle == NULL) {
        CryptReleaseContext(provider, 0);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    (*handle)->provider = provider;
    (*handle)->holders = 1;
    AcquireSRWLockExclusive(&providers_lock);
    (*handle)->next = providers;
    providers = *handle;
    ReleaseSRWLockExclusive(&providers_lock);
    return ERROR_SUCCESS;
}

HCLUSCRYPTPROVIDER WINAPI
OpenClusterCryptProviderEx(LPCWSTR lpszResource, LPCWSTR lpszKeyname, LPCWSTR lpszProvider,
                           DWORD dwType, DWORD dwFlags)
{
    const DWORD create = CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND;
    HCLUSCRYPTPROVIDER handle = NULL;
    DWORD error;

    if (lpszResource == NULL || lpszKeyname == NULL || lpszKeyname[0] == L'\0' ||
        (dwFlags & ~create) != 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    error = open_provider(lpszKeyname, lpszProvider, dwType,
                          (dwFlags & create) != 0 ? open_or_make_alone : open_existing, &handle);
    if (error != ERROR_SUCCESS) {
        SetLastError(error);
    }
    return handle;
}

/* A container is a key of a registry: a backslash in the resource's name would make it two. */
HCLUSCRYPTPROVIDER WINAPI
OpenClusterCryptProvider(LPCWSTR lpszResource, LPCWSTR lpszProvider, DWORD dwType, DWORD dwFlags)
{
    HCLUSCRYPTPROVIDER handle;
    LPWSTR name;
    LPWSTR at;
    DWORD error;

    if (lpszResource == NULL || lpszResource[0] == L'\0') {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    name = LocalAlloc(LPTR, sizeof(CONTAINER_PREFIX) + wcslen(lpszResource) * sizeof(*name));
    if (name == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    wcscpy(name, CONTAINER_PREFIX);
    wcscat(name, lpszResource);
    for (at = wcschr(name, L'\\'); at != NULL; at = wcschr(at, L'\\')) {
        *at = L'/';
    }
    handle = OpenClusterCryptProviderEx(lpszResource, name, lpszProvider, dwType, dwFlags);
    error = GetLastError();
    LocalFree(name);
    SetLastError(error);
    return handle;
}

DWORD WINAPI
CloseClusterCryptProvider(HCLUSCRYPTPROVIDER hClusCryptProvider)
{
    HCLUSCRYPTPROVIDER *link;

    AcquireSRWLockExclusive(&providers_lock);
    link = find_link(hClusCryptProvider);
    if (link != NULL) {
        *link = hClusCryptProvider->next;
    }
    ReleaseSRWLockExclusive(&providers_lock);
    return link != NULL ? drop(hClusCryptProvider) : ERROR_INVALID_HANDLE;
}

typedef DWORD (*CryptOperation)(HCRYPTPROV provider, ByteSpan input, BYTE **output,
                                DWORD *output_size);

static DWORD
operate(HCLUSCRYPTPROVIDER handle, CryptOperation operation, ByteSpan input, BYTE **output,
        DWORD *output_size)
{
    DWORD error;

    if (input.bytes == NULL || output == NULL || output_size == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    *output = NULL;
    *output_size = 0;
    if (!hold(handle)) {
        return ERROR_INVALID_HANDLE;
    }
    error = operation(handle->provider, input, output, output_size);
    drop(handle);
    return error;
}

DWORD WINAPI
ClusterEncrypt(HCLUSCRYPTPROVIDER hClusCryptProvider, PBYTE pData, DWORD cbData, PBYTE *ppData,
               PDWORD pcbData)
{
    return operate(hClusCryptProvider, crypt_blob_encrypt, (ByteSpan){ pData, cbData }, ppData,
                   pcbData);
}

DWORD WINAPI
ClusterDecrypt(HCLUSCRYPTPROVIDER hClusCryptProvider, PBYTE pCryptInput, DWORD cbCryptInput,
               PBYTE *ppCryptOutput, PDWORD pcbCryptOutput)
{
    return operate(hClusCryptProvider, crypt_blob_decrypt, (ByteSpan){ pCryptInput, cbCryptInput },
                   ppCryptOutput, pcbCryptOutput);
}

DWORD WINAPI
FreeClusterCrypt(PVOID pCryptInfo)
{
    if (pCryptInfo == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    return LocalFree(pCryptInfo) == NULL ? ERROR_SUCCESS : GetLastError();
}
