/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "codes.h"

#include <stddef.h>

static const uint32_t originated[] = {
    TYPE_STARTING_PHASE1,
    TYPE_STARTING_PHASE2,
    RESOURCE_GET_CHARACTERISTICS,
    RESOURCE_GET_REQUIRED_DEPENDENCIES,
    RESOURCE_INITIALIZE,
    RESOURCE_STATE_CHANGE_REASON,
    RESOURCE_SET_NAME,
    RESOURCE_DELETE,
};

bool
is_originated(uint32_t code)
{
    for (size_t i = 0; i < sizeof(originated) / sizeof(originated[0]); i++) {
        if (originated[i] == code) {
            return true;
        }
    }
    return false;
}
