/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_NOTIFY_PORT_H
#define RESAPID_CLUSAPI_NOTIFY_PORT_H

/*
 * Notification ports: filters, and a queue of what they let through. Ports of version 1 and of
 * version 2 are different things: each is an invalid handle to the functions of the other.
 *
 * A queue has room for PORT_QUEUE_MAX notifications. When it is full the oldest is dropped, and in its
 * place stands one that tells of the gap, as documented: CLUSTER_CHANGE_CLUSTER_RECONNECT, or
 * CLUSTER_CHANGE_CLUSTER_LOST_NOTIFICATIONS_V2, for a port with a filter for it. The log says so once
 * for each port. A restart of resapid, during which nothing is told, is told to those who ask for it as
 * CLUSTER_CHANGE_CLUSTER_RECONNECT or CLUSTER_CHANGE_CLUSTER_RECONNECT_V2.
 *
 * Any thread. Events arrive on the thread that reads the channel, which waits for nothing here.
 */

#include <windows.h>

#include "notify-filter.h"

#define PORT_QUEUE_MAX 1024

enum port_version { PORT_V1 = 1, PORT_V2 = 2 };

struct port_notice {
    DWORD_PTR key;
    DWORD type;
    ULONGLONG flags; /* of version 1: one CLUSTER_CHANGE */
    const WCHAR *id;
    const WCHAR *parent;
    const WCHAR *name;
    BOOL has_state;
    DWORD state;
};

/* ERROR_SUCCESS, RPC_S_SERVER_UNAVAILABLE outside the host, or of memory and handles. */
DWORD port_create(enum port_version version, void **port);

/* The port gets a copy of filter. ERROR_INVALID_HANDLE or ERROR_NOT_ENOUGH_MEMORY. */
DWORD port_add(const void *port, enum port_version version, const struct notify_filter *filter);

/* ERROR_INVALID_HANDLE when this is no such port. */
DWORD port_check(const void *port, enum port_version version);

/*
 * Waits for a notification. One that fits leaves the queue: ERROR_SUCCESS. Of one that does not a copy
 * is given: ERROR_MORE_DATA. Otherwise *notice is NULL: WAIT_TIMEOUT, ERROR_NOT_ENOUGH_MEMORY, or
 * ERROR_INVALID_HANDLE, also for a port that is closed meanwhile. *notice is for port_forget().
 *
 * fits() is called under the port's lock and so must not touch the memory of a DLL: that may fault, or
 * have a guard page whose handler uses the port.
 */
DWORD port_take(const void *port, enum port_version version, DWORD timeout_ms,
                BOOL (*fits)(const struct port_notice *notice, const void *context),
                const void *context, struct port_notice **notice);
void port_forget(struct port_notice *notice);

/* An event that is set while there is something to take; the port's, and closed with it. */
DWORD port_event(const void *port, HANDLE *event);

/* Wakes whoever waits. ERROR_SUCCESS or ERROR_INVALID_HANDLE. */
DWORD port_close(const void *port);

#endif
