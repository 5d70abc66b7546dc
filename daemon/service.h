/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_SERVICE_H
#define RESAPID_SERVICE_H

/*
 * The service manager that started resapid, and how it is told what resapid does: datagrams of lines to
 * NOTIFY_SOCKET, as sd_notify(3) documents them. That page keeps the protocol stable and lets programs speak
 * it themselves, so no library is needed. Without NOTIFY_SOCKET nothing is told.
 *
 * Only the main loop says that resapid is alive (WATCHDOG_USEC, sd_watchdog_enabled(3)): a loop that does not
 * turn falls silent, and the service manager ends resapid.
 */

#include <glib.h>
#include <qb/qbloop.h>

struct service;

/* Takes what concerns the service manager out of the environment, so that no child speaks for resapid. Of a
 * NOTIFY_SOCKET that cannot be used the log tells: it may have been inherited, and resources come first. */
struct service *service_new(void);
void service_free(struct service *service);
typedef struct service service_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(service_t, service_free)

/* One line for people, such as systemctl status shows. */
void service_status(struct service *service, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* From now on: says READY once the loop turns, and then that it does. The loop must outlive this, or
 * service_stopping() be called before its end. */
void service_ready(struct service *service, qb_loop_t *loop);

/* The end has begun; it may take as long as the service manager allows. The loop is still watched. */
void service_stopping(struct service *service);

#endif
