#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What Pacemaker manages is not changed behind its back: resapictl is refused, and told of Pacemaker's own
# command; --force goes on. Pacemaker's programs are shell commands here, as in pacemaker-facts.sh.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

recorded=$(cd "$here/../unit/pacemaker" && pwd)

instance_new native
PATH=$INSTANCE/bin:$PATH
fake_crm 'echo node2' 'exit 0'
instance_set pacemaker push_failures yes
instance_set pacemaker crm_resource "$INSTANCE/bin/crm_resource"

# is_refused COMMAND WORD...: in one line that names the cluster's own command.
is_refused() {
    wanted=$1
    shift
    refuses 1 "is Pacemaker's: use '$wanted', or --force while it is unmanaged or in maintenance mode: \
ERROR_ACCESS_DENIED (5)" "$*" ctl "$@"
}

is_refused_all() {
    is_refused "crm resource start $1" online "$1"
    is_refused "crm resource stop $1" offline "$1"
    is_refused "crm resource stop $1" offline "$1" --timeout=5
    is_refused "crm resource stop $1" terminate "$1"
    is_refused "crm configure delete $1" resource remove "$1"
    is_refused "crm configure rename $1 other" resource rename "$1" other
}

# Nothing but the flag tells that Pacemaker has it.
without_facts() {
    scenario "a resource that Pacemaker started"
    succeeds "start" agent res start
    is_refused_all res
    succeeds "it is online still" is_state res online
    check_calls "and nothing was called" "Load Startup Open Online"
    succeeds "a look is allowed" ctl check res
    succeeds "and a property" ctl resource set res Colour=blue
    succeeds "offline by force" ctl offline res --force
    check_status "$(in_scenario "Pacemaker finds it stopped")" 7 agent res monitor
    is_refused "crm resource start res" online res
    succeeds "online by force" ctl online res --force
    succeeds "Pacemaker finds it running" agent res monitor
    succeeds "terminate by force" ctl terminate res --force
    succeeds "renamed by force" ctl resource rename res other --force
    is_refused "crm resource start other" online other
    succeeds "and back" ctl resource rename other res --force
    succeeds "Pacemaker starts it" agent res start
    succeeds "and stops it" agent res stop
    is_refused_all res
    succeeds "removed by force" ctl resource remove res --force
    new_resource res
    succeeds "what was made by hand is nobody else's" ctl online res
    succeeds "so it goes offline" ctl offline res
    scenario_end
}

# Its names: site, a resource of our agent that ran on node1; web, one that runs here, on node2.
answers() {
    fake_crm_one crm_mon "$1"
    fake_crm_one cibadmin "cat '$recorded/three-configuration.xml'"
}

# pushed TEXT
pushed() {
    pushes
    pushes | grep -qF -e "$1"
}

forgotten() {
    answers "sed -e '/resource id=\"site\"/,/<.resource>/d' '$recorded/three-status.xml'"
}

with_facts() {
    instance_set cluster source auto
    answers "cat '$recorded/three-status.xml'"
    check "resapid ends" instance_stop
    check "resapid starts under Pacemaker" instance_start
    new_resource site
    new_resource web

    scenario "what Pacemaker has and never started here"
    is_refused_all web
    succeeds "--force" ctl online web --force
    succeeds "--force" ctl offline web --force
    scenario "what it does not have"
    succeeds "online" ctl online res
    succeeds "offline" ctl offline res
    scenario "what has the name of another agent's resource"
    new_resource disk
    succeeds "online" ctl online disk
    succeeds "offline" ctl offline disk
    succeeds "it is removed" ctl resource remove disk

    scenario "what Pacemaker has started here"
    succeeds "start" agent site start
    is_refused_all site
    answers 'echo no cluster information; exit 1'
    sleep 1.1
    scenario "Pacemaker does not answer"
    is_refused "crm resource stop site" offline site
    succeeds "what is not Pacemaker's goes online" ctl online res
    succeeds "and offline" ctl offline res

    scenario "a resource that Pacemaker has no more"
    forgotten
    succeeds "it goes offline, as soon as that is known" wait_until 30 ctl offline site
    succeeds "the log tells" log_has \
        "resource site: Pacemaker's configuration does not have it any more"
    succeeds "it comes online" ctl online site
    kill -KILL "$(field host_pid site)"
    succeeds "it fails" wait_until 20 is_state site failed
    succeeds "that is not told" [ -z "$(pushes)" ]
    succeeds "Pacemaker has it again, and starts it" agent site start
    answers "cat '$recorded/three-status.xml'"
    sleep 1.1
    is_refused "crm resource stop site" offline site
    kill -KILL "$(field host_pid site)"
    succeeds "it fails, and Pacemaker is told" wait_until 30 pushed "--fail --resource=site --node=node2"

    scenario "a resource that Pacemaker is about to stop since it has it no more"
    succeeds "start" agent site start
    answers "sed -e '/resource id=\"site\"/s/orphaned=\"false\"/orphaned=\"true\"/' '$recorded/three-status.xml'"
    succeeds "it goes offline, as soon as that is known" wait_until 30 ctl offline site
    succeeds "and is removed" ctl resource remove site
    scenario_end
}

# Nobody waits for what hangs longer than it may take, and resapid ends all the same.
hanging() {
    scenario "Pacemaker hangs"
    new_resource site
    succeeds "start" agent site start
    # Its end is not waited for by who is killed.
    answers "echo \$\$ >>'$INSTANCE/hanging'; exec sleep 600"
    sleep 1.1
    background offline site
    succeeds "other clients are served" ctl status site
    check_status "$(in_scenario "refused")" 1 background_ends
    background offline site
    succeeds "resapid is killed meanwhile" instance_kill
    check_fails "$(in_scenario "who waits is told")" background_ends
    # shellcheck disable=SC2046 # one word each
    kill -KILL $(cat "$INSTANCE/hanging")
    succeeds "the next one starts" instance_start
    succeeds "it knows the resource" wait_until 30 is_state site online
    background offline site
    succeeds "resapid ends meanwhile" instance_stop
    check_fails "$(in_scenario "who waits is told")" background_ends
    succeeds "the next one starts" instance_start
    succeeds "Pacemaker's stop does not ask" agent site stop
    succeeds "nor does removing by force" ctl resource remove site --force
    scenario_end
}

check "resapid starts" instance_start || finish check-faults
new_resource res
without_facts
with_facts
hanging
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
