#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: check.sh MAKE TARGET...
# Makes each check target, also behind one that failed, and ends with the sum of their counts.
set -u

make=$1
shift
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
result=0

for target in "$@"; do
    begin=$(date +%s)
    { "$make" --no-print-directory "$target" 2>&1 || echo "check.sh: $target failed"; } |
        tee -a "$log"
    echo "$target took $(($(date +%s) - begin)) s"
done
grep -q '^check.sh: .* failed$' "$log" && result=1

echo
for target in "$@"; do
    grep "^$target: [0-9]* passed, " "$log" | tail -n 1
done | awk '
    { print; passed += $2; failed += $4; skipped += $6 }
    END { printf "total: %d passed, %d failed, %d skipped\n", passed, failed, skipped }'
exit $result
