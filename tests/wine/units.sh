#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The tests that are programs of their own: of resapi-host.exe on its channel, of resutils.dll,
# of what Generic Script is made of.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

tests=$BUILD/tests/wine/x86_64-windows
results=$(mktemp) || exit 1
at_exit "rm -f '$results'"

end_wine() {
    wine_environment wineserver -k
    wine_environment wineserver -w
}

# Takes over the results of a program, whose lines are those of lib.sh with perhaps a CR behind.
run_tests() {
    program=$1
    shift
    "$@" >"$results" 2>&1
    status=$?
    tr -d '\r' <"$results" >"$results.unix"
    mv "$results.unix" "$results"
    while IFS= read -r line; do
        case $line in
            'ok - '*) pass "$program: ${line#ok - }" ;;
            'not ok - '*) fail "$program: ${line#not ok - }" "see $program" ;;
            '#'*) printf '%s\n' "$line" ;;
        esac
    done <"$results"
    if [ "$status" -ne 0 ] ||
        ! tail -n 1 "$results" | grep -q ': [0-9]* passed, 0 failed, 0 skipped$'; then
        fail "$program" "ended with status $status and $(tail -n 1 "$results")"
    fi
}

wine_prefix
at_exit end_wine
# resapid starts no host before the wineserver and the prefix's services are up, so this comes first.
wine_environment wineserver -p
run_tests resutils-test wine_environment wine "$tests/resutils-test.exe"
run_tests clusres-test wine_environment wine "$tests/clusres-test.exe"
run_tests channel-driver wine_environment "RESAPI_HOST=$BUILD/x86_64-windows/resapi-host.exe" \
    "RESAPI_DLLS=$tests" "$BUILD/channel-driver"
end_wine
check "no process is left in the prefix" wait_until 60 wine_has_left_nothing
finish wine-units
