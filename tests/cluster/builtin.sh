#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The built-in resource types on two nodes with real Pacemaker and real Wine: the examples of their
# man pages, as they are printed, and a script that fails over. Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
EXAMPLES_TOP=$(cd "$CLUSTER_LIB/../.." && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"
# shellcheck source=witness.sh
. "$CLUSTER_LIB/witness.sh"
# shellcheck source=../examples-lib.sh
. "$EXAMPLES_TOP/tests/examples-lib.sh"
# shellcheck source=manual-lib.sh
. "$CLUSTER_LIB/manual-lib.sh"

# In the order of the pages.
SCRIPT=ocf_resapi_GenericScript.7
APPLICATION=ocf_resapi_GenericApplication.7
SERVICE=ocf_resapi_GenericService.7

# --- the nodes

# What the examples take for granted.
prepare_node() {
    node_exec "$1" sh -c "mkdir -p /opt/sample /opt/scripts /opt/ledger &&
        echo $1 >/var/lib/node-name &&
        install -m 755 '$RESAPID_BUILD/tests/wine/x86_64-windows/test-service.exe' \
            /opt/ledger/ledger.exe"
}

# carry_out NODE: the commands on stdin, until one fails.
carry_out() {
    { echo 'set -x'; example_carry_out; } >"$SHARED/example.sh"
    [ "$(wc -l <"$SHARED/example.sh")" -gt 2 ] && node_exec "$1" timeout 240 sh "$SHARED/example.sh"
}

# run_example NODE PAGE EXAMPLE
run_example() {
    example "$2" "$3" | carry_out "$1"
}

run_readme() {
    readme_example "A script in two minutes" | carry_out node1
}

install_script() {
    example "$SCRIPT" "file /opt/scripts/worker.vbs" >"$SHARED/worker.vbs"
    [ -s "$SHARED/worker.vbs" ] &&
        node_exec "$1" install -m 644 "$SHARED/worker.vbs" /opt/scripts/worker.vbs
}

# --- evidence

# What of the command line PATTERN runs in the node, and is not one of ours.
processes() {
    node_exec "$1" pgrep -f "$2"
}

runs() {
    [ -n "$(processes "$1" "$2")" ]
}

runs_nowhere() {
    for name in $(cluster_nodes); do
        ! runs "$name" "$1" || { echo "runs on $name"; return 1; }
    done
}

runs_on_one() {
    count=0
    for name in $(cluster_nodes); do
        ! runs "$name" "$1" || { count=$((count + 1)); place=$name; }
    done
    [ "$count" = 1 ]
}

is_started() {
    cluster_settle 120 && resource_runs_on "$1" "$2"
}

kill_workload() {
    # shellcheck disable=SC2046 # one word each
    node_exec "$1" kill -KILL $(processes "$1" "$2")
}

failed_on() {
    [ "$(fail_count "$1" "$2")" -ge 1 ] 2>/dev/null
}

# test_workload PAGE EXAMPLE RESOURCE PATTERN: the page's crmsh example, and the process that it makes.
test_workload() {
    resource=$3
    pattern=$4
    check "$resource: crmsh carries out the example" run_example node1 "$1" "$2" || return
    check "$resource: the configuration is valid" node_exec node1 crm_verify --live-check
    check "$resource: its process runs, on one node" wait_for 120 runs_on_one "$pattern" || return
    check "$resource: where Pacemaker says" is_started "$resource" "$place"
    check "$resource: the process is killed" kill_workload "$place" "$pattern"
    check "$resource: Pacemaker counts it" wait_for 120 failed_on "$resource" "$place"
    check "$resource: and it is back" wait_for 120 runs_on_one "$pattern"
    check "$resource: where Pacemaker says" is_started "$resource" "$place"
    check "$resource: a thorough monitor" node_exec "$place" resapictl check "$resource" --level=is
    check "$resource: stops" cluster_crm resource stop "$resource"
    check "$resource: Pacemaker says so" wait_for 120 resource_stopped "$resource"
    check "$resource: nothing of it is left" wait_for 120 runs_nowhere "$pattern"
}

test_by_hand() {
    check "$1: the example without Pacemaker" run_example node1 "$1" resapictl
}

test_examples() {
    for name in $(cluster_nodes); do
        check "$name has what the examples need" prepare_node "$name"
        check "$name: the script is there" install_script "$name"
        check "$name: the service is installed" run_example "$name" "$SERVICE" sh
    done
    check "the README's script" run_readme
    check "leaves nothing running" wait_for 120 runs_nowhere 'ping.*86400'
    for page in "$SCRIPT" "$APPLICATION" "$SERVICE"; do
        test_by_hand "$page"
    done
    cluster_crm configure property start-failure-is-fatal=false
    test_workload "$SCRIPT" crm worker 'ping.*86400'
    test_workload "$APPLICATION" crm pinger 'ping.*86400'
    test_workload "$APPLICATION" "crm, a Linux program" sleeper '^/usr/bin/sleep 86400'
    test_workload "$SERVICE" crm ledger 'ledger\.exe good'
}

# --- a script that fails over

JOURNAL=

journal_is() {
    tr -d '\r' <"$JOURNAL" | paste -s -d , >"$SHARED/journal.line"
    cat "$SHARED/journal.line"
    [ "$(cat "$SHARED/journal.line")" = "$1" ]
}

# It belongs to the hosts' user; in a folder of all the kernel lets nobody else make it, be it there or not.
empty_journal() {
    truncate --no-create --size=0 "$JOURNAL"
}

configure_journal() {
    cat <<END | cluster_crm configure load update -
primitive journal ocf:resapi:GenericScript params ScriptFilepath=$SHARED/journal.vbs \\
    properties="Journal='Z:$JOURNAL'" op start timeout=60s op stop timeout=60s \\
    op monitor interval=5s timeout=20s
location journal-here journal 100: node1
END
}

host_of_journal() {
    node_exec node1 resapictl status journal --output-as=json |
        sed -n 's/.*"host_pid" *: *\([0-9][0-9]*\).*/\1/p'
}

is_lost() {
    [ "$(cluster_xpath "count(//nodes/node[@name='$1' and @online='false'])")" = 1 ]
}

test_failover() {
    JOURNAL=$SHARED/journal
    install -m 644 "$CLUSTER_LIB/journal.vbs" "$SHARED/journal.vbs"
    check "the script is configured" configure_journal || return
    check "it is online" wait_for 120 journal_is "node1 Online" || return
    check "Pacemaker says so" is_started journal node1
    check "it is moved" cluster_crm resource move journal node2
    check "Offline there, before Online here" \
        wait_for 120 journal_is "node1 Online,node1 Offline,node2 Online"
    check "it may go back" cluster_crm resource clear journal
    check "and does" wait_for 120 \
        journal_is "node1 Online,node1 Offline,node2 Online,node2 Offline,node1 Online"
    check "the cluster settles" is_started journal node1

    empty_journal
    : >"$JOURNAL.sick"
    check "it falls sick, and is terminated" wait_for 120 grep "node1 Terminate" "$JOURNAL"
    rm "$JOURNAL.sick"
    check "it is online again" wait_for 120 journal_ends_with "node1 Online"
    check "Pacemaker has counted it" failed_on journal node1
    check "the failures are forgotten" node_exec node1 crm_resource --cleanup --resource=journal
    check "it settles there" is_started journal node1

    empty_journal
    check "its host is killed" node_exec node1 kill -KILL "$(host_of_journal)"
    check "it is online again" wait_for 120 journal_is "node1 Online"
    check "it settles there once more" is_started journal node1

    empty_journal
    check "node1 loses power" node_kill node1 || return
    check "the script is online on node2" wait_for 120 journal_is "node2 Online"
    check "Pacemaker knows that node1 is gone" wait_for 120 is_lost node1
    check "and where the script is" is_started journal node2
    check "its property has come along" node_exec node2 \
        sh -c "resapictl resource show journal | grep -F 'Z:$JOURNAL'"
    check "node1 boots" node_start node1
    check "both nodes are online" wait_for 120 cluster_complete
    check "it goes back when node1 is well" wait_for 180 journal_ends_with "node1 Online"
    check "behind its Offline" journal_is "node2 Online,node2 Offline,node1 Online"
}

journal_ends_with() {
    [ "$(tail -n 1 "$JOURNAL" | tr -d '\r')" = "$1" ]
}

witness_up 2 || finish check-cluster
test_examples
test_manual
test_failover
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
