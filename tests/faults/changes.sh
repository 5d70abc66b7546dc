#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a DLL does to the cluster through clusapi.dll: control codes of every kind of object, verbs,
# events. fake-host asks from inside an entry point of the resource `res` (tests/fakehost/asks.h), and
# its record is the witness.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

# Kinds, verbs and changes of protocol/channel.h.
CLUSTER=1 NODE=2 GROUP=3 RESOURCE=4 TYPE=5 NETWORK=6 INTERFACE=7
ONLINE=1 OFFLINE=2 FAIL=3 RESTART=4 MOVE=5 CANCEL=6 NAME=7 DELETE=8 DESTROY=9 CHANGE_GROUP=10
ADD_PROVIDER=11 REMOVE_PROVIDER=12 DEPENDENCIES=13 ADD_OWNER=14 REMOVE_OWNER=15 OWNERS=16
PAUSE=17 RESUME=18 DRAIN=$((0x80000000))

# Codes that nobody but the script knows.
CODE=0x01600001
TYPE_CODE=0x02600001

instance_new native
PATH=$INSTANCE/bin:$PATH
fake_crm 'echo node' 'exit 0'
instance_set pacemaker push_failures yes
instance_set pacemaker crm_resource "$INSTANCE/bin/crm_resource"
check "resapid starts" instance_start || finish check-faults

for name in res a b c; do
    new_resource $name
done
# An IsAlive that nobody here asks for would ask the questions of another.
check "no poll comes in between" never_polled res
script res 'IsAlive = ask'
check "res is online" ctl online res

questions() {
    printf '%s\n' "$@" >"$INSTANCE/asks.new"
    mv "$INSTANCE/asks.new" "$INSTANCE/res.script.asks"
}

# ask LINE...: the answers, one a line.
ask() {
    questions "$@"
    : >"$INSTANCE/res.record"
    # What was asked for may have ended the check.
    ctl check res --level=is >/dev/null 2>&1
    record res | sed -n 's/^[0-9]* ASKED .* \(error=[0-9]*\)/\1/p'
}

gets() {
    answer=$(ask "$1")
    echo "$1: $answer"
    case "$answer " in
        "$2"*) return 0 ;;
    esac
    return 1
}

# says TITLE LINE ANSWER: the first words of the answer to that question.
says() {
    check "$1" gets "$2" "$3 "
}

# begins TITLE LINE ANSWER: the last word may be cut.
begins() {
    check "$1" gets "$2" "$3"
}

# text TEXT: as a control gives it.
text() {
    printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | sed 's/ \(..\)/\100/g'
    printf 0000
}

# property_list NAME NUMBER
property_list() {
    name_hex=$(text "$1")
    printf 0100000003000400%02x000000%s "$((${#name_hex} / 2))" "$name_hex"
    [ $((${#name_hex} % 8)) -eq 0 ] || printf 0000
    printf 0200010004000000%02x00000000000000 "$2"
}

controls() {
    says "a name" "control|$RESOURCE|a|0x01000029" "error=0 needed=4 out=$(text a)"
    says "a name without room for it" "small|$RESOURCE|a|0x01000029" "error=234 needed=4 out="
    says "no such resource" "control|$RESOURCE|none|0x01000029" error=5007
    script a 'ResourceControl = ok'
    says "a DLL's own code" "control|$RESOURCE|a|$CODE|dead" "error=0 needed=2 out=dead"
    script a 'ResourceControl = error=5'
    says "a DLL's error" "control|$RESOURCE|a|$CODE|dead" error=5
    script a
    says "a code that nobody knows" "control|$RESOURCE|a|$CODE" error=1
    says "it is closed again" "control|$RESOURCE|a|0x0100002d" "error=0 needed=4 out=$(text a)"
    says "required dependencies of a DLL without any" "control|$RESOURCE|a|0x01000011" error=1
    says "a Network Name" "control|$RESOURCE|a|0x01000169" error=5002

    : >"$INSTANCE/a.record"
    begins "common properties without a DLL" "alone|$RESOURCE|a|0x01000059" "error=0 needed="
    says "a DLL's own code without it" "alone|$RESOURCE|a|$CODE|dead" error=1
    says "a type's without it" "alone|$TYPE|a|$TYPE_CODE" error=1
    check "which is not loaded for them" eval '! record a | grep .'

    script b 'ResourceTypeControl = ok'
    says "a type" "control|$TYPE|b|$TYPE_CODE|beef" "error=0 needed=2 out=beef"
    says "no such type" "control|$TYPE|none|$TYPE_CODE" error=5078
    script b

    says "a group's name" "control|$GROUP|a|0x03000029" "error=0 needed=4 out=$(text a)"
    says "a group's property that is out of bounds" \
        "control|$GROUP|a|0x0340005e|$(property_list AutoFailbackType 2)" error=87
    says "a group's property" "control|$GROUP|a|0x0340005e|$(property_list Priority 7)" error=0
    says "and private ones" "control|$GROUP|a|0x03400086|$(property_list Mine 7)" error=0
    says "which are there" "control|$GROUP|a|0x03000079" "error=0 needed=12 out=$(text Mine)0000"
    says "no such group" "control|$GROUP|none|0x03000029" error=5013
    says "another object's code" "control|$GROUP|a|0x01000029" error=1
    says "this node's account" "control|$NODE||0x04000041" "error=0 needed=40"
    says "a node's property" "control|$NODE||0x0440005e|$(property_list NodeWeight 0)" error=0
    says "no such node" "control|$NODE|none|0x04000029" error=5042
    begins "the cluster's name in DNS" "control|$CLUSTER||0x0700003d" "error=0 needed="
    says "the cluster's property" \
        "control|$CLUSTER||0x0740005e|$(property_list DrainOnShutdown 0)" error=0
    says "a code that the cluster has not" "control|$CLUSTER||0x07000001" error=1
    says "no such network" "control|$NETWORK|none|0x05000029" error=5045
    says "no such network interface" "control|$INTERFACE|none|0x06000029" error=5047
    says "no such kind" "control|99|a|0x01000029" error=87
}

# What tells a DLL of an event is nobody's to send but the Resource Monitor's.
was_not_told() {
    record "$1" | grep "$2" && return 1
    return 0
}

# internal NAME KIND CODE: refused, and no DLL has seen it
internal() {
    code=$3
    script "$1" "ResourceControl@$code = ok" "ResourceTypeControl@$code = ok"
    rm -f "$INSTANCE/$1.record"
    says "internal code $code" "control|$2|$1|$code|dead" error=1
    says "from outside of an entry point" "outside|$2|$1|$code|dead" error=1
    check "no DLL has seen it" was_not_told "$1" "$code"
    script "$1"
}

internal_codes() {
    internal a $RESOURCE 0x01500006
    internal a $RESOURCE 0x0150004e
    internal a $RESOURCE 0x01700001
    internal b $TYPE 0x02500036
    internal b $TYPE 0x02700001
    says "one to the DLL that asks" "control|$RESOURCE|res|0x01500026|$(text new)" error=1
    says "one to a group" "control|$GROUP|a|0x03500001" error=1
    script b 'ResourceTypeControl = ok'
    says "what is not internal still comes through" "control|$TYPE|b|$TYPE_CODE|beef" \
        "error=0 needed=2 out=beef"
    script b
}

# after_ms LEAST CMD...: CMD succeeds, and not at once. That it was not too late, the answer tells:
# behind DeadlockTimeout there is none.
after_ms() {
    least=$1
    shift
    begun=$(now_ms)
    "$@" || return
    took=$(($(now_ms) - begun))
    echo "took $took ms, expected $least at least"
    [ "$took" -ge "$least" ]
}

# The codes of the last four controls and what became of them.
last_four() {
    record res | sed -n 's/^.* ASKED .*|\(.*\) \(error=[0-9]*\).*$/\1 \2/p' | tail -n 4 |
        paste -s -d ' '
}

deadlocks() {
    says "its own DLL cannot be asked from inside" "control|$RESOURCE|res|$CODE" error=1131
    says "the defaults can" "control|$RESOURCE|res|0x01000029" "error=0 needed=8"
    says "and the database" "control|$RESOURCE|res|0x01400086|$(property_list Mine 9)" error=0
    says "which shows it" "control|$RESOURCE|res|0x01000079" \
        "error=0 needed=12 out=$(text Mine)0000"

    check "DeadlockTimeout is 3000" ctl resource set res --common DeadlockTimeout=3000
    check "what waits for itself all the same is given up" after_ms 900 \
        gets "outside|$RESOURCE|res|$CODE" "error=5910 "
    script a 'ResourceControl = hang'
    check "what hangs is given up for the caller's sake" after_ms 900 \
        gets "control|$RESOURCE|a|$CODE" "error=5910 "
    check "the caller is well" is_state res online
    check "what hangs can be taken offline" ctl offline a --timeout=3
    script a
    check "DeadlockTimeout is as usual" ctl resource set res --common DeadlockTimeout=

    check "a type whose resources share a host" \
        ctl type add shared --dll="$INSTANCE/res.script" --isolation=type
    check "one of it" ctl resource add s1 --type=shared
    check "and another" ctl resource add s2 --type=shared
    check "both are online" ctl online s2
    script res 'IsAlive = ask' 's1:IsAlive = ask'
    check "both are online" ctl online s1
    questions "control|$RESOURCE|s2|$CODE" "control|$RESOURCE|s2|0x01000029" \
        "control|$TYPE|shared|$TYPE_CODE" "control|$RESOURCE|a|0x01000029"
    check "one asks" ctl check s1 --level=is
    check "and cannot reach the DLL of the other, nor their type" [ "$(last_four)" = \
        "$CODE error=1131 0x01000029 error=0 $TYPE_CODE error=1131 0x01000029 error=0" ]
    script res 'ResourceTypeControl = ask'
    questions "control|$RESOURCE|s2|$CODE" "control|$RESOURCE|s1|0x01000029" \
        "control|$TYPE|shared|$TYPE_CODE" "control|$RESOURCE|a|0x01000029"
    check "their type asks" ctl type control shared "$TYPE_CODE"
    check "and cannot reach them, nor itself" [ "$(last_four)" = \
        "$CODE error=1131 0x01000029 error=0 $TYPE_CODE error=1131 0x01000029 error=0" ]
    check "its DeadlockTimeout is 3000" ctl type set shared DeadlockTimeout=3000
    script a 'ResourceControl = hang'
    questions "control|$RESOURCE|a|$CODE"
    : >"$INSTANCE/res.record"
    check "what hangs is given up for the type's sake" after_ms 900 \
        ctl type control shared "$TYPE_CODE"
    check "as it is told" eval "record res | grep -q 'ASKED .* error=5910 '"
    check "what hangs can be taken offline" ctl offline a --timeout=3
    script a
    script res 'IsAlive = ask'
    for name in s1 s2; do
        check "$name goes" ctl offline $name
        check "$name is removed" ctl resource remove $name
    done
    check "their type is removed" ctl type remove shared

    script res 'Startup = ask'
    questions "control|$RESOURCE|early|$CODE"
    check "one that asks in Startup" ctl resource add early --type=res
    check "comes online" ctl online early
    check "and did not wait for itself" eval "record res | grep -q 'ASKED .*|early|.* error=1131 '"
    check "it goes" ctl offline early
    check "it is removed" ctl resource remove early
    script res 'IsAlive = ask'
}

# change KIND ID VERB [FLAGS OTHER TEXT NODES]
change() {
    line="change|$1|$2|$3"
    shift 3
    for field; do
        line="$line|$field"
    done
    printf '%s' "$line"
}

are_states() {
    for name in a b c; do
        printf '%s ' "$(field state "$name")"
    done | grep -qx "$1 "
}

# settles STATES: of a, b and c
settles() {
    wait_until 20 are_states "$1"
}

order() {
    for name in a b c; do
        record $name | sed -n "s/^\([0-9]*\) $1 begin.*/\1 $name/p" | tail -n 1
    done | sort -n | sed 's/^.* //' | paste -s -d ' '
}

states() {
    says "online" "$(change $RESOURCE a $ONLINE)" error=997
    check "it comes online" settles "online offline offline"
    says "once more" "$(change $RESOURCE a $ONLINE)" error=0
    says "fail" "$(change $RESOURCE a $FAIL)" error=0
    check "it has failed" settles "failed offline offline"
    says "which it can once only" "$(change $RESOURCE a $FAIL)" error=5084
    says "restart of what is not online" "$(change $RESOURCE a $RESTART)" error=5023
    says "offline of what has failed" "$(change $RESOURCE a $OFFLINE)" error=0
    check "it is offline" settles "offline offline offline"
    says "offline once more" "$(change $RESOURCE a $OFFLINE)" error=0
    says "no such resource" "$(change $RESOURCE none $ONLINE)" error=5007
    says "a verb that resources have not" "$(change $RESOURCE a $PAUSE)" error=87
    script a 'Online = pending-never'
    says "online for ever" "$(change $RESOURCE a $ONLINE)" error=997
    check "it is on its way" wait_until 20 is_state a online-pending
    says "offline of what is on its way" "$(change $RESOURCE a $OFFLINE)" error=5023
    says "online of what is on its way" "$(change $RESOURCE a $ONLINE)" error=5023
    says "delete of what is on its way" "$(change $RESOURCE a $DELETE)" error=5023
    check "it is offline" ctl offline a --timeout=20
    script a
    says "itself" "$(change $RESOURCE res $RESTART)" error=997
    check "restarts once the entry point has returned" wait_until 20 restarted
    check "it is online again" wait_until 20 is_state res online
}

restarted() {
    record res | grep -q " Online begin "
}

# In the group that `site` makes: site needs mid, mid needs name or other.
network_names() {
    check "a Network Name's type" ctl type add "Network Name" "--dll=$INSTANCE/a.script"
    check "a resource of it" ctl resource add name "--type=Network Name" --group=site Name=WEB
    for name in site mid other; do
        check "the resource $name" ctl resource add $name --type=a --group=site
    done
    code=0x01000169
    says "no Network Name" "control|$RESOURCE|site|$code" error=5002
    check_error "which a client is told too" 1 "ERROR_DEPENDENCY_NOT_FOUND (5002)" \
        ctl control site $code
    says "site needs mid" "$(change $RESOURCE site $DEPENDENCIES 0 '' '[mid]')" error=0
    says "mid needs one of two" "$(change $RESOURCE mid $DEPENDENCIES 0 '' '[other] or [name]')" error=0
    script a 'ResourceControl = ok'
    says "the Network Name is found" "control|$RESOURCE|site|$code" "error=0 needed=8 out=$(text WEB)"
    says "and is its own" "control|$RESOURCE|name|$code" "error=0 needed=8 out=$(text WEB)"
    says "but not that of what stands beside it" "control|$RESOURCE|other|$code" error=5002
    says "without a buffer" "small|$RESOURCE|site|$code" "error=234 needed=8 out="
    check_output "a client is given it too" "57 00 45 00 42 00 00 00" ctl control site $code
    check "the Network Name has no name" ctl resource set name Name=
    says "so that there is none" "control|$RESOURCE|site|$code" error=5002
    check "no DLL was asked" eval '! record a | grep -q "resource=site"'
    script a
    for name in site mid other name; do
        check "$name is removed" ctl resource remove $name
    done
    check "and the type" ctl type remove "Network Name"
}

dependencies() {
    says "a depends on b" "$(change $RESOURCE a $ADD_PROVIDER 0 b)" error=87
    says "in one group with it" "$(change $RESOURCE b $CHANGE_GROUP 0 a)" error=0
    says "once only" "$(change $RESOURCE b $CHANGE_GROUP 0 a)" error=183
    says "c too" "$(change $RESOURCE c $CHANGE_GROUP 0 a)" error=0
    says "no such group" "$(change $RESOURCE c $CHANGE_GROUP 0 none)" error=5013
    says "a depends on b" "$(change $RESOURCE a $ADD_PROVIDER 0 b)" error=0
    says "once only" "$(change $RESOURCE a $ADD_PROVIDER 0 b)" error=5003
    says "b does not depend on a" "$(change $RESOURCE b $ADD_PROVIDER 0 a)" error=1059
    says "nor on itself" "$(change $RESOURCE b $ADD_PROVIDER 0 b)" error=1059
    says "nor on nothing" "$(change $RESOURCE b $ADD_PROVIDER 0 none)" error=5007
    says "b depends on c" "$(change $RESOURCE b $DEPENDENCIES 0 '' '[c]')" error=0
    says "no expression" "$(change $RESOURCE b $DEPENDENCIES 0 '' '[c] and')" error=87
    says "a circle" "$(change $RESOURCE c $DEPENDENCIES 0 '' '[a]')" error=1059
    says "online" "$(change $RESOURCE a $ONLINE)" error=997
    check "its providers come too" settles "online online online"
    check "before it" [ "$(order Online)" = "c b a" ]
    says "offline of the last provider" "$(change $RESOURCE c $OFFLINE)" error=997
    check "all go" settles "offline offline offline"
    check "dependents first" [ "$(order Offline)" = "a b c" ]
    script c 'Online = error=5'
    says "online" "$(change $RESOURCE a $ONLINE)" error=997
    check "what depends on a failure stays offline" settles "offline offline failed"
    script c
    says "an OR" "$(change $RESOURCE a $DEPENDENCIES 0 '' '[c] or [b]')" error=0
    says "of what stands alone" "$(change $RESOURCE b $DEPENDENCIES)" error=0
    script c 'Online = error=5'
    says "online with one of them" "$(change $RESOURCE a $ONLINE)" error=997
    check "the other is taken when the first fails" settles "online online failed"
    script c
    says "a group" "$(change $GROUP a $OFFLINE)" error=997
    check "goes offline" settles "offline offline offline"
    says "and online" "$(change $GROUP a $ONLINE 0 1)" error=997
    check "with all that it has" settles "online online online"
    says "no such node" "$(change $GROUP a $ONLINE 0 none)" error=5042
    says "restart" "$(change $RESOURCE c $RESTART)" error=997
    check "ends online" settles "online online online"
    says "delete of what is online" "$(change $RESOURCE c $DELETE)" error=5023
    says "the group goes offline" "$(change $GROUP a $OFFLINE)" error=997
    check "all are offline" settles "offline offline offline"
    says "delete of what others depend on" "$(change $RESOURCE c $DELETE)" error=5001
    says "no dependency" "$(change $RESOURCE b $REMOVE_PROVIDER 0 c)" error=5002
    says "one less" "$(change $RESOURCE a $REMOVE_PROVIDER 0 c)" error=0
    says "none" "$(change $RESOURCE a $DEPENDENCIES)" error=0
}

groups() {
    says "to this node" "$(change $GROUP a $MOVE 0 1)" error=0
    says "to any other" "$(change $GROUP a $MOVE)" error=5005
    says "to none that there is" "$(change $GROUP a $MOVE 0 none)" error=5042
    says "nothing to cancel" "$(change $GROUP a $CANCEL)" error=0
    script a 'Online = pending-never'
    says "something to cancel" "$(change $RESOURCE a $ONLINE)" error=997
    says "cancelled" "$(change $GROUP a $CANCEL)" error=0
    check "it is taken offline" ctl offline a --timeout=20
    script a
    says "owners" "$(change $GROUP a $OWNERS 0 '' '' 1)" error=0
    says "no such owner" "$(change $GROUP a $OWNERS 0 '' '' 1,none)" error=5042
    says "an owner that it has" "$(change $RESOURCE a $ADD_OWNER 0 1)" error=5010
    says "one less" "$(change $RESOURCE a $REMOVE_OWNER 0 1)" error=0
    says "so it has nowhere to be" "$(change $RESOURCE a $ONLINE)" error=5005
    says "one more" "$(change $RESOURCE a $ADD_OWNER 0 1)" error=0
    says "paused" "$(change $NODE '' $PAUSE)" error=0
    says "so nothing comes online" "$(change $RESOURCE a $ONLINE)" error=5070
    says "nor a group" "$(change $GROUP a $ONLINE)" error=5070
    says "resumed" "$(change $NODE '' $RESUME)" error=0
    says "once only" "$(change $NODE '' $RESUME)" error=5058
    says "no such node" "$(change $NODE none $PAUSE)" error=5042
    says "drained, with nowhere to go" "$(change $NODE '' $PAUSE $DRAIN '' 'we move out')" \
        error=5005
    check "for a reason" log_has "is to be paused, and the reason is: we move out"
    says "it is not paused" "$(change $NODE '' $RESUME)" error=5058
    says "drained to itself" "$(change $NODE '' $PAUSE $((DRAIN + 1)) 1)" error=87
    says "drained to none" "$(change $NODE '' $PAUSE $((DRAIN + 1)) none)" error=5042
    says "drained, and what is online may stay" "$(change $NODE '' $PAUSE $((DRAIN + 1)))" error=0
    check "it does" is_state res online
    says "it is paused" "$(change $NODE '' $RESUME)" error=0
}

# Flags that nobody has documented.
flags() {
    says "of a resource's online" "$(change $RESOURCE a $ONLINE 16)" error=87
    says "of its offline" "$(change $RESOURCE a $OFFLINE 8)" error=87
    says "of a group's online" "$(change $GROUP a $ONLINE 16)" error=87
    says "of its offline" "$(change $GROUP a $OFFLINE 2)" error=87
    says "of its move" "$(change $GROUP a $MOVE 64)" error=87
    says "of a node's pause" "$(change $NODE '' $PAUSE 8)" error=87
    says "of its resumption" "$(change $NODE '' $RESUME 8)" error=87
    says "those that there are" "$(change $RESOURCE a $OFFLINE 7)" error=0
    says "a failed one" "$(change $RESOURCE a $ONLINE)" error=997
    check "is online" wait_until 20 is_state a online
    says "fails" "$(change $RESOURCE a $FAIL)" error=0
    check "has failed" wait_until 20 is_state a failed
    says "unknown flags" "$(change $RESOURCE a $OFFLINE 8)" error=87
    says "known ones" "$(change $RESOURCE a $OFFLINE 4)" error=0
    check "is offline" wait_until 20 is_state a offline
}

names() {
    says "a new name" "$(change $RESOURCE b $NAME 0 '' new)" error=0
    check "resapid has it" is_state new offline
    says "another's name" "$(change $RESOURCE new $NAME 0 '' c)" error=5010
    says "no name" "$(change $RESOURCE new $NAME)" error=123
    says "of what runs" "$(change $RESOURCE res $NAME 0 '' other)" error=5019
    says "the old name" "$(change $RESOURCE new $NAME 0 '' b)" error=0
    says "a group's" "$(change $GROUP a $NAME 0 '' group)" error=0
    says "which has it" "control|$GROUP|group|0x03000029" "error=0 needed=12 out=$(text group)"
    says "another group's" "$(change $GROUP group $NAME 0 '' res)" error=5010
    says "the cluster's" "$(change $CLUSTER '' $NAME 0 '' 'our cluster')" error=0
    says "a type's" "$(change $TYPE a $NAME 0 '' other)" error=87
}

life() {
    begins "a new group" "create|$GROUP|new group" "error=0 id="
    says "once only" "create|$GROUP|New Group" error=5010
    says "without a name" "create|$GROUP|" error=123
    begins "a new resource" "create|$RESOURCE|made|a|new group||1" "error=0 id="
    check "is there" is_state made offline
    says "once only" "create|$RESOURCE|made|a|new group" error=5010
    says "of no type" "create|$RESOURCE|other|none|new group" error=5078
    says "in no group" "create|$RESOURCE|other|a|none" error=5013
    says "a new type" "create|$TYPE|made type|||$INSTANCE/a.script" "error=0 id=made type"
    says "once only" "create|$TYPE|made type|||$INSTANCE/a.script" error=183
    says "without a DLL" "create|$TYPE|other type|||$INSTANCE/none.script" error=2
    says "a kind that cannot be made" "create|$NODE|other" error=87
    says "delete of a group that is not empty" "$(change $GROUP 'new group' $DELETE)" error=145
    says "delete of a type that is in use" "$(change $TYPE a $DELETE)" error=145
    says "delete" "$(change $RESOURCE made $DELETE)" error=0
    check_error "it is gone" 4 "there is none of that name" ctl status made
    says "delete of an empty group" "$(change $GROUP 'new group' $DELETE)" error=0
    says "which is gone" "$(change $GROUP 'new group' $DELETE)" error=5013
    says "delete of a type" "$(change $TYPE 'made type' $DELETE)" error=0
    says "which is gone" "$(change $TYPE 'made type' $DELETE)" error=5078
    says "online" "$(change $RESOURCE b $ONLINE)" error=997
    check "it is online" wait_until 20 is_state b online
    says "a failed one" "$(change $RESOURCE b $FAIL)" error=0
    check "has failed" wait_until 20 is_state b failed
    gets "$(change $RESOURCE b $DELETE)" error=0 >/dev/null 2>&1
    check "can be deleted" wait_until 20 is_gone b
    says "the group is destroyed" "$(change $GROUP group $DESTROY)" error=0
    check "with all that it had" wait_until 20 is_gone c
    check "all" wait_until 20 is_gone a
    says "so it is gone" "$(change $GROUP group $DESTROY)" error=5013
}

is_gone() {
    ! ctl status "$1"
}

# told KIND CHANGE REST...
told() {
    record res | grep -q "^[0-9]* EVENT $*"
}

hears() {
    check "$1" wait_until 20 told "$2"
}

events() {
    says "listen" "listen|1" error=0
    check "another resource" ctl resource add heard --type=a
    hears "is told" "$RESOURCE 1 3 id=.* name=heard"
    hears "with its group" "$GROUP 1 1 id=.* name=heard"
    hears "and its place in it" "$GROUP 7 "
    hears "and the keys" "8 9 0 id=Resources"
    check "online" ctl online heard
    hears "its state" "$RESOURCE 3 2 id=.* name=heard parent=1"
    hears "on its way" "$RESOURCE 3 129 id=.* name=heard"
    hears "and its group's" "$GROUP 3 0 id=.* name=heard"
    check "a property" ctl resource set heard Mine=1
    hears "is told" "$RESOURCE 5 .* name=heard"
    hears "and the value" "8 10 0 id=Resources.*Parameters name=Mine"
    check "offline" ctl offline heard
    check "a new name" ctl resource rename heard seen
    hears "is told" "$RESOURCE 4 .* name=seen"
    check "no more of it" ctl resource remove seen
    hears "is told" "$RESOURCE 2 .* name=seen"
    hears "and of its group" "$GROUP 2 "
    says "listen no more" "listen|0" error=0
    check "another resource" ctl resource add unheard --type=a
    check "a last word" ctl check res --level=is
    check "is not told" not told "$RESOURCE 1 "
    check "no more of it" ctl resource remove unheard
}

# id KIND NAME
id() {
    ask "find|$1|$2" | sed -n 's/^error=0 id=//p'
}

# is_told TITLE REST: one event that is just that.
is_told() {
    check "$1" wait_until 20 grep -qx "[0-9]* EVENT $2" "$INSTANCE/$3"
}

# Asking begins a new record: what was told is kept in a file of its own.
fields() {
    says "listen" "listen|1" error=0
    check "a resource in a group" ctl resource add seen --type=a --group=shown
    check "is told to the end" wait_until 20 told "$GROUP 7 1 "
    cp "$INSTANCE/res.record" "$INSTANCE/told"
    group=$(id $GROUP shown)
    resource=$(id $RESOURCE seen)
    is_told "the group" "$GROUP 1 1 id=$group name=shown parent=1" told
    is_told "the resource" "$RESOURCE 1 3 id=$resource name=seen parent=$group" told
    is_told "its place" "$GROUP 7 1 id=$group name=shown parent=$resource" told
    check "online" ctl online seen
    is_told "its state" "$RESOURCE 3 2 id=$resource name=seen parent=1" res.record
    is_told "its group's" "$GROUP 3 0 id=$group name=shown parent=1" res.record
    check "offline" ctl offline seen
    check "a property" ctl resource set seen Mine=1
    is_told "the property" "$RESOURCE 5 3 id=$resource name=seen parent=$group" res.record
    is_told "its value" "8 10 0 id=Resources\\\\$resource\\\\Parameters name=Mine parent=" res.record
    says "what is wanted" "$(change $GROUP shown $OFFLINE)" error=0
    is_told "is kept" "8 10 0 id=Groups\\\\$group name=PersistentState parent=" res.record
    says "the same" "$(change $GROUP shown $OFFLINE)" error=0
    check "another property" ctl resource set seen Mine=2
    is_told "is told" "8 10 0 id=Resources\\\\$resource\\\\Parameters name=Mine parent=" res.record
    check "the same is not written again" not told "8 10 .* name=PersistentState"
    check "no more of it" ctl resource remove seen
    is_told "its place" "$GROUP 7 0 id=$group name=shown parent=$resource" res.record
    is_told "and itself" "$RESOURCE 2 3 id=$resource name=seen parent=$group" res.record
    says "no group" "$(change $GROUP shown $DELETE)" error=0
    is_told "any more" "$GROUP 2 1 id=$group name=shown parent=1" res.record
    says "listen no more" "listen|0" error=0
}

not() {
    ! "$@"
}

# A name of 16,000 characters makes an event long.
deaf() {
    long=$(printf '%016000d' 0)
    says "listen" "listen|1" error=0
    kill -STOP "$(field host_pid res)"
    count=0
    while [ $count -lt 20 ]; do
        count=$((count + 1))
        set --
        for one in 1 2 3 4 5 6; do
            set -- "$@" "$long$one=$count"
        done
        ctl resource set other "$@" >/dev/null || break
    done
    kill -CONT "$(field host_pid res)"
    hears "who was not reading is told that events are lost" "1 11 "
    check "and goes on" ctl check res --level=is
}

managed() {
    script managed
    check "Pacemaker starts a resource" agent managed start
    says "a DLL does not" "$(change $RESOURCE managed $OFFLINE)" error=5
    check "and is told how" log_has \
        "resource=managed --meta --set-parameter=target-role --parameter-value=Stopped"
    says "nor delete it" "$(change $RESOURCE managed $DELETE)" error=5
    says "nor its group" "$(change $GROUP managed $DESTROY)" error=5
    says "nor its name" "$(change $RESOURCE managed $NAME 0 '' another)" error=5
    says "nor pause the node" "$(change $NODE '' $PAUSE)" error=5
    says "online is what it is" "$(change $RESOURCE managed $ONLINE)" error=0
    says "restart" "$(change $RESOURCE managed $RESTART)" error=997
    check "is Pacemaker's" wait_until 20 asked_crm "--restart --resource=managed"
    says "move" "$(change $GROUP managed $MOVE)" error=997
    check "is Pacemaker's" wait_until 20 asked_crm "--move --lifetime=PT15M --resource=managed"
    check "and the way to end it is told" log_has "crm_resource --resource=managed --clear"
    says "fail" "$(change $RESOURCE managed $FAIL)" error=0
    check "Pacemaker is told" wait_until 20 asked_crm "--fail --resource=managed --node=node"
    check "it has failed" wait_until 20 is_state managed failed
    says "online of what has failed" "$(change $RESOURCE managed $ONLINE)" error=997
    check "is Pacemaker's" wait_until 20 asked_crm "--cleanup --resource=managed"
    check "Pacemaker stops it" agent managed stop
}

asked_crm() {
    pushes
    pushes | grep -qF -e "crm_resource $1"
}

# count_asked ERROR: how many questions got it.
count_asked() {
    record res | grep -c " ASKED .* error=$1 *$"
}

runs_out() {
    made=$(count_asked 997)
    refused=$(count_asked 1816)
    echo "$made under way, $refused refused"
    [ "$made" -eq "$1" ] && [ "$refused" -eq "$2" ]
}

restarts() {
    grep -c -e "--restart --resource=managed, since a resource DLL asks for it" "$INSTANCE/log"
}

# What a DLL asks for and does not wait for is counted.
floods() {
    script other 'Online = pending-never'
    ask "$(change $RESOURCE other $ONLINE)" >/dev/null
    check "one is on its way for ever" wait_until 20 is_state other online-pending
    set --
    while [ $# -lt 140 ]; do
        set -- "$@" "$(change $GROUP other $ONLINE)"
    done
    ask "$@" >/dev/null
    check "a host that asks for ever more is refused" runs_out 127 13
    check "but not for ever" ctl offline other --timeout=20
    says "once that has ended" "$(change $GROUP other $OFFLINE)" error=0
    script other

    script managed
    check "Pacemaker starts a resource" agent managed start
    fake_crm 'echo node' 'case "$*" in *--restart*) exec sleep 600 ;; esac'
    before=$(restarts)
    ask "$(change $RESOURCE managed $RESTART)" "$(change $RESOURCE managed $RESTART)" >/dev/null
    check "the same is asked of Pacemaker once" [ $(($(restarts) - before)) -eq 1 ]
    check "Pacemaker stops it" agent managed stop
}

# A host that ends with a question on its way.
ends() {
    # Longer than the asker has, whose host is ended at 80% of its time.
    script other 'ResourceControl = sleep=3000,ok'
    questions "control|$RESOURCE|other|$CODE|dead"
    background check res --level=is
    check "the other is asked" wait_until 20 other_is_called
    check "the asker is taken offline" ctl terminate res --timeout=2
    background_ends >/dev/null 2>&1
    check "what it asked ends" wait_until 20 instance_has_no_host
    script other
}

other_is_called() {
    record other | grep -q " ResourceControl begin "
}

controls
internal_codes
deadlocks
states
network_names
dependencies
groups
flags
names
life
events
fields
new_resource other
deaf
managed
floods
ends

check "res kept the contract" contract_is_kept res
instance_stop
instance_audit
finish check-faults
