/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "enumeration.h"

/* Where an item's strings and lists go, behind its structure. Lists begin at a multiple of 4. */
#define PACKING_ALIGNMENT 4

struct packing {
    BYTE *base; /* NULL: the size is all that is wanted */
    DWORD used;
};

static void *
pack(struct packing *packing, const void *data, DWORD size)
{
    BYTE *place = packing->base != NULL ? packing->base + packing->used : NULL;

    if (place != NULL && size > 0) {
        memcpy(place, data, size);
    }
    packing->used += (size + PACKING_ALIGNMENT - 1) / PACKING_ALIGNMENT * PACKING_ALIGNMENT;
    return place;
}

/* Sizes of strings count the NUL ("Data Size Conventions"). */
static WCHAR *
pack_text(struct packing *packing, const WCHAR *text, DWORD *size)
{
    *size = (DWORD)((wcslen(text) + 1) * sizeof(WCHAR));
    return pack(packing, text, *size);
}

/* No list at all is NULL. */
static void *
pack_list(struct packing *packing, const struct property_list *list, DWORD *size)
{
    *size = list->size;
    return list->size > 0 ? pack(packing, list->data, list->size) : NULL;
}

/* Fills the structure and packs what it points to. */
typedef void (*fill)(const struct enumeration *enumeration, DWORD index, struct packing *packing,
                     void *item);

static void
fill_item(const struct enumeration *enumeration, DWORD index, struct packing *packing, void *item)
{
    const struct object_entry *entry = &enumeration->list.entries[index];
    CLUSTER_ENUM_ITEM *filled = item;

    filled->dwVersion = CLUSTER_ENUM_ITEM_VERSION;
    filled->dwType = entry->type;
    filled->lpszId = pack_text(packing, entry->id, &filled->cbId);
    filled->lpszName = pack_text(packing, entry->name, &filled->cbName);
}

/* No group is a core group (CLUS_FLAG_CORE), so that the flags are 0. */
static void
fill_group(const struct enumeration *enumeration, DWORD index, struct packing *packing, void *item)
{
    const struct object_entry *entry = &enumeration->list.entries[index];
    const struct enumeration_detail *detail = &enumeration->details[index];
    CLUSTER_GROUP_ENUM_ITEM *filled = item;

    filled->dwVersion = CLUSTER_GROUP_ENUM_ITEM_VERSION;
    filled->lpszId = pack_text(packing, entry->id, &filled->cbId);
    filled->lpszName = pack_text(packing, entry->name, &filled->cbName);
    filled->state = (CLUSTER_GROUP_STATE)detail->state;
    filled->lpszOwnerNode = pack_text(packing, detail->owner, &filled->cbOwnerNode);
    filled->pProperties = pack_list(packing, &detail->properties, &filled->cbProperties);
    filled->pRoProperties = pack_list(packing, &detail->ro_properties, &filled->cbRoProperties);
}

static void
fill_resource(const struct enumeration *enumeration, DWORD index, struct packing *packing,
              void *item)
{
    const struct object_entry *entry = &enumeration->list.entries[index];
    const struct enumeration_detail *detail = &enumeration->details[index];
    CLUSTER_RESOURCE_ENUM_ITEM *filled = item;

    filled->dwVersion = CLUSTER_RESOURCE_ENUM_ITEM_VERSION;
    filled->lpszId = pack_text(packing, entry->id, &filled->cbId);
    filled->lpszName = pack_text(packing, entry->name, &filled->cbName);
    filled->lpszOwnerGroupName = pack_text(packing, detail->owner, &filled->cbOwnerGroupName);
    filled->lpszOwnerGroupId = pack_text(packing, detail->owner_id, &filled->cbOwnerGroupId);
    filled->pProperties = pack_list(packing, &detail->properties, &filled->cbProperties);
    filled->pRoProperties = pack_list(packing, &detail->ro_properties, &filled->cbRoProperties);
}

/* The structure is made aside: the caller's buffer may lie anywhere. */
static DWORD
give_item(const struct enumeration *enumeration, DWORD index, fill fill_it, DWORD item_size,
          void *item, DWORD *size)
{
    uint64_t aside[16] = { 0 };
    struct packing needed = { .used = item_size };
    struct packing packing = { .base = item, .used = item_size };
    DWORD room = item != NULL ? *size : 0;

    fill_it(enumeration, index, &needed, aside);
    *size = needed.used;
    if (needed.used > room) {
        return ERROR_MORE_DATA;
    }
    fill_it(enumeration, index, &packing, aside);
    memcpy(item, aside, item_size);
    return ERROR_SUCCESS;
}

_Static_assert(sizeof(CLUSTER_ENUM_ITEM) <= 128 && sizeof(CLUSTER_GROUP_ENUM_ITEM) <= 128 &&
                   sizeof(CLUSTER_RESOURCE_ENUM_ITEM) <= 128,
               "aside in give_item() holds each");

static DWORD
get_item(const void *handle, enum handle_kind kind, DWORD index, fill fill_it, DWORD item_size,
         void *item, DWORD *size)
{
    const struct enumeration *enumeration;
    DWORD error = enumeration_hold(handle, kind, index, &enumeration);

    if (error == ERROR_SUCCESS) {
        error = size != NULL ? give_item(enumeration, index, fill_it, item_size, item, size)
                             : ERROR_INVALID_PARAMETER;
    }
    enumeration_drop(enumeration);
    return error;
}

DWORD
enumeration_item(const void *handle, enum handle_kind kind, DWORD index, CLUSTER_ENUM_ITEM *item,
                 DWORD *size)
{
    return get_item(handle, kind, index, fill_item, sizeof(*item), item, size);
}

DWORD
enumeration_group_item(const void *handle, DWORD index, CLUSTER_GROUP_ENUM_ITEM *item, DWORD *size)
{
    return get_item(handle, HANDLE_GROUP_ENUM_EX, index, fill_group, sizeof(*item), item, size);
}

DWORD
enumeration_resource_item(const void *handle, DWORD index, CLUSTER_RESOURCE_ENUM_ITEM *item,
                          DWORD *size)
{
    return get_item(handle, HANDLE_RESOURCE_ENUM_EX, index, fill_resource, sizeof(*item), item,
                    size);
}
