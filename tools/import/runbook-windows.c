/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The Windows side. Its commands are those of the module FailoverClusters as Microsoft documents it for
 * Windows PowerShell. Taking a group offline sets its persistent state to offline ([MS-CMRP] 3.1.4.2.51,
 * ApiOfflineGroup), so that the cluster does not bring it online when it is formed anew. A priority of 0
 * keeps it from being started without being asked for (CLUSTER_GROUP_PRIORITY).
 */

#include <string.h>

#include "quote.h"
#include "runbook-private.h"

#define DEFAULT_PRIORITY 2000

/* A pipeline that gives the one group. The documents say of -Name that it takes no wildcards, and a name
 * that looks like one is not to depend on that. */
static char *
group_pipeline(const struct plan_group *group)
{
    const char *name = group->windows->object.name;
    g_autofree char *quoted = quote_powershell(name);

    return strpbrk(name, "*?[]`") != NULL
               ? g_strdup_printf("Get-ClusterGroup | Where-Object { $_.Name -eq %s }", quoted)
               : g_strdup_printf("Get-ClusterGroup -Name %s", quoted);
}

static guint64
group_number(const struct plan_group *group, const char *property, guint64 preset)
{
    guint64 number = preset;

    windows_properties_number(group->windows->object.common, property, &number);
    return number;
}

/* For Windows Server 2003 and 2008, which have no cmdlets for clusters. */
static void
say_old_command(struct runbook_work *work, const struct plan_group *group, const char *option)
{
    g_autofree char *quoted = quote_cmd(group->windows->object.name);

    if (quoted != NULL) {
        runbook_say(work,
                    "On Windows Server 2003 and 2008: cluster.exe group %s %s, and cluster.exe "
                    "group %s /status for its state.",
                    quoted, option, quoted);
    } else {
        runbook_say(work, "On Windows Server 2003 and 2008 cluster.exe cannot be given this name: "
                          "use Cluster Administrator there.");
    }
}

/* Of the members that Windows has off. NULL: none. */
static char *
names_of_off(const struct plan_group *group)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (member->stays_off && member->windows != NULL) {
            g_autofree char *name = quote_printable(member->windows->object.name);

            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
        }
    }
    return names->len > 0 ? g_strdup(names->str) : NULL;
}

static void
expect_back(struct runbook_work *back, const struct plan_group *group)
{
    g_autofree char *off = names_of_off(group);

    if (!group->starts) {
        runbook_expect(back, "The group is Offline, as it was before the cut-over.");
    } else if (off != NULL) {
        runbook_say(back,
                    "Start-ClusterGroup starts what was off as well: stop it again, with "
                    "Stop-ClusterResource: %s.",
                    off);
        runbook_expect(back, "The group is Online or PartialOnline.");
    } else {
        runbook_expect(back, "The group is Online.");
    }
}

/* Restored before the group is started, so that it is as it was from the first moment on. */
static void
restore_and_start(struct runbook_work *back, const struct plan_group *group, const char *pipeline)
{
    guint64 failback = group_number(group, "AutoFailbackType", 0);

    if (failback != 0) {
        runbook_command(back, "(%s).AutoFailbackType = %" G_GUINT64_FORMAT, pipeline, failback);
    }
    runbook_command(back, "(%s).Priority = %" G_GUINT64_FORMAT, pipeline,
                    group_number(group, "Priority", DEFAULT_PRIORITY));
    if (group->starts) {
        runbook_command(back, "%s | Start-ClusterGroup", pipeline);
    }
    runbook_check(back, "%s | Format-List -Property Name, State, OwnerNode", pipeline);
    expect_back(back, group);
}

/* Failed is not offline: RetryPeriodOnFailure has the cluster try once more. */
static void
check_stopped(struct runbook_work *work, const char *pipeline)
{
    runbook_check(
        work, "%s | Format-List -Property Name, State, PersistentState, AutoFailbackType, Priority",
        pipeline);
    runbook_check(work, "%s | Get-ClusterResource", pipeline);
    runbook_check(work, "Get-ClusterNode");
    runbook_expect(work,
                   "The group and each of its resources are Offline; Failed is not enough, since "
                   "the cluster tries a failed resource again. PersistentState, AutoFailbackType "
                   "and Priority are 0. Every node is Up: of a node that is not, make sure by hand "
                   "that it runs nothing of the group.");
}

void
runbook_stop_windows(struct runbook_maker *maker, const struct plan_group *group)
{
    g_autofree char *name = runbook_group_name(group);
    g_autofree char *pipeline = group_pipeline(group);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_WINDOWS, group, "%s: stop it on Windows, for good", name);

    runbook_say(&step->work, "From here to the start on Linux its clients are without it. Windows "
                             "Server 2008 R2 has no priorities: leave those lines out there.");
    say_old_command(&step->work, group, "/offline");
    runbook_command(&step->work, "%s | Stop-ClusterGroup", pipeline);
    runbook_command(&step->work, "(%s).AutoFailbackType = 0", pipeline);
    runbook_command(&step->work, "(%s).Priority = 0", pipeline);
    check_stopped(&step->work, pipeline);
    runbook_say(&step->back,
                "Only when the group's steps behind this one have been undone, the last "
                "one first, and their checks have shown that nothing of it runs on Linux.");
    if (group->starts) {
        say_old_command(&step->back, group, "/online");
    }
    restore_and_start(&step->back, group, pipeline);
}

void
runbook_prepare_windows(struct runbook_maker *maker)
{
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_WINDOWS, NULL, "See that the Windows cluster is well");

    runbook_say(&step->work,
                "Back up the system state of a node, and keep what was read for this import. From "
                "here on nobody changes the cluster's configuration: what is changed is not in the "
                "import, and needs another one.");
    runbook_check(&step->work, "Get-ClusterNode");
    runbook_check(&step->work, "Get-ClusterGroup");
    runbook_check(&step->work, "Get-ClusterResource | Where-Object { $_.State -ne 'Online' }");
    runbook_expect(&step->work, "Every node is Up, and of each resource that is not Online it is "
                                "known why.");
}

/* Groups of Windows that the runbook does not move, by name. NULL: none. */
static char *
groups_that_stay(const struct runbook_maker *maker)
{
    const GPtrArray *groups = maker->view->conversion->cluster->groups;
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < groups->len; i++) {
        const struct windows_group *group = g_ptr_array_index(groups, i);
        const struct plan_group *moved = report_group_of(maker->view, group);
        g_autofree char *name = quote_printable(group->object.name);

        if (moved == NULL || moved->members->len == 0) {
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
        }
    }
    return names->len > 0 ? g_strdup(names->str) : NULL;
}

static void
set_service(struct runbook_work *work, const struct runbook_maker *maker, const char *startup)
{
    const GPtrArray *nodes = maker->view->conversion->cluster->nodes;

    for (guint i = 0; i < nodes->len; i++) {
        const struct windows_node *node = g_ptr_array_index(nodes, i);
        g_autofree char *name = quote_powershell(node->object.name);

        runbook_command(work, "Set-Service -ComputerName %s -Name ClusSvc -StartupType %s", name,
                        startup);
    }
}

static void
check_service(struct runbook_work *work, const struct runbook_maker *maker)
{
    const GPtrArray *nodes = maker->view->conversion->cluster->nodes;

    for (guint i = 0; i < nodes->len; i++) {
        const struct windows_node *node = g_ptr_array_index(nodes, i);
        g_autofree char *name = quote_powershell(node->object.name);

        runbook_check(work, "Get-Service -ComputerName %s -Name ClusSvc", name);
    }
}

void
runbook_finish_windows(struct runbook_maker *maker)
{
    g_autofree char *stay = groups_that_stay(maker);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_WINDOWS, NULL, "Stop the Cluster service for good");

    runbook_say(&step->work,
                "When all groups have run on Linux for as long as going back was to be "
                "easy. Keep the export and this report.");
    if (stay != NULL) {
        runbook_say(&step->work, "These groups were not moved, and stop here: %s.", stay);
    }
    runbook_command(&step->work, "Stop-Cluster");
    set_service(&step->work, maker, "Disabled");
    check_service(&step->work, maker);
    runbook_expect(&step->work, "On every node the service is Stopped.");
    set_service(&step->back, maker, "Automatic");
    runbook_command(&step->back, "Start-Cluster");
    runbook_check(&step->back, "Get-ClusterGroup");
    runbook_expect(&step->back, "All groups that were moved are Offline.");
}
