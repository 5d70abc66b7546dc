' SPDX-License-Identifier: GPL-2.0-or-later
' Umlauts, in whatever encoding this is.
Function Online()
    Resource.Text = "Grüße: äöüßÄÖÜ " & Len("äöü")
    Online = 0
End Function

Function LooksAlive()
    LooksAlive = True
End Function

Function IsAlive()
    IsAlive = True
End Function
