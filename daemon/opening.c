/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * From nothing to an open resource: the prefix, a host of its own or its type's, LOAD, OPEN, and what
 * resapid asks of it then. Each step that is done already is passed over, so that a failed resource
 * whose host lives is brought online in it again.
 */

#include "dll-file.h"
#include "error.h"
#include "log.h"
#include "prefix.h"
#include "resource-private.h"

/* NULL if there is no such type; g_free(). */
static char *
find_dll(const struct resource *resource)
{
    g_autofree char *dll = catalog_type_dll(resource->world->db, resource->type);

    return dll != NULL ? dll_file_path(resource->world->config, dll) : NULL;
}

static void
fail_load(struct resource *resource, const struct channel_loaded *loaded)
{
    g_autofree char *dll = find_dll(resource);
    GError *error = monitor_load_error(dll, resource->type, loaded);

    g_prefix_error(&error, "resource %s: ", resource->name);
    resource_fail(resource, EVENT_OPEN_FAILED, error);
}

static void
on_opened(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;
    GError *error = NULL;

    if (reply == NULL) {
        resource_call_hung(resource, "Open");
        return;
    }
    resource->last_status = reply->returned.result;
    if (reply->returned.result != WIN32_SUCCESS) {
        set_win32_error(&error, reply->returned.result, "resource %s: Open failed", resource->name);
        resource_fail(resource, EVENT_OPEN_FAILED, error);
    } else {
        resource->open = true;
        proof_given(resource);
        own_controls_opened(resource);
    }
}

static void
send_open(struct resource *resource)
{
    struct channel_message open = {
        .header.type = CHANNEL_OPEN,
        .open = { .type_name = resource->type, .name = resource->name, .key = resource->key },
    };

    tenant_call(resource->tenant, &open, resource_number(resource, COMMON_DEADLOCK_TIMEOUT),
                on_opened, resource);
}

static void
fail_prefix(struct resource *resource, const GError *error)
{
    resource_fail(resource, EVENT_OPEN_FAILED,
                  g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "resource %s: Wine prefix: %s",
                              resource->name, error->message));
}

/* HKLM\Cluster has all that Open may look for there. */
static void
on_mirrored(void *user, const GError *error)
{
    struct resource *resource = user;

    if (error != NULL) {
        fail_prefix(resource, error);
    } else if (machine_is_opening(resource->state)) {
        send_open(resource);
    } else {
        resource_event(resource, EVENT_OPEN_FAILED);
    }
}

static void
on_loaded(void *user, const struct channel_message *reply)
{
    struct resource *resource = user;

    if (reply == NULL) {
        resource_call_hung(resource, "loading its DLL");
    } else if (reply->loaded.stage != LOAD_DONE) {
        fail_load(resource, &reply->loaded);
    } else if (machine_is_opening(resource->state)) {
        resource->entries = reply->loaded.entries;
        prefix_wait(resource->world->prefix, on_mirrored, resource);
    } else {
        resource_event(resource, EVENT_OPEN_FAILED);
    }
}

static void
send_load(struct resource *resource)
{
    g_autofree char *dll = find_dll(resource);

    if (dll == NULL) {
        resource_fail(resource, EVENT_OPEN_FAILED,
                      g_error_new(RESAPID_ERROR, OUTCOME_INVALID,
                                  "resource %s: there is no resource type '%s': resapictl type add",
                                  resource->name, resource->type));
        return;
    }
    tenant_load(resource->tenant, resource->type, dll,
                resource_number(resource, COMMON_DEADLOCK_TIMEOUT), on_loaded, resource);
}

/* SeparateMonitor is the resource's own wish, isolation=type its type's (design.md 4). */
static bool
is_to_share(const struct resource *resource)
{
    return catalog_type_is_shared(resource->world->db, resource->type) &&
           resource_number(resource, COMMON_SEPARATE_MONITOR) == 0;
}

char *
opening_label(const struct resource *resource)
{
    return is_to_share(resource) ? catalog_type_key(resource->type) : g_strdup(resource->name);
}

static void
enter_host(struct resource *resource, const char *label)
{
    const struct resource_world *world = resource->world;
    struct prefix_command command;
    struct keeper_command keeper_command;
    GError *error = NULL;

    prefix_command_init(&command, world->config, label);
    keeper_command.arguments = (const char *const *)command.arguments;
    keeper_command.environment = (const char *const *)command.environment;
    resource->tenant = tenant_enter(world->monitors, label, resource->name, &keeper_command,
                                    &resource_tenant_events, resource, &error);
    prefix_command_clear(&command);
    if (resource->tenant == NULL) {
        g_prefix_error(&error, "resource %s: ", resource->name);
        resource_fail(resource, EVENT_OPEN_FAILED, error);
    }
}

/* A host that others have left is on its way out and is waited for. */
static void
find_host(void *user)
{
    struct resource *resource = user;
    g_autofree char *label = opening_label(resource);

    resource->shared = is_to_share(resource);
    if (!monitors_wait_for_end(resource->world->monitors, label, find_host, resource)) {
        enter_host(resource, label);
    }
}

static void
on_prefix_ready(void *user, const GError *error)
{
    struct resource *resource = user;

    if (error != NULL) {
        fail_prefix(resource, error);
    } else {
        find_host(resource);
    }
}

void
opening_begin(struct resource *resource)
{
    if (resource->tenant == NULL) {
        prefix_wait(resource->world->prefix, on_prefix_ready, resource);
    } else if (!tenant_is_ready(resource->tenant)) {
        /* Its HELLO comes back here. */
        return;
    } else if (!resource->open) {
        send_load(resource);
    } else {
        opening_end(resource);
    }
}

void
opening_end(struct resource *resource)
{
    if (quorum_is_capable(resource)) {
        resource_event(resource, EVENT_OPENED_QUORUM);
    } else if (resource->state == STATE_CLAIM_OPENING) {
        GError *error = NULL;

        set_win32_error(&error, WIN32_NOT_QUORUM_CAPABLE,
                        "resource %s: its DLL has no Arbitrate and Release", resource->name);
        resource_fail(resource, EVENT_OPENED, error);
    } else {
        resource_event(resource, EVENT_OPENED);
    }
}

void
opening_abandon(struct resource *resource)
{
    if (resource->tenant == NULL || !tenant_is_ready(resource->tenant)) {
        resource_event(resource, EVENT_OPEN_FAILED);
    }
}

void
opening_cancel(struct resource *resource)
{
    prefix_cancel(resource->world->prefix, resource);
    monitors_cancel(resource->world->monitors, resource);
}
