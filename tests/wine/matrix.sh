#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every entry point misbehaves in every way. One cell of the matrix is one check: what the operation that
# calls the entry point answers, what state the resource is in then, that both came in time, that a
# probe agrees, that a stop succeeds and that no process is left. That the fault has happened, and what
# the DLL is promised behind it, is in the record that the fault DLL writes. The matrix that was found
# is printed at the end.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

at_a_time=6
# Of what runs into DeadlockTimeout: only once the host is there, where it can be told later, since
# a busy machine needs seconds to load a DLL in Wine.
deadlock_ms=2000
deadlock_with_load_ms=5000
# DeadlockTimeout and PendingTimeout where nothing is to run into them, and the client's time: what
# waited for one of these would take 24 s at least.
patience_ms=40000
bound_ms=20000

columns='error hang crash stackoverflow cpp-throw exit thread-crash early thread twice late never
    after-close'

# ENTRY VERSION HOW CELL...: HOW says who calls the entry point, see act(). A cell is a state and a code:
# f failed, n online, o offline, and for a type g its host is gone, n that host is there because of
# another resource; the exit status of the OCF agent (start, monitor or stop), or of resapictl where
# controls are concerned. - means nothing here.
expected() {
    cat <<'END'
Startup                        1 load            f5 f1 f1 f1 f1 f1 f1 -  -  -  -  -  -
StartupEx                      4 load            f5 f1 f1 f1 f1 f1 f1 -  -  -  -  -  -
Open                           1 start           f1 f1 f1 f1 f1 f1 f1 -  -  -  -  -  -
OpenV2                         4 start           f1 f1 f1 f1 f1 f1 f1 -  -  -  -  -  -
Close                          4 stop            -  o0 o0 o0 o0 o0 o0 -  -  -  -  -  o0
Online                         1 start           f1 f1 f1 f1 f1 f1 f0 n0 n0 n0 n0 f1 -
OnlineV2                       4 start           f1 f1 f1 f1 f1 f1 f0 n0 n0 n0 n0 f1 -
Offline                        1 stop            o0 o0 o0 o0 o0 o0 o0 o0 o0 o0 o0 o0 -
OfflineV2                      4 stop            o0 o0 o0 o0 o0 o0 o0 o0 o0 o0 o0 o0 -
Terminate                      4 terminate       -  o0 o0 o0 o0 o0 o0 -  -  -  -  -  -
LooksAlive                     4 looks           n0 f1 f1 f1 f1 f1 f0 -  -  -  -  -  -
IsAlive                        4 is              f1 f1 f1 f1 f1 f1 f0 -  -  -  -  -  -
Arbitrate                      4 start           f1 f1 f1 f1 f1 f1 f1 -  -  -  -  -  -
Release                        4 stop            o0 o0 o0 o0 o0 o0 o0 -  -  -  -  -  -
ResourceControl                2 control         n1 f1 f1 f1 f1 f1 f0 -  -  -  -  -  -
ResourceTypeControl            2 type-control    g1 g1 g1 g1 g1 g1 g0 -  -  -  -  -  -
BeginResourceControl           4 control         n1 f1 f1 f1 f1 f1 f0 n0 n0 n0 -  f1 -
BeginResourceTypeControl       4 type-control    g1 g1 g1 g1 g1 g1 g0 g0 n0 n0 -  g1 -
BeginResourceControlAsUser     4 as-user         n1 f1 f1 f1 f1 f1 f0 n0 n0 n0 -  f1 -
BeginResourceTypeControlAsUser 4 type-as-user    g1 g1 g1 g1 g1 g1 g0 g0 n0 n0 -  g1 -
Cancel                         4 cancel          n1 f1 f1 f1 f1 f1 f1 -  -  -  -  -  -
END
}

# behaviour ENTRY COLUMN: the value of tests/dlls/fault/steering.h.
behaviour() {
    case $1:$2 in
        Startup*:error) echo error=1306 ;; # ERROR_REVISION_MISMATCH
        *:error) echo error=5 ;;
        *:exit) echo exit=7 ;;
        Begin*:early) echo async-early ;;
        Begin*:thread) echo async=100 ;;
        Begin*:twice) echo async-twice ;;
        Begin*:never) echo async-never ;;
        *:thread-crash) echo thread-crash=500 ;; # behind the answer, on a busy machine too
        *:thread) echo early-thread ;;
        *:never) echo pending-never ;;
        *:after-close) echo report-after ;;
        *) echo "$2" ;;
    esac
}

# property ENTRY: what steers it.
property() {
    echo "$1" | sed -E 's/^Begin//; s/(Ex|V2)$//'
}

# --- one cell, in a shell of its own

# agent ACTION [LEVEL]: as Pacemaker's executor would; a monitor with a level is a recurring one.
agent() {
    env -i "PATH=$PATH" "RESAPID_CONFIG=$RESAPID_CONFIG" OCF_ROOT=/usr/lib/ocf \
        OCF_RA_VERSION_MAJOR=1 OCF_RA_VERSION_MINOR=1 "OCF_RESOURCE_INSTANCE=$cell" \
        OCF_RESOURCE_PROVIDER=resapi OCF_RESOURCE_TYPE=ResourceDLL "OCF_RESKEY_type=$type" \
        "OCF_RESKEY_dll=$dll" "OCF_RESKEY_properties=$properties" \
        "OCF_RESKEY_CRM_meta_interval=${2:+10000}" OCF_RESKEY_CRM_meta_timeout=40000 \
        "OCF_CHECK_LEVEL=${2:-0}" "$INSTANCE/ResourceDLL" "$1"
}

# What runs into DeadlockTimeout.
is_to_hang() {
    case $column:$entry in
        hang:*) return 0 ;;
        never:Begin*) return 0 ;;
        *) return 1 ;;
    esac
}

# What has to come before that. A control whose client has 2 s is not to run into it before its
# Cancel.
prelude() {
    agent start || return
    limit_ms=$deadlock_ms
    [ "$how" != cancel ] || limit_ms=$((deadlock_ms + 2000))
    ! is_to_hang || ctl type set "$type" "DeadlockTimeout=$limit_ms" >/dev/null
}

# What calls the entry point; what has to come before must succeed.
act() {
    ! has_mate || ctl online "$cell.mate" || return
    case $how in
        load | start) agent start ;;
        stop | terminate) prelude && agent stop ;;
        looks) prelude && agent monitor 0 ;;
        is) prelude && agent monitor 10 ;;
        control) prelude && ctl control "$cell" 0x01200001 ;;
        as-user) prelude && ctl control "$cell" 0x01200001 --as-user ;;
        cancel) prelude && ctl control "$cell" 0x01200001 --timeout=2 ;;
        type-control) ctl type control "$type" 0x02200001 ;;
        type-as-user) ctl type control "$type" 0x02200001 --as-user ;;
    esac
}

# What else the resource is to do, so that the entry point is called, or that the crash of a thread meets
# what is said to call it and not what comes behind.
company() {
    case $entry:$column in
        Terminate:thread-crash) echo Offline=error=1 Close=sleep=5000 ;;
        Terminate:*) echo Offline=error=1 ;;
        Cancel:*) echo ResourceControl=async=20000 ;; # which Cancel ends
        Startup*:thread-crash | Open*:thread-crash) echo Online=sleep=5000 ;;
        Arbitrate:thread-crash) echo Online=sleep=5000 ;;
        Offline*:thread-crash | Release:thread-crash) echo Close=sleep=5000 ;;
    esac
}

# What happens behind Close, or behind a control of the type, happens only where another resource keeps
# the host.
has_mate() {
    case $entry:$column in
        Close:thread-crash | Close:after-close) return 0 ;;
        *TypeControl*:thread-crash | *TypeControl*:thread | *TypeControl*:twice) return 0 ;;
        *) return 1 ;;
    esac
}

mate_is_as_it_should() {
    case $column in
        thread-crash) is_state "$cell.mate" failed ;;
        *) is_state "$cell.mate" online ;;
    esac || { echo "the other resource of the host is $(field state "$cell.mate")"; return 1; }
}

# What the record has to show: that the fault has happened, and what follows is promised (resapi-dll(7)).
# `N TEXT`: at least N lines have it, 0: none; `open TEXT`: a call of TEXT has begun and not ended.
evidence() {
    status=SetResourceStatusEx
    [ "$version" -gt 1 ] || status=SetResourceStatus
    goal=2
    [ "$how" != stop ] || goal=3
    end=End${entry#Begin}
    end=${end%AsUser}
    end=$(echo "$end" | sed 's/Resource//')Call
    case $column in
        error) evidence_of_error ;;
        hang | crash | stackoverflow | cpp-throw | exit) printf '%s\n' "open $entry" ;;
        thread-crash) echo "1 Crash begin $entry " ;;
        after-close) printf '%s\n' "1 Close end " "1 $status begin 4 " "1 $status end 1 " ;;
        *)
            case $how in
                start | stop) evidence_of_reports ;;
                *) evidence_of_ends ;;
            esac
            ;;
    esac
    # Whose host is killed, or kills itself, is not terminated.
    case $column in
        hang | crash | stackoverflow | cpp-throw | exit) [ "$how" = terminate ] || echo "0 Terminate" ;;
    esac
}

evidence_of_error() {
    case $entry in
        Startup*) echo "1 $entry end 1306 " ;;
        LooksAlive) printf '%s\n' "1 $entry end 0 " "1 IsAlive end 1 " "0 Terminate" ;;
        IsAlive) printf '%s\n' "1 $entry end 0 " "1 Terminate end " ;;
        Online* | Offline*) printf '%s\n' "1 $entry end 5 " "1 Terminate end " ;;
        Arbitrate) printf '%s\n' "1 $entry end 5 " "0 Online" ;;
        *) echo "1 $entry end 5 " ;;
    esac
}

# Online and Offline that report: how often; a report that was lost would lead to Terminate.
evidence_of_reports() {
    case $how:$column in
        *:never) printf '%s\n' "1 $entry end 997 " "0 $status" "1 Terminate end " && return ;;
        *:early | *:thread) reports=1 ;;
        start:twice) reports=2 ;;
        start:late) reports=3 ;;
        *) reports=1 ;; # what comes later meets the end of the host
    esac
    printf '%s\n' "1 $entry end 997 " "$reports $status begin $goal " "1 $status end 0 " "0 Terminate"
    [ "$how" = stop ] || echo "$reports $status end "
}

# Controls that end by a callback.
evidence_of_ends() {
    case $column in
        early) printf '%s\n' "1 $entry end 997 asynchronous=1" "1 $end end 0 " ;;
        thread) printf '%s\n' "1 $entry end 997 asynchronous=1" "1 $end end 0 " "0 $end end 1168 " ;;
        twice) printf '%s\n' "1 $entry end 997 asynchronous=1" "1 $end end 0 " "1 $end end 1168 " ;;
        never) printf '%s\n' "1 $entry end 997 asynchronous=1" "0 $end" ;;
    esac
}

# One process for each look: the machine is busy.
record_shows_all() {
    awk '
        NR == FNR { times[NR] = $1; text[NR] = substr($0, index($0, " ") + 1); count = NR; next }
        {
            line = $0
            sub(/^[0-9]+ [0-9]+ /, "", line)
            for (i = 1; i <= count; i++) {
                want = text[i] (times[i] == "open" ? " begin " : "")
                if (index(line, want) == 1) found[i]++
                if (times[i] == "open" && index(line, text[i] " end ") == 1) found[i]--
            }
        }
        END {
            for (i = 1; i <= count; i++) {
                shown = times[i] == 0 ? found[i] == 0 : found[i] >= (times[i] == "open" ? 1 : times[i])
                if (!shown) { print "the record does not show: " times[i] " " text[i]; bad = 1 }
            }
            exit bad
        }' "$cell_evidence" "$cell_record"
}

# The letter of the state.
letter() {
    case $how in
        type-*)
            if tree_is_empty "$(host_label)" >/dev/null; then
                echo g
            elif has_mate && is_state "$cell.mate" online; then
                echo n
            fi
            ;;
        *)
            case $(field state "$cell") in
                failed) echo f ;;
                online) echo n ;;
                offline) echo o ;;
                *) echo '?' ;;
            esac
            ;;
    esac
}

host_label() {
    case $how in
        type-*) printf 'ResourceTypes\\%s' "$type" ;;
        *) ! has_mate && printf '%s' "$cell" || printf 'ResourceTypes\\%s' "$type" ;;
    esac
}

has_letter() {
    [ "$(letter)" = "$1" ]
}

probe_agrees() {
    agent monitor >/dev/null 2>&1
    probed=$?
    case $1$probed in
        f1 | n0 | o7) return 0 ;;
        *) echo "a probe returns $probed" && return 1 ;;
    esac
}

# A host that has crashed or was killed leaves nothing, whether it is stopped or not.
loses_host() {
    case $column:$1 in
        error:* | never:f1) return 1 ;;
        *:f*) return 0 ;;
        *) return 1 ;;
    esac
}

# What finds no process of a resource that is online would find none that was left either.
tree_is_found() {
    case $1 in
        n*) ! tree_is_empty "$(host_label)" >/dev/null ;;
    esac
}

in_time() {
    [ "$1" -le "$bound_ms" ] || { echo "took $1 ms, at most $bound_ms are allowed" && return 1; }
}

# Prints what was found, then why that is wrong, if it is.
run_cell() {
    want=$1
    begun=$(now_ms)
    act >"$cell_output" 2>&1
    code=$?
    spent=$(($(now_ms) - begun))
    evidence >"$cell_evidence"
    proof=$(wait_until 30 record_shows_all 2>&1)
    wait_until 30 has_letter "${want%?}"
    found=$(letter)$code
    echo "$found"
    [ "$found" = "$want" ] || echo "expected $want"
    in_time "$spent"
    tree_is_found "$found" || echo "no process of $(host_label) is found"
    [ -z "$proof" ] || echo "$proof"
    # The right state and status for another reason is told apart by what was said.
    if [ "$found" != "$want" ] || [ -n "$proof" ]; then
        tail -n 3 "$cell_output"
    fi
    ! has_mate || wait_until 30 mate_is_as_it_should
    if loses_host "$found"; then
        wait_until 30 tree_is_empty "$(host_label)" || echo "processes are left in $(host_label)"
    fi
    case $how in
        type-*) ;;
        *) end_cell ;;
    esac
    ! has_mate || end_mate
}

end_cell() {
    probe_agrees "${found%?}"
    begun=$(now_ms)
    agent stop >"$cell_output" 2>&1 || { echo "stop returned $?:" && tail -n 3 "$cell_output"; }
    in_time $(($(now_ms) - begun))
    has_mate || tree_is_empty "$cell" || echo "processes are left behind stop"
    has_letter o || echo "is $(field state "$cell") behind stop"
}

end_mate() {
    ctl offline "$cell.mate" --timeout=60 >"$cell_output" 2>&1 || cat "$cell_output"
    tree_is_empty "$(host_label)" || echo "processes are left behind the other resource's stop"
}

# --- all of them

# each_cell COMMAND: COMMAND for each cell that means something, with entry, version, how, column, cell
# and want set.
each_cell() {
    expected >"$INSTANCE/expected"
    while read -r entry version how wants; do
        # shellcheck disable=SC2086 # words
        set -- "$1" $wants
        number=1
        for column in $columns; do
            number=$((number + 1))
            eval "want=\${$number}"
            cell=$entry.$column
            [ "$want" = - ] || "$1"
        done
    done <"$INSTANCE/expected"
}

name_type() {
    case $version in
        1) dll=$INSTANCE/fault.dll ;;
        *) dll=$INSTANCE/fault-v$version.dll ;;
    esac
    cell_record=$INSTANCE/cells/$cell.record
    cell_output=$INSTANCE/cells/$cell.output
    cell_evidence=$INSTANCE/cells/$cell.evidence
    case $entry in
        Arbitrate | Release) type="Fault Quorum $cell" ;;
        *) type="Fault $cell" ;;
    esac
}

# The steering of the types has to be complete before any host reads it.
prepare_cell() {
    name_type
    printf '%s\n' "[$type]" "Record=Z:$cell_record" >>"$dll.ini"
    case $how in
        load | type-*) echo "$(property "$entry")=$(behaviour "$entry" "$column")" >>"$dll.ini" ;;
    esac
    deadlock=$patience_ms
    case $how in
        load | start | type-*) ! is_to_hang || deadlock=$deadlock_with_load_ms ;;
    esac
    pending=$patience_ms
    [ "$column" != never ] || pending=1000
    if has_mate; then
        ctl type add "$type" "--dll=$dll" --isolation=type >/dev/null
        ctl resource add "$cell.mate" "--type=$type" "Record=Z:$INSTANCE/cells/$cell.mate" >/dev/null
    else
        ctl type add "$type" "--dll=$dll" >/dev/null
    fi
    ctl type set "$type" "DeadlockTimeout=$deadlock" "PendingTimeout=$pending" \
        LooksAlivePollInterval=3600000 IsAlivePollInterval=3600000 >/dev/null
}

start_cell() {
    name_type
    properties="Record=Z:$cell_record $(company)"
    case $how in
        load | type-*) ;;
        *) properties="$properties $(property "$entry")=$(behaviour "$entry" "$column")" ;;
    esac
    # A token for each that may run.
    read -r _ <&9
    (
        run_cell "$want" >"$INSTANCE/cells/$cell.found" 2>&1
        echo >&9
    ) &
}

judge_cell() {
    if [ "$(cat "$INSTANCE/cells/$cell.found")" = "$want" ]; then
        pass "$entry, $column: $want"
    else
        fail "$entry, $column" "$(tr '\n' ' ' <"$INSTANCE/cells/$cell.found")"
    fi
}

print_matrix() {
    heading=$(printf '%-30s' '')
    for column in $columns; do
        heading="$heading $column"
    done
    echo "# $heading"
    while read -r entry version how wants; do
        line=$(printf '%-30s' "$entry")
        # shellcheck disable=SC2086
        set -- $wants
        for column in $columns; do
            text=-
            [ "$1" = - ] || text=$(head -n 1 "$INSTANCE/cells/$entry.$column.found")
            line="$line $(printf "%-${#column}s" "$text")"
            shift
        done
        echo "# $line"
    done <"$INSTANCE/expected"
    echo "# f failed, n online, o offline, g the type's host is gone, n it lives; then the exit status"
}

wine_instance
ln -s "$BUILD/ocf-resapi" "$INSTANCE/ResourceDLL"
cp "$DLLS"/fault*.dll "$INSTANCE"
mkdir "$INSTANCE/cells"
mkfifo "$INSTANCE/tokens"
exec 9<>"$INSTANCE/tokens"

each_cell prepare_cell
token=0
while [ "$token" -lt "$at_a_time" ]; do
    echo >&9
    token=$((token + 1))
done
each_cell start_cell
# Not for resapid, a child too.
token=0
while [ "$token" -lt "$at_a_time" ]; do
    read -r _ <&9
    token=$((token + 1))
done
each_cell judge_cell
print_matrix
wine_end wine-matrix
