#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a resource DLL is told of the cluster is what Pacemaker knows: two nodes, real Pacemaker, real
# resapid; fake-host asks in place of a DLL, on node1, from inside the resource `res`
# (tests/fakehost/asks.h). Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"

# Kinds and verbs of protocol/channel.h.
NODE=2 GROUP=3 RESOURCE=4
MOVE=5
SCRIPTS=/var/lib/resapid/scripts

# write NODE FILE, in the folder of the scripts, at once.
write() {
    node_exec "$1" sh -c "cat >$SCRIPTS/new && mv $SCRIPTS/new $SCRIPTS/$2"
}

write_scripts() {
    for name in $(cluster_nodes); do
        printf '%s\n' "Record = $SCRIPTS/record" 'IsAlive = ask' | write "$name" res.script || return
        printf 'Online = ok\n' | write "$name" web.script || return
    done
}

configure() {
    cluster_crm configure load update - <<END
primitive ip ocf:pacemaker:Dummy
primitive web ocf:resapi:ResourceDLL params dll=$SCRIPTS/web.script type=Web \
    op start timeout=60s op stop timeout=60s
group shop ip web
primitive disk ocf:pacemaker:Dummy
primitive res ocf:resapi:ResourceDLL params dll=$SCRIPTS/res.script type=Asker \
    op start timeout=60s op stop timeout=60s
primitive idle ocf:pacemaker:Dummy meta target-role=Stopped
order res-behind-disk Mandatory: disk res
colocation res-with-disk inf: res disk
location disk-here disk 100: node1
location shop-here shop 10: node1
rsc_defaults resource-stickiness=200
END
}

# ask LINE...: the record of the answers.
ask() {
    printf '%s\n' "$@" | write node1 res.script.asks || return
    node_exec node1 sh -c ": >$SCRIPTS/record"
    node_exec node1 resapictl check res --level=is >/dev/null || return
    node_exec node1 cat "$SCRIPTS/record" | sed -nE 's/^[0-9]+ (ASKED|FOUND|ENTRY) /\1 /p'
}

# says TEXT LINE: the answer has the text.
says() {
    answer=$(ask "$2")
    echo "$answer"
    case "$answer " in
        *"$1"*) return 0 ;;
    esac
    return 1
}

# finds FIELD VALUE KIND NAME: the object has it.
finds() {
    found=$(ask "find|$3|$4" | sed -nE "s/^FOUND (.* )?$1=([^ ]*).*/\2/p")
    echo "$4: $1=$found"
    [ "$found" = "$2" ]
}

names() {
    ask "list|$1" | awk -v bit="$2" '$1 == "ENTRY" && $2 == bit {
        sub(/^ENTRY [^ ]* [^ ]* /, ""); printf "%s%s", comma, $0; comma = "," }'
}

are_names() {
    listed=$(names "$2" "$3")
    echo "listed: $listed"
    [ "$listed" = "$1" ]
}

# What resapid knows of Pacemaker may be some seconds old, and its own poll may have the DLL ask once more
# meanwhile.
test_facts() {
    check "the cluster has Pacemaker's name" wait_for 120 says "name=resapi" "find|1|"
    check "this node is node1" wait_for 120 says "FOUND state=0 node= group= name=node1" "find|$NODE|"
    check "the other one is there" wait_for 120 finds state 0 $NODE node2
    check "there are two" wait_for 120 are_names node1,node2 '1||1' 1
    check "the resource that asks is online here" wait_for 120 finds node 1 $RESOURCE res
    check "and online" wait_for 120 finds state 2 $RESOURCE res
    check "a group has its members" wait_for 120 are_names ip,web "$GROUP|shop|1" 1
    check "it is online" wait_for 120 finds state 0 $GROUP shop
    check "a member depends on the one before" wait_for 120 says "text=[ip]" "expression|$RESOURCE|web"
    check "constraints are a dependency" wait_for 120 says "text=[disk]" "expression|$RESOURCE|res"
    check "another agent's resource" wait_for 120 finds state 2 $RESOURCE disk
    check "one that is to be stopped" wait_for 120 finds state 3 $RESOURCE idle
    check "the group prefers this node" wait_for 120 are_names node1 "$GROUP|shop|2" 2
}

prefers_for_a_while() {
    node_exec node1 cibadmin --query --scope=constraints |
        xmllint --xpath '//rsc_location[starts-with(@id, "cli-")]//date_expression[@operation="lt"]/@end' -
}

has_no_preference() {
    [ "$(node_exec node1 cibadmin --query --scope=constraints |
        xmllint --xpath 'count(//rsc_location[starts-with(@id, "cli-")])' -)" = 0 ]
}

clear_as_logged() {
    command=$(node_exec node1 sed -n "s/.*'\\(crm_resource .* --clear\\)'.*/\\1/p" /var/log/resapid.log |
        tail -n 1)
    echo "$command"
    # shellcheck disable=SC2086 # a command with its options
    node_exec node1 $command
}

test_move() {
    check "a DLL moves the group to node2" says "error=997" "change|$GROUP|shop|$MOVE|0|node2" ||
        return
    check "Pacemaker has it there" wait_for 120 resource_runs_on web node2
    check "so has the DLL" wait_for 120 finds node 2 $GROUP shop
    check "and the resource" wait_for 120 finds node 2 $RESOURCE web
    check "and that it is online" wait_for 120 finds state 2 $RESOURCE web
    check "the move's constraint has an end" prefers_for_a_while
    check "which is no preferred owner" wait_for 120 are_names node1 "$GROUP|shop|2" 2
    check_fails "which is there" has_no_preference
    check "the command that the log names clears it" clear_as_logged
    check "it is gone" has_no_preference
    check "the cluster settles" cluster_settle 120
    check "and the group stays" resource_runs_on web node2
}

test_nodes() {
    check "node2 is put into standby" cluster_crm node standby node2
    check "which is paused" wait_for 120 finds state 2 $NODE node2
    check "its group comes here" wait_for 120 finds node 1 $GROUP shop
    check "node2 loses power" node_kill node2
    check "which is down" wait_for 120 finds state 1 $NODE node2
}

# Pacemaker goes on where it was: its programs get no answer meanwhile.
test_hang() {
    daemons=$(node_exec node1 pgrep '^(pacemaker|crmd|cib)') || return
    # shellcheck disable=SC2086
    check "Pacemaker hangs" node_exec node1 kill -STOP $daemons
    check "what was known is told" says "name=node1" "find|$NODE|"
    check "and the log says why" wait_for 120 asked_in_vain
    check "it is told still" says "name=node1" "find|$NODE|"
    # shellcheck disable=SC2086
    check "Pacemaker goes on" node_exec node1 kill -CONT $daemons
    check "which the log says" wait_for 120 asked_with_success
}

asked_in_vain() {
    ask "find|$NODE|" && node_exec node1 grep "did not answer within" /var/log/resapid.log
}

asked_with_success() {
    ask "find|$NODE|" && node_exec node1 grep "Pacemaker answers again" /var/log/resapid.log
}

RESAPID_BUILD=$(cd "${RESAPID_BUILD:?is not set: give the build folder}" && pwd) || exit 1
check "everything is built" cluster_check_build fake-host || finish check-cluster

# shellcheck disable=SC2034 # read by cluster_up
CLUSTER_VISIBLE=$RESAPID_BUILD
# shellcheck disable=SC2034
CLUSTER_ENV="RESAPID_BUILD=$RESAPID_BUILD RESAPID_CONFIG=/etc/resapid/resapid.conf"
# shellcheck disable=SC2034
CLUSTER_BOOT=$CLUSTER_LIB/boot-native.sh
check "a cluster of two nodes comes up" cluster_up 2 || finish check-cluster
check "resapid answers" wait_for 120 node_exec node1 resapictl status || finish check-cluster
check "the scripts are there" write_scripts
check "resources are configured" configure
check "the configuration is valid" node_exec node1 crm_verify --live-check
check "the cluster settles" cluster_settle 120
if check "the resource that asks runs" wait_for 120 resource_runs_on res node1; then
    test_facts
    test_move
    test_nodes
    test_hang
fi
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
