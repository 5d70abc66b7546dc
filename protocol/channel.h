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
 *     LOAD          -> LOADED       LoadLibrary and Startup; a type that is loaded already is success
 *     OPEN          -> RETURNED     Open; result 0, or the error that Open left
 *     CALL          -> RETURNED     one entry point; result is its DWORD or BOOL, 0 for void
 *     CONTROL       -> CONTROLLED   ResourceControl; TYPE_CONTROL likewise for ResourceTypeControl
 *     FACTS         -> FACT..., FACTS_END    what the host knows, for a resapid that was restarted
 *     FINISH        -> BYE          close nothing, call nothing, leave; BYE is the host's last word
 *
 * The host sends on its own account: STATUS (SetResourceStatus), SIGNALED (a resource's event
 * handle was signaled), LOG (LogEvent, or the host itself with resource 0).
 *
 * The host asks, for clusapi.dll, and resapid answers: KEY_OPEN, KEY_CREATE, KEY_DELETE, VALUE_SET
 * and VALUE_DELETE -> DONE; KEY_ENUM -> NAME; KEY_QUERY -> KEY_FACTS; VALUE_GET and VALUE_ENUM ->
 * VALUE. Both sides number their own requests; a reply is told from a request by its type. Key
 * paths are relative to the root of the cluster database, with `\` between names, "" for the root
 * itself. Value data are as Windows stores them (little-endian, UTF-16).
 *
 * A resource is named by a number of resapid's, never 0 and unique in one host.
 */

#include "wire.h"

#define CHANNEL_VERSION 1

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

/* CALL's entry_point. The numbers are those of the V1 function table's members, counted from 1. */
enum entry_point {
    ENTRY_OPEN = 1,
    ENTRY_CLOSE = 2,
    ENTRY_ONLINE = 3,
    ENTRY_OFFLINE = 4,
    ENTRY_TERMINATE = 5,
    ENTRY_LOOKS_ALIVE = 6,
    ENTRY_IS_ALIVE = 7,
    ENTRY_RESOURCE_CONTROL = 10,
    ENTRY_RESOURCE_TYPE_CONTROL = 11,
};

/* LOADED's stage: how far loading a resource DLL came. */
enum load_stage {
    LOAD_DONE,
    LOAD_FIND,    /* the file could not be found or read */
    LOAD_FORMAT,  /* not a PE file */
    LOAD_MACHINE, /* a PE file for another machine; detail names it */
    LOAD_MAP,     /* LoadLibrary failed; an import is missing, or DllMain refused */
    LOAD_EXPORT,  /* no Startup */
    LOAD_STARTUP, /* Startup returned error */
    LOAD_TABLE,   /* Startup's function table lacks an entry point; detail names it */
};

/* FACT's state: what the host saw a resource do last. Values below 0x100 are
 * CLUSTER_RESOURCE_STATE. */
enum fact_state {
    FACT_CLOSED = 0x100,
};

/* FACT's calls: bit n is set while the entry point numbered n runs. */

#endif
