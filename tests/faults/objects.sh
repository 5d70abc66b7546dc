#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a DLL is told of the cluster's objects: found by name and id, listed in pages, in the database.
# fake-host asks from inside an entry point of the resource `res` (tests/fakehost/asks.h), and its record
# is the witness.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"
# shellcheck source=../asks.sh
. "$here/../asks.sh"

instance_new native
instance_set cluster name Alpha
check "resapid starts" instance_start || finish check-faults

for name in res web Disk; do
    new_resource $name
done
check "a resource in a group of another name" ctl resource add db --type=web --group=Shop
# An IsAlive that nobody here asks for would ask the questions of another.
check "no poll comes in between" never_polled res
script res 'IsAlive = ask'
check "res is online" ctl online res

finding() {
    guid='id=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
    host=$(uname -n | cut -d. -f1 | tr '[:lower:]' '[:upper:]')
    check "the cluster" says "name=Alpha" "find|$CLUSTER|"
    check "by name, without case" says "error=0" "find|$CLUSTER|aLPHA"
    check "another cluster" says "error=1722" "find|$CLUSTER|Beta"
    check "this node" says "error=0 id=1" "find|$NODE|"
    check "which is up" says "state=0 node= group= name=$host" "find|$NODE|$host"
    check "by id" says "name=$host" "find|$NODE|1"
    check "another node" says "error=5042" "find|$NODE|2"
    check "a resource" says "error=0 id=" "find|$RESOURCE|web"
    check "which has a GUID" eval "ask 'find|$RESOURCE|web' | grep -qE '$guid'"
    check "without case" says "name=Disk" "find|$RESOURCE|DISK"
    check "its state, node and group" says "state=3 node=1 group=$(id $GROUP Disk) name" "find|$RESOURCE|disk"
    check "by id" says "name=Disk" "find|$RESOURCE|$(id $RESOURCE Disk)"
    check "by id in capitals" says "name=Disk" \
        "find|$RESOURCE|$(id $RESOURCE Disk | tr '[:lower:]' '[:upper:]')"
    check "the resource that asks is online" says "state=2" "find|$RESOURCE|res"
    check "no resource" says "error=5007 " "find|$RESOURCE|none"
    check "no name" says "error=5007 " "find|$RESOURCE|"
    check "a group's name is no resource's" says "error=5007 " "find|$RESOURCE|Shop"
    check "a group's id is no resource's" says "error=5007 " "find|$RESOURCE|$(id $GROUP Shop)"
    check "a group" says "state=1 node=1 group= name=Shop" "find|$GROUP|SHOP"
    check "the group of what is online" says "state=0" "find|$GROUP|res"
    check "no group" says "error=5013 " "find|$GROUP|db"
    check "a type" says "error=0 id=web" "find|$TYPE|WEB"
    check "no type" says "error=5078 " "find|$TYPE|db"
    check "no network" says "error=5045 " "find|$NETWORK|db"
    check "no network interface" says "error=5047 " "find|$INTERFACE|db"
    check "a kind that has no objects" says "error=87 " "find|$KEY|Resources"
    check "a kind that there is not" says "error=87 " "find|4294967295|web"
}

listing() {
    check "resources" are_names 'db,Disk,res,web' "$CLUSTER||4" 4
    check "groups" are_names 'Disk,res,Shop,web' "$CLUSTER||8" 8
    # Behind the id, which is a type's name and has a blank in it.
    check "types" are_names 'Disk,Application Generic Application,Script Generic Script,Service Generic Service,res,web' \
        "$CLUSTER|alpha|2" 2
    check "nodes" are_names "$host" "$CLUSTER||1" 1
    check "several kinds at once" says "more=0 entries=8" "list|$CLUSTER||12"
    check "networks" says "ENTRY 16 " "list|$CLUSTER||16"
    check "a network by its id" says "state=3" "find|$NETWORK|$(ask "list|$CLUSTER||16" | awk '$1 == "ENTRY" { print $3; exit }')"
    check "the node's network interfaces" says "ENTRY 1 " "list|$NODE||1"
    check "the group's resources" are_names 'db' "$GROUP|shop|1" 1
    check "by the group's id" are_names 'db' "$GROUP|$(id $GROUP Shop)|1" 1
    check "the type's resources" are_names 'db,web' "$TYPE|web|2" 2
    check "nodes that can own a resource" are_names "$host" "$RESOURCE|web|4" 4
    check "nothing" says "error=0 more=0 entries=0" "list|$GROUP|shop|2"
    check "behind the end" says "error=0 more=0 entries=0" "list|$CLUSTER||4|4"
    check "far behind it" says "error=0 more=0 entries=0" "list|$CLUSTER||4|4294967295"
    check "from the middle" are_names 'res,web' "$CLUSTER||4|2" 4
    check "of no group" says "error=5013 more=0 entries=0" "list|$GROUP|none|1"
    check "of no kind" says "error=87 " "list|77|web|1"
    check "no dependencies" says "error=0 text= " "expression|$RESOURCE|web"
    check "those of no resource" says "error=5007 " "expression|$RESOURCE|none"
    check "those of a group" says "error=87 " "expression|$GROUP|shop"
}

# What changes is told anew.
changing() {
    old=$(id $RESOURCE web)
    check "a resource is brought online" ctl online web
    check "which is told" says "state=2" "find|$RESOURCE|web"
    check "its group too" says "state=0" "find|$GROUP|web"
    check "it goes offline" ctl offline web
    check "which is told too" says "state=3" "find|$RESOURCE|web"
    check "it gets another name" ctl resource rename web site
    check "its id stays" says "name=site" "find|$RESOURCE|$old"
    check "its group's name goes with it" says "name=site" "find|$GROUP|site"
    check "the old name is gone" says "error=5007 " "find|$RESOURCE|web"
    check "it is removed" ctl resource remove site
    check "its id is gone" says "error=5007 " "find|$RESOURCE|$old"
    check "its group is gone" says "error=5013 " "find|$GROUP|site"
}

# 200 names of 720 bytes do not fit one answer, which has 128 KiB.
pages() {
    long=$(printf '%0240d' 0 | sed 's/0/水/g')
    added=0
    while [ $added -lt 200 ]; do
        ctl resource add "$long$added" --type=web --group=Many >/dev/null || break
        added=$((added + 1))
    done
    check "200 resources" [ $added -eq 200 ]
    at=0
    : >"$INSTANCE/pages"
    more=1
    turns=0
    while [ "$more" = 1 ] && [ $turns -lt 10 ]; do
        ask "list|$GROUP|many|1|$at" >"$INSTANCE/page"
        grep '^ENTRY' "$INSTANCE/page" >>"$INSTANCE/pages"
        more=$(sed -nE 's/^ASKED .* more=([01]) .*/\1/p' "$INSTANCE/page")
        at=$(wc -l <"$INSTANCE/pages")
        turns=$((turns + 1))
    done
    echo "# $turns pages"
    check "come in several pages" [ $turns -gt 1 ]
    check "all of them" [ "$at" -eq 200 ]
    check "each once" [ "$(awk '{ print $3 }' "$INSTANCE/pages" | sort -u | wc -l)" -eq 200 ]
    check "one of them is found" says "error=0" "find|$RESOURCE|${long}199"
    check "all of them are in status" [ "$(ctl status --output-as=json | grep -c '"group" : "Many"')" -eq 200 ]
}

restarts() {
    before=$(id $CLUSTER '')
    network=$(ask "list|$CLUSTER||16" | awk '$1 == "ENTRY" { print $3; exit }')
    check "resapid ends" instance_stop
    instance_set cluster name ''
    check "and starts without a name of its own" instance_start
    check "res is taken over" wait_until 20 is_state res online
    check "the cluster has kept its name" says "name=Alpha" "find|$CLUSTER|"
    check "and its id" says "id=$before" "find|$CLUSTER|"
    check "a network has kept its own" says "error=0 id=$network" "find|$NETWORK|$network"
    check "resapid ends" instance_stop
    instance_set cluster name Beta
    check "and starts with another name" instance_start
    check "res is taken over" wait_until 20 is_state res online
    check "the cluster has that" says "name=Beta" "find|$CLUSTER|"
    check "and the same id" says "id=$before" "find|$CLUSTER|"
}

finding
listing
changing
pages
restarts

check "no rule of the contract was broken" contract_is_kept res
check "res is taken offline" ctl offline res
check "resapid ends" instance_stop
instance_audit
finish check-faults
