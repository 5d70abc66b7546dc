/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_OBJECTS_H
#define RESAPID_CLUSAPI_OBJECTS_H

/*
 * What resapid knows of the objects of the cluster: OBJECT_FIND and OBJECT_LIST of protocol/channel.h.
 * Errors are those of database_ask() and what resapid answers, ERROR_RESOURCE_NOT_FOUND and its like
 * first of all. Any thread; everything here waits for resapid.
 */

#include "host-interface.h"

/* One object at one moment; see channel.h for what state, node and group are of each kind. */
struct object {
    WCHAR *id;
    WCHAR *name;
    DWORD state;
    WCHAR *node;  /* an id, or "" */
    WCHAR *group; /* an id, or "" */
};

/* By name or id; NULL is this node, or the cluster. objects_forget() is for after success. */
DWORD objects_find(enum object_kind kind, const WCHAR *name, struct object *object);
void objects_forget(struct object *object);

/* The name of the object that has this id, to be freed with free(); "" for "", which is none. */
DWORD objects_name(enum object_kind kind, const WCHAR *id, WCHAR **name);

/* The error that says there is no such object. */
DWORD objects_not_found(enum object_kind kind);

struct object_entry {
    DWORD type; /* a bit of the enumeration that was asked for */
    WCHAR *id;
    WCHAR *name;
};

struct object_list {
    struct object_entry *entries;
    DWORD count;
};

/* What belongs to an object, "" for the cluster. The list is for objects_forget_list(), after an error
 * too. */
DWORD objects_list(enum object_kind kind, const WCHAR *id, DWORD what, struct object_list *list);
void objects_forget_list(struct object_list *list);

void objects_remove(struct object_list *list, DWORD index);

/* Whether the list has an object of this id. */
BOOL objects_listed(const struct object_list *list, const WCHAR *id);

/* Takes over from other what list has not yet; other is empty then. ERROR_NOT_ENOUGH_MEMORY. */
DWORD objects_merge(struct object_list *list, struct object_list *other);

/* Leaves in list what is in other, too. */
void objects_intersect(struct object_list *list, const struct object_list *other);

/* Names and ids are one without regard to case. */
BOOL objects_same_name(const WCHAR *a, const WCHAR *b);

#endif
