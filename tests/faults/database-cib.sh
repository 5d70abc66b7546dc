#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The cluster database in Pacemaker's CIB: two resapids with one CIB, which is played by a program
# (tests/mock-cib.sh), and what becomes of it when that is dead, slow, or changed by others.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"
# shellcheck source=../mock-cib.sh
. "$here/../mock-cib.sh"

# node N: what follows is this one's.
# shellcheck disable=SC2154 # NODE1 and PID1 are made by new_node and start_node
node() {
    eval "RESAPID_CONFIG=\$NODE$1/resapid.conf INSTANCE=\$NODE$1 INSTANCE_PID=\$PID$1"
}

new_node() {
    instance_new native
    instance_set database backend cib
    instance_set pacemaker status_timeout 3
    eval "NODE$1=\$INSTANCE"
}

start_node() {
    node "$1"
    instance_start
    begun=$?
    eval "PID$1=\$INSTANCE_PID"
    return $begun
}

shows() {
    ctl resource show "$1" | grep -e "$2"
}

soon_shows() {
    wait_until 30 shows "$@"
}

lists() {
    ctl resource list | grep -w "$1"
}

lists_not() {
    ! lists "$1"
}

set_has() {
    mock_cib_set | grep -e "$1"
}

logged() {
    grep -e "$1" "$INSTANCE/log"
}

logged_once() {
    logged "$1"
    [ "$(grep -c -e "$1" "$INSTANCE/log")" = 1 ]
}

# How often this node has looked, while it goes on.
looked_twice_more() {
    [ "$(mock_cib_calls --no-children)" -ge $((looks + 2)) ]
}

wait_for_looks() {
    looks=$(mock_cib_calls --no-children)
    wait_until 30 looked_twice_more
}

# The file is what the CIB is.
database_is_like_cib() {
    mock_cib_set | sed -n 's/.* name="\([^"]*\)" value="\([^"]*\)".*/\1=\2/p' | sort >"$INSTANCE/cib"
    [ -s "$INSTANCE/cib" ] || return
    sqlite3 "file:$INSTANCE/state/clusdb?mode=ro&immutable=1" \
        "SELECT count(*) FROM key_values WHERE path NOT LIKE 'N%'" >"$INSTANCE/count"
    grep -vc '/=KEY$' "$INSTANCE/cib" >"$INSTANCE/count.cib"
    diff "$INSTANCE/count" "$INSTANCE/count.cib"
}

test_dead() {
    mock_cib_mode dead
    start_node 1
    script res
    check_error "without Pacemaker nothing is written" 1 "ERROR_CLUSTER_NODE_DOWN (5050)" \
        ctl type add res --dll="$INSTANCE/res.script"
    check "which the log says once" wait_until 20 logged_once "to be read until Pacemaker's CIB can be reached"
    check_fails "and no warning of a disk" grep -i 'ERROR_DISK' "$INSTANCE/log"
}

test_first_contact() {
    mock_cib_mode good
    check "with Pacemaker the node shares its database" wait_until 30 logged "shared with the cluster"
    check "the CIB has it" wait_until 30 set_has 'name=":ClusterInstanceID" value="SZ:'
    check_fails "without what is this node's own" set_has 'name="Nodes'
    new_resource res
    check "what is written is there at once" set_has 'name="Resources/[^:]*:Name" value="SZ:res"'
    check "private properties too" ctl resource set res "Text=ä & <\"x'> 100%" Port:DWORD=8080
    check "as text" set_has ':Port" value="DWORD:8080"'
    check "with what XML would change escaped" set_has ':Text" value="SZ:ä %26 %3C%22x%27%3E 100%25"'
}

sets_on_first() (
    node 1
    ctl resource set "$@"
)

test_second_node() {
    start_node 2
    check "a second node shares it too" wait_until 30 logged "shared with the cluster"
    check "it has the resource" lists res
    check "with its properties" shows res '8080'
    check "they are exact" shows res "ä & <\"x'> 100%"
    check "the first one changes one" sets_on_first res Port:DWORD=8081
    node 2
    check "which the second one has soon" soon_shows res 8081
    check "nothing is written without need" wait_for_looks
    writes=$(mock_cib_calls --xml-pipe)
    check "also later" wait_for_looks
    check "not once" test "$writes" = "$(mock_cib_calls --xml-pipe)"
}

# The DLL writes, and the other node reads before it goes on.
test_failover() {
    node 1
    script res 'Online = key-write'
    check "the DLL writes on node 1" ctl online res --force
    value=$(shows res FakeHost)
    check "it has written" test -n "$value"
    check "it stops" ctl offline res --force
    node 2
    script res
    check "node 2 has it when it has been started" agent res start
    check "as it was written" test "$value" = "$(shows res FakeHost)"
    check "it stops there" agent res stop
}

# The agent of the type res, with a common property.
type_agent() {
    env -i "PATH=$PATH" "RESAPID_CONFIG=$RESAPID_CONFIG" "ASAN_OPTIONS=${ASAN_OPTIONS:-}" \
        OCF_RESOURCE_INSTANCE=res OCF_RESKEY_CRM_meta_timeout=20000 \
        OCF_RESKEY_PendingTimeout=123000 "$INSTANCE/agents/Res" "$1"
}

has_pending_timeout() {
    ctl resource show res --common | grep 'PendingTimeout .*123000'
}

# What a start is to set is kept while it reads.
test_type_agent() {
    instance_set pacemaker agent_directory "$INSTANCE/agents"
    check "the type gets an agent" ctl type agent res
    check "it starts the resource" type_agent start
    check "with a common property" has_pending_timeout
    check "and stops it" type_agent stop
    node 1
    check "the other node has the property" wait_until 30 has_pending_timeout
    node 2
}

write_twenty() {
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        ctl resource set res "On$1_$i=$i" || return
    done
}

# Both have what both have written.
has_forty() {
    [ "$(ctl resource show res | grep -c 'On[12]_')" = 40 ]
}

test_both_at_once() {
    node 1
    write_twenty 1 &
    first=$!
    node 2
    write_twenty 2
    second=$?
    wait $first
    first=$?
    check "twenty writes on each node at once succeed" test $first$second = 00
    check "the CIB has them all" test "$(mock_cib_set | grep -c ':On[12]_')" = 40
    node 1
    check "node 1 has them all" wait_until 30 has_forty
    node 2
    check "and node 2" wait_until 30 has_forty
}

# A stop does not wait for the CIB.
test_no_answer() {
    node 1
    check "a resource runs" ctl online res --force
    mock_cib_mode hang
    check_error "while the CIB hangs nothing is written" 1 "ERROR_CLUSTER_NODE_DOWN (5050)" \
        ctl resource set res Port:DWORD=1
    check "which the log says" logged "did not answer within 3 seconds"
    check "the resource can be checked" ctl check res
    # That it waits for no answer at all is seen in test_stop_behind_writes.
    check "and stopped" in_time 20000 ctl offline res --force
    check "the value is the old one" shows res 8081
    check_fails "a start says why it is none" agent res start
    mock_cib_mode nonsense
    check "nonsense is no CIB" wait_until 30 logged "what it wrote is not understood"
    mock_cib_mode good
    check "when it answers again the log says so" wait_until 30 logged_once "can be reached again"
    check "and it is written" ctl resource set res Port:DWORD=8082
    mock_cib_mode slow
    check "also if it is slow" ctl resource set res Port:DWORD=8083
    mock_cib_mode storm
    check_error "not if others change it all the time" 1 "ERROR_RETRY (1237)" \
        ctl resource set res Port:DWORD=2
    mock_cib_mode good
    check "but then" ctl resource set res Port:DWORD=8084
}

test_edits() {
    node 1
    mock_cib_edit 's/DWORD:8084/DWORD:9000/'
    check "what others edit is taken" soon_shows res 9000
    mock_cib_edit 's/DWORD:9000/DWORD:nonsense/'
    check "what is no value is named" wait_until 30 logged "has a value that is none"
    check "and the old one stays" shows res 9000
    mock_cib_edit 's/DWORD:nonsense/DWORD:9001/'
    check "until it is mended" soon_shows res 9001
    mock_cib_edit 's,</cl,<nvpair id="x" name="stonith-enabled" value="true"/></cl,'
    check "an option of Pacemaker's there is named" wait_until 30 logged "no key's and no value's"
    check "when the node writes" ctl resource set res Other=1
    check "it stays" set_has 'name="stonith-enabled" value="true"'
}

without_resource='s/<nvpair [^>]* name="Resources\/[^>]*>//g'

test_erased() {
    node 1
    check "a resource runs" ctl online res --force
    mock_cib_edit "$without_resource"
    # It may be there again by now.
    check_status "which others remove from the CIB" 1 grep 'name="Resources/' "$MOCK_CIB/edited"
    check "a resource that runs is not lost: it is written again" wait_until 30 \
        set_has 'name="Resources/[^:]*:Name" value="SZ:res"'
    check "it runs" is_state res online
    check "as it was" shows res 9001
    node 2
    check "the other node has it" wait_until 30 lists res
    mock_cib_erase
    check "a set that is erased is written again" wait_until 30 set_has 'value="SZ:res"'
    node 1
    check "with all" shows res 9001
    check "a resource that is offline goes where others remove it" ctl offline res --force
    check "add another" ctl resource add gone --type=res
    mock_cib_edit 's/<nvpair [^>]* value="SZ:gone"[^>]*>//g'
    check "here too" wait_until 30 lists_not gone
    check "others stay" lists res
}

long_text() {
    head -c "$1" /dev/zero | tr '\0' x
}

test_limits() {
    node 1
    instance_set database value_limit 1000
    instance_set database total_limit 6000
    instance_set pacemaker status_timeout 300
    check "node 1 ends" instance_stop
    start_node 1
    check "it shares again" wait_until 30 shares_since_start
    check_error "a value that is too long is refused" 1 "ERROR_NOT_ENOUGH_QUOTA (1816)" \
        ctl resource set res Long="$(long_text 501)"
    check "the log names option and size" logged '"Long".* 1004 bytes.*1000 of \[database\] value_limit'
    check "a shorter one is not" ctl resource set res Long="$(long_text 499)"
    check_error "too many are refused" 1 "ERROR_NOT_ENOUGH_QUOTA (1816)" fill
    check "the log names this option" logged 'of \[database\] total_limit'
    check "what makes it less is not" ctl resource set res Long=
    mock_cib_mode large
    check_error "nor is what Pacemaker refuses hidden" 1 "ERROR_CLUSTER_NODE_DOWN (5050)" \
        ctl resource set res Port:DWORD=3
    mock_cib_mode good
    check "all goes on" wait_until 30 ctl resource set res Port:DWORD=9002
}

fill() {
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        ctl resource set res "Fill$i=$(long_text 400)" >/dev/null || return
    done
}

# One of the requests for it waits for the CIB.
is_pending() {
    ctl resource add res --type=res 2>&1 | grep "another request is being written"
}

# A stop waits for none of them, though calls of cibadmin have five minutes here.
test_stop_behind_writes() {
    node 1
    script res
    check "a resource runs" ctl online res --force
    mock_cib_mode hold
    ctl resource set res Behind=1 >"$INSTANCE/set" 2>&1 &
    setting=$!
    check "a value is being written" wait_until 30 is_pending
    check "the resource stops" in_time 20000 ctl offline res --force --timeout=20
    check "it is offline" is_state res offline
    check "the value is still being written" is_pending
    mock_cib_mode good
    wait $setting
    setting=$?
    check "then it is written" test $setting = 0
    check "and there" shows res Behind
    mock_cib_mode hold
    agent res start >"$INSTANCE/start" 2>&1 &
    starting=$!
    check "a start reads the database" wait_until 30 is_pending
    check "the agent's stop does not wait for it" in_time 20000 agent res stop
    check "it is still reading" is_pending
    mock_cib_mode good
    wait $starting
    starting=$?
    check "it fails" test $starting = 1
    check "and says why" grep "it was asked to stop meanwhile" "$INSTANCE/start"
    check "the resource is offline" is_state res offline
}

# Between the CIB and the file, anywhere.
test_killed() {
    for round in 1 2 3 4 5; do
        node 1
        write_twenty 3 >/dev/null 2>&1 &
        writer=$!
        sleep "0.$round"
        check "round $round: resapid is killed while it writes" instance_kill
        wait $writer
        start_node 1
        check "round $round: it shares again" wait_until 30 shares_since_start
    done
    node 2
    check "node 2 has what the CIB has" wait_until 60 has_what_was_written
    check "node 2 ends" instance_stop
    check "its file is the CIB's" database_is_like_cib
    node 1
    check "so has node 1" wait_until 60 has_what_was_written
    check "node 1 ends" instance_stop
    check "its file is the CIB's too" database_is_like_cib
}

# All of it, also what a killed resapid did not live to hear of.
has_what_was_written() {
    written=$(mock_cib_set | grep -c ':On3_')
    [ "$written" -gt 0 ] && [ "$(ctl resource show res | grep -c 'On3_')" -eq "$written" ]
}

shares_since_start() {
    [ "$(grep -c 'serves as' "$INSTANCE/log")" -le "$(grep -c 'shared with the cluster' "$INSTANCE/log")" ]
}

# What a node had before it came into the cluster.
test_joining() {
    new_node 3
    instance_set database backend file
    start_node 3
    new_resource res
    check "it has one of its own" ctl resource add own --type=res
    check "the one of the same name runs" ctl online res --force
    check "it ends" instance_stop
    instance_set database backend cib
    start_node 3
    check "a node with a resource of the same name that runs waits" wait_until 30 \
        logged "not offline on this node, and the CIB has another"
    check_error "it is there to be read" 1 "ERROR_CLUSTER_NODE_DOWN (5050)" ctl resource set res A=b
    check "the resource is taken offline" ctl offline res --force
    check "then it shares" wait_until 30 logged "shared with the cluster"
    check "the name is the cluster's" soon_shows res 9002
    check "what it had alone is everybody's" wait_until 30 set_has 'value="SZ:own"'
    check "there is one of the name" test "$(ctl resource list | grep -c '^res ')" = 1
    check "it ends" instance_stop
    instance_audit
}

mock_cib_new
new_node 1
new_node 2
test_dead
test_first_contact
test_second_node
test_failover
test_type_agent
test_both_at_once
test_no_answer
test_edits
test_erased
test_limits
test_stop_behind_writes
test_killed
test_joining
node 1
instance_audit
node 2
instance_audit
finish check-faults
