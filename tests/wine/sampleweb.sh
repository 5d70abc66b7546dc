#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A resource of the sample DLL, through resapid and resapictl: its life, and its deaths.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
port=$(free_port)
# shellcheck disable=SC2016 # all of it is meant literally
document='<p title="a'\''b">Grüße, Ærøskøbing & 漢字: 100% "Ja" \ $HOME; done</p>'

page() {
    curl --silent --show-error --max-time 20 --output "$INSTANCE/page" "http://127.0.0.1:$port/"
}

page_is_document() {
    page && printf '%s' "$document" | cmp - "$INSTANCE/page"
}

server() {
    for pid in $(tree web); do
        tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q 'sampleweb-server.exe' && echo "$pid"
    done
}

has_server() {
    [ -n "$(server)" ]
}

# of_look NAME: a field of the last look at the status.
of_look() {
    sed -n "s/^.*\"$1\" : \"\{0,1\}\([^\",]*\).*$/\1/p" "$INSTANCE/look"
}

# Prints state and checkpoint, of one moment, as often as they change, until the resource is online
# or has failed.
watch_online() {
    seen=
    until [ "${now%% *}" = online ] || [ "${now%% *}" = failed ]; do
        ctl status web --output-as=json >"$INSTANCE/look"
        now="$(of_look state) $(of_look checkpoint)"
        [ "$now" = "$seen" ] || echo "$now"
        seen=$now
        sleep 0.05
    done
}

progress_grew() {
    sort -u "$INSTANCE/progress" | grep -c '^online-pending [0-9]' >"$INSTANCE/steps"
    [ "$(cat "$INSTANCE/steps")" -ge 3 ] || { cat "$INSTANCE/progress"; return 1; }
    sed -n 's/^online-pending \([0-9][0-9]*\)$/\1/p' "$INSTANCE/progress" | sort -nc
}

recovers() {
    check "$1: has come to rest" wait_until 60 rests web failed
    check "$1: online again" ctl online web --timeout=60
    check "$1: with its page" page_is_document
}

# --- a life

check "type add" ctl type add "Sample Web" "--dll=$DLLS/sampleweb.dll"
check "resource add" ctl resource add web "--type=Sample Web" "Port=$port" \
    "Document=$document" StartDelay=2500
check "it begins offline" is_state web offline
check "without a process" tree_is_empty web
ctl online web --timeout=60 >"$INSTANCE/online" 2>&1 &
online=$!
watch_online >"$INSTANCE/progress"
wait "$online"
check_status "online" 0 return_status $?
check "with progress on the way" progress_grew
check "the page is served as it was given" page_is_document
check "LooksAlive" ctl check web
check "IsAlive" ctl check web --level=is
check "resource show" ctl resource show web
expect_line "the port is shown" "$port"
expect_line "the document is shown" "$document"
check "status tells the host" test -d "/proc/$(field host_pid web)"
check "StartDelay is taken back" ctl resource set web StartDelay=

# --- the server dies

kill_wait "$(server)"
check_error "server killed: the next check says so" 1 "IsAlive returned FALSE" ctl check web
expect_line "with the DLL's reason" "The web server does not run any more"
check "server killed: the resource has failed" wait_until 60 is_state web failed
check_error "and says so again" 1 "IsAlive returned FALSE" ctl check web
recovers "server killed"

log_mark
began=$(now_ms)
kill -KILL "$(server)"
# LooksAlive is called every 5 s, IsAlive every 60 s.
check "server killed: the poll of LooksAlive finds it" wait_until 30 is_state web failed
echo "# server killed: noticed by the poll after $(($(now_ms) - began)) ms"
check "and Terminate ran" wait_until 60 log_has "failed, in Terminate -> failed"
# No poll finds what dies from here on.
ctl resource set web --common LooksAlivePollInterval=3600000 IsAlivePollInterval=3600000 >/dev/null
recovers "server killed, poll"

# --- the host dies

began=$(now_ms)
kill -KILL "$(field host_pid web)"
check "host killed: noticed, without a poll" wait_until 60 is_state web failed
echo "# host killed: status says failed after $(($(now_ms) - began)) ms, two resapictl included"
check "host killed: no process of it is left" wait_until 60 tree_is_empty web
check_error "host killed: the reason names the signal" 1 "SIGKILL" ctl check web
recovers "host killed"

kill -KILL "$(field keeper_pid web)"
check "keeper killed: noticed" wait_until 60 is_state web failed
check "keeper killed: no process of it is left" wait_until 60 tree_is_empty web
recovers "keeper killed"

# --- the wineserver dies

wineserver_pid() {
    sed -n 's/^.*Wine prefix: ready, wineserver \([0-9]*\)$/\1/p' "$INSTANCE/log" | tail -n 1
}

log_mark
killed=$(wineserver_pid)
kill -KILL "$killed"
check "wineserver killed: the resource has failed" wait_until 60 is_state web failed
check "wineserver killed: no process of it is left" wait_until 60 tree_is_empty web
check "wineserver killed: the prefix comes back" wait_until 120 log_has 'Wine prefix: ready'
check "with another wineserver" test "$(wineserver_pid)" != "$killed"
recovers "wineserver killed"

# --- offline

check "offline" ctl offline web --timeout=60
check "offline: is its state" is_state web offline
check "offline: no process of it is left" tree_is_empty web
check "offline: the port is free" port_is_free "$port"
check_fails "a check of what is offline fails" ctl check web

# --- the port is taken

ctl resource add rival "--type=Sample Web" "Port=$port" Document=rival >/dev/null
check "another resource takes the port" ctl online rival --timeout=60
check_error "the port is taken: online fails with the DLL's reason" 1 \
    "Port $port is taken by another process" ctl online web --timeout=60
check "the port is taken: has failed" is_state web failed
check "offline after a failure" ctl offline web --timeout=60
check "leaves nothing" tree_is_empty web
check "offline of the other" ctl offline rival --timeout=60

# --- one lock file

lock=Z:$INSTANCE/lock
ctl resource set web "LockFile=$lock" >/dev/null
ctl resource set rival "Port=$(free_port_from $((port + 1)))" "LockFile=$lock" >/dev/null
check "with a lock file" ctl online web --timeout=60
check_error "a second one with the same lock file is refused" 1 "LOCK FILE HELD" \
    ctl online rival --timeout=60
check "the first still serves" page_is_document
check "the second goes offline" ctl offline rival --timeout=60
check "the first goes offline" ctl offline web --timeout=60
check "the second comes online then" ctl online rival --timeout=60
check "and offline" ctl offline rival --timeout=60

# --- what only has to be said

check_error "a port that is no number" 1 "Port" ctl resource set web Port=http
ctl resource set web Port= >/dev/null 2>&1
check_error "no port at all" 1 "The property 'Port' is not set" ctl online web --timeout=60
ctl offline web >/dev/null
check "resource remove" ctl resource remove web
check_status "a resource that is not there" 4 ctl online web
check_error "a type in use" 1 "remove them first" ctl type remove "Sample Web"
check "remove the other" ctl resource remove rival
check "type remove" ctl type remove "Sample Web"

wine_end wine-sampleweb
