/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_CODES_H
#define FAKE_HOST_CODES_H

/* Control codes that the fake host must know (resapi.md 2.12). */

#include <stdbool.h>
#include <stdint.h>

enum control_code {
    RESOURCE_GET_CHARACTERISTICS = 0x01000005,
    RESOURCE_GET_REQUIRED_DEPENDENCIES = 0x01000011,
    RESOURCE_DELETE = 0x01500006,
    RESOURCE_SET_NAME = 0x01500026,
    RESOURCE_INITIALIZE = 0x0150004a,
    RESOURCE_STATE_CHANGE_REASON = 0x0150004e,
    TYPE_STARTING_PHASE1 = 0x02500036,
    TYPE_STARTING_PHASE2 = 0x0250003a,
};

/* Whether resapid sends this code of its own accord, so that it comes in every test. */
bool is_originated(uint32_t code);

#endif
