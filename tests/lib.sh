# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Result lines and orderly ends for the shell tests; source it, never run it.
#
#   check NAME CMD...          CMD must exit 0
#   check_status NAME RC CMD.. CMD must exit with exactly RC
#   check_fails NAME CMD...    CMD must run and refuse: exit 1..125, so that a missing program or a
#                              crash is not taken for a refusal
#   check_unread NAME RC CMD.. the same where nobody reads what CMD prints, as behind `| head`: it must
#                              exit with RC and say nothing on stderr
#   pass NAME, fail NAME REASON, skip NAME REASON
#   finish SUITE               prints the last line and exits
#   at_exit CMD                CMD runs when the script ends, also by a signal; last registered first
#   at_fail CMD                CMD runs behind each failure: prints what tells of its cause
#
# CMD runs in this shell, so it may set variables. Every check returns 0 only if it passed: use
# `check ... || finish SUITE` where going on makes no sense. A script that ends without finish fails.
# With RESAPI_TEST_STRICT set, a skip fails the run.

LIB_PASSED=0
LIB_FAILED=0
LIB_SKIPPED=0
LIB_FINISHED=no
LIB_AT_EXIT=
LIB_AT_FAIL=
LIB_OUTPUT=$(mktemp) || exit 1

pass() {
    LIB_PASSED=$((LIB_PASSED + 1))
    printf 'ok - %s\n' "$1"
}

fail() {
    LIB_FAILED=$((LIB_FAILED + 1))
    printf 'not ok - %s: %s\n' "$1" "$2"
    eval "$LIB_AT_FAIL"
    return 1
}

skip() {
    LIB_SKIPPED=$((LIB_SKIPPED + 1))
    printf 'ok - %s # skipped: %s\n' "$1" "$2"
}

# CMD begins when its reader has left.
check_unread() {
    lib_name=$1
    lib_expected=$2
    shift 2
    {
        while [ ! -e "$LIB_OUTPUT.left" ]; do sleep 0.05; done
        LIB_STATUS=0
        "$@" 2>"$LIB_OUTPUT" || LIB_STATUS=$?
        echo "$LIB_STATUS" >"$LIB_OUTPUT.left"
    } | {
        exec <&-
        : >"$LIB_OUTPUT.left"
    }
    LIB_STATUS=$(cat "$LIB_OUTPUT.left")
    rm "$LIB_OUTPUT.left"
    if [ "$LIB_STATUS" -eq "$lib_expected" ] && [ ! -s "$LIB_OUTPUT" ]; then
        pass "$lib_name"
        return 0
    fi
    lib_show_output
    fail "$lib_name" "exit status $LIB_STATUS, expected $lib_expected and nothing on stderr"
}

# Runs CMD with its output kept aside; the exit status is left in LIB_STATUS.
lib_run() {
    LIB_STATUS=0
    "$@" >"$LIB_OUTPUT" 2>&1 || LIB_STATUS=$?
}

lib_show_output() {
    tail -n 40 "$LIB_OUTPUT" | sed 's/^/# /' >&2
}

check_status() {
    lib_name=$1
    lib_expected=$2
    shift 2
    lib_run "$@"
    if [ "$LIB_STATUS" -eq "$lib_expected" ]; then
        pass "$lib_name"
        return 0
    fi
    lib_show_output
    fail "$lib_name" "\"$*\" exited $LIB_STATUS, expected $lib_expected"
}

check() {
    lib_check_name=$1
    shift
    check_status "$lib_check_name" 0 "$@"
}

check_fails() {
    lib_name=$1
    shift
    lib_run "$@"
    if [ "$LIB_STATUS" -ge 1 ] && [ "$LIB_STATUS" -le 125 ]; then
        pass "$lib_name"
        return 0
    fi
    lib_show_output
    fail "$lib_name" "\"$*\" exited $LIB_STATUS, expected a refusal (1..125)"
}

at_exit() {
    LIB_AT_EXIT="$1; $LIB_AT_EXIT"
}

at_fail() {
    LIB_AT_FAIL="$LIB_AT_FAIL $1;"
}

finish() {
    LIB_FINISHED=yes
    LIB_SUITE=$1
    if [ "$LIB_PASSED" -eq 0 ] || [ "$LIB_FAILED" -gt 0 ]; then
        exit 1
    fi
    if [ "$LIB_SKIPPED" -gt 0 ] && [ -n "${RESAPI_TEST_STRICT:-}" ]; then
        exit 1
    fi
    exit 0
}

# The summary comes after the clean-up, so that it is the last line whatever the clean-up prints.
lib_exit() {
    lib_rc=$?
    trap '' HUP INT TERM
    trap - EXIT
    eval "$LIB_AT_EXIT"
    rm -f "$LIB_OUTPUT"
    if [ "$LIB_FINISHED" = no ]; then
        fail "run to the end" "the script ended early with status $lib_rc"
        [ "$lib_rc" -ne 0 ] || lib_rc=1
    fi
    printf '%s: %s passed, %s failed, %s skipped\n' "${LIB_SUITE:-${0##*/}}" \
        "$LIB_PASSED" "$LIB_FAILED" "$LIB_SKIPPED"
    exit "$lib_rc"
}

trap lib_exit EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
