# SPDX-License-Identifier: GPL-2.0-or-later
"""Three Windows failover clusters that do not exist, as realistic as they can be made: a file server whose
name depends on one of two IP addresses, a database on a resource DLL of its own with IP address, name and
disk, and one with 500 resources. What each format makes of them is generate.py's."""

import uuid

SPACE = uuid.UUID("6f1d9a52-8a3b-4b57-9f0e-0d8d2c6a4e11")


def sz(text):
    return ("sz", text)


def expand(text):
    return ("expand", text)


def dword(number):
    return ("dword", number & 0xFFFFFFFF)


def multi(*texts):
    return ("multi", list(texts))


def binary(data):
    return ("binary", bytes(data))


class Cluster:
    def __init__(self, name, nodes, networks):
        self.name = name
        self.nodes = [(node, str(number + 1)) for number, node in enumerate(nodes)]
        self.networks = networks
        self.types = {}
        self.groups = []
        self.resources = []
        for builtin in BUILTIN:
            self.add_type(builtin, "clusres.dll")
        core = self.add_group("Cluster Group", GroupType=dword(1), AutoFailbackType=dword(0))
        self.add("Cluster IP Address", "IP Address", core, private=self.address("10.20.0.100"))
        self.add("Cluster Name", "Network Name", core, "[Cluster IP Address]",
                 private={"Name": sz(name.upper()), "DnsName": sz(name)})
        self.add_group("Available Storage", GroupType=dword(2))

    def identify(self, kind, name):
        return str(uuid.uuid5(SPACE, f"{self.name}/{kind}/{name}"))

    def address(self, address, network=0, **more):
        values = {"Address": sz(address), "SubnetMask": sz("255.255.255.0"),
                  "Network": sz(self.networks[network][0]), "EnableDhcp": dword(0)}
        values.update(more)
        return values

    def add_type(self, name, dll, **common):
        self.types[name] = {"name": name, "dll": dll, "common": common}

    def add_group(self, name, preferred=(), **common):
        common = {"PersistentState": dword(1), **common}
        group = {"name": name, "id": self.identify("group", name), "preferred": list(preferred),
                 "common": common}
        self.groups.append(group)
        return name

    def add(self, name, type_name, group, depends="", private=None, owners=(), checkpoints=(),
            **common):
        # What the Cluster service has stored behind the first online, and what the wizards store.
        common = {"PersistentState": dword(1), "RestartThreshold": dword(1), **common}
        self.resources.append({
            "name": name, "id": self.identify("resource", name), "type": type_name, "group": group,
            "depends": depends, "private": private or {}, "owners": list(owners),
            "checkpoints": list(checkpoints), "common": common})
        return name

    def resource(self, name):
        return next(item for item in self.resources if item["name"] == name)

    def members(self, group):
        return [item for item in self.resources if item["group"] == group]


BUILTIN = ("IP Address", "IPv6 Address", "Network Name", "Physical Disk", "File Share", "File Server",
           "File Share Witness", "Generic Application", "Generic Service", "Generic Script",
           "DHCP Service", "Print Spooler", "Virtual Machine", "Virtual Machine Configuration",
           "Distributed Transaction Coordinator", "MSMQ")


def disk(number, guid):
    return {"DiskIdType": dword(1), "DiskIdGuid": sz("{" + guid + "}"),
            "DiskRunChkDsk": dword(0), "DiskSignature": dword(0),
            "DiskUniqueIds": binary([0x10, 0, 0, 0, 0x10, 0, 0, 0, 0xF5, 0x96, 0x63, 0x80, number, 0, 0, 0,
                                     1, 3, 8, 0, 0x60, 0x0A, 0x09, 0x80, 0, 0x11, 0x22, number])}


def fileserver():
    cluster = Cluster("FS-CLUSTER", ("FS1", "FS2"),
                      (("Client A", "10.20.0.0", "255.255.255.0"),
                       ("Client B", "10.30.0.0", "255.255.255.0")))
    cluster.add("Witness", "File Share Witness", "Cluster Group",
                private={"SharePath": sz("\\\\witness.example.com\\fs-cluster")})
    cluster.add("Spare Disk", "Physical Disk", "Available Storage",
                private=disk(9, "0c1f0e55-5b2f-4a0c-8d0d-000000000009"))
    home = cluster.add_group("HOME", ("FS1", "FS2"), AutoFailbackType=dword(1),
                             FailbackWindowStart=dword(1), FailbackWindowEnd=dword(4),
                             Description=sz("Home folders, \u00e4lter als alle anderen"))
    cluster.add("Home Disk", "Physical Disk", home, private=disk(2, "0c1f0e55-5b2f-4a0c-8d0d-000000000002"))
    cluster.add("IP Address 10.20.0.20", "IP Address", home, private=cluster.address("10.20.0.20"))
    cluster.add("IP Address 10.30.0.20", "IP Address", home, private=cluster.address("10.30.0.20", 1))
    cluster.add("HOME name", "Network Name", home, "[IP Address 10.20.0.20] or [IP Address 10.30.0.20]",
                private={"Name": sz("HOME"), "DnsName": sz("home"), "HostRecordTTL": dword(300)})
    cluster.add("File Server (\\\\HOME)", "File Server", home, "[HOME name] and [Home Disk]")
    cluster.add("Homes", "File Share", home, "[File Server (\\\\HOME)]",
                private={"ShareName": sz("homes"), "Path": sz("E:\\homes"), "Remark": sz("Home \"folders\""),
                         "MaxUsers": dword(-1), "Security Descriptor": binary(range(20))},
                RestartAction=dword(1))
    fax = cluster.add_group("PRINT", ("FS2",), Priority=dword(1000), FailoverThreshold=dword(3))
    cluster.add("Print Disk", "Physical Disk", fax, private=disk(3, "0c1f0e55-5b2f-4a0c-8d0d-000000000003"))
    cluster.add("Print IP", "IP Address", fax, private=cluster.address("10.20.0.21"))
    cluster.add("PRINT", "Network Name", fax, "[Print IP]", private={"Name": sz("PRINT")})
    cluster.add("Spooler", "Print Spooler", fax, "[PRINT] and [Print Disk]",
                private={"DefaultSpoolDirectory": sz("F:\\spool")}, owners=("FS2",))
    return cluster


def database():
    cluster = Cluster("DB-CLUSTER", ("NODE1", "NODE2"), (("Cluster Network 1", "192.168.57.0", "255.255.255.0"),))
    cluster.add_type("Contoso DB", "%ProgramFiles%\\Contoso\\contosodb.dll",
                     LooksAlivePollInterval=dword(3000), IsAlivePollInterval=dword(20000))
    group = cluster.add_group("Orders", ("NODE1", "NODE2"), FailoverPeriod=dword(2),
                              AntiAffinityClassNames=multi("contoso"))
    cluster.add("Orders Disk", "Physical Disk", group, private=disk(4, "0c1f0e55-5b2f-4a0c-8d0d-000000000004"))
    cluster.add("Orders IP", "IP Address", group, private=cluster.address("192.168.57.50"))
    cluster.add("Orders Name", "Network Name", group, "[Orders IP]",
                private={"Name": sz("ORDERS"), "DnsName": sz("orders"), "DnsSuffix": sz("example.test"), "HostRecordTTL": dword(60)})
    cluster.add("Orders Database", "Contoso DB", group, "[Orders Name] and [Orders Disk]",
                private={"Port": dword(18099), "Document": sz("O:\\data\\index.html"),
                         "StartDelay": dword(200)},
                RestartThreshold=dword(2), RestartPeriod=dword(600000), PendingTimeout=dword(60000),
                checkpoints=("SOFTWARE\\Contoso\\Orders",))
    helper = cluster.add_group("Reports", AntiAffinityClassNames=multi("contoso"), PersistentState=dword(0))
    cluster.add("Reports Service", "Generic Service", helper,
                private={"ServiceName": sz("ContosoReports"), "StartupParameters": sz("/nightly"),
                         "UseNetworkName": dword(0)}, PersistentState=dword(0))
    return cluster


def large():
    nodes = [f"BIG{number}" for number in range(1, 9)]
    cluster = Cluster("BIG-CLUSTER", nodes, (("Network 1", "10.20.0.0", "255.255.0.0"),))
    cluster.add_type("Contoso MQ", "contosomq.dll")
    for number in range(1, 101):
        first = number % len(nodes)
        group = cluster.add_group(f"Service {number:03}", (nodes[first], nodes[(first + 1) % len(nodes)]))
        volume = cluster.add(f"Disk {number:03}", "Physical Disk", group,
                             private=disk(number, f"0c1f0e55-5b2f-4a0c-8d0d-{number:012x}"))
        address = cluster.add(f"IP {number:03}", "IP Address", group,
                              private=cluster.address(f"10.20.1.{number}"))
        name = cluster.add(f"Name {number:03}", "Network Name", group, f"[{address}]",
                           private={"Name": sz(f"SVC{number:03}")})
        service = cluster.add(f"Daemon {number:03}", "Generic Service", group, f"[{name}] and [{volume}]",
                              private={"ServiceName": sz(f"svc{number:03}")})
        cluster.add(f"Queue {number:03}", "Contoso MQ", group, f"[{service}]",
                    private={"Length": dword(number), "Peers": multi("a", "b c", f"peer{number}")},
                    owners=(nodes[first], nodes[(first + 1) % len(nodes)], nodes[(first + 2) % len(nodes)]))
    return cluster


CLUSTERS = {"fileserver": fileserver, "database": database, "large": large}
