# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The examples of the man pages that take a node with resapid, Wine and Pacemaker, as they are printed,
# and the check that every example of every page is run somewhere; source it behind builtin.sh's
# run_example.
#
#   test_manual    with two nodes, where no resource runs

# Every example of every page, as HOW PAGE NAME. HOW is the script of this suite that runs it, or the
# function manual_HOW, and what it is told behind a colon; those are run in this order.
manual_table() {
    cat <<'END_OF_TABLE'
builtin.sh ocf_resapi_GenericApplication.7 crm
builtin.sh ocf_resapi_GenericApplication.7 crm, a Linux program
builtin.sh ocf_resapi_GenericApplication.7 resapictl
builtin.sh ocf_resapi_GenericScript.7 crm
builtin.sh ocf_resapi_GenericScript.7 file /opt/scripts/worker.vbs
builtin.sh ocf_resapi_GenericScript.7 resapictl
builtin.sh ocf_resapi_GenericService.7 crm
builtin.sh ocf_resapi_GenericService.7 resapictl
builtin.sh ocf_resapi_GenericService.7 sh
examples.sh ocf_resapi.7 pcs
examples.sh ocf_resapi.7 pcs, fencing
examples.sh ocf_resapi_ResourceDLL.7 crm
examples.sh ocf_resapi_ResourceDLL.7 pcs
configuration resapid.conf.5 [resapid]
private resapid.8 mkdir -p "$HOME/resapid"
file resapi-dll.7 file /opt/sample/minimal.c
run resapi-dll.7 x86_64-w64-mingw32-gcc -shared -I/usr/include/resapid \
file resapi-protocol.7 file /opt/sample/about.c
prints:^resapid.[0-9] resapi-protocol.7 cc -o /opt/sample/about /opt/sample/about.c -lqb
file resapi-types.5 file /etc/resapid/types.d/Minimal
prints:From.1.to.65535 resapi-types.5 resapictl type add Minimal --dll=/opt/sample/minimal.dll
run resapictl.8 resapictl type add "Sample Web" --dll=/opt/sample/sampleweb.dll
run resapictl.8 resapictl type show "Sample Web" --man >/tmp/ocf_resapi_SampleWeb.7
prints:sampleweb.dll:.runs resapictl.8 resapictl inspect /opt/sample/sampleweb.dll | tail -n 1
lacking:VendorClose.*no-dll resapictl.8 resapictl inspect /opt/other/other.dll | grep -E ' (refused|stub|missing|no-dll)$'
imported:decide.*Orders.Disk resapi-migration.7 resapictl import /usr/share/doc/resapid/examples/windows-cluster.xml |
imported:^resapictl.import:.[0-9]+.findings resapi-migration.7 resapictl import /usr/share/doc/resapid/examples/windows-cluster.xml \
prints:^Pacemaker.*ok resapictl.8 resapictl check-setup
prints:^web.*online resapictl.8 resapictl status
prints:state:.online resapictl.8 resapictl status web
watched resapictl.8 resapictl events web
cron resapictl.8 cron
prints:^[0-9]+$ resapictl.8 resapictl status --output-as=json | jq '.resources[].host_pid // empty'
run resapictl.8 resapictl resource set web --common PendingTimeout=600000
prints:D.o.c.u.m.e.n.t resapictl.8 resapictl control web 0x01000081
prints:E.x.a.m.p.l.e resapictl.8 resapictl control web 0x014000a2 --in="$(printf 'Software\\Example\0' |
workload ocf_resapi.7 crm
maintenance resapictl.8 maintenance
forced ocf_resapi.7 crm_resource --resource web --force-start
forced ocf_resapi_ResourceDLL.7 crm_resource --resource web --force-start
run ocf_resapi.7 crm_resource --resource web --cleanup
package resapid-tutorial.7 one node: install
package resapid-tutorial.7 one node: status
package resapid-tutorial.7 one node: type
package resapid-tutorial.7 one node: online
package resapid-tutorial.7 one node: check
package resapid-tutorial.7 one node: kill
package resapid-tutorial.7 one node: again
package resapid-tutorial.7 one node: offline
prints:web: resapid.8 journalctl -t resapid --since yesterday --grep web
tutorial resapid-tutorial.7 two nodes: configure
prints:Hello resapid-tutorial.7 two nodes: look
killed resapid-tutorial.7 two nodes: kill
prints:fail-count=[123] resapid-tutorial.7 two nodes: failures
moved:node2 resapid-tutorial.7 two nodes: fail over
moved:node1 resapid-tutorial.7 two nodes: back
prints:web: resapid-tutorial.7 two nodes: look for the cause
END_OF_TABLE
}

# --- how they are run: manual_HOW PAGE NAME WHAT

manual_run() {
    check "$1: $2" run_example node1 "$1" "$2"
}

# What its commands print has a line that matches.
manual_prints() {
    manual_run "$1" "$2" || return
    grep -v '^+' "$LIB_OUTPUT" >"$SHARED/printed"
    check "$1: it prints $3" grep -Eq -e "$3" "$SHARED/printed" || cat "$SHARED/printed" >&2
}

# With a DLL that needs more than there is.
manual_lacking() {
    check "$1: there is such a DLL" python3 "$EXAMPLES_TOP/tests/clients/make-pe.py" "$SHARED/other.dll" \
        --export=Startup --import=CLUSAPI.dll=OpenCluster,CreateClusterGroupSet \
        --import=vendorlib.dll=VendorOpen,VendorClose
    check "$1: it is installed" node_exec node1 install -D -m 644 "$SHARED/other.dll" /opt/other/other.dll
    manual_prints "$1" "$2" "$3"
}

# The sample is in resapid-doc, which is not installed here.
manual_imported() {
    check "$1: the sample is on the node" node_exec node1 install -D -m 644 "$EXAMPLES_TOP/man/windows-cluster.xml" \
        /usr/share/doc/resapid/examples/windows-cluster.xml
    manual_prints "$1" "$2" "$3"
}

# It ends when it is told to; until then web goes offline and online.
manual_watched() {
    example "$1" "$2" >"$SHARED/watch.sh"
    node_exec node1 timeout 240 sh "$SHARED/watch.sh" >"$SHARED/watched" 2>&1 &
    watcher=$!
    check "$1: $2" wait_for 180 manual_has_been_seen
    node_exec node1 pkill -f '^resapictl events web'
    wait $watcher
}

manual_has_been_seen() {
    node_exec node1 sh -c "resapictl offline web && resapictl online web" >/dev/null
    grep -q 'web: .* -> online:' "$SHARED/watched"
}

# What cron would run each minute, for the collector.
manual_cron() {
    example "$1" "$2" >"$SHARED/crontab"
    check "$1: it is for each minute, and by root" grep -q '^\* \* \* \* \* root ' "$SHARED/crontab"
    sed 's/^.* root //' "$SHARED/crontab" >"$SHARED/cron.sh"
    check "$1: what cron runs" node_exec node1 sh -c \
        "mkdir -p /var/lib/prometheus/node-exporter && sh '$SHARED/cron.sh'"
    check "$1: the collector finds it whole" node_exec node1 sh -c \
        "tail -n 1 /var/lib/prometheus/node-exporter/resapid.prom | grep -x '# EOF'"
}

# `file PATH` is there, as printed.
manual_file() {
    example "$1" "$2" >"$SHARED/file"
    check "$1: $2 is not empty" test -s "$SHARED/file" &&
        check "$1: $2" node_exec node1 install -D -m 644 "$SHARED/file" "${2#file }"
}

# With the user and the Wine that it names.
manual_configuration() {
    example "$1" "$2" >"$SHARED/resapid.conf"
    check "$1: it is for another user and Wine" node_exec node1 sh -c \
        "useradd --system winapps && mkdir -p /opt/wine/bin && ln -s $(command -v wine) /opt/wine/bin"
    check "$1: a configuration is printed" test -s "$SHARED/resapid.conf"
    check "$1: resapid takes it" \
        node_exec node1 env "RESAPID_CONFIG=$SHARED/resapid.conf" resapid --check-config
}

# As any user. It is ended as soon as it answers.
manual_private() {
    example "$1" "$2" >"$SHARED/private.sh"
    check "$1: a user with a home" node_exec node1 useradd --create-home --home-dir /tmp/any any
    check "$1: $2" node_exec node1 sh -c "
        as_any() { runuser -u any -- env HOME=/tmp/any RESAPID_CONFIG= \"\$@\"; }
        as_any sh -e '$SHARED/private.sh' >/tmp/private.log 2>&1 &
        tries=300
        until as_any env RESAPID_CONFIG=/tmp/any/resapid/resapid.conf resapictl status; do
            tries=\$((tries - 1))
            [ \$tries -gt 0 ] || { cat /tmp/private.log; exit 1; }
            sleep 0.1
        done
        pkill -x -u any resapid
        wait"
}

manual_by_hand_ends() {
    check "what was begun by hand is ended" node_exec node1 sh -c \
        "resapictl offline web && resapictl resource remove web && resapictl type remove 'Sample Web'"
}

manual_workload() {
    manual_by_hand_ends
    manual_run "$1" "$2" || return
    check "$1: web is started" wait_for 120 manual_web_is_started
}

manual_web_is_started() {
    for place in $(cluster_nodes); do
        ! resource_runs_on web "$place" || return 0
    done
    return 1
}

# Where it runs.
manual_maintenance() {
    check "$1: $2" run_example "$place" "$1" "$2"
    check "$1: web is still started" is_started web "$place"
}

# Behind the first part, on each node.
manual_tutorial() {
    check "web is removed" cluster_crm configure delete web
    for name in $(cluster_nodes); do
        check "$name has the agent" node_exec "$name" sh -c \
            "resapictl resource remove web; resapictl type add 'Sample Web' --dll=/opt/sample/sampleweb.dll"
    done
    manual_moved "$1" "$2" node1
}

manual_moved() {
    manual_run "$1" "$2" && check "$1: web is started on $3" is_started web "$3"
}

manual_killed() {
    manual_run "$1" "$2" &&
        check "$1: Pacemaker counts it" wait_for 120 failed_on web node1 &&
        check "$1: web is started again" is_started web node1
}

# ../package.sh runs all that have such a name.
manual_package() {
    check "$1: $2 is for the test of the packages" test "${2#one node: }" != "$2"
}

# With the resource stopped.
manual_forced() {
    check "$1: web is stopped" cluster_crm resource stop web
    check "$1: Pacemaker says so" wait_for 120 resource_stopped web
    check "$1: $2" run_example node1 "$1" "$2"
    check "$1: web was started by that" node_exec node1 sh -c "resapictl status web | grep online"
    check "$1: it is stopped again" node_exec node1 crm_resource --resource web --force-stop
}

# --- what they take for granted

# What resapid says goes to the journal, as it does where it runs by the system's unit.
manual_journal() {
    # shellcheck disable=SC2016 # expands inside the node
    node_exec node1 sh -c '
        mkdir -p /run/systemd/journal /run/log/journal /etc/systemd/journald.conf.d
        printf "%s\n" "[Journal]" ReadKMsg=no >/etc/systemd/journald.conf.d/test.conf
        /lib/systemd/systemd-journald </dev/null >/dev/null 2>&1 &
        tries=600
        until [ -S /run/systemd/journal/stdout ]; do
            tries=$((tries - 1))
            [ $tries -gt 0 ] || exit 1
            sleep 0.1
        done
        tail -n +1 -F /var/log/resapid.log 2>/dev/null | systemd-cat -t resapid >/dev/null 2>&1 &'
}

manual_prepare() {
    check "the sample and the headers are there" manual_install
    check "node1 has a journal" manual_journal
}

manual_install() {
    for name in $(cluster_nodes); do
        node_exec "$name" install -D -t /opt/sample /usr/lib/resapid/sample/sampleweb.dll \
            /usr/lib/resapid/sample/sampleweb-server.exe || return
    done
    # Read here: a node has a /tmp of its own, and the sources may lie below this one.
    node_exec node1 install -d /usr/include/resapid || return
    for header in "$EXAMPLES_TOP"/shim/include/*.h; do
        # shellcheck disable=SC2016
        node_exec node1 sh -c 'cat >"$0"' "/usr/include/resapid/${header##*/}" <"$header" || return
    done
}

# --- all of them

# Another script of the suite has kept what it ran; on its own, this one cannot tell.
manual_elsewhere() {
    example_ran "$2" "$3" "$1"
    case $? in
    0) pass "$2: $3 was run by $1" ;;
    2) skip "$2: $3" "$1 was not run in this build folder: make check-cluster" ;;
    *) fail "$2: $3" "$1 has not run it" ;;
    esac
}

manual_run_all() {
    manual_table >"$SHARED/table"
    while read -r how page name <&4; do
        case $how in
        *.sh) manual_elsewhere "$how" "$page" "$name" ;;
        *:*) "manual_${how%%:*}" "$page" "$name" "${how#*:}" ;;
        *) "manual_$how" "$page" "$name" ;;
        esac
    done 4<"$SHARED/table"
}

manual_is_complete() {
    for path in "$EXAMPLES_TOP"/man/*.[578]; do
        page=${path##*/}
        examples "$page" | sed "s/^/$page /"
    done | sort >"$SHARED/printed"
    cut -d ' ' -f 2- "$SHARED/table" | sort | diff "$SHARED/printed" - >"$SHARED/difference" && return
    sed -n 's/^< /no script runs this example, see manual_table: /p
        s/^> /no page has this example: /p' "$SHARED/difference"
    return 1
}

test_manual() {
    manual_prepare
    manual_run_all
    check "each example of each page is run somewhere" manual_is_complete
    check "web is stopped" cluster_crm resource stop web
    check "Pacemaker says so" wait_for 120 resource_stopped web
    check "web is removed" cluster_crm configure delete web
}
