#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What resapi-import writes for cibadmin, crmsh and pcs, with the real tools on files: each is applied twice,
# changes nothing the second time, leaves what else is there, and all three come to the same.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

BUILD=$(cd "${RESAPID_BUILD:?name the build folder}" && pwd) || exit 1
PLAN=$BUILD/import-plan
DIR=$(mktemp -d) || exit 1
at_exit "rm -rf '$DIR'"
# crmsh and pcs keep their files in there.
export HOME="$DIR/home" XDG_CONFIG_HOME="$DIR/home/config" XDG_CACHE_HOME="$DIR/home/cache"
mkdir -p "$HOME"

for program in cibadmin crm_verify crm_diff crm_simulate; do
    command -v "$program" >/dev/null || {
        skip "all of it" "$program is not installed"
        finish import-writers
    }
done

for how in cib whole crm pcs; do
    check "$how is spelt" sh -c "'$PLAN' $how >'$DIR/$how'" || finish import-writers
    # The same plan is the same text.
    "$PLAN" "$how" >"$DIR/again"
    check "$how is spelt alike again" cmp "$DIR/$how" "$DIR/again"
done

# A cluster that has something of its own, and no fencing, as crmsh refuses any other.
cat >"$DIR/cluster.xml" <<'END'
<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config>
      <cluster_property_set id="cib-bootstrap-options">
        <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
        <nvpair id="cib-bootstrap-options-no-quorum-policy" name="no-quorum-policy" value="freeze"/>
      </cluster_property_set>
    </crm_config>
    <nodes>
      <node id="1" uname="node-1"/>
      <node id="2" uname="node-2"/>
    </nodes>
    <resources>
      <primitive id="own" class="ocf" provider="pacemaker" type="Dummy"/>
    </resources>
    <constraints>
      <rsc_location id="own-place" rsc="own" node="node-1" score="1"/>
    </constraints>
    <tags>
      <tag id="own-tag"><obj_ref id="own"/></tag>
    </tags>
  </configuration>
  <status/>
</cib>
END

# What two CIBs have to agree in: not the ids that tools make, nor the order of what has none, nor the
# actions that an order has if it names none.
cat >"$DIR/canonical.py" <<'END'
import sys
import xml.etree.ElementTree as tree

MADE = ("nvpair", "instance_attributes", "meta_attributes", "cluster_property_set", "resource_set")
ORDERED = ("primitive", "resource_ref", "obj_ref", "resource_set")
EMPTY = ("operations", "rsc_defaults", "op_defaults", "tags")

def key(node):
    return tree.tostring(node)

def canonical(node, parent):
    if node.tag in MADE:
        node.attrib.pop("id", None)
    for action in ("first-action", "then-action"):
        if node.get(action) == "start":
            del node.attrib[action]
    for child in list(node):
        canonical(child, node)
        if child.tag in EMPTY and len(child) == 0:
            node.remove(child)
    keeps = [c for c in node if c.tag in ORDERED and node.tag != "resources"]
    others = sorted((c for c in node if c not in keeps), key=key)
    node[:] = others + keeps
    node.attrib = dict(sorted(node.attrib.items()))
    node.text = node.tail = None

root = tree.parse(sys.argv[1]).getroot().find("configuration")
canonical(root, None)
tree.indent(root)
sys.stdout.write(tree.tostring(root, encoding="unicode") + "\n")
END

apply_cib() {
    CIB_file=$1 cibadmin --modify --allow-create --xml-file "$DIR/cib"
}

# -F: the unit does not exist, nor is there a quorum.
apply_crm() {
    CIB_file=$1 crm -F configure load update "$DIR/crm"
}

apply_pcs() {
    CIB_file=$1 sh "$DIR/pcs" --force
}

# As the tool itself prints it: with what it escapes.
canonical() {
    CIB_file=$1 cibadmin --query >"$1.asked" && python3 "$DIR/canonical.py" "$1.asked" >"$1.canonical"
}

same() {
    diff -u "$1" "$2"
}

# twice HOW: applies it twice.
twice() {
    cib=$DIR/$1.xml
    cp "$DIR/cluster.xml" "$cib"
    check "$1 is applied" "apply_$1" "$cib" || return
    check "$1: the CIB can be read" canonical "$cib" || return
    cp "$cib.canonical" "$cib.once"
    check "$1: crm_verify finds nothing" crm_verify --xml-file "$cib.asked"
    check "$1 is applied again" "apply_$1" "$cib" || return
    canonical "$cib"
    check "$1: applied again, nothing is changed" same "$cib.once" "$cib.canonical"
}

# has PATTERN: the CIB that cibadmin has made has it.
has() {
    grep -q -e "$1" "$DIR/cib.xml.asked"
}

twice cib
check "what was there is there" has '<primitive id="own"'
check "a constraint that was there is there" has 'rsc_location id="own-place"'
check "a tag that was there is there" has 'tag id="own-tag"'
check "fencing is left as it was" has 'name="stonith-enabled" value="false"'
check "an option of the plan's is set" has 'name="no-quorum-policy" value="stop"'
check_fails "the fragment says nothing of fencing" grep stonith "$DIR/cib"
check_fails "a tag of one member is none" has 'tag id="one"'

if command -v crm >/dev/null; then
    twice crm
    check "crm comes to the same as cibadmin" same "$DIR/cib.xml.once" "$DIR/crm.xml.once"
else
    skip "crm" "crmsh is not installed"
fi

if command -v pcs >/dev/null; then
    check "the script is one" sh -n "$DIR/pcs"
    # Values with $, and the word `then`, which is pcs' own.
    check "shellcheck finds nothing in it" "${SHELLCHECK:-shellcheck}" -s sh -e SC2016,SC1010 "$DIR/pcs"
    twice pcs
    check "pcs comes to the same as cibadmin" same "$DIR/cib.xml.once" "$DIR/pcs.xml.once"
    cp "$DIR/cluster.xml" "$DIR/untouched.xml"
    # Without --force, an agent that is not installed is an error.
    check_fails "pcs stops at the first error" env CIB_file="$DIR/untouched.xml" sh "$DIR/pcs"
    check "and has changed nothing" same "$DIR/cluster.xml" "$DIR/untouched.xml"
else
    skip "pcs" "pcs is not installed"
fi

check "crm_verify finds nothing in the whole CIB" \
    sh -c "crm_verify --verbose --xml-file '$DIR/whole' >'$DIR/verified' 2>&1"
check "and says nothing" test ! -s "$DIR/verified"

# runs LOST RESOURCE NODE: what the simulation says.
runs() {
    grep -q -x -e "$1 $2 $3" "$DIR/simulated"
}

check "the plan is simulated" sh -c "'$PLAN' simulate >'$DIR/simulated'"
check "a group is where it is to be" runs none chain-a node-1
check "all of it" runs none chain-b node-1
check "what must be apart is" runs none plain node-2
check "what must be together is with a node" runs none tag-3 "node-[12]"
check "a group that may not move stops" runs node-1 chain-a nowhere
check "what is apart from it stays" runs node-1 plain node-2
check "another one moves" runs node-2 one-member node-1
check_fails "without crm_simulate there is an error" sh -c "PATH='$HOME' '$PLAN' simulate 2>'$DIR/err'"
check "that says what to install" grep -q "install pacemaker-cli-utils" "$DIR/err"

check "200 resources on 8 nodes are simulated" sh -c "'$PLAN' simulate 200 8 >'$DIR/simulated'"
check "they have their places" runs none resource-199 node-1
check_fails "and another after a loss" runs node-1 resource-199 "nowhere\\|node-1"
check "in each of 9 cases" test "$(grep -c . "$DIR/simulated")" -eq 1800

# Windows groups whose members come and go by themselves, as the mapping has them.
check "what groups are mapped to is simulated" sh -c "'$PLAN' simulate mapped >'$DIR/simulated'"
check "a member that is off on Windows runs nowhere" runs none off-1 nowhere
check "the first of the others runs" runs none off-2 "N[123]"
check "and so does the next" runs none off-3 "N[123]"
check "a group runs where what it needs one of can" runs N2 only-3 N1
check "and else nowhere" runs N1 only-3 nowhere

"$PLAN" whole mapped >"$DIR/mapped.xml"

# place CIB: everything is started.
place() {
    crm_simulate --simulate --xml-file "$1" --save-output "$DIR/running.xml" >"$DIR/shown"
}

# state RESOURCE: "Stopped", or the node that it runs on.
state() {
    awk -v name="$1" '$2 == name { state = $NF } END { print state }' "$DIR/shown"
}

# lose RESOURCE...: the monitors of each fail, on the node that it runs on, as often as makes it leave.
lose() {
    failures=
    for resource in "$@"; do
        for interval in 10000 60000; do
            failures="$failures --op-inject=${resource}_monitor_$interval@$(state "$resource")=7"
        done
    done
    # shellcheck disable=SC2086
    crm_simulate --simulate --xml-file "$DIR/running.xml" $failures >"$DIR/shown"
}

check "all is started" place "$DIR/mapped.xml"
home=$(state never-2)
check "what is not restarted fails" lose never-1
check "it stops" test "$(state never-1)" = Stopped
check "the others stay" test "$(state never-2) $(state never-3)" = "$home $home"

place "$DIR/mapped.xml"
home=$(state any-3)
check "one of two fails of which one is enough" lose any-1
check "it stops" test "$(state any-1)" = Stopped
check "nothing else does" test "$(state any-2) $(state any-3)" = "$home $home"
place "$DIR/mapped.xml"
check "both fail" lose any-1 any-2
check "what needs one stops" test "$(state any-3)" = Stopped

# What the note about it says.
grep -v any-1-meta_attributes-critical "$DIR/mapped.xml" >"$DIR/critical.xml"
check "one of them is made critical" place "$DIR/critical.xml"
home=$(state any-3)
check "it fails" lose any-1
check "the group moves" test "$(state any-1)" = "$(state any-3)"
check_fails "to another node" test "$(state any-3)" = "$home"
check_fails "and has not stopped" test "$(state any-3)" = Stopped

finish import-writers
