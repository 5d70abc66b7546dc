# SPDX-License-Identifier: GPL-2.0-or-later

"""listing-seeds.py FOLDER: seeds for fuzz-listing, and how many there are on the standard output."""

import os
import sys

STATUS = (("Resource", 20), ("Group", 20), ("Node", 15), ("Status", 6))


def table(title, columns, rows):
    def row(cells):
        widths = [width for _, width in columns[:-1]] + [0]
        return " ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + "\r\n"

    heading = row([name for name, _ in columns])
    dashes = " ".join("-" * width for _, width in columns) + "\r\n"
    return title + "\r\n\r\n" + heading + dashes + "".join(map(row, rows)) + "\r\n"


def properties(title, kind, name, rows):
    columns = (("T", 2), (kind, 20), ("Name", 30), ("Value", 23))
    return table(title, columns, [(letter, name, prop, value) for letter, prop, value in rows])


def seeds():
    nodes = table("Nodes:", (("Node", 14), ("Node ID", 7), ("Status", 21)),
                  [("N1", "      1", "Up"), ("N2", "      2", "Up")])
    groups = table("Groups:", (("Group", 20), ("Node", 15), ("Status", 6)),
                   [("SQL Server (MSSQLSERVER)", "N1", "Partially Online"), ("G", "N2", "Online")])
    resources = table("Resources:", STATUS,
                      [("SQL Network Name (SQLCLUST)", "SQL Server (MSSQLSERVER)", "N1", "Online"),
                       ("Disk", "G", "N2", "Failed")])
    yield nodes + groups + resources
    yield table("Listing resource dependencies for 'App':", STATUS, [("Disk", "G", "N2", "Online")])
    yield "Listing resource dependencies for 'App':\r\n([A] or [B]) and [C]\r\n"
    yield properties("Listing properties for 'Disk':", "Resource", "Disk",
                     [("SR", "Name", "Disk"), ("S", "Type", "Physical Disk"),
                      ("D", "RestartAction", "1 (0x1)"), ("D", "SeparateMonitor", "0 (0x0)")])
    yield properties("Listing properties for 'G':", "Group", "G",
                     [("D", "FailoverThreshold", "3 (0x3)"), ("M", "AntiAffinityClassNames", "a"),
                      ("M", "AntiAffinityClassNames", "b")])
    yield 'C:\\>cluster res "A name that is long (X)" /priv\r\n\r\n' + properties(
        "Listing private properties for 'A name that is long (X)':", "Resource",
        "A name that is long (X)",
        [("B", "Data", "01 02 (2 bytes)"), ("BR", "More", "01 02 03 04 ... (260 bytes)"),
         ("L", "Offset", "-5 (0xfffffffb)"), ("X", "Path", "%A%\\b"), ("UL", "Size", "1 (0x1)"),
         ("FTR", "Since", "1/2/2003"), ("SD", "Security Descriptor", "x")])
    for title in ("possible owners for resource 'Disk'", "preferred owners for resource group 'G'"):
        yield table("Listing %s:" % title, (("Owner Nodes", 20),), [("N1",), ("N2",)])
    yield table("Networks:", (("Network", 37), ("Status", 6)), [("Cluster Network 1", "Up")])
    yield table("Types:", (("Display Name", 30), ("Resource Type Name", 20)), [("A", "Ledger")])
    yield table("Checkpoints:", (("Resource", 20), ("Registry Checkpoint", 56)),
                [("Disk", "'Software\\Lab'")])


def main():
    count = 0
    for count, seed in enumerate(seeds(), 1):
        with open(os.path.join(sys.argv[1], "%02d" % count), "w", encoding="utf-8", newline="") as file:
            file.write(seed)
    print(count)


main()
