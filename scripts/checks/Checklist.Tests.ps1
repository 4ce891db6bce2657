<#
.SYNOPSIS
    A checklist for a pipeline: each of its items is a test.
.DESCRIPTION
    Invoke-Pester -Container (New-PesterContainer -Path ./Checklist.Tests.ps1 -Data @{ Checklist = 'security'; Environment = 'production' })
    with JobOps on the module path or imported, and JOBOPS_LEDGER naming the ledger. Nobody is asked: what a person has to answer
    passes by a Note, or where it was answered before for the same Change. A waived item is skipped, and says until when.
#>
param([string] $Checklist, [string] $Change, [string] $Environment, [hashtable] $Note = @{}, [hashtable] $Evidence = @{})

BeforeDiscovery {
    $items = if ($Checklist) { (Get-Checklist $Checklist).Items | ForEach-Object { @{ Name = $_.Name; Title = $_.Title } } }
}

BeforeAll {
    $given = @{ Note = $Note; Evidence = $Evidence }
    if ($Change) { $given.Change = $Change }
    if ($Environment) { $given.Environment = $Environment }
    $results = if ($Checklist) { Invoke-Checklist $Checklist @given -NonInteractive }
}

Describe "The checklist $Checklist" {
    It '<Name>: <Title>' -ForEach $items {
        $result = $results | Where-Object Name -EQ $Name
        if ($result.Waiver) {
            Set-ItResult -Skipped -Because "$($result.Actual); waived until $($result.Waiver.Until.ToString('o')) by $($result.Waiver.Owner): $($result.Waiver.Reason)"
        }
        $result.Status | Should -BeIn 'Passed', 'Attested' -Because "$($result.Actual). $($result.Remedy)"
    }
}
