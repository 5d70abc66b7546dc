#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs resapid in a node of a test cluster and starts it, as the system's units would: before
# Pacemaker. Runs inside the node at each boot (CLUSTER_BOOT in cluster.sh).
#
# RESAPID_DATABASE is the back end of the cluster database. PREFIX_TEMPLATE, if set, is a Wine
# prefix that the node's own becomes a copy of: making one takes half a minute.
set -eu

dlls=$RESAPID_BUILD/x86_64-windows
sample=$RESAPID_BUILD/tests/dlls/x86_64-windows

install_programs() {
    install "$RESAPID_BUILD/resapid" /usr/sbin/resapid
    install "$RESAPID_BUILD/resapictl" /usr/bin/resapictl
    install -D -t /usr/libexec/resapid "$RESAPID_BUILD/resapi-keeper" \
        "$RESAPID_BUILD/resapi-prefix" "$RESAPID_BUILD/resapi-inspect" "$RESAPID_BUILD/resapi-launch" \
        "$RESAPID_BUILD/resapi-import" \
        "$RESAPID_BUILD/ocf-resapi"
    install -D "$RESAPID_BUILD/ocf-resapi" /usr/lib/ocf/resource.d/resapi/ResourceDLL
    install -D -m 644 -t /usr/lib/ocf/resource.d/resapi/.resapid "$RESAPID_BUILD/builtin-agents/.resapid/"*
    for agent in GenericApplication GenericService GenericScript; do
        ln -sf /usr/libexec/resapid/ocf-resapi "/usr/lib/ocf/resource.d/resapi/$agent"
    done
    install -D -t /usr/lib/resapid/x86_64-windows "$dlls/resapi-host.exe" "$dlls/clusapi.dll" \
        "$dlls/resutils.dll" "$dlls/clusres.dll" "$dlls/resapi-close.exe"
    install -D -t /usr/lib/resapid/sample "$sample/sampleweb.dll" "$sample/sampleweb-server.exe" \
        "$sample/witness.dll"
}

copy_prefix() {
    prefix=/var/lib/resapid/prefix
    if [ -n "${PREFIX_TEMPLATE:-}" ] && [ ! -e $prefix ]; then
        cp -a --reflink=auto "$PREFIX_TEMPLATE" $prefix.new
        chown -hR resapid: $prefix.new
        mv $prefix.new $prefix
    fi
}

write_configuration() {
    cat >"$RESAPID_CONFIG" <<END
[resapid]
state_directory=/var/lib/resapid
run_directory=/run/resapid
log_target=stderr
log_level=debug
[host]
program=/usr/lib/resapid/x86_64-windows/resapi-host.exe
keeper=/usr/libexec/resapid/resapi-keeper
[pacemaker]
agent_directory=/usr/lib/ocf/resource.d/resapi
agent_program=/usr/libexec/resapid/ocf-resapi
[database]
backend=${RESAPID_DATABASE:-file}
[wine]
setup_program=/usr/libexec/resapid/resapi-prefix
inspect_program=/usr/libexec/resapid/resapi-inspect
[import]
program=/usr/libexec/resapid/resapi-import
END
}

# For the tests that kill resapid.
write_starter() {
    cat >/usr/local/sbin/start-resapid <<'END'
#!/bin/sh
resapid </dev/null >>/var/log/resapid.log 2>&1 &
echo $! >/run/resapid-test.pid
END
    chmod 755 /usr/local/sbin/start-resapid
}

getent passwd resapid >/dev/null ||
    useradd --system --no-create-home --home-dir /var/lib/resapid --shell /usr/sbin/nologin resapid
install_programs
write_configuration
write_starter
copy_prefix
start-resapid
