# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A resapid whose writes to the disk end when a test says so (tests/faults/hold-sync.c). Source it behind
# instance.sh.
#
#   hold_prepare   once, behind instance_new
#   hold_start     instance_start of such a resapid
#   hold           from now on writes do not end
#   is_held        a write has begun since, and has not ended
#   release        all end, and those to come

hold_prepare() {
    HOLD_SYNC=${INSTANCE:?source instance.sh first}/hold
    export HOLD_SYNC
    # A sanitizer in resapid would insist on being the first library.
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
    export ASAN_OPTIONS
}

hold_start() {
    LD_PRELOAD=${instance_build:?source instance.sh first}/hold-sync.so
    export LD_PRELOAD
    instance_start
    hold_status=$?
    unset LD_PRELOAD
    return "$hold_status"
}

hold() {
    rm -f "$HOLD_SYNC.held"
    : >"$HOLD_SYNC"
}

release() {
    rm -f "$HOLD_SYNC"
}

is_held() {
    [ -e "$HOLD_SYNC.held" ]
}
