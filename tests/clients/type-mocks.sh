# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A scripted resapid whose DLL tells of properties, and the agents that resapictl makes of it. Source it
# behind mocks.sh, never run it.
#
#   FOLDER                 where the agents are made; AGENT is the one that is judged
#   a_type, file_share     resapids with a DLL
#   format, dword, text    lines of property lists
#   judge_metadata, metadata_is

FOLDER=$DIR/agents
mkdir -p "$DIR/types.d"
sed -i '/^agent_directory=/d' "$RESAPID_CONFIG"
printf '[pacemaker]\nagent_directory=%s\nagent_program=%s\n' "$FOLDER" "$DIR/ocf-resapi" \
    >>"$RESAPID_CONFIG"

# ---------------------------------------------------------------------------------------------
# property lists as a DLL writes them (resapi.md 7), in hex

little32() {
    printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24))
}

utf16() {
    printf '%s\0' "$1" | iconv -t UTF-16LE | od -An -v -tx1 | tr -d ' \n'
}

# padded SYNTAX HEX: a value, filled up to whole DWORDs
padded() {
    little32 "$1"
    little32 $((${#2} / 2))
    printf '%s' "$2"
    case $((${#2} % 8)) in
    2) printf 000000 ;;
    4) printf 0000 ;;
    6) printf 00 ;;
    esac
}

# property NAME SYNTAX HEX
property() {
    padded $((0x00040003)) "$(utf16 "$1")"
    padded "$2" "$3"
    little32 0
}

# format NAME NUMBER: a line of a list of formats
format() {
    property "$1" $((0x0001000b)) "$(printf '%02x00' "$2")"
}

dword() {
    property "$1" $((0x00010002)) "$(little32 "$2")"
}

text() {
    property "$1" $((0x00010003)) "$(utf16 "$2")"
}

# a_type FORMATS [VALUES]: a resapid whose DLL says so, each list without its count; N_FORMATS and
# N_VALUES are the counts
a_type() {
    cat >"$DIR/answers" <<END
on TYPE_ADD
  reply
on TYPE_REMOVE
  reply
on TYPE_COMMON
  reply
  property name=LooksAlivePollInterval format=DWORD value=7000
  property name=IsAlivePollInterval format=DWORD value=90000
  property name=PendingTimeout format=DWORD value=180000
  property name=DeadlockTimeout format=DWORD value=300500
on TYPE_CONTROL
  reply
  output data=$(little32 "$N_FORMATS")$1
on RESOURCE_ADD
  reply
on COMMON_SET
  reply
on RESOURCE_REMOVE
  reply
on CONTROL code=16777345
  reply
  output data=$(little32 "${N_VALUES:-0}")${2:-}
on CONTROL
  reply outcome=1 win32_error=1 message="ERROR_INVALID_FUNCTION (1)"
on TYPE_ITEMS_FORGET
  reply
on TYPE_ITEMS after=
  reply more=${MORE_ITEMS:-0}
${ITEMS:-}
on TYPE_ITEMS after=Second
  reply
  item name=Third format=3
END
    server_start <"$DIR/answers"
}

file_share() {
    N_FORMATS=7
    N_VALUES=2
    a_type "$(format 'Share Name' 3)$(format Port 2)$(format Größe 7)$(format Ordner 5)$(
        format 3Blob 1)$(format 'A=B' 3)$(format 'C\D' 3)" \
        "$(dword Port 8080)$(text 'Share Name' 'a "b" & <c>')"
    N_VALUES=0
}

# metadata_is EXPECTED XPATH
metadata_is() {
    value=$(xmllint --xpath "$2" "$DIR/meta-data.xml" 2>&1)
    [ "$value" = "$1" ] || { echo "$value"; return 1; }
}

# judge_metadata NAME: as ocf-tester, crmsh and pcs get it, judged by the schema of OCF 1.1
judge_metadata() {
    if [ "$(id -u)" -eq 0 ]; then
        run setpriv --reuid=65534 --regid=65534 --clear-groups env -i "$AGENT" meta-data
    else
        run env -i "$AGENT" meta-data
    fi
    result "$1: meta-data as nobody, with no environment" 0
    cp "$DIR/out" "$DIR/meta-data.xml"
    check "$1: meta-data: OCF 1.1" \
        xmllint --noout --relaxng "$HERE/../cluster/ocf-1.1.rng" "$DIR/meta-data.xml"
}
