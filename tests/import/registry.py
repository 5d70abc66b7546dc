# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster as its registry has it: as a hive, and as `reg export` writes it (version 5 in UTF-16, and
REGEDIT4). Only what was set is there, as in a real CLUSDB."""

import hive

TYPES = {"sz": hive.SZ, "expand": hive.EXPAND_SZ, "multi": hive.MULTI_SZ, "dword": hive.DWORD,
         "binary": hive.BINARY}


def encode(value):
    kind, data = value
    if kind in ("sz", "expand"):
        return hive.sz(data)
    if kind == "multi":
        return hive.multi_sz(data)
    if kind == "dword":
        return hive.dword(data)
    return data


def key(values, keys=None):
    return {"values": list(values.items()), "keys": keys or {}}


def braced(guid):
    return "{" + guid + "}"


def expression(cluster, resource):
    """With ids in place of names, as names may change."""
    text = resource["depends"]
    for other in cluster.resources:
        text = text.replace(f"[{other['name']}]", f"[{braced(other['id'])}]")
    return text


def numbers(cluster, names):
    return [dict(cluster.nodes)[name] for name in names]


def group_key(cluster, group):
    values = {"Name": ("sz", group["name"]),
              "Contains": ("multi", [braced(item["id"]) for item in cluster.members(group["name"])])}
    if group["preferred"]:
        values["PreferredOwners"] = ("multi", numbers(cluster, group["preferred"]))
    values.update(group["common"])
    return key(values)


def resource_key(cluster, resource):
    values = {"Name": ("sz", resource["name"]), "Type": ("sz", resource["type"])}
    if resource["depends"]:
        values["DependencyExpression"] = ("sz", expression(cluster, resource))
    if resource["owners"]:
        values["PossibleOwners"] = ("multi", numbers(cluster, resource["owners"]))
    values.update(resource["common"])
    keys = {"Parameters": key(resource["private"])}
    if resource["checkpoints"]:
        keys["RegSync"] = key({f"{number:08}": ("sz", path)
                               for number, path in enumerate(resource["checkpoints"], 1)})
    return key(values, keys)


def type_key(kind):
    return key({"Name": ("sz", kind["name"]), "DllName": ("sz", kind["dll"]), **kind["common"]},
               {"Parameters": key({})})


def network_key(network):
    name, address, mask = network
    return key({"Name": ("sz", name), "Address": ("sz", address), "AddressMask": ("sz", mask),
                "IPv4Addresses": ("multi", [address]), "IPv4PrefixLengths": ("multi", ["24"])})


def tree(cluster):
    return key({"ClusterName": ("sz", cluster.name), "ClusterInstanceID": ("sz", cluster.identify("cluster", ""))}, {
        "Nodes": key({}, {number: key({"NodeName": ("sz", name)}) for name, number in cluster.nodes}),
        "Networks": key({}, {braced(cluster.identify("network", item[0])): network_key(item)
                             for item in cluster.networks}),
        "NetworkInterfaces": key({}),
        "Groups": key({}, {braced(item["id"]): group_key(cluster, item) for item in cluster.groups}),
        "ResourceTypes": key({}, {name: type_key(kind) for name, kind in cluster.types.items()}),
        "Resources": key({}, {braced(item["id"]): resource_key(cluster, item) for item in cluster.resources}),
        "Quorum": key({}),
    })


def write_hive(cluster, path):
    def bytes_of(node):
        return {"values": [(name, TYPES[value[0]], encode(value)) for name, value in node["values"]],
                "keys": {name: bytes_of(below) for name, below in node["keys"].items()}}
    hive.write_hive(path, bytes_of(tree(cluster)))


# reg.exe breaks hexadecimal data so that lines have at most 80 characters.
WIDTH = 80


def hex_lines(head, data):
    lines = [head]
    for position, byte in enumerate(data):
        text = f"{byte:02x}" + ("," if position + 1 < len(data) else "")
        if len(lines[-1]) + len(text) + 1 > WIDTH:
            lines[-1] += "\\"
            lines.append("  ")
        lines[-1] += text
    return "\r\n".join(lines)


def escape(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def value_line(name, value, ansi):
    kind, data = value
    head = f'"{escape(name)}"='
    if kind == "sz":
        return f'{head}"{escape(data)}"'
    if kind == "dword":
        return f"{head}dword:{data:08x}"
    if kind == "binary":
        return hex_lines(head + "hex:", data)
    if not ansi:
        return hex_lines(head + f"hex({TYPES[kind]:x}):", encode(value))
    texts = [data, ] if kind == "expand" else data + [""]
    return hex_lines(head + f"hex({TYPES[kind]:x}):",
                     b"".join(text.encode("cp1252") + b"\0" for text in texts))


def key_lines(path, node, ansi):
    yield f"[{path}]"
    for name, value in node["values"]:
        yield value_line(name, value, ansi)
    yield ""
    for name, below in node["keys"].items():
        yield from key_lines(f"{path}\\{name}", below, ansi)


def write_reg(cluster, path, ansi=False):
    lines = ["REGEDIT4" if ansi else "Windows Registry Editor Version 5.00", ""]
    lines += key_lines("HKEY_LOCAL_MACHINE\\Cluster", tree(cluster), ansi)
    text = "\r\n".join(lines) + "\r\n"
    with open(path, "wb") as file:
        file.write(text.encode("cp1252") if ansi else b"\xff\xfe" + text.encode("utf-16-le"))
