#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with a resource DLL, for DLLs of version 1 to 4. What is called, when, with what and
# beside what is read from the record that the fault DLL itself writes (tests/dlls/fault/record.h);
# what that leads to is read from resapictl and the log.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

entry_points='Startup StartupEx Open OpenV2 Close Online OnlineV2 Offline OfflineV2 Terminate LooksAlive
    IsAlive Arbitrate Release ResourceControl ResourceTypeControl BeginResourceControl
    BeginResourceTypeControl BeginResourceControlAsUser BeginResourceTypeControlAsUser Cancel'
callbacks='LogEvent SetResourceStatusEx SetResourceLockedMode SignalFailure
    SetResourceInMemoryNodeLocalProperties EndControlCall EndTypeControlCall ExtendControlCall
    ExtendTypeControlCall RaiseResTypeNotification ChangeResourceProcessForDumps
    ChangeResTypeProcessForDumps SetInternalState SetResourceLockedModeEx RequestDump
    SetResourceWprPolicy ArmWprWatchdogForCurrentResourceCall'
code=0x01200001
type_code=0x02200001

# --- the record, and a resource that writes it

wine_instance
record=$INSTANCE/record
: >"$record"

# use VERSION [QUORUM]: from here on r is of this version of the DLL.
use() {
    version=$1
    case $version in
        1) dll=$INSTANCE/fault.dll startup=Startup suffix='' begin='' status=SetResourceStatus ;;
        2) dll=$INSTANCE/fault-v2.dll startup=StartupEx suffix=V2 begin='' status=SetResourceStatusEx ;;
        *)
            dll=$INSTANCE/fault-v$version.dll
            startup=StartupEx suffix=V2 begin=Begin status=SetResourceStatusEx
            ;;
    esac
    type="Fault${2:+ $2} $version"
    cp "$DLLS/$(basename "$dll")" "$DLLS/fault-child.exe" "$INSTANCE"
    steer_type
    ctl type add "$type" "--dll=$dll" >/dev/null
}

# steer_type [WORD=VALUE]...: how the entry points about the type behave.
steer_type() {
    printf '%s\n' "[$type]" "Record=Z:$record" "$@" >"$dll.ini"
}

# fresh ABOUT PROPERTY...: a new resource r that is to behave so.
fresh() {
    about="V$version, $1"
    shift
    mark
    ctl resource add r "--type=$type" "Record=Z:$record" "$@" >/dev/null
}

# over [ENTRY...]: r goes offline, leaves nothing, and was called as it may be.
over() {
    check "$about: offline" ctl offline r --timeout=20
    check "$about: no process is left" tree_is_empty r
    check "$about: entry points met only whom they may" serialized
    [ $# -eq 0 ] || check_order "$@"
    ctl resource remove r >/dev/null
}

common() {
    ctl resource set r --common "$@" >/dev/null
}

# steer NAME VALUE: as long as r is open, a property is to have this value.
steer() {
    ctl control r 0x01400086 "--in=01000000$(list_value 03000400 "$1")$(list_value 03000100 "$2")00000000" \
        >/dev/null
}

# list_value SYNTAX TEXT: a value of a property list, in hexadecimal.
list_value() {
    text=$(printf '%s' "$2" | od -An -v -tx1 | tr -d ' \n' | sed 's/../&00/g')0000
    size=$((${#text} / 2))
    [ $((size % 4)) -eq 0 ] || text=${text}0000
    printf '%s%02x%02x0000%s' "$1" $((size % 256)) $((size / 256)) "$text"
}

online() {
    check "$about: online" ctl online r --timeout=20
}

# add_members NAME...: more resources of the type.
add_members() {
    for member in "$@"; do
        ctl resource add "$member" "--type=$type" "Record=Z:$record" >/dev/null
    done
}

remove_members() {
    for member in "$@"; do
        check "$about: $member goes offline" ctl offline "$member" --timeout=20
        ctl resource remove "$member" >/dev/null
    done
}

# is_alone NAME OTHER...: it was opened in a process of its own, the others in one.
is_alone() {
    own=$(process_of "$1")
    shift
    others=$(for member in "$@"; do process_of "$member"; done | sort -u)
    echo "processes $own and $others"
    [ "$(echo "$others" | wc -l)" -eq 1 ] && [ -n "$others" ] && [ "$others" != "$own" ]
}

process_of() {
    part | sed -nE "s/^[0-9]+ [0-9]+ Open(V2)? begin .* process=([0-9]+) resource=$1\$/\2/p" | tail -n 1
}

mark() {
    MARK=$(($(wc -l <"$record") + 1))
}

part() {
    tail -n "+$MARK" "$record"
}

recorded() {
    part | grep -q -e "$1"
}

never() {
    ! part | grep -e "$1"
}

# count TEXT MINIMUM MAXIMUM
count() {
    times=$(part | grep -c -e "$1")
    echo "$times times"
    [ "$times" -ge "$2" ] && [ "$times" -le "$3" ]
}

# behind FIRST THEN: a line of THEN comes directly behind one of FIRST.
behind() {
    part | grep -A 1 -e "$1" | grep -q -e "$2"
}

# apart MINIMUM MAXIMUM TEXT: so many milliseconds are between the lines with TEXT; only between two of
# them it need not be more than MAXIMUM, since a busy machine is late.
apart() {
    part | grep -e "$3" | awk -v minimum="$1" -v maximum="$2" '
        NR > 1 {
            gap = $1 - last
            gaps = gaps " " gap
            if (NR == 2 || gap < least) least = gap
        }
        { last = $1 }
        END {
            print "milliseconds between:" gaps
            exit !(NR > 2 && least >= minimum && least <= maximum)
        }'
}

# overlapped OUTER INNER: INNER began while OUTER ran.
overlapped() {
    part | awk -v outer="$1" -v inner="$2" '
        $3 == outer { runs = $4 == "begin" }
        $3 == inner && $4 == "begin" && runs { met = 1 }
        END { exit !met }'
}

# Of the record alone, without the help of what the DLL itself takes for a violation: entry points of one
# process run one at a time, Terminate and Cancel beside anything but Startup, Open and Close, and each
# ends on the thread that it began on.
serialized() {
    never VIOLATION && part | awk -v names="$entry_points" '
        BEGIN {
            split(names, list)
            for (i in list) is_entry[list[i]] = 1
        }
        !($3 in is_entry) { next }
        {
            for (i = 5; i <= NF; i++) if ($i ~ /^process=/) process = $i
            free = $3 ~ /^(Terminate|Cancel)$/
            alone = $3 ~ /^(Startup|Open|Close)/
        }
        $4 == "begin" {
            if (exclusive[process] > 0 || (alone && all[process] > 0) ||
                (!free && bound[process] > 0) || (process, $2) in on_thread) {
                print
                bad = 1
            }
            on_thread[process, $2] = $3
        }
        $4 == "end" && on_thread[process, $2] != $3 { print; bad = 1 }
        $4 == "end" { delete on_thread[process, $2] }
        {
            step = $4 == "begin" ? 1 : -1
            all[process] += step
            bound[process] += free ? 0 : step
            exclusive[process] += alone ? step : 0
        }
        END { exit bad }'
}

# The entry points in the process that r was last open in, controls with their codes.
calls() {
    process=$(part | sed -nE 's/^[0-9]+ [0-9]+ Open(V2)? begin .* (process=[0-9]+) .*/\2/p' | tail -n 1)
    part | grep " $process " | awk -v names="$entry_points" '
        BEGIN {
            split(names, list)
            for (i in list) is_entry[list[i]] = 1
        }
        $4 == "begin" && $3 in is_entry { print $3 (/Control/ ? ":" $5 : "") }'
}

# check_order ENTRY...: what the DLL was asked, from Startup to Close, in this order.
check_order() {
    found=$(calls | tr '\n' ' ' | sed 's/ $//')
    if [ "$found" = "$*" ]; then
        pass "$about: called in order"
    else
        fail "$about: called in order" "the record has $found, expected $*"
    fi
}

# opening [INITIALIZE]: how every record of a process begins.
opening() {
    echo "$startup" "${begin}ResourceTypeControl:0x02500036" "${begin}ResourceTypeControl:0x0250003a" \
        "Open$suffix" "${begin}ResourceControl:0x01000005" "${begin}ResourceControl:0x01000011" \
        ${1:+"${begin}ResourceControl:0x0150004a"}
}

# --- the life of a resource, in each version

life() {
    fresh "a life"
    if [ "$version" -eq 1 ]; then
        given="Startup begin min=0x100 max=0x100 callbacks=1 "
    else
        given="StartupEx begin min=0x100 max=0x400 callbacks=17 "
    fi
    online
    check "$about: LooksAlive" ctl check r
    check "$about: IsAlive" ctl check r --level=is
    check_output "$about: a control" "66 61 75 6c 74" ctl control r "$code" --in=0102
    check_output "$about: a control of the type" "66 61 75 6c 74" ctl type control "$type" "$type_code"
    as_user
    # shellcheck disable=SC2046 # words of the order
    over $(opening INITIALIZE) "Online$suffix" LooksAlive IsAlive \
        "${begin}ResourceControl:$code" ${as_user_call:+"$as_user_call"} "Offline$suffix" Close
    check "$about: $startup is told versions and callbacks" recorded "$given"
    check "$about: the control has its input" \
        recorded "${begin}ResourceControl begin $code in=2 out=65536 data=0102 "
    check "$about: the type's control is called" \
        recorded "${begin}ResourceTypeControl begin $type_code .* type=$type\$"
    if [ "$version" -gt 1 ]; then
        check "$about: Open's flags" recorded 'OpenV2 begin flags=0x0 '
        check "$about: Online's arguments" \
            recorded 'OnlineV2 begin flags=0x0 in=none,0 reserved=0 event=none '
        check "$about: Offline's arguments" \
            recorded 'OfflineV2 begin flags=0x0 in=none,0 reserved=0 node=none '
    fi
}

# A user's token is for version 4.
as_user() {
    as_user_call=
    if [ "$version" -lt 4 ]; then
        check_error "$about: a control as a user" 1 "ERROR_INVALID_FUNCTION (1)" \
            ctl control r "$code" --as-user
        check_error "$about: a type's control as a user" 1 "ERROR_INVALID_FUNCTION (1)" \
            ctl type control "$type" "$type_code" --as-user
        return
    fi
    as_user_call=BeginResourceControlAsUser:$code
    check_output "$about: a control as a user" "66 61 75 6c 74" ctl control r "$code" --as-user
    check "$about: has a token" \
        recorded "BeginResourceControlAsUser begin $code .* token=impersonation "
    check_output "$about: a type's control as a user" "66 61 75 6c 74" \
        ctl type control "$type" "$type_code" --as-user
    check "$about: has a token too" \
        recorded "BeginResourceTypeControlAsUser begin $type_code .* token=impersonation "
}

second_life() {
    ctl resource add r "--type=$type" "Record=Z:$record" >/dev/null
    ctl online r --timeout=20 >/dev/null
    ctl offline r --timeout=20 >/dev/null
    about="V$version, a second life"
    mark
    online
    # shellcheck disable=SC2046
    over $(opening) "Online$suffix" "Offline$suffix" Close
}

pending() {
    fresh "pending" Online=pending=400,checkpoints=3 Offline=pending=400,checkpoints=3
    online
    check "$about: it has reported" count "$status begin 129 " 3 3
    check "$about: and that it is online" count "$status begin 2 " 1 1
    over
    check "$about: the same for offline" count "$status begin 130 " 3 3
    check "$about: and that it is offline" count "$status begin 3 " 1 1
    check "$about: it was never told to stop" never "$status end 1 "
}

polls() {
    fresh "polls"
    common LooksAlivePollInterval=100 IsAlivePollInterval=400
    online
    check "$about: IsAlive goes on" wait_until 20 count 'IsAlive begin' 4 1000
    check "$about: LooksAlive goes on" wait_until 20 count 'LooksAlive begin' 8 1000
    over
    check "$about: LooksAlive at its interval" apart 95 190 'LooksAlive begin'
    check "$about: IsAlive at its interval" apart 395 700 'IsAlive begin'
    check "$about: not before Online" behind "Online$suffix begin" "Online$suffix end"
    check "$about: not behind Offline" behind "Offline$suffix end" "Close begin"

    fresh "LooksAlive says no" LooksAlive=error=1
    online
    check "$about: IsAlive decides" ctl check r
    check "$about: at once" behind 'LooksAlive end 0 ' 'IsAlive begin'
    check "$about: is online" is_state r online
    over

    fresh "IsAlive says no" IsAlive=error=1
    common IsAlivePollInterval=200
    online
    check "$about: is found out" wait_until 5 is_state r failed
    check "$about: Terminate comes next" wait_until 5 behind 'IsAlive end 0 ' 'Terminate begin'
    over
}

# The resource has none of its own.
type_polls() {
    fresh "polls of the type"
    ctl type set "$type" LooksAlivePollInterval=150 IsAlivePollInterval=500 >/dev/null
    online
    check "$about: IsAlive goes on" wait_until 20 count 'IsAlive begin' 4 1000
    check "$about: LooksAlive goes on" wait_until 20 count 'LooksAlive begin' 8 1000
    over
    check "$about: LooksAlive at its interval" apart 145 280 'LooksAlive begin'
    check "$about: IsAlive at its interval" apart 495 900 'IsAlive begin'
    ctl type set "$type" LooksAlivePollInterval= IsAlivePollInterval= >/dev/null
}

# terminate_beside ENTRY WORD...: while resapictl WORD... has ENTRY called, which takes its time.
terminate_beside() {
    entry=$1
    shift
    fresh "Terminate beside $entry" "$(echo "$entry" | sed -E 's/^Begin//; s/V2$//')=sleep=1500"
    online
    ctl "$@" >"$INSTANCE/slow" 2>&1 &
    slow=$!
    check "$about: $entry runs" wait_until 10 is_open "$entry"
    check "$about: terminate" ctl terminate r --timeout=20
    check "$about: it overlapped" overlapped "$entry" Terminate
    wait "$slow"
    over
}

# is_open ENTRY: it has begun and not ended.
is_open() {
    [ "$(part | grep -c " $1 begin ")" -gt "$(part | grep -c " $1 end ")" ]
}

overlaps() {
    terminate_beside "Offline$suffix" offline r --timeout=20
    terminate_beside LooksAlive check r
    terminate_beside IsAlive check r --level=is
    terminate_beside "${begin}ResourceControl" control r "$code"
}

overlap() {
    fresh "Terminate beside Online" Online=sleep=1500
    ctl online r --timeout=20 >"$INSTANCE/slow" 2>&1 &
    slow=$!
    check "$about: Online runs" wait_until 10 recorded "Online$suffix begin"
    check "$about: terminate" ctl terminate r --timeout=20
    check "$about: it overlapped" overlapped "Online$suffix" Terminate
    wait "$slow"
    check_status "$about: that online has failed" 1 return_status $?
    over
}

for version in 1 2 3 4; do
    use "$version"
    life
    second_life
    pending
    polls
    type_polls
    overlap
    case $version in
        1 | 4) overlaps ;;
    esac
done

# --- Terminate

for version in 1 4; do
    use "$version"
    fresh "Terminate takes its time" Terminate=sleep=700
    online
    log_mark
    check "$about: terminate" ctl terminate r --timeout=20
    check "$about: it is let be" recorded 'Terminate end'
    check "$about: that is logged" log_has "more than the 300 ms advised"
    check "$about: is offline" is_state r offline
    over

    fresh "a report beside Terminate" Online=late Terminate=sleep=1200
    ctl online r --timeout=20 >/dev/null
    check "$about: terminate" ctl terminate r --timeout=20
    check "$about: it came while Terminate ran" overlapped Terminate "$status"
    check "$about: and was told Terminate" behind "$status begin 2" "$status end 1 "
    check "$about: is offline" is_state r offline
    over
done

# --- event handles

for version in 1 4; do
    use "$version"
    fresh "an event" Online=event=400
    common LooksAlivePollInterval=100
    online
    check "$about: it is signaled, and IsAlive called" wait_until 5 recorded 'IsAlive begin'
    check "$about: behind the event" behind 'Event end' 'IsAlive begin'
    check "$about: LooksAlive is not polled" never 'LooksAlive begin'
    check "$about: is online" is_state r online
    over

    fresh "an event, IsAlive says no" Online=event=300 IsAlive=error=1
    online
    check "$about: has failed" wait_until 5 is_state r failed
    over

    fresh "an event that stays signaled" Online=event-manual=300
    online
    check "$about: has failed" wait_until 5 is_state r failed
    check "$about: IsAlive was asked once" count 'IsAlive begin' 1 1
    over

    fresh "an event in a report" Online=pending-event=300
    common LooksAlivePollInterval=100
    online
    check "$about: IsAlive is called" wait_until 5 recorded 'IsAlive begin'
    check "$about: LooksAlive is not polled" never 'LooksAlive begin'
    check "$about: is online" is_state r online
    over
done

# --- time

# took_less MS: since `begun` was set.
took_less() {
    taken=$(($(now_ms) - begun))
    echo "$taken ms"
    [ "$taken" -lt "$1" ]
}

took_more() {
    taken=$(($(now_ms) - begun))
    echo "$taken ms"
    [ "$taken" -gt "$1" ]
}

fresh "checkpoints begin PendingTimeout anew" Online=pending=2000,checkpoints=4
common PendingTimeout=900
online
over

fresh "PendingTimeout" Online=pending-never
common PendingTimeout=500
begun=$(now_ms)
check_error "$about: online" 1 PendingTimeout ctl online r --timeout=20
check "$about: in time" took_less 3000
check "$about: Terminate was called" wait_until 5 recorded 'Terminate end'
over

fresh "PendingTimeout is capped by DeadlockTimeout" Online=pending-never
common DeadlockTimeout=1000
begun=$(now_ms)
check_error "$about: online" 1 PendingTimeout ctl online r --timeout=20
check "$about: in time" took_less 3500
check "$about: Terminate was called" wait_until 5 recorded 'Terminate end'
over

fresh "DeadlockTimeout" Online=hang
common DeadlockTimeout=1000
begun=$(now_ms)
check_error "$about: online" 1 DeadlockTimeout ctl online r --timeout=20
check "$about: in time" took_less 3500
check "$about: no process is left" tree_is_empty r
check "$about: Terminate was not called" never 'Terminate begin'
over

# --- asynchronous controls

for version in 3 4; do
    use "$version"
    fresh "an asynchronous control" ResourceControl=async=1000 "ControlCode=$code"
    online
    ctl control r "$code" >"$INSTANCE/answer" 2>&1 &
    asked=$!
    check "$about: it returns" wait_until 5 recorded "BeginResourceControl end 997 asynchronous=1"
    check "$about: LooksAlive meanwhile" ctl check r
    check "$about: before it is answered" never 'EndControlCall begin'
    wait "$asked"
    check_status "$about: then it is answered" 0 return_status $?
    check "$about: with what was written late" grep -q '66 61 75 6c 74' "$INSTANCE/answer"
    check "$about: EndControlCall is told so" recorded 'EndControlCall end 0 '
    steer ResourceControl async=100,status=5
    check_error "$about: an error" 1 "ERROR_ACCESS_DENIED (5)" ctl control r "$code"
    steer ResourceControl async-early
    check_output "$about: an end before the return" '66 61 75 6c 74' ctl control r "$code"
    check "$about: is no error" count 'EndControlCall end 0 ' 3 3

    steer ResourceControl async=60000
    check_fails "$about: the client's time" ctl control r "$code" --timeout=1
    check "$about: Cancel is called" wait_until 5 recorded 'Cancel end 0 '
    check "$about: and ends the control" wait_until 5 recorded 'EndControlCall begin status=995 '

    mark
    ctl control r "$code" >"$INSTANCE/answer" 2>&1 &
    asked=$!
    check "$about: another" wait_until 5 recorded "BeginResourceControl end 997 asynchronous=1"
    check "$about: offline meanwhile" ctl offline r --timeout=20
    wait "$asked"
    check_status "$about: it is aborted" 1 return_status $?
    check "$about: by name" grep -q 'ERROR_OPERATION_ABORTED (995)' "$INSTANCE/answer"
    over

    fresh "more time for a control" ResourceControl=async=2500,extend=10000 "ControlCode=$code"
    common DeadlockTimeout=1000
    online
    check_output "$about: it is answered" '66 61 75 6c 74' ctl control r "$code"
    check "$about: ExtendControlCall was called" recorded 'ExtendControlCall end 0 '
    check "$about: is online" is_state r online
    steer ResourceControl async=20000
    check_error "$about: without it" 1 DeadlockTimeout ctl control r "$code"
    check "$about: it has failed" wait_until 5 is_state r failed
    check "$about: the host was killed" wait_until 5 tree_is_empty r
    over

    about="V$version, an asynchronous control of the type"
    mark
    steer_type ResourceTypeControl=async=300,extend=10000
    check_output "$about: it is answered" '66 61 75 6c 74' ctl type control "$type" "$type_code"
    check "$about: ExtendTypeControlCall was called" recorded 'ExtendTypeControlCall end 0 '
    check "$about: EndTypeControlCall was called" recorded 'EndTypeControlCall end 0 '
    steer_type ResourceTypeControl=async=100,status=5
    check_error "$about: an error" 1 "ERROR_ACCESS_DENIED (5)" ctl type control "$type" "$type_code"
    steer_type
done

use 2
fresh "Cancel beside a control" ResourceControl=sleep=2500
online
check_fails "$about: the client's time" ctl control r "$code" --timeout=1
check "$about: it overlapped" overlapped ResourceControl Cancel
over

# --- the callbacks of StartupEx

# call WORD [RESULT]: LooksAlive calls this callback and is told this.
call() {
    mark
    log_mark
    steer LooksAlive "callback=$1"
    ctl check r >/dev/null 2>&1
    name=${1%%,*}
    if [ "$name" = LogEvent ]; then
        check "$about: $1" recorded 'LogEvent end'
    else
        check "$about: $1 returns ${2:-0}" recorded "$name end ${2:-0} "
    fi
}

shows() {
    ctl status r --output-as=json | grep -qF -e "$1" || { ctl status r --output-as=json; return 1; }
}

shows_not() {
    ! shows "$1"
}

logged() {
    check "$about: $name is in the log" wait_until 5 log_has "$1"
}

use 4
fresh "callbacks"
online
call LogEvent,2
logged "A line of level 2 from LooksAlive"
call SetInternalState,2,1
check "$about: the heartbeat is shown" wait_until 5 shows os-heartbeat
call SetInternalState,3,1
check "$about: readiness is shown" wait_until 5 shows application-ready
call SetInternalState,2,0
check "$about: no heartbeat any more" wait_until 5 shows_not os-heartbeat
check "$about: but readiness" shows application-ready
call SetInternalState,7,1 87
call SetResourceLockedMode,1,5
check "$about: the lock is shown" wait_until 5 shows locked-mode
check_error "$about: offline is refused" 1 "ERROR_CLUSTER_RESOURCE_LOCKED_STATUS (5960)" ctl offline r
check "$about: and r is online" is_state r online
call SetResourceLockedMode,0,5
check "$about: no lock any more" wait_until 5 shows_not locked-mode
call SetResourceInMemoryNodeLocalProperties,4711
check_output "$about: the local properties are shown" FaultLocal ctl resource show r --common
expect_line "$about: with their value" 4711
call SignalFailure,0,1
check "$about: IsAlive confirms" wait_until 5 recorded 'IsAlive begin'
check "$about: r is online" is_state r online
call SignalFailure,9,1 87
call EndControlCall 1168
call EndTypeControlCall 1168
call ExtendControlCall 1168
call ExtendTypeControlCall 1168
call RaiseResTypeNotification
logged "$type"
call ChangeResourceProcessForDumps
logged ChangeResourceProcessForDumps
call ChangeResTypeProcessForDumps
logged ChangeResTypeProcessForDumps
call RequestDump
logged RequestDump
call SetResourceWprPolicy
logged SetResourceWprPolicy
call ArmWprWatchdogForCurrentResourceCall
logged ArmWprWatchdogForCurrentResourceCall
check "$about: r is still online" is_state r online
call SetResourceLockedModeEx,1,5,1
check "$about: the lock is shown" wait_until 5 shows locked-mode
check "$about: offline by force" ctl offline r --force --timeout=20
check "$about: OfflineV2 is told" recorded 'OfflineV2 begin flags=0x1 '
over

# call_strange WORD RESULT: the same with a handle that is of no resource.
call_strange() {
    call "$1,handle=74565" "$2"
}

fresh "callbacks with an unknown handle"
online
call_strange SetResourceStatusEx,4,1 1
logged "is no handle of an open resource"
call_strange SetResourceLockedMode,1,5 6
call_strange SetResourceLockedModeEx,1,5,1 6
call_strange SignalFailure,1,1 6
call_strange SetResourceInMemoryNodeLocalProperties 6
call_strange SetInternalState,2,1 6
call_strange ChangeResourceProcessForDumps 6
call_strange RequestDump 6
call_strange SetResourceWprPolicy 6
call_strange ArmWprWatchdogForCurrentResourceCall 6
call_strange LogEvent
logged "A line of level 1 from LooksAlive"
check "$about: r is still online" is_state r online
check "$about: nothing is shown" shows_not locked-mode
over

# The DLL leaves these to resapid.
fresh "what resapid answers"
online
mark
check_output "$about: GET_CLASS_INFO" "00 00 00 00 00 00 00 00" ctl control r 0x0100000d
check "$about: the DLL was asked first" recorded 'BeginResourceControl begin 0x0100000d '
check "$about: and knew nothing" behind 'begin 0x0100000d ' 'BeginResourceControl end 1 '
mark
check_output "$about: GET_FLAGS" "00 00 00 00" ctl control r 0x01000009
check "$about: the DLL was asked first" behind 'begin 0x01000009 ' 'BeginResourceControl end 1 '
mark
check_error "$about: a code that nobody knows" 1 "ERROR_INVALID_FUNCTION (1)" ctl control r 0x01000fa1
check "$about: the DLL was asked first" behind 'begin 0x01000fa1 ' 'BeginResourceControl end 1 '
over

fresh "a report of failure" LooksAlive=callback=SetResourceStatusEx,4,1,4321
online
ctl check r >/dev/null 2>&1
check "$about: has failed" wait_until 5 is_state r failed
check "$about: the application's error is shown" shows 4321
check "$about: Terminate is called" wait_until 5 recorded 'Terminate end'
over

fresh "an embedded failure" LooksAlive=callback=SignalFailure,1,77
online
ctl check r >/dev/null 2>&1
check "$about: has failed" wait_until 5 is_state r failed
check "$about: is shown" shows embedded-failure
over

fresh "an embedded failure, to be logged" LooksAlive=callback=SignalFailure,1,77
common EmbeddedFailureAction=1
online
ctl check r >/dev/null
check "$about: is shown" wait_until 5 shows embedded-failure
check "$about: is online" is_state r online
over

fresh "a network failure" LooksAlive=callback=SignalFailure,2,78
online
ctl check r >/dev/null 2>&1
check "$about: has failed" wait_until 5 is_state r failed
check "$about: is shown" shows network-failure
over

# --- the codes that come unasked

for version in 1 4; do
    use "$version"
    reason=0x0150004e
    fresh "reasons" Characteristics=0x10
    online
    # shellcheck disable=SC2046
    over $(opening INITIALIZE) "Online$suffix" "${begin}ResourceControl:$reason" "Offline$suffix" Close
    check "$about: Move" recorded "$reason in=12 .* data=0c0000000100000001000000"

    fresh "a reason for Terminate" Characteristics=0x10
    online
    check "$about: terminate" ctl terminate r --timeout=20
    check "$about: Rundown" recorded "$reason in=12 .* data=0c0000000100000005000000"
    check "$about: and then Terminate" behind "ResourceControl end .*" 'Terminate begin'
    over

    fresh "a reason for a failure" Characteristics=0x10 IsAlive=error=1
    online
    check_fails "$about: IsAlive says no" ctl check r --level=is
    check "$about: Failover" wait_until 5 recorded "$reason in=12 .* data=0c0000000100000002000000"
    over

    fresh "names"
    online
    check "$about: offline" ctl offline r --timeout=20
    check "$about: rename" ctl resource rename r other
    check "$about: SET_NAME" wait_until 5 recorded "0x01500026 in=12 .* data=6f0074006800650072000000"
    check "$about: remove" ctl resource remove other
    check "$about: DELETE" recorded "ResourceControl begin 0x01500006 "
    check "$about: is the last but Close" behind "ResourceControl end .*" "Close begin"
done

# --- quorum

for version in 1 2 3 4; do
    use "$version" Quorum
    fresh "quorum-capable"
    online
    check_output "$about: is owned" "owned: by this node" ctl status r
    # shellcheck disable=SC2046
    over $(opening INITIALIZE) Arbitrate "Online$suffix" "Offline$suffix" Release Close
    check "$about: Arbitrate has its callback" recorded 'Arbitrate begin lost=given '
done

fresh "arbitrate alone"
check "$about: arbitrate" ctl arbitrate r --timeout=20
check "$about: is offline" is_state r offline
check "$about: once more" ctl arbitrate r --timeout=20
check "$about: calls it again" count 'Arbitrate end 0 ' 2 2
check "$about: release" ctl release r --timeout=20
check "$about: calls Release, then Close" behind 'Release end 0 ' 'Close begin'
check "$about: no process is left" tree_is_empty r
over

fresh "another node owns it" Arbitrate=error=170
check_error "$about: arbitrate" 1 "ERROR_BUSY (170)" ctl arbitrate r --timeout=20
check_error "$about: online" 1 "ERROR_BUSY (170)" ctl online r --timeout=20
check "$about: Online was not called" never 'Online.* begin'
over

fresh "quorum lost" Arbitrate=lost=800
online
check "$about: has failed" wait_until 5 is_state r failed
check "$about: because of the callback" recorded LostQuorumResource
check "$about: Terminate is called" wait_until 5 recorded 'Terminate end'
over

# --- several types in one DLL

use 4
mark
for name in one two; do
    type="Fault $name"
    about="types of one DLL, $name"
    printf '%s\n' "[$type]" "Record=Z:$record" >>"$dll.ini"
    ctl type add "$type" "--dll=$dll" --isolation=type >/dev/null
    for member in a b; do
        ctl resource add "$name.$member" "--type=$type" "Record=Z:$record" >/dev/null
        check "$about: $member is online" ctl online "$name.$member" --timeout=20
    done
    check "$about: is started once" count "StartupEx begin .* type=$type\$" 1 1
    check "$about: and asked by its name" recorded "ResourceTypeControl begin 0x02500036 .* type=$type\$"
    remove_members "$name.a" "$name.b"
done
check "types of one DLL: entry points met only whom they may" serialized

# --- several resources in one host

for version in 1 4; do
    use "$version" Shared
    about="V$version, one host for all"
    ctl type add "$type" "--dll=$dll" --isolation=type >/dev/null
    mark
    for member in a b c d; do
        ctl resource add "$member" "--type=$type" "Record=Z:$record" Online=sleep=100 \
            IsAlive=sleep=30 LooksAlive=sleep=20 Offline=sleep=100 >/dev/null
        ctl resource set "$member" --common LooksAlivePollInterval=50 IsAlivePollInterval=70 >/dev/null
        ctl online "$member" --timeout=20 >/dev/null &
    done
    for member in a b c d; do
        check "$about: $member is online" wait_until 10 is_state "$member" online
    done
    check "$about: IsAlive is polled" wait_until 20 count "IsAlive end 1 " 8 1000
    check_output "$about: the type's control" "66 61 75 6c 74" ctl type control "$type" "$type_code"
    for member in a b c d; do
        ctl offline "$member" --timeout=20 >/dev/null &
    done
    for member in a b c d; do
        check "$about: $member is offline" wait_until 10 is_state "$member" offline
    done
    check "$about: one process" count "$startup begin" 1 1
    check "$about: with all of them" count "Close end" 4 4
    check "$about: entry points met only whom they may" serialized
    for member in a b c d; do
        ctl resource remove "$member" >/dev/null
    done

    about="V$version, Terminate beside the type's control"
    mark
    add_members a b
    check "$about: a is online" ctl online a --timeout=20
    steer_type ResourceTypeControl=sleep=1500
    ctl type control "$type" "$type_code" >"$INSTANCE/slow" 2>&1 &
    slow=$!
    check "$about: it runs" wait_until 10 recorded "ResourceTypeControl begin $type_code"
    check "$about: terminate" ctl terminate a --timeout=20
    check "$about: it overlapped" overlapped "${begin}ResourceTypeControl" Terminate
    wait "$slow"
    steer_type
    check "$about: entry points met only whom they may" serialized
    remove_members a b

    about="V$version, Terminate waits for Close"
    mark
    add_members a
    ctl resource add b "--type=$type" "Record=Z:$record" Close=sleep=1500 >/dev/null
    for member in a b; do
        check "$about: $member is online" ctl online "$member" --timeout=20
    done
    ctl offline b --timeout=20 >/dev/null &
    slow=$!
    check "$about: Close runs" wait_until 10 recorded 'Close begin'
    begun=$(now_ms)
    check "$about: terminate" ctl terminate a --timeout=20
    check "$about: had to wait" took_more 700
    check "$about: Close had returned" behind 'Close end' 'Terminate begin'
    wait "$slow"
    check "$about: entry points met only whom they may" serialized
    remove_members a b

    for fault in crash:EXCEPTION_ACCESS_VIOLATION hang:DeadlockTimeout; do
        about="V$version, IsAlive of one: ${fault%%:*}"
        mark
        add_members a c
        ctl resource add b "--type=$type" "Record=Z:$record" "IsAlive=${fault%%:*}" >/dev/null
        ctl resource set b --common DeadlockTimeout=1000 IsAlivePollInterval=3600000 >/dev/null
        for member in a b c; do
            check "$about: $member is online" ctl online "$member" --timeout=20
        done
        check "$about: in one process" count "$startup begin" 1 1
        check_error "$about: who asks is told" 1 "${fault#*:}" ctl check b --level=is
        for member in a b c; do
            check "$about: $member has failed" wait_until 5 is_state "$member" failed
        done
        check "$about: no process is left" wait_until 5 tree_is_empty "ResourceTypes\\$type"
        check "$about: Terminate was not called" never 'Terminate begin'
        mark
        for member in a b c; do
            check "$about: $member is online again" ctl online "$member" --timeout=20
        done
        check "$about: in two processes" count "$startup begin" 2 2
        check "$about: b is opened alone" is_alone b a c
        check "$about: entry points met only whom they may" serialized
        remove_members a b c
    done

    about="V$version, a report behind Close"
    mark
    for member in a b; do
        ctl resource add "$member" "--type=$type" "Record=Z:$record" Close=report-after=400 >/dev/null
        check "$about: $member is online" ctl online "$member" --timeout=20
    done
    check "$about: a is closed" ctl offline a --timeout=20
    check "$about: the report comes" wait_until 5 recorded "$status begin 4 "
    check "$about: and is answered with Terminate" wait_until 5 recorded "$status end 1 "
    check "$about: a is offline" is_state a offline
    check "$about: b is online" is_state b online
    check "$about: offline" ctl offline b --timeout=20
    ctl resource remove a >/dev/null
    ctl resource remove b >/dev/null
done

# --- all there is

MARK=1
for name in $entry_points $callbacks SetResourceStatus LostQuorumResource; do
    check "the record has $name" recorded " $name begin "
done

wine_end wine-contract
