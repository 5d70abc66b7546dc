#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Agents of types whose DLL shows property tables: what becomes a parameter, what is too much, and what is
# forgotten.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
agents=$INSTANCE/agents
mkdir "$agents" "$INSTANCE/types.d"
instance_set pacemaker agent_directory "$agents"
check "resapid starts" instance_start || finish check-faults

GET=0x01000081

# shows COUNT: the DLL of res has that many properties in its table.
shows() {
    script res "ResourceControl@$GET = items=$1"
}

# make: the agent anew, with its meta-data.
make() {
    ctl type agent Res && "$agents/Res" meta-data >"$INSTANCE/meta-data.xml"
}

value() {
    xmllint --xpath "string($1)" "$INSTANCE/meta-data.xml"
}

# check_value NAME VALUE XPATH
check_value() {
    check "$1: $2" test "$(value "$3")" = "$2" || echo "# it is '$(value "$3")'"
}

parameters="count(//parameter[starts-with(@name, 'P') and not(starts-with(longdesc, 'Advanced'))])"

shows 5
check "a type" ctl type add Res "--dll=$INSTANCE/res.script"
check "its agent" make
check_value "without the read-only one, and the one below a key" 3 "$parameters"
check_value "P2 is read-only" 0 "count(//parameter[@name='P2'])"
check_value "P3 is below a key" 0 "count(//parameter[@name='P3'])"
check_value "P1 is required" 1 "//parameter[@name='P1']/@required"
check_value "P1 has no default" 0 "count(//parameter[@name='P1']/content/@default)"
check_value "P4 is a number" integer "//parameter[@name='P4']/content/@type"
check_value "P4 is not required" 0 "//parameter[@name='P4']/@required"
check_value "P4 has a default" -2 "//parameter[@name='P4']/content/@default"
check_value "P4 has limits" "-10 to 10." "substring-after(//parameter[@name='P4']/longdesc, 'From ')"
check_value "P5 has limits" "1 to 10." "substring-after(//parameter[@name='P5']/longdesc, 'From ')"

printf '[property P4]\nminimum=-3\n[property P1]\nrequired=false\n' >"$INSTANCE/types.d/Res"
check "the administrator knows better" make
check_value "P4 has other limits" "-3 to 10." \
    "substring-after(//parameter[@name='P4']/longdesc, 'From ')"
check_value "P1 is not required" 0 "//parameter[@name='P1']/@required"
printf '[property P4]\nminimum=-x\n' >"$INSTANCE/types.d/Res"
check_error "but not how to write a number" 1 "whole numbers" ctl type agent Res
rm "$INSTANCE/types.d/Res"

shows 1
check "a DLL of another version" make
check_value "has other properties" 1 "$parameters"

shows 600
check "a table that is too long" make
check_value "is cut" 510 "$parameters"
check "and resapid says so" grep -qF "property table: 'P513' is left out" "$INSTANCE/log"
check "a table that is told often does resapid no harm" ctl status

shows 0
check "a DLL without a table" make
check_value "has no properties" 0 "$parameters"

check "the type goes" ctl type remove Res
check_error "and its agent with it" 4 "there is none of that name" ctl type agent Res
check_status "resapid ends" 0 instance_stop
instance_audit
finish check-faults
