/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_CLIENT_H
#define RESAPID_CLIENT_H

/*
 * What clients ask resapid over libqb IPC, and what it answers.
 *
 * A request is a struct qb_ipc_request_header (id CLIENT_IPC_ID, size) and one encoded message; an
 * answer a struct qb_ipc_response_header (id CLIENT_IPC_ID, size, error 0 or -errno) and one REPLY,
 * with RESOURCE, DETAIL, LINE, RESAPID, TYPE, PROPERTY, ITEM or OUTPUT messages behind it where the verb asks for them:
 *
 *     START            registers type and resource as given if need be, then as ONLINE (the agents)
 *     ONLINE, OFFLINE, TERMINATE   answered when the resource has got there, or failed to
 *     CHECK            one LooksAlive (level 0) or IsAlive (level 10), made now
 *     STATUS           RESOURCE records: one for name, or all in order behind the name `after`
 *     DETAILS          DETAIL records, as STATUS: all that is known of them, memory is measured for it
 *     LINES            LINE records: the last lines about a resource, `most` of them at most, the oldest first
 *     LISTEN           behind its answer come libqb events, one NEWS each, about a resource or all with
 *                      name "", until the client disconnects
 *     ABOUT            one RESAPID record: resapid itself
 *     VALIDATE         as START would see its arguments, without doing anything
 *     ARBITRATE, RELEASE    of a quorum-capable resource; success means owned, or not owned any more
 *     CONTROL          one ResourceControl; OUTPUT record with what was written. Behind timeout_ms
 *                      the DLL's Cancel is called, and the client answered at once
 *     TYPE_CONTROL     the same for a resource type
 *     TYPE_ADD, TYPE_REMOVE, RESOURCE_ADD, RESOURCE_SET, RESOURCE_REMOVE, RENAME    the cluster
 *                      database; the DLL is told (INITIALIZE, SET_NAME, DELETE) where it was open before
 *     COMMON_SET, TYPE_COMMON_SET    common properties of a resource or a type
 *     TYPES            TYPE records, as STATUS
 *     PROPERTIES       PROPERTY records: a resource's private properties, as STATUS
 *     COMMON, TYPE_COMMON    PROPERTY records: common properties, read-only ones too
 *     TYPE_ITEMS       ITEM records, as STATUS: what the property tables of a type's DLL have said while it
 *                      answered controls for private properties; TYPE_ITEMS_FORGET: nothing
 *                      of that is true any more
 *
 * Listings that do not fit one answer set REPLY's more; ask again with the last name as `after`.
 * ONLINE, OFFLINE, TERMINATE, RESOURCE_REMOVE and RENAME of a resource that Pacemaker has are refused
 * without force, OFFLINE's OFFLINE_IGNORE_STATUS.
 * START's and VALIDATE's properties, private and common ones, are words as in a shell: NAME=VALUE
 * NAME="VALUE WITH SPACES".
 * TYPE_ADD's isolation is "resource" or "type", and reopen "yes" or "no"; "" keeps what is there, and is
 * "resource" and "no" at first.
 * RESOURCE_ADD's group is the name of one, which is made if there is none; "" is one of the resource's
 * own. RESOURCE's group is "" only if the database could not be written when resapid started.
 * Lists of properties hold one NAME=VALUE each; an empty NAME= removes it.
 * timeout_ms 0 means no limit of the client's. A client that leaves cancels nothing.
 */

#include "wire.h"

#define CLIENT_IPC_ID 1

#define SCHEMA      client
#define SCHEMA_FILE "client.def"
#include "schema.h"
#undef SCHEMA
#undef SCHEMA_FILE

enum client_verb {
#define MESSAGE(upper, lower, number) CLIENT_##upper = number,
#define FIELD(lower, kind, name)
#define END(lower)
#define EMPTY(upper, lower, number) CLIENT_##upper = number,
#include "client.def"
#undef MESSAGE
#undef FIELD
#undef END
#undef EMPTY
};

extern const struct wire_schema client_schema;

/* OFFLINE's flags: those of OfflineV2 (resapi.md 1.3). */
enum offline_flags {
    OFFLINE_IGNORE_STATUS = 1, /* although its DLL has set locked mode, or Pacemaker has it */
};

/* CHECK's level; the numbers are OCF_CHECK_LEVEL's. */
enum check_level { CHECK_LOOKS_ALIVE = 0, CHECK_IS_ALIVE = 10 };

/* REPLY's outcome. REPLY's message is one line that says what is wrong and what to do. */
enum client_outcome {
    OUTCOME_OK,
    OUTCOME_FAILED,         /* it was tried and did not work; may work later */
    OUTCOME_NO_SUCH_OBJECT, /* no resource or type of that name */
    OUTCOME_NOT_RUNNING,    /* CHECK: the resource is offline; nothing of it runs */
    OUTCOME_INVALID,        /* a name, property or value is wrong */
    OUTCOME_NOT_INSTALLED,  /* a file that this node needs for it is missing or not usable */
    OUTCOME_BUSY,           /* not in this state; the state is in the answer */
    OUTCOME_TIMEOUT,        /* the request's own time ran out */
    OUTCOME_REFUSED,        /* CONTROL, TYPE_CONTROL: it was asked, and answered win32_error */
};

/* ITEM's key is the subkey of Parameters that the property is in, or "" for Parameters itself; format is
 * CLUSPROP_FORMAT_..., least and most are int64_t if is_signed, and preset has its sign. */

/* RESOURCE's information: enum status_information of channel.h. owns: the resource is quorum-capable
 * and this node owns it. */

/* DETAIL begins with what RESOURCE has. Times are microseconds since 1970, 0: never; counts are of this
 * resapid's time. pending_limit_ms is PendingTimeout while that runs, else 0. processes and rss (bytes)
 * are of the host and all that descends from it, if DETAILS says measure; shared: other resources may
 * be in it. An interval of 0: it is not polled. */
enum measured { MEASURED_RSS = 1 };

/* How the last LooksAlive or IsAlive went. */
enum check_result { CHECK_NEVER, CHECK_ALIVE, CHECK_DEAD, CHECK_HUNG };

/* LINE's source: resapid itself, the DLL by LogEvent, or what the host's processes printed, which in a
 * shared host may be another resource's. priority is syslog's. */
enum line_source { LINE_RESAPID, LINE_DLL, LINE_HOST };

/* NEWS is about the resource `name`, or, where that is "", about the type `type`; state and activity are
 * those it has now. text:
 *     STATE        what has led from `from` and from_activity there
 *     FAILURE      the reason
 *     POLL         what LooksAlive or IsAlive said, or that it said nothing in time
 *     CHECKPOINT   nothing: the pending operation has reached `checkpoint`
 *     RENAMED      the new name
 *     CHANGED, TYPE_CHANGED    the name of the property that has another value
 *     LOST         nothing: the client was so slow that `lost` NEWS were left out here */
enum news_kind {
    NEWS_STATE = 1,
    NEWS_FAILURE,
    NEWS_POLL,
    NEWS_CHECKPOINT,
    NEWS_ADDED,
    NEWS_REMOVED,
    NEWS_RENAMED,
    NEWS_CHANGED,
    NEWS_TYPE_ADDED,
    NEWS_TYPE_REMOVED,
    NEWS_TYPE_CHANGED,
    NEWS_LOST,
};

/* REPLY's and RESOURCE's state: what a resource is. The numbers are CLUSTER_RESOURCE_STATE's. A stop
 * that has succeeded has ended all that ran of it and seen its process tree empty. */
enum resource_state {
    RESOURCE_INITIALIZING = 1, /* its host is starting, its DLL loading or in Open */
    RESOURCE_ONLINE = 2,
    RESOURCE_OFFLINE = 3, /* its DLL may be open for a control, or for owning the quorum */
    RESOURCE_FAILED = 4,
    RESOURCE_ONLINE_PENDING = 129,
    RESOURCE_OFFLINE_PENDING = 130,
};

#endif
