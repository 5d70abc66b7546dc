#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# clusapi.dll and resutils.dll export what Windows' DLLs of these names do (tests/exports/), each function
# either implemented, with a test, or refused; and resapi-dll(7)'s table says so.

here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"

source=${RESAPID_SOURCE:?name the source folder}
build=${RESAPID_BUILD:?name the build folder}

exports() {
    "$1-w64-mingw32-objdump" -p "$build/$1-windows/$2.dll" |
        sed -n '/Ordinal\/Name Pointer/,/^$/p' | awk '$1 == "[" { print $NF }' | sort
}

# What is exported beside the lists: the host's way in, and one that Windows' header declares.
beside() {
    case $1 in
        clusapi) echo ResapidMakeKey ;;
        resutils) echo ClusWorkersTerminate ;;
    esac
}

exports_all() {
    beside "$2" | cat - "$source/tests/exports/$2.txt" | sort >"$folder/wanted"
    exports "$1" "$2" >"$folder/found"
    diff "$folder/wanted" "$folder/found"
}

implements_or_refuses() {
    refused=$(sed -n 's/^REFUSED(\([A-Za-z0-9]*\),.*/\1/p' "$source/shim/$1/refused.def")
    for name in $refused; do
        ! grep -q "^    $name\$" "$source/shim/$1/$1.def" || { echo "$name is both"; return 1; }
    done
}

has_tests() {
    ! sh "$source/man/api-table.sh" "$source" | grep 'none$'
}

table_is_true() {
    sh "$source/man/api-table.sh" "$source" >"$folder/rows"
    sed -n '/^\.\\" api-table begin/,/^\.\\" api-table end/p' "$source/man/resapi-dll.7" |
        sed '1d;$d' | diff "$folder/rows" - ||
        { echo "run man/api-table.sh . --update"; return 1; }
}

implements() {
    count=$(sh "$source/man/api-table.sh" "$source" |
        sed -n "/Sy $1.dll/,/Sy resutils.dll/p" | grep -c ' implemented ')
    echo "$count of $1.dll are implemented"
    [ "$count" -ge "$2" ]
}

folder=$(mktemp -d) || exit 1
at_exit "rm -rf '$folder'"

for dll in clusapi resutils; do
    check "$dll.dll exports all names" exports_all x86_64 "$dll"
    if [ -f "$build/i686-windows/$dll.dll" ]; then
        check "$dll.dll exports all names, 32-bit" exports_all i686 "$dll"
    else
        skip "$dll.dll exports all names, 32-bit" "configure found no i686-w64-mingw32-gcc"
    fi
    check "$dll.dll implements or refuses each" implements_or_refuses "$dll"
done
check "each implemented function has a test" has_tests
check "resapi-dll(7)'s table is true" table_is_true
check "150 functions of clusapi.dll are implemented" implements clusapi 150
check "100 functions of resutils.dll are implemented" implements resutils 100
finish exports
