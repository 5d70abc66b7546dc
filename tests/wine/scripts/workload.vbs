' SPDX-License-Identifier: GPL-2.0-or-later
' Manages a program, in both styles of results. Properties: Program, File, which
' it writes, and Folder, which has to be there.
Dim shell, fso, process
Set shell = CreateObject("WScript.Shell")
Set fso = CreateObject("Scripting.FileSystemObject")

Function Open()
    If Not Resource.PropertyExists("File") Then Resource.AddProperty "File"
    If Not Resource.PropertyExists("Program") Then Resource.AddProperty "Program"
    Open = 0
End Function

Function Online()
    If Resource.File = "" Then
        Resource.LogInformation "The property File has to be set"
        Online = 1
        Exit Function
    End If
    If Not fso.FolderExists(Resource.Folder) Then
        Online = 2
        Exit Function
    End If
    Online = shell.Run("cmd.exe /c exit 3", 0, True)
    If Online <> 3 Then Exit Function
    If fso.FileExists(Resource.File & ".stop") Then fso.DeleteFile Resource.File & ".stop"
    Set process = shell.Exec("""" & Resource.Program & """ """ & Resource.File & """")
    Do Until fso.FileExists(Resource.File) Or process.Status <> 0
    Loop
    Online = process.Status
End Function

Function LooksAlive()
    LooksAlive = (process.Status = 0)
End Function

Function IsAlive()
    IsAlive = process.Status
End Function

Function Offline()
    fso.CreateTextFile(Resource.File & ".stop", True).Close
    Do While process.Status = 0
    Loop
    Offline = True
End Function

Function Terminate()
    If IsObject(process) Then process.Terminate
End Function
