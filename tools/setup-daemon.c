/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "setup-private.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build-id.h"
#include "daemon/error.h"
#include "daemon/paths.h"

#define CONNECT_MS  5000
#define MANY_GROUPS 64

/* The build of the resapid that answers, "" of one that does not understand the question; NULL with error
 * set if none answers. */
static char *
ask_for_build(struct command *command, GError **error)
{
    struct client_message request = { .header.type = CLIENT_ABOUT };
    struct client_message record;
    struct client_reply reply;
    g_autoptr(GError) refusal = NULL;

    if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, &refusal)) {
        if (refusal->domain == RESAPID_ERROR) {
            return g_strdup("");
        }
        g_propagate_error(error, g_steal_pointer(&refusal));
        return NULL;
    }
    return client_next_record(command->client, &record) && record.header.type == CLIENT_RESAPID
               ? g_strdup(record.resapid.build)
               : g_strdup("");
}

static const char *
remedy_of(const GError *error)
{
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_DENIED)) {
        return "run this as root, or as the user that resapid runs as";
    }
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_UNTRUSTED)) {
        return "find out what that process is, end it, and start resapid";
    }
    if (g_error_matches(error, CLIENT_ERROR, CLIENT_ERROR_NO_DAEMON)) {
        return setup_has_systemd()
                   ? "start it: systemctl start resapid.service; its log says why not"
                   : "start it by what starts services here; its log says why not";
    }
    return "see its log, and restart it: what is online goes on";
}

void
setup_check_daemon(struct setup *setup, struct finding *finding)
{
    struct command *command = setup->command;
    g_autoptr(GError) error = NULL;
    g_autofree char *build = NULL;

    command->client = client_connect(setup->config->ipc_name, CONNECT_MS, &error);
    if (command->client == NULL) {
        setup_found(finding, "%s", error->message);
        setup_lacks(finding, CHECK_FAILED, remedy_of(error));
        return;
    }
    build = ask_for_build(command, &error);
    if (build == NULL) {
        setup_found(finding, "%s", error->message);
        setup_lacks(finding, CHECK_FAILED, remedy_of(error));
        g_clear_pointer(&command->client, client_free);
    } else if (!g_str_equal(build, RESAPID_BUILD_ID)) {
        setup_found(finding, "it answers, and is of another build than resapictl");
        setup_lacks(finding, CHECK_WARNING, "restart it: what is online goes on");
    } else {
        setup_found(finding, "it runs and answers");
    }
}

/* Types' DLLs */

struct person {
    char name[64];
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
    if (person->uid == 0) {
        return true;
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

/* The first DLL of one answer that cannot be read; *after becomes the last type's name, NULL if the answer
 * has no type. */
static char *
find_unreadable_in_page(struct command *command, const struct person *person, char **after)
{
    struct client_message record;

    g_clear_pointer(after, g_free);
    while (client_next_record(command->client, &record) && record.header.type == CLIENT_TYPE) {
        g_free(*after);
        *after = g_strdup(record.type.name);
        if (record.type.dll[0] == '/' && !may_read(person, record.type.dll)) {
            return g_strdup_printf("resource type '%s': %s", record.type.name, record.type.dll);
        }
    }
    return NULL;
}

/* False with error set if resapid does not say; *unreadable is NULL if there is none. */
static bool
find_unreadable(struct command *command, const struct person *person, char **unreadable,
                GError **error)
{
    struct client_message request = { .header.type = CLIENT_TYPES, .types.name = "" };
    g_autofree char *after = g_strdup("");
    struct client_reply reply;

    do {
        request.types.after = after;
        if (!command_request(command, &request, QUICK_REQUEST_MS, &reply, error)) {
            return false;
        }
        *unreadable = find_unreadable_in_page(command, person, &after);
        if (after == NULL && reply.more != 0) {
            g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_PROTOCOL,
                        "resapid's list of types does not go on");
            return false;
        }
    } while (*unreadable == NULL && reply.more != 0);
    return true;
}

/* Without a user of their own, hosts run as resapid does, whose lock that is. */
static const struct passwd *
find_user(const struct setup *setup)
{
    g_autofree char *lock = paths_lock(setup->config);
    struct stat status;

    if (setup->config->host_user[0] != '\0') {
        return getpwnam(setup->config->host_user);
    }
    return getpwuid(stat(lock, &status) == 0 ? status.st_uid : geteuid());
}

static bool
find_person(const struct setup *setup, struct person *person)
{
    const struct passwd *user = find_user(setup);

    if (user == NULL) {
        return false;
    }
    g_strlcpy(person->name, user->pw_name, sizeof(person->name));
    person->uid = user->pw_uid;
    person->n_groups = MANY_GROUPS;
    getgrouplist(user->pw_name, user->pw_gid, person->groups, &person->n_groups);
    person->n_groups = MIN(person->n_groups, MANY_GROUPS);
    return true;
}

void
setup_check_dlls(struct setup *setup, struct finding *finding)
{
    struct person person = { .n_groups = 0 };
    g_autofree char *unreadable = NULL;
    g_autoptr(GError) error = NULL;

    if (!find_person(setup, &person)) {
        setup_found(finding, "not looked at: the hosts' user does not exist");
        setup_lacks(finding, CHECK_WARNING,
                    "mend what the line of the hosts' user says, and run this again");
    } else if (setup->command->client == NULL) {
        setup_found(finding, "not looked at: resapid does not tell its resource types");
        setup_lacks(finding, CHECK_WARNING,
                    "mend what the line of resapid says, and run this again");
    } else if (!find_unreadable(setup->command, &person, &unreadable, &error)) {
        setup_found(finding, "not looked at: %s", error->message);
        setup_lacks(finding, CHECK_WARNING, remedy_of(error));
    } else if (unreadable != NULL) {
        setup_found(finding, "%s cannot read it: %s", person.name, unreadable);
        setup_lacks(finding, CHECK_FAILED,
                    "put it where the user can read it, and can pass all folders above");
    } else {
        setup_found(finding, "%s can read them", person.name);
    }
}
