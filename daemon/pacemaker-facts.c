/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pacemaker-facts.h"

#include <errno.h>
#include <sys/wait.h>
#include <qb/qbutil.h>

#include "child.h"
#include "error.h"
#include "log.h"
#include "pacemaker-cluster.h"

/* So long what is known counts as new; addresses of this node, which come and go untold, as elsewhere. */
#define FRESH_US         G_USEC_PER_SEC
#define CLUSTER_FRESH_US (10 * G_USEC_PER_SEC)
/* Whoever can be told what is known waits no longer for what is new; nor does anybody behind a failure. */
#define PATIENCE_MS 2000
/* After a failure, and where no cluster runs, the programs are not run again sooner. */
#define RETRY_US  (2 * G_USEC_PER_SEC)
#define ABSENT_US (10 * G_USEC_PER_SEC)
#define LOOK_MS   5000
/* Some ten thousand resources. Parsing it takes some tens of milliseconds. */
#define OUTPUT_MAX (4U << 20)
/* crm_mon's exit status where no cluster runs: CRM_EX_DISCONNECT. */
#define NOT_CONNECTED 102

#define REMEDY "see 'crm_mon --one-shot' on this node"

struct waiter {
    cluster_told told;
    void *user;
};

struct pacemaker_facts {
    struct pacemaker_facts_world world;
    struct cluster_source source;
    GList *waiters; /* struct waiter, the last one first */
    qb_loop_timer_handle patience;
    qb_loop_timer_handle look;

    /* What is known: status and configuration since told_us, 0 for never. */
    char *node;
    struct pacemaker_status *status;
    struct pacemaker_configuration *configuration;
    int64_t told_us;

    /* What became of the last asking. */
    GError *failure;
    bool too_old; /* and that was logged */
    bool absent;
    int64_t ended_us;

    /* An asking that is under way: pid is 0 without. */
    pid_t pid;
    size_t step;
    int64_t began_us;
    GByteArray *output;
    struct pacemaker_status *new_status;

    /* The cluster as it was made last. */
    struct cluster *cluster;
    uint64_t generation;
    GArray *seen;
    int64_t made_us;
};

static void begin_step(struct pacemaker_facts *facts);

/* Making the cluster */

static bool
is_made(const struct pacemaker_facts *facts)
{
    return facts->cluster != NULL && facts->generation == clusdb_generation(facts->world.db) &&
           g_get_monotonic_time() - facts->made_us < CLUSTER_FRESH_US &&
           inventory_is_as_seen(facts->world.inventory, facts->seen);
}

static struct cluster *
make_cluster(struct pacemaker_facts *facts, GError **error)
{
    const struct pacemaker_view view = {
        .status = facts->status,
        .configuration = facts->configuration,
        .node = facts->node,
        .name = facts->world.config->cluster_name,
        .db = facts->world.db,
        .inventory = facts->world.inventory,
    };

    if (!is_made(facts)) {
        g_clear_pointer(&facts->cluster, cluster_unref);
        inventory_see(facts->world.inventory, facts->seen);
        facts->generation = clusdb_generation(facts->world.db);
        facts->made_us = g_get_monotonic_time();
        facts->cluster = pacemaker_cluster_make(&view, error);
        if (facts->cluster != NULL) {
            facts->cluster->told_us = facts->told_us;
        }
    }
    return facts->cluster != NULL ? cluster_ref(facts->cluster) : NULL;
}

/* Telling */

static int64_t
age_us(const struct pacemaker_facts *facts)
{
    return g_get_monotonic_time() - facts->told_us;
}

static bool
is_usable(const struct pacemaker_facts *facts)
{
    return facts->told_us != 0 &&
           age_us(facts) <= (int64_t)facts->world.config->status_kept_ms * 1000;
}

static GError *
unknown_error(const struct pacemaker_facts *facts)
{
    GError *error = NULL;

    set_win32_error(&error, WIN32_CLUSTER_NODE_DOWN, "Pacemaker: %s",
                    facts->failure != NULL ? facts->failure->message : "it has not answered");
    return error;
}

static void
note_too_old(struct pacemaker_facts *facts)
{
    if (facts->told_us != 0 && !facts->too_old) {
        facts->too_old = true;
        log_warning(
            "Pacemaker: what is known of the cluster is %u seconds old: resource DLLs that ask "
            "get ERROR_CLUSTER_NODE_DOWN (5050) until it answers; " REMEDY,
            (unsigned int)(age_us(facts) / G_USEC_PER_SEC));
    }
}

/* The waiter may change anything, but frees nothing of the source's. */
static void
tell(struct pacemaker_facts *facts, cluster_told told, void *user)
{
    const struct cluster_source *otherwise = facts->world.otherwise;
    g_autoptr(GError) error = NULL;
    struct cluster *cluster = NULL;

    if (facts->absent) {
        otherwise->ask(otherwise->source, told, user);
        return;
    }
    if (is_usable(facts)) {
        cluster = make_cluster(facts, &error);
    } else {
        note_too_old(facts);
        error = unknown_error(facts);
    }
    told(user, cluster, error);
    cluster_unref(cluster);
}

static void
drop_patience(struct pacemaker_facts *facts)
{
    if (facts->patience != 0) {
        qb_loop_timer_del(facts->world.loop, facts->patience);
        facts->patience = 0;
    }
}

/* In the order in which they came; who asks from within waits for the next time. */
static void
tell_all(struct pacemaker_facts *facts)
{
    guint count = g_list_length(facts->waiters);

    drop_patience(facts);
    for (GList *last = g_list_last(facts->waiters); last != NULL && count > 0;
         last = g_list_last(facts->waiters), count--) {
        g_autofree struct waiter *waiter = last->data;

        facts->waiters = g_list_delete_link(facts->waiters, last);
        tell(facts, waiter->told, waiter->user);
    }
}

static void
on_patience_over(void *user)
{
    struct pacemaker_facts *facts = user;

    facts->patience = 0;
    tell_all(facts);
}

/* The end of an asking */

static void
on_look(void *user)
{
    struct pacemaker_facts *facts = user;

    qb_loop_timer_add(facts->world.loop, QB_LOOP_LOW, (uint64_t)LOOK_MS * QB_TIME_NS_IN_MSEC, facts,
                      on_look, &facts->look);
    facts->world.look(facts->world.user);
}

static void
begin_looking(struct pacemaker_facts *facts)
{
    if (facts->look == 0) {
        on_look(facts);
    }
}

static void
end_asking(struct pacemaker_facts *facts)
{
    facts->pid = 0;
    facts->ended_us = g_get_monotonic_time();
    g_clear_pointer(&facts->new_status, pacemaker_status_free);
    tell_all(facts);
}

/* Takes the error. */
static void
fail(struct pacemaker_facts *facts, GError *error)
{
    if (facts->failure == NULL) {
        log_warning(
            "Pacemaker: %s; resource DLLs are told what was known before for %u seconds, if "
            "anything was; " REMEDY,
            error->message, facts->world.config->status_kept_ms / 1000);
    } else {
        log_debug("Pacemaker: %s", error->message);
    }
    g_clear_error(&facts->failure);
    facts->failure = error;
    facts->absent = false;
    end_asking(facts);
}

static void
find_absent(struct pacemaker_facts *facts)
{
    if (!facts->absent) {
        log_info("Pacemaker does not run here: resource DLLs see a cluster of this node alone");
    }
    g_clear_error(&facts->failure);
    facts->absent = true;
    end_asking(facts);
    begin_looking(facts); /* it may come */
}

static void
note_quorum(const struct pacemaker_facts *facts)
{
    bool before = facts->status == NULL || facts->status->quorate;

    if (before && !facts->new_status->quorate) {
        log_warning("Pacemaker: this node's partition has no quorum; "
                    "no-quorum-policy decides what goes on");
    } else if (!before && facts->new_status->quorate) {
        log_notice("Pacemaker: this node's partition has quorum");
    }
}

static void
note_success(struct pacemaker_facts *facts)
{
    if (facts->told_us == 0) {
        log_notice("Pacemaker answers: resource DLLs see its cluster, and this node as '%s'",
                   facts->node);
        begin_looking(facts);
    } else if (facts->failure != NULL) {
        log_notice("Pacemaker answers again");
    }
    note_quorum(facts);
    g_clear_error(&facts->failure);
    facts->too_old = false;
    facts->absent = false;
}

/* The configuration comes last. */
static void
succeed(struct pacemaker_facts *facts, struct pacemaker_configuration *configuration)
{
    note_success(facts);
    pacemaker_status_free(facts->status);
    facts->status = g_steal_pointer(&facts->new_status);
    pacemaker_configuration_free(facts->configuration);
    facts->configuration = configuration;
    facts->told_us = g_get_monotonic_time();
    g_clear_pointer(&facts->cluster, cluster_unref);
    end_asking(facts);
}

/* Steps */

static const char *
text_of(const struct pacemaker_facts *facts)
{
    return (const char *)facts->output->data;
}

/* A node that was renamed is looked up anew. */
static bool
knows_node(const struct pacemaker_facts *facts)
{
    for (guint i = 0; facts->node != NULL && i < facts->new_status->nodes->len; i++) {
        const struct pacemaker_node *node = g_ptr_array_index(facts->new_status->nodes, i);

        if (g_str_equal(node->name, facts->node)) {
            return true;
        }
    }
    return false;
}

static bool
take_status(struct pacemaker_facts *facts, GError **error)
{
    facts->new_status = pacemaker_status_parse(text_of(facts), facts->output->len, error);
    return facts->new_status != NULL;
}

static bool
take_node(struct pacemaker_facts *facts, GError **error)
{
    g_autofree char *text = g_strndup(text_of(facts), facts->output->len);

    g_free(facts->node);
    facts->node = text != NULL ? g_strdup(g_strstrip(text)) : NULL;
    if (knows_node(facts)) {
        return true;
    }
    g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED,
                "crm_node: the name it has for this node is none of crm_mon's nodes");
    g_clear_pointer(&facts->node, g_free);
    return false;
}

static bool
take_configuration(struct pacemaker_facts *facts, GError **error)
{
    struct pacemaker_configuration *configuration =
        pacemaker_configuration_parse(text_of(facts), facts->output->len, error);

    if (configuration == NULL) {
        return false;
    }
    succeed(facts, configuration);
    return true;
}

static bool
is_always_needed(const struct pacemaker_facts *facts)
{
    (void)facts;
    return true;
}

static bool
needs_node(const struct pacemaker_facts *facts)
{
    return !knows_node(facts);
}

/* crm_mon first: it tells whether there is a cluster. */
static const struct {
    const char *arguments[8];
    bool (*is_needed)(const struct pacemaker_facts *facts);
    bool (*take)(struct pacemaker_facts *facts, GError **error);
} steps[] = {
    { { "crm_mon", "--one-shot", "--inactive", "--output-as=xml", "--exclude=all",
        "--include=dc,nodes,resources,failures" },
      is_always_needed,
      take_status },
    { { "crm_node", "--name" }, needs_node, take_node },
    { { "cibadmin", "--query", "--scope=configuration" }, is_always_needed, take_configuration },
};

static const char *
program(const struct pacemaker_facts *facts)
{
    return steps[facts->step].arguments[0];
}

/* The time that is left for all of it. */
static uint32_t
left_ms(const struct pacemaker_facts *facts)
{
    int64_t spent_ms = (g_get_monotonic_time() - facts->began_us) / 1000;
    int64_t limit_ms = facts->world.config->status_timeout_ms;

    return spent_ms < limit_ms ? (uint32_t)(limit_ms - spent_ms) : 1;
}

/* Its own words are in its XML, or the last line of stderr. */
static void
set_ended_badly(GError **error, const struct pacemaker_facts *facts, int wait_status,
                const char *last_line)
{
    g_autofree char *status = child_describe_status(wait_status);
    g_autofree char *problem =
        facts->step == 0 ? pacemaker_status_problem(text_of(facts), facts->output->len) : NULL;
    const char *words = problem != NULL ? problem : last_line;

    g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s %s%s%s", program(facts), status,
                words[0] != '\0' ? ": " : "", words);
}

static bool
check_end(const struct pacemaker_facts *facts, int wait_status, bool timed_out,
          const char *last_line, GError **error)
{
    if (facts->output->len > OUTPUT_MAX) {
        g_set_error(error, RESAPID_ERROR, OUTCOME_FAILED, "%s wrote more than %u MiB",
                    program(facts), OUTPUT_MAX >> 20);
        return false;
    }
    if (timed_out) {
        g_set_error(
            error, RESAPID_ERROR, OUTCOME_FAILED,
            "%s did not answer within %u seconds ([pacemaker] status_timeout): ETIMEDOUT (%d)",
            program(facts), facts->world.config->status_timeout_ms / 1000, ETIMEDOUT);
        return false;
    }
    if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
        set_ended_badly(error, facts, wait_status, last_line);
        return false;
    }
    return true;
}

/* Only as long as there never was one: a cluster that was there has gone down. */
static bool
may_be_absent(const struct pacemaker_facts *facts)
{
    return facts->step == 0 && facts->told_us == 0 && facts->world.otherwise != NULL;
}

static void
on_step_done(void *user, int wait_status, bool timed_out, const char *last_line)
{
    struct pacemaker_facts *facts = user;
    bool last = facts->step + 1 == G_N_ELEMENTS(steps);
    GError *error = NULL;

    if (may_be_absent(facts) && WIFEXITED(wait_status) &&
        WEXITSTATUS(wait_status) == NOT_CONNECTED) {
        find_absent(facts);
    } else if (!check_end(facts, wait_status, timed_out, last_line, &error) ||
               !steps[facts->step].take(facts, &error)) {
        fail(facts, error);
    } else if (!last) {
        facts->step++;
        begin_step(facts);
    }
}

static void
begin_step(struct pacemaker_facts *facts)
{
    struct child_spec spec = { .pass_fd = -1,
                               .capture = true,
                               .output = facts->output,
                               .output_max = OUTPUT_MAX,
                               .timeout_ms = left_ms(facts) };
    GError *error = NULL;

    while (!steps[facts->step].is_needed(facts)) {
        facts->step++;
    }
    g_byte_array_set_size(facts->output, 0);
    spec.arguments = steps[facts->step].arguments;
    facts->pid = child_start(&spec, on_step_done, facts, &error);
    if (facts->pid != 0) {
        return;
    }
    if (may_be_absent(facts) && error_outcome(error) == OUTCOME_NOT_INSTALLED) {
        g_error_free(error);
        find_absent(facts);
    } else {
        fail(facts, error);
    }
}

static void
begin_asking(struct pacemaker_facts *facts)
{
    facts->step = 0;
    facts->began_us = g_get_monotonic_time();
    begin_step(facts);
}

/* Being asked */

static bool
is_new(const struct pacemaker_facts *facts)
{
    int64_t since_us = g_get_monotonic_time() - facts->ended_us;

    if (facts->absent) {
        return since_us < ABSENT_US;
    }
    return facts->failure != NULL ? since_us < RETRY_US
                                  : facts->told_us != 0 && age_us(facts) < FRESH_US;
}

static void
wait_for_asking(struct pacemaker_facts *facts, cluster_told told, void *user)
{
    struct waiter *waiter = g_new(struct waiter, 1);

    *waiter = (struct waiter){ told, user };
    facts->waiters = g_list_prepend(facts->waiters, waiter);
    if (facts->patience == 0 && (is_usable(facts) || facts->failure != NULL)) {
        qb_loop_timer_add(facts->world.loop, QB_LOOP_MED,
                          (uint64_t)PATIENCE_MS * QB_TIME_NS_IN_MSEC, facts, on_patience_over,
                          &facts->patience);
    }
    if (facts->pid == 0) {
        begin_asking(facts);
    }
}

/* Behind a failure nobody waits for what may take as long again, as long as what is known serves. */
static void
ask(void *source, cluster_told told, void *user)
{
    struct pacemaker_facts *facts = source;

    if (is_new(facts)) {
        tell(facts, told, user);
    } else if (facts->failure == NULL || !is_usable(facts)) {
        wait_for_asking(facts, told, user);
    } else {
        tell(facts, told, user);
        if (facts->pid == 0) {
            begin_asking(facts);
        }
    }
}

static void
cancel(void *source, void *user)
{
    struct pacemaker_facts *facts = source;

    for (GList *item = facts->waiters; item != NULL;) {
        GList *next = item->next;

        if (((struct waiter *)item->data)->user == user) {
            g_free(item->data);
            facts->waiters = g_list_delete_link(facts->waiters, item);
        }
        item = next;
    }
}

/* Life */

const struct cluster_source *
pacemaker_facts_source(const struct pacemaker_facts *facts)
{
    return &facts->source;
}

struct pacemaker_facts *
pacemaker_facts_new(const struct pacemaker_facts_world *world)
{
    struct pacemaker_facts *facts = g_new0(struct pacemaker_facts, 1);

    facts->world = *world;
    facts->source = (struct cluster_source){ .ask = ask, .cancel = cancel, .source = facts };
    facts->output = g_byte_array_new();
    facts->seen = inventory_seen_new();
    return facts;
}

void
pacemaker_facts_free(struct pacemaker_facts *facts)
{
    if (facts == NULL) {
        return;
    }
    if (facts->pid != 0) {
        child_forget(facts->pid);
    }
    drop_patience(facts);
    if (facts->look != 0) {
        qb_loop_timer_del(facts->world.loop, facts->look);
    }
    g_list_free_full(facts->waiters, g_free);
    g_byte_array_unref(facts->output);
    g_array_unref(facts->seen);
    pacemaker_status_free(facts->new_status);
    pacemaker_status_free(facts->status);
    pacemaker_configuration_free(facts->configuration);
    cluster_unref(facts->cluster);
    g_clear_error(&facts->failure);
    g_free(facts->node);
    g_free(facts);
}
