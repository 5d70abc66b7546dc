#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with a resource DLL: controls that are answered later, and the codes that come unasked.

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

# --- asynchronous controls

for version in 3 4; do
    use "$version"
    fresh "an asynchronous control" ResourceControl=async=3000 "ControlCode=$code"
    online
    ctl control r "$code" >"$INSTANCE/answer" 2>&1 &
    asked=$!
    check "$about: it returns" wait_until 60 recorded "BeginResourceControl end 997 asynchronous=1"
    check "$about: LooksAlive meanwhile" ctl check r
    check "$about: before it is answered" never 'EndControlCall begin'
    wait "$asked"
    check_status "$about: then it is answered" 0 return_status $?
    check "$about: with what was written late" grep -q '66 61 75 6c 74' "$INSTANCE/answer"
    # The answer may be here before the callback has returned.
    check "$about: EndControlCall is told so" wait_until 60 recorded 'EndControlCall end 0 '
    steer ResourceControl async=100,status=5
    check_error "$about: an error" 1 "ERROR_ACCESS_DENIED (5)" ctl control r "$code"
    steer ResourceControl async-early
    check_output "$about: an end before the return" '66 61 75 6c 74' ctl control r "$code"
    check "$about: is no error" wait_until 60 count 'EndControlCall end 0 ' 3 3

    steer ResourceControl async=60000
    check_fails "$about: the client's time" ctl control r "$code" --timeout=1
    check "$about: Cancel is called" wait_until 60 recorded 'Cancel end 0 '
    check "$about: and ends the control" wait_until 60 recorded 'EndControlCall begin status=995 '

    mark
    ctl control r "$code" >"$INSTANCE/answer" 2>&1 &
    asked=$!
    check "$about: another" wait_until 60 recorded "BeginResourceControl end 997 asynchronous=1"
    check "$about: offline meanwhile" ctl offline r --timeout=60
    wait "$asked"
    check_status "$about: it is aborted" 1 return_status $?
    check "$about: by name" grep -q 'ERROR_OPERATION_ABORTED (995)' "$INSTANCE/answer"
    over

    fresh "more time for a control" ResourceControl=async=3000,extend=10000 "ControlCode=$code"
    online
    # Not before: loading the DLL may take longer.
    common DeadlockTimeout=2000
    check_output "$about: it is answered" '66 61 75 6c 74' ctl control r "$code"
    check "$about: ExtendControlCall was called" recorded 'ExtendControlCall end 0 '
    check "$about: is online" is_state r online
    steer ResourceControl async=20000
    check_error "$about: without it" 1 DeadlockTimeout ctl control r "$code"
    check "$about: it has failed" wait_until 60 is_state r failed
    check "$about: the host was killed" wait_until 60 tree_is_empty r
    over

    about="V$version, an asynchronous control of the type"
    mark
    steer_type ResourceTypeControl=async=300,extend=10000
    check_output "$about: it is answered" '66 61 75 6c 74' ctl type control "$type" "$type_code"
    check "$about: ExtendTypeControlCall was called" recorded 'ExtendTypeControlCall end 0 '
    # The host, which is not needed any more, may end before the call has returned.
    check "$about: EndTypeControlCall was called" recorded 'EndTypeControlCall begin '
    steer_type ResourceTypeControl=async=100,status=5
    check_error "$about: an error" 1 "ERROR_ACCESS_DENIED (5)" ctl type control "$type" "$type_code"
    steer_type
done

use 2
fresh "Cancel beside a control" ResourceControl=sleep=3000
online
check_fails "$about: the client's time" ctl control r "$code" --timeout=1
check "$about: it overlapped" wait_until 60 overlapped ResourceControl Cancel
over

# --- the codes that come unasked

for version in 1 4; do
    use "$version"
    never_polled "$type"
    reason=0x0150004e
    fresh "reasons" Characteristics=0x10
    online
    # shellcheck disable=SC2046
    over_in_order $(opening INITIALIZE) "Online$suffix" "${begin}ResourceControl:$reason" "Offline$suffix" Close
    check "$about: Move" recorded "$reason in=12 .* data=0c0000000100000001000000"

    fresh "a reason for Terminate" Characteristics=0x10
    online
    check "$about: terminate" ctl terminate r --timeout=60
    check "$about: Rundown" recorded "$reason in=12 .* data=0c0000000100000005000000"
    check "$about: and then Terminate" behind "ResourceControl end .*" 'Terminate begin'
    over

    fresh "a reason for a failure" Characteristics=0x10 IsAlive=error=1
    online
    check_fails "$about: IsAlive says no" ctl check r --level=is
    check "$about: Failover" wait_until 60 recorded "$reason in=12 .* data=0c0000000100000002000000"
    over

    fresh "names"
    online
    check "$about: offline" ctl offline r --timeout=60
    check "$about: rename" ctl resource rename r other
    check "$about: SET_NAME" wait_until 60 \
        recorded "0x01500026 in=12 .* data=6f0074006800650072000000"
    check "$about: remove" ctl resource remove other
    check "$about: DELETE" wait_until 60 recorded "ResourceControl begin 0x01500006 "
    check "$about: is the last but Close" wait_until 60 \
        behind "ResourceControl end .*" "Close begin"
done

contract_end wine-contract-controls Cancel EndControlCall EndTypeControlCall ExtendControlCall \
    ExtendTypeControlCall
