#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Failures that Pacemaker is told of: once each, only of what was online and is not being stopped, not too
# often, and none that a stop has overtaken. crm_node and crm_resource are shell commands here. races.sh has
# what becomes of a push that fails.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
PATH=$INSTANCE/bin:$PATH
fake_crm 'echo node 1' 'exit 0'
instance_set pacemaker push_failures yes
instance_set pacemaker crm_resource "$INSTANCE/bin/crm_resource"

# anew NODE RESOURCE: a resapid that knows no node name and has pushed nothing.
anew() {
    succeeds "resapid ends" instance_stop
    fake_crm "$1" "$2"
    : >"$INSTANCE/log"
    succeeds "resapid starts" instance_start
}

fails_online() {
    kill -KILL "$(field host_pid res)" && wait_until 20 is_state res failed
}

pushes_are() {
    pushes
    [ "$(pushes | wc -l)" -eq "$1" ]
}

# shows TEXT: in the lines about res that the administrator is shown.
shows() {
    ctl status res --output-as=json >"$INSTANCE/shown" && grep -F -e "$1" "$INSTANCE/shown"
}

# A monitor makes sure that resapid has done what it had to.
is_not_pushed() {
    agent res monitor >/dev/null 2>&1
    pushes_are 0
}

log_count() {
    [ "$(grep -c -e "$1" "$INSTANCE/log")" = "$2" ]
}

refused() {
    scenario "crm_resource fails"
    anew 'echo node 1' 'echo no such resource >&2; exit 1'
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    succeeds "the status says who tells Pacemaker now" wait_until 20 shows \
        "no such resource; the next monitor tells Pacemaker"
    succeeds "as the log does" log_has "resource res: crm_resource --fail ended with status 1: no such resource"
    scenario_end
}

nameless() {
    scenario "crm_node fails"
    anew 'echo no cluster >&2; exit 1' 'exit 0'
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    succeeds "the status says who tells Pacemaker now" wait_until 20 shows \
        "crm_node --name ended with status 1: no cluster; the next monitor tells Pacemaker"
    succeeds "as the log does" log_has "resource res: crm_node --name ended with status 1: no cluster"
    succeeds "nobody is told" pushes_are 0
    scenario_end
}

not_online() {
    scenario "a failure of Online" 'Online = error=5'
    check_status "$(in_scenario "start fails")" 1 agent res start
    succeeds "and tells by itself" is_not_pushed
    scenario_end

    scenario "a host that dies in Online" 'Online = crash'
    check_status "$(in_scenario "start fails")" 1 agent res start
    succeeds "and tells by itself" is_not_pushed
    scenario_end

    scenario "a host that dies in a stop" 'Offline = crash'
    succeeds "start" agent res start
    succeeds "stop" agent res stop
    succeeds "no failure is told" is_not_pushed
    scenario_end

    scenario "what is owned by Arbitrate alone" 'Quorum = yes' 'Arbitrate = quorum-lost=300'
    succeeds "arbitrate" ctl arbitrate res
    succeeds "it is lost" wait_until 20 is_state res failed
    succeeds "it did not run, so no failure is told" is_not_pushed
    scenario_end
}

epochs() {
    scenario "two failures, one behind the other"
    anew 'echo node 1' 'exit 0'
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    succeeds "Pacemaker is told" wait_until 20 is_pushed_once
    succeeds "the status has that" wait_until 20 shows "Pacemaker was told of the failure"
    check_status "$(in_scenario "a monitor has the reason")" 1 agent res monitor
    succeeds "and again" wait_until 20 reason_is "was killed by signal 9 (SIGKILL)"
    succeeds "it is told once" pushes_are 1
    succeeds "stop" agent res stop
    succeeds "start" agent res start
    succeeds "it fails anew" fails_online
    succeeds "it is told anew" wait_until 20 pushes_are 2
    scenario_end
}

# reason_is TEXT: in what the agent says.
reason_is() {
    agent res monitor 2>&1 | grep -F -e "ocf-exit-reason:" | grep -F -e "$1"
}

flapping() {
    scenario "a resource that fails again and again"
    anew 'echo node 1' 'exit 0'
    for _ in 1 2 3 4 5; do
        before=$(pushes | wc -l)
        succeeds "start" agent res start
        succeeds "it fails" fails_online
        succeeds "it is told" wait_until 20 pushes_are $((before + 1))
        succeeds "stop" agent res stop
    done
    succeeds "start" agent res start
    succeeds "it fails a sixth time within a minute" fails_online
    succeeds "the log says that it is not told" log_has \
        "resource res: Pacemaker was told of too many failures within a minute"
    succeeds "and so has the status" shows "Pacemaker was told of too many failures within a minute"
    check_status "$(in_scenario "the monitor tells")" 1 agent res monitor
    succeeds "nobody else" pushes_are 5
    scenario_end
    new_resource other
    succeeds "another resource is started" agent other start
    kill -KILL "$(field host_pid other)"
    succeeds "and its failure is told" wait_until 20 pushes_are 6
    succeeds "it stops" agent other stop
    succeeds "and is removed" ctl resource remove other --force
}

many() {
    scenario "more failures at once than Pacemaker is told of"
    mkdir "$INSTANCE/running"
    anew 'echo node 1' "mkdir '$INSTANCE/running/'\$\$
ls '$INSTANCE/running' | wc -l >>'$INSTANCE/beside'
sleep 0.1
rmdir '$INSTANCE/running/'\$\$"
    script shared
    ctl type add shared --dll="$INSTANCE/shared.script" --isolation=type >/dev/null
    agent_type=shared
    agent_dll=shared
    for number in $(seq 64); do
        agent "many$number" start || break
    done
    agent_type=
    agent_dll=
    succeeds "64 are online in one host" is_state many64 online
    kill -KILL "$(field host_pid many1)"
    succeeds "Pacemaker is told of 60" wait_until 60 pushes_are 60
    succeeds "the log has the others" log_count "told of too many failures within a minute" 4
    succeeds "at most four at once" [ "$(sort -n "$INSTANCE/beside" | tail -n 1)" -le 4 ]
    succeeds "more than one at once" [ "$(sort -n "$INSTANCE/beside" | tail -n 1)" -gt 1 ]
    scenario_end
}

hangs() {
    grep -q . "$INSTANCE/hanging" 2>/dev/null
}

has_ended() {
    ! alive "$(cat "$INSTANCE/hanging")"
}

overtaken() {
    scenario "a stop comes before Pacemaker was told"
    anew "echo \$\$ >'$INSTANCE/hanging'
until [ -e '$INSTANCE/go-on' ]; do sleep 0.05; done
echo node 1" 'exit 0'
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    succeeds "crm_node is asked" wait_until 20 hangs
    succeeds "stop" agent res stop
    succeeds "start" agent res start
    : >"$INSTANCE/go-on"
    succeeds "crm_node answers" wait_until 20 has_ended
    succeeds "the failure is not told any more" is_not_pushed
    succeeds "what runs goes on" agent res monitor
    succeeds "the next failure" fails_online
    succeeds "is told" wait_until 20 is_pushed_once
    scenario_end

    scenario "a stop comes while Pacemaker is being told"
    rm -f "$INSTANCE/hanging"
    anew 'echo node 1' "echo \$\$ >'$INSTANCE/hanging'; exec sleep 600"
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    succeeds "crm_resource hangs" wait_until 20 hangs
    succeeds "stop" agent res stop
    succeeds "crm_resource is ended" wait_until 20 has_ended
    succeeds "which is nothing to warn of" log_count "crm_resource --fail was killed.*next monitor" 0
    scenario_end
}

check "resapid starts" instance_start || finish check-faults
new_resource res
not_online
epochs
refused
nameless
flapping
many
overtaken
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
