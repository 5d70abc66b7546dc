/* SPDX-License-Identifier: GPL-2.0-or-later */

#include "handles.h"

#include <string.h>

#define KEY_NAME   L"everycall"
#define CRYPT_TYPE 24 /* PROV_RSA_AES */

/* Keys and batches, all below one key. */

static void *
make_key(FRAME *frame, LPCWSTR name)
{
    HKEY root = GetClusterKey(frame->Cluster, KEY_ALL_ACCESS);
    HKEY key = NULL;

    UNREFERENCED_PARAMETER(name);
    ClusterRegCreateKey(root, KEY_NAME, 0, KEY_ALL_ACCESS, NULL, &key, NULL);
    ClusterRegCloseKey(root);
    return key;
}

static void *
make_batch(FRAME *frame, LPCWSTR name)
{
    HKEY key = make_key(frame, name);
    HREGBATCH batch = NULL;

    ClusterRegCreateBatch(key, &batch);
    ClusterRegCloseKey(key);
    return batch;
}

static void *
make_read_batch(FRAME *frame, LPCWSTR name)
{
    HKEY key = make_key(frame, name);
    HREGREADBATCH batch = NULL;

    ClusterRegCreateReadBatch(key, &batch);
    ClusterRegReadBatchAddCommand(batch, L"", L"Value");
    ClusterRegCloseKey(key);
    return batch;
}

static void *
make_read_reply(FRAME *frame, LPCWSTR name)
{
    HREGREADBATCHREPLY reply = NULL;

    ClusterRegCloseReadBatch(make_read_batch(frame, name), &reply);
    return reply;
}

/* One at which a notification waits. */
static void *
make_batch_port(FRAME *frame, LPCWSTR name)
{
    HKEY key = make_key(frame, name);
    HREGBATCHPORT port = NULL;
    HREGBATCH batch = NULL;

    ClusterRegCreateBatchNotifyPort(key, &port);
    ClusterRegCreateBatch(key, &batch);
    ClusterRegBatchAddCommand(batch, CLUSREG_SET_VALUE, L"Value", REG_SZ, L"text", 10);
    ClusterRegCloseBatch(batch, TRUE, NULL);
    ClusterRegCloseKey(key);
    return port;
}

static void *
make_notification(FRAME *frame, LPCWSTR name)
{
    HREGBATCHPORT port = make_batch_port(frame, name);
    HREGBATCHNOTIFICATION notification = NULL;

    ClusterRegGetBatchNotification(port, &notification);
    ClusterRegCloseBatchNotifyPort(port);
    return notification;
}

/* Objects */

static void *
make_cluster(FRAME *frame, LPCWSTR name)
{
    UNREFERENCED_PARAMETER(frame);
    UNREFERENCED_PARAMETER(name);
    return OpenCluster(NULL);
}

static void *
make_node(FRAME *frame, LPCWSTR name)
{
    UNREFERENCED_PARAMETER(name);
    return OpenClusterNode(frame->Cluster, NULL);
}

/* One that is not there is made, so that there is always one to be deleted. */
static void *
make_group(FRAME *frame, LPCWSTR name)
{
    HGROUP group = OpenClusterGroup(frame->Cluster, name);

    return group != NULL ? group : CreateClusterGroup(frame->Cluster, name);
}

static void *
make_resource(FRAME *frame, LPCWSTR name)
{
    HRESOURCE resource = OpenClusterResource(frame->Cluster, name);
    HGROUP group;

    if (resource == NULL) {
        group = OpenClusterGroup(frame->Cluster, frame->Scene->Group);
        resource = CreateClusterResource(group, name, frame->Scene->OtherType, 0);
        CloseClusterGroup(group);
    }
    return resource;
}

static void *
make_network(FRAME *frame, LPCWSTR name)
{
    UNREFERENCED_PARAMETER(name);
    return OpenClusterNetwork(frame->Cluster, frame->Scene->Network);
}

static void *
make_interface(FRAME *frame, LPCWSTR name)
{
    UNREFERENCED_PARAMETER(name);
    return OpenClusterNetInterface(frame->Cluster, frame->Scene->Interface);
}

static void *
make_port(FRAME *frame, LPCWSTR name)
{
    NOTIFY_FILTER_AND_TYPE filter = { CLUSTER_OBJECT_TYPE_GROUP, CLUSTER_CHANGE_GROUP_ALL_V2 };

    UNREFERENCED_PARAMETER(name);
    if (NameFits("*V2", frame->Function->Name)) {
        return CreateClusterNotifyPortV2(INVALID_HANDLE_VALUE, frame->Cluster, &filter, 1, 1);
    }
    return CreateClusterNotifyPort(INVALID_HANDLE_VALUE, frame->Cluster, CLUSTER_CHANGE_GROUP_STATE,
                                   1);
}

static void *
make_crypt(FRAME *frame, LPCWSTR name)
{
    UNREFERENCED_PARAMETER(frame);
    return OpenClusterCryptProviderEx(name, KEY_NAME, NULL, CRYPT_TYPE,
                                      CLUS_CREATE_CRYPT_CONTAINER_NOT_FOUND);
}

/* Enumerations */

#define ENUM_OF_CLUSTER(maker, expression)                                                         \
    static void *maker(FRAME *frame, LPCWSTR name)                                                 \
    {                                                                                              \
        HCLUSTER cluster = frame->Cluster;                                                         \
                                                                                                   \
        UNREFERENCED_PARAMETER(name);                                                              \
        return expression;                                                                         \
    }

ENUM_OF_CLUSTER(make_cluster_enum, ClusterOpenEnum(cluster, CLUSTER_ENUM_ALL))
ENUM_OF_CLUSTER(make_cluster_enum_ex, ClusterOpenEnumEx(cluster, CLUSTER_ENUM_ALL, NULL))
ENUM_OF_CLUSTER(make_group_enum_ex, ClusterGroupOpenEnumEx(cluster, NULL, 0, NULL, 0, 0))
ENUM_OF_CLUSTER(make_resource_enum_ex, ClusterResourceOpenEnumEx(cluster, NULL, 0, NULL, 0, 0))
ENUM_OF_CLUSTER(make_interface_enum, ClusterNetInterfaceOpenEnum(cluster, NULL, NULL))
ENUM_OF_CLUSTER(make_type_enum, ClusterResourceTypeOpenEnum(cluster, frame->Scene->OtherType,
                                                            CLUSTER_RESOURCE_TYPE_ENUM_ALL))

#define ENUM_OF_OBJECT(maker, object_maker, closer, expression)                                    \
    static void *maker(FRAME *frame, LPCWSTR name)                                                 \
    {                                                                                              \
        void *object = object_maker(frame, name);                                                  \
        void *made = expression;                                                                   \
                                                                                                   \
        closer(object);                                                                            \
        return made;                                                                               \
    }

ENUM_OF_OBJECT(make_node_enum, make_node, CloseClusterNode,
               ClusterNodeOpenEnum(object, CLUSTER_NODE_ENUM_ALL))
ENUM_OF_OBJECT(make_node_enum_ex, make_node, CloseClusterNode,
               ClusterNodeOpenEnumEx(object, CLUSTER_NODE_ENUM_ALL, NULL))
ENUM_OF_OBJECT(make_group_enum, make_group, CloseClusterGroup,
               ClusterGroupOpenEnum(object, CLUSTER_GROUP_ENUM_ALL))
ENUM_OF_OBJECT(make_resource_enum, make_resource, CloseClusterResource,
               ClusterResourceOpenEnum(object, CLUSTER_RESOURCE_ENUM_ALL))
ENUM_OF_OBJECT(make_network_enum, make_network, CloseClusterNetwork,
               ClusterNetworkOpenEnum(object, CLUSTER_NETWORK_ENUM_ALL))

/* All */

static BOOL WINAPI
close_batch(void *handle)
{
    return ClusterRegCloseBatch(handle, FALSE, NULL) == ERROR_SUCCESS;
}

static BOOL WINAPI
close_read_batch(void *handle)
{
    HREGREADBATCHREPLY reply = NULL;

    return ClusterRegCloseReadBatch(handle, &reply) == ERROR_SUCCESS &&
           ClusterRegCloseReadBatchReply(reply) == ERROR_SUCCESS;
}

/* A closer that returns a code has the same form for whoever does not look at it. */
static const struct {
    const char *Type;
    void *(*Maker)(FRAME *frame, LPCWSTR name);
    void *Closer;
} k_kinds[] = {
    { "HCLUSTER", make_cluster, (void *)CloseCluster },
    { "HNODE", make_node, (void *)CloseClusterNode },
    { "HGROUP", make_group, (void *)CloseClusterGroup },
    { "HRESOURCE", make_resource, (void *)CloseClusterResource },
    { "HANDLE", make_resource, (void *)CloseClusterResource },
    { "HNETWORK", make_network, (void *)CloseClusterNetwork },
    { "HNETINTERFACE", make_interface, (void *)CloseClusterNetInterface },
    { "HKEY", make_key, (void *)ClusterRegCloseKey },
    { "HCHANGE", make_port, (void *)CloseClusterNotifyPort },
    { "HCLUSENUM", make_cluster_enum, (void *)ClusterCloseEnum },
    { "HCLUSENUMEX", make_cluster_enum_ex, (void *)ClusterCloseEnumEx },
    { "HNODEENUM", make_node_enum, (void *)ClusterNodeCloseEnum },
    { "HNODEENUMEX", make_node_enum_ex, (void *)ClusterNodeCloseEnumEx },
    { "HGROUPENUM", make_group_enum, (void *)ClusterGroupCloseEnum },
    { "HGROUPENUMEX", make_group_enum_ex, (void *)ClusterGroupCloseEnumEx },
    { "HRESENUM", make_resource_enum, (void *)ClusterResourceCloseEnum },
    { "HRESENUMEX", make_resource_enum_ex, (void *)ClusterResourceCloseEnumEx },
    { "HRESTYPEENUM", make_type_enum, (void *)ClusterResourceTypeCloseEnum },
    { "HNETWORKENUM", make_network_enum, (void *)ClusterNetworkCloseEnum },
    { "HNETINTERFACEENUM", make_interface_enum, (void *)ClusterNetInterfaceCloseEnum },
    { "HREGBATCH", make_batch, (void *)close_batch },
    { "HREGREADBATCH", make_read_batch, (void *)close_read_batch },
    { "HREGREADBATCHREPLY", make_read_reply, (void *)ClusterRegCloseReadBatchReply },
    { "HREGBATCHPORT", make_batch_port, (void *)ClusterRegCloseBatchNotifyPort },
    { "HREGBATCHNOTIFICATION", make_notification, (void *)ClusterRegBatchCloseNotification },
    { "HCLUSCRYPTPROVIDER", make_crypt, (void *)CloseClusterCryptProvider },
};

void *
HandleMake(FRAME *frame, const char *type, LPCWSTR name, CLOSER *closer)
{
    UINT i;

    *closer = HandleCloser(type);
    for (i = 0; i < ARRAYSIZE(k_kinds); i++) {
        if (strcmp(k_kinds[i].Type, type) == 0) {
            return k_kinds[i].Maker(frame, name);
        }
    }
    return NULL;
}

CLOSER
HandleCloser(const char *type)
{
    UINT i;

    for (i = 0; i < ARRAYSIZE(k_kinds); i++) {
        if (strcmp(k_kinds[i].Type, type) == 0) {
            return (CLOSER)k_kinds[i].Closer;
        }
    }
    return NULL;
}

CLOSER
HandleCloserOfOutput(const char *type)
{
    char handle[MAX_NAME];
    size_t length = strlen(type);

    if (strcmp(type, "PHKEY") == 0) {
        return HandleCloser("HKEY");
    }
    if (length < 3 || strcmp(type + length - 2, " *") != 0 || strcmp(type, "HANDLE *") == 0) {
        return NULL;
    }
    memcpy(handle, type, length - 2);
    handle[length - 2] = '\0';
    return HandleCloser(handle);
}
