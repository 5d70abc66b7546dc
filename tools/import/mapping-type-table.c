/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The types are those of resapi.md 5, and "Resource Types" in Windows' documentation. The agents are
 * those of resource-agents 4.12 (Debian 12), and their times those of their meta-data.
 */

#include "mapping-type-table.h"

#define HEARTBEAT(name) .class = "ocf", .provider = PROVIDER_HEARTBEAT, .agent = (name)
#define RESAPI(name)    .class = "ocf", .provider = PROVIDER_RESAPI, .agent = (name)
#define SYSTEMD(name)                                                                              \
    .class = "systemd", .agent = (name), .start = 100, .stop = 100, .interval = 60, .timeout = 100
#define TIMES(start_s, stop_s, interval_s, timeout_s)                                              \
    .start = (start_s), .stop = (stop_s), .interval = (interval_s), .timeout = (timeout_s)
#define MAPPED(name, to)                                                                           \
    {                                                                                              \
        .property = (name), .kind = NOTE_MAPPED, .parameter = (to)                                 \
    }
#define CONVERTED(name, to, function)                                                              \
    {                                                                                              \
        .property = (name), .kind = NOTE_MAPPED, .parameter = (to), .convert = (function)          \
    }
#define CHANGED(name, to, function, reason)                                                        \
    {                                                                                              \
        .property = (name), .kind = NOTE_CHANGED, .parameter = (to), .convert = (function),        \
        .why = (reason)                                                                            \
    }
#define DROPPED(name, reason)                                                                      \
    {                                                                                              \
        .property = (name), .kind = NOTE_DROPPED, .why = (reason)                                  \
    }
#define MISSED(name, reason)                                                                       \
    {                                                                                              \
        .property = (name), .kind = NOTE_NO_EQUIVALENT, .why = (reason), .unless_zero = true       \
    }
#define DECIDE(name, reason)                                                                       \
    {                                                                                              \
        .property = (name), .kind = NOTE_DECIDE, .why = (reason), .unless_zero = true              \
    }
#define DECIDE_UNLESS(name, parameter_name, reason)                                                \
    {                                                                                              \
        .property = (name), .kind = NOTE_DECIDE, .why = (reason), .unless_zero = true,             \
        .decided_by = (parameter_name)                                                             \
    }
#define END                                                                                        \
    {                                                                                              \
        .property = NULL                                                                           \
    }

#define OF_THE_LEASE "is of a DHCP lease, which only Windows had"
#define BY_THE_ADDRESS                                                                             \
    "IPaddr2 takes the interface whose network has the address: set nic to name one"

static const struct private_rule address_rules[] = {
    MAPPED("Address", "ip"),
    CONVERTED("SubnetMask", "cidr_netmask", convert_mask),
    MAPPED("PrefixLength", "cidr_netmask"),
    DROPPED("Network", BY_THE_ADDRESS),
    DECIDE_UNLESS("EnableDhcp", "ip",
                  "the address came from DHCP, and IPaddr2 has none but fixed ones: reserve "
                  "one, and set ip and cidr_netmask"),
    DROPPED("EnableNetBIOS",
            "Samba's nmbd announces NetBIOS names, on all addresses or those of its "
            "interfaces option"),
    DROPPED("OverrideAddressMatch", "IPaddr2 takes any address"),
    DECIDE("ProbePort", "a load balancer asks this port which node has the address: add a resource "
                        "ocf:heartbeat:azure-lb with port=NUMBER behind this one"),
    DROPPED("ProbeFailureThreshold", "the load balancer counts by itself"),
    DROPPED("DhcpAddress", OF_THE_LEASE),
    DROPPED("DhcpServer", OF_THE_LEASE),
    DROPPED("DhcpSubnetMask", OF_THE_LEASE),
    DROPPED("LeaseObtainedTime", OF_THE_LEASE),
    DROPPED("LeaseExpiresTime", OF_THE_LEASE),
    DROPPED("LeaseExpiredTime", OF_THE_LEASE),
    DROPPED("T1", OF_THE_LEASE),
    DROPPED("T2", OF_THE_LEASE),
    END,
};

#define OF_THE_ACCOUNT "belongs to the computer account in Active Directory, which is lost"
#define STATE_OF_NAME  "is what Windows found, not what was set"

static const struct private_rule name_rules[] = {
    CONVERTED("Name", "hostname", convert_dns_name),
    CONVERTED("DnsName", "hostname", convert_dns_name),
    DROPPED("DnsSuffix", "it is a part of hostname"),
    MAPPED("HostRecordTTL", "ttl"),
    DROPPED("RegisterAllProvidersIP", "dnsupdate registers one address for a resource"),
    MISSED("PublishPTRRecords", "dnsupdate writes no PTR records: write them by hand"),
    DROPPED("RemapPipeNames", "is for named pipes of Windows' servers"),
    DECIDE("Aliases", "add them to Samba's netbios aliases, and to DNS as CNAME"),
    DROPPED("ObjectGUID", OF_THE_ACCOUNT),
    DROPPED("CreatingDC", OF_THE_ACCOUNT),
    DROPPED("ResourceData", OF_THE_ACCOUNT),
    DROPPED("ADAware", OF_THE_ACCOUNT),
    DROPPED("CryptoKeyProvider", OF_THE_ACCOUNT),
    DROPPED("CryptoProviderType", OF_THE_ACCOUNT),
    DROPPED("LastDNSUpdateTime", STATE_OF_NAME),
    DROPPED("StatusDNS", STATE_OF_NAME),
    DROPPED("StatusNetBIOS", STATE_OF_NAME),
    DROPPED("StatusKerberos", STATE_OF_NAME),
    DROPPED("RequireDNS", "dnsupdate fails its start where the name cannot be registered"),
    DECIDE("RequireKerberos",
           "services that log on with Kerberos need an account and a keytab: join "
           "the domain with Samba or adcli"),
    END,
};

#define TELLS_THE_DISK "tells which disk it is, as Windows does"
#define OF_ARBITRATION "is for Windows' reservations; fencing takes their place"

static const struct private_rule disk_rules[] = {
    CHANGED("DiskRunChkDsk", "run_fsck", convert_check,
            "fsck knows no way between: 2 is force, 4 is "
            "no, all others are auto"),
    DROPPED("SkipChkdsk", "run_fsck takes its place"),
    DROPPED("ConditionalMount", "Filesystem mounts, or its start fails"),
    DROPPED("DiskIdType", TELLS_THE_DISK),
    DROPPED("DiskIdGuid", TELLS_THE_DISK),
    DROPPED("DiskSignature", TELLS_THE_DISK),
    DROPPED("DiskUniqueIds", TELLS_THE_DISK),
    DROPPED("DiskGuid", TELLS_THE_DISK),
    DROPPED("DiskVolumeInfo", TELLS_THE_DISK),
    DROPPED("Signature", TELLS_THE_DISK),
    DROPPED("DiskPath", "the directory takes the place of the drive letter or path"),
    DROPPED("Drive", "the directory takes the place of the drive letter"),
    DROPPED("MountPoints", "the directory takes the place of mount points"),
    DROPPED("DiskArbInterval", OF_ARBITRATION),
    DROPPED("DiskArbType", OF_ARBITRATION),
    DROPPED("DiskReload", OF_ARBITRATION),
    DROPPED("FastOnlineArbitrate", OF_ARBITRATION),
    DECIDE("MaintenanceMode", "the disk is in maintenance: leave it stopped, or end that"),
    DROPPED("MaxIoLatency", "Pacemaker watches no latency; storage-mon watches errors"),
    END,
};

#define ACCESS_LIST "who may use the share: set valid_users, or access lists on the files"

static const struct private_rule share_rules[] = {
    MAPPED("ShareName", "share"),
    CHANGED("Path", "path", convert_path, "made of the disk's directory: see that it is there"),
    CONVERTED("Remark", "extraopt", convert_comment),
    CONVERTED("MaxUsers", "extraopt_list", convert_limit),
    { .property = "Security Descriptor",
      .kind = NOTE_DECIDE,
      .why = ACCESS_LIST,
      .decided_by = "valid_users" },
    { .property = "Security",
      .kind = NOTE_DECIDE,
      .why = ACCESS_LIST,
      .decided_by = "valid_users" },
    MISSED("ShareSubDirs", "write a share for each folder"),
    DROPPED("HideSubDirShares", "see ShareSubDirs"),
    DECIDE_UNLESS("IsDfsRoot", "extraopt_list",
                  "set 'msdfs root = yes' in extraopt_list and write the links"),
    DECIDE_UNLESS("EncryptData", "extraopt_list", "set 'smb encrypt = required' in extraopt_list"),
    DROPPED("CSCCache", "Samba's csc policy has its default"),
    DROPPED("ShareFlags", "Samba's csc policy has its default"),
    DROPPED("ServerName", "Samba answers to all its names"),
    DROPPED("CATimeout", "Samba has no continuous availability"),
    DROPPED("QosPolicyId", "Samba has no quality of service"),
    DROPPED("QosFlowScope", "Samba has no quality of service"),
    END,
};

static const struct private_rule export_rules[] = {
    CHANGED("Path", "directory", convert_path,
            "made of the disk's directory: see that it is there"),
    DROPPED("ShareName", "NFS has only the directory's path: clients mount that"),
    END,
};

#define NO_DATABASE "Windows' database is of no use to the Linux service: export what is in it"

static const struct private_rule database_rules[] = {
    DROPPED("DatabasePath", NO_DATABASE),
    DROPPED("BackupPath", NO_DATABASE),
    DROPPED("LogFilePath", NO_DATABASE),
    END,
};

static const struct private_rule spooler_rules[] = {
    DROPPED("DefaultSpoolDirectory", "CUPS has RequestRoot in cups-files.conf: put it on the disk"),
    DROPPED("JobCompletionTimeout", "CUPS has its own limits in cupsd.conf"),
    END,
};

static const struct private_rule application_rules[] = {
    CONVERTED("CommandLine", "CommandLine", convert_own),
    CONVERTED("CurrentDirectory", "CurrentDirectory", convert_own),
    CONVERTED("InteractWithDesktop", "InteractWithDesktop", convert_own),
    CONVERTED("UseNetworkName", "UseNetworkName", convert_own),
    END,
};

static const struct private_rule service_rules[] = {
    CONVERTED("ServiceName", "ServiceName", convert_own),
    CONVERTED("StartupParameters", "StartupParameters", convert_own),
    CONVERTED("UseNetworkName", "UseNetworkName", convert_own),
    END,
};

static const struct private_rule script_rules[] = {
    CONVERTED("ScriptFilepath", "ScriptFilepath", convert_script),
    CONVERTED("ScriptPath", "ScriptFilepath", convert_script),
    END,
};

/* What the agents' meta-data names. */

static const char *const address_parameters[] = { "ip",
                                                  "nic",
                                                  "cidr_netmask",
                                                  "broadcast",
                                                  "iflabel",
                                                  "lvs_support",
                                                  "lvs_ipv6_addrlabel",
                                                  "lvs_ipv6_addrlabel_value",
                                                  "mac",
                                                  "clusterip_hash",
                                                  "unique_clone_address",
                                                  "arp_interval",
                                                  "arp_count",
                                                  "arp_count_refresh",
                                                  "arp_bg",
                                                  "arp_sender",
                                                  "send_arp_opts",
                                                  "flush_routes",
                                                  "run_arping",
                                                  "nodad",
                                                  "noprefixroute",
                                                  "preferred_lft",
                                                  "network_namespace",
                                                  NULL };

static const char *const name_parameters[] = {
    "hostname", "type",   "ip",         "cname",         "ttl",
    "keyfile",  "server", "serverport", "nsupdate_opts", "unregister_on_stop",
    NULL
};

static const char *const disk_parameters[] = { "device",    "directory",         "fstype",
                                               "options",   "statusfile_prefix", "run_fsck",
                                               "fast_stop", "force_clones",      "force_unmount",
                                               NULL };

static const char *const share_parameters[] = {
    "share",       "path",       "hosts_allow",    "browseable",  "writeable",
    "read_only",   "guest_ok",   "directory_mask", "create_mask", "printable",
    "valid_users", "force_user", "force_group",    "extraopt",    "extraopt_list",
    "outfile",     "confd",      "includesfile",   NULL
};

static const char *const export_parameters[] = { "clientspec",     "options",
                                                 "directory",      "fsid",
                                                 "unlock_on_stop", "wait_for_leasetime_on_stop",
                                                 "rmtab_backup",   NULL };

static const char *const server_parameters[] = { "nfs_init_script",
                                                 "nfsv4_only",
                                                 "nfs_no_notify",
                                                 "nfs_notify_foreground",
                                                 "nfs_smnotify_retry_time",
                                                 "nfs_server_scope",
                                                 "nfs_ip",
                                                 "nfs_shared_infodir",
                                                 "rpcpipefs_dir",
                                                 NULL };

static const char *const dhcp_parameters[] = { "config",    "chrooted", "chrooted_path",
                                               "binary",    "user",     "group",
                                               "interface", "includes", "leases",
                                               "pid",       NULL };

static const char *const target_parameters[] = { "implementation",
                                                 "iqn",
                                                 "tid",
                                                 "portals",
                                                 "iser_portals",
                                                 "allowed_initiators",
                                                 "incoming_username",
                                                 "incoming_password",
                                                 "additional_parameters",
                                                 NULL };

static const char *const machine_parameters[] = { "config",
                                                  "hypervisor",
                                                  "force_stop",
                                                  "migration_transport",
                                                  "migration_user",
                                                  "migration_downtime",
                                                  "migration_speed",
                                                  "migration_network_suffix",
                                                  "migrateuri",
                                                  "migrate_options",
                                                  "monitor_scripts",
                                                  "autoset_utilization_cpu",
                                                  "autoset_utilization_host_memory",
                                                  "autoset_utilization_hv_memory",
                                                  "unset_utilization_cpu",
                                                  "unset_utilization_host_memory",
                                                  "unset_utilization_hv_memory",
                                                  "migrateport",
                                                  "remoteuri",
                                                  "save_config_on_stop",
                                                  "sync_config_on_stop",
                                                  "snapshot",
                                                  "backingfile",
                                                  "stateless",
                                                  "copyindirs",
                                                  "shutdown_mode",
                                                  "start_resources",
                                                  NULL };

static const char *const application_parameters[] = { "CommandLine", "CurrentDirectory",
                                                      "InteractWithDesktop", "UseNetworkName",
                                                      NULL };

static const char *const service_parameters[] = { "ServiceName", "StartupParameters",
                                                  "UseNetworkName", NULL };

static const char *const script_parameters[] = { "ScriptFilepath", "properties", NULL };

#define NAME_IS_LOST                                                                               \
    "the name is registered in DNS; the computer account, Kerberos and NetBIOS are lost"
#define NO_STORAGE_SPACES                                                                          \
    "Linux has LVM (LVM-activate), mdraid and Ceph, which cannot read its disks"
#define NO_NETWORK_VIRTUALISATION "belongs to Hyper-V's network virtualisation"
#define ONLY_WINDOWS_ADMINISTERS  "administers Windows only"
#define NO_TRANSACTIONS           "no Linux service coordinates transactions as MSDTC does"
#define NO_MSMQ                   "MSMQ has no equal: move the queues to another message broker"
#define NO_DFS                    "Samba has DFS roots, without replication: see 'msdfs root' in smb.conf(5)"
#define TIMER                     "write a systemd timer on each node that checks whether the group runs there"
#define NO_VM_REPLICA             "replication of virtual machines is not Pacemaker's: see the hypervisor's own"

static const struct type_rule types[] = {
    { .type = "IP Address",
      HEARTBEAT("IPaddr2"),
      .parameters = address_parameters,
      .rules = address_rules,
      TIMES(20, 20, 10, 20),
      .needed = { { "ip", "CHANGE-ME", "no address is told" } } },
    { .type = "IPv6 Address",
      HEARTBEAT("IPaddr2"),
      .parameters = address_parameters,
      .rules = address_rules,
      TIMES(20, 20, 10, 20),
      .needed = { { "ip", "CHANGE-ME", "no address is told" } } },
    { .type = "Network Name",
      HEARTBEAT("dnsupdate"),
      .parameters = name_parameters,
      .kind = NOTE_CHANGED,
      .why = NAME_IS_LOST,
      .rules = name_rules,
      TIMES(30, 30, 10, 30),
      .finish = finish_name,
      .needed = { { "hostname", "CHANGE-ME", "no name is told" },
                  { "server", "CHANGE-ME", "the DNS server that takes updates" },
                  { "keyfile", "/etc/CHANGE-ME.key",
                    "the TSIG key that the DNS server takes updates with" },
                  { "unregister_on_stop", "true", NULL } } },
    { .type = "Physical Disk",
      HEARTBEAT("Filesystem"),
      .parameters = disk_parameters,
      .rules = disk_rules,
      TIMES(60, 60, 20, 40),
      .finish = finish_disk,
      .needed = { { "directory", "/srv/%s", "where the file system is to be mounted" },
                  { "fstype", "CHANGE-ME",
                    "ntfs3 where Windows' file system stays, else what it is copied to: xfs, "
                    "ext4" } } },
    { .type = "File Share",
      HEARTBEAT("smb-share"),
      .parameters = share_parameters,
      .kind = NOTE_CHANGED,
      .why = "it needs smbd on each node, and 'include = "
             "/etc/samba/conf.d/pacemaker-includes.conf' in smb.conf",
      .rules = share_rules,
      TIMES(20, 20, 10, 20),
      .needed = { { "share", "CHANGE-ME", "no name of the share is told" },
                  { "path", "CHANGE-ME", "no folder is told" },
                  { "outfile", "/etc/samba/conf.d/%s.conf", NULL } } },
    { .type = "File Server",
      SYSTEMD("smbd"),
      .kind = NOTE_CHANGED,
      .why = "shares that are no resources have to be written into smb.conf" },
    { .type = "Scale Out File Server",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "a cloned ocf:heartbeat:CTDB on a cluster file system (GFS2) comes next" },
    { .type = "NFS Share",
      HEARTBEAT("exportfs"),
      .parameters = export_parameters,
      .rules = export_rules,
      TIMES(40, 120, 10, 20),
      .finish = finish_export,
      .needed = { { "directory", "CHANGE-ME", "no folder is told" },
                  { "clientspec", "CHANGE-ME", "who may mount it: 192.0.2.0/24" },
                  { "options", "rw,sync", NULL } } },
    { .type = "Network File System",
      HEARTBEAT("nfsserver"),
      .parameters = server_parameters,
      TIMES(40, 20, 10, 20),
      .needed = { { "nfs_shared_infodir", "/srv/%s",
                    "a folder for the server's state, on a disk of the group" } } },
    { .type = "Generic Application",
      RESAPI("GenericApplication"),
      .parameters = application_parameters,
      .rules = application_rules,
      .needed = { { "CommandLine", "CHANGE-ME", "no program is told" } } },
    { .type = "Generic Service",
      RESAPI("GenericService"),
      .parameters = service_parameters,
      .kind = NOTE_DECIDE,
      .why =
          "install the service in the Wine prefix of each node, which the runbook has a step for: "
          "see EXAMPLES in ocf_resapi_GenericService(7)",
      .rules = service_rules,
      .needed = { { "ServiceName", "CHANGE-ME", "no service is told" } } },
    { .type = "Generic Script",
      RESAPI("GenericScript"),
      .parameters = script_parameters,
      .rules = script_rules,
      .finish = finish_script,
      .needed = { { "ScriptFilepath", "CHANGE-ME", "no script is told" } } },
    { .type = "DHCP Service",
      HEARTBEAT("dhcpd"),
      .parameters = dhcp_parameters,
      .kind = NOTE_CHANGED,
      .why = "the scopes have to be written into dhcpd.conf",
      .rules = database_rules,
      TIMES(20, 20, 10, 20),
      .needed = { { "config", "/etc/dhcp/dhcpd.conf",
                    "the configuration with the scopes of the Windows service" } } },
    { .type = "WINS Service",
      SYSTEMD("nmbd"),
      .kind = NOTE_CHANGED,
      .why = "Samba's 'wins support = yes'; static entries go to wins.dat",
      .rules = database_rules },
    { .type = "Print Spooler",
      SYSTEMD("cups"),
      .kind = NOTE_CHANGED,
      .why = "the printers have to be set up in CUPS",
      .rules = spooler_rules },
    { .type = "iSCSI Target Server",
      HEARTBEAT("iSCSITarget"),
      .parameters = target_parameters,
      .kind = NOTE_CHANGED,
      .why = "each disk needs an ocf:heartbeat:iSCSILogicalUnit",
      TIMES(10, 10, 10, 10),
      .needed = { { "iqn", "CHANGE-ME", "the target's name, which initiators know" } } },
    { .type = "Virtual Machine",
      HEARTBEAT("VirtualDomain"),
      .parameters = machine_parameters,
      .kind = NOTE_CHANGED,
      .why = "the machine's disks and hardware have to be converted, as with virt-v2v",
      TIMES(90, 90, 10, 30),
      .needed = { { "config", "/etc/libvirt/qemu/%s.xml", "the machine's libvirt definition" },
                  { "hypervisor", "qemu:///system", NULL } } },
    { .type = "Virtual Machine Configuration",
      .kind = NOTE_DROPPED,
      .why = "the Virtual Machine's VirtualDomain has the configuration" },
    { .type = "Virtual Machine Replication Broker",
      .kind = NOTE_NO_EQUIVALENT,
      .why = NO_VM_REPLICA },
    { .type = "Virtual Machine Replication Coordinator",
      .kind = NOTE_NO_EQUIVALENT,
      .why = NO_VM_REPLICA },
    { .type = "Virtual Machine Cluster WMI",
      .kind = NOTE_DROPPED,
      .why = ONLY_WINDOWS_ADMINISTERS },
    { .type = "File Share Witness",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "set up corosync-qdevice with a corosync-qnetd elsewhere" },
    { .type = "Cloud Witness",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "set up corosync-qdevice with a corosync-qnetd elsewhere, or sbd on a shared disk" },
    { .type = "Volume Shadow Copy Service Task", .kind = NOTE_NO_EQUIVALENT, .why = TIMER },
    { .type = "Task Scheduler", .kind = NOTE_NO_EQUIVALENT, .why = TIMER },
    { .type = "Storage Pool", .kind = NOTE_NO_EQUIVALENT, .why = NO_STORAGE_SPACES },
    { .type = "Storage Replica",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "DRBD replicates block devices: ocf:linbit:drbd" },
    { .type = "Storage QoS Policy Manager", .kind = NOTE_DROPPED, .why = ONLY_WINDOWS_ADMINISTERS },
    { .type = "Health Service", .kind = NOTE_DROPPED, .why = ONLY_WINDOWS_ADMINISTERS },
    { .type = "SDDC Management", .kind = NOTE_DROPPED, .why = ONLY_WINDOWS_ADMINISTERS },
    { .type = "ClusterAwareUpdatingResource",
      .kind = NOTE_DROPPED,
      .why = ONLY_WINDOWS_ADMINISTERS },
    { .type = "Cross Cluster Dependency Orchestrator",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "Pacemaker's tickets (booth) order things between clusters" },
    { .type = "Distributed Network Name",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "write one DNS record for each node by hand" },
    { .type = "Disjoint IPv4 Address",
      .kind = NOTE_NO_EQUIVALENT,
      .why = NO_NETWORK_VIRTUALISATION },
    { .type = "Disjoint IPv6 Address",
      .kind = NOTE_NO_EQUIVALENT,
      .why = NO_NETWORK_VIRTUALISATION },
    { .type = "Nat", .kind = NOTE_NO_EQUIVALENT, .why = NO_NETWORK_VIRTUALISATION },
    { .type = "Provider Address", .kind = NOTE_NO_EQUIVALENT, .why = NO_NETWORK_VIRTUALISATION },
    { .type = "IPv6 Tunnel Address",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "ISATAP and 6to4 are obsolete: give the group an IPv6 address of the network" },
    { .type = "Microsoft iSNS",
      .kind = NOTE_NO_EQUIVALENT,
      .why = "open-isns is in some distributions: run it as a systemd service" },
    { .type = "Distributed File System", .kind = NOTE_NO_EQUIVALENT, .why = NO_DFS },
    { .type = "DFS Replicated Folder", .kind = NOTE_NO_EQUIVALENT, .why = NO_DFS },
    { .type = "Distributed Transaction Coordinator",
      .kind = NOTE_NO_EQUIVALENT,
      .why = NO_TRANSACTIONS },
    { .type = "DTC", .kind = NOTE_NO_EQUIVALENT, .why = NO_TRANSACTIONS },
    { .type = "Message Queue", .kind = NOTE_NO_EQUIVALENT, .why = NO_MSMQ },
    { .type = "Message Queuing", .kind = NOTE_NO_EQUIVALENT, .why = NO_MSMQ },
    { .type = "MSMQ", .kind = NOTE_NO_EQUIVALENT, .why = NO_MSMQ },
    { .type = "MSMQTriggers", .kind = NOTE_NO_EQUIVALENT, .why = NO_MSMQ },
    { .type = "Message Queue Triggers", .kind = NOTE_NO_EQUIVALENT, .why = NO_MSMQ },
};

const struct type_rule *
type_rule_find(const char *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        if (g_ascii_strcasecmp(types[i].type, type) == 0) {
            return &types[i];
        }
    }
    return NULL;
}
