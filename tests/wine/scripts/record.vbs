' SPDX-License-Identifier: GPL-2.0-or-later
' Records what is called, in the file that the property Record names, and when the script ends. The
' property Fail names a function that is to fail.
Option Explicit
Dim ending

Class Ending
    Private Sub Class_Terminate
        Note "end"
    End Sub
End Class

Sub Note(word)
    Dim file
    Set file = CreateObject("Scripting.FileSystemObject").OpenTextFile(Resource.Record, 8, True)
    file.WriteLine word
    file.Close
End Sub

Function Called(name)
    Note name
    Called = True
    If Resource.PropertyExists("Fail") Then
        If Resource.Fail = name Then Called = False
    End If
End Function

Note "load"
Set ending = New Ending

Function Open()
    Open = Called("Open")
End Function

Function Online()
    Online = Called("Online")
End Function

Function LooksAlive()
    LooksAlive = Called("LooksAlive")
End Function

Function IsAlive()
    IsAlive = Called("IsAlive")
End Function

Function Offline()
    Offline = Called("Offline")
End Function

Function Close()
    Close = Called("Close")
End Function

Function Terminate()
    Terminate = Called("Terminate")
End Function
