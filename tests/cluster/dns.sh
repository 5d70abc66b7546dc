# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A DNS server that takes updates, on the network of the test's cluster; source it behind cluster.sh.
#
#   dns_up FOLDER     serves example.test at DNS_ADDRESS; FOLDER gets DNS_KEY, the key for updates
#   dns_address NAME  prints the address that NAME.example.test has
#
# It dies with the cluster's hub.

DNS_ADDRESS=192.168.57.254

dns_write_files() {
    DNS_KEY=$1/migration.key
    tsig-keygen migration >"$DNS_KEY" || return
    cat >"$1/example.test" <<'END'
$TTL 60
@ IN SOA ns.example.test. admin.example.test. 1 3600 600 86400 60
@ IN NS ns.example.test.
ns IN A 192.168.57.254
END
    cat >"$1/named.conf" <<END
options {
    directory "$1";
    listen-on { $DNS_ADDRESS; };
    listen-on-v6 { none; };
    pid-file none;
    session-keyfile none;
    lock-file none;
    managed-keys-directory "$1";
    dnssec-validation no;
    recursion no;
};
controls { };
include "$DNS_KEY";
zone "example.test" {
    type primary;
    file "$1/example.test";
    allow-update { key migration; };
};
END
}

dns_answers() {
    [ "$(dns_address ns)" = "$DNS_ADDRESS" ]
}

dns_up() {
    dns_hub=$(cluster_pid hub) || return
    dns_write_files "$1" || return
    nsenter --target "$dns_hub" --net ip address add "$DNS_ADDRESS/24" dev br0 &&
        nsenter --target "$dns_hub" --net ip link set lo up || return
    nsenter --target "$dns_hub" --net --pid named -f -u root -c "$1/named.conf" \
        </dev/null >"$1/named.log" 2>&1 &
    wait_for 120 dns_answers || { cat "$1/named.log" && return 1; }
}

dns_address() {
    nsenter --target "$dns_hub" --net \
        dig "@$DNS_ADDRESS" +short +time=15 +tries=1 "$1.example.test." A
}
