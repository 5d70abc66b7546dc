/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefix-private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "host.h"
#include "log.h"
#include "marker.h"
#include "mirror.h"
#include "paths.h"
#include "sweep.h"

/* No resource has an empty name. */
#define ANCHOR_LABEL ""
#define RETRY_MS     5000
/* An anchor that lived so long was no fault of the prefix: the next one is started at once. */
#define STEADY_US (10 * G_USEC_PER_SEC)
#define SWEEP_MS  50
/* For one MIRROR message. A registry that takes longer keeps no resource from coming online. */
#define MIRROR_LIMIT_MS 60000

struct waiter {
    prefix_ready ready;
    void *user;
    uint64_t mark; /* what the mirror has to show */
};

struct prefix {
    qb_loop_t *loop;
    const struct config *config;
    prefix_lost lost;
    void *owner;
    struct host *anchor;
    struct mirror *mirror;
    bool mirrors; /* the anchor answers MIRROR messages */
    pid_t setup;
    int wineserver; /* pidfd, or -1 */
    bool ready;
    int64_t ready_us; /* since when, or was last, as g_get_monotonic_time() */
    GError *error;    /* of the last attempt, until the next */
    GList *waiters;
    qb_loop_timer_handle retry;
    qb_loop_timer_handle answers;
    void (*ended)(void *user);
    void *ended_user;
    unsigned int empty_scans;
};

static void begin(struct prefix *prefix);
static void stop_retry(struct prefix *prefix);

/* Waiters */

static bool
has_answer(const struct prefix *prefix, const struct waiter *waiter)
{
    return prefix->error != NULL ||
           (prefix->ready && (!prefix->mirrors || mirror_shows(prefix->mirror, waiter->mark)));
}

static GList *
take_answered(struct prefix *prefix)
{
    GList *answered = NULL;
    GList *next = NULL;

    for (GList *item = prefix->waiters; item != NULL; item = next) {
        next = item->next;
        if (has_answer(prefix, item->data)) {
            prefix->waiters = g_list_remove_link(prefix->waiters, item);
            answered = g_list_concat(answered, item);
        }
    }
    return answered;
}

static void
answer_waiters(void *data)
{
    struct prefix *prefix = data;
    g_autoptr(GError) error = prefix->error != NULL ? g_error_copy(prefix->error) : NULL;
    GList *waiters = take_answered(prefix);

    prefix->answers = 0;
    for (GList *item = waiters; item != NULL; item = item->next) {
        struct waiter *waiter = item->data;

        waiter->ready(waiter->user, error);
    }
    g_list_free_full(waiters, g_free);
}

static void
queue_answers(struct prefix *prefix)
{
    /* A timer, not a job: libqb 2.0.6 lets an idle loop sleep up to 50 ms before it looks at jobs. */
    if (prefix->answers == 0) {
        qb_loop_timer_add(prefix->loop, QB_LOOP_MED, 0, prefix, answer_waiters, &prefix->answers);
    }
}

void
prefix_wait(struct prefix *prefix, prefix_ready ready, void *user)
{
    struct waiter *waiter = g_new0(struct waiter, 1);

    waiter->ready = ready;
    waiter->user = user;
    waiter->mark = mirror_mark(prefix->mirror);
    prefix->waiters = g_list_append(prefix->waiters, waiter);
    /* An old error is no answer: what was missing may be there by now. */
    if (!prefix->ready && prefix->retry != 0) {
        stop_retry(prefix);
        begin(prefix);
    }
    queue_answers(prefix);
}

void
prefix_cancel(struct prefix *prefix, void *user)
{
    for (GList *item = prefix->waiters; item != NULL; item = item->next) {
        struct waiter *waiter = item->data;

        if (waiter->user == user) {
            g_free(waiter);
            prefix->waiters = g_list_delete_link(prefix->waiters, item);
            return;
        }
    }
}

/* Success and failure */

static void
on_retry(void *data)
{
    struct prefix *prefix = data;

    prefix->retry = 0;
    begin(prefix);
}

static void
stop_retry(struct prefix *prefix)
{
    if (prefix->retry != 0) {
        qb_loop_timer_del(prefix->loop, prefix->retry);
        prefix->retry = 0;
    }
}

static void
retry_later(struct prefix *prefix)
{
    if (prefix->retry == 0 && prefix->ended == NULL) {
        qb_loop_timer_add(prefix->loop, QB_LOOP_MED, RETRY_MS * QB_TIME_NS_IN_MSEC, prefix,
                          on_retry, &prefix->retry);
    }
}

static void
fail(struct prefix *prefix, GError *error)
{
    log_error("Wine prefix: %s", error->message);
    g_clear_error(&prefix->error);
    prefix->error = error;
    queue_answers(prefix);
    retry_later(prefix);
}

static void
succeed(struct prefix *prefix)
{
    g_clear_error(&prefix->error);
    prefix->ready = true;
    prefix->ready_us = g_get_monotonic_time();
    queue_answers(prefix);
}

static bool
host_uid(const struct config *config, uid_t *uid)
{
    const struct passwd *entry;

    if (config->host_user[0] == '\0' || geteuid() != 0) {
        *uid = geteuid();
        return true;
    }
    entry = getpwnam(config->host_user);
    if (entry != NULL) {
        *uid = entry->pw_uid;
    }
    return entry != NULL;
}

/* A wineserver works in a folder named after its prefix's device and inode; where that folder lies
 * differs between distributions. */
static pid_t
find_wineserver(const struct config *config)
{
    g_autofree char *directory = paths_prefix(config);
    g_autofree char *name = NULL;
    g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
    struct stat facts;
    const char *entry;

    if (stat(directory, &facts) != 0) {
        return 0;
    }
    name = g_strdup_printf("/server-%lx-%lx", (unsigned long)facts.st_dev,
                           (unsigned long)facts.st_ino);
    while (proc != NULL && (entry = g_dir_read_name(proc)) != NULL) {
        g_autofree char *path = g_build_filename("/proc", entry, "cwd", NULL);
        g_autofree char *folder = g_file_read_link(path, NULL);

        if (folder != NULL && g_str_has_suffix(folder, name)) {
            return (pid_t)g_ascii_strtoll(entry, NULL, 10);
        }
    }
    return 0;
}

static void
forget_wineserver(struct prefix *prefix)
{
    if (prefix->wineserver >= 0) {
        qb_loop_poll_del(prefix->loop, prefix->wineserver);
        close(prefix->wineserver);
        prefix->wineserver = -1;
    }
}

static int32_t
on_wineserver_ended(int32_t fd, int32_t revents, void *user)
{
    struct prefix *prefix = user;

    (void)fd;
    (void)revents;
    forget_wineserver(prefix);
    host_kill(prefix->anchor, "lost its wineserver");
    return 0;
}

static bool
watch_wineserver(struct prefix *prefix, GError **error)
{
    pid_t pid = find_wineserver(prefix->config);

    if (pid > 0) {
        prefix->wineserver = pidfd_open(pid, 0);
    }
    if (prefix->wineserver < 0) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                    "runs, but the wineserver of its prefix cannot be found in /proc");
        return false;
    }
    qb_loop_poll_add(prefix->loop, QB_LOOP_HIGH, prefix->wineserver, POLLIN, prefix,
                     on_wineserver_ended);
    log_info("Wine prefix: ready, wineserver %d", (int)pid);
    return true;
}

/* HKLM\Cluster */

static void
on_mirrored(void *user, const struct channel_message *reply)
{
    struct prefix *prefix = user;

    if (reply != NULL) {
        mirror_answered(prefix->mirror, reply->done.error);
        return;
    }
    log_error("Wine prefix: HKLM\\Cluster could not be written in %d ms: it is not kept up to date "
              "until the wineserver or resapid is started again",
              MIRROR_LIMIT_MS);
    mirror_end(prefix->mirror);
    prefix->mirrors = false;
    queue_answers(prefix);
}

static void
send_mirror(void *owner, struct channel_message *message)
{
    struct prefix *prefix = owner;

    host_call(prefix->anchor, message, MIRROR_LIMIT_MS, on_mirrored, prefix);
}

static void
on_mirror_advanced(void *owner)
{
    struct prefix *prefix = owner;

    if (prefix->waiters != NULL) {
        queue_answers(prefix);
    }
}

static const struct mirror_events mirror_events = {
    .send = send_mirror,
    .advanced = on_mirror_advanced,
};

void
prefix_landed(struct prefix *prefix, const struct clusdb_batch *batch, size_t index)
{
    mirror_landed(prefix->mirror, batch, index);
}

/* The anchor */

static void
on_anchor_ready(void *owner)
{
    struct prefix *prefix = owner;
    GError *error = NULL;

    if (watch_wineserver(prefix, &error)) {
        prefix->mirrors = true;
        mirror_begin(prefix->mirror);
        succeed(prefix);
    } else {
        host_kill(prefix->anchor, error->message);
        g_error_free(error);
    }
}

static void
on_anchor_message(void *owner, const struct channel_message *message)
{
    (void)owner;
    if (message->header.type == CHANNEL_LOG) {
        g_autofree char *line = log_one_line(message->log.text);

        log_info("Wine prefix: %s", line);
    }
}

static void
on_anchor_died(void *owner, const char *cause)
{
    struct prefix *prefix = owner;
    bool served = prefix->ready;

    forget_wineserver(prefix);
    mirror_end(prefix->mirror);
    prefix->mirrors = false;
    prefix->ready = false;
    if (prefix->ended == NULL && served) {
        /* Whoever waits meanwhile, as Pacemaker's recovery does, waits for the next anchor. */
        log_error("Wine prefix: its first host %s; starting another", cause);
    } else if (prefix->ended == NULL) {
        fail(prefix,
             g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "its first host %s; trying again", cause));
    }
    prefix->lost(prefix->owner);
}

/* Of an anchor that was ready. */
static bool
has_been_steady(const struct prefix *prefix)
{
    return g_get_monotonic_time() - prefix->ready_us > STEADY_US;
}

static void
on_anchor_empty(void *owner)
{
    struct prefix *prefix = owner;

    g_clear_pointer(&prefix->anchor, host_free);
    if (prefix->ended != NULL) {
        prefix->ended(prefix->ended_user);
    } else if (prefix->error == NULL && has_been_steady(prefix)) {
        begin(prefix);
    } else {
        retry_later(prefix);
    }
}

static const struct host_events anchor_events = {
    .ready = on_anchor_ready,
    .message = on_anchor_message,
    .died = on_anchor_died,
    .empty = on_anchor_empty,
};

static void
start_anchor(struct prefix *prefix)
{
    struct prefix_command command;
    struct keeper_command keeper_command;
    GError *error = NULL;

    prefix_command_init(&command, prefix->config, ANCHOR_LABEL);
    keeper_command.arguments = (const char *const *)command.arguments;
    keeper_command.environment = (const char *const *)command.environment;
    prefix->anchor = host_start(prefix->loop, prefix->config, ANCHOR_LABEL, &keeper_command,
                                &anchor_events, prefix, &error);
    prefix_command_clear(&command);
    if (prefix->anchor == NULL) {
        fail(prefix, error);
    }
}

/* Set-up */

static bool
own(const char *path, uid_t uid, GError **error)
{
    if (geteuid() == 0 && lchown(path, uid, (gid_t)-1) != 0) {
        set_system_error(error, errno, "%s: cannot give it to the hosts' user", path);
        return false;
    }
    return true;
}

/* The folder and its lock file lie in a folder that the hosts' user cannot write to. */
static bool
make_room(const struct config *config, const char *directory, GError **error)
{
    g_autofree char *lock = g_strconcat(directory, ".lock", NULL);
    uid_t uid;
    int fd;

    if (!host_uid(config, &uid)) {
        set_system_error(error, ENOENT,
                         "user %s does not exist: create it or set [host] user in %s",
                         config->host_user, config->file);
        return false;
    }
    if (mkdir(directory, 0700) != 0 && errno != EEXIST) {
        set_system_error(error, errno, "%s: cannot create", directory);
        return false;
    }
    fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        set_system_error(error, errno, "%s: cannot create", lock);
        return false;
    }
    close(fd);
    return own(directory, uid, error) && own(lock, uid, error);
}

static void
on_setup_done(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct prefix *prefix = user;
    g_autofree char *status = child_describe_status(wait_status);

    prefix->setup = 0;
    if (timed_out) {
        fail(prefix, g_error_new(RESAPID_ERROR, OUTCOME_FAILED,
                                 "set-up took longer than [wine] setup_timeout=%u seconds",
                                 prefix->config->wine_setup_ms / 1000));
    } else if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
        fail(prefix,
             g_error_new(RESAPID_ERROR, OUTCOME_FAILED, "set-up %s: %s", status, last_line));
    } else {
        start_anchor(prefix);
    }
}

static void
start_setup(struct prefix *prefix)
{
    g_autofree char *directory = paths_prefix(prefix->config);
    g_autofree char *prefix_option = g_strconcat("--prefix=", directory, NULL);
    g_autofree char *wine_option = g_strconcat("--wine=", prefix->config->wine_program, NULL);
    const char *const arguments[] = { prefix->config->wine_setup_program, prefix_option,
                                      wine_option, NULL };
    struct prefix_command command;
    struct child_spec spec = { .arguments = arguments,
                               .user = geteuid() == 0 ? prefix->config->host_user : NULL,
                               .pass_fd = -1,
                               .capture = true,
                               .timeout_ms = prefix->config->wine_setup_ms };
    GError *error = NULL;

    if (!make_room(prefix->config, directory, &error)) {
        fail(prefix, error);
        return;
    }
    prefix_command_init(&command, prefix->config, ANCHOR_LABEL);
    spec.environment = (const char *const *)command.environment;
    prefix->setup = child_start(&spec, on_setup_done, prefix, &error);
    prefix_command_clear(&command);
    if (prefix->setup == 0) {
        fail(prefix, error);
    }
}

static void
begin(struct prefix *prefix)
{
    g_clear_error(&prefix->error);
    if (prefix_is_native(prefix->config)) {
        succeed(prefix);
        return;
    }
    if (prefix->anchor != NULL || prefix->setup != 0) {
        retry_later(prefix);
        return;
    }
    prefix->anchor = host_find(prefix->loop, prefix->config, ANCHOR_LABEL, &anchor_events, prefix);
    if (prefix->anchor == NULL) {
        start_setup(prefix);
    }
}

struct prefix *
prefix_new(qb_loop_t *loop, const struct config *config, const struct clusdb *db, prefix_lost lost,
           void *owner)
{
    struct prefix *prefix = g_new0(struct prefix, 1);

    prefix->loop = loop;
    prefix->config = config;
    prefix->lost = lost;
    prefix->owner = owner;
    prefix->wineserver = -1;
    prefix->mirror = mirror_new(db, &mirror_events, prefix);
    begin(prefix);
    return prefix;
}

static void sweep_setup(void *data);

/* A set-up that is cut short leaves a wineserver, which no keeper keeps. */
static void
end_setup(struct prefix *prefix)
{
    kill(prefix->setup, SIGKILL);
    child_forget(prefix->setup);
    prefix->setup = 0;
    qb_loop_timer_add(prefix->loop, QB_LOOP_MED, SWEEP_MS * QB_TIME_NS_IN_MSEC, prefix, sweep_setup,
                      &prefix->retry);
}

static void
sweep_setup(void *data)
{
    struct prefix *prefix = data;
    g_autofree char *socket = paths_host_socket(prefix->config, ANCHOR_LABEL);
    g_autofree char *marker = marker_new(socket);

    prefix->retry = 0;
    prefix->empty_scans = sweep_kill(marker) == 0 ? prefix->empty_scans + 1 : 0;
    if (prefix->empty_scans >= 2) {
        prefix->ended(prefix->ended_user);
    } else {
        qb_loop_timer_add(prefix->loop, QB_LOOP_MED, SWEEP_MS * QB_TIME_NS_IN_MSEC, prefix,
                          sweep_setup, &prefix->retry);
    }
}

void
prefix_end(struct prefix *prefix, void (*ended)(void *user), void *user)
{
    prefix->ended = ended;
    prefix->ended_user = user;
    stop_retry(prefix);
    if (prefix->anchor != NULL) {
        host_kill(prefix->anchor, NULL);
    } else if (prefix->setup != 0) {
        end_setup(prefix);
    } else {
        ended(user);
    }
}

void
prefix_free(struct prefix *prefix)
{
    if (prefix == NULL) {
        return;
    }
    stop_retry(prefix);
    if (prefix->answers != 0) {
        qb_loop_timer_del(prefix->loop, prefix->answers);
    }
    if (prefix->setup != 0) {
        child_forget(prefix->setup);
    }
    forget_wineserver(prefix);
    mirror_free(prefix->mirror);
    host_free(prefix->anchor);
    g_list_free_full(prefix->waiters, g_free);
    g_clear_error(&prefix->error);
    g_free(prefix);
}
