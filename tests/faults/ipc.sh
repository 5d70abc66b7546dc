#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Clients that may not connect, and clients that talk nonsense: each is refused or answered, and
# resapid serves on.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
check "resapid starts" instance_start || finish check-faults
new_resource res
check "a resource comes online" ctl online res
host=$(field host_pid res)

serves_on() {
    alive "$INSTANCE_PID" && ctl check res --level=is --timeout=20 && [ "$(field host_pid res)" = "$host" ]
}

# attack NAME ANSWERS: so many requests are answered, whatever with; none is taken for good.
attack() {
    lib_run timeout 120 "$instance_build/raw-client" "$INSTANCE_NAME" "$1"
    answers=$(grep -c '^outcome ' "$LIB_OUTPUT")
    if [ "$LIB_STATUS" -ne 0 ] || [ "$answers" -lt "$2" ] || grep -q nonsense "$LIB_OUTPUT"; then
        lib_show_output
        fail "raw-client: $1" "exit status $LIB_STATUS, $answers answers, expected $2"
    else
        pass "raw-client: $1"
    fi
    check "resapid serves on after $1" serves_on
}

another_user() {
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

# Where every user can reach them, wherever the build lies.
cp "$instance_build/resapictl" "$instance_build/raw-client" "$INSTANCE" || exit 1
if [ "$(id -u)" -eq 0 ]; then
    check_error "another user's resapictl is refused" 1 "refuses this user: EACCES (13)" \
        another_user "$INSTANCE/resapictl" status
    check_error "and cannot take anything offline" 1 "refuses this user: EACCES (13)" \
        another_user "$INSTANCE/resapictl" offline res
    check_fails "another user's libqb client is refused" \
        another_user "$INSTANCE/raw-client" "$INSTANCE_NAME" flood
    check "resapid tells its log" \
        grep -q "a client of uid 65534 was refused" "$INSTANCE/log"
else
    skip "another user is refused" "only root can become another user"
fi

attack sizes 1
attack truncated 15
attack short 0
attack types 7
attack garbage 64
attack largest 1
attack flood 64
attack leave 0
attack behind 0
check "its resource was left alone" [ "$(calls res | tr ' ' '\n' | grep -vcE '^(Looks|Is)Alive$')" -eq 4 ]

check "it goes offline" ctl offline res
check "raw-client: online behind the removal" \
    timeout 60 "$instance_build/raw-client" "$INSTANCE_NAME" removal
check "no host is left that nobody knows" wait_until 20 instance_has_no_host
check_error "the resource is removed" 4 "resource res" ctl status res
check "the contract is kept" contract_is_kept res
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
