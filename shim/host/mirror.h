/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RESAPID_HOST_MIRROR_H
#define RESAPID_HOST_MIRROR_H

/*
 * HKLM\Cluster, the copy of the cluster database in the registry. The main thread writes it: a MIRROR
 * message is short, and the host that gets them has nothing else to do.
 *
 * Its keys are volatile: they end with the wineserver, so that nobody takes an old copy for the
 * database, and are not written to the disk at each change.
 */

#include "channel.h"

void mirror_write(const struct channel_message *request);

#endif
