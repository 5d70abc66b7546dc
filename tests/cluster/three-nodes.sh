#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Three nodes and a quorum, real Pacemaker, real resapid, real Wine: one node dies, and another, and
# both come back, with an audit behind every step. Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"
# shellcheck source=witness.sh
. "$CLUSTER_LIB/witness.sh"

configure() {
    {
        witness_primitive "$RESOURCE"
        echo "property no-quorum-policy=stop"
        echo "location here $RESOURCE 100: node1"
        echo "location or-here $RESOURCE 50: node2"
        echo "location where-resapid $RESOURCE rule -inf: not_defined resapid"
    } | cluster_crm configure load update -
}

is_lost() {
    [ "$(cluster_xpath "count(//nodes/node[@name='$1' and @online='false'])")" = 1 ]
}

has_quorum() {
    [ "$(cluster_xpath 'string(//current_dc/@with_quorum)')" = "$1" ]
}

test_start() {
    check "crmsh configures the resource" configure || return
    check "the configuration is valid" node_exec node1 crm_verify --live-check
    check "the resource runs on node1" wait_for 120 resource_runs_on "$RESOURCE" node1 || return
    check "the cluster settles" cluster_settle 120
    audit_reset
    audit "started" node1
}

has_attribute() {
    [ "$(cluster_exec cibadmin --query --scope=status | xmllint --xpath "count(//node_state[
        @uname='$1']/transient_attributes//nvpair[@name='resapid'])" -)" = 1 ]
}

has_no_attribute() {
    ! has_attribute "$1"
}

end_resapid() {
    node_exec "$1" kill -TERM "$(node_exec "$1" cat /run/resapid-test.pid)" && WITHOUT_RESAPID=$1
}

start_resapid() {
    node_exec "$1" start-resapid && WITHOUT_RESAPID=
}

# node2 is where the resource would go, but for the rule.
test_loss() {
    check "every node tells that it has resapid" wait_for 120 has_attribute node2
    check "resapid ends on node2" end_resapid node2
    check "which tells that" wait_for 120 has_no_attribute node2
    check "node1 loses power" node_kill node1 || return
    check "Pacemaker sees that" wait_for 120 is_lost node1
    # As soon as they have a DC again.
    check "two nodes have quorum" wait_for 120 has_quorum true
    check "the resource is recovered on node3" wait_for 120 resource_runs_on "$RESOURCE" node3
    check "the cluster settles" cluster_settle 120
    audit "one node killed, one without resapid" node3
    check "resapid is started on node2" start_resapid node2
    check "the resource moves there" wait_for 120 resource_runs_on "$RESOURCE" node2
    check "the cluster settles" cluster_settle 120
    audit "resapid back" node2
}

test_loss_of_quorum() {
    # node3 alone cannot know whether the others run it.
    check "node2 loses power, too" node_kill node2 || return
    check "Pacemaker sees that" wait_for 120 is_lost node2
    check "one node has no quorum" wait_for 120 has_quorum false
    check "the cluster settles" cluster_settle 120
    check "the resource runs nowhere" wait_for 120 resource_stopped "$RESOURCE"
    audit "two nodes killed" nowhere
}

test_return() {
    for name in node1 node2; do
        check "$name boots" node_start $name || return
    done
    check "all nodes are online" wait_for 120 cluster_complete
    for name in node1 node2; do
        check "resapid is ready on $name" node_comes_back $name
    done
    check "three nodes have quorum" wait_for 120 has_quorum true
    check "the cluster settles" cluster_settle 120
    check "the resource runs on node1" wait_for 120 resource_runs_on "$RESOURCE" node1
    audit "both back" node1
}

# The resource may be there already.
node_comes_back() {
    wait_for 180 node_exec "$1" resapictl status
}

# The other way for a node to lose its quorum: the resource runs there, and has to be stopped.
test_isolation() {
    check "node2 loses power again" node_kill node2 || return
    check "Pacemaker sees that" wait_for 120 is_lost node2
    audit "the other node killed" node1
    check "node3 loses power" node_kill node3 || return
    check "node1 has no quorum" wait_for 120 has_quorum false
    check "the resource is stopped" wait_for 120 resource_stopped "$RESOURCE"
    check "the cluster settles" cluster_settle 120
    audit "alone" nowhere
}

witness_up 3 || finish check-cluster
if test_start; then
    test_loss
    test_loss_of_quorum
    test_return
    test_isolation
fi
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
