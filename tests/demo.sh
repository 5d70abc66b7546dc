#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What resapid does, step by step, with the sample resource DLL under Wine. Everything is private: its
# own folder, prefix and IPC name; nothing of it is left at the end.
set -eu

build=${RESAPID_BUILD:?name the build folder}
folder=$(mktemp -d "${TMPDIR:-/tmp}/resapid-demo.XXXXXX")
export RESAPID_CONFIG="$folder/resapid.conf"
ctl=$build/resapictl
dll=$build/tests/dlls/x86_64-windows/sampleweb.dll
port=$((20000 + $$ % 10000))
while grep -qi "^ *[0-9]*: [0-9A-F]*:$(printf '%04X' "$port") [0-9A-F:]* 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null; do
    port=$((port + 1))
done
resapid=
began=$(date +%s)

say() {
    printf '\n%s\n' "$*"
}

# Shows a command as one would type it, and runs it.
run() {
    printf '  $'
    for word in "$@"; do
        case $word in
        *' '*) word=$(echo "$word" | sed 's/\([^=]*=\)\{0,1\}\(.*\)/\1"\2"/') ;;
        esac
        printf ' %s' "${word#"$build/"}" | sed "s|=$build/|=|"
    done
    echo
    "$@" 2>&1 | sed 's/^/    /'
}

fail() {
    printf '\nThe demo failed: %s\nThe end of %s:\n' "$1" "$folder/log" >&2
    tail -n 30 "$folder/log" >&2
    exit 1
}

# The processes of this demo, found by what they inherited, not by their names.
ours() {
    grep -lzxsF "WINEPREFIX=$folder/state/prefix" /proc/[0-9]*/environ |
        sed 's|^/proc/\([0-9]*\)/environ$|\1|'
}

end() {
    status=$?
    trap - EXIT
    if [ -n "$resapid" ]; then
        "$ctl" offline web >/dev/null 2>&1 || true
        kill "$resapid" 2>/dev/null || true
        wait "$resapid" 2>/dev/null || true
    fi
    for pid in $(ours); do
        kill -9 "$pid" 2>/dev/null || true
    done
    [ "$status" -ne 0 ] || rm -rf "$folder"
    exit "$status"
}
trap end EXIT
trap 'exit 130' INT TERM

# wait_for SECONDS CMD...: CMD is tried ten times a second.
wait_for() {
    tries=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}

state_is() {
    "$ctl" status web --output-as=json | grep -q "\"state\" : \"$1\""
}

is_unserved() {
    ! curl -sS -m 2 "http://127.0.0.1:$port/"
}

host_pid() {
    "$ctl" status web --output-as=json | sed -n 's/.*"host_pid" : \([0-9]*\).*/\1/p'
}

cat >"$RESAPID_CONFIG" <<END
[resapid]
state_directory=$folder/state
run_directory=$folder/run
ipc_name=resapid-demo-$$
log_target=stderr
[host]
user=
program=$build/x86_64-windows/resapi-host.exe
keeper=$build/resapi-keeper
[wine]
setup_program=$build/resapi-prefix
inspect_program=$build/resapi-inspect
[import]
program=$build/resapi-import
[pacemaker]
agent_directory=$folder/agents
agent_program=$build/ocf-resapi
END

say "1. resapid starts, with its embedded store in $folder."
echo "   The first time it creates a Wine prefix, which takes some ten seconds."
"$build/resapid" >"$folder/log" 2>&1 &
resapid=$!
wait_for 60 "$ctl" status || fail "resapid does not answer"
wait_for 300 grep -q 'Wine prefix: ready' "$folder/log" || fail "there is no Wine prefix"
echo "   The prefix takes $(du -sm "$folder/state/prefix" | cut -f1) MB."

say "2. A resource type is registered: its resource DLL is a Windows DLL, run by Wine."
run "$ctl" type add "Sample Web" "--dll=$dll"
run "$ctl" resource add web "--type=Sample Web" "Port=$port" "Document=Hello from a Windows resource DLL" \
    StartDelay=1000

say "3. The resource goes online. The DLL starts a Windows web server and reports its progress."
run "$ctl" online web
state_is online || fail "web is not online"
run "$ctl" status

say "4. LooksAlive and IsAlive are asked; IsAlive fetches a page from the server."
run "$ctl" check web --level=looks
run "$ctl" check web --level=is

say "5. The Windows program is there for anybody:"
run curl -sS "http://127.0.0.1:$port/"
echo
curl -sS "http://127.0.0.1:$port/" | grep -q Hello || fail "the page is not the document"

say "6. The host process, in which the DLL lives, is killed."
host=$(host_pid)
killed=$(milliseconds)
echo "  \$ kill -9 $host"
kill -9 "$host"
wait_for 60 state_is failed || fail "nobody noticed"
echo "   resapid noticed within $(($(milliseconds) - killed)) ms; the web server, too, has been ended:"
wait_for 60 is_unserved || fail "the web server still runs"
run "$ctl" status web

say "7. Recovery, as Pacemaker would do it: offline, then online again in a new host."
run "$ctl" offline web
run "$ctl" online web
state_is online || fail "web is not online again"
[ "$(host_pid)" != "$host" ] || fail "the host is the old one"
run curl -sS "http://127.0.0.1:$port/"
echo

say "8. The resource goes offline, and resapid ends."
run "$ctl" offline web
run "$ctl" status
kill "$resapid"
wait "$resapid" || fail "resapid ended with status $?"
resapid=
left=$(ours)
[ -z "$left" ] || fail "processes are left: $left"
echo "   No process is left."

printf '\nThe demo worked, in %s seconds.\n' "$(($(date +%s) - began))"
