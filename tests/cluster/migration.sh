#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Three Windows clusters that are imported into two nodes with real Pacemaker: each configuration is applied,
# twice, starts nothing and goes away again; and the one with a resource DLL of its own is cut over by the
# commands of its runbook, fails over and goes back. Needs RESAPID_BUILD, the build folder.
set -u

CLUSTER_LIB=$(cd "$(dirname "$0")" && pwd)
IMPORT_LIB=$CLUSTER_LIB/../import
# shellcheck source=../lib.sh
. "$CLUSTER_LIB/../lib.sh"
# shellcheck source=cluster.sh
. "$CLUSTER_LIB/cluster.sh"
# shellcheck source=witness.sh
. "$CLUSTER_LIB/witness.sh"
# shellcheck source=dns.sh
. "$CLUSTER_LIB/dns.sh"

DATABASE_ADDRESS=192.168.57.50
DATABASE_PORT=18099
DATABASE_PAGE="Orders on Linux"

# The one that has the module hivex, wherever another one is installed beside it.
PYTHON=/usr/bin/python3

# --- import

# import NAME FORMAT STATUS [OPTION...]
import() {
    name=$1
    file=$SHARED/gen/$1.$2
    expected=$3
    shift 3
    "$RESAPID_BUILD/resapi-import" "--output-dir=$SHARED/$name" "$@" "$file"
    [ $? -eq "$expected" ]
}

# Without its key the agent of a name would not say that it is stopped.
import_fileserver() {
    import fileserver reg 5 --node=FS1=node1 --node=FS2=node2 \
        --set="HOME name:server=$DNS_ADDRESS" --set="HOME name:keyfile=$DNS_KEY" \
        --set="PRINT:server=$DNS_ADDRESS" --set="PRINT:keyfile=$DNS_KEY"
}

# What is left is to be done: a service to install, and failures that count twice.
import_database() {
    import database clixml 5 --node=NODE1=node1 --node=NODE2=node2 \
        --set="Orders Disk:device=$SHARED/disk" --set='Orders Disk:fstype=none' \
        --set='Orders Disk:options=bind' --set='Orders Disk:directory=/srv/orders' \
        --set="Orders Name:server=$DNS_ADDRESS" --set="Orders Name:keyfile=$DNS_KEY" \
        --set="Orders Database:Document=$DATABASE_PAGE"
}

has_findings() {
    [ "$(jq '[.notes[] | select(.finding)] | length' "$SHARED/$1/report.json")" = "$2" ]
}

# --- what is applied

configuration() {
    cluster_exec cibadmin --query --scope configuration
}

# No systemd runs in these nodes, so Pacemaker cannot tell whether units of it are active.
nothing_is_active() {
    [ "$(cluster_xpath 'count(//resources//resource)')" -ge "$1" ] &&
        [ "$(cluster_xpath 'count(//resources//resource[not(starts-with(@resource_agent, "systemd:")) and
            (@role!="Stopped" or @failed="true")])')" = 0 ]
}

all_is_stopped() {
    cluster_settle 120 && nothing_is_active "$1"
}

# 1,000 probes take minutes, and say nothing more than those of the others. One that fails makes Pacemaker stop
# what it was for, which is shown as started until then.
nothing_is_started() {
    [ "$(configuration | xmllint --xpath 'count(//primitive)' -)" = "$1" ] &&
        [ "$(cluster_xpath 'count(//resources//resource[@role="Started"])')" = 0 ]
}

same_as_before() {
    configuration >"$SHARED/again.xml" && cmp "$SHARED/applied.xml" "$SHARED/again.xml"
}

# step_on NODE FOLDER PART TITLE: the commands of this step, carried out there and where its files are.
step_on() {
    "$PYTHON" "$IMPORT_LIB/runbook.py" "$SHARED/$2/report.json" "$3" "$4" >"$SHARED/step.sh" &&
        node_exec "$1" timeout 300 sh -exc "cd '$SHARED/$2' && . '$SHARED/step.sh'"
}

# step FOLDER PART TITLE: on the first node that is up.
step() {
    step_node=$(cluster_live_node) && step_on "$step_node" "$@"
}

# test_on_nodes FOLDER TITLE: a step for every node.
test_on_nodes() {
    for name in $(cluster_nodes); do
        check "$1: $name: $2" step_on "$name" "$1" command "$2"
        check "$1: $name: its check passes" step_on "$name" "$1" check "$2"
    done
}

# test_apply NAME STOPPED COUNT COMMAND...: STOPPED says whether all COUNT resources are; COMMAND applies it once
# more.
test_apply() {
    about=$1
    is_stopped=$2
    count=$3
    shift 3
    check "$about: the runbook's step applies it" step "$about" command "Apply the configuration" ||
        return
    check "$about: its check finds nothing" step "$about" check "Apply the configuration"
    check "$about: all resources are there, and nothing runs" wait_for 180 "$is_stopped" "$count"
    configuration >"$SHARED/applied.xml"
    check "$about: applied once more" cluster_exec "$@"
    check "$about: changes nothing" same_as_before
}

test_take_back() {
    check "$1: the way back" step "$1" back "Apply the configuration"
    check "$1: leaves nothing of it" has_gone
}

# Without systemd they have failed, and are told of as long as they are known.
forget_probes() {
    cluster_exec timeout 120 crm_resource --refresh && cluster_settle 120
}

has_gone() {
    cluster_settle 240 && configuration >"$SHARED/gone.xml" &&
        cmp "$SHARED/$about/before-import.xml" "$SHARED/gone.xml"
}

# make_dll FILE TYPE: the DLL knows only its own type, whose name has as many letters.
make_dll() {
    "$PYTHON" -c 'import sys
data = open(sys.argv[1], "rb").read()
old, new = (name.encode("utf-16-le") for name in ("Sample Web", sys.argv[3]))
assert len(old) == len(new) and old in data
open(sys.argv[2], "wb").write(data.replace(old, new))' \
        "$RESAPID_BUILD/tests/dlls/x86_64-windows/sampleweb.dll" "$SHARED/$1.dll" "$2"
}

# test_register FOLDER DLL TYPE: by the runbook's step, with the program that the DLL needs beside it.
test_register() {
    check "$1: its DLL" make_dll "$1/$2" "$3"
    for name in $(cluster_nodes); do
        check "$1: $name has the DLL's program" node_exec "$name" \
            install -D -t /opt/resource-dlls /usr/lib/resapid/sample/sampleweb-server.exe
    done
    test_on_nodes "$1" "Register $2.dll on every node"
}

test_fileserver() {
    check "fileserver: imported" import_fileserver
    test_apply fileserver all_is_stopped 10 sh -c "crm -F configure load update '$SHARED/fileserver/crm.txt'"
    test_take_back fileserver
    check "fileserver: what its probes left is forgotten" forget_probes
}

test_large() {
    check "large: imported" import large hive 5 --node=BIG1=node1 --node=BIG2=node2
    test_register large contosomq "Contoso MQ"
    test_apply large nothing_is_started 500 cibadmin --modify --allow-create --xml-file "$SHARED/large/cib.xml"
}

# --- the one that moves

# Asked from neither node.
database_serves() {
    nsenter --target "$dns_hub" --net curl --silent --show-error --include --max-time 5 \
        "http://$(dns_address orders):$DATABASE_PORT/" >"$SHARED/page"
    grep -q "$DATABASE_PAGE" "$SHARED/page" || { cat "$SHARED/page" && return 1; }
}

has_address() {
    node_exec "$1" ip -brief address | grep -q "$DATABASE_ADDRESS/"
}

has_disk() {
    node_exec "$1" test -e /srv/orders/disk-of-orders
}

# database_on NODE FIELD: what resapid says of it there.
database_on() {
    node_exec "$1" resapictl status --output-as=json |
        jq -r ".resources[] | select(.name == \"Orders-Database\").$2"
}

# Where all of it is, and only there.
is_whole_on() {
    for resource in Orders-Disk Orders-IP Orders-Name Orders-Database; do
        resource_runs_on "$resource" "$1" || { echo "$resource does not run on $1"; return 1; }
    done
    for name in $(cluster_nodes); do
        ! node_up "$name" || [ "$name" = "$1" ] || { ! has_address "$name" && ! has_disk "$name"; } ||
            { echo "$name has a part of it"; return 1; }
    done
    has_address "$1" && has_disk "$1" && [ "$(dns_address orders)" = "$DATABASE_ADDRESS" ] &&
        [ "$(database_on "$1" state)" = online ]
}

is_nowhere() {
    for name in $(cluster_nodes); do
        if has_address "$name" || has_disk "$name"; then
            echo "$name has a part of it"
            return 1
        fi
    done
    [ -z "$(dns_address orders)" ]
}

# The part of it that Windows would do: nothing has the address.
test_cut_over() {
    check "database: Linux is ready" step database check "Orders: see that Linux is ready for it"
    check "database: nobody has its address yet" wait_for 120 is_nowhere
    check "database: the runbook starts it" step database command "Orders: start it on Linux" || return
    check "database: its checks pass" step database check "Orders: start it on Linux"
    check "database: all of it is on its preferred node" wait_for 120 is_whole_on node1
    check "database: clients find it by its name" wait_for 120 database_serves
    check "database: Reports stays stopped, as on Windows" resource_stopped Reports-Service
}

test_failover() {
    check "database: its node loses power" node_kill node1 || return
    check "database: all of it is on the other node" wait_for 180 is_whole_on node2
    check "database: clients find it there" wait_for 120 database_serves
    check "database: node1 boots" node_start node1
    check "database: both nodes are online" wait_for 120 cluster_complete
    check "database: it settles" cluster_settle 120
    check "database: no failback was asked for, and none is made" wait_for 120 is_whole_on node2
    check "database: a host that is killed" kill_host node2
    check "database: is noticed, and is back on its node" wait_for 120 has_failed_once
    check "database: whole" wait_for 120 is_whole_on node2
    check "database: and serves" wait_for 120 database_serves
}

kill_host() {
    node_exec "$1" kill -KILL "$(database_on "$1" host_pid)"
}

has_failed_once() {
    [ "$(fail_count Orders-Database node2)" -ge 1 ]
}

test_way_back() {
    check "database: the way back stops it" step database back "Orders: start it on Linux"
    check "database: and checks that" step database back-check "Orders: start it on Linux"
    check "database: nothing of it is left anywhere" wait_for 120 is_nowhere
    check "database: resapid says so" wait_for 120 is_offline_on node2
}

is_offline_on() {
    [ "$(database_on "$1" state)" = offline ]
}

test_database() {
    check "database: imported" import_database
    check "database: two findings are left" has_findings database 2
    test_register database contosodb "Contoso DB"
    test_on_nodes database "Install the service ContosoReports on every node"
    # It leaves what is there already: so pcs has nothing to do.
    test_apply database all_is_stopped 5 sh "$SHARED/database/pcs.sh" --force
    test_cut_over
    test_failover
    test_way_back
    test_take_back database
}

witness_up 2 || finish check-cluster
mkdir "$SHARED/dns" "$SHARED/disk"
touch "$SHARED/disk/disk-of-orders"
check "three Windows clusters" "$PYTHON" "$IMPORT_LIB/generate.py" "$SHARED/gen"
check "a DNS server takes updates" dns_up "$SHARED/dns"
test_database
test_fileserver
test_large
cluster_report
check "the cluster leaves nothing behind" cluster_down
finish check-cluster
