/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The defaults are those of resapi.md 3.2 to 3.4, and of the pages "Cluster Common Properties" and the like
 * that it cites; where they conflict, the reading is that of daemon/common-tables.c. Not left out, as the
 * same number would mean something else on another version of Windows: RestartThreshold (3 in the
 * documents, 1 since 2008), SameSubnetThreshold, CrossSubnetThreshold. Nor is PersistentState of
 * 0: a resource without one has the group's, and of a group without one nothing is known.
 */

#include "common-defaults.h"

enum meaning {
    END,
    NUMBER,  /* its default is preset */
    OR_TYPE, /* the same; 0xFFFFFFFF stands for the resource type's value */
    POLL,    /* 0xFFFFFFFF stands for the resource type's value, and so does 0, which is illegal */
    TEXT,    /* empty by default; lists too */
    KEPT,    /* whatever it is: its default depends on the version of Windows */
    STATE,
};

struct common_name {
    const char *name;
    enum meaning meaning;
    guint32 preset;
};

static const struct common_name of_all[] = {
    { "Name", STATE, 0 },
    { "Id", STATE, 0 },
    { "Cluster", STATE, 0 },
    { "State", STATE, 0 },
    { "StatusInformation", STATE, 0 },
    { "Characteristics", STATE, 0 },
    { "Flags", STATE, 0 },
    { "Description", TEXT, 0 },
    { NULL, END, 0 },
};

static const struct common_name of_clusters[] = {
    { "ClusterName", STATE, 0 },
    { "ClusterInstanceID", STATE, 0 },
    { "Domain", STATE, 0 },
    { "Security", STATE, 0 },
    { "Security Descriptor", STATE, 0 },
    { "BackupInProgress", STATE, 0 },
    { "CurrentState", STATE, 0 },
    { "DatabaseReadWriteMode", STATE, 0 },
    { "NextNodeId", STATE, 0 },
    { "PreventQuorum", STATE, 0 },
    { "RecentEventsResetTime", STATE, 0 },
    { "WitnessDynamicWeight", STATE, 0 },
    { "DefaultNetworkRole", NUMBER, 3 },
    { "QuorumArbitrationTimeMax", NUMBER, 20 },
    { "EnableEventLogReplication", NUMBER, 0 },
    { "ClusterLogLevel", NUMBER, 3 },
    { "HangRecoveryAction", NUMBER, 6 },
    { "ClusSvcHangTimeout", NUMBER, 60 },
    { "SameSubnetDelay", NUMBER, 1000 },
    { "SameSubnetThreshold", KEPT, 0 },
    { "CrossSubnetThreshold", KEPT, 0 },
    { "CrossSubnetDelay", NUMBER, 1000 },
    { "IgnorePersistentStateOnStartup", NUMBER, 0 },
    { "ShutdownTimeoutInMinutes", NUMBER, 20 },
    { "GroupDependencyTimeout", NUMBER, 600 },
    { "DrainOnShutdown", NUMBER, 1 },
    { "AddEvictDelay", NUMBER, 60 },
    { "FixQuorum", NUMBER, 0 },
    { "QuarantineThreshold", NUMBER, 3 },
    { "ResiliencyDefaultPeriod", NUMBER, 240 },
    { NULL, END, 0 },
};

static const struct common_name of_nodes[] = {
    { "NodeName", STATE, 0 },
    { "NodeInstanceID", STATE, 0 },
    { "NodeHighestVersion", STATE, 0 },
    { "NodeLowestVersion", STATE, 0 },
    { "MajorVersion", STATE, 0 },
    { "MinorVersion", STATE, 0 },
    { "BuildNumber", STATE, 0 },
    { "CSDVersion", STATE, 0 },
    { "DynamicWeight", STATE, 0 },
    { "DrainStatus", STATE, 0 },
    { "DrainTarget", STATE, 0 },
    { "NodeDrainStatus", STATE, 0 },
    { "NodeDrainTarget", STATE, 0 },
    { "NeedsPreventQuorum", STATE, 0 },
    { "DetectedCloudPlatform", STATE, 0 },
    { "FaultDomain", STATE, 0 },
    { "Manufacturer", STATE, 0 },
    { "Model", STATE, 0 },
    { "SerialNumber", STATE, 0 },
    { "UniqueID", STATE, 0 },
    { "EnableEventLogReplication", NUMBER, 0 },
    { "NodeWeight", NUMBER, 1 },
    { NULL, END, 0 },
};

/* Metric is what the Cluster service makes of it unless AutoMetric is 0; the lists of addresses are what it
 * finds on the nodes' adapters. */
static const struct common_name of_networks[] = {
    { "Metric", STATE, 0 },
    { "Role", NUMBER, 3 },
    { "AutoMetric", NUMBER, 1 },
    { "Address", TEXT, 0 },
    { "AddressMask", TEXT, 0 },
    { "Ipv4Addresses", STATE, 0 },
    { "Ipv4PrefixLengths", STATE, 0 },
    { "Ipv6Addresses", STATE, 0 },
    { "Ipv6PrefixLengths", STATE, 0 },
    { NULL, END, 0 },
};

/* 9999 is ClusGroupTypeUnknown; the others are told by name or number. */
static const struct common_name of_groups[] = {
    { "Contains", STATE, 0 },
    { "PreferredOwners", STATE, 0 },
    { "OwnerNode", STATE, 0 },
    { "IsCoreGroup", STATE, 0 },
    { "CCFEpoch", STATE, 0 },
    { "FaultDomain", STATE, 0 },
    { "UpdateDomain", STATE, 0 },
    { "AdminExtensions", TEXT, 0 },
    { "GroupType", NUMBER, 9999 },
    { "PersistentState", KEPT, 0 },
    { "FailoverThreshold", NUMBER, G_MAXUINT32 },
    { "FailoverPeriod", NUMBER, 6 },
    { "AutoFailbackType", NUMBER, 0 },
    { "FailbackWindowStart", NUMBER, G_MAXUINT32 },
    { "FailbackWindowEnd", NUMBER, G_MAXUINT32 },
    { "AntiAffinityClassNames", TEXT, 0 },
    { "Priority", NUMBER, 2000 },
    { "DefaultOwner", NUMBER, G_MAXUINT32 },
    { "PreferredSite", TEXT, 0 },
    { "ColdStartSetting", NUMBER, 0 },
    { "GroupStartDelay", NUMBER, 0 },
    { "ResiliencyPeriod", NUMBER, 0 },
    { "LockedFromMoving", NUMBER, 0 },
    { "PlacementOptions", NUMBER, 0 },
    { NULL, END, 0 },
};

static const struct common_name of_types[] = {
    { "DllName", STATE, 0 },
    { "DisplayName", STATE, 0 },
    { "PossibleOwnerNodes", STATE, 0 },
    { "AdminExtensions", TEXT, 0 },
    { "LooksAlivePollInterval", NUMBER, 5000 },
    { "IsAlivePollInterval", NUMBER, 60000 },
    { "PendingTimeout", NUMBER, 180000 },
    { "DeadlockTimeout", NUMBER, 300000 },
    { "MaximumMonitors", NUMBER, 0 },
    { "DumpPolicy", NUMBER, 0 },
    { "DumpServices", TEXT, 0 },
    { "DumpLogQuery", TEXT, 0 },
    { "EnabledEventLogs", TEXT, 0 },
    { "WprProfiles", TEXT, 0 },
    { "WprStartAfter", NUMBER, 0 },
    { NULL, END, 0 },
};

static const struct common_name of_resources[] = {
    { "Type", STATE, 0 },
    { "ResourceType", STATE, 0 },
    { "OwnerGroup", STATE, 0 },
    { "OwnerNode", STATE, 0 },
    { "PossibleOwners", STATE, 0 },
    { "IsCoreResource", STATE, 0 },
    { "IsNetworkClassResource", STATE, 0 },
    { "IsStorageClassResource", STATE, 0 },
    { "MonitorProcessId", STATE, 0 },
    { "LastOperationStatusCode", STATE, 0 },
    { "ResourceSpecificData1", STATE, 0 },
    { "ResourceSpecificData2", STATE, 0 },
    { "ResourceSpecificStatus", STATE, 0 },
    { "AdminExtensions", TEXT, 0 },
    { "LooksAlivePollInterval", POLL, 0 },
    { "IsAlivePollInterval", POLL, 0 },
    { "PendingTimeout", OR_TYPE, 180000 },
    { "DeadlockTimeout", OR_TYPE, 300000 },
    { "RestartAction", NUMBER, 2 },
    { "RestartThreshold", KEPT, 0 },
    { "RestartPeriod", NUMBER, 900000 },
    { "RestartDelay", NUMBER, 500 },
    { "RetryPeriodOnFailure", NUMBER, 3600000 },
    { "SeparateMonitor", NUMBER, 0 },
    { "PersistentState", NUMBER, G_MAXUINT32 },
    { "EmbeddedFailureAction", NUMBER, 2 },
    { "MaximumMonitors", NUMBER, 0 },
    { "DebugPrefix", TEXT, 0 },
    { "DumpServices", TEXT, 0 },
    { NULL, END, 0 },
};

static const struct common_name *const tables[WINDOWS_KINDS] = {
    [WINDOWS_CLUSTER] = of_clusters, [WINDOWS_NODE] = of_nodes, [WINDOWS_NETWORK] = of_networks,
    [WINDOWS_GROUP] = of_groups,     [WINDOWS_TYPE] = of_types, [WINDOWS_RESOURCE] = of_resources,
};

static const struct common_name *
find_in(const struct common_name *table, const char *name)
{
    while (table->name != NULL && g_ascii_strcasecmp(table->name, name) != 0) {
        table++;
    }
    return table;
}

static const struct common_name *
find(enum windows_kind kind, const char *name)
{
    const struct common_name *found = find_in(tables[kind], name);

    return found->name != NULL ? found : find_in(of_all, name);
}

static bool
is_empty(const struct windows_value *value)
{
    return (value->kind == WINDOWS_TEXT && value->text[0] == '\0') ||
           (value->kind == WINDOWS_TEXTS && value->texts[0] == NULL);
}

bool
common_default_is(enum windows_kind kind, const char *name, const struct windows_value *value)
{
    const struct common_name *found = find(kind, name);
    guint64 number = 0;
    bool is_number = windows_value_to_number(value, &number);

    switch (found->meaning) {
    case NUMBER:
        return is_number && number == found->preset;
    case OR_TYPE:
        return is_number && (number == found->preset || number == G_MAXUINT32);
    case POLL:
        return is_number && (number == 0 || number == G_MAXUINT32);
    case TEXT:
        return is_empty(value);
    case END:
    case KEPT:
    case STATE:
        break;
    }
    return false;
}

bool
common_is_known(enum windows_kind kind, const char *name)
{
    return find(kind, name)->meaning != END;
}

bool
common_is_state(enum windows_kind kind, const char *name)
{
    return find(kind, name)->meaning == STATE;
}
