#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of resapictl in bash: the function is called as bash calls it, with the words of a command line.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
PATH=$instance_build:$PATH

# completions WORD...: those of the last word, one a line, each as it would stand on the command line.
completions() {
    # The names are looked for within 2 s, which a slow machine may need. timeout(1) stands for itself.
    # shellcheck disable=SC2016
    bash --norc -c '. "$1" || exit
timeout() { command timeout "$(($1 * 30))" "${@:2}"; }
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_resapictl
printf "%s\n" "${COMPREPLY[@]}"' bash "$RESAPID_SOURCE/tools/completions/resapictl" "$@" 2>"$INSTANCE/complaints"
}

# offers "LIST" WORD...: just these, a | between them, and nothing is complained of.
offers() {
    list=$1
    shift
    given=$(completions resapictl "$@" | sort | paste -s -d '|')
    echo "$given"
    [ "$given" = "$list" ] && [ ! -s "$INSTANCE/complaints" ]
}

# offer "LIST" WORD...
offer() {
    check "resapictl $(shift; echo "$*"): $1" offers "$@"
}

# Each command that the help names can be completed to.
offers_all_commands() {
    commands=$("$instance_build/resapictl" --help | sed -n '/^Commands:/,$s/^  \([a-z][a-z-]*\).*/\1/p' | sort -u | paste -s -d '|')
    case $commands in *check-setup*status*) ;; *) return 1 ;; esac
    offers "$commands" ""
}

commands() {
    check "all commands are offered" offers_all_commands
    offer "offline|online" o
    offer "resource" res
    offer "add|agent|control|list|remove|set|show" type ""
    offer "remove|rename" resource re
    offer "" no-such-command ""
    offer "" type list ""
    offer "" resource add ""
}

options() {
    offer "--isolation=" type add --i
    offer "--reopen=" type add NAME --re
    offer "--version" --v
    offer "resource|type" type add NAME --isolation =
    offer "resource" type add NAME --isolation = r
    offer "json" status --output-as = j
    offer "json|text|xml" --output-as =
    offer "" online --no-such-option = ""
    # Behind an option that has its value.
    offer "list" resource --output-as = json l
}

files() {
    cd "$INSTANCE" || return
    : >one.dll
    : >"two 2.dll"
    offer "one.dll" type add NAME --dll = on
    offer "two 2.dll" type add NAME --dll = two
    mkdir -p files/folder
    : >files/file.reg
    offer "files/file.reg|files/folder" import files/f
    offer "files/file.reg" import files/folder files/fi
    offer "files/folder" import files/file.reg --output-dir = files/f
    offer "files/folder" import --dll-dir = files/
    offer "cib|crm" import files/file.reg --output-as = c
    offer "--set=" import files/file.reg --se
    cd "$OLDPWD" || return
}

# shellcheck disable=SC2016
names() {
    offer "" online ""
    check "without resapid nothing is complained of" test ! -s "$INSTANCE/complaints"
    instance_start
    new_resource res
    script "Sample Web"
    ctl type add "Sample Web" --dll="$INSTANCE/Sample Web.script" >/dev/null
    ctl resource add 'a "quoted" $name' --type="Sample Web" >/dev/null
    ctl resource add rest --type=res >/dev/null
    offer "res|rest" online re
    offer 'Generic\ Application|Generic\ Script|Generic\ Service|Sample\ Web|res' type show ""
    offer 'Sample\ Web' type remove "'Sam"
    offer 'Sample\ Web' type set 'Sample\ W'
    offer 'Sample\ Web' resource add NAME --type = Sam
    offer 'a\ \"quoted\"\ \$name' status a
    offer "" online res ""
    offer "res|rest" resource show r
    offer "res|rest" control --timeout = 5 re
    check "it ends" instance_stop
}

commands
options
files
names
instance_audit
finish completion
