/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node-attribute.h"

#include <errno.h>
#include <sys/wait.h>

#include "child.h"
#include "log.h"

#define PROGRAM "attrd_updater"

/* Until a call is killed, and until resapid ends all the same. */
#define CALL_LIMIT_MS 10000
#define END_LIMIT_MS  3000
/* Between two calls that say the same, and the longest pause behind one that failed. */
#define AGAIN_MS       10000
#define FIRST_PAUSE_MS 1000
/* So long hosts cannot be started before the attribute goes: another anchor takes a second or two. */
#define GRACE_MS 10000
/* Between two questions to a prefix that cannot be set up: its own pace. */
#define PREFIX_PAUSE_MS 5000

/* What Pacemaker was told last, and has taken. */
enum told { TOLD_NOTHING, TOLD_SET, TOLD_REMOVED };

struct node_attribute {
    qb_loop_t *loop;
    const struct config *config;
    struct prefix *prefix;
    bool ending;
    bool ready;  /* hosts can be started */
    bool wanted; /* Pacemaker is to have it */
    enum told told;
    pid_t pid;        /* attrd_updater, 0 if none runs */
    enum told saying; /* what it tells */
    uint32_t pause_ms;
    bool failing;               /* and that was logged */
    qb_loop_timer_handle again; /* to tell it once more */
    qb_loop_timer_handle grace; /* hosts cannot be started now */
    qb_loop_timer_handle retry; /* to ask the prefix once more */
    qb_loop_timer_handle limit; /* of the end */
    void (*ended)(void *user);
    void *ended_user;
};

static void tell(struct node_attribute *attribute);

/* Timers */

static void
set_timer(struct node_attribute *attribute, qb_loop_timer_handle *timer, uint32_t pause_ms,
          qb_loop_timer_dispatch_fn then)
{
    if (*timer == 0) {
        qb_loop_timer_add(attribute->loop, QB_LOOP_LOW, (uint64_t)pause_ms * QB_TIME_NS_IN_MSEC,
                          attribute, then, timer);
    }
}

static void
drop_timer(const struct node_attribute *attribute, qb_loop_timer_handle *timer)
{
    if (*timer != 0) {
        qb_loop_timer_del(attribute->loop, *timer);
        *timer = 0;
    }
}

/* Telling */

static void
tell_ended(struct node_attribute *attribute)
{
    void (*ended)(void *user) = attribute->ended;

    attribute->ended = NULL;
    drop_timer(attribute, &attribute->limit);
    if (ended != NULL) {
        ended(attribute->ended_user);
    }
}

static enum told
wish(const struct node_attribute *attribute)
{
    return attribute->wanted ? TOLD_SET : TOLD_REMOVED;
}

static void
on_again(void *user)
{
    struct node_attribute *attribute = user;

    attribute->again = 0;
    tell(attribute);
}

static void
note_success(struct node_attribute *attribute)
{
    if (attribute->told != attribute->saying && attribute->saying == TOLD_SET) {
        log_notice("node attribute %s: Pacemaker has it as " PACKAGE_VERSION " on this node",
                   attribute->config->node_attribute);
    } else if (attribute->told == TOLD_SET && attribute->saying == TOLD_REMOVED) {
        log_notice("node attribute %s: it is removed from this node",
                   attribute->config->node_attribute);
    } else if (attribute->failing) {
        log_info("node attribute %s: " PROGRAM " succeeds again",
                 attribute->config->node_attribute);
    }
    attribute->told = attribute->saying;
    attribute->failing = false;
    attribute->pause_ms = FIRST_PAUSE_MS;
}

/* Pacemaker that does not run, as before its start, is nothing to worry about. */
static void
note_failure(struct node_attribute *attribute, const char *why)
{
    if (!attribute->failing) {
        log_info("node attribute %s: %s; this is tried again until Pacemaker takes it",
                 attribute->config->node_attribute, why);
    }
    attribute->failing = true;
}

/* The first attempts are fast, since Pacemaker is about to start. */
static void
tell_later(struct node_attribute *attribute)
{
    set_timer(attribute, &attribute->again, attribute->pause_ms, on_again);
    attribute->pause_ms = MIN(attribute->pause_ms * 2, AGAIN_MS);
}

static void
fail(struct node_attribute *attribute, const char *why)
{
    note_failure(attribute, why);
    if (attribute->ended != NULL) {
        tell_ended(attribute);
    } else {
        tell_later(attribute);
    }
}

/* Pacemaker that ends forgets it, and nobody tells: so what is there is told again. */
static void
succeed(struct node_attribute *attribute)
{
    note_success(attribute);
    if (attribute->told != wish(attribute)) {
        tell(attribute);
    } else if (attribute->ended != NULL) {
        tell_ended(attribute);
    } else if (attribute->wanted) {
        set_timer(attribute, &attribute->again, AGAIN_MS, on_again);
    }
}

static void
on_told(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct node_attribute *attribute = user;
    g_autofree char *status = child_describe_status(wait_status);
    g_autofree char *why = NULL;

    attribute->pid = 0;
    if (timed_out) {
        why = g_strdup_printf(PROGRAM " did not answer in %d seconds: ETIMEDOUT (%d)",
                              CALL_LIMIT_MS / 1000, ETIMEDOUT);
    } else if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
        why =
            g_strdup_printf(PROGRAM " %s%s%s", status, last_line[0] != '\0' ? ": " : "", last_line);
    }
    if (why == NULL) {
        succeed(attribute);
    } else {
        fail(attribute, why);
    }
}

/* What is told already is told again. */
static void
tell(struct node_attribute *attribute)
{
    g_autofree char *name = g_strconcat("--name=", attribute->config->node_attribute, NULL);
    const char *const arguments[] = { PROGRAM, name,
                                      attribute->wanted ? "--update=" PACKAGE_VERSION : "--delete",
                                      NULL };
    const struct child_spec spec = {
        .arguments = arguments, .pass_fd = -1, .capture = true, .timeout_ms = CALL_LIMIT_MS
    };
    g_autoptr(GError) error = NULL;

    if (attribute->pid != 0) {
        return; /* when it has ended the wish is looked at again */
    }
    drop_timer(attribute, &attribute->again);
    attribute->saying = wish(attribute);
    attribute->pid = child_start(&spec, on_told, attribute, &error);
    if (attribute->pid == 0) {
        fail(attribute, error->message);
    }
}

static void
want(struct node_attribute *attribute, bool wanted)
{
    bool new = attribute->wanted != wanted || attribute->told == TOLD_NOTHING;

    attribute->wanted = wanted;
    if (new) {
        attribute->pause_ms = FIRST_PAUSE_MS;
        tell(attribute);
    }
}

/* The prefix */

static void
on_grace_over(void *user)
{
    struct node_attribute *attribute = user;

    attribute->grace = 0;
    want(attribute, false);
}

static void on_prefix(void *user, const GError *error);

static void
on_retry(void *user)
{
    struct node_attribute *attribute = user;

    attribute->retry = 0;
    prefix_wait(attribute->prefix, on_prefix, attribute);
}

/* A prefix_ready. */
static void
on_prefix(void *user, const GError *error)
{
    struct node_attribute *attribute = user;

    if (error != NULL) {
        set_timer(attribute, &attribute->retry, PREFIX_PAUSE_MS, on_retry);
        return;
    }
    attribute->ready = true;
    drop_timer(attribute, &attribute->grace);
    want(attribute, true);
}

static void
await_prefix(struct node_attribute *attribute)
{
    attribute->ready = false;
    set_timer(attribute, &attribute->grace, GRACE_MS, on_grace_over);
    /* Not from within: the prefix is just losing what it had. */
    set_timer(attribute, &attribute->retry, 0, on_retry);
}

void
node_attribute_lose_prefix(struct node_attribute *attribute)
{
    if (attribute != NULL && attribute->ready && !attribute->ending) {
        await_prefix(attribute);
    }
}

/* Life */

struct node_attribute *
node_attribute_new(qb_loop_t *loop, const struct config *config, struct prefix *prefix)
{
    struct node_attribute *attribute;

    if (config->node_attribute[0] == '\0') {
        return NULL;
    }
    attribute = g_new0(struct node_attribute, 1);
    attribute->loop = loop;
    attribute->config = config;
    attribute->prefix = prefix;
    attribute->pause_ms = FIRST_PAUSE_MS;
    await_prefix(attribute);
    return attribute;
}

static void
leave_prefix(struct node_attribute *attribute)
{
    prefix_cancel(attribute->prefix, attribute);
    drop_timer(attribute, &attribute->grace);
    drop_timer(attribute, &attribute->retry);
}

static void
on_end_limit(void *user)
{
    struct node_attribute *attribute = user;

    attribute->limit = 0;
    note_failure(attribute, PROGRAM " has not removed it in time");
    tell_ended(attribute);
}

void
node_attribute_end(struct node_attribute *attribute, void (*ended)(void *user), void *user)
{
    if (attribute == NULL) {
        ended(user);
        return;
    }
    leave_prefix(attribute);
    attribute->ending = true;
    attribute->ended = ended;
    attribute->ended_user = user;
    attribute->wanted = false;
    if (attribute->told == TOLD_REMOVED && attribute->pid == 0) {
        tell_ended(attribute);
    } else {
        set_timer(attribute, &attribute->limit, END_LIMIT_MS, on_end_limit);
        tell(attribute);
    }
}

void
node_attribute_free(struct node_attribute *attribute)
{
    if (attribute == NULL) {
        return;
    }
    leave_prefix(attribute);
    drop_timer(attribute, &attribute->again);
    drop_timer(attribute, &attribute->limit);
    if (attribute->pid != 0) {
        child_forget(attribute->pid);
    }
    g_free(attribute);
}
