#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A type with reopen=yes: when the host of one of its resources has not ended in order, the resource is opened
# once more in another host before anybody is told that it is offline. fake-host's record tells what was
# called, and when.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

REASON="may still run, since opening it once more failed"

instance_new native
check "resapid starts" instance_start || finish check-faults
new_resource res
check "no poll comes in between" never_polled res

is_dead() {
    ! alive "$1"
}

has_no_note() {
    [ -z "$(ls -A "$INSTANCE/run/reopen" 2>/dev/null)" ]
}

column() {
    ctl type show res --output-as=json | sed -n "s/^.*\"$1\" : \"\([a-z]*\)\".*$/\1/p"
}

# comes_online: and its host's process id is HOST
comes_online() {
    succeeds "online" ctl online res
    HOST=$(field host_pid res)
}

agent_stops() {
    agent res stop >"$INSTANCE/out" 2>&1
}

host_dies() {
    kill -KILL "$HOST" && wait_until 20 rests res failed && wait_until 20 instance_has_no_host
}

# How often an entry point has begun.
count() {
    calls res | tr ' ' '\n' | grep -cx "$1"
}

was_opened_again() {
    [ "$(count Open)" -ge "$1" ]
}

setting() {
    SCENARIO="the setting"
    succeeds "is no by default" [ "$(column reopen)" = no ]
    succeeds "is changed" ctl type set res --reopen=yes
    succeeds "and shown" [ "$(column reopen)" = yes ]
    succeeds "type add keeps it" ctl type add res --dll="$INSTANCE/res.script"
    succeeds "as it is" [ "$(column reopen)" = yes ]
    refuses 2 "--reopen=maybe: give 'yes' or 'no'" "nothing else" ctl type set res --reopen=maybe
    succeeds "of a new type" ctl type add other --dll="$INSTANCE/res.script" --reopen=yes
    check_output "$(in_scenario "it is there from the start")" '"reopen" : "yes"' \
        ctl type show other --output-as=json
    check_output "$(in_scenario "it is on for Generic Service")" '"reopen" : "yes"' \
        ctl type show "Generic Service" --output-as=json
    check_output "$(in_scenario "and off for Generic Script")" '"reopen" : "no"' \
        ctl type show "Generic Script" --output-as=json
    succeeds "an administrator changes that" ctl type set "generic service" --reopen=no
    check_output "$(in_scenario "for good")" '"reopen" : "no"' \
        ctl type show "Generic Service" --output-as=json
}

orderly_end() {
    scenario "a host that ends in order"
    comes_online
    check_fails "$(in_scenario "there is a note while it is online")" has_no_note
    succeeds "offline" ctl offline res
    check_calls "it is not opened again" "Load Startup Open Online Offline Close Finish"
    succeeds "no note is left" has_no_note
    scenario_end
}

host_death() {
    scenario "the host dies"
    comes_online
    succeeds "it has failed" host_dies
    check_calls "nothing is opened by itself" "Load Startup Open Online"
    check_status "$(in_scenario "a probe does not take it for offline")" 1 agent res monitor
    refuses 1 "is not offline: take it offline first" "it is not removed" ctl resource remove res
    succeeds "offline" ctl offline res
    check_calls "behind Open and Close in another host" \
        "Load Startup Open Online Load Startup Open Close Finish"
    succeeds "no note is left" has_no_note
    scenario_end
}

answer_waits() {
    scenario "Open takes its time"
    comes_online
    succeeds "it has failed" host_dies
    script res 'Open = sleep=3000'
    background offline res
    succeeds "it is opened again" wait_until 20 was_opened_again 2
    succeeds "who waits has no answer yet" alive "$BACKGROUND"
    succeeds "it is not offline yet" is_state res offline-pending
    refuses 1 "ERROR_INVALID_STATE (5023)" "and cannot come online" ctl online res
    succeeds "a second stop joins" ctl offline res
    succeeds "both succeed" background_ends
    check_calls "it was opened once" "Load Startup Open Online Load Startup Open Close Finish"
    scenario_end
}

while_pending() {
    scenario "the host dies while it comes online" 'Online = pending-never'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    succeeds "it is pending" wait_until 20 is_state res online-pending
    HOST=$(field host_pid res)
    succeeds "it has failed" host_dies
    check_fails "$(in_scenario "the online fails")" background_ends
    succeeds "offline" ctl offline res
    check_calls "it is opened again" "Load Startup Open Online Load Startup Open Close Finish"
    scenario_end
}

kill_by_resapid() {
    scenario "resapid kills the host in a stop" 'Offline = error=5' 'Terminate = hang'
    comes_online
    # It ends what hangs, and leaves the stop all the time that the other host may take.
    succeeds "DeadlockTimeout is 2000" ctl resource set res --common DeadlockTimeout=2000
    succeeds "offline" ctl offline res --timeout=60
    check_calls "it is opened again" \
        "Load Startup Open Online Offline Terminate Load Startup Open Close Finish"
    succeeds "no note is left" has_no_note
    succeeds "DeadlockTimeout is as usual" ctl resource set res --common DeadlockTimeout=
    scenario_end
}

open_fails() {
    scenario "Open fails"
    comes_online
    succeeds "it has failed" host_dies
    script res 'Open = error=1053'
    refuses 1 "$REASON: resource res: Open failed: ERROR_SERVICE_REQUEST_TIMEOUT (1053)" \
        "the stop fails, and says what may run" ctl offline res
    succeeds "it is failed" is_state res failed
    succeeds "none of its processes is left" instance_has_no_host
    check_fails "$(in_scenario "the note is")" has_no_note
    check_status "$(in_scenario "the agent's stop fails as well")" 1 agent res stop
    succeeds "what it is asked again" [ "$(count Open)" = 3 ]
    script res
    check_status "$(in_scenario "until Open succeeds")" 0 agent res stop
    succeeds "no note is left" has_no_note
    succeeds "it is offline" is_state res offline
    by_hand
    scenario_end
}

open_hangs() {
    scenario "Open hangs"
    comes_online
    succeeds "it has failed" host_dies
    script res 'Open = hang'
    refuses 1 "$REASON: resource res: still opening, to be surely offline at 90% of the 5000 ms" \
        "the stop fails in its time" ctl offline res --timeout=5
    succeeds "it is failed" is_state res failed
    succeeds "none of its processes is left" wait_until 20 instance_has_no_host
    script res 'Open = crash'
    refuses 1 "$REASON: resource res: its host process" "Open that crashes as well" ctl offline res
    script res 'Load = error=193, stage=2'
    refuses 1 "$REASON: resource res: resource DLL" "and a DLL that cannot be loaded" ctl offline res
    scenario_end
}

close_crashes() {
    scenario "Close crashes behind that"
    comes_online
    succeeds "it has failed" host_dies
    script res 'Close = crash'
    succeeds "Open was the proof" ctl offline res
    succeeds "no note is left" has_no_note
    scenario_end
}

online_after_death() {
    scenario "it comes online behind its host's death"
    comes_online
    succeeds "it has failed" host_dies
    comes_online
    check_calls "which opens it anyway" "Load Startup Open Online Load Startup Open Online"
    succeeds "offline" ctl offline res
    check_calls "and it ends as ever" \
        "Load Startup Open Online Load Startup Open Online Offline Close Finish"
    scenario_end
}

failure_in_living_host() {
    scenario "it fails and its host lives" 'IsAlive = error=1'
    comes_online
    check_fails "$(in_scenario "IsAlive says no")" ctl check res --level=is
    succeeds "it has failed" wait_until 20 is_state res failed
    succeeds "offline" ctl offline res
    check_calls "Close is the proof" \
        "Load Startup Open Online IsAlive Terminate Close Finish"
    scenario_end
}

restart() {
    scenario "resapid is restarted while it is online"
    comes_online
    succeeds "resapid is killed" instance_kill
    succeeds "the next one starts" instance_start
    succeeds "it is online" wait_until 20 is_state res online
    succeeds "its host dies" host_dies
    succeeds "offline" ctl offline res
    check_calls "it is opened again" "Load Startup Open Online Load Startup Open Close Finish"
    scenario_end
}

death_without_resapid() {
    scenario "the host dies while no resapid runs"
    comes_online
    keeper=$(field keeper_pid res)
    succeeds "resapid is killed" instance_kill
    kill -KILL "$HOST"
    succeeds "the keeper ends" wait_until 20 is_dead "$keeper"
    check_status "$(in_scenario "a probe does not take it for offline")" 1 agent res monitor
    check_status "$(in_scenario "the agent's stop fails")" 1 agent_stops
    succeeds "and says why" grep -q "outside of its processes" "$INSTANCE/out"
    succeeds "the next resapid starts" instance_start
    succeeds "it is failed" wait_until 20 is_state res failed
    check_output "$(in_scenario "with a reason")" "while no resapid ran" ctl status res
    check_calls "nothing is opened by itself" "Load Startup Open Online"
    check_status "$(in_scenario "the agent's stop succeeds")" 0 agent res stop
    check_calls "behind Open and Close" "Load Startup Open Online Load Startup Open Close Finish"
    by_hand
    scenario_end
}

# The keeper ends the processes in order; what else there is, it does not know.
stop_without_resapid() {
    scenario "the agent's stop without resapid"
    comes_online
    succeeds "resapid is killed" instance_kill
    agent res stop >"$INSTANCE/out" 2>&1
    succeeds "it fails" grep -q "outside of its processes" "$INSTANCE/out"
    succeeds "the host is dead" wait_until 20 is_dead "$HOST"
    agent res stop >"$INSTANCE/out" 2>&1 &
    BACKGROUND=$!
    succeeds "resapid comes back while it waits" instance_start
    succeeds "and it succeeds" background_ends
    succeeds "it is offline" is_state res offline
    by_hand
    scenario_end
}

restart_while_proving() {
    scenario "resapid is killed while it is opened again"
    comes_online
    succeeds "it has failed" host_dies
    script res 'Open = hang'
    background offline res
    succeeds "it is opened again" wait_until 20 was_opened_again 2
    succeeds "resapid is killed" instance_kill
    check_fails "$(in_scenario "who waits is told")" background_ends
    script res
    succeeds "the next one starts" instance_start
    succeeds "it is failed" wait_until 20 is_state res failed
    succeeds "offline" ctl offline res
    succeeds "it was opened again" [ "$(count Close)" = 1 ]
    succeeds "no note is left" has_no_note
    scenario_end
}

shared_host() {
    scenario "a host that is shared"
    ctl type set res --isolation=type
    succeeds "a second resource" ctl resource add mate --type=res
    comes_online
    succeeds "the second one is online" ctl online mate
    kill -KILL "$HOST"
    succeeds "both have failed" \
        eval 'wait_until 20 is_state res failed && wait_until 20 is_state mate failed'
    succeeds "one goes offline" ctl offline res
    check_fails "$(in_scenario "the note of the other is there")" has_no_note
    succeeds "the other one too" ctl offline mate
    succeeds "each was opened again" [ "$(count Open)" = 4 ]
    succeeds "and closed" [ "$(count Close)" = 2 ]
    succeeds "no note is left" has_no_note
    succeeds "it is removed" ctl resource remove mate
    ctl resource set res --common SeparateMonitor= >/dev/null
    ctl type set res --isolation=resource
    scenario_end
}

without_the_setting() {
    scenario "a type without the setting"
    succeeds "is set" ctl type set res --reopen=no
    comes_online
    succeeds "there is no note" has_no_note
    succeeds "it has failed" host_dies
    succeeds "offline" ctl offline res
    check_calls "it is not opened again" "Load Startup Open Online"
    comes_online
    succeeds "resapid is killed" instance_kill
    check_status "$(in_scenario "the agent's stop needs no resapid")" 0 agent res stop
    succeeds "the next one starts" instance_start
    succeeds "it is offline" is_state res offline
    scenario_end
}

setting
orderly_end
host_death
answer_waits
while_pending
kill_by_resapid
open_fails
open_hangs
close_crashes
online_after_death
failure_in_living_host
restart
death_without_resapid
stop_without_resapid
restart_while_proving
shared_host
without_the_setting
check "resapid ends" instance_stop
instance_audit
finish check-faults
