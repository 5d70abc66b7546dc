#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two nodes, real Pacemaker, real resapid, real Wine: what an administrator does and what goes
# wrong, with an audit behind every step. Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"
# shellcheck source=witness.sh
. "$CLUSTER_LIB/witness.sh"

AGENT=/usr/lib/ocf/resource.d/resapi/$AGENT_NAME
# Of the Dummy that times are compared with.
DUMMY_STATE=/run/resource-agents/Dummy-dummy.state
DUMMY_MONITOR_S=10

now_ms() {
    date +%s%3N
}

move_to() {
    resource_runs_on "$RESOURCE" "$1" && return
    cluster_crm resource move "$RESOURCE" "$1" &&
        wait_for 120 resource_runs_on "$RESOURCE" "$1" &&
        cluster_crm resource clear "$RESOURCE" && cluster_settle 120
}

stop_resource() {
    cluster_crm resource stop "$RESOURCE" && wait_for 120 resource_stopped "$RESOURCE"
}

start_resource() {
    cluster_crm resource start "$RESOURCE" && wait_for 120 resource_runs_on "$RESOURCE" node1
}

# Behind it every fail count is 0, and everything has been probed.
forget_failures() {
    cluster_exec timeout 60 crm_resource --cleanup --resource="$1" && cluster_settle 120
}

# What crmsh and pcs make of the agent's meta-data.

describes() {
    for parameter in Folder Claim PendingTimeout; do
        grep -q "^ *$parameter\\**[ (:]" "$1" || return
    done
}

crmsh_describes() {
    node_exec node1 crm ra info "ocf:resapi:$AGENT_NAME" >"$SHARED/described" &&
        describes "$SHARED/described"
}

pcs_describes() {
    node_exec node1 pcs resource describe "ocf:resapi:$AGENT_NAME" >"$SHARED/described" &&
        describes "$SHARED/described"
}

pcs_shows() {
    node_exec node1 pcs resource config "$RESOURCE" | grep "Folder=$WITNESS_FOLDER"
}

test_shells() {
    check "crmsh describes the agent" crmsh_describes
    check "pcs describes the agent" pcs_describes
}

configure() {
    {
        witness_primitive "$RESOURCE"
        cat <<END
primitive dummy ocf:heartbeat:Dummy op monitor interval=${DUMMY_MONITOR_S}s timeout=20s
location dummy-here dummy 1000: node1
rsc_defaults resource-stickiness=200
END
    } | cluster_crm configure load update -
}

test_start() {
    check "nothing has testified" test "$(times_active)" = 0
    check "crmsh configures the resource, and a Dummy to compare it with" configure || return
    check "the configuration is valid" node_exec node1 crm_verify --live-check
    check "the cluster settles" cluster_settle 120
    check "the resource runs on node1" move_to node1 || return
    check "pcs shows the resource" pcs_shows
    audit_reset
    audit "started" node1
}

# The audit is worth something if it can fail.

add_rival() {
    {
        witness_primitive rival Claim="$RESOURCE"
        echo "location rival-there rival -inf: node1"
    } | cluster_crm configure load update -
}

rival_was_refused() {
    [ "$(cluster_xpath "count(//failures/failure[@op_key='rival_start_0' and
        @node='node2'])")" = 1 ]
}

test_rival() {
    check "a second resource, with the same claim, on the other node" add_rival || return
    check "its start fails" wait_for 120 rival_was_refused
    check "because it could not have the claim" grep "rival on node2: the claim $RESOURCE is held" \
        "$SHARED/shout"
    # crmsh deletes nothing that Pacemaker has yet to stop.
    check "it runs nowhere" wait_for 120 resource_stopped rival
    check "it is removed" cluster_crm configure delete rival
    check "the cluster settles without it" cluster_settle 120
    check_fails "the audit hears the shout" audit_look node1
    rm -f "$SHARED/shout"
    audit "the rival is gone" node1
    check_fails "the audit sees where the resource is" audit_look node2
    check_fails "and that it is somewhere" audit_look nowhere
    now_ms >"$SHARED/active.$RESOURCE.node2.$(now_ms)"
    check_fails "and a time that meets another" audit_look node1
    rm -f "$SHARED/active.$RESOURCE.node2".*
    audit "the false witness is gone" node1
}

# What Online found in the cluster database, the last time in that node; it adds one each time.
last_found() {
    sed -n 's/^[0-9]* Online found //p' "$SHARED/record.$1.$RESOURCE" | tail -n 1
}

has_followed() {
    echo "found on node1: $(last_found node1), then on node2: $(last_found node2)"
    [ "$(last_found node2)" = $(($(last_found node1) + 1)) ]
}

test_moves() {
    check "the resource is moved to node2" move_to node2
    check "what the DLL wrote on node1 is there" has_followed
    audit "moved" node2
    check "node2 is put into standby" cluster_crm node standby node2
    check "the resource runs on node1" wait_for 120 resource_runs_on "$RESOURCE" node1
    audit "standby" node1
    check "node2 is put online again" cluster_crm node online node2
    check "the cluster settles" cluster_settle 120
    audit "online again" node1
}

# Killing

host_pid() {
    node_exec node1 resapictl status "$RESOURCE" --output-as=json |
        sed -n 's/.*"host_pid" *: *\([0-9][0-9]*\).*/\1/p'
}

has_host() {
    [ "$(host_pid)" = "$1" ]
}

signs_are() {
    [ "$(signs_say)" = "$1" ]
}

# kill_and_watch RESOURCE CMD...: CMD runs in node1; sets killed_ms, and detected_ms to how long it
# took until Pacemaker had recorded a failure.
kill_and_watch() {
    # shellcheck disable=SC2016 # expands inside the node
    watched=$(node_exec node1 timeout 120 sh -c '
        failed="//lrm_resource[@id=\"$1\"]/lrm_rsc_op[@id=\"$1_last_failure_0\"]"
        shift
        began=$(date +%s%3N)
        "$@" || exit
        until cibadmin --query --local --xpath "$failed"; do
            sleep 0.02
        done >/dev/null 2>&1
        echo "$began $(($(date +%s%3N) - began))"' sh "$@") || return
    killed_ms=${watched% *}
    detected_ms=${watched#* }
}

is_back() {
    back_ms=$(witness_online_since "$killed_ms") && [ -n "$back_ms" ]
}

wait_until_back() {
    wait_for 120 is_back && back_ms=$((back_ms - killed_ms))
}

recovered_on() {
    wait_for 120 resource_runs_on "$RESOURCE" "$1" && cluster_settle 120
}

# Of the operations with this name and interval only.
operation_failures() {
    node_exec node1 crm_failcount --query --resource="$RESOURCE" --node=node1 --operation="$1" \
        --interval="$2ms" | sed -n 's/.*value=//p'
}

# What resapid has told Pacemaker counts once or twice before Pacemaker 2.1.6, as its updates of the CIB
# happen to be put together. A monitor may have found the failure before that, and then the stop may have
# ended what would have told.
count_failures() {
    pushed=$(operation_failures asyncmon 0)
    found=$(operation_failures monitor "$MONITOR_MS")
    most=2
    node_exec node1 pacemakerd --version | grep -qE '^Pacemaker 2\.(0|1\.[0-5]([^0-9]|$))' ||
        most=1
    echo "pushed $pushed, found $found"
    [ "$pushed" -le "$most" ] && [ "$found" -le 1 ] || return
    [ "$pushed" -ge 1 ] || { [ "$found" -eq 1 ] && push_was_overtaken; }
}

# Behind the last time that it came online. Nothing but a stop kills that crm_resource.
push_was_overtaken() {
    node_exec node1 tac /var/log/resapid.log |
        awk -v online="resource $RESOURCE: [^,]* -> online\$" \
            -v told="resource $RESOURCE: crm_resource --fail .*SIGKILL" '
            $0 ~ online && seen++ { exit }
            $0 ~ told && !/the next monitor/ { print; found = 1; exit }
            END { exit !found }'
}

audit_recovery() {
    check "$1: Pacemaker was told once" count_failures
    echo "# $1: fail count $pushed for what resapid told, $found for what a monitor found"
    audit "$1" node1 "node1+$((pushed + found))"
    check "the failures are forgotten" forget_failures "$RESOURCE"
    audit_reset
}

note_time() {
    printf '# %-44s %8s ms %8s ms\n' "$@" >>"$SHARED/times"
}

test_killed_host() {
    check "the resource's host is killed" kill_and_watch "$RESOURCE" kill -KILL "$(host_pid)" ||
        return
    check "the resource comes back" wait_until_back
    note_time "host killed" "$detected_ms" "$back_ms"
    check "on the same node" recovered_on node1
    audit_recovery "host killed"
}

wineserver_pid() {
    node_exec node1 pgrep -x 'wineserver.*'
}

test_killed_wineserver() {
    check "the wineserver is killed" kill_and_watch "$RESOURCE" kill -KILL "$(wineserver_pid)" ||
        return
    check "the resource comes back" wait_until_back
    note_time "wineserver killed" "$detected_ms" "$back_ms"
    check "on the same node" recovered_on node1
    audit_recovery "wineserver killed"
}

kill_resapid() {
    resapid=$(node_exec node1 cat /run/resapid-test.pid) &&
        node_exec node1 kill -KILL "$resapid" && wait_for 120 is_gone "$resapid"
}

is_gone() {
    ! node_exec node1 kill -0 "$1"
}

start_resapid() {
    node_exec node1 start-resapid && wait_for 120 node_exec node1 resapictl status
}

test_killed_resapid() {
    active=$(times_active)
    host=$(host_pid)
    check "resapid is killed" kill_resapid || return
    check "the resource is active all the same" wait_for 120 signs_are node1
    check "resapid is started again" start_resapid
    check "it has adopted the host" wait_for 120 has_host "$host"
    audit "resapid killed" node1
    check "the resource was active all the time" test "$(times_active)" = "$active"
}

# The agent

agent_pid() {
    node_exec node1 pgrep -f "^(/bin/bash )?$AGENT $1\$"
}

has_agent() {
    agent=$(agent_pid "$1") && [ -n "$agent" ]
}

# kill_agent ACTION ENTRY-POINT CMD...: CMD leads to the action, which the entry point holds up.
kill_agent() {
    action=$1
    entry=$2
    mark=$(witness_mark node1)
    shift 2
    witness_hold "$entry" node1
    "$@" || return
    wait_for 120 witness_reached "$entry" node1 "$mark" && wait_for 120 has_agent "$action" &&
        node_exec node1 kill -KILL "$agent"
}

test_agent_killed_in_start() {
    check "the resource is stopped" stop_resource
    audit "stopped" nowhere
    check "the agent is killed in start" kill_agent start Online \
        cluster_crm resource start "$RESOURCE" || return
    check "the resource is started on the other node" recovered_on node2
    audit "agent killed in start" node2 node1+INFINITY
    witness_release
    audit "the hung Online is let go" node2
    check "the failure is forgotten" forget_failures "$RESOURCE"
    check "the resource is moved back" move_to node1
    audit_reset
}

stop_failed() {
    [ "$(cluster_xpath "count(//resources//resource[@id='$RESOURCE' and @failed='true' and
        @blocked='true'])")" = 1 ]
}

# Without fencing, Pacemaker does nothing more to a resource that it could not stop.
test_agent_killed_in_stop() {
    check "the agent is killed in stop" kill_agent stop Offline \
        cluster_crm resource stop "$RESOURCE" || return
    check "Pacemaker is afraid that it runs" wait_for 120 stop_failed
    check "and nobody else has started it" wait_for 120 signs_are node1
    witness_release
    check "the failure is forgotten" forget_failures "$RESOURCE"
    check "Pacemaker learns that it is stopped" wait_for 120 resource_stopped "$RESOURCE"
    audit_reset
    audit "agent killed in stop" nowhere
    check "the resource is started" start_resource
    audit "started again" node1
}

test_agent_killed_in_monitor() {
    check "the agent is killed in monitor" kill_agent monitor LooksAlive true || return
    killed_ms=$(now_ms)
    witness_release
    check "the resource comes back" wait_until_back
    check "on the same node" recovered_on node1
    audit "agent killed in monitor" node1 node1+1
    check "the failure is forgotten" forget_failures "$RESOURCE"
    audit_reset
}

# A probe calls no entry point that could hold it up: one agent dies by itself.
wrap_agent() {
    node_exec node1 sh -c "cat >$AGENT.new && chmod 755 $AGENT.new && mv $AGENT.new $AGENT" <<'END'
#!/bin/bash
if [ "$1" = monitor ] && [ "${OCF_RESKEY_CRM_meta_interval:-0}" = 0 ] && rm /run/kill-probe; then
    (exec -a "$0" /usr/libexec/resapid/ocf-resapi "$@")
    kill -KILL $$
fi 2>/dev/null
exec -a "$0" /usr/libexec/resapid/ocf-resapi "$@"
END
    node_exec node1 touch /run/kill-probe
}

unwrap_agent() {
    node_exec node1 ln -sf /usr/libexec/resapid/ocf-resapi "$AGENT"
}

probe_again() {
    killed_ms=$(now_ms)
    cluster_crm resource refresh "$RESOURCE" node1
}

test_agent_killed_in_probe() {
    check "an agent that dies in a probe" wrap_agent || return
    check "Pacemaker probes" probe_again
    check "the resource comes back" wait_until_back
    check "the agent has died" node_exec node1 test ! -e /run/kill-probe
    check "on the same node" recovered_on node1
    check "the agent is mended" unwrap_agent
    # Pacemaker does not count what a probe finds.
    audit "agent killed in probe" node1
    check "the failure is forgotten" forget_failures "$RESOURCE"
    audit_reset
}

test_hung_offline() {
    began=$(now_ms)
    witness_hold Offline node1
    check "the resource is stopped, and its Offline hangs" stop_resource || return
    echo "# Offline hangs: stopped after $(($(now_ms) - began)) ms, of ${STOP_TIMEOUT_S} s"
    audit "Offline hangs" nowhere
    witness_release
    check "the resource is started" start_resource
    audit "started behind it" node1
}

# Nodes

dummy_is_back() {
    node_exec "$1" test -e "$DUMMY_STATE"
}

test_killed_dummy() {
    check "the Dummy runs on node1" wait_for 120 resource_runs_on dummy node1 || return
    check "the Dummy is killed" kill_and_watch dummy rm "$DUMMY_STATE" || return
    check "the Dummy comes back" wait_for 120 dummy_is_back node1
    note_time "ocf:heartbeat:Dummy killed, ${DUMMY_MONITOR_S} s monitor" "$detected_ms" \
        $(($(now_ms) - killed_ms))
    check "the cluster settles" cluster_settle 120
}

is_lost() {
    [ "$(cluster_xpath "count(//nodes/node[@name='$1' and @online='false'])")" = 1 ]
}

test_killed_node() {
    check "the resource runs on node1" resource_runs_on "$RESOURCE" node1
    check "and so does the Dummy" resource_runs_on dummy node1
    killed_ms=$(now_ms)
    check "node1 loses power" node_kill node1 || return
    check "Pacemaker sees that" wait_for 120 is_lost node1
    detected_ms=$(($(now_ms) - killed_ms))
    check "the Dummy is on the other node" wait_for 120 dummy_is_back node2
    dummy_ms=$(($(now_ms) - killed_ms))
    check "the resource is on the other node" wait_until_back
    note_time "node killed, resource on the other" "$detected_ms" "$back_ms"
    note_time "node killed, ocf:heartbeat:Dummy on the other" "$detected_ms" "$dummy_ms"
    check "Pacemaker says so" recovered_on node2
    check "what the DLL wrote on node1 is there" has_followed
    audit "node killed" node2
    check "node1 boots" node_start node1
    check "both nodes are online" wait_for 120 cluster_complete
    check "resapid is ready on node1" node_is_ready node1
    check "the cluster settles" cluster_settle 120
    audit "node back" node2
}

test_end() {
    check "the resource is stopped" stop_resource
    audit "stopped at the end" nowhere
}

show_times() {
    printf '# %-44s %11s %11s\n' "" detected "service back"
    cat "$SHARED/times"
    echo "# A monitor that is due every $DUMMY_MONITOR_S s finds the Dummy's failure after 0 to" \
        "$DUMMY_MONITOR_S s, by chance."
}

witness_up 2 || finish check-cluster
test_shells
if test_start; then
    test_rival
    test_moves
    test_killed_host
    test_killed_wineserver
    test_killed_resapid
    test_agent_killed_in_start
    test_agent_killed_in_stop
    test_agent_killed_in_monitor
    test_agent_killed_in_probe
    test_hung_offline
    test_killed_dummy
    test_killed_node
    test_end
    show_times
fi
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
