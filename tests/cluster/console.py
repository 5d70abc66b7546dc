# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: console.py FILE PIDFILE PROCS CMD...
# Runs CMD with the name of a terminal as one argument more, in the control group whose cgroup.procs is PROCS;
# what is written to the terminal goes to FILE. systemd wants /dev/console to be one.
import os
import pty
import subprocess
import sys

file, pid_file, procs, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
master, terminal = pty.openpty()


def join_group():
    os.setsid()
    with open(procs, "w") as group:
        group.write("0")


child = subprocess.Popen(command + [os.ttyname(terminal)], stdin=subprocess.DEVNULL, stdout=terminal,
                         stderr=terminal, preexec_fn=join_group)
with open(pid_file, "w") as pid:
    pid.write(str(child.pid))
os.close(terminal)
with open(file, "wb", buffering=0) as console:
    try:
        while True:
            console.write(os.read(master, 65536))
    except OSError:  # the last one has closed the terminal
        pass
sys.exit(child.wait())
