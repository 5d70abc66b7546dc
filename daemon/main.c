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

#include "build-id.h"
#include "child.h"
#include "clusdb/clusdb.h"
#include "config.h"
#include "error.h"
#include "inventory.h"
#include "ipc.h"
#include "log.h"
#include "pacemaker.h"
#include "paths.h"
#include "registry.h"
#include "prefix.h"
#include "requests.h"

enum exit_status { EXIT_FINE = 0, EXIT_TROUBLE = 1, EXIT_USAGE = 2 };

struct resapid {
    struct config *config;
    int lock;
    struct resource_world world;
    struct inventory *inventory;
    struct requests *requests;
    struct ipc *ipc;
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

    if (resapid->inventory != NULL) {
        inventory_lose_hosts(resapid->inventory);
    }
}

static void
stop_loop(void *user)
{
    struct resapid *resapid = user;

    qb_loop_stop(resapid->world.loop);
}

/* Running resources stay under their keepers for the next resapid: an upgrade must not stop them.
 * With none, nothing is left behind, the wineserver included. */
static int32_t
on_end_signal(int32_t signal_number, void *user)
{
    struct resapid *resapid = user;

    requests_end(resapid->requests);
    if (!inventory_is_idle(resapid->inventory)) {
        log_notice("signal %d: ending; resources that are not offline go on under their keepers",
                   signal_number);
        stop_loop(resapid);
    } else {
        log_notice("signal %d: ending", signal_number);
        prefix_end(resapid->world.prefix, stop_loop, resapid);
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
log_notification(const struct channel_type_notification *notification)
{
    log_notice("resource type '%s': its DLL raised a notification of %u bytes",
               notification->type_name, notification->payload.length);
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

static void
on_host_asks(void *user, struct host *host, const struct channel_message *message)
{
    const struct resource_world *world = user;

    if (message->header.type == CHANNEL_TYPE_NOTIFICATION) {
        log_notification(&message->type_notification);
    } else if (message->header.type == CHANNEL_LOG) {
        log_unclaimed(host, &message->log);
    } else if (!registry_serve(world->db, host, message)) {
        log_warning("host %s: sent an unexpected %s", host_name(host),
                    wire_type_name(&channel_schema, message->header.type));
    }
}

static void
on_host_gone(void *user, struct host *host)
{
    (void)user;
    registry_forget(host);
}

static bool
begin(struct resapid *resapid, GError **error)
{
    struct resource_world *world = &resapid->world;
    const struct config *config = resapid->config;
    g_autofree char *database = paths_clusdb(config);

    if (!check_socket_length(config, error) || !make_folders(config, error) ||
        !take_lock(resapid, error)) {
        return false;
    }
    world->config = config;
    world->loop = qb_loop_create();
    if (!children_init(world->loop, error) || !watch_signals(resapid, error)) {
        return false;
    }
    world->db = clusdb_open_file(database, error);
    if (world->db == NULL) {
        return false;
    }
    registry_begin(world->db);
    world->pacemaker = pacemaker_new(config);
    world->prefix = prefix_new(world->loop, config, on_prefix_lost, resapid);
    world->monitors = monitors_new(world->loop, config, on_host_asks, on_host_gone, world);
    resapid->inventory = inventory_new(world);
    resapid->requests = requests_new(world, resapid->inventory);
    resapid->ipc =
        ipc_new(world->loop, config->ipc_name, requests_handle, resapid->requests, error);
    return resapid->ipc != NULL;
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
    requests_free(resapid->requests);
    inventory_free(resapid->inventory);
    monitors_free(resapid->world.monitors);
    prefix_free(resapid->world.prefix);
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
    if (g_str_equal(config->log_target, "syslog")) {
        g_printerr("resapid: %s\n", error->message);
    }
}

static enum exit_status
run(struct config *config)
{
    struct resapid resapid = { .config = config, .lock = -1 };
    g_autoptr(GError) error = NULL;
    bool begun = begin(&resapid, &error);

    if (begun) {
        log_notice("resapid " PACKAGE_VERSION " serves as %s", config->ipc_name);
        qb_loop_run(resapid.world.loop);
    } else {
        report_failure(config, error);
    }
    end(&resapid);
    return begun ? EXIT_FINE : EXIT_TROUBLE;
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
    config = config_load(&error);
    if (config == NULL) {
        g_printerr("resapid: %s\n", error->message);
        return EXIT_TROUBLE;
    }
    if (check_config) {
        g_print("%s: %s\n", config->file,
                g_file_test(config->file, G_FILE_TEST_EXISTS) ? "good"
                                                              : "there is none; the defaults hold");
        return EXIT_FINE;
    }
    log_begin();
    log_configure(config);
    status = run(config);
    log_end();
    return (int)status;
}
