#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""hostile.py FOLDER: writes clusters in which something is wrong, or only odd, for tests of resapictl import.

    small.reg          one group with an IP address: nothing is lost, nothing left to decide
    secrets.*          passwords and binary values, in every format; MARKERS are in them
    names.reg, names.json  names that are no ids, or hide what stands beside them
    twice.reg          objects of one name
    circle.reg         resources that depend on each other
    dangling.reg       ids of what is not there
    unknown.reg        resource types that nobody knows
    many.reg           5,000 resources
    later.reg, other.reg   small.reg with another address, and as another cluster
    secrets-2.reg      the same cluster with another password
    nothing.reg        nodes, and nothing else
    mixed.listing      three encodings in one file
    damaged.hive       database.hive of clusters.py in which a resource's key below its own has lost its signature
"""

import os
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import clusters
import listing
import powershell
import registry
from clusters import binary, dword, multi, sz

# What must never be seen again, in any spelling.
MARKERS = ("Marker-Password-1", "Marker-Inner-2", "Marker-Binary-3", "Marker-Token-4", "Marker-List-5",
           "Marker-Builtin-6", "Marker-Type-7")


def small(name="SMALL", address="192.0.2.10"):
    cluster = clusters.Cluster(name, ("node1", "node2"), (("Clients", "192.0.2.0", "255.255.255.0"),))
    web = cluster.add_group("web")
    cluster.add("address", "IP Address", web,
                private={"Address": sz(address), "SubnetMask": sz("255.255.255.0")})
    return cluster


def secrets(markers=MARKERS):
    password, inner, blob, token, texts, builtin, kind = markers
    cluster = small("SECRETS")
    cluster.add_type("Vault", "vault.dll", AdminExtensionToken=sz(kind))
    group = cluster.add_group("vaults")
    cluster.add("vault", "Vault", group, private={
        "Password": sz(password), "ConnectionString": sz(f"Server=db;User Id=sa;password={inner};Pooling=1"),
        "State": binary(blob.encode() + b"\0\1\2"), "ApiToken": sz(token),
        "Arguments": multi("-quiet", f"/pwd:{texts}"), "Port": dword(4711)})
    cluster.add("service", "Generic Application", group,
                private={"CommandLine": sz(f"app.exe --password={builtin}"), "CurrentDirectory": sz("C:\\app")})
    return cluster


SIGNS = "1 <a> & 'b' ]]>"
NAMES = (SIGNS, "Gr\u00f6\u00dfe \u00fcber \u00c4llem", "***", "</script><script>alert(1)</script>",
         "\" onload=\"x", "$(touch pwned) `touch pwned`", "--force", "-->", "a\u202eb", "%s%n%s", "..", "x" * 300)
CONTROL = ("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "bell\x07", "\x9b2Jcsi")
LINES = ("two\nlines", "tab\there", "nul\x01", "return\rhere")


def odd_names(names):
    cluster = clusters.Cluster("ODD <&> 'names'", ("node1", "node2"), (("Net <1>", "192.0.2.0", "255.255.255.0"),))
    cluster.add_type("Type " + SIGNS, "odd <&>.dll")
    for number, name in enumerate(names):
        group = cluster.add_group(name, Description=sz(name))
        address = cluster.add(name, "IP Address", group, private=cluster.address(f"192.0.2.{number + 1}"))
        cluster.add(name + " app", "Generic Application", group, f"[{address}]" if "]" not in name else "",
                    private={"CommandLine": sz(name), "CurrentDirectory": sz("C:\\app " + name)})
        cluster.add(name + " own", "Type " + SIGNS, group, private={"Text": sz(name)}, Description=sz(name))
    return cluster


def twice():
    cluster = clusters.Cluster("TWICE", ("node1", "node2"), (("Clients", "192.0.2.0", "255.255.255.0"),))
    for number in (1, 2):
        group = cluster.add_group("same")
        cluster.add("thing", "IP Address", group, private=cluster.address(f"192.0.2.{number}"))
    for number, item in enumerate(cluster.groups[-2:] + cluster.resources[-2:]):
        item["id"] = cluster.identify("twice", str(number))
    return cluster


def circle():
    cluster = small("CIRCLE")
    group = cluster.add_group("round")
    for name, provider in (("first", "third"), ("second", "first"), ("third", "second")):
        cluster.add(name, "Generic Service", group, f"[{provider}]", private={"ServiceName": sz(name)})
    cluster.add("self", "Generic Service", group, "[self]", private={"ServiceName": sz("self")})
    return cluster


def dangling():
    cluster = small("DANGLING")
    absent = "{00000000-dead-beef-0000-000000000001}"
    cluster.add("lost", "Generic Service", "no such group", f"[{absent}]", private={"ServiceName": sz("lost")})
    cluster.add("half", "Generic Service", "web", f"[address] and [{absent}]", private={"ServiceName": sz("half")})
    cluster.add("broken", "Generic Service", "web", "[address] and (", private={"ServiceName": sz("broken")})
    return cluster


def unknown():
    cluster = small("UNKNOWN")
    cluster.add("riddle", "Nobody's Type", "web", private={"A": sz("b")})
    cluster.add("typeless", "", "web")
    return cluster


def many():
    cluster = clusters.Cluster("MANY", ("node1", "node2"), (("Clients", "10.0.0.0", "255.0.0.0"),))
    for number in range(1000):
        group = cluster.add_group(f"group {number}", ("node1",))
        before = ""
        for member in range(5):
            before = cluster.add(f"service {number} {member}", "Generic Service", group,
                                 f"[{before}]" if before else "",
                                 private={"ServiceName": sz(f"s{number}-{member}")})
    return cluster


def write_many(path):
    """expression() of registry.py looks at all resources for each, which are too many here."""
    cluster = many()
    ids = {f"[{item['name']}]": f"[{{{item['id']}}}]" for item in cluster.resources}
    for item in cluster.resources:
        item["depends"] = ids.get(item["depends"], item["depends"])
    groups = {}
    for item in cluster.resources:
        groups.setdefault(item["group"], []).append(item)
    cluster.members = lambda group: groups.get(group, [])
    registry.expression = lambda _, resource: resource["depends"]
    registry.write_reg(cluster, path)


def write_secrets(begin):
    cluster = secrets()
    registry.write_hive(cluster, begin + ".hive")
    registry.write_reg(cluster, begin + ".reg")
    registry.write_reg(cluster, begin + "-4.reg", ansi=True)
    powershell.write_clixml([powershell.collected(cluster)], begin + ".clixml")
    powershell.write_json(powershell.collected(cluster), begin + ".json")
    listing.write(cluster, begin + ".listing")


def nothing():
    cluster = small("NOTHING")
    cluster.groups, cluster.resources = [], []
    return cluster


def write_damaged(path):
    """A key's name stands 0x4c bytes behind its signature, nk."""
    registry.write_hive(clusters.database(), path)
    with open(path, "rb") as file:
        data = bytearray(file.read())
    at = data.index(b"RegSync") - 0x4c
    assert data[at:at + 2] == b"nk", data[at:at + 2]
    data[at:at + 2] = b"??"
    with open(path, "wb") as file:
        file.write(data)


def write_mixed(folder):
    """What two programs have appended to one file: UTF-8, and two code pages."""
    cluster = small("MIXED")
    for name in ("UTF8-\u00e4", "WIN-\u00f6", "DOS-\u00fc"):
        cluster.add(name, "Generic Service", "web", private={"ServiceName": sz(name)})
    path = os.path.join(folder, "mixed.listing")
    listing.write(cluster, path)
    with open(path, "rb") as file:
        data = file.read()
    text = data.decode("cp1252")
    out = b""
    for line in text.splitlines(keepends=True):
        out += line.encode("cp1252" if "WIN-" in line else "cp437" if "DOS-" in line else "utf-8")
    with open(path, "wb") as file:
        file.write(out)


def main(arguments):
    if len(arguments) != 1:
        sys.exit("usage: hostile.py FOLDER")
    folder = arguments[0]
    os.makedirs(folder, exist_ok=True)
    for name, cluster in (("small", small()), ("later", small(address="192.0.2.11")), ("other", small("OTHER")),
                          ("names", odd_names(NAMES + CONTROL)), ("twice", twice()), ("circle", circle()),
                          ("dangling", dangling()), ("unknown", unknown()), ("nothing", nothing()),
                          ("secrets-2", secrets(("Marker-Password-8",) + MARKERS[1:]))):
        registry.write_reg(cluster, os.path.join(folder, name + ".reg"))
    powershell.write_json(powershell.collected(odd_names(NAMES + CONTROL + LINES)),
                          os.path.join(folder, "names.json"))
    write_secrets(os.path.join(folder, "secrets"))
    write_mixed(folder)
    write_damaged(os.path.join(folder, "damaged.hive"))
    write_many(os.path.join(folder, "many.reg"))


if __name__ == "__main__":
    main(sys.argv[1:])
