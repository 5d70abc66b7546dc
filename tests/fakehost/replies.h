/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_REPLIES_H
#define FAKE_HOST_REPLIES_H

/* Answers to resapid's requests, and the channel's numbers for entry points. */

#include "host.h"

/* N_SCRIPT_ENTRIES for what CALL cannot call. */
enum entry entry_called(uint32_t entry_point);

/* The number of an entry point, 0 for Load and Startup. */
uint32_t reply_entry_point(enum entry entry);

/* LOADED's entries for a DLL with this script. */
uint32_t reply_entries(const struct script *script);

/* LOADED, RETURNED or CONTROLLED, whichever the call's request wants. */
void reply_to(const struct call *call, uint32_t result);

/* LOADED for a script that is missing or wrong. */
void reply_not_loaded(const struct call *call, enum script_result result, const char *problem);

void reply_returned(uint64_t id, uint32_t result);
void reply_controlled(uint64_t id, uint32_t result);

/* FACT for every resource, LOCAL_PROPERTIES for those that have some, then FACTS_END. */
void reply_facts(uint64_t id);

#endif
