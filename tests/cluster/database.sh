#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The cluster database in the CIB of a real Pacemaker: two nodes, a resapid on each, fake-host in place of
# DLLs. What a DLL writes on one node is there when the other one brings the resource online. Needs
# RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"

SCRIPTS=/var/lib/resapid/scripts
SET="//cluster_property_set[@id='resapid-database']"

# write NODE FILE, in the folder of the scripts, at once.
write() {
    node_exec "$1" sh -c "cat >$SCRIPTS/new && mv $SCRIPTS/new $SCRIPTS/$2"
}

# The DLL writes on node1 alone.
write_scripts() {
    printf '%s\n' 'Online = key-write' | write node1 res.script || return
    printf 'Online = ok\n' | write node2 res.script
}

# What START needs is in the configuration; PORT goes before what is stored.
configure() {
    cluster_crm configure load update - <<END
primitive res ocf:resapi:ResourceDLL \
    params dll=$SCRIPTS/res.script type=Writer properties="Port:DWORD=8080" \
    op start timeout=60s op stop timeout=60s
location res-here res 100: node1
END
}

logged() {
    node_exec "$1" grep -e "$2" /var/log/resapid.log
}

shows() {
    node_exec "$1" resapictl resource show "$2" | grep -e "$3"
}

value_on() {
    shows "$1" res FakeHost
}

in_set() {
    node_exec node1 cibadmin --query --xpath "$SET" | grep -e "$1"
}

cib_is_valid() {
    node_exec node1 crm_verify --live-check
}

test_joining() {
    for name in node1 node2; do
        check "$name shares the database" wait_for 120 logged "$name" "shared with the cluster"
    done
    check "the CIB has it" in_set 'name=":ClusterInstanceID"'
    check "and is valid" cib_is_valid
}

test_failover() {
    check "the resource runs on node1" wait_for 120 resource_runs_on res node1
    value=$(value_on node1)
    check "where the DLL has written" test -n "$value"
    check "which the CIB has" in_set 'FakeHost%20ä'
    check "node1 goes into standby" cluster_crm node standby node1
    check "it runs on node2" wait_for 120 resource_runs_on res node2
    check "which has what was written on node1" test "$value" = "$(value_on node2)"
    check "and Pacemaker's own parameters" shows node2 res 8080
    check "the CIB is valid" cib_is_valid
    check "node1 comes back" cluster_crm node online node1
    check "with its resource" wait_for 120 resource_runs_on res node1
}

# Pacemaker's configuration goes before what is stored.
test_parameters() {
    check "a stored parameter is changed by hand" node_exec node1 resapictl resource set res Port:DWORD=1
    check "the resource starts anew" cluster_crm resource restart res
    check "with Pacemaker's" wait_for 120 shows node1 res 8080
}

write_many() {
    node_exec "$1" sh -c "for i in \$(seq 25); do
        resapictl resource set res Many$2_\$i=\$i >/dev/null || exit; done"
}

many_on() {
    [ "$(node_exec "$1" resapictl resource show res | grep -c 'Many[12]_')" = 50 ]
}

test_both_at_once() {
    write_many node1 1 &
    first=$!
    write_many node2 2
    second=$?
    wait $first
    first=$?
    check "25 writes on each node at once succeed" test $first$second = 00
    check "node1 has them all" wait_for 120 many_on node1
    check "node2 has them all" wait_for 120 many_on node2
    check "the CIB is valid" cib_is_valid
}

# What a person does: crmsh writes the whole section anew.
test_crmsh() {
    cluster_crm configure show resapid-database >"$CLUSTER_DIR/shown" 2>&1
    check "crmsh shows the database" grep ':Many1_25.*DWORD:25' "$CLUSTER_DIR/shown"
    cluster_crm configure show >"$CLUSTER_DIR/all" 2>&1
    sed 's/\(:Many1_25.*\)DWORD:25/\1DWORD:4711/' "$CLUSTER_DIR/all" >"$CLUSTER_DIR/edited"
    before=$(in_set nvpair | grep -v :Many1_25 | sort)
    check "crmsh takes what it has shown, edited" cluster_crm configure load replace - <"$CLUSTER_DIR/edited"
    check "nothing but that has changed" test "$before" = "$(in_set nvpair | grep -v :Many1_25 | sort)"
    check "the CIB is valid" cib_is_valid
    check "a node has it" wait_for 120 shows node2 res 4711
    check "the resource runs on" wait_for 120 resource_runs_on res node1
}

# In the middle of writes; what was acknowledged is there.
write_until_killed() {
    i=0
    while i=$((i + 1)); do
        node_exec node1 resapictl resource set res "Last=$i" >/dev/null 2>&1 || return 0
        echo "$i" >"$CLUSTER_DIR/acknowledged"
    done
}

has_written_some() {
    [ "$(cat "$CLUSTER_DIR/acknowledged")" -ge 5 ]
}

in_set_on_node2() {
    node_exec node2 cibadmin --query --xpath "$SET" >"$CLUSTER_DIR/set" || return
    last=$(sed -n 's/.*:Last" value="DWORD:\([0-9]*\)".*/\1/p' "$CLUSTER_DIR/set")
    echo "acknowledged $(cat "$CLUSTER_DIR/acknowledged"), found ${last:-none}"
    [ "${last:-0}" -ge "$(cat "$CLUSTER_DIR/acknowledged")" ]
}

shares_again() {
    [ "$(logged "$1" "shared with the cluster" | wc -l)" -ge 2 ]
}

test_power() {
    echo 0 >"$CLUSTER_DIR/acknowledged"
    write_until_killed &
    writer=$!
    check "node1 writes" wait_for 120 has_written_some
    check "it loses power" node_kill node1
    wait $writer
    check "node2 takes the resource" wait_for 180 resource_runs_on res node2
    check "nothing that was acknowledged is lost" wait_for 120 in_set_on_node2
    check "node2 has it" wait_for 120 shows node2 res "$last"
    check "node1 starts again" node_start node1
    check "it shares the database" wait_for 180 shares_again node1
    check "node1 has it too" wait_for 120 shows node1 res "$last"
    check "the CIB is valid" cib_is_valid
}

# A node's own clock is enough: both times are of one loop of writes.
test_latency() {
    for count in 1 100; do
        took=$(node_exec node2 sh -c "t=\$(date +%s%N)
            for i in \$(seq $count); do
                resapictl type add Timed${count}_\$i --dll=$SCRIPTS/res.script >/dev/null &
            done
            wait
            echo \$(((\$(date +%s%N) - t) / 1000000))")
        echo "# $count writes at once: $took ms"
        check "$count writes at once are written" test "$(node_exec node2 resapictl type list |
            grep -c "Timed${count}_")" = "$count"
    done
}

test_pacemaker_hangs() {
    daemons=$(node_exec node2 pgrep -x pacemaker-based) || daemons=$(node_exec node2 pgrep -f pacemaker-based)
    # shellcheck disable=SC2086
    check "the CIB's manager hangs" node_exec node2 kill -STOP $daemons
    check_fails "nothing is written" node_exec node2 resapictl resource set res Port:DWORD=2
    check "the resource can be checked" node_exec node2 resapictl status res
    # shellcheck disable=SC2086
    check "it goes on" node_exec node2 kill -CONT $daemons
    check "then it is written" wait_for 120 node_exec node2 resapictl resource set res Other=1
}

RESAPID_BUILD=$(cd "${RESAPID_BUILD:?is not set: give the build folder}" && pwd) || exit 1
check "everything is built" cluster_check_build fake-host || finish check-cluster

# shellcheck disable=SC2034 # read by cluster_up
CLUSTER_VISIBLE=$RESAPID_BUILD
# shellcheck disable=SC2034
CLUSTER_ENV="RESAPID_BUILD=$RESAPID_BUILD RESAPID_CONFIG=/etc/resapid/resapid.conf RESAPID_DATABASE=cib"
# shellcheck disable=SC2034
CLUSTER_BOOT=$CLUSTER_LIB/boot-native.sh
check "a cluster of two nodes comes up" cluster_up 2 || finish check-cluster
check "resapid answers" wait_for 120 node_exec node1 resapictl status || finish check-cluster
check "the scripts are there" write_scripts
test_joining
check "the resource is configured" configure
check "the configuration is valid" cib_is_valid
check "the cluster settles" cluster_settle 120
test_failover
test_parameters
test_both_at_once
test_crmsh
test_latency
test_power
test_pacemaker_hangs
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
