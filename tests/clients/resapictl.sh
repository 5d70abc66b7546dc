#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source-path=SCRIPTDIR
# resapictl: exit codes, what is shown, what is asked, and every kind of silence and nonsense.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"
# shellcheck source=mocks.sh
. "$HERE/mocks.sh"

# ---------------------------------------------------------------------------------------------
# the command line

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
ctl "a bad --timeout of a control is a usage error" 2 control web 1 --timeout=0
ctl "a bad control code of a type is a usage error" 2 type control T get
ctl "a bad --isolation is a usage error" 2 type add T --dll=/opt/t.dll --isolation=none
ctl "an empty --isolation is a usage error" 2 type add T --dll=/opt/t.dll --isolation=
ctl "type set without a property is a usage error" 2 type set T
ctl "type set of a word that is no property is a usage error" 2 type set T PendingTimeout
ctl "resource rename without a new name is a usage error" 2 resource rename web
ctl "--force is not for check" 2 check web --force
ctl "a bad --timeout of arbitrate is a usage error" 2 arbitrate web --timeout=-1
ctl "a bad --output-as is a usage error" 2 status --output-as=yaml
ctl "an argument that is not UTF-8 is a usage error" 2 online "$(printf '\377')"
for words in "" status inspect type "type add" "type list" "type show" "type set" "type control" \
    "type remove" resource "resource add" "resource list" "resource show" "resource set" \
    "resource rename" "resource remove" online offline terminate check control arbitrate \
    release events metrics; do
    # shellcheck disable=SC2086
    ctl "--help of '$words'" 0 $words --help
    has "--help of '$words' shows usage" "$DIR/out" "resapictl $words"
done
ctl "import is not there yet" 2 import
ctl "--version" 0 --version
ctl "--version of a command" 0 type add --version
has "--version of a command shows it" "$DIR/out" "resapictl "

ctl "no daemon" 3 status
has "no daemon: names the error" "$DIR/err" "ECONNREFUSED (111)"
has "no daemon: says what to do" "$DIR/err" "start"
ctl "no daemon: arbitrate" 3 arbitrate web
ctl "-- ends the options: what follows is a name" 3 status -- --help
ctl "no daemon: release" 3 release web
ctl "no daemon: events" 3 events
ctl "no daemon: metrics" 3 metrics
printf '[resapid]\nipc_nam=x\n' >"$DIR/bad.conf"
run env RESAPID_CONFIG="$DIR/bad.conf" "$CTL" status
result "a bad configuration file fails" 1
has "a bad configuration file is named" "$DIR/err" "bad.conf"
run env RESAPID_CONFIG="$DIR/none.conf" "$CTL" status
result "a missing configuration file fails" 1

# ---------------------------------------------------------------------------------------------
# what is shown

# A control character, as a hostile DLL might put into its reason.
{
    printf 'on DETAILS name=evil\n  reply\n'
    printf '  detail name=evil type="<a href=\\"x\\">&" state=4 reason="esc \033[31m"\n'
    cat <<'END'
on DETAILS name=web
  reply
  detail name=web type='Sample Web' group=shop state=2 checkpoint=3 since_us=1700000000123456 host_pid=4711 keeper_pid=4710 activity=online activity_us=1700000000123456 onlines=2 measured=1 processes=3 rss=74448896 looks_calls=412 looks_us=1700000001000000 looks_result=1 looks_interval_ms=5000 is_calls=35 is_failures=1 is_us=1700000002000000 is_result=2 is_interval_ms=60000
on ABOUT
  reply
  resapid version=1.2 build=b started_us=1700000000123456 lines_dropped=9
on LINES name=web
  reply
  line time_us=1700000000123456 source=0 priority=6 text="offline -> opening"
  line time_us=1700000001000000 source=1 priority=3 text="Online: no such document"
  line time_us=1700000002000000 source=2 priority=6 text="wine: a line"
on LINES name=evil
  reply
  line time_us=1700000000123456 source=7 priority=9 text="x\033[2J"
on LINES
  reply
on DETAILS name=pending
  reply
  detail name=pending type=T state=129 activity='online pending' checkpoint=7 host_pid=12 keeper_pid=11 pending_limit_ms=180000 pending_left_ms=90000
on DETAILS name=none
  reply outcome=2 message="resource 'none': no such resource: 'resapictl resource list' shows them"
on DETAILS name= after=
  reply more=1
  detail name=a type=T state=3
  detail name=b type=T state=129 host_pid=12 activity="Online, checkpoint 2"
on DETAILS name= after=b
  reply
  detail name=Käse type=T state=4 since_us=1700000000000000 reason="Online: ERROR_FILE_NOT_FOUND (2)"
on DETAILS name=informed
  reply
  detail name=informed type=T state=2 activity=online information=0x1ff app_error=5024 reason="SignalFailure"
on DETAILS name=locked
  reply
  detail name=locked type=T state=2 activity=online information=0x401 owns=1
on TYPES name= after=
  reply
  type name='Sample Web' dll=/opt/web.dll resources=2 isolation=type reopen=yes
on TYPES name='Sample Web'
  reply
  type name='Sample Web' dll=/opt/web.dll resources=2 isolation=type reopen=yes
on TYPE_COMMON name='Sample Web' after=
  reply more=1
  property name=PendingTimeout format=DWORD value=180000
on TYPE_COMMON name='Sample Web' after=PendingTimeout
  reply
  property name=DeadlockTimeout format=DWORD value=300000
on TYPE_COMMON_SET name=T
  reply
on TYPE_COMMON_SET name='Sample Web'
  reply
on TYPE_COMMON_SET
  reply outcome=4 message="resource type 'bad': PendingTimeout=1: ERROR_INVALID_PARAMETER (87): give 10 or more"
on TYPES name=none
  reply outcome=2 message="resource type 'none': no such type: 'resapictl type list' shows them"
on PROPERTIES name=web
  reply
  property name=Port format=DWORD value=8080
  property name=Document format=SZ value="a b"
on COMMON name=web
  reply
  property name=SeparateMonitor format=DWORD value=0
  property name=MonitorProcessId format=DWORD value=4711
on COMMON_SET
  reply
on RENAME name=web
  reply state=3
on RENAME
  reply outcome=2 message="resource 'none': no such resource: 'resapictl resource list' shows them"
on TYPE_ADD name='Sample Web'
  reply
on TYPE_ADD name='generic script'
  reply
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
on OFFLINE name=locked flags=0
  reply outcome=1 state=2 win32_error=5960 message="resource 'locked': ERROR_CLUSTER_RESOURCE_LOCKED_STATUS (5960): its DLL has locked it: wait, or 'resapictl offline --force'"
on OFFLINE
  reply state=3
on TERMINATE
  reply state=3
on ARBITRATE name=web
  reply state=3
on ARBITRATE name=lost
  reply outcome=1 win32_error=5006 message="resource 'lost': Arbitrate: ERROR_RESOURCE_NOT_AVAILABLE (5006): another node owns it"
on ARBITRATE name=none
  reply outcome=2 message="resource 'none': no such resource: 'resapictl resource list' shows them"
on ARBITRATE name=slow
  reply outcome=7 message="resource 'slow': Arbitrate did not return in 1000 ms: ERROR_TIMEOUT (1460): raise --timeout"
on RELEASE name=web
  reply state=3
on RELEASE name=none
  reply outcome=2 message="resource 'none': no such resource: 'resapictl resource list' shows them"
on RELEASE
  reply outcome=1 win32_error=5 message="resource 'lost': Release: ERROR_ACCESS_DENIED (5): see its log"
on CHECK name=web level=0
  reply state=2
on CHECK name=web level=10
  reply outcome=1 state=4 message="resource 'web': IsAlive returned FALSE: see its log"
on CONTROL code=16777345
  reply win32_error=0
  output data=480065006c006c006f000000ff0102030405
on CONTROL timeout_ms=2000
  reply outcome=7 win32_error=995 message="resource 'web': control code 0x01000085: ERROR_OPERATION_ABORTED (995): not answered in 2000 ms"
on CONTROL
  reply outcome=1 win32_error=1 message="resource 'web': control code 0x01000001: ERROR_INVALID_FUNCTION (1): the DLL does not know it"
on TYPE_CONTROL type='Sample Web' code=33554437
  reply win32_error=0
  output data=01000000
on TYPE_CONTROL type=none
  reply outcome=2 message="resource type 'none': no such type: 'resapictl type list' shows them"
on TYPE_CONTROL
  reply win32_error=0
END
} >"$DIR/shown"
server_start <"$DIR/shown"

ctl "status" 0 status
has "status: heading" "$DIR/out" "NAME  TYPE  GROUP  STATE"
has "status: first page" "$DIR/out" "b     T     -      online-pending"
has "status: activity" "$DIR/out" "  activity: Online, checkpoint 2"
has "status: second page, aligned by characters" "$DIR/out" "Käse  T     -      failed"
has "status: last failure" "$DIR/out" "  last failure: Online: ERROR_FILE_NOT_FOUND (2)"
has "status asks for the second page" "$DIR/log" "DETAILS name= after=b"
ctl "status of one" 0 status web
has "status of one: host" "$DIR/out" "host: process 4711, keeper 4710"
has "status of one: memory" "$DIR/out" "memory: 71M resident, in 3 processes"
has "status of one: LooksAlive" "$DIR/out" "LooksAlive: 412 calls, 0 of them failed, every 5s; last: alive "
has "status of one: IsAlive" "$DIR/out" "IsAlive: 35 calls, 1 of them failed, every 1m00s; last: failed "
has "status of one: its last lines" "$DIR/out" "FROM     LINE"
has "status of one: what resapid said" "$DIR/out" "  resapid  offline -> opening"
has "status of one: what its DLL said" "$DIR/out" "  dll      Online: no such document"
has "status of one: what its host printed" "$DIR/out" "  host     wine: a line"
has "status of one: asks for twenty lines" "$DIR/log" "LINES name=web most=20"
lacks "status of one: no failure" "$DIR/out" "last failure"
ctl "status of one without a host" 0 status locked
has "status of one without a host: says so" "$DIR/out" "host: none"
has "status of one without a date: says so" "$DIR/out" "since: not known"
"$CTL" check-setup >"$DIR/out" 2>/dev/null
has "check-setup: resapid is of another build" "$DIR/out" "of another build than resapictl"
ctl "status of a pending one" 0 status pending
has "status of a pending one: progress" "$DIR/out" "pending: checkpoint 7, 1m30s left of 3m00s"
has "status of a pending one: memory that is not known" "$DIR/out" "memory: not known"
ctl "status of a pending one in JSON" 0 status pending --output-as=json
check "status of a pending one in JSON: what is not known is no number" python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))["resources"][0]
assert r["pending_timeout_ms"] == 180000 and r["pending_left_ms"] == 90000, r
assert r["rss_bytes"] is None and r["processes"] is None, r
assert r["looks_alive_result"] is None and r["looks_alive_last"] is None, r
assert r["looks_alive_interval_ms"] is None, r' "$DIR/out"
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
    "name": "web", "type": "Sample Web", "group": "shop", "state": "online",
    "since": "2023-11-14T22:13:20.123456Z", "host_pid": 4711, "keeper_pid": 4710,
    "checkpoint": 3, "activity": "online", "activity_since": "2023-11-14T22:13:20.123456Z",
    "reason": None, "last_failure": None, "failures": 0, "onlines": 2, "information": [],
    "application_error": None, "owned": False, "pending_timeout_ms": None,
    "pending_left_ms": None, "host_shared": False, "processes": 3, "rss_bytes": 74448896,
    "looks_alive_calls": 412, "looks_alive_failures": 0,
    "looks_alive_last": "2023-11-14T22:13:21Z", "looks_alive_result": "alive",
    "looks_alive_interval_ms": 5000, "is_alive_calls": 35, "is_alive_failures": 1,
    "is_alive_last": "2023-11-14T22:13:22Z", "is_alive_result": "failed",
    "is_alive_interval_ms": 60000}],
    "log": [
    {"time": "2023-11-14T22:13:20.123456Z", "source": "resapid", "priority": "info",
     "line": "offline -> opening"},
    {"time": "2023-11-14T22:13:21Z", "source": "dll", "priority": "err",
     "line": "Online: no such document"},
    {"time": "2023-11-14T22:13:22Z", "source": "host", "priority": "info",
     "line": "wine: a line"}]}
sys.exit(0 if got == want else "got %r" % got)
END
check "status in JSON: fields and values" python3 "$DIR/expected.py" "$DIR/out"
ctl "status of an informed resource" 0 status informed
has "status: StatusInformation" "$DIR/out" " information: locked mode, embedded failure, insufficient CPU, insufficient memory, insufficient resources, network failure, unmonitored, OS heartbeat, application ready"
has "status: application-specific error code" "$DIR/out" "application-specific error code: 5024 (0x000013a0)"
lacks "status: not owned" "$DIR/out" "owned: by"
ctl "status of an informed resource in JSON" 0 status informed --output-as=json
check "status of an informed resource in JSON: the list" python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))["resources"][0]
assert r["information"] == ["locked-mode", "embedded-failure", "insufficient-cpu",
    "insufficient-memory", "insufficient-resources", "network-failure", "unmonitored",
    "os-heartbeat", "application-ready"], r
assert r["application_error"] == 5024 and r["owned"] is False, r' "$DIR/out"
ctl "status of an owned resource" 0 status locked
has "status: owned" "$DIR/out" " owned: by this node"
has "status: a bit without a name" "$DIR/out" "information: locked mode, 0x400"
lacks "status: no application-specific error code" "$DIR/out" "application-specific"
ctl "status of an owned resource in JSON" 0 status locked --output-as=json
check "status of an owned resource in JSON: owned" python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))["resources"][0]
assert r["owned"] is True and r["information"] == ["locked-mode", "0x400"], r' "$DIR/out"
ctl "status of an owned resource in XML" 0 status locked --output-as=xml
check "status of an owned resource in XML: owned" \
    [ "$(xmllint --xpath 'string(//resource/@owned)' "$DIR/out")" = true ]
check "status of an owned resource in XML: an element for each" \
    [ "$(xmllint --xpath 'concat(count(//information), //information[1], //information[2])' "$DIR/out")" = 2locked-mode0x400 ]

ctl "status in XML" 0 status --output-as=xml
check "status in XML: three resources" \
    [ "$(xmllint --xpath 'count(/resapictl/resources/resource)' "$DIR/out")" = 3 ]
check "status in XML: values" \
    [ "$(xmllint --xpath 'string(//resource[@name="b"]/@state)' "$DIR/out")" = online-pending ]

ctl "metrics" 0 metrics
has "metrics: of resapid" "$DIR/out" 'resapid_log_lines_dropped_total 9'
has "metrics: of the first page" "$DIR/out" 'resapid_resource_state{resource="a",type="T",state="offline"} 1'
has "metrics: of the second page" "$DIR/out" 'resapid_resource_state_since_timestamp_seconds{resource="Käse",type="T"} 1700000000.000000'
lacks "metrics: what is not known has no sample" "$DIR/out" 'memory_bytes{'
check "metrics: the end" [ "$(tail -n 1 "$DIR/out")" = "# EOF" ]
check_unread "metrics: a reader that has enough" 0 "$CTL" metrics
"$CTL" metrics >/dev/full 2>"$DIR/err"
check_status "metrics: a full disk is a failure" 1 sh -c "exit $?"
has "metrics: a full disk is named" "$DIR/err" "ENOSPC (28)"

ctl "type list" 0 type list
has "type list: the DLL" "$DIR/out" "Sample Web  /opt/web.dll  2          type       yes     no"
ctl "type show" 0 type show "Sample Web"
has "type show: isolation" "$DIR/out" "ISOLATION"
has "type show: a common property" "$DIR/out" "PendingTimeout   DWORD   180000"
has "type show: the second page" "$DIR/out" "DeadlockTimeout  DWORD   300000"
ctl "type show of none" 4 type show none
ctl "type show in JSON" 0 type show "Sample Web" --output-as=json
check "type show in JSON: both tables" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert [p["value"] for p in d["common_properties"]] == ["180000", "300000"], d
assert d["types"] == [{"name": "Sample Web", "dll": "/opt/web.dll", "resources": 2,
    "isolation": "type", "reopen": "yes", "built_in": False}], d' "$DIR/out"
ctl "type set" 0 type set T PendingTimeout=5000 Description=
has "type set: properties" "$DIR/log" "TYPE_COMMON_SET name=T properties=PendingTimeout=5000|Description=|"
ctl "type set of a bad value" 1 type set bad PendingTimeout=1
has "type set of a bad value: resapid's message" "$DIR/err" "ERROR_INVALID_PARAMETER (87)"
ctl "type control" 0 type control "Sample Web" 0x02000005
has "type control: sends everything" "$DIR/log" "TYPE_CONTROL type=Sample Web code=33554437 as_user=0 timeout_ms=0 in="
has "type control: dump" "$DIR/out" "00000000  01 00 00 00"
ctl "type control with options" 0 type control T 1 --in=ff --as-user --timeout=9
has "type control with options: sends them" "$DIR/log" "TYPE_CONTROL type=T code=1 as_user=1 timeout_ms=9000 in=ff"
ctl "type control of none" 4 type control none 1
(cd "$DIR" && run "$CTL" type add T --dll=sub/../t.dll)
has "type add makes the path absolute" "$DIR/log" "TYPE_ADD name=T dll=$DIR/t.dll isolation="
for isolation in resource type; do
    ctl "type add --isolation=$isolation" 0 type add T --dll=/opt/t.dll --isolation=$isolation
    has "type add --isolation=$isolation tells resapid" "$DIR/log" "TYPE_ADD name=T dll=/opt/t.dll isolation=$isolation"
done
ctl "type set of a setting" 0 type set "Sample Web" --reopen=no
has "type set of a setting: tells resapid, and the DLL stays" "$DIR/log" \
    "TYPE_ADD name=Sample Web dll=/opt/web.dll isolation= reopen=no"
ctl "type set of both" 0 type set "Sample Web" --isolation=type PendingTimeout=5000
has "type set of both: the properties" "$DIR/log" "TYPE_COMMON_SET name=Sample Web properties=PendingTimeout=5000|"
has "type set of both: the setting" "$DIR/log" "dll=/opt/web.dll isolation=type reopen="
ctl "type set of nothing is a usage error" 2 type set T
has "type set of nothing: what to do" "$DIR/err" "give --isolation, --reopen or PROPERTY=VALUE"
ctl "type set --reopen of another word" 2 type set T --reopen=often
has "type set --reopen of another word: what to do" "$DIR/err" "--reopen=often: give 'yes' or 'no'"
ctl "type set of none" 4 type set none --reopen=yes
ctl "type add of a built-in type" 0 type add "generic script" --dll=CLUSRES.DLL --isolation=type
has "type add of a built-in type: its DLL's name is enough" "$DIR/log" \
    "TYPE_ADD name=generic script dll=clusres.dll isolation=type"
has "type add of a built-in type says so" "$DIR/out" "is built in, and is there already"
ctl "type add --agent of a built-in type is a usage error" 2 type add "Generic Script" --dll=clusres.dll --agent=Mine
has "type add --agent of a built-in type: why" "$DIR/err" "the agent of 'Generic Script' is built in, and keeps its name"
ctl "type agent --agent of a built-in type is a usage error" 2 type agent "Generic Script" --agent=Mine
has "type agent --agent of a built-in type: why" "$DIR/err" "the agent of 'Generic Script' is built in, and keeps its name"
ctl "type add" 0 type add T --dll=/opt/t.dll
has "type add says so" "$DIR/out" "T: resource type added"
ctl "type add of no DLL" 1 type add bad --dll=/opt/bad.dll
has "type add of no DLL: resapid's message" "$DIR/err" "ERROR_BAD_EXE_FORMAT (193)"
ctl "type remove" 0 type remove T
ctl "resource add" 0 resource add web --type="Sample Web" Port=8080 "Document=a b" Empty=
has "resource add: properties" "$DIR/log" "RESOURCE_ADD name=web type=Sample Web group= properties=Port=8080|Document=a b|Empty=|"
ctl "resource add without properties" 0 resource add web --type=T --group='my shop'
has "resource add: group" "$DIR/log" "RESOURCE_ADD name=web type=T group=my shop properties="
ctl "resource set" 0 resource set web Port=1
ctl "resource remove" 0 resource remove web
ctl "resource list" 0 resource list
ctl "resource show" 0 resource show web
has "resource show: a property" "$DIR/out" "Document  SZ      a b"
ctl "resource show in JSON" 0 resource show web --output-as=json
check "resource show in JSON: both tables" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert [p["value"] for p in d["properties"]] == ["8080", "a b"] and len(d["resources"]) == 1' "$DIR/out"
ctl "resource show --common" 0 resource show web --common
has "resource show --common: a property" "$DIR/out" "MonitorProcessId  DWORD   4711"
lacks "resource show --common: no private ones" "$DIR/out" Document
ctl "resource show --common in XML" 0 resource show web --common --output-as=xml
check "resource show --common in XML: a property" \
    [ "$(xmllint --xpath 'string(/resapictl/common_properties/property[@name="SeparateMonitor"]/@value)' "$DIR/out")" = 0 ]
: >"$DIR/log"
ctl "resource set --common" 0 resource set web --common SeparateMonitor=1 "Description=a b"
has "resource set --common: properties" "$DIR/log" "COMMON_SET name=web properties=SeparateMonitor=1|Description=a b|"
lacks "resource set --common: no private ones" "$DIR/log" RESOURCE_SET
ctl "resource rename" 0 resource rename web www
has "resource rename: both names" "$DIR/log" "RENAME name=web new_name=www"
has "resource rename says so" "$DIR/out" "web: renamed to 'www'"
ctl "resource rename of none" 4 resource rename none www
ctl "online" 0 online web
has "online: the state" "$DIR/out" "web: online"
has "online without --timeout has no limit" "$DIR/log" "ONLINE name=web timeout_ms=0"
ctl "online with --timeout" 0 online web --timeout=7
has "online with --timeout tells resapid" "$DIR/log" "ONLINE name=web timeout_ms=7000"
ctl "online fails without a reason" 1 online quiet
has "online fails without a reason: names the resource" "$DIR/err" "quiet"
ctl "offline" 0 offline web
has "offline: no flags" "$DIR/log" "OFFLINE name=web timeout_ms=0 flags=0"
ctl "offline of a locked resource" 1 offline locked
has "offline of a locked resource: resapid's message" "$DIR/err" "ERROR_CLUSTER_RESOURCE_LOCKED_STATUS (5960)"
ctl "offline --force of a locked resource" 0 offline locked --force --timeout=3
has "offline --force: its flag" "$DIR/log" "OFFLINE name=locked timeout_ms=3000 flags=1"
ctl "terminate" 0 terminate web
has "terminate: the state" "$DIR/out" "web: offline"
ctl "check" 0 check web
has "check: looks is the default" "$DIR/log" "CHECK name=web level=0"
ctl "check --level=is fails" 1 check web --level=is
ctl "check in JSON" 0 check web --output-as=json
check "check in JSON can be read" python3 -m json.tool "$DIR/out"
ctl "control" 0 control web 0x01000081 --in=0aFF
has "control: sends code and input" "$DIR/log" "CONTROL name=web code=16777345 as_user=0 timeout_ms=0 in=0aff"
has "control: dump" "$DIR/out" "00000000  48 00 65 00 6c 00 6c 00 6f 00 00 00 ff 01 02 03  H.e.l.l.o......."
ctl "control --as-user" 0 control web 16777345 --as-user --timeout=8
has "control --as-user: sends it" "$DIR/log" "CONTROL name=web code=16777345 as_user=1 timeout_ms=8000 in="
ctl "control whose time runs out" 1 control web 0x01000085 --timeout=2
has "control whose time runs out: resapid's message" "$DIR/err" "ERROR_OPERATION_ABORTED (995)"
ctl "control in XML" 0 control web 16777345 --output-as=xml
check "control in XML: output" \
    [ "$(xmllint --xpath 'string(//result/@output)' "$DIR/out")" = 480065006c006c006f000000ff0102030405 ]
ctl "control fails" 1 control web 0x01000001
ctl "arbitrate: owned" 0 arbitrate web
has "arbitrate: says so" "$DIR/out" "web: owned by this node"
has "arbitrate without --timeout has no limit" "$DIR/log" "ARBITRATE name=web timeout_ms=0"
ctl "arbitrate --timeout" 0 arbitrate web --timeout=10
has "arbitrate --timeout tells resapid" "$DIR/log" "ARBITRATE name=web timeout_ms=10000"
ctl "arbitrate: not owned" 1 arbitrate lost
has "arbitrate: not owned: resapid's message" "$DIR/err" "ERROR_RESOURCE_NOT_AVAILABLE (5006)"
ctl "arbitrate: the time runs out" 1 arbitrate slow --timeout=1
ctl "arbitrate: no such resource" 4 arbitrate none
ctl "arbitrate in JSON" 0 arbitrate web --output-as=json
check "arbitrate in JSON: what was done" python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))["results"][0]
assert (r["name"], r["action"], r["state"]) == ("web", "arbitrate", "offline"), r' "$DIR/out"
ctl "release: not owned any more" 0 release web --timeout=4
has "release: says so" "$DIR/out" "web: not owned by this node"
has "release --timeout tells resapid" "$DIR/log" "RELEASE name=web timeout_ms=4000"
ctl "release: it fails" 1 release lost
ctl "release: no such resource" 4 release none
STATUS=0
"$CTL" status >/dev/full 2>"$DIR/err" || STATUS=$?
: >"$DIR/out"
result "a full disk is a failure" 1
has "a full disk is named" "$DIR/err" "ENOSPC (28)"
check_unread "a reader that has enough" 0 "$CTL" status

# ---------------------------------------------------------------------------------------------
# a resapid that does not behave

server_start <<'END'
accept 11 3
on DETAILS name=cut
  reply message="a message that is cut"
  cut 20
on DETAILS name=cutrecord
  reply
  detail name=web type=T state=2
  cut 60
on DETAILS name=empty
  cut 0
on DETAILS name=garbage
  raw ffffffffffffffffffffffffffffffffffff
on DETAILS name=utf8
  reply message=web
  raw 2900000000000000000000000200000000ffff00
on DETAILS name=nul
  raw 280000000100000000000000000000000000000000000000030000006100620000000000
on DETAILS name=long
  raw 28000000010000000000000000000000000000000000000000ffffff7f
on DETAILS name=request
  detail name=web type=T state=2
on DETAILS name=id
  id 99
  reply
on DETAILS name=size
  size 5000
  reply
on DETAILS name=small
  size 4
  reply
on DETAILS name=negative
  size -1
  reply
on DETAILS name=error
  error -22
  reply
on DETAILS name=endless
  reply more=1
on ABOUT
  reply outcome=4 message="resapid does not understand the request"
on TYPES
  reply more=1
on DETAILS name=die
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
# It reads the types' DLLs as the hosts' user.
printf '[host]\nuser=nobody\n' | cat "$RESAPID_CONFIG" - >"$DIR/nobody.conf"
RESAPID_CONFIG=$DIR/nobody.conf timeout 60 "$CTL" check-setup >"$DIR/out" 2>/dev/null
check_status "check-setup: a list of types without an end" 1 sh -c "exit $?"
has "check-setup: a list of types without an end is told" "$DIR/out" "list of types does not go on"
has "check-setup: who does not understand is of another build" "$DIR/out" "of another build than resapictl"
ctl "resapid dies in mid-request" 1 status die
has "resapid dies in mid-request: told" "$DIR/err" "ended before it answered"
# Without that, resapictl waits for 30 s.
within "resapid dies in mid-request: noticed at once" 0 15000

server_start <<'END'
accept 13 1
on ONLINE name=slow
  sleep 1200
  reply state=2
on ONLINE name=never
  silent
on ARBITRATE
  silent
END
ctl "a refused user" 1 status
has "a refused user: told" "$DIR/err" "EACCES (13)"
ctl "a slow answer is waited for" 0 online slow
# Beside the next, as both wait for their grace.
"$CTL" arbitrate web --timeout=1 >"$DIR/arbitrate.out" 2>"$DIR/arbitrate.err" &
ARBITRATING=$!
ctl "no answer: the client's own time" 1 online never --timeout=1
has "no answer: told" "$DIR/err" "ETIMEDOUT (110)"
within "no answer: after its time and a grace" 5500 25000
check_status "no answer to arbitrate is not owned" 1 wait "$ARBITRATING"
check "and one line on stderr" \
    [ "$(lines "$DIR/arbitrate.out") $(lines "$DIR/arbitrate.err")" = "0 1" ]
"$CTL" online never >"$DIR/out" 2>"$DIR/err" &
WAITING=$!
check "without a limit it asks" wait_said "$DIR/log" "ONLINE name=never timeout_ms=0"
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
on DETAILS
  reply
END
    AS=
    ctl "another user's server is not believed" 3 status
    has "another user's server: told" "$DIR/err" "user id 65534"
    check "another user's server: nothing was sent" [ ! -s "$DIR/log" ]
else
    skip "another user's server is not believed" "needs root to become another user"
fi

# ---------------------------------------------------------------------------------------------
# memory and descriptors

server_start <<'END'
on DETAILS name=none
  reply outcome=2 message="none: no such resource"
on DETAILS name=cut
  reply
  cut 5
on DETAILS
  reply
  detail name=web type=T state=2 since_us=1700000000123456 host_pid=1 information=0x401 app_error=5 owns=1
on ABOUT
  reply
  resapid version=1
on LINES
  reply
  line time_us=1700000000123456 text=line
on TYPES name=none
  reply outcome=2 message="none: no such type"
on TYPES
  reply
  type name=T dll=/t.dll isolation=type
on TYPE_COMMON
  reply
  property name=PendingTimeout format=DWORD value=1
on TYPE_COMMON_SET
  reply
on TYPE_CONTROL
  reply
  output data=0102
on COMMON
  reply
  property name=PendingTimeout format=DWORD value=1
on COMMON_SET
  reply
on RENAME
  reply
on ARBITRATE name=lost
  reply outcome=1 message="lost: Arbitrate: ERROR_RESOURCE_NOT_AVAILABLE (5006): another node owns it"
on ARBITRATE
  reply state=3
on RELEASE
  reply state=3
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
on OFFLINE
  reply
END
for format in text json xml; do
    memcheck "resapictl status, $format" 0 "$CTL" status --output-as=$format
done
memcheck "resapictl status of one" 0 "$CTL" status web
memcheck "resapictl metrics" 0 "$CTL" metrics
memcheck "resapictl resource show" 0 "$CTL" resource show web
memcheck "resapictl resource show --common" 0 "$CTL" resource show web --common
memcheck "resapictl resource set" 0 "$CTL" resource set web --common A=b C=d
memcheck "resapictl resource rename" 0 "$CTL" resource rename web www
memcheck "resapictl type show" 0 "$CTL" type show T --output-as=json
memcheck "resapictl type set" 0 "$CTL" type set T A=b
memcheck "resapictl type control" 0 "$CTL" type control T 1 --in=00ff --as-user --timeout=5
memcheck "resapictl type control, usage error" 2 "$CTL" type control T 1 --in=00f
memcheck "resapictl arbitrate" 0 "$CTL" arbitrate web --timeout=5
memcheck "resapictl arbitrate, not owned" 1 "$CTL" arbitrate lost
memcheck "resapictl release" 0 "$CTL" release web
memcheck "resapictl offline --force" 0 "$CTL" offline web --force
memcheck "resapictl type add" 0 "$CTL" type add T --dll=t.dll --isolation=type
memcheck "resapictl resource add" 0 "$CTL" resource add web --type=T A=b
memcheck "resapictl online" 0 "$CTL" online web --timeout=5
memcheck "resapictl check" 0 "$CTL" check web --level=is
memcheck "resapictl control" 0 "$CTL" control web 1 --in=00ff
memcheck "resapictl status of none" 4 "$CTL" status none
memcheck "resapictl and a wrong answer" 1 "$CTL" status cut
memcheck "resapictl --help" 0 "$CTL" type add --help
memcheck "resapictl usage error" 2 "$CTL" type dance
server_stop
memcheck "resapictl without resapid" 3 "$CTL" status

check_nothing_left

finish check-resapictl
