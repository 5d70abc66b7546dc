/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What common properties there are (resapi.md 3.2 to 3.4; "Group Common Properties" and the pages of the
 * other kinds of object beside it).
 */

#include "common-tables.h"

#include "protocol/windows-version.h"

#define TEXT(property)   .name = (property), .format = CLUSPROP_FORMAT_SZ
#define TEXTS(property)  .name = (property), .format = CLUSPROP_FORMAT_MULTI_SZ
#define NUMBER(property) .name = (property), .format = CLUSPROP_FORMAT_DWORD
#define LARGE(property)  .name = (property), .format = CLUSPROP_FORMAT_ULARGE_INTEGER
#define NO_LIMIT         .most = G_MAXUINT32
#define MILLISECONDS     .unit = " milliseconds", NO_LIMIT

static uint64_t
monitor_process_id(const struct common_runtime *runtime)
{
    return runtime->monitor_process_id;
}

static uint64_t
status_information(const struct common_runtime *runtime)
{
    return runtime->status_information;
}

static uint64_t
last_operation_status(const struct common_runtime *runtime)
{
    return runtime->last_operation_status;
}

static const char *
object_name(const struct common_runtime *runtime)
{
    return runtime->name;
}

static const char *
object_type(const struct common_runtime *runtime)
{
    return runtime->type;
}

static uint64_t
group_type(const struct common_runtime *runtime)
{
    return runtime->group_type;
}

static const char *
address(const struct common_runtime *runtime)
{
    return runtime->address;
}

static const char *
mask(const struct common_runtime *runtime)
{
    return runtime->mask;
}

static const char *
adapter(const struct common_runtime *runtime)
{
    return runtime->adapter;
}

static const char *
node(const struct common_runtime *runtime)
{
    return runtime->node;
}

static const char *
network(const struct common_runtime *runtime)
{
    return runtime->network;
}

#define SEEN_BY_RESAPID "it tells what resapid sees: leave it out"
#define SET_BY_THE_DLL  "the resource DLL sets it: leave it out"

#define BY_ITS_FUNCTION "rename it with the function of the cluster API"
#define SEEN_IN_CLUSTER "it tells what the cluster is: leave it out"

/*
 * Where the documents conflict, the reading taken (resapi.md 3.2, 3.3): RestartThreshold is 1 by
 * default, as since Windows Server 2008; RestartPeriod is 900000; DeadlockTimeout is at least
 * 1000 on types too; EmbeddedFailureAction is 2; an IsAlivePollInterval of 0 is illegal, and
 * unset it is the type's; RetryPeriodOnFailure is not held against RestartPeriod, since it is
 * Pacemaker that restarts resources here; ResourceSpecificStatus is the DLL's alone. The
 * diagnostic properties are on types, as their constants, CLUSREG_NAME_RESTYPE_..., are; the
 * format of WprStartAfter is nowhere documented.
 */
static const struct common_property resource_properties[] = {
    { TEXT("Name"), .read_only = "use 'resapictl resource rename'", .told = object_name },
    { TEXT("Type"), .read_only = "remove the resource and add it with the other type",
      .told = object_type },
    { TEXT("Description") },
    { NUMBER("LooksAlivePollInterval"), .preset = TYPES_INTERVAL, .least = 10,
      .types_if_unset = true, MILLISECONDS },
    { NUMBER("IsAlivePollInterval"), .preset = TYPES_INTERVAL, .least = 10, .types_if_unset = true,
      MILLISECONDS },
    { NUMBER("PendingTimeout"), .preset = 180000, .least = 10, MILLISECONDS },
    { NUMBER("DeadlockTimeout"), .preset = 300000, .least = 1000, MILLISECONDS },
    { NUMBER("RestartAction"), .preset = 2, .most = 2 },
    { NUMBER("RestartThreshold"), .preset = 1, NO_LIMIT },
    { NUMBER("RestartPeriod"), .preset = 900000, MILLISECONDS },
    { NUMBER("RestartDelay"), .preset = 500, MILLISECONDS,
      .read_only = "resapid restarts nothing by itself: leave it out" },
    { NUMBER("RetryPeriodOnFailure"), .preset = 3600000, MILLISECONDS },
    { NUMBER("SeparateMonitor"), .preset = 0, .most = 1, .at_next_open = true },
    { NUMBER("PersistentState"), .preset = 0, .most = 1 },
    { NUMBER("EmbeddedFailureAction"), .preset = 2, .most = 2 },
    { NUMBER("MonitorProcessId"), .read_only = SEEN_BY_RESAPID, .runtime = monitor_process_id },
    { LARGE("StatusInformation"), .read_only = SEEN_BY_RESAPID, .runtime = status_information },
    { LARGE("LastOperationStatusCode"), .read_only = SEEN_BY_RESAPID,
      .runtime = last_operation_status },
    { LARGE("ResourceSpecificData1"), .read_only = SET_BY_THE_DLL, .local = true },
    { LARGE("ResourceSpecificData2"), .read_only = SET_BY_THE_DLL, .local = true },
    { TEXT("ResourceSpecificStatus"), .read_only = SET_BY_THE_DLL, .local = true },
};

static const struct common_property type_properties[] = {
    { TEXT("Name"), .required = true },
    { TEXT("Description") },
    { TEXT("DllName"), .read_only = "remove the resource type and add it with the other DLL" },
    { TEXTS("AdminExtensions") },
    { NUMBER("LooksAlivePollInterval"), .preset = 5000, .least = 1, MILLISECONDS },
    { NUMBER("IsAlivePollInterval"), .preset = 60000, .least = 10, MILLISECONDS },
    { NUMBER("PendingTimeout"), .preset = 180000, .least = 10, MILLISECONDS },
    { NUMBER("DeadlockTimeout"), .preset = 300000, .least = 1000, MILLISECONDS },
    { NUMBER("MaximumMonitors"), NO_LIMIT },
    { LARGE("DumpPolicy") },
    { TEXTS("DumpServices") },
    { TEXTS("DumpLogQuery") },
    { TEXTS("EnabledEventLogs") },
    { TEXTS("WprProfiles") },
    { NUMBER("WprStartAfter"), NO_LIMIT },
};

/* StatusInformation of groups is not kept. PreferredSite and CCFEpoch mean nothing here. */
static const struct common_property group_properties[] = {
    { TEXT("Name"), .read_only = BY_ITS_FUNCTION, .told = object_name },
    { NUMBER("GroupType"), .read_only = SEEN_IN_CLUSTER, .runtime = group_type },
    { TEXT("Description") },
    { NUMBER("PersistentState"), .preset = 0, .most = 1 },
    { NUMBER("FailoverThreshold"), .preset = G_MAXUINT32, NO_LIMIT },
    { NUMBER("FailoverPeriod"), .preset = 6, .most = 1193, .unit = " hours" },
    { NUMBER("AutoFailbackType"), .preset = 0, .most = 1 },
    { NUMBER("FailbackWindowStart"), .preset = G_MAXUINT32, .most = 23 },
    { NUMBER("FailbackWindowEnd"), .preset = G_MAXUINT32, .most = 23 },
    { TEXTS("AntiAffinityClassNames") },
    { NUMBER("Priority"), .preset = 2000, .most = 3000 },
    { NUMBER("DefaultOwner"), .preset = G_MAXUINT32, .most = 512 },
    { NUMBER("ColdStartSetting"), .preset = 0, .most = 2 },
    { NUMBER("GroupStartDelay"), .preset = 0, NO_LIMIT },
    { NUMBER("ResiliencyPeriod"), .preset = 0, NO_LIMIT },
    { LARGE("StatusInformation"), .read_only = SEEN_IN_CLUSTER },
};

static const struct common_property node_properties[] = {
    { TEXT("NodeName"), .read_only = SEEN_IN_CLUSTER, .told = object_name },
    { NUMBER("NodeHighestVersion"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT,
      .preset = WINDOWS_CLUSTER_HIGHEST },
    { NUMBER("NodeLowestVersion"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT,
      .preset = WINDOWS_CLUSTER_LOWEST },
    { NUMBER("MajorVersion"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT, .preset = WINDOWS_MAJOR },
    { NUMBER("MinorVersion"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT, .preset = WINDOWS_MINOR },
    { NUMBER("BuildNumber"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT, .preset = WINDOWS_BUILD },
    { TEXT("CSDVersion"), .read_only = SEEN_IN_CLUSTER },
    { NUMBER("DynamicWeight"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT, .preset = 1 },
    { NUMBER("NodeDrainStatus"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT, .preset = 0 },
    { NUMBER("NodeDrainTarget"), .read_only = SEEN_IN_CLUSTER, NO_LIMIT, .preset = G_MAXUINT32 },
    { TEXT("Description") },
    { NUMBER("EnableEventLogReplication"), .preset = 0, .most = 1 },
    { NUMBER("NodeWeight"), .preset = 1, .most = 1 },
};

static const struct common_property cluster_properties[] = {
    { TEXT("Description") },
    { NUMBER("DefaultNetworkRole"), .preset = 3, .most = 3 },
    { NUMBER("QuorumArbitrationTimeMax"), .preset = 20, .least = 1, .most = 3600,
      .unit = " seconds" },
    { NUMBER("EnableEventLogReplication"), .preset = 0, .most = 1 },
    { NUMBER("ClusterLogLevel"), .preset = 3, .most = 5 },
    { NUMBER("HangRecoveryAction"), .preset = 6, .most = 6 },
    { NUMBER("ClusSvcHangTimeout"), .preset = 60, NO_LIMIT },
    { NUMBER("SameSubnetDelay"), .preset = 1000, .least = 250, .most = 2000,
      .unit = " milliseconds" },
    { NUMBER("IgnorePersistentStateOnStartup"), .preset = 0, .most = 1 },
    { NUMBER("ShutdownTimeoutInMinutes"), .preset = 20, .most = 1440, .unit = " minutes" },
    { NUMBER("GroupDependencyTimeout"), .preset = 600, NO_LIMIT },
    { NUMBER("DrainOnShutdown"), .preset = 1, .most = 1 },
};

static const struct common_property network_properties[] = {
    { TEXT("Name"), .read_only = BY_ITS_FUNCTION, .told = object_name },
    { TEXT("Address"), .read_only = SEEN_IN_CLUSTER, .told = address },
    { TEXT("AddressMask"), .read_only = SEEN_IN_CLUSTER, .told = mask },
    { TEXT("Description") },
    { NUMBER("Role"), .preset = 3, .most = 3 },
    { NUMBER("Metric"), .preset = 100, .least = 1, .most = 0x0fffffff },
    { NUMBER("AutoMetric"), .preset = 1, .most = 1 },
};

static const struct common_property interface_properties[] = {
    { TEXT("Name"), .read_only = SEEN_IN_CLUSTER, .told = object_name },
    { TEXT("Node"), .read_only = SEEN_IN_CLUSTER, .told = node },
    { TEXT("Network"), .read_only = SEEN_IN_CLUSTER, .told = network },
    { TEXT("Adapter"), .read_only = SEEN_IN_CLUSTER, .told = adapter },
    { TEXT("Address"), .read_only = SEEN_IN_CLUSTER, .told = address },
    { TEXT("Description") },
};

const struct common_table common_tables[COMMON_OBJECTS] = {
    [COMMON_OF_RESOURCE] = { "resource", resource_properties, G_N_ELEMENTS(resource_properties) },
    [COMMON_OF_TYPE] = { "resource type", type_properties, G_N_ELEMENTS(type_properties) },
    [COMMON_OF_GROUP] = { "group", group_properties, G_N_ELEMENTS(group_properties) },
    [COMMON_OF_NODE] = { "node", node_properties, G_N_ELEMENTS(node_properties) },
    [COMMON_OF_CLUSTER] = { "cluster", cluster_properties, G_N_ELEMENTS(cluster_properties) },
    [COMMON_OF_NETWORK] = { "network", network_properties, G_N_ELEMENTS(network_properties) },
    [COMMON_OF_NETINTERFACE] = { "network interface", interface_properties,
                                 G_N_ELEMENTS(interface_properties) },
};
