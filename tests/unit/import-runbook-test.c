/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The runbook of an import. */

#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <CUnit/Basic.h>

#include "import-report-fixture.h"
#include "tools/import/runbook.h"

static GPtrArray *
make(const struct import_fixture *fixture)
{
    g_autoptr(report_view_t) view = report_view_new(&fixture->conversion);

    return runbook_make(view);
}

static bool
has(const GPtrArray *lines, const char *part)
{
    for (guint i = 0; i < lines->len; i++) {
        if (strstr(g_ptr_array_index(lines, i), part) != NULL) {
            return true;
        }
    }
    return false;
}

static const struct runbook_step *
find_step(const GPtrArray *steps, const char *title)
{
    for (guint i = 0; i < steps->len; i++) {
        const struct runbook_step *step = g_ptr_array_index(steps, i);

        if (strcmp(step->title, title) == 0) {
            return step;
        }
    }
    fprintf(stderr, "# there is no step %s\n", title);
    CU_FAIL_FATAL("a step is missing");
    return NULL;
}

static void
expect_line(const GPtrArray *lines, const char *expected)
{
    for (guint i = 0; i < lines->len; i++) {
        if (strcmp(g_ptr_array_index(lines, i), expected) == 0) {
            return;
        }
    }
    for (guint i = 0; i < lines->len; i++) {
        fprintf(stderr, "# %s\n", (const char *)g_ptr_array_index(lines, i));
    }
    fprintf(stderr, "# does not have %s\n", expected);
    CU_FAIL("a line is missing");
}

/* Whether it has been seen of a group that a side runs nothing of it. */
struct seen {
    const struct plan_group *group;
    bool stopped;
};

static void
begin_group(struct seen *seen, const struct plan_group *group)
{
    if (seen->group != group) {
        *seen = (struct seen){ .group = group };
    }
}

/* Nothing is started on Linux before the check that it is Offline on Windows. */
static void
walk_forward(const GPtrArray *steps)
{
    struct seen seen = { 0 };

    for (guint i = 0; i < steps->len; i++) {
        const struct runbook_step *step = g_ptr_array_index(steps, i);

        CU_ASSERT_EQUAL(step->number, i + 1);
        begin_group(&seen, step->group);
        CU_ASSERT_FALSE(has(step->work.commands, "Start-ClusterGroup"));
        if (has(step->work.commands, "Stop-ClusterGroup")) {
            CU_ASSERT_EQUAL(step->side, RUNBOOK_WINDOWS);
            seen.stopped = has(step->work.checks, "Get-ClusterResource") &&
                           strstr(step->work.expected, "Offline") != NULL;
        }
        if (has(step->work.commands, "Started")) {
            CU_ASSERT_EQUAL(step->side, RUNBOOK_LINUX);
            CU_ASSERT_PTR_NOT_NULL(step->group);
            CU_ASSERT_TRUE(seen.stopped);
        }
    }
}

/* Nothing is started on Windows before the check that it runs nowhere on Linux. */
static void
walk_back(const GPtrArray *steps)
{
    struct seen seen = { 0 };

    for (guint i = steps->len; i > 0; i--) {
        const struct runbook_step *step = g_ptr_array_index(steps, i - 1);

        begin_group(&seen, step->group);
        CU_ASSERT_FALSE(has(step->back.commands, "Started"));
        if (has(step->back.commands, "Stopped")) {
            CU_ASSERT_EQUAL(step->side, RUNBOOK_LINUX);
            seen.stopped = has(step->back.checks, "--locate") &&
                           strstr(step->back.expected, "NOT running") != NULL;
        }
        if (has(step->back.commands, "Start-ClusterGroup")) {
            CU_ASSERT_EQUAL(step->side, RUNBOOK_WINDOWS);
            CU_ASSERT_PTR_NOT_NULL(step->group);
            CU_ASSERT_TRUE(seen.stopped);
        }
    }
}

/* Groups are moved one by one: what is begun is ended before the next one. */
static void
expect_together(const GPtrArray *steps)
{
    g_autoptr(GHashTable) ended = g_hash_table_new(NULL, NULL);
    const struct plan_group *last = NULL;

    for (guint i = 0; i < steps->len; i++) {
        const struct runbook_step *step = g_ptr_array_index(steps, i);

        if (last != NULL && step->group != last) {
            g_hash_table_add(ended, (gpointer)last);
        }
        CU_ASSERT_FALSE(step->group != NULL && g_hash_table_contains(ended, (gpointer)step->group));
        last = step->group;
    }
}

/* Where there is something to check, it is said what has to be seen. */
static void
expect_complete(const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++) {
        const struct runbook_step *step = g_ptr_array_index(steps, i);

        CU_ASSERT_EQUAL(step->work.checks->len > 0, step->work.expected != NULL);
        CU_ASSERT_EQUAL(step->back.checks->len > 0, step->back.expected != NULL);
        CU_ASSERT_TRUE(runbook_has_work(&step->work));
    }
}

static void
test_never_both(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autoptr(GPtrArray) steps = make(fixture);

    walk_forward(steps);
    walk_back(steps);
    expect_together(steps);
    expect_complete(steps);
    CU_ASSERT_TRUE(has(find_step(steps, "Files: start it on Linux")->work.commands, "Started"));
    CU_ASSERT_TRUE(has(find_step(steps, "SQL: start it on Linux")->work.commands, "Started"));
    import_fixture_free(fixture);
}

static void
test_windows_side(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autoptr(GPtrArray) steps = make(fixture);
    const struct runbook_step *step = find_step(steps, "SQL: stop it on Windows, for good");

    expect_line(step->work.commands, "Get-ClusterGroup -Name 'SQL' | Stop-ClusterGroup");
    expect_line(step->work.commands, "(Get-ClusterGroup -Name 'SQL').AutoFailbackType = 0");
    expect_line(step->work.commands, "(Get-ClusterGroup -Name 'SQL').Priority = 0");
    expect_line(step->back.commands, "(Get-ClusterGroup -Name 'SQL').AutoFailbackType = 1");
    expect_line(step->back.commands, "(Get-ClusterGroup -Name 'SQL').Priority = 2000");
    expect_line(step->back.commands, "Get-ClusterGroup -Name 'SQL' | Start-ClusterGroup");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "cluster.exe group \"SQL\" /offline"));
    step = find_step(steps, "Files: see that Linux is ready for it");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "has 2 findings for this group"));
    step = find_step(steps, "Stop the Cluster service for good");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "stop here: Cluster Group."));
    expect_line(step->work.commands, "Stop-Cluster");
    expect_line(step->work.checks, "Get-Service -ComputerName 'NODE2' -Name ClusSvc");
    import_fixture_free(fixture);
}

static void
test_linux_side(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autoptr(GPtrArray) steps = make(fixture);
    const struct runbook_step *step = find_step(steps, "SQL: start it on Linux");

    expect_line(step->work.commands,
                "crm_resource --resource sql --meta --set-parameter target-role "
                "--parameter-value Started");
    expect_line(step->work.commands, "crm_resource --wait");
    expect_line(step->work.checks, "for id in sql-ip sql-disk sql-engine; do crm_resource "
                                   "--resource \"$id\" --locate; done");
    expect_line(step->work.checks, "resapictl status sql-engine");
    step = find_step(steps, "Files: start it on Linux");
    expect_line(step->back.commands,
                "for id in share ip-two ip-one; do crm_resource --resource \"$id\" --meta "
                "--set-parameter target-role --parameter-value Stopped; done");
    CU_ASSERT_FALSE(has(step->work.checks, "resapictl"));
    step = find_step(steps, "SQL: move its disks and data");
    expect_line(step->work.checks, "lsblk --fs -- '/dev/disk/by-id/x y'");
    step = find_step(steps, "SQL: see that its addresses are free");
    expect_line(step->work.checks, "arping -D -c 3 -I \"$(ip -o route get to 192.0.2.9 | sed "
                                   "'s/.* dev \\([^ ]*\\) .*/\\1/')\" 192.0.2.9");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "iputils-arping"));
    import_fixture_free(fixture);
}

/* An answer to ping is not needed to have an address. */
static void
test_addresses(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    const struct plan_group *files = g_ptr_array_index(fixture->plan->groups, 0);
    const struct plan_primitive *one = g_ptr_array_index(files->members, 0);
    const struct plan_primitive *two = g_ptr_array_index(files->members, 1);
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    plan_pairs_set(one->parameters, "ip", "2001:db8::7");
    plan_pairs_set(two->parameters, "ip", "192.0.2.8");
    plan_pairs_set(two->parameters, "nic", "bond 0");
    steps = make(fixture);
    step = find_step(steps, "Files: see that its addresses are free");
    CU_ASSERT_EQUAL(step->work.checks->len, 2);
    expect_line(step->work.checks, "ping -c 3 -W 1 -- 2001:db8::7; ip neigh show to 2001:db8::7");
    expect_line(step->work.checks, "arping -D -c 3 -I 'bond 0' 192.0.2.8");
    plan_pairs_set(one->parameters, "ip", "-f; reboot");
    g_ptr_array_unref(g_steal_pointer(&steps));
    steps = make(fixture);
    step = find_step(steps, "Files: see that its addresses are free");
    expect_line(step->work.checks, "ping -c 3 -W 1 -- '-f; reboot'");
    import_fixture_free(fixture);
}

/* A service of Windows' is nowhere under Wine before somebody installs it there. */
static void
test_services(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct plan_group *group = g_ptr_array_index(fixture->plan->groups, 0);
    struct plan_primitive *one =
        report_fixture_primitive(fixture, group, "ledger", "resapi", "GenericService", NULL);
    struct plan_primitive *same =
        report_fixture_primitive(fixture, group, "ledger-2", "resapi", "GenericService", NULL);
    struct plan_primitive *open =
        report_fixture_primitive(fixture, group, "open", "resapi", "GenericService", NULL);
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    plan_pairs_set(one->parameters, "ServiceName", "Led ger");
    plan_pairs_set(same->parameters, "ServiceName", "LED GER");
    plan_pairs_set(open->parameters, "ServiceName", "CHANGE-ME");
    steps = make(fixture);
    step = find_step(steps, "Install the service Led ger on every node");
    expect_line(step->work.commands,
                "runuser -u resapid -- env WINEPREFIX=/var/lib/resapid/prefix "
                "HOME=/var/lib/resapid/prefix/.home wine sc create 'Led ger' binPath= "
                "'Z:\\opt\\CHANGE-ME.exe'");
    CU_ASSERT_TRUE(has(step->work.checks, "wine sc query 'Led ger'"));
    CU_ASSERT_TRUE(has(step->back.commands, "wine sc delete 'Led ger'"));
    CU_ASSERT_STRING_EQUAL(((struct runbook_step *)g_ptr_array_index(steps, step->number))->title,
                           "Apply the configuration");
    expect_complete(steps);
    group->has_moved = true;
    g_ptr_array_unref(g_steal_pointer(&steps));
    steps = make(fixture);
    for (guint i = 0; i < steps->len; i++) {
        step = g_ptr_array_index(steps, i);
        CU_ASSERT_PTR_NULL(strstr(step->title, "Install the service"));
    }
    import_fixture_free(fixture);
}

/* What crmsh cannot read is not loaded. */
static void
test_no_crm(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct plan_group *group = g_ptr_array_index(fixture->plan->groups, 0);
    struct plan_primitive *one = g_ptr_array_index(group->members, 0);
    g_autoptr(GPtrArray) steps = make(fixture);
    const struct runbook_step *step = find_step(steps, "Apply the configuration");

    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "--output-dir"));
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "load update crm.txt"));
    plan_pairs_set(one->parameters, "path", "Z:\\srv\\");
    g_ptr_array_unref(g_steal_pointer(&steps));
    steps = make(fixture);
    step = find_step(steps, "Apply the configuration");
    CU_ASSERT_PTR_NULL(strstr(step->work.text, "crm configure"));
    CU_ASSERT_PTR_NULL(strstr(step->work.text, "crm then"));
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "crm.txt was not written: ip-one: path: crmsh"));
    import_fixture_free(fixture);
}

static void
name_agent(struct import_fixture *fixture, const char *type, const char *agent)
{
    g_hash_table_insert(fixture->plan->agents,
                        windows_cluster_find(fixture->cluster, WINDOWS_TYPE, type),
                        g_strdup(agent));
}

static void
test_preparation(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    report_fixture_dll(fixture, "bad one.dll", "Bad & Co", DLL_RUNS_NOT, "is for arm64");
    report_fixture_dll(fixture, "twin.dll", "Acme-SQL", DLL_RUNS, "runs");
    report_fixture_dll(fixture, "odd.dll", "--all's", DLL_RUNS, "runs");
    name_agent(fixture, "Acme SQL", "AcmeSQL");
    name_agent(fixture, "Acme-SQL", "AcmeSQL2");
    steps = make(fixture);
    step = find_step(steps, "Install the packages on every node");
    CU_ASSERT_EQUAL(step->work.checks->len, 3);
    expect_line(step->work.checks, "crm_resource --show-metadata ocf:heartbeat:IPaddr2");
    expect_line(step->work.checks, "crm_resource --show-metadata systemd:smb");
    step = find_step(steps, "Register acmesql.dll on every node");
    expect_line(step->work.commands, "install -D -- acmesql.dll /opt/resource-dlls/acmesql.dll");
    CU_ASSERT_FALSE(has(step->work.commands, "types.d"));
    expect_line(step->work.commands, "resapictl inspect /opt/resource-dlls/acmesql.dll");
    expect_line(step->work.checks, "crm_resource --show-metadata ocf:resapi:AcmeSQL");
    expect_line(step->work.commands,
                "resapictl type add 'Acme SQL' --dll=/opt/resource-dlls/acmesql.dll");
    step = find_step(steps, "Register bad one.dll on every node");
    expect_line(step->work.commands,
                "resapictl type add 'Bad & Co' --dll='/opt/resource-dlls/bad one.dll'");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "is for arm64"));
    step = find_step(steps, "Register twin.dll on every node");
    expect_line(step->work.commands,
                "resapictl type add Acme-SQL --dll=/opt/resource-dlls/twin.dll --agent=AcmeSQL2");
    expect_line(step->work.checks, "crm_resource --show-metadata ocf:resapi:AcmeSQL2");
    step = find_step(steps, "Register odd.dll on every node");
    expect_line(step->work.commands,
                "resapictl type add --dll=/opt/resource-dlls/odd.dll -- '--all'\\''s'");
    expect_line(step->back.commands, "resapictl type remove -- '--all'\\''s'");
    step = find_step(steps, "Apply the configuration");
    expect_line(step->work.checks, "crm_verify --live-check --verbose");
    expect_line(step->back.commands,
                "cibadmin --replace --scope configuration --xml-file before-import.xml");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "--moved=GROUP"));
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "crm then also replaces all"));
    import_fixture_free(fixture);
}

/* By the name that the file has in --dll-dir, and with the file that was written for its type. */
static void
test_copying(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct dll_entry *dll = g_ptr_array_index(fixture->dlls, 0);
    struct types_file file = { (char *)"AcmeSQL", g_ptr_array_index(dll->types, 0), NULL };
    g_autoptr(GPtrArray) types = g_ptr_array_new();
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    g_ptr_array_add(types, &file);
    fixture->conversion.types = types;
    dll->path = g_strdup("/mnt/dlls/AcmeSQL.DLL");
    steps = make(fixture);
    step = find_step(steps, "Register acmesql.dll on every node");
    expect_line(step->work.commands, "install -D -- AcmeSQL.DLL /opt/resource-dlls/acmesql.dll");
    expect_line(step->work.commands, "install -D -m 644 -t /etc/resapid/types.d types.d/AcmeSQL");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "--output-dir"));
    import_fixture_free(fixture);
}

/* What Windows does not start is not started by anybody, there or back. */
static void
test_stopped_group(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct plan_group *group = g_ptr_array_index(fixture->plan->groups, 1);
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    group->starts = false;
    steps = make(fixture);
    step = find_step(steps, "SQL: leave it stopped");
    CU_ASSERT_FALSE(has(step->work.commands, "Started"));
    /* In quotation marks, so that no line of the report ends in it. */
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "When it is wanted: 'crm_resource --resource "
                                                   "sql --meta --set-parameter target-role "
                                                   "--parameter-value Started'."));
    CU_ASSERT_TRUE(has(step->back.commands, "Stopped"));
    step = find_step(steps, "SQL: stop it on Windows, for good");
    CU_ASSERT_FALSE(has(step->back.commands, "Start-ClusterGroup"));
    CU_ASSERT_PTR_NOT_NULL(strstr(step->back.expected, "Offline"));
    walk_forward(steps);
    walk_back(steps);
    import_fixture_free(fixture);
}

/* A member that Windows has off is started neither here nor, for good, on the way back. */
static void
test_member_off(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct plan_group *files = g_ptr_array_index(fixture->plan->groups, 0);
    struct plan_group *sql = g_ptr_array_index(fixture->plan->groups, 1);
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    ((struct plan_primitive *)g_ptr_array_index(files->members, 0))->stays_off = true;
    ((struct plan_primitive *)g_ptr_array_index(sql->members, 1))->stays_off = true;
    steps = make(fixture);
    step = find_step(steps, "Files: start it on Linux");
    expect_line(step->work.commands,
                "for id in ip-two share; do crm_resource --resource \"$id\" --meta "
                "--set-parameter target-role --parameter-value Started; done");
    expect_line(step->work.checks,
                "for id in ip-two share; do crm_resource --resource \"$id\" --locate; done");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "crm_resource --resource ip-one --meta"));
    CU_ASSERT_TRUE(has(step->back.commands, "ip-one"));
    step = find_step(steps, "Files: stop it on Windows, for good");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->back.text, "Stop-ClusterResource: IP one."));
    step = find_step(steps, "SQL: start it on Linux");
    expect_line(step->work.commands, "crm_resource --resource sql --meta --set-parameter "
                                     "target-role --parameter-value Started");
    expect_line(step->work.checks, "crm_resource --resource sql-ip --locate");
    CU_ASSERT_FALSE(has(step->work.checks, "sql-engine"));
    walk_forward(steps);
    walk_back(steps);
    expect_complete(steps);
    import_fixture_free(fixture);
}

/* What needs a member that is off does not run, and where one of two is enough, the other is. */
static void
test_members_that_wait(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct plan_group *files = g_ptr_array_index(fixture->plan->groups, 0);
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    ((struct plan_primitive *)g_ptr_array_index(files->members, 0))->stays_off = true;
    plan_add_constraint(fixture->plan, PLAN_ORDER, "o", "ip-one", "ip-two", "Mandatory");
    steps = make(fixture);
    step = find_step(steps, "Files: start it on Linux");
    CU_ASSERT_TRUE(has(step->work.commands, "ip-two share"));
    CU_ASSERT_FALSE(has(step->work.checks, "ip-two;"));
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.expected, "NOT running"));
    expect_complete(steps);
    import_fixture_free(fixture);
}

/* What runs on Linux is left alone, also when the rest is applied again. */
static void
test_moved_group(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    struct plan_group *group = g_ptr_array_index(fixture->plan->groups, 1);
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;
    guint of_group = 0;

    group->has_moved = true;
    steps = make(fixture);
    for (guint i = 0; i < steps->len; i++) {
        step = g_ptr_array_index(steps, i);
        CU_ASSERT_FALSE(has(step->work.commands, "-Name 'SQL'"));
        CU_ASSERT_FALSE(has(step->back.commands, "-Name 'SQL'"));
        CU_ASSERT_FALSE(has(step->work.commands, "--resource sql"));
        CU_ASSERT_FALSE(has(step->back.commands, "--resource sql"));
        of_group += step->group == group ? 1 : 0;
    }
    CU_ASSERT_EQUAL(of_group, 1);
    step = find_step(steps, "SQL: has moved already");
    CU_ASSERT_EQUAL(step->work.commands->len, 0);
    step = find_step(steps, "Apply the configuration");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.expected, "what has moved runs where it ran"));
    CU_ASSERT_FALSE(has(step->work.commands, "before-import.xml"));
    CU_ASSERT_TRUE(has(find_step(steps, "Files: start it on Linux")->work.commands, "Started"));
    walk_forward(steps);
    walk_back(steps);
    expect_complete(steps);
    import_fixture_free(fixture);
}

static guint
number_of(const GPtrArray *steps, const char *title)
{
    return find_step(steps, title)->number;
}

static void
test_order_of_groups(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autoptr(GPtrArray) by_name = make(fixture);
    g_autoptr(GPtrArray) ordered = NULL;
    g_autoptr(GPtrArray) cyclic = NULL;

    CU_ASSERT_TRUE(number_of(by_name, "Files: start it on Linux") <
                   number_of(by_name, "SQL: start it on Linux"));
    plan_add_constraint(fixture->plan, PLAN_ORDER, "o", "sql-ip", "ip-one", "Mandatory");
    ordered = make(fixture);
    CU_ASSERT_TRUE(number_of(ordered, "SQL: start it on Linux") <
                   number_of(ordered, "Files: start it on Linux"));
    plan_add_constraint(fixture->plan, PLAN_COLOCATION, "c", "sql", "share", "INFINITY");
    cyclic = make(fixture);
    CU_ASSERT_EQUAL(cyclic->len, by_name->len);
    walk_forward(cyclic);
    import_fixture_free(fixture);
}

/* That two groups avoid each other is no reason to move one before the other. */
static void
test_avoiding_groups(void)
{
    struct import_fixture *fixture = import_fixture_two_groups();
    g_autoptr(GPtrArray) steps = NULL;

    plan_add_constraint(fixture->plan, PLAN_COLOCATION, "c", "share", "sql", "-100");
    steps = make(fixture);
    CU_ASSERT_TRUE(number_of(steps, "Files: start it on Linux") <
                   number_of(steps, "SQL: start it on Linux"));
    import_fixture_free(fixture);
}

static void
test_hostile_names(void)
{
    struct import_fixture *fixture = import_fixture_new();
    struct windows_group *group =
        report_fixture_group(fixture, "x' | Remove-ClusterGroup *; \"%\x1b");
    struct windows_resource *resource = report_fixture_resource(fixture, group, "r", "IP Address");
    struct plan_group *planned = report_fixture_plan_group(fixture, "x", group, false);
    g_autoptr(GPtrArray) steps = NULL;
    const struct runbook_step *step;

    report_fixture_primitive(fixture, planned, "r", "heartbeat", "IPaddr2", resource);
    steps = make(fixture);
    step = find_step(steps, "x' | Remove-ClusterGroup *; \"%\xef\xbf\xbd: stop it on Windows, "
                            "for good");
    expect_line(step->work.commands,
                "Get-ClusterGroup | Where-Object { $_.Name -eq ('x'' | Remove-ClusterGroup *; \"%' "
                "+ [char]0x001b + '') } | Stop-ClusterGroup");
    CU_ASSERT_PTR_NOT_NULL(strstr(step->work.text, "use Cluster Administrator there"));
    step = g_ptr_array_index(steps, step->number);
    expect_line(step->work.commands, "crm_resource --resource r --meta --set-parameter target-role "
                                     "--parameter-value Started");
    import_fixture_free(fixture);
}

/* The resources of a cluster that has none are moved in no steps. */
static void
test_empty(void)
{
    struct import_fixture *fixture = import_fixture_new();
    g_autoptr(GPtrArray) steps = make(fixture);

    for (guint i = 0; i < steps->len; i++) {
        CU_ASSERT_PTR_NULL(((const struct runbook_step *)g_ptr_array_index(steps, i))->group);
    }
    find_step(steps, "Apply the configuration");
    import_fixture_free(fixture);
}

void
suite_import_runbook(void)
{
    CU_pSuite suite = CU_add_suite("import-runbook", NULL, NULL);

    CU_add_test(suite, "a group is never on both sides", test_never_both);
    CU_add_test(suite, "the Windows side", test_windows_side);
    CU_add_test(suite, "the Linux side", test_linux_side);
    CU_add_test(suite, "addresses that are free", test_addresses);
    CU_add_test(suite, "services of Windows", test_services);
    CU_add_test(suite, "a configuration without crmsh", test_no_crm);
    CU_add_test(suite, "preparation", test_preparation);
    CU_add_test(suite, "what is copied", test_copying);
    CU_add_test(suite, "a group that is not started", test_stopped_group);
    CU_add_test(suite, "a member that is off", test_member_off);
    CU_add_test(suite, "members that wait for one that is off", test_members_that_wait);
    CU_add_test(suite, "a group that has moved", test_moved_group);
    CU_add_test(suite, "the order of groups", test_order_of_groups);
    CU_add_test(suite, "groups that avoid each other", test_avoiding_groups);
    CU_add_test(suite, "hostile names", test_hostile_names);
    CU_add_test(suite, "a cluster without groups", test_empty);
}
