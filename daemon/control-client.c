/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control-client.h"

#include "error.h"

static struct wire_bytes
view(GBytes *bytes)
{
    gsize length = 0;
    const uint8_t *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;

    return (struct wire_bytes){ data, (uint32_t)length };
}

void
control_client_init(struct control_client *client, const struct control_request *request,
                    resource_controlled done, void *user)
{
    *client = (struct control_client){ .request = *request, .done = done, .user = user };
    client->in = g_bytes_new(request->in.data, request->in.length);
    client->request.in = (struct wire_bytes){ NULL, 0 };
}

void
control_client_clear(struct control_client *client)
{
    g_clear_error(&client->error);
    g_clear_pointer(&client->in, g_bytes_unref);
    g_clear_pointer(&client->out, g_bytes_unref);
    g_clear_pointer(&client->complaint, g_free);
}

struct wire_bytes
control_client_in(const struct control_client *client)
{
    return view(client->in);
}

void
control_client_fail(struct control_client *client, GError *error)
{
    if (client->error == NULL) {
        client->error = error;
    } else {
        g_error_free(error);
    }
}

void
control_client_complain(struct control_client *client, const char *complaint)
{
    g_free(client->complaint);
    client->complaint = g_strdup(complaint);
}

void
control_client_answer(struct control_client *client, uint32_t result, GBytes *out)
{
    GBytes *kept = out != NULL ? g_bytes_ref(out) : NULL;

    client->result = result;
    g_clear_pointer(&client->out, g_bytes_unref);
    client->out = kept;
}

void
control_client_tell(struct control_client *client)
{
    struct wire_bytes out = view(client->out);
    resource_controlled done = client->done;

    client->done = NULL;
    if (done != NULL) {
        done(client->user, client->error, client->result, &out, client->complaint);
    }
}

void
control_client_give_up(struct control_client *client, GError *error)
{
    control_client_fail(client, error);
    control_client_tell(client);
    g_clear_error(&client->error);
}

bool
control_wants_room(const struct channel_controlled *reply, uint32_t *out_size)
{
    if (reply->result != WIN32_MORE_DATA || reply->needed <= *out_size ||
        reply->needed > WIRE_MESSAGE_MAX) {
        return false;
    }
    *out_size = reply->needed;
    return true;
}
