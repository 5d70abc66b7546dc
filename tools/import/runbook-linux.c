/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The Linux side before and behind the groups. */

#include <string.h>

#include "cib-text.h"
#include "crm-text.h"
#include "ocf-agents/names.h"
#include "quote.h"
#include "runbook-private.h"

#define SAVED       "before-import.xml"
#define SAVED_AGAIN "before-import-again.xml"

/* ---- preparation */

static int
compare_texts(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The agents of others that the plan uses, each once, sorted: an array of char *. Our own are there when
 * their types are. */
static GPtrArray *
agents_of(const pacemaker_plan_t *plan)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *agents = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);
        g_autofree char *agent = report_agent(primitive);

        if (!runbook_is_ours(primitive) && !g_hash_table_contains(known, agent)) {
            g_hash_table_add(known, agent);
            g_ptr_array_add(agents, g_steal_pointer(&agent));
        }
    }
    g_ptr_array_sort(agents, compare_texts);
    return agents;
}

static bool
has_ours(const pacemaker_plan_t *plan)
{
    for (guint i = 0; i < plan->primitives->len; i++) {
        if (runbook_is_ours(g_ptr_array_index(plan->primitives, i))) {
            return true;
        }
    }
    return false;
}

static void
install_packages(struct runbook_maker *maker)
{
    g_autoptr(GPtrArray) agents = agents_of(maker->view->conversion->plan);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, NULL, "Install the packages on every node");

    runbook_say(&step->work,
                "Pacemaker, corosync, resapid, and the packages that have the agents below. What "
                "Pacemaker is to start is not started by systemd: disable the services that the "
                "groups are made of.");
    for (guint i = 0; i < agents->len; i++) {
        g_autofree char *agent = quote_shell(g_ptr_array_index(agents, i));

        runbook_check(&step->work, "crm_resource --show-metadata %s", agent);
    }
    if (agents->len > 0) {
        runbook_expect(&step->work, "On every node, each prints an agent's description in XML.");
    }
}

static void
form_cluster(struct runbook_maker *maker)
{
    const GPtrArray *nodes = maker->view->conversion->plan->nodes;
    g_autoptr(GString) names = g_string_new(NULL);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, NULL, "Form the cluster, with fencing");

    for (guint i = 0; i < nodes->len; i++) {
        g_autofree char *name = quote_printable(g_ptr_array_index(nodes, i));

        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", name);
    }
    if (nodes->len > 0) {
        runbook_say(&step->work, "Its nodes are %s.", names->str);
    }
    runbook_say(&step->work,
                "Set up fencing before anything else, and test it: without it a node that is cut "
                "off may go on running what is started elsewhere, and a stop that fails blocks the "
                "group.");
    runbook_check(&step->work, "crm_mon --one-shot");
    runbook_check(&step->work, "stonith_admin --list-registered");
    runbook_check(&step->work, "crm_verify --live-check --verbose");
    runbook_expect(&step->work,
                   "All nodes are online, at least one fencing device is registered, and "
                   "crm_verify finds nothing.");
}

static void
start_resapid(struct runbook_maker *maker)
{
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, NULL, "Start resapid on every node");

    runbook_command(&step->work, "systemctl enable --now resapid.service");
    runbook_check(&step->work, "resapictl check-setup");
    runbook_expect(&step->work, "No check says failed.");
    runbook_command(&step->back, "systemctl disable --now resapid.service");
}

/* " --agent=NAME" where resapictl would name it otherwise. g_free(). */
static char *
agent_option(const pacemaker_plan_t *plan, const struct windows_type *type)
{
    const char *agent = g_hash_table_lookup(plan->agents, type);
    g_autofree char *own = agent_name_of_type(type->object.name, NULL);
    g_autofree char *word = agent != NULL ? quote_shell(agent) : NULL;

    return word != NULL && g_strcmp0(agent, own) != 0 ? g_strdup_printf(" --agent=%s", word)
                                                      : g_strdup("");
}

/* resapictl adds a type whose agent it could not make, too. Nothing uses the agent of a type that the plan
 * does not have. */
static void
check_agent(struct runbook_work *work, const pacemaker_plan_t *plan,
            const struct windows_type *type)
{
    const char *planned = g_hash_table_lookup(plan->agents, type);
    g_autofree char *own = agent_name_of_type(type->object.name, NULL);
    const char *agent = planned != NULL ? planned : own;
    g_autofree char *full = g_strdup_printf("ocf:resapi:%s", agent != NULL ? agent : "");
    g_autofree char *word = quote_shell(full);

    if (agent != NULL) {
        runbook_check(work, "crm_resource --show-metadata %s", word);
    }
}

/* A name and options; one that begins with a hyphen would be an option in front of them. g_free(). */
static char *
name_and(const char *name, const char *options)
{
    g_autofree char *word = quote_shell(name);

    return name[0] == '-' ? g_strdup_printf("%s -- %s", options, word)
                          : g_strdup_printf(" %s%s", word, options);
}

static void
add_type(struct runbook_step *step, const pacemaker_plan_t *plan, const struct windows_type *type,
         const char *file)
{
    g_autofree char *agent = agent_option(plan, type);
    g_autofree char *options = g_strdup_printf(" --dll=%s%s", file, agent);
    g_autofree char *added = name_and(type->object.name, options);
    g_autofree char *removed = name_and(type->object.name, "");

    runbook_command(&step->work, "resapictl type add%s", added);
    check_agent(&step->work, plan, type);
    runbook_command(&step->back, "resapictl type remove%s", removed);
}

static void
add_types(const struct runbook_maker *maker, struct runbook_step *step, const struct dll_entry *dll,
          const char *file)
{
    const pacemaker_plan_t *plan = maker->view->conversion->plan;

    for (guint i = 0; i < dll->types->len; i++) {
        add_type(step, plan, g_ptr_array_index(dll->types, i), file);
    }
    runbook_check(&step->work, "resapictl type list");
    runbook_expect(&step->work, "inspect says that the DLL runs, each agent's description is "
                                "printed in XML, and the types are in the list.");
}

/* The file that was written for the type; NULL: none. */
static const struct types_file *
file_of(const struct conversion *conversion, const struct windows_type *type)
{
    for (guint i = 0; conversion->types != NULL && i < conversion->types->len; i++) {
        const struct types_file *file = g_ptr_array_index(conversion->types, i);

        if (file->type == type) {
            return file;
        }
    }
    return NULL;
}

/* A name without regard to case on Windows is one with it here. */
static void
copy_files(struct runbook_work *work, const struct conversion *conversion,
           const struct dll_entry *dll, const char *file)
{
    g_autofree char *found = g_path_get_basename(dll->path != NULL ? dll->path : dll->name);
    g_autofree char *name = quote_shell(found);

    runbook_command(work, "install -D -- %s %s", name, file);
    for (guint i = 0; i < dll->types->len; i++) {
        const struct types_file *of_type = file_of(conversion, g_ptr_array_index(dll->types, i));
        g_autofree char *agent = of_type != NULL ? quote_shell(of_type->agent) : NULL;

        if (agent != NULL) {
            runbook_command(work, "install -D -m 644 -t " RUNBOOK_TYPES_DIRECTORY " types.d/%s",
                            agent);
        }
    }
}

static void
register_dll(struct runbook_maker *maker, const struct dll_entry *dll)
{
    g_autofree char *name = quote_printable(dll->name);
    g_autofree char *windows = quote_printable(dll->windows_path);
    g_autofree char *path = g_strdup_printf("%s/%s", RUNBOOK_DLL_DIRECTORY, dll->name);
    g_autofree char *file = quote_shell(path);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, NULL, "Register %s on every node", name);

    runbook_say(&step->work,
                "Copy the folder that was written (--output-dir) to the node, %s into it, and go "
                "there. Those of the DLL's neighbours that it needs go to %s as well.",
                windows, RUNBOOK_DLL_DIRECTORY);
    if (dll->verdict == DLL_RUNS_NOT) {
        g_autofree char *detail = quote_printable(dll->detail != NULL ? dll->detail : "");

        runbook_say(&step->work, "It does not run as it is: %s.", detail);
    }
    copy_files(&step->work, maker->view->conversion, dll, file);
    runbook_command(&step->work, "resapictl inspect %s", file);
    add_types(maker, step, dll, file);
}

/* ---- Windows services */

/* The service that the resource is; NULL: it is none, or which one is still to be decided. */
static const char *
service_of(const struct plan_primitive *primitive)
{
    const char *name = runbook_is_ours(primitive) && strcmp(primitive->agent, "GenericService") == 0
                           ? plan_pairs_find(primitive->parameters, "ServiceName")
                           : NULL;

    return name != NULL && strstr(name, "CHANGE-ME") == NULL ? name : NULL;
}

static void
install_service(struct runbook_maker *maker, const char *service)
{
    g_autofree char *name = quote_printable(service);
    g_autofree char *word = quote_shell(service);
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, NULL, "Install the service %s on every node", name);

    runbook_say(&step->work,
                "Copy what the service consists of to the same place on every node, and put the "
                "path of its program in place of Z:\\opt\\CHANGE-ME.exe, where Z:\\ is the root of "
                "Linux; on Windows 'sc.exe qc' shows it, with its arguments. A service that has a "
                "set-up program is installed by that, run in the same way. See EXAMPLES in "
                "ocf_resapi_GenericService(7).");
    runbook_command(&step->work, RUNBOOK_WINE " sc create %s binPath= 'Z:\\opt\\CHANGE-ME.exe'",
                    word);
    runbook_check(&step->work, RUNBOOK_WINE " sc query %s", word);
    runbook_expect(&step->work, "On every node the service is known, and STOPPED.");
    runbook_command(&step->back, RUNBOOK_WINE " sc delete %s", word);
}

/* Each once. */
static void
install_services(struct runbook_maker *maker)
{
    const GPtrArray *groups = maker->view->conversion->plan->groups;
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(groups, i);

        for (guint m = 0; !group->has_moved && m < group->members->len; m++) {
            const char *service = service_of(g_ptr_array_index(group->members, m));

            if (service != NULL && g_hash_table_add(known, g_utf8_casefold(service, -1))) {
                install_service(maker, service);
            }
        }
    }
}

/* ---- the configuration */

static bool
some_have_moved(const pacemaker_plan_t *plan)
{
    for (guint i = 0; i < plan->groups->len; i++) {
        const struct plan_group *group = g_ptr_array_index(plan->groups, i);

        if (group->has_moved) {
            return true;
        }
    }
    return false;
}

/* crm_fault is why there is no crm.txt; NULL: there is. */
static void
apply_to(struct runbook_step *step, const char *saved, const char *crm_fault)
{
    runbook_say(&step->work, "In the folder that was written (--output-dir): save the one that is "
                             "there, then apply the one that was written.");
    if (crm_fault == NULL) {
        runbook_say(&step->work, "'" CRM_APPLY_COMMAND " crm.txt' or 'sh pcs.sh' in place of "
                                 "cibadmin do the same.");
    } else {
        runbook_say(&step->work,
                    "'sh pcs.sh' in place of cibadmin does the same. crm.txt was not written: %s.",
                    crm_fault);
    }
    runbook_command(&step->work, "cibadmin --query --scope configuration > %s", saved);
    runbook_command(&step->work, CIB_APPLY_COMMAND " cib.xml");
    runbook_check(&step->work, "crm_verify --live-check --verbose");
    runbook_check(&step->work, "crm_mon --one-shot --inactive");
    runbook_command(&step->back, "cibadmin --replace --scope configuration --xml-file %s", saved);
    runbook_check(&step->back, "crm_mon --one-shot --inactive");
}

static void
apply_first(struct runbook_step *step, const char *crm_fault)
{
    apply_to(step, SAVED, crm_fault);
    runbook_say(&step->work, "Everything in it has target-role=Stopped: nothing starts.");
    runbook_expect(
        &step->work,
        "crm_verify finds nothing, and every resource of the import is Stopped. One that "
        "had been active on a node, and that Pacemaker has stopped now, was started by "
        "something else: find out by what.");
    runbook_say(&step->back, "Only while all groups are on Windows.");
    runbook_expect(&step->back, "The resources of the import are gone.");
}

/* What was saved the first time is kept: it is the way back of all. */
static void
apply_again(struct runbook_step *step, const char *crm_fault)
{
    apply_to(step, SAVED_AGAIN, crm_fault);
    runbook_say(&step->work, "What has moved is left as it is; everything else in it has "
                             "target-role=Stopped: nothing starts.");
    runbook_expect(&step->work,
                   "crm_verify finds nothing, what has moved runs where it ran, and every other "
                   "resource of the import is Stopped.");
    runbook_say(&step->back, "Only while no further group has been moved.");
    runbook_expect(&step->back, "What has moved runs where it ran.");
}

/* crmsh replaces resources (crm-text.h). */
static void
apply_configuration(struct runbook_maker *maker)
{
    const pacemaker_plan_t *plan = maker->view->conversion->plan;
    struct runbook_step *step = runbook_add(maker, RUNBOOK_LINUX, NULL, "Apply the configuration");
    g_autofree char *fault = crm_text_fault(plan);
    g_autofree char *crm_fault = fault != NULL ? quote_printable(fault) : NULL;

    if (some_have_moved(plan)) {
        apply_again(step, crm_fault);
    } else {
        apply_first(step, crm_fault);
    }
    runbook_say(&step->work, "To apply it again once groups have moved, import again, with "
                             "--moved=GROUP for each of them: else they are stopped.");
    if (crm_fault == NULL) {
        runbook_say(&step->work,
                    "crm then also replaces all that resources have: a parameter that was set by "
                    "hand is to be given with --set, or set again, and of what has moved all that "
                    "was stopped by hand starts.");
    }
}

void
runbook_prepare_linux(struct runbook_maker *maker)
{
    const struct conversion *conversion = maker->view->conversion;

    install_packages(maker);
    form_cluster(maker);
    if (has_ours(conversion->plan)) {
        start_resapid(maker);
    }
    for (guint i = 0; i < conversion->dlls->len; i++) {
        register_dll(maker, g_ptr_array_index(conversion->dlls, i));
    }
    install_services(maker);
    apply_configuration(maker);
}

/* ---- the end */

static void
fail_over(struct runbook_work *work, const GPtrArray *nodes)
{
    for (guint i = 0; nodes->len > 1 && i < nodes->len; i++) {
        g_autofree char *node = quote_shell(g_ptr_array_index(nodes, i));

        runbook_command(work, "crm_standby --node %s --update on", node);
        runbook_command(work, "crm_resource --wait; crm_mon --one-shot");
        runbook_command(work, "crm_standby --node %s --delete; crm_resource --wait", node);
    }
}

void
runbook_finish_linux(struct runbook_maker *maker)
{
    const GPtrArray *nodes = maker->view->conversion->plan->nodes;
    struct runbook_step *step =
        runbook_add(maker, RUNBOOK_LINUX, NULL, "See that the groups fail over");

    runbook_say(
        &step->work,
        "Before Windows is switched off for good, and while clients can bear it: take each "
        "node out of service once, and have one fenced (stonith_admin --reboot NODE). "
        "Whether a group goes back to a node that has come back is what resource-stickiness "
        "and the scores of its locations say. Save the configuration.");
    fail_over(&step->work, nodes);
    runbook_command(&step->work, "cibadmin --query > after-import.xml");
    runbook_check(&step->work, "crm_mon --one-shot --inactive --failcounts");
    runbook_expect(&step->work, "All groups that are to run do, no node is in standby, and nothing "
                                "has failed.");
}
