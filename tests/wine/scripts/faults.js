// SPDX-License-Identifier: GPL-2.0-or-later
// What goes wrong, and in which function, the property Fault says.
function misbehave(where) {
    switch (Resource.Fault) {
    case where + " error":
        return nothing_at_all.member;
    case where + " throw":
        throw new Error("on purpose");
    case where + " false":
        return false;
    case where + " zero":
        return 0;
    case where + " one":
        return 1;
    case where + " text":
        return "true";
    case where + " null":
        return null;
    case where + " array":
        return [true];
    case where + " undefined":
        return;
    }
    return true;
}

function Online() { return misbehave("Online"); }
function LooksAlive() { return misbehave("LooksAlive"); }
function IsAlive() { return misbehave("IsAlive"); }
