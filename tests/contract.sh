# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2034,SC2119,SC2120 # for and from whoever sources this
# What the tests of the contract with a resource DLL share; source it behind wine.sh. What is called,
# when, with what and beside what is read from the record that the fault DLL itself writes
# (tests/dlls/fault/record.h); what that leads to is read from resapictl and the log.
#
#   contract_begin            a resapid, and an empty record
#   contract_end NAME WORD... the record has an entry point or a callback of each name; ends resapid
#
# Between them, `use` chooses a version of the DLL, `fresh` adds a resource r that behaves in a certain
# way, and `over` takes it offline and says whether all that was called was called as it may be.

entry_points='Startup StartupEx Open OpenV2 Close Online OnlineV2 Offline OfflineV2 Terminate LooksAlive
    IsAlive Arbitrate Release ResourceControl ResourceTypeControl BeginResourceControl
    BeginResourceTypeControl BeginResourceControlAsUser BeginResourceTypeControlAsUser Cancel'
code=0x01200001
type_code=0x02200001

# --- the record, and a resource that writes it

contract_begin() {
    wine_instance
    record=$INSTANCE/record
    : >"$record"
}

contract_end() {
    suite=$1
    shift
    MARK=1
    for word in "$@"; do
        check "the record has $word" recorded " $word begin "
    done
    wine_end "$suite"
}

# use VERSION [QUORUM]: from here on r is of this version of the DLL.
use() {
    version=$1
    case $version in
        1) dll=$INSTANCE/fault.dll startup=Startup suffix='' begin='' status=SetResourceStatus ;;
        2) dll=$INSTANCE/fault-v2.dll startup=StartupEx suffix=V2 begin='' status=SetResourceStatusEx ;;
        *)
            dll=$INSTANCE/fault-v$version.dll
            startup=StartupEx suffix=V2 begin=Begin status=SetResourceStatusEx
            ;;
    esac
    type="Fault${2:+ $2} $version"
    cp "$DLLS/$(basename "$dll")" "$DLLS/fault-child.exe" "$INSTANCE"
    steer_type
    ctl type add "$type" "--dll=$dll" >/dev/null
}

# steer_type [WORD=VALUE]...: how the entry points about the type behave.
steer_type() {
    printf '%s\n' "[$type]" "Record=Z:$record" "$@" >"$dll.ini"
}

# fresh ABOUT PROPERTY...: a new resource r that is to behave so.
fresh() {
    about="V$version, $1"
    shift
    mark
    ctl resource add r "--type=$type" "Record=Z:$record" "$@" >/dev/null
}

goes() {
    check "$about: offline" ctl offline r --timeout=20
    check "$about: no process is left" tree_is_empty r
    check "$about: entry points met only whom they may" serialized
}

# r goes offline, leaves nothing, and was called as it may be.
over() {
    goes
    ctl resource remove r >/dev/null
}

# over_in_order ENTRY...: the same, and this was called.
over_in_order() {
    goes
    check_order "$@"
    ctl resource remove r >/dev/null
}

common() {
    ctl resource set r --common "$@" >/dev/null
}

# steer NAME VALUE: as long as r is open, a property is to have this value.
steer() {
    ctl control r 0x01400086 "--in=01000000$(list_value 03000400 "$1")$(list_value 03000100 "$2")00000000" \
        >/dev/null
}

# list_value SYNTAX TEXT: a value of a property list, in hexadecimal.
list_value() {
    text=$(printf '%s' "$2" | od -An -v -tx1 | tr -d ' \n' | sed 's/../&00/g')0000
    size=$((${#text} / 2))
    [ $((size % 4)) -eq 0 ] || text=${text}0000
    printf '%s%02x%02x0000%s' "$1" $((size % 256)) $((size / 256)) "$text"
}

online() {
    check "$about: online" ctl online r --timeout=20
}

# add_members NAME...: more resources of the type.
add_members() {
    for member in "$@"; do
        ctl resource add "$member" "--type=$type" "Record=Z:$record" >/dev/null
    done
}

remove_members() {
    for member in "$@"; do
        check "$about: $member goes offline" ctl offline "$member" --timeout=20
        ctl resource remove "$member" >/dev/null
    done
}

# is_alone NAME OTHER...: it was opened in a process of its own, the others in one.
is_alone() {
    own=$(process_of "$1")
    shift
    others=$(for member in "$@"; do process_of "$member"; done | sort -u)
    echo "processes $own and $others"
    [ "$(echo "$others" | wc -l)" -eq 1 ] && [ -n "$others" ] && [ "$others" != "$own" ]
}

process_of() {
    part | sed -nE "s/^[0-9]+ [0-9]+ Open(V2)? begin .* process=([0-9]+) resource=$1\$/\2/p" | tail -n 1
}

mark() {
    MARK=$(($(wc -l <"$record") + 1))
}

part() {
    tail -n "+$MARK" "$record"
}

recorded() {
    part | grep -q -e "$1"
}

never() {
    ! part | grep -e "$1"
}

# count TEXT MINIMUM MAXIMUM
count() {
    times=$(part | grep -c -e "$1")
    echo "$times times"
    [ "$times" -ge "$2" ] && [ "$times" -le "$3" ]
}

# behind FIRST THEN: a line of THEN comes directly behind one of FIRST.
behind() {
    part | grep -A 1 -e "$1" | grep -q -e "$2"
}

# apart MINIMUM MAXIMUM TEXT: so many milliseconds are between the lines with TEXT; only between two of
# them it need not be more than MAXIMUM, since a busy machine is late.
apart() {
    part | grep -e "$3" | awk -v minimum="$1" -v maximum="$2" '
        NR > 1 {
            gap = $1 - last
            gaps = gaps " " gap
            if (NR == 2 || gap < least) least = gap
        }
        { last = $1 }
        END {
            print "milliseconds between:" gaps
            exit !(NR > 2 && least >= minimum && least <= maximum)
        }'
}

# overlapped OUTER INNER: INNER began while OUTER ran.
overlapped() {
    part | awk -v outer="$1" -v inner="$2" '
        $3 == outer { runs = $4 == "begin" }
        $3 == inner && $4 == "begin" && runs { met = 1 }
        END { exit !met }'
}

# Of the record alone, without the help of what the DLL itself takes for a violation: entry points of one
# process run one at a time, Terminate and Cancel beside anything but Startup, Open and Close, and each
# ends on the thread that it began on.
serialized() {
    never VIOLATION && part | awk -v names="$entry_points" '
        BEGIN {
            split(names, list)
            for (i in list) is_entry[list[i]] = 1
        }
        !($3 in is_entry) { next }
        {
            for (i = 5; i <= NF; i++) if ($i ~ /^process=/) process = $i
            free = $3 ~ /^(Terminate|Cancel)$/
            alone = $3 ~ /^(Startup|Open|Close)/
        }
        $4 == "begin" {
            if (exclusive[process] > 0 || (alone && all[process] > 0) ||
                (!free && bound[process] > 0) || (process, $2) in on_thread) {
                print
                bad = 1
            }
            on_thread[process, $2] = $3
        }
        $4 == "end" && on_thread[process, $2] != $3 { print; bad = 1 }
        $4 == "end" { delete on_thread[process, $2] }
        {
            step = $4 == "begin" ? 1 : -1
            all[process] += step
            bound[process] += free ? 0 : step
            exclusive[process] += alone ? step : 0
        }
        END { exit bad }'
}

# The entry points in the process that r was last open in, controls with their codes.
calls() {
    process=$(part | sed -nE 's/^[0-9]+ [0-9]+ Open(V2)? begin .* (process=[0-9]+) .*/\2/p' | tail -n 1)
    part | grep " $process " | awk -v names="$entry_points" '
        BEGIN {
            split(names, list)
            for (i in list) is_entry[list[i]] = 1
        }
        $4 == "begin" && $3 in is_entry { print $3 (/Control/ ? ":" $5 : "") }'
}

# check_order ENTRY...: what the DLL was asked, from Startup to Close, in this order.
check_order() {
    found=$(calls | tr '\n' ' ' | sed 's/ $//')
    if [ "$found" = "$*" ]; then
        pass "$about: called in order"
    else
        fail "$about: called in order" "the record has $found, expected $*"
    fi
}

# opening [INITIALIZE]: how every record of a process begins.
opening() {
    echo "$startup" "${begin}ResourceTypeControl:0x02500036" "${begin}ResourceTypeControl:0x0250003a" \
        "Open$suffix" "${begin}ResourceControl:0x01000005" "${begin}ResourceControl:0x01000011" \
        ${1:+"${begin}ResourceControl:0x0150004a"}
}

# --- time and what is shown

# took_less MS: since `begun` was set.
took_less() {
    taken=$(($(now_ms) - begun))
    echo "$taken ms"
    [ "$taken" -lt "$1" ]
}

took_more() {
    taken=$(($(now_ms) - begun))
    echo "$taken ms"
    [ "$taken" -gt "$1" ]
}

shows() {
    ctl status r --output-as=json | grep -qF -e "$1" || { ctl status r --output-as=json; return 1; }
}

shows_not() {
    ! shows "$1"
}

logged() {
    check "$about: $name is in the log" wait_until 60 log_has "$1"
}
