#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The node attribute that says that this node can host: when Pacemaker is told, what is told again, and what
# becomes of it when hosts cannot be started, and when resapid ends or is killed. attrd_updater is a shell
# command here.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
PATH=$INSTANCE/bin:$PATH
attribute=$INSTANCE/attribute

# fake_attrd COMMAND: runs before the attribute is what the arguments say; its failure is the program's.
fake_attrd() {
    fake_crm_one attrd_updater "$1 || exit
case \$2 in
--update=*) echo \"\${1#--name=}=\${2#--update=}\" >'$attribute.new' && mv '$attribute.new' '$attribute' ;;
--delete) rm -f '$attribute' ;;
esac"
}

calls_of_attrd() {
    grep -s -c '^attrd_updater ' "$INSTANCE/crm"
}

called_more_than() {
    [ "$(calls_of_attrd)" -gt "$1" ]
}

version=$("$instance_build/resapid" --version | cut -d ' ' -f 2)

is_set() {
    [ "$(cat "$attribute" 2>&1)" = "${1:-resapid}=$version" ]
}

is_gone() {
    [ ! -e "$attribute" ]
}

log_count() {
    [ "$(grep -c -e "$1" "$INSTANCE/log")" = "$2" ]
}

# begin_with NAME: resapid with that node attribute.
begin_with() {
    : >"$INSTANCE/log"
    rm -f "$INSTANCE/crm"
    instance_set pacemaker node_attribute "$1"
    instance_start
}

without() {
    scenario "no node attribute"
    fake_attrd true
    succeeds "resapid starts" begin_with ""
    succeeds "a resource comes online" ctl online res
    succeeds "nothing is told" [ ! -e "$INSTANCE/crm" ]
    scenario_end
    succeeds "resapid ends" instance_stop
    succeeds "nor then" [ ! -e "$INSTANCE/crm" ]
}

before_pacemaker() {
    scenario "Pacemaker starts after resapid"
    fake_attrd 'echo connection refused; exit 102'
    succeeds "resapid starts" begin_with resapid
    succeeds "it tries" wait_until 30 called_more_than 1
    succeeds "the log has why" log_has \
        "node attribute resapid: attrd_updater ended with status 102: connection refused"
    fake_attrd true
    succeeds "then Pacemaker has it" wait_until 30 is_set
    succeeds "the log has that" log_has "Pacemaker has it as $version on this node"
    succeeds "and one line of the failures" log_count "attrd_updater ended with" 1
    scenario_end
}

pacemaker_again() {
    scenario "Pacemaker is started again"
    rm "$attribute"
    succeeds "it is set anew" wait_until 30 is_set
    succeeds "which is no news" log_count "Pacemaker has it as" 1
    scenario_end
}

killed() {
    scenario "resapid is killed"
    instance_kill
    succeeds "the attribute stays" is_set
    rm "$attribute"
    succeeds "the next resapid starts" instance_start
    succeeds "and sets it anew" wait_until 30 is_set
    scenario_end
}

ends() {
    scenario "resapid ends with a resource online"
    succeeds "online" ctl online res
    succeeds "resapid ends" instance_stop
    succeeds "the attribute stays, and so does the resource" is_set
    succeeds "the next resapid starts" instance_start
    succeeds "the resource is online" wait_until 20 is_state res online
    scenario_end

    scenario "resapid ends with nothing online"
    succeeds "resapid ends" instance_stop
    succeeds "the attribute is gone" is_gone
    succeeds "the log has that" log_has "it is removed from this node"
    succeeds "resapid starts" begin_with resapid
    succeeds "it is there again" wait_until 30 is_set
    scenario_end

    scenario "resapid ends while attrd_updater hangs"
    fake_attrd 'exec sleep 600'
    kill -TERM "$INSTANCE_PID"
    succeeds "while it ends a stop is nothing that fails" agent res stop
    check_status "$(in_scenario "a probe finds nothing")" 7 agent res monitor
    succeeds "resapid ends all the same" timeout 60 sh -c "
        while kill -0 $INSTANCE_PID 2>/dev/null; do sleep 0.1; done"
    wait "$INSTANCE_PID"
    check_status "$(in_scenario "in order")" 0 [ $? -eq 0 ]
    succeeds "the log has why" log_has "attrd_updater has not removed it in time"
    fake_attrd true

    scenario "attrd_updater hangs"
    fake_attrd 'exec sleep 600'
    succeeds "resapid starts" begin_with resapid
    succeeds "attrd_updater is called" wait_until 30 called_more_than 0
    succeeds "resapid serves" ctl online res --timeout=20
    succeeds "it is killed, which is logged" wait_until 60 \
        grep -q "did not answer in 10 seconds: ETIMEDOUT" "$INSTANCE/log"
    fake_attrd true
    succeeds "and called again" wait_until 30 is_set
    scenario_end
}

named() {
    scenario "another name"
    succeeds "resapid ends" instance_stop
    succeeds "resapid starts" begin_with can-host
    succeeds "Pacemaker has it" wait_until 30 is_set can-host
    succeeds "resapid ends" instance_stop
    succeeds "and it is removed" is_gone
}

# The anchor has no name.
kill_anchor() {
    anchor=$(sed -n 's/.*Wine prefix: ready, wineserver \([0-9]*\).*/\1/p' "$INSTANCE/log" | tail -n 1)
    [ -n "$anchor" ] && kill -KILL "$anchor"
}

anchors_are() {
    [ "$(grep -c 'Wine prefix: ready' "$INSTANCE/log")" -ge "$1" ]
}

prefix() {
    printf '#!/bin/sh\n[ -x "%s" ] || { echo no wine here; exit 1; }\n' "$INSTANCE/wine" \
        >"$INSTANCE/setup"
    chmod 755 "$INSTANCE/setup"
    instance_set wine program "$INSTANCE/wine"
    instance_set wine setup_program "$INSTANCE/setup"
    instance_set wine prefix "$INSTANCE/prefix"
    instance_set host runtime wine

    scenario "hosts cannot be started"
    echo "resapid=stale" >"$attribute"
    succeeds "resapid starts" begin_with resapid
    succeeds "what an earlier one left is removed" wait_until 60 is_gone
    succeeds "it was not set before" log_count "Pacemaker has it as" 0
    # The set-up, the anchor, and then five seconds.
    printf '#!/bin/sh\necho "$@" >>%s.calls\nexit 1\n' "$INSTANCE/wine" >"$INSTANCE/wine"
    chmod 755 "$INSTANCE/wine"
    succeeds "a first host that ends at once is started" wait_until 30 test -e "$INSTANCE/wine.calls"
    sleep 3
    succeeds "and not again and again" [ "$(wc -l <"$INSTANCE/wine.calls")" -le 3 ]
    make_wine
    succeeds "as soon as they can, it is set" wait_until 60 is_set

    scenario "the wineserver is killed"
    succeeds "it was there once" anchors_are 1
    runs=$(grep -c -e '--delete' "$INSTANCE/crm")
    succeeds "it is killed" kill_anchor
    succeeds "another comes" wait_until 60 anchors_are 2
    succeeds "the attribute has stayed" [ "$(grep -c -e '--delete' "$INSTANCE/crm")" = "$runs" ]
    succeeds "and is there" is_set

    scenario "the wineserver is killed for good"
    mv "$INSTANCE/wine" "$INSTANCE/wine.away"
    succeeds "it is killed" kill_anchor
    succeeds "the attribute goes" wait_until 60 is_gone
    mv "$INSTANCE/wine.away" "$INSTANCE/wine"
    succeeds "and comes back" wait_until 60 is_set
    succeeds "resapid ends, and its wineserver" instance_stop
    succeeds "and the attribute" is_gone
}

mkdir "$INSTANCE/bin"
check "resapid starts" instance_start || finish check-faults
new_resource res
check "resapid ends" instance_stop
without
before_pacemaker
pacemaker_again
killed
ends
named
prefix
instance_audit
finish check-faults
