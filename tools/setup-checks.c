/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup-checks.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build-id.h"
#include "daemon/error.h"
#include "daemon/paths.h"

/* Until a program that is asked for its version is killed. */
#define PROGRAM_LIMIT_S 20
#define CONNECT_MS      5000
/* As resapid(8) says of the set-up of a prefix, and what its database and log should have left. */
#define SETUP_ROOM_MB 1000
#define LEAST_ROOM_MB 100
#define MANY_GROUPS   64

static void
found(struct finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_free(finding->text);
    finding->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static void
lacks(struct finding *finding, enum finding_result result, const char *remedy)
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

static char *
first_line_of(const char *const *arguments)
{
    char *text = output_of(arguments);

    if (text != NULL) {
        text[strcspn(text, "\n")] = '\0';
    }
    return text;
}

static bool
is_native(const struct setup *setup)
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
        found(finding, "%s", joined);
        lacks(finding, CHECK_FAILED, "correct it: resapid.conf(5)");
    } else if (g_file_test(file, G_FILE_TEST_EXISTS)) {
        found(finding, "%s", file);
    } else {
        found(finding, "%s is not there: the defaults hold", file);
    }
}

static void
check_user(struct setup *setup, struct finding *finding)
{
    const char *name = setup->config->host_user;

    if (name[0] == '\0') {
        found(finding, "hosts run as the user who runs resapid");
        if (geteuid() == 0) {
            lacks(finding, CHECK_WARNING, "name a user who owns nothing else: [host] user");
        }
    } else if (getpwnam(name) == NULL) {
        found(finding, "user %s does not exist", name);
        lacks(finding, CHECK_FAILED,
              "run systemd-sysusers, or create it with useradd as resapid(8) shows, or set [host] "
              "user");
    } else {
        found(finding, "%s", name);
    }
}

/* Wine */

/* Its 64-bit side, where distributions put it, or beside the program. */
static bool
is_64_bit(const char *program)
{
    g_autofree char *resolved = realpath(program, NULL);
    g_autofree char *folder = g_path_get_dirname(resolved != NULL ? resolved : program);
    g_autofree char *own = g_path_get_dirname(folder);
    const char *const roots[] = { own, "/usr", NULL };
    static const char *const places[] = { "lib/wine", "lib64/wine", "lib/x86_64-linux-gnu/wine",
                                          NULL };

    for (size_t i = 0; roots[i] != NULL; i++) {
        for (size_t j = 0; places[j] != NULL; j++) {
            g_autofree char *library =
                g_build_filename(roots[i], places[j], "x86_64-windows", "ntdll.dll", NULL);

            if (g_file_test(library, G_FILE_TEST_EXISTS)) {
                return true;
            }
        }
    }
    return false;
}

static void
check_wine(struct setup *setup, struct finding *finding)
{
    g_autofree char *program = g_find_program_in_path(setup->config->wine_program);
    char *version;

    if (is_native(setup)) {
        found(finding, "not needed: [host] runtime=native");
        return;
    }
    if (program == NULL) {
        found(finding, "%s: no such program", setup->config->wine_program);
        lacks(finding, CHECK_FAILED, "install Wine, 64-bit, or set [wine] program");
        return;
    }
    version = first_line_of((const char *const[]){ program, "--version", NULL });
    if (version == NULL || !g_str_has_prefix(version, "wine-")) {
        found(finding, "%s does not tell its version", program);
        lacks(finding, CHECK_FAILED, "see what 'wine --version' says, or set [wine] program");
        g_free(version);
        return;
    }
    setup->wine_version = version;
    found(finding, "%s, %s", program, version);
    if (!is_64_bit(program)) {
        found(finding, "%s, %s, without a 64-bit side that is known", program, version);
        lacks(finding, CHECK_WARNING, "install 64-bit Wine, in Debian the package wine64");
    }
}

/* The stamp that resapi-prefix leaves ends with the version of the Wine that it was made by. */
static bool
is_current(const struct setup *setup, const char *stamp)
{
    g_autofree char *line = g_strchomp(g_strdup(stamp));
    const char *version = strchr(line, ' ');

    return version != NULL && g_strcmp0(version + 1, setup->wine_version) == 0;
}

static void
check_stamp(const struct setup *setup, const char *prefix, struct finding *finding)
{
    g_autofree char *path = g_build_filename(prefix, ".resapid-stamp", NULL);
    g_autofree char *stamp = NULL;

    if (!g_file_get_contents(path, &stamp, NULL, NULL)) {
        found(finding, "%s is not set up, or not by resapid", prefix);
        lacks(finding, CHECK_WARNING,
              "start resapid as root: it sets the prefix up, and logs why not");
    } else if (!is_current(setup, stamp)) {
        found(finding, "%s is not as of this Wine", prefix);
        lacks(finding, CHECK_WARNING, "restart resapid: it brings the prefix up to date");
    } else {
        found(finding, "%s", prefix);
    }
}

static void
check_prefix(struct setup *setup, struct finding *finding)
{
    g_autofree char *prefix = paths_prefix(setup->config);
    const struct passwd *user = getpwnam(setup->config->host_user);
    struct stat status;

    if (is_native(setup)) {
        found(finding, "not needed: [host] runtime=native");
    } else if (stat(prefix, &status) != 0) {
        found(finding, "%s is not there", prefix);
        lacks(finding, CHECK_WARNING, "start resapid: it makes it, which takes up to a minute");
    } else if (!S_ISDIR(status.st_mode)) {
        found(finding, "%s is no folder", prefix);
        lacks(finding, CHECK_FAILED, "move it away");
    } else if (user != NULL && geteuid() == 0 && status.st_uid != user->pw_uid) {
        found(finding, "%s does not belong to %s", prefix, setup->config->host_user);
        lacks(finding, CHECK_FAILED, "chown it, with all that is in it");
    } else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        found(finding, "others may write to %s", prefix);
        lacks(finding, CHECK_FAILED, "chmod go-w it");
    } else {
        check_stamp(setup, prefix, finding);
    }
}

/* Files and folders */

static void
check_programs(struct setup *setup, struct finding *finding)
{
    static const char *const libraries[] = { "clusapi.dll", "resutils.dll", "clusres.dll", NULL };
    const struct config *config = setup->config;
    g_autofree char *folder = g_path_get_dirname(config->host_program);
    const char *missing = NULL;
    g_autofree char *path = NULL;

    if (access(config->keeper_program, X_OK) != 0) {
        missing = config->keeper_program;
    } else if (access(config->host_program, R_OK) != 0) {
        missing = config->host_program;
    } else if (!is_native(setup) && access(config->wine_setup_program, X_OK) != 0) {
        missing = config->wine_setup_program;
    }
    for (size_t i = 0; missing == NULL && !is_native(setup) && libraries[i] != NULL; i++) {
        g_free(path);
        path = g_build_filename(folder, libraries[i], NULL);
        missing = access(path, R_OK) != 0 ? path : NULL;
    }
    if (missing == NULL) {
        found(finding, "%s and what belongs to it", config->host_program);
        return;
    }
    found(finding, "%s cannot be used", missing);
    lacks(finding, CHECK_FAILED, "install resapid completely, or correct the path in resapid.conf");
}

/* resapid makes a folder that is missing. */
static void
check_folder(const char *path, struct finding *finding)
{
    struct stat status;

    if (stat(path, &status) != 0 && errno == ENOENT) {
        found(finding, "%s is not there: resapid makes it", path);
    } else if (stat(path, &status) != 0) {
        found(finding, "%s: %s", path, g_strerror(errno));
        lacks(finding, CHECK_FAILED, "see what lies above it, or choose another folder");
    } else if (!S_ISDIR(status.st_mode)) {
        found(finding, "%s is no folder", path);
        lacks(finding, CHECK_FAILED, "move it away");
    } else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        found(finding, "others may write to %s: mode %04o", path, status.st_mode & 07777u);
        lacks(finding, CHECK_FAILED, "chmod go-w it, and see what they have put there");
    } else if (status.st_uid != 0 && status.st_uid != geteuid()) {
        found(finding, "%s belongs to user %u", path, status.st_uid);
        lacks(finding, CHECK_FAILED, "chown it to the user who runs resapid, root");
    } else if (access(path, W_OK) != 0) {
        found(finding, "%s: %s", path, g_strerror(errno));
        lacks(finding, CHECK_FAILED, "run this and resapid as root, or choose another folder");
    } else {
        found(finding, "%s", path);
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
    bool sets_up = !is_native(setup) && access(prefix, F_OK) != 0;
    struct statvfs facts;
    uint64_t room_mb;

    /* The folder that it will be made in. */
    while (statvfs(path, &facts) != 0 && strcmp(path, "/") != 0) {
        char *above = g_path_get_dirname(path);

        g_free(path);
        path = above;
    }
    room_mb = (uint64_t)facts.f_bavail * facts.f_frsize >> 20;
    found(finding, "%" G_GUINT64_FORMAT " MB free for %s", room_mb, setup->config->state_directory);
    if (sets_up && room_mb < SETUP_ROOM_MB) {
        lacks(finding, CHECK_FAILED,
              "make room: the set-up of the prefix needs 1000 MB for a while");
    } else if (room_mb < LEAST_ROOM_MB) {
        lacks(finding, CHECK_WARNING, "make room: the cluster database and the prefix grow");
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
            found(finding, "%s: no such program", programs[i]);
            lacks(finding, CHECK_WARNING,
                  "install Pacemaker and its command line tools; without it resapid works alone");
            return;
        }
    }
    version = first_line_of((const char *const[]){ programs[0], "--version", NULL });
    found(finding, "%s", version != NULL ? version : "its version is not known");
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
        found(finding, "none are made: [pacemaker] agent_directory is empty");
    } else if (access(agent, X_OK) != 0) {
        found(finding, "%s cannot be run", agent);
        lacks(finding, providers != NULL ? CHECK_FAILED : CHECK_WARNING,
              "install resapid for Pacemaker's folders: configure --with-ocfdir, [pacemaker] "
              "agent_directory");
    } else if (providers != NULL && !has_line(providers, provider)) {
        found(finding, "Pacemaker does not know of %s", folder);
        lacks(finding, CHECK_FAILED,
              "install resapid for Pacemaker's folders: configure --with-ocfdir, [pacemaker] "
              "agent_directory");
    } else {
        found(finding, "%s", folder);
    }
}

/* resapid */

static void
check_service(struct setup *setup, struct finding *finding)
{
    g_autofree char *state = NULL;

    (void)setup;
    if (access("/run/systemd/system", F_OK) != 0) {
        found(finding, "systemd does not run here: something else has to start resapid");
        return;
    }
    state =
        first_line_of((const char *const[]){ "systemctl", "is-enabled", "resapid.service", NULL });
    found(finding, "resapid.service is %s", state != NULL ? state : "not enabled");
    if (state == NULL) {
        lacks(finding, CHECK_WARNING, "run systemctl enable --now resapid.service");
    }
}

/* An older resapid does not know what it is asked here. */
/* The build of the resapid that answers; NULL with error set if none does. */
static char *
ask_for_build(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_ABOUT };
    struct client_message record;
    struct client_reply reply;

    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
        return NULL;
    }
    return client_next_record(command->client, &record) && record.header.type == CLIENT_RESAPID
               ? g_strdup(record.resapid.build)
               : g_strdup("");
}

static void
check_daemon(struct setup *setup, struct finding *finding)
{
    struct command *command = setup->command;
    g_autoptr(GError) error = NULL;
    g_autofree char *build = NULL;

    command->client = client_connect(setup->config->ipc_name, CONNECT_MS, &error);
    if (command->client == NULL) {
        found(finding, "%s", error->message);
        lacks(finding, CHECK_FAILED,
              "start it: systemctl start resapid.service; its log says why not");
        return;
    }
    build = ask_for_build(command, &error);
    if (build == NULL) {
        found(finding, "%s", error->message);
        lacks(finding, CHECK_FAILED, "see its log, and restart it: what is online goes on");
        g_clear_pointer(&command->client, client_free);
    } else if (!g_str_equal(build, RESAPID_BUILD_ID)) {
        found(finding, "it answers, and is of another build than resapictl");
        lacks(finding, CHECK_WARNING, "restart it: what is online goes on");
    } else {
        found(finding, "it runs and answers");
    }
}

/* Types' DLLs */

struct person {
    uid_t uid;
    gid_t groups[MANY_GROUPS];
    int n_groups;
};

static bool
is_in_group(const struct person *person, gid_t gid)
{
    for (int i = 0; i < person->n_groups; i++) {
        if (person->groups[i] == gid) {
            return true;
        }
    }
    return false;
}

/* By its mode alone: access(2) answers for ourselves. bit is of others: S_IROTH or S_IXOTH. */
static bool
may(const struct person *person, const char *path, mode_t bit)
{
    struct stat status;

    if (stat(path, &status) != 0) {
        return false;
    }
    if (status.st_uid == person->uid) {
        return (status.st_mode & (bit << 6)) != 0;
    }
    return (status.st_mode & (is_in_group(person, status.st_gid) ? bit << 3 : bit)) != 0;
}

static bool
may_read(const struct person *person, const char *path)
{
    bool passes = may(person, path, S_IROTH);
    g_autofree char *folder = g_path_get_dirname(path);

    while (passes && strcmp(folder, "/") != 0 && strcmp(folder, ".") != 0) {
        char *above = g_path_get_dirname(folder);

        passes = may(person, folder, S_IXOTH);
        g_free(folder);
        folder = above;
    }
    return passes;
}

/* The first DLL of one answer that cannot be read; *after becomes the last type's name. */
static char *
find_unreadable_in_page(struct command *command, const struct person *person, char **after)
{
    struct client_message record;

    while (client_next_record(command->client, &record) && record.header.type == CLIENT_TYPE) {
        g_free(*after);
        *after = g_strdup(record.type.name);
        if (record.type.dll[0] == '/' && !may_read(person, record.type.dll)) {
            return g_strdup_printf("resource type '%s': %s", record.type.name, record.type.dll);
        }
    }
    return NULL;
}

/* False if resapid does not say; *unreadable is NULL if there is none. */
static bool
find_unreadable(struct command *command, const struct person *person, char **unreadable)
{
    struct client_message request = { .header.type = CLIENT_TYPES, .types.name = "" };
    g_autofree char *after = g_strdup("");
    struct client_reply reply;

    do {
        request.types.after = after;
        if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, NULL)) {
            return false;
        }
        *unreadable = find_unreadable_in_page(command, person, &after);
    } while (*unreadable == NULL && reply.more != 0);
    return true;
}

static void
check_dlls(struct setup *setup, struct finding *finding)
{
    const struct passwd *user = getpwnam(setup->config->host_user);
    struct person person = { .n_groups = MANY_GROUPS };
    g_autofree char *unreadable = NULL;

    if (user != NULL) {
        person.uid = user->pw_uid;
        getgrouplist(user->pw_name, user->pw_gid, person.groups, &person.n_groups);
        person.n_groups = MIN(person.n_groups, MANY_GROUPS);
    }
    if (user == NULL || setup->command->client == NULL ||
        !find_unreadable(setup->command, &person, &unreadable)) {
        found(finding, "not looked at, as there is no resapid or no hosts' user");
    } else if (unreadable != NULL) {
        found(finding, "%s cannot read it: %s", user->pw_name, unreadable);
        lacks(finding, CHECK_FAILED,
              "put it where the user can read it, and can pass all folders above");
    } else {
        found(finding, "%s can read them", user->pw_name);
    }
}

const struct check setup_checks[] = {
    { "configuration", check_configuration },
    { "hosts' user", check_user },
    { "programs", check_programs },
    { "Wine", check_wine },
    { "Wine prefix", check_prefix },
    { "state folder", check_state_folder },
    { "run folder", check_run_folder },
    { "disk space", check_room },
    { "Pacemaker", check_pacemaker },
    { "agents", check_agents },
    { "service", check_service },
    { "resapid", check_daemon },
    { "resource DLLs", check_dlls },
};
const size_t n_setup_checks = G_N_ELEMENTS(setup_checks);
