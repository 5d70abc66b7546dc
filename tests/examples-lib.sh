# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The examples of the man pages, as they are printed; source it with EXAMPLES_TOP, the source folder, set.
#
#   examples PAGE           prints the names of the page's examples
#   example PAGE NAME       prints one of them; that this script has run it is kept for the check that
#                           all of them are run somewhere (cluster/manual.sh)
#   example_carry_out       prints a script that carries out, until a command fails, the example on
#                           stdin. If its first line begins with a prompt, `# ` or `$ `, then what has
#                           none is output that the commands have to print
#   example_ran PAGE NAME SCRIPT    has SCRIPT run it? 2 if SCRIPT was not run in this build
#   readme_example HEADING  prints the first commands of that section of the README
#
# An example is each .Bd -literal or .Dl in EXAMPLES, anywhere in a tutorial, and elsewhere if it has a
# name. Its name is its first line, or stands above it: `.\" Example: NAME`.

man=$EXAMPLES_TOP/man
examples_ran=${RESAPID_BUILD:?name the build folder}/examples
mkdir -p "$examples_ran"
: >"$examples_ran/${0##*/}"

# examples_read PAGE: each line of each example, as NAME, a tab, and the line.
examples_read() {
    case $1 in
    */*) set -- "$1" ;;
    *) set -- "$man/$1" ;;
    esac
    awk -v "everywhere=$(expr "$1" : '.*tutorial')" '
        function plain(line) {
            gsub(/\\\(dq/, "\"", line); gsub(/\\\(aq/, "\047", line)
            gsub(/\\-/, "-", line); gsub(/\\&/, "", line); gsub(/\\e/, "\\", line)
            return line
        }
        function tell(line) {
            line = plain(line)
            if (name == "") name = line
            print name "\t" line
        }
        /^\.Sh / { wanted = everywhere || $0 == ".Sh EXAMPLES" }
        sub(/^\.\\" Example: /, "") { name = $0; next }
        sub(/^\.Dl /, "") { if (wanted || name != "") tell($0); name = ""; next }
        /^\.Bd .*-literal/ { inside = wanted || name != ""; next }
        /^\.Ed/ { inside = 0; name = ""; next }
        inside && !/^\./ { tell($0) }' "$1"
}

examples() {
    examples_read "$1" | cut -f 1 | awk '!seen[$0]++'
}

example() {
    printf '%s|%s\n' "$1" "$2" >>"$examples_ran/${0##*/}"
    examples_read "$1" | NAME=$2 awk -F '\t' '
        $1 == ENVIRON["NAME"] { sub(/^[^\t]*\t/, ""); print }'
}

example_ran() {
    [ -e "$examples_ran/$3" ] || return 2
    grep -qxF -e "$1|$2" "$examples_ran/$3"
}

example_carry_out() {
    awk -v "prelude=$EXAMPLES_TOP/tests/example-session.sh" '
        function end_command() {
            if (!shown) return
            print "END_OF_COMMAND\nexample_compare <<\"END_OF_OUTPUT\""
            printf "%s", output
            print "END_OF_OUTPUT"
            output = ""
        }
        NR == 1 {
            session = /^[#$] /
            print "set -e"
            while (session && (getline line < prelude) > 0) print line
        }
        !session { print; next }
        /^[#$] / || more {
            if (!more) { end_command(); print "example_run <<\"END_OF_COMMAND\""; shown = 1 }
            more = /\\$/
            sub(/^[#$>] /, ""); print; next
        }
        { output = output $0 "\n" }
        END { if (session) end_command() }'
}

readme_example() {
    awk -v "heading=## $1" '
        /^## / { inside = $0 == heading; next }
        inside && /^```/ && shown++ { exit }
        inside && shown && !/^```/ { print }' "$EXAMPLES_TOP/README.md"
}
