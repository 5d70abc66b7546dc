/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup-private.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/error.h"
#include "daemon/paths.h"

/* Until a program that is asked for its version is killed. */
#define PROGRAM_LIMIT_S 20
/* As resapid(8) says of the set-up of a prefix, and what its database and log should have left. */
#define SETUP_ROOM_MB 1000
#define LEAST_ROOM_MB 100

void
setup_found(struct finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_free(finding->text);
    finding->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void
setup_found_error(struct finding *finding, const char *what, int code)
{
    g_autoptr(GError) error = NULL;

    set_system_error(&error, code, "%s", what);
    setup_found(finding, "%s", error->message);
}

void
setup_lacks(struct finding *finding, enum finding_result result, const char *remedy)
{
    finding->result = result;
    finding->remedy = remedy;
}

/* Programs */

static void
limit_time(void *user)
{
    (void)user;
    alarm(PROGRAM_LIMIT_S);
}

/* What it prints, or NULL if it is not there, fails or does not end. */
static char *
output_of(const char *const *arguments)
{
    g_autofree char *text = NULL;
    int status;

    if (!g_spawn_sync("/", (char **)arguments, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, limit_time, NULL, &text,
                      NULL, &status, NULL) ||
        !g_spawn_check_wait_status(status, NULL)) {
        return NULL;
    }
    return g_steal_pointer(&text);
}

char *
setup_first_line_of(const char *const *arguments)
{
    char *text = output_of(arguments);

    if (text != NULL) {
        text[strcspn(text, "\n")] = '\0';
    }
    return text;
}

bool
setup_is_native(const struct setup *setup)
{
    return g_str_equal(setup->config->host_runtime, "native");
}

/* Configuration and user */

static void
check_configuration(struct setup *setup, struct finding *finding)
{
    const char *file = setup->config->file;
    g_autofree char *joined = NULL;

    if (setup->findings->len > 0) {
        g_ptr_array_add(setup->findings, NULL);
        joined = g_strjoinv("; ", (char **)setup->findings->pdata);
        g_ptr_array_remove_index(setup->findings, setup->findings->len - 1);
        setup_found(finding, "%s", joined);
        setup_lacks(finding, CHECK_FAILED, "correct it: resapid.conf(5)");
    } else if (g_file_test(file, G_FILE_TEST_EXISTS)) {
        setup_found(finding, "%s", file);
    } else {
        setup_found(finding, "%s is not there: the defaults hold", file);
    }
}

static void
check_user(struct setup *setup, struct finding *finding)
{
    const char *name = setup->config->host_user;

    if (name[0] == '\0') {
        setup_found(finding, "hosts run as the user who runs resapid");
        if (geteuid() == 0) {
            setup_lacks(finding, CHECK_WARNING, "name a user who owns nothing else: [host] user");
        }
    } else if (getpwnam(name) == NULL) {
        setup_found(finding, "user %s does not exist", name);
        setup_lacks(
            finding, CHECK_FAILED,
            "run systemd-sysusers, or create it with useradd as resapid(8) shows, or set [host] "
            "user");
    } else {
        setup_found(finding, "%s", name);
    }
}

/* Files and folders */

static bool
lacks_file(const char *path, int mode, enum finding_result result, const char *remedy,
           struct finding *finding)
{
    if (access(path, mode) == 0) {
        return false;
    }
    setup_found_error(finding, path, errno);
    setup_lacks(finding, result, remedy);
    return true;
}

/* What no resource runs without. */
static bool
lacks_program(const char *path, int mode, struct finding *finding)
{
    return lacks_file(path, mode, CHECK_FAILED,
                      "install resapid completely, or correct the path in resapid.conf", finding);
}

static bool
lacks_wine_part(const struct config *config, struct finding *finding)
{
    static const char *const libraries[] = { "clusapi.dll", "resutils.dll", "clusres.dll" };
    g_autofree char *folder = g_path_get_dirname(config->host_program);
    bool lacks = lacks_program(config->wine_setup_program, X_OK, finding);

    for (size_t i = 0; !lacks && i < G_N_ELEMENTS(libraries); i++) {
        g_autofree char *path = g_build_filename(folder, libraries[i], NULL);

        lacks = lacks_program(path, R_OK, finding);
    }
    return lacks;
}

/* What only resapictl runs; without it resources run all the same. */
static bool
lacks_tool(const struct config *config, struct finding *finding)
{
    return lacks_file(config->wine_inspect_program, X_OK, CHECK_WARNING,
                      "for resapictl inspect, install resapid completely, or correct [wine] "
                      "inspect_program in resapid.conf",
                      finding) ||
           lacks_file(config->import_program, X_OK, CHECK_WARNING,
                      "for resapictl import, install resapid completely, or correct [import] "
                      "program in resapid.conf",
                      finding);
}

static void
check_programs(struct setup *setup, struct finding *finding)
{
    const struct config *config = setup->config;

    if (!lacks_program(config->keeper_program, X_OK, finding) &&
        !lacks_program(config->host_program, R_OK, finding) &&
        (setup_is_native(setup) || !lacks_wine_part(config, finding)) &&
        !lacks_tool(config, finding)) {
        setup_found(finding, "%s and what belongs to it", config->host_program);
    }
}

/* Programs that resapictl import starts; it need not run on this machine at all. */
static void
check_import(struct setup *setup, struct finding *finding)
{
    static const struct {
        const char *program;
        const char *without;
        const char *remedy;
    } tools[] = {
        { "dot", "its report has no pictures",
          "to import a Windows cluster on this machine, install graphviz" },
        { "crm_simulate", "it cannot do what --simulate asks for",
          "to import a Windows cluster on this machine, install Pacemaker's command line tools" },
    };

    (void)setup;
    for (size_t i = 0; i < G_N_ELEMENTS(tools); i++) {
        g_autofree char *path = g_find_program_in_path(tools[i].program);

        if (path == NULL) {
            setup_found(finding, "%s: no such program: %s", tools[i].program, tools[i].without);
            setup_lacks(finding, CHECK_WARNING, tools[i].remedy);
            return;
        }
    }
    setup_found(finding, "with pictures and simulation");
}

/* resapid makes a folder that is missing. */
static void
check_folder(const char *path, struct finding *finding)
{
    struct stat status;

    if (stat(path, &status) != 0 && errno == ENOENT) {
        setup_found(finding, "%s is not there: resapid makes it", path);
    } else if (stat(path, &status) != 0 && errno == EACCES) {
        setup_found_error(finding, path, EACCES);
        setup_lacks(finding, CHECK_WARNING, SETUP_AS_ROOT);
    } else if (stat(path, &status) != 0) {
        setup_found_error(finding, path, errno);
        setup_lacks(finding, CHECK_FAILED, "see what lies above it, or choose another folder");
    } else if (!S_ISDIR(status.st_mode)) {
        setup_found(finding, "%s is no folder", path);
        setup_lacks(finding, CHECK_FAILED, "move it away");
    } else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        setup_found(finding, "others may write to %s: mode %04o", path, status.st_mode & 07777u);
        setup_lacks(finding, CHECK_FAILED, "chmod go-w it, and see what they have put there");
    } else if (status.st_uid != 0 && status.st_uid != geteuid()) {
        setup_found(finding, "%s belongs to user %u", path, status.st_uid);
        setup_lacks(finding, CHECK_FAILED, "chown it to the user who runs resapid, root");
    } else if (access(path, W_OK) != 0) {
        setup_found_error(finding, path, errno);
        setup_lacks(finding, CHECK_FAILED,
                    "run this and resapid as root, or choose another folder");
    } else {
        setup_found(finding, "%s", path);
    }
}

static void
check_state_folder(struct setup *setup, struct finding *finding)
{
    check_folder(setup->config->state_directory, finding);
}

static void
check_run_folder(struct setup *setup, struct finding *finding)
{
    check_folder(setup->config->run_directory, finding);
}

static void
check_room(struct setup *setup, struct finding *finding)
{
    g_autofree char *path = g_strdup(setup->config->state_directory);
    g_autofree char *prefix = paths_prefix(setup->config);
    bool sets_up = !setup_is_native(setup) && access(prefix, F_OK) != 0 && errno == ENOENT;
    struct statvfs facts;
    uint64_t room_mb;

    /* The folder that it will be made in. */
    while (statvfs(path, &facts) != 0 && strcmp(path, "/") != 0) {
        char *above = g_path_get_dirname(path);

        g_free(path);
        path = above;
    }
    room_mb = (uint64_t)facts.f_bavail * facts.f_frsize >> 20;
    setup_found(finding, "%" G_GUINT64_FORMAT " MB free for %s", room_mb,
                setup->config->state_directory);
    if (sets_up && room_mb < SETUP_ROOM_MB) {
        setup_lacks(finding, CHECK_FAILED,
                    "make room: the set-up of the prefix needs 1000 MB for a while");
    } else if (room_mb < LEAST_ROOM_MB) {
        setup_lacks(finding, CHECK_WARNING, "make room: the cluster database and the prefix grow");
    }
}

/* Pacemaker */

static void
check_pacemaker(struct setup *setup, struct finding *finding)
{
    const char *const programs[] = { setup->config->crm_resource_program,
                                     "cibadmin",
                                     "crm_mon",
                                     "crm_node",
                                     "attrd_updater",
                                     NULL };
    g_autofree char *version = NULL;

    for (size_t i = 0; programs[i] != NULL; i++) {
        g_autofree char *path = g_find_program_in_path(programs[i]);

        if (path == NULL) {
            setup_found(finding, "%s: no such program", programs[i]);
            setup_lacks(
                finding, CHECK_WARNING,
                "install Pacemaker and its command line tools; without it resapid works alone");
            return;
        }
    }
    version = setup_first_line_of((const char *const[]){ programs[0], "--version", NULL });
    setup_found(finding, "%s", version != NULL ? version : "its version is not known");
}

static bool
has_line(const char *text, const char *line)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    return g_strv_contains((const char *const *)lines, line);
}

/* crm_resource knows the folders that Pacemaker was built for. */
static void
check_agents(struct setup *setup, struct finding *finding)
{
    const char *folder = setup->config->agent_directory;
    g_autofree char *agent = g_build_filename(folder, "ResourceDLL", NULL);
    g_autofree char *provider = g_path_get_basename(folder);
    g_autofree char *providers = output_of(
        (const char *const[]){ setup->config->crm_resource_program, "--list-ocf-providers", NULL });

    if (folder[0] == '\0') {
        setup_found(finding, "none are made: [pacemaker] agent_directory is empty");
    } else if (access(agent, X_OK) != 0) {
        setup_found_error(finding, agent, errno);
        setup_lacks(finding, providers != NULL ? CHECK_FAILED : CHECK_WARNING,
                    "install resapid for Pacemaker's folders: configure --with-ocfdir, [pacemaker] "
                    "agent_directory");
    } else if (providers != NULL && !has_line(providers, provider)) {
        setup_found(finding, "Pacemaker does not know of %s", folder);
        setup_lacks(finding, CHECK_FAILED,
                    "install resapid for Pacemaker's folders: configure --with-ocfdir, [pacemaker] "
                    "agent_directory");
    } else {
        setup_found(finding, "%s", folder);
    }
}

/* resapid */

bool
setup_has_systemd(void)
{
    return access("/run/systemd/system", F_OK) == 0;
}

static void
check_service(struct setup *setup, struct finding *finding)
{
    g_autofree char *state = NULL;

    (void)setup;
    if (!setup_has_systemd()) {
        setup_found(finding, "systemd does not run here: something else has to start resapid");
        return;
    }
    state = setup_first_line_of(
        (const char *const[]){ "systemctl", "is-enabled", "resapid.service", NULL });
    setup_found(finding, "resapid.service is %s", state != NULL ? state : "not enabled");
    if (state == NULL) {
        setup_lacks(finding, CHECK_WARNING, "run systemctl enable --now resapid.service");
    }
}

const struct check setup_checks[] = {
    { "configuration", check_configuration },
    { "hosts' user", check_user },
    { "programs", check_programs },
    { "Wine", setup_check_wine },
    { "Wine prefix", setup_check_prefix },
    { "state folder", check_state_folder },
    { "run folder", check_run_folder },
    { "disk space", check_room },
    { "import", check_import },
    { "Pacemaker", check_pacemaker },
    { "agents", check_agents },
    { "service", check_service },
    { "resapid", setup_check_daemon },
    { "resource DLLs", setup_check_dlls },
};
const size_t n_setup_checks = G_N_ELEMENTS(setup_checks);
