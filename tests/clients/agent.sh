#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source-path=SCRIPTDIR
# The OCF agent: exit codes, reasons, what is asked, and every kind of silence and nonsense.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"
# shellcheck source=mocks.sh
. "$HERE/mocks.sh"

# For an action that asks again until its time is over.
SOON=OCF_RESKEY_CRM_meta_timeout=1000

# ---------------------------------------------------------------------------------------------
# alone

server_stop
run "$AGENT" meta-data
result "meta-data" 0
cp "$DIR/out" "$DIR/meta-data.xml"
# As ocf-tester does it: the document names the DTD.
check "meta-data: ra-api-1.dtd" sh -c "cd /usr/share/resource-agents && xmllint --noout --valid - <$DIR/meta-data.xml"
check "meta-data: OCF 1.1" xmllint --noout --relaxng "$HERE/../cluster/ocf-1.1.rng" "$DIR/meta-data.xml"
check "meta-data: resource-agents' schema" xmllint --noout --relaxng /usr/share/resource-agents/metadata.rng "$DIR/meta-data.xml"
if [ "$(id -u)" -eq 0 ]; then
    run setpriv --reuid=65534 --regid=65534 --clear-groups env -i "$AGENT" meta-data
else
    run env -i "$AGENT" meta-data
fi
result "meta-data as nobody, with no environment" 0
check "meta-data is the same for nobody" cmp "$DIR/out" "$DIR/meta-data.xml"
run env RESAPID_CONFIG=/nowhere "$AGENT" meta-data more words
result "meta-data reads no configuration and ignores further words" 0
run "$AGENT" usage
result "usage" 0
for action in promote demote notify migrate_to reload reload-agent dance ""; do
    agent "action '$action' is not implemented" 3 "$action"
done
for action in start stop monitor validate-all; do
    run env -i RESAPID_CONFIG="$RESAPID_CONFIG" "$AGENT" "$action"
    result "$action without OCF_RESOURCE_INSTANCE" 2
done
agent "start of a DLL that is not on this node" 5 start OCF_RESKEY_dll=/nonexistent/t.dll
has "start of a DLL that is not on this node: reason" "$DIR/err" "ENOENT (2)"
for action in start validate-all; do
    agent "$action without type" 6 "$action" OCF_RESKEY_type=
    has "$action without type: reason" "$DIR/err" "parameter type is missing"
    agent "$action without dll" 6 "$action" OCF_RESKEY_dll=
    agent "$action with a relative dll" 6 "$action" OCF_RESKEY_dll=t.dll
    agent "$action with an open quote" 6 "$action" OCF_RESKEY_properties='A="b'
    agent "$action with a word that is no property" 6 "$action" OCF_RESKEY_properties='A=b c'
    agent "$action with a property without a name" 6 "$action" OCF_RESKEY_properties='=b'
    agent "$action with a parameter that is not UTF-8" 6 "$action" OCF_RESKEY_type="$(printf '\377')"
done
agent "validate-all" 0 validate-all OCF_RESKEY_properties='A=b C="d e" F= G='\''C:\x'\'
agent "validate-all without properties" 0 validate-all
agent "validate-all needs no resapid at level 0" 0 validate-all RESAPID_CONFIG=/nowhere
agent "validate-all needs resapid at level 10" 1 validate-all OCF_CHECK_LEVEL=10 "$SOON"
agent "the prefix of reasons is Pacemaker's" 6 start OCF_RESKEY_type= OCF_EXIT_REASON_PREFIX=ocf-exit-reason:
run env OCF_RESOURCE_INSTANCE=web OCF_EXIT_REASON_PREFIX=because: "$AGENT" start
has "another prefix of reasons" "$DIR/err" "because:web: parameter type"

# no resapid
agent "no resapid, no keeper: probe" 7 monitor
agent "no resapid, no keeper: monitor" 7 monitor OCF_RESKEY_CRM_meta_interval=10000
agent "no resapid, no keeper: stop" 0 stop
agent "no resapid, no keeper: start" 1 start OCF_RESKEY_CRM_meta_timeout=2000
has "no resapid: start says what to do" "$DIR/err" "start it, see resapid(8)"
# Without its time it would wait for 5 s.
within "no resapid: start waits a little for a restart, but not for ever" 0 4500
printf '[host]\nusr=x\n[pacemaker]\nstatus_kept=soon\n' | cat "$RESAPID_CONFIG" - >"$DIR/usr.conf"
agent "a mistake in another group: stop" 0 stop RESAPID_CONFIG="$DIR/usr.conf"
agent "a mistake in another group: probe" 7 monitor RESAPID_CONFIG="$DIR/usr.conf"
printf '[resapid]\nipc_nam=x\n' >"$DIR/bad.conf"
for action in start stop monitor; do
    agent "a bad configuration file: $action" 1 "$action" RESAPID_CONFIG="$DIR/bad.conf"
done
keeper_start orderly
agent "no resapid, a keeper: probe" 1 monitor "$SOON"
agent "no resapid, a keeper: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000 \
    OCF_RESKEY_CRM_meta_timeout=2000
within "no resapid, a keeper: a monitor waits for resapid, within its time" 1000 4500
agent "no resapid, a keeper: stop" 0 stop
agent "no resapid, a keeper: afterwards nothing runs" 7 monitor
keeper_start leaves
agent "no resapid, a keeper that is taken away: stop asks again" 0 stop
keeper_start hangs
agent "no resapid, a keeper that cannot empty its tree: stop" 1 stop OCF_RESKEY_CRM_meta_timeout=3000
within "no resapid, a keeper that cannot empty its tree: within the time" 2300 15000
keeper_stop
keeper_start dies
agent "no resapid, a dead keeper: stop" 1 stop
has "no resapid, a dead keeper: reason" "$DIR/err" "the resapi-keeper of 'web' died"
has "no resapid, a dead keeper: error" "$DIR/err" "ECONNREFUSED (111)"
agent "no resapid, a dead keeper: probe" 1 monitor "$SOON"
for kind in stranger mute garbage; do
    keeper_stop
    keeper_start "$kind"
    agent "no resapid, a keeper that talks nonsense: $kind" 1 stop
done
keeper_stop

# no resapid, and a host that the resources of the type share
keeper_start orderly "$SHARED"
agent "no resapid, a shared host: probe" 1 monitor "$SOON"
agent "no resapid, a shared host: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000 "$SOON"
agent "no resapid, a shared host of another type: probe" 7 monitor OCF_RESKEY_type=U
agent "no resapid, a shared host of another type: stop" 0 stop OCF_RESKEY_type=U
agent "no resapid, a shared host of another type: it is left alone" 1 monitor "$SOON"
agent "no resapid, a shared host: stop, in another case" 0 stop OCF_RESKEY_type=t
agent "no resapid, a shared host: afterwards nothing runs" 7 monitor
keeper_start orderly
keeper_start orderly "$SHARED"
agent "no resapid, both hosts: stop" 0 stop
check "no resapid, both hosts: both are gone" [ -z "$(ls "$DIR/run/hosts")" ]
keeper_start leaves "$SHARED"
agent "no resapid, a shared host that is taken away: stop asks again" 0 stop
keeper_start orderly
keeper_start hangs "$SHARED"
agent "no resapid, a shared host that cannot empty its tree: stop" 1 stop OCF_RESKEY_CRM_meta_timeout=3000
has "no resapid, a shared host that cannot empty its tree: reason" "$DIR/err" "resapi-keeper of 'ResourceTypes\T'"
within "no resapid, a shared host that cannot empty its tree: within the time" 2300 15000
keeper_stop
keeper_start orderly
keeper_start dies "$SHARED"
agent "no resapid, a shared host whose keeper died: stop" 1 stop
has "no resapid, a shared host whose keeper died: reason" "$DIR/err" "ECONNREFUSED (111)"
agent "no resapid, a shared host whose keeper died: probe" 1 monitor "$SOON"
keeper_stop

# ---------------------------------------------------------------------------------------------
# what resapid says

# answers OUTCOME [STATE]: a resapid that says the same to everything
answers() {
    for verb in START OFFLINE CHECK VALIDATE STATUS; do
        printf 'on %s\n  reply outcome=%s state=%s message="web: said resapid"\n' "$verb" "$1" "${2:-0}"
    done >"$DIR/answers"
    printf 'on TYPES\n  reply outcome=2\n' >>"$DIR/answers"
    server_start <"$DIR/answers"
}

# row OUTCOME[/STATE] START STOP PROBE MONITOR VALIDATE
row() {
    answers "${1%%/*}" "$(expr "$1" : '.*/\(.*\)' || :)"
    agent "outcome $1: start" "$2" start
    agent "outcome $1: stop" "$3" stop
    agent "outcome $1: probe" "$4" monitor
    agent "outcome $1: monitor" "$5" monitor OCF_RESKEY_CRM_meta_interval=10000
    [ "$5" -eq 0 ] || has "outcome $1: monitor: reason" "$DIR/err" "ocf-exit-reason:web: said resapid"
    agent "outcome $1: validate-all" "$6" validate-all OCF_CHECK_LEVEL=10
}

#   outcome        start stop probe monitor validate-all
row 0              0     0    1     0       0
row 1              1     1    1     1       1
row 3              1     0    1     7       1
row 4              2     1    1     1       2
row 5              5     1    1     1       5
row 6/4            1     1    1     1       1
row 7              1     1    1     1       1
row 99             1     1    1     1       1
answers 2
agent "no such resource: start" 1 start
agent "no such resource: stop" 0 stop
agent "no such resource: probe" 7 monitor
agent "no such resource: monitor" 7 monitor OCF_RESKEY_CRM_meta_interval=10000
agent "no such resource: validate-all" 1 validate-all OCF_CHECK_LEVEL=10
keeper_start orderly
agent "resapid does not know a resource that has a keeper: stop" 1 stop
agent "resapid does not know a resource that has a keeper: probe" 1 monitor
agent "resapid does not know a resource that has a keeper: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000
keeper_stop
keeper_start orderly "$SHARED"
# knows OUTCOME: a resapid that does not know the resource, and the type with this outcome
knows() {
    for verb in OFFLINE CHECK STATUS; do
        printf 'on %s\n  reply outcome=2 message="web: said resapid"\n' "$verb"
    done >"$DIR/answers"
    printf 'on TYPES name=T\n  reply outcome=%s\n  type name=T\n' "$1" >>"$DIR/answers"
    server_start <"$DIR/answers"
}
knows 0
agent "the type's host is there, resapid knows the type: stop" 0 stop
agent "the type's host is there, resapid knows the type: probe" 7 monitor
agent "the type's host is there, resapid knows the type: monitor" 7 monitor OCF_RESKEY_CRM_meta_interval=10000
knows 2
agent "the type's host is there, resapid does not know the type: stop" 1 stop
agent "the type's host is there, resapid does not know the type: probe" 1 monitor
agent "the type's host is there, resapid does not know the type: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000
check "the type's host is there: it is left alone" [ -e "$(socket_of "$SHARED")" ]
keeper_stop

# state STATE PROBE [REASON [VARIABLE=VALUE]]
state() {
    server_start <<END
on STATUS name=web
  reply
  resource name=web type=T state=$1 reason='${3:-}' activity='busy'
END
    agent "state $1: probe" "$2" monitor ${4:+"$4"}
    has "state $1: a probe asks nothing but STATUS" "$DIR/log" "STATUS name=web"
    if grep -qv '^STATUS' "$DIR/log"; then
        fail "state $1: probe" "it asks more than STATUS"
    fi
}
state 2 0
state 3 7
check "a probe that finds nothing gives no reason" [ ! -s "$DIR/err" ]
state 4 1 "IsAlive returned FALSE"
has "state 4: the reason" "$DIR/err" "web: failed: IsAlive returned FALSE"
for pending in 1 129 130; do
    state "$pending" 1 "" "$SOON"
    within "state $pending: waits for its end, within the time" 700 10000
done
state 77 1

server_start <<'END'
once STATUS
  reply
  resource name=web type=T state=130
once STATUS
  reply
  resource name=web type=T state=130
on STATUS
  reply
  resource name=web type=T state=3
once CHECK
  reply outcome=6 state=129
on CHECK level=0
  reply
on CHECK level=10
  reply outcome=1 message="web: IsAlive returned FALSE"
once OFFLINE
  reply outcome=6 state=1
on OFFLINE
  reply
once START
  reply outcome=6 state=130
on START
  reply
END
agent "a probe waits for the end of offline-pending" 7 monitor
agent "a monitor waits for the end of online-pending" 0 monitor OCF_RESKEY_CRM_meta_interval=10000
agent "a stop waits until resapid can" 0 stop
has "a stop goes on although the DLL has set locked mode" "$DIR/log" "flags=1"
lacks "a stop never asks without that flag" "$DIR/log" flags=0
agent "a start waits until resapid can" 0 start OCF_RESKEY_properties='Port=1 D="a b"'
has "start tells resapid everything" "$DIR/log" "START name=web type=T dll=$DIR/t.dll properties=Port=1 D=\"a b\" common= timeout_ms=1"
agent "monitor at level 0 is LooksAlive" 0 monitor OCF_RESKEY_CRM_meta_interval=10000 OCF_CHECK_LEVEL=0
agent "monitor at level 10 is IsAlive" 1 monitor OCF_RESKEY_CRM_meta_interval=60000 OCF_CHECK_LEVEL=10
agent "monitor at level 20 is IsAlive" 1 monitor OCF_RESKEY_CRM_meta_interval=60000 OCF_CHECK_LEVEL=20
agent "a probe at level 10 is a probe" 7 monitor OCF_RESKEY_CRM_meta_interval=0 OCF_CHECK_LEVEL=10
: >"$DIR/log"
agent "without CRM_meta_timeout" 0 start OCF_RESKEY_CRM_meta_timeout=
asked "without CRM_meta_timeout it is Pacemaker's 20 s, less a margin of 4 s" 16000
: >"$DIR/log"
agent "with a long CRM_meta_timeout" 0 start OCF_RESKEY_CRM_meta_timeout=300000
asked "the margin is 5 s at most" 295000

# ---------------------------------------------------------------------------------------------
# what the DLL says to the parameters

# asks_dll RESOURCE SCRATCH: a resapid that answers the control so for the resource itself, and for one that
# is made
asks_dll() {
    server_start <<END
on VALIDATE
  reply
on TYPES name=T
  reply
  type name=T dll=${DLL:-$DIR/t.dll}
on CONTROL name=web
  reply $1
on CONTROL
  reply $2
on RESOURCE_ADD
  reply ${ADDED:-}
on COMMON_SET
  reply
on OFFLINE
  reply
on RESOURCE_REMOVE
  reply ${REMOVED:-}
END
}

# asks NAME VERB COUNT
asks() {
    check "$1" [ "$(grep -c "^$2 " "$DIR/log")" -eq "$3" ]
}

# refused WIN32-ERROR STATUS
refused() {
    asks_dll "outcome=8 win32_error=$1 message='resource web: no: the reason'" ""
    agent "the DLL refuses with $1" "$2" validate-all OCF_CHECK_LEVEL=10
    [ "$2" -eq 0 ] || has "the DLL refuses with $1: reason" "$DIR/err" "ocf-exit-reason:resource web: no: the reason"
}

SCRATCH="validation of web on $(uname -n)"
asks_dll "" ""
agent "the DLL accepts" 0 validate-all OCF_CHECK_LEVEL=10 OCF_RESKEY_properties='Port=1'
has "the DLL accepts: it was asked" "$DIR/log" "CONTROL name=web code=16777353"
asks "the DLL accepts: no other resource is made" RESOURCE_ADD 0
agent "level 0 does not ask the DLL" 0 validate-all
asks "level 0: nothing more is asked" CONTROL 1
for error in 1 50 120; do
    refused "$error" 0
done
for error in 2 3 126 127 193 1058 1060; do
    refused "$error" 5
done
for error in 13 87 2147483648; do
    refused "$error" 2
done
for error in 8 170 1460; do
    refused "$error" 1
done
asks_dll "outcome=8 win32_error=5024" ""
agent "a refusal without a reason" 2 validate-all OCF_CHECK_LEVEL=10
for failure in outcome=1 outcome=6 outcome=7; do
    asks_dll "$failure message='web: said resapid'" ""
    agent "the resource and $failure" 1 validate-all OCF_CHECK_LEVEL=10
    asks "the resource and $failure: no other is made" RESOURCE_ADD 0
done
for absent in outcome=2 outcome=3 "outcome=1 win32_error=5"; do
    asks_dll "$absent" ""
    agent "not the resource ($absent), another accepts" 0 validate-all OCF_CHECK_LEVEL=10
    has "not the resource ($absent): another is made" "$DIR/log" "RESOURCE_ADD name=$SCRATCH type=T"
    has "not the resource ($absent): with a host of its own" "$DIR/log" "SeparateMonitor=1"
    has "not the resource ($absent): it is asked" "$DIR/log" "CONTROL name=$SCRATCH code=16777353"
    asks "not the resource ($absent): a left one goes before, and it itself behind" RESOURCE_REMOVE 2
done
asks_dll outcome=2 "outcome=8 win32_error=87 message='resource x: no: the reason'"
agent "another refuses" 2 validate-all OCF_CHECK_LEVEL=10
has "another refuses: reason" "$DIR/err" "ocf-exit-reason:resource x: no: the reason"
check "another refuses: it is removed" [ "$(sed -n '$s/ .*//p' "$DIR/log")" = RESOURCE_REMOVE ]
asks_dll outcome=2 "outcome=1 win32_error=2"
agent "another cannot be opened without properties" 0 validate-all OCF_CHECK_LEVEL=10
asks_dll outcome=2 "outcome=5 message='web: said resapid'"
agent "the DLL cannot be loaded" 5 validate-all OCF_CHECK_LEVEL=10
asks_dll outcome=2 "outcome=7 message='web: said resapid'"
agent "another hangs" 1 validate-all OCF_CHECK_LEVEL=10
asks "another hangs: it is ended" OFFLINE 1
asks "another hangs: it is removed" RESOURCE_REMOVE 2
ADDED="outcome=1 message='disk full'"
asks_dll outcome=2 ""
agent "another cannot be made" 1 validate-all OCF_CHECK_LEVEL=10
has "another cannot be made: reason" "$DIR/err" "web: disk full"
ADDED=
REMOVED="outcome=1 message='disk full'"
asks_dll outcome=2 ""
agent "another cannot be removed" 1 validate-all OCF_CHECK_LEVEL=10
has "another cannot be removed: reason" "$DIR/err" "is left: disk full"
REMOVED=
DLL=/opt/old.dll
asks_dll "outcome=8 win32_error=87" ""
agent "resapid has another DLL" 0 validate-all OCF_CHECK_LEVEL=10
asks "resapid has another DLL: it is not asked" CONTROL 0
DLL=

server_start <<'END'
on START
  silent
on OFFLINE
  silent
on CHECK
  silent
on STATUS
  silent
on VALIDATE
  silent
END
for action in start stop monitor; do
    agent "resapid never answers: $action" 1 "$action" "$SOON"
    within "resapid never answers: $action ends within its time" 700 10000
done
kill -STOP "$SERVER"
for action in start stop monitor; do
    agent "resapid is stopped: $action" 1 "$action" "$SOON"
    within "resapid is stopped: $action ends within its time" 700 10000
done
kill -CONT "$SERVER"

server_start <<'END'
on START
  cut 0
on OFFLINE
  raw ffffffff
on CHECK
  reply message=abc
  cut 25
on STATUS
  reply
END
for action in start stop monitor; do
    agent "a wrong answer: $action" 1 "$action" OCF_RESKEY_CRM_meta_interval=10000
done
agent "STATUS without a resource: probe" 1 monitor

# dies: resapid ends in mid-request
dies() {
    printf 'on %s\n  die\n' START OFFLINE CHECK STATUS >"$DIR/answers"
    server_start <"$DIR/answers"
}
dies
agent "resapid dies: start" 1 start "$SOON"
dies
agent "resapid dies, no keeper left: stop" 0 stop
keeper_start orderly
dies
agent "resapid dies, the keeper lives: stop" 0 stop
keeper_start orderly
keeper_start orderly "$SHARED"
dies
agent "resapid dies, both keepers live: stop" 0 stop
keeper_start orderly
dies
agent "resapid dies, the keeper lives: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000 "$SOON"
keeper_stop
keeper_start orderly "$SHARED"
dies
agent "resapid dies, the shared host lives: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000 "$SOON"
keeper_stop
dies
agent "resapid dies: a monitor does not hang" 7 monitor OCF_RESKEY_CRM_meta_interval=10000

keeper_start orderly
server_stop
(
    sleep 0.6
    printf 'on CHECK\n  reply\n' >"$DIR/late"
    exec "$DIR/mock-resapid" "$NAME" "$DIR/late" "$DIR/log" >"$DIR/ready"
) &
SERVER=$!
agent "a monitor outlives a restart of resapid" 0 monitor OCF_RESKEY_CRM_meta_interval=10000
keeper_stop

if [ "$(id -u)" -eq 0 ]; then
    AS="setpriv --reuid=65534 --regid=65534 --clear-groups"
    server_start <<'END'
on STATUS
  reply
END
    AS=
    agent "another user's server: the agent fails" 1 monitor
    check "another user's server: the agent sent nothing" [ ! -s "$DIR/log" ]
else
    skip "another user's server is not believed" "needs root to become another user"
fi

# ---------------------------------------------------------------------------------------------
# memory and descriptors

server_start <<'END'
on STATUS
  reply
  resource name=web type=T state=2 since_us=1700000000123456 host_pid=1 information=0x401 app_error=5 owns=1
on CHECK
  reply state=2
on START
  reply
on OFFLINE
  reply
on VALIDATE
  reply outcome=4 message="web: Port=x: ERROR_INVALID_PARAMETER (87): give a number"
END
OCF_RESOURCE_INSTANCE=web OCF_RESKEY_type=T OCF_RESKEY_dll=$DIR/t.dll OCF_RESKEY_properties='A=b'
export OCF_RESOURCE_INSTANCE OCF_RESKEY_type OCF_RESKEY_dll OCF_RESKEY_properties
memcheck "agent meta-data" 0 "$AGENT" meta-data
memcheck "agent start" 0 "$AGENT" start
memcheck "agent monitor" 0 "$AGENT" monitor
memcheck "agent stop" 0 "$AGENT" stop
WITH=OCF_RESKEY_CRM_meta_interval=1
memcheck "agent monitor, recurring" 0 "$AGENT" monitor
WITH=OCF_CHECK_LEVEL=10
memcheck "agent validate-all" 2 "$AGENT" validate-all
asks_dll outcome=2 "outcome=8 win32_error=87 message='no'"
memcheck "agent validate-all by the DLL" 2 "$AGENT" validate-all
WITH=OCF_RESKEY_properties=x
memcheck "agent, a bad parameter" 6 "$AGENT" start
WITH=A=b
server_stop
memcheck "agent probe without resapid" 7 "$AGENT" monitor
keeper_start orderly
keeper_start orderly "$SHARED"
memcheck "agent stop by the keepers" 0 "$AGENT" stop
keeper_start dies "$SHARED"
memcheck "agent stop by the keepers, one is dead" 1 "$AGENT" stop

check_nothing_left

finish check-agent
