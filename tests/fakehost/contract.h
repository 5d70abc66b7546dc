/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_CONTRACT_H
#define FAKE_HOST_CONTRACT_H

/* The order of calls that resapid owes a resource DLL (ResApi reference, "Open" to "Terminate"). */

#include "host.h"

/* Records a violation if this entry point must not be asked for now, then counts it in. */
void contract_asked(struct resource *resource, enum entry entry);

/* The entry point returned. */
void contract_returned(struct resource *resource, enum entry entry);

/* The resource became online, by return value or report. */
void contract_online(struct resource *resource);

#endif
