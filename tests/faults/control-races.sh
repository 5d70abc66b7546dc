#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Controls, and what happens before they are answered: the host dies while an answer is being stored,
# the resource is taken offline or leaves the host that it shares, a client's time is over, the output is
# larger than expected.

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
    succeeds "the answer is being stored" wait_until 20 is_held
    kill -KILL "$(field host_pid res)"
    succeeds "its state becomes $1" wait_until 20 is_state res "$1"
    succeeds "nothing is left" wait_until 20 instance_has_no_host
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
    succeeds "it is stored" wait_until 20 is_greeting
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
        "ResourceControl@$OTHER_CODE = async=4000,extend=10000,ok"
    ctl control res $OTHER_CODE >"$INSTANCE/other.out" 2>&1 &
    other=$!
    succeeds "one is called" wait_until 20 is_called ResourceControl
    keeper=$(field keeper_pid res)
    kill -STOP "$keeper"
    background control res $CODE
    succeeds "the other exceeds it" log_has "ResourceControl did not return in 1000 ms"
    beside_stop
    succeeds "the first is answered too late" wait_until 20 is_answered
    kill -CONT "$keeper"
    check_status "$(in_scenario "who asked for the one is told")" 1 background_ends
    check_status "$(in_scenario "who asked for the other is told")" 1 wait "$other"
    succeeds "by the cause" grep -q "DeadlockTimeout" "$INSTANCE/other.out"
    succeeds "the stop succeeds" wait "$stop"
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end
    succeeds "DeadlockTimeout is as usual" deadlock ""
}

# Cancel would be for the one that runs.
cancelling() {
    scenario "a client's time is over before its control is begun" \
        "ResourceControl@$CODE = sleep=3000,ok" 'Cancel = ok'
    succeeds "online" ctl online res
    background control res $CODE
    succeeds "another one runs" wait_until 20 is_called ResourceControl
    refuses 1 "has not been answered in 1000 ms" "control" ctl control res $OTHER_CODE --timeout=1
    check_status "$(in_scenario "the other is answered")" 0 background_ends
    succeeds "the late one is carried out" wait_until 20 was_called_twice
    check_calls "Cancel is not called" "Load Startup Open Online ResourceControl ResourceControl"
    scenario_end
}

was_called_twice() {
    [ "$(record res | grep -c " ResourceControl end ")" -eq 2 ]
}

beside_stop() {
    ctl offline res >"$INSTANCE/stop.out" 2>&1 &
    stop=$!
    succeeds "a stop is asked for" \
        log_has "ending its processes after a control -> ending its processes"
}

is_answered() {
    record res | grep -q "ResourceControl answered 0 "
}

is_closing() {
    record res | grep " Close begin " && ! record res | grep " Close end "
}

visits_that_close() {
    scenario "a client's time is over while the visit closes" 'ResourceControl = ok' \
        'Close = sleep=5000'
    check_output "$(in_scenario "it has the answer")" "de ad" \
        ctl control res $CODE --in=dead --timeout=2
    succeeds "before the visit is over" wait_until 20 is_closing
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end
}

output() {
    scenario "much output" 'ResourceControl = out=70000'
    check_output "$(in_scenario "is given")" "70000 bytes" ctl control res $CODE
    check_calls "the DLL was asked again" \
        "Load Startup Open ResourceControl ResourceControl Close Finish"
    script res 'ResourceControl = out=120000'
    refuses 1 "gave 120000 bytes, and an answer takes less than 114688: ask for less: ERROR_MORE_DATA (234)" \
        "too much is told" ctl control res $CODE
    scenario_end

    scenario "a stop before the DLL can be asked again" 'ResourceControl = sleep=2000,out=70000'
    succeeds "online" ctl online res
    background control res $CODE
    succeeds "it is called" wait_until 20 is_called ResourceControl
    succeeds "terminate" ctl terminate res
    check_status "$(in_scenario "who asked is told")" 1 background_ends
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    check_calls "it is not asked beside Terminate" \
        "Load Startup Open Online ResourceControl Terminate Close Finish"
    scenario_end
}

# One of the two is online, so that the other leaves a host that goes on.
sharing() {
    script team
    succeeds "a type whose resources share a host" \
        ctl type add team --dll="$INSTANCE/team.script" --isolation=type
    succeeds "its resource a" ctl resource add a --type=team
    succeeds "its resource b" ctl resource add b --type=team
    succeeds "a is online" ctl online a

    script team 'b:ResourceControl = sleep=2000,out=70000'
    background control b $CODE
    succeeds "b is visited" wait_until 20 is_visited
    succeeds "and taken offline" ctl offline b
    check_status "$(in_scenario "who asked has the answer")" 0 background_ends
    succeeds "the visit is over" wait_until 20 is_at_rest

    script team 'b:ResourceControl = async-lost'
    succeeds "b is online" ctl online b
    background control b $CODE
    succeeds "it has a control" \
        wait_until 20 grep -q "ResourceControl end 997" "$INSTANCE/team.record"
    succeeds "it is taken offline" ctl offline b
    check_status "$(in_scenario "who asked is told")" 1 background_ends
    succeeds "why" grep -q "was closed before ResourceControl $CODE returned" \
        "$INSTANCE/background.out"
    succeeds "a is online still" is_state a online
    succeeds "a is taken offline" ctl offline a
    succeeds "nothing is left" instance_has_no_host
    succeeds "the contract was kept" contract_is_kept team
}

is_visited() {
    grep -q " ResourceControl begin .*resource=b" "$INSTANCE/team.record"
}

is_at_rest() {
    [ "$(field activity b)" = offline ]
}

SCENARIO="control races"
instance_new native
hold_prepare
check "resapid starts" hold_start || finish check-faults
new_resource res
# That a DLL was open for the first time is stored as well, which must not be taken for an answer;
# what is set behind it is stored behind it.
check "it has been open before" ctl control res 0x01000000
check "no poll comes in between" never_polled res

storing
two_in_flight
cancelling
visits_that_close
output
SCENARIO="a shared host"
sharing
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
