/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The functions of notification ports: documented on the pages of the same names in the Failover
 * Cluster reference. How events become notifications is in notify-filter.c and notify-port.h.
 */

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "clusapi.h"
#include "handle.h"
#include "notify-port.h"

/* A port to add filters to: a new one for INVALID_HANDLE_VALUE. */
static DWORD
open_port(enum port_version version, HCHANGE change, HCLUSTER cluster, void **port)
{
    DWORD error = ERROR_SUCCESS;

    if (cluster != INVALID_HANDLE_VALUE) {
        error = handle_check(cluster, HANDLE_CLUSTER);
    } else if (change != INVALID_HANDLE_VALUE) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error != ERROR_SUCCESS) {
        return error;
    }
    *port = change;
    return change == INVALID_HANDLE_VALUE ? port_create(version, port)
                                          : port_check(change, version);
}

/* Adds all the filters or leaves no new port; the port, or NULL with the last error. A port without a
 * cluster has nothing that its filters could be for. */
static HCHANGE
create(enum port_version version, HCHANGE change, HCLUSTER cluster,
       const struct notify_filter *filters, DWORD count)
{
    void *port = NULL;
    DWORD error = open_port(version, change, cluster, &port);

    for (DWORD i = 0; error == ERROR_SUCCESS && cluster != INVALID_HANDLE_VALUE && i < count; i++) {
        error = port_add(port, version, &filters[i]);
    }
    if (error == ERROR_SUCCESS) {
        return port;
    }
    if (port != NULL && change == INVALID_HANDLE_VALUE) {
        port_close(port);
    }
    SetLastError(error);
    return NULL;
}

HCHANGE WINAPI
CreateClusterNotifyPort(HCHANGE hChange, HCLUSTER hCluster, DWORD dwFilter, DWORD_PTR dwNotifyKey)
{
    const struct notify_filter filter = { .flags = dwFilter, .key = dwNotifyKey };

    return create(PORT_V1, hChange, hCluster, &filter, dwFilter != 0 ? 1 : 0);
}

/* NULL with the last error when one of the filters is none. */
static struct notify_filter *
make_filters(const NOTIFY_FILTER_AND_TYPE *asked, DWORD count, DWORD_PTR key)
{
    struct notify_filter *filters = calloc((size_t)count + 1, sizeof(*filters));

    if (filters == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    for (DWORD i = 0; i < count; i++) {
        if (notify_kind_v2(asked[i].dwObjectType, asked[i].FilterFlags) == HANDLE_FREE) {
            free(filters);
            SetLastError(ERROR_INVALID_PARAMETER);
            return NULL;
        }
        filters[i].type = asked[i].dwObjectType;
        filters[i].flags = (ULONGLONG)asked[i].FilterFlags;
        filters[i].key = key;
    }
    return filters;
}

HCHANGE WINAPI
CreateClusterNotifyPortV2(HCHANGE hChange, HCLUSTER hCluster, NOTIFY_FILTER_AND_TYPE *Filters,
                          DWORD dwFilterCount, DWORD_PTR dwNotifyKey)
{
    struct notify_filter *filters;
    HCHANGE port;

    if (Filters == NULL && dwFilterCount > 0) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    filters = make_filters(Filters, dwFilterCount, dwNotifyKey);
    if (filters == NULL) {
        return NULL;
    }
    port = create(PORT_V2, hChange, hCluster, filters, dwFilterCount);
    free(filters);
    return port;
}

/* A filter for what object is the handle of: a cluster's is for all of its objects. */
static DWORD
add_for(HCHANGE change, enum port_version version, enum handle_kind kind, HANDLE object,
        struct notify_filter *filter)
{
    DWORD error = port_check(change, version);

    if (error == ERROR_SUCCESS && kind == HANDLE_FREE) {
        error = ERROR_INVALID_PARAMETER;
    }
    if (error == ERROR_SUCCESS) {
        error = handle_name(object, kind, &filter->id);
    }
    if (error == ERROR_SUCCESS) {
        if (kind == HANDLE_CLUSTER) {
            free(filter->id);
            filter->id = NULL;
        }
        error = port_add(change, version, filter);
    }
    free(filter->id);
    return error;
}

DWORD WINAPI
RegisterClusterNotify(HCHANGE hChange, DWORD dwFilterType, HANDLE hObject, DWORD_PTR dwNotifyKey)
{
    struct notify_filter filter = { .flags = dwFilterType, .key = dwNotifyKey };

    return add_for(hChange, PORT_V1, notify_kind(dwFilterType), hObject, &filter);
}

DWORD WINAPI
RegisterClusterNotifyV2(HCHANGE hChange, NOTIFY_FILTER_AND_TYPE Filter, HANDLE hObject,
                        DWORD_PTR dwNotifyKey)
{
    struct notify_filter filter = { .type = Filter.dwObjectType,
                                    .flags = (ULONGLONG)Filter.FilterFlags,
                                    .key = dwNotifyKey };

    return add_for(hChange, PORT_V2, notify_kind_v2(Filter.dwObjectType, Filter.FilterFlags),
                   hObject, &filter);
}

/* A type's id is its name. */
DWORD WINAPI
RegisterClusterResourceTypeNotifyV2(HCHANGE hChange, HCLUSTER hCluster, LONGLONG Flags,
                                    LPCWSTR resTypeName, DWORD_PTR dwNotifyKey)
{
    struct notify_filter filter = { .type = CLUSTER_OBJECT_TYPE_RESOURCE_TYPE,
                                    .flags = (ULONGLONG)Flags,
                                    .id = (WCHAR *)resTypeName,
                                    .key = dwNotifyKey };
    DWORD error = port_check(hChange, PORT_V2);

    if (error == ERROR_SUCCESS) {
        error = handle_check(hCluster, HANDLE_CLUSTER);
    }
    if (error == ERROR_SUCCESS &&
        (resTypeName == NULL ||
         notify_kind_v2(CLUSTER_OBJECT_TYPE_RESOURCE_TYPE, Flags) == HANDLE_FREE)) {
        error = ERROR_INVALID_PARAMETER;
    }
    return error == ERROR_SUCCESS ? port_add(hChange, PORT_V2, &filter) : error;
}

/* room is what *count was when the function was called. */
struct text_buffer {
    WCHAR *text;
    DWORD *count;
    DWORD room;
};

/* Where the parts of a notification go; of version 1, filter is flags alone. */
struct taken {
    DWORD_PTR *key;
    DWORD *change;
    NOTIFY_FILTER_AND_TYPE *filter;
    BYTE *data;
    DWORD *data_size;
    DWORD data_room;
    struct text_buffer id;
    struct text_buffer parent;
    struct text_buffer name;
    struct text_buffer type;
};

static BOOL
can_take(const struct text_buffer *buffer)
{
    return buffer->text == NULL || buffer->count != NULL;
}

static void
measure_text(struct text_buffer *buffer)
{
    buffer->room = buffer->text != NULL ? *buffer->count : 0;
}

static void
measure(struct taken *taken)
{
    measure_text(&taken->id);
    measure_text(&taken->parent);
    measure_text(&taken->name);
    measure_text(&taken->type);
    taken->data_room = taken->data != NULL ? *taken->data_size : 0;
}

/* What has neither buffer nor count is not wanted; a count alone asks for the length, which is an
 * answer only when there is nothing to give. */
static BOOL
text_fits(const WCHAR *text, const struct text_buffer *buffer)
{
    return buffer->count == NULL || wcslen(text) < buffer->room ||
           (buffer->text == NULL && text[0] == 0);
}

/* The data that go with a change of state are the new one; nothing goes with other changes. */
static DWORD
state_size(const struct port_notice *notice)
{
    return notice->has_state ? sizeof(notice->state) : 0;
}

static const WCHAR *
type_of(const struct port_notice *notice)
{
    return notice->type == CLUSTER_OBJECT_TYPE_RESOURCE_TYPE ? notice->id : L"";
}

/* Sees what measure() has seen, and nothing of the caller's memory. */
static BOOL
fits(const struct port_notice *notice, const void *context)
{
    const struct taken *taken = context;

    return (taken->data_size == NULL || state_size(notice) <= taken->data_room) &&
           text_fits(notice->id, &taken->id) && text_fits(notice->parent, &taken->parent) &&
           text_fits(notice->name, &taken->name) && text_fits(type_of(notice), &taken->type);
}

static void
give_text(const WCHAR *text, const struct text_buffer *buffer)
{
    if (buffer->count == NULL) {
        return;
    }
    *buffer->count = (DWORD)wcslen(text);
    if (wcslen(text) < buffer->room) {
        wcscpy(buffer->text, text);
    }
}

static void
give_state(const struct port_notice *notice, const struct taken *taken)
{
    DWORD size = state_size(notice);

    if (taken->data_size == NULL) {
        return;
    }
    *taken->data_size = size;
    if (size > 0 && size <= taken->data_room) {
        memcpy(taken->data, &notice->state, size);
    }
}

/* All the sizes are given, also when one of the buffers is too small. */
static void
give(const struct port_notice *notice, const struct taken *taken)
{
    give_state(notice, taken);
    give_text(notice->id, &taken->id);
    give_text(notice->parent, &taken->parent);
    give_text(notice->name, &taken->name);
    give_text(type_of(notice), &taken->type);
    *taken->key = notice->key;
    if (taken->change != NULL) {
        *taken->change = (DWORD)notice->flags;
    }
    if (taken->filter != NULL) {
        taken->filter->dwObjectType = notice->type;
        taken->filter->FilterFlags = (LONGLONG)notice->flags;
    }
}

static DWORD
take(HCHANGE port, enum port_version version, DWORD timeout_ms, struct taken *taken)
{
    struct port_notice *notice = NULL;
    DWORD error;

    measure(taken);
    error = port_take(port, version, timeout_ms, fits, taken, &notice);
    if (notice != NULL) {
        give(notice, taken);
    }
    port_forget(notice);
    return error;
}

DWORD WINAPI
GetClusterNotify(HCHANGE hChange, DWORD_PTR *lpdwNotifyKey, LPDWORD lpdwFilterType, LPWSTR lpszName,
                 LPDWORD lpcchName, DWORD dwMilliseconds)
{
    struct taken taken = { .key = lpdwNotifyKey,
                           .change = lpdwFilterType,
                           .name = { lpszName, lpcchName, 0 } };
    DWORD error = port_check(hChange, PORT_V1);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (lpdwNotifyKey == NULL || lpdwFilterType == NULL || !can_take(&taken.name)) {
        return ERROR_INVALID_PARAMETER;
    }
    return take(hChange, PORT_V1, dwMilliseconds, &taken);
}

DWORD WINAPI
GetClusterNotifyV2(HCHANGE hChange, DWORD_PTR *lpdwNotifyKey,
                   NOTIFY_FILTER_AND_TYPE *pFilterAndType, BYTE *buffer, LPDWORD lpbBufferSize,
                   LPWSTR lpszObjectId, LPDWORD lpcchObjectId, LPWSTR lpszParentId,
                   LPDWORD lpcchParentId, LPWSTR lpszName, LPDWORD lpcchName, LPWSTR lpszType,
                   LPDWORD lpcchType, DWORD dwMilliseconds)
{
    struct taken taken = { .key = lpdwNotifyKey,
                           .filter = pFilterAndType,
                           .data = buffer,
                           .data_size = lpbBufferSize,
                           .id = { lpszObjectId, lpcchObjectId, 0 },
                           .parent = { lpszParentId, lpcchParentId, 0 },
                           .name = { lpszName, lpcchName, 0 },
                           .type = { lpszType, lpcchType, 0 } };
    DWORD error = port_check(hChange, PORT_V2);

    if (error != ERROR_SUCCESS) {
        return error;
    }
    if (lpdwNotifyKey == NULL || (buffer != NULL && lpbBufferSize == NULL) ||
        !can_take(&taken.id) || !can_take(&taken.parent) || !can_take(&taken.name) ||
        !can_take(&taken.type)) {
        return ERROR_INVALID_PARAMETER;
    }
    return take(hChange, PORT_V2, dwMilliseconds, &taken);
}

DWORD WINAPI
GetNotifyEventHandle(HCHANGE hChange, HANDLE *lphTargetEvent)
{
    return lphTargetEvent != NULL ? port_event(hChange, lphTargetEvent) : ERROR_INVALID_PARAMETER;
}

/* Documented to return TRUE always. */
BOOL WINAPI
CloseClusterNotifyPort(HCHANGE hChange)
{
    port_close(hChange);
    return TRUE;
}
