#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Types, resources and properties as resapictl shows and changes them, what survives restarts, and
# configurations, folders and database files that resapid must refuse: in one line, with the remedy.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
check_error "resapictl without resapid" 3 "$INSTANCE_NAME" ctl status
check "resapid starts" instance_start || finish check-faults
script res
dll=$INSTANCE/res.script

types() {
    check "a type is added" ctl type add Fake --dll="$dll"
    check "the same again changes nothing" ctl type add Fake --dll="$dll"
    check_output "it is listed" "$dll" ctl type list
    check_output "it is shown" "$dll" ctl type show Fake
    check_output "names have no case" "$dll" ctl type show fAKE
    check_error "another DLL for it" 1 "exists already with the resource DLL $dll" \
        ctl type add Fake --dll="$instance_build/fake-host"
    check_error "a DLL that is missing" 1 "$INSTANCE/none.dll: ENOENT (2)" \
        ctl type add None --dll="$INSTANCE/none.dll"
    check_error "a DLL that is a folder" 1 "is not a file: give the path of the DLL itself" \
        ctl type add None --dll="$INSTANCE"
    check_error "a type's name with a backslash" 1 "without backslash" \
        ctl type add 'A\B' --dll="$dll"
    check_error "a type's name of 256 characters" 1 "1 to 255 characters" \
        ctl type add "$(printf '%0256d' 0)" --dll="$dll"
    check_error "no DLL" 2 "--dll=FILE is missing" ctl type add None
    check_error "a type that is not there" 4 "resource type 'None'" ctl type show None
    check_error "removing it" 4 "resource type 'None'" ctl type remove None
    check_error "an unknown command" 2 "there is no command 'paint'" ctl type paint
}

# is_in RESOURCE GROUP
is_in() {
    echo "$1 is in $(field group "$1")"
    [ "$(field group "$1")" = "$2" ]
}

groups() {
    check "a resource has a group of its own" ctl resource add one --type=Fake
    check "which has its name" is_in one one
    check "another comes into a new group" ctl resource add two --type=Fake --group='My Shop'
    check "which it tells" is_in two 'My Shop'
    check "a third into the same, in capitals" ctl resource add three --type=Fake --group='MY SHOP'
    check "which has kept its name" is_in three 'My Shop'
    check "a fourth into the first one's" ctl resource add four --type=Fake --group=one
    check "which is the same" is_in four one
    check_output "text has it" "My Shop" ctl resource show two
    check_output "XML has it" 'group="My Shop"' ctl resource show two --output-as=xml
    check_error "a group's name with a backslash" 1 "without backslash" \
        ctl resource add five --type=Fake --group='A\B'
    check "a resource with a group's name" ctl resource add 'My Shop' --type=Fake
    check "has another group" is_in 'My Shop' 'My Shop (2)'
    check "a new name" ctl resource rename 'My Shop' shed
    check "does not go to a group that had another" is_in shed 'My Shop (2)'
    check "the first is removed" ctl resource remove one
    check "its guest stays in its group" is_in four one
    check "a resource of the name again" ctl resource add one --type=Fake
    check "finds the name taken" is_in one 'one (2)'
    check "the guest is renamed" ctl resource rename four 4
    check "in a group of another's name" is_in 4 one
    check "the guest is removed" ctl resource remove 4
    check "and renamed the other" ctl resource rename one un
    check "a name for whose group there is room" ctl resource add one --type=Fake
    check "has it" is_in one one
    check "a new name" ctl resource rename one uno
    check "is the group's too" is_in uno uno
    for name in two three shed un uno; do
        check "$name is removed" ctl resource remove "$name"
    done
}

resources() {
    check "a resource is added" ctl resource add res --type=Fake
    check_output "it is listed" "offline" ctl resource list
    check_error "the same again" 1 "exists already" ctl resource add res --type=Fake
    check_error "the same in capitals" 1 "exists already" ctl resource add RES --type=Fake
    check_output "names have no case" "offline" ctl status RES
    check_error "of a type that is not there" 4 "resource type 'None'" \
        ctl resource add other --type=None
    check_error "without a type" 2 "--type=TYPE is missing" ctl resource add other
    check_error "its type cannot be removed" 1 "it has resources (1)" ctl type remove Fake
    check "a resource of the type in capitals" ctl resource add second --type=FAKE
    check "the first is removed" ctl resource remove res
    check_error "the type is still in use" 1 "it has resources (1)" ctl type remove Fake
    check "the second is removed" ctl resource remove second
    check_error "removing what is not there" 4 "resource res" ctl resource remove res
    groups
    for verb in online offline terminate check; do
        check_error "$verb of what is not there" 4 "resource res" ctl "$verb" res
    done
    check "a type that nothing is of is removed" ctl type remove Fake
    check "and added again" ctl type add Fake --dll="$dll"
    check "a resource with a name in UTF-8" ctl resource add "Größe 東京" --type=Fake
    check "comes online" ctl online "grösse 東京"
    check_error "cannot be removed while it is online" 1 "is not offline" \
        ctl resource remove "Größe 東京"
    check "goes offline" ctl offline "Größe 東京"
    check "is removed" ctl resource remove "Größe 東京"
}

# shows NAME FORMAT VALUE
shows() {
    ctl resource show res --output-as=xml >"$INSTANCE/shown"
    cat "$INSTANCE/shown"
    grep -qF "<property name=\"$1\" format=\"$2\" value=\"$3\"/>" "$INSTANCE/shown"
}

properties() {
    check "a resource with properties" ctl resource add res --type=Fake \
        Port=8080 Root='/srv/a b' Text:SZ=42 Path:EXPAND_SZ='%SystemRoot%\x' \
        'List:MULTI_SZ=one;two;three' Flags:DWORD=0xFFFFFFFF Less:DWORD=-1 \
        Big:QWORD=0xFFFFFFFFFFFFFFFF Raw:BINARY=00ffDE 'Ümlaut=Größe'
    check "a number becomes a DWORD" shows Port DWORD 8080
    check "a text becomes an SZ" shows Root SZ "/srv/a b"
    check "SZ" shows Text SZ 42
    check "EXPAND_SZ" shows Path EXPAND_SZ '%SystemRoot%\x'
    check "MULTI_SZ" shows List MULTI_SZ 'one;two;three'
    check "DWORD in hexadecimal" shows Flags DWORD 4294967295
    check "a negative DWORD" shows Less DWORD 4294967295
    check "QWORD" shows Big QWORD 18446744073709551615
    check "BINARY" shows Raw BINARY 00ffde
    check "UTF-8" shows Ümlaut SZ Größe
    check "a property keeps its format" ctl resource set res Text=43
    check "it is still an SZ" shows Text SZ 43
    check "a property is removed" ctl resource set res Port=
    check_status "it is no longer shown" 1 shows Port DWORD 8080
    check "removing it again changes nothing" ctl resource set res Port=
    check_error "a text for a DWORD" 1 "property Flags='much'" ctl resource set res Flags=much
    check_error "a DWORD too large" 1 "property Flags='4294967296'" \
        ctl resource set res Flags=4294967296
    check_error "half a byte" 1 "pairs of hexadecimal digits" ctl resource set res Raw=abc
    check_error "a format that is none" 1 "there is no format FLOAT" ctl resource set res A:FLOAT=1
    check_error "a name with a backslash" 1 "write NAME=VALUE" ctl resource set res 'A\B=1'
    check_error "no value" 2 "PROPERTY=VALUE" ctl resource set res A
    check_error "a good one beside a wrong one" 1 "property Flags='much'" \
        ctl resource set res Text=44 Flags=much
    check "is not stored" shows Text SZ 43
    check_error "of what is not there" 4 "resource none" ctl resource set none A=1
    check_error "a value too long" 1 "property Long" \
        ctl resource set res "Long=$(printf '%050000d' 1)x"
    check "comes online" ctl online res
    check_output "a change while online is stored" "takes effect when" ctl resource set res Text=45
    check "goes offline" ctl offline res
}

usage() {
    check_error "a timeout of 0" 2 "--timeout=0" ctl online res --timeout=0
    check_error "a level that is none" 2 "--level=deep" ctl check res --level=deep
    check_error "a control code that is none" 2 "is no control code" ctl control res paint
    check_error "an output that is none" 2 "--output-as=yaml" ctl status --output-as=yaml
    check_error "an option that is none" 2 "--paint" ctl status --paint
    check_error "no name" 2 "an argument is missing" ctl online
}

# What resapictl says of everything, without times and process ids.
# Counts and times are of one resapid.
everything() {
    ctl type list
    {
        ctl resource list --output-as=json
        ctl resource show res --output-as=json
    } | grep -vE 'since|onlines|failures|_alive_'
}

survives() {
    everything >"$INSTANCE/before"
    "$1" || return
    instance_start || return
    everything >"$INSTANCE/after"
    diff "$INSTANCE/before" "$INSTANCE/after" && grep -q Größe "$INSTANCE/after"
}

# resapid once more, while none runs.
resapid() {
    timeout 60 "$instance_build/resapid" "$@"
}

# damaged NAME TEXT: a database that is damaged in the way of that name is refused, kept aside, and not
# replaced by an empty one, until a backup is in its place or the administrator has moved it.
damaged() {
    cp "$INSTANCE/good/clusdb" "$db"
    # The header of the second page.
    printf 'DAMAGED!' | dd of="$db" bs=1 seek=4096 conv=notrunc status=none
    [ "$1" = "a damaged database" ] || truncate -s 1000 "$db"
    cp "$db" "$INSTANCE/copy"
    check_error "$1" 1 "$2" resapid
    check "$1: it is kept aside" cmp "$db".damaged-*Z "$INSTANCE/copy"
    check_error "$1: no empty one takes its place" 1 "is missing since it was found damaged" resapid
    check_status "$1: nor did one before" 1 test -e "$db"
    cp -a "$INSTANCE/good/clusdb"* "$INSTANCE/state/"
    check "$1: resapid starts with a backup" instance_start
    check "$1: which is complete" shows Text SZ 45
    check_status "$1: and resapid ends" 0 instance_stop
    check "$1: what was damaged is still there" cmp "$db".damaged-*Z "$INSTANCE/copy"
    rm -f "$db"*
    check_error "$1: it is gone, another is aside" 1 "is missing since" with_aside
    rm -f "$db".damaged-*
    check "$1: moved away, resapid begins anew" instance_start
    check_status "$1: and ends" 0 instance_stop
    rm -f "$db"*
}

with_aside() {
    : >"$db.damaged-20260101T000000Z"
    resapid "$@"
}

refused_database() {
    db=$INSTANCE/state/clusdb
    cp -a "$INSTANCE/state" "$INSTANCE/good"

    yes "this is no database at all, only text" | head -n 500 >"$db"
    cp "$db" "$INSTANCE/copy"
    check_error "a text in place of the database" 1 "is no cluster database" resapid
    check "it is left as it is" cmp "$db" "$INSTANCE/copy"
    rm -f "$db"

    damaged "a damaged database" "is damaged"
    damaged "half a database" "is damaged"

    rm -rf "$db"
    mkdir "$db"
    check_error "a folder in place of the database" 1 "EISDIR (21)" resapid
    rmdir "$db"

    rm -rf "$INSTANCE/state"
    mv "$INSTANCE/good" "$INSTANCE/state"
    check "resapid starts with the good one" instance_start
    check "which is complete" shows Text SZ 45
    instance_stop
}

# refuses_config NAME TEXT LINE | [GROUP] KEY=VALUE: resapid refuses a configuration with that.
refuses_config() {
    rc_name=$1
    rc_text=$2
    shift 2
    cp "$RESAPID_CONFIG" "$INSTANCE/wrong.conf"
    if [ $# -eq 2 ]; then
        rc_group=${1#[}
        config_set "$INSTANCE/wrong.conf" "${rc_group%]}" "${2%%=*}" "${2#*=}"
    else
        printf '%s\n' "$1" >>"$INSTANCE/wrong.conf"
    fi
    check_error "$rc_name" 1 "$rc_text" \
        env RESAPID_CONFIG="$INSTANCE/wrong.conf" timeout 60 "$instance_build/resapid"
    check_error "$rc_name, to resapictl" 1 "$rc_text" \
        env RESAPID_CONFIG="$INSTANCE/wrong.conf" "$instance_build/resapictl" status
}

# finds_all TEXT...: a line for each, and no other.
finds_all() {
    RESAPID_CONFIG=$INSTANCE/wrong.conf resapid --check-config >"$INSTANCE/findings" 2>&1
    [ "$(wc -l <"$INSTANCE/findings")" -eq $# ] || return
    for fa_text in "$@"; do
        grep -qF "wrong.conf$fa_text" "$INSTANCE/findings" || return
    done
}

refused_configuration() {
    refuses_config "an unknown group" "there is no group [hosts]" '[hosts]' 'user=nobody'
    refuses_config "an unknown option" "[resapid] has no option 'colour'" '[resapid]' 'colour=red'
    refuses_config "a bad level" "log_level=loud: give one of" '[resapid]' 'log_level=loud'
    refuses_config "a relative path" "give an absolute path" '[resapid]' 'run_directory=run'
    refuses_config "a number too large" "give seconds from 1 to 3600" '[host]' 'start_timeout=3601'
    refuses_config "no number" "give a number from" '[host]' 'open_files=many'
    refuses_config "neither yes nor no" "give yes or no" '[pacemaker]' 'push_failures=maybe'
    refuses_config "a line that is none" "wrong.conf:$(($(wc -l <"$RESAPID_CONFIG") + 1)): 'nonsense' is no option" \
        'nonsense'
    printf '[host]\nuser=a\nusr=b\n[hots]\n[resapid]\nlog_level=loud\n' >"$INSTANCE/wrong.conf"
    check_fails "--check-config refuses it" env RESAPID_CONFIG="$INSTANCE/wrong.conf" \
        "$instance_build/resapid" --check-config
    check "and names all mistakes with their lines" finds_all ":3: " ":4: " ":6: "
    printf '[host]\nuser=\nuser=\n' >"$INSTANCE/wrong.conf"
    check_error "an option that is given twice" 1 "wrong.conf:3: [host] user is given in line 2 too" \
        env RESAPID_CONFIG="$INSTANCE/wrong.conf" "$instance_build/resapid"
    check_error "a configuration that is missing" 1 "$INSTANCE/none.conf" \
        env RESAPID_CONFIG="$INSTANCE/none.conf" "$instance_build/resapid"
    check_error "and to resapictl" 1 "$INSTANCE/none.conf" \
        env RESAPID_CONFIG="$INSTANCE/none.conf" "$instance_build/resapictl" status
    check_error "an option that is none" 2 "--paint" resapid --paint
    check_error "a word too many" 2 "unexpected argument" resapid paint
    check_output "--check-config" "good" resapid --check-config
}

# with_option GROUP KEY VALUE: resapid with one option more.
with_option() {
    cp "$RESAPID_CONFIG" "$INSTANCE/more.conf"
    config_set "$INSTANCE/more.conf" "$1" "$2" "$3"
    RESAPID_CONFIG=$INSTANCE/more.conf timeout 60 "$instance_build/resapid"
}

refused_folders() {
    touch "$INSTANCE/file"
    check_error "a state folder below a file" 1 "$INSTANCE/file/state: cannot create the folder" \
        with_option resapid state_directory "$INSTANCE/file/state"
    check_error "a run folder below a file" 1 "$INSTANCE/file/run: cannot create the folder" \
        with_option resapid run_directory "$INSTANCE/file/run"
    # Root writes into read-only folders; /proc refuses even root.
    check_error "a folder that takes no files" 1 "cannot create the folder" \
        with_option resapid state_directory /proc/resapid
    check_error "a state folder that takes no database" 1 "cluster database" \
        with_option resapid state_directory /proc/self/fdinfo
    long=$INSTANCE/$(printf '%0100d' 0)
    check_error "a run folder with too long a name for sockets" 1 "choose a shorter run_directory" \
        with_option resapid run_directory "$long"
    check_error "--check-config finds it too" 1 "choose a shorter run_directory" \
        env RESAPID_CONFIG="$INSTANCE/more.conf" "$instance_build/resapid" --check-config
}

types
resources
properties
usage
check "everything survives a restart" survives instance_stop
check "everything survives a kill" survives instance_kill
check "resapid ends" instance_stop
refused_database
refused_configuration
refused_folders
instance_audit
finish check-faults
