# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A cibadmin that has a CIB in a folder, for as many nodes as use it; source it behind instance.sh. It
# answers as Pacemaker 2.1.5 does what resapid asks it (daemon/clusdb/cib-call.h).
#
#   mock_cib_new           makes folder and program, and puts the program into PATH
#   mock_cib_mode MODE     good, dead (no cluster runs), hang, hold (until the mode is another), slow (half
#                          a second), nonsense, large (no message of Pacemaker's has room for the set) or
#                          storm (somebody else changes the configuration before each call)
#   mock_cib_set           the set, one pair a line
#   mock_cib_edit SCRIPT   as somebody else does: by sed(1); $MOCK_CIB/edited is what came of it, whatever
#                          the nodes do then
#   mock_cib_erase         removes the set
#   mock_cib_calls WORD    how often it was called with this word
#
# The set itself is $MOCK_CIB/set.

MOCK_CIB=

mock_cib_new() {
    MOCK_CIB=$(mktemp -d) || exit 1
    at_exit "rm -rf '$MOCK_CIB'"
    mkdir "$MOCK_CIB/bin"
    echo 7 >"$MOCK_CIB/epoch"
    : >"$MOCK_CIB/calls"
    mock_cib_mode good
    {
        echo '#!/bin/sh'
        echo "cib='$MOCK_CIB'"
        mock_cib_program
    } >"$MOCK_CIB/bin/cibadmin"
    chmod +x "$MOCK_CIB/bin/cibadmin"
    PATH=$MOCK_CIB/bin:$PATH
}

mock_cib_program() {
    cat <<'END'
echo "$*" >>"$cib/calls"
mode=$(cat "$cib/mode")
case $mode in
    dead) echo 'Could not connect to the CIB: Transport endpoint is not connected' >&2; exit 102 ;;
    hang) exec sleep 600 ;;
    hold) while [ "$(cat "$cib/mode")" = hold ]; do sleep 0.2; done ;;
    slow) sleep 0.5 ;;
    nonsense) echo '<cib epoch="7"'; exit 0 ;;
esac
none() { echo 'Call failed: No such device or address' >&2; exit 105; }
bump() { echo $(($(cat "$cib/epoch") + 1)) >"$cib/epoch"; }
exec 9>>"$cib/lock"
flock 9
[ "$mode" != storm ] || bump
verb=$1 path= children=yes
while [ $# -gt 0 ]; do
    case $1 in
        --xpath) path=$2; shift ;;
        --no-children) children=no ;;
    esac
    shift
done
if [ -n "$path" ]; then
    case $path in
        "/cib[@admin_epoch='0' and @epoch='$(cat "$cib/epoch")']"*) ;;
        *) none ;;
    esac
    case $path in
        */cluster_property_set*) [ -e "$cib/set" ] || none ;;
    esac
fi
case $verb in
    --query)
        if [ "$children" = no ]; then
            echo "<cib crm_feature_set=\"3.16.1\" epoch=\"$(cat "$cib/epoch")\" num_updates=\"0\" admin_epoch=\"0\"/>"
        else
            cat "$cib/set"
        fi
        exit 0
        ;;
    --create)
        if [ -e "$cib/set" ]; then
            echo 'Call cib_create failed: File exists' >&2
            exit 108
        fi
        ;;
esac
cat >"$cib/new"
if [ "$mode" = large ]; then
    echo 'Call failed: Communication error on send' >&2
    exit 71
fi
xmllint --noout "$cib/new" || exit 76
mv "$cib/new" "$cib/set"
bump
END
}

mock_cib_mode() {
    echo "$1" >"$MOCK_CIB/new-mode"
    mv "$MOCK_CIB/new-mode" "$MOCK_CIB/mode"
}

mock_cib_set() {
    [ -e "$MOCK_CIB/set" ] && sed 's/></>\n</g' "$MOCK_CIB/set"
}

mock_cib_change() {
    flock "$MOCK_CIB/lock" sh -c "
        $1
        echo \$((\$(cat '$MOCK_CIB/epoch') + 1)) >'$MOCK_CIB/epoch'"
}

mock_cib_edit() {
    mock_cib_change "sed -i '$1' '$MOCK_CIB/set'
        cp '$MOCK_CIB/set' '$MOCK_CIB/edited'"
}

mock_cib_erase() {
    mock_cib_change "rm '$MOCK_CIB/set'"
}

mock_cib_calls() {
    grep -c -e "$1" "$MOCK_CIB/calls"
}
