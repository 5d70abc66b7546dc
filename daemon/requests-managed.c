/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What clients may not do behind Pacemaker's back: the cluster would find a failure where there is none, or
 * run a resource twice.
 */

#include "cluster.h"
#include "error.h"
#include "log.h"
#include "requests-private.h"

/* What the source keeps of a Pacemaker that does not answer is older: it may have been given the resource
 * meanwhile. */
#define FRESH_US (2 * G_USEC_PER_SEC)

/* What a client asks for of one resource. */
struct operation {
    const char *name;
    bool forced;
    const char *command; /* the cluster's own, in front of the name */
};

/* A request that waits until it is known what Pacemaker has. */
struct held {
    struct requests *requests;
    struct answer *answer;
    GByteArray *request; /* encoded */
};

/* False: it is no verb of that kind. */
static bool
read_operation(const struct client_message *request, struct operation *operation)
{
    switch (request->header.type) {
    case CLIENT_ONLINE:
        *operation = (struct operation){ request->online.name, request->online.force != 0,
                                         "crm resource start" };
        return true;
    case CLIENT_OFFLINE:
        /* The agents always give the flag. */
        *operation = (struct operation){ request->offline.name,
                                         (request->offline.flags & OFFLINE_IGNORE_STATUS) != 0,
                                         "crm resource stop" };
        return true;
    case CLIENT_TERMINATE:
        *operation = (struct operation){ request->terminate.name, request->terminate.force != 0,
                                         "crm resource stop" };
        return true;
    case CLIENT_RESOURCE_REMOVE:
        *operation =
            (struct operation){ request->resource_remove.name, request->resource_remove.force != 0,
                                "crm configure delete" };
        return true;
    case CLIENT_RENAME:
        *operation = (struct operation){ request->rename.name, request->rename.force != 0,
                                         "crm configure rename" };
        return true;
    default:
        return false;
    }
}

/* What waits */

static void
held_free(struct held *held)
{
    held->requests->held = g_list_remove(held->requests->held, held);
    g_byte_array_unref(held->request);
    g_free(held);
}

static struct held *
held_new(struct requests *requests, struct answer *answer, const struct client_message *request)
{
    struct held *held = g_new0(struct held, 1);
    size_t length = 0; /* what was decoded can be encoded */

    held->requests = requests;
    held->answer = answer;
    held->request = g_byte_array_new();
    g_byte_array_set_size(held->request, WIRE_MESSAGE_MAX);
    wire_encode(&client_schema, request, held->request->data, WIRE_MESSAGE_MAX, &length);
    g_byte_array_set_size(held->request, (guint)length);
    requests->held = g_list_prepend(requests->held, held);
    return held;
}

/* The message points into it. */
static struct client_message
request_of(const struct held *held)
{
    struct client_message request = { 0 };

    wire_decode(&client_schema, held->request->data, held->request->len, &request);
    return request;
}

static void
go_on(struct held *held)
{
    const struct client_message request = request_of(held);

    requests_serve(held->requests, held->answer, &request);
    held_free(held);
}

/* A change_done. */
static void
on_freed(void *user, const GError *error, bool overtaken)
{
    struct held *held = user;

    (void)overtaken;
    if (error == NULL) {
        go_on(held);
    } else {
        answer_send(held->answer, error, 0);
        held_free(held);
    }
}

/* Pacemaker had it once. */
static void
free_resource(struct held *held, const struct resource *resource)
{
    struct requests *requests = held->requests;
    const char *name = resource_name(resource);
    struct clusdb_batch *batch;

    if (requests_pending_and_answered(requests, held->answer, name)) {
        held_free(held);
        return;
    }
    log_notice("resource %s: Pacemaker's configuration does not have it any more: resapictl may "
               "bring it online and offline",
               name);
    batch = clusdb_batch_new();
    catalog_put_unmanaged(batch, resource_key(resource));
    changes_commit(requests->changes, name, batch, on_freed, held);
}

static void
refuse(struct held *held, const struct resource *resource, const struct client_message *request,
       const struct operation *operation)
{
    const char *new_name = request->header.type == CLIENT_RENAME ? request->rename.new_name : "";
    g_autoptr(GError) error = NULL;

    set_win32_error(&error, WIN32_ACCESS_DENIED,
                    "resource %s: is Pacemaker's: use '%s %s%s%s', or --force while it is "
                    "unmanaged or in maintenance mode",
                    operation->name, operation->command, operation->name,
                    new_name[0] != '\0' ? " " : "", new_name);
    answer_send(held->answer, error, resource_state(resource));
    held_free(held);
}

static bool
was_started(const struct held *held, const struct resource *resource)
{
    return catalog_resource_managed(held->requests->world->db, resource_key(resource));
}

static bool
is_fresh(const struct cluster *cluster)
{
    return cluster->managed && g_get_monotonic_time() - cluster->told_us < FRESH_US;
}

/* Another agent's resource may have the same name: the id tells. */
static bool
is_known(const struct cluster *cluster, const struct resource *resource)
{
    const struct cluster_resource *known =
        cluster_resource(cluster, catalog_id(resource_key(resource)));

    return known != NULL && known->managed;
}

/* error is set where Pacemaker does not answer. */
static bool
is_pacemakers(const struct held *held, const struct resource *resource,
              const struct cluster *cluster, const GError *error)
{
    if (error == NULL && is_known(cluster, resource)) {
        return true;
    }
    return was_started(held, resource) && (error != NULL || !is_fresh(cluster));
}

/* A cluster_told. */
static void
on_cluster(void *user, struct cluster *cluster, const GError *error)
{
    struct held *held = user;
    const struct client_message request = request_of(held);
    const struct resource *resource;
    struct operation operation = { "", false, "" };

    read_operation(&request, &operation);
    resource = inventory_find(held->requests->inventory, operation.name);
    if (resource != NULL && is_pacemakers(held, resource, cluster, error)) {
        refuse(held, resource, &request, &operation);
    } else if (resource != NULL && was_started(held, resource)) {
        free_resource(held, resource);
    } else {
        go_on(held);
    }
}

bool
requests_managed_and_taken(struct requests *requests, struct answer *answer,
                           const struct client_message *request)
{
    const struct cluster_source *source = requests->world->cluster;
    struct operation operation;

    if (source == NULL || requests->ending || !read_operation(request, &operation) ||
        operation.forced || inventory_find(requests->inventory, operation.name) == NULL) {
        return false;
    }
    source->ask(source->source, on_cluster, held_new(requests, answer, request));
    return true;
}

void
requests_end_held(struct requests *requests)
{
    const struct cluster_source *source = requests->world->cluster;

    while (requests->held != NULL) {
        source->cancel(source->source, requests->held->data);
        held_free(requests->held->data);
    }
}
