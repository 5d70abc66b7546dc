/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_SCRIPT_H
#define FAKE_HOST_SCRIPT_H

/*
 * The script that stands for a resource DLL: a text file of lines `KEY = WORD, WORD=NUMBER ...`,
 * words separated by commas or spaces; # begins a comment. The script is read again for every call:
 * replace it by rename(), so that no call sees half of it.
 *
 *     Load, Startup, Open, Close, Online, Offline, Terminate, LooksAlive, IsAlive,
 *     ResourceControl, ResourceTypeControl
 *                         what the entry point does; without its key it succeeds at once, but a
 *                         control then answers ERROR_INVALID_FUNCTION (1)
 *     Arbitrate, Release  the same; they exist with `Quorum = yes` only
 *     Cancel, BeginResourceControlAsUser, BeginResourceTypeControlAsUser
 *                         the same; they exist only if a line of the script, as it was at Startup,
 *                         has this key. What does not exist is answered with
 *                         ERROR_INVALID_FUNCTION (1) and recorded nowhere
 *     NAME:KEY            a key of the above for the resource NAME only; for Load, Startup and
 *                         ResourceTypeControl, for the type NAME. It goes before KEY, all of whose
 *                         words are then void for NAME
 *     KEY@CODE            one of the control keys, for one control code only, such as
 *                         `ResourceControl@0x01000005` or `web:ResourceControl@0x01000005`; goes
 *                         before what has no code. The codes that resapid sends of its own accord
 *                         (codes.c) have nothing but this: a key without a code is not for them
 *     Record = PATH       (absolute) the file that record.h describes
 *     Quorum = yes        the DLL has Arbitrate and Release, as of Startup
 *     Characteristics = N what CLUSCTL_RESOURCE_GET_CHARACTERISTICS (0x01000005) gives, unless a
 *                         line for this code says otherwise
 *
 *     ok                  succeed; controls give back what came in
 *     error=N             fail with N; LooksAlive and IsAlive: FALSE
 *     stage=N             Load only: LOADED's stage, with error=N
 *     fail-after=N        LooksAlive, IsAlive: TRUE N times since the last Online, then FALSE
 *     sleep=MS            do what follows MS later; the words below that send come first
 *     hang                never return
 *     crash               die of SIGSEGV
 *     exit=N              exit with N, without BYE
 *     bye                 with these two: send BYE first, with the resource
 *     close-channel       close the channel, live on, never return
 *     key-write           create KEY\Parameters, set a value there, read it back; fail with the
 *                         answer's error, or ERROR_INVALID_DATA (13) when an answer is wrong
 *     key-delete          the same with the deletion of KEY itself, as no resource DLL should
 *     name-set            the same with a change of KEY's Name
 *     drops=N             the same with N deletions, one after the other, of a value that KEY has not
 *     ask                 ask the questions of SCRIPT.asks, see asks.h; not for Load and Startup
 *     batches=N           commit batches of N values without end, see batches.h; not for Load and Startup
 *     wrong-reply         answer with another type of message than was asked for; LOAD's answer is
 *                         Startup's
 *
 *     pending=MS          Online, Offline: return ERROR_IO_PENDING (997), report success MS later
 *     pending-fail=MS     the same, but report Failed
 *     pending-never       return 997; no report ends it
 *     checkpoints=N       N progress reports while pending, evenly over MS
 *     early=MS            report success, and return 997 only MS later
 *     early-fail=MS       the same, but report Failed
 *     progress            with these two: report progress behind it, before the return
 *     flags=N             with these two: the Flags of what is reported first
 *     late=MS             MS after success (or its report), report the same once more
 *     signal=MS           Online: has an event, signaled MS after it is online
 *     signal-early        Online: the same, but signaled when Online returns, be it 997
 *     still               with signal: the event stays signaled, so WATCH_AGAIN finds it so
 *
 *     async=MS            controls: return asynchronously (CONTROL_PENDING), answer MS later
 *     async-never         the same without an answer. Cancel, if it exists and succeeds, lets both
 *                         answer ERROR_CANCELLED (1223), Close ERROR_OPERATION_ABORTED (995)
 *     async-lost          async-never that neither Cancel nor Close lets answer, as no host should
 *     extend=MS           with these three: CONTROL_EXTENDED with MS, behind CONTROL_PENDING
 *     out=N               controls: give N zeros in place of what came in
 *
 *     failure=KIND        FAILURE (enum failure_kind); this and the next eight need a resource
 *     information=BITS    INFORMATION (enum status_information)
 *     local-properties=TEXT    LOCAL_PROPERTIES: a property list, ResourceSpecificStatus is TEXT
 *     local-garbage       LOCAL_PROPERTIES that are no property list
 *     type-notification   TYPE_NOTIFICATION of the resource's type
 *     locks=N             N times INFORMATION, by turns with locked mode and without
 *     notifies=N          N times type-notification
 *     failures=N          N times failure, of the kind FAILURE_GENERAL
 *     items=N             N PROPERTY_ITEMs of the resource's type, P1 to PN: P1 is required, P2 read-only, P3
 *                         below a key, P4 signed
 *     quorum-lost=MS      QUORUM_LOST, MS after the entry point has returned; Release ends it
 *
 *     spawn               fork a child in its own session, which sleeps until it is killed (at most
 *                         10 minutes) with the host's stdout and stderr
 *     print=N             N bytes in lines, by turns to stdout and stderr
 *     log=N               N LOG messages
 *     complain=N          a LOG message of LOG_ERROR, "ENTRYPOINT: complaint N"
 *     flood=N             N times VALUE_GET of KEY's Name, before any answer is read
 *     garbage, truncated, oversized     send a packet that is no message, half a message, more
 *                         than WIRE_MESSAGE_MAX
 *
 * Offline, Terminate and Close end what is pending and forget the event, as a good DLL does.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum entry {
    SCRIPT_LOAD,
    SCRIPT_STARTUP,
    SCRIPT_OPEN,
    SCRIPT_CLOSE,
    SCRIPT_ONLINE,
    SCRIPT_OFFLINE,
    SCRIPT_TERMINATE,
    SCRIPT_LOOKS_ALIVE,
    SCRIPT_IS_ALIVE,
    SCRIPT_ARBITRATE,
    SCRIPT_RELEASE,
    SCRIPT_CANCEL,
    SCRIPT_RESOURCE_CONTROL,
    SCRIPT_RESOURCE_TYPE_CONTROL,
    SCRIPT_RESOURCE_CONTROL_AS_USER,
    SCRIPT_RESOURCE_TYPE_CONTROL_AS_USER,
    N_SCRIPT_ENTRIES,
};

struct option {
    bool set;
    uint32_t value;
};

/* What one entry point does; nothing set means: succeed at once. */
struct behaviour {
    bool given; /* the script has a key for it */
    struct option ok;
    struct option error;
    struct option stage;
    struct option hang;
    struct option crash;
    struct option exit;
    struct option bye;
    struct option sleep;
    struct option pending;
    struct option checkpoints;
    struct option pending_fail;
    struct option pending_never;
    struct option early;
    struct option early_fail;
    struct option progress;
    struct option flags;
    struct option late;
    struct option spawn;
    struct option garbage;
    struct option truncated;
    struct option oversized;
    struct option print;
    struct option log;
    struct option complain;
    struct option signal;
    struct option signal_early;
    struct option still;
    struct option fail_after;
    struct option key_write;
    struct option key_delete;
    struct option name_set;
    struct option drops;
    struct option ask;
    struct option batches;
    struct option wrong_reply;
    struct option flood;
    struct option close_channel;
    struct option async;
    struct option async_never;
    struct option async_lost;
    struct option extend;
    struct option out;
    struct option failure;
    struct option information;
    struct option local_garbage;
    struct option type_notification;
    struct option locks;
    struct option notifies;
    struct option failures;
    struct option items;
    struct option quorum_lost;
    char local_properties[64]; /* "" if not set */
};

/* A key and what its lines say. */
struct rule {
    enum entry entry;
    bool has_code;
    uint32_t code;
    char name[256]; /* "" for all */
    struct behaviour behaviour;
};

#define SCRIPT_RULES_MAX 64

struct script {
    struct rule rules[SCRIPT_RULES_MAX];
    size_t n_rules;
    bool quorum;
    struct option characteristics;
    char record[4096];
};

enum script_result { SCRIPT_READ, SCRIPT_MISSING, SCRIPT_WRONG };

const char *entry_name(enum entry entry);
bool entry_is_control(enum entry entry);

/* Reads path; for SCRIPT_MISSING and SCRIPT_WRONG problem says what is wrong, in one line. */
enum script_result script_read(const char *path, struct script *script, char *problem,
                               size_t problem_size);

/* What the entry point does for this resource or type. code is for controls only. */
struct behaviour script_behaviour(const struct script *script, enum entry entry, const char *name,
                                  uint32_t code);

/* Whether any line is about the entry point. */
bool script_has(const struct script *script, enum entry entry);

#endif
