#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Control codes: those that clients ask for, of resources that are offline, failed, online or on their
# way, and of types; and those that resapid asks of its own accord. fake-host's record is the witness.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
check "resapid starts" instance_start || finish check-faults
new_resource res
check "no poll comes in between" never_polled res

# Codes that nobody but the script knows.
CODE=0x01600001
TYPE_CODE=0x02600001

INITIALIZE=0x0150004a
SET_NAME=0x01500026
DELETE=0x01500006
REASON=0x0150004e

# What began, with the codes that resapid sends of its own accord.
all_calls() {
    record res | awk '$3 == "begin" || $4 == "begin" {
        printf "%s%s%s", blank, $2, $3 == "begin" ? "" : ":" $3; blank = " " }'
}

are_all_calls() {
    all_made=$(all_calls)
    echo "made: $all_made"
    [ "$all_made" = "$1" ]
}

check_all_calls() {
    check "$(in_scenario "$1")" are_all_calls "$2"
}

# received ENTRY: what came in with it, each time.
received() {
    record res | sed -n "s/^.* $1 begin .* in=\([0-9a-f]*\).*\$/\1/p" | paste -s -d ' '
}

was_told() {
    record res | grep -q " $1 begin "
}

was_not_told() {
    ! was_told "$1"
}

was_told_once() {
    [ "$(record res | grep -c " $1 begin ")" -eq 1 ]
}

is_not_answered() {
    ! record res | grep " ResourceControl answered "
}

# overlaps ENTRY ENTRY: the second begins before the first has ended.
overlaps() {
    record res | awk -v first="$1" -v then="$2" '
        { print }
        $2 == first && $3 == "end" && !begun { late = 1 }
        $2 == then && $3 == "begin" { begun = 1 }
        END { exit !begun || late }'
}

is_in_order() {
    record res | awk -v first="$1" -v then="$2" '
        index($0, first) && !seen { seen = NR }
        index($0, then) && !found { found = NR }
        END { exit !(seen && found && seen < found) }'
}

deadlock() {
    ctl resource set res --common "DeadlockTimeout=$1" >/dev/null
}

# property_list NAME VALUE: one text property, as SET_..._PROPERTIES take it, in hexadecimal digits.
property_list() {
    printf 01000000
    text_value 03000400 "$1"
    text_value 03000100 "$2"
    printf 00000000
}

text_value() {
    text_bytes=$(printf '%s' "$2" | od -An -v -tx1 | tr -d '\n' | sed 's/ \(..\)/\100/g')0000
    printf '%s%02x000000%s' "$1" "$((${#text_bytes} / 2))" "$text_bytes"
    [ $((${#text_bytes} % 8)) -eq 0 ] || printf 0000
}

fails_without() {
    fails_text=$1
    shift
    ! "$@" >"$INSTANCE/lacks" 2>&1 || return
    cat "$INSTANCE/lacks"
    ! grep -qF -e "$fails_text" "$INSTANCE/lacks"
}

# lacks_output NAME TEXT CMD...: CMD fails and does not say TEXT
lacks_output() {
    lacks_name=$1
    shift
    check "$lacks_name" fails_without "$@"
}

VISIT="Load Startup Open ResourceControl Close Finish"

of_offline() {
    scenario "a control of what is offline" 'ResourceControl = ok'
    check_output "$(in_scenario "gives back what came in")" "de ad" ctl control res $CODE --in=dead
    check_calls "it is opened for it" "$VISIT"
    succeeds "the DLL got what was sent" [ "$(received ResourceControl)" = dead ]
    succeeds "nothing is left" is_down_and_clean
    check_output "$(in_scenario "and again")" "be ef" ctl control res $CODE --in=beef
    check_calls "in another host" "$VISIT $VISIT"
    scenario_end

    scenario "a control that fails" 'ResourceControl = error=5'
    refuses 1 "the control failed: ERROR_ACCESS_DENIED (5)" "control" ctl control res $CODE
    check_calls "it is closed again" "$VISIT"
    succeeds "nothing is left" is_down_and_clean
    scenario_end

    scenario "a control that fails with a reason" 'ResourceControl = complain=1,error=5'
    refuses 1 "the control failed: ERROR_ACCESS_DENIED (5): ResourceControl: complaint 1" "control" \
        ctl control res $CODE
    scenario_end

    scenario "a control that succeeds in spite of an error" 'ResourceControl = complain=1,ok'
    check_output "$(in_scenario "control")" "de ad" ctl control res $CODE --in=dead
    scenario_end

    scenario "the reason of one control" 'ResourceControl = complain=1,error=5'
    succeeds "online" ctl online res
    refuses 1 "ResourceControl: complaint 1" "control" ctl control res $CODE
    script res 'ResourceControl = error=5' 'IsAlive = exit=7'
    lacks_output "$(in_scenario "is not that of the next")" complaint ctl control res $CODE
    lacks_output "$(in_scenario "nor that of a failure")" complaint ctl check res --level=is
    scenario_end

    scenario "a control that nobody knows"
    refuses 1 "ERROR_INVALID_FUNCTION (1)" "control" ctl control res $CODE
    scenario_end

    scenario "a buffer that would have to be endless" 'ResourceControl = error=234'
    refuses 1 "ERROR_MORE_DATA (234)" "control" ctl control res $CODE
    check_calls "it is not asked for ever" "$VISIT"
    scenario_end

    scenario "two controls at once" 'ResourceControl = sleep=1200,ok'
    background control res $CODE
    succeeds "the first is called" wait_until 20 is_called ResourceControl
    script res 'ResourceControl = ok'
    check_output "$(in_scenario "the second")" "ca fe" ctl control res $CODE --in=cafe
    succeeds "the first" background_ends
    check_calls "in one host" "Load Startup Open ResourceControl ResourceControl Close Finish"
    scenario_end

    scenario "online in the midst of a control" 'ResourceControl = sleep=1200,ok'
    background control res $CODE
    succeeds "the control is called" wait_until 20 is_called ResourceControl
    succeeds "online" ctl online res
    succeeds "who asked for the control has it" background_ends
    check_calls "it stays open" "Load Startup Open ResourceControl Online"
    scenario_end

    scenario "online behind a control" 'ResourceControl = ok' 'Close = sleep=500'
    background control res $CODE
    succeeds "Close is called" wait_until 20 is_called Close
    succeeds "online" ctl online res
    succeeds "who asked for the control has it" background_ends
    check_calls "it is opened anew" "$VISIT Load Startup Open Online"
    script res
    scenario_end

    scenario "online while it is opened for a control" 'Open = sleep=400' 'ResourceControl = ok'
    background control res $CODE
    succeeds "Open is called" wait_until 20 is_called Open
    succeeds "online" ctl online res
    succeeds "who asked for the control has it" background_ends
    succeeds "it is online" is_state res online
    scenario_end

    scenario "a stop in the midst of a control" 'ResourceControl = sleep=500,ok'
    background control res $CODE
    succeeds "the control is called" wait_until 20 is_called ResourceControl
    succeeds "offline" stops_in_time
    succeeds "who asked for the control has it" background_ends
    check_calls "it is closed" "$VISIT"
    scenario_end

    scenario "a stop while a control hangs" 'ResourceControl = hang'
    background control res $CODE
    succeeds "the control is called" wait_until 20 is_called ResourceControl
    succeeds "offline" stops_in_time
    check_status "$(in_scenario "who asked for the control is told")" 1 background_ends
    scenario_end
}

# lose_visit WORD REASON
lose_visit() {
    for entry in Load Startup Open ResourceControl; do
        scenario "$entry $1 for a control" "$entry = $1"
        refuses 1 "$2" "control" ctl control res $CODE
        succeeds "nothing is left" wait_until 20 is_down_and_clean
        script res
        succeeds "online" ctl online res
        scenario_end
    done
}

visits_that_fail() {
    lose_visit crash SIGSEGV
    lose_visit exit=7 "ended with status 7"
    lose_visit error=2 "ERROR_FILE_NOT_FOUND (2)"

    succeeds "DeadlockTimeout is 1000" deadlock 1000
    for entry in Load Open ResourceControl; do
        scenario "$entry hangs for a control" "$entry = hang"
        refuses 1 "in 1000 ms (DeadlockTimeout)" "control" in_time 2000 ctl control res $CODE
        succeeds "nothing is left" wait_until 20 is_down_and_clean
        scenario_end
    done

    scenario "Close hangs behind a control" 'ResourceControl = ok' 'Close = hang'
    check_output "$(in_scenario "its answer stands")" "de ad" ctl control res $CODE --in=dead
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end
    succeeds "DeadlockTimeout is as usual" deadlock ""

    scenario "Close crashes behind a control" 'ResourceControl = ok' 'Close = crash'
    check_output "$(in_scenario "its answer stands")" "de ad" ctl control res $CODE --in=dead
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end

    scenario "the host is killed in a control" 'ResourceControl = hang'
    background control res $CODE
    succeeds "it is called" wait_until 20 is_called ResourceControl
    kill -KILL "$(field host_pid res)"
    check_status "$(in_scenario "who asked is told")" 1 background_ends
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    script res
    succeeds "online" ctl online res
    scenario_end

    scenario "resapid is killed in a control" 'ResourceControl = hang'
    background control res $CODE
    succeeds "it is called" wait_until 20 is_called ResourceControl
    instance_kill
    background_ends >/dev/null 2>&1
    succeeds "the next resapid starts" instance_start
    succeeds "it is taken offline" stops_in_time
    script res
    succeeds "online" ctl online res
    scenario_end

    scenario "resapid ends in a control" 'ResourceControl = sleep=600'
    background control res $CODE
    succeeds "it is called" wait_until 20 is_called ResourceControl
    succeeds "resapid ends" instance_stop
    background_ends >/dev/null 2>&1
    succeeds "the next resapid starts" instance_start
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end
}

elsewhere() {
    scenario "a control of what has failed" 'Online = error=5' 'ResourceControl = ok'
    refuses 1 "Online failed" "online" ctl online res
    check_output "$(in_scenario "its host lives and answers")" "de ad" \
        ctl control res $CODE --in=dead
    succeeds "its state is failed still" is_state res failed
    check_calls "in the same host" "Load Startup Open Online Terminate ResourceControl"
    scenario_end

    scenario "a control of what has failed without a host" 'Online = crash'
    refuses 1 "SIGSEGV" "online" ctl online res
    refuses 1 "take it offline first" "control" ctl control res $CODE
    succeeds "its state is failed still" is_state res failed
    scenario_end

    scenario "a control while it is opened" 'Open = sleep=500' 'ResourceControl = ok'
    background online res
    succeeds "Open is called" wait_until 20 is_called Open
    check_output "$(in_scenario "waits for the end of Open")" "de ad" \
        ctl control res $CODE --in=dead
    succeeds "online" background_ends
    scenario_end

    scenario "a control while Online hangs" 'Online = hang'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    refuses 1 "has not been answered in 1000 ms" "control" \
        in_time 1000 ctl control res $CODE --timeout=1
    succeeds "offline" stops_in_time
    check_status "$(in_scenario "online is told")" 1 background_ends
    scenario_end

    scenario "a control while Online is pending" 'Online = pending=2000' 'ResourceControl = ok'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    check_output "$(in_scenario "control")" "de ad" ctl control res $CODE --in=dead
    succeeds "which does not wait for its end" is_state res online-pending
    succeeds "online" background_ends
    scenario_end
}

unanswered() {
    record res | grep -q "ResourceControl answered $1 "
}

asynchronous() {
    scenario "an asynchronous control" 'ResourceControl = async=1500,ok'
    succeeds "online" ctl online res
    background control res $CODE --in=dead
    succeeds "it is called" wait_until 20 is_called ResourceControl
    succeeds "others go on beside it" ctl check res
    succeeds "and do not wait for its answer" is_not_answered
    succeeds "who asked has it" background_ends
    succeeds "with what it gives" grep -q "de ad" "$INSTANCE/background.out"
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "an asynchronous control of what is offline" 'ResourceControl = async=300,ok'
    check_output "$(in_scenario "control")" "de ad" ctl control res $CODE --in=dead
    check_calls "calls" "$VISIT"
    succeeds "Close waits for the answer" is_in_order "ResourceControl answered 0" "Close begin"
    scenario_end

    scenario "an asynchronous control that fails" 'ResourceControl = async=200,error=5'
    refuses 1 "ERROR_ACCESS_DENIED (5)" "control" ctl control res $CODE
    scenario_end

    scenario "a stop beside an asynchronous control" 'ResourceControl = async-never'
    succeeds "online" ctl online res
    background control res $CODE
    succeeds "it is called" wait_until 20 is_called ResourceControl
    succeeds "offline" stops_in_time
    check_calls "calls" "Load Startup Open Online ResourceControl Offline Close Finish"
    check_status "$(in_scenario "who asked is told")" 1 background_ends
    succeeds "by the name of the error" \
        grep -q "ERROR_OPERATION_ABORTED (995)" "$INSTANCE/background.out"
    scenario_end

    scenario "a crash beside an asynchronous control" 'ResourceControl = async-never' \
        'IsAlive = crash'
    succeeds "online" ctl online res
    background control res $CODE
    succeeds "it is called" wait_until 20 is_called ResourceControl
    refuses 1 "SIGSEGV" "check" ctl check res --level=is
    check_status "$(in_scenario "who asked is told")" 1 background_ends
    succeeds "by the cause" grep -q "SIGSEGV" "$INSTANCE/background.out"
    scenario_end

    scenario "a control that is cancelled" 'ResourceControl = async-never' 'Cancel = ok'
    succeeds "online" ctl online res
    refuses 1 "has not been answered in 1000 ms" "control" \
        in_time 1000 ctl control res $CODE --timeout=1
    # The client is told before the DLL.
    succeeds "Cancel ends it" wait_until 20 unanswered 1223
    check_calls "it is called once" "Load Startup Open Online ResourceControl Cancel"
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "a control that cannot be cancelled" 'ResourceControl = async=2000,ok'
    succeeds "online" ctl online res
    refuses 1 "has not been answered in 1000 ms" "control" \
        in_time 1000 ctl control res $CODE --timeout=1
    succeeds "it goes on" wait_until 20 unanswered 0
    check_calls "there is no Cancel" "Load Startup Open Online ResourceControl"
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "a control of what is offline that is cancelled" 'ResourceControl = async-never' \
        'Cancel = ok'
    # In that time it must have been opened.
    refuses 1 "has not been answered in 2000 ms" "control" \
        in_time 2000 ctl control res $CODE --timeout=2
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    check_calls "calls" "Load Startup Open ResourceControl Cancel Close Finish"
    scenario_end

    succeeds "DeadlockTimeout is 1000" deadlock 1000
    scenario "an asynchronous control that asks for more time" \
        'ResourceControl = async=1500,extend=4000,ok'
    check_output "$(in_scenario "has it")" "de ad" ctl control res $CODE --in=dead
    succeeds "online" ctl online res
    check_output "$(in_scenario "has it while online, too")" "de ad" \
        ctl control res $CODE --in=dead
    succeeds "its state is online" is_state res online
    scenario_end

    scenario "an asynchronous control without end" 'ResourceControl = async-never'
    succeeds "online" ctl online res
    refuses 1 "in 1000 ms (DeadlockTimeout)" "control" in_time 2000 ctl control res $CODE
    succeeds "its state is failed" wait_until 20 is_state res failed
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    scenario_end

    scenario "an asynchronous control without end of what is offline" \
        'ResourceControl = async-never'
    refuses 1 "in 1000 ms (DeadlockTimeout)" "control" in_time 2000 ctl control res $CODE
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end
    succeeds "DeadlockTimeout is as usual" deadlock ""
}

as_user() {
    scenario "a control as user" 'BeginResourceControlAsUser = ok'
    check_output "$(in_scenario "control")" "de ad" ctl control res $CODE --in=dead --as-user
    check_calls "calls" "Load Startup Open BeginResourceControlAsUser Close Finish"
    scenario_end

    scenario "a control as user of a DLL that has none" 'ResourceControl = ok'
    refuses 1 "ERROR_INVALID_FUNCTION (1)" "control" ctl control res $CODE --as-user
    check_calls "the DLL is not asked" "Load Startup Open Close Finish"
    scenario_end
}

TYPE_VISIT="Load Startup ResourceTypeControl Finish"

of_types() {
    scenario "a control of a type" 'ResourceTypeControl = ok'
    check_output "$(in_scenario "gives back what came in")" "be ef" \
        ctl type control res $TYPE_CODE --in=beef
    check_all_calls "in a host of its own" \
        "Load Startup ResourceTypeControl:0x02500036 ResourceTypeControl:0x0250003a \
ResourceTypeControl Finish"
    succeeds "nothing is left" is_down_and_clean
    succeeds "online" ctl online res
    host=$(field host_pid res)
    check_output "$(in_scenario "beside an online resource")" "be ef" \
        ctl type control res $TYPE_CODE --in=beef
    succeeds "which goes on" [ "$(field host_pid res)" = "$host" ]
    scenario_end

    scenario "a control of a type that nobody knows"
    refuses 1 "ERROR_INVALID_FUNCTION (1)" "control" ctl type control res $TYPE_CODE
    check_calls "calls" "$TYPE_VISIT"
    scenario_end

    for way in "crash SIGSEGV" "exit=7 ended with status 7" "error=5 ERROR_ACCESS_DENIED (5)"; do
        scenario "a control of a type ${way%% *}" "ResourceTypeControl = ${way%% *}"
        refuses 1 "${way#* }" "control" ctl type control res $TYPE_CODE
        succeeds "nothing is left" wait_until 20 is_down_and_clean
        scenario_end
    done

    scenario "a control of a type that fails with a reason" \
        'Load = complain=1' 'ResourceTypeControl = complain=2,error=5'
    refuses 1 "the control failed: ERROR_ACCESS_DENIED (5): ResourceTypeControl: complaint 2" \
        "control" ctl type control res $TYPE_CODE
    script res 'Load = complain=1' 'ResourceTypeControl = error=5'
    lacks_output "$(in_scenario "loading has another")" complaint ctl type control res $TYPE_CODE
    scenario_end

    scenario "an asynchronous control of a type" 'ResourceTypeControl = async=300,ok'
    check_output "$(in_scenario "gives back what came in")" "be ef" \
        ctl type control res $TYPE_CODE --in=beef
    scenario_end

    scenario "a control of a type that takes too long" 'ResourceTypeControl = sleep=1500,ok'
    refuses 1 "has not been answered in 1000 ms" "control" \
        in_time 1000 ctl type control res $TYPE_CODE --timeout=1
    succeeds "nothing is left of it when it is done" wait_until 20 is_down_and_clean
    scenario_end

    scenario "a control of a type that hangs" 'ResourceTypeControl = hang'
    succeeds "DeadlockTimeout is 1000" ctl type set res DeadlockTimeout=1000
    refuses 1 "in 1000 ms (DeadlockTimeout)" "control" \
        in_time 2000 ctl type control res $TYPE_CODE
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    succeeds "DeadlockTimeout is as usual" ctl type set res DeadlockTimeout=
    scenario_end

    scenario "a control of a type whose DLL is gone" 'Load = error=126,stage=1'
    refuses 1 "ERROR_MOD_NOT_FOUND (126)" "control" ctl type control res $TYPE_CODE
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end

    scenario "a control of a type as user" 'BeginResourceTypeControlAsUser = ok'
    check_output "$(in_scenario "control")" "be ef" \
        ctl type control res $TYPE_CODE --in=beef --as-user
    check_calls "calls" "Load Startup BeginResourceTypeControlAsUser Finish"
    scenario_end

    check_error "a control of a type that is not there" 4 "there is none of that name" \
        ctl type control nothing $TYPE_CODE

    scenario "resapid ends in a control of a type" 'ResourceTypeControl = hang'
    background type control res $TYPE_CODE
    succeeds "it is called" wait_until 20 is_called ResourceTypeControl
    succeeds "resapid ends" instance_stop
    background_ends >/dev/null 2>&1
    succeeds "the next resapid starts" instance_start
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end

    scenario "resapid is killed in a control of a type" 'ResourceTypeControl = hang'
    background type control res $TYPE_CODE
    succeeds "it is called" wait_until 20 is_called ResourceTypeControl
    instance_kill
    background_ends >/dev/null 2>&1
    succeeds "the next resapid starts" instance_start
    succeeds "nothing is left" wait_until 20 is_down_and_clean
    scenario_end
}

has_property() {
    ctl resource show res "$@" >"$INSTANCE/shown"
    grep -q 'Greeting .*hello' "$INSTANCE/shown"
}

lacks_property() {
    ! has_property "$@"
}

has_description() {
    ctl resource show res --common | grep -q "Description .*$1"
}

lacks_description() {
    ! has_description "$1"
}

defaults() {
    scenario "what the DLL is never asked" 'ResourceControl = error=5'
    check_output "$(in_scenario "GET_NAME")" "72 00 65 00 73 00 00 00" ctl control res 0x01000029
    check_output "$(in_scenario "GET_RESOURCE_TYPE")" "72 00 65 00 73 00 00 00" \
        ctl control res 0x0100002d
    refuses 1 "ERROR_CALL_NOT_IMPLEMENTED (120)" "a crypto checkpoint" ctl control res 0x014000ae
    check_calls "it is not even opened" ""
    scenario_end

    scenario "what is answered for a DLL that does not know"
    check_output "$(in_scenario "UNKNOWN")" "0 bytes" ctl control res 0x01000000
    check_output "$(in_scenario "GET_CHARACTERISTICS")" "00 00 00 00" ctl control res 0x01000005
    check_output "$(in_scenario "GET_CLASS_INFO")" "8 bytes" ctl control res 0x0100000d
    check_output "$(in_scenario "GET_FLAGS")" "4 bytes" ctl control res 0x01000009
    check_output "$(in_scenario "ENUM_COMMON_PROPERTIES")" "D.e.s.c." ctl control res 0x01000051
    check_output "$(in_scenario "GET_COMMON_PROPERTIES")" "bytes" ctl control res 0x01000059
    check_output "$(in_scenario "GET_CHARACTERISTICS of a type")" "4 bytes" \
        ctl type control res 0x02000005
    scenario_end

    scenario "a DLL's own answer" 'ResourceControl@0x0100000d = ok' 'Quorum = yes'
    check_output "$(in_scenario "stands")" "01 02 03 04" \
        ctl control res 0x0100000d --in=01020304
    check_output "$(in_scenario "GET_CHARACTERISTICS of what is quorum-capable")" "01 00 00 00" \
        ctl control res 0x01000005
    scenario_end

    scenario "SET_PRIVATE_PROPERTIES of a DLL that does not know it"
    succeeds "it succeeds" ctl control res 0x01400086 "--in=$(property_list Greeting hello)"
    succeeds "it is stored" has_property
    succeeds "remove it" ctl resource set res Greeting=
    succeeds "online" ctl online res
    succeeds "it succeeds while online" \
        ctl control res 0x01400086 "--in=$(property_list Greeting hello)"
    succeeds "it is stored again" has_property
    check_output "$(in_scenario "GET_PRIVATE_PROPERTIES has it")" "e.e.t.i.n.g." \
        ctl control res 0x01000081
    refuses 1 "ERROR_INVALID_DATA (13)" "no property list" ctl control res 0x01400086 --in=05
    succeeds "remove it again" ctl resource set res Greeting=
    scenario_end

    scenario "SET_PRIVATE_PROPERTIES that the DLL refuses" 'ResourceControl = error=87'
    refuses 1 "ERROR_INVALID_PARAMETER (87)" "it fails" \
        ctl control res 0x01400086 "--in=$(property_list Greeting hello)"
    succeeds "it is not stored" lacks_property
    scenario_end

    scenario "SET_PRIVATE_PROPERTIES that the DLL stores itself" 'ResourceControl = error=5024'
    check_output "$(in_scenario "it says when")" "takes effect when the resource is next brought online" \
        ctl control res 0x01400086 "--in=$(property_list Greeting hello)"
    scenario_end

    scenario "SET_COMMON_PROPERTIES"
    succeeds "it succeeds" ctl control res 0x0140005e "--in=$(property_list Description first)"
    succeeds "it is stored" has_description first
    script res 'ResourceControl = ok'
    succeeds "it succeeds beside the DLL" \
        ctl control res 0x0140005e "--in=$(property_list Description second)"
    succeeds "it is stored too" has_description second
    script res 'ResourceControl = error=87'
    refuses 1 "ERROR_INVALID_PARAMETER (87)" "the DLL's refusal stands" \
        ctl control res 0x0140005e "--in=$(property_list Description third)"
    succeeds "it is not stored" lacks_description third
    script res
    refuses 1 "ERROR_INVALID_PARAMETER (87)" "a property that there is not" \
        ctl control res 0x0140005e "--in=$(property_list Nonsense third)"
    scenario_end
}

utf16() {
    printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | sed 's/ \(..\)/\100/g'
    printf 0000
}

names_told() {
    told=$(received "$SET_NAME")
    echo "told: $told"
    [ "$told" = "$1" ]
}

renaming() {
    scenario "rename"
    succeeds "rename" ctl resource rename res other
    refuses 4 "there is none of that name" "the old name is gone" ctl status res
    check_all_calls "it is opened and told" \
        "Load Startup ResourceTypeControl:0x02500036 ResourceTypeControl:0x0250003a Open \
ResourceControl:0x01000005 ResourceControl:0x01000011 ResourceControl:$SET_NAME Close Finish"
    succeeds "of its new name" names_told "$(utf16 other)"
    succeeds "nothing is left" instance_has_no_host
    succeeds "online by the new name" ctl online other
    refuses 1 "is not offline" "what is online cannot be renamed" ctl resource rename other res
    succeeds "offline" ctl offline other
    new_resource third
    refuses 1 "exists already" "a name that is taken" ctl resource rename other third
    refuses 4 "there is none of that name" "what is not there" ctl resource rename nobody fourth
    succeeds "rename what was never open" ctl resource rename third fourth
    succeeds "its DLL is not bothered" [ -z "$(calls third)" ]
    succeeds "remove it" ctl resource remove fourth
    succeeds "rename back" ctl resource rename other res
    scenario_end

    scenario "rename with a DLL that is gone" 'Load = error=126,stage=1'
    succeeds "rename" ctl resource rename res other
    succeeds "rename back" ctl resource rename other res
    succeeds "the log tells" log_has "it is renamed without its DLL having been told"
    scenario_end
}

# remove_in_spite_of TITLE LINE
remove_in_spite_of() {
    scenario "$1" "$2"
    succeeds "remove" ctl resource remove res
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    refuses 4 "there is none of that name" "it is gone" ctl status res
    was_open_before
    scenario_end
}

# It is there again, and its DLL has been open.
was_open_before() {
    script res
    succeeds "it is added again" ctl resource add res --type=res
    succeeds "it is opened" ctl control res 0x01000000
}

removal() {
    scenario "remove"
    succeeds "online" ctl online res
    refuses 1 "is not offline" "what is online cannot be removed" ctl resource remove res
    succeeds "offline" ctl offline res
    rm -f "$INSTANCE/res.record"
    succeeds "remove" ctl resource remove res
    check_all_calls "it is opened and told" \
        "Load Startup ResourceTypeControl:0x02500036 ResourceTypeControl:0x0250003a Open \
ResourceControl:0x01000005 ResourceControl:0x01000011 ResourceControl:$DELETE Close Finish"
    rm -f "$INSTANCE/res.record"
    succeeds "it is added again" ctl resource add res --type=res
    succeeds "remove it before it was ever open" ctl resource remove res
    check_calls "nothing is called" ""
    was_open_before
    scenario_end

    remove_in_spite_of "remove with a DLL that is gone" 'Load = error=126,stage=1'
    remove_in_spite_of "remove with a DLL that refuses" 'ResourceControl@0x01500006 = error=5'
    remove_in_spite_of "remove with a DLL that crashes" 'ResourceControl@0x01500006 = crash'
    succeeds "DeadlockTimeout is 1000" deadlock 1000
    remove_in_spite_of "remove with a DLL that hangs" 'ResourceControl@0x01500006 = hang'

    scenario "a stop while a removal is told" 'ResourceControl@0x01500006 = sleep=1200'
    background resource remove res
    succeeds "it is told" wait_until 20 was_told $DELETE
    succeeds "offline" ctl offline res
    background_ends >/dev/null 2>&1
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    ctl status res >/dev/null 2>&1 || was_open_before
    scenario_end
}

originated() {
    scenario "a new resource"
    succeeds "remove" ctl resource remove res
    rm -f "$INSTANCE/res.record"
    succeeds "add" ctl resource add res --type=res
    succeeds "online" ctl online res
    check_all_calls "what comes before Online" \
        "Load Startup ResourceTypeControl:0x02500036 ResourceTypeControl:0x0250003a Open \
ResourceControl:0x01000005 ResourceControl:0x01000011 ResourceControl:$INITIALIZE Online"
    succeeds "offline" ctl offline res
    rm -f "$INSTANCE/res.record"
    succeeds "online" ctl online res
    check_all_calls "INITIALIZE does not come again" \
        "Load Startup ResourceTypeControl:0x02500036 ResourceTypeControl:0x0250003a Open \
ResourceControl:0x01000005 ResourceControl:0x01000011 Online"
    instance_kill
    succeeds "the next resapid starts" instance_start
    succeeds "offline" ctl offline res
    succeeds "online" ctl online res
    succeeds "not with another resapid either" was_not_told $INITIALIZE
    scenario_end

    scenario "INITIALIZE for a control"
    succeeds "remove" ctl resource remove res
    rm -f "$INSTANCE/res.record"
    succeeds "add" ctl resource add res --type=res
    succeeds "control" ctl control res 0x01000000
    succeeds "online" ctl online res
    succeeds "it comes once" was_told_once $INITIALIZE
    scenario_end

    scenario "a host in which it is brought online again" 'Online = error=5'
    refuses 1 "Online failed" "online" ctl online res
    script res
    succeeds "online" ctl online res
    succeeds "STARTING_PHASE1 comes once" was_told_once 0x02500036
    succeeds "STARTING_PHASE2 comes once" was_told_once 0x0250003a
    succeeds "GET_CHARACTERISTICS comes once" was_told_once 0x01000005
    scenario_end

    for code in 0x01000005 0x01000011; do
        scenario "code $code crashes" "ResourceControl@$code = crash"
        refuses 1 "SIGSEGV" "online" ctl online res
        succeeds "its state is failed" is_state res failed
        succeeds "nothing is left" wait_until 20 instance_has_no_host
        scenario_end

        scenario "code $code hangs" "ResourceControl@$code = hang"
        refuses 1 "still opening at 80%" "online" in_time 3000 ctl online res --timeout=3
        succeeds "nothing is left" wait_until 20 instance_has_no_host
        scenario_end
    done

    scenario "STARTING_PHASE1 hangs" 'ResourceTypeControl@0x02500036 = hang'
    refuses 1 "still opening at 80%" "online" in_time 3000 ctl online res --timeout=3
    scenario_end

    scenario "STARTING_PHASE2 fails" 'ResourceTypeControl@0x0250003a = error=5'
    succeeds "online nevertheless" ctl online res
    scenario_end
}

# reasons_are NUMBER...: of the structures that came, as {size 12, version 1, reason}.
reasons_are() {
    expected=
    for number in "$@"; do
        expected="$expected 0c000000010000000${number}000000"
    done
    came=$(received "$REASON")
    echo "came: $came"
    [ "$came" = "${expected# }" ]
}

reasons() {
    scenario "reasons of a stop" 'Characteristics = 16'
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    succeeds "it is moved" reasons_are 1
    succeeds "it is told before Offline" is_in_order "$REASON begin" "Offline begin"
    scenario_end

    scenario "reasons of a failure" 'Characteristics = 16' 'IsAlive = error=1'
    succeeds "online" ctl online res
    refuses 1 "IsAlive returned FALSE" "check" ctl check res --level=is
    succeeds "Terminate is called" wait_until 20 is_called Terminate
    succeeds "it fails over" reasons_are 2
    succeeds "it is told before Terminate" is_in_order "$REASON begin" "Terminate begin"
    scenario_end

    scenario "reasons of a Terminate" 'Characteristics = 16'
    succeeds "online" ctl online res
    succeeds "terminate" ctl terminate res
    succeeds "it is run down" reasons_are 5
    scenario_end

    scenario "reasons of an Offline that fails" 'Characteristics = 16' 'Offline = error=5'
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    succeeds "it is moved, then run down" reasons_are 1 5
    scenario_end

    scenario "reasons of a stop while Online runs" 'Characteristics = 16' 'Online = sleep=1500'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    succeeds "offline" stops_in_time
    background_ends >/dev/null 2>&1
    succeeds "Terminate does not wait to tell it" overlaps Online Terminate
    scenario_end

    scenario "no reasons without the characteristic" 'IsAlive = error=1'
    succeeds "online" ctl online res
    refuses 1 "IsAlive returned FALSE" "check" ctl check res --level=is
    succeeds "offline" ctl offline res
    script res
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    succeeds "nothing is told" was_not_told $REASON
    scenario_end

    scenario "a reason that hangs" 'Characteristics = 16' "ResourceControl@$REASON = hang"
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    succeeds "it was told" was_told $REASON
    scenario_end

    scenario "a reason that crashes" 'Characteristics = 16' "ResourceControl@$REASON = crash"
    succeeds "online" ctl online res
    succeeds "offline" stops_in_time
    scenario_end

    scenario "reasons after resapid was killed" 'Characteristics = 16'
    succeeds "online" ctl online res
    instance_kill
    succeeds "the next resapid starts" instance_start
    succeeds "it is online" wait_until 20 is_state res online
    # Before what comes behind it in the same host has been answered, its characteristics have.
    succeeds "check" ctl check res
    succeeds "offline" ctl offline res
    succeeds "it is moved" reasons_are 1
    scenario_end
}

SCENARIO="controls"
of_offline
visits_that_fail
elsewhere
asynchronous
as_user
of_types
defaults
renaming
removal
originated
reasons
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
