/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLUSAPI_NOTIFY_FILTER_H
#define RESAPID_CLUSAPI_NOTIFY_FILTER_H

/*
 * What notification ports are told, and who wants to hear it. A change of the cluster, which the
 * channel's EVENT tells, is told in one or more ways: each is a CLUSTER_CHANGE flag for ports of
 * version 1, and for those of version 2 an object type with flags of its own. All functions are pure.
 *
 * Never told are the closing of handles, a change of security, and what happens to things that
 * there are none of: quorum resources, shared volumes, group sets. Filters may ask for them.
 */

#include <stdint.h>
#include <windows.h>

#include "handle.h"

struct notify_event {
    uint32_t kind;   /* enum object_kind */
    uint32_t change; /* enum object_change */
    uint32_t state;
    const WCHAR *id;
    const WCHAR *parent;
    const WCHAR *name;
};

struct notify_telling {
    DWORD change;         /* CLUSTER_CHANGE; 0 for ports of version 2 only */
    DWORD type;           /* CLUSTER_OBJECT_TYPE */
    ULONGLONG flags;      /* one or more of the type's; each is a notification of its own */
    const WCHAR *subject; /* a filter for one object wants what is about this one */
    const WCHAR *id;      /* of the object that changed; of a key, its path */
    const WCHAR *parent;
    const WCHAR *name;
    BOOL has_state;
    DWORD state;
};

/* One registration at a port. */
struct notify_filter {
    DWORD type;      /* CLUSTER_OBJECT_TYPE; CLUSTER_OBJECT_TYPE_NONE: of version 1 */
    ULONGLONG flags; /* of version 1: CLUSTER_CHANGE */
    WCHAR *id;       /* the object, or NULL for any; for keys, NULL is the root */
    DWORD_PTR key;
};

/* The index-th way to tell of event; FALSE behind the last. */
BOOL notify_tell(const struct notify_event *event, size_t index, struct notify_telling *telling);

/* The flags of telling that filter asks for: at most one for version 1; 0 for none. */
ULONGLONG notify_wanted(const struct notify_filter *filter, const struct notify_telling *telling);

/* A key's path as seen from the key that filter is for. */
const WCHAR *notify_relative(const struct notify_filter *filter, const WCHAR *path);

/* The kind of handle that a registration of version 1 takes; HANDLE_FREE when its flags belong to
 * different kinds, or there are none. */
enum handle_kind notify_kind(DWORD changes);

/* The same for version 2; HANDLE_FREE for a type or flags that do not exist. */
enum handle_kind notify_kind_v2(DWORD type, LONGLONG flags);

#endif
