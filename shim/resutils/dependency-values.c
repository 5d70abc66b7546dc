/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a resource wants to know of the address and of the disk it depends on. */
#include "cluster-object.h"

#include <string.h>
#include <wchar.h>

#define PARTITION_CHARACTERS 40

/* The counts of both functions here have the NUL in them. */
static DWORD
copy_text(LPCWSTR text, LPWSTR buffer, DWORD *count)
{
    DWORD room = *count;

    *count = (DWORD)wcslen(text) + 1;
    if (buffer == NULL || room < *count) {
        return ERROR_MORE_DATA;
    }
    memcpy(buffer, text, *count * sizeof(*text));
    return ERROR_SUCCESS;
}

typedef struct WantedProperty {
    LPCWSTR name;
    LPWSTR buffer;
    DWORD *count; /* NULL: nobody wants it */
} WantedProperty;

static DWORD
copy_property(const ControlOutput *list, const WantedProperty *wanted)
{
    LPWSTR text;
    DWORD error = ResUtilFindSzProperty(list->data, list->size, wanted->name, &text);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = copy_text(text, wanted->buffer, wanted->count);
    LocalFree(text);
    return error;
}

/* All counts are told, also behind a buffer that was too small. */
static DWORD
copy_properties(const ControlOutput *list, const WantedProperty *wanted, size_t count)
{
    DWORD result = ERROR_SUCCESS;
    DWORD error;
    size_t i;

    for (i = 0; i < count; i++) {
        error = wanted[i].count == NULL ? ERROR_SUCCESS : copy_property(list, &wanted[i]);
        if (error != ERROR_SUCCESS && error != ERROR_MORE_DATA) {
            return error;
        }
        result = error == ERROR_SUCCESS ? result : error;
    }
    return result;
}

static DWORD
note_dependency(void *context, LPCWSTR name)
{
    bool *has_any = context;

    (void)name;
    *has_any = true;
    return ERROR_SUCCESS;
}

/*
 * Two errors are documented for "not found": the list of dependencies came to its end, and there
 * was nothing in the first place.
 */
static DWORD
error_of_missing(HRESOURCE resource)
{
    bool has_any = false;
    DWORD error =
        resource_names_visit(resource, CLUSTER_RESOURCE_ENUM_DEPENDS, note_dependency, &has_any);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    return has_any ? ERROR_NO_MORE_ITEMS : ERROR_RESOURCE_NOT_PRESENT;
}

DWORD WINAPI
ResUtilGetResourceDependentIPAddressProps(HRESOURCE hResource, LPWSTR pszAddress,
                                          DWORD *pcchAddress, LPWSTR pszSubnetMask,
                                          DWORD *pcchSubnetMask, LPWSTR pszNetwork,
                                          DWORD *pcchNetwork)
{
    const WantedProperty wanted[] = { { L"Address", pszAddress, pcchAddress },
                                      { L"SubnetMask", pszSubnetMask, pcchSubnetMask },
                                      { L"Network", pszNetwork, pcchNetwork } };
    HRESOURCE address = ResUtilGetResourceDependency(hResource, L"IP Address");
    ControlOutput list;
    DWORD error;

    if (address == NULL) {
        error = GetLastError();
        return error == ERROR_RESOURCE_NOT_PRESENT ? error_of_missing(hResource) : error;
    }
    error = resource_control(address, CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES, &list);
    CloseClusterResource(address);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    error = copy_properties(&list, wanted, ARRAYSIZE(wanted));
    LocalFree(list.data);
    return error;
}

static bool
is_drive(LPCWSTR name)
{
    WCHAR letter = name[0] & (WCHAR)~0x20;

    return letter >= L'A' && letter <= L'Z' && name[1] == L':' && name[2] == L'\0';
}

/* What a disk's value list says: its number, how many partitions, and the first drive of them. */
typedef struct DiskInfo {
    DWORD number;
    DWORD partitions;
    WCHAR drive[3];
} DiskInfo;

static void
read_disk_value(const ListValue *value, DiskInfo *disk)
{
    CLUS_PARTITION_INFO partition;

    if (value->syntax == CLUSPROP_SYNTAX_DISK_NUMBER && value->bytes.length >= sizeof(DWORD)) {
        memcpy(&disk->number, value->bytes.data, sizeof(DWORD));
    }
    if (value->syntax != CLUSPROP_SYNTAX_PARTITION_INFO ||
        value->bytes.length < sizeof(partition)) {
        return;
    }
    memcpy(&partition, value->bytes.data, sizeof(partition));
    partition.szDeviceName[MAX_PATH - 1] = L'\0';
    disk->partitions++;
    if (disk->drive[0] == L'\0' && is_drive(partition.szDeviceName)) {
        wcscpy(disk->drive, partition.szDeviceName);
    }
}

static DWORD
read_disk(HRESOURCE resource, DiskInfo *disk)
{
    PropertyListReader reader;
    ControlOutput list;
    ListValue value;
    DWORD error = resource_control(resource, CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO, &list);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    value_list_open(&reader, list.data, list.size);
    while ((error = value_list_next(&reader, &value)) == ERROR_SUCCESS) {
        read_disk_value(&value, disk);
    }
    LocalFree(list.data);
    return error == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : ERROR_INVALID_DATA;
}

/* The page: a disk that is only mounted in a folder is named DiskXPartitionY. */
static DWORD
copy_drive(const DiskInfo *disk, LPWSTR buffer, DWORD *count)
{
    WCHAR partition[PARTITION_CHARACTERS];

    if (disk->drive[0] != L'\0') {
        return copy_text(disk->drive, buffer, count);
    }
    if (disk->partitions == 0) {
        return ERROR_RESOURCE_NOT_PRESENT;
    }
    swprintf(partition, ARRAYSIZE(partition), L"Disk%luPartition1", disk->number);
    return copy_text(partition, buffer, count);
}

DWORD WINAPI
ResUtilFindDependentDiskResourceDriveLetter(HCLUSTER hCluster, HRESOURCE hResource,
                                            LPWSTR pszDriveLetter, DWORD *pcchDriveLetter)
{
    DiskInfo disk = { 0 };
    HRESOURCE resource;
    DWORD error;

    if (pcchDriveLetter == NULL) {
        return ERROR_BAD_ARGUMENTS;
    }
    resource = ResUtilGetResourceDependencyByName(hCluster, hResource, L"Physical Disk", FALSE);
    if (resource == NULL) {
        error = GetLastError();
        return error == ERROR_RESOURCE_NOT_PRESENT ? ERROR_NO_MORE_ITEMS : error;
    }
    error = read_disk(resource, &disk);
    CloseClusterResource(resource);
    return error == ERROR_SUCCESS ? copy_drive(&disk, pszDriveLetter, pcchDriveLetter) : error;
}
