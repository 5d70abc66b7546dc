#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapid, keepers and clients die or come twice at the worst moments. A resource that runs goes on
# running under the next resapid; one whose state is in doubt is terminated; nothing is ever left that
# no resapid knows.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
check "resapid starts" instance_start || finish check-faults
new_resource res
check "no poll comes in between" never_polled res

# Ends resapid with a client waiting; who waits hears of it.
kill_under_client() {
    instance_kill
    check_fails "$(in_scenario "who waits is told")" background_ends
}

is_settled() {
    state=$(field state res)
    [ -n "$state" ] && [ "$state" != initializing ] && [ "$state" != online-pending ]
}

no_host_runs() {
    [ -z "$(instance_hosts)" ]
}

# The next resapid, once it knows what the resource is.
next_resapid() {
    instance_start && wait_until 20 is_settled
}

goes_on_by() {
    scenario "a resource that is online goes on over $1" 'Online = spawn'
    succeeds "online" ctl online res
    host=$(field host_pid res)
    keeper=$(field keeper_pid res)
    succeeds "resapid ends" "$2"
    succeeds "the host lives" alive "$host"
    succeeds "the next resapid starts" next_resapid
    succeeds "its state is online" is_state res online
    succeeds "it is the same host" [ "$(field host_pid res)" = "$host" ]
    succeeds "and the same keeper" [ "$(field keeper_pid res)" = "$keeper" ]
    succeeds "check" ctl check res --level=is
    succeeds "offline" ctl offline res
    check_calls "no call came twice" "Load Startup Open Online IsAlive Offline Close Finish"
    scenario_end
}

# killed_in ENTRY BEHAVIOUR: SIGKILL to resapid while Online or Open does that.
killed_while_coming_online() {
    for behaviour in 'Online = pending-never' 'Online = pending=9000' 'Online = hang' \
        'Online = sleep=9000' 'Open = hang' 'Open = sleep=9000' 'Load = hang'; do
        entry=${behaviour%% *}
        scenario "resapid is killed in $behaviour" "$behaviour"
        background online res
        succeeds "$entry is called" wait_until 20 is_called "$entry"
        kill_under_client
        succeeds "the next resapid starts" next_resapid
        succeeds "its state is failed" wait_until 20 is_state res failed
        [ "$entry" != Online ] || succeeds "Terminate was called" wait_until 20 is_called Terminate
        succeeds "nothing of it is under way" wait_until 20 rests res failed
        script res
        succeeds "it recovers" ctl online res --timeout=20
        succeeds "check" ctl check res
        scenario_end
    done
}

killed_while_online() {
    scenario "resapid is killed in a poll" 'IsAlive = sleep=1500'
    succeeds "online" ctl online res
    host=$(field host_pid res)
    background check res --level=is
    succeeds "IsAlive is called" wait_until 20 is_called IsAlive
    kill_under_client
    succeeds "the next resapid starts" next_resapid
    succeeds "its state is online" is_state res online
    succeeds "it is the same host" [ "$(field host_pid res)" = "$host" ]
    succeeds "check" ctl check res
    scenario_end

    for behaviour in 'Offline = pending-never' 'Offline = hang' 'Close = hang'; do
        entry=${behaviour%% *}
        scenario "resapid is killed in $behaviour" "$behaviour"
        succeeds "online" ctl online res
        background offline res
        succeeds "$entry is called" wait_until 20 is_called "$entry"
        kill_under_client
        succeeds "the next resapid starts" next_resapid
        succeeds "its state is failed" wait_until 20 is_state res failed
        succeeds "offline" ctl offline res --timeout=20
        scenario_end
    done

    scenario "the host ends while no resapid runs" 'Online = spawn'
    succeeds "online" ctl online res
    host=$(field host_pid res)
    instance_kill
    kill -KILL "$host"
    succeeds "its keeper leaves nothing" wait_until 20 instance_has_no_host
    succeeds "the next resapid starts" next_resapid
    refuses 1 "is offline" "nothing of it runs" ctl check res
    scenario_end

    scenario "a host that hangs while no resapid runs"
    succeeds "online" ctl online res
    host=$(field host_pid res)
    instance_kill
    kill -STOP "$host"
    succeeds "the next resapid starts" instance_start
    refuses 1 "is being adopted" "nobody knows what it is" ctl check res
    succeeds "offline" ctl offline res --timeout=3
    succeeds "nothing is left" instance_has_no_host
    scenario_end

    scenario "its DLL reports failure while no resapid runs" 'Online = pending-fail=500'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    kill_under_client
    sleep 0.8
    succeeds "the next resapid starts" next_resapid
    succeeds "its state is failed" wait_until 20 is_state res failed
    succeeds "Terminate was called" wait_until 20 is_called Terminate
    scenario_end
}

keepers() {
    scenario "the keeper is killed" 'Online = spawn'
    succeeds "online" ctl online res
    kill -KILL "$(field keeper_pid res)"
    succeeds "its state is failed" wait_until 20 rests res failed
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    refuses 1 "killed with its keeper" "a check tells the reason" ctl check res
    script res
    succeeds "it recovers" ctl online res
    scenario_end

    scenario "resapid and the keeper are killed" 'Online = spawn'
    succeeds "online" ctl online res
    keeper=$(field keeper_pid res)
    instance_kill
    kill -KILL "$keeper"
    succeeds "the host is there, and what it started" [ "$(instance_hosts | wc -l)" -ge 1 ]
    succeeds "the next resapid starts" next_resapid
    succeeds "its state is failed" wait_until 20 rests res failed
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    script res
    succeeds "it recovers" ctl online res
    scenario_end

    scenario "the keeper is killed in a stop" 'Online = spawn' 'Offline = pending-never'
    succeeds "online" ctl online res
    background offline res
    succeeds "Offline is called" wait_until 20 is_called Offline
    kill -KILL "$(field keeper_pid res)"
    succeeds "offline" background_ends
    succeeds "nothing is left" instance_has_no_host
    scenario_end
}

# How long a resapid that is gone is waited for by an agent that fails without it.
SHORT_MS=3000
USUAL_MS=$agent_timeout

# agent_says STATUS TEXT ACTION: the agent ends so, and gives that reason.
agent_says() {
    agent_timeout=$SHORT_MS
    agent res "$3" >"$INSTANCE/said" 2>&1
    said=$?
    agent_timeout=$USUAL_MS
    cat "$INSTANCE/said"
    [ "$said" -eq "$1" ] && grep -q -e "^ocf-exit-reason:res: .*$2" "$INSTANCE/said"
}

# Pacemaker has started it, and then resapid is killed. Sets host and keeper.
started_and_alone() {
    scenario "without resapid: $1" 'Online = spawn'
    succeeds "start" agent res start
    host=$(field host_pid res)
    keeper=$(field keeper_pid res)
    instance_kill
}

recovers() {
    succeeds "the next resapid starts" instance_start
    succeeds "stop" agent res stop
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    check_status "$(in_scenario "a probe says so")" 7 agent res monitor
    scenario_end
}

# Pacemaker's view while nobody serves: nothing runs if nothing of it is there, and a stop leaves nothing.
without_resapid() {
    scenario "without resapid: nothing has been started"
    instance_kill
    check_status "$(in_scenario "a probe")" 7 agent res monitor
    succeeds "a stop" agent res stop
    succeeds "a start is refused" agent_says 1 "resapid does not run" start
    succeeds "the run folder is taken away" mv "$INSTANCE/run" "$INSTANCE/run.away"
    check_status "$(in_scenario "a probe")" 7 agent res monitor
    succeeds "a stop" agent res stop
    mv "$INSTANCE/run.away" "$INSTANCE/run"
    recovers

    started_and_alone "a stop"
    succeeds "a probe does not say that it is stopped" agent_says 1 "resapid does not run" monitor
    succeeds "its host lives" alive "$host"
    succeeds "stop" agent res stop
    succeeds "nothing is left" instance_has_no_host
    check_status "$(in_scenario "a probe")" 7 agent res monitor
    recovers

    started_and_alone "the keeper is killed as well"
    kill -KILL "$keeper"
    succeeds "what the host has started is there" [ "$(instance_hosts | wc -l)" -ge 1 ]
    succeeds "a probe does not say that it is stopped" agent_says 1 "resapid does not run" monitor
    succeeds "a stop does not succeed" agent_says 1 "resapi-keeper of 'res' died.*ECONNREFUSED (111)" stop
    recovers

    started_and_alone "all is killed, and the socket is left"
    kill -KILL "$keeper"
    for pid in $(instance_hosts); do
        kill -KILL "$pid"
    done
    succeeds "nothing runs" wait_until 20 no_host_runs
    succeeds "which nobody can tell" agent_says 1 "resapid does not run" monitor
    succeeds "so a stop does not succeed" agent_says 1 "resapi-keeper of 'res' died" stop
    recovers

    started_and_alone "the socket is removed"
    mv "$INSTANCE/run/hosts" "$INSTANCE/hosts.away"
    succeeds "a probe does not say that it is stopped" agent_says 1 "resapid does not run" monitor
    succeeds "nor does a stop" agent_says 1 "process [0-9]* of 'res' runs without a resapi-keeper" stop
    mv "$INSTANCE/hosts.away" "$INSTANCE/run/hosts"
    recovers

    started_and_alone "the run folder is taken away"
    mv "$INSTANCE/run" "$INSTANCE/run.away"
    succeeds "a probe does not say that it is stopped" agent_says 1 "resapid does not run" monitor
    succeeds "nor does a stop" agent_says 1 "process [0-9]* of 'res' runs without a resapi-keeper" stop
    mv "$INSTANCE/run.away" "$INSTANCE/run"
    recovers
}

# resources of a type that share a host, whose resapid is killed: nobody can tell who is in it
shared_without_resapid() {
    scenario "without resapid: a shared host"
    ctl type add res --dll="$INSTANCE/res.script" --isolation=type >/dev/null
    agent_type=res agent_dll=res
    succeeds "one is started" agent one start
    succeeds "another is started" agent two start
    instance_kill
    agent_timeout=$SHORT_MS
    check_status "$(in_scenario "a probe of a third does not say that it is stopped")" 1 \
        agent three monitor
    agent_timeout=$USUAL_MS
    succeeds "a stop of the first" agent one stop
    succeeds "ends the host" instance_has_no_host
    check_status "$(in_scenario "so the second is stopped")" 7 agent two monitor
    succeeds "and its stop succeeds" agent two stop
    succeeds "the next resapid starts" instance_start
    succeeds "the first is stopped there" agent one stop
    succeeds "and the second" agent two stop
    succeeds "they are removed" ctl resource remove one --force
    succeeds "both" ctl resource remove two --force
    agent_type='' agent_dll=''
    ctl type add res --dll="$INSTANCE/res.script" --isolation=resource >/dev/null
    scenario_end
}

# another KEY VALUE...: a second resapid with the instance's options and these.
another() {
    cp "$RESAPID_CONFIG" "$INSTANCE/another.conf"
    while [ $# -gt 1 ]; do
        config_set "$INSTANCE/another.conf" resapid "$1" "$2"
        shift 2
    done
    RESAPID_CONFIG=$INSTANCE/another.conf timeout 60 "$instance_build/resapid"
}

# libqb has its own words for it in the log.
is_refused_for_its_name() {
    another run_directory "$INSTANCE/run2" state_directory "$INSTANCE/state2" \
        >"$INSTANCE/another.out" 2>&1
    another_status=$?
    cat "$INSTANCE/another.out"
    [ "$another_status" -eq 1 ] && grep -q "IPC $INSTANCE_NAME: .*EADDRINUSE" "$INSTANCE/another.out"
}

second_resapid() {
    scenario "a second resapid"
    succeeds "online" ctl online res
    refuses 1 "another resapid runs with this run_directory" "with the same run folder" \
        another ipc_name "$INSTANCE_NAME-2" state_directory "$INSTANCE/state2"
    refuses 1 "is open in another process" "with the same cluster database" \
        another ipc_name "$INSTANCE_NAME-2" run_directory "$INSTANCE/run2"
    succeeds "with the same IPC name" is_refused_for_its_name
    succeeds "the first one serves on" ctl check res --level=is
    succeeds "its resource is still online" is_state res online
    scenario_end
}

clients() {
    scenario "two stops at once" 'Offline = pending=600'
    succeeds "online" ctl online res
    background offline res
    succeeds "the second" ctl offline res
    succeeds "the first" background_ends
    check_calls "Offline was called once" "Load Startup Open Online Offline Close Finish"
    scenario_end

    scenario "a stop with time joins one without" 'Offline = hang'
    succeeds "online" ctl online res
    background offline res
    succeeds "Offline is called" wait_until 20 is_called Offline
    succeeds "the second" ctl offline res --timeout=3
    succeeds "the first" background_ends
    scenario_end

    scenario "a stop without time joins one with" 'Offline = hang'
    succeeds "online" ctl online res
    background offline res --timeout=3
    succeeds "Offline is called" wait_until 20 is_called Offline
    succeeds "the second" ctl offline res
    succeeds "the first" background_ends
    scenario_end

    scenario "a client is killed in an online" 'Online = pending=700'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    kill -KILL "$BACKGROUND"
    wait "$BACKGROUND" 2>/dev/null
    succeeds "it comes online all the same" wait_until 20 is_state res online
    check_calls "nothing was cancelled" "Load Startup Open Online"
    scenario_end

    scenario "online while it goes offline" 'Offline = pending-never'
    succeeds "online" ctl online res
    background offline res
    succeeds "Offline is called" wait_until 20 is_called Offline
    refuses 1 "ERROR_INVALID_STATE (5023)" "online is refused" ctl online res
    refuses 1 "is offline pending" "and so is a check" ctl check res
    refuses 1 "is not offline" "and its removal" ctl resource remove res
    succeeds "a stop that has a limit" ctl offline res --timeout=2
    succeeds "ends the one that has none" background_ends
    scenario_end

    scenario "offline while it comes online" 'Online = pending-never'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    succeeds "offline" ctl offline res
    check_status "$(in_scenario "who asked for online is told")" 1 background_ends
    check_calls "Terminate in place of Offline" "Load Startup Open Online Terminate Close Finish"
    scenario_end
}

goes_on_by "SIGKILL" instance_kill
goes_on_by "SIGTERM" instance_stop
killed_while_coming_online
killed_while_online
keepers
second_resapid
clients
without_resapid
shared_without_resapid
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
