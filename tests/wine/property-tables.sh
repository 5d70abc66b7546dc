#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the property tables of unmodified resource DLLs say becomes the parameters of their agents: what is
# required, limits and defaults, which no control code tells.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

make_folders() {
    agents=$INSTANCE/agents
    mkdir "$agents" "$INSTANCE/types.d"
    instance_set pacemaker agent_directory "$agents"
}

# value XPATH: of the last meta-data.
value() {
    xmllint --xpath "string($1)" "$INSTANCE/meta-data.xml"
}

# check_parameter NAME REQUIRED DEFAULT TEXT: DEFAULT - is none; TEXT - is no limits.
check_parameter() {
    at="//parameter[@name='$1']"
    check "$1 is required: $2" test "$(value "$at/@required")" = "$2"
    if [ "$3" = - ]; then
        check "$1 has no default" test "$(value "count($at/content/@default)")" = 0
    else
        check "$1 has the default $3" test "$(value "$at/content/@default")" = "$3"
    fi
    case "$(value "$at/longdesc")" in
    *From*) limits=$(value "substring-after($at/longdesc, ' From ')") ;;
    *) limits=- ;;
    esac
    check "$1 has the limits $4" test "$limits" = "$4" || echo "# $limits"
}

meta_data() {
    "$agents/$1" meta-data >"$INSTANCE/meta-data.xml" &&
        xmllint --noout --relaxng "$here/../cluster/ocf-1.1.rng" "$INSTANCE/meta-data.xml"
}

validate() {
    OCF_RESOURCE_INSTANCE=web env "$@" "$agents/SampleWeb" validate-all
}

wine_prefix
instance_new wine
make_folders
log_mark
check "resapid starts" instance_start || finish check-wine
check "the prefix gets ready" wait_until 120 log_has 'Wine prefix: ready' || finish check-wine

# --- a DLL that documents its properties by a table alone

check_output "a type with required properties" "ocf:resapi:SampleWeb" \
    ctl type add "Sample Web" "--dll=$DLLS/sampleweb.dll"
check "its agent has meta-data" meta_data SampleWeb
check_parameter Port 1 - "1 to 65535."
check_parameter Document 1 - -
check_parameter StartDelay 0 0 "0 to 600000."
check_parameter LockFile 0 "" -
check "it starts with both required ones" validate OCF_RESKEY_Port=8080 OCF_RESKEY_Document=x
check_error "without the document it is not configured" 6 "Document" validate OCF_RESKEY_Port=8080
check_error "nor without the port" 6 "Port" validate OCF_RESKEY_Document=x

# --- signs, 64 bits, and many formats; the resources of the type share a host

check "a type whose resources share a host" \
    ctl type add "Doc Service" "--dll=$DLLS/docservice.dll" --isolation=type
check "its agent has meta-data" meta_data DocService
check_parameter Record 1 - -
check_parameter Steps 0 3 "1 to 200."
check_parameter Shift 0 -2 "-10 to 10."
check_parameter Capacity 0 0 "0 to 1099511627776."
check_parameter Peers 0 "" -
check_parameter Seal 0 "" -

# --- the administrator has the last word

cat >"$INSTANCE/types.d/SampleWeb" <<TYPES
[property StartDelay]
format=DWORD
minimum=5
default=10
[property Document]
required=false
TYPES
check "the agent is made anew" ctl type agent "Sample Web"
check "with meta-data" meta_data SampleWeb
check_parameter StartDelay 0 10 "5 to 600000."
check "the document is not required any more" \
    test "$(value "//parameter[@name='Document']/@required")" = 0
check_parameter Port 1 - "1 to 65535."

# --- a resapid that begins knows nothing, and is told again

check_status "resapid ends" 0 instance_stop
check "and begins" instance_start
check "the agent is made anew again" ctl type agent "Doc Service"
check "with meta-data" meta_data DocService
check_parameter Shift 0 -2 "-10 to 10."

for type in "Sample Web" "Doc Service"; do
    check "$type goes" ctl type remove "$type"
done
wine_end wine-property-tables
