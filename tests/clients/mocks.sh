# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# resapictl and the OCF agent beside a scripted resapid (mock-resapid) and keepers (mock-keeper).
# Source it behind lib.sh, never run it. RESAPID_BUILD is the folder with the four programs.
#
#   CTL, AGENT             the programs under test, at a place that other users can reach
#   DIR                    out, err: what the last run wrote; log: what resapid was asked
#   server_start, server_stop     a resapid that answers from the script on stdin
#   keeper_start, keeper_stop     keepers, one more or all
#   ctl, agent, memcheck   run a program and judge its exit status
#   has, lacks, within, asked     judge what it did
#   wait_said              until a mock has told something
#   check_nothing_left     at the end

BUILD=$(cd "${RESAPID_BUILD:?set it to the build folder}" && pwd) || exit 1
DIR=$(mktemp -d) || exit 1
echo MZ >"$DIR/t.dll"
SERVER=
SERVERS=
KEEPERS=
NAME="mock-$$"
chmod 711 "$DIR"
mkdir -p "$DIR/run/hosts"
# shellcheck disable=SC2016 # expands when the script ends
at_exit 'server_stop; keeper_stop; rm -rf "$DIR"'

RESAPID_CONFIG=$DIR/resapid.conf
export RESAPID_CONFIG
printf '[resapid]\nipc_name=%s\nrun_directory=%s/run\n[pacemaker]\nagent_directory=\n' "$NAME" "$DIR" \
    >"$RESAPID_CONFIG"

# Programs that other users can reach, wherever the build lies.
cp "$BUILD/resapictl" "$BUILD/ocf-resapi" "$BUILD/mock-resapid" "$BUILD/mock-keeper" "$DIR" || exit 1
CTL=$DIR/resapictl
AGENT=$DIR/ocf-resapi

# valgrind and the address sanitizer exclude each other; the sanitizer looks for leaks itself.
SANITIZED=no
if grep -q __asan_init "$CTL"; then
    SANITIZED=yes
fi

# wait_said FILE TEXT: until a mock has written the text to it
wait_said() {
    tries=0
    until grep -qF -- "$2" "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || return 1
        sleep 0.05
    done
}

# The script is read from stdin. AS is what runs the server, empty or a setpriv command.
AS=
server_start() {
    server_stop
    cat >"$DIR/script"
    : >"$DIR/log"
    : >"$DIR/ready"
    chmod 644 "$DIR/script"
    chmod 666 "$DIR/log"
    $AS "$DIR/mock-resapid" "$NAME" "$DIR/script" "$DIR/log" >"$DIR/ready" &
    SERVER=$!
    SERVERS="$SERVERS $SERVER"
    wait_said "$DIR/ready" ready || fail "start mock-resapid" "it is not ready"
}

server_stop() {
    [ -n "$SERVER" ] || return 0
    kill -CONT "$SERVER" 2>/dev/null
    kill "$SERVER" 2>/dev/null
    wait "$SERVER" 2>/dev/null
    SERVER=
}

# keeper_start BEHAVIOUR [LABEL]: one more; the default is that of the resource
keeper_start() {
    : >"$DIR/keeper-ready"
    "$DIR/mock-keeper" "$(socket_of "${2:-web}")" "${2:-web}" "$1" >"$DIR/keeper-ready" 2>/dev/null &
    KEEPERS="$KEEPERS $!"
    wait_said "$DIR/keeper-ready" ready || fail "start mock-keeper" "it is not ready"
    [ "$1" != dies ] || wait "$!"
}

keeper_stop() {
    for pid in $KEEPERS; do
        kill "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    KEEPERS=
    rm -f "$DIR/run/hosts/"*
}

# socket_of LABEL: the file's name is what paths.c makes of the label, which is folded
socket_of() {
    echo "$DIR/run/hosts/$(printf %s "$1" | tr '[:upper:]' '[:lower:]' | sha256sum | cut -c1-20)"
}

# The keeper of the host that the resources of the type T share.
# shellcheck disable=SC2034 # read by who sources this
SHARED='ResourceTypes\T'

lines() {
    wc -l <"$1"
}

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

# result NAME EXPECTED-STATUS: judges the run whose status is in STATUS
result() {
    if [ "$STATUS" -eq "$2" ]; then
        pass "$1"
    else
        sed 's/^/# /' "$DIR/out" "$DIR/err" >&2
        fail "$1" "exit status $STATUS, expected $2"
    fi
}

# has NAME FILE TEXT: the file holds the text
has() {
    if grep -qF -- "$3" "$2"; then
        pass "$1"
    else
        sed 's/^/# /' "$2" >&2
        fail "$1" "'$3' is not in it"
    fi
}

# lacks NAME FILE TEXT: the file does not hold the text
lacks() {
    if grep -qF -- "$3" "$2"; then
        sed 's/^/# /' "$2" >&2
        fail "$1" "'$3' is in it"
    else
        pass "$1"
    fi
}

# within NAME LEAST MOST: the run whose milliseconds are in TOOK. MOST is far from what is right, as the
# machine may be busy, and below what is wrong.
within() {
    if [ "$TOOK" -ge "$2" ] && [ "$TOOK" -le "$3" ]; then
        pass "$1"
    else
        fail "$1" "took $TOOK ms, expected $2 to $3"
    fi
}

# asked NAME MS: the last request of the last run gave resapid so much, less what of it was over by then.
# TOOK is rounded, hence one more.
asked() {
    asked=$(sed -n '$s/.*timeout_ms=//p' "$DIR/log")
    if [ "${asked:-0}" -le "$2" ] && [ "$((${asked:-0} + TOOK + 1))" -ge "$2" ]; then
        pass "$1"
    else
        fail "$1" "it gave '$asked' ms and took $TOOK ms, expected $2 together"
    fi
}

run() {
    began=$(now_ms)
    STATUS=0
    "$@" >"$DIR/out" 2>"$DIR/err" </dev/null || STATUS=$?
    TOOK=$(($(now_ms) - began))
}

# ctl NAME STATUS ARG...: a failure is one line on stderr and nothing on stdout, success no word on
# stderr
ctl() {
    name=$1
    expected=$2
    shift 2
    run "$CTL" "$@"
    result "$name" "$expected" || return 1
    if [ "$expected" -eq 0 ]; then
        [ ! -s "$DIR/err" ] || fail "$name" "it succeeded and wrote to stderr"
    elif [ -s "$DIR/out" ] || [ "$(lines "$DIR/err")" -ne 1 ]; then
        fail "$name" "a failure is one line on stderr, not $(lines "$DIR/err"), and no output"
    fi
}

# warned NAME ARG...: it succeeds, and one line on stderr says what is to be known all the same
warned() {
    name=$1
    shift
    run "$CTL" "$@"
    result "$name" 0 || return 1
    [ "$(lines "$DIR/err")" -eq 1 ] || fail "$name" "one line on stderr, not $(lines "$DIR/err")"
}

# agent NAME STATUS ACTION [VARIABLE=VALUE ...]: a failure's last line on stderr is the exit reason. Its
# time is one that no slow machine runs into; who has it wait to the end gives it another.
agent() {
    name=$1
    expected=$2
    action=$3
    shift 3
    run env OCF_RESOURCE_INSTANCE=web OCF_RESKEY_type=T OCF_RESKEY_dll="$DIR/t.dll" \
        OCF_RESKEY_CRM_meta_timeout=20000 "$@" "$AGENT" "$action"
    result "$name" "$expected" || return 1
    case "$expected" in
    0 | 3 | 7) ;;
    *) tail -n 1 "$DIR/err" | grep -q '^ocf-exit-reason:web: .*\|^ocf-exit-reason:.*' ||
        fail "$name" "no exit reason at the end of stderr" ;;
    esac
}

# memcheck NAME STATUS COMMAND...: exits so, without an error, a leak or an open descriptor. WITH is
# a VARIABLE=VALUE for it.
WITH=A=b
memcheck() {
    name=$1
    expected=$2
    shift 2
    if [ "$SANITIZED" = yes ]; then
        run env "$WITH" "$@"
        result "memcheck by the sanitizer: $name" "$expected"
        return
    fi
    run env "$WITH" valgrind --error-exitcode=99 --track-fds=yes --leak-check=full \
        --errors-for-leak-kinds=definite,indirect --log-file="$DIR/valgrind" "$@"
    if ! result "memcheck: $name" "$expected"; then
        sed 's/^/# /' "$DIR/valgrind" >&2
        return
    fi
    # What the shell left open to valgrind is marked as inherited.
    opened=$(grep -c 'Open .*file descriptor' "$DIR/valgrind")
    inherited=$(grep -c 'inherited from parent' "$DIR/valgrind")
    if ! grep -q 'FILE DESCRIPTORS:' "$DIR/valgrind" || [ "$opened" -gt "$inherited" ]; then
        sed 's/^/# /' "$DIR/valgrind" >&2
        fail "memcheck: $name" "descriptors are left open"
    fi
}

check_nothing_left() {
    server_stop
    keeper_stop
    # libqb names what a connection shares qb-SERVER-CLIENT-...; of a killed server the client removes
    # the files, and only the server's next start could remove the folders.
    files=
    for pid in $SERVERS; do
        files="$files$(find /dev/shm -path "/dev/shm/qb-$pid-*" -type f)"
        find /dev/shm -maxdepth 1 -name "qb-$pid-*" -type d -empty -delete
    done
    check "no shared memory is left" [ -z "$files" ]
}
