/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * resapid(8): options, configuration, log, folders, lock, database, prefix, adoption, IPC, loop,
 * orderly end.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <glib.h>
#include <qb/qbloop.h>

#include "asks.h"
#include "build-id.h"
#include "change-news.h"
#include "child.h"
#include "clusdb/clusdb.h"
#include "config.h"
#include "error.h"
#include "inventory.h"
#include "ipc.h"
#include "layout.h"
#include "log.h"
#include "node-attribute.h"
#include "object-changes.h"
#include "object-controls.h"
#include "object-events.h"
#include "objects.h"
#include "pacemaker.h"
#include "pacemaker-facts.h"
#include "paths.h"
#include "property-items.h"
#include "registry.h"
#include "prefix.h"
#include "requests.h"
#include "service.h"
#include "standalone.h"

/* How often what other nodes have written is looked at. */
#define DATABASE_LOOK_MS 5000

enum exit_status { EXIT_FINE = 0, EXIT_TROUBLE = 1, EXIT_USAGE = 2 };

struct resapid {
    struct config *config;
    struct service *service;
    int lock;
    struct resource_world world;
    struct inventory *inventory;
    struct requests *requests;
    struct standalone *standalone;
    struct pacemaker_facts *facts;
    struct objects *objects;
    struct object_controls *controls;
    struct object_changes *changes;
    struct object_events *events;
    struct node_attribute *attribute;
    struct ipc *ipc;
    bool shares; /* the database, with other nodes */
};

static bool show_version;
static bool check_config;

static bool
parse_options(int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "check-config", 0, 0, G_OPTION_ARG_NONE, &check_config,
          "Check the configuration file and exit", NULL },
        { "version", 0, 0, G_OPTION_ARG_NONE, &show_version, "Show the version and exit", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_summary(
        context, "Hosts Windows failover-cluster resource DLLs under Wine for Pacemaker.\n"
                 "Runs in the foreground; see resapid(8) and resapid.conf(5).");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error)) {
        return false;
    }
    if (*argc > 1) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_INVALID, "unexpected argument '%s'", (*argv)[1]);
        return false;
    }
    return true;
}

static bool
make_folder(const char *path, mode_t mode, GError **error)
{
    if (g_mkdir_with_parents(path, (int)mode) != 0) {
        set_system_error(error, errno, "%s: cannot create the folder", path);
        return false;
    }
    return true;
}

static bool
make_folders(const struct config *config, GError **error)
{
    g_autofree char *hosts = paths_hosts(config);

    return make_folder(config->state_directory, 0755, error) &&
           make_folder(config->run_directory, 0755, error) && make_folder(hosts, 0700, error);
}

/* unix(7) leaves little room for a path. */
static bool
check_socket_length(const struct config *config, GError **error)
{
    g_autofree char *socket = paths_host_socket(config, "");

    if (strlen(socket) < sizeof(((struct sockaddr_un *)NULL)->sun_path)) {
        return true;
    }
    set_system_error(error, ENAMETOOLONG, "%s: choose a shorter run_directory",
                     config->run_directory);
    return false;
}

/* One resapid for one run folder; the lock ends with the process. */
static bool
take_lock(struct resapid *resapid, GError **error)
{
    g_autofree char *path = paths_lock(resapid->config);

    resapid->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (resapid->lock < 0) {
        set_system_error(error, errno, "%s: cannot open", path);
        return false;
    }
    if (flock(resapid->lock, LOCK_EX | LOCK_NB) != 0) {
        set_system_error(error, errno, "%s: another resapid runs with this run_directory", path);
        return false;
    }
    return true;
}

static void
on_prefix_lost(void *owner)
{
    struct resapid *resapid = owner;

    if (resapid->world.monitors != NULL) {
        monitors_lose_wineserver(resapid->world.monitors);
    }
    node_attribute_lose_prefix(resapid->attribute);
}

static void
stop_loop(void *user)
{
    struct resapid *resapid = user;

    qb_loop_stop(resapid->world.loop);
}

static void
end_prefix(void *user)
{
    struct resapid *resapid = user;

    prefix_end(resapid->world.prefix, stop_loop, resapid);
}

/* Running resources stay under their keepers for the next resapid: an upgrade must not stop them.
 * With none, nothing is left behind, the wineserver included. */
static int32_t
on_end_signal(int32_t signal_number, void *user)
{
    struct resapid *resapid = user;

    service_stopping(resapid->service);
    requests_end(resapid->requests);
    object_changes_end(resapid->changes);
    if (!inventory_is_idle(resapid->inventory)) {
        log_notice("signal %d: ending; resources that are not offline go on under their keepers",
                   signal_number);
        service_status(resapid->service,
                       "Ending; resources that are not offline go on under their keepers");
        stop_loop(resapid);
    } else {
        log_notice("signal %d: ending", signal_number);
        service_status(resapid->service, "Ending, and the wineserver with it");
        node_attribute_end(resapid->attribute, end_prefix, resapid);
    }
    return 0;
}

static bool
watch_signals(struct resapid *resapid, GError **error)
{
    static const int32_t signals[] = { SIGTERM, SIGINT };

    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
        qb_loop_signal_handle handle;

        if (qb_loop_signal_add(resapid->world.loop, QB_LOOP_HIGH, signals[i], resapid,
                               on_end_signal, &handle) != 0) {
            set_system_error(error, errno, "cannot watch signal %d", signals[i]);
            return false;
        }
    }
    return true;
}

static void
log_notification(struct host *host, const struct channel_type_notification *notification)
{
    g_autofree char *type = log_one_line(notification->type_name);

    host_log(host, LOG_NOTICE, "resource type '%s': its DLL raised a notification of %u bytes",
             type, notification->payload.length);
}

static void
take_property(const struct resapid *resapid, struct host *host,
              const struct channel_property_item *item)
{
    const struct resource_world *world = &resapid->world;

    if (!property_items_take(world->property_items, world->db, item)) {
        g_autofree char *name = log_one_line(item->name);

        host_log(
            host, LOG_WARNING,
            "host %s: its DLL's property table: '%s' is left out: a name of 1 to %d characters, "
            "of a known type, that is not the %dth",
            host_name(host), name, PROPERTY_ITEM_NAME_MAX, PROPERTY_ITEMS_MAX + 1);
    }
}

/* What a resource said that is closed, or whose name an adopted host has not told yet. */
static void
log_unclaimed(const struct host *host, const struct channel_log *entry)
{
    g_autofree char *line = log_one_line(entry->text);

    if (entry->resource != 0) {
        log_info("host %s: resource %u: %s", host_name(host), entry->resource, line);
    }
}

/* What an adopted host asks while resapid begins is served when all of it has. */
static bool
serve_objects(const struct resapid *resapid, struct host *host,
              const struct channel_message *message)
{
    return objects_serve(resapid->objects, host, message) ||
           object_controls_serve(resapid->controls, host, message) ||
           object_changes_serve(resapid->changes, host, message) ||
           object_events_serve(resapid->events, host, message);
}

/* Also while resapid begins and ends. */
static void
on_state_changed(void *user, const struct resource *resource)
{
    const struct resapid *resapid = user;

    if (resapid->events != NULL) {
        object_changes_look(resapid->changes);
        object_events_state(resapid->events, resource);
    }
}

static void
on_host_asks(void *user, struct host *host, const struct channel_message *message)
{
    const struct resapid *resapid = user;

    if (message->header.type == CHANNEL_PROPERTY_ITEM) {
        take_property(resapid, host, &message->property_item);
    } else if (message->header.type == CHANNEL_TYPE_NOTIFICATION) {
        log_notification(host, &message->type_notification);
    } else if (message->header.type == CHANNEL_LOG) {
        log_unclaimed(host, &message->log);
    } else if (!registry_serve(resapid->world.db, host, message) &&
               !serve_objects(resapid, host, message)) {
        host_log(host, LOG_WARNING, "host %s: sent an unexpected %s", host_name(host),
                 wire_type_name(&channel_schema, message->header.type));
    }
}

static void
on_host_gone(void *user, struct host *host)
{
    const struct resapid *resapid = user;

    registry_forget(host);
    asks_forget(host);
    pacemaker_forget_host(resapid->world.pacemaker, host);
    if (resapid->events != NULL) {
        object_changes_forget(resapid->changes, host);
        object_events_forget(resapid->events, host);
    }
}

/* A clusdb_observer. */
static void
on_database_changed(void *user, const struct clusdb_batch *batch, size_t index)
{
    const struct resapid *resapid = user;
    const struct clusdb_change change = clusdb_batch_change(batch, index);

    registry_landed(batch, index);
    if (resapid->world.property_items != NULL) {
        property_items_landed(resapid->world.property_items, &change);
    }
    if (resapid->world.prefix != NULL) {
        prefix_landed(resapid->world.prefix, batch, index);
    }
    if (resapid->inventory != NULL) {
        inventory_landed(resapid->inventory, &change);
        change_news_landed(resapid->world.news, resapid->inventory, batch, index);
    }
    if (resapid->events != NULL) {
        object_events_landed(resapid->events, &change);
    }
}

static void
on_layout_landed(void *user, const GError *error)
{
    struct resapid *resapid = user;

    if (error != NULL) {
        log_error("cluster database: what is missing cannot be added: %s", error->message);
    }
    stop_loop(resapid);
}

static void
on_layout_added(void *user, const GError *error)
{
    (void)user;
    if (error != NULL) {
        log_warning("cluster database: what is missing cannot be added: %s", error->message);
    }
}

/* What other nodes had before may lack what this one needs. Once: nodes that are configured otherwise would
 * go on changing what the other one wrote. */
static void
put_shared_layout(struct resapid *resapid)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    resapid->shares = true;
    if (layout_put_missing(batch, resapid->world.db, resapid->config) == 0) {
        clusdb_batch_free(batch);
        return;
    }
    clusdb_commit(resapid->world.db, batch, on_layout_added, NULL);
}

static void
on_followed(void *user)
{
    struct resapid *resapid = user;

    inventory_follow(resapid->inventory);
    if (!resapid->shares) {
        put_shared_layout(resapid);
    }
}

static bool
is_used(void *user, const char *path)
{
    const struct resapid *resapid = user;

    return layout_needs(path) || inventory_uses(resapid->inventory, path);
}

static struct clusdb *
open_database(const struct config *config, GError **error)
{
    const struct clusdb_cib cib = {
        .timeout_ms = config->status_timeout_ms,
        .look_ms = DATABASE_LOOK_MS,
        .value_limit = config->value_limit,
        .total_limit = config->total_limit,
    };
    g_autofree char *path = paths_clusdb(config);

    return g_str_equal(config->database_backend, "cib") ? clusdb_open_cib(path, &cib, error)
                                                        : clusdb_open_file(path, error);
}

/* Before anything else looks at the database. Resources run without it, so a full disk does not keep
 * resapid from taking care of them. */
static void
put_layout(struct resapid *resapid)
{
    struct clusdb_batch *batch = clusdb_batch_new();

    if (layout_put_missing(batch, resapid->world.db, resapid->config) == 0) {
        clusdb_batch_free(batch);
        return;
    }
    clusdb_batch_keep_local(batch);
    clusdb_commit(resapid->world.db, batch, on_layout_landed, resapid);
    qb_loop_run(resapid->world.loop);
}

/* Of a cluster that resapid is not told of changes of. */
static void
look_at_cluster(void *user)
{
    const struct resapid *resapid = user;

    if (resapid->events != NULL) {
        object_events_look(resapid->events);
    }
}

static const struct cluster_source *
choose_source(struct resapid *resapid)
{
    const char *wanted = resapid->config->cluster_source;
    const struct cluster_source *standalone;
    struct pacemaker_facts_world world = { .loop = resapid->world.loop,
                                           .config = resapid->config,
                                           .db = resapid->world.db,
                                           .inventory = resapid->inventory,
                                           .look = look_at_cluster,
                                           .user = resapid };

    resapid->standalone = standalone_new(resapid->world.db, resapid->inventory);
    standalone = standalone_source(resapid->standalone);
    if (g_str_equal(wanted, "standalone")) {
        return standalone;
    }
    world.otherwise = g_str_equal(wanted, "auto") ? standalone : NULL;
    resapid->facts = pacemaker_facts_new(&world);
    return pacemaker_facts_source(resapid->facts);
}

/* What clusapi.dll asks about the cluster. */
static void
begin_objects(struct resapid *resapid)
{
    const struct resource_world *world = &resapid->world;
    struct inventory *inventory = resapid->inventory;
    const struct cluster_source *source = choose_source(resapid);

    resapid->world.cluster = source;
    resapid->objects = objects_new(source);
    resapid->controls =
        object_controls_new(world, inventory, requests_type_controls(resapid->requests), source);
    resapid->changes = object_changes_new(world, inventory, resapid->requests, source);
    resapid->events = object_events_new(world, source);
}

static void
end_objects(struct resapid *resapid)
{
    object_events_free(g_steal_pointer(&resapid->events));
    object_changes_free(resapid->changes);
    object_controls_free(resapid->controls);
    objects_free(resapid->objects);
    pacemaker_facts_free(resapid->facts);
    standalone_free(resapid->standalone);
}

/* A subject_lookup. */
static const char *
type_of(void *user, const char *name)
{
    const struct resource *resource = inventory_find(user, name);

    return resource != NULL ? resource_type(resource) : NULL;
}

/* A pacemaker_line. */
static bool
on_pacemaker_line(void *user, const char *name, uint8_t priority, const char *line)
{
    struct resource *resource = inventory_find(user, name);

    if (resource != NULL) {
        resource_take_line(resource, priority, line);
    }
    return resource != NULL;
}

static bool
begin(struct resapid *resapid, GError **error)
{
    struct resource_world *world = &resapid->world;
    const struct config *config = resapid->config;
    const struct clusdb_follower follower = { is_used, on_followed, resapid };

    if (!check_socket_length(config, error) || !make_folders(config, error) ||
        !take_lock(resapid, error)) {
        return false;
    }
    world->config = config;
    world->loop = qb_loop_create();
    if (!children_init(world->loop, error)) {
        return false;
    }
    world->db = open_database(config, error);
    if (world->db == NULL) {
        return false;
    }
    clusdb_observe(world->db, on_database_changed, resapid);
    put_layout(resapid);
    if (!watch_signals(resapid, error)) {
        return false;
    }
    world->pacemaker = pacemaker_new(config);
    world->property_items = property_items_new();
    world->news = news_new(world->loop);
    world->prefix = prefix_new(world->loop, config, world->db, on_prefix_lost, resapid);
    world->monitors = monitors_new(world->loop, config, on_host_asks, on_host_gone, resapid);
    world->state_changed = on_state_changed;
    world->state_changed_user = resapid;
    resapid->inventory = inventory_new(world);
    log_set_lookup(type_of, resapid->inventory);
    pacemaker_on_line(world->pacemaker, on_pacemaker_line, resapid->inventory);
    resapid->requests = requests_new(world, resapid->inventory);
    begin_objects(resapid);
    clusdb_follow(world->db, &follower);
    resapid->ipc =
        ipc_new(world->loop, config->ipc_name, requests_handle, resapid->requests, error);
    if (resapid->ipc == NULL) {
        return false;
    }
    resapid->attribute = node_attribute_new(world->loop, config, world->prefix);
    return true;
}

/* The database first: what is on its way there lands, and clients get their answers, while all that
 * they concern is still there. */
static void
end(struct resapid *resapid)
{
    if (resapid->requests != NULL) {
        requests_end(resapid->requests);
    }
    if (resapid->world.db != NULL) {
        clusdb_close(resapid->world.db);
    }
    ipc_free(resapid->ipc);
    news_free(g_steal_pointer(&resapid->world.news));
    requests_free(resapid->requests);
    end_objects(resapid);
    log_set_lookup(NULL, NULL);
    pacemaker_on_line(resapid->world.pacemaker, NULL, NULL);
    inventory_free(resapid->inventory);
    monitors_free(resapid->world.monitors);
    node_attribute_free(resapid->attribute);
    prefix_free(resapid->world.prefix);
    property_items_free(resapid->world.property_items);
    pacemaker_free(resapid->world.pacemaker);
    if (resapid->world.loop != NULL) {
        children_end();
        qb_loop_destroy(resapid->world.loop);
    }
    if (resapid->lock >= 0) {
        close(resapid->lock);
    }
}

/* Whoever starts resapid by hand sees why it does not run, wherever the log goes. */
static void
report_failure(const struct config *config, const GError *error)
{
    log_error("%s", error->message);
    if (!log_has_stderr(config)) {
        g_printerr("resapid: %s\n", error->message);
    }
}

static enum exit_status
run(struct config *config)
{
    g_autoptr(service_t) service = service_new();
    struct resapid resapid = { .config = config, .service = service, .lock = -1 };
    g_autoptr(GError) error = NULL;
    bool begun;

    service_status(service, "Reading the cluster database and looking for hosts");
    begun = begin(&resapid, &error);
    if (begun) {
        log_notice("resapid " PACKAGE_VERSION " serves as %s", config->ipc_name);
        service_status(service, "Serving clients as %s", config->ipc_name);
        service_ready(service, resapid.world.loop);
        qb_loop_run(resapid.world.loop);
    } else {
        service_status(service, "Cannot start: %s", error->message);
        report_failure(config, error);
    }
    end(&resapid);
    return begun ? EXIT_FINE : EXIT_TROUBLE;
}

/* All that is wrong, one a line. */
static enum exit_status
show_findings(void)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(config_t) config = config_check(findings, &error);

    if (config == NULL || !check_socket_length(config, &error)) {
        g_ptr_array_add(findings, g_strdup(error->message));
    }
    for (guint i = 0; i < findings->len; i++) {
        g_printerr("resapid: %s\n", (const char *)findings->pdata[i]);
    }
    if (findings->len > 0) {
        return EXIT_TROUBLE;
    }
    g_print("%s: %s\n", config->file,
            g_file_test(config->file, G_FILE_TEST_EXISTS) ? "good"
                                                          : "there is none; the defaults hold");
    return EXIT_FINE;
}

int
main(int argc, char **argv)
{
    g_autoptr(config_t) config = NULL;
    g_autoptr(GError) error = NULL;
    enum exit_status status;

    if (!parse_options(&argc, &argv, &error)) {
        g_printerr("resapid: %s; see resapid --help\n", error->message);
        return EXIT_USAGE;
    }
    if (show_version) {
        g_print("resapid " PACKAGE_VERSION " (build " RESAPID_BUILD_ID ")\n");
        return EXIT_FINE;
    }
    if (check_config) {
        return (int)show_findings();
    }
    config = config_load(&error);
    if (config == NULL) {
        g_printerr("resapid: %s\n", error->message);
        return EXIT_TROUBLE;
    }
    log_begin();
    log_configure(config);
    status = run(config);
    log_end();
    return (int)status;
}
