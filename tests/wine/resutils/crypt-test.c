/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Encryption of checkpoint data, with keys in the key store of the prefix. */
#include "resutils-test.h"

#include <wincrypt.h>

#include "tests/wine/guard-page.h"

#define RESOURCE L"crypt\\test"
#define KEY_NAME L"resutils-test-key"

static const BYTE secret[] = "a checkpoint";

static void
forget_key(LPCWSTR name)
{
    HCRYPTPROV provider;

    CryptAcquireContextW(&provider, name, NULL, PROV_RSA_AES,
                         CRYPT_MACHINE_KEYSET | CRYPT_DELETEKEYSET);
}

static HCLUSCRYPTPROVIDER
open_new(void)
{
    forget_key(KEY_NAME);
    return OpenClusterCryptProviderEx(RESOURCE, KEY_NAME, NULL, PROV_RSA_AES,
                                      CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND);
}

static DWORD
encrypt(HCLUSCRYPTPROVIDER provider, BYTE **blob, DWORD *size)
{
    return ClusterEncrypt(provider, (BYTE *)secret, sizeof(secret), blob, size);
}

static void
test_open(void)
{
    HCLUSCRYPTPROVIDER provider;

    forget_key(L"resapid-crypt/test");
    EXPECT(OpenClusterCryptProvider(RESOURCE, NULL, PROV_RSA_AES, 0) == NULL);
    EXPECT(GetLastError() == (DWORD)NTE_BAD_KEYSET);
    provider = OpenClusterCryptProvider(RESOURCE, MS_ENH_RSA_AES_PROV_W, PROV_RSA_AES,
                                        CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND);
    EXPECT(provider != NULL && CloseClusterCryptProvider(provider) == ERROR_SUCCESS);
    EXPECT(CloseClusterCryptProvider(provider) == ERROR_INVALID_HANDLE);
    provider = OpenClusterCryptProvider(RESOURCE, NULL, PROV_RSA_AES, 0);
    EXPECT(provider != NULL && CloseClusterCryptProvider(provider) == ERROR_SUCCESS);
    forget_key(L"resapid-crypt/test");
    EXPECT(OpenClusterCryptProvider(RESOURCE, NULL, PROV_RSA_AES, 0) == NULL);
    EXPECT(OpenClusterCryptProvider(NULL, NULL, PROV_RSA_AES, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(OpenClusterCryptProvider(RESOURCE, NULL, PROV_RSA_AES, 2) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(OpenClusterCryptProvider(RESOURCE, L"No Such Provider", PROV_RSA_AES, 1) == NULL);
    EXPECT(OpenClusterCryptProvider(RESOURCE, NULL, 0, 1) == NULL);
    EXPECT(OpenClusterCryptProviderEx(RESOURCE, NULL, NULL, PROV_RSA_AES, 1) == NULL);
    EXPECT(OpenClusterCryptProviderEx(RESOURCE, L"", NULL, PROV_RSA_AES, 1) == NULL);
    EXPECT(OpenClusterCryptProviderEx(NULL, KEY_NAME, NULL, PROV_RSA_AES, 1) == NULL);
    EXPECT(CloseClusterCryptProvider(NULL) == ERROR_INVALID_HANDLE);
}

static bool
contains(const BYTE *bytes, DWORD size, const void *wanted, DWORD wanted_size)
{
    DWORD at;

    for (at = 0; at + wanted_size <= size; at++) {
        if (memcmp(bytes + at, wanted, wanted_size) == 0) {
            return true;
        }
    }
    return false;
}

static void
test_round_trip(void)
{
    HCLUSCRYPTPROVIDER provider = open_new();
    BYTE *first = NULL;
    BYTE *second = NULL;
    BYTE *plain = NULL;
    DWORD first_size = 0;
    DWORD second_size = 0;
    DWORD plain_size = 0;

    EXPECT(provider != NULL);
    EXPECT(encrypt(provider, &first, &first_size) == ERROR_SUCCESS);
    EXPECT(encrypt(provider, &second, &second_size) == ERROR_SUCCESS);
    EXPECT(first_size == second_size && memcmp(first, second, first_size) != 0);
    EXPECT(first_size > 28 && memcmp(first, "RCRY\1\0\0\0", 8) == 0);
    EXPECT(!contains(first, first_size, secret, 8));
    EXPECT(ClusterDecrypt(provider, first, first_size, &plain, &plain_size) == ERROR_SUCCESS);
    EXPECT(plain_size == sizeof(secret) && memcmp(plain, secret, sizeof(secret)) == 0);
    EXPECT(FreeClusterCrypt(first) == ERROR_SUCCESS && FreeClusterCrypt(second) == ERROR_SUCCESS);
    EXPECT(FreeClusterCrypt(plain) == ERROR_SUCCESS);
    EXPECT(ClusterEncrypt(provider, (BYTE *)secret, 0, &first, &first_size) == ERROR_SUCCESS);
    EXPECT(ClusterDecrypt(provider, first, first_size, &plain, &plain_size) == ERROR_SUCCESS);
    EXPECT(plain_size == 0);
    FreeClusterCrypt(first);
    FreeClusterCrypt(plain);
    EXPECT(FreeClusterCrypt(NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(CloseClusterCryptProvider(provider) == ERROR_SUCCESS);
    EXPECT(encrypt(provider, &first, &first_size) == ERROR_INVALID_HANDLE);
    EXPECT(encrypt(NULL, &first, &first_size) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterDecrypt(NULL, (BYTE *)secret, 9, &plain, &plain_size) == ERROR_INVALID_HANDLE);
    forget_key(KEY_NAME);
}

/* No byte of a blob can be another, and none can be missing or too many. */
static void
test_damage(void)
{
    HCLUSCRYPTPROVIDER provider = open_new();
    BYTE *blob = NULL;
    BYTE *plain = (BYTE *)secret;
    DWORD size = 0;
    DWORD plain_size = 1;
    DWORD at;

    EXPECT(encrypt(provider, &blob, &size) == ERROR_SUCCESS);
    EXPECT(ClusterDecrypt(provider, blob, size, &plain, &plain_size) == ERROR_SUCCESS);
    FreeClusterCrypt(plain);
    for (at = 0; at < size; at++) {
        blob[at] ^= 0x20;
        EXPECT(ClusterDecrypt(provider, blob, size, &plain, &plain_size) != ERROR_SUCCESS);
        EXPECT(plain == NULL && plain_size == 0);
        blob[at] ^= 0x20;
    }
    for (at = 0; at < size; at++) {
        EXPECT(ClusterDecrypt(provider, blob, at, &plain, &plain_size) == (DWORD)NTE_BAD_DATA);
    }
    EXPECT(ClusterDecrypt(provider, NULL, size, &plain, &plain_size) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterDecrypt(provider, blob, size, NULL, &plain_size) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterEncrypt(provider, NULL, 1, &plain, &plain_size) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterEncrypt(provider, blob, 1, &plain, NULL) == ERROR_INVALID_PARAMETER);
    CloseClusterCryptProvider(provider);
    provider = open_new();
    EXPECT(ClusterDecrypt(provider, blob, size, &plain, &plain_size) != ERROR_SUCCESS);
    CloseClusterCryptProvider(provider);
    FreeClusterCrypt(blob);
    forget_key(KEY_NAME);
}

static void
path_of_blob(WCHAR *path)
{
    DWORD length = GetTempPathW(MAX_PATH, path);

    swprintf(path + length, MAX_PATH - length, L"resutils-test-blob");
}

/* The child: makes the key, leaves a blob behind and is gone. */
int
crypt_child(void)
{
    HCLUSCRYPTPROVIDER provider = open_new();
    WCHAR path[MAX_PATH];
    BYTE *blob = NULL;
    DWORD written = 0;
    DWORD size = 0;
    HANDLE file;

    path_of_blob(path);
    if (encrypt(provider, &blob, &size) != ERROR_SUCCESS) {
        return EXIT_FAILURE;
    }
    file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    return file != INVALID_HANDLE_VALUE && WriteFile(file, blob, size, &written, NULL) &&
                   written == size
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}

static bool
run_child(void)
{
    WCHAR line[MAX_PATH + 64];
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    DWORD code = EXIT_FAILURE;

    swprintf(line, ARRAYSIZE(line), L"\"%lsresutils-test.exe\" --crypt-child", program_folder);
    if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) {
        return false;
    }
    if (WaitForSingleObject(process.hProcess, 30000) == WAIT_OBJECT_0) {
        GetExitCodeProcess(process.hProcess, &code);
    }
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return code == EXIT_SUCCESS;
}

static void
test_key_survives(void)
{
    HCLUSCRYPTPROVIDER provider;
    BYTE blob[2048];
    BYTE *plain = NULL;
    WCHAR path[MAX_PATH];
    DWORD size = 0;
    DWORD plain_size = 0;
    HANDLE file;

    EXPECT(run_child());
    path_of_blob(path);
    file = CreateFileW(path, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    EXPECT(ReadFile(file, blob, sizeof(blob), &size, NULL) && size > 28);
    CloseHandle(file);
    DeleteFileW(path);
    provider = OpenClusterCryptProviderEx(RESOURCE, KEY_NAME, NULL, PROV_RSA_AES, 0);
    EXPECT(provider != NULL);
    EXPECT(ClusterDecrypt(provider, blob, size, &plain, &plain_size) == ERROR_SUCCESS);
    EXPECT(plain_size == sizeof(secret) && memcmp(plain, secret, sizeof(secret)) == 0);
    FreeClusterCrypt(plain);
    CloseClusterCryptProvider(provider);
    forget_key(KEY_NAME);
}

static void
close_provider(void *context)
{
    EXPECT(CloseClusterCryptProvider(*(HCLUSCRYPTPROVIDER *)context) == ERROR_SUCCESS);
}

/* It is closed while its caller's memory is read: what has begun comes to its end. */
static void
test_close_in_use(void)
{
    HCLUSCRYPTPROVIDER provider = open_new();
    BYTE *page = guard_page_make(close_provider, &provider);
    BYTE *blob = NULL;
    BYTE *plain = NULL;
    DWORD size = 0;
    DWORD plain_size = 0;

    EXPECT(provider != NULL && page != NULL);
    EXPECT(ClusterEncrypt(provider, page, 8, &blob, &size) == ERROR_SUCCESS);
    EXPECT(guard_page_free(page));
    EXPECT(encrypt(provider, &plain, &plain_size) == ERROR_INVALID_HANDLE && plain == NULL);
    EXPECT(CloseClusterCryptProvider(provider) == ERROR_INVALID_HANDLE);
    provider = OpenClusterCryptProviderEx(RESOURCE, KEY_NAME, NULL, PROV_RSA_AES, 0);
    EXPECT(ClusterDecrypt(provider, blob, size, &plain, &plain_size) == ERROR_SUCCESS);
    EXPECT(plain_size == 8 && memcmp(plain, "\0\0\0\0\0\0\0\0", 8) == 0);
    FreeClusterCrypt(plain);
    FreeClusterCrypt(blob);
    CloseClusterCryptProvider(provider);
    forget_key(KEY_NAME);
}

const Test crypt_tests[] = {
    { "crypt provider", test_open },
    { "encrypt and decrypt", test_round_trip },
    { "decrypt what is damaged", test_damage },
    { "provider closed in use", test_close_in_use },
    { "key of another process", test_key_survives },
    { NULL, NULL },
};
