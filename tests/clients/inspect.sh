#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapictl inspect, without Wine: on files made for it, a folder that stands for Wine's, and what lies.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

BUILD=$(cd "${RESAPID_BUILD:?name the build folder}" && pwd) || exit 1
CTL=$BUILD/resapictl
DIR=$(mktemp -d) || exit 1
at_exit "rm -rf '$DIR'"
WINE=$DIR/wine/x86_64-windows
mkdir -p "$WINE" "$DIR/own" "$DIR/state" "$DIR/hostile"
export RESAPID_CONFIG="$DIR/resapid.conf"
cat >"$RESAPID_CONFIG" <<END
[resapid]
state_directory=$DIR/state
[host]
program=$DIR/own/resapi-host.exe
[wine]
inspect_program=$BUILD/resapi-inspect
END

make_pe() {
    python3 "$HERE/make-pe.py" "$@"
}

# inspect NAME STATUS FILE [OPTION...]: what it shows is in $DIR/out and $DIR/err.
inspect() {
    lib_name=$1
    lib_expected=$2
    shift 2
    "$CTL" inspect "--wine-dll-directory=$DIR/wine" "$@" >"$DIR/out" 2>"$DIR/err"
    LIB_STATUS=$?
    if [ "$LIB_STATUS" -eq "$lib_expected" ]; then
        pass "$lib_name"
    else
        tail -n 5 "$DIR/out" "$DIR/err" | cut -c 1-300 | sed 's/^/# /' >&2
        fail "$lib_name" "exit status $LIB_STATUS, not $lib_expected"
    fi
}

# verdict NAME STATUS TEXT FILE [OPTION...]: the last line shown has the text.
verdict() {
    text=$3
    about=$1
    expected=$2
    shift 3
    inspect "$about" "$expected" "$@"
    check "$about: verdict" ends_with "$text"
}

ends_with() {
    tail -n 1 "$DIR/out" | grep -F -- "$1" && return
    tail -n 1 "$DIR/out" | cut -c 1-300
    return 1
}

# error NAME TEXT FILE: one line that names the file and has the text, nothing shown, exit status 1.
error() {
    inspect "$1" 1 "$3"
    check "$1: one line" one_line "$DIR/err" "$2" "${3##*/}"
}

one_line() {
    cut -c 1-300 "$1"
    [ ! -s "$DIR/out" ] && [ "$(wc -l <"$1")" -eq 1 ] && grep -qF -- "$2" "$1" && grep -qF -- "$3" "$1"
}

return_status() {
    return "$1"
}

shown() {
    check "$1" grep -qE -- "$2" "$DIR/out"
}

# What stands for Wine and for resapid's own.
make_pe "$WINE/ntdll.dll" --wine --export=RtlDo --export=RtlNever=stub
make_pe "$WINE/kernel32.dll" --wine --export=Sleep --export=Do=NTDLL.RtlDo \
    --export=Never=NTDLL.RtlNever --export=Lost=NTDLL.RtlGone --export=Away=nodll.Gone \
    --export=Ordinal=NTDLL.#1 --export=Circle=kernel32.Circle
make_pe "$WINE/part.dll" --wine --export=Done --export=Undone=stub --export='#' --export='#=#'
make_pe "$WINE/mscoree.dll" --wine --export=CorInit
make_pe "$WINE/apisetschema.dll" --wine --api-set=api-ms-win-core-synch-l1-1-1=kernel32.dll \
    --api-set=ext-ms-nobody-l1-1-0=
make_pe "$DIR/own/clusapi.dll" --export=OpenCluster
make_pe "$DIR/own/resutils.dll" --export=ResUtilDupString

cd "$DIR" || exit 1

# ---------------------------------------------------------------------------------------------
# what is right

make_pe good.dll --export=Startup --export=StartupEx --import=KERNEL32.dll=Sleep,Do,Ordinal \
    --import=CLUSAPI.dll=OpenCluster --import=RESUTILS.dll=ResUtilDupString \
    --import=part=Done,#3 --delay=part.dll=Done --import=api-ms-win-core-synch-l1-1-0.dll=Sleep
verdict "a good DLL" 0 "good.dll: runs" good.dll
shown "a good DLL: machine, kind and entry points" '^.*good.dll +x86_64 +PE32\+ +DLL +Startup StartupEx +V1 to V4$'
shown "a good DLL: a function of resapid's" '^good.dll +CLUSAPI.dll +OpenCluster +implemented$'
shown "a good DLL: one of Wine's" '^good.dll +KERNEL32.dll +Do +found$'
shown "a good DLL: one by its ordinal" '^good.dll +part +#3 +found$'
shown "a good DLL: an API set" '^good.dll +api-ms-win-core-synch-l1-1-0.dll +loaded +1 +Wine .*/kernel32.dll$'
shown "a good DLL: a delay-loaded one" '^good.dll +part.dll +called +1 +Wine '
inspect "JSON" 0 good.dll --output-as=json
check "JSON is JSON" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert d["files"][0]["entry_points"] == ["Startup", "StartupEx"]
assert d["verdicts"][0]["runs"] is True and d["verdicts"][0]["missing"] == 0
assert [i["ordinal"] for i in d["imports"] if i["function"] is None] == [3]
assert any(i["delayed"] for i in d["imports"])' "$DIR/out"
inspect "XML" 0 good.dll --output-as=xml
check "XML is XML" python3 -c 'import sys, xml.etree.ElementTree as e
r = e.parse(sys.argv[1]).getroot()
assert r.find("verdicts/verdict").get("runs") == "true"' "$DIR/out"
make_pe v1.dll --export=Startup --import=kernel32.dll=Sleep
inspect "Startup alone" 0 v1.dll
shown "Startup alone: version 1" ' Startup +V1$'
inspect "a path from elsewhere" 0 "../${DIR##*/}/v1.dll"

# ---------------------------------------------------------------------------------------------
# warnings

make_pe refused.dll --export=Startup --import=clusapi.dll=AddClusterGroupDependency,OpenCluster
verdict "a refused function" 0 "runs; 1 function that it imports is refused with ERROR_CALL_NOT_IMPLEMENTED: clusapi.dll!AddClusterGroupDependency; it may" refused.dll
shown "a refused function: in the table" 'AddClusterGroupDependency +refused$'
make_pe stub.dll --export=Startup --import=part.dll=Undone,#4 --import=kernel32.dll=Never
verdict "stubs" 0 "3 functions that it imports are only stubs in Wine, whose call ends its host: part.dll!Undone, part.dll!#4, kernel32.dll!Never" stub.dll
make_pe late.dll --export=Startup --delay=nowhere.dll=Thing --delay=part.dll=Nothing
verdict "delay-loaded, and not there" 0 "1 DLL that it loads when needed is not found, which then ends its host: nowhere.dll; 1 function that it looks for" late.dll

# ---------------------------------------------------------------------------------------------
# what does not run

make_pe nodll.dll --export=Startup --import=nowhere.dll=Thing
verdict "a missing DLL" 1 "does not load: a DLL that it imports is not found: nowhere.dll;" nodll.dll
shown "a missing DLL: its function" 'nowhere.dll +Thing +no-dll$'
make_pe nofunction.dll --export=Startup --import=kernel32.dll=Sleep,Nothing,Lost,Away,Circle \
    --import=clusapi.dll=NoSuchFunction,#1
verdict "missing functions" 1 "loads, but is not to be trusted: 6 functions that it imports are missing" nofunction.dll
make_pe net.dll --export=Startup --import=mscoree.dll=CorInit
verdict "what resapid switches off" 1 "mscoree.dll (resapid switches it off" net.dll
make_pe set.dll --export=Startup --import=ext-ms-nobody-l1-1-0.dll=Any
verdict "an API set without a DLL" 1 "(an API set that Wine has no DLL for)" set.dll
make_pe path.dll --export=Startup --import=..\\..\\etc\\passwd.dll=Any
verdict "an import by a path" 1 "(it is imported by a path, not by a name)" path.dll
make_pe program.exe --exe --export=Startup --import=kernel32.dll=Sleep
verdict "a program" 1 "is no resource DLL: it is a program" program.exe
make_pe plain.dll --export=Other --import=kernel32.dll=Sleep
verdict "no Startup" 1 "is no resource DLL: it exports neither Startup nor StartupEx" plain.dll
make_pe narrow.dll --machine=i386 --export=Startup --import=clusapi.dll=OpenCluster \
    --import=kernel32.dll=Sleep
verdict "a 32-bit DLL" 1 "does not load: it is for i386, and resapid runs DLLs for x86_64 only" narrow.dll
shown "a 32-bit DLL: what of resapid it imports" 'clusapi.dll +OpenCluster +implemented$'
shown "a 32-bit DLL: Wine is not there for it" 'kernel32.dll +Sleep +unknown$'

# ---------------------------------------------------------------------------------------------
# the DLLs beside it

mkdir "$DIR/chain"
make_pe chain/top.dll --export=Startup --import=middle.dll=Middle
make_pe chain/Middle.DLL --export=Middle --import=bottom.dll=Bottom --import=top.dll=Startup
make_pe chain/bottom.dll --export=Bottom --import=kernel32.dll=Nothing --import=bottom.dll=Bottom
verdict "a missing function two DLLs down, and a circle" 1 "kernel32.dll!Nothing (imported by bottom.dll)" chain/top.dll
shown "a DLL beside, in other letters" '^top.dll +middle.dll +loaded +1 +beside .*/Middle.DLL$'
make_pe chain/bottom.dll --export=Bottom
inspect "the same made whole" 0 chain/top.dll
make_pe chain/bottom.dll --machine=i386 --export=Bottom
verdict "a 32-bit DLL beside" 1 "chain/bottom.dll is for i386)" chain/top.dll
head -c 900 chain/Middle.DLL >chain/cut && mv chain/cut chain/Middle.DLL
verdict "a damaged DLL beside" 1 "Middle.DLL: is damaged: it ends before its last section does" chain/top.dll
mkdir "$DIR/many"
make_pe --chain many 70
verdict "more DLLs than are followed" 1 "imports more than 64 DLLs of its own" many/d1.dll
mkdir -p "$DIR/state/prefix/drive_c/windows/system32"
make_pe "$DIR/state/prefix/drive_c/windows/system32/vendor.dll" --export=Thing
make_pe vendored.dll --export=Startup --import=vendor.dll=Thing
inspect "a DLL in the prefix" 0 vendored.dll
shown "a DLL in the prefix: where" 'vendor.dll +loaded +1 +prefix '
rm "$DIR/own/clusapi.dll"
verdict "resapid's own is gone" 1 "install resapid again" refused.dll

# ---------------------------------------------------------------------------------------------
# what is no PE file, and what lies

error "no file" "ENOENT (2)" "$DIR/absent.dll"
error "a folder" "EISDIR (21)" "$DIR/chain"
mkfifo "$DIR/fifo.dll"
error "a fifo" "is no file" "$DIR/fifo.dll"
: >"$DIR/empty.dll"
error "an empty file" "is empty" "$DIR/empty.dll"
echo "no DLL at all" >"$DIR/text.dll"
error "a text" "is no PE file" "$DIR/text.dll"
printf 'MZ%062dNE' 0 >"$DIR/sixteen.dll"
error "a 16-bit file" "DOS or 16-bit Windows" "$DIR/sixteen.dll"
truncate -s 200M "$DIR/huge.dll"
error "a huge file" "EFBIG (27)" "$DIR/huge.dll"
if [ "$(id -u)" -ne 0 ]; then
    cp good.dll secret.dll && chmod 0 secret.dll
    error "a file that may not be read" "EACCES (13)" "$DIR/secret.dll"
fi
make_pe esc.dll --export=Startup --import="$(printf 'a\33[31m\33]0;x\7.dll')=F" \
    --import=kernel32.dll="$(printf 'F\33[2J\377')"
inspect "escape sequences and bytes that are no text" 1 esc.dll
check_status "no escape sequence is shown" 1 grep -q "$(printf '\33')" "$DIR/out"
inspect "the same as JSON" 1 esc.dll --output-as=json
check "JSON of it is JSON" python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$DIR/out"

# Files that lie: each a line or a verdict, exit status 1, in time.
make_pe --hostile "$DIR/hostile"
lies=0
for file in "$DIR"/hostile/*.dll; do
    timeout 60 "$BUILD/resapi-inspect" "--wine-dll-directory=$DIR/wine" "$file" \
        >"$DIR/out" 2>"$DIR/err"
    status=$?
    lies=$((lies + 1))
    lines=$(cat "$DIR/err" "$DIR/out" | grep -cF "${file##*/}: ")
    [ "$status" -eq 1 ] && [ "$lines" -eq 1 ] && continue
    head -n 3 "$DIR/err" | sed 's/^/# /' >&2
    fail "${file##*/}" "exit status $status, $lines lines"
done
check "files that lie are refused" [ "$lies" -gt 60 ]

# The address sanitizer looks for leaks itself.
memcheck() {
    if grep -q __asan_init "$BUILD/resapi-inspect"; then
        "$BUILD/resapi-inspect" "$@"
    else
        valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
            "$BUILD/resapi-inspect" "$@"
    fi
}

check_status "memcheck: a verdict" 1 memcheck "--wine-dll-directory=$DIR/wine" nofunction.dll
check_status "memcheck: a damaged file" 1 memcheck "--wine-dll-directory=$DIR/wine" \
    "$DIR/hostile/imports-at-1.dll"

# ---------------------------------------------------------------------------------------------
# the program behind it

cat >"$DIR/dies" <<'END'
#!/bin/sh
kill -SEGV $$
END
chmod 755 "$DIR/dies"
sed "s|^inspect_program=.*|inspect_program=$DIR/dies|" "$RESAPID_CONFIG" >"$DIR/dies.conf"
RESAPID_CONFIG=$DIR/dies.conf error "a crash is one line" "was ended by SIGSEGV" "$DIR/good.dll"
sed "s|^inspect_program=.*|inspect_program=$DIR/absent|" "$RESAPID_CONFIG" >"$DIR/absent.conf"
RESAPID_CONFIG=$DIR/absent.conf error "no resapi-inspect is one line" \
    "absent: ENOENT (2): No such file or directory: correct [wine] inspect_program in resapid.conf, or install" "$DIR/absent"
check_unread "a reader that has enough" 0 "$CTL" inspect "--wine-dll-directory=$DIR/wine" v1.dll
"$CTL" inspect "--wine-dll-directory=$DIR/wine" good.dll >/dev/full 2>"$DIR/err"
check_status "output that cannot be written" 1 return_status $?
check "output that cannot be written: ENOSPC" grep -F "ENOSPC (28)" "$DIR/err"
check_status "no such folder of Wine's" 1 "$CTL" inspect --wine-dll-directory="$DIR/own" good.dll
check_status "no FILE" 2 "$CTL" inspect
check_status "two FILEs" 2 "$CTL" inspect good.dll v1.dll
check_status "resapi-inspect: no FILE" 2 "$BUILD/resapi-inspect"
check_status "resapi-inspect: a bad format" 2 "$BUILD/resapi-inspect" --output-as=yaml good.dll

finish check-faults
