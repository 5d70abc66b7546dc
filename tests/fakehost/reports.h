/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FAKE_HOST_REPORTS_H
#define FAKE_HOST_REPORTS_H

/* What a resource tells about its state after or beside a call: STATUS and SIGNALED. */

#include "host.h"

/* The script wants a report of an Online or Offline that has not returned yet. */
bool report_is_early(const struct behaviour *behaviour);
void report_early(struct call *call);
/* Online has returned, and what it gave is signaled at once, if the script wants that. */
void signal_early(const struct call *call);

/* Online or Offline returned 997: schedules progress reports and the last one. */
void report_later(const struct call *call);

/* Online or Offline succeeded without a report: schedules what the script wants after that. */
void report_afterwards(const struct call *call);

/* WATCH_AGAIN of resapid. */
void request_watch_again(const struct channel_message *message);

/* Ends what is pending for the resource and forgets its event. */
void forget_reports(struct resource *resource);

#endif
