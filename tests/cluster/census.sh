#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Counts what resapid and Wine have in the node that this runs in: one line of NAME=NUMBER words.
set -u

PREFIX=/var/lib/resapid/prefix
keepers=0
hosts=0
wineservers=0
strays=0

# Wine's own services come and go as Wine likes.
count_command() {
    case $1 in
    *resapi-host.exe*) hosts=$((hosts + 1)) ;;
    C:\\windows\\system32\\services.exe*) ;;
    C:\\windows\\system32\\winedevice.exe*) ;;
    C:\\windows\\system32\\plugplay.exe*) ;;
    C:\\windows\\system32\\svchost.exe*) ;;
    C:\\windows\\system32\\rpcss.exe*) ;;
    C:\\windows\\system32\\explorer.exe*/desktop*) ;;
    *) strays=$((strays + 1)) ;;
    esac
}

for process in $(grep -lszx "WINEPREFIX=$PREFIX" /proc/[0-9]*/environ); do
    process=${process%/environ}
    case $(readlink "$process/exe") in
    '') ;;
    */resapi-keeper) ;;
    */wineserver*) wineservers=$((wineservers + 1)) ;;
    *) count_command "$(tr '\0' ' ' <"$process/cmdline")" ;;
    esac
done 2>/dev/null
for program in /proc/[0-9]*/exe; do
    case $(readlink "$program") in
    */resapi-keeper) keepers=$((keepers + 1)) ;;
    esac
done
sockets=$(find /run/resapid/hosts -type s | wc -l)
memory=$(find /dev/shm -name '*resapid*' | wc -l)
zombies=$(ps -eo stat= | grep -c '^Z')
echo "keepers=$keepers hosts=$hosts sockets=$sockets wineservers=$wineservers strays=$strays" \
    "memory=$memory zombies=$zombies"
