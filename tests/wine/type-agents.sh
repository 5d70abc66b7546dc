#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The agents that resapictl makes for real DLLs, and what such an agent does with one.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_prefix
instance_new wine
folder=$INSTANCE/agents
instance_set pacemaker agent_directory "$folder"
log_mark
check "resapid starts" instance_start || finish check-wine
check "the prefix gets ready" wait_until 120 log_has 'Wine prefix: ready' || finish check-wine
port=$(free_port)

# agent ACTION NAME=VALUE...: of the type $type, for the resource it
agent() {
    action=$1
    shift
    env -i "PATH=$PATH" "RESAPID_CONFIG=$RESAPID_CONFIG" OCF_ROOT=/usr/lib/ocf \
        OCF_RA_VERSION_MAJOR=1 OCF_RA_VERSION_MINOR=1 OCF_RESOURCE_INSTANCE=it \
        OCF_RESOURCE_PROVIDER=resapi "OCF_RESOURCE_TYPE=$type" \
        OCF_RESKEY_CRM_meta_interval=0 OCF_RESKEY_CRM_meta_timeout=60000 "$@" \
        "$folder/$type" "$action"
}

# metadata_is EXPECTED XPATH
metadata_is() {
    value=$(env -i "$folder/$type" meta-data | xmllint --xpath "$2" - 2>&1)
    [ "$value" = "$1" ] || { echo "$value"; return 1; }
}

judge_by_schema() {
    env -i "$folder/$type" meta-data |
        xmllint --noout --relaxng "$here/../cluster/ocf-1.1.rng" -
}

serves() {
    [ "$(curl --silent --show-error --max-time 20 "http://127.0.0.1:$port/")" = "$1" ]
}

property_is() {
    ctl resource show it | grep -q "^ *$1 .* $2\$"
}

has_no_resource() {
    ! ctl status --output-as=json | grep '"state"'
}

# --- a DLL that lists its formats, and stores what is changed for its next start

type=SampleWeb
check "a type is added" ctl type add "Sample Web" --dll="$DLLS/sampleweb.dll"
check "its agent is OCF 1.1" judge_by_schema
check "a DWORD is an integer" metadata_is integer 'string(//parameter[@name="Port"]/content/@type)'
check "an SZ is a string" metadata_is string 'string(//parameter[@name="Document"]/content/@type)'
check "the resource that the DLL was asked with is gone" has_no_resource
check "and so is its host" tree_is_empty "properties of Sample Web on $(uname -n)"
check "the type's host goes as well" wait_until 60 tree_is_empty 'ResourceTypes\Sample Web'
check_status "a probe" 7 agent monitor
check_status "start" 0 agent start OCF_RESKEY_Port="$port" OCF_RESKEY_Document="one \"two\" 'three'"
check "it serves its document" serves "one \"two\" 'three'"
host=$(field host_pid it)
check_status "reload-agent without a change" 0 agent reload-agent OCF_RESKEY_Port="$port" \
    OCF_RESKEY_Document="one \"two\" 'three'"
check "nothing is restarted" test "$(field host_pid it)" = "$host"
check_status "reload-agent of what is stored for the next start" 0 agent reload-agent \
    OCF_RESKEY_Port="$port" OCF_RESKEY_Document=four
expect_line "says so" "ERROR_RESOURCE_PROPERTIES_STORED (5024)"
check "it serves the new document" serves four
check_status "a value that the DLL refuses" 1 agent reload-agent OCF_RESKEY_Port=70000 \
    OCF_RESKEY_Document=four
expect_line "with its error" "ERROR_INVALID_PARAMETER (87)"
check "and goes on with the old one" serves four
check_status "stop" 0 agent stop

# --- one that takes it at once

type=Fault2008
ctl resource remove it --force >/dev/null
check "a type with another agent's name" ctl type add "Fault & Büro" --dll="$DLLS/fault.dll" \
    --agent="$type"
check "its agent is OCF 1.1" judge_by_schema
check "it has the DLL's properties" metadata_is 1 'count(//parameter[@name="LooksAlive"])'
check_status "start" 0 agent start
host=$(field host_pid it)
check_status "reload-agent" 0 agent reload-agent OCF_RESKEY_IsAlive=error=1 \
    OCF_RESKEY_PendingTimeout=120000
check "the property is stored" property_is IsAlive error=1
check "nothing is restarted" test "$(field host_pid it)" = "$host"
check_status "and the DLL obeys" 1 ctl check it --level=is
check_status "stop" 0 agent stop
ctl resource remove it --force >/dev/null

# --- what cannot be asked

check_output "a DLL that cannot be loaded: the type is there" "has no agent of its own" \
    ctl type add Broken --dll="$DLLS/noexport.dll"
check_fails "but no agent" test -e "$folder/Broken"
check_error "type agent says why" 1 "exports neither Startup nor StartupEx" ctl type agent Broken
check "the type is removed" ctl type remove "Sample Web"
check_fails "and its agent" test -e "$folder/SampleWeb"
check "the others are there" test -L "$folder/$type"

wine_end wine-type-agents
