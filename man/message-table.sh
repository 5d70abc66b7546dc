#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: message-table.sh SOURCE
# Prints what protocol/*.def say of the messages, as it stands in resapi-protocol(7): who sends them, their
# names, numbers and fields. `message-table.sh SOURCE --update` writes it into the page instead, and keeps
# what the page says of each message by hand, between its .It and its fields; `message-table.sh SOURCE
# --check` fails, and shows what differs, or which messages the page says nothing of.
set -eu

source=$1
page=$source/man/resapi-protocol.7

# A comment on a line of its own says who sends what follows.
rows() {
    for protocol in client keeper channel; do
        awk -F '[(), ]+' -v protocol="$protocol" '
            function end_list() { if (in_list) print ".El" }
            sub(/^\/\* /, "") && sub(/ \*\/$/, "") {
                end_list()
                print ".Ss " toupper(substr(protocol, 1, 1)) substr(protocol, 2) ": " $0 "\n.Bl -tag -width Ds"
                in_list = 1
            }
            /^MESSAGE\(/ || /^EMPTY\(/ { print ".It Sy " $2 " Pq " $4; field = "" }
            /^FIELD\(/ {
                print field == "" ? ".Po" : field " ,"
                field = ".Vt " $3 " Fa " $4
            }
            /^END\(/ { print field "\n.Pc" }
            END { end_list() }' "$source/protocol/$protocol.def"
    done
}

# The page's table: what is made from the .def files is told from what is not by its macros.
table() {
    awk '/^\.\\" message-table end/ { exit } inside
        /^\.\\" message-table begin/ { inside = 1 }' "$page"
}

made='^[.](Ss|Bl|It|Po|Vt|Pc|El)( |$)'

check() {
    status=0
    folder=$(mktemp -d)
    trap 'rm -r "$folder"' EXIT
    rows >"$folder/rows"
    table | grep -E "$made" | diff - "$folder/rows" || status=1
    table | awk -v made="$made" '
        item != "" && $0 ~ made { print "the page says nothing of " item; failed = 1 }
        { item = /^\.It / ? $3 : "" }
        END { exit failed }' || status=1
    return $status
}

update() {
    rows | awk -v made="$made" '
        function section(line) { if (line ~ /^\.Ss /) { protocol = line; sub(/:.*/, "", protocol) } }
        NR == FNR { row[++count] = $0; next }
        /^\.\\" message-table begin/ { print; inside = 1; protocol = ""; next }
        /^\.\\" message-table end/ {
            for (i = 1; i <= count; i++) {
                print row[i]
                section(row[i])
                split(row[i], word, " ")
                if (word[1] == ".It") printf "%s", text[protocol, word[3]]
            }
            inside = 0
        }
        !inside { print; next }
        { section($0) }
        /^\.It / { name = $3; next }
        $0 ~ made { next }
        { text[protocol, name] = text[protocol, name] $0 "\n" }
    ' - "$page" >"$page.new"
    mv "$page.new" "$page"
}

case ${2-} in
--update) update ;;
--check) check ;;
*) rows ;;
esac
