# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What a DLL is told of the cluster's objects; source it behind scenario.sh. fake-host asks from inside
# IsAlive of the resource `res`, whose script has `IsAlive = ask` (tests/fakehost/asks.h), and its record
# is the witness.
#
#   ask LINE...                    the record of the answers
#   says TEXT LINE                 the answer has the text
#   id KIND NAME                   the id of what is found by that name
#   value NAME LINE                that field of the object that is found
#   names PAGE BIT                 the names that a page of a list has for a bit, in one line
#   are_names NAMES PAGE BIT
#
# The kinds are those of protocol/channel.h.

# shellcheck disable=SC2034 # for whoever sources this
CLUSTER=1 NODE=2 GROUP=3 RESOURCE=4 TYPE=5 NETWORK=6 INTERFACE=7 KEY=8

ask() {
    printf '%s\n' "$@" >"$INSTANCE/asks.new"
    mv "$INSTANCE/asks.new" "$INSTANCE/res.script.asks"
    : >"$INSTANCE/res.record"
    ctl check res --level=is >/dev/null || return
    record res | sed -nE 's/^[0-9]+ (ASKED|FOUND|ENTRY) /\1 /p'
}

says() {
    answer=$(ask "$2")
    echo "$answer"
    case "$answer " in
        *"$1"*) return 0 ;;
    esac
    return 1
}

id() {
    ask "find|$1|$2" | sed -n 's/^ASKED .* error=0 id=//p'
}

value() {
    ask "$2" | sed -nE "s/^FOUND (.* )?$1=([^ ]*).*/\2/p"
}

names() {
    ask "list|$1" | awk -v bit="$2" '$1 == "ENTRY" && $2 == bit {
        sub(/^ENTRY [^ ]* [^ ]* /, ""); printf "%s%s", comma, $0; comma = "," }'
}

are_names() {
    listed=$(names "$2" "$3")
    echo "listed: $listed"
    [ "$listed" = "$1" ]
}
