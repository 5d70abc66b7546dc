/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_TOOLS_SCRATCH_H
#define RESAPID_TOOLS_SCRATCH_H

/*
 * A resource that is made to ask the DLL of its type, never brought online, and removed again. It has a host
 * of its own: what the DLL does in it is nothing to the resources that share one. For clients of resapid, each
 * of which has its own way to it.
 */

#include <stdbool.h>
#include <glib.h>

#include "protocol/client.h"

struct scratch {
    const char *name;
    const char *type;
    /* Sends one request; false with an error, for each outcome but OUTCOME_OK. */
    bool (*request)(void *user, struct client_message *request, GError **error);
    void *user;
};

/* "PURPOSE of OBJECT on NODE": another node may do the same at the same time, and share the database. Free
 * with g_free(). */
char *scratch_name(const char *purpose, const char *object);

/* One of before, which a client that was killed has left, is removed first. */
bool scratch_make(const struct scratch *scratch, GError **error);
bool scratch_remove(const struct scratch *scratch, GError **error);

#endif
