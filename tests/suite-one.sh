#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: suite-one.sh NAME FOLDER JOBS 'NUMBER TEST'
# Runs one test of the suite NAME; what it says goes to FOLDER/NUMBER for suite.sh. Alone, it is seen
# at once as well; one of several is shown whole when it has ended.
set -u

name=$1
folder=$2
jobs=$3
number=${4%% *}
test=${4#* }
case $test in
    *.sh | *.sh\ *) run="sh $test" ;;
    *) run=$test ;;
esac

one() {
    echo "== $name: $test"
    begin=$(date +%s)
    # $run is split into words on purpose.
    # shellcheck disable=SC2086
    $run </dev/null 2>&1
    echo "exit status $?"
    echo "== $name: $test took $(($(date +%s) - begin)) s"
}

if [ "$jobs" -eq 1 ]; then
    one | tee "$folder/$number"
else
    one >"$folder/$number"
    flock "$folder/tests" cat "$folder/$number"
fi
