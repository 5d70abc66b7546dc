#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: functions.sh SOURCE
# Prints a row for each function that clusapi.dll and resutils.dll export: its DLL and its prototype, as
# the headers have it. What is refused has so many words for arguments. A function without a prototype is
# an error, so that none is left out.
set -eu

source=$1

# Of all headers, each on a line of its own: without comments, attributes and WINAPI.
prototypes() {
    cat "$source"/shim/include/*.h | sed '/^#/d' | tr '\n' ' ' |
        sed 's|/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/||g; s/  */ /g' | tr ';' '\n' |
        sed -nE 's/^.*[^A-Za-z_]([A-Z_]+) WINAPI ([A-Za-z0-9]+)\( ?([^)]*)\) *$/\1 \2(\3)/p'
    # The host's way in: shim/host/host-interface.h.
    echo 'DWORD ResapidMakeKey(LPCWSTR path, PHKEY key)'
}

rows() {
    prototypes | awk -v dll="$1" -v def="$source/shim/$1/$1.def" -v refused="$source/shim/$1/refused.def" '
        function row(prototype) { print "{ L\"" dll ".dll\", \"" prototype "\" }," }
        { name = $2; sub(/\(.*/, "", name); prototype[name] = $0 }
        END {
            while ((getline line < def) > 0) {
                if (line !~ /^ +[A-Za-z]/) continue
                sub(/^ +/, "", line)
                if (!(line in prototype)) {
                    print line ": no header has it" > "/dev/stderr"
                    exit 1
                }
                row(prototype[line])
            }
            while ((getline line < refused) > 0) {
                if (line !~ /^REFUSED/) continue
                split(line, part, /[(), ]+/)
                words = ""
                for (i = 1; i <= part[4]; i++) words = words (i > 1 ? ", " : "") "DWORD word"
                row("DWORD " part[2] "(" words ")")
            }
        }'
}

rows clusapi
rows resutils
