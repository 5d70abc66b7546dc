/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_PENDING_CONTROLS_H
#define RESAPID_PENDING_CONTROLS_H

/*
 * Controls from their request to their answer, which may come long after the entry point has
 * returned (resapi.md 2.12): what a control is called with, its buffers and the number that is its
 * context for the DLL. Numbers are not used again, so that one that a DLL invents or uses twice is
 * found to be of no control.
 *
 * A control is answered once: by its entry point if that says that it is done, else by
 * EndControlCall, or else at Close. Any thread; no lock is held while a resource DLL is called.
 */

#include <stdint.h>

#include <windows.h>

#include "channel.h"
#include "lane.h"

struct control;
struct type;

/* What a CONTROL or TYPE_CONTROL asks for. */
struct control_request {
    uint64_t id;
    struct type *type;
    struct resource *resource; /* NULL for a control of the type */
    DWORD code;
    DWORD out_size;
    BOOL as_user;
    struct wire_bytes in;
};

/* Answers CONTROLLED with an error and nothing else. */
void control_refuse(uint64_t id, DWORD error);

/* NULL when memory runs out. */
struct control *control_new(const struct control_request *request);

/* Its number in the channel. */
uint32_t control_entry_point(const struct control *control);

/* Calls the entry point as call, and answers the control or leaves it pending. The control is gone
 * for the caller. In its DLL's lane. */
void control_run(struct control *control, const struct call *call);

/* Answers what is pending of a resource with ERROR_OPERATION_ABORTED: its Close has returned. */
void controls_abort(const struct resource *resource);

/* The type of the control whose entry point this thread is in, if that is about the private properties of
 * the type's resources; else NULL. */
const struct type *controls_type_of_properties(void);

/* EndControlCall and ExtendControlCall; with of_type the two of resource types. ERROR_NOT_FOUND for
 * a context that is of no such control, or of one that is answered. */
DWORD controls_end(BOOL of_type, INT64 context, DWORD status);
DWORD controls_extend(BOOL of_type, INT64 context, DWORD timeout_ms);

#endif
