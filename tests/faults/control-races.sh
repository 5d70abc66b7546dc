#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Controls, and what happens before they are answered: the host dies while an answer is being stored,
# the resource is taken offline or leaves the host that it shares, a client's time is over.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"
# shellcheck source=../hold.sh
. "$here/../hold.sh"

CODE=0x01600001
OTHER_CODE=0x01600002
SET_PRIVATE=0x01400086

# {1, name "Greeting", text "hello", end}, as SET_PRIVATE_PROPERTIES takes it.
GREETING=01000000\
0300040012000000470072006500650074006900\
6e0067000000000003000100\
0c000000680065006c006c006f00000000000000

deadlock() {
    ctl resource set res --common "DeadlockTimeout=$1" >/dev/null
}

is_greeting() {
    ctl resource show res | grep -q 'Greeting .*hello'
}

# lose_host_while_storing STATE: the control is asked of a resource in that state.
lose_host_while_storing() {
    hold
    background control res $SET_PRIVATE --in=$GREETING
    succeeds "the answer is being stored" wait_until 5 is_held
    kill -KILL "$(field host_pid res)"
    succeeds "its state becomes $1" wait_until 5 is_state res "$1"
    succeeds "nothing is left" wait_until 5 instance_has_no_host
    release
    check_status "$(in_scenario "who asked has the answer")" 0 background_ends
    succeeds "it is stored" is_greeting
    succeeds "it is removed" ctl resource set res Greeting=
}

storing() {
    scenario "the host of a visit dies while an answer is being stored"
    lose_host_while_storing offline
    check_calls "it is not opened again" "Load Startup Open ResourceControl"
    scenario_end

    scenario "the host of an online resource dies while an answer is being stored"
    succeeds "online" ctl online res
    lose_host_while_storing failed
    scenario_end

    scenario "a client's time is over while its answer is being stored" 'Cancel = ok'
    succeeds "online" ctl online res
    hold
    refuses 1 "has not been answered in 1000 ms" "control" \
        in_time 1000 ctl control res $SET_PRIVATE --in=$GREETING --timeout=1
    release
    succeeds "it is stored" wait_until 5 is_greeting
    check_calls "the DLL, which has answered, is not cancelled" \
        "Load Startup Open Online ResourceControl"
    succeeds "it is removed" ctl resource set res Greeting=
    scenario_end
}

# The keeper, which is to kill, is stopped, so that the host lives on.
two_in_flight() {
    succeeds "DeadlockTimeout is 1000" deadlock 1000
    scenario "a stop behind one of two controls that exceeds DeadlockTimeout" \
        "ResourceControl@$CODE = async-never" \
        "ResourceControl@$OTHER_CODE = async=2000,extend=10000,ok"
    ctl control res $OTHER_CODE >"$INSTANCE/other.out" 2>&1 &
    other=$!
    succeeds "one is called" wait_until 5 is_called ResourceControl
    keeper=$(field keeper_pid res)
    kill -STOP "$keeper"
    background control res $CODE
    succeeds "the other exceeds it" log_has "ResourceControl did not return in 1000 ms"
    beside_stop
    succeeds "the first is answered too late" wait_until 5 is_answered
    kill -CONT "$keeper"
    check_status "$(in_scenario "who asked for the one is told")" 1 background_ends
    check_status "$(in_scenario "who asked for the other is told")" 1 wait "$other"
    succeeds "by the cause" grep -q "DeadlockTimeout" "$INSTANCE/other.out"
    succeeds "the stop succeeds" wait "$stop"
    succeeds "nothing is left" wait_until 2 is_down_and_clean
    scenario_end
    succeeds "DeadlockTimeout is as usual" deadlock ""
}

beside_stop() {
    ctl offline res >"$INSTANCE/stop.out" 2>&1 &
    stop=$!
    succeeds "a stop is asked for" log_has "after a control -> ending its processes"
}

is_answered() {
    record res | grep -q "ResourceControl answered 0 "
}

SCENARIO="control races"
instance_new native
hold_prepare
check "resapid starts" hold_start || finish check-faults
new_resource res

storing
two_in_flight
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
