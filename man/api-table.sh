#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: api-table.sh SOURCE
# Prints the rows of resapi-dll(7)'s table of functions: what each of Windows' exports is here, and the
# test that calls it. `api-table.sh SOURCE --update` writes them into the page instead.
set -eu

source=$1
page=$source/man/resapi-dll.7

# The first test that calls the function, by its file; CHECK_ENUM of driver-enums.c pastes names.
# clusres-test.c calls what the DLL it tests is made of, and is no test of that.
test_of() {
    pasted=$(echo "$1" | sed -nE 's/(GetEnumCount|Enum|CloseEnum)$//p')
    file=$(grep -lE "\b$1\b|CHECK_ENUM\(${pasted:-NONE}," "$source"/tests/wine/*.c \
        "$source"/tests/wine/resutils/*.c | grep -vF /clusres-test.c | head -n 1)
    [ -n "$file" ] || return 1
    basename "$file" .c
}

rows() {
    for dll in clusapi resutils; do
        printf '.It Sy %s.dll Ta Ta\n' "$dll"
        while read -r name; do
            if grep -q "^REFUSED($name," "$source/shim/$dll/refused.def"; then
                printf '.It %s Ta refused Ta exports\n' "$name"
            elif test=$(test_of "$name"); then
                printf '.It %s Ta implemented Ta %s\n' "$name" "$test"
            else
                printf '.It %s Ta implemented Ta none\n' "$name"
            fi
        done <"$source/tests/exports/$dll.txt"
    done
}

if [ "${2-}" = --update ]; then
    rows >"$page.rows"
    awk -v rows="$page.rows" '
        /^\.\\" api-table end/ { skip = 0 }
        !skip
        /^\.\\" api-table begin/ { skip = 1; while ((getline line < rows) > 0) print line }
    ' "$page" >"$page.new"
    mv "$page.new" "$page"
    rm "$page.rows"
else
    rows
fi
