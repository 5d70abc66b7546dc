/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Changes of the cluster, of driver-controls.dll. */

#include <string.h>

#include "driver-controls.h"
#include "shim/clusapi/handle.h"

#define SENT(call, text)                                                                           \
    do {                                                                                           \
        EXPECT(call == ERROR_SUCCESS);                                                             \
        EXPECT(was_sent(o, text));                                                                 \
    } while (0)
#define BAD(call) EXPECT(call == ERROR_INVALID_HANDLE)
#define ODD(call) EXPECT(call == ERROR_INVALID_PARAMETER)

static void
test_states(const struct objects *o, char *wrong, size_t size)
{
    BYTE list[4] = { 0 };

    SENT(OnlineClusterResource(o->r[0]), "4|r1|1|0|||");
    SENT(OnlineClusterResourceEx(o->r[0], 9, list, 4), "4|r1|1|0x9|||");
    SENT(OnlineClusterResourceEx2(o->r[0], 0, NULL, 0, L"w\xf6rk"), "4|r1|1|0||w\xc3\xb6rk|");
    SENT(OfflineClusterResource(o->r[0]), "4|r1|2|0|||");
    SENT(OfflineClusterResourceEx(o->r[0], 2, NULL, 0), "4|r1|2|0x2|||");
    SENT(OfflineClusterResourceEx2(o->r[0], 0, NULL, 0, L"why"), "4|r1|2|0||why|");
    SENT(RestartClusterResource(o->r[0], 0), "4|r1|4|0|||");
    SENT(RestartClusterResourceEx(o->r[0], 3, L"why"), "4|r1|4|0x3||why|");
    SENT(FailClusterResource(o->r[0]), "4|r1|3|0|||");
    SENT(FailClusterResourceEx(o->r[0], L"why"), "4|r1|3|0||why|");
    EXPECT(OnlineClusterResource(o->refused) == ERROR_INVALID_STATE);
    EXPECT(OfflineClusterResource(o->r[3]) == ERROR_IO_PENDING);
    BAD(OnlineClusterResource(NULL));
    BAD(OnlineClusterResourceEx((HRESOURCE)(void *)o->group, 0, NULL, 0));
    ODD(OnlineClusterResourceEx2(o->r[0], 0x10, NULL, 0, NULL));
    BAD(OfflineClusterResource(INVALID_HANDLE_VALUE));
    ODD(OfflineClusterResourceEx(o->r[0], 0, NULL, 4));
    ODD(OfflineClusterResourceEx2(o->r[0], 0x80, NULL, 0, NULL));
    BAD(RestartClusterResource(NULL, 0));
    BAD(RestartClusterResourceEx(NULL, 0, NULL));
    BAD(FailClusterResource(NULL));
    BAD(FailClusterResourceEx(NULL, NULL));
}

static void
test_settings(const struct objects *o, char *wrong, size_t size)
{
    SENT(SetClusterResourceName(o->r[0], L"New"), "4|r1|7|0||New|");
    SENT(SetClusterResourceNameEx(o->r[0], L"New", L"why"), "4|r1|7|0||New|");
    SENT(DeleteClusterResource(o->r[0]), "4|r1|8|0|||");
    SENT(DeleteClusterResourceEx(o->r[0], L"why"), "4|r1|8|0||why|");
    SENT(ChangeClusterResourceGroup(o->r[0], o->group), "4|r1|10|0|g1||");
    SENT(ChangeClusterResourceGroupEx(o->r[0], o->group, 1), "4|r1|10|0x1|g1||");
    SENT(ChangeClusterResourceGroupEx2(o->r[0], o->group, 0, L"why"), "4|r1|10|0|g1|why|");
    SENT(AddClusterResourceNode(o->r[0], o->node), "4|r1|14|0|1||");
    SENT(AddClusterResourceNodeEx(o->r[0], o->node, L"why"), "4|r1|14|0|1|why|");
    SENT(RemoveClusterResourceNode(o->r[0], o->node), "4|r1|15|0|1||");
    SENT(RemoveClusterResourceNodeEx(o->r[0], o->node, L"why"), "4|r1|15|0|1|why|");
    SENT(DeleteClusterResourceType(o->cluster, L"Some Type"), "5|Some Type|8|0|||");
    SENT(DeleteClusterResourceTypeEx(o->cluster, L"Some Type", L"why"), "5|Some Type|8|0||why|");
    BAD(SetClusterResourceName(NULL, L"New"));
    ODD(SetClusterResourceName(o->r[0], NULL));
    EXPECT(SetClusterResourceNameEx(o->r[0], L"\xd800", NULL) == ERROR_NO_UNICODE_TRANSLATION);
    BAD(DeleteClusterResource(NULL));
    BAD(DeleteClusterResourceEx(NULL, L"why"));
    BAD(ChangeClusterResourceGroup(o->r[0], NULL));
    ODD(ChangeClusterResourceGroupEx(o->r[0], o->group, 2));
    ODD(ChangeClusterResourceGroupEx2(o->r[0], o->group, 0x100000000, NULL));
    BAD(AddClusterResourceNode(o->r[0], NULL));
    BAD(AddClusterResourceNodeEx(o->r[0], (HNODE)(void *)o->r[1], NULL));
    BAD(RemoveClusterResourceNode(NULL, o->node));
    BAD(RemoveClusterResourceNodeEx(o->r[0], NULL, NULL));
    BAD(DeleteClusterResourceType(NULL, L"Some Type"));
    ODD(DeleteClusterResourceTypeEx(o->cluster, NULL, NULL));
}

void
test_resource_changes(const struct objects *o, char *wrong, size_t size)
{
    test_states(o, wrong, size);
    test_settings(o, wrong, size);
}

static void
test_group_states(const struct objects *o, char *wrong, size_t size)
{
    BYTE list[4] = { 0 };

    SENT(OnlineClusterGroup(o->group, NULL), "3|g1|1|0|||");
    SENT(OnlineClusterGroupEx(o->group, o->node, 0xf, list, 4), "3|g1|1|0xf|1||");
    SENT(OnlineClusterGroupEx2(o->group, NULL, 0, NULL, 0, L"why"), "3|g1|1|0||why|");
    SENT(OfflineClusterGroup(o->group), "3|g1|2|0|||");
    SENT(OfflineClusterGroupEx(o->group, 1, NULL, 0), "3|g1|2|0x1|||");
    SENT(OfflineClusterGroupEx2(o->group, 0, NULL, 0, L"why"), "3|g1|2|0||why|");
    SENT(MoveClusterGroup(o->group, o->other), "3|g1|5|0|2||");
    SENT(MoveClusterGroupEx(o->group, NULL, 0x3f, NULL, 0), "3|g1|5|0x3f|||");
    SENT(MoveClusterGroupEx2(o->group, NULL, 0, NULL, 0, L"why"), "3|g1|5|0||why|");
    SENT(CancelClusterGroupOperation(o->group, 0), "3|g1|6|0|||");
    BAD(OnlineClusterGroup(NULL, NULL));
    BAD(OnlineClusterGroupEx(o->no_more, NULL, 0, NULL, 0));
    ODD(OnlineClusterGroupEx2(o->group, NULL, 0x10, NULL, 0, NULL));
    BAD(OfflineClusterGroup(NULL));
    ODD(OfflineClusterGroupEx(o->group, 2, NULL, 0));
    BAD(OfflineClusterGroupEx2(NULL, 0, NULL, 0, NULL));
    BAD(MoveClusterGroup(o->group, (HNODE)(void *)o->group));
    ODD(MoveClusterGroupEx(o->group, NULL, 0x40, NULL, 0));
    ODD(MoveClusterGroupEx2(o->group, NULL, 0, NULL, 1, NULL));
    ODD(CancelClusterGroupOperation(o->group, 1));
    BAD(CancelClusterGroupOperation(NULL, 0));
}

void
test_group_changes(const struct objects *o, char *wrong, size_t size)
{
    HNODE nodes[65] = { o->other, o->node };

    test_group_states(o, wrong, size);
    SENT(DeleteClusterGroup(o->group), "3|g1|8|0|||");
    SENT(DeleteClusterGroupEx(o->group, L"why"), "3|g1|8|0||why|");
    SENT(DestroyClusterGroup(o->group), "3|g1|9|0|||");
    SENT(DestroyClusterGroupEx(o->group, L"why"), "3|g1|9|0||why|");
    SENT(SetClusterGroupName(o->group, L"New"), "3|g1|7|0||New|");
    SENT(SetClusterGroupNameEx(o->group, L"New", L"why"), "3|g1|7|0||New|");
    SENT(SetClusterGroupNodeList(o->group, 2, nodes), "3|g1|16|0|||2,1,");
    SENT(SetClusterGroupNodeListEx(o->group, 0, NULL, L"why"), "3|g1|16|0||why|");
    BAD(DeleteClusterGroup(NULL));
    BAD(DeleteClusterGroupEx(NULL, NULL));
    BAD(DestroyClusterGroup(NULL));
    BAD(DestroyClusterGroupEx(NULL, NULL));
    BAD(SetClusterGroupName(NULL, L"New"));
    ODD(SetClusterGroupNameEx(o->group, NULL, NULL));
    BAD(SetClusterGroupNodeList(o->group, 3, nodes));
    ODD(SetClusterGroupNodeListEx(o->group, 1, NULL, NULL));
    ODD(SetClusterGroupNodeList(o->group, 65, nodes));
}

void
test_node_changes(const struct objects *o, char *wrong, size_t size)
{
    SENT(PauseClusterNode(o->node), "2|1|17|0|||");
    SENT(PauseClusterNodeEx(o->node, TRUE, 1, o->other), "2|1|17|0x80000001|2||");
    SENT(PauseClusterNodeEx2(o->node, FALSE, 0, NULL, L"why"), "2|1|17|0||why|");
    SENT(ResumeClusterNode(o->node), "2|1|18|0|||");
    SENT(ResumeClusterNodeEx(o->node, FailbackGroupsPerPolicy, 0), "2|1|18|0x20000|||");
    SENT(ResumeClusterNodeEx2(o->node, FailbackGroupsImmediately, 0, L"why"),
         "2|1|18|0x10000||why|");
    SENT(SetClusterName(o->cluster, L"New"), "1||7|0||New|");
    SENT(SetClusterNameEx(o->cluster, L"New", L"why"), "1||7|0||New|");
    SENT(SetClusterNetworkName(o->network, L"New"), "6|n1|7|0||New|");
    SENT(SetClusterNetworkNameEx(o->network, L"New", L"why"), "6|n1|7|0||New|");
    BAD(PauseClusterNode(NULL));
    ODD(PauseClusterNodeEx(o->node, FALSE, 0x80000000, NULL));
    BAD(PauseClusterNodeEx2(o->node, TRUE, 0, (HNODE)(void *)o->group, NULL));
    BAD(ResumeClusterNode(NULL));
    ODD(ResumeClusterNodeEx(o->node, ClusterNodeResumeFailbackTypeCount, 0));
    ODD(ResumeClusterNodeEx2(o->node, DoNotFailbackGroups, 8, NULL));
    BAD(SetClusterName(NULL, L"New"));
    ODD(SetClusterNameEx(o->cluster, NULL, NULL));
    BAD(SetClusterNetworkName((HNETWORK)(void *)o->node, L"New"));
    ODD(SetClusterNetworkNameEx(o->network, NULL, NULL));
}

static BOOL WINAPI
give_reason(LPVOID parameter, HCLUSTER cluster, LPWSTR reason, LPDWORD length)
{
    if (handle_check(cluster, HANDLE_CLUSTER) != ERROR_SUCCESS || *length < 16) {
        return FALSE;
    }
    wcscpy(reason, parameter);
    return TRUE;
}

static BOOL WINAPI
give_none(LPVOID parameter, HCLUSTER cluster, LPWSTR reason, LPDWORD length)
{
    (void)parameter;
    (void)cluster;
    (void)length;
    wcscpy(reason, L"not this");
    return FALSE;
}

void
test_reasons(const struct objects *o, char *wrong, size_t size)
{
    CLUSAPI_REASON_HANDLER giver = { .lpParameter = L"asked", .pfnHandler = give_reason };
    CLUSAPI_REASON_HANDLER none = { .pfnHandler = give_none };

    EXPECT(ClusapiSetReasonHandler(&giver) == NULL);
    SENT(FailClusterResource(o->r[0]), "4|r1|3|0||asked|");
    SENT(FailClusterResourceEx(o->r[0], L"told"), "4|r1|3|0||told|");
    SENT(SetClusterResourceName(o->r[0], L"New"), "4|r1|7|0||New|");
    EXPECT(ClusapiSetReasonHandler(&none) == &giver);
    SENT(FailClusterResource(o->r[0]), "4|r1|3|0|||");
    EXPECT(ClusapiSetReasonHandler(NULL) == &none);
    SENT(FailClusterResource(o->r[0]), "4|r1|3|0|||");
}

/* The handle is of the new object, whose id is its name behind new-. */
static BOOL
is_of(HANDLE handle, enum handle_kind kind, const WCHAR *id)
{
    WCHAR *name = NULL;

    return handle_name(handle, kind, &name) == ERROR_SUCCESS && wcscmp(name, id) == 0 &&
           handle_close(handle, kind) == ERROR_SUCCESS;
}

#define NONE(call, error)                                                                          \
    do {                                                                                           \
        SetLastError(ERROR_SUCCESS);                                                               \
        EXPECT(call == NULL && GetLastError() == error);                                           \
    } while (0)

void
test_creation(const struct objects *o, char *wrong, size_t size)
{
    CLUSTER_CREATE_GROUP_INFO info = { CLUSTER_CREATE_GROUP_INFO_VERSION_1,
                                       ClusGroupTypeGenericScript };
    CLUSTER_CREATE_GROUP_INFO odd = { 2, ClusGroupTypeGenericScript };

    EXPECT(is_of(CreateClusterResource(o->group, L"A", L"T", 1), HANDLE_RESOURCE, L"new-A"));
    EXPECT(was_sent(o, "4|A|T|g1||1|0|0"));
    EXPECT(
        is_of(CreateClusterResourceEx(o->group, L"A", L"T", 0, L"why"), HANDLE_RESOURCE, L"new-A"));
    NONE(CreateClusterResource(NULL, L"A", L"T", 0), ERROR_INVALID_HANDLE);
    NONE(CreateClusterResource(o->group, NULL, L"T", 0), ERROR_INVALID_PARAMETER);
    NONE(CreateClusterResource(o->group, L"A", NULL, 0), ERROR_INVALID_PARAMETER);
    NONE(CreateClusterResourceEx(o->group, L"A", L"T", 2, NULL), ERROR_INVALID_PARAMETER);
    NONE(CreateClusterResource(o->group, L"taken", L"T", 0), ERROR_OBJECT_ALREADY_EXISTS);
    EXPECT(is_of(CreateClusterGroup(o->cluster, L"G"), HANDLE_GROUP, L"new-G"));
    EXPECT(was_sent(o, "3|G||||9999|0|0"));
    EXPECT(is_of(CreateClusterGroupEx(o->cluster, L"G", &info), HANDLE_GROUP, L"new-G"));
    EXPECT(was_sent(o, "3|G||||109|0|0"));
    NONE(CreateClusterGroup(NULL, L"G"), ERROR_INVALID_HANDLE);
    NONE(CreateClusterGroup(o->cluster, NULL), ERROR_INVALID_PARAMETER);
    NONE(CreateClusterGroupEx(o->cluster, L"G", &odd), ERROR_INVALID_PARAMETER);
    SENT(CreateClusterResourceType(o->cluster, L"T", L"Shown", L"t.dll", 5000, 60000),
         "5|T|Shown||t.dll|0|5000|60000");
    SENT(CreateClusterResourceTypeEx(o->cluster, L"T", NULL, L"t.dll", 1, 2, L"why"),
         "5|T|T||t.dll|0|1|2");
    BAD(CreateClusterResourceType(NULL, L"T", NULL, L"t.dll", 1, 2));
    ODD(CreateClusterResourceType(o->cluster, NULL, NULL, L"t.dll", 1, 2));
    ODD(CreateClusterResourceTypeEx(o->cluster, L"T", NULL, NULL, 1, 2, NULL));
    EXPECT(CreateClusterResourceType(o->cluster, L"taken", NULL, L"t.dll", 1, 2) ==
           ERROR_OBJECT_ALREADY_EXISTS);
}

#define CANNOT(call, error)                                                                        \
    do {                                                                                           \
        SetLastError(ERROR_SUCCESS);                                                               \
        EXPECT(!call && GetLastError() == error);                                                  \
    } while (0)

static void
test_expression(const struct objects *o, char *wrong, size_t size)
{
    WCHAR text[16];
    DWORD count = ARRAYSIZE(text);

    SENT(SetClusterResourceDependencyExpression(o->r[0], L"[A] and [B]"),
         "4|r1|13|0||[A] and [B]|");
    SENT(SetClusterResourceDependencyExpression(o->r[0], L""), "4|r1|13|0|||");
    BAD(SetClusterResourceDependencyExpression(NULL, L""));
    ODD(SetClusterResourceDependencyExpression(o->r[0], NULL));
    EXPECT(GetClusterResourceDependencyExpression(o->r[0], text, &count) == ERROR_SUCCESS);
    EXPECT(count == 4 && wcscmp(text, L"[r2]") == 0);
    count = 4;
    EXPECT(GetClusterResourceDependencyExpression(o->r[0], text, &count) == ERROR_MORE_DATA);
    EXPECT(count == 4);
    count = 0;
    EXPECT(GetClusterResourceDependencyExpression(o->r[0], NULL, &count) == ERROR_SUCCESS);
    EXPECT(count == 4);
    count = 1;
    EXPECT(GetClusterResourceDependencyExpression(o->r[2], text, &count) == ERROR_SUCCESS);
    EXPECT(count == 0 && text[0] == 0);
    ODD(GetClusterResourceDependencyExpression(o->r[0], text, NULL));
    BAD(GetClusterResourceDependencyExpression(NULL, text, &count));
    EXPECT(GetClusterResourceDependencyExpression(o->refused, text, &count) ==
           ERROR_RESOURCE_NOT_FOUND);
}

void
test_dependencies(const struct objects *o, char *wrong, size_t size)
{
    SENT(AddClusterResourceDependency(o->r[0], o->r[1]), "4|r1|11|0|r2||");
    SENT(AddClusterResourceDependencyEx(o->r[0], o->r[1], L"why"), "4|r1|11|0|r2|why|");
    SENT(RemoveClusterResourceDependency(o->r[0], o->r[1]), "4|r1|12|0|r2||");
    SENT(RemoveClusterResourceDependencyEx(o->r[0], o->r[1], L"why"), "4|r1|12|0|r2|why|");
    BAD(AddClusterResourceDependency(o->r[0], NULL));
    BAD(AddClusterResourceDependencyEx(NULL, o->r[1], NULL));
    BAD(RemoveClusterResourceDependency(o->r[0], (HRESOURCE)(void *)o->group));
    BAD(RemoveClusterResourceDependencyEx(NULL, o->r[1], NULL));
    EXPECT(CanResourceBeDependent(o->r[0], o->r[2]));
    EXPECT(CanResourceBeDependent(o->r[0], o->r[1]));
    CANNOT(CanResourceBeDependent(o->r[1], o->r[0]), ERROR_CIRCULAR_DEPENDENCY);
    CANNOT(CanResourceBeDependent(o->r[2], o->r[0]), ERROR_CIRCULAR_DEPENDENCY);
    CANNOT(CanResourceBeDependent(o->r[0], o->r[0]), ERROR_CIRCULAR_DEPENDENCY);
    CANNOT(CanResourceBeDependent(o->r[0], o->r[3]), ERROR_DEPENDENCY_NOT_ALLOWED);
    CANNOT(CanResourceBeDependent(o->r[0], NULL), ERROR_INVALID_HANDLE);
    CANNOT(CanResourceBeDependent(o->r[0], o->refused), ERROR_RESOURCE_NOT_FOUND);
    test_expression(o, wrong, size);
}
