// SPDX-License-Identifier: GPL-2.0-or-later
// Records what is called, in the file that the property Record names.
function note(word) {
    var file = new ActiveXObject("Scripting.FileSystemObject").OpenTextFile(Resource.Record, 8, true);
    file.WriteLine(word);
    file.Close();
}

note("load");

function Open() { note("Open"); return 0; }
function Online() { note("Online"); }
function LooksAlive() { note("LooksAlive"); return true; }
function IsAlive() { note("IsAlive"); return 0; }
function Offline() { note("Offline"); return 0; }
function Close() { note("Close"); return 0; }
function Terminate() { note("Terminate"); return 0; }
