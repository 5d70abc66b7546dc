/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What is done on Linux for one group: crm_resource(8) and its like, whatever shell the cluster's
 * administrator uses.
 */

#include <string.h>

#include "quote.h"
#include "runbook-private.h"

bool
runbook_is_ours(const struct plan_primitive *primitive)
{
    return primitive->provider != NULL && strcmp(primitive->provider, "resapi") == 0;
}

/* ---- who runs */

static void
add_need(GHashTable *needs, struct plan_constraint *constraint)
{
    GPtrArray *of_other = g_hash_table_lookup(needs, constraint->other);

    if (of_other == NULL) {
        of_other = g_ptr_array_new();
        g_hash_table_insert(needs, constraint->other, of_other);
    }
    g_ptr_array_add(of_other, constraint);
}

/* What each resource is ordered behind: ids to arrays of plan_constraint. */
static GHashTable *
collect_needs(const GPtrArray *constraints)
{
    GHashTable *needs =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < constraints->len; i++) {
        struct plan_constraint *constraint = g_ptr_array_index(constraints, i);

        if (constraint->kind == PLAN_ORDER || constraint->kind == PLAN_ORDER_SETS) {
            add_need(needs, constraint);
        }
    }
    return needs;
}

static bool
is_met(const struct plan_constraint *constraint, GHashTable *idle)
{
    if (constraint->kind == PLAN_ORDER) {
        return !g_hash_table_contains(idle, constraint->resource);
    }
    for (guint i = 0; i < constraint->any->len; i++) {
        if (!g_hash_table_contains(idle, g_ptr_array_index(constraint->any, i))) {
            return true;
        }
    }
    return false;
}

static bool
all_are_met(const GPtrArray *needs, GHashTable *idle)
{
    for (guint i = 0; needs != NULL && i < needs->len; i++) {
        if (!is_met(g_ptr_array_index(needs, i), idle)) {
            return false;
        }
    }
    return true;
}

static void
add_all(const struct plan_group *group, GHashTable *ids)
{
    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        g_hash_table_add(ids, member->id);
    }
}

/* Members are in an order in which what they need is before them; and they follow their anchor. */
static void
find_idle_members(const struct plan_group *group, GHashTable *needs, GHashTable *idle)
{
    bool is_broken = false;

    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (member->stays_off || is_broken ||
            !all_are_met(g_hash_table_lookup(needs, member->id), idle)) {
            g_hash_table_add(idle, member->id);
            is_broken = group->is_chain;
        }
    }
    if (!group->is_chain && group->anchor != NULL &&
        g_hash_table_contains(idle, group->anchor->id)) {
        add_all(group, idle);
    }
}

GHashTable *
runbook_find_idle(const pacemaker_plan_t *plan)
{
    GHashTable *idle = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) needs = collect_needs(plan->constraints);

    for (guint i = 0; i < plan->groups->len; i++) {
        find_idle_members(g_ptr_array_index(plan->groups, i), needs, idle);
    }
    return idle;
}

static void
add_word(GString *words, const char *id)
{
    g_autofree char *word = quote_shell(id);

    g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "", word);
}

/* The ids of the members, as words for a shell, in order or from the last to the first. g_free(). */
static char *
all_words(const struct plan_group *group, bool backwards)
{
    GString *words = g_string_new(NULL);

    for (guint i = 0; i < group->members->len; i++) {
        guint place = backwards ? group->members->len - 1 - i : i;
        const struct plan_primitive *member = g_ptr_array_index(group->members, place);

        add_word(words, member->id);
    }
    return g_string_free(words, FALSE);
}

/* Of the members that Windows has off, or of the others. g_free(); "" without one. */
static char *
words_of(const struct plan_group *group, bool are_off)
{
    GString *words = g_string_new(NULL);

    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (member->stays_off == are_off) {
            add_word(words, member->id);
        }
    }
    return g_string_free(words, FALSE);
}

/* Of the members that run when the group has been started. g_free(); "" without one. */
static char *
running_words(const struct runbook_maker *maker, const struct plan_group *group)
{
    GString *words = g_string_new(NULL);

    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (!g_hash_table_contains(maker->idle, member->id)) {
            add_word(words, member->id);
        }
    }
    return g_string_free(words, FALSE);
}

/* ---- commands */

/* crm_resource with these options, for each of the words. g_free(). */
static char *
crm_resource_each(const char *words, const char *options)
{
    return strchr(words, ' ') != NULL
               ? g_strdup_printf("for id in %s; do crm_resource --resource \"$id\" %s; done", words,
                                 options)
               : g_strdup_printf("crm_resource --resource %s %s", words, options);
}

/* Of members also for a chain: a group is said to run where its first member does. */
static void
check_places(struct runbook_work *work, const char *words)
{
    g_autofree char *command = crm_resource_each(words, "--locate");

    runbook_check(work, "%s", command);
}

static void
check_all_places(struct runbook_work *work, const struct plan_group *group)
{
    g_autofree char *words = all_words(group, false);

    check_places(work, words);
}

#define SET_ROLE "--meta --set-parameter target-role --parameter-value "

static void
set_role(struct runbook_work *work, const char *words, const char *options)
{
    g_autofree char *command = crm_resource_each(words, options);

    if (words[0] != '\0') {
        runbook_command(work, "%s", command);
        runbook_command(work, "crm_resource --wait");
    }
}

/* target-role is set where the plan has it: on a chain as a whole, else on each member that does not stay
 * off. */
static void
set_started(struct runbook_work *work, const struct plan_group *group)
{
    g_autofree char *words = group->is_chain && group->members->len > 1 ? quote_shell(group->id)
                                                                        : words_of(group, false);

    set_role(work, words, SET_ROLE "Started");
}

/* Those that stop first before those that they need. */
static void
set_stopped(struct runbook_work *work, const struct plan_group *group)
{
    g_autofree char *words = group->is_chain && group->members->len > 1 ? quote_shell(group->id)
                                                                        : all_words(group, true);

    set_role(work, words, SET_ROLE "Stopped");
}

/* ---- the steps */

static void
say_findings(const struct runbook_maker *maker, struct runbook_work *work,
             const struct plan_group *group)
{
    guint findings = report_findings_of_group(maker->view, group->windows);
    g_autofree char *count = report_count(findings, "finding", "findings");

    if (findings > 0) {
        runbook_say(work, "This report has %s for this group: settle %s first.", count,
                    findings == 1 ? "it" : "them");
    }
}

void
runbook_has_moved(struct runbook_maker *maker, const struct plan_group *group)
{
    g_autofree char *name = runbook_group_name(group);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, group, "%s: has moved already", name);

    runbook_say(&step->work, "Nothing is to be done. Its way back is in the runbook that it was "
                             "moved with.");
}

void
runbook_ready_linux(struct runbook_maker *maker, const struct plan_group *group)
{
    g_autofree char *name = runbook_group_name(group);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, group, "%s: see that Linux is ready for it", name);

    say_findings(maker, &step->work, group);
    runbook_check(&step->work, "crm_mon --one-shot --inactive");
    check_all_places(&step->work, group);
    runbook_expect(&step->work, "All nodes are online, nothing has failed, and of each resource it "
                                "says: is NOT running.");
}

static void
stop_again(struct runbook_work *back, const struct plan_group *group)
{
    set_stopped(back, group);
    check_all_places(back, group);
    runbook_check(back, "crm_mon --one-shot --inactive");
    runbook_expect(back,
                   "Of each resource it says: is NOT running; none is blocked, and no node is "
                   "UNCLEAN or offline. If one is, do not start the group on Windows before "
                   "the node has been fenced (stonith_admin --reboot NODE).");
}

/* Asked on the node that runs it: resapid knows its own node's. */
static void
check_hosted(struct runbook_work *work, const struct runbook_maker *maker,
             const struct plan_group *group)
{
    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);
        g_autofree char *word = quote_shell(member->id);

        if (runbook_is_ours(member) && !g_hash_table_contains(maker->idle, member->id)) {
            runbook_check(work, "resapictl status %s", word);
        }
    }
}

static void
expect_nothing(struct runbook_work *work, const struct plan_group *group)
{
    check_all_places(work, group);
    runbook_expect(work, "Of each resource it says: is NOT running.");
}

static void
leave_stopped(struct runbook_step *step, const struct plan_group *group)
{
    struct runbook_work later = { .commands = g_ptr_array_new_with_free_func(g_free) };

    set_started(&later, group);
    runbook_say(&step->work, "It was not to be started on Windows either, and stays stopped.");
    if (later.commands->len > 0) {
        runbook_say(&step->work, "When it is wanted: '%s'.",
                    (const char *)g_ptr_array_index(later.commands, 0));
    }
    g_ptr_array_unref(later.commands);
    expect_nothing(&step->work, group);
}

static void
say_off(struct runbook_work *work, const struct plan_group *group)
{
    g_autofree char *words = words_of(group, true);
    g_autofree char *command = crm_resource_each(words, SET_ROLE "Started");

    if (words[0] != '\0') {
        runbook_say(work,
                    "Windows has some of it off, which stays off here with what waits for it. When "
                    "it is wanted: '%s'.",
                    command);
    }
}

static void
start_it(const struct runbook_maker *maker, struct runbook_step *step,
         const struct plan_group *group)
{
    g_autofree char *running = running_words(maker, group);

    set_started(&step->work, group);
    say_off(&step->work, group);
    if (running[0] == '\0') {
        expect_nothing(&step->work, group);
        return;
    }
    check_places(&step->work, running);
    check_hosted(&step->work, maker, group);
    runbook_expect(&step->work,
                   "All of these are running, on one node;%s and a client finds the "
                   "service. Otherwise go the way back.",
                   step->work.checks->len > 1 ? " resapictl, asked there, says online;" : "");
}

void
runbook_start_linux(struct runbook_maker *maker, const struct plan_group *group)
{
    g_autofree char *name = runbook_group_name(group);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, group,
                    group->starts ? "%s: start it on Linux" : "%s: leave it stopped", name);

    if (group->starts) {
        start_it(maker, step, group);
    } else {
        leave_stopped(step, group);
    }
    stop_again(&step->back, group);
}

/* ---- what a group has that both sides can reach */

static bool
is_disk(const struct plan_primitive *primitive)
{
    return primitive->class != NULL && strcmp(primitive->class, "ocf") == 0 &&
           (strcmp(primitive->agent, "Filesystem") == 0 ||
            strcmp(primitive->agent, "LVM-activate") == 0);
}

static void
add_disk(struct runbook_work *work, const struct plan_primitive *primitive)
{
    const char *device = plan_pairs_find(primitive->parameters, "device");
    g_autofree char *word = device != NULL ? quote_shell(device) : NULL;

    if (word != NULL) {
        runbook_check(work, "lsblk --fs -- %s", word);
    }
}

static void
fill_disks(struct runbook_step *step, const struct plan_group *group)
{
    runbook_say(&step->work,
                "At the storage, take the disks from the Windows nodes and give them to the Linux "
                "nodes (LUN masking), so that no Windows node can reach them any more; a "
                "reservation that Windows has left is cleared by its owner "
                "(Clear-ClusterDiskReservation) or at the storage. Or copy the data to what Linux "
                "has in their place. Mount nothing: the agents do.");
    for (guint i = 0; i < group->members->len; i++) {
        if (is_disk(g_ptr_array_index(group->members, i))) {
            add_disk(&step->work, g_ptr_array_index(group->members, i));
        }
    }
    runbook_check(&step->work, "lsblk --fs");
    runbook_expect(&step->work, "On every node the disks are there, with the file systems that the "
                                "resources are to mount, and are mounted nowhere.");
    runbook_say(&step->back,
                "Take the disks from the Linux nodes, and give them back to the Windows "
                "nodes. What was written on Linux to another disk has to be copied back.");
    runbook_check(&step->back, "lsblk --fs");
    runbook_expect(&step->back, "No Linux node has a disk any more that Windows has back.");
}

void
runbook_move_disks(struct runbook_maker *maker, const struct plan_group *group)
{
    g_autofree char *name = runbook_group_name(group);

    for (guint i = 0; i < group->members->len; i++) {
        if (is_disk(g_ptr_array_index(group->members, i))) {
            fill_disks(runbook_add(maker, RUNBOOK_LINUX, group, "%s: move its disks and data",
                                   name),
                       group);
            return;
        }
    }
}

/* NULL for what has none. */
static const char *
address_of(const struct plan_primitive *primitive)
{
    return strcmp(primitive->agent, "IPaddr2") == 0 ? plan_pairs_find(primitive->parameters, "ip")
                                                    : NULL;
}

/* The interface through which the node that it is typed on reaches the address, as a word. g_free(). */
static char *
interface_for(const struct plan_primitive *primitive, const char *address)
{
    const char *interface = plan_pairs_find(primitive->parameters, "nic");

    return interface != NULL
               ? quote_shell(interface)
               : g_strdup_printf(
                     "\"$(ip -o route get to %s | sed 's/.* dev \\([^ ]*\\) .*/\\1/')\"", address);
}

/* ARP is answered by a host that filters echo, too. ping has the kernel ask for an IPv6 address's neighbour,
 * and so that is known then, answer or not. */
static void
check_address(struct runbook_work *work, const struct plan_primitive *primitive)
{
    const char *address = address_of(primitive);
    g_autofree char *word = quote_shell(address);
    g_autofree char *interface = interface_for(primitive, word);

    if (!g_hostname_is_ip_address(address)) {
        runbook_check(work, "ping -c 3 -W 1 -- %s", word);
    } else if (strchr(address, ':') == NULL) {
        runbook_check(work, "arping -D -c 3 -I %s %s", interface, word);
    } else {
        runbook_check(work, "ping -c 3 -W 1 -- %s; ip neigh show to %s", word, word);
    }
}

static void
explain_addresses(struct runbook_work *work)
{
    runbook_say(work, "On one Linux node that has an address in their network: 'ip route get "
                      "ADDRESS' shows no 'via' there. arping is that of iputils (iputils-arping). "
                      "Without it: 'ping -c 3 -W 1 ADDRESS; ip neigh show to ADDRESS'; that ping "
                      "gets no answer is not enough, as echo may be filtered.");
    runbook_expect(work,
                   "Nobody has them: arping receives 0 responses, ping has 100%% packet loss, and "
                   "ip neigh shows no lladdr. Whoever answers has the address still, and the "
                   "group must not be started.");
}

void
runbook_check_addresses(struct runbook_maker *maker, const struct plan_group *group)
{
    g_autofree char *name = runbook_group_name(group);
    struct runbook_step *step = NULL;

    for (guint i = 0; i < group->members->len; i++) {
        const struct plan_primitive *member = g_ptr_array_index(group->members, i);

        if (address_of(member) == NULL) {
            continue;
        }
        if (step == NULL) {
            step = runbook_add(maker, RUNBOOK_LINUX, group, "%s: see that its addresses are free",
                               name);
            explain_addresses(&step->work);
        }
        check_address(&step->work, member);
    }
}
