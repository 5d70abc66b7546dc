#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The Debian packages: built from the release tarball, clean for lintian, installed in a fresh root, where the
# tutorial's first part is carried out as its installed page says; upgraded, removed and purged. And the
# RPM spec. As root, with the mirror that the machine's own apt has. The base of the root and what apt
# has fetched are kept in $RESAPID_BUILD/package, so only the first run in a build folder takes minutes.
set -u

here=$(cd "$(dirname "$0")" && pwd)
EXAMPLES_TOP=${RESAPID_SOURCE:?name the source folder}
# shellcheck source=lib.sh
. "$here/lib.sh"
# shellcheck source=examples-lib.sh
. "$here/examples-lib.sh"

kept=$(cd "$RESAPID_BUILD" && pwd)/package
PAGE=resapid-tutorial.7
INIT_JOB=
BASE_JOB=

# --- what the machine has

check_tools() {
    for tool in debootstrap dpkg-buildpackage lintian rpmlint rpmspec unshare nsenter; do
        command -v "$tool" || { echo "$tool is not installed: ./bootstrap check installs it"; return 1; }
    done
}

check_machine() {
    [ "$(id -u)" -eq 0 ] || { skip "packages" "a fresh root needs root"; finish check-package; }
    command -v apt-get >/dev/null ||
        { skip "packages" "a fresh root of Debian needs apt"; finish check-package; }
    check "there is what packages are built and tested with" check_tools || finish check-package
}

make_folders() {
    work=$(mktemp -d) || exit 1
    at_exit "end_base; end_root; rm -rf --one-file-system '$work'"
    chmod 755 "$work"
    root=$work/root
    mkdir -p "$kept/archives/partial" "$root"
}

# --- packages

# Make's own variables are those of the build folder.
without_make() {
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$@"
}

unpack_tarball() {
    rm -f "$RESAPID_BUILD"/resapid-*.tar.xz
    without_make make -s -C "$RESAPID_BUILD" dist || return
    tar -C "$work" -xf "$RESAPID_BUILD"/resapid-*.tar.xz || return
    source_folder=$(find "$work" -maxdepth 1 -name 'resapid-*' -type d)
    [ -n "$source_folder" ]
}

# The unit tests have been run where this was built.
build_packages() {
    (cd "$source_folder" && without_make env DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)" \
        dpkg-buildpackage -b -us -uc "$@")
}

# keep_packages FOLDER: where apt may read them.
keep_packages() {
    mkdir "$work/$1" && mv "$work"/*.deb "$work/$1"
}

new_changelog() {
    {
        echo "resapid ($version+next) unstable; urgency=medium"
        echo
        echo "  * As before."
        echo
        sed -n '/^ -- /{p;q}' "$source_folder/debian/changelog"
        echo
        cat "$source_folder/debian/changelog"
    } >"$work/changelog" && mv "$work/changelog" "$source_folder/debian/changelog"
}

# Only the version is another, so nothing is compiled again.
build_next() {
    new_changelog && build_packages -nc
}

test_build() {
    check "the tarball is unpacked" unpack_tarball || finish check-package
    version=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$source_folder/debian/changelog")
    check "packages are built" build_packages || finish check-package
    check "lintian finds nothing" lintian --fail-on error,warning "$work"/resapid_*.changes
    check "three packages" keep_packages first
    check "packages of a higher version" build_next || finish check-package
    check "three again" keep_packages next
}

# --- a fresh root

debian_mirror() {
    # shellcheck disable=SC2016 # apt's own variable
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $1" | head -n 1
}

make_base() {
    suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    mirror=$(debian_mirror "$suite")
    [ -n "$mirror" ] || { echo "apt has no mirror of $suite: run apt-get update"; return 1; }
    debootstrap --variant=minbase "$suite" "$work/base" "$mirror" &&
        tar -C "$work/base" -czf "$kept/base.tar.gz.new" . &&
        mv "$kept/base.tar.gz.new" "$kept/base.tar.gz"
}

# Beside the compiler, as it waits for the network.
begin_base() {
    [ ! -e "$kept/base.tar.gz" ] || return
    make_base >"$work/base.log" 2>&1 &
    BASE_JOB=$!
}

# What debootstrap has mounted is gone when it ends.
end_base() {
    [ -z "$BASE_JOB" ] || wait "$BASE_JOB"
}

unpack_base() {
    [ -z "$BASE_JOB" ] || wait "$BASE_JOB" || { tail -n 20 "$work/base.log"; return 1; }
    tar -C "$root" -xzf "$kept/base.tar.gz"
}

# Packages from where the machine gets them, by apt's own words for how.
configure_apt() {
    rm -f "$root/etc/apt/sources.list"
    cp -r /etc/apt/sources.list* "$root/etc/apt/"
    cp -r /usr/share/keyrings/. "$root/usr/share/keyrings/"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    apt-config dump | grep '^Acquire::' | grep -v '::IndexTargets::\|:: ' >"$root/etc/apt/apt.conf.d/80machine"
    cat >"$root/etc/apt/apt.conf.d/90test" <<'END_OF_FILE'
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Binary::apt::APT::Keep-Downloaded-Packages "true";
Dpkg::Use-Pty "false";
DPkg::Path "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
DPkg::Options { "--force-unsafe-io"; };
END_OF_FILE
}

install_stand_ins() {
    install "$here/package/systemctl.sh" "$root/usr/local/bin/systemctl"
    install -d "$root/packages" "$root/packages/first" "$root/packages/next"
    cp "$work/first/"*.deb "$root/packages/first"
    cp "$work/next/"*.deb "$root/packages/next"
}

# In the root with the machine's network, for what has to be fetched; nothing is installed yet.
fetch() {
    # shellcheck disable=SC2016 # expanded by the shell that it starts
    unshare --mount --pid --fork --kill-child sh -c '
        mount --bind "$2" "$1/var/cache/apt/archives" && mount -t proc proc "$1/proc" &&
            exec chroot "$1" sh -ec "
                apt-get -q update
                cd /packages/first
                apt-get -q --download-only install ./*.deb curl jq"' sh "$root" "$kept/archives" &&
        cp "$kept/archives/"*.deb "$root/var/cache/apt/archives/"
}

# Everything hangs below one process: when it dies, the kernel takes the rest away.
start_root() {
    setpriv --pdeathsig KILL unshare --mount --net --ipc --uts --pid --fork --kill-child \
        sh "$here/package/init.sh" "$root" "$work/init.pid" </dev/null >"$work/init.log" 2>&1 &
    INIT_JOB=$!
    wait_for 60 test -s "$work/init.pid" || { cat "$work/init.log"; return 1; }
}

end_root() {
    [ -z "$INIT_JOB" ] || { kill -KILL "$INIT_JOB"; wait "$INIT_JOB"; } 2>/dev/null
    INIT_JOB=
}

wait_for() {
    wait_tries=$(($1 * 10))
    shift
    until "$@" >/dev/null 2>&1; do
        wait_tries=$((wait_tries - 1))
        [ "$wait_tries" -gt 0 ] || { "$@"; return; }
        sleep 0.1
    done
}

inside() {
    nsenter --target "$(cat "$work/init.pid")" --mount --net --ipc --uts --pid --root --wd -- \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

test_root() {
    check "there is a fresh root" unpack_base || finish check-package
    check "with the machine's sources of packages" configure_apt
    check "and the packages" install_stand_ins
    check "what they depend on is fetched" fetch || finish check-package
    check "the root runs" start_root || finish check-package
}

# --- the tutorial

read_page() {
    dpkg-deb --fsys-tarfile "$work"/first/resapid_*.deb |
        tar -xO "./usr/share/man/man7/$PAGE.gz" | gzip -dc >"$work/$PAGE" && [ -s "$work/$PAGE" ]
}

page_is_installed() {
    gzip -dc "$root/usr/share/man/man7/$PAGE.gz" | cmp - "$work/$PAGE"
}

# tutorial NAME: as printed, in the folder with the packages.
tutorial() {
    example "$work/$PAGE" "one node: $1" | example_carry_out >"$root/packages/first/example.sh"
    [ "$(wc -l <"$root/packages/first/example.sh")" -gt 1 ] &&
        inside sh -c 'cd /packages/first && sh ./example.sh'
}

web_is() {
    inside resapictl status web --output-as=json | grep -q "\"state\" : \"$1\""
}

test_tutorial() {
    check "the package has the tutorial" read_page || finish check-package
    for name in $(examples "$work/$PAGE" | sed -n 's/^one node: //p'); do
        [ "$name" != offline ] || test_upgrade
        check "tutorial: $name" tutorial "$name" || finish check-package
        [ "$name" != kill ] || check "status says that it failed" wait_for 60 web_is failed
    done
    check "it was the tutorial that is installed" page_is_installed
    check_status "the sample cluster can be imported" 5 \
        inside resapictl import /usr/share/doc/resapid/examples/windows-cluster.xml
}

# --- upgrade, removal

# The processes with one of the words in their command line. The search must not find itself.
processes() {
    printf '%s\n' "$@" >"$root/packages/words"
    inside sh -c 'cd /proc && grep -lsaF --file=/packages/words [0-9]*/cmdline' | cut -d / -f 1
}

server_pids() {
    processes sampleweb-server.exe
}

server_is() {
    [ -n "$1" ] && [ "$(server_pids)" = "$1" ]
}

installed_version() {
    # shellcheck disable=SC2016 # dpkg-query's own variable
    [ "$(inside dpkg-query -W -f '${Version}' resapid)" = "$1" ]
}

resapid_is_new() {
    [ "$(inside cat /run/resapid-test.pid)" != "$1" ]
}

test_upgrade() {
    server=$(server_pids)
    old=$(inside cat /run/resapid-test.pid)
    check "the web server runs" server_is "$server"
    check "upgrade while it is online" inside sh -c 'cd /packages/next && apt-get -q install ./*.deb'
    check "the version is the new one" installed_version "$version+next"
    check "resapid was restarted" resapid_is_new "$old"
    check "the web server is the same process" server_is "$server"
    check "and is told online" wait_for 60 web_is online
    check "IsAlive" inside resapictl check web --level=is
    check "it serves" inside curl --silent --fail http://127.0.0.1:8080/
}

nothing_runs() {
    remains=$(processes resapi wine sampleweb)
    [ -z "$remains" ] || { echo "$remains"; return 1; }
}

nothing_is_left() {
    remains=$(find "$root" -xdev -ipath '*resapi*' ! -path "$root/packages*" ! -path "$root/var/cache/apt/*" \
        ! -path "$root/proc/*")
    [ -z "$remains" ] || { echo "$remains"; return 1; }
}

test_removal() {
    check "a resource is online again" tutorial online
    server=$(server_pids)
    check "resapid is stopped" inside systemctl stop resapid.service
    check "the web server goes on" server_is "$server"
    check_fails "the package stays while nobody can stop it" inside apt-get -q remove resapid
    check "the web server goes on" server_is "$server"
    check "resapid is started" inside systemctl start resapid.service
    check "then it is removed" inside apt-get -q remove resapid
    check "nothing runs" wait_for 60 nothing_runs
    check "the database is kept" test -e "$root/var/lib/resapid/clusdb"
    check "all is purged" inside apt-get -q purge resapid resapid-sdk resapid-doc
    check "nothing is left" nothing_is_left
}

# --- RPM

test_spec() {
    spec=$EXAMPLES_TOP/packaging/resapid.spec
    check "rpm can read the spec" rpmspec --parse "$spec"
    check "rpmlint finds nothing" rpmlint --rpmlintrc "${spec%.spec}.rpmlintrc" "$spec"
    check "its version is the release's" test \
        "$(rpmspec --query --srpm --queryformat '%{version}' "$spec")" = "$version"
}

check_machine
make_folders
begin_base
test_build
test_spec
test_root
test_tutorial
test_removal
end_root
finish check-package
