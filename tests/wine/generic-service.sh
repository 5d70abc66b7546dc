#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The built-in resource type Generic Service, with services that behave well and badly. What happened
# is what the services recorded, and which of their processes there are.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
own_process=0x10
shared_process=0x20
automatic=2
manual=3
disabled=4
program=$BUILD/tests/wine/x86_64-windows/generic-service-program.exe
installed=

helper() {
    wine_environment wine "$program" "$@"
}

# service NAME BEHAVIOUR [DEPENDENCY [START [TYPE [PROGRAM]]]]: in the prefix, as NAME with this test's
# mark.
service() {
    : >"$INSTANCE/$1.record"
    helper install "$1-$$" "${5:-$own_process}" "${4:-$manual}" "${3:--}" \
        "Z:$INSTANCE/$1.record" "$2" ${6:+"Z:$6"} || return
    installed="$installed $1-$$"
}

delete_services() {
    for each in $installed; do
        helper delete "$each"
    done
}

# resource NAME SERVICE [PROPERTY]...
resource() {
    name=$1
    of=$2
    shift 2
    ctl resource add "$name" "--type=Generic Service" "ServiceName=$of-$$" "$@"
}

# The Unix process of a service.
process_of() {
    for pid in $(wine_leftovers); do
        ! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$INSTANCE/$1.record" || echo "$pid"
    done
}

runs() {
    [ -n "$(process_of "$1")" ]
}

# What Wine takes for ended may have some milliseconds to go.
is_gone() {
    wait_until 3 has_no_process "$1"
}

has_no_process() {
    remains=$(process_of "$1")
    [ -z "$remains" ] || { echo "$remains"; return 1; }
}

one_runs() {
    [ "$(process_of "$1" | wc -l)" = 1 ]
}

recorded() {
    grep -qF -e "$2" "$INSTANCE/$1.record" || { cat "$INSTANCE/$1.record"; return 1; }
}

never() {
    ! recorded "$@"
}

# before ONE OTHER: the one wrote its last line first.
before() {
    [ -n "$(find "$INSTANCE/$2.record" -newer "$INSTANCE/$1.record")" ]
}

forget() {
    : >"$INSTANCE/$1.record"
}

# opened NAME: for a control, which every host is asked.
opened() {
    ctl control "$1" 0x01000005
}

# retire NAME...: resources that are done with.
retire() {
    for each in "$@"; do
        ctl offline "$each" --timeout=60 >/dev/null 2>&1
        check "$each is removed" ctl resource remove "$each"
    done
}

set_patience() {
    ctl resource set "$1" --common "PendingTimeout=$2" ${3:+"DeadlockTimeout=$3"} >/dev/null
}

at_exit delete_services

# --- a life

check "a service" service good good
check "a resource of it" resource good good "StartupParameters=plain \"two words\" \"a\\\"b\" x,y"
check "opening starts nothing" is_gone good
check "online" ctl online good --timeout=60 || finish wine-generic-service
check "it runs" recorded good running
check "with the parameters" recorded good "started [good-$$] [plain] [two words] [a\"b] [x,y]"
check "as a process" runs good
check "LooksAlive" ctl check good
check "IsAlive" ctl check good --level=is
check_output "other parameters count from the next start on" "" \
    ctl resource set good StartupParameters=
check "it was not started again for them" test "$(grep -c started "$INSTANCE/good.record")" = 1
check "offline" ctl offline good --timeout=60
check "it was told, and stopped" recorded good stopped
check "its process is gone" is_gone good
forget good
check "online without parameters" ctl online good --timeout=60
check "has no argument but its name" grep -qx "started \[good-$$\]" "$INSTANCE/good.record"

# --- ends that nobody asked for

kill -KILL "$(process_of good)"
check "a crash is noticed" wait_until 60 rests good failed
check "and told" wait_until 60 log_has "The service 'good-$$' does not run: its process ended"
forget good
helper start "good-$$" >/dev/null
check "somebody else starts it" wait_until 60 recorded good running
log_mark
check "online after a crash" ctl online good --timeout=60
check "that one was stopped" recorded good stopped
check "which is told" log_has "runs already, as process"
check "and another started" test "$(grep -c started "$INSTANCE/good.record")" = 2
check "one runs" wait_until 3 one_runs good

check "a service that quits" service quits quits
check "its resource" resource quits quits
check "it comes online" ctl online quits --timeout=60
since=$(now_ms)
: >"$INSTANCE/quits.record.now"
check "that it has stopped is noticed" wait_until 60 is_state quits failed
echo "# noticed after $(($(now_ms) - since)) ms"
check "with its exit code" wait_until 60 log_has \
    "The service 'quits-$$' does not run: SERVICE_STOPPED, ERROR_PORT_UNREACHABLE (1234)"
check "it is gone" is_gone quits
retire quits

check "a service that stops and lingers" service lingers lingers
check "its resource" resource lingers lingers
check "it comes online" ctl online lingers --timeout=60
: >"$INSTANCE/lingers.record.now"
check "that it has stopped is noticed" wait_until 60 is_state lingers failed
check "its process is ended" wait_until 60 has_no_process lingers
retire lingers

# --- starts that are slow, hang, fail

check "a slow service" service slow slow
check "its resource" resource slow slow
set_patience slow 5000
since=$(now_ms)
check "comes online beyond PendingTimeout, by its checkpoints" ctl online slow --timeout=120
check "it took longer" test $(($(now_ms) - since)) -gt 6000
since=$(now_ms)
check "and goes offline by them" ctl offline slow --timeout=120
check "that took longer, too" test $(($(now_ms) - since)) -gt 6000
check "it stopped by itself" recorded slow stopped
check "it is gone" is_gone slow

forget slow
ctl online slow --timeout=120 >"$INSTANCE/asked" 2>&1 &
asked=$!
check "it starts again" wait_until 60 recorded slow started
check "terminate" ctl terminate slow --timeout=60
check "it is gone" is_gone slow
wait "$asked"
check_status "who asked for online is told" 1 return_status $?
check "it never ran" never slow running

forget slow
ctl online slow --timeout=120 >"$INSTANCE/asked" 2>&1 &
asked=$!
check "it starts once more" wait_until 60 recorded slow started
kill -KILL "$(field host_pid slow)"
check "a host that dies meanwhile is noticed" wait_until 60 is_state slow failed
wait "$asked"
check "offline" ctl offline slow --timeout=60
check "leaves nothing that starts" is_gone slow
retire slow

check "a service that needs a slow one" service hasty good "slow-$$"
check "its resource" resource hasty hasty
forget slow
helper start "slow-$$" >/dev/null
check "the slow one runs" wait_until 60 recorded slow running
helper stop "slow-$$"
check "online while it stops" ctl online hasty --timeout=120
check "lets it stop" recorded slow stopped
check "and starts it again" runs slow
helper stop "slow-$$"
retire hasty
check "it has stopped" wait_until 60 has_no_process slow

check "a service that hangs" service hangs hangs
check "its resource" resource hangs hangs
set_patience hangs 6000
check_error "fails by PendingTimeout" 1 "PendingTimeout" ctl online hangs --timeout=120
check "it had been started" recorded hangs started
check "the log tells how far it got" log_has \
    "still starting when it was given up: SERVICE_START_PENDING, checkpoint 3"
check "it is gone" wait_until 60 has_no_process hangs
retire hangs

check "a service that fails" service fails fails
check "its resource" resource fails fails
check_error "fails with its exit code" 1 "service-specific exit code 42" \
    ctl online fails --timeout=60
check "it is gone" wait_until 60 has_no_process fails
retire fails

# --- stops that do not happen

check "a service that takes no stop" service stubborn stubborn
check "its resource" resource stubborn stubborn
check "it comes online" ctl online stubborn --timeout=60
check "it goes offline" ctl offline stubborn --timeout=60
check "its process was ended" is_gone stubborn
check "it was not told" never stubborn "told to stop"
retire stubborn

check "a service that sticks" service stuck stuck
check "its resource" resource stuck stuck
check "it comes online" ctl online stuck --timeout=60
set_patience stuck 8000
check "it goes offline" ctl offline stuck --timeout=120
check "it was told" recorded stuck "told to stop"
check "its process was ended" is_gone stuck
check "which is told" log_has "The service 'stuck-$$' does not stop (SERVICE_STOP_PENDING, checkpoint 1)"
forget stuck
check "another resource of the same service" resource other stuck
check "it comes online again" ctl online stuck --timeout=60
kill -KILL "$(field host_pid stuck)"
check "its host's death is noticed" wait_until 60 is_state stuck failed
opened other >/dev/null 2>&1 &
asked=$!
check "opening the other one stops it" wait_until 60 recorded stuck "told to stop"
check "offline meanwhile" ctl offline stuck --timeout=120
check "waits for the end of that" is_gone stuck
wait "$asked"
retire other stuck

check "a service whose process nobody may end" service immortal immortal
check "its resource" resource immortal immortal
check "it comes online" ctl online immortal --timeout=60
set_patience immortal 10000 20000
check_status "it does not go offline" 1 ctl offline immortal --timeout=240
check "it runs" runs immortal
check "it is not said to be offline" is_state immortal failed
check "the log tells why" log_has \
    "of the service 'immortal-$$' cannot be ended: ERROR_ACCESS_DENIED (5); end it by hand"
check "what nobody may end, the kernel ends" kill -KILL "$(process_of immortal)"
check "it goes offline" ctl offline immortal --timeout=60
check "it is gone" is_gone immortal
retire immortal

# --- services that need each other

check "what others need" service base good
check "one that needs it" service middle good "base-$$"
check "one that needs that" service top good "middle-$$"
check "its resource" resource middle middle
check_output "Wine tells of no dependencies" "dependencies unknown" helper start "top-$$"
check "and starts a service without what it needs" is_gone middle
check "the top runs" wait_until 60 recorded top running
check_output "nor of dependents" "dependents 0" helper start "middle-$$"
check "the middle runs" wait_until 60 recorded middle running
check "and stops one that others depend on" helper stop "middle-$$"
check "which has stopped" wait_until 60 recorded middle stopped
check "while they run" runs top
forget middle
helper start "middle-$$" >/dev/null
check "it runs again" wait_until 60 recorded middle running
forget base
check "its dependent is stopped before the other comes online" ctl online middle --timeout=60
check "the top was stopped" recorded top stopped
check "what it needs was started first" recorded base running
check "neither for the top" is_gone top
helper start "top-$$" >/dev/null
check "a dependent runs" wait_until 60 recorded top running
forget top
forget middle
check "offline" ctl offline middle --timeout=60
check "both have stopped" recorded top stopped
check "both" recorded middle stopped
check "the dependent first" before top middle
check "what others need runs on" runs base
check "a resource of what others need" resource base base
check "leaves it" runs base
check "but ends it when opened" opened base
check "it is gone" is_gone base
log_mark
check "a resource of the top" resource top top
check "the top online brings up all" ctl online top --timeout=90
check "all" runs base
check "of them" runs middle
check "an owner takes a stray one" ctl online base --timeout=90
check "but leaves what belongs to another" runs top
check "and says so" log_has "depends on 'middle-$$' and is left running"
retire top middle base
for each in top middle base; do
    check "$each is gone" is_gone $each
done

check "one that needs what does not exist" service orphan good "nowhere-$$"
check "its resource" resource orphan orphan
check_error "the failure names it" 1 "The service 'nowhere-$$', which 'orphan-$$' depends on" \
    ctl online orphan --timeout=60
check "it was not started" never orphan started
retire orphan

check "a service" service pole good
check "one that needs it" service round good "pole-$$"
check "one that needs that" service ring good "round-$$"
check "a resource of the first" resource pole pole
check "it comes online" ctl online pole --timeout=60
check "the others are a circle" wine_environment wine reg add \
    "HKLM\\System\\CurrentControlSet\\Services\\round-$$" /v DependOnService /t REG_MULTI_SZ \
    /d "pole-$$\\0ring-$$" /f
helper start "round-$$" >/dev/null
helper start "ring-$$" >/dev/null
check "one runs" wait_until 60 recorded round running
check "and the other" wait_until 60 recorded ring running
ctl offline pole --timeout=60 >/dev/null 2>&1
check "the circle is told" log_has "cannot be stopped: ERROR_CIRCULAR_DEPENDENCY (1059)"
check "and keeps nothing running" is_gone pole
helper stop "round-$$"
helper stop "ring-$$"
check "one is stopped by hand" wait_until 60 has_no_process round
check "and the other" wait_until 60 has_no_process ring
retire pole

# --- running before, and running on

check "good is offline" ctl offline good --timeout=60
forget good
helper start "good-$$" >/dev/null
check "somebody starts the service" wait_until 60 recorded good running
log_mark
check "online" ctl online good --timeout=60
check "that one was stopped" recorded good stopped
check "and another started" test "$(grep -c started "$INSTANCE/good.record")" = 2
check "which is told" log_has "while its resource is not online"

check "one for all" resource rival good
check "opening another's service" opened rival
check "leaves it" runs good
check_error "so does its online" 1 "another resource is online with it: ERROR_BUSY (170)" \
    ctl online rival --timeout=60
check "offline" ctl offline rival --timeout=60
check "and removal" ctl resource remove rival
check "the first one is untouched" test "$(grep -c stopped "$INSTANCE/good.record")" = 1
check "and alive" ctl check good --level=is

forget good
host=$(field host_pid good)
kill -KILL "$host"
check "the host's death is noticed" wait_until 60 rests good failed
log_mark
check "online, by a new host" ctl online good --timeout=60
check "the service of the dead host was stopped" recorded good stopped
check "one runs" wait_until 3 one_runs good
check "the other had been found by Open" log_has "while its resource is not online"

kill -KILL "$(field host_pid good)"
check "dead again" wait_until 60 is_state good failed
check "offline after the host's death" ctl offline good --timeout=60
check "that ended the service" is_gone good

check "another service" service new good
check "online" ctl online good --timeout=60
check "the other one is meant from now on" ctl resource set good "ServiceName=new-$$"
kill -KILL "$(field host_pid good)"
check "dead once more" wait_until 60 is_state good failed
check "offline after that" ctl offline good --timeout=60
check "ends the service that was started" is_gone good
check "online" ctl online good --timeout=60
check "is the other one" runs new
check "alone" is_gone good
check "offline" ctl offline good --timeout=60
forget good
helper start "good-$$" >/dev/null
check "somebody starts the first one" wait_until 60 recorded good running
check "opening the resource" opened good
check "leaves what is its own no more" runs good
helper stop "good-$$"
retire good
check "the other one has ended" is_gone new
check "nothing is left after removal" wait_until 60 has_no_process good

check "an automatic service" service auto good - "$automatic"
check "its resource" resource auto auto
check "opened" opened auto
check_output "makes it a manual one" "start type 3" helper start-type "auto-$$"
retire auto

check "a service for a shared process" service shared good - "$manual" "$shared_process"
check "its resource" resource shared shared
check "it comes online" ctl online shared --timeout=60
check "it goes offline" ctl offline shared --timeout=60
check "it is gone" is_gone shared
retire shared

# --- what is found before anything starts

le32() {
    printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

utf16() {
    printf '%s\0' "$1" | iconv -t UTF-16LE | od -An -v -tx1 | tr -d ' \n'
}

# part SYNTAX HEX: a value, padded to 4 bytes.
part() {
    printf '%s%s%s' "$(le32 "$1")" "$(le32 $((${#2} / 2)))" "$2"
    [ $((${#2} % 8)) -eq 0 ] || printf "%0$((8 - ${#2} % 8))d" 0
}

# validate NAME FORMAT HEX: VALIDATE_PRIVATE_PROPERTIES with a property list of one property.
validate() {
    ctl control any 0x01000089 "--in=$(le32 1)$(part 0x40003 "$(utf16 "$1")")$(
        part $((0x10000 + $2)) "$3"
    )$(le32 0)"
}

# refused NAME ERROR TEXT SERVICE: such a service is refused, and the log tells why.
refused() {
    log_mark
    check_error "$1" 1 "($2)" validate ServiceName 3 "$(utf16 "$4")"
    check "$1: $3" wait_until 60 log_has "$3"
}

check "a resource" resource any good
check "a good service is accepted" validate ServiceName 3 "$(utf16 "GOOD-$$")"
check "and any parameters" validate StartupParameters 3 "$(utf16 'one "two')"
check "and UseNetworkName 1" validate UseNetworkName 2 "$(le32 1)"
check_error "but not 2" 1 "(87)" validate UseNetworkName 2 "$(le32 2)"
refused "no such service" 1060 \
    "'nowhere-$$' cannot be opened: ERROR_SERVICE_DOES_NOT_EXIST (1060); create it" "nowhere-$$"
refused "no service's name" 123 "cannot be opened: ERROR_INVALID_NAME (123)" 'a\b'
refused "no name" 87 "The property 'ServiceName' is required" ""
check "what is no service's name" ctl resource set any 'ServiceName=a\b'
check_error "fails as that" 1 \
    "'a\b' cannot be opened: ERROR_INVALID_NAME (123); create it in the Wine prefix, or correct" \
    ctl online any --timeout=60
ctl offline any --timeout=60 >/dev/null
check "and can be corrected" ctl resource set any "ServiceName=good-$$"
check "a disabled service" service off good - "$disabled"
refused "is refused" 1058 "The service 'off-$$' is disabled: ERROR_SERVICE_DISABLED (1058)" "off-$$"
refused "a driver is refused" 87 "The service 'MountMgr' is a driver" MountMgr
check "a service" service empty good - "$manual" "$own_process" "$INSTANCE/no such.exe"
refused "whose program is not there" 2 "no such.exe\" run" "empty-$$"
check "online does not need a check" ctl resource set any "ServiceName=empty-$$"
check_error "to fail" 1 "The service 'empty-$$' does not start" ctl online any --timeout=60
ctl offline any --timeout=60 >/dev/null
check "it is offline" is_state any offline

check "UseNetworkName" ctl resource set any "ServiceName=good-$$" UseNetworkName:DWORD=1
check_error "without a network name, online fails" 1 "set UseNetworkName=0" \
    ctl online any --timeout=60
retire any

delete_services
installed=
wine_end wine-generic-service
