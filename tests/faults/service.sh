#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What resapid tells the service manager that started it: that it serves clients, that its loop turns, that it
# ends; and the files for systemd, as far as that can be seen without one that runs.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
listener=

# listen SOCKET: what is told lies in $told.
listen() {
    told=$INSTANCE/told
    rm -f "$told"
    python3 "$here/notify-listener.py" "$1" "$told" "$instance_build/resapictl" status &
    listener=$!
    wait_until 20 grep -q listening "$told"
    NOTIFY_SOCKET=$1
    export NOTIFY_SOCKET
}

listen_no_more() {
    [ -z "$listener" ] || kill "$listener"
    wait "$listener" 2>/dev/null
    listener=
    unset NOTIFY_SOCKET WATCHDOG_USEC WATCHDOG_PID
}
at_exit listen_no_more

says() {
    grep -q -e "$1" "$told"
}

count() {
    grep -c -e "$1" "$told"
}

pings_beyond() {
    [ "$(count WATCHDOG=1)" -gt "$1" ]
}

only_resapid_speaks() {
    ! grep -v -e "^$INSTANCE_PID " -e '^listening$' -e '^ready-cmd ' -e ' that was all$' "$told"
}

# Line numbers of the first of each.
in_order() {
    [ "$(grep -n -m 1 -e "$1" "$told" | cut -d : -f 1)" -lt "$(grep -n -m 1 -e "$2" "$told" | cut -d : -f 1)" ]
}

# What has been sent is told in its order, so all that was on its way is in $told when this is.
is_drained() {
    python3 -c '
import socket, sys
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"that was all", sys.argv[1])' "$NOTIFY_SOCKET" &&
        wait_until 20 says ' that was all$'
}

# A stopped process sends nothing, however slow the machine is; what is on its way is counted before.
falls_silent() {
    kill -STOP "$INSTANCE_PID"
    wait_until 20 is_stopped
    is_drained
    drained=$?
    before=$(count WATCHDOG=1)
    sleep 1
    after=$(count WATCHDOG=1)
    kill -CONT "$INSTANCE_PID"
    [ "$drained" -eq 0 ] && [ "$before" -eq "$after" ]
}

is_stopped() {
    grep -q '^State:.T' "/proc/$INSTANCE_PID/status"
}

has_no_variable() {
    ! tr '\0' '\n' <"/proc/$1/environ" | grep -e '^NOTIFY_SOCKET=' -e '^WATCHDOG_'
}

# It is attrd_updater.
child_is_not_told() {
    wait_until 20 test -s "$INSTANCE/child"
    [ "$(cat "$INSTANCE/child")" = none ]
}

life() {
    listen "$INSTANCE/notify"
    # Between two turns there is half of it.
    WATCHDOG_USEC=300000
    export WATCHDOG_USEC
    instance_start
    check "READY=1 is told" wait_until 20 says ' READY=1$'
    check "clients are served by then" wait_until 20 says '^ready-cmd 0$'
    check "READY=1 comes once" test "$(count READY=1)" -eq 1
    check "what it does until then is told in words" in_order ' STATUS=Reading the cluster' READY=1
    check "and what it does then" in_order " STATUS=Serving clients as $INSTANCE_NAME" READY=1
    check "the loop's turns are told" wait_until 20 pings_beyond 3
    check "a process that is stopped falls silent" falls_silent
    check "and speaks again when it goes on" wait_until 20 pings_beyond "$after"
    new_resource res
    check "a resource goes online" ctl online res --timeout=60
    check "its keeper does not know of the service manager" has_no_variable "$(field keeper_pid res)"
    check "a child does not either" child_is_not_told
    check "nobody but resapid has spoken" only_resapid_speaks
    check "it ends" instance_stop
    check "the end is told" wait_until 20 says ' STOPPING=1$'
    check "and what goes on" wait_until 20 says ' STATUS=Ending; resources that are not offline go on'
    listen_no_more
    instance_start
    check "without a service manager it runs as well" ctl offline res --timeout=60
    check "it ends then too" instance_stop
}

# The abstract namespace; a watchdog that is for another process; and none at all.
variants() {
    listen "@resapid-test-$$"
    WATCHDOG_USEC=100000
    WATCHDOG_PID=1
    export WATCHDOG_USEC WATCHDOG_PID
    instance_start
    check "READY=1 is told to an abstract socket" wait_until 20 says ' READY=1$'
    check "and answered for" wait_until 20 says '^ready-cmd 0$'
    check "the end without a resource ends the wineserver" instance_stop
    check "that is told in words" wait_until 20 says ' STATUS=Ending, and the wineserver'
    check "a watchdog of another process is not fed" test "$(count WATCHDOG=1)" -eq 0
    listen_no_more
    : >"$INSTANCE/log"
    NOTIFY_SOCKET=$INSTANCE/nobody instance_start
    check "where nobody listens resapid runs all the same" instance_answers
    check "and says so" grep -q 'NOTIFY_SOCKET=.*/nobody: .*ENOENT (2)' "$INSTANCE/log"
    check "it ends" instance_stop
    : >"$INSTANCE/log"
    NOTIFY_SOCKET=vsock:2:1234 instance_start
    check "an address of another kind is named" grep -q 'NOTIFY_SOCKET=vsock:2:1234: give an absolute path' \
        "$INSTANCE/log"
    check "and it ends" instance_stop
}

failed_start() {
    listen "$INSTANCE/notify-2"
    mkdir -p "$INSTANCE/state"
    mv "$INSTANCE/state" "$INSTANCE/state.aside"
    : >"$INSTANCE/state"
    check_status "resapid does not start without a state folder" 1 "$instance_build/resapid"
    check "why is told in words" wait_until 20 says ' STATUS=Cannot start: .*/state: cannot create the folder'
    check "READY=1 is not told" test "$(count READY=1)" -eq 0
    listen_no_more
    rm "$INSTANCE/state"
    mv "$INSTANCE/state.aside" "$INSTANCE/state"
}

# The man pages are looked for by systemd and need not be installed, nor the program.
is_verified() {
    findings=$(SYSTEMD_UNIT_PATH=$INSTANCE/units: systemd-analyze verify --man=no \
        "$INSTANCE/units/resapid.service" 2>&1 | grep resapid)
    [ -z "$findings" ] || { echo "$findings"; return 1; }
}

unit() {
    mkdir -p "$INSTANCE/units"
    sed "s,^ExecStart=.*/,ExecStart=$instance_build/," "$instance_build/resapid.service" \
        >"$INSTANCE/units/resapid.service"
    check "systemd-analyze has no findings" is_verified
    sed -i 's/^KillMode=process/KillMode=proces/' "$INSTANCE/units/resapid.service"
    check_fails "it would have" is_verified
}

files() {
    root=$INSTANCE/root
    mkdir -p "$root/etc" "$root/var/lib" "$root/run"
    check "systemd-sysusers takes the file" systemd-sysusers --root="$root" \
        "$instance_build/sysusers.d/resapid.conf"
    check "the user is there and cannot log in" grep -q '^resapid:.*/lib/resapid:.*/nologin$' "$root/etc/passwd"
    check "its group too" grep -q '^resapid:' "$root/etc/group"
    [ "$(id -u)" -eq 0 ] || return 0
    check "systemd-tmpfiles takes the file" systemd-tmpfiles --root="$root" --create \
        "$instance_build/tmpfiles.d/resapid.conf"
    check "the folders have the modes that resapid gives them" modes_are \
        "$(sed -n 's/^d \([^ ]*\) 0*\([0-9]*\) root root -$/\2:\1/p' "$instance_build/tmpfiles.d/resapid.conf")"
}

modes_are() {
    [ "$(echo "$1" | wc -l)" -eq 3 ] || return
    for folder in $1; do
        [ "$(stat -c %a:%U:%G "$root${folder#*:}")" = "${folder%%:*}:root:root" ] || return
    done
    [ "$(stat -c %a "$INSTANCE/state" "$INSTANCE/run" "$INSTANCE/run/hosts" | tr '\n' ' ')" = "755 755 700 " ]
}

PATH=$INSTANCE/bin:$PATH
instance_set pacemaker node_attribute resapid
mkdir -p "$INSTANCE/bin"
cat >"$INSTANCE/bin/attrd_updater" <<END
#!/bin/sh
echo "\${NOTIFY_SOCKET-}\${WATCHDOG_USEC-}none" >'$INSTANCE/child'
END
chmod +x "$INSTANCE/bin/attrd_updater"

life
variants
failed_start
if [ -e "$instance_build/resapid.service" ]; then
    unit
    files
fi
instance_audit
finish service
