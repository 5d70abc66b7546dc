#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two resource DLLs as the public documentation teaches them, through their whole life: docservice.dll,
# which runs a Windows service, and docgroup.dll, which looks around in its cluster. What happened is what
# the DLLs recorded, each resource in a file of its own.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
service=docdlls-$$
program="Z:$(printf %s "$BUILD/tests/wine/x86_64-windows/test-service.exe" | tr / '\134')"

record_of() {
    echo "Z:$INSTANCE/$1.record"
}

# recorded NAME LINE: its DLL has recorded the line, behind the last record_mark.
recorded() {
    tail -n "+$MARK" "$INSTANCE/$1.record" | grep -qxF -e "$2"
}

never() {
    ! recorded "$@"
}

record_mark() {
    MARK=$(($(wc -l <"$INSTANCE/$1.record") + 1))
}

MARK=1

# check_record NAME LINE...: it has recorded all of these lines, or does so soon.
check_record() {
    of=$1
    shift
    for line in "$@"; do
        check "$of: $line" wait_until 60 recorded "$of" "$line" ||
            tail -n 12 "$INSTANCE/$of.record" | sed 's/^/# /'
    done
}

# The process of the service, in this prefix.
service_pid() {
    for pid in $(wine_leftovers); do
        ! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q 'test-service.exe' || echo "$pid"
    done
}

service_runs() {
    [ -n "$(service_pid)" ]
}

looks_dead() {
    ! ctl check svc "$@"
}

service_is_gone() {
    ! service_runs
}

utf16() {
    printf '%s\0' "$1" | iconv -t UTF-16LE | od -An -v -tx1 | tr -d ' \n'
}

add_service() {
    ctl resource add svc "--type=Doc Service" "Record=$(record_of svc)" "Service=$service" \
        "Program=\"$program\" good"
}

ctl_without_program() {
    ctl resource set svc Program= >/dev/null || return
    ctl online svc --timeout=60
}

# output_has TEXT NAME CODE: what the DLL writes for this control code has the text.
output_has() {
    ctl control "$2" "$3" >"$INSTANCE/written" || return
    cut -c11-58 "$INSTANCE/written" | tr -d ' \n' | grep -q "$(utf16 "$1")"
}

# --- a service, added and set up

check "a type of version 4" ctl type add "Doc Service" "--dll=$DLLS/docservice.dll"
check "a service is added" add_service
check_output "formats of the type's resources" "0x0" ctl type control "Doc Service" 0x02000065
check "a DWORD, and all other formats" ctl resource set svc Steps=4 Shift=7 Seal:BINARY=00ff10 \
    "Peers:MULTI_SZ=alpha;beta" Capacity:QWORD=5000000000 \
    "Title:EXPAND_SZ=Docs $$ of %SystemRoot%"
check "are shown" ctl resource show svc
for shown in 4 7 5000000000 alpha beta '%SystemRoot%' "$service"; do
    expect_line "shown: $shown" "$shown"
done

# --- online

check "online" ctl online svc --timeout=60 || finish check-wine
check_record svc "Open: Parameters opened" "CreateService 0 Docs $$ of C:\\windows" \
    "Online: Steps=4 Shift=7 Capacity=5000000000" "Online: Seal[1]=ff" "Online: Peer=alpha" \
    "Online: Peer=beta" "checkpoint 4" "ResUtilSetResourceServiceStartParameters 0" \
    "ResUtilSetResourceServiceEnvironment 5002" "ResUtilStartResourceService 0" \
    "ResUtilVerifyService 0" "online"
check "the service runs" service_runs
check "LooksAlive" ctl check svc
check "IsAlive" ctl check svc --level=is
check_record svc "LooksAlive: ResUtilVerifyResourceService 0" \
    "IsAlive: ResUtilVerifyResourceService 0"
check_output "GET_CLASS_INFO" "00 80 00 00" ctl control svc 0x0100000d
check "GET_REQUIRED_DEPENDENCIES" output_has "Doc Group" svc 0x01000011

# --- property lists, as Failover Cluster Manager sends them

le32() {
    printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

# part SYNTAX HEX: a value, padded to 4 bytes.
part() {
    printf '%s%s%s' "$(le32 "$1")" "$(le32 $((${#2} / 2)))" "$2"
    [ $((${#2} % 8)) -eq 0 ] || printf "%0$((8 - ${#2} % 8))d" 0
}

# list NAME FORMAT HEX: a property list of one property.
list() {
    printf '%s%s%s%s' "$(le32 1)" "$(part 0x40003 "$(utf16 "$1")")" "$(part $((0x10000 + $2)) "$3")" \
        "$(le32 0)"
}

validate() {
    ctl control svc 0x01000089 "--in=$(list "$@")"
}

set_property() {
    ctl control svc 0x01400086 "--in=$(list "$@")"
}

record_mark svc
check "VALIDATE: a DWORD" validate Steps 2 "$(le32 5)"
check "VALIDATE: a LONG" validate Shift 7 "$(le32 -10)"
check "VALIDATE: a 64-bit value" validate Capacity 6 0000000000010000
check "VALIDATE: text" validate Service 3 "$(utf16 other)"
check_record svc "VALIDATE_PRIVATE_PROPERTIES 0"
check_error "VALIDATE: a DWORD out of its range" 1 "(87)" validate Steps 2 "$(le32 201)"
check_error "VALIDATE: a LONG out of its range" 1 "(87)" validate Shift 7 "$(le32 -11)"
check_error "VALIDATE: a 64-bit value out of its range" 1 "(87)" \
    validate Capacity 6 0100000000010000
check_record svc "VALIDATE_PRIVATE_PROPERTIES 87"
check_error "VALIDATE: another format" 1 "(87)" validate Seal 3 "$(utf16 text)"
check_error "VALIDATE: an unknown property" 1 "(87)" validate Sheps 2 "$(le32 3)"
check_error "VALIDATE: what only the DLL can know" 1 "(87)" validate Service 3 "$(utf16 'a\b')"
check_error "SET: out of its range" 1 "(87)" set_property Steps 2 "$(le32 201)"
check_record svc "SET_PRIVATE_PROPERTIES 87"
check "nothing of it was stored" ctl resource show svc
expect_line "the steps are what they were" "DWORD      4"
expect_line "the service is what it was" "$service"
check "GET_PRIVATE_PROPERTIES" output_has Capacity svc 0x01000081
check "ENUM_PRIVATE_PROPERTIES" output_has Capacity svc 0x01000079
check "GET_PRIVATE_PROPERTY_FMTS" output_has Capacity svc 0x0100008d

record_mark svc
check "SET while online" set_property Steps 2 "$(le32 2)"
expect_line "is stored for later" "takes effect when the resource is next brought online"
check_record svc "SET_PRIVATE_PROPERTIES 5024"
check_output "and stored" "DWORD      2" ctl resource show svc
check "resource set says so too" ctl resource set svc Steps=2
expect_line "in its words" "takes effect when the resource is next brought online"

# --- a service that is killed

record_mark svc
kill_wait "$(service_pid)"
# Wine has to notice it as well before anybody can be told.
check "service killed: a check soon fails" wait_until 60 looks_dead
check_error "service killed: it says so" 1 "IsAlive returned FALSE" ctl check svc
expect_line "with the DLL's reason" "The service $service does not run"
check "service killed: the resource has failed" wait_until 60 is_state svc failed
check_record svc "IsAlive: ResUtilVerifyResourceService 1062" "Terminate" \
    "ResUtilStopResourceService 0"
check "it comes back" wait_until 60 ctl online svc --timeout=60
check_record svc "Online: Steps=2 Shift=7 Capacity=5000000000" "ResUtilStartResourceService 0"
check "the service runs again" service_runs

# --- others around it

check "a type of version 1" ctl type add "Doc Group" "--dll=$DLLS/docgroup.dll"
check "a companion" ctl resource add mate "--type=Doc Group" "Record=$(record_of mate)"
check "one that depends on the service" ctl resource add grp --group=svc "--type=Doc Group" \
    "Record=$(record_of grp)" Companion=mate
check "its dependency, by its DLL" ctl control grp 0x01200004 "--in=$(utf16 svc)"
MARK=1
check_record grp "AddClusterResourceDependency 0 svc"
check "it comes online" ctl online grp --timeout=60
# Three resources, two types, and the three that are built in.
check_record grp "ResUtilGetResourceName 0 grp" "GetClusterInformation 0" \
    "ResUtilGetResourceDependency 0 svc" "ResUtilGetResourceDependencyByName 0 svc" \
    "ResUtilGetResourceDependencyByClass 0 svc" "ResUtilGetResourceNameDependency 0 svc" \
    "of no such type 4316 " "GetClusterResourceState 129 group svc" "GetClusterNodeState 0" \
    "ClusterEnum resource svc" "ClusterEnum resource mate" "ClusterEnum type Doc Group" \
    "ClusterEnum ends with 259, 8 of 8" "ClusterResourceEnum 0 svc" "online 0" "watching 0"
check "IsAlive of it" ctl check grp --level=is
check "the companion comes online, by the DLL" wait_until 60 is_state mate online
check_record mate "online 0" "ResUtilGetResourceDependency 4316 "

# --- what it depends on goes and comes

record_mark grp
kill_wait "$(service_pid)"
check "service killed again: a check soon fails" wait_until 60 looks_dead --level=is
check_error "service killed again: it says so" 1 "IsAlive returned FALSE" ctl check svc --level=is
check_record grp "change of svc: state 4"
check "the service comes back" wait_until 60 ctl online svc --timeout=60
check_record grp "change of svc: state 2"

# --- offline, and away

record_mark grp
check "the one behind goes offline" ctl offline grp --timeout=60
check_record grp "Offline" "watched 0" "CloseClusterNotifyPort 0" "Close"
check "so does the companion" ctl offline mate --timeout=60
record_mark svc
check "the service goes offline" ctl offline svc --timeout=60
check_record svc "Offline" "ResUtilStopResourceService 0" \
    "ResUtilRemoveResourceServiceEnvironment 0" "offline 0" "Close"
check "its process is gone" wait_until 60 service_is_gone
for name in svc grp mate; do
    check "no process of $name is left" tree_is_empty $name
done
check "a check of what is offline is refused" is_state svc offline

check_error "online without what is required" 1 Program ctl_without_program
ctl offline svc --timeout=60 >/dev/null
check "what is required is given back" ctl resource set svc "Program=\"$program\" good"
record_mark svc
# --- terminated while it comes online

check "many steps" ctl resource set svc Steps=200
record_mark svc
ctl online svc --timeout=60 >/dev/null 2>&1 &
asked=$!
check_record svc "checkpoint 1"
check "terminate" ctl terminate svc --timeout=60
wait "$asked"
check_status "who asked for online is told" 1 return_status $?
check_record svc "Terminate" "worker ended by Terminate" "ResUtilStopResourceService 0"
check "it was not started" never svc "ResUtilStartResourceService 0"
check "it is offline" is_state svc offline
check "it is offline again" ctl offline svc --timeout=60
check_record svc "Close"

for name in grp mate svc; do
    check "$name is removed" ctl resource remove $name
done
check_record svc "DeleteService 0"
check "another of its name" add_service
check "installs the service anew" ctl online svc --timeout=60
check_record svc "CreateService 0 $service"
check "and goes" ctl offline svc --timeout=60
check "it is removed too" ctl resource remove svc
check "a type goes" ctl type remove "Doc Service"
check "the other goes" ctl type remove "Doc Group"

wine_end wine-docdlls
