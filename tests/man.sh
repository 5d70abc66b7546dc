#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The man pages are free of findings, name each other rightly, and have the sections that readers look for.
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

# A tutorial is all examples. What exits says with what status; the agents of one type do as
# ocf_resapi_ResourceDLL(7) says.
sections_of() {
    printf '%s\n' FILES 'SEE ALSO'
    case $1 in
    *.8 | ocf_resapi_ResourceDLL.7) printf '%s\n' EXAMPLES 'EXIT STATUS' ;;
    *-tutorial.7) ;;
    *) echo EXAMPLES ;;
    esac
}

has_sections() {
    missing=$(sections_of "$1" | sed 's/^/.Sh /' | grep -vxF -f "$man/$1")
    [ -z "$missing" ] || { echo "$1 has no $missing"; return 1; }
}

# Each "see SECTION in PAGE(N)" of a program's, on a line: its strings end and begin again where a line does.
references() {
    find "$man/../daemon" "$man/../ocf-agents" "$man/../shim" "$man/../tools" -name '*.[ch]' -exec cat {} + |
        tr '\n' ' ' | sed 's/" *"//g' |
        grep -oE '[Ss]ee [A-Za-z ]+ in (resap|ocf_resapi)[A-Za-z_.-]*\([578]\)' | sort -u
}

# The sections that programs refer to are in their pages.
sections_exist() {
    references >"$1"
    [ -s "$1" ] || return 1
    while read -r line; do
        section=${line#?ee }
        section=${section% in *}
        page=${line##* in }
        page=${page%)}
        grep -qxE "\.S[hs] $section" "$man/${page%(*}.${page#*(}" || { echo "$line: it has none"; return 1; }
    done <"$1"
}

for page in "$man"/*.[578]; do
    check "mandoc -Tlint ${page##*/}" no_findings "${page##*/}"
    check "sections of ${page##*/}" has_sections "${page##*/}"
done

# What is configured of the sample, in one line.
sample_of() {
    sed 's/\\e*$//' "$1" | tr -s ' \n' ' ' |
        sed -n 's/.*\(crm configure primitive web ocf:resapi:SampleWeb.* meta [^ ]* [^ ]*\).*/\1/p'
}

readme_is_as_the_tutorial() {
    sample_of "$man/../README.md"
    sample_of "$man/resapid-tutorial.7"
    [ -n "$(sample_of "$man/../README.md")" ] &&
        [ "$(sample_of "$man/../README.md")" = "$(sample_of "$man/resapid-tutorial.7")" ]
}

check "the README configures the sample as resapid-tutorial(7) does" readme_is_as_the_tutorial
list=$(mktemp) || exit 1
at_exit "rm -f '$list'"
check "the sections that programs name are there" sections_exist "$list"
check "resapi-protocol(7) has the messages of protocol/*.def" sh "$man/message-table.sh" "$man/.." --check
finish check-man
