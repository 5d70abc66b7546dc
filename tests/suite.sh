#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: suite.sh NAME TEST...
# Runs each TEST, a program or a script with its arguments, SUITE_JOBS of them (one) side by side, and
# ends with `NAME: N passed, N failed, N skipped`: the sum of their own last lines. A TEST without such
# a line, or whose exit status is not 0 although it counts no failure, is one failure more. SUITE_SLOT,
# from 0, is another for each of those that run at the same time.
set -u

name=$1
shift
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

jobs=${SUITE_JOBS:-1}
number=0
for test in "$@"; do
    number=$((number + 1))
    echo "$number $test"
done >"$folder/tests"
xargs -P "$jobs" --process-slot-var=SUITE_SLOT -d '\n' -I '{}' sh "$(dirname "$0")/suite-one.sh" "$name" "$folder" "$jobs" '{}' \
    <"$folder/tests"

passed=0
failed=0
skipped=0
while read -r number test; do
    log=$folder/$number
    status=$(sed -n 's/^exit status \([0-9]*\)$/\1/p' "$log" | tail -n 1)
    counts=$(sed -nE 's/^[A-Za-z0-9_-]+: ([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$/\1 \2 \3/p' "$log" |
        tail -n 1)
    if [ -z "$counts" ]; then
        echo "not ok - $test: printed no count of its tests"
        counts='0 1 0'
    fi
    # shellcheck disable=SC2086
    set -- $counts
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
    if [ "$status" != 0 ] && [ "$2" -eq 0 ]; then
        echo "not ok - $test: exit status $status"
        failed=$((failed + 1))
    fi
done <"$folder/tests"

echo "$name: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] || exit 1
[ "$skipped" -eq 0 ] || [ -z "${RESAPI_TEST_STRICT:-}" ]
