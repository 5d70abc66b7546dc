' SPDX-License-Identifier: GPL-2.0-or-later
' Writes which of its functions are called, and in which node, to the file that its property Journal
' names. While there is a file of that name and .sick, it is not alive.
Dim files, node

Set files = CreateObject("Scripting.FileSystemObject")
node = files.OpenTextFile("Z:\var\lib\node-name", 1).ReadLine
If Not Resource.PropertyExists("Journal") Then Resource.AddProperty "Journal"

Sub Note(what)
    Dim journal
    Set journal = files.OpenTextFile(Resource.Journal, 8, True)
    journal.WriteLine node & " " & what
    journal.Close
End Sub

Function IsWell
    IsWell = Not files.FileExists(Resource.Journal & ".sick")
End Function

Function Online
    Note "Online"
End Function

Function LooksAlive
    LooksAlive = IsWell
End Function

Function IsAlive
    IsAlive = IsWell
End Function

Function Offline
    Note "Offline"
    Offline = True
End Function

Function Terminate
    Note "Terminate"
End Function
