#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The built-in resource types: always there, with a DLL that is found beside the host's program, and agents
# that are installed. fake-host plays the DLL.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

TYPES="Generic Application,Generic Script,Generic Service"

instance_new native
mkdir "$INSTANCE/bin" "$INSTANCE/agents"
cp "$instance_build/fake-host" "$INSTANCE/bin"
instance_set host program "$INSTANCE/bin/fake-host"
cp -r "$instance_build/builtin-agents/.resapid" "$INSTANCE/agents"
for agent in GenericApplication GenericService GenericScript; do
    ln -s "$instance_build/ocf-resapi" "$INSTANCE/agents/$agent"
done
instance_set pacemaker agent_directory "$INSTANCE/agents"

# What stands for clusres.dll.
played() {
    script clusres
    mv "$INSTANCE/clusres.script" "$INSTANCE/bin/clusres.dll"
}

are_types() {
    listed=$(ctl type list --output-as=json | sed -n 's/^.*"name" : "\(.*\)",$/\1/p' | paste -sd,)
    echo "$listed"
    [ "$listed" = "$1" ]
}

files() {
    (cd "$INSTANCE/agents" && find . -type f -exec cksum {} + -o -type l -print | sort)
}

# builtin_agent TYPE ACTION NAME=VALUE...
builtin_agent() {
    builtin_type=$1
    builtin_action=$2
    shift 2
    env -i "PATH=$PATH" "RESAPID_CONFIG=$RESAPID_CONFIG" "ASAN_OPTIONS=${ASAN_OPTIONS:-}" \
        OCF_RESOURCE_INSTANCE=it OCF_RESKEY_CRM_meta_interval=0 OCF_RESKEY_CRM_meta_timeout=60000 \
        "$@" "$INSTANCE/agents/$builtin_type" "$builtin_action"
}

has_property() {
    ctl resource show it --output-as=json | tr -d '\n' | grep -q "\"$1\",[^}]*\"value\" : \"$2\""
}

played
check "resapid starts" instance_start || finish check-faults

check "they are there" are_types "$TYPES"
check_output "type show knows them" '"built_in" : true' ctl type show "generic script" --output-as=json
check_error "one is not removed" 1 "resource type 'Generic Script': is built in" ctl type remove "Generic Script"
check_error "none gets another DLL" 1 "is built in, with resapid's own clusres.dll" \
    ctl type add "generic script" --dll="$INSTANCE/bin/fake-host"
before=$(files)
check_output "to add one changes nothing" "is there already" ctl type add "Generic Script" --dll=clusres.dll
check_output "nor by its path" "is there already" \
    ctl type add "Generic Script" --dll="$INSTANCE/bin/clusres.dll"
check "its agent neither" test "$before" = "$(files)"
check_output "the DLL is called by its name" '"dll" : "clusres.dll"' \
    ctl type show "Generic Script" --output-as=json
check "isolation is chosen" ctl type set "Generic Script" --isolation=type PendingTimeout=1234
check_output "and shown" '"isolation" : "type"' ctl type show "Generic Script" --output-as=json
check_output "another type's agent does not take its place" "has no agent of its own" \
    ctl type add GenericScript --dll="$INSTANCE/bin/clusres.dll"
check "the files are as they were" test "$before" = "$(files)"
check "that type is removed again" ctl type remove GenericScript

check_status "start without what is required" 6 builtin_agent GenericScript start
check_status "validate-all" 0 builtin_agent GenericScript validate-all OCF_CHECK_LEVEL=10 \
    OCF_RESKEY_ScriptFilepath=/opt/it.vbs "OCF_RESKEY_properties=Port=8080 Text='a b'"
check_status "validate-all of what is no property" 6 builtin_agent GenericScript validate-all \
    OCF_RESKEY_ScriptFilepath=/opt/it.vbs OCF_RESKEY_properties=Port
check_status "validate-all of a value that cannot be" 2 builtin_agent GenericScript validate-all OCF_CHECK_LEVEL=10 \
    OCF_RESKEY_ScriptFilepath=/opt/it.vbs OCF_RESKEY_properties=Port:DWORD=many
check_status "start" 0 builtin_agent GenericScript start OCF_RESKEY_ScriptFilepath=/opt/it.vbs \
    "OCF_RESKEY_properties=Port=8080 Text='a b'" OCF_RESKEY_PendingTimeout=99000
check "it is online" is_state it online
check "in clusres.dll" grep -q 'Startup begin - type=Generic Script' "$INSTANCE/clusres.record"
check "with its property" has_property ScriptFilepath /opt/it.vbs
check "and those of its script" has_property Port 8080
check "with blanks" has_property Text "a b"
check_status "monitor" 0 builtin_agent GenericScript monitor
check_status "stop" 0 builtin_agent GenericScript stop
check "nothing is left" instance_has_no_host
rm "$INSTANCE/bin/clusres.dll"
check_status "without the DLL the node is not for it" 5 builtin_agent GenericScript start \
    OCF_RESKEY_ScriptFilepath=/opt/it.vbs
played

check "resapid ends" instance_stop
check "the database of an older resapid, which has one by hand" sqlite3 "$INSTANCE/state/clusdb" \
    "DELETE FROM key_values WHERE path LIKE '%generic application%';
    DELETE FROM keys WHERE path LIKE '%generic application%'"
mkdir "$INSTANCE/moved"
mv "$INSTANCE/bin/"* "$INSTANCE/moved"
instance_set host program "$INSTANCE/moved/fake-host"
check "another place of installation" instance_start
check "they are there" are_types "$TYPES"
check_output "with what was set" "1234" ctl type show "Generic Script"
check_status "start" 0 builtin_agent GenericScript start OCF_RESKEY_ScriptFilepath=/opt/it.vbs
check_status "stop" 0 builtin_agent GenericScript stop
check "resapid ends" instance_stop
instance_audit
finish check-faults
