#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapictl import, as it is typed: on clusters that generate.py has made, and on what is damaged, lies or is
# hostile. Without resapid, Wine and a cluster.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"
EXAMPLES_TOP=$HERE/../..
# shellcheck source=../examples-lib.sh
. "$HERE/../examples-lib.sh"

BUILD=$(cd "${RESAPID_BUILD:?name the build folder}" && pwd) || exit 1
CTL=$BUILD/resapictl
# The one that python3-hivex is for.
PYTHON=/usr/bin/python3
[ -x "$PYTHON" ] || PYTHON=python3
DIR=$(mktemp -d) || exit 1
at_exit "rm -rf '$DIR'"
mkdir "$DIR/state" "$DIR/made"
export RESAPID_CONFIG="$DIR/resapid.conf"
cat >"$RESAPID_CONFIG" <<END
[resapid]
state_directory=$DIR/state
[import]
program=$BUILD/resapi-import
[wine]
inspect_program=$BUILD/resapi-inspect
END
cd "$DIR" || exit 1

check "clusters are made" "$PYTHON" "$HERE/../import/generate.py" . || finish import
check "hostile ones are made" "$PYTHON" "$HERE/../import/hostile.py" . || finish import

# import NAME STATUS ARGUMENT...: what it shows is in out and err.
import() {
    lib_name=$1
    lib_expected=$2
    shift 2
    LIB_STATUS=0
    timeout 60 "$CTL" import "$@" >out 2>err || LIB_STATUS=$?
    if [ "$LIB_STATUS" -eq "$lib_expected" ]; then
        pass "$lib_name"
        return 0
    fi
    tail -n 3 out err | cut -c 1-300 | sed 's/^/# /' >&2
    fail "$lib_name" "exit status $LIB_STATUS, not $lib_expected"
}

judge() {
    "$PYTHON" "$HERE/import-judge.py" "$@"
}

# One line, which names the thing and has the remedy, and nothing is shown.
one_line() {
    cut -c 1-300 err
    [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -e "$1" err && grep -qF -e "$2" err
}

# refused NAME STATUS THING REMEDY ARGUMENT...
refused() {
    about=$1
    thing=$3
    remedy=$4
    expected=$2
    shift 4
    import "$about" "$expected" "$@"
    check "$about: one line" one_line "$thing" "$remedy"
}

# finding NAME OBJECT PROPERTY TEXT: out is a report in JSON and has it; a PROPERTY of - is any or none.
finding() {
    check "$1" judge finding out "$2" "$3" "$4"
}

has_no() {
    ! grep -F -e "$@"
}

# ---------------------------------------------------------------------------------------------
# the same from every format

# all FOLDER FILE...: everything that can be made of them.
all() {
    folder=$1
    shift
    timeout 60 "$CTL" import --encoding=WINDOWS-1252 --output-dir="$folder" "$@" >/dev/null 2>folder.err
    [ $? -eq 5 ] || cat folder.err
}

# Without the names of the files that were read.
report_of() {
    sed '/^  read:/,/^  on Windows:/{/^  on Windows:/!d;}' "$1/report.txt"
}

same_as() {
    report_of "$1" >one.txt
    report_of "$2" >other.txt
    [ "$(wc -l <one.txt)" -gt 100 ] && diff one.txt other.txt | head -n 5 && cmp one.txt other.txt &&
        cmp "$1/cib.xml" "$2/cib.xml" && cmp "$1/crm.txt" "$2/crm.txt" && cmp "$1/pcs.sh" "$2/pcs.sh" &&
        cmp "$1/dlls.txt" "$2/dlls.txt"
}

for cluster in fileserver database large; do
    all "made/$cluster" "$cluster.hive"
    for file in "$cluster.reg" "$cluster-4.reg" "$cluster.clixml" "$cluster.json"; do
        all "made/$file" "$file"
        check "$file is as $cluster.hive" same_as "made/$cluster" "made/$file"
    done
    all "made/$cluster-parts" "$cluster-parts"/*.clixml
    check "the parts of $cluster are as $cluster.hive" same_as "made/$cluster" "made/$cluster-parts"
    check "$cluster: nothing starts by itself" judge stopped "made/$cluster/cib.xml"
    check "$cluster: the ids are good" judge ids "made/$cluster/cib.xml"
    check "$cluster: the page stands alone" judge page "made/$cluster/report.html"
done
mkdir -p backup/Windows/Cluster backup/Windows/System32
cp database.hive backup/Windows/Cluster/CLUSDB
all made/backup backup
check "a backup's CLUSDB is as the hive" same_as made/database made/backup
check "what is shown is what is written" sh -c "'$CTL' import database.hive --output-as=cib 2>err |
    cmp - made/database/cib.xml"
all made/listing database.listing
check "a listing has the same resources" judge primitives made/database/cib.xml made/listing/cib.xml
check_fails "another cluster has others" judge primitives made/database/cib.xml made/fileserver/cib.xml

# ---------------------------------------------------------------------------------------------
# what the documents show

check "the sample cluster is what generate.py makes: copy it to man/windows-cluster.xml" \
    cmp database.clixml "$EXAMPLES_TOP/man/windows-cluster.xml"

# In a folder of its own, where the export is and the commands are found.
readme_runs() {
    mkdir readme readme/bin && ln -s "$CTL" readme/bin/resapictl && cp database.clixml readme/cluster.xml &&
        readme_example "From a Windows cluster" >readme.sh && [ "$(wc -l <readme.sh)" -eq 2 ] &&
        (cd readme && PATH=$PWD/bin:$PATH sh ../readme.sh) >readme.out 2>readme.err
    [ $? -eq 5 ]
}

check "the README's commands import a cluster" readme_runs
check "what is to be decided is shown" grep -q '^  decide  *resource Orders Disk' readme.out
check "and what comes behind it is not" has_no "Groups and resources" readme.out
check "no pipe is complained of" has_no "EPIPE" readme.err
for file in report.html cib.xml crm.txt pcs.sh; do
    check "$file is where the README says" [ -s "readme/migration/$file" ]
done

# Each array and field of the report in JSON.
fields() {
    "$CTL" import database.clixml --simulate --output-as=json 2>fields.err | "$PYTHON" -c '
import json, sys
for name, records in json.load(sys.stdin).items():
    print(name)
    for record in records:
        print(*record, sep="\n")' | sort -u
}

fields_are_documented() {
    awk '/^\.Sh / { inside = $0 == ".Sh OUTPUT" } inside && sub(/^\.(It )?Va /, "")' \
        "$EXAMPLES_TOP/man/resapictl.8" | tr ' ' '\n' >documented
    fields >made/fields
    [ "$(wc -l <made/fields)" -gt 30 ] && ! grep -vxF -f documented made/fields
}

if command -v crm_simulate >/dev/null; then
    check "resapictl(8) has each field of the report" fields_are_documented
else
    skip "the fields of the report" "crm_simulate is not installed"
fi

# ---------------------------------------------------------------------------------------------
# several files

import "a listing and a hive" 5 database.listing database.hive --output-as=json
check "a listing and a hive agree" has_no "give files of one" out
import "a hive and all of PowerShell" 5 database.hive database.json --output-as=cib
check "they are as one of them" cmp out made/database/cib.xml
import "files that contradict each other" 5 small.reg later.reg --output-as=json
finding "the contradiction is a finding" address Address "later.reg has another value of it than small.reg"
import "files of two clusters" 5 small.reg other.reg --output-as=json
finding "the other cluster is a finding" other.reg - "give files of one cluster"
: >empty
import "a good file and an empty one" 5 small.reg empty --output-as=json
finding "the empty one is a finding" empty - "is empty"
refused "a good file and one that is not there" 1 absent.reg "ENOENT (2)" small.reg absent.reg

# ---------------------------------------------------------------------------------------------
# exit statuses, and the command line

import "nothing is lost or left to decide" 0 small.reg
check "nothing on stderr" [ ! -s err ]
check "the report says so" grep -q "There are none." out
import "findings" 5 database.hive
check "their number is on stderr" grep -qE '^resapictl import: [0-9]+ findings: ' err
refused "no FILE" 2 "FILE" "--help"
refused "an unknown format" 2 "--output-as=yaml" "give text" small.reg --output-as=yaml
refused "an unknown option" 2 "--no-such" "--help" small.reg --no-such
refused "--force alone" 2 "--force" "--output-dir" small.reg --force
refused "an unknown encoding" 2 "--encoding=nobody" "iconv -l" small.reg --encoding=nobody
for setting in nobody:ip=1 address address:ip address:=1 "address:a b=1" :ip=1 "" "type Nobody:ip=1" \
    "type IP Address:ip" "Größe:ip=1"; do
    refused "--set=$setting" 2 "--set=$setting" "RESOURCE:PARAMETER=VALUE" small.reg --set="$setting"
done
for node in nobody=a node1= node1 =a "node1=a b" node1=a+b "node1=-"; do
    refused "--node=$node" 2 "--node=$node" "WINDOWS=LINUX" small.reg --node="$node"
done
refused "two nodes of one name" 2 "node2" "give each its own" small.reg --node=node1=node2
refused "a node that is named twice" 2 "--node='node1=b'" "given before as 'node1=a': remove one" small.reg \
    --node=node1=a --node=node1=b
refused "--set that is given twice" 2 "--set='address:nic=2'" "given before as 'nic=1': remove one" small.reg \
    --set=address:nic=1 --set=address:nic=2
refused "--set that is not UTF-8" 2 "--set=" "is not UTF-8" small.reg --set="$(printf 'gr\366\337e:ip=1')"
for option in output-dir dll-dir encoding; do
    refused "--$option twice" 2 "--$option=b" "given before as 'a': remove one" small.reg --$option=a --$option=b
    refused "--$option of nothing" 2 "--$option=:" "leave the option out" small.reg --$option=
done
for folder in a b; do
    check "$folder is not written" [ ! -e $folder ]
done
cp small.reg ./-small.reg
import "-- ends the options" 0 -- -small.reg
import "-- behind a FILE" 5 small.reg -- -small.reg empty
import "--help" 0 --help
check "--help says what may be given more than once" [ "$(grep -c 'more than once' out)" -eq 3 ]
check "--help names the exit status of findings" grep -q '5 if there are findings' out
import "--version" 0 --version
check "--version shows it" grep -q '^resapictl [0-9]' out
LC_ALL=C.UTF-8 "$BUILD/resapi-import" --help >out 2>err
check "resapi-import: the letters of --help are all there" has_no '?' out
check_status "resapi-import: no FILE" 2 "$BUILD/resapi-import"
check_status "resapi-import: an unknown format" 2 "$BUILD/resapi-import" --output-as=yaml small.reg
"$CTL" import small.reg >/dev/full 2>err
check_status "output that cannot be written" 1 sh -c "exit $?"
check "output that cannot be written: ENOSPC" grep -qF "ENOSPC (28)" err
check_unread "a reader that has enough" 0 "$CTL" import small.reg
import_findings() {
    "$CTL" import database.hive 2>unread.err
}
check_unread "a reader that has enough, and findings" 5 import_findings
check "of which it is told all the same" grep -qE '^resapictl import: [0-9]+ findings: ' unread.err

# ---------------------------------------------------------------------------------------------
# what is no export

mkfifo fifo
mkdir -p nothing/below
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\1' >picture.png
tar cf archive.tar small.reg
printf regf >four
printf '{"a": 1}' >other.json
printf '<a/>' >other.xml
printf 'REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso]\r\n"a"="b"\r\n' >software.reg
printf '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Objs xmlns="%s"><S>&x;</S></Objs>' \
    http://schemas.microsoft.com/powershell/2004/04 >entity.xml
"$PYTHON" -c 'print("[" * 200000)' >deep.json
truncate -s 300M huge
ln -s loop loop
refused "no such file" 1 absent.hive "ENOENT (2)" absent.hive
refused "a folder without CLUSDB" 1 nothing 'Windows\Cluster\CLUSDB' nothing
refused "a FIFO" 1 fifo "give what was exported" fifo
refused "a device" 1 /dev/zero "give what was exported" /dev/zero
refused "an empty file" 1 empty "export it once more" empty
refused "a picture" 1 picture.png "give CLUSDB" picture.png
refused "a hive of four bytes" 1 four "reg export" four
refused "another JSON" 1 other.json "resapi-export.ps1" other.json
refused "another XML" 1 other.xml "export again" other.xml
refused "an XML with entities" 1 entity.xml "export again" entity.xml
refused "another registry export" 1 software.reg "HKLM\\Cluster" software.reg
refused "brackets without an end" 1 deep.json "deep" deep.json
refused "a huge file" 1 huge "EFBIG (27)" huge
refused "links in a circle" 1 loop "ELOOP (40)" loop
refused "files that all are nothing" 1 "nothing was understood" "resapi-migration(7)" picture.png other.json
import "an archive" 1 archive.tar
check "an archive: one line" one_line archive.tar ":"

# Truncated at each of some lengths: a finding or an error in one line, never a crash.
truncated() {
    size=$(stat -c %s "$1")
    for part in 1 3 64 300 500 700 900 950 990 999 1000; do
        length=$((size * part / 1000))
        [ "$part" -ne 1000 ] || length=$((size - 1))
        head -c "$length" "$1" >"cut-$1"
        status=0
        timeout 60 "$CTL" import "cut-$1" >out 2>err || status=$?
        [ "$status" -eq 1 ] && one_line "cut-$1" ":" >/dev/null && continue
        [ "$status" -eq 5 ] && grep -q findings: out && continue
        echo "$length bytes of $size: exit status $status"
        cat err
        return 1
    done
}

for file in database.hive database.reg database-4.reg database.clixml database.json database.listing; do
    check "$file, truncated" truncated "$file"
done
head -c -1 database.hive >cut.hive
import "a hive without its last byte" 5 cut.hive --output-as=json
finding "it is a finding" cut.hive - "is cut off"
"$CTL" import cut.hive --output-as=cib >out 2>err
check "the rest of it is converted" cmp out made/database/cib.xml
import "a hive with a damaged key" 5 damaged.hive --output-as=json
finding "a damaged key is a finding" damaged.hive - "cannot be read"
"$CTL" import damaged.hive --output-as=cib >out 2>err
# What is not of the key that has the damaged one.
without_parameters() {
    sed '/Orders-Database-instance_attributes"/,/<\/instance_/d' "$1"
}
without_parameters made/database/cib.xml >one.txt
without_parameters out >other.txt
check "all but what is below it is converted" cmp one.txt other.txt
head -c 12000 database.reg >cut.reg
import "half an export" 5 cut.reg --output-as=json
finding "half an export is a finding" cut.reg - "line "
head -c -60 database-4.reg >cut.reg
import "an export without its last lines" 5 cut.reg --output-as=json
finding "is a finding" cut.reg - "the file ends in the middle of a "
head -c -2 database-4.reg >cut.reg
import "an export without its last empty line" 5 cut.reg --output-as=json
finding "is in doubt" cut.reg - "does not end with an empty line"
"$CTL" import cut.reg --output-as=cib >out 2>err
check "and is read" cmp out made/database/cib.xml

# ---------------------------------------------------------------------------------------------
# what was forgotten

# parts_without NAME: the parts of database without those of this cmdlet.
parts_without() {
    set -- "$1" database-parts/*.clixml
    without=$1
    shift
    for part; do
        shift
        [ "$part" = "database-parts/$without.clixml" ] || set -- "$@" "$part"
    done
    import "no $without" 5 "$@" --output-as=json
}

parts_without OwnerNodes
finding "what nodes may own is a finding" DB-CLUSTER PossibleOwners "which nodes may own its resources is not told"
finding "what groups prefer is one" DB-CLUSTER PreferredOwners "which nodes its groups prefer is not told"
parts_without Groups
finding "what groups are like is a finding" DB-CLUSTER - "the common properties of its groups are not told"
check "the groups are there all the same" has_no "gets one of its own" out
parts_without Checkpoints
finding "checkpoints are a finding" DB-CLUSTER "registry checkpoints" "which registry checkpoints its resources have"
parts_without Parameters
finding "private properties are a finding" "Orders Database" - "no private property of it is told: give"
parts_without Dependencies
finding "dependencies are a finding" DB-CLUSTER Dependencies "resources depend on is not told"
import "nothing is forgotten" 5 database-parts/*.clixml --output-as=json
check "nothing is said to be" has_no "is not told" out
import "a listing of everything" 5 database.listing --output-as=json
check "nothing is said to be forgotten in it" has_no "is not told" out
sed "/^Listing private properties for 'Orders Database'/,/^Listing resource/{/^Listing resource/!d;}" \
    database.listing >less.listing
import "a listing without private properties of one" 5 less.listing --output-as=json
finding "is a finding" "Orders Database" - "no private property of it is told: give"
# The key Parameters behind that name.
awk '/^"Name"="Orders Database"/ { armed = 1 }
    armed && /^\[.*\\Parameters\]/ { skips = 1; armed = 0 }
    !skips { print }
    /^\r?$/ { skips = 0 }' database-4.reg >less.reg
import "a registry without private properties of one" 5 less.reg --output-as=json
finding "is to be decided" "Orders Database" - "no private property of it is told, while all else is"

# ---------------------------------------------------------------------------------------------
# its own output

for file in report.json report.txt report.html cib.xml crm.txt pcs.sh; do
    refused "$file of its own" 1 "$file" "give the export of the Windows cluster" "made/database/$file"
done
"$CTL" import database.hive --output-as=xml >own.xml 2>err
refused "its report in XML" 1 own.xml "is a report of resapictl import" own.xml
import "an export and a report of its own" 5 small.reg made/database/report.json --output-as=json
finding "is a finding" made/database/report.json - "is a report of resapictl import"

# ---------------------------------------------------------------------------------------------
# clusters in which something is wrong

import "dangling ids" 5 dangling.reg --output-as=json
finding "a provider that is not there" half Dependencies "is not there"
finding "a group that is not there" lost OwnerGroup "one of its own"
finding "an expression that is none" broken Dependencies "depends on nothing now"
import "a circle" 5 circle.reg --output-as=json
finding "a circle is cut" second Dependencies "lead in a circle"
finding "a circle of one" self Dependencies "depends on itself"
"$CTL" import circle.reg --output-as=cib >out 2>err
check "what is cut has good ids" judge ids out
import "objects of one name" 5 twice.reg --output-as=json
finding "two resources of one name" thing - "another resource has the same name"
finding "two groups of one name" same - "another group has the same name"
"$CTL" import twice.reg --output-as=cib >out 2>err
check "both are there" judge ids out
check "with ids of their own" [ "$(grep -c '<primitive id="thing' out)" -eq 2 ]
import "unknown types" 5 unknown.reg --output-as=json
finding "a type that nobody knows" riddle - "Nobody's Type is not known here"
finding "no type" typeless Type "has no resource type"
import "an export of nothing" 5 nothing.reg --output-as=json
finding "an export of nothing is a finding" nothing.reg - "neither a group nor a resource"
import "5,000 resources, in time" 5 many.reg --output-as=cib
check "all of them" [ "$(grep -c '<primitive ' out)" -eq 5000 ]
check "their ids" judge ids out

# Names that are no ids, or do something to a terminal or a page.
for file in names.reg names.json; do
    for format in text html json xml cib crm pcs; do
        import "$file as $format" 5 "$file" --output-as=$format
        cp out "out.$format"
        check "no control character is shown" judge clean out err
    done
    check "$file: the page stands alone" judge page out.html
    check "$file: JSON and XML can be read" judge data out.json out.xml
    check "$file: ids" judge ids out.cib
    check "$file: pcs' script is one" sh -n out.pcs
    check "$file: umlauts become letters" grep -q '<primitive id="Grosse-uber-Allem' out.cib
done
esc=$(printf '\033')
name="x${esc}[31m.reg"
: >"$name"
import "an escape sequence in a file's name" 1 "$name"
check "is not shown" has_no "$esc" err

import "encodings that are mixed" 5 mixed.listing --output-as=json
finding "is a finding" mixed.listing - "--encoding names another"
import "an encoding that is given" 5 mixed.listing --encoding=IBM437
check "is no finding" has_no "names another" out
check "and is taken" grep -q "DOS-ü" out
check "UTF-8 stays what it is" grep -q "UTF8-ä" out
import "an encoding that does not fit" 5 mixed.listing --encoding=US-ASCII --output-as=json
finding "an encoding that does not fit is a finding" mixed.listing - "it is not all US-ASCII"

# ---------------------------------------------------------------------------------------------
# the folder

import "a new folder" 5 database.hive --output-dir=new/deep
check "nothing is shown" [ ! -s out ]
cp err all.err
list=$(cd new/deep && find . -type f | sort | paste -s -d ' ' -)
check "all is in it" [ "$list" = "./cib.xml ./crm.txt ./dlls.txt ./pcs.sh ./report.html ./report.json ./report.txt ./types.d/ContosoDB" ]
check "types.d has the properties" grep -qxF '[property Port]' new/deep/types.d/ContosoDB
check "types.d has no values" has_no 18099 new/deep/types.d/ContosoDB
check "dlls.txt has the DLL" grep -qxF '%ProgramFiles%\Contoso\contosodb.dll' new/deep/dlls.txt
refused "a folder that has files" 1 "new/deep" "--force" small.reg --output-dir=new/deep
check "is left as it is" grep -q DB-CLUSTER new/deep/report.txt
echo mine >new/deep/mine
check "where the report is, is said" grep -qxF \
    "resapictl import: 8 findings: read new/deep/report.txt before anything is applied" all.err
printf '# ours\n# Made by hand\n[property Port]\nformat=DWORD\n' >new/deep/types.d/Mine
mkfifo new/deep/types.d/fifo
import "--force" 0 small.reg --output-dir=new/deep --force
check "another import's types.d is not left" [ ! -e new/deep/types.d/ContosoDB ]
check "one's own file is" grep -q "Made by hand" new/deep/types.d/Mine
check "what is no file is" [ -p new/deep/types.d/fifo ]
check "replaces what was written" grep -q SMALL new/deep/report.txt
check "and leaves what was not" grep -qx mine new/deep/mine
mkdir hollow
import "an empty folder" 0 small.reg --output-dir=hollow --output-as=cib
check "what is asked for is shown, too" cmp out hollow/cib.xml
refused "a folder that is a file" 1 small.reg "ENOTDIR (20)" small.reg --output-dir=small.reg
refused "a folder that cannot be made" 1 /proc/nobody "name another" small.reg --output-dir=/proc/nobody
mkdir blocked blocked/cib.xml
refused "a file that cannot be written" 1 blocked/cib.xml "cannot be written" small.reg --output-dir=blocked --force
mkdir emptied
import "all" 5 database.hive --output-dir=emptied
import "none" 0 small.reg --output-dir=emptied --force
check "no empty types.d is left" [ ! -e emptied/types.d ]

# Root may write everywhere but for what it gives up.
as_others() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --bounding-set=-dac_override "$@"
    else
        "$@"
    fi
}

mkdir -m 555 locked
as_others "$CTL" import small.reg --output-dir=locked >out 2>err
check_status "a folder that may not be written" 1 sh -c "exit $?"
check "one line with number and remedy" one_line \
    "locked/report.txt: cannot be written: give --output-dir a folder" "EACCES (13): Permission denied"
check "no name of a temporary file" has_no "Failed to create" err

# ---------------------------------------------------------------------------------------------
# secrets

# As text, in UTF-16, as hexadecimal digits of either, and as base64.
leaks() {
    grep -rlaiE 'marker-|m.a.r.k.e.r.-.|4d[ ,:]?61[ ,:]?72[ ,:]?6b|4d[ ,:]?00[ ,:]?61[ ,:]?00|TWFya2Vy' "$@"
}

check "a leak would be found" leaks secrets.reg secrets.hive secrets.clixml
for file in secrets.hive secrets.reg secrets-4.reg secrets.clixml secrets.json secrets.listing; do
    import "$file" 5 "$file" --output-as=json --output-dir="made/$file"
    for property in Password ConnectionString ApiToken Arguments State; do
        finding "$file: $property is told of" vault $property ""
    done
    finding "$file: the command line is told of" service CommandLine ""
    mv out err "made/$file"
    "$CTL" import "$file" --output-as=xml >"made/$file/xml" 2>&1
    check_status "$file: nothing of them is anywhere" 1 leaks "made/$file"
    check "$file: what is no secret is there" grep -q 'name="Port" value="4711"' "made/$file/cib.xml"
done
import "two files with other secrets" 5 secrets.reg secrets-2.reg --output-as=json
finding "is a contradiction" vault Password "has another value of it"
check_status "which does not tell them" 1 leaks out err
import "a secret that is set" 5 secrets.reg --set=vault:Password=mine --output-as=cib
check "is in the configuration" grep -q 'name="Password" value="mine"' out

# ---------------------------------------------------------------------------------------------
# what the user decides

import "before --set" 5 database.hive --output-as=json
finding "is to be decided" "Orders Disk" fstype "--set='Orders Disk:fstype=VALUE'"
for format in json cib crm pcs; do
    import "--set, as $format" 5 database.hive --set="Orders Disk:fstype=xfs" --node=NODE1=alpha \
        --node=node2=beta.example.com --output-as=$format
    mv out "out.$format"
done
mv out.json out
check_fails "is decided" judge finding out "Orders Disk" fstype ""
check "cib has it" grep -q 'name="fstype" value="xfs"' out.cib
check "crm has it" grep -q 'fstype=xfs' out.crm
check "pcs has it" grep -q 'fstype=xfs' out.pcs
for format in cib crm pcs; do
    check "$format has a node's new name" grep -q 'alpha' "out.$format"
    check "$format has the other's" grep -q 'beta.example.com' "out.$format"
    check "$format has none of the old" has_no NODE "out.$format"
done
# left COUNT: the findings that err tells of, and what they are is in out.
left() {
    grep -qF " $1 finding" err && [ "$(grep -c '"finding" : true' out)" -eq "$1" ]
}

import "the words that the report has for a value" 5 database.hive --set="Orders Disk:fstype=CHANGE-ME" \
    --set="Orders Disk:device=VALUE" --set="Orders Disk:directory=" --output-as=json
for given in "'CHANGE-ME'" "'VALUE'" nothing; do
    finding "$given decides nothing" "Orders Disk" - "--set gives $given: give the real one"
done
import "what cannot be" 5 database.hive --set="Orders Database:Port=abc" --set="Orders Database:Prot=1" \
    --set="Orders Disk:run_fsck=banana" --output-as=json
finding "a number that is none" "Orders Database" Port "Port is a DWORD: 'abc' is no number"
finding "a property that is none" "Orders Database" Prot "no property that the export has of type Contoso DB"
finding "a word that is none" "Orders Disk" DiskRunChkDsk "auto, force or no: 'banana' is none"
import "--set of a type" 5 large.hive --set="type Network Name:server=192.0.2.53" \
    --set="type Network Name:keyfile=/etc/dns.key" --output-as=cib
names=$(grep -c 'type="dnsupdate"' out)
check "the type has several" [ "$names" -gt 1 ]
check "all of the type have it" [ "$(grep -c 'name="server" value="192.0.2.53"' out)" -eq "$names" ]
check "none is left to decide" has_no 'name="server" value="CHANGE-ME"' out
import "--moved of what is not converted" 5 database.hive --moved="Available Storage" --output-as=json
finding "says why" "Available Storage" - "--moved does nothing, as the group is not converted: disks"
import "all is decided" 5 database.hive --output-as=json --set="Orders Disk:fstype=xfs" --set="orders disk:device=/dev/vdb1" \
    --set='Orders Database:Document=Z:\srv\orders\index.html' \
    --set="Orders Disk:directory=/srv/orders" --set="Orders Name:server=192.0.2.53" \
    --set="Orders Name:keyfile=/etc/orders.key"
check "what is left is work" left 2
finding "a service is to be installed" "Reports Service" - "ocf_resapi_GenericService(7)"
finding "failures count twice with an old Pacemaker" DB-CLUSTER - "double migration-threshold"
import "a cluster of 500 resources" 5 large.hive --output-as=json
check "has one finding for all of them" [ "$(grep -c 'double migration-threshold' out)" -eq 1 ]

import "a value that crmsh cannot read" 5 database.hive --output-as=json --output-dir=made/nocrm \
    --set="Orders Database:Document=Z:\\srv\\"
check "there is no crm.txt" [ ! -e made/nocrm/crm.txt ]
check "stderr says so" grep -qF "made/nocrm/crm.txt is not written" err
finding "it is a finding" "Orders Database" Document "crm.txt is not written"
check "the runbook says so" grep -qF "crm.txt was not written: Orders-Database: Document" made/nocrm/report.txt
check "the runbook does not load it" has_no "load update crm.txt" made/nocrm/report.txt

# What is printed can be pasted: no option of a remedy is on two lines.
options_are_whole() {
    [ "$(grep -cE -e "--set='[^']*=VALUE'\$" "$1")" -ge 5 ] && ! grep -E -e "--set=('[^']*|)\$" "$1"
}

check "remedies are on one line" options_are_whole made/database/report.txt
# commands REPORT: those of the runbook, but what is for Windows.
commands() {
    "$PYTHON" -c 'import json, sys
for line in json.load(open(sys.argv[1]))["commands"]:
    if line["side"] == "Linux":
        print(line["command"])' "$1"
}
for cluster in fileserver database large; do
    commands made/$cluster/report.json >commands.sh
    check "$cluster: a shell takes the commands" sh -n commands.sh
done
# Whatever names are, a shell makes one word of each option that a finding has.
options_are_words() {
    "$PYTHON" -c 'import json, subprocess, sys
count = 0
for note in json.load(open(sys.argv[1]))["notes"]:
    _, option, word = (note["why"] or "").partition("--set=")
    if option and note["object"].isprintable():
        said = subprocess.run(["sh", "-c", "printf %s " + option + word], capture_output=True, check=True).stdout.decode()
        assert said.startswith(option + note["object"] + ":") and said.endswith("=VALUE"), said
        count += 1
assert count > 10, count' "$1"
}

import "odd names" 5 names.json --output-as=json
check "their options are words" options_are_words out
commands out >commands.sh
check "a shell takes their commands" sh -n commands.sh
check "what is in a name has not run" [ ! -e pwned ]
commands made/database/report.json >commands.sh
check "the files of types.d are copied" grep -qxF "install -D -m 644 -t /etc/resapid/types.d types.d/ContosoDB" commands.sh
check "the agent is asked for" grep -qxF "crm_resource --show-metadata ocf:resapi:ContosoDB" commands.sh
check "the service is installed" grep -qF "wine sc create ContosoReports binPath= " commands.sh

# ---------------------------------------------------------------------------------------------
# applied with Pacemaker's own tools

cat >cluster.xml <<'END'
<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config>
      <cluster_property_set id="cib-bootstrap-options">
        <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
      </cluster_property_set>
    </crm_config>
    <nodes/>
    <resources/>
    <constraints/>
  </configuration>
  <status/>
</cib>
END

apply() {
    CIB_file="$DIR/$1.xml" cibadmin --modify --allow-create --xml-file "made/$1/cib.xml" &&
        CIB_file="$DIR/$1.xml" cibadmin --query >"$1.asked" && sed '1d' "$1.asked" >"$1.$2"
}

silent() {
    "$@" >silent.out 2>&1 && [ ! -s silent.out ] && return
    cat silent.out
    return 1
}

if command -v cibadmin >/dev/null && command -v crm_verify >/dev/null; then
    for cluster in fileserver database large; do
        cp cluster.xml "$cluster.xml"
        check "$cluster is applied" apply $cluster once
        check "$cluster: crm_verify finds nothing" silent crm_verify --verbose --xml-file $cluster.asked
        check "$cluster is applied again" apply $cluster twice
        check "$cluster: nothing is changed" cmp $cluster.once $cluster.twice
        check "$cluster: all of it is there" judge primitives $cluster.asked made/$cluster/cib.xml
    done
else
    skip "applying" "cibadmin or crm_verify is not installed"
fi

# places HEADING: what runs where below it, in one line.
places() {
    sed -n "/^$1\$/,/^\$/p" out | sed '1,2d' | tr -s ' \n' ' '
}

in_places() {
    places "$1"
    [ "$(places "$1")" = "$2" ]
}

on() {
    echo " Orders-Disk $1 Orders-IP $1 Orders-Name $1 Orders-Database $1 Reports-Service nowhere "
}

if command -v crm_simulate >/dev/null; then
    import "--simulate" 5 database.hive --simulate
    check "all nodes" in_places "With all nodes online" "$(on NODE1)"
    check "the first is lost" in_places "Without NODE1" "$(on NODE2)"
    check "the second is lost" in_places "Without NODE2" "$(on NODE1)"
    import "--simulate as JSON" 5 database.hive --simulate --output-as=json
    check "is in it" grep -q '"Orders-Database"' out
    mkdir later
    cat >later/crm_simulate <<END
#!/bin/sh
[ "\$*" != --version ] || { echo "Pacemaker 2.1.6-2.el9"; exit; }
exec $(command -v crm_simulate) "\$@"
END
    chmod 755 later/crm_simulate
    PATH=$DIR/later:$PATH import "--simulate with a later Pacemaker" 5 database.hive --simulate
    check "failures count once there" has_no "double migration-threshold" out
else
    skip "--simulate" "crm_simulate is not installed"
fi
mkdir bin
ln -s "$(command -v dot || echo /nowhere)" bin/dot
PATH=$DIR/bin "$CTL" import database.hive --simulate >out 2>err
check_status "--simulate without crm_simulate" 1 sh -c "exit $?"
check "says what to install" one_line crm_simulate "install pacemaker-cli-utils"

# ---------------------------------------------------------------------------------------------
# the DLLs

mkdir -p wine/x86_64-windows dlls/below
import "no DLLs" 5 database.hive
check "DLLs are not looked at" grep -qE '^ +inspect +not looked at$' out
import "a folder without the DLL" 5 database.hive --dll-dir=wine --output-as=json
finding "a DLL that is not there is a finding" "Contoso DB" DllName "not below --dll-dir"
"$PYTHON" "$HERE/make-pe.py" dlls/below/ContosoDB.DLL --export=Startup
import "a DLL that runs" 5 database.hive --dll-dir=dlls
check "the report says that it runs" grep -qE '^ +inspect +runs' out
"$PYTHON" "$HERE/make-pe.py" dlls/below/ContosoDB.DLL --export=Other
import "a DLL that does not run" 5 database.hive --dll-dir=dlls
check "the report says why" grep -qE '^ +inspect +is no resource DLL' out
import "the same as JSON" 5 database.hive --dll-dir=dlls --output-as=json
finding "a DLL that does not run is a finding" "Contoso DB" - "is no resource DLL"
refused "--dll-dir that is not there" 1 "--dll-dir=absent" "ENOENT (2)" database.hive --dll-dir=absent
refused "--dll-dir that is a file" 1 "--dll-dir=small.reg" "ENOTDIR (20)" database.hive --dll-dir=small.reg

# ---------------------------------------------------------------------------------------------
# the program behind it

cat >dies <<'END'
#!/bin/sh
kill -SEGV $$
END
chmod 755 dies
sed "s|^program=.*|program=$DIR/dies|" resapid.conf >dies.conf
RESAPID_CONFIG=$DIR/dies.conf refused "a crash is one line" 1 small.reg "was ended by SIGSEGV" small.reg
sed "s|^program=.*|program=$DIR/absent|" resapid.conf >absent.conf
RESAPID_CONFIG=$DIR/absent.conf refused "no resapi-import is one line" 1 "$DIR/absent: ENOENT (2)" \
    "correct [import] program in resapid.conf, or install resapid" small.reg

# The address sanitizer looks for leaks itself.
memcheck() {
    if grep -q __asan_init "$BUILD/resapi-import"; then
        "$BUILD/resapi-import" "$@"
    else
        valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
            "$BUILD/resapi-import" "$@"
    fi
}

check_status "memcheck: a hive" 5 memcheck fileserver.hive --output-as=text
check_status "memcheck: a damaged one" 5 memcheck damaged.hive --output-as=cib
check_status "memcheck: names" 5 memcheck names.json --output-as=html

finish import
