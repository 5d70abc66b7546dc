/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_SCRIPT_H
#define FAKE_HOST_SCRIPT_H

/*
 * The script that stands for a resource DLL: a text file of lines `KEY = WORD, WORD=NUMBER ...`,
 * words separated by commas or spaces; # begins a comment. The keys are Load, Startup and the entry
 * points' names; a key that is not there succeeds at once, but ResourceControl and
 * ResourceTypeControl then answer ERROR_INVALID_FUNCTION (1). `Record = PATH` (absolute) names the
 * file that record.h describes. The script is read again for every call: replace it by rename(),
 * so that no call sees half of it.
 *
 *     ok                  succeed; controls give back what came in
 *     error=N             fail with N; LooksAlive and IsAlive: FALSE
 *     stage=N             Load only: LOADED's stage, with error=N
 *     fail-after=N        LooksAlive, IsAlive: TRUE N times since the last Online, then FALSE
 *     sleep=MS            do what follows MS later; the words below that send come first
 *     hang                never return
 *     crash               die of SIGSEGV
 *     exit=N              exit with N, without BYE
 *     close-channel       close the channel, live on, never return
 *     key-write           create KEY\Parameters, set a value there, read it back; fail with the
 *                         answer's error, or ERROR_INVALID_DATA (13) when an answer is wrong
 *     key-delete          the same with the deletion of KEY itself, as no resource DLL should
 *     name-set            the same with a change of KEY's Name
 *     wrong-reply         answer with another type of message than was asked for; LOAD's answer is
 *                         Startup's
 *
 *     pending=MS          Online, Offline: return ERROR_IO_PENDING (997), report success MS later
 *     pending-fail=MS     the same, but report Failed
 *     pending-never       return 997; no report ends it
 *     checkpoints=N       N progress reports while pending, evenly over MS
 *     early=MS            report success, and return 997 only MS later
 *     late=MS             MS after success (or its report), report the same once more
 *     signal=MS           Online: has an event, signaled MS after it is online
 *
 *     spawn               fork a child in its own session, which sleeps until it is killed (at most
 *                         10 minutes) with the host's stdout and stderr
 *     print=N             N bytes in lines, by turns to stdout and stderr
 *     log=N               N LOG messages
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
    SCRIPT_RESOURCE_CONTROL,
    SCRIPT_RESOURCE_TYPE_CONTROL,
    N_SCRIPT_ENTRIES,
};

struct option {
    bool set;
    uint32_t value;
};

/* What one entry point does; nothing set means: succeed at once. */
struct behaviour {
    bool given; /* the script has this key */
    struct option ok;
    struct option error;
    struct option stage;
    struct option hang;
    struct option crash;
    struct option exit;
    struct option sleep;
    struct option pending;
    struct option checkpoints;
    struct option pending_fail;
    struct option pending_never;
    struct option early;
    struct option late;
    struct option spawn;
    struct option garbage;
    struct option truncated;
    struct option oversized;
    struct option print;
    struct option log;
    struct option signal;
    struct option fail_after;
    struct option key_write;
    struct option key_delete;
    struct option name_set;
    struct option wrong_reply;
    struct option flood;
    struct option close_channel;
};

struct script {
    struct behaviour entries[N_SCRIPT_ENTRIES];
    char record[4096];
};

enum script_result { SCRIPT_READ, SCRIPT_MISSING, SCRIPT_WRONG };

const char *entry_name(enum entry entry);

/* Reads path; for SCRIPT_MISSING and SCRIPT_WRONG problem says what is wrong, in one line. */
enum script_result script_read(const char *path, struct script *script, char *problem,
                               size_t problem_size);

#endif
