#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The agents of resource types as Pacemaker's administrators meet them: crmsh, pcs and ocf-tester read
# them, and Pacemaker starts, reloads and stops by them. One node, real Pacemaker and resapid; fake-host
# in place of DLLs, whose properties the files in types.d tell. Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"

FOLDER=/usr/lib/ocf/resource.d/resapi
SCRIPTS=/var/lib/resapid/scripts
SET_PRIVATE_PROPERTIES=0x01400086

# write FILE, at once.
write() {
    node_exec node1 sh -c "mkdir -p ${1%/*} && cat >$1.new && mv $1.new $1"
}

# properties COUNT: a file for types.d with so many of them; none but the first needs a restart
properties() {
    reloadable=false
    for number in $(seq "$1"); do
        printf '[property Property %s]\nformat=%s\nreloadable=%s\n' "$number" \
            "$(echo SZ DWORD MULTI_SZ BINARY QWORD | cut -d' ' -f$((number % 5 + 1)))" "$reloadable"
        reloadable=true
    done
}

# add TYPE AGENT COUNT
add() {
    printf 'Record = %s/record\nResourceControl@%s = ok\n' "$SCRIPTS" "$SET_PRIVATE_PROPERTIES" |
        write "$SCRIPTS/$2.script" &&
        properties "$3" | write "/etc/resapid/types.d/$2" &&
        node_exec node1 resapictl type add "$1" --dll="$SCRIPTS/$2.script"
}

# shows TEXT CMD...: its output has TEXT
shows() {
    expected=$1
    shift
    output=$("$@" 2>&1)
    status=$?
    if [ "$status" -ne 0 ] || ! printf '%s\n' "$output" | grep -qF -- "$expected"; then
        printf '%s\n' "$output"
        return 1
    fi
}

judge_by_schema() {
    node_exec node1 setpriv --reuid=65534 --regid=65534 --clear-groups env -i "$FOLDER/$1" meta-data |
        xmllint --noout --relaxng "$CLUSTER_LIB/ocf-1.1.rng" -
}

# ocf-tester knows OCF 1.0's DTD only, which has neither reload-agent nor reloadable: it has to
# complain of these and of nothing else.
judge_by_tester() {
    tested=$1
    shift
    output=$(node_exec node1 timeout 300 ocf-tester -n "tested-$tested" "$@" "$FOLDER/$tested" 2>&1)
    status=$?
    printf '%s\n' "$output"
    [ "$status" -eq 1 ] && printf '%s\n' "$output" | grep -q 'failed 1 tests' &&
        printf '%s\n' "$output" | grep -q 'Your agent produces meta-data which does not conform to' &&
        ! printf '%s\n' "$output" | grep 'validity error' | grep -qv 'reload'
}

# judge TYPE AGENT COUNT
judge() {
    check "$1: the agent is made" add "$1" "$2" "$3" || return
    check "$1: OCF 1.1's schema" judge_by_schema "$2"
    check "$1: crm ra list" shows "$2" cluster_crm ra list ocf resapi
    check "$1: crm ra info" shows "resource type '$1'" cluster_crm ra info "ocf:resapi:$2"
    check "$1: pcs resource describe" shows "resource type '$1'" \
        node_exec node1 pcs resource describe "ocf:resapi:$2"
    if [ "$3" -gt 0 ]; then
        check "$1: crm ra info shows the last parameter" shows "Property_$3" \
            cluster_crm ra info "ocf:resapi:$2"
        check "$1: pcs as well" shows "Property_$3" \
            node_exec node1 pcs resource describe "ocf:resapi:$2"
    fi
    check "$1: ocf-tester has its one complaint" judge_by_tester "$2"
}

# judge_builtin AGENT TEXT PARAMETER=VALUE: one that is installed, with what it requires
judge_builtin() {
    check "$1: OCF 1.1's schema" judge_by_schema "$1"
    check "$1: crm ra list" shows "$1" cluster_crm ra list ocf resapi
    check "$1: crm ra info" shows "$2" cluster_crm ra info "ocf:resapi:$1"
    check "$1: pcs resource describe" shows "${3%=*} (required)" \
        node_exec node1 pcs resource describe "ocf:resapi:$1"
    check "$1: ocf-tester has its one complaint" judge_by_tester "$1" -o "$3"
}

configure() {
    cluster_crm configure primitive share ocf:resapi:FileShare \
        params Property_1=1 Property_5="a value" PendingTimeout=100000 \
        op start timeout=60s op stop timeout=60s op monitor interval=10s timeout=60s
}

host_pid() {
    node_exec node1 resapictl status share --output-as=json |
        sed -n 's/.*"host_pid" *: *\([0-9][0-9]*\).*/\1/p'
}

has_property() {
    shows "$2" node_exec node1 resapictl resource show share --output-as=json
}

has_common_property() {
    shows "$2" node_exec node1 resapictl resource show share --common --output-as=json
}

# The DLL's own record; each line begins with the entry point.
controls_of_share() {
    node_exec node1 grep -c "ResourceControl.*share.*$SET_PRIVATE_PROPERTIES" "$SCRIPTS/record"
}

was_told() {
    [ "$(controls_of_share)" -gt "$1" ]
}

is_another_host() {
    new_host=$(host_pid) && [ -n "$new_host" ] && [ "$new_host" != "$1" ]
}

test_pacemaker() {
    check_status "crmsh refuses a parameter that there is not" 1 \
        cluster_crm configure primitive bad ocf:resapi:FileShare params Colour=red
    check "a resource is configured" configure || return
    check "it starts" wait_for 120 resource_runs_on share node1 || return
    check "its properties are stored" has_property share "a value"
    check "common ones as well" has_common_property share 100000

    host=$(host_pid)
    told=$(controls_of_share)
    check "a parameter is changed" cluster_crm resource param share set Property_5 another
    check "the DLL is told" wait_for 120 was_told "$told"
    check "the cluster settles" cluster_settle 120
    check "in the same host: it was not restarted" test "$(host_pid)" = "$host"
    check "and no failure is counted" test "$(fail_count share node1)" = 0

    printf 'Record = %s/record\nResourceControl@%s = error=5024\n' "$SCRIPTS" \
        "$SET_PRIVATE_PROPERTIES" | write "$SCRIPTS/FileShare.script"
    check "a parameter is changed that the DLL takes at its next start" \
        cluster_crm resource param share set Property_5 third
    check "it is restarted" wait_for 120 is_another_host "$host"
    check "the cluster settles" cluster_settle 120
    check "it runs" resource_runs_on share node1
    check "with what was changed" has_property share third
    check "and no failure is counted" test "$(fail_count share node1)" = 0

    host=$(host_pid)
    told=$(controls_of_share)
    check "a parameter is changed that cannot be reloaded" \
        cluster_crm resource param share set Property_1 77
    check "Pacemaker restarts it" wait_for 120 is_another_host "$host"
    check "the cluster settles" cluster_settle 120
    new_host=$(host_pid)
    check "with what was changed" has_property share 77
    check "the DLL was not told of it while it ran" test "$(controls_of_share)" = "$told"
    check "a common property is changed" \
        cluster_crm resource param share set PendingTimeout 110000
    check "and stored" wait_for 120 has_common_property share 110000
    check "the cluster settles" cluster_settle 120
    check "without a restart" test "$(host_pid)" = "$new_host"

    check "the resource is stopped" cluster_crm resource stop share
    check "it runs nowhere" wait_for 120 resource_stopped share
    check "and is removed" cluster_crm configure delete share
}

RESAPID_BUILD=$(cd "${RESAPID_BUILD:?is not set: give the build folder}" && pwd) || exit 1
check "everything is built" cluster_check_build fake-host || finish check-cluster

CLUSTER_VISIBLE=$RESAPID_BUILD
CLUSTER_ENV="RESAPID_BUILD=$RESAPID_BUILD RESAPID_CONFIG=/etc/resapid/resapid.conf"
# shellcheck disable=SC2034 # read by cluster_up
CLUSTER_BOOT=$CLUSTER_LIB/boot-native.sh
check "a cluster of one node comes up" cluster_up 1 || finish check-cluster
check "resapid answers" wait_for 120 node_exec node1 resapictl status || finish check-cluster
judge "File Share" FileShare 5
judge "Büro & <60>" Buro60 60
judge "None" None 0
judge_builtin GenericApplication "Command line" CommandLine=/bin/true
judge_builtin GenericService "Service name" ServiceName=none
judge_builtin GenericScript "Script file" ScriptFilepath=/none.vbs
test_pacemaker
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
