#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The headers for resource DLLs compile as C11 and C++17, without a warning, for both machines. The
# assertions are those of shim/include/abi-check.c. Names of the compilers: PE64_CC and PE32_CC.

here=$(dirname "$0")
# shellcheck source=lib.sh
. "$here/lib.sh"

include=${RESAPID_SOURCE:?name the source folder}/shim/include
object=$(mktemp) || exit 1
at_exit "rm -f '$object'"

has() {
    command -v "$1" >/dev/null
}

# compiles NAME COMPILER OPTION...
compiles() {
    about=$1
    compiler=$2
    shift 2
    check "$about" "$compiler" -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror "$@" \
        -D_WIN32_WINNT=0x0A00 "-I$include" -c "$include/abi-check.c" -o "$object"
}

# machine NAME COMPILER: clang finds mingw-w64's headers and stands in for a missing g++.
machine() {
    gxx=${2%gcc}g++
    if ! has "$2"; then
        skip "$1: C11" "there is no $2"
        skip "$1: C++17" "there is no $2"
        return
    fi
    compiles "$1: C11" "$2" -std=c11
    if has "$gxx"; then
        compiles "$1: C++17" "$gxx" -x c++ -std=c++17
    elif has clang++; then
        compiles "$1: C++17, with clang" clang++ "--target=$1-w64-mingw32" -x c++ -std=c++17 \
            -Wno-c99-extensions
    else
        skip "$1: C++17" "there is neither $gxx nor clang++"
    fi
}

machine x86_64 "${PE64_CC:-x86_64-w64-mingw32-gcc}"
machine i686 "${PE32_CC:-i686-w64-mingw32-gcc}"
finish headers
