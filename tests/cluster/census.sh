#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Counts what resapid and Wine have in the node that this runs in: one line of NAME=NUMBER words.
set -u

PREFIX=/var/lib/resapid/prefix
# They come and go as Wine likes.
SERVICES='^C:\\windows\\system32\\(services|winedevice|plugplay|svchost|rpcss|explorer)\.exe$'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Processes by their program, and those in the prefix that are Windows programs.
find /proc/[0-9]*/exe -printf '%h %l\n' 2>/dev/null >"$work/programs"
grep -lszx "WINEPREFIX=$PREFIX" /proc/[0-9]*/environ | sed 's,/environ$,,' | sort >"$work/prefix"
awk '$2 !~ "/(resapi-keeper|wineserver[0-9]*)$" { print $1 }' "$work/programs" | sort |
    join - "$work/prefix" | sed 's,$,/cmdline,' >"$work/commands"

# commands GREP-OPTION...
commands() {
    xargs -r grep -lsazE "$@" <"$work/commands" | wc -l
}

with_program() {
    grep -c " [^ ]*/$1\$" "$work/programs"
}

all=$(commands '')
hosts=$(commands 'resapi-host\.exe')
services=$(commands "$SERVICES")
echo "keepers=$(with_program resapi-keeper) hosts=$hosts" \
    "sockets=$(find /run/resapid/hosts -type s | wc -l)" \
    "wineservers=$(with_program 'wineserver[0-9]*') strays=$((all - hosts - services))" \
    "memory=$(find /dev/shm -name '*resapid*' | wc -l) zombies=$(pgrep -c -r Z)"
