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

serves_document() {
    [ "$(node_exec node1 curl --silent --show-error --fail --max-time 5 \
        http://127.0.0.1:8090/)" = hello ]
}

host_pid() {
    node_exec node1 resapictl status web --output-as=json |
        sed -n 's/.*"host_pid" *: *\([0-9][0-9]*\).*/\1/p'
}

has_host() {
    host=$(host_pid) && [ "${host:-0}" -gt 0 ] && node_exec node1 kill -0 "$host"
}

has_another_host() {
    has_host && [ "$host" != "$killed_host" ]
}

monitor_succeeded() {
    node_exec node1 cibadmin --query --xpath "//lrm_resource[@id='web']/lrm_rsc_op\
[@operation='monitor' and @interval='5000' and @op-status='0' and @rc-code='0']"
}

failure_was_counted() {
    case $(fail_count web node1) in
    '' | 0) return 1 ;;
    esac
}

# resapid must have told Pacemaker by itself: Pacemaker counts that under an operation of its own.
failure_was_pushed() {
    node_exec node1 crm_failcount --query --resource=web --node=node1 --operation=asyncmon \
        --interval=0 | grep -q 'value=[1-9I]'
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
    wait_for 120 anchor_runs || return 1
    list_hosts >"$idle_hosts"
}

anchor_runs() {
    list_hosts | grep -q 'resapi-host\.exe'
}

# What a stopped resource must not leave.
nothing_left_running() {
    leftovers=$(
        list_hosts | comm -23 - "$idle_hosts"
        node_exec node1 ps -eo stat=,pid=,comm= | grep '^Z'
        node_exec node1 find /dev/shm -name '*resapid*'
    )
    printf '%s\n' "$leftovers"
    [ -z "$leftovers" ]
}

list_processes_in_prefix() {
    node_exec node1 grep -lszx "WINEPREFIX=$PREFIX" /proc/[0-9]*/environ
}

prefix_is_quiet() {
    [ -z "$(list_processes_in_prefix)" ]
}

check_build() {
    for file in resapid resapictl resapi-keeper resapi-prefix ocf-resapi \
        x86_64-windows/resapi-host.exe x86_64-windows/clusapi.dll x86_64-windows/resutils.dll \
        tests/dlls/x86_64-windows/sampleweb.dll tests/dlls/x86_64-windows/sampleweb-server.exe; do
        [ -e "$RESAPID_BUILD/$file" ] || cluster_error "$RESAPID_BUILD/$file is missing: run make" ||
            return 1
    done
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

test_start() {
    check "crmsh configures the resource" cluster_crm configure primitive web \
        ocf:resapi:ResourceDLL params dll="$DLL" type='"Sample Web"' \
        properties="\"$PROPERTIES\"" op monitor interval=5s timeout=20s \
        op start timeout=60s op stop timeout=60s || return 1
    check "the configuration is valid" node_exec node1 crm_verify --live-check
    check "the cluster settles" cluster_settle 90
    check "the resource runs" wait_for 30 resource_runs_on web node1 || return 1
    check "the program that the DLL started answers" serves_document
    check "the monitor succeeds" wait_for 20 monitor_succeeded
    check "IsAlive succeeds" node_exec node1 resapictl check web --level=is
    check "no failure has been counted" test "$(fail_count web node1)" = 0
    check "resapid names the host process" has_host
}

test_recovery() {
    killed_host=$host
    check "the host process is killed" node_exec node1 kill -KILL "$killed_host" || return
    check "Pacemaker counts the failure" wait_for 30 failure_was_counted
    check "resapid had pushed it" failure_was_pushed
    check "another host process runs" wait_for 60 has_another_host
    check "the cluster settles after the recovery" cluster_settle 90
    check "the resource runs again" wait_for 30 resource_runs_on web node1
    check "its program answers again" serves_document
}

test_stop() {
    check "the resource is stopped" cluster_crm resource stop web
    check "the cluster settles after the stop" cluster_settle 90
    check "the resource runs nowhere" resource_stopped web
    check_status "nobody answers" 7 node_exec node1 curl --silent http://127.0.0.1:8090/
    check "nothing is left running" nothing_left_running
}

test_ocf_tester() {
    check "the resource is removed from the cluster" cluster_crm configure delete web || return
    check "ocf-tester finds nothing" node_exec node1 timeout 300 ocf-tester -n web \
        -o dll="$DLL" -o type="Sample Web" -o properties="$PROPERTIES" "$AGENT"
    check "ocf-tester leaves nothing running" nothing_left_running
}

test_end() {
    check "resapid is told to end" \
        node_exec node1 kill -TERM "$(node_exec node1 cat /run/resapid-test.pid)"
    check "it takes Wine's services along" wait_for 30 prefix_is_quiet
}

RESAPID_BUILD=$(cd "${RESAPID_BUILD:?is not set: give the build folder}" && pwd) || exit 1
check "everything is built" check_build || finish check-cluster

CLUSTER_VISIBLE=$RESAPID_BUILD
CLUSTER_ENV="RESAPID_BUILD=$RESAPID_BUILD RESAPID_CONFIG=/etc/resapid/resapid.conf"
# shellcheck disable=SC2034 # read by cluster_up
CLUSTER_BOOT=$CLUSTER_LIB/boot-resapid.sh
check "a cluster of one node comes up" cluster_up 1 || finish check-cluster
check "resapid answers" wait_for 120 node_exec node1 resapictl status || finish check-cluster
check "resapid brings up the Wine prefix" note_idle_hosts || finish check-cluster
test_meta_data
if test_start; then
    test_recovery
    test_stop
    test_ocf_tester
    test_end
fi
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
