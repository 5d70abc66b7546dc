#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The functions of the cluster database, from a resource DLL under Wine to resapid and its file.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
check "a type is added" ctl type add Registry \
    "--dll=$BUILD/tests/wine/x86_64-windows/registry-dll.dll"
check "a resource is added" ctl resource add r --type=Registry
check "it comes online" ctl online r --timeout=60

# tries CODE NAME: one of registry-dll's checks.
tries() {
    log_mark
    if ctl control r "$1" >"$INSTANCE/answer" 2>&1; then
        pass "$2"
    else
        grep -F "check $1:" "$INSTANCE/log" | tail -n 1 | sed 's/^/# /'
        fail "$2" "$(cat "$INSTANCE/answer")"
    fi
}

tries 1 "values of every type"
tries 2 "names up to their limits, and longer ones"
tries 3 "buffers that are too small"
tries 4 "functions that take a reason"
check "which is logged" log_has 'ClusterRegCreateKeyEx: because it has to be'
tries 5 "security of keys"
tries 6 "batches"
tries 7 "conditions of batches"
tries 8 "batches longer than a message, and too long ones"
tries 9 "read batches"
tries 10 "notifications of batches"
tries 11 "a thread that waits for notifications"
tries 12 "deep keys"
tries 13 "handles of other kinds, and closed ones"
tries 14 "times are taken"
tries 15 "registry and crypto checkpoints"
grep -o 'ClusterRegSetValue p50.*' "$INSTANCE/log" | tail -n 1 | sed 's/^/# /'

tries 17 "a batch is not locked while the caller's memory is read"
tries 18 "nor a read batch, nor its reply"
tries 19 "nor a notification of a batch"

check "it goes offline" ctl offline r
wine_end wine-registry
