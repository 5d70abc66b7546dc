/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_PREFIX_PRIVATE_H
#define RESAPID_PREFIX_PRIVATE_H

/* What the files prefix*.c share. */

#include "prefix.h"

/* Hosts are native programs, for tests: there is no Wine. */
bool prefix_is_native(const struct config *config);

#endif
