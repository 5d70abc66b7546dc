/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What resources depend on, and what they get from that. */
#include "resutils-test.h"

static bool
take(HRESOURCE found, LPCWSTR name)
{
    bool right = is_resource(found, name);

    CloseClusterResource(found);
    return right;
}

static bool
none(HRESOURCE found, DWORD error)
{
    return found == NULL && GetLastError() == error;
}

static void
test_by_type(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE web = open_resource(cluster, L"web");

    EXPECT(take(ResUtilGetResourceDependency(web, L"network name"), L"name"));
    EXPECT(last_access == GENERIC_ALL);
    EXPECT(take(ResUtilGetResourceDependencyEx(web, L"File Share", GENERIC_READ), L"share"));
    EXPECT(last_access == GENERIC_READ);
    EXPECT(none(ResUtilGetResourceDependency(web, L"Physical Disk"), ERROR_RESOURCE_NOT_PRESENT));
    EXPECT(none(ResUtilGetResourceDependency(NULL, L"Physical Disk"), ERROR_INVALID_HANDLE));
    EXPECT(none(ResUtilGetResourceDependency(web, NULL), ERROR_BAD_ARGUMENTS));
    EXPECT(none(ResUtilGetResourceDependencyEx(web, NULL, GENERIC_READ), ERROR_BAD_ARGUMENTS));
    EXPECT(take(ResUtilGetResourceDependencyByName(cluster, web, L"File Share", FALSE), L"share"));
    EXPECT(none(ResUtilGetResourceDependencyByName(cluster, web, L"IP Address", FALSE),
                ERROR_RESOURCE_NOT_PRESENT));
    EXPECT(take(ResUtilGetResourceDependencyByName(cluster, web, L"IP Address", TRUE), L"address"));
    EXPECT(take(ResUtilGetResourceDependencyByNameEx(cluster, web, L"Physical Disk", TRUE,
                                                     MAXIMUM_ALLOWED),
                L"disk"));
    EXPECT(last_access == MAXIMUM_ALLOWED);
    EXPECT(none(ResUtilGetResourceDependencyByName(NULL, web, L"x", TRUE), ERROR_INVALID_HANDLE));
    EXPECT(none(ResUtilGetResourceDependencyByNameEx(cluster, web, NULL, TRUE, GENERIC_ALL),
                ERROR_BAD_ARGUMENTS));
    failing = L"share";
    EXPECT(none(ResUtilGetResourceDependency(web, L"Network Name"), control_error));
    CloseClusterResource(web);
    EXPECT(open_handles == 0);
}

static void
test_by_class(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE web = open_resource(cluster, L"web");
    CLUS_RESOURCE_CLASS_INFO storage = { .rc = CLUS_RESCLASS_STORAGE };
    CLUS_RESOURCE_CLASS_INFO network = { .rc = CLUS_RESCLASS_NETWORK };

    EXPECT(take(ResUtilGetResourceDependencyByClass(cluster, web, &network, FALSE), L"name"));
    EXPECT(none(ResUtilGetResourceDependencyByClass(cluster, web, &storage, FALSE),
                ERROR_RESOURCE_NOT_PRESENT));
    EXPECT(take(ResUtilGetResourceDependencyByClassEx(cluster, web, &storage, TRUE, GENERIC_READ),
                L"disk"));
    EXPECT(last_access == GENERIC_READ);
    EXPECT(
        none(ResUtilGetResourceDependencyByClass(cluster, web, NULL, TRUE), ERROR_BAD_ARGUMENTS));
    EXPECT(none(ResUtilGetResourceDependencyByClassEx(cluster, NULL, &storage, TRUE, GENERIC_READ),
                ERROR_INVALID_HANDLE));
    CloseClusterResource(web);
    EXPECT(open_handles == 0);
}

static void
test_by_resource_name(void)
{
    cluster_begin();
    EXPECT(take(ResUtilGetResourceNameDependency(L"share", L"Physical Disk"), L"disk"));
    EXPECT(
        take(ResUtilGetResourceNameDependencyEx(L"name", L"IP Address", GENERIC_READ), L"address"));
    EXPECT(last_access == GENERIC_READ);
    EXPECT(none(ResUtilGetResourceNameDependency(L"web", L"Physical Disk"),
                ERROR_RESOURCE_NOT_PRESENT));
    EXPECT(none(ResUtilGetResourceNameDependency(L"nobody", L"x"), ERROR_RESOURCE_NOT_FOUND));
    EXPECT(none(ResUtilGetResourceNameDependency(NULL, L"x"), ERROR_BAD_ARGUMENTS));
    EXPECT(
        none(ResUtilGetResourceNameDependencyEx(L"web", NULL, GENERIC_ALL), ERROR_BAD_ARGUMENTS));
    cluster_is_down = true;
    EXPECT(none(ResUtilGetResourceNameDependency(L"web", L"x"), RPC_S_SERVER_UNAVAILABLE));
    EXPECT(open_handles == 0);
}

/* A cluster has no cycles, but who reads its database cannot know that. */
static void
test_cycle(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE loop = open_resource(cluster, L"loop");

    EXPECT(none(ResUtilGetResourceDependencyByName(cluster, loop, L"IP Address", TRUE),
                ERROR_RESOURCE_NOT_PRESENT));
    CloseClusterResource(loop);
    EXPECT(open_handles == 0);
}

static void
test_address(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE name = open_resource(cluster, L"name");
    HRESOURCE web = open_resource(cluster, L"web");
    HRESOURCE disk = open_resource(cluster, L"disk");
    WCHAR address[16] = L"";
    WCHAR mask[16] = L"";
    WCHAR network[32] = L"";
    DWORD address_room = 9;
    DWORD mask_room = 16;
    DWORD network_room = 32;

    EXPECT(ResUtilGetResourceDependentIPAddressProps(name, address, &address_room, mask, &mask_room,
                                                     network, &network_room) == ERROR_SUCCESS);
    EXPECT(wcscmp(address, L"10.1.2.3") == 0 && address_room == 9);
    EXPECT(wcscmp(mask, L"255.255.255.0") == 0 && mask_room == 14);
    EXPECT(wcscmp(network, L"Cluster Network 1") == 0 && network_room == 18);
    address_room = 8;
    network_room = 0;
    EXPECT(ResUtilGetResourceDependentIPAddressProps(name, address, &address_room, NULL, NULL, NULL,
                                                     &network_room) == ERROR_MORE_DATA);
    EXPECT(address_room == 9 && network_room == 18);
    EXPECT(ResUtilGetResourceDependentIPAddressProps(web, address, &address_room, mask, &mask_room,
                                                     network,
                                                     &network_room) == ERROR_NO_MORE_ITEMS);
    EXPECT(ResUtilGetResourceDependentIPAddressProps(disk, NULL, NULL, NULL, NULL, NULL, NULL) ==
           ERROR_RESOURCE_NOT_PRESENT);
    EXPECT(ResUtilGetResourceDependentIPAddressProps(NULL, NULL, NULL, NULL, NULL, NULL, NULL) ==
           ERROR_INVALID_HANDLE);
    CloseClusterResource(name);
    CloseClusterResource(web);
    CloseClusterResource(disk);
    EXPECT(open_handles == 0);
}

static DWORD
drive_of(HCLUSTER cluster, LPCWSTR name, LPWSTR letter, DWORD *count)
{
    HRESOURCE resource = open_resource(cluster, name);
    DWORD error = ResUtilFindDependentDiskResourceDriveLetter(cluster, resource, letter, count);

    CloseClusterResource(resource);
    return error;
}

static void
test_drive_letter(void)
{
    HCLUSTER cluster = cluster_begin();
    WCHAR letter[32] = L"";
    DWORD count = 3;

    EXPECT(drive_of(cluster, L"share", letter, &count) == ERROR_SUCCESS);
    EXPECT(wcscmp(letter, L"s:") == 0 && count == 3);
    count = 2;
    EXPECT(drive_of(cluster, L"share", letter, &count) == ERROR_MORE_DATA && count == 3);
    EXPECT(drive_of(cluster, LONG_NAME, letter, &count) == ERROR_RESOURCE_NOT_PRESENT);
    EXPECT(drive_of(cluster, L"web", letter, &count) == ERROR_NO_MORE_ITEMS);
    EXPECT(drive_of(cluster, L"share", letter, NULL) == ERROR_BAD_ARGUMENTS);
    EXPECT(ResUtilFindDependentDiskResourceDriveLetter(cluster, NULL, letter, &count) ==
           ERROR_INVALID_HANDLE);
    EXPECT(open_handles == 0);
}

static void
test_mounted_disk(void)
{
    HCLUSTER cluster = cluster_begin();
    WCHAR letter[32] = L"";
    DWORD count = ARRAYSIZE(letter);

    EXPECT(drive_of(cluster, L"backup", letter, &count) == ERROR_SUCCESS);
    EXPECT(wcscmp(letter, L"Disk3Partition1") == 0 && count == 16);
    EXPECT(open_handles == 0);
}

/* The value of a variable in a block, which must have it once and in its place. */
static LPCWSTR
variable(LPCWSTR block, LPCWSTR name)
{
    size_t length = wcslen(name);
    LPCWSTR found = NULL;

    for (; *block != L'\0'; block += wcslen(block) + 1) {
        if (_wcsnicmp(block, name, length) == 0 && block[length] == L'=') {
            EXPECT(found == NULL);
            found = block + length + 1;
        }
    }
    return found == NULL ? L"?" : found;
}

static void
test_environment(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE web = open_resource(cluster, L"web");
    HRESOURCE longest = open_resource(cluster, LONG_NAME);
    HRESOURCE disk = open_resource(cluster, L"disk");
    LPWSTR block;

    SetEnvironmentVariableW(L"RESUTILS_TEST", L"a=b");
    SetEnvironmentVariableW(L"_CLUSTER_NETWORK_NAME_", L"old");
    block = ResUtilGetEnvironmentWithNetName(web);
    EXPECT(block != NULL);
    if (block != NULL) {
        EXPECT(wcscmp(variable(block, L"ComputerName"), L"NETNAME") == 0);
        EXPECT(wcscmp(variable(block, L"_CLUSTER_NETWORK_NAME_"), L"NETNAME") == 0);
        EXPECT(wcscmp(variable(block, L"_CLUSTER_NETWORK_HOSTNAME_"), L"NETNAME") == 0);
        EXPECT(wcsncmp(variable(block, L"_CLUSTER_NETWORK_FQDN_"), L"NETNAME", 7) == 0);
        EXPECT(wcscmp(variable(block, L"RESUTILS_TEST"), L"a=b") == 0);
        EXPECT(wcscmp(variable(block, L"NO_SUCH_VARIABLE"), L"?") == 0);
    }
    EXPECT(ResUtilFreeEnvironment(block) == ERROR_SUCCESS);
    block = ResUtilGetEnvironmentWithNetName(longest);
    EXPECT(block != NULL && wcscmp(variable(block, L"_CLUSTER_NETWORK_NAME_"), LONG_NAME) == 0);
    ResUtilFreeEnvironment(block);
    EXPECT(ResUtilGetEnvironmentWithNetName(disk) == NULL);
    EXPECT(GetLastError() == ERROR_DEPENDENCY_NOT_FOUND);
    EXPECT(ResUtilGetEnvironmentWithNetName(NULL) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE);
    EXPECT(ResUtilFreeEnvironment(NULL) == ERROR_SUCCESS);
    SetEnvironmentVariableW(L"_CLUSTER_NETWORK_NAME_", NULL);
    CloseClusterResource(web);
    CloseClusterResource(longest);
    CloseClusterResource(disk);
    EXPECT(open_handles == 0);
}

/* A program that is started with the block sees the variables in it, and the others. */
static void
test_environment_of_a_process(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE web = open_resource(cluster, L"web");
    LPVOID block = ResUtilGetEnvironmentWithNetName(web);
    WCHAR line[] = L"cmd.exe /c if %COMPUTERNAME%-%_CLUSTER_NETWORK_NAME_%==NETNAME-NETNAME exit 7";
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    PROCESS_INFORMATION process;
    DWORD code = 0;

    EXPECT(CreateProcessW(NULL, line, NULL, NULL, FALSE,
                          CREATE_UNICODE_ENVIRONMENT | CREATE_NO_WINDOW, block, NULL, &startup,
                          &process));
    EXPECT(WaitForSingleObject(process.hProcess, 30000) == WAIT_OBJECT_0);
    EXPECT(GetExitCodeProcess(process.hProcess, &code) && code == 7);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    ResUtilFreeEnvironment(block);
    CloseClusterResource(web);
}

static void
look_around(HCLUSTER cluster, HRESOURCE web)
{
    CLUS_RESOURCE_CLASS_INFO storage = { .rc = CLUS_RESCLASS_STORAGE };
    WCHAR text[32];
    DWORD count = ARRAYSIZE(text);
    HRESOURCE found;

    found = ResUtilGetResourceDependencyByClass(cluster, web, &storage, TRUE);
    CloseClusterResource(found);
    ResUtilGetResourceDependencyByName(cluster, web, L"None", TRUE);
    ResUtilFindDependentDiskResourceDriveLetter(cluster, web, text, &count);
    ResUtilGetResourceDependentIPAddressProps(web, text, &count, NULL, NULL, NULL, NULL);
    ResUtilGetResourceName(web, text, &count);
    ResUtilGetClusterRoleState(cluster, ClusterRoleStandAloneNamespaceServer);
    ResUtilFreeEnvironment(ResUtilGetEnvironmentWithNetName(web));
}

static void
test_dependency_leaks(void)
{
    HCLUSTER cluster = cluster_begin();
    HRESOURCE web = open_resource(cluster, L"web");
    size_t before;
    int i;

    look_around(cluster, web);
    before = allocated_blocks();
    for (i = 0; i < 50; i++) {
        look_around(cluster, web);
    }
    EXPECT(allocated_blocks() < before + 50);
    CloseClusterResource(web);
    EXPECT(open_handles == 0);
}

const Test dependency_tests[] = {
    { "dependency by type", test_by_type },
    { "dependency by class", test_by_class },
    { "dependency by the resource's name", test_by_resource_name },
    { "dependencies in a circle", test_cycle },
    { "address of a resource", test_address },
    { "drive letter of a resource", test_drive_letter },
    { "disk without a drive letter", test_mounted_disk },
    { "environment with a network name", test_environment },
    { "environment of a process", test_environment_of_a_process },
    { "no leaks of dependencies", test_dependency_leaks },
    { NULL, NULL },
};
