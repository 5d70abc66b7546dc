#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapictl events: what happens is told as it happens, and nobody who listens costs resapid anything.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

LISTENERS=
# Where a failed run would leave them.
# shellcheck disable=SC2016 # expands when the script ends
at_exit '[ -z "$LISTENERS" ] || kill -KILL $LISTENERS 2>/dev/null'

# follow FILE WORD...: resapictl events WORD..., into that file; its pid in LISTENER
follow() {
    follow_file=$INSTANCE/$1
    shift
    "$instance_build/resapictl" events "$@" >"$follow_file" 2>"$follow_file.errors" &
    LISTENER=$!
    LISTENERS="$LISTENERS $LISTENER"
}

# Until they listen, there is something to be heard.
all_listen() {
    ctl resource set res --common "Description=$(now_ms)" >/dev/null
    for listened in "$@"; do
        grep -q Description "$INSTANCE/$listened" || return
    done
}

heard() {
    wait_until 20 grep -q -e "$2" "$INSTANCE/$1" || { tail -n 20 "$INSTANCE/$1"; return 1; }
}

not_heard() {
    ! grep -e "$2" "$INSTANCE/$1"
}

# What was told of res's online, in order, without what differs each time.
is_story() {
    sed -n 's/^[^ ]* [^ ]*  res: //p' "$INSTANCE/text" | grep -v Description | tail -n 5 >"$INSTANCE/story"
    cat "$INSTANCE/story"
    [ "$(cat "$INSTANCE/story")" = "offline -> opening: online asked for
opening -> in Online: opened
in Online -> online pending: call returned ERROR_IO_PENDING
online pending, checkpoint 1
online pending -> online: online reported" ]
}

is_json() {
    python3 -c 'import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
states = [e for e in events if e["event"] == "state" and e["resource"] == "res"]
print(*events, sep="\n")
assert (states[-1]["from"], states[-1]["state"]) == ("online-pending", "online"), states[-1]
assert states[-1]["reason"] == "online reported" and states[-1]["time"].endswith("Z")
assert [e["checkpoint"] for e in events if e["event"] == "checkpoint"] == [1]' "$INSTANCE/json"
}

is_xml() {
    { echo "<all>"; cat "$INSTANCE/xml"; echo "</all>"; } >"$INSTANCE/all.xml"
    [ "$(xmllint --xpath 'string(//event[@event="state"][last()]/@state)' "$INSTANCE/all.xml")" = online ]
}

# All that was told to the one is told to the other, or counted. On a busy machine who reads all the
# time may be too late as well.
none_is_missing() {
    python3 -c 'import json, sys
def count(name):
    events = [json.loads(line) for line in open(name)]
    lost = sum(e["lost"] for e in events if e["event"] == "lost")
    told = sum(e["event"] != "lost" for e in events)
    print(name, told, "told,", lost, "lost")
    return told, lost
full, slow = (count(name) for name in sys.argv[1:])
assert slow[1] > full[1]
assert sum(slow) == sum(full)' "$INSTANCE/full" "$INSTANCE/slow"
}

# Its status is written when it ends.
ends_with_head() {
    {
        timeout 60 "$instance_build/resapictl" events
        echo $? >"$INSTANCE/head.status"
    } | head -n 1 >/dev/null &
    wait_until 20 head_ended || return
    cat "$INSTANCE/head.status"
    [ "$(cat "$INSTANCE/head.status")" = 0 ]
}

head_ended() {
    ctl resource set res --common "Description=$(now_ms)" >/dev/null
    [ -s "$INSTANCE/head.status" ]
}

all_hear_again() {
    ctl resource set res "Again=$(now_ms)" >/dev/null
    grep -q "res: Again changed" "$INSTANCE/text" && grep -q "res: Again changed" "$INSTANCE/one"
}

# Of what is freed a sanitizer keeps 256 MB, for uses after the end; here memory is measured.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
export ASAN_OPTIONS

instance_new native
check "resapid starts" instance_start || finish check-events
new_resource res
new_resource other

check_error "events of none" 4 "there is none of that name" ctl events none
follow text
follow json --output-as=json
follow xml --output-as=xml
follow one res
check "all listen" wait_until 20 all_listen text json xml one

script res 'Online = pending=100,checkpoints=1'
check "it comes online" ctl online res
check "that is heard" heard text "res: online pending -> online: online reported"
check "with all that lies between" is_story
check "in JSON" wait_until 20 is_json
check "in XML" wait_until 20 is_xml

script res 'LooksAlive = error=1' 'IsAlive = error=1'
check_fails "LooksAlive fails" ctl check res
check "so does IsAlive" is_state res failed
for line in "res: LooksAlive returned FALSE" "res: IsAlive returned FALSE" \
    "res: FAILED: resource res: IsAlive returned FALSE" "IsAlive said no"; do
    check "heard: $line" heard text "$line"
done
script res
check "it goes offline" ctl offline res

check "a private property" ctl resource set res Port:DWORD=8080
check "a common property of a type" ctl type set res LooksAlivePollInterval=6000
new_resource made
check "a resource is renamed" ctl resource rename made named
check "and removed" ctl resource remove named
check "its type is removed" ctl type remove made
for line in "res: Port changed" "type res: LooksAlivePollInterval changed" "type made: added" \
    "made: added, of type made" "made: renamed to named" "named: removed" "type made: removed"; do
    check "heard: $line" heard text "  $line"
done
check "what a type begins with is no change of it" not_heard text "type made: .* changed"
check "who listens to one hears of it" heard one "res: Port changed"
check "and of no other" not_heard one "made"
check "it is renamed" ctl resource rename res renamed
check "who listens to it goes on" eval \
    'ctl resource set renamed Other=1 >/dev/null && heard one "renamed: Other changed"'
check "it is renamed back" ctl resource rename renamed res

check "who has no reader any more ends" ends_with_head

follow full --output-as=json
follow slow --output-as=json
slow=$LISTENER
check "both listen" wait_until 20 all_listen full slow
kill -STOP "$slow"
before=$(resapid_kib)
script res 'Online = pending=1500,checkpoints=3000'
check "thousands of events while one does not read" ctl online res --timeout=60
check "they cost resapid nothing" grows_little "$before"
check "it goes offline" ctl offline res
kill -CONT "$slow"
check "it is told that some were lost" heard slow '"event":"lost"'
check "and goes on with what comes now" eval \
    'ctl resource set res Mark=1 >/dev/null && heard slow "\"property\":\"Mark\"" && heard full "\"property\":\"Mark\""'
check "all the others were told" none_is_missing

check "resapid is killed" instance_kill
check "who listens says so" heard text "resapid has gone: waiting for it"
check "resapid starts again" instance_start
check "and that it is there" heard text "resapid is there again"
check "what happens now is heard" wait_until 20 all_hear_again

for pid in $LISTENERS; do
    kill -TERM "$pid"
    wait "$pid" 2>/dev/null
done
LISTENERS=
check "it ends" instance_stop
instance_audit
finish check-events
