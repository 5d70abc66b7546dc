# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the tests with real Wine share; source it behind lib.sh and instance.sh.
#
#   wine_prefix             makes INSTANCE_PREFIX if it is not there yet; ends the script if it cannot
#                           be made. Scripts that run side by side have one each, for its wineserver:
#                           SUITE_SLOT numbers them. The first is wine-prefix in the build folder, or
#                           what RESAPI_TEST_PREFIX names
#   wine_instance           the same, and a resapid that answers and whose prefix is ready
#   wine_end NAME           stops that resapid, which must be idle, and looks for what it left
#   wine_environment CMD... CMD with the environment that a program in the prefix needs
#   wine_leftovers          the ids of all processes in the prefix
#   tree NAME               the ids of the processes of this resource's host; only ASCII has its case
#                           folded, as resapid does for all
#   tree_is_empty NAME
#   kill_wait PID           kills the process and returns when it is gone
#   free_port               prints a TCP port that nobody listens on
#   free_port_from PORT     the same, this one or one above
#   now_ms                  prints a time
#   return_status N         exits with N
#   expect_line NAME TEXT   the output of the last check had this text
#   log_has TEXT            resapid's log has it, in the part behind log_mark
#   log_mark
#
# The programs under test and their DLLs are $BUILD/x86_64-windows and $DLLS.

# shellcheck disable=SC2154 # of instance.sh
BUILD=$instance_build
# shellcheck disable=SC2034 # for whoever sources this
DLLS=$BUILD/tests/dlls/x86_64-windows

wine_prefix() {
    INSTANCE_PREFIX=${RESAPI_TEST_PREFIX:-$BUILD/wine-prefix}
    [ "${SUITE_SLOT:-0}" -eq 0 ] || INSTANCE_PREFIX=$INSTANCE_PREFIX-$SUITE_SLOT
    lib_run "$BUILD/resapi-prefix" "--prefix=$INSTANCE_PREFIX"
    [ "$LIB_STATUS" -eq 0 ] && return
    lib_show_output
    fail "the Wine prefix" "resapi-prefix exited $LIB_STATUS: install Wine, see the line above"
    finish check-wine
}

# env -i: a developer's own Wine settings must not change what is tested. setarch: as resapid starts it,
# daemon/wine-addresses.h says why.
wine_environment() {
    setarch --addr-no-randomize env -i "PATH=$PATH" "HOME=$INSTANCE_PREFIX/.home" LC_ALL=C.UTF-8 WINEDEBUG=-all \
        WINEARCH=win64 "WINEPREFIX=$INSTANCE_PREFIX" \
        "WINEDLLOVERRIDES=mscoree=d;mshtml=d;winemenubuilder.exe=d" "$@"
}

wine_leftovers() {
    (cd /proc && grep -lsz "^WINEPREFIX=$INSTANCE_PREFIX\$" [0-9]*/environ) | cut -d/ -f1
}

wine_has_left_nothing() {
    remains=$(wine_leftovers)
    [ -z "$remains" ] || { echo "$remains"; return 1; }
}

wine_instance() {
    wine_prefix
    instance_new wine
    log_mark
    check "resapid starts" instance_start || finish check-wine
    check "the prefix gets ready" wait_until 120 log_has 'Wine prefix: ready' || finish check-wine
}

wine_end() {
    check_status "resapid ends on SIGTERM" 0 instance_stop
    instance_audit
    check "no process is left in the prefix" wait_until 60 wine_has_left_nothing
    finish "$1"
}

tree() {
    digest=$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]' | sha256sum | cut -c1-20)
    (cd /proc && grep -lsz "^RESAPID_HOST=$INSTANCE/run/hosts/$digest\$" [0-9]*/environ) |
        cut -d/ -f1
}

tree_is_empty() {
    remains=$(tree "$1")
    [ -z "$remains" ] || { echo "$remains"; return 1; }
}

# Nobody may be there to reap it.
has_ended() {
    ! grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null
}

# A signal takes its time, and who asks meanwhile is told that all is well.
kill_wait() {
    kill -KILL "$1" && wait_until 60 has_ended "$1"
}

port_is_free() {
    ! grep -qi "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$1") [0-9A-F:]* 0A" \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

free_port() {
    free_port_from $((20000 + ${SUITE_SLOT:-0} * 5000 + $$ % 5000))
}

free_port_from() {
    port=$1
    until port_is_free "$port"; do
        port=$((port + 1))
    done
    echo "$port"
}

return_status() {
    return "$1"
}

now_ms() {
    date +%s%3N
}

expect_line() {
    if grep -qF -e "$2" "$LIB_OUTPUT"; then
        pass "$1"
    else
        lib_show_output
        fail "$1" "the output does not say: $2"
    fi
}

log_mark() {
    LOG_MARK=$(($(wc -l <"$INSTANCE/log") + 1))
}

log_has() {
    tail -n "+$LOG_MARK" "$INSTANCE/log" | grep -qF -e "$1"
}
