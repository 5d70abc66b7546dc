#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapictl check-setup: each check with what is as it should be, and with what is not. The programs that it asks
# are shell commands in a folder that stands for PATH.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
bin=$INSTANCE/bin
state=$INSTANCE/state
mkdir -p "$bin" "$state" "$INSTANCE/lib" "$INSTANCE/ocf/resapi"
for program in sh cat sed mkdir rm; do
    ln -s "$(command -v "$program")" "$bin/$program"
done

# program NAME COMMAND
program() {
    printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
    chmod +x "$bin/$1"
}

# How resapictl is called.
as=

setup_report() {
    # shellcheck disable=SC2086
    PATH=$bin $as "$instance_build/resapictl" check-setup --output-as=json >"$INSTANCE/report" 2>"$INSTANCE/error"
}

# result_of CHECK: its result, what was found, and the remedy, in one line.
result_of() {
    awk -v name="\"check\" : \"$1\"" '
        index($0, name) { shown = 1; next }
        shown && /}/ { exit }
        shown { sub(/^ *"[a-z]*" : "?/, ""); sub(/"?,?$/, ""); printf "%s | ", $0 }
    ' "$INSTANCE/report"
}

# finds CHECK RESULT TEXT: TEXT is in what was found or in the remedy, which all but "ok" have.
finds() {
    setup_report
    finds_status=$?
    result=$(result_of "$1")
    echo "$result"
    case $result in
    "$2 | "*"$3"*) ;;
    *) return 1 ;;
    esac
    case $2 in
    ok) [ "${result%| null | }" != "$result" ] ;;
    warning) [ "${result%| null | }" = "$result" ] ;;
    failed) [ "${result%| null | }" = "$result" ] && [ "$finds_status" -eq 1 ] && grep -q 'checks failed$' "$INSTANCE/error" ;;
    esac
}

# expect CHECK RESULT TEXT
expect() {
    check "$1: $2: $3" finds "$1" "$2" "$3"
}

# As who may not see what is root's; for root only.
expect_as_nobody() {
    as="$(command -v setpriv) --reuid=65534 --regid=65534 --clear-groups"
    expect "$@"
    as=
}

all_well() {
    program wine "echo 'wine-9.0 (Test)'"
    for name in cibadmin crm_mon crm_node attrd_updater crm_simulate dot; do
        program "$name" true
    done
    program crm_resource "case \$1 in --version) echo 'Pacemaker 9.9' ;; *) echo heartbeat; echo resapi ;; esac"
    program systemctl "echo enabled"
    instance_set wine inspect_program "$instance_build/resapi-inspect"
    instance_set import program "$instance_build/resapi-import"
    instance_set pacemaker agent_directory "$INSTANCE/ocf/resapi"
    program ../ocf/resapi/ResourceDLL true
}

configuration() {
    expect configuration ok "$RESAPID_CONFIG"
    cp "$RESAPID_CONFIG" "$INSTANCE/good.conf"
    printf '[host]\ncolour=red\n[nowhere]\n' >>"$RESAPID_CONFIG"
    expect configuration failed "has no option 'colour'"
    check "all mistakes are named" finds configuration failed "there is no group [nowhere]"
    cp "$INSTANCE/good.conf" "$RESAPID_CONFIG"
    check_error "a configuration that is missing" 1 "ENOENT (2)" \
        env RESAPID_CONFIG="$INSTANCE/none.conf" "$instance_build/resapictl" check-setup
}

user() {
    [ "$(id -u)" -ne 0 ] || expect "hosts' user" warning "[host] user"
    instance_set host user no-such-user
    expect "hosts' user" failed "user no-such-user does not exist"
    expect "resource DLLs" warning "the hosts' user does not exist"
    instance_set host user nobody
    expect "hosts' user" ok nobody
}

programs() {
    expect programs ok fake-host
    instance_set host keeper "$INSTANCE/no-keeper"
    expect programs failed "no-keeper: ENOENT (2)"
    instance_set host keeper "$instance_build/resapi-keeper"
    instance_set wine inspect_program "$INSTANCE/no-inspect"
    expect programs warning "no-inspect: ENOENT (2)"
    expect programs warning "[wine] inspect_program"
    instance_set wine inspect_program "$instance_build/resapi-inspect"
    instance_set import program "$INSTANCE/no-import"
    expect programs warning "no-import: ENOENT (2)"
    expect programs warning "[import] program"
    instance_set import program "$instance_build/resapi-import"
    expect programs ok fake-host
}

import() {
    expect import ok "with pictures and simulation"
    rm "$bin/dot"
    expect import warning "dot: no such program: its report has no pictures"
    program dot true
    rm "$bin/crm_simulate"
    expect import warning "crm_simulate: no such program"
    program crm_simulate true
}

# Wine is looked at only where hosts run under it.
wine() {
    expect Wine ok "not needed"
    expect "Wine prefix" ok "not needed"
    instance_set host runtime wine
    instance_set host program "$INSTANCE/lib/resapi-host.exe"
    instance_set wine setup_program "$instance_build/resapi-prefix"
    expect programs failed "resapi-host.exe: ENOENT (2)"
    touch "$INSTANCE/lib/resapi-host.exe" "$INSTANCE/lib/clusapi.dll" "$INSTANCE/lib/resutils.dll"
    expect programs failed "clusres.dll: ENOENT (2)"
    touch "$INSTANCE/lib/clusres.dll"
    expect programs ok "resapi-host.exe"
    rm "$bin/wine"
    expect Wine failed "wine: no such program"
    program wine "exit 1"
    expect Wine failed "does not tell its version"
    program wine "echo 'wine-9.0 (Test)'"
    mkdir -p "$INSTANCE/x86_64-windows" "$INSTANCE/lib64/wine/x86_64-windows"
    touch "$INSTANCE/lib64/wine/x86_64-windows/ntdll.dll"
    expect Wine ok "wine-9.0 (Test)"
}

prefix() {
    expect "Wine prefix" warning "is not there"
    mkdir -m 700 "$state/prefix"
    if [ "$(id -u)" -eq 0 ]; then
        expect "Wine prefix" failed "does not belong to nobody"
        chown nobody "$state/prefix"
    fi
    expect "Wine prefix" warning "is not set up"
    echo '2 wine-8.0' >"$state/prefix/.resapid-stamp"
    expect "Wine prefix" warning "is not as of this Wine"
    echo '2 wine-9.0 (Test)' >"$state/prefix/.resapid-stamp"
    expect "Wine prefix" ok "$state/prefix"
    if [ "$(id -u)" -eq 0 ]; then
        chown root "$state/prefix"
        expect_as_nobody "Wine prefix" warning "$state/prefix/.resapid-stamp: EACCES (13)"
        expect_as_nobody "Wine prefix" warning "run this as root"
        expect_as_nobody "state folder" failed "$state: EACCES (13)"
        chmod 700 "$state"
        expect_as_nobody "Wine prefix" warning "$state/prefix: EACCES (13)"
        chmod 755 "$state"
        chown nobody "$state/prefix"
    fi
    chmod o+w "$state/prefix"
    expect "Wine prefix" failed "others may write"
    rm -r "$state/prefix"
    touch "$state/prefix"
    expect "Wine prefix" failed "is no folder"
    rm "$state/prefix"
    instance_set host runtime native
    instance_set host program "$instance_build/fake-host"
}

folders() {
    expect "run folder" ok "resapid makes it"
    expect "state folder" ok "$state"
    chmod o+w "$state"
    expect "state folder" failed "others may write to $state: mode 0757"
    chmod o-w "$state"
    touch "$INSTANCE/file"
    instance_set resapid run_directory "$INSTANCE/file"
    expect "run folder" failed "is no folder"
    instance_set resapid run_directory "$INSTANCE/file/run"
    expect "run folder" failed "ENOTDIR (20): Not a directory"
    instance_set resapid run_directory "$INSTANCE/run"
    if [ "$(id -u)" -eq 0 ]; then
        chown nobody "$state"
        expect "state folder" failed "belongs to user"
        chown root "$state"
        mkdir -m 700 "$INSTANCE/private"
        instance_set resapid state_directory "$INSTANCE/private/state"
        expect_as_nobody "state folder" warning "$INSTANCE/private/state: EACCES (13)"
        expect_as_nobody "state folder" warning "run this as root"
        instance_set resapid state_directory "$state"
    fi
    expect "disk space" ok "MB free"
    # The kernel's own file systems have no room.
    instance_set resapid state_directory /proc/sys
    expect "disk space" warning "make room"
    instance_set host runtime wine
    expect "disk space" failed "1000 MB"
    instance_set host runtime native
    instance_set resapid state_directory "$state"
}

pacemaker() {
    expect Pacemaker ok "Pacemaker 9.9"
    expect agents ok "$INSTANCE/ocf/resapi"
    program crm_resource "case \$1 in --version) echo 'Pacemaker 9.9' ;; *) echo heartbeat ;; esac"
    expect agents failed "Pacemaker does not know of"
    rm "$INSTANCE/ocf/resapi/ResourceDLL"
    expect agents failed "ResourceDLL: ENOENT (2)"
    rm "$bin/crm_resource"
    expect Pacemaker warning "crm_resource: no such program"
    expect agents warning "ResourceDLL: ENOENT (2)"
    instance_set pacemaker agent_directory ""
    expect agents ok "none are made"
    all_well
    rm "$bin/cibadmin"
    expect Pacemaker warning "cibadmin: no such program"
    all_well
}

service() {
    if [ -e /run/systemd/system ]; then
        expect service ok "resapid.service is enabled"
        program systemctl "echo disabled; exit 1"
        expect service warning "systemctl enable --now resapid.service"
    else
        expect service ok "systemd does not run here"
    fi
}

start_remedy() {
    if [ -e /run/systemd/system ]; then
        echo "systemctl start resapid.service"
    else
        echo "start it by what starts services here"
    fi
}

daemon() {
    expect resapid failed "resapid does not run"
    expect resapid failed "$(start_remedy)"
    expect "resource DLLs" warning "resapid does not tell"
    instance_set host user ""
    instance_start
    expect resapid ok "it runs and answers"
    new_resource res
    expect "resource DLLs" ok "$(id -un) can read them"
    if [ "$(id -u)" -eq 0 ]; then
        expect_as_nobody resapid failed "refuses this user: EACCES (13)"
        expect_as_nobody resapid failed "run this as root, or as the user"
    fi
    instance_set host user nobody
    chmod 644 "$INSTANCE/res.script"
    expect "resource DLLs" ok "nobody can read them"
    chmod 600 "$INSTANCE/res.script"
    expect "resource DLLs" failed "resource type 'res': $INSTANCE/res.script"
    chmod 644 "$INSTANCE/res.script"
    chmod 700 "$INSTANCE"
    expect "resource DLLs" failed "resource type 'res': $INSTANCE/res.script"
    chmod 755 "$INSTANCE"
    check "all is well, says the exit status" setup_report
    check "and nothing stands on stderr" test ! -s "$INSTANCE/error"
    check "a type without its DLL" rm "$INSTANCE/res.script"
    expect "resource DLLs" failed "res.script"
    instance_set host user ""
    instance_stop
}

formats() {
    check_output "text has the remedies below" "  start it" sh -c \
        "'$instance_build/resapictl' check-setup; [ \$? -eq 1 ]"
    check_output "XML" '<check check="configuration" result="ok"' sh -c \
        "'$instance_build/resapictl' check-setup --output-as=xml; [ \$? -eq 1 ]"
    check_error "a word too many" 2 "one argument too many" ctl check-setup now
}

all_well
configuration
user
programs
import
wine
prefix
folders
pacemaker
service
daemon
formats
instance_audit
finish check-setup
