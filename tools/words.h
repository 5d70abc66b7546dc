/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_WORDS_H
#define RESAPID_TOOLS_WORDS_H

#include <stdint.h>

/* "online-pending" for an enum resource_state, "unknown" for another number. Never NULL. */
const char *resource_state_word(uint32_t state);

/* "timed out" for an enum client_outcome. Never NULL. */
const char *outcome_word(uint32_t outcome);

#endif
