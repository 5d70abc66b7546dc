#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The man pages are free of findings and name each other rightly.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

man=${RESAPID_SOURCE:?name the source folder}/man
: "${MANDOC:?name mandoc}"

# Which pages of others are installed says nothing about ours; ours lie beside each other.
no_findings() {
    findings=$(cd "$man" && "$MANDOC" -Tlint -Wstyle "$1" |
        awk '!/referenced manual not found: Xr / || / Xr (resap|ocf_resapi)/')
    [ -z "$findings" ] || { echo "$findings"; return 1; }
}

for page in "$man"/*.[578]; do
    check "mandoc -Tlint ${page##*/}" no_findings "${page##*/}"
done
finish check-man
