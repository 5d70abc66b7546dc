#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source-path=SCRIPTDIR
# resapictl and the OCF agent against a scripted resapid (mock-resapid) and keeper (mock-keeper):
# exit codes, what is shown, what is asked, and every kind of silence and nonsense.
# RESAPID_BUILD is the folder with resapictl, ocf-resapi, mock-resapid and mock-keeper.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

BUILD=$(cd "${RESAPID_BUILD:?set it to the build folder}" && pwd) || exit 1
DIR=$(mktemp -d) || exit 1
echo MZ >"$DIR/t.dll"
SERVER=
SERVERS=
KEEPER=
NAME="mock-$$"
chmod 711 "$DIR"
mkdir -p "$DIR/run/hosts"
# shellcheck disable=SC2016 # expands when the script ends
at_exit 'server_stop; keeper_stop; rm -rf "$DIR"'

RESAPID_CONFIG=$DIR/resapid.conf
export RESAPID_CONFIG
printf '[resapid]\nipc_name=%s\nrun_directory=%s/run\n' "$NAME" "$DIR" >"$RESAPID_CONFIG"

# Programs that other users can reach, wherever the build lies.
cp "$BUILD/resapictl" "$BUILD/ocf-resapi" "$BUILD/mock-resapid" "$BUILD/mock-keeper" "$DIR" || exit 1
CTL=$DIR/resapictl
AGENT=$DIR/ocf-resapi

# valgrind and the address sanitizer exclude each other; the sanitizer looks for leaks itself, and
# makes a program's start slow.
SANITIZED=no
SLACK=0
if grep -q __asan_init "$CTL"; then
    SANITIZED=yes
    SLACK=1500
fi

# wait_ready FILE: until a mock has written "ready" to it
wait_ready() {
    tries=0
    until grep -q ready "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || return 1
        sleep 0.05
    done
}

# The script is read from stdin. AS is what runs the server, empty or a setpriv command.
AS=
server_start() {
    server_stop
    cat >"$DIR/script"
    : >"$DIR/log"
    : >"$DIR/ready"
    chmod 644 "$DIR/script"
    chmod 666 "$DIR/log"
    $AS "$DIR/mock-resapid" "$NAME" "$DIR/script" "$DIR/log" >"$DIR/ready" &
    SERVER=$!
    SERVERS="$SERVERS $SERVER"
    wait_ready "$DIR/ready" || fail "start mock-resapid" "it is not ready"
}

server_stop() {
    [ -n "$SERVER" ] || return 0
    kill -CONT "$SERVER" 2>/dev/null
    kill "$SERVER" 2>/dev/null
    wait "$SERVER" 2>/dev/null
    SERVER=
}

# keeper_start BEHAVIOUR [LABEL]
keeper_start() {
    keeper_stop
    : >"$DIR/keeper-ready"
    "$DIR/mock-keeper" "$SOCKET" "${2:-web}" "$1" >"$DIR/keeper-ready" 2>/dev/null &
    KEEPER=$!
    wait_ready "$DIR/keeper-ready" || fail "start mock-keeper" "it is not ready"
    [ "$1" != dies ] || wait "$KEEPER"
}

keeper_stop() {
    [ -n "$KEEPER" ] || return 0
    kill "$KEEPER" 2>/dev/null
    wait "$KEEPER" 2>/dev/null
    KEEPER=
    rm -f "$SOCKET"
}

# The file's name is what paths.c makes of the label.
SOCKET=$DIR/run/hosts/$(printf web | sha256sum | cut -c1-20)

lines() {
    wc -l <"$1"
}

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

# result NAME EXPECTED-STATUS: judges the run whose status is in STATUS
result() {
    if [ "$STATUS" -eq "$2" ]; then
        pass "$1"
    else
        sed 's/^/# /' "$DIR/out" "$DIR/err" >&2
        fail "$1" "exit status $STATUS, expected $2"
    fi
}

# has NAME FILE TEXT: the file holds the text
has() {
    if grep -qF -- "$3" "$2"; then
        pass "$1"
    else
        sed 's/^/# /' "$2" >&2
        fail "$1" "'$3' is not in it"
    fi
}

# within NAME LEAST MOST: the run whose milliseconds are in TOOK
within() {
    if [ "$TOOK" -ge "$2" ] && [ "$TOOK" -le "$3" ]; then
        pass "$1"
    else
        fail "$1" "took $TOOK ms, expected $2 to $3"
    fi
}

# asked NAME LEAST MOST: the milliseconds that the last request gave resapid
asked() {
    asked=$(sed -n '$s/.*timeout_ms=//p' "$DIR/log")
    if [ "${asked:-0}" -ge "$2" ] && [ "$asked" -le "$3" ]; then
        pass "$1"
    else
        fail "$1" "it gave '$asked' ms, expected $2 to $3"
    fi
}

run() {
    began=$(now_ms)
    STATUS=0
    "$@" >"$DIR/out" 2>"$DIR/err" </dev/null || STATUS=$?
    TOOK=$(($(now_ms) - began))
}

# ctl NAME STATUS ARG...: a failure is one line on stderr and nothing on stdout, success no word on
# stderr
ctl() {
    name=$1
    expected=$2
    shift 2
    run "$CTL" "$@"
    result "$name" "$expected" || return 1
    if [ "$expected" -eq 0 ]; then
        [ ! -s "$DIR/err" ] || fail "$name" "it succeeded and wrote to stderr"
    elif [ -s "$DIR/out" ] || [ "$(lines "$DIR/err")" -ne 1 ]; then
        fail "$name" "a failure is one line on stderr, not $(lines "$DIR/err"), and no output"
    fi
}

# agent NAME STATUS ACTION [VARIABLE=VALUE ...]: a failure's last line on stderr is the exit reason
agent() {
    name=$1
    expected=$2
    action=$3
    shift 3
    run env OCF_RESOURCE_INSTANCE=web OCF_RESKEY_type=T OCF_RESKEY_dll="$DIR/t.dll" \
        OCF_RESKEY_CRM_meta_timeout=2000 "$@" "$AGENT" "$action"
    result "$name" "$expected" || return 1
    case "$expected" in
    0 | 3 | 7) ;;
    *) tail -n 1 "$DIR/err" | grep -q '^ocf-exit-reason:web: .*\|^ocf-exit-reason:.*' ||
        fail "$name" "no exit reason at the end of stderr" ;;
    esac
}

# ---------------------------------------------------------------------------------------------
# resapictl: the command line

ctl "no command is a usage error" 2
ctl "an unknown command is a usage error" 2 dance
ctl "an unknown option is a usage error" 2 status --loud
ctl "a group without a command is a usage error" 2 type
ctl "a missing argument is a usage error" 2 online
ctl "an argument too many is a usage error" 2 status a b
ctl "type add without --dll is a usage error" 2 type add T
ctl "resource add without --type is a usage error" 2 resource add web
ctl "a word that is no property is a usage error" 2 resource set web Port
ctl "a bad --level is a usage error" 2 check web --level=all
ctl "a bad --timeout is a usage error" 2 online web --timeout=soon
ctl "--timeout=0 is a usage error" 2 online web --timeout=0
ctl "a bad control code is a usage error" 2 control web get
ctl "half a byte of --in is a usage error" 2 control web 1 --in=abc
ctl "a bad --output-as is a usage error" 2 status --output-as=yaml
ctl "an argument that is not UTF-8 is a usage error" 2 online "$(printf '\377')"
for words in "" status type "type add" "type list" "type show" "type remove" resource \
    "resource add" "resource list" "resource show" "resource set" "resource remove" online \
    offline terminate check control; do
    # shellcheck disable=SC2086
    ctl "--help of '$words'" 0 $words --help
    has "--help of '$words' shows usage" "$DIR/out" "resapictl $words"
done
for word in inspect import events; do
    ctl "$word is not there yet" 2 "$word"
done
ctl "--version" 0 --version

ctl "no daemon" 3 status
has "no daemon: names the error" "$DIR/err" "ECONNREFUSED (111)"
has "no daemon: says what to do" "$DIR/err" "start"
printf '[resapid]\nipc_nam=x\n' >"$DIR/bad.conf"
run env RESAPID_CONFIG="$DIR/bad.conf" "$CTL" status
result "a bad configuration file fails" 1
has "a bad configuration file is named" "$DIR/err" "bad.conf"
run env RESAPID_CONFIG="$DIR/none.conf" "$CTL" status
result "a missing configuration file fails" 1

# ---------------------------------------------------------------------------------------------
# resapictl: what is shown

# A control character, as a hostile DLL might put into its reason.
{
    printf 'on STATUS name=evil\n  reply\n'
    printf '  resource name=evil type="<a href=\\"x\\">&" state=4 reason="esc \033[31m"\n'
    cat <<'END'
on STATUS name=web
  reply
  resource name=web type='Sample Web' state=2 checkpoint=3 since_us=1700000000123456 host_pid=4711 keeper_pid=4710
on STATUS name=none
  reply outcome=2 message="resource 'none': no such resource: 'resapictl resource list' shows them"
on STATUS name= after=
  reply more=1
  resource name=a type=T state=3
  resource name=b type=T state=129 host_pid=12 activity="Online, checkpoint 2"
on STATUS name= after=b
  reply
  resource name=Käse type=T state=4 since_us=1700000000000000 reason="Online: ERROR_FILE_NOT_FOUND (2)"
on TYPES name= after=
  reply
  type name='Sample Web' dll=/opt/web.dll resources=2
on TYPES name='Sample Web'
  reply
  type name='Sample Web' dll=/opt/web.dll resources=2
on TYPES name=none
  reply outcome=2 message="resource type 'none': no such type: 'resapictl type list' shows them"
on PROPERTIES name=web
  reply
  property name=Port format=DWORD value=8080
  property name=Document format=SZ value="a b"
on TYPE_ADD name=T
  reply
on TYPE_ADD name=bad
  reply outcome=5 win32_error=193 message="resource type 'bad': /opt/bad.dll: ERROR_BAD_EXE_FORMAT (193): give a 64-bit Windows DLL"
on TYPE_REMOVE
  reply
on RESOURCE_ADD
  reply
on RESOURCE_SET
  reply
on RESOURCE_REMOVE
  reply
on ONLINE name=web
  reply state=2
on ONLINE name=quiet
  reply outcome=1
on OFFLINE
  reply state=3
on TERMINATE
  reply state=3
on CHECK name=web level=0
  reply state=2
on CHECK name=web level=10
  reply outcome=1 state=4 message="resource 'web': IsAlive returned FALSE: see its log"
on CONTROL code=16777345
  reply win32_error=0
  output data=480065006c006c006f000000ff0102030405
on CONTROL
  reply outcome=1 win32_error=1 message="resource 'web': control code 0x01000001: ERROR_INVALID_FUNCTION (1): the DLL does not know it"
END
} >"$DIR/shown"
server_start <"$DIR/shown"

ctl "status" 0 status
has "status: heading" "$DIR/out" "NAME  TYPE  STATE"
has "status: first page" "$DIR/out" "b     T     online-pending"
has "status: activity" "$DIR/out" "  activity: Online, checkpoint 2"
has "status: second page, aligned by characters" "$DIR/out" "Käse  T     failed"
has "status: last failure" "$DIR/out" "  last failure: Online: ERROR_FILE_NOT_FOUND (2)"
has "status asks for the second page" "$DIR/log" "STATUS name= after=b"
ctl "status of one" 0 status web
has "status of one: host" "$DIR/out" " 4711"
ctl "status of none" 4 status none
has "status of none: resapid's message" "$DIR/err" "resource 'none': no such resource"
ctl "status of an evil resource" 0 status evil
if grep -q "$(printf '\033')" "$DIR/out"; then
    fail "no escape sequence reaches the terminal" "it does"
else
    pass "no escape sequence reaches the terminal"
fi
ctl "evil in XML" 0 status evil --output-as=xml
check "evil in XML is well-formed" xmllint --noout "$DIR/out"
ctl "evil in JSON" 0 status evil --output-as=json
check "evil in JSON can be read" python3 -m json.tool "$DIR/out"

ctl "status in JSON" 0 --output-as=json status web
check "status in JSON: every field" python3 - "$DIR/out" <<'END'
import json, sys
print(json.load(open(sys.argv[1])))
END
cat >"$DIR/expected.py" <<'END'
import json, sys
got = json.load(open(sys.argv[1]))
want = {"resources": [{
    "name": "web", "type": "Sample Web", "state": "online",
    "since": "2023-11-14T22:13:20.123456Z", "host_pid": 4711, "keeper_pid": 4710,
    "checkpoint": 3, "activity": None, "reason": None}]}
sys.exit(0 if got == want else "got %r" % got)
END
check "status in JSON: fields and values" python3 "$DIR/expected.py" "$DIR/out"
ctl "status in XML" 0 status --output-as=xml
check "status in XML: three resources" \
    [ "$(xmllint --xpath 'count(/resapictl/resources/resource)' "$DIR/out")" = 3 ]
check "status in XML: values" \
    [ "$(xmllint --xpath 'string(//resource[@name="b"]/@state)' "$DIR/out")" = online-pending ]

ctl "type list" 0 type list
has "type list: the DLL" "$DIR/out" "Sample Web  /opt/web.dll  2"
ctl "type show" 0 type show "Sample Web"
ctl "type show of none" 4 type show none
(cd "$DIR" && run "$CTL" type add T --dll=sub/../t.dll)
has "type add makes the path absolute" "$DIR/log" "TYPE_ADD name=T dll=$DIR/t.dll"
ctl "type add" 0 type add T --dll=/opt/t.dll
has "type add says so" "$DIR/out" "T: resource type added"
ctl "type add of no DLL" 1 type add bad --dll=/opt/bad.dll
has "type add of no DLL: resapid's message" "$DIR/err" "ERROR_BAD_EXE_FORMAT (193)"
ctl "type remove" 0 type remove T
ctl "resource add" 0 resource add web --type="Sample Web" Port=8080 "Document=a b" Empty=
has "resource add: properties" "$DIR/log" "RESOURCE_ADD name=web type=Sample Web properties=Port=8080|Document=a b|Empty=|"
ctl "resource add without properties" 0 resource add web --type=T
ctl "resource set" 0 resource set web Port=1
ctl "resource remove" 0 resource remove web
ctl "resource list" 0 resource list
ctl "resource show" 0 resource show web
has "resource show: a property" "$DIR/out" "Document  SZ      a b"
ctl "resource show in JSON" 0 resource show web --output-as=json
check "resource show in JSON: both tables" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert [p["value"] for p in d["properties"]] == ["8080", "a b"] and len(d["resources"]) == 1' "$DIR/out"
ctl "online" 0 online web
has "online: the state" "$DIR/out" "web: online"
has "online without --timeout has no limit" "$DIR/log" "ONLINE name=web timeout_ms=0"
ctl "online with --timeout" 0 online web --timeout=7
has "online with --timeout tells resapid" "$DIR/log" "ONLINE name=web timeout_ms=7000"
ctl "online fails without a reason" 1 online quiet
has "online fails without a reason: names the resource" "$DIR/err" "quiet"
ctl "offline" 0 offline web
ctl "terminate" 0 terminate web
has "terminate: the state" "$DIR/out" "web: offline"
ctl "check" 0 check web
has "check: looks is the default" "$DIR/log" "CHECK name=web level=0"
ctl "check --level=is fails" 1 check web --level=is
ctl "check in JSON" 0 check web --output-as=json
check "check in JSON can be read" python3 -m json.tool "$DIR/out"
ctl "control" 0 control web 0x01000081 --in=0aFF
has "control: sends code and input" "$DIR/log" "CONTROL name=web code=16777345 in=0aff"
has "control: dump" "$DIR/out" "00000000  48 00 65 00 6c 00 6c 00 6f 00 00 00 ff 01 02 03  H.e.l.l.o......."
ctl "control in XML" 0 control web 16777345 --output-as=xml
check "control in XML: output" \
    [ "$(xmllint --xpath 'string(//result/@output)' "$DIR/out")" = 480065006c006c006f000000ff0102030405 ]
ctl "control fails" 1 control web 0x01000001
STATUS=0
"$CTL" status >/dev/full 2>"$DIR/err" || STATUS=$?
: >"$DIR/out"
result "a full disk is a failure" 1
has "a full disk is named" "$DIR/err" "ENOSPC (28)"

# ---------------------------------------------------------------------------------------------
# resapictl: a resapid that does not behave

server_start <<'END'
accept 11 3
on STATUS name=cut
  reply message="a message that is cut"
  cut 20
on STATUS name=cutrecord
  reply
  resource name=web type=T state=2
  cut 60
on STATUS name=empty
  cut 0
on STATUS name=garbage
  raw ffffffffffffffffffffffffffffffffffff
on STATUS name=utf8
  reply message=web
  raw 2900000000000000000000000200000000ffff00
on STATUS name=nul
  raw 280000000100000000000000000000000000000000000000030000006100620000000000
on STATUS name=long
  raw 28000000010000000000000000000000000000000000000000ffffff7f
on STATUS name=request
  resource name=web type=T state=2
on STATUS name=id
  id 99
  reply
on STATUS name=size
  size 5000
  reply
on STATUS name=small
  size 4
  reply
on STATUS name=negative
  size -1
  reply
on STATUS name=error
  error -22
  reply
on STATUS name=endless
  reply more=1
on STATUS name=die
  die
END
ctl "a resapid that is not ready yet is asked again" 1 status cut
has "a truncated reply is told" "$DIR/err" "makes no sense (truncated)"
for kind in cutrecord empty garbage utf8 nul long request id size small negative error endless; do
    run "$CTL" status "$kind"
    result "a wrong answer fails: $kind" 1
    has "a wrong answer is told: $kind" "$DIR/err" "of one version?"
    [ ! -s "$DIR/out" ] || fail "a wrong answer shows nothing: $kind" "it shows something"
done
ctl "resapid dies in mid-request" 1 status die
has "resapid dies in mid-request: told" "$DIR/err" "ended before it answered"
within "resapid dies in mid-request: noticed at once" 0 2000

server_start <<'END'
accept 13 1
on ONLINE name=slow
  sleep 1200
  reply state=2
on ONLINE name=never
  silent
END
ctl "a refused user" 1 status
has "a refused user: told" "$DIR/err" "EACCES (13)"
ctl "a slow answer is waited for" 0 online slow
ctl "no answer: the client's own time" 1 online never --timeout=1
has "no answer: told" "$DIR/err" "ETIMEDOUT (110)"
within "no answer: after its time and a grace" 5500 8000
"$CTL" online never >"$DIR/out" 2>"$DIR/err" &
WAITING=$!
sleep 0.7
check "without a limit it waits" kill -0 "$WAITING"
kill -KILL "$SERVER"
wait "$SERVER" 2>/dev/null
SERVER=
STATUS=0
wait "$WAITING" || STATUS=$?
result "without a limit it ends when resapid is killed" 1

if [ "$(id -u)" -eq 0 ]; then
    AS="setpriv --reuid=65534 --regid=65534 --clear-groups"
    server_start <<'END'
on STATUS
  reply
END
    AS=
    ctl "another user's server is not believed" 3 status
    has "another user's server: told" "$DIR/err" "user id 65534"
    check "another user's server: nothing was sent" [ ! -s "$DIR/log" ]
    agent "another user's server: the agent fails" 1 monitor
    check "another user's server: the agent sent nothing" [ ! -s "$DIR/log" ]
else
    skip "another user's server is not believed" "needs root to become another user"
fi

# ---------------------------------------------------------------------------------------------
# the agent: alone

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
agent "validate-all needs resapid at level 10" 1 validate-all OCF_CHECK_LEVEL=10
agent "the prefix of reasons is Pacemaker's" 6 start OCF_RESKEY_type= OCF_EXIT_REASON_PREFIX=ocf-exit-reason:
run env OCF_RESOURCE_INSTANCE=web OCF_EXIT_REASON_PREFIX=because: "$AGENT" start
has "another prefix of reasons" "$DIR/err" "because:web: parameter type"

# no resapid
agent "no resapid, no keeper: probe" 7 monitor
agent "no resapid, no keeper: monitor" 7 monitor OCF_RESKEY_CRM_meta_interval=10000
agent "no resapid, no keeper: stop" 0 stop
agent "no resapid, no keeper: start" 1 start
has "no resapid: start says what to do" "$DIR/err" "start it, see resapid(8)"
within "no resapid: start waits a little for a restart, but not for ever" 0 2000
for action in start stop monitor; do
    agent "a bad configuration file: $action" 1 "$action" RESAPID_CONFIG="$DIR/bad.conf"
done
keeper_start orderly
agent "no resapid, a keeper: probe" 1 monitor
agent "no resapid, a keeper: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000
within "no resapid, a keeper: a monitor waits for resapid, within its time" 1000 2000
agent "no resapid, a keeper: stop" 0 stop
agent "no resapid, a keeper: afterwards nothing runs" 7 monitor
keeper_start leaves
agent "no resapid, a keeper that is taken away: stop asks again" 0 stop
keeper_start hangs
agent "no resapid, a keeper that cannot empty its tree: stop" 1 stop OCF_RESKEY_CRM_meta_timeout=3000
within "no resapid, a keeper that cannot empty its tree: within the time" 2300 "$((3000 + SLACK))"
keeper_start dies
agent "no resapid, a dead keeper: stop" 1 stop
has "no resapid, a dead keeper: reason" "$DIR/err" "ECONNREFUSED (111)"
agent "no resapid, a dead keeper: probe" 1 monitor
for kind in stranger mute garbage; do
    keeper_start "$kind"
    agent "no resapid, a keeper that talks nonsense: $kind" 1 stop
done
keeper_stop

# ---------------------------------------------------------------------------------------------
# the agent: what resapid says

# answers OUTCOME [STATE]: a resapid that says the same to everything
answers() {
    for verb in START OFFLINE CHECK VALIDATE STATUS; do
        printf 'on %s\n  reply outcome=%s state=%s message="web: said resapid"\n' "$verb" "$1" "${2:-0}"
    done >"$DIR/answers"
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

# state STATE PROBE [REASON]
state() {
    server_start <<END
on STATUS name=web
  reply
  resource name=web type=T state=$1 reason='${3:-}' activity='busy'
END
    agent "state $1: probe" "$2" monitor
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
    state "$pending" 1
    within "state $pending: waits for its end, within the time" 1400 2000
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
agent "a start waits until resapid can" 0 start OCF_RESKEY_properties='Port=1 D="a b"'
has "start tells resapid everything" "$DIR/log" "START name=web type=T dll=$DIR/t.dll properties=Port=1 D=\"a b\" timeout_ms=1"
agent "monitor at level 0 is LooksAlive" 0 monitor OCF_RESKEY_CRM_meta_interval=10000 OCF_CHECK_LEVEL=0
agent "monitor at level 10 is IsAlive" 1 monitor OCF_RESKEY_CRM_meta_interval=60000 OCF_CHECK_LEVEL=10
agent "monitor at level 20 is IsAlive" 1 monitor OCF_RESKEY_CRM_meta_interval=60000 OCF_CHECK_LEVEL=20
agent "a probe at level 10 is a probe" 7 monitor OCF_RESKEY_CRM_meta_interval=0 OCF_CHECK_LEVEL=10
: >"$DIR/log"
agent "without CRM_meta_timeout" 0 start OCF_RESKEY_CRM_meta_timeout=
asked "without CRM_meta_timeout it is Pacemaker's 20 s, less a margin of 4 s" 15000 16000
: >"$DIR/log"
agent "with a long CRM_meta_timeout" 0 start OCF_RESKEY_CRM_meta_timeout=300000
asked "the margin is 5 s at most" 294000 295000

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
    agent "resapid never answers: $action" 1 "$action" OCF_RESKEY_CRM_meta_timeout=3000
    within "resapid never answers: $action ends within its time" 2300 "$((3000 + SLACK))"
done
kill -STOP "$SERVER"
for action in start stop monitor; do
    agent "resapid is stopped: $action" 1 "$action" OCF_RESKEY_CRM_meta_timeout=3000
    within "resapid is stopped: $action ends within its time" 2300 "$((3000 + SLACK))"
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
agent "resapid dies: start" 1 start
dies
agent "resapid dies, no keeper left: stop" 0 stop
keeper_start orderly
dies
agent "resapid dies, the keeper lives: stop" 0 stop
keeper_start orderly
dies
agent "resapid dies, the keeper lives: monitor" 1 monitor OCF_RESKEY_CRM_meta_interval=10000
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

# ---------------------------------------------------------------------------------------------
# memory and descriptors

# memcheck NAME STATUS COMMAND...: exits so, without an error, a leak or an open descriptor. WITH is
# a VARIABLE=VALUE for it.
WITH=A=b
memcheck() {
    name=$1
    expected=$2
    shift 2
    if [ "$SANITIZED" = yes ]; then
        run env "$WITH" "$@"
        result "memcheck by the sanitizer: $name" "$expected"
        return
    fi
    run env "$WITH" valgrind --error-exitcode=99 --track-fds=yes --leak-check=full \
        --errors-for-leak-kinds=definite,indirect --log-file="$DIR/valgrind" "$@"
    if ! result "memcheck: $name" "$expected"; then
        sed 's/^/# /' "$DIR/valgrind" >&2
        return
    fi
    # What the shell left open to valgrind is marked as inherited.
    opened=$(grep -c 'Open .*file descriptor' "$DIR/valgrind")
    inherited=$(grep -c 'inherited from parent' "$DIR/valgrind")
    if ! grep -q 'FILE DESCRIPTORS:' "$DIR/valgrind" || [ "$opened" -gt "$inherited" ]; then
        sed 's/^/# /' "$DIR/valgrind" >&2
        fail "memcheck: $name" "descriptors are left open"
    fi
}

server_start <<'END'
on STATUS name=none
  reply outcome=2 message="none: no such resource"
on STATUS name=cut
  reply
  cut 5
on STATUS
  reply
  resource name=web type=T state=2 since_us=1700000000123456 host_pid=1
on PROPERTIES
  reply
  property name=Port format=DWORD value=8080
on TYPE_ADD
  reply
on RESOURCE_ADD
  reply
on ONLINE
  reply state=2
on CHECK
  reply state=2
on CONTROL
  reply
  output data=0102
on START
  reply
on OFFLINE
  reply
on VALIDATE
  reply outcome=4 message="web: Port=x: ERROR_INVALID_PARAMETER (87): give a number"
END
for format in text json xml; do
    memcheck "resapictl status, $format" 0 "$CTL" status --output-as=$format
done
memcheck "resapictl resource show" 0 "$CTL" resource show web
memcheck "resapictl type add" 0 "$CTL" type add T --dll=t.dll
memcheck "resapictl resource add" 0 "$CTL" resource add web --type=T A=b
memcheck "resapictl online" 0 "$CTL" online web --timeout=5
memcheck "resapictl check" 0 "$CTL" check web --level=is
memcheck "resapictl control" 0 "$CTL" control web 1 --in=00ff
memcheck "resapictl status of none" 4 "$CTL" status none
memcheck "resapictl and a wrong answer" 1 "$CTL" status cut
memcheck "resapictl --help" 0 "$CTL" type add --help
memcheck "resapictl usage error" 2 "$CTL" type dance
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
WITH=OCF_RESKEY_properties=x
memcheck "agent, a bad parameter" 6 "$AGENT" start
WITH=A=b
server_stop
memcheck "resapictl without resapid" 3 "$CTL" status
memcheck "agent probe without resapid" 7 "$AGENT" monitor
keeper_start orderly
memcheck "agent stop by the keeper" 0 "$AGENT" stop

# ---------------------------------------------------------------------------------------------
# nothing is left

server_stop
keeper_stop
# libqb names what a connection shares qb-SERVER-CLIENT-...; of a killed server the client removes
# the files, and only the server's next start could remove the folders.
files=
for pid in $SERVERS; do
    files="$files$(find /dev/shm -path "/dev/shm/qb-$pid-*" -type f)"
    find /dev/shm -maxdepth 1 -name "qb-$pid-*" -type d -empty -delete
done
check "no shared memory is left" [ -z "$files" ]

finish check-clients
