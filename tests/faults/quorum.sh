#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Quorum-capable resources: Arbitrate before Online or alone, Release behind Offline, a quorum that is
# lost, and the exit statuses of resapictl arbitrate and release, on which others rely.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
instance_set pacemaker push_failures yes
PATH=$INSTANCE/bin:$PATH
fake_crm 'echo node 1' 'exit 0'
check "resapid starts" instance_start || finish check-faults
new_resource res
check "no poll comes in between" never_polled res

# quorum TITLE [LINE...]: a scenario of a resource that is quorum-capable.
quorum() {
    quorum_title=$1
    shift
    scenario "$quorum_title" 'Quorum = yes' "$@"
}

# quorum_script [LINE...]: what it does from the next call on.
quorum_script() {
    script res 'Quorum = yes' "$@"
}

is_owned() {
    ctl status res | grep -q 'owned: by this node' && [ "$(field owned res)" = true ]
}

is_not_owned() {
    ! ctl status res | grep -q 'owned: by this node' && [ "$(field owned res)" = false ]
}

is_owned_and_offline() {
    is_owned && is_state res offline
}

has_greeting() {
    ctl resource show res | grep -q 'Greeting .*hello'
}

unset_greeting() {
    ctl resource set res Greeting=
}

short_deadlock() {
    ctl resource set res --common DeadlockTimeout=1000 >/dev/null
}

usual_deadlock() {
    ctl resource set res --common DeadlockTimeout= >/dev/null
}

online_and_offline() {
    quorum "online and offline"
    succeeds "online" ctl online res
    check_calls "Arbitrate comes before Online" "Load Startup Open Arbitrate Online"
    succeeds "it is owned" is_owned
    succeeds "check" ctl check res
    succeeds "offline" ctl offline res
    check_calls "Release comes behind Offline" \
        "Load Startup Open Arbitrate Online LooksAlive Offline Release Close Finish"
    succeeds "it is not owned" is_not_owned
    scenario_end

    quorum "terminate"
    succeeds "online" ctl online res
    succeeds "terminate" ctl terminate res
    check_calls "Release comes behind Terminate" \
        "Load Startup Open Arbitrate Online Terminate Release Close Finish"
    scenario_end

    quorum "asynchronous Online and Offline" 'Online = pending=200' 'Offline = pending=200'
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    check_calls "calls" "Load Startup Open Arbitrate Online Offline Release Close Finish"
    succeeds "Release waits for the report" not_within 190 Offline Release
    scenario_end

    quorum "Release fails" 'Release = error=5'
    succeeds "online" ctl online res
    succeeds "offline nevertheless" ctl offline res
    check_calls "calls" "Load Startup Open Arbitrate Online Offline Release Close Finish"
    succeeds "the log tells" log_has "resource res: Release failed: ERROR_ACCESS_DENIED (5)"
    scenario_end

    quorum "release of what is online"
    succeeds "online" ctl online res
    refuses 1 "ERROR_INVALID_STATE (5023)" "is refused" ctl release res
    succeeds "it is online and owned" is_owned
    check_calls "nothing was called" "Load Startup Open Arbitrate Online"
    scenario_end
}

arbitrate_fails() {
    quorum "Arbitrate fails" 'Arbitrate = error=5006'
    refuses 1 "Arbitrate failed: this node does not own it: ERROR_RESOURCE_NOT_AVAILABLE (5006)" \
        "online" ctl online res
    succeeds "its state is failed" is_state res failed
    check_calls "neither Online nor Terminate" "Load Startup Open Arbitrate"
    succeeds "it is not owned" is_not_owned
    quorum_script
    succeeds "online later" ctl online res
    check_calls "Arbitrate is called again" "Load Startup Open Arbitrate Arbitrate Online"
    scenario_end

    quorum "offline after Arbitrate has failed" 'Arbitrate = error=5006'
    refuses 1 "(5006)" "online" ctl online res
    succeeds "offline" ctl offline res
    check_calls "there is nothing to release" "Load Startup Open Arbitrate Close Finish"
    scenario_end

    quorum "Arbitrate crashes" 'Arbitrate = crash'
    refuses 1 "SIGSEGV" "online" ctl online res
    succeeds "its state is failed" is_state res failed
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    quorum_script
    succeeds "it recovers" ctl online res
    scenario_end

    quorum "Online fails" 'Online = error=5'
    refuses 1 "Online failed: ERROR_ACCESS_DENIED (5)" "online" ctl online res
    quorum_script
    succeeds "online" ctl online res
    check_calls "Arbitrate is called again" \
        "Load Startup Open Arbitrate Online Terminate Arbitrate Online"
    succeeds "offline" ctl offline res
    scenario_end
}

arbitrate_hangs() {
    quorum "Arbitrate hangs" 'Arbitrate = hang'
    succeeds "DeadlockTimeout is 1000" short_deadlock
    refuses 1 "Arbitrate did not return in 1000 ms (DeadlockTimeout)" "online" \
        in_time 2000 ctl online res
    succeeds "its state is failed" is_state res failed
    succeeds "nothing is left" instance_has_no_host
    check_calls "Terminate does not overlap Arbitrate" "Load Startup Open Arbitrate"
    refuses 1 "Arbitrate did not return in 1000 ms (DeadlockTimeout)" "arbitrate" \
        in_time 2000 ctl arbitrate res
    succeeds "nothing is left of it" instance_has_no_host
    succeeds "DeadlockTimeout is as usual" usual_deadlock
    scenario_end

    quorum "Arbitrate hangs, and the client's time runs out" 'Arbitrate = hang'
    refuses 1 "still in Arbitrate at 80% of the 3000 ms" "online" \
        in_time 3000 ctl online res --timeout=3
    check_calls "Terminate does not overlap Arbitrate" "Load Startup Open Arbitrate"
    scenario_end

    quorum "a stop while Arbitrate hangs" 'Arbitrate = hang'
    background online res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    succeeds "offline" stops_in_time
    check_status "$(in_scenario "who asked for online is told")" 1 background_ends
    check_calls "Terminate does not overlap Arbitrate" "Load Startup Open Arbitrate"
    scenario_end

    quorum "a stop while Arbitrate runs" 'Arbitrate = sleep=1200'
    background online res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    succeeds "offline" ctl offline res
    check_status "$(in_scenario "who asked for online is told")" 1 background_ends
    check_calls "what it has won is released" \
        "Load Startup Open Arbitrate Release Close Finish"
    scenario_end

    quorum "a stop while an Arbitrate runs that fails" 'Arbitrate = sleep=1200,error=5006'
    background online res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    succeeds "offline" ctl offline res
    check_status "$(in_scenario "who asked for online is told")" 1 background_ends
    check_calls "there is nothing to release" "Load Startup Open Arbitrate Close Finish"
    scenario_end
}

release_hangs() {
    quorum "Release hangs" 'Release = hang'
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    succeeds "it was called" is_called Release
    succeeds "it is not owned" is_not_owned
    scenario_end

    quorum "Release crashes" 'Release = crash'
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    succeeds "it was called" is_called Release
    scenario_end

    quorum "Release of what is owned hangs" 'Release = hang'
    succeeds "arbitrate" ctl arbitrate res
    succeeds "release succeeds in its time" ctl release res --timeout=3
    succeeds "nothing is left" is_down_and_clean
    scenario_end
}

arbitrate_alone() {
    quorum "arbitrate and release"
    succeeds "arbitrate" ctl arbitrate res
    succeeds "it is owned, and offline" is_owned_and_offline
    check_calls "no Online" "Load Startup Open Arbitrate"
    succeeds "its host lives" alive "$(field host_pid res)"
    succeeds "arbitrate again" ctl arbitrate res
    check_calls "Arbitrate is called again" "Load Startup Open Arbitrate Arbitrate"
    succeeds "it is owned still" is_owned_and_offline
    succeeds "release" ctl release res
    succeeds "it is not owned" is_not_owned
    check_calls "Release, then Close" "Load Startup Open Arbitrate Arbitrate Release Close Finish"
    succeeds "nothing is left" instance_has_no_host
    succeeds "release of what is not owned" ctl release res
    check_calls "calls nothing" "Load Startup Open Arbitrate Arbitrate Release Close Finish"
    scenario_end

    quorum "offline of what is owned"
    succeeds "arbitrate" ctl arbitrate res
    succeeds "offline" ctl offline res
    check_calls "releases it" "Load Startup Open Arbitrate Release Close Finish"
    succeeds "nothing is left" is_down_and_clean
    scenario_end

    quorum "online of what is owned"
    succeeds "arbitrate" ctl arbitrate res
    succeeds "online" ctl online res
    check_calls "there is one Arbitrate" "Load Startup Open Arbitrate Online"
    succeeds "it is owned" is_owned
    succeeds "offline" ctl offline res
    check_calls "and one Release" "Load Startup Open Arbitrate Online Offline Release Close Finish"
    scenario_end

    quorum "online while Arbitrate runs" 'Arbitrate = sleep=1200'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    succeeds "online" ctl online res
    succeeds "who asked for arbitrate has it" background_ends
    check_calls "there is one Arbitrate" "Load Startup Open Arbitrate Online"
    scenario_end

    quorum "two arbitrate at once" 'Arbitrate = sleep=1200'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    succeeds "the second" ctl arbitrate res
    succeeds "the first" background_ends
    check_calls "there is one Arbitrate" "Load Startup Open Arbitrate"
    scenario_end

    quorum "release while Arbitrate runs" 'Arbitrate = sleep=1200'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    succeeds "release" ctl release res
    check_status "$(in_scenario "who asked for arbitrate does not have it")" 1 background_ends
    check_calls "calls" "Load Startup Open Arbitrate Release Close Finish"
    scenario_end

    quorum "an arbitrate with little time joins one with none" 'Arbitrate = sleep=3000'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    refuses 1 "what was asked for goes on" "its own time is over" ctl arbitrate res --timeout=1
    succeeds "who asked first has it" background_ends
    check_calls "nothing ended it" "Load Startup Open Arbitrate"
    scenario_end

    quorum "arbitrate right behind a control" 'ResourceControl = ok' 'Close = sleep=500'
    background control res 0x01600001
    succeeds "Close is called" wait_until 20 is_called Close
    succeeds "arbitrate" ctl arbitrate res
    succeeds "who asked for the control has it" background_ends
    succeeds "it is owned" is_owned_and_offline
    check_calls "it is opened anew" \
        "Load Startup Open ResourceControl Close Finish Load Startup Open Arbitrate"
    scenario_end

    quorum "release behind an arbitrate behind a control" 'ResourceControl = ok' 'Close = sleep=2500'
    background control res 0x01600001
    succeeds "Close is called" wait_until 20 is_called Close
    ctl arbitrate res >/dev/null 2>&1 &
    claim=$!
    succeeds "arbitrate waits" wait_until 20 is_doing res "closing after a control, to arbitrate"
    succeeds "release" ctl release res
    check_status "$(in_scenario "who asked for arbitrate does not have it")" 1 wait "$claim"
    background_ends >/dev/null 2>&1
    succeeds "nothing is left" is_down_and_clean
    check_calls "it is not opened again" "Load Startup Open ResourceControl Close Finish"
    scenario_end

    quorum "a start of what is owned" 'IsAlive = error=1'
    ctl resource remove res >/dev/null
    succeeds "it is new to Pacemaker" ctl resource add res --type=res
    rm -f "$INSTANCE/crm"
    succeeds "arbitrate" ctl arbitrate res
    agent_properties=Greeting=hello
    succeeds "start" agent res start
    agent_properties=
    succeeds "it has the properties of Pacemaker's configuration" has_greeting
    refuses 1 "IsAlive returned FALSE" "it fails" ctl check res --level=is
    succeeds "Pacemaker is told, for it manages it" wait_until 20 is_pushed_once
    quorum_script
    succeeds "remove the property" unset_greeting
    scenario_end
    by_hand

    quorum "a control of what is owned" 'ResourceControl = ok'
    succeeds "arbitrate" ctl arbitrate res
    succeeds "control" ctl control res 0x01600001
    succeeds "it is owned still" is_owned_and_offline
    check_calls "it stays open" "Load Startup Open Arbitrate ResourceControl"
    scenario_end

    quorum "arbitrate in the midst of a control" 'ResourceControl = sleep=1200'
    background control res 0x01600001
    succeeds "the control is called" wait_until 20 is_called ResourceControl
    succeeds "arbitrate" ctl arbitrate res
    succeeds "who asked for the control has it" background_ends
    succeeds "it is owned" is_owned_and_offline
    check_calls "it stays open" "Load Startup Open ResourceControl Arbitrate"
    scenario_end
}

arbitrate_alone_fails() {
    quorum "arbitrate fails" 'Arbitrate = error=5006'
    refuses 1 "ERROR_RESOURCE_NOT_AVAILABLE (5006)" "arbitrate" ctl arbitrate res
    succeeds "nothing is left" is_down_and_clean
    check_calls "it is closed again" "Load Startup Open Arbitrate Close Finish"
    refuses 1 "(5006)" "arbitrate again" ctl arbitrate res
    scenario_end

    quorum "arbitrate crashes" 'Arbitrate = crash'
    refuses 1 "SIGSEGV" "arbitrate" ctl arbitrate res
    succeeds "nothing is left" is_down_and_clean
    scenario_end

    quorum "arbitrate hangs, and the client's time runs out" 'Arbitrate = hang'
    refuses 1 "still in Arbitrate, to be owned at 80% of the 3000 ms" "arbitrate" \
        in_time 3000 ctl arbitrate res --timeout=3
    succeeds "nothing is left" is_down_and_clean
    scenario_end

    quorum "arbitrate of what cannot be loaded" 'Load = error=126,stage=1'
    refuses 1 "ERROR_MOD_NOT_FOUND (126)" "arbitrate" ctl arbitrate res
    succeeds "nothing is left" is_down_and_clean
    scenario_end

    scenario "arbitrate of what is not quorum-capable"
    refuses 1 "ERROR_NOT_QUORUM_CAPABLE (5021)" "of what is offline" ctl arbitrate res
    succeeds "nothing is left" is_down_and_clean
    check_calls "it is closed again" "Load Startup Open Close Finish"
    succeeds "online" ctl online res
    refuses 1 "ERROR_NOT_QUORUM_CAPABLE (5021)" "of what is online" ctl arbitrate res
    succeeds "it is online" is_state res online
    succeeds "offline" ctl offline res
    succeeds "release says that it is not owned" ctl release res
    scenario_end

    check_error "arbitrate of a resource that is not there" 4 "there is none of that name" \
        ctl arbitrate nobody
    check_error "release of a resource that is not there" 4 "there is none of that name" \
        ctl release nobody
}

arbitrate_elsewhere() {
    quorum "arbitrate while online"
    succeeds "online" ctl online res
    succeeds "arbitrate" ctl arbitrate res
    check_calls "Arbitrate is called again" "Load Startup Open Arbitrate Online Arbitrate"
    succeeds "it is online" is_state res online
    scenario_end

    quorum "arbitrate while online, and it fails"
    succeeds "online" ctl online res
    quorum_script 'Arbitrate = error=5006'
    refuses 1 "ERROR_RESOURCE_NOT_AVAILABLE (5006)" "arbitrate" ctl arbitrate res
    succeeds "its state becomes failed" wait_until 20 rests res failed
    check_calls "Terminate follows" \
        "Load Startup Open Arbitrate Online Arbitrate Terminate"
    succeeds "it is not owned" is_not_owned
    scenario_end

    quorum "arbitrate while owned, and it fails"
    succeeds "arbitrate" ctl arbitrate res
    quorum_script 'Arbitrate = error=5006'
    refuses 1 "ERROR_RESOURCE_NOT_AVAILABLE (5006)" "arbitrate again" ctl arbitrate res
    succeeds "its state becomes failed" wait_until 20 is_state res failed
    succeeds "it is not owned" is_not_owned
    scenario_end

    quorum "a stop while an online resource arbitrates"
    succeeds "online" ctl online res
    quorum_script 'Arbitrate = sleep=1200'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 are_calls \
        "Load Startup Open Arbitrate Online Arbitrate"
    # Behind 60% of its time it would not wait any longer.
    succeeds "offline" ctl offline res --timeout=20
    succeeds "nothing is left" is_down_and_clean
    check_status "$(in_scenario "who asked for arbitrate is told")" 1 background_ends
    succeeds "why" grep -q "not arbitrated: it was asked to go offline" "$INSTANCE/background.out"
    check_calls "Offline waits for it" \
        "Load Startup Open Arbitrate Online Arbitrate Offline Release Close Finish"
    scenario_end

    quorum "terminate while an online resource arbitrates"
    succeeds "online" ctl online res
    quorum_script 'Arbitrate = sleep=1200'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 are_calls \
        "Load Startup Open Arbitrate Online Arbitrate"
    succeeds "terminate" ctl terminate res
    check_status "$(in_scenario "who asked for arbitrate is told")" 1 background_ends
    check_calls "Terminate waits for it" \
        "Load Startup Open Arbitrate Online Arbitrate Terminate Release Close Finish"
    scenario_end

    quorum "release while an owned resource arbitrates"
    succeeds "arbitrate" ctl arbitrate res
    quorum_script 'Arbitrate = sleep=1200'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 are_calls "Load Startup Open Arbitrate Arbitrate"
    succeeds "release" ctl release res
    check_status "$(in_scenario "who asked for arbitrate is told")" 1 background_ends
    check_calls "Release waits for it" \
        "Load Startup Open Arbitrate Arbitrate Release Close Finish"
    scenario_end

    quorum "online while an owned resource arbitrates"
    succeeds "arbitrate" ctl arbitrate res
    quorum_script 'Arbitrate = sleep=1200'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 are_calls "Load Startup Open Arbitrate Arbitrate"
    succeeds "online" ctl online res
    succeeds "who asked for arbitrate has it" background_ends
    check_calls "Online waits for it" "Load Startup Open Arbitrate Arbitrate Online"
    scenario_end

    quorum "online while an owned resource arbitrates in vain"
    succeeds "arbitrate" ctl arbitrate res
    quorum_script 'Arbitrate = sleep=1200,error=5006'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 are_calls "Load Startup Open Arbitrate Arbitrate"
    refuses 1 "(5006)" "online" ctl online res
    check_status "$(in_scenario "who asked for arbitrate is told")" 1 background_ends
    check_calls "Online is not called" "Load Startup Open Arbitrate Arbitrate Terminate"
    succeeds "it is not owned" is_not_owned
    scenario_end

    quorum "a stop while an online resource hangs in Arbitrate"
    succeeds "online" ctl online res
    quorum_script 'Arbitrate = hang'
    background arbitrate res
    succeeds "Arbitrate is called" wait_until 20 are_calls \
        "Load Startup Open Arbitrate Online Arbitrate"
    succeeds "offline" stops_in_time
    check_status "$(in_scenario "who asked for arbitrate is told")" 1 background_ends
    scenario_end

    quorum "arbitrate from failed" 'Online = error=5'
    refuses 1 "Online failed" "online" ctl online res
    quorum_script
    succeeds "arbitrate" ctl arbitrate res
    succeeds "it is owned, and offline" is_owned_and_offline
    succeeds "online" ctl online res
    check_calls "in the same host" \
        "Load Startup Open Arbitrate Online Terminate Arbitrate Online"
    scenario_end

    quorum "arbitrate from failed without a host" 'Online = crash'
    refuses 1 "SIGSEGV" "online" ctl online res
    quorum_script
    succeeds "arbitrate" ctl arbitrate res
    succeeds "it is owned, and offline" is_owned_and_offline
    scenario_end

    quorum "release from failed" 'Online = error=5'
    refuses 1 "Online failed" "online" ctl online res
    succeeds "release" ctl release res
    check_calls "calls" "Load Startup Open Arbitrate Online Terminate Release Close Finish"
    succeeds "nothing is left" is_down_and_clean
    scenario_end
}

lost() {
    # It is told behind Arbitrate's begin and before its end.
    quorum "a quorum lost before Arbitrate returns" 'Open = quorum-lost=1000' \
        'Arbitrate = sleep=1200'
    refuses 1 "its DLL said that it lost the quorum resource" "online" ctl online res
    succeeds "its state is failed" is_state res failed
    succeeds "it is not owned" is_not_owned
    check_calls "no Online" "Load Startup Open Arbitrate"
    scenario_end

    quorum "a quorum lost before an Arbitrate alone returns" 'Open = quorum-lost=1000' \
        'Arbitrate = sleep=1200'
    refuses 1 "its DLL said that it lost the quorum resource" "arbitrate" ctl arbitrate res
    succeeds "nothing is left" is_down_and_clean
    scenario_end

    quorum "a quorum lost while Online runs" 'Arbitrate = quorum-lost=150' 'Online = sleep=500'
    refuses 1 "its DLL said that it lost the quorum resource" "online" ctl online res
    succeeds "its state is failed" is_state res failed
    check_calls "Terminate beside Online, and again for what Online began" \
        "Load Startup Open Arbitrate Online Terminate Terminate"
    scenario_end

    quorum "a quorum lost while owned" 'Arbitrate = quorum-lost=200'
    succeeds "arbitrate" ctl arbitrate res
    succeeds "its state becomes failed" wait_until 20 rests res failed
    succeeds "it is not owned" is_not_owned
    check_calls "Terminate follows" "Load Startup Open Arbitrate Terminate"
    check_output "$(in_scenario "the status has the reason")" "lost the quorum resource" \
        ctl status res
    quorum_script
    succeeds "arbitrate" ctl arbitrate res
    succeeds "it is owned again" is_owned_and_offline
    scenario_end

    quorum "release after the quorum was lost" 'Arbitrate = quorum-lost=200'
    succeeds "arbitrate" ctl arbitrate res
    # Which release waits for: what is being terminated cannot be released.
    succeeds "its state becomes failed" wait_until 20 rests res failed
    succeeds "release" ctl release res
    succeeds "nothing is left" is_down_and_clean
    scenario_end

    quorum "a quorum lost while online" 'Arbitrate = quorum-lost=700'
    fake_crm 'echo node 1' 'exit 0'
    succeeds "start" agent res start
    succeeds "its state becomes failed" wait_until 20 rests res failed
    succeeds "Pacemaker is told" wait_until 20 is_pushed_once
    check_status "$(in_scenario "monitor")" 1 agent res monitor
    check_calls "Terminate follows" "Load Startup Open Arbitrate Online Terminate"
    quorum_script
    succeeds "stop" agent res stop
    succeeds "start" agent res start
    succeeds "it is owned" is_owned
    succeeds "stop" agent res stop
    scenario_end
    by_hand
}

kept_host() {
    [ "$(field host_pid res)" = "$host" ]
}

restarts() {
    quorum "resapid is killed while it owns"
    succeeds "arbitrate" ctl arbitrate res
    host=$(field host_pid res)
    instance_kill
    succeeds "the next resapid starts" instance_start
    succeeds "it is owned, and offline" wait_until 20 is_owned_and_offline
    succeeds "it is the same host" kept_host
    succeeds "arbitrate" ctl arbitrate res
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    check_calls "calls" \
        "Load Startup Open Arbitrate Arbitrate Online Offline Release Close Finish"
    scenario_end

    quorum "resapid is killed while it is online"
    succeeds "online" ctl online res
    instance_kill
    succeeds "the next resapid starts" instance_start
    succeeds "it is online" wait_until 20 is_state res online
    succeeds "it is owned" is_owned
    succeeds "offline" ctl offline res
    check_calls "it is released" \
        "Load Startup Open Arbitrate Online Offline Release Close Finish"
    scenario_end

    quorum "resapid is killed in Arbitrate" 'Arbitrate = hang'
    background online res
    succeeds "Arbitrate is called" wait_until 20 is_called Arbitrate
    instance_kill
    background_ends >/dev/null 2>&1
    succeeds "the next resapid starts" instance_start
    succeeds "its state becomes failed" wait_until 20 is_state res failed
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    check_calls "Terminate does not overlap Arbitrate" "Load Startup Open Arbitrate"
    scenario_end

    quorum "the host is killed while owned"
    succeeds "arbitrate" ctl arbitrate res
    kill -KILL "$(field host_pid res)"
    succeeds "its state becomes failed" wait_until 20 is_state res failed
    succeeds "it is not owned" is_not_owned
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    succeeds "release succeeds, for nothing owns it" ctl release res
    scenario_end

    quorum "resapid ends while it owns"
    succeeds "arbitrate" ctl arbitrate res
    host=$(field host_pid res)
    succeeds "it ends" instance_stop
    succeeds "the next resapid starts" instance_start
    succeeds "it is owned, and offline" wait_until 20 is_owned_and_offline
    succeeds "it is the same host" kept_host
    succeeds "release" ctl release res
    check_calls "calls" "Load Startup Open Arbitrate Release Close Finish"
    scenario_end
}

# --- the example of resapictl(8)

manual=${RESAPID_SOURCE:?name the source folder}/man/resapictl.8

example() {
    awk '/^quorum \{/ { inside = 1 } /^\.Ed/ { inside = 0 } inside' "$manual"
}

# What stands in every corosync.conf, and the example.
corosync_conf() {
    printf '%s\n' 'totem {' 'version: 2' 'cluster_name: sample' '}' \
        'nodelist {' 'node {' 'ring0_addr: 127.0.0.1' 'name: one' 'nodeid: 1' '}' '}'
    example
}

# corosync-qdevice runs the command without a shell: a program's path and words between blanks.
heuristics_runs() {
    command=$(example | sed -n 's/^ *exec_[a-z]*: *//p')
    echo "exec_: $command"
    case $command in
        /*/resapictl\ *) ;;
        *) return 125 ;;
    esac
    # shellcheck disable=SC2086 # words
    ctl ${command#* }
}

example_of_the_manual() {
    quorum "the example of resapictl(8)"
    corosync_conf >"$INSTANCE/corosync.conf"
    sed '$d' "$INSTANCE/corosync.conf" >"$INSTANCE/corosync.broken"
    if command -v corosync >/dev/null; then
        succeeds "corosync takes it" corosync -t -c "$INSTANCE/corosync.conf"
        check_fails "$(in_scenario "corosync looks at it")" corosync -t -c "$INSTANCE/corosync.broken"
    else
        skip "$(in_scenario "corosync takes it")" "there is no corosync"
    fi
    new_resource witness
    script witness 'Quorum = yes'
    succeeds "its command tells that the node owns" heuristics_runs
    succeeds "and again" heuristics_runs
    script witness 'Quorum = yes' 'Arbitrate = error=170'
    check_status "$(in_scenario "its command tells that it does not any more")" 1 heuristics_runs
    succeeds "offline" ctl offline witness --timeout=20
    check_status "$(in_scenario "its command tells that it does not")" 1 heuristics_runs
    succeeds "nothing is left" wait_until 20 instance_has_no_host
}

online_and_offline
example_of_the_manual
arbitrate_fails
arbitrate_hangs
release_hangs
arbitrate_alone
arbitrate_alone_fails
arbitrate_elsewhere
lost
restarts
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
