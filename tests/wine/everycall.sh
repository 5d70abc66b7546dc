#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A resource DLL calls every function of clusapi.dll and resutils.dll from inside every entry point, and
# from a worker while the entry point runs or is pending: all return, and the host lives.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

# Long enough for a sweep on a slow machine.
LIMIT=${EVERYCALL_LIMIT:-200}
# Functions that do what they are for, of those that are called: fewer means that the test asks in vain.
LEAST=220

wine_instance
# Windows' functions, and what is exported beside them: tests/exports.sh.
everything=$(($(cat "$RESAPID_SOURCE"/tests/exports/*.txt | grep -c .) + 2))

# use DLL TYPE: from here on the DLL and its type's resources are these, all of them in one host.
use() {
    dll=$INSTANCE/$1
    type=$2
    record=$dll.record
    cp "$DLLS/$1" "$INSTANCE"
    : >"$record"
    check "$type: a type" ctl type add "$type" "--dll=$dll" --isolation=type
    for name in "$type-self" "$type-mate"; do
        check "$type: $name" ctl resource add "$name" "--type=$type"
    done
}

arm() {
    for entry in "$@"; do
        : >"$dll.$entry"
    done
}

# The line of the record about who: it has ended.
line_of() {
    grep -F -e "$1: $everything functions, " "$record"
}

did_enough() {
    line=$(line_of "$1") || return
    echo "$line"
    succeeded=$(echo "$line" | sed 's/.* \([0-9]*\) succeeded.*/\1/')
    [ "$succeeded" -ge "$LEAST" ]
}

# check_all ENTRY [pending]: it was called, and called every function, and its worker too.
check_all() {
    for who in "$1" "$1, worker" ${2:+"$1, $2"}; do
        check "$type: $who: all return" wait_until "$LIMIT" line_of "$who" ||
            { tail -n 5 "$record" | sed 's/^/# /'; continue; }
        check "$type: $who: and do something" did_enough "$who"
        line_of "$who" | sed 's/^/# /'
    done
}

no_complaints() {
    ! grep -E 'has not returned|no argument|cannot begin' "$record"
}

is_healthy() {
    check "$type: no call has hung" no_complaints
    check "$type: the host has not crashed" host_was_well
}

host_was_well() {
    ! grep -E 'crashed|DeadlockTimeout\)' "$INSTANCE/log"
}

check "a type of others" ctl type add "Doc Group" "--dll=$DLLS/docgroup.dll" --isolation=type
for name in other idle; do
    check "$name" ctl resource add $name --group=others "--type=Doc Group"
done
check "other is online" ctl online other --timeout=60

# life V2 BEGIN: the entry points of a life, one after the other; what their names end or begin with.
life() {
    self=$type-self
    arm "Open$1" Arbitrate "Online$1"
    check "$type: online" ctl online "$self" "--timeout=$LIMIT"
    for entry in "Open$1" Arbitrate; do
        check_all "$entry"
    done
    check_all "Online$1" pending
    arm LooksAlive
    check "$type: LooksAlive" ctl check "$self" "--timeout=$LIMIT"
    check_all LooksAlive
    arm IsAlive
    check "$type: IsAlive" ctl check "$self" --level=is "--timeout=$LIMIT"
    check_all IsAlive
    arm "$2ResourceControl"
    check "$type: a control" ctl control "$self" 0x01200004 "--timeout=$LIMIT"
    check_all "$2ResourceControl"
    arm "$2ResourceTypeControl"
    check "$type: a control of the type" ctl type control "$type" 0x02200004 "--timeout=$LIMIT"
    check_all "$2ResourceTypeControl"
}

death() {
    arm Terminate Release Close
    check "$type: terminate" ctl terminate "$self" "--timeout=$LIMIT"
    check "$type: offline" ctl offline "$self" "--timeout=$LIMIT"
    check_all Terminate
    check_all Release
    check_all Close
}

use everycall.dll every1
arm Startup
check "every1: the mate comes online first" ctl online every1-mate "--timeout=$LIMIT"
check_all Startup
life '' ''
arm Offline
check "every1: offline" ctl offline every1-self "--timeout=$LIMIT"
check_all Offline pending
check "every1: online again" ctl online every1-self "--timeout=$LIMIT"
death
is_healthy
check "every1: the mate goes offline" ctl offline every1-mate --timeout=60

use everycall-ex.dll every4
arm StartupEx
check "every4: the mate comes online first" ctl online every4-mate "--timeout=$LIMIT"
check_all StartupEx
life V2 Begin
arm BeginResourceControlAsUser
check "every4: a user's control" ctl control every4-self 0x01200004 --as-user "--timeout=$LIMIT"
check_all BeginResourceControlAsUser
arm BeginResourceTypeControlAsUser
check "every4: a user's control of the type" \
    ctl type control every4 0x02200004 --as-user "--timeout=$LIMIT"
check_all BeginResourceTypeControlAsUser
arm Cancel
check_fails "every4: a client's time" ctl control every4-self 0x0120000c --timeout=3
check_all Cancel
arm OfflineV2
check "every4: offline" ctl offline every4-self "--timeout=$LIMIT"
check_all OfflineV2 pending
check "every4: online again" ctl online every4-self "--timeout=$LIMIT"
death
is_healthy
check "every4: the mate goes offline" ctl offline every4-mate --timeout=60

# --- what changes states, about the resource whose entry point it is

is_settled() {
    rests every4-own online || rests every4-own offline || rests every4-own failed
}

# own STATE ENTRY CMD...: from this state on. What becomes of the resource is as it comes, but it comes to
# rest.
own() {
    : >"$record"
    check "about itself: $1" ctl "$1" every4-own "--timeout=$LIMIT"
    entry=$2
    arm "$entry"
    shift 2
    ctl "$@" "--timeout=$LIMIT" >/dev/null 2>&1
    check_all "$entry"
    check "about itself: $entry: it comes to rest" wait_until "$LIMIT" is_settled
}

check "a resource" ctl resource add every4-own --type=every4
own online LooksAlive check every4-own
own online IsAlive check every4-own --level=is
own online BeginResourceControl control every4-own 0x01200004
own online OfflineV2 offline every4-own
own online Terminate terminate every4-own
own offline OpenV2 online every4-own
own offline OnlineV2 online every4-own
is_healthy
check "about itself: offline" ctl offline every4-own "--timeout=$LIMIT"
check "about itself: no process is left" tree_is_empty every4-own

check "other goes offline" ctl offline other --timeout=60
wine_end wine-everycall
