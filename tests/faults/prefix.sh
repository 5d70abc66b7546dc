#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Folders that resapi-prefix must refuse, with what is in them left alone. No Wine: one that only
# tells its version stands in for it.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"

folder=$(mktemp -d) || exit 1
at_exit "rm -rf '$folder'"
prefix=$folder/prefix
stamp=$prefix/.resapid-stamp

make_wine() {
    mkdir "$folder/bin"
    cat >"$folder/bin/wine" <<'END'
#!/bin/sh
[ "$1" = --version ] || exit 7
echo wine-8.0
END
    printf '#!/bin/sh\nexit 0\n' >"$folder/bin/wineserver"
    chmod 755 "$folder/bin/wine" "$folder/bin/wineserver"
}

# new_prefix MODE
new_prefix() {
    rm -rf "$prefix"
    mkdir -m "$1" "$prefix"
    chmod "$1" "$prefix"
}

# set_up DIR
set_up() {
    "$instance_build/resapi-prefix" "--prefix=$1" "--wine=$folder/bin/wine"
}

refuses() {
    check_error "$1" 1 "$2" set_up "${3:-$prefix}"
}

stamp_is() {
    cat "$stamp"
    [ "$(cat "$stamp")" = "$1" ]
}

without_registry() {
    new_prefix 700
    mkdir "$prefix/drive_c"
    echo data >"$prefix/drive_c/data"
    echo "1 wine-7.0" >"$stamp"
    refuses "another Wine's prefix without system.reg" "$prefix: holds something, but no system.reg"
    check "its files are still there" grep -q data "$prefix/drive_c/data"
    check "its stamp is as it was" stamp_is "1 wine-7.0"

    rm "$stamp"
    refuses "a folder that is no prefix" "$prefix: holds something, but no system.reg"
    check "its files are still there" grep -q data "$prefix/drive_c/data"
}

# The creation begins, and fails for want of a Wine: its stamp tells.
interrupted() {
    new_prefix 700
    : >"$stamp.ABC123"
    check_fails "a stamp that was being written is no obstacle" set_up "$prefix"
    check "the creation has begun" stamp_is creating

    new_prefix 700
    mkdir "$prefix/drive_c"
    echo creating >"$stamp"
    check_fails "an interrupted creation is no obstacle" set_up "$prefix"
    check "the creation has begun again" [ ! -e "$prefix/drive_c" ]
}

of_others() {
    for mode in 770 702; do
        new_prefix "$mode"
        refuses "a folder of mode $mode" "$prefix: others may write to it: chmod go-w it"
        check "nothing is written to it" rmdir "$prefix"
    done

    mkdir -m 700 "$folder/elsewhere"
    ln -s "$folder/elsewhere" "$folder/link"
    refuses "a symbolic link" "$folder/link: is no folder: move it away" "$folder/link"
    check "nothing is written behind it" rmdir "$folder/elsewhere"
}

make_wine
without_registry
interrupted
of_others
finish check-faults
