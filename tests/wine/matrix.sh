#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every entry point misbehaves in every way. One cell of the matrix is one check: what the operation that
# calls the entry point answers, what state the resource is in then, that both came in time, that a
# probe agrees, that a stop succeeds and that no process is left. What was really called is in the
# record that the fault DLL writes. The matrix that was found is printed at the end.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

at_a_time=8
bound_ms=8000

columns='error hang crash stackoverflow cpp-throw exit thread-crash early thread twice late never
    after-close'

# ENTRY VERSION HOW CELL...: HOW says who calls the entry point, see act(). A cell is a state and a code:
# f failed, n online, o offline, g the type's host is gone; the exit status of the OCF agent (start,
# monitor or stop), or of resapictl where controls are concerned. - means nothing here.
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
BeginResourceTypeControl       4 type-control    g1 g1 g1 g1 g1 g1 g0 g0 g0 g0 -  g1 -
BeginResourceControlAsUser     4 as-user         n1 f1 f1 f1 f1 f1 f0 n0 n0 n0 -  f1 -
BeginResourceTypeControlAsUser 4 type-as-user    g1 g1 g1 g1 g1 g1 g0 g0 g0 g0 -  g1 -
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
        "OCF_RESKEY_CRM_meta_interval=${2:+10000}" OCF_RESKEY_CRM_meta_timeout=20000 \
        "OCF_CHECK_LEVEL=${2:-0}" "$INSTANCE/ResourceDLL" "$1"
}

# What calls the entry point; what has to come before must succeed.
act() {
    case $how in
        load | start) agent start ;;
        stop | terminate) agent start && agent stop ;;
        looks) agent start && agent monitor 0 ;;
        is) agent start && agent monitor 10 ;;
        control) agent start && ctl control "$cell" 0x01200001 ;;
        as-user) agent start && ctl control "$cell" 0x01200001 --as-user ;;
        cancel) agent start && ctl control "$cell" 0x01200001 --timeout=1 ;;
        type-control) ctl type control "$type" 0x02200001 ;;
        type-as-user) ctl type control "$type" 0x02200001 --as-user ;;
    esac
}

# What else the resource is to do, so that the entry point is called, or that the crash of a thread meets
# what is said to call it and not what comes behind.
company() {
    case $entry:$column in
        Terminate:*) echo Offline=error=1 ;;
        Cancel:*) echo ResourceControl=async=2500 ;;
        Startup*:thread-crash | Open*:thread-crash | Arbitrate:thread-crash) echo Online=sleep=500 ;;
    esac
}

# The letter of the state.
letter() {
    case $how in
        type-*) tree_is_empty "$(host_label)" >/dev/null && echo g ;;
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
        *) printf '%s' "$cell" ;;
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

in_time() {
    [ "$1" -le "$bound_ms" ] || { echo "took $1 ms, at most $bound_ms are allowed" && return 1; }
}

entry_was_called() {
    grep -q " $entry begin " "$cell_record" || { echo "$entry was not called" && return 1; }
}

# Prints what was found, then why that is wrong, if it is.
run_cell() {
    want=$1
    begun=$(now_ms)
    act >"$cell_output" 2>&1
    code=$?
    spent=$(($(now_ms) - begun))
    sleep 0.3
    wait_until 5 has_letter "${want%?}"
    found=$(letter)$code
    echo "$found"
    [ "$found" = "$want" ] || { echo "expected $want:" && tail -n 3 "$cell_output"; }
    in_time "$spent"
    entry_was_called
    if loses_host "$found"; then
        wait_until 5 tree_is_empty "$(host_label)" || echo "processes are left in $(host_label)"
    fi
    case $how in
        type-*) ;;
        *) end_cell ;;
    esac
}

end_cell() {
    probe_agrees "${found%?}"
    begun=$(now_ms)
    agent stop >"$cell_output" 2>&1 || { echo "stop returned $?:" && tail -n 3 "$cell_output"; }
    in_time $(($(now_ms) - begun))
    tree_is_empty "$cell" || echo "processes are left behind stop"
    has_letter o || echo "is $(field state "$cell") behind stop"
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
    case $entry in
        Arbitrate | Release) type="Fault Quorum $cell" ;;
        *) type="Fault $cell" ;;
    esac
}

# The steering of the types has to be complete before any host reads it.
prepare_cell() {
    name_type
    printf '%s\n' "[$type]" "Record=Z:$cell_record" >>"$dll.ini"
    deadlock=1000
    case $how in
        load | type-*) echo "$(property "$entry")=$(behaviour "$entry" "$column")" >>"$dll.ini" ;;
        cancel) deadlock=3000 ;;
    esac
    ctl type add "$type" "--dll=$dll" >/dev/null
    ctl type set "$type" "DeadlockTimeout=$deadlock" PendingTimeout=1000 \
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
    echo "# f failed, n online, o offline, g the type's host is gone; then the exit status"
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
