// SPDX-License-Identifier: GPL-2.0-or-later
// Does not parse.
function LooksAlive() { return true; }

function IsAlive() {
    return true;
}}
