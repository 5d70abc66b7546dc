#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# One node, real Pacemaker, real resapid, real Wine, a real resource DLL.
# Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"

AGENT=/usr/lib/ocf/resource.d/resapi/ResourceDLL
DLL=/usr/lib/resapid/sample/sampleweb.dll
PREFIX=/var/lib/resapid/prefix
PROPERTIES='Port=8090 Document=hello'

# The recurring monitors, OCF_CHECK_LEVEL 0 and 10. resapid itself polls IsAlive once a minute.
LOOKS_ALIVE_MS=2000
IS_ALIVE_MS=3000

serves_document() {
    [ "$(node_exec node1 curl --silent --show-error --fail --max-time 5 \
        http://127.0.0.1:8090/)" = hello ]
}

nobody_answers() {
    check_status "nobody answers" 7 node_exec node1 curl --silent http://127.0.0.1:8090/
}

host_pid() {
    node_exec node1 resapictl status web --output-as=json |
        sed -n 's/.*"host_pid" *: *\([0-9][0-9]*\).*/\1/p'
}

has_host() {
    host=$(host_pid) && [ "${host:-0}" -gt 0 ] && node_exec node1 kill -0 "$host"
}

# The Windows program that the DLL started.
has_server() {
    server=$(node_exec node1 pgrep -f 'sampleweb-server\.exe') && [ -n "$server" ]
}

# Sets host and server.
note_processes() {
    has_host && has_server
}

# Another than the one noted, as in what follows.
has_another_host() {
    now=$(host_pid) && [ "${now:-0}" -gt 0 ] && [ "$now" != "$host" ] &&
        node_exec node1 kill -0 "$now"
}

is_adopted() {
    [ "$(host_pid)" = "$host" ] && node_exec node1 kill -0 "$host" &&
        [ "$(node_exec node1 pgrep -f 'sampleweb-server\.exe')" = "$server" ]
}

monitor_succeeded() {
    [ "$(node_exec node1 cibadmin --query | xmllint --xpath "count(//lrm_resource[@id='web']/
lrm_rsc_op[@operation='monitor' and @interval='$1' and @op-status='0' and @rc-code='0'])" -)" = 1 ]
}

# Of the operations with this name and interval only.
operation_failures() {
    node_exec node1 crm_failcount --query --resource=web --node=node1 --operation="$1" \
        --interval="$2ms" | sed -n 's/.*value=//p'
}

operation_failed_more_than() {
    [ "$(operation_failures "$1" "$2")" -gt "$3" ]
}

# resapid tells Pacemaker by itself, which counts that under an operation of its own.
failure_was_pushed() {
    operation_failed_more_than asyncmon 0 "$pushed"
}

note_failures() {
    failures=$(fail_count web node1)
    pushed=$(operation_failures asyncmon 0)
    [ -n "$failures" ] && [ -n "$pushed" ]
}

failure_was_counted() {
    [ "$(fail_count web node1)" -gt "$failures" ]
}

no_failure_was_counted() {
    [ "$(fail_count web node1)" = "$failures" ]
}

# Kills a process and waits until another server than the present one gives the document: recovery
# gets the milliseconds that took.
kill_and_await_service() {
    # shellcheck disable=SC2016 # expands inside the node
    recovery=$(node_exec node1 timeout 120 sh -c '
        began=$(date +%s%3N)
        kill -KILL "$1" || exit
        until new=$(pgrep -f "sampleweb-server\.exe") && [ "$new" != "$2" ] &&
            [ "$(curl --silent --max-time 1 http://127.0.0.1:8090/)" = hello ]; do
            sleep 0.02
        done
        echo $(($(date +%s%3N) - began))' sh "$1" "$server") && [ -n "$recovery" ]
}

# A monitor may be faster now and then, and its stop ends the push: then once more.
failure_is_pushed() {
    for _ in 1 2 3 4; do
        ! failure_was_pushed || return 0
        wait_for 120 resource_runs_on web node1 && wait_for 120 note_processes &&
            kill_and_await_service "$host" || return
    done
    wait_for 20 failure_was_pushed
}

kill_resapid() {
    resapid=$(node_exec node1 cat /run/resapid-test.pid) &&
        node_exec node1 kill -KILL "$resapid" && wait_for 120 is_gone "$resapid"
}

is_gone() {
    ! node_exec node1 kill -0 "$1"
}

# As libqb does when its server is killed while a client connects: what it made already stays.
leave_half_a_connection() {
    folder=/dev/shm/qb-$resapid-1-15-abcdef
    node_exec node1 mkdir "$folder" && node_exec node1 touch "$folder/qb-request-resapid-header" \
        "$folder/qb-request-resapid-data" "$folder/qb-response-resapid-header"
}

start_resapid() {
    node_exec node1 start-resapid && wait_for 120 node_exec node1 resapictl status
}

# Keepers, and whatever runs in the prefix but the wineserver and Wine's own services, which come
# and go as Wine likes: "PID COMMAND".
list_hosts() {
    # shellcheck disable=SC2016 # expands inside the node
    node_exec node1 sh -c '
        for process in /proc/[0-9]*; do
            program=$(readlink "$process/exe") || continue
            command=$(tr "\0" " " <"$process/cmdline")
            case $program in
            */resapi-keeper)
                printf "%s %s\n" "${process#/proc/}" "$command"
                continue
                ;;
            */wineserver*) continue ;;
            esac
            tr "\0" "\n" <"$process/environ" | grep -qx "WINEPREFIX=$1" || continue
            case $command in
            C:\\windows\\system32\\services.exe*) ;;
            C:\\windows\\system32\\winedevice.exe*) ;;
            C:\\windows\\system32\\plugplay.exe*) ;;
            C:\\windows\\system32\\svchost.exe*) ;;
            C:\\windows\\system32\\rpcss.exe*) ;;
            C:\\windows\\system32\\explorer.exe*/desktop*) ;;
            *) printf "%s %s\n" "${process#/proc/}" "$command" ;;
            esac
        done 2>/dev/null' sh "$PREFIX" | sort
}

# resapid keeps a host without a resource, which holds the prefix's wineserver: the anchor.
note_idle_hosts() {
    idle_hosts=$CLUSTER_DIR/idle-hosts
    wait_for 300 prefix_is_ready || return 1
    list_hosts >"$idle_hosts"
    grep -q 'resapi-host\.exe' "$idle_hosts"
}

prefix_is_ready() {
    node_exec node1 grep -q 'Wine prefix: ready' /var/log/resapid.log
}

# By pid, because Wine changes a process's command line while it starts.
list_other_hosts() {
    list_hosts | awk 'NR == FNR { idle[$1]; next } !($1 in idle)' "$idle_hosts" -
}

# What a stopped resource must not leave, not even for a moment. A zombie may be one that Pacemaker
# is about to look at.
nothing_left_running() {
    leftovers=$(list_other_hosts)
    printf '%s\n' "$leftovers"
    [ -z "$leftovers" ] && wait_for 20 no_zombie_is_left
}

no_zombie_is_left() {
    ! node_exec node1 ps -eo stat=,pid=,comm= | grep '^Z'
}

# Not while resapid is down: the next one removes what a killed one has left.
no_shared_memory_left() {
    memory=$(node_exec node1 find /dev/shm -name '*resapid*')
    printf '%s\n' "$memory"
    [ -z "$memory" ]
}

list_processes_in_prefix() {
    node_exec node1 grep -lszx "WINEPREFIX=$PREFIX" /proc/[0-9]*/environ
}

prefix_is_quiet() {
    [ -z "$(list_processes_in_prefix)" ]
}

check_build() {
    cluster_check_build resapi-prefix x86_64-windows/resapi-host.exe x86_64-windows/clusapi.dll \
        x86_64-windows/resutils.dll tests/dlls/x86_64-windows/sampleweb.dll \
        tests/dlls/x86_64-windows/sampleweb-server.exe
}

# meta-data has to work without a daemon's help, for anybody and in an empty environment.
read_meta_data() {
    node_exec node1 setpriv --reuid 65534 --regid 65534 --clear-groups \
        env -i "$AGENT" meta-data >"$meta_data"
}

has_actions() {
    for action in start stop monitor meta-data validate-all; do
        xmllint --xpath "//action[@name='$action']" "$meta_data" >/dev/null || return 1
    done
    for level in 0 10; do
        xmllint --xpath "//action[@name='monitor' and (@depth='$level' or
            ($level=0 and not(@depth)))]" "$meta_data" >/dev/null || return 1
    done
}

crmsh_knows_parameters() {
    cluster_crm ra info ocf:resapi:ResourceDLL >"$meta_data.info" || return 1
    for parameter in dll type properties; do
        grep -q "^$parameter\\**[ (]" "$meta_data.info" || return 1
    done
}

test_meta_data() {
    meta_data=$CLUSTER_DIR/meta-data.xml
    check "meta-data works for nobody in an empty environment" read_meta_data || return
    check "meta-data is valid OCF 1.1" \
        xmllint --noout --relaxng "$CLUSTER_LIB/ocf-1.1.rng" "$meta_data"
    check "meta-data names every action and both monitor levels" has_actions
    check "crmsh shows the parameters" crmsh_knows_parameters
}

configure_resource() {
    name=$1
    dll=$2
    shift 2
    cluster_crm configure primitive "$name" ocf:resapi:ResourceDLL \
        params dll="$dll" type="Sample Web" properties="$PROPERTIES" \
        op start timeout=60s op stop timeout=60s "$@"
}

start_was_refused() {
    [ "$(cluster_xpath "count(//failures/failure[@op_key='broken_start_0' and @exitcode='5' and
        contains(@exitreason, '$1') and contains(@exitreason, 'ENOENT (2)')])")" = 1 ]
}

crm_mon_names() {
    node_exec node1 crm_mon --one-shot | grep -F -e "$1"
}

test_wrong_dll() {
    missing=/usr/lib/resapid/sample/missing.dll
    check "a resource with a DLL that is not there is configured" \
        configure_resource broken $missing || return
    check "its start ends with OCF 5 and an exit reason" wait_for 120 start_was_refused $missing
    check "crm_mon shows the reason" crm_mon_names $missing
    check "it runs nowhere" wait_for 120 resource_stopped broken
    check "and is removed" cluster_crm configure delete broken
}

test_start() {
    check "crmsh configures the resource" configure_resource web "$DLL" \
        op monitor interval=${LOOKS_ALIVE_MS}ms timeout=20s \
        op monitor interval=${IS_ALIVE_MS}ms timeout=20s OCF_CHECK_LEVEL=10 || return 1
    check "the configuration is valid" node_exec node1 crm_verify --live-check
    check "the resource runs" wait_for 120 resource_runs_on web node1 || return 1
    check "the program that the DLL started answers" serves_document
    check "the monitor of level 0 succeeds" wait_for 120 monitor_succeeded $LOOKS_ALIVE_MS
    check "the monitor of level 10 succeeds" wait_for 120 monitor_succeeded $IS_ALIVE_MS
    check "no failure has been counted" test "$(fail_count web node1)" = 0
    check "resapid names the host process" note_processes
    check_fails "what it runs is seen" nothing_left_running
}

expect_recovery() {
    check "Pacemaker counts the failure" wait_for 120 failure_was_counted
    check "another host process runs" wait_for 120 has_another_host
    check "the resource runs again" wait_for 120 resource_runs_on web node1
    # A monitor may have found the same failure, which is a recovery more.
    check "the cluster settles" cluster_settle 120
    check "its program has been replaced" wait_for 120 note_processes
}

# As Pacemaker's scheduler sees it.
attribute_is() {
    value=$(node_exec node1 cibadmin --query --scope=status |
        xmllint --xpath "string(//transient_attributes//nvpair[@name='resapid']/@value)" -)
    echo "resapid='$value'"
    [ "$value" = "$1" ]
}

test_attribute() {
    version=$("$RESAPID_BUILD/resapid" --version | cut -d ' ' -f 2)
    check "the node has the attribute resapid" wait_for 120 attribute_is "$version"
    check "a location rule asks for it" cluster_crm configure location web-where-resapid web \
        rule -inf: not_defined resapid || return
    check "the configuration is valid" node_exec node1 crm_verify --live-check
    check "the resource may stay" cluster_settle 120
    check "and does" resource_runs_on web node1
    check "the attribute is taken away" \
        node_exec node1 attrd_updater --name resapid --delete
    check "the resource is stopped" wait_for 120 was_moved_away
    check "resapid sets the attribute anew" wait_for 120 attribute_is "$version"
    check "the resource runs again" wait_for 120 resource_runs_on web node1
    check "resapid names its processes" wait_for 120 note_processes
    check "the rule is removed" cluster_crm configure delete web-where-resapid
    check "no failure was counted" test "$(fail_count web node1)" = 0
}

# It may be back already.
was_moved_away() {
    resource_stopped web || has_another_host
}

# refused COMMAND WORD...: resapictl names the cluster's own command.
refused() {
    wanted=$1
    shift
    node_exec node1 resapictl "$@" >"$CLUSTER_DIR/refused" 2>&1
    refused_status=$?
    cat "$CLUSTER_DIR/refused"
    [ "$refused_status" -eq 1 ] && grep -qF -e "is Pacemaker's: use '$wanted'" "$CLUSTER_DIR/refused"
}

is_unmanaged() {
    [ "$(cluster_xpath "count(//resources//resource[@id='web' and @managed='false'])")" = 1 ]
}

is_kept_stopped() {
    node_exec node1 crm_resource --resource=web --force-check
    [ $? -eq 7 ] && no_failure_was_counted
}

test_refusal() {
    note_failures
    check "resapictl does not take it offline" refused "crm resource stop web" offline web || return
    check "nor terminate it" refused "crm resource stop web" terminate web
    check "the command that it names does" cluster_crm resource stop web
    check "the resource is stopped" wait_for 120 resource_stopped web
    check "resapictl does not bring it online" refused "crm resource start web" online web
    check "nor remove it" refused "crm configure delete web" resource remove web
    check "it is stopped still" resource_stopped web
    check "the command that it names brings it online" cluster_crm resource start web
    check "the resource runs" wait_for 120 resource_runs_on web node1
    check "no failure was counted" no_failure_was_counted

    check "the resource is in maintenance mode" cluster_crm resource maintenance web on
    check "Pacemaker knows" wait_for 120 is_unmanaged
    # It shows that before it has ended the monitors.
    check "and asks no more" cluster_settle 120
    check "resapictl still refuses" refused "crm resource stop web" offline web
    check "but obeys --force" node_exec node1 resapictl offline web --force
    nobody_answers
    check "Pacemaker leaves it alone" is_kept_stopped
    check "--force brings it back" node_exec node1 resapictl online web --force
    check "maintenance mode is over" cluster_crm resource maintenance web off
    check "the resource runs where it did" wait_for 120 resource_runs_on web node1
    check "no failure was counted for it" no_failure_was_counted
    check "resapid names its processes" wait_for 120 note_processes
}

# What was deleted is nobody's but resapictl's.
test_deleted() {
    check "resapictl refuses what Pacemaker has" \
        refused "crm resource start web" online web
    check "the resource is removed from the cluster" cluster_crm configure delete web || return
    check "resapictl brings it online" wait_for 120 node_exec node1 resapictl online web
    check "it serves" serves_document
    check "and takes it offline" node_exec node1 resapictl offline web
    nobody_answers
}

test_killed_host() {
    note_failures
    check "the host process is killed, and the service comes back" \
        kill_and_await_service "$host" || return
    echo "# host killed: the service answered again after $recovery ms"
    check "resapid had told Pacemaker" failure_is_pushed
    expect_recovery
}

test_killed_server() {
    note_failures
    check "the DLL's program is killed, and the service comes back" \
        kill_and_await_service "$server" || return
    echo "# program killed: the service answered again after $recovery ms"
    expect_recovery
}

# LooksAlive sees a process that lives; only IsAlive asks it for a page.
test_frozen_server() {
    note_failures
    frozen=$(operation_failures monitor $IS_ALIVE_MS)
    check "the DLL's program is stopped" node_exec node1 kill -STOP "$server" || return
    check "the monitor of level 10 finds that" \
        wait_for 120 operation_failed_more_than monitor $IS_ALIVE_MS "$frozen"
    check "the service comes back" wait_for 120 serves_document
    expect_recovery
}

# Long enough for each of the monitors to have run again.
monitors_stay_content() {
    node_exec node1 crm_resource --resource=web --force-check || return 1
    sleep $((IS_ALIVE_MS / 1000 + 1))
    no_failure_was_counted
}

# A monitor waits for 5 s for a resapid: little is done between its end and its start.
test_adoption() {
    note_failures
    check "resapid is killed" kill_resapid || return
    check "the service goes on" serves_document
    check "resapid is started again" start_resapid
    check "it has adopted the resource" wait_for 120 is_adopted
    check "the monitors find nothing" monitors_stay_content
    check "the resource is the same process still" is_adopted
}

test_stop_without_resapid() {
    note_failures
    check "resapid is killed again" kill_resapid || return
    # As crmsh does it, but before a monitor has waited for resapid in vain.
    check "the resource is stopped meanwhile" node_exec node1 crm_resource --resource=web --meta \
        --set-parameter=target-role --parameter-value=Stopped
    check "Pacemaker says so" wait_for 120 resource_stopped web
    nobody_answers
    check "nothing of it is left" nothing_left_running
    check "no failure was counted for it" no_failure_was_counted
    check "the attribute stays" attribute_is "$version"
    check "a client was just connecting" leave_half_a_connection
    check "resapid comes back" start_resapid
    check "the resource is started" cluster_crm resource start web
    check "and runs" wait_for 120 resource_runs_on web node1
    check "and serves" serves_document
}

test_stop() {
    check "the resource is stopped" cluster_crm resource stop web
    check "it runs nowhere" wait_for 120 resource_stopped web
    nobody_answers
    check "nothing is left running" nothing_left_running
    check "no shared memory is left" wait_for 20 no_shared_memory_left
    check "the cluster settles" cluster_settle 120
}

test_ocf_tester() {
    check "ocf-tester finds nothing" node_exec node1 timeout 300 ocf-tester -n web \
        -o dll="$DLL" -o type="Sample Web" -o properties="$PROPERTIES" "$AGENT"
    check "ocf-tester leaves nothing running" nothing_left_running
}

test_end() {
    check "resapid is told to end" \
        node_exec node1 kill -TERM "$(node_exec node1 cat /run/resapid-test.pid)"
    check "it takes Wine's services along" wait_for 120 prefix_is_quiet
    check "the attribute is gone" wait_for 120 attribute_is ""
}

RESAPID_BUILD=$(cd "${RESAPID_BUILD:?is not set: give the build folder}" && pwd) || exit 1
check "everything is built" check_build || finish check-cluster

CLUSTER_VISIBLE=$RESAPID_BUILD
CLUSTER_ENV="RESAPID_BUILD=$RESAPID_BUILD RESAPID_CONFIG=/etc/resapid/resapid.conf"
# shellcheck disable=SC2034 # read by cluster_up
CLUSTER_BOOT=$CLUSTER_LIB/boot-resapid.sh
check "a cluster of one node comes up" cluster_up 1 || finish check-cluster
check "resapid answers" wait_for 120 node_exec node1 resapictl status || finish check-cluster
# These need no Wine prefix, which is being made meanwhile.
test_meta_data
test_wrong_dll
check "resapid brings up the Wine prefix" note_idle_hosts || finish check-cluster
if test_start; then
    test_attribute
    test_refusal
    test_killed_host
    test_killed_server
    test_frozen_server
    test_adoption
    test_stop_without_resapid
    test_stop
    test_deleted
    test_ocf_tester
    test_end
fi
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
