/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_ENUMERATION_H
#define RESAPID_CLUSAPI_ENUMERATION_H

/*
 * Enumerations: snapshots that are taken when they are opened and then read without asking resapid
 * again ("Enumerating Cluster Objects", ClusterGroupOpenEnumEx). They are handles of data, closed with
 * handle_close(); what is being read stays until it is read, even if another thread closes the handle.
 * Functions that return a handle set the last error when they fail. Any thread; opening waits for
 * resapid.
 */

#include "clusapi.h"
#include "handle.h"
#include "objects.h"
#include "property-names.h"

struct property_list {
    BYTE *data;
    DWORD size;
};

/* What the Ex items of groups and resources have besides. */
struct enumeration_detail {
    DWORD state;
    WCHAR *owner; /* the name of a group's node or of a resource's group, or "" */
    WCHAR *owner_id;
    struct property_list properties;
    struct property_list ro_properties;
};

struct enumeration {
    struct handle_data head;
    struct object_list list;
    struct enumeration_detail *details; /* one for each entry, or NULL */
};

/* Empty, to be filled and opened; head.free() frees it. NULL: no memory. */
struct enumeration *enumeration_new(void);

/* Which of the bits asked for there are. The plain forms ignore others (MS-CMRP, ApiCreateEnum); the Ex
 * forms take none, and no options (ApiCreateEnumEx): 0. */
DWORD enumeration_known(DWORD asked, DWORD known);
DWORD enumeration_exact(DWORD asked, DWORD known, const void *options);

/* What belongs to the object that handle is of; ERROR_INVALID_PARAMETER when what is 0. */
void *enumeration_open_of(enum handle_kind kind, const void *handle, enum object_kind of,
                          DWORD what);

/* Of a list that was made already, which it takes over; NULL with error if that is not ERROR_SUCCESS. */
void *enumeration_open_list(enum handle_kind kind, DWORD error, struct object_list *list);

/* HANDLE_GROUP_ENUM_EX or HANDLE_RESOURCE_ENUM_EX of the whole cluster, with details. */
void *enumeration_open_details(enum handle_kind kind, HCLUSTER cluster,
                               const struct property_names *names,
                               const struct property_names *ro_names, DWORD flags);

/* For the functions below: the enumeration, if it has an entry at index; for enumeration_drop() after
 * an error, too. */
DWORD enumeration_hold(const void *handle, enum handle_kind kind, DWORD index,
                       const struct enumeration **enumeration);
void enumeration_drop(const struct enumeration *enumeration);

/* 0 with the last error set when handle is no such enumeration. */
DWORD enumeration_count(const void *handle, enum handle_kind kind);

/* The entry's name; type may be NULL. ERROR_NO_MORE_ITEMS, ERROR_MORE_DATA or what give_name() has. */
DWORD enumeration_name(const void *handle, enum handle_kind kind, DWORD index, DWORD *type,
                       WCHAR *name, DWORD *count);

/*
 * The Ex forms: the structure with its strings and lists behind it. *size is the room in bytes, and then
 * what the item takes, whether there was room or not. ERROR_NO_MORE_ITEMS, ERROR_MORE_DATA, also for a
 * NULL item, or ERROR_INVALID_PARAMETER for a NULL size.
 */
DWORD enumeration_item(const void *handle, enum handle_kind kind, DWORD index,
                       CLUSTER_ENUM_ITEM *item, DWORD *size);
DWORD enumeration_group_item(const void *handle, DWORD index, CLUSTER_GROUP_ENUM_ITEM *item,
                             DWORD *size);
DWORD enumeration_resource_item(const void *handle, DWORD index, CLUSTER_RESOURCE_ENUM_ITEM *item,
                                DWORD *size);

#endif
