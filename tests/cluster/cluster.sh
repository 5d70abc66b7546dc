# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A real corosync + Pacemaker cluster on one machine; source it (after tests/lib.sh), as root.
#
#   cluster_up N                 nodes node1..nodeN, all online and idle
#   cluster_down                 ends it; fails, and says what, if anything is left
#   cluster_report               if a check has failed: shows the ends of the nodes' logs; call it
#                                before cluster_down (a script that just ends does both)
#   cluster_settle SECONDS       waits until nothing is pending and the DC is idle
#   cluster_crm ARG...           crmsh on the first node that is up
#   cluster_audit                what of the cluster is left; must print nothing after cluster_down
#   node_exec NODE CMD...        runs CMD inside the node (working directory /)
#   node_kill NODE               power off: SIGKILL to everything in the node
#   node_start NODE              boots it again: disks as they were, /run, /dev/shm and /tmp empty
#   node_up NODE                 is the node's PID 1 there?
#   resource_runs_on RSC NODE    does the cluster say that RSC is started on NODE?
#   resource_stopped RSC         does the cluster say that RSC runs nowhere?
#   fail_count RSC NODE          prints RSC's fail count on NODE
#   wait_for SECONDS CMD...      until CMD succeeds; only the last try's output is shown
#   cluster_check_build FILE...  are these, and what every node needs, in the build folder?
#
# Set before cluster_up:
#   CLUSTER_BOOT     a program run as root inside each node at each boot, before corosync, with the
#                    node's name as its argument: installs files, starts daemons in the background
#   CLUSTER_ENV      NAME=VALUE words added to the environment of everything in the nodes
#   CLUSTER_VISIBLE  folders under /tmp that the nodes must see (their /tmp is their own)
#   RESAPI_TEST_LOGS a folder that gets the nodes' logs from cluster_report
#
# A node may write anywhere in /usr, /etc, /opt, /var/lib, /var/log, /run, /dev/shm and /tmp: it sees the
# machine's files, but what it writes is its own. /var/lib/resapid lies on the disk (a Wine prefix
# is large), the rest in memory.
#
# Everything hangs below one process, the hub. It is PID 1 of a PID namespace and holds the network
# namespace with the bridge and the mount namespace with the nodes' files, so when it dies the
# kernel takes away all processes, interfaces and mounts. The hub itself dies with the test's shell,
# even by SIGKILL; only the work folder would stay behind then.

CLUSTER_LIB=${CLUSTER_LIB:-$(cd "$(dirname "$0")" && pwd)}
CLUSTER_DIR=
CLUSTER_HUB_JOB=
CLUSTER_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

wait_for() {
    wait_deadline=$(($(date +%s) + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$wait_deadline" ] || { "$@"; return; }
        sleep 0.2
    done
}

cluster_error() {
    printf 'cluster: %s\n' "$*" >&2
    return 1
}

cluster_check_build() {
    for file in resapid resapictl resapi-keeper ocf-resapi "$@"; do
        [ -e "$RESAPID_BUILD/$file" ] ||
            cluster_error "$RESAPID_BUILD/$file is missing: run make, make pe-tests" || return 1
    done
}

cluster_check_machine() {
    [ "$(id -u)" -eq 0 ] || cluster_error "namespaces need root: run the test as root" || return 1
    for tool in unshare nsenter setpriv ip corosync pacemakerd crm crm_mon xmllint; do
        command -v "$tool" >/dev/null ||
            cluster_error "$tool is not installed: run ./bootstrap to install it" || return 1
    done
    unshare --mount --uts --ipc --net --pid --fork true ||
        cluster_error "this machine does not let root make namespaces: allow it (container?)"
}

cluster_nodes() {
    seq -f node%.0f "$CLUSTER_SIZE"
}

cluster_up() {
    cluster_check_machine || return 1
    [ -z "$CLUSTER_DIR" ] || cluster_error "a cluster is already up: cluster_down first" || return 1
    CLUSTER_SIZE=$1
    CLUSTER_DIR=$(mktemp -d "${TMPDIR:-/tmp}/resapi-cluster.$$.XXXXXX") || return 1
    at_exit 'cluster_report; cluster_down'
    cluster_hub_start && cluster_write_corosync_conf && cluster_boot_nodes
}

cluster_boot_nodes() {
    for name in $(cluster_nodes); do
        node_start "$name" || return 1
    done
    # CLUSTER_BOOT may copy a Wine prefix to each.
    wait_for 240 cluster_complete ||
        cluster_error "not all of $CLUSTER_SIZE nodes came online within 240 s" || return 1
    cluster_settle 120
}

cluster_hub_start() {
    mkdir "$CLUSTER_DIR/fs" || return 1
    setpriv --pdeathsig KILL unshare --mount --net --pid --fork --kill-child \
        sh "$CLUSTER_LIB/hub.sh" "$CLUSTER_DIR" </dev/null >"$CLUSTER_DIR/hub.log" 2>&1 &
    CLUSTER_HUB_JOB=$!
    wait_for 60 test -s "$CLUSTER_DIR/hub.pid" || cluster_error "the hub did not start"
}

cluster_write_corosync_conf() {
    {
        printf '%s\n' 'totem {' 'version: 2' 'cluster_name: resapi' 'transport: udpu' \
            'crypto_cipher: none' 'crypto_hash: none' 'token: 3000' '}' \
            'system {' 'allow_knet_handle_fallback: yes' 'move_to_root_cgroup: no' '}' \
            'logging {' 'to_stderr: no' 'to_syslog: no' 'to_logfile: yes' \
            'logfile: /var/log/corosync/corosync.log' 'timestamp: on' '}' \
            'quorum {' 'provider: corosync_votequorum'
        # Without wait_for_all: 0 two_node would keep a node that boots alone without quorum.
        [ "$CLUSTER_SIZE" -ne 2 ] || printf '%s\n' 'two_node: 1' 'wait_for_all: 0'
        printf '%s\n' '}' 'nodelist {'
        for id in $(seq "$CLUSTER_SIZE"); do
            printf '%s\n' 'node {' "ring0_addr: 192.168.57.$id" "name: node$id" "nodeid: $id" '}'
        done
        printf '%s\n' '}'
    } >"$CLUSTER_DIR/corosync.conf"
}

# The hub's and the nodes' PID 1 write their pid as this shell's /proc knows it, and the identity of
# their PID namespace: a pid alone might be somebody else's by now.
cluster_pid() {
    [ -s "$CLUSTER_DIR/$1.pid" ] || return 1
    read -r pid_number pid_namespace <"$CLUSTER_DIR/$1.pid"
    [ "$(readlink "/proc/$pid_number/ns/pid")" = "$pid_namespace" ] || return 1
    printf '%s\n' "$pid_number"
}

node_up() {
    cluster_pid "$1" >/dev/null
}

node_start() {
    node_up "$1" && { cluster_error "$1 is already up: node_kill it first"; return 1; }
    rm -f "$CLUSTER_DIR/$1.pid" "$CLUSTER_DIR/$1.connected"
    mkdir -p "$CLUSTER_DIR/$1/log" "$CLUSTER_DIR/$1/resapid"
    hub_pid=$(cluster_pid hub) || { cluster_error "the hub is gone"; return 1; }
    # A shell makes its background commands ignore SIGINT and SIGQUIT, which a machine does not.
    # shellcheck disable=SC2086 # CLUSTER_ENV is a list of words
    nsenter --target "$hub_pid" --mount --net --pid -- \
        env -i --default-signal PATH="$CLUSTER_PATH" HOME=/run/root LC_ALL=C.UTF-8 ${CLUSTER_ENV:-} \
        CLUSTER_DIR="$CLUSTER_DIR" CLUSTER_BOOT="${CLUSTER_BOOT:-}" \
        CLUSTER_VISIBLE="${CLUSTER_VISIBLE:-}" \
        unshare --mount --uts --ipc --net --pid --fork --kill-child \
        sh "$CLUSTER_LIB/node.sh" "$1" </dev/null >>"$CLUSTER_DIR/$1/log/console" 2>&1 &
    wait_for 60 node_up "$1" || cluster_error "$1 did not start" || return 1
    node_connect "$1"
}

node_connect() {
    node_pid=$(cluster_pid "$1") || return 1
    # After a kill the old interface may still be there: the kernel removes it in its own time.
    nsenter --target "$hub_pid" --net ip link del "$1" 2>/dev/null
    if nsenter --target "$hub_pid" --net \
        ip link add "$1" type veth peer name eth0 netns "$node_pid" &&
        nsenter --target "$hub_pid" --net ip link set "$1" master br0 up &&
        nsenter --target "$node_pid" --net ip link set lo up &&
        nsenter --target "$node_pid" --net \
            ip address add "192.168.57.${1#node}/24" dev eth0 &&
        nsenter --target "$node_pid" --net ip link set eth0 up; then
        : >"$CLUSTER_DIR/$1.connected"
    else
        cluster_error "$1 could not be connected to the network"
    fi
}

node_exec() {
    exec_pid=$(cluster_pid "$1") || { cluster_error "$1 is not up"; return 125; }
    shift
    # In the background, because a shell handles a signal while it waits for such a command, but not
    # while one runs in the foreground.
    # shellcheck disable=SC2086 # CLUSTER_ENV is a list of words
    {
        nsenter --target "$exec_pid" --mount --uts --ipc --net --pid -- \
            env -i --default-signal PATH="$CLUSTER_PATH" HOME=/run/root LC_ALL=C.UTF-8 \
            ${CLUSTER_ENV:-} "$@" <&3 3<&- &
    } 3<&0
    wait $!
}

node_kill() {
    kill_pid=$(cluster_pid "$1") || { cluster_error "$1 is not up"; return 1; }
    kill -KILL "$kill_pid" || return 1
    wait_for 60 cluster_pid_gone "$1" || cluster_error "$1 did not die within 60 s"
}

cluster_pid_gone() {
    ! cluster_pid "$1"
}

cluster_live_node() {
    for name in $(cluster_nodes); do
        if node_up "$name"; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    cluster_error "no node is up"
}

# Runs CMD on the first node that is up.
cluster_exec() {
    live_node=$(cluster_live_node) || return 1
    node_exec "$live_node" "$@"
}

cluster_crm() {
    cluster_exec timeout 120 crm "$@"
}

# Evaluates an XPath expression over the state that the cluster reports.
cluster_xpath() {
    cluster_exec timeout 60 crm_mon --one-shot --inactive --output-as=xml |
        xmllint --xpath "$1" - 2>/dev/null
}

cluster_complete() {
    [ "$(cluster_xpath 'count(//nodes/node[@online="true" and @pending="false"])')" = \
        "$CLUSTER_SIZE" ]
}

cluster_idle() {
    idle_dc=$(cluster_exec timeout 20 crmadmin --dc_lookup) || return 1
    cluster_exec timeout 20 crmadmin --status="${idle_dc##* }" | grep -q S_IDLE
}

cluster_settle() {
    wait_for "$1" cluster_idle || cluster_error "no idle DC within $1 s" || return 1
    cluster_exec timeout "$1" crm_resource --wait --timeout="${1}s" ||
        cluster_error "actions are still pending after $1 s" || return 1
    wait_for "$1" cluster_idle || cluster_error "the DC is not idle after $1 s"
}

resource_runs_on() {
    [ "$(cluster_xpath "count(//resources//resource[@id='$1' and @role='Started' and
        @failed='false' and node/@name='$2'])")" = 1 ]
}

resource_stopped() {
    [ "$(cluster_xpath "count(//resources//resource[@id='$1' and @role='Stopped' and
        @nodes_running_on='0'])")" = 1 ]
}

fail_count() {
    cluster_exec timeout 60 crm_failcount --query --resource="$1" --node="$2" |
        sed -n 's/.*value=//p'
}

cluster_show_logs() {
    for log in "$CLUSTER_DIR"/node*/log/console "$CLUSTER_DIR"/node*/log/*.log \
        "$CLUSTER_DIR"/node*/log/*/*.log; do
        [ -s "$log" ] || continue
        printf '# == %s\n' "${log#"$CLUSTER_DIR"/}"
        tail -n 20 "$log" | sed 's/^/# /'
    done >&2
}

cluster_keep_logs() {
    for name in $(cluster_nodes); do
        [ -d "$CLUSTER_DIR/$name/log" ] || continue
        mkdir -p "$RESAPI_TEST_LOGS/${0##*/}" &&
            cp -r "$CLUSTER_DIR/$name/log" "$RESAPI_TEST_LOGS/${0##*/}/$name"
    done
}

cluster_report() {
    [ -n "$CLUSTER_DIR" ] && [ "$LIB_FAILED" -gt 0 ] || return 0
    cluster_show_logs
    [ -z "${RESAPI_TEST_LOGS:-}" ] || cluster_keep_logs
}

# The processes that are still in one of the cluster's namespaces, whoever started them. A namespace
# lives as long as a process, a mount or an open file refers to it.
cluster_namespace_users() {
    find /proc/[0-9]*/ns -maxdepth 1 -type l -printf '%h %l\n' 2>/dev/null |
        grep -F -f "$1" | cut -d/ -f3 | sort -un
}

cluster_no_namespace_users() {
    [ -z "$(cluster_namespace_users "$1")" ]
}

# How long cluster_down waits for what entered a namespace from outside of it, as node_exec does.
CLUSTER_GONE_S=30

cluster_audit() {
    [ -n "${CLUSTER_LAST_DIR:-}" ] || return 0
    for pid in $(cluster_namespace_users "$CLUSTER_LAST_NAMESPACES"); do
        printf 'process %s: %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline")"
    done
    grep -F "$CLUSTER_LAST_DIR" /proc/self/mountinfo
    [ ! -e "$CLUSTER_LAST_DIR" ] || printf 'folder %s\n' "$CLUSTER_LAST_DIR"
}

cluster_down() {
    [ -n "$CLUSTER_DIR" ] || return 0
    # The kernel lets PID 1 of a namespace go only after every process in it is gone, so the end of
    # the job is the end of them all.
    down_pid=$(cluster_pid hub) || down_pid=$CLUSTER_HUB_JOB
    [ -z "$down_pid" ] || kill -KILL "$down_pid" 2>/dev/null
    [ -z "$CLUSTER_HUB_JOB" ] || wait "$CLUSTER_HUB_JOB" 2>/dev/null
    CLUSTER_HUB_JOB=

    CLUSTER_LAST_DIR=$CLUSTER_DIR
    CLUSTER_LAST_NAMESPACES=$(mktemp)
    cat "$CLUSTER_DIR"/*.namespaces >"$CLUSTER_LAST_NAMESPACES" 2>/dev/null
    CLUSTER_DIR=
    wait_for "$CLUSTER_GONE_S" cluster_no_namespace_users "$CLUSTER_LAST_NAMESPACES"
    rm -rf --one-file-system "$CLUSTER_LAST_DIR"
    down_left=$(cluster_audit)
    rm -f "$CLUSTER_LAST_NAMESPACES"
    [ -z "$down_left" ] || cluster_error "left behind: $down_left"
}
