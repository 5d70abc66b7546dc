#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The agents of the built-in types are installed as they were written without Wine
# (ocf-agents/builtin-agents.c): they must be what resapictl makes of what clusres.dll says.

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

is_shipped() {
    diff -u "$BUILD/builtin-agents/.resapid/$1" "$folder/.resapid/$1"
}

for agent in GenericApplication GenericService GenericScript; do
    type="Generic ${agent#Generic}"
    check "$type: the DLL is asked" ctl type agent "$type"
    check "$type: what the agent is made of is what is installed" is_shipped "$agent"
    check "$type: its meta-data is what is installed" is_shipped "$agent.xml"
done

wine_end wine-builtin-agents
