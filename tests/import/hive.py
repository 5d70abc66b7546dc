# SPDX-License-Identifier: GPL-2.0-or-later

"""Writes registry hives for tests, with libhivex.

As a module: write_hive(path, root). A key is {"values": [(name, type, bytes), ...], "keys": {name: key,
...}}; both may be missing, and the name of a default value is "". The helpers below make the bytes of
values. As a program:

    hive.py sample FILE        a small cluster
    hive.py many FILE COUNT    a cluster with COUNT resources

libhivex writes into hives that are there already, so it is given an empty one that is made here: base
block, one bin, and in it the root key and its security descriptor. The layout is what libhivex's own
README and the common descriptions of the format say.
"""

import struct
import sys

try:
    import hivex
except ImportError:
    sys.exit(
        f"hive.py: {sys.executable} has no module 'hivex': install python3-hivex, and use the "
        "python3 that it is for, /usr/bin/python3"
    )

SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ, QWORD = 1, 2, 3, 4, 7, 11

PAGE = 4096
NONE = 0xFFFFFFFF
ROOT = 0x20  # behind the header of the bin
NAME = b"Cluster"
# 2024-01-01, as a FILETIME: the same hive each time.
TIME = 133485408000000000


def sz(text):
    return text.encode("utf-16-le") + b"\0\0"


def multi_sz(texts):
    return b"".join(sz(text) for text in texts) + b"\0\0"


def dword(number):
    return struct.pack("<I", number & 0xFFFFFFFF)


def qword(number):
    return struct.pack("<Q", number)


def cell(body):
    """A cell that is in use: its size is negative."""
    size = (len(body) + 4 + 7) & ~7
    return struct.pack("<i", -size) + body.ljust(size - 4, b"\0")


def security(at):
    """Alone in the list of descriptors; a self-relative descriptor that holds nothing."""
    descriptor = struct.pack("<BBHIIII", 1, 0, 0x8000, 0, 0, 0, 0)
    return b"sk\0\0" + struct.pack("<IIII", at, at, 1, len(descriptor)) + descriptor


def root_key(security_at):
    # Root, not to be deleted, and with a name that is not UTF-16.
    return (
        b"nk"
        + struct.pack("<HQIII", 0x2C, TIME, 0, NONE, 0)
        + struct.pack("<IIIIIII", 0, NONE, NONE, 0, NONE, security_at, NONE)
        + struct.pack("<IIIIIHH", 0, 0, 0, 0, 0, len(NAME), 0)
        + NAME
    )


def empty_hive():
    key_size = len(cell(root_key(0)))
    cells = cell(root_key(ROOT + key_size)) + cell(security(ROOT + key_size))
    bin_header = b"hbin" + struct.pack("<IIQQI", 0, PAGE, 0, TIME, 0)
    free = PAGE - len(bin_header) - len(cells)
    bins = bin_header + cells + struct.pack("<i", free) + bytes(free - 4)
    base = b"regf" + struct.pack("<IIQIIIIIII", 1, 1, TIME, 1, 5, 0, 1, ROOT, PAGE, 1)
    base += "CLUSDB".encode("utf-16-le").ljust(64, b"\0")
    base = base.ljust(508, b"\0")
    checksum = 0
    for word in struct.unpack("<127I", base):
        checksum ^= word
    return (base + struct.pack("<I", checksum)).ljust(PAGE, b"\0") + bins


def fill(hive, node, key):
    values = [{"key": name, "t": kind, "value": data} for name, kind, data in key.get("values", [])]
    if values:
        hive.node_set_values(node, values)
    for name, child in key.get("keys", {}).items():
        fill(hive, hive.node_add_child(node, name), child)


def write_hive(path, root):
    with open(path, "wb") as file:
        file.write(empty_hive())
    hive = hivex.Hivex(path, write=True)
    fill(hive, hive.root(), root)
    hive.commit(path)


def identifier(number):
    return f"{number:08x}-0000-4000-8000-000000000000"


def resource(number, provider):
    values = [
        ("Name", SZ, sz(f"Resource {number}")),
        ("Type", SZ, sz("Generic Service")),
        ("PersistentState", DWORD, dword(1)),
    ]
    if provider is not None:
        values.append(("DependencyExpression", SZ, sz(f"([{identifier(provider)}])")))
    parameters = [("ServiceName", SZ, sz(f"service-{number}")), ("Data", BINARY, b"\1\2\3")]
    return {"values": values, "keys": {"Parameters": {"values": parameters}}}


def cluster(count):
    """Groups of five resources, each of which needs the one before it."""
    resources = {
        identifier(i): resource(i, i - 1 if (i - 1) % 5 else None) for i in range(1, count + 1)
    }
    groups = {}
    for first in range(1, count + 1, 5):
        members = [identifier(i) for i in range(first, min(first + 5, count + 1))]
        groups[identifier(0x10000000 + first)] = {
            "values": [
                ("Name", SZ, sz(f"Group {first}")),
                ("Contains", MULTI_SZ, multi_sz(members)),
                ("Priority", DWORD, dword(3000)),
            ]
        }
    return {
        "values": [("ClusterName", SZ, sz("hive-cluster"))],
        "keys": {
            "Nodes": {
                "keys": {str(i): {"values": [("NodeName", SZ, sz(f"node-{i}"))]} for i in (1, 2)}
            },
            "ResourceTypes": {
                "keys": {"Generic Service": {"values": [("DllName", SZ, sz("clusres.dll"))]}}
            },
            "Groups": {"keys": groups},
            "Resources": {"keys": resources},
        },
    }


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "sample":
        write_hive(arguments[1], cluster(5))
    elif len(arguments) == 3 and arguments[0] == "many" and arguments[2].isdigit():
        write_hive(arguments[1], cluster(int(arguments[2])))
    else:
        sys.exit("usage: hive.py sample FILE | hive.py many FILE COUNT")


if __name__ == "__main__":
    main(sys.argv[1:])
