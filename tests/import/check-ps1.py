#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""check-ps1.py SCRIPT: what can be said of a PowerShell script where there is no PowerShell.

Strings, comments and brackets end, nothing is beyond ASCII, commands are those of PowerShell 2 and of
FailoverClusters that read, and nothing is spelt as only later PowerShells understand it. Prints what is
wrong, a line each, and exits 1."""

import re
import sys

COMMANDS = {
    "Add-Member", "Export-Clixml", "ForEach-Object", "Get-Command", "Import-Module", "New-Object",
    "Out-File", "Test-Path", "Write-Output", "Write-Verbose", "Write-Warning",
    "Get-Cluster", "Get-ClusterGroup", "Get-ClusterNetwork", "Get-ClusterNode", "Get-ClusterOwnerNode",
    "Get-ClusterParameter", "Get-ClusterResource", "Get-ClusterResourceDependency",
    "Get-ClusterResourceType",
}
# Later than PowerShell 2 or Windows Server 2008 R2: only where the script asks for them first.
GUARDED = {"ConvertTo-Json", "Get-ClusterCheckpoint"}
LATER = [
    (r"\[(ordered|pscustomobject)\]", "PowerShell 3's [ordered] or [pscustomobject]"),
    (r"(?<![\w$])-(in|notin|shl|shr)\b", "an operator of PowerShell 3"),
    (r"::new\(", "PowerShell 5's ::new()"),
    (r"\.(Where|ForEach)\(", "PowerShell 4's methods of collections"),
    (r"\$using:|\$PSItem\b|\$PSScriptRoot\b", "a variable of PowerShell 3"),
    (r"\?\?|\?\.|&&|\|\|", "an operator of PowerShell 7"),
    (r"^\s*(class|enum)\s+\w+\s*$", "PowerShell 5's classes"),
]
HELP = [".SYNOPSIS", ".DESCRIPTION", ".PARAMETER", ".EXAMPLE"]
CLOSERS = {")": "(", "}": "{", "]": "["}


class Checker:
    def __init__(self, text):
        self.text = text
        self.at = 0
        self.faults = []
        self.code = []  # the text without comments and strings
        self.comments = []

    def line(self, at):
        return self.text.count("\n", 0, at) + 1

    def fault(self, at, what):
        self.faults.append("line %d: %s" % (self.line(at), what))

    def skip_to(self, end, start, what):
        found = self.text.find(end, self.at)
        if found < 0:
            self.fault(start, "%s does not end" % what)
            self.at = len(self.text)
        else:
            self.at = found + len(end)

    def single(self):
        start = self.at
        self.at += 1
        while self.at < len(self.text):
            if self.text.startswith("''", self.at):
                self.at += 2
            elif self.text[self.at] == "'":
                self.at += 1
                return
            elif self.text[self.at] == "\n":
                break
            else:
                self.at += 1
        self.fault(start, "a string in single quotation marks does not end in its line")

    def double(self):
        start = self.at
        self.at += 1
        while self.at < len(self.text):
            if self.text[self.at] == "`" or self.text.startswith('""', self.at):
                self.at += 2
            elif self.text[self.at] == '"':
                self.at += 1
                return
            elif self.text.startswith("$(", self.at):
                self.at += 2
                self.walk(start, ")")
            elif self.text[self.at] == "\n":
                break
            else:
                # "$name:" is read as a drive's variable.
                wrong = re.match(r"\$(?!script\b|global\b|env\b)\w+:", self.text[self.at:])
                if wrong:
                    self.fault(self.at, "%s in a string names a drive: put ` before the colon" % wrong[0])
                self.at += 1
        self.fault(start, "a string in double quotation marks does not end in its line")

    def walk(self, start, closer):
        """Code up to closer, or to the end where it is None."""
        open_ones = []
        while self.at < len(self.text):
            sign = self.text[self.at]
            if self.text.startswith("<#", self.at):
                begin = self.at
                self.skip_to("#>", begin, "a comment")
                self.comments.append(self.text[begin:self.at])
            elif sign == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at:self.at + 2] in ("@'", '@"'):
                mark = self.text[self.at + 1]
                begin = self.at
                self.at += 2
                self.skip_to("\n%s@" % mark, begin, "a here-string")
            elif sign == "'":
                self.single()
                self.code.append("''")
            elif sign == '"':
                self.double()
                self.code.append('""')
            elif sign == "`":
                self.at += 2
            elif sign in "({[":
                open_ones.append((sign, self.at))
                self.code.append(sign)
                self.at += 1
            elif sign in ")}]":
                if not open_ones and sign == closer:
                    self.at += 1
                    return
                if not open_ones or open_ones[-1][0] != CLOSERS[sign]:
                    self.fault(self.at, "%s closes nothing" % sign)
                else:
                    open_ones.pop()
                self.code.append(sign)
                self.at += 1
            else:
                self.code.append(sign)
                self.at += 1
        for sign, at in open_ones:
            self.fault(at, "%s is not closed" % sign)
        if closer is not None:
            self.fault(start, "$( is not closed")

    def check_commands(self, code):
        own = {name.lower() for name in re.findall(r"^\s*function\s+([\w-]+)", code, re.M | re.I)}
        known = {name.lower() for name in COMMANDS}
        guarded = {name.lower() for name in GUARDED
                   if re.search(r"Get-Command\s+%s\b" % name, code, re.I)}
        for name in sorted(set(re.findall(r"(?<![\w$.-])([A-Za-z]+-[A-Za-z]+)\b", code))):
            if name.lower() not in own | known | guarded:
                self.faults.append("%s is no command of PowerShell 2 that only reads" % name)

    def check(self):
        for number, line in enumerate(self.text.split("\n"), 1):
            if not line.isascii() or "\t" in line or "\r" in line:
                self.faults.append("line %d: has more than ASCII, tabs or CR" % number)
        self.walk(0, None)
        code = "".join(self.code)
        self.check_commands(code)
        for pattern, what in LATER:
            if re.search(pattern, code, re.M | re.I):
                self.faults.append("uses %s" % what)
        for word in HELP:
            if not any(word in comment for comment in self.comments):
                self.faults.append("its help has no %s" % word)
        for name in re.findall(r"\[(?:string|switch)\]\s*\$(\w+)", code.split("function")[0]):
            if not any(".PARAMETER " + name in comment for comment in self.comments):
                self.faults.append("its help does not tell of -%s" % name)
        return self.faults


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        faults = Checker(file.read()).check()
    for fault in faults:
        print("%s: %s" % (sys.argv[1], fault))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
