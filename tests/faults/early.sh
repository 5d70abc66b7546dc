#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a DLL says before it is online: reports that overtake each other before Online or Offline has
# returned, an event that is signaled and SignalFailure while Online is in progress; and a check that a
# stop overtakes.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

has_information() {
    ctl resource show res --common | grep -E "StatusInformation.*[^0-9]$1\$"
}

reports() {
    scenario "Online is reported, then progress" 'Online = early=300,progress,flags=0x20'
    succeeds "online" ctl online res --timeout=20
    succeeds "its state is online" is_state res online
    succeeds "the flags of the first count" has_information 4
    check_calls "calls" "Load Startup Open Online"
    scenario_end

    scenario "failure is reported, then progress" 'Online = early-fail=300,progress'
    refuses 1 "its DLL reported failure" "online" ctl online res --timeout=20
    succeeds "its state is failed" is_state res failed
    check_calls "Terminate follows" "Load Startup Open Online Terminate"
    scenario_end

    scenario "Offline is reported, then progress" 'Offline = early=300,progress'
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    check_calls "without Terminate" "Load Startup Open Online Offline Close Finish"
    scenario_end
}

terminations() {
    # Terminate has to begin while Online runs, also on a slow machine, and to end behind it.
    scenario "Online begins to work beside Terminate" 'Online = sleep=1500' 'Terminate = sleep=1500'
    background online res
    succeeds "Online runs" wait_until 20 is_called Online
    succeeds "terminated" ctl terminate res --timeout=20
    background_ends >/dev/null 2>&1
    check_calls "Terminate sees what it began" "Load Startup Open Online Terminate Terminate Close Finish"
    scenario_end
}

events() {
    for way in "signal-early" "signal-early,pending=400"; do
        scenario "an event: $way" "Online = $way" 'IsAlive = error=1'
        succeeds "online" ctl online res
        succeeds "its state becomes failed" wait_until 20 rests res failed
        check_calls "IsAlive was asked" "Load Startup Open Online IsAlive Terminate"
        scenario_end
    done

    # The check has to have come before the event, also on a slow machine.
    scenario "an event while IsAlive runs" 'Online = signal=1500' 'IsAlive = sleep=2000,fail-after=1'
    succeeds "online" ctl online res
    background check res --level=is
    succeeds "IsAlive had found life already, and is asked again" wait_until 30 is_state res failed
    succeeds "who asked before the event is told the truth of then" background_ends
    scenario_end

    scenario "an event, but it is alive" 'Online = signal-early,pending=400'
    succeeds "online" ctl online res
    succeeds "IsAlive is asked" wait_until 20 is_called IsAlive
    succeeds "the event is watched again" wait_until 20 is_watched
    succeeds "its state is online" is_state res online
    scenario_end
}

is_watched() {
    record res | grep -q WATCH_AGAIN
}

# SignalFailure while Online runs, and it has not returned or is pending.
failures() {
    for way in "ok" "pending=400"; do
        scenario "a general failure, $way" "Online = failure=0,$way" 'IsAlive = error=1'
        succeeds "online" ctl online res
        succeeds "its state becomes failed" wait_until 20 rests res failed
        check_calls "IsAlive was asked" "Load Startup Open Online IsAlive Terminate"
        scenario_end

        scenario "a lost network, $way" "Online = failure=2,$way"
        succeeds "online" ctl online res
        succeeds "its state becomes failed" wait_until 20 rests res failed
        check_output "$(in_scenario "the status has the reason")" "the loss of its network" \
            ctl status res
        check_calls "Terminate follows" "Load Startup Open Online Terminate"
        scenario_end
    done

    scenario "an embedded failure that is to be ignored" 'Online = failure=1'
    succeeds "EmbeddedFailureAction is 0" \
        ctl resource set res --common EmbeddedFailureAction=0
    succeeds "online" ctl online res
    succeeds "it is shown" has_information 2
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "a failure of the Online before" 'Online = failure=2,error=5'
    refuses 1 "Online failed" "online" ctl online res
    script res
    succeeds "online" ctl online res
    succeeds "a check" ctl check res --level=is
    succeeds "its state is online" is_state res online
    scenario_end
}

checks() {
    scenario "a stop while it is checked" 'IsAlive = sleep=2000'
    succeeds "online" ctl online res
    background check res --level=is
    succeeds "IsAlive is called" wait_until 20 is_called IsAlive
    succeeds "offline" ctl offline res
    check_status "$(in_scenario "who asked for the check is told")" 1 background_ends
    succeeds "why" grep -q "not checked: it was asked to go offline" "$INSTANCE/background.out"
    scenario_end
}

SCENARIO="early"
instance_new native
check "resapid starts" instance_start || finish check-faults
new_resource res
reports
terminations
events
failures
checks
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
