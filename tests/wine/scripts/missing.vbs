' SPDX-License-Identifier: GPL-2.0-or-later
' Has no IsAlive, but mentions one. What stands outside of functions must not run to find out.
' The test puts a path in place of @RAN@.
Option Explicit
CreateObject("Scripting.FileSystemObject").CreateTextFile("@RAN@", True).Close

Function LooksAlive()
    LooksAlive = True
End Function
