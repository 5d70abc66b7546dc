/* SPDX-License-Identifier: GPL-2.0-or-later */

/* HKLM\Cluster, as a resource DLL sees it that writes through the cluster API and reads with the registry's
 * own functions. */

#include "registry-dll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define WAIT_MS   30000
#define VALUE_MAX 98304
#define ROUNDS    50

BOOL
mirror_has_resource(LPCWSTR name)
{
    WCHAR id[64];
    BOOL found = FALSE;
    HKEY resources = NULL;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"Cluster\\Resources", 0, KEY_READ, &resources) !=
        ERROR_SUCCESS) {
        return FALSE;
    }
    for (DWORD i = 0; !found; i++) {
        WCHAR stored[256] = L"";
        WCHAR parameters[100];
        DWORD length = ARRAYSIZE(id);
        DWORD size = sizeof(stored);
        HKEY key = NULL;

        if (RegEnumKeyExW(resources, i, id, &length, NULL, NULL, NULL, NULL) != ERROR_SUCCESS) {
            break;
        }
        swprintf(parameters, ARRAYSIZE(parameters), L"%ls\\Parameters", id);
        found = RegGetValueW(resources, id, L"Name", RRF_RT_REG_SZ, NULL, stored, &size) ==
                    ERROR_SUCCESS &&
                wcscmp(stored, name) == 0 &&
                RegOpenKeyExW(resources, parameters, 0, KEY_READ, &key) == ERROR_SUCCESS;
        RegCloseKey(key);
    }
    RegCloseKey(resources);
    return found;
}

/* The key of a check: the cluster database's, and the same in HKLM\Cluster. */
struct place {
    HKEY key;
    WCHAR path[200];
};

static BOOL
find_place(HKEY key, struct place *place)
{
    HCLUSTER cluster = OpenCluster(NULL);
    HRESOURCE resource = OpenClusterResource(cluster, L"r");
    WCHAR id[64];
    DWORD error = ClusterResourceControl(resource, NULL, CLUSCTL_RESOURCE_GET_ID, NULL, 0, id,
                                         sizeof(id), NULL);

    CloseClusterResource(resource);
    CloseCluster(cluster);
    place->key = key;
    swprintf(place->path, ARRAYSIZE(place->path), L"Cluster\\Resources\\%ls\\Parameters\\Check",
             id);
    return error == ERROR_SUCCESS;
}

/* What is to be seen in HKLM\Cluster; data is NULL for a value that is not. */
struct expected {
    const WCHAR *name;
    DWORD type;
    const void *data;
    DWORD size;
};

static BOOL
is_seen(const struct place *place, const struct expected *expected)
{
    static BYTE data[VALUE_MAX];
    DWORD size = sizeof(data);
    DWORD type = 0;
    HKEY key = NULL;
    LONG error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, place->path, 0, KEY_READ, &key);

    if (error != ERROR_SUCCESS) {
        return FALSE;
    }
    error = RegQueryValueExW(key, expected->name, NULL, &type, data, &size);
    RegCloseKey(key);
    if (expected->data == NULL) {
        return error == ERROR_FILE_NOT_FOUND;
    }
    return error == ERROR_SUCCESS && type == expected->type && size == expected->size &&
           memcmp(data, expected->data, size) == 0;
}

static BOOL
becomes_seen(const struct place *place, const struct expected *expected)
{
    for (DWORD began = GetTickCount(); GetTickCount() - began < WAIT_MS;) {
        if (is_seen(place, expected)) {
            return TRUE;
        }
        Sleep(1);
    }
    return FALSE;
}

static BOOL
is_mirrored(const struct place *place, const struct expected *expected)
{
    return ClusterRegSetValue(place->key, expected->name, expected->type, expected->data,
                              expected->size) == ERROR_SUCCESS &&
           becomes_seen(place, expected);
}

static BOOL
check_values(const struct place *place, struct finding *finding)
{
    static BYTE big[VALUE_MAX];
    static const struct expected values[] = {
        { L"", REG_SZ, L"default", 16 },
        { L"expand", REG_EXPAND_SZ, L"%a%", 8 },
        { L"binary", REG_BINARY, "\x00\xff", 2 },
        { L"dword", REG_DWORD, "\x78\x56\x34\x12", 4 },
        { L"multi", REG_MULTI_SZ, L"a\0b\0", 10 },
        { L"qword", REG_QWORD, "\x01\x02\x03\x04\x05\x06\x07\xff", 8 },
        { L"none", REG_NONE, "", 0 },
        { L"odd", 0x12345678, "x", 1 },
        { L"dword", REG_SZ, L"is text now", 24 },
    };
    static const struct expected no_value = { .name = L"qword" };
    struct expected large = { L"big", REG_BINARY, big, sizeof(big) };

    for (size_t i = 0; i < sizeof(big); i++) {
        big[i] = (BYTE)(i % 251);
    }
    for (size_t i = 0; i < ARRAYSIZE(values); i++) {
        EXPECT(is_mirrored(place, &values[i]));
    }
    EXPECT(is_mirrored(place, &large));
    EXPECT(ClusterRegDeleteValue(place->key, L"qword") == ERROR_SUCCESS);
    EXPECT(becomes_seen(place, &no_value));
    return TRUE;
}

static BOOL
becomes_gone(const WCHAR *path)
{
    for (DWORD began = GetTickCount(); GetTickCount() - began < WAIT_MS; Sleep(1)) {
        HKEY key = NULL;

        if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ, &key) == ERROR_FILE_NOT_FOUND) {
            return TRUE;
        }
        RegCloseKey(key);
    }
    return FALSE;
}

/* A key comes with all that a batch does below it, and goes with it. */
static BOOL
check_keys(const struct place *place, struct finding *finding)
{
    static const struct expected value = { L"v", REG_SZ, L"x", 4 };
    struct place below = { .key = NULL };
    HREGBATCH batch = NULL;

    swprintf(below.path, ARRAYSIZE(below.path), L"%ls\\Sub\\Deeper", place->path);
    EXPECT(ClusterRegCreateBatch(place->key, &batch) == ERROR_SUCCESS);
    ClusterRegBatchAddCommand(batch, CLUSREG_CREATE_KEY, L"Sub\\Deeper", 0, NULL, 0);
    ClusterRegBatchAddCommand(batch, CLUSREG_SET_VALUE, value.name, value.type, value.data,
                              value.size);
    EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);
    EXPECT(becomes_seen(&below, &value));
    EXPECT(ClusterRegCreateBatch(place->key, &batch) == ERROR_SUCCESS);
    ClusterRegBatchAddCommand(batch, CLUSREG_DELETE_KEY, L"Sub", 0, NULL, 0);
    EXPECT(ClusterRegCloseBatch(batch, TRUE, NULL) == ERROR_SUCCESS);
    EXPECT(becomes_gone(below.path));
    swprintf(below.path, ARRAYSIZE(below.path), L"%ls\\Sub", place->path);
    EXPECT(becomes_gone(below.path));
    return TRUE;
}

/* What is written to HKLM\Cluster is not taken back. */
static BOOL
check_one_way(const struct place *place, struct finding *finding)
{
    DWORD type = 0;
    HKEY key = NULL;
    LONG error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, place->path, 0, KEY_ALL_ACCESS, &key);

    EXPECT(error == ERROR_SUCCESS);
    error = RegSetValueExW(key, L"stray", 0, REG_SZ, (const BYTE *)L"x", 4);
    RegCloseKey(key);
    EXPECT(error == ERROR_SUCCESS);
    EXPECT(ClusterRegQueryValue(place->key, L"stray", &type, NULL, NULL) == ERROR_FILE_NOT_FOUND);
    return TRUE;
}

/* How soon. */
static BOOL
measure_delay(const struct place *place, struct finding *finding)
{
    LARGE_INTEGER frequency;
    double longest = 0;
    double sum = 0;

    QueryPerformanceFrequency(&frequency);
    for (DWORD i = 0; i < ROUNDS; i++) {
        struct expected value = { L"round", REG_DWORD, &i, sizeof(i) };
        LARGE_INTEGER began;
        LARGE_INTEGER ended;
        double ms;

        EXPECT(ClusterRegSetValue(place->key, value.name, value.type, value.data, value.size) ==
               ERROR_SUCCESS);
        QueryPerformanceCounter(&began);
        EXPECT(becomes_seen(place, &value));
        QueryPerformanceCounter(&ended);
        ms = (double)(ended.QuadPart - began.QuadPart) * 1000 / (double)frequency.QuadPart;
        longest = ms > longest ? ms : longest;
        sum += ms;
    }
    swprintf(finding->text, ARRAYSIZE(finding->text),
             L"HKLM\\Cluster shows a value after %.1f ms on average, %.1f ms at most", sum / ROUNDS,
             longest);
    return TRUE;
}

BOOL
check_mirror(HKEY key, struct finding *finding)
{
    struct place place;

    EXPECT(find_place(key, &place));
    return check_values(&place, finding) && check_keys(&place, finding) &&
           check_one_way(&place, finding) && measure_delay(&place, finding);
}
