/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Notification ports, of driver-controls.dll. Kinds and changes of events are channel.h's. */

#include <string.h>

#include "driver-controls.h"
#include "guard-page.h"

#define NEW INVALID_HANDLE_VALUE

/* What GetClusterNotify() gives, in words: "KEY CHANGE NAME"; or its error, in decimal. */
static const char *
next(HCHANGE port)
{
    static char text[256];
    WCHAR name[64];
    DWORD count = ARRAYSIZE(name);
    DWORD_PTR key = 0;
    DWORD change = 0;
    DWORD error = GetClusterNotify(port, &key, &change, name, &count, 0);

    if (error != ERROR_SUCCESS) {
        snprintf(text, sizeof(text), "%lu", error);
    } else {
        snprintf(text, sizeof(text), "%u %lx %ls", (unsigned)key, change, name);
    }
    return text;
}

/* The same of GetClusterNotifyV2(): "KEY TYPE FLAGS ID PARENT NAME STATE". */
static const char *
next_v2(HCHANGE port)
{
    static char text[512];
    WCHAR id[64];
    WCHAR parent[64];
    WCHAR name[64];
    WCHAR type[64];
    DWORD counts[] = { 64, 64, 64, 64 };
    DWORD state = 0;
    DWORD data_size = sizeof(state);
    DWORD_PTR key = 0;
    NOTIFY_FILTER_AND_TYPE filter = { 0 };
    DWORD error =
        GetClusterNotifyV2(port, &key, &filter, (BYTE *)&state, &data_size, id, &counts[0], parent,
                           &counts[1], name, &counts[2], type, &counts[3], 0);

    if (error != ERROR_SUCCESS) {
        snprintf(text, sizeof(text), "%lu", error);
    } else {
        snprintf(text, sizeof(text), "%u %lu %x %ls,%ls,%ls,%ls %s%lu", (unsigned)key,
                 filter.dwObjectType, (unsigned)filter.FilterFlags, id, parent, name, type,
                 data_size != 0 ? "" : "-", state);
    }
    return text;
}

#define IS(call, text)                                                                             \
    do {                                                                                           \
        const char *is = wrong[0] == 0 ? call : "";                                                \
                                                                                                   \
        if (wrong[0] == 0 && strcmp(is, text) != 0) {                                              \
            snprintf(wrong, size, "driver-notify.c:%d: %s, not %s", __LINE__, is, text);           \
        }                                                                                          \
        if (wrong[0] != 0) {                                                                       \
            return;                                                                                \
        }                                                                                          \
    } while (0)
#define NOTHING "258"
#define INVALID "6"

void
test_notify(const struct objects *o, char *wrong, size_t size)
{
    HCHANGE port = CreateClusterNotifyPort(NEW, o->cluster, (DWORD)CLUSTER_CHANGE_ALL, 7);
    HANDLE event = NULL;

    EXPECT(port != NULL);
    EXPECT(GetNotifyEventHandle(port, &event) == ERROR_SUCCESS && event != NULL);
    EXPECT(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    IS(next(port), NOTHING);
    EXPECT(send_events(o, "2 3 1 1 - alpha", 1));
    EXPECT(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    EXPECT(send_events(o, "2 1 0 3 - gamma", 1) && send_events(o, "2 2 0 3 - gamma", 1));
    EXPECT(send_events(o, "3 7 1 g1 r1 Group", 1) && send_events(o, "3 6 0 g1 2 Group", 1));
    EXPECT(send_events(o, "4 1 0 r9 g1 Nine", 1) && send_events(o, "4 8 0 r9 - Nine", 1));
    EXPECT(send_events(o, "5 5 0 T - T", 1) && send_events(o, "6 3 3 n1 - Net", 1));
    EXPECT(send_events(o, "7 1 0 i1 1 Card", 1) && send_events(o, "1 4 0 - - Cluster", 1));
    IS(next(port), "7 1 alpha");
    IS(next(port), "7 4 gamma");
    IS(next(port), "7 2 gamma");
    IS(next(port), "7 8000 Group");
    IS(next(port), "7 1000 Group");
    IS(next(port), "7 400 Nine");
    IS(next(port), "7 800 Nine");
    IS(next(port), "7 40000 T");
    IS(next(port), "7 100000 Net");
    IS(next(port), "7 4000000 Card");
    IS(next(port), "7 40000000 Cluster");
    IS(next(port), NOTHING);
    EXPECT(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    EXPECT(CreateClusterNotifyPort(port, o->cluster, CLUSTER_CHANGE_NODE_STATE, 8) == port);
    EXPECT(send_events(o, "2 3 0 1 - alpha", 1) && send_events(o, "99 98 0 x - x", 1));
    IS(next(port), "7 1 alpha");
    IS(next(port), "8 1 alpha");
    IS(next(port), NOTHING);
    EXPECT(ClusterControl(o->cluster, NULL, CODE_RESTART, NULL, 0, NULL, 0, NULL) == 0);
    IS(next(port), "7 80000 ");
    EXPECT(CloseClusterNotifyPort(port) && CloseClusterNotifyPort(port));
    IS(next(port), INVALID);
    EXPECT(CloseClusterNotifyPort(NULL));
}

void
test_notify_objects(const struct objects *o, char *wrong, size_t size)
{
    HCHANGE port = CreateClusterNotifyPort(NEW, NEW, (DWORD)CLUSTER_CHANGE_ALL, 1);
    const DWORD close = (DWORD)CLUSTER_CHANGE_HANDLE_CLOSE;

    EXPECT(port != NULL);
    EXPECT(RegisterClusterNotify(port, CLUSTER_CHANGE_RESOURCE_STATE | close, o->r[0], 2) == 0);
    EXPECT(RegisterClusterNotify(port, CLUSTER_CHANGE_GROUP_PROPERTY, o->group, 3) == 0);
    EXPECT(RegisterClusterNotify(port, CLUSTER_CHANGE_GROUP_ADDED, o->cluster, 4) == 0);
    EXPECT(RegisterClusterNotify(port, CLUSTER_CHANGE_NETWORK_DELETED, o->network, 5) == 0);
    EXPECT(RegisterClusterNotify(port, close, o->cluster, 6) == 0);
    EXPECT(send_events(o, "4 3 2 r2 1 Two", 1) && send_events(o, "4 3 2 R1 1 One", 1));
    EXPECT(send_events(o, "4 5 0 r1 - One", 1) && send_events(o, "3 5 0 g1 - Group", 1));
    EXPECT(send_events(o, "3 1 0 g5 - Five", 1) && send_events(o, "6 2 0 n1 - Net", 1));
    EXPECT(send_events(o, "2 3 0 1 - alpha", 1));
    IS(next(port), "2 100 One");
    IS(next(port), "3 8000 Group");
    IS(next(port), "4 4000 Five");
    IS(next(port), "5 200000 Net");
    IS(next(port), NOTHING);
    EXPECT(RegisterClusterNotify(port, 0, o->cluster, 1) == ERROR_INVALID_PARAMETER);
    EXPECT(RegisterClusterNotify(port, CLUSTER_CHANGE_GROUP_STATE | CLUSTER_CHANGE_NODE_STATE,
                                 o->group, 1) == ERROR_INVALID_PARAMETER);
    EXPECT(RegisterClusterNotify(port, CLUSTER_CHANGE_GROUP_STATE, o->r[0], 1) ==
           ERROR_INVALID_HANDLE);
    EXPECT(RegisterClusterNotify(port, CLUSTER_CHANGE_GROUP_STATE, NULL, 1) ==
           ERROR_INVALID_HANDLE);
    EXPECT(RegisterClusterNotify(NULL, CLUSTER_CHANGE_GROUP_STATE, o->group, 1) ==
           ERROR_INVALID_HANDLE);
    EXPECT(CreateClusterNotifyPort(port, NEW, 1, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(CreateClusterNotifyPort(NEW, NULL, 1, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE);
    EXPECT(CreateClusterNotifyPort(NULL, o->cluster, 1, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE);
    EXPECT(CloseClusterNotifyPort(port));
}

void
test_notify_keys(const struct objects *o, char *wrong, size_t size)
{
    HCHANGE port =
        CreateClusterNotifyPort(NEW, o->cluster,
                                CLUSTER_CHANGE_REGISTRY_NAME | CLUSTER_CHANGE_REGISTRY_VALUE, 1);
    const DWORD value = CLUSTER_CHANGE_REGISTRY_VALUE;

    EXPECT(RegisterClusterNotify(port, value, o->key, 2) == 0);
    EXPECT(RegisterClusterNotify(port, value | CLUSTER_CHANGE_REGISTRY_SUBTREE, o->key, 3) == 0);
    EXPECT(send_events(o, "8 10 0 resources\\R1 - Name", 1));
    IS(next(port), "2 40 ");
    IS(next(port), "3 40 ");
    EXPECT(send_events(o, "8 10 0 Resources\\r1\\Parameters - Port", 1));
    IS(next(port), "3 40 Parameters");
    EXPECT(send_events(o, "8 10 0 Resources\\r11 - Name", 1));
    EXPECT(send_events(o, "8 9 0 Resources\\r1\\Parameters - -", 1));
    IS(next(port), NOTHING);
    EXPECT(send_events(o, "8 9 0 New - -", 1) && send_events(o, "8 10 0 - - Value", 1));
    IS(next(port), "1 10 New");
    IS(next(port), "1 40 ");
    IS(next(port), NOTHING);
    EXPECT(CreateClusterNotifyPort(port, o->cluster,
                                   CLUSTER_CHANGE_REGISTRY_NAME | CLUSTER_CHANGE_REGISTRY_SUBTREE,
                                   4) == port);
    EXPECT(send_events(o, "8 9 0 Resources\\r1\\Parameters - -", 1));
    IS(next(port), "4 10 Resources\\r1\\Parameters");
    IS(next(port), NOTHING);
    EXPECT(CloseClusterNotifyPort(port));
}

/* Events around the key Resources\\r1: what each set of flags wants of them (the pages of
 * CreateClusterNotifyPort(), RegisterClusterNotify() and CLUSTER_CHANGE). A subkey's name is its own and
 * that of the key which has it; without SUBTREE nothing deeper is told. */
static const struct {
    const char *event;
    BOOL name;
    BOOL name_below;
    BOOL value;
    BOOL value_below;
} key_events[] = {
    { "8 9 0 Resources\\r1 - -", TRUE, TRUE, FALSE, FALSE },
    { "8 9 0 Resources\\r1\\A - -", TRUE, TRUE, FALSE, FALSE },
    { "8 9 0 Resources\\r1\\A\\B - -", FALSE, TRUE, FALSE, FALSE },
    { "8 9 0 Resources\\r1\\A\\B\\C - -", FALSE, TRUE, FALSE, FALSE },
    { "8 10 0 Resources\\r1 - V", FALSE, FALSE, TRUE, TRUE },
    { "8 10 0 Resources\\r1\\A - V", FALSE, FALSE, FALSE, TRUE },
    { "8 10 0 Resources\\r1\\A\\B - V", FALSE, FALSE, FALSE, TRUE },
    { "8 9 0 Resources - -", FALSE, FALSE, FALSE, FALSE },
    { "8 9 0 Resources\\r11 - -", FALSE, FALSE, FALSE, FALSE },
    { "8 10 0 Resources\\r11\\A - V", FALSE, FALSE, FALSE, FALSE },
    { "8 10 0 Resources - V", FALSE, FALSE, FALSE, FALSE },
};

static BOOL
is_told(HCHANGE port)
{
    return strcmp(next(port), NOTHING) != 0;
}

static BOOL
is_told_v2(HCHANGE port)
{
    return strcmp(next_v2(port), NOTHING) != 0;
}

static HCHANGE
port_of(const struct objects *o, DWORD flags)
{
    HCHANGE port = CreateClusterNotifyPort(NEW, o->cluster, CLUSTER_CHANGE_NODE_ADDED, 1);

    return RegisterClusterNotify(port, flags, o->key, 2) == ERROR_SUCCESS ? port : NULL;
}

static HCHANGE
port_of_v2(const struct objects *o, LONGLONG flags)
{
    NOTIFY_FILTER_AND_TYPE nodes = { CLUSTER_OBJECT_TYPE_NODE, CLUSTER_CHANGE_NODE_STATE_V2 };
    NOTIFY_FILTER_AND_TYPE keys = { CLUSTER_OBJECT_TYPE_REGISTRY, flags };
    HCHANGE port = CreateClusterNotifyPortV2(NEW, o->cluster, &nodes, 1, 1);

    return RegisterClusterNotifyV2(port, keys, o->key, 2) == ERROR_SUCCESS ? port : NULL;
}

void
test_notify_depths(const struct objects *o, char *wrong, size_t size)
{
    HCHANGE name = port_of(o, CLUSTER_CHANGE_REGISTRY_NAME);
    HCHANGE name_below = port_of(o, CLUSTER_CHANGE_REGISTRY_NAME | CLUSTER_CHANGE_REGISTRY_SUBTREE);
    HCHANGE value = port_of(o, CLUSTER_CHANGE_REGISTRY_VALUE);
    HCHANGE value_below =
        port_of(o, CLUSTER_CHANGE_REGISTRY_VALUE | CLUSTER_CHANGE_REGISTRY_SUBTREE);
    HCHANGE name_v2 = port_of_v2(o, CLUSTER_CHANGE_REGISTRY_NAME_V2);
    HCHANGE value_below_v2 =
        port_of_v2(o, CLUSTER_CHANGE_REGISTRY_VALUE_V2 | CLUSTER_CHANGE_REGISTRY_SUBTREE_V2);

    for (size_t i = 0; i < ARRAYSIZE(key_events); i++) {
        EXPECT(send_events(o, key_events[i].event, 1));
        EXPECT(is_told(name) == key_events[i].name);
        EXPECT(is_told(name_below) == key_events[i].name_below);
        EXPECT(is_told(value) == key_events[i].value);
        EXPECT(is_told(value_below) == key_events[i].value_below);
        EXPECT(is_told_v2(name_v2) == key_events[i].name);
        EXPECT(is_told_v2(value_below_v2) == key_events[i].value_below);
    }
    EXPECT(CloseClusterNotifyPort(name) && CloseClusterNotifyPort(name_below));
    EXPECT(CloseClusterNotifyPort(value) && CloseClusterNotifyPort(value_below));
    EXPECT(CloseClusterNotifyPort(name_v2) && CloseClusterNotifyPort(value_below_v2));
}

static void
test_v2_errors(const struct objects *o, HCHANGE port, char *wrong, size_t size)
{
    NOTIFY_FILTER_AND_TYPE odd = { CLUSTER_OBJECT_TYPE_GROUP, 0x400 };
    NOTIFY_FILTER_AND_TYPE good = { CLUSTER_OBJECT_TYPE_GROUP, CLUSTER_CHANGE_GROUP_STATE_V2 };
    HCHANGE old = CreateClusterNotifyPort(NEW, o->cluster, 1, 1);
    DWORD_PTR key;
    DWORD change;

    EXPECT(CreateClusterNotifyPortV2(NEW, o->cluster, &odd, 1, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(CreateClusterNotifyPortV2(NEW, o->cluster, NULL, 1, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_PARAMETER);
    EXPECT(CreateClusterNotifyPortV2(NEW, NULL, &good, 1, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE);
    EXPECT(CreateClusterNotifyPortV2(old, o->cluster, &good, 1, 1) == NULL);
    EXPECT(GetLastError() == ERROR_INVALID_HANDLE);
    EXPECT(RegisterClusterNotifyV2(port, odd, o->group, 1) == ERROR_INVALID_PARAMETER);
    EXPECT(RegisterClusterNotifyV2(port, good, o->r[0], 1) == ERROR_INVALID_HANDLE);
    EXPECT(RegisterClusterNotifyV2(old, good, o->group, 1) == ERROR_INVALID_HANDLE);
    EXPECT(RegisterClusterResourceTypeNotifyV2(port, o->cluster, 0, L"T", 1) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(RegisterClusterResourceTypeNotifyV2(port, o->cluster, 1, NULL, 1) ==
           ERROR_INVALID_PARAMETER);
    EXPECT(RegisterClusterResourceTypeNotifyV2(port, NULL, 1, L"T", 1) == ERROR_INVALID_HANDLE);
    EXPECT(GetClusterNotify(port, &key, &change, NULL, NULL, 0) == ERROR_INVALID_HANDLE);
    EXPECT(GetClusterNotifyV2(port, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                              NULL, NULL, 0) == ERROR_INVALID_PARAMETER);
    IS(next_v2(old), INVALID);
    IS(next_v2(NULL), INVALID);
    EXPECT(GetNotifyEventHandle(port, NULL) == ERROR_INVALID_PARAMETER);
    EXPECT(GetNotifyEventHandle((HCHANGE)(void *)o->group, &(HANDLE){ NULL }) ==
           ERROR_INVALID_HANDLE);
    EXPECT(CloseClusterNotifyPort(old));
}

void
test_notify_v2(const struct objects *o, char *wrong, size_t size)
{
    NOTIFY_FILTER_AND_TYPE filters[] = {
        { CLUSTER_OBJECT_TYPE_CLUSTER, CLUSTER_CHANGE_CLUSTER_ALL_V2 },
        { CLUSTER_OBJECT_TYPE_GROUP, CLUSTER_CHANGE_GROUP_ALL_V2 },
        { CLUSTER_OBJECT_TYPE_NODE, CLUSTER_CHANGE_NODE_ALL_V2 },
    };
    NOTIFY_FILTER_AND_TYPE state = { CLUSTER_OBJECT_TYPE_RESOURCE,
                                     CLUSTER_CHANGE_RESOURCE_STATE_V2 |
                                         CLUSTER_CHANGE_RESOURCE_OWNER_GROUP_V2 };
    HCHANGE port = CreateClusterNotifyPortV2(NEW, o->cluster, filters, 3, 7);

    EXPECT(port != NULL);
    EXPECT(RegisterClusterNotifyV2(port, state, o->r[0], 8) == ERROR_SUCCESS);
    EXPECT(RegisterClusterResourceTypeNotifyV2(port, o->cluster,
                                               CLUSTER_CHANGE_RESOURCE_TYPE_DELETED_V2, L"T",
                                               9) == ERROR_SUCCESS);
    EXPECT(send_events(o, "3 1 0 g5 - Five", 1) && send_events(o, "4 1 0 r5 g1 New", 1));
    IS(next_v2(port), "7 1 4 g5,,Five, -0");
    IS(next_v2(port), "7 2 40 r5,g1,New, -0");
    EXPECT(send_events(o, "4 3 2 r1 1 One", 1) && send_events(o, "4 3 2 r2 1 Two", 1));
    IS(next_v2(port), "8 3 4 r1,1,One, 2");
    EXPECT(send_events(o, "3 6 0 g1 2 Group", 1));
    IS(next_v2(port), "7 2 10 g1,2,Group, -0");
    IS(next_v2(port), "7 7 20 g1,2,Group, -0");
    EXPECT(send_events(o, "3 7 1 g1 r1 Group", 1) && send_events(o, "3 7 0 g2 r1 Two", 1));
    IS(next_v2(port), "7 2 80 g1,r1,Group, -0");
    IS(next_v2(port), "8 3 8 r1,g1,, -0");
    IS(next_v2(port), "7 2 100 g2,r1,Two, -0");
    EXPECT(send_events(o, "3 5 0 g1 - Group", 1));
    IS(next_v2(port), "7 2 2 g1,,Group, -0");
    IS(next_v2(port), "7 2 4 g1,,Group, -0");
    EXPECT(send_events(o, "5 2 0 t - t", 1) && send_events(o, "5 2 0 U - U", 1));
    IS(next_v2(port), "9 4 1 t,,t,t -0");
    EXPECT(ClusterControl(o->cluster, NULL, CODE_RESTART, NULL, 0, NULL, 0, NULL) == 0);
    IS(next_v2(port), "7 1 1 ,,, -0");
    IS(next_v2(port), NOTHING);
    test_v2_errors(o, port, wrong, size);
    EXPECT(CloseClusterNotifyPort(port));
}

static void
test_sizes(const struct objects *o, char *wrong, size_t size)
{
    NOTIFY_FILTER_AND_TYPE filter = { CLUSTER_OBJECT_TYPE_NODE, CLUSTER_CHANGE_NODE_STATE_V2 };
    HCHANGE port = CreateClusterNotifyPort(NEW, o->cluster, CLUSTER_CHANGE_NODE_STATE, 1);
    HCHANGE port_v2 = CreateClusterNotifyPortV2(NEW, o->cluster, &filter, 1, 1);
    WCHAR name[8];
    DWORD count = 5;
    DWORD data = 0;
    DWORD_PTR key = 0;
    DWORD change = 0;

    EXPECT(send_events(o, "2 3 1 1 - alpha", 1));
    EXPECT(GetClusterNotify(port, &key, &change, name, &count, 0) == ERROR_MORE_DATA);
    EXPECT(count == 5 && key == 1 && change == CLUSTER_CHANGE_NODE_STATE);
    EXPECT(GetClusterNotify(port, &key, &change, NULL, &count, 0) == ERROR_MORE_DATA);
    EXPECT(GetClusterNotify(port, &key, &change, name, NULL, 0) == ERROR_INVALID_PARAMETER);
    EXPECT(GetClusterNotify(port, NULL, &change, name, &count, 0) == ERROR_INVALID_PARAMETER);
    EXPECT(GetClusterNotify(port, &key, NULL, name, &count, 0) == ERROR_INVALID_PARAMETER);
    IS(next(port), "1 1 alpha");
    count = 5;
    EXPECT(GetClusterNotifyV2(port_v2, &key, NULL, NULL, &data, NULL, NULL, NULL, NULL, name,
                              &count, NULL, NULL, 0) == ERROR_MORE_DATA);
    EXPECT(data == 4 && count == 5);
    EXPECT(GetClusterNotifyV2(port_v2, &key, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                              NULL, NULL, 0) == ERROR_SUCCESS);
    IS(next_v2(port_v2), NOTHING);
    CloseClusterNotifyPort(port);
    CloseClusterNotifyPort(port_v2);
}

/* One more than there is room for: the gap, and then all but the oldest. */
void
test_notify_limits(const struct objects *o, char *wrong, size_t size)
{
    NOTIFY_FILTER_AND_TYPE filters[] = {
        { CLUSTER_OBJECT_TYPE_NODE, CLUSTER_CHANGE_NODE_STATE_V2 },
        { CLUSTER_OBJECT_TYPE_CLUSTER, CLUSTER_CHANGE_CLUSTER_LOST_NOTIFICATIONS_V2 },
    };
    HCHANGE port =
        CreateClusterNotifyPort(NEW, o->cluster,
                                CLUSTER_CHANGE_NODE_STATE | CLUSTER_CHANGE_CLUSTER_RECONNECT, 1);
    HCHANGE deaf = CreateClusterNotifyPort(NEW, o->cluster, CLUSTER_CHANGE_NODE_STATE, 2);
    HCHANGE port_v2 = CreateClusterNotifyPortV2(NEW, o->cluster, filters, 2, 3);

    test_sizes(o, wrong, size);
    IS(next(port), "1 1 alpha");
    IS(next(deaf), "2 1 alpha");
    IS(next_v2(port_v2), "3 7 10 1,,alpha, 1");
    EXPECT(send_events(o, "2 3 1 1 - first", 1) && send_events(o, "2 3 1 1 - alpha", 1024));
    IS(next(port), "1 80000 ");
    IS(next_v2(port_v2), "3 1 200 ,,, -0");
    for (int i = 0; i < 1024; i++) {
        IS(next(port), "1 1 alpha");
        IS(next(deaf), "2 1 alpha");
        IS(next_v2(port_v2), "3 7 10 1,,alpha, 1");
    }
    IS(next(port), NOTHING);
    IS(next(deaf), NOTHING);
    IS(next_v2(port_v2), NOTHING);
    CloseClusterNotifyPort(port);
    CloseClusterNotifyPort(deaf);
    CloseClusterNotifyPort(port_v2);
}

/* A port that is used from within the touching of the buffers of a call for it. */
static void
take_another(void *context)
{
    next(*(HCHANGE *)context);
}

void
test_notify_guarded(const struct objects *o, char *wrong, size_t size)
{
    HCHANGE port = CreateClusterNotifyPort(NEW, o->cluster, CLUSTER_CHANGE_NODE_STATE, 1);
    DWORD_PTR key = 0;
    DWORD change = 0;
    DWORD count = 8;
    WCHAR name[8];
    void *page;

    EXPECT(send_events(o, "2 3 1 1 - alpha", 4));
    page = guard_page_make(take_another, &port);
    EXPECT(GetClusterNotify(port, &key, &change, page, &count, 0) == ERROR_SUCCESS);
    EXPECT(count == 5 && wcscmp(page, L"alpha") == 0 && guard_page_free(page));
    page = guard_page_make(take_another, &port);
    EXPECT(GetClusterNotify(port, &key, &change, name, page, 0) == ERROR_MORE_DATA);
    EXPECT(*(DWORD *)page == 5 && guard_page_free(page));
    IS(next(port), "1 1 alpha");
    IS(next(port), NOTHING);
    EXPECT(CloseClusterNotifyPort(port));
}

struct waiter {
    HCHANGE port;
    DWORD timeout_ms;
    DWORD error;
    HANDLE started;
};

static DWORD WINAPI
wait_at_port(void *argument)
{
    struct waiter *waiter = argument;
    DWORD_PTR key;
    DWORD change;

    SetEvent(waiter->started);
    waiter->error = GetClusterNotify(waiter->port, &key, &change, NULL, NULL, waiter->timeout_ms);
    return 0;
}

static HANDLE
start_waiter(struct waiter *waiter)
{
    HANDLE thread = CreateThread(NULL, 0, wait_at_port, waiter, 0, NULL);

    WaitForSingleObject(waiter->started, INFINITE);
    return thread;
}

void
test_notify_waiting(const struct objects *o, char *wrong, size_t size)
{
    struct waiter waiter = {
        .port = CreateClusterNotifyPort(NEW, o->cluster, CLUSTER_CHANGE_NODE_STATE, 1),
        .timeout_ms = INFINITE,
        .started = CreateEventW(NULL, FALSE, FALSE, NULL),
    };
    HANDLE event = NULL;
    HANDLE thread = start_waiter(&waiter);
    ULONGLONG start_ms;

    EXPECT(WaitForSingleObject(thread, 100) == WAIT_TIMEOUT);
    EXPECT(send_events(o, "2 3 1 1 - alpha", 1));
    EXPECT(WaitForSingleObject(thread, 60000) == WAIT_OBJECT_0 && waiter.error == ERROR_SUCCESS);
    waiter.timeout_ms = 50;
    start_ms = GetTickCount64();
    wait_at_port(&waiter);
    EXPECT(waiter.error == WAIT_TIMEOUT && GetTickCount64() - start_ms >= 40);
    ResetEvent(waiter.started);
    waiter.timeout_ms = INFINITE;
    thread = start_waiter(&waiter);
    EXPECT(WaitForSingleObject(thread, 100) == WAIT_TIMEOUT);
    EXPECT(GetNotifyEventHandle(waiter.port, &event) == ERROR_SUCCESS);
    EXPECT(CloseClusterNotifyPort(waiter.port));
    EXPECT(WaitForSingleObject(thread, 60000) == WAIT_OBJECT_0);
    EXPECT(waiter.error == ERROR_INVALID_HANDLE);
}
