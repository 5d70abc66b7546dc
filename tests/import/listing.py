# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster as listings of cluster.exe have it, of Windows Server 2003 to 2008 R2: columns as wide as the
longest entry, told by lines of dashes, and properties with a letter for their format."""

LETTERS = {"sz": "S", "expand": "X", "multi": "M", "dword": "D", "binary": "B"}


def table(heads, rows):
    widths = [max([len(head)] + [len(row[i]) for row in rows]) for i, head in enumerate(heads)]
    lines = [heads, ["-" * width for width in widths]] + rows
    return ["".join(f"{text:<{width + 1}}" for text, width in zip(line, widths)).rstrip() for line in lines]


def show(value):
    kind, data = value
    if kind == "dword":
        return [f"{data} (0x{data:x})"]
    if kind == "multi":
        return data or [""]
    if kind == "binary":
        return [" ".join(f"{byte:02x}" for byte in data[:8]) + f" ... ({len(data)} bytes)"]
    return [data]


def property_rows(owner, properties):
    rows = []
    for name, value in properties.items():
        for text in show(value):
            rows.append([LETTERS[value[0]], owner, name, text])
    return rows


def properties_of(title, head, owner, properties):
    return [title, ""] + table(["T ", head, "Name", "Value"], property_rows(owner, properties)) + [""]


RESOURCE_DEFAULTS = {
    "Description": ("sz", ""), "DebugPrefix": ("sz", ""), "SeparateMonitor": ("dword", 0),
    "PersistentState": ("dword", 1), "LooksAlivePollInterval": ("dword", 0xFFFFFFFF),
    "IsAlivePollInterval": ("dword", 0xFFFFFFFF), "RestartAction": ("dword", 2),
    "RestartThreshold": ("dword", 1), "RestartPeriod": ("dword", 900000),
    "RetryPeriodOnFailure": ("dword", 3600000), "PendingTimeout": ("dword", 180000)}

GROUP_DEFAULTS = {
    "Description": ("sz", ""), "PersistentState": ("dword", 1), "FailoverThreshold": ("dword", 0xFFFFFFFF),
    "FailoverPeriod": ("dword", 6), "AutoFailbackType": ("dword", 0),
    "FailbackWindowStart": ("dword", 0xFFFFFFFF), "FailbackWindowEnd": ("dword", 0xFFFFFFFF)}


def status_rows(cluster, resources):
    return [[item["name"], item["group"], cluster.nodes[0][0], "Online"] for item in resources]


def providers(cluster, resource):
    return [item for item in cluster.resources if f"[{item['name']}]" in resource["depends"]]


def resource_lines(cluster, item):
    name = item["name"]
    common = {"Name": ("sz", name), "Type": ("sz", item["type"]), **RESOURCE_DEFAULTS, **item["common"]}
    yield from properties_of(f"Listing properties for '{name}':", "Resource", name, common)
    yield from properties_of(f"Listing private properties for '{name}':", "Resource", name, item["private"])
    yield f"Listing resource dependencies for '{name}':"
    yield ""
    yield from table(["Resource", "Group", "Node", "Status"], status_rows(cluster, providers(cluster, item)))
    yield ""
    yield f"Listing possible owners for resource '{name}':"
    yield ""
    yield from table(["Possible Owner Nodes"],
                     [[owner] for owner in item["owners"] or [node for node, _ in cluster.nodes]])
    yield ""
    yield f"Listing registry checkpoints for resource '{name}':"
    yield ""
    yield from table(["Resource", "Registry Checkpoint"], [[name, f"'{path}'"] for path in item["checkpoints"]])
    yield ""


def group_lines(group):
    name = group["name"]
    common = {"Name": ("sz", name), **GROUP_DEFAULTS, **group["common"]}
    yield from properties_of(f"Listing properties for '{name}':", "Resource Group", name, common)
    yield f"Listing preferred owners for resource group '{name}':"
    yield ""
    yield from table(["Preferred Owner Nodes"], [[owner] for owner in group["preferred"]])
    yield ""


def type_lines(kind):
    common = {"Name": ("sz", kind["name"]), "DllName": ("sz", kind["dll"]), **kind["common"]}
    yield from properties_of(f"Listing properties for '{kind['name']}':", "Resource Type", kind["name"], common)


def lines(cluster):
    yield "Listing status for all available nodes:"
    yield ""
    yield from table(["Node", "Node ID", "Status"], [[name, number, "Up"] for name, number in cluster.nodes])
    yield ""
    yield "Listing status for all available resource groups:"
    yield ""
    yield from table(["Group", "Node", "Status"],
                     [[group["name"], cluster.nodes[0][0], "Online"] for group in cluster.groups])
    yield ""
    yield "Listing status for all available resources:"
    yield ""
    yield from table(["Resource", "Group", "Node", "Status"], status_rows(cluster, cluster.resources))
    yield ""
    for group in cluster.groups:
        yield from group_lines(group)
    for item in cluster.resources:
        yield from resource_lines(cluster, item)
    for kind in cluster.types.values():
        yield from type_lines(kind)


def write(cluster, path):
    with open(path, "wb") as file:
        file.write("\r\n".join(lines(cluster)).encode("cp1252") + b"\r\n")
