/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * driver-controls.dll: the resource DLL in which channel-driver tests the functions of clusapi.dll that
 * act. It has clusapi.dll's objects in itself, so that it can make handles for objects without asking.
 * Its one control, and its type's, runs the test that the input names and answers with what went wrong.
 */

#include "driver-controls.h"

#include <stdlib.h>
#include <string.h>

#include "resapi.h"
#include "shim/clusapi/handle.h"

static const struct {
    const char *name;
    void (*run)(const struct objects *o, char *wrong, size_t size);
} tests[] = {
    { "controls", test_controls },
    { "type_control", test_type_control },
    { "resource_changes", test_resource_changes },
    { "group_changes", test_group_changes },
    { "node_changes", test_node_changes },
    { "reasons", test_reasons },
    { "creation", test_creation },
    { "dependencies", test_dependencies },
    { "notify", test_notify },
    { "notify_objects", test_notify_objects },
    { "notify_keys", test_notify_keys },
    { "notify_depths", test_notify_depths },
    { "notify_v2", test_notify_v2 },
    { "notify_limits", test_notify_limits },
    { "notify_guarded", test_notify_guarded },
    { "notify_waiting", test_notify_waiting },
};

BOOL
was_sent(const struct objects *o, const char *text)
{
    char sent[1024] = "";
    DWORD size = 0;

    if (ClusterControl(o->cluster, NULL, CODE_SENT, NULL, 0, sent, sizeof(sent) - 1, &size) !=
            ERROR_SUCCESS ||
        strcmp(sent, text) != 0) {
        fprintf(stderr, "expected %s, sent %s\n", text, sent);
        return FALSE;
    }
    return TRUE;
}

BOOL
send_events(const struct objects *o, const char *text, DWORD count)
{
    for (DWORD i = 0; i < count; i++) {
        if (ClusterControl(o->cluster, NULL, CODE_EVENT, (void *)text, (DWORD)strlen(text), NULL, 0,
                           NULL) != ERROR_SUCCESS) {
            return FALSE;
        }
    }
    return TRUE;
}

/* A control of the cluster's, as its echo: see channel-controls.c. */
#define ECHO(call, text)                                                                           \
    do {                                                                                           \
        memset(out, 0, sizeof(out));                                                               \
        returned = 0;                                                                              \
        EXPECT(call == ERROR_SUCCESS);                                                             \
        EXPECT(strcmp(out, text) == 0 && returned == strlen(text));                                \
    } while (0)

#define IN_OUT  "hello", 5, out, sizeof(out), &returned
#define REASON  "hello", 5, out, sizeof(out), &returned, L"why"
#define NOTHING NULL, 0, NULL, 0, NULL

static void
test_forms(const struct objects *o, char *wrong, size_t size)
{
    const DWORD resource = CLUSCTL_RESOURCE_GET_NAME;
    const DWORD type = CLUSCTL_RESOURCE_TYPE_GET_FLAGS;
    char out[256];
    DWORD returned;

    ECHO(ClusterControl(o->cluster, NULL, CLUSCTL_CLUSTER_GET_FQDN, IN_OUT),
         "1|||0x700003d|0|1|hello");
    ECHO(ClusterControlEx(o->cluster, o->node, CLUSCTL_CLUSTER_GET_FQDN, REASON),
         "1||1|0x700003d|0|1|hello");
    ECHO(ClusterNodeControl(o->node, NULL, CLUSCTL_NODE_GET_NAME, IN_OUT),
         "2|1||0x4000029|0|1|hello");
    ECHO(ClusterNodeControlEx(o->node, o->other, CLUSCTL_NODE_GET_NAME, REASON),
         "2|1|2|0x4000029|0|1|hello");
    ECHO(ClusterGroupControl(o->group, NULL, CLUSCTL_GROUP_GET_NAME, IN_OUT),
         "3|g1||0x3000029|0|1|hello");
    ECHO(ClusterGroupControlEx(o->group, o->node, CLUSCTL_GROUP_GET_NAME, REASON),
         "3|g1|1|0x3000029|0|1|hello");
    ECHO(ClusterResourceControl(o->r[0], NULL, resource, IN_OUT), "4|r1||0x1000029|0|1|hello");
    ECHO(ClusterResourceControlEx(o->r[0], o->node, resource, REASON),
         "4|r1|1|0x1000029|0|1|hello");
    ECHO(ClusterResourceControlAsUser(o->r[0], NULL, resource, IN_OUT),
         "4|r1||0x1000029|1|1|hello");
    ECHO(ClusterResourceControlAsUserEx(o->r[0], o->node, resource, REASON),
         "4|r1|1|0x1000029|1|1|hello");
    ECHO(ClusterResourceTypeControl(o->cluster, L"Some Type", NULL, type, IN_OUT),
         "5|Some Type||0x2000009|0|1|hello");
    ECHO(ClusterResourceTypeControlEx(o->cluster, L"Some Type", o->node, type, REASON),
         "5|Some Type|1|0x2000009|0|1|hello");
    ECHO(ClusterResourceTypeControlAsUser(o->cluster, L"Some Type", NULL, type, IN_OUT),
         "5|Some Type||0x2000009|1|1|hello");
    ECHO(ClusterResourceTypeControlAsUserEx(o->cluster, L"Some Type", o->node, type, REASON),
         "5|Some Type|1|0x2000009|1|1|hello");
    ECHO(ClusterNetworkControl(o->network, NULL, CLUSCTL_NETWORK_GET_NAME, IN_OUT),
         "6|n1||0x5000029|0|1|hello");
    ECHO(ClusterNetworkControlEx(o->network, o->node, CLUSCTL_NETWORK_GET_NAME, REASON),
         "6|n1|1|0x5000029|0|1|hello");
    ECHO(ClusterNetInterfaceControl(o->interface_1, NULL, CLUSCTL_NETINTERFACE_GET_NAME, IN_OUT),
         "7|i1||0x6000029|0|1|hello");
    ECHO(ClusterNetInterfaceControlEx(o->interface_1, o->node, CLUSCTL_NETINTERFACE_GET_NAME,
                                      REASON),
         "7|i1|1|0x6000029|0|1|hello");
    ECHO(ClusterResourceControl(o->r[0], NULL, (DWORD)CLUSCTL_USER_CODE(9, CLUS_OBJECT_USER),
                                IN_OUT),
         "4|r1||0x80200024|0|1|hello");
}

/* Each with another kind's code, and each with a handle that is none. */
static void
test_wrong_controls(const struct objects *o, char *wrong, size_t size)
{
    const DWORD group = CLUSCTL_GROUP_GET_NAME;
    const DWORD resource = CLUSCTL_RESOURCE_GET_NAME;

    EXPECT(ClusterControl(o->cluster, NULL, group, NOTHING) == ERROR_INVALID_FUNCTION);
    EXPECT(ClusterNodeControl(o->node, NULL, group, NOTHING) == ERROR_INVALID_FUNCTION);
    EXPECT(ClusterGroupControl(o->group, NULL, resource, NOTHING) == ERROR_INVALID_FUNCTION);
    EXPECT(ClusterResourceControl(o->r[0], NULL, group, NOTHING) == ERROR_INVALID_FUNCTION);
    EXPECT(ClusterNetworkControl(o->network, NULL, 0, NOTHING) == ERROR_INVALID_FUNCTION);
    EXPECT(ClusterNetInterfaceControl(o->interface_1, NULL, ~0u >> 1, NOTHING) ==
           ERROR_INVALID_FUNCTION);
    EXPECT(ClusterResourceTypeControl(o->cluster, L"T", NULL, resource, NOTHING) ==
           ERROR_INVALID_FUNCTION);
    EXPECT(ClusterResourceTypeControl(o->cluster, NULL, NULL, CLUSCTL_RESOURCE_TYPE_GET_FLAGS,
                                      NOTHING) == ERROR_INVALID_PARAMETER);
    EXPECT(ClusterControlEx(NULL, NULL, 0, NOTHING, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNodeControlEx((HNODE)(void *)o->group, NULL, 0, NOTHING, NULL) ==
           ERROR_INVALID_HANDLE);
    EXPECT(ClusterGroupControlEx(o->no_more, NULL, group, NOTHING, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterGroupControl(INVALID_HANDLE_VALUE, NULL, group, NOTHING) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceControlEx(NULL, NULL, 0, NOTHING, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceControlAsUser(NULL, NULL, 0, NOTHING) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceControlAsUserEx(NULL, NULL, 0, NOTHING, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceTypeControlEx(NULL, L"T", NULL, 0, NOTHING, NULL) ==
           ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceTypeControlAsUser(NULL, L"T", NULL, 0, NOTHING) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceTypeControlAsUserEx(NULL, L"T", NULL, 0, NOTHING, NULL) ==
           ERROR_INVALID_HANDLE);
    EXPECT(ClusterNetworkControlEx(NULL, NULL, 0, NOTHING, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterNetInterfaceControlEx(NULL, NULL, 0, NOTHING, NULL) == ERROR_INVALID_HANDLE);
    EXPECT(ClusterResourceControl(o->r[0], (HNODE)(void *)o->group, resource, NOTHING) ==
           ERROR_INVALID_HANDLE);
}

static void
test_buffers(const struct objects *o, char *wrong, size_t size)
{
    const DWORD code = CLUSCTL_RESOURCE_GET_NAME;
    char out[8] = "";
    DWORD returned = 7;

    EXPECT(ClusterResourceControl(o->r[0], NULL, code, NULL, 0, out, 4, &returned) ==
           ERROR_MORE_DATA);
    EXPECT(returned == 20 && out[0] == 0);
    EXPECT(ClusterResourceControl(o->r[0], NULL, code, NULL, 0, NULL, 0, &returned) ==
           ERROR_MORE_DATA);
    EXPECT(ClusterResourceControl(o->r[0], NULL, code, NULL, 0, NULL, 100, &returned) ==
           ERROR_MORE_DATA);
    EXPECT(returned == 20);
    EXPECT(ClusterResourceControl(o->r[0], NULL, code, NULL, 0, out, 4, NULL) == ERROR_MORE_DATA);
    EXPECT(ClusterResourceControl(o->r[0], NULL, code, NULL, 9, out, 4, &returned) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(returned == 0);
    EXPECT(ClusterResourceControl(o->r[0], NULL, code, out, 0x7fffffff, out, 4, &returned) ==
           ERROR_MESSAGE_EXCEEDS_MAX_SIZE);
    EXPECT(ClusterResourceControl(o->refused, NULL, code, NULL, 0, out, 4, &returned) ==
           ERROR_INVALID_STATE);
    EXPECT(returned == 0);
}

void
test_controls(const struct objects *o, char *wrong, size_t size)
{
    test_forms(o, wrong, size);
    test_wrong_controls(o, wrong, size);
    test_buffers(o, wrong, size);
}

/* It runs in the type's control. */
void
test_type_control(const struct objects *o, char *wrong, size_t size)
{
    char out[256];
    DWORD returned;

    ECHO(ClusterResourceControl(o->r[0], NULL, CLUSCTL_RESOURCE_GET_NAME, IN_OUT),
         "4|r1||0x1000029|0|4294967295|hello");
}

static void *
handle_for(enum handle_kind kind, const WCHAR *id)
{
    void *handle = NULL;

    handle_open(kind, id, &handle);
    return handle;
}

static DWORD
run(const char *name, char *wrong, size_t size)
{
    static const WCHAR *const resources[] = { L"r1", L"r2", L"r3", L"far" };
    struct objects o = { .cluster = handle_for(HANDLE_CLUSTER, L"") };

    o.node = handle_for(HANDLE_NODE, L"1");
    o.other = handle_for(HANDLE_NODE, L"2");
    o.group = handle_for(HANDLE_GROUP, L"g1");
    for (size_t i = 0; i < ARRAYSIZE(resources); i++) {
        o.r[i] = handle_for(HANDLE_RESOURCE, resources[i]);
    }
    o.refused = handle_for(HANDLE_RESOURCE, L"refused");
    o.network = handle_for(HANDLE_NETWORK, L"n1");
    o.interface_1 = handle_for(HANDLE_NETINTERFACE, L"i1");
    o.key = handle_for(HANDLE_KEY, L"Resources\\r1");
    o.no_more = handle_for(HANDLE_GROUP, L"g2");
    handle_close(o.no_more, HANDLE_GROUP);
    for (size_t i = 0; i < ARRAYSIZE(tests); i++) {
        if (strcmp(tests[i].name, name) == 0) {
            tests[i].run(&o, wrong, size);
            return ERROR_SUCCESS;
        }
    }
    return ERROR_INVALID_FUNCTION;
}

static RESID WINAPI
controls_open(LPCWSTR name, HKEY key, RESOURCE_HANDLE handle)
{
    static int only;

    (void)name;
    (void)key;
    (void)handle;
    return &only;
}

static VOID WINAPI
controls_void(RESID id)
{
    (void)id;
}

static DWORD WINAPI
controls_online(RESID id, LPHANDLE event)
{
    (void)id;
    (void)event;
    return ERROR_SUCCESS;
}

static DWORD WINAPI
controls_offline(RESID id)
{
    (void)id;
    return ERROR_SUCCESS;
}

static BOOL WINAPI
controls_alive(RESID id)
{
    (void)id;
    return TRUE;
}

static DWORD WINAPI
controls_control(RESID id, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                 LPDWORD returned)
{
    char name[64] = "";
    DWORD error;

    (void)id;
    (void)code;
    if (in_size >= sizeof(name) || out_size < 512) {
        return ERROR_INVALID_PARAMETER;
    }
    memcpy(name, in, in_size);
    memset(out, 0, out_size);
    error = run(name, out, out_size);
    *returned = (DWORD)strlen(out);
    return error;
}

static DWORD WINAPI
controls_type_control(LPCWSTR type, DWORD code, PVOID in, DWORD in_size, PVOID out, DWORD out_size,
                      LPDWORD returned)
{
    (void)type;
    return controls_control(NULL, code, in, in_size, out, out_size, returned);
}

DWORD WINAPI
Startup(LPCWSTR type, DWORD least, DWORD most, PSET_RESOURCE_STATUS_ROUTINE status,
        PLOG_EVENT_ROUTINE log, PCLRES_FUNCTION_TABLE *result)
{
    static CLRES_FUNCTION_TABLE table;

    (void)type;
    (void)least;
    (void)most;
    (void)status;
    (void)log;
    table.TableSize = CLRES_V1_FUNCTION_SIZE;
    table.Version = CLRES_VERSION_V1_00;
    table.V1Functions = (CLRES_V1_FUNCTIONS){
        .Open = controls_open,
        .Close = controls_void,
        .Online = controls_online,
        .Offline = controls_offline,
        .Terminate = controls_void,
        .LooksAlive = controls_alive,
        .IsAlive = controls_alive,
        .ResourceControl = controls_control,
        .ResourceTypeControl = controls_type_control,
    };
    *result = &table;
    return ERROR_SUCCESS;
}
