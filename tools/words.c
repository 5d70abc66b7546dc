/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "words.h"

#include "protocol/client.h"

const char *
resource_state_word(uint32_t state)
{
    switch (state) {
    case RESOURCE_INITIALIZING:
        return "initializing";
    case RESOURCE_ONLINE:
        return "online";
    case RESOURCE_OFFLINE:
        return "offline";
    case RESOURCE_FAILED:
        return "failed";
    case RESOURCE_ONLINE_PENDING:
        return "online-pending";
    case RESOURCE_OFFLINE_PENDING:
        return "offline-pending";
    default:
        return "unknown";
    }
}

const char *
outcome_word(uint32_t outcome)
{
    switch (outcome) {
    case OUTCOME_OK:
        return "done";
    case OUTCOME_FAILED:
        return "failed";
    case OUTCOME_NO_SUCH_OBJECT:
        return "no such object";
    case OUTCOME_NOT_RUNNING:
        return "not running";
    case OUTCOME_INVALID:
        return "invalid";
    case OUTCOME_NOT_INSTALLED:
        return "not installed";
    case OUTCOME_BUSY:
        return "busy";
    case OUTCOME_TIMEOUT:
        return "timed out";
    case OUTCOME_REFUSED:
        return "refused";
    default:
        return "unknown outcome";
    }
}
