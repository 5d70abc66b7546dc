# SPDX-License-Identifier: GPL-2.0-or-later
"""runbook.py REPORT PART TITLE: prints the commands of one step of the runbook, as report.json has it. PART is
command, check, back or back-check."""

import json
import sys

PARTS = ("command", "check", "back", "back-check")


def main(arguments):
    if len(arguments) != 3 or arguments[1] not in PARTS:
        sys.exit(f"usage: runbook.py REPORT {'|'.join(PARTS)} TITLE")
    report, part, title = arguments
    with open(report, encoding="utf-8") as file:
        data = json.load(file)
    steps = [step["step"] for step in data["steps"] if step["title"] == title]
    if len(steps) != 1:
        sys.exit(f"runbook.py: {report}: {len(steps)} steps are called '{title}'")
    commands = [line["command"] for line in data["commands"]
                if line["step"] == steps[0] and line["part"] == part]
    if not commands:
        sys.exit(f"runbook.py: {report}: the step '{title}' has no {part}")
    print("\n".join(commands))


if __name__ == "__main__":
    main(sys.argv[1:])
