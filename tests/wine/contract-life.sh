#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with a resource DLL: the life of a resource, in each version.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"
# shellcheck source=../contract.sh
. "$here/../contract.sh"

contract_begin

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
    over_in_order $(opening INITIALIZE) "Online$suffix" LooksAlive IsAlive \
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
    ctl online r --timeout=60 >/dev/null
    ctl offline r --timeout=60 >/dev/null
    about="V$version, a second life"
    mark
    online
    # shellcheck disable=SC2046
    over_in_order $(opening) "Online$suffix" "Offline$suffix" Close
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
    check "$about: IsAlive goes on" wait_until 60 count 'IsAlive begin' 4 1000
    check "$about: LooksAlive goes on" wait_until 60 count 'LooksAlive begin' 8 1000
    # On a busy machine the first ones may all be late.
    wait_until 60 apart 95 190 'LooksAlive begin' >/dev/null
    wait_until 60 apart 395 700 'IsAlive begin' >/dev/null
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
    check "$about: is found out" wait_until 60 is_state r failed
    check "$about: Terminate comes next" wait_until 60 behind 'IsAlive end 0 ' 'Terminate begin'
    over
}

# The resource has none of its own.
type_polls() {
    fresh "polls of the type"
    ctl type set "$type" LooksAlivePollInterval=150 IsAlivePollInterval=500 >/dev/null
    online
    check "$about: IsAlive goes on" wait_until 60 count 'IsAlive begin' 4 1000
    check "$about: LooksAlive goes on" wait_until 60 count 'LooksAlive begin' 8 1000
    wait_until 60 apart 145 280 'LooksAlive begin' >/dev/null
    wait_until 60 apart 495 900 'IsAlive begin' >/dev/null
    over
    check "$about: LooksAlive at its interval" apart 145 280 'LooksAlive begin'
    check "$about: IsAlive at its interval" apart 495 900 'IsAlive begin'
    never_polled "$type"
}

# terminate_beside ENTRY WORD...: while resapictl WORD... has ENTRY called, which lasts until then.
terminate_beside() {
    entry=$1
    shift
    fresh "Terminate beside $entry" \
        "$(echo "$entry" | sed -E 's/^Begin//; s/V2$//')=until-terminate"
    online
    ctl "$@" >"$INSTANCE/slow" 2>&1 &
    slow=$!
    check "$about: $entry runs" wait_until 60 is_open "$entry"
    check "$about: terminate" ctl terminate r --timeout=60
    check "$about: it overlapped" overlapped "$entry" Terminate
    wait "$slow"
    over
}

# is_open ENTRY: it has begun and not ended.
is_open() {
    [ "$(part | grep -c " $1 begin ")" -gt "$(part | grep -c " $1 end ")" ]
}

overlaps() {
    terminate_beside "Offline$suffix" offline r --timeout=60
    terminate_beside LooksAlive check r
    terminate_beside IsAlive check r --level=is
    terminate_beside "${begin}ResourceControl" control r "$code"
}

overlap() {
    fresh "Terminate beside Online" Online=until-terminate
    ctl online r --timeout=60 >"$INSTANCE/slow" 2>&1 &
    slow=$!
    check "$about: Online runs" wait_until 60 recorded "Online$suffix begin"
    check "$about: terminate" ctl terminate r --timeout=60
    check "$about: it overlapped" overlapped "Online$suffix" Terminate
    wait "$slow"
    check_status "$about: that online has failed" 1 return_status $?
    over
}

for version in 1 2 3 4; do
    use "$version"
    # Where they are wanted, the resource says so itself.
    never_polled "$type"
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

contract_end wine-contract-life Startup StartupEx Open OpenV2 Close Online OnlineV2 Offline \
    OfflineV2 Terminate LooksAlive IsAlive ResourceControl ResourceTypeControl BeginResourceControl \
    BeginResourceTypeControl BeginResourceControlAsUser BeginResourceTypeControlAsUser SetResourceStatus \
    SetResourceStatusEx
