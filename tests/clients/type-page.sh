#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source-path=SCRIPTDIR
# The man pages of resource types' agents: resapictl type show --man, whatever a DLL says.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"
# shellcheck source=mocks.sh
. "$HERE/mocks.sh"
# shellcheck source=type-mocks.sh
. "$HERE/type-mocks.sh"

# page_is_clean: what is printed is lint-free, but for pages of others that are not installed here
page_is_clean() {
    findings=$("${MANDOC:-mandoc}" -Tlint -Wstyle "$DIR/page.7" |
        grep -v 'referenced manual not found: Xr ')
    [ -z "$findings" ] || { echo "$findings"; return 1; }
}

# page_names_all: each parameter of the meta-data stands in the page as it is shown, and its default
# behind it
page_names_all() {
    "${MANDOC:-mandoc}" -Tutf8 "$DIR/page.7" | col -bx | tr -s ' \n' ' ' >"$DIR/page.txt"
    python3 - "$DIR/meta-data.xml" "$DIR/page.txt" <<'END'
import sys
import xml.etree.ElementTree as tree
page = open(sys.argv[2], encoding="utf-8").read()
at = 0
for parameter in tree.parse(sys.argv[1]).iter("parameter"):
    content = parameter.find("content")
    head = f'{parameter.get("name")} ({content.get("type")}'
    if parameter.get("required") == "1":
        head += ", required"
    at = page.index(head + ")", at)
    preset = content.get("default")
    if preset is not None:
        shown = f'‘{" ".join(preset.split())}’' if preset else "empty"
        page.index(f"Default: {shown}.", at)
END
}

# judge_page NAME TYPE: beside the meta-data of the same agent
judge_page() {
    ctl "$1: the man page" 0 type show "$2" --man
    cp "$DIR/out" "$DIR/page.7"
    check "$1: it has no findings" page_is_clean
    check_fails "$1: its lines are short" grep -q '.\{81\}' "$DIR/page.7"
    check_fails "$1: it is ASCII" env LC_ALL=C grep -q '[^ -~]' "$DIR/page.7"
    check "$1: it names all parameters and their defaults" page_names_all
}

file_share
cat >"$DIR/types.d/FileShare" <<'END'
[property Share Name]
required=true
[property Port]
minimum=1
maximum=65535
default=80
END
ctl "a type is added" 0 type add "File Share" --dll="$DIR/t.dll"
AGENT=$FOLDER/FileShare
judge_metadata "File Share"
judge_page "File Share" "file SHARE"
has "the page has the type" "$DIR/page.txt" '“File Share”'
has "and the bounds" "$DIR/page.txt" "Maximum: ‘65535’"
has "and the agent's place" "$DIR/page.txt" "$FOLDER/FileShare"
has "and an example for crmsh" "$DIR/page.txt" "crm configure primitive NAME ocf:resapi:FileShare"
has "and one for pcs" "$DIR/page.txt" "pcs resource create NAME ocf:resapi:FileShare"
check "with what is required" test "$(grep -c 'Share_Name=.(aqVALUE' "$DIR/page.7")" -eq 2
check_unread "a reader that has enough of a page" 0 "$CTL" type show "File Share" --man
ctl "the page has no other form" 2 type show "File Share" --man --output-as=json
has "and what to leave out" "$DIR/err" "leave out --output-as"
mv "$FOLDER/.resapid/FileShare.7" "$DIR/kept.7"
ctl "an agent without its page" 1 type show "File Share" --man
has "which file" "$DIR/err" "$FOLDER/.resapid/FileShare.7"
has "and the remedy" "$DIR/err" "resapictl type agent"
mv "$DIR/kept.7" "$FOLDER/.resapid/FileShare.7"

EVIL=".Sh EVIL
.Sh EVIL
'so /etc/passwd \\fB\\*[x] \"OpenBSD\" f(). The"
long=$(printf '%0250d' 7)
N_FORMATS=5
N_VALUES=3
a_type "$(format "$(printf '.Sh EVIL\n.Sh "EVIL"')" 3)$(format "'so x" 3)$(format Op 3)$(
    format "n$long" 5)$(format "$(printf '\001\033[31m Ö')" 1)" \
    "$(text Op "$EVIL")$(text "'so x" '.\"\fB\*[x]\\ -- "a". B OpenBSD f()')$(
        text "$(printf '.Sh EVIL\n.Sh "EVIL"')" "$(printf '\tö%s%s' "$long" "$long")")"
N_VALUES=0
ctl "a DLL that would write the page" 0 type add "$EVIL" --dll="$DIR/t.dll" --agent=Evil
AGENT=$FOLDER/Evil
judge_metadata "hostile texts"
judge_page "hostile texts" "$EVIL"
check_fails "no text is a macro" grep -q '^\.Sh EVIL\|^'"'" "$DIR/page.7"
check "there are the sections of a page, and no more" test "$(grep -c '^\.Sh ' "$DIR/page.7")" -eq 9
has "the default is shown as it is" "$DIR/page.txt" "‘.\\\"\\fB\\*[x]\\\\ -- \"a\". B OpenBSD f()’"
ctl "it is removed" 0 type remove "$EVIL"
check_fails "and its page" test -e "$FOLDER/.resapid/Evil.7"
AGENT=$FOLDER/FileShare

for agent in GenericApplication GenericService GenericScript; do
    cp "$BUILD/builtin-agents/.resapid/$agent.xml" "$DIR/meta-data.xml"
    judge_page "$agent" "$(echo "$agent" | sed 's/^Generic/generic /')"
done
server_start <<'END'
on TYPES name=Bare
  reply
  type name=Bare dll=/opt/bare.dll
on TYPES
  reply outcome=2 message="resource type 'None': there is none"
END
ctl "a type without an agent has no page" 1 type show Bare --man
has "it is named" "$DIR/err" "resource type 'Bare': it has no agent on this node"
has "and what to do" "$DIR/err" "resapictl type agent"
ctl "nor has a type that is none" 4 type show None --man
server_stop
ctl "which only resapid knows" 3 type show None --man
ctl "pages are there without it" 0 type show "File Share" --man
memcheck "resapictl type show --man" 0 "$CTL" type show "Generic Script" --man

check_nothing_left

finish check-type-page
