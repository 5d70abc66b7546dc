#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# PID 1 of a root with packages (see ../package.sh), in namespaces of its own: init.sh ROOT PID-FILE
set -eu

root=$1

device() {
    : >"$root/dev/$1"
    mount --bind "/dev/$1" "$root/dev/$1"
}

# /proc must still be the machine's here: this is the pid that the test knows this process by.
read -r pid _ </proc/self/stat
mount --bind "$root" "$root"
mount -t tmpfs -o mode=755 resapi-package "$root/dev"
for name in null zero full random urandom tty; do
    device $name
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t tmpfs -o mode=1777 resapi-package "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 resapi-package "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=755 resapi-package "$root/run"
mount -t tmpfs -o mode=1777 resapi-package "$root/tmp"
mount -t proc proc "$root/proc"
# By this the packages' scripts know that systemd runs.
mkdir -p "$root/run/systemd/system"
ip link set lo up
echo "$pid" >"$2.new"
mv "$2.new" "$2"

# The shell reaps whatever is reparented to it while it waits.
exec chroot "$root" /bin/sh -c 'while :; do sleep 3600; done'
