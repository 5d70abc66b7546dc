#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Usage: win32-error-names.sh MINGW-CC > win32-error-names.inc
# The names of Win32 errors as C initialisers in ascending order, from the compiler's winerror.h.
# Where one number has several names, the first in the alphabet is taken. Those that resapid speaks
# of and mingw-w64's header lacks stand here.
set -eu
names=$({
    printf '#include <winerror.h>\n' | "$1" -E -dM - |
        sed -nE 's/^#define ((ERROR|RPC_S)_[A-Z0-9_]+) __MSABI_LONG\(([0-9]+)\)$/\3 \1/p'
    echo 5960 ERROR_CLUSTER_RESOURCE_LOCKED_STATUS
} |
    LC_ALL=C sort -k1,1n -k2,2 | awk '$1 != last { printf "{ %s, \"%s\" },\n", $1, $2; last = $1 }')
case "$names" in
    *'{ 2, "ERROR_FILE_NOT_FOUND" },'*) printf '%s\n' "$names" ;;
    *) echo "$0: $1: no Win32 errors in its winerror.h" >&2; exit 1 ;;
esac
