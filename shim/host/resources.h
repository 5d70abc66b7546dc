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
 * A new resource, or the closed one of that number again. NULL with GetLastError()
 * ERROR_OBJECT_ALREADY_EXISTS while one of that number is open, ERROR_NOT_ENOUGH_MEMORY, or
 * ERROR_INVALID_PARAMETER for 0 and above RESOURCE_NUMBER_MAX. Only the main thread adds.
 */
struct resource *resource_add(uint32_t number, struct type *type, const char *name,
                              const char *key_path);

struct resource *resource_find(uint32_t number);
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
 * Terminate that was asked for since voids the call, which must not be made. Offline, Terminate and
 * Close disarm the event. */
BOOL resource_enters(struct resource *resource, uint32_t entry_point, uint32_t terminates);

/* Just after; sends RETURNED with this id. event is what Online left in *EventHandle, else NULL. */
void resource_returned(struct resource *resource, uint32_t entry_point, uint64_t id, DWORD result,
                       HANDLE event);

/* SetResourceStatus; returns a RESOURCE_EXIT_STATE. */
DWORD resource_reports(struct resource *resource, DWORD state, DWORD checkpoint, HANDLE event);

/* Sends a FACT with this id for every resource there has been. Main thread. */
void resource_send_facts(uint64_t id);

#endif
