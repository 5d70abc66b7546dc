#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A resource's life with a DLL that behaves: which entry points resapid calls, in what order, and
# what it makes of what they return and report. fake-host's record is the witness.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
check "resapid starts" instance_start || finish check-faults

# Two that stay online beside the first scenarios, for the polls at Windows' default intervals. They have a
# resapid of their own: to a scenario's end they would be leftovers.
new_resource polled
new_resource watched
script watched 'Online = signal=600000'
check "a resource with nothing special comes online" ctl online polled
check "a resource with an event handle comes online" ctl online watched
polls_instance=$INSTANCE
polls_pid=$INSTANCE_PID

instance_new native
check "another resapid starts" instance_start || finish check-faults
new_resource res

order() {
    scenario "online and offline"
    succeeds "online" ctl online res
    succeeds "its state is online" is_state res online
    check_calls "calls until online" "Load Startup Open Online"
    succeeds "online again changes nothing" ctl online res
    succeeds "LooksAlive on demand" ctl check res
    succeeds "IsAlive on demand" ctl check res --level=is
    succeeds "offline" ctl offline res
    check_calls "calls of a whole life" \
        "Load Startup Open Online LooksAlive IsAlive Offline Close Finish"
    succeeds "offline again changes nothing" ctl offline res
    refuses 1 "is offline" "a check of what is offline" ctl check res
    scenario_end

    scenario "terminate"
    succeeds "online" ctl online res
    succeeds "terminate" ctl terminate res
    check_calls "Terminate in place of Offline" "Load Startup Open Online Terminate Close Finish"
    scenario_end
}

asynchronous() {
    scenario "asynchronous Online" 'Online = pending=400,checkpoints=3' \
        'Offline = pending=300,checkpoints=2'
    succeeds "online waits for the report" ctl online res
    succeeds "its state is online" is_state res online
    check_calls "calls until online" "Load Startup Open Online"
    succeeds "offline waits for the report" ctl offline res
    check_calls "Close comes after the report" "Load Startup Open Online Offline Close Finish"
    succeeds "Close came no sooner than Offline's report" not_within 290 Offline Close
    scenario_end

    scenario "reports before the call returns" 'Online = early=300' 'Offline = early=300'
    succeeds "online" ctl online res
    succeeds "check" ctl check res
    succeeds "offline" ctl offline res
    check_calls "calls" "Load Startup Open Online LooksAlive Offline Close Finish"
    scenario_end

    scenario "reports that come once more" 'Online = pending=100,late=150'
    succeeds "online" ctl online res
    sleep 0.3
    succeeds "its state is still online" is_state res online
    script res 'Online = late=200' 'Offline = late=20'
    succeeds "offline" ctl offline res
    succeeds "online" ctl online res
    succeeds "offline before the second report" ctl offline res
    succeeds "its state is offline" is_state res offline
    scenario_end

    scenario "asynchronous failure" 'Online = pending-fail=200'
    refuses 1 "reported failure" "online" ctl online res
    succeeds "its state is failed" is_state res failed
    check_calls "Terminate follows" "Load Startup Open Online Terminate"
    scenario_end

    scenario "asynchronous failure of Offline" 'Offline = pending-fail=200'
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    check_calls "Terminate follows" "Load Startup Open Online Offline Terminate Close Finish"
    scenario_end
}

errors() {
    scenario "Load fails" 'Load = error=126,stage=4'
    refuses 1 "ERROR_MOD_NOT_FOUND (126)" "online" ctl online res
    check_calls "nothing else is called, and the host leaves" "Load Finish"
    scenario_end

    scenario "Startup fails" 'Startup = error=5'
    refuses 1 "ERROR_ACCESS_DENIED (5)" "online" ctl online res
    check_calls "nothing else is called, and the host leaves" "Load Startup Finish"
    scenario_end

    scenario "Open fails" 'Open = error=2'
    refuses 1 "Open failed: ERROR_FILE_NOT_FOUND (2)" "online" ctl online res
    check_calls "neither Terminate nor Close" "Load Startup Open Finish"
    scenario_end

    scenario "Online fails" 'Online = error=5'
    refuses 1 "resource res: Online failed: ERROR_ACCESS_DENIED (5)" "online" ctl online res
    check_calls "Terminate follows" "Load Startup Open Online Terminate"
    succeeds "its state is failed" is_state res failed
    check_output "$(in_scenario "the status has the reason")" \
        "Online failed: ERROR_ACCESS_DENIED (5)" ctl status res
    script res
    succeeds "online in the same host" ctl online res
    check_calls "it is not opened again" "Load Startup Open Online Terminate Online"
    succeeds "the reason is forgotten" lacks_reason
    scenario_end

    scenario "Online fails with a number without name" 'Online = error=987654'
    refuses 1 "Online failed: Win32 error (987654)" "online" ctl online res
    scenario_end

    scenario "Offline fails" 'Offline = error=170'
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    check_calls "Terminate follows" "Load Startup Open Online Offline Terminate Close Finish"
    scenario_end
}

lacks_reason() {
    ! ctl status res | grep -q "last failure"
}

checks() {
    scenario "LooksAlive says no, IsAlive yes" 'LooksAlive = error=1'
    succeeds "online" ctl online res
    succeeds "check" ctl check res
    check_calls "IsAlive decides" "Load Startup Open Online LooksAlive IsAlive"
    # Of themselves they would come at their intervals, of which the shortest is 5 s.
    succeeds "at once" within 4500 LooksAlive IsAlive
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "IsAlive says no" 'IsAlive = fail-after=1'
    succeeds "online" ctl online res
    succeeds "the first check" ctl check res --level=is
    refuses 1 "IsAlive returned FALSE" "the second check" ctl check res --level=is
    succeeds "its state becomes failed" wait_until 20 is_state res failed
    succeeds "Terminate is called" wait_until 20 is_called Terminate
    check_calls "calls" "Load Startup Open Online IsAlive IsAlive Terminate"
    refuses 1 "IsAlive returned FALSE" "a check tells the true reason" ctl check res
    scenario_end

    scenario "both say no" 'LooksAlive = error=1' 'IsAlive = error=1'
    succeeds "online" ctl online res
    refuses 1 "IsAlive returned FALSE" "check" ctl check res
    succeeds "its state is failed" is_state res failed
    scenario_end

    scenario "the event handle" 'Online = signal=300'
    succeeds "online" ctl online res
    succeeds "IsAlive is asked" wait_until 20 is_called IsAlive
    succeeds "when it is signaled, not before" not_within 290 Online IsAlive
    succeeds "soon" within 4500 Online IsAlive
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "an event signaled before Online returned" 'Online = early=400,signal=100'
    succeeds "online" ctl online res
    succeeds "IsAlive is asked" wait_until 20 is_called IsAlive
    succeeds "when Online returned, not before" not_within 390 Online IsAlive
    succeeds "at once" within 4500 Online IsAlive
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "the event handle of what died" 'Online = signal=200' 'IsAlive = error=1'
    succeeds "online" ctl online res
    succeeds "its state becomes failed" wait_until 20 rests res failed
    check_calls "calls" "Load Startup Open Online IsAlive Terminate"
    scenario_end
}

controls() {
    scenario "a control" 'ResourceControl = ok'
    succeeds "online" ctl online res
    check_output "$(in_scenario "gives back what came in")" "de ad" \
        ctl control res 0x01000081 --in=dead
    check_calls "calls" "Load Startup Open Online ResourceControl"
    script res
    refuses 1 "ERROR_INVALID_FUNCTION (1)" "that nobody knows" ctl control res 0x010ffffd
    scenario_end

    scenario "keys and values" 'Online = key-write' 'Offline = key-write'
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    check_output "$(in_scenario "the value is stored")" "FakeHost" ctl resource show res
    scenario_end

    scenario "many lines and log messages" 'Online = print=20000,log=300'
    succeeds "online" ctl online res
    succeeds "the log has the DLL's messages" log_has "<res> res: Online: log message 300 of 300"
    succeeds "the log has its output" log_has "host res: \.\.\.\.\.\.\."
    scenario_end
}

# LooksAlivePollInterval is 5 s by default, IsAlivePollInterval 60 s; loaded machines are late, but not each time.
is_polled() {
    record polled | awk '
        $2 == "Online" && $3 == "begin" { online = last = $1 }
        $2 == "LooksAlive" && $3 == "begin" {
            gap = $1 - last; last = $1; n++
            if (n == 1 || gap < least) least = gap
            if (gap < 4900) { print "gap of", gap, "ms"; wrong = 1 }
        }
        $2 == "IsAlive" && $1 - online < 59900 { print "IsAlive within a minute"; wrong = 1 }
        END { print n + 0, "polls, not less than", least, "ms apart"; exit wrong || n < 2 || least > 6500 }'
}

# With an event handle IsAlive comes at its interval, too.
is_not_polled() {
    calls watched
    [ "$(calls watched | sed 's/ IsAlive//g')" = "Load Startup Open Online" ] && record watched | awk '
        $2 == "Online" && $3 == "begin" { online = $1 }
        $2 == "IsAlive" && $1 - online < 59900 { print "IsAlive within a minute"; wrong = 1 }
        END { exit wrong }'
}

polled_twice() {
    [ "$(record polled | grep -c ' LooksAlive begin ')" -ge 2 ]
}

polls() {
    scenarios_instance=$INSTANCE
    scenarios_pid=$INSTANCE_PID
    look_at "$polls_instance" "$polls_pid"
    wait_until 30 polled_twice
    check "LooksAlive is polled at its interval" is_polled
    check "an event handle replaces its polls" is_not_polled
    check "offline" ctl offline polled
    check "offline" ctl offline watched
    check "the contract is kept while polling" contract_is_kept polled
    check "the contract is kept while watching" contract_is_kept watched
    check "their resapid ends when told" instance_stop
    instance_audit
    look_at "$scenarios_instance" "$scenarios_pid"
}

# look_at FOLDER PID: what follows is this resapid's.
look_at() {
    INSTANCE=$1
    INSTANCE_PID=$2
    RESAPID_CONFIG=$INSTANCE/resapid.conf
}

order
asynchronous
errors
polls
checks
controls
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
