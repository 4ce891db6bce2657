BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Push-Location $TestDrive
    New-TestChecklist ./one.checklist.json '{ "name": "a", "title": "t", "command": { "run": ["echo", "seen"] } }'
    New-TestChecklist ./two.checklist.json '{ "name": "b", "title": "t", "command": { "run": ["false"] } }'
    $change = Open-TestChange
    $null = Invoke-Checklist one
    $null = Invoke-Checklist two -Change $change.ChangeId
}
AfterAll { Pop-Location; Disconnect-JobLedger }

Describe 'Get-ChecklistResult' {
    It 'gets all, newest first, and those of a list or a change' {
        (Get-ChecklistResult).ChecklistName | Should -Be 'two', 'one'
        (Get-ChecklistResult one).Passed | Should -BeTrue
        (Get-Checklist two | Get-ChecklistResult).ChangeId | Should -Be $change.ChangeId
        (Get-ChecklistResult -Change $change.ChangeId).Count | Should -Be 1
        (Get-ChecklistResult -Last 1).ChecklistName | Should -Be 'two'
        Get-ChecklistResult nosuch | Should -BeNullOrEmpty
    }

    It 'has the evidence' { (Get-ChecklistResult one).Items[0].Evidence | Should -Be 'seen' }

    It 'names in its table what failed' {
        (Get-ChecklistResult two | Out-String -Width 100) | Should -Match "two +$($change.ChangeId) +failed +just now +failed: b"
    }

    It 'says that a change is not there' {
        (Get-TestError { Get-ChecklistResult -Change C999 }).Exception.Error.Id | Should -Be 'ChangeNotFound'
    }
}
