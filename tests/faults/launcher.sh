#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapi-launch with Linux programs that behave and that do not, without Wine. What happened is what
# the programs wrote, and which of their processes exist.
# Programs stand in single quotes, they are for other shells:
# shellcheck disable=SC2016

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"

build=${RESAPID_BUILD:?name the build folder}
build=$(cd "$build" && pwd) || exit 1
folder=$(mktemp -d) || exit 1
at_exit "rm -rf '$folder'"
at_exit end_marked
mark="resapi-launch-test-$$"
said=$folder/said

# The processes that descend from the launcher, by their environment.
marked() {
    (cd /proc && grep -lsz "^LAUNCHER_TEST_MARK=$mark\$" [0-9]*/environ) | cut -d/ -f1
}

end_marked() {
    exec 9>&-
    for pid in $(marked); do
        kill -KILL "$pid" 2>/dev/null
    done
}

nothing_is_left() {
    [ -z "$(marked)" ]
}

# wait_until SECONDS CMD...: CMD is tried every 50 ms.
wait_until() {
    tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { "$@"; return; }
        sleep 0.05
    done
}

has_said() {
    grep -qx -e "$1" "$said" || { cat "$said"; return 1; }
}

# launch COMMAND-LINE [DIRECTORY]: a launcher whose client takes orders from descriptor 9.
launch() {
    rm -f "$folder/orders"
    mkfifo "$folder/orders"
    : >"$said"
    LAUNCHER_TEST_MARK=$mark "$build/launcher-client" "$build/resapi-launch" "${2:-$folder}" "$1" \
        <"$folder/orders" >"$said" 2>"$folder/output" &
    client=$!
    exec 9>"$folder/orders"
}

order() {
    printf '%s\n' "$1" >&9
}

# ends NAME LINE...: the launcher says these lines, all of them in this order, and nothing is left.
ends() {
    ends_name=$1
    shift
    check "$ends_name: the launcher ends" wait_until 60 has_said closed
    exec 9>&-
    wait "$client"
    sed -i 's/^started [0-9]*$/started/' "$said"
    printf '%s\n' "$@" closed >"$folder/expected"
    check "$ends_name: it says what it should" diff "$folder/expected" "$said"
    check "$ends_name: nothing is left" wait_until 30 nothing_is_left
}

# A script that writes "ready" when it is, and then does as it is told.
script() {
    printf '#!/bin/sh\n%s\n' "$2" >"$folder/$1"
    chmod +x "$folder/$1"
}

is_ready() {
    check "$1: runs" wait_until 20 test -e "$folder/ready"
    rm -f "$folder/ready"
}

# --- starts

# The signals 32 and 33 are the C library's own: they are as whoever runs the test has left them.
script facts 'pwd >facts; for word; do echo "<$word>"; done >>facts; ls -l /proc/self/fd >fds
    sed -n "s/0000000180000000/0000000000000000/; s/^Sig\(Blk\|Ign\):.//p" /proc/self/status >>facts; readlink /proc/self/fd/0 >>facts
    ps -o sid=,pgid= -p $$ | xargs >>facts; echo $$ >>facts; echo to stdout; echo to stderr >&2'
launch "'$folder/facts' 'a b' \"c\\\"d\" '' größe \$HOME *" "$folder"
ends "a program" started "exited 0" empty
pid=$(tail -n 1 "$folder/facts")
printf '%s\n' "$(cd "$folder" && pwd -P)" '<a b>' '<c"d>' '<>' '<größe>' '<$HOME>' '<*>' \
    0000000000000000 0000000000000000 /dev/null "$pid $pid" "$pid" >"$folder/expected"
check "words, directory, signals, session and standard input are as documented" \
    diff "$folder/expected" "$folder/facts"
check "its output goes where the launcher's standard error goes" grep -qx "to stdout" "$folder/output"
check "all of it" grep -qx "to stderr" "$folder/output"
check_fails "it inherits no other descriptor" grep -q ' 77 ->' "$folder/fds"

launch "/bin/true" "$folder/none"
ends "a missing directory" "refused directory 2 ENOENT"
launch "/bin/true" /etc/passwd
ends "a file as directory" "refused directory 20 ENOTDIR"
launch "$folder/none"
ends "a missing program" "refused program 2 ENOENT"
launch "/etc/passwd"
ends "a file that is not executable" "refused program 13 EACCES"
printf 'no program' >"$folder/text"
chmod +x "$folder/text"
launch "$folder/text"
ends "a file that is no program" "refused program 8 ENOEXEC"
launch "$folder"
ends "a folder as program" "refused program 13 EACCES"

# --- ends by itself

script three 'exit 3'
launch "$folder/three"
ends "exit 3" started "exited 3" empty
script killed 'kill -SEGV $$'
launch "$folder/killed"
ends "a signal" started "killed 11 SIGSEGV" empty
script leaves 'sleep 600 & echo $! >ready; exit 4'
launch "$folder/leaves"
is_ready "a program that leaves another"
check "its end is told while the other runs" wait_until 30 has_said "exited 4"
check_fails "and empty is not" has_said empty
order K
ends "then it is killed" started "exited 4" empty

# --- is asked to end

script orderly 'trap "echo done >done; exit 0" TERM; echo >ready; while :; do sleep 0.1; done'
launch "$folder/orderly"
is_ready "a program with a handler"
order T
ends "a program with a handler" started "exited 0" empty
check "its handler ran" test -e "$folder/done"

# has_gone_on FILE: five more lines than when goes_on_from was called.
goes_on_from() {
    lines_before=$(wc -l <"$1")
}
has_gone_on() {
    [ "$(wc -l <"$1")" -ge $((lines_before + 5)) ]
}

script stubborn 'trap "echo asked >>asked" TERM; echo >ready; while :; do sleep 0.1; echo >>goes; done'
launch "$folder/stubborn"
is_ready "a program that ignores SIGTERM"
order T
check "it is asked" wait_until 30 test -s "$folder/asked"
order T
goes_on_from "$folder/goes"
check "it goes on" wait_until 20 has_gone_on "$folder/goes"
check_fails "it has not ended" has_said "exited.*"
order K
ends "a program that ignores SIGTERM" started "killed 9 SIGKILL" empty
check "it was asked once" test "$(wc -l <"$folder/asked")" -eq 1

rm -f "$folder/asked" "$folder/goes"
# What says that it is ready is not the program itself, whose trap has to be set by then.
script member 'trap "exit 6" TERM
    sh -c "trap \"echo asked >>asked\" TERM; echo >ready; while :; do sleep 0.1; echo >>goes; done" &
    while :; do sleep 0.1; done'
launch "$folder/member"
is_ready "a member of the group that ignores SIGTERM"
order T
check "the program ends" wait_until 30 has_said "exited 6"
goes_on_from "$folder/goes"
check "the member goes on" wait_until 20 has_gone_on "$folder/goes"
order K
ends "a member of the group that ignores SIGTERM" started "exited 6" empty
check "it was asked once, too" test "$(wc -l <"$folder/asked")" -eq 1

script daemonizes 'trap "exit 5" TERM
    (setsid sh -c "(trap \"\" HUP; echo \$\$ >daemon; echo >ready; exec sleep 600) &") &
    while :; do sleep 0.1; done'
launch "$folder/daemonizes"
is_ready "a grandchild that became a daemon"
order T
ends "a grandchild that became a daemon" started "exited 5" empty

script mule '(setsid sh -c "trap \"\" TERM; echo >ready; while :; do sleep 0.1; done" &) ; exit 0'
launch "$folder/mule"
is_ready "a daemon that ignores SIGTERM"
check "its parent's end is told" wait_until 30 has_said "exited 0"
order T
check_fails "it goes on" has_said empty
order K
ends "a daemon that ignores SIGTERM" started "exited 0" empty

script forks 'i=0; while [ $i -lt 40 ]; do (setsid sleep 600 &) ; i=$((i + 1)); done
    echo >ready; while :; do (setsid sleep 600 &); done'
launch "$folder/forks"
is_ready "a program that never stops to fork"
order K
ends "a program that never stops to fork" started "killed 9 SIGKILL" empty

# --- loses its host

for program in orderly stubborn daemonizes; do
    launch "$folder/$program"
    is_ready "$program, then no host"
    kill -KILL "$client"
    exec 9>&-
    check "$program, then no host: nothing is left" wait_until 30 nothing_is_left
    wait "$client" 2>/dev/null
done

launch "$folder/stubborn"
is_ready "a killed launcher"
wait_until 20 has_said 'started [0-9]*'
pid=$(sed -n 's/^started //p' "$said")
kill -KILL "$(ps -o ppid= -p "$pid" | tr -d ' ')"
check "a killed launcher: the program dies with it" wait_until 30 test ! -e "/proc/$pid"
exec 9>&-
wait "$client"

# --- is only asked whether it could

checked() {
    "$build/launcher-client" "$build/resapi-launch" --check "$@" </dev/null >"$said"
    printf '%s\n' "$expected" closed | diff - "$said"
}

expected=empty
check "could start" checked "$folder" "$folder/facts x"
check "but did not" test ! -e "$folder/ready"
expected="refused directory 2 ENOENT"
check "could not: a missing directory" checked "$folder/none" /bin/true
expected="refused program 2 ENOENT"
check "could not: a missing program" checked "$folder" "$folder/none"
expected="refused program 13 EACCES"
check "could not: a folder" checked "$folder" "$folder"
printf 'no program' >"$folder/plain"
check "could not: a file that is not executable" checked "$folder" "$folder/plain"

# --- requests that are none

for raw in "" 00 00000000 ffffffff 05000000 "0500000052626364" 0400000052626364 0500000052626300 \
    01000000ff 0100000052 020000005200 04000000580041004200; do
    : >"$said"
    check_status "request $raw: the launcher refuses" 0 \
        "$build/launcher-client" "$build/resapi-launch" --raw "$raw"
    check "request $raw: says nothing" test "$(cat "$LIB_OUTPUT")" = closed
done
without_socket() {
    "$build/resapi-launch" 2>"$folder/output"
}
check_status "without a socket it refuses" 2 without_socket
check "and says who starts it" grep -q "started by clusres.dll" "$folder/output"
check "nothing is left" wait_until 30 nothing_is_left

finish check-faults
