BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    'change', 'other' | ForEach-Object { Register-TestJob $_ }
    Start-Job change -Wait | Write-ChangeNote -Reason 'a new | text'
    Start-Job other -Wait | Write-ChangeNote -Reason 'something else'
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-ChangeNote' {
    It 'gives the notes, newest first, of all jobs, of one, or of a run' {
        (Get-ChangeNote).Reason | Should -Be 'something else', 'a new | text'
        (Get-ChangeNote -JobName ch*).RunId | Should -Be 1
        (Get-ChangeNote 2).Reason | Should -Be 'something else'
        (Get-JobRun 1 | Get-ChangeNote).Reason | Should -Be 'a new | text'
    }

    It 'writes Markdown that a text cannot break' {
        Get-ChangeNote 1 -AsMarkdown | Should -Match '(?s)^## a new \\\| text\r?\n.*Run 1 of `change`.*Command: `Start-Job change -Wait`'
    }

    It 'gives nothing for a run without a note' {
        $run = Start-Job change -Wait
        Get-ChangeNote $run.RunId | Should -BeNullOrEmpty
    }
}
