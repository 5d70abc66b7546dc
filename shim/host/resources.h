/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_RESOURCES_H
#define RESAPID_RESOURCES_H

/*
 * The resources of this process: what stands between resapid's numbers, the RESID that a DLL made
 * in Open and the RESOURCE_HANDLE that it got there. A resource is never freed, so that a DLL's
 * thread that outlives Close can do no harm with its handle.
 *
 * Functions may be called from any thread unless they say otherwise; none calls a resource DLL, and
 * none keeps a lock when it returns.
 */

#include <stdint.h>

#include <windows.h>

#include "channel.h"
#include "resapi.h"

struct type;
struct resource;

/* Handles hold the number on 32-bit machines as well. */
#define RESOURCE_NUMBER_MAX 0x0fffffff

/*
 * A new resource. NULL with GetLastError() ERROR_OBJECT_ALREADY_EXISTS when there has been one of
 * that number, ERROR_NOT_ENOUGH_MEMORY, or ERROR_INVALID_PARAMETER for 0 and above
 * RESOURCE_NUMBER_MAX. Only the main thread adds.
 */
struct resource *resource_add(uint32_t number, struct type *type, const char *name,
                              const char *key_path);

struct resource *resource_find(uint32_t number);

/* NULL for a handle that Open never got, or whose resource is closed. */
struct resource *resource_of_handle(RESOURCE_HANDLE handle);

uint32_t resource_number(const struct resource *resource);
const char *resource_name(const struct resource *resource);
const WCHAR *resource_wide_name(const struct resource *resource);
const WCHAR *resource_key_path(const struct resource *resource);
RESOURCE_HANDLE resource_handle(const struct resource *resource);
struct type *resource_type(const struct resource *resource);

/* What Open returned and the key it got; NULL unless open. Only calls in its lane use them. */
RESID resource_id(const struct resource *resource);
HKEY resource_key(const struct resource *resource);
void resource_set_open(struct resource *resource, RESID id, HKEY key);

/* A request for an entry point arrived; it is about to be answered. Returns how often Terminate has
 * been asked for so far, for resource_enters(). */
uint32_t resource_asked(struct resource *resource, uint32_t entry_point);
void resource_answered(struct resource *resource, uint32_t entry_point);

/* Just before an entry point is called; terminates is what resource_asked() returned. FALSE: a
 * Terminate that was asked for since voids the call, which must not be made. Online, Offline,
 * Terminate and Close disarm the event. */
BOOL resource_enters(struct resource *resource, uint32_t entry_point, uint32_t terminates);

/* Just after; sends RETURNED with this id. event is what Online left in *EventHandle, else NULL. */
void resource_returned(struct resource *resource, uint32_t entry_point, uint64_t id, DWORD result,
                       HANDLE event);

/* What SetResourceStatus or SetResourceStatusEx was called with. */
struct resource_report {
    DWORD state;
    DWORD checkpoint;
    HANDLE event; /* or NULL */
    DWORD app_error;
    DWORD flags;
};

/* Returns a RESOURCE_EXIT_STATE. */
DWORD resource_reports(struct resource *resource, const struct resource_report *report);

/* The other callbacks. ERROR_SUCCESS, or ERROR_INVALID_HANDLE when the resource is closed.
 * resource_tells() sends message, which is about this resource. */
DWORD resource_tells(struct resource *resource, const struct channel_message *message);
DWORD resource_set_information(struct resource *resource, uint32_t bits, BOOL on);
DWORD resource_set_locked_mode(struct resource *resource, BOOL on, DWORD reason);
/* list.data was made with malloc() and becomes the resource's. */
DWORD resource_set_local_properties(struct resource *resource, struct wire_bytes list);

/* Watches the event again that was signaled, or sends SIGNALED once more if it is so again or still. */
void resource_watch_again(struct resource *resource);

/* Sends a FACT with this id for every resource that is not closed, and for the one of the highest
 * number there has been, so that a restarted resapid goes on behind it; then LOCAL_PROPERTIES for
 * those that have some, which no FACT has room for. Main thread. */
void resource_send_facts(uint64_t id);

#endif
