/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A resource whose DLL may have started what runs outside of its host's processes: a service is a child of
 * Wine's services.exe. The end of the processes does not prove it offline; Open does, which has to leave the
 * resource offline whatever the end of the last host was (resapi.md 8), and so does Close.
 */

#include "error.h"
#include "log.h"
#include "reopen-note.h"
#include "resource-private.h"

void
proof_init(struct resource *resource)
{
    resource->unproven = reopen_note_is_there(resource->world->config, resource->name);
    if (resource->unproven) {
        resource->state = STATE_FAILED;
        resource->failure = g_error_new(
            RESAPID_ERROR, OUTCOME_FAILED,
            "resource %s: its host ended while no resapid ran, and what its DLL has started "
            "outside of its processes may still run: take it offline",
            resource->name);
    }
}

void
proof_need(struct resource *resource)
{
    g_autoptr(GError) error = NULL;

    if (!catalog_type_reopens(resource->world->db, resource->type)) {
        return;
    }
    resource->unproven = true;
    if (!reopen_note_make(resource->world->config, resource->name, &error)) {
        log_warning(
            "resource %s: if resapid ends too, it is not known that it has to be opened again when "
            "its host dies: %s",
            resource->name, error->message);
    }
}

void
proof_given(struct resource *resource)
{
    g_autoptr(GError) error = NULL;

    if (!resource->unproven) {
        return;
    }
    resource->unproven = false;
    if (!reopen_note_remove(resource->world->config, resource->name, &error)) {
        resource_log(resource, LOG_WARNING, "%s: remove it yourself", error->message);
    }
}

enum machine_event
proof_event(const struct resource *resource)
{
    return resource->unproven ? EVENT_TREE_UNPROVEN : EVENT_TREE_EMPTY;
}

void
proof_begin(struct resource *resource)
{
    resource_log(resource, LOG_NOTICE,
                 "its host did not end in order: it is opened once more, so that nothing of it is "
                 "active outside of the host's processes");
    /* What it failed with is told; what the stop fails with is another thing. */
    g_clear_error(&resource->failure);
    g_clear_pointer(&resource->complaint, g_free);
    opening_begin(resource);
}

void
proof_explain(const struct resource *resource, GError *failure)
{
    if (resource->state == STATE_PROVING) {
        char *message =
            g_strdup_printf("resource %s: what its DLL has started outside of its processes may "
                            "still run, since opening it once more failed: %s",
                            resource->name, failure->message);

        g_free(failure->message);
        failure->message = message;
    }
}
