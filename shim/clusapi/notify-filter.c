/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "notify-filter.h"

#include <wchar.h>

#include "channel.h"
#include "clusapi.h"

/* Whose business a telling is, and what stands in it. */
enum about {
    ITSELF,  /* the object's */
    PARENT,  /* its parent's: a group gets a resource */
    SWAPPED, /* its parent's, which is what changed: a resource gets another group */
    CLUSTER, /* the cluster's: there is no object yet that a filter could be for */
};

#define ANY_STATE UINT32_MAX

struct row {
    uint32_t kind;
    uint32_t change;
    uint32_t state; /* the row is for this one only, or ANY_STATE */
    enum about about;
    DWORD v1;
    DWORD type;
    ULONGLONG flags;
};

/*
 * A new owner is a change of state to version 1, which has nothing nearer. EVENT does not tell common
 * properties from private ones: both are said to have changed.
 */
#define ROW(kind, change, about, v1, type, flags)                                                  \
    {                                                                                              \
        OBJECT_##kind, OBJECT_##change, ANY_STATE, about, v1, CLUSTER_OBJECT_TYPE_##type, flags    \
    }
#define ROW_IN(state, kind, change, about, v1, type, flags)                                        \
    {                                                                                              \
        OBJECT_##kind, OBJECT_##change, state, about, v1, CLUSTER_OBJECT_TYPE_##type, flags        \
    }
#define PROPERTIES(kind)                                                                           \
    CLUSTER_CHANGE_##kind##_COMMON_PROPERTY_V2 | CLUSTER_CHANGE_##kind##_PRIVATE_PROPERTY_V2

/* Rows that most kinds of objects have alike. */
#define ROWS(kind, v1, type)                                                                       \
    ROW(kind, DELETED, ITSELF, CLUSTER_CHANGE_##v1##_DELETED, type,                                \
        CLUSTER_CHANGE_##v1##_DELETED_V2),                                                         \
        ROW(kind, STATE_CHANGED, ITSELF, CLUSTER_CHANGE_##v1##_STATE, type,                        \
            CLUSTER_CHANGE_##v1##_STATE_V2),                                                       \
        ROW(kind, RENAMED, ITSELF, CLUSTER_CHANGE_##v1##_PROPERTY, type,                           \
            CLUSTER_CHANGE_##v1##_COMMON_PROPERTY_V2),                                             \
        ROW(kind, PROPERTY_CHANGED, ITSELF, CLUSTER_CHANGE_##v1##_PROPERTY, type, PROPERTIES(v1))

static const struct row rows[] = {
    ROW(CLUSTER, STATE_CHANGED, ITSELF, CLUSTER_CHANGE_CLUSTER_STATE, CLUSTER,
        CLUSTER_CHANGE_CLUSTER_STATE_V2),
    ROW(CLUSTER, RENAMED, ITSELF, CLUSTER_CHANGE_CLUSTER_PROPERTY, CLUSTER,
        CLUSTER_CHANGE_CLUSTER_RENAME_V2),
    ROW(CLUSTER, PROPERTY_CHANGED, ITSELF, CLUSTER_CHANGE_CLUSTER_PROPERTY, CLUSTER,
        PROPERTIES(CLUSTER)),

    ROWS(NODE, NODE, NODE),
    ROW(NODE, ADDED, CLUSTER, CLUSTER_CHANGE_NODE_ADDED, CLUSTER,
        CLUSTER_CHANGE_CLUSTER_NODE_ADDED_V2),

    ROWS(GROUP, GROUP, GROUP),
    ROW(GROUP, ADDED, CLUSTER, CLUSTER_CHANGE_GROUP_ADDED, CLUSTER,
        CLUSTER_CHANGE_CLUSTER_GROUP_ADDED_V2),
    ROW(GROUP, OWNER_CHANGED, ITSELF, CLUSTER_CHANGE_GROUP_STATE, GROUP,
        CLUSTER_CHANGE_GROUP_OWNER_NODE_V2),
    ROW(GROUP, OWNER_CHANGED, PARENT, 0, NODE, CLUSTER_CHANGE_NODE_GROUP_GAINED_V2),
    ROW_IN(1, GROUP, MEMBER_CHANGED, ITSELF, CLUSTER_CHANGE_GROUP_PROPERTY, GROUP,
           CLUSTER_CHANGE_GROUP_RESOURCE_GAINED_V2),
    ROW_IN(0, GROUP, MEMBER_CHANGED, ITSELF, CLUSTER_CHANGE_GROUP_PROPERTY, GROUP,
           CLUSTER_CHANGE_GROUP_RESOURCE_LOST_V2),
    ROW_IN(1, GROUP, MEMBER_CHANGED, SWAPPED, 0, RESOURCE, CLUSTER_CHANGE_RESOURCE_OWNER_GROUP_V2),

    ROWS(RESOURCE, RESOURCE, RESOURCE),
    ROW(RESOURCE, ADDED, PARENT, CLUSTER_CHANGE_RESOURCE_ADDED, GROUP,
        CLUSTER_CHANGE_GROUP_RESOURCE_ADDED_V2),
    ROW(RESOURCE, OWNER_CHANGED, ITSELF, CLUSTER_CHANGE_RESOURCE_STATE, RESOURCE,
        CLUSTER_CHANGE_RESOURCE_STATE_V2),
    ROW(RESOURCE, DEPENDENCY_CHANGED, ITSELF, CLUSTER_CHANGE_RESOURCE_PROPERTY, RESOURCE,
        CLUSTER_CHANGE_RESOURCE_DEPENDENCIES_V2),

    ROW(RESOURCE_TYPE, ADDED, CLUSTER, CLUSTER_CHANGE_RESOURCE_TYPE_ADDED, CLUSTER,
        CLUSTER_CHANGE_CLUSTER_RESOURCE_TYPE_ADDED_V2),
    ROW(RESOURCE_TYPE, DELETED, ITSELF, CLUSTER_CHANGE_RESOURCE_TYPE_DELETED, RESOURCE_TYPE,
        CLUSTER_CHANGE_RESOURCE_TYPE_DELETED_V2),
    ROW(RESOURCE_TYPE, PROPERTY_CHANGED, ITSELF, CLUSTER_CHANGE_RESOURCE_TYPE_PROPERTY,
        RESOURCE_TYPE, PROPERTIES(RESOURCE_TYPE)),

    ROWS(NETWORK, NETWORK, NETWORK),
    ROW(NETWORK, ADDED, CLUSTER, CLUSTER_CHANGE_NETWORK_ADDED, CLUSTER,
        CLUSTER_CHANGE_CLUSTER_NETWORK_ADDED_V2),

    ROWS(NETINTERFACE, NETINTERFACE, NETWORK_INTERFACE),
    ROW(NETINTERFACE, ADDED, PARENT, CLUSTER_CHANGE_NETINTERFACE_ADDED, NODE,
        CLUSTER_CHANGE_NODE_NETINTERFACE_ADDED_V2),

    ROW(KEY, KEY_CHANGED, ITSELF, CLUSTER_CHANGE_REGISTRY_NAME, REGISTRY,
        CLUSTER_CHANGE_REGISTRY_NAME_V2),
    ROW(KEY, VALUE_CHANGED, ITSELF, CLUSTER_CHANGE_REGISTRY_VALUE, REGISTRY,
        CLUSTER_CHANGE_REGISTRY_VALUE_V2),
};

static void
fill(const struct row *row, const struct notify_event *event, struct notify_telling *telling)
{
    const WCHAR *subjects[] = {
        [ITSELF] = event->id, [PARENT] = event->parent, [SWAPPED] = event->parent, [CLUSTER] = L""
    };

    *telling = (struct notify_telling){
        .change = row->v1,
        .type = row->type,
        .flags = row->flags,
        .subject = subjects[row->about],
        .id = row->about == SWAPPED ? event->parent : event->id,
        .parent = row->about == SWAPPED ? event->id : event->parent,
        .name = row->about == SWAPPED ? L"" : event->name,
        .has_state = event->change == OBJECT_STATE_CHANGED,
        .state = event->state,
    };
}

BOOL
notify_tell(const struct notify_event *event, size_t index, struct notify_telling *telling)
{
    for (size_t i = 0; i < ARRAYSIZE(rows); i++) {
        if (rows[i].kind == event->kind && rows[i].change == event->change &&
            (rows[i].state == ANY_STATE || rows[i].state == event->state) && index-- == 0) {
            fill(&rows[i], event, telling);
            return TRUE;
        }
    }
    return FALSE;
}

static BOOL
same(const WCHAR *a, size_t length, const WCHAR *b)
{
    return CompareStringOrdinal(a, (int)length, b, -1, TRUE) == CSTR_EQUAL;
}

/* Whether path is key's, or below it. */
static BOOL
is_below(const WCHAR *path, const WCHAR *key)
{
    size_t length = wcslen(key);

    return length == 0 || (wcslen(path) >= length && same(path, length, key) &&
                           (path[length] == 0 || path[length] == L'\\'));
}

/* A key's name is told of to those who watch the key above it as well, where it is a subkey. */
static BOOL
is_at(const struct notify_telling *telling, const WCHAR *key)
{
    const WCHAR *last = wcsrchr(telling->subject, L'\\');
    size_t above = last != NULL ? (size_t)(last - telling->subject) : 0;

    return same(telling->subject, wcslen(telling->subject), key) ||
           (telling->flags == CLUSTER_CHANGE_REGISTRY_NAME_V2 &&
            same(telling->subject, above, key));
}

static BOOL
is_about_key(const struct notify_filter *filter, const struct notify_telling *telling)
{
    ULONGLONG subtree = filter->type == CLUSTER_OBJECT_TYPE_NONE
                            ? CLUSTER_CHANGE_REGISTRY_SUBTREE
                            : CLUSTER_CHANGE_REGISTRY_SUBTREE_V2;
    const WCHAR *key = filter->id != NULL ? filter->id : L"";

    return (filter->flags & subtree) != 0 ? is_below(telling->subject, key) : is_at(telling, key);
}

static BOOL
is_about(const struct notify_filter *filter, const struct notify_telling *telling)
{
    if (telling->type == CLUSTER_OBJECT_TYPE_REGISTRY) {
        return is_about_key(filter, telling);
    }
    return filter->id == NULL || same(telling->subject, wcslen(telling->subject), filter->id);
}

ULONGLONG
notify_wanted(const struct notify_filter *filter, const struct notify_telling *telling)
{
    ULONGLONG wanted = 0;

    if (filter->type == CLUSTER_OBJECT_TYPE_NONE) {
        wanted = filter->flags & telling->change;
    } else if (filter->type == telling->type) {
        wanted = filter->flags & telling->flags;
    }
    return wanted != 0 && is_about(filter, telling) ? wanted : 0;
}

const WCHAR *
notify_relative(const struct notify_filter *filter, const WCHAR *path)
{
    size_t length = filter->id != NULL ? wcslen(filter->id) : 0;

    if (length == 0 || wcslen(path) < length) {
        return path;
    }
    return path[length] == L'\\' ? path + length + 1 : path + length;
}

/* Which handles the flags of version 1 go with: RegisterClusterNotify()'s page. What is added has no
 * handle yet, and resource types never have one. */
static const struct {
    DWORD changes;
    enum handle_kind kind;
} kinds[] = {
    { CLUSTER_CHANGE_NODE_STATE | CLUSTER_CHANGE_NODE_DELETED | CLUSTER_CHANGE_NODE_PROPERTY,
      HANDLE_NODE },
    { CLUSTER_CHANGE_REGISTRY_NAME | CLUSTER_CHANGE_REGISTRY_ATTRIBUTES |
          CLUSTER_CHANGE_REGISTRY_VALUE | CLUSTER_CHANGE_REGISTRY_SUBTREE,
      HANDLE_KEY },
    { CLUSTER_CHANGE_RESOURCE_STATE | CLUSTER_CHANGE_RESOURCE_DELETED |
          CLUSTER_CHANGE_RESOURCE_PROPERTY,
      HANDLE_RESOURCE },
    { CLUSTER_CHANGE_GROUP_STATE | CLUSTER_CHANGE_GROUP_DELETED | CLUSTER_CHANGE_GROUP_PROPERTY,
      HANDLE_GROUP },
    { CLUSTER_CHANGE_NETWORK_STATE | CLUSTER_CHANGE_NETWORK_DELETED |
          CLUSTER_CHANGE_NETWORK_PROPERTY,
      HANDLE_NETWORK },
    { CLUSTER_CHANGE_NETINTERFACE_STATE | CLUSTER_CHANGE_NETINTERFACE_DELETED |
          CLUSTER_CHANGE_NETINTERFACE_PROPERTY,
      HANDLE_NETINTERFACE },
    { CLUSTER_CHANGE_NODE_ADDED | CLUSTER_CHANGE_RESOURCE_ADDED | CLUSTER_CHANGE_GROUP_ADDED |
          CLUSTER_CHANGE_RESOURCE_TYPE_DELETED | CLUSTER_CHANGE_RESOURCE_TYPE_ADDED |
          CLUSTER_CHANGE_RESOURCE_TYPE_PROPERTY | CLUSTER_CHANGE_CLUSTER_RECONNECT |
          CLUSTER_CHANGE_NETWORK_ADDED | CLUSTER_CHANGE_NETINTERFACE_ADDED |
          CLUSTER_CHANGE_QUORUM_STATE | CLUSTER_CHANGE_CLUSTER_STATE |
          CLUSTER_CHANGE_CLUSTER_PROPERTY,
      HANDLE_CLUSTER },
};

/* The closing of a handle goes with any other flag, and by itself with a cluster. */
enum handle_kind
notify_kind(DWORD changes)
{
    DWORD others = changes & ~(DWORD)CLUSTER_CHANGE_HANDLE_CLOSE;

    if (others == 0) {
        return changes != 0 ? HANDLE_CLUSTER : HANDLE_FREE;
    }
    for (size_t i = 0; i < ARRAYSIZE(kinds); i++) {
        if ((others & ~kinds[i].changes) == 0) {
            return kinds[i].kind;
        }
    }
    return HANDLE_FREE;
}

static const struct {
    DWORD type;
    LONGLONG flags;
    enum handle_kind kind;
} types[] = {
    { CLUSTER_OBJECT_TYPE_CLUSTER, CLUSTER_CHANGE_CLUSTER_ALL_V2, HANDLE_CLUSTER },
    { CLUSTER_OBJECT_TYPE_GROUP, CLUSTER_CHANGE_GROUP_ALL_V2, HANDLE_GROUP },
    { CLUSTER_OBJECT_TYPE_RESOURCE, CLUSTER_CHANGE_RESOURCE_ALL_V2, HANDLE_RESOURCE },
    { CLUSTER_OBJECT_TYPE_RESOURCE_TYPE, CLUSTER_CHANGE_RESOURCE_TYPE_ALL_V2, HANDLE_CLUSTER },
    { CLUSTER_OBJECT_TYPE_NETWORK_INTERFACE, CLUSTER_CHANGE_NETINTERFACE_ALL_V2,
      HANDLE_NETINTERFACE },
    { CLUSTER_OBJECT_TYPE_NETWORK, CLUSTER_CHANGE_NETWORK_ALL_V2, HANDLE_NETWORK },
    { CLUSTER_OBJECT_TYPE_NODE, CLUSTER_CHANGE_NODE_ALL_V2, HANDLE_NODE },
    { CLUSTER_OBJECT_TYPE_REGISTRY, CLUSTER_CHANGE_REGISTRY_ALL_V2, HANDLE_KEY },
    { CLUSTER_OBJECT_TYPE_QUORUM, CLUSTER_CHANGE_QUORUM_ALL_V2, HANDLE_CLUSTER },
    { CLUSTER_OBJECT_TYPE_SHARED_VOLUME, CLUSTER_CHANGE_SHARED_VOLUME_ALL_V2, HANDLE_CLUSTER },
};

enum handle_kind
notify_kind_v2(DWORD type, LONGLONG flags)
{
    for (size_t i = 0; i < ARRAYSIZE(types); i++) {
        if (types[i].type == type) {
            return flags != 0 && (flags & ~types[i].flags) == 0 ? types[i].kind : HANDLE_FREE;
        }
    }
    return HANDLE_FREE;
}
