#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: api-functions.sh SOURCE
# Prints what each function is here that Windows' clusapi.dll and resutils.dll export:
#     { "clusapi.dll", "AddClusterGroupDependency", true },
# true for one that is refused.
set -eu

for dll in clusapi resutils; do
    awk -v dll="$dll" '
        /^REFUSED\(/ { split($0, parts, /[(,]/); refused[parts[2]] = 1; next }
        /^[A-Za-z]/ && FILENAME ~ /\.txt$/ {
            printf "{ \"%s.dll\", \"%s\", %s },\n", dll, $1, $1 in refused ? "true" : "false"
        }' "$1/shim/$dll/refused.def" "$1/tests/exports/$dll.txt"
done
