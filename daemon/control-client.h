/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RESAPID_CONTROL_CLIENT_H
#define RESAPID_CONTROL_CLIENT_H

/*
 * Who has asked for a control, of a resource or a type: what came in, and what is to be told.
 */

#include "resource.h"

struct control_client {
    struct control_request request; /* its in is void: see control_client_in() */
    GBytes *in;
    resource_controlled done; /* NULL once the client has been told */
    void *user;
    GError *error;
    uint32_t result;
    GBytes *out;     /* or NULL */
    char *complaint; /* the last error that was logged while the DLL was asked, or NULL */
};

void control_client_init(struct control_client *client, const struct control_request *request,
                         resource_controlled done, void *user);
void control_client_clear(struct control_client *client);

struct wire_bytes control_client_in(const struct control_client *client);
/* Takes error, of which the first is the cause. */
void control_client_fail(struct control_client *client, GError *error);
void control_client_complain(struct control_client *client, const char *complaint);
/* out may be NULL. */
void control_client_answer(struct control_client *client, uint32_t result, GBytes *out);
/* Says what there is to say, unless that was done before. */
void control_client_tell(struct control_client *client);
/* Its time is up: this is what it is told, whatever the DLL may answer later. Takes error. */
void control_client_give_up(struct control_client *client, GError *error);

/* The DLL wants more room for what it writes: as much is in *out_size, and it is to be asked again. */
bool control_wants_room(const struct channel_controlled *reply, uint32_t *out_size);

#endif
