#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Generic Script through resapid and resapictl, with the scripts of the folder scripts. What happened is
# what the scripts recorded in files, and what became of the program that one of them manages.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
scripts=$(cd "$here/scripts" && pwd) || exit 1
gate=$INSTANCE/gate

# add NAME SCRIPT [PROPERTY=VALUE...]
add() {
    add_name=$1
    add_script=$2
    shift 2
    check "$add_name: added" ctl resource add "$add_name" "--type=Generic Script" \
        "ScriptFilepath=$scripts/$add_script" "$@"
}

online() {
    check "$1: online${2:+: $2}" ctl online "$1" --timeout=60
}

offline() {
    check "$1: offline${2:+: $2}" ctl offline "$1" --timeout=60
    check "$1: leaves no process" tree_is_empty "$1"
}

# shows NAME TEXT: a property as resource show has it.
shows() {
    lib_run ctl resource show "$1"
    expect_line "$1 shows: $2" "$2"
}

# recorded NAME WORD...: exactly that, since the last time that it was.
recorded() {
    record_of=$INSTANCE/$1.record
    shift
    tr -d '\r' <"$record_of" | tr '\n' ' ' >"$record_of.line"
    [ "$(cat "$record_of.line")" = "$* " ] || { cat "$record_of.line"; return 1; }
    : >"$record_of"
}

forget() {
    : >"$INSTANCE/$1.record"
}

# Of one resource only: others of the type are to be polled.
no_polls_of() {
    ctl resource set "$1" --common LooksAlivePollInterval=3600000 \
        IsAlivePollInterval=3600000 >/dev/null
}

# --- what is run when: the table of the documentation

lives() {
    add "$1" "$1" "Record=Z:$INSTANCE/$1.record"
    no_polls_of "$1"
    end=${2:-}
    online "$1"
    # shellcheck disable=SC2086 # no word where the engine tells no end
    check "$1: Open, then Online" recorded "$1" load Open Close $end load Open Online
    check "$1: LooksAlive" ctl check "$1"
    check "$1: LooksAlive alone" recorded "$1" LooksAlive
    check "$1: IsAlive" ctl check "$1" --level=is
    check "$1: IsAlive alone" recorded "$1" IsAlive
    offline "$1"
    # shellcheck disable=SC2086
    check "$1: Offline, then Close" recorded "$1" Offline Close $end load Open Close $end
}

lives record.vbs end
lives record.js

check "IsAlive is to fail" ctl resource set record.vbs Fail=IsAlive
online record.vbs "once more"
forget record.vbs
check_error "a failed IsAlive" 1 "IsAlive of '$scripts/record.vbs' returned False" \
    ctl check record.vbs --level=is
check "Terminate of what is loaded" wait_until 60 recorded record.vbs \
    IsAlive Open Terminate Close end
check "has come to rest" wait_until 60 rests record.vbs failed
online record.vbs "after a failure"
check "loads it anew" recorded record.vbs load Open Online
check "terminate" ctl terminate record.vbs --timeout=60
check "Terminate, then Close" recorded record.vbs Open Terminate Close end load Open Close end
check "Offline is to fail" ctl resource set record.vbs Fail=Offline
online record.vbs "for a failed Offline"
forget record.vbs
check "offline all the same" ctl offline record.vbs --timeout=60
check "Terminate behind a failed Offline" recorded record.vbs \
    Offline Open Terminate Close end load Open Close end

# --- a script that changes

cp "$scripts/least.vbs" "$INSTANCE/changing.vbs"
add changing ../changing.vbs
check "a path of Windows" ctl resource set changing "ScriptFilepath=Z:$INSTANCE/changing.vbs" Seen=none
online changing
printf 'Resource.Seen = "changed"\n' >>"$INSTANCE/changing.vbs"
check "what runs is what was loaded" ctl check changing
shows changing none
offline changing
check "Seen is taken back" ctl resource set changing Seen=none
online changing "changed"
shows changing changed
offline changing

# --- a workload

program=Z:$BUILD/tests/wine/x86_64-windows/script-workload.exe
workload_runs() {
    for pid in $(tree workload); do
        tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q 'script-workload.exe' && echo "$pid"
    done | grep .
}
workload_is_gone() {
    ! workload_runs
}
add workload workload.vbs "Program=$program" "Folder=Z:$INSTANCE/none"
check_error "a property is missing: the script says so" 1 "Online of '$scripts/workload.vbs' returned 1" \
    ctl online workload --timeout=60
check "and logs why" log_has "The property File has to be set"
shows workload File
check "the property that the script declared is set" ctl resource set workload "File=Z:$INSTANCE/work"
check_error "a folder is missing" 1 "returned 2" ctl online workload --timeout=60
check "the folder is there" ctl resource set workload "Folder=Z:$INSTANCE"
online workload
check "the program runs" workload_runs
check "the program works" wait_until 60 grep -q alive "$INSTANCE/work"
check "LooksAlive, a Boolean" ctl check workload
check "IsAlive, a number" ctl check workload --level=is
offline workload
check "the program has stopped by itself" grep -q stopped "$INSTANCE/work"
check "the program is gone" workload_is_gone
online workload "once more"
kill -KILL "$(workload_runs)"
check "killed: noticed" wait_until 60 rests workload failed
online workload "after its program was killed"
check "terminated" ctl terminate workload --timeout=60
check "the program is gone with it" workload_is_gone

# --- what goes wrong

add faults faults.vbs Fault=none "Gate=Z:$gate"

# fails FAULT TEXT: online fails, with that, and Terminate has run.
fails() {
    check "a fault: $1" ctl resource set faults "Fault=$1"
    check_error "fails: $1" 1 "$2" ctl online faults --timeout=60
}

# keeps FAULT: is none.
keeps() {
    check "no fault: $1" ctl resource set faults "Fault=$1"
    online faults "$1"
}

conversion=$(grep -n CInt "$scripts/faults.vbs" | cut -d: -f1)
fails "load error" "faults.vbs, line $conversion, column 9, in its top level: Type mismatch (0x800a000d)"
fails "Open error" "faults.vbs, line $conversion, column 9, in Open: Type mismatch (0x800a000d)"
rm -f "$gate.terminated"
fails "Online error" "in Online: Type mismatch (0x800a000d): nothing_at_all = CInt("
check "Terminate has run" test -e "$gate.terminated"
fails "Online raise" 'in Online: on purpose: 100% "ö" (0x800a04d2)'
for fault in "False False" "one 1" "minus one -1" "text text" "Null Null" "array an array" \
    "object an object"; do
    case $fault in
        minus*) word="minus one" said=-1 ;;
        *) word=${fault%% *} said=${fault#* } ;;
    esac
    fails "Online $word" "Online of '$scripts/faults.vbs' returned $said"
done
keeps "Online zero"
check "LooksAlive is to fail" ctl resource set faults "Fault=LooksAlive one"
log_mark
check "IsAlive has the last word" ctl check faults
check "the number is in the log" log_has "LooksAlive of '$scripts/faults.vbs' returned 1"
offline faults
keeps "Online Empty"
check "IsAlive is to fail" ctl resource set faults "Fault=IsAlive error"
check_error "an error in IsAlive" 1 "in IsAlive: Type mismatch" ctl check faults --level=is
offline faults

add faults-js faults.js Fault=none
line=$(grep -n nothing_at_all "$scripts/faults.js" | cut -d: -f1)

# fails_js FAULT TEXT
fails_js() {
    check "a fault in JScript: $1" ctl resource set faults-js "Fault=$1"
    check_error "JScript fails: $1" 1 "$2" ctl online faults-js --timeout=60
}

fails_js "Online error" "faults.js, line $line, column"
fails_js "Online error" "in Online: 'nothing_at_all' is undefined (0x800a1391)"
fails_js "Online throw" "in Online: on purpose"
for fault in "false False" "one 1" "text text" "null Null" "array an object"; do
    fails_js "Online ${fault%% *}" "Online of '$scripts/faults.js' returned ${fault#* }"
done
for fault in zero undefined; do
    check "no fault in JScript: $fault" ctl resource set faults-js "Fault=Online $fault"
    online faults-js "$fault"
    check "a fault in JScript: IsAlive false" ctl resource set faults-js "Fault=IsAlive false"
    check_error "JScript: IsAlive false" 1 "IsAlive of '$scripts/faults.js' returned False" \
        ctl check faults-js --level=is
    offline faults-js
done

# --- scripts that cannot be used

add unusable syntax.vbs "Gate=Z:$gate"

# made SCRIPT [TEXT]: the script, which tells when its top level runs, with this at its end.
made() {
    sed "s,@RAN@,Z:$gate.ran," "$scripts/$1"
    printf '%s\n' "$2"
}
for name in missing.vbs missing.js; do
    made $name >"$INSTANCE/$name"
done
made missing.vbs "$(printf 'Function IsAlive\nEnd Function')" >"$INSTANCE/whole.vbs"
made missing.js "function LooksAlive() { }" >"$INSTANCE/whole.js"

# path_of SCRIPT: which is absolute, or one of the folder.
path_of() {
    case $1 in
        /*) echo "$1" ;;
        *) echo "$scripts/$1" ;;
    esac
}

# refused SCRIPT TEXT
refused() {
    check "a script: $1" ctl resource set unusable "ScriptFilepath=$(path_of "$1")"
    check_error "refused: $1" 1 "$2" ctl online unusable --timeout=60
}

refused syntax.vbs "syntax.vbs, line 8, column 20: Syntax error (0x80004005): If LooksAlive( Then"
refused syntax.js "syntax.js, line 7, column 2: Syntax error (0x800a03ea): }}"
refused "$INSTANCE/missing.vbs" "missing.vbs' has no function IsAlive"
check "its top level has run" test -e "$gate.ran"
rm "$gate.ran"
refused "$INSTANCE/missing.js" "missing.js' has no function LooksAlive"
check "its top level has run, too" test -e "$gate.ran"
printf 'Dim Open\nFunction LooksAlive\nEnd Function\nFunction IsAlive\nEnd Function\n' \
    >"$INSTANCE/variable.vbs"
refused "$INSTANCE/variable.vbs" "Open of '$INSTANCE/variable.vbs' cannot be called: error 0x"
refused nowhere.vbs "nowhere.vbs' cannot be read: ERROR_FILE_NOT_FOUND (2)"
refused ../generic-script.sh "generic-script.sh' has no engine: ERROR_NO_ASSOCIATION (1155)"
check "no script" ctl resource set unusable ScriptFilepath=
check_error "refused: no script" 1 ScriptFilepath ctl online unusable --timeout=60
offline unusable

# --- validation, which runs nothing

utf16() {
    printf '%s\0' "$1" | iconv -t UTF-16LE | od -An -v -tx1 | tr -d ' \n'
}

le32() {
    printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

# text SYNTAX TEXT: a value of a property list, padded to 4 bytes.
text() {
    text_hex=$(utf16 "$2")
    printf '%s%s%s' "$(le32 "$1")" "$(le32 $((${#text_hex} / 2)))" "$text_hex"
    [ $((${#text_hex} % 8)) -eq 0 ] || printf 0000
}

validate() {
    ctl control valid 0x01000089 \
        "--in=$(le32 1)$(text 0x40003 ScriptFilepath)$(text 0x10003 "$(path_of "$1")")$(le32 0)"
}

# invalid SCRIPT ERROR TEXT
invalid() {
    log_mark
    check_error "invalid: $1" 1 "($2)" validate "$1"
    check "invalid: $1: the log says why" log_has "$3"
}

add valid least.vbs "Gate=Z:$gate"
online valid
rm -f "$gate.ran"
check "valid: record.vbs" validate record.vbs
check "valid: record.js" validate record.js
check "valid: whole.vbs" validate "$INSTANCE/whole.vbs"
check "valid: whole.js" validate "$INSTANCE/whole.js"
invalid nowhere.vbs 2 "nowhere.vbs' cannot be read: ERROR_FILE_NOT_FOUND (2)"
invalid syntax.vbs 11 "syntax.vbs, line 8, column 20: Syntax error"
invalid syntax.js 11 "syntax.js, line 7, column 2: Syntax error"
invalid "$INSTANCE/missing.vbs" 127 "missing.vbs' has no function IsAlive"
invalid "$INSTANCE/missing.js" 127 "missing.js' has no function LooksAlive"
invalid ../generic-script.sh 1155 "has no engine"
check "nothing has run" test ! -e "$gate.ran"
check "the type validates a path" ctl type control "Generic Script" 0x02000231 \
    "--in=$(utf16 "$scripts/least.vbs")"
check_error "the type refuses a path" 1 "(2)" ctl type control "Generic Script" 0x02000231 \
    "--in=$(utf16 "$scripts/nowhere.vbs")"
check_error "the type refuses what is no text" 1 "(87)" ctl type control "Generic Script" 0x02000231 \
    --in=4100
check "what was online still is" ctl check valid --level=is
offline valid

# --- properties

# By the numbers of VBScript, in hexadecimal: 5 bad argument, 13 type mismatch, 438 no such member, 450
# wrong number of arguments.
refusals="empty: 5; long: 5; member: 5; no argument: 1C2; two arguments: 1C2; array: D; reading: 1B6; "
refusals="${refusals}writing: 1B6; removing: 1B6; Null: D; nested: D; name: 1B6; number: 0; word: D; "
refusals="${refusals}fraction: D;"
add properties properties.vbs Count=4 Large=1 Flag=0 List:MULTI_SZ=a Joined:SZ=x Gone=1 Exists:SZ=x \
    Refused:SZ=x
online properties
for shown in "Grüße, properties" "[one][two][drei ü]Long 4294967295 1" "one;two;drei ü" TrueFalse \
    Declared Level; do
    shows properties "$shown"
done
ctl resource show properties >"$INSTANCE/shown"
check "a removed property is gone" test -z "$(grep '^Gone' "$INSTANCE/shown")"
check "a DWORD stays one" grep -q '^Count *DWORD *5$' "$INSTANCE/shown"
check "a true Boolean is 1" grep -q '^Flag *DWORD *1$' "$INSTANCE/shown"
check "what has to be refused is, and no more" grep -qF "$refusals" "$INSTANCE/shown"
check_output "names of what the script declared" "44 00 65 00 63 00" ctl control properties 0x01000079
check "and their formats" ctl control properties 0x0100008d
expect_line "a WORD each" "0b 00 01 00"
check "set while online" ctl resource set properties Level=low
log_mark
check "IsAlive has the last word once more" ctl check properties
check "LooksAlive read it live" log_has "LooksAlive of '$scripts/properties.vbs' returned False"
offline properties

add properties-js properties.js Count=4 List:MULTI_SZ=a Joined:SZ=x Real:SZ=x
online properties-js
for shown in "one;zwei ä;3" "one+zwei ä+3!" "there is no such property" "1.5" "True"; do
    shows properties-js "$shown"
done
offline properties-js

# --- encodings

encoded() {
    check "encoding: $1" ctl resource set encoding "ScriptFilepath=$INSTANCE/encoding-$1.vbs" Text=none
    online encoding "$1"
    shows encoding "Grüße: äöüßÄÖÜ 3"
    offline encoding "$1"
}

add encoding encoding.vbs
printf '\357\273\277' | cat - "$scripts/encoding.vbs" >"$INSTANCE/encoding-utf-8-mark.vbs"
{ printf '\377\376' && iconv -t UTF-16LE "$scripts/encoding.vbs"; } >"$INSTANCE/encoding-utf-16le.vbs"
{ printf '\376\377' && iconv -t UTF-16BE "$scripts/encoding.vbs"; } >"$INSTANCE/encoding-utf-16be.vbs"
iconv -t ISO-8859-1 "$scripts/encoding.vbs" >"$INSTANCE/encoding-latin-1.vbs"
cp "$scripts/encoding.vbs" "$INSTANCE/encoding-utf-8.vbs"
for encoding in utf-8 utf-8-mark utf-16le utf-16be latin-1; do
    encoded "$encoding"
done
head -c 17000000 /dev/zero | tr '\0' ' ' >"$INSTANCE/encoding-large.vbs"
check "a large file" ctl resource set encoding "ScriptFilepath=$INSTANCE/encoding-large.vbs"
check_error "is refused" 1 "larger than 16777216 bytes" ctl online encoding --timeout=60

# --- 1 MB of log

add log log.vbs
log_mark
online log
for line in "log: first line" "log: second line" "log: third %1 ö line" "log: 1 xxx"; do
    check "in the log: $line" log_has "$line"
done
check "what is too much is counted" wait_until 60 log_has "lines left out"
check "and answers" ctl check log --level=is
offline log

# --- hang mode

# hang PENDING-TIMEOUT [DEADLOCK-TIMEOUT [NAME]]
hang() {
    check "PendingTimeout" ctl resource set "${3:-faults}" --common "PendingTimeout=$1" \
        "DeadlockTimeout=${2:-300000}"
}

check "none for now" ctl resource set faults Fault=none
no_polls_of faults
online faults "to hang"
host=$(field host_pid faults)
check "LooksAlive is to hang" ctl resource set faults "Fault=LooksAlive wait"
hang 1000
log_mark
check_error "a LooksAlive that hangs fails" 1 "The script's IsAlive is not called, as its LooksAlive has" \
    ctl check faults
check "its time limit is in the log" log_has \
    "The script's LooksAlive has not returned within 950 ms (PendingTimeout): ERROR_TIMEOUT (1460)"
hang 60000
check "it goes no further" ctl resource set faults Fault=none
check "has come to rest" wait_until 60 rests faults failed
check_error "online while it hangs" 1 "its LooksAlive has not returned yet: ERROR_BUSY (170)" \
    ctl online faults --timeout=60
: >"$gate"
comes_back() {
    ctl online faults --timeout=60
}
check "it comes back" wait_until 60 comes_back
check "the process is the same" test "$(field host_pid faults)" = "$host"
check "and works" ctl check faults --level=is
offline faults
rm -f "$gate"

hang 6000 10000
log_mark
fails "Online wait" "The script's Online has not returned within"
check "says so" log_has "Online has not returned within"
offline faults "in hang mode"
check "it was waited for" log_has "Close did not return in 10000 ms"
hang 6000
check "Online is to hang again" ctl resource set faults "Fault=Online wait"
ctl online faults --timeout=60 >/dev/null 2>&1 &
asked=$!
check "it is coming online" wait_until 60 is_state faults online-pending
check "terminated while Online runs" ctl terminate faults --timeout=25
wait "$asked"
check_status "who asked for online is told" 1 return_status $?
check "nothing is left" tree_is_empty faults

# In a host of several, where only its end ends what hangs.
check "a shared host" ctl type set "Generic Script" --isolation=type
for name in quiet hung; do
    add $name faults.vbs Fault=none "Gate=Z:$gate"
done
online quiet
check "Online is to hang" ctl resource set hung "Fault=Online wait"
hang 5000 10000 hung
check_error "it hangs" 1 "The script's Online has not returned within" ctl online hung --timeout=60
host=$(field host_pid hung)
check "its host is the other's, too" test "$(field host_pid quiet)" = "$host"
check "it hangs there" test -e "/proc/$host"
check "hung: offline" ctl offline hung --timeout=60
check "what hung is no more" test ! -e "/proc/$host"
offline quiet
check "a host each" ctl type set "Generic Script" --isolation=resource

for name in record.vbs record.js changing workload faults faults-js quiet hung unusable valid properties properties-js \
    encoding log; do
    lib_run ctl offline "$name" --timeout=60
    check "$name: removed" ctl resource remove "$name"
done

wine_end wine-generic-script
