' SPDX-License-Identifier: GPL-2.0-or-later
' No more than a script must have.
Function LooksAlive()
    LooksAlive = True
End Function

Function IsAlive()
    IsAlive = True
End Function
