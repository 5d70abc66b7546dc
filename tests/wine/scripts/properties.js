// SPDX-License-Identifier: GPL-2.0-or-later
// The same from JScript, whose arrays are objects.
function Open() {
    Resource.AddProperty("Declared");
}

function Online() {
    Resource.Declared = Resource.PropertyExists("declared");
    Resource.List = ["one", "zwei ä", 3];
    Resource.Joined = new VBArray(Resource.List).toArray().join("+");
    Resource.Count = Resource.Count * 2;
    Resource.Real = 1.5;
    try {
        Resource.Joined += Resource.Nowhere;
    } catch (error) {
        Resource.Joined += "!" + error.message;
    }
}

function LooksAlive() { return true; }
function IsAlive() { return true; }
