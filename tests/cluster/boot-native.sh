#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The same as boot-resapid.sh without Wine: hosts are fake-host, which plays the scripts that lie in
# /var/lib/resapid/scripts in place of DLLs (tests/fakehost/script.h). RESAPID_DATABASE is the back end of the
# cluster database.
set -eu

install "$RESAPID_BUILD/resapid" /usr/sbin/resapid
install "$RESAPID_BUILD/resapictl" /usr/bin/resapictl
install -D -t /usr/libexec/resapid "$RESAPID_BUILD/resapi-keeper" "$RESAPID_BUILD/ocf-resapi" \
    "$RESAPID_BUILD/fake-host"
install -D "$RESAPID_BUILD/ocf-resapi" /usr/lib/ocf/resource.d/resapi/ResourceDLL
install -D -m 644 -t /usr/lib/ocf/resource.d/resapi/.resapid "$RESAPID_BUILD/builtin-agents/.resapid/"*
for agent in GenericApplication GenericService GenericScript; do
    ln -sf /usr/libexec/resapid/ocf-resapi "/usr/lib/ocf/resource.d/resapi/$agent"
done
mkdir -p /var/lib/resapid/scripts
# In place of the DLL of the built-in types.
: >/usr/libexec/resapid/clusres.dll
cat >"$RESAPID_CONFIG" <<END
[resapid]
state_directory=/var/lib/resapid
run_directory=/run/resapid
log_target=stderr
log_level=debug
[host]
user=
runtime=native
program=/usr/libexec/resapid/fake-host
keeper=/usr/libexec/resapid/resapi-keeper
[pacemaker]
agent_directory=/usr/lib/ocf/resource.d/resapi
agent_program=/usr/libexec/resapid/ocf-resapi
[database]
backend=${RESAPID_DATABASE:-file}
END
resapid </dev/null >>/var/log/resapid.log 2>&1 &
