# SPDX-License-Identifier: GPL-2.0-or-later
# Usage: notify-listener.py SOCKET FILE CMD...
# The service manager's end of sd_notify(3): a line "PID MESSAGE" in FILE for each datagram to SOCKET, a path or
# @NAME. At READY=1 it runs CMD before anything else and notes its exit status: "ready-cmd STATUS".
import os
import socket
import struct
import subprocess
import sys

name, file, command = sys.argv[1], sys.argv[2], sys.argv[3:]
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
listener.bind("\0" + name[1:] if name.startswith("@") else name)
with open(file, "a", buffering=1) as log:
    log.write("listening\n")
    while True:
        data, ancillary, _, _ = listener.recvmsg(65536, socket.CMSG_SPACE(12))
        pid = struct.unpack("3i", ancillary[0][2])[0]
        for line in data.decode().split("\n"):
            log.write(f"{pid} {line}\n")
        if data == b"READY=1":
            status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            log.write(f"ready-cmd {status}\n")
