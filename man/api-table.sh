#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: api-table.sh SOURCE
# Prints the rows of resapi-dll(7)'s table of functions: what each of Windows' exports is here, and the
# test that calls it. `api-table.sh SOURCE --update` writes them into the page instead.
set -eu

source=$1
page=$source/man/resapi-dll.7

# clusres-test.c calls what the DLL it tests is made of, and is no test of that.
tests() {
    find "$source/tests/wine" -maxdepth 1 -name '*.c' ! -name clusres-test.c | LC_ALL=C sort
    find "$source/tests/wine/resutils" -name '*.c' | LC_ALL=C sort
}

# Each row names the first test that has the function's name; CHECK_ENUM of driver-enums.c pastes names.
rows() {
    for dll in clusapi resutils; do
        # shellcheck disable=SC2046
        awk -v dll="$dll" '
            function seen(name) {
                if (!(name in test)) {
                    test[name] = FILENAME
                    sub(/.*\//, "", test[name])
                    sub(/\.c$/, "", test[name])
                }
            }
            FILENAME ~ /refused\.def$/ {
                if (match($0, /^REFUSED\([A-Za-z0-9]+/)) refused[substr($0, 9, RLENGTH - 8)]
                next
            }
            FILENAME ~ /\.txt$/ { names[++count] = $1; next }
            {
                pasted = ""
                while (match($0, /[A-Za-z0-9_]+/)) {
                    word = substr($0, RSTART, RLENGTH)
                    $0 = substr($0, RSTART + RLENGTH)
                    seen(word)
                    if (pasted != "") {
                        seen(word "GetEnumCount"); seen(word "Enum"); seen(word "CloseEnum")
                    }
                    pasted = word == "CHECK_ENUM" && substr($0, 1, 1) == "(" ? word : ""
                }
            }
            END {
                printf ".It Sy %s.dll Ta Ta\n", dll
                for (i = 1; i <= count; i++) {
                    name = names[i]
                    if (name in refused) state = "refused Ta exports"
                    else state = "implemented Ta " (name in test ? test[name] : "none")
                    print ".It " name " Ta " state
                }
            }' "$source/shim/$dll/refused.def" "$source/tests/exports/$dll.txt" $(tests)
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
