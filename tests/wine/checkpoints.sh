#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Registry checkpoints of a resource under Wine. The program that keeps its settings in the registry is
# Wine's own reg.exe, which runs beside the resource's host, as a service that a DLL has started does.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

ADD=0x014000a2
DELETE=0x014000a6
ADD_32BIT=0x014000c2
KEY='HKLM\Software\ResapidTest'
KEY_32BIT='HKLM\Software\Wow6432Node\ResapidTest32'

registry() {
    wine_environment wine reg "$@"
}

# hex COMMAND...: its output as a .reg file has binary data.
hex() {
    "$@" | od -An -v -tx1 | tr -s ' \n' ',' | sed 's/^,//;s/,$//'
}

# Every type, and what is at the limits of names and data.
write_settings() {
    {
        printf 'Windows Registry Editor Version 5.00\n\n'
        printf '[HKEY_LOCAL_MACHINE\\Software\\ResapidTest]\n'
        printf '@="the default value"\n"sz"="a text"\n"dword"=dword:89abcdef\n'
        printf '"expand"=hex(2):25,00,41,00,25,00,00,00\n"qword"=hex(b):01,02,03,04,05,06,07,ff\n'
        printf '"multi"=hex(7):61,00,00,00,e4,00,00,00,00,00\n"none"=hex(0):\n"empty"=hex:\n'
        printf '"odd type"=hex(1234):01,02,03\n"no NUL"=hex(1):61,00,62,00\n"half"=hex(1):61\n'
        printf '"%0255d"="a long name"\n' 0
        printf '"big"=hex:%s\n' "$(hex head -c 98304 "$BUILD/resapid")"
        printf '\n[HKEY_LOCAL_MACHINE\\Software\\ResapidTest\\Sub key\\deeper]\n"a\\\\b"="c"\n'
        printf '\n[HKEY_LOCAL_MACHINE\\Software\\ResapidTest\\empty]\n'
        printf '\n[HKEY_LOCAL_MACHINE\\Software\\ResapidTest\\%0254d]\n"n"=dword:1\n' 0
    } >"$INSTANCE/settings.reg"
    registry import "Z:$INSTANCE/settings.reg"
}

# settings FILE: all of them, as text.
settings() {
    rm -f "$INSTANCE/$1"
    registry export "$KEY" "Z:$INSTANCE/$1" /y
}

are_settings() {
    settings now.reg && cmp "$INSTANCE/$1" "$INSTANCE/now.reg"
}

set_value() {
    registry add "$1" /v counter /t REG_SZ /d "$2" /f
}

# has_value KEY TEXT
has_value() {
    registry query "$1" /v counter | grep -F "REG_SZ    $2"
}

drop_value() {
    registry delete "$1" /v counter /f
}

drop_key() {
    registry delete "$1" /f
}

# What resapid has begun to write is there whatever happens to the host.
is_stored() {
    cat "$INSTANCE"/state/clusdb* | tr -d '\000' | grep -aqF -e "$1"
}

utf16() {
    printf '%s' "$1" | iconv -f UTF-8 -t UTF-16LE | od -An -v -tx1 | tr -d ' \n'
    printf '0000'
}

kill_host() {
    kill -KILL "$(field host_pid r)"
    wait_until 60 rests r failed
}

online() {
    ctl online r --timeout=60
}

offline() {
    ctl offline r --timeout=60
}

wine_instance
check "a type is added" ctl type add Registry \
    "--dll=$BUILD/tests/wine/x86_64-windows/registry-dll.dll"
check "a resource is added" ctl resource add r --type=Registry
check "there are settings" write_settings
check "which can be read" settings first.reg
check "of more than 98304 bytes" test "$(wc -c <"$INSTANCE/first.reg")" -gt 98304
check "a checkpoint is added" ctl control r "$ADD" "--in=$(utf16 'Software\ResapidTest')"

check "it comes online" online
check "its host is killed" kill_host
check "the settings are deleted" drop_key "$KEY"
check "it comes online again" online
check "with every type, every name and the empty keys" are_settings first.reg

check "a setting changes" set_value "$KEY" changed-online
check "which is saved" wait_until 60 is_stored changed-online
check "its host is killed" kill_host
check "the setting changes meanwhile" set_value "$KEY" behind-its-back
check "and another is new" set_value "$KEY\\new" anything
check "it comes online again" online
check "with what was saved" has_value "$KEY" changed-online
check_fails "and nothing else" has_value "$KEY\\new" anything

check "a setting below changes" set_value "$KEY\\Sub key\\deeper" changed-below
check "which is saved" wait_until 60 is_stored changed-below
check "a setting is deleted" drop_value "$KEY"
check "the last change before Offline" set_value "$KEY\\empty" changed-last
check "it goes offline" offline
check "all of it is deleted" drop_key "$KEY"
check "it comes online again" online
check "with the last change" has_value "$KEY\\empty" changed-last
check "with the one before" has_value "$KEY\\Sub key\\deeper" changed-below
check_fails "without what was deleted" has_value "$KEY" changed-online

check "all of it is deleted while it is online" drop_key "$KEY"
check "and made again" set_value "$KEY" made-again
check "which is saved" wait_until 60 is_stored made-again
check "resapid is killed" instance_kill
check "and started again" instance_start
check "it is still online" wait_until 60 is_state r online
check "a setting changes" set_value "$KEY" under-the-next
check "which is saved" wait_until 60 is_stored under-the-next
check "its host is killed" kill_host
check "all of it is deleted" drop_key "$KEY"
check "it comes online again" online
check "with what was saved last" has_value "$KEY" under-the-next
check "it goes offline" offline

# --- what is too large

log_mark
{
    printf 'Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\Software\\ResapidTestBig]\n'
    printf '"too long"=hex:%s\n' "$(hex head -c 98305 "$BUILD/resapid")"
} >"$INSTANCE/big.reg"
check "in a subtree of its own" registry import "Z:$INSTANCE/big.reg"
check "which is a checkpoint" ctl control r "$ADD" "--in=$(utf16 'Software\ResapidTestBig')"
check "it comes online all the same" online
check "and the log names the value" wait_until 60 \
    log_has "the checkpoint of HKLM\\Software\\ResapidTestBig is not saved"
check "and its limit" wait_until 60 log_has "value 'too long' has 98305 bytes"
check "it goes offline" offline
check "that checkpoint is deleted" ctl control r "$DELETE" \
    "--in=$(utf16 'Software\ResapidTestBig')"
check "its subtree is left" drop_key 'HKLM\Software\ResapidTestBig'

# --- the view of 32-bit programs

check "a setting of a 32-bit program" set_value "$KEY_32BIT" thirty-two
check "a checkpoint in its view" ctl control r "$ADD_32BIT" "--in=$(utf16 'Software\ResapidTest32')"
check "it comes online" online
check "it goes offline" offline
check "the setting is deleted" drop_key "$KEY_32BIT"
check "it comes online again" online
check "and it is there" has_value "$KEY_32BIT" thirty-two
check_fails "in that view only" has_value 'HKLM\Software\ResapidTest32' thirty-two
check "it goes offline" offline

# --- no checkpoint any more

check "the checkpoint is deleted" ctl control r "$DELETE" "--in=$(utf16 'Software\ResapidTest')"
check "the settings are deleted" drop_key "$KEY"
check "it comes online" online
check_fails "and nothing is restored" has_value "$KEY" under-the-next

check "it goes offline" offline
check "nothing is left in the shared prefix" drop_key "$KEY_32BIT"
wine_end wine-checkpoints
