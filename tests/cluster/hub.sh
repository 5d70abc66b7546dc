#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# PID 1 of a test cluster (see cluster.sh): the switch that the nodes are plugged into, and the
# memory that their files lie in.
set -eu

dir=$1

# A file system of its own: an overlay's upper folder may not lie on another overlay, which the
# machine's root may be.
mount -t tmpfs -o mode=755 resapi-cluster "$dir/fs"
ip link add br0 type bridge
ip link set br0 up
readlink /proc/self/ns/pid /proc/self/ns/net /proc/self/ns/mnt >"$dir/hub.namespaces"

# /proc is still the machine's, so this is the pid that the test knows this process by.
read -r pid _ </proc/self/stat
echo "$pid $(readlink /proc/self/ns/pid)" >"$dir/hub.pid.new"
mv "$dir/hub.pid.new" "$dir/hub.pid"

# The shell reaps whatever is reparented to it while it waits.
while :; do
    sleep 3600
done
