#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a machine can say of style: .clang-format, shellcheck, SPDX lines, nothing left open.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

cd "${RESAPID_SOURCE:?name the source folder}" || exit 1
: "${CLANG_FORMAT:?name clang-format}" "${SHELLCHECK:?name shellcheck}"
folders='protocol daemon shim ocf-agents tools tests'

sources() {
    # shellcheck disable=SC2086
    find $folders -name '*.[ch]' -o -name '*.def' -path 'protocol/*'
}

scripts() {
    # shellcheck disable=SC2086
    find $folders -name '*.sh'
    echo bootstrap
    echo .ci/run
}

is_formatted() {
    find protocol daemon shim ocf-agents tools tests -name '*.[ch]' -exec \
        "$CLANG_FORMAT" --dry-run -Werror {} +
}

is_shellchecked() {
    scripts | xargs -n 8 -P "$(nproc)" "$SHELLCHECK" -s sh -x
}

has_spdx() {
    missing=$(for file in $(sources) $(scripts); do
        head -n 2 "$file" | grep -q 'SPDX-License-Identifier' || echo "$file"
    done)
    [ -z "$missing" ] || { echo "$missing"; return 1; }
}

is_finished() {
    # shellcheck disable=SC2046
    ! grep -nE '\b(TO''DO|FIX''ME|X''XX|HA''CK)\b' $(sources) $(scripts)
}

check "clang-format" is_formatted
check "shellcheck" is_shellchecked
check "SPDX lines" has_spdx
check "nothing left open" is_finished
finish check-style
