#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Usage: import-def.sh NM DEF OBJECT...
# The .def for a DLL's import library. On x86 the compiler decorates stdcall names (Name@8), which a
# DLL's export table does not: so the names of DEF are printed as the objects define them.
set -eu
nm=$1
def=$2
shift 2
"$nm" --defined-only "$@" | awk -v def="$def" '
    BEGIN {
        while ((getline line < def) > 0) {
            split(line, words)
            if (words[1] == "LIBRARY") { print "LIBRARY " words[2]; print "EXPORTS" }
            else if (line ~ /^[ \t]+[A-Za-z]/) exported[words[1]] = 1
        }
    }
    $2 == "T" {
        plain = $3
        sub(/@[0-9]+$/, "", plain)
        decorated = $3
        if (!(plain in exported)) { sub(/^_/, "", plain); sub(/^_/, "", decorated) }
        if (plain in exported) { print decorated; delete exported[plain] }
    }
    END { for (name in exported) { print def ": " name " is defined nowhere" > "/dev/stderr"; exit 1 } }'
