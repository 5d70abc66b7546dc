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
 *     FACTS         -> FACT..., FACTS_END    what the host knows, for a resapid that was restarted; before
 *                                   FACTS_END also the LOCAL_PROPERTIES that are in force
 *     FINISH        -> BYE          close nothing, call nothing, leave; BYE is the host's last word
 *     WATCH_AGAIN   (no reply)      watch the event again that SIGNALED told of
 *     CHECKPOINT_RESTORE -> DONE    replace a subtree of the registry by what is saved of it
 *     CHECKPOINT_WATCH -> DONE      watch the subtree and save it at each change, with save also now; one
 *                                   that is watched already goes on. The answer comes behind that saving
 *     CHECKPOINT_END -> DONE        watch it no longer, or with key "" none of the resource's; with save
 *                                   it is saved once more. What is not watched is success
 *     MIRROR        -> DONE         write to HKLM\Cluster what stands in commands: to the anchor only
 *
 * A control that a DLL answers later (ReturnedAsynchronously) first gets CONTROL_PENDING with its
 * id, which tells that the entry point has returned and the next may run; CONTROLLED follows with
 * EndControlCall. In between CONTROL_EXTENDED may set a new limit, counted from its arrival.
 *
 * The host sends on its own account: STATUS (SetResourceStatus), SIGNALED (a resource's event
 * handle was signaled; still: it was so when WATCH_AGAIN came and stays so), FAILURE (SignalFailure),
 * INFORMATION (all the bits that locked mode and SetInternalState stand at), LOCAL_PROPERTIES
 * (a property list, see clusprop.h), TYPE_NOTIFICATION (RaiseResTypeNotification), QUORUM_LOST
 * (Arbitrate's callback), PROPERTY_ITEM (what resutils.dll was given while a control asked for private
 * properties), LOG (LogEvent, or the host itself with resource 0). BYE without FINISH
 * is a crash; resource is the one in whose entry point it was, or 0.
 *
 * PROPERTY_ITEM is one RESUTIL_PROPERTY_ITEM of a table for the resources of a type: format and flags are its
 * Format and Flags, key its KeyName or "". least and most are its limits, int64_t if is_signed. preset is
 * its default, as the cluster database would store it.
 *
 * The host asks, for clusapi.dll, and resapid answers: KEY_OPEN, KEY_CREATE, KEY_DELETE, VALUE_SET
 * and VALUE_DELETE -> DONE; KEY_ENUM -> NAME; KEY_QUERY -> KEY_FACTS; VALUE_GET and VALUE_ENUM ->
 * VALUE. Both sides number their own requests; a reply to the host is told from a request by its
 * type, which is CHANNEL_DONE or above. Key
 * paths are relative to the root of the cluster database, with `\` between names, "" for the root
 * itself. Value data are as Windows stores them (little-endian, UTF-16).
 *
 * KEY_DELETE is refused for a key with subkeys (ERROR_ACCESS_DENIED).
 *
 * KEY_BATCH -> BATCH_DONE carries KEY_CREATE, KEY_DELETE, VALUE_SET, VALUE_DELETE and KEY_CONDITION
 * messages, encoded one behind the other, which are committed as one. In a batch KEY_DELETE deletes what
 * is below the key too, and neither deletion fails for what is not there. A batch that is too long for one
 * message comes in several of the same number, all but the last with more, each answered; offset is the
 * number of bytes that came before. ERROR_RETRY: they are not known any more, so send the batch from its
 * beginning. failed is the place of the first command that cannot be done, counted from 0 over the whole
 * batch, or 0xffffffff if none of them was tried.
 *
 * KEY_READ -> READ_ANSWERS carries KEY_OPEN, KEY_QUERY and VALUE_GET messages, whose answers all show one
 * moment, also over several messages of the same number: more says that others follow, index how many
 * questions came before, answered how many of this message's were answered; the rest is to be asked
 * again. ERROR_RETRY: the moment is gone, so ask from the first question on. One read at a time.
 *
 * Of a registry checkpoint, key is its key in the cluster database, view its enum registry_view and
 * subtree the path of a key below HKEY_LOCAL_MACHINE. It is saved in the key Tree below, which is
 * replaced by one batch; a subtree that is not there is not saved and leaves the last copy.
 *
 * MIRROR's commands are those of KEY_BATCH but for KEY_CONDITION. With MIRROR_BEGINS they are the first
 * of a copy of all the database; what HKLM\Cluster has and no command since then has named is deleted with
 * MIRROR_ENDS. A command that fails leaves the others to be done; error is the first one's.
 *
 * KEY_WATCH -> DONE begins (or, without on, ends) to note what batches do to a key and below. KEY_NEXT
 * -> KEY_CHANGES waits for the first batch that was not told yet; with more, KEY_NEXT gives the rest of
 * the same batch. changes are KEY_CREATE, KEY_DELETE, VALUE_SET and VALUE_DELETE messages as they stood in
 * the batch, with paths relative to the watched key: "" is that key, and KEY_DELETE of "" also the deletion
 * of one above it. Values are those of the key in the last KEY_CREATE, or else of the watched one. A VALUE
 * message before VALUE_SET or VALUE_DELETE is the value that was there. Errors are ERROR_INVALID_DATA
 * (batches were lost, since too many waited; what follows is told again), ERROR_INVALID_HANDLE (no such
 * watch, or it was ended meanwhile) and ERROR_BUSY (somebody waits for it already).
 *
 * Objects of the cluster have a kind and an id, which stays when the name changes. OBJECT_FIND ->
 * OBJECT takes a name or an id, without regard to case; "" is this node, or the cluster. OBJECT_LIST ->
 * OBJECTS tells what belongs to an object, what being bits of the enumeration that its kind has in the
 * cluster API (CLUSTER_ENUM for the cluster, CLUSTER_GROUP_ENUM for a group, ...); entries are three
 * strings for each: its bit in decimal, its id, its name; with more, ask again from a later index.
 * OBJECT_EXPRESSION -> NAME is what a resource depends on, with names in it, "" for nothing.
 * OBJECT_CONTROL -> OBJECT_CONTROLLED is a control code; caller is the resource in whose entry point
 * the asking thread is, CALLER_OF_NO_RESOURCE in one that is called for none (DllMain, Startup, a type's
 * control), or 0; alone: no DLL is asked; needed is the size of the whole output, with ERROR_MORE_DATA too.
 * OBJECT_CHANGE -> DONE and OBJECT_CREATE -> OBJECT change the cluster; ERROR_IO_PENDING says that the
 * change goes on. After LISTEN (-> DONE) EVENT tells what changes anywhere; what changes while no resapid
 * runs is not told, nor what a host is too slow for: OBJECT_EVENTS_LOST follows then.
 *
 * A resource is named by a number of resapid's, never 0 or 2^32 - 1, unique in one host and never used again
 * in it, so that a handle of a resource that was closed is of no resource.
 */

#include "wire.h"

#define CHANNEL_VERSION 5

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
    FACT_OPENED = 0x101, /* open, and neither Online nor Terminate was called since */
};

/* PROPERTY_ITEM's flags: RESUTIL_PROPITEM_... */
enum property_item_flags {
    PROPERTY_ITEM_READ_ONLY = 1,
    PROPERTY_ITEM_REQUIRED = 2,
};

/* Of a property, and of the properties of a type: what goes beyond is left out. */
#define PROPERTY_ITEM_NAME_MAX   256 /* UTF-16 code units, also of a key */
#define PROPERTY_ITEM_PRESET_MAX 4096
#define PROPERTY_ITEMS_MAX       512

/* OBJECT_CONTROL's caller. */
#define CALLER_OF_NO_RESOURCE UINT32_MAX

/* What OBJECT_..., EVENT and LISTEN speak of. */
enum object_kind {
    OBJECT_CLUSTER = 1,
    OBJECT_NODE = 2,  /* id: a decimal number */
    OBJECT_GROUP = 3, /* id: a GUID; likewise resources, networks and network interfaces */
    OBJECT_RESOURCE = 4,
    OBJECT_RESOURCE_TYPE = 5, /* id: its name */
    OBJECT_NETWORK = 6,
    OBJECT_NETINTERFACE = 7,
    OBJECT_KEY = 8, /* of the cluster database; in EVENT only: id is its path, name the value's */
};

/* OBJECT's state is that of the kind's own enumeration in the cluster API; node and group are ids:
 * of a group or a resource, the node that owns it; of a resource, its group; of a network interface,
 * its node and, in group, its network. */

/* OBJECT_CHANGE's verb, and what it takes. flags are those of the function's Ex form. */
enum object_verb {
    CHANGE_ONLINE = 1,        /* resource, group; node in other */
    CHANGE_OFFLINE = 2,       /* resource, group */
    CHANGE_FAIL = 3,          /* resource */
    CHANGE_RESTART = 4,       /* resource */
    CHANGE_MOVE = 5,          /* group; node in other, or "" for any */
    CHANGE_CANCEL = 6,        /* group: what is under way */
    CHANGE_NAME = 7,          /* any kind but types; text */
    CHANGE_DELETE = 8,        /* resource, group, type */
    CHANGE_DESTROY = 9,       /* group, with its resources */
    CHANGE_GROUP = 10,        /* resource; group in other */
    CHANGE_ADD_PROVIDER = 11, /* resource; the one it depends on in other */
    CHANGE_REMOVE_PROVIDER = 12,
    CHANGE_DEPENDENCIES = 13, /* resource; expression of names or ids in text, "" for none */
    CHANGE_ADD_OWNER = 14,    /* resource; node in other */
    CHANGE_REMOVE_OWNER = 15,
    CHANGE_OWNERS = 16, /* group; nodes, the preferred first */
    CHANGE_PAUSE = 17,  /* node; with CHANGE_DRAIN its groups move, to other or "" for any */
    CHANGE_RESUME = 18, /* node; CLUSTER_NODE_RESUME_FAILBACK_TYPE times CHANGE_FAILBACK in flags */
};

/* Of CHANGE_PAUSE's and CHANGE_RESUME's flags: what is an argument of its own in the functions. */
#define CHANGE_DRAIN    UINT32_C(0x80000000)
#define CHANGE_FAILBACK UINT32_C(0x10000)

/* For the verbs that have no text of their own, text is why the caller wants it, for the log.
 *
 * OBJECT_CREATE's flags: of a resource, those of CreateClusterResource(); of a group, its
 * CLUSGROUP_TYPE. type: of a resource, its type; of a type, its display name. */

/* EVENT's change. name is always there, but for a key only with OBJECT_VALUE_CHANGED. Unless it says
 * otherwise, state is what OBJECT would tell, and parent is of a resource its group, of a group and of a
 * network interface its node, else "". */
enum object_change {
    OBJECT_ADDED = 1,
    OBJECT_DELETED = 2,
    OBJECT_STATE_CHANGED = 3, /* state is the new one, parent the node that owns it */
    OBJECT_RENAMED = 4,       /* name is the new one */
    OBJECT_PROPERTY_CHANGED = 5,
    OBJECT_OWNER_CHANGED = 6,  /* parent is the node that owns it now */
    OBJECT_MEMBER_CHANGED = 7, /* of a group: the resource in parent came (state 1) or went (0) */
    OBJECT_DEPENDENCY_CHANGED = 8,
    OBJECT_KEY_CHANGED = 9,    /* created or deleted */
    OBJECT_VALUE_CHANGED = 10, /* set or deleted */
    OBJECT_EVENTS_LOST = 11,   /* of the cluster: anything may have changed */
};

/* Of a registry checkpoint: what HKEY_LOCAL_MACHINE is for its path. */
enum registry_view {
    VIEW_OWN = 0, /* as the resource DLL sees it */
    VIEW_64BIT = 1,
    VIEW_32BIT = 2,
};

/* MIRROR's flags. */
#define MIRROR_BEGINS UINT32_C(1)
#define MIRROR_ENDS   UINT32_C(2)

/* What resapid takes: all the bytes of a host's batches that are not whole yet, and the commands of
 * one batch; else ERROR_BUFFER_OVERFLOW. And the longest data of a value. */
#define KEY_BATCH_BYTES_MAX    (1024 * 1024)
#define KEY_BATCH_COMMANDS_MAX 10000
#define VALUE_DATA_MAX         98304

/* KEY_BATCH's number: clusapi.dll's have this bit clear, the host's own have it set. */
#define KEY_BATCH_OF_HOST UINT32_C(0x80000000)

/* KEY_CONDITION's condition. A value's holds for the value's type and data, see clusdb.h. */
enum key_condition {
    CONDITION_NONE = 0, /* holds always: a command without an effect */
    CONDITION_KEY_EXISTS = 1,
    CONDITION_KEY_MISSING = 2,
    CONDITION_VALUE_EXISTS = 3,
    CONDITION_VALUE_MISSING = 4,
    CONDITION_VALUE_EQUAL = 5,
    CONDITION_VALUE_NOT_EQUAL = 6,
    CONDITION_VALUE_GREATER = 7, /* what is stored is greater than data */
    CONDITION_VALUE_LESS = 8,
    CONDITION_NEVER = 9, /* a command that cannot be done: ERROR_INVALID_PARAMETER */
};

/* FACT's calls: bit n is set while the entry point numbered n runs. owns: Arbitrate has succeeded and
 * Release has not been called since. */

#endif
