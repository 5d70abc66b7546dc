#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The examples of the man pages, and what they say that Pacemaker makes of them: crmsh and pcs carry them out
# on a CIB in a file, on a node that has the agent, and Pacemaker's scheduler is asked what follows.
# Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
EXAMPLES_TOP=$(cd "$CLUSTER_LIB/../.." && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"
# shellcheck source=../examples-lib.sh
. "$EXAMPLES_TOP/tests/examples-lib.sh"

# Two nodes that can host, with fencing, for which node1 is the one with less to do. Without
# the feature set fail counts are taken for those of an old Pacemaker, and ignored.
write_cib() {
    cat >"$files/empty.xml" <<'END'
<cib crm_feature_set="3.15.0" admin_epoch="0" epoch="1" num_updates="0" validate-with="pacemaker-3.0">
  <configuration>
    <crm_config>
      <cluster_property_set id="cib-bootstrap-options">
        <nvpair id="options-stonith" name="stonith-enabled" value="true"/>
        <nvpair id="options-quorum" name="no-quorum-policy" value="ignore"/>
      </cluster_property_set>
    </crm_config>
    <nodes><node id="1" uname="node1"/><node id="2" uname="node2"/></nodes>
    <resources><primitive id="fencing" class="stonith" type="fence_dummy"/></resources>
    <constraints><rsc_location id="fencing-there" rsc="fencing" node="node2" score="1"/></constraints>
  </configuration>
  <status>
    <node_state id="1" uname="node1" in_ccm="true" crmd="online" join="member" expected="member">
      <transient_attributes id="1"><instance_attributes id="status-1">
        <nvpair id="status-1-resapid" name="resapid" value="0.1.0"/>
      </instance_attributes></transient_attributes>
      <lrm id="1"><lrm_resources/></lrm>
    </node_state>
    <node_state id="2" uname="node2" in_ccm="true" crmd="online" join="member" expected="member">
      <transient_attributes id="2"><instance_attributes id="status-2">
        <nvpair id="status-2-resapid" name="resapid" value="0.1.0"/>
      </instance_attributes></transient_attributes>
      <lrm id="2"><lrm_resources/></lrm>
    </node_state>
  </status>
</cib>
END
}

# carry_out SYNTAX CIB: the script on stdin, until a command fails.
carry_out() {
    carry_syntax=$1
    carry_cib=$2
    {
        echo 'set -e'
        case $carry_syntax in
            crm) echo "CIB_file='$carry_cib'; export CIB_file" ;;
            pcs) echo "pcs() { command pcs -f '$carry_cib' \"\$@\"; }" ;;
        esac
        cat
    } >"$files/script"
    node_exec node1 timeout 120 sh "$files/script"
}

# configure PAGE EXAMPLE CIB: its first word is the syntax
configure() {
    example "$1" "$2" >"$files/example"
    [ -s "$files/example" ] || return
    carry_out "${2%%,*}" "$3" <"$files/example"
}

is_valid() {
    node_exec node1 crm_verify --xml-file "$1"
}

# has CIB NUMBER XPATH
has() {
    [ "$(xmllint --xpath "count($3)" "$1")" = "$2" ]
}

# change CIB SED-SCRIPT, to another file.
change() {
    sed "$2" "$1" >"$3" && ! cmp -s "$1" "$3"
}

# What the scheduler would do: simulate CIB OPTION...
simulate() {
    simulate_cib=$1
    shift
    node_exec node1 crm_simulate --xml-file "$simulate_cib" --simulate "$@" >"$files/simulated" 2>&1
    cat "$files/simulated"
}

# would TEXT CIB OPTION...
would() {
    wanted=$1
    shift
    simulate "$@"
    grep -q -e "$wanted" "$files/simulated"
}

would_not_run() {
    simulate "$1"
    ! grep -q -e 'web *start on' "$files/simulated"
}

# count_failures CIB NUMBER NEW: so many on node1, the last one just now
count_failures() {
    change "$1" "s,<nvpair id=\"status-1-resapid\",<nvpair id=\"status-1-count\" \
name=\"fail-count-web#monitor_10000\" value=\"$2\"/><nvpair id=\"status-1-last\" \
name=\"last-failure-web#monitor_10000\" value=\"$(date +%s)\"/>&," "$3"
}

test_example() {
    page=$1
    syntax=$2
    cib=$files/$page.$syntax.xml
    about="$page, $syntax"
    cp "$files/empty.xml" "$cib"
    check "$about: the example is carried out" configure "$page" "$syntax" "$cib" || return
    check "$about: what it makes is valid" is_valid "$cib"
    check "$about: the cluster property" has "$cib" 1 "//crm_config//nvpair[
        @name='start-failure-is-fatal' and @value='false']"
    check "$about: the DLL's properties" has "$cib" 1 "//primitive[@id='web']//nvpair[
        @name='properties' and @value='Port=8080 Document=\"Hello, world\"']"
    check "$about: two monitors" has "$cib" 2 "//primitive[@id='web']//op[@name='monitor']"
    check "$about: one of level 10" has "$cib" 1 "//op[@name='monitor' and @interval='60s']
        //nvpair[@name='OCF_CHECK_LEVEL' and @value='10']"
    check "$about: start and stop" has "$cib" 2 "//primitive[@id='web']//op[
        (@name='start' or @name='stop') and @timeout='320s']"
    check "$about: the meta attributes" has "$cib" 2 "//primitive[@id='web']/meta_attributes/nvpair[
        (@name='migration-threshold' and @value='2') or
        (@name='failure-timeout' and @value='900s')]"
    check "$about: Pacemaker would start it" would 'web *start on' "$cib" \
        --save-output "$cib.started"
}

# What ocf_resapi(7) says of the node attribute.
test_rule() {
    about="the rule, $1"
    cib=$files/ocf_resapi.7.$1.xml
    check "$about: without the attribute on node1" \
        change "$cib" '/status-1-resapid/d' "$cib.other"
    check "$about: it would be node2" would 'web *start on node2' "$cib.other"
    check "$about: without the attribute on node2" \
        change "$cib" '/status-2-resapid/d' "$cib.other"
    check "$about: it would be node1" would 'web *start on node1' "$cib.other"
    check "$about: without it on both" \
        change "$cib" '/status-[12]-resapid/d' "$cib.other"
    check "$about: it would be none" would_not_run "$cib.other"
    check "$about: the attribute goes where it runs" \
        change "$cib.started" '/status-1-resapid/d' "$cib.other"
    check "$about: it would move" would 'Move *web *( node1 -> node2 )' "$cib.other"
}

# RestartThreshold 1: the first failure is a restart, the second one the move.
test_threshold() {
    about="migration-threshold"
    cib=$files/ocf_resapi.7.crm.xml.started
    check "$about: no failure before" would 'Recover *web *( node1 )' "$cib" \
        --op-inject=web_monitor_10000@node1=1
    check "$about: one failure is counted" count_failures "$cib" 1 "$cib.other"
    check "$about: it would stay" would 'Leave *web\|Full List' "$cib.other"
    check_fails "$about: and not move" grep -q 'node1 -> node2' "$files/simulated"
    check "$about: two failures are counted" count_failures "$cib" 2 "$cib.other"
    check "$about: it would move" would 'web *( node1 -> node2 )' "$cib.other"
}

# What on-fail a pushed failure obeys.
test_on_fail() {
    about="on-fail"
    cib=$files/on-fail.xml
    pushed=--op-inject=web_asyncmon_0@node1=1
    cp "$files/ocf_resapi.7.pcs.xml.started" "$cib"
    example ocf_resapi.7 "pcs, fencing" >"$files/example"
    grep -v asyncmon "$files/example" >"$files/example.monitors"
    check "$about: the monitors' is fence" carry_out pcs "$cib" <"$files/example.monitors" || return
    check "$about: for both" has "$cib" 2 "//op[@name='monitor' and @on-fail='fence']"
    check "$about: a monitor's failure would fence" would 'Fence.*node1' "$cib" \
        --op-inject=web_monitor_10000@node1=1
    check "$about: a pushed failure would not" would 'Recover *web' "$cib" "$pushed"
    check_fails "$about: at all" grep -q 'Fence.*node1' "$files/simulated"
    cp "$files/ocf_resapi.7.pcs.xml.started" "$cib"
    check "$about: the example is carried out" configure ocf_resapi.7 "pcs, fencing" "$cib"
    check "$about: what it makes is valid" is_valid "$cib"
    check "$about: then a pushed failure would fence" would 'Fence.*node1' "$cib" "$pushed"
}

RESAPID_BUILD=$(cd "${RESAPID_BUILD:?is not set: give the build folder}" && pwd) || exit 1
files=$(mktemp -d) || exit 1
at_exit "rm -rf '$files'"
chmod 755 "$files"
CLUSTER_VISIBLE="$RESAPID_BUILD $files"
CLUSTER_ENV="RESAPID_BUILD=$RESAPID_BUILD RESAPID_CONFIG=/etc/resapid/resapid.conf"
# shellcheck disable=SC2034 # read by cluster_up
CLUSTER_BOOT=$CLUSTER_LIB/boot-native.sh
check "a node comes up" cluster_up 1 || finish check-cluster
write_cib
for page in ocf_resapi.7 ocf_resapi_ResourceDLL.7; do
    for syntax in crm pcs; do
        test_example "$page" "$syntax"
    done
done
test_rule crm
test_rule pcs
test_threshold
test_on_fail
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
