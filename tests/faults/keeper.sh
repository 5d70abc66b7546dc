#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapi-keeper with hosts that misbehave. RESAPID_BUILD names the folder with resapi-keeper and
# keeper-client; KEEPER_WRAPPER may put valgrind in front of the keeper.
# Programs for other shells stand in single quotes, and the words that are looped over have no blanks:
# shellcheck disable=SC2013,SC2016

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"

build=${RESAPID_BUILD:?name the build folder}
build=$(cd "$build" && pwd) || exit 1
client=$build/keeper-client
for program in "$build/resapi-keeper" "$client"; do
    [ -x "$program" ] || { fail "programs" "$program is missing: run make first"; finish check-faults; }
done

folder=$(mktemp -d) || exit 1
chmod 755 "$folder"
at_exit "rm -rf '$folder'"
at_exit end_keepers
# A client may be gone when it is told something. Hosts must not inherit this.
trap '' PIPE
socket=$folder/socket
said=$folder/said
keepers=

# The number of one that has ended may be another process's by now.
end_keepers() {
    exec 8>&- 9>&-
    for keeper in $keepers; do
        if grep -qsz "^KEEPER_TEST_MARK=$mark" "/proc/$keeper/environ"; then
            kill -TERM "$keeper" 2>/dev/null
        fi
    done
}

# wait_until SECONDS CMD...: CMD is tried every 50 ms.
wait_until() {
    tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.05
    done
}

# start [KEEPER OPTION...] -- COMMAND...: a keeper that listens on $socket; its pid in $keeper.
start() {
    options=
    while [ "$1" != -- ]; do
        options="$options $1"
        shift
    done
    # shellcheck disable=SC2086 # options and wrapper are lists of words
    KEEPER_TEST_MARK=$mark "$client" listen "$socket" ${KEEPER_WRAPPER:-} "$build/resapi-keeper" --label="the host" \
        "--socket=$socket" "--socket-fd={}" $options "$@" 2>"$folder/keeper.err" &
    keeper=$!
    keepers="$keepers $keeper"
    wait_until 30 [ -S "$socket" ]
}

# start_and_talk ...: the same, but the client is connected before the keeper runs, as resapid is.
start_and_talk() {
    options=
    while [ "$1" != -- ]; do
        options="$options $1"
        shift
    done
    : >"$said"
    # shellcheck disable=SC2086 # options and wrapper are lists of words
    KEEPER_TEST_MARK=$mark "$client" run "$socket" ${KEEPER_WRAPPER:-} "$build/resapi-keeper" \
        --label="the host" "--socket=$socket" "--socket-fd={}" $options "$@" \
        </dev/null >"$said" 2>&1 &
    keeper=$! # ends with the keeper's status
}

# talk: a client in the background, commands go to fd 9.
talk() {
    # What the one before has heard must not be taken for its own.
    : >"$said"
    rm -f "$folder/commands"
    mkfifo "$folder/commands"
    "$client" talk "$socket" <"$folder/commands" >"$said" 2>&1 &
    talker=$!
    exec 9>"$folder/commands"
}

tell() {
    printf '%s\n' "$1" >&9
}

hear() {
    wait_until "${2:-20}" grep -q -- "$1" "$said"
}

field() {
    sed -n "s/.* $2=\([0-9]*\).*/\1/p;" "$said" | sed -n "${1}p"
}

host_pid() {
    sed -n 's/^HERE.* host_pid=\([0-9]*\)$/\1/p' "$said" | tail -n 1
}

# No process is left with the mark in its environment that only the hosts get.
tree_empty() {
    for environment in $(grep -lsz "^KEEPER_TEST_MARK=$mark\$" /proc/[0-9]*/environ 2>/dev/null); do
        pid=${environment#/proc/}
        pid=${pid%/environ}
        grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null || [ ! -d "/proc/$pid" ] || return 1
    done
}

said_end() {
    hear '^EMPTY_TREE' 60 && hear '^closed'
}

show_said() {
    sed 's/^/# /' "$said" >&2
}

# ended NAME: the keeper said EMPTY_TREE, is gone with status 0, and so are socket and tree.
ended() {
    check "$1: the tree is said to be empty" said_end || show_said
    wait "$keeper"
    check_status "$1: the keeper ends" 0 return_status $?
    check "$1: the socket is gone" [ ! -e "$socket" ]
    check "$1: no process is left" tree_empty
    exec 9>&-
}

return_status() {
    return "$1"
}

mark=$$-$folder

# --- what a host is given

# valgrind answers setrlimit(RLIMIT_NOFILE) itself, and with EPERM.
nofile_limit=--limit=nofile=777
[ -z "${KEEPER_WRAPPER:-}" ] || nofile_limit=
start "$nofile_limit" --limit=core=0 --limit=memlock=65536 -- \
    sh -c 'trap "" USR1; echo "one line"; echo "to stderr" >&2; exec sleep 600'
talk
check "a client hears HERE" hear '^HERE .*version=1 label="the host"'
check "HERE carries the channel" hear '^channel buffer='
check "the channel holds messages of 128 KiB" [ "$(field 1 buffer)" -ge 262144 ]
check "output lines arrive" hear '^OUTPUT .*line="one line"'
check "stderr arrives" hear '^OUTPUT .*line="to stderr"'
host=$(host_pid)
limits=/proc/$host/limits
if [ -n "$nofile_limit" ]; then
    check "limit nofile" grep -Eq '^Max open files +777 +777 ' "$limits"
else
    skip "limit nofile" "not under valgrind"
fi
check "limit core" grep -Eq '^Max core file size +0 +0 ' "$limits"
check "limit memlock" grep -Eq '^Max locked memory +65536 +65536 ' "$limits"
descriptors() {
    find "/proc/$1/fd" -mindepth 1 2>/dev/null | sed 's,.*/,,' | sort -n | tr '\n' ' '
}
has_standard_descriptors() {
    [ "$(descriptors "$host")" = "0 1 2 " ]
}
# The program that it becomes, sleep(1), opens and closes some of its own when it begins.
check "the host has fd 0, 1 and 2 only" wait_until 20 has_standard_descriptors
check "fd 0 is the channel" expr "$(readlink "/proc/$host/fd/0")" : 'socket:'
check "fd 1 is the log pipe" expr "$(readlink "/proc/$host/fd/1")" : 'pipe:'
check "no addresses at random, for Wine" grep -q '4....$' "/proc/$host/personality"
check "no new privileges" grep -q '^NoNewPrivs:.*1$' "/proc/$host/status"
check "no signal is blocked" grep -q '^SigBlk:.*	0000000000000000$' "/proc/$host/status"
# Signals 32 and 33 are the C library's own: what make leaves of them cannot be set with signal(2).
ignored_signals() {
    mask=$(sed -n 's/^SigIgn:[[:blank:]]*//p' "/proc/$host/status")
    printf '%x\n' "$((0x$mask & ~0x180000000))"
}
check "no signal is ignored but what the host ignores" [ "$(ignored_signals)" = 200 ]
check "umask 077" grep -q '^Umask:.*0077$' "/proc/$host/status"
check "working directory /" [ "$(readlink "/proc/$host/cwd")" = / ]
same_environment() {
    tr '\0' '\n' <"/proc/$host/environ" | grep -q "^KEEPER_TEST_MARK=$mark\$"
}
check "environment as given" same_environment
check "the host has a session of its own" \
    [ "$(cut -d' ' -f6 "/proc/$host/stat")" = "$host" ]
keeper_descriptors=$(descriptors "$keeper" | wc -w)

# --- connections

tell quit
wait "$talker"
for round in 1 2 3 4 5; do
    talk
    hear '^HERE' || fail "reconnect $round" "no HERE"
    tell quit
    wait "$talker"
done
talk
check "a client that comes again hears HERE" hear '^HERE'
check "and gets the same host" [ "$(host_pid)" = "$host" ]
# A client that is accepted before the end of the last one is noticed has another number.
has_as_many_descriptors() {
    [ "$(descriptors "$keeper" | wc -w)" -eq "$keeper_descriptors" ]
}
check "the keeper has no more descriptors than before" wait_until 20 has_as_many_descriptors
first=$talker
cp "$said" "$folder/first"
"$client" talk "$socket" </dev/null >"$folder/second" &
second=$!
wait "$first"
check_status "a new client replaces the old one" 3 return_status $?
check "the new one hears HERE" wait_until 20 grep -q '^HERE' "$folder/second"
kill "$second"
talk
hear '^HERE'
tell garbage
wait "$talker"
check_status "a client that talks nonsense is cut off" 3 return_status $?
if [ "$(id -u)" -eq 0 ]; then
    chmod 777 "$socket"
    foreign() {
        setpriv --reuid=65534 --regid=65534 --clear-groups "$client" talk "$socket" \
            </dev/null >"$said"
    }
    cp "$client" "$folder/keeper-client"
    chmod 755 "$folder/keeper-client"
    client_kept=$client
    client=$folder/keeper-client
    check_status "a foreign uid is refused" 3 foreign
    check "and is told nothing" [ "$(cat "$said")" = closed ]
    client=$client_kept
else
    skip "a foreign uid is refused" "run as root"
fi
talk
check "the host runs on" hear '^HERE'
check "with its process" kill -0 "$host"
tell kill
check "KILL ends the host with SIGKILL" hear '^EXITED .*wait_status=9$'
ended "KILL"

# --- the channel

start -- sh -c 'head -c 100000 /dev/zero | tr "\0" x >"$0"; dd if="$0" bs=100000 count=1 >&0 2>/dev/null
    dd bs=1000 count=1 <&0 2>/dev/null; echo; sleep 600' "$folder/blob"
talk
check "the channel carries 100000 bytes in one message" hear '^channel said 100000 bytes: xxxx'
tell "send echo this"
check "and the other way" hear '^OUTPUT .*line="echo this"'
tell kill
ended "channel"

# --- a limit of output, which is told of ten seconds later: what follows has them

mkfifo "$folder/limited-commands"
# shellcheck disable=SC2086 # the wrapper is a list of words
KEEPER_TEST_MARK=$mark-limited "$client" run "$folder/limited" ${KEEPER_WRAPPER:-} "$build/resapi-keeper" \
    --label="the host" "--socket=$folder/limited" "--socket-fd={}" --output-limit=1000 -- \
    sh -c 'i=0; while [ $i -lt 100 ]; do echo "line $i with thirty bytes ...."
    i=$((i + 1)); done; echo done >"$0"; exec sleep 600' "$folder/written" \
    <"$folder/limited-commands" >"$folder/limited-said" 2>&1 9>&- &
limited=$!
keepers="$keepers $limited"
exec 8>"$folder/limited-commands"
check "a host that writes much is not blocked" wait_until 30 [ -e "$folder/written" ]

# --- ends

start_and_talk -- sh -c 'exit 3'
check "the exit of the host is told" hear '^EXITED .*wait_status=768$'
ended "host exit"

start_and_talk -- "$folder/no-such-program" argument
check "a command that is not there is named" hear "cannot run $folder/no-such-program.*ENOENT 2"
check "and the exit told" hear '^EXITED .*wait_status=32512$'
ended "no command"

start_and_talk --user=no-such-user -- true
check "a user that is not there is named" hear 'no user no-such-user'
ended "no user"

start_and_talk --limit=nofiles=1 -- true
check "a limit that is not there is named" hear 'no limit is called .*nofiles'
ended "no limit"

if [ "$(id -u)" -eq 0 ]; then
    start --user=nobody --limit=nproc=512 -- sh -c 'echo started; exec sleep 600'
    talk
    hear 'line="started"'
    host=$(host_pid)
    uid=$(id -u nobody)
    gid=$(id -g nobody)
    check "the host has the user, four times" \
        grep -Eq "^Uid:.$uid.$uid.$uid.$uid\$" "/proc/$host/status"
    check "and the group" grep -Eq "^Gid:.$gid.$gid.$gid.$gid\$" "/proc/$host/status"
    check "and no other group" grep -Eq "^Groups:.$gid ?\$" "/proc/$host/status"
    check "and no capability" grep -Eq '^CapEff:.0+$' "/proc/$host/status"
    check "limit nproc" grep -Eq '^Max processes +512 +512 ' "/proc/$host/limits"
    kill -KILL "$keeper"
    wait "$keeper" 2>/dev/null
    gone() {
        [ ! -d "/proc/$1" ] || grep -q '^State:.*Z' "/proc/$1/status"
    }
    check "a killed keeper takes the host of another user with it" wait_until 20 gone "$host"
    wait "$talker"
    check_status "its client is told by the end of the connection" 3 return_status $?
    "$client" talk "$socket" >"$said" </dev/null
    check "its socket refuses" [ "$(cat "$said")" = "refused: ECONNREFUSED" ]
    rm -f "$socket"
    exec 9>&-
else
    skip "user" "run as root"
fi

# --- trees

# Three, of which each tells in $0 that it is there.
cat >"$folder/daemon" <<'END'
echo >>"$1"
exec sleep 600
END
daemons="
    : >\$0
    (setsid sh -c '(setsid sh $folder/daemon \$0 &) ; sh $folder/daemon \$0' \$0 &)
    (trap '' TERM HUP; setsid sh $folder/daemon \$0 &)
    until [ \$(wc -l <\$0) -eq 3 ]; do sleep 0.05; done"
start -- sh -c "$daemons; echo ready; exec sleep 600" "$folder/up"
talk
hear 'line="ready"'
tell kill
ended "daemons"
check "daemons: they were killed" [ "$(field 1 killed)" -ge 4 ]

start_and_talk -- sh -c "$daemons; exit 0" "$folder/up"
ended "daemons without their host"
check "daemons without their host: they were killed" [ "$(field 1 killed)" -ge 3 ]

start -- sh -c "$daemons; until [ -e $folder/go ]; do sleep 0.05; done; exit 0" "$folder/up"
: >"$folder/go"
wait "$keeper"
check_status "without a client the keeper ends" 0 return_status $?
check "without a client the socket is gone" [ ! -e "$socket" ]
check "without a client no process is left" tree_empty

start -- sh -c "$daemons; : >$folder/started; exec sleep 600" "$folder/up"
check "a host without a client runs" wait_until 20 [ -e "$folder/started" ]
kill -TERM "$keeper"
wait "$keeper"
check_status "SIGTERM ends the keeper in order" 0 return_status $?
check "SIGTERM leaves no process" tree_empty
check "SIGTERM leaves no socket" [ ! -e "$socket" ]

# Each generation forks twice before it waits: more than 200 processes, in chains, and each
# generation in a session of its own. The last ones may not have come to their second fork when it is deep.
bomb='n=$1; [ "$n" -gt 0 ] || { echo deep; exec sleep 600; }
    setsid sh -c "$0" "$0" $((n - 1)) & sleep 600 & wait'
start -- sh -c "$bomb" "$bomb" 120
talk
check "fork bomb: it went off" hear 'line="deep"' 60
tell kill
ended "fork bomb"
check "fork bomb: at least 200 were killed" [ "$(field 1 killed)" -ge 200 ]

forever='while :; do setsid sh -c "sleep 600 & sleep 600" & sleep 0.002; done'
start -- sh -c "$forever"
talk
hear '^HERE'
sleep 0.5
tell kill
ended "a tree that keeps forking"

# --- output

kept="$socket $said $mark"
socket=$folder/limited said=$folder/limited-said mark=$mark-limited keeper=$limited
exec 9>&8 8>&-
check "output is cut at the limit" hear 'bytes of output dropped (1000 pass in 10 s)' 40
lines=$(grep -c 'thirty bytes' "$said")
check "and what is below it passes" [ "$lines" -ge 30 -a "$lines" -le 34 ]
tell kill
ended "output limit"
read -r socket said mark <<END
$kept
END

start -- sh -c 'head -c 3000000 /dev/zero | tr "\0" "\n" ; yes x | head -c 3000000; echo done >"$0"
    exec sleep 600' "$folder/written2"
check "a host without a client is not blocked" wait_until 60 [ -e "$folder/written2" ]
talk
check "what was dropped is told to the next client" hear 'bytes of output dropped'
tell kill
ended "no reader"

start --output-limit=100000000 -- sh -c 'while [ ! -e "$0.go" ]; do sleep 0.1; done
    yes "some words for a client that does not read" | head -c 5000000; echo done >"$0"
    exec sleep 600' "$folder/written3"
talk
hear '^HERE'
tell stop
sleep 0.2
: >"$folder/written3.go"
check "a client that does not read blocks nobody" wait_until 60 [ -e "$folder/written3" ]
tell quit
wait "$talker"
talk
check "and the next one is served" hear '^HERE'
tell kill
ended "deaf client"

start_and_talk -- sh -c 'printf "caf\303\251 \t ok\r\n"; printf "bad \200 \033[1m\n"; printf "zero\000\n"
    head -c 5000 /dev/zero | tr "\0" y; echo; printf "\n\nno end of line"; exit 0'
check "UTF-8 passes, CR goes" hear '^OUTPUT .*line="café [[:blank:]]* ok"$'
check "what is not UTF-8 is replaced" hear 'line="bad ? ?\[1m"'
check "NUL is replaced" hear 'line="zero?"'
check "a last line needs no end" hear 'line="no end of line"'
check "a long line comes in pieces" [ "$(grep -c 'yyyyyy' "$said")" -eq 2 ]
ended "lines"
check "EXITED comes behind the output" [ "$(grep -n '^EXITED' "$said" | cut -d: -f1)" -gt \
    "$(grep -n 'no end of line' "$said" | cut -d: -f1)" ]

# --- usage

check_status "no arguments" 2 "$build/resapi-keeper"
check_status "a descriptor that does not listen" 1 "$build/resapi-keeper" --label=x \
    --socket="$folder/x" --socket-fd=0 -- true
check_status "a descriptor that is no number" 2 "$build/resapi-keeper" --label=x \
    --socket="$folder/x" --socket-fd=0x -- true

finish check-faults
