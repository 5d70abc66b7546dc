/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CHANNEL_H
#define RESAPID_CHANNEL_H

/*
 * The channel: one SOCK_SEQPACKET socket pair between resapid and one resapi-host.exe, one message
 * a packet, both directions at any time.
 *
 * Order of things. The host sends HELLO first. resapid answers WELCOME, or ends the host when
 * version or build id differ from its own: both come from one build or they do not talk.
 * Then, each with an id that the reply repeats:
 *
 *     LOAD          -> LOADED       LoadLibrary, then StartupEx or else Startup; a type that is
 *                                   loaded already is success
 *     OPEN          -> RETURNED     Open; result 0, or the error that Open left
 *     CALL          -> RETURNED     one entry point; result is its DWORD or BOOL, 0 for void
 *     CONTROL       -> CONTROLLED   ResourceControl or BeginResourceControl, with as_user the form
 *                                   AsUser; TYPE_CONTROL likewise for resource types
 *     FACTS         -> FACT..., FACTS_END    what the host knows, for a resapid that was restarted
 *     FINISH        -> BYE          close nothing, call nothing, leave; BYE is the host's last word
 *     WATCH_AGAIN   (no reply)      watch the event again that SIGNALED told of
 *
 * A control that a DLL answers later (ReturnedAsynchronously) first gets CONTROL_PENDING with its
 * id, which tells that the entry point has returned and the next may run; CONTROLLED follows with
 * EndControlCall. In between CONTROL_EXTENDED may set a new limit, counted from its arrival.
 *
 * The host sends on its own account: STATUS (SetResourceStatus), SIGNALED (a resource's event
 * handle was signaled; still: it was so when WATCH_AGAIN came), FAILURE (SignalFailure),
 * INFORMATION (all the bits that locked mode and SetInternalState stand at), LOCAL_PROPERTIES
 * (a property list, see clusprop.h), TYPE_NOTIFICATION (RaiseResTypeNotification), QUORUM_LOST
 * (Arbitrate's callback), LOG (LogEvent, or the host itself with resource 0). BYE without FINISH
 * is a crash; resource is the one in whose entry point it was, or 0.
 *
 * The host asks, for clusapi.dll, and resapid answers: KEY_OPEN, KEY_CREATE, KEY_DELETE, VALUE_SET
 * and VALUE_DELETE -> DONE; KEY_ENUM -> NAME; KEY_QUERY -> KEY_FACTS; VALUE_GET and VALUE_ENUM ->
 * VALUE. Both sides number their own requests; a reply is told from a request by its type. Key
 * paths are relative to the root of the cluster database, with `\` between names, "" for the root
 * itself. Value data are as Windows stores them (little-endian, UTF-16).
 *
 * A resource is named by a number of resapid's, never 0, unique in one host and never used again
 * in it, so that a handle of a resource that was closed is of no resource.
 */

#include "wire.h"

#define CHANNEL_VERSION 2

#define SCHEMA      channel
#define SCHEMA_FILE "channel.def"
#include "schema.h"
#undef SCHEMA
#undef SCHEMA_FILE

enum channel_verb {
#define MESSAGE(upper, lower, number) CHANNEL_##upper = number,
#define FIELD(lower, kind, name)
#define END(lower)
#define EMPTY(upper, lower, number) CHANNEL_##upper = number,
#include "channel.def"
#undef MESSAGE
#undef FIELD
#undef END
#undef EMPTY
};

extern const struct wire_schema channel_schema;

/* CALL's entry_point. The numbers are those of the V4 function table's members, counted from 1; the
 * Begin forms of the controls have the numbers of the controls. */
enum entry_point {
    ENTRY_OPEN = 1,
    ENTRY_CLOSE = 2,
    ENTRY_ONLINE = 3,
    ENTRY_OFFLINE = 4,
    ENTRY_TERMINATE = 5,
    ENTRY_LOOKS_ALIVE = 6,
    ENTRY_IS_ALIVE = 7,
    ENTRY_ARBITRATE = 8,
    ENTRY_RELEASE = 9,
    ENTRY_RESOURCE_CONTROL = 10,
    ENTRY_RESOURCE_TYPE_CONTROL = 11,
    ENTRY_CANCEL = 12,
    ENTRY_RESOURCE_CONTROL_AS_USER = 13,
    ENTRY_RESOURCE_TYPE_CONTROL_AS_USER = 14,
};

#define ENTRY_BIT(entry_point) (UINT32_C(1) << (entry_point))

/* LOADED's and FACT's entries: bit n is set if the DLL's table has the entry point numbered n. */

/* FAILURE's kind: FAILURE_TYPE. */
enum failure_kind {
    FAILURE_GENERAL = 0,
    FAILURE_EMBEDDED = 1,
    FAILURE_NETWORK_LOSS = 2,
};

/* INFORMATION's and FACT's bits, and STATUS' flags turned into them by resapid: those of the common
 * property StatusInformation (resapi.md 3.2). */
enum status_information {
    INFORMATION_LOCKED_MODE = 0x001,
    INFORMATION_EMBEDDED_FAILURE = 0x002,
    INFORMATION_INSUFFICIENT_CPU = 0x004,
    INFORMATION_INSUFFICIENT_MEMORY = 0x008,
    INFORMATION_INSUFFICIENT_GENERIC = 0x010,
    INFORMATION_NETWORK_FAILURE = 0x020,
    INFORMATION_UNMONITORED = 0x040,
    INFORMATION_OS_HEARTBEAT = 0x080,
    INFORMATION_APPLICATION_READY = 0x100,
};

/* LOADED's stage: how far loading a resource DLL came. */
enum load_stage {
    LOAD_DONE,
    LOAD_FIND,    /* the file could not be found or read */
    LOAD_FORMAT,  /* not a PE file */
    LOAD_MACHINE, /* a PE file for another machine; detail names it */
    LOAD_MAP,     /* LoadLibrary failed; an import is missing, or DllMain refused */
    LOAD_EXPORT,  /* neither StartupEx nor Startup */
    LOAD_STARTUP, /* StartupEx or Startup returned error */
    LOAD_TABLE,   /* its function table cannot be used; detail says why */
};

/* FACT's state: what the host saw a resource do last. Values below 0x100 are
 * CLUSTER_RESOURCE_STATE. */
enum fact_state {
    FACT_CLOSED = 0x100,
};

/* FACT's calls: bit n is set while the entry point numbered n runs. owns: Arbitrate has succeeded and
 * Release has not been called since. */

#endif
