/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The cluster itself, its nodes, networks and resource types. */

#include <string.h>

#include "mapping-private.h"

/* Above what preferred owners add up to, and far below INFINITY: with that, crm_resource --move could
 * not move a resource to a node, as its own preference is no more than INFINITY. */
#define STICKINESS "1000"

/* The last Pacemaker that often counts a pushed failure twice: ocf_resapi(7). */
#define COUNTS_TWICE "2.1.5"

struct fixed_note {
    const char *property;
    enum note_kind kind;
    const char *why;
};

#define TOTEM  "corosync has times of its own: token and consensus in corosync.conf(5)"
#define QUORUM "quorum is corosync's: quorum { } in corosync.conf(5), corosync-qdevice, sbd"
#define OF_LOG "logs are Pacemaker's own: PCMK_logfile and PCMK_debug"

static const struct fixed_note cluster_notes[] = {
    { "SameSubnetDelay", NOTE_DROPPED, TOTEM },
    { "SameSubnetThreshold", NOTE_DROPPED, TOTEM },
    { "CrossSubnetDelay", NOTE_DROPPED, TOTEM },
    { "CrossSubnetThreshold", NOTE_DROPPED, TOTEM },
    { "CrossSiteDelay", NOTE_DROPPED, TOTEM },
    { "CrossSiteThreshold", NOTE_DROPPED, TOTEM },
    { "RouteHistoryLength", NOTE_DROPPED, TOTEM },
    { "QuorumArbitrationTimeMax", NOTE_DROPPED, QUORUM },
    { "QuorumArbitrationTimeMin", NOTE_DROPPED, QUORUM },
    { "QuorumType", NOTE_DROPPED, QUORUM },
    { "DynamicQuorum", NOTE_DROPPED, "see last_man_standing in votequorum(5)" },
    { "LowerQuorumPriorityNodeId", NOTE_DROPPED, "see auto_tie_breaker in votequorum(5)" },
    { "FixQuorum", NOTE_DROPPED, QUORUM },
    { "WitnessRestartInterval", NOTE_DROPPED, QUORUM },
    { "ClusterLogLevel", NOTE_DROPPED, OF_LOG },
    { "ClusterLogSize", NOTE_DROPPED, OF_LOG },
    { "EnableEventLogReplication", NOTE_DROPPED, OF_LOG },
    { "HangRecoveryAction", NOTE_DROPPED, "sbd's watchdog resets a node that hangs" },
    { "ClusSvcHangTimeout", NOTE_DROPPED, "sbd's watchdog resets a node that hangs" },
    { "ClusSvcRegroupStageTimeout", NOTE_DROPPED, TOTEM },
    { "ClusSvcRegroupTickInMilliseconds", NOTE_DROPPED, TOTEM },
    { "IgnorePersistentStateOnStartup", NOTE_DROPPED,
      "Pacemaker starts what target-role says at each start" },
    { "GroupDependencyTimeout", NOTE_DROPPED, "constraints have no timeout" },
    { "DrainOnShutdown", NOTE_DROPPED, "Pacemaker moves everything away when it is stopped" },
    { "DefaultNetworkRole", NOTE_DROPPED, "networks are those of corosync.conf(5)" },
    { "PlumbAllCrossSubnetRoutes", NOTE_DROPPED, "networks are those of corosync.conf(5)" },
    { "NetftIPSecEnabled", NOTE_DROPPED, "see crypto_cipher and crypto_hash in corosync.conf(5)" },
    { "SecurityLevel", NOTE_DROPPED, "see crypto_cipher and crypto_hash in corosync.conf(5)" },
    { "PreferredSite", NOTE_DECIDE, "write location rules with a node attribute for the site" },
    { "PlacementOptions", NOTE_DROPPED, "see placement-strategy of Pacemaker" },
    { "ClusterGroupWaitDelay", NOTE_DROPPED, "see dc-deadtime of Pacemaker" },
    { "ClusterEnforcedAntiAffinity", NOTE_DECIDE,
      "anti-affinity is a wish in the plan: for a rule, make the scores -INFINITY" },
    { "Description", NOTE_DROPPED, "Pacemaker's cluster has none" },
};

static const struct fixed_note node_notes[] = {
    { "NodeWeight", NOTE_DROPPED, "see quorum_votes in corosync.conf(5)" },
    { "EnableEventLogReplication", NOTE_DROPPED, OF_LOG },
    { "Description", NOTE_DROPPED, "Pacemaker's nodes have none" },
};

static void
note_one(struct mapping *mapping, const struct windows_object *object, const char *name,
         const struct fixed_note *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (g_ascii_strcasecmp(known[i].property, name) == 0) {
            notes_add(mapping->notes, known[i].kind, object, name, NULL, "%s", known[i].why);
            return;
        }
    }
    notes_add(mapping->notes, NOTE_DROPPED, object, name, NULL, "Pacemaker knows nothing like it");
}

/* The time after which Pacemaker gives a node's shutdown up. */
static void
take_shutdown(struct mapping *mapping, const char *property)
{
    const struct windows_object *object = &mapping->cluster->object;
    guint64 minutes = 0;
    g_autofree char *value = NULL;
    g_autofree char *to = NULL;

    if (!windows_properties_number(object->common, property, &minutes)) {
        notes_add(mapping->notes, NOTE_PROBLEM, object, property, NULL, "is no number");
        return;
    }
    value = g_strdup_printf("%" G_GUINT64_FORMAT "min", CLAMP(minutes, 1, 1440));
    to = g_strdup_printf("shutdown-escalation=%s", value);
    plan_pairs_set(mapping->plan->properties, "shutdown-escalation", value);
    notes_add(mapping->notes, NOTE_MAPPED, object, property, to, NULL);
}

static void
note_own(struct mapping *mapping)
{
    const struct windows_object *object = &mapping->cluster->object;

    for (guint i = 0; i < windows_properties_count(object->common); i++) {
        const char *name = windows_properties_at(object->common, i)->name;

        if (g_ascii_strcasecmp(name, "ShutdownTimeoutInMinutes") == 0) {
            take_shutdown(mapping, name);
        } else {
            note_one(mapping, object, name, cluster_notes, G_N_ELEMENTS(cluster_notes));
        }
    }
    mapping_drop_properties(mapping, object, object->private,
                            "Pacemaker has no private properties");
}

static void
note_nodes(struct mapping *mapping)
{
    for (guint i = 0; i < mapping->cluster->nodes->len; i++) {
        const struct windows_object *object = g_ptr_array_index(mapping->cluster->nodes, i);

        for (guint j = 0; j < windows_properties_count(object->common); j++) {
            note_one(mapping, object, windows_properties_at(object->common, j)->name, node_notes,
                     G_N_ELEMENTS(node_notes));
        }
        mapping_drop_properties(mapping, object, object->private,
                                "set node attributes where something needs them");
    }
}

static void
note_networks(struct mapping *mapping)
{
    static const char of_corosync[] = "corosync.conf(5) says which networks the cluster uses";

    for (guint i = 0; i < mapping->cluster->networks->len; i++) {
        const struct windows_object *object = g_ptr_array_index(mapping->cluster->networks, i);

        notes_add(mapping->notes, NOTE_DROPPED, object, NULL, NULL, "%s", of_corosync);
        mapping_drop_properties(mapping, object, object->common, of_corosync);
        mapping_drop_properties(mapping, object, object->private, of_corosync);
    }
}

/* What resources inherit of their type is in their operations already. */
static void
note_type_property(struct mapping *mapping, const struct windows_object *object, const char *name)
{
    static const char *const inherited[] = { "LooksAlivePollInterval", "IsAlivePollInterval",
                                             "PendingTimeout", "DeadlockTimeout" };

    for (size_t i = 0; i < G_N_ELEMENTS(inherited); i++) {
        if (g_ascii_strcasecmp(inherited[i], name) == 0) {
            notes_add(mapping->notes, NOTE_MAPPED, object, name,
                      "operations and parameters of its resources", NULL);
            return;
        }
    }
    notes_add(mapping->notes, NOTE_DROPPED, object, name, NULL, "Pacemaker knows nothing like it");
}

static void
note_custom_type(struct mapping *mapping, const struct windows_type *type)
{
    const char *agent = g_hash_table_lookup(mapping->plan->agents, type);
    g_autofree char *to = g_strconcat("ocf:" PROVIDER_RESAPI ":", agent, NULL);

    notes_add(mapping->notes, NOTE_MAPPED, &type->object, NULL, to,
              "its DLL is copied to each node, and added there with 'resapictl type add'");
    for (guint i = 0; i < windows_properties_count(type->object.common); i++) {
        note_type_property(mapping, &type->object,
                           windows_properties_at(type->object.common, i)->name);
    }
    mapping_drop_properties(mapping, &type->object, type->object.private,
                            "what the DLL keeps of the type is set with 'resapictl control'");
}

static void
note_types(struct mapping *mapping)
{
    for (guint i = 0; i < mapping->cluster->types->len; i++) {
        const struct windows_type *type = g_ptr_array_index(mapping->cluster->types, i);

        if (g_hash_table_contains(mapping->plan->agents, type)) {
            note_custom_type(mapping, type);
            continue;
        }
        notes_add(mapping->notes, NOTE_DROPPED, &type->object, NULL, NULL, "%s",
                  mapping_type_is_custom(type)
                      ? "no resource that is converted is of this type"
                      : "resapid is not asked to host it; see each resource");
        mapping_drop_properties(mapping, &type->object, type->object.common,
                                "it is of Windows' resource DLL");
        mapping_drop_properties(mapping, &type->object, type->object.private,
                                "it is of Windows' resource DLL");
    }
}

/* Whether there is one whose failures resapid pushes, and that they move. */
static bool
has_own_that_moves(const pacemaker_plan_t *plan)
{
    for (guint i = 0; i < plan->primitives->len; i++) {
        const struct plan_primitive *primitive = g_ptr_array_index(plan->primitives, i);

        if (g_strcmp0(primitive->provider, PROVIDER_RESAPI) == 0 &&
            g_strcmp0(plan_pairs_find(primitive->meta, "migration-threshold"), "INFINITY") != 0) {
            return true;
        }
    }
    return false;
}

/* One that a distribution has built has more behind the number. */
static bool
counts_once(const char *version)
{
    g_autofree char *number =
        version != NULL ? g_strndup(version, strspn(version, "0123456789.")) : g_strdup("");

    return strverscmp(number, COUNTS_TWICE) > 0;
}

/* Of all resources at once: what is decided holds for each of them. */
static void
note_threshold(struct mapping *mapping)
{
    if (has_own_that_moves(mapping->plan) && !counts_once(mapping->options->pacemaker)) {
        notes_add(mapping->notes, NOTE_DECIDE, &mapping->cluster->object, NULL,
                  "migration-threshold",
                  "where Pacemaker is " COUNTS_TWICE ", as in Debian 12, a failure that resapid "
                  "reports counts twice: double migration-threshold of the resources of ocf:resapi "
                  "there, or set push_failures=no in resapid.conf; see Failures that are pushed in "
                  "ocf_resapi(7)");
    }
}

/* What Windows does without being told, and Pacemaker with. */
static void
set_defaults(struct mapping *mapping)
{
    const struct windows_object *object = &mapping->cluster->object;
    pacemaker_plan_t *plan = mapping->plan;

    plan_pairs_set(plan->properties, "start-failure-is-fatal", "false");
    plan_pairs_set(plan->rsc_defaults, "resource-stickiness", STICKINESS);
    plan_pairs_set(plan->rsc_defaults, "migration-threshold", "2");
    plan_pairs_set(plan->rsc_defaults, "failure-timeout", "900s");
    notes_add(mapping->notes, NOTE_CHANGED, object, NULL,
              "start-failure-is-fatal=false, and defaults of stickiness, migration-threshold and "
              "failure-timeout",
              "Windows restarts once within 15 minutes, then moves, and does not move back; the "
              "defaults hold for resources that were there before, too");
    notes_add(
        mapping->notes, NOTE_CHANGED, object, NULL, NULL,
        "Windows reserves disks and counts votes to keep nodes apart; Pacemaker needs a fencing "
        "device: set one up before anything is started");
    note_threshold(mapping);
}

void
mapping_note_cluster(struct mapping *mapping)
{
    if (mapping->plan->primitives->len > 0) {
        set_defaults(mapping);
    }
    note_own(mapping);
    note_nodes(mapping);
    note_networks(mapping);
    note_types(mapping);
}
