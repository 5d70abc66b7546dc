#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with a resource DLL: Terminate, event handles, and what a DLL may take its time for.

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

# --- Terminate

for version in 1 4; do
    use "$version"
    fresh "Terminate takes its time" Terminate=sleep=700
    online
    log_mark
    check "$about: terminate" ctl terminate r --timeout=60
    check "$about: it is let be" recorded 'Terminate end'
    check "$about: that is logged" log_has "more than the 300 ms advised"
    check "$about: is offline" is_state r offline
    over

    fresh "a report beside Terminate" Online=late-in-terminate Terminate=sleep=1200
    ctl online r --timeout=60 >/dev/null
    check "$about: terminate" ctl terminate r --timeout=60
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
    check "$about: it is signaled, and IsAlive called" wait_until 60 recorded 'IsAlive begin'
    # It is signaled between these two lines of the record, and IsAlive may come before the second.
    check "$about: behind the event" behind ' Event ' 'IsAlive begin'
    check "$about: LooksAlive is not polled" never 'LooksAlive begin'
    check "$about: is online" is_state r online
    over

    fresh "an event, IsAlive says no" Online=event=300 IsAlive=error=1
    online
    check "$about: has failed" wait_until 60 is_state r failed
    over

    fresh "an event that stays signaled" Online=event-manual=300
    online
    check "$about: has failed" wait_until 60 is_state r failed
    check "$about: IsAlive was asked once" count 'IsAlive begin' 1 1
    over

    fresh "an event in a report" Online=pending-event=300
    common LooksAlivePollInterval=100
    online
    check "$about: IsAlive is called" wait_until 60 recorded 'IsAlive begin'
    check "$about: LooksAlive is not polled" never 'LooksAlive begin'
    check "$about: is online" is_state r online
    over
done

# --- time

# goes_on BEHAVIOUR: Online is to behave so from now on, in a host that has loaded the DLL and
# opened r: on a busy machine that alone takes longer than what is measured.
goes_on() {
    check_error "$about: opened" 1 "ERROR_ACCESS_DENIED (5)" ctl online r --timeout=60
    steer Online "$1"
    mark
}

fresh "checkpoints begin PendingTimeout anew" Online=pending=4000,checkpoints=9
common PendingTimeout=3000
online
over

fresh "PendingTimeout" Online=pending-never
common PendingTimeout=500
begun=$(now_ms)
check_error "$about: online" 1 PendingTimeout ctl online r --timeout=60
check "$about: in time" took_less 30000
check "$about: Terminate was called" wait_until 60 recorded 'Terminate end'
over

fresh "PendingTimeout is capped by DeadlockTimeout" Online=error=5
goes_on pending-never
common DeadlockTimeout=1000
begun=$(now_ms)
check_error "$about: online" 1 PendingTimeout ctl online r --timeout=60
check "$about: in time" took_less 30000
check "$about: Terminate was called" wait_until 60 recorded 'Terminate end'
over

fresh "DeadlockTimeout" Online=error=5
goes_on hang
common DeadlockTimeout=1000
begun=$(now_ms)
check_error "$about: online" 1 DeadlockTimeout ctl online r --timeout=60
check "$about: in time" took_less 30000
check "$about: no process is left" tree_is_empty r
check "$about: Terminate was not called" never 'Terminate begin'
over

contract_end wine-contract-time Terminate IsAlive SetResourceStatus SetResourceStatusEx
