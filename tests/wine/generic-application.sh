#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The built-in type Generic Application, with applications of Windows and of Linux that behave and that
# do not. What happened is what the applications recorded, and which processes exist.
# Programs stand in single quotes, they are for other shells:
# shellcheck disable=SC2016

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
# With umlauts and blanks, to be found as they are written.
folder="$INSTANCE/Größe und mehr"
mkdir "$folder"
record=$folder/record
cp "$BUILD/tests/wine/x86_64-windows/test-application.exe" "$folder/Prüf programm.exe"

windows_path() {
    printf 'Z:%s' "$(printf %s "$1" | tr / '\134')"
}

program=$(windows_path "$folder/Prüf programm.exe")

recorded() {
    grep -qxF -e "$1" "$record" || { cat "$record"; return 1; }
}

is_ready() {
    wait_until 60 recorded ready
}

# online NAME COMMAND-LINE: the resource runs this.
online() {
    rm -f "$record" "$record.go"
    ctl resource set app "CommandLine=$2" >/dev/null
    check "$1: online" ctl online app --timeout=60
}

# plays ROLE [WORD]: the test application is online in this role, and ready.
plays() {
    online "$*" "\"$program\" \"$(windows_path "$record")\" $*"
    check "$*: works" is_ready
}

goes_offline() {
    began=$(now_ms)
    check "$1: offline" ctl offline app --timeout=60
    took=$(($(now_ms) - began))
    echo "# $1: offline after $took ms"
    check "$1: no process of it is left" tree_is_empty app
}

# A failed resource has its host until it goes offline.
application_is_gone() {
    rest=$(tree app | grep -vx -e "$(field host_pid app)" -e "$(field keeper_pid app)")
    [ -z "$rest" ] || { echo "$rest"; return 1; }
}

# has_grown N: so many processes of a tree are ready.
has_grown() {
    [ "$(grep -cx ready "$record")" -ge "$1" ]
}

has_failed() {
    is_state "${1:-app}" failed
}

check "a resource" ctl resource add app "--type=Generic Application" "CommandLine=\"$program\"" \
    "CurrentDirectory=$(windows_path "$folder")"
ctl resource set app --common PendingTimeout=8000 >/dev/null

# --- works

began=$(now_ms)
plays works "a b" '"c d"' "größe"
echo "# online after $(($(now_ms) - began)) ms"
for line in "<works>" "<a>" "<b>" "<c d>" "<größe>" "in $(windows_path "$folder")"; do
    check "it was started with $line" recorded "$line"
done
check "LooksAlive" ctl check app
check "IsAlive" ctl check app --level=is
check "its output is in the log" wait_until 60 log_has "output of works"
goes_offline works

ctl resource set app CurrentDirectory= >/dev/null
plays works
check "without CurrentDirectory it runs where hosts do" recorded "in Z:\\"
check "terminate" ctl terminate app --timeout=60
check "terminate: no process of it is left" wait_until 60 application_is_gone

log_mark
ctl resource set app InteractWithDesktop=1 >/dev/null
plays works
check "InteractWithDesktop is ignored, and that is said" log_has "InteractWithDesktop is 1 and is ignored"
goes_offline InteractWithDesktop
ctl resource set app InteractWithDesktop=0 >/dev/null

# --- ends by itself

# dies NAME REASON: what runs ends when it is told to, and the resource has failed without a poll.
dies() {
    check "$1: is alive" ctl check app --level=is
    began=$(now_ms)
    : >"$record.go"
    check "$1: has failed, though no poll has noticed" wait_until 60 has_failed
    took=$(($(now_ms) - began))
    echo "# $1: status says failed after $took ms, two resapictl included"
    ctl status app >"$INSTANCE/status" 2>&1
    check "$1: status tells how it ended" grep -qF -e "$2" "$INSTANCE/status"
    check_error "$1: so does a check" 1 "$2" ctl check app
    check "$1: no process of it is left" wait_until 60 application_is_gone
    check "$1: has come to rest" wait_until 60 rests app failed
}

# polled [MILLISECONDS]: how often, from the next online on.
polled() {
    ctl resource set app --common "LooksAlivePollInterval=${1:-}" \
        "IsAlivePollInterval=${1:-}" >/dev/null
}

polled 3600000
plays exits 42
dies "exit code 42" "has ended by itself: exit code 42"
plays exits 0
dies "exit code 0" "exit code 0"
plays exits 0xC0000005
dies "an access violation" "exit code 3221225477 (0xC0000005)"
plays orphan
check "the first of a tree: others run" wait_until 60 has_grown 7
dies "the first of a tree" "exit code 7"
polled

# --- is asked to end

plays console
goes_offline console
check "console: its handler was called" recorded "console event 0"
check "console: it ended in order" recorded "ended in order"
plays window
goes_offline window
check "window: it was closed" recorded WM_CLOSE
check "window: it ended in order" recorded "ended in order"
plays both
goes_offline both
check "a console with a window: it ended in order" recorded "ended in order"

log_mark
plays stubborn
goes_offline stubborn
check "stubborn: its window was asked" recorded WM_CLOSE
check "stubborn: its console was asked" recorded "console event 0"
check "stubborn: the time was taken" test "$took" -ge 5900
check "stubborn: that it was killed is said" log_has "did not end within 6000 ms"

plays tree 2
check "tree: no process can leave the job" wait_until 60 recorded "branch failed 5"
check "tree: it has grown" wait_until 60 has_grown 7
log_mark
goes_offline tree
check "tree: what nobody can ask had its time" test "$took" -ge 5900
check "tree: that it was killed is said" log_has "did not end within 6000 ms"
plays tree 2
check "terminate" ctl terminate app --timeout=60
check "tree, terminated: no process of it is left" wait_until 60 application_is_gone

# --- cannot start

# refused NAME TEXT PROPERTY=VALUE...: the properties are refused, and so is the start with them.
refused() {
    refused_name=$1
    refused_text=$2
    shift 2
    ctl resource set app CurrentDirectory= >/dev/null
    ctl resource set app "$@" >/dev/null
    check_error "$refused_name: online" 1 "$refused_text" ctl online app --timeout=60
    check "$refused_name: leaves nothing" wait_until 60 application_is_gone
}

printf 'no program' >"$folder/text.exe"
refused "a missing file" "its program is not there" "CommandLine=Z:\\none\\none.exe a"
refused "a missing file between quotation marks" "its program is not there" 'CommandLine="Z:\no ne.exe" a'
refused "a folder" "its program is not there" 'CommandLine="C:\windows" a'
refused "no Windows program" "is no Windows program" "CommandLine=\"$(windows_path "$folder/text.exe")\""
refused "an open quotation mark" "never closed" 'CommandLine="C:\windows\notepad.exe'
refused "a missing folder" "there is no such folder" 'CommandLine=cmd.exe' 'CurrentDirectory=Z:\none'
refused "a file as folder" "there is no such folder" 'CommandLine=cmd.exe' \
    "CurrentDirectory=$(windows_path "$folder/text.exe")"
refused "a relative folder" "has to begin with a drive" 'CommandLine=cmd.exe' 'CurrentDirectory=windows'
refused "a variable in the folder" "environment variable" 'CommandLine=cmd.exe' \
    'CurrentDirectory=C:\%TEMP%'
refused "a missing Linux program" "ENOENT (2)" 'CommandLine=/usr/none/none'
refused "a Linux file that is not executable" "EACCES (13)" "CommandLine='$folder/text.exe'"
refused "a missing folder of a Linux program" "ENOENT (2)" 'CommandLine=/bin/true' \
    'CurrentDirectory=/usr/none'
refused "an open quote of a Linux program" "never closed" "CommandLine=/bin/true 'a"
refused "no network name" "UseNetworkName is 1" 'CommandLine=cmd.exe' UseNetworkName=1
ctl offline app >/dev/null
ctl resource set app UseNetworkName=0 >/dev/null

utf16() {
    printf '%s\0' "$1" | iconv -t UTF-16LE | od -An -v -tx1 | tr -d ' \n'
}

le32() {
    printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

# part SYNTAX HEX: a value, padded to 4 bytes.
part() {
    printf '%s%s%s' "$(le32 "$1")" "$(le32 $((${#2} / 2)))" "$2"
    [ $((${#2} % 8)) -eq 0 ] || printf "%0$((8 - ${#2} % 8))d" 0
}

# validate NAME TEXT: VALIDATE_PRIVATE_PROPERTIES for a property of this text.
validate() {
    ctl control app 0x01000089 \
        "--in=$(le32 1)$(part 0x40003 "$(utf16 "$1")")$(part 0x10003 "$(utf16 "$2")")$(le32 0)"
}

ctl resource set app "CommandLine=cmd.exe" CurrentDirectory= >/dev/null
check "VALIDATE: a program in the path" validate CommandLine "cmd /c exit"
check "VALIDATE: a path with blanks, not quoted" validate CommandLine "$program a b"
check "VALIDATE: a Linux program" validate CommandLine "/bin/true 'a b'"
check "VALIDATE: a folder" validate CurrentDirectory 'C:\windows'
check_error "VALIDATE: a missing program" 1 "(2)" validate CommandLine 'C:\none.exe'
check_error "VALIDATE: a missing Linux program" 1 "(2)" validate CommandLine /usr/none/none
check_error "VALIDATE: no program" 1 "(193)" validate CommandLine "$(windows_path "$folder/text.exe")"
check_error "VALIDATE: a Linux folder as program" 1 "(5)" validate CommandLine /usr
check_error "VALIDATE: an open quote" 1 "(87)" validate CommandLine "/bin/true 'a"
check_error "VALIDATE: a relative folder" 1 "(161)" validate CurrentDirectory windows
check_error "VALIDATE: a missing folder" 1 "(267)" validate CurrentDirectory 'C:\none'
check_error "VALIDATE: a variable" 1 "(87)" validate CurrentDirectory 'C:\%TEMP%'
check_error "VALIDATE: no command line" 1 "(87)" validate CommandLine ""

# --- Linux programs

script() {
    printf '#!/bin/sh\nrecord=%s\n%s\n' "'$record'" "$2" >"$folder/$1"
    chmod +x "$folder/$1"
}

# runs NAME [WORDS]: this script is online, and ready.
runs() {
    online "$1, of Linux" "'$folder/$1' $2"
    check "$1, of Linux: works" is_ready
}

script facts 'for word; do echo "<$word>"; done >"$record"; pwd >>"$record"; echo of Linux
    echo ready >>"$record"; trap "echo done >>\"\$record\"; exit 0" TERM; while :; do sleep 0.1; done'
log_mark
ctl resource set app CurrentDirectory=/usr >/dev/null
runs facts "\"c d\" größe '\$HOME'"
for line in "<c d>" "<größe>" '<$HOME>' /usr; do
    check "of Linux: it was started with $line" recorded "$line"
done
check "of Linux: IsAlive" ctl check app --level=is
check "of Linux: its output is in the log" wait_until 60 log_has "of Linux"
goes_offline "with a handler, of Linux"
check "of Linux: it ended in order" recorded "done"
ctl resource set app "CurrentDirectory=$(windows_path "$folder")" >/dev/null
runs facts
check "of Linux: a folder as Windows writes it" recorded "$folder"
check "terminate" ctl terminate app --timeout=60
check "of Linux, terminated: no process of it is left" wait_until 60 application_is_gone

polled 3600000
script ends 'echo ready >"$record"; until [ -e "$record.go" ]; do sleep 0.02; done; $1'
runs ends "'exit 3'"
dies "exit status 3, of Linux" "has ended by itself: exit status 3"
runs ends "'exit 0'"
dies "exit status 0, of Linux" "have it stay in the foreground"
runs ends "'eval kill -SEGV \$\$'"
dies "a signal, of Linux" "killed by SIGSEGV (11)"
polled

log_mark
script mule 'trap "echo asked >>\"\$record\"" TERM; echo ready >"$record"; while :; do sleep 0.1; done'
runs mule
goes_offline "ignores SIGTERM, of Linux"
check "ignores SIGTERM, of Linux: it was asked" recorded asked
check "ignores SIGTERM, of Linux: that it was killed is said" log_has "did not end within 6000 ms"

script daemon '(setsid sh -c "echo \$\$ >\"$record.daemon\"; exec sleep 600" &) &
    trap "exit 0" TERM; until [ -s "$record.daemon" ]; do sleep 0.02; done; echo ready >"$record"
    while :; do sleep 0.1; done'
runs daemon
daemon=$(cat "$record.daemon")
check "a daemon of a Linux program runs" test -e "/proc/$daemon"
goes_offline "with a daemon, of Linux"
check "it is gone" test ! -e "/proc/$daemon"

runs mule
launcher=$(ps -o ppid= -p "$(pgrep -f "$folder/mule" | head -n 1)" | tr -d ' ')
kill -KILL "$launcher"
check "launcher killed: has failed" wait_until 60 has_failed
check_error "launcher killed: the reason says so" 1 "its launcher" ctl check app
ctl resource set app --common DeadlockTimeout=10000 >/dev/null
goes_offline "launcher killed"
ctl resource set app --common DeadlockTimeout=300000 >/dev/null

# --- the network name

add_dependency() {
    ctl control group 0x01200004 "--in=$(utf16 "app>web")" || return
    wait_until 60 grep -q '^AddClusterResourceDependency 0 ' "$folder/group"
}

# A type and a resource that nobody opens: their DLL is another's.
ctl type add "Network Name" "--dll=$DLLS/fault.dll" >/dev/null
check "a Network Name" ctl resource add web --group=app "--type=Network Name" Name=WEBSHOP
ctl type add "Doc Group" "--dll=$DLLS/docgroup.dll" >/dev/null
ctl resource add group --group=app "--type=Doc Group" "Record=$(windows_path "$folder/group")" >/dev/null
check "the application depends on it" add_dependency
ctl resource set app UseNetworkName=1 CurrentDirectory= >/dev/null
plays environment
for line in COMPUTERNAME=WEBSHOP _CLUSTER_NETWORK_NAME_=WEBSHOP _CLUSTER_NETWORK_HOSTNAME_=WEBSHOP; do
    check "UseNetworkName: $line" recorded "$line"
done
goes_offline UseNetworkName
script names 'echo "$COMPUTERNAME $_CLUSTER_NETWORK_NAME_" >"$record"; echo ready >>"$record"
    exec sleep 600'
runs names
check "UseNetworkName, of Linux" recorded "WEBSHOP WEBSHOP"
goes_offline "UseNetworkName, of Linux"
plays environment
check "terminated" ctl terminate app --timeout=60
check "renamed" ctl resource rename app renamed
rm -f "$record"
check "UseNetworkName: online by its new name" ctl online renamed --timeout=60
check "UseNetworkName: works by its new name" is_ready
check "UseNetworkName: and has the network name" recorded COMPUTERNAME=WEBSHOP
check "offline" ctl offline renamed --timeout=60
check "renamed back" ctl resource rename renamed app
ctl resource set app UseNetworkName=0 >/dev/null

# --- the host dies

ctl resource set app CurrentDirectory= >/dev/null
host_dies() {
    kill -KILL "$(field host_pid app)"
    check "$1, host killed: has failed" wait_until 60 has_failed
    check "$1, host killed: no process of it is left" wait_until 60 tree_is_empty app
    check "$1, host killed: has come to rest" wait_until 60 rests app failed
}

for role in stubborn "tree 2"; do
    # shellcheck disable=SC2086 # a role and its word
    plays $role
    host_dies "$role"
done
for name in mule daemon; do
    runs $name
    host_dies "$name, of Linux"
done
ctl offline app >/dev/null 2>&1

# --- two in one host: what one has started ends without the host, and the other's goes on

both_share() {
    [ "$(field host_pid one)" = "$(field host_pid two)" ]
}

ctl resource remove app >/dev/null
check "a shared host" ctl type set "Generic Application" --isolation=type
for name in one two; do
    ctl resource add $name "--type=Generic Application" "CommandLine=\"$program\" \"$(windows_path \
        "$folder/$name")\" tree 1" >/dev/null
    ctl resource set $name --common PendingTimeout=8000 >/dev/null
    check "$name: online" ctl online $name --timeout=60
done
check "they share a host" both_share
record=$folder/two
check "both have grown" wait_until 60 has_grown 3
processes_of() {
    instance_matching "$(windows_path "$folder/$1")"
}
is_gone() {
    [ -z "$(processes_of one)" ]
}
check "one: offline" ctl offline one --timeout=60
# What Wine takes for ended may have some milliseconds to go.
check "one: nothing of it is left" wait_until 5 is_gone
check "two: still works" ctl check two --level=is
check "two: its tree is there" test "$(processes_of two | wc -l)" -ge 3
two_is_gone() {
    [ -z "$(processes_of two)" ]
}

# What nobody can end any more, as its launcher is dead, ends with the host.
record=$folder/record
rm -f "$record" "$record.daemon"
ctl resource add three "--type=Generic Application" "CommandLine='$folder/daemon'" >/dev/null
ctl resource set three --common PendingTimeout=4000 DeadlockTimeout=15000 >/dev/null
check "three: online" ctl online three --timeout=60
check "three: works" is_ready
check "three: shares the host" test "$(field host_pid three)" = "$(field host_pid two)"
daemon=$(cat "$record.daemon")
kill -KILL "$(ps -o ppid= -p "$(pgrep -f "$folder/daemon" | head -n 1)" | tr -d ' ')"
check "three: has failed" wait_until 60 has_failed three
check "three: its daemon is still there" test -e "/proc/$daemon"
check "three: offline" ctl offline three --timeout=60
check "three: its daemon is gone" test ! -e "/proc/$daemon"
ctl offline two --timeout=60 >/dev/null
check "two: nothing of it is left" wait_until 60 two_is_gone

wine_end wine-generic-application
