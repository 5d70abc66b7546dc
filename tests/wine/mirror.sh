#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# HKLM\Cluster, the copy of the cluster database in the registry: from a resource DLL, and from Wine's own
# reg.exe.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

registry() {
    wine_environment wine reg "$@"
}

# mirror FILE: all of it, as text.
mirror() {
    rm -f "$INSTANCE/$1"
    registry export 'HKLM\Cluster' "Z:$INSTANCE/$1" /y
}

is_mirror() {
    mirror now.reg && cmp "$INSTANCE/$1" "$INSTANCE/now.reg"
}

# has PATH NAME TEXT
has() {
    registry query "HKLM\\Cluster$1" /v "$2" | grep -F "REG_SZ    $3"
}

# The only one.
resource_id() {
    registry query 'HKLM\Cluster\Resources' | sed -n 's/^.*\\Resources\\\([0-9a-f-]*\).*$/\1/p'
}

# The key may be gone as well; but where reg.exe fails, nothing is known.
lacks() {
    registry query 'HKLM\Cluster' /s >"$INSTANCE/all" || return
    tr -d '\r' <"$INSTANCE/all" |
        KEY="HKEY_LOCAL_MACHINE\\Cluster$1" VALUE="    $2    REG_SZ    $3" awk '
            /^HKEY/ { keys++; inside = $0 == ENVIRON["KEY"] }
            inside && $0 == ENVIRON["VALUE"] { found = 1 }
            END { exit found || keys == 0 }'
}

check_mirror_in_dll() {
    log_mark
    ctl control r 16 && return
    tail -n "+$LOG_MARK" "$INSTANCE/log" | grep -F 'check 16:'
    return 1
}

wineserver_pid() {
    sed -n 's/^.*Wine prefix: ready, wineserver \([0-9]*\)$/\1/p' "$INSTANCE/log" | tail -n 1
}

wine_instance
check "the cluster's own keys are there" wait_until 60 has '\Nodes\1' NodeName ''
check "a type is added" ctl type add Registry \
    "--dll=$BUILD/tests/wine/x86_64-windows/registry-dll.dll"
check "a resource is added" ctl resource add r --type=Registry
check "it comes online at once" ctl online r --timeout=60
check "HKLM\\Cluster had it when its Open was called" log_has 'HKLM\Cluster in Open: complete'

check "from a resource DLL" check_mirror_in_dll
grep -o 'HKLM.Cluster shows a value.*' "$INSTANCE/log" | tail -n 1 | sed 's/^/# /'

# --- what a client changes

ctl resource set r Greeting=hello >/dev/null
id=$(resource_id)
echo "# r is $id"
key="\\Resources\\$id\\Parameters"
check "a property is there" wait_until 60 has "$key" Greeting hello
check_fails "and not missing" lacks "$key" Greeting hello
ctl resource set r Greeting= >/dev/null
check "and vanishes" wait_until 60 lacks "$key" Greeting hello
ctl resource set r Greeting=again >/dev/null
check "and comes back" wait_until 60 has "$key" Greeting again

# --- other resapids and other wineservers

check "all of it can be read" mirror first.reg
check "something is written there that the database does not have" \
    registry add 'HKLM\Cluster\Nodes' /v stray /t REG_SZ /d x /f
check "and something is deleted" registry delete "HKLM\\Cluster$key" /v Greeting /f
check_fails "so it is another" is_mirror first.reg
check "resapid is killed" instance_kill
check "and started again" instance_start
check "the resource is still online" wait_until 60 is_state r online
check "HKLM\\Cluster is as before" wait_until 60 is_mirror first.reg

log_mark
kill -KILL "$(wineserver_pid)"
check "the wineserver is killed" wait_until 60 log_has 'Wine prefix: ready'
check "HKLM\\Cluster is as before" wait_until 60 is_mirror first.reg
log_mark
check "the resource comes online" ctl online r --timeout=60
check "HKLM\\Cluster had it when its Open was called" log_has 'HKLM\Cluster in Open: complete'
check "it goes offline" ctl offline r --timeout=60
check "it is removed" ctl resource remove r
check "and vanishes" wait_until 60 lacks "$key" Greeting again

check_fails "nothing was left out" log_has 'not all of the cluster database'
wine_end wine-mirror
