/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What clients that listen are told of a resource.
 */

#include "news.h"
#include "resource-private.h"

static struct client_news
begin(const struct resource *resource, enum news_kind kind, enum machine_state state)
{
    return (struct client_news){ .kind = kind,
                                 .name = resource->name,
                                 .type = resource->type,
                                 .state = machine_resource_state(state),
                                 .activity = machine_state_name(state),
                                 .checkpoint = resource->checkpoint };
}

void
resource_tell(const struct resource *resource, enum news_kind kind, const char *text)
{
    struct client_news happened = begin(resource, kind, resource->state);

    happened.text = text;
    news_tell(resource->world->news, &happened);
}

void
resource_tell_state(const struct resource *resource, enum machine_state next,
                    enum machine_event event)
{
    struct client_news happened = begin(resource, NEWS_STATE, next);

    happened.from = machine_resource_state(resource->state);
    happened.from_activity = machine_state_name(resource->state);
    happened.text = machine_event_name(event);
    news_tell(resource->world->news, &happened);
}
