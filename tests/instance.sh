# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A private resapid for shell tests; source it behind lib.sh. It has its own folder, configuration,
# run folder and IPC name, and what is left of it is looked for by these, never by program names.
#
#   instance_new native|wine       makes folder and configuration; sets and exports RESAPID_CONFIG.
#                                  wine: INSTANCE_PREFIX may name a prefix that exists already
#   instance_set GROUP KEY VALUE   one option of the configuration; needs a restart
#   config_set FILE GROUP KEY VALUE    the same for any configuration
#   instance_start                 returns when it answers
#   instance_stop                  SIGTERM; returns its exit status
#   instance_kill                  SIGKILL
#   instance_audit                 a check that nothing of it is left; call it behind instance_stop
#
#   ctl WORD...                    resapictl
#   field NAME RESOURCE            a field of the resource's status: state, host_pid, keeper_pid...
#   is_state RESOURCE STATE
#   is_doing RESOURCE WHAT         its state in resapid's own words, as "failed, in Terminate"
#   rests RESOURCE STATE           nothing of it is under way any more: is_state finds it failed while
#                                  Terminate runs or its processes end, and online is refused then
#   never_polled TYPE              no poll comes between the calls that a test counts
#   wait_until SECONDS CMD...      CMD is tried every 50 ms; only the last try's output is shown
#   alive PID
#   check_error NAME STATUS TEXT CMD...    CMD exits with STATUS and prints one line, TEXT in it
#   check_output NAME TEXT CMD...          CMD succeeds and prints TEXT
#
# INSTANCE is the folder, INSTANCE_PID resapid's process id, $INSTANCE/log what it says.

INSTANCE=
INSTANCE_PID=
INSTANCE_NAME=
# Every resapid that was started: libqb names its shared memory after them.
INSTANCE_PIDS=

instance_build=$(cd "${RESAPID_BUILD:?name the build folder}" && pwd) || exit 1

instance_new() {
    INSTANCE=$(mktemp -d) || exit 1
    # Hosts may run as another user and read their DLLs here.
    chmod 755 "$INSTANCE"
    INSTANCE_NAME="test-${INSTANCE##*.}"
    RESAPID_CONFIG=$INSTANCE/resapid.conf
    export RESAPID_CONFIG
    at_exit "instance_discard '$INSTANCE'"
    : >"$INSTANCE/log"
    at_fail "instance_show_log '$INSTANCE'"
    instance_set resapid state_directory "$INSTANCE/state"
    instance_set resapid run_directory "$INSTANCE/run"
    instance_set resapid ipc_name "$INSTANCE_NAME"
    instance_set resapid log_target stderr
    instance_set resapid log_level debug
    instance_set host user ""
    instance_set host keeper "$instance_build/resapi-keeper"
    instance_set pacemaker push_failures no
    instance_set pacemaker agent_directory ""
    instance_set pacemaker agent_program "$instance_build/ocf-resapi"
    # The machine may be in a cluster itself.
    instance_set pacemaker node_attribute ""
    instance_set cluster source standalone
    "instance_runtime_$1"
}

# A failure that needs a slow machine is not seen again: its log must be in what CI keeps.
instance_show_log() {
    [ ! -e "$1/log" ] || tail -n 30 "$1/log" | cut -c 1-400 | sed 's/^/#   /' >&2
}

instance_runtime_native() {
    instance_set host runtime native
    instance_set host program "$instance_build/fake-host"
}

instance_runtime_wine() {
    instance_set host runtime wine
    instance_set host program "$instance_build/x86_64-windows/resapi-host.exe"
    instance_set wine setup_program "$instance_build/resapi-prefix"
    instance_set wine inspect_program "$instance_build/resapi-inspect"
    instance_set import program "$instance_build/resapi-import"
    instance_set wine prefix "${INSTANCE_PREFIX:-}"
}

# An option is given once; a group may occur more than once.
config_set() {
    touch "$1"
    awk -v group="[$2]" -v option="$3=" '
        /^\[/ { header = $0; next }
        header != group || index($0, option) != 1 { print header; print }
    ' "$1" >"$1.new" && printf '[%s]\n%s=%s\n' "$2" "$3" "$4" >>"$1.new" && mv "$1.new" "$1"
}

instance_set() {
    config_set "$RESAPID_CONFIG" "$@"
}

instance_start() {
    "$instance_build/resapid" </dev/null >>"$INSTANCE/log" 2>&1 &
    INSTANCE_PID=$!
    INSTANCE_PIDS="$INSTANCE_PIDS $INSTANCE_PID"
    wait_until 60 instance_settled
    instance_answers
}

instance_answers() {
    alive "$INSTANCE_PID" && ctl status >/dev/null 2>&1
}

instance_settled() {
    instance_answers || ! alive "$INSTANCE_PID"
}

instance_stop() {
    kill -TERM "$INSTANCE_PID" || return
    wait "$INSTANCE_PID"
}

# The shell would tell of the killed job.
instance_kill() {
    kill -KILL "$INSTANCE_PID" || return
    wait "$INSTANCE_PID" 2>/dev/null
    return 0
}

# The ids of the processes with this text in their environment or among their arguments. The search
# must not find itself, hence the file and the unset variable.
instance_matching() {
    printf '%s\n' "$1" >"$INSTANCE/pattern"
    (
        unset RESAPID_CONFIG
        exec <"$INSTANCE/pattern"
        cd /proc || exit
        set -- [0-9]*/environ [0-9]*/cmdline
        grep -laF --file=- "$@" 2>/dev/null | sed 's,/.*,,' | sort -u
    )
}

# Hosts and what they started have their socket's path in the environment, keepers among their
# arguments.
instance_hosts() {
    instance_matching "$INSTANCE/run/hosts/"
}

instance_sockets() {
    [ ! -d "$INSTANCE/run/hosts" ] || ls -A "$INSTANCE/run/hosts"
}

# The number of one that has ended may be another's by now, whose clients have theirs.
instance_shared_memory() {
    for pid in $INSTANCE_PIDS; do
        [ -e "/proc/$pid/exe" ] || find /dev/shm -maxdepth 1 -name "qb-$pid-*"
    done
}

# No host, as far as anybody can see; resapid may run.
instance_has_no_host() {
    remains=$(
        instance_hosts
        instance_sockets
    )
    [ -z "$remains" ] || { echo "$remains"; return 1; }
}

instance_is_clean() {
    remains=$(
        instance_matching "$INSTANCE/"
        instance_sockets
        instance_shared_memory
    )
    [ -z "$remains" ] || { echo "$remains"; return 1; }
}

# In a build with sanitizers they speak on stderr, the hosts' by way of resapid's log.
instance_log_is_sane() {
    ! grep -E 'ERROR: [A-Za-z]+Sanitizer|runtime error:|assertion failed|CRITICAL \*\*' "$INSTANCE/log"
}

instance_audit() {
    check "nothing is left of the instance" wait_until 20 instance_is_clean
    check "no sanitizer and no assertion has spoken" instance_log_is_sane
}

# instance_discard [FOLDER]: what a failed test leaves is ended here, by the ids found.
instance_discard() {
    INSTANCE=${1:-$INSTANCE}
    # Also registered for instances that are gone already.
    [ -d "$INSTANCE" ] || return 0
    for pid in $(instance_matching "$INSTANCE/"); do
        kill -KILL "$pid" 2>/dev/null
    done
    instance_shared_memory | while read -r leftover; do
        rm -rf "$leftover"
    done
    if [ -n "${INSTANCE_KEEP:-}" ]; then
        echo "# kept: $INSTANCE"
    else
        rm -rf "$INSTANCE"
    fi
}

ctl() {
    "$instance_build/resapictl" "$@"
}

field() {
    ctl status "$2" --output-as=json | sed -n "s/^.*\"$1\" : \"\{0,1\}\([^\",]*\).*$/\1/p"
}

is_state() {
    [ "$(field state "$1")" = "$2" ]
}

# `field` would cut at a comma.
is_doing() {
    ctl status "$1" --output-as=json | grep -F "\"activity\" : \"$2\""
}

rests() {
    is_doing "$1" "$2"
}

never_polled() {
    ctl type set "$1" LooksAlivePollInterval=3600000 IsAlivePollInterval=3600000 >/dev/null
}

wait_until() {
    tries=$(($1 * 20))
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { "$@"; return; }
        sleep 0.05
    done
}

alive() {
    kill -0 "$1" 2>/dev/null
}

check_error() {
    ce_name=$1
    ce_status=$2
    ce_text=$3
    shift 3
    lib_run "$@"
    if [ "$LIB_STATUS" -ne "$ce_status" ]; then
        lib_show_output
        fail "$ce_name" "\"$*\" exited $LIB_STATUS, expected $ce_status"
    elif [ "$(wc -l <"$LIB_OUTPUT")" -ne 1 ] || ! grep -qF -e "$ce_text" "$LIB_OUTPUT"; then
        lib_show_output
        fail "$ce_name" "\"$*\" does not say in one line: $ce_text"
    else
        pass "$ce_name"
    fi
}

check_output() {
    co_name=$1
    co_text=$2
    shift 2
    lib_run "$@"
    if [ "$LIB_STATUS" -eq 0 ] && grep -qF -e "$co_text" "$LIB_OUTPUT"; then
        pass "$co_name"
    else
        lib_show_output
        fail "$co_name" "\"$*\" exited $LIB_STATUS and should print: $co_text"
    fi
}
