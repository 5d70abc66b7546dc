#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapid.service under a real systemd, which is process 1 of namespaces of its own: the order with Pacemaker
# (a unit that stands for it), restarts that leave resources running, and the watchdog. As root.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

system_units=$(dirname "$(systemd-path systemd-system-unit 2>/dev/null || echo /usr/lib/systemd/system)")/system
[ -e "$system_units/basic.target" ] || system_units=/lib/systemd/system
system_manager=/lib/systemd/systemd
group=/sys/fs/cgroup/unified
mountpoint -q "$group" || group=/sys/fs/cgroup

instance_new native
# Hosts are of another user, so that what resapid may do is what it needs.
chmod 777 "$INSTANCE"
instance_set host user nobody
group=$group/resapid-test-$$
units=$INSTANCE/units
init=

# Runs as root of the namespaces, and becomes systemd. cgroup2 alone is mounted there: our own folder.
cat >"$INSTANCE/begin" <<END
set -e
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /etc/systemd/system
mount -t tmpfs tmpfs /var/log
mount --bind "\$1" /dev/console
umount -R /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
export container=test SYSTEMD_UNIT_PATH=/etc/systemd/system:$units
exec $system_manager --system --unit=test.target --log-target=console --show-status=0
END

end_systemd() {
    [ -z "$init" ] || kill -KILL "$init" 2>/dev/null
    [ -z "$console" ] || wait "$console" 2>/dev/null
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
}

find_init() {
    init=$(cat "/proc/$(cat "$INSTANCE/unshare.pid")/task/"*/children) && init=${init%% *} && [ -n "$init" ]
}

# inside CMD...
inside() {
    SYSTEMD_UNIT_PATH=/etc/systemd/system:$units \
        nsenter --target "$init" --mount --pid --uts --ipc --net --cgroup "$@"
}

has_booted() {
    inside systemctl is-active test.target
}

begin_systemd() {
    mkdir "$group" || return
    python3 "$here/console.py" "$INSTANCE/console" "$INSTANCE/unshare.pid" "$group/cgroup.procs" \
        unshare --pid --fork --mount --uts --ipc --net --cgroup --kill-child sh "$INSTANCE/begin" &
    console=$!
    at_exit end_systemd
    wait_until 60 find_init
    wait_until 120 has_booted
}

copy_unit() {
    cp "$system_units/$1" "$units/"
}

make_units() {
    mkdir -p "$units/resapid.service.d"
    copy_unit basic.target && copy_unit sysinit.target && copy_unit shutdown.target &&
        copy_unit sockets.target && copy_unit resource-agents-deps.target &&
        copy_unit systemd-journald.service && copy_unit systemd-journald.socket || return
    cp "$instance_build/resapid.service" "$units/"
    cat >"$units/resapid.service.d/test.conf" <<END
[Service]
ExecStart=
ExecStart=$instance_build/resapid
Environment=RESAPID_CONFIG=$RESAPID_CONFIG
WatchdogSec=5s
END
    # The order is Pacemaker's own.
    cat >"$units/pacemaker.service" <<END
[Unit]
$(grep -E '^(After|Wants)=resource-agents-deps.target' "$system_units/pacemaker.service")
[Service]
Type=oneshot
RemainAfterExit=yes
Environment=RESAPID_CONFIG=$RESAPID_CONFIG
ExecStart=/bin/sh -c '$instance_build/resapictl status; echo started \$? >>$INSTANCE/pacemaker'
ExecStop=/bin/sh -c '$instance_build/resapictl status; echo stopped \$? >>$INSTANCE/pacemaker'
END
    printf '[Unit]\nWants=systemd-journald.service\n' >"$units/test.target"
    # shutdown.target refuses to be started by hand.
    printf '[Unit]\nDefaultDependencies=no\nRequires=shutdown.target\n' >"$units/end.target"
}

property() {
    inside systemctl show --property="$1" --value resapid.service
}

property_is() {
    [ "$(property "$1")" = "$2" ]
}

ctl_inside() {
    inside env RESAPID_CONFIG="$RESAPID_CONFIG" "$instance_build/resapictl" "$@"
}

# resource_field NAME: of res.
resource_field() {
    ctl_inside status res --output-as=json | sed -n "s/^.*\"$1\" : \"\{0,1\}\([^\",]*\).*$/\1/p"
}

is_running_on() {
    property_is ActiveState active && [ "$(resource_field state)" = online ] &&
        [ "$(resource_field host_pid)" = "$host" ]
}

main_pid_is_another() {
    [ "$(property MainPID)" -gt 0 ] && [ "$(property MainPID)" -ne "$main" ]
}

host_lives() {
    inside kill -0 "$host"
}

order() {
    check "the unit can be enabled" inside systemctl enable resapid.service
    inside systemctl daemon-reload
    check "Pacemaker's start brings it up" inside systemctl start pacemaker.service
    check "resapid served clients before that" grep -q '^started 0$' "$INSTANCE/pacemaker"
    check "it is active" property_is ActiveState active
    check "it says what it does" wait_until 20 property_is StatusText "Serving clients as $INSTANCE_NAME"
}

leave_running() {
    script res
    ctl_inside type add res --dll="$INSTANCE/res.script" >/dev/null
    ctl_inside resource add res --type=res >/dev/null
    check "a resource goes online" ctl_inside online res --timeout=60
    host=$(resource_field host_pid)
    check "a restart succeeds" inside systemctl restart resapid.service
    check "it leaves the resource running" wait_until 30 is_running_on
    check "a stop succeeds" inside systemctl stop resapid.service
    check "it leaves the host running" host_lives
    check "a start succeeds" inside systemctl start resapid.service
    check "it takes the resource over" wait_until 30 is_running_on
    main=$(property MainPID)
    inside kill -KILL "$main"
    check "a killed resapid is started again" wait_until 30 main_pid_is_another
    check "and takes the resource over" wait_until 30 is_running_on
}

watchdog() {
    main=$(property MainPID)
    sleep 6
    check "the watchdog is fed" property_is MainPID "$main"
    inside kill -STOP "$main"
    check "a resapid that hangs is ended and started again" wait_until 60 main_pid_is_another
    check "it was the watchdog" wait_until 20 grep -q 'resapid.service: Watchdog timeout' "$INSTANCE/console"
    check "the resource goes on" wait_until 30 is_running_on
}

# journal_has FIELD=VALUE... TEXT: an entry with these fields and with TEXT in its message.
journal_has() {
    inside journalctl --sync
    inside journalctl --quiet --output=json --output-fields=MESSAGE "$@" | grep -q "$last"
}

in_journal() {
    last=$1
    shift
    check "the journal has '$last' with $*" wait_until 20 journal_has "$@"
}

journal() {
    script res "Online = error=5"
    check_fails "a resource whose Online fails stays offline" ctl_inside online res --timeout=60
    in_journal 'Online failed: ERROR_ACCESS_DENIED' RESAPI_RESOURCE=res RESAPI_TYPE=res WIN32_ERROR=5 \
        PRIORITY=4 SYSLOG_IDENTIFIER=resapid _SYSTEMD_UNIT=resapid.service
    in_journal 'serves as' PRIORITY=5 CODE_FUNC=run
    in_journal 'res: .* -> online' RESAPI_RESOURCE=res PRIORITY=6
    check "nothing of another resource is told" test -z "$(inside journalctl --quiet RESAPI_RESOURCE=other)"
    ctl_inside offline res --timeout=60 >/dev/null
}

# All units stop in the order of the machine's end.
shutdown_order() {
    inside systemctl start --job-mode=replace-irreversibly --no-block end.target
    check "at shutdown resapid ends" wait_until 60 property_is ActiveState inactive
    check "and served Pacemaker until that had stopped" grep -q '^stopped 0$' "$INSTANCE/pacemaker"
    check "it ended in order" property_is Result success
}

[ "$(id -u)" -eq 0 ] || { skip "resapid.service" "only root can make the namespaces"; finish service; }
console=
make_units || { fail "copy systemd's units" "is systemd installed?"; finish service; }
check "systemd runs as process 1 of a namespace" begin_systemd || {
    tail -n 20 "$INSTANCE/console" >&2
    finish service
}
order
leave_running
watchdog
check "the resource can be taken offline" ctl_inside offline res --timeout=60
journal
shutdown_order
finish service
