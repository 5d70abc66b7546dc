#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A resource DLL calls every function of clusapi.dll and resutils.dll with each argument wrong in each way
# that its type allows: the documented error comes back, and neither the host nor resapid suffers.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

LIMIT=${BAD_CALLS_LIMIT:-250}

wine_instance
record=$INSTANCE/everycall.dll.record
cp "$DLLS/everycall.dll" "$INSTANCE"
: >"$record"

ended() {
    grep '^bad input: ' "$record"
}

nothing_unexpected() {
    ! grep -v '^bad input: ' "$record"
}

tried_much() {
    calls=$(sed -n 's/^bad input: .* functions, \([0-9]*\) calls.*/\1/p' "$record")
    echo "$calls calls"
    [ "${calls:-0}" -ge 1000 ]
}

check "a type of others" ctl type add "Doc Group" "--dll=$DLLS/docgroup.dll" --isolation=type
for name in other idle; do
    check "$name" ctl resource add $name --group=others "--type=Doc Group"
done
check "other is online" ctl online other --timeout=60
check "a type" ctl type add every1 "--dll=$INSTANCE/everycall.dll"
check "a resource" ctl resource add every1-self --type=every1
check "it comes online" ctl online every1-self --timeout=60
pid=$(field host_pid every1-self)
check "every function is called" ctl control every1-self 0x01200010 "--timeout=$LIMIT"
check "to the end" ended
ended | sed 's/^/# /'
check "with much that is wrong" tried_much
check "no error is another than expected" nothing_unexpected
check "the host lives" [ "$(field host_pid every1-self)" = "$pid" ]
check "and does its work" ctl check every1-self --level=is
check "it goes offline" ctl offline every1-self --timeout=60
check "other goes offline" ctl offline other --timeout=60
wine_end wine-bad-calls
