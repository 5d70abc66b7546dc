' SPDX-License-Identifier: GPL-2.0-or-later
' Does not parse.
Function LooksAlive()
    LooksAlive = True
End Function

Function IsAlive()
    If LooksAlive( Then
    IsAlive = True
End Function
