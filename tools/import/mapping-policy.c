/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Common properties of resources: resapi.md 3.1 and 3.2, and ocf_resapi(7) for what they are to us. */

#include <string.h>

#include "mapping-private.h"
#include "secrets.h"

#define DEFAULT_LOOKS_MS    5000
#define DEFAULT_IS_MS       60000
#define DEFAULT_PENDING_MS  180000
#define DEFAULT_DEADLOCK_MS 300000
#define DEFAULT_THRESHOLD   1
#define DEFAULT_PERIOD_MS   900000
#define LEAST_INTERVAL_S    10
#define LONGEST_S           864000 /* Pacemaker counts milliseconds in 32 bits */
#define LOOKS_TIMEOUT_S     60
/* The agent keeps so much of a timeout for itself (ocf_resapi(7)). */
#define START_SLACK_S   25
#define STOP_SLACK_S    20
#define MONITOR_SLACK_S 20

enum restart_action { RESTART_NEVER, RESTART_HERE, RESTART_AND_MOVE };

struct policy {
    struct mapping *mapping;
    struct plan_primitive *primitive;
    bool is_own; /* hosted by resapid, which knows the common properties */
    guint64 looks_s, is_s, pending_s, deadlock_s, threshold, period_s, action;
};

static bool
find_number(const struct windows_resource *resource, const char *name, guint64 *number)
{
    const windows_properties_t *common = resource->object.common;

    /* -1 and, for intervals, 0 stand for the type's. */
    if (windows_properties_number(common, name, number) && *number != G_MAXUINT32 && *number != 0) {
        return true;
    }
    return resource->type != NULL &&
           windows_properties_number(resource->type->object.common, name, number);
}

/* What the user has set as a parameter goes before what Windows has, as resapid goes by it. */
static bool
find_setting(const struct policy *policy, const char *name, guint64 *number)
{
    const char *text =
        policy->is_own ? mapping_setting(policy->mapping, policy->primitive->windows, name) : NULL;

    if (text == NULL || g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT32 - 1, number, NULL)) {
        return text != NULL;
    }
    notes_add(policy->mapping->notes, NOTE_PROBLEM, &policy->primitive->windows->object, name, NULL,
              "as it was set it is no number of milliseconds, and resapid would refuse it: set one "
              "from 1 to %u",
              G_MAXUINT32 - 1);
    return false;
}

static guint64
seconds_of(const struct policy *policy, const char *name, guint64 preset_ms)
{
    guint64 ms = preset_ms;

    if (!find_setting(policy, name, &ms) && !find_number(policy->primitive->windows, name, &ms)) {
        ms = preset_ms;
    }
    return MIN(ms / 1000 + (ms % 1000 != 0 ? 1 : 0), LONGEST_S);
}

static guint64
own_number(const struct windows_resource *resource, const char *name, guint64 preset)
{
    guint64 number = preset;

    return windows_properties_number(resource->object.common, name, &number) ? number : preset;
}

static void
fill(struct policy *policy)
{
    const struct windows_resource *resource = policy->primitive->windows;

    policy->looks_s = seconds_of(policy, "LooksAlivePollInterval", DEFAULT_LOOKS_MS);
    policy->is_s = seconds_of(policy, "IsAlivePollInterval", DEFAULT_IS_MS);
    policy->pending_s = seconds_of(policy, "PendingTimeout", DEFAULT_PENDING_MS);
    policy->deadlock_s = seconds_of(policy, "DeadlockTimeout", DEFAULT_DEADLOCK_MS);
    policy->threshold = own_number(resource, "RestartThreshold", DEFAULT_THRESHOLD);
    policy->period_s = own_number(resource, "RestartPeriod", DEFAULT_PERIOD_MS) / 1000;
    policy->action = own_number(resource, "RestartAction", RESTART_AND_MOVE);
}

static void
add_operation(struct policy *policy, const char *name, guint64 interval_s, guint64 timeout_s,
              const char *level)
{
    g_autofree char *interval = g_strdup_printf("%" G_GUINT64_FORMAT "s", interval_s);
    g_autofree char *timeout = g_strdup_printf("%" G_GUINT64_FORMAT "s", timeout_s);
    struct plan_operation *operation =
        plan_add_operation(policy->primitive, name, interval, timeout);

    if (level != NULL) {
        plan_pairs_set(operation->parameters, "OCF_CHECK_LEVEL", level);
    }
}

/* Online has 80% of a start's timeout before Terminate is called, and Offline 60% of a stop's. resapid
 * polls by itself, so monitors need not be as frequent as LooksAlive is. */
static void
add_own_operations(struct policy *policy)
{
    guint64 call_s = MAX(policy->deadlock_s, policy->pending_s);
    guint64 looks_s = MAX(policy->looks_s, LEAST_INTERVAL_S);
    guint64 is_s = MAX(policy->is_s, LEAST_INTERVAL_S);
    guint64 start_s = (call_s * 5 + 3) / 4 + START_SLACK_S;
    guint64 stop_s = (call_s * 5 + 2) / 3 + STOP_SLACK_S;

    add_operation(policy, "start", 0, start_s, NULL);
    add_operation(policy, "stop", 0, stop_s, NULL);
    /* It may have to stop and start. */
    add_operation(policy, "reload-agent", 0, start_s + stop_s, NULL);
    add_operation(policy, "monitor", looks_s, LOOKS_TIMEOUT_S, NULL);
    add_operation(policy, "monitor", is_s == looks_s ? is_s + 1 : is_s,
                  policy->deadlock_s + MONITOR_SLACK_S, "10");
}

/* What is slow on Windows is not fast here; the times of the meta-data are the least. */
static void
lengthen_operations(struct policy *policy)
{
    const GPtrArray *operations = policy->primitive->operations;

    for (guint i = 0; policy->pending_s != DEFAULT_PENDING_MS / 1000 && i < operations->len; i++) {
        struct plan_operation *operation = g_ptr_array_index(operations, i);
        guint64 advised_s = g_ascii_strtoull(operation->timeout, NULL, 10);

        if (strcmp(operation->name, "monitor") != 0 && policy->pending_s > advised_s) {
            g_free(operation->timeout);
            operation->timeout = g_strdup_printf("%" G_GUINT64_FORMAT "s", policy->pending_s);
        }
    }
}

/* The values that resapid itself goes by, whether they are the resource's or its type's. */
static void
add_own_parameters(struct policy *policy)
{
    static const struct {
        const char *name;
        guint64 preset;
    } known[] = {
        { "LooksAlivePollInterval", DEFAULT_LOOKS_MS },
        { "IsAlivePollInterval", DEFAULT_IS_MS },
        { "PendingTimeout", DEFAULT_PENDING_MS },
        { "DeadlockTimeout", DEFAULT_DEADLOCK_MS },
    };
    GPtrArray *parameters = policy->primitive->parameters;

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autofree char *text = NULL;
        guint64 number;

        if (find_number(policy->primitive->windows, known[i].name, &number) &&
            number != known[i].preset && plan_pairs_find(parameters, known[i].name) == NULL) {
            text = g_strdup_printf("%" G_GUINT64_FORMAT, number);
            plan_pairs_set(parameters, known[i].name, text);
        }
    }
}

/* migration-threshold and failure-timeout where they are not those of rsc_defaults. */
static void
add_meta(struct policy *policy)
{
    GPtrArray *meta = policy->primitive->meta;
    g_autofree char *threshold = g_strdup_printf("%" G_GUINT64_FORMAT, policy->threshold + 1);
    g_autofree char *period =
        g_strdup_printf("%" G_GUINT64_FORMAT "s", CLAMP(policy->period_s, 1, LONGEST_S));

    if (policy->action == RESTART_HERE || policy->threshold >= G_MAXINT32) {
        plan_pairs_set(meta, "migration-threshold", "INFINITY");
    } else if (policy->action != RESTART_NEVER && policy->threshold != DEFAULT_THRESHOLD) {
        plan_pairs_set(meta, "migration-threshold", threshold);
    }
    if (policy->period_s != DEFAULT_PERIOD_MS / 1000) {
        plan_pairs_set(meta, "failure-timeout", period);
    }
}

static void
set_on_fail(struct policy *policy)
{
    const GPtrArray *operations = policy->primitive->operations;

    for (guint i = 0; policy->action == RESTART_NEVER && i < operations->len; i++) {
        struct plan_operation *operation = g_ptr_array_index(operations, i);

        if (strcmp(operation->name, "stop") != 0) {
            plan_pairs_set(operation->options, "on-fail", "stop");
        }
    }
}

static void
note(const struct policy *policy, enum note_kind kind, const char *property, const char *what,
     const char *why)
{
    g_autofree char *to =
        what != NULL ? g_strdup_printf("%s: %s", policy->primitive->id, what) : NULL;

    notes_add(policy->mapping->notes, kind, &policy->primitive->windows->object, property, to,
              why != NULL ? "%s" : NULL, why);
}

static void
note_interval(struct policy *policy, const struct windows_property *property)
{
    if (policy->is_own) {
        note(policy, NOTE_MAPPED, property->name, "monitor, and resapid's own polling", NULL);
    } else {
        note(policy, NOTE_DROPPED, property->name, NULL,
             "the agent has one monitor, at the interval that its meta-data advises");
    }
}

static void
note_timeout(struct policy *policy, const struct windows_property *property)
{
    if (policy->is_own) {
        note(policy, NOTE_MAPPED, property->name,
             "the timeouts of start, stop and monitor, and resapid's own", NULL);
    } else if (g_ascii_strcasecmp(property->name, "PendingTimeout") == 0) {
        note(policy, NOTE_CHANGED, property->name, "the timeouts of start and stop",
             "they are no shorter than the agent's meta-data advises");
    } else {
        note(policy, NOTE_DROPPED, property->name, NULL,
             "it is for resource DLLs; the agent has the timeouts that its meta-data advises");
    }
}

static void
note_action(struct policy *policy, const struct windows_property *property)
{
    switch (policy->action) {
    case RESTART_NEVER:
        note(policy, NOTE_CHANGED, property->name, "on-fail=stop",
             policy->is_own ? "what resapid reports itself is restarted all the same: see Failures "
                              "that are pushed in ocf_resapi(7)"
                            : "Pacemaker stops it, and what depends on it");
        break;
    case RESTART_HERE:
        note(policy, NOTE_CHANGED, property->name, "migration-threshold=INFINITY",
             "it is restarted for ever; Windows leaves it failed after RestartThreshold restarts");
        break;
    default:
        note(policy, NOTE_MAPPED, property->name, "migration-threshold", NULL);
        break;
    }
}

static void
note_threshold(struct policy *policy, const struct windows_property *property)
{
    g_autofree char *what =
        g_strdup_printf("migration-threshold=%" G_GUINT64_FORMAT, policy->threshold + 1);

    if (policy->action == RESTART_AND_MOVE) {
        note(policy, NOTE_MAPPED, property->name, what, NULL);
    } else {
        note(policy, NOTE_DROPPED, property->name, NULL, "RestartAction goes before it");
    }
}

static void
note_period(struct policy *policy, const struct windows_property *property)
{
    note(policy, NOTE_CHANGED, property->name, "failure-timeout",
         "it is counted from the last failure, and then all are forgotten; on Windows the window "
         "slides");
}

static void
note_embedded(struct policy *policy, const struct windows_property *property)
{
    g_autofree char *text = windows_value_show(property->value);
    const struct parameter parameter = { policy->mapping, policy->primitive, property->name,
                                         "EmbeddedFailureAction" };

    if (!policy->is_own) {
        note(policy, NOTE_DROPPED, property->name, NULL, "it is for resource DLLs");
        return;
    }
    parameter_give(&parameter, text);
}

static void
note_monitor(struct policy *policy, const struct windows_property *property)
{
    if (policy->is_own) {
        note(policy, NOTE_MAPPED, property->name, "a host process of its own",
             "which each resource has, unless its type is added with --isolation=type");
    } else {
        note(policy, NOTE_DROPPED, property->name, NULL, "the agent's processes are its own");
    }
}

static void
note_state(struct policy *policy, const struct windows_property *property)
{
    const struct windows_group *group = policy->primitive->windows->group;

    if (mapping_has_moved(policy->mapping, group)) {
        note(policy, NOTE_DROPPED, property->name, NULL,
             "its group has moved: no target-role is written");
    } else if (own_number(policy->primitive->windows, "PersistentState", 1) != 0) {
        note(policy, NOTE_MAPPED, property->name, NULL, "it is started with its group");
    } else if (!policy->primitive->stays_off) {
        note(policy, NOTE_MAPPED, property->name, "target-role=Stopped", "as its whole group");
    } else {
        plan_pairs_set(policy->primitive->meta, "target-role", "Stopped");
        note(policy, NOTE_CHANGED, property->name, "target-role=Stopped",
             "it was offline while its group was not: it is started by itself, when it is wanted");
    }
}

static void
note_description(struct policy *policy, const struct windows_property *property)
{
    if (secret_is(property->name, property->value)) {
        note(policy, NOTE_DECIDE, property->name, NULL,
             "may have a secret in it, and is shown nowhere: describe the resource anew");
        return;
    }
    g_free(policy->primitive->description);
    policy->primitive->description = windows_value_show(property->value);
    note(policy, NOTE_MAPPED, property->name, "description", NULL);
}

static void
note_delay(struct policy *policy, const struct windows_property *property)
{
    note(policy, NOTE_DROPPED, property->name, NULL, "Pacemaker restarts at once");
}

static void
note_retry(struct policy *policy, const struct windows_property *property)
{
    note(policy, NOTE_CHANGED, property->name, "failure-timeout",
         "when the failures are forgotten, Pacemaker tries again by itself");
}

static const struct {
    const char *property;
    void (*note)(struct policy *policy, const struct windows_property *property);
} rules[] = {
    { "LooksAlivePollInterval", note_interval },
    { "IsAlivePollInterval", note_interval },
    { "PendingTimeout", note_timeout },
    { "DeadlockTimeout", note_timeout },
    { "RestartAction", note_action },
    { "RestartThreshold", note_threshold },
    { "RestartPeriod", note_period },
    { "RestartDelay", note_delay },
    { "RetryPeriodOnFailure", note_retry },
    { "SeparateMonitor", note_monitor },
    { "PersistentState", note_state },
    { "EmbeddedFailureAction", note_embedded },
    { "Description", note_description },
};

static void
note_property(struct policy *policy, const struct windows_property *property)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (g_ascii_strcasecmp(rules[i].property, property->name) == 0) {
            rules[i].note(policy, property);
            return;
        }
    }
    note(policy, NOTE_DROPPED, property->name, NULL, "Pacemaker knows nothing like it");
}

static void
note_checkpoints(struct mapping *mapping, const struct plan_primitive *primitive, bool is_own)
{
    char **checkpoints = primitive->windows->checkpoints;
    g_autofree char *keys = checkpoints != NULL ? g_strjoinv("; ", checkpoints) : NULL;

    if (keys == NULL || keys[0] == '\0') {
        return;
    }
    notes_add(mapping->notes, is_own ? NOTE_CHANGED : NOTE_DROPPED, &primitive->windows->object,
              "registry checkpoints", NULL, "%s: %s", keys,
              is_own ? "a resource DLL that adds them itself does so here; others are added with "
                       "'resapictl control', see REGISTRY CHECKPOINTS in resapi-dll(7)"
                     : "the agent has no registry");
}

void
mapping_apply_policy(struct mapping *mapping, struct plan_primitive *primitive)
{
    const windows_properties_t *common = primitive->windows->object.common;
    struct policy policy = { .mapping = mapping, .primitive = primitive };

    policy.is_own = g_strcmp0(primitive->provider, PROVIDER_RESAPI) == 0;
    fill(&policy);
    primitive->stays_off = own_number(primitive->windows, "PersistentState", 1) == 0 &&
                           !g_hash_table_contains(mapping->offline, primitive->windows->group);
    if (policy.is_own) {
        add_own_operations(&policy);
        add_own_parameters(&policy);
    } else {
        lengthen_operations(&policy);
    }
    add_meta(&policy);
    set_on_fail(&policy);
    for (guint i = 0; i < windows_properties_count(common); i++) {
        note_property(&policy, windows_properties_at(common, i));
    }
    note_checkpoints(mapping, primitive, policy.is_own);
}

void
mapping_drop_properties(struct mapping *mapping, const struct windows_object *object,
                        const windows_properties_t *properties, const char *why)
{
    for (guint i = 0; i < windows_properties_count(properties); i++) {
        notes_add(mapping->notes, NOTE_DROPPED, object, windows_properties_at(properties, i)->name,
                  NULL, "%s", why);
    }
}
