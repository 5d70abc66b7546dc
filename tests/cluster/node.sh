#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# PID 1 of one node of a test cluster (see cluster.sh). Its namespaces are new but still hold the
# hub's mounts; this makes the node's own file tree, then boots.
set -eu

node=$1
files=$CLUSTER_DIR/fs/$node
disk=$CLUSTER_DIR/$node

# Copy on write over a folder of the machine.
own_copy() {
    mkdir -p "$files$1/upper" "$files$1/work"
    mount -t overlay -o "lowerdir=$1,upperdir=$files$1/upper,workdir=$files$1/work" resapi-node "$1"
}

# An empty folder in its place, which outlives a reboot.
own_folder() {
    mkdir -p "$2"
    mount --bind "$2" "$1"
}

# An empty folder in its place, which does not.
own_memory() {
    mount -t tmpfs -o "mode=$2" resapi-node "$1"
}

# A /tmp of its own, because programs leave sockets there, through which the folders that the test
# needs can still be seen.
own_tmp() {
    mkdir -p "$files/tmp"
    mount -t tmpfs -o mode=1777 resapi-node "$files/tmp"
    for folder in "$CLUSTER_DIR" "$(dirname "$0")" $CLUSTER_VISIBLE; do
        case $folder in
        /tmp/*)
            mkdir -p "$files$folder"
            mount --rbind "$folder" "$files$folder"
            ;;
        esac
    done
    mount --rbind "$files/tmp" /tmp
}

make_file_tree() {
    own_copy /usr
    own_copy /etc
    own_copy /var/lib
    own_copy /opt
    mkdir -p /var/lib/resapid /etc/resapid /usr/lib/ocf/resource.d/resapi
    own_folder /var/lib/resapid "$disk/resapid"
    own_folder /var/lib/pacemaker "$files/pacemaker"
    own_folder /var/lib/corosync "$files/corosync"
    own_folder /var/log "$disk/log"
    own_memory /run 755
    own_memory /dev/shm 1777
    own_tmp
    mount -t proc proc /proc
}

make_run_folders() {
    mkdir -p /run/root /run/lock /run/resapid /var/log/corosync
    install -d -m 1755 /run/resource-agents
    install -d -o hacluster -g haclient -m 750 /var/lib/pacemaker /var/lib/pacemaker/cib \
        /var/lib/pacemaker/pengine /var/lib/pacemaker/blackbox /var/lib/pacemaker/cores
    install -d -o hacluster -g haclient -m 770 /var/log/pacemaker /var/log/crmsh
}

# dc-deadtime is how long a lone node waits for others before it elects itself: 20 s by default.
write_first_cib() {
    cib=/var/lib/pacemaker/cib/cib.xml
    if [ -e "$cib" ]; then
        return
    fi
    install -o hacluster -g haclient -m 600 /dev/null "$cib"
    cat >"$cib" <<END
<cib admin_epoch="0" epoch="1" num_updates="0" validate-with="pacemaker-3.0">
  <configuration>
    <crm_config>
      <cluster_property_set id="cib-bootstrap-options">
        <nvpair id="cib-bootstrap-options-dc-deadtime" name="dc-deadtime" value="2s"/>
        <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
        <nvpair id="cib-bootstrap-options-no-quorum-policy" name="no-quorum-policy" value="ignore"/>
      </cluster_property_set>
    </crm_config>
    <nodes/>
    <resources/>
    <constraints/>
  </configuration>
  <status/>
</cib>
END
}

write_names() {
    hostname "$node"
    echo "$node" >/etc/hostname
    {
        echo 127.0.0.1 localhost
        sed -n 's/^ring0_addr: //p; s/^name: //p' "$CLUSTER_DIR/corosync.conf" | paste -d ' ' - -
    } >/etc/hosts
    mkdir -p /etc/corosync
    cp "$CLUSTER_DIR/corosync.conf" /etc/corosync/corosync.conf
}

# /proc must still be the machine's here: this is the pid that the test knows this process by.
announce() {
    readlink /proc/self/ns/pid /proc/self/ns/net /proc/self/ns/mnt \
        >>"$CLUSTER_DIR/$node.namespaces"
    read -r pid _ </proc/self/stat
    echo "$pid $(readlink /proc/self/ns/pid)" >"$CLUSTER_DIR/$node.pid.new"
    mv "$CLUSTER_DIR/$node.pid.new" "$CLUSTER_DIR/$node.pid"
}

announce
make_file_tree
make_run_folders
write_names
write_first_cib
until [ -e "$CLUSTER_DIR/$node.connected" ]; do
    sleep 0.1
done
if [ -n "$CLUSTER_BOOT" ]; then
    "$CLUSTER_BOOT" "$node"
fi
corosync -f &
pacemakerd &

# The shell reaps whatever is reparented to it while it waits.
while :; do
    sleep 3600
done
