# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A cluster in which each node has resapid and Wine, a resource of the type Witness in it, and the
# audit of what they did; source it behind cluster.sh. Needs RESAPID_BUILD, the build folder.
#
#   witness_up N         cluster_up N, each node with resapid and a Wine prefix that is ready
#   node_is_ready NODE   waits for resapid and its prefix, while no resource runs there
#   witness_primitive NAME [PARAMETER=VALUE]
#                        prints the line by which crmsh makes a resource of the type
#   witness_hold ENTRY-POINT NODE, witness_release
#                        RESOURCE's entry point hangs in that node, until all are released
#   witness_reached ENTRY-POINT NODE SINCE
#                        has it begun there behind line SINCE of the record?
#   witness_mark NODE    prints the number of lines of the record
#   witness_online_since MS
#                        prints when Online last succeeded, on whatever node, if later than MS
#   audit STEP WHERE [NODE+N...]
#                        a check, which prints what it saw: RESOURCE is active on node WHERE, or
#                        `nowhere`, and there alone; Pacemaker says the same; nothing is left
#                        anywhere; its fail count on NODE has grown by N since the audit before
#   audit_reset          the fail counts are what they are from here on
#
# RESOURCE is the resource that is audited, SHARED the folder in which the DLL testifies
# (tests/dlls/witness/witness.c), WITHOUT_RESAPID the node in which the test has ended resapid.

RESOURCE=res
WITHOUT_RESAPID=
AGENT_NAME=Witness
WITNESS_DLL=/usr/lib/resapid/sample/witness.dll
# Long enough that resapid tells of a failure before a monitor finds it, if it is not just due.
MONITOR_MS=5000
STOP_TIMEOUT_S=16

witness_check_build() {
    cluster_check_build resapi-prefix x86_64-windows/resapi-host.exe x86_64-windows/clusapi.dll \
        x86_64-windows/resutils.dll tests/dlls/x86_64-windows/witness.dll
}

# The prefix that the tests under Wine share; idle, so that a copy of it is whole.
witness_make_prefix() {
    PREFIX_TEMPLATE=${RESAPI_TEST_PREFIX:-$RESAPID_BUILD/wine-prefix}
    "$RESAPID_BUILD/resapi-prefix" "--prefix=$PREFIX_TEMPLATE"
}

witness_make_folder() {
    SHARED=$(mktemp -d "${TMPDIR:-/tmp}/resapi-witness.XXXXXX") || return 1
    at_exit "rm -rf '$SHARED'"
    # The hosts run as the user resapid.
    chmod 1777 "$SHARED"
    # Slashes, which Windows takes too, so that nothing needs quoting.
    WITNESS_FOLDER=Z:$SHARED
}

# shellcheck disable=SC2034 # read by cluster_up
witness_set_cluster() {
    CLUSTER_VISIBLE="$RESAPID_BUILD $SHARED"
    CLUSTER_ENV="RESAPID_BUILD=$RESAPID_BUILD RESAPID_CONFIG=/etc/resapid/resapid.conf
        PREFIX_TEMPLATE=$PREFIX_TEMPLATE RESAPID_DATABASE=cib"
    CLUSTER_BOOT=$CLUSTER_LIB/boot-resapid.sh
}

witness_up() {
    RESAPID_BUILD=$(cd "${RESAPID_BUILD:?is not set: give the build folder}" && pwd) || exit 1
    check "everything is built" witness_check_build || return
    check "there is a Wine prefix to copy" witness_make_prefix || return
    check "there is a folder that all nodes see" witness_make_folder || return
    witness_set_cluster
    check "a cluster of $1 nodes comes up" cluster_up "$1" || return
    for name in $(cluster_nodes); do
        check "resapid has its Wine prefix on $name" node_is_ready "$name" || return
        check "and shares the cluster database" wait_for 120 node_exec "$name" \
            grep "cluster database: shared with the cluster" /var/log/resapid.log || return
        check "the type's agent is made there" node_exec "$name" \
            resapictl type add Witness --dll="$WITNESS_DLL" || return
        check "which leaves nothing running" wait_for 120 node_is_idle "$name" || return
    done
}

node_is_ready() {
    wait_for 180 node_exec "$1" resapictl status && wait_for 240 node_is_idle "$1"
}

# With the host that keeps the Wine prefix alive, and no other.
node_is_idle() {
    node_exec "$1" sh "$CLUSTER_LIB/census.sh" | grep -qxF "$(expected_census nowhere "$1")"
}

witness_primitive() {
    echo "primitive $1 ocf:resapi:$AGENT_NAME params Folder=$WITNESS_FOLDER ${2-}" \
        "op start timeout=60s op stop timeout=${STOP_TIMEOUT_S}s" \
        "op monitor interval=${MONITOR_MS}ms timeout=20s"
}

witness_hold() {
    : >"$SHARED/hold.$1.$2.$RESOURCE"
}

witness_release() {
    rm -f "$SHARED"/hold.*
}

witness_mark() {
    wc -l <"$SHARED/record.$1.$RESOURCE" 2>/dev/null || echo 0
}

witness_reached() {
    tail -n "+$(($3 + 1))" "$SHARED/record.$2.$RESOURCE" | grep "^[0-9]* $1 begin\$"
}

witness_online_since() {
    cat "$SHARED"/record.*."$RESOURCE" | awk -v since="$1" '
        $2 == "Online" && $3 == "end" && $4 == 0 && $1 > since && $1 > last { last = $1 }
        END { if (last) print last; else exit 1 }'
}

# The audit

ask_pacemaker() {
    cluster_exec timeout 60 crm_mon --one-shot --inactive --output-as=xml >"$SHARED/crm_mon"
}

# Where it is, failed or not.
pacemaker_says() {
    xmllint --xpath "//resources//resource[@id='$RESOURCE']/node/@name" "$SHARED/crm_mon" \
        2>/dev/null | sed 's/ *name="\([^"]*\)"/\1/' | sort | paste -s -d ,
}

# The nodes whose processes hold the claim's lock, as the kernel says.
lock_says() {
    inode=$(stat -c %i "$SHARED/lock.$RESOURCE" 2>/dev/null) || return
    awk -v inode="$inode" '$2 == "POSIX" && $4 == "WRITE" && $6 ~ ":" inode "$" { print $5 }' \
        /proc/locks | while read -r pid; do
        node_of_process "$pid"
    done | sort | paste -s -d ,
}

node_of_process() {
    namespace=$(readlink "/proc/$1/ns/pid")
    for name in $(cluster_nodes); do
        [ "$(cut -d ' ' -f 2 "$CLUSTER_DIR/$name.pid" 2>/dev/null)" != "$namespace" ] ||
            { echo "$name"; return; }
    done
    echo "process $1"
}

list_signs() {
    grep -H . "$SHARED/active.$RESOURCE".* 2>/dev/null
}

# The nodes in which the DLL gives signs of life.
signs_say() {
    list_signs >"$SHARED/signs.before"
    sleep 0.2
    list_signs | grep -vxF -f "$SHARED/signs.before" |
        sed "s|^$SHARED/active\\.$RESOURCE\\.\\(.*\\)\\.[0-9]*:.*|\\1|" | sort | paste -s -d ,
}

# Each time that it was active has to end before the next begins.
times_overlap() {
    list_signs | sed 's|.*\.\([^.]*\)\.\([0-9]*\):\([0-9]*\)$|\2 \3 \1|' | sort -n | awk '
        NR > 1 && $1 < last { print node " and " $3 }
        $2 > last || NR == 1 { last = $2; node = $3 }' | paste -s -d ,
}

times_active() {
    find "$SHARED" -name "active.$RESOURCE.*" | wc -l
}

# crm_mon tells only those that are not 0.
fail_counts() {
    for name in $(cluster_nodes); do
        count=$(xmllint --xpath "string(//node_history/node[@name='$name']/resource_history[
            @id='$RESOURCE']/@fail-count)" "$SHARED/crm_mon")
        [ "$count" != 1000000 ] || count=INFINITY
        echo "$name=${count:-0}"
    done
}

# What it should be: audit_fails as it was, and what has come on top.
expected_fail_counts() {
    for word in $audit_fails; do
        name=${word%=*}
        count=${word#*=}
        for more in "$@"; do
            [ "${more%+*}" != "$name" ] || count=${more#*+}${count:+:$count}
        done
        case $count in
        INFINITY*) count=INFINITY ;;
        *:*) count=$((${count%:*} + ${count#*:})) ;;
        esac
        echo "$name=$count"
    done
}

expected_census() {
    each=1
    [ "$1" != "$2" ] || each=2
    wineservers=1
    if [ "$2" = "$WITHOUT_RESAPID" ]; then
        each=0
        wineservers=0
    fi
    echo "keepers=$each hosts=$each sockets=$each wineservers=$wineservers strays=0 memory=0 zombies=0"
}

audit_census() {
    for name in $(cluster_nodes); do
        if ! node_up "$name"; then
            echo "$name is down;"
            continue
        fi
        counted=$(node_exec "$name" sh "$CLUSTER_LIB/census.sh")
        if [ "$counted" = "$(expected_census "$1" "$name")" ]; then
            echo "$name as expected (${counted%% *});"
        else
            echo "$name UNEXPECTED $counted;"
        fi
    done
}

audit_look() {
    wanted=${1#nowhere}
    ask_pacemaker || return
    audit_says=$(pacemaker_says)
    audit_lock=$(lock_says)
    audit_signs=$(signs_say)
    audit_overlap=$(times_overlap)
    audit_shouts=$(find "$SHARED" -name shout -exec cat '{}' + | wc -l)
    audit_nodes=$(audit_census "$1" | paste -s -d ' ')
    audit_counts=$(fail_counts | paste -s -d ' ')
    [ "$audit_says" = "$wanted" ] && [ "$audit_lock" = "$wanted" ] &&
        [ "$audit_signs" = "$wanted" ] && [ -z "$audit_overlap" ] && [ "$audit_shouts" -eq 0 ] &&
        [ "${audit_nodes#*UNEXPECTED}" = "$audit_nodes" ] && [ "$audit_counts" = "$audit_wanted" ]
}

audit_line() {
    echo "pacemaker: ${audit_says:-nowhere}, lock: ${audit_lock:-nobody}," \
        "signs of life: ${audit_signs:-nobody}, active $(times_active) times," \
        "overlaps: ${audit_overlap:-none}, shouts: $audit_shouts; $audit_nodes" \
        "fail counts: $audit_counts"
}

# Whatever has just ended may take a moment to be gone.
audit_holds() {
    audit_wanted=$(shift; expected_fail_counts "$@" | paste -s -d ' ')
    wait_for 120 audit_look "$1" && return
    echo "wanted: $1; fail counts: $audit_wanted"
    audit_line
    return 1
}

audit() {
    audit_step=$1
    shift
    check "audit, $audit_step" audit_holds "$@"
    audit_status=$?
    echo "# audit, $audit_step: $(audit_line)"
    audit_fails=$audit_counts
    return $audit_status
}

# Behind a cleanup of the failures.
audit_reset() {
    ask_pacemaker
    audit_fails=$(fail_counts | paste -s -d ' ')
}
