' SPDX-License-Identifier: GPL-2.0-or-later
' 1 MB of log lines, and a line of 1 MB.
Function Online()
    Dim i
    Resource.LogInformation "first line" & vbCrLf & "second line" & vbLf & vbLf & "third %1 ö line"
    For i = 1 To 10000
        Resource.LogInformation i & " " & String(100, "x")
    Next
    Resource.LogInformation String(1000000, "y")
    Resource.LogInformation ""
    Online = True
End Function

Function LooksAlive()
    LooksAlive = True
End Function

Function IsAlive()
    IsAlive = True
End Function
