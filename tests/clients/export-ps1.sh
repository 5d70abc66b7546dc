#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source-path=SCRIPTDIR disable=SC2016
# resapi-export.ps1: what can be checked of it where there is no Windows, and that the checker finds faults.
set -u

HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib.sh
. "$HERE/../lib.sh"

SCRIPT=$HERE/../../tools/import/resapi-export.ps1
DIR=$(mktemp -d) || exit 1
at_exit "rm -rf $DIR"

checker() {
    python3 "$HERE/../import/check-ps1.py" "$1"
}

# NAME SED_SCRIPT: a copy that is changed so must be refused.
broken() {
    sed "$2" "$SCRIPT" >"$DIR/broken.ps1"
    if cmp -s "$SCRIPT" "$DIR/broken.ps1"; then
        fail "$1" "the change changes nothing"
    else
        check_fails "$1" checker "$DIR/broken.ps1"
    fi
}

check "resapi-export.ps1" checker "$SCRIPT"
broken "a string that does not end is found" 's/Stop-Export "\$file is there/Stop-Export $file is there/'
broken "a brace that is not closed is found" '0,/^}$/s///'
broken "a parenthesis too many is found" 's/return \$record$/return $record)/'
broken "a comment that does not end is found" 's/^#>$//'
broken "a cmdlet that changes something is found" 's/^\$parameters = @()$/Set-ClusterParameter x/'
broken "an unknown cmdlet is found" 's/New-Object PSObject$/Get-Nonsense PSObject/'
broken "what PowerShell 2 does not have is found" 's/New-Object PSObject -Property @{/[pscustomobject]@{/'
broken "a cmdlet that is not asked for first is found" 's/Get-Command ConvertTo-Json/Get-Command x/'
broken "a variable before a colon is found" 's/\$file`:/$file:/'
broken "a letter beyond ASCII is found" 's/^# All properties/# Tous les propri\xc3\xa9t\xc3\xa9s/'
broken "help that is missing is found" 's/^\.PARAMETER Force$//'
if command -v pwsh >/dev/null; then
    check "PowerShell itself parses it" pwsh -NoProfile -Command '
        $errors = $null
        $null = [System.Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$null, [ref]$errors)
        $errors; exit $errors.Count' "$SCRIPT"
fi
finish export-ps1
