# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster as PowerShell's cmdlets tell it, through Export-Clixml and ConvertTo-Json. Unlike the registry they
tell every property, with its default where it was not set, and names in place of ids."""

import base64
import json
from xml.sax.saxutils import escape

NAMESPACE = "Microsoft.FailoverClusters.PowerShell."


class Number:
    """An unsigned number of PowerShell's."""

    def __init__(self, value, tag="U32"):
        self.value = value
        self.tag = tag


class Enum:
    def __init__(self, kind, value, name):
        self.kind = kind
        self.value = value
        self.name = name


class Object:
    """What a cmdlet writes: cut is an object below another one, of which -Depth leaves only the text."""

    def __init__(self, kind, text, properties, cut=False):
        self.kind = kind
        self.text = text
        self.properties = properties
        self.cut = cut


def cut(kind, name):
    return Object(kind, name, {}, cut=True)


# --- what the cmdlets tell

RESOURCE_DEFAULTS = {
    "Description": "", "SeparateMonitor": False, "PersistentState": Number(1),
    "LooksAlivePollInterval": Number(0xFFFFFFFF), "IsAlivePollInterval": Number(0xFFFFFFFF),
    "RestartAction": Number(2), "RestartThreshold": Number(1), "RestartDelay": Number(500),
    "RestartPeriod": Number(900000), "RetryPeriodOnFailure": Number(3600000),
    "PendingTimeout": Number(180000), "DeadlockTimeout": Number(300000), "EmbeddedFailureAction": Number(2)}

GROUP_DEFAULTS = {
    "Description": "", "PersistentState": Number(1), "FailoverThreshold": Number(0xFFFFFFFF),
    "FailoverPeriod": Number(6), "AutoFailbackType": Number(0), "FailbackWindowStart": Number(0xFFFFFFFF),
    "FailbackWindowEnd": Number(0xFFFFFFFF), "Priority": Number(2000), "DefaultOwner": Number(0xFFFFFFFF),
    "AntiAffinityClassNames": []}

TYPE_DEFAULTS = {
    "Description": "", "LooksAlivePollInterval": Number(5000), "IsAlivePollInterval": Number(60000),
    "PendingTimeout": Number(180000), "DeadlockTimeout": Number(300000)}


def plain(value):
    kind, data = value
    if kind == "dword":
        return Number(data)
    return data


def with_common(defaults, common):
    told = dict(defaults)
    for name, value in common.items():
        told[name] = plain(value)
    return told


def group_type(common):
    number = common.get("GroupType", ("dword", 9999))[1]
    return Enum("ClusterGroupType", number, {1: "Cluster", 2: "AvailableStorage", 9999: "Unknown"}[number])


def cluster_record(cluster):
    return Object("Cluster", cluster.name, {
        "Name": cluster.name, "Id": cluster.identify("cluster", ""), "Domain": "example.com",
        "BackupInProgress": Number(0), "QuorumArbitrationTimeMax": Number(20), "DrainOnShutdown": Number(1),
        "SharedVolumesRoot": "C:\\ClusterStorage"})


def node_records(cluster):
    return [Object("ClusterNode", name, {
        "Cluster": cut("Cluster", cluster.name), "State": Enum("ClusterNodeState", 0, "Up"), "Name": name,
        "NodeName": name, "Id": number, "NodeWeight": Number(1), "MajorVersion": Number(10)})
        for name, number in cluster.nodes]


def network_records(cluster):
    return [Object("ClusterNetwork", name, {
        "Cluster": cut("Cluster", cluster.name), "State": Enum("ClusterNetworkState", 3, "Up"), "Name": name,
        "Ipv4Addresses": [address], "Ipv4PrefixLengths": ["24"], "Address": address, "AddressMask": mask,
        "Role": Enum("ClusterNetworkRole", 3, "ClusterAndClient"),
        "Id": cluster.identify("network", name)})
        for name, address, mask in cluster.networks]


def group_records(cluster):
    return [Object("ClusterGroup", group["name"], {
        "Cluster": cut("Cluster", cluster.name), "OwnerNode": cut("ClusterNode", cluster.nodes[0][0]),
        "State": Enum("ClusterGroupState", 0, "Online"), "Name": group["name"], "Id": group["id"],
        **with_common(GROUP_DEFAULTS, group["common"]), "GroupType": group_type(group["common"])})
        for group in cluster.groups]


def type_records(cluster):
    return [Object("ClusterResourceType", kind["name"], {
        "Cluster": cut("Cluster", cluster.name), "Name": kind["name"], "DisplayName": kind["name"],
        "DllName": kind["dll"], "RequiredDependencyTypes": [], **with_common(TYPE_DEFAULTS, kind["common"])})
        for kind in cluster.types.values()]


def resource_records(cluster):
    return [Object("ClusterResource", resource["name"], {
        "Cluster": cut("Cluster", cluster.name), "IsCoreResource": resource["group"] == "Cluster Group",
        "OwnerNode": cut("ClusterNode", cluster.nodes[0][0]),
        "ResourceType": cut("ClusterResourceType", resource["type"]),
        "State": Enum("ClusterResourceState", 2, "Online"), "OwnerGroup": cut("ClusterGroup", resource["group"]),
        "Name": resource["name"], "Id": resource["id"], "MonitorProcessId": Number(4711),
        **with_common(RESOURCE_DEFAULTS, resource["common"])})
        for resource in cluster.resources]


PARAMETER_TYPES = {"sz": "String", "expand": "ExpandString", "multi": "StringArray", "dword": "UInt32",
                   "binary": "ByteArray"}


def parameter_records(cluster):
    return [Object("ClusterParameter", name, {
        "ClusterObject": cut("ClusterResource", resource["name"]), "Name": name, "IsReadOnly": False,
        "ParameterType": PARAMETER_TYPES[value[0]], "Value": plain(value)})
        for resource in cluster.resources for name, value in resource["private"].items()]


def owner_records(cluster):
    everywhere = [name for name, _ in cluster.nodes]
    lists = [("ClusterGroup", group, group["preferred"]) for group in cluster.groups]
    lists += [("ClusterResource", item, item["owners"] or everywhere) for item in cluster.resources]
    return [Object("ClusterOwnerNodeList", "", {
        "ClusterObject": Object(kind, item["name"], {"Name": item["name"], "Id": item["id"]}), "OwnerNodes": [cut("ClusterNode", owner) for owner in owners]})
        for kind, item, owners in lists]


def dependency_records(cluster):
    return [Object("ClusterResourceDependency", "", {
        "Resource": cut("ClusterResource", item["name"]),
        "DependencyExpression": " and ".join(f"({part})" for part in item["depends"].split(" and "))
        if item["depends"] else ""}) for item in cluster.resources]


def checkpoint_records(cluster):
    return [Object("ClusterCheckpoint", path, {
        "Resource": cut("ClusterResource", item["name"]), "Name": path}) for item in cluster.resources for path in item["checkpoints"]]


CMDLETS = {"Nodes": node_records, "Networks": network_records, "Groups": group_records,
           "ResourceTypes": type_records, "Resources": resource_records, "Parameters": parameter_records,
           "OwnerNodes": owner_records, "Dependencies": dependency_records, "Checkpoints": checkpoint_records}


class Custom(dict):
    """A PSObject with properties of its own."""


def to_plain(value):
    """ConvertTo-Plain and ConvertTo-Record of resapi-export.ps1."""
    if isinstance(value, Enum):
        return Number(value.value, "I64")
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, Object):
        return value.text if value.cut else Custom((key, to_plain(item))
                                                   for key, item in value.properties.items())
    return value


def with_kind(records, kind_of):
    for record in records:
        of = record.properties["ClusterObject"]
        yield Custom(to_plain(record), ObjectKind=kind_of(of.kind), ClusterObject=of.text)


def collected(cluster):
    """The one file of resapi-export.ps1."""
    told = Custom(Format="resapi-export", Version=1, Cluster=to_plain(cluster_record(cluster)))
    for name, make in CMDLETS.items():
        told[name] = [to_plain(record) for record in make(cluster)]
    told["Parameters"] = [Custom(record, Secret=False) for record in
                          with_kind(parameter_records(cluster), lambda kind: kind[len("Cluster"):])]
    told["OwnerNodes"] = list(with_kind(owner_records(cluster), lambda kind: kind[len("Cluster"):]))
    return told


# --- CLIXML ([MS-PSRP] 2.2.5)

class Clixml:
    def __init__(self):
        self.objects = 0
        self.types = {}

    def begin(self, name, types):
        head = f'<Obj{name} RefId="{self.objects}">'
        self.objects += 1
        if types[0] in self.types:
            return head + f'<TNRef RefId="{self.types[types[0]]}" />'
        self.types[types[0]] = len(self.types)
        names = "".join(f"<T>{item}</T>" for item in types)
        return head + f'<TN RefId="{self.types[types[0]]}">{names}</TN>'

    def text(self, value):
        out = ""
        for character in value:
            out += f"_x{ord(character):04X}_" if ord(character) < 32 else character
        return escape(out)

    def value(self, value, name=None):
        head = f' N="{escape(name)}"' if name is not None else ""
        if isinstance(value, bool):
            return f"<B{head}>{str(value).lower()}</B>"
        if isinstance(value, int):
            return f"<I32{head}>{value}</I32>"
        if isinstance(value, Number):
            return f"<{value.tag}{head}>{value.value}</{value.tag}>"
        if isinstance(value, str):
            return f"<S{head}>{self.text(value)}</S>"
        if isinstance(value, bytes):
            return f"<BA{head}>{base64.b64encode(value).decode()}</BA>"
        if isinstance(value, Enum):
            types = (NAMESPACE + value.kind, "System.Enum", "System.ValueType", "System.Object")
            return (self.begin(head, types) + f"<ToString>{value.name}</ToString>"
                    f"<I32>{value.value}</I32></Obj>")
        if isinstance(value, list):
            types = ("System.Collections.ArrayList", "System.Object")
            return (self.begin(head, types) + "<LST>" +
                    "".join(self.value(item) for item in value) + "</LST></Obj>")
        if isinstance(value, Custom):
            types = ("System.Management.Automation.PSCustomObject", "System.Object")
            begin = self.begin(head, types)
            members = "".join(self.value(item, key) for key, item in value.items())
            return f"{begin}<MS>{members}</MS></Obj>"
        return self.record(value, head)

    def record(self, value, head):
        if value.cut:
            return f"<S{head}>{self.text(value.text)}</S>"
        types = (NAMESPACE + value.kind, "System.Object")
        begin = self.begin(head, types)
        properties = "".join(self.value(item, key) for key, item in value.properties.items())
        return (begin + f"<ToString>{self.text(value.text)}</ToString>"
                f"<Props>{properties}</Props></Obj>")


def write_clixml(values, path, wide=True):
    writer = Clixml()
    body = "\r\n".join(writer.value(value) for value in values)
    text = ('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n' +
            body + "\r\n</Objs>")
    with open(path, "wb") as file:
        file.write(b"\xff\xfe" + text.encode("utf-16-le") if wide else text.encode("utf-8-sig"))


# --- JSON, as ConvertTo-Json of PowerShell 5 has it

def to_json(value):
    if isinstance(value, Number):
        return value.value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, Object):
        return value.text if value.cut else {key: to_json(item) for key, item in value.properties.items()}
    return value


def write_json(value, path):
    with open(path, "w", encoding="utf-8-sig", newline="\r\n") as file:
        json.dump(to_json(value), file, indent=4)
