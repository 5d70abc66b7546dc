#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Stands for systemctl in a root where no systemd runs: starts and stops resapid as its unit says, and has
# nothing to say of other units. Stopping ends resapid alone, as KillMode=process in the unit does.
set -eu

unit=/lib/systemd/system/resapid.service
pid_file=/run/resapid-test.pid

runs() {
    [ -e $pid_file ] && kill -0 "$(cat $pid_file)" 2>/dev/null
}

stop() {
    runs || return 0
    kill -TERM "$(cat $pid_file)"
    while runs; do
        sleep 0.1
    done
}

# Ready, for systemd, is a resapid that has said so; here it is one that answers.
start() {
    runs && return
    grep -qxF KillMode=process $unit
    program=$(sed -n 's/^ExecStart=//p' $unit)
    # shellcheck disable=SC2016 # expanded by the shell that it starts
    setsid sh -c 'echo $$ >"$1"; exec $2 </dev/null >/dev/null 2>&1' sh $pid_file "$program" &
    tries=300
    until resapictl status >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || exit 1
        sleep 0.1
    done
}

echo "$*" >>/run/systemctl-calls
case " $* " in
*" resapid.service "*) ;;
*) exit 0 ;;
esac
for word in "$@"; do
    case $word in
    start | stop) "$word" ;;
    restart | try-restart)
        stop
        start
        ;;
    is-active) runs || exit 3 ;;
    is-enabled) echo enabled ;;
    esac
done
