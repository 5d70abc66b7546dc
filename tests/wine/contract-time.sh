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

contract_end wine-contract-time Terminate IsAlive SetResourceStatus SetResourceStatusEx
