#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with a resource DLL: several types in one DLL, and several resources in one host.

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
        check "$about: $member is online" ctl online "$name.$member" --timeout=60
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
        ctl online "$member" --timeout=60 >/dev/null &
    done
    for member in a b c d; do
        check "$about: $member is online" wait_until 60 is_state "$member" online
    done
    check "$about: IsAlive is polled" wait_until 60 count "IsAlive end 1 " 8 1000
    check_output "$about: the type's control" "66 61 75 6c 74" ctl type control "$type" "$type_code"
    for member in a b c d; do
        ctl offline "$member" --timeout=60 >/dev/null &
    done
    for member in a b c d; do
        check "$about: $member is offline" wait_until 60 is_state "$member" offline
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
    check "$about: a is online" ctl online a --timeout=60
    steer_type ResourceTypeControl=until-terminate
    ctl type control "$type" "$type_code" >"$INSTANCE/slow" 2>&1 &
    slow=$!
    check "$about: it runs" wait_until 60 recorded "ResourceTypeControl begin $type_code"
    check "$about: terminate" ctl terminate a --timeout=60
    check "$about: it overlapped" overlapped "${begin}ResourceTypeControl" Terminate
    wait "$slow"
    steer_type
    check "$about: entry points met only whom they may" serialized
    remove_members a b

    about="V$version, Terminate waits for Close"
    mark
    add_members a
    ctl resource add b "--type=$type" "Record=Z:$record" Close=sleep=3000 >/dev/null
    for member in a b; do
        check "$about: $member is online" ctl online "$member" --timeout=60
    done
    ctl offline b --timeout=60 >/dev/null &
    slow=$!
    check "$about: Close runs" wait_until 60 recorded 'Close begin'
    begun=$(now_ms)
    check "$about: terminate" ctl terminate a --timeout=60
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
        ctl resource set b --common IsAlivePollInterval=3600000 >/dev/null
        for member in a b c; do
            check "$about: $member is online" ctl online "$member" --timeout=60
        done
        check "$about: in one process" count "$startup begin" 1 1
        # For the hang alone: opening it and telling of a crash may take longer.
        case $fault in
            hang:*) ctl resource set b --common DeadlockTimeout=1000 >/dev/null ;;
        esac
        check_error "$about: who asks is told" 1 "${fault#*:}" ctl check b --level=is
        ctl resource set b --common DeadlockTimeout= >/dev/null
        for member in a b c; do
            check "$about: $member has failed" wait_until 60 is_state "$member" failed
        done
        check "$about: no process is left" wait_until 60 tree_is_empty "ResourceTypes\\$type"
        check "$about: Terminate was not called" never 'Terminate begin'
        for member in a b c; do
            check "$about: $member has come to rest" wait_until 60 rests "$member" failed
        done
        mark
        for member in a b c; do
            check "$about: $member is online again" ctl online "$member" --timeout=60
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
        check "$about: $member is online" ctl online "$member" --timeout=60
    done
    check "$about: a is closed" ctl offline a --timeout=60
    check "$about: the report comes" wait_until 60 recorded "$status begin 4 "
    check "$about: and is answered with Terminate" wait_until 60 recorded "$status end 1 "
    check "$about: a is offline" is_state a offline
    check "$about: b is online" is_state b online
    check "$about: offline" ctl offline b --timeout=60
    ctl resource remove a >/dev/null
    ctl resource remove b >/dev/null
done

contract_end wine-contract-shared StartupEx Startup Close Terminate ResourceTypeControl BeginResourceTypeControl
