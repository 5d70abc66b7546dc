#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What resapictl inspect says of a file is what becomes of it when a host loads it.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"

wine_instance
instance_set wine inspect_program "$BUILD/resapi-inspect"
folder=$INSTANCE/dlls
mkdir "$folder"

make_dll() {
    file=$folder/$1.dll
    shift
    python3 "$here/../clients/make-pe.py" "$file" "$@"
}

# agrees NAME STATUS VERDICT REASON FILE: inspect's exit status and verdict, and why the file's resource
# then fails to come online. Startup of those made here returns ERROR_NOT_SUPPORTED: it was called.
agrees() {
    ctl inspect "$5" >"$INSTANCE/verdict" 2>&1
    check_status "$1: inspect's exit status" "$2" return_status $?
    check "$1: inspect's verdict" grep -F -- "$3" "$INSTANCE/verdict"
    ctl type add Made "--dll=$5" >/dev/null
    ctl resource add made --type=Made >/dev/null
    check_error "$1: what becomes of it" 1 "$4" ctl online made --timeout=60
    cp "$LIB_OUTPUT" "$INSTANCE/became"
    ctl resource remove made >/dev/null
    ctl type remove Made >/dev/null
}

called="ERROR_NOT_SUPPORTED (50)"
make_dll plain --export=Startup --import=kernel32.dll=Sleep
agrees "a DLL that runs" 0 ": runs" "$called" "$folder/plain.dll"
make_dll refused --export=Startup --import=clusapi.dll=AddClusterGroupDependency
agrees "a refused function" 0 "is refused" "$called" "$folder/refused.dll"
make_dll sets --export=Startup --import=api-ms-win-core-file-l1-1-0.dll=CreateFileW \
    --import=api-ms-win-crt-heap-l1-1-0.dll=malloc --delay=nowhere.dll=Thing
agrees "API sets, and a delay-loaded DLL that is not there" 0 "when needed" "$called" "$folder/sets.dll"
make_dll nodll --export=Startup --import=nowhere.dll=Thing
agrees "a missing DLL" 1 "does not load" "a DLL that it imports was not found" "$folder/nodll.dll"
make_dll net --export=Startup --import=mscoree.dll=CorExitProcess
agrees "what resapid switches off" 1 "does not load" "a DLL that it imports was not found" "$folder/net.dll"
make_dll noset --export=Startup --import=api-ms-win-nobody-has-l1-1-0.dll=Thing
agrees "an unknown API set" 1 "does not load" "a DLL that it imports was not found" "$folder/noset.dll"
make_dll nofunction --export=Startup --import=kernel32.dll=NoSuchFunction
agrees "a missing function that is not called" 1 "loads, but" "$called" "$folder/nofunction.dll"
make_dll calls --export=Startup=call --import=kernel32.dll=NoSuchFunction
agrees "a missing function that is called" 1 "loads, but" "made" "$folder/calls.dll"
check_fails "a missing function that is called: nothing returned" \
    grep -F "$called" "$INSTANCE/became"
make_dll stub --export=Startup=call --import=resutils.dll=ResUtilVerifyShutdownSafe
agrees "a refused function that is called" 0 "is refused" "ERROR_CALL_NOT_IMPLEMENTED (120)" "$folder/stub.dll"
make_dll lib --export=Thing --import=kernel32.dll=Sleep
make_dll above --export=Startup --import=lib.dll=Thing
agrees "a DLL beside" 0 ": runs" "$called" "$folder/above.dll"
make_dll lib --export=Thing --import=nowhere.dll=Thing
agrees "a DLL beside that lacks one" 1 "nowhere.dll (imported by lib.dll)" \
    "a DLL that it imports was not found" "$folder/above.dll"

# Those that other tests load and run.
for dll in sampleweb docservice docgroup fault fault-v2 fault-v4 witness everycall; do
    check "$dll.dll runs" ctl inspect "$DLLS/$dll.dll"
done
check_status "noexport.dll is none" 1 ctl inspect "$DLLS/noexport.dll"

wine_end wine-inspect
