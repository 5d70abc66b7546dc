#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What goes wrong with real Wine and real DLLs: each is one clear line and an exit status, and leaves
# no process behind. The record that fault.dll itself writes is the evidence of what was called.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

# --- no Wine, no prefix

# bad_wine NAME TEXT {GROUP KEY VALUE}...: a resapid with these options.
bad_wine() {
    about=$1
    text=$2
    shift 2
    instance_new wine
    while [ $# -ge 3 ]; do
        instance_set "$1" "$2" "$3"
        shift 3
    done
    instance_start
    ctl type add Fault "--dll=$DLLS/fault.dll" >/dev/null
    ctl resource add bad --type=Fault >/dev/null
    check_error "$about: online" 1 "$text" ctl online bad --timeout=60
    check "$about: offline" ctl offline bad --timeout=60
    check_status "$about: resapid ends" 0 instance_stop
    check "$about: nothing is left" wait_until 60 instance_is_clean
    instance_discard "$INSTANCE"
}

wine_prefix
folder=$(mktemp -d) || exit 1
at_exit "rm -rf '$folder'"
touch "$folder/file"
mkdir "$folder/full"
touch "$folder/full/something"
bad_wine "no Wine" "/nonexistent/wine: no such program: install Wine" \
    wine program /nonexistent/wine
bad_wine "the prefix is a file" "ENOTDIR (20)" wine prefix "$folder/file"
bad_wine "the prefix is another folder" "ENOTEMPTY (39)" wine prefix "$folder/full"
bad_wine "the prefix cannot be made" "$folder/none/prefix: cannot create: ENOENT (2)" \
    wine prefix "$folder/none/prefix"
bad_wine "no resapi-prefix" "/nonexistent/resapi-prefix" wine setup_program /nonexistent/resapi-prefix
# Root may write anywhere, the user of the hosts may not.
cp "$BUILD/resapi-prefix" "$folder"
mkdir -m 700 "$folder/locked"
if [ "$(id -u)" -eq 0 ]; then
    chmod 755 "$folder"
    user=nobody
else
    chmod 500 "$folder/locked"
    user=
fi
bad_wine "the prefix cannot be written" "EACCES (13)" wine prefix "$folder/locked/prefix" \
    host user "$user" wine setup_program "$folder/resapi-prefix"
check "another folder is left alone" test -f "$folder/full/something"

# --- files that are no resource DLL

wine_instance

bad_type() {
    ctl type add Bad "--dll=$1" >/dev/null
    ctl resource add bad --type=Bad >/dev/null
}

bad_online() {
    check_error "$1: online" 1 "$2" ctl online bad --timeout=60
    check "$1: has failed" is_state bad failed
    check "$1: no process is left" tree_is_empty bad
    check "$1: offline" ctl offline bad --timeout=60
    ctl resource remove bad >/dev/null
    ctl type remove Bad >/dev/null
}

# bad_dll NAME FILE TEXT
bad_dll() {
    bad_type "$2"
    bad_online "$1" "$3"
}

printf 'MZ is how this text begins, and no more than that\n' >"$INSTANCE/text.dll"
: >"$INSTANCE/empty.dll"
head -c 20000 "$DLLS/fault.dll" >"$INSTANCE/cut.dll"
check_error "no such file: type add" 1 "$INSTANCE/none.dll: ENOENT (2)" \
    ctl type add Bad "--dll=$INSTANCE/none.dll"
check_error "a folder: type add" 1 "$INSTANCE: is not a file" ctl type add Bad "--dll=$INSTANCE"
cp "$DLLS/fault.dll" "$INSTANCE/gone.dll"
bad_type "$INSTANCE/gone.dll"
rm "$INSTANCE/gone.dll"
bad_online "a file that was removed" "ERROR_FILE_NOT_FOUND (2)"
bad_dll "a text" "$INSTANCE/text.dll" "is not a Windows DLL (no PE file): ERROR_BAD_EXE_FORMAT (193)"
bad_dll "an empty file" "$INSTANCE/empty.dll" "ERROR_BAD_EXE_FORMAT (193)"
bad_dll "half a DLL" "$INSTANCE/cut.dll" "$INSTANCE/cut.dll"
bad_dll "a program" "$DLLS/fault-child.exe" "ERROR_BAD_EXE_FORMAT (193)"
bad_dll "a DLL, but no resource DLL" "$DLLS/noexport.dll" "exports neither Startup nor StartupEx"
cp "$BUILD/tests/wine/x86_64-windows/driver-ex.dll" "$INSTANCE/dllmain-crash.dll"
bad_dll "a crash in DllMain" "$INSTANCE/dllmain-crash.dll" \
    "its DllMain, or that of a DLL that it imports, crashed: EXCEPTION_ACCESS_VIOLATION (0xC0000005)"
cp "$BUILD/tests/wine/x86_64-windows/driver-ex.dll" "$INSTANCE/dllmain-refuses.dll"
bad_dll "a DllMain that refuses" "$INSTANCE/dllmain-refuses.dll" "ERROR_DLL_INIT_FAILED (1114)"
LC_ALL=C sed 's/clusapi\.dll/nowhere.dll/' "$BUILD/tests/wine/x86_64-windows/driver-dll.dll" \
    >"$INSTANCE/import.dll"
bad_dll "a missing import" "$INSTANCE/import.dll" \
    "ERROR_MOD_NOT_FOUND (126): a DLL that it imports was not found"
if [ -f "$BUILD/tests/dlls/i686-windows/fault.dll" ]; then
    bad_dll "a 32-bit DLL" "$BUILD/tests/dlls/i686-windows/fault.dll" "for another machine"
else
    skip "a 32-bit DLL" "configure found no i686-w64-mingw32-gcc"
fi

# --- a Startup that misbehaves

# bad_startup TYPE TEXT [TIMEOUT]
bad_startup() {
    ctl type add "$1" "--dll=$DLLS/fault.dll" >/dev/null
    ctl resource add bad "--type=$1" >/dev/null
    check_error "$1: online" 1 "$2" ctl online bad "--timeout=${3:-60}"
    check "$1: no process is left" tree_is_empty bad
    check "$1: offline" ctl offline bad --timeout=60
    ctl resource remove bad >/dev/null
    ctl type remove "$1" >/dev/null
}

bad_startup "Fault Refused" "ERROR_CLUSTER_RESNAME_NOT_FOUND (5080)"
bad_startup "Fault Revision" "ERROR_REVISION_MISMATCH (1306)"
bad_startup "Fault Crash In Startup" "EXCEPTION_ACCESS_VIOLATION"
bad_startup "Fault Exit In Startup" "ExitProcess"
bad_startup "Fault Hang In Startup" "still opening" 3
bad_startup "Fault Null Table" "no function table"
for entry in Open Close Online Offline Terminate LooksAlive IsAlive; do
    bad_startup "Fault Without $entry" "the function table has no $entry"
done
bad_startup "Not Fault At All" "ERROR_CLUSTER_RESNAME_NOT_FOUND (5080)"

# --- entry points that misbehave

ctl type add Fault "--dll=$DLLS/fault.dll" >/dev/null
never_polled Fault

# its RESOURCE [NAME]: what follows is about this resource.
its() {
    bad=$1
    about=${2:-}
    record=$INSTANCE/$1.record
}

its bad

# fault NAME PROPERTY...: a new resource that is to behave so.
fault() {
    about=$1
    shift
    rm -f "$record"
    ctl resource add "$bad" --type=Fault "Record=Z:$record" "$@" >/dev/null
}

recorded() {
    grep -q " $1 begin " "$record"
}

has_reported() {
    [ "$(grep -c ' SetResourceStatus end ' "$record")" -ge "$1" ]
}

has_child() {
    for pid in $(tree "$bad"); do
        tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q 'fault-child.exe' && return
    done
    return 1
}

calls() {
    sed -nE 's/^[0-9]+ [0-9]+ ([A-Za-z]+) begin .*/\1/p' "$record" | grep -v ResourceControl
}

# check_calls ENTRY...: what the DLL was asked from Open to Close, in this order.
check_calls() {
    found=$(calls | tr '\n' ' ' | sed 's/ $//')
    if [ "$found" = "$*" ]; then
        pass "$about: called in order: $*"
    else
        fail "$about: called in order: $*" "the record has $found"
    fi
}

no_violation() {
    ! grep VIOLATION "$record"
}

# fault_end [ENTRY...]: what each test ends with: it goes offline, nothing runs, and the DLL was called
# as it may be.
fault_end() {
    check "$about: offline" ctl offline "$bad" --timeout=60
    check "$about: no process is left" tree_is_empty "$bad"
    check "$about: no entry point met another" no_violation
    [ $# -eq 0 ] || check_calls "$@"
    # It is opened once more, to be told DELETE, and hangs again.
    ctl resource set "$bad" --common DeadlockTimeout=1000 >/dev/null
    ctl resource remove "$bad" >/dev/null
}

online() {
    ctl online bad "--timeout=${1:-60}"
}

offline() {
    ctl offline bad "--timeout=${1:-60}"
}

# wish VERB SECONDS: this is asked for, and granted is its end. What takes all of its time goes on
# side by side, and the time is long enough for Wine on a busy machine.
wish() {
    ctl "$1" "$bad" "--timeout=$2" >"$INSTANCE/$bad.said" 2>&1 &
    eval "asked_$bad=\$!"
}

granted() {
    eval "wait \"\$asked_$bad\""
    granted_status=$?
    cat "$INSTANCE/$bad.said"
    return "$granted_status"
}

fault "a good life" Online=pending=200,checkpoints=1 Offline=pending=200
check "$about: online" online
check "$about: LooksAlive" ctl check bad
check "$about: IsAlive" ctl check bad --level=is
fault_end Open Online Worker SetResourceStatus SetResourceStatus LooksAlive IsAlive \
    Offline Worker SetResourceStatus Close

for how in crash:EXCEPTION_ACCESS_VIOLATION stackoverflow:EXCEPTION_STACK_OVERFLOW \
    exit=7:ExitProcess; do
    for entry in Open Online; do
        fault "$entry ${how%%:*}" "$entry=${how%%:*}"
        check_error "$about: online names it" 1 "${how#*:}" online
        expect_line "$about: and where" "in $entry"
        fault_end
    done
    for entry in LooksAlive IsAlive; do
        fault "$entry ${how%%:*}" "$entry=${how%%:*}"
        check "$about: online" online
        level=looks
        [ "$entry" = LooksAlive ] || level=is
        check_error "$about: check names it" 1 "${how#*:}" ctl check bad --level="$level"
        expect_line "$about: and where" "in $entry"
        check "$about: has failed" is_state bad failed
        fault_end
    done
    for entry in Offline Terminate Close; do
        fault "$entry ${how%%:*}" "$entry=${how%%:*}"
        check "$about: online" online
        log_mark
        verb=offline
        [ "$entry" != Terminate ] || verb=terminate
        check "$about: $verb" ctl "$verb" bad --timeout=60
        check "$about: the log names it" log_has "${how#*:}"
        check "$about: is offline" is_state bad offline
        fault_end
    done
done

fault "ResourceControl crash" ResourceControl=crash
check "$about: online" online
check_error "$about: control names it" 1 "EXCEPTION_ACCESS_VIOLATION" ctl control bad 0x01000081
fault_end

its open
fault "hang in Open" Open=hang
wish online 12
its online
fault "hang in Online" Online=hang
wish online 12
its both
fault "hang in Online and Terminate" Online=hang Terminate=hang
wish online 12
its never
fault "Online never ends" Online=pending-never
wish online 12

its open "hang in Open"
check_error "$about: online" 1 "still opening" granted
fault_end Open

its online "hang in Online"
check_error "$about: online" 1 "still in Online" granted
check "$about: Terminate was called" recorded Terminate
fault_end Open Online Terminate

its both "hang in Online and Terminate"
check_error "$about: online" 1 "still in Online" granted
fault_end Open Online Terminate

its never "Online never ends"
check_error "$about: online" 1 "still online pending" granted
fault_end Open Online Terminate Close

its offline
fault "hang in Offline" Offline=hang
check "$about: online" ctl online "$bad" --timeout=60
its all
fault "hang in Offline, Terminate and Close" Offline=hang Terminate=hang Close=hang
check "$about: online" ctl online "$bad" --timeout=60
wish offline 6
its offline
wish offline 6

its offline "hang in Offline"
check "$about: offline" granted
check "$about: Terminate was called" recorded Terminate
fault_end Open Online Offline Terminate

its all "hang in Offline, Terminate and Close"
check "$about: offline" granted
fault_end Open Online Offline Terminate
its bad

fault "hang in Terminate" Terminate=hang
check "$about: online" online
check "$about: terminate" ctl terminate bad --timeout=3
fault_end Open Online Terminate

fault "hang in IsAlive" IsAlive=hang
check "$about: online" online
check_error "$about: check" 1 "bad" ctl check bad --level=is --timeout=2
check "$about: offline passes by" offline 4
fault_end

fault "Online refuses" Online=error=1168
check_error "$about: online" 1 "ERROR_NOT_FOUND (1168)" online
check "$about: Terminate was called" recorded Terminate
fault_end Open Online Terminate Close

fault "Open refuses" Open=error=5
check_error "$about: online" 1 "ERROR_ACCESS_DENIED (5)" online
fault_end Open

fault "Online pending fails" Online=pending-fail=300
check_error "$about: online" 1 "reported failure" online
check "$about: Terminate was called" recorded Terminate
fault_end Open Online Worker SetResourceStatus Terminate Close

fault "Online reports early" Online=early
check "$about: online" online
fault_end Open Online SetResourceStatus Offline Close

fault "Online reports late" Online=late
check "$about: online" online
check "$about: has reported three times" wait_until 60 has_reported 3
check "$about: stays online" is_state bad online
fault_end

fault "IsAlive says no" IsAlive=error=1
check "$about: online" online
check_error "$about: check" 1 "IsAlive returned FALSE" ctl check bad --level=is
check "$about: Terminate was called" wait_until 60 recorded Terminate
fault_end Open Online IsAlive Terminate Close

fault "a behaviour that is none" Online=nonsense
check_error "$about: online names the property" 1 "'nonsense' is no behaviour for Online" online
fault_end

fault "a thread crashes" LooksAlive=thread-crash=500
check "$about: online" online
check "$about: check" ctl check bad
check "$about: noticed" wait_until 60 is_state bad failed
check_error "$about: named" 1 "EXCEPTION_ACCESS_VIOLATION" ctl check bad
expect_line "$about: and where" "on a thread of the resource DLL's own"
fault_end

# --- what a DLL leaves

fault "children" Online=spawn Offline=spawn
check "$about: online" online
check "$about: there is a child" has_child
fault_end

fault "children of a killed host" Online=spawn
check "$about: online" online
kill -KILL "$(field host_pid bad)"
check "$about: noticed" wait_until 60 is_state bad failed
check "$about: no process is left" wait_until 60 tree_is_empty bad
fault_end

fault "much output" Online=stdout LooksAlive=stdout Offline=log=500
check "$about: online" online
check "$about: check" ctl check bad
check "$about: is online" is_state bad online
fault_end

ctl type remove Fault >/dev/null
wine_end wine-bad-input
