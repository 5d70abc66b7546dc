#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The OCF agent with a real resapid and a real DLL, called as Pacemaker's executor would: the same
# environment, a process of its own, its exit status and its exit reason.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
port=$(free_port)
document='Grüße "Ja" & 100%'
ln -s "$BUILD/ocf-resapi" "$INSTANCE/ResourceDLL"
dll=$DLLS/sampleweb.dll
properties="Port=$port Document=\"Grüße \\\"Ja\\\" & 100%\" StartDelay=500"
interval=0
level=0
instance=web

# agent ACTION
agent() {
    env -i "PATH=$PATH" "RESAPID_CONFIG=$RESAPID_CONFIG" OCF_ROOT=/usr/lib/ocf \
        OCF_RA_VERSION_MAJOR=1 OCF_RA_VERSION_MINOR=1 "OCF_RESOURCE_INSTANCE=$instance" \
        OCF_RESOURCE_PROVIDER=resapi OCF_RESOURCE_TYPE=ResourceDLL \
        "OCF_RESKEY_type=Sample Web" "OCF_RESKEY_dll=$dll" "OCF_RESKEY_properties=$properties" \
        "OCF_RESKEY_CRM_meta_interval=$interval" OCF_RESKEY_CRM_meta_timeout=60000 \
        "OCF_CHECK_LEVEL=$level" "$INSTANCE/ResourceDLL" "$1"
}

# A recurring monitor, as against a probe.
recurring() {
    interval=10000
    level=$1
    agent monitor
    recurring_status=$?
    interval=0
    level=0
    return "$recurring_status"
}

server() {
    for pid in $(tree web); do
        tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q 'sampleweb-server.exe' && echo "$pid"
    done
}

serves() {
    curl --silent --show-error --max-time 20 --output "$INSTANCE/page" "http://127.0.0.1:$port/" &&
        printf '%s' "$document" | cmp - "$INSTANCE/page"
}

metadata_is_xml() {
    agent meta-data >"$INSTANCE/meta-data.xml" && xmllint --noout "$INSTANCE/meta-data.xml"
}

metadata_without_anything() {
    env -i "$INSTANCE/ResourceDLL" meta-data | cmp - "$INSTANCE/meta-data.xml"
}

check "meta-data is XML" metadata_is_xml
check "meta-data needs no environment" metadata_without_anything
check_status "an action that is none" 3 agent promote
check_status "validate-all" 0 agent validate-all
check_status "a probe of what was never started" 7 agent monitor
check_status "stop of what was never started" 0 agent stop
check_status "start" 0 agent start
check "it serves its document" serves
check_status "a probe" 0 agent monitor
check_status "monitor, level 0" 0 recurring 0
check_status "monitor, level 10" 0 recurring 10
host=$(field host_pid web)
check_status "start again" 0 agent start
check "is nothing new" test "$(field host_pid web)" = "$host"

kill_wait "$(server)"
check_status "the server is killed: monitor" 1 recurring 0
expect_line "says why" "ocf-exit-reason:"
expect_line "with the DLL's reason" "The web server does not run any more"
check_status "a probe of what has failed" 1 agent monitor
check "it has come to rest" wait_until 60 rests web failed
check_status "start after a failure" 0 agent start
check "it serves again" serves
kill -KILL "$(field host_pid web)"
check "the host is killed: noticed" wait_until 60 is_state web failed
check_status "the host is killed: monitor" 1 recurring 10
expect_line "names the signal" "SIGKILL"
check_status "recovery: stop" 0 agent stop
check_status "recovery: start" 0 agent start

check_status "stop" 0 agent stop
check "leaves no process" tree_is_empty web
check "and a free port" port_is_free "$port"
check_status "stop again" 0 agent stop
check_status "monitor of what is stopped" 7 recurring 0
check_status "a probe of what is stopped" 7 agent monitor

# --- what a cluster's administrator gets wrong

dll=$DLLS/noexport.dll
check_status "a DLL that is no resource DLL: start" 5 agent start
expect_line "says why" "exports neither Startup nor StartupEx"
check_status "and stop" 0 agent stop
dll=$INSTANCE/none.dll
check_status "a DLL that is not there: start" 5 agent start
expect_line "names it" "$INSTANCE/none.dll"
check_status "and stop" 0 agent stop
dll=none.dll
check_status "a DLL without a path: start" 6 agent start
dll=$DLLS/sampleweb.dll
properties="Port=$port StartDelay"
check_status "properties that are none: start" 6 agent start
properties="Port=$port"
instance=other
check_status "a property is missing: start" 1 agent start
expect_line "and named" "Document"
check_status "and stop" 0 agent stop

# --- a start that is not waited for

instance=web
properties="Port=$port Document=x StartDelay=600000"
agent start >"$INSTANCE/slow" 2>&1 &
slow=$!
check "a slow start is pending" wait_until 60 is_state web online-pending
check_status "stop in the midst of a start" 0 agent stop
check "leaves no process" tree_is_empty web
wait "$slow"
check_fails "that start has failed" return_status $?

wine_end wine-agent
