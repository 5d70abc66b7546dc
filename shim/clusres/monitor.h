/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef CLUSRES_MONITOR_H
#define CLUSRES_MONITOR_H

/*
 * The Resource Monitor, as the built-in types call it: what Startup was given, the same for every
 * type. Both may be called from any thread, from the first Open on.
 */

#include <windows.h>

#include "resapi.h"

extern PSET_RESOURCE_STATUS_ROUTINE monitor_set_status;

/* Formats as FormatMessage does (%1, %1!u!), and every line ends with \n. What is logged as LOG_ERROR
 * in a call that fails becomes a part of the failure's reason. */
extern PLOG_EVENT_ROUTINE monitor_log;

#endif
