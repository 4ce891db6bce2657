BeforeAll {
    . $PSScriptRoot/Support.ps1
    Push-Location (New-Item -ItemType Directory "$TestDrive/site")
    $null = New-Item -ItemType Directory ./checklists
    New-TestChecklist ./here.checklist.json '{ "name": "a", "title": "It is so.", "attest": "Is it?" }', '{ "name": "b", "title": "t", "http": "http://x/" }'
    New-TestChecklist ./checklists/beside.checklist.json '{ "name": "a", "title": "t", "command": { "run": ["true"] } }'
}
AfterAll { Pop-Location }

Describe 'Get-Checklist' {
    It 'gets all that are here, and those that JobOps brings, without a ledger' {
        Disconnect-JobLedger
        (Get-Checklist).Name | Should -Be 'beside', 'cache', 'here', 'release', 'security', 'ship'
    }

    It 'gets one by name, by path, and from the pipeline' {
        (Get-Checklist HERE).Items.Name | Should -Be 'a', 'b'
        (Get-Checklist ./checklists/beside.checklist.json).Items.Count | Should -Be 1
        (Get-Item ./here.checklist.json | Get-Checklist).Name | Should -Be 'here'
        (Get-Checklist beside | Get-Checklist).Name | Should -Be 'beside'
    }

    It 'shows the items with what each looks at' {
        ((Get-Checklist here).Items | Out-String -Width 80) | Should -Match '(?m)^b\s+http\s+t'
        ((Get-Checklist here).Items[1] | Format-List | Out-String) | Should -Match 'Check +: GET http://x/'
    }

    It 'says where a list is wrong, and gets the others' {
        Set-Content ./wrong.checklist.json '{ "name": "wrong", "owner": "o", "items": [{ "name": "a", "title": "t", "atest": "q" }] }'
        $lists = Get-Checklist -ErrorAction SilentlyContinue -ErrorVariable wrong
        Remove-Item ./wrong.checklist.json
        $lists.Name | Should -Contain 'here'
        $wrong.Exception.Error.Id | Should -Be 'ChecklistInvalid'
        $wrong.Exception.Error.Actual | Should -Match "wrong\.checklist\.json\(1,73\): .*did you mean that"
    }

    It 'says that there is none' {
        (Get-TestError { Get-Checklist nosuch }).FullyQualifiedErrorId | Should -Be 'JobOps.ChecklistNotFound,JobOps.Cmdlets.GetChecklistCommand'
    }
}
