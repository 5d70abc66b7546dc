#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a DLL is told of Pacemaker's cluster, and what becomes of it when Pacemaker's programs fail, hang or
# write nonsense. They are shell commands here, which write what real ones have written
# (tests/unit/pacemaker-fixture.h). fake-host asks from inside an entry point of the resource `res`, and
# its record is the witness.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"
# shellcheck source=../asks.sh
. "$here/../asks.sh"

# Verbs of protocol/channel.h.
ONLINE=1 OFFLINE=2 FAIL=3 MOVE=5 PAUSE=17
recorded=$(cd "$here/../unit/pacemaker" && pwd)

instance_new native
PATH=$INSTANCE/bin:$PATH
fake_crm 'echo node2' 'exit 0'
instance_set cluster source auto
instance_set pacemaker crm_resource "$INSTANCE/bin/crm_resource"
instance_set pacemaker status_kept 60

# Two of them at once say so in the record of the calls; the lock ends with the process, not with children
# of its that outlive it: they close it.
fake() {
    fake_crm_one "$1" "exec 9>'$INSTANCE/running'
flock -n 9 || echo overlap >>'$INSTANCE/crm'
$2"
}

answers() {
    fake crm_mon "cat '$recorded/$1-status.xml' 9>&-"
    fake cibadmin "cat '$recorded/three-configuration.xml' 9>&-"
}

not_connected() {
    fake crm_mon "echo absent >>'$INSTANCE/crm'
echo '<pacemaker-result><status code=\"102\" message=\"Not connected\"/></pacemaker-result>'
exit 102"
}

runs_of() {
    grep -c "^$1 " "$INSTANCE/crm"
}

# The last one but one has ended when another begins.
was_absent() {
    ask "find|$NODE|" >/dev/null
    [ "$(grep -c '^absent$' "$INSTANCE/crm")" -ge $(($1 + 2)) ]
}

soon_says() {
    wait_until 40 says "$@"
}

# A resapid that has been told nothing.
anew() {
    check "resapid ends" instance_stop
    : >"$INSTANCE/log"
    check "and starts again" instance_start
}

logged_once() {
    grep -e "$1" "$INSTANCE/log"
    [ "$(grep -c -e "$1" "$INSTANCE/log")" = 1 ]
}

without_cluster() {
    host=$(uname -n | cut -d. -f1 | tr '[:lower:]' '[:upper:]')
    check "where no cluster runs, this node is alone" says "id=1
FOUND state=0 node= group= name=$host" "find|$NODE|"
    check "which is logged" logged_once "Pacemaker does not run here"
    check "resources are this node's" says "node=1" "find|$RESOURCE|res"
    check "which is not asked for with each question" asks_seldom
}

# At most every ten seconds.
asks_seldom() {
    runs=$(runs_of crm_mon)
    begun=$(now_ms)
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        says "error=0 id=1" "find|$NODE|" || return
    done
    grown=$(($(runs_of crm_mon) - runs))
    took=$(($(now_ms) - begun))
    echo "$grown times in $took ms"
    [ "$grown" -le $((1 + took / 10000)) ]
}

# node2 is this node.
facts() {
    check "this node" says "error=0 id=2
FOUND state=0 node= group= name=node2" "find|$NODE|"
    check "which is logged" logged_once "Pacemaker answers: .* this node as 'node2'"
    check "the cluster's name" says "name=resapi" "find|1|"
    check "nodes" are_names 'node1,node2,node3' '1||1' 1
    check "a group's owner" says "FOUND state=0 node=2 group= name=shop" "find|$GROUP|shop"
    check "its members" are_names 'ip,web' "$GROUP|shop|1" 1
    check "the nodes that it prefers" are_names 'node2,node1' "$GROUP|shop|2" 2
    check "a resource" says "FOUND state=2 node=2 group=$(id $GROUP shop) name=web" "find|$RESOURCE|web"
    check "another agent's" says "FOUND state=2 node=1" "find|$RESOURCE|disk"
    check "is of its agent's type" are_names 'disk,each,ip,off,slow' "$TYPE|ocf:pacemaker:Dummy|2" 2
    check "its own group" says "name=disk" "find|$GROUP|disk"
    check "one that is stopped" says "FOUND state=3 node= group" "find|$RESOURCE|off"
    check "one that failed" says "FOUND state=4 node=3" "find|$RESOURCE|broken"
    check "a dependency in a group" says "error=0 text=[ip]" "expression|$RESOURCE|web"
    check "one by constraints" says "error=0 text=[disk]" "expression|$RESOURCE|site"
    check "where it can run" are_names 'node1,node2' "$RESOURCE|site|4" 4
    check "what is this node's alone is there too" says "FOUND state=2 node=2" "find|$RESOURCE|res"
    check "nobody else's" are_names node2 "$RESOURCE|res|4" 4
    check "no resource" says "error=5007 " "find|$RESOURCE|none"
}

# The agent's resource is the same that crm_mon shows; what runs here counts more.
own_resource() {
    script site
    before=$(id $RESOURCE site)
    check "crm_mon has it on node1" says "FOUND state=2 node=1" "find|$RESOURCE|site"
    check "Pacemaker starts it here" agent site start
    check "here it is" says "FOUND state=2 node=2" "find|$RESOURCE|site"
    check "once" are_names 'broken,disk,each,ip,off,res,site,slow,web' '1||4' 4
    check_fails "under the id of this node's database" says "id=$before" "find|$RESOURCE|site"
    check "with its dependencies" says "text=[disk]" "expression|$RESOURCE|site"
    check "Pacemaker stops it" agent site stop
    check "so it is where crm_mon has it" says "FOUND state=2 node=1" "find|$RESOURCE|site"
}

asked_crm() {
    pushes
    pushes | grep -qF -e "crm_resource $1"
}

changes() {
    check "another agent's resource is not taken offline" says "error=5" \
        "change|$RESOURCE|disk|$OFFLINE"
    check "but a command is named" log_has "resource=disk --meta --set-parameter=target-role"
    check "nor brought online" says "error=5" "change|$RESOURCE|off|$ONLINE"
    check "nor what Pacemaker has not started here yet" says "error=5" \
        "change|$RESOURCE|web|$OFFLINE"
    check "this node is not paused" says "error=5" "change|$NODE|node2|$PAUSE"
    check "but a command is named" log_has "crm_attribute --node=node2 --name=standby --update=on"
    check "a failure" says "error=997" "change|$RESOURCE|disk|$FAIL"
    check "is Pacemaker's" wait_until 20 asked_crm "--fail --resource=disk --node=node1"
    check "a move" says "error=997" "change|$GROUP|shop|$MOVE|0|node1"
    check "is Pacemaker's and ends" wait_until 20 asked_crm \
        "--move --lifetime=PT15M --resource=ip --node=node1"
    check "and the way to end it is told" log_has "crm_resource --resource=ip --clear"
    check "a move to where it is" says "error=0" "change|$GROUP|shop|$MOVE|0|node2"
    answers degraded
    check "a node that is gone" soon_says "FOUND state=1" "find|$NODE|node3"
    check "takes no group" says "error=5050" "change|$GROUP|shop|$MOVE|0|node3"
    answers three
    check "it comes back" soon_says "FOUND state=0" "find|$NODE|node3"
}

heard() {
    record res | grep -qE "^[0-9]+ EVENT $1 "
}

# Whoever listens is told without asking.
events() {
    check "a DLL listens" says "error=0" "listen|1"
    answers degraded
    check "a node in maintenance" wait_until 40 heard "$NODE [0-9]+ 2 id=2"
    check "a node that is down" wait_until 40 heard "$NODE [0-9]+ 1 id=3"
    check "a resource that has stopped" wait_until 40 heard "$RESOURCE [0-9]+ 3 id=.* name=broken"
    check "it listens no more" says "error=0" "listen|0"
    answers three
    check "nobody is told then" soon_says "FOUND state=0" "find|$NODE|node3"
}

# trouble TITLE MESSAGE COMMAND: crm_mon's, first with what was known and then without.
trouble() {
    anew
    check "$1: before" says "name=node2" "find|$NODE|"
    fake crm_mon "$3"
    check "$1: is noticed" wait_until 20 noticed "$2"
    check "$1: what was known is told" says "name=node2" "find|$NODE|"
    check "$1: resapid goes on" ctl status res
    check "$1: one line, with the remedy" logged_once "warning Pacemaker: crm_mon.*$2.*see 'crm_mon --one-shot'"
    anew
    check "$1: nothing was known" says "error=5050 " "find|$NODE|"
    check "$1: nor in a list" says "error=5050 more=0 entries=0" "list|1||1"
    check "$1: nor for a change" says "error=5050" "change|$RESOURCE|web|$OFFLINE"
    check "$1: of which the log has one line" logged_once "warning Pacemaker: crm_mon.*$2"
    answers three
    check "$1: it is over" soon_says "name=node2" "find|$NODE|"
}

noticed() {
    ask "find|$NODE|" >/dev/null
    grep -q "Pacemaker: crm_mon.*$1" "$INSTANCE/log"
}

ages() {
    instance_set pacemaker status_kept 1
    anew
    check "what is known" says "name=node2" "find|$NODE|"
    fake crm_mon 'exit 1'
    check "is too old soon" soon_says "error=5050 " "find|$NODE|"
    check "which is logged" logged_once "warning .* seconds old: .* ERROR_CLUSTER_NODE_DOWN (5050)"
    absent=$(grep -c '^absent$' "$INSTANCE/crm")
    not_connected
    check "then nobody can be reached" wait_until 60 was_absent "$absent"
    check "a cluster that was there is not taken for none" says "error=5050 " "find|$NODE|"
    answers three
    check "until it answers again" soon_says "name=node2" "find|$NODE|"
    check "which is logged" log_has "Pacemaker answers again"
    instance_set pacemaker status_kept 60
}

others() {
    fake cibadmin "echo 'Could not connect' >&2; exit 102"
    anew
    check "cibadmin fails" says "error=5050 " "find|$NODE|"
    check "with its words" logged_once "warning Pacemaker: cibadmin ended with status 102: Could not connect"
    answers three
    fake crm_node 'echo node4'
    anew
    check "crm_node names no node" says "error=5050 " "find|$NODE|"
    check "with its words" logged_once "warning Pacemaker: crm_node: the name it has for this node is none of"
    fake crm_node 'exec >&-'
    anew
    check "or nothing at all" says "error=5050 " "find|$NODE|"
    fake crm_node 'echo node2'
    check "it is over" soon_says "name=node2" "find|$NODE|"
}

quorum() {
    answers inquorate
    anew
    check "without quorum the cluster is there" says "name=node2" "find|$NODE|"
    check "and the log says so" logged_once "this node's partition has no quorum"
    answers three
    check "it comes back" wait_until 20 quorum_is_back
}

quorum_is_back() {
    ask "find|$NODE|" >/dev/null
    grep "this node's partition has quorum" "$INSTANCE/log"
}

# Pacemaker that is about to come, or that is taken away, before it has ever answered.
comes_late() {
    fake crm_mon 'exit 1'
    anew
    check "a cluster that cannot be asked is none of one node" says "error=5050 " "find|$NODE|"
    not_connected
    check "until nobody can be reached" soon_says "error=0 id=1" "find|$NODE|"
    answers three
    check "then Pacemaker comes" soon_says "error=0 id=2" "find|$NODE|"
}

choice() {
    not_connected
    instance_set cluster source pacemaker
    anew
    check "source=pacemaker is never this node alone" says "error=5050 " "find|$NODE|"
    check "and the log has crm_mon's words" logged_once "warning Pacemaker: crm_mon ended with status 102: Not connected"
    answers three
    check "until it answers" soon_says "name=node2" "find|$NODE|"
    instance_set cluster source standalone
    anew
    runs=$(runs_of crm_mon)
    check "source=standalone is this node alone" says "error=0 id=1" "find|$NODE|"
    check "and nobody is asked" test "$(runs_of crm_mon)" = "$runs"
    instance_set cluster source auto
}

not_connected
check "resapid starts" instance_start || finish check-faults
new_resource res
script res 'IsAlive = ask'
check "res is online" ctl online res
without_cluster
answers three
anew
check "res is still there" wait_until 20 is_state res online
facts
own_resource
changes
events
trouble "a failure" "ended with status 1" "exit 1"
trouble "garbage" "is not understood" "head -c 5000 /dev/urandom 9>&-"
trouble "another document" "is not understood: it is another document" "echo '<html/>'"
trouble "half a document" "is not understood" "head -c 1000 '$recorded/three-status.xml' 9>&-"
trouble "no end" "wrote more than 4 MiB" "exec cat /dev/zero"
trouble "a kill" "was killed by signal 9" "kill -KILL \$\$"
# In this time three shell commands have to answer that do not hang.
instance_set pacemaker status_timeout 2
trouble "a hang" "did not answer within 2 seconds" "exec sleep 600"
trouble "a hang without output" "did not answer within 2 seconds" "exec >&- 2>&-; exec sleep 600"
instance_set pacemaker status_timeout 10
ages
others
quorum
comes_late
choice
check_fails "never do two of the programs run at once" grep overlap "$INSTANCE/crm"
check "res goes offline" ctl offline res
check "resapid ends" instance_stop
instance_audit
finish check-faults
