' SPDX-License-Identifier: GPL-2.0-or-later
' What goes wrong, and in which function, the property Fault says. It waits and hangs until the file
' that the property Gate names is there.
Option Explicit
Dim fso
Set fso = CreateObject("Scripting.FileSystemObject")

Sub Wait()
    Do Until fso.FileExists(Resource.Gate)
    Loop
End Sub

Function Misbehave(where)
    Dim nothing_at_all
    Misbehave = True
    Select Case Resource.Fault
    Case where & " error"
        nothing_at_all = CInt("no number")
    Case where & " raise"
        Err.Raise 1234, "faults", "on purpose: 100% ""ö"""
    Case where & " wait"
        Wait
    Case where & " False"
        Misbehave = False
    Case where & " zero"
        Misbehave = 0
    Case where & " one"
        Misbehave = 1
    Case where & " minus one"
        Misbehave = -1
    Case where & " text"
        Misbehave = "True"
    Case where & " Null"
        Misbehave = Null
    Case where & " array"
        Misbehave = Array(True)
    Case where & " object"
        Set Misbehave = fso
    Case where & " Empty"
        Misbehave = Empty
    End Select
End Function

Misbehave "load"

Function Open()
    Open = 0
    Open = Misbehave("Open")
End Function

Function Online()
    Online = 0
    If Resource.Fault = "Online object" Then
        Set Online = fso
    Else
        Online = Misbehave("Online")
    End If
End Function

Function LooksAlive()
    LooksAlive = Misbehave("LooksAlive")
End Function

Function IsAlive()
    IsAlive = Misbehave("IsAlive")
End Function

Function Offline()
    Offline = Misbehave("Offline")
End Function

Function Terminate()
    fso.CreateTextFile(Resource.Gate & ".terminated", True).Close
End Function
