# SPDX-License-Identifier: GPL-2.0-or-later
#Requires -Version 2.0

<#
.SYNOPSIS
Writes the configuration of this failover cluster into one file, for resapictl import.

.DESCRIPTION
Asks the cluster that this computer is a node of for its nodes, networks, groups, resources, resource
types, their parameters, owners, dependencies and checkpoints, and writes all of it with Export-Clixml.
Nothing on the cluster is changed. Passwords, keys and other secrets are not written: their parameters
are, with Secret = True and without a value. What cannot be read is warned of, and has a record with
Error = the reason in the file.

Run it in Windows PowerShell (powershell.exe) as an administrator, on one node, once. It needs nothing
but the module FailoverClusters, and runs on Windows Server 2008 R2 and later.

.PARAMETER Path
The file to write: resapi-export.xml (with -Json: resapi-export.json) in the current folder.

.PARAMETER Json
Writes JSON in place of CLIXML. Needs PowerShell 3 or later.

.PARAMETER Force
Replaces a file that is there already.

.EXAMPLE
powershell.exe -ExecutionPolicy Bypass -File resapi-export.ps1 -Path C:\Temp\cluster.xml

Writes C:\Temp\cluster.xml; on Linux: resapictl import cluster.xml
#>
[CmdletBinding()]
param(
    [string] $Path,
    [switch] $Json,
    [switch] $Force
)

# What these names have in them is never written. resapictl import knows the same words.
$secretName = 'password|passwd|passphrase|passcode|pwd|secret|token|credential|encrypted|' +
    'privatekey|cryptokey|sharedkey|accesskey|accountkey|apikey|signingkey|masterkey|encryptionkey|' +
    '(?<!by|com)pass$'
$secretText = '(password|passwd|passphrase|pwd|secret|accountkey|sharedaccesskey|token|(?<!by|com)pass)' +
    '["'' ]*[=:]["'' ]*[^;"'' ]' +
    '|[-/]\w*(password|passwd|passphrase|pwd|secret|token|(?<!by|com)pass) +["'']*[^-/"'' ]' +
    '|://[^/\s"'':]*:[^/\s"''@][^/\s"'']*@' +
    '|-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----'
# Bytes that are measures, addresses or access rights; any others may be a key.
$openBytes = '^(diskuniqueids|diskvolumeinfo|diskguid|diskidguid|leaseobtainedtime|leaseexpirestime|' +
    't1|t2|security|securitydescriptor|schedulerversion)$'

function Stop-Export([string] $Message)
{
    [Console]::Error.WriteLine("resapi-export: $Message")
    exit 1
}

# A value without the objects that stand behind it: another object of the cluster becomes its name.
function ConvertTo-Plain($Value)
{
    if ($null -eq $Value) {
        return $null
    }
    if ($Value -is [Enum]) {
        return [Convert]::ToInt64($Value)
    }
    if ($Value -is [string] -or $Value -is [ValueType]) {
        return $Value
    }
    if ($Value -is [byte[]]) {
        return ,$Value
    }
    if ($Value -is [System.Collections.IEnumerable]) {
        $items = @()
        foreach ($item in $Value) {
            $items += ConvertTo-Plain $item
        }
        return ,$items
    }
    if ($Value.Name) {
        return [string] $Value.Name
    }
    return [string] $Value
}

# All properties of an object of the cluster.
function ConvertTo-Record($Object)
{
    $record = New-Object PSObject
    foreach ($property in $Object.PSObject.Properties) {
        $value = $null
        try {
            $value = ConvertTo-Plain $property.Value
        } catch {
            Write-Verbose "$Object`: $($property.Name): $($_.Exception.Message)"
        }
        Add-Member -InputObject $record -MemberType NoteProperty -Name $property.Name -Value $value
    }
    return $record
}

function Test-Secret([string] $Name, $Value)
{
    $bare = $Name -replace '[^A-Za-z0-9]', ''
    if ($Value -is [byte[]]) {
        return ($bare -notmatch $openBytes)
    }
    if ($Value -is [ValueType]) {
        return ($bare -match $secretName -and $Value -gt 1)
    }
    return ($bare -match $secretName -or ([string] $Value) -match $secretText)
}

# The parameters of one object, "Resource" or "Group" being its kind.
function Get-Parameter([string] $Kind, $Object)
{
    $parameters = @()
    try {
        $parameters = @(Get-ClusterParameter -InputObject $Object -ErrorAction Stop)
    } catch {
        if ($Kind -eq 'Resource') {
            Write-Warning "$($Object.Name): its parameters cannot be read: $($_.Exception.Message)"
            New-Object PSObject -Property @{
                ObjectKind = $Kind
                ClusterObject = [string] $Object.Name
                Name = $null
                Error = [string] $_.Exception.Message
            }
        }
    }
    foreach ($parameter in $parameters) {
        $isSecret = Test-Secret $parameter.Name $parameter.Value
        $value = $null
        if (-not $isSecret) {
            $value = ConvertTo-Plain $parameter.Value
        }
        New-Object PSObject -Property @{
            ObjectKind = $Kind
            ClusterObject = [string] $Object.Name
            Name = $parameter.Name
            Value = $value
            ParameterType = [string] $parameter.ParameterType
            IsReadOnly = [bool] $parameter.IsReadOnly
            Secret = $isSecret
        }
    }
}

function Get-Owner([string] $Kind, $Object)
{
    try {
        $list = Get-ClusterOwnerNode -InputObject $Object -ErrorAction Stop
        New-Object PSObject -Property @{
            ObjectKind = $Kind
            ClusterObject = [string] $Object.Name
            OwnerNodes = ConvertTo-Plain $list.OwnerNodes
        }
    } catch {
        Write-Warning "$($Object.Name): its owners cannot be read: $($_.Exception.Message)"
        New-Object PSObject -Property @{
            ObjectKind = $Kind
            ClusterObject = [string] $Object.Name
            OwnerNodes = $null
            Error = [string] $_.Exception.Message
        }
    }
}

# A record for each resource: the expression is '' for one that depends on nothing.
function Get-Dependency($Resource)
{
    try {
        $dependency = Get-ClusterResourceDependency -InputObject $Resource -ErrorAction Stop
        New-Object PSObject -Property @{
            Resource = [string] $Resource.Name
            DependencyExpression = [string] $dependency.DependencyExpression
        }
    } catch {
        Write-Warning "$($Resource.Name): its dependencies cannot be read: $($_.Exception.Message)"
        New-Object PSObject -Property @{
            Resource = [string] $Resource.Name
            DependencyExpression = $null
            Error = [string] $_.Exception.Message
        }
    }
}

function Get-Checkpoint
{
    foreach ($checkpoint in @(Get-ClusterCheckpoint -ErrorAction SilentlyContinue)) {
        if ($checkpoint) {
            ConvertTo-Record $checkpoint
        }
    }
}

if ($PSVersionTable.PSEdition -eq 'Core') {
    Stop-Export 'PowerShell 7 sees only copies of the cluster''s objects: run it with powershell.exe'
}
if ($Json -and -not (Get-Command ConvertTo-Json -ErrorAction SilentlyContinue)) {
    Stop-Export 'there is no ConvertTo-Json before PowerShell 3: leave out -Json'
}
if (-not $Path) {
    $Path = 'resapi-export.xml'
    if ($Json) {
        $Path = 'resapi-export.json'
    }
}
$file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
if ((Test-Path -LiteralPath $file) -and -not $Force) {
    Stop-Export "$file is there already: name another file with -Path, or replace it with -Force"
}
try {
    Import-Module FailoverClusters -ErrorAction Stop
} catch {
    Stop-Export ('there is no module FailoverClusters: run it on a node of the cluster, or install the ' +
        "feature RSAT-Clustering there: $($_.Exception.Message)")
}
try {
    $cluster = Get-Cluster -ErrorAction Stop
    $nodes = @(Get-ClusterNode -ErrorAction Stop)
    $networks = @(Get-ClusterNetwork -ErrorAction Stop)
    $groups = @(Get-ClusterGroup -ErrorAction Stop)
    $types = @(Get-ClusterResourceType -ErrorAction Stop)
    $resources = @(Get-ClusterResource -ErrorAction Stop)
} catch {
    Stop-Export ('the cluster does not answer: run it as an administrator, on a node whose Cluster service ' +
        "runs: $($_.Exception.Message)")
}

$parameters = @()
$parameters += @(Get-Parameter 'Cluster' $cluster)
$parameters += @($nodes | ForEach-Object { Get-Parameter 'Node' $_ })
$parameters += @($networks | ForEach-Object { Get-Parameter 'Network' $_ })
$parameters += @($groups | ForEach-Object { Get-Parameter 'Group' $_ })
$parameters += @($types | ForEach-Object { Get-Parameter 'ResourceType' $_ })
$parameters += @($resources | ForEach-Object { Get-Parameter 'Resource' $_ })
$owners = @($groups | ForEach-Object { Get-Owner 'Group' $_ })
$owners += @($resources | ForEach-Object { Get-Owner 'Resource' $_ })

# Windows Server 2008 R2 has no cmdlet for it: null says that there may be some.
$checkpoints = $null
if (Get-Command Get-ClusterCheckpoint -ErrorAction SilentlyContinue) {
    $checkpoints = @(Get-Checkpoint)
} else {
    Write-Warning ('checkpoints cannot be read on this Windows: give resapictl import the output of ' +
        '"cluster res NAME /checkpoints" too')
}

$export = New-Object PSObject -Property @{
    Format = 'resapi-export'
    Version = 1
    Cluster = ConvertTo-Record $cluster
    Nodes = @($nodes | ForEach-Object { ConvertTo-Record $_ })
    Networks = @($networks | ForEach-Object { ConvertTo-Record $_ })
    Groups = @($groups | ForEach-Object { ConvertTo-Record $_ })
    ResourceTypes = @($types | ForEach-Object { ConvertTo-Record $_ })
    Resources = @($resources | ForEach-Object { ConvertTo-Record $_ })
    Parameters = $parameters
    OwnerNodes = $owners
    Dependencies = @($resources | ForEach-Object { Get-Dependency $_ })
    Checkpoints = $checkpoints
}
try {
    if ($Json) {
        ConvertTo-Json -InputObject $export -Depth 5 | Out-File -FilePath $file -Encoding UTF8 -ErrorAction Stop
    } else {
        Export-Clixml -InputObject $export -Path $file -Depth 5 -Encoding UTF8 -ErrorAction Stop
    }
} catch {
    Stop-Export "$file cannot be written: name another file with -Path: $($_.Exception.Message)"
}
Write-Output "$file`: $($resources.Count) resources in $($groups.Count) groups"
