/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_NOTICES_H
#define FAKE_HOST_NOTICES_H

/* What a DLL tells through the callbacks beside SetResourceStatus. */

#include "host.h"

/* failure, information, local-properties, local-garbage, type-notification. */
void notices_at_begin(const struct call *call);

/* LOCAL_PROPERTIES as they were told last, if they were. */
void notices_tell_again(const struct resource *resource);

/* quorum-lost. */
void notices_at_return(const struct call *call);

/* Nothing more is to be lost. */
void forget_notices(const struct resource *resource);

#endif
