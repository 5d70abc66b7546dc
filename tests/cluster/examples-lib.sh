# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The examples of the man pages, as they are printed; source it with CLUSTER_LIB set.
#
#   example PAGE KIND NUMBER   prints the NUMBERth example of that kind: crm, pcs, resapictl, sh, or
#                              `file PATH`; a page marks one by `.\" Example: KIND` before its .Bd
#   readme_example HEADING     prints the first commands of that section of the README

man=$CLUSTER_LIB/../../man

example() {
    awk -v "wanted=$2" -v "number=$3" '
        sub(/^\.\\" Example: /, "") { inside = $0 == wanted && ++count == number; next }
        inside && /^\.Ed/ { exit }
        inside && !/^\./ { print }' "$man/$1" | sed 's/\\e/\\/g; s/\\(dq/"/g'
}

readme_example() {
    awk -v "heading=## $1" '
        /^## / { inside = $0 == heading; next }
        inside && /^```/ && shown++ { exit }
        inside && shown && !/^```/ { print }' "$man/../README.md"
}
