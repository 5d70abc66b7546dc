#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with a resource DLL: the callbacks of StartupEx.

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

use 4
fresh "callbacks"
online
call LogEvent,2
logged "A line of level 2 from LooksAlive"
call SetInternalState,2,1
check "$about: the heartbeat is shown" wait_until 60 shows os-heartbeat
call SetInternalState,3,1
check "$about: readiness is shown" wait_until 60 shows application-ready
call SetInternalState,2,0
check "$about: no heartbeat any more" wait_until 60 shows_not os-heartbeat
check "$about: but readiness" shows application-ready
call SetInternalState,7,1 87
call SetResourceLockedMode,1,5
check "$about: the lock is shown" wait_until 60 shows locked-mode
check_error "$about: offline is refused" 1 "ERROR_CLUSTER_RESOURCE_LOCKED_STATUS (5960)" ctl offline r
check "$about: and r is online" is_state r online
call SetResourceLockedMode,0,5
check "$about: no lock any more" wait_until 60 shows_not locked-mode
call SetResourceInMemoryNodeLocalProperties,4711
check_output "$about: the local properties are shown" FaultLocal ctl resource show r --common
expect_line "$about: with their value" 4711
call SignalFailure,0,1
check "$about: IsAlive confirms" wait_until 60 recorded 'IsAlive begin'
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
check "$about: the lock is shown" wait_until 60 shows locked-mode
check "$about: offline by force" ctl offline r --force --timeout=60
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
check "$about: has failed" wait_until 60 is_state r failed
check "$about: the application's error is shown" shows 4321
check "$about: Terminate is called" wait_until 60 recorded 'Terminate end'
over

fresh "an embedded failure" LooksAlive=callback=SignalFailure,1,77
online
ctl check r >/dev/null 2>&1
check "$about: has failed" wait_until 60 is_state r failed
check "$about: is shown" shows embedded-failure
over

fresh "an embedded failure, to be logged" LooksAlive=callback=SignalFailure,1,77
common EmbeddedFailureAction=1
online
ctl check r >/dev/null
check "$about: is shown" wait_until 60 shows embedded-failure
check "$about: is online" is_state r online
over

fresh "a network failure" LooksAlive=callback=SignalFailure,2,78
online
ctl check r >/dev/null 2>&1
check "$about: has failed" wait_until 60 is_state r failed
check "$about: is shown" shows network-failure
over

contract_end wine-contract-callbacks \
    LogEvent SetResourceStatusEx SetResourceLockedMode SignalFailure \
    SetResourceInMemoryNodeLocalProperties EndControlCall EndTypeControlCall ExtendControlCall \
    ExtendTypeControlCall RaiseResTypeNotification ChangeResourceProcessForDumps \
    ChangeResTypeProcessForDumps SetInternalState SetResourceLockedModeEx RequestDump \
    SetResourceWprPolicy ArmWprWatchdogForCurrentResourceCall
