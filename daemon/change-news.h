/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CHANGE_NEWS_H
#define RESAPID_CHANGE_NEWS_H

/*
 * What the cluster database tells clients that listen: properties of resources and types that have
 * another value, by name, and types that come and go. Resources come and go by inventory.h.
 */

#include "clusdb/clusdb.h"
#include "inventory.h"
#include "news.h"

/* For a clusdb_observer. */
void change_news_landed(struct news *news, const struct inventory *inventory,
                        const struct clusdb_batch *batch, size_t index);

#endif
