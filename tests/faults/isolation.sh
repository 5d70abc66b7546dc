#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Resources of a type with isolation=type share a host: what one of them does, and what it does to the
# others.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

members='a b c'

# play TITLE [LINE...]: a scenario of the type `team`, whose resources are all down.
play() {
    SCENARIO=$1
    shift
    rm -f "$INSTANCE/team.record"
    script team "$@"
}

rest_failed() {
    for member in "$@"; do
        rests "$member" failed || return
    done
}

each() {
    for member in $members; do
        "$@" "$member" || return
    done
}

online_all() {
    each ctl online
}

# are STATE MEMBER...
are() {
    are_state=$1
    shift
    for member in "$@"; do
        echo "$member: $(field state "$member")"
        is_state "$member" "$are_state" || return
    done
}

# share MEMBER...: they are in one host process.
share() {
    share_pid=$(field host_pid "$1")
    for member in "$@"; do
        echo "$member: host $(field host_pid "$member")"
        [ "$(field host_pid "$member")" = "$share_pid" ] || return
    done
    alive "$share_pid"
}

is_apart() {
    ! share "$@"
}

was_terminated_twice() {
    [ "$(grep -c ' Terminate begin - resource=b$' "$INSTANCE/team.record")" -eq 2 ]
}

# is_in PID MEMBER
is_in() {
    echo "host $(field host_pid "$2"), expected $1"
    [ "$(field host_pid "$2")" = "$1" ]
}

begun() {
    record team | grep -c " $1 begin "
}

began() {
    echo "$1 began $(begun "$1") times"
    [ "$(begun "$1")" -eq "$2" ]
}

is_called_for() {
    record team | grep -q " $2 begin .*resource=$1"
}

is_not_called_for() {
    ! is_called_for "$1" "$2"
}

# tells_locally MEMBER TEXT: by SetResourceInMemoryNodeLocalProperties.
tells_locally() {
    ctl resource show "$1" --common | grep "ResourceSpecificStatus.*$2"
}

shows_bits() {
    ctl status "$1" --output-as=json | grep -q os-heartbeat &&
        ctl status "$1" --output-as=json | grep -q application-ready
}

is_locked() {
    ctl status "$1" --output-as=json | grep -q locked-mode
}

is_separate() {
    ctl resource show "$1" --common | grep -E 'SeparateMonitor.*[^0-9]1$'
}

is_not_separate() {
    ! is_separate "$1"
}

share_again() {
    ctl resource set "$1" --common SeparateMonitor=0
}

team_ends_clean() {
    each ctl offline --timeout=5 && instance_has_no_host && contract_is_kept team
}

play_ends() {
    script team
    succeeds "ends with nothing left and the contract kept" team_ends_clean
    for member in $members; do
        share_again "$member" >/dev/null 2>&1
    done
}

# The reasons are told to whoever asks next.
tells() {
    refuses 1 "$2" "$1 tells why" ctl check "$1"
}

# The host is gone, and with it a, b and c; only b, or nobody, took it down.
all_have_failed() {
    succeeds "all have failed" wait_until 20 rest_failed a b c
    succeeds "nothing is left" wait_until 20 instance_has_no_host
}

b_is_isolated() {
    succeeds "b gets a host of its own" wait_until 20 is_separate b
    succeeds "a does not" is_not_separate a
    succeeds "c does not" is_not_separate c
    script team
    succeeds "all recover" online_all
    succeeds "the others share a host" share a c
    succeeds "b has its own" is_apart a b
}

sharing() {
    play "three resources"
    succeeds "online" online_all
    succeeds "one host for all" share a b c
    succeeds "the DLL is loaded once" began Load 1
    succeeds "the type is started once" began Startup 1
    succeeds "each is opened" began Open 3
    pid=$(field host_pid a)
    succeeds "one goes offline" ctl offline b
    succeeds "the others are online" are online a c
    succeeds "they can be checked" ctl check c --level=is
    succeeds "their host is the same" is_in "$pid" a
    succeeds "it comes back" ctl online b
    succeeds "to the same host" is_in "$pid" b
    succeeds "the next goes offline" ctl offline a
    succeeds "and the next" ctl offline b
    succeeds "the last is online" are online c
    succeeds "the last goes offline" ctl offline c
    succeeds "which ends the host" instance_has_no_host
    play_ends

    play "two come at once"
    background online a
    succeeds "one is online" ctl online b
    check_status "$(in_scenario "the other is online")" 0 background_ends
    succeeds "they share a host" share a b
    succeeds "the DLL is loaded once" began Load 1
    play_ends

    play "one comes while the last leaves"
    for round in 1 2 3 4 5; do
        succeeds "a is online, $round" ctl online a
        background offline a
        succeeds "b is online, $round" ctl online b
        check_status "$(in_scenario "a is offline, $round")" 0 background_ends
        succeeds "b is offline, $round" ctl offline b
    done
    play_ends
}

# What fails without taking the host down is nobody else's business.
failing_alone() {
    for entry in Open Online; do
        play "$entry fails for one" "b:$entry = error=5"
        succeeds "one is online" ctl online a
        pid=$(field host_pid a)
        refuses 1 "$entry failed: ERROR_ACCESS_DENIED (5)" "another is not" ctl online b
        succeeds "it has failed" are failed b
        succeeds "the first is online" are online a
        succeeds "in the same host" is_in "$pid" a
        script team
        succeeds "it recovers" ctl online b
        succeeds "in the same host" is_in "$pid" b
        play_ends
    done

    play "IsAlive is FALSE for one" 'b:IsAlive = error=1'
    succeeds "online" online_all
    refuses 1 "IsAlive returned FALSE" "a check" ctl check b --level=is
    succeeds "it has failed" wait_until 20 rest_failed b
    succeeds "the others are online" are online a c
    script team
    succeeds "it recovers" ctl online b
    succeeds "they share a host" share a b c
    play_ends

    play "Offline fails for one" 'b:Offline = error=5'
    succeeds "online" online_all
    succeeds "it goes offline" ctl offline b --timeout=20
    succeeds "by Terminate" is_called_for b Terminate
    succeeds "the others are online" are online a c
    play_ends

    play "the DLL cannot be loaded" 'Load = error=126,stage=4'
    background online a
    refuses 1 "ERROR_MOD_NOT_FOUND (126)" "one is told" ctl online b
    check_status "$(in_scenario "the other is told")" 1 background_ends
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    script team
    succeeds "both recover" online_all
    succeeds "they share a host" share a b c
    play_ends
}

crashing() {
    for word in crash 'crash,bye'; do
        play "IsAlive: $word" "b:IsAlive = $word"
        succeeds "online" online_all
        refuses 1 "resource b: its host process" "a check" ctl check b --level=is
        all_have_failed
        tells a "resource a: its host process"
        b_is_isolated
        script team "b:IsAlive = $word"
        refuses 1 "resource b: its host process" "it crashes again" ctl check b --level=is
        succeeds "it has failed" wait_until 20 are failed b
        succeeds "the others are online" are online a c
        play_ends
    done

    play "an offline resource is no matter" 'b:IsAlive = crash'
    succeeds "a is online" ctl online a
    succeeds "b is online" ctl online b
    refuses 1 "SIGSEGV" "a check" ctl check b --level=is
    succeeds "both have failed" wait_until 20 are failed a b
    succeeds "c is offline" are offline c
    play_ends

    play "Online crashes" 'b:Online = crash'
    succeeds "a is online" ctl online a
    succeeds "c is online" ctl online c
    refuses 1 "SIGSEGV" "b" ctl online b
    all_have_failed
    b_is_isolated
    play_ends

    play "Offline crashes" 'b:Offline = crash'
    succeeds "online" online_all
    succeeds "the stop succeeds" ctl offline b --timeout=20
    succeeds "the others have failed" wait_until 20 are failed a c
    succeeds "b gets a host of its own" wait_until 20 is_separate b
    play_ends

    play "SeparateMonitor is taken back" 'b:IsAlive = crash'
    succeeds "online" online_all
    refuses 1 "SIGSEGV" "a check" ctl check b --level=is
    all_have_failed
    b_is_isolated
    succeeds "an administrator says so" share_again b
    succeeds "nothing changes yet" is_apart a b
    succeeds "offline" ctl offline b
    succeeds "online" ctl online b
    succeeds "it shares the host again" share a b c
    play_ends
}

hanging() {
    play "IsAlive hangs" 'b:IsAlive = hang'
    succeeds "DeadlockTimeout is short" ctl resource set b --common DeadlockTimeout=1000
    succeeds "online" online_all
    refuses 1 "IsAlive did not return in 1000 ms" "a check" ctl check b --level=is
    all_have_failed
    tells a "was killed by signal 9 (SIGKILL)"
    b_is_isolated
    play_ends

    play "another waits behind it" 'b:IsAlive = hang'
    succeeds "online" online_all
    background check b --level=is
    succeeds "it hangs" wait_until 20 is_called_for b IsAlive
    refuses 1 "resource a: " "a check of another" ctl check a --level=is
    check_status "$(in_scenario "whoever asked is told")" 1 background_ends
    all_have_failed
    b_is_isolated
    play_ends

    play "a stop hangs" 'b:Offline = hang' 'b:Terminate = hang'
    succeeds "online" online_all
    succeeds "it succeeds in its time" ctl offline b --timeout=4
    succeeds "b is offline" are offline b
    succeeds "the others have failed" wait_until 20 are failed a c
    succeeds "b gets a host of its own" wait_until 20 is_separate b
    succeeds "a does not" is_not_separate a
    play_ends
    ctl resource set b --common DeadlockTimeout= >/dev/null
}

killing() {
    play "the host is killed"
    succeeds "online" online_all
    kill -KILL "$(field host_pid a)"
    all_have_failed
    for member in $members; do
        tells "$member" "was killed by signal 9 (SIGKILL)"
        succeeds "$member is not guilty" is_not_separate "$member"
    done
    succeeds "all recover" online_all
    succeeds "they share a host" share a b c
    play_ends

    play "the keeper is killed"
    succeeds "online" online_all
    kill -KILL "$(field keeper_pid a)"
    all_have_failed
    succeeds "all recover" online_all
    succeeds "they share a host" share a b c
    play_ends
}

# A client's short time is no reason to end the host: what it asked for waits behind another's call.
# lacks_time TITLE CMD...
lacks_time() {
    lacks_title=$1
    shift
    play "$lacks_title" 'Quorum = yes' 'b:Online = sleep=2500' "$LACKING"
    background online b
    succeeds "b is in Online" wait_until 20 is_called_for b Online
    pid=$(field host_pid b)
    refuses 1 "of the 1000 ms given: raise the operation's timeout" "a has no time" "$@" --timeout=1
    succeeds "b goes on" background_ends
    succeeds "b is online" are online b
    succeeds "in the same host" is_in "$pid" b
    succeeds "a comes to rest" wait_until 20 is_at_rest a
    succeeds "nobody is blamed" is_not_separate b
    script team 'Quorum = yes'
    succeeds "a comes online" ctl online a
    succeeds "in the same host" share a b
    play_ends
}

is_at_rest() {
    rests "$1" offline || rests "$1" failed
}

hurrying() {
    LACKING=
    lacks_time "an online without time" ctl online a
    lacks_time "an arbitrate without time" ctl arbitrate a

    play "an Online without time waits behind another" 'b:Online = sleep=2500'
    succeeds "a is open" ctl control a 0x01000000
    succeeds "c is online" ctl online c
    background online b
    succeeds "b is in Online" wait_until 20 is_called_for b Online
    refuses 1 "raise the operation's timeout" "a" ctl online a --timeout=1
    succeeds "b goes on" background_ends
    succeeds "b and c are online" are online b c
    play_ends

    play "a stop takes its time all the same" 'b:Online = sleep=6000'
    background online b
    succeeds "b is in Online" wait_until 20 is_called_for b Online
    refuses 1 "raise the operation's timeout" "a has no time" ctl online a --timeout=1
    succeeds "a can be stopped" ctl offline a --timeout=2
    succeeds "it is offline" are offline a
    background_ends >/dev/null 2>&1
    play_ends
}

restart_killed() {
    instance_kill
    instance_start
}

restart_stopped() {
    instance_stop
    instance_start
}

restarting() {
    for restart in restart_killed restart_stopped; do
        play "$restart"
        succeeds "online" online_all
        succeeds "one is offline" ctl offline c
        pid=$(field host_pid a)
        succeeds "resapid starts again" "$restart"
        succeeds "the others are online" wait_until 20 are online a b
        succeeds "in the same host" is_in "$pid" a
        succeeds "both" is_in "$pid" b
        succeeds "one is offline" are offline c
        succeeds "IsAlive of one" ctl check a --level=is
        succeeds "the third joins them" ctl online c
        succeeds "in the same host" is_in "$pid" c
        succeeds "nothing is loaded again" began Load 1
        succeeds "nothing is closed but the third" began Close 1
        succeeds "one leaves" ctl offline a
        succeeds "the others are online" are online b c
        play_ends
    done

    for restart in restart_killed restart_stopped; do
        play "$restart during a control" 'b:ResourceControl = sleep=1500'
        succeeds "one is online" ctl online a
        pid=$(field host_pid a)
        background control b 0x01200001
        succeeds "another is open for a control" wait_until 20 is_called_for b ResourceControl
        succeeds "resapid starts again" "$restart"
        background_ends >/dev/null
        succeeds "the one is online" wait_until 20 are online a
        succeeds "in the same host" is_in "$pid" a
        succeeds "the other is closed" wait_until 20 is_called_for b Close
        succeeds "and is offline, not failed" wait_until 20 are offline b
        succeeds "it was not terminated" is_not_called_for b Terminate
        succeeds "it can go online" ctl online b
        succeeds "in the same host" is_in "$pid" b
        play_ends

        play "$restart, a stop during a control" 'b:ResourceControl = sleep=1500'
        succeeds "one is online" ctl online a
        background control b 0x01200001
        succeeds "another is open for a control" wait_until 20 is_called_for b ResourceControl
        succeeds "resapid starts again" "$restart"
        background_ends >/dev/null
        succeeds "the other is stopped" ctl offline b --timeout=20
        succeeds "it was closed" is_called_for b Close
        succeeds "the one is online" are online a
        play_ends

        play "what a DLL told before $restart" \
            'a:Online = local-properties=told,information=0x181'
        succeeds "two are online" each ctl online
        succeeds "it is shown" wait_until 20 tells_locally a told
        succeeds "resapid starts again" "$restart"
        succeeds "all are online" wait_until 20 are online a b c
        succeeds "the properties are shown" wait_until 20 tells_locally a told
        check_fails "$(in_scenario "no other one has them")" tells_locally b told
        succeeds "the bits are shown" shows_bits a
        succeeds "locked mode too" is_locked a
        ctl offline a --force >/dev/null
        play_ends
    done

    play "a restart in the midst of one's Online" 'b:Online = pending-never'
    succeeds "one is online" ctl online a
    pid=$(field host_pid a)
    background online b
    succeeds "another is on its way" wait_until 20 are online-pending b
    succeeds "resapid starts again" restart_killed
    check_status "$(in_scenario "whoever asked is told")" 1 background_ends
    succeeds "the other has failed" wait_until 20 are failed b
    succeeds "one is online" are online a
    succeeds "in the same host" is_in "$pid" a
    play_ends

    # It must last until the next resapid has asked what runs.
    play "a restart while one's Online runs" 'b:Online = sleep=4000'
    succeeds "one is online" ctl online a
    pid=$(field host_pid a)
    background online b
    succeeds "another's Online runs" wait_until 20 are online-pending b
    succeeds "resapid starts again" restart_killed
    check_status "$(in_scenario "whoever asked is told")" 1 background_ends
    succeeds "the other has failed" wait_until 20 are failed b
    succeeds "what its Online began is terminated" wait_until 20 was_terminated_twice
    succeeds "one is online" are online a
    succeeds "in the same host" is_in "$pid" a
    play_ends

    play "a crash after a restart" 'b:IsAlive = crash'
    succeeds "online" online_all
    succeeds "resapid starts again" restart_killed
    succeeds "all are online" wait_until 20 are online a b c
    refuses 1 "SIGSEGV" "a check" ctl check b --level=is
    all_have_failed
    b_is_isolated
    play_ends

    play "a host of one's own after a restart" 'b:IsAlive = crash'
    succeeds "online" online_all
    refuses 1 "SIGSEGV" "a check" ctl check b --level=is
    all_have_failed
    b_is_isolated
    succeeds "resapid starts again" restart_killed
    succeeds "all are online" wait_until 20 are online a b c
    succeeds "the others share a host" share a c
    succeeds "b has its own" is_apart a b
    play_ends

    play "SeparateMonitor set while online, then a restart"
    succeeds "online" online_all
    pid=$(field host_pid b)
    succeeds "an administrator sets it" ctl resource set b --common SeparateMonitor=1
    succeeds "resapid starts again" restart_killed
    succeeds "all are online" wait_until 20 are online a b c
    succeeds "b is where it was" is_in "$pid" b
    succeeds "offline" ctl offline b
    succeeds "online" ctl online b
    succeeds "b has a host of its own" is_apart a b
    succeeds "the others are online" are online a c
    play_ends

    play "the type's isolation is changed while online, then a restart"
    succeeds "online" online_all
    pid=$(field host_pid b)
    succeeds "an administrator changes it" \
        ctl type add team --dll="$INSTANCE/team.script" --isolation=resource
    succeeds "resapid starts again" restart_killed
    succeeds "all are online" wait_until 20 are online a b c
    succeeds "b is where it was" is_in "$pid" b
    succeeds "the type is shared again" \
        ctl type add team --dll="$INSTANCE/team.script" --isolation=type
    play_ends

    play "the host is killed while no resapid runs"
    succeeds "online" online_all
    pid=$(field host_pid a)
    instance_kill
    kill -KILL "$pid"
    succeeds "resapid starts again" instance_start
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    succeeds "all are at rest" wait_until 20 each is_at_rest
    succeeds "all recover" online_all
    succeeds "they share a host" share a b c
    play_ends
}

instance_new native
check "resapid starts" instance_start || finish check-faults
script team
check "a type whose resources share a host" \
    ctl type add team --dll="$INSTANCE/team.script" --isolation=type || finish check-faults
for member in $members; do
    check "its resource $member" ctl resource add "$member" --type=team || finish check-faults
done

sharing
failing_alone
crashing
hanging
killing
hurrying
restarting

check "resapid ends" instance_stop
instance_audit
finish check-faults
