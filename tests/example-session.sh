# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Stands in front of an example that shows what its commands print (example_carry_out).
#
#   example_run        runs the command on stdin, here, so that it may set variables
#   example_compare    was stdin what it printed? Nothing on stdin is the same as not to say

example_output=$(mktemp)
trap 'rm -f "$example_output"' EXIT

# What differs from run to run is the same in both: times, process ids, and the width of columns.
example_plain() {
    sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]/DAY /g; s/[0-9]{2}:[0-9]{2}:[0-9]{2}Z?/TIME/g
        s/(^| )[0-9]+( |$)/\1N\2/g; s/(^| )[0-9]+( |$)/\1N\2/g; s/ +/ /g; s/ $//'
}

example_run() {
    example_command=$(cat)
    printf '+ %s\n' "$example_command"
    example_status=0
    eval "$example_command" >"$example_output" 2>&1 || example_status=$?
    cat "$example_output"
    return $example_status
}

example_compare() {
    example_wanted=$(example_plain)
    example_got=$(example_plain <"$example_output")
    if [ -n "$example_wanted" ] && [ "$example_wanted" != "$example_got" ]; then
        printf 'the page says:\n%s\nit printed:\n%s\n' "$example_wanted" "$example_got"
        return 1
    fi
}
