// SPDX-License-Identifier: GPL-2.0-or-later
// Has one of the two functions that it must have. The test puts a path in place of @RAN@.
new ActiveXObject("Scripting.FileSystemObject").CreateTextFile("@RAN@", true).Close();
function IsAlive() { return true; }
