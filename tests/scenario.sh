# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Scenarios for a native instance: fake-host plays a resource DLL's script (tests/fakehost/script.h)
# and records what resapid asked of it (record.h). Source it behind instance.sh.
#
#   new_resource NAME              a type and a resource of that name; its DLL is NAME's script
#   script NAME LINE...            what the DLL does from the next call on
#   scenario TITLE [LINE...]       begins one with the resource `res`: a fresh record, this script
#   scenario_end                   a check: res can be taken offline, no process is left, and resapid
#                                  broke no rule of the contract
#   calls NAME                     the entry points that began, in one line
#   check_calls TITLE "LIST"       the same for res, as a check
#   since ENTRY ENTRY              milliseconds from the last begin of one to the next of the other
#   background WORD...             resapictl beside the script
#   background_ends                its exit status, once it has ended
#
# TITLE of the running scenario stands in front of every check's name, by `in_scenario NAME`.

new_resource() {
    script "$1"
    if ! ctl type add "$1" --dll="$INSTANCE/$1.script" >/dev/null ||
        ! ctl resource add "$1" --type="$1" >/dev/null; then
        fail "add the resource $1" "see above"
    fi
}

# The host must never see half a script.
script() {
    script_name=$1
    shift
    {
        echo "Record = $INSTANCE/$script_name.record"
        printf '%s\n' "$@"
    } >"$INSTANCE/$script_name.new"
    mv "$INSTANCE/$script_name.new" "$INSTANCE/$script_name.script"
}

record() {
    cat "$INSTANCE/$1.record" 2>/dev/null
}

calls() {
    record "$1" | awk '$3 == "begin" { printf "%s%s", blank, $2; blank = " " }'
}

is_called() {
    record res | grep -q " $1 begin "
}

since() {
    record res | awk -v from="$1" -v to="$2" '
        $2 == from && $3 == "begin" { began = $1; seen = 1 }
        $2 == to && $3 == "begin" && seen { print $1 - began; exit }'
}

# within MILLISECONDS ENTRY ENTRY
within() {
    gap=$(since "$2" "$3")
    echo "from $2 to $3: ${gap:-never} ms"
    [ "${gap:-$((1000 * 1000))}" -le "$1" ]
}

are_calls() {
    made=$(calls res)
    echo "made: $made"
    [ "$made" = "$1" ]
}

check_calls() {
    check "$(in_scenario "$1")" are_calls "$2"
}

in_scenario() {
    printf '%s: %s' "$SCENARIO" "$1"
}

scenario() {
    SCENARIO=$1
    shift
    rm -f "$INSTANCE/res.record"
    script res "$@"
}

contract_is_kept() {
    ! record "$1" | grep VIOLATION
}

ends_clean() {
    ctl offline res --timeout=5 && is_state res offline && instance_has_no_host &&
        contract_is_kept res
}

scenario_end() {
    script res
    check "$(in_scenario "ends with nothing left and the contract kept")" ends_clean
}

# background WORD...: resapictl goes on beside the script; its pid in BACKGROUND.
background() {
    ctl "$@" >"$INSTANCE/background.out" 2>&1 &
    BACKGROUND=$!
}

is_over() {
    ! alive "$BACKGROUND"
}

# The status of a background client, which must end by itself.
background_ends() {
    wait_until 8 is_over || return 125
    wait "$BACKGROUND" 2>/dev/null || { over=$?; cat "$INSTANCE/background.out"; return "$over"; }
}

# succeeds NAME CMD...: a check of the scenario
succeeds() {
    succeeds_name=$(in_scenario "$1")
    shift
    check "$succeeds_name" "$@"
}

# refuses STATUS TEXT NAME CMD...: the same with check_error
refuses() {
    refuses_status=$1
    refuses_text=$2
    refuses_name=$(in_scenario "$3")
    shift 3
    check_error "$refuses_name" "$refuses_status" "$refuses_text" "$@"
}
