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
#   within, not_within MILLISECONDS ENTRY ENTRY    the same, bounded
#   in_time MILLISECONDS CMD...    CMD succeeds in that time
#   stops_in_time                  res can be taken offline in 3 s, and then nothing is left
#   background WORD...             resapictl beside the script
#   background_ends                its exit status, once it has ended
#   by_hand                        res is made anew, as Pacemaker's resource it is refused to resapictl
#   agent NAME ACTION              the OCF agent for a resource and type of that name
#   fake_crm NODE RESOURCE         Pacemaker's tools are these shell commands from now on; `pushes`
#                                  tells what resapid asked of them. Put $INSTANCE/bin into PATH
#                                  before resapid starts
#   resapid_kib                    its resident memory
#   grows_little KIB               it has no more than 4 MiB above that
#   make_wine                      a Wine and wineserver that run native programs
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

# The same the other way round.
not_within() {
    gap=$(since "$2" "$3")
    echo "from $2 to $3: ${gap:-never} ms"
    [ "${gap:-0}" -ge "$1" ]
}

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

# What the client and the shell themselves may take on a loaded machine; resapid counts from when it is
# asked. What is wrong takes longer, or gives another answer.
CLIENT_MS=10000

in_time() {
    limit=$1
    shift
    begun=$(now_ms)
    "$@" || return
    took=$(($(now_ms) - begun))
    echo "took $took ms of $limit and $CLIENT_MS"
    [ "$took" -le $((limit + CLIENT_MS)) ]
}

is_down_and_clean() {
    is_state res offline && instance_has_no_host
}

# A stop has 3 s; then it has succeeded and nothing is left, whatever hangs. A tenth of that is left
# when a Close that hangs is ended: it must not be shorter. resapid itself fails a stop that takes longer.
stops_in_time() {
    in_time 3000 ctl offline res --timeout=3 && is_down_and_clean
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
    ctl offline res --timeout=5 --force && is_state res offline && instance_has_no_host &&
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
    wait_until 30 is_over || return 125
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

log_has() {
    wait_until 20 grep -q -e "$1" "$INSTANCE/log"
}

# Behind a scenario in which the agent started res: resapictl may do again what it likes.
by_hand() {
    check "$(in_scenario "it is Pacemaker's no more")" \
        eval 'ctl resource remove res --force && ctl resource add res --type=res'
}

agent_timeout=20000
agent_properties=
agent_level=0

# As Pacemaker's executor calls it; a probe if the action is monitor.
agent() {
    [ -e "$INSTANCE/ResourceDLL" ] || ln -s "${instance_build:?source instance.sh first}/ocf-resapi" "$INSTANCE/ResourceDLL"
    env -i "PATH=$PATH" "RESAPID_CONFIG=$RESAPID_CONFIG" "ASAN_OPTIONS=${ASAN_OPTIONS:-}" \
        OCF_ROOT=/usr/lib/ocf OCF_RA_VERSION_MAJOR=1 OCF_RA_VERSION_MINOR=1 \
        "OCF_RESOURCE_INSTANCE=$1" OCF_RESOURCE_PROVIDER=resapi OCF_RESOURCE_TYPE=ResourceDLL \
        "OCF_RESKEY_type=${agent_type:-$1}" "OCF_RESKEY_dll=$INSTANCE/${agent_dll:-$1}.script" "OCF_RESKEY_properties=$agent_properties" \
        OCF_RESKEY_CRM_meta_interval=0 "OCF_RESKEY_CRM_meta_timeout=$agent_timeout" \
        "OCF_CHECK_LEVEL=$agent_level" "$INSTANCE/ResourceDLL" "$2"
}

# They put down their arguments before they do as they are told.
fake_crm() {
    mkdir -p "$INSTANCE/bin"
    rm -f "$INSTANCE/crm"
    fake_crm_one crm_node "$1"
    fake_crm_one crm_resource "$2"
}

fake_crm_one() {
    printf '#!/bin/sh\necho "%s $*" >>"%s"\n%s\n' "$1" "$INSTANCE/crm" "$2" >"$INSTANCE/bin/new"
    chmod 755 "$INSTANCE/bin/new"
    mv "$INSTANCE/bin/new" "$INSTANCE/bin/$1"
}

resapid_kib() {
    sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$INSTANCE_PID/status"
}

grows_little() {
    now=$(resapid_kib)
    echo "resapid: $1 KiB before, $now KiB now"
    [ "$now" -lt $(($1 + 4096)) ]
}

# A Wine at $INSTANCE/wine for the prefix $INSTANCE/prefix, in which programs run natively. It stands for its
# wineserver as well, which resapid knows by its working folder.
make_wine() {
    server=$INSTANCE/$(stat -c '%D %i' "$INSTANCE/prefix" | {
        read -r device inode
        printf 'server-%s-%x' "$device" "$inode"
    })
    mkdir -p "$server"
    # shellcheck disable=SC2016 # for the Wine
    printf '#!/bin/sh\ncd "%s" && exec "$1"\n' "$server" >"$INSTANCE/wine.new"
    chmod 755 "$INSTANCE/wine.new"
    mv "$INSTANCE/wine.new" "$INSTANCE/wine"
}

pushes() {
    grep -s '^crm_resource ' "$INSTANCE/crm"
}

is_pushed_once() {
    pushes
    [ "$(pushes)" = "crm_resource --fail --resource=res --node=node 1" ]
}
