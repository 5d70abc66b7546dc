/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

char *
scratch_name(const char *purpose, const char *object)
{
    return g_strdup_printf("%s of %s on %s", purpose, object, g_get_host_name());
}

static bool
add(const struct scratch *scratch, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RESOURCE_ADD };

    request.resource_add.name = scratch->name;
    request.resource_add.type = scratch->type;
    return scratch->request(scratch->user, &request, error);
}

static bool
separate(const struct scratch *scratch, GError **error)
{
    static const char property[] = "SeparateMonitor=1";
    struct client_message request = { .header.type = CLIENT_COMMON_SET };

    request.common_set.name = scratch->name;
    request.common_set.properties.count = 1;
    request.common_set.properties.strings = property;
    request.common_set.properties.length = sizeof(property);
    return scratch->request(scratch->user, &request, error);
}

bool
scratch_make(const struct scratch *scratch, GError **error)
{
    scratch_remove(scratch, NULL);
    if (!add(scratch, error)) {
        return false;
    }
    if (!separate(scratch, error)) {
        scratch_remove(scratch, NULL);
        return false;
    }
    return true;
}

bool
scratch_remove(const struct scratch *scratch, GError **error)
{
    struct client_message request = { .header.type = CLIENT_RESOURCE_REMOVE };

    request.resource_remove.name = scratch->name;
    return scratch->request(scratch->user, &request, error);
}
