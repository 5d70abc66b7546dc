/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A host that two tenants share, played by what stands here in the place of host.c: who has left does
 * not take it from the other.
 */

#include "unit.h"

#include <string.h>

#include <CUnit/CUnit.h>

#include "monitor.h"
#include "registry-fixture.h"

/* What the last host was started with, and asked for. */
static const struct host_events *events_of_host;
static void *owner_of_host;
static bool ending;
static host_reply last_reply;
static void *last_user;

struct host *
host_start(qb_loop_t *loop, const struct config *config, const char *label,
           const struct keeper_command *command, const struct host_events *events, void *owner,
           GError **error)
{
    (void)loop;
    (void)config;
    (void)label;
    (void)command;
    (void)error;
    events_of_host = events;
    owner_of_host = owner;
    ending = false;
    return host;
}

struct host *
host_find(qb_loop_t *loop, const struct config *config, const char *label,
          const struct host_events *events, void *owner)
{
    (void)loop;
    (void)config;
    (void)label;
    (void)events;
    (void)owner;
    return NULL;
}

void
host_free(struct host *of)
{
    (void)of;
}

void
host_call(struct host *to, struct channel_message *request, uint32_t limit_ms, host_reply reply,
          void *user)
{
    (void)to;
    (void)request;
    (void)limit_ms;
    last_reply = reply;
    last_user = user;
}

void
host_finish(struct host *to)
{
    (void)to;
    ending = true;
}

bool
host_is_ready(const struct host *of)
{
    (void)of;
    return true;
}

bool
host_is_ending(const struct host *of)
{
    return ending || of->killed;
}

unsigned int
host_calls(const struct host *of, uint32_t resource)
{
    (void)of;
    (void)resource;
    return 0;
}

uint32_t
host_guilty(const struct host *of)
{
    (void)of;
    return 0;
}

bool
host_is_urgent(const struct host *of, uint32_t resource)
{
    (void)of;
    (void)resource;
    return false;
}

bool
host_has_begun(const struct host *of, const void *user)
{
    (void)of;
    return user == last_user;
}

pid_t
host_pid(const struct host *of)
{
    (void)of;
    return 0;
}

pid_t
host_keeper_pid(const struct host *of)
{
    (void)of;
    return 0;
}

/* A tenant and what it was told. */
struct owner {
    struct tenant *tenant;
    bool ready;
    bool died;
    bool empty;
    bool hung;
};

static struct monitors *monitors;
static struct owner a;
static struct owner b;

static void
on_ready(void *owner)
{
    ((struct owner *)owner)->ready = true;
}

static void
on_died(void *owner, const char *cause, bool guilty)
{
    (void)cause;
    (void)guilty;
    ((struct owner *)owner)->died = true;
}

static void
on_empty(void *owner)
{
    ((struct owner *)owner)->empty = true;
}

static void
on_reply(void *user, const struct channel_message *reply)
{
    ((struct owner *)user)->hung = reply == NULL;
}

static const struct tenant_events events = { .ready = on_ready,
                                             .died = on_died,
                                             .empty = on_empty };

static void
on_host(void *user, struct host *of)
{
    (void)user;
    (void)of;
}

static void
enter(struct owner *owner, const char *name)
{
    static const struct keeper_command command;

    *owner = (struct owner){ .tenant = NULL };
    owner->tenant = tenant_enter(monitors, "shared", name, &command, &events, owner, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(owner->tenant);
}

static void
set_up(void)
{
    hosts_setup();
    monitors = monitors_new(fixture_loop, NULL, NULL, on_host, NULL);
    enter(&a, "a");
    enter(&b, "b");
    events_of_host->ready(owner_of_host);
    CU_ASSERT_TRUE(a.ready && b.ready);
}

static void
tear_down(void)
{
    tenant_free(a.tenant);
    tenant_free(b.tenant);
    monitors_free(monitors);
    hosts_teardown();
}

static void
test_who_has_left_kills_nobody(void)
{
    tenant_leave(b.tenant);
    tenant_kill(b.tenant, "was not patient");
    CU_ASSERT_FALSE(host->killed);
    hosts_run_for(1);
    CU_ASSERT_TRUE(b.empty);
    CU_ASSERT_FALSE(a.died || a.empty || ending);
    tenant_kill(b.tenant, "was not patient");
    CU_ASSERT_FALSE(host->killed);
}

static void
test_who_is_there_kills_all(void)
{
    tenant_leave(b.tenant);
    tenant_kill(a.tenant, "was not patient");
    CU_ASSERT_TRUE(host->killed);
}

/* It was asked to leave, and does not. */
static void
test_the_last_one_kills(void)
{
    tenant_leave(b.tenant);
    tenant_leave(a.tenant);
    CU_ASSERT_TRUE(ending);
    tenant_kill(a.tenant, "was not patient");
    CU_ASSERT_TRUE(host->killed);
}

/* It holds the others up. */
static void
test_what_hangs_is_killed(void)
{
    struct channel_message call = { .header.type = CHANNEL_CALL };

    tenant_call(b.tenant, &call, 1, on_reply, &b);
    CU_ASSERT_TRUE(tenant_has_begun(b.tenant, &b));
    CU_ASSERT_FALSE(tenant_has_begun(a.tenant, &b));
    CU_ASSERT_FALSE(tenant_has_begun(b.tenant, &a));
    tenant_leave(b.tenant);
    last_reply(last_user, NULL);
    CU_ASSERT_TRUE(b.hung);
    CU_ASSERT_TRUE(host->killed);
}

void
suite_monitor(void)
{
    CU_pSuite suite =
        CU_add_suite_with_setup_and_teardown("monitor", NULL, NULL, set_up, tear_down);

    CU_ADD_TEST(suite, test_who_has_left_kills_nobody);
    CU_ADD_TEST(suite, test_who_is_there_kills_all);
    CU_ADD_TEST(suite, test_the_last_one_kills);
    CU_ADD_TEST(suite, test_what_hangs_is_killed);
}
