/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_NEWS_H
#define RESAPID_NEWS_H

/*
 * What happens, for the clients that listen. Each has a ring of libqb's, which is as long as it is: what
 * does not fit because the client does not read is counted and told once there is room again. So a
 * client that is slow, stopped or gone costs nothing but its ring.
 */

#include <stdbool.h>
#include <stdint.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "ipc.h"

struct news;

struct news *news_new(qb_loop_t *loop);
/* Behind ipc_free(), which ends all listening. */
void news_free(struct news *news);

/* The client of that call listens from now on, to what is about the resource of that name, or to all
 * with "". False with error set if it does so already. */
bool news_listen(struct news *news, struct ipc_call *call, const char *name, GError **error);

/* Whether anybody listens: else nothing needs to be put together. */
bool news_is_heard(const struct news *news);

/* news may be NULL, and then nobody is told. happened's time is filled in. Whoever listens to a resource
 * that is renamed goes on with its new name, which is happened's text. */
void news_tell(struct news *news, const struct client_news *happened);

#endif
