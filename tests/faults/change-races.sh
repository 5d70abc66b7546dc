#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two hosts that change the cluster at the same moment. The disk stands still while both ask, so that
# neither can see what the other has done: none of it may be lost.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"
# shellcheck source=../hold.sh
. "$here/../hold.sh"

# Kinds and verbs of protocol/channel.h.
GROUP=3 RESOURCE=4
ONLINE=1 NAME=7 DELETE=8 DESTROY=9 CHANGE_GROUP=10 ADD_PROVIDER=11 REMOVE_PROVIDER=12 DEPENDENCIES=13

instance_new native
hold_prepare
check "resapid starts" hold_start || finish check-faults

for name in res two a b c; do
    new_resource $name
done
for name in res two; do
    script $name 'IsAlive = ask'
    check "$name is online" ctl online $name
    # Nothing asks but this script. This is stored behind what resapid stores when a DLL is first
    # open, which must not be what the disk holds.
    check "no poll of $name comes in between" never_polled $name
done

# asks NAME QUESTION: beside the script; its pid in ASKER.
asks() {
    printf '%s\n' "$2" >"$INSTANCE/asks.new"
    mv "$INSTANCE/asks.new" "$INSTANCE/$1.script.asks"
    : >"$INSTANCE/$1.record"
    ctl check "$1" --level=is >/dev/null 2>&1 &
    ASKER=$!
}

not() {
    ! "$@"
}

# The error of the answer.
answer() {
    record "$1" | sed -n 's/^[0-9]* ASKED .* error=\([0-9]*\).*/\1/p'
}

has_asked() {
    record "$1" | grep -q " IsAlive begin "
}

# at_once QUESTION QUESTION: their answers in FIRST and SECOND.
at_once() {
    hold
    asks res "$1"
    first_asker=$ASKER
    held=yes
    wait_until 20 is_held || held=no
    asks two "$2"
    # What comes behind the question in the same host has passed it.
    wait_until 20 has_asked two
    ctl status >/dev/null
    release
    wait "$first_asker" "$ASKER"
    FIRST=$(answer res)
    SECOND=$(answer two)
    echo "held: $held, answers: $FIRST and $SECOND"
    [ "$held" = yes ]
}

# What takes long is answered with ERROR_IO_PENDING, and done nevertheless.
is_taken() {
    [ "$1" = 0 ] || [ "$1" = 997 ]
}

are_both_taken() {
    at_once "$1" "$2" && is_taken "$FIRST" && is_taken "$SECOND"
}

# second_is_refused ERROR QUESTION QUESTION
second_is_refused() {
    at_once "$2" "$3" && is_taken "$FIRST" && [ "$SECOND" = "$1" ]
}

are_in() {
    for name; do
        ctl status "$name" --output-as=json | grep -qF "\"group\" : \"$into\"" || return
    done
}

expression() {
    asks res "expression|$RESOURCE|$1"
    wait "$ASKER"
    record res | sed -n 's/^.* error=0 text=//p'
}

is_expression() {
    is=$(expression "$1")
    echo "$1 depends on $is"
    [ "$is" = "$2" ]
}

check "two come into one group" are_both_taken \
    "change|$RESOURCE|b|$CHANGE_GROUP|0|a" "change|$RESOURCE|c|$CHANGE_GROUP|0|a"
into=a
check "both are in it" wait_until 20 are_in a b c

check "two dependencies of one resource" are_both_taken \
    "change|$RESOURCE|a|$ADD_PROVIDER|0|b" "change|$RESOURCE|a|$ADD_PROVIDER|0|c"
check "it has both" wait_until 20 is_expression a '[b] and [c]'
check "one goes while another comes" are_both_taken \
    "change|$RESOURCE|a|$REMOVE_PROVIDER|0|b" "change|$RESOURCE|c|$ADD_PROVIDER|0|b"
check "the one" wait_until 20 is_expression a '[c]'
check "and the other" wait_until 20 is_expression c '[b]'
check "a circle of two" second_is_refused 1059 \
    "change|$RESOURCE|a|$ADD_PROVIDER|0|b" "change|$RESOURCE|b|$ADD_PROVIDER|0|a"
check "another resource" ctl resource add d --type=a --group=a
check "a dependency on what is deleted" second_is_refused 5001 \
    "change|$RESOURCE|a|$ADD_PROVIDER|0|d" "change|$RESOURCE|d|$DELETE"
check "no dependencies any more" are_both_taken \
    "change|$RESOURCE|a|$DEPENDENCIES|0" "change|$RESOURCE|c|$DEPENDENCIES|0"

check "two groups to go to" ctl resource add x --type=a --group=one
check "and the other" ctl resource add y --type=a --group=two
check "two leave one group for two others" are_both_taken \
    "change|$RESOURCE|b|$CHANGE_GROUP|0|one" "change|$RESOURCE|c|$CHANGE_GROUP|0|two"
into=one
check "the one has gone" wait_until 20 are_in b x
into=two
check "and the other" wait_until 20 are_in c y
into=a
check "what stays has stayed" are_in a

check "two groups of one new name" second_is_refused 5010 \
    "change|$GROUP|one|$NAME|0||new" "change|$GROUP|two|$NAME|0||new"
check "two resources of one new name" second_is_refused 5010 \
    "change|$RESOURCE|b|$NAME|0||fresh" "change|$RESOURCE|c|$NAME|0||fresh"
check "a new group and one of that name" second_is_refused 5010 \
    "create|$GROUP|made" "change|$GROUP|two|$NAME|0||made"
check "a resource for a group that goes" second_is_refused 5013 \
    "change|$GROUP|made|$DELETE" "change|$RESOURCE|c|$CHANGE_GROUP|0|made"

# A client's change of what the group contains, and a host's.
client_and_host() {
    hold
    background resource add z --type=a --group=two
    wait_until 20 is_held
    # Of a reason resapid tells when it is asked.
    asks res "change|$RESOURCE|c|$CHANGE_GROUP|0|a|late"
    log_has "is to be regrouped, and the reason is: late"
    release
    wait "$ASKER"
    background_ends && [ "$(answer res)" = 5023 ]
}
check "a host is refused what would undo a client's change" client_and_host
into=two
check "and nothing is lost" wait_until 20 are_in y z c

is_called() {
    record "$1" | grep -q " $2 begin "
}

is_answer() {
    [ "$(answer "$1")" = "$2" ]
}

# resapid ends with one thing half done, and a DLL that waits for another.
for name in low top stuck; do
    new_resource $name
done
asks res "change|$RESOURCE|low|$CHANGE_GROUP|0|top"
wait "$ASKER"
asks res "change|$RESOURCE|top|$ADD_PROVIDER|0|low"
wait "$ASKER"
script low 'Online = pending-never'
script stuck 'Offline = pending-never'
check "one that does not go offline" ctl online stuck
asks res "change|$RESOURCE|top|$ONLINE"
wait "$ASKER"
check "one on its way" wait_until 20 is_called low Online
asks two "change|$GROUP|stuck|$DESTROY"
check "the other too" wait_until 20 is_called stuck Offline
check "resapid ends" instance_stop
wait "$ASKER"
check "who waits is told" wait_until 20 is_answer two 1115
check "the log says what is given up" \
    grep -q "given up: top online, stuck offline; nothing more of it is begun" "$INSTANCE/log"
check "in one line" [ "$(grep -c "given up" "$INSTANCE/log")" -eq 1 ]
rm "$INSTANCE/res.script.asks" "$INSTANCE/two.script.asks"
check "resapid starts" hold_start
check "what was begun is seen to" wait_until 20 is_state low failed
check "what has not has not begun" is_state top offline
check "at all" not is_called top Online
script low
script stuck
for name in low stuck; do
    check "$name goes offline" ctl offline $name --timeout=20
done

check "res is taken offline" ctl offline res
check "two is taken offline" ctl offline two
instance_stop
instance_audit
finish check-faults
