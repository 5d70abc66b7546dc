# SPDX-License-Identifier: GPL-2.0-or-later
"""generate.py FOLDER [CLUSTER...]: writes the clusters of clusters.py, each in every format:

    CLUSTER.hive                CLUSDB
    CLUSTER.reg, CLUSTER-4.reg  reg export, UTF-16 and REGEDIT4
    CLUSTER.clixml, CLUSTER.json  resapi-export.ps1
    CLUSTER-parts/*.clixml      Export-Clixml of each cmdlet
    CLUSTER.listing             cluster.exe
"""

import os
import sys

sys.dont_write_bytecode = True
# pylint: disable=wrong-import-position
import clusters
import listing
import powershell
import registry


def write_parts(cluster, folder):
    os.makedirs(folder, exist_ok=True)
    powershell.write_clixml([powershell.cluster_record(cluster)], os.path.join(folder, "Cluster.clixml"))
    for name, make in powershell.CMDLETS.items():
        powershell.write_clixml(make(cluster), os.path.join(folder, f"{name}.clixml"))


def write(name, folder):
    cluster = clusters.CLUSTERS[name]()
    begin = os.path.join(folder, name)
    registry.write_hive(cluster, begin + ".hive")
    registry.write_reg(cluster, begin + ".reg")
    registry.write_reg(cluster, begin + "-4.reg", ansi=True)
    powershell.write_clixml([powershell.collected(cluster)], begin + ".clixml", wide=False)
    powershell.write_json(powershell.collected(cluster), begin + ".json")
    write_parts(cluster, begin + "-parts")
    listing.write(cluster, begin + ".listing")


def main(arguments):
    if not arguments or any(name not in clusters.CLUSTERS for name in arguments[1:]):
        sys.exit(f"usage: generate.py FOLDER [{'|'.join(clusters.CLUSTERS)}...]")
    os.makedirs(arguments[0], exist_ok=True)
    for name in arguments[1:] or clusters.CLUSTERS:
        write(name, arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
