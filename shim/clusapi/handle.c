/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "handle.h"

#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>

/*
 * A handle is made of the number of a slot and of the slot's generation, which changes with every
 * use, so that a handle that was closed stays invalid. It is a multiple of 4, as Windows' handles
 * are, and below 2^31, where the predefined HKEYs begin; small numbers, as real handles have, are
 * none because generations start at 1.
 */
#define SLOT_BITS       16
#define GENERATION_BITS 12
#define GENERATION_MASK ((1u << GENERATION_BITS) - 1)
#define N_SLOTS         (1u << SLOT_BITS)

struct slot {
    enum handle_kind kind;
    uint32_t generation;
    WCHAR *name;
    struct handle_data *data;
};

static SRWLOCK lock = SRWLOCK_INIT;
static struct slot *slots;
static uint32_t n_slots;
static uint32_t next_slot; /* where the search for a free one begins */

static void *
make_handle(uint32_t slot)
{
    return (void *)(ULONG_PTR)((slots[slot].generation << (SLOT_BITS + 2)) | (slot << 2));
}

static struct slot *
find_slot(const void *handle, enum handle_kind kind)
{
    ULONG_PTR value = (ULONG_PTR)handle;
    uint32_t slot = (uint32_t)(value >> 2) & (N_SLOTS - 1);

    if (slot >= n_slots || slots[slot].kind != kind || make_handle(slot) != handle) {
        return NULL;
    }
    return &slots[slot];
}

static DWORD
grow(void)
{
    uint32_t wanted = n_slots == 0 ? 64 : n_slots * 2;
    struct slot *grown;

    if (n_slots == N_SLOTS) {
        return ERROR_TOO_MANY_OPEN_FILES;
    }
    grown = realloc(slots, wanted * sizeof(*slots));
    if (grown == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    for (uint32_t i = n_slots; i < wanted; i++) {
        grown[i] = (struct slot){ .kind = HANDLE_FREE };
    }
    next_slot = n_slots;
    slots = grown;
    n_slots = wanted;
    return ERROR_SUCCESS;
}

static DWORD
find_free(uint32_t *slot)
{
    for (uint32_t i = 0; i < n_slots; i++) {
        *slot = (next_slot + i) % n_slots;
        if (slots[*slot].kind == HANDLE_FREE) {
            return ERROR_SUCCESS;
        }
    }
    *slot = n_slots;
    return grow();
}

static void
use_slot(uint32_t slot, enum handle_kind kind, WCHAR *name, struct handle_data *data)
{
    uint32_t generation = (slots[slot].generation + 1) & GENERATION_MASK;

    slots[slot].generation = generation != 0 ? generation : 1;
    slots[slot].kind = kind;
    slots[slot].name = name;
    slots[slot].data = data;
    next_slot = (slot + 1) % n_slots;
}

static DWORD
open_slot(enum handle_kind kind, WCHAR *name, struct handle_data *data, void **handle)
{
    uint32_t slot = 0;
    DWORD error;

    AcquireSRWLockExclusive(&lock);
    error = find_free(&slot);
    if (error == ERROR_SUCCESS) {
        use_slot(slot, kind, name, data);
        *handle = make_handle(slot);
    }
    ReleaseSRWLockExclusive(&lock);
    return error;
}

DWORD
handle_open(enum handle_kind kind, const WCHAR *name, void **handle)
{
    WCHAR *copy = _wcsdup(name);
    DWORD error;

    if (copy == NULL) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    error = open_slot(kind, copy, NULL, handle);
    if (error != ERROR_SUCCESS) {
        free(copy);
    }
    return error;
}

DWORD
handle_open_data(enum handle_kind kind, struct handle_data *data, void **handle)
{
    DWORD error;

    data->holders = 1;
    error = open_slot(kind, NULL, data, handle);
    if (error != ERROR_SUCCESS) {
        handle_drop(data);
    }
    return error;
}

DWORD
handle_check(const void *handle, enum handle_kind kind)
{
    struct slot *slot;

    AcquireSRWLockShared(&lock);
    slot = find_slot(handle, kind);
    ReleaseSRWLockShared(&lock);
    return slot != NULL ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

DWORD
handle_name(const void *handle, enum handle_kind kind, WCHAR **name)
{
    struct slot *slot;
    DWORD error = ERROR_INVALID_HANDLE;

    AcquireSRWLockShared(&lock);
    slot = find_slot(handle, kind);
    if (slot != NULL) {
        *name = _wcsdup(slot->name);
        error = *name != NULL ? ERROR_SUCCESS : ERROR_NOT_ENOUGH_MEMORY;
    }
    ReleaseSRWLockShared(&lock);
    return error;
}

DWORD
handle_hold(const void *handle, enum handle_kind kind, struct handle_data **data)
{
    struct slot *slot;

    AcquireSRWLockShared(&lock);
    slot = find_slot(handle, kind);
    if (slot != NULL) {
        *data = slot->data;
        InterlockedIncrement(&slot->data->holders);
    }
    ReleaseSRWLockShared(&lock);
    return slot != NULL ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

void
handle_drop(struct handle_data *data)
{
    if (data != NULL && InterlockedDecrement(&data->holders) == 0) {
        data->free(data);
    }
}

DWORD
handle_close(const void *handle, enum handle_kind kind)
{
    struct slot closed = { .kind = HANDLE_FREE };
    struct slot *slot;

    AcquireSRWLockExclusive(&lock);
    slot = find_slot(handle, kind);
    if (slot != NULL) {
        closed = *slot;
        slot->name = NULL;
        slot->data = NULL;
        slot->kind = HANDLE_FREE;
    }
    ReleaseSRWLockExclusive(&lock);
    free(closed.name);
    handle_drop(closed.data);
    return closed.kind != HANDLE_FREE ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}
