#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DLLs and hosts that hang, crash, leave, spawn and talk nonsense, in every entry point: a failure is
# told at once with its true reason, a stop succeeds in its time, and nothing is left.

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

pending() {
    scenario "Online pending for ever" 'Online = pending-never'
    refuses 1 "still online pending at 80% of the 3000 ms" "online" \
        in_time 3000 ctl online res --timeout=3
    check_calls "Terminate comes before the time is up" "Load Startup Open Online Terminate"
    succeeds "at its share" within 2900 Online Terminate
    succeeds "its state is failed" is_state res failed
    scenario_end

    scenario "Online pending with progress only" 'Online = pending=30000,checkpoints=200'
    refuses 1 "still online pending" "checkpoints do not extend the client's time" \
        ctl online res --timeout=3
    scenario_end

    scenario "Offline pending for ever" 'Offline = pending-never'
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    check_calls "Terminate, then Close" "Load Startup Open Online Offline Terminate Close Finish"
    succeeds "Terminate comes at its share" within 2300 Offline Terminate
    scenario_end
}

hang_before_online() {
    for entry in Load Startup Open; do
        scenario "$entry hangs" "$entry = hang"
        refuses 1 "still opening at 80%" "online" in_time 3000 ctl online res --timeout=3
        scenario_end
    done

    scenario "Open hangs without limit" 'Open = hang'
    background online res
    succeeds "Open is called" wait_until 20 is_called Open
    succeeds "offline" stops_in_time
    check_status "$(in_scenario "who asked for online is told")" 1 background_ends
    scenario_end

    # Terminate does not end it; at 90% its host is killed, and there has to be time for that.
    scenario "Online hangs" 'Online = hang'
    refuses 1 "still in Online at 80%" "online" in_time 4000 ctl online res --timeout=4
    check_calls "Terminate is tried" "Load Startup Open Online Terminate"
    scenario_end

    scenario "Online hangs without limit" 'Online = hang'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    succeeds "offline" stops_in_time
    check_status "$(in_scenario "who asked for online is told")" 1 background_ends
    check_calls "Terminate next to Online" "Load Startup Open Online Terminate"
    scenario_end
}

hang_while_online() {
    for entry in Offline Close Terminate; do
        scenario "$entry hangs" "$entry = hang" 'Offline = error=1'
        [ "$entry" != Offline ] || script res 'Offline = hang'
        succeeds "online" ctl online res
        succeeds "offline" stops_in_time
        succeeds "$entry was called" is_called "$entry"
        scenario_end
    done

    scenario "Offline and Terminate hang" 'Offline = hang' 'Terminate = hang'
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    scenario_end

    for entry in LooksAlive IsAlive; do
        scenario "$entry hangs" "$entry = hang"
        succeeds "online" ctl online res
        [ "$entry" = LooksAlive ] && level=looks || level=is
        refuses 1 "still online" "check" in_time 1000 ctl check res --level="$level" --timeout=1
        succeeds "offline" stops_in_time
        scenario_end
    done

    scenario "a control hangs" 'ResourceControl = hang'
    succeeds "online" ctl online res
    background control res 1
    succeeds "it is called" wait_until 20 is_called ResourceControl
    succeeds "offline" stops_in_time
    check_status "$(in_scenario "who asked for it is told")" 1 background_ends
    scenario_end
}

# Also known to resapid, which until then takes no request to bring it online.
has_failed_for_good() {
    instance_has_no_host && rests res failed
}

# lose_... WORD REASON: the host ends in an entry point.
lose_before_online() {
    for entry in Load Startup Open Online; do
        scenario "$entry $1" "$entry = $1"
        refuses 1 "$2" "online tells the reason" in_time 2000 ctl online res
        succeeds "its state is failed" is_state res failed
        succeeds "nothing is left" wait_until 20 has_failed_for_good
        script res
        succeeds "it recovers" ctl online res
        scenario_end
    done
}

lose_in_check() {
    for entry in LooksAlive IsAlive; do
        scenario "$entry $1" "$entry = $1"
        [ "$entry" = LooksAlive ] && level=looks || level=is
        succeeds "online" ctl online res
        refuses 1 "$2" "check tells the reason" in_time 2000 ctl check res --level="$level"
        succeeds "its state is failed" is_state res failed
        succeeds "nothing is left" wait_until 20 has_failed_for_good
        refuses 1 "$2" "the next check tells the reason" ctl check res
        script res
        succeeds "it recovers" ctl online res
        scenario_end
    done
}

lose_in_stop() {
    for entry in Offline Terminate Close; do
        scenario "$entry $1" 'Offline = error=1' "$entry = $1"
        [ "$entry" != Offline ] || script res "Offline = $1"
        succeeds "online" ctl online res
        succeeds "offline" stops_in_time
        succeeds "$entry was called" is_called "$entry"
        scenario_end
    done

    scenario "Terminate $1 after a failure" 'Online = error=5' "Terminate = $1"
    refuses 1 "Online failed: ERROR_ACCESS_DENIED (5)" "the first reason is told" ctl online res
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    scenario_end

    scenario "a control $1" "ResourceControl = $1"
    succeeds "online" ctl online res
    refuses 1 "$2" "who asked is told" ctl control res 1
    succeeds "its state is failed" is_state res failed
    scenario_end
}

nonsense() {
    for word in garbage truncated oversized; do
        scenario "a host that sends $word" "Online = $word"
        refuses 1 "sent what is no message" "online" ctl online res
        succeeds "nothing is left" wait_until 20 has_failed_for_good
        script res
        succeeds "it recovers" ctl online res
        script res "IsAlive = $word"
        refuses 1 "sent what is no message" "check" ctl check res --level=is
        scenario_end
    done

    scenario "a host that closes its channel" 'Online = close-channel'
    refuses 1 "closed its channel" "online" in_time 2000 ctl online res
    succeeds "its state is failed" is_state res failed
    scenario_end

    scenario "a host that closes its channel in a stop" 'Offline = close-channel'
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    scenario_end
}

# Processes with the run folder in their environment: the host and what it started, not the keeper.
host_processes() {
    instance_hosts | while read -r pid; do
        [ "$pid" = "$(field keeper_pid res)" ] || echo "$pid"
    done
}

stray() {
    scenario "a child in its own session" 'Online = spawn'
    succeeds "online" ctl online res
    succeeds "it is there beside the host" [ "$(host_processes | wc -l)" -eq 2 ]
    succeeds "offline" ctl offline res
    succeeds "nothing is left" instance_has_no_host
    scenario_end

    scenario "a child of a host that crashed" 'Online = spawn' 'IsAlive = crash'
    succeeds "online" ctl online res
    refuses 1 "SIGSEGV" "check" ctl check res --level=is
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    scenario_end

    scenario "a host that is killed" 'Online = spawn'
    succeeds "online" ctl online res
    kill -KILL "$(field host_pid res)"
    # Its next poll is 5 s away.
    succeeds "its state is failed at once" wait_until 4 is_state res failed
    refuses 1 "was killed by signal 9 (SIGKILL)" "a check tells the reason" ctl check res
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    scenario_end
}

# restart_with LINE...: resapid with this wrapper as its host program.
restart_with() {
    instance_stop
    {
        echo '#!/bin/sh'
        printf '%s\n' "$@"
    } >"$INSTANCE/wrapper"
    chmod 755 "$INSTANCE/wrapper"
    instance_set host program "$INSTANCE/wrapper"
    instance_start || fail "resapid starts with a wrapper" "see its log"
}

wrong_hosts() {
    restart_with "exec '$instance_build/fake-host' --build-id=another"
    scenario "a host of another build"
    refuses 1 "is of build another, resapid of build" "online" in_time 2000 ctl online res
    succeeds "its state is failed" is_state res failed
    scenario_end

    restart_with "exec '$instance_build/fake-host' --version=999"
    scenario "a host of another protocol version"
    refuses 1 "install both from one package" "online" ctl online res
    scenario_end

    instance_set host start_timeout 1
    restart_with "exec '$instance_build/fake-host' --no-hello"
    scenario "a host that says nothing"
    refuses 1 "did not say HELLO in time ([host] start_timeout)" "online" \
        in_time 2000 ctl online res
    scenario_end

    instance_set host start_timeout 60
    restart_with 'echo what went wrong >&2; exit 3'
    scenario "a host that does not come up"
    refuses 1 "ended with status 3" "online" ctl online res
    succeeds "the log has its words" wait_until 20 grep -q "host res: what went wrong" "$INSTANCE/log"
    scenario_end

    rm "$INSTANCE/wrapper"
    scenario "a host program that is missing"
    refuses 1 "ended with status 127" "online" ctl online res
    scenario_end

    instance_stop
    instance_set host program "$instance_build/fake-host"
    instance_set host keeper "$INSTANCE/no-keeper"
    instance_start || fail "resapid starts without a keeper" "see its log"
    scenario "a keeper that is missing"
    refuses 1 "no-keeper" "online" in_time 2000 ctl online res
    scenario_end
}

pending
hang_before_online
hang_while_online
for way in "crash SIGSEGV" "exit=7 ended with status 7"; do
    lose_before_online "${way%% *}" "${way#* }"
    lose_in_check "${way%% *}" "${way#* }"
    lose_in_stop "${way%% *}" "${way#* }"
done
nonsense
stray
wrong_hosts
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
