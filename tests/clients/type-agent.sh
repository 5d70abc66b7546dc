#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source-path=SCRIPTDIR
# The OCF agents of resource types: what resapictl makes of what a DLL says, and what such an agent
# asks of resapid.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"
# shellcheck source=mocks.sh
. "$HERE/mocks.sh"
# shellcheck source=type-mocks.sh
. "$HERE/type-mocks.sh"

# ---------------------------------------------------------------------------------------------
# making

file_share
cat >"$DIR/types.d/FileShare" <<'END'
[property Share Name]
required=true
[property Port]
minimum=1
maximum=65535
default=80
reloadable=true
[property Extra]
format=MULTI_SZ
[type]
reopen=yes
END
ctl "a type is added, and its agent made" 0 type add "File Share" --dll="$DIR/t.dll"
has "the output names it" "$DIR/out" "ocf:resapi:FileShare"
has "and what only types.d knows" "$DIR/out" "the DLL does not tell, but types.d does: 'Extra'"
has "resapid is told what types.d says of the type" "$DIR/log" \
    "TYPE_ADD name=File Share dll=$DIR/t.dll isolation= reopen=yes"
has "the DLL is asked with a resource of its own" "$DIR/log" \
    "RESOURCE_ADD name=properties of File Share on $(uname -n) type=File Share"
check "which is removed again" test "$(grep -c '^RESOURCE_REMOVE' "$DIR/log")" -eq 2
AGENT=$FOLDER/FileShare
check "the agent is a link to the program" test "$(readlink "$AGENT")" = "$DIR/ocf-resapi"

judge_metadata "File Share"
check "the agent has its name" metadata_is FileShare 'string(/resource-agent/@name)'
check "what the administrator wrote is required is so" metadata_is 1 \
    'string(//parameter[@name="Share_Name"]/@required)'
check "and nothing else" metadata_is 1 'count(//parameter[@required="1"])'
check "what is required has no default" metadata_is 0 \
    'count(//parameter[@name="Share_Name"]/content/@default)'
check "the administrator's default goes before the DLL's" metadata_is 80 \
    'string(//parameter[@name="Port"]/content/@default)'
check "a number is an integer" metadata_is integer \
    'string(//parameter[@name="Port"]/content/@type)'
check "the bounds stand in the text" metadata_is true \
    'contains(//parameter[@name="Port"]/longdesc, "From 1 to 65535")'
check "an umlaut has its likeness" metadata_is 1 'count(//parameter[@name="Grosse"])'
check "and the text has the property's own name" metadata_is true \
    'contains(//parameter[@name="Grosse"]/longdesc, "Größe")'
check "a digit does not begin a name" metadata_is 1 'count(//parameter[@name="_3Blob"])'
check "what only the administrator knows is there" metadata_is 1 'count(//parameter[@name="Extra"])'
check "what could not be written is left out" metadata_is 0 \
    'count(//parameter[contains(longdesc, "A=B") or contains(longdesc, "C\\D")])'
check "common properties are advanced" metadata_is true \
    'contains(//parameter[@name="PendingTimeout"]/shortdesc, "Advanced")'
check "start and stop may take DeadlockTimeout, PendingTimeout and 20 s" metadata_is 2 \
    'count(//action[(@name="start" or @name="stop") and @timeout="501s"])'
check "LooksAlive is asked in its interval" metadata_is 7s \
    'string(//action[@name="monitor" and @depth="0"]/@interval)'
check "IsAlive in its own" metadata_is 90s \
    'string(//action[@name="monitor" and @depth="10"]/@interval)'
check "what the administrator wrote can be reloaded is so" metadata_is 1 \
    'string(//parameter[@name="Port"]/@reloadable)'
check "for the DLL nobody else can tell" metadata_is 0 \
    'string(//parameter[@name="Share_Name"]/@reloadable)'
check "common properties are resapid's, and can be" metadata_is 1 \
    'string(//parameter[@name="PendingTimeout"]/@reloadable)'
check "but for the one that an open resource does not obey" metadata_is SeparateMonitor \
    'string(//parameter[contains(shortdesc, "Advanced") and not(@reloadable="1")]/@name)'
check "reload-agent is announced" metadata_is 1 'count(//action[@name="reload-agent"])'

# --- names

warned "a type whose agent another type has" type add FileShare --dll="$DIR/t.dll"
has "is there" "$DIR/out" "FileShare: resource type added"
has "without one, which is no part of the output" "$DIR/err" "FileShare: has no agent of its own"
lacks "nor taken for success" "$DIR/out" "agent"
has "which is whose" "$DIR/err" "the agent of the resource type 'File Share'"
has "and what to do" "$DIR/err" "--agent=NAME"
warned "the same as JSON" type add FileShare --dll="$DIR/t.dll" --output-as=json
has "has the result in it" "$DIR/out" '"action" : "type-add"'
ctl "it gets one by another name" 0 type add FileShare --dll="$DIR/t.dll" --agent=OtherShare
check "and has it" test -L "$FOLDER/OtherShare"
printf 'on TYPES\n  reply\n  type name=FileShare dll=%s resources=2\n' "$DIR/t.dll" >>"$DIR/answers"
server_start <"$DIR/answers"
warned "an agent that resources run by is not renamed" type add FileShare --dll="$DIR/t.dll" \
    --agent=Share2
has "how many" "$DIR/err" "has 2 resources, which may run by its agent ocf:resapi:OtherShare"
check "it is there" test -L "$FOLDER/OtherShare"
a_type "$(format Port 2)"
N_FORMATS=1
a_type "$(format Port 2)"
printf 'on TYPES\n  reply\n  type name=FileShare dll=%s\n' "$DIR/t.dll" >>"$DIR/answers"
server_start <"$DIR/answers"
ctl "the agent is renamed" 0 type add FileShare --dll="$DIR/t.dll" --agent=Share2
check "the new one is there" test -L "$FOLDER/Share2"
check_fails "the old one is not" test -e "$FOLDER/OtherShare" -o -e "$FOLDER/.resapid/OtherShare"
ctl "the type is removed" 0 type remove FileShare
check_fails "its agent as well" test -L "$FOLDER/Share2"
check "another's is not" test -L "$AGENT"
file_share
ctl "another case is the same type" 0 type add "FILE SHARE" --dll="$DIR/t.dll"
has "with the same agent" "$DIR/out" "made the agent ocf:resapi:FileShare"
ctl "and its own case again" 0 type add "File Share" --dll="$DIR/t.dll"
cp "$FOLDER/.resapid/FileShare" "$FOLDER/.resapid/FileShare.A1B2C3"
ctl "what a crash has left is no agent" 0 type add "File Share" --dll="$DIR/t.dll"
has "the agent keeps its name" "$DIR/out" "made the agent ocf:resapi:FileShare;"
rm "$FOLDER/.resapid/FileShare.A1B2C3"
warned "the program's name is no agent's" type add Y --dll="$DIR/t.dll" --agent=ocf-resapi
has "and is refused" "$DIR/err" "and not ResourceDLL or ocf-resapi"
warned "an agent's name that is none" type add X --dll="$DIR/t.dll" --agent=../x
has "and what one is" "$DIR/err" "letter first"
echo "#!/bin/sh" >"$FOLDER/Theirs"
warned "a program that is no agent of ours" type add Theirs --dll="$DIR/t.dll"
has "is left alone" "$DIR/err" "is no resource type's agent"
check "and unchanged" grep -q '^#!/bin/sh$' "$FOLDER/Theirs"

N_FORMATS=2
a_type "$(format 'A B' 2)$(format A_B 2)"
warned "two properties that would be one parameter" type add Two --dll="$DIR/t.dll"
has "both are named" "$DIR/err" "'A B' and 'A_B' would both be the parameter A_B"
check_fails "and no agent is made" test -e "$FOLDER/Two"

N_FORMATS=60
formats=
for number in $(seq 60); do
    formats="$formats$(format "Property $number" $((number % 5 + 1)))"
done
a_type "$formats"
ctl "a type of 60 properties" 0 type add "Büro & <60>" --dll="$DIR/t.dll"
AGENT=$FOLDER/Buro60
judge_metadata "60 properties"
check "60 properties are 60 parameters" metadata_is 60 \
    'count(//parameter[starts-with(@name, "Property_")])'
N_FORMATS=0
a_type ""
ctl "a type of none" 0 type add None --dll="$DIR/t.dll"
AGENT=$FOLDER/None
judge_metadata "no properties"
check "no property is only the common ones" metadata_is 0 \
    'count(//parameter[not(contains(shortdesc, "Advanced"))])'

# --- property tables, which resapid has seen meanwhile, in two answers

ITEMS='  item name=First format=2 required=1 has_preset=1 preset=5
  item name=Second format=2 required=1 has_preset=1 preset=0'
MORE_ITEMS=1
a_type ""
MORE_ITEMS=0
ITEMS=
ctl "a type with a property table" 0 type add Table --dll="$DIR/t.dll"
AGENT=$FOLDER/Table
judge_metadata "a property table"
check "all of both answers are parameters" metadata_is 3 \
    'count(//parameter[not(contains(shortdesc, "Advanced"))])'
check "what the table requires is required, whatever its default" metadata_is 1 \
    'string(//parameter[@name="First"]/@required)'
run env OCF_RESOURCE_INSTANCE=x "$AGENT" validate-all
result "without what the table requires" 6
has "it is named" "$DIR/err" "First"

# --- who tells nothing

# silent: each control code fails as one that the DLL does not know
silent() {
    server_start <<'END'
on TYPE_ADD
  reply
on TYPE_REMOVE
  reply outcome=2 message="resource type 'Silent': there is none"
on TYPE_COMMON
  reply
on TYPE_CONTROL
  reply outcome=1 win32_error=1 message="ERROR_INVALID_FUNCTION (1)"
on CONTROL
  reply outcome=1 win32_error=2 message="ERROR_FILE_NOT_FOUND (2)"
on RESOURCE_ADD
  reply
on COMMON_SET
  reply
on RESOURCE_REMOVE
  reply
on TYPE_ITEMS_FORGET
  reply
on TYPE_ITEMS
  reply
END
}
silent
ctl "a DLL that knows no code" 0 type add Silent --dll="$DIR/t.dll"
has "the output says so" "$DIR/out" "the DLL tells no private properties: write them into types.d/Silent"
ctl "a type that another node has removed" 0 type remove Silent
has "only its agent is left to be removed" "$DIR/out" "its agent is removed"
check_fails "it is gone" test -e "$FOLDER/Silent" -o -e "$FOLDER/.resapid/Silent"
ctl "what is no type" 4 type remove Silent

# --- who cannot be asked

# unasked OUTCOME: how the control code ended
unasked() {
    server_start <<END
on TYPE_ADD
  reply
on TYPE_COMMON
  reply
on TYPE_ITEMS_FORGET
  reply
on TYPE_CONTROL
  reply outcome=$1 message="type Late: the control has not ended"
END
}
unasked 7
warned "a DLL that does not answer" type add Late --dll="$DIR/t.dll"
has "gets no agent, as if it had no properties" "$DIR/err" "the control has not ended"
check_fails "nor a link" test -e "$FOLDER/Late"

# --- what the administrator gets wrong

# wrong TEXT LINE...: types.d/None with these lines
wrong() {
    complaint=$1
    shift
    printf '%s\n' "$@" >"$DIR/types.d/None"
    ctl "types.d: $*" 1 type agent None
    has "types.d: $*: the file is named" "$DIR/err" "$DIR/types.d/None"
    has "types.d: $*: and what is wrong" "$DIR/err" "$complaint"
}
a_type ""
printf 'on TYPES\n  reply\n  type name=None dll=%s\n' "$DIR/t.dll" >>"$DIR/answers"
server_start <"$DIR/answers"
wrong "write [property NAME]" "[Port]"
wrong "with the property's name" "[property ]"
wrong "without '='" "[property A=B]"
wrong "without '='" '[property A\B]'
wrong "use SZ" "[property Port]" format=INT
wrong "true or false" "[property Port]" required=perhaps
wrong "true or false" "[property Port]" reloadable=perhaps
wrong "whole numbers" "[property Port]" minimum=some
wrong "knows format" "[property Port]" colour=red
wrong "None:3: [property Port] colour: is unknown" "# Port" "[property Port]" colour=red
wrong "None:3: [property Port] format is given in line 2 too" "[property Port]" format=SZ format=SZ
wrong "None:2: 'nonsense' is no option" "[property Port]" nonsense
wrong "reopen is yes or no" "[type]" reopen=true
wrong "knows reopen only" "[type]" isolation=type
rm "$DIR/types.d/None"
ctl "without the file it is made anew" 0 type agent None

if [ "$(id -u)" -eq 0 ]; then
    sed -i 's,^agent_directory=.*,agent_directory=/proc/agents,' "$RESAPID_CONFIG"
    ctl "a folder that cannot be made" 1 type agent None
    has "it is named" "$DIR/err" "/proc/agents"
    has "and where it stands" "$DIR/err" "agent_directory"
    sed -i "s,^agent_directory=.*,agent_directory=$FOLDER," "$RESAPID_CONFIG"
else
    skip "a folder that cannot be made" "needs root"
fi

# ---------------------------------------------------------------------------------------------
# running

AGENT=$FOLDER/FileShare
server_start <<'END'
on START
  reply
on STATUS
  reply
  resource name=web type="File Share" state=2
on CHECK
  reply
on OFFLINE
  reply
on COMMON_SET
  reply
on PROPERTIES
  reply
  property name=Port format=DWORD value=80
  property name="Share Name" format=SZ value=old
on CONTROL
  reply
END

# share NAME STATUS ACTION [VARIABLE=VALUE ...]
share() {
    agent "$@" OCF_RESKEY_type= OCF_RESKEY_dll=
}
share "start without what is required" 6 start
has "names it" "$DIR/err" "parameter Share_Name is missing"
share "start" 0 start "OCF_RESKEY_Share_Name=it's \"x\"; \$y" OCF_RESKEY_Port=81 \
    OCF_RESKEY_PendingTimeout=200000 OCF_RESKEY_Grosse=-5 OCF_RESKEY_Ordner="a;b c"
has "the type and the DLL are those of the agent" "$DIR/log" \
    "START name=web type=File Share dll=$DIR/t.dll"
has "parameters are properties with their formats" "$DIR/log" "Port:DWORD=81"
has "of any text" "$DIR/log" "Share Name:SZ=it'\\''s \"x\"; \$y"
has "lists among them" "$DIR/log" "Ordner:MULTI_SZ=a;b c"
has "common ones apart" "$DIR/log" "common='PendingTimeout:DWORD=200000'"
lacks "what has no value is left out" "$DIR/log" "Extra"
share "monitor" 0 monitor OCF_RESKEY_CRM_meta_interval=10000
share "validate-all" 0 validate-all OCF_RESKEY_Share_Name=x
share "stop" 0 stop

: >"$DIR/log"
share "reload-agent without a change" 0 reload-agent OCF_RESKEY_Share_Name=old OCF_RESKEY_Port=80
lacks "tells the DLL nothing" "$DIR/log" "CONTROL"
share "reload-agent" 0 reload-agent OCF_RESKEY_Share_Name=new OCF_RESKEY_Port=80 \
    OCF_RESKEY_Grosse=-5 OCF_RESKEY_PendingTimeout=1000
has "tells the DLL what has changed, a LONG as one" "$DIR/log" \
    "code=20971654 as_user=0 timeout_ms="
lacks "and not what has not" "$DIR/log" "$(utf16 Port)"
has "the new name" "$DIR/log" "$(text 'Share Name' new)"
has "and the LONG" "$DIR/log" "$(property Größe $((0x00010007)) fbffffff)"
has "common ones are set" "$DIR/log" "PendingTimeout:DWORD=1000"
share "reload-agent of a bad number" 1 reload-agent OCF_RESKEY_Share_Name=old OCF_RESKEY_Port=much
has "names it" "$DIR/err" "Port"

reload_ends() {
    server_start <<END
on STATUS
  reply
  resource name=web type="File Share" state=${3:-2}
on PROPERTIES
  reply
on CONTROL
  reply $2
on OFFLINE
  reply
on START
  reply outcome=${4:-0} message="web: said resapid"
END
    share "reload-agent, $2" "$1" reload-agent OCF_RESKEY_Share_Name=new
}
reload_ends 0 win32_error=5024
has "says that the DLL has stored it" "$DIR/err" "ERROR_RESOURCE_PROPERTIES_STORED (5024)"
check "and restarts the resource" test "$(grep -o '^OFFLINE\|^START' "$DIR/log" | tr '\n' ' ')" = \
    "OFFLINE START "
has "with what is new" "$DIR/log" "Share Name:SZ=new"
reload_ends 1 win32_error=5024 2 1
has "a restart that fails says why" "$DIR/err" "ocf-exit-reason:web: said resapid"
reload_ends 1 'outcome=1 win32_error=87 message="web: ERROR_INVALID_PARAMETER (87)"'
has "gives the DLL's reason" "$DIR/err" "ERROR_INVALID_PARAMETER (87)"
server_start <<'END'
on STATUS
  reply
  resource name=web type="File Share" state=2
once PROPERTIES
  reply outcome=6 state=1
on PROPERTIES
  reply
once CONTROL
  reply outcome=6 state=1
on CONTROL
  reply
END
share "reload-agent waits for a busy resapid" 0 reload-agent OCF_RESKEY_Share_Name=new
reload_ends 7 "" 3
lacks "a resource that does not run is not told" "$DIR/log" CONTROL
reload_ends 1 "" 4

# --- an agent that does not know what it is the agent of

server_start <<'END'
on STATUS
  reply
  resource name=web type="File Share" state=2
on CHECK
  reply
on OFFLINE
  reply
END
echo nonsense >"$FOLDER/.resapid/FileShare"
for action in start validate-all reload-agent; do
    share "a damaged file: $action" 5 "$action"
    has "a damaged file: $action: names it" "$DIR/err" "$FOLDER/.resapid/FileShare"
    has "a damaged file: $action: and the remedy" "$DIR/err" "resapictl type agent"
done
share "a damaged file: a probe" 0 monitor
share "a damaged file: monitor" 0 monitor OCF_RESKEY_CRM_meta_interval=10000
share "a damaged file: stop" 0 stop
server_stop
share "a damaged file, no resapid: a probe" 7 monitor
share "a damaged file, no resapid: stop" 0 stop
: >"$(socket_of "")"
share "a damaged file, no resapid, the host of the prefix: a probe" 7 monitor
keeper_start orderly 'ResourceTypes\File Share'
share "a damaged file, no resapid, a host of an unknown type: a probe" 1 monitor \
    OCF_RESKEY_CRM_meta_timeout=1000
share "a damaged file, no resapid, a host of an unknown type: stop" 1 stop
has "names the file" "$DIR/err" "$FOLDER/.resapid/FileShare"
keeper_stop
rm "$FOLDER/.resapid/FileShare.xml"
run "$AGENT" meta-data
result "meta-data without its file" 5
has "names it" "$DIR/err" "FileShare.xml"
check "no half of anything is left" test -z "$(find "$FOLDER" -name '*.new')"

# ---------------------------------------------------------------------------------------------
# memory and descriptors

N_FORMATS=1
a_type "$(format 'Share Name' 3)"
ctl "a damaged agent is made anew" 0 type add "File Share" --dll="$DIR/t.dll"
has "under its name" "$DIR/out" "made the agent ocf:resapi:FileShare"
memcheck "resapictl type add, with an agent" 0 "$CTL" type add "File Share" --dll="$DIR/t.dll"
server_start <<'END'
on START
  reply
on STATUS
  reply
  resource name=web type="File Share" state=2
on PROPERTIES
  reply
on CONTROL
  reply
END
OCF_RESOURCE_INSTANCE=web OCF_RESKEY_Share_Name=x
export OCF_RESOURCE_INSTANCE OCF_RESKEY_Share_Name
memcheck "meta-data of one type" 0 "$AGENT" meta-data
memcheck "start of one type" 0 "$AGENT" start
memcheck "reload-agent" 0 "$AGENT" reload-agent

check_nothing_left

finish check-type-agent
