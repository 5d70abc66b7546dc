#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Proves that the cluster of cluster.sh is a real one, fails when it should, and leaves nothing.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"

links() {
    ip -o link | cut -d: -f2 | sort
}

process_of() {
    node_exec node1 cat "/run/anything_$1.pid"
}

process_was_replaced() {
    new_process=$(process_of proc) && [ "$new_process" != "$old_process" ] &&
        node_exec node1 kill -0 "$new_process"
}

failed_at_least_once() {
    case $(fail_count "$1" "$2") in
    '' | 0) return 1 ;;
    esac
}

other_node() {
    case $1 in
    node1) echo node2 ;;
    *) echo node1 ;;
    esac
}

no_zombies() {
    ! node_exec "$1" ps -eo stat= | grep -q '^Z'
}

# A zombie is there still.
orphan_is_gone() {
    node_exec node1 test ! -e "/proc/$orphan"
}

# Others may just wait for their own parents.
orphan_a_process() {
    # shellcheck disable=SC2016 # expands inside the node
    orphan=$(node_exec node1 sh -c 'sleep 0.2 >/dev/null 2>&1 & echo $!') && [ -n "$orphan" ] &&
        wait_for 20 orphan_is_gone && wait_for 20 no_zombies node1
}

write_everywhere() {
    for file in /usr/bin /etc /var/lib /var/log /run /dev/shm /tmp /usr/lib/ocf/resource.d/resapi; do
        node_exec node1 touch "$file/resapi-selftest.$$" || return 1
        [ ! -e "$file/resapi-selftest.$$" ] || return 1
    done
}

one_node() {
    check "one node comes up" cluster_up 1 || return
    check "a resource is configured by crmsh" cluster_crm configure \
        primitive proc ocf:heartbeat:anything params binfile=/bin/sleep cmdline_options=3600 \
        op monitor interval=1s timeout=20s || return
    check "the cluster settles" cluster_settle 120
    check "the resource runs" resource_runs_on proc node1
    check_fails "a resource that does not exist does not run" resource_runs_on nothing node1

    old_process=$(process_of proc)
    check "its process is killed" node_exec node1 kill -KILL "$old_process"
    check "Pacemaker starts another" wait_for 120 process_was_replaced
    check "the failure is counted" wait_for 120 failed_at_least_once proc node1

    check "the resource is stopped" cluster_crm resource stop proc
    check "the cluster settles after the stop" cluster_settle 120
    check "the resource runs nowhere" resource_stopped proc
    check_fails "its process is gone" node_exec node1 kill -0 "$new_process"

    check "PID 1 reaps orphans" orphan_a_process
    check "what a node writes stays in the node" write_everywhere
}

victim_dir() {
    find "${TMPDIR:-/tmp}" -maxdepth 1 -name "resapi-cluster.$victim.*"
}

victim_boots() {
    [ -e "$(victim_dir)/node1.connected" ]
}

victim_sleeps() {
    pgrep -f -x 'sleep 600' --ns "$(cut -d' ' -f1 "$(victim_dir)/node1.pid")" --nslist pid
}

# Runs beside the cluster of this shell: brings one up and is ended in the middle of it.
start_victim() {
    env --default-signal=INT sh -c "CLUSTER_LIB='$CLUSTER_LIB'; . '$CLUSTER_LIB/../lib.sh'
        . '$CLUSTER_LIB/cluster.sh'; cluster_up 1; node_exec node1 sleep 600" >/dev/null 2>&1 &
    victim=$!
    wait_for 120 victim_boots && return
    kill "$victim"
    return 1
}

# What the audit looks at from here on.
watch_victim() {
    CLUSTER_LAST_DIR=$(victim_dir)
    CLUSTER_LAST_NAMESPACES=$namespaces
    cat "$CLUSTER_LAST_DIR"/*.namespaces >"$CLUSTER_LAST_NAMESPACES"
}

# Long before what it waits for would end.
victim_ends_with() {
    end_by=$(($(date +%s) + 120))
    kill -"$1" "$victim"
    victim_status=0
    wait "$victim" || victim_status=$?
    [ "$victim_status" -eq "$2" ] && [ "$(date +%s)" -le "$end_by" ]
}

nothing_left() {
    left=$(cluster_audit)
    echo "$left"
    [ -z "$left" ]
}

interrupted() {
    namespaces=$(mktemp)
    at_exit "rm -f '$namespaces'"
    # SIGINT meets it while it comes up, SIGTERM while it waits for a command in its node.
    for signal in INT:130 TERM:143; do
        check "a second cluster starts beside the first" start_victim || return
        watch_victim
        check_fails "the audit sees the second cluster" nothing_left
        [ "$signal" != TERM:143 ] || check "and is idle" wait_for 240 victim_sleeps
        check "SIG${signal%:*} ends it with ${signal#*:}" \
            victim_ends_with "${signal%:*}" "${signal#*:}"
        check "SIG${signal%:*} leaves nothing" nothing_left
    done

    check "a third cluster starts" start_victim || return
    watch_victim
    check "SIGKILL ends it with 137" victim_ends_with KILL 137
    check "SIGKILL leaves no process" wait_for 120 cluster_no_namespace_users "$namespaces"
    rm -rf --one-file-system "$CLUSTER_LAST_DIR"
}

intruder_is_inside() {
    [ "$(readlink "/proc/$intruder/ns/net")" = "$intruded" ]
}

intruder() {
    intruded=$(readlink "/proc/$(cluster_pid node1)/ns/net")
    nsenter --target "$(cluster_pid node1)" --net sleep 120 &
    intruder=$!
    check "a process is in a node's network" wait_for 20 intruder_is_inside
    CLUSTER_GONE_S=1
    check_fails "left there, it is reported" cluster_down
    CLUSTER_GONE_S=30
    kill "$intruder"
    wait "$intruder" 2>/dev/null
    check "without it, nothing is left" nothing_left
}

two_nodes() {
    check "two nodes come up" cluster_up 2 || return
    check "a resource is configured" cluster_crm configure \
        primitive dummy ocf:pacemaker:Dummy op monitor interval=1s timeout=20s || return
    check "the two-node cluster settles" cluster_settle 120
    home=node1
    resource_runs_on dummy node1 || home=node2
    away=$(other_node $home)
    check "the resource runs on one node" resource_runs_on dummy $home
    check_fails "and not on the other" resource_runs_on dummy "$away"

    check "its node loses power" node_kill $home
    check_status "a dead node runs nothing" 125 node_exec $home true
    check "the resource is recovered on the other node" wait_for 120 resource_runs_on dummy "$away"
    check "the dead node boots again" node_start $home
    check "both nodes are online again" wait_for 120 cluster_complete
    check "the cluster settles again" cluster_settle 120
    cluster_report
    check "nothing is left of two nodes" cluster_down
}

links_before=$(links)
one_node
[ -z "$CLUSTER_DIR" ] || interrupted
[ -z "$CLUSTER_DIR" ] || intruder
two_nodes
check "the machine has the same network interfaces as before" test "$(links)" = "$links_before"
finish check-cluster
