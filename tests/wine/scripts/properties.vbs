' SPDX-License-Identifier: GPL-2.0-or-later
' Properties of all types, live; and what must be refused, with what is said then.
Function Open()
    Resource.AddProperty "Text"
    Resource.AddProperty "Declared"
    Resource.AddProperty "Level"
End Function

Function Online()
    Dim item, joined
    Resource.TEXT = "Grüße"
    Resource.Text = Resource.text & ", " & Resource.Name
    Resource.Count = Resource.Count + 1
    Resource.Large = 4294967295
    Resource.Flag = True
    Resource.List = Array("one", "two", "drei ü")
    joined = ""
    For Each item In Resource.List
        joined = joined & "[" & item & "]"
    Next
    Resource.Joined = joined & TypeName(Resource.Count) & " " & Resource.Large & " " & Resource.Flag
    Resource.RemoveProperty "Gone"
    Resource.Exists = Resource.PropertyExists("TEXT") & Resource.PropertyExists("Gone")
    Resource.Refused = Refused
    Online = True
End Function

Function LooksAlive()
    LooksAlive = (Resource.Level <> "low")
End Function

Function IsAlive()
    IsAlive = True
End Function

Dim said

Sub Say(what)
    said = said & what & ": " & Hex(Err.Number) & "; "
    Err.Clear
End Sub

Function Refused
    On Error Resume Next
    Dim x
    said = ""
    Resource.AddProperty ""
    Say "empty"
    Resource.AddProperty String(300, "n")
    Say "long"
    Resource.AddProperty "Name"
    Say "member"
    Resource.LogInformation
    Say "no argument"
    Resource.LogInformation "a", "b"
    Say "two arguments"
    Resource.AddProperty Array("a")
    Say "array"
    x = Resource.Nowhere
    Say "reading"
    Resource.Nowhere = 1
    Say "writing"
    Resource.RemoveProperty "Nowhere"
    Say "removing"
    Resource.Text = Null
    Say "Null"
    Resource.List = Array(Array(1))
    Say "nested"
    Resource.Name = "other"
    Say "name"
    Resource.AddProperty 42
    Say "number"
    Resource.Count = "many"
    Say "word"
    Resource.Count = 1.5
    Say "fraction"
    Refused = said
End Function
