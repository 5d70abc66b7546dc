#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# fuzz.sh BUILD_FOLDER: runs each libFuzzer target of BUILD_FOLDER over its seeds for FUZZ_SECONDS
# (5). What a target learns stays in BUILD_FOLDER/corpus, what breaks it in BUILD_FOLDER/broken.

set -u

build=${1:?usage: fuzz.sh BUILD_FOLDER}
seconds=${FUZZ_SECONDS:-5}
passed=0
failed=0
skipped=0

# Prints the number of seeds written, or nothing when they cannot be written.
make_seeds() {
    rm -rf "$build/seeds/$1"
    mkdir -p "$build/seeds/$1" "$build/corpus/$1" "$build/broken" || return
    case $1 in
    lists) "$build/list-seeds" "$build/seeds/$1" ;;
    inspect) python3 "${0%/*}/../clients/make-pe.py" --seeds "$build/seeds/$1" "$build/inspect-wine" ;;
    listing) python3 "${0%/*}/listing-seeds.py" "$build/seeds/$1" ;;
    reg) python3 "${0%/*}/reg-seeds.py" "$build/seeds/$1" ;;
    *) "$build/seeds-maker" "$1" "$build/seeds/$1" ;;
    esac
}

run_target() {
    log=$build/fuzz-$1.log
    count=$(make_seeds "$1")
    if [ "${count:-0}" -lt 1 ]; then
        echo "fuzz-$1: no seeds; see the messages above"
        return 1
    fi
    if ! FUZZ_INSPECT_WINE=$build/inspect-wine "$build/fuzz-$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8192 \
        -print_final_stats=1 -artifact_prefix="$build/broken/$1-" \
        "$build/corpus/$1" "$build/seeds/$1" >"$log" 2>&1; then
        echo "fuzz-$1: broken; the end of $log:"
        tail -n 40 "$log"
        return 1
    fi
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if [ "${runs:-0}" -le "$count" ]; then
        echo "fuzz-$1: only ${runs:-no} runs for $count seeds in $seconds s; see $log"
        return 1
    fi
    echo "fuzz-$1: $runs runs from $count seeds in $seconds s"
}

case $seconds in
'' | *[!0-9]* | 0)
    # To libFuzzer, 0 seconds would mean for ever.
    echo "fuzz.sh: FUZZ_SECONDS=$seconds is not a number of seconds above 0; set it to 60, say" >&2
    exit 2
    ;;
esac

for target in channel client keeper lists inspect listing reg; do
    if [ ! -x "$build/fuzz-$target" ]; then
        echo "fuzz-$target: not built; install clang with libFuzzer and run configure again"
        skipped=$((skipped + 1))
    elif run_target "$target"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "check-fuzz: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
