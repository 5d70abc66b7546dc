/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"

/* clang-format off */

#define GO(state, actions) { true, STATE_##state, (actions) }

static const struct machine_step table[MACHINE_STATES][MACHINE_EVENTS] = {
    [STATE_OFFLINE] = {
        [EVENT_ONLINE]           = GO(OPENING, ACTION_OPEN),
        [EVENT_OFFLINE]          = GO(OFFLINE, 0),
        [EVENT_TERMINATE]        = GO(OFFLINE, 0),
        [EVENT_ARBITRATE]        = GO(CLAIM_OPENING, ACTION_OPEN),
        [EVENT_RELEASE]          = GO(OFFLINE, 0),
        [EVENT_VISIT]            = GO(VISIT_OPENING, ACTION_OPEN),
    },
    [STATE_ADOPTING] = {
        [EVENT_OFFLINE]          = GO(ADOPTING_TO_STOP, 0),
        [EVENT_TERMINATE]        = GO(ADOPTING_TO_STOP, 0),
        [EVENT_ADOPTED_ONLINE]   = GO(ONLINE, 0),
        [EVENT_ADOPTED_OWNED]    = GO(OWNED, 0),
        [EVENT_ADOPTED_OPEN]     = GO(VISIT_CLOSING, ACTION_CLOSE),
        [EVENT_ADOPTED_DOWN]     = GO(FAILED, 0),
        [EVENT_ADOPTED_BUSY]     = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_ADOPTED_ABSENT]   = GO(STOP_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL | ACTION_PUSH),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL | ACTION_PUSH),
    },
    [STATE_ADOPTING_TO_STOP] = {
        [EVENT_OFFLINE]          = GO(ADOPTING_TO_STOP, 0),
        [EVENT_TERMINATE]        = GO(ADOPTING_TO_STOP, 0),
        [EVENT_ADOPTED_ONLINE]   = GO(OFFLINE_CALLED, ACTION_OFFLINE),
        [EVENT_ADOPTED_OWNED]    = GO(CLOSING, ACTION_CLOSE),
        [EVENT_ADOPTED_OPEN]     = GO(CLOSING, ACTION_CLOSE),
        [EVENT_ADOPTED_DOWN]     = GO(CLOSING, ACTION_CLOSE),
        [EVENT_ADOPTED_BUSY]     = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_ADOPTED_ABSENT]   = GO(STOP_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
    },
    [STATE_OPENING] = {
        [EVENT_ONLINE]           = GO(OPENING, 0),
        [EVENT_OFFLINE]          = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_TERMINATE]        = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_OPENED]           = GO(ONLINE_CALLED, ACTION_ONLINE),
        [EVENT_OPENED_QUORUM]    = GO(ARBITRATING, ACTION_ARBITRATE),
        [EVENT_OPEN_FAILED]      = GO(FAIL_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(ABANDONING, ACTION_ABANDON),
    },
    [STATE_ABANDONING] = {
        [EVENT_OFFLINE]          = GO(ABANDONING, 0),
        [EVENT_TERMINATE]        = GO(ABANDONING, 0),
        [EVENT_RELEASE]          = GO(ABANDONING, 0),
        [EVENT_OPENED]           = GO(CLOSING, ACTION_CLOSE),
        [EVENT_OPENED_QUORUM]    = GO(CLOSING, ACTION_CLOSE),
        [EVENT_OPEN_FAILED]      = GO(STOP_KILLING, ACTION_FINISH),
        [EVENT_ARBITRATED]       = GO(CLOSING, ACTION_CLOSE),
        [EVENT_NOT_ARBITRATED]   = GO(CLOSING, ACTION_CLOSE),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
    },
    [STATE_ARBITRATING] = {
        [EVENT_ONLINE]           = GO(ARBITRATING, 0),
        [EVENT_OFFLINE]          = GO(ABANDONING, 0),
        [EVENT_TERMINATE]        = GO(ABANDONING, 0),
        [EVENT_ARBITRATED]       = GO(ONLINE_CALLED, ACTION_ONLINE),
        [EVENT_NOT_ARBITRATED]   = GO(FAILED, 0),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(ABANDONING, 0),
    },
    [STATE_ONLINE_CALLED] = {
        [EVENT_ONLINE]           = GO(ONLINE_CALLED, 0),
        [EVENT_OFFLINE]          = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_TERMINATE]        = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_RETURNED_OK]      = GO(ONLINE, 0),
        [EVENT_RETURNED_PENDING] = GO(ONLINE_PENDING, ACTION_REARM),
        [EVENT_RETURNED_ERROR]   = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_QUORUM_LOST]      = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(FAIL_TERMINATING, ACTION_TERMINATE),
    },
    [STATE_ONLINE_PENDING] = {
        [EVENT_ONLINE]           = GO(ONLINE_PENDING, 0),
        [EVENT_OFFLINE]          = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_TERMINATE]        = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_REPORT_PROGRESS]  = GO(ONLINE_PENDING, ACTION_REARM),
        [EVENT_REPORT_ONLINE]    = GO(ONLINE, 0),
        [EVENT_REPORT_OFFLINE]   = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_REPORT_FAILED]    = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_QUORUM_LOST]      = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_PENDING_TIMEOUT]  = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(FAIL_TERMINATING, ACTION_TERMINATE),
    },
    [STATE_ONLINE] = {
        [EVENT_ONLINE]           = GO(ONLINE, 0),
        [EVENT_OFFLINE]          = GO(OFFLINE_CALLED, ACTION_OFFLINE),
        [EVENT_TERMINATE]        = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_ARBITRATE]        = GO(ONLINE, 0),
        [EVENT_REPORT_FAILED]    = GO(FAIL_TERMINATING, ACTION_TERMINATE | ACTION_PUSH),
        [EVENT_QUORUM_LOST]      = GO(FAIL_TERMINATING, ACTION_TERMINATE | ACTION_PUSH),
        [EVENT_CHECK_FAILED]     = GO(FAIL_TERMINATING, ACTION_TERMINATE | ACTION_PUSH),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL | ACTION_PUSH),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL | ACTION_PUSH),
    },
    [STATE_OFFLINE_CALLED] = {
        [EVENT_OFFLINE]          = GO(OFFLINE_CALLED, 0),
        [EVENT_TERMINATE]        = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_RETURNED_OK]      = GO(CLOSING, ACTION_CLOSE),
        [EVENT_RETURNED_PENDING] = GO(OFFLINE_PENDING, ACTION_REARM),
        [EVENT_RETURNED_ERROR]   = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_TERMINATING, ACTION_TERMINATE),
    },
    [STATE_OFFLINE_PENDING] = {
        [EVENT_OFFLINE]          = GO(OFFLINE_PENDING, 0),
        [EVENT_TERMINATE]        = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_REPORT_PROGRESS]  = GO(OFFLINE_PENDING, ACTION_REARM),
        [EVENT_REPORT_ONLINE]    = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_REPORT_OFFLINE]   = GO(CLOSING, ACTION_CLOSE),
        [EVENT_REPORT_FAILED]    = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_PENDING_TIMEOUT]  = GO(STOP_TERMINATING, ACTION_TERMINATE),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_TERMINATING, ACTION_TERMINATE),
    },
    [STATE_STOP_TERMINATING] = {
        [EVENT_OFFLINE]          = GO(STOP_TERMINATING, 0),
        [EVENT_TERMINATE]        = GO(STOP_TERMINATING, 0),
        [EVENT_TERMINATED]       = GO(CLOSING, ACTION_CLOSE),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
    },
    [STATE_CLOSING] = {
        [EVENT_OFFLINE]          = GO(CLOSING, 0),
        [EVENT_TERMINATE]        = GO(CLOSING, 0),
        [EVENT_RELEASE]          = GO(CLOSING, 0),
        [EVENT_CLOSED]           = GO(STOP_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_TREE_EMPTY]       = GO(OFFLINE, 0),
        [EVENT_TREE_UNPROVEN]    = GO(PROVING, ACTION_PROVE),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(CLOSING, 0),
    },
    [STATE_STOP_KILLING] = {
        [EVENT_OFFLINE]          = GO(STOP_KILLING, 0),
        [EVENT_TERMINATE]        = GO(STOP_KILLING, 0),
        [EVENT_RELEASE]          = GO(STOP_KILLING, 0),
        [EVENT_TREE_EMPTY]       = GO(OFFLINE, 0),
        [EVENT_TREE_UNPROVEN]    = GO(PROVING, ACTION_PROVE),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(STOP_KILLING, 0),
    },
    [STATE_FAIL_TERMINATING] = {
        [EVENT_OFFLINE]          = GO(STOP_TERMINATING, 0),
        [EVENT_TERMINATE]        = GO(STOP_TERMINATING, 0),
        [EVENT_TERMINATED]       = GO(FAILED, 0),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(FAIL_TERMINATING, 0),
    },
    [STATE_FAIL_KILLING] = {
        [EVENT_OFFLINE]          = GO(STOP_KILLING, 0),
        [EVENT_TERMINATE]        = GO(STOP_KILLING, 0),
        [EVENT_RELEASE]          = GO(STOP_KILLING, 0),
        [EVENT_TREE_EMPTY]       = GO(FAILED, 0),
        [EVENT_TREE_UNPROVEN]    = GO(FAILED, 0),
        [EVENT_DEADLINE]         = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(FAIL_KILLING, 0),
    },
    [STATE_FAILED] = {
        [EVENT_ONLINE]           = GO(OPENING, ACTION_OPEN),
        [EVENT_OFFLINE]          = GO(CLOSING, ACTION_CLOSE),
        [EVENT_TERMINATE]        = GO(CLOSING, ACTION_CLOSE),
        [EVENT_ARBITRATE]        = GO(CLAIM_OPENING, ACTION_OPEN),
        [EVENT_RELEASE]          = GO(CLOSING, ACTION_CLOSE),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
    },
    [STATE_CLAIM_OPENING] = {
        [EVENT_ONLINE]           = GO(OPENING, 0),
        [EVENT_OFFLINE]          = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_TERMINATE]        = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_ARBITRATE]        = GO(CLAIM_OPENING, 0),
        [EVENT_RELEASE]          = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_OPENED]           = GO(CLOSING, ACTION_CLOSE),
        [EVENT_OPENED_QUORUM]    = GO(CLAIMING, ACTION_ARBITRATE),
        [EVENT_OPEN_FAILED]      = GO(STOP_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(ABANDONING, ACTION_ABANDON),
    },
    [STATE_CLAIMING] = {
        [EVENT_ONLINE]           = GO(ARBITRATING, 0),
        [EVENT_OFFLINE]          = GO(ABANDONING, 0),
        [EVENT_TERMINATE]        = GO(ABANDONING, 0),
        [EVENT_ARBITRATE]        = GO(CLAIMING, 0),
        [EVENT_RELEASE]          = GO(ABANDONING, 0),
        [EVENT_ARBITRATED]       = GO(OWNED, 0),
        [EVENT_NOT_ARBITRATED]   = GO(CLOSING, ACTION_CLOSE),
        [EVENT_HOST_DIED]        = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(ABANDONING, 0),
    },
    [STATE_OWNED] = {
        [EVENT_ONLINE]           = GO(ONLINE_CALLED, ACTION_ONLINE),
        [EVENT_OFFLINE]          = GO(CLOSING, ACTION_CLOSE),
        [EVENT_TERMINATE]        = GO(CLOSING, ACTION_CLOSE),
        [EVENT_ARBITRATE]        = GO(OWNED, 0),
        [EVENT_RELEASE]          = GO(CLOSING, ACTION_CLOSE),
        [EVENT_QUORUM_LOST]      = GO(FAIL_TERMINATING, ACTION_TERMINATE),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
    },
    [STATE_PROVING] = {
        [EVENT_OFFLINE]          = GO(PROVING, 0),
        [EVENT_TERMINATE]        = GO(PROVING, 0),
        [EVENT_RELEASE]          = GO(PROVING, 0),
        [EVENT_OPENED]           = GO(CLOSING, ACTION_CLOSE),
        [EVENT_OPENED_QUORUM]    = GO(CLOSING, ACTION_CLOSE),
        [EVENT_OPEN_FAILED]      = GO(FAIL_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(PROVING, 0),
    },
    [STATE_VISIT_OPENING] = {
        [EVENT_ONLINE]           = GO(OPENING, 0),
        [EVENT_OFFLINE]          = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_TERMINATE]        = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_ARBITRATE]        = GO(CLAIM_OPENING, 0),
        [EVENT_RELEASE]          = GO(ABANDONING, ACTION_ABANDON),
        [EVENT_OPENED]           = GO(VISITED, 0),
        [EVENT_OPENED_QUORUM]    = GO(VISITED, 0),
        [EVENT_OPEN_FAILED]      = GO(VISIT_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(VISIT_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(VISIT_KILLING, ACTION_KILL),
    },
    [STATE_VISITED] = {
        [EVENT_ONLINE]           = GO(OPENING, ACTION_OPEN),
        [EVENT_OFFLINE]          = GO(CLOSING, ACTION_CLOSE),
        [EVENT_TERMINATE]        = GO(CLOSING, ACTION_CLOSE),
        [EVENT_ARBITRATE]        = GO(CLAIM_OPENING, ACTION_OPEN),
        [EVENT_RELEASE]          = GO(CLOSING, ACTION_CLOSE),
        [EVENT_VISIT_OVER]       = GO(VISIT_CLOSING, ACTION_CLOSE),
        [EVENT_HOST_DIED]        = GO(VISIT_KILLING, ACTION_KILL),
        [EVENT_CALL_TIMEOUT]     = GO(VISIT_KILLING, ACTION_KILL),
    },
    [STATE_VISIT_CLOSING] = {
        [EVENT_ONLINE]           = GO(REOPENING, 0),
        [EVENT_OFFLINE]          = GO(CLOSING, 0),
        [EVENT_TERMINATE]        = GO(CLOSING, 0),
        [EVENT_ARBITRATE]        = GO(RECLAIMING, 0),
        [EVENT_RELEASE]          = GO(CLOSING, 0),
        [EVENT_CLOSED]           = GO(VISIT_KILLING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(VISIT_KILLING, ACTION_KILL),
        [EVENT_TREE_EMPTY]       = GO(OFFLINE, 0),
        [EVENT_CALL_TIMEOUT]     = GO(VISIT_KILLING, ACTION_KILL),
    },
    [STATE_VISIT_KILLING] = {
        [EVENT_ONLINE]           = GO(REOPENING, 0),
        [EVENT_OFFLINE]          = GO(STOP_KILLING, 0),
        [EVENT_TERMINATE]        = GO(STOP_KILLING, 0),
        [EVENT_ARBITRATE]        = GO(RECLAIMING, 0),
        [EVENT_RELEASE]          = GO(STOP_KILLING, 0),
        [EVENT_TREE_EMPTY]       = GO(OFFLINE, 0),
    },
    [STATE_REOPENING] = {
        [EVENT_ONLINE]           = GO(REOPENING, 0),
        [EVENT_OFFLINE]          = GO(CLOSING, 0),
        [EVENT_TERMINATE]        = GO(CLOSING, 0),
        [EVENT_CLOSED]           = GO(REOPENING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(REOPENING, ACTION_KILL),
        [EVENT_TREE_EMPTY]       = GO(OPENING, ACTION_OPEN),
        [EVENT_CALL_TIMEOUT]     = GO(REOPENING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(FAIL_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(VISIT_CLOSING, 0),
    },
    [STATE_RECLAIMING] = {
        [EVENT_ONLINE]           = GO(REOPENING, 0),
        [EVENT_OFFLINE]          = GO(CLOSING, 0),
        [EVENT_TERMINATE]        = GO(CLOSING, 0),
        [EVENT_ARBITRATE]        = GO(RECLAIMING, 0),
        [EVENT_RELEASE]          = GO(CLOSING, 0),
        [EVENT_CLOSED]           = GO(RECLAIMING, ACTION_FINISH),
        [EVENT_HOST_DIED]        = GO(RECLAIMING, ACTION_KILL),
        [EVENT_TREE_EMPTY]       = GO(CLAIM_OPENING, ACTION_OPEN),
        [EVENT_CALL_TIMEOUT]     = GO(RECLAIMING, ACTION_KILL),
        [EVENT_DEADLINE]         = GO(STOP_KILLING, ACTION_KILL),
        [EVENT_GIVEN_UP]         = GO(VISIT_CLOSING, 0),
    },
};

#undef GO

static const struct {
    const char *name;
    enum resource_state shown;
    bool stable;
    bool keeps_reports;
    unsigned int share;
} states[MACHINE_STATES] = {
    [STATE_OFFLINE]          = { "offline",                    RESOURCE_OFFLINE,         true,  false, 0 },
    [STATE_ADOPTING]         = { "being adopted",              RESOURCE_INITIALIZING,    false, false, 0 },
    [STATE_ADOPTING_TO_STOP] = { "being adopted, to be closed", RESOURCE_OFFLINE_PENDING, false, false, 60 },
    [STATE_OPENING]          = { "opening",                    RESOURCE_INITIALIZING,    false, false, 80 },
    [STATE_ABANDONING]       = { "opening, to be closed",      RESOURCE_OFFLINE_PENDING, false, false, 60 },
    [STATE_ARBITRATING]      = { "in Arbitrate",               RESOURCE_ONLINE_PENDING,  false, false, 80 },
    [STATE_ONLINE_CALLED]    = { "in Online",                  RESOURCE_ONLINE_PENDING,  false, true,  80 },
    [STATE_ONLINE_PENDING]   = { "online pending",             RESOURCE_ONLINE_PENDING,  false, false, 80 },
    [STATE_ONLINE]           = { "online",                     RESOURCE_ONLINE,          true,  false, 0 },
    [STATE_OFFLINE_CALLED]   = { "in Offline",                 RESOURCE_OFFLINE_PENDING, false, true,  60 },
    [STATE_OFFLINE_PENDING]  = { "offline pending",            RESOURCE_OFFLINE_PENDING, false, false, 60 },
    [STATE_STOP_TERMINATING] = { "in Terminate, to be closed", RESOURCE_OFFLINE_PENDING, false, false, 80 },
    [STATE_CLOSING]          = { "closing",                    RESOURCE_OFFLINE_PENDING, false, false, 90 },
    [STATE_STOP_KILLING]     = { "ending its processes",       RESOURCE_OFFLINE_PENDING, false, false, 95 },
    [STATE_FAIL_TERMINATING] = { "failed, in Terminate",       RESOURCE_FAILED,          false, false, 90 },
    [STATE_FAIL_KILLING]     = { "failed, processes being killed", RESOURCE_FAILED,      false, false, 95 },
    [STATE_FAILED]           = { "failed",                     RESOURCE_FAILED,          true,  false, 0 },
    [STATE_CLAIM_OPENING]    = { "opening, to arbitrate",      RESOURCE_OFFLINE,         false, false, 80 },
    [STATE_CLAIMING]         = { "in Arbitrate, to be owned",  RESOURCE_OFFLINE,         false, false, 80 },
    [STATE_OWNED]            = { "owned",                      RESOURCE_OFFLINE,         true,  false, 0 },
    [STATE_PROVING]          = { "opening, to be surely offline", RESOURCE_OFFLINE_PENDING, false, false, 90 },
    [STATE_VISIT_OPENING]    = { "opening for a control",      RESOURCE_OFFLINE,         false, false, 0 },
    [STATE_VISITED]          = { "open for a control",         RESOURCE_OFFLINE,         false, false, 0 },
    [STATE_VISIT_CLOSING]    = { "closing after a control",    RESOURCE_OFFLINE,         false, false, 0 },
    [STATE_VISIT_KILLING]    = { "ending its processes after a control", RESOURCE_OFFLINE, false, false, 0 },
    [STATE_REOPENING]        = { "closing after a control, to be opened", RESOURCE_INITIALIZING, false, false, 80 },
    [STATE_RECLAIMING]       = { "closing after a control, to arbitrate", RESOURCE_OFFLINE, false, false, 80 },
};

static const char *const events[MACHINE_EVENTS] = {
    [EVENT_ONLINE]           = "online asked for",
    [EVENT_OFFLINE]          = "offline asked for",
    [EVENT_TERMINATE]        = "terminate asked for",
    [EVENT_ARBITRATE]        = "arbitrate asked for",
    [EVENT_RELEASE]          = "release asked for",
    [EVENT_VISIT]            = "a control asked for",
    [EVENT_VISIT_OVER]       = "the controls are done",
    [EVENT_OPENED]           = "opened",
    [EVENT_OPENED_QUORUM]    = "opened, quorum-capable",
    [EVENT_ARBITRATED]       = "arbitrated",
    [EVENT_NOT_ARBITRATED]   = "not arbitrated",
    [EVENT_QUORUM_LOST]      = "quorum lost",
    [EVENT_OPEN_FAILED]      = "open failed",
    [EVENT_RETURNED_OK]      = "call returned success",
    [EVENT_RETURNED_PENDING] = "call returned ERROR_IO_PENDING",
    [EVENT_RETURNED_ERROR]   = "call returned an error",
    [EVENT_TERMINATED]       = "Terminate returned",
    [EVENT_CLOSED]           = "Close returned",
    [EVENT_HOST_DIED]        = "host ended",
    [EVENT_TREE_EMPTY]       = "no process left",
    [EVENT_TREE_UNPROVEN]    = "no process left, not surely offline",
    [EVENT_REPORT_PROGRESS]  = "progress reported",
    [EVENT_REPORT_ONLINE]    = "online reported",
    [EVENT_REPORT_OFFLINE]   = "offline reported",
    [EVENT_REPORT_FAILED]    = "failure reported",
    [EVENT_CHECK_FAILED]     = "IsAlive said no",
    [EVENT_PENDING_TIMEOUT]  = "PendingTimeout",
    [EVENT_CALL_TIMEOUT]     = "DeadlockTimeout",
    [EVENT_DEADLINE]         = "deadline",
    [EVENT_GIVEN_UP]         = "given up",
    [EVENT_ADOPTED_ONLINE]   = "found online",
    [EVENT_ADOPTED_OWNED]    = "found owned",
    [EVENT_ADOPTED_OPEN]     = "found open",
    [EVENT_ADOPTED_DOWN]     = "found down",
    [EVENT_ADOPTED_ABSENT]   = "not found",
    [EVENT_ADOPTED_BUSY]     = "found busy",
};

/* clang-format on */

struct machine_step
machine_step(enum machine_state state, enum machine_event event)
{
    struct machine_step step = table[state][event];

    if (!step.defined) {
        step.next = state;
    }
    return step;
}

const char *
machine_state_name(enum machine_state state)
{
    return states[state].name;
}

const char *
machine_event_name(enum machine_event event)
{
    return events[event];
}

enum resource_state
machine_resource_state(enum machine_state state)
{
    return states[state].shown;
}

bool
machine_is_stable(enum machine_state state)
{
    return states[state].stable;
}

bool
machine_is_opening(enum machine_state state)
{
    return state == STATE_OPENING || state == STATE_CLAIM_OPENING || state == STATE_VISIT_OPENING ||
           state == STATE_PROVING;
}

bool
machine_is_visit(enum machine_state state)
{
    return state == STATE_VISIT_OPENING || state == STATE_VISITED || state == STATE_VISIT_CLOSING ||
           state == STATE_VISIT_KILLING;
}

bool
machine_takes_controls(enum machine_state state)
{
    switch (state) {
    case STATE_ARBITRATING:
    case STATE_ONLINE_CALLED:
    case STATE_ONLINE_PENDING:
    case STATE_ONLINE:
    case STATE_OFFLINE_CALLED:
    case STATE_OFFLINE_PENDING:
    case STATE_FAILED:
    case STATE_CLAIMING:
    case STATE_OWNED:
    case STATE_VISITED:
        return true;
    default:
        return false;
    }
}

bool
machine_is_adopting(enum machine_state state)
{
    return state == STATE_ADOPTING || state == STATE_ADOPTING_TO_STOP;
}

bool
machine_is_polled(enum machine_state state)
{
    return state == STATE_ONLINE;
}

bool
machine_comes_online(enum machine_state state)
{
    return state == STATE_ONLINE_CALLED || state == STATE_ONLINE_PENDING;
}

bool
machine_keeps_reports(enum machine_state state)
{
    return states[state].keeps_reports;
}

unsigned int
machine_share(enum machine_state state)
{
    return states[state].share;
}
