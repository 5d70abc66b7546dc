# SPDX-License-Identifier: GPL-2.0-or-later

"""reg-seeds.py FOLDER: seeds for fuzz-reg, and how many there are on the standard output."""

import os
import sys

V5 = "Windows Registry Editor Version 5.00\r\n\r\n"
V4 = "REGEDIT4\r\n\r\n"
HKLM = "HKEY_LOCAL_MACHINE\\Cluster"


def identifier(number):
    return f"{number:08x}-0000-4000-8000-000000000000"


def key(path, *values):
    return f"[{path}]\r\n" + "".join(value + "\r\n" for value in values) + "\r\n"


def resource(number, *values):
    path = f"{HKLM}\\Resources\\{identifier(number)}"
    return key(path, f'"Name"="res {number}"', '"Type"="Generic Service"', *values) + key(
        path + "\\Parameters", '"ServiceName"="a\\\\b\\"c"', '"N"=dword:0000000a'
    )


def multi_sz(texts):
    data = "".join(text + "\0" for text in texts) + "\0"
    return "hex(7):" + ",".join(f"{byte:02x}" for byte in data.encode("utf-16-le"))


GROUP = key(
    f"{HKLM}\\Groups\\{identifier(9)}",
    '"Name"="group"',
    f'"Contains"={multi_sz([identifier(1), identifier(2)])}',
    f'"PreferredOwners"={multi_sz(["1", "n2"])}',
    '"Priority"=dword:00000bb8',
)
REST = key(HKLM, '"ClusterName"="halle"') + key(f"{HKLM}\\Nodes\\1", '"NodeName"="n1"')
REST += key(f"{HKLM}\\Networks\\{identifier(8)}", '"Name"="lan"', '"Address"="192.0.2.0"')
REST += key(f"{HKLM}\\ResourceTypes\\Generic Service", '"DllName"="clusres.dll"')

SEEDS = {
    "whole": V5
    + REST
    + GROUP
    + resource(1)
    + resource(2, f'"DependencyExpression"="([{identifier(1)}] or [x])"'),
    "dependencies": V5
    + resource(1, f'"DependsOn"={multi_sz([identifier(2)])}')
    + resource(2, f'"Dependency"="{identifier(1)}"')
    + key(f"{HKLM}\\Dependencies\\{{{identifier(1)}}}", '@="[res 2]"'),
    "checkpoints": V5
    + resource(1)
    + key(f"{HKLM}\\Resources\\{identifier(1)}\\RegSync", '"00000001"="Software\\\\A"')
    + key(f"{HKLM}\\Checkpoints\\{identifier(1)}", '"1"=hex:00'),
    "values": V5
    + resource(1, '"RestartAction"=dword:0', '"PersistentState"=hex(4):01,00')
    + key(
        f"{HKLM}\\Resources\\{identifier(1)}\\Parameters\\Sub",
        '@="default"',
        '"q"=hex(b):01,00,00,00,00,00,00,00',
        '"e"=hex(2):25,00,\\\r\n  41,00,00,00',
        '"b"=hex:01,ff',
        '"bad"=hex(1):3d,d8,61',
        '"gone"=-',
        '"two\\\\"="a\r\nb" ; why',
    ),
    "ansi": V4 + resource(1) + key(f"{HKLM}\\Groups\\x", '"Contains"=hex(7):61,80,00,00'),
    "deletions": V5 + resource(1) + f"[-{HKLM}\\Resources\\{identifier(1)}]\r\n" + GROUP,
    "elsewhere": V5.replace("\r", "") + (GROUP + resource(3)).replace(HKLM, "HKEY_USERS\\Loaded"),
    "broken": V5 + '"early"=dword:1\r\n[no end\r\n' + resource(1, '"a"="b', '"h"=hex:0,\\') + "?",
}


def main(folder):
    for name, text in SEEDS.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
            file.write(text)
    print(len(SEEDS))


if len(sys.argv) != 2:
    sys.exit("usage: reg-seeds.py FOLDER")
main(sys.argv[1])
