#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# validate-all of the agents of the built-in types at OCF_CHECK_LEVEL 10: what an administrator gets wrong is one
# line that names it, before anything starts.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
scripts=$(cd "$here/scripts" && pwd) || exit 1
service_program=$BUILD/tests/wine/x86_64-windows/generic-service-program.exe
mkdir "$INSTANCE/agents"
cp -r "$BUILD/builtin-agents/.resapid" "$INSTANCE/agents"
for agent in GenericApplication GenericService GenericScript; do
    ln -s "$BUILD/ocf-resapi" "$INSTANCE/agents/$agent"
done

# agent TYPE ACTION NAME=VALUE...
agent() {
    agent_type=$1
    agent_action=$2
    shift 2
    env -i "PATH=$PATH" "RESAPID_CONFIG=$RESAPID_CONFIG" OCF_RESOURCE_INSTANCE=it OCF_CHECK_LEVEL=10 \
        OCF_RESKEY_CRM_meta_interval=0 OCF_RESKEY_CRM_meta_timeout=120000 \
        "$@" "$INSTANCE/agents/$agent_type" "$agent_action"
}

only_it_is_left() {
    listed=$(ctl status --output-as=json | sed -n 's/^.*"name" : "\(.*\)",$/\1/p')
    echo "there: $listed"
    [ "$listed" = "$1" ]
}

# good NAME TYPE PARAMETER=VALUE...
good() {
    good_name=$1
    good_type=$2
    shift 2
    check_status "$good_name" 0 agent "$good_type" validate-all "$@"
}

# wrong STATUS NAME TEXT TYPE PARAMETER=VALUE...
wrong() {
    wrong_status=$1
    wrong_name=$2
    wrong_text=$3
    wrong_type=$4
    shift 4
    check_error "$wrong_name" "$wrong_status" "$wrong_text" agent "$wrong_type" validate-all "$@"
}

delete_service() {
    wine_environment wine "$service_program" delete "validate-$$"
}

install_service() {
    : >"$INSTANCE/service.record"
    wine_environment wine "$service_program" install "validate-$$" 0x10 3 - \
        "Z:$INSTANCE/service.record" good && at_exit delete_service
}

# judge: each mistake, of a resource that resapid knows or does not know
judge() {
    good "$1: a script" GenericScript "OCF_RESKEY_ScriptFilepath=$scripts/least.vbs"
    wrong 5 "$1: a script that is not there" "$scripts/none.vbs" GenericScript \
        "OCF_RESKEY_ScriptFilepath=$scripts/none.vbs"
    wrong 2 "$1: a script that cannot be parsed" "syntax.vbs, line 8, column 20: Syntax error" GenericScript \
        "OCF_RESKEY_ScriptFilepath=$scripts/syntax.vbs"
}

judge "before the first start"
check "no resource is left" only_it_is_left ""
good "a program" GenericApplication "OCF_RESKEY_CommandLine=cmd /c exit"
wrong 5 "a program that is not there" 'C:\none.exe' GenericApplication 'OCF_RESKEY_CommandLine=C:\none.exe'
wrong 5 "a Linux program that is not there" /usr/none/none GenericApplication \
    OCF_RESKEY_CommandLine=/usr/none/none
check "a service is installed" install_service
good "a service" GenericService "OCF_RESKEY_ServiceName=validate-$$"
wrong 5 "a service that is unknown" "none-$$" GenericService "OCF_RESKEY_ServiceName=none-$$"
check "no resource is left" only_it_is_left ""
check "nor its host" tree_is_empty "validation of it on $(uname -n)"

check_status "start" 0 agent GenericScript start "OCF_RESKEY_ScriptFilepath=$scripts/least.vbs"
judge "while it is online"
check "it is online still" is_state it online
check_status "stop" 0 agent GenericScript stop "OCF_RESKEY_ScriptFilepath=$scripts/least.vbs"
judge "when it is offline"
check "no other resource is left" only_it_is_left it
wine_end wine-validate
