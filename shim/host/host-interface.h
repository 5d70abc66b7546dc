/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_HOST_INTERFACE_H
#define RESAPID_HOST_INTERFACE_H

/*
 * What resapi-host.exe and resapid's own DLLs in its process (clusapi.dll first of all) call in one
 * another. Private: both ends come from one build, which `build_id` makes sure of.
 *
 * A DLL finds its way with
 *
 *     GetProcAddress(GetModuleHandleW(NULL), HOST_INTERFACE_EXPORT)
 *
 * and gets NULL from the function when its version is another one. In a process that is not the
 * host the export is missing. Everything here may be called from any thread, from DllMain as well.
 */

#include <stdbool.h>

#include <windows.h>

#include "channel.h"

#define HOST_INTERFACE_VERSION 4
#define HOST_INTERFACE_EXPORT  "ResapidHostInterface"

/* A reply of resapid's. Its strings and blobs live as long as it does. */
struct host_answer {
    struct channel_message message;
    uint8_t data[];
};

struct host_interface {
    uint32_t version;
    const char *build_id;

    /*
     * Sends question (its id is filled in, and the caller of a control) and waits for the reply,
     * which has to be of type expected. Many threads may wait at a time. The answer is the caller's
     * to forget(). ERROR_SUCCESS, ERROR_MESSAGE_EXCEEDS_MAX_SIZE when question does not fit WIRE_MESSAGE_MAX, or
     * ERROR_NOT_ENOUGH_MEMORY. Whether the request itself succeeded stands in the answer.
     */
    DWORD (*ask)(struct channel_message *question, uint32_t expected, struct host_answer **answer);
    void (*forget)(struct host_answer *answer);

    /*
     * For DllMain's DLL_PROCESS_DETACH at the end of the process. The host itself never ends that
     * way, so a resource DLL has called ExitProcess: says so on the channel and does not return.
     */
    void (*process_exits)(void);

    /* A line in resapid's log; level is LOG_LEVEL's of resapi.h, text UTF-8. */
    void (*log)(uint32_t level, const char *text);

    /*
     * From now on heard() is called for each EVENT, on the thread that reads the channel: it must not
     * ask and not wait. There is one listener; a process that is adopted by a restarted resapid goes
     * on listening, and is told so with NULL: what changed before is not known.
     */
    void (*listen)(void (*heard)(const struct channel_event *event));

    /*
     * Whether this thread is in the entry point of a control that is about the private properties of a
     * type's resources. Only there note_property() does something: it sends item, in which type_name is
     * filled in.
     */
    bool (*wants_properties)(void);
    void (*note_property)(const struct channel_property_item *item);
};

typedef const struct host_interface *(*host_interface_function)(uint32_t version);

/*
 * clusapi.dll's private export: a key handle for path (see channel.h), which need not exist; to be
 * closed with ClusterRegCloseKey(). ERROR_SUCCESS, ERROR_NOT_ENOUGH_MEMORY or
 * ERROR_TOO_MANY_OPEN_FILES.
 */
#define CLUSAPI_MAKE_KEY_EXPORT "ResapidMakeKey"
typedef DWORD (*clusapi_make_key_function)(const WCHAR *path, HKEY *key);

#endif
